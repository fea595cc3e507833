/* Why short: what is missing of every claim, cause by cause.
 *
 * Start from what the plan gives, q_c. For each cause k in the order of enum
 * cause: the scenario is read as if causes 1..k did not exist (solver/lift.h),
 * every claim keeps what it has so far as a least value, and fairness is solved
 * again in whole units, tier by tier, with leximin. What a claim gets more is its
 * booking for k, and q_c grows by it. Whatever a claim still lacks at the end is
 * "not enough in the whole area".
 *   Bookings are never negative: the amounts so far are least values, and a plan
 * of the next network, since lifting adds goods, ways and room. Where it does not
 * (without notice an early lot may be called up in place of a later one; a limit
 * counts whole grams or visits for every smallest unit) and they cannot all be
 * kept, nothing is booked for that cause and item.
 *   They sum to d_c - q_c exactly, and so do all sums of them.
 *   A cause before the last limit is skipped where limits that are left would be
 * broken and there are more than 5,000 arcs: the next causes have its share too.
 *
 * The last two causes are looked at for each claim from the same amounts q, since
 * goods kept for a third period may be missed by the first and by the second.
 * Claims that begin in the same period t are one group. LATER: all that begins
 * after t and what is to be left at the end is dropped, those before t keep q,
 * the group is solved tier by tier. TIER: for a tier p of the group all tiers
 * before p are dropped too, all else keeps q, and the tier keeps what LATER gave.
 *
 * What the plan hands out in place of an item stays so: no cause makes more or
 * fewer substitutes. Goods and claims of what is past are not looked at: such a
 * claim's shortfall is booked as CAUSE_PAST. */
#ifndef SHECANG_SOLVER_CAUSES_H
#define SHECANG_SOLVER_CAUSES_H

#include "solver/ground.h"
#include "solver/problem.h"

struct previous;
/* Fills plan->bookings, causes_unproven and causes_skipped from plan->served and
 * plan->handouts; g is the ground that the plan stands on, previous (may be
 * NULL) what it was made with. The same at every number of jobs. When stopped,
 * the causes not reached are skipped. */
void causes_fill(struct plan *plan, const struct ground *g, const struct previous *previous, int jobs,
	const struct stop *stop);

#endif
