/* Coupled problems whose limits decide when and how goods move, but not what
 * claims and costs come to: the common case of a city that has enough vehicles
 * over the horizon, only not all on the first day.
 *
 * All levels before earliness are solved on the relaxation (limits left out),
 * which is a pure network. If some plan that keeps the limits reaches exactly
 * the same whole units for every claim and the same values on those levels, it
 * is best on all of them, because no plan of the relaxation is better. Such a
 * plan is looked for among the latest ones (each day carries what the day
 * needs), cutting what a broken limit carries. Only earliness is then left: by
 * prices of the limits (priced.h), which bound it exactly and bring the plan
 * forward to within what whole units cost; where few arcs are left open, by an LP. */
#ifndef SHECANG_SOLVER_GUIDED_H
#define SHECANG_SOLVER_GUIDED_H

#include "solver/engines.h"

/* Fills solution and returns true when such a plan was found: ANSWER_OPTIMAL, or
 * ANSWER_GAP when an earliness level is not proven. False (solution untouched)
 * when none was found, when the problem has batches or visits that depend on
 * times, or when stopped. */
bool solve_guided(const struct problem *p, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution);

/* Whether a plan was found that keeps the limits while every cell gets just
 * served [ncells]. Not finding one proves nothing. */
bool guided_keeps(const struct problem *p, const int64_t *served, const struct stop *stop);
/* The same with the levels before earliness as good as they are without limits, if that is found,
 * else as they come. flow [narcs] is set only when true is returned. */
bool guided_flow(const struct problem *p, const int64_t *served, const struct stop *stop, int64_t *flow);

#endif
