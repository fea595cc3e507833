#include "solver/drill_design.h"

#include "base/memory.h"
#include "solver/drill_worlds.h"
#include "solver/tasks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define WEIGHT_SCALE INT64_C(1000000000)
/* Plans in hand are kept while they have no more claims than this together. */
#define CLAIMS_IN_HAND INT64_C(4000000)
enum { WITNESSES = 16 }; /* plans in hand that are tried for a set: the nearest sets' */

struct in_hand { /* a plan and its world */
	int32_t set; /* index into design.sets */
	struct design_world world;
	struct plan plan;
};
struct search {
	const struct design_game *game;
	const struct design_request *request;
	struct design *design;
	int64_t *effort; /* [ncandidates] */
	int64_t *gain; /* [ncandidates] what the inject adds alone, 0 = not known */
	int64_t *weights; /* [nitems] */
	int64_t *units; /* [nitems] scratch */
	int32_t nitems; /* of every world */
	struct in_hand *plans; int32_t nplans, plans_room;
	int64_t claims; /* of them together */
	int32_t *overlay; /* [ninjects] scratch */
	bool failed; /* a plan did not hold */
};
/* A set still to be looked at. */
struct waiting {
	uint64_t injects;
	int64_t effort, promise;
};

/* ---- worlds ---- */

static void choose_overlays(struct search *q, uint64_t injects)
{
	const struct drill *d = q->game->drill;

	for (int32_t i = 0; i < d->ninjects; i++)
		q->overlay[i] = d->injects[i].effort > 0 ? -1 : d->injects[i].truth;
	for (int32_t k = 0; k < q->design->ncandidates; k++)
		if (injects >> k & 1)
			q->overlay[q->design->candidates[k]] = d->injects[q->design->candidates[k]].truth;
}

/* False when the changes cannot be made together. */
static bool make_world(struct search *q, uint64_t injects, struct design_world *world)
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

static int64_t weigh(const struct search *q, const int64_t *units)
{
	int64_t sum = 0;

	for (int32_t i = 0; i < q->nitems; i++)
		sum += q->weights[i] * units[i];
	return sum;
}

/* ---- one set ---- */

/* How much less might be unmet than by the plan, weighed. The gap of a level of the
 * rule of totals is a part of all that its claims ask for; 0 where nothing is proven. */
static int64_t plan_gap(const struct search *q, const struct design_world *world, const struct plan *plan)
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
static int32_t find_witness(struct search *q, uint64_t injects, const struct design_world *world, int64_t bound,
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
static void take_in_hand(struct search *q, int32_t set, struct design_world *world, struct plan *plan)
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

/* What the plan of a set comes to; world and plan are let go, or kept in hand. */
static void take_plan(struct search *q, int32_t at, struct design_world *world, struct plan *plan, bool holds)
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

static bool plan_world(const struct search *q, const struct design_world *world, int jobs, struct plan *plan)
{
	plan_init(plan);
	return q->game->plan(q->game->context, jobs, &world->scenario, &world->cells, &world->supply, plan);
}

static void plan_set(struct search *q, int32_t at, struct design_world *world)
{
	struct plan plan;
	bool holds = plan_world(q, world, q->game->jobs, &plan);

	take_plan(q, at, world, &plan, holds);
}

/* A set to be looked at; its index. */
static int32_t add_set(struct design *design, uint64_t injects, int64_t effort)
{
	int32_t at = ARRAY_ADD(&design->sets, &design->nsets, &design->sets_room);

	design->sets[at] = (struct design_set){.injects = injects, .effort = effort, .witness = -1, .how = DESIGN_IMPOSSIBLE};
	return at;
}

/* Looks at a set: planned unless a plan in hand leaves at most `bound` unmet (-1: planned
 * in any case). Its index. */
static int32_t look_at(struct search *q, uint64_t injects, int64_t effort, int64_t bound)
{
	struct design *design = q->design;
	int32_t at = add_set(design, injects, effort);
	struct design_set *set = &design->sets[at];
	struct design_world world;

	if (!make_world(q, injects, &world))
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

static void demand_of(struct search *q, uint64_t injects, int64_t *units)
{
	struct design_world world;

	if (make_world(q, injects, &world)) {
		design_demand(&world, units);
		design_world_release(&world);
	} else {
		memset(units, 0, (size_t)q->nitems * sizeof *units);
	}
}

/* False when there is no world without candidates. */
static bool set_weights(struct search *q)
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

/* ---- which sets ---- */

struct listing {
	const struct search *q;
	struct waiting *sets; int32_t n, room;
	int64_t most; /* effort */
	const char *reached; /* [ncandidates + 1][most + 1] can candidates k.. cost just so much? NULL: up to it */
	int32_t max; /* more of them: given up */
};

/* All sets of candidates from k on, beside those chosen; false when there are too many. */
static bool list_sets(struct listing *l, int32_t k, struct waiting chosen)
{
	int32_t n = l->q->design->ncandidates;

	if (chosen.effort > l->most ||
		(l->reached && !l->reached[(size_t)k * (size_t)(l->most + 1) + (size_t)(l->most - chosen.effort)]))
		return true;
	if (k == n) {
		int32_t at;

		if (l->n >= l->max)
			return false;
		at = ARRAY_ADD(&l->sets, &l->n, &l->room);
		l->sets[at] = chosen;
		return true;
	}
	if (!list_sets(l, k + 1, chosen))
		return false;
	chosen.injects |= UINT64_C(1) << k;
	chosen.effort += l->q->effort[k];
	return list_sets(l, k + 1, chosen);
}

/* Sets of just that effort. */
static bool list_sets_of(struct listing *l)
{
	int32_t n = l->q->design->ncandidates;
	size_t row = (size_t)(l->most + 1);
	char *reached = mem_calloc((size_t)(n + 1) * row, 1);
	bool good;

	reached[(size_t)n * row] = 1;
	for (int32_t k = n - 1; k >= 0; k--)
		for (int64_t e = 0; e <= l->most; e++)
			reached[(size_t)k * row + (size_t)e] = reached[(size_t)(k + 1) * row + (size_t)e] ||
				(e >= l->q->effort[k] && reached[(size_t)(k + 1) * row + (size_t)(e - l->q->effort[k])]);
	l->reached = reached;
	good = list_sets(l, 0, (struct waiting){0});
	l->reached = NULL;
	mem_free(reached);
	return good;
}

static int compare_waiting(const void *left, const void *right)
{
	const struct waiting *a = left, *b = right;

	if (a->promise != b->promise)
		return a->promise > b->promise ? -1 : 1;
	if (a->effort != b->effort)
		return a->effort < b->effort ? -1 : 1;
	return a->injects < b->injects ? -1 : a->injects > b->injects;
}

/* What promises much comes first: the sum of what its injects add alone. */
static void sort_sets(struct listing *l)
{
	for (int32_t i = 0; i < l->n; i++)
		for (int32_t k = 0; k < l->q->design->ncandidates; k++)
			if (l->sets[i].injects >> k & 1)
				l->sets[i].promise += l->q->gain[k];
	if (l->n > 0)
		qsort(l->sets, (size_t)l->n, sizeof *l->sets, compare_waiting);
}

static bool stopped(const struct search *q)
{
	return q->failed || (q->request->interrupted && *q->request->interrupted);
}

/* ---- the best so far ---- */

static bool harder(const struct design_set *a, const struct design_set *b)
{
	return a->least != b->least ? a->least > b->least : a->effort < b->effort;
}

static void consider(struct design *design, int32_t at)
{
	if (design->sets[at].how == DESIGN_PLANNED &&
		(design->found < 0 || harder(&design->sets[at], &design->sets[design->found])))
		design->found = at;
}

static bool looked_at(const struct design *design, int32_t n, uint64_t injects)
{
	for (int32_t k = 0; k < n; k++)
		if (design->sets[k].injects == injects)
			return true;
	return false;
}

/* Injects alone, planned side by side. */
struct single {
	int32_t candidate, set;
	struct design_world world;
	struct plan plan;
	bool holds;
};
struct singles {
	const struct search *q;
	struct single *all; /* [n] whose worlds are made */
	int32_t n;
};

static void plan_single(void *context, int k)
{
	struct singles *x = context;

	x->all[k].holds = plan_world(x->q, &x->all[k].world, 1, &x->all[k].plan);
}

static void take_single(struct search *q, struct single *x)
{
	struct design *design = q->design;
	int64_t gain;

	take_plan(q, x->set, &x->world, &x->plan, x->holds);
	gain = design->sets[x->set].unmet - design->sets[0].unmet;
	if (design->sets[x->set].how == DESIGN_PLANNED && gain > 0)
		q->gain[x->candidate] = gain;
	consider(design, x->set);
}

/* Plans every inject alone, up to that effort, as many at a time as there are threads. */
static void plan_singles(struct search *q, int64_t most)
{
	struct design *design = q->design;
	struct singles x = {.q = q, .all = mem_calloc((size_t)q->game->jobs, sizeof *x.all)};
	int32_t k = 0;

	while (k < design->ncandidates && !stopped(q)) {
		for (x.n = 0; k < design->ncandidates && x.n < q->game->jobs; k++) {
			struct single *single = &x.all[x.n];

			if (q->effort[k] > most)
				continue;
			single->candidate = k;
			single->set = add_set(design, UINT64_C(1) << k, q->effort[k]);
			x.n += make_world(q, UINT64_C(1) << k, &single->world);
		}
		tasks_run(q->game->jobs, x.n, plan_single, &x);
		for (int32_t n = 0; n < x.n; n++)
			take_single(q, &x.all[n]);
	}
	mem_free(x.all);
}

/* ---- the hardest within an effort ---- */

/* A set of less effort may match the hardest, one of as much or more may not. */
static int64_t bound_for(const struct design *design, int64_t effort)
{
	const struct design_set *best = &design->sets[design->found];

	return effort < best->effort ? best->least - 1 : best->least;
}

static void judge_hardest(struct design *design)
{
	int64_t most = design->sets[design->found].least;

	for (int32_t k = 0; k < design->nsets; k++)
		if (design->sets[k].how != DESIGN_IMPOSSIBLE && design->sets[k].unmet > most)
			most = design->sets[k].unmet;
	design->beyond = most - design->sets[design->found].least;
	design->proven = design->result == DESIGN_DONE && design->beyond == 0;
}

static void search_hardest(struct search *q, struct listing *l)
{
	struct design *design = q->design;
	int32_t first;

	plan_singles(q, q->request->effort);
	first = design->nsets;
	sort_sets(l);
	for (int32_t k = 0; k < l->n && !stopped(q); k++)
		if (!looked_at(design, first, l->sets[k].injects))
			consider(design, look_at(q, l->sets[k].injects, l->sets[k].effort, bound_for(design, l->sets[k].effort)));
	design->result = stopped(q) ? DESIGN_STOPPED : DESIGN_DONE;
	judge_hardest(design);
}

/* ---- the least effort of a difficulty ---- */

static bool reaches(const struct design *design, int32_t at)
{
	return at >= 0 && design->sets[at].how == DESIGN_PLANNED && design->sets[at].least >= design->wanted;
}

/* The inject that adds most for its effort, of those not chosen; -1 = none is left. */
static int32_t most_for_its_effort(const struct search *q, uint64_t chosen)
{
	int32_t best = -1;

	for (int32_t k = 0; k < q->design->ncandidates; k++)
		if (!(chosen >> k & 1) &&
			(best < 0 || (wide)q->gain[k] * q->effort[best] > (wide)q->gain[best] * q->effort[k]))
			best = k;
	return best;
}

/* A set that reaches the difficulty, by adding one inject after the other: no more effort
 * than its is needed. */
static void search_upwards(struct search *q)
{
	struct design *design = q->design;
	struct waiting chosen = {0};
	int32_t k, first = design->nsets;

	while (!reaches(design, design->found) && !stopped(q) && (k = most_for_its_effort(q, chosen.injects)) >= 0) {
		chosen.injects |= UINT64_C(1) << k;
		chosen.effort += q->effort[k];
		if (!looked_at(design, first, chosen.injects))
			consider(design, look_at(q, chosen.injects, chosen.effort, -1));
	}
}

/* Of sets that reach it the one of least effort; else the hardest. */
static void consider_least(struct design *design, int32_t at)
{
	if (reaches(design, at) && reaches(design, design->found)) {
		if (design->sets[at].effort < design->sets[design->found].effort)
			design->found = at;
	} else {
		consider(design, at);
	}
}

/* Looks at the sets of one effort; those before `first` have been. True when the search
 * has ended. */
static bool search_effort(struct search *q, int64_t effort, int32_t first)
{
	struct design *design = q->design;
	struct listing l = {.q = q, .most = effort, .max = DESIGN_SETS_MAX - design->nsets};
	bool ended = !list_sets_of(&l);

	if (ended)
		design->result = DESIGN_TOO_MANY;
	else
		sort_sets(&l);
	for (int32_t k = 0; k < l.n && !ended; k++) {
		int32_t at;

		if (looked_at(design, first, l.sets[k].injects))
			continue;
		if (stopped(q)) {
			design->result = DESIGN_STOPPED;
			ended = true;
			continue;
		}
		at = look_at(q, l.sets[k].injects, effort, design->wanted - 1);
		consider_least(design, at);
		ended = reaches(design, at);
	}
	mem_free(l.sets);
	return ended;
}

/* A set whose plan leaves that much unmet, but is not proven the best, is not cleared. */
static void judge_least(struct design *design)
{
	bool reached = reaches(design, design->found);

	for (int32_t k = 0; k < design->nsets; k++)
		if (design->sets[k].how != DESIGN_IMPOSSIBLE && design->sets[k].unmet >= design->wanted &&
			design->sets[k].effort <= design->cleared)
			design->cleared = design->sets[k].effort - 1;
	if (design->result == DESIGN_DONE && !reached)
		design->result = DESIGN_NOT_REACHED;
	design->proven = design->cleared >= (reached ? design->sets[design->found].effort - 1 : INT64_MAX);
}

static void search_least(struct search *q)
{
	struct design *design = q->design;
	int64_t all = 0;
	bool ended = false;
	int32_t first;

	for (int32_t k = 0; k < design->ncandidates; k++)
		all += q->effort[k];
	plan_singles(q, INT64_MAX);
	for (int32_t k = 0; k < design->nsets; k++)
		consider_least(design, k);
	search_upwards(q);
	first = design->nsets;
	design->result = DESIGN_DONE;
	design->cleared = reaches(design, 0) ? -1 : 0;
	for (int64_t effort = 1; effort <= all && !ended; effort++) {
		if (reaches(design, design->found) && design->sets[design->found].effort <= effort)
			break;
		ended = search_effort(q, effort, first);
		if (!ended)
			design->cleared = effort;
	}
	if (!ended && !reaches(design, design->found))
		design->cleared = INT64_MAX;
	judge_least(design);
}

/* ---- the whole ---- */

static const struct in_hand *hand_of(const struct search *q, int32_t set)
{
	for (int32_t k = 0; k < q->nplans; k++)
		if (q->plans[k].set == set)
			return &q->plans[k];
	return NULL;
}

/* Smallest units by item. */
static void sum_claims(const struct design_world *world, const struct plan *plan, int64_t *demand, int64_t *missing)
{
	for (int32_t c = 0; c < world->cells.ncells; c++) {
		const struct cell *cell = &world->cells.cells[c];

		if (cell->tier != 1)
			continue;
		demand[cell->item] += cell->demand;
		missing[cell->item] += cell->demand - plan->served[c].quantity;
	}
}

static void list_items(struct search *q, const struct in_hand *before, const struct in_hand *after)
{
	struct design *design = q->design;
	int64_t *sums[4];

	for (int k = 0; k < 4; k++)
		sums[k] = mem_calloc((size_t)q->nitems, sizeof *sums[k]);
	sum_claims(&before->world, &before->plan, sums[0], sums[1]);
	sum_claims(&after->world, &after->plan, sums[2], sums[3]);
	design->items = mem_calloc((size_t)q->nitems, sizeof *design->items);
	for (int32_t i = 0; i < q->nitems; i++)
		if (sums[0][i] > 0 || sums[2][i] > 0)
			design->items[design->nitems++] = (struct design_item){
				i, q->weights[i], sums[0][i], sums[1][i], sums[2][i], sums[3][i]};
	for (int k = 0; k < 4; k++)
		mem_free(sums[k]);
}

/* What the found set leaves short, item by item: its plan may have been let go. */
static void describe(struct search *q)
{
	struct design *design = q->design;
	const struct in_hand *before = hand_of(q, 0);

	if (design->found < 0 || q->failed || !before)
		return;
	if (!hand_of(q, design->found)) {
		struct design_set set = design->sets[design->found];
		struct design_world world;

		if (stopped(q) || !make_world(q, set.injects, &world))
			return;
		q->claims = 0;
		plan_set(q, design->found, &world);
		before = hand_of(q, 0);
	}
	if (hand_of(q, design->found))
		list_items(q, before, hand_of(q, design->found));
}

static void list_candidates(struct search *q)
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

static void search_release(struct search *q)
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

/* The plan without candidates; false when there is none, or nothing to make worse. */
static bool plan_base(struct search *q)
{
	struct design *design = q->design;

	design->result = DESIGN_NO_BASE;
	if (!set_weights(q))
		return false;
	if (design->whole == 0) {
		design->result = DESIGN_NO_CLAIMS;
		return false;
	}
	design->found = look_at(q, 0, 0, -1);
	if (design->sets[design->found].how != DESIGN_PLANNED) {
		design->found = -1;
		return false;
	}
	design->wanted = q->request->hardest ? 0 :
		int_mul_div_ceil(design->whole, q->request->difficulty.num, q->request->difficulty.den);
	return true;
}

bool design_search(const struct design_game *game, const struct design_request *request, struct design *design)
{
	struct search q = {.game = game, .request = request, .design = design};
	struct listing l = {.q = &q, .most = request->effort, .max = DESIGN_SETS_MAX};

	q.overlay = mem_calloc((size_t)game->drill->ninjects, sizeof *q.overlay);
	list_candidates(&q);
	design->result = DESIGN_TOO_MANY;
	if ((!request->hardest || list_sets(&l, 0, (struct waiting){0})) && plan_base(&q)) {
		design->nwithin = l.n;
		if (request->hardest)
			search_hardest(&q, &l);
		else
			search_least(&q);
		if (stopped(&q) && !design->proven)
			design->result = DESIGN_STOPPED;
		describe(&q);
	}
	mem_free(l.sets);
	search_release(&q);
	return !q.failed;
}
