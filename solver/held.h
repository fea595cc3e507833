/* A problem with its batches held as they are in a plan: what they give comes from the
 * outside as it is, what they take goes to cells of its own. Linear levels of what is
 * left are about a network with limits (priced_levels.h); prices of nodes found there are
 * prices of the problem itself. */
#ifndef SHECANG_SOLVER_HELD_H
#define SHECANG_SOLVER_HELD_H

#include "solver/problem.h"

struct held {
	const struct problem *p;
	/* Nodes, arcs and cells of p, then its own; no batches. Columns: arcs, then p's visits.
	 * Objectives have what the batches cost in their constant. */
	struct problem q;
	int64_t *batches; /* [p->nbatches] as held */
};
/* x [columns of p] is feasible. p must outlive h. */
void held_init(struct held *h, const struct problem *p, const int64_t *x);
void held_release(struct held *h);
/* The plan x of p in columns of q, and back; the caller frees. The first own arcs
 * carry just what they can. */
int64_t *held_plan(const struct held *h, const int64_t *x);
int64_t *held_back(const struct held *h, const int64_t *x);

#endif
