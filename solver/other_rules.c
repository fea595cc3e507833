#include "solver/other_rules.h"

#include "base/memory.h"
#include "solver/common_rates.h"
#include "solver/coupled.h"

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

enum answer solve_coupled_total(const struct problem *p, const int64_t *weight,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	struct made_up m = {*p, 0, NULL, 0, NULL};
	enum answer answer;

	list_tiers(&m, p);
	make_up_arcs(&m, p);
	make_up_objectives(&m, p, weight);
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

/* Smallest rate above 0 of a tier as it was decided, 1 when there is none. */
static struct ratio common_rate(const struct solution *solution, int32_t tier)
{
	for (int32_t k = 0; k < solution->nlevels; k++) {
		const struct level_result *level = &solution->levels[k];
		for (int32_t j = 0; level->tier == tier && j < level->strata.count; j++)
			if (level->strata.rate[j].num > 0)
				return level->strata.rate[j];
	}
	return (struct ratio){1, 1};
}

void proportional_shares(const struct problem *p, const struct solution *solution, int64_t *shares)
{
	problem_cell_inflow(p, solution->x, shares);
	for (int32_t c = 0; c < p->ncells; c++) {
		struct ratio rate = common_rate(solution, p->cell_tier[c]);
		int64_t share = int_mul_div_floor(p->cell_demand[c], rate.num, rate.den) - p->cell_fact[c];
		share = share > p->cell_least[c] ? share : p->cell_least[c];
		shares[c] = share < shares[c] ? share : shares[c];
	}
}

/* Tiers of the second plan are full by what was asked of it: they are those of
 * the first one, with its common rate. */
static void take_tiers(struct solution *to, struct solution *from)
{
	for (int32_t k = 0; k < to->nlevels; k++) {
		struct level_result *level = &to->levels[k];
		for (int32_t j = 0; level->tier > TIER_HARD && j < from->nlevels; j++) {
			struct ratio rate = common_rate(from, level->tier);
			if (from->levels[j].tier != level->tier)
				continue;
			level->proven = level->proven && from->levels[j].proven;
			level->step = from->levels[j].step;
			strata_release(&level->strata);
			level->strata.rate = mem_calloc(1, sizeof *level->strata.rate);
			level->strata.rate[0] = rate;
			level->strata.count = rate.num < rate.den;
		}
	}
}

/* Tiers of a plan made for shares are full by what was asked of it: they have
 * the rates of their items. */
static void take_rates(struct solution *to, const struct problem *p, const double *rate, bool proven)
{
	for (int32_t k = 0; k < to->nlevels; k++) {
		struct level_result *level = &to->levels[k];
		if (level->tier <= TIER_HARD)
			continue;
		level->proven = level->proven && proven;
		coupled_clear_rates(level);
		for (int32_t c = 0; c < p->ncells; c++)
			if (p->cell_tier[c] == level->tier)
				coupled_note_rate(level, coupled_rate(rate[c]));
	}
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
	served = solve_coupled(&part, options, NULL, stop, solution) != ANSWER_INFEASIBLE;
	if (!served)
		solution_release(solution);
	mem_free(part.cell_fact);
	return served;
}

/* With one rate a tier, from leximin: for parts that are too large for rates of
 * items, or whose shares cannot be made in whole units. */
static enum answer one_rate(const struct problem *p, const struct coupled_options *options,
	const struct stop *stop, struct solution *solution)
{
	struct problem part = *p;
	struct solution first;
	int64_t *shares;

	part.nobjectives = 0;
	if (solve_coupled(&part, options, NULL, stop, &first) == ANSWER_INFEASIBLE) {
		*solution = first;
		return ANSWER_INFEASIBLE;
	}
	shares = mem_calloc((size_t)p->ncells, sizeof *shares);
	proportional_shares(p, &first, shares);
	if (serve_shares(p, shares, options, stop, solution)) {
		take_tiers(solution, &first);
		if (first.answer != ANSWER_OPTIMAL)
			solution->answer = first.answer;
		solution_release(&first);
	} else {
		*solution = first;
		solution->answer = first.answer == ANSWER_LIMIT ? ANSWER_LIMIT : ANSWER_GAP;
	}
	mem_free(shares);
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

enum answer solve_coupled_proportional(const struct problem *p, const int32_t *item, int32_t nitems,
	const struct coupled_options *options, const struct stop *stop, struct solution *solution)
{
	int64_t *share = mem_calloc((size_t)p->ncells, sizeof *share);
	double *rate = mem_calloc((size_t)p->ncells, sizeof *rate);
	struct rate_rounds rounds = {0};
	bool proven, served;

	served = p->narcs <= COMMON_RATES_ARCS && common_rates(p, item, nitems, stop, share, rate, &proven, &rounds)
		&& serve_shares(p, share, options, stop, solution);
	if (served) {
		take_rates(solution, p, rate, proven);
		put_rounds_first(solution, &rounds);
		if (!proven && solution->answer == ANSWER_OPTIMAL)
			solution->answer = ANSWER_GAP;
	}
	rate_rounds_release(&rounds);
	mem_free(share);
	mem_free(rate);
	if (served)
		return solution->answer;
	one_rate(p, options, stop, solution);
	drop_fair_rounds(solution);
	return solution->answer;
}
