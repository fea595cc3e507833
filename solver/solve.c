#include "solver/solve.h"

#include "base/text.h"
#include "models/travel.h"
#include "solver/alone.h"
#include "solver/causes.h"
#include "solver/certificate.h"
#include "solver/changes.h"
#include "solver/components.h"
#include "solver/contradiction.h"
#include "solver/engines.h"
#include "solver/gains.h"
#include "solver/openings.h"
#include "solver/lp.h"
#include "solver/options.h"
#include "solver/trace.h"
#include "solver/unbreakable.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- what was decided, level by level --- */

static enum level_kind level_kind(enum objective_kind kind)
{
	switch (kind) {
	case OBJECTIVE_CHANGE:
		return LEVEL_CHANGE;
	case OBJECTIVE_SUBSTITUTION:
		return LEVEL_SUBSTITUTION;
	case OBJECTIVE_WASTE:
		return LEVEL_WASTE;
	case OBJECTIVE_COST:
		return LEVEL_COST;
	case OBJECTIVE_DEPARTURE:
		return LEVEL_DEPARTURE;
	case OBJECTIVE_ARRIVAL:
		return LEVEL_ARRIVAL;
	case OBJECTIVE_CANONICAL:
		break;
	}
	return LEVEL_CANONICAL;
}

static struct ratio scaled(wide value, int64_t scale)
{
	struct ratio out = {0, 1};

	/* A canonical level sums 62-bit weights: only its being optimal matters. */
	if (!ratio_make_wide(value, scale, &out))
		out = (struct ratio){0, 1};
	return out;
}

/* Smallest fill rate that the claims of a tier get. */
static struct ratio smallest_fill(const struct bundle *bundle, int32_t tier)
{
	const struct problem *p = &bundle->formulation.problem;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);
	struct ratio least = {1, 1};

	problem_cell_inflow(p, bundle->solution.x, got);
	for (int32_t c = 0; c < p->ncells; c++) {
		struct ratio fill = ratio_make(p->cell_fact[c] + got[c], p->cell_demand[c]);
		if (p->cell_tier[c] == tier && ratio_compare(fill, least) < 0)
			least = fill;
	}
	mem_free(got);
	return least;
}

/* most - least, rounded up to 10^-9 where it is no small fraction; 0 at least. */
static struct ratio ratio_gap(struct ratio least, struct ratio most)
{
	const int64_t parts = 1000000000;
	struct ratio gap;

	if (ratio_compare(most, least) <= 0)
		return (struct ratio){0, 1};
	if (least.den < parts && most.den < parts && ratio_make_wide((wide)most.num * least.den
			- (wide)least.num * most.den, most.den * least.den, &gap))
		return gap;
	return ratio_make(int_mul_div_ceil(parts, most.num, most.den) - int_mul_div_floor(parts, least.num,
		least.den), parts);
}

/* How far a tier that is not proven may be from the best: its lowest fill rate from the bound,
 * or a claim from the rate that its round allows, whichever is more. Rounded up to 10^-9. */
static struct ratio fair_gap(const struct bundle *bundle, const struct level_result *r, struct ratio most)
{
	struct ratio gap = ratio_gap(smallest_fill(bundle, r->tier), most);
	double fall = r->lift_gap < 1 ? r->lift_gap : 1;
	struct ratio claim = ratio_make((int64_t)ceil(fall * 1e9 - 1e-3), 1000000000);

	return ratio_compare(claim, gap) > 0 ? claim : gap;
}

static void fill_level(struct plan *plan, const struct bundle *bundle, int32_t component,
	const struct level_result *r)
{
	int32_t at = ARRAY_ADD(&plan->levels, &plan->nlevels, &plan->levels_room);
	struct level *level = &plan->levels[at];

	level->component = component;
	level->proven = r->proven;
	level->item = bundle->nitems == 1 ? bundle->items[0] : r->nth > 0 ? bundle->items[r->nth - 1] : -1;
	level->step = r->step;
	level->scale = 1;
	level->gap = (struct ratio){0, 1};
	level->value = level->bound = (struct ratio){1, 1};
	if (r->objective >= 0) {
		const struct objective *o = &bundle->formulation.problem.objectives[r->objective];
		level->kind = level_kind(o->kind);
		if (o->item >= 0)
			level->item = o->item;
		level->proven = r->proven && o->kind != OBJECTIVE_CANONICAL; /* no matter of proof */
		level->value = scaled(r->value, o->scale);
		/* what the levels count is never below 0 */
		level->bound = scaled(r->bound > 0 ? r->bound : 0, o->scale);
		level->scale = o->scale;
		if (!r->proven && o->kind != OBJECTIVE_CANONICAL)
			level->gap = scaled(r->value - (r->bound > 0 ? r->bound : 0), o->scale);
		return;
	}
	level->kind = r->tier == TIER_HARD ? LEVEL_HARD : LEVEL_FAIR;
	level->tier = r->tier % STAGE_TIERS;
	level->stage = r->tier / STAGE_TIERS;
	level->nstrata = r->strata.count;
	level->rates = arena_calloc(&plan->arena, (size_t)r->strata.count, sizeof *level->rates);
	for (int32_t k = 0; k < r->strata.count; k++)
		level->rates[k] = r->strata.rate[k];
	if (level->nstrata > 0)
		level->value = level->bound = level->rates[0];
	else if (level->kind == LEVEL_FAIR)
		level->value = level->bound = smallest_fill(bundle, r->tier);
	if (level->kind == LEVEL_FAIR && !r->proven) {
		struct ratio most = r->most.den > 0 ? r->most : (struct ratio){1, 1};
		level->gap = fair_gap(bundle, r, most);
		level->bound = ratio_compare(most, level->value) > 0 ? most : level->value;
	}
}

static void fill_component(struct plan *plan, const struct bundle *bundle)
{
	const struct problem *p = &bundle->formulation.problem;
	int32_t at = ARRAY_ADD(&plan->components, &plan->ncomponents, &plan->components_room);
	struct component *c = &plan->components[at];

	c->nitems = bundle->nitems;
	c->items = arena_calloc(&plan->arena, (size_t)bundle->nitems, sizeof *c->items);
	memcpy(c->items, bundle->items, (size_t)bundle->nitems * sizeof *c->items);
	c->pure = problem_is_pure(p);
	c->nodes = p->nnodes;
	c->arcs = p->narcs;
	c->cells = p->ncells;
	c->rows = p->nrows;
	c->build_ns = bundle->build_ns;
	c->solve_ns = bundle->solve_ns;
	for (int32_t k = 0; k < bundle->solution.nlevels; k++)
		fill_level(plan, bundle, at, &bundle->solution.levels[k]);
}

/* --- what each cell gets --- */

/* min(household + units already given + u x, d) and what goes beyond d. */
static void set_served(const struct ground *g, int32_t cell, int64_t units, struct served *out)
{
	const struct cell *c = &g->cells->cells[cell];
	int64_t got = c->household + units * g->scenario->items[c->item].issue_unit;

	out->units = c->fact + units < c->units ? c->fact + units : c->units;
	out->quantity = got < c->demand ? got : c->demand;
	out->over = got > c->demand ? got - c->demand : 0;
}

static int64_t baseline_quantity(const struct ground *g, int32_t cell, int64_t units)
{
	const struct cell *c = &g->cells->cells[cell];
	int64_t got = c->household + units * g->scenario->items[c->item].issue_unit;

	return got < c->demand ? got : c->demand;
}

static void fill_served(struct plan *plan, const struct ground *g, const struct facts *facts,
	const struct components *components)
{
	for (int32_t c = 0; c < g->cells->ncells; c++) {
		set_served(g, c, facts->done[c], &plan->served[c]);
		plan->served[c].baseline = plan->served[c].quantity;
	}
	for (int32_t k = 0; k < components->nbundles && plan->status != PLAN_CONTRADICTION; k++) {
		const struct bundle *bundle = &components->bundles[k];
		const struct problem *p = &bundle->formulation.problem;
		int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);

		problem_cell_inflow(p, bundle->solution.x, got);
		for (int32_t j = 0; j < p->ncells; j++) {
			int32_t c = bundle->formulation.cell_of[j];
			if (c < 0)
				continue;
			set_served(g, c, facts->done[c] + got[j], &plan->served[c]);
			if (components->baseline)
				plan->served[c].baseline = baseline_quantity(g, c, facts->done[c] + bundle->baseline[j]);
		}
		mem_free(got);
	}
	/* Nothing anywhere says that there is none: not asked for, or no time. */
	for (int32_t c = 0; !components->baseline && c < g->cells->ncells; c++)
		plan->served[c].baseline = 0;
}

/* --- limits used --- */

static void fill_uses(struct plan *plan, const struct ground *g, const struct components *components)
{
	const struct scenario *s = g->scenario;
	const struct bounds *bounds = &components->bounds;
	size_t width = (size_t)s->nperiods + 1;
	wide *used = mem_calloc((size_t)bounds->nbounds * width, sizeof *used);

	if (plan->status != PLAN_CONTRADICTION) /* then only facts use any */
		components_use(components, used);
	for (int32_t b = 0; b < bounds->nbounds; b++) {
		const struct bound *bound = &bounds->bounds[b];
		bool money = bound->kind == BOUND_LIMIT && s->limits[bound->index].kind == LIMIT_BUDGET;
		int64_t scale = money ? bounds->money_scale : 1;
		for (int32_t t = 0; t <= s->nperiods; t++) {
			wide amount = used[(size_t)b * width + (size_t)t] + (bound->taken ? bound->taken[t] : 0);
			struct limit_use *use;
			int32_t at;
			if (amount == 0)
				continue;
			at = ARRAY_ADD(&plan->uses, &plan->nuses, &plan->uses_room);
			use = &plan->uses[at];
			use->limit = bound->kind == BOUND_LIMIT ? bound->index : -1;
			use->route = bound->kind == BOUND_ROUTE ? bound->index : -1;
			use->segment = bound->kind == BOUND_SEGMENT ? bound->index : -1;
			use->period = t == s->nperiods ? -1 : t;
			use->used = (int64_t)wide_ceil_div(amount, scale);
			use->most = (int64_t)(bound->most / scale);
		}
	}
	mem_free(used);
}

/* Transport cost of all legs; legs without a stated cost make it incomplete. */
static void fill_cost(struct plan *plan, const struct scenario *s, int64_t scale)
{
	wide sum = 0;

	plan->cost_complete = true;
	for (int32_t k = 0; k < plan->nshipments; k++) {
		const struct shipment *h = &plan->shipments[k];
		struct ratio cost;
		if (h->route < 0 || h->state == SHIPMENT_CANCELLED)
			continue;
		cost = route_unit_cost(s, h->route, h->item);
		if (cost.num < 0)
			plan->cost_complete = false;
		else
			sum += (wide)h->units * cost_scaled(cost, scale);
	}
	plan->cost = scaled(sum, scale);
}

/* --- the whole --- */

static void fill_status(struct plan *plan, const struct components *components)
{
	plan->status = PLAN_PROVEN;
	for (int32_t k = 0; k < components->nbundles; k++) {
		enum answer answer = components->bundles[k].solution.answer;
		if (answer == ANSWER_INFEASIBLE) {
			plan->status = PLAN_CONTRADICTION;
			return;
		}
		if (answer != ANSWER_OPTIMAL)
			plan->status = PLAN_UNPROVEN;
		plan->stopped |= answer == ANSWER_LIMIT;
	}
}

static void add_leftover(struct plan *plan, struct leftover leftover)
{
	int32_t k = ARRAY_ADD(&plan->leftovers, &plan->nleftovers, &plan->leftovers_room);

	plan->leftovers[k] = leftover;
}

/* Facts come first: arrivals name their shipments by number. */
static void copy_facts(struct plan *plan, const struct ground *g, const struct facts *facts)
{
	for (int32_t k = 0; k < facts->norders; k++) {
		int32_t at = ARRAY_ADD(&plan->orders, &plan->norders, &plan->orders_room);
		plan->orders[at] = facts->orders[k];
		plan->orders[at].number = arena_strdup(&plan->arena, facts->orders[k].number);
	}
	for (int32_t k = 0; k < facts->nshipments; k++) {
		int32_t at = ARRAY_ADD(&plan->shipments, &plan->nshipments, &plan->shipments_room);
		plan->shipments[at] = facts->shipments[k];
	}
	for (int32_t k = 0; k < facts->nhandouts; k++) {
		int32_t at = ARRAY_ADD(&plan->handouts, &plan->nhandouts, &plan->handouts_room);
		plan->handouts[at] = facts->handouts[k];
	}
	for (int32_t k = 0; k < facts->nlost; k++)
		add_leftover(plan, facts->lost[k]);
	for (int32_t k = 0; k < g->supply->nlots; k++)
		plan->drawn[k].units = facts->drawn[k];
}

/* What earlier shipments brought and nobody needs stays where it came. */
static void leave_arrivals(struct plan *plan, const struct ground *g, const struct facts *facts,
	const struct components *components)
{
	int64_t *left = mem_calloc((size_t)facts->narrivals, sizeof *left);

	for (int32_t k = 0; k < facts->narrivals; k++)
		left[k] = facts->arrivals[k].units;
	for (int32_t k = 0; k < components->nbundles && plan->status != PLAN_CONTRADICTION; k++)
		trace_arrivals(&components->bundles[k].formulation, components->bundles[k].solution.x, left);
	for (int32_t k = 0; k < facts->narrivals; k++) {
		const struct arrival *a = &facts->arrivals[k];
		day last_day = g->supply->lots[a->lot].last_day;
		int32_t last = ground_last_period(g, last_day), period = a->period > 0 ? a->period : 0;
		int32_t lost = g->scenario->places[a->stand].lost;

		last = last < lost ? last : lost - 1;
		if (left[k] > 0)
			add_leftover(plan, (struct leftover){a->lot, a->stand, last > period ? last : period, left[k],
				last_day != DAY_NONE});
	}
	mem_free(left);
}

/* Within what the time limit leaves. */
static struct stop rest_of_time(const struct solve_options *options, int64_t start)
{
	return (struct stop){options->interrupted, options->time_limit > 0 ? start + options->time_limit : 0};
}

static void fill_gains(struct plan *plan, const struct components *components,
	const struct solve_options *options, int64_t start)
{
	struct stop stop = rest_of_time(options, start);
	int64_t began = clock_ns();

	gains_fill(plan, components, options, &stop);
	openings_fill(plan, components, options, &stop);
	plan->gains_ns = clock_ns() - began;
}

static void fill_causes(struct plan *plan, const struct components *components,
	const struct solve_options *options, int64_t start)
{
	struct stop stop = rest_of_time(options, start);
	int64_t began = clock_ns();

	causes_fill(plan, components->ground, options->previous, options->jobs, &stop);
	plan->causes_ns = clock_ns() - began;
	began = clock_ns();
	alone_fill(plan, components, options, &stop);
	plan->alones_ns = clock_ns() - began;
}

void plan_causes(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan)
{
	struct stop stop = rest_of_time(options, clock_ns());
	struct ground ground;

	ground_init(&ground, s, cells, supply);
	causes_fill(plan, &ground, options->previous, options->jobs, &stop);
	ground_release(&ground);
}

/* Networks alone decide who gets how much, whatever flow brings it. */
static bool any_plan_will_do(const struct components *c, const struct solve_options *options)
{
	const struct scenario *s = c->ground->scenario;

	return options->figures && !options->previous && !options->gains && !options->why && !options->baseline &&
		s->policy.fairness == FAIRNESS_LEXIMIN && s->nsubstitutes == 0 && s->nminima == 0 &&
		bounds_unbreakable(&c->bounds, c->ground, -1, -1, 0);
}

/* Then the cost of a plan is that of its level, whatever its legs are. */
static bool costs_are_stated(const struct scenario *s)
{
	for (int32_t r = 0; r < s->nroutes; r++)
		for (int32_t i = 0; i < s->nitems; i++)
			if (route_unit_cost(s, r, i).num < 0)
				return false;
	return true;
}

struct solving {
	struct ground ground;
	struct facts facts;
	struct components components;
};

static void solving_init(struct solving *v, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, const struct solve_options *options)
{
	assert(options->jobs >= 1);
	ground_init(&v->ground, s, cells, supply);
	facts_build(&v->facts, &v->ground, options->previous);
	components_init(&v->components, &v->ground, &v->facts);
}

static void solving_release(struct solving *v)
{
	components_release(&v->components);
	facts_release(&v->facts);
	ground_release(&v->ground);
}

static void begin_served(struct plan *plan, const struct solving *v)
{
	fill_status(plan, &v->components);
	plan->served = mem_calloc((size_t)v->ground.cells->ncells, sizeof *plan->served);
}

void plan_served(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan)
{
	struct stop stop = rest_of_time(options, clock_ns());
	struct solving v;

	solving_init(&v, s, cells, supply, options);
	components_serve_again(&v.components, options, INT32_MAX, &stop);
	begin_served(plan, &v);
	fill_served(plan, &v.ground, &v.facts, &v.components);
	solving_release(&v);
}

void plan_solve(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan)
{
	struct solving v;
	struct components *c = &v.components;
	int64_t start = clock_ns();

	solving_init(&v, s, cells, supply, options);
	c->bounds.any_plan = any_plan_will_do(c, options);
	c->bounds.any_time = c->bounds.any_plan && costs_are_stated(s);
	components_solve(c, options);
	begin_served(plan, &v);
	plan->drawn = mem_calloc((size_t)supply->nlots, sizeof *plan->drawn);
	copy_facts(plan, &v.ground, &v.facts);
	for (int32_t k = 0; k < c->nbundles; k++)
		if (plan->status != PLAN_CONTRADICTION)
			trace_flow(&c->bundles[k].formulation, &v.ground, &v.facts, c->bundles[k].solution.x, plan);
	leave_arrivals(plan, &v.ground, &v.facts, c);
	trace_finish(&v.ground, plan);
	changes_fill(plan, &v.ground, &v.facts, options->previous);
	if (plan->status == PLAN_CONTRADICTION)
		contradiction_fill(plan, c);
	fill_uses(plan, &v.ground, c);
	fill_served(plan, &v.ground, &v.facts, c);
	for (int32_t k = 0; k < c->nbundles; k++)
		fill_component(plan, &c->bundles[k]);
	certificate_fill(plan, c);
	fill_cost(plan, s, c->bounds.money_scale);
	if (options->gains && plan->status != PLAN_CONTRADICTION)
		fill_gains(plan, c, options, start);
	if (options->why && plan->status != PLAN_CONTRADICTION)
		fill_causes(plan, c, options, start);
	if (options->reuse)
		components_keep(c, options->reuse);
	solving_release(&v);
}
