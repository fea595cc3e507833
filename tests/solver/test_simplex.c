/* The network simplex against two references, the cancelling of negative cycles
 * (support_cycles.h) and GLPK's simplex, and by its own prices. */
#include "base/map.h"
#include "base/memory.h"
#include "solver/engines.h"
#include "solver/simplex_tree.h"
#include "tests/solver/support_cycles.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* --- One case --- */

struct test_case {
	struct problem p;
	int32_t ncolumns, nlevels;
	struct column *columns; /* [ncolumns] the start flow */
	int64_t *x, *served; /* start flow; served as simplex_open wants it */
	int64_t *cost[LEVELS_MAX], *cell_cost[LEVELS_MAX]; /* cell_cost may be NULL */
};

static int64_t random_cost(struct support_random *r, int kind)
{
	if (kind == 0)
		return support_between(r, -1, 2); /* many ties and zero cycles */
	if (kind == 1)
		return support_between(r, 0, 9);
	if (kind == 2)
		return support_between(r, 0, 4) ? 0 : support_between(r, -5, 5);
	return (int64_t)support_word(r); /* as the canonical level */
}

static void case_init(struct test_case *t, uint64_t seed, enum cycles_shape shape)
{
	struct support_random r = { seed };
	int pushes;

	memset(t, 0, sizeof *t);
	cycles_problem(&t->p, &r, shape);
	t->columns = mem_calloc((size_t)(t->p.narcs + t->p.ncells), sizeof *t->columns);
	t->ncolumns = columns_make(&t->p, t->columns);
	pushes = (int)support_between(&r, 0, shape == CYCLES_LARGE ? 200 : 12);
	for (int i = 0; i < pushes; i++)
		columns_push(&r, t->columns, t->ncolumns);
	t->x = mem_calloc((size_t)t->p.narcs, sizeof *t->x);
	t->served = mem_calloc((size_t)t->p.ncells, sizeof *t->served);
	for (int32_t a = 0; a < t->p.narcs; a++)
		t->x[a] = t->columns[a].flow;
	int64_t least_free = support_between(&r, 0, 2);
	for (int32_t c = 0; c < t->p.ncells; c++) {
		t->served[c] = t->columns[t->p.narcs + c].flow;
		if (support_between(&r, 0, 2) < least_free) {
			t->p.cell_least[c] = support_between(&r, 0, t->served[c]);
			t->served[c] = -1;
		}
	}
	t->nlevels = (int32_t)support_between(&r, 1, 5);
	for (int32_t l = 0; l < t->nlevels; l++) {
		int kind = l == t->nlevels - 1 ? 3 : (int)support_between(&r, 0, 2);

		t->cost[l] = mem_calloc((size_t)t->p.narcs, sizeof **t->cost);
		for (int32_t a = 0; a < t->p.narcs; a++)
			t->cost[l][a] = random_cost(&r, kind);
		if (support_between(&r, 0, 1)) {
			t->cell_cost[l] = mem_calloc((size_t)t->p.ncells, sizeof **t->cell_cost);
			for (int32_t c = 0; c < t->p.ncells; c++)
				t->cell_cost[l][c] = random_cost(&r, kind);
		}
		for (int32_t j = 0; j < t->ncolumns; j++)
			t->columns[j].cost[l] = j < t->p.narcs ? t->cost[l][j] :
				t->cell_cost[l] ? t->cell_cost[l][j - t->p.narcs] : 0;
	}
}

static void case_release(struct test_case *t)
{
	problem_release(&t->p);
	mem_free(t->columns);
	mem_free(t->x);
	mem_free(t->served);
	for (int32_t l = 0; l < t->nlevels; l++) {
		mem_free(t->cost[l]);
		mem_free(t->cell_cost[l]);
	}
}

/* The best values by the reference, level by level. */
static void case_values(const struct test_case *t, wide *values)
{
	struct column *columns = mem_calloc((size_t)t->ncolumns, sizeof *columns);

	memcpy(columns, t->columns, (size_t)t->ncolumns * sizeof *columns);
	for (int32_t c = 0; c < t->p.ncells; c++) {
		struct column *column = &columns[t->p.narcs + c];

		column->lower = t->served[c] < 0 ? t->p.cell_least[c] : column->flow;
		if (t->served[c] >= 0)
			column->upper = column->flow;
	}
	columns_minimise(columns, t->ncolumns, t->p.nnodes, t->nlevels, values);
	mem_free(columns);
}

/* The box that the prices of the levels so far leave. */
struct box {
	int64_t *lower, *upper; /* [ncolumns] */
};

static void box_init(struct box *b, const struct test_case *t)
{
	b->lower = mem_calloc((size_t)t->ncolumns, sizeof *b->lower);
	b->upper = mem_calloc((size_t)t->ncolumns, sizeof *b->upper);
	for (int32_t j = 0; j < t->ncolumns; j++) {
		int32_t c = j - t->p.narcs;

		b->upper[j] = t->columns[j].upper;
		if (c < 0)
			continue;
		b->lower[j] = t->served[c] < 0 ? t->p.cell_least[c] : t->served[c];
		if (t->served[c] >= 0)
			b->upper[j] = t->served[c];
	}
}

/* x keeps every balance and lies in the box; every reduced cost agrees with
 * its bound, exactly; then the box shrinks as the contract says. */
static void check_prices(const struct test_case *t, struct box *b, int32_t level,
	const wide *price, const int64_t *flow)
{
	wide balance[NODES_MAX] = { 0 };

	assert_true(price[0] == 0);
	for (int32_t j = 0; j < t->ncolumns; j++) {
		const struct column *column = &t->columns[j];
		wide d = column->cost[level] - price[column->head] + price[column->tail];

		balance[column->head] += flow[j];
		balance[column->tail] -= flow[j];
		assert_true(flow[j] >= b->lower[j] && flow[j] <= b->upper[j]);
		if (b->lower[j] == b->upper[j])
			continue;
		assert_true(d <= 0 || flow[j] == b->lower[j]);
		assert_true(d >= 0 || flow[j] == b->upper[j]);
		if (d != 0)
			b->lower[j] = b->upper[j] = flow[j];
	}
	for (int32_t v = 0; v < t->p.nnodes; v++)
		assert_true(balance[v] == 0);
}

/* With or without the reference, the prices prove every level. */
static void check_case(const struct test_case *t, bool reference)
{
	struct simplex *s = simplex_open(&t->p, t->served, t->x);
	wide expected[LEVELS_MAX], value, price[NODES_MAX];
	int64_t *flow = mem_calloc((size_t)t->ncolumns, sizeof *flow);
	struct box box;

	if (reference)
		case_values(t, expected);
	box_init(&box, t);
	for (int32_t l = 0; l < t->nlevels; l++) {
		assert_int_equal(simplex_level(s, t->cost[l], t->cell_cost[l], &value, price, NULL),
			ANSWER_OPTIMAL);
		assert_true(!reference || value == expected[l]);
		simplex_flow(s, flow, flow + t->p.narcs);
		check_prices(t, &box, l, price, flow);
	}
	assert_true(simplex_unique(s)); /* the last level has random 64-bit weights */
	mem_free(flow);
	mem_free(box.lower);
	mem_free(box.upper);
	simplex_close(s);
}

static void test_levels_against_cycles(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 6000; seed++) {
		struct test_case t;

		case_init(&t, seed, seed % 3 ? CYCLES_SMALL : CYCLES_UNLIMITED);
		check_case(&t, true);
		case_release(&t);
	}
}

static void test_large_levels_by_their_prices(void **state)
{
	(void)state;
	for (uint64_t seed = 30001; seed <= 30080; seed++) {
		struct test_case t;

		case_init(&t, seed, CYCLES_LARGE);
		check_case(&t, false);
		case_release(&t);
	}
}

/* --- GLPK --- */

static glp_prob *lp_make(const struct test_case *t)
{
	glp_prob *lp = glp_create_prob();
	int index[3];
	double value[3];

	glp_add_rows(lp, t->p.nnodes + t->nlevels);
	glp_add_cols(lp, t->ncolumns);
	for (int32_t v = 0; v < t->p.nnodes; v++)
		glp_set_row_bnds(lp, v + 1, GLP_FX, 0, 0);
	for (int32_t l = 0; l < t->nlevels; l++)
		glp_set_row_bnds(lp, t->p.nnodes + l + 1, GLP_FR, 0, 0);
	for (int32_t j = 0; j < t->ncolumns; j++) {
		int32_t c = j - t->p.narcs;
		bool fixed = c >= 0 && t->served[c] >= 0;
		double lower = c < 0 ? 0 : (double)(fixed ? t->served[c] : t->p.cell_least[c]);
		double upper = (double)(fixed ? t->served[c] : t->columns[j].upper);

		glp_set_col_bnds(lp, j + 1, lower < upper ? GLP_DB : GLP_FX, lower, upper);
		index[1] = t->columns[j].head + 1;
		value[1] = 1;
		index[2] = t->columns[j].tail + 1;
		value[2] = -1;
		glp_set_mat_col(lp, j + 1, 2, index, value);
	}
	return lp;
}

static void check_with_glpk(const struct test_case *t, int32_t nlevels)
{
	struct simplex *s = simplex_open(&t->p, t->served, t->x);
	glp_prob *lp = lp_make(t);
	int *index = mem_calloc((size_t)t->ncolumns + 1, sizeof *index);
	double *row = mem_calloc((size_t)t->ncolumns + 1, sizeof *row);
	glp_smcp options;

	glp_init_smcp(&options);
	options.msg_lev = GLP_MSG_OFF;
	for (int32_t l = 0; l < nlevels; l++) {
		wide value;

		for (int32_t j = 0; j < t->ncolumns; j++) {
			index[j + 1] = j + 1;
			row[j + 1] = (double)t->columns[j].cost[l];
			glp_set_obj_coef(lp, j + 1, row[j + 1]);
		}
		assert_int_equal(glp_simplex(lp, &options), 0);
		assert_int_equal(glp_get_status(lp), GLP_OPT);
		assert_int_equal(simplex_level(s, t->cost[l], t->cell_cost[l], &value, NULL, NULL),
			ANSWER_OPTIMAL);
		assert_true(fabs(glp_get_obj_val(lp) - (double)value) < 1e-6);
		glp_set_mat_row(lp, t->p.nnodes + l + 1, t->ncolumns, index, row);
		glp_set_row_bnds(lp, t->p.nnodes + l + 1, GLP_FX, (double)value, (double)value);
	}
	mem_free(index);
	mem_free(row);
	glp_delete_prob(lp);
	simplex_close(s);
}

static void test_levels_against_glpk(void **state)
{
	(void)state;
	for (uint64_t seed = 10001; seed <= 10400; seed++) {
		struct test_case t;

		case_init(&t, seed, CYCLES_SMALL);
		check_with_glpk(&t, t.nlevels - 1); /* not the 64-bit weights */
		case_release(&t);
	}
	glp_free_env();
}

/* --- Uniqueness --- */

/* Solves all levels, then weights by arc until nothing can change. order
 * [narcs]: place of the arc among the arcs given to the simplex. */
static void solve_in_order(const struct test_case *t, const int32_t *order, int64_t *flow)
{
	struct problem p = t->p;
	int64_t *x = mem_calloc((size_t)p.narcs, sizeof *x);
	int64_t *cost = mem_calloc((size_t)p.narcs, sizeof *cost);
	int64_t *cell_cost = mem_calloc((size_t)p.ncells, sizeof *cell_cost);
	struct simplex *s;
	wide value;

	p.tail = mem_calloc((size_t)p.narcs, sizeof *p.tail);
	p.head = mem_calloc((size_t)p.narcs, sizeof *p.head);
	p.capacity = mem_calloc((size_t)p.narcs, sizeof *p.capacity);
	for (int32_t a = 0; a < p.narcs; a++) {
		p.tail[order[a]] = t->p.tail[a];
		p.head[order[a]] = t->p.head[a];
		p.capacity[order[a]] = t->p.capacity[a];
		x[order[a]] = t->x[a];
	}
	s = simplex_open(&p, t->served, x);
	for (int32_t l = 0; l < t->nlevels - 1; l++) {
		for (int32_t a = 0; a < p.narcs; a++)
			cost[order[a]] = t->cost[l][a];
		simplex_level(s, cost, t->cell_cost[l], &value, NULL, NULL);
	}
	for (uint64_t word = 1; !simplex_unique(s); word++) {
		assert_true(word <= 3);
		for (int32_t a = 0; a < p.narcs; a++)
			cost[order[a]] = (int64_t)splitmix64(word << 32 | (uint64_t)a);
		for (int32_t c = 0; c < p.ncells; c++)
			cell_cost[c] = (int64_t)splitmix64(word << 32 | 0x10000 | (uint64_t)c);
		simplex_level(s, cost, cell_cost, &value, NULL, NULL);
	}
	simplex_flow(s, x, flow + p.narcs);
	for (int32_t a = 0; a < p.narcs; a++)
		flow[a] = x[order[a]];
	simplex_close(s);
	mem_free(p.tail);
	mem_free(p.head);
	mem_free(p.capacity);
	mem_free(x);
	mem_free(cost);
	mem_free(cell_cost);
}

static void test_unique_for_any_order_of_arcs(void **state)
{
	(void)state;
	for (uint64_t seed = 20001; seed <= 20800; seed++) {
		struct test_case t;
		struct support_random r = { seed * 3 };
		int64_t first[COLUMNS_MAX], second[COLUMNS_MAX];
		int32_t order[COLUMNS_MAX];

		case_init(&t, seed, seed % 2 ? CYCLES_SMALL : CYCLES_UNLIMITED);
		for (int32_t a = 0; a < t.p.narcs; a++)
			order[a] = a;
		solve_in_order(&t, order, first);
		for (int32_t a = t.p.narcs - 1; a > 0; a--) {
			int32_t b = (int32_t)support_between(&r, 0, a), kept = order[a];

			order[a] = order[b];
			order[b] = kept;
		}
		solve_in_order(&t, order, second);
		assert_memory_equal(first, second, (size_t)t.ncolumns * sizeof *first);
		case_release(&t);
	}
}

/* --- The tree --- */

/* Random connected network; every arc can go both ways at first, so that the
 * residual network is strongly connected. */
static void tree_random(struct tree *t, struct support_random *r)
{
	t->nnodes = (int32_t)support_between(r, 2, 60);
	t->narcs = t->nnodes - 1 + (int32_t)support_between(r, 0, 150);
	for (int32_t a = 0; a < t->narcs; a++) {
		t->head[a] = a + 1 < t->nnodes ? a + 1 :
			(int32_t)support_between(r, 1, t->nnodes - 1);
		t->tail[a] = (int32_t)support_between(r, 0, t->head[a] - 1);
		if (support_between(r, 0, 1)) {
			int32_t kept = t->head[a];

			t->head[a] = t->tail[a];
			t->tail[a] = kept;
		}
		t->flow[a] = 1;
		t->capacity[a] = 2;
		t->cost[a] = support_between(r, -1, 1);
	}
}

/* The tree at the end spans, its parts agree with each other, and from every
 * node flow can be sent to the root (Cunningham's rule has been kept). */
static void check_tree(const struct tree *t)
{
	int32_t seen = 0, in_tree = 0;

	for (int32_t v = 0, k = 0; k < t->nnodes; k++, v = t->thread[v]) {
		int32_t a = t->above[v], size = 1;

		assert_true(v != 0 || k == 0);
		assert_int_equal(t->back[t->thread[v]], v);
		for (int32_t u = t->thread[v]; u != t->thread[t->last[v]]; u = t->thread[u])
			size++;
		assert_int_equal(size, t->size[v]);
		seen++;
		if (v == 0)
			continue;
		assert_int_equal(t->state[a], 0);
		assert_int_equal(t->upward[v] ? t->tail[a] : t->head[a], v);
		assert_int_equal(t->upward[v] ? t->head[a] : t->tail[a], t->parent[v]);
		assert_true(t->upward[v] ? t->flow[a] < t->capacity[a] : t->flow[a] > 0);
	}
	assert_int_equal(seen, t->nnodes);
	for (int32_t a = 0; a < t->narcs; a++) {
		wide d = t->cost[a] - t->price[t->head[a]] + t->price[t->tail[a]];

		in_tree += t->state[a] == 0;
		assert_true(d <= 0 || t->flow[a] == 0);
		assert_true(d >= 0 || t->flow[a] == t->capacity[a]);
	}
	assert_int_equal(in_tree, t->nnodes - 1);
}

static void test_tree_stays_strongly_feasible(void **state)
{
	struct tree tree;

	(void)state;
	tree_init(&tree, 60, 220);
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		struct support_random r = { seed * 5 };

		tree_random(&tree, &r);
		assert_true(tree_solve(&tree, NULL));
		check_tree(&tree);
	}
	assert_true(tree.pivots > 100000);
	tree_release(&tree);
}

/* --- Examples --- */

/* 0 -> 1 (7 units) by two parallel arcs of cost 1 and 3, capacity 4 each, then
 * 1 -> cell at cost 2. Six units: 4 on the cheap arc, 2 on the dear one:
 * value 4 * 1 + 2 * 3 + 6 * 2 = 22; price of node 1 is 3, of the cell 5. */
static void test_parallel_arcs(void **state)
{
	struct problem p;
	struct simplex *s;
	const int64_t start[] = { 2, 4, 6 }, served[] = { 6 }, cost[] = { 1, 3, 2 };
	int64_t x[3];
	wide value, price[3];

	(void)state;
	support_sizes(&p, 1, 1, 3);
	memcpy(p.tail, ((int32_t[]){ 0, 0, 1 }), 3 * sizeof *p.tail);
	memcpy(p.head, ((int32_t[]){ 1, 1, 2 }), 3 * sizeof *p.head);
	memcpy(p.capacity, ((int64_t[]){ 4, 4, ARC_UNLIMITED }), 3 * sizeof *p.capacity);
	p.cell_demand[0] = 8;
	s = simplex_open(&p, served, start);
	assert_false(simplex_unique(s));
	assert_int_equal(simplex_level(s, cost, NULL, &value, price, NULL), ANSWER_OPTIMAL);
	assert_true(value == 22);
	assert_true(price[0] == 0 && price[1] == 3 && price[2] == 5);
	assert_true(simplex_unique(s));
	simplex_flow(s, x, NULL);
	assert_int_equal(x[0], 4);
	assert_int_equal(x[1], 2);
	assert_int_equal(x[2], 6);
	assert_true(simplex_pivots(s) >= 1);
	simplex_close(s);
	problem_release(&p);
}

/* No arcs, no cells: one point, value 0. */
static void test_nothing_to_decide(void **state)
{
	struct problem p;
	struct simplex *s;
	wide value = 1, price[1];

	(void)state;
	support_sizes(&p, 0, 0, 0);
	s = simplex_open(&p, NULL, NULL);
	assert_true(simplex_unique(s));
	assert_int_equal(simplex_level(s, NULL, NULL, &value, price, NULL), ANSWER_OPTIMAL);
	assert_true(value == 0);
	simplex_close(s);
	problem_release(&p);
}

/* A ladder of n rungs with two rails, all flow on the dear rail. Stopped at
 * once the flow stays feasible and nothing is frozen; later it can go on. */
static void test_stopped(void **state)
{
	int32_t n = 6000;
	struct problem p;
	struct simplex *s;
	volatile int flag = 1;
	struct stop stop = { &flag, 0 };
	int64_t *x, *cost, served[1] = { 5 };
	wide value;

	(void)state;
	support_sizes(&p, 2 * n, 1, 2 * (n - 1) + n + 2);
	x = mem_calloc((size_t)p.narcs, sizeof *x);
	cost = mem_calloc((size_t)p.narcs, sizeof *cost);
	p.cell_demand[0] = 5;
	for (int32_t a = 0; a < p.narcs; a++)
		p.capacity[a] = 10;
	for (int32_t i = 0; i < n; i++) { /* node 1 + 2i dear rail, 2 + 2i cheap rail */
		int32_t a = 3 * i;

		p.tail[a] = 1 + 2 * i;
		p.head[a] = 2 + 2 * i;
		for (int32_t rail = 0; rail < 2 && i + 1 < n; rail++) {
			p.tail[a + 1 + rail] = 1 + 2 * i + rail;
			p.head[a + 1 + rail] = 3 + 2 * i + rail;
			cost[a + 1 + rail] = rail ? 1 : 2;
			x[a + 1 + rail] = rail ? 0 : 5;
		}
	}
	p.tail[3 * n - 2] = 0;
	p.head[3 * n - 2] = 1;
	p.tail[3 * n - 1] = 2 * n;
	p.head[3 * n - 1] = 2 * n + 1;
	x[3 * n - 3] = 5; /* the last rung */
	x[3 * n - 2] = x[3 * n - 1] = 5;
	s = simplex_open(&p, served, x);
	assert_int_equal(simplex_level(s, cost, NULL, &value, NULL, &stop), ANSWER_LIMIT);
	simplex_flow(s, x, served);
	assert_true(problem_feasible(&p, x, NULL));
	assert_int_equal(served[0], 5);
	flag = 0;
	assert_int_equal(simplex_level(s, cost, NULL, &value, NULL, &stop), ANSWER_OPTIMAL);
	assert_true(value == 5 * (n - 1));
	simplex_close(s);
	mem_free(x);
	mem_free(cost);
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_levels_against_cycles),
		cmocka_unit_test(test_large_levels_by_their_prices),
		cmocka_unit_test(test_levels_against_glpk),
		cmocka_unit_test(test_unique_for_any_order_of_arcs),
		cmocka_unit_test(test_tree_stays_strongly_feasible),
		cmocka_unit_test(test_parallel_arcs),
		cmocka_unit_test(test_nothing_to_decide),
		cmocka_unit_test(test_stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
