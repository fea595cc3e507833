/* What the tests of solver/ share: seeded random pure problems, and the
 * fairness of a tier by its definition, for up to SUPPORT_CELLS_MAX cells.
 *
 * The reference knows nothing of the solver: the rank f(A), how much the cells
 * of A can get together, comes from plain augmenting paths for every set A;
 * the rates from raising all cells together and stopping those in a tight set;
 * the whole units from trying every y. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_RANDOM_H
#define SHECANG_TESTS_SOLVER_SUPPORT_RANDOM_H

#include "solver/problem.h"

#define SUPPORT_CELLS_MAX 8

struct support_random {
	uint64_t state;
};
uint64_t support_word(struct support_random *r);
/* low..high, both included. */
int64_t support_between(struct support_random *r, int64_t low, int64_t high);

struct support_shape {
	int32_t hubs_most; /* nodes that are neither outside nor cells, >= 1 */
	int32_t periods; /* > 1: hubs are places in time, with carry arcs; else any arcs */
	int32_t cells_most; /* >= 1; at most SUPPORT_CELLS_MAX for the reference */
	int32_t tiers; /* 1.. */
	int64_t capacity_most, demand_most; /* >= 1 */
	bool facts; /* some cells have household stock */
	bool hard; /* some cells are hard rules, rarely more than can be met */
	bool leasts; /* some cells of tiers have a hard least value */
	bool unlimited; /* some arcs have no limit */
};
/* problem_init is done here; problem_release by the caller. */
void support_problem(struct problem *p, struct support_random *r,
	const struct support_shape *shape);
/* Makes a network without circles of it: arcs lead to higher nodes, in the order of
 * their tails, so that all arcs into a node come before those out of it. */
void support_order_arcs(struct problem *p);
/* Empty arrays of these sizes; cells have nodes of their own at the end, tier 1,
 * demand 1 and their index as order. For problems written by hand. */
void support_sizes(struct problem *p, int32_t nhubs, int32_t ncells, int32_t narcs);
void support_arc(struct problem *p, int32_t a, int32_t tail, int32_t head, int64_t capacity);
/* The node of cell c. */
static inline int32_t support_cell(const struct problem *p, int32_t c)
{
	return p->nnodes - p->ncells + c;
}

/* Most that can flow when cell c may get up to most[c] units: augmenting paths. */
int64_t support_max_flow(const struct problem *p, const int64_t *most);

/* A tier as far as fairness needs to know it: no problem, only what its claims can
 * get together, found by whatever means. */
struct support_tier {
	int32_t n; /* claims of the tier */
	int64_t base[SUPPORT_CELLS_MAX]; /* [n] what each has in any case: fact and least value */
	int64_t demand[SUPPORT_CELLS_MAX]; /* [n] D_c */
	int32_t order[SUPPORT_CELLS_MAX]; /* [n] among claims with the same fraction, small first */
	int64_t announced[SUPPORT_CELLS_MAX]; /* [n] units that an earlier plan gave it in all; 0 = none */
	int64_t rank[1 << SUPPORT_CELLS_MAX]; /* f(A): the most that those of A, a set of bits, can get
	                                       * beyond that together */
};
/* Leximin: rate [n] final fill rates; whole [n] units beyond the base. */
void support_share(const struct support_tier *t, struct ratio *rate, int64_t *whole);
/* The largest rate up to 1 that all claims of the set can have together. */
struct ratio support_common_rate(const struct support_tier *t, int32_t among);

/* Fairness of a tier by definition; served [ncells] as fairness_pure takes it.
 * rate [ncells]: final fill rate of each cell of the tier, 1/1 for full ones.
 * whole [ncells]: its x_c in whole units; others are not touched. False when
 * the fixed amounts cannot be met. */
bool support_fairness(const struct problem *p, int32_t tier, const int64_t *served,
	struct ratio *rate, int64_t *whole);

#endif
