#include "solver/openings.h"

#include "solver/gains.h"
#include "solver/lift.h"
#include "solver/options.h"
#include "solver/tasks.h"
#include "solver/trial.h"

#include <stdlib.h>
#include <string.h>

/* Steps of a limit are searched in parts of up to so many arcs. */
#define STEPPED_ARCS 5000

/* Tenths of a limit. */
static const int steps[] = {1, 2, 5, 10, 20, 50, 90};
#define NSTEPS (int)(sizeof steps / sizeof *steps)

struct opening {
	struct decision decision;
	int32_t bundle;
	int32_t bound; /* -1 = a road, or all roads */
	wide value; /* the larger, the sooner it is solved */
	int32_t rank; /* of equal value */
	bool solved;
	bool idle; /* all roads: solved, and nobody gets more or less */
	struct gain_part all; /* of the decision's item, all tiers together */
	struct trial_parts parts;
};
struct openings {
	struct plan *plan;
	const struct components *components;
	const struct solve_options *options;
	const struct stop *stop;
	int64_t *missing, *demand; /* [nitems] smallest units */
	struct opening *all;
	int32_t n, room;
	int32_t *chosen; /* [nchosen] of all */
	int32_t nchosen;
	bool *idle; /* [components->nbundles] roads change nothing */
};

/* --- which --- */

static void sum_missing(struct openings *w)
{
	const struct cells *cells = w->components->ground->cells;

	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];
		if (cell->when.last >= w->components->ground->first_period)
			w->missing[cell->item] += cell->demand - w->plan->served[c].quantity;
		w->demand[cell->item] += cell->demand;
	}
}

/* Shares of what is short in millionths of the item's demand. */
static wide weighed(const struct openings *w, int32_t item, int64_t quantity)
{
	return w->demand[item] > 0 ? (wide)quantity * 1000000 / w->demand[item] : 0;
}

/* The item of a part that is short by the largest share; -1 = none is. */
static int32_t shortest_item(const struct openings *w, const struct bundle *b)
{
	int32_t best = -1;

	for (int32_t i = 0; i < b->nitems; i++)
		if (w->missing[b->items[i]] > 0 && (best < 0 || (wide)w->missing[b->items[i]] * w->demand[best]
				> (wide)w->missing[best] * w->demand[b->items[i]]))
			best = b->items[i];
	return best;
}

static struct opening *add_opening(struct openings *w, int32_t bundle, enum decision_kind kind, int32_t item)
{
	int32_t k = ARRAY_ADD(&w->all, &w->n, &w->room);

	w->all[k].bundle = bundle;
	w->all[k].bound = -1;
	w->all[k].rank = k;
	w->all[k].decision = (struct decision){.kind = kind, .source = -1, .holder = -1, .limit = -1,
		.route = -1, .segment = -1, .item = item, .freed = w->missing[item]};
	return &w->all[k];
}

/* Limits come before roads. */
static void add_limits(struct openings *w, int32_t bundle, int32_t item)
{
	const struct bundle *b = &w->components->bundles[bundle];

	for (int32_t k = 0; k < b->nactive; k++) {
		const struct bound *bound = &w->components->bounds.bounds[b->active[k]];
		struct opening *o = add_opening(w, bundle,
			bound->kind == BOUND_LIMIT ? DECISION_LIMIT : DECISION_CAPACITY, item);
		o->bound = b->active[k];
		o->value = ((wide)1 << 100) + weighed(w, item, w->missing[item]);
		if (bound->kind == BOUND_LIMIT)
			o->decision.limit = bound->index;
		else if (bound->kind == BOUND_ROUTE)
			o->decision.route = bound->index;
		else
			o->decision.segment = bound->index;
	}
}

static bool closed_later(const struct ground *g, const struct periods *closed, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		if (closed[k].last >= g->first_period && closed[k].first < g->scenario->nperiods)
			return true;
	return false;
}

/* What the part is short of at the end of each route, weighed: [nplaces] by stand. */
static wide *short_places(const struct openings *w, const struct bundle *b)
{
	const struct ground *g = w->components->ground;
	wide *sums = mem_calloc((size_t)g->scenario->nplaces, sizeof *sums);

	for (int32_t i = 0; i < b->nitems; i++) {
		int32_t rank = g->item_rank[b->items[i]];
		for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c++)
			sums[g->cells->cells[c].place] += weighed(w, b->items[i],
				g->cells->cells[c].demand - w->plan->served[c].quantity);
	}
	return sums;
}

static bool route_has(const struct route *r, int32_t segment)
{
	for (int32_t k = 0; k < r->nvia; k++)
		if (r->via[k] == segment)
			return true;
	return false;
}

/* The closed roads of the part alone; how many. */
static int32_t add_each_road(struct openings *w, int32_t bundle, int32_t item)
{
	const struct ground *g = w->components->ground;
	const struct scenario *s = g->scenario;
	wide *sums = short_places(w, &w->components->bundles[bundle]);
	int32_t before = w->n;

	for (int32_t k = 0; k < s->nsegments; k++) {
		int32_t segment = g->segment_at[k];
		struct opening *o;
		if (!closed_later(g, s->segments[segment].closed, s->segments[segment].nclosed))
			continue;
		o = add_opening(w, bundle, DECISION_ROAD, item);
		o->decision.segment = segment;
		for (int32_t r = 0; r < s->nroutes; r++)
			if (route_has(&s->routes[r], segment))
				o->value += sums[g->stand[s->routes[r].to]];
	}
	for (int32_t k = 0; k < s->nroutes; k++) {
		int32_t route = g->route_at[k];
		struct opening *o;
		if (!closed_later(g, s->routes[route].closed, s->routes[route].nclosed))
			continue;
		o = add_opening(w, bundle, DECISION_ROAD, item);
		o->decision.route = route;
		o->value = sums[g->stand[s->routes[route].to]];
	}
	mem_free(sums);
	return w->n - before;
}

/* All of them together come between limits and single ones. */
static void add_roads(struct openings *w, int32_t bundle, int32_t item)
{
	if (add_each_road(w, bundle, item) > 1)
		add_opening(w, bundle, DECISION_ROADS, item)->value =
			((wide)1 << 90) + weighed(w, item, w->missing[item]);
}

static int opening_compare(const void *a, const void *b)
{
	const struct opening *x = a, *y = b;

	if (x->value != y->value)
		return x->value > y->value ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Without its only bound a part of one item is a network again. */
static int64_t work_of(const struct openings *w, const struct opening *o)
{
	const struct bundle *b = &w->components->bundles[o->bundle];

	if (o->bound >= 0 && b->nactive == 1 && b->nitems == 1)
		return b->formulation.problem.narcs + b->formulation.problem.ncells;
	return bundle_work(b);
}

static void list_all(struct openings *w)
{
	const struct components *c = w->components;

	for (int32_t k = 0; k < c->nbundles; k++) {
		int32_t item = shortest_item(w, &c->bundles[k]);
		if (item < 0 || c->bundles[k].solution.answer != ANSWER_OPTIMAL)
			continue;
		add_limits(w, k, item);
		add_roads(w, k, item);
	}
	if (w->n > 0)
		qsort(w->all, (size_t)w->n, sizeof *w->all, opening_compare);
}

/* All roads together, or the others. */
static void choose(struct openings *w, bool together, int64_t room)
{
	w->nchosen = 0;
	for (int32_t k = 0; k < w->n && w->nchosen < OPENINGS_MOST; k++) {
		const struct opening *o = &w->all[k];
		int64_t work = work_of(w, o);
		if ((o->decision.kind == DECISION_ROADS) != together || work > room
			|| (o->bound < 0 && w->idle[o->bundle]))
			continue;
		room -= work;
		w->chosen[w->nchosen++] = k;
	}
}

/* --- one --- */

static int64_t gained(const struct trial_parts *parts, int32_t item)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < parts->n; k++)
		if (parts->parts[k].item == item)
			sum += parts->parts[k].gain;
	return sum;
}

/* The item that it helps by the largest share of its demand. */
static void find_item(const struct openings *w, struct opening *o)
{
	const struct bundle *b = &w->components->bundles[o->bundle];
	int32_t best = o->decision.item;

	for (int32_t i = 0; i < b->nitems; i++)
		if (w->demand[b->items[i]] > 0 && (wide)gained(&o->parts, b->items[i]) * w->demand[best]
				> (wide)gained(&o->parts, best) * w->demand[b->items[i]])
			best = b->items[i];
	o->decision.item = best;
}

static void take(const struct openings *w, struct opening *o, const struct trial *t,
	struct trial_parts *parts)
{
	mem_free(o->parts.parts);
	o->parts = *parts;
	find_item(w, o);
	o->all = (struct gain_part){0};
	trial_item(t, w->plan, o->decision.item, &o->all);
	o->solved = true;
}

static bool serves_as_much(const struct trial_parts *parts, const struct trial_parts *most)
{
	for (int32_t k = 0; k < most->n; k++)
		if (gained(parts, most->parts[k].item) < gained(most, most->parts[k].item))
			return false;
	return true;
}

/* Limits are raised by whole grams, minutes or smallest currency units. */
static int64_t bound_unit(const struct openings *w, const struct opening *o)
{
	const struct components *c = w->components;

	return bound_cause(c->ground->scenario, &c->bounds.bounds[o->bound]) == CAUSE_BUDGET
		? c->bounds.money_scale : 1;
}

/* With `more` of it; INT64_MAX = without the limit. What it takes beyond the
 * limit is returned, -1 when it is not solved or, with `most`, does not serve as
 * much. */
static int64_t try_more(const struct openings *w, struct opening *o, const struct scenario *s, int64_t more,
	const struct trial_parts *most)
{
	const struct components *c = w->components;
	const struct bound *bound = &c->bounds.bounds[o->bound];
	int64_t unit = bound_unit(w, o), over = -1;
	struct trial_parts parts = {0};
	struct trial trial;

	trial_init(&trial, c, o->bundle, s, c->ground->cells, w->options->previous, 0);
	trial_set_bound(&trial, o->bound, more == INT64_MAX ? LIFTED_BOUND : bound->most + (wide)more * unit);
	if (trial_solve(&trial, w->options, w->stop)) {
		wide excess = wide_ceil_div(trial_excess(&trial, bound, o->bound), unit);
		trial_book(&trial, w->plan, &parts);
		if (excess <= INT64_MAX / 2 && (!most || serves_as_much(&parts, most))) {
			over = (int64_t)excess;
			take(w, o, &trial, &parts);
			parts.parts = NULL;
		}
	}
	mem_free(parts.parts);
	trial_release(&trial);
	return over;
}

static int64_t step_of(const struct openings *w, const struct opening *o, int step)
{
	const struct bound *bound = &w->components->bounds.bounds[o->bound];
	wide whole = bound->most / bound_unit(w, o);

	return whole < (wide)1 << 56 ? (int64_t)wide_ceil_div(whole * steps[step], 10) : INT64_MAX;
}

static void search_steps(const struct openings *w, struct opening *o, const struct scenario *s)
{
	int low = 0, high = 0; /* steps low..high - 1 may do; high itself does, or is beyond */
	struct trial_parts most = {mem_calloc((size_t)o->parts.n, sizeof *most.parts), o->parts.n, o->parts.n};

	memcpy(most.parts, o->parts.parts, (size_t)o->parts.n * sizeof *most.parts);
	while (high < NSTEPS && step_of(w, o, high) > 0 && step_of(w, o, high) < o->decision.more)
		high++;
	while (low < high) {
		int middle = (low + high) / 2;
		if (try_more(w, o, s, step_of(w, o, middle), &most) >= 0) {
			o->decision.more = step_of(w, o, middle);
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	mem_free(most.parts);
}

static void solve_limit(const struct openings *w, struct opening *o, const struct scenario *s)
{
	const struct problem *p = &w->components->bundles[o->bundle].formulation.problem;
	int64_t over = try_more(w, o, s, INT64_MAX, NULL);

	o->decision.more = over > 0 ? over : 0;
	if (over > 0 && o->all.gain > 0 && p->narcs <= STEPPED_ARCS)
		search_steps(w, o, s);
}

static void open_roads(const struct decision *d, struct route *routes, int32_t nroutes,
	struct segment *segments, int32_t nsegments)
{
	bool all = d->kind == DECISION_ROADS;

	for (int32_t k = 0; k < nroutes; k++)
		if (all || k == d->route)
			routes[k].nclosed = 0;
	for (int32_t k = 0; k < nsegments; k++)
		if (all || k == d->segment)
			segments[k].nclosed = 0;
}

static void solve_road(const struct openings *w, struct opening *o, struct scenario *s)
{
	struct route *routes = mem_calloc((size_t)s->nroutes, sizeof *routes);
	struct segment *segments = mem_calloc((size_t)s->nsegments, sizeof *segments);
	struct trial_parts parts = {0};
	struct trial trial;

	memcpy(routes, s->routes, (size_t)s->nroutes * sizeof *routes);
	if (s->nsegments > 0)
		memcpy(segments, s->segments, (size_t)s->nsegments * sizeof *segments);
	open_roads(&o->decision, routes, s->nroutes, segments, s->nsegments);
	s->routes = routes;
	s->segments = segments;
	trial_init(&trial, w->components, o->bundle, s, w->components->ground->cells, w->options->previous, 0);
	if (trial_solve(&trial, w->options, w->stop)) {
		trial_book(&trial, w->plan, &parts);
		take(w, o, &trial, &parts);
		o->idle = o->decision.kind == DECISION_ROADS && trial_tells_of_steps(w->components, o->bundle)
			&& trial_changes_nothing(&trial, w->plan);
	}
	trial_release(&trial);
	mem_free(routes);
	mem_free(segments);
}

static void solve_numbered(void *data, int number)
{
	struct openings *w = data;
	struct opening *o = &w->all[w->chosen[number]];
	const struct bundle *b = &w->components->bundles[o->bundle];
	struct scenario s = *w->components->ground->scenario;
	struct what_if what_if = {0};
	bool *items;

	if (stop_now(w->stop))
		return;
	items = mem_calloc((size_t)s.nitems, sizeof *items);
	for (int32_t i = 0; i < b->nitems; i++)
		items[b->items[i]] = true;
	what_if.items = items;
	scenario_suppose(&s, &what_if);
	if (o->bound >= 0)
		solve_limit(w, o, &s);
	else
		solve_road(w, o, &s);
	mem_free(items);
}

/* --- all --- */

/* What all of them together do not change, none of them does. */
static void solve_together(struct openings *w)
{
	choose(w, true, components_work(w->components) / 2);
	tasks_run(w->options->jobs, w->nchosen, solve_numbered, w);
	for (int32_t k = 0; k < w->nchosen; k++)
		if (w->all[w->chosen[k]].idle) {
			w->idle[w->all[w->chosen[k]].bundle] = true;
			w->plan->roads_idle++;
		}
}

static void keep(struct openings *w, struct opening *o)
{
	struct plan *plan = w->plan;
	struct gain *gain;
	int32_t k;

	if (o->bound < 0 && w->idle[o->bundle]) {
		mem_free(o->parts.parts);
		return;
	}
	if (o->bound < 0 && !o->solved) {
		plan->roads_left_out++;
		return;
	}
	k = ARRAY_ADD(&plan->gains, &plan->ngains, &plan->gains_room);
	gain = &plan->gains[k];
	gain->decision = o->decision;
	gain->proven = o->solved;
	gain->gain = o->solved ? o->all.gain : o->decision.freed;
	gain->losers = o->all.losers;
	gain->lost = o->all.lost;
	gain_keep_parts(plan, w->components->ground, gain, &o->parts);
}

void openings_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop)
{
	struct openings w = {.plan = plan, .components = c, .options = options, .stop = stop};
	size_t nitems = (size_t)c->ground->scenario->nitems;

	w.missing = mem_calloc(nitems, sizeof *w.missing);
	w.demand = mem_calloc(nitems, sizeof *w.demand);
	w.chosen = mem_calloc(OPENINGS_MOST, sizeof *w.chosen);
	w.idle = mem_calloc((size_t)c->nbundles, sizeof *w.idle);
	sum_missing(&w);
	list_all(&w);
	solve_together(&w);
	choose(&w, false, components_work(c));
	tasks_run(options->jobs, w.nchosen, solve_numbered, &w);
	for (int32_t k = 0; k < w.n; k++)
		keep(&w, &w.all[k]);
	mem_free(w.idle);
	mem_free(w.chosen);
	mem_free(w.all);
	mem_free(w.missing);
	mem_free(w.demand);
}
