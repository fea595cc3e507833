/* The figures of one plan, by ids, so that the plan of another scenario can be
 * held against them: what is asked for and served, what is sent, the cost.
 * Numbers are smallest units. Everything is sorted by its keys, bytewise, then by
 * tier; texts lie in the figures' own arena. */
#ifndef SHECANG_MODELS_FIGURES_H
#define SHECANG_MODELS_FIGURES_H

#include "models/plan.h"

enum { FIGURE_KEYS = 4 };
struct figure {
	const char *key[FIGURE_KEYS]; /* NULL where there is none */
	int32_t tier; /* 0: not of one */
	int32_t level; /* regions: enum place_kind of the place; else 0 */
	int64_t demand, served; /* sums and claims; moves: lines of orders, quantity */
};
struct figures_item {
	const char *id, *unit;
	int32_t decimals;
	int64_t demand; /* of all tiers */
};
struct figures {
	struct arena arena;
	enum plan_status status;
	struct figures_item *items; /* [nitems] by id */
	int32_t nitems;
	struct figure *sums; /* [nsums] item */
	struct figure *claims; /* [nclaims] item, place */
	struct figure *moves; /* [nmoves] item, holder ("" = donation), from, to (NULL: handed out where it was) */
	struct figure *regions; /* [nregions] item, place that communities lie in, at every level */
	int32_t nsums, nclaims, nmoves, nregions;
	int64_t cost; /* smallest currency units, rounded down; -1 = nothing is costed or there is no plan */
	bool cost_complete;
	int32_t changes[CHANGE_DECIDE + 1]; /* by enum change_kind: lines against the earlier plan; 0 without one */
};
/* Of a plan without contradiction; of any other only the demand. */
void figures_build(struct figures *f, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, const struct plan *plan);
void figures_release(struct figures *f);
/* Lets go of all but sums and cost. */
void figures_keep_sums(struct figures *f);
const struct figures_item *figures_item(const struct figures *f, const char *id); /* NULL: none */

/* The same thing in two lists; one of both may be NULL. */
struct figure_pair {
	const struct figure *before, *after;
};
/* [*n], in the order of the lists; mem_free by the caller. */
struct figure_pair *figures_pair(const struct figure *before, int32_t nbefore, const struct figure *after,
	int32_t nafter, int32_t *n);
const struct figure *figure_of(const struct figure_pair *p); /* whichever is there, for its keys */
int64_t figure_served(const struct figure *f); /* NULL: 0 */
int64_t figure_demand(const struct figure *f);
bool figures_same(const struct figure_pair *p); /* demand and served */

#endif
