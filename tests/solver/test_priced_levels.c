/* priced_levels on small problems, which whole_levels decides exactly: no bound is
 * above the best value, rounds alone come to the bounds, and the plan is no worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solver/priced_levels.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "solver/rounds.h"
#include "tests/solver/support_coupled.h"

#include <string.h>

static const struct coupled_options options = {.step = {1, 100}, .exact_cells = 200};

/* The same levels, of which nothing is known, for another plan. */
static struct solution begin_again(const struct problem *p, const struct solution *exact, const int64_t *x)
{
	struct solution s = {.answer = ANSWER_GAP, .nlevels = exact->nlevels};

	s.x = mem_calloc((size_t)problem_columns(p), sizeof *s.x);
	memcpy(s.x, x, (size_t)problem_columns(p) * sizeof *s.x);
	s.levels = mem_calloc((size_t)exact->nlevels, sizeof *s.levels);
	for (int32_t k = 0; k < exact->nlevels; k++) {
		s.levels[k].tier = exact->levels[k].tier;
		s.levels[k].objective = exact->levels[k].objective;
		s.levels[k].bound = INT64_MIN;
	}
	return s;
}

/* A plan that serves just what the exact one does, made without looking at costs;
 * false when none was found. */
static bool other_plan(const struct problem *p, const struct solution *exact, int64_t *x)
{
	int64_t *most = mem_calloc((size_t)p->ncells, sizeof *most), *got = mem_calloc((size_t)p->ncells, sizeof *got);
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	bool same;

	problem_cell_inflow(p, exact->x, most);
	for (int32_t c = 0; c < p->ncells; c++)
		goal[c] = (double)most[c];
	whole_plan(p, NULL, NULL, goal, most, false, x);
	problem_cell_inflow(p, x, got);
	same = problem_feasible(p, x, NULL) && memcmp(most, got, (size_t)p->ncells * sizeof *got) == 0;
	mem_free(most);
	mem_free(got);
	mem_free(goal);
	return same;
}

struct tally {
	int rounds, proven, levels, improved;
};

/* Rounds by themselves come to the level's bound. */
static void check_rounds(const struct problem *p, const struct solution *s, struct tally *tally)
{
	char *written = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t k = 0; k < s->npriced; k++) {
		const struct exact_round *e = &s->priced[k];
		long double bound = exact_round_bound(e, p, s);

		assert_true(e->derived && e->stratum == 0);
		assert_true(bound <= (long double)s->levels[e->level].value + 1e-3L);
		assert_true(bound > (long double)s->levels[e->level].bound
			- (long double)objective_common(p, &p->objectives[s->levels[e->level].objective]) - 1e-3L);
		exact_round_exceptions(e, p, s, written);
		tally->rounds++;
	}
	mem_free(written);
}

/* exact is best as far as it is proven. */
static void check_levels(const struct problem *p, const struct solution *exact, const struct solution *s,
	struct tally *tally)
{
	bool holds = true;

	assert_true(problem_feasible(p, s->x, NULL));
	for (int32_t k = 0; k < s->nlevels; k++) {
		const struct level_result *level = &s->levels[k];

		if (level->objective < 0)
			continue;
		assert_true(level->value == objective_value(p, &p->objectives[level->objective], s->x));
		assert_true(level->bound <= level->value);
		holds = holds && exact->levels[k].proven;
		if (holds) {
			assert_true(level->bound <= exact->levels[k].value);
			assert_true(level->value >= exact->levels[k].value);
			tally->proven += level->proven;
			tally->levels++;
		}
		holds = holds && level->value == exact->levels[k].value;
	}
}

static void try_plan(const struct problem *p, const struct solution *exact, const int64_t *x, struct tally *tally)
{
	struct solution s = begin_again(p, exact, x);

	priced_levels(p, NULL, false, &s);
	check_levels(p, exact, &s, tally);
	check_rounds(p, &s, tally);
	for (int32_t k = 0; k < s.nlevels; k++) {
		wide before = s.levels[k].objective < 0 ? 0 : objective_value(p, &p->objectives[s.levels[k].objective], x);

		if (s.levels[k].objective < 0 || before == s.levels[k].value)
			continue;
		/* the first level on which the two differ got better */
		assert_true(s.levels[k].value < before);
		tally->improved++;
		break;
	}
	solution_release(&s);
}

static void against_whole_levels(void **state)
{
	struct tally tally = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {.hubs_most = 6, .periods = 3, .cells_most = 6, .tiers = 1,
			.capacity_most = 20, .demand_most = 12, .unlimited = true};
		struct support_coupling coupling = {.rows_most = 3, .visits_most = seed % 3 == 0, .nobjectives = 3};
		struct problem p;
		struct solution exact;
		int64_t *x;

		support_problem(&p, &r, &shape);
		support_order_arcs(&p);
		support_couple(&p, &r, &coupling);
		x = mem_calloc((size_t)problem_columns(&p), sizeof *x);
		if (solve_coupled(&p, &options, NULL, NULL, &exact) != ANSWER_INFEASIBLE) {
			try_plan(&p, &exact, exact.x, &tally);
			if (other_plan(&p, &exact, x))
				try_plan(&p, &exact, x, &tally);
		}
		solution_release(&exact);
		mem_free(x);
		problem_release(&p);
	}
	/* The cases are worth something only if limits count, plans get better, and most are proven. */
	assert_true(tally.rounds > 100);
	assert_true(tally.improved > 50);
	assert_true(tally.proven * 4 > tally.levels * 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(against_whole_levels),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
