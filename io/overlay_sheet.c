/* The sheet of changes: one a row, with the words of the XML overlay or those of
 * the office. What is added is written as the element of a scenario that it is. */
#include "io/overlay_row.h"

#include "io/aliases.h"
#include "io/scenario_xml.h"
#include "models/scenario_words.h"

#include <string.h>

enum { /* columns beside those of a change */
	SHEET_ACTION = ROW_CELLS, SHEET_MORE, SHEET_NOTE, SHEET_COLUMNS
};
static const struct sheet_column columns[SHEET_COLUMNS] = {
	[SHEET_ACTION] = {"action|change", "动作|变更", SHEET_REQUIRED},
	[ROW_WHAT] = {"what", "对象", 0},
	[ROW_ID] = {"id", "编号", 0},
	[ROW_ITEM] = {"item", "物资", 0},
	[ROW_GROUP] = {"group", "人群", 0},
	[ROW_PLACE] = {"place", "地点", 0},
	[ROW_DESTINATION] = {"destination", "去向|目的地", 0},
	[ROW_GATE] = {"gate", "交接点|卡口", 0},
	[ROW_HOLDER] = {"holder", "储备主体", 0},
	[ROW_SEGMENT] = {"segment", "路段", 0},
	[ROW_KIND] = {"kind", "类别|类型", 0},
	[ROW_FROM] = {"from", "起始时段|从", 0},
	[ROW_TO] = {"to", "截止时段|至", 0},
	[ROW_AT] = {"at", "开始时间|时间", 0},
	[ROW_UNTIL] = {"until", "结束时间", 0},
	[ROW_FIELD] = {"field", "属性", 0},
	[ROW_VALUE] = {"value", "值|数值|数量", 0},
	[ROW_UNIT] = {"unit", "单位", 0},
	[ROW_BY] = {"by|factor", "倍数", 0},
	[ROW_SHARE] = {"share", "比例", 0},
	[ROW_SELF_SUPPLY] = {"self-supply", "自给比例", 0},
	[SHEET_MORE] = {"more", "其他属性", 0},
	[SHEET_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {"changes", "情景变更", columns, SHEET_COLUMNS, false};

/* ---- What is done ---- */

enum { ACTION_ADD = ALTER_VERBS, ACTIONS };
static const char *const actions[ACTIONS] = {
	[ALTER_SET] = "set|设为|改为|设置",
	[ALTER_SCALE] = "scale|乘以|倍增|按倍数",
	[ALTER_REMOVE] = "remove|删除|去除",
	[ALTER_SEAL] = "seal|封控",
	[ALTER_FLOOD] = "flood|淹没|洪水淹没|受淹",
	[ALTER_CLOSE] = "close|中断|封闭|封路",
	[ALTER_MOVE] = "move|转移|转移安置",
	[ACTION_ADD] = "add|增加|新增",
};

static int read_action(struct sheet *sheet)
{
	struct text folded;
	struct entry cell;
	struct diag *item;
	int found = -1;

	if (!sheet_require(sheet, SHEET_ACTION) || !sheet_cell(sheet, SHEET_ACTION, &cell))
		return -1;
	text_init(&folded);
	alias_fold(cell.text, cell.n, &folded, NULL);
	for (int k = 0; found < 0 && k < ACTIONS; k++) {
		if (alias_matches(text_str(&folded), actions[k]))
			found = k;
	}
	text_release(&folded);
	if (found < 0) {
		item = SHEET_FAULT(sheet, SHEET_ACTION, 383, _("\"%.*s\" is no change"),
			(int)(cell.n < 60 ? cell.n : 60), cell.text);
		diag_remedy(sheet->r->diags, item,
			_("write set 设为, scale 乘以, remove 删除, add 增加, seal 封控, flood 淹没, close 中断 or move 转移"));
	}
	return found;
}

static void read_row(struct sheet *sheet, struct overlay_row *row)
{
	struct entry cell;

	for (int k = 0; k < ROW_CELLS; k++)
		row->given[k] = sheet_cell(sheet, k, &row->cells[k]);
	sheet_cell(sheet, SHEET_ACTION, &cell);
	row->at = cell.at;
	row->at.where = sheet_where(sheet);
}

/* ---- Additions ---- */

enum { PARTS_MAX = ATTRIBUTES_MAX };

/* The element that a row adds. */
struct addition {
	struct overlay_reading *o;
	struct sheet *sheet;
	const struct overlay_row *row;
	struct arena arena;
	struct xml_attribute attributes[PARTS_MAX];
	int32_t n;
	bool good;
};

/* How a sort is added: the element around it, and what its cells are called. */
struct form_of_sort {
	enum altered what;
	const char *element;
	const struct element_spec *around;
	const char *place, *destination, *value; /* attributes of these cells */
};
static const struct form_of_sort sorts[] = {
	{ALTERED_NEED, "need", &XML_DEMAND, "place", NULL, "quantity"},
	{ALTERED_RATE, "rate", &XML_DEMAND, "place", NULL, "per-person"},
	{ALTERED_PEOPLE, "people", NULL, NULL, NULL, "count"},
	{ALTERED_STOCK, "line", &XML_STOCK, NULL, NULL, "quantity"},
	{ALTERED_TRANSIT, "transit", NULL, NULL, "to", "quantity"},
	{ALTERED_TERMS, "terms", NULL, NULL, NULL, "release"},
	{ALTERED_AGREEMENT, "agreement", NULL, NULL, NULL, "number"},
	{ALTERED_ROUTE, "route", &XML_ROUTES, "from", "to", "lead"},
	{ALTERED_SEGMENT, "segment", &XML_ROUTES, NULL, NULL, "closed"},
	{ALTERED_VEHICLES, "vehicles", &XML_LIMITS, "place", NULL, "kg"},
	{ALTERED_HELPERS, "helpers", &XML_LIMITS, "place", NULL, "minutes"},
	{ALTERED_BUDGET, "budget", &XML_LIMITS, "place", NULL, "amount"},
	{ALTERED_MINIMUM, "minimum", NULL, "place", NULL, "quantity"},
	{ALTERED_END_STOCK, "end-stock", NULL, "place", NULL, "quantity"},
	{ALTERED_TIER, "tier", &XML_TIERS, NULL, NULL, "level"},
	{ALTERED_HOLDER, "holder", &XML_HOLDERS, "place", NULL, NULL},
	{ALTERED_PLACE, "place", &XML_PLACES, "in", NULL, NULL},
};

static void add_attribute(struct addition *a, const char *name, const char *text, size_t n)
{
	if (a->n < PARTS_MAX)
		a->attributes[a->n++] = (struct xml_attribute){NULL, NULL, name, text, n};
}

/* A reference, by the id that the reader of elements wants. */
static void add_thing(struct addition *a, enum overlay_cell k, enum thing thing, const char *name)
{
	const struct entry *cell = &a->row->cells[k];
	const char *id;
	int32_t found;

	if (!a->row->given[k])
		return;
	if (!value_thing(&a->o->things, &cell->at, cell->text, cell->n, thing, &found)) {
		a->good = false;
		return;
	}
	id = thing_id(a->o->things.s, thing, found);
	add_attribute(a, name, id, strlen(id));
}

static void add_text(struct addition *a, enum overlay_cell k, const char *name)
{
	if (a->row->given[k])
		add_attribute(a, name, a->row->cells[k].text, a->row->cells[k].n);
}

/* Kinds of holders and places in the words of the format. */
static void add_kind(struct addition *a, enum altered what)
{
	const struct entry *cell = &a->row->cells[ROW_KIND];
	bool place = what == ALTERED_PLACE;
	const char *word;
	int kind;

	if (!a->row->given[ROW_KIND])
		return;
	if (!value_word(a->o->things.diags, &cell->at, cell->text, cell->n,
		    place ? ALIAS_PLACE_KIND : ALIAS_HOLDER_KIND, &kind)) {
		a->good = false;
		return;
	}
	word = place ? place_kind_word((enum place_kind)kind) : holder_kind_word((enum holder_kind)kind);
	add_attribute(a, "kind", word, strlen(word));
}

/* "each=true; tier=1": further attributes. */
static void add_more(struct addition *a)
{
	struct entry cell, part;
	struct diag *item;
	size_t at = 0;

	if (!sheet_cell(a->sheet, SHEET_MORE, &cell))
		return;
	while (list_next(&cell, &at, &part)) {
		const char *equals = memchr(part.text, '=', part.n);
		size_t n = equals ? (size_t)(equals - part.text) : 0;

		if (n > 0) {
			add_attribute(a, arena_text(&a->arena, part.text, n), equals + 1, part.n - n - 1);
			continue;
		}
		item = VALUE_FAULT(a->o->things.diags, &part.at, 387, _("\"%.*s\" is no attribute with its value"),
			(int)(part.n < 60 ? part.n : 60), part.text);
		diag_remedy(a->o->things.diags, item, _("write for example tier=1; several with ; between"));
		a->good = false;
	}
}

/* The place or holder that the element stands in. */
static int32_t inside(struct addition *a, enum overlay_cell k, enum thing thing)
{
	const struct entry *cell = &a->row->cells[k];
	struct diag *item;
	int32_t found = -1;

	if (!a->row->given[k]) {
		item = SHEET_FAULT(a->sheet, (int)k, 382, _("%s needs \"%s\""), "add", overlay_cell_name(k));
		diag_remedy(a->o->things.diags, item, _("state it; the manual lists what each change takes"));
		a->good = false;
	} else if (!value_thing(&a->o->things, &cell->at, cell->text, cell->n, thing, &found)) {
		a->good = false;
	}
	return found;
}

static void collect(struct addition *a, const struct form_of_sort *sort)
{
	bool of_holder = sort->what == ALTERED_TERMS || sort->what == ALTERED_AGREEMENT;

	add_text(a, ROW_ID, sort->what == ALTERED_STOCK ? "lot" : "id");
	add_thing(a, ROW_ITEM, THING_ITEM, sort->what == ALTERED_BUDGET ? "items" : "item");
	add_thing(a, ROW_GROUP, THING_GROUP, "group");
	add_thing(a, ROW_SEGMENT, THING_SEGMENT, "via");
	if (sort->place)
		add_thing(a, ROW_PLACE, THING_PLACE, sort->place);
	if (sort->destination)
		add_thing(a, ROW_DESTINATION, THING_PLACE, sort->destination);
	if (!of_holder)
		add_thing(a, ROW_HOLDER, THING_HOLDER, "holder");
	if (sort->what == ALTERED_TRANSIT)
		add_text(a, ROW_AT, "arrives");
	if (sort->what == ALTERED_STOCK)
		add_text(a, ROW_AT, "declared-at");
	add_text(a, ROW_FROM, "from");
	add_text(a, ROW_TO, "to");
	add_text(a, ROW_UNIT, "unit");
	add_kind(a, sort->what);
	if (a->row->given[ROW_FIELD])
		add_attribute(a, arena_text(&a->arena, a->row->cells[ROW_FIELD].text, a->row->cells[ROW_FIELD].n),
			a->row->cells[ROW_VALUE].text, a->row->given[ROW_VALUE] ? a->row->cells[ROW_VALUE].n : 0);
	else if (sort->value)
		add_text(a, ROW_VALUE, sort->value);
	add_more(a);
}

/* The element itself, by the reader of scenarios. */
static void feed(struct addition *a, const struct form_of_sort *sort, int32_t parent)
{
	struct overlay_reading *o = a->o;
	struct xml_element element = {NULL, SCENARIO_NAMESPACE, sort->element, a->attributes, a->n,
		{a->row->at.where, a->row->at.line, 0, 0, (int32_t)a->row->at.line_length}};
	struct overlay_counts before;
	struct xml_reader *reader = mem_calloc(1, sizeof *reader);

	overlay_count(o->things.s, &before);
	reader_open(reader, o->things.s, o->things.diags);
	if (sort->what == ALTERED_STOCK)
		parent = reader_stock(reader);
	reader_feed(reader, overlay_around(sort->what, sort->around), parent, &element);
	reader_close(reader);
	mem_free(reader);
	overlay_added(o, &before, a->row->at.where);
}

static void add_row(struct overlay_reading *o, struct sheet *sheet, const struct overlay_row *row)
{
	struct addition a = {.o = o, .sheet = sheet, .row = row, .good = true};
	const struct entry *what = &row->cells[ROW_WHAT];
	const struct form_of_sort *sort = NULL;
	int32_t parent = 0, errors = o->things.diags->nerrors;
	struct diag *item;
	int known;

	if (!row->given[ROW_WHAT]) {
		sheet_require(sheet, ROW_WHAT);
		return;
	}
	known = overlay_sort(what->text, what->n);
	for (size_t k = 0; k < sizeof sorts / sizeof *sorts; k++) {
		if ((int)sorts[k].what == known)
			sort = &sorts[k];
	}
	if (!sort) {
		item = SHEET_FAULT(sheet, ROW_WHAT, 383, _("\"%.*s\" cannot be added by a sheet"),
			(int)(what->n < 60 ? what->n : 60), what->text);
		diag_remedy(o->things.diags, item, _("write an overlay in XML for that"));
		return;
	}
	arena_init(&a.arena);
	if (sort->what == ALTERED_PEOPLE)
		parent = inside(&a, ROW_PLACE, THING_PLACE);
	else if (sort->what == ALTERED_TERMS || sort->what == ALTERED_AGREEMENT)
		parent = inside(&a, ROW_HOLDER, THING_HOLDER);
	collect(&a, sort);
	if (a.good && o->things.diags->nerrors == errors)
		feed(&a, sort, parent);
	o->ok = o->ok && a.good && o->things.diags->nerrors == errors;
	arena_release(&a.arena);
}

/* ---- The file ---- */

static void read_rows(struct overlay_reading *o, struct sheet *sheet)
{
	while (sheet_next(sheet)) {
		struct overlay_row row = {.verb = ALTER_SET};
		int action = read_action(sheet);

		if (action < 0)
			continue;
		read_row(sheet, &row);
		if (!overlay_wanted(o))
			continue;
		if (action == ACTION_ADD) {
			add_row(o, sheet, &row);
			continue;
		}
		row.verb = (enum alteration_verb)action;
		overlay_row_apply(o, &row);
	}
}

bool overlay_read_sheet(struct overlay_reading *o, const char *path, const struct memory_sheet *memory)
{
	struct sheet sheet;

	if (memory)
		sheet_open_memory(&sheet, &o->things, &form, memory);
	else
		sheet_open_path(&sheet, &o->things, &form, path, path);
	read_rows(o, &sheet);
	return sheet_close(&sheet);
}
