#include "solver/rounds.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { FAIR_SHIFT = 44, STEP_SHIFT = 20, LINEAR_SHIFT = 30 };
static const wide STEP_MULTIPLIER_MAX = 1 << 12;
/* Larger multipliers of earlier levels leave no room in 128 bits. */
static const wide MULTIPLIER_MAX = (wide)1 << 30;

int64_t step_target(const struct problem *p, int32_t c, int64_t k, struct ratio step)
{
	int64_t demand = p->cell_demand[c], served = demand, inflow;
	wide num = (wide)k * step.num;

	if (num < step.den)
		served = (int64_t)wide_ceil_div(num * demand, step.den);
	inflow = served - p->cell_fact[c];
	return inflow < p->cell_least[c] ? p->cell_least[c] : inflow;
}

int64_t step_weight(int64_t demand)
{
	int64_t weight = (STEP_WEIGHT_ONE + demand / 2) / demand;

	return weight > 0 ? weight : 1;
}

int32_t short_from(const struct problem *p, int32_t c, int64_t x, struct ratio step)
{
	if (x >= cell_need(p, c))
		return 0;
	return (int32_t)(wide_floor_div((wide)(p->cell_fact[c] + x) * step.den,
		(wide)step.num * p->cell_demand[c]) + 1);
}

static bool is_fair(const struct exact_round *e)
{
	return e->stratum > 0;
}

/* Of the least values, which contradict: nothing costs anything. */
static bool is_hard(const struct exact_round *e, const struct solution *s)
{
	return !is_fair(e) && !s->total && s->levels[e->level].objective < 0;
}

/* --- what columns cost --- */

/* Costs of all columns over 2^shift: own and earlier levels', limits, links. */
static wide *column_costs(const struct exact_round *e, const struct problem *p, const struct solution *s)
{
	wide *cost = mem_calloc((size_t)problem_columns(p), sizeof *cost);
	wide one = (wide)1 << e->shift;

	for (int32_t l = 0; !is_fair(e) && !is_hard(e, s) && l <= e->level; l++) {
		wide mu = l == e->level ? one : e->mu[l];

		if (s->levels[l].objective < 0)
			continue; /* a tier of the rule of totals: cells cost */
		for (int32_t j = 0; mu != 0 && j < problem_columns(p); j++)
			cost[j] += mu * p->objectives[s->levels[l].objective].cost[j];
	}
	for (int32_t r = 0; r < p->nrows; r++)
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			cost[p->row_column[k]] += e->row[r] * p->row_value[k];
	for (int32_t l = 0; l < p->nlinks; l++) {
		int64_t households = p->visit_households[p->link_visit[l]];
		int64_t divisor = int_gcd(households, p->link_demand[l]);

		cost[p->link_arc[l]] += e->link[l] * (households / divisor);
		cost[p->narcs + p->nbatches + p->link_visit[l]] -= e->link[l] * (p->link_demand[l] / divisor);
	}
	return cost;
}

/* What column j costs at these prices, its nodes' included. */
static wide reduced(const struct exact_round *e, const struct problem *p, const wide *cost, int32_t j)
{
	int32_t b = j - p->narcs;
	wide d = cost[j];

	if (b < 0)
		return d - e->y[p->head[j]] + e->y[p->tail[j]];
	for (int32_t k = b < p->nbatches ? p->batch_start[b] : 0; b < p->nbatches && k < p->batch_start[b + 1]; k++)
		d -= e->y[p->batch_node[k]] * p->batch_amount[k];
	return d;
}

/* Nodes at which batches are made: [nnodes], the caller frees. No goods come there, and their
 * prices follow from those of the counters. */
static char *made_nodes(const struct problem *p)
{
	char *made = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t b = 0; b < p->nbatches; b++)
		if (p->batch_left && p->batch_left[b] >= 0)
			made[p->tail[p->batch_left[b]]] = 1;
	return made;
}

void exact_round_settle(struct exact_round *e, const struct problem *p)
{
	for (int32_t b = 0; b < p->nbatches; b++) {
		wide counter = e->y[problem_batch_counter(p, b)], *y = &e->y[p->batch_node[p->batch_start[b]]];

		if (!p->batch_left || p->batch_left[b] < 0)
			continue;
		if (counter >= 0 || *y < counter)
			*y = counter;
		else if (*y > 0)
			*y = 0;
	}
}

/* Nodes that something can come to: reached [nnodes]. */
static char *reachable(const struct problem *p)
{
	char *reached = mem_calloc((size_t)p->nnodes, 1);
	bool more = true;

	reached[0] = 1;
	while (more) {
		more = false;
		for (int32_t a = 0; a < p->narcs; a++)
			if (p->capacity[a] > 0 && reached[p->tail[a]] && !reached[p->head[a]])
				reached[p->head[a]] = more = 1;
		for (int32_t b = 0; b < p->nbatches; b++)
			for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1] && p->batch_most[b] > 0; k++)
				if (p->batch_amount[k] > 0 && !reached[p->batch_node[k]])
					reached[p->batch_node[k]] = more = 1;
	}
	return reached;
}

/* --- the bound --- */

/* No arc carries more than claims and batches take in all. */
static int64_t most_anywhere(const struct problem *p)
{
	int64_t most = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		most += cell_need(p, c);
	for (int32_t b = 0; b < p->nbatches; b++)
		for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1]; k++)
			if (p->batch_amount[k] < 0)
				most += -p->batch_amount[k] * p->batch_most[b];
	return most;
}

static int64_t column_most(const struct problem *p, int32_t j, int64_t anywhere)
{
	if (j < p->narcs)
		return p->capacity[j] < anywhere ? p->capacity[j] : anywhere;
	if (j < p->narcs + p->nbatches)
		return p->batch_most[j - p->narcs];
	return p->visit_households[j - p->narcs - p->nbatches];
}

/* Earlier in the order of levels: served no less than in the plan. */
static bool cell_is_earlier(const struct exact_round *e, const struct problem *p, const struct solution *s,
	int32_t c)
{
	int32_t tier = s->levels[e->level].tier;

	return p->cell_tier[c] < tier || (p->cell_tier[c] == tier && s->round_of[c] > 0
		&& s->round_of[c] < e->stratum);
}

/* At a step: earlier tiers keep what they have, those of the tier what they should have
 * had a step before, as far as they have it. */
static int64_t least_at_step(const struct exact_round *e, const struct problem *p, const struct solution *s,
	int32_t c, int64_t inflow)
{
	const struct level_result *level = &s->levels[e->level];
	int64_t target;

	if (p->cell_tier[c] != level->tier)
		return p->cell_tier[c] < level->tier ? inflow : p->cell_least[c];
	target = step_target(p, c, e->stratum - 1, level->step);
	return inflow < target ? inflow : target;
}

static long double cells_part(const struct exact_round *e, const struct problem *p,
	const struct solution *s, const int64_t *inflow)
{
	long double sum = 0;

	for (int32_t c = 0; c < p->ncells; c++) {
		wide d = e->y[p->cell_node[c]] - e->weight[c];
		int64_t low = p->cell_least[c], high = cell_need(p, c);

		if (is_hard(e, s) || s->total)
			; /* from least value to need */
		else if (!is_fair(e))
			low = high = inflow[c];
		else if (e->step)
			low = least_at_step(e, p, s, c, inflow[c]);
		else if (cell_is_earlier(e, p, s, c))
			low = inflow[c];
		sum += (long double)d * (long double)(d > 0 ? low : high);
	}
	return sum;
}

long double exact_round_bound(const struct exact_round *e, const struct problem *p,
	const struct solution *s)
{
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	wide *cost = column_costs(e, p, s);
	int64_t anywhere = most_anywhere(p);
	long double sum, demand = 0, fact = 0;
	char *reached = reachable(p);

	problem_cell_inflow(p, s->x, inflow);
	sum = cells_part(e, p, s, inflow);
	for (int32_t j = 0; j < problem_columns(p); j++) {
		wide d = reduced(e, p, cost, j);

		if (d < 0 && (j >= p->narcs || !e->derived || reached[p->tail[j]]))
			sum += (long double)d * (long double)column_most(p, j, anywhere);
	}
	for (int32_t r = 0; r < p->nrows; r++)
		sum -= (long double)e->row[r] * (long double)p->row_bound[r];
	for (int32_t l = 0; l < p->nlinks; l++) {
		int64_t households = p->visit_households[p->link_visit[l]];

		sum -= (long double)e->link[l] * (long double)(households / int_gcd(households, p->link_demand[l]) - 1);
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		demand += (long double)e->weight[c] * (long double)p->cell_demand[c];
		fact += (long double)e->weight[c] * (long double)p->cell_fact[c];
	}
	mem_free(reached);
	for (int32_t c = 0; e->step && c < p->ncells; c++)
		sum += (long double)e->weight[c] * (long double)step_target(p, c, e->stratum,
			s->levels[e->level].step);
	mem_free(inflow);
	mem_free(cost);
	if (e->step)
		return ldexpl(sum, -e->shift);
	if (is_fair(e))
		return (fact - sum) / demand;
	if (is_hard(e, s))
		return ldexpl(sum, -e->shift);
	for (int32_t l = 0; l < e->level && !s->total; l++)
		if (e->mu[l] != 0)
			sum -= (long double)e->mu[l] * ((long double)s->levels[l].value
				- (long double)p->objectives[s->levels[l].objective].constant);
	return ldexpl(sum, -e->shift) + (long double)p->objectives[s->levels[e->level].objective].constant;
}

/* --- rounding and repair --- */

/* Most prices are 0, and almost all others fit into 64 bits, which is much faster. */
static wide rounded(double y, int32_t shift)
{
	long double scaled;

	if (y == 0)
		return 0;
	scaled = (long double)y * (long double)((uint64_t)1 << shift);
	return fabsl(scaled) < 0x1p62L ? (wide)llrintl(scaled) : (wide)nearbyintl(scaled);
}

static wide not_negative(wide a)
{
	return a > 0 ? a : 0;
}

/* Adds mu times the prices of a round. */
static void add_prices(struct exact_round *e, const struct problem *p, const double *y, wide mu)
{
	int32_t first_limit = p->nnodes - 1, first_link = first_limit + p->nrows;
	int32_t first_cell = first_link + p->nlinks;

	for (int32_t v = 1; v < p->nnodes; v++)
		e->y[v] += mu * rounded(y[v - 1], e->shift);
	for (int32_t r = 0; r < p->nrows; r++)
		e->row[r] += mu * rounded(-y[first_limit + r], e->shift);
	for (int32_t l = 0; l < p->nlinks; l++)
		e->link[l] += mu * rounded(-y[first_link + l], e->shift);
	for (int32_t c = 0; is_fair(e) && !e->step && c < p->ncells; c++)
		e->weight[c] = not_negative(rounded(y[first_cell + c], e->shift));
}

/* Rows that earlier levels made equations may have had a price of the other
 * sign; earlier levels' own outweighs it when their multiplier is large. */
static void clamp(wide *price, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		price[k] = not_negative(price[k]);
}

static void repair(struct exact_round *e, const struct problem *p, const struct solution *s)
{
	char *reached = reachable(p), *made = made_nodes(p);
	wide *cost, high = e->step ? (wide)STEP_WEIGHT_ONE << e->shift : 0;

	clamp(e->row, p->nrows);
	clamp(e->link, p->nlinks);
	cost = column_costs(e, p, s);

	for (int32_t a = 0; a < p->narcs; a++) {
		wide most = e->y[p->tail[a]] + cost[a];

		if (p->capacity[a] >= ARC_UNLIMITED && reached[p->tail[a]] && !made[p->tail[a]]
			&& e->y[p->head[a]] > most)
			e->y[p->head[a]] = most;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		high = e->y[v] > high ? e->y[v] : high;
	for (int32_t a = 0; a < p->narcs; a++)
		high = -cost[a] > high ? -cost[a] : high;
	for (int32_t v = 0; v < p->nnodes; v++)
		if (!reached[v])
			e->y[v] = 2 * high;
	exact_round_settle(e, p);
	mem_free(reached);
	mem_free(made);
	mem_free(cost);
}

/* At these prices no other weights bound a step better: claims of the tier that were not
 * short before weigh what a unit at their node is worth, as far as a unit may weigh. */
static void weigh_step(struct exact_round *e, const struct problem *p, const struct solution *s)
{
	const struct level_result *level = &s->levels[e->level];
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	problem_cell_inflow(p, s->x, inflow);
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t from = short_from(p, c, inflow[c], level->step);
		wide most = (wide)step_weight(p->cell_demand[c]) << e->shift, y = not_negative(e->y[p->cell_node[c]]);

		e->weight[c] = p->cell_tier[c] != level->tier || (from > 0 && from < e->stratum) ? 0 : y < most ? y : most;
	}
	mem_free(inflow);
}

/* --- prices that follow from others --- */

void exact_round_derive(struct exact_round *e, const struct problem *p, const struct solution *s)
{
	char *reached = reachable(p), *open = mem_calloc((size_t)p->nnodes, 1);
	char *wants = mem_calloc((size_t)p->nnodes, 1), *made = made_nodes(p);
	wide *cost = column_costs(e, p, s), *least = mem_calloc((size_t)p->nnodes, sizeof *least);

	for (int32_t a = 0; a < p->narcs; a++)
		if (p->capacity[a] > 0 && reached[p->tail[a]] && !made[p->tail[a]] && reduced(e, p, cost, a) < 0)
			wants[p->head[a]] = 1;
	/* what batches gain stays as it is */
	for (int32_t k = 0; p->nbatches > 0 && k < p->batch_start[p->nbatches]; k++)
		wants[p->batch_node[k]] = 1;
	for (int32_t b = 0; b < p->nbatches; b++)
		wants[problem_batch_counter(p, b)] = 1;
	for (int32_t a = 0, v; a < p->narcs; a++) {
		wide y;

		if (p->capacity[a] == 0 || !reached[p->tail[a]] || made[p->tail[a]])
			continue;
		/* all arcs into its tail have been seen */
		v = p->tail[a];
		if (open[v] && !wants[v])
			e->y[v] = least[v];
		y = e->y[v] + cost[a];
		v = p->head[a];
		if (!open[v] || y < least[v])
			least[v] = y;
		open[v] = 1;
	}
	for (int32_t v = 1; v < p->nnodes; v++) {
		if (open[v] && !wants[v])
			e->y[v] = least[v];
		else if (!reached[v])
			e->y[v] = 0;
	}
	exact_round_settle(e, p);
	e->derived = true;
	mem_free(reached);
	mem_free(made);
	mem_free(open);
	mem_free(wants);
	mem_free(cost);
	mem_free(least);
}

void exact_round_batches(const struct exact_round *e, const struct problem *p, const struct solution *s, wide *out)
{
	wide *cost = column_costs(e, p, s);

	for (int32_t b = 0; b < p->nbatches; b++)
		out[b] = reduced(e, p, cost, p->narcs + b);
	mem_free(cost);
}

/* By the rule of totals: what a unit that the cell lacks costs in the round. */
static wide lack_costs(const struct exact_round *e, const struct problem *p, const struct solution *s, int32_t c)
{
	for (int32_t l = 0; l <= e->level; l++)
		if (s->levels[l].objective < 0 && s->levels[l].tier == p->cell_tier[c])
			return (l == e->level ? (wide)1 << e->shift : e->mu[l]) * s->total[c];
	return 0;
}

void exact_round_exceptions(const struct exact_round *e, const struct problem *p,
	const struct solution *s, char *written)
{
	char *reached = reachable(p), *made = made_nodes(p), *open = mem_calloc((size_t)p->nnodes, 1);
	wide *cost = column_costs(e, p, s), *least = mem_calloc((size_t)p->nnodes, sizeof *least);

	for (int32_t a = 0; a < p->narcs; a++) {
		int32_t v = p->head[a];
		wide y = e->y[p->tail[a]] + cost[a];

		if (p->capacity[a] < ARC_UNLIMITED || !reached[p->tail[a]] || made[p->tail[a]])
			continue;
		if (!open[v] || y < least[v])
			least[v] = y;
		open[v] = 1;
	}
	for (int32_t c = 0; s->total && c < p->ncells; c++) {
		int32_t v = p->cell_node[c];
		wide lack = lack_costs(e, p, s, c);

		if (cell_need(p, c) > p->cell_least[c] && (!open[v] || lack < least[v]))
			least[v] = lack;
	}
	for (int32_t v = 1; v < p->nnodes; v++)
		written[v] |= e->y[v] != least[v];
	mem_free(reached);
	mem_free(made);
	mem_free(open);
	mem_free(cost);
	mem_free(least);
}

/* --- one round --- */

static void alloc_round(struct exact_round *e, const struct problem *p, const struct solution *s,
	const struct dual_round *from)
{
	memset(e, 0, sizeof *e);
	e->level = from->level;
	e->stratum = from->stratum;
	e->step = from->step;
	e->shift = e->step ? STEP_SHIFT : is_fair(e) ? FAIR_SHIFT : LINEAR_SHIFT;
	e->mu = mem_calloc((size_t)s->nlevels, sizeof *e->mu);
	e->y = mem_calloc((size_t)p->nnodes, sizeof *e->y);
	e->row = mem_calloc((size_t)p->nrows, sizeof *e->row);
	e->link = mem_calloc((size_t)p->nlinks, sizeof *e->link);
	e->weight = mem_calloc((size_t)p->ncells, sizeof *e->weight);
}

void exact_round_release(struct exact_round *e)
{
	mem_free(e->mu);
	mem_free(e->y);
	mem_free(e->row);
	mem_free(e->link);
	mem_free(e->weight);
}

/* The k-th round with factor times each earlier linear level's price more than
 * the next one's. */
static void weighted_round(struct exact_round *e, const struct problem *p, const struct solution *s,
	int32_t k, wide factor)
{
	wide mu = factor;

	alloc_round(e, p, s, &s->rounds[k]);
	add_prices(e, p, s->rounds[k].y, 1);
	for (int32_t i = k - 1; e->step && i >= 0 && s->rounds[i].level == e->level && mu > 0; i--) {
		add_prices(e, p, s->rounds[i].y, mu);
		mu = mu * factor <= STEP_MULTIPLIER_MAX ? mu * factor : STEP_MULTIPLIER_MAX;
	}
	for (int32_t l = 0; s->rounds[k].mu && l < e->level; l++)
		e->mu[l] = rounded(s->rounds[k].mu[l], e->shift);
	for (int32_t i = k - 1; !is_fair(e) && i >= 0 && s->rounds[i].stratum == 0 && mu > 0; i--) {
		e->mu[s->rounds[i].level] = mu * ((wide)1 << e->shift);
		add_prices(e, p, s->rounds[i].y, mu);
		mu = mu * factor <= MULTIPLIER_MAX ? mu * factor : MULTIPLIER_MAX;
	}
	repair(e, p, s);
	if (e->step)
		weigh_step(e, p, s);
}

void exact_round_make(struct exact_round *e, const struct problem *p, const struct solution *s, int32_t k)
{
	static const int32_t factors[] = {1, 1 << 3, 1 << 6, 1 << 10, 1 << 15};
	long double best;

	weighted_round(e, p, s, k, 0);
	if ((is_fair(e) && !e->step) || s->rounds[k].mu || k == 0 || s->rounds[k - 1].step != e->step
		|| (!e->step && s->rounds[k - 1].stratum > 0))
		return;
	best = exact_round_bound(e, p, s);
	for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
		struct exact_round other;
		long double bound;

		weighted_round(&other, p, s, k, factors[i]);
		bound = exact_round_bound(&other, p, s);
		if (bound > best) {
			exact_round_release(e);
			*e = other;
			best = bound;
		} else {
			exact_round_release(&other);
		}
	}
}
