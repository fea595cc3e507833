/* Why hard rules cannot all be kept: what they ask together, what can reach them,
 * which limits stand in the way. Plain data of a plan whose status is
 * PLAN_CONTRADICTION; the proof itself is in models/proof.h.
 *
 * Networks alone: the rules of a clash ask for more than all goods that can reach
 * them, sum of asked > sum of goods + claims + what limits on single legs let
 * through (a Hoffman cut; goods and limits are all that there are). With limits or ratios over
 * several flows: rules, goods and limits are those that have a price in the proof
 * (Farkas); none of them could be left out of it. */
#ifndef SHECANG_MODELS_CONTRADICTION_H
#define SHECANG_MODELS_CONTRADICTION_H

#include <stdbool.h>
#include <stdint.h>

struct clash_rule {
	int32_t minimum; /* index into scenario.minima */
	int32_t last; /* last period in which it can still be met */
	int64_t asked; /* beyond what is there already and what other rules listed ask of the same
	                * claims; smallest units, whole issue units, > 0 */
	int64_t met; /* of that, in one way to meet as much of all rules together as can be, 0..asked;
	              * limits that are not listed are left out of account */
};
struct clash_goods {
	int32_t lot; /* index into supply.lots */
	int32_t first; /* period from which on they are there */
	int64_t quantity; /* smallest units */
};
/* A claim of a rule over several claims takes no more than it asks for. */
struct clash_claim {
	int32_t cell; /* index into cells.cells */
	int64_t most; /* smallest units */
};
struct clash_limit {
	int32_t limit; /* index into scenario.limits, -1 = a route's or segment's own capacity */
	int32_t route, segment; /* else -1 */
	int32_t period; /* -1 = the whole horizon (budget) */
	int64_t most; /* grams, minutes or money */
};
/* Rules that clash with each other; those of another clash have nothing to do
 * with them. */
struct clash {
	bool proven; /* false: no plan that keeps them was found, and nothing more is known */
	struct clash_rule *rules; /* [nrules], by item, place and period of the claims */
	int32_t nrules;
	struct clash_goods *goods; /* [ngoods] by lot, period */
	int32_t ngoods;
	struct clash_claim *claims; /* [nclaims] by cell */
	int32_t nclaims;
	struct clash_limit *limits; /* [nlimits] limits, routes, segments; by period */
	int32_t nlimits;
};

#endif
