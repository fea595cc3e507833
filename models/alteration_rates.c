#include "models/alteration_parts.h"

/* Demand: a change of a region, a group or some periods leaves all others as
 * they are. A rate that holds for more than is meant is not touched: a narrower
 * one is added beside it, in the periods in which the wide one would count there
 * (of several the one with the narrowest place, then the one with the group). */

static int place_depth(const struct scenario *s, int32_t place)
{
	int depth = 0;

	while (place >= 0 && depth <= s->nplaces) {
		place = s->places[place].in;
		depth++;
	}
	return depth;
}

/* Does it hold for this place and, whole, for this group (-1: for those that no
 * rate names)? */
static bool rate_covers(const struct scenario *s, const struct rate *r, int32_t item, int32_t place,
	int32_t group)
{
	return r->item == item && (r->group < 0 || r->group == group) &&
		(r->place < 0 || (place >= 0 && place_within(s, place, r->place)));
}

/* Does b count before a, where both hold? */
static bool rate_beats(const struct scenario *s, const struct rate *b, const struct rate *a)
{
	int depth_a = place_depth(s, a->place), depth_b = place_depth(s, b->place);

	return depth_b != depth_a ? depth_b > depth_a : b->group >= 0 && a->group < 0;
}

static bool overlap(struct periods a, struct periods b, struct periods *both)
{
	both->first = a.first > b.first ? a.first : b.first;
	both->last = a.last < b.last ? a.last : b.last;
	return both->first <= both->last;
}

struct windows {
	struct periods *items;
	int32_t n, room;
};

static void windows_add(struct windows *w, int32_t first, int32_t last)
{
	if (first <= last) {
		int32_t k = ARRAY_ADD(&w->items, &w->n, &w->room);
		w->items[k] = (struct periods){first, last};
	}
}

static void windows_subtract(struct windows *w, struct periods gone)
{
	struct windows left = {0};

	for (int32_t k = 0; k < w->n; k++) {
		struct periods p = w->items[k], both;

		if (!overlap(p, gone, &both)) {
			windows_add(&left, p.first, p.last);
			continue;
		}
		windows_add(&left, p.first, both.first - 1);
		if (both.last < INT32_MAX)
			windows_add(&left, both.last + 1, p.last);
	}
	mem_free(w->items);
	*w = left;
}

/* What is changed of one rate: the new amount, or tier or rank. */
static bool rate_set(struct application *a, const struct alteration *c, struct rate *r, bool reported)
{
	struct text name, before, after;
	struct scenario *s = a->s;
	const struct field *field = c->field;
	int64_t unit = 1;
	bool good = true;

	for (int32_t k = 0; k < s->items[r->item].decimals; k++)
		unit *= 10;
	text_init(&name);
	text_init(&before);
	text_init(&after);
	rate_name(s, r, &name);
	if (field->kind == FIELD_RATE) {
		effect_ratio(&before, r->amount, unit);
		if (c->verb == ALTER_SCALE)
			good = ratio_mul(r->amount, c->number, &r->amount);
		else
			good = ratio_make_wide((wide)c->number.num * unit, c->number.den, &r->amount);
		effect_ratio(&after, r->amount, unit);
	} else {
		int32_t *value = (int32_t *)((char *)r + field->offset);

		text_printf(&before, "%d", (int)*value);
		*value = (int32_t)c->whole;
		text_printf(&after, "%d", (int)*value);
	}
	r->where = c->where;
	if (!good)
		a->outcome.result = ALTER_BEYOND;
	else if (reported)
		effect_add(a, ALTERED_RATE, text_str(&name), field_title(field), text_str(&before), text_str(&after));
	text_release(&after);
	text_release(&before);
	text_release(&name);
	return good;
}

/* A copy of rates[i] for other periods. */
static int32_t rate_copy(struct scenario *s, int32_t i, struct periods when)
{
	int32_t k = scenario_add_rate(s);

	s->rates[k] = s->rates[i];
	s->rates[k].when = when;
	return k;
}

/* Changes rates[i] itself, of whose people all are meant. */
static void rate_within(struct application *a, const struct alteration *c, int32_t i)
{
	struct scenario *s = a->s;
	struct periods whole = s->rates[i].when, both;

	if (!overlap(whole, c->when, &both))
		return;
	a->outcome.matched++;
	if (whole.first < both.first)
		rate_copy(s, i, (struct periods){whole.first, both.first - 1});
	if (whole.last > both.last)
		rate_copy(s, i, (struct periods){both.last + 1, whole.last});
	s->rates[i].when = both;
	rate_set(a, c, &s->rates[i], true);
}

/* Adds a rate for the place and group beside rates[i], the n first ones being
 * those that were there. */
static void rate_beside(struct application *a, const struct alteration *c, int32_t i, int32_t n, int32_t place,
	int32_t group)
{
	struct scenario *s = a->s;
	struct windows windows = {0};
	struct periods both;

	if (!overlap(s->rates[i].when, c->when, &both))
		return;
	windows_add(&windows, both.first, both.last);
	for (int32_t k = 0; k < n; k++) {
		const struct rate *other = &s->rates[k];

		if (k != i && rate_covers(s, other, s->rates[i].item, place, group) &&
			rate_beats(s, other, &s->rates[i]))
			windows_subtract(&windows, other->when);
	}
	for (int32_t k = 0; k < windows.n; k++) {
		int32_t made = rate_copy(s, i, windows.items[k]);

		s->rates[made].place = place;
		s->rates[made].group = group;
		a->outcome.matched++;
		if (!rate_set(a, c, &s->rates[made], true))
			break;
	}
	mem_free(windows.items);
}

/* Rates by place that hold in a wide region count at sites only where they name them. */
static bool counts_there(const struct scenario *s, const struct rate *r, int32_t place)
{
	return r->per != RATE_PLACE || place < 0 || place == r->place ||
		!place_kind_is_site(s->places[place].kind);
}

static bool rate_selected(const struct scenario *s, const struct alteration *c, const struct rate *r)
{
	if (r->item < 0 || (c->item >= 0 && r->item != c->item) || (c->group >= 0 && r->group >= 0 && r->group != c->group))
		return false;
	if (c->place_kind >= 0 && (r->place < 0 || (int)s->places[r->place].kind != c->place_kind))
		return false;
	return c->place < 0 || r->place < 0 || place_within(s, r->place, c->place) ||
		place_within(s, c->place, r->place);
}

void rates_change(struct application *a, const struct alteration *c)
{
	struct scenario *s = a->s;
	int32_t n = s->nrates;
	/* Those that are split or changed must still tell which one counted before. */
	char *within = mem_calloc((size_t)n, 1);

	for (int32_t i = 0; i < n && a->outcome.result != ALTER_BEYOND; i++) {
		const struct rate *r = &s->rates[i];
		int32_t place = r->place, group = r->group;

		if (!rate_selected(s, c, r))
			continue;
		if (c->place >= 0 && (place < 0 || !place_within(s, place, c->place)))
			place = c->place;
		if (c->group >= 0)
			group = c->group;
		within[i] = place == r->place && group == r->group;
		if (!within[i] && counts_there(s, r, place))
			rate_beside(a, c, i, n, place, group);
	}
	for (int32_t i = 0; i < n && a->outcome.result != ALTER_BEYOND; i++) {
		if (within[i])
			rate_within(a, c, i);
	}
	mem_free(within);
}
