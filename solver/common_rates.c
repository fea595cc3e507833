#include "solver/common_rates.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "solver/lp.h"

#include <math.h>
#include <string.h>

enum { UNREACHED_ROUNDS = 100 };
static const int64_t RATE_ONE = (int64_t)1 << 20; /* cost of the rate column */
static const double SHARE_NOISE = 1e-6; /* of prices that add up to 1 */
static const double UNIT_NOISE = 1e-6; /* issue units */
static const double TRACE = 1.0 / (1 << 20); /* issue units: less of it reaches nobody */

/* Columns: the problem's, inflows, one trace a claim, the rate. Rows: those of the
 * problem, then one a claim,  x_c - trace_c - D_c rate >= -fact_c  while it takes
 * part; a trace is at most TRACE and counts only where reaching is looked at. */
struct rates {
	const struct problem *p;
	const int32_t *item;
	int32_t nitems;
	const struct stop *stop;
	struct lp lp;
	struct lp_session *session;
	int32_t first_inflow, first_trace, rate, first_claim;
	int64_t *cost; /* [lp.ncolumns] */
	double *x, *y; /* last optimum */
	char *open; /* [ncells] takes part in the common rate at hand */
	char *closed; /* [nitems] scratch: cannot rise */
	int64_t *share;
	double *result;
	bool proven;
	struct rate_rounds *rounds; /* NULL = not wanted */
	int32_t round; /* of the tier at hand */
};

/* Rows times pivots, and pivots for a claim, that its LPs may take. */
static const int64_t WORK_MOST = 1500000000;

static int64_t pivots_most(const struct problem *p)
{
	return WORK_MOST / (p->nnodes + p->nrows + p->nlinks + p->ncells);
}

bool common_rates_possible(const struct problem *p)
{
	return p->narcs <= LARGE_ARCS || pivots_most(p) >= p->ncells;
}

static void build(struct rates *w)
{
	const struct problem *p = w->p;
	struct lp_builder b;
	int32_t columns = problem_columns(p);

	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	w->first_inflow = columns;
	w->first_trace = columns + p->ncells;
	for (int32_t c = 0; c < p->ncells; c++)
		lp_add_column(&b, 0, 0, 0);
	w->rate = lp_add_column(&b, 0, 0, 0);
	w->first_claim = b.lp.nrows;
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t row = lp_add_row(&b, -LP_INFINITY, LP_INFINITY);

		lp_add_entry(&b, row, w->first_inflow + c, 1);
		lp_add_entry(&b, row, w->first_trace + c, -1);
		lp_add_entry(&b, row, w->rate, -p->cell_demand[c]);
	}
	lp_finish(&b, &w->lp);
	w->session = lp_open(&w->lp);
	lp_allow(w->session, pivots_most(p) + 1);
	w->cost = mem_calloc((size_t)w->lp.ncolumns, sizeof *w->cost);
	w->x = mem_calloc((size_t)w->lp.ncolumns, sizeof *w->x);
	w->y = mem_calloc((size_t)w->lp.nrows, sizeof *w->y);
	w->open = mem_calloc((size_t)p->ncells, 1);
	w->closed = mem_calloc((size_t)w->nitems, 1);
}

static void release(struct rates *w)
{
	lp_close(w->session);
	lp_release(&w->lp);
	mem_free(w->cost);
	mem_free(w->x);
	mem_free(w->y);
	mem_free(w->open);
	mem_free(w->closed);
}

static bool solve(struct rates *w)
{
	lp_set_costs(w->session, w->cost);
	if (lp_solve(w->session, LP_DUAL, w->stop) != LP_OPTIMAL)
		return false;
	lp_values(w->session, w->x, w->y, NULL);
	return true;
}

static void set_inflow(struct rates *w, int32_t c, double least, double most)
{
	lp_set_column(w->session, w->first_inflow + c, least, most);
}

/* Opens the tier's claims that something beyond their least value can reach: a
 * mix of plans gives a trace to all of them at once. The others keep to theirs. */
static bool find_reached(struct rates *w, int32_t tier)
{
	const struct problem *p = w->p;
	bool solved;

	memset(w->cost, 0, (size_t)w->lp.ncolumns * sizeof *w->cost);
	for (int32_t c = 0; c < p->ncells; c++) {
		bool at_hand = p->cell_tier[c] == tier && cell_need(p, c) > p->cell_least[c];

		w->open[c] = 0;
		if (!at_hand)
			continue;
		lp_set_column(w->session, w->first_trace + c, 0, TRACE);
		lp_set_row(w->session, w->first_claim + c, (double)p->cell_least[c], LP_INFINITY);
		set_inflow(w, c, (double)p->cell_least[c], (double)cell_need(p, c));
		w->cost[w->first_trace + c] = -1;
	}
	solved = solve(w);
	for (int32_t c = 0; c < p->ncells; c++) {
		if (w->cost[w->first_trace + c] == 0)
			continue;
		w->open[c] = solved && w->x[w->first_trace + c] > TRACE / 2;
		lp_set_column(w->session, w->first_trace + c, 0, 0);
		lp_set_row(w->session, w->first_claim + c, -LP_INFINITY, LP_INFINITY);
		if (!w->open[c])
			set_inflow(w, c, (double)p->cell_least[c], (double)p->cell_least[c]);
	}
	return solved;
}

/* --- rounds --- */

void rate_rounds_release(struct rate_rounds *r)
{
	for (int32_t k = 0; k < r->n; k++)
		mem_free(r->rounds[k].y);
	mem_free(r->rounds);
	mem_free(r->round_of);
}

/* Keeps the prices of the last optimum as the tier's next round. */
static void keep_round(struct rates *w, int32_t tier)
{
	struct rate_rounds *r = w->rounds;
	int32_t at;

	w->round++;
	if (!r)
		return;
	at = ARRAY_ADD(&r->rounds, &r->n, &r->room);
	r->rounds[at] = (struct dual_round){.level = tier, .stratum = w->round};
	r->rounds[at].y = mem_calloc((size_t)w->lp.nrows, sizeof *w->y);
	memcpy(r->rounds[at].y, w->y, (size_t)w->lp.nrows * sizeof *w->y);
}

static void stop_claim(struct rates *w, int32_t c)
{
	if (w->rounds)
		w->rounds->round_of[c] = w->round;
}

/* Part of the claim's row in the price of the rate. */
static double rate_part(const struct rates *w, int32_t c)
{
	return w->y[w->first_claim + c] * (double)w->p->cell_demand[c] / (double)RATE_ONE;
}

/* Stops the claims left [ncells] that have a price, the likeliest at least;
 * returns how many stay. */
static int32_t stop_priced(struct rates *w, char *left)
{
	int32_t likeliest = -1, n = 0;

	for (int32_t c = 0; c < w->p->ncells; c++)
		if (left[c] && (likeliest < 0 || rate_part(w, c) > rate_part(w, likeliest)))
			likeliest = c;
	for (int32_t c = 0; c < w->p->ncells; c++) {
		if (!left[c] || (c != likeliest && rate_part(w, c) <= SHARE_NOISE)) {
			n += left[c];
			continue;
		}
		left[c] = 0;
		stop_claim(w, c);
		lp_set_row(w->session, w->first_claim + c, -LP_INFINITY, LP_INFINITY);
	}
	return n;
}

/* Rounds of the tier's claims that nothing more can reach, each as high as it can
 * get, lowest first. */
static void show_unreached(struct rates *w, int32_t tier)
{
	const struct problem *p = w->p;
	char *left = mem_calloc((size_t)p->ncells, 1);
	int32_t n = 0;

	memset(w->cost, 0, (size_t)w->lp.ncolumns * sizeof *w->cost);
	w->cost[w->rate] = -RATE_ONE;
	lp_set_column(w->session, w->rate, 0, 1);
	for (int32_t c = 0; c < p->ncells; c++) {
		if (p->cell_tier[c] != tier || w->open[c] || cell_need(p, c) == p->cell_least[c])
			continue;
		left[c] = 1;
		n++;
		lp_set_row(w->session, w->first_claim + c, -(double)p->cell_fact[c], LP_INFINITY);
		set_inflow(w, c, (double)p->cell_least[c], (double)cell_need(p, c));
	}
	for (int32_t k = 0; k < UNREACHED_ROUNDS && n > 0 && solve(w); k++) {
		keep_round(w, tier);
		n = stop_priced(w, left);
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		if (p->cell_tier[c] != tier || w->open[c] || cell_need(p, c) == p->cell_least[c])
			continue;
		lp_set_row(w->session, w->first_claim + c, -LP_INFINITY, LP_INFINITY);
		set_inflow(w, c, (double)p->cell_least[c], (double)p->cell_least[c]);
	}
	lp_set_column(w->session, w->rate, 0, 0);
	mem_free(left);
}

/* Items with a price on their claims cannot rise without another falling. The
 * prices, times D_c, add up to 1. */
static void find_closed(struct rates *w)
{
	const struct problem *p = w->p;
	double best = -1;
	int32_t likeliest = -1;

	memset(w->closed, 0, (size_t)w->nitems);
	for (int32_t c = 0; c < p->ncells; c++) {
		double part = rate_part(w, c);

		if (!w->open[c])
			continue;
		if (part > SHARE_NOISE)
			w->closed[w->item[c]] = 1;
		if (part > best) {
			best = part;
			likeliest = w->item[c];
		}
	}
	if (likeliest >= 0 && best <= SHARE_NOISE)
		w->closed[likeliest] = 1;
}

/* x_c that a claim must have at the rate, in parts of units or whole. */
static double inflow_at(const struct problem *p, int32_t c, double rate)
{
	double inflow = rate * (double)p->cell_demand[c] - (double)p->cell_fact[c];

	return inflow > (double)p->cell_least[c] ? inflow : (double)p->cell_least[c];
}

/* The claims of closed items (all: of every item) keep the rate. */
static int32_t close_items(struct rates *w, double rate, bool all)
{
	const struct problem *p = w->p;
	int32_t nopen = 0;

	for (int32_t c = 0; c < p->ncells; c++) {
		if (!w->open[c])
			continue;
		if (!all && !w->closed[w->item[c]]) {
			nopen++;
			continue;
		}
		w->open[c] = 0;
		w->result[c] = rate;
		if (!all)
			stop_claim(w, c);
		lp_set_row(w->session, w->first_claim + c, -LP_INFINITY, LP_INFINITY);
		set_inflow(w, c, coupled_grid(inflow_at(p, c, rate) - UNIT_NOISE / 10 > (double)p->cell_least[c]
			? inflow_at(p, c, rate) - UNIT_NOISE / 10 : (double)p->cell_least[c]), (double)cell_need(p, c));
	}
	return nopen;
}

/* Rates of the tier's items, all rising together. */
static bool raise(struct rates *w, int32_t tier)
{
	const struct problem *p = w->p;
	int32_t nopen = 0;

	memset(w->cost, 0, (size_t)w->lp.ncolumns * sizeof *w->cost);
	w->cost[w->rate] = -RATE_ONE;
	lp_set_column(w->session, w->rate, 0, 1);
	for (int32_t c = 0; c < p->ncells; c++)
		if (w->open[c]) {
			lp_set_row(w->session, w->first_claim + c, -(double)p->cell_fact[c], LP_INFINITY);
			nopen++;
		}
	while (nopen > 0) {
		struct exact bound;
		double rate;

		if (!solve(w))
			return false;
		rate = w->x[w->rate];
		w->proven = w->proven && lp_bound(&w->lp, w->y, &bound)
			&& coupled_meets(-rate * (double)RATE_ONE, &bound, (double)RATE_ONE);
		find_closed(w);
		if (rate < 1 - SHARE_NOISE / 1000)
			keep_round(w, tier);
		nopen = close_items(w, rate < 1 ? rate : 1, rate >= 1 - SHARE_NOISE / 1000);
	}
	lp_set_column(w->session, w->rate, 0, 0);
	return true;
}

/* What every claim of the tier has from now on. */
static void keep_tier(struct rates *w, int32_t tier)
{
	const struct problem *p = w->p;

	for (int32_t c = 0; c < p->ncells; c++) {
		double whole;

		if (p->cell_tier[c] != tier)
			continue;
		whole = w->result[c] < 0 ? (double)p->cell_least[c] : floor(inflow_at(p, c, w->result[c]) + UNIT_NOISE);
		w->share[c] = whole < (double)cell_need(p, c) ? (int64_t)whole : cell_need(p, c);
		if (w->result[c] < 0)
			w->result[c] = 1;
		set_inflow(w, c, (double)w->share[c], (double)w->share[c]);
	}
}

bool common_rates(const struct problem *p, const int32_t *item, int32_t nitems, const struct stop *stop,
	int64_t *share, double *rate, bool *proven, struct rate_rounds *rounds)
{
	struct rates w = {.p = p, .item = item, .nitems = nitems, .stop = stop, .share = share, .result = rate,
		.proven = true, .rounds = rounds};
	bool solved = true;

	build(&w);
	if (rounds)
		rounds->round_of = mem_calloc((size_t)p->ncells, sizeof *rounds->round_of);
	for (int32_t c = 0; c < p->ncells; c++) {
		share[c] = p->cell_least[c];
		rate[c] = p->cell_tier[c] == TIER_HARD ? 1 : -1;
	}
	for (int32_t tier = problem_next_tier(p, TIER_HARD); tier > 0 && solved; tier = problem_next_tier(p, tier)) {
		w.round = 0;
		solved = find_reached(&w, tier);
		if (solved && rounds)
			show_unreached(&w, tier);
		solved = solved && raise(&w, tier);
		if (solved)
			keep_tier(&w, tier);
	}
	release(&w);
	*proven = solved && w.proven;
	return solved;
}
