#include "solver/trace.h"

#include "models/order.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Goods of one lot waiting at a node. */
struct chunk {
	int32_t next; /* in the node's list, -1 = last */
	int32_t lot; /* supply lot */
	int32_t shipment; /* the leg it came by, -1 = still at its holder */
	int32_t substitute; /* it stands in for another item, -1 = itself */
	int32_t rider; /* other parts of the same kit: a list by next, -1 */
	int64_t units; /* issue units of the node's item */
	int64_t quantity; /* smallest units of the lot's item */
};

struct trace {
	const struct formulation *f;
	const struct ground *g;
	const struct facts *facts;
	const int64_t *x;
	struct plan *plan;
	struct chunk *chunks;
	int32_t nchunks, chunks_room;
	int32_t *first; /* [nnodes] list of the node, -1 = empty */
};

static int64_t issue_unit(const struct trace *t, int32_t lot)
{
	return t->g->scenario->items[t->g->supply->lots[lot].item].issue_unit;
}

static int32_t substitute_rank(const struct ground *g, int32_t substitute)
{
	return substitute < 0 ? -1 : g->substitute_rank[substitute];
}

static int chunk_compare(const struct trace *t, const struct chunk *x, const struct chunk *y)
{
	int32_t a = t->g->goods_order[x->lot], b = t->g->goods_order[y->lot];

	/* The item's own goods before what stands in for them. */
	if (x->substitute != y->substitute)
		return substitute_rank(t->g, x->substitute) < substitute_rank(t->g, y->substitute) ? -1 : 1;
	if (a != b)
		return a < b ? -1 : 1;
	/* What an earlier plan has brought goes before what is still with the holder. */
	if ((x->shipment < 0) != (y->shipment < 0))
		return x->shipment < 0 ? 1 : -1;
	a = t->g->lot_order[x->lot];
	b = t->g->lot_order[y->lot];
	if (a != b)
		return a < b ? -1 : 1;
	return (x->shipment > y->shipment) - (x->shipment < y->shipment);
}

/* Puts goods at a node, in order; equal ones are one chunk. */
static void put(struct trace *t, int32_t node, struct chunk goods)
{
	int32_t *at = &t->first[node], k;

	while (*at >= 0 && chunk_compare(t, &t->chunks[*at], &goods) < 0)
		at = &t->chunks[*at].next;
	if (*at >= 0 && goods.rider < 0 && t->chunks[*at].rider < 0
		&& chunk_compare(t, &t->chunks[*at], &goods) == 0) {
		t->chunks[*at].units += goods.units;
		t->chunks[*at].quantity += goods.quantity;
		return;
	}
	goods.next = *at;
	/* ARRAY_ADD may move the chunks: remember whether `at` is inside them. */
	if (at == &t->first[node]) {
		k = ARRAY_ADD(&t->chunks, &t->nchunks, &t->chunks_room);
		t->first[node] = k;
	} else {
		int32_t before = (int32_t)((struct chunk *)(void *)at - t->chunks);
		k = ARRAY_ADD(&t->chunks, &t->nchunks, &t->chunks_room);
		t->chunks[before].next = k;
	}
	t->chunks[k] = goods;
}

/* Takes up to `units` of the node's first chunk; the node must have some. */
static struct chunk take(struct trace *t, int32_t node, int64_t units)
{
	struct chunk *c;
	struct chunk part;

	assert(t->first[node] >= 0);
	c = &t->chunks[t->first[node]];
	part = *c;
	if (c->units <= units) {
		t->first[node] = c->next;
		return part;
	}
	part.units = units;
	part.quantity = int_mul_div_floor(c->quantity, units, c->units);
	part.rider = -1;
	for (int32_t r = c->rider; r >= 0; r = t->chunks[r].next) {
		struct chunk piece = t->chunks[r];
		int32_t k;
		piece.quantity = int_mul_div_floor(piece.quantity, units, t->chunks[t->first[node]].units);
		t->chunks[r].quantity -= piece.quantity;
		piece.next = part.rider;
		k = ARRAY_ADD(&t->chunks, &t->nchunks, &t->chunks_room);
		t->chunks[k] = piece;
		part.rider = k;
	}
	c = &t->chunks[t->first[node]];
	c->units -= part.units;
	c->quantity -= part.quantity;
	return part;
}

/* --- arcs --- */

static void draw_goods(struct trace *t, int32_t a)
{
	const struct draw *d = &t->f->draws[t->f->arcs[a].draw];
	int64_t left = t->x[a];

	for (int32_t k = d->first; k < d->first + d->count && left > 0; k++) {
		const struct draw_lot *source = &t->f->draw_lots[k];
		int64_t units = source->units < left ? source->units : left;
		struct chunk goods = {-1, source->lot, -1, -1, -1, units, units * issue_unit(t, source->lot)};
		if (source->arrival >= 0)
			goods.shipment = t->facts->arrivals[source->arrival].shipment;
		else
			t->plan->drawn[source->lot].units += units;
		put(t, t->f->problem.head[a], goods);
		left -= units;
	}
	assert(left == 0);
}

static int32_t add_shipment(struct trace *t, struct shipment shipment)
{
	int32_t k = ARRAY_ADD(&t->plan->shipments, &t->plan->nshipments, &t->plan->shipments_room);

	t->plan->shipments[k] = shipment;
	return k;
}

static struct shipment new_shipment(const struct trace *t, const struct chunk *goods)
{
	const struct supply_lot *lot = &t->g->supply->lots[goods->lot];
	struct shipment shipment = {0};

	shipment.item = lot->item;
	shipment.holder = lot->holder;
	shipment.lot = goods->lot;
	shipment.units = goods->units;
	shipment.quantity = goods->quantity;
	shipment.first_leg = goods->shipment < 0 && lot->transit < 0;
	shipment.order = -1;
	return shipment;
}

static void ship_goods(struct trace *t, int32_t a)
{
	const struct arc_meaning *m = &t->f->arcs[a];
	const struct scenario *s = t->g->scenario;
	const struct route *route = &s->routes[m->route];
	int64_t left = t->x[a];

	while (left > 0) {
		struct chunk goods = take(t, t->f->problem.tail[a], left);
		struct shipment shipment = new_shipment(t, &goods);
		shipment.depart = m->depart;
		shipment.arrive = m->arrive;
		shipment.depart_seconds = m->leave;
		shipment.arrive_seconds = m->leave + route->lead;
		shipment.from = t->g->stand[route->from];
		shipment.to = t->g->stand[route->to];
		shipment.route = m->route;
		left -= goods.units;
		goods.shipment = add_shipment(t, shipment);
		put(t, t->f->problem.head[a], goods);
	}
}

static void move_goods(struct trace *t, int32_t a)
{
	for (int64_t left = t->x[a]; left > 0;) {
		struct chunk goods = take(t, t->f->problem.tail[a], left);
		left -= goods.units;
		put(t, t->f->problem.head[a], goods);
	}
}

/* Goods still at their holder are handed over where they are: a shipment
 * without a route, so that the holder's order names them. */
static int32_t handed_over(struct trace *t, const struct chunk *goods, int32_t place, int32_t period)
{
	const struct scenario *s = t->g->scenario;
	const struct supply_lot *lot = &t->g->supply->lots[goods->lot];
	struct shipment shipment;
	int64_t start = (int64_t)period * s->period;

	if (goods->shipment >= 0 || lot->transit >= 0)
		return goods->shipment;
	shipment = new_shipment(t, goods);
	shipment.depart = shipment.arrive = period;
	shipment.depart_seconds = shipment.arrive_seconds = lot->release > start ? lot->release : start;
	shipment.from = shipment.to = place;
	shipment.route = -1;
	return add_shipment(t, shipment);
}

static void hand_piece(struct trace *t, const struct chunk *goods, int32_t cell, int32_t place,
	int32_t period, int64_t units)
{
	int32_t shipment = handed_over(t, goods, place, period);
	int32_t k = ARRAY_ADD(&t->plan->handouts, &t->plan->nhandouts, &t->plan->handouts_room);

	t->plan->handouts[k] = (struct handout){period, cell, goods->lot, units, goods->quantity, shipment,
		goods->substitute, false};
}

static void leave_goods(struct trace *t, const struct chunk *goods, int32_t place, int32_t period)
{
	int32_t k = ARRAY_ADD(&t->plan->leftovers, &t->plan->nleftovers, &t->plan->leftovers_room);

	t->plan->leftovers[k] = (struct leftover){goods->lot, place, period, goods->units, false};
}

static void hand_goods(struct trace *t, int32_t a, int32_t cell)
{
	const struct arc_meaning *m = &t->f->arcs[a];
	int32_t place = t->f->nodes[t->f->problem.head[a]].place;

	for (int64_t left = t->x[a]; left > 0;) {
		struct chunk goods = take(t, t->f->problem.tail[a], left);
		left -= goods.units;
		if (cell < 0) {
			leave_goods(t, &goods, place, m->depart);
			continue;
		}
		hand_piece(t, &goods, cell, place, m->depart, goods.units);
		for (int32_t r = goods.rider; r >= 0; r = t->chunks[r].next) {
			struct chunk rider = t->chunks[r];
			if (rider.quantity == 0)
				continue; /* all of it went with other units of the kit */
			hand_piece(t, &rider, cell, place, m->depart, 0);
		}
	}
}

/* One kind of batch at one counter: takes its parts, puts what they make. */
static void make_batches(struct trace *t, int32_t b)
{
	const struct problem *p = &t->f->problem;
	int64_t times = t->x[p->narcs + b];
	struct chunk made = {-1, -1, -1, t->f->batch_substitute[b], -1, 0, 0};
	int32_t spare = p->batch_left ? p->batch_left[b] : -1;

	if (times == 0)
		return;
	for (int32_t k = p->batch_start[b] + 1; k < p->batch_start[b + 1]; k++) {
		int64_t left = -p->batch_amount[k] * times;
		while (left > 0) {
			struct chunk part = take(t, p->batch_node[k], left);
			left -= part.units;
			/* Whole here; what is made of it may be split among claims. */
			part.shipment = handed_over(t, &part, t->f->batch_place[b], t->f->batch_period[b]);
			part.substitute = made.substitute;
			if (made.lot < 0) {
				made.lot = part.lot;
				made.shipment = part.shipment;
				made.quantity = part.quantity;
			} else {
				int32_t r = ARRAY_ADD(&t->chunks, &t->nchunks, &t->chunks_room);
				part.next = made.rider;
				part.rider = -1;
				t->chunks[r] = part;
				made.rider = r;
			}
		}
	}
	/* What nobody needs of the last batch comes with the rest of it. */
	made.units = p->batch_amount[p->batch_start[b]] * times - (spare >= 0 ? t->x[spare] : 0);
	assert(made.units > 0);
	put(t, problem_batch_counter(p, b), made);
}

void trace_flow(const struct formulation *f, const struct ground *g, const struct facts *facts,
	const int64_t *x, struct plan *plan)
{
	struct trace t = {f, g, facts, x, plan, NULL, 0, 0, NULL};
	int32_t *cell_at = mem_calloc((size_t)f->problem.nnodes, sizeof *cell_at);

	t.first = mem_calloc((size_t)f->problem.nnodes, sizeof *t.first);
	for (int32_t v = 0; v < f->problem.nnodes; v++)
		t.first[v] = -1;
	for (int32_t c = 0; c < f->problem.ncells; c++)
		cell_at[f->problem.cell_node[c]] = f->cell_of[c];
	/* Arcs stand in the order of time: all goods are there when they leave. */
	for (int32_t a = 0; a < f->problem.narcs; a++) {
		if (x[a] == 0)
			continue;
		if (f->arcs[a].kind == ARC_DRAW)
			draw_goods(&t, a);
		else if (f->arcs[a].kind == ARC_SHIP)
			ship_goods(&t, a);
		else if (f->arcs[a].kind != ARC_HAND && f->nodes[f->problem.tail[a]].kind != NODE_MADE)
			move_goods(&t, a);
	}
	for (int32_t b = 0; b < f->problem.nbatches; b++)
		make_batches(&t, b);
	for (int32_t a = 0; a < f->problem.narcs; a++)
		if (f->arcs[a].kind == ARC_HAND && x[a] > 0)
			hand_goods(&t, a, cell_at[f->problem.head[a]]);
	mem_free(cell_at);
	mem_free(t.first);
	mem_free(t.chunks);
}

void trace_arrivals(const struct formulation *f, const int64_t *x, int64_t *left)
{
	for (int32_t a = 0; a < f->problem.narcs; a++) {
		const struct draw *d;
		int64_t units = x[a];
		if (f->arcs[a].kind != ARC_DRAW || units == 0)
			continue;
		d = &f->draws[f->arcs[a].draw];
		for (int32_t k = d->first; k < d->first + d->count && units > 0; k++) {
			const struct draw_lot *source = &f->draw_lots[k];
			int64_t part = source->units < units ? source->units : units;
			if (source->arrival >= 0)
				left[source->arrival] -= part;
			units -= part;
		}
	}
}

/* --- order in the plan --- */

struct sorted_shipment {
	const struct ground *g;
	const struct shipment *shipment;
	int32_t index;
};

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_facts(const struct shipment *x, const struct shipment *y)
{
	int order = compare_int(x->fact, y->fact);

	if (order == 0 && x->fact)
		order = compare_int(x->order, y->order);
	return order == 0 && x->fact ? compare_int(x->line, y->line) : order;
}

/* By departure, item, from, to, whether it has happened, holder, lot, ..., so that
 * parts of one line stand together; 0 = the same leg of the same part. */
static int shipment_compare(const void *a, const void *b)
{
	const struct sorted_shipment *p = a, *q = b;
	const struct ground *g = p->g;
	const struct shipment *x = p->shipment, *y = q->shipment;
	int order;

	if ((order = compare_int(x->depart, y->depart)) != 0)
		return order;
	if ((order = compare_int(g->item_rank[x->item], g->item_rank[y->item])) != 0)
		return order;
	if ((order = compare_int(g->place_rank[x->from], g->place_rank[y->from])) != 0)
		return order;
	if ((order = compare_int(g->place_rank[x->to], g->place_rank[y->to])) != 0)
		return order;
	if ((order = compare_facts(x, y)) != 0)
		return order;
	if ((order = compare_int(x->holder < 0 ? INT32_MAX : g->holder_rank[x->holder],
		     y->holder < 0 ? INT32_MAX : g->holder_rank[y->holder])) != 0)
		return order;
	if ((order = compare_int(g->goods_order[x->lot], g->goods_order[y->lot])) != 0)
		return order;
	if ((order = compare_int(x->route < 0 ? -1 : g->route_rank[x->route],
		     y->route < 0 ? -1 : g->route_rank[y->route])) != 0)
		return order;
	if ((order = compare_int(x->depart_seconds, y->depart_seconds)) != 0)
		return order;
	if ((order = compare_int(x->first_leg, y->first_leg)) != 0)
		return order;
	return compare_int(g->lot_order[x->lot], g->lot_order[y->lot]);
}

static int shipment_sort(const void *a, const void *b)
{
	int order = shipment_compare(a, b);

	return order ? order
		: compare_int(((const struct sorted_shipment *)a)->index, ((const struct sorted_shipment *)b)->index);
}

static void sort_shipments(const struct ground *g, struct plan *plan)
{
	int32_t n = plan->nshipments, kept = 0;
	struct sorted_shipment *all = mem_calloc((size_t)n, sizeof *all);
	struct shipment *sorted = mem_calloc((size_t)n, sizeof *sorted);
	int32_t *moved = mem_calloc((size_t)n, sizeof *moved);

	for (int32_t k = 0; k < n; k++)
		all[k] = (struct sorted_shipment){g, &plan->shipments[k], k};
	qsort(all, (size_t)n, sizeof *all, shipment_sort);
	for (int32_t k = 0; k < n; k++) {
		bool same = k > 0 && !all[k].shipment->fact && shipment_compare(&all[k - 1], &all[k]) == 0;
		if (same) {
			sorted[kept - 1].units += all[k].shipment->units;
			sorted[kept - 1].quantity += all[k].shipment->quantity;
		} else {
			sorted[kept++] = *all[k].shipment;
		}
		moved[all[k].index] = kept - 1;
	}
	for (int32_t k = 0; k < plan->nhandouts; k++)
		if (plan->handouts[k].shipment >= 0)
			plan->handouts[k].shipment = moved[plan->handouts[k].shipment];
	if (n > 0)
		memcpy(plan->shipments, sorted, (size_t)kept * sizeof *sorted);
	plan->nshipments = kept;
	mem_free(all);
	mem_free(sorted);
	mem_free(moved);
}

struct sorted_handout {
	const struct ground *g;
	struct handout handout;
};

static int handout_compare(const void *a, const void *b)
{
	const struct sorted_handout *x = a, *y = b;
	int order = compare_int(x->handout.period, y->handout.period);

	if (order)
		return order;
	if ((order = compare_int(x->handout.cell, y->handout.cell)) != 0)
		return order;
	if ((order = compare_int(x->g->lot_order[x->handout.lot], x->g->lot_order[y->handout.lot])) != 0)
		return order;
	if ((order = compare_int(x->handout.shipment, y->handout.shipment)) != 0)
		return order;
	if ((order = compare_int(substitute_rank(x->g, x->handout.substitute),
		     substitute_rank(x->g, y->handout.substitute))) != 0)
		return order;
	return compare_int(x->handout.fact, y->handout.fact);
}

static void sort_handouts(const struct ground *g, struct plan *plan)
{
	struct sorted_handout *all = mem_calloc((size_t)plan->nhandouts, sizeof *all);
	int32_t kept = 0;

	for (int32_t k = 0; k < plan->nhandouts; k++)
		all[k] = (struct sorted_handout){g, plan->handouts[k]};
	if (plan->nhandouts > 0)
		qsort(all, (size_t)plan->nhandouts, sizeof *all, handout_compare);
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *h = &all[k].handout;
		struct handout *last = kept > 0 ? &plan->handouts[kept - 1] : NULL;
		if (last && handout_compare(&all[k - 1], &all[k]) == 0) {
			last->units += h->units;
			last->quantity += h->quantity;
		} else {
			plan->handouts[kept++] = *h;
		}
	}
	plan->nhandouts = kept;
	mem_free(all);
}

/* --- dispatch orders --- */

static int32_t lot_agreement(const struct ground *g, int32_t lot)
{
	const struct supply_lot *l = &g->supply->lots[lot];

	return l->form == LEGAL_AGREEMENT && l->line >= 0 ? line_agreement(g->scenario, l->line) : -1;
}

/* A line with the order that it belongs to and where it stands in it: by
 * departure and the way it takes, so that a load's lines follow each other. */
struct order_line {
	int32_t holder_rank, place_rank; /* INT32_MAX = none */
	int32_t form;
	const char *agreement_id; /* NULL = none */
	int64_t leave;
	int32_t to_rank, route_rank;
	int32_t shipment;
	struct order order;
};

/* 0 = lines of one order. */
static int compare_orders(const struct order_line *x, const struct order_line *y)
{
	int order = compare_int(x->holder_rank, y->holder_rank);

	if (order == 0)
		order = compare_int(x->form, y->form);
	if (order == 0)
		order = text_compare(x->agreement_id, y->agreement_id);
	return order ? order : compare_int(x->place_rank, y->place_rank);
}

static int compare_lines(const void *a, const void *b)
{
	const struct order_line *x = a, *y = b;
	int order = compare_orders(x, y);

	if (order == 0)
		order = compare_int(x->leave, y->leave);
	if (order == 0)
		order = compare_int(x->to_rank, y->to_rank);
	if (order == 0)
		order = compare_int(x->route_rank, y->route_rank);
	return order ? order : compare_int(x->shipment, y->shipment);
}

/* "mkt1-X-A17": holder, D for government goods or X for an agreement, and
 * the agreement; "depot-Z": place, Z for what goes on from there. The same
 * from plan to plan. */
static const char *order_number(const struct ground *g, struct plan *plan, const struct order_line *line)
{
	const struct order *o = &line->order;
	const char *id = o->holder >= 0 ? g->scenario->holders[o->holder].id : g->scenario->places[o->place].id;
	size_t size = strlen(id) + 4 + (line->agreement_id ? strlen(line->agreement_id) : 0);
	char *number = arena_calloc(&plan->arena, size, 1);

	if (line->agreement_id)
		snprintf(number, size, "%s-X-%s", id, line->agreement_id);
	else
		snprintf(number, size, "%s-%c", id, o->holder < 0 ? 'Z' : o->form == LEGAL_TRANSFER ? 'D' : 'X');
	return number;
}

/* Who is told to send the shipment: its holder, or the place that it goes on from. */
static struct order_line order_line(const struct ground *g, const struct shipment *h, int32_t shipment)
{
	struct order_line line = {.holder_rank = INT32_MAX, .place_rank = INT32_MAX, .leave = h->depart_seconds,
		.to_rank = g->place_rank[h->to], .route_rank = h->route < 0 ? -1 : g->route_rank[h->route],
		.shipment = shipment, .order = {.version = 1, .holder = -1, .place = -1, .agreement = -1}};
	struct order *order = &line.order;

	if (!h->first_leg || h->holder < 0) {
		order->place = h->from;
		line.place_rank = g->place_rank[h->from];
		return line;
	}
	order->holder = h->holder;
	order->form = g->supply->lots[h->lot].form;
	order->agreement = lot_agreement(g, h->lot);
	line.holder_rank = g->holder_rank[h->holder];
	line.form = (int32_t)order->form;
	if (order->agreement >= 0)
		line.agreement_id = g->scenario->holders[h->holder].agreements[order->agreement].id;
	return line;
}

static void make_orders(const struct ground *g, struct plan *plan)
{
	struct order_line *all = mem_calloc((size_t)plan->nshipments, sizeof *all);
	int32_t n = 0;

	for (int32_t k = 0; k < plan->nshipments; k++)
		if (!plan->shipments[k].fact)
			all[n++] = order_line(g, &plan->shipments[k], k);
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, compare_lines);
	for (int32_t k = 0; k < n; k++) {
		struct shipment *h = &plan->shipments[all[k].shipment];
		if (k == 0 || compare_orders(&all[k - 1], &all[k]) != 0) {
			int32_t at = ARRAY_ADD(&plan->orders, &plan->norders, &plan->orders_room);
			plan->orders[at] = all[k].order;
			plan->orders[at].number = order_number(g, plan, &all[k]);
		}
		h->order = plan->norders - 1;
		if (all[k].shipment == 0 || !plan_same_line(plan, g->supply, all[k].shipment))
			plan->orders[h->order].nlines++;
		h->line = plan->orders[h->order].nlines;
	}
	mem_free(all);
}

void trace_finish(const struct ground *g, struct plan *plan)
{
	sort_shipments(g, plan);
	sort_handouts(g, plan);
	make_orders(g, plan);
}
