/* The sheet of roads: routes, the segments they use, and the limits that what
 * moves has in common. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"

#include <string.h>

enum {
	ROAD_KIND,
	ROAD_ID,
	ROAD_NAME,
	ROAD_NAME_EN,
	ROAD_FROM,
	ROAD_TO,
	ROAD_VIA,
	ROAD_LEAD,
	ROAD_TWO_WAY,
	ROAD_COST,
	ROAD_CAPACITY,
	ROAD_CLOSED,
	ROAD_MODE,
	ROAD_KM,
	ROAD_QUALITY,
	ROAD_PLACE,
	ROAD_MINUTES,
	ROAD_MONEY,
	ROAD_PERIODS,
	ROAD_ITEMS,
	ROAD_NOTE
};
static const struct sheet_column columns[] = {
	[ROAD_KIND] = {"kind|type", "类别|类型", 0},
	[ROAD_ID] = {"id", "编号|线路编号", 0},
	[ROAD_NAME] = {"name", "名称", 0},
	[ROAD_NAME_EN] = {"name-en|english name", "英文名称", 0},
	[ROAD_FROM] = {"from", "起点|出发地点", 0},
	[ROAD_TO] = {"to", "终点|到达地点", 0},
	[ROAD_VIA] = {"via", "途经|途经路段", 0},
	[ROAD_LEAD] = {"lead|lead time", "运输时长|时长|运输时间", 0},
	[ROAD_TWO_WAY] = {"two-way", "双向", 0},
	[ROAD_COST] = {"cost-per-kg|cost", "运费|单位运费", 0},
	[ROAD_CAPACITY] = {"capacity-kg|capacity|kg", "运力|每时段运力", 0},
	[ROAD_CLOSED] = {"closed", "关闭时段|中断时段", 0},
	[ROAD_MODE] = {"mode", "方式|运输方式", 0},
	[ROAD_KM] = {"km|distance", "里程|距离", 0},
	[ROAD_QUALITY] = {"quality|data quality", "数据质量", 0},
	[ROAD_PLACE] = {"place", "地点|所辖地点", 0},
	[ROAD_MINUTES] = {"minutes", "配送分钟|每时段分钟|分钟", 0},
	[ROAD_MONEY] = {"money|amount", "金额", 0},
	[ROAD_PERIODS] = {"periods|when", "时段|适用时段", 0},
	[ROAD_ITEMS] = {"items", "物资|适用物资", 0},
	[ROAD_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {
	"roads", "线路", columns, sizeof columns / sizeof *columns, false};

/* What a route goes via, while segments may still come in later rows. */
struct via {
	int32_t route, back; /* routes; -1: none */
	const char *text; /* [n] */
	size_t n;
	struct value_place at;
};
struct roads_reading {
	struct sheet sheet;
	struct arena arena;
	struct via *vias;
	int32_t nvias, vias_room;
};

static void refuse_given(struct sheet *sheet, const int *unwanted, size_t n)
{
	struct diag *item;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!sheet_given(sheet, unwanted[i]))
			continue;
		item = SHEET_FAULT(sheet, unwanted[i], 263,
			_("the cell has no meaning in a row of this kind"));
		diag_remedy(sheet->r->diags, item,
			_("empty it, or correct the kind of the row (column \"%s\")"),
			sheet_heading(sheet, ROAD_KIND));
	}
}
#define REFUSE(sheet, ...)                                                                         \
	refuse_given(sheet, (const int[]){__VA_ARGS__},                                            \
		sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

/* "3..5; 9" added to a list of closures. */
static void read_closed(
	struct sheet *sheet, struct periods **closed, int32_t *nclosed, int32_t *room)
{
	struct entry cell, part;
	size_t at = 0;

	if (!sheet_cell(sheet, ROAD_CLOSED, &cell))
		return;
	while (list_next(&cell, &at, &part)) {
		struct periods when;
		int32_t i;

		if (!value_periods(sheet->r->diags, &part.at, part.text, part.n, &when)) {
			sheet->ok = false;
			sheet->row_ok = false;
			continue;
		}
		i = ARRAY_ADD(closed, nclosed, room);
		(*closed)[i] = when;
	}
}

/* ---- segments ---- */

static void read_segment(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	struct segment *segment;
	const char *id;
	struct diag *item;
	int32_t i;

	REFUSE(sheet, ROAD_FROM, ROAD_TO, ROAD_VIA, ROAD_LEAD, ROAD_TWO_WAY, ROAD_COST,
		ROAD_MINUTES, ROAD_MONEY, ROAD_PLACE, ROAD_PERIODS, ROAD_ITEMS);
	id = cell_id(sheet, ROAD_ID, ROAD_NAME);
	if (!id) {
		id = sheet_row_id(sheet);
	} else if (map_add(&s->segment_ids, id, s->nsegments) >= 0) {
		item = SHEET_FAULT(sheet, sheet_given(sheet, ROAD_ID) ? ROAD_ID : ROAD_NAME, 353,
			_("another segment already has the id \"%s\""), id);
		diag_remedy(sheet->r->diags, item,
			_("give each an id of its own in the column \"%s\""),
			sheet_heading(sheet, ROAD_ID));
		id = sheet_row_id(sheet);
	}
	i = ARRAY_ADD(&s->segments, &s->nsegments, &s->segments_room);
	segment = &s->segments[i];
	segment->id = id;
	segment->capacity = -1;
	segment->where = sheet_where(sheet);
	cell_label(sheet, ROAD_NAME, ROAD_NAME_EN, &segment->name);
	cell_mass(sheet, ROAD_CAPACITY, &segment->capacity);
	read_closed(sheet, &segment->closed, &segment->nclosed, &segment->closed_room);
}

/* ---- routes ---- */

/* Fen a kilogram from yuan a kilogram or a tonne. */
static void read_cost(struct sheet *sheet, struct ratio *out)
{
	struct ratio value = {0, 1};
	const char *unit = sheet->unit[ROAD_COST];
	bool tonne = unit &&
		(strstr(unit, "吨") || strcmp(unit, "元/t") == 0 || strcmp(unit, "CNY/t") == 0);
	struct diag *item;

	if (!sheet_given(sheet, ROAD_COST))
		return;
	if (unit && !tonne && !strstr(unit, "公斤") && !strstr(unit, "千克") &&
		!strstr(unit, "kg") && strcmp(unit, "元") != 0) {
		item = SHEET_FAULT(sheet, ROAD_COST, 167,
			_("the unit in the heading is not one that this column can have"));
		diag_remedy(sheet->r->diags, item, _("possible are: %s"), "元/公斤, 元/吨");
		sheet->unit[ROAD_COST] = NULL;
		return;
	}
	if (cell_ratio(sheet, ROAD_COST, &value) &&
		!ratio_mul(value, ratio_make(tonne ? 1 : 1000, 10), out))
		SHEET_FAULT(sheet, ROAD_COST, 205, _("the cost is too large"));
}

/* The id of the row, or "FROM>TO". */
static const char *route_id(struct sheet *sheet, int32_t from, int32_t to, bool back)
{
	struct scenario *s = sheet->r->s;
	struct text id;
	const char *given, *copy;

	text_init(&id);
	if (sheet_given(sheet, ROAD_ID)) {
		given = cell_id(sheet, ROAD_ID, ROAD_ID);
		if (given)
			text_printf(&id, back ? "%s-back" : "%s", given);
	} else {
		text_printf(&id, "%s>%s", s->places[back ? to : from].id,
			s->places[back ? from : to].id);
	}
	copy = id.length > 0 ? arena_text(&s->arena, id.bytes, id.length) : NULL;
	text_release(&id);
	return copy;
}

/* What a row says of a route besides its ends. */
static void read_route_values(struct sheet *sheet, struct route *route)
{
	int64_t metres = -1;

	memset(route, 0, sizeof *route);
	route->cost_per_kg = (struct ratio){-1, 1};
	route->capacity = -1;
	route->metres = -1;
	route->quality = sheet->r->s->quality;
	if (sheet_require(sheet, ROAD_LEAD))
		cell_seconds(sheet, ROAD_LEAD, &route->lead);
	read_cost(sheet, &route->cost_per_kg);
	cell_mass(sheet, ROAD_CAPACITY, &route->capacity);
	read_closed(sheet, &route->closed, &route->nclosed, &route->closed_room);
	cell_text(sheet, ROAD_MODE, &route->mode);
	cell_metres(sheet, ROAD_KM, &metres);
	if (metres >= 0 && metres <= INT32_MAX)
		route->metres = (int32_t)metres;
	cell_quality(sheet, ROAD_QUALITY, &route->quality);
}

/* One direction; -1 after a diagnostic. */
static int32_t add_route(struct sheet *sheet, int32_t from, int32_t to, bool back,
	const struct route *values)
{
	struct scenario *s = sheet->r->s;
	const char *id = route_id(sheet, from, to, back);
	struct route *route;
	struct diag *item;
	int32_t i, k;

	if (!id)
		return -1;
	if (map_get(&s->route_ids, id) >= 0) {
		item = SHEET_FAULT(sheet, sheet_given(sheet, ROAD_ID) ? ROAD_ID : ROAD_FROM, 353,
			_("there already is a route \"%s\""), id);
		diag_remedy(sheet->r->diags, item,
			_("delete one of the rows, or give routes between the same places ids in "
			  "the column \"%s\""),
			sheet_heading(sheet, ROAD_ID));
		return -1;
	}
	i = scenario_add_route(s);
	map_add(&s->route_ids, id, i);
	route = &s->routes[i];
	*route = *values;
	route->id = id;
	route->from = back ? to : from;
	route->to = back ? from : to;
	route->where = sheet_where(sheet);
	route->closed = NULL;
	route->nclosed = route->closed_room = 0;
	for (k = 0; k < values->nclosed; k++) {
		int32_t n = ARRAY_ADD(&route->closed, &route->nclosed, &route->closed_room);

		route->closed[n] = values->closed[k];
	}
	return i;
}

static void keep_via(struct roads_reading *reading, int32_t route, int32_t back)
{
	struct entry cell;
	struct via *via;
	int32_t i;

	if (!sheet_cell(&reading->sheet, ROAD_VIA, &cell))
		return;
	i = ARRAY_ADD(&reading->vias, &reading->nvias, &reading->vias_room);
	via = &reading->vias[i];
	via->route = route;
	via->back = back;
	via->text = arena_text(&reading->arena, cell.text, cell.n);
	via->n = cell.n;
	via->at = cell.at;
	via->at.line = arena_text(&reading->arena, cell.at.line, cell.at.line_length);
}

/* A row whose ends are not both known is read only for its faults. */
static void read_route(struct roads_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	int32_t from = -1, to = -1, there = -1, back = -1;
	struct route values;
	bool two_way = false;

	REFUSE(sheet, ROAD_MINUTES, ROAD_MONEY, ROAD_PLACE, ROAD_PERIODS, ROAD_ITEMS);
	sheet_require(sheet, ROAD_FROM);
	sheet_require(sheet, ROAD_TO);
	cell_thing(sheet, ROAD_FROM, THING_PLACE, &from);
	cell_thing(sheet, ROAD_TO, THING_PLACE, &to);
	cell_flag(sheet, ROAD_TWO_WAY, &two_way);
	read_route_values(sheet, &values);
	if (from >= 0 && to >= 0) {
		there = add_route(sheet, from, to, false, &values);
		if (two_way && there >= 0)
			back = add_route(sheet, from, to, true, &values);
	}
	mem_free(values.closed);
	keep_via(reading, there, back);
}

static void add_via(struct scenario *s, int32_t route, int32_t segment)
{
	struct route *r = &s->routes[route];
	int32_t i = ARRAY_ADD(&r->via, &r->nvia, &r->via_room);

	r->via[i] = segment;
}

static void resolve_vias(struct roads_reading *reading)
{
	struct reading *r = reading->sheet.r;
	int32_t i;

	for (i = 0; i < reading->nvias; i++) {
		const struct via *via = &reading->vias[i];
		struct entry cell = {via->text, via->n, via->at}, part;
		size_t at = 0;

		while (list_next(&cell, &at, &part)) {
			int32_t segment;

			if (!value_thing(r, &part.at, part.text, part.n, THING_SEGMENT, &segment)) {
				reading->sheet.ok = false;
				continue;
			}
			if (via->route >= 0)
				add_via(r->s, via->route, segment);
			if (via->back >= 0)
				add_via(r->s, via->back, segment);
		}
	}
}

/* ---- limits ---- */

static void read_limit_items(struct sheet *sheet, struct limit *limit)
{
	struct entry cell, part;
	size_t at = 0;

	if (!sheet_cell(sheet, ROAD_ITEMS, &cell))
		return;
	while (list_next(&cell, &at, &part)) {
		int32_t item, i;

		if (!value_thing(sheet->r, &part.at, part.text, part.n, THING_ITEM, &item)) {
			sheet->ok = false;
			sheet->row_ok = false;
			continue;
		}
		i = ARRAY_ADD(&limit->items, &limit->nitems, &limit->items_room);
		limit->items[i] = item;
	}
}

static void read_limit(struct sheet *sheet, enum limit_kind kind)
{
	struct scenario *s = sheet->r->s;
	int amount_column = kind == LIMIT_VEHICLES ? ROAD_CAPACITY
		: kind == LIMIT_HELPERS            ? ROAD_MINUTES
						   : ROAD_MONEY;
	struct limit *limit;
	int64_t amount = 0;
	int32_t place = -1, i;

	REFUSE(sheet, ROAD_FROM, ROAD_TO, ROAD_VIA, ROAD_LEAD, ROAD_TWO_WAY, ROAD_COST,
		ROAD_CLOSED);
	sheet_require(sheet, amount_column);
	if (kind != LIMIT_BUDGET)
		sheet_require(sheet, ROAD_PLACE);
	cell_thing(sheet, ROAD_PLACE, THING_PLACE, &place);
	if (kind == LIMIT_VEHICLES)
		cell_mass(sheet, ROAD_CAPACITY, &amount);
	else if (kind == LIMIT_HELPERS)
		cell_count(sheet, ROAD_MINUTES, 0, QUANTITY_MAX / 1000, &amount);
	else
		cell_money(sheet, ROAD_MONEY, &amount);
	i = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);
	limit = &s->limits[i];
	limit->kind = kind;
	limit->place = place;
	limit->amount = amount;
	limit->when = (struct periods){0, INT32_MAX};
	limit->where = sheet_where(sheet);
	cell_periods(sheet, ROAD_PERIODS, &limit->when);
	read_limit_items(sheet, limit);
	if (!sheet->row_ok) { /* read for its faults only */
		mem_free(limit->items);
		s->nlimits--;
	}
}

static void read_row(struct roads_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	int kind = ALIAS_ROAD_ROUTE;

	/* a row of an unknown kind is most likely a route */
	if (!cell_word(sheet, ROAD_KIND, ALIAS_ROAD, &kind) && !sheet_given(sheet, ROAD_FROM))
		return;
	switch (kind) {
	case ALIAS_ROAD_SEGMENT:
		read_segment(sheet);
		break;
	case ALIAS_ROAD_VEHICLES:
		read_limit(sheet, LIMIT_VEHICLES);
		break;
	case ALIAS_ROAD_HELPERS:
		read_limit(sheet, LIMIT_HELPERS);
		break;
	case ALIAS_ROAD_BUDGET:
		read_limit(sheet, LIMIT_BUDGET);
		break;
	default:
		read_route(reading);
	}
}

bool sheets_roads(struct reading *r)
{
	struct roads_reading reading;
	bool good;

	memset(&reading, 0, sizeof reading);
	arena_init(&reading.arena);
	if (sheet_open(&reading.sheet, r, &form, NULL, NULL) == SHEET_ABSENT) {
		diag_add(r->diags, DIAG_NOTE, 754, WHERE_NONE,
			_("there is no sheet %s.csv %s.csv: goods stay where they are"), form.en,
			form.zh);
		return true;
	}
	while (sheet_next(&reading.sheet))
		read_row(&reading);
	sheet_defines(&reading.sheet, THING_SEGMENT);
	resolve_vias(&reading);
	good = sheet_close(&reading.sheet);
	mem_free(reading.vias);
	arena_release(&reading.arena);
	return good;
}
