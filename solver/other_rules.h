/* Other rules of fairness than leximin for problems with limits, batches or
 * visits; pure problems have them in levels_pure.h. */
#ifndef SHECANG_SOLVER_OTHER_RULES_H
#define SHECANG_SOLVER_OTHER_RULES_H

#include "solver/engines.h"

/* The largest sum of weight_c s_c, tier by tier; weight [ncells] >= 1. Arguments
 * and answer otherwise as for solve_coupled. A tier's level has the sum as its
 * value and no strata. */
enum answer solve_coupled_total(const struct problem *p, const int64_t *weight,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution);
/* Per item the largest common rate of a tier's cells that get anything at all
 * (common_rates.h; item [ncells] 0..nitems - 1), then floors; what is left is not used.
 * A tier's level has the rates of its items as strata. In large parts those of the
 * networks are taken where the limits can be kept with them (solution->rate_of). In
 * parts that are too large for LPs, or where floors cannot be made of whole batches,
 * those that leximin's plan gives; where that fails too, leximin's plan is kept. The
 * answer is ANSWER_GAP then. */
enum answer solve_coupled_proportional(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution);
/* The rule on the networks alone, without limits, batches and visits: share [ncells]
 * returns x_c, rate [ncells] the common rate of the cell's tier and item. False when
 * that was stopped, or the least values contradict. */
bool network_rates(const struct problem *p, const int32_t *item, int32_t nitems, const struct stop *stop,
	int64_t *share, struct ratio *rate);
/* The largest rates of which a plan gives all whole units, of the cells that it gives
 * anything beyond their least value; share [ncells]: x_c at them, no more than in the
 * plan; rate [ncells]: 1 where nobody gets anything. */
void plan_rates(const struct problem *p, const int32_t *item, int32_t nitems, const struct solution *solution,
	int64_t *share, struct ratio *rate);

#endif
