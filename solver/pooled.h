/* The network of one item once limits and lead times are lifted: a pure
 * problem, much smaller than the one that the plan was made by.
 *
 * Goods are told apart by layer (the region they must not leave, or their own
 * place) and class (last usable day). With roads, they may go on in the period
 * in which they come, over every road that is open then. Without, they are at
 * every place of their region at once: a node for each region and period
 * stands for all of it.
 *
 *   outside -> goods (layer, class, place or region, period) -> the next period
 *   goods -> goods in the same period, over a road
 *   goods -> counter (place or region, period) -> counters of regions inside
 *   counter -> claims
 *
 * Every flow of the network with lead times, notices and hops from period to
 * period is one of the network with roads, and every flow of that one is one
 * of the network without: goods may always be as late as they were. */
#ifndef SHECANG_SOLVER_POOLED_H
#define SHECANG_SOLVER_POOLED_H

#include "solver/facts.h"
#include "solver/problem.h"

struct pooled {
	const struct ground *ground;
	int32_t item;
	struct problem problem; /* with all claims; no objectives */
	int32_t *cell_of; /* [problem.ncells] index into cells.cells; below 0: a hard claim */
	int32_t *counter_of; /* [problem.ncells] first counter that it may be served at, -1 = none: the
	                      * others follow it, one a period */
	struct periods *when; /* [problem.ncells] periods in which it is served */
	int32_t nbare; /* nodes and arcs before those of the claims */
	int32_t nbare_arcs;
};
/* Claims ask for what they have by facts (done, kept, stand-ins), as in
 * formulate(). */
void pooled_init(struct pooled *n, const struct ground *g, const struct facts *facts, int32_t item,
	bool roads);
void pooled_release(struct pooled *n);

/* The same network for a few of its claims: part [npart] are claims of n
 * (ascending), and all others draw just draws[c] >= 0 together by where and when
 * they are served. The first npart cells of p are those of part, in order; the
 * rest are hard. problem_release by the caller. */
void pooled_part(const struct pooled *n, const int32_t *part, int32_t npart, const int64_t *draws,
	struct problem *p);

#endif
