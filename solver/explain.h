/* What lifting one cause alone would change for one place and item: the part of
 * the plan that the item is in is solved again without it (solver/trial.h), no
 * claim keeping anything. */
#ifndef SHECANG_SOLVER_EXPLAIN_H
#define SHECANG_SOLVER_EXPLAIN_H

#include "models/explain.h"

/* Fills e->fixes for the causes from the rule of sharing to expiry, booked for
 * its claims or not, but for rules that the data do not have. The plan is
 * solved again first: only if that is proven and serves the item as the plan
 * says are there fixes (e->solved_again). A cause without which a limit would be
 * broken that stopped nobody before is left out (solver/trial.h). */
void explain_solve(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, const struct plan *plan, struct explanation *e);

#endif
