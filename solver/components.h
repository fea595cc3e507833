/* Bundles of items: what can be decided apart. They start
 * as single items without shared bounds; items are joined only when a bound
 * that they share would be broken, or when a substitute could help. */
#ifndef SHECANG_SOLVER_COMPONENTS_H
#define SHECANG_SOLVER_COMPONENTS_H

#include "solver/formulate.h"

struct solve_options;
/* What is to be done next with a bundle. */
enum bundle_step {
	STEP_BUILD, /* nothing is done yet */
	STEP_FAIR, /* the next tier; a coupled one as a whole */
	STEP_LINEAR, /* levels after fairness */
	STEP_BASELINE,
	STEP_DONE /* solved */
};

struct bundle {
	int32_t nitems;
	int32_t *items; /* [nitems] by id */
	int32_t nactive;
	int32_t *active; /* [nactive] bounds, ascending */
	bool substitutes; /* batches among its items are allowed */
	bool minima; /* minima over several claims are kept by their least values, */
	struct minima_rows *together; /* which came of a plan that kept these as they are; NULL = not so */
	bool borrowed; /* formulation, solution and baseline belong to other components; STEP_DONE */
	enum bundle_step step;
	struct bundle_run *run; /* while it is solved, else NULL */
	struct formulation formulation;
	struct solution solution;
	int64_t *baseline; /* [problem.ncells] x_c of the proportional rule, or NULL */
	int64_t build_ns, solve_ns;
};

struct components {
	const struct ground *ground;
	const struct facts *facts;
	struct bounds bounds;
	bool baseline; /* every bundle has its baseline (components_solve) */
	bool steps, prices; /* of the options of components_solve */
	struct reuse *reuse; /* likewise; NULL: none */
	struct bundle *bundles; /* ascending by the id of their first item */
	int32_t nbundles, room;
};
void components_init(struct components *c, const struct ground *g, const struct facts *facts);
void components_release(struct components *c);
/* Solves all bundles and joins them until every bound is kept. */
void components_solve(struct components *c, const struct solve_options *options);
/* Keeps what can be reused of solved components; only components_release may follow. */
void components_keep(struct components *c, struct reuse *reuse);
/* Leaves only the bundles of some items [nitems]; for what shares no bound. */
void components_only(struct components *c, const bool *items);
/* The same as components_solve, but only who gets how much, by facts->kept and
 * without substitutes and shared minima: what a plan that stands would give if
 * something were otherwise. A bound that is broken is only met while the whole
 * has no more than most_arcs arcs. */
enum serving {
	SERVED, /* each bundle has its answer */
	SERVED_NOT, /* each has its answer, one is ANSWER_INFEASIBLE */
	SERVED_TOO_LARGE /* given up */
};
enum serving components_serve(struct components *c, int jobs, int32_t most_arcs, const struct stop *stop);
/* A copy of solved components in which the items of bundles[at] (all items: -1)
 * begin anew, each alone, by another ground, facts and bounds; `to` owns only the
 * bounds given. All other bundles are borrowed as they are: `from` must outlive it. */
void components_retry(struct components *to, const struct components *from, int32_t at, const struct ground *g,
	const struct facts *facts, const struct bounds *bounds);
/* Solves what is not solved, as components_solve would, but only for who gets how
 * much: further levels only where a bound would be broken without them. Borrowed
 * bundles that a bound joins to others are solved with them, while all that is
 * not borrowed has no more than most_arcs arcs once a bound is met. */
enum serving components_serve_again(struct components *c, const struct solve_options *options, int32_t most_arcs,
	const struct stop *stop);
/* What the solved bundles use of every bound together, door visits included:
 * used[bound * (nperiods + 1) + period], see formulation_use. */
void components_use(const struct components *c, wide *used);
bool components_keep_bounds(const struct components *c);
/* Formulates one bundle and solves only who gets how much: fairness, no level after
 * it, no baseline. The flow is any that serves so. */
void bundle_serve(struct bundle *bundle, const struct components *c, const struct stop *stop);
void bundle_clear(struct bundle *bundle); /* forgets its solution */
/* Solves a coupled bundle's levels again, for one of their LPs; false when there is none
 * (leximin alone has them, and only where limits count in its tiers). */
struct level_watch; /* solver/engines.h */
bool bundle_watch(const struct bundle *bundle, const struct components *c, struct level_watch *watch);
void bundle_release(struct bundle *bundle);

#endif
