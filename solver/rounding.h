/* Whole units of one decided piece (DESIGN section 3, "Whole units (pure)").
 *
 * All active cells of the piece have the fill rate lambda = p/q, or more where
 * base / demand is more: x*_c = max(0, lambda D_c - base_c). Cell c gets
 * floor(x*_c) + y_c, y_c in {0, 1}, y_c = 0 where x*_c is whole, such that the
 * piece gives all it has; sum w_c y_c is largest for w_c strictly decreasing in
 * the order (fractional part descending, cell_order ascending). The feasible y
 * are the bases of a matroid, so taking cells in that order, each one whenever
 * a flow for all given so far exists, is the unique optimum. */
#ifndef SHECANG_SOLVER_ROUNDING_H
#define SHECANG_SOLVER_ROUNDING_H

#include "solver/pieces.h"

/* Settles w->flow and w->drawn inside the piece, which is tight; without
 * active cells only the amounts already fixed are delivered. */
void rounding_settle(struct pieces *w, const struct piece *piece, struct ratio rate);

#endif
