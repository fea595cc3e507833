/* From the prices of LPs to a proof in whole numbers (models/proof.h, rounds):
 * prices are rounded to multiples of 2^-shift; then no arc without limit may
 * seem to gain anything, for the least noise times all that could flow would
 * spoil the bound: y(head) <= y(tail) + what the arc costs is put right in one
 * pass, and nodes that nothing can reach get prices at which nothing leaves
 * them. Any prices bound the level; these hardly less well than the LP's. */
#ifndef SHECANG_SOLVER_ROUNDS_H
#define SHECANG_SOLVER_ROUNDS_H

#include "solver/problem.h"

#define STEP_WEIGHT_ONE ((int64_t)1 << 40)

/* Steps: at step k a cell should have x_c = T_k = ceil(k step D_c) - fact_c, within its
 * least value and its need; a unit short weighs 2^40 / D_c, to the nearest. */
int64_t step_target(const struct problem *p, int32_t c, int64_t k, struct ratio step);
int64_t step_weight(int64_t demand);
/* The first step at which a cell with x_c is short; 0: none. */
int32_t short_from(const struct problem *p, int32_t c, int64_t x, struct ratio step);

struct exact_round {
	int32_t level, stratum; /* as in struct dual_round */
	bool step; /* the same */
	int32_t shift; /* all prices are numbers over 2^shift */
	bool derived; /* y of most nodes follows from that of others (models/proof.h) */
	wide *mu; /* [nlevels] >= 0, of earlier linear levels, 0 elsewhere; fair: all 0 */
	wide *y; /* [nnodes]; outside 0 */
	wide *row; /* [nrows] >= 0 */
	wide *link; /* [nlinks] >= 0 */
	wide *weight; /* [ncells] >= 0; linear: all 0 */
};
/* The k-th round of the solution. The arcs stand so that each one comes after
 * all arcs into its tail. */
void exact_round_make(struct exact_round *e, const struct problem *p, const struct solution *solution,
	int32_t k);
void exact_round_release(struct exact_round *e);
/* Makes the round a derived one: prices of nodes are raised to what the rule gives
 * where no arc into them wants more than its capacity; its bound stays as it is.
 * For rounds in which no arc without limit gains anything. */
void exact_round_derive(struct exact_round *e, const struct problem *p, const struct solution *solution);
/* Prices of the nodes at which batches are made, within what those of the counters allow. */
void exact_round_settle(struct exact_round *e, const struct problem *p);
/* What each batch costs at the round's prices, those of its nodes included: out [nbatches]. */
void exact_round_batches(const struct exact_round *e, const struct problem *p, const struct solution *solution,
	wide *out);
/* Marks the nodes whose price the rule for derived rounds does not give: written [nnodes]. */
void exact_round_exceptions(const struct exact_round *e, const struct problem *p,
	const struct solution *solution, char *written);
/* The bound (not with the rule of totals): of the common rate of open cells (an upper one), or of the linear
 * level, in scaled cost (a lower one); of a step what the cells that were not
 * short before must lack, weighed (a lower one); of a contradiction a lower bound
 * of nothing: above 0. Not exact: long double, to choose among
 * prices and for tests. */
long double exact_round_bound(const struct exact_round *e, const struct problem *p,
	const struct solution *solution);

#endif
