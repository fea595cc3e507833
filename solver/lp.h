/* A linear program of our own, and a session that solves it again and again.
 *
 *   least  sum cost[j] * x[j]
 *   row_lower[i] <= sum over k of row_value[k] * x[row_column[k]] <= row_upper[i]
 *   column_lower[j] <= x[j] <= column_upper[j]
 *
 * The matrix never changes while a session is open; levels differ only in
 * bounds and costs. Matrix and costs are integers, and every finite bound is
 * below 2^53 in size and a multiple of 2^-LP_SHIFT, so that the proof
 * (lp_bound) works on exactly the numbers that the solver was given. A bound
 * that is missing is -LP_INFINITY or LP_INFINITY; NaN is asserted out.
 *
 * Only lp_glpk.c knows the library behind a session. One thread has at most
 * one open session: the library keeps one environment a thread, and after an
 * abort of its own that environment is thrown away as a whole. */
#ifndef SHECANG_SOLVER_LP_H
#define SHECANG_SOLVER_LP_H

#include "base/number.h"
#include "solver/problem.h"

#include <math.h>

#define LP_INFINITY ((double)INFINITY)
#define LP_SHIFT 24 /* bounds are multiples of 2^-24 */
#define LP_VALUE_MAX ((int64_t)1 << 53) /* matrix values stay below it in size */

struct lp {
	int32_t nrows, ncolumns;
	int32_t *row_start; /* [nrows + 1] */
	int32_t *row_column; /* [row_start[nrows]] ascending inside a row, no duplicates */
	int64_t *row_value; /* [row_start[nrows]] never 0 */
	double *row_lower, *row_upper; /* [nrows] lower <= upper unless infeasible on purpose */
	double *column_lower, *column_upper; /* [ncolumns] */
	int64_t *cost; /* [ncolumns] */
};
void lp_init(struct lp *lp); /* all zero */
void lp_release(struct lp *lp);

/* Building: columns, rows and entries in any order; duplicates are added up
 * and entries that come to 0 are dropped when lp_finish makes the rows. */
struct lp_builder {
	struct lp lp; /* bounds and costs so far; the matrix only after lp_finish */
	int32_t rows_room, columns_room;
	struct lp_entry *entries; /* [nentries] */
	int32_t nentries, entries_room;
};
void lp_builder_init(struct lp_builder *b);
/* The builder becomes a copy of lp, to be added to. */
void lp_builder_copy(struct lp_builder *b, const struct lp *lp);
/* Both return the index of the new column or row. */
int32_t lp_add_column(struct lp_builder *b, double lower, double upper, int64_t cost);
int32_t lp_add_row(struct lp_builder *b, double lower, double upper);
void lp_add_entry(struct lp_builder *b, int32_t row, int32_t column, int64_t value);
/* Moves the LP into *lp and releases the builder. */
void lp_finish(struct lp_builder *b, struct lp *lp);

/* --- a session: the same matrix solved level after level --- */

enum lp_status {
	LP_OPTIMAL,
	LP_INFEASIBLE,
	LP_UNBOUNDED,
	LP_LIMIT, /* stopped by time, signal or lp_allow */
	LP_FAILED /* the library gave up or aborted; the session can be used again */
};
enum lp_method {
	LP_DUAL, /* dual simplex, primal if that fails: after bounds were changed */
	LP_PRIMAL /* primal simplex: after costs were changed */
};
enum lp_place { LP_BASIC, LP_AT_LOWER, LP_AT_UPPER, LP_AT_NONE };

struct lp_session;
/* Opens a session on lp, which must outlive it and whose bounds and costs are
 * from now on changed by lp_set_ functions only. Never NULL. */
struct lp_session *lp_open(struct lp *lp);
void lp_close(struct lp_session *s);
void lp_set_column(struct lp_session *s, int32_t column, double lower, double upper);
void lp_set_row(struct lp_session *s, int32_t row, double lower, double upper);
void lp_set_costs(struct lp_session *s, const int64_t *cost); /* [ncolumns] */
/* The basis to start from: row_place [nrows], column_place [ncolumns], exactly
 * nrows of them LP_BASIC; a place that the bounds do not offer is mended. A
 * singular one makes lp_solve fall back to the rows' own basis. */
void lp_set_basis(struct lp_session *s, const enum lp_place *row_place,
	const enum lp_place *column_place);
void lp_get_basis(const struct lp_session *s, enum lp_place *row_place,
	enum lp_place *column_place);
/* From now on at most this many pivots in all solves together, then LP_LIMIT:
 * an end that is the same on every machine. Without it there is none. */
void lp_allow(struct lp_session *s, int64_t pivots);
/* Solves from the present basis. stop may be NULL. */
enum lp_status lp_solve(struct lp_session *s, enum lp_method method, const struct stop *stop);
/* A point in whole numbers: columns 0 .. nwhole - 1 whole, by branch and bound
 * over at most nodes_most nodes (the same on every machine). cost [ncolumns]:
 * the cheapest that was found there, NULL: any point.
 * LP_OPTIMAL: whole [nwhole] is set; the caller checks it exactly.
 * LP_INFEASIBLE: there is none, as far as doubles can tell. Otherwise LP_LIMIT
 * or LP_FAILED. */
enum lp_status lp_find_whole(struct lp_session *s, int32_t nwhole, const int64_t *cost, int32_t nodes_most,
	const struct stop *stop, int64_t *whole);
/* After LP_OPTIMAL: x [ncolumns], row prices y [nrows] and reduced costs
 * d [ncolumns] = cost - A'y; any may be NULL. As the library computed them,
 * in double; nothing is proven before lp_bound. */
void lp_values(const struct lp_session *s, double *x, double *y, double *d);
/* Prices below this size are noise: depends on the size of the costs. */
double lp_price_noise(const struct lp_session *s);
/* What solves: "GLPK 5.0". */
const char *lp_library(char *buffer); /* [32] */
int64_t lp_pivots(const struct lp_session *s); /* so far; for bench */
/* For tests: the next lp_solve runs into an abort inside the library. */
void lp_test_abort(struct lp_session *s);

/* --- exact dual bound (exact_bound.c) --- */

/* A number n / 2^shift; n is a 256-bit two's complement integer. */
struct exact {
	uint64_t limb[4]; /* least significant first */
	int32_t shift; /* 0.. */
};
/* Lower bound of the LP from the row prices y [nrows] (any numbers, nothing
 * need be optimal): with d = cost - A'y,
 *   B(y) = sum_i y_i (L_i if y_i > 0 else U_i) + sum_j d_j (l_j if d_j > 0 else u_j)
 * (DESIGN section 3). y is rounded to binary fractions first; everything
 * after that is exact. False when a needed bound is infinite or the numbers
 * do not fit; *out is unchanged then. */
bool lp_bound(const struct lp *lp, const double *y, struct exact *out);
int exact_sign(const struct exact *e);
double exact_double(const struct exact *e); /* nearest, about */
/* ceil(e); false when it does not fit. With integer costs and a plan in whole
 * numbers the objective is an integer, so ceil of a bound is a bound. */
bool exact_ceil(const struct exact *e, wide *out);

#endif
