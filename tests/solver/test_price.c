/* What fairness costs: figures against plain counting, and the totals that are
 * equal by theory, on random small stories. */
#include "models/price.h"
#include "solver/solve.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void rule_of(struct story *y, enum fairness fairness, struct price_frame *f, struct price_rule *rule)
{
	y->s.policy.fairness = fairness;
	story_solve(y, 1);
	price_frame_init(f, &y->s, &y->cells);
	price_rule_init(rule, f, &y->supply, &y->plan, fairness);
}

/* --- totals --- */

/* Issue units of every kind, [nkinds]; the story is planned anew. */
static int64_t *totals(struct story *y, enum fairness fairness, int32_t *n)
{
	struct price_frame f;
	struct price_rule rule;
	int64_t *units;

	rule_of(y, fairness, &f, &rule);
	*n = f.nkinds;
	units = mem_calloc((size_t)f.nkinds, sizeof *units);
	for (int32_t k = 0; k < f.nkinds; k++)
		units[k] = rule.sums[k].units;
	for (int32_t i = 0; i < y->s.nitems; i++)
		assert_false(rule.times[i].coupled);
	price_rule_release(&rule);
	price_frame_release(&f);
	return units;
}

/* In networks the fair amounts and the largest total sum to the same, tier by
 * tier, whatever the weights; proportional shares are never more. */
static void same_totals_in_networks(void **state)
{
	static const struct story_shape shapes[] = {
		{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 20, .tiers = true,
			.packs = true, .transits = true, .households = true, .autonomy = true, .odd_notice = true},
		{.items_most = 1, .periods_most = 3, .claims_most = 8, .quantity_most = 9, .plain = true},
		{.items_most = 2, .periods_most = 5, .claims_most = 8, .quantity_most = 12, .tiers = true,
			.transits = true},
	};
	uint64_t told = stories(150);
	int compared = 0, with_shortfall = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= told; seed++)
		for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++) {
			struct support_random r = {seed * 8 + j};
			int64_t *fair, *total, *even;
			struct story y;
			int32_t n, m;

			story_random(&y, &r, &shapes[j]);
			fair = totals(&y, FAIRNESS_LEXIMIN, &n);
			total = totals(&y, FAIRNESS_TOTAL, &m);
			even = totals(&y, FAIRNESS_PROPORTIONAL, &m);
			assert_int_equal(n, m);
			for (int32_t k = 0; k < n; k++) {
				assert_int_equal(fair[k], total[k]);
				compared++;
				with_shortfall += even[k] < fair[k];
			}
			mem_free(fair);
			mem_free(total);
			mem_free(even);
			story_release(&y);
		}
	assert_true(compared > 300 && with_shortfall > 50);
}

/* --- figures --- */

struct counted {
	int64_t demand, served;
	int32_t nclaims, nnothing, nbelow[PRICE_BELOWS];
	struct ratio worst, worst_row, sum; /* sum of fill rates, exact */
};

static void count_row(const struct story *y, const struct price_kind *kind, int32_t place, struct counted *out)
{
	int64_t demand = 0, served = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++) {
		const struct cell *cell = &y->cells.cells[c];
		int64_t got = y->plan.served[c].quantity;
		struct ratio fill = ratio_make(got, cell->demand);
		if (cell->item != kind->item || cell->tier != kind->tier || cell->place != place)
			continue;
		demand += cell->demand;
		served += got;
		out->nclaims++;
		out->nnothing += got == 0;
		out->nbelow[0] += 2 * got < cell->demand;
		out->nbelow[1] += 5 * got < 4 * cell->demand;
		out->nbelow[2] += got < cell->demand;
		if (ratio_compare(fill, out->worst) < 0)
			out->worst = fill;
		assert_true(ratio_add(out->sum, fill, &out->sum));
	}
	if (demand > 0 && ratio_compare(ratio_make(served, demand), out->worst_row) < 0)
		out->worst_row = ratio_make(served, demand);
	out->demand += demand;
	out->served += served;
}

static void compare_kind(const struct story *y, const struct price_kind *kind, const struct price_sum *sum)
{
	struct counted x = {.worst = {2, 1}, .worst_row = {2, 1}, .sum = {0, 1}};
	struct ratio mean;

	for (int32_t p = 0; p < y->s.nplaces; p++)
		count_row(y, kind, p, &x);
	assert_int_equal(sum->demand, x.demand);
	assert_int_equal(sum->served, x.served);
	assert_int_equal(sum->nclaims, x.nclaims);
	assert_int_equal(sum->nnothing, x.nnothing);
	assert_memory_equal(sum->nbelow, x.nbelow, sizeof x.nbelow);
	assert_int_equal(ratio_compare(sum->worst, x.worst), 0);
	assert_int_equal(ratio_compare(sum->worst_row, x.worst_row), 0);
	/* less than 10^-12 too much, and 1 only where all are full */
	assert_true(ratio_mul(x.sum, (struct ratio){1, x.nclaims}, &mean));
	assert_true(ratio_compare(sum->average, mean) >= 0);
	assert_true((wide)sum->average.num * mean.den * 1000000000000
		<= (wide)mean.num * sum->average.den * 1000000000000 + (wide)sum->average.den * mean.den);
	assert_int_equal(sum->average.num == sum->average.den, x.served == x.demand);
}

/* Of one item, the least value of the level of waste is what expires unused. */
static void compare_waste(const struct story *y, const struct price_rule *rule)
{
	for (int32_t k = 0; k < y->plan.nlevels; k++) {
		const struct level *level = &y->plan.levels[k];
		if (level->kind == LEVEL_WASTE && level->item >= 0 && y->s.items[level->item].issue_unit == 1)
			assert_int_equal(rule->times[level->item].waste, level->value.num / level->value.den);
	}
}

static void compare_moves(const struct story *y, const struct price_rule *rule)
{
	for (int32_t i = 0; i < y->s.nitems; i++) {
		int64_t moved = 0, handed = 0, late = 0, over = 0;
		for (int32_t k = 0; k < y->plan.nshipments; k++)
			if (y->plan.shipments[k].item == i) {
				moved += y->plan.shipments[k].quantity;
				late += y->plan.shipments[k].quantity
					* (y->plan.shipments[k].arrive - y->plan.shipments[k].depart);
			}
		for (int32_t c = 0; c < y->cells.ncells; c++)
			if (y->cells.cells[c].item == i) {
				handed += y->plan.served[c].quantity - y->cells.cells[c].household;
				over += y->plan.served[c].over;
			}
		assert_int_equal(rule->times[i].moved, moved);
		assert_int_equal(rule->times[i].arrives - rule->times[i].departs, late);
		assert_int_equal(rule->times[i].handed, handed + over);
		assert_true(rule->times[i].transported <= moved);
	}
}

static void figures_as_counted(void **state)
{
	static const struct story_shape shape = {.items_most = 3, .periods_most = 4, .claims_most = 10,
		.quantity_most = 20, .tiers = true, .packs = true, .transits = true, .households = true};
	uint64_t told = stories(150);

	(void)state;
	for (uint64_t seed = 1; seed <= told; seed++) {
		struct support_random r = {seed};
		struct price_frame f;
		struct price_rule rule;
		struct story y;

		story_random(&y, &r, &shape);
		rule_of(&y, (enum fairness)(seed % 3), &f, &rule);
		for (int32_t k = 0; k < f.nkinds; k++) {
			assert_true(k == 0 || f.kinds[k].tier > f.kinds[k - 1].tier
				|| (f.kinds[k].tier == f.kinds[k - 1].tier && strcmp(y.s.items[f.kinds[k].item].id,
					y.s.items[f.kinds[k - 1].item].id) > 0));
			compare_kind(&y, &f.kinds[k], &rule.sums[k]);
		}
		compare_waste(&y, &rule);
		compare_moves(&y, &rule);
		price_rule_release(&rule);
		price_frame_release(&f);
		story_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_totals_in_networks),
		cmocka_unit_test(figures_as_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
