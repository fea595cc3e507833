/* Sets of injects in a drill's design, looked at one by one: each is planned, or bounded by
 * what of a plan in hand is still possible in its world. The search decides which sets, in
 * which order, and how low the bound must be. */
#ifndef SHECANG_SOLVER_DRILL_SETS_H
#define SHECANG_SOLVER_DRILL_SETS_H

#include "solver/drill_design.h"
#include "solver/drill_worlds.h"

struct in_hand { /* a plan and its world */
	int32_t set; /* index into design.sets */
	struct design_world world;
	struct plan plan;
};
struct design_sets {
	const struct design_game *game;
	const struct design_request *request;
	struct design *design; /* its sets grow */
	int64_t *effort; /* [ncandidates] */
	int64_t *gain; /* [ncandidates] what the inject adds alone, 0 = not known */
	int64_t *weights; /* [nitems]; NULL before sets_weigh */
	int64_t *units; /* [nitems] scratch */
	int32_t nitems; /* of every world */
	struct in_hand *plans; int32_t nplans, plans_room;
	int64_t claims; /* of them together */
	int32_t *overlay; /* [ninjects] scratch */
	bool failed; /* a plan did not hold */
};
/* Lists the candidates of the game's drill in design. */
void sets_open(struct design_sets *q, const struct design_game *game, const struct design_request *request,
	struct design *design);
void sets_close(struct design_sets *q);
/* Weights of the items, and the whole. False when there is no world without candidates. */
bool sets_weigh(struct design_sets *q);

/* Makes the world of a set; false when the changes cannot be made together. */
bool sets_world(struct design_sets *q, uint64_t injects, struct design_world *world);
/* Plans a world, which several threads may do at a time; does the plan hold? */
bool sets_plan(const struct design_sets *q, const struct design_world *world, int jobs, struct plan *plan);
/* A set to be looked at; its index. */
int32_t sets_add(struct design *design, uint64_t injects, int64_t effort);
/* What the plan of an added set comes to; world and plan are let go, or kept in hand. */
void sets_take(struct design_sets *q, int32_t at, struct design_world *world, struct plan *plan, bool holds);
/* Adds a set and looks at it: planned unless a plan in hand leaves at most `bound` unmet (-1:
 * planned in any case). Its index. */
int32_t sets_look_at(struct design_sets *q, uint64_t injects, int64_t effort, int64_t bound);
/* By a signal, or because a plan did not hold. */
bool sets_stopped(const struct design_sets *q);
/* The plan of a planned set, the first one always in hand; others are made again where they
 * were let go, unless all is stopped. NULL = there is none. Valid until the next one is made. */
const struct in_hand *sets_hand(struct design_sets *q, int32_t set);

#endif
