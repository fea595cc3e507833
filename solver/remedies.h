/* Remedies for a place and item: what could be decided, the least of each that
 * lifts its claims to a rate, and who would lose, each found and proven by solving
 * again the parts of the plan concerned with the remedy in place (solver/trial.h),
 * by all rules, nobody keeping anything.
 *
 * The least amount: with most steps first; when that reaches the rate, the bracket
 * of an amount that reaches it and one that does not is halved or divided in
 * proportion (Illinois rule) until they are neighbours. Small parts of the plan are
 * solved at every amount below instead, so that whole units, in which the last one
 * may go to another claim, cannot hide a smaller amount. */
#ifndef SHECANG_SOLVER_REMEDIES_H
#define SHECANG_SOLVER_REMEDIES_H

#include "models/remedies.h"
#include "solver/components.h"

struct solve_options;
struct remedies_request {
	const struct components *components; /* solved; the plan's own */
	int32_t bundle; /* with the item */
	const struct solve_options *options; /* previous, jobs */
	const struct plan *plan;
	const struct explanation *e; /* the claims that are to be lifted */
	struct ratio to; /* 0..1 */
	int32_t most_of_kind; /* of each kind of remedy those that could bring most are tried */
};
/* r is empty before and is released by the caller. */
void remedies_find(const struct remedies_request *q, const struct stop *stop, struct remedies *r);

#endif
