/* The linear levels of a coupled problem over what its cells get in whole units.
 *
 * A plan in whole units stands; its cells keep what they get. Level by level:
 *   L_k = least c_k x over the linear program with  c_i x <= v_i  for all levels
 *         i before it, v_i what the plan comes to there;
 * c_k x is a whole number, and a multiple of what its costs have in common beside
 * its constant, so L_k is rounded up to the next one. Where the plan does not
 * meet that, branch and bound looks for one that does, else for a better one
 * (Land and Doig 1960). What is left is the gap. The prices of the program, those
 * of the rows c_i x <= v_i among them, become the level's round. */
#ifndef SHECANG_SOLVER_WHOLE_LEVELS_H
#define SHECANG_SOLVER_WHOLE_LEVELS_H

#include "solver/problem.h"

/* For problems that are not large (engines.h); others: priced_levels.h.
 *
 * solution has x, feasible, and all levels; x may become another plan that is no
 * worse on any level and serves every cell the same. Values, bounds and proofs of
 * its linear levels, and their rounds, are replaced as far as the programs could be
 * solved: from the first one that could not on they stay as they are, but for the
 * values. */
void whole_levels(const struct problem *p, const struct stop *stop, struct solution *solution);

#endif
