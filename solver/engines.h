/* The engines behind one small interface. They work on a struct problem alone;
 * the same problem gives the same answer unless `stop` ends the work early.
 * Only a simplex session keeps anything between calls. */
#ifndef SHECANG_SOLVER_ENGINES_H
#define SHECANG_SOLVER_ENGINES_H

#include "solver/problem.h"

struct lp;

/* --- pure problems --- */

/* Fairness of one tier on a pure problem, rational leximin followed by the
 * whole-unit level of DESIGN section 3.
 *
 * served [ncells]: on entry, x_c >= 0 for cells already frozen (hard cells and
 * earlier tiers), -1 for all others; cells of `tier` must be -1. On success
 * the tier's cells hold their whole x_c. Cells of later tiers stay -1 and get
 * just their least values here. x [narcs] returns a feasible flow that delivers exactly these.
 * strata returns the nested cuts (strata_release by the caller).
 * ANSWER_LIMIT when stopped: the flow is feasible and there are no strata; what is
 * left is shared quickly, rate by rate in steps of a tenth: as even as that, and
 * as much in all as can be, but not proven. ANSWER_INFEASIBLE only when the frozen
 * cells and the least values cannot be met together; nothing is returned then
 * but empty strata. */
enum answer fairness_pure(const struct problem *p, int32_t tier, int64_t *served, int64_t *x,
	struct strata *strata, const struct stop *stop);

/* Hard cells first: a flow x [narcs] in which every cell gets just its
 * cell_least. served [ncells] returns x_c of the hard cells and -1 for all others.
 * On ANSWER_INFEASIBLE only cut [nnodes] is set, 1 inside of a Hoffman cut: the
 * least values inside exceed the capacity of the arcs into it. */
enum answer hard_pure(const struct problem *p, int64_t *served, int64_t *x, char *cut);

/* Largest flow: cells with fixed[c] >= 0 draw exactly that, every other cell c
 * may draw up to most[c] >= 0. Returns what these others draw together, -1 when
 * the fixed ones cannot be met (x is not set). x [narcs] is the flow. */
int64_t flow_largest(const struct problem *p, const int64_t *fixed, const int64_t *most,
	int64_t *x);

/* Linear levels of a pure problem by a network simplex in exact integers.
 * A session keeps the flow, and which columns earlier levels have left free,
 * between levels. served [ncells] fixes every cell with served >= 0; a cell
 * with -1 is free within cell_least..need. p must outlive the session. */
struct simplex;
/* x [narcs] is a feasible start flow that delivers served. Never NULL. */
struct simplex *simplex_open(const struct problem *p, const int64_t *served, const int64_t *x);
/* Keeps to a box left by levels decided elsewhere: columns with low = high stay
 * as they are; low, high [narcs]. */
void simplex_narrow(struct simplex *s, const int64_t *low, const int64_t *high);
/* Solves one level: least sum cost[a] * x[a] + cell_cost[c] * x_c (cost [narcs];
 * cell_cost [ncells] or NULL: 0) over the free columns, from the present flow,
 * then leaves only the level's optimal face: every column with nonzero reduced
 * cost stays at its bound. value is the sum, of frozen columns too. Returns
 * ANSWER_LIMIT when stopped (the flow is feasible; nothing is frozen; price is
 * not set). price [nnodes], may be NULL, returns node prices y with reduced cost
 * d_a = cost_a - y_head + y_tail. */
enum answer simplex_level(struct simplex *s, const int64_t *cost, const int64_t *cell_cost,
	wide *value, wide *price, const struct stop *stop);
/* The present flow: x [narcs], served [ncells] (either may be NULL). */
void simplex_flow(const struct simplex *s, int64_t *x, int64_t *served);
/* True when the optimal face is a single point: the columns that are still
 * free close no cycle. */
bool simplex_unique(const struct simplex *s);
int64_t simplex_pivots(const struct simplex *s); /* so far; for bench */
void simplex_close(struct simplex *s);

/* --- coupled problems: LPs through GLPK (coupled.c, lp_glpk.c) --- */

/* Up to this many arcs linear programs decide and prove all levels; in larger problems their
 * networks alone are tried first, and prices of the limits decide (guided.h, priced_steps.h,
 * priced_levels.h). */
enum { LARGE_ARCS = 5000 };

/* Takes a copy of one LP as it was solved, with its optimum. */
struct level_watch {
	int32_t level, number; /* which one: index into levels; 1..level_result.nlps */
	bool taken;
	struct lp *lp; /* lp_release by the caller */
	double value; /* as the library computed it */
};
/* Minima over several claims that hold together, not claim by claim: of each one the sum
 * over its cells of q_c is at least its quantity, q_c = min(most_c, before_c + unit_c x_c). */
struct minima_rows {
	int32_t n;
	int32_t *start; /* [n + 1] */
	int32_t *cell; /* [start[n]] ascending in each */
	int64_t *quantity; /* [n] smallest units */
	int64_t *before, *unit, *most; /* [ncells] smallest units; unit 0: none is about the cell */
	int64_t *least; /* [ncells] hard least values of x_c without them */
	/* [ncells] x_c of a way in whole units to keep all of them and all limits; solve_coupled
	 * puts the shares that its plan has there: hard least values from then on */
	int64_t *share;
};
void minima_rows_release(struct minima_rows *rows); /* may be NULL */
struct coupled_options {
	struct ratio step; /* fill-rate step when exact leximin would be too large, e.g. 1/100 */
	int32_t exact_cells; /* exact leximin up to this many cells, e.g. 200 */
	bool prices; /* linear levels by prices of the limits, however small the problem is */
	/* s_c <= ceil((lambda_1 + spread) D_c), lambda_1 = lowest fill rate of the cells of the
	 * same item and tier that get anything beyond their least value; den = 0: none */
	struct ratio spread;
	struct level_watch *watch; /* NULL: none */
	const int32_t *item; /* [ncells] 0..nitems - 1, for the spread; NULL: all are of one item */
	int32_t nitems;
	struct minima_rows *minima; /* NULL: none; not with a spread */
};
/* All levels of a problem with limits, batches or visits: hard cells, every
 * tier in order, then the objectives; whole units; solution is filled.
 * start [ncolumns] may be NULL: a flow for the first basis (the pure optimum
 * without the limits, not nec. feasible). */
enum answer solve_coupled(const struct problem *p, const struct coupled_options *options,
	const int64_t *start, const struct stop *stop, struct solution *solution);

#endif
