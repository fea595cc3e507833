#include "solver/coupled.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A level meets its bound when both agree to this, relative. */
static const double MEETS = 1e-9;
/* Rows times pivots that a problem may take, about a minute or two. LPs that
 * need more are beyond a general simplex method; a plan is then made without
 * them and said not to be proven. */
static const int64_t WORK_MOST = 1500000000;

double coupled_grid(double value)
{
	return ldexp(floor(ldexp(value, LP_SHIFT)), -LP_SHIFT);
}

/* --- networks: nodes joined by arcs --- */

int32_t node_root(int32_t *parent, int32_t v)
{
	while (parent[v] != v) {
		parent[v] = parent[parent[v]];
		v = parent[v];
	}
	return v;
}

void node_join(int32_t *parent, int32_t v, int32_t w)
{
	int32_t s = node_root(parent, v), t = node_root(parent, w);

	if (s < t)
		parent[t] = s;
	else
		parent[s] = t;
}

/* network [nnodes]: the same number for nodes joined by arcs, the outside
 * left out; the smallest node of each. */
static void find_networks(const struct problem *p, int32_t *network)
{
	for (int32_t v = 0; v < p->nnodes; v++)
		network[v] = v;
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] && p->head[a])
			node_join(network, p->tail[a], p->head[a]);
	for (int32_t v = 0; v < p->nnodes; v++)
		network[v] = node_root(network, v);
}

/* Most that can flow anywhere in each network: what cells need and batches take. */
static void find_totals(const struct problem *p, const int32_t *network, double *total)
{
	for (int32_t c = 0; c < p->ncells; c++)
		total[network[p->cell_node[c]]] += (double)cell_need(p, c);
	for (int32_t b = 0; b < p->nbatches; b++)
		for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1]; k++) {
			double amount = (double)p->batch_amount[k];

			/* a batch that gives adds to the flow through its own node only
			 * what cells or other batches take, so takes are enough */
			if (amount < 0)
				total[network[p->batch_node[k]]] -=
					amount * (double)p->batch_most[b];
		}
}

/* --- the LP --- */

static void add_columns(struct lp_builder *b, const struct problem *p)
{
	int32_t *network = mem_calloc((size_t)p->nnodes, sizeof *network);
	double *total = mem_calloc((size_t)p->nnodes, sizeof *total);

	find_networks(p, network);
	find_totals(p, network, total);
	for (int32_t a = 0; a < p->narcs; a++) {
		int32_t inside = p->head[a] ? p->head[a] : p->tail[a];
		double upper = (double)p->capacity[a];

		/* finite bounds everywhere: any basis is then dual feasible after
		 * flips, and every set of prices proves a bound */
		if (upper > total[network[inside]])
			upper = total[network[inside]];
		lp_add_column(b, 0.0, upper, 0);
	}
	for (int32_t k = 0; k < p->nbatches; k++)
		lp_add_column(b, 0.0, (double)p->batch_most[k], 0);
	for (int32_t k = 0; k < p->nvisits; k++)
		lp_add_column(b, 0.0, (double)p->visit_households[k], 0);
	for (int32_t c = 0; c < p->ncells; c++)
		lp_add_column(b, (double)p->cell_least[c], (double)cell_need(p, c), 0);
	mem_free(network);
	mem_free(total);
}

static void add_balances(struct lp_builder *b, const struct problem *p)
{
	for (int32_t v = 1; v < p->nnodes; v++)
		lp_add_row(b, 0.0, 0.0);
	for (int32_t a = 0; a < p->narcs; a++) {
		if (p->head[a])
			lp_add_entry(b, p->head[a] - 1, a, 1);
		if (p->tail[a])
			lp_add_entry(b, p->tail[a] - 1, a, -1);
	}
	for (int32_t k = 0; k < p->nbatches; k++)
		for (int32_t n = p->batch_start[k]; n < p->batch_start[k + 1]; n++)
			if (p->batch_node[n])
				lp_add_entry(b, p->batch_node[n] - 1, p->narcs + k,
					p->batch_amount[n]);
	for (int32_t c = 0; c < p->ncells; c++)
		lp_add_entry(b, p->cell_node[c] - 1, problem_columns(p) + c, -1);
}

static void add_limits(struct lp_builder *b, const struct problem *p)
{
	for (int32_t r = 0; r < p->nrows; r++) {
		int32_t row = lp_add_row(b, -LP_INFINITY, (double)p->row_bound[r]);

		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			lp_add_entry(b, row, p->row_column[k], p->row_value[k]);
	}
}

/* households * x - demand * v <= 0, in lowest terms. */
static void add_links(struct lp_builder *b, const struct problem *p)
{
	for (int32_t l = 0; l < p->nlinks; l++) {
		int32_t row = lp_add_row(b, -LP_INFINITY, 0.0);
		int64_t households = p->visit_households[p->link_visit[l]];
		int64_t divisor = int_gcd(households, p->link_demand[l]);

		lp_add_entry(b, row, p->link_arc[l], households / divisor);
		lp_add_entry(b, row, p->narcs + p->nbatches + p->link_visit[l],
			-(p->link_demand[l] / divisor));
	}
}

void coupled_add_problem(struct lp_builder *b, const struct problem *p)
{
	add_columns(b, p);
	add_balances(b, p);
	add_limits(b, p);
	add_links(b, p);
}

void coupled_whole_links(const struct problem *p, struct lp *lp)
{
	for (int32_t l = 0; l < p->nlinks; l++) {
		int64_t households = p->visit_households[p->link_visit[l]];

		lp->row_upper[p->nnodes - 1 + p->nrows + l] =
			(double)(households / int_gcd(households, p->link_demand[l]) - 1);
	}
}

void coupled_free_bounds(const struct problem *p, struct lp *lp)
{
	for (int32_t a = 0; a < p->narcs; a++)
		if (lp->column_upper[a] < (double)p->capacity[a])
			lp->column_upper[a] += 1.0;
}

static void build_lp(struct coupled *c)
{
	const struct problem *p = c->p;
	struct lp_builder b;

	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	c->first_inflow = problem_columns(p);
	c->first_short = c->first_inflow + p->ncells;
	c->rate = c->first_short + p->ncells;
	c->first_limit = p->nnodes - 1;
	c->first_link = c->first_limit + p->nrows;
	c->first_cell = c->first_link + p->nlinks;
	for (int32_t i = 0; i < p->ncells; i++)
		lp_add_column(&b, 0.0, (double)p->cell_demand[i], 0);
	lp_add_column(&b, 0.0, 0.0, 0);
	for (int32_t i = 0; i < p->ncells; i++) {
		int32_t row = lp_add_row(&b, -(double)p->cell_fact[i], LP_INFINITY);

		lp_add_entry(&b, row, c->first_inflow + i, 1);
		lp_add_entry(&b, row, c->first_short + i, 1);
		lp_add_entry(&b, row, c->rate, -p->cell_demand[i]);
	}
	c->first_counted = b.lp.nrows;
	if (c->options.minima)
		minima_add_rows(&b, c->options.minima, p->ncells, c->first_inflow);
	c->first_minimum = b.lp.nrows - (c->options.minima ? c->options.minima->n : 0);
	for (int32_t i = c->first_minimum; i < b.lp.nrows; i++)
		b.lp.row_lower[i] = -LP_INFINITY; /* until coupled_keep_minima */
	lp_finish(&b, &c->lp);
	coupled_free_bounds(p, &c->lp);
}

/* --- what can be reached, and parallel cells --- */

/* most = need where some arc or batch leads from the outside, else least. */
static void find_reach(struct coupled *c)
{
	const struct problem *p = c->p;
	char *reached = mem_calloc((size_t)p->nnodes, 1);
	bool more = true;

	reached[0] = 1;
	/* arcs go forward in time: sweeps to and fro end soon in any order */
	for (bool back = false; more; back = !back) {
		more = false;
		for (int32_t k = 0; k < p->narcs; k++) {
			int32_t a = back ? p->narcs - 1 - k : k;

			if (p->capacity[a] > 0 && reached[p->tail[a]] && !reached[p->head[a]]) {
				reached[p->head[a]] = 1;
				more = true;
			}
		}
		for (int32_t b = 0; b < p->nbatches; b++)
			for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1] && p->batch_most[b] > 0; k++)
				if (p->batch_amount[k] > 0 && !reached[p->batch_node[k]]) {
					reached[p->batch_node[k]] = 1;
					more = true;
				}
	}
	for (int32_t i = 0; i < p->ncells; i++)
		c->most[i] = reached[p->cell_node[i]] ? cell_need(p, i) : p->cell_least[i];
	mem_free(reached);
}

struct signature {
	int32_t cell, tier, start, count; /* tails[start .. start + count) sorted */
	const int32_t *tails;
	bool alone; /* never parallel to another */
};

static int by_signature(const void *left, const void *right)
{
	const struct signature *a = left, *b = right;

	if (a->alone != b->alone)
		return a->alone - b->alone;
	if (a->alone)
		return a->cell < b->cell ? -1 : 1;
	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (int32_t k = 0; k < a->count; k++) {
		int32_t s = a->tails[a->start + k], t = b->tails[b->start + k];

		if (s != t)
			return s < t ? -1 : 1;
	}
	return 0;
}

static int by_signature_then_cell(const void *left, const void *right)
{
	const struct signature *a = left, *b = right;
	int order = by_signature(a, b);

	return order ? order : (a->cell > b->cell) - (a->cell < b->cell);
}

static int by_number(const void *left, const void *right)
{
	int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;

	return (a > b) - (a < b);
}

/* Nodes that make their cell unlike any other: batches, limited or priced arcs. */
static char *special_nodes(const struct problem *p)
{
	char *special = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t k = 0; p->nbatches && k < p->batch_start[p->nbatches]; k++)
		special[p->batch_node[k]] = 1;
	for (int32_t k = 0; p->nrows && k < p->row_start[p->nrows]; k++)
		if (p->row_column[k] < p->narcs)
			special[p->head[p->row_column[k]]] = 1;
	for (int32_t l = 0; l < p->nlinks; l++)
		special[p->head[p->link_arc[l]]] = 1;
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->capacity[a] < ARC_UNLIMITED)
			special[p->head[a]] = 1;
	return special;
}

/* Cells fed from the same nodes by unlimited arcs always have one rate: when
 * one of them cannot rise, none can. */
static void find_twins(struct coupled *c)
{
	const struct problem *p = c->p;
	size_t ncells = (size_t)p->ncells;
	int32_t *start = mem_calloc((size_t)p->nnodes + 1, sizeof *start);
	int32_t *tails = mem_calloc((size_t)p->narcs, sizeof *tails);
	struct signature *signature = mem_calloc(ncells, sizeof *signature);
	char *special = special_nodes(p);

	for (int32_t a = 0; a < p->narcs; a++)
		start[p->head[a] + 1]++;
	for (int32_t v = 0; v < p->nnodes; v++)
		start[v + 1] += start[v];
	for (int32_t a = p->narcs - 1; a >= 0; a--)
		tails[--start[p->head[a] + 1]] = p->tail[a];
	/* start[v + 1] is now where the arcs into v begin */
	for (int32_t i = 0; i < p->ncells; i++) {
		int32_t v = p->cell_node[i];
		int32_t from = start[v + 1], to = v + 1 < p->nnodes ? start[v + 2] : p->narcs;

		signature[i] = (struct signature){i, p->cell_tier[i], from, to - from, tails,
			special[v] || p->cell_fact[i] > 0 || p->cell_least[i] > 0};
		if (to > from)
			qsort(tails + from, (size_t)(to - from), sizeof *tails, by_number);
	}
	if (ncells)
		qsort(signature, ncells, sizeof *signature, by_signature_then_cell);
	for (int32_t i = 0, first = 0; i < p->ncells; i++) {
		if (by_signature(&signature[first], &signature[i]) != 0)
			first = i;
		c->twin[signature[i].cell] = signature[first].cell;
	}
	mem_free(start);
	mem_free(tails);
	mem_free(signature);
	mem_free(special);
}

/* --- opening, first basis --- */

void coupled_init(struct coupled *c, const struct problem *p,
	const struct coupled_options *options, const struct stop *stop)
{
	size_t ncells = (size_t)p->ncells;

	memset(c, 0, sizeof *c);
	c->p = p;
	c->options = *options;
	c->stop = stop;
	if (options->minima) {
		c->with_shares = *p;
		c->with_shares.cell_least = mem_calloc(ncells, sizeof *p->cell_least);
		memcpy(c->with_shares.cell_least, p->cell_least, ncells * sizeof *p->cell_least);
		c->p = &c->with_shares;
	}
	build_lp(c);
	c->session = lp_open(&c->lp);
	lp_allow(c->session, WORK_MOST / (c->lp.nrows + 1) + 1);
	c->cost = mem_calloc((size_t)c->lp.ncolumns, sizeof *c->cost);
	c->x = mem_calloc((size_t)c->lp.ncolumns, sizeof *c->x);
	c->d = mem_calloc((size_t)c->lp.ncolumns, sizeof *c->d);
	c->y = mem_calloc((size_t)c->lp.nrows, sizeof *c->y);
	c->flow = mem_calloc((size_t)c->lp.ncolumns, sizeof *c->flow);
	c->goal = mem_calloc(ncells, sizeof *c->goal);
	c->round_of = mem_calloc(ncells, sizeof *c->round_of);
	c->most = mem_calloc(ncells, sizeof *c->most);
	c->capped = mem_calloc(ncells, 1);
	c->has_lowest = mem_calloc((size_t)(options->item ? options->nitems : 1), 1);
	c->twin = mem_calloc(ncells, sizeof *c->twin);
	for (int32_t i = 0; i < p->ncells; i++)
		c->goal[i] = (double)p->cell_least[i];
	find_reach(c);
	find_twins(c);
	/* nothing for a cell before its tier comes: a smaller LP */
	for (int32_t i = 0; i < p->ncells; i++)
		lp_set_column(c->session, c->first_inflow + i, (double)p->cell_least[i],
			(double)p->cell_least[i]);
}

void coupled_release(struct coupled *c)
{
	lp_close(c->session);
	lp_release(&c->lp);
	for (int32_t k = 0; k < c->nlevels; k++)
		strata_release(&c->levels[k].strata);
	mem_free(c->cost);
	mem_free(c->x);
	mem_free(c->d);
	mem_free(c->y);
	mem_free(c->flow);
	mem_free(c->goal);
	mem_free(c->most);
	mem_free(c->capped);
	mem_free(c->has_lowest);
	mem_free(c->twin);
	mem_free(c->guide);
	mem_free(c->first);
	mem_free(c->levels);
	for (int32_t k = 0; k < c->nrounds; k++) {
		mem_free(c->rounds[k].y);
		mem_free(c->rounds[k].mu);
	}
	mem_free(c->rounds);
	mem_free(c->round_of);
	mem_free(c->with_shares.cell_least);
	mem_free(c->way);
	memset(c, 0, sizeof *c);
}

struct crash {
	enum lp_place *row, *column; /* [nrows], [ncolumns] */
	int32_t *parent; /* [nnodes] forest of the basic columns so far */
	int32_t nbasic;
};

/* Column j runs between nodes v and w with amount x of most: basic when
 * strictly between its bounds, as long as basic columns form a forest. */
static void crash_column(struct crash *crash, int32_t j, int32_t v, int32_t w, int64_t x,
	int64_t least, int64_t most)
{
	if (x > least)
		crash->column[j] = LP_AT_UPPER;
	if (x <= least || x >= most ||
		node_root(crash->parent, v) == node_root(crash->parent, w))
		return;
	/* the outside stays a root, so that every tree without it gets one slack */
	node_join(crash->parent, v, w);
	crash->column[j] = LP_BASIC;
	crash->nbasic++;
}

/* A visit in use is basic, tight against the link that needs it most. */
static void crash_visits(const struct coupled *c, struct crash *crash, const int64_t *start)
{
	const struct problem *p = c->p;
	int32_t *tight = mem_calloc((size_t)p->nvisits, sizeof *tight);
	double *part = mem_calloc((size_t)p->nvisits, sizeof *part);

	for (int32_t l = 0; l < p->nlinks; l++) {
		double used = (double)start[p->link_arc[l]] / (double)p->link_demand[l];
		int32_t visit = p->link_visit[l];

		if (used > part[visit]) {
			part[visit] = used;
			tight[visit] = l;
		}
	}
	for (int32_t k = 0; k < p->nvisits; k++) {
		if (part[k] <= 0.0)
			continue;
		crash->column[p->narcs + p->nbatches + k] = LP_BASIC;
		crash->row[c->first_link + tight[k]] = LP_AT_UPPER;
	}
	mem_free(tight);
	mem_free(part);
}

void coupled_start(struct coupled *c, const int64_t *start)
{
	const struct problem *p = c->p;
	struct crash crash = {
		mem_calloc((size_t)c->lp.nrows, sizeof *crash.row),
		mem_calloc((size_t)c->lp.ncolumns, sizeof *crash.column),
		mem_calloc((size_t)p->nnodes, sizeof *crash.parent), 0};
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	problem_cell_inflow(p, start, inflow);
	for (int32_t j = 0; j < c->lp.ncolumns; j++)
		crash.column[j] = LP_AT_LOWER;
	for (int32_t v = 0; v < p->nnodes; v++)
		crash.parent[v] = v;
	for (int32_t a = 0; a < p->narcs; a++)
		crash_column(&crash, a, p->tail[a], p->head[a], start[a], 0, p->capacity[a]);
	for (int32_t i = 0; i < p->ncells; i++)
		crash_column(&crash, c->first_inflow + i, p->cell_node[i], 0, inflow[i],
			p->cell_least[i], c->most[i]);
	for (int32_t v = 1; v < p->nnodes; v++) {
		bool root = node_root(crash.parent, v) == v;

		crash.row[v - 1] = root ? LP_BASIC : LP_AT_LOWER;
		crash.nbasic += root;
	}
	/* limits, links and cells: their own slacks */
	assert(crash.nbasic + c->lp.nrows - c->first_limit == c->lp.nrows);
	crash_visits(c, &crash, start);
	lp_set_basis(c->session, crash.row, crash.column);
	mem_free(crash.row);
	mem_free(crash.column);
	mem_free(crash.parent);
	mem_free(inflow);
}

void coupled_guide(struct coupled *c, const struct solution *relaxed)
{
	const struct problem *p = c->p;

	c->relaxed = relaxed;
	c->guided = true;
	c->guide = mem_calloc((size_t)p->ncells, sizeof *c->guide);
	problem_cell_inflow(p, relaxed->x, c->guide);
	/* all tiers are open from the start, so that the flow stays in reach */
	for (int32_t i = 0; i < p->ncells; i++)
		lp_set_column(c->session, c->first_inflow + i, (double)p->cell_least[i],
			(double)c->most[i]);
	coupled_start(c, relaxed->x);
}

bool coupled_too_large(const struct coupled *c)
{
	return WORK_MOST / (c->lp.nrows + 1) < c->p->ncells / 4;
}

/* --- solving one level --- */

void coupled_clear_costs(struct coupled *c)
{
	memset(c->cost, 0, (size_t)c->lp.ncolumns * sizeof *c->cost);
}

/* One more LP of the present level is solved. */
static void count_lp(struct coupled *c)
{
	struct level_watch *watch = c->options.watch;
	struct lp_builder b;

	if (c->nlevels == 0)
		return;
	c->levels[c->nlevels - 1].nlps++;
	if (!watch || watch->level != c->nlevels - 1 || watch->number != c->levels[c->nlevels - 1].nlps)
		return;
	lp_builder_copy(&b, &c->lp);
	memcpy(b.lp.cost, c->cost, (size_t)c->lp.ncolumns * sizeof *c->cost);
	lp_finish(&b, watch->lp);
	watch->value = 0.0;
	for (int32_t j = 0; j < c->lp.ncolumns; j++)
		watch->value += (double)c->cost[j] * c->x[j];
	watch->taken = true;
}

enum lp_status coupled_solve(struct coupled *c, enum lp_method method)
{
	enum lp_status status;

	lp_set_costs(c->session, c->cost);
	status = lp_solve(c->session, method, c->stop);
	if (status == LP_FAILED)
		status = lp_solve(c->session, LP_PRIMAL, c->stop);
	if (status == LP_OPTIMAL) {
		lp_values(c->session, c->x, c->y, c->d);
		memcpy(c->flow, c->x, (size_t)c->lp.ncolumns * sizeof *c->flow);
		c->have_flow = true;
		count_lp(c);
	} else if (status == LP_LIMIT && stop_now(c->stop)) {
		c->stopped = true;
	} else {
		c->failed = true;
	}
	return status;
}

void coupled_freeze(struct coupled *c)
{
	double noise = lp_price_noise(c->session);
	enum lp_place *row = mem_calloc((size_t)c->lp.nrows, sizeof *row);
	enum lp_place *column = mem_calloc((size_t)c->lp.ncolumns, sizeof *column);

	lp_get_basis(c->session, row, column);
	for (int32_t j = 0; j < c->lp.ncolumns; j++) {
		double bound = column[j] == LP_AT_UPPER ? c->lp.column_upper[j] :
			c->lp.column_lower[j];

		if (column[j] != LP_BASIC && column[j] != LP_AT_NONE && fabs(c->d[j]) > noise)
			lp_set_column(c->session, j, bound, bound);
	}
	for (int32_t i = 0; i < c->lp.nrows; i++) {
		double bound = row[i] == LP_AT_UPPER ? c->lp.row_upper[i] : c->lp.row_lower[i];

		if (row[i] != LP_BASIC && row[i] != LP_AT_NONE && fabs(c->y[i]) > noise)
			lp_set_row(c->session, i, bound, bound);
	}
	mem_free(row);
	mem_free(column);
}

bool coupled_bound(const struct coupled *c, struct exact *bound)
{
	return lp_bound(&c->lp, c->y, bound);
}

bool coupled_meets(double value, const struct exact *bound, double unit)
{
	double size = fabs(value) > unit ? fabs(value) : unit;

	return fabs(value - exact_double(bound)) <= MEETS * size;
}

struct level_result *coupled_add_level(struct coupled *c)
{
	int32_t k = ARRAY_ADD(&c->levels, &c->nlevels, &c->levels_room);

	c->levels[k].tier = -1;
	c->levels[k].objective = -1;
	c->levels[k].step = (struct ratio){0, 1};
	return &c->levels[k];
}

void coupled_keep_round(struct coupled *c, int32_t stratum, bool step)
{
	int32_t k = ARRAY_ADD(&c->rounds, &c->nrounds, &c->rounds_room);
	size_t n = (size_t)c->lp.nrows;

	c->rounds[k].level = c->nlevels - 1;
	c->rounds[k].stratum = stratum;
	c->rounds[k].step = step;
	c->rounds[k].mu = NULL;
	c->rounds[k].y = mem_calloc(n, sizeof *c->rounds[k].y);
	memcpy(c->rounds[k].y, c->y, n * sizeof *c->y);
}
