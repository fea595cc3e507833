/* Which remedies there are at all: candidates, before anything is solved. */
#ifndef SHECANG_SOLVER_REMEDIES_LIST_H
#define SHECANG_SOLVER_REMEDIES_LIST_H

#include "solver/remedies.h"

/* Of each kind the most_of_kind with the largest potential; untried counts the
 * others. The caller frees. */
struct remedy *remedies_list(const struct remedies_request *q, int32_t *n, int32_t untried[REMEDY_KINDS]);

#endif
