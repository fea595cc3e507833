/* Coupled parts that are too large to be proven, planned again: the methods
 * for them find good plans, but not the same ones twice. Before such a plan
 * replaces an announced one, the announced legs alone are tried: what they can
 * still carry, shared out as fairly as they allow. When that is as fair as the
 * new plan, to within the step of coupled fairness, it is taken, because the
 * least change comes right after fairness. */
#ifndef SHECANG_SOLVER_KEPT_H
#define SHECANG_SOLVER_KEPT_H

#include "solver/formulate.h"

/* solution: of f, not proven. Replaces its x (feasible again) when the announced
 * legs do as well, the values of its levels, the strata (none) and the bounds (0). False when nothing was replaced. Not for batches, whose announced
 * amounts are not known. */
bool keep_announced(const struct formulation *f, struct ratio step, const struct stop *stop,
	struct solution *solution);

#endif
