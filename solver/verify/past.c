/* What had happened before the plan: read from the plan's own facts, so that
 * the rest of it can be followed. */
#include "solver/verify/network.h"

#include <stdlib.h>

static int brought_compare(const void *a, const void *b)
{
	const struct brought *x = a, *y = b;

	if (x->lot != y->lot)
		return x->lot < y->lot ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

/* Takes units from what was brought of the lot to the place: from period
 * `period` if it is one of them, else what came first. Returns what is missing. */
static int64_t take_brought(struct past *past, int32_t lot, int32_t place, int32_t period, int64_t units)
{
	for (int32_t turn = 0; turn < 2; turn++) {
		for (int32_t n = 0; n < past->nbrought && units > 0; n++) {
			struct brought *b = &past->brought[n];
			int64_t part = b->units < units ? b->units : units;
			if (b->lot != lot || b->place != place || (turn == 0 && b->period != period))
				continue;
			b->units -= part;
			units -= part;
		}
	}
	return units;
}

static bool comes_from_outside(const struct checker *k, const struct shipment *h, const char *ordered)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];

	return h->first_leg || (lot->line < 0 && !ordered[h->lot] && h->from == lot->place);
}

static void list_brought(struct past *past, const struct checker *k, const char *ordered)
{
	const struct plan *p = k->plan;

	for (int32_t n = 0; n < p->nshipments; n++) {
		const struct shipment *h = &p->shipments[n];
		if (!h->fact || h->state == SHIPMENT_CANCELLED)
			continue;
		if (comes_from_outside(k, h, ordered))
			past->drawn[h->lot] += h->units;
		if (h->units > 0 && h->arrive < k->s->nperiods) {
			int32_t at = ARRAY_ADD(&past->brought, &past->nbrought, &past->brought_room);
			past->brought[at] = (struct brought){h->lot, h->to, h->arrive, h->units, 0};
		}
	}
	if (past->nbrought > 0)
		qsort(past->brought, (size_t)past->nbrought, sizeof *past->brought, brought_compare);
}

/* What went on, was handed out, or was handed out although nobody asks for it
 * any more. */
static void take_what_went(struct past *past, const struct checker *k, const char *ordered)
{
	const struct plan *p = k->plan;
	int32_t present = checker_present(k);

	for (int32_t n = 0; n < p->nhandouts; n++) {
		const struct handout *h = &p->handouts[n];
		int64_t units = h->quantity / checker_unit(k, k->supply->lots[h->lot].item);
		if (!h->fact)
			continue;
		past->done[h->cell] += h->units;
		if (h->shipment < 0)
			past->drawn[h->lot] += units;
		else
			take_brought(past, h->lot, p->shipments[h->shipment].to, p->shipments[h->shipment].arrive,
				units);
	}
	for (int32_t n = 0; n < p->nshipments; n++) {
		const struct shipment *h = &p->shipments[n];
		if (h->fact && h->state != SHIPMENT_CANCELLED && !comes_from_outside(k, h, ordered))
			take_brought(past, h->lot, h->from, INT32_MIN, h->units);
	}
	for (int32_t n = 0; n < p->nleftovers; n++) {
		const struct leftover *l = &p->leftovers[n];
		int32_t last = checker_last_period(k, k->supply->lots[l->lot].last_day);
		if (l->period < present && l->period < last)
			take_brought(past, l->lot, l->place, INT32_MIN, l->units);
	}
}

/* --- what of it nobody needs --- */

/* Units left at the place in the last period beyond what must be left there;
 * INT64_MAX where nothing must, or the goods are not in date then. */
static int64_t left_freely(const struct checker *k, int32_t lot, int32_t place)
{
	int32_t item = k->supply->lots[lot].item;
	int64_t left = 0, needed = 0;

	if (checker_last_period(k, k->supply->lots[lot].last_day) < k->s->nperiods - 1)
		return INT64_MAX;
	for (int32_t n = 0; n < k->s->nminima; n++) {
		const struct minimum *m = &k->s->minima[n];
		if (m->end_stock && m->item == item && place_stand(k->s, m->place) == place)
			needed += int_ceil_div(m->quantity, checker_unit(k, item));
	}
	if (needed == 0)
		return INT64_MAX;
	for (int32_t n = 0; n < k->plan->nleftovers; n++) {
		const struct leftover *l = &k->plan->leftovers[n];
		if (l->place == place && l->period == k->s->nperiods - 1
			&& k->supply->lots[l->lot].item == item)
			left += l->units;
	}
	return left > needed ? left - needed : 0;
}

/* What came last stays first. */
static void find_unused(struct past *past, const struct checker *k)
{
	const struct plan *p = k->plan;

	for (int32_t n = past->nbrought - 1; n >= 0; n--) {
		struct brought *b = &past->brought[n];
		int32_t item = k->supply->lots[b->lot].item;
		int64_t left = 0, most = left_freely(k, b->lot, b->place);
		for (int32_t i = 0; i < p->nleftovers; i++)
			if (p->leftovers[i].lot == b->lot && p->leftovers[i].place == b->place
				&& p->leftovers[i].period >= checker_present(k))
				left += p->leftovers[i].units;
		for (int32_t i = n + 1; i < past->nbrought; i++) {
			if (past->brought[i].place != b->place)
				continue;
			if (past->brought[i].lot == b->lot)
				left -= past->brought[i].unused;
			if (k->supply->lots[past->brought[i].lot].item == item && most != INT64_MAX)
				most -= past->brought[i].unused;
		}
		left = left < most ? left : most;
		b->unused = left < b->units ? left : b->units;
	}
}

/* --- what was announced --- */

static int way_compare(const void *a, const void *b)
{
	const struct announced_way *x = a, *y = b;
	const int32_t p[] = {x->item, x->depart, x->route, x->arrive, x->last_day, x->layer};
	const int32_t q[] = {y->item, y->depart, y->route, y->arrive, y->last_day, y->layer};

	for (size_t i = 0; i < sizeof p / sizeof *p; i++)
		if (p[i] != q[i])
			return p[i] < q[i] ? -1 : 1;
	return 0;
}

static void list_announced(struct past *past, const struct checker *k, const struct previous *previous)
{
	int32_t kept = 0;

	for (int32_t n = 0; n < previous->nlines; n++) {
		const struct announced *a = &previous->lines[n];
		const struct outcome *out = &previous->outcomes[n];
		const struct supply_lot *lot = out->lot >= 0 ? &k->supply->lots[out->lot] : NULL;
		int32_t at;
		if (out->fact || out->units == 0 || place_stand(k->s, a->from) == place_stand(k->s, a->to))
			continue;
		at = ARRAY_ADD(&past->announced, &past->nannounced, &past->announced_room);
		past->announced[at] = (struct announced_way){a->item, out->depart, a->route, out->arrive,
			lot ? lot->last_day : DAY_NONE,
			!lot ? INT32_MIN : lot->own ? -1 - lot->place : lot->region, out->units};
	}
	if (past->nannounced > 0)
		qsort(past->announced, (size_t)past->nannounced, sizeof *past->announced, way_compare);
	for (int32_t n = 0; n < past->nannounced; n++) {
		if (kept > 0 && way_compare(&past->announced[kept - 1], &past->announced[n]) == 0)
			past->announced[kept - 1].units += past->announced[n].units;
		else
			past->announced[kept++] = past->announced[n];
	}
	past->nannounced = kept;
}

void past_build(struct past *past, const struct checker *k, const struct previous *previous)
{
	/* Lots of which an order has sent something from a holder. */
	char *ordered = mem_calloc((size_t)k->supply->nlots, 1);

	*past = (struct past){0};
	past->drawn = mem_calloc((size_t)k->supply->nlots, sizeof *past->drawn);
	past->done = mem_calloc((size_t)k->cells->ncells, sizeof *past->done);
	for (int32_t n = 0; n < k->plan->nshipments; n++)
		if (k->plan->shipments[n].first_leg)
			ordered[k->plan->shipments[n].lot] = 1;
	list_brought(past, k, ordered);
	take_what_went(past, k, ordered);
	find_unused(past, k);
	if (previous && previous->outcomes)
		list_announced(past, k, previous);
	mem_free(ordered);
}

void past_release(struct past *past)
{
	mem_free(past->drawn);
	mem_free(past->done);
	mem_free(past->brought);
	mem_free(past->announced);
}
