/* The checker: recomputes a plan's feasibility and balance from the scenario
 * alone, with exact integers. Shares nothing with the solver but models/ and
 * base/. */
#ifndef SHECANG_SOLVER_VERIFY_VERIFY_H
#define SHECANG_SOLVER_VERIFY_VERIFY_H

#include "models/plan.h"

struct previous;
struct text;
/* What is shown of a level. */
enum verdict {
	VERDICT_NONE, /* nothing: no proof stands in the plan */
	VERDICT_BEST, /* nothing better under the data and rules */
	VERDICT_UNITS, /* fair, with limits: no plan that keeps the earlier levels lifts anybody
	                * whom limits stop by a whole unit; the gap is what whole units cost at most */
	VERDICT_WITHIN, /* such plans may be better, by no more than the gap */
	VERDICT_WRONG /* its proof does not hold: see the findings */
};
struct proved {
	enum verdict *levels; /* [plan->nlevels] */
	struct ratio *gaps; /* [plan->nlevels] VERDICT_UNITS, VERDICT_WITHIN: fill rate, or the level's own unit */
	struct ratio *bounds; /* [plan->nlevels] the same: what the level could come to at best */
	int32_t baselines; /* parts whose baseline was computed again */
	bool contradiction; /* the hard rules do contradict each other: a cut shows it */
};
void proved_init(struct proved *proved, const struct plan *plan);
void proved_release(struct proved *proved);
/* A level is called proven when its verdict is one of the first two. */
static inline bool verdict_is_proven(enum verdict verdict)
{
	return verdict == VERDICT_BEST || verdict == VERDICT_UNITS;
}
/* Checks the proof of every level, and that the plan says of it what it shows.
 * The plan has passed plan_check. previous: what the plan goes on from, settled;
 * may be NULL. True unless something does not hold: then findings has the first
 * such thing of every part. */
bool plan_prove(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct proved *proved,
	struct text *findings);
/* The same for a plan that was just made, and only for its parts with limits or
 * substitutes: what is shown of their levels is what the plan says of them from
 * then on (proven, bound, gap, status). So both say the same. */
bool plan_judge(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct plan *plan, const struct previous *previous, struct text *findings);
/* True when everything holds; otherwise findings has one line per fault (what,
 * where, expected, found), at most 100. */
bool plan_check(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, struct text *findings);

/* Is what the plan says has happened, shipments and hand-outs, what the earlier plan,
 * settled, and the receipts say? And are the numbers, versions and lines of its orders
 * and its list of changes those that follow from both? The plan has passed plan_check. */
bool plan_check_happened(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct text *findings);

#endif
