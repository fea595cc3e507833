/* Designs of drills on random stories, against all sets planned one by one: no set is
 * left out that is harder, what bounds a set is never below what it comes to, no set of
 * less effort reaches the difficulty. */
#include "solver/drill_design.h"

#include "models/alteration.h"
#include "solver/options.h"
#include "solver/solve.h"
#include "solver/verify/verify.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { INJECTS_MAX = 5, SETS_MAX = 1 << INJECTS_MAX };

struct deed { /* what an inject does */
	int kind;
	uint64_t which, where, when;
};
struct play {
	struct story y;
	struct drill drill;
	struct deed effects[INJECTS_MAX];
	struct design_game game;
	uint64_t seed;
	int64_t planned; /* plans made */
	volatile int stop; /* set after so many plans: */
	int64_t stop_after; /* 0 = never */
};

#define NAME_ALL(things, ids) do { \
	for (int32_t i_ = 0; i_ < s->n##things; i_++) \
		map_add(&s->ids, s->things[i_].id, i_); \
} while (0)

static void name_things(struct scenario *s)
{
	NAME_ALL(items, item_ids);
	NAME_ALL(groups, group_ids);
	NAME_ALL(places, place_ids);
	NAME_ALL(holders, holder_ids);
	NAME_ALL(routes, route_ids);
	NAME_ALL(segments, segment_ids);
}

/* ---- what injects do ---- */

static void close_road(struct scenario *s, const struct deed *e)
{
	struct route *r = &s->routes[e->which % (uint64_t)s->nroutes];
	int32_t k = ARRAY_ADD(&r->closed, &r->nclosed, &r->closed_room), from = (int32_t)(e->when % (uint64_t)s->nperiods);

	r->closed[k] = (struct periods){from, e->where % 2 ? s->nperiods - 1 : from};
}

static void change_road(struct scenario *s, const struct deed *e)
{
	struct route *r = &s->routes[e->which % (uint64_t)s->nroutes];

	if (e->where % 2)
		r->lead += s->period;
	else
		r->capacity = r->capacity < 0 ? 3000 : r->capacity / 2;
}

static void change_stock(struct scenario *s, const struct deed *e)
{
	struct stock_line *line = &s->lines[e->which % (uint64_t)s->nlines];

	line->declared = e->where % 3 == 0 ? 0 : e->where % 3 == 1 ? line->declared / 2 : line->declared + 3;
}

static void change_claim(struct scenario *s, const struct deed *e)
{
	struct need *need = &s->needs[e->which % (uint64_t)s->nneeds];

	need->quantity = e->where % 3 == 0 ? need->quantity * 2 : e->where % 3 == 1 ? (need->quantity + 1) / 2 : need->quantity;
	if (e->where % 3 == 2)
		need->place = s->needs[e->when % (uint64_t)s->nneeds].place;
}

static void change_limit(struct scenario *s, const struct deed *e)
{
	struct limit *limit = &s->limits[e->which % (uint64_t)s->nlimits];

	limit->amount = e->where % 3 ? limit->amount / 2 : limit->amount + 1000;
}

/* What there is nothing of does nothing. */
static void change(struct scenario *s, const struct deed *e)
{
	if (e->kind <= 1 && s->nroutes > 0)
		close_road(s, e);
	else if (e->kind == 2 && s->nroutes > 0)
		change_road(s, e);
	else if (e->kind <= 4 && s->nlines > 0)
		change_stock(s, e);
	else if (e->kind == 5 && s->nneeds > 0)
		change_claim(s, e);
	else if (e->kind == 6 && s->nlimits > 0)
		change_limit(s, e);
}

static bool make(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	struct play *p = context;

	assert_int_equal(step, 0);
	scenario_copy(&p->y.s, out);
	name_things(out);
	for (int32_t i = 0; i < p->drill.ninjects; i++)
		if (overlay[i] >= 0)
			change(out, &p->effects[overlay[i]]);
	return true;
}

static void complain(const struct play *p, const char *what)
{
	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)p->seed, what);
	fail();
}
#define HOLDS(condition) do { if (!(condition)) complain(p, #condition); } while (0)

static bool plan(void *context, int jobs, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, struct plan *out)
{
	struct play *p = context;
	struct solve_options options = {.jobs = jobs, .figures = true, .interrupted = &p->stop};
	struct text findings;

	p->planned++;
	p->stop = p->stop_after > 0 && p->planned > p->stop_after;
	plan_solve(s, cells, supply, &options, out);
	text_init(&findings);
	if (!plan_check(s, cells, supply, out, &findings) || !plan_judge(s, cells, supply, out, NULL, &findings))
		complain(p, text_str(&findings));
	text_release(&findings);
	return true;
}

static void play_init(struct play *p, uint64_t seed, const struct story_shape *shape)
{
	struct support_random r = {seed};
	int64_t n;

	memset(p, 0, sizeof *p);
	p->seed = seed;
	story_random(&p->y, &r, shape);
	n = support_between(&r, 1, INJECTS_MAX);
	drill_init(&p->drill);
	ARRAY_ADD(&p->drill.steps, &p->drill.nsteps, &p->drill.steps_room); /* at the start */
	for (int32_t i = 0; i < n; i++) {
		int32_t k = ARRAY_ADD(&p->drill.injects, &p->drill.ninjects, &p->drill.injects_room);

		p->drill.injects[k] = (struct drill_inject){.id = "i", .at = 0, .truth = support_between(&r, 0, 9) ? i : -1,
			.effort = (int32_t)support_between(&r, 0, 3)};
		p->effects[k] = (struct deed){(int)support_between(&r, 0, 6), support_word(&r), support_word(&r),
			support_word(&r)};
	}
	p->game = (struct design_game){&p->drill, make, plan, p, 1};
}

static void play_release(struct play *p)
{
	drill_release(&p->drill);
	story_release(&p->y);
}

/* ---- all sets, one by one ---- */

struct reference {
	int32_t candidates[INJECTS_MAX], n;
	int64_t weights[8], whole;
	int64_t unmet[SETS_MAX], effort[SETS_MAX];
	bool proven[SETS_MAX]; /* its plan is the best */
};

static void make_set(const struct play *p, const struct reference *ref, int set, struct scenario *out)
{
	int32_t overlay[INJECTS_MAX];

	for (int32_t i = 0; i < p->drill.ninjects; i++)
		overlay[i] = p->drill.injects[i].effort > 0 ? -1 : p->drill.injects[i].truth;
	for (int32_t k = 0; k < ref->n; k++)
		if (set >> k & 1)
			overlay[ref->candidates[k]] = p->drill.injects[ref->candidates[k]].truth;
	make((void *)(uintptr_t)p, overlay, 0, out);
}

static void sum_demand(const struct play *p, const struct reference *ref, int set, int32_t tiers, int64_t *units)
{
	struct scenario s;
	struct cells cells;

	make_set(p, ref, set, &s);
	s.policy.look_ahead = 0;
	cells_build(&s, &cells);
	for (int32_t c = 0; c < cells.ncells; c++)
		if (cells.cells[c].tier <= tiers)
			units[cells.cells[c].item] += cells.cells[c].units;
	cells_release(&cells);
	scenario_release(&s);
}

/* The rules of the story replaced by the weighed total, in words of its own. */
static void plan_reference(const struct play *p, struct reference *ref, int set, int32_t tiers)
{
	struct scenario s;
	struct cells cells;
	struct supply supply;
	struct plan best;

	make_set(p, ref, set, &s);
	s.policy.nweights = 0;
	for (int32_t i = 0; i < s.nitems; i++) {
		int32_t k = ARRAY_ADD(&s.policy.weights, &s.policy.nweights, &s.policy.weights_room);

		s.policy.weights[k] = (struct weight){.item = i, .group = -1, .value = ref->weights[i]};
	}
	s.policy.fairness = FAIRNESS_TOTAL;
	s.policy.has_spread = false;
	s.policy.look_ahead = 0;
	cells_build(&s, &cells);
	for (int32_t c = 0; c < cells.ncells; c++)
		cells.cells[c].tier = cells.cells[c].tier <= tiers ? 1 : 2;
	supply_build(&s, &cells, &supply);
	plan_init(&best);
	plan((void *)(uintptr_t)p, 1, &s, &cells, &supply, &best);
	ref->unmet[set] = 0;
	for (int32_t c = 0; c < cells.ncells; c++)
		if (cells.cells[c].tier == 1)
			ref->unmet[set] += ref->weights[cells.cells[c].item] * (cells.cells[c].units - best.served[c].units);
	ref->proven[set] = true;
	for (int32_t l = 0; l < best.nlevels; l++)
		if (best.levels[l].kind == LEVEL_FAIR && best.levels[l].tier == 1)
			ref->proven[set] = ref->proven[set] && best.levels[l].proven;
	plan_release(&best);
	supply_release(&supply);
	cells_release(&cells);
	scenario_release(&s);
}

static void reference_init(struct play *p, struct reference *ref, int32_t tiers)
{
	int64_t none[8] = {0}, all[8] = {0};

	memset(ref, 0, sizeof *ref);
	for (int32_t i = 0; i < p->drill.ninjects; i++)
		if (p->drill.injects[i].effort > 0 && p->drill.injects[i].truth >= 0)
			ref->candidates[ref->n++] = i;
	sum_demand(p, ref, 0, tiers, none);
	sum_demand(p, ref, (1 << ref->n) - 1, tiers, all);
	for (int32_t i = 0; i < p->y.s.nitems; i++) {
		int64_t demand = none[i] ? none[i] : all[i];

		ref->weights[i] = demand > 0 ? 1000000000 / demand : 1;
		ref->whole += ref->weights[i] * none[i];
	}
	for (int set = 0; set < 1 << ref->n; set++) {
		for (int32_t k = 0; k < ref->n; k++)
			if (set >> k & 1)
				ref->effort[set] += p->drill.injects[ref->candidates[k]].effort;
		plan_reference(p, ref, set, tiers);
	}
}

/* ---- what must hold ---- */

/* What was looked at is right: planned sets come to what they come to, bounds bound. */
static void check_sets(const struct play *p, const struct reference *ref, const struct design *design)
{
	bool seen[SETS_MAX] = {false};

	HOLDS(design->ncandidates == ref->n && design->whole == ref->whole);
	for (int32_t k = 0; k < design->nsets; k++) {
		const struct design_set *set = &design->sets[k];

		HOLDS(set->injects < (uint64_t)1 << ref->n && !seen[set->injects]);
		seen[set->injects] = true;
		HOLDS(set->effort == ref->effort[set->injects]);
		HOLDS(set->how == DESIGN_PLANNED || set->how == DESIGN_BOUNDED);
		HOLDS(set->least <= set->unmet);
		if (ref->proven[set->injects]) {
			HOLDS(set->least <= ref->unmet[set->injects] && ref->unmet[set->injects] <= set->unmet);
			HOLDS(set->how != DESIGN_PLANNED || set->least == set->unmet);
		}
		HOLDS((set->how == DESIGN_BOUNDED) == (set->witness >= 0));
		HOLDS(set->witness < k && (set->witness < 0 || design->sets[set->witness].how == DESIGN_PLANNED));
	}
}

static void check_hardest(const struct play *p, const struct reference *ref, const struct design *design,
	int64_t effort)
{
	const struct design_set *found = &design->sets[design->found];
	int32_t within = 0;
	bool proven = true;

	HOLDS(design->result == DESIGN_DONE && design->found >= 0 && found->effort <= effort);
	for (int set = 0; set < 1 << ref->n; set++) {
		if (ref->effort[set] > effort)
			continue;
		within++;
		proven = proven && ref->proven[set];
		HOLDS(!ref->proven[set] || ref->unmet[set] <= found->least + design->beyond);
		if (design->proven && ref->proven[set] && ref->unmet[set] == found->least)
			HOLDS(ref->effort[set] >= found->effort);
	}
	HOLDS(design->nsets == within && design->nwithin == within);
	HOLDS(!proven || design->proven);
}

static void check_least(const struct play *p, const struct reference *ref, const struct design *design)
{
	const struct design_set *found = &design->sets[design->found];
	bool proven = true, reached = found->least >= design->wanted;

	HOLDS(design->result == (reached ? DESIGN_DONE : DESIGN_NOT_REACHED));
	for (int set = 0; set < 1 << ref->n; set++) {
		proven = proven && ref->proven[set];
		if (ref->proven[set] && ref->unmet[set] >= design->wanted)
			HOLDS(reached && (!design->proven || ref->effort[set] >= found->effort));
		if (ref->proven[set] && ref->effort[set] <= design->cleared)
			HOLDS(ref->unmet[set] < design->wanted);
	}
	HOLDS(!proven || design->proven);
}

static void check_items(const struct play *p, const struct design *design)
{
	int64_t unmet = 0;

	for (int32_t k = 0; k < design->nitems; k++) {
		const struct design_item *item = &design->items[k];
		int64_t u = p->y.s.items[item->item].issue_unit;

		HOLDS(item->shortfall >= 0 && item->shortfall <= item->demand && item->short_before <= item->demand_before);
		/* claims are counted in issue units, each rounded up */
		unmet += item->weight * (item->shortfall / u);
	}
	HOLDS(unmet <= design->sets[design->found].unmet);
}

static void play_random(uint64_t seed, const struct story_shape *shape, int64_t *bounded)
{
	struct play play, *p = &play;
	struct support_random r = {seed ^ 0x9e3779b9};
	struct reference ref;
	int32_t tiers = support_between(&r, 0, 1) ? INT32_MAX : 1;
	struct design_request request = {.hardest = support_between(&r, 0, 1), .effort = support_between(&r, 0, 9),
		.difficulty = ratio_make(support_between(&r, 0, 20), 20), .tiers = tiers};
	struct design design;

	play_init(p, seed, shape);
	reference_init(p, &ref, tiers);
	design_init(&design);
	HOLDS(design_search(&p->game, &request, &design));
	if (ref.whole == 0) {
		HOLDS(design.result == DESIGN_NO_CLAIMS);
	} else {
		check_sets(p, &ref, &design);
		if (request.hardest)
			check_hardest(p, &ref, &design, request.effort);
		else
			check_least(p, &ref, &design);
		check_items(p, &design);
	}
	for (int32_t k = 0; k < design.nsets; k++)
		*bounded += design.sets[k].how == DESIGN_BOUNDED;
	design_release(&design);
	play_release(p);
}

static void test_all_sets(void **state)
{
	static const struct story_shape shapes[] = {
		{.items_most = 2, .periods_most = 3, .claims_most = 6, .quantity_most = 12, .transits = true, .tiers = true,
			.rules = true},
		{.items_most = 2, .periods_most = 3, .claims_most = 5, .quantity_most = 10, .odd_notice = true,
			.capacities = true, .packs = true, .autonomy = true, .households = true, .tiers = true},
		{.items_most = 2, .periods_most = 3, .claims_most = 5, .quantity_most = 9, .limits = true, .capacities = true,
			.transits = true, .autonomy = true},
		{.items_most = 3, .periods_most = 2, .claims_most = 5, .quantity_most = 9, .substitutes = true, .packs = true},
	};
	int64_t bounded = 0;

	(void)state;
	for (uint64_t k = 0; k < stories(60); k++)
		play_random(story_first(1) + k, &shapes[(story_first(1) + k) % (sizeof shapes / sizeof *shapes)], &bounded);
	assert_true(bounded > 0);
}

/* Stopped, it tells the best so far, and that it is not proven. */
static void test_stopped(void **state)
{
	static const struct story_shape shape = {.items_most = 2, .periods_most = 3, .claims_most = 6, .quantity_most = 12};

	int told = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++)
		for (int64_t after = 1; after <= 3; after++) {
			struct play play, *p = &play;
			struct design_request request = {.hardest = seed % 2, .effort = 100, .difficulty = {1, 1},
				.tiers = INT32_MAX};
			struct design design;

			play_init(p, seed, &shape);
			p->stop_after = after;
			request.interrupted = &p->stop;
			design_init(&design);
			HOLDS(design_search(&p->game, &request, &design));
			HOLDS(design.found >= 0 || design.result == DESIGN_NO_CLAIMS);
			if (p->stop && !design.proven) {
				told++;
				HOLDS(design.result == DESIGN_STOPPED);
				HOLDS(design.sets[design.found].least >= design.sets[0].least);
			}
			design_release(&design);
			play_release(p);
		}
	assert_true(told > 10);
}

/* ---- by hand ---- */

/* The first inject does something, the second adds stock that nobody lacks. What is looked
 * at of both together: by the plan of the second alone it would seem that nothing is unmet. */
static void assert_both(struct play *p, struct deed deed, int64_t units_short, int64_t demand)
{
	struct design_request request = {.hardest = true, .effort = 2, .tiers = INT32_MAX};
	struct design design;

	drill_init(&p->drill);
	ARRAY_ADD(&p->drill.steps, &p->drill.nsteps, &p->drill.steps_room);
	for (int32_t i = 0; i < 2; i++) {
		int32_t k = ARRAY_ADD(&p->drill.injects, &p->drill.ninjects, &p->drill.injects_room);

		p->drill.injects[k] = (struct drill_inject){.id = "i", .truth = i, .effort = 1};
	}
	p->effects[0] = deed;
	p->effects[1] = (struct deed){3, 0, 2, 0};
	p->game = (struct design_game){&p->drill, make, plan, p, 1};
	design_init(&design);
	HOLDS(design_search(&p->game, &request, &design));
	HOLDS(design.nsets == 4 && design.proven && design.sets[0].unmet < 1000000000);
	for (int32_t k = 0; k < design.nsets; k++)
		if (design.sets[k].injects == 3)
			HOLDS(design.sets[k].unmet == 1000000000 / demand * units_short);
	design_release(&design);
	drill_release(&p->drill);
	story_release(&p->y);
}

/* Depot -> hub -> community, and the first road is closed: nothing comes over the second. */
static void test_chain(void **state)
{
	struct play play, *p = &play;
	int32_t depot, hub, community, holder, water;

	(void)state;
	memset(p, 0, sizeof *p);
	story_init(&p->y, 2);
	depot = story_place(&p->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	hub = story_place(&p->y, "hub", STORY_DISTRICT, PLACE_DEPOT);
	community = story_community(&p->y, "c");
	water = story_item(&p->y, "water");
	holder = story_holder(&p->y, "h", depot);
	story_stock(&p->y, holder, water, 100, -1);
	story_route(&p->y, depot, hub, 0, -1);
	story_route(&p->y, hub, community, 0, -1);
	story_need(&p->y, community, water, 40, 1, 1);
	assert_both(p, (struct deed){0, 0, 1, 0}, 40, 40);
}

/* Helpers for 5 of 10 households: half of what is asked for can be brought, whatever that is;
 * of a smaller claim less. */
static void test_visits(void **state)
{
	struct play play, *p = &play;
	int32_t community, holder, water, alone;

	(void)state;
	memset(p, 0, sizeof *p);
	story_init(&p->y, 1);
	community = story_community(&p->y, "c");
	water = story_item(&p->y, "water");
	alone = story_group(&p->y, "alone", true, 6);
	story_people(&p->y, community, alone, 10, 10);
	holder = story_holder(&p->y, "h", community);
	story_stock(&p->y, holder, water, 100, -1);
	story_need(&p->y, community, water, 40, 0, 0)->group = alone;
	story_limit(&p->y, LIMIT_HELPERS, community, 30);
	assert_both(p, (struct deed){5, 0, 1, 0}, 10, 40);
}

/* Twenty injects of effort 1: more sets than are looked at. */
static void test_too_many(void **state)
{
	static const struct story_shape shape = {.items_most = 1, .periods_most = 2, .claims_most = 3, .quantity_most = 9};
	struct play play, *p = &play;
	struct design_request request = {.hardest = true, .effort = 20, .tiers = INT32_MAX};
	struct design design;

	(void)state;
	play_init(p, 3, &shape);
	while (p->drill.ninjects < 20) {
		int32_t k = ARRAY_ADD(&p->drill.injects, &p->drill.ninjects, &p->drill.injects_room);

		p->drill.injects[k] = (struct drill_inject){.id = "j", .truth = 0, .effort = 1};
	}
	for (int32_t k = 0; k < p->drill.ninjects; k++)
		p->drill.injects[k].effort = 1;
	design_init(&design);
	HOLDS(design_search(&p->game, &request, &design));
	HOLDS(design.result == DESIGN_TOO_MANY && design.nsets == 0 && p->planned == 0);
	design_release(&design);
	play_release(p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_sets), cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_chain), cmocka_unit_test(test_visits), cmocka_unit_test(test_too_many)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
