/* The announced legs as a plan of a coupled part: taken when as fair. */
#include "solver/kept.h"

#include "models/previous.h"
#include "solver/engines.h"
#include "tests/solver/support_events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A depot sends rice and water to two communities over three days, 10 kg a day
 * by the only truck; 15 of each are asked for in both on day 2. */
struct truck {
	struct story y;
	struct previous p;
	struct ground g;
	struct facts f;
	struct bounds b;
	struct formulation formulation;
	struct solution solution;
	int64_t served[4]; /* by claim, of the announced plan */
};

static void truck_plan(struct truck *x)
{
	int32_t depot, holder, c[2], items[2];

	memset(x, 0, sizeof *x);
	story_init(&x->y, 3);
	depot = story_place(&x->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	holder = story_holder(&x->y, "h", depot);
	for (int k = 0; k < 2; k++) {
		items[k] = story_item(&x->y, k == 0 ? "rice" : "water");
		c[k] = story_community(&x->y, k == 0 ? "c1" : "c2");
		story_stock(&x->y, holder, items[k], 40, -1);
		story_route(&x->y, depot, c[k], 0, -1);
	}
	for (int k = 0; k < 4; k++)
		story_need(&x->y, c[k / 2], items[k % 2], 15, 2, 2);
	story_limit(&x->y, LIMIT_VEHICLES, STORY_DISTRICT, 10000);
	story_solve(&x->y, 1);
	assert_int_equal(x->y.plan.ncomponents, 1);
	assert_false(x->y.plan.components[0].pure);
	for (int k = 0; k < 4; k++)
		x->served[k] = x->y.plan.served[k].quantity;
	events_announce(&x->p, &x->y);
}

/* Formulates what would be planned again now, with the vehicles as a row. */
static void truck_formulate(struct truck *x)
{
	int32_t items[] = {0, 1}, active[1];

	story_build(&x->y);
	previous_settle(&x->p, &x->y.s, &x->y.supply);
	ground_init(&x->g, &x->y.s, &x->y.cells, &x->y.supply);
	facts_build(&x->f, &x->g, &x->p);
	bounds_init(&x->b, &x->g);
	for (int32_t k = 0; k < x->b.nbounds; k++)
		if (x->b.bounds[k].kind == BOUND_LIMIT)
			active[0] = k;
	formulate(&x->formulation, &x->g, &x->f, &x->b, items, 2, active, 1, false);
	assert_true(x->formulation.problem.nrows > 0);
}

static void truck_release(struct truck *x)
{
	solution_release(&x->solution);
	formulation_release(&x->formulation);
	bounds_release(&x->b);
	facts_release(&x->f);
	ground_release(&x->g);
	previous_release(&x->p);
	story_release(&x->y);
}

static wide change_of(const struct truck *x)
{
	for (int32_t k = 0; k < x->solution.nlevels; k++) {
		int32_t o = x->solution.levels[k].objective;

		if (o >= 0 && x->formulation.problem.objectives[o].kind == OBJECTIVE_CHANGE)
			return x->solution.levels[k].value;
	}
	return -1;
}

/* The solution is one that gives nothing to anybody. */
static void give_nothing(struct truck *x)
{
	const struct problem *p = &x->formulation.problem;

	x->solution.answer = ANSWER_GAP;
	x->solution.x = mem_calloc((size_t)problem_columns(p), sizeof(int64_t));
	x->solution.nlevels = p->nobjectives;
	x->solution.levels = mem_calloc((size_t)p->nobjectives, sizeof *x->solution.levels);
	for (int32_t k = 0; k < p->nobjectives; k++) {
		x->solution.levels[k].tier = -1;
		x->solution.levels[k].objective = k;
		x->solution.levels[k].value = p->objectives[k].constant;
	}
}

static void test_taken(void **state)
{
	struct truck x;
	struct ratio step = {1, 100};
	int64_t *got;

	(void)state;
	truck_plan(&x);
	truck_formulate(&x);
	give_nothing(&x);
	assert_true(change_of(&x) > 0);
	assert_true(keep_announced(&x.formulation, &x.g, &x.f, step, NULL, &x.solution));
	assert_true(problem_feasible(&x.formulation.problem, x.solution.x, NULL));
	assert_true(change_of(&x) == 0);
	got = mem_calloc((size_t)x.formulation.problem.ncells, sizeof *got);
	problem_cell_inflow(&x.formulation.problem, x.solution.x, got);
	for (int32_t c = 0; c < x.formulation.problem.ncells; c++)
		assert_int_equal(got[c], x.served[x.formulation.cell_of[c]]);
	mem_free(got);
	truck_release(&x);
}

/* Announced was only what went to one of the two: the plan that serves both is
 * fairer and stays. */
static void test_not_as_fair(void **state)
{
	struct truck x;
	struct ratio step = {1, 100};
	struct coupled_options options = {.step = step, .exact_cells = 200};
	int32_t kept = 0;

	(void)state;
	truck_plan(&x);
	for (int32_t k = 0; k < x.p.nlines; k++)
		if (x.p.lines[k].route == 0)
			x.p.lines[kept++] = x.p.lines[k];
	x.p.nlines = kept;
	truck_formulate(&x);
	solve_coupled(&x.formulation.problem, &options, NULL, NULL, &x.solution);
	assert_false(keep_announced(&x.formulation, &x.g, &x.f, step, NULL, &x.solution));
	truck_release(&x);
}

/* With less of a truck than announced the announced legs are no plan. */
static void test_not_feasible(void **state)
{
	struct truck x;
	struct ratio step = {1, 100};

	(void)state;
	truck_plan(&x);
	x.y.s.limits[0].amount = 5000;
	truck_formulate(&x);
	give_nothing(&x);
	assert_false(keep_announced(&x.formulation, &x.g, &x.f, step, NULL, &x.solution));
	truck_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_not_as_fair),
		cmocka_unit_test(test_not_feasible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
