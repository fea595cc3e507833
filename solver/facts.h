/* Facts: what has already happened when a plan under way is made again.
 *
 * Departed, issued and received shipments of the previous plan are facts with
 * their real quantities; what was handed out stays handed out. The network
 * then starts from what is left: lots less what was drawn, goods under way or
 * at their destination as supply there, cells with what they already got.
 * The rest of the previous plan is only announced; deviating from it counts in
 * the change level. */
#ifndef SHECANG_SOLVER_FACTS_H
#define SHECANG_SOLVER_FACTS_H

#include "solver/ground.h"

/* Goods of a lot that are at (or will reach) a stand and are not handed out. */
struct arrival {
	int32_t lot; /* index into supply.lots */
	int32_t stand;
	int32_t period; /* from when they can be used there */
	int64_t units;
	int32_t shipment; /* index into facts.shipments that brought them, -1 */
};
struct announced_flow { /* sorted by item, route, depart, last day, layer */
	int32_t item, route, depart;
	day last_day;
	int32_t layer; /* region place, or -1 - stand for an own-place layer */
	int64_t units;
};
struct facts {
	int64_t *drawn; /* [supply.nlots] issue units already drawn */
	int64_t *done; /* [cells.ncells] issue units already handed out */
	struct shipment *shipments; int32_t nshipments, shipments_room; /* with fact = true */
	struct handout *handouts; int32_t nhandouts, handouts_room; /* with fact = true */
	struct arrival *arrivals; int32_t narrivals, arrivals_room;
	struct announced_flow *announced; int32_t nannounced, announced_room;
};
/* previous may be NULL: nothing has happened. */
void facts_build(struct facts *f, const struct ground *g, const struct previous *previous);
void facts_release(struct facts *f);
/* The announced flow of a leg: index into announced, -1 when there is none. */
int32_t facts_find_announced(const struct facts *f, int32_t item, int32_t route, int32_t depart,
	day last_day, int32_t layer);

#endif
