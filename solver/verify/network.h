/* The network of one item, or of several that are decided together, rebuilt
 * from the scenario, its claims and callable goods, and what has happened: docs/method.md, "The network". And the plan's legs and hand-outs as
 * a flow in it.
 *
 * Point 0 is the outside. Goods that enter alike (place, last day, layer,
 * instant) wait at a source; then they are at a place in a period, apart by
 * last day and layer; goods of all kinds meet at the counter of a place and
 * period, and go from there to claims. Ways stand in the order of time: every
 * way into a point stands before every way out of it. */
#ifndef SHECANG_SOLVER_VERIFY_NETWORK_H
#define SHECANG_SOLVER_VERIFY_NETWORK_H

#include "solver/verify/checker.h"

struct previous;
#define UNLIMITED (QUANTITY_MAX * 4) /* more than there are goods */
#define TIER_FIRST 0 /* tier of what must be: stock left at the end */

enum point_kind { POINT_OUTSIDE, POINT_SOURCE, POINT_PLACE, POINT_MEETING, POINT_COUNTER, POINT_CLAIM };
struct point {
	unsigned char kind; /* enum point_kind */
	bool arrives; /* source: cannot leave before the next period */
	int32_t item, place, period; /* -1 where it has none */
	day last_day; /* source, place, meeting */
	int32_t layer; /* region, or -1 - place for goods that stay there */
	int64_t release; /* source: seconds after the start */
	int32_t route, depart; /* meeting: of its legs, else -1 */
	int32_t cell; /* claim: as in struct claim, else -1 */
};

enum way_kind {
	WAY_DRAW, /* outside -> source */
	WAY_LEG, /* source or place -> place, or -> where the legs of an announced flow meet */
	WAY_STAY, /* source -> its place */
	WAY_MEETING, /* meeting -> place: first what was announced, then what goes beyond */
	WAY_SERVE, /* place -> counter */
	WAY_CARRY, /* place -> the same place a period later */
	WAY_HAND /* counter -> claim; place in the last period -> stock left at the end */
};
struct way {
	int32_t tail, head;
	unsigned char kind; /* enum way_kind */
	bool announced; /* leg into a meeting; meeting: the part that was announced */
	int32_t route; /* WAY_LEG, else -1 */
	int32_t depart, arrive; /* periods */
	int64_t most; /* issue units, 0..UNLIMITED */
	int64_t flow; /* what the plan sends, issue units */
};

struct claim {
	int32_t point;
	int32_t cell; /* index into cells.cells; stock to be left: -1 - minimum */
	int32_t item, stage, tier;
	int64_t demand; /* D_c, issue units */
	int64_t fact; /* already there, 0..D_c */
	int64_t least; /* hard least value of what comes */
	int64_t alone; /* without its share of minima over several claims, which lifts it */
	bool shared; /* it does */
	int64_t drawn; /* what comes by the plan */
	int32_t first_hand, nhands; /* its hand ways */
};

struct network {
	int32_t nitems;
	const int32_t *items; /* [nitems], of the caller */
	struct point *points; int32_t npoints, points_room;
	struct way *ways; int32_t nways, ways_room;
	struct claim *claims; int32_t nclaims, claims_room; /* item by item, in the order of the cells */
};

/* What has happened by the earlier plan and the receipts (course.h), and what had been
 * announced. */
struct brought { /* goods that an earlier shipment brought and that are not handed out */
	int32_t lot, place, period; /* period -1: before the horizon */
	int64_t units;
	int64_t unused; /* of them nobody needs by the plan: they stay to the end */
};
struct announced_way { /* legs that were announced and have not happened */
	int32_t item, depart, route, arrive;
	day last_day;
	int32_t layer; /* INT32_MIN: goods no longer known */
	int64_t units;
};
struct past {
	int64_t *drawn; /* [nlots] issue units that have left the lot */
	int64_t *done; /* [ncells] issue units handed out */
	struct brought *brought; int32_t nbrought, brought_room;
	struct announced_way *announced; int32_t nannounced, announced_room; /* sorted, each once */
	int64_t *served; /* [ncells] issue units announced for the claim (previous_served); NULL = no plan */
};
int announced_compare(const void *a, const void *b); /* their order; units apart */
/* previous, settled, may be NULL. */
void past_build(struct past *past, const struct checker *k, const struct previous *previous);
void past_release(struct past *past);

/* What all networks of one scenario look up. */
struct map_of_roads {
	int32_t *stand; /* [nplaces] */
	int32_t *first_route, *routes; /* [nplaces + 1], [nroutes]: routes that leave a stand */
	int32_t *arrival; /* [nroutes * nperiods] leaving at the start of the period; -1 = not */
};
void roads_build(struct map_of_roads *roads, const struct scenario *s);
void roads_release(struct map_of_roads *roads);

/* Builds the network of items and fills in the flow. Adds findings where the
 * plan's goods do not make a flow. substitutes: also counters that only parts of
 * substitutes are handed out at. */
void network_build(struct network *net, struct checker *k, const struct past *past,
	const struct map_of_roads *roads, const int32_t *items, int32_t nitems, bool substitutes);
void network_release(struct network *net);

#endif
