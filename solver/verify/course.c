#include "solver/verify/course.h"

#include "models/order.h"
#include "models/previous.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

/* --- the order of lots --- */

struct ranked_lot {
	const struct scenario *s;
	const struct supply_lot *lot;
	int32_t holder, item; /* ranks of their ids, INT32_MAX = none */
	int32_t index;
};

/* 0: parts of one lot. */
static int lot_compare(const struct ranked_lot *x, const struct ranked_lot *y)
{
	int64_t p[] = {x->lot->expires == DAY_NONE ? INT32_MAX : x->lot->expires, x->holder};
	int64_t q[] = {y->lot->expires == DAY_NONE ? INT32_MAX : y->lot->expires, y->holder};
	int order = keys_compare(p, q, 2);

	if (order == 0)
		order = strcmp(x->lot->lot ? x->lot->lot : "", y->lot->lot ? y->lot->lot : "");
	if (order == 0)
		order = int_compare(x->item, y->item);
	if (order == 0)
		order = (x->lot->line < 0) - (y->lot->line < 0);
	return order == 0 && x->lot->line >= 0 ? line_compare(x->s, x->lot->line, y->lot->line) : order;
}

static int ranked_lot_compare(const void *a, const void *b)
{
	const struct ranked_lot *x = a, *y = b;
	int order = lot_compare(x, y);

	return order ? order : int_compare(x->index, y->index);
}

void lots_rank(const struct checker *k, int32_t *rank, int32_t *goods)
{
	const struct scenario *s = k->s;
	int32_t n = k->supply->nlots;
	int32_t *holders = id_ranks(s->holders, s->nholders, sizeof *s->holders);
	int32_t *items = id_ranks(s->items, s->nitems, sizeof *s->items);
	struct ranked_lot *all = mem_calloc((size_t)n, sizeof *all);

	for (int32_t i = 0; i < n; i++) {
		const struct supply_lot *lot = &k->supply->lots[i];
		all[i] = (struct ranked_lot){s, lot, lot->holder < 0 ? INT32_MAX : holders[lot->holder], items[lot->item], i};
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, ranked_lot_compare);
	for (int32_t i = 0; i < n; i++) {
		rank[all[i].index] = i;
		if (goods)
			goods[all[i].index] = i > 0 && lot_compare(&all[i - 1], &all[i]) == 0 ? goods[all[i - 1].index] : i;
	}
	mem_free(all);
	mem_free(items);
	mem_free(holders);
}

/* --- goods as they lie while time goes on --- */

struct pile {
	int32_t next; /* of the same item and place, -1 = last */
	int32_t lot;
	int32_t of; /* lot of the earlier plan, -1 = came in from outside */
	int32_t since; /* period, -1 = before the horizon */
	int64_t seconds; /* after the start: when they came; INT64_MIN: before */
	int32_t leg; /* that brought them, in the order of legs; -1 = from outside */
	int64_t units;
};

struct walk {
	struct course *course;
	const struct checker *k;
	const struct previous *previous;
	int32_t *first; /* [nitems * nplaces] pile of an item at a place, -1 = none */
	struct pile *piles; int32_t npiles, piles_room;
	int32_t *rank; /* [nlots] */
};

static int32_t *piles_at(const struct walk *w, int32_t item, int32_t place)
{
	return &w->first[(size_t)item * (size_t)w->k->s->nplaces + (size_t)place];
}

static void pile_up(struct walk *w, int32_t place, struct pile pile)
{
	int32_t *first = piles_at(w, w->k->supply->lots[pile.lot].item, place);
	int32_t at = ARRAY_ADD(&w->piles, &w->npiles, &w->piles_room);

	pile.next = *first;
	w->piles[at] = pile;
	*first = at;
}

/* The pile to take from, of those that are there by a second after the start; of and lot
 * were named. NULL = none. */
static struct pile *next_pile(struct walk *w, int32_t item, int32_t place, int64_t by, int32_t of, int32_t lot)
{
	struct pile *best = NULL;

	for (int32_t at = *piles_at(w, item, place); at >= 0; at = w->piles[at].next) {
		struct pile *p = &w->piles[at];
		int64_t x[] = {!(p->of == of || p->lot == lot), w->rank[p->lot], p->since, p->leg};
		int64_t y[] = {!(best && (best->of == of || best->lot == lot)), best ? w->rank[best->lot] : 0,
			best ? best->since : 0, best ? best->leg : 0};
		if (p->units > 0 && p->seconds <= by && (!best || keys_compare(x, y, 4) < 0))
			best = p;
	}
	return best;
}

/* What is taken of what came in from outside has left its lot then. */
static void take(struct walk *w, struct pile *p, int64_t units)
{
	p->units -= units;
	if (p->leg < 0)
		w->course->drawn[p->lot] += units;
}

static void lose(struct walk *w, int32_t lot, int32_t place, int32_t since, int64_t units)
{
	int32_t at = ARRAY_ADD(&w->course->lost, &w->course->nlost, &w->course->lost_room);

	w->course->lost[at] = (struct course_goods){lot, place, since < 0 ? 0 : since, units};
}

/* --- legs --- */

static void add_leg(struct walk *w, int32_t line, int32_t lot, int64_t units, int64_t quantity, int64_t ordered)
{
	const struct announced *a = &w->previous->lines[line];
	const struct outcome *out = &w->previous->outcomes[line];
	int32_t at = ARRAY_ADD(&w->course->legs, &w->course->nlegs, &w->course->legs_room);

	w->course->legs[at] = (struct course_leg){line, lot, units, quantity, ordered};
	if (units > 0 && out->arrive < w->k->s->nperiods)
		pile_up(w, place_stand(w->k->s, a->to), (struct pile){-1, lot, a->of,
			out->arrive_seconds < 0 ? -1 : out->arrive, out->arrive_seconds, at, units});
}

/* What had come goes on, no more; what was sent and not received is gone. */
static void go_on(struct walk *w, int32_t line)
{
	const struct announced *a = &w->previous->lines[line];
	const struct outcome *out = &w->previous->outcomes[line];
	int64_t left = out->units, gone = out->missing, u = checker_unit(w->k, a->item);
	/* Announced for the start of a period, it does not take what comes at that instant. */
	int64_t by = out->depart_seconds == a->depart_seconds ? out->depart_seconds - 1 : out->depart_seconds;
	struct pile *p;

	while (left + gone > 0 && (p = next_pile(w, a->item, place_stand(w->k->s, a->from), by, a->of, out->lot))) {
		int64_t taken = p->units < left + gone ? p->units : left + gone, part = taken < left ? taken : left;
		take(w, p, taken);
		left -= part;
		gone -= taken - part;
		if (taken > part)
			lose(w, p->lot, place_stand(w->k->s, a->from), p->since, taken - part);
		add_leg(w, line, p->lot, part, part * u, taken * u);
	}
	if (left == out->units && gone == out->missing)
		add_leg(w, line, out->lot, 0, 0, 0);
}

static void leave(struct walk *w, int32_t line)
{
	const struct outcome *out = &w->previous->outcomes[line];

	if (out->state == SHIPMENT_CANCELLED)
		add_leg(w, line, out->lot, 0, 0, out->ordered);
	else if (!w->previous->lines[line].first_leg)
		go_on(w, line);
	else {
		w->course->drawn[out->lot] += out->units;
		add_leg(w, line, out->lot, out->units, out->quantity, out->ordered);
	}
}

/* --- hand-outs --- */

/* How well a claim fits what was handed out: 3 = the same window, 2 = a window with
 * that period, 1 = one that meets the window of then, 0 = not at all. */
static int fit_of(const struct cell *c, const struct handed *h)
{
	if (c->group != h->group)
		return 0;
	if (c->when.first == h->first && c->when.last == h->last)
		return 3;
	if (c->when.first <= h->period && h->period <= c->when.last)
		return 2;
	return c->when.first <= h->last && h->first <= c->when.last;
}

/* The best fitting claim that still needs something, else the best fitting one; -1 =
 * nobody asks for it there any more. open: what it needs, INT64_MAX where nothing. */
static int32_t claim_for(const struct walk *w, const struct handed *h, int64_t *open)
{
	int32_t end, best = -1, first = cells_find(w->k->s, w->k->cells, h->item, place_stand(w->k->s, h->place), &end);
	int most = 0;

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &w->k->cells->cells[c];
		int64_t need = cell->units - cell->fact - w->course->done[c];
		int fit = 2 * fit_of(cell, h) - (need <= 0);
		if (fit > most) {
			most = fit;
			best = c;
			*open = need > 0 ? need : INT64_MAX;
		}
	}
	return best;
}

static bool stands_in(const struct walk *w, int32_t item, int32_t part)
{
	for (int32_t n = 0; n < w->k->s->nsubstitutes; n++) {
		const struct substitute *u = &w->k->s->substitutes[n];
		for (int32_t j = 0; u->item == item && j < u->nparts; j++)
			if (u->parts[j].item == part)
				return true;
	}
	return false;
}

/* Goods of a lot that count as `units` of what was asked for: to claims, as long as
 * anybody asks for it. */
static void hand(struct walk *w, const struct handed *h, int32_t lot, int32_t since, int64_t goods, int64_t units)
{
	int32_t item = w->k->supply->lots[lot].item;
	bool substitute = h->substitute && stands_in(w, h->item, item);

	do {
		int64_t open = INT64_MAX, part, share;
		int32_t cell = substitute || item == h->item ? claim_for(w, h, &open) : -1, at;
		if (cell < 0) {
			lose(w, lot, place_stand(w->k->s, h->place), h->period > since ? h->period : since, goods);
			return;
		}
		part = units < open ? units : open;
		share = part == units ? goods : int_mul_div_floor(goods, part, units);
		at = ARRAY_ADD(&w->course->handouts, &w->course->nhandouts, &w->course->handouts_room);
		w->course->handouts[at] = (struct course_handout){h->period, cell, lot, part, share * checker_unit(w->k, item),
			substitute};
		w->course->done[cell] += part;
		units -= part;
		goods -= share;
	} while (units > 0);
}

/* One row of the earlier plan, of what had come by then. */
static void hand_out(struct walk *w, const struct handed *h)
{
	int32_t item = h->of >= 0 ? w->previous->lots[h->of].item : h->item;
	int64_t left = (h->of >= 0 ? h->goods : h->quantity) / checker_unit(w->k, item);
	int64_t units = h->quantity / checker_unit(w->k, h->item);
	int64_t last = (h->period > 0 ? h->period + 1 : 1) * w->k->s->period - 1;
	struct pile *p;

	while (left > 0 && (p = next_pile(w, item, place_stand(w->k->s, h->place), last, h->of, h->lot))) {
		int64_t part = p->units < left ? p->units : left;
		int64_t share = part == left ? units : int_mul_div_floor(units, part, left);
		take(w, p, part);
		hand(w, h, p->lot, p->since, part, share);
		left -= part;
		units -= share;
	}
}

/* --- in the order of time --- */

struct event {
	int64_t period, handing, seconds, index; /* handing: 0 = a line, 1 = a hand-out */
};

static int event_compare(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	const int64_t p[] = {x->period, x->handing, x->seconds, x->index};
	const int64_t q[] = {y->period, y->handing, y->seconds, y->index};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* What lies before the horizon stands in its first period. */
static void walk_through(struct walk *w)
{
	const struct previous *p = w->previous;
	struct event *all = mem_calloc((size_t)p->nlines + (size_t)p->nhanded, sizeof *all);
	int32_t n = 0;

	for (int32_t i = 0; i < p->nlines; i++)
		if (p->outcomes[i].fact)
			all[n++] = (struct event){p->outcomes[i].depart, 0, p->outcomes[i].depart_seconds, i};
	for (int32_t i = 0; i < p->nhanded; i++)
		if (p->handed[i].period < 0 || p->handed[i].period < checker_present(w->k))
			all[n++] = (struct event){p->handed[i].period < 0 ? 0 : p->handed[i].period, 1, p->handed[i].period, i};
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, event_compare);
	for (int32_t i = 0; i < n; i++) {
		if (all[i].handing)
			hand_out(w, &p->handed[all[i].index]);
		else
			leave(w, (int32_t)all[i].index);
	}
	mem_free(all);
}

/* Goods that come in from outside and that no order of a holder has sent. */
static void pile_up_outside(struct walk *w)
{
	const struct previous *p = w->previous;
	int64_t *sent = mem_calloc((size_t)w->k->supply->nlots, sizeof *sent);

	for (int32_t i = 0; i < p->nlines; i++)
		if (p->outcomes[i].fact && p->lines[i].first_leg && p->outcomes[i].state != SHIPMENT_CANCELLED)
			sent[p->outcomes[i].lot] += p->outcomes[i].units;
	for (int32_t i = 0; i < w->k->supply->nlots; i++) {
		const struct supply_lot *lot = &w->k->supply->lots[i];
		int64_t period = lot->release / w->k->s->period;
		if (lot->line < 0 && lot->units > sent[i] && period < w->k->s->nperiods)
			pile_up(w, lot->place, (struct pile){-1, i, -1, (int32_t)period,
				lot->release > 0 ? lot->release : INT64_MIN, -1, lot->units - sent[i]});
	}
	mem_free(sent);
}

/* What legs have brought and is still there. */
static void list_brought(struct walk *w)
{
	for (int32_t place = 0; place < w->k->s->nplaces; place++)
		for (int32_t item = 0; item < w->k->s->nitems; item++)
			for (int32_t at = *piles_at(w, item, place); at >= 0; at = w->piles[at].next) {
				const struct pile *p = &w->piles[at];
				int32_t n;
				if (p->units == 0 || p->leg < 0)
					continue;
				n = ARRAY_ADD(&w->course->brought, &w->course->nbrought, &w->course->brought_room);
				w->course->brought[n] = (struct course_goods){p->lot, place, p->since, p->units};
			}
}

void course_build(struct course *course, const struct checker *k, const struct previous *previous)
{
	struct walk w = {.course = course, .k = k, .previous = previous};
	size_t spots = (size_t)k->s->nitems * (size_t)k->s->nplaces;

	*course = (struct course){0};
	w.first = mem_calloc(spots, sizeof *w.first);
	w.rank = mem_calloc((size_t)k->supply->nlots, sizeof *w.rank);
	course->drawn = mem_calloc((size_t)k->supply->nlots, sizeof *course->drawn);
	course->done = mem_calloc((size_t)k->cells->ncells, sizeof *course->done);
	for (size_t n = 0; n < spots; n++)
		w.first[n] = -1;
	lots_rank(k, w.rank, NULL);
	pile_up_outside(&w);
	walk_through(&w);
	list_brought(&w);
	mem_free(w.first);
	mem_free(w.piles);
	mem_free(w.rank);
}

void course_release(struct course *course)
{
	mem_free(course->legs);
	mem_free(course->handouts);
	mem_free(course->brought);
	mem_free(course->lost);
	mem_free(course->drawn);
	mem_free(course->done);
}
