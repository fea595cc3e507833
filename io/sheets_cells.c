/* Cells as values: plain digits, local units, durations and dates as offices
 * write them. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"

#include <assert.h>
#include <string.h>

/* Notes a fault of the row; returns good. */
static bool noted(struct sheet *sheet, bool good)
{
	if (!good) {
		sheet->ok = false;
		sheet->row_ok = false;
	}
	return good;
}

bool value_plain(struct diags *d, const struct value_place *at, const char *text, size_t n)
{
	struct diag *item;

	if (!alias_has_wide_digits(text, n))
		return true;
	item = VALUE_FAULT(d, at, 251, _("the number is written in full-width digits"));
	diag_remedy(d, item,
		_("type it again in half-width (ASCII) digits: 20, not \xef\xbc\x92\xef\xbc\x90"));
	return false;
}

/* ---- words and texts ---- */

bool cell_text(struct sheet *sheet, int column, const char **out)
{
	struct entry cell;

	if (sheet_cell(sheet, column, &cell))
		*out = arena_text(&sheet->r->s->arena, cell.text, cell.n);
	return true;
}

bool cell_label(struct sheet *sheet, int column, int english_column, struct label *out)
{
	const char *text = NULL;

	cell_text(sheet, column, &text);
	if (text && strncmp(sheet->r->s->language, "en", 2) == 0)
		out->en = text;
	else if (text)
		out->zh = text;
	return cell_text(sheet, english_column, &out->en);
}

bool value_word(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int alias_kind, int *out)
{
	int value = alias_parse((enum alias_kind)alias_kind, text, n);
	struct diag *item;
	struct text known;

	if (value >= 0) {
		*out = value;
		return true;
	}
	item = VALUE_FAULT(d, at, 252, _("\"%.*s\" is not one of the words of this column"),
		(int)(n < 60 ? n : 60), text);
	text_init(&known);
	alias_list((enum alias_kind)alias_kind, &known);
	diag_remedy(d, item, _("write one of: %s"), text_str(&known));
	text_release(&known);
	return false;
}

bool cell_word(struct sheet *sheet, int column, int alias_kind, int *out)
{
	struct entry cell;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	return noted(
		sheet, value_word(sheet->r->diags, &cell.at, cell.text, cell.n, alias_kind, out));
}

bool cell_flag(struct sheet *sheet, int column, bool *out)
{
	int value = *out;

	if (!cell_word(sheet, column, ALIAS_YES_NO, &value))
		return false;
	*out = value != 0;
	return true;
}

bool cell_quality(struct sheet *sheet, int column, enum quality *out)
{
	int value = (int)*out;

	if (!cell_word(sheet, column, ALIAS_QUALITY, &value))
		return false;
	*out = (enum quality)value;
	return true;
}

/* ---- units in the brackets of a heading ---- */

/* The bracket is one of the words in the list; without a bracket the first.
 * -1 after a diagnostic. */
static int heading_unit(struct sheet *sheet, int column, const char *const *lists, int nlists)
{
	const char *unit = sheet->unit[column];
	struct diag *item;
	struct text known;
	int i, found = -1;

	if (!unit)
		return 0;
	text_init(&known);
	alias_fold(unit, strlen(unit), &known, NULL);
	for (i = 0; found < 0 && i < nlists; i++) {
		if (alias_matches(text_str(&known), lists[i]))
			found = i;
	}
	text_release(&known);
	if (found >= 0)
		return found;
	item = diag_add(sheet->r->diags, DIAG_ERROR, 167, (struct where){sheet->csv.file, 0, 0},
		_("the unit in the heading is not one that this column can have"));
	item->heading = sheet_heading(sheet, column);
	text_init(&known);
	for (i = 0; i < nlists; i++)
		text_printf(&known, i ? ", %.*s" : "%.*s", (int)strcspn(lists[i], "|"), lists[i]);
	diag_remedy(sheet->r->diags, item, _("possible are: %s"), text_str(&known));
	text_release(&known);
	sheet->unit[column] = NULL; /* said once */
	sheet->ok = false;
	return -1;
}

/* ---- numbers ---- */

bool cell_count(struct sheet *sheet, int column, int64_t least, int64_t most, int64_t *out)
{
	static const char *const units[] = {
		"人|persons|people|名|口|人次|户|households|个|分钟|min|minutes|时段|期|periods|级|"
		"level|个数|次|天|days"};
	struct entry cell;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (heading_unit(sheet, column, units, 1) < 0)
		return false;
	return noted(sheet,
		value_plain(sheet->r->diags, &cell.at, cell.text, cell.n) &&
			read_count(sheet->r->diags, &cell.at, cell.text, cell.n, least, most, out));
}

bool cell_index(struct sheet *sheet, int column, int32_t least, int32_t most, int32_t *out)
{
	int64_t value = *out;

	if (!cell_count(sheet, column, least, most, &value))
		return false;
	*out = (int32_t)value;
	return true;
}

bool cell_percent(struct sheet *sheet, int column, struct ratio *out)
{
	struct entry cell;
	struct text number;
	bool good;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (!noted(sheet, value_plain(sheet->r->diags, &cell.at, cell.text, cell.n)))
		return false;
	text_init(&number);
	text_add(&number, cell.text, cell.n);
	if (sheet->unit[column] && strcmp(sheet->unit[column], "%") == 0 &&
		cell.text[cell.n - 1] != '%')
		text_putc(&number, '%');
	good = noted(sheet,
		read_percent(sheet->r->diags, &cell.at, text_str(&number), number.length, out));
	text_release(&number);
	return good;
}

bool value_ratio(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct ratio *out)
{
	struct diag *item;

	if (!value_plain(d, at, text, n))
		return false;
	if (ratio_parse(text, n, out) == NUMBER_OK)
		return true;
	item = VALUE_FAULT(
		d, at, 202, _("\"%.*s\" is not a plain number"), (int)(n < 60 ? n : 60), text);
	diag_remedy(d, item, _("write digits with at most one point, for example 80 or 0.35"));
	return false;
}

bool cell_ratio(struct sheet *sheet, int column, struct ratio *out)
{
	struct entry cell;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	return noted(sheet, value_ratio(sheet->r->diags, &cell.at, cell.text, cell.n, out));
}

/* cell * scale as a whole number below QUANTITY_MAX. */
static bool cell_scaled(struct sheet *sheet, int column, struct ratio scale, int64_t *out)
{
	struct ratio value, product;
	struct entry cell;
	struct diag *item;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (!noted(sheet, value_ratio(sheet->r->diags, &cell.at, cell.text, cell.n, &value)))
		return false;
	if (!ratio_mul(value, scale, &product) || product.num / product.den >= QUANTITY_MAX) {
		item = VALUE_FAULT(sheet->r->diags, &cell.at, 205, _("\"%.*s\" is too large"),
			(int)(cell.n < 60 ? cell.n : 60), cell.text);
		diag_remedy(sheet->r->diags, item, _("check the number of digits and the unit"));
		return noted(sheet, false);
	}
	if (product.den != 1) {
		item = VALUE_FAULT(sheet->r->diags, &cell.at, 204,
			_("\"%.*s\" has too many decimals"), (int)(cell.n < 60 ? cell.n : 60),
			cell.text);
		diag_remedy(sheet->r->diags, item, _("round it"));
		return noted(sheet, false);
	}
	*out = product.num;
	return true;
}

bool cell_mass(struct sheet *sheet, int column, int64_t *grams)
{
	static const char *const units[] = {"公斤|千克|kg", "吨|t|tonne", "克|g"};
	static const int64_t scale[] = {1000, 1000000, 1};
	int unit = 0;

	if (column < 0 || !sheet_given(sheet, column))
		return true;
	unit = heading_unit(sheet, column, units, 3);
	return unit >= 0 && cell_scaled(sheet, column, ratio_make(scale[unit], 1), grams);
}

bool cell_metres(struct sheet *sheet, int column, int64_t *out)
{
	static const char *const units[] = {"公里|千米|km", "米|m"};
	static const int64_t scale[] = {1000, 1};
	int unit;

	if (!sheet_given(sheet, column))
		return true;
	unit = heading_unit(sheet, column, units, 2);
	return unit >= 0 && cell_scaled(sheet, column, ratio_make(scale[unit], 1), out);
}

bool cell_money(struct sheet *sheet, int column, int64_t *out)
{
	static const char *const units[] = {"元|cny|yuan|rmb|元/单位|元/计量单位", "万元"};
	static const int64_t scale[] = {100, 1000000};
	int unit;

	if (!sheet_given(sheet, column))
		return true;
	unit = heading_unit(sheet, column, units, 2);
	return unit >= 0 && cell_scaled(sheet, column, ratio_make(scale[unit], 1), out);
}

bool cell_degrees(struct sheet *sheet, int column, int32_t most, int32_t *out)
{
	struct entry cell;
	int64_t value = 0;
	bool negative;
	enum number_fault fault;
	struct diag *item;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (!noted(sheet, value_plain(sheet->r->diags, &cell.at, cell.text, cell.n)))
		return false;
	negative = cell.text[0] == '-';
	fault = decimal_parse(cell.text + negative, cell.n - negative, 6, &value);
	if (fault == NUMBER_DECIMALS) { /* finer than a hand's breadth: cut */
		size_t digits = 0;

		while (digits < cell.n && cell.text[digits] != '.')
			digits++;
		fault = cell.n - digits > 16
			? NUMBER_SYNTAX
			: decimal_parse(cell.text + negative, digits + 7 - negative, 6, &value);
	}
	if (fault == NUMBER_OK && value <= (int64_t)most * 1000000) {
		*out = (int32_t)(negative ? -value : value);
		return true;
	}
	item = VALUE_FAULT(sheet->r->diags, &cell.at, 253, _("\"%.*s\" is not a coordinate"),
		(int)(cell.n < 60 ? cell.n : 60), cell.text);
	diag_remedy(sheet->r->diags, item,
		_("write decimal degrees (WGS84) of at most %d, for example 36.612345"), (int)most);
	return noted(sheet, false);
}

/* ---- time ---- */

bool cell_day(struct sheet *sheet, int column, day *out)
{
	struct entry cell;
	struct diag *item;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (!noted(sheet, value_plain(sheet->r->diags, &cell.at, cell.text, cell.n)))
		return false;
	if (alias_day(cell.text, cell.n, out))
		return true;
	item = VALUE_FAULT(sheet->r->diags, &cell.at, 208, _("\"%.*s\" is not a date"),
		(int)(cell.n < 60 ? cell.n : 60), cell.text);
	diag_remedy(sheet->r->diags, item,
		_("write year, month, day: 2026-12-01, 2026/12/1 or 2026年12月1日"));
	return noted(sheet, false);
}

bool value_instant(struct reading *r, const struct value_place *at, const char *text, size_t n,
	bool need_time, struct instant *out)
{
	bool stated, timed;
	struct instant found;
	struct diag *item;

	if (!value_plain(r->diags, at, text, n))
		return false;
	if (alias_instant(text, n, r->offset, &found, &stated, &timed) && (timed || !need_time)) {
		if (!stated && !r->offset_stated) {
			item = diag_add(r->diags, DIAG_NOTE, 751, at->where,
				_("times without an offset from UTC are taken as +08:00"));
			value_mark(r->diags, at, item);
			diag_remedy(r->diags, item,
				_("state it in the settings: time-zone 时区 = +08:00"));
			r->offset_stated = true; /* said once */
		}
		*out = found;
		return true;
	}
	item = VALUE_FAULT(r->diags, at, 209, _("\"%.*s\" is not a point in time"),
		(int)(n < 60 ? n : 60), text);
	diag_remedy(r->diags, item,
		_("write date and time: 2026-12-01 08:00, 2026/12/1 8:00 or "
		  "2026-12-01T08:00:00+08:00"));
	return false;
}

bool cell_instant(struct sheet *sheet, int column, bool need_time, struct instant *out)
{
	struct entry cell;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	return noted(sheet, value_instant(sheet->r, &cell.at, cell.text, cell.n, need_time, out));
}

bool value_duration(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct duration *out)
{
	struct diag *item;

	if (!value_plain(d, at, text, n))
		return false;
	if (alias_duration(text, n, out))
		return true;
	item = VALUE_FAULT(
		d, at, 210, _("\"%.*s\" is not a length of time"), (int)(n < 60 ? n : 60), text);
	diag_remedy(d, item,
		_("write a number and its unit: 30分钟, 6小时, 2天, 6 h, 2 days, or PT6H"));
	return false;
}

bool cell_duration(struct sheet *sheet, int column, struct duration *out)
{
	/* lists of alias_duration; the first is "no unit": the cell says it */
	static const char *const units[] = {"小时|时|h|hours", "分钟|分|min|minutes",
		"天|日|d|days", "月|个月|months", "年|years"};
	static const char *const suffix[] = {"h", "min", "d", "mo", "y"};
	struct entry cell;
	struct text value;
	int unit = 0;
	bool good;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	text_init(&value);
	text_add(&value, cell.text, cell.n);
	if (sheet->unit[column]) {
		unit = heading_unit(sheet, column, units, 5);
		if (unit >= 0 && strspn(text_str(&value), "0123456789.") == cell.n)
			text_puts(&value, suffix[unit]);
	}
	good = unit >= 0 &&
		noted(sheet,
			value_duration(
				sheet->r->diags, &cell.at, text_str(&value), value.length, out));
	text_release(&value);
	return good;
}

bool cell_seconds(struct sheet *sheet, int column, int64_t *out)
{
	struct duration length = {0, -1};
	struct diag *item;

	if (!cell_duration(sheet, column, &length))
		return false;
	if (length.months > 0) {
		item = SHEET_FAULT(sheet, column, 210, _("months and years are not exact here"));
		diag_remedy(sheet->r->diags, item, _("write it in days, hours or minutes"));
		return false;
	}
	if (length.seconds >= 0)
		*out = length.seconds;
	return true;
}

bool value_periods(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct periods *out)
{
	static const char *const between[] = {"-", "~", "～", "—", "至", "到", " to "};
	struct text value;
	size_t i;
	bool good;

	if (!value_plain(d, at, text, n))
		return false;
	text_init(&value);
	text_add(&value, text, n);
	for (i = 0; i < sizeof between / sizeof *between; i++) {
		const char *mark = strstr(text_str(&value), between[i]);

		if (mark && mark > value.bytes) { /* 3-5, 3至5 */
			size_t head = (size_t)(mark - value.bytes);
			size_t tail = head + strlen(between[i]);

			while (head > 0 && text[head - 1] == ' ')
				head--;
			while (tail < n && text[tail] == ' ')
				tail++;
			text_clear(&value);
			text_add(&value, text, head);
			text_puts(&value, "..");
			text_add(&value, text + tail, n - tail);
			break;
		}
	}
	good = read_periods(d, at, text_str(&value), value.length, out);
	text_release(&value);
	return good;
}

bool cell_periods(struct sheet *sheet, int column, struct periods *out)
{
	struct entry cell;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	return noted(sheet, value_periods(sheet->r->diags, &cell.at, cell.text, cell.n, out));
}

/* ---- lists ---- */

/* Bytes of the separator at the beginning of the text, 0 for none. */
static size_t separator_length(const char *text, size_t n)
{
	static const char *const separators[] = {";", ",", "；", "，", "、", "\n", "\r", "|"};
	size_t i;

	for (i = 0; i < sizeof separators / sizeof *separators; i++) {
		size_t length = strlen(separators[i]);

		if (length <= n && memcmp(text, separators[i], length) == 0)
			return length;
	}
	return 0;
}

bool list_next(const struct entry *cell, size_t *at, struct entry *part)
{
	size_t begin, end, length;

	for (;;) {
		begin = *at;
		while (begin < cell->n &&
			((length = separator_length(cell->text + begin, cell->n - begin)) > 0 ||
				cell->text[begin] == ' '))
			begin += length > 0 ? length : 1;
		if (begin >= cell->n)
			return false;
		end = begin;
		while (end < cell->n && separator_length(cell->text + end, cell->n - end) == 0)
			end++;
		*at = end;
		while (end > begin && cell->text[end - 1] == ' ')
			end--;
		if (end > begin)
			break;
	}
	*part = *cell;
	part->text = cell->text + begin;
	part->n = end - begin;
	part->at.where.column = cell->at.where.column + (int32_t)begin;
	part->at.span = (int32_t)part->n;
	return true;
}
