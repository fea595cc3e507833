/* Hard rules that contradict each other, and cuts that show it or do not. */
#include "solver/verify/verify.h"
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Five units at a depot, a road to c1; claims of 4 and 4 there in two periods,
 * of which `most` together must be served, 2 more left at the depot. */
static void make(struct story *y, int64_t most)
{
	int32_t depot, c1, item, holder;

	story_init(y, 2);
	depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c1 = story_community(y, "c1");
	item = story_item(y, "water");
	holder = story_holder(y, "gov", depot);
	story_stock(y, holder, item, 5, -1);
	story_route(y, depot, c1, 0, -1);
	story_need(y, c1, item, 4, 0, 0);
	story_need(y, c1, item, 4, 1, 1);
	story_minimum(y, false, c1, item, most);
	story_minimum(y, true, depot, item, 2);
	story_solve(y, 1);
}

static void inside(struct story *y, enum proof_node_kind kind, int32_t which, int32_t place)
{
	struct proof_cut *cut = &y->plan.proof.components[0].cut;
	int32_t k = ARRAY_ADD(&cut->sides, &cut->nsides, &cut->sides_room);

	cut->sides[k] = (struct proof_side){{kind, 0, place, -1, DAY_NONE, -1, 0, false, -1, -1, which}, true};
}

/* Both claims, and what must be left. */
static void cut_off_all(struct story *y)
{
	y->plan.proof.components[0].cut.nsides = 0;
	inside(y, PROOF_CLAIM, 0, 2);
	inside(y, PROOF_CLAIM, 1, 2);
	inside(y, PROOF_END, 1, 1);
}

static bool shown(const struct story *y, struct text *findings)
{
	struct proved proved;
	bool holds, contradiction;

	proved_init(&proved, &y->plan);
	text_clear(findings);
	holds = plan_prove(&y->s, &y->cells, &y->supply, &y->plan, NULL, &proved, findings);
	contradiction = proved.contradiction;
	proved_release(&proved);
	assert_true(holds || !contradiction);
	return contradiction;
}

/* 4 of the 5 must be served and 2 left. */
static void test_contradiction(void **state)
{
	struct story y;
	struct text findings;

	(void)state;
	make(&y, 4);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	text_init(&findings);
	y.plan.proof.components[0].cut.nsides = 0;
	assert_true(shown(&y, &findings)); /* by a cut of the checker's own */
	cut_off_all(&y);
	assert_true(shown(&y, &findings));
	/* A cut that does not hold is refused, unless shares of minima went into it. */
	y.plan.proof.components[0].shared_minima = false;
	/* A claim outside might get all of what the minimum asks for. */
	y.plan.proof.components[0].cut.sides[1].inside = false;
	assert_false(shown(&y, &findings));
	assert_non_null(strstr(text_str(&findings), "does not show"));
	/* Without the stock to be left there is enough. */
	cut_off_all(&y);
	y.plan.proof.components[0].cut.nsides = 2;
	assert_false(shown(&y, &findings));
	cut_off_all(&y);
	y.plan.proof.components[0].cut.sides[0].node.claim = 7;
	assert_false(shown(&y, &findings));
	assert_non_null(strstr(text_str(&findings), "for nothing that is in its network"));
	text_release(&findings);
	story_release(&y);
}

/* 3 served and 2 left can be: no cut shows otherwise. */
static void test_no_contradiction(void **state)
{
	struct story y;
	struct text findings;

	(void)state;
	make(&y, 3);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	y.plan.status = PLAN_CONTRADICTION;
	text_init(&findings);
	assert_false(shown(&y, &findings));
	cut_off_all(&y);
	assert_false(shown(&y, &findings));
	text_release(&findings);
	story_release(&y);
}

/* Vehicles carry 60 in the one period; 50 must come to each of two places. No cut
 * shows it, multipliers do: 60 - 50 - 50 is below 0. With 50 in all it can be. */
static void test_limits_contradict(void **state)
{
	struct story y;
	struct text findings;
	int32_t depot, item, holder;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	item = story_item(&y, "water");
	holder = story_holder(&y, "gov", depot);
	story_stock(&y, holder, item, 200, -1);
	for (int k = 0; k < 2; k++) {
		int32_t c = story_community(&y, k ? "c2" : "c1");
		story_route(&y, depot, c, 0, -1);
		story_need(&y, c, item, 90, 0, 0);
		story_minimum(&y, false, c, item, 50);
	}
	story_limit(&y, LIMIT_VEHICLES, depot, 60000);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	text_init(&findings);
	assert_true(shown(&y, &findings));
	y.s.limits[0].amount = 100000;
	assert_false(shown(&y, &findings));
	y.s.limits[0].amount = 60000;
	assert_true(y.plan.proof.components[0].nrows > 0);
	y.plan.proof.components[0].rows[0].pi[0] = -1;
	assert_false(shown(&y, &findings));
	assert_non_null(strstr(text_str(&findings), "is below 0"));
	text_release(&findings);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_contradiction),
		cmocka_unit_test(test_no_contradiction),
		cmocka_unit_test(test_limits_contradict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
