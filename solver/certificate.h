/* The certificate of a plan (models/proof.h), from what the engines found. */
#ifndef SHECANG_SOLVER_CERTIFICATE_H
#define SHECANG_SOLVER_CERTIFICATE_H

#include "solver/components.h"

/* Fills plan->proof; the plan's components are those of c, in the same order.
 * Coupled solutions get the prices of their relaxation. */
void certificate_fill(struct plan *plan, struct components *c);

#endif
