#include "solver/formulate_parts.h"

#include "models/travel.h"
#include "solver/minima.h"

#include <stdlib.h>
#include <string.h>

/* A network under construction: arrays that grow, nodes found by what they
 * are. Goods only move forward in time, so nodes are worked off period by
 * period and every arc is added after all arcs into its tail. */
struct builder {
	struct formulation *f;
	const struct ground *g;
	const struct facts *facts; /* may be NULL */
	bool substitutes;
	int32_t nnodes, nodes_room; /* of f->nodes */
	struct new_arc {
		int32_t tail, head;
		int64_t capacity;
		struct arc_meaning meaning;
	} *arcs;
	int32_t narcs, arcs_room;
	int32_t item; /* the one at work */
	int32_t *counter; /* [nplaces * nperiods] node, -1 = no cell may be served there */
	int32_t *made; /* [nsubstitutes * nplaces * nperiods] node, 0 = none */
	int32_t **bucket; /* [nperiods] stock nodes of the item by period */
	int32_t *bucket_count, *bucket_room; /* [nperiods] */
	struct slot {
		int32_t node; /* -1 = free */
	} *slots; /* [slot_count], stock nodes by (layer, place, day, period) */
	uint32_t slot_count, slot_used;
	int32_t ncells, cells_room;
	struct problem_cell {
		int32_t node, tier, cell;
		int64_t demand, fact, least;
	} *cells;
	int32_t *announced_node; /* [facts.nannounced] node where the flow's legs meet, -1 = none yet */
	int32_t *announced_head; /* [facts.nannounced] where they arrive */
	struct new_batch {
		int32_t substitute, place, period, first_term;
		int64_t most;
	} *batches;
	int32_t nbatches, batches_room;
	struct new_term {
		int32_t node;
		int64_t amount;
	} *terms; /* of all batches */
	int32_t nterms, terms_room;
};

static int32_t add_node(struct builder *b, enum node_kind kind, int32_t place, int32_t period,
	day last_day, int32_t layer)
{
	int32_t k = ARRAY_ADD(&b->f->nodes, &b->nnodes, &b->nodes_room);

	b->f->nodes[k] = (struct node_meaning){(unsigned char)kind, b->item, place, period, last_day, layer,
		0, false};
	return k;
}

static int32_t add_arc(struct builder *b, int32_t tail, int32_t head, int64_t capacity,
	enum arc_kind kind, int32_t depart, int32_t arrive)
{
	int32_t k = ARRAY_ADD(&b->arcs, &b->narcs, &b->arcs_room);

	b->arcs[k] = (struct new_arc){tail, head, capacity,
		{(unsigned char)kind, b->item, -1, depart, arrive, 0, -1, false}};
	return k;
}

/* --- stock nodes by what they are --- */

static uint32_t stock_hash(int32_t layer, int32_t place, day last_day, int32_t period)
{
	uint64_t h = splitmix64((uint64_t)(uint32_t)layer << 32 | (uint32_t)place);

	return (uint32_t)splitmix64(h ^ ((uint64_t)(uint32_t)last_day << 32 | (uint32_t)period));
}

static void slots_grow(struct builder *b)
{
	struct slot *old = b->slots;
	uint32_t count = b->slot_count;

	b->slot_count = count ? count * 2 : 1024;
	b->slots = mem_calloc(b->slot_count, sizeof *b->slots);
	for (uint32_t k = 0; k < b->slot_count; k++)
		b->slots[k].node = -1;
	for (uint32_t k = 0; k < count; k++) {
		const struct node_meaning *n;
		uint32_t at;
		if (old[k].node < 0)
			continue;
		n = &b->f->nodes[old[k].node];
		at = stock_hash(n->layer, n->place, n->last_day, n->period) & (b->slot_count - 1);
		while (b->slots[at].node >= 0)
			at = (at + 1) & (b->slot_count - 1);
		b->slots[at] = old[k];
	}
	mem_free(old);
}

/* The stock node of the item at (place, class, period, layer), made when new. */
static int32_t stock_node(struct builder *b, int32_t place, day last_day, int32_t period, int32_t layer)
{
	uint32_t at;
	int32_t node, k;

	if (2 * (b->slot_used + 1) > b->slot_count)
		slots_grow(b);
	at = stock_hash(layer, place, last_day, period) & (b->slot_count - 1);
	for (; b->slots[at].node >= 0; at = (at + 1) & (b->slot_count - 1)) {
		const struct node_meaning *n = &b->f->nodes[b->slots[at].node];
		if (n->place == place && n->last_day == last_day && n->period == period && n->layer == layer)
			return b->slots[at].node;
	}
	node = add_node(b, NODE_STOCK, place, period, last_day, layer);
	b->slots[at].node = node;
	b->slot_used++;
	k = ARRAY_ADD(&b->bucket[period], &b->bucket_count[period], &b->bucket_room[period]);
	b->bucket[period][k] = node;
	return node;
}

/* --- legs --- */

/* Goods of a layer may use a route when both ends lie in its region. */
static bool layer_allows(const struct ground *g, int32_t layer, int32_t route)
{
	const struct route *r = &g->scenario->routes[route];

	return layer >= 0 && place_within(g->scenario, g->stand[r->from], layer)
		&& place_within(g->scenario, g->stand[r->to], layer);
}

/* Where the leg leads: to the node where all legs of its announced flow meet,
 * so that what is announced of them together can be kept; else straight to
 * where it arrives. The node is as its head in all that names it. */
static int32_t leg_head(struct builder *b, int32_t route, int32_t depart, int32_t head)
{
	struct node_meaning n = b->f->nodes[head];
	int32_t k = b->facts ? facts_find_announced(b->facts, b->item, depart, route, n.period, n.last_day,
		n.layer) : -1;

	if (k < 0)
		return head;
	if (b->announced_node[k] < 0) {
		b->announced_node[k] = add_node(b, NODE_STOCK, n.place, n.period, n.last_day, n.layer);
		b->announced_head[k] = head;
	}
	return b->announced_node[k];
}

/* After all legs of a departure period, before anything leaves where they
 * arrive: what was announced, and what goes beyond it. */
static void pass_announced(struct builder *b, int32_t depart)
{
	const struct facts *facts = b->facts;

	for (int32_t k = facts ? facts_first_announced(facts, b->item, depart) : 0;
		facts && k < facts->nannounced && facts->announced[k].item == b->item
		&& facts->announced[k].depart == depart; k++) {
		for (int part = 0; part < 2 && b->announced_node[k] >= 0; part++) {
			int32_t a = add_arc(b, b->announced_node[k], b->announced_head[k],
				part == 0 ? facts->announced[k].units : ARC_UNLIMITED, ARC_LEG, depart,
				facts->announced[k].arrive);
			b->arcs[a].meaning.announced = part == 0;
		}
	}
}

static void add_leg(struct builder *b, int32_t tail, int32_t route, int64_t leave, day last_day,
	int32_t layer, int32_t last_period)
{
	const struct scenario *s = b->g->scenario;
	int32_t arrive = route_arrival(s, route, leave), depart, head, k;
	int32_t to = b->g->stand[s->routes[route].to];
	int32_t meeting;

	if (arrive < 0 || arrive > last_period || to == b->g->stand[s->routes[route].from])
		return;
	depart = period_of(s, leave);
	head = stock_node(b, to, last_day, arrive, layer);
	meeting = leg_head(b, route, depart, head);
	k = add_arc(b, tail, meeting, ARC_UNLIMITED, ARC_SHIP, depart, arrive);
	b->arcs[k].meaning.route = route;
	b->arcs[k].meaning.leave = leave;
	b->arcs[k].meaning.announced = meeting != head;
}

static void add_legs(struct builder *b, int32_t tail, int32_t place, int64_t leave, day last_day,
	int32_t layer, int32_t last_period)
{
	const struct ground *g = b->g;

	for (int32_t k = g->leave_start[place]; k < g->leave_start[place + 1]; k++)
		if (layer_allows(g, layer, g->leave_route[k]))
			add_leg(b, tail, g->leave_route[k], leave, last_day, layer, last_period);
}

/* --- supply --- */

/* Goods that enter the network alike: same source node, same arc. */
struct entry {
	int32_t place_rank, place;
	day last_day; /* DAY_NONE sorts last as INT32_MAX */
	int32_t layer_rank, layer;
	int64_t release;
	bool arrives; /* cannot leave before the next period */
	int32_t order; /* of the lot */
	int32_t lot, arrival;
	int64_t units;
};

static int entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->place_rank != y->place_rank)
		return x->place_rank < y->place_rank ? -1 : 1;
	if (x->last_day != y->last_day)
		return x->last_day < y->last_day ? -1 : 1;
	if (x->layer_rank != y->layer_rank)
		return x->layer_rank < y->layer_rank ? -1 : 1;
	if (x->release != y->release)
		return x->release < y->release ? -1 : 1;
	if (x->arrives != y->arrives)
		return x->arrives < y->arrives ? -1 : 1;
	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->arrival > y->arrival) - (x->arrival < y->arrival);
}

static bool entry_alike(const struct entry *x, const struct entry *y)
{
	return x->place == y->place && x->last_day == y->last_day && x->layer == y->layer
		&& x->release == y->release && x->arrives == y->arrives;
}

static void entry_set(struct entry *e, const struct ground *g, int32_t lot, int32_t place)
{
	const struct supply_lot *l = &g->supply->lots[lot];

	e->lot = lot;
	e->place = place;
	e->place_rank = g->place_rank[place];
	e->last_day = l->last_day == DAY_NONE ? INT32_MAX : l->last_day;
	e->layer = lot_layer(l, place);
	e->layer_rank = l->own ? -1 : g->place_rank[l->region];
	e->order = g->lot_order[lot];
}

/* What comes in a period can leave at the start of the next one; what came
 * before the present can leave at once. */
static bool came_late(const struct ground *g, int64_t period)
{
	return period >= g->first_period;
}

/* All goods of the item, sorted; the caller frees. */
static struct entry *list_entries(const struct builder *b, int32_t *nentries)
{
	const struct ground *g = b->g;
	const struct scenario *s = g->scenario;
	int32_t rank = g->item_rank[b->item];
	int32_t lots = g->lot_start[rank + 1] - g->lot_start[rank];
	int32_t arrivals = b->facts ? b->facts->narrivals : 0;
	struct entry *all = mem_calloc((size_t)(lots + arrivals), sizeof *all);
	int64_t now = s->as_of.seconds > s->start.seconds ? s->as_of.seconds - s->start.seconds : 0;
	int32_t n = 0;

	for (int32_t k = g->lot_start[rank]; k < g->lot_start[rank + 1]; k++) {
		const struct supply_lot *lot = &g->supply->lots[k];
		int64_t units = lot->units - (b->facts ? b->facts->drawn[k] : 0);
		/* Goods of an earlier plan that nobody holds any more are only arrivals. */
		if (units <= 0 || (lot->line < 0 && lot->transit < 0))
			continue;
		entry_set(&all[n], g, k, lot->place);
		/* A call made now takes its notice from now on. */
		all[n].release = lot->release >= now ? lot->release : now;
		all[n].arrives = lot->arrives && came_late(g, lot->release / s->period);
		all[n].arrival = -1;
		all[n++].units = units;
	}
	for (int32_t k = 0; k < arrivals; k++) {
		const struct arrival *a = &b->facts->arrivals[k];
		if (g->supply->lots[a->lot].item != b->item || a->units <= 0)
			continue;
		entry_set(&all[n], g, a->lot, a->stand);
		all[n].arrives = came_late(g, a->period);
		all[n].release = all[n].arrives ? (int64_t)a->period * s->period : now;
		all[n].arrival = k;
		all[n++].units = a->units;
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, entry_compare);
	*nentries = n;
	return all;
}

/* One source: the arc from the outside, where the goods stay, first legs. */
static void add_source(struct builder *b, const struct entry *e, int32_t count)
{
	const struct ground *g = b->g;
	const struct scenario *s = g->scenario;
	struct formulation *f = b->f;
	day last_day = e->last_day == INT32_MAX ? DAY_NONE : e->last_day;
	int32_t last_period = ground_last_period(g, last_day);
	int32_t first = period_of(s, e->release), source, k, d;
	int64_t units = 0;

	if (first >= s->nperiods || first > last_period || first >= s->places[e->place].lost)
		return;
	source = add_node(b, NODE_SOURCE, e->place, first, last_day, e->layer);
	f->nodes[source].release = e->release;
	f->nodes[source].arrives = e->arrives;
	d = ARRAY_ADD(&f->draws, &f->ndraws, &f->draws_room);
	f->draws[d] = (struct draw){f->ndraw_lots, count};
	for (int32_t i = 0; i < count; i++) {
		int32_t at = ARRAY_ADD(&f->draw_lots, &f->ndraw_lots, &f->draw_lots_room);
		f->draw_lots[at] = (struct draw_lot){e[i].lot, e[i].arrival, e[i].units};
		units += e[i].units;
	}
	k = add_arc(b, 0, source, units, ARC_DRAW, -1, first);
	b->arcs[k].meaning.draw = d;
	add_arc(b, source, stock_node(b, e->place, last_day, first, e->layer), ARC_UNLIMITED, ARC_STAY,
		first, first);
	if (!e->arrives && e->layer >= 0)
		add_legs(b, source, e->place, e->release, last_day, e->layer, last_period);
}

static void add_sources(struct builder *b)
{
	int32_t n, first = 0;
	struct entry *all = list_entries(b, &n);

	for (int32_t k = 1; k <= n; k++) {
		if (k == n || !entry_alike(&all[first], &all[k])) {
			add_source(b, &all[first], k - first);
			first = k;
		}
	}
	mem_free(all);
}

/* --- cells --- */

/* Hard least value of x_c: what has come to a claim, household stock and done
 * units, is in smallest units short of what a minimum about it alone asks. */
static int64_t least_units(const struct ground *g, const struct cell *c, int64_t done,
	const int32_t *claims)
{
	const struct scenario *s = g->scenario;
	int64_t u = s->items[c->item].issue_unit, least = 0;

	for (int32_t k = 0; k < s->nminima; k++) {
		const struct minimum *m = &s->minima[k];
		int64_t quantity = m->quantity < c->demand ? m->quantity : c->demand, units;
		if (claims[k] != 1 || !minimum_counts(g->scenario, m, c))
			continue;
		units = int_ceil_div(quantity - c->household, u) - done;
		least = units > least ? units : least;
	}
	return least;
}

static int32_t counter_node(struct builder *b, int32_t place, int32_t period)
{
	int32_t *at = &b->counter[(size_t)place * (size_t)b->g->scenario->nperiods + (size_t)period];

	if (*at < 0)
		*at = add_node(b, NODE_COUNTER, place, period, DAY_NONE, 0);
	return *at;
}

/* Counters and cells of the item; the arcs between them come last of all. */
static void add_cells(struct builder *b)
{
	const struct ground *g = b->g;
	int32_t rank = g->item_rank[b->item];
	int32_t nminima = g->scenario->nminima;
	int32_t *claims = mem_calloc((size_t)nminima, sizeof *claims);

	for (int32_t k = 0; k < nminima; k++)
		if (!g->scenario->minima[k].end_stock && g->scenario->minima[k].item == b->item)
			claims[k] = minimum_claims(g, &g->scenario->minima[k]);

	for (int32_t k = g->cell_start[rank]; k < g->cell_start[rank + 1]; k++) {
		const struct cell *c = &g->cells->cells[k];
		int64_t done = b->facts ? b->facts->done[k] : 0, fact = c->fact + done;
		int64_t least = least_units(g, c, done, claims);
		int32_t at = ARRAY_ADD(&b->cells, &b->ncells, &b->cells_room);

		fact = fact < c->units ? fact : c->units;
		if (b->facts && b->facts->kept && b->facts->kept[k] > least)
			least = b->facts->kept[k];
		if (c->when.last < g->first_period)
			least = 0; /* what is over keeps what it got */
		b->cells[at] = (struct problem_cell){
			add_node(b, NODE_CELL, c->place, -1, DAY_NONE, 0), c->stage * STAGE_TIERS + c->tier,
			k, c->units, fact, least < c->units - fact ? least : c->units - fact};
		for (int32_t t = c->when.first; t <= c->when.last; t++)
			if (t >= g->first_period)
				counter_node(b, c->place, t);
	}
	mem_free(claims);
}

static void add_end_stock(struct builder *b)
{
	const struct scenario *s = b->g->scenario;

	for (int32_t k = 0; k < s->nminima; k++) {
		const struct minimum *m = &s->minima[k];
		int32_t at;
		int64_t units;
		if (!m->end_stock || m->item != b->item || m->quantity == 0)
			continue;
		units = int_ceil_div(m->quantity, s->items[b->item].issue_unit);
		at = ARRAY_ADD(&b->cells, &b->ncells, &b->cells_room);
		b->cells[at] = (struct problem_cell){
			add_node(b, NODE_CELL, b->g->stand[m->place], -1, DAY_NONE, 0), TIER_HARD, -1 - k,
			units, 0, units};
	}
}

/* What substitution takes is a hard claim at the counter, what it gives comes
 * in there from the outside. */
static void add_stand_ins(struct builder *b)
{
	const struct scenario *s = b->g->scenario;
	int64_t u = s->items[b->item].issue_unit;

	for (int32_t k = 0; b->facts && k < b->facts->nstand_ins; k++) {
		const struct stand_in *in = &b->facts->stand_ins[k];
		int32_t at;
		if (in->item != b->item)
			continue;
		if (in->given >= u)
			add_arc(b, 0, counter_node(b, in->stand, in->period), in->given / u, ARC_DRAW, -1, in->period);
		if (in->taken < u)
			continue;
		at = ARRAY_ADD(&b->cells, &b->ncells, &b->cells_room);
		b->cells[at] = (struct problem_cell){add_node(b, NODE_CELL, in->stand, in->period, DAY_NONE, 0),
			TIER_HARD, STAND_IN_CELL, in->taken / u, 0, in->taken / u};
		counter_node(b, in->stand, in->period);
	}
}

static void add_hand_arcs(struct builder *b, int32_t first_cell)
{
	const struct ground *g = b->g;
	const struct scenario *s = g->scenario;

	for (int32_t at = first_cell; at < b->ncells; at++) {
		int32_t k = b->cells[at].cell;
		if (k >= 0) {
			const struct cell *c = &g->cells->cells[k];
			for (int32_t t = c->when.first; t <= c->when.last; t++)
				if (t >= g->first_period)
					add_arc(b, counter_node(b, c->place, t), b->cells[at].node, ARC_UNLIMITED,
						ARC_HAND, t, t);
			continue;
		}
		if (k == STAND_IN_CELL) {
			const struct node_meaning *n = &b->f->nodes[b->cells[at].node];
			add_arc(b, counter_node(b, n->place, n->period), b->cells[at].node, ARC_UNLIMITED, ARC_HAND,
				n->period, n->period);
			continue;
		}
		for (int32_t j = 0; j < b->bucket_count[s->nperiods - 1]; j++) {
			int32_t node = b->bucket[s->nperiods - 1][j];
			if (b->f->nodes[node].place == g->stand[s->minima[-1 - k].place])
				add_arc(b, node, b->cells[at].node, ARC_UNLIMITED, ARC_HAND, s->nperiods - 1,
					s->nperiods - 1);
		}
	}
}

/* --- substitutes --- */

static int32_t find_item(const struct formulation *f, int32_t item)
{
	for (int32_t k = 0; k < f->nitems; k++)
		if (f->items[k] == item)
			return k;
	return -1;
}

static bool substitute_inside(const struct formulation *f, const struct substitute *u)
{
	if (find_item(f, u->item) < 0)
		return false;
	for (int32_t k = 0; k < u->nparts; k++)
		if (find_item(f, u->parts[k].item) < 0)
			return false;
	return true;
}

/* --- after pruning: the problem --- */

static int64_t item_need(const struct ground *g, int32_t item)
{
	int32_t rank = g->item_rank[item];
	int64_t sum = 0;

	for (int32_t k = g->cell_start[rank]; k < g->cell_start[rank + 1]; k++)
		sum += g->cells->cells[k].units;
	return sum;
}

/* Counters of all items by (item position, place, period), for the batches. */
static int32_t *counter_table(const struct builder *b)
{
	const struct scenario *s = b->g->scenario;
	size_t size = (size_t)b->f->nitems * (size_t)s->nplaces * (size_t)s->nperiods;
	int32_t *table = mem_calloc(size, sizeof *table);

	for (size_t k = 0; k < size; k++)
		table[k] = -1;
	for (int32_t v = 1; v < b->nnodes; v++) {
		const struct node_meaning *n = &b->f->nodes[v];
		if (n->kind == NODE_COUNTER)
			table[((size_t)find_item(b->f, n->item) * (size_t)s->nplaces + (size_t)n->place)
				* (size_t)s->nperiods + (size_t)n->period] = v;
	}
	return table;
}

/* A substitute is made where and when the item is handed out: the counters of
 * its parts must exist there although nobody may ask for the part itself. */
static void mark_part_counters(struct builder *b, int32_t item)
{
	const struct ground *g = b->g;
	const struct scenario *s = g->scenario;

	for (int32_t n = 0; n < s->nsubstitutes; n++) {
		const struct substitute *u = &s->substitutes[g->substitute_at[n]];
		bool is_part = false;
		int32_t rank = g->item_rank[u->item];
		for (int32_t j = 0; j < u->nparts; j++)
			is_part |= u->parts[j].item == item;
		if (!is_part || !b->substitutes || !substitute_inside(b->f, u))
			continue;
		for (int32_t j = g->cell_start[rank]; j < g->cell_start[rank + 1]; j++) {
			const struct cell *c = &g->cells->cells[j];
			for (int32_t t = c->when.first; t <= c->when.last; t++)
				if (t >= g->first_period)
					counter_node(b, c->place, t);
		}
	}
}

static int32_t *made_node(const struct builder *b, int32_t substitute, int32_t place, int32_t period)
{
	const struct scenario *s = b->g->scenario;

	return &b->made[((size_t)substitute * (size_t)s->nplaces + (size_t)place) * (size_t)s->nperiods
		+ (size_t)period];
}

static int64_t batch_units(const struct scenario *s, const struct substitute *u)
{
	return u->give / s->items[u->item].issue_unit;
}

/* Of the last batch less may be handed out than it gives: what stands in for the
 * item in larger amounts than a unit meets the counter by a node of its own. */
static void add_made(struct builder *b, int32_t item)
{
	const struct scenario *s = b->g->scenario;

	for (int32_t n = 0; n < s->nsubstitutes && b->substitutes; n++) {
		int32_t k = b->g->substitute_at[n];
		const struct substitute *u = &s->substitutes[k];
		if (u->item != item || batch_units(s, u) < 2 || !substitute_inside(b->f, u))
			continue;
		for (int32_t i = 0; i < s->nplaces; i++)
			for (int32_t t = 0; t < s->nperiods; t++) {
				int32_t place = b->g->place_at[i], v;
				int32_t counter = b->counter[(size_t)place * (size_t)s->nperiods + (size_t)t];
				if (counter < 0)
					continue;
				v = *made_node(b, k, place, t) = add_node(b, NODE_MADE, place, t, DAY_NONE, k);
				add_arc(b, v, counter, ARC_UNLIMITED, ARC_MADE, t, t);
				add_arc(b, v, 0, batch_units(s, u) - 1, ARC_LEFT, t, t);
			}
	}
}

/* --- one item --- */

static void work_off_period(struct builder *b, int32_t t)
{
	const struct scenario *s = b->g->scenario;

	/* Everything that arrives in t was added by earlier periods. */
	pass_announced(b, t);
	for (int32_t j = 0; j < b->bucket_count[t]; j++) {
		int32_t node = b->bucket[t][j];
		struct node_meaning n = b->f->nodes[node];
		int32_t last_period = ground_last_period(b->g, n.last_day);
		int32_t counter = b->counter[(size_t)n.place * (size_t)s->nperiods + (size_t)t];

		if (counter >= 0)
			add_arc(b, node, counter, ARC_UNLIMITED, ARC_SERVE, t, t);
		if (t + 1 >= s->nperiods || t + 1 > last_period)
			continue;
		if (n.layer >= 0)
			add_legs(b, node, n.place, (int64_t)(t + 1) * s->period, n.last_day, n.layer, last_period);
		if (t + 1 < s->places[n.place].lost)
			add_arc(b, node, stock_node(b, n.place, n.last_day, t + 1, n.layer), ARC_UNLIMITED,
				ARC_CARRY, t, t + 1);
	}
}

static void build_item(struct builder *b, int32_t item)
{
	const struct scenario *s = b->g->scenario;
	int32_t first_cell = b->ncells;

	b->item = item;
	for (size_t k = 0; k < (size_t)s->nplaces * (size_t)s->nperiods; k++)
		b->counter[k] = -1;
	for (int32_t t = 0; t < s->nperiods; t++)
		b->bucket_count[t] = 0;
	for (uint32_t k = 0; k < b->slot_count; k++)
		b->slots[k].node = -1;
	b->slot_used = 0;
	add_cells(b);
	add_end_stock(b);
	add_stand_ins(b);
	mark_part_counters(b, item);
	add_sources(b);
	for (int32_t t = 0; t < s->nperiods; t++)
		work_off_period(b, t);
	add_made(b, item);
	add_hand_arcs(b, first_cell);
}

/* --- batches --- */

static void add_batch(struct builder *b, int32_t substitute, int32_t place, int32_t period,
	const int32_t *table, size_t plane)
{
	const struct scenario *s = b->g->scenario;
	const struct substitute *u = &s->substitutes[substitute];
	size_t spot = (size_t)place * (size_t)s->nperiods + (size_t)period;
	int64_t give = batch_units(s, u);
	int32_t k, made = *made_node(b, substitute, place, period);

	if (table[(size_t)find_item(b->f, u->item) * plane + spot] < 0)
		return;
	for (int32_t j = 0; j < u->nparts; j++)
		if (table[(size_t)find_item(b->f, u->parts[j].item) * plane + spot] < 0)
			return;
	k = ARRAY_ADD(&b->batches, &b->nbatches, &b->batches_room);
	b->batches[k] = (struct new_batch){substitute, place, period, b->nterms,
		int_ceil_div(item_need(b->g, u->item), give)};
	for (int32_t j = -1; j < u->nparts; j++) {
		const struct part *part = j < 0 ? NULL : ground_part(b->g, u, j);
		int32_t item = part ? part->item : u->item;
		int32_t t = ARRAY_ADD(&b->terms, &b->nterms, &b->terms_room);
		b->terms[t] = (struct new_term){!part && made > 0 ? made
			: table[(size_t)find_item(b->f, item) * plane + spot], part ? -(part->take / s->items[item].issue_unit) : give};
	}
}

static void add_batches(struct builder *b)
{
	const struct scenario *s = b->g->scenario;
	size_t plane = (size_t)s->nplaces * (size_t)s->nperiods;
	int32_t *table = counter_table(b);

	for (int32_t n = 0; n < s->nsubstitutes; n++) {
		int32_t k = b->g->substitute_at[n];
		if (!substitute_inside(b->f, &s->substitutes[k]))
			continue;
		for (int32_t i = 0; i < s->nplaces; i++)
			for (int32_t t = 0; t < s->nperiods; t++)
				add_batch(b, k, b->g->place_at[i], t, table, plane);
	}
	mem_free(table);
}

/* Nodes from which goods can still reach a cell (or a batch). */
static char *useful_nodes(const struct builder *b)
{
	char *useful = mem_calloc((size_t)b->nnodes, 1);

	useful[0] = 1;
	for (int32_t k = 0; k < b->ncells; k++)
		useful[b->cells[k].node] = 1;
	for (int32_t k = 0; k < b->nterms; k++)
		useful[b->terms[k].node] = 1;
	/* Arcs stand in the order of their tails' time, hand arcs of each item
	 * last and first legs first: one pass from the end sees every head before
	 * its tail. */
	for (int32_t a = b->narcs - 1; a >= 0; a--)
		if (useful[b->arcs[a].head] && b->arcs[a].meaning.kind != ARC_LEFT)
			useful[b->arcs[a].tail] = 1;
	return useful;
}

/* Drops useless nodes and arcs and hands the rest over to the problem. */
static void compact(struct builder *b)
{
	struct formulation *f = b->f;
	struct problem *p = &f->problem;
	char *useful = useful_nodes(b);
	int32_t *renumber = mem_calloc((size_t)b->nnodes, sizeof *renumber);

	for (int32_t v = 0; v < b->nnodes; v++) {
		renumber[v] = p->nnodes;
		if (useful[v])
			f->nodes[p->nnodes++] = f->nodes[v];
	}
	p->tail = mem_calloc((size_t)b->narcs, sizeof(int32_t));
	p->head = mem_calloc((size_t)b->narcs, sizeof(int32_t));
	p->capacity = mem_calloc((size_t)b->narcs, sizeof(int64_t));
	f->arcs = mem_calloc((size_t)b->narcs, sizeof *f->arcs);
	for (int32_t a = 0; a < b->narcs; a++) {
		const struct new_arc *arc = &b->arcs[a];
		if (!useful[arc->tail] || !useful[arc->head])
			continue;
		p->tail[p->narcs] = renumber[arc->tail];
		p->head[p->narcs] = renumber[arc->head];
		p->capacity[p->narcs] = arc->capacity;
		f->arcs[p->narcs++] = arc->meaning;
	}
	for (int32_t k = 0; k < b->nterms; k++)
		b->terms[k].node = renumber[b->terms[k].node];
	for (int32_t k = 0; k < b->ncells; k++)
		b->cells[k].node = renumber[b->cells[k].node];
	mem_free(renumber);
	mem_free(useful);
}

/* --- order of cells among equal fractional parts --- */

struct ordered_cell {
	int32_t rank, position, group, first, last, tie, at;
};

static int ordered_cell_compare(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	for (int k = 0; k < 6; k++)
		if (x[k] != y[k])
			return x[k] < y[k] ? -1 : 1;
	return 0;
}

void formulation_order(const struct ground *g, const int32_t *cell_of, int32_t ncells, int32_t *order)
{
	struct ordered_cell *all = mem_calloc((size_t)ncells, sizeof *all);

	for (int32_t k = 0; k < ncells; k++) {
		const struct cell *c;
		all[k].at = all[k].tie = k;
		if (cell_of[k] < 0)
			continue;
		c = &g->cells->cells[cell_of[k]];
		all[k].rank = c->rank > 0 ? c->rank : INT32_MAX;
		all[k].position = (g->community_rank[c->place] - g->item_rank[c->item] - c->when.first)
			% g->ncommunities;
		if (all[k].position < 0)
			all[k].position += g->ncommunities;
		all[k].group = g->group_rank[c->group];
		all[k].first = c->when.first;
		all[k].last = c->when.last;
	}
	qsort(all, (size_t)ncells, sizeof *all, ordered_cell_compare);
	for (int32_t k = 0; k < ncells; k++)
		order[all[k].at] = k;
	mem_free(all);
}

static void hand_over_cells(struct builder *b)
{
	struct problem *p = &b->f->problem;
	size_t n = (size_t)b->ncells;

	p->ncells = b->ncells;
	p->cell_node = mem_calloc(n, sizeof(int32_t));
	p->cell_demand = mem_calloc(n, sizeof(int64_t));
	p->cell_fact = mem_calloc(n, sizeof(int64_t));
	p->cell_least = mem_calloc(n, sizeof(int64_t));
	p->cell_tier = mem_calloc(n, sizeof(int32_t));
	p->cell_order = mem_calloc(n, sizeof(int32_t));
	b->f->cell_of = mem_calloc(n, sizeof(int32_t));
	for (int32_t k = 0; k < b->ncells; k++) {
		p->cell_node[k] = b->cells[k].node;
		p->cell_demand[k] = b->cells[k].demand;
		p->cell_fact[k] = b->cells[k].fact;
		p->cell_least[k] = b->cells[k].least;
		p->cell_tier[k] = b->cells[k].tier;
		b->f->cell_of[k] = b->cells[k].cell;
	}
	formulation_order(b->g, b->f->cell_of, b->ncells, p->cell_order);
	if (!b->facts || !b->facts->served)
		return;
	p->cell_announced = mem_calloc(n, sizeof *p->cell_announced);
	for (int32_t k = 0; k < b->ncells; k++)
		p->cell_announced[k] = b->cells[k].cell >= 0 ? b->facts->served[b->cells[k].cell] : 0;
}

static void builder_init(struct builder *b, struct formulation *f, const struct ground *g,
	const struct facts *facts)
{
	const struct scenario *s = g->scenario;

	memset(b, 0, sizeof *b);
	b->f = f;
	b->g = g;
	b->facts = facts;
	b->item = -1;
	b->counter = mem_calloc((size_t)s->nplaces * (size_t)s->nperiods, sizeof(int32_t));
	if (s->nsubstitutes > 0)
		b->made = mem_calloc((size_t)s->nsubstitutes * (size_t)s->nplaces * (size_t)s->nperiods,
			sizeof *b->made);
	b->bucket = mem_calloc((size_t)s->nperiods, sizeof *b->bucket);
	b->bucket_count = mem_calloc((size_t)s->nperiods, sizeof(int32_t));
	b->bucket_room = mem_calloc((size_t)s->nperiods, sizeof(int32_t));
	if (facts) {
		b->announced_node = mem_calloc((size_t)facts->nannounced, sizeof(int32_t));
		b->announced_head = mem_calloc((size_t)facts->nannounced, sizeof(int32_t));
		for (int32_t k = 0; k < facts->nannounced; k++)
			b->announced_node[k] = -1;
	}
	add_node(b, NODE_OUTSIDE, -1, -1, DAY_NONE, 0);
}

static void builder_release(struct builder *b)
{
	for (int32_t t = 0; t < b->g->scenario->nperiods; t++)
		mem_free(b->bucket[t]);
	mem_free(b->bucket);
	mem_free(b->bucket_count);
	mem_free(b->bucket_room);
	mem_free(b->counter);
	mem_free(b->made);
	mem_free(b->slots);
	mem_free(b->arcs);
	mem_free(b->batches);
	mem_free(b->terms);
	mem_free(b->cells);
	mem_free(b->announced_node);
	mem_free(b->announced_head);
}

/* --- the whole --- */

static void hand_over_batches(struct builder *b)
{
	struct formulation *f = b->f;
	struct problem *p = &f->problem;
	size_t n = (size_t)b->nbatches;
	int32_t *left_of = mem_calloc((size_t)p->nnodes, sizeof *left_of);

	p->nbatches = b->nbatches;
	p->batch_start = mem_calloc(n + 1, sizeof(int32_t));
	p->batch_node = mem_calloc((size_t)b->nterms, sizeof(int32_t));
	p->batch_amount = mem_calloc((size_t)b->nterms, sizeof(int64_t));
	p->batch_most = mem_calloc(n, sizeof(int64_t));
	f->batch_substitute = mem_calloc(n, sizeof(int32_t));
	f->batch_place = mem_calloc(n, sizeof(int32_t));
	f->batch_period = mem_calloc(n, sizeof(int32_t));
	p->batch_left = mem_calloc(n, sizeof(int32_t));
	for (int32_t k = 0; k < b->nbatches; k++) {
		f->batch_substitute[k] = b->batches[k].substitute;
		f->batch_place[k] = b->batches[k].place;
		f->batch_period[k] = b->batches[k].period;
		p->batch_most[k] = b->batches[k].most;
		p->batch_start[k] = b->batches[k].first_term;
	}
	p->batch_start[b->nbatches] = b->nterms;
	for (int32_t k = 0; k < b->nterms; k++) {
		p->batch_node[k] = b->terms[k].node;
		p->batch_amount[k] = b->terms[k].amount;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		left_of[v] = -1;
	for (int32_t a = 0; a < p->narcs; a++)
		if (f->arcs[a].kind == ARC_LEFT)
			left_of[p->tail[a]] = a;
	for (int32_t k = 0; k < b->nbatches; k++)
		p->batch_left[k] = left_of[p->batch_node[p->batch_start[k]]];
	mem_free(left_of);
}

static int32_t *copy_indices(const int32_t *from, int32_t n)
{
	int32_t *to = mem_calloc((size_t)n, sizeof *to);

	if (n > 0)
		memcpy(to, from, (size_t)n * sizeof *to);
	return to;
}

void formulate(struct formulation *f, const struct ground *g, const struct facts *facts,
	const struct bounds *bounds, const int32_t *items, int32_t nitems, const int32_t *active,
	int32_t nactive, bool substitutes)
{
	struct builder b;

	memset(f, 0, sizeof *f);
	problem_init(&f->problem);
	f->nitems = nitems;
	f->items = copy_indices(items, nitems);
	f->nactive = nactive;
	f->active = copy_indices(active, nactive);
	builder_init(&b, f, g, facts);
	b.substitutes = substitutes;
	for (int32_t k = 0; k < nitems; k++)
		build_item(&b, items[k]);
	if (substitutes)
		add_batches(&b);
	compact(&b);
	hand_over_cells(&b);
	hand_over_batches(&b);
	builder_release(&b);
	formulate_batch_most(f);
	formulate_rows(f, g, bounds);
	formulate_objectives(f, g, facts, bounds);
}

void formulation_release(struct formulation *f)
{
	problem_release(&f->problem);
	mem_free(f->items);
	mem_free(f->active);
	mem_free(f->arcs);
	mem_free(f->nodes);
	mem_free(f->cell_of);
	mem_free(f->draws);
	mem_free(f->draw_lots);
	mem_free(f->batch_substitute);
	mem_free(f->batch_place);
	mem_free(f->batch_period);
	mem_free(f->visit_place);
	mem_free(f->visit_group);
	mem_free(f->visit_period);
	mem_free(f->row_of);
	mem_free(f->row_period);
}
