/* struct problem: what it promises, and the exact check of a plan: every kind
 * of fault is found and said. */
#include "base/memory.h"
#include "base/text.h"
#include "solver/problem.h"
#include "tests/solver/support_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

/* Outside -10-> 1 -10-> 2 -8-> cell 0 (demand 8, at least 2); node 1 makes 3
 * units of node 2 out of 2 of its own, up to 4 times; at most 9 units leave 1
 * (2 for each batch); 5 households, whose visits allow what arc 2 carries.
 * Columns: arcs 0 1 2, batch 3, visit 4. */
static void build(struct problem *p)
{
	support_sizes(p, 2, 1, 3);
	support_arc(p, 0, 0, 1, 10);
	support_arc(p, 1, 1, 2, 10);
	support_arc(p, 2, 2, support_cell(p, 0), 8);
	p->cell_demand[0] = 8;
	p->cell_least[0] = 2;
	p->nbatches = 1;
	p->batch_start = mem_calloc(2, sizeof *p->batch_start);
	p->batch_start[1] = 2;
	p->batch_node = mem_calloc(2, sizeof *p->batch_node);
	p->batch_amount = mem_calloc(2, sizeof *p->batch_amount);
	p->batch_most = mem_calloc(1, sizeof *p->batch_most);
	p->batch_node[0] = 1;
	p->batch_amount[0] = -2;
	p->batch_node[1] = 2;
	p->batch_amount[1] = 3;
	p->batch_most[0] = 4;
	p->nrows = 1;
	p->row_bound = mem_calloc(1, sizeof *p->row_bound);
	p->row_bound[0] = 9;
	p->row_start = mem_calloc(2, sizeof *p->row_start);
	p->row_start[1] = 2;
	p->row_column = mem_calloc(2, sizeof *p->row_column);
	p->row_value = mem_calloc(2, sizeof *p->row_value);
	p->row_column[0] = 1;
	p->row_value[0] = 1;
	p->row_column[1] = 3;
	p->row_value[1] = 2;
	p->nvisits = 1;
	p->visit_households = mem_calloc(1, sizeof *p->visit_households);
	p->visit_households[0] = 5;
	p->nlinks = 1;
	p->link_arc = mem_calloc(1, sizeof *p->link_arc);
	p->link_visit = mem_calloc(1, sizeof *p->link_visit);
	p->link_demand = mem_calloc(1, sizeof *p->link_demand);
	p->link_arc[0] = 2;
	p->link_demand[0] = 8;
	p->nobjectives = 1;
	p->objectives = mem_calloc(1, sizeof *p->objectives);
	p->objectives[0].cost = mem_calloc(5, sizeof *p->objectives[0].cost);
	p->objectives[0].scale = 1;
}

static void a_right_plan_is_feasible(void **state)
{
	/* 6 in; 2 batches take 4 and make 6; 2 go straight; the cell gets 8 */
	static const int64_t x[] = { 6, 2, 8, 2, 5 };
	struct problem p;
	struct text why;
	int64_t inflow;

	(void)state;
	build(&p);
	problem_assert(&p);
	assert_int_equal(problem_columns(&p), 5);
	assert_false(problem_is_pure(&p));
	text_init(&why);
	assert_true(problem_feasible(&p, x, &why));
	assert_true(problem_feasible(&p, x, NULL));
	assert_string_equal(text_str(&why), "");
	problem_cell_inflow(&p, x, &inflow);
	assert_int_equal(inflow, 8);
	text_release(&why);
	problem_release(&p);
	assert_int_equal(p.nnodes, 0);
}

static void every_fault_of_a_plan_is_said(void **state)
{
	static const struct {
		int64_t x[5];
		const char *why;
	} cases[] = {
		{ { 11, 7, 13, 2, 5 }, "column 0 is 11, outside 0..10" },
		{ { 6, 2, -1, 2, 5 }, "column 2 is -1, outside 0..8" },
		{ { 6, 2, 8, 5, 5 }, "column 3 is 5, outside 0..4" },
		{ { 6, 2, 8, 2, 6 }, "column 4 is 6, outside 0..5" },
		{ { 1, 1, 1, 0, 1 }, "cell 0 gets 1, outside 2..8" },
		{ { 7, 2, 8, 2, 5 }, "node 1 does not balance: 1 more in than out" },
		{ { 6, 2, 7, 2, 5 }, "node 2 does not balance: 1 more in than out" },
		{ { 10, 2, 8, 4, 5 }, "node 2 does not balance: 6 more in than out" },
		{ { 6, 2, 8, 2, 4 }, "arc 2 carries 8, but 4 visited households take 7" },
	};
	struct problem p;
	struct text why;
	size_t i;

	(void)state;
	build(&p);
	text_init(&why);
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		text_clear(&why);
		assert_false(problem_feasible(&p, cases[i].x, &why));
		assert_string_equal(text_str(&why), cases[i].why);
		assert_false(problem_feasible(&p, cases[i].x, NULL));
	}
	p.row_bound[0] = 5;
	text_clear(&why);
	assert_false(problem_feasible(&p, (int64_t[]){ 6, 2, 8, 2, 5 }, &why));
	assert_string_equal(text_str(&why), "limit 0 is exceeded by 1");
	text_release(&why);
	problem_release(&p);
}

static void releasing_twice_is_harmless(void **state)
{
	struct solution solution = { .nlevels = 2 };
	struct problem p;

	(void)state;
	solution.levels = mem_calloc(2, sizeof *solution.levels);
	solution.levels[1].strata.label = mem_calloc(3, sizeof(int32_t));
	solution.levels[1].strata.rate = mem_calloc(1, sizeof(struct ratio));
	solution.levels[1].strata.inflow_cap = mem_calloc(1, sizeof(int64_t));
	solution.x = mem_calloc(1, sizeof *solution.x);
	solution.cut = mem_calloc(1, 1);
	solution_release(&solution);
	assert_null(solution.levels);
	assert_int_equal(solution.nlevels, 0);
	solution_release(&solution);
	build(&p);
	problem_release(&p);
	problem_release(&p);
}

static void stopping_by_flag_and_by_deadline(void **state)
{
	volatile int flag = 0;
	struct stop stop = { .flag = &flag };
	struct timespec now;
	int64_t nanoseconds;

	(void)state;
	assert_false(stop_now(NULL));
	assert_false(stop_now(&stop));
	flag = 1;
	assert_true(stop_now(&stop));
	flag = 0;
	clock_gettime(CLOCK_MONOTONIC, &now);
	nanoseconds = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	stop.deadline = nanoseconds;
	assert_true(stop_now(&stop));
	stop.deadline = nanoseconds + (int64_t)3600 * 1000000000;
	assert_false(stop_now(&stop));
	stop.flag = NULL;
	assert_false(stop_now(&stop));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_right_plan_is_feasible),
		cmocka_unit_test(every_fault_of_a_plan_is_said),
		cmocka_unit_test(releasing_twice_is_harmless),
		cmocka_unit_test(stopping_by_flag_and_by_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
