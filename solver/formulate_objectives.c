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

/* Value of one issue unit, in smallest currency units x 10^DECIMALS_MAX. */
static int64_t unit_value(const struct item *item)
{
	int64_t value = item->value * item->issue_unit;

	for (int32_t k = item->decimals; k < DECIMALS_MAX; k++)
		value *= 10;
	return value;
}
#define VALUE_SCALE 1000000

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
	return s->items[item].value > 0 ? unit_value(&s->items[item]) : 0;
}

static void add_change(struct formulation *f, const struct ground *g, int32_t level_item)
{
	struct objective *o = add_objective(&f->problem, OBJECTIVE_CHANGE, level_item);

	o->scale = level_item < 0 ? VALUE_SCALE : 1;
	for (int32_t a = 0; a < f->problem.narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		int64_t weight = level_weight(f, g->scenario, level_item, m->item);
		if (m->kind != ARC_SHIP)
			continue;
		o->cost[a] = m->announced ? -weight : weight;
		if (m->announced)
			o->constant += weight * f->problem.capacity[a];
	}
}

static void add_waste(struct formulation *f, const struct ground *g, int32_t level_item)
{
	struct problem *p = &f->problem;
	struct objective *o = add_objective(p, OBJECTIVE_WASTE, level_item);

	o->scale = level_item < 0 ? VALUE_SCALE : 1;
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		int64_t weight = level_weight(f, g->scenario, level_item, m->item);
		if (m->kind == ARC_SERVE && f->nodes[p->tail[a]].last_day != DAY_NONE)
			o->cost[a] = -weight;
		else if (m->kind == ARC_DRAW && f->nodes[p->head[a]].last_day != DAY_NONE)
			o->constant += weight * p->capacity[a];
	}
}

static void add_cost(struct formulation *f, const struct ground *g)
{
	struct problem *p = &f->problem;
	struct objective *o = add_objective(p, OBJECTIVE_COST, -1);
	int64_t scale = 1;

	for (int32_t a = 0; a < p->narcs; a++) {
		struct ratio cost;
		int64_t wider;
		if (f->arcs[a].kind != ARC_SHIP)
			continue;
		cost = route_unit_cost(g->scenario, f->arcs[a].route, f->arcs[a].item);
		if (cost.num > 0 && scale % cost.den != 0
			&& int_mul(scale / int_gcd(scale, cost.den), cost.den, &wider)
			&& wider <= (int64_t)1000000000000)
			scale = wider;
	}
	o->scale = scale;
	for (int32_t a = 0; a < p->narcs; a++) {
		struct ratio cost;
		if (f->arcs[a].kind != ARC_SHIP)
			continue;
		cost = route_unit_cost(g->scenario, f->arcs[a].route, f->arcs[a].item);
		if (cost.num > 0)
			o->cost[a] = int_mul_div_ceil(cost.num, scale, cost.den);
	}
}

static void add_earliness(struct formulation *f, enum objective_kind kind)
{
	struct objective *o = add_objective(&f->problem, kind, -1);

	for (int32_t a = 0; a < f->problem.narcs; a++)
		if (f->arcs[a].kind == ARC_SHIP)
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
	return mix(h, n->layer >= 0 ? g->place_rank[n->layer] : -1);
}

/* w_a = SplitMix64 over the ranks of what the arc joins; word 0, 1, ... */
static void add_canonical(struct formulation *f, const struct ground *g, int word)
{
	struct problem *p = &f->problem;
	struct objective *o = add_objective(p, OBJECTIVE_CANONICAL, -1);
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);

	for (int32_t c = 0; c < p->ncells; c++)
		cell_at[p->cell_node[c]] = c;
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		uint64_t h = mix((uint64_t)word, m->kind);
		h = mix_node(h, g, &f->nodes[p->tail[a]]);
		h = mix_node(h, g, &f->nodes[p->head[a]]);
		h = mix(h, m->route >= 0 ? g->route_rank[m->route] : -1);
		h = mix(h, m->leave);
		h = mix(h, m->announced);
		if (f->nodes[p->head[a]].kind == NODE_CELL)
			h = mix(h, p->cell_order[cell_at[p->head[a]]]);
		o->cost[a] = (int64_t)(h >> 2);
	}
	for (int32_t k = 0; k < p->nbatches; k++) {
		uint64_t h = mix((uint64_t)word, -1);
		h = mix(h, f->batch_substitute[k]);
		h = mix(h, g->place_rank[f->batch_place[k]]);
		h = mix(h, f->batch_period[k]);
		o->cost[p->narcs + k] = (int64_t)(h >> 2);
	}
	mem_free(cell_at);
}

#define CANONICAL_WORDS 3

void formulate_objectives(struct formulation *f, const struct ground *g, const struct facts *facts)
{
	const struct scenario *s = g->scenario;
	int32_t *items = mem_calloc((size_t)f->nitems + 1, sizeof *items);
	int32_t nlevels = value_levels(f, s, items);
	bool change = facts && facts->nannounced > 0;

	for (int32_t k = 0; change && !s->policy.change_last && k < nlevels; k++)
		add_change(f, g, items[k]);
	if (f->problem.nbatches > 0) {
		struct objective *o = add_objective(&f->problem, OBJECTIVE_SUBSTITUTION, -1);
		for (int32_t k = 0; k < f->problem.nbatches; k++)
			o->cost[f->problem.narcs + k] = s->substitutes[f->batch_substitute[k]].penalty;
	}
	for (int32_t k = 0; k < nlevels; k++)
		add_waste(f, g, items[k]);
	add_cost(f, g);
	for (int32_t k = 0; change && s->policy.change_last && k < nlevels; k++)
		add_change(f, g, items[k]);
	add_earliness(f, OBJECTIVE_DEPARTURE);
	add_earliness(f, OBJECTIVE_ARRIVAL);
	for (int word = 0; word < CANONICAL_WORDS; word++)
		add_canonical(f, g, word);
	mem_free(items);
}
