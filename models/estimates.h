/* Routes made from coordinates: for every ordered pair of network stands with
 * points, of kinds that the rule names, no farther apart than max_metres by
 * road (straight metres * detour, rounded up), and without a stated route from
 * the one to the other. Of two rules that make one pair the first one in the
 * order of their numbers counts. */
#ifndef SHECANG_MODELS_ESTIMATES_H
#define SHECANG_MODELS_ESTIMATES_H

#include "models/scenario.h"

struct estimate { /* makes routes from coordinates where none is stated */
	int64_t max_metres;
	int64_t speed; /* metres per hour */
	struct ratio detour; /* >= 1 */
	struct ratio cost_per_km_tonne; /* smallest currency units; num -1 = not costed */
	/* Bit per enum place_kind. 0, none named: from sites and where holders are; to communities,
	 * villages, shelters and depots. So goods do not hop from community to community beyond
	 * max_metres, but by places that hold something. */
	uint32_t from_kinds, to_kinds;
	struct where where;
};

/* Are the numbers of a rule in their ranges? */
bool estimate_fits(const struct estimate *e);
/* Adds the routes of the rules that fit, to a scenario whose places form a tree. near
 * [nestimates], may be NULL: pairs within reach of each rule, with a stated route or not.
 * Returns the rule at which ROUTES_MAX was reached, with which it ends; else -1. */
int32_t estimates_expand(struct scenario *s, int64_t *near);
/* Adds the routes that its rules make, where there are none;
 * rules out of range make none. */
void estimates_make(struct scenario *s);
/* Great-circle metres between two places with points, rounded up. Integer
 * arithmetic only, the same on every machine. */
int64_t place_metres(const struct scenario *s, int32_t a, int32_t b);

#endif
