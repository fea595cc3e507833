/* solve_guided: when it answers, the plan keeps every limit, gives every claim
 * what the relaxation gives it, and has the relaxation's values on all levels
 * before earliness. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solver/guided.h"

#include "base/memory.h"
#include "solver/levels_pure.h"
#include "tests/solver/support_coupled.h"

#include <string.h>

static const struct coupled_options options = {.step = {1, 100}, .exact_cells = 200};

/* Gives the objectives the kinds of a plan: waste, cost, departure, arrival. */
static void set_kinds(struct problem *p)
{
	static const enum objective_kind kinds[] = {OBJECTIVE_WASTE, OBJECTIVE_COST, OBJECTIVE_DEPARTURE,
		OBJECTIVE_ARRIVAL};

	for (int32_t k = 0; k < p->nobjectives; k++) {
		p->objectives[k].kind = kinds[k];
		for (int32_t j = 0; k >= 2 && j < problem_columns(p); j++)
			if (p->objectives[k].cost[j] < 0)
				p->objectives[k].cost[j] = -p->objectives[k].cost[j];
	}
}

static void check_against_relaxation(const struct problem *p, const struct solution *guided)
{
	struct problem bare = *p;
	struct solution relaxed;
	int64_t *theirs = mem_calloc((size_t)p->ncells, sizeof *theirs);
	int64_t *ours = mem_calloc((size_t)p->ncells, sizeof *ours);

	bare.nrows = bare.nvisits = bare.nlinks = 0;
	bare.nobjectives = 2;
	assert_int_equal(solve_pure(&bare, NULL, NULL, &relaxed), ANSWER_OPTIMAL);
	problem_cell_inflow(&bare, relaxed.x, theirs);
	problem_cell_inflow(p, guided->x, ours);
	assert_memory_equal(ours, theirs, (size_t)p->ncells * sizeof *ours);
	assert_true(problem_feasible(p, guided->x, NULL));
	for (int32_t k = 0; k < guided->nlevels; k++) {
		const struct level_result *level = &guided->levels[k];
		assert_true(level->bound <= level->value);
		if (level->objective < 0 || level->objective >= 2)
			continue;
		assert_true(level->proven);
		for (int32_t j = 0; j < relaxed.nlevels; j++)
			if (relaxed.levels[j].objective == level->objective)
				assert_true(relaxed.levels[j].value == level->value);
	}
	mem_free(theirs);
	mem_free(ours);
	solution_release(&relaxed);
}

static void test_random(void **state)
{
	int answered = 0, optimal = 0, binding = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 3000; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {.hubs_most = 6, .periods = 3, .cells_most = 6, .tiers = 2,
			.capacity_most = 9, .demand_most = 12, .facts = seed % 2 == 0, .unlimited = true};
		struct support_coupling coupling = {.rows_most = 2, .visits_most = 1, .nobjectives = 4};
		struct problem p;
		struct solution solution;

		support_problem(&p, &r, &shape);
		support_order_arcs(&p);
		support_couple(&p, &r, &coupling);
		set_kinds(&p);
		if (solve_guided(&p, &options, NULL, &solution)) {
			answered++;
			optimal += solution.answer == ANSWER_OPTIMAL;
			check_against_relaxation(&p, &solution);
			for (int32_t row = 0; row < p.nrows; row++) {
				wide use = 0;
				for (int32_t k = p.row_start[row]; k < p.row_start[row + 1]; k++)
					use += (wide)p.row_value[k] * solution.x[p.row_column[k]];
				binding += use == p.row_bound[row];
			}
			solution_release(&solution);
		}
		problem_release(&p);
	}
	/* The cases are worth something only if it answers, with limits that bind. */
	assert_true(answered > 400);
	assert_true(optimal > 50);
	assert_true(binding > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
