/* A start near the end: a flow that serves what is decided, by prices of the linear levels that
 * are near the right ones, for example of a neighbour.
 *
 * Under optimal prices an arc with a positive reduced cost is empty and one with a negative
 * reduced cost is full. A flow that keeps to this as far as quantities let it is nearly optimal,
 * and the network simplex has little left to do. Prices are a guess and nothing else: any flow
 * that serves the same is a right start, and the levels are solved to their end from it. */
#ifndef SHECANG_SOLVER_PRICED_FLOW_H
#define SHECANG_SOLVER_PRICED_FLOW_H

#include "solver/levels_pure.h"

/* A flow x [narcs] that brings every cell served [ncells] >= 0, by prices of the first levels: it
 * draws and sends by arcs with negative reduced cost first (of the first level where it is not
 * 0), then by those with none, then by any. On entry x is any flow that brings served. */
void flow_by_prices(const struct problem *p, const int64_t *served, const struct level_prices *prices,
	int64_t *x);

#endif
