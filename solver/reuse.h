/* What was solved for one scenario, for its neighbours: plans of many futures of a
 * scenario often decide the very same networks of some items again, or much the same.
 *
 * Kept are parts of one item without limits (pure) under leximin, a problem with its
 * solution. An engine gives the same answer to the same problem, so a part whose problem is the
 * same to the last number takes the answer that was given before. Of every item the
 * problems met last are kept: as it is now, and as it was before it changed.
 * Of every item too, the prices of its levels: a part that is not the same starts from them
 * (warm.h). Nothing but time depends on which scenarios were planned before, and in which order.
 *
 * Owned by who plans one scenario after the other; used by one plan_solve at a time. */
#ifndef SHECANG_SOLVER_REUSE_H
#define SHECANG_SOLVER_REUSE_H

#include "models/plan.h"
#include "solver/problem.h"
#include "solver/warm.h"

enum { REUSE_DEPTH = 2 };
struct reuse_entry {
	bool used; /* false: the others mean nothing */
	struct problem problem;
	struct solution solution;
	struct ratio spread; /* of the policy; den 0: none */
};
struct reuse {
	bool networks; /* problems and solutions are kept; else prices alone */
	struct warm *warms; /* [nitems] */
	struct reuse_entry (*entries)[REUSE_DEPTH]; /* [nitems] by index of the item, the last one met first */
	int32_t nitems;
};
void reuse_init(struct reuse *r, bool networks);
void reuse_release(struct reuse *r);
/* Makes room for items 0..nitems - 1; before anything of them is used. */
void reuse_room(struct reuse *r, int32_t nitems);
/* The solution of the item's problem, when it is kept: it moves to the caller. May be
 * called for several items at once. So may the item's warms[item] be used. */
bool reuse_take(struct reuse *r, int32_t item, const struct problem *p, const struct policy *policy,
	struct solution *solution);
/* Keeps a problem and its solution; both move here, and are empty after it. */
void reuse_keep(struct reuse *r, int32_t item, const struct policy *policy, struct problem *p,
	struct solution *solution);

#endif
