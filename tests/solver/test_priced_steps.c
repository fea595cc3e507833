/* priced_steps on small problems, which linear programs decide exactly: the plan is
 * feasible, no bound is below what can be had, and the lowest rate is within a step of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solver/priced_steps.h"

#include "base/memory.h"
#include "solver/rounds.h"
#include "tests/solver/support_coupled.h"
#include "tests/solver/support_stories.h"

static const struct coupled_options options = {.step = {1, 100}, .exact_cells = 200};

struct tally {
	int cases, rounds, met, proven;
};

/* The lowest rate of the first tier, in whole units. */
static long double lowest_rate(const struct problem *p, int32_t tier, const int64_t *x)
{
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);
	long double lowest = 1;

	problem_cell_inflow(p, x, got);
	for (int32_t c = 0; c < p->ncells; c++) {
		long double rate = (long double)(p->cell_fact[c] + got[c]) / (long double)p->cell_demand[c];

		if (p->cell_tier[c] == tier && rate < lowest)
			lowest = rate;
	}
	mem_free(got);
	return lowest;
}

/* What a unit is of the smallest claim. */
static long double unit(const struct problem *p, int32_t tier)
{
	long double largest = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] == tier && 1 / (long double)p->cell_demand[c] > largest)
			largest = 1 / (long double)p->cell_demand[c];
	return largest;
}

/* Of the first tier the exact rates are known: no plan in whole units, the exact one among
 * them, has more in the first round than its bound. */
static void check_first(const struct problem *p, const struct solution *exact, const struct solution *s,
	struct tally *tally)
{
	const struct level_result *best = &exact->levels[0], *level = &s->levels[0];
	long double most = best->strata.count > 0
		? (long double)best->strata.rate[0].num / (long double)best->strata.rate[0].den : 1;

	assert_int_equal(level->tier, best->tier);
	if (!best->proven)
		return;
	/* whole units may go beyond it by less than one: door visits are counted in whole ones */
	assert_true(lowest_rate(p, level->tier, s->x) < most + unit(p, level->tier));
	if (level->most.den > 0)
		assert_true((long double)level->most.num / (long double)level->most.den
			>= lowest_rate(p, level->tier, exact->x) - 1e-6L);
	for (int32_t k = 0; k < s->npriced; k++)
		if (s->priced[k].level == 0 && s->priced[k].stratum == 1) {
			assert_true(exact_round_bound(&s->priced[k], p, s) >= most - 1e-6L);
			tally->rounds++;
		}
	tally->cases++;
	tally->met += lowest_rate(p, level->tier, s->x) >= most - 0.02L - unit(p, level->tier);
	tally->proven += level->proven;
}

/* False when there is nothing to decide by steps. */
static bool check_seed(uint64_t seed, struct tally *tally)
{
	struct support_random r = {seed};
	struct support_shape shape = {.hubs_most = 6, .periods = 3, .cells_most = 6, .tiers = 1 + (int32_t)(seed % 2),
		.capacity_most = 400, .demand_most = 300, .unlimited = true, .leasts = seed % 3 == 0, .facts = seed % 5 == 0};
	struct support_coupling coupling = {.rows_most = seed % 8 == 0 ? 9 : 3, .visits_most = seed % 7 == 0,
		.nobjectives = 2};
	struct problem p;
	struct solution exact, s;
	bool solved;

	support_problem(&p, &r, &shape);
	support_order_arcs(&p);
	support_couple(&p, &r, &coupling);
	solved = solve_coupled(&p, &options, NULL, NULL, &exact) != ANSWER_INFEASIBLE
		&& solve_priced_steps(&p, &options, NULL, &s);
	if (solved) {
		assert_true(problem_feasible(&p, s.x, NULL));
		check_first(&p, &exact, &s, tally);
		solution_release(&s);
	}
	solution_release(&exact);
	problem_release(&p);
	return solved;
}

static void against_linear_programs(void **state)
{
	uint64_t first = story_first(1), n = stories(300);
	struct tally tally = {0};

	(void)state;
	for (uint64_t k = 0; k < n; k++)
		check_seed(first + k, &tally);
	if (n < 300)
		return;
	/* The cases are worth something only if claims are stopped, most of them well. */
	assert_true((uint64_t)tally.cases * 3 > 2 * n);
	assert_true((uint64_t)tally.rounds * 3 > n);
	assert_true(tally.met * 10 > tally.cases * 9);
	assert_true(tally.proven * 3 > tally.cases);
}

/* Many limits: that a step is too much comes out only from the prices that showed it
 * once; halving between it and the step before must end all the same. */
static void halving_ends(void **state)
{
	struct tally tally = {0};

	(void)state;
	assert_true(check_seed(7992, &tally));
}

static void not_for_batches_or_spread(void **state)
{
	struct coupled_options spread = options;
	struct problem p;
	struct solution s;

	(void)state;
	spread.spread = (struct ratio){1, 10};
	support_sizes(&p, 1, 1, 2);
	support_arc(&p, 0, 0, 1, 5);
	support_arc(&p, 1, 1, support_cell(&p, 0), 5);
	assert_false(solve_priced_steps(&p, &spread, NULL, &s));
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_linear_programs),
		cmocka_unit_test(halving_ends),
		cmocka_unit_test(not_for_batches_or_spread),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
