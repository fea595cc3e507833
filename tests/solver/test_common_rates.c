/* Common rates of items that share limits, against exact LPs in rationals: the
 * rates rise together, and an item stops only when it cannot rise any further. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solver/common_rates.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "tests/solver/support_coupled.h"
#include "tests/solver/support_exact.h"

#include <math.h>
#include <string.h>

enum { ITEMS = 2 };

/* The most of `what` under: claims of earlier tiers keep share, those of item g of
 * the tier have at least rate[g] (the item at hand: of the rate that is asked
 * for). what >= 0: the inflow of that cell; -1: the common rate of items in `rising`. */
static double most_of(const struct problem *p, const int32_t *item, const char *part, const int64_t *share,
	int32_t tier, const double *rate, const char *rising, int32_t what)
{
	struct lp_builder b;
	struct lp lp;
	mpq_t value;
	double most;
	int32_t column;

	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	column = problem_columns(p) + p->ncells;
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t j = problem_columns(p) + c;

		if (p->cell_tier[c] < tier)
			b.lp.column_lower[j] = b.lp.column_upper[j] = (double)share[c];
		if (what == c)
			b.lp.cost[j] = -1;
	}
	assert_int_equal(lp_add_column(&b, 0, 1, what < 0 ? -1 : 0), column);
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t j = problem_columns(p) + c, row;

		if (p->cell_tier[c] != tier || what >= 0)
			continue;
		if (!part[c]) {
			b.lp.column_lower[j] = b.lp.column_upper[j] = (double)p->cell_least[c];
		} else if (rising[item[c]]) {
			row = lp_add_row(&b, -(double)p->cell_fact[c], LP_INFINITY);
			lp_add_entry(&b, row, j, 1);
			lp_add_entry(&b, row, column, -p->cell_demand[c]);
		} else {
			double least = rate[item[c]] * (double)p->cell_demand[c] - (double)p->cell_fact[c];

			if (least > b.lp.column_lower[j])
				b.lp.column_lower[j] = coupled_grid(least);
		}
	}
	lp_finish(&b, &lp);
	mpq_init(value);
	most = support_exact_lp(&lp, value) == SUPPORT_OPTIMAL ? -mpq_get_d(value) : -1;
	mpq_clear(value);
	lp_release(&lp);
	return most;
}

/* One tier by definition: the items still rising go up together; then each alone
 * is asked whether it could go further with the others where they are. */
static bool check_tier(const struct problem *p, const int32_t *item, int32_t tier, const int64_t *share,
	const double *rate)
{
	char part[16] = {0}, rising[ITEMS] = {0};
	double reached[ITEMS] = {0, 0};
	bool any = false;

	for (int32_t c = 0; c < p->ncells; c++) {
		if (p->cell_tier[c] != tier)
			continue;
		part[c] = most_of(p, item, part, share, tier, reached, rising, c) > (double)p->cell_least[c] + 1e-9;
		if (!part[c]) {
			assert_int_equal(share[c], p->cell_least[c]);
			continue;
		}
		rising[item[c]] = 1;
		any = true;
	}
	if (!any)
		return false;
	for (int round = 0; round < ITEMS && (rising[0] || rising[1]); round++) {
		double common = most_of(p, item, part, share, tier, reached, rising, -1);

		assert_true(common >= 0);
		for (int32_t g = 0; g < ITEMS; g++) {
			if (rising[g])
				reached[g] = common;
		}
		for (int32_t g = 0; g < ITEMS; g++) {
			char alone[ITEMS] = {0, 0};

			if (!rising[g])
				continue;
			alone[g] = 1;
			if (most_of(p, item, part, share, tier, reached, alone, -1) <= common + 1e-7)
				rising[g] = 0;
		}
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		double whole;

		if (p->cell_tier[c] != tier || !part[c])
			continue;
		assert_true(fabs(rate[c] - reached[item[c]]) < 1e-6);
		whole = floor(reached[item[c]] * (double)p->cell_demand[c] + 1e-6) - (double)p->cell_fact[c];
		if (whole < (double)p->cell_least[c])
			whole = (double)p->cell_least[c];
		assert_int_equal(share[c], (int64_t)whole);
	}
	return true;
}

static void test_against_definition(void **state)
{
	struct support_random r = {4711};
	int tried = 0, apart = 0;

	(void)state;
	for (int round = 0; round < 150; round++) {
		struct support_shape shape = {.hubs_most = 4, .periods = 2, .cells_most = 5, .tiers = 2,
			.capacity_most = 12, .demand_most = 9, .facts = true};
		struct support_coupling coupling = {.rows_most = 2, .batches_most = round % 3};
		struct problem p;
		int32_t item[SUPPORT_CELLS_MAX];
		int64_t share[SUPPORT_CELLS_MAX];
		double rate[SUPPORT_CELLS_MAX], first = -1;
		bool proven;

		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		for (int32_t c = 0; c < p.ncells; c++)
			item[c] = c % ITEMS;
		assert_true(common_rates(&p, item, ITEMS, NULL, share, rate, &proven, NULL));
		assert_true(proven);
		for (int32_t tier = 1; tier <= 2; tier++)
			tried += check_tier(&p, item, tier, share, rate);
		for (int32_t c = 0; c < p.ncells; c++) {
			if (p.cell_tier[c] != 1 || rate[c] >= 1)
				continue;
			apart += first >= 0 && fabs(first - rate[c]) > 1e-3;
			first = rate[c];
		}
		problem_release(&p);
	}
	assert_true(tried > 100);
	assert_true(apart > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_definition),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
