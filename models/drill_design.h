/* Designing a drill: which injects, of those that cost an effort, make the exercise
 * hardest within an effort, or reach a wanted difficulty with the least effort.
 *
 * Difficulty of a set of injects: what remains unmet of the claims of tiers 1 to
 * `tiers` under the best plan that knows the whole truth of the set from the start,
 * whatever the fairness of the script's scenario: least sum over items of
 *   weight_i x (issue units short of item i),  weight_i = floor(10^9 / D_i), at least 1,
 * D_i the units of the item that those claims ask for when no candidate happens (when
 * that is nothing: when all happen). As a share: of the sum of weight_i D_i.
 *
 * Every set within the effort is either planned, or shown to be no harder than a bound
 * by a plan of another set: what of that plan is still possible under this set (its
 * roads open with the same lead, its goods still there, its claims still asking, its
 * limits no smaller) serves so much that no more than the bound is unmet. */
#ifndef SHECANG_MODELS_DRILL_DESIGN_H
#define SHECANG_MODELS_DRILL_DESIGN_H

#include "models/drill.h"

enum {
	DESIGN_CANDIDATES_MAX = 60,
	DESIGN_SETS_MAX = 20000 /* looked at */
};

struct design_request {
	bool hardest; /* within `effort`; else the least effort that reaches `difficulty` */
	int64_t effort; /* >= 0 */
	struct ratio difficulty; /* 0..1 */
	int32_t tiers; /* >= 1; INT32_MAX = all claims count */
	volatile int *interrupted; /* NULL = never */
};

enum design_how {
	DESIGN_PLANNED,
	DESIGN_BOUNDED, /* by the plan of another set */
	DESIGN_IMPOSSIBLE, /* the changes cannot all be made, or hard rules contradict */
	DESIGN_WAYS
};
const char *design_how_word(enum design_how how); /* "planned" ... */
struct design_set {
	uint64_t injects; /* bit per candidate */
	int64_t effort;
	enum design_how how;
	int64_t unmet; /* planned: of its plan; bounded: at most; weighed as above */
	int64_t least; /* planned: proven to be at least, = unmet when the plan is proven; else 0 */
	int32_t witness; /* bounded: the set whose plan shows it, else -1 */
};
struct design_item { /* claims that count, smallest units */
	int32_t item;
	int64_t weight;
	int64_t demand_before, short_before; /* when no candidate happens */
	int64_t demand, shortfall; /* under the found set */
};
enum design_result {
	DESIGN_DONE, /* all was looked at: found is the hardest set, or one that reaches the difficulty */
	DESIGN_NOT_REACHED, /* all was looked at: no set reaches the difficulty; found is the hardest planned */
	DESIGN_TOO_MANY, /* more than DESIGN_SETS_MAX sets. Hardest: nothing was looked at; else found is
	                  * the best so far */
	DESIGN_STOPPED, /* found is the best so far, -1 = nothing */
	DESIGN_NO_BASE, /* without candidates there is no plan */
	DESIGN_NO_CLAIMS /* none that count ask for anything then */
};
struct design {
	enum design_result result;
	int32_t *candidates; /* [ncandidates] index into drill.injects, in its order */
	int32_t ncandidates;
	struct design_set *sets; /* [nsets] as they were looked at; the first is the empty one */
	int32_t nsets, sets_room;
	int32_t nwithin; /* hardest: sets within the effort, the empty one too; more than DESIGN_SETS_MAX
	                  * are not counted to their end */
	int32_t found; /* index into sets, -1 = none */
	bool proven; /* no set within the effort is harder; no set of less effort reaches the difficulty;
	              * NOT_REACHED: no set does */
	int64_t beyond; /* hardest: another set that was looked at might be harder by at most so much */
	int64_t cleared; /* least effort: no set of this effort or less reaches the difficulty, -1 = nothing
	                  * is known */
	int64_t wanted; /* least effort: the difficulty, weighed */
	int64_t whole; /* sum of weight_i D_i: the difficulty of 100% */
	struct design_item *items; /* [nitems] that claims ask for, in the order of the scenario */
	int32_t nitems;
};
void design_init(struct design *design);
void design_release(struct design *design);

#endif
