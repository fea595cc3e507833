/* Goods come early once everything before earliness is decided. */
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Units handed out in a period of the lots of one holder. */
static int64_t handed_out(const struct story *y, int32_t holder, int32_t period)
{
	int64_t units = 0;

	for (int32_t k = 0; k < y->plan.nhandouts; k++) {
		const struct handout *h = &y->plan.handouts[k];
		if (h->period == period && y->supply.lots[h->lot].holder == holder)
			units += h->units;
	}
	return units;
}

/* Four periods of 4 wanted, 6 in a shop for its own community and 6 in a depot:
 * 3 each. The depot's goods all leave at once whichever period they serve; the
 * shop's serve the first two. */
static void test_own_stock_first(void **state)
{
	struct story y;
	int32_t depot, c, item, shop, gov;

	(void)state;
	story_init(&y, 4);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	item = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	shop = story_holder(&y, "shop", c);
	story_terms(&y, shop)->reach = REACH_OWN;
	story_stock(&y, gov, item, 6, -1);
	story_stock(&y, shop, item, 6, -1);
	story_route(&y, depot, c, 0, -1);
	for (int32_t t = 0; t < 4; t++)
		story_need(&y, c, item, 4, t, t);
	story_solve(&y, 1);
	for (int32_t t = 0; t < 4; t++) {
		assert_int_equal(story_served(&y, c, item, t, t), 3);
		assert_int_equal(handed_out(&y, shop, t), t < 2 ? 3 : 0);
		assert_int_equal(handed_out(&y, gov, t), t < 2 ? 0 : 3);
	}
	assert_int_equal(story_shipped(&y, 0, 0), 6);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_stock_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
