/* Random small networks and a reference for their linear levels: cancelling
 * lexicographically negative residual cycles, exact and as slow as can be. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_CYCLES_H
#define SHECANG_TESTS_SOLVER_SUPPORT_CYCLES_H

#include "tests/solver/support_random.h"

#define LEVELS_MAX 8
#define NODES_MAX 350
#define COLUMNS_MAX 2000

enum cycles_shape { CYCLES_SMALL, CYCLES_UNLIMITED, CYCLES_LARGE }; /* UNLIMITED: some arcs are */
/* Places (0 the outside), then the cells' nodes. Arcs may be parallel, form
 * cycles, have capacity 0 or reach nothing. problem_release by the caller. */
void cycles_problem(struct problem *p, struct support_random *r, enum cycles_shape shape);

/* A column as the reference sees it: an arc, or a cell's flow to the outside. */
struct column {
	int32_t tail, head;
	int64_t lower, upper, flow;
	wide cost[LEVELS_MAX]; /* first the cost that comes first */
};
/* The arcs, then the cells (0..need): narcs + ncells columns of flow 0 and
 * cost 0. Returns how many. */
int32_t columns_make(const struct problem *p, struct column *columns);
/* Pushes a random amount round a random residual cycle, if the search for one
 * does not run into a dead end. */
void columns_push(struct support_random *r, struct column *columns, int32_t n);
/* From a feasible flow to the lexicographically least costs; values [nlevels]. */
void columns_minimise(struct column *columns, int32_t n, int32_t nnodes, int32_t nlevels,
	wide *values);

#endif
