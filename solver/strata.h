/* From decided pieces to the nested cuts T_1 < T_2 < ... of a tier.
 *
 * A point stands in the stratum of its piece's rate; pieces of equal rate are
 * one stratum. Cells stand where their points do, but for one case: a cell
 * without a least value whose household stock alone gives it more than that
 * rate draws nothing, and its node joins the cuts later, at its own rate (or
 * never, when it is full). So for a cell c of the tier with the label k
 *   k <= count: |s_c - rate_k D_c| < 1, or x_c = least_c > 0 and s_c >= rate_k D_c
 *               (its hard least value lifts it above the rate);
 *   k > count:  s_c = D_c.
 *
 * cap(T_k) = capacity of arcs into T_k (from node 0 too)
 *          + facts of the tier's cells in T_k
 *          - what other cells in T_k draw (frozen, or least values of later tiers)
 * and sum of s_c over the tier's cells in T_k = cap(T_k), so none of them can
 * get more without another of them getting less. */
#ifndef SHECANG_SOLVER_STRATA_H
#define SHECANG_SOLVER_STRATA_H

#include "solver/pieces.h"

struct leaves {
	int32_t count, room;
	struct ratio *rate; /* [count] of the piece; without active cells: a rate it is above */
	char *has_cells; /* [count] */
	int32_t has_cells_count, has_cells_room;
	int32_t *of_point; /* [npoints] -1 = in no piece: its cells are full */
};

/* is_tier [ncells]: the tier's cells; s is filled, and checked against what
 * the cells got (assert). */
void strata_build(struct strata *s, const struct pieces *w, const struct leaves *leaves,
	const char *is_tier);
/* No cuts: every node has label 1 = count + 1. */
void strata_none(struct strata *s, const struct problem *p);

#endif
