/* A second look at the causes of shortfall, without networks or flows.
 *
 * With everything lifted up to expiry goods of an item are good for every claim
 * whose window has not ended before they are there. What all claims together can
 * get is then found by going through them by the end of their windows, each
 * taking what it can of what is there by then and not taken. Substitutes stay as
 * the plan has them: only claims of that place and period take of them, and they do
 * so before. The bookings up to
 * expiry must leave each item with just so much: sharing it out fairly, tier by
 * tier, loses nothing. */
#ifndef SHECANG_SOLVER_CAUSES_CHECK_H
#define SHECANG_SOLVER_CAUSES_CHECK_H

#include "models/plan.h"

/* Of a plan without facts whose causes were all told apart and proven; others
 * are not looked at (true). Adds a line for every item that is otherwise. */
struct text;
bool causes_check(const struct scenario *s, const struct cells *cells, const struct plan *plan,
	const struct supply *supply, struct text *findings);

#endif
