/* The sheets of norms and of the exceptions from them. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"
#include "models/norm.h"

#include <string.h>

enum {
	NORM_ID, NORM_CLAUSE, NORM_SOURCE, NORM_SEVERITY, NORM_ITEM, NORM_CLASS, NORM_UNIT,
	NORM_LEVEL, NORM_PLACE, NORM_GROUP, NORM_HOLDERS, NORM_MODES, NORM_HOLDER, NORM_OWNERS, NORM_TESTS, NORM_COVER,
	NORM_COVER_MAX, NORM_PER_PERSON, NORM_PER_HOUSEHOLD, NORM_QUANTITY, NORM_QUANTITY_MAX,
	NORM_SHARE_OF, NORM_SHARE_MODES, NORM_SHARE_MIN, NORM_SHARE_MAX, NORM_HOUSEHOLD_SHARE,
	NORM_SHELF_LIFE, NORM_AT, NORM_COUNTED, NORM_TOLERANCE, NORM_AGREEMENT, NORM_ARRIVAL,
	NORM_WITHIN, NORM_TEXT, NORM_NOTE
};
static const struct sheet_column columns[] = {
	[NORM_ID] = {"id", "编号|要求编号", SHEET_REQUIRED},
	[NORM_CLAUSE] = {"clause", "条款|依据条款", 0},
	[NORM_SOURCE] = {"source", "依据|依据文件", 0},
	[NORM_SEVERITY] = {"severity", "严重程度", 0},
	[NORM_ITEM] = {"item", "物资", 0},
	[NORM_CLASS] = {"class", "类别|物资类别", 0},
	[NORM_UNIT] = {"unit", "单位|计量单位", 0},
	[NORM_LEVEL] = {"level", "层级", 0},
	[NORM_PLACE] = {"place", "地点", 0},
	[NORM_GROUP] = {"group", "人群", 0},
	[NORM_HOLDERS] = {"holders", "主体类型|储备主体类型", 0},
	[NORM_MODES] = {"modes", "模式|储备模式", 0},
	[NORM_HOLDER] = {"holder", "储备主体|主体", 0},
	[NORM_OWNERS] = {"owners", "权属|所有权", 0},
	[NORM_TESTS] = {"tests", "核算口径|口径", 0},
	[NORM_COVER] = {"cover", "保障天数|保障时长", 0},
	[NORM_COVER_MAX] = {"cover-max", "保障天数上限", 0},
	[NORM_PER_PERSON] = {"per-person", "每人数量|每人每天", 0},
	[NORM_PER_HOUSEHOLD] = {"per-household", "每户数量|每户每天", 0},
	[NORM_QUANTITY] = {"quantity", "数量|数量下限", 0},
	[NORM_QUANTITY_MAX] = {"quantity-max", "数量上限", 0},
	[NORM_SHARE_OF] = {"share-of", "占比主体类型", 0},
	[NORM_SHARE_MODES] = {"share-modes", "占比模式", 0},
	[NORM_SHARE_MIN] = {"share-min", "占比下限", 0},
	[NORM_SHARE_MAX] = {"share-max", "占比上限", 0},
	[NORM_HOUSEHOLD_SHARE] = {"household-share-max", "家庭储备占比上限", 0},
	[NORM_SHELF_LIFE] = {"shelf-life-min", "剩余保质期下限|剩余保质期", 0},
	[NORM_AT] = {"at", "核算日期", 0},
	[NORM_COUNTED] = {"counted-within", "盘点时限", 0},
	[NORM_TOLERANCE] = {"count-tolerance", "盘点允许差异|允许差异", 0},
	[NORM_AGREEMENT] = {"agreement", "须有有效协议", 0},
	[NORM_ARRIVAL] = {"arrival", "到达时限", 0},
	[NORM_WITHIN] = {"within", "调运范围", 0},
	[NORM_TEXT] = {"text", "内容|要求", 0},
	[NORM_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {
	"norms", "储备要求", columns, sizeof columns / sizeof *columns, false};

/* The bits of the words of a list. */
static uint32_t read_bits(struct sheet *sheet, int column, enum alias_kind kind)
{
	struct entry cell, part;
	uint32_t bits = 0;
	size_t at = 0;
	int value;

	if (!sheet_cell(sheet, column, &cell))
		return 0;
	while (list_next(&cell, &at, &part)) {
		if (value_word(sheet->r->diags, &part.at, part.text, part.n, kind, &value))
			bits |= UINT32_C(1) << value;
		else
			sheet->ok = sheet->row_ok = false;
	}
	return bits;
}

/* A list of classes, kept with | between. */
static const char *read_classes(struct sheet *sheet)
{
	struct entry cell, part;
	struct text list;
	const char *kept;
	size_t at = 0;

	if (!sheet_cell(sheet, NORM_CLASS, &cell))
		return NULL;
	text_init(&list);
	while (list_next(&cell, &at, &part)) {
		if (list.length > 0)
			text_putc(&list, '|');
		text_add(&list, part.text, part.n);
	}
	kept = arena_text(&sheet->r->s->arena, text_str(&list), list.length);
	text_release(&list);
	return kept;
}

/* The id of the group, or the word as it stands when there is none such. */
static const char *read_group(struct sheet *sheet)
{
	const char *written = NULL;
	int32_t group;

	if (!cell_text(sheet, NORM_GROUP, &written) || !written)
		return NULL;
	group = thing_find(sheet->r, THING_GROUP, written, strlen(written));
	return group >= 0 ? sheet->r->s->groups[group].id : written;
}

static void read_scope(struct sheet *sheet, struct norm *norm)
{
	const char *unit = NULL;
	int32_t holder = -1;
	int level = -1;

	cell_thing(sheet, NORM_ITEM, THING_ITEM, &norm->item);
	norm->classes = read_classes(sheet);
	if (cell_text(sheet, NORM_UNIT, &unit) && unit) {
		const char *code = alias_unit(unit, strlen(unit));

		norm->unit = code ? code : unit;
	}
	cell_thing(sheet, NORM_PLACE, THING_PLACE, &norm->place);
	if (cell_word(sheet, NORM_LEVEL, ALIAS_PLACE_KIND, &level))
		norm->level = level;
	norm->group = read_group(sheet);
	norm->holders = read_bits(sheet, NORM_HOLDERS, ALIAS_HOLDER_KIND);
	norm->modes = read_bits(sheet, NORM_MODES, ALIAS_MODE);
	if (cell_thing(sheet, NORM_HOLDER, THING_HOLDER, &holder) && holder >= 0)
		norm->holder = sheet->r->s->holders[holder].id;
	norm->owners = read_bits(sheet, NORM_OWNERS, ALIAS_OWNER);
}

static void read_shares(struct sheet *sheet, struct norm *norm)
{
	struct diag *item;

	norm->share_of = read_bits(sheet, NORM_SHARE_OF, ALIAS_HOLDER_KIND);
	norm->share_modes = read_bits(sheet, NORM_SHARE_MODES, ALIAS_MODE);
	cell_percent(sheet, NORM_SHARE_MIN, &norm->share_min);
	cell_percent(sheet, NORM_SHARE_MAX, &norm->share_max);
	if (!sheet_given(sheet, NORM_HOUSEHOLD_SHARE))
		return;
	if (norm->share_of || norm->share_modes || norm->share_min.num >= 0 || norm->share_max.num >= 0) {
		item = SHEET_FAULT(sheet, NORM_HOUSEHOLD_SHARE, 265, _("the share is given twice"));
		diag_remedy(sheet->r->diags, item, _("state the second share in a row of its own"));
		return;
	}
	norm->share_of = UINT32_C(1) << HOLDER_HOUSEHOLD;
	cell_percent(sheet, NORM_HOUSEHOLD_SHARE, &norm->share_max);
}

static void read_amounts(struct sheet *sheet, struct norm *norm)
{
	int tests = VIEW_USABLE;

	norm->has_tests = sheet_given(sheet, NORM_TESTS);
	cell_word(sheet, NORM_TESTS, ALIAS_VIEW, &tests);
	norm->tests = (enum stock_view)tests;
	cell_duration(sheet, NORM_COVER, &norm->cover);
	cell_duration(sheet, NORM_COVER_MAX, &norm->cover_max);
	cell_ratio(sheet, NORM_PER_PERSON, &norm->per_person);
	cell_ratio(sheet, NORM_PER_HOUSEHOLD, &norm->per_household);
	cell_ratio(sheet, NORM_QUANTITY, &norm->quantity);
	cell_ratio(sheet, NORM_QUANTITY_MAX, &norm->quantity_max);
}

static void read_rules(struct sheet *sheet, struct norm *norm)
{
	int within = -1;

	norm->has_shelf_life = sheet_given(sheet, NORM_SHELF_LIFE) &&
		cell_duration(sheet, NORM_SHELF_LIFE, &norm->shelf_life);
	cell_day(sheet, NORM_AT, &norm->at);
	norm->has_counted_within = sheet_given(sheet, NORM_COUNTED) &&
		cell_duration(sheet, NORM_COUNTED, &norm->counted_within);
	cell_percent(sheet, NORM_TOLERANCE, &norm->count_tolerance);
	cell_flag(sheet, NORM_AGREEMENT, &norm->agreement);
	cell_seconds(sheet, NORM_ARRIVAL, &norm->arrival);
	if (cell_word(sheet, NORM_WITHIN, ALIAS_PLACE_KIND, &within))
		norm->within = within;
}

static void read_norm(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	const char *id = sheet_require(sheet, NORM_ID) ? cell_id(sheet, NORM_ID, NORM_ID) : NULL;
	int grade = 0;
	int32_t i;
	struct norm *norm;

	i = scenario_add_norm(s);
	norm = &s->norms[i];
	norm->id = id ? id : "";
	norm->where = sheet_where(sheet);
	cell_text(sheet, NORM_CLAUSE, &norm->clause);
	cell_text(sheet, NORM_SOURCE, &norm->source);
	cell_word(sheet, NORM_SEVERITY, ALIAS_GRADE, &grade);
	norm->severity = (unsigned char)grade;
	cell_label(sheet, NORM_TEXT, -1, &norm->text);
	read_scope(sheet, norm);
	read_amounts(sheet, norm);
	read_shares(sheet, norm);
	read_rules(sheet, norm);
	if (!sheet->row_ok)
		s->nnorms--;
}

static bool read_norms(struct sheet *sheet)
{
	while (sheet_next(sheet))
		read_norm(sheet);
	return sheet_close(sheet);
}

bool sheets_norms(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &form, NULL, NULL) == SHEET_ABSENT)
		return true;
	return read_norms(&sheet);
}

bool sheets_norms_file(struct reading *r, const char *path)
{
	struct sheet sheet;

	sheet_open_path(&sheet, r, &form, path, path);
	return read_norms(&sheet);
}

/* ---- exceptions ---- */

enum { EXCEPT_NORM, EXCEPT_PLACE, EXCEPT_ITEM, EXCEPT_HOLDER, EXCEPT_UNTIL, EXCEPT_REASON };
static const struct sheet_column exception_columns[] = {
	[EXCEPT_NORM] = {"norm", "要求编号|编号", SHEET_REQUIRED},
	[EXCEPT_PLACE] = {"place", "地点", 0},
	[EXCEPT_ITEM] = {"item", "物资", 0},
	[EXCEPT_HOLDER] = {"holder", "储备主体", 0},
	[EXCEPT_UNTIL] = {"until", "截止日期|有效期至", 0},
	[EXCEPT_REASON] = {"reason", "理由|例外理由", SHEET_REQUIRED},
};
static const struct sheet_form exception_form = {"exceptions", "例外", exception_columns,
	sizeof exception_columns / sizeof *exception_columns, false};

static struct norm *find_norm(struct scenario *s, const struct entry *id)
{
	for (int32_t i = 0; i < s->nnorms; i++)
		if (strlen(s->norms[i].id) == id->n && memcmp(s->norms[i].id, id->text, id->n) == 0)
			return &s->norms[i];
	return NULL;
}

static void read_exception(struct sheet *sheet)
{
	struct norm_exception x = {-1, -1, -1, NULL, DAY_NONE, sheet_where(sheet)};
	struct norm *norm;
	struct entry id;
	struct diag *item;

	if (!sheet_require(sheet, EXCEPT_NORM) || !sheet_require(sheet, EXCEPT_REASON) ||
		!sheet_cell(sheet, EXCEPT_NORM, &id))
		return;
	norm = find_norm(sheet->r->s, &id);
	if (!norm) {
		item = SHEET_FAULT(sheet, EXCEPT_NORM, 351, _("there is no norm \"%.*s\""),
			(int)(id.n < 60 ? id.n : 60), id.text);
		diag_remedy(sheet->r->diags, item, _("use an id of the sheet of norms"));
		return;
	}
	cell_thing(sheet, EXCEPT_PLACE, THING_PLACE, &x.place);
	cell_thing(sheet, EXCEPT_ITEM, THING_ITEM, &x.item);
	cell_thing(sheet, EXCEPT_HOLDER, THING_HOLDER, &x.holder);
	cell_day(sheet, EXCEPT_UNTIL, &x.until);
	cell_text(sheet, EXCEPT_REASON, &x.reason);
	if (!sheet->row_ok || !x.reason)
		return;
	*norm_add_exception(sheet->r->s, norm) = x;
}

bool sheets_exceptions(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &exception_form, NULL, NULL) == SHEET_ABSENT)
		return true;
	while (sheet_next(&sheet))
		read_exception(&sheet);
	return sheet_close(&sheet);
}
