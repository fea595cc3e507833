#include "solver/whole_levels.h"

#include "base/memory.h"
#include "solver/coupled.h"

#include <string.h>

/* Nodes of one branch and bound times rows and columns of the LP; the first one
 * that comes to its end without an answer is the last. */
static const int64_t NODE_WORK = 400000;
enum { NODES_MOST = 1000 };

struct whole_run {
	const struct problem *p;
	const struct stop *stop;
	struct solution *solution;
	struct lp lp;
	struct lp_session *session;
	int32_t *row_of; /* [nobjectives] row that keeps the level, -1 = none */
	int64_t *cost; /* [lp.ncolumns] */
	int64_t *found; /* [ncolumns] */
	double *x, *y; /* [lp.ncolumns], [lp.nrows] */
	bool hard; /* branch and bound came to its end without an answer */
};

static bool is_canonical(const struct objective *o)
{
	return o->kind == OBJECTIVE_CANONICAL;
}

/* --- the LP --- */

/* A row for every level that costs something; false when its costs are too large. */
static bool add_level_rows(struct whole_run *r, struct lp_builder *b)
{
	const struct problem *p = r->p;

	for (int32_t k = 0; k < p->nobjectives; k++) {
		const struct objective *o = &p->objectives[k];

		r->row_of[k] = -1;
		if (is_canonical(o) || objective_common(p, o) == 0)
			continue;
		r->row_of[k] = lp_add_row(b, -LP_INFINITY, LP_INFINITY);
		for (int32_t j = 0; j < problem_columns(p); j++) {
			if (o->cost[j] >= LP_VALUE_MAX || o->cost[j] <= -LP_VALUE_MAX)
				return false;
			if (o->cost[j] != 0)
				lp_add_entry(b, r->row_of[k], j, o->cost[j]);
		}
	}
	return true;
}

/* Cells get what they have. */
static void set_bounds(struct whole_run *r)
{
	const struct problem *p = r->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	problem_cell_inflow(p, r->solution->x, inflow);
	for (int32_t c = 0; c < p->ncells; c++)
		r->lp.column_lower[problem_columns(p) + c] = r->lp.column_upper[problem_columns(p) + c] =
			(double)inflow[c];
	coupled_whole_links(p, &r->lp);
	mem_free(inflow);
}

static bool open_lp(struct whole_run *r)
{
	struct lp_builder b;
	bool fits;

	lp_builder_init(&b);
	coupled_add_problem(&b, r->p);
	fits = add_level_rows(r, &b);
	lp_finish(&b, &r->lp);
	if (!fits)
		return false;
	coupled_free_bounds(r->p, &r->lp);
	set_bounds(r);
	r->session = lp_open(&r->lp);
	r->cost = mem_calloc((size_t)r->lp.ncolumns, sizeof *r->cost);
	r->found = mem_calloc((size_t)problem_columns(r->p), sizeof *r->found);
	r->x = mem_calloc((size_t)r->lp.ncolumns, sizeof *r->x);
	r->y = mem_calloc((size_t)r->lp.nrows, sizeof *r->y);
	return true;
}

/* The level comes to value at most; false when that is no bound of an LP. */
static bool keep_level(struct whole_run *r, int32_t k, wide value)
{
	wide most = value - r->p->objectives[k].constant;

	if (r->row_of[k] < 0)
		return true;
	if (most >= LP_VALUE_MAX || most <= -LP_VALUE_MAX)
		return false;
	lp_set_row(r->session, r->row_of[k], -LP_INFINITY, (double)most);
	return true;
}

static bool solve(struct whole_run *r, const struct objective *o)
{
	memcpy(r->cost, o->cost, (size_t)problem_columns(r->p) * sizeof *o->cost);
	lp_set_costs(r->session, r->cost);
	if (lp_solve(r->session, LP_PRIMAL, r->stop) != LP_OPTIMAL)
		return false;
	lp_values(r->session, r->x, r->y, NULL);
	return true;
}

/* --- better plans --- */

/* found is a plan that serves all cells the same and is no worse on levels before
 * the k-th, and at most `most` on it: it becomes the plan. */
static bool take_found(struct whole_run *r, int32_t k, wide most)
{
	const struct problem *p = r->p;
	int64_t *a = mem_calloc((size_t)p->ncells, sizeof *a), *b = mem_calloc((size_t)p->ncells, sizeof *b);
	bool good = problem_feasible(p, r->found, NULL);

	problem_cell_inflow(p, r->solution->x, a);
	problem_cell_inflow(p, r->found, b);
	for (int32_t c = 0; c < p->ncells; c++)
		good = good && a[c] == b[c];
	for (int32_t i = 0; i < k && good; i++)
		if (!is_canonical(&p->objectives[i]))
			good = objective_value(p, &p->objectives[i], r->found)
				<= objective_value(p, &p->objectives[i], r->solution->x);
	good = good && objective_value(p, &p->objectives[k], r->found) <= most;
	if (good)
		memcpy(r->solution->x, r->found, (size_t)problem_columns(p) * sizeof *r->found);
	mem_free(a);
	mem_free(b);
	return good;
}

/* The flow of the LP, where it is whole. */
static bool take_flow(struct whole_run *r, int32_t k, wide most)
{
	for (int32_t j = 0; j < problem_columns(r->p); j++) {
		r->found[j] = (int64_t)rint(r->x[j]);
		if (fabs(r->x[j] - rint(r->x[j])) > 1e-6)
			return false;
	}
	return take_found(r, k, most);
}

static int32_t nodes_most(const struct whole_run *r)
{
	int64_t nodes = NODE_WORK / (r->lp.nrows + r->lp.ncolumns + 1);

	return nodes < NODES_MOST ? (int32_t)nodes : NODES_MOST;
}

/* Branch and bound for at most `most` on the k-th level: cheapest, or any plan. */
static bool search(struct whole_run *r, int32_t k, wide most, bool cheapest)
{
	enum lp_status status;

	if (r->hard || !keep_level(r, k, most))
		return false;
	status = lp_find_whole(r->session, problem_columns(r->p), cheapest ? r->cost : NULL, nodes_most(r), r->stop,
		r->found);
	r->hard = status != LP_OPTIMAL && status != LP_INFEASIBLE;
	return status == LP_OPTIMAL && take_found(r, k, most);
}

/* --- one level --- */

static void add_round(struct whole_run *r, int32_t level, int32_t k)
{
	struct solution *s = r->solution;
	const struct problem *p = r->p;
	size_t n = (size_t)(p->nnodes - 1 + p->nrows + p->nlinks);
	struct dual_round *round;

	s->rounds = mem_resize(s->rounds, (size_t)s->nrounds + 1, sizeof *s->rounds);
	round = &s->rounds[s->nrounds++];
	*round = (struct dual_round){.level = level};
	round->y = mem_calloc(n + (size_t)p->ncells, sizeof *round->y);
	memcpy(round->y, r->y, n * sizeof *r->y);
	round->mu = mem_calloc((size_t)level, sizeof *round->mu);
	for (int32_t l = 0; l < level; l++) {
		int32_t before = s->levels[l].objective;

		if (before >= 0 && before < k && r->row_of[before] >= 0 && r->y[r->row_of[before]] < 0)
			round->mu[l] = -r->y[r->row_of[before]];
	}
}

/* False when its LP could not be solved. */
static bool decide_level(struct whole_run *r, int32_t at)
{
	struct level_result *level = &r->solution->levels[at];
	const struct objective *o = &r->p->objectives[level->objective];
	int64_t common = objective_common(r->p, o);
	struct exact bound;
	wide value = objective_value(r->p, o, r->solution->x), least;

	if (common == 0) {
		level->value = level->bound = o->constant;
		level->proven = true;
		return true;
	}
	if (!solve(r, o) || !lp_bound(&r->lp, r->y, &bound) || !exact_ceil(&bound, &least))
		return false;
	add_round(r, at, level->objective);
	least += o->constant;
	/* the next value that a plan can have */
	least = value - (value - least) / common * common;
	if (value > least && !take_flow(r, level->objective, least)
		&& !search(r, level->objective, least, false))
		search(r, level->objective, value - common, true);
	level->value = objective_value(r->p, o, r->solution->x);
	level->bound = least < level->value ? least : level->value;
	level->proven = level->bound == level->value;
	return keep_level(r, level->objective, level->value);
}

/* The tie-break: where the program does not make a whole plan, the one at hand stays. */
static void decide_canonical(struct whole_run *r, int32_t at)
{
	const struct objective *o = &r->p->objectives[r->solution->levels[at].objective];

	if (solve(r, o))
		take_flow(r, r->solution->levels[at].objective, objective_value(r->p, o, r->solution->x));
}

/* Levels that were not decided here keep their bounds as far as these hold. */
static void value_levels(struct whole_run *r, bool solved)
{
	struct solution *s = r->solution;

	for (int32_t at = 0; at < s->nlevels; at++) {
		struct level_result *level = &s->levels[at];

		if (level->objective < 0)
			continue;
		level->value = objective_value(r->p, &r->p->objectives[level->objective], s->x);
		if (is_canonical(&r->p->objectives[level->objective]))
			level->bound = level->value;
		else if (!solved && level->bound > level->value)
			level->bound = level->value;
		level->proven = level->value == level->bound;
	}
}

static void drop_linear_rounds(struct solution *s)
{
	int32_t n = 0;

	for (int32_t k = 0; k < s->nrounds; k++) {
		if (s->rounds[k].stratum > 0) {
			s->rounds[n++] = s->rounds[k];
			continue;
		}
		mem_free(s->rounds[k].y);
		mem_free(s->rounds[k].mu);
	}
	s->nrounds = n;
}

/* The box of what no limit counts: everything else stays as it is. */
static void free_box(const struct problem *p, const int64_t *x, int64_t *low, int64_t *high)
{
	for (int32_t a = 0; a < p->narcs; a++)
		high[a] = p->capacity[a];
	for (int32_t k = 0; p->nrows > 0 && k < p->row_start[p->nrows]; k++) {
		int32_t a = p->row_column[k];

		if (a < p->narcs)
			low[a] = high[a] = x[a];
	}
	for (int32_t l = 0; l < p->nlinks; l++)
		low[p->link_arc[l]] = high[p->link_arc[l]] = x[p->link_arc[l]];
}

/* Where no limit counts the rest is a network again, which the network simplex
 * decides exactly, the tie-break too. */
static void polish(struct whole_run *r)
{
	const struct problem *p = r->p;
	struct problem bare = *p;
	int64_t *served = mem_calloc((size_t)p->ncells, sizeof *served);
	int64_t *low = mem_calloc((size_t)p->narcs, sizeof *low), *high = mem_calloc((size_t)p->narcs, sizeof *high);
	struct simplex *simplex;
	enum answer answer = ANSWER_OPTIMAL;
	wide value;

	bare.nrows = bare.nvisits = bare.nlinks = 0;
	problem_cell_inflow(p, r->solution->x, served);
	free_box(p, r->solution->x, low, high);
	simplex = simplex_open(&bare, served, r->solution->x);
	simplex_narrow(simplex, low, high);
	for (int32_t k = 0; k < p->nobjectives && answer == ANSWER_OPTIMAL; k++)
		answer = simplex_level(simplex, p->objectives[k].cost, NULL, &value, NULL, r->stop);
	if (answer == ANSWER_OPTIMAL) {
		memcpy(r->found, r->solution->x, (size_t)problem_columns(p) * sizeof *r->found);
		simplex_flow(simplex, r->found, NULL);
		if (problem_feasible(p, r->found, NULL))
			memcpy(r->solution->x, r->found, (size_t)problem_columns(p) * sizeof *r->found);
	}
	simplex_close(simplex);
	mem_free(served);
	mem_free(low);
	mem_free(high);
}

static void decide_levels(struct whole_run *r)
{
	struct solution *s = r->solution;
	bool solved = true, tied = false;

	drop_linear_rounds(s);
	for (int32_t at = 0; at < s->nlevels; at++) {
		struct level_result *level = &s->levels[at];

		if (level->objective < 0)
			continue;
		if (!is_canonical(&r->p->objectives[level->objective]))
			solved = solved && decide_level(r, at);
		else if (solved && !tied)
			decide_canonical(r, at);
		tied = is_canonical(&r->p->objectives[level->objective]);
	}
	if (r->p->nbatches == 0)
		polish(r);
	value_levels(r, solved);
}

void whole_levels(const struct problem *p, const struct stop *stop, struct solution *solution)
{
	struct whole_run r = {.p = p, .stop = stop, .solution = solution};

	if (p->nobjectives == 0 || stop_now(stop))
		return;
	lp_init(&r.lp);
	r.row_of = mem_calloc((size_t)p->nobjectives, sizeof *r.row_of);
	if (open_lp(&r)) {
		decide_levels(&r);
		lp_close(r.session);
	}
	lp_release(&r.lp);
	mem_free(r.row_of);
	mem_free(r.cost);
	mem_free(r.found);
	mem_free(r.x);
	mem_free(r.y);
}
