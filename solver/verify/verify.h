/* The checker: recomputes a plan's feasibility and balance from the scenario
 * alone, with exact integers. Shares nothing with the solver but models/ and
 * base/. */
#ifndef SHECANG_SOLVER_VERIFY_VERIFY_H
#define SHECANG_SOLVER_VERIFY_VERIFY_H

#include "models/plan.h"

struct text;
/* True when everything holds; otherwise findings has one line per fault (what,
 * where, expected, found), at most 100. */
bool plan_check(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, struct text *findings);

#endif
