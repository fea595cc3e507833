#include "solver/settle.h"

#include "solver/guided.h"

#include <assert.h>
#include <string.h>

/* Flows that keep some bounds may break others, which then count too; so often. */
#define ROUNDS 4

struct settling {
	const struct components *c;
	struct bounds left; /* what others leave of the bounds; arrays but .bounds and their .taken are borrowed */
	int32_t *items; /* [nitems] of own bundles, by id */
	int32_t nitems;
	int32_t *active; /* [nactive] bounds broken so far, ascending */
	int32_t nactive;
	int64_t **x; /* [nbundles] flows, NULL for borrowed ones */
};

static size_t width_of(const struct components *c)
{
	return (size_t)c->ground->scenario->nperiods + 1;
}

/* --- what others leave --- */

/* What borrowed bundles use; as components_use. */
static wide *use_of_others(const struct components *c)
{
	struct components others = *c;
	wide *used = mem_calloc((size_t)c->bounds.nbounds * width_of(c), sizeof *used);

	others.nbundles = 0;
	others.bundles = mem_calloc((size_t)c->nbundles, sizeof *others.bundles);
	for (int32_t k = 0; k < c->nbundles; k++)
		if (c->bundles[k].borrowed)
			others.bundles[others.nbundles++] = c->bundles[k];
	components_use(&others, used);
	mem_free(others.bundles);
	return used;
}

static void leave_bounds(struct settling *w)
{
	const struct components *c = w->c;
	size_t width = width_of(c);
	wide *used = use_of_others(c);

	w->left = c->bounds;
	w->left.bounds = mem_calloc((size_t)c->bounds.nbounds, sizeof *w->left.bounds);
	for (int32_t b = 0; b < c->bounds.nbounds; b++) {
		struct bound *bound = &w->left.bounds[b];
		const wide *taken = c->bounds.bounds[b].taken;
		*bound = c->bounds.bounds[b];
		bound->taken = mem_calloc(width, sizeof *bound->taken);
		for (size_t t = 0; t < width; t++)
			bound->taken[t] = (taken ? taken[t] : 0) + used[(size_t)b * width + t];
	}
	mem_free(used);
}

/* --- own bundles --- */

static bool is_own(const struct components *c, int32_t item)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		for (int32_t i = 0; i < c->bundles[k].nitems; i++)
			if (c->bundles[k].items[i] == item)
				return !c->bundles[k].borrowed;
	return false;
}

static bool all_pure(const struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++) {
		const struct bundle *bundle = &c->bundles[k];
		if (!bundle->borrowed && (!problem_is_pure(&bundle->formulation.problem) || bundle->minima
				|| bundle->solution.answer != ANSWER_OPTIMAL))
			return false;
	}
	return true;
}

static void settling_init(struct settling *w, const struct components *c)
{
	const struct ground *g = c->ground;

	memset(w, 0, sizeof *w);
	w->c = c;
	leave_bounds(w);
	w->items = mem_calloc((size_t)g->scenario->nitems, sizeof *w->items);
	w->active = mem_calloc((size_t)c->bounds.nbounds, sizeof *w->active);
	w->x = mem_calloc((size_t)c->nbundles, sizeof *w->x);
	for (int32_t rank = 0; rank < g->scenario->nitems; rank++)
		if (is_own(c, g->item_at[rank]))
			w->items[w->nitems++] = g->item_at[rank];
	for (int32_t k = 0; k < c->nbundles; k++)
		if (!c->bundles[k].borrowed)
			w->x[k] = mem_calloc((size_t)problem_columns(&c->bundles[k].formulation.problem), sizeof *w->x[k]);
}

static void settling_release(struct settling *w)
{
	for (int32_t b = 0; b < w->left.nbounds; b++)
		mem_free(w->left.bounds[b].taken);
	mem_free(w->left.bounds);
	for (int32_t k = 0; k < w->c->nbundles; k++)
		mem_free(w->x[k]);
	mem_free(w->x);
	mem_free(w->items);
	mem_free(w->active);
}

/* --- one round --- */

/* Adds the bounds that c breaks now; false when it breaks no other one than before. */
static bool add_broken(struct settling *w)
{
	const struct bounds *bounds = &w->c->bounds;
	size_t width = width_of(w->c);
	wide *used = mem_calloc((size_t)bounds->nbounds * width, sizeof *used);
	int32_t n = 0, before = w->nactive, at = 0;
	int32_t *active = mem_calloc((size_t)bounds->nbounds, sizeof *active);

	components_use(w->c, used);
	for (int32_t b = 0; b < bounds->nbounds; b++) {
		bool counts = at < before && w->active[at] == b;
		at += counts;
		for (size_t t = 0; t < width && !counts; t++)
			counts = used[(size_t)b * width + t] > bound_left(&bounds->bounds[b], (int32_t)t);
		if (counts)
			active[n++] = b;
	}
	mem_free(used);
	mem_free(w->active);
	w->active = active;
	w->nactive = n;
	return n > before;
}

static bool has_item(const struct bundle *bundle, int32_t item)
{
	for (int32_t k = 0; k < bundle->nitems; k++)
		if (bundle->items[k] == item)
			return true;
	return false;
}

/* What the cells of all own items together get. */
static int64_t *all_served(const struct settling *w, const struct formulation *f)
{
	const struct components *c = w->c;
	int64_t *served = mem_calloc((size_t)f->problem.ncells, sizeof *served);

	for (int32_t k = 0; k < c->nbundles; k++) {
		const struct bundle *bundle = &c->bundles[k];
		const struct problem *p = &bundle->formulation.problem;
		int64_t *got;
		int32_t j = 0;
		if (bundle->borrowed)
			continue;
		got = mem_calloc((size_t)p->ncells, sizeof *got);
		problem_cell_inflow(p, bundle->solution.x, got);
		for (int32_t i = 0; i < f->problem.ncells; i++)
			if (has_item(bundle, f->nodes[f->problem.cell_node[i]].item))
				served[i] = got[j++];
		assert(j == p->ncells);
		mem_free(got);
	}
	return served;
}

/* Networks of several items are one after the other: each one's arcs and cells stand as in its own. */
static void take_flows(struct settling *w, const struct formulation *f, const int64_t *flow)
{
	for (int32_t k = 0; k < w->c->nbundles; k++) {
		const struct bundle *bundle = &w->c->bundles[k];
		int32_t j = 0;
		if (bundle->borrowed)
			continue;
		for (int32_t a = 0; a < f->problem.narcs; a++)
			if (has_item(bundle, f->arcs[a].item))
				w->x[k][j++] = flow[a];
		assert(j == bundle->formulation.problem.narcs);
	}
}

static void swap_flows(struct settling *w, struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++) {
		int64_t *x = c->bundles[k].solution.x;
		if (c->bundles[k].borrowed)
			continue;
		c->bundles[k].solution.x = w->x[k];
		w->x[k] = x;
	}
}

/* Finds flows that keep the active bounds. */
static bool find_flows(struct settling *w, const struct stop *stop)
{
	struct formulation f;
	int64_t *served, *flow;
	bool found;

	formulate(&f, w->c->ground, w->c->facts, &w->left, w->items, w->nitems, w->active, w->nactive, false);
	served = all_served(w, &f);
	flow = mem_calloc((size_t)f.problem.narcs, sizeof *flow);
	found = guided_flow(&f.problem, served, stop, flow);
	if (found)
		take_flows(w, &f, flow);
	mem_free(served);
	mem_free(flow);
	formulation_release(&f);
	return found;
}

bool components_settle(struct components *c, const struct stop *stop)
{
	struct settling w;
	bool kept = false;

	if (!all_pure(c))
		return false;
	settling_init(&w, c);
	for (int round = 0; round < ROUNDS && !kept && add_broken(&w) && find_flows(&w, stop); round++) {
		swap_flows(&w, c);
		kept = components_keep_bounds(c);
	}
	settling_release(&w);
	return kept;
}
