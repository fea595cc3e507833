/* A problem: what one bundle of items decides, as networks plus limits, in
 * issue units; its parts need not be connected. The engines (max flow, network
 * simplex, GLPK) know only this; what arcs and cells mean is kept by the
 * formulation (formulate.h).
 *
 * Node 0 is the outside: stock not yet drawn. Every other node v balances:
 *   sum of x over arcs into v  =  sum of x over arcs out of v  +  x_c if v is cell c's node
 *                                 -  sum over batches b of amount[b, v] * x_b.
 * A cell c has a node of its own; x_c is what flows into it and
 * s_c = fact_c + x_c is what the cell gets, 0 <= x_c <= demand_c - fact_c.
 *
 * Columns are numbered: arcs 0..narcs-1, then batches, then visits. A problem
 * is pure when nbatches = nrows = nvisits = 0 (integer data, integer optimum).
 * Arrays belong to the problem; extents as given; none is NULL unless its
 * count is 0. */
#ifndef SHECANG_SOLVER_PROBLEM_H
#define SHECANG_SOLVER_PROBLEM_H

#include "base/number.h"

#include <stdbool.h>
#include <stdint.h>

/* Capacity of an arc without a limit of its own. Sums of finite supply stay
 * below QUANTITY_MAX, so no flow ever reaches it. */
#define ARC_UNLIMITED (QUANTITY_MAX * 4)

/* Tier of a cell that is a hard rule (end stock, hard minimum): least = need. */
#define TIER_HARD 0

enum objective_kind {
	OBJECTIVE_CHANGE,
	OBJECTIVE_SUBSTITUTION,
	OBJECTIVE_WASTE,
	OBJECTIVE_COST,
	OBJECTIVE_DEPARTURE, /* earliness: quantity x departure period; handed out from stock that may
	                      * only serve its own place: x that period */
	OBJECTIVE_ARRIVAL, /* earliness: quantity x arrival period, likewise */
	OBJECTIVE_CANONICAL /* SplitMix64 weights; makes the plan unique */
};

/* One linear level: least sum of cost[j] * x[j], kept before all later ones. */
struct objective {
	enum objective_kind kind;
	int32_t item; /* the item the level is about, -1 = all of the problem */
	int64_t *cost; /* [ncolumns]; |cost| < 2^62 (canonical: 2^63), any sign */
	int64_t scale; /* cost = true cost x scale, >= 1 (common denominator) */
	int64_t constant; /* added to the sum, in scaled cost (e.g. change: sum of announced) */
};

struct problem {
	int32_t nnodes; /* node 0 = outside */

	int32_t narcs;
	int32_t *tail, *head; /* [narcs] node, tail != head */
	int64_t *capacity; /* [narcs] issue units, 0..ARC_UNLIMITED */

	int32_t ncells;
	int32_t *cell_node; /* [ncells] its own node; no arc leaves it */
	int64_t *cell_demand; /* [ncells] D_c >= 1 */
	int64_t *cell_fact; /* [ncells] household units already there, 0..D_c */
	int64_t *cell_least; /* [ncells] hard least value of x_c, 0..D_c - fact */
	int32_t *cell_tier; /* [ncells] TIER_HARD, or 1.. */
	int32_t *cell_order; /* [ncells] order among equal fractional parts: a permutation, small first */
	/* [ncells] what was announced for it, as s_c: its unit is the first to be given; NULL: nothing */
	int64_t *cell_announced;

	/* Limits: sum over k of row_value[k] * x[row_column[k]] <= row_bound[r]. */
	int32_t nrows;
	int64_t *row_bound; /* [nrows] >= 0 */
	int32_t *row_start; /* [nrows + 1] */
	int32_t *row_column; /* [row_start[nrows]] column */
	int64_t *row_value; /* [row_start[nrows]] > 0 */

	/* Batches (substitution, kits): one batch adds amount units at a node. */
	int32_t nbatches;
	int32_t *batch_start; /* [nbatches + 1] */
	int32_t *batch_node; /* [batch_start[nbatches]] */
	int64_t *batch_amount; /* same extent; > 0 gives, < 0 takes */
	int64_t *batch_most; /* [nbatches] upper bound, whole batches */
	/* [nbatches] arc to the outside for what nobody needs of the last batch: it leaves a node
	 * of its own, to which the batch gives, and the arc before it leads from there to where
	 * the batch is handed out. -1 = none, all is; NULL: none has one */
	int32_t *batch_left;

	/* Door visits: households visited at one place, group and period. For each
	 * link: x[link_arc] <= ceil(link_demand * x[visit] / visit_households). */
	int32_t nvisits;
	int64_t *visit_households; /* [nvisits] >= 1, also the upper bound of the visit column */
	int32_t nlinks;
	int32_t *link_arc, *link_visit; /* [nlinks] arc index; visit index 0..nvisits-1 */
	int64_t *link_demand; /* [nlinks] D_c of the cell the arc serves */

	int32_t nobjectives; /* levels after the fairness tiers, in order */
	struct objective *objectives; /* [nobjectives] */
};

void problem_init(struct problem *p); /* all zero */
void problem_release(struct problem *p);
/* What columns x come to at a level, its constant included. */
wide objective_value(const struct problem *p, const struct objective *o, const int64_t *x);
/* What all its costs have in common, so that any two of its values differ by a multiple;
 * 0 = there are none. */
int64_t objective_common(const struct problem *p, const struct objective *o);
/* The same problem, number by number; both pure and nothing announced, else false. */
bool problem_same(const struct problem *p, const struct problem *q);
/* Leaves nothing to decide but who gets how much. */
void problem_drop_objectives(struct problem *p);
static inline int32_t problem_columns(const struct problem *p)
{
	return p->narcs + p->nbatches + p->nvisits;
}
static inline bool problem_is_pure(const struct problem *p)
{
	return p->nrows == 0 && p->nbatches == 0 && p->nvisits == 0;
}
static inline int64_t cell_need(const struct problem *p, int32_t c)
{
	return p->cell_demand[c] - p->cell_fact[c];
}
/* The node at which what batch b makes is handed out. */
int32_t problem_batch_counter(const struct problem *p, int32_t b);
/* Asserts everything this header promises of a problem; for tests. */
void problem_assert(const struct problem *p);
/* True when x [ncolumns] and the cells' inflows keep every balance, bound,
 * limit, link and least value exactly; why (may be NULL) says what does not. */
struct text;
bool problem_feasible(const struct problem *p, const int64_t *x, struct text *why);
/* The smallest tier after this one, -1 = none. */
int32_t problem_next_tier(const struct problem *p, int32_t tier);
/* Into `to`, which becomes owner of row_start [nrows + more + 1], row_column and row_value:
 * the limits of p as far as they are about arcs alone; those about door visits stay empty. */
void problem_rows_of_arcs(const struct problem *p, int32_t more, struct problem *to);
/* Inflow of every cell: out[ncells] = x_c under the columns x. */
void problem_cell_inflow(const struct problem *p, const int64_t *x, int64_t *out);

/* --- What an engine answers --- */

enum answer {
	ANSWER_OPTIMAL, /* proven */
	ANSWER_LIMIT, /* stopped by time or signal: x is feasible, not proven */
	ANSWER_GAP, /* finished, but a level is not proven exactly */
	ANSWER_INFEASIBLE /* hard rules contradict */
};

/* The bottlenecks of one tier: nested cuts T_1 < T_2 < ... */
struct strata {
	int32_t count;
	struct ratio *rate; /* [count] strictly ascending fill rates; a last one of 1 is left out */
	int32_t *label; /* [nnodes] smallest k in 1..count with the node in T_k, else count + 1 */
	int64_t *inflow_cap; /* [count] cap(T_k) as DESIGN section 3 defines it; see strata.h */
};
void strata_release(struct strata *s);

/* One level as it was decided. */
struct level_result {
	int32_t tier; /* >= 1 for a fairness tier, else -1 */
	int32_t objective; /* index into problem.objectives, else -1 */
	int32_t nth; /* a tier of one item alone: which of the bundle's items, 1..; 0 = of all */
	wide value; /* linear level: sum of cost * x + constant (scaled) */
	/* proven bound of it; equal to value when proven (coupled: unless whole units,
	 * which moved no cell by a unit, stand between the two) */
	wide bound;
	bool proven;
	/* fairness tier not proven: the lowest fill rate is nowhere larger; den 0: nothing known, 1 */
	struct ratio most;
	struct ratio step; /* coupled tier solved by steps: the step; else 0/1 */
	/* coupled: what rounding or stepping cost, as fill rate; rule of totals: how far the sum may be
	 * from the best, as a part of what the tier asks for; 0 when pure */
	double lift_gap;
	int32_t nlps; /* coupled: LPs of it that were solved */
	struct strata strata; /* fairness tier; coupled: count and rate only, the rest NULL */
};

/* Row prices of an LP that decided something of a coupled level, as the library
 * computed them; rounds.h makes a proof of them. */
struct dual_round {
	int32_t level; /* index into levels */
	/* fairness: which round of the tier, 1.., in a tier that goes in steps which step;
	 * linear level, contradiction: 0 */
	int32_t stratum;
	bool step; /* of a tier that goes in steps */
	double *y; /* [nnodes - 1 + nrows + nlinks + ncells] balances of nodes 1.., limits, links, claims */
	/* [level] linear: prices >= 0 of earlier levels, none of which may get worse; NULL: y is of
	 * the optimal face of the earlier levels */
	double *mu;
};
struct exact_round; /* rounds.h */
struct solution {
	enum answer answer;
	int64_t *x; /* [ncolumns] whole numbers; feasible unless ANSWER_INFEASIBLE */
	int32_t nlevels;
	struct level_result *levels; /* [nlevels], in the order decided */
	/* Pure, when asked for: exact prices of the linear levels but canonical (with
	 * totals of the tiers first) at the heads of arcs with a limit; prices.h. */
	int32_t nprices; /* levels that have them; 0 = none */
	int32_t first_price; /* the first of these levels; they stand together */
	int32_t nheads;
	int32_t *heads; /* [nheads] nodes, ascending; NULL = none */
	wide *price; /* [nprices][nheads] */
	/* Coupled: the rounds of tiers decided exactly, then of linear levels. */
	struct dual_round *rounds; /* [nrounds] */
	int32_t nrounds;
	/* Coupled and large: rounds of linear levels by prices of the limits (priced_levels.h) */
	struct exact_round *priced; /* [npriced] */
	int32_t npriced;
	/* Rule of totals: tiers are linear, -weight a unit for a cell; their rounds have stratum 0,
	 * and cells are free within least value and need on all levels. NULL: another rule */
	int64_t *total; /* [ncells] weights */
	int32_t *round_of; /* [ncells] stratum of the round that froze the cell; 0 = none did: it is full,
	                    * or nothing can reach it. NULL = no rounds */
	/* Proportional, where the rates are those of the networks alone: 1.. index of the cell's
	 * rate in its level, count + 1 = rate 1; NULL: not so */
	int32_t *rate_of; /* [ncells] */
	/* ANSWER_INFEASIBLE: the nodes of a Hoffman cut (1 = inside); NULL where only limits
	 * or ratios make it so, and for all other answers */
	char *cut; /* [nnodes] */
	/* ANSWER_INFEASIBLE, proven by prices: what has one, else NULL */
	struct binding *binding;
};
/* A least sum of what the least values lack, above 0, and its prices: the rules
 * of no smaller set are shown to contradict by them. */
struct binding {
	char *rows; /* [nrows] 1 = has a price */
	char *cells; /* [ncells] the same; least > 0 */
	char *arcs; /* [narcs] the same: full */
	int64_t *met; /* [ncells] floor of what the cell gets then, 0..least */
};
void solution_release(struct solution *s);
/* Every level but the tie-break is. */
bool solution_is_proven(const struct problem *p, const struct solution *s);

/* Stops long work: engines ask it between pivots or augmentations. */
struct stop {
	volatile int *flag; /* set by SIGINT; may be NULL */
	int64_t deadline; /* monotonic nanoseconds, 0 = none */
};
bool stop_now(const struct stop *stop); /* stop may be NULL: false */
int64_t clock_ns(void); /* monotonic; for limits and timings alone */

#endif
