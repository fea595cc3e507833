/* The sheets of what is planned: items with their packs, substitutes, groups of
 * people, tiers. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"
#include "models/scenario_words.h"

#include <string.h>

#define FORM(en, zh, columns)                                                                      \
	{                                                                                          \
		en, zh, columns, sizeof columns / sizeof *columns, false                           \
	}

/* ---- groups ---- */

enum { GROUP_ID, GROUP_NAME, GROUP_NAME_EN, GROUP_DOOR, GROUP_MINUTES };
static const struct sheet_column group_columns[] = {
	[GROUP_ID] = {"id", "编号|人群编号", 0},
	[GROUP_NAME] = {"name|group", "名称|人群|人群名称", 0},
	[GROUP_NAME_EN] = {"name-en|english name", "英文名称", 0},
	[GROUP_DOOR] = {"door|door delivery", "上门|送货上门", 0},
	[GROUP_MINUTES] = {"visit-minutes", "每次上门分钟|上门分钟", 0},
};
static const struct sheet_form group_form = FORM("groups", "人群", group_columns);

/* The id of the row, which becomes that of thing number i. When it is faulty or
 * was used before, it says so, and the row goes by another name. */
static const char *new_id(struct sheet *sheet, struct map *ids, int32_t i, int id_column, int name_column)
{
	const char *id = cell_id(sheet, id_column, name_column);
	struct diag *item;

	if (!id)
		return sheet_row_id(sheet);
	if (map_add(ids, id, i) < 0)
		return id;
	if (sheet_given(sheet, id_column))
		item = SHEET_FAULT(sheet, id_column, 353, _("the id \"%s\" was used before"), id);
	else
		item = SHEET_FAULT(sheet, name_column, 353,
			_("the name gives the id \"%s\", which was used before"), id);
	diag_remedy(sheet->r->diags, item, _("give each an id of its own in the column \"%s\""),
		sheet_heading(sheet, id_column));
	return sheet_row_id(sheet);
}

static void read_group(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	const char *id = new_id(sheet, &s->group_ids, s->ngroups, GROUP_ID, GROUP_NAME);
	struct group *group;
	int32_t g;

	g = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);
	group = &s->groups[g];
	group->id = id;
	group->where = sheet_where(sheet);
	cell_label(sheet, GROUP_NAME, GROUP_NAME_EN, &group->name);
	cell_flag(sheet, GROUP_DOOR, &group->door);
	cell_count(sheet, GROUP_MINUTES, 0, 1440, &group->visit_minutes);
}

bool sheets_groups(struct reading *r)
{
	struct scenario *s = r->s;
	struct sheet sheet;

	if (sheet_open(&sheet, r, &group_form, NULL, NULL) != SHEET_ABSENT) {
		while (sheet_next(&sheet))
			read_group(&sheet);
		sheet_defines(&sheet, THING_GROUP);
		return sheet_close(&sheet);
	}
	if (s->ngroups == 0) {
		int32_t g = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);

		s->groups[g].id = "general";
		s->groups[g].name = (struct label){"普通居民", "General population"};
		s->groups[g].where = WHERE_NONE;
		map_add(&s->group_ids, "general", g);
	}
	return true;
}

/* ---- items ---- */

enum {
	ITEM_ID,
	ITEM_NAME,
	ITEM_NAME_EN,
	ITEM_SPEC,
	ITEM_SPEC_EN,
	ITEM_CLASS,
	ITEM_UNIT,
	ITEM_DECIMALS,
	ITEM_MASS,
	ITEM_SHELF_LIFE,
	ITEM_VALUE,
	ITEM_PACKS,
	ITEM_ISSUE_BY,
	ITEM_SCHEME,
	ITEM_CODE,
	ITEM_NOTE
};
static const struct sheet_column item_columns[] = {
	[ITEM_ID] = {"id|item id", "编号|物资编号", 0},
	[ITEM_NAME] = {"name|item|item name", "名称|物资|物资名称|品名", 0},
	[ITEM_NAME_EN] = {"name-en|english name", "英文名称", 0},
	[ITEM_SPEC] = {"spec|specification", "规格|规格型号", 0},
	[ITEM_SPEC_EN] = {"spec-en", "英文规格", 0},
	[ITEM_CLASS] = {"class", "类别|物资类别", 0},
	[ITEM_UNIT] = {"unit|base unit", "单位|计量单位|基本单位", SHEET_REQUIRED},
	[ITEM_DECIMALS] = {"decimals", "小数位|小数位数", 0},
	[ITEM_MASS] = {"mass-kg|mass|weight", "单位重量|重量|单重", 0},
	[ITEM_SHELF_LIFE] = {"shelf-life", "保质期|有效期", 0},
	[ITEM_VALUE] = {"value", "价值|单位价值|参考单价", 0},
	[ITEM_PACKS] = {"packs|pack", "包装|包装规格", 0},
	[ITEM_ISSUE_BY] = {"issue-by", "发放单位|发放包装|发放方式", 0},
	[ITEM_SCHEME] = {"code-scheme", "代码体系", 0},
	[ITEM_CODE] = {"code", "代码|物资代码", 0},
	[ITEM_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form item_form = FORM("items", "物资", item_columns);

static void read_base_unit(struct sheet *sheet, struct item *item)
{
	struct scenario *s = sheet->r->s;
	struct entry cell;
	struct diag *fault;
	const char *code, *text;

	if (!sheet_require(sheet, ITEM_UNIT) || !sheet_cell(sheet, ITEM_UNIT, &cell))
		return;
	code = alias_unit(cell.text, cell.n);
	text = arena_text(&s->arena, cell.text, cell.n);
	if (code || unit_known(text)) {
		item->unit = code ? code : text;
		return;
	}
	map_add(&sheet->r->faulty_units, item->id, 0);
	fault = SHEET_FAULT(sheet, ITEM_UNIT, 255, _("the unit \"%s\" is not known"), text);
	diag_remedy(sheet->r->diags, fault,
		_("write for example litre, kg, piece, bottle, bag, box, set, or a code of UN/ECE "
		  "Recommendation 20 such as LTR, KGM, C62"));
}

/* Cuts "箱=24" into name and number; false when it is not of that form. */
static bool cut_pack(const struct entry *part, struct entry *name, struct entry *number)
{
	static const char *const equals[] = {"=", "＝", ":", "："};
	size_t k, at;

	for (k = 0; k < sizeof equals / sizeof *equals; k++) {
		size_t length = strlen(equals[k]);

		for (at = 0; at + length <= part->n; at++) {
			if (memcmp(part->text + at, equals[k], length) != 0)
				continue;
			*name = *number = *part;
			name->n = at;
			number->text += at + length;
			number->n -= at + length;
			while (name->n > 0 && name->text[name->n - 1] == ' ')
				name->n--;
			while (number->n > 0 && *number->text == ' ') {
				number->text++;
				number->n--;
			}
			name->at.span = (int32_t)name->n;
			number->at.span = (int32_t)number->n;
			number->at.where.column += (int32_t)(number->text - part->text);
			return name->n > 0 && number->n > 0;
		}
	}
	return false;
}

/* "箱" or "ctn24(箱)": the pack's id and name. */
static bool name_pack(struct sheet *sheet, const struct entry *name, struct pack *pack)
{
	struct scenario *s = sheet->r->s;
	struct diags *d = sheet->r->diags;
	const char *open = memchr(name->text, '(', name->n), *label;
	size_t n = open ? (size_t)(open - name->text) : 0;

	if (n == 0 || name->text[name->n - 1] != ')') {
		pack->id = id_make(&s->arena, name->text, name->n);
		if (!pack->id)
			VALUE_FAULT(d, &name->at, 354, _("no id can be made from this name"));
		return pack->id != NULL;
	}
	if (!read_id(d, &name->at, name->text, n))
		return false;
	pack->id = arena_text(&s->arena, name->text, n);
	label = arena_text(&s->arena, open + 1, name->n - n - 2);
	if (strncmp(s->language, "en", 2) == 0)
		pack->name.en = label;
	else
		pack->name.zh = label;
	return true;
}

static void lose_pack(struct sheet *sheet, const struct item *item)
{
	map_add(&sheet->r->faulty_units, item->id, 0);
	sheet->ok = false;
}

static void read_pack(struct sheet *sheet, const struct entry *part, int32_t i)
{
	struct item *item = &sheet->r->s->items[i];
	struct diags *d = sheet->r->diags;
	struct pack pack = {.where = sheet_where(sheet)};
	struct entry name, number;
	struct diag *fault;
	bool good;
	int32_t p;

	if (!cut_pack(part, &name, &number)) {
		fault = VALUE_FAULT(d, &part->at, 256, _("this is not a pack"));
		diag_remedy(d, fault,
			_("write name = what it contains in base units, several with semicolons: "
			  "箱=24; 托盘=720"));
		lose_pack(sheet, item);
		return;
	}
	good = value_plain(d, &number.at, number.text, number.n) &&
		read_quantity(d, &number.at, number.text, number.n, item, NULL, &pack.contains);
	if (!name_pack(sheet, &name, &pack) || !good) {
		lose_pack(sheet, item);
		return;
	}
	if (pack.contains < 1) {
		VALUE_FAULT(d, &number.at, 256, _("a pack contains something"));
		lose_pack(sheet, item);
		return;
	}
	p = ARRAY_ADD(&item->packs, &item->npacks, &item->packs_room);
	item->packs[p] = pack;
}

static void read_packs(struct sheet *sheet, int32_t i)
{
	struct reading *r = sheet->r;
	struct item *item = &r->s->items[i];
	struct entry cell, part;
	struct ratio factor;
	int32_t pack = -1;
	size_t at = 0;

	if (sheet_cell(sheet, ITEM_PACKS, &cell)) {
		while (list_next(&cell, &at, &part))
			read_pack(sheet, &part, i);
	}
	if (!sheet_cell(sheet, ITEM_ISSUE_BY, &cell))
		return;
	if (!value_unit(r, &cell.at, cell.text, cell.n, i, &pack, &factor) || factor.num != 1 ||
		factor.den != 1) {
		sheet->ok = false;
		return;
	}
	item->issue_pack = pack;
	if (pack >= 0)
		item->issue_unit = item->packs[pack].contains;
}

static void read_codes(struct sheet *sheet, int scheme, int value, struct code **codes,
	int32_t *ncodes, int32_t *room)
{
	const char *text = NULL, *name = NULL;
	int32_t i;

	cell_text(sheet, value, &text);
	cell_text(sheet, scheme, &name);
	if (!text)
		return;
	if (!name && !sheet_require(sheet, scheme))
		return;
	i = ARRAY_ADD(codes, ncodes, room);
	(*codes)[i].scheme = name;
	(*codes)[i].value = text;
}

static void read_item(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	const char *id = new_id(sheet, &s->item_ids, s->nitems, ITEM_ID, ITEM_NAME);
	struct item *item;
	int32_t i;

	i = scenario_add_item(s);
	item = &s->items[i];
	item->id = id;
	item->unit = "C62";
	item->where = sheet_where(sheet);
	cell_label(sheet, ITEM_NAME, ITEM_NAME_EN, &item->name);
	cell_label(sheet, ITEM_SPEC, ITEM_SPEC_EN, &item->spec);
	cell_text(sheet, ITEM_CLASS, &item->class_id);
	read_base_unit(sheet, item);
	cell_index(sheet, ITEM_DECIMALS, 0, DECIMALS_MAX, &item->decimals);
	cell_mass(sheet, ITEM_MASS, &item->mass);
	cell_duration(sheet, ITEM_SHELF_LIFE, &item->shelf_life);
	cell_money(sheet, ITEM_VALUE, &item->value);
	read_packs(sheet, i);
	read_codes(sheet, ITEM_SCHEME, ITEM_CODE, &item->codes, &item->ncodes, &item->codes_room);
}

bool sheets_items(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &item_form, NULL, NULL) == SHEET_ABSENT) {
		diag_add(r->diags, DIAG_ERROR, 160, WHERE_NONE,
			_("the sheet %s.csv %s.csv is missing"), item_form.en, item_form.zh);
		r->lost |= 1u << THING_ITEM;
		r->ok = false;
		return false;
	}
	while (sheet_next(&sheet))
		read_item(&sheet);
	sheet_defines(&sheet, THING_ITEM);
	return sheet_close(&sheet);
}

/* ---- substitutes ---- */

enum { SUB_ITEM, SUB_BY, SUB_TAKE, SUB_GIVE, SUB_PENALTY, SUB_KIT };
static const struct sheet_column substitute_columns[] = {
	[SUB_ITEM] = {"item", "物资|被替代物资", SHEET_REQUIRED},
	[SUB_BY] = {"by|substitute", "替代物资|由", SHEET_REQUIRED},
	[SUB_TAKE] = {"take", "用量|取用", 0},
	[SUB_GIVE] = {"give", "顶替数量|顶替", 0},
	[SUB_PENALTY] = {"penalty", "权重|惩罚", 0},
	[SUB_KIT] = {"kit", "组合|套装", 0},
};
static const struct sheet_form substitute_form = FORM("substitutes", "替代", substitute_columns);

/* Rows of the same item and kit are parts of one kit. */
static int32_t find_kit(struct sheet *sheet, struct map *kits, int32_t item, int32_t fresh)
{
	struct reading *r = sheet->r;
	struct entry cell;
	struct text key;
	int32_t found;

	if (!sheet_cell(sheet, SUB_KIT, &cell))
		return -1;
	text_init(&key);
	text_printf(&key, "%s\n%.*s", r->s->items[item].id, (int)cell.n, cell.text);
	found = map_add(kits, arena_text(&r->diags->arena, key.bytes, key.length), fresh);
	text_release(&key);
	return found;
}

static void read_substitute(struct sheet *sheet, struct map *kits)
{
	struct scenario *s = sheet->r->s;
	int32_t item = -1, by = -1, i, k;
	int64_t take = 1, give = 1, penalty = 1;
	struct substitute *substitute;

	if (sheet_require(sheet, SUB_ITEM) &&
		cell_thing(sheet, SUB_ITEM, THING_ITEM, &item))
		give = s->items[item].issue_unit;
	if (sheet_require(sheet, SUB_BY) && cell_thing(sheet, SUB_BY, THING_ITEM, &by))
		take = s->items[by].issue_unit;
	cell_quantity(sheet, SUB_TAKE, -1, -1, by, &take, NULL);
	cell_quantity(sheet, SUB_GIVE, -1, -1, item, &give, NULL);
	cell_count(sheet, SUB_PENALTY, 0, 1000000, &penalty);
	if (!sheet->row_ok)
		return;
	i = find_kit(sheet, kits, item, s->nsubstitutes);
	if (i < 0) {
		i = ARRAY_ADD(&s->substitutes, &s->nsubstitutes, &s->substitutes_room);
		s->substitutes[i].item = item;
		s->substitutes[i].give = give;
		s->substitutes[i].penalty = penalty;
		s->substitutes[i].where = sheet_where(sheet);
	} else if (sheet_given(sheet, SUB_GIVE) && give != s->substitutes[i].give) {
		SHEET_FAULT(sheet, SUB_GIVE, 257, _("the kit gives another amount in a row above"));
		return;
	}
	substitute = &s->substitutes[i];
	k = ARRAY_ADD(&substitute->parts, &substitute->nparts, &substitute->parts_room);
	substitute->parts[k] = (struct part){by, take};
}

bool sheets_substitutes(struct reading *r)
{
	struct sheet sheet;
	struct map kits;

	if (sheet_open(&sheet, r, &substitute_form, NULL, NULL) == SHEET_ABSENT)
		return true;
	map_init(&kits);
	while (sheet_next(&sheet))
		read_substitute(&sheet, &kits);
	map_release(&kits);
	return sheet_close(&sheet);
}

/* ---- tiers ---- */

enum { TIER_ITEM, TIER_GROUP, TIER_LEVEL, TIER_WEIGHT };
static const struct sheet_column tier_columns[] = {
	[TIER_ITEM] = {"item", "物资", 0},
	[TIER_GROUP] = {"group", "人群", 0},
	[TIER_LEVEL] = {"tier|level", "优先级|保障优先级", 0},
	[TIER_WEIGHT] = {"weight", "权重", 0},
};
static const struct sheet_form tier_form = FORM("tiers", "优先级", tier_columns);

static void read_tier(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	int32_t item = -1, group = -1, level = 0;
	int64_t weight = 0;

	cell_thing(sheet, TIER_ITEM, THING_ITEM, &item);
	cell_thing(sheet, TIER_GROUP, THING_GROUP, &group);
	cell_index(sheet, TIER_LEVEL, 1, 1000, &level);
	cell_count(sheet, TIER_WEIGHT, 1, 1000000000, &weight);
	if (!sheet->row_ok)
		return;
	if (level == 0 && weight == 0) {
		sheet_require(sheet, TIER_LEVEL);
		return;
	}
	if (level > 0) {
		int32_t i = ARRAY_ADD(&s->tier_rules, &s->ntier_rules, &s->tier_rules_room);

		s->tier_rules[i] = (struct tier_rule){item, group, level, sheet_where(sheet)};
	}
	if (weight > 0) {
		struct policy *policy = &s->policy;
		int32_t i = ARRAY_ADD(&policy->weights, &policy->nweights, &policy->weights_room);

		policy->weights[i] = (struct weight){item, group, weight, sheet_where(sheet)};
	}
}

bool sheets_tiers(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &tier_form, NULL, NULL) == SHEET_ABSENT)
		return true;
	while (sheet_next(&sheet))
		read_tier(&sheet);
	return sheet_close(&sheet);
}
