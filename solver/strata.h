/* From decided pieces to the nested cuts T_1 < T_2 < ... of a tier.
 *
 * A point stands in the stratum of its piece's rate; pieces of equal rate are
 * one stratum. A cell's rate is max(lambda of its piece, base / D): a cell
 * that has more than lambda from the start draws nothing, and its node alone
 * joins the cuts later, at its own rate. Cells of rate 1 are full and in no
 * cut. So every cell of the tier has the rate of its stratum or is full.
 *
 * cap(T_k) = capacity of arcs into T_k (from node 0 too)
 *          + facts of the tier's cells in T_k
 *          - what other cells in T_k draw (frozen, or least values of later tiers)
 *          - least values of the tier's cells whose point is in T_k but which
 *            are not ("lower bounds out of it"; arcs into such a cell from
 *            outside T_k are counted),
 * and sum of s_c over the tier's cells in T_k = cap(T_k). */
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
