/* What a team decides: allocation.csv, the very columns that a plan's folder has. */
#include "io/drill.h"

#include "io/sheets.h"

#include <string.h>

enum { SENT_PERIOD, SENT_ITEM, SENT_FROM, SENT_TO, SENT_ROUTE, SENT_HOLDER, SENT_LOT, SENT_EXPIRES, SENT_PACKS,
	SENT_QUANTITY, SENT_UNIT, SENT_ORDER, SENT_VERSION, SENT_DATA, SENT_EXERCISE };
static const struct sheet_column columns[] = {
	[SENT_PERIOD] = {"period", "时段", SHEET_REQUIRED},
	[SENT_ITEM] = {"item", "物资", SHEET_REQUIRED},
	[SENT_FROM] = {"from", "起点", SHEET_REQUIRED},
	[SENT_TO] = {"to", "终点", SHEET_REQUIRED},
	[SENT_ROUTE] = {"route", "线路", 0},
	[SENT_HOLDER] = {"holder", "储备主体", 0},
	[SENT_LOT] = {"lot", "批号", 0},
	[SENT_EXPIRES] = {"expires", "到期日", 0},
	[SENT_PACKS] = {"packs", "件数", 0}, /* for people; the quantity counts */
	[SENT_QUANTITY] = {"quantity", "数量", SHEET_REQUIRED},
	[SENT_UNIT] = {"unit", "单位", 0},
	[SENT_ORDER] = {"order", "单号", 0},
	[SENT_VERSION] = {"version", "版本", 0},
	[SENT_DATA] = {"data", "数据", 0},
	[SENT_EXERCISE] = {"exercise", "演练", 0}, /* the mark */
};
static const struct sheet_form form = {
	"allocation", "调拨", columns, sizeof columns / sizeof *columns, true};

/* Does the number say what the order is? PLACE-Z sends on what is there already. */
static bool is_numbered(const struct scenario *s, const char *order, int32_t from, int32_t holder)
{
	size_t n = from < 0 ? 0 : strlen(s->places[from].id);

	return drill_order_form(order, holder < 0 ? NULL : s->holders[holder].id) >= 0 ||
		(from >= 0 && strncmp(order, s->places[from].id, n) == 0 && strcmp(order + n, "-Z") == 0);
}

static void check_order(struct sheet *sheet, const char *order, int32_t from, int32_t holder)
{
	if (!order || is_numbered(sheet->r->s, order, from, holder))
		return;
	diag_remedy(sheet->r->diags, sheet_fault_mark(sheet, SENT_ORDER, diag_add(sheet->r->diags, DIAG_WARNING, 851,
		sheet_fault_where(sheet, SENT_ORDER),
		_("the number \"%s\" does not say what the order is: its legal form is not checked"), order)),
		_("number it as plans do: HOLDER-D for goods of the government, HOLDER-X or HOLDER-X-AGREEMENT by agreement, "
			"with the holder in the row; or leave the cell empty"));
}

static void read_row(struct sheet *sheet, struct drill_decision *out)
{
	static const int needed[] = {SENT_PERIOD, SENT_ITEM, SENT_FROM, SENT_TO, SENT_QUANTITY};
	const struct scenario *s = sheet->r->s;
	const char *route = NULL, *lot = NULL, *order = NULL;
	int32_t period = 0, item = -1, from = -1, to = -1, holder = -1, pack = -1, k;
	struct drill_line line = {.expires = DAY_NONE, .number = ++out->nread, .where = sheet_where(sheet)};

	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		sheet_require(sheet, needed[i]);
	cell_index(sheet, SENT_PERIOD, 1, s->nperiods, &period);
	cell_thing(sheet, SENT_ITEM, THING_ITEM, &item);
	cell_thing(sheet, SENT_FROM, THING_PLACE, &from);
	cell_thing(sheet, SENT_TO, THING_PLACE, &to);
	cell_thing(sheet, SENT_HOLDER, THING_HOLDER, &holder);
	cell_quantity(sheet, SENT_QUANTITY, SENT_UNIT, -1, item, &line.quantity, &pack);
	cell_text(sheet, SENT_ROUTE, &route);
	cell_text(sheet, SENT_LOT, &lot);
	cell_text(sheet, SENT_ORDER, &order);
	cell_day(sheet, SENT_EXPIRES, &line.expires);
	if (!sheet->row_ok || line.quantity == 0) /* none to send */
		return;
	check_order(sheet, order, from, holder);
	line.period = period - 1;
	line.item = drill_text(&out->arena, s->items[item].id);
	line.from = drill_text(&out->arena, s->places[from].id);
	line.to = drill_text(&out->arena, s->places[to].id);
	line.holder = holder < 0 ? NULL : drill_text(&out->arena, s->holders[holder].id);
	line.route = drill_text(&out->arena, route);
	line.lot = drill_text(&out->arena, lot);
	line.order = drill_text(&out->arena, order);
	k = ARRAY_ADD(&out->lines, &out->nlines, &out->lines_room);
	out->lines[k] = line;
}

/* From the file, or from memory. */
static bool read_rows(struct drill_decision *out, struct scenario *s, const char *path,
	const struct memory_sheet *memory, struct diags *diags)
{
	struct reading r;
	struct sheet sheet;
	bool good;

	reading_init(&r, s, diags);
	r.offset = s->start.offset;
	r.offset_stated = true;
	if (memory)
		sheet_open_memory(&sheet, &r, &form, memory);
	else
		sheet_open_path(&sheet, &r, &form, path, path);
	while (sheet_next(&sheet))
		read_row(&sheet, out);
	if (!memory) { /* a row that comes too late is shown in its line */
		csv_reader_finish(&sheet.csv);
		csv_reader_note(&sheet.csv);
	}
	good = sheet_close(&sheet);
	reading_release(&r);
	return good;
}

bool drill_decision_read(struct drill_decision *out, struct scenario *s, const char *path, struct diags *diags)
{
	return read_rows(out, s, path, NULL, diags);
}

bool drill_decision_read_text(struct drill_decision *out, struct scenario *s, const char *text, size_t n,
	const char *name, struct diags *diags)
{
	struct memory_sheet memory = {name, text, n};

	return read_rows(out, s, NULL, &memory, diags);
}
