#include "solver/facts.h"

#include "models/previous.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Goods at a stand, while the past is gone through. */
struct heap {
	int32_t next; /* of the same item and stand, -1 = last */
	int32_t lot; /* supply lot */
	int32_t of; /* lot of the previous plan, -1 = came in from outside */
	int32_t period; /* when they came; -1 = before the horizon */
	int64_t since; /* the same, seconds after the start */
	int64_t units;
	int32_t shipment; /* fact that brought them, -1 = straight from outside */
};

struct past {
	struct facts *f;
	const struct ground *g;
	const struct previous *p;
	int32_t *first; /* [nitems * nplaces] heaps of an item at a stand, -1 = none */
	struct heap *heaps; int32_t nheaps, heaps_room;
	int32_t present;
	char *listed; /* [previous.nlines] by first part: the line is counted in its order */
};

static int64_t unit_of(const struct past *t, int32_t item)
{
	return t->g->scenario->items[item].issue_unit;
}

static int32_t *heaps_at(struct past *t, int32_t item, int32_t stand)
{
	return &t->first[(size_t)item * (size_t)t->g->scenario->nplaces + (size_t)stand];
}

static void put(struct past *t, int32_t stand, struct heap goods)
{
	int32_t item = t->g->supply->lots[goods.lot].item;
	int32_t k = ARRAY_ADD(&t->heaps, &t->nheaps, &t->heaps_room);

	goods.next = *heaps_at(t, item, stand);
	t->heaps[k] = goods;
	*heaps_at(t, item, stand) = k;
}

/* Is heap a taken before heap b? The lot that the plan named first, then by
 * expiry, holder, lot, then what came first. */
static bool taken_before(const struct past *t, const struct heap *a, const struct heap *b, int32_t of,
	int32_t lot)
{
	bool named = a->of == of || a->lot == lot;

	if (named != (b->of == of || b->lot == lot))
		return named;
	if (a->lot != b->lot)
		return t->g->lot_order[a->lot] < t->g->lot_order[b->lot];
	if (a->period != b->period)
		return a->period < b->period;
	return a->shipment < b->shipment;
}

/* The heap to take from: there by that second after the start; -1 = none. */
static int32_t best_heap(struct past *t, int32_t item, int32_t stand, int64_t by, int32_t of,
	int32_t lot)
{
	int32_t best = -1;

	for (int32_t k = *heaps_at(t, item, stand); k >= 0; k = t->heaps[k].next)
		if (t->heaps[k].units > 0 && t->heaps[k].since <= by
			&& (best < 0 || taken_before(t, &t->heaps[k], &t->heaps[best], of, lot)))
			best = k;
	return best;
}

/* Takes up to `units` from one heap; what is taken from outside is drawn now. */
static int64_t take(struct past *t, int32_t heap, int64_t units)
{
	struct heap *h = &t->heaps[heap];
	int64_t part = h->units < units ? h->units : units;

	h->units -= part;
	if (h->shipment < 0)
		t->f->drawn[h->lot] += part;
	return part;
}

/* --- shipments --- */

int32_t order_agreement(const struct holder *h, enum legal_form form, const char *number)
{
	size_t id = strlen(h->id);

	/* as orders are numbered: holder-X-agreement */
	for (int32_t k = 0; form == LEGAL_AGREEMENT && k < h->nagreements; k++)
		if (strncmp(number, h->id, id) == 0 && strncmp(number + id, "-X-", 3) == 0
			&& strcmp(number + id + 3, h->agreements[k].id) == 0)
			return k;
	return -1;
}

/* Facts keep number and version of the order that sent them. */
static int32_t order_of(struct past *t, const struct announced *line, const struct supply_lot *lot)
{
	struct facts *f = t->f;
	int32_t k;

	for (k = f->norders - 1; k >= 0; k--)
		if (f->orders[k].version == line->version && strcmp(f->orders[k].number, line->order) == 0)
			return k;
	k = ARRAY_ADD(&f->orders, &f->norders, &f->orders_room);
	f->orders[k].number = line->order;
	f->orders[k].version = line->version;
	f->orders[k].holder = f->orders[k].place = f->orders[k].agreement = -1;
	if (!line->first_leg || lot->holder < 0) {
		f->orders[k].place = t->g->stand[line->from];
		return k;
	}
	f->orders[k].holder = lot->holder;
	f->orders[k].form = lot->form;
	f->orders[k].agreement = order_agreement(&t->g->scenario->holders[lot->holder], lot->form,
		line->order);
	return k;
}

static int32_t first_part(const struct previous *p, int32_t line)
{
	while (line > 0 && previous_same_line(p, line))
		line--;
	return line;
}

static int32_t add_shipment(struct past *t, int32_t line, int32_t lot, int64_t units, int64_t quantity,
	int64_t ordered)
{
	const struct announced *a = &t->p->lines[line];
	const struct outcome *out = &t->p->outcomes[line];
	const struct supply_lot *l = &t->g->supply->lots[lot];
	struct facts *f = t->f;
	int32_t k = ARRAY_ADD(&f->shipments, &f->nshipments, &f->shipments_room);
	int32_t at = ARRAY_ADD(&f->line_of, &f->nline_of, &f->line_room);
	struct shipment *h = &f->shipments[k];

	f->line_of[at] = line;
	h->depart = out->depart;
	h->arrive = out->arrive;
	h->depart_seconds = out->depart_seconds;
	h->arrive_seconds = out->arrive_seconds;
	h->rest = out->rest;
	h->item = a->item;
	h->from = t->g->stand[a->from];
	h->to = t->g->stand[a->to];
	h->route = a->route;
	h->holder = l->holder;
	h->lot = lot;
	h->units = units;
	h->quantity = quantity;
	h->ordered = ordered != quantity ? ordered : 0;
	h->first_leg = a->first_leg;
	h->state = out->state;
	h->fact = true;
	h->order = order_of(t, a, l);
	h->line = a->line;
	if (!t->listed[first_part(t->p, line)]) {
		t->listed[first_part(t->p, line)] = 1;
		f->orders[h->order].nlines++;
	}
	return k;
}

/* Goods on their way to `to`; what does not arrive within the horizon is only
 * a shipment. */
static void arrive(struct past *t, int32_t shipment, int32_t of)
{
	const struct shipment *h = &t->f->shipments[shipment];

	if (h->units > 0 && h->arrive < t->g->scenario->nperiods)
		put(t, h->to, (struct heap){-1, h->lot, of, h->arrive_seconds < 0 ? -1 : h->arrive, h->arrive_seconds,
			h->units, shipment});
}

static void send_first_leg(struct past *t, int32_t line)
{
	const struct outcome *out = &t->p->outcomes[line];
	int32_t shipment = add_shipment(t, line, out->lot, out->units, out->quantity, out->ordered);

	t->f->drawn[out->lot] += out->units;
	arrive(t, shipment, t->p->lines[line].of);
}

/* Goods that nobody can plan with from `period` on. */
static void add_lost(struct past *t, int32_t lot, int32_t stand, int32_t period, int64_t units)
{
	int32_t k = ARRAY_ADD(&t->f->lost, &t->f->nlost, &t->f->lost_room);

	t->f->lost[k] = (struct leftover){lot, stand, period > 0 ? period : 0, units,
		t->g->supply->lots[lot].last_day != DAY_NONE};
}

/* Goods that had come by then go on: no more than there were; where none were,
 * the line stays with nothing. Where less than was sent on is received, the
 * rest is not counted. */
static void send_onward(struct past *t, int32_t line)
{
	const struct announced *a = &t->p->lines[line];
	const struct outcome *out = &t->p->outcomes[line];
	int64_t left = out->units, gone = out->missing, u = unit_of(t, a->item);
	/* By plan, what comes when a period begins waits for the next one. */
	int64_t by = out->depart_seconds - (out->depart_seconds == a->depart_seconds);

	while (left + gone > 0) {
		int32_t heap = best_heap(t, a->item, t->g->stand[a->from], by, a->of, out->lot);
		int64_t sent, part;
		int32_t shipment;
		if (heap < 0)
			break;
		sent = take(t, heap, left + gone);
		part = sent < left ? sent : left;
		left -= part;
		gone -= sent - part;
		shipment = add_shipment(t, line, t->heaps[heap].lot, part, part * u, sent * u);
		arrive(t, shipment, a->of);
		if (sent > part)
			add_lost(t, t->heaps[heap].lot, t->g->stand[a->from], t->heaps[heap].period, sent - part);
	}
	if (left == out->units && gone == out->missing)
		add_shipment(t, line, out->lot, 0, 0, 0);
}

static void add_line(struct past *t, int32_t line)
{
	const struct outcome *out = &t->p->outcomes[line];

	if (out->state == SHIPMENT_CANCELLED)
		add_shipment(t, line, out->lot, 0, 0, out->ordered);
	else if (t->p->lines[line].first_leg)
		send_first_leg(t, line);
	else
		send_onward(t, line);
}

/* --- hand-outs --- */

/* How well a claim of the group fits what was handed out: 3 the same window, 2
 * a window with that period, 1 one that meets the window of then, 0 not. */
static int fits(const struct cell *c, const struct handed *h)
{
	if (c->group != h->group)
		return 0;
	if (c->when.first == h->first && c->when.last == h->last)
		return 3;
	if (c->when.first <= h->period && h->period <= c->when.last)
		return 2;
	return c->when.first <= h->last && h->first <= c->when.last;
}

/* The claim for the next unit: the best fitting one with need left beside done
 * [ncells], else the best fitting one; -1 = nobody asks for it there (any more). */
static int32_t find_cell(const struct past *t, const struct handed *h, const int64_t *done, int64_t *need)
{
	int32_t end, best = -1, stand = t->g->stand[h->place];
	int best_fit = 0;
	int32_t first = cells_find(t->g->scenario, t->g->cells, h->item, stand, &end);

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &t->g->cells->cells[c];
		int64_t open = cell->units - cell->fact - done[c];
		int fit = fits(cell, h) * 2 - (open <= 0);
		if (fits(cell, h) > 0 && fit > best_fit) {
			best_fit = fit;
			best = c;
			*need = open > 0 ? open : INT64_MAX;
		}
	}
	return best;
}

static void add_handout(struct past *t, struct handout handout)
{
	int32_t k = ARRAY_ADD(&t->f->handouts, &t->f->nhandouts, &t->f->handouts_room);

	handout.fact = true;
	t->f->handouts[k] = handout;
}

static int32_t find_substitute(const struct past *t, int32_t item, int32_t part)
{
	const struct scenario *s = t->g->scenario;

	for (int32_t n = 0; n < s->nsubstitutes; n++) {
		int32_t k = t->g->substitute_at[n];
		for (int32_t j = 0; s->substitutes[k].item == item && j < s->substitutes[k].nparts; j++)
			if (s->substitutes[k].parts[j].item == part)
				return k;
	}
	return -1;
}

/* `goods` units of a heap, which count as `units` of what was asked for. */
static void hand_out(struct past *t, const struct handed *h, int32_t heap, int64_t goods, int64_t units)
{
	const struct heap taken = t->heaps[heap];
	int32_t item = t->g->supply->lots[taken.lot].item;
	int32_t substitute = h->substitute ? find_substitute(t, h->item, item) : -1;
	int64_t u = unit_of(t, item);

	do {
		int64_t need = INT64_MAX, part, share;
		int32_t cell = substitute < 0 && item != h->item ? -1 : find_cell(t, h, t->f->done, &need);
		if (cell < 0) {
			add_lost(t, taken.lot, t->g->stand[h->place],
				h->period > taken.period ? h->period : taken.period, goods);
			return;
		}
		part = units < need ? units : need;
		share = part == units ? goods : int_mul_div_floor(goods, part, units);
		add_handout(t, (struct handout){h->period, cell, taken.lot, part, share * u, taken.shipment,
			substitute, true});
		t->f->done[cell] += part;
		units -= part;
		goods -= share;
	} while (units > 0);
}

/* One row of what was handed out in the past, from what had come by then. */
static void add_handed(struct past *t, const struct handed *h)
{
	int32_t item = h->of >= 0 ? t->p->lots[h->of].item : h->item;
	int64_t left = h->of >= 0 ? h->goods / unit_of(t, item) : h->quantity / unit_of(t, h->item);
	int64_t units = h->quantity / unit_of(t, h->item);
	int64_t end = (h->period < 0 ? 1 : h->period + 1) * t->g->scenario->period;

	while (left > 0) {
		int32_t heap = best_heap(t, item, t->g->stand[h->place], end - 1, h->of, h->lot);
		int64_t part, share;
		if (heap < 0)
			return;
		part = take(t, heap, left);
		/* What a part of a substitute counts for: whole at the end, floors before. */
		share = part == left ? units : int_mul_div_floor(units, part, left);
		hand_out(t, h, heap, part, share);
		left -= part;
		units -= share;
	}
}

/* --- in the order of time --- */

enum { STEP_SEND, STEP_HAND };
struct happening {
	int32_t period;
	int step;
	int64_t seconds;
	int32_t index; /* line, or handed */
};

static int happening_compare(const void *a, const void *b)
{
	const struct happening *x = a, *y = b;

	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	if (x->step != y->step)
		return x->step < y->step ? -1 : 1;
	if (x->seconds != y->seconds)
		return x->seconds < y->seconds ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static void go_through(struct past *t)
{
	const struct previous *p = t->p;
	struct happening *all = mem_calloc((size_t)p->nlines + (size_t)p->nhanded, sizeof *all);
	int32_t n = 0;

	for (int32_t k = 0; k < p->nlines; k++)
		if (p->outcomes[k].fact)
			all[n++] = (struct happening){p->outcomes[k].depart, STEP_SEND,
				p->outcomes[k].depart_seconds, k};
	/* What lies before this horizon stands in its first period, as do its legs. */
	for (int32_t k = 0; k < p->nhanded; k++)
		if (p->handed[k].period < 0 || p->handed[k].period < t->present)
			all[n++] = (struct happening){p->handed[k].period < 0 ? 0 : p->handed[k].period, STEP_HAND,
				p->handed[k].period, k};
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, happening_compare);
	for (int32_t k = 0; k < n; k++) {
		if (all[k].step == STEP_SEND)
			add_line(t, all[k].index);
		else
			add_handed(t, &p->handed[all[k].index]);
	}
	mem_free(all);
}

/* Goods that came in from outside and lie where they came: stock under way of
 * the scenario, and such goods of the previous plan that it names no more. */
static void put_outside(struct past *t)
{
	const struct supply *v = t->g->supply;
	int64_t *booked = mem_calloc((size_t)v->nlots, sizeof *booked);

	for (int32_t k = 0; k < t->p->nlines; k++)
		if (t->p->outcomes[k].fact && t->p->lines[k].first_leg && t->p->outcomes[k].state != SHIPMENT_CANCELLED)
			booked[t->p->outcomes[k].lot] += t->p->outcomes[k].units;
	for (int32_t k = 0; k < v->nlots; k++) {
		const struct supply_lot *lot = &v->lots[k];
		int64_t units = lot->units - booked[k];
		int64_t period = lot->release / t->g->scenario->period;
		if (lot->line < 0 && units > 0 && period < t->g->scenario->nperiods)
			put(t, lot->place, (struct heap){-1, k, -1, (int32_t)period,
				lot->release > 0 ? lot->release : INT64_MIN, units, -1});
	}
	mem_free(booked);
}

static void list_arrivals(struct past *t)
{
	struct facts *f = t->f;

	for (int32_t k = 0; k < t->nheaps; k++) {
		const struct heap *h = &t->heaps[k];
		int32_t at;
		if (h->units == 0 || h->shipment < 0)
			continue;
		at = ARRAY_ADD(&f->arrivals, &f->narrivals, &f->arrivals_room);
		f->arrivals[at] = (struct arrival){h->lot, f->shipments[h->shipment].to, h->period, h->units,
			h->shipment};
	}
}

/* --- what is only announced --- */

static int flow_compare(const void *a, const void *b)
{
	const struct announced_flow *x = a, *y = b;
	const int32_t p[] = {x->item, x->depart, x->route, x->arrive, x->last_day, x->layer};
	const int32_t q[] = {y->item, y->depart, y->route, y->arrive, y->last_day, y->layer};

	for (size_t k = 0; k < sizeof p / sizeof *p; k++)
		if (p[k] != q[k])
			return p[k] < q[k] ? -1 : 1;
	return 0;
}

static void list_announced(struct past *t)
{
	struct facts *f = t->f;
	int32_t kept = 0;

	for (int32_t k = 0; k < t->p->nlines; k++) {
		const struct announced *a = &t->p->lines[k];
		const struct outcome *out = &t->p->outcomes[k];
		const struct supply_lot *lot = out->lot >= 0 ? &t->g->supply->lots[out->lot] : NULL;
		int32_t at;
		/* Handing over on the spot is no leg. */
		if (out->fact || t->g->stand[a->from] == t->g->stand[a->to] || out->units == 0)
			continue;
		at = ARRAY_ADD(&f->announced, &f->nannounced, &f->announced_room);
		f->announced[at] = (struct announced_flow){a->item, out->depart, a->route, out->arrive,
			lot ? lot->last_day : DAY_NONE, lot ? lot_layer(lot, t->g->stand[a->from]) : INT32_MIN, out->units};
	}
	if (f->nannounced > 0)
		qsort(f->announced, (size_t)f->nannounced, sizeof *f->announced, flow_compare);
	for (int32_t k = 0; k < f->nannounced; k++) {
		if (kept > 0 && flow_compare(&f->announced[kept - 1], &f->announced[k]) == 0)
			f->announced[kept - 1].units += f->announced[k].units;
		else
			f->announced[kept++] = f->announced[k];
	}
	f->nannounced = kept;
}

/* One row of what was to be handed out; other parts of a kit go to the claim
 * that its first part goes to. */
static bool announce_handed(struct past *t, const struct handed *h, int64_t *done, int32_t *kit_cell)
{
	struct facts *f = t->f;
	int32_t item = h->lot >= 0 ? t->g->supply->lots[h->lot].item : -1;
	int32_t substitute = h->substitute && item >= 0 ? find_substitute(t, h->item, item) : -1;
	int64_t units = h->quantity / unit_of(t, h->item), goods, need;

	if (item < 0 || (substitute < 0 && item != h->item))
		return false;
	goods = h->goods / unit_of(t, item);
	do {
		int32_t cell = units > 0 ? find_cell(t, h, done, &need) : *kit_cell, at;
		int64_t part = units > 0 && units > need ? need : units;
		int64_t share = part == units ? goods : int_mul_div_floor(goods, part, units);
		if (cell < 0)
			return false;
		at = ARRAY_ADD(&f->handed, &f->nhanded, &f->handed_room);
		f->handed[at] = (struct announced_handout){h->period, cell, h->lot, part, share, substitute};
		done[cell] += part;
		*kit_cell = cell;
		units -= part;
		goods -= share;
	} while (units > 0);
	return true;
}

static void list_handed(struct past *t)
{
	struct facts *f = t->f;
	size_t size = (size_t)t->g->cells->ncells;
	int64_t *done = mem_calloc(size, sizeof *done);
	int32_t kit_cell = -1;

	if (size > 0)
		memcpy(done, f->done, size * sizeof *done);
	f->known = true;
	for (int32_t k = 0; k < t->p->nhanded && f->known; k++)
		if (t->p->handed[k].period >= t->present)
			f->known = announce_handed(t, &t->p->handed[k], done, &kit_cell);
	for (int32_t k = 0; k < t->p->nlines && f->known; k++) {
		const struct outcome *out = &t->p->outcomes[k];
		if (out->fact || !t->p->lines[k].first_leg)
			continue;
		f->known = out->lot >= 0;
		if (f->known)
			f->called[out->lot] += out->units;
	}
	mem_free(done);
}

/* --- the whole --- */

void facts_build(struct facts *f, const struct ground *g, const struct previous *previous)
{
	struct past t = {.f = f, .g = g, .p = previous, .present = g->first_period};
	size_t spots = (size_t)g->scenario->nitems * (size_t)g->scenario->nplaces;

	memset(f, 0, sizeof *f);
	f->drawn = mem_calloc((size_t)g->supply->nlots, sizeof(int64_t));
	f->done = mem_calloc((size_t)g->cells->ncells, sizeof(int64_t));
	f->called = mem_calloc((size_t)g->supply->nlots, sizeof(int64_t));
	if (!previous || previous->nlines + previous->nhanded == 0)
		return;
	assert(previous->outcomes);
	f->served = mem_calloc((size_t)g->cells->ncells, sizeof *f->served);
	previous_served(previous, g->scenario, g->cells, f->served);
	t.first = mem_calloc(spots, sizeof *t.first);
	t.listed = mem_calloc((size_t)previous->nlines, 1);
	for (size_t k = 0; k < spots; k++)
		t.first[k] = -1;
	put_outside(&t);
	go_through(&t);
	list_arrivals(&t);
	list_announced(&t);
	list_handed(&t);
	mem_free(t.first);
	mem_free(t.listed);
	mem_free(t.heaps);
}

void facts_release(struct facts *f)
{
	mem_free(f->drawn);
	mem_free(f->done);
	mem_free(f->shipments);
	mem_free(f->line_of);
	mem_free(f->orders);
	mem_free(f->handouts);
	mem_free(f->lost);
	mem_free(f->arrivals);
	mem_free(f->announced);
	mem_free(f->handed);
	mem_free(f->called);
	mem_free(f->served);
}

/* The first flow that is not before the key. */
static int32_t lower_bound(const struct facts *f, const struct announced_flow *key)
{
	int32_t low = 0, high = f->nannounced;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		if (flow_compare(&f->announced[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t facts_find_announced(const struct facts *f, int32_t item, int32_t depart, int32_t route,
	int32_t arrive, day last_day, int32_t layer)
{
	struct announced_flow key = {item, depart, route, arrive, last_day, layer, 0};
	int32_t k = lower_bound(f, &key);

	return k < f->nannounced && flow_compare(&f->announced[k], &key) == 0 ? k : -1;
}

int32_t facts_first_announced(const struct facts *f, int32_t item, int32_t depart)
{
	struct announced_flow key = {item, depart, INT32_MIN, INT32_MIN, INT32_MIN, INT32_MIN, 0};
	int32_t k = lower_bound(f, &key);

	return k < f->nannounced && f->announced[k].item == item ? k : f->nannounced;
}
