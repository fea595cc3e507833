/* Plain max-flow answers on a pure problem: hard rules first, and the largest
 * flow for given amounts. */
#include "solver/engines.h"

#include "base/memory.h"
#include "solver/compact.h"
#include "solver/maxflow.h"

#include <assert.h>
#include <string.h>

/* A compact network loaded whole: drains [ncells] are asked for. */
static void load_drains(struct flow *f, const struct compact *net, const struct problem *p,
	const int64_t *drains)
{
	int32_t c, v;

	flow_load(f, net->npoints, net->narcs, net->tail, net->head, net->capacity, net->most, 1);
	for (v = 0; v < net->npoints; v++)
		flow_supply(f, v, net->supply[v]);
	for (c = 0; c < p->ncells; c++) {
		if (drains[c] > 0)
			flow_ask(f, compact_cell_point(net, p, c), drains[c]);
	}
}

static void expand_flow(const struct flow *f, const struct compact *net, const struct problem *p,
	const int64_t *drawn, int64_t *x)
{
	int64_t *on = mem_calloc((size_t)net->narcs, sizeof *on);
	int32_t a;

	for (a = 0; a < net->narcs; a++)
		on[a] = flow_on(f, a);
	compact_expand(net, p, on, drawn, x);
	mem_free(on);
}

static void mark_cut(const struct flow *f, const struct compact *net, const struct problem *p,
	char *cut)
{
	char *inside = mem_calloc((size_t)net->npoints, 1);
	int32_t v;

	flow_cut(f, inside);
	for (v = 0; v < p->nnodes; v++)
		cut[v] = net->node_point[v] >= 0 && inside[net->node_point[v]];
	mem_free(inside);
}

enum answer hard_pure(const struct problem *p, int64_t *served, int64_t *x, char *cut)
{
	struct compact net;
	struct flow f;
	enum answer answer = ANSWER_OPTIMAL;
	int32_t c;

	assert(problem_is_pure(p));
	compact_build(&net, p, p->cell_least);
	flow_init(&f);
	load_drains(&f, &net, p, p->cell_least);
	flow_run(&f, NULL);
	if (flow_met(&f)) {
		expand_flow(&f, &net, p, p->cell_least, x);
		for (c = 0; c < p->ncells; c++)
			served[c] = p->cell_tier[c] == TIER_HARD ? p->cell_least[c] : -1;
	} else {
		mark_cut(&f, &net, p, cut);
		answer = ANSWER_INFEASIBLE;
	}
	flow_release(&f);
	compact_release(&net);
	return answer;
}

/* Shares what each point got among its cells, in their order. Returns the sum. */
static int64_t share_given(const struct compact *net, const struct problem *p,
	const int64_t *fixed, const int64_t *limit, int64_t *given, int64_t *drawn)
{
	int64_t total = 0;
	int32_t c;

	for (c = 0; c < p->ncells; c++) {
		int32_t v = compact_cell_point(net, p, c);

		if (fixed[c] >= 0) {
			drawn[c] = fixed[c];
		} else if (v >= 0) {
			drawn[c] = given[v] < limit[c] ? given[v] : limit[c];
			given[v] -= drawn[c];
			total += drawn[c];
		}
	}
	return total;
}

int64_t flow_largest(const struct problem *p, const int64_t *fixed, const int64_t *most,
	int64_t *x)
{
	size_t ncells = (size_t)p->ncells;
	int64_t *limit = mem_calloc(ncells, sizeof *limit); /* of x_c, fixed or not */
	int64_t *drains = mem_calloc(ncells, sizeof *drains);
	int64_t *drawn = mem_calloc(ncells, sizeof *drawn);
	int64_t *given;
	int64_t total = -1;
	struct compact net;
	struct flow f;
	int32_t c;

	flow_init(&f);
	for (c = 0; c < p->ncells; c++) {
		assert(fixed[c] >= 0 || most[c] >= 0);
		drains[c] = fixed[c] >= 0 ? fixed[c] : 0;
		limit[c] = fixed[c] >= 0 ? fixed[c] : most[c];
	}
	compact_build(&net, p, limit);
	given = mem_calloc((size_t)net.npoints, sizeof *given);
	load_drains(&f, &net, p, drains);
	flow_run(&f, NULL);
	if (!flow_met(&f))
		goto out;
	for (c = 0; c < p->ncells; c++) {
		int32_t v = compact_cell_point(&net, p, c);

		if (fixed[c] >= 0 || v < 0)
			continue;
		flow_ask(&f, v, limit[c]);
		given[v] += limit[c];
	}
	flow_run(&f, NULL);
	flow_take_back(&f, given);
	total = share_given(&net, p, fixed, limit, given, drawn);
	expand_flow(&f, &net, p, drawn, x);
out:
	flow_release(&f);
	compact_release(&net);
	mem_free(limit);
	mem_free(drains);
	mem_free(drawn);
	mem_free(given);
	return total;
}
