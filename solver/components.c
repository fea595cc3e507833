#include "solver/components.h"

#include "solver/common_rates.h"
#include "solver/engines.h"
#include "solver/guided.h"
#include "solver/kept.h"
#include "solver/levels_pure.h"
#include "solver/minima.h"
#include "solver/options.h"
#include "solver/other_rules.h"
#include "solver/priced_steps.h"
#include "solver/reuse.h"
#include "solver/one_network.h"
#include "solver/settle.h"
#include "solver/tasks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Coupled fairness is solved exactly up to this many cells, by steps above. */
#define EXACT_CELLS 200

void bundle_clear(struct bundle *bundle)
{
	if (bundle->step == STEP_BUILD)
		return;
	assert(bundle->step == STEP_DONE);
	if (!bundle->borrowed) {
		formulation_release(&bundle->formulation);
		solution_release(&bundle->solution);
		mem_free(bundle->baseline);
		minima_rows_release(bundle->together);
	}
	bundle->borrowed = false;
	bundle->together = NULL;
	bundle->baseline = NULL;
	bundle->step = STEP_BUILD;
}

void bundle_release(struct bundle *bundle)
{
	bundle_clear(bundle);
	mem_free(bundle->items);
	mem_free(bundle->active);
}

static bool item_is_wanted(const struct ground *g, int32_t item)
{
	int32_t rank = g->item_rank[item];

	if (g->cell_start[rank + 1] > g->cell_start[rank])
		return true;
	for (int32_t k = 0; k < g->scenario->nminima; k++)
		if (g->scenario->minima[k].end_stock && g->scenario->minima[k].item == item)
			return true;
	return false;
}

/* A bundle of the item alone, of which nothing is done yet. */
static struct bundle single(int32_t item)
{
	struct bundle bundle = {.nitems = 1, .items = mem_calloc(1, sizeof(int32_t))};

	bundle.items[0] = item;
	return bundle;
}

static void add_bundle(struct components *c, struct bundle bundle)
{
	int32_t k = ARRAY_ADD(&c->bundles, &c->nbundles, &c->room);

	c->bundles[k] = bundle;
}

void components_init(struct components *c, const struct ground *g, const struct facts *facts)
{
	memset(c, 0, sizeof *c);
	c->ground = g;
	c->facts = facts;
	bounds_init(&c->bounds, g);
	if (facts)
		bounds_take(&c->bounds, g, facts->shipments, facts->nshipments);
	for (int32_t k = 0; k < g->scenario->nitems; k++)
		if (item_is_wanted(g, g->item_at[k]))
			add_bundle(c, single(g->item_at[k]));
}

void components_release(struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		bundle_release(&c->bundles[k]);
	mem_free(c->bundles);
	bounds_release(&c->bounds);
}

/* --- solving one bundle --- */

static enum fair_rule fair_rule(const struct policy *policy)
{
	switch (policy->fairness) {
	case FAIRNESS_TOTAL:
		return FAIR_TOTAL;
	case FAIRNESS_PROPORTIONAL:
		return FAIR_PROPORTIONAL;
	case FAIRNESS_LEXIMIN:
		break;
	}
	return FAIR_LEXIMIN;
}

/* Stated weights of the total rule by cell: the most particular one counts. */
static int64_t *cell_weights(const struct formulation *f, const struct ground *g)
{
	const struct scenario *s = g->scenario;
	int64_t *weight = mem_calloc((size_t)f->problem.ncells, sizeof *weight);

	for (int32_t c = 0; c < f->problem.ncells; c++) {
		const struct cell *cell = f->cell_of[c] >= 0 ? &g->cells->cells[f->cell_of[c]] : NULL;
		int best = -1;
		weight[c] = 1;
		for (int32_t k = 0; cell && k < s->policy.nweights; k++) {
			const struct weight *w = &s->policy.weights[k];
			int particular = (w->item >= 0) * 2 + (w->group >= 0);
			if ((w->item < 0 || w->item == cell->item) && (w->group < 0 || w->group == cell->group)
				&& particular > best) {
				best = particular;
				weight[c] = w->value;
			}
		}
	}
	return weight;
}

/* Tiers in which every item has its own: (tier, position of the item). Items
 * of a pure problem do not meet, so nothing else changes. */
static int32_t *item_tiers(const struct formulation *f)
{
	const struct problem *p = &f->problem;
	int32_t *tier = mem_calloc((size_t)p->ncells, sizeof *tier);

	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t at = 0;
		while (f->items[at] != f->nodes[p->cell_node[c]].item)
			at++;
		tier[c] = p->cell_tier[c] == TIER_HARD ? TIER_HARD : p->cell_tier[c] * f->nitems + at;
	}
	return tier;
}

/* Position of every cell's item in the bundle: [ncells], the caller frees. */
static int32_t *cell_items(const struct formulation *f)
{
	int32_t *item = mem_calloc((size_t)f->problem.ncells, sizeof *item);

	for (int32_t c = 0; c < f->problem.ncells; c++)
		while (f->items[item[c]] != f->nodes[f->problem.cell_node[c]].item)
			item[c]++;
	return item;
}

/* The rule by the networks alone: where limits or substitutes couple items, in large
 * parts, if the limits can be kept with it. */
static bool baseline_of_networks(const struct bundle *bundle, const int32_t *item, const struct stop *stop,
	int64_t *share, struct ratio *rate)
{
	const struct problem *p = &bundle->formulation.problem;

	return p->nbatches == 0 && network_rates(p, item, bundle->nitems, stop, share, rate)
		&& (problem_is_pure(p) || guided_keeps(p, share, stop));
}

static bool baseline_by_rounds(const struct bundle *bundle, const int32_t *item, const struct stop *stop,
	int64_t *share)
{
	const struct problem *p = &bundle->formulation.problem;
	double *rate = mem_calloc((size_t)p->ncells, sizeof *rate);
	bool proven, done = common_rates(p, item, bundle->nitems, stop, share, rate, &proven, NULL);

	mem_free(rate);
	return done;
}

/* The proportional rule per item; none when there is no time for it. No claim gets more
 * than in the plan, so what the plan keeps without being bound to it is kept here too. */
static void make_baseline(struct bundle *bundle, const struct stop *stop)
{
	const struct problem *p = &bundle->formulation.problem;
	int64_t *share = mem_calloc((size_t)p->ncells, sizeof *share);
	struct ratio *rate = mem_calloc((size_t)p->ncells, sizeof *rate);
	int32_t *item = cell_items(&bundle->formulation);
	bool large = p->narcs > LARGE_ARCS, done;

	done = !stop_now(stop) && (problem_is_pure(p) || large ? baseline_of_networks(bundle, item, stop, share, rate)
		: baseline_by_rounds(bundle, item, stop, share));
	if (!done && !problem_is_pure(p) && !stop_now(stop)) {
		plan_rates(p, item, bundle->nitems, &bundle->solution, share, rate);
		done = true;
	}
	if (done) {
		bundle->baseline = share;
		share = NULL;
	}
	mem_free(share);
	mem_free(rate);
	mem_free(item);
}

/* A pure bundle while it is solved. Common rates (of the proportional rule, of
 * the spread) are per item: every item then has tiers of its own. */
struct bundle_run {
	struct pure *pure; /* NULL: not begun, or not pure */
	struct problem parted; /* the bundle's, but for cell_tier when by_item */
	int64_t *weight; /* [ncells] */
	bool by_item;
	struct warm *warm; /* of its item; NULL: nothing is kept for neighbours */
	struct level_prices guess, found; /* with warm */
};

/* Where the plan of a neighbour may lend prices: what is wanted does not depend on which of
 * equally good flows is found. */
static struct warm *warm_of(const struct bundle *bundle, const struct components *c)
{
	bool any_flow = c->bounds.any_time || !c->bounds.any_plan;

	return c->reuse && bundle->nitems == 1 && any_flow ? &c->reuse->warms[bundle->items[0]] : NULL;
}

static void open_pure(struct bundle *bundle, const struct components *c, const struct stop *stop)
{
	const struct policy *policy = &c->ground->scenario->policy;
	struct formulation *f = &bundle->formulation;
	struct bundle_run *run = bundle->run;
	struct pure_options options = {.rule = fair_rule(policy), .prices = true};

	run->parted = f->problem;
	run->weight = cell_weights(f, c->ground);
	run->by_item = f->nitems > 1 && (policy->fairness == FAIRNESS_PROPORTIONAL || policy->has_spread);
	options.weight = run->weight;
	if (policy->has_spread)
		options.spread = policy->spread;
	if (run->by_item)
		run->parted.cell_tier = item_tiers(f);
	run->warm = warm_of(bundle, c);
	if (run->warm && f->problem.nobjectives > 0) {
		options.guess = warm_guess(run->warm, f, &run->guess) ? &run->guess : NULL;
		options.found = &run->found;
	}
	run->pure = pure_open(&run->parted, &options, stop, &bundle->solution);
}

/* All tiers of a pure bundle are decided, or its hard rules contradict. */
static bool pure_is_fair(const struct bundle *bundle)
{
	return bundle->run->pure && pure_next_tier(bundle->run->pure) < 0;
}

static void close_pure(struct bundle *bundle)
{
	struct bundle_run *run = bundle->run;

	pure_close(run->pure);
	run->pure = NULL;
	level_prices_release(&run->guess);
	if (run->found.nlevels > 0)
		warm_keep(run->warm, &bundle->formulation, &run->found);
	if (run->by_item) {
		for (int32_t k = 0; k < bundle->solution.nlevels; k++) {
			struct level_result *level = &bundle->solution.levels[k];
			if (level->tier < 0)
				continue;
			level->nth = level->tier % bundle->nitems + 1;
			level->tier /= bundle->nitems;
		}
		mem_free(run->parted.cell_tier);
	}
	mem_free(run->weight);
}

static bool change_comes_first(const struct components *c)
{
	const struct policy *policy = &c->ground->scenario->policy;

	return c->facts && c->facts->nannounced > 0 && policy->fairness == FAIRNESS_LEXIMIN
		&& !policy->has_spread && !policy->change_last;
}

/* item [ncells] is that of every cell; it must outlive the options. */
static struct coupled_options options_of(const struct components *c, const struct bundle *bundle,
	const int32_t *item)
{
	const struct policy *policy = &c->ground->scenario->policy;
	struct coupled_options options = {.step = policy->step, .exact_cells = c->steps ? 0 : EXACT_CELLS,
		.prices = c->prices, .item = item, .nitems = bundle->nitems};

	if (policy->has_spread && policy->fairness == FAIRNESS_LEXIMIN)
		options.spread = policy->spread;
	return options;
}

/* Limits that decide only when goods move; false when they decide more. */
static bool by_guide(const struct problem *p, const struct components *c, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution)
{
	return (p->narcs > LARGE_ARCS || c->prices) && !stop_now(stop) && solve_guided(p, options, stop, solution);
}

/* Parts that are too large for linear programs. */
static bool by_priced_steps(const struct problem *p, const struct components *c,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	return (p->narcs > LARGE_ARCS || (c->prices && c->steps))
		&& solve_priced_steps(p, options, stop, solution);
}

/* Large parts that are one network but for whole units and batches. */
static bool by_network(const struct problem *p, const struct components *c, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution)
{
	return (p->narcs > LARGE_ARCS || c->prices) && solve_one_network(p, options, stop, solution);
}

static void solve_bundle_coupled(struct bundle *bundle, const struct components *c, const struct stop *stop)
{
	const struct policy *policy = &c->ground->scenario->policy;
	struct problem *p = &bundle->formulation.problem;
	int32_t *item = cell_items(&bundle->formulation);
	struct coupled_options options = options_of(c, bundle, item);

	if (policy->fairness == FAIRNESS_TOTAL) {
		int64_t *weight = cell_weights(&bundle->formulation, c->ground);
		solve_coupled_total(p, weight, &options, stop, &bundle->solution);
		mem_free(weight);
	} else if (policy->fairness == FAIRNESS_PROPORTIONAL) {
		solve_coupled_proportional(p, item, bundle->nitems, &options, stop, &bundle->solution);
	} else if (bundle->together) {
		options.minima = bundle->together;
		solve_coupled(p, &options, NULL, stop, &bundle->solution);
		memcpy(p->cell_least, bundle->together->share, (size_t)p->ncells * sizeof *p->cell_least);
	} else if (!by_guide(p, c, &options, stop, &bundle->solution)
		&& !by_priced_steps(p, c, &options, stop, &bundle->solution)
		&& !by_network(p, c, &options, stop, &bundle->solution)) {
		solve_coupled(p, &options, NULL, stop, &bundle->solution);
	}
	if (change_comes_first(c))
		keep_announced(&bundle->formulation, c->ground, c->facts, policy->step, stop, &bundle->solution);
	mem_free(item);
}

bool bundle_watch(const struct bundle *bundle, const struct components *c, struct level_watch *watch)
{
	const struct policy *policy = &c->ground->scenario->policy;
	struct problem p = bundle->formulation.problem;
	int32_t *item;
	struct coupled_options options;
	struct solution again;

	if (policy->fairness != FAIRNESS_LEXIMIN || problem_is_pure(&p))
		return false;
	item = cell_items(&bundle->formulation);
	options = options_of(c, bundle, item);
	options.watch = watch;
	if (bundle->together) {
		options.minima = bundle->together;
		p.cell_least = bundle->together->least;
	}
	solve_coupled(&p, &options, NULL, NULL, &again);
	solution_release(&again);
	mem_free(item);
	return watch->taken;
}

/* --- one bundle, step by step --- */

/* Minima over several claims stay one row each where linear programs decide. */
static bool minima_hold_together(const struct problem *p, const struct components *c)
{
	const struct policy *policy = &c->ground->scenario->policy;

	return policy->fairness == FAIRNESS_LEXIMIN && p->narcs <= LARGE_ARCS && !c->prices;
}

/* serve_only: fairness, no level after it. */
static void formulate_bundle(struct bundle *bundle, const struct components *c, bool serve_only,
	const struct stop *stop)
{
	int64_t start = clock_ns();

	formulate(&bundle->formulation, c->ground, c->facts, &c->bounds, bundle->items, bundle->nitems,
		bundle->active, bundle->nactive, bundle->substitutes);
	if (bundle->minima)
		bundle->together = minima_share(&bundle->formulation, c->ground, c->facts,
			minima_hold_together(&bundle->formulation.problem, c), stop);
	if (serve_only)
		problem_drop_objectives(&bundle->formulation.problem);
	memset(&bundle->solution, 0, sizeof bundle->solution);
	bundle->build_ns = clock_ns() - start;
	bundle->solve_ns = 0;
}

static void open_bundle(struct bundle *bundle, const struct components *c, const struct stop *stop)
{
	bundle->run = mem_calloc(1, sizeof *bundle->run);
	if (problem_is_pure(&bundle->formulation.problem))
		open_pure(bundle, c, stop);
	bundle->step = pure_is_fair(bundle) ? STEP_LINEAR : STEP_FAIR;
}

static void after_levels(struct bundle *bundle, bool baseline)
{
	mem_free(bundle->run);
	bundle->run = NULL;
	bundle->step = baseline && bundle->solution.answer != ANSWER_INFEASIBLE ? STEP_BASELINE : STEP_DONE;
}

/* What reuse.h keeps. */
static bool reusable(const struct bundle *bundle, const struct components *c)
{
	return bundle->nitems == 1 && problem_is_pure(&bundle->formulation.problem)
		&& c->ground->scenario->policy.fairness == FAIRNESS_LEXIMIN;
}

/* Builds the bundle; solved it is, when a scenario before had the same one. */
static void build_or_reuse(struct bundle *bundle, const struct components *c, bool baseline,
	const struct stop *stop)
{
	int64_t start;

	formulate_bundle(bundle, c, false, stop);
	start = clock_ns();
	if (!c->reuse || !c->reuse->networks || !reusable(bundle, c) || !reuse_take(c->reuse, bundle->items[0],
			&bundle->formulation.problem, &c->ground->scenario->policy, &bundle->solution)) {
		open_bundle(bundle, c, stop);
		return;
	}
	bundle->solve_ns = clock_ns() - start;
	after_levels(bundle, baseline);
}

/* Does the bundle's next step. */
static void step_bundle(struct bundle *bundle, const struct components *c, bool baseline,
	const struct stop *stop)
{
	int64_t start = clock_ns();

	switch (bundle->step) {
	case STEP_BUILD:
		build_or_reuse(bundle, c, baseline, stop);
		return;
	case STEP_FAIR:
		if (!bundle->run->pure) {
			solve_bundle_coupled(bundle, c, stop);
			after_levels(bundle, baseline);
			break;
		}
		pure_decide_tier(bundle->run->pure);
		if (pure_is_fair(bundle))
			bundle->step = STEP_LINEAR;
		break;
	case STEP_LINEAR:
		close_pure(bundle);
		after_levels(bundle, baseline);
		break;
	case STEP_BASELINE:
		make_baseline(bundle, stop);
		bundle->step = STEP_DONE;
		break;
	case STEP_DONE:
		assert(false);
	}
	bundle->solve_ns += clock_ns() - start;
}

static void finish_bundle(struct bundle *bundle, const struct components *c, const struct stop *stop)
{
	open_bundle(bundle, c, stop);
	while (bundle->step != STEP_DONE)
		step_bundle(bundle, c, false, stop);
}

void bundle_serve(struct bundle *bundle, const struct components *c, const struct stop *stop)
{
	formulate_bundle(bundle, c, true, stop);
	finish_bundle(bundle, c, stop);
}

/* --- solving all bundles, in threads --- */

struct crew {
	struct components *components;
	const struct solve_options *options;
	const struct stop *stop;
};

/* How soon the next step of a bundle is wanted: all are built, then tier by tier
 * decided over all items, then coupled ones, whose tiers cannot be taken apart,
 * then linear levels, then baselines. So what time there is goes into fairness
 * first, the first tiers before later ones. */
static int32_t rank_bundle(void *data, int k)
{
	enum { RANK_COUPLED = INT32_MAX - 3, RANK_LINEAR, RANK_BASELINE };
	const struct crew *crew = data;
	const struct bundle *bundle = &crew->components->bundles[k];

	switch (bundle->step) {
	case STEP_BUILD:
		return 0;
	case STEP_FAIR:
		if (!bundle->run->pure)
			return RANK_COUPLED;
		return pure_next_tier(bundle->run->pure) / (bundle->run->by_item ? bundle->nitems : 1);
	case STEP_LINEAR:
		return RANK_LINEAR;
	case STEP_BASELINE:
		return RANK_BASELINE;
	case STEP_DONE:
		break;
	}
	return -1;
}

static void step_numbered(void *data, int k)
{
	const struct crew *crew = data;

	step_bundle(&crew->components->bundles[k], crew->components, crew->options->baseline, crew->stop);
}

static void solve_bundles(struct components *c, const struct solve_options *options,
	const struct stop *stop)
{
	struct crew crew = {c, options, stop};
	struct tasks_chains chains = {c->nbundles, rank_bundle, step_numbered, &crew};

	tasks_run_chains(options->jobs, &chains);
}

/* --- which bundles must be joined --- */

struct visit_use {
	int64_t place, group, period; /* ranks of place and group */
	int32_t bound, bundle;
	int64_t households, minutes;
};

static int visit_use_compare(const void *a, const void *b)
{
	const struct visit_use *x = a, *y = b;

	if (x->bound != y->bound)
		return x->bound < y->bound ? -1 : 1;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->bundle > y->bundle) - (x->bundle < y->bundle);
}

/* Door visits that a bundle's hand-outs make, for every helpers bound. */
static void list_visit_uses(const struct components *c, int32_t bundle, struct visit_use **uses,
	int32_t *n, int32_t *room)
{
	const struct ground *g = c->ground;
	const struct formulation *f = &c->bundles[bundle].formulation;
	const struct problem *p = &f->problem;
	const int64_t *x = c->bundles[bundle].solution.x;
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);

	for (int32_t k = 0; k < p->ncells; k++)
		cell_at[p->cell_node[k]] = k;
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct cell *cell;
		int32_t k = cell_at[p->head[a]];
		if (f->arcs[a].kind != ARC_HAND || x[a] == 0 || f->cell_of[k] < 0)
			continue;
		cell = &g->cells->cells[f->cell_of[k]];
		if (!needs_visit(g, cell->group))
			continue;
		for (int32_t i = c->bounds.at_start[cell->place]; i < c->bounds.at_start[cell->place + 1]; i++) {
			int64_t households;
			int32_t at, b = c->bounds.at[i];
			if (!bound_counts_visit(g, &c->bounds.bounds[b], cell->item, cell->place, f->arcs[a].depart))
				continue;
			households = ground_households(g, cell->place, cell->group, f->arcs[a].depart);
			at = ARRAY_ADD(uses, n, room);
			(*uses)[at] = (struct visit_use){g->place_rank[cell->place], g->group_rank[cell->group],
				f->arcs[a].depart, b, bundle,
				visits_needed(x[a], p->cell_demand[k], households),
				g->scenario->groups[cell->group].visit_minutes};
		}
	}
	mem_free(cell_at);
}

/* Minutes used of every helpers bound; a household is visited once for all
 * items of a place, group and period. */
static void count_visits(const struct components *c, wide *used, struct visit_use **uses, int32_t *n)
{
	size_t width = (size_t)c->ground->scenario->nperiods + 1;
	int32_t room = 0;
	int64_t most = 0;

	*uses = NULL;
	*n = 0;
	for (int32_t k = 0; k < c->nbundles; k++)
		list_visit_uses(c, k, uses, n, &room);
	if (*n > 0)
		qsort(*uses, (size_t)*n, sizeof **uses, visit_use_compare);
	for (int32_t k = 0; k < *n; k++) {
		const struct visit_use *u = &(*uses)[k], *next = k + 1 < *n ? u + 1 : NULL;
		most = u->households > most ? u->households : most;
		if (next && next->bound == u->bound && next->period == u->period && next->place == u->place
			&& next->group == u->group)
			continue;
		used[(size_t)u->bound * width + (size_t)u->period] += (wide)most * u->minutes;
		most = 0;
	}
}

void components_use(const struct components *c, wide *used)
{
	struct visit_use *uses;
	int32_t nuses;

	for (int32_t k = 0; k < c->nbundles; k++)
		formulation_use(&c->bundles[k].formulation, c->ground, &c->bounds, c->bundles[k].solution.x, used, NULL);
	count_visits(c, used, &uses, &nuses);
	mem_free(uses);
}

static bool bound_broken(const struct components *c, int32_t b, const wide *used)
{
	size_t width = (size_t)c->ground->scenario->nperiods + 1;

	for (size_t t = 0; t < width; t++)
		if (used[(size_t)b * width + t] > bound_left(&c->bounds.bounds[b], (int32_t)t))
			return true;
	return false;
}

bool components_keep_bounds(const struct components *c)
{
	size_t width = (size_t)c->ground->scenario->nperiods + 1;
	wide *used = mem_calloc((size_t)c->bounds.nbounds * width, sizeof *used);
	bool kept = true;

	components_use(c, used);
	for (int32_t b = 0; b < c->bounds.nbounds && kept; b++)
		kept = !bound_broken(c, b, used);
	mem_free(used);
	return kept;
}

static void add_index(int32_t **list, int32_t *n, int32_t value)
{
	for (int32_t k = 0; k < *n; k++)
		if ((*list)[k] == value)
			return;
	*list = mem_resize(*list, (size_t)*n + 1, sizeof **list);
	(*list)[(*n)++] = value;
}

static int index_compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* Items in the order of their ids: their ranks are sorted, then mapped back. */
static void sort_items(const struct ground *g, int32_t *items, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		items[k] = g->item_rank[items[k]];
	qsort(items, (size_t)n, sizeof *items, index_compare);
	for (int32_t k = 0; k < n; k++)
		items[k] = g->item_at[items[k]];
}

/* Joins bundle `from` into bundle `to` (to < from). */
static void join_bundles(struct components *c, int32_t to, int32_t from)
{
	struct bundle *a = &c->bundles[to], *b = &c->bundles[from];

	bundle_clear(a);
	for (int32_t k = 0; k < b->nitems; k++)
		add_index(&a->items, &a->nitems, b->items[k]);
	for (int32_t k = 0; k < b->nactive; k++)
		add_index(&a->active, &a->nactive, b->active[k]);
	a->substitutes |= b->substitutes;
	a->minima |= b->minima;
	sort_items(c->ground, a->items, a->nitems);
	bundle_release(b);
	memmove(b, b + 1, (size_t)(c->nbundles - from - 1) * sizeof *b);
	c->nbundles--;
}

static int32_t bundle_of_item(const struct components *c, int32_t item)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		for (int32_t i = 0; i < c->bundles[k].nitems; i++)
			if (c->bundles[k].items[i] == item)
				return k;
	return -1;
}

/* One broken bound: joins all bundles that use it and makes it a row of them. */
static bool activate(struct components *c, int32_t bound, const bool *uses_it)
{
	int32_t first = -1;

	for (int32_t k = 0; k < c->nbundles && first < 0; k++)
		if (uses_it[k])
			first = k;
	if (first < 0)
		return false;
	for (int32_t k = c->nbundles - 1; k > first; k--)
		if (uses_it[k])
			join_bundles(c, first, k);
	bundle_clear(&c->bundles[first]);
	add_index(&c->bundles[first].active, &c->bundles[first].nactive, bound);
	qsort(c->bundles[first].active, (size_t)c->bundles[first].nactive, sizeof(int32_t), index_compare);
	return true;
}

/* Which bundle takes of which bound: taken[bundle * nbounds + bound]; used as for
 * components_use. The caller frees. */
static char *list_taken(const struct components *c, wide *used)
{
	size_t nbounds = (size_t)c->bounds.nbounds;
	char *taken = mem_calloc((size_t)c->nbundles * nbounds, 1);
	struct visit_use *uses;
	int32_t nuses;

	for (int32_t k = 0; k < c->nbundles; k++)
		formulation_use(&c->bundles[k].formulation, c->ground, &c->bounds, c->bundles[k].solution.x, used,
			taken + (size_t)k * nbounds);
	count_visits(c, used, &uses, &nuses);
	for (int32_t k = 0; k < nuses; k++)
		taken[(size_t)uses[k].bundle * nbounds + (size_t)uses[k].bound] = 1;
	mem_free(uses);
	return taken;
}

/* Activates all broken bounds at once; false when every bound is kept. */
static bool activate_broken(struct components *c)
{
	size_t nbounds = (size_t)c->bounds.nbounds, width = (size_t)c->ground->scenario->nperiods + 1;
	wide *used = mem_calloc(nbounds * width, sizeof *used);
	char *taken = list_taken(c, used);
	int32_t nbundles = c->nbundles;
	/* Parts are remembered by their first item: indices move in joining. */
	int32_t *item = mem_calloc((size_t)nbundles, sizeof *item);
	bool any = false;

	for (int32_t k = 0; k < nbundles; k++)
		item[k] = c->bundles[k].items[0];
	for (int32_t b = 0; b < c->bounds.nbounds; b++) {
		bool *uses_it;
		if (!bound_broken(c, b, used))
			continue;
		uses_it = mem_calloc((size_t)c->nbundles, sizeof *uses_it);
		for (int32_t k = 0; k < nbundles; k++)
			if (taken[(size_t)k * nbounds + (size_t)b])
				uses_it[bundle_of_item(c, item[k])] = true;
		activate(c, b, uses_it);
		any = true;
		mem_free(uses_it);
	}
	mem_free(used);
	mem_free(taken);
	mem_free(item);
	return any;
}

/* Is some claim for the item not fully met? */
static bool item_short(const struct components *c, int32_t item)
{
	int32_t k = bundle_of_item(c, item);
	const struct problem *p;
	int64_t *got;
	bool is_short = false;

	if (k < 0)
		return false;
	p = &c->bundles[k].formulation.problem;
	got = mem_calloc((size_t)p->ncells, sizeof *got);
	problem_cell_inflow(p, c->bundles[k].solution.x, got);
	for (int32_t j = 0; j < p->ncells; j++) {
		int32_t cell = c->bundles[k].formulation.cell_of[j];
		is_short |= cell >= 0 && c->ground->cells->cells[cell].item == item && got[j] < cell_need(p, j);
	}
	mem_free(got);
	return is_short;
}

static bool has_item(const struct bundle *bundle, int32_t item)
{
	for (int32_t k = 0; k < bundle->nitems; k++)
		if (bundle->items[k] == item)
			return true;
	return false;
}

/* Is the substitute already among the batches of its item's bundle? */
static bool substitute_active(const struct bundle *bundle, const struct substitute *u)
{
	bool inside = bundle->substitutes;

	for (int32_t j = 0; inside && j < u->nparts; j++)
		inside = has_item(bundle, u->parts[j].item);
	return inside;
}

/* Brings a substitute's item and parts into one bundle that makes batches. */
static void activate_substitute(struct components *c, const struct substitute *u)
{
	int32_t at = bundle_of_item(c, u->item);

	for (int32_t j = 0; j < u->nparts; j++) {
		int32_t other = bundle_of_item(c, u->parts[j].item);
		if (other < 0) {
			bundle_clear(&c->bundles[at]);
			add_index(&c->bundles[at].items, &c->bundles[at].nitems, u->parts[j].item);
			sort_items(c->ground, c->bundles[at].items, c->bundles[at].nitems);
		} else if (other != at) {
			join_bundles(c, at < other ? at : other, at < other ? other : at);
			at = bundle_of_item(c, u->item);
		}
	}
	bundle_clear(&c->bundles[at]);
	c->bundles[at].substitutes = true;
}

/* Does the plan made so far depart from what was announced of the item? */
static bool item_changes(const struct components *c, int32_t item)
{
	int32_t at = bundle_of_item(c, item);
	const struct solution *solution = at < 0 ? NULL : &c->bundles[at].solution;

	if (at < 0)
		return facts_first_announced(c->facts, item, 0) < c->facts->nannounced;
	for (int32_t k = 0; k < solution->nlevels; k++) {
		const struct level_result *r = &solution->levels[k];
		if (r->objective >= 0 && r->value > 0
			&& c->bundles[at].formulation.problem.objectives[r->objective].kind == OBJECTIVE_CHANGE)
			return true;
	}
	return false;
}

static bool substitute_changes(const struct components *c, const struct substitute *u)
{
	bool any = item_changes(c, u->item);

	for (int32_t j = 0; j < u->nparts; j++)
		any |= item_changes(c, u->parts[j].item);
	return any;
}

/* Are claims of the bundle short that might get more if its other items made do
 * with less: of a tier that networks alone, without limits and substitutes, do not
 * prove? */
static bool short_of_others(const struct bundle *bundle)
{
	const struct problem *p = &bundle->formulation.problem;
	const struct solution *solution = &bundle->solution;
	int64_t *got;
	bool any = false;

	if (problem_is_pure(p) || solution->answer == ANSWER_INFEASIBLE)
		return false;
	got = mem_calloc((size_t)p->ncells, sizeof *got);
	problem_cell_inflow(p, solution->x, got);
	for (int32_t k = 0; k < solution->nlevels && !any; k++) {
		const struct level_result *level = &solution->levels[k];
		if (level->tier <= TIER_HARD || (level->proven && level->strata.label))
			continue;
		for (int32_t j = 0; j < p->ncells && !any; j++)
			any = p->cell_tier[j] == level->tier && got[j] < cell_need(p, j);
	}
	mem_free(got);
	return any;
}

/* Substitutes that may help: those of items that are short, or that others are
 * short of: what stands in for them frees their own goods, or limits. Others would
 * be used by no plan, since substitution is its own level; unless the level of
 * change comes first and is not at its least without them, or substitution
 * costs nothing. */
static bool activate_substitutes(struct components *c, bool at_once)
{
	const struct scenario *s = c->ground->scenario;
	bool *wanted = mem_calloc((size_t)s->nsubstitutes, sizeof *wanted);
	bool announced = c->facts && c->facts->nannounced > 0 && !s->policy.change_last, any = false;

	for (int32_t k = 0; k < s->nsubstitutes; k++) {
		const struct substitute *u = &s->substitutes[k];
		int32_t at = bundle_of_item(c, u->item);
		if (at < 0 || substitute_active(&c->bundles[at], u))
			continue;
		wanted[k] = at_once ? u->penalty == 0
			: item_short(c, u->item) || short_of_others(&c->bundles[at])
				|| (announced && substitute_changes(c, u));
		any |= wanted[k];
	}
	for (int32_t n = 0; n < s->nsubstitutes; n++)
		if (wanted[c->ground->substitute_at[n]])
			activate_substitute(c, &s->substitutes[c->ground->substitute_at[n]]);
	mem_free(wanted);
	return any;
}

/* Shares minima that a plan made without them does not keep. */
static bool activate_minima(struct components *c)
{
	bool any = false;

	for (int32_t k = 0; k < c->nbundles; k++) {
		struct bundle *bundle = &c->bundles[k];
		if (bundle->minima || minima_kept(&bundle->formulation, c->ground, c->facts, bundle->solution.x))
			continue;
		bundle_clear(bundle);
		bundle->minima = any = true;
	}
	return any;
}

static bool any_infeasible(const struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		if (c->bundles[k].solution.answer == ANSWER_INFEASIBLE)
			return true;
	return false;
}

/* Substitutes once more, unless it is time: a plan is valid without them but where
 * hard rules need them. */
static bool more_substitutes(struct components *c, const struct stop *stop)
{
	return (!stop_now(stop) || any_infeasible(c)) && activate_substitutes(c, false);
}

void components_solve(struct components *c, const struct solve_options *options)
{
	struct stop stop = {options->interrupted, options->time_limit > 0 ? clock_ns() + options->time_limit : 0};

	c->steps = options->steps;
	c->prices = options->prices;
	c->reuse = options->reuse;
	if (c->reuse)
		reuse_room(c->reuse, c->ground->scenario->nitems);
	activate_substitutes(c, true);
	do {
		solve_bundles(c, options, &stop);
	} while (more_substitutes(c, &stop) || (!any_infeasible(c) && (activate_minima(c) || activate_broken(c))));
	c->baseline = options->baseline;
	for (int32_t k = 0; k < c->nbundles; k++)
		c->baseline = c->baseline && (c->bundles[k].baseline || c->bundles[k].formulation.problem.ncells == 0);
}

void components_keep(struct components *c, struct reuse *reuse)
{
	for (int32_t k = 0; k < c->nbundles && reuse->networks; k++) {
		struct bundle *bundle = &c->bundles[k];
		enum answer answer = bundle->solution.answer;

		if (!bundle->borrowed && reusable(bundle, c) && (answer == ANSWER_OPTIMAL || answer == ANSWER_INFEASIBLE))
			reuse_keep(reuse, bundle->items[0], &c->ground->scenario->policy,
				&bundle->formulation.problem, &bundle->solution);
	}
}

/* --- only who gets how much --- */

void components_only(struct components *c, const bool *items)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < c->nbundles; k++) {
		bool any = false;
		for (int32_t i = 0; i < c->bundles[k].nitems; i++)
			any |= items[c->bundles[k].items[i]];
		if (any)
			c->bundles[kept++] = c->bundles[k];
		else
			bundle_release(&c->bundles[k]);
	}
	c->nbundles = kept;
}

static void serve_numbered(void *data, int k)
{
	const struct crew *crew = data;

	if (crew->components->bundles[k].step != STEP_DONE)
		bundle_serve(&crew->components->bundles[k], crew->components, crew->stop);
}

static int64_t all_arcs(const struct components *c)
{
	int64_t narcs = 0;

	for (int32_t k = 0; k < c->nbundles; k++)
		narcs += c->bundles[k].formulation.problem.narcs;
	return narcs;
}

enum serving components_serve(struct components *c, int jobs, int32_t most_arcs, const struct stop *stop)
{
	struct crew crew = {.components = c, .stop = stop};
	int64_t narcs;

	do {
		tasks_run(jobs, c->nbundles, serve_numbered, &crew);
		narcs = all_arcs(c);
		if (any_infeasible(c))
			return SERVED_NOT;
		if (!activate_broken(c))
			return SERVED;
	} while (narcs <= most_arcs);
	return SERVED_TOO_LARGE;
}

/* --- solved again in part --- */

static int32_t *copied(const int32_t *from, int32_t n)
{
	int32_t *to = mem_calloc((size_t)n, sizeof *to);

	if (n > 0)
		memcpy(to, from, (size_t)n * sizeof *to);
	return to;
}

static struct bundle borrowed(const struct bundle *from)
{
	struct bundle bundle = *from;

	bundle.items = copied(from->items, from->nitems);
	bundle.active = copied(from->active, from->nactive);
	bundle.borrowed = true;
	return bundle;
}

void components_retry(struct components *to, const struct components *from, int32_t at, const struct ground *g,
	const struct facts *facts, const struct bounds *bounds)
{
	*to = *from;
	to->reuse = NULL;
	to->ground = g;
	to->facts = facts;
	to->bounds = *bounds;
	to->bundles = NULL;
	to->nbundles = to->room = 0;
	/* Ascending by their first item, as components_init has them. */
	for (int32_t rank = 0; rank < g->scenario->nitems; rank++) {
		int32_t item = g->item_at[rank], k = bundle_of_item(from, item);
		if (k < 0)
			continue;
		if (at < 0 || k == at) {
			if (item_is_wanted(g, item))
				add_bundle(to, single(item));
		} else if (from->bundles[k].items[0] == item) {
			add_bundle(to, borrowed(&from->bundles[k]));
		}
	}
}

/* Of what is not borrowed. */
static int64_t own_arcs(const struct components *c)
{
	int64_t narcs = 0;

	for (int32_t k = 0; k < c->nbundles; k++)
		narcs += c->bundles[k].borrowed ? 0 : c->bundles[k].formulation.problem.narcs;
	return narcs;
}

static void clear_own(struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		if (!c->bundles[k].borrowed)
			bundle_clear(&c->bundles[k]);
}

/* Only who gets how much. Where limits or ratios count in linear programs, whole units come after
 * their last level: which claim gets the last of them hangs on all of them. */
static void serve_as_solved(void *data, int k)
{
	const struct crew *crew = data;
	struct bundle *bundle = &crew->components->bundles[k];
	struct problem *p = &bundle->formulation.problem;

	if (bundle->step == STEP_DONE)
		return;
	formulate_bundle(bundle, crew->components, false, crew->stop);
	if (problem_is_pure(p) || p->narcs > LARGE_ARCS)
		problem_drop_objectives(p);
	finish_bundle(bundle, crew->components, crew->stop);
}

/* All levels, or only who gets how much; then what that asks for. */
static void serve_own(struct components *c, const struct solve_options *options, bool levels,
	const struct stop *stop)
{
	struct crew crew = {c, options, stop};

	do {
		if (levels)
			solve_bundles(c, options, stop);
		else
			tasks_run(options->jobs, c->nbundles, serve_as_solved, &crew);
	} while (more_substitutes(c, stop) || (!any_infeasible(c) && activate_minima(c)));
}

enum serving components_serve_again(struct components *c, const struct solve_options *options, int32_t most_arcs,
	const struct stop *stop)
{
	struct solve_options again = *options;
	/* Whether substitutes help can then hang on the level of change. */
	bool always = c->facts->nannounced > 0 && c->ground->scenario->nsubstitutes > 0;
	bool levels = always;

	again.baseline = false;
	activate_substitutes(c, true);
	for (;;) {
		serve_own(c, &again, levels, stop);
		if (any_infeasible(c))
			return SERVED_NOT;
		if (c->bounds.nbounds == 0 || components_keep_bounds(c))
			return SERVED;
		if (!levels && own_arcs(c) > LARGE_ARCS && components_settle(c, stop))
			return SERVED;
		if (own_arcs(c) > most_arcs)
			return SERVED_TOO_LARGE;
		if (levels)
			activate_broken(c);
		else
			clear_own(c);
		levels = always || !levels;
	}
}
