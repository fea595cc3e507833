/* A Hoffman cut made small: which of its nodes must be written.
 *
 * By the rule of models/proof.h a node is inside when an arc without limit leads
 * from it inside, claims only when they are written. The nodes that follow from
 * the claims alone often are a cut already; if not, those that differ from the
 * rule are written, too. */
#ifndef SHECANG_SOLVER_CUT_H
#define SHECANG_SOLVER_CUT_H

#include "solver/problem.h"

/* cut [nnodes], 1 = inside: the least values inside are more than the capacity of
 * the arcs into it, all of which have a limit. On return cut may be another one
 * that does, and written [nnodes] marks the nodes whose side must be written. */
void cut_reduce(const struct problem *p, char *cut, char *written);
/* Do the least values inside exceed the capacity of the arcs into it? */
bool cut_is_deficient(const struct problem *p, const char *cut);

#endif
