/* The announced plan as a flow of a formulation made for planning again: its
 * legs, its hand-outs and its batches, as far as they are no facts. With the
 * same data that is the plan made before, unit by unit. */
#ifndef SHECANG_SOLVER_REBUILT_H
#define SHECANG_SOLVER_REBUILT_H

#include "solver/formulate.h"

/* x [ncolumns] of f, feasible; NULL when the announced plan is no plan any more
 * (goods, claims, roads or limits are not there). The caller frees. facts:
 * those that f was made with. */
int64_t *rebuild_announced(const struct formulation *f, const struct ground *g,
	const struct facts *facts, const struct stop *stop);

/* Fills the visits of x [ncolumns] with the households that must be visited for
 * what its arcs hand out. */
void fill_visits(const struct problem *p, int64_t *x);

#endif
