/* From a checked scenario to a plan: formulate, solve level by level, round,
 * trace the goods, fill the plan. The one entry to the solver room. */
#ifndef SHECANG_SOLVER_SOLVE_H
#define SHECANG_SOLVER_SOLVE_H

#include "models/plan.h"

/* cells and supply are those of the scenario (cells_build, supply_build; with
 * a previous plan, facts are taken from options->previous). plan is filled;
 * it never fails: contradiction and limits are in plan->status. */
void plan_solve(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan);

/* Writes the LP of one level (0.. in the order of plan.levels of component 0..)
 * as "mps" or "lp" with the expected optimum in a comment. false: no such level
 * (why says which there are). */
bool level_export(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, int32_t component, int32_t level, const char *format,
	FILE *out, char *why, size_t why_size);

#endif
