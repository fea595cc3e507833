/* Tracing: from flows of issue units to goods. At every node the outgoing
 * flows, in id order, draw on what came in, ordered by expiry, holder and lot,
 * so every unit handed out is known by holder, lot and legs. */
#ifndef SHECANG_SOLVER_TRACE_H
#define SHECANG_SOLVER_TRACE_H

#include "solver/formulate.h"

/* Adds the shipments, handouts and drawn units of one component's flow x to
 * the plan; plan->drawn is allocated, facts' shipments stand first in
 * plan->shipments. */
void trace_flow(const struct formulation *f, const struct ground *g, const struct facts *facts,
	const int64_t *x, struct plan *plan);

/* Takes from left [facts.narrivals] what the flow x draws on arrivals. */
void trace_arrivals(const struct formulation *f, const int64_t *x, int64_t *left);

/* After all components: sorts, merges what is the same leg of the same lot,
 * makes orders of version 1 with numbers and lines (by departure, receiver, route); those of facts stay
 * as they are (changes_fill brings both together). */
void trace_finish(const struct ground *g, struct plan *plan);

#endif
