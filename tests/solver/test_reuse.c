/* Plans of scenarios one after the other, with what was solved before and without:
 * they are the same, unit by unit and level by level, whatever came before. */
#include "solver/options.h"
#include "solver/reuse.h"
#include "solver/solve.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct story_shape shapes[] = {
	{.items_most = 3, .periods_most = 3, .claims_most = 8, .quantity_most = 25, .capacities = true, .tiers = true},
	{.items_most = 3, .periods_most = 2, .claims_most = 8, .quantity_most = 20, .packs = true, .limits = true,
		.households = true, .autonomy = true, .substitutes = true, .minima = true, .rules = true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void plan_story(const struct story *y, bool figures, struct reuse *reuse, struct plan *plan)
{
	struct solve_options options = {.jobs = 1, .figures = figures, .reuse = reuse};

	plan_init(plan);
	plan_solve(&y->s, &y->cells, &y->supply, &options, plan);
}

static void assert_same_plans(const struct story *y, const struct plan *a, const struct plan *b)
{
	assert_int_equal(a->status, b->status);
	assert_int_equal(ratio_compare(a->cost, b->cost), 0);
	assert_int_equal(a->cost_complete, b->cost_complete);
	for (int32_t c = 0; c < y->cells.ncells; c++)
		assert_int_equal(a->served[c].units, b->served[c].units);
	assert_int_equal(a->nshipments, b->nshipments);
	for (int32_t k = 0; k < a->nshipments; k++) {
		assert_int_equal(a->shipments[k].route, b->shipments[k].route);
		assert_int_equal(a->shipments[k].item, b->shipments[k].item);
		assert_int_equal(a->shipments[k].units, b->shipments[k].units);
	}
	assert_int_equal(a->nlevels, b->nlevels);
	for (int32_t k = 0; k < a->nlevels; k++) {
		assert_int_equal(a->levels[k].kind, b->levels[k].kind);
		assert_int_equal(a->levels[k].proven, b->levels[k].proven);
		assert_int_equal(a->levels[k].nstrata, b->levels[k].nstrata);
		assert_int_equal(ratio_compare(a->levels[k].value, b->levels[k].value), 0);
	}
}

static int32_t kept_parts(const struct reuse *r)
{
	int32_t n = 0;

	for (int32_t i = 0; i < r->nitems; i++)
		for (int k = 0; k < REUSE_DEPTH; k++)
			n += r->entries[i][k].used;
	return n;
}

static void test_what_came_before_changes_nothing(void **state)
{
	uint64_t n = stories(40);
	int32_t again = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct support_random r = {seed * 7919};
		struct reuse reuse;
		struct story y;

		reuse_init(&reuse, true);
		memset(&y, 0, sizeof y);
		story_random(&y, &r, &shapes[seed % SHAPES]);
		story_solve(&y, 1);
		/* as it is, once more, with a line less, and as it was */
		for (int step = 0; step < 4; step++) {
			struct plan warm, cold;
			int64_t units = y.supply.nlots > 0 ? y.supply.lots[0].units : 0;
			int32_t before = kept_parts(&reuse);

			if (step == 2 && y.supply.nlots > 0)
				y.supply.lots[0].units = (units + 1) / 2;
			plan_story(&y, seed % 3 == 0, &reuse, &warm);
			plan_story(&y, seed % 3 == 0, NULL, &cold);
			assert_same_plans(&y, &warm, &cold);
			if (step == 1) /* a part not found again would be kept a second time */
				assert_int_equal(kept_parts(&reuse), before);
			again += step == 1 ? before : 0;
			plan_release(&warm);
			plan_release(&cold);
			if (step == 2 && y.supply.nlots > 0)
				y.supply.lots[0].units = units;
		}
		story_release(&y);
		reuse_release(&reuse);
	}
	assert_true(again > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_came_before_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
