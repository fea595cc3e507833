/* Prices of the linear levels of a pure problem, made small: most follow from
 * their neighbours by the rule of models/proof.h.
 *
 * Let y be exact prices, as vectors over the levels: d = cost - y(head) +
 * y(tail) is > 0 only where x = 0, < 0 only where x = capacity. Raise y(v) of
 * every node that no full arc enters to the least y(tail) + cost over the arcs
 * into it. Where something flows into v that changes nothing, for that arc is
 * not full, so d = 0 there and d >= 0 at the others. Where nothing does,
 * nothing flows out either, and arcs out of v may have any d >= 0. So the
 * raised prices are exact, too, and only heads of full arcs must be written,
 * where they differ from the rule. */
#ifndef SHECANG_SOLVER_PRICES_H
#define SHECANG_SOLVER_PRICES_H

#include "solver/problem.h"

/* Which heads must be written: written [solution->nheads] is set. The arcs stand
 * so that each one comes after all arcs into its tail (formulate.h). */
void prices_reduce(const struct problem *p, const struct solution *solution, char *written);

#endif
