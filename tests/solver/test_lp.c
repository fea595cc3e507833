/* LP sessions: every status, aborts, bases, and the exact bound. */
#include "base/memory.h"
#include "solver/lp.h"
#include "tests/solver/support_exact.h"
#include "tests/solver/support_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <pthread.h>

/* A small LP from rows of {lower, upper} and columns of {lower, upper, cost}. */
static void start(struct lp_builder *b, int ncolumns, const double columns[][3], int nrows,
	const double rows[][2])
{
	lp_builder_init(b);
	for (int j = 0; j < ncolumns; j++)
		lp_add_column(b, columns[j][0], columns[j][1], (int64_t)columns[j][2]);
	for (int i = 0; i < nrows; i++)
		lp_add_row(b, rows[i][0], rows[i][1]);
}

/* least -3 a - 5 b, a <= 4, 2 b <= 12, 3 a + 2 b <= 18 (Hillier and Lieberman):
 * a = 2, b = 6, value -36, prices 0, -3/2, -1. */
static void wyndor(struct lp *lp)
{
	struct lp_builder b;

	start(&b, 2, (const double[][3]){{0, LP_INFINITY, -3}, {0, LP_INFINITY, -5}}, 3,
		(const double[][2]){{-LP_INFINITY, 4}, {-LP_INFINITY, 12}, {-LP_INFINITY, 18}});
	lp_add_entry(&b, 2, 1, 2);
	lp_add_entry(&b, 0, 0, 1);
	lp_add_entry(&b, 1, 1, 1);
	lp_add_entry(&b, 2, 0, 3);
	lp_add_entry(&b, 1, 1, 1); /* adds up to 2 */
	lp_finish(&b, lp);
}

static void check_wyndor(struct lp_session *s, const struct lp *lp)
{
	double x[2], y[3], d[2];
	struct exact bound;
	wide ceiling;

	lp_values(s, x, y, d);
	assert_true(fabs(x[0] - 2) < 1e-9 && fabs(x[1] - 6) < 1e-9);
	assert_true(fabs(y[0]) < 1e-9 && fabs(y[1] + 1.5) < 1e-9 && fabs(y[2] + 1) < 1e-9);
	assert_true(fabs(d[0]) < 1e-9 && fabs(d[1]) < 1e-9);
	assert_true(lp_bound(lp, y, &bound));
	assert_true(exact_ceil(&bound, &ceiling));
	assert_true(ceiling == -36);
}

static void optimal(void **state)
{
	struct lp lp;
	struct lp_session *s;

	(void)state;
	wyndor(&lp);
	assert_int_equal(lp.row_start[3], 4);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	check_wyndor(s, &lp);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_OPTIMAL);
	check_wyndor(s, &lp);
	/* bounds and costs change, the matrix stays: b <= 3 gives a = 4, b = 3 */
	lp_set_row(s, 1, -LP_INFINITY, 6);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	double x[2];
	lp_values(s, x, NULL, NULL);
	assert_true(fabs(x[0] - 4) < 1e-9 && fabs(x[1] - 3) < 1e-9);
	lp_set_costs(s, (const int64_t[]){3, 5});
	lp_set_column(s, 0, 1, 1);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_OPTIMAL);
	lp_values(s, x, NULL, NULL);
	assert_true(x[0] == 1 && fabs(x[1]) < 1e-9);
	assert_true(lp_pivots(s) > 0);
	lp_close(s);
	lp_release(&lp);
}

static void infeasible(void **state)
{
	struct lp_builder b;
	struct lp lp;
	struct lp_session *s;

	(void)state;
	start(&b, 2, (const double[][3]){{0, 1, 1}, {0, 1, 1}}, 1,
		(const double[][2]){{3, LP_INFINITY}});
	lp_add_entry(&b, 0, 0, 1);
	lp_add_entry(&b, 0, 1, 1);
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_INFEASIBLE);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_INFEASIBLE);
	lp_set_row(s, 0, 2, LP_INFINITY);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	/* bounds that cross never reach the library */
	lp_set_column(s, 0, 1, 0);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_INFEASIBLE);
	lp_set_column(s, 0, 1, 1);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	lp_close(s);
	lp_release(&lp);
}

static void unbounded(void **state)
{
	struct lp_builder b;
	struct lp lp;
	struct lp_session *s;
	struct exact bound = {{7, 0, 0, 0}, 0};

	(void)state;
	start(&b, 2, (const double[][3]){{0, LP_INFINITY, -1}, {-LP_INFINITY, LP_INFINITY, 0}}, 1,
		(const double[][2]){{-LP_INFINITY, 5}});
	lp_add_entry(&b, 0, 0, 1);
	lp_add_entry(&b, 0, 1, -1);
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_UNBOUNDED);
	/* no prices can prove anything about it */
	assert_false(lp_bound(&lp, (const double[]){-0.5}, &bound));
	assert_int_equal(bound.limb[0], 7);
	lp_close(s);
	lp_release(&lp);
}

/* Stopped before and, with GLPK's display as the place to notice, within. */
static void limit(void **state)
{
	volatile int flag = 1;
	struct stop stop = {&flag, 0};
	struct lp lp;
	struct lp_session *s;

	(void)state;
	wyndor(&lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_DUAL, &stop), LP_LIMIT);
	flag = 0;
	assert_int_equal(lp_solve(s, LP_DUAL, &stop), LP_OPTIMAL);
	check_wyndor(s, &lp);
	lp_close(s);
	/* one pivot is too few, and no more are allowed later */
	s = lp_open(&lp);
	lp_allow(s, 1);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_LIMIT);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_LIMIT);
	lp_allow(s, 100);
	assert_int_equal(lp_solve(s, LP_PRIMAL, NULL), LP_OPTIMAL);
	check_wyndor(s, &lp);
	lp_close(s);
	lp_release(&lp);
}

/* An abort inside the library is a status, and the session lives on. */
static void failed(void **state)
{
	struct lp lp;
	struct lp_session *s;

	(void)state;
	wyndor(&lp);
	s = lp_open(&lp);
	for (int round = 0; round < 3; round++) {
		lp_test_abort(s);
		assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_FAILED);
		assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
		check_wyndor(s, &lp);
	}
	lp_close(s);
	/* and a session may be closed right after one */
	s = lp_open(&lp);
	lp_test_abort(s);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_FAILED);
	lp_close(s);
	lp_release(&lp);
}

/* Beale's example, on which Dantzig's rule cycles; value -1/20, times 100. */
static void degenerate(void **state)
{
	struct lp_builder b;
	struct lp lp;
	struct lp_session *s;
	double y[3];
	struct exact bound;

	(void)state;
	start(&b, 4, (const double[][3]){{0, LP_INFINITY, -75}, {0, LP_INFINITY, 15000},
		{0, LP_INFINITY, -2}, {0, LP_INFINITY, 600}}, 3,
		(const double[][2]){{-LP_INFINITY, 0}, {-LP_INFINITY, 0}, {-LP_INFINITY, 1}});
	/* 1/4 a - 60 b - 1/25 c + 9 d <= 0, times 100, and so on */
	for (int j = 0; j < 4; j++) {
		lp_add_entry(&b, 0, j, (const int64_t[]){25, -6000, -4, 900}[j]);
		lp_add_entry(&b, 1, j, (const int64_t[]){50, -9000, -2, 300}[j]);
	}
	lp_add_entry(&b, 2, 2, 1);
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	for (enum lp_method method = LP_DUAL; method <= LP_PRIMAL; method++) {
		assert_int_equal(lp_solve(s, method, NULL), LP_OPTIMAL);
		lp_values(s, NULL, y, NULL);
		/* the last digit of a price may leave an open column without a bound */
		if (lp_bound(&lp, y, &bound))
			assert_true(fabs(exact_double(&bound) + 5) < 1e-6);
	}
	lp_close(s);
	lp_release(&lp);
}

static void bases(void **state)
{
	struct lp lp;
	struct lp_session *s;
	enum lp_place row[3], column[2];
	int64_t pivots;

	(void)state;
	wyndor(&lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	lp_get_basis(s, row, column);
	assert_int_equal(row[0], LP_BASIC);
	assert_int_equal(row[1], LP_AT_UPPER);
	assert_int_equal(row[2], LP_AT_UPPER);
	assert_int_equal(column[0], LP_BASIC);
	assert_int_equal(column[1], LP_BASIC);
	lp_close(s);
	/* the optimal basis needs no pivot */
	s = lp_open(&lp);
	lp_set_basis(s, row, column);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	assert_int_equal(lp_pivots(s), 0);
	check_wyndor(s, &lp);
	/* a singular one (b cannot be found from row 0) is replaced */
	row[0] = LP_AT_UPPER;
	row[1] = LP_BASIC;
	row[2] = LP_BASIC;
	column[0] = LP_AT_LOWER;
	pivots = lp_pivots(s);
	lp_set_basis(s, row, column);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	assert_true(lp_pivots(s) > pivots);
	check_wyndor(s, &lp);
	/* one that has too few basic places is an error of ours or of a file: never an abort */
	for (int i = 0; i < 3; i++)
		row[i] = LP_AT_UPPER;
	lp_set_basis(s, row, column);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	check_wyndor(s, &lp);
	lp_close(s);
	lp_release(&lp);
}

static void no_rows_or_columns(void **state)
{
	struct lp_builder b;
	struct lp lp;
	struct lp_session *s;
	double x[1];

	(void)state;
	start(&b, 1, (const double[][3]){{2, 9, 1}}, 0, NULL);
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	lp_values(s, x, NULL, NULL);
	assert_true(x[0] == 2);
	lp_close(s);
	lp_release(&lp);
	start(&b, 0, NULL, 1, (const double[][2]){{0, 0}});
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
	lp_close(s);
	lp_release(&lp);
}

static void numbers(void **state)
{
	struct exact e = {{5, 0, 0, 0}, 1}; /* 5/2 */
	wide n;

	(void)state;
	assert_true(exact_ceil(&e, &n) && n == 3);
	assert_int_equal(exact_sign(&e), 1);
	assert_true(exact_double(&e) == 2.5);
	e = (struct exact){{(uint64_t)-5, UINT64_MAX, UINT64_MAX, UINT64_MAX}, 1};
	assert_true(exact_ceil(&e, &n) && n == -2);
	assert_int_equal(exact_sign(&e), -1);
	assert_true(exact_double(&e) == -2.5);
	e = (struct exact){{0, 0, 1, 0}, 64}; /* 2^128 / 2^64 */
	assert_true(exact_ceil(&e, &n) && n == (wide)1 << 64);
	e.limb[0] = 1;
	assert_true(exact_ceil(&e, &n) && n == ((wide)1 << 64) + 1);
	e.shift = 0; /* 2^128 + 1 does not fit */
	assert_false(exact_ceil(&e, &n));
	e = (struct exact){{0, 0, 0, 0}, 80};
	assert_true(exact_ceil(&e, &n) && n == 0);
	assert_int_equal(exact_sign(&e), 0);
}

/* The largest costs and bounds there are: the bound stays exact. least c x,
 * x in [1, 2^52], c = 2^62 - 1, no rows: value c. */
static void large_numbers(void **state)
{
	struct lp_builder b;
	struct lp lp;
	struct exact bound;
	wide n;
	int64_t cost = ((int64_t)1 << 62) - 1;
	double most = 0x1p52;

	(void)state;
	lp_builder_init(&b);
	lp_add_column(&b, 1, most, cost);
	lp_add_column(&b, 0, most, -cost);
	lp_add_row(&b, 0, 0);
	lp_add_entry(&b, 0, 0, 1);
	lp_add_entry(&b, 0, 1, -1);
	lp_finish(&b, &lp);
	assert_true(lp_bound(&lp, (const double[]){0.0}, &bound));
	assert_true(exact_ceil(&bound, &n) && n == cost - (wide)cost * ((wide)1 << 52));
	/* c as a double is 2^62: reduced costs -1 and 1 */
	assert_true(lp_bound(&lp, (const double[]){(double)cost}, &bound));
	assert_true(exact_ceil(&bound, &n) && n == -((wide)1 << 52));
	lp_release(&lp);
}

static char solve_often_failed; /* only its address is used */

/* Threads have an environment each: aborts in one leave the others alone. */
static void *solve_often(void *aborting)
{
	for (int round = 0; round < 200; round++) {
		struct lp lp;
		struct lp_session *s;
		double x[2] = {0, 0};

		wyndor(&lp);
		s = lp_open(&lp);
		if (aborting && round % 2) {
			lp_test_abort(s);
			if (lp_solve(s, LP_DUAL, NULL) != LP_FAILED)
				return aborting;
		}
		if (lp_solve(s, LP_DUAL, NULL) == LP_OPTIMAL)
			lp_values(s, x, NULL, NULL);
		lp_close(s);
		lp_release(&lp);
		if (fabs(x[0] - 2) > 1e-9 || fabs(x[1] - 6) > 1e-9)
			return &solve_often_failed;
	}
	return NULL;
}

static void threads(void **state)
{
	pthread_t thread[4];

	(void)state;
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, solve_often,
			i % 2 ? &solve_often_failed : NULL), 0);
	for (int i = 0; i < 4; i++) {
		void *fault = NULL;

		assert_int_equal(pthread_join(thread[i], &fault), 0);
		assert_null(fault);
	}
}

static void random_lp(struct support_random *r, struct lp *lp)
{
	struct lp_builder b;
	int n = (int)support_between(r, 1, 6), m = (int)support_between(r, 0, 5);

	lp_builder_init(&b);
	for (int j = 0; j < n; j++) {
		int64_t lower = support_between(r, -3, 3);

		lp_add_column(&b, (double)lower, (double)(lower + support_between(r, 0, 9)),
			support_between(r, -20, 20));
	}
	for (int i = 0; i < m; i++) {
		int64_t lower = support_between(r, -20, 20);
		int64_t kind = support_between(r, 0, 3);

		lp_add_row(&b, kind == 0 ? -LP_INFINITY : (double)lower,
			kind == 1 ? LP_INFINITY : kind == 2 ? (double)lower :
			(double)(lower + support_between(r, 0, 12)));
		for (int j = 0; j < n; j++)
			if (support_between(r, 0, 2))
				lp_add_entry(&b, i, j, support_between(r, -7, 7));
	}
	lp_finish(&b, lp);
}

/* Against rational arithmetic: status, value, and that the exact bound is a
 * bound, for the optimal prices and for any others. */
static void random_against_exact(void **state)
{
	int feasible = 0;
	mpq_t value, below;

	(void)state;
	mpq_inits(value, below, NULL);
	for (uint64_t seed = 1; seed <= 600; seed++) {
		struct support_random r = {seed};
		struct lp lp;
		struct lp_session *s;
		enum support_exact expected;
		double y[8] = {0};
		struct exact bound;

		random_lp(&r, &lp);
		expected = support_exact_lp(&lp, value);
		s = lp_open(&lp);
		assert_int_equal(lp_solve(s, seed % 2 ? LP_DUAL : LP_PRIMAL, NULL),
			expected == SUPPORT_OPTIMAL ? LP_OPTIMAL : LP_INFEASIBLE);
		if (expected == SUPPORT_OPTIMAL) {
			feasible++;
			lp_values(s, NULL, y, NULL);
			assert_true(lp_bound(&lp, y, &bound));
			assert_true(fabs(exact_double(&bound) - mpq_get_d(value)) < 1e-9);
			for (int i = 0; i < lp.nrows; i++)
				y[i] += (double)support_between(&r, -100, 100) / 64;
			assert_true(lp_bound(&lp, y, &bound));
			assert_true(exact_double(&bound) <= mpq_get_d(value) + 1e-12);
		}
		lp_close(s);
		lp_release(&lp);
	}
	assert_true(feasible > 150 && feasible < 590);
	mpq_clears(value, below, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optimal),
		cmocka_unit_test(infeasible),
		cmocka_unit_test(unbounded),
		cmocka_unit_test(limit),
		cmocka_unit_test(failed),
		cmocka_unit_test(degenerate),
		cmocka_unit_test(bases),
		cmocka_unit_test(no_rows_or_columns),
		cmocka_unit_test(numbers),
		cmocka_unit_test(large_numbers),
		cmocka_unit_test(threads),
		cmocka_unit_test(random_against_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
