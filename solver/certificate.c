#include "solver/certificate.h"

#include "base/memory.h"
#include "solver/cut.h"
#include "solver/prices.h"
#include "solver/rounds.h"

#include <assert.h>

static void fill_bounds(struct proof_component *proof, const struct bundle *bundle,
	const struct bounds *bounds)
{
	for (int32_t k = 0; k < bundle->nactive; k++) {
		const struct bound *b = &bounds->bounds[bundle->active[k]];
		int32_t at = ARRAY_ADD(&proof->bounds, &proof->nbounds, &proof->bounds_room);

		proof->bounds[at] = (struct proof_bound){b->kind == BOUND_LIMIT ? b->index : -1,
			b->kind == BOUND_ROUTE ? b->index : -1, b->kind == BOUND_SEGMENT ? b->index : -1};
	}
}

/* Claims are in the order of cells.cells. */
static void fill_least(struct proof_component *proof, const struct bundle *bundle)
{
	const struct problem *p = &bundle->formulation.problem;

	proof->shared_minima = bundle->minima;
	for (int32_t c = 0; bundle->minima && c < p->ncells; c++) {
		int32_t claim = bundle->formulation.cell_of[c], at;

		if (claim < 0 || p->cell_least[c] == 0)
			continue;
		at = ARRAY_ADD(&proof->least, &proof->nleast, &proof->least_room);
		proof->least[at] = (struct proof_least){claim, p->cell_least[c]};
	}
}

/* The stratum of every claim of a leximin level. */
static void fill_strata(int32_t *strata, const struct bundle *bundle, const struct level_result *level)
{
	const struct formulation *f = &bundle->formulation;
	const struct problem *p = &f->problem;

	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t v = p->cell_node[c];

		if (p->cell_tier[c] == level->tier && f->cell_of[c] >= 0
			&& (level->nth == 0 || f->nodes[v].item == f->items[level->nth - 1]))
			strata[f->cell_of[c]] = level->strata.label[v];
	}
}

/* Node v by what it is; into: an arc that enters it, cell: the one it is of, -1. */
static struct proof_node node_name(const struct formulation *f, int32_t v, int32_t into, int32_t cell)
{
	static const enum proof_node_kind kinds[] = {[NODE_SOURCE] = PROOF_SOURCE,
		[NODE_STOCK] = PROOF_STOCK, [NODE_COUNTER] = PROOF_COUNTER, [NODE_CELL] = PROOF_CLAIM};
	const struct node_meaning *n = &f->nodes[v];
	const struct arc_meaning *leg = into >= 0 ? &f->arcs[into] : NULL;
	struct proof_node name = {kinds[n->kind], n->item, n->place, n->period, n->last_day, -1, n->release,
		n->arrives, -1, -1, -1};

	if (n->kind == NODE_CELL) {
		int32_t claim = f->cell_of[cell];

		name = (struct proof_node){claim >= 0 ? PROOF_CLAIM : PROOF_END, -1, -1, -1, DAY_NONE, -1, 0, false,
			-1, -1, claim >= 0 ? claim : -1 - claim};
	} else if (n->kind != NODE_COUNTER) {
		name.region = n->layer >= 0 ? n->layer : -1;
	}
	/* Only the legs of an announced flow enter the node where they meet. */
	if (n->kind == NODE_STOCK && leg && leg->kind == ARC_SHIP && leg->announced) {
		name.kind = PROOF_MEETING;
		name.route = leg->route;
		name.depart = leg->depart;
	}
	return name;
}

/* An arc into each node, -1 = none; the cell of each node, -1. */
static void list_nodes(const struct problem *p, int32_t *into, int32_t *cell)
{
	for (int32_t v = 0; v < p->nnodes; v++)
		into[v] = cell[v] = -1;
	for (int32_t a = 0; a < p->narcs; a++)
		into[p->head[a]] = a;
	for (int32_t c = 0; c < p->ncells; c++)
		cell[p->cell_node[c]] = c;
}

static void fill_prices(struct plan *plan, struct proof_component *proof, const struct bundle *bundle)
{
	const struct formulation *f = &bundle->formulation;
	const struct solution *s = &bundle->solution;
	size_t nnodes = (size_t)f->problem.nnodes, nheads = (size_t)s->nheads;
	char *written = mem_calloc(nheads, 1);
	int32_t *into = mem_calloc(nnodes, sizeof *into), *cell = mem_calloc(nnodes, sizeof *cell);

	prices_reduce(&f->problem, s, written);
	list_nodes(&f->problem, into, cell);
	proof->nprices = s->nprices;
	for (size_t i = 0; i < nheads; i++) {
		int32_t v = s->heads[i], at;

		if (!written[i])
			continue;
		at = ARRAY_ADD(&proof->prices, &proof->nwritten, &proof->prices_room);
		proof->prices[at].node = node_name(f, v, into[v], cell[v]);
		proof->prices[at].price = arena_calloc(&plan->arena, (size_t)s->nprices, sizeof(wide));
		for (size_t k = 0; k < (size_t)s->nprices; k++)
			proof->prices[at].price[k] = s->price[k * nheads + i];
	}
	mem_free(written);
	mem_free(into);
	mem_free(cell);
}

static bool has_cuts(const struct level_result *level, enum fairness fairness)
{
	return level->tier >= 0 && level->proven && level->strata.label && fairness == FAIRNESS_LEXIMIN;
}

/* Proportional: claims have the number of their item's rate in its level. */
static bool fill_rates(int32_t *strata, const struct bundle *bundle)
{
	const struct formulation *f = &bundle->formulation;
	const struct solution *s = &bundle->solution;

	for (int32_t k = 0; k < s->nlevels; k++)
		if (s->levels[k].tier > TIER_HARD && !s->levels[k].proven)
			return false;
	for (int32_t c = 0; c < f->problem.ncells; c++)
		if (f->cell_of[c] >= 0)
			strata[f->cell_of[c]] = s->rate_of[c];
	return true;
}

/* Returns whether any level has strata. */
static bool fill_fair(struct plan *plan, const struct bundle *bundle, enum fairness fairness)
{
	bool any = bundle->solution.rate_of && fill_rates(plan->proof.strata, bundle);

	for (int32_t k = 0; k < bundle->solution.nlevels; k++) {
		const struct level_result *level = &bundle->solution.levels[k];

		if (!has_cuts(level, fairness))
			continue;
		fill_strata(plan->proof.strata, bundle, level);
		any = true;
	}
	return any;
}

/* Substitutes may do better than the networks alone; the totals' claims are
 * free on the linear levels. */
static bool may_relax(const struct bundle *bundle, enum fairness fairness)
{
	return bundle->formulation.problem.nbatches == 0 && fairness != FAIRNESS_TOTAL
		&& bundle->solution.answer != ANSWER_LIMIT;
}

static void fill_component(struct plan *plan, struct proof_component *proof, struct bundle *bundle,
	enum fairness fairness)
{
	const struct problem *p = &bundle->formulation.problem;
	bool pure = problem_is_pure(p), any;

	if (bundle->solution.answer == ANSWER_INFEASIBLE || (!pure && !may_relax(bundle, fairness)))
		return;
	if (!pure)
		solution_relaxed_prices(&bundle->solution, p);
	any = fill_fair(plan, bundle, fairness);
	fill_prices(plan, proof, bundle);
	proof->relaxed = !pure && (any || proof->nprices > 0);
}

/* --- contradictions --- */

static void fill_cut(struct proof_cut *out, const struct bundle *bundle)
{
	const struct formulation *f = &bundle->formulation;
	size_t nnodes = (size_t)f->problem.nnodes;
	char *written = mem_calloc(nnodes, 1);
	int32_t *into = mem_calloc(nnodes, sizeof *into), *cell = mem_calloc(nnodes, sizeof *cell);

	cut_reduce(&f->problem, bundle->solution.cut, written);
	list_nodes(&f->problem, into, cell);
	for (int32_t v = 0; v < f->problem.nnodes; v++) {
		int32_t at;

		if (!written[v])
			continue;
		at = ARRAY_ADD(&out->sides, &out->nsides, &out->sides_room);
		out->sides[at] = (struct proof_side){node_name(f, v, into[v], cell[v]), bundle->solution.cut[v] != 0};
	}
	mem_free(written);
	mem_free(into);
	mem_free(cell);
}

/* --- rounds of coupled components --- */

/* Of more rounds only the first are written: what stands in one tag of a plan
 * has to be read again (XML_MARKUP_MAX). */
enum { ROUNDS_MOST = 1000 };

/* Where the numbers of all rounds go. */
struct rounds {
	const struct bundle *bundle;
	struct exact_round *exact; /* [n]; the first nown of them are its own, the others the solution's */
	int32_t n, nown;
};

/* Levels that are proven without the limits need no rounds. fair: tiers have them. */
static bool round_is_kept(const struct bundle *bundle, int32_t at, bool fair)
{
	const struct solution *s = &bundle->solution;
	const struct level_result *level = &s->levels[at];

	if (level->objective >= 0)
		return bundle->formulation.problem.objectives[level->objective].kind != OBJECTIVE_CANONICAL
			&& (s->nprices == 0 || at >= s->first_price + s->nprices);
	return level->tier == TIER_HARD || s->total || (fair && !level->strata.label);
}

static void rounds_init(struct rounds *r, const struct bundle *bundle, bool fair)
{
	const struct solution *s = &bundle->solution;

	r->bundle = bundle;
	r->n = 0;
	r->exact = mem_calloc((size_t)(s->nrounds + s->npriced), sizeof *r->exact);
	for (int32_t k = 0; k < s->nrounds && r->n < ROUNDS_MOST; k++)
		if (round_is_kept(bundle, s->rounds[k].level, fair))
			exact_round_make(&r->exact[r->n++], &bundle->formulation.problem, s, k);
	r->nown = r->n;
	for (int32_t k = 0; k < s->npriced && r->n < ROUNDS_MOST; k++)
		if (round_is_kept(bundle, s->priced[k].level, fair))
			r->exact[r->n++] = s->priced[k];
}

static void rounds_release(struct rounds *r)
{
	for (int32_t k = 0; k < r->nown; k++)
		exact_round_release(&r->exact[k]);
	mem_free(r->exact);
}

static const wide *numbers(const struct exact_round *e, int which)
{
	const wide *const arrays[] = {e->y, e->row, e->link, e->weight};

	return arrays[which];
}
enum { OF_NODE, OF_ROW, OF_LINK, OF_CELL };

/* One number of every round. */
static wide *all_numbers(const struct rounds *r, struct plan *plan, int which, int32_t at)
{
	wide *out = arena_calloc(&plan->arena, (size_t)r->n, sizeof *out);

	for (int32_t k = 0; k < r->n; k++)
		out[k] = numbers(&r->exact[k], which)[at];
	return out;
}

/* The same; NULL when all are 0. */
static wide *vector(const struct rounds *r, struct plan *plan, int which, int32_t at)
{
	bool any = false;

	for (int32_t k = 0; k < r->n; k++)
		any = any || numbers(&r->exact[k], which)[at] != 0;
	return any ? all_numbers(r, plan, which, at) : NULL;
}

static void fill_round(struct plan *plan, struct proof_component *proof, const struct rounds *r, int32_t k,
	int32_t first_level)
{
	const struct exact_round *e = &r->exact[k];
	int32_t at = ARRAY_ADD(&proof->rounds, &proof->nrounds, &proof->rounds_room);
	struct proof_round *round = &proof->rounds[at];

	round->level = first_level + e->level;
	round->stratum = e->stratum;
	round->shift = e->shift;
	round->derived = e->derived;
	if (e->stratum > 0)
		return;
	round->mu = arena_calloc(&plan->arena, (size_t)e->level, sizeof *round->mu);
	for (int32_t l = 0; l < e->level; l++)
		if (r->bundle->solution.levels[l].objective >= 0 || r->bundle->solution.total)
			round->mu[round->nmu++] = e->mu[l];
}

/* Nodes whose price some round does not have by itself: [nnodes], the caller frees. */
static char *nodes_to_write(const struct rounds *r)
{
	const struct problem *p = &r->bundle->formulation.problem;
	char *written = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t k = 0; k < r->n; k++) {
		const struct exact_round *e = &r->exact[k];

		if (e->derived)
			exact_round_exceptions(e, p, &r->bundle->solution, written);
		for (int32_t v = 1; v < p->nnodes && !e->derived; v++)
			written[v] |= e->y[v] != 0;
	}
	return written;
}

static void fill_nodes(struct plan *plan, struct proof_component *proof, const struct rounds *r)
{
	const struct formulation *f = &r->bundle->formulation;
	size_t nnodes = (size_t)f->problem.nnodes;
	int32_t *into = mem_calloc(nnodes, sizeof *into), *cell = mem_calloc(nnodes, sizeof *cell);

	char *written = nodes_to_write(r);

	list_nodes(&f->problem, into, cell);
	for (int32_t v = 1; v < f->problem.nnodes; v++) {
		int32_t at;

		if (!written[v] || f->nodes[v].kind == NODE_MADE) /* these follow from their counters */
			continue;
		at = ARRAY_ADD(&proof->balances, &proof->nbalances, &proof->balances_room);
		proof->balances[at].node = node_name(f, v, into[v], cell[v]);
		proof->balances[at].price = all_numbers(r, plan, OF_NODE, v);
	}
	mem_free(written);
	mem_free(into);
	mem_free(cell);
}

static int32_t find_active(const struct formulation *f, int32_t bound)
{
	int32_t k = 0;

	while (f->active[k] != bound)
		k++;
	return k;
}

static void fill_rows(struct plan *plan, struct proof_component *proof, const struct rounds *r)
{
	const struct formulation *f = &r->bundle->formulation;

	for (int32_t k = 0; k < f->problem.nrows; k++) {
		wide *pi = vector(r, plan, OF_ROW, k);
		int32_t at;

		if (!pi)
			continue;
		at = ARRAY_ADD(&proof->rows, &proof->nrows, &proof->rows_room);
		proof->rows[at] = (struct proof_row){find_active(f, f->row_of[k]), f->row_period[k], pi};
	}
}

static void fill_claims(struct plan *plan, struct proof_component *proof, const struct rounds *r)
{
	const struct formulation *f = &r->bundle->formulation;
	const struct problem *p = &f->problem;
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);

	for (int32_t c = 0; c < p->ncells; c++) {
		wide *w = vector(r, plan, OF_CELL, c);
		int32_t at;

		cell_at[p->cell_node[c]] = c;
		if (!w || f->cell_of[c] < 0)
			continue;
		at = ARRAY_ADD(&proof->weights, &proof->nweights, &proof->weights_room);
		proof->weights[at] = (struct proof_weight){f->cell_of[c], w};
	}
	for (int32_t l = 0; l < p->nlinks; l++) {
		wide *rho = vector(r, plan, OF_LINK, l);
		int32_t a = p->link_arc[l], at;

		if (!rho)
			continue;
		at = ARRAY_ADD(&proof->visits, &proof->nvisits, &proof->visits_room);
		proof->visits[at] = (struct proof_visit){f->cell_of[cell_at[p->head[a]]], f->arcs[a].depart, rho};
	}
	mem_free(cell_at);
}

/* The round that stopped each claim, in the levels that have rounds. */
static void fill_round_strata(int32_t *strata, const struct rounds *r)
{
	const struct formulation *f = &r->bundle->formulation;
	const struct solution *s = &r->bundle->solution;

	for (int32_t c = 0; c < f->problem.ncells; c++)
		for (int32_t k = 0; k < r->n && f->cell_of[c] >= 0; k++)
			if (r->exact[k].stratum > 0 && !r->exact[k].step && s->levels[r->exact[k].level].tier == f->problem.cell_tier[c])
				strata[f->cell_of[c]] = s->round_of[c];
}

static void fill_rounds(struct plan *plan, struct proof_component *proof, const struct bundle *bundle,
	int32_t first_level, const struct policy *policy)
{
	struct rounds r;

	rounds_init(&r, bundle, policy->fairness != FAIRNESS_TOTAL);
	for (int32_t k = 0; k < r.n; k++)
		fill_round(plan, proof, &r, k, first_level);
	fill_nodes(plan, proof, &r);
	fill_rows(plan, proof, &r);
	fill_claims(plan, proof, &r);
	fill_round_strata(plan->proof.strata, &r);
	rounds_release(&r);
}

void certificate_fill(struct plan *plan, struct components *c)
{
	const struct policy *policy = &c->ground->scenario->policy;
	struct proof *proof = &plan->proof;
	int32_t first_level = 0;

	assert(plan->ncomponents == c->nbundles);
	proof->strata = mem_calloc((size_t)c->ground->cells->ncells, sizeof *proof->strata);
	proof->components = mem_calloc((size_t)plan->ncomponents, sizeof *proof->components);
	for (int32_t k = 0; k < c->nbundles; k++) {
		struct bundle *bundle = &c->bundles[k];

		fill_bounds(&proof->components[k], bundle, &c->bounds);
		fill_least(&proof->components[k], bundle);
		fill_component(plan, &proof->components[k], bundle, policy->fairness);
		proof->components[k].substitutes = bundle->substitutes;
		if (bundle->solution.cut)
			fill_cut(&proof->components[k].cut, bundle);
		if (bundle->solution.nrounds + bundle->solution.npriced > 0)
			fill_rounds(plan, &proof->components[k], bundle, first_level, policy);
		first_level += bundle->solution.nlevels;
	}
}
