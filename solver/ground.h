/* The ground: what all formulations of one scenario look up again and again.
 * Ranks are positions in the bytewise order of ids, so that nothing depends
 * on the order of elements in the file. */
#ifndef SHECANG_SOLVER_GROUND_H
#define SHECANG_SOLVER_GROUND_H

#include "models/plan.h"

struct ground {
	const struct scenario *scenario;
	const struct cells *cells;
	const struct supply *supply;
	int32_t *item_rank; /* [nitems] */
	int32_t *item_at; /* [nitems] item with that rank */
	int32_t *group_rank; /* [ngroups] */
	int32_t *place_rank; /* [nplaces] */
	int32_t *holder_rank; /* [nholders] */
	int32_t *route_rank; /* [nroutes] */
	int32_t *route_at; /* [nroutes] route with that rank */
	int32_t *place_at; /* [nplaces] place with that rank */
	int32_t *segment_at; /* [nsegments] segment with that rank */
	int32_t *substitute_rank; /* [nsubstitutes] by item, what is given, parts, penalty */
	int32_t *substitute_at; /* [nsubstitutes] substitute with that rank */
	int32_t *community_rank; /* [nplaces] rank among stands with demand, -1 elsewhere */
	int32_t ncommunities; /* stands with demand */
	int32_t *stand; /* [nplaces] place_stand */
	/* Routes by the stand they leave from, in the order of (to id, route id). */
	int32_t *leave_start; /* [nplaces + 1] */
	int32_t *leave_route; /* [nroutes] */
	int32_t *cell_start; /* [nitems + 1] by item rank: cells.cells of the item */
	int32_t *lot_start; /* [nitems + 1] by item rank: supply.lots of the item */
	int32_t *lot_order; /* [nlots] position of a lot in the order of (last day, holder id, lot, item id, line) */
	int32_t *goods_order; /* [nlots] the same, but one number for all parts of one lot (of the same
	                      * stock line) */
	int32_t first_period; /* first period that may still be planned */
	int32_t *people_start; /* [nplaces + 1] by stand */
	int32_t *people_at; /* [npeople] scenario.people at that stand */
	int64_t *households; /* [ncommunities][ngroups][nperiods] of groups served at the door, else NULL */
};
void ground_init(struct ground *g, const struct scenario *s, const struct cells *cells,
	const struct supply *supply);
void ground_release(struct ground *g);
/* The ground of the same scenario read otherwise: another supply, and claims
 * that differ only in what households cover. It borrows all else from g;
 * ground_release_variant by the caller, before g goes. */
void ground_vary(struct ground *variant, const struct ground *g, const struct scenario *s,
	const struct cells *cells, const struct supply *supply);
void ground_release_variant(struct ground *variant);
/* Last period at whose end goods with this last day are in date; nperiods - 1
 * for DAY_NONE; -1 when none. */
int32_t ground_last_period(const struct ground *g, day last_day);
/* The n-th part of a substitute by the id of its item, 0... */
const struct part *ground_part(const struct ground *g, const struct substitute *u, int32_t n);
/* Persons of a group at a stand in a period. */
int64_t ground_people(const struct ground *g, int32_t stand, int32_t group, int32_t period);
/* Households of a group served at the door, at a stand with demand; 1 when
 * none are stated, so that they are visited together. */
int64_t ground_households(const struct ground *g, int32_t stand, int32_t group, int32_t period);

#endif
