#include "solver/other_rules.h"

#include "base/memory.h"
#include "solver/common_rates.h"
#include "solver/coupled.h"
#include "solver/guided.h"
#include "solver/levels_pure.h"
#include "solver/options.h"
#include "solver/priced_levels.h"
#include "solver/whole_levels.h"

#include <stdlib.h>
#include <string.h>

/* --- total --- */

/* The problem in which everyone is served in full, from the outside for want of
 * better: what comes so is the shortfall, priced tier by tier. Its arcs stand
 * behind the others. */
struct made_up {
	struct problem q;
	int32_t narcs; /* made up, behind the problem's own */
	int32_t *cell; /* [narcs] whose */
	int32_t ntiers;
	int32_t *tier; /* [ntiers] ascending */
};

static int by_number(const void *left, const void *right)
{
	int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;

	return (a > b) - (a < b);
}

static void list_tiers(struct made_up *m, const struct problem *p)
{
	int32_t n = 0;

	m->tier = mem_calloc((size_t)p->ncells, sizeof *m->tier);
	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] != TIER_HARD)
			m->tier[n++] = p->cell_tier[c];
	qsort(m->tier, (size_t)n, sizeof *m->tier, by_number);
	for (int32_t k = 0; k < n; k++)
		if (k == 0 || m->tier[k] != m->tier[k - 1])
			m->tier[m->ntiers++] = m->tier[k];
}

static void *copied(const void *items, size_t n, size_t room, size_t size)
{
	void *copy = mem_calloc(room, size);

	if (n > 0)
		memcpy(copy, items, n * size);
	return copy;
}

static void make_up_arcs(struct made_up *m, const struct problem *p)
{
	size_t n = (size_t)p->narcs, room = n + (size_t)p->ncells;
	struct problem *q = &m->q;

	q->tail = copied(p->tail, n, room, sizeof *q->tail);
	q->head = copied(p->head, n, room, sizeof *q->head);
	q->capacity = copied(p->capacity, n, room, sizeof *q->capacity);
	q->cell_tier = mem_calloc((size_t)p->ncells, sizeof *q->cell_tier);
	q->cell_least = mem_calloc((size_t)p->ncells, sizeof *q->cell_least);
	m->cell = mem_calloc((size_t)p->ncells, sizeof *m->cell);
	for (int32_t c = 0; c < p->ncells; c++) {
		q->cell_tier[c] = TIER_HARD;
		q->cell_least[c] = cell_need(p, c);
		if (cell_need(p, c) == p->cell_least[c])
			continue;
		q->tail[q->narcs] = 0;
		q->head[q->narcs] = p->cell_node[c];
		q->capacity[q->narcs++] = cell_need(p, c) - p->cell_least[c];
		m->cell[m->narcs++] = c;
	}
	/* Batches and visits are numbered behind all arcs. */
	if (p->nrows > 0) {
		size_t terms = (size_t)p->row_start[p->nrows];
		q->row_column = copied(p->row_column, terms, terms, sizeof *q->row_column);
		for (size_t k = 0; k < terms; k++)
			if (q->row_column[k] >= p->narcs)
				q->row_column[k] += m->narcs;
	}
}

static void make_up_objectives(struct made_up *m, const struct problem *p, const int64_t *weight)
{
	struct problem *q = &m->q;
	size_t own = (size_t)p->narcs, more = (size_t)(problem_columns(p) - p->narcs);

	q->nobjectives = m->ntiers + p->nobjectives;
	q->objectives = mem_calloc((size_t)q->nobjectives, sizeof *q->objectives);
	for (int32_t k = 0; k < q->nobjectives; k++) {
		struct objective *o = &q->objectives[k];
		if (k < m->ntiers) {
			*o = (struct objective){OBJECTIVE_COST, -1, NULL, 1, 0};
			o->cost = mem_calloc((size_t)problem_columns(q), sizeof *o->cost);
			for (int32_t j = 0; j < m->narcs; j++)
				if (p->cell_tier[m->cell[j]] == m->tier[k])
					o->cost[p->narcs + j] = weight[m->cell[j]];
			continue;
		}
		*o = p->objectives[k - m->ntiers];
		o->cost = mem_calloc((size_t)problem_columns(q), sizeof *o->cost);
		memcpy(o->cost, p->objectives[k - m->ntiers].cost, own * sizeof *o->cost);
		memcpy(o->cost + q->narcs, p->objectives[k - m->ntiers].cost + own, more * sizeof *o->cost);
	}
}

static void made_up_release(struct made_up *m, const struct problem *p)
{
	struct problem *q = &m->q;

	mem_free(q->tail);
	mem_free(q->head);
	mem_free(q->capacity);
	mem_free(q->cell_tier);
	mem_free(q->cell_least);
	if (p->nrows > 0)
		mem_free(q->row_column);
	for (int32_t k = 0; k < q->nobjectives; k++)
		mem_free(q->objectives[k].cost);
	mem_free(q->objectives);
	mem_free(m->cell);
	mem_free(m->tier);
}

/* From the made-up problem back: columns, and the first levels as tiers. */
static void take_back(const struct made_up *m, const struct problem *p, const int64_t *weight,
	struct solution *solution)
{
	size_t more = (size_t)(problem_columns(p) - p->narcs);

	memmove(solution->x + p->narcs, solution->x + m->q.narcs, more * sizeof *solution->x);
	for (int32_t k = 0; k < solution->nlevels; k++) {
		struct level_result *level = &solution->levels[k];
		wide all = 0;
		if (level->objective < 0)
			continue;
		level->objective -= m->ntiers;
		if (level->objective >= 0)
			continue;
		level->tier = m->tier[level->objective + m->ntiers];
		level->objective = -1;
		for (int32_t c = 0; c < p->ncells; c++)
			if (p->cell_tier[c] == level->tier)
				all += (wide)weight[c] * p->cell_demand[c];
		/* of all that the tier asks for */
		level->lift_gap = all > 0 ? (double)(level->value - level->bound) / (double)all : 0;
		level->value = all - level->value;
		level->bound = all - level->bound;
		level->most = (struct ratio){0, 1}; /* this rule is not about the lowest rate */
	}
}

/* Rounds of the optimal faces have no prices of the tiers before: what is not
 * priced proves nothing. */
static void take_back_rounds(const struct problem *p, const int64_t *weight, struct solution *solution)
{
	bool priced = solution->answer != ANSWER_INFEASIBLE;

	for (int32_t k = 0; k < solution->nrounds; k++)
		priced = priced && solution->rounds[k].mu;
	for (int32_t k = 0; !priced && k < solution->nrounds; k++) {
		mem_free(solution->rounds[k].y);
		mem_free(solution->rounds[k].mu);
	}
	if (!priced)
		solution->nrounds = 0;
	solution->total = mem_calloc((size_t)p->ncells, sizeof *solution->total);
	memcpy(solution->total, weight, (size_t)p->ncells * sizeof *weight);
}

/* --- total in large parts: no linear program of the whole, but prices of the limits --- */

/* A plan in whole units: what it is best to serve without the limits, as far as they
 * allow it. x [columns of p]. False when stopped, or the least values cannot be met so. */
static bool plan_near(const struct problem *p, const int64_t *weight, const struct stop *stop, int64_t *x)
{
	struct problem bare = *p;
	struct pure_options options = {.rule = FAIR_TOTAL, .weight = weight};
	struct solution relaxed;
	double *flow = mem_calloc((size_t)problem_columns(p), sizeof *flow);
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *served = mem_calloc((size_t)p->ncells, sizeof *served), *most = mem_calloc((size_t)p->ncells, sizeof *most);
	bool found;

	bare.nrows = bare.nvisits = bare.nlinks = bare.nobjectives = 0;
	found = solve_pure(&bare, &options, stop, &relaxed) == ANSWER_OPTIMAL;
	if (found) {
		problem_cell_inflow(&bare, relaxed.x, served);
		for (int32_t a = 0; a < p->narcs; a++)
			flow[a] = (double)relaxed.x[a];
		for (int32_t c = 0; c < p->ncells; c++) {
			goal[c] = (double)served[c];
			most[c] = cell_need(p, c);
		}
		found = whole_plan_until(p, flow, NULL, goal, most, false, stop, x);
	}
	solution_release(&relaxed);
	mem_free(flow);
	mem_free(goal);
	mem_free(served);
	mem_free(most);
	return found;
}

/* The made-up problem with the plan x of p, of whose levels nothing is known yet. */
static void begin_levels(const struct made_up *m, const struct problem *p, const int64_t *x, struct solution *out)
{
	const struct problem *q = &m->q;
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	memset(out, 0, sizeof *out);
	out->x = mem_calloc((size_t)problem_columns(q), sizeof *out->x);
	problem_cell_inflow(p, x, inflow);
	memcpy(out->x, x, (size_t)p->narcs * sizeof *x);
	for (int32_t j = 0; j < m->narcs; j++)
		out->x[p->narcs + j] = cell_need(p, m->cell[j]) - inflow[m->cell[j]];
	for (int32_t j = p->narcs; j < problem_columns(p); j++)
		out->x[m->narcs + j] = x[j];
	out->nlevels = q->nobjectives;
	out->levels = mem_calloc((size_t)q->nobjectives, sizeof *out->levels);
	for (int32_t k = 0; k < q->nobjectives; k++) /* nothing that a level counts is below 0 */
		out->levels[k] = (struct level_result){.tier = -1, .objective = k, .step = {0, 1},
			.value = objective_value(q, &q->objectives[k], out->x)};
	mem_free(inflow);
}

/* False when no plan was found to start from. */
static bool total_by_prices(const struct made_up *m, const struct problem *p, const int64_t *weight,
	const struct stop *stop, struct solution *solution)
{
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	bool found = p->nbatches == 0 && plan_near(p, weight, stop, x);

	if (found) {
		begin_levels(m, p, x, solution);
		priced_levels(&m->q, stop, true, solution);
		solution->answer = solution_is_proven(&m->q, solution) ? ANSWER_OPTIMAL
			: stop_now(stop) ? ANSWER_LIMIT : ANSWER_GAP;
	}
	mem_free(x);
	return found;
}

/* Large: the linear programs of solve_coupled take too long. */
static bool go_by_prices(const struct problem *p, const struct coupled_options *options)
{
	return p->narcs > LARGE_ARCS || options->prices;
}

enum answer solve_coupled_total(const struct problem *p, const int64_t *weight,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	struct made_up m = {*p, 0, NULL, 0, NULL};
	enum answer answer;

	list_tiers(&m, p);
	make_up_arcs(&m, p);
	make_up_objectives(&m, p, weight);
	if (go_by_prices(p, options) && total_by_prices(&m, p, weight, stop, solution))
		answer = solution->answer;
	else
		answer = solve_coupled(&m.q, options, NULL, stop, solution);
	take_back(&m, p, weight, solution);
	take_back_rounds(p, weight, solution);
	made_up_release(&m, p);
	if (answer == ANSWER_INFEASIBLE) {
		/* What contradicts is asked of the problem itself. */
		struct problem rules = *p;
		solution_release(solution);
		rules.nobjectives = 0;
		answer = solve_coupled(&rules, options, NULL, stop, solution);
	}
	return answer;
}

/* --- proportional --- */

/* Whose common rate it is: cells of one tier and item have the same number. */
static int32_t rate_tier(const struct problem *p, const int32_t *item, int32_t nitems, int32_t c)
{
	return p->cell_tier[c] == TIER_HARD ? TIER_HARD : p->cell_tier[c] * nitems + item[c];
}

bool network_rates(const struct problem *p, const int32_t *item, int32_t nitems, const struct stop *stop,
	int64_t *share, struct ratio *rate)
{
	struct problem bare = *p;
	struct pure_options options = {.rule = FAIR_PROPORTIONAL};
	struct solution solution;
	bool solved;

	bare.nrows = bare.nbatches = bare.nvisits = bare.nlinks = bare.nobjectives = 0;
	bare.cell_tier = mem_calloc((size_t)p->ncells, sizeof *bare.cell_tier);
	for (int32_t c = 0; c < p->ncells; c++)
		bare.cell_tier[c] = rate_tier(p, item, nitems, c);
	memset(&solution, 0, sizeof solution);
	solved = solve_pure(&bare, &options, stop, &solution) == ANSWER_OPTIMAL;
	if (solved)
		problem_cell_inflow(&bare, solution.x, share);
	for (int32_t c = 0; c < p->ncells && solved; c++) {
		rate[c] = (struct ratio){1, 1};
		for (int32_t k = 0; k < solution.nlevels; k++)
			if (solution.levels[k].tier == bare.cell_tier[c] && solution.levels[k].strata.count > 0)
				rate[c] = solution.levels[k].strata.rate[0];
	}
	solution_release(&solution);
	mem_free(bare.cell_tier);
	return solved;
}

/* The largest rate of which the cell, with s units, has all whole ones. */
static struct ratio rate_of(int64_t s, int64_t demand)
{
	int64_t parts = demand < 1000000000 ? 1000000 : 1;

	return s >= demand ? (struct ratio){1, 1} : ratio_make((s + 1) * parts - 1, demand * parts);
}

void plan_rates(const struct problem *p, const int32_t *item, int32_t nitems, const struct solution *solution,
	int64_t *share, struct ratio *rate)
{
	int32_t ntiers = 0;
	struct ratio *of_tier;

	for (int32_t c = 0; c < p->ncells; c++)
		ntiers = rate_tier(p, item, nitems, c) >= ntiers ? rate_tier(p, item, nitems, c) + 1 : ntiers;
	of_tier = mem_calloc((size_t)ntiers, sizeof *of_tier); /* den 0: none */
	problem_cell_inflow(p, solution->x, share);
	for (int32_t c = 0; c < p->ncells; c++) {
		struct ratio own = rate_of(p->cell_fact[c] + share[c], p->cell_demand[c]);
		struct ratio *least = &of_tier[rate_tier(p, item, nitems, c)];

		if (share[c] > p->cell_least[c] && (least->den == 0 || ratio_compare(own, *least) < 0))
			*least = own;
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		int64_t most;

		rate[c] = of_tier[rate_tier(p, item, nitems, c)];
		if (rate[c].den == 0 || p->cell_tier[c] == TIER_HARD)
			rate[c] = (struct ratio){1, 1};
		most = int_mul_div_floor(p->cell_demand[c], rate[c].num, rate[c].den) - p->cell_fact[c];
		most = most > p->cell_least[c] ? most : p->cell_least[c];
		share[c] = most < share[c] ? most : share[c];
	}
	mem_free(of_tier);
}

/* Tiers of a plan made for shares are full by what was asked of it: they have the
 * rates of their items. */
static void take_rates(struct solution *to, const struct problem *p, const struct ratio *rate, bool proven)
{
	for (int32_t k = 0; k < to->nlevels; k++) {
		struct level_result *level = &to->levels[k];
		if (level->tier <= TIER_HARD)
			continue;
		level->proven = level->proven && proven;
		if (!level->proven)
			level->most = (struct ratio){0, 0}; /* what it bounds are the shares asked for */
		coupled_clear_rates(level);
		for (int32_t c = 0; c < p->ncells; c++)
			if (p->cell_tier[c] == level->tier)
				coupled_note_rate(level, rate[c]);
	}
	if (!proven && to->answer == ANSWER_OPTIMAL)
		to->answer = ANSWER_GAP;
}

/* Numbers the rates of the cells within their levels. */
static void number_rates(struct solution *to, const struct problem *p, const struct ratio *rate)
{
	to->rate_of = mem_calloc((size_t)p->ncells, sizeof *to->rate_of);
	for (int32_t k = 0; k < to->nlevels; k++) {
		const struct strata *strata = &to->levels[k].strata;
		for (int32_t c = 0; c < p->ncells; c++) {
			int32_t at = 0;
			if (to->levels[k].tier <= TIER_HARD || p->cell_tier[c] != to->levels[k].tier)
				continue;
			while (at < strata->count && ratio_compare(strata->rate[at], rate[c]) < 0)
				at++;
			to->rate_of[c] = at + 1;
		}
	}
}

/* Large parts are tried without the LPs of limits first. */
static enum answer solve_plan(const struct problem *p, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution)
{
	if (p->narcs > LARGE_ARCS && !stop_now(stop) && solve_guided(p, options, stop, solution))
		return solution->answer;
	return solve_coupled(p, options, NULL, stop, solution);
}

/* Everyone gets just the share: the levels after fairness decide the rest. False
 * when that cannot be done in whole units. */
static bool serve_shares(const struct problem *p, int64_t *share, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution)
{
	struct problem part = *p;
	bool served;

	part.cell_least = share;
	part.cell_fact = mem_calloc((size_t)p->ncells, sizeof *part.cell_fact);
	for (int32_t c = 0; c < p->ncells; c++)
		part.cell_fact[c] = p->cell_demand[c] - share[c];
	served = solve_plan(&part, options, stop, solution) != ANSWER_INFEASIBLE;
	if (!served)
		solution_release(solution);
	mem_free(part.cell_fact);
	return served;
}

/* The rates of the networks alone, where the limits can be kept with them: no larger
 * ones are possible then. */
static bool by_networks(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	int64_t *share = mem_calloc((size_t)p->ncells, sizeof *share);
	struct ratio *rate = mem_calloc((size_t)p->ncells, sizeof *rate);
	bool served = p->nbatches == 0 && network_rates(p, item, nitems, stop, share, rate)
		&& guided_keeps(p, share, stop) && serve_shares(p, share, options, stop, solution);

	if (served) {
		take_rates(solution, p, rate, true);
		number_rates(solution, p, rate);
	}
	mem_free(share);
	mem_free(rate);
	return served;
}

/* From leximin's plan the largest rates of items that it gives: for parts that are too
 * large, or whose shares cannot be made in whole units. */
static enum answer by_plan(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	struct problem part = *p;
	struct solution first;
	int64_t *share;
	struct ratio *rate;

	part.nobjectives = 0;
	if (solve_plan(&part, options, stop, &first) == ANSWER_INFEASIBLE) {
		*solution = first;
		return ANSWER_INFEASIBLE;
	}
	share = mem_calloc((size_t)p->ncells, sizeof *share);
	rate = mem_calloc((size_t)p->ncells, sizeof *rate);
	plan_rates(p, item, nitems, &first, share, rate);
	if (serve_shares(p, share, options, stop, solution)) {
		take_rates(solution, p, rate, false);
		if (first.answer == ANSWER_LIMIT)
			solution->answer = ANSWER_LIMIT;
		solution_release(&first);
	} else {
		*solution = first;
		solution->answer = first.answer == ANSWER_LIMIT ? ANSWER_LIMIT : ANSWER_GAP;
		for (int32_t k = 0; k < solution->nlevels; k++)
			if (solution->levels[k].tier > TIER_HARD) {
				solution->levels[k].proven = false;
				solution->levels[k].most = (struct ratio){0, 0};
			}
	}
	mem_free(share);
	mem_free(rate);
	return solution->answer;
}

/* The rounds of the rates go before those of the linear levels. */
static void put_rounds_first(struct solution *to, struct rate_rounds *from)
{
	int32_t n = 0;
	struct dual_round *all = mem_calloc((size_t)(from->n + to->nrounds), sizeof *all);

	for (int32_t k = 0; k < from->n; k++) {
		int32_t at = 0;
		while (at < to->nlevels && to->levels[at].tier != from->rounds[k].level)
			at++;
		if (at == to->nlevels)
			continue;
		all[n] = from->rounds[k];
		all[n++].level = at;
		from->rounds[k].y = NULL;
	}
	for (int32_t k = 0; k < to->nrounds; k++)
		all[n++] = to->rounds[k];
	mem_free(to->rounds);
	mem_free(to->round_of);
	to->rounds = all;
	to->nrounds = n;
	to->round_of = from->round_of;
	from->round_of = NULL;
}

/* Rounds of leximin show nothing of the common rate. */
static void drop_fair_rounds(struct solution *solution)
{
	int32_t n = 0;

	for (int32_t k = 0; k < solution->nrounds; k++) {
		struct dual_round *round = &solution->rounds[k];
		if (round->stratum == 0) {
			solution->rounds[n++] = *round;
			continue;
		}
		mem_free(round->y);
		mem_free(round->mu);
	}
	solution->nrounds = n;
}

/* By LPs that raise the rates of all items together. */
static bool by_rounds(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	int64_t *share = mem_calloc((size_t)p->ncells, sizeof *share);
	double *reached = mem_calloc((size_t)p->ncells, sizeof *reached);
	struct ratio *rate = mem_calloc((size_t)p->ncells, sizeof *rate);
	struct rate_rounds rounds = {0};
	bool proven, served;

	served = common_rates(p, item, nitems, stop, share, reached, &proven, &rounds)
		&& serve_shares(p, share, options, stop, solution);
	if (served) {
		for (int32_t c = 0; c < p->ncells; c++)
			rate[c] = coupled_rate(reached[c]);
		take_rates(solution, p, rate, proven);
		put_rounds_first(solution, &rounds);
	}
	rate_rounds_release(&rounds);
	mem_free(share);
	mem_free(reached);
	mem_free(rate);
	return served;
}

enum answer solve_coupled_proportional(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	if (p->narcs > LARGE_ARCS && by_networks(p, item, nitems, options, stop, solution))
		return solution->answer;
	if (common_rates_possible(p) && by_rounds(p, item, nitems, options, stop, solution))
		return solution->answer;
	by_plan(p, item, nitems, options, stop, solution);
	drop_fair_rounds(solution);
	return solution->answer;
}
