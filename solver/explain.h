/* What lifting one cause alone would change for one place and item: the part of
 * the plan that the item is in is solved again without it (solver/trial.h), no
 * claim keeping anything. */
#ifndef SHECANG_SOLVER_EXPLAIN_H
#define SHECANG_SOLVER_EXPLAIN_H

#include "models/remedies.h"

struct solve_options;
/* What is to be found besides. */
struct explain_wish {
	struct ratio to; /* a fill rate of the claims, 0..1; den = 0: no remedies */
	int32_t most_of_kind; /* of each kind of remedy so many are tried */
};
/* Fills e->fixes for the causes from the rule of sharing to expiry, booked for
 * its claims or not, but for rules that the data do not have; and r (empty before,
 * remedies_release by the caller) with what lifts the claims to the wished rate
 * (solver/remedies.h). The plan is solved again first: only if that is proven and
 * serves the item as the plan says are there fixes and remedies
 * (e->solved_again). Left out is a cause without which a limit would join parts of
 * the plan that are too large (solver/trial.h). */
void explain_solve(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct solve_options *options, const struct plan *plan, const struct explain_wish *wish,
	struct explanation *e, struct remedies *r);

#endif
