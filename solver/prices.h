/* Prices of the linear levels of a pure problem, kept and made small: most
 * follow from their neighbours by the rule of models/proof.h.
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

/* Heads of arcs with a limit: solution->heads, no prices yet. */
void solution_list_heads(struct solution *s, const struct problem *p);
/* Adds the prices [nnodes] of one more level: the one that stands last in
 * solution->levels, which is the first when there were none. */
void solution_keep_prices(struct solution *s, const wide *price);
/* Prices of a problem with limits but without batches: of the first linear
 * levels at which solution->x is as good as any flow without limits and visits
 * that serves the same. They replace what the solution has. */
void solution_relaxed_prices(struct solution *s, const struct problem *p);

/* Which heads must be written: written [solution->nheads] is set; limits and
 * visits do not count. The arcs stand so that each one comes after all arcs into its tail (formulate.h). */
void prices_reduce(const struct problem *p, const struct solution *solution, char *written);

#endif
