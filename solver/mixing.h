/* Mixing flows of a network in whole units: between two flows that deliver the
 * same, every cycle of their difference is gone along for its share of the way,
 * rounded so that the use of limits stays near that of the exact mix. */
#ifndef SHECANG_SOLVER_MIXING_H
#define SHECANG_SOLVER_MIXING_H

#include "solver/problem.h"

struct mixing;
/* For flows of the network of p, whose limits are minded; p must outlive it.
 * Never NULL. */
struct mixing *mixing_open(const struct problem *p);
void mixing_close(struct mixing *m);
/* mix becomes mix + share (0..1) of the way to other, on the arcs [n] alone; both
 * [narcs], and their difference there is a circulation. */
void mixing_step(struct mixing *m, const int32_t *arcs, int32_t n, double share, const int64_t *other,
	int64_t *mix);

#endif
