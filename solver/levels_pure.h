/* All levels of a pure problem, in order: hard cells, the tiers of fairness,
 * the linear objectives. Everything is exact: a level is proven unless the
 * work was stopped before its end.
 *
 * Levels recorded in solution->levels: one for each tier (ascending) and one
 * for each objective, in the order decided. Canonical objectives stop as soon
 * as nothing can change any more; those not needed are not recorded. */
#ifndef SHECANG_SOLVER_LEVELS_PURE_H
#define SHECANG_SOLVER_LEVELS_PURE_H

#include "solver/engines.h"

/* How a tier shares what there is. */
enum fair_rule {
	/* The smallest fill rate as large as possible, then the next, ...; whole
	 * units by fairness_pure. The level has its strata; value = bound = 0. */
	FAIR_LEXIMIN,
	/* The largest sum of weight_c * s_c. value is that sum, bound at least as
	 * large. Among equal sums the later levels decide. No strata. */
	FAIR_TOTAL,
	/* The largest common rate of the cells that can be reached at all while
	 * earlier tiers keep theirs: s_c = floor(rate * D_c), but at least fact
	 * and least value; the others get no more than their least value. What is
	 * left is not used. The level has at most one stratum: rate[0] is the
	 * common rate, its cut proves that no larger one is possible; none means
	 * rate 1. */
	FAIR_PROPORTIONAL
};

/* Node prices of the first linear levels, as simplex_level returns them. */
enum { LEVEL_PRICES_MOST = 4 };
struct level_prices {
	int32_t nlevels; /* 0..LEVEL_PRICES_MOST */
	wide *price; /* [nlevels][nnodes] */
	char *known; /* [nnodes] 0: the node's prices say nothing; NULL: all are known */
};
void level_prices_release(struct level_prices *l);

struct pure_options {
	enum fair_rule rule;
	const int64_t *weight; /* [ncells] FAIR_TOTAL, >= 0 a unit; NULL: all 1 */
	/* FAIR_LEXIMIN: s_c <= ceil((lambda_1 + spread) D_c), but never below fact
	 * and least value; lambda_1 = smallest fill rate of the tier's cells of the
	 * same item that can be reached at all while earlier tiers keep theirs.
	 * den = 0: no such rule. In the strata of a capped tier, what a cell may get
	 * at most counts as the capacity into its node, which is then cut off by itself. */
	struct ratio spread;
	const int32_t *item; /* [ncells] 0..nitems - 1, for the spread; NULL: all are of one item */
	int32_t nitems;
	bool prices; /* keep prices of linear levels in the solution */
	/* Prices that the first levels may have nearly, by which the first of them starts; NULL: none.
	 * Must outlive the run. */
	const struct level_prices *guess;
	/* Returns prices of the first levels proven, canonical ones left out; NULL: not asked for.
	 * level_prices_release by the caller. Must outlive the run. */
	struct level_prices *found;
};

/* Solves p, which is pure. options may be NULL: leximin without spread.
 * solution is overwritten; solution_release by the caller.
 * ANSWER_OPTIMAL: every level is proven.
 * ANSWER_LIMIT: stopped; x is feasible, the levels up to there are proven, the
 *   one at hand and all later ones are not (value at x, a safe bound). Tiers not
 *   proven are filled quickly, rate by rate, whatever their rule.
 * ANSWER_INFEASIBLE: the least values contradict; cut is set, x is all 0. */
enum answer solve_pure(const struct problem *p, const struct pure_options *options,
	const struct stop *stop, struct solution *solution);

/* The same in steps, so that the tiers of several problems can be decided
 * before the linear levels of any: pure_decide_tier while pure_next_tier tells
 * of a tier (-1: none is left, or the hard rules contradict), then pure_close,
 * which solves the linear levels and ends the run. p, stop and solution must
 * outlive it, options need not, but for weight. */
struct pure;
struct pure *pure_open(const struct problem *p, const struct pure_options *options,
	const struct stop *stop, struct solution *solution); /* never NULL */
int32_t pure_next_tier(const struct pure *run);
void pure_decide_tier(struct pure *run);
enum answer pure_close(struct pure *run);

#endif
