/* Why a place gets what it gets of an item: its claims, who holds the item and
 * whether it can come, what the plan does with it, and the booked causes.
 *
 * Plain data, filled in two steps: explain_build from a plan that stands,
 * explain_solve (solver/explain.h) for what lifting a cause alone would change.
 * Quantities are smallest units of the item. */
#ifndef SHECANG_MODELS_EXPLAIN_H
#define SHECANG_MODELS_EXPLAIN_H

#include "models/arrival.h"
#include "models/plan.h"

enum { EXPLAINED_MOST = 3 }; /* of whom else, of who would lose */

struct explained_share { /* of a place */
	int32_t place, item;
	int64_t quantity;
	int64_t demand; /* of the place for the item; of losers only, else 0 */
};
/* A holder of the item, or goods under way. */
struct explained_holder {
	int32_t holder; /* -1 = none named */
	int32_t callable; /* index into supply.callable, -1 = under way */
	int32_t transit; /* index, -1 = a holder's stock */
	int64_t may; /* may be called up, or comes */
	int64_t reaching; /* part of it that can be there in time */
	enum arriving arrival; /* of the lot that is there first; else of the largest */
	int64_t seconds; /* after the start; when reaching > 0 */
	int64_t here; /* goes to the claims in the plan */
	int64_t elsewhere; /* goes to all other claims in the plan, also for those of other items */
	struct explained_share others[EXPLAINED_MOST]; /* largest first */
	int32_t nothers; /* places in all */
};
/* What lifting a cause alone would change. */
struct explained_fix {
	bool solved; /* proven; else nothing is known */
	int64_t gain; /* the claims get more; below 0 = less */
	int32_t nlosers; /* other places and items that would get less */
	struct explained_share losers[EXPLAINED_MOST]; /* largest part of their demand first */
};
/* Which claims: of a place for an item. */
struct explained_about {
	int32_t place, item;
	int32_t group; /* -1 = all */
	int32_t tier; /* 0 = all */
	struct periods when; /* their windows begin in these periods */
};
struct explanation {
	struct explained_about about; /* place: a network stand */
	int32_t place, item; /* those of about */
	int32_t *claims; int32_t nclaims; /* [nclaims] indices into cells */
	int64_t demand, served, household;
	int64_t booked[CAUSES];
	struct explained_fix fixes[CAUSES];
	bool solved_again; /* the plan solved again serves the item as it says; else there are no fixes */
	struct explained_holder *holders; int32_t nholders, room; /* those that reach it first: by what they
	                                                           * give it, then by what reaches it; then
	                                                           * by what they may give, id */
};
/* false when there is no such claim (e is then empty). */
bool explain_build(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct explained_about *about, struct explanation *e);
void explain_release(struct explanation *e);
/* Puts a share among the largest ones of `most` [n so far], by quantity or, when
 * they have a demand, by its part of that. */
void explained_largest(struct explained_share *most, int32_t n, struct explained_share share);
bool explains(const struct explanation *e, int32_t cell);

#endif
