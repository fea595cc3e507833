#include "solver/pooled.h"

#include "models/travel.h"
#include "solver/formulate.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Goods of the item that enter alike. */
struct goods {
	int32_t layer; /* region, or -1 - stand for own place */
	day last_day;
	int32_t place, period;
	int64_t units;
};

struct builder {
	struct pooled *n;
	const struct ground *g;
	const struct scenario *s;
	const struct facts *facts;
	bool roads;
	struct goods *goods;
	int32_t ngoods, goods_room;
	int32_t *own_slot, *region_slot; /* [nplaces] slot of the counters, -1 = none */
	int32_t nslots;
	int32_t first_counter; /* node */
	int32_t *place_slot; /* [nplaces] slot of a place among those of the pair at hand, -1 */
	int32_t *reached; /* [nplaces] places of the pair at hand */
	int32_t nreached;
	struct arc {
		int32_t tail, head;
		int64_t capacity;
	} *arcs;
	int32_t narcs, arcs_room;
	struct claim {
		int32_t cell, counter, tier; /* counter: its first one, -1 */
		struct periods when;
		int64_t demand, fact, least;
	} *claims;
	int32_t nclaims, claims_room;
};

static void add_arc(struct builder *b, int32_t tail, int32_t head, int64_t capacity)
{
	int32_t k = ARRAY_ADD(&b->arcs, &b->narcs, &b->arcs_room);

	b->arcs[k] = (struct arc){tail, head, capacity};
}

/* --- what there is --- */

static void add_goods(struct builder *b, int32_t lot, int32_t place, int32_t period, int64_t units)
{
	const struct supply_lot *l = &b->g->supply->lots[lot];
	int32_t k;

	if (units <= 0 || period >= b->s->nperiods || period > ground_last_period(b->g, l->last_day))
		return;
	k = ARRAY_ADD(&b->goods, &b->ngoods, &b->goods_room);
	b->goods[k] = (struct goods){lot_layer(l, place), l->last_day, place, period, units};
}

static int goods_compare(const void *a, const void *b)
{
	const struct goods *x = a, *y = b;

	if (x->layer != y->layer)
		return x->layer < y->layer ? -1 : 1;
	if (x->last_day != y->last_day)
		return x->last_day < y->last_day ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

static void list_goods(struct builder *b)
{
	const struct ground *g = b->g;
	const struct scenario *s = b->s;
	const struct facts *facts = b->facts;
	int32_t rank = g->item_rank[b->n->item];
	int64_t now = s->as_of.seconds > s->start.seconds ? s->as_of.seconds - s->start.seconds : 0;

	for (int32_t k = g->lot_start[rank]; k < g->lot_start[rank + 1]; k++) {
		const struct supply_lot *lot = &g->supply->lots[k];
		if (lot->line >= 0 || lot->transit >= 0)
			add_goods(b, k, lot->place, period_of(s, lot->release > now ? lot->release : now),
				lot->units - facts->drawn[k]);
	}
	for (int32_t k = 0; k < facts->narrivals; k++) {
		const struct arrival *a = &facts->arrivals[k];
		if (g->supply->lots[a->lot].item == b->n->item)
			add_goods(b, a->lot, a->stand, a->period > g->first_period ? a->period : g->first_period,
				a->units);
	}
	if (b->ngoods > 0)
		qsort(b->goods, (size_t)b->ngoods, sizeof *b->goods, goods_compare);
}

/* --- counters --- */

static void want_slot(struct builder *b, int32_t *slot, int32_t place)
{
	if (slot[place] < 0)
		slot[place] = b->nslots++;
}

/* The place whose counters stand for this one, -1 when no goods get there. */
static int32_t counter_slot(const struct builder *b, int32_t stand)
{
	if (b->own_slot[stand] >= 0)
		return b->own_slot[stand];
	for (int32_t p = stand; p >= 0; p = b->s->places[p].in)
		if (b->region_slot[p] >= 0)
			return b->region_slot[p];
	return -1;
}

static int32_t counter(const struct builder *b, int32_t slot, int32_t period)
{
	return b->first_counter + slot * b->s->nperiods + period;
}

/* With roads every place that asks for something has counters of its own;
 * without, every region that goods must not leave. */
static void choose_counters(struct builder *b)
{
	const struct ground *g = b->g;
	int32_t item = b->n->item, rank = g->item_rank[item];

	for (int32_t p = 0; p < b->s->nplaces; p++)
		b->own_slot[p] = b->region_slot[p] = -1;
	for (int32_t k = 0; k < b->ngoods && !b->roads; k++) {
		if (b->goods[k].layer >= 0)
			want_slot(b, b->region_slot, b->goods[k].layer);
		else
			want_slot(b, b->own_slot, -1 - b->goods[k].layer);
	}
	for (int32_t k = 0; k < b->facts->nstand_ins; k++)
		if (b->facts->stand_ins[k].item == item)
			want_slot(b, b->own_slot, b->facts->stand_ins[k].stand);
	for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1] && b->roads; c++)
		want_slot(b, b->own_slot, g->cells->cells[c].place);
	for (int32_t k = 0; k < b->s->nminima && b->roads; k++)
		if (b->s->minima[k].end_stock && b->s->minima[k].item == item)
			want_slot(b, b->own_slot, g->stand[b->s->minima[k].place]);
}

static void join_counters(struct builder *b, int32_t from, int32_t to)
{
	for (int32_t t = b->g->first_period; t < b->s->nperiods && from >= 0; t++)
		add_arc(b, counter(b, from, t), counter(b, to, t), ARC_UNLIMITED);
}

/* From the counters of a region to those of the next regions inside of it. */
static void pass_down(struct builder *b)
{
	for (int32_t p = 0; p < b->s->nplaces; p++) {
		int32_t above = -1;
		for (int32_t up = b->s->places[p].in; up >= 0 && above < 0; up = b->s->places[up].in)
			above = b->region_slot[up];
		if (b->region_slot[p] >= 0)
			join_counters(b, above, b->region_slot[p]);
		if (b->own_slot[p] >= 0)
			join_counters(b, b->region_slot[p] >= 0 ? b->region_slot[p] : above, b->own_slot[p]);
	}
}

/* --- goods of one layer and class --- */

static void reach_place(struct builder *b, int32_t place)
{
	if (b->place_slot[place] >= 0)
		return;
	b->place_slot[place] = b->nreached;
	b->reached[b->nreached++] = place;
}

static bool layer_allows(const struct builder *b, int32_t layer, int32_t route)
{
	const struct route *r = &b->s->routes[route];

	return layer >= 0 && b->g->stand[r->from] != b->g->stand[r->to]
		&& place_within(b->s, b->g->stand[r->from], layer) && place_within(b->s, b->g->stand[r->to], layer);
}

/* Where goods first..end, alike in layer, may get to over roads that may be open. */
static void reach_places(struct builder *b, int32_t first, int32_t end)
{
	const struct ground *g = b->g;
	int32_t layer = b->goods[first].layer;

	for (int32_t k = 0; k < b->nreached; k++)
		b->place_slot[b->reached[k]] = -1;
	b->nreached = 0;
	if (!b->roads) {
		reach_place(b, layer >= 0 ? layer : -1 - layer);
		return;
	}
	for (int32_t k = first; k < end; k++)
		reach_place(b, b->goods[k].place);
	for (int32_t j = 0; j < b->nreached; j++)
		for (int32_t k = g->leave_start[b->reached[j]]; k < g->leave_start[b->reached[j] + 1]; k++)
			if (layer_allows(b, layer, g->leave_route[k]))
				reach_place(b, g->stand[b->s->routes[g->leave_route[k]].to]);
}

static int32_t serving_slot(const struct builder *b, int32_t layer, int32_t place)
{
	return layer < 0 || b->roads ? b->own_slot[place] : b->region_slot[place];
}

/* Nodes (place, period) of the pair begin at first_node. */
static void add_pair(struct builder *b, int32_t first, int32_t end, int32_t first_node)
{
	const struct ground *g = b->g;
	int32_t nperiods = b->s->nperiods, layer = b->goods[first].layer;
	int32_t last = ground_last_period(g, b->goods[first].last_day), from = nperiods;

	for (int32_t k = first; k < end; k++) {
		const struct goods *e = &b->goods[k];
		int32_t slot = b->roads ? b->place_slot[e->place] : 0;
		add_arc(b, 0, first_node + slot * nperiods + e->period, e->units);
		from = e->period < from ? e->period : from;
	}
	for (int32_t j = 0; j < b->nreached; j++) {
		int32_t place = b->reached[j], slot = serving_slot(b, layer, place), node = first_node + j * nperiods;
		for (int32_t t = from; t <= last; t++) {
			if (slot >= 0 && t >= g->first_period)
				add_arc(b, node + t, counter(b, slot, t), ARC_UNLIMITED);
			if (t < last)
				add_arc(b, node + t, node + t + 1, ARC_UNLIMITED);
			for (int32_t k = g->leave_start[place]; k < g->leave_start[place + 1] && b->roads; k++) {
				int32_t r = g->leave_route[k];
				if (layer_allows(b, layer, r) && route_open(b->s, r, t, t))
					add_arc(b, node + t,
						first_node + b->place_slot[g->stand[b->s->routes[r].to]] * nperiods + t,
						ARC_UNLIMITED);
			}
		}
	}
}

static int32_t pair_end(const struct builder *b, int32_t first)
{
	int32_t end = first + 1;

	while (end < b->ngoods && b->goods[end].layer == b->goods[first].layer
		&& b->goods[end].last_day == b->goods[first].last_day)
		end++;
	return end;
}

/* Counters come first, then the goods pair by pair; the number of nodes. */
static int32_t add_all_goods(struct builder *b)
{
	int32_t nnodes;

	b->first_counter = 1;
	nnodes = 1 + b->nslots * b->s->nperiods;
	for (int32_t first = 0, end; first < b->ngoods; first = end) {
		end = pair_end(b, first);
		reach_places(b, first, end);
		add_pair(b, first, end, nnodes);
		nnodes += b->nreached * b->s->nperiods;
	}
	return nnodes;
}

/* --- claims --- */

static void add_claim(struct builder *b, int32_t cell, int32_t stand, struct periods when, int32_t tier,
	int64_t demand, int64_t fact, int64_t least)
{
	int32_t slot = counter_slot(b, stand), k = ARRAY_ADD(&b->claims, &b->nclaims, &b->claims_room);

	if (when.first < b->g->first_period)
		when.first = b->g->first_period;
	b->claims[k] = (struct claim){cell, slot < 0 || when.first > when.last ? -1
		: counter(b, slot, when.first), tier, when, demand, fact, least};
}

static void add_cells(struct builder *b)
{
	const struct ground *g = b->g;
	const struct facts *facts = b->facts;
	int32_t rank = g->item_rank[b->n->item];

	for (int32_t k = g->cell_start[rank]; k < g->cell_start[rank + 1]; k++) {
		const struct cell *c = &g->cells->cells[k];
		int64_t fact = c->fact + facts->done[k], least = facts->kept ? facts->kept[k] : 0;
		fact = fact < c->units ? fact : c->units;
		if (c->when.last < g->first_period)
			least = 0;
		add_claim(b, k, c->place, c->when, c->stage * STAGE_TIERS + c->tier, c->units, fact,
			least < c->units - fact ? least : c->units - fact);
	}
}

static void add_hard_claims(struct builder *b)
{
	const struct scenario *s = b->s;
	int64_t u = s->items[b->n->item].issue_unit;

	for (int32_t k = 0; k < s->nminima; k++) {
		const struct minimum *m = &s->minima[k];
		int64_t units = int_ceil_div(m->quantity, u);
		if (m->end_stock && m->item == b->n->item && units > 0)
			add_claim(b, -1 - k, b->g->stand[m->place], (struct periods){s->nperiods - 1, s->nperiods - 1},
				TIER_HARD, units, 0, units);
	}
	for (int32_t k = 0; k < b->facts->nstand_ins; k++) {
		const struct stand_in *in = &b->facts->stand_ins[k];
		if (in->item != b->n->item)
			continue;
		if (in->given >= u)
			add_arc(b, 0, counter(b, b->own_slot[in->stand], in->period), in->given / u);
		if (in->taken >= u)
			add_claim(b, STAND_IN_CELL, in->stand, (struct periods){in->period, in->period}, TIER_HARD,
				in->taken / u, 0, in->taken / u);
	}
}

/* --- over to the problem --- */

static void make_arcs(struct problem *p, size_t narcs)
{
	p->tail = mem_calloc(narcs, sizeof *p->tail);
	p->head = mem_calloc(narcs, sizeof *p->head);
	p->capacity = mem_calloc(narcs, sizeof *p->capacity);
}

static void make_cells(struct problem *p, size_t ncells)
{
	p->cell_node = mem_calloc(ncells, sizeof *p->cell_node);
	p->cell_demand = mem_calloc(ncells, sizeof *p->cell_demand);
	p->cell_fact = mem_calloc(ncells, sizeof *p->cell_fact);
	p->cell_least = mem_calloc(ncells, sizeof *p->cell_least);
	p->cell_tier = mem_calloc(ncells, sizeof *p->cell_tier);
	p->cell_order = mem_calloc(ncells, sizeof *p->cell_order);
}

static void set_arc(struct problem *p, int32_t tail, int32_t head, int64_t capacity)
{
	p->tail[p->narcs] = tail;
	p->head[p->narcs] = head;
	p->capacity[p->narcs++] = capacity;
}

static int32_t span(struct periods when)
{
	return when.last - when.first + 1;
}

/* A cell with a node of its own that draws from its counters. */
static int32_t set_cell(struct problem *p, int32_t first_counter, struct periods when)
{
	int32_t c = p->ncells++;

	p->cell_node[c] = p->nnodes++;
	for (int32_t t = 0; first_counter >= 0 && t < span(when); t++)
		set_arc(p, first_counter + t, p->cell_node[c], ARC_UNLIMITED);
	return c;
}

static void hand_over(struct builder *b, int32_t nnodes)
{
	struct pooled *n = b->n;
	struct problem *p = &n->problem;
	size_t narcs = (size_t)b->narcs, ncells = (size_t)b->nclaims;

	for (int32_t k = 0; k < b->nclaims; k++)
		narcs += b->claims[k].counter >= 0 ? (size_t)span(b->claims[k].when) : 0;
	make_arcs(p, narcs);
	make_cells(p, ncells);
	n->cell_of = mem_calloc(ncells, sizeof *n->cell_of);
	n->counter_of = mem_calloc(ncells, sizeof *n->counter_of);
	n->when = mem_calloc(ncells, sizeof *n->when);
	p->nnodes = n->nbare = nnodes;
	for (int32_t a = 0; a < b->narcs; a++)
		set_arc(p, b->arcs[a].tail, b->arcs[a].head, b->arcs[a].capacity);
	n->nbare_arcs = p->narcs;
	for (int32_t k = 0; k < b->nclaims; k++) {
		const struct claim *claim = &b->claims[k];
		int32_t c = set_cell(p, claim->counter, claim->when);
		p->cell_demand[c] = claim->demand;
		p->cell_fact[c] = claim->fact;
		p->cell_least[c] = claim->least;
		p->cell_tier[c] = claim->tier;
		n->cell_of[c] = claim->cell;
		n->counter_of[c] = claim->counter;
		n->when[c] = claim->when;
	}
	formulation_order(n->ground, n->cell_of, p->ncells, p->cell_order);
}

void pooled_init(struct pooled *n, const struct ground *g, const struct facts *facts, int32_t item,
	bool roads)
{
	struct builder b = {.n = n, .g = g, .s = g->scenario, .facts = facts, .roads = roads};
	size_t nplaces = (size_t)b.s->nplaces;
	int32_t nnodes;

	memset(n, 0, sizeof *n);
	n->ground = g;
	n->item = item;
	problem_init(&n->problem);
	b.own_slot = mem_calloc(nplaces, sizeof *b.own_slot);
	b.region_slot = mem_calloc(nplaces, sizeof *b.region_slot);
	b.place_slot = mem_calloc(nplaces, sizeof *b.place_slot);
	b.reached = mem_calloc(nplaces, sizeof *b.reached);
	for (size_t k = 0; k < nplaces; k++)
		b.place_slot[k] = -1;
	list_goods(&b);
	choose_counters(&b);
	nnodes = add_all_goods(&b);
	if (!roads)
		pass_down(&b);
	add_cells(&b);
	add_hard_claims(&b);
	hand_over(&b, nnodes);
	mem_free(b.goods);
	mem_free(b.own_slot);
	mem_free(b.region_slot);
	mem_free(b.place_slot);
	mem_free(b.reached);
	mem_free(b.arcs);
	mem_free(b.claims);
}

void pooled_release(struct pooled *n)
{
	problem_release(&n->problem);
	mem_free(n->cell_of);
	mem_free(n->counter_of);
	mem_free(n->when);
}

/* --- a part --- */

struct drawn_together {
	int32_t counter, last;
	int64_t units;
	struct periods when;
};

static int drawn_together_compare(const void *a, const void *b)
{
	const struct drawn_together *x = a, *y = b;

	if (x->counter != y->counter)
		return x->counter < y->counter ? -1 : 1;
	return (x->last > y->last) - (x->last < y->last);
}

/* What the others draw, one entry for all that are served alike. */
static struct drawn_together *list_others(const struct pooled *n, const int32_t *part, int32_t npart,
	const int64_t *draws, int32_t *count)
{
	const struct problem *p = &n->problem;
	struct drawn_together *all = mem_calloc((size_t)p->ncells, sizeof *all);
	int32_t listed = 0, kept = 0, next = 0;

	for (int32_t c = 0; c < p->ncells; c++) {
		if (next < npart && part[next] == c) {
			next++;
			continue;
		}
		if (draws[c] == 0)
			continue;
		assert(n->counter_of[c] >= 0);
		all[listed++] = (struct drawn_together){n->counter_of[c], n->when[c].last, draws[c], n->when[c]};
	}
	if (listed > 0)
		qsort(all, (size_t)listed, sizeof *all, drawn_together_compare);
	for (int32_t k = 0; k < listed; k++) {
		if (kept > 0 && drawn_together_compare(&all[kept - 1], &all[k]) == 0)
			all[kept - 1].units += all[k].units;
		else
			all[kept++] = all[k];
	}
	*count = kept;
	return all;
}

static int by_order(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The order of the part's cells as in the whole, the others behind. */
static void order_part(const struct pooled *n, const int32_t *part, int32_t npart, struct problem *p)
{
	int32_t (*pairs)[2] = mem_calloc((size_t)npart, sizeof *pairs);

	for (int32_t k = 0; k < npart; k++) {
		pairs[k][0] = n->problem.cell_order[part[k]];
		pairs[k][1] = k;
	}
	if (npart > 0)
		qsort(pairs, (size_t)npart, sizeof *pairs, by_order);
	for (int32_t k = 0; k < npart; k++)
		p->cell_order[pairs[k][1]] = k;
	for (int32_t c = npart; c < p->ncells; c++)
		p->cell_order[c] = c;
	mem_free(pairs);
}

void pooled_part(const struct pooled *n, const int32_t *part, int32_t npart, const int64_t *draws,
	struct problem *p)
{
	const struct problem *whole = &n->problem;
	int32_t nothers;
	struct drawn_together *others = list_others(n, part, npart, draws, &nothers);
	size_t narcs = (size_t)n->nbare_arcs;

	for (int32_t k = 0; k < npart; k++)
		narcs += n->counter_of[part[k]] >= 0 ? (size_t)span(n->when[part[k]]) : 0;
	for (int32_t k = 0; k < nothers; k++)
		narcs += (size_t)span(others[k].when);
	problem_init(p);
	make_arcs(p, narcs);
	make_cells(p, (size_t)npart + (size_t)nothers);
	p->nnodes = n->nbare;
	for (int32_t a = 0; a < n->nbare_arcs; a++)
		set_arc(p, whole->tail[a], whole->head[a], whole->capacity[a]);
	for (int32_t k = 0; k < npart; k++) {
		int32_t c = set_cell(p, n->counter_of[part[k]], n->when[part[k]]);
		p->cell_demand[c] = whole->cell_demand[part[k]];
		p->cell_fact[c] = whole->cell_fact[part[k]];
		p->cell_least[c] = whole->cell_least[part[k]];
		p->cell_tier[c] = whole->cell_tier[part[k]];
	}
	for (int32_t k = 0; k < nothers; k++) {
		int32_t c = set_cell(p, others[k].counter, others[k].when);
		p->cell_demand[c] = p->cell_least[c] = others[k].units;
		p->cell_tier[c] = TIER_HARD;
	}
	order_part(n, part, npart, p);
	mem_free(others);
}
