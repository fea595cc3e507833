/* Integer max flow by pulling: places that ask (deficit) draw units back
 * against the direction of the arcs from places that have some (supply).
 *
 * A push-relabel method turned round: label[v] is a lower bound of the number
 * of arcs from a place with supply left to v, highest label first, with exact
 * relabelling from time to time and the gap rule. After flow_run every ask is
 * met, or the deficits that are left prove a least cut (flow_cut). Two kinds
 * of the same: struct flow counts in int64_t, struct flow_wide in 128 bits, for
 * capacities multiplied by the denominator of a fill rate.
 *
 * Sums must stay clear of overflow: all supply, all asks and twice every
 * capacity fit into the number. A structure is reused for many networks. */
#ifndef SHECANG_SOLVER_MAXFLOW_H
#define SHECANG_SOLVER_MAXFLOW_H

#include "base/number.h"
#include "solver/problem.h"

#define FLOW_NUMBER int64_t
#define FLOW_STRUCT flow
#define FLOW(name) flow_##name
#include "solver/maxflow_declare.inc"
#undef FLOW_NUMBER
#undef FLOW_STRUCT
#undef FLOW

#define FLOW_NUMBER wide
#define FLOW_STRUCT flow_wide
#define FLOW(name) flow_wide_##name
#include "solver/maxflow_declare.inc"
#undef FLOW_NUMBER
#undef FLOW_STRUCT
#undef FLOW

#endif
