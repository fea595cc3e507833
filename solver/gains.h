/* What open decisions would change: each is taken alone, and the items that it
 * is about are solved again. What is booked is proven as the plan is: who gets
 * how much is unique, so the difference does not depend on the order of work. */
#ifndef SHECANG_SOLVER_GAINS_H
#define SHECANG_SOLVER_GAINS_H

#include "solver/components.h"

/* At most this many decisions are solved again. */
#define GAINS_MOST 20

/* Fills plan->gains once plan->served stands. Decisions that free most come
 * first; the work stays below that of the plan itself, measured by the size of
 * what is solved, so that it is the same on every machine. What is not solved
 * for this, or because of stop, or because its part of the plan is not proven,
 * or because a limit outside of it would be broken, keeps a bound: the less of
 * what it frees and what is short. */
void gains_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop);

#endif
