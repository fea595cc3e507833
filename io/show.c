#include "io/show.h"

#include "base/date.h"
#include "io/columns.h"
#include "io/section.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <string.h>

enum { LOT_WIDTH = 20 }; /* columns of a lot's number that are kept whole */

#define DAY_SECONDS 86400

void add_sentence(struct text *sentences, const char *sentence)
{
	struct text both;

	if (sentences->length == 0) {
		text_puts(sentences, sentence);
		return;
	}
	text_init(&both);
	/* Translators: two sentences, one after the other. */
	text_printf(&both, C_("sentences", "%s %s"), text_str(sentences), sentence);
	text_release(sentences);
	*sentences = both;
}

const char *list_comma(void)
{
	/* Translators: stands between the parts of a list. */
	return _(", ");
}

const char *item_title(const struct report *r, int32_t item)
{
	const struct item *i = &r->scenario->items[item];

	return label_text(i->name, r->language, i->id);
}

const char *item_spec(const struct report *r, int32_t item, int32_t lot)
{
	int32_t line = lot >= 0 ? r->supply->lots[lot].line : -1;

	if (line >= 0 && r->scenario->lines[line].spec)
		return r->scenario->lines[line].spec;
	return label_text(r->scenario->items[item].spec, r->language, "");
}

const char *place_title(const struct report *r, int32_t place)
{
	if (place < 0)
		return "-";
	return label_text(r->scenario->places[place].name, r->language, r->scenario->places[place].id);
}

const char *group_title(const struct report *r, int32_t group)
{
	if (group < 0)
		return _("all groups");
	return label_text(r->scenario->groups[group].name, r->language, r->scenario->groups[group].id);
}

const char *holder_title(const struct report *r, int32_t holder)
{
	if (holder < 0)
		return _("donation or goods under way");
	return label_text(r->scenario->holders[holder].name, r->language,
		r->scenario->holders[holder].id);
}

const char *item_unit(const struct report *r, int32_t item)
{
	return unit_title(r->scenario->items[item].unit);
}

const char *form_title(enum legal_form form)
{
	switch (form) {
	case LEGAL_TRANSFER:
		return _("government transfer");
	case LEGAL_AGREEMENT:
		return _("by agreement");
	case LEGAL_REQUISITION:
		return _("by requisition");
	}
	assert(!"a legal form");
	return "";
}

const char *lot_name(const struct report *r, int32_t lot)
{
	return r->supply->lots[lot].lot;
}

enum align lot_align(const struct report *r)
{
	for (int32_t k = 0; k < r->supply->nlots; k++)
		if (lot_name(r, k) && text_width(lot_name(r, k)) > LOT_WIDTH)
			return ALIGN_LEFT;
	return ALIGN_WHOLE;
}

day lot_expires(const struct report *r, int32_t lot)
{
	return r->supply->lots[lot].expires;
}

void show_quantity(const struct report *r, struct text *out, int32_t item, int64_t quantity)
{
	char number[48];

	if (r->scenario->items[item].decimals == 0)
		text_int(out, quantity);
	else
		text_puts(out, decimal_format(number, quantity, r->scenario->items[item].decimals));
}

/* May goods held in pack `held` (-1 = loose) be counted in pack p? Only in what
 * they are held in and what that can be broken into. */
static bool pack_fits(const struct item *item, int32_t held, int32_t p)
{
	if (held < 0)
		return true;
	return p == held || (item->packs[p].contains < item->packs[held].contains &&
		item->packs[held].contains % item->packs[p].contains == 0);
}

/* The largest pack below `below` that fits, -1 = none. Equal sizes: the first
 * in id order, so that the order of the file does not matter. */
static int32_t next_pack(const struct item *item, int32_t held, int64_t below)
{
	int32_t best = -1;

	for (int32_t p = 0; p < item->npacks; p++) {
		int64_t contains = item->packs[p].contains;

		if (contains >= below || !pack_fits(item, held, p))
			continue;
		if (best < 0 || contains > item->packs[best].contains ||
				(contains == item->packs[best].contains && p != held &&
					best != held && strcmp(item->packs[p].id, item->packs[best].id) < 0) ||
				(contains == item->packs[best].contains && p == held))
			best = p;
	}
	return best;
}

void show_packs(const struct report *r, struct text *out, int32_t item, int32_t lot,
	int64_t quantity)
{
	const struct item *i = &r->scenario->items[item];
	int32_t line = lot >= 0 ? r->supply->lots[lot].line : -1;
	int32_t held = line >= 0 ? r->scenario->lines[line].pack : -1;
	int64_t left = quantity, below = INT64_MAX;
	bool first = true;
	int32_t p;

	while (left > 0 && (p = next_pack(i, held, below)) >= 0) {
		int64_t n = left / i->packs[p].contains;

		below = i->packs[p].contains;
		if (n == 0)
			continue;
		if (!first)
			text_puts(out, " + ");
		first = false;
		text_int(out, n);
		text_putc(out, ' ');
		text_puts(out, label_text(i->packs[p].name, r->language, i->packs[p].id));
		left -= n * i->packs[p].contains;
	}
	if (left > 0 || first) {
		if (!first)
			text_puts(out, " + ");
		show_quantity(r, out, item, left);
		text_putc(out, ' ');
		text_puts(out, item_unit(r, item));
	}
}

void show_fill(struct text *out, int64_t served, int64_t demand)
{
	char number[48];

	if (demand <= 0) {
		text_putc(out, '-');
		return;
	}
	text_puts(out, percent_format(number, served, demand, 1));
	text_putc(out, '%');
}

/* "2026-12-01 14:00" without the year. */
static void show_instant(const struct report *r, struct text *out, int64_t seconds)
{
	char buffer[48];

	minute_format(buffer, seconds, r->scenario->start.offset);
	text_puts(out, buffer + 5);
}

void show_period(const struct report *r, struct text *out, int32_t period)
{
	const struct scenario *s = r->scenario;
	char buffer[48];

	text_int(out, (int64_t)period + 1);
	minute_format(buffer, s->start.seconds + period * s->period, s->start.offset);
	text_puts(out, " (");
	if (s->period % DAY_SECONDS == 0)
		text_add(out, buffer + 5, 5);
	else
		text_puts(out, buffer + 5);
	text_putc(out, ')');
}

void show_time(const struct report *r, struct text *out, int64_t seconds_after_start)
{
	show_instant(r, out, r->scenario->start.seconds + seconds_after_start);
}

static const char *weekday(day d)
{
	static const char *const names[] = {N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
		N_("Fri"), N_("Sat")};

	return _(names[((d + 4) % 7 + 7) % 7]); /* 1970-01-01 was a Thursday */
}

void show_date(const struct report *r, struct text *out, int64_t seconds_after_start)
{
	int64_t seconds = r->scenario->start.seconds + seconds_after_start;
	char buffer[48];

	minute_format(buffer, seconds, r->scenario->start.offset);
	text_add(out, buffer, 11);
	text_puts(out, weekday(day_of(seconds, r->scenario->start.offset)));
	text_puts(out, buffer + 10);
}

void show_moment(const struct report *r, struct text *out, int64_t seconds_after_start)
{
	struct text t;

	text_init(&t);
	show_date(r, &t, seconds_after_start);
	text_puts(out, text_str(&t) + 5); /* without the year */
	text_release(&t);
}

void show_kg(struct text *out, wide grams)
{
	char number[48];

	text_puts(out, decimal_format(number, (int64_t)wide_ceil_div(grams, 100), 1));
}

wide item_grams(const struct report *r, int32_t item, int64_t quantity)
{
	const struct item *i = &r->scenario->items[item];
	int64_t scale = 1;

	for (int k = 0; k < i->decimals; k++)
		scale *= 10;
	return i->mass < 0 ? -1 : wide_ceil_div((wide)i->mass * quantity, scale);
}

void show_input(const struct report *r, struct text *out, struct where where)
{
	const char *file = r->names ? diags_file_name(r->names, where.file) : "";
	const char *slash = strrchr(file, '/');

	if (*file && where.line > 0)
		text_printf(out, "%s:%d", slash ? slash + 1 : file, (int)where.line);
}

void show_day(struct text *out, day d)
{
	char buffer[48];

	text_puts(out, d == DAY_NONE ? "-" : day_format(buffer, d));
}

void show_segments(const struct report *r, struct text *out, int32_t route)
{
	const struct route *way;

	if (route < 0 || r->scenario->routes[route].nvia == 0) {
		text_puts(out, _("direct"));
		return;
	}
	way = &r->scenario->routes[route];
	for (int32_t i = 0; i < way->nvia; i++) {
		const struct segment *segment = &r->scenario->segments[way->via[i]];

		if (i > 0)
			text_puts(out, list_comma());
		text_puts(out, label_text(segment->name, r->language, segment->id));
	}
}

void show_money(const struct report *r, struct text *out, struct ratio amount)
{
	char number[48];

	text_puts(out, decimal_format(number,
		(int64_t)wide_floor_div(2 * (wide)amount.num + amount.den, 2 * (wide)amount.den), 2));
	/* Translators: the yuan behind an amount. */
	if (r->scenario->currency && strcmp(r->scenario->currency, "CNY") == 0)
		text_puts(out, _(" CNY"));
	else if (r->scenario->currency)
		text_printf(out, " %s", r->scenario->currency);
}
