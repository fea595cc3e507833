/* The proportional rule where limits couple items: per item the largest common
 * rate of its claims, tier by tier.
 *
 * In a tier the rates of all items rise together from 0. An item whose rate
 * cannot rise any further, for want of its own goods or of a limit that it
 * shares, keeps that rate, and the others go on (the fairest vector of rates).
 * Where items share nothing this is each item's largest common rate. Claims that
 * nothing can reach while earlier tiers keep theirs take no part. At the end
 * every claim of the tier has floor(rate D_c), its least value at least, and
 * keeps it; what is left is not used. */
#ifndef SHECANG_SOLVER_COMMON_RATES_H
#define SHECANG_SOLVER_COMMON_RATES_H

#include "solver/problem.h"

/* False for problems whose LPs would take more than a minute or two. */
bool common_rates_possible(const struct problem *p);

/* Rounds that show that no rate can be larger, nor more come to what nothing can
 * reach: in each the claims with a price cannot all get more. */
struct rate_rounds {
	struct dual_round *rounds; int32_t n, room; /* level: the tier; stratum 1.. in each tier */
	int32_t *round_of; /* [ncells] that stopped the claim; 0 = none: it is full, or out of reach */
};
void rate_rounds_release(struct rate_rounds *r);

/* item [ncells] 0..nitems - 1; tiers in order. share [ncells] returns x_c; rate
 * [ncells] the common rate of a claim's tier and item, 1 where it is full or
 * takes no part; proven: every rate met its exact bound; rounds: NULL = not asked for,
 * else all zero. False when an LP could not be solved. */
bool common_rates(const struct problem *p, const int32_t *item, int32_t nitems, const struct stop *stop,
	int64_t *share, double *rate, bool *proven, struct rate_rounds *rounds);

#endif
