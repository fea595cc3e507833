/* Fair tiers of a large problem with limits, in steps, by prices of the limits.
 *
 * At step k an open claim c of the tier should have T_k(c) units (rounds.h). What it
 * lacks comes from the outside, for step_weight(D_c) a unit: a linear level of the network
 * with limits, which priced.h bounds exactly and solves in whole units. The first step at
 * which something must be lacking is found by halving. Its prices are a round of leximin:
 * the claims whose unit is worth something are stopped with what they have, and with
 * these weights they cannot all have a rate above the bound of the round (models/proof.h,
 * rounds). The others go on in strides that double, up to what the size allows, a round
 * each, the plan growing evenly between them; so a rate is known to within a step where the
 * first claims stop, and less well further up. Claims of earlier tiers keep what they have.
 *
 * Levels after the tiers are left to priced_levels.h. */
#ifndef SHECANG_SOLVER_PRICED_STEPS_H
#define SHECANG_SOLVER_PRICED_STEPS_H

#include "solver/engines.h"

/* Fills solution: ANSWER_OPTIMAL, ANSWER_GAP, or ANSWER_LIMIT when stopped (what is open
 * then is filled up evenly). False (solution untouched) where there are batches or a
 * spread, or no plan with the least values was found. The arcs stand so that each one
 * comes after all arcs into its tail. */
bool solve_priced_steps(const struct problem *p, const struct coupled_options *options, const struct stop *stop,
	struct solution *solution);

#endif
