/* What a plan for one item must reach, worked out a second time straight from
 * DESIGN, without a line of the solver: a network with a node for every place,
 * class, layer and period, fairness by its definition (support_random.h), then
 * the linear levels by shortest augmenting paths. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_REFERENCE_H
#define SHECANG_TESTS_SOLVER_SUPPORT_REFERENCE_H

#include "tests/solver/support_scenario.h"

struct reference {
	bool possible; /* hard rules can be met */
	int64_t *units; /* [ncells of the scenario] s_c, facts included; -1 = another item */
	/* Least values of the linear levels, given units: */
	int64_t waste; /* issue units */
	struct ratio cost;
	int64_t departure, arrival;
};
/* At most SUPPORT_CELLS_MAX claims (end stock included). A route or segment
 * with a capacity is right only if one class and layer uses it and all
 * releases fall on the start of a period. */
void reference_solve(const struct story *y, int32_t item, struct reference *out);
void reference_release(struct reference *r);
/* Can all hard minima about the item, over one claim or several, be kept at
 * all? Tries every amount: for few claims of few units. */
bool reference_possible(const struct story *y, int32_t item);

#endif
