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
 * (common_rates.h; item [ncells]), then floors; what is left is not used. A tier's
 * level has the rates of its items as strata. In parts that are too large for
 * that, or where floors cannot be made of whole batches, one rate a tier, the
 * lowest of leximin; where that fails too, leximin's plan is kept and the answer
 * is ANSWER_GAP. */
enum answer solve_coupled_proportional(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution);
/* x_c of every cell when each tier has its common rate only, [ncells]: at most
 * what it gets in the solution, at least its least value. */
void proportional_shares(const struct problem *p, const struct solution *solution, int64_t *shares);

#endif
