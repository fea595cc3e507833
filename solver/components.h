/* Bundles of items: what can be decided apart. They start
 * as single items without shared bounds; items are joined only when a bound
 * that they share would be broken, or when a substitute could help. */
#ifndef SHECANG_SOLVER_COMPONENTS_H
#define SHECANG_SOLVER_COMPONENTS_H

#include "solver/formulate.h"

struct bundle {
	int32_t nitems;
	int32_t *items; /* [nitems] by id */
	int32_t nactive;
	int32_t *active; /* [nactive] bounds, ascending */
	bool substitutes; /* batches among its items are allowed */
	bool minima; /* minima over several claims are shared among them */
	bool solved;
	struct formulation formulation;
	struct solution solution;
	int64_t *baseline; /* [problem.ncells] x_c of the proportional rule, or NULL */
	int64_t build_ns, solve_ns;
};

struct components {
	const struct ground *ground;
	const struct facts *facts;
	struct bounds bounds;
	struct bundle *bundles; /* ascending by the id of their first item */
	int32_t nbundles, room;
};
void components_init(struct components *c, const struct ground *g, const struct facts *facts);
void components_release(struct components *c);
/* Solves all bundles and joins them until every bound is kept. */
void components_solve(struct components *c, const struct solve_options *options);
/* What the solved bundles use of every bound together, door visits included:
 * used[bound * (nperiods + 1) + period], see formulation_use. */
void components_use(const struct components *c, wide *used);
bool components_keep_bounds(const struct components *c);
/* Formulates and solves one bundle (also for export). */
void bundle_solve(struct bundle *bundle, const struct components *c, const struct solve_options *options,
	const struct stop *stop);
/* The same, but only who gets how much: fairness, no level after it, no
 * baseline. The flow is any that serves so. */
void bundle_serve(struct bundle *bundle, const struct components *c, const struct stop *stop);
void bundle_clear(struct bundle *bundle); /* forgets its solution */
void bundle_release(struct bundle *bundle);

#endif
