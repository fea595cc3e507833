/* What lifting a cause alone would change at one place, against plans made from
 * scenarios in which it does not exist. */
#include "solver/explain.h"
#include "solver/options.h"
#include "tests/solver/support_random.h"
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct town {
	struct story y;
	int32_t a, b, water, holder;
	int64_t road; /* kg to a, -1 = any */
};

/* Two communities, a depot that releases half of its stock, perhaps a road that
 * carries little. */
static void town_init(struct town *t, struct support_random *r)
{
	int32_t depot;

	story_init(&t->y, 1);
	t->a = story_community(&t->y, "a");
	t->b = story_community(&t->y, "b");
	depot = story_place(&t->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	t->water = story_item(&t->y, "water");
	t->holder = story_holder(&t->y, "gov", depot);
	story_terms(&t->y, t->holder)->has_release = true;
	story_terms(&t->y, t->holder)->release = ratio_make(1, 2);
	story_stock(&t->y, t->holder, t->water, support_between(r, 1, 60), -1);
	t->road = support_between(r, 0, 1) ? support_between(r, 1, 12) : -1;
	story_route(&t->y, depot, t->a, HOURS(1), t->road < 0 ? -1 : t->road * 1000);
	story_route(&t->y, depot, t->b, HOURS(1), -1);
	story_need(&t->y, t->a, t->water, support_between(r, 1, 30), 0, 0);
	story_need(&t->y, t->b, t->water, support_between(r, 1, 30), 0, 0);
	story_solve(&t->y, 1);
}

static void explained(struct town *t, struct explanation *e)
{
	const struct solve_options options = {.jobs = 1};
	const struct explain_wish wish = {0};
	const struct explained_about about = {t->a, t->water, -1, 0, {0, 0}};
	struct remedies r;

	assert_true(explain_build(&t->y.s, &t->y.cells, &t->y.supply, &t->y.plan, &about, e));
	remedies_init(&r);
	explain_solve(&t->y.s, &t->y.cells, &t->y.supply, &options, &t->y.plan, &wish, e, &r);
	remedies_release(&r);
	assert_true(e->solved_again);
	assert_int_equal(e->served, story_served(&t->y, t->a, t->water, 0, 0));
}

/* The town's plan is made again, its cause gone: a's gain, b's loss. */
static void compare(struct town *t, const struct explained_fix *fix)
{
	int64_t a = story_served(&t->y, t->a, t->water, 0, 0), b = story_served(&t->y, t->b, t->water, 0, 0);
	int64_t lost;

	story_solve(&t->y, 1);
	assert_true(fix->solved);
	assert_int_equal(fix->gain, story_served(&t->y, t->a, t->water, 0, 0) - a);
	lost = b - story_served(&t->y, t->b, t->water, 0, 0);
	assert_int_equal(fix->nlosers, lost > 0);
	if (lost > 0) {
		assert_int_equal(fix->losers[0].place, t->b);
		assert_int_equal(fix->losers[0].quantity, lost);
	}
}

/* Also where the road, which stopped nobody, is too small then. */
static void as_if_all_were_released(void **state)
{
	struct support_random r = {1};

	(void)state;
	for (int k = 0; k < 200; k++) {
		struct explanation e;
		struct town t;

		town_init(&t, &r);
		explained(&t, &e);
		story_terms(&t.y, t.holder)->release = ratio_make(1, 1);
		compare(&t, &e.fixes[CAUSE_TERMS]);
		explain_release(&e);
		story_release(&t.y);
	}
}

static void as_if_the_road_carried_all(void **state)
{
	struct support_random r = {2};

	(void)state;
	for (int k = 0; k < 200; k++) {
		struct explanation e;
		struct town t;

		town_init(&t, &r);
		explained(&t, &e);
		t.y.s.routes[0].capacity = -1;
		if (t.road >= 0)
			compare(&t, &e.fixes[CAUSE_CAPACITY]);
		else
			assert_false(e.fixes[CAUSE_CAPACITY].solved);
		explain_release(&e);
		story_release(&t.y);
	}
}

/* What the holder gives is what the two get. */
static void shares_of_a_holder(void **state)
{
	struct support_random r = {3};

	(void)state;
	for (int k = 0; k < 50; k++) {
		struct explanation e;
		struct town t;

		town_init(&t, &r);
		explained(&t, &e);
		assert_int_equal(e.nholders, 1);
		assert_int_equal(e.holders[0].here, e.served);
		assert_int_equal(e.holders[0].elsewhere, story_served(&t.y, t.b, t.water, 0, 0));
		assert_int_equal(e.holders[0].nothers, e.holders[0].elsewhere > 0);
		explain_release(&e);
		story_release(&t.y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_if_all_were_released),
		cmocka_unit_test(as_if_the_road_carried_all),
		cmocka_unit_test(shares_of_a_holder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
