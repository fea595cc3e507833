#include "io/rollup.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"

#include <string.h>

static void sums_by_kind_place_group_and_period(void **state)
{
	struct sample x;
	struct rollup u;
	const struct sums *a;

	(void)state;
	sample_init(&x);
	rollup_build(&u, &x.report);
	/* tier 1 rice, tier 2 water */
	assert_int_equal(u.nkinds, 2);
	assert_int_equal(u.kinds[0].item, SAMPLE_RICE);
	assert_int_equal(u.kinds[1].item, SAMPLE_WATER);
	assert_int_equal(u.total[1].demand, 250);
	assert_int_equal(u.total[1].served, 196);
	assert_int_equal(u.total[1].household, 24);
	assert_int_equal(u.total[1].over, 8);
	assert_int_equal(u.total[1].since, 1);
	assert_true(u.short_of_demand);
	/* the tree: district, then its communities by id; no depot, no buildings */
	assert_int_equal(u.nrows, 3);
	assert_int_equal(u.rows[0], SAMPLE_FX);
	assert_int_equal(u.rows[1], SAMPLE_C001);
	assert_int_equal(u.rows[2], SAMPLE_C002);
	assert_int_equal(u.depth[0], 0);
	assert_int_equal(u.depth[2], 1);
	assert_int_equal(u.row_of[SAMPLE_DEPOT], -1);
	assert_int_equal(u.by_place[0 * 2 + 1].demand, 250);
	assert_int_equal(u.by_place[2 * 2 + 1].served, 96);
	a = &u.by_group[SAMPLE_ALONE * 2];
	assert_int_equal(a->demand, 300);
	assert_int_equal(u.by_period[1 * 2 + 1].demand, 150);
	assert_int_equal(u.by_period[2 * 2 + 1].ncells, 0);
	rollup_release(&u);
	sample_release(&x);
}

/* The lower tier's number first although its fill rate is better. */
static void worst_first_by_tier_then_fill(void **state)
{
	struct sample x;
	struct rollup u;

	(void)state;
	sample_init(&x);
	rollup_build(&u, &x.report);
	assert_int_equal(u.nworst, 2);
	assert_int_equal(u.worst[0].place, SAMPLE_C001);
	assert_int_equal(u.worst[1].place, SAMPLE_C002);
	assert_int_equal(worst_people(&u, &x.report, &u.worst[0]), 10);
	assert_int_equal(worst_people(&u, &x.report, &u.worst[1]), 100);
	rollup_release(&u);
	sample_release(&x);
}

static void balance_adds_up(void **state)
{
	struct sample x;
	struct rollup u;

	(void)state;
	sample_init(&x);
	rollup_build(&u, &x.report);
	for (int32_t i = 0; i < x.scenario.nitems; i++)
		assert_int_equal(balance_in(&u.balances[i]), balance_out(&u.balances[i]));
	assert_int_equal(u.balances[SAMPLE_WATER].stock, 444);
	assert_int_equal(u.balances[SAMPLE_WATER].handed, 180);
	assert_int_equal(u.balances[SAMPLE_WATER].household, 24);
	assert_int_equal(u.balances[SAMPLE_WATER].retained, 240);
	rollup_release(&u);
	/* a carton lost on the way shows as the difference, not as a part */
	x.plan.handouts[2].quantity -= 12;
	rollup_build(&u, &x.report);
	assert_int_equal(balance_in(&u.balances[SAMPLE_WATER]) -
		balance_out(&u.balances[SAMPLE_WATER]), 12);
	rollup_release(&u);
	sample_release(&x);
}

static void uncounted_stock_by_reason(void **state)
{
	struct sample x;
	struct rollup u;

	(void)state;
	sample_init(&x);
	x.scenario.lines[2].state = LINE_STALE;
	rollup_build(&u, &x.report);
	assert_int_equal(u.uncounted[UNCOUNTED_STALE * 2 + SAMPLE_WATER], 240);
	/* the market's goods without consent; what households keep is not missing */
	assert_int_equal(u.uncounted[UNCOUNTED_NO_AGREEMENT * 2 + SAMPLE_WATER], 240);
	assert_int_equal(u.uncounted[UNCOUNTED_DEFAULT * 2 + SAMPLE_WATER], 0);
	rollup_release(&u);
	sample_release(&x);
}

static void quality_is_the_worst(void **state)
{
	struct sample x;
	struct rollup u;
	struct text t;

	(void)state;
	sample_init(&x);
	rollup_build(&u, &x.report);
	text_init(&t);
	basis_text(&u, &t);
	assert_int_equal(u.quality, QUALITY_SYNTHETIC);
	assert_string_equal(text_str(&t),
		"Rests on synthetic data: places. Rests on estimates: routes.");
	rollup_release(&u);
	for (int32_t i = 0; i < x.scenario.nplaces; i++)
		x.scenario.places[i].quality = QUALITY_RECORDED;
	x.scenario.routes[1].estimated = false;
	rollup_build(&u, &x.report);
	text_clear(&t);
	basis_text(&u, &t);
	assert_int_equal(u.quality, QUALITY_RECORDED);
	assert_string_equal(text_str(&t), "");
	rollup_release(&u);
	text_release(&t);
	sample_release(&x);
}

static void nothing_at_all(void **state)
{
	struct sample x;
	struct rollup u;

	(void)state;
	sample_init(&x);
	x.cells.ncells = x.cells.nuses = 0;
	x.plan.nshipments = x.plan.nhandouts = x.plan.norders = 0;
	x.supply.nlots = x.supply.ncallable = x.scenario.nlines = 0;
	rollup_build(&u, &x.report);
	assert_int_equal(u.nkinds, 0);
	assert_int_equal(u.nrows, 0);
	assert_false(u.short_of_demand);
	rollup_release(&u);
	sample_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_by_kind_place_group_and_period),
		cmocka_unit_test(worst_first_by_tier_then_fill),
		cmocka_unit_test(balance_adds_up),
		cmocka_unit_test(uncounted_stock_by_reason),
		cmocka_unit_test(quality_is_the_worst),
		cmocka_unit_test(nothing_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
