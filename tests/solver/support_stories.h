/* Seeded random stories: a district with two streets, communities and a depot,
 * few claims, everything that the formulation knows. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_STORIES_H
#define SHECANG_TESTS_SOLVER_SUPPORT_STORIES_H

#include "tests/solver/support_random.h"
#include "tests/solver/support_scenario.h"

struct story_shape {
	int32_t items_most; /* 1.. */
	int32_t periods_most; /* 1.. */
	int32_t claims_most; /* 1.. in all */
	int64_t quantity_most; /* of a claim or line, >= 1 */
	bool plain; /* nothing expires, everything may go anywhere: one class, one layer */
	bool odd_notice; /* notice that ends inside a period */
	bool capacities; /* routes and segments with a capacity */
	bool limits; /* vehicles, helpers, budget */
	bool tight; /* a rich depot, but few vehicles in the district */
	bool every_limit; /* all of these for the whole district, and a capacity for every route */
	bool substitutes;
	bool minima; /* of single claims, and stock at the end */
	bool tiers; /* several tiers, sometimes look-ahead */
	bool packs; /* issue units above 1 */
	bool transits;
	bool households; /* own stock of the people */
	bool autonomy;
	bool rules; /* total, proportional, spread */
	bool losses; /* some place is lost, mostly in the middle */
};
/* How many random stories a test tells: the environment's STORIES, digits
 * alone, else `few`. */
uint64_t stories(uint64_t few);
/* The number of the first one: the environment's STORY, else `first`. */
uint64_t story_first(uint64_t first);
void story_random(struct story *y, struct support_random *r, const struct story_shape *shape);
/* Every array of the scenario in another order, the indices renewed: the same
 * scenario in other words. */
void story_shuffle(struct story *y, struct support_random *r);
/* Every id gets `before` in front of it: the order of ids stays. */
void story_rename(struct story *y, const char *before);

/* Names of y become those of z, its twin: for comparing their plans. */
void story_same_names(struct story *y, const struct story *z);

#endif
