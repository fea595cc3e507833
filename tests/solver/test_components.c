/* What is decided apart and joined late: random stories with everything that
 * flows share. Every plan passes its check; shuffled scenarios, two threads
 * and other names of the same order give the same plan. */
#include "tests/solver/support_stories.h"

#include "solver/components.h"
#include "solver/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct story_shape shapes[] = {
	{.items_most = 2, .periods_most = 3, .claims_most = 6, .quantity_most = 9, .capacities = true},
	{.items_most = 3, .periods_most = 3, .claims_most = 8, .quantity_most = 9, .odd_notice = true,
		.capacities = true, .limits = true, .packs = true},
	{.items_most = 3, .periods_most = 4, .claims_most = 8, .quantity_most = 9, .odd_notice = true,
		.substitutes = true, .tiers = true, .packs = true},
	{.items_most = 3, .periods_most = 4, .claims_most = 8, .quantity_most = 9, .odd_notice = true,
		.capacities = true, .limits = true, .substitutes = true, .minima = true, .tiers = true,
		.packs = true, .transits = true, .households = true, .autonomy = true},
	{.items_most = 3, .periods_most = 3, .claims_most = 8, .quantity_most = 9, .capacities = true,
		.limits = true, .substitutes = true, .minima = true, .tiers = true, .rules = true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

static void check_same_text(const struct story *a, const struct story *b, uint64_t seed,
	const char *what)
{
	struct text x, y;

	text_init(&x);
	text_init(&y);
	story_dump(a, &x);
	story_dump(b, &y);
	if (strcmp(text_str(&x), text_str(&y)) != 0)
		fprintf(stderr, "seed %llu, %s:\n%s\n-----\n%s\n", (unsigned long long)seed, what, text_str(&x),
			text_str(&y));
	assert_string_equal(text_str(&x), text_str(&y));
	text_release(&x);
	text_release(&y);
}

/* story_solve asserts that the plan passes the checker; the dump shows that a
 * second thread changes nothing. */
static void test_every_plan_holds(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= stories(60); seed++) {
		for (size_t k = 0; k < SHAPES; k++) {
			struct support_random r = {seed * 10 + k}, again = {seed * 10 + k};
			struct story y, z;

			story_random(&y, &r, &shapes[k]);
			story_solve(&y, 1);
			story_random(&z, &again, &shapes[k]);
			story_solve(&z, 2);
			check_same_text(&y, &z, seed * 10 + k, "two threads");
			story_release(&y);
			story_release(&z);
		}
	}
}

/* Stopped before anything is proven: a valid plan all the same. */
static void test_stopped_plans_hold(void **state)
{
	volatile int interrupted = 1;

	(void)state;
	for (uint64_t seed = 1; seed <= stories(60); seed++) {
		for (size_t k = 0; k < SHAPES; k++) {
			struct support_random r = {seed * 10 + k};
			struct story y;

			story_random(&y, &r, &shapes[k]);
			if (seed % 2)
				y.time_limit = 1;
			else
				y.interrupted = &interrupted;
			story_solve(&y, 1);
			if (y.plan.status == PLAN_UNPROVEN)
				assert_true(y.plan.stopped || y.plan.nlevels > 0);
			for (int32_t l = 0; y.plan.status == PLAN_PROVEN && l < y.plan.nlevels; l++)
				assert_true(y.plan.levels[l].proven);
			story_release(&y);
		}
	}
}

/* --- the same in other words --- */

static void test_other_order_same_plan(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= stories(60); seed++) {
		for (size_t k = 0; k < SHAPES; k++) {
			struct support_random r = {seed * 10 + k}, again = {seed * 10 + k};
			struct story y, z;

			story_random(&y, &r, &shapes[k]);
			story_solve(&y, 1);
			story_random(&z, &again, &shapes[k]);
			story_shuffle(&z, &again);
			story_solve(&z, 1);
			check_same_text(&y, &z, seed * 10 + k, "another order");
			story_release(&y);
			story_release(&z);
		}
	}
}

static void test_other_names_same_plan(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= stories(40); seed++) {
		struct support_random r = {seed}, again = {seed};
		const struct story_shape *shape = &shapes[seed % SHAPES];
		struct story y, z;

		story_random(&y, &r, shape);
		story_rename(&y, "a-");
		story_solve(&y, 1);
		story_random(&z, &again, shape);
		story_rename(&z, "b-long-");
		story_solve(&z, 1);
		story_same_names(&y, &z);
		check_same_text(&y, &z, seed, "other names");
		story_release(&y);
		story_release(&z);
	}
}

/* --- late and at once --- */

/* What the claims get when all items are one bundle with every bound and
 * substitute from the start; NULL: the hard rules contradict. */
static int64_t *served_at_once(const struct story *y, bool *proven)
{
	struct ground ground;
	struct facts facts;
	struct components c;
	struct solve_options options = {.jobs = 1};
	int64_t *served = NULL;
	struct bundle *all;

	ground_init(&ground, &y->s, &y->cells, &y->supply);
	facts_build(&facts, &ground, NULL);
	components_init(&c, &ground, &facts);
	if (c.nbundles > 0) {
		all = &c.bundles[0];
		all->items = mem_resize(all->items, (size_t)y->s.nitems, sizeof(int32_t));
		for (int32_t k = 0; k < y->s.nitems; k++)
			all->items[k] = ground.item_at[k];
		all->nitems = y->s.nitems;
		all->active = mem_calloc((size_t)c.bounds.nbounds, sizeof(int32_t));
		for (int32_t k = 0; k < c.bounds.nbounds; k++)
			all->active[all->nactive++] = k;
		all->substitutes = true;
		for (int32_t k = 1; k < c.nbundles; k++)
			mem_free(c.bundles[k].items);
		c.nbundles = 1;
		components_solve(&c, &options);
		*proven = all->solution.answer == ANSWER_OPTIMAL;
		if (all->solution.answer != ANSWER_INFEASIBLE) {
			const struct problem *p = &all->formulation.problem;
			int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);

			served = mem_calloc((size_t)y->cells.ncells, sizeof *served);
			problem_cell_inflow(p, all->solution.x, got);
			for (int32_t k = 0; k < p->ncells; k++)
				if (all->formulation.cell_of[k] >= 0)
					served[all->formulation.cell_of[k]] = p->cell_fact[k] + got[k];
			mem_free(got);
		}
	}
	components_release(&c);
	facts_release(&facts);
	ground_release(&ground);
	return served;
}

static void check_as_good_as_at_once(const struct story *y, uint64_t seed)
{
	bool proven = true;
	int64_t *served = served_at_once(y, &proven);

	if (y->cells.ncells == 0 && !served)
		return;
	assert_int_equal(served == NULL, y->plan.status == PLAN_CONTRADICTION);
	/* Equal totals may be shared otherwise; a common rate depends on who shares it. */
	if (y->s.policy.fairness != FAIRNESS_LEXIMIN || y->s.policy.has_spread) {
		mem_free(served);
		return;
	}
	for (int32_t c = 0; served && proven && y->plan.status == PLAN_PROVEN && c < y->cells.ncells; c++) {
		if (llabs(served[c] - y->plan.served[c].units) > 1) {
			struct text dump;

			text_init(&dump);
			story_dump(y, &dump);
			fprintf(stderr, "seed %llu: claim %d gets %lld at once\n%s\n", (unsigned long long)seed, c,
				(long long)served[c], text_str(&dump));
			text_release(&dump);
		}
		assert_true(llabs(served[c] - y->plan.served[c].units) <= 1);
	}
	mem_free(served);
}

static void test_late_is_as_good_as_at_once(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= stories(40); seed++) {
		for (size_t k = 0; k < SHAPES; k++) {
			struct support_random r = {seed * 10 + k};
			struct story y;

			story_random(&y, &r, &shapes[k]);
			story_solve(&y, 1);
			check_as_good_as_at_once(&y, seed * 10 + k);
			story_release(&y);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_plan_holds),
		cmocka_unit_test(test_stopped_plans_hold),
		cmocka_unit_test(test_other_order_same_plan),
		cmocka_unit_test(test_other_names_same_plan),
		cmocka_unit_test(test_late_is_as_good_as_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
