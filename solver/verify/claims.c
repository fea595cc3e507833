#include "solver/verify/checker.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>

/* --- single hand-outs --- */

static bool stands_in(const struct substitute *u, int32_t item, int32_t used)
{
	for (int32_t j = 0; u->item == item && j < u->nparts; j++)
		if (u->parts[j].item == used)
			return true;
	return false;
}

static void check_item(struct checker *k, int32_t n, const struct handout *h)
{
	int32_t wanted = k->cells->cells[h->cell].item, used = k->supply->lots[h->lot].item;

	if (h->substitute < 0 && used != wanted)
		finding(k, _("hand-out %d: %s is handed out for %s"), n + 1, k->s->items[used].id,
			k->s->items[wanted].id);
	if (h->substitute >= 0 && !stands_in(&k->s->substitutes[h->substitute], wanted, used))
		finding(k, _("hand-out %d: %s may not stand in for %s"), n + 1, k->s->items[used].id,
			k->s->items[wanted].id);
	if (h->substitute < 0 && h->quantity != h->units * checker_unit(k, wanted) && !h->fact)
		finding(k, _("hand-out %d: quantity is not a whole number of issue units"), n + 1);
}

/* The leg it came by: the same lot, there by then. Without one only what came in from
 * outside just there. Holds also for the part of a batch that takes nothing of its lot. */
static void check_origin(struct checker *k, int32_t n, const struct handout *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];
	const struct shipment *from;

	if (h->shipment < 0) {
		if (!h->fact && (lot->transit < 0 || lot->place != k->cells->cells[h->cell].place
				|| period_of(k->s, lot->release) > h->period))
			finding(k, _("hand-out %d: no shipment brings the goods"), n + 1);
		return;
	}
	from = &k->plan->shipments[h->shipment];
	if (from->lot != h->lot || from->to != k->cells->cells[h->cell].place || from->arrive > h->period
		|| from->state == SHIPMENT_CANCELLED)
		finding(k, _("hand-out %d: shipment %d does not bring its goods"), n + 1, h->shipment + 1);
}

static void check_handout(struct checker *k, int32_t n, const struct handout *h)
{
	const struct cell *c = &k->cells->cells[h->cell];

	check_item(k, n, h);
	check_origin(k, n, h);
	if (h->fact)
		return;
	if (h->period < c->when.first || h->period > c->when.last)
		finding(k, _("hand-out %d: period %d is outside the window of the claim"), n + 1, h->period + 1);
	if (h->period > checker_last_period(k, k->supply->lots[h->lot].last_day))
		finding(k, _("hand-out %d: the goods have expired by period %d"), n + 1, h->period + 1);
	if (h->period < checker_present(k))
		finding(k, _("hand-out %d: period %d is over"), n + 1, h->period + 1);
}

/* No leg brings less than what is handed out from it. */
static void check_brought(struct checker *k)
{
	int64_t *left = mem_calloc((size_t)k->plan->nshipments, sizeof *left);

	for (int32_t n = 0; n < k->plan->nshipments; n++)
		left[n] = k->plan->shipments[n].quantity;
	for (int32_t n = 0; n < k->plan->nhandouts; n++)
		if (k->plan->handouts[n].shipment >= 0)
			left[k->plan->handouts[n].shipment] -= k->plan->handouts[n].quantity;
	for (int32_t n = 0; n < k->plan->nshipments; n++)
		if (left[n] < 0)
			finding(k, _("shipment %d: %lld smallest units more are handed out than it brings"), n + 1,
				(long long)-left[n]);
	mem_free(left);
}

/* --- what stands in for something else, batch by batch --- */

struct made {
	int32_t substitute, place, period, handout;
};

static int made_compare(const void *a, const void *b)
{
	const struct made *x = a, *y = b;
	const int64_t p[] = {x->substitute, x->place, x->period};
	const int64_t q[] = {y->substitute, y->place, y->period};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* b whole batches: b give handed out, of the last maybe less; b take of every part. */
static void check_batch(struct checker *k, const struct made *made, int32_t n)
{
	const struct substitute *u = &k->s->substitutes[made->substitute];
	int64_t given = 0, batches;

	for (int32_t j = 0; j < n; j++)
		given += k->plan->handouts[made[j].handout].units * checker_unit(k, u->item);
	batches = int_ceil_div(given, u->give);
	for (int32_t i = 0; i < u->nparts; i++) {
		int64_t taken = 0;
		for (int32_t j = 0; j < n; j++) {
			const struct handout *h = &k->plan->handouts[made[j].handout];
			if (k->supply->lots[h->lot].item == u->parts[i].item)
				taken += h->quantity;
		}
		if ((wide)batches * u->parts[i].take != taken)
			finding(k, _("substitutes for %s at %s in period %d: %lld smallest units of %s are used, "
				"%lld are right"), k->s->items[u->item].id, k->s->places[made->place].id,
				made->period + 1, (long long)taken, k->s->items[u->parts[i].item].id,
				(long long)(batches * u->parts[i].take));
	}
}

static void check_batches(struct checker *k)
{
	struct made *all = mem_calloc((size_t)k->plan->nhandouts, sizeof *all);
	int32_t n = 0;

	for (int32_t j = 0; j < k->plan->nhandouts; j++) {
		const struct handout *h = &k->plan->handouts[j];
		if (h->substitute >= 0 && !h->fact)
			all[n++] = (struct made){h->substitute, k->cells->cells[h->cell].place, h->period, j};
	}
	qsort(all, (size_t)n, sizeof *all, made_compare);
	for (int32_t first = 0, end; first < n; first = end) {
		for (end = first + 1; end < n && made_compare(&all[first], &all[end]) == 0;)
			end++;
		check_batch(k, all + first, end - first);
	}
	mem_free(all);
}

/* --- claims --- */

static void check_served(struct checker *k)
{
	int64_t *units = mem_calloc((size_t)k->cells->ncells, sizeof *units);
	char *has_fact = mem_calloc((size_t)k->cells->ncells, 1);

	for (int32_t n = 0; n < k->plan->nhandouts; n++) {
		units[k->plan->handouts[n].cell] += k->plan->handouts[n].units;
		has_fact[k->plan->handouts[n].cell] |= k->plan->handouts[n].fact;
	}
	for (int32_t c = 0; c < k->cells->ncells; c++) {
		const struct cell *cell = &k->cells->cells[c];
		const struct served *v = &k->plan->served[c];
		int64_t all = cell->fact + units[c];
		int64_t got = cell->household + units[c] * checker_unit(k, cell->item);
		int64_t quantity = got < cell->demand ? got : cell->demand;
		if (all > cell->units && !has_fact[c])
			finding(k, _("claim %d: more than its demand is handed out"), c + 1);
		if (v->units != (all < cell->units ? all : cell->units))
			finding(k, _("claim %d: served says %lld issue units, the hand-outs give %lld"), c + 1,
				(long long)v->units, (long long)all);
		if (v->quantity != quantity)
			finding(k, _("claim %d: served says %lld, the hand-outs give %lld smallest units"), c + 1,
				(long long)v->quantity, (long long)quantity);
		if (v->over != got - quantity)
			finding(k, _("claim %d: over-delivery says %lld, the hand-outs give %lld smallest units"), c + 1,
				(long long)v->over, (long long)(got - quantity));
	}
	mem_free(has_fact);
	mem_free(units);
}

void check_claims(struct checker *k)
{
	for (int32_t n = 0; n < k->plan->nhandouts; n++)
		check_handout(k, n, &k->plan->handouts[n]);
	check_brought(k);
	check_batches(k);
	check_served(k);
}
