/* Random problems with limits, batches and door visits: a pure one of
 * support_random.h with these added. Small enough for enumeration. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_COUPLED_H
#define SHECANG_TESTS_SOLVER_SUPPORT_COUPLED_H

#include "tests/solver/support_random.h"

struct support_coupling {
	int32_t rows_most, batches_most, visits_most;
	int32_t nobjectives;
};
/* Adds to the pure p; no batch gives to a cell whose arcs are linked to visits. */
void support_couple(struct problem *p, struct support_random *r,
	const struct support_coupling *coupling);

#endif
