/* What the local share (autonomy) costs: the scenario solved at other shares,
 * and without any goods of others.
 *
 * A share has a say only in items of which some holder may give beyond its own
 * community; the others are solved once. Where nothing couples items they are
 * solved one by one, and only who gets how much (the rule total needs all levels);
 * else the plan of each share is made as a whole. Amounts are those that a plan with that share would have. */
#ifndef SHECANG_SOLVER_PRICE_AUTONOMY_H
#define SHECANG_SOLVER_PRICE_AUTONOMY_H

#include "models/price.h"

struct solve_options;
/* plan: a first plan of the scenario that stands, at its own share. a comes from
 * price_autonomy_init. Looked at are 0, 10 ... 100 %, and the stated share; where a
 * statement ceases to hold, multiples of 0.1 % between, by halving. Nothing is
 * taken to be monotone: a turn is the largest of those shares at which the
 * statement holds, and the next one looked at. */
void price_autonomy_solve(const struct price_frame *f, const struct supply *supply,
	const struct solve_options *options, const struct plan *plan, struct ratio drop, struct price_autonomy *a);

#endif
