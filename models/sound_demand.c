#include "models/sound_parts.h"

#include "base/text.h"
#include "models/order.h"
#include "models/ranges.h"
#include "models/supply.h"

#include <stdlib.h>

#define SECONDS_OF_RATE 86400

static bool is_claimant(const struct scenario *s, int32_t place)
{
	enum place_kind kind = s->places[place_stand(s, place)].kind;

	return place_kind_is_community(kind) || place_kind_is_site(kind);
}

/* --- what holds for some periods --- */

/* Of two that say something of the same for the same period nobody knows which holds. */
struct span {
	int32_t what[3];
	struct periods when;
	struct where where;
};

static int compare_spans(const void *left, const void *right)
{
	const struct span *a = left, *b = right;
	int order = 0;

	for (int k = 0; order == 0 && k < 3; k++)
		order = int_compare(a->what[k], b->what[k]);
	return order ? order : int_compare(a->when.first, b->when.first);
}

static void spans_apart(struct sound *k, struct span *spans, int32_t n)
{
	int32_t last = -1; /* of those about the same: the last period so far */

	if (n > 1)
		qsort(spans, (size_t)n, sizeof *spans, compare_spans);
	for (int32_t i = 0; i < n; i++) {
		bool same = i > 0;

		for (int w = 0; same && w < 3; w++)
			same = spans[i].what[w] == spans[i - 1].what[w];
		if (!same)
			last = -1;
		rule(k, spans[i].when.first > spans[i].when.last || spans[i].when.first > last, spans[i].where,
			_("another one holds for the same period"));
		if (spans[i].when.first <= spans[i].when.last && spans[i].when.last > last)
			last = spans[i].when.last;
	}
	mem_free(spans);
}

/* --- people --- */

void sound_people(struct sound *k)
{
	struct scenario *s = k->s;
	struct span *spans = mem_calloc((size_t)s->npeople, sizeof *spans);

	for (int32_t g = 0; g < s->ngroups; g++)
		rule(k, within(s->groups[g].visit_minutes, 0, PEOPLE_MAX), s->groups[g].where, _("a number is out of range"));
	for (int32_t i = 0; i < s->npeople; i++) {
		struct people *p = &s->people[i];

		rule(k, within(p->count, 0, PEOPLE_MAX) && within(p->households, -1, PEOPLE_MAX)
			&& cut_periods(s, &p->when, false), p->where, _("a number is out of range"));
		rule(k, is_claimant(s, p->place), p->where, _("the place is neither a community nor a site"));
		spans[i] = (struct span){{p->place, p->group, 0}, p->when, p->where};
	}
	spans_apart(k, spans, s->npeople);
}

/* --- claims --- */

static bool waiting_fits(enum unmet unmet, int32_t waits, int32_t tier, int32_t rank)
{
	return (unmet != UNMET_WAITS || within(waits, 1, PERIODS_MAX)) && within(tier, 0, TIER_MAX) && rank >= 0;
}

/* All people that it counts have their households stated. */
static bool households_known(const struct scenario *s, const struct rate *r)
{
	for (int32_t i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];

		if (p->households < 0 && p->count > 0 && (r->group < 0 || p->group == r->group)
			&& (r->place < 0 || place_within(s, place_stand(s, p->place), r->place)))
			return false;
	}
	return true;
}

static bool rate_per_period(const struct scenario *s, const struct rate *r, struct ratio *out)
{
	return ratio_make_wide((wide)r->amount.num * s->period, (wide)r->amount.den * SECONDS_OF_RATE, out);
}

static void sound_rate(struct sound *k, struct rate *r)
{
	struct scenario *s = k->s;
	struct ratio per_head;

	if (r->per == RATE_PLACE && r->group < 0 && s->ngroups == 1)
		r->group = 0;
	rule(k, r->amount.den > 0 && quantity_fits(r->amount.num, 0) && rate_per_period(s, r, &per_head)
		&& waiting_fits(r->unmet, r->waits, r->tier, r->rank) && cut_periods(s, &r->when, false), r->where,
		_("a number is out of range"));
	rule(k, r->per != RATE_PLACE || r->group >= 0, r->where, _("the rate is per place, but for no group"));
	rule(k, r->place < 0 || place_stand(s, r->place) == r->place, r->where,
		_("the rate holds in a part of a community"));
	rule(k, r->per != RATE_HOUSEHOLD || households_known(s, r), r->where,
		_("the households that it counts are not stated"));
}

void sound_demand(struct sound *k)
{
	struct scenario *s = k->s;
	struct span *spans = mem_calloc((size_t)s->nrates, sizeof *spans);

	rule(k, s->nrates > 0 || s->nneeds > 0, s->where, _("there is no demand"));
	for (int32_t i = 0; i < s->nrates; i++) {
		struct rate *r = &s->rates[i];

		sound_rate(k, r);
		spans[i] = (struct span){{r->item, r->place, r->group}, r->when, r->where};
	}
	spans_apart(k, spans, s->nrates);
	for (int32_t i = 0; i < s->nneeds; i++) {
		struct need *n = &s->needs[i];

		rule(k, quantity_fits(n->quantity, 0) && waiting_fits(n->unmet, n->waits, n->tier, n->rank)
			&& cut_periods(s, &n->when, true), n->where, _("a number is out of range"));
		rule(k, is_claimant(s, n->place), n->where, _("the place is neither a community nor a site"));
	}
	for (int32_t i = 0; i < s->nminima; i++) {
		struct minimum *m = &s->minima[i];

		rule(k, quantity_fits(m->quantity, 0) && (!m->end_stock || m->group < 0) && cut_periods(s, &m->when, true),
			m->where, _("a number is out of range"));
		rule(k, m->end_stock || is_claimant(s, m->place), m->where, _("the place is neither a community nor a site"));
	}
}

/* --- sums --- */

/* No more than the rate can ask for in all; each cell adds less than one. */
static wide rate_total(const struct scenario *s, const struct rate *r)
{
	wide heads = r->per == RATE_PLACE ? (wide)s->nplaces * s->nperiods : 0;
	struct ratio per_head;

	for (int32_t i = 0; r->per != RATE_PLACE && i < s->npeople; i++) {
		const struct people *p = &s->people[i];
		wide periods = p->when.last - p->when.first + 1;

		if ((r->group < 0 || p->group == r->group) && (r->place < 0 || place_within(s, p->place, r->place)))
			heads += periods * (r->per == RATE_PERSON ? p->count : p->households > 0 ? p->households : 0);
	}
	if (!rate_per_period(s, r, &per_head) || (per_head.num > 0 && heads >= ((wide)1 << 125) / per_head.num))
		return QUANTITY_MAX;
	return heads * per_head.num / per_head.den + (wide)s->nplaces * (s->ngroups + 1);
}

/* Of one item, smallest units. */
struct totals {
	wide demand, stock;
	wide aside; /* what is there and not counted */
};

static void sound_item_totals(struct sound *k, const struct item *item, const struct totals *t)
{
	wide base = t->stock, limit = QUANTITY_MAX;

	for (int32_t n = 0; n < item->decimals; n++)
		base /= 10;
	rule(k, t->demand < limit && t->stock < limit && t->aside < INT64_MAX / 2
		&& (item->value <= 0 || base < limit / item->value) && (item->mass <= 0 || base < limit / item->mass), item->where,
		_("all demand, stock, value or mass of the item together is too large to be counted"));
}

static void add_stock(const struct scenario *s, struct totals *totals)
{
	for (int32_t i = 0; i < s->nlines; i++) {
		const struct stock_line *l = &s->lines[i];
		wide all = (wide)line_quantity(s, i) * (l->mode == MODE_CAPACITY ? l->when.last - l->when.first + 1 : 1);

		if (l->state == LINE_USED)
			totals[l->item].stock += all;
		else
			totals[l->item].aside += all;
	}
	for (int32_t i = 0; i < s->ntransits; i++)
		if (s->transits[i].state == LINE_USED)
			totals[s->transits[i].item].stock += s->transits[i].quantity;
}

void sound_totals(struct sound *k)
{
	const struct scenario *s = k->s;
	struct totals *totals = mem_calloc((size_t)s->nitems, sizeof *totals);

	for (int32_t i = 0; i < s->nrates; i++)
		totals[s->rates[i].item].demand += rate_total(s, &s->rates[i]);
	for (int32_t i = 0; i < s->nneeds; i++) {
		const struct need *n = &s->needs[i];

		totals[n->item].demand += (wide)n->quantity * (n->each ? n->when.last - n->when.first + 1 : 1);
	}
	add_stock(s, totals);
	for (int32_t i = 0; i < s->nitems; i++)
		sound_item_totals(k, &s->items[i], &totals[i]);
	mem_free(totals);
}
