/* Bounds that several flows share: vehicles, helpers, budget, the capacities
 * of routes and segments. A bound enters a formulation only when the plan made
 * without it would break it: a plan that is best without a rule and keeps the
 * rule is best with it, level by level. */
#ifndef SHECANG_SOLVER_LIMITS_H
#define SHECANG_SOLVER_LIMITS_H

#include "solver/ground.h"

enum bound_kind { BOUND_LIMIT, BOUND_ROUTE, BOUND_SEGMENT };

/* Vehicles or helpers of several places inside one community (grids, say) are
 * one bound of the community: claims and legs are not known more closely. */
struct bound {
	enum bound_kind kind;
	int32_t index; /* into scenario.limits (the first pooled one), routes or segments */
	bool whole; /* one bound for the whole horizon (budget), else one a period */
	int32_t place; /* BOUND_LIMIT: the region that it counts, -1 = everywhere; else -1 */
	struct periods when; /* BOUND_LIMIT: periods in which it counts */
	wide most; /* grams, minutes, or money x money_scale */
	wide *taken; /* [nperiods + 1] what facts take of it, by period; the last one: whole
	              * horizon. NULL = nothing */
};
/* All bounds of a scenario in an order that does not depend on the file's. */
struct bounds {
	struct bound *bounds; /* [nbounds]; limits come first */
	int32_t nbounds, room;
	int32_t nlimits; /* bounds that are limits of the scenario */
	int32_t leg_most; /* bounds that count one leg, at most */
	int32_t *at_start; /* [nplaces + 1] of at: */
	int32_t *at; /* limits of regions that the stand is in, and of everywhere, ascending */
	int32_t *of_route; /* [nroutes] bound of the route's own capacity, -1 */
	int32_t *of_segment; /* [nsegments] */
	int64_t money_scale; /* common denominator of all unit costs, 1..10^12 */
	/* Which of several plans that are equal on all levels is made does not matter: no canonical
	 * levels (false unless set) */
	bool any_plan;
	bool any_time; /* nor does it matter when goods move: no levels of earliness; only with any_plan */
};
void bounds_init(struct bounds *b, const struct ground *g);
void bounds_release(struct bounds *b);
/* Books what shipments that are facts take; cancelled ones take nothing. */
void bounds_take(struct bounds *b, const struct ground *g, const struct shipment *facts, int32_t nfacts);
/* What is left of it in a period (nperiods: the whole horizon), 0 or more. */
wide bound_left(const struct bound *b, int32_t period);

/* Does the bound count goods of this item leaving this stand in this period? */
bool bound_counts(const struct ground *g, const struct bound *b, int32_t item, int32_t route,
	int32_t depart);
/* All bounds that do, ascending: out [leg_most]; their number is returned. */
int32_t bounds_of_leg(const struct bounds *all, const struct ground *g, int32_t item, int32_t route,
	int32_t depart, int32_t *out);
/* What one issue unit of the item on the route takes of it. */
int64_t bound_share(const struct ground *g, const struct bounds *all, const struct bound *b,
	int32_t item, int32_t route);
/* ceil(cost x scale), at most 2^61; exact when the denominator divides the scale.
 * 0 for what is not costed. */
int64_t cost_scaled(struct ratio cost, int64_t scale);
/* Helpers: does it count door visits at this stand in this period? */
bool bound_counts_visit(const struct ground *g, const struct bound *b, int32_t item, int32_t stand,
	int32_t period);
/* Does handing goods to people of this group cost helpers' minutes? */
bool needs_visit(const struct ground *g, int32_t group);
/* Smallest whole number of visited households v with units <= ceil(demand v / households). */
int64_t visits_needed(int64_t units, int64_t demand, int64_t households);

#endif
