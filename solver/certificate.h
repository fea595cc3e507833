/* The certificate of a plan (models/proof.h), from what the engines found. */
#ifndef SHECANG_SOLVER_CERTIFICATE_H
#define SHECANG_SOLVER_CERTIFICATE_H

#include "solver/components.h"

/* Fills plan->proof; the plan's components are those of c, in the same order. */
void certificate_fill(struct plan *plan, const struct components *c);

#endif
