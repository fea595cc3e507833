/* The network of a fairness tier, cut up piece by piece (divide and conquer).
 *
 * A piece is a set of points with the arcs inside it and its active cells. What
 * crosses its edge is settled and kept as a number for each point:
 *   excess[v] = supply of node 0 + saturated arcs from outside the piece
 *               - saturated arcs to outside - amounts of cells already fixed.
 * All pieces but the first are tight: excess sums to what the active cells get.
 * Segments of points, arcs and cells are disjoint and permuted in place;
 * cells keep their order (base / demand ascending) inside a piece. */
#ifndef SHECANG_SOLVER_PIECES_H
#define SHECANG_SOLVER_PIECES_H

#include "solver/compact.h"
#include "solver/maxflow.h"

struct segment {
	int32_t begin, end;
};

struct piece {
	struct segment points, arcs, cells;
	struct ratio above; /* fill rates inside are above this */
};

struct pieces {
	const struct problem *p;
	const struct compact *net;
	const int64_t *base; /* [ncells] units a cell has before it draws: fact + least */
	int64_t *excess; /* [npoints] */
	int64_t *flow; /* [net->narcs] settled units; of arcs not yet settled 0 */
	int64_t *drawn; /* [ncells] x_c as settled */

	int32_t *points; /* [npoints] permutations cut into segments */
	int32_t *arcs; /* [net->narcs] */
	int32_t *cells; /* [ncells] active cells first placed by the caller */
	int32_t npieces, room;
	struct piece *piece; /* [npieces] still to do, last one next */

	struct flow flow64; /* reused */
	struct flow_wide flow128;

	/* scratch */
	int32_t *local; /* [npoints] number of a point in the piece at hand, or its root */
	int32_t *part; /* [npoints] component of a point */
	int32_t *local_tail, *local_head; /* [net->narcs] */
	int64_t *local_capacity; /* [net->narcs] */
	int32_t *sorted; /* [max(npoints, narcs, ncells)] */
	char *inside; /* [npoints] by local number */
};

/* drains [ncells]: amounts already fixed (frozen cells, least values); supply
 * comes from net. cells is allocated but empty. */
void pieces_init(struct pieces *w, const struct problem *p, const struct compact *net,
	const int64_t *base, const int64_t *drains);
void pieces_release(struct pieces *w);
static inline int32_t pieces_point(const struct pieces *w, int32_t c)
{
	return compact_cell_point(w->net, w->p, c);
}
static inline int32_t segment_length(struct segment s)
{
	return s.end - s.begin;
}
/* Puts the connected components of a piece on the list of pieces to do. */
void pieces_add_components(struct pieces *w, struct piece whole);
/* Numbers the points of a piece in w->local and its arcs in w->local_*;
 * returns the sum of its supply (positive excess). */
int64_t pieces_number(struct pieces *w, const struct piece *piece);
/* Loads a numbered piece with supply and fixed amounts, in whole units.
 * Capacities are clipped at most: the piece's supply where only flows matter
 * or the piece is tight, net->most where cuts are looked for. */
void pieces_load(struct pieces *w, const struct piece *piece, int64_t most);
/* Cuts a numbered piece: points with w->inside go into *low, the others into
 * *high. Arcs into low are full, arcs out of low are empty. */
void pieces_cut(struct pieces *w, const struct piece *piece, struct piece *low,
	struct piece *high);
/* Takes the units of all arcs of a numbered piece from flow64. */
void pieces_keep_flow(struct pieces *w, const struct piece *piece);

#endif
