/* Hard minima over several claims. */
#include "tests/solver/support_reference.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* 10 of the 20 asked at c1 in two periods must be served; all goods are free
 * only from period 1 on: that is enough. Nothing falls on period 0. */
static void met_where_it_can_be(void **state)
{
	struct story y;
	int32_t c1, c2, item, holder;

	(void)state;
	story_init(&y, 2);
	c1 = story_community(&y, "c1");
	c2 = story_community(&y, "c2");
	item = story_item(&y, "water");
	holder = story_holder(&y, "h", c2);
	story_terms(&y, holder)->notice = HOURS(24);
	story_stock(&y, holder, item, 10, -1);
	story_route(&y, c2, c1, 0, -1);
	story_need(&y, c1, item, 10, 0, 0);
	story_need(&y, c1, item, 10, 1, 1);
	story_need(&y, c2, item, 10, 1, 1)->tier = 1;
	story_minimum(&y, false, c1, item, 10);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	assert_int_equal(story_served(&y, c1, item, 0, 0), 0);
	assert_int_equal(story_served(&y, c1, item, 1, 1), 10);
	assert_int_equal(story_served(&y, c2, item, 1, 1), 0);
	story_release(&y);
}

/* Tier 1 at c2 would take all 8; 4 must go to the claims for 6 and 2 at c1:
 * evenly 1/2 of each, 3 and 1. */
static void shared_evenly(void **state)
{
	struct story y;
	int32_t c1, c2, item, holder;

	(void)state;
	story_init(&y, 2);
	c1 = story_community(&y, "c1");
	c2 = story_community(&y, "c2");
	item = story_item(&y, "water");
	holder = story_holder(&y, "h", c2);
	story_stock(&y, holder, item, 8, -1);
	story_route(&y, c2, c1, 0, -1);
	story_need(&y, c1, item, 6, 0, 0);
	story_need(&y, c1, item, 2, 1, 1);
	story_need(&y, c2, item, 9, 0, 1)->tier = 1;
	story_minimum(&y, false, c1, item, 4);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	assert_int_equal(story_served(&y, c1, item, 0, 0), 3);
	assert_int_equal(story_served(&y, c1, item, 1, 1), 1);
	assert_int_equal(story_served(&y, c2, item, 0, 1), 4);
	story_release(&y);
}

/* Kept by the best plan anyway: nothing changes. Too much: a contradiction. */
static void met_or_not(void **state)
{
	struct story y;
	int32_t c1, item, holder;
	struct minimum *least;

	(void)state;
	story_init(&y, 2);
	c1 = story_community(&y, "c1");
	item = story_item(&y, "water");
	holder = story_holder(&y, "h", c1);
	story_stock(&y, holder, item, 5, -1);
	story_need(&y, c1, item, 6, 0, 0);
	story_need(&y, c1, item, 4, 1, 1);
	least = story_minimum(&y, false, c1, item, 5);
	story_solve(&y, 1);
	assert_int_equal(story_served(&y, c1, item, 0, 0), 3);
	assert_int_equal(story_served(&y, c1, item, 1, 1), 2);
	least->quantity = 6;
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	story_release(&y);
}

/* Two minima at two places; one unit that could go to either of them, one that
 * only the first place can use, and only for one of its claims. Evenly first
 * would be wrong: there is a way, and it is found. */
static void any_way_there_is(void **state)
{
	struct story y;
	int32_t a, b, item, both, only;

	(void)state;
	story_init(&y, 2);
	a = story_community(&y, "a");
	b = story_community(&y, "b");
	item = story_item(&y, "water");
	both = story_holder(&y, "both", a);
	story_stock(&y, both, item, 1, -1);
	only = story_holder(&y, "only", a);
	story_terms(&y, only)->reach = REACH_OWN;
	story_terms(&y, only)->notice = HOURS(24);
	story_stock(&y, only, item, 1, -1);
	story_close(story_route(&y, a, b, 0, -1), 1, 1);
	story_need(&y, a, item, 1, 0, 0);
	story_need(&y, a, item, 1, 1, 1);
	story_need(&y, b, item, 2, 0, 0);
	story_need(&y, b, item, 2, 1, 1);
	story_minimum(&y, false, a, item, 1);
	story_minimum(&y, false, b, item, 1);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	assert_int_equal(story_served(&y, b, item, 0, 1), 1);
	assert_int_equal(story_served(&y, a, item, 0, 1), 1);
	story_release(&y);
}

/* A contradiction is said exactly when no amounts at all keep every minimum. */
static void random_minima(void **state)
{
	static const struct story_shape shape = {.items_most = 1, .periods_most = 3, .claims_most = 4,
		.quantity_most = 4, .odd_notice = true, .minima = true, .packs = true, .households = true,
		.tiers = true};
	uint64_t n = stories(150);
	int impossible = 0, possible = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct support_random r = {seed};
		struct story y;
		bool can;

		story_random(&y, &r, &shape);
		for (int32_t k = (int32_t)support_between(&r, 0, 2); k > 0; k--) {
			const struct need *need = &y.s.needs[support_between(&r, 0, y.s.nneeds - 1)];
			struct minimum *m = story_minimum(&y, false, need->place, need->item,
				support_between(&r, 1, 5));

			if (support_between(&r, 0, 1))
				m->group = need->group;
		}
		story_build(&y);
		can = y.cells.ncells == 0 || reference_possible(&y, 0);
		story_solve(&y, 1);
		if (can == (y.plan.status == PLAN_CONTRADICTION))
			fprintf(stderr, "seed %llu: %s, unit %lld\n", (unsigned long long)seed,
				can ? "possible" : "impossible", (long long)y.s.items[0].issue_unit);
		assert_int_equal(can, y.plan.status != PLAN_CONTRADICTION);
		*(can ? &possible : &impossible) += 1;
		story_release(&y);
	}
	assert_true(impossible > 10 && possible > 10);
}

/* Packs of three for claims for 2 and 3 at c1, and minima of 2 and of 3 for the same
 * claims: the first pack goes where it counts 2, the second where it counts 3, and then
 * neither minimum needs the first. So c2, which comes first, keeps it. */
static void a_larger_minimum_serves_the_smaller(void **state)
{
	struct story y;
	int32_t c1, c2, item, holder;

	(void)state;
	story_init(&y, 1);
	c1 = story_community(&y, "c1");
	c2 = story_community(&y, "c2");
	item = story_item(&y, "water");
	y.s.items[item].issue_unit = 3;
	holder = story_holder(&y, "h", c2);
	story_stock(&y, holder, item, 6, -1);
	story_route(&y, c2, c1, 0, -1);
	story_need(&y, c1, item, 2, 0, 0)->rank = 1;
	story_need(&y, c1, item, 3, 0, 0)->rank = 2;
	story_need(&y, c2, item, 6, 0, 0)->tier = 1;
	story_minimum(&y, false, c1, item, 2);
	story_minimum(&y, false, c1, item, 3);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	assert_int_equal(story_served(&y, c2, item, 0, 0), 3);
	story_release(&y);
}

/* Vehicles for 5: tier 1 at c2 asks for all of them, c1 must get 3 for claims for 2, 4 and 4: the
 * fair rate is 3/10 of each, and no share is left out. */
static void shared_fairly_within_limits(void **state)
{
	struct story y;
	int32_t c1, c2, depot, item, holder;

	(void)state;
	story_init(&y, 1);
	c1 = story_community(&y, "c1");
	c2 = story_community(&y, "c2");
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	item = story_item(&y, "water");
	holder = story_holder(&y, "h", depot);
	story_terms(&y, holder)->reach = REACH_ANYWHERE;
	story_stock(&y, holder, item, 20, -1);
	story_route(&y, depot, c1, 0, -1);
	story_route(&y, depot, c2, 0, -1);
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 5000);
	story_need(&y, c1, item, 2, 0, 0);
	story_need(&y, c1, item, 4, 0, 0);
	story_need(&y, c1, item, 4, 0, 0);
	story_need(&y, c2, item, 9, 0, 0)->tier = 1;
	story_minimum(&y, false, c1, item, 3);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	assert_int_equal(story_served(&y, c2, item, 0, 0), 2);
	for (int32_t c = 0; c < 3; c++)
		assert_int_equal(y.plan.served[c].quantity, 1);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(met_where_it_can_be),
		cmocka_unit_test(shared_evenly),
		cmocka_unit_test(a_larger_minimum_serves_the_smaller),
		cmocka_unit_test(met_or_not),
		cmocka_unit_test(any_way_there_is),
		cmocka_unit_test(shared_fairly_within_limits),
		cmocka_unit_test(random_minima),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
