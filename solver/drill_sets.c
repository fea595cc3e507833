#include "solver/drill_sets.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

#define WEIGHT_SCALE INT64_C(1000000000)
/* Plans in hand are kept while they have no more claims than this together. */
#define CLAIMS_IN_HAND INT64_C(4000000)
enum { WITNESSES = 16 }; /* plans in hand that are tried for a set: the nearest sets' */

/* ---- worlds ---- */

static void choose_overlays(struct design_sets *q, uint64_t injects)
{
	const struct drill *d = q->game->drill;

	for (int32_t i = 0; i < d->ninjects; i++)
		q->overlay[i] = d->injects[i].effort > 0 ? -1 : d->injects[i].truth;
	for (int32_t k = 0; k < q->design->ncandidates; k++)
		if (injects >> k & 1)
			q->overlay[q->design->candidates[k]] = d->injects[q->design->candidates[k]].truth;
}

bool sets_world(struct design_sets *q, uint64_t injects, struct design_world *world)
{
	choose_overlays(q, injects);
	memset(world, 0, sizeof *world);
	if (!q->game->make(q->game->context, q->overlay, 0, &world->scenario)) {
		scenario_release(&world->scenario);
		return false;
	}
	assert(q->nitems < 0 || world->scenario.nitems == q->nitems);
	design_world_build(world, q->weights, q->request->tiers);
	return true;
}

static int64_t weigh(const struct design_sets *q, const int64_t *units)
{
	int64_t sum = 0;

	for (int32_t i = 0; i < q->nitems; i++)
		sum += q->weights[i] * units[i];
	return sum;
}

/* ---- one set ---- */

/* How much less might be unmet than by the plan, weighed. The gap of a level of the
 * rule of totals is a part of all that its claims ask for; 0 where nothing is proven. */
static int64_t plan_gap(const struct design_sets *q, const struct design_world *world, const struct plan *plan)
{
	int64_t *demand = mem_calloc((size_t)q->nitems, sizeof *demand), gap = 0;

	design_demand(world, demand);
	for (int32_t l = 0; l < plan->nlevels; l++) {
		const struct level *level = &plan->levels[l];
		const struct component *part = &plan->components[level->component];
		int64_t all = 0;

		if (level->kind != LEVEL_FAIR || level->tier != 1 || level->proven)
			continue;
		for (int32_t k = 0; k < part->nitems; k++)
			all += q->weights[part->items[k]] * demand[part->items[k]];
		gap += level->gap.num > 0 ? int_mul_div_ceil(all, level->gap.num, level->gap.den) : all;
	}
	mem_free(demand);
	return gap;
}

static int near(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b);
}

/* The plan in hand by which least is unmet in the world, at most `bound`; -1 = none. */
static int32_t find_witness(struct design_sets *q, uint64_t injects, const struct design_world *world, int64_t bound,
	int64_t *unmet)
{
	int tried = 0;

	for (int distance = 1; distance <= 2 * DESIGN_CANDIDATES_MAX && tried < WITNESSES; distance++)
		for (int32_t k = q->nplans - 1; k >= 0 && tried < WITNESSES; k--) {
			const struct in_hand *hand = &q->plans[k];

			if (near(q->design->sets[hand->set].injects, injects) != distance)
				continue;
			tried++;
			if (!design_still_short(&hand->world, &hand->plan, world, q->units))
				continue;
			*unmet = weigh(q, q->units);
			if (*unmet <= bound)
				return hand->set;
		}
	return -1;
}

/* Keeps the world and its plan, or lets them go. */
static void take_in_hand(struct design_sets *q, int32_t set, struct design_world *world, struct plan *plan)
{
	int32_t k;

	if (q->nplans > 0 && q->claims + world->cells.ncells > CLAIMS_IN_HAND) {
		plan_release(plan);
		design_world_release(world);
		return;
	}
	q->claims += world->cells.ncells;
	k = ARRAY_ADD(&q->plans, &q->nplans, &q->plans_room);
	q->plans[k] = (struct in_hand){set, *world, *plan};
}

void sets_take(struct design_sets *q, int32_t at, struct design_world *world, struct plan *plan, bool holds)
{
	struct design_set *set = &q->design->sets[at];
	int64_t gap;

	q->failed = q->failed || !holds;
	if (!holds || plan->status == PLAN_CONTRADICTION) {
		set->how = DESIGN_IMPOSSIBLE;
		plan_release(plan);
		design_world_release(world);
		return;
	}
	design_short(world, plan, q->units);
	set->how = DESIGN_PLANNED;
	set->unmet = weigh(q, q->units);
	gap = plan_gap(q, world, plan);
	set->least = !plan->stopped && set->unmet > gap ? set->unmet - gap : 0;
	take_in_hand(q, at, world, plan);
}

bool sets_plan(const struct design_sets *q, const struct design_world *world, int jobs, struct plan *plan)
{
	plan_init(plan);
	return q->game->plan(q->game->context, jobs, &world->scenario, &world->cells, &world->supply, plan);
}

static void plan_set(struct design_sets *q, int32_t at, struct design_world *world)
{
	struct plan plan;
	bool holds = sets_plan(q, world, q->game->jobs, &plan);

	sets_take(q, at, world, &plan, holds);
}

int32_t sets_add(struct design *design, uint64_t injects, int64_t effort)
{
	int32_t at = ARRAY_ADD(&design->sets, &design->nsets, &design->sets_room);

	design->sets[at] = (struct design_set){.injects = injects, .effort = effort, .witness = -1, .how = DESIGN_IMPOSSIBLE};
	return at;
}

int32_t sets_look_at(struct design_sets *q, uint64_t injects, int64_t effort, int64_t bound)
{
	struct design *design = q->design;
	int32_t at = sets_add(design, injects, effort);
	struct design_set *set = &design->sets[at];
	struct design_world world;

	if (!sets_world(q, injects, &world))
		return at;
	if (bound >= 0)
		set->witness = find_witness(q, injects, &world, bound, &set->unmet);
	if (set->witness >= 0) {
		set->how = DESIGN_BOUNDED;
		design_world_release(&world);
	} else {
		plan_set(q, at, &world);
	}
	return at;
}

/* ---- weights ---- */

static void demand_of(struct design_sets *q, uint64_t injects, int64_t *units)
{
	struct design_world world;

	if (sets_world(q, injects, &world)) {
		design_demand(&world, units);
		design_world_release(&world);
	} else {
		memset(units, 0, (size_t)q->nitems * sizeof *units);
	}
}

bool sets_weigh(struct design_sets *q)
{
	int64_t *none, *all;
	struct design_world world;

	q->nitems = -1;
	choose_overlays(q, 0);
	memset(&world, 0, sizeof world);
	if (!q->game->make(q->game->context, q->overlay, 0, &world.scenario)) {
		scenario_release(&world.scenario);
		return false;
	}
	q->nitems = world.scenario.nitems;
	scenario_release(&world.scenario);
	none = mem_calloc((size_t)q->nitems, sizeof *none);
	all = mem_calloc((size_t)q->nitems, sizeof *all);
	q->units = mem_calloc((size_t)q->nitems, sizeof *q->units);
	demand_of(q, 0, none);
	demand_of(q, (UINT64_C(1) << q->design->ncandidates) - 1, all);
	q->weights = mem_calloc((size_t)q->nitems, sizeof *q->weights);
	for (int32_t i = 0; i < q->nitems; i++) {
		int64_t demand = none[i] > 0 ? none[i] : all[i];

		q->weights[i] = demand > 0 && demand < WEIGHT_SCALE ? WEIGHT_SCALE / demand : 1;
		q->design->whole += q->weights[i] * none[i];
	}
	mem_free(none);
	mem_free(all);
	return true;
}

/* ---- in hand ---- */

bool sets_stopped(const struct design_sets *q)
{
	return q->failed || (q->request->interrupted && *q->request->interrupted);
}

static const struct in_hand *find_hand(const struct design_sets *q, int32_t set)
{
	for (int32_t k = 0; k < q->nplans; k++)
		if (q->plans[k].set == set)
			return &q->plans[k];
	return NULL;
}

const struct in_hand *sets_hand(struct design_sets *q, int32_t set)
{
	const struct in_hand *hand = find_hand(q, set);
	struct design_world world;

	if (hand || sets_stopped(q) || !sets_world(q, q->design->sets[set].injects, &world))
		return hand;
	q->claims = 0;
	plan_set(q, set, &world);
	return find_hand(q, set);
}

/* ---- the whole ---- */

static void list_candidates(struct design_sets *q)
{
	const struct drill *d = q->game->drill;
	struct design *design = q->design;

	design->candidates = mem_calloc((size_t)d->ninjects, sizeof *design->candidates);
	for (int32_t i = 0; i < d->ninjects; i++)
		if (d->injects[i].effort > 0 && d->injects[i].truth >= 0)
			design->candidates[design->ncandidates++] = i;
	assert(design->ncandidates <= DESIGN_CANDIDATES_MAX);
	q->effort = mem_calloc((size_t)design->ncandidates, sizeof *q->effort);
	q->gain = mem_calloc((size_t)design->ncandidates, sizeof *q->gain);
	for (int32_t k = 0; k < design->ncandidates; k++)
		q->effort[k] = d->injects[design->candidates[k]].effort;
}

void sets_open(struct design_sets *q, const struct design_game *game, const struct design_request *request,
	struct design *design)
{
	memset(q, 0, sizeof *q);
	q->game = game;
	q->request = request;
	q->design = design;
	q->overlay = mem_calloc((size_t)game->drill->ninjects, sizeof *q->overlay);
	list_candidates(q);
}

void sets_close(struct design_sets *q)
{
	for (int32_t k = 0; k < q->nplans; k++) {
		plan_release(&q->plans[k].plan);
		design_world_release(&q->plans[k].world);
	}
	mem_free(q->plans);
	mem_free(q->effort);
	mem_free(q->gain);
	mem_free(q->weights);
	mem_free(q->units);
	mem_free(q->overlay);
}
