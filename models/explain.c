#define _GNU_SOURCE /* qsort_r */

#include "models/explain.h"

#include <stdlib.h>
#include <string.h>

struct build {
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply;
	const struct plan *plan;
	struct explanation *e;
};

bool explains(const struct explanation *e, int32_t cell)
{
	for (int32_t k = 0; k < e->nclaims; k++)
		if (e->claims[k] == cell)
			return true;
	return false;
}

static bool is_larger(const struct explained_share *a, const struct explained_share *b)
{
	wide left = (wide)a->quantity * (b->demand > 0 ? b->demand : 1);
	wide right = (wide)b->quantity * (a->demand > 0 ? a->demand : 1);

	return left > right;
}

void explained_largest(struct explained_share *most, int32_t n, struct explained_share share)
{
	int32_t k = n < EXPLAINED_MOST ? n : EXPLAINED_MOST;

	for (; k > 0 && is_larger(&share, &most[k - 1]); k--)
		if (k < EXPLAINED_MOST)
			most[k] = most[k - 1];
	if (k < EXPLAINED_MOST)
		most[k] = share;
}

/* --- claims --- */

static void find_claims(struct build *b)
{
	struct explanation *e = b->e;
	int32_t end, first = cells_find(b->s, b->cells, e->item, e->place, &end);

	e->claims = mem_calloc((size_t)(end - first), sizeof *e->claims);
	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &b->cells->cells[c];
		if ((e->about.group >= 0 && cell->group != e->about.group)
			|| (e->about.tier > 0 && cell->tier != e->about.tier)
			|| cell->when.first < e->about.when.first || cell->when.first > e->about.when.last)
			continue;
		e->claims[e->nclaims++] = c;
		e->demand += cell->demand;
		e->served += b->plan->served[c].quantity;
		e->household += cell->household;
	}
	for (int32_t k = 0; k < b->plan->nbookings; k++)
		if (explains(e, b->plan->bookings[k].cell))
			e->booked[b->plan->bookings[k].cause] += b->plan->bookings[k].quantity;
}

/* --- holders --- */

static bool is_of(const struct explained_holder *h, const struct supply_lot *lot)
{
	return h->transit >= 0 ? lot->transit == h->transit : lot->transit < 0 && lot->holder == h->holder;
}

/* What may be called up and makes no lot is in date in no period. */
static void reach_it(struct build *b, struct explained_holder *h)
{
	int64_t issue = b->s->items[b->e->item].issue_unit, largest = -1;

	h->arrival = ARRIVAL_EXPIRED;
	if (h->callable >= 0)
		h->may = b->supply->callable[h->callable].units * issue;
	for (int32_t k = 0; k < b->supply->nlots; k++) {
		const struct supply_lot *lot = &b->supply->lots[k];
		int64_t seconds = 0;
		enum arriving arrival;

		if (lot->item != b->e->item || !is_of(h, lot) || lot->units == 0)
			continue;
		arrival = lot_arrival(b->s, b->cells, lot, b->e->place, b->e->claims, b->e->nclaims, &seconds);
		if (h->transit >= 0)
			h->may += lot->units * issue;
		if (arrival == ARRIVAL_IN_TIME) {
			if (h->reaching == 0 || seconds < h->seconds)
				h->seconds = seconds;
			h->reaching += lot->units * issue;
			h->arrival = arrival;
		} else if (h->reaching == 0 && lot->units > largest) {
			largest = lot->units;
			h->arrival = arrival;
		}
	}
}

static void give(struct build *b, struct explained_holder *h)
{
	int64_t *gets = mem_calloc((size_t)b->s->nplaces, sizeof *gets);

	for (int32_t k = 0; k < b->plan->nhandouts; k++) {
		const struct handout *out = &b->plan->handouts[k];
		const struct supply_lot *lot = &b->supply->lots[out->lot];

		if (lot->item != b->e->item || !is_of(h, lot))
			continue;
		if (explains(b->e, out->cell)) {
			h->here += out->quantity;
		} else {
			h->elsewhere += out->quantity;
			gets[b->cells->cells[out->cell].place] += out->quantity;
		}
	}
	for (int32_t p = 0; p < b->s->nplaces; p++)
		if (gets[p] > 0)
			explained_largest(h->others, h->nothers++, (struct explained_share){p, b->e->item, gets[p], 0});
	mem_free(gets);
}

static void add_holder(struct build *b, struct explained_holder h)
{
	struct explanation *e = b->e;
	int32_t at = ARRAY_ADD(&e->holders, &e->nholders, &e->room);

	reach_it(b, &h);
	give(b, &h);
	e->holders[at] = h;
}

static const char *holder_id(const struct scenario *s, const struct explained_holder *h)
{
	return h->holder < 0 ? "" : s->holders[h->holder].id;
}

static const char *transit_id(const struct scenario *s, const struct explained_holder *h)
{
	return h->transit < 0 ? "" : s->transits[h->transit].id;
}

static int compare(const void *a, const void *b, void *context)
{
	const struct explained_holder *x = a, *y = b;
	const struct scenario *s = context;
	const int64_t left[] = {x->reaching > 0, x->here, x->reaching, x->may};
	const int64_t right[] = {y->reaching > 0, y->here, y->reaching, y->may};
	int order;

	for (size_t k = 0; k < sizeof left / sizeof *left; k++)
		if (left[k] != right[k])
			return left[k] > right[k] ? -1 : 1;
	order = strcmp(holder_id(s, x), holder_id(s, y));
	return order != 0 ? order : strcmp(transit_id(s, x), transit_id(s, y));
}

/* People's own stock that may not be called up serves nobody but them. */
static void find_holders(struct build *b)
{
	for (int32_t k = 0; k < b->supply->ncallable; k++) {
		const struct callable *c = &b->supply->callable[k];
		if (c->item == b->e->item && (c->units > 0 || b->s->holders[c->holder].kind != HOLDER_HOUSEHOLD))
			add_holder(b, (struct explained_holder){.holder = c->holder, .callable = k, .transit = -1});
	}
	for (int32_t k = 0; k < b->s->ntransits; k++)
		if (b->s->transits[k].item == b->e->item)
			add_holder(b, (struct explained_holder){.holder = b->s->transits[k].holder, .callable = -1,
				.transit = k});
	if (b->e->nholders > 0)
		qsort_r(b->e->holders, (size_t)b->e->nholders, sizeof *b->e->holders, compare, (void *)b->s);
}

bool explain_build(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct explained_about *about, struct explanation *e)
{
	struct build b = {s, cells, supply, plan, e};

	memset(e, 0, sizeof *e);
	e->about = *about;
	e->place = e->about.place = place_stand(s, about->place);
	e->item = about->item;
	find_claims(&b);
	if (e->nclaims > 0)
		find_holders(&b);
	return e->nclaims > 0;
}

void explain_release(struct explanation *e)
{
	mem_free(e->claims);
	mem_free(e->holders);
}
