/* Worlds of a drill's design: the scenario under a set of injects with all rules of
 * fairness replaced by the largest weighed total, its plan, and what of that plan is
 * still possible in another world. */
#ifndef SHECANG_SOLVER_DRILL_WORLDS_H
#define SHECANG_SOLVER_DRILL_WORLDS_H

#include "models/plan.h"

struct design_world {
	struct scenario scenario;
	struct cells cells; /* tier 1 those that count, tier 2 all others */
	struct supply supply;
};
/* Of a checked scenario (world->scenario): claims of tiers 1..tiers count; weights
 * [nitems] >= 1, NULL = 1 each. */
void design_world_build(struct design_world *world, const int64_t *weights, int32_t tiers);
void design_world_release(struct design_world *world);

/* Issue units of each item that claims which count ask for, household stock included:
 * units [nitems]. */
void design_demand(const struct design_world *world, int64_t *units);
/* Issue units of each item that the plan leaves short of them: units [nitems]. */
void design_short(const struct design_world *world, const struct plan *plan, int64_t *units);
/* At most so many would be short in world `then` if what is still possible there of the
 * plan of world `now` were done and nothing else: units [nitems]. False when the two
 * cannot be compared: then nothing is said. */
bool design_still_short(const struct design_world *now, const struct plan *plan, const struct design_world *then,
	int64_t *units);

#endif
