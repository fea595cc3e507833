/* Hard minima over several claims: "at least 500 L to this place in periods
 * 1 to 3". A minimum over one claim is its hard least value, put there by
 * formulate(). One over several claims is left out at first: the best plan
 * without it that keeps it is the best with it. When it is not kept, it is
 * shared among its claims evenly by fill rate, but no more to any than it can
 * get, and each part becomes that claim's hard least value. Where limits or
 * substitutes count it stays one row while fair levels are decided (coupled_minima.c),
 * and shares are only made of the plan in whole units. */
#ifndef SHECANG_SOLVER_MINIMA_H
#define SHECANG_SOLVER_MINIMA_H

#include "solver/engines.h"
#include "solver/formulate.h"

/* Claims that the minimum is about, in all. */
int32_t minimum_claims(const struct ground *g, const struct minimum *m);
/* Does x keep all minima over several claims for the items of f? */
bool minima_kept(const struct formulation *f, const struct ground *g, const struct facts *facts,
	const int64_t *x);
/* Raises the least values of f's claims until all such minima are kept. Where
 * they contradict each other or something else, so do the least values. Not raised are
 * they where limits or substitutes count and the minima shall hold together and can:
 * their rows are returned then, else NULL. */
struct minima_rows *minima_share(struct formulation *f, const struct ground *g, const struct facts *facts,
	bool together, const struct stop *stop);

/* The networks of f with its minima over several claims as hard cells of their
 * own, for a cut that shows what contradicts: the first cells of aux are those of
 * f, which draw just their least values; rule [aux->ncells] is the minimum of each
 * further one, -1 before. Nodes below f's number are the same nodes; arc
 * f's narcs + 2 c is what claim c draws, narcs + 2 c + 1 what it passes on to
 * minima. f is as formulate() leaves it. problem_release and mem_free by the caller. */
void minima_problem(const struct formulation *f, const struct ground *g, const struct facts *facts,
	struct problem *aux, int32_t **rule);
/* What stands behind the least value of claim c of f: the minimum about it alone
 * that asks for the most, -1 = none. */
int32_t minimum_behind(const struct formulation *f, const struct ground *g, int32_t c);

#endif
