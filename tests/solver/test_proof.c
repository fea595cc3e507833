/* The proof of plans of random small stories against the checker: every level of
 * a pure part is proven, what the plan says of any level is what the checker says
 * of it, and with limits few levels are left open. */
#include "solver/verify/verify.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"
#include "models/previous.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void show(const struct story *y, uint64_t seed, const char *what)
{
	struct text dump;

	text_init(&dump);
	story_dump(y, &dump);
	fprintf(stderr, "seed %llu: %s\n%s\n", (unsigned long long)seed, what, text_str(&dump));
	text_release(&dump);
}

struct tally {
	long levels, best;
	long linear, linear_proven; /* of parts with limits or substitutes, after the tiers */
	long coupled[VERDICT_WRONG + 1]; /* levels of parts with limits or substitutes */
};

static bool is_pure(const struct plan *p, int32_t level)
{
	return p->components[p->levels[level].component].pure;
}

/* What the plan calls proven is proven, and nothing else is. */
static void check(const struct story *y, const struct previous *previous, uint64_t seed, struct tally *t)
{
	const struct plan *p = &y->plan;
	struct proved proved;
	struct text findings;
	bool holds;

	proved_init(&proved, p);
	text_init(&findings);
	holds = plan_prove(&y->s, &y->cells, &y->supply, p, previous, &proved, &findings);
	if (holds && previous)
		holds = plan_check_happened(&y->s, &y->cells, &y->supply, p, previous, &findings);
	if (!holds)
		show(y, seed, text_str(&findings));
	assert_true(holds);
	for (int32_t n = 0; n < p->nlevels; n++) {
		bool asked = p->levels[n].kind != LEVEL_CANONICAL && p->status != PLAN_CONTRADICTION;
		bool same = verdict_is_proven(proved.levels[n]) == p->levels[n].proven
			&& (!is_pure(p, n) || proved.levels[n] == VERDICT_BEST);
		if (asked && !same)
			show(y, seed, "the plan says other than its proof");
		assert_true(!asked || same);
		assert_true(!asked || p->status != PLAN_PROVEN || p->levels[n].proven);
		t->linear += asked && !is_pure(p, n) && p->levels[n].kind != LEVEL_FAIR;
		t->linear_proven += asked && !is_pure(p, n) && p->levels[n].kind != LEVEL_FAIR && p->levels[n].proven;
		t->levels += p->levels[n].kind != LEVEL_CANONICAL;
		t->best += proved.levels[n] == VERDICT_BEST;
		if (p->levels[n].kind != LEVEL_CANONICAL && !is_pure(p, n))
			t->coupled[proved.levels[n]]++;
	}
	text_release(&findings);
	proved_release(&proved);
}

/* Minima over several claims, now and then. */
static void add_wide_minima(struct story *y, struct support_random *r)
{
	for (int32_t k = (int32_t)support_between(r, 0, 2); k > 0; k--) {
		const struct need *need = &y->s.needs[support_between(r, 0, y->s.nneeds - 1)];

		story_minimum(y, false, need->place, need->item, support_between(r, 1, 5));
	}
}

static const struct story_shape shapes[] = {
	{.items_most = 1, .periods_most = 3, .claims_most = 6, .quantity_most = 9, .plain = true, .losses = true},
	{.items_most = 2, .periods_most = 5, .claims_most = 8, .quantity_most = 30, .odd_notice = true,
		.tiers = true, .packs = true, .transits = true, .minima = true, .autonomy = true,
		.households = true, .losses = true},
	{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 12, .odd_notice = true,
		.transits = true, .minima = true, .rules = true, .tiers = true, .households = true, .losses = true},
	{.items_most = 3, .periods_most = 4, .claims_most = 8, .quantity_most = 12, .capacities = true,
		.limits = true, .substitutes = true, .minima = true, .tiers = true, .rules = true, .losses = true},
	{.items_most = 3, .periods_most = 4, .claims_most = 8, .quantity_most = 20, .capacities = true,
		.limits = true, .substitutes = true, .tiers = true, .packs = true, .households = true, .losses = true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void test_plans_are_proven(void **state)
{
	uint64_t n = stories(200);
	struct tally t = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		for (size_t j = 0; j < SHAPES; j++) {
			struct support_random r = {seed * 16 + j};
			struct story y;

			story_random(&y, &r, &shapes[j]);
			if (shapes[j].minima)
				add_wide_minima(&y, &r);
			story_solve(&y, 1);
			check(&y, NULL, seed * 16 + j, &t);
			story_release(&y);
		}
	}
	printf("%ld of %ld levels best; with limits: %ld best, %ld to units, %ld within, %ld without proof\n", t.best,
		t.levels, t.coupled[VERDICT_BEST], t.coupled[VERDICT_UNITS], t.coupled[VERDICT_WITHIN],
		t.coupled[VERDICT_NONE]);
	assert_true(t.best > 0);
	assert_true(t.linear > 0 && t.linear_proven * 100 >= t.linear * 99 && t.coupled[VERDICT_UNITS] > 0);
}

/* Tiers of parts that are too large for linear programs: here of small ones. */
static void test_tiers_by_prices_of_limits(void **state)
{
	static const struct story_shape shape = {.items_most = 3, .periods_most = 3, .claims_most = 8, .quantity_most = 40,
		.capacities = true, .tight = true, .tiers = true};
	uint64_t n = stories(200);
	struct tally t = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct support_random r = {seed};
		struct story y;

		story_random(&y, &r, &shape);
		y.steps = y.prices = true;
		story_solve(&y, 1);
		check(&y, NULL, seed, &t);
		story_release(&y);
	}
	printf("with limits: %ld best, %ld to units, %ld within, %ld without proof\n", t.coupled[VERDICT_BEST],
		t.coupled[VERDICT_UNITS], t.coupled[VERDICT_WITHIN], t.coupled[VERDICT_NONE]);
	assert_true(t.coupled[VERDICT_UNITS] > 0 && t.coupled[VERDICT_WITHIN] > 0);
}

/* What people report, and what is otherwise now: roads, stock, claims. */
static void things_happen(struct previous *previous, struct story *y, struct support_random *r)
{
	for (int32_t k = 0; k < previous->nlines; k++) {
		enum shipment_state state = (enum shipment_state)support_between(r, SHIPMENT_ISSUED, SHIPMENT_CANCELLED);
		int64_t u = y->s.items[previous->lines[k].item].issue_unit;
		int64_t quantity = support_between(r, 0, previous->lines[k].quantity + u);
		if (support_between(r, 0, 2) == 0)
			events_receipt(previous, y, k, state, support_between(r, 0, 1) ? quantity : -1,
				support_between(r, 0, 1) ? HOURS(support_between(r, 0, 30)) : -1);
	}
	if (y->s.nroutes > 0 && support_between(r, 0, 2) == 0)
		story_close(&y->s.routes[support_between(r, 0, y->s.nroutes - 1)], 0, y->s.nperiods - 1);
	if (y->s.nlines > 0 && support_between(r, 0, 2) == 0)
		y->s.lines[support_between(r, 0, y->s.nlines - 1)].declared += support_between(r, -1, 3);
	if (support_between(r, 0, 2) == 0)
		y->s.needs[support_between(r, 0, y->s.nneeds - 1)].quantity += support_between(r, 0, 3);
}

static void test_plans_made_again_are_proven(void **state)
{
	uint64_t n = stories(200);
	struct tally t = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		for (size_t j = 0; j < SHAPES; j++) {
			struct support_random r = {seed * 16 + j};
			struct previous previous;
			struct story y;

			story_random(&y, &r, &shapes[j]);
			if (shapes[j].minima)
				add_wide_minima(&y, &r);
			story_solve(&y, 1);
			if (y.plan.status != PLAN_CONTRADICTION) {
				events_announce(&previous, &y);
				y.s.as_of = y.s.start;
				things_happen(&previous, &y, &r);
				events_replan(&y, &previous, HOURS(support_between(&r, 0, 24 * y.s.nperiods - 1)));
				check(&y, &previous, seed * 16 + j, &t);
				previous_release(&previous);
			}
			story_release(&y);
		}
	}
	printf("%ld of %ld levels best; with limits: %ld best, %ld to units, %ld within, %ld without proof\n", t.best,
		t.levels, t.coupled[VERDICT_BEST], t.coupled[VERDICT_UNITS], t.coupled[VERDICT_WITHIN],
		t.coupled[VERDICT_NONE]);
	assert_true(t.best > 0);
	assert_true(t.linear > 0 && t.linear_proven * 100 >= t.linear * 99 && t.coupled[VERDICT_UNITS] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plans_are_proven),
		cmocka_unit_test(test_tiers_by_prices_of_limits),
		cmocka_unit_test(test_plans_made_again_are_proven),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
