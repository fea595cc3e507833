#include "solver/guided.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "solver/levels_pure.h"
#include "solver/limits.h"
#include "solver/lp.h"
#include "solver/priced_levels.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static const double WHOLE = 1e-6; /* a flow this near to a whole number is one */
/* Canonical weights have 62 bits, a double carries 53: this many are left out. */
enum { CANONICAL_SHIFT = 24 };

struct guided {
	const struct problem *p;
	const struct stop *stop;
	struct problem bare; /* the same arrays without limits, visits and objectives */
	struct solution relaxed; /* of bare: its tiers */
	int64_t *served; /* [ncells] x_c of the relaxation */
	bool *fixed; /* [narcs] the only arc into a cell: its flow is served */
	int64_t *row_left; /* [nrows] bound less door visits, which are fixed too */
	/* The LP: columns of arcs that are not fixed, rows of nodes that remain. */
	struct lp lp;
	struct lp_session *session;
	int32_t *column_of; /* [narcs] -1 = fixed */
	int32_t *arc_of; /* [lp.ncolumns] */
	int32_t *node_row; /* [nnodes] -1 = none */
	int32_t first_limit; /* row */
	int64_t *cost; /* [lp.ncolumns] */
	double *x, *y, *d;
	int32_t nlevels; /* of earliness that it solved */
	/* The plan that keeps the limits with every level before earliness as good
	 * as without them; the box those levels leave. */
	int64_t *flow; /* [narcs] */
	int64_t *low, *high; /* [narcs] */
};

/* Earliness goes to the LP when it has at most this many columns and comes out
 * within this many pivots; beyond that the plan brought forward by prices is taken. */
enum { EARLINESS_COLUMNS = 20000, EARLINESS_PIVOTS = 20000 };

/* --- what the relaxation fixes --- */

static void fix_arcs(struct guided *g)
{
	const struct problem *p = g->p;
	int32_t *arcs_into = mem_calloc((size_t)p->nnodes, sizeof *arcs_into);
	char *is_cell = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t c = 0; c < p->ncells; c++)
		is_cell[p->cell_node[c]] = 1;
	for (int32_t a = 0; a < p->narcs; a++)
		arcs_into[p->head[a]]++;
	for (int32_t a = 0; a < p->narcs; a++)
		g->fixed[a] = is_cell[p->head[a]] && arcs_into[p->head[a]] == 1;
	mem_free(arcs_into);
	mem_free(is_cell);
}

/* Households visited, from what is handed out; false when it depends on times
 * or the helpers cannot do it. visits [nvisits]. */
static bool fix_visits(struct guided *g, int64_t *visits)
{
	const struct problem *p = g->p;
	int64_t *flow = mem_calloc((size_t)p->narcs, sizeof *flow);
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);
	bool good = true;

	for (int32_t c = 0; c < p->ncells; c++)
		cell_at[p->cell_node[c]] = c;
	for (int32_t k = 0; k < p->nlinks; k++) {
		int32_t a = p->link_arc[k], v = p->link_visit[k];
		int64_t need;
		if (!g->fixed[a]) {
			good = false;
			break;
		}
		need = visits_needed(g->served[cell_at[p->head[a]]], p->link_demand[k], p->visit_households[v]);
		visits[v] = need > visits[v] ? need : visits[v];
	}
	memcpy(g->row_left, p->row_bound, (size_t)p->nrows * sizeof *g->row_left);
	for (int32_t r = 0; r < p->nrows && good; r++) {
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] >= p->narcs + p->nbatches)
				g->row_left[r] -= p->row_value[k] * visits[p->row_column[k] - p->narcs - p->nbatches];
		good = g->row_left[r] >= 0;
	}
	mem_free(flow);
	mem_free(cell_at);
	return good;
}

/* --- the LP of the linear levels --- */

/* No flow of a network exceeds what its claims get in all. */
static int64_t *network_totals(const struct guided *g)
{
	const struct problem *p = g->p;
	int32_t *parent = mem_calloc((size_t)p->nnodes, sizeof *parent);
	int64_t *total = mem_calloc((size_t)p->nnodes, sizeof *total);

	for (int32_t v = 0; v < p->nnodes; v++)
		parent[v] = v;
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] != 0)
			node_join(parent, p->tail[a], p->head[a]);
	for (int32_t c = 0; c < p->ncells; c++)
		total[node_root(parent, p->cell_node[c])] += g->served[c];
	for (int32_t v = 0; v < p->nnodes; v++)
		total[v] = total[node_root(parent, v)];
	mem_free(parent);
	return total;
}

static void build_lp(struct guided *g)
{
	const struct problem *p = g->p;
	struct lp_builder b;
	int64_t *total = network_totals(g);
	int64_t *demand = mem_calloc((size_t)p->nnodes, sizeof *demand);
	char *gone = mem_calloc((size_t)p->nnodes, 1);
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);

	lp_builder_init(&b);
	for (int32_t c = 0; c < p->ncells; c++) {
		cell_at[p->cell_node[c]] = c;
		demand[p->cell_node[c]] = g->served[c];
	}
	for (int32_t a = 0; a < p->narcs; a++) {
		int64_t most = g->high[a] < total[p->head[a]] ? g->high[a] : total[p->head[a]];
		g->column_of[a] = -1;
		if (!g->fixed[a] && g->low[a] == g->high[a]) {
			demand[p->head[a]] -= g->low[a];
			demand[p->tail[a]] += g->low[a];
			continue;
		}
		if (g->fixed[a]) {
			demand[p->tail[a]] += g->served[cell_at[p->head[a]]];
			gone[p->head[a]] = 1;
			continue;
		}
		g->column_of[a] = lp_add_column(&b, 0, (double)most, 0);
		g->arc_of[g->column_of[a]] = a;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		g->node_row[v] = v == 0 || gone[v] ? -1 : lp_add_row(&b, (double)demand[v], (double)demand[v]);
	g->first_limit = b.lp.nrows;
	for (int32_t a = 0; a < p->narcs; a++) {
		if (g->column_of[a] < 0)
			continue;
		lp_add_entry(&b, g->node_row[p->head[a]], g->column_of[a], 1);
		if (g->node_row[p->tail[a]] >= 0)
			lp_add_entry(&b, g->node_row[p->tail[a]], g->column_of[a], -1);
	}
	for (int32_t r = 0; r < p->nrows; r++) {
		int64_t left = g->row_left[r];
		int32_t row;
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs && g->column_of[p->row_column[k]] < 0)
				left -= p->row_value[k] * g->flow[p->row_column[k]];
		row = lp_add_row(&b, -LP_INFINITY, (double)left);
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs && g->column_of[p->row_column[k]] >= 0)
				lp_add_entry(&b, row, g->column_of[p->row_column[k]], p->row_value[k]);
	}
	lp_finish(&b, &g->lp);
	mem_free(total);
	mem_free(demand);
	mem_free(gone);
	mem_free(cell_at);
}

/* --- the levels before earliness, without the limits --- */

static bool is_earliness(enum objective_kind kind)
{
	return kind == OBJECTIVE_DEPARTURE || kind == OBJECTIVE_ARRIVAL || kind == OBJECTIVE_CANONICAL;
}

static int32_t first_earliness(const struct problem *p)
{
	int32_t k = 0;

	while (k < p->nobjectives && !is_earliness(p->objectives[k].kind))
		k++;
	return k;
}

/* Everything as late as possible: then a day carries what the day needs. */
static int64_t *late_cost(const struct problem *p)
{
	int64_t *cost = mem_calloc((size_t)p->narcs, sizeof *cost);

	for (int32_t k = 0; k < p->nobjectives; k++)
		if (p->objectives[k].kind == OBJECTIVE_DEPARTURE)
			for (int32_t a = 0; a < p->narcs; a++)
				cost[a] = -p->objectives[k].cost[a];
	return cost;
}

/* Best levels before earliness under the given capacities, then the latest
 * flow in g->flow; value [first_earliness + 1], box (g->low, g->high).
 * False when the claims cannot be met under them. */
static bool attempt(struct guided *g, int64_t *capacity, const int64_t *time, wide *value)
{
	const struct problem *p = g->p;
	struct problem bare = g->bare;
	wide *price = mem_calloc((size_t)p->nnodes, sizeof *price);
	int64_t *none = mem_calloc((size_t)p->ncells, sizeof *none);
	struct simplex *simplex;
	bool possible;

	bare.capacity = capacity;
	possible = flow_largest(&bare, g->served, none, g->flow) >= 0;
	if (possible) {
		memcpy(g->high, capacity, (size_t)p->narcs * sizeof *g->high);
		memset(g->low, 0, (size_t)p->narcs * sizeof *g->low);
		simplex = simplex_open(&bare, g->served, g->flow);
		for (int32_t k = 0; k < first_earliness(p) && possible; k++) {
			const int64_t *cost = p->objectives[k].cost;
			possible = simplex_level(simplex, cost, NULL, &value[k], price, g->stop) == ANSWER_OPTIMAL;
			simplex_flow(simplex, g->flow, NULL);
			for (int32_t a = 0; a < p->narcs; a++)
				if ((wide)cost[a] - price[p->head[a]] + price[p->tail[a]] != 0 && g->low[a] < g->high[a])
					g->low[a] = g->high[a] = g->flow[a];
		}
		possible = possible && simplex_level(simplex, time, NULL, &value[first_earliness(p)], NULL, g->stop)
			== ANSWER_OPTIMAL;
		simplex_flow(simplex, g->flow, NULL);
		simplex_close(simplex);
	}
	mem_free(price);
	mem_free(none);
	return possible;
}

/* What a flow uses of a row, door visits left out. */
static wide row_use(const struct guided *g, int32_t r, const int64_t *x)
{
	const struct problem *p = g->p;
	wide use = 0;

	for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
		if (p->row_column[k] < p->narcs)
			use += (wide)p->row_value[k] * x[p->row_column[k]];
	return use;
}

/* Cuts every arc of a broken row in proportion to its flow, so that the rest
 * must take another way or an earlier one. */
static void cut_row(const struct guided *g, int32_t r, wide use, int64_t *capacity)
{
	const struct problem *p = g->p;

	for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
		int32_t a = p->row_column[k];
		int64_t most = a < p->narcs ? (int64_t)((wide)g->flow[a] * g->row_left[r] / use) : 0;
		if (a < p->narcs && most < capacity[a])
			capacity[a] = most;
	}
}

static bool broken(const struct guided *g, int32_t r)
{
	return row_use(g, r, g->flow) > g->row_left[r];
}

/* Finds the late plan: all limits kept, every level before earliness exactly as
 * good as without them (values). False when the cuts do not get there. */
static bool find_late(struct guided *g, wide *values)
{
	const struct problem *p = g->p;
	size_t nvalues = (size_t)first_earliness(p) + 1;
	int64_t *capacity = mem_calloc((size_t)p->narcs, sizeof *capacity);
	int64_t *cost = late_cost(p), *low = mem_calloc((size_t)p->narcs, sizeof *low);
	int64_t *high = mem_calloc((size_t)p->narcs, sizeof *high);
	wide *now = mem_calloc(nvalues, sizeof *now);
	int32_t ncut = 1, tries = 2 * p->nrows + 2;
	bool good;

	memcpy(capacity, p->capacity, (size_t)p->narcs * sizeof *capacity);
	good = attempt(g, capacity, cost, values);
	memcpy(low, g->low, (size_t)p->narcs * sizeof *low);
	memcpy(high, g->high, (size_t)p->narcs * sizeof *high);
	while (good && tries-- > 0) {
		ncut = 0;
		for (int32_t r = 0; r < p->nrows; r++) {
			if (broken(g, r)) {
				cut_row(g, r, row_use(g, r, g->flow), capacity);
				ncut++;
			}
		}
		if (ncut == 0)
			break;
		good = attempt(g, capacity, cost, now)
			&& memcmp(now, values, (nvalues - 1) * sizeof *now) == 0;
	}
	/* The box is that of the levels without the cuts. */
	memcpy(g->low, low, (size_t)p->narcs * sizeof *low);
	memcpy(g->high, high, (size_t)p->narcs * sizeof *high);
	mem_free(capacity);
	mem_free(cost);
	mem_free(low);
	mem_free(high);
	mem_free(now);
	return good && ncut == 0;
}

/* The plan found as a basis: arcs strictly inside their bounds, then others
 * that are not frozen, as a forest. */
static void start_basis(struct guided *g)
{
	const struct problem *p = g->p;
	int32_t *parent = mem_calloc((size_t)p->nnodes, sizeof *parent);
	enum lp_place *row = mem_calloc((size_t)g->lp.nrows, sizeof *row);
	enum lp_place *column = mem_calloc((size_t)g->lp.ncolumns, sizeof *column);

	for (int32_t v = 0; v < p->nnodes; v++)
		parent[v] = v;
	for (int32_t i = 0; i < g->lp.nrows; i++)
		row[i] = LP_BASIC;
	for (int32_t j = 0; j < g->lp.ncolumns; j++)
		column[j] = g->flow[g->arc_of[j]] >= (int64_t)g->lp.column_upper[j] ? LP_AT_UPPER : LP_AT_LOWER;
	for (int pass = 0; pass < 2; pass++) {
		for (int32_t j = 0; j < g->lp.ncolumns; j++) {
			int32_t a = g->arc_of[j], v = p->tail[a], w = p->head[a];
			bool inside = g->flow[a] > (int64_t)g->lp.column_lower[j]
				&& g->flow[a] < (int64_t)g->lp.column_upper[j];
			if (column[j] == LP_BASIC || inside != (pass == 0)
				|| node_root(parent, v) == node_root(parent, w))
				continue;
			node_join(parent, v, w);
			column[j] = LP_BASIC;
		}
	}
	/* Every tree that does not hang on the outside keeps one row of its own. */
	for (int32_t v = 1; v < p->nnodes; v++)
		if (g->node_row[v] >= 0)
			row[g->node_row[v]] = node_root(parent, v) == v ? LP_BASIC : LP_AT_LOWER;
	lp_set_basis(g->session, row, column);
	mem_free(parent);
	mem_free(row);
	mem_free(column);
}

/* Keeps exactly the optimal face: what has a price stays at its bound. */
static void freeze(struct guided *g)
{
	double noise = lp_price_noise(g->session);
	enum lp_place *row = mem_calloc((size_t)g->lp.nrows, sizeof *row);
	enum lp_place *column = mem_calloc((size_t)g->lp.ncolumns, sizeof *column);

	lp_get_basis(g->session, row, column);
	for (int32_t j = 0; j < g->lp.ncolumns; j++) {
		double bound = column[j] == LP_AT_UPPER ? g->lp.column_upper[j] : g->lp.column_lower[j];
		if (column[j] != LP_BASIC && column[j] != LP_AT_NONE && fabs(g->d[j]) > noise)
			lp_set_column(g->session, j, bound, bound);
	}
	for (int32_t r = g->first_limit; r < g->lp.nrows; r++)
		if (row[r] == LP_AT_UPPER && fabs(g->y[r]) > noise)
			lp_set_row(g->session, r, g->lp.row_upper[r], g->lp.row_upper[r]);
	mem_free(row);
	mem_free(column);
}

/* One linear level; false when the LP has no solution or could not be solved. */
static bool solve_level(struct guided *g, int32_t index)
{
	const struct objective *o = &g->p->objectives[index];
	int shift = o->kind == OBJECTIVE_CANONICAL ? CANONICAL_SHIFT : 0;

	for (int32_t j = 0; j < g->lp.ncolumns; j++)
		g->cost[j] = o->cost[g->arc_of[j]] >> shift;
	lp_set_costs(g->session, g->cost);
	if (lp_solve(g->session, LP_PRIMAL, g->stop) != LP_OPTIMAL)
		return false;
	lp_values(g->session, g->x, g->y, g->d);
	g->nlevels++;
	freeze(g);
	return true;
}

/* The earliness levels; those that the pivots do not reach are left out. */
static void solve_earliness(struct guided *g)
{
	int32_t first = first_earliness(g->p);

	start_basis(g);
	lp_allow(g->session, EARLINESS_PIVOTS);
	for (int32_t k = first; k < g->p->nobjectives; k++) {
		if (g->p->objectives[k].kind == OBJECTIVE_CANONICAL && k > 0
			&& g->p->objectives[k - 1].kind == OBJECTIVE_CANONICAL)
			continue; /* one word settles what the solver leaves open */
		if (!solve_level(g, k))
			return;
	}
}

/* --- whole units --- */

/* A whole plan that keeps every rule, every claim and every level before
 * earliness. */
static bool delivers(const struct guided *g, const wide *values, const int64_t *x)
{
	const struct problem *p = g->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	bool same;

	problem_cell_inflow(p, x, inflow);
	same = memcmp(inflow, g->served, (size_t)p->ncells * sizeof *inflow) == 0;
	for (int32_t k = 0; k < first_earliness(p); k++)
		same = same && objective_value(p, &p->objectives[k], x) == values[k] + p->objectives[k].constant;
	mem_free(inflow);
	return same && problem_feasible(p, x, NULL);
}

static bool make_whole(struct guided *g, const wide *values, const int64_t *visits, int64_t *x)
{
	const struct problem *p = g->p;
	double *flow = mem_calloc((size_t)problem_columns(p), sizeof *flow);
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *most = mem_calloc((size_t)p->ncells, sizeof *most);
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);
	bool whole = true, done;

	for (int32_t c = 0; c < p->ncells; c++) {
		cell_at[p->cell_node[c]] = c;
		goal[c] = (double)g->served[c];
		most[c] = g->served[c];
	}
	for (int32_t a = 0; a < p->narcs; a++) {
		flow[a] = g->column_of[a] >= 0 ? g->x[g->column_of[a]]
			: (double)(g->fixed[a] ? g->served[cell_at[p->head[a]]] : g->low[a]);
		whole = whole && fabs(flow[a] - floor(flow[a] + 0.5)) <= WHOLE;
		x[a] = (int64_t)floor(flow[a] + 0.5);
	}
	for (int32_t v = 0; v < p->nvisits; v++) {
		x[p->narcs + p->nbatches + v] = visits[v];
		flow[p->narcs + p->nbatches + v] = (double)visits[v];
	}
	done = whole && delivers(g, values, x);
	if (!done)
		done = whole_plan(p, flow, NULL, goal, most, false, x) && delivers(g, values, x);
	mem_free(flow);
	mem_free(goal);
	mem_free(most);
	mem_free(cell_at);
	return done;
}

/* --- the whole --- */

/* Levels in order: tiers of the relaxation; levels before earliness, as good as
 * without limits; earliness, of which nothing is known yet. */
static void fill_solution(struct guided *g, int64_t *x, struct solution *solution)
{
	const struct problem *p = g->p;
	int32_t n = 0;

	memset(solution, 0, sizeof *solution);
	solution->x = x;
	solution->levels = mem_calloc((size_t)(g->relaxed.nlevels + p->nobjectives), sizeof *solution->levels);
	for (int32_t k = 0; k < g->relaxed.nlevels; k++)
		solution->levels[n++] = g->relaxed.levels[k];
	/* The strata now belong to the solution. */
	g->relaxed.nlevels = 0;
	for (int32_t k = 0; k < p->nobjectives; k++) {
		struct level_result *level = &solution->levels[n];
		bool canonical = p->objectives[k].kind == OBJECTIVE_CANONICAL;
		if (canonical && k > 0 && p->objectives[k - 1].kind == OBJECTIVE_CANONICAL)
			continue;
		level->tier = -1;
		level->objective = k;
		level->step = (struct ratio){0, 1};
		level->value = level->bound = objective_value(p, &p->objectives[k], x);
		level->proven = k < first_earliness(p);
		if (!level->proven && !canonical)
			level->bound = p->objectives[k].constant; /* costs of earliness are not below 0 */
		n++;
	}
	solution->nlevels = n;
}

static void guided_release(struct guided *g)
{
	if (g->session)
		lp_close(g->session);
	lp_release(&g->lp);
	solution_release(&g->relaxed);
	mem_free(g->served);
	mem_free(g->fixed);
	mem_free(g->row_left);
	mem_free(g->column_of);
	mem_free(g->arc_of);
	mem_free(g->node_row);
	mem_free(g->cost);
	mem_free(g->x);
	mem_free(g->y);
	mem_free(g->d);
	mem_free(g->flow);
	mem_free(g->low);
	mem_free(g->high);
}

static bool relax(struct guided *g, const struct coupled_options *options)
{
	struct pure_options pure = {.rule = FAIR_LEXIMIN, .spread = options->spread, .item = options->item,
		.nitems = options->nitems};

	if (solve_pure(&g->bare, &pure, g->stop, &g->relaxed) != ANSWER_OPTIMAL)
		return false;
	problem_cell_inflow(&g->bare, g->relaxed.x, g->served);
	return true;
}

/* Everything but the LP. */
static void guided_init(struct guided *g)
{
	const struct problem *p = g->p;

	lp_init(&g->lp);
	g->bare = *p;
	g->bare.nrows = g->bare.nvisits = g->bare.nlinks = 0;
	g->bare.nobjectives = 0;
	g->served = mem_calloc((size_t)p->ncells, sizeof *g->served);
	g->fixed = mem_calloc((size_t)p->narcs, sizeof *g->fixed);
	g->row_left = mem_calloc((size_t)p->nrows, sizeof *g->row_left);
	g->column_of = mem_calloc((size_t)p->narcs, sizeof *g->column_of);
	g->arc_of = mem_calloc((size_t)p->narcs, sizeof *g->arc_of);
	g->node_row = mem_calloc((size_t)p->nnodes, sizeof *g->node_row);
	g->flow = mem_calloc((size_t)p->narcs, sizeof *g->flow);
	g->low = mem_calloc((size_t)p->narcs, sizeof *g->low);
	g->high = mem_calloc((size_t)p->narcs, sizeof *g->high);
	fix_arcs(g);
}

/* Is x better on a level of earliness, and no worse on those before it? */
static bool is_earlier(const struct problem *p, const int64_t *x, const struct solution *solution)
{
	for (int32_t k = 0; k < solution->nlevels; k++) {
		const struct level_result *level = &solution->levels[k];
		wide value;
		if (level->objective < 0)
			continue;
		value = objective_value(p, &p->objectives[level->objective], x);
		if (value != level->value)
			return value < level->value;
	}
	return false;
}

static void take_earlier(const struct problem *p, int64_t *x, struct solution *solution)
{
	mem_free(solution->x);
	solution->x = x;
	for (int32_t k = 0; k < solution->nlevels; k++) {
		struct level_result *level = &solution->levels[k];
		if (level->objective < 0)
			continue;
		level->value = objective_value(p, &p->objectives[level->objective], x);
		if (level->bound > level->value || p->objectives[level->objective].kind == OBJECTIVE_CANONICAL)
			level->bound = level->value;
		level->proven = level->bound == level->value;
	}
}

/* The LP of earliness, where it is small enough: its plan in whole units may be
 * earlier still. */
static void try_earliness(struct guided *g, const wide *values, const int64_t *visits, struct solution *solution)
{
	const struct problem *p = g->p;
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);

	memcpy(g->flow, solution->x, (size_t)p->narcs * sizeof *g->flow);
	build_lp(g);
	g->cost = mem_calloc((size_t)g->lp.ncolumns, sizeof *g->cost);
	g->x = mem_calloc((size_t)g->lp.ncolumns, sizeof *g->x);
	g->y = mem_calloc((size_t)g->lp.nrows, sizeof *g->y);
	g->d = mem_calloc((size_t)g->lp.ncolumns, sizeof *g->d);
	if (g->lp.ncolumns <= EARLINESS_COLUMNS) {
		g->session = lp_open(&g->lp);
		solve_earliness(g);
	}
	if (g->nlevels > 0 && make_whole(g, values, visits, x) && is_earlier(p, x, solution))
		take_earlier(p, x, solution);
	else
		mem_free(x);
}

bool solve_guided(const struct problem *p, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution)
{
	struct guided g = {.p = p, .stop = stop};
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	int64_t *visits = mem_calloc((size_t)p->nvisits, sizeof *visits);
	wide *values = mem_calloc((size_t)p->nobjectives + 1, sizeof *values);
	bool done = false;

	guided_init(&g);
	if (p->nbatches > 0 || !relax(&g, options) || !fix_visits(&g, visits) || !find_late(&g, values))
		goto out;
	memcpy(x, g.flow, (size_t)p->narcs * sizeof *x);
	memcpy(x + p->narcs + p->nbatches, visits, (size_t)p->nvisits * sizeof *x);
	if (!delivers(&g, values, x))
		goto out;
	fill_solution(&g, x, solution);
	x = NULL;
	priced_levels(p, stop, false, solution);
	try_earliness(&g, values, visits, solution);
	solution->answer = solution_is_proven(p, solution) ? ANSWER_OPTIMAL : ANSWER_GAP;
	done = true;
out:
	mem_free(x);
	mem_free(visits);
	mem_free(values);
	guided_release(&g);
	return done;
}

/* As guided_flow, all levels before earliness kept; flow may be NULL. */
static bool late_flow(const struct problem *p, const int64_t *served, const struct stop *stop, int64_t *flow)
{
	struct guided g = {.p = p, .stop = stop};
	int64_t *visits = mem_calloc((size_t)p->nvisits, sizeof *visits);
	wide *values = mem_calloc((size_t)p->nobjectives + 1, sizeof *values);
	bool kept;

	guided_init(&g);
	memcpy(g.served, served, (size_t)p->ncells * sizeof *served);
	kept = p->nbatches == 0 && fix_visits(&g, visits) && find_late(&g, values);
	if (kept && flow)
		memcpy(flow, g.flow, (size_t)p->narcs * sizeof *flow);
	mem_free(visits);
	mem_free(values);
	guided_release(&g);
	return kept;
}

/* No level but when goods leave, so that it can be late. */
static struct problem only_earliness(const struct problem *p)
{
	struct problem late = *p;

	late.objectives += first_earliness(p);
	late.nobjectives -= first_earliness(p);
	return late;
}

bool guided_keeps(const struct problem *p, const int64_t *served, const struct stop *stop)
{
	struct problem late = only_earliness(p);

	return late_flow(&late, served, stop, NULL);
}

bool guided_flow(const struct problem *p, const int64_t *served, const struct stop *stop, int64_t *flow)
{
	struct problem late = only_earliness(p);

	return late_flow(p, served, stop, flow)
		|| (first_earliness(p) > 0 && !stop_now(stop) && late_flow(&late, served, stop, flow));
}
