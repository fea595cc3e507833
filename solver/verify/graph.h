/* Ways of a network by their ends, and what can be sent on beside its flow: a
 * unit more over a way with room, or a unit less over one that carries some. */
#ifndef SHECANG_SOLVER_VERIFY_GRAPH_H
#define SHECANG_SOLVER_VERIFY_GRAPH_H

#include "solver/verify/network.h"

struct graph {
	const struct network *net;
	int32_t *first, *ways; /* [npoints + 1], [2 nways]: ways at a point, those out of it first */
	int32_t *queue; /* [npoints] for the searches */
};
void graph_build(struct graph *g, const struct network *net);
void graph_release(struct graph *g);

static inline int32_t other_end(const struct way *w, int32_t v)
{
	return w->tail ^ w->head ^ v;
}
/* Can a unit be sent from v over the way, either more or back? */
static inline bool can_send(const struct way *w, int32_t v)
{
	return w->tail == v ? w->flow < w->most : w->flow > 0;
}

/* Marks every point with mark[v] == unmarked from which a unit can be sent to
 * the point `to` (itself too), with `value`. */
void mark_senders(const struct graph *g, int32_t to, int32_t *mark, int32_t unmarked, int32_t value);
/* The same for points that can get one from `from`; where within is given, only
 * among points v with within[v] == within[from]. */
void mark_receivers(const struct graph *g, int32_t from, const int32_t *within, int32_t *mark,
	int32_t unmarked, int32_t value);

/* Can what is too much at some points (excess > 0) be sent to where it is missing
 * (excess < 0), each only among points of the same group? All flows and
 * capacities of a group count times its factor. group [npoints], factor
 * [groups], excess [npoints]; what cannot be sent remains in it. Returns whether
 * nothing remains. layer [npoints] returns below 0 for the points that can get
 * nothing more in the end; where it is NULL what remains may have been moved to
 * other points of the group. */
bool send_excess(const struct graph *g, const int32_t *group, const int64_t *factor, wide *excess,
	int32_t *layer);

#endif
