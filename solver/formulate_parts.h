/* The later steps of formulate(): rows, bounds of batches and objectives of a network
 * that stands. Only for formulate*.c. */
#ifndef SHECANG_SOLVER_FORMULATE_PARTS_H
#define SHECANG_SOLVER_FORMULATE_PARTS_H

#include "solver/formulate.h"

/* Rows of the active bounds, and door visits. A row over one arc becomes the
 * arc's capacity. */
void formulate_rows(struct formulation *f, const struct ground *g, const struct bounds *bounds);
/* Upper bounds of batches by what can come to their counters. */
void formulate_batch_most(struct formulation *f);
/* Change, substitution, waste, cost, earliness, canonical: DESIGN, Levels. */
void formulate_objectives(struct formulation *f, const struct ground *g, const struct facts *facts,
	const struct bounds *bounds);

#endif
