/* The certificate of a plan: what shows, with the scenario and the plan's own
 * flow, that no plan is better at any level. docs/method.md, "Proof", says why
 * it does. Part of struct plan, which owns it; vectors of prices lie in the
 * plan's arena.
 *
 * The networks are those of docs/method.md: for each item sources, stock,
 * meetings of announced flows, counters and claims. x is the printed flow.
 *
 * Pure component, fair level (leximin): the rates of its strata (struct level)
 * and the stratum of every claim; nothing else. T_k = the nodes from which a
 * claim of the level with a stratum <= k can be reached over the residual arcs
 * of x (an arc with x < capacity, or backwards one with x > 0).
 *
 * Pure component, linear levels but canonical, all together: node prices y,
 * vectors with one number for each level in the order of plan.levels, on the
 * level's scale, compared from the first one on. (With the fairness `total` the
 * fair levels come first: cost - weight on what flows out of a claim's node,
 * which is free within its least value and its need, at scale 1; else what
 * flows out of a claim's node is fixed.)
 *   y(outside) = 0.
 *   y(v) as written, else the least y(tail) + cost over the arcs into v that
 *   are not full (x < capacity), else, when all that enter it are full, 0.
 *   Arcs of capacity 0 do not exist. A node that nothing enters, and every arc
 *   out of it, is left out.
 * For d = cost - y(head) + y(tail), as a vector: d > 0 only where x is at its
 * lower bound, d < 0 only where x is at its upper bound.
 *
 * Coupled component: where the plan is as good as any without its limits, the
 * same is given for its networks alone (relaxed), as far as it holds: strata of
 * the first tiers (proportional: the claims of an item have the number of its rate
 * among the level's), prices of the first linear levels. */
#ifndef SHECANG_MODELS_PROOF_H
#define SHECANG_MODELS_PROOF_H

#include "base/date.h"
#include "base/number.h"

enum proof_node_kind {
	PROOF_SOURCE, /* goods alike that wait at a place from one instant on */
	PROOF_STOCK, /* goods at a place in a period */
	PROOF_MEETING, /* where the legs of an announced flow meet before they arrive */
	PROOF_COUNTER, /* where goods are handed out in a period */
	PROOF_CLAIM, /* what a claim gets */
	PROOF_END, /* what must be left at a place */
	PROOF_NODE_KINDS
};
const char *proof_node_word(enum proof_node_kind kind); /* "source" ... */

/* A node by what it is. */
struct proof_node {
	enum proof_node_kind kind;
	int32_t item;
	int32_t place; /* network stand */
	int32_t period; /* SOURCE (of its release), STOCK, MEETING (of arrival), COUNTER; else -1 */
	day last_day; /* SOURCE, STOCK, MEETING: last usable day, DAY_NONE = none in the horizon */
	int32_t region; /* the same: may only be in this place's region; -1 = only in its own place */
	int64_t release; /* SOURCE: seconds after the horizon's start; else 0 */
	bool arrives; /* SOURCE: cannot leave before the next period */
	int32_t route, depart; /* MEETING: of its legs, period of departure; else -1 */
	int32_t claim; /* CLAIM: index into cells.cells; END: into scenario.minima; else -1 */
};
struct proof_price {
	struct proof_node node;
	wide *price; /* [nprices of its component]; of balances [nrounds] */
};
/* A bound that counts in a component: as rows, or as the capacity of the one arc
 * that it is about. All others are kept without counting. */
struct proof_bound {
	int32_t limit; /* index into scenario.limits: of pooled ones the first; else -1 */
	int32_t route, segment; /* its own capacity; else -1 */
};
/* A hard least value of a claim. */
struct proof_least {
	int32_t claim; /* index into cells.cells */
	int64_t units; /* of what is served beyond household stock and facts, >= 1 */
};
/* A node on the side of a cut that the rule does not put it on. */
struct proof_side {
	struct proof_node node;
	bool inside;
};
/* A contradiction: the least values of the claims (and stocks to be left)
 * inside are more than the capacity of the arcs into the cut. A node that is
 * not listed is inside when an arc without limit leads from it inside; claims
 * and stocks to be left are inside only when listed. */
struct proof_cut {
	struct proof_side *sides; int32_t nsides, sides_room; /* 0 = no cut */
};
/* Coupled, where limits count: a round bounds one level by multipliers.
 *
 * Round k of a fair level (exact leximin): no plan that serves every claim of
 * earlier tiers, and of the level's earlier rounds, no less than this plan does
 * gives all other claims of the level (those that anything can reach) a fill
 * rate above  B / sum of w_c D_c,
 *   B = sum of w_c fact_c + sum of pi U + sum of rho (h - 1)
 *       + sum over all columns of the larger of g x at the ends of their box,
 *   g = y(head) - y(tail) - sum of pi u - rho h       of an arc, 0 to its capacity
 *       (without limit: what all claims and substitutes of the component take),
 *       w_c - y(claim)                                of what a claim gets, up to its need;
 *                                                     from what it gets here (earlier
 *                                                     claims), else from its least value,
 *       sum of amount y - sum of pi u                 of a substitute, 0 to its most (up to a
 *                                                     batch less a unit may be left: docs/method.md),
 *       rho d - sum of pi u                           of door visits, 0 to the households.
 * U and u are bound and shares of a row; h x <= d v + h - 1 ties what is handed
 * out to visits v, h = households, d = demand, in lowest terms; y(outside) = 0.
 *
 * Step k of a fair level that goes in steps (stratum = k): T_c(k) = ceil(k step D_c) -
 * fact_c, within least value and need; a unit short weighs W_c = 2^40 / D_c to the nearest.
 * No plan that serves every claim of earlier tiers no less than this plan does, and every
 * claim of the level T_c(k - 1) or what it gets here, leaves those of its claims that are
 * not short here before step k less short at k, in all, weighed, than
 *   sum of w_c T_c(k)  -  B  without the facts,   w_c <= W_c, 0 for all other claims.
 *
 * With a spread T_c(k) is no more than ceil(max(K step, (K - 1) step + spread) D_c) - fact_c (least value,
 * need) for k > K, K the first step at which a claim of c's item is short that gets more than its
 * least value; nor does any plan compared give c more.
 *
 * Linear level: no plan that serves every claim as this one does and is no worse
 * on the earlier linear levels i (values v_i) costs less than
 *   constant + sum over all columns of the smaller of d x at the ends of their box
 *   - sum of pi U - sum of rho (h - 1) - sum of mu_i (v_i - constant_i),
 *   d = cost + sum of mu_i cost_i - g, with w = 0, and what claims get fixed.
 *
 * Level of hard rules (a contradiction): B < 0 with w = 0, each claim from its
 * least value to its need; but B is 0 or more for every plan.
 *
 * Least values are those without shares of minima over several claims. Of such a minimum,
 * over M smallest units, m q(x) more for what each of its claims gets, q(x) smallest units
 * of x that count, and - m M may be added to B, for any m >= 0. */
struct proof_round {
	int32_t level; /* index into plan.levels */
	int32_t stratum; /* fair: k, 1.. (a round, or a step); linear, hard: 0 */
	int32_t shift; /* all multipliers of the round are numbers over 2^shift */
	bool derived; /* y of a node that is not written is the least y(tail) + cost (all but -y(head) + y(tail)
	               * of -g or d) over the arcs without limit into it, from tails that something can come
	               * to; 0 where there is none. By the rule total a claim that may get more than its least
	               * value lacks at a price: y is no more than what the round makes its unit weigh, and
	               * just that where no arc comes. Without derived it is 0 */
	int32_t nmu; /* linear: the component's linear levels before it (by the rule total its fair ones
	              * too); else 0 */
	wide *mu; /* [nmu] >= 0, for scaled costs */
};
struct proof_row { /* of a bound in a period */
	int32_t bound; /* index into the component's bounds */
	int32_t period; /* -1 = the whole horizon */
	wide *pi; /* [nrounds] >= 0 */
};
struct proof_visit { /* claim and visits in a period */
	int32_t claim; /* index into cells.cells */
	int32_t period;
	wide *rho; /* [nrounds] >= 0 */
};
struct proof_weight {
	int32_t claim;
	wide *w; /* [nrounds] >= 0; 0 at linear levels */
};
struct proof_component {
	struct proof_bound *bounds; int32_t nbounds, bounds_room;
	bool substitutes; /* substitutes among its items are allowed */
	bool relaxed; /* what is given shows that no plan without these bounds and without door visits
	               * is better; a bound over a single arc stays, as its capacity */
	bool shared_minima; /* minima over several claims were shared out: `least` has all least
	                     * values of its claims, else it is empty and they follow from the scenario */
	struct proof_least *least; int32_t nleast, least_room; /* by claim */
	int32_t nprices; /* levels that have prices: the first of its linear ones; 0 = none */
	struct proof_price *prices; int32_t nwritten, prices_room;
	/* Claims have the round that stopped them as their stratum where their level has
	 * rounds; 0 = none did: full, or out of reach. What is not listed is 0. */
	struct proof_round *rounds; int32_t nrounds, rounds_room;
	struct proof_price *balances; int32_t nbalances, balances_room; /* y, [nrounds] */
	struct proof_row *rows; int32_t nrows, rows_room;
	struct proof_visit *visits; int32_t nvisits, visits_room;
	struct proof_weight *weights; int32_t nweights, weights_room;
	struct proof_cut cut;
};
void proof_component_release(struct proof_component *c); /* not what lies in the plan's arena */

struct proof {
	int32_t *strata; /* [cells.ncells] stratum of the claim in its level, 1.. (count + 1 = full), or
	                  * its round; 0 = its level has none. NULL = no plan */
	struct proof_component *components; /* [plan.ncomponents], NULL = none */
};

#endif
