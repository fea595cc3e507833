#include "solver/contradiction.h"

#include "solver/engines.h"
#include "solver/minima.h"
#include "models/contradiction.h"

#include <stdlib.h>
#include <string.h>

/* The problem of the minima (minima_problem), and what its parts mean. Cells and
 * nodes behind those of f stand for minima over several claims. */
struct clashing {
	struct plan *plan;
	const struct components *c;
	const struct formulation *f;
	const struct problem *p;
	const int32_t *rule; /* [p->ncells] */
	const char *cut; /* [p->nnodes] */
	const int64_t *met; /* [p->ncells] */
	int32_t *part; /* [p->nnodes] smallest node of its connected part of the cut */
};

/* Everything of one clash; copied into the plan's arena at the end. */
struct parts {
	struct clash_rule *rules; int32_t nrules, rules_room;
	struct clash_goods *goods; int32_t ngoods, goods_room;
	struct clash_claim *claims; int32_t nclaims, claims_room;
	struct clash_limit *limits; int32_t nlimits, limits_room;
};

static void *kept(struct plan *plan, const void *items, int32_t n, size_t size)
{
	void *to = arena_calloc(&plan->arena, (size_t)n, size);

	if (n > 0)
		memcpy(to, items, (size_t)n * size);
	return to;
}

static void add_clash(struct plan *plan, const struct parts *parts, bool proven)
{
	int32_t at = ARRAY_ADD(&plan->clashes, &plan->nclashes, &plan->clashes_room);

	plan->clashes[at] = (struct clash){proven,
		kept(plan, parts->rules, parts->nrules, sizeof *parts->rules), parts->nrules,
		kept(plan, parts->goods, parts->ngoods, sizeof *parts->goods), parts->ngoods,
		kept(plan, parts->claims, parts->nclaims, sizeof *parts->claims), parts->nclaims,
		kept(plan, parts->limits, parts->nlimits, sizeof *parts->limits), parts->nlimits};
}

static void parts_release(struct parts *parts)
{
	mem_free(parts->rules);
	mem_free(parts->goods);
	mem_free(parts->claims);
	mem_free(parts->limits);
}

/* --- what a part of the network means --- */

static int32_t last_period(const struct ground *g, const struct minimum *m)
{
	int32_t last = g->scenario->nperiods - 1;

	return m->end_stock || m->when.last > last ? last : m->when.last;
}

/* rule: index into minima; units of its item. */
static void add_rule(struct parts *parts, const struct ground *g, int32_t rule, int64_t asked, int64_t met)
{
	const struct minimum *m = &g->scenario->minima[rule];
	int64_t unit = g->scenario->items[m->item].issue_unit;
	int32_t k;

	/* A minimum over several claims may have a part of each. */
	for (k = 0; k < parts->nrules && parts->rules[k].minimum != rule; k++)
		continue;
	if (k == parts->nrules) {
		ARRAY_ADD(&parts->rules, &parts->nrules, &parts->rules_room);
		parts->rules[k] = (struct clash_rule){rule, last_period(g, m), 0, 0};
	}
	parts->rules[k].asked += asked * unit;
	parts->rules[k].met += met * unit;
}

static void add_goods(struct parts *parts, const struct formulation *f, const struct ground *g, int32_t a)
{
	const struct draw *draw = &f->draws[f->arcs[a].draw];

	for (int32_t k = draw->first; k < draw->first + draw->count; k++) {
		const struct draw_lot *lot = &f->draw_lots[k];
		int32_t at = ARRAY_ADD(&parts->goods, &parts->ngoods, &parts->goods_room);
		parts->goods[at] = (struct clash_goods){lot->lot, f->arcs[a].arrive,
			lot->units * g->scenario->items[f->arcs[a].item].issue_unit};
	}
}

static void add_limit(struct parts *parts, const struct components *c, int32_t b, int32_t period)
{
	const struct bound *bound = &c->bounds.bounds[b];
	const struct scenario *s = c->ground->scenario;
	bool money = bound->kind == BOUND_LIMIT && s->limits[bound->index].kind == LIMIT_BUDGET;
	struct clash_limit limit = {bound->kind == BOUND_LIMIT ? bound->index : -1,
		bound->kind == BOUND_ROUTE ? bound->index : -1,
		bound->kind == BOUND_SEGMENT ? bound->index : -1, bound->whole ? -1 : period,
		(int64_t)(bound->most / (money ? c->bounds.money_scale : 1))};
	int32_t at;

	for (int32_t k = 0; k < parts->nlimits; k++)
		if (memcmp(&parts->limits[k], &limit, sizeof limit) == 0)
			return;
	at = ARRAY_ADD(&parts->limits, &parts->nlimits, &parts->limits_room);
	parts->limits[at] = limit;
}

/* The bound that is the capacity of a leg: that which leaves it the least. */
static void add_leg_limit(struct parts *parts, const struct components *c, const struct formulation *f,
	int32_t a)
{
	const struct arc_meaning *leg = &f->arcs[a];
	int32_t *bounds = mem_calloc((size_t)c->bounds.leg_most, sizeof *bounds);
	int32_t n = bounds_of_leg(&c->bounds, c->ground, leg->item, leg->route, leg->depart, bounds), best = -1;
	wide least = 0;

	for (int32_t k = 0; k < n; k++) {
		const struct bound *b = &c->bounds.bounds[bounds[k]];
		int64_t share = bound_share(c->ground, &c->bounds, b, leg->item, leg->route);
		wide units = share <= 0 ? ARC_UNLIMITED : wide_floor_div(bound_left(b, b->whole
			? c->ground->scenario->nperiods : leg->depart), share);
		if (best < 0 || units < least) {
			best = bounds[k];
			least = units;
		}
	}
	if (best >= 0)
		add_limit(parts, c, best, leg->depart);
	mem_free(bounds);
}

/* --- by a cut of the networks --- */

static int32_t find_part(int32_t *part, int32_t v)
{
	while (part[v] != v) {
		part[v] = part[part[v]];
		v = part[v];
	}
	return v;
}

static void find_parts(struct clashing *x)
{
	const struct problem *p = x->p;

	for (int32_t v = 0; v < p->nnodes; v++)
		x->part[v] = v;
	for (int32_t a = 0; a < p->narcs; a++) {
		int32_t v, w;
		if (p->capacity[a] == 0 || !x->cut[p->tail[a]] || !x->cut[p->head[a]])
			continue;
		v = find_part(x->part, p->tail[a]);
		w = find_part(x->part, p->head[a]);
		if (v < w)
			x->part[w] = v;
		else
			x->part[v] = w;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		x->part[v] = x->cut[v] ? find_part(x->part, v) : -1;
}

static int32_t rule_of_cell(const struct clashing *x, int32_t c)
{
	return x->rule[c] >= 0 ? x->rule[c] : minimum_behind(x->f, x->c->ground, c);
}

/* What comes into the part over an arc that is full. */
static void add_arc(const struct clashing *x, struct parts *parts, int32_t a)
{
	const struct formulation *f = x->f;
	int32_t own = f->problem.narcs;

	if (a >= own) {
		int32_t c = (a - own) / 2, at;
		if (f->cell_of[c] < 0)
			return;
		at = ARRAY_ADD(&parts->claims, &parts->nclaims, &parts->claims_room);
		parts->claims[at] = (struct clash_claim){f->cell_of[c],
			x->p->capacity[a] * x->c->ground->scenario->items[f->nodes[f->problem.cell_node[c]].item].issue_unit};
	} else if (f->arcs[a].kind == ARC_DRAW) {
		add_goods(parts, f, x->c->ground, a);
	} else if (f->arcs[a].kind == ARC_SHIP) {
		add_leg_limit(parts, x->c, f, a);
	}
}

static void clash_of_part(const struct clashing *x, int32_t part)
{
	const struct problem *p = x->p;
	struct parts parts = {0};

	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_least[c] > 0 && x->part[p->cell_node[c]] == part)
			add_rule(&parts, x->c->ground, rule_of_cell(x, c), p->cell_least[c], x->met[c]);
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->capacity[a] > 0 && x->part[p->head[a]] == part && x->part[p->tail[a]] != part)
			add_arc(x, &parts, a);
	add_clash(x->plan, &parts, true);
	parts_release(&parts);
}

/* Amounts as near to the least values as can be, all together: [ncells]. */
static int64_t *most_met(const struct problem *p)
{
	int64_t *none = mem_calloc((size_t)p->ncells, sizeof *none);
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);
	int64_t *met = mem_calloc((size_t)p->ncells, sizeof *met);

	for (int32_t c = 0; c < p->ncells; c++)
		none[c] = -1;
	flow_largest(p, none, p->cell_least, x);
	problem_cell_inflow(p, x, met);
	mem_free(none);
	mem_free(x);
	return met;
}

static void clashes_of_cut(struct clashing *x)
{
	const struct problem *p = x->p;
	int64_t *met = most_met(p);
	char *done = mem_calloc((size_t)p->nnodes, 1);

	x->met = met;
	x->part = mem_calloc((size_t)p->nnodes, sizeof *x->part);
	find_parts(x);
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t part = x->part[p->cell_node[c]];
		if (part < 0 || p->cell_least[c] == 0 || done[part])
			continue;
		done[part] = 1;
		clash_of_part(x, part);
	}
	mem_free(done);
	mem_free(met);
	mem_free(x->part);
}

/* A cut of the networks without limits over several legs, all minima as they are stated; false: there
 * is none, so that limits, ratios or whole packs make the rules contradict. */
static bool clashes_of_networks(struct plan *plan, const struct components *c, const struct bundle *bundle)
{
	struct formulation f;
	struct problem aux;
	int32_t *rule;
	int64_t *served, *x;
	char *cut;
	bool found;
	int32_t *all = mem_calloc((size_t)c->bounds.nbounds, sizeof *all);

	/* Its least values are those of single claims. Bounds on single legs count,
	 * whether some plan has met them or not. */
	for (int32_t b = 0; b < c->bounds.nbounds; b++)
		all[b] = b;
	formulate(&f, c->ground, c->facts, &c->bounds, bundle->items, bundle->nitems, all,
		c->bounds.nbounds, bundle->substitutes);
	minima_problem(&f, c->ground, c->facts, &aux, &rule);
	served = mem_calloc((size_t)aux.ncells, sizeof *served);
	x = mem_calloc((size_t)aux.narcs, sizeof *x);
	cut = mem_calloc((size_t)aux.nnodes, 1);
	found = f.problem.nbatches == 0 && hard_pure(&aux, served, x, cut) == ANSWER_INFEASIBLE;
	if (found) {
		struct clashing clashing = {plan, c, &f, &aux, rule, cut, NULL, NULL};
		clashes_of_cut(&clashing);
	}
	mem_free(all);
	mem_free(rule);
	mem_free(served);
	mem_free(x);
	mem_free(cut);
	problem_release(&aux);
	formulation_release(&f);
	return found;
}

/* --- by prices, or not at all --- */

/* The minima that stand behind a least value: one about this claim alone, or all
 * over several that count it. */
static void add_rules_of(struct parts *parts, const struct components *c, const struct bundle *bundle,
	int32_t cell, int64_t met)
{
	const struct formulation *f = &bundle->formulation;
	const struct scenario *s = c->ground->scenario;
	int64_t least = f->problem.cell_least[cell];
	int32_t behind = minimum_behind(f, c->ground, cell);

	if (behind >= 0) {
		add_rule(parts, c->ground, behind, least, met);
		return;
	}
	for (int32_t k = 0; k < s->nminima; k++)
		if (minimum_counts(c->ground->scenario, &s->minima[k], &c->ground->cells->cells[f->cell_of[cell]]))
			add_rule(parts, c->ground, k, least, met);
}

static void clash_of_prices(struct plan *plan, const struct components *c, const struct bundle *bundle)
{
	const struct formulation *f = &bundle->formulation;
	const struct problem *p = &f->problem;
	const struct binding *b = bundle->solution.binding;
	struct parts parts = {0};

	for (int32_t i = 0; i < p->ncells; i++)
		if (p->cell_least[i] > 0 && (!b || b->cells[i]))
			add_rules_of(&parts, c, bundle, i, b ? b->met[i] : 0);
	for (int32_t a = 0; b && a < p->narcs; a++) {
		if (b->arcs[a] && f->arcs[a].kind == ARC_DRAW)
			add_goods(&parts, f, c->ground, a);
		else if (b->arcs[a] && f->arcs[a].kind == ARC_SHIP && p->capacity[a] < QUANTITY_MAX)
			add_leg_limit(&parts, c, f, a);
	}
	for (int32_t r = 0; b && r < p->nrows; r++)
		if (b->rows[r])
			add_limit(&parts, c, f->row_of[r], f->row_period[r]);
	add_clash(plan, &parts, b && !bundle->minima);
	parts_release(&parts);
}

/* --- all --- */

static int compare_goods(const void *a, const void *b)
{
	const struct clash_goods *x = a, *y = b;

	if (x->lot != y->lot)
		return x->lot < y->lot ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

static int compare_limits(const void *a, const void *b)
{
	const struct clash_limit *x = a, *y = b;
	int32_t left[] = {x->limit < 0, x->limit, x->route, x->segment, x->period};
	int32_t right[] = {y->limit < 0, y->limit, y->route, y->segment, y->period};

	for (int k = 0; k < 5; k++)
		if (left[k] != right[k])
			return left[k] < right[k] ? -1 : 1;
	return 0;
}

void contradiction_fill(struct plan *plan, const struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++) {
		const struct bundle *bundle = &c->bundles[k];
		if (bundle->solution.answer == ANSWER_INFEASIBLE && !clashes_of_networks(plan, c, bundle))
			clash_of_prices(plan, c, bundle);
	}
	for (int32_t k = 0; k < plan->nclashes; k++) {
		struct clash *clash = &plan->clashes[k];
		if (clash->ngoods > 0)
			qsort(clash->goods, (size_t)clash->ngoods, sizeof *clash->goods, compare_goods);
		if (clash->nlimits > 0)
			qsort(clash->limits, (size_t)clash->nlimits, sizeof *clash->limits, compare_limits);
	}
}
