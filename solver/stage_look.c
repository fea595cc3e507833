/* What quotas come to, by the scenarios with them: nothing of the model but how claims
 * are served best is used; the network's flow shows that it can be done. */
#include "solver/options.h"
#include "solver/stage_futures.h"

#include "base/memory.h"
#include "solver/components.h"
#include "solver/engines.h"
#include "solver/tasks.h"

#include <assert.h>
#include <string.h>

struct looking {
	const struct stage *stage;
	const struct scenario *scenario;
	const struct stage_futures *futures;
	const int64_t *quantity; /* [ncandidates] smallest units */
	const int32_t *tiers; /* [ntiers] */
	int32_t ntiers;
	const wide *expected; /* [n][ntiers] */
	struct stage_futures_state *out;
	char *limited, *unlike, *clash; /* [n] */
};
/* One future while it is looked at. */
struct sight {
	const struct looking *look;
	int32_t future;
	struct cells cells;
	struct supply supply;
	struct ground ground;
	struct components components; /* an item each, with its flow */
	int64_t *units; /* [cells.ncells] drawn by each claim, before and after */
	int64_t *more;
};

static int32_t tier_index(const struct looking *l, int32_t tier)
{
	for (int32_t t = 0; t < l->ntiers; t++)
		if (l->tiers[t] == tier)
			return t;
	return -1;
}

/* Serves with or without quotas and books losses; x [ncells] is what cells of the problem get. */
static void serve_item(const struct sight *s, const struct stage_network *net, bool with, wide *losses, int64_t *x)
{
	const struct looking *l = s->look;
	int64_t *capacity = mem_calloc((size_t)net->nsources, sizeof *capacity);
	wide *loss = mem_calloc((size_t)net->ntiers, sizeof *loss);

	if (with)
		stage_network_probes(net, capacity);
	else
		stage_network_capacity(net, NULL, capacity);
	stage_network_serve(net, capacity, loss, NULL, x);
	for (int32_t t = 0; t < net->ntiers; t++) {
		int32_t k = tier_index(l, net->tiers[t]);

		if (k >= 0)
			losses[(size_t)s->future * (size_t)l->ntiers + (size_t)k] += loss[t];
	}
	mem_free(capacity);
	mem_free(loss);
}

static void book_units(const struct formulation *f, const int64_t *x, int64_t *units)
{
	for (int32_t c = 0; c < f->problem.ncells; c++)
		if (f->cell_of[c] >= 0)
			units[f->cell_of[c]] += x[c];
}

/* A flow that delivers x becomes the bundle's plan: so limits can be looked at. */
static void deliver(struct bundle *bundle, const int64_t *x)
{
	const struct problem *p = &bundle->formulation.problem;

	memset(&bundle->solution, 0, sizeof bundle->solution);
	bundle->solution.x = mem_calloc((size_t)p->narcs, sizeof *bundle->solution.x);
	if (flow_largest(p, x, x, bundle->solution.x) < 0)
		assert(!"what is served can be delivered");
	bundle->step = STEP_DONE;
}

static void look_at_item(struct sight *s, struct bundle *bundle, const int32_t *candidate_of)
{
	const struct looking *l = s->look;
	struct formulation *f = &bundle->formulation;
	struct stage_network net;
	int64_t *x;

	stage_formulate(f, &s->ground, &s->components.bounds, bundle->items[0]);
	stage_network_init(&net, f, &s->ground, candidate_of, l->quantity);
	x = mem_calloc((size_t)f->problem.ncells, sizeof *x);
	serve_item(s, &net, false, l->out->loss_before, x);
	book_units(f, x, s->units);
	memset(x, 0, (size_t)f->problem.ncells * sizeof *x);
	serve_item(s, &net, true, l->out->loss_after, x);
	book_units(f, x, s->more);
	deliver(bundle, x);
	mem_free(x);
	stage_network_release(&net);
}

/* The same served as late as can be: so the legs are spread over the periods. */
static void deliver_late(struct bundle *bundle)
{
	const struct formulation *f = &bundle->formulation;
	const struct problem *p = &f->problem;
	int64_t *served = mem_calloc((size_t)p->ncells, sizeof *served);
	int64_t *cost = mem_calloc((size_t)p->narcs, sizeof *cost);
	struct simplex *simplex;
	wide value;

	problem_cell_inflow(p, bundle->solution.x, served);
	for (int32_t a = 0; a < p->narcs; a++)
		cost[a] = f->arcs[a].kind == ARC_SHIP ? -f->arcs[a].depart : 0;
	simplex = simplex_open(p, served, bundle->solution.x);
	simplex_level(simplex, cost, NULL, &value, NULL, NULL);
	simplex_flow(simplex, bundle->solution.x, NULL);
	simplex_close(simplex);
	mem_free(served);
	mem_free(cost);
}

static bool keeps_limits(struct sight *s)
{
	if (components_keep_bounds(&s->components))
		return true;
	for (int32_t k = 0; k < s->components.nbundles; k++)
		deliver_late(&s->components.bundles[k]);
	return components_keep_bounds(&s->components);
}

static void take_rows(const struct sight *s, const int64_t *units, struct ensemble *e)
{
	const struct scenario *sc = s->ground.scenario;
	struct future_outcome *out = &e->futures[s->future];

	out->state = FUTURE_PROVEN;
	out->rows = mem_calloc((size_t)e->nrows, sizeof *out->rows);
	out->cost = -1;
	for (int32_t c = 0; c < s->cells.ncells; c++) {
		const struct cell *cell = &s->cells.cells[c];
		int64_t served = cell->household + units[c] * sc->items[cell->item].issue_unit;
		int32_t row = cell->place < e->nplaces && cell->item < e->nitems
			? e->row_of[(size_t)cell->place * (size_t)e->nitems + (size_t)cell->item] : -1;

		if (row < 0)
			continue;
		out->rows[row].demand += cell->demand;
		out->rows[row].served += served < cell->demand ? served : cell->demand;
	}
}

static void judge(struct sight *s)
{
	const struct looking *l = s->look;
	const wide *loss = l->out->loss_after + (size_t)s->future * (size_t)l->ntiers;

	l->limited[s->future] = !keeps_limits(s);
	l->clash[s->future] = l->ntiers > 0 && l->tiers[0] == TIER_HARD && loss[0] > 0;
	l->unlike[s->future] = l->expected &&
		memcmp(loss, l->expected + (size_t)s->future * (size_t)l->ntiers, (size_t)l->ntiers * sizeof *loss) != 0;
}

static void look_at_scenario(const struct looking *l, int32_t future, const struct scenario *sc, const int32_t *keeper)
{
	struct sight s = {.look = l, .future = future};
	int32_t *candidate_of;

	cells_build(sc, &s.cells);
	supply_build(sc, &s.cells, &s.supply);
	ground_init(&s.ground, sc, &s.cells, &s.supply);
	components_init(&s.components, &s.ground, NULL);
	s.units = mem_calloc((size_t)s.cells.ncells, sizeof *s.units);
	s.more = mem_calloc((size_t)s.cells.ncells, sizeof *s.more);
	candidate_of = stage_lots_of(l->stage, &s.supply, keeper);
	for (int32_t k = 0; k < s.components.nbundles; k++)
		look_at_item(&s, &s.components.bundles[k], candidate_of);
	take_rows(&s, s.units, &l->out->before);
	take_rows(&s, s.more, &l->out->after);
	judge(&s);
	mem_free(candidate_of);
	mem_free(s.units);
	mem_free(s.more);
	components_release(&s.components);
	ground_release(&s.ground);
	supply_release(&s.supply);
	cells_release(&s.cells);
}

static void look_at_future(void *context, int k)
{
	struct looking *l = context;
	int32_t *keeper = mem_calloc((size_t)l->stage->ncandidates, sizeof *keeper);
	struct scenario s;

	if (l->futures->make(l->futures->context, k, l->quantity, &s, keeper)) {
		l->out->weight[k] = l->futures->weight[k];
		look_at_scenario(l, k, &s, keeper);
	}
	scenario_release(&s);
	mem_free(keeper);
}

void stage_look(const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, const int64_t *quantity, const int32_t *tiers, int32_t ntiers,
	const wide *expected, const struct stage_options *options, struct stage_futures_state *out)
{
	struct looking l = {.stage = stage, .scenario = s, .futures = futures, .quantity = quantity, .tiers = tiers,
		.ntiers = ntiers, .expected = expected, .out = out};
	size_t n = (size_t)futures->n, all = n * (size_t)ntiers;

	memset(out, 0, sizeof *out);
	out->loss_before = mem_calloc(all, sizeof *out->loss_before);
	out->loss_after = mem_calloc(all, sizeof *out->loss_after);
	out->weight = mem_calloc(n, sizeof *out->weight);
	ensemble_init(&out->before, s, futures->asked, futures->n);
	ensemble_init(&out->after, s, futures->asked, futures->n);
	memcpy(out->before.weights, futures->weight, n * sizeof *futures->weight);
	memcpy(out->after.weights, futures->weight, n * sizeof *futures->weight);
	l.limited = mem_calloc(n, 1);
	l.unlike = mem_calloc(n, 1);
	l.clash = mem_calloc(n, 1);
	tasks_run(options->jobs, futures->n, look_at_future, &l);
	for (size_t w = 0; w < n; w++) {
		out->limited += l.limited[w];
		out->unlike += l.unlike[w];
		out->contradicting += l.clash[w];
		if (out->weight[w] > 0)
			continue;
		out->refused++;
		out->before.futures[w].state = out->after.futures[w].state = FUTURE_REFUSED;
	}
	mem_free(l.limited);
	mem_free(l.unlike);
	mem_free(l.clash);
}
