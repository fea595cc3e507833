/* Values as people write them, and what is wrong with them: shared by XML and
 * CSV so that both say the same about the same mistake. */
#include "io/values.h"

#include "base/text.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <string.h>

enum { SHOWN_MAX = 40 }; /* bytes of a faulty value repeated in a message */

/* A faulty value as a message repeats it: cut at a character, never long. */
struct shown {
	char bytes[SHOWN_MAX + 4];
};

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static struct shown show(const char *text, size_t n)
{
	struct shown shown;
	size_t kept = n;

	if (n > SHOWN_MAX) {
		kept = SHOWN_MAX;
		while (kept > 0 && is_continuation(text[kept]))
			kept--;
	}
	if (kept > 0)
		memcpy(shown.bytes, text, kept);
	if (n > SHOWN_MAX)
		memcpy(shown.bytes + kept, "...", sizeof "...");
	else
		shown.bytes[kept] = '\0';
	return shown;
}

struct diag *value_mark(struct diags *d, const struct value_place *at, struct diag *item)
{
	item->span = at->span > 1 ? at->span : 1;
	if (at->heading && d->nitems > 0 && item < d->items + d->nitems)
		item->heading = arena_strdup(&d->arena, at->heading);
	if (at->line) {
		/* The line may have lost its beginning: columns count from the whole line. */
		item->where.column -= at->line_cut;
		diag_source_line(d, item, at->line, at->line_length);
		item->where.column += at->line_cut;
		item->source_start += at->line_cut;
	}
	return item;
}

/* ---- numbers ---- */

/* What a number may look like, said once for all kinds of numbers. */
static void remedy_number(struct diags *d, struct diag *item, int decimals)
{
	if (decimals == 0)
		diag_remedy(d, item, _("write digits only, for example 80"));
	else
		diag_remedy(
			d, item, _("write digits with at most one point, for example 80 or 0.35"));
}

static bool report_number(struct diags *d, const struct value_place *at, const char *text, size_t n,
	enum number_fault fault, int decimals)
{
	struct shown shown = show(text, n);
	struct diag *item;

	switch (fault) {
	case NUMBER_OK:
		return true;
	case NUMBER_EMPTY:
		item = VALUE_FAULT(d, at, 201, _("a number is missing"));
		remedy_number(d, item, decimals);
		break;
	case NUMBER_SYNTAX:
		item = VALUE_FAULT(d, at, 202, _("\"%s\" is not a plain number"), shown.bytes);
		remedy_number(d, item, decimals);
		break;
	case NUMBER_DECIMALS:
		item = decimals == 0
			? VALUE_FAULT(d, at, 204, _("\"%s\" is not a whole number"), shown.bytes)
			: VALUE_FAULT(d, at, 204, _("\"%s\" has more than %d decimals"),
				  shown.bytes, decimals);
		diag_remedy(d, item,
			_("round it, or state more decimals for the unit where it is defined"));
		break;
	case NUMBER_RANGE:
		item = VALUE_FAULT(d, at, 205, _("\"%s\" is too large"), shown.bytes);
		diag_remedy(d, item, _("check the number of digits and the unit"));
		break;
	}
	return false;
}

/* Digits * 10^decimals, 0 <= result < QUANTITY_MAX. */
static bool read_decimal(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int decimals, int64_t *out)
{
	int64_t value = 0;
	enum number_fault fault = decimal_parse(text, n, decimals, &value);

	if (fault == NUMBER_OK && value >= QUANTITY_MAX)
		fault = NUMBER_RANGE;
	if (!report_number(d, at, text, n, fault, decimals))
		return false;
	*out = value;
	return true;
}

static void list_packs(struct text *out, const struct item *item)
{
	int32_t i;

	if (strcmp(unit_title(item->unit), item->unit) == 0)
		text_printf(out, _("base unit %s"), item->unit);
	else
		text_printf(out, _("base unit %s, %s"), item->unit, unit_title(item->unit));
	for (i = 0; i < item->npacks; i++)
		text_printf(out, "%s%s", i ? _(", ") : _("; packs: "), item->packs[i].id);
}

bool read_unit(struct diags *d, const struct value_place *at, const char *text, size_t n,
	const struct item *item, int32_t *pack)
{
	struct shown shown = show(text, n);
	struct text known;
	struct diag *fault;
	int32_t i;

	if (strlen(item->unit) == n && memcmp(item->unit, text, n) == 0) {
		*pack = -1;
		return true;
	}
	for (i = 0; i < item->npacks; i++) {
		if (strlen(item->packs[i].id) == n && memcmp(item->packs[i].id, text, n) == 0) {
			*pack = i;
			return true;
		}
	}
	text_init(&known);
	list_packs(&known, item);
	fault = VALUE_FAULT(d, at, 203, _("unit \"%s\" is not known for item %s (%s)"), shown.bytes,
		item->id, text_str(&known));
	diag_remedy(d, fault,
		_("use one of these, or define the pack with what it contains at the item"));
	text_release(&known);
	return false;
}

bool read_quantity(struct diags *d, const struct value_place *at, const char *text, size_t n,
	const struct item *item, const char *unit_or_pack, int64_t *out)
{
	int64_t count, quantity;
	int32_t pack = -1;

	if (unit_or_pack && !read_unit(d, at, unit_or_pack, strlen(unit_or_pack), item, &pack))
		return false;
	if (pack < 0)
		return read_decimal(d, at, text, n, item->decimals, out);
	if (!read_decimal(d, at, text, n, 0, &count))
		return false;
	if (!int_mul(count, item->packs[pack].contains, &quantity) || quantity >= QUANTITY_MAX)
		return report_number(d, at, text, n, NUMBER_RANGE, 0);
	*out = quantity;
	return true;
}

bool read_count(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int64_t least, int64_t most, int64_t *out)
{
	struct shown shown = show(text, n);
	struct diag *item;
	int64_t count = 0;
	enum number_fault fault = decimal_parse(text, n, 0, &count);

	if (fault != NUMBER_RANGE && !report_number(d, at, text, n, fault, 0))
		return false;
	if (fault == NUMBER_RANGE || count < least || count > most) {
		item = VALUE_FAULT(
			d, at, 206, _("%s is outside what is allowed here"), shown.bytes);
		diag_remedy(d, item, _("give a whole number from %lld to %lld"), (long long)least,
			(long long)most);
		return false;
	}
	*out = count;
	return true;
}

bool read_percent(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct ratio *out)
{
	struct shown shown = show(text, n);
	struct diag *item;

	if (percent_parse(text, n, out) == NUMBER_OK)
		return true;
	item = VALUE_FAULT(d, at, 207, _("\"%s\" is not a percentage"), shown.bytes);
	diag_remedy(d, item, _("write 0%% to 100%% with the percent sign, for example 60%%"));
	return false;
}

bool read_mass(
	struct diags *d, const struct value_place *at, const char *text, size_t n, int64_t *grams)
{
	return read_decimal(d, at, text, n, 3, grams);
}

bool read_money(
	struct diags *d, const struct value_place *at, const char *text, size_t n, int64_t *out)
{
	return read_decimal(d, at, text, n, 2, out);
}

/* "2/7": whole numbers, the slash at position `slash` of n bytes. */
static enum number_fault fraction_parse(const char *text, size_t slash, size_t n, struct ratio *out)
{
	int64_t num = 0, den = 0;
	enum number_fault fault = decimal_parse(text, slash, 0, &num);

	if (fault == NUMBER_OK)
		fault = decimal_parse(text + slash + 1, n - slash - 1, 0, &den);
	if (fault == NUMBER_OK && (den == 0 || memchr(text, '.', n)))
		fault = NUMBER_SYNTAX;
	if (fault == NUMBER_OK)
		*out = ratio_make(num, den);
	return fault;
}

bool read_ratio(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct ratio *out)
{
	const char *slash = n > 0 ? memchr(text, '/', n) : NULL;
	enum number_fault fault;

	if (slash)
		fault = fraction_parse(text, (size_t)(slash - text), n, out);
	else
		fault = ratio_parse(text, n, out);
	return report_number(d, at, text, n, fault, 15);
}

bool read_degrees(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int64_t most, int64_t *out)
{
	bool west = n > 0 && *text == '-'; /* or south */
	int64_t degrees = 0;
	enum number_fault fault = decimal_parse(text + west, n - west, 6, &degrees);
	struct diag *item;

	if (!report_number(d, at, text, n, fault, 6))
		return false;
	if (degrees > most * 1000000) {
		struct shown shown = show(text, n);

		item = VALUE_FAULT(d, at, 220, _("%s degrees is not on the earth"), shown.bytes);
		diag_remedy(d, item,
			_("give degrees from -%lld to %lld, longitude and latitude not exchanged"),
			(long long)most, (long long)most);
		return false;
	}
	*out = west ? -degrees : degrees;
	return true;
}

/* ---- time ---- */

bool read_day(struct diags *d, const struct value_place *at, const char *text, size_t n, day *out)
{
	struct shown shown = show(text, n);
	struct diag *item;

	if (day_parse(text, n, out))
		return true;
	item = VALUE_FAULT(d, at, 208, _("\"%s\" is not a date"), shown.bytes);
	diag_remedy(d, item, _("write year-month-day of 1900 to 2199, for example 2026-12-01"));
	return false;
}

bool read_instant(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct instant *out)
{
	struct shown shown = show(text, n);
	struct diag *item;

	if (instant_parse(text, n, out))
		return true;
	item = VALUE_FAULT(d, at, 209, _("\"%s\" is not a point in time"), shown.bytes);
	diag_remedy(d, item,
		_("write date, time and offset from UTC, for example 2026-12-01T08:00:00+08:00"));
	return false;
}

bool read_duration(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct duration *out)
{
	struct shown shown = show(text, n);
	struct diag *item;

	if (duration_parse(text, n, out))
		return true;
	item = VALUE_FAULT(d, at, 210, _("\"%s\" is not a length of time"), shown.bytes);
	diag_remedy(
		d, item, _("write for example PT6H for 6 hours, P2D for 2 days, P1Y for a year"));
	return false;
}

/* Plain digits 1..PERIODS_MAX; no diagnostics. */
static bool parse_period(const char *text, size_t n, int32_t *out)
{
	int64_t number;

	if (decimal_parse(text, n, 0, &number) != NUMBER_OK || memchr(text, '.', n))
		return false;
	if (number < 1 || number > PERIODS_MAX)
		return false;
	*out = (int32_t)number - 1;
	return true;
}

static bool parse_periods(const char *text, size_t n, struct periods *out)
{
	size_t dots = 0;

	while (dots + 1 < n && !(text[dots] == '.' && text[dots + 1] == '.'))
		dots++;
	if (dots + 1 >= n) {
		if (!parse_period(text, n, &out->first))
			return false;
		out->last = out->first;
		return true;
	}
	return parse_period(text, dots, &out->first) &&
		parse_period(text + dots + 2, n - dots - 2, &out->last) && out->first <= out->last;
}

bool read_periods(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct periods *out)
{
	struct shown shown = show(text, n);
	struct periods when;
	struct diag *item;

	if (parse_periods(text, n, &when)) {
		*out = when;
		return true;
	}
	item = VALUE_FAULT(
		d, at, 211, _("\"%s\" is not a period or a range of periods"), shown.bytes);
	diag_remedy(d, item, _("periods are numbered from 1 to %d: write for example 3 or 3..5"),
		PERIODS_MAX);
	return false;
}

/* ---- texts and ids ---- */

bool read_text(struct diags *d, const struct value_place *at, const char *text, size_t n)
{
	struct diag *item;
	int32_t point = 0;
	size_t byte = 0;

	switch (text_check(text, n, &byte, &point)) {
	case TEXT_OK:
		return true;
	case TEXT_NOT_UTF8:
		item = VALUE_FAULT(d, at, 212, _("the text is not valid UTF-8 at byte %d of it"),
			(int)byte + 1);
		diag_remedy(
			d, item, _("save the file as UTF-8, or name its encoding at the source"));
		return false;
	case TEXT_HIDDEN:
		break;
	}
	item = VALUE_FAULT(d, at, 213,
		_("the text contains the hidden character U+%04X, which can make it look "
		  "different"),
		(unsigned)point);
	diag_remedy(d, item, _("delete the character (retype the text instead of pasting it)"));
	return false;
}

bool read_id(struct diags *d, const struct value_place *at, const char *text, size_t n)
{
	struct shown shown = show(text, n);
	struct diag *item;

	if (id_valid(text, n))
		return true;
	if (!read_text(d, at, text, n))
		return false;
	if (n == 0) {
		item = VALUE_FAULT(d, at, 201, _("the id is empty"));
	} else if (n > ID_MAX) {
		item = VALUE_FAULT(d, at, 215, _("the id \"%s\" is longer than %d bytes"),
			shown.bytes, ID_MAX);
	} else {
		item = VALUE_FAULT(d, at, 214,
			_("the id \"%s\" contains a character that ids may not have"), shown.bytes);
	}
	diag_remedy(d, item,
		_("use at most %d bytes of letters a-z, digits, Chinese characters and . _ - "
		  "inside; "
		  "longer names belong in the name"),
		ID_MAX);
	return false;
}
