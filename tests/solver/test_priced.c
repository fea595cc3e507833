/* Prices of limits against the LP of the same level, and mixing in whole units. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solver/priced.h"

#include "base/memory.h"
#include "solver/lp.h"
#include "solver/mixing.h"
#include "tests/solver/support_coupled.h"

#include <math.h>
#include <string.h>

/* A priced task on a random problem: every cell gets what a first flow gives. */
struct trial {
	struct problem p;
	int64_t *served, *low, *high, *flow, *cost;
};

static wide row_use(const struct problem *p, int32_t r, const int64_t *x)
{
	wide use = 0;

	for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
		if (p->row_column[k] < p->narcs)
			use += (wide)p->row_value[k] * x[p->row_column[k]];
	return use;
}

/* False when nothing can flow. Bounds are set so that the flow keeps them just so. */
static bool trial_init(struct trial *t, struct support_random *r)
{
	struct support_shape shape = {.hubs_most = 6, .periods = 3, .cells_most = 6, .tiers = 1,
		.capacity_most = 20, .demand_most = 20};
	struct support_coupling coupling = {.rows_most = 3};
	int64_t *none, *most;
	bool any;

	support_problem(&t->p, r, &shape);
	support_couple(&t->p, r, &coupling);
	t->served = mem_calloc((size_t)t->p.ncells, sizeof *t->served);
	t->low = mem_calloc((size_t)t->p.narcs, sizeof *t->low);
	t->high = mem_calloc((size_t)t->p.narcs, sizeof *t->high);
	t->flow = mem_calloc((size_t)t->p.narcs, sizeof *t->flow);
	t->cost = mem_calloc((size_t)t->p.narcs, sizeof *t->cost);
	none = mem_calloc((size_t)t->p.ncells, sizeof *none);
	most = mem_calloc((size_t)t->p.ncells, sizeof *most);
	for (int32_t c = 0; c < t->p.ncells; c++) {
		none[c] = -1;
		most[c] = cell_need(&t->p, c);
	}
	any = flow_largest(&t->p, none, most, t->flow) > 0 && t->p.nrows > 0;
	problem_cell_inflow(&t->p, t->flow, t->served);
	for (int32_t a = 0; a < t->p.narcs; a++) {
		t->high[a] = t->p.capacity[a];
		t->cost[a] = support_between(r, 0, 9);
		if (support_between(r, 0, 9) == 0)
			t->low[a] = t->high[a] = t->flow[a];
	}
	for (int32_t k = 0; k < t->p.nrows; k++)
		t->p.row_bound[k] = (int64_t)row_use(&t->p, k, t->flow);
	mem_free(none);
	mem_free(most);
	return any;
}

static void trial_release(struct trial *t)
{
	mem_free(t->served);
	mem_free(t->low);
	mem_free(t->high);
	mem_free(t->flow);
	mem_free(t->cost);
	problem_release(&t->p);
}

static wide cost_of(const struct trial *t, const int64_t *x)
{
	wide sum = 0;

	for (int32_t a = 0; a < t->p.narcs; a++)
		sum += (wide)t->cost[a] * x[a];
	return sum;
}

/* The LP by GLPK: box, balances, limits. */
static double lp_optimum(const struct trial *t)
{
	const struct problem *p = &t->p;
	struct lp_builder b;
	struct lp lp;
	struct lp_session *s;
	double value = 0, *x, *demand = mem_calloc((size_t)p->nnodes, sizeof *demand);

	lp_builder_init(&b);
	for (int32_t a = 0; a < p->narcs; a++)
		lp_add_column(&b, (double)t->low[a], t->high[a] < ARC_UNLIMITED ? (double)t->high[a] : LP_INFINITY,
			t->cost[a]);
	for (int32_t c = 0; c < p->ncells; c++)
		demand[p->cell_node[c]] = (double)t->served[c];
	for (int32_t v = 1; v < p->nnodes; v++)
		lp_add_row(&b, demand[v], demand[v]);
	for (int32_t a = 0; a < p->narcs; a++) {
		if (p->head[a] > 0)
			lp_add_entry(&b, p->head[a] - 1, a, 1);
		if (p->tail[a] > 0)
			lp_add_entry(&b, p->tail[a] - 1, a, -1);
	}
	for (int32_t r = 0; r < p->nrows; r++) {
		int32_t row = lp_add_row(&b, -LP_INFINITY, (double)p->row_bound[r]);

		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs)
				lp_add_entry(&b, row, p->row_column[k], p->row_value[k]);
	}
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_OPTIMAL);
	x = mem_calloc((size_t)lp.ncolumns, sizeof *x);
	lp_values(s, x, NULL, NULL);
	for (int32_t a = 0; a < p->narcs; a++)
		value += (double)t->cost[a] * x[a];
	lp_close(s);
	lp_release(&lp);
	mem_free(x);
	mem_free(demand);
	return value;
}

/* In the box, delivers, keeps the limits. */
static void check_flow(const struct trial *t, const int64_t *x)
{
	const struct problem *p = &t->p;
	int64_t *balance = mem_calloc((size_t)p->nnodes, sizeof *balance);

	for (int32_t a = 0; a < p->narcs; a++) {
		assert_true(x[a] >= t->low[a] && x[a] <= t->high[a]);
		balance[p->head[a]] += x[a];
		balance[p->tail[a]] -= x[a];
	}
	for (int32_t c = 0; c < p->ncells; c++)
		balance[p->cell_node[c]] -= t->served[c];
	for (int32_t v = 1; v < p->nnodes; v++)
		assert_int_equal(balance[v], 0);
	for (int32_t r = 0; r < p->nrows; r++)
		assert_true(row_use(p, r, x) <= p->row_bound[r]);
	mem_free(balance);
}

/* L(m) * 2^shift by the node prices alone: what is delivered, less the bounds, and
 * every arc of the box at its cheaper end. */
static void check_prices(const struct trial *t, const struct priced *priced)
{
	const struct problem *p = &t->p;
	wide sum = 0, *d = mem_calloc((size_t)p->narcs, sizeof *d);

	for (int32_t a = 0; a < p->narcs; a++)
		d[a] = ((wide)t->cost[a] << priced->shift) - priced->y[p->head[a]] + priced->y[p->tail[a]];
	for (int32_t r = 0; r < p->nrows; r++) {
		assert_true(priced->price[r] >= 0);
		sum -= (wide)priced->price[r] * p->row_bound[r];
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs)
				d[p->row_column[k]] += (wide)priced->price[r] * p->row_value[k];
	}
	for (int32_t c = 0; c < p->ncells; c++)
		sum += priced->y[p->cell_node[c]] * t->served[c];
	for (int32_t a = 0; a < p->narcs; a++)
		sum += d[a] * (d[a] > 0 ? t->low[a] : t->high[a]);
	assert_true(wide_ceil_div(sum, (wide)1 << priced->shift) == priced->bound);
	mem_free(d);
}

static void test_against_lp(void **state)
{
	struct support_random r = {77};
	int tried = 0, met = 0, improved = 0;

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct trial t;
		struct priced priced;

		if (trial_init(&t, &r)) {
			struct priced_task task = {&t.p, t.served, t.low, t.high, t.flow, t.p.row_bound, NULL, t.cost, NULL, 0,
				false, 0, 0};
			double optimum = lp_optimum(&t);

			assert_true(priced_solve(&task, NULL, &priced));
			check_flow(&t, priced.flow);
			assert_true(cost_of(&t, priced.flow) <= cost_of(&t, t.flow));
			assert_true(priced.bound <= cost_of(&t, priced.flow));
			/* the ceiling of a number that is at most the optimum */
			assert_true((double)priced.bound < optimum + 1 + 1e-6);
			met += (double)priced.bound >= optimum - 1e-3 * (1 + optimum);
			improved += cost_of(&t, priced.flow) < cost_of(&t, t.flow);
			check_prices(&t, &priced);
			tried++;
			priced_release(&priced);
		}
		trial_release(&t);
	}
	assert_true(tried > 100);
	assert_true(met > tried * 95 / 100);
	assert_true(improved > 20);
}

/* Half the way between two flows of 5 units over two roads: 3 and 2, or 2 and 3;
 * the limit counts the first road alone and is kept nearest by either. Going all
 * the way is the other flow. */
static void test_mixing(void **state)
{
	struct problem p;
	int64_t one[] = {5, 0, 5, 0}, other[] = {0, 5, 0, 5}, mix[4];
	int32_t arcs[] = {0, 1, 2, 3}, start[] = {0, 1}, column[] = {0};
	int64_t bound[] = {3}, value[] = {1};
	struct mixing *m;

	(void)state;
	support_sizes(&p, 2, 1, 4);
	support_arc(&p, 0, 0, 1, 9);
	support_arc(&p, 1, 0, 2, 9);
	support_arc(&p, 2, 1, support_cell(&p, 0), 9);
	support_arc(&p, 3, 2, support_cell(&p, 0), 9);
	p.nrows = 1;
	p.row_start = start;
	p.row_column = column;
	p.row_value = value;
	p.row_bound = bound;
	m = mixing_open(&p);
	memcpy(mix, one, sizeof mix);
	mixing_step(m, arcs, 4, 0.5, other, mix);
	assert_true(mix[0] + mix[1] == 5 && mix[0] == mix[2] && mix[1] == mix[3]);
	assert_true(mix[0] == 2 || mix[0] == 3);
	memcpy(mix, one, sizeof mix);
	mixing_step(m, arcs, 4, 1, other, mix);
	assert_memory_equal(mix, other, sizeof mix);
	mixing_step(m, arcs, 4, 0, one, mix);
	assert_memory_equal(mix, other, sizeof mix);
	mixing_close(m);
	p.nrows = 0;
	p.row_start = p.row_column = NULL;
	p.row_value = p.row_bound = NULL;
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_lp),
		cmocka_unit_test(test_mixing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
