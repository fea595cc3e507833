#include "solver/priced_levels.h"

#include "base/memory.h"
#include "solver/held.h"
#include "solver/priced.h"
#include "solver/rebuilt.h"
#include "solver/rounds.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DROPS_MOST = 40 };
#define HELD_COST_MAX ((wide)1 << 58)

/* A level of the first kind. */
struct free_level {
	int32_t at; /* index into levels */
	wide *y; /* [nnodes] in the level's own cost: limits have no price */
};

struct priced_run {
	const struct problem *p;
	const struct stop *stop;
	struct solution *solution;
	struct problem limited; /* p, and after its own limits one for each level of the second kind */
	int32_t *level_of; /* [limited.nrows] index into levels, -1 = a limit */
	int64_t *spare; /* [limited.nrows] how much less a plan can surely use, for levels half of what is known */
	bool every_round; /* levels that the network alone proves have one, too */
	const struct held *held; /* whose batches are held; NULL: there are none */
	long double shown; /* with batches held: what the last round shows */
	int64_t *served; /* [ncells] */
	int64_t *low, *high; /* [narcs] box left by levels of the first kind */
	int32_t *fixed_by; /* [narcs] which of them fixed it, -1 */
	int64_t *last; int last_shift; /* [limited.nrows] prices at the last level, 0 at first */
	struct free_level *frees; /* [nfrees] */
	int32_t nfrees;
};

/* --- setting up --- */

/* A limit about door visits is left out: whether it is kept is looked at in the end. */
static void copy_rows(struct priced_run *r)
{
	const struct problem *p = r->p;
	size_t nrows = (size_t)(p->nrows + p->nobjectives);
	struct problem *to = &r->limited;

	*to = *p;
	problem_rows_of_arcs(p, p->nobjectives, to);
	to->row_bound = mem_calloc(nrows, sizeof *to->row_bound);
	r->level_of = mem_calloc(nrows, sizeof *r->level_of);
	r->spare = mem_calloc(nrows, sizeof *r->spare);
	r->last = mem_calloc(nrows, sizeof *r->last);
	for (int32_t i = 0; i < p->nrows; i++) {
		r->level_of[i] = -1;
		r->spare[i] = INT64_MAX;
		to->row_bound[i] = p->row_bound[i];
	}
}

static void run_init(struct priced_run *r)
{
	const struct problem *p = r->p;
	size_t narcs = (size_t)p->narcs;

	copy_rows(r);
	r->served = mem_calloc((size_t)p->ncells, sizeof *r->served);
	problem_cell_inflow(p, r->solution->x, r->served);
	r->low = mem_calloc(narcs, sizeof *r->low);
	r->high = mem_calloc(narcs, sizeof *r->high);
	r->fixed_by = mem_calloc(narcs, sizeof *r->fixed_by);
	r->frees = mem_calloc((size_t)p->nobjectives, sizeof *r->frees);
	for (int32_t a = 0; a < p->narcs; a++) {
		r->low[a] = r->held && a >= r->held->p->narcs ? p->capacity[a] : 0;
		r->high[a] = p->capacity[a];
		r->fixed_by[a] = -1;
	}
}

static void run_release(struct priced_run *r)
{
	mem_free(r->limited.row_bound);
	mem_free(r->limited.row_start);
	mem_free(r->limited.row_column);
	mem_free(r->limited.row_value);
	mem_free(r->level_of);
	mem_free(r->spare);
	mem_free(r->last);
	mem_free(r->served);
	mem_free(r->low);
	mem_free(r->high);
	mem_free(r->fixed_by);
	for (int32_t k = 0; k < r->nfrees; k++)
		mem_free(r->frees[k].y);
	mem_free(r->frees);
}

/* --- what a level leaves to those after it --- */

static const int64_t *costs_of(const struct priced_run *r, int32_t at)
{
	return r->p->objectives[r->solution->levels[at].objective].cost;
}

static wide reduced(const struct priced_run *r, const struct free_level *f, int32_t a)
{
	return (wide)costs_of(r, f->at)[a] - f->y[r->p->head[a]] + f->y[r->p->tail[a]];
}

/* No limit is in the way of the level: what has a price stays as it is. */
static void keep_free(struct priced_run *r, int32_t at, struct priced *priced)
{
	struct free_level *f = &r->frees[r->nfrees];

	*f = (struct free_level){at, priced->y};
	priced->y = NULL;
	/* where a price per unit is not above 0 it is not when rounded down at both ends, and so below 0 */
	for (int32_t v = 0; v < r->p->nnodes; v++)
		f->y[v] = wide_floor_div(f->y[v], (wide)1 << priced->shift);
	for (int32_t a = 0; a < r->p->narcs; a++) {
		if (r->low[a] == r->high[a] || reduced(r, f, a) == 0)
			continue;
		r->low[a] = r->high[a] = r->solution->x[a];
		r->fixed_by[a] = r->nfrees;
	}
	r->nfrees++;
}

/* The level gets no worse than value - constant = most, and it cannot be better than least. */
static void keep_limited(struct priced_run *r, int32_t at, int64_t most, wide least)
{
	struct problem *p = &r->limited;
	const int64_t *cost = costs_of(r, at);
	int32_t first = p->nrows > 0 ? p->row_start[p->nrows] : 0, n = 0;

	for (int32_t a = 0; a < p->narcs; a++)
		n += cost[a] != 0;
	p->row_column = mem_resize(p->row_column, (size_t)(first + n), sizeof *p->row_column);
	p->row_value = mem_resize(p->row_value, (size_t)(first + n), sizeof *p->row_value);
	for (int32_t a = 0; a < p->narcs; a++) {
		if (cost[a] == 0)
			continue;
		p->row_column[first] = a;
		p->row_value[first++] = cost[a];
	}
	r->level_of[p->nrows] = at;
	r->spare[p->nrows] = (most - least) / 2 < INT64_MAX ? (int64_t)((most - least) / 2) : INT64_MAX;
	p->row_bound[p->nrows] = most;
	p->row_start[++p->nrows] = first;
}

/* --- the round of a level --- */

/* What the level's columns cost with its prices, the nodes' included: [narcs] over
 * 2^shift; the caller frees. */
static wide *start_reduced(const struct priced_run *r, int32_t at, const struct priced *priced)
{
	const struct problem *p = &r->limited;
	wide *d = mem_calloc((size_t)p->narcs, sizeof *d);

	for (int32_t a = 0; a < p->narcs; a++)
		d[a] = (wide)costs_of(r, at)[a] * ((wide)1 << priced->shift) - priced->y[p->head[a]]
			+ priced->y[p->tail[a]];
	for (int32_t i = 0; i < p->nrows; i++)
		for (int32_t k = p->row_start[i]; k < p->row_start[i + 1]; k++)
			if (p->row_column[k] < p->narcs)
				d[p->row_column[k]] += (wide)p->row_value[k] * priced->price[i];
	return d;
}

/* Adds M times an earlier level without limits in its way: the least M at which
 * all that it fixed stays where it is. d [narcs] as for start_reduced. */
static void add_free(const struct priced_run *r, int32_t which, struct exact_round *e, wide *d)
{
	const struct problem *p = r->p;
	const struct free_level *f = &r->frees[which];
	wide most = 0;

	for (int32_t a = 0; a < p->narcs; a++) {
		wide own = r->fixed_by[a] == which ? reduced(r, f, a) : 0, needed;

		if (own == 0 || p->capacity[a] == 0 || (own > 0) == (d[a] >= 0))
			continue;
		needed = own > 0 ? wide_ceil_div(-d[a], own) : wide_ceil_div(d[a], -own);
		most = needed > most ? needed : most;
	}
	if (most == 0)
		return;
	for (int32_t a = 0; a < p->narcs; a++)
		d[a] += most * reduced(r, f, a);
	for (int32_t v = 0; v < p->nnodes; v++)
		e->y[v] += most * f->y[v];
	e->mu[f->at] = most;
}

/* A multiple of the level of substitution at which batches gain something, and how much of
 * the level all of them make up that do up to there. */
struct turn {
	wide at, weight;
};

static int by_turn(const void *left, const void *right)
{
	const struct turn *a = left, *b = right;

	return (a->at < b->at) - (a->at > b->at);
}

/* Batches may seem to gain something at prices of the nodes that were found without them:
 * adds the multiple M of the level of substitution, which they may not make worse, at
 * which the bound is the best,
 *   sum over b of min(0, (d_b + M c_b) most_b)  -  M value. */
static void add_substitution(const struct priced_run *r, struct exact_round *e)
{
	const struct problem *p = r->held->p;
	const struct solution *s = r->solution;
	int32_t at = e->level - 1, n = 0;
	wide *d, left = 0;
	struct turn *turns;
	const int64_t *cost;

	while (at >= 0 && (s->levels[at].objective < 0
		|| p->objectives[s->levels[at].objective].kind != OBJECTIVE_SUBSTITUTION))
		at--;
	if (at < 0)
		return;
	cost = p->objectives[s->levels[at].objective].cost + p->narcs;
	d = mem_calloc((size_t)p->nbatches, sizeof *d);
	turns = mem_calloc((size_t)p->nbatches, sizeof *turns);
	exact_round_batches(e, p, s, d);
	for (int32_t b = 0; b < p->nbatches; b++) {
		left += (wide)cost[b] * r->held->batches[b];
		if (d[b] < 0 && cost[b] > 0)
			turns[n++] = (struct turn){wide_ceil_div(-d[b], cost[b]), (wide)cost[b] * p->batch_most[b]};
	}
	if (n > 0)
		qsort(turns, (size_t)n, sizeof *turns, by_turn);
	for (int32_t k = 0; k < n && left >= 0; k++) {
		e->mu[at] = turns[k].at;
		left -= turns[k].weight;
	}
	mem_free(d);
	mem_free(turns);
}

static struct exact_round blank_round(const struct priced_run *r, int32_t at, int shift)
{
	const struct problem *p = r->p;
	struct exact_round e = {.level = at, .shift = shift};

	e.mu = mem_calloc((size_t)r->solution->nlevels, sizeof *e.mu);
	e.y = mem_calloc((size_t)p->nnodes, sizeof *e.y);
	e.row = mem_calloc((size_t)p->nrows, sizeof *e.row);
	e.link = mem_calloc((size_t)p->nlinks, sizeof *e.link);
	e.weight = mem_calloc((size_t)p->ncells, sizeof *e.weight);
	return e;
}

static struct exact_round make_round(const struct priced_run *r, int32_t at, const struct priced *priced)
{
	const struct problem *p = r->p;
	struct exact_round e = blank_round(r, at, priced->shift);
	wide *d = start_reduced(r, at, priced);

	memcpy(e.y, priced->y, (size_t)p->nnodes * sizeof *e.y);
	for (int32_t i = 0; i < r->limited.nrows; i++) {
		if (r->level_of[i] < 0)
			e.row[i] = priced->price[i];
		else
			e.mu[r->level_of[i]] = priced->price[i];
	}
	for (int32_t k = r->nfrees - 1; k >= 0; k--)
		add_free(r, k, &e, d);
	mem_free(d);
	return e;
}

/* --- rounds with batches held --- */

/* What the round shows of the problem itself, once its level of substitution is priced. */
static long double finish_held(const struct priced_run *r, struct exact_round *e)
{
	struct solution s = *r->solution;
	long double bound;

	exact_round_settle(e, r->held->p);
	add_substitution(r, e);
	s.x = held_back(r->held, s.x);
	exact_round_derive(e, r->held->p, &s);
	bound = exact_round_bound(e, r->held->p, &s);
	mem_free(s.x);
	return bound;
}

/* Costs of arcs with the levels and limits of the round: false when one is too large. */
static bool round_costs(const struct priced_run *r, const struct exact_round *e, int64_t *cost)
{
	const struct problem *p = r->p;
	wide *sum = mem_calloc((size_t)p->narcs, sizeof *sum);
	bool fits = true;

	for (int32_t l = 0; l <= e->level; l++) {
		wide mu = l == e->level ? (wide)1 << e->shift : e->mu[l];
		for (int32_t a = 0; r->solution->levels[l].objective >= 0 && mu != 0 && a < p->narcs; a++)
			sum[a] += mu * costs_of(r, l)[a];
	}
	for (int32_t i = 0; i < p->nrows; i++)
		for (int32_t k = p->row_start[i]; k < p->row_start[i + 1]; k++)
			if (p->row_column[k] < p->narcs)
				sum[p->row_column[k]] += e->row[i] * p->row_value[k];
	for (int32_t a = 0; a < p->narcs; a++) {
		fits = fits && sum[a] < HELD_COST_MAX && sum[a] > -HELD_COST_MAX;
		cost[a] = (int64_t)sum[a];
	}
	mem_free(sum);
	return fits;
}

/* The round with multipliers of earlier levels over 2^drop, and prices of the nodes for these. */
static bool relaxed_round(const struct priced_run *r, const struct exact_round *from, int drop,
	struct exact_round *e)
{
	const struct problem *p = r->p;
	int64_t *cost = mem_calloc((size_t)p->narcs, sizeof *cost), *low = mem_calloc((size_t)p->narcs, sizeof *low);
	const struct priced_task task = {.p = p, .served = r->served, .low = low, .high = p->capacity,
		.flow = r->solution->x, .cost = cost};
	bool found;

	*e = blank_round(r, from->level, from->shift);
	memcpy(e->row, from->row, (size_t)p->nrows * sizeof *e->row);
	for (int32_t l = 0; l < from->level; l++)
		e->mu[l] = from->mu[l] >> drop;
	for (int32_t a = r->held->p->narcs; a < p->narcs; a++)
		low[a] = p->capacity[a];
	found = round_costs(r, e, cost) && priced_nodes(&task, r->stop, e->y);
	if (!found)
		exact_round_release(e);
	mem_free(cost);
	mem_free(low);
	return found;
}

/* What batches gain at an earlier level counts as often as the level: with batches it may be
 * better to hold the plan to the levels before less firmly. Returns what the better one shows. */
static long double best_held(const struct priced_run *r, struct exact_round *e)
{
	struct exact_round first = blank_round(r, e->level, e->shift);
	long double best;

	memcpy(first.mu, e->mu, (size_t)r->solution->nlevels * sizeof *e->mu);
	memcpy(first.row, e->row, (size_t)r->p->nrows * sizeof *e->row);
	best = finish_held(r, e);
	for (int drop = 0; r->nfrees > 0 && drop <= DROPS_MOST; drop += 4) {
		struct exact_round other;
		long double bound;

		if (!relaxed_round(r, &first, drop, &other))
			continue;
		bound = finish_held(r, &other);
		if (bound > best) {
			exact_round_release(e);
			*e = other;
			best = bound;
		} else {
			exact_round_release(&other);
		}
	}
	exact_round_release(&first);
	return best;
}

static void add_round(struct priced_run *r, int32_t at, const struct priced *priced)
{
	struct solution *s = r->solution;
	struct exact_round e = make_round(r, at, priced);

	if (r->held)
		r->shown = best_held(r, &e);
	else
		exact_round_derive(&e, r->p, s);
	s->priced = mem_resize(s->priced, (size_t)s->npriced + 1, sizeof *s->priced);
	s->priced[s->npriced++] = e;
}

/* --- levels in order --- */

/* A flow that is better at the level becomes the plan when it keeps everything: door
 * visits follow. */
static void take_flow(struct priced_run *r, const struct objective *o, const int64_t *flow)
{
	const struct problem *p = r->p;
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x), *got;

	memcpy(x, r->solution->x, (size_t)problem_columns(p) * sizeof *x);
	memcpy(x, flow, (size_t)p->narcs * sizeof *x);
	fill_visits(p, x);
	got = mem_calloc((size_t)p->ncells, sizeof *got);
	problem_cell_inflow(p, x, got);
	if (objective_value(p, o, x) < objective_value(p, o, r->solution->x) && problem_feasible(p, x, NULL)
		&& (p->ncells == 0 || memcmp(got, r->served, (size_t)p->ncells * sizeof *got) == 0)) {
		mem_free(r->solution->x);
		r->solution->x = x;
	} else {
		mem_free(x);
	}
	mem_free(got);
}

/* The program of the library that was solved for it, if any, gives no round. */
static void drop_round(struct solution *s, int32_t at)
{
	int32_t n = 0;

	for (int32_t k = 0; k < s->nrounds; k++) {
		if (s->rounds[k].level != at) {
			s->rounds[n++] = s->rounds[k];
			continue;
		}
		mem_free(s->rounds[k].y);
		mem_free(s->rounds[k].mu);
	}
	s->nrounds = n;
}

/* Costs are about arcs alone and not too large. */
static bool can_be_priced(const struct problem *p, const struct objective *o)
{
	for (int32_t j = 0; j < problem_columns(p); j++)
		if (o->cost[j] != 0 && (j >= p->narcs || o->cost[j] >= PRICED_COST_MAX || o->cost[j] <= -PRICED_COST_MAX))
			return false;
	return true;
}

/* The plan is as good as any without limits. */
static bool is_free(const struct priced_run *r, const struct priced *priced, wide value)
{
	for (int32_t i = 0; i < r->limited.nrows; i++)
		if (priced->price[i] != 0)
			return false;
	return priced->bound == value;
}

/* With batches held: does the round that the library's program gave show more? It is the
 * first of the two then. */
static bool program_shows_more(struct priced_run *r, int32_t at)
{
	struct solution s = *r->solution;
	bool more = false;

	s.x = held_back(r->held, s.x);
	for (int32_t k = 0; k < s.nrounds && !more; k++) {
		struct exact_round e;
		long double bound;

		if (s.rounds[k].level != at)
			continue;
		exact_round_make(&e, r->held->p, &s, k);
		bound = exact_round_bound(&e, r->held->p, &s);
		exact_round_release(&e);
		more = bound > r->shown;
		r->shown = more ? bound : r->shown;
	}
	mem_free(s.x);
	return more;
}

/* With batches held its round alone says what a level could come to. */
static wide bound_of_held(const struct priced_run *r, wide value)
{
	wide bound = (wide)ceill(r->shown - 1e-3L);

	return bound < 0 ? 0 : bound < value ? bound : value; /* nothing that a level counts is below 0 */
}

/* A level that no arc is about. */
static void decide_without_arcs(struct priced_run *r, int32_t at, wide value)
{
	struct level_result *level = &r->solution->levels[at];
	bool batches = r->held && objective_common(r->held->p, &r->held->p->objectives[level->objective]) != 0;

	level->value = value;
	if (batches)
		return; /* what was known of it holds */
	level->bound = value;
	level->proven = true;
}

/* False when there was no time, or its numbers are too large. */
static bool decide_level(struct priced_run *r, int32_t at, bool *all_free)
{
	struct solution *s = r->solution;
	struct level_result *level = &s->levels[at];
	const struct objective *o = &r->p->objectives[level->objective];
	const struct priced_task task = {&r->limited, r->served, r->low, r->high, s->x, r->limited.row_bound, r->spare, o->cost,
		*all_free ? NULL : r->last, r->last_shift, false, 0, 0};
	int64_t common = objective_common(r->p, o);
	struct priced priced;
	wide value = objective_value(r->p, o, s->x), most;
	bool free, fits;

	if (common == 0) {
		decide_without_arcs(r, at, value);
		return true;
	}
	if (!can_be_priced(r->p, o) || !priced_solve(&task, r->stop, &priced))
		return false;
	take_flow(r, o, priced.flow);
	value = objective_value(r->p, o, s->x);
	free = is_free(r, &priced, value - o->constant);
	if (!free || !*all_free || r->every_round)
		add_round(r, at, &priced);
	if (!r->held || !program_shows_more(r, at))
		drop_round(s, at);
	if (!free) {
		memcpy(r->last, priced.price, (size_t)r->limited.nrows * sizeof *r->last);
		r->last_shift = priced.shift;
		*all_free = false;
	}
	level->value = value;
	/* the next value that a plan can have */
	level->bound = r->held ? bound_of_held(r, value)
		: value - (value - priced.bound - o->constant) / common * common;
	level->proven = level->bound == value;
	most = value - o->constant;
	fits = free || (most < INT64_MAX && most > -INT64_MAX);
	if (free)
		keep_free(r, at, &priced);
	else if (fits)
		keep_limited(r, at, (int64_t)most, priced.bound);
	priced_release(&priced);
	return fits;
}

/* What was not decided here keeps its bound as far as that holds. */
static void value_levels(struct priced_run *r)
{
	struct solution *s = r->solution;

	for (int32_t at = 0; at < s->nlevels; at++) {
		struct level_result *level = &s->levels[at];
		const struct objective *o;

		if (level->objective < 0)
			continue;
		o = &r->p->objectives[level->objective];
		level->value = objective_value(r->p, o, s->x);
		if (o->kind == OBJECTIVE_CANONICAL || level->bound > level->value)
			level->bound = level->value;
		level->proven = level->bound == level->value;
	}
}

static void decide_levels(struct priced_run *r)
{
	struct solution *s = r->solution;
	bool solved = true, all_free = true;

	run_init(r);
	for (int32_t at = 0; at < s->nlevels && solved; at++) {
		int32_t k = s->levels[at].objective;

		if (k >= 0 && r->p->objectives[k].kind != OBJECTIVE_CANONICAL)
			solved = decide_level(r, at, &all_free);
	}
	value_levels(r);
	run_release(r);
}

/* With the batches as they are. */
static void decide_held(struct priced_run *r)
{
	const struct problem *p = r->p;
	struct solution *s = r->solution;
	struct held held;
	int64_t *x = s->x;

	held_init(&held, p, x);
	s->x = held_plan(&held, x);
	mem_free(x);
	r->p = &held.q;
	r->held = &held;
	r->every_round = true; /* networks alone show nothing of batches */
	decide_levels(r);
	x = s->x;
	s->x = held_back(&held, x);
	mem_free(x);
	assert(problem_feasible(p, s->x, NULL));
	held_release(&held);
}

void priced_levels(const struct problem *p, const struct stop *stop, bool every_round, struct solution *solution)
{
	struct priced_run r = {.p = p, .stop = stop, .solution = solution, .every_round = every_round};

	if (solution->total || p->nobjectives == 0 || stop_now(stop))
		return;
	if (p->nbatches > 0)
		decide_held(&r);
	else
		decide_levels(&r);
}

void priced_begin(const struct problem *p, struct solution *solution)
{
	for (int32_t k = 0; k < p->nobjectives; k++) {
		bool canonical = p->objectives[k].kind == OBJECTIVE_CANONICAL;

		if (canonical && k > 0 && p->objectives[k - 1].kind == OBJECTIVE_CANONICAL)
			continue;
		solution->levels[solution->nlevels++] = (struct level_result){.tier = -1, .objective = k, .step = {0, 1},
			.value = objective_value(p, &p->objectives[k], solution->x)};
		if (canonical)
			solution->levels[solution->nlevels - 1].bound = solution->levels[solution->nlevels - 1].value;
	}
}
