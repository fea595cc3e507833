/* From a checked scenario to a plan: formulate, solve level by level, round,
 * trace the goods, fill the plan. The one entry to the solver room (the checker
 * in verify/ has its own and needs nothing of this). */
#ifndef SHECANG_SOLVER_SOLVE_H
#define SHECANG_SOLVER_SOLVE_H

#include "models/plan.h"

struct solve_options;
/* cells and supply are those of the scenario (cells_build, supply_build; with
 * a previous plan, after previous_settle). plan is filled;
 * it never fails: contradiction and limits are in plan->status. */
void plan_solve(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan);

/* What every claim gets, without the plan: served of plan, from plan_init, is that of
 * plan_solve; its status says whether the tiers are proven, or contradict. */
void plan_served(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan);

/* Books the causes of shortfall of a plan that stands: served and hand-outs, made
 * from this scenario, cells, supply and options->previous. For a plan that was
 * read back (plan_solve does it when options->why). */
void plan_causes(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, struct plan *plan);

/* Writes the LP of one level of the part that decides `item` (index; -1 = the
 * first part) as "mps" or "lp", with what the level is and the optimum that
 * others must reach in a comment. round: of a fairness tier, 1 (also of all other
 * levels) or more, or its whole units. A level or round that there is not (e.g. -1)
 * writes nothing and puts the levels there are into list, a line each: number, tab,
 * meaning. false: out could not be written. */
enum { EXPORT_UNITS = -1 };
struct text;
bool level_export(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, int32_t item, int32_t level, int32_t round,
	const char *format, FILE *out, struct text *list);

#endif
