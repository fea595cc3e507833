#include "solver/certificate.h"

#include "base/memory.h"

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

static void fill_pure(struct plan *plan, const struct bundle *bundle, enum fairness fairness)
{
	for (int32_t k = 0; k < bundle->solution.nlevels; k++) {
		const struct level_result *level = &bundle->solution.levels[k];

		if (level->tier >= 0 && level->proven && fairness == FAIRNESS_LEXIMIN)
			fill_strata(plan->proof.strata, bundle, level);
	}
}

void certificate_fill(struct plan *plan, const struct components *c)
{
	struct proof *proof = &plan->proof;

	assert(plan->ncomponents == c->nbundles);
	proof->strata = mem_calloc((size_t)c->ground->cells->ncells, sizeof *proof->strata);
	proof->components = mem_calloc((size_t)plan->ncomponents, sizeof *proof->components);
	for (int32_t k = 0; k < c->nbundles; k++) {
		const struct bundle *bundle = &c->bundles[k];

		fill_bounds(&proof->components[k], bundle, &c->bounds);
		fill_least(&proof->components[k], bundle);
		if (problem_is_pure(&bundle->formulation.problem))
			fill_pure(plan, bundle, c->ground->scenario->policy.fairness);
		proof->components[k].substitutes = bundle->substitutes;
	}
}
