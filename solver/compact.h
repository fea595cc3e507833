/* A pure problem made smaller without changing any cut.
 *
 * Points are what is left of the nodes. A cell whose only arc in is never a
 * limit (capacity at least what the cell can draw) stands at that arc's tail;
 * cells with the same tails and no limiting arc share one point, a bundle.
 * Arcs from node 0 become supply of their head. In every least cut that is
 * deficient such cells stand where their point stands, so fill rates, cuts and
 * whole-unit greedy choices are the same. Capacities are clipped at the sum of
 * all that can be drawn, which no deficient cut reaches. */
#ifndef SHECANG_SOLVER_COMPACT_H
#define SHECANG_SOLVER_COMPACT_H

#include "solver/problem.h"

struct compact {
	int32_t npoints;
	int32_t *node_point; /* [nnodes] -1: node 0 and cells that draw nothing */
	int64_t *supply; /* [npoints] units from node 0, clipped */
	int32_t narcs;
	int32_t *tail, *head; /* [narcs] points */
	int64_t *capacity; /* [narcs] clipped, > 0 */
	int32_t *origin; /* [narcs] arc of the problem, -1: into a bundle */
	int64_t most; /* sum of all that can be drawn */

	int32_t nbundles;
	int32_t *bundle_arc; /* [nbundles] its first arc; then one for each tail in turn */
	int32_t *bundle_start; /* [nbundles + 1] into bundle_cell */
	int32_t *bundle_cell; /* cells, all with arcs in from the same tails */

	/* Arcs of the problem with capacity into each cell, tails ascending. */
	int32_t *in_start; /* [ncells + 1] */
	int32_t *in_arc;
};

/* most [ncells]: x_c is within 0..most[c]; 0 leaves the cell out. */
void compact_build(struct compact *k, const struct problem *p, const int64_t *most);
void compact_release(struct compact *k);
/* The point of cell c, -1 when left out. */
static inline int32_t compact_cell_point(const struct compact *k, const struct problem *p,
	int32_t c)
{
	return k->node_point[p->cell_node[c]];
}
/* The problem's flow: flow [k->narcs] and drawn [ncells] (= x_c, 0 for cells
 * left out) balance at every point with no more than its supply. x [narcs]. */
void compact_expand(const struct compact *k, const struct problem *p, const int64_t *flow,
	const int64_t *drawn, int64_t *x);

#endif
