/* Writing an LP for other solvers: free MPS and CPLEX LP, and the LP of one
 * level of a problem. Integers are printed digit by digit, binary fractions
 * with all their decimals, so that nothing is lost. Minimisation always. */
#ifndef SHECANG_SOLVER_LP_EXPORT_H
#define SHECANG_SOLVER_LP_EXPORT_H

#include "solver/lp.h"

#include <stdio.h>

#define LP_NAME_SIZE 256 /* bytes, with the NUL */

/* Puts the name of a row or column into name [LP_NAME_SIZE]. Names are unique
 * among rows and among columns. One that the formats cannot carry (blanks,
 * operators, other than ASCII, a leading digit or point, a word of the LP
 * format) is replaced by row_N or column_N. */
typedef void lp_namer(void *context, bool row, int32_t index, char *name);

/* Both write rows that bind at all, in order; comment (may be NULL) is put on
 * top, one comment line for each of its lines. namer NULL: row_N, column_N.
 * False when out could not be written. The objective is called "total". */
bool lp_export_mps(const struct lp *lp, lp_namer *namer, void *context, const char *comment,
	FILE *out);
bool lp_export_cplex(const struct lp *lp, lp_namer *namer, void *context, const char *comment,
	FILE *out);

/* Which level of a problem. */
struct level_request {
	int32_t tier; /* >= 1: a round of a fairness tier, largest common rate */
	int32_t objective; /* used when tier < 1; index into p->objectives */
	/* What earlier levels have frozen: */
	const int64_t *served; /* [ncells] x_c, -1 = not frozen; NULL: nothing is */
	const int64_t *lower, *upper; /* [ncolumns] box; NULL: 0..capacity */
	bool network_alone; /* limits and door visits are free: a tier that networks alone decide */
	/* Cells that earlier rounds of the tier have frozen: at this fill rate, or at their
	 * least value if that is more. [ncells] den 0 = not frozen; NULL: none is */
	const struct ratio *fill;
	/* Instead of a round the whole units of the tier, where the rounds have cut it into
	 * strata and a flow delivers got [ncells]: every cell gets its rate's amount rounded down
	 * or up, every stratum together what it has, and those whose unit beyond was announced,
	 * then with the largest fractions, then the first ones in cell_order, get more. NULL: a round */
	const struct strata *strata;
	const int64_t *got;
};
/* Columns of a level's LP: the problem's columns, then the inflow of cell c at
 * problem_columns(p) + c, then for a tier the rate. Rows: balance of node v at
 * v - 1, limits, links, and for a tier x_c - D_c rate >= -fact_c for each cell
 * in row_cell, then den x_c = num D_c - den fact_c for frozen ones. A tier's optimum is minus the largest common fill rate of its
 * cells that are not frozen, at most 1; an objective's is the sum of cost * x
 * (scaled, without the constant). lp_release by the caller. */
struct level_lp {
	struct lp lp;
	int32_t rate; /* column, -1 for an objective */
	int32_t short_first; /* column of the first claim's shortfall, -1 = none has one */
	int32_t first_limit, first_link, first_cell; /* rows */
	int32_t first_frozen, first_stratum; /* rows behind those of cells; lp.nrows = none */
	int32_t first_minimum; /* rows of minima over several claims, their columns behind the rate; 0 = none */
	int32_t *row_cell; /* [lp.nrows - first_cell] cell of the row; stratum 1.. */
};
void level_lp_build(struct level_lp *level, const struct problem *p,
	const struct level_request *request);
/* The names of an LP that the coupled engine has solved (solver/coupled.h), which is
 * moved into level. */
void level_lp_take(struct level_lp *level, const struct problem *p, struct lp *lp);
/* Sum of weights of the whole units of got; what the LP of whole units comes to, negated. */
wide level_lp_units_value(const struct problem *p, const struct level_request *request);
void level_lp_release(struct level_lp *level);
/* A namer for it, context = struct level_names: arc_7, batch_0, visit_1,
 * cell_3, short_3, rate, counted_0; node_4, limit_2, link_5, fair_3, frozen_3, stratum_1, minimum_0. */
struct level_names {
	const struct problem *p;
	const struct level_lp *level;
};
void level_lp_name(void *context, bool row, int32_t index, char *name);

#endif
