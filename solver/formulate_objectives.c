#include "solver/formulate_parts.h"

#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

static struct objective *add_objective(struct problem *p, enum objective_kind kind, int32_t item)
{
	struct objective *o;

	p->objectives = mem_resize(p->objectives, (size_t)p->nobjectives + 1, sizeof *o);
	o = &p->objectives[p->nobjectives++];
	*o = (struct objective){kind, item, mem_calloc((size_t)problem_columns(p), sizeof(int64_t)), 1, 0};
	return o;
}

static int64_t power_of_ten(int32_t n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

/* Values are per base unit: on this scale one smallest unit of every item of
 * the formulation has a whole value. */
static int64_t value_scale(const struct formulation *f, const struct scenario *s)
{
	int32_t decimals = 0;

	for (int32_t k = 0; k < f->nitems; k++)
		if (s->items[f->items[k]].decimals > decimals)
			decimals = s->items[f->items[k]].decimals;
	return power_of_ten(decimals);
}

/* Value of one issue unit, in smallest currency units x value_scale. */
static int64_t unit_value(const struct formulation *f, const struct scenario *s, int32_t item)
{
	const struct item *i = &s->items[item];
	const wide most = (wide)1 << 61;
	wide value = (wide)i->value * i->issue_unit * (value_scale(f, s) / power_of_ten(i->decimals));

	return value < most ? (int64_t)value : (int64_t)most;
}

/* The items a level is about: all with a value together (-1), each other
 * alone; items [nitems + 1] returns them, the count is returned. */
static int32_t value_levels(const struct formulation *f, const struct scenario *s, int32_t *items)
{
	int32_t n = 0;

	if (f->nitems == 1) {
		items[0] = f->items[0];
		return 1;
	}
	for (int32_t k = 0; k < f->nitems && n == 0; k++)
		if (s->items[f->items[k]].value > 0)
			items[n++] = -1;
	for (int32_t k = 0; k < f->nitems; k++)
		if (s->items[f->items[k]].value <= 0)
			items[n++] = f->items[k];
	return n;
}

/* What one unit of `item` weighs in the level about `level_item`. */
static int64_t level_weight(const struct formulation *f, const struct scenario *s, int32_t level_item,
	int32_t item)
{
	if (level_item >= 0 || f->nitems == 1)
		return item == level_item ? 1 : 0;
	return s->items[item].value > 0 ? unit_value(f, s, item) : 0;
}

/* What one issue unit weighs in the level about `level_item`, by item:
 * [scenario nitems], mem_free by the caller. */
static int64_t *level_weights(const struct formulation *f, const struct scenario *s, int32_t level_item)
{
	int64_t *weight = mem_calloc((size_t)s->nitems, sizeof *weight);

	for (int32_t k = 0; k < f->nitems; k++)
		weight[f->items[k]] = level_weight(f, s, level_item, f->items[k]);
	return weight;
}

static void add_change(struct formulation *f, const struct ground *g, const struct facts *facts,
	int32_t level_item)
{
	struct objective *o = add_objective(&f->problem, OBJECTIVE_CHANGE, level_item);
	int64_t *weight = level_weights(f, g->scenario, level_item);

	o->scale = level_item < 0 ? value_scale(f, g->scenario) : 1;
	for (int32_t a = 0; a < f->problem.narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		if (m->kind == ARC_LEG && m->announced)
			o->cost[a] = -weight[m->item];
		else if ((m->kind == ARC_SHIP && !m->announced) || m->kind == ARC_LEG)
			o->cost[a] = weight[m->item];
	}
	/* All that was announced, also what has no way any more. */
	for (int32_t k = 0; k < facts->nannounced; k++)
		o->constant += weight[facts->announced[k].item] * facts->announced[k].units;
	mem_free(weight);
}

/* Callable units of the items that expire in the horizon, those that no claim
 * can ever reach included, weighed. */
static wide expiring(const struct formulation *f, const struct ground *g, const struct facts *facts,
	const int64_t *weight)
{
	wide sum = 0;

	for (int32_t i = 0; i < f->nitems; i++) {
		int32_t rank = g->item_rank[f->items[i]];
		for (int32_t k = g->lot_start[rank]; k < g->lot_start[rank + 1]; k++) {
			const struct supply_lot *lot = &g->supply->lots[k];
			if (lot->last_day != DAY_NONE)
				sum += (wide)weight[lot->item] * (lot->units - (facts ? facts->drawn[k] : 0));
		}
	}
	for (int32_t k = 0; facts && k < facts->narrivals; k++) {
		const struct supply_lot *lot = &g->supply->lots[facts->arrivals[k].lot];
		if (lot->last_day != DAY_NONE)
			sum += (wide)weight[lot->item] * facts->arrivals[k].units;
	}
	return sum;
}

static void add_waste(struct formulation *f, const struct ground *g, const struct facts *facts,
	int32_t level_item)
{
	struct problem *p = &f->problem;
	struct objective *o = add_objective(p, OBJECTIVE_WASTE, level_item);
	int64_t *weight = level_weights(f, g->scenario, level_item);
	wide constant = expiring(f, g, facts, weight);

	o->scale = level_item < 0 ? value_scale(f, g->scenario) : 1;
	o->constant = constant < INT64_MAX ? (int64_t)constant : INT64_MAX;
	for (int32_t a = 0; a < p->narcs; a++)
		if (f->arcs[a].kind == ARC_SERVE && f->nodes[p->tail[a]].last_day != DAY_NONE)
			o->cost[a] = -weight[f->arcs[a].item];
	mem_free(weight);
}

/* Unit costs on their common denominator, which is the objective's scale; at
 * most 10^12, so that costs stay far from the end of 64 bits. */
static void add_cost(struct formulation *f, const struct ground *g, int64_t scale)
{
	struct problem *p = &f->problem;
	struct objective *o = add_objective(p, OBJECTIVE_COST, -1);
	int32_t item = -1;
	int64_t common = scale;
	int64_t *known = mem_calloc((size_t)g->scenario->nroutes, sizeof *known); /* cost + 1, 0 = not yet */

	o->scale = scale;
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		if (m->kind != ARC_SHIP)
			continue;
		if (m->item != item)
			memset(known, 0, (size_t)g->scenario->nroutes * sizeof *known);
		item = m->item;
		if (known[m->route] == 0)
			known[m->route] = 1 + cost_scaled(route_unit_cost(g->scenario, m->route, item), scale);
		o->cost[a] = known[m->route] - 1;
		common = int_gcd(common, o->cost[a]);
	}
	for (int32_t a = 0; a < p->narcs; a++)
		o->cost[a] /= common;
	o->scale /= common;
	mem_free(known);
}

/* Goods that may only serve their own place leave and arrive when they are
 * handed out there. */
static void add_earliness(struct formulation *f, enum objective_kind kind)
{
	const struct problem *p = &f->problem;
	struct objective *o = add_objective(&f->problem, kind, -1);

	for (int32_t a = 0; a < p->narcs; a++)
		if (f->arcs[a].kind == ARC_SHIP
			|| (f->arcs[a].kind == ARC_SERVE && f->nodes[p->tail[a]].layer < 0))
			o->cost[a] = kind == OBJECTIVE_DEPARTURE ? f->arcs[a].depart : f->arcs[a].arrive;
}

static uint64_t mix(uint64_t h, int64_t value)
{
	return splitmix64(h ^ (uint64_t)value);
}

static uint64_t mix_node(uint64_t h, const struct ground *g, const struct node_meaning *n)
{
	h = mix(h, n->kind);
	h = mix(h, n->item >= 0 ? g->item_rank[n->item] : -1);
	h = mix(h, n->place >= 0 ? g->place_rank[n->place] : -1);
	h = mix(h, n->period);
	h = mix(h, n->last_day);
	h = mix(h, n->release);
	h = mix(h, n->arrives);
	if (n->kind == NODE_MADE)
		return mix(h, g->substitute_rank[n->layer]);
	/* A layer is a place; counters and cells are in none. */
	return mix(h, (n->kind == NODE_SOURCE || n->kind == NODE_STOCK) && n->layer >= 0
		? g->place_rank[n->layer] : -1);
}

/* Position of a cell among the claims for its item, which are in the order of
 * what they say; end stock by its place alone. */
static int64_t claim_number(const struct formulation *f, const struct ground *g, int32_t cell)
{
	int32_t c = f->cell_of[cell];

	return c < 0 ? -1 : c - g->cell_start[g->item_rank[g->cells->cells[c].item]];
}

/* SplitMix64 over the ranks of what every arc and batch joins: hash [ncolumns]. */
static void hash_columns(const struct formulation *f, const struct ground *g, uint64_t *hash)
{
	const struct problem *p = &f->problem;
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);

	for (int32_t c = 0; c < p->ncells; c++)
		cell_at[p->cell_node[c]] = c;
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		uint64_t h = mix(0, m->kind);
		h = mix_node(h, g, &f->nodes[p->tail[a]]);
		h = mix_node(h, g, &f->nodes[p->head[a]]);
		h = mix(h, m->route >= 0 ? g->route_rank[m->route] : -1);
		h = mix(h, m->leave);
		h = mix(h, m->kind == ARC_LEG && m->announced);
		if (f->nodes[p->head[a]].kind == NODE_CELL)
			h = mix(h, claim_number(f, g, cell_at[p->head[a]]));
		hash[a] = h;
	}
	for (int32_t k = 0; k < p->nbatches; k++) {
		uint64_t h = mix(0, -1);
		h = mix(h, g->substitute_rank[f->batch_substitute[k]]);
		h = mix(h, g->place_rank[f->batch_place[k]]);
		hash[p->narcs + k] = mix(h, f->batch_period[k]);
	}
	mem_free(cell_at);
}

#define CANONICAL_WORDS 3

/* w_a = the hash of a, then SplitMix64 of it, and so on. */
static void add_canonical(struct formulation *f, const struct ground *g)
{
	struct problem *p = &f->problem;
	int32_t n = p->narcs + p->nbatches; /* door visits follow from these */
	uint64_t *hash = mem_calloc((size_t)n, sizeof *hash);

	hash_columns(f, g, hash);
	for (int word = 0; word < CANONICAL_WORDS; word++) {
		struct objective *o = add_objective(p, OBJECTIVE_CANONICAL, -1);

		for (int32_t j = 0; j < n; j++) {
			o->cost[j] = (int64_t)(hash[j] >> 2);
			hash[j] = splitmix64(hash[j]);
		}
	}
	mem_free(hash);
}

/* Units expire in the horizon only if some lot's date lies in it. */
static bool any_expires(const struct formulation *f, const struct ground *g, int32_t level_item)
{
	for (int32_t i = 0; i < f->nitems; i++) {
		int32_t item = f->items[i], rank = g->item_rank[item];
		if (level_weight(f, g->scenario, level_item, item) == 0)
			continue;
		for (int32_t k = g->lot_start[rank]; k < g->lot_start[rank + 1]; k++)
			if (g->supply->lots[k].last_day != DAY_NONE)
				return true;
	}
	return false;
}

void formulate_objectives(struct formulation *f, const struct ground *g, const struct facts *facts,
	const struct bounds *bounds)
{
	const struct scenario *s = g->scenario;
	int32_t *items = mem_calloc((size_t)f->nitems + 1, sizeof *items);
	int32_t nlevels = value_levels(f, s, items);
	bool change = facts && facts->nannounced > 0;

	for (int32_t k = 0; change && !s->policy.change_last && k < nlevels; k++)
		add_change(f, g, facts, items[k]);
	if (f->problem.nbatches > 0) {
		struct objective *o = add_objective(&f->problem, OBJECTIVE_SUBSTITUTION, -1);
		for (int32_t k = 0; k < f->problem.nbatches; k++)
			o->cost[f->problem.narcs + k] = s->substitutes[f->batch_substitute[k]].penalty;
	}
	for (int32_t k = 0; k < nlevels; k++)
		if (any_expires(f, g, items[k]))
			add_waste(f, g, facts, items[k]);
	add_cost(f, g, bounds->money_scale);
	for (int32_t k = 0; change && s->policy.change_last && k < nlevels; k++)
		add_change(f, g, facts, items[k]);
	if (!bounds->any_time) {
		add_earliness(f, OBJECTIVE_DEPARTURE);
		add_earliness(f, OBJECTIVE_ARRIVAL);
	}
	if (!bounds->any_plan)
		add_canonical(f, g);
	mem_free(items);
}
