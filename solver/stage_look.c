/* What quotas come to, by the scenarios with them and without: losses by the networks, each
 * claim's goods by the plan of every future, as a sweep makes it. */
#include "solver/options.h"
#include "solver/stage_futures.h"

#include "base/memory.h"
#include "solver/components.h"
#include "solver/solve.h"
#include "solver/tasks.h"

#include <string.h>

struct looking {
	const struct stage *stage;
	const struct scenario *scenario;
	const struct stage_futures *futures;
	const int64_t *quantity, *none; /* [ncandidates] smallest units; 0 */
	const int32_t *tiers; /* [ntiers] */
	int32_t ntiers;
	const wide *expected; /* [n][ntiers] */
	bool plans; /* what the places get is wanted */
	struct stage_futures_state *out;
	char *less, *unlike, *clash; /* [n] */
};
/* A future's scenario. */
struct sight {
	const struct looking *look;
	int32_t future;
	const struct scenario *scenario;
	struct cells cells;
	struct supply supply;
};

static void sight_init(struct sight *s, const struct looking *look, int32_t future, const struct scenario *scenario)
{
	*s = (struct sight){.look = look, .future = future, .scenario = scenario};
	cells_build(scenario, &s->cells);
	supply_build(scenario, &s->cells, &s->supply);
}

static void sight_release(struct sight *s)
{
	supply_release(&s->supply);
	cells_release(&s->cells);
}

/* ---- losses ---- */

static int32_t tier_index(const struct looking *l, int32_t tier)
{
	for (int32_t t = 0; t < l->ntiers; t++)
		if (l->tiers[t] == tier)
			return t;
	return -1;
}

/* Serves with or without quotas and books losses; x [ncells], may be NULL, is what cells of the
 * problem get. */
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

/* Losses without and with quotas; units [cells.ncells] are what claims get with them. */
static void look_at_item(const struct sight *s, const struct ground *g, const struct components *c, int32_t item,
	const int32_t *candidate_of, int64_t *units)
{
	const struct looking *l = s->look;
	struct formulation f;
	struct stage_network net;
	int64_t *x;

	stage_formulate(&f, g, &c->bounds, item);
	stage_network_init(&net, &f, g, candidate_of, l->quantity);
	serve_item(s, &net, false, l->out->loss_before, NULL);
	x = mem_calloc((size_t)f.problem.ncells, sizeof *x);
	serve_item(s, &net, true, l->out->loss_after, x);
	for (int32_t k = 0; k < f.problem.ncells; k++)
		if (f.cell_of[k] >= 0)
			units[f.cell_of[k]] += x[k];
	mem_free(x);
	stage_network_release(&net);
	formulation_release(&f);
}

static void look_at_losses(const struct sight *s, const int32_t *keeper, int64_t *units)
{
	const struct looking *l = s->look;
	const wide *loss = l->out->loss_after + (size_t)s->future * (size_t)l->ntiers;
	struct ground ground;
	struct components components; /* an item each */
	int32_t *candidate_of = stage_lots_of(l->stage, &s->supply, keeper);

	ground_init(&ground, s->scenario, &s->cells, &s->supply);
	components_init(&components, &ground, NULL);
	for (int32_t k = 0; k < components.nbundles; k++)
		look_at_item(s, &ground, &components, components.bundles[k].items[0], candidate_of, units);
	components_release(&components);
	ground_release(&ground);
	mem_free(candidate_of);
	l->clash[s->future] = l->ntiers > 0 && l->tiers[0] == TIER_HARD && loss[0] > 0;
	l->unlike[s->future] = l->expected &&
		memcmp(loss, l->expected + (size_t)s->future * (size_t)l->ntiers, (size_t)l->ntiers * sizeof *loss) != 0;
}

/* ---- plans ---- */

static void make_plan(const struct sight *s, struct plan *plan)
{
	struct solve_options options = {.jobs = 1};

	plan_init(plan);
	plan_served(s->scenario, &s->cells, &s->supply, &options, plan);
}

/* Of an item's claims of a tier all get together as much, whoever it is shared between,
 * unless something holds it back that the networks do not know. */
static bool serves_less(const struct sight *s, const struct plan *plan, const int64_t *units)
{
	const struct looking *l = s->look;
	size_t n = (size_t)s->scenario->nitems * (size_t)l->ntiers;
	int64_t *more = mem_calloc(n, sizeof *more);
	bool less = false;

	for (int32_t c = 0; c < s->cells.ncells; c++) {
		const struct cell *cell = &s->cells.cells[c];
		int32_t t = tier_index(l, cell->tier + STAGE_LATER * cell->stage);

		if (t >= 0)
			more[(size_t)cell->item * (size_t)l->ntiers + (size_t)t] += units[c] - plan->served[c].units;
	}
	for (size_t k = 0; k < n; k++)
		less |= more[k] > 0;
	mem_free(more);
	return less;
}

/* ---- a future ---- */

static void look_with(const struct looking *l, int32_t future)
{
	int32_t *keeper = mem_calloc((size_t)l->stage->ncandidates, sizeof *keeper);
	struct scenario scenario;
	struct sight s;

	if (l->futures->make(l->futures->context, future, l->quantity, &scenario, keeper)) {
		int64_t *units;

		l->out->weight[future] = l->futures->weight[future];
		sight_init(&s, l, future, &scenario);
		units = mem_calloc((size_t)s.cells.ncells, sizeof *units);
		look_at_losses(&s, keeper, units);
		if (l->plans) {
			struct plan plan;

			make_plan(&s, &plan);
			ensemble_take(&l->out->after, l->scenario, &scenario, &s.cells, &plan,
				&l->out->after.futures[future]);
			l->less[future] = plan.status != PLAN_CONTRADICTION && serves_less(&s, &plan, units);
			plan_release(&plan);
		}
		mem_free(units);
		sight_release(&s);
	}
	scenario_release(&scenario);
	mem_free(keeper);
}

static void look_without(const struct looking *l, int32_t future)
{
	struct scenario scenario;
	struct sight s;

	if (l->futures->make(l->futures->context, future, l->none, &scenario, NULL)) {
		struct plan plan;

		sight_init(&s, l, future, &scenario);
		make_plan(&s, &plan);
		ensemble_take(&l->out->before, l->scenario, &scenario, &s.cells, &plan,
			&l->out->before.futures[future]);
		plan_release(&plan);
		sight_release(&s);
	}
	scenario_release(&scenario);
}

static void look_at_future(void *context, int k)
{
	const struct looking *l = context;

	if (l->plans)
		look_without(l, k);
	look_with(l, k);
}

void stage_look(const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, const int64_t *quantity, const int32_t *tiers, int32_t ntiers,
	const wide *expected, bool plans, const struct stage_options *options, struct stage_futures_state *out)
{
	int64_t *none = mem_calloc((size_t)stage->ncandidates, sizeof *none);
	struct looking l = {.stage = stage, .scenario = s, .futures = futures, .quantity = quantity, .none = none,
		.tiers = tiers, .ntiers = ntiers, .expected = expected, .plans = plans, .out = out};
	size_t n = (size_t)futures->n, all = n * (size_t)ntiers;

	memset(out, 0, sizeof *out);
	out->loss_before = mem_calloc(all, sizeof *out->loss_before);
	out->loss_after = mem_calloc(all, sizeof *out->loss_after);
	out->weight = mem_calloc(n, sizeof *out->weight);
	ensemble_init(&out->before, s, futures->asked, futures->n);
	ensemble_init(&out->after, s, futures->asked, futures->n);
	memcpy(out->before.weights, futures->weight, n * sizeof *futures->weight);
	memcpy(out->after.weights, futures->weight, n * sizeof *futures->weight);
	l.less = mem_calloc(n, 1);
	l.unlike = mem_calloc(n, 1);
	l.clash = mem_calloc(n, 1);
	tasks_run(options->jobs, futures->n, look_at_future, &l);
	for (size_t w = 0; w < n; w++) {
		out->limited += l.less[w];
		out->unlike += l.unlike[w];
		out->contradicting += l.clash[w];
		out->unproven += out->before.futures[w].state == FUTURE_UNPROVEN ||
			out->after.futures[w].state == FUTURE_UNPROVEN;
		if (out->weight[w] > 0)
			continue;
		out->refused++;
		out->before.futures[w].state = out->after.futures[w].state = FUTURE_REFUSED;
	}
	mem_free(l.less);
	mem_free(l.unlike);
	mem_free(l.clash);
	mem_free(none);
}
