/* Whole plans of small scenarios, with the answer worked out by hand. */
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdint.h>

#include <cmocka.h>

/* DESIGN's counterexample: 3 units; one road of capacity 2 to three cells of
 * demand 6, free roads to three cells of demand 4. Common rate 3/30 = 1/10 for
 * all: 0.6 each of the sixes (1.8 over the road) and 0.4 each of the fours.
 * Floors are 0; by fractional part the three sixes come first, but only two
 * units fit on the road; the third goes to a four. */
static void test_three_units_over_a_road(void **state)
{
	struct story y;
	int32_t depot, hub, item, holder;
	int64_t sixes = 0, fours = 0;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	hub = story_place(&y, "hub", STORY_DISTRICT, PLACE_DEPOT);
	item = story_item(&y, "water");
	holder = story_holder(&y, "h", depot);
	story_stock(&y, holder, item, 3, -1);
	story_route(&y, depot, hub, 0, 2000);
	for (int32_t k = 0; k < 6; k++) {
		char id[8] = {'c', (char)('1' + k), '\0'};
		int32_t c = story_community(&y, id);

		story_need(&y, c, item, k < 3 ? 6 : 4, 0, 0);
		story_route(&y, k < 3 ? hub : depot, c, 0, -1);
	}
	story_solve(&y, 1);
	for (int32_t c = 0; c < 6; c++)
		*(c < 3 ? &sixes : &fours) += y.plan.served[c].quantity;
	(void)sixes;
	struct text t; text_init(&t); story_dump(&y, &t); puts(text_str(&t)); text_release(&t);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_units_over_a_road),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
