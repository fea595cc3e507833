/* The coupled engine between its files (nobody else includes this).
 *
 * Columns of its LP: the problem's columns, then one inflow x_c per cell, then
 * one shortfall z_c per cell, then the common fill rate. Rows: balance of node
 * v at v - 1, then limits, links and one row per cell,
 *   x_c + z_c - D_c rate >= floor_c.
 * The matrix is the same at every level. A cell whose row shall not bind gets
 * an open shortfall (z_c up to D_c + fact_c, free of charge); a cell of the
 * present tier has z_c = 0 for "largest common rate" and a priced z_c for
 * "least shortfall". Levels are frozen by bounds: what has a price at the
 * optimum stays at its bound, which is exactly the optimal face.
 * Minima over several claims come behind all that, with a column q_c for each claim that
 * they are about: q_c - unit_c x_c <= before_c, and of each minimum sum q_c >= quantity. */
#ifndef SHECANG_SOLVER_COUPLED_H
#define SHECANG_SOLVER_COUPLED_H

#include "solver/engines.h"
#include "solver/lp.h"

struct coupled {
	const struct problem *p;
	struct coupled_options options;
	const struct stop *stop;

	struct problem with_shares; /* with minima over several claims what p points to: least values are its own */
	int64_t *way; /* [ncolumns] a way in whole units to keep the shares, NULL: not known */

	struct lp lp;
	struct lp_session *session;
	int32_t first_inflow, first_short, rate; /* columns */
	int32_t first_limit, first_link, first_cell; /* rows */
	int32_t first_counted, first_minimum; /* rows of options.minima, behind the others; lp.nrows: none */

	int64_t *cost; /* [lp.ncolumns] of the present level */
	double *x, *y, *d; /* last optimum: [lp.ncolumns], [lp.nrows], [lp.ncolumns] */
	double *flow; /* [lp.ncolumns] last feasible rational plan */
	bool have_flow;
	double *goal; /* [ncells] x_c as decided by its tier; least value before */
	int64_t *most; /* [ncells] x_c <= most: need, spread, 0 when nothing can reach it */
	char *capped; /* [ncells] most is what the spread allows */
	char *has_lowest; /* [options.nitems] the tier at hand has a lowest rate of the item */
	int32_t *twin; /* [ncells] smallest cell parallel to it in every way, maybe itself */

	/* Tiers of the relaxation without limits, solved exactly: what every cell
	 * gets there; its levels are upper bounds as long as all earlier tiers got
	 * the same here. NULL: none. */
	int64_t *guide; /* [ncells] x_c */
	const struct solution *relaxed;
	bool guided; /* all tiers so far got what they get without limits */
	/* A plan made before any LP, towards the guide; used when LPs break off. */
	int64_t *first; /* [ncolumns], NULL: none */
	int32_t first_tier; /* tiers before this one got all of the guide in it */

	bool stopped; /* by time or signal: no more LPs */
	bool failed; /* an LP could not be solved: no more LPs */

	struct level_result *levels; /* [nlevels] */
	int32_t nlevels, levels_room;
	struct dual_round *rounds; /* [nrounds] as in struct solution */
	int32_t nrounds, rounds_room;
	int32_t *round_of; /* [ncells] */
};

/* --- coupled_lp.c: the LP and its state --- */

void coupled_init(struct coupled *c, const struct problem *p,
	const struct coupled_options *options, const struct stop *stop);
void coupled_release(struct coupled *c);
/* Adds balances, limits and links of a problem and its columns to a builder;
 * inflow columns come behind the problem's columns. Shared with level_lp.c. */
void coupled_add_problem(struct lp_builder *b, const struct problem *p);
/* Links of such an LP as whole numbers tie them: x <= ceil(demand v / households) is
 * households x - demand v <= households - 1, in lowest terms. */
void coupled_whole_links(const struct problem *p, struct lp *lp);
/* Bounds of arcs that are not their own, and so never reached, get no price. */
void coupled_free_bounds(const struct problem *p, struct lp *lp);
/* First basis from a flow [ncolumns]: a forest of the arcs strictly between
 * their bounds, slacks for the rest. */
void coupled_start(struct coupled *c, const int64_t *start);
/* True when the pivots allowed are so few (less than one for four cells) that
 * LPs that differ much from the relaxation cannot be solved. */
bool coupled_too_large(const struct coupled *c);
/* Takes the relaxation as start and guide; it must outlive c. */
void coupled_guide(struct coupled *c, const struct solution *relaxed);
/* Solves the present bounds with cost[], again from scratch if it failed.
 * Keeps x, y, d and the flow; sets stopped or failed otherwise. */
enum lp_status coupled_solve(struct coupled *c, enum lp_method method);
/* Fixes every column and row that has a price at the last optimum. */
void coupled_freeze(struct coupled *c);
/* Exact bound of the last optimum; false when there is none. */
bool coupled_bound(const struct coupled *c, struct exact *bound);
/* True when value meets the bound within 1e-9 of max(1, |value|) * unit. */
bool coupled_meets(double value, const struct exact *bound, double unit);
void coupled_clear_costs(struct coupled *c);
struct level_result *coupled_add_level(struct coupled *c);
/* Keeps the prices of the last optimum for the level that was added last. */
void coupled_keep_round(struct coupled *c, int32_t stratum, bool step);
static inline bool coupled_broken(const struct coupled *c)
{
	return c->stopped || c->failed;
}
/* Union-find over nodes; the root is the smallest node. */
int32_t node_root(int32_t *parent, int32_t v);
void node_join(int32_t *parent, int32_t v, int32_t w);
/* Largest multiple of 2^-LP_SHIFT not above value. */
double coupled_grid(double value);

/* --- coupled_fair.c: hard cells and fairness tiers --- */

/* Least values. ANSWER_INFEASIBLE is proven by prices. */
enum answer coupled_hard(struct coupled *c);
/* Door visits as whole numbers tie them: x <= ceil(demand v / households) is
 * households x - demand v <= households - 1. Only where the least values cannot be kept
 * without: the bounds of all levels are the weaker for it. */
void coupled_loosen_links(struct coupled *c);
/* All tiers at once as the relaxation has them, at least cost[] (may be NULL;
 * [ncolumns] of the problem): adds their levels and leaves the LP optimal for
 * cost. False when limits do not allow that; nothing is decided then. */
bool coupled_take_all(struct coupled *c, const int64_t *cost);
void coupled_tier(struct coupled *c, int32_t tier);

/* Puts a rate into the tier's ascending list; 1 and rates already in it are left out. */
void coupled_note_rate(struct level_result *level, struct ratio rate);
void coupled_clear_rates(struct level_result *level);
/* A rate 0..1 as an LP gives it: a simple fraction where it is one. */
struct ratio coupled_rate(double rate);
/* The tier's lowest fill rate cannot be above rate. */
void coupled_bound_rate(struct level_result *level, struct ratio rate);
/* The rates that the tier has in the relaxation. */
void coupled_relaxed_rates(const struct coupled *c, struct level_result *level);

/* --- coupled_minima.c: minima over several claims --- */

/* Adds them to an LP in which the inflow of cell c is column first_inflow + c. */
void minima_add_rows(struct lp_builder *b, const struct minima_rows *rows, int32_t ncells, int32_t first_inflow);
/* Are they kept when cells get x [ncells]? */
bool minima_rows_kept(const struct minima_rows *rows, const int64_t *x);
/* Takes back units over least [ncells] that none of them needs, last ones first: the last unit of
 * a claim may be of little use, and larger ones came after it. */
void minima_take_back(const struct minima_rows *rows, int32_t ncells, const int64_t *least, int64_t *given);
/* A way in whole units to keep them, all limits and least values: x [ncolumns]. With goals [ncells] every cell that they are about gets its goal rounded down or
 * up, the others theirs rounded down at least (NULL: any way). False: none was found. */
bool minima_find_way(const struct problem *p, const struct minima_rows *rows, const double *goal,
	const struct stop *stop, int64_t *x);
/* From now on the LP keeps them; false when it cannot, or cannot tell. After coupled_hard. */
bool coupled_keep_minima(struct coupled *c);
/* What the cell is fixed at was rounded down to the grid: minima count it in full. */
void coupled_count_rounded(struct coupled *c, int32_t cell);
/* The goals are decided: shares near them become least values. Closes the session. */
void coupled_share_minima(struct coupled *c);

/* --- coupled_whole.c: whole units --- */

/* Fewest whole visits that allow x units over the link. */
int64_t visits_for(const struct problem *p, int32_t link, int64_t x);
/* x [ncolumns] becomes a plan in whole numbers near flow (the columns of the
 * rational plan, NULL = none), or grown from first (a feasible plan, NULL =
 * none): floors first, then unit by unit, tier by tier. goal [ncells] is what
 * every cell should get, most [ncells] the most it may get; evenly: the goals
 * may be too much together, so that all cells of a tier rise in step. False
 * when a least value could not be met; x is feasible otherwise. */
bool whole_plan(const struct problem *p, const double *flow, const int64_t *first,
	const double *goal, const int64_t *most, bool evenly, int64_t *x);
/* The same; once it is time to stop, the rest is done quickly and less evenly. */
bool whole_plan_until(const struct problem *p, const double *flow, const int64_t *first,
	const double *goal, const int64_t *most, bool evenly, const struct stop *stop, int64_t *x);

#endif
