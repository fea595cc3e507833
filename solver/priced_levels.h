/* The linear levels of a large problem with limits over what its cells get, by
 * prices of the limits: whole_levels.h for problems that are too large for its
 * linear programs.
 *
 * A plan in whole units stands; its cells keep what they get. Level by level, in
 * the box that the levels before leave:
 *   where the plan is as good as any without limits, exact prices of the network
 *   show it, and everything that has a price stays where it is;
 *   else prices of the limits bound the level exactly and make the plan better
 *   (priced.h), and the level becomes a limit for those after it.
 * Each level of the second kind has a round: prices m of the limits, multipliers of
 * the levels before, and the prices of nodes
 *   y = y_level + sum over levels e of the first kind of M_e y_e
 * with M_e just so large that what e fixed stays where it is by itself.
 *
 * Batches stay as they are (held.h). At the prices found so they may seem to gain
 * something; a multiple of the level of substitution, which they may not make worse, takes
 * that back. As what is left of it counts M_e times, too, the network is priced again for
 * smaller M_e, and the round that shows most is kept. */
#ifndef SHECANG_SOLVER_PRICED_LEVELS_H
#define SHECANG_SOLVER_PRICED_LEVELS_H

#include "solver/problem.h"

/* solution has x, feasible, and all levels; x may become another plan that is no
 * worse on any level and serves every cell the same. Values, bounds and proofs of
 * its linear levels are set, and their rounds replaced by solution->priced, as far
 * as there is time. The arcs stand so that each one comes after all arcs into its tail.
 * every_round: the first levels have one, too, where no limit is in their way.
 * Nothing is done by the rule of totals (other_rules.c asks for a problem without it). The level
 * of substitution keeps the bound and round it has. */
void priced_levels(const struct problem *p, const struct stop *stop, bool every_round, struct solution *solution);
/* Adds the levels after fairness to those of solution, which has room for them: nothing is known
 * of them yet but that none is below 0. */
void priced_begin(const struct problem *p, struct solution *solution);

#endif
