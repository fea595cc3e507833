/* Coupled parts planned again: where whole units or sheer size leave something
 * unproven, the methods for them find good plans, but not the same ones twice.
 * Before such a plan replaces an announced one, the announced one is tried: as
 * it was, with its hand-outs and batches; else what its legs alone can still
 * carry, shared out as fairly as they allow. It stays when it is as good: as
 * fair (to within the step where fairness itself is not proven), and not worse
 * on a later level that is proven for the new plan. The least change comes
 * right after fairness, and staying is no change at all. */
#ifndef SHECANG_SOLVER_KEPT_H
#define SHECANG_SOLVER_KEPT_H

#include "solver/formulate.h"

/* solution: of f, with a level that is not proven or that whole units moved off
 * its bound; others are left as they are. Replaces its x (feasible again), the
 * values of its levels and the strata (none); a bound that says nothing of the
 * plan that stays becomes 0, which no level is below. False when nothing was
 * replaced. */
bool keep_announced(const struct formulation *f, const struct ground *g, const struct facts *facts,
	struct ratio step, const struct stop *stop, struct solution *solution);

#endif
