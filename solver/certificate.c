#include "solver/certificate.h"

#include "base/memory.h"
#include "solver/prices.h"

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

/* Returns whether any level has strata. */
static bool fill_fair(struct plan *plan, const struct bundle *bundle, enum fairness fairness)
{
	bool any = false;

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

void certificate_fill(struct plan *plan, struct components *c)
{
	struct proof *proof = &plan->proof;

	assert(plan->ncomponents == c->nbundles);
	proof->strata = mem_calloc((size_t)c->ground->cells->ncells, sizeof *proof->strata);
	proof->components = mem_calloc((size_t)plan->ncomponents, sizeof *proof->components);
	for (int32_t k = 0; k < c->nbundles; k++) {
		struct bundle *bundle = &c->bundles[k];

		fill_bounds(&proof->components[k], bundle, &c->bounds);
		fill_least(&proof->components[k], bundle);
		fill_component(plan, &proof->components[k], bundle, c->ground->scenario->policy.fairness);
		proof->components[k].substitutes = bundle->substitutes;
	}
}
