/* All levels of a problem with limits, batches or visits: hard cells, the
 * fairness tiers, the objectives, then whole units once.
 *
 * A tier is proven when every LP of it met its exact bound and whole units
 * moved none of its cells by one issue unit or more. A linear level is proven
 * when its rational value met the exact bound and no cell was moved so far;
 * its value is that of the whole plan, its bound the rational one rounded up,
 * so the two may differ by what whole units cost even then (lift_gap). */
#include "solver/coupled.h"

#include "base/memory.h"
#include "base/text.h"
#include "solver/levels_pure.h"
#include "solver/options.h"
#include "solver/priced_levels.h"
#include "solver/rounds.h"
#include "solver/whole_levels.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { RESCUE_NODES = 20000 };

/* --- linear levels --- */

static bool all_zero(const int64_t *cost, int32_t n)
{
	for (int32_t j = 0; j < n; j++)
		if (cost[j])
			return false;
	return true;
}

/* Nothing with a cost can move: the value stands without an LP. */
static bool decided(const struct coupled *c)
{
	for (int32_t j = 0; j < c->lp.ncolumns; j++)
		if (c->cost[j] && c->lp.column_lower[j] != c->lp.column_upper[j])
			return false;
	return true;
}

static double rational_value(const struct coupled *c)
{
	double value = 0.0;

	for (int32_t j = 0; j < c->lp.ncolumns; j++)
		value += c->x[j] * (double)c->cost[j];
	return value;
}

static double largest_cost(const int64_t *cost, int32_t n)
{
	double most = 1.0;

	for (int32_t j = 0; j < n; j++)
		if (fabs((double)cost[j]) > most)
			most = fabs((double)cost[j]);
	return most;
}

/* The bound that needs no prices: every column at its cheaper end. */
static void cheapest_end(const struct coupled *c, struct level_result *level)
{
	wide bound = 0;

	for (int32_t j = 0; j < c->lp.ncolumns; j++) {
		double end = c->cost[j] > 0 ? c->lp.column_lower[j] : c->lp.column_upper[j];

		if (c->cost[j] == 0)
			continue;
		if (isinf(end) || end != rint(end))
			return;
		bound += (wide)c->cost[j] * (wide)end;
	}
	level->bound += bound;
}

/* solved: the LP is at this level's optimum already. */
static void solve_objective(struct coupled *c, int32_t index, bool solved)
{
	const struct problem *p = c->p;
	const struct objective *o = &p->objectives[index];
	struct level_result *level = coupled_add_level(c);
	struct exact bound;
	wide whole;
	double value;

	level->objective = index;
	level->bound = o->constant;
	coupled_clear_costs(c);
	memcpy(c->cost, o->cost, (size_t)problem_columns(p) * sizeof *o->cost);
	if (coupled_broken(c) || all_zero(o->cost, problem_columns(p)) ||
		(!solved && c->have_flow && decided(c))) {
		level->proven = !coupled_broken(c);
		cheapest_end(c, level);
		return;
	}
	if ((!solved && coupled_solve(c, LP_PRIMAL) != LP_OPTIMAL) ||
		!coupled_bound(c, &bound) || !exact_ceil(&bound, &whole)) {
		cheapest_end(c, level);
		return;
	}
	coupled_keep_round(c, 0, false);
	coupled_freeze(c);
	value = rational_value(c);
	level->bound += whole;
	level->proven = coupled_meets(value, &bound, largest_cost(o->cost, problem_columns(p)));
}

/* --- tiers in order --- */

static int by_number(const void *left, const void *right)
{
	int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;

	return (a > b) - (a < b);
}

static void solve_tiers(struct coupled *c)
{
	const struct problem *p = c->p;
	int32_t *tiers = mem_calloc((size_t)p->ncells, sizeof *tiers);
	int32_t n = 0;

	for (int32_t i = 0; i < p->ncells; i++)
		if (p->cell_tier[i] != TIER_HARD)
			tiers[n++] = p->cell_tier[i];
	if (n)
		qsort(tiers, (size_t)n, sizeof *tiers, by_number);
	for (int32_t i = 0; i < n; i++)
		if (i == 0 || tiers[i] != tiers[i - 1])
			coupled_tier(c, tiers[i]);
	mem_free(tiers);
}

/* --- whole units --- */

/* Cells that a tier left within a range get what the last plan gives them. */
static void settle_goals(struct coupled *c)
{
	for (int32_t i = 0; i < c->p->ncells; i++) {
		int32_t j = c->first_inflow + i;

		if (!c->have_flow)
			c->goal[i] = (double)c->p->cell_least[i];
		else if (coupled_broken(c) || c->lp.column_lower[j] != c->lp.column_upper[j] ||
			fabs(c->goal[i] - c->flow[j]) > 1e-3)
			c->goal[i] = c->flow[j];
		if (c->goal[i] < (double)c->p->cell_least[i])
			c->goal[i] = (double)c->p->cell_least[i];
	}
}

/* What whole units moved: tiers get lift_gap and may lose their proof. Returns
 * true when some cell was moved by one issue unit or more. */
static bool judge_rounding(struct coupled *c, const int64_t *x)
{
	const struct problem *p = c->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	bool moved = false;

	problem_cell_inflow(p, x, inflow);
	for (int32_t i = 0; i < p->ncells; i++) {
		double move = (double)inflow[i] - c->goal[i];
		double fall = -move / (double)p->cell_demand[i];
		bool far = fabs(move) >= 1.0 - 1e-9;

		moved = moved || far;
		for (int32_t k = 0; k < c->nlevels; k++) {
			if (c->levels[k].tier != p->cell_tier[i])
				continue;
			if (fall > c->levels[k].lift_gap)
				c->levels[k].lift_gap = fall;
			if (far)
				c->levels[k].proven = false;
		}
	}
	mem_free(inflow);
	return moved;
}

static void value_levels(struct coupled *c, const int64_t *x, bool moved)
{
	const struct problem *p = c->p;

	for (int32_t k = 0; k < c->nlevels; k++) {
		struct level_result *level = &c->levels[k];
		const struct objective *o;

		if (level->objective < 0)
			continue;
		o = &p->objectives[level->objective];
		level->value = o->constant;
		for (int32_t j = 0; j < problem_columns(p); j++)
			level->value += (wide)o->cost[j] * x[j];
		level->proven = level->proven && (!moved || level->value == level->bound);
		/* a plan that was moved off earlier levels may be cheaper than any on them */
		if (!level->proven && level->bound > level->value)
			level->bound = level->value;
	}
}

/* --- the relaxation without limits --- */

/* Solves p without limits and visits, as a pure problem; batches stay unused.
 * False when that was stopped. */
static bool relax(const struct problem *p, const struct coupled_options *options,
	const struct stop *stop, struct solution *relaxed)
{
	struct problem pure = *p;
	struct pure_options rule = {.rule = FAIR_LEXIMIN, .spread = options->spread, .item = options->item,
		.nitems = options->nitems};
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	enum answer answer;

	pure.nrows = pure.nbatches = pure.nvisits = pure.nlinks = 0;
	answer = solve_pure(&pure, &rule, stop, relaxed);
	memcpy(x, relaxed->x, (size_t)p->narcs * sizeof *x);
	mem_free(relaxed->x);
	relaxed->x = x;
	for (int32_t l = 0; l < p->nlinks; l++) {
		int32_t visit = p->narcs + p->nbatches + p->link_visit[l];
		int64_t n = visits_for(p, l, x[p->link_arc[l]]);

		if (n > x[visit])
			x[visit] = n;
	}
	return answer != ANSWER_LIMIT;
}

/* Costs on arcs alone: what the relaxation decides is then decided. */
static bool costs_on_arcs(const struct problem *p)
{
	for (int32_t k = 0; k < p->nobjectives; k++)
		for (int32_t j = p->narcs; j < problem_columns(p); j++)
			if (p->objectives[k].cost[j])
				return false;
	return true;
}

/* --- all of it --- */

/* A cut of the networks alone, where limits are not what contradicts. */
static char *find_cut(const struct problem *p)
{
	struct problem pure = *p;
	int64_t *served, *x;
	char *cut;

	if (p->nbatches)
		return NULL;
	pure.nrows = pure.nvisits = pure.nlinks = pure.nobjectives = 0;
	served = mem_calloc((size_t)p->ncells, sizeof *served);
	x = mem_calloc((size_t)p->narcs, sizeof *x);
	cut = mem_calloc((size_t)p->nnodes, 1);
	if (hard_pure(&pure, served, x, cut) != ANSWER_INFEASIBLE) {
		mem_free(cut);
		cut = NULL;
	}
	mem_free(served);
	mem_free(x);
	return cut;
}

/* What has a price at the last optimum, which is that of the hard rules. */
static struct binding *find_binding(const struct coupled *c)
{
	const struct problem *p = c->p;
	double noise = lp_price_noise(c->session);
	struct binding *b = mem_calloc(1, sizeof *b);

	b->rows = mem_calloc((size_t)p->nrows, 1);
	b->cells = mem_calloc((size_t)p->ncells, 1);
	b->arcs = mem_calloc((size_t)p->narcs, 1);
	b->met = mem_calloc((size_t)p->ncells, sizeof *b->met);
	for (int32_t r = 0; r < p->nrows; r++)
		b->rows[r] = fabs(c->y[c->first_limit + r]) > noise;
	for (int32_t i = 0; i < p->ncells; i++) {
		int64_t met = (int64_t)floor(c->x[c->first_inflow + i] + 1e-6);

		b->cells[i] = p->cell_least[i] > 0 && fabs(c->y[c->first_cell + i]) > noise;
		b->met[i] = met < p->cell_least[i] ? met : p->cell_least[i];
	}
	for (int32_t a = 0; a < p->narcs; a++)
		b->arcs[a] = c->d[a] < -noise && c->x[a] > 0.5;
	return b;
}

/* The one level of a contradiction: tier TIER_HARD, proven by prices or not. */
static enum answer contradiction(struct coupled *c, bool proven, struct solution *solution)
{
	struct level_result *level;

	for (int32_t k = 0; k < c->nlevels; k++)
		strata_release(&c->levels[k].strata);
	c->nlevels = 0;
	level = coupled_add_level(c);
	memset(level, 0, sizeof *level);
	level->tier = TIER_HARD;
	level->objective = -1;
	level->step = (struct ratio){0, 1};
	level->proven = proven;
	solution->cut = find_cut(c->p);
	if (proven && !solution->cut)
		solution->binding = find_binding(c);
	return ANSWER_INFEASIBLE;
}

/* Least values by branch and bound, when paths did not find a way to keep them
 * in whole units: x [ncolumns]. */
static enum lp_status rescue(struct coupled *c, int64_t *x)
{
	const struct problem *p = c->p;
	struct lp_builder b;
	struct lp lp;
	struct lp_session *session;
	enum lp_status status;

	lp_close(c->session); /* one session a thread */
	c->session = NULL;
	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	lp_finish(&b, &lp);
	coupled_whole_links(p, &lp);
	for (int32_t i = 0; i < p->ncells; i++)
		lp.column_upper[problem_columns(p) + i] = (double)c->most[i];
	session = lp_open(&lp);
	status = lp_find_whole(session, problem_columns(p), NULL, RESCUE_NODES, NULL, x);
	lp_close(session);
	lp_release(&lp);
	return status == LP_OPTIMAL && !problem_feasible(p, x, NULL) ? LP_FAILED : status;
}

/* What can be had of the guide without any LP: c->first. */
static void plan_first(struct coupled *c)
{
	const struct problem *p = c->p;
	double *flow = mem_calloc((size_t)problem_columns(p), sizeof *flow);
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	for (int32_t j = 0; j < problem_columns(p); j++)
		flow[j] = (double)c->relaxed->x[j];
	for (int32_t i = 0; i < p->ncells; i++)
		goal[i] = (double)c->guide[i];
	c->first = mem_calloc((size_t)problem_columns(p), sizeof *c->first);
	c->first_tier = INT32_MAX;
	if (whole_plan_until(p, flow, NULL, goal, c->most, true, c->stop, c->first)) {
		problem_cell_inflow(p, c->first, inflow);
		for (int32_t i = 0; i < p->ncells; i++)
			if (inflow[i] != c->guide[i] && p->cell_tier[i] < c->first_tier)
				c->first_tier = p->cell_tier[i];
	} else {
		mem_free(c->first);
		c->first = NULL;
		c->first_tier = TIER_HARD;
	}
	mem_free(flow);
	mem_free(goal);
	mem_free(inflow);
}

/* The whole plan near the rational one; false when there is none, or none was found. */
static bool make_whole(struct coupled *c, int64_t *x)
{
	const struct problem *p = c->p;
	const double *flow = c->have_flow ? c->flow : NULL;
	int64_t *first;
	bool found;

	if (whole_plan_until(p, flow, NULL, c->goal, c->most, false, c->stop, x) ||
		whole_plan_until(p, NULL, NULL, c->goal, c->most, false, c->stop, x) ||
		(c->way && whole_plan_until(p, NULL, c->way, c->goal, c->most, false, c->stop, x)))
		return true;
	first = mem_calloc((size_t)problem_columns(p), sizeof *first);
	found = rescue(c, first) == LP_OPTIMAL &&
		whole_plan_until(p, NULL, first, c->goal, c->most, false, c->stop, x);
	mem_free(first);
	return found;
}

/* The plan made before any LP instead: tiers that got all of the guide have
 * what they get without limits, which proves them. */
static void take_first(struct coupled *c, int64_t *x)
{
	const struct problem *p = c->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	memcpy(x, c->first, (size_t)problem_columns(p) * sizeof *x);
	problem_cell_inflow(p, x, inflow);
	for (int32_t i = 0; i < p->ncells; i++)
		c->goal[i] = (double)inflow[i];
	for (int32_t k = 0; k < c->nlevels; k++) {
		struct level_result *level = &c->levels[k];

		if (level->tier < 1)
			continue;
		level->lift_gap = 0.0;
		level->step = (struct ratio){0, 1};
		level->proven = level->tier < c->first_tier;
		coupled_clear_rates(level);
		if (level->proven)
			coupled_relaxed_rates(c, level);
	}
	mem_free(inflow);
}

/* A tier without rates of its own (broken off) has the smallest of its plan. */
static void note_smallest(struct coupled *c, const int64_t *x)
{
	const struct problem *p = c->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	problem_cell_inflow(p, x, inflow);
	for (int32_t k = 0; k < c->nlevels; k++) {
		struct level_result *level = &c->levels[k];
		struct ratio smallest = {1, 1};

		if (level->tier < 1 || level->proven || level->strata.count)
			continue;
		for (int32_t i = 0; i < p->ncells; i++) {
			struct ratio rate = ratio_make(p->cell_fact[i] + inflow[i],
				p->cell_demand[i]);

			if (p->cell_tier[i] == level->tier && ratio_compare(rate, smallest) < 0)
				smallest = rate;
		}
		coupled_note_rate(level, smallest);
	}
	mem_free(inflow);
}

/* The lowest fill rate that a tier could have at all: by what each of its claims
 * can get, and by the relaxation while all earlier tiers get what they get there. */
static void bound_tiers(struct coupled *c, const int64_t *x)
{
	const struct problem *p = c->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	bool same = c->guide != NULL;

	problem_cell_inflow(p, x, inflow);
	for (int32_t k = 0; k < c->nlevels; k++) {
		struct level_result *level = &c->levels[k];
		struct level_result relaxed = {.tier = level->tier};

		if (level->tier < 1)
			continue;
		if (same) {
			coupled_relaxed_rates(c, &relaxed);
			coupled_bound_rate(level, relaxed.strata.count ? relaxed.strata.rate[0] : (struct ratio){1, 1});
			coupled_clear_rates(&relaxed);
		}
		for (int32_t i = 0; i < p->ncells; i++) {
			if (p->cell_tier[i] != level->tier)
				continue;
			coupled_bound_rate(level, ratio_make(p->cell_fact[i] + c->most[i], p->cell_demand[i]));
			same = same && inflow[i] == c->guide[i];
		}
	}
	mem_free(inflow);
}

static enum answer whole_answer(struct coupled *c, struct solution *solution)
{
	const struct problem *p = c->p;
	bool moved = false, proven = true;

	if (!coupled_broken(c) || !c->first) {
		settle_goals(c);
		if (c->options.minima)
			coupled_share_minima(c);
		if (!make_whole(c, solution->x))
			return contradiction(c, false, solution);
		moved = judge_rounding(c, solution->x);
	}
	if (c->first && (coupled_broken(c) || (moved && c->first_tier == INT32_MAX))) {
		take_first(c, solution->x);
		moved = true; /* not near the optimum of the objectives */
	}
	assert(problem_feasible(p, solution->x, NULL));
	note_smallest(c, solution->x);
	bound_tiers(c, solution->x);
	value_levels(c, solution->x, moved);
	for (int32_t k = 0; k < c->nlevels; k++)
		proven = proven && c->levels[k].proven;
	if (c->stopped)
		return ANSWER_LIMIT;
	return proven && !moved ? ANSWER_OPTIMAL : ANSWER_GAP;
}

static void check_options(const struct coupled_options *options)
{
	assert(options->step.num > 0 && options->step.den >= options->step.num);
	assert(options->exact_cells >= 0);
	assert(options->spread.den >= 0 && options->spread.num >= 0);
}

/* The first objective that costs anything, -1: none. */
static int32_t first_objective(const struct problem *p)
{
	for (int32_t k = 0; k < p->nobjectives; k++)
		if (!all_zero(p->objectives[k].cost, problem_columns(p)))
			return k;
	return -1;
}

/* False: the linear programs cannot keep minima over several claims. */
static bool solve_levels(struct coupled *c, struct solution *solution)
{
	enum answer hard;
	int32_t first;
	bool all;

	if (c->guide)
		plan_first(c);
	hard = coupled_hard(c);
	if (hard == ANSWER_INFEASIBLE) {
		solution->answer = contradiction(c, true, solution);
		return true;
	}
	if (c->options.minima && !coupled_keep_minima(c) && !c->stopped)
		return false;
	if (c->first && c->first_tier != INT32_MAX && coupled_too_large(c))
		c->failed = true;
	first = first_objective(c->p);
	all = c->guided && !coupled_broken(c) && hard == ANSWER_OPTIMAL &&
		coupled_take_all(c, first >= 0 ? c->p->objectives[first].cost : NULL);
	if (!all)
		solve_tiers(c);
	for (int32_t k = 0; k < c->p->nobjectives; k++)
		solve_objective(c, k, all && k == first);
	if (c->options.minima && c->failed)
		return false;
	solution->answer = whole_answer(c, solution);
	return true;
}

/* Tiers that get what they get without limits are proven by the cuts there. */
static void take_cuts(struct coupled *c, struct solution *relaxed, struct solution *solution)
{
	const struct problem *p = c->p;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	bool same = c->guide && solution->answer != ANSWER_INFEASIBLE;

	problem_cell_inflow(p, solution->x, inflow);
	for (int32_t k = 0; k < relaxed->nlevels && k < solution->nlevels && same; k++) {
		struct level_result *from = &relaxed->levels[k], *to = &solution->levels[k];

		if (from->tier < 1 || to->tier != from->tier)
			break;
		for (int32_t i = 0; i < p->ncells && same; i++)
			same = p->cell_tier[i] != to->tier || inflow[i] == c->guide[i];
		if (!same || !to->proven)
			break;
		strata_release(&to->strata);
		to->strata = from->strata;
		memset(&from->strata, 0, sizeof from->strata);
	}
	mem_free(inflow);
}

/* --- rounds of tiers that went in steps --- */

static int by_stratum(const void *left, const void *right)
{
	const struct dual_round *a = left, *b = right;

	return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

/* Adds a round for each step at which a claim of the level is the first time short in the
 * whole plan, with the prices of the last LP up to there, zero where there is none.
 * raw [nraw]: rounds of the LPs of the level, by their step. */
static void add_step_rounds(struct coupled *c, int32_t level, const struct dual_round *raw, int32_t nraw,
	const int64_t *inflow)
{
	const struct problem *p = c->p;
	int32_t first = c->nrounds;
	size_t nrows = (size_t)c->lp.nrows;

	for (int32_t i = 0; i < p->ncells; i++) {
		int32_t k = short_from(p, i, inflow[i], c->levels[level].step), at = first;

		if (p->cell_tier[i] != c->levels[level].tier || k == 0 || (c->capped[i] && inflow[i] >= c->most[i]))
			continue;
		while (at < c->nrounds && c->rounds[at].stratum != k)
			at++;
		if (at < c->nrounds)
			continue;
		at = ARRAY_ADD(&c->rounds, &c->nrounds, &c->rounds_room);
		c->rounds[at] = (struct dual_round){.level = level, .stratum = k, .step = true};
	}
	if (c->nrounds > first)
		qsort(c->rounds + first, (size_t)(c->nrounds - first), sizeof *c->rounds, by_stratum);
	for (int32_t at = first; at < c->nrounds; at++) {
		const struct dual_round *from = NULL;

		for (int32_t j = 0; j < nraw; j++)
			if (raw[j].stratum <= c->rounds[at].stratum || !from)
				from = &raw[j];
		c->rounds[at].y = mem_calloc(nrows, sizeof *c->rounds[at].y);
		if (from)
			memcpy(c->rounds[at].y, from->y, nrows * sizeof *from->y);
	}
}

/* In place of the rounds of LPs those of the steps of the whole plan; rounds stay in
 * the order of levels. */
static void renew_step_rounds(struct coupled *c, const int64_t *x)
{
	int64_t *inflow = mem_calloc((size_t)c->p->ncells, sizeof *inflow);
	struct dual_round *old = c->rounds;
	int32_t nold = c->nrounds, at = 0;

	c->rounds = NULL;
	c->nrounds = c->rounds_room = 0;
	problem_cell_inflow(c->p, x, inflow);
	for (int32_t level = 0; level < c->nlevels; level++) {
		int32_t from = at;

		while (at < nold && old[at].level == level && old[at].step)
			at++;
		if (c->levels[level].step.num > 0)
			add_step_rounds(c, level, old + from, at - from, inflow);
		for (; from < at; from++)
			mem_free(old[from].y);
		for (; at < nold && old[at].level == level; at++) {
			int32_t k = ARRAY_ADD(&c->rounds, &c->nrounds, &c->rounds_room);

			c->rounds[k] = old[at];
		}
	}
	assert(at == nold);
	mem_free(old);
	mem_free(inflow);
}

/* Of a contradiction only the prices of the least values. */
static void take_rounds(struct coupled *c, struct solution *solution)
{
	bool hard = c->nrounds == 1 && c->rounds[0].level < 0;

	if (c->nrounds == 0 || hard != (solution->answer == ANSWER_INFEASIBLE))
		return;
	if (hard)
		c->rounds[0].level = 0;
	solution->rounds = c->rounds;
	solution->nrounds = c->nrounds;
	solution->round_of = c->round_of;
	c->rounds = NULL;
	c->nrounds = 0;
	c->round_of = NULL;
}

/* What came of the levels. */
static void take_levels(struct coupled *c, struct solution *relaxed, struct solution *solution)
{
	if (solution->answer != ANSWER_INFEASIBLE)
		renew_step_rounds(c, solution->x);
	solution->nlevels = c->nlevels;
	solution->levels = c->levels;
	c->levels = NULL;
	c->nlevels = 0;
	take_cuts(c, relaxed, solution);
	take_rounds(c, solution);
}

/* Shares of minima over several claims are least values from the start. */
static enum answer solve_with_shares(const struct problem *p, const struct coupled_options *options,
	const int64_t *start, const struct stop *stop, struct solution *solution)
{
	struct problem with_shares = *p;
	struct coupled_options alone = *options;

	alone.minima = NULL;
	with_shares.cell_least = options->minima->share;
	return solve_coupled(&with_shares, &alone, start, stop, solution);
}

enum answer solve_coupled(const struct problem *p, const struct coupled_options *options,
	const int64_t *start, const struct stop *stop, struct solution *solution)
{
	struct coupled c;
	struct solution relaxed;
	bool finished, solved;

	check_options(options);
	memset(&relaxed, 0, sizeof relaxed);
	finished = !stop_now(stop) && relax(p, options, stop, &relaxed) && relaxed.answer == ANSWER_OPTIMAL
		&& p->nbatches == 0;
	if (finished && !options->minima && costs_on_arcs(p) && problem_feasible(p, relaxed.x, NULL)) {
		/* no limit binds: the best plan without them is the best with them */
		*solution = relaxed;
		return ANSWER_OPTIMAL;
	}
	memset(solution, 0, sizeof *solution);
	solution->x = mem_calloc((size_t)problem_columns(p), sizeof *solution->x);
	coupled_init(&c, p, options, stop);
	if (finished && !options->minima)
		coupled_guide(&c, &relaxed);
	else if (finished || start)
		coupled_start(&c, finished ? relaxed.x : start);
	solved = solve_levels(&c, solution);
	if (solved)
		take_levels(&c, &relaxed, solution);
	coupled_release(&c);
	solution_release(&relaxed);
	if (!solved) {
		solution_release(solution);
		return solve_with_shares(p, options, start, stop, solution);
	}
	if (solution->answer == ANSWER_OPTIMAL || solution->answer == ANSWER_GAP) {
		if (p->narcs <= LARGE_ARCS && !options->prices)
			whole_levels(p, stop, solution);
		else
			priced_levels(p, stop, false, solution);
		solution->answer = solution_is_proven(p, solution) ? ANSWER_OPTIMAL : ANSWER_GAP;
	}
	return solution->answer;
}
