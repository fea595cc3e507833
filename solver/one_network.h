/* Fair tiers of a large problem that is one network but for whole units and batches: every
 * substitute is made of one part. With units of items made so small that a batch takes
 * as many as it gives, an arc leads from the counter of the part to where it stands in.
 *
 * No plan with whole batches does better than this network, whose fair tiers the networks' engine
 * finds exactly. A plan in whole units is made near them, and every bottleneck becomes a round
 * of multipliers (models/proof.h), what a unit is large inside of its cut and 0 elsewhere: exact
 * bounds, whatever the plan comes to.
 *
 * Levels after the tiers are left to priced_levels.h. */
#ifndef SHECANG_SOLVER_ONE_NETWORK_H
#define SHECANG_SOLVER_ONE_NETWORK_H

#include "solver/engines.h"

/* Fills solution: ANSWER_OPTIMAL, ANSWER_GAP, or ANSWER_LIMIT when stopped after the tiers. False
 * (solution untouched) where there are limits, door visits, other substitutes or a spread,
 * when stopped before, or when no plan with the least values was found. */
bool solve_one_network(const struct problem *p, const struct coupled_options *options, const struct stop *stop,
	struct solution *solution);

#endif
