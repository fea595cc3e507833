/* Why hard rules contradict, from what the engines found: plan.clashes. */
#ifndef SHECANG_SOLVER_CONTRADICTION_H
#define SHECANG_SOLVER_CONTRADICTION_H

#include "models/plan.h"
#include "solver/components.h"

/* One clash or more for every bundle whose hard rules contradict. */
void contradiction_fill(struct plan *plan, const struct components *c);

#endif
