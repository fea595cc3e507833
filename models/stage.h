/* Staging: where to hold reserves before the event. What may be held, by whom and
 * for how much money; and what was decided.
 *
 * A quota is goods that the government owns and that a holder keeps for it (代储):
 * it stands beside the holder's own stock, is released whole, at its own notice and
 * reach, and shares the holder's fate: what a future (models/futures.h) does to the
 * holder's stock, it does to the quota; as goods of the government it needs no consent and
 * is moved by a dispatch order (调拨). In a scenario it is a holder of its own, a keeper: at
 * the same place, of the same kind, with the id "zz-" + the holder's id, and that as its host.
 *
 * The loss of a future is, by tier, the sum over the claims of shortfall / demand,
 * D_c in issue units, when the tiers are served in their order and each as much as
 * can be: sum of w_c (D_c - s_c), w_c = round(10^9 / D_c), at least 1. Hard least
 * amounts are tier 0. The measure of a tier is the mean of that loss over the worst
 * `share` of the futures' weight: all of it (the expected shortfall), or a tail. */
#ifndef SHECANG_MODELS_STAGE_H
#define SHECANG_MODELS_STAGE_H

#include "models/ensemble.h"
#include "models/scenario.h"

#define STAGE_CLAIM INT64_C(1000000000) /* a whole claim in sums of losses */
enum {
	STAGE_BUDGETS_MAX = 20,
	STAGE_LATER = 10000 /* added to tiers of the later look-ahead stage */
};

struct candidate { /* an item that a holder may keep */
	int32_t holder, item;
	int64_t price, keeping; /* smallest currency units per base unit: to buy, to keep for the budget's time */
	int32_t pack; /* bought in whole ones, -1 = issue units */
	int64_t lot; /* smallest units in what is bought at once, >= 1: a multiple of the issue unit */
	int64_t least, most; /* lots */
	int64_t notice; /* seconds >= 0 */
	enum reach_kind reach;
	enum place_kind reach_place; /* REACH_REGION */
	struct where where;
};
struct capacity { /* a holder's room for all quotas together */
	int32_t holder;
	int64_t grams;
	struct where where;
};
struct stage {
	struct arena arena;
	const char *id;
	struct label title;
	int64_t budget; /* smallest currency units, >= 0 */
	struct ratio share; /* 0 < share <= 1 */
	struct ratio gap; /* a tier is done within this part of its loss without quotas, >= 0 */
	int64_t budgets[STAGE_BUDGETS_MAX]; int32_t nbudgets; /* of the curve, ascending, each once; the budget
	                                                       * is one of them */
	struct candidate *candidates; int32_t ncandidates, candidates_room; /* by holder id, item id */
	struct capacity *capacities; int32_t ncapacities, capacities_room; /* by holder */
	struct where budget_where;
	char sha256[65]; /* of the file */
};
void stage_init(struct stage *st);
void stage_release(struct stage *st);
/* In the order promised; after all are added. */
void stage_sort(struct stage *st, const struct scenario *s);
/* Money of one lot, exact: so many of STAGE_MONEY make one smallest currency unit. */
#define STAGE_MONEY INT64_C(1000000)
wide candidate_money(const struct scenario *s, const struct candidate *k);
/* Money of all, rounded up to smallest currency units; lots [ncandidates]. */
int64_t stage_money(const struct stage *st, const struct scenario *s, const int64_t *lots);

/* Adds the keepers with quotas of so many smallest units [ncandidates] (0: none) to a
 * scenario as read, with their stock as of the scenario's as-of. keeper [ncandidates],
 * may be NULL, returns the holder.
 * An id that is taken, or too long, is the holder's index returned; -1 = all is well. */
int32_t stage_apply(struct scenario *s, const struct stage *st, const int64_t *quantity, int32_t *keeper);
/* What the quotas ask of ledgers: a norm of s for each, of the government's goods with the
 * holder: those of now, the scenario as it is, checked, and the quota. Nothing of the holder's
 * own counts. */
void stage_add_norms(struct scenario *s, const struct scenario *now, const struct stage *st,
	const int64_t *quantity);

/* ---- what was decided ---- */

struct stage_tier {
	int32_t tier; /* 0 = hard rules, else the tier, + STAGE_LATER */
	/* Sums as stage_measure: what it comes to with these quotas, and what no staging within the
	 * budget goes below that is at least as good in the tiers before (kept) */
	wide value, bound, kept;
};
struct stage_point { /* at one budget */
	int64_t budget;
	bool possible; /* the least quotas can be paid */
	bool proven; /* every tier within the gap */
	int64_t *lots; /* [ncandidates] */
	struct stage_tier *tiers; /* [ntiers] ascending */
	int64_t spent, least; /* smallest currency units: what the lots cost, and what no quotas cost less
	                       * than that leave as little unmet in every tier */
	int32_t rounds; /* masters solved */
};
struct stage_futures_state { /* of one set of futures, with and without the quotas */
	struct ensemble before, after; /* by the plans of the futures, as a sweep makes them; rows only
	                                * of the futures that were staged for */
	wide *loss_before, *loss_after; /* [nfutures][ntiers]; of those that count */
	int64_t *weight; /* [nfutures], 0 = refused */
	int32_t refused, contradicting; /* futures: not to be read; hard least amounts not met with quotas */
	int32_t limited; /* in which a plan leaves more unmet: for vehicles, helpers, routes, money, or its rule */
	int32_t unproven; /* whose plans are not proven */
	int32_t unlike; /* in which the quotas are not what the model took them for */
};
struct stage_result {
	int32_t ntiers;
	int32_t *tiers; /* [ntiers] */
	wide *none; /* [ntiers] measure without quotas */
	int64_t weight; /* of the futures that count */
	struct stage_point *points; int32_t npoints; /* as stage.budgets */
	int32_t chosen; /* the point of the budget */
	struct stage_futures_state state, check; /* check: of other futures, when there are any */
	bool has_check;
};
void stage_result_release(struct stage_result *r);

/* The measure of losses [n] with weights [n], times stage_scale: the sum over the worst
 * share.num x weight of den x weight each, the future at the edge counting in part. */
wide stage_measure(const wide *loss, const int64_t *weight, int32_t n, struct ratio share);
/* measure / stage_scale = mean loss in 10^-9 claims. */
wide stage_scale(int64_t weight, struct ratio share);

#endif
