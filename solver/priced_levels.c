#include "solver/priced_levels.h"

#include "base/memory.h"
#include "solver/priced.h"
#include "solver/rebuilt.h"
#include "solver/rounds.h"

#include <assert.h>
#include <string.h>

/* A level of the first kind. */
struct free_level {
	int32_t at; /* index into levels */
	int shift;
	wide *y; /* [nnodes] over 2^shift */
};

struct priced_run {
	const struct problem *p;
	const struct stop *stop;
	struct solution *solution;
	struct problem limited; /* p, and after its own limits one for each level of the second kind */
	int32_t *level_of; /* [limited.nrows] index into levels, -1 = a limit */
	int64_t *spare; /* [limited.nrows] how much less a plan can surely use, for levels half of what is known */
	bool every_round; /* levels that the network alone proves have one, too */
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
	size_t n = p->nrows > 0 ? (size_t)p->row_start[p->nrows] : 0;
	struct problem *to = &r->limited;

	*to = *p;
	to->row_bound = mem_calloc(nrows, sizeof *to->row_bound);
	to->row_start = mem_calloc(nrows + 1, sizeof *to->row_start);
	to->row_column = mem_calloc(n, sizeof *to->row_column);
	to->row_value = mem_calloc(n, sizeof *to->row_value);
	r->level_of = mem_calloc(nrows, sizeof *r->level_of);
	r->spare = mem_calloc(nrows, sizeof *r->spare);
	r->last = mem_calloc(nrows, sizeof *r->last);
	if (p->nrows == 0)
		return;
	for (int32_t i = 0; i < p->nrows; i++) {
		int32_t first = to->row_start[i];
		bool visits = false;

		r->level_of[i] = -1;
		r->spare[i] = INT64_MAX;
		to->row_bound[i] = p->row_bound[i];
		for (int32_t k = p->row_start[i]; k < p->row_start[i + 1]; k++)
			visits = visits || p->row_column[k] >= p->narcs;
		for (int32_t k = p->row_start[i]; k < p->row_start[i + 1] && !visits; k++) {
			to->row_column[first] = p->row_column[k];
			to->row_value[first++] = p->row_value[k];
		}
		to->row_start[i + 1] = first;
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
	return (wide)costs_of(r, f->at)[a] * ((wide)1 << f->shift) - f->y[r->p->head[a]] + f->y[r->p->tail[a]];
}

/* No limit is in the way of the level: what has a price stays as it is. */
static void keep_free(struct priced_run *r, int32_t at, struct priced *priced)
{
	struct free_level *f = &r->frees[r->nfrees];

	*f = (struct free_level){at, priced->shift, priced->y};
	priced->y = NULL;
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
	e->mu[f->at] = most * ((wide)1 << f->shift);
}

static void add_round(struct priced_run *r, int32_t at, const struct priced *priced)
{
	const struct problem *p = r->p;
	struct solution *s = r->solution;
	struct exact_round *e;
	wide *d = start_reduced(r, at, priced);

	s->priced = mem_resize(s->priced, (size_t)s->npriced + 1, sizeof *s->priced);
	e = &s->priced[s->npriced++];
	*e = (struct exact_round){.level = at, .shift = priced->shift};
	e->mu = mem_calloc((size_t)s->nlevels, sizeof *e->mu);
	e->y = mem_calloc((size_t)p->nnodes, sizeof *e->y);
	e->row = mem_calloc((size_t)p->nrows, sizeof *e->row);
	e->link = mem_calloc((size_t)p->nlinks, sizeof *e->link);
	e->weight = mem_calloc((size_t)p->ncells, sizeof *e->weight);
	memcpy(e->y, priced->y, (size_t)p->nnodes * sizeof *e->y);
	for (int32_t i = 0; i < r->limited.nrows; i++) {
		if (r->level_of[i] < 0)
			e->row[i] = priced->price[i];
		else
			e->mu[r->level_of[i]] = priced->price[i];
	}
	for (int32_t k = r->nfrees - 1; k >= 0; k--)
		add_free(r, k, e, d);
	exact_round_derive(e, p, s);
	mem_free(d);
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

/* False when there was no time, or its numbers are too large. */
static bool decide_level(struct priced_run *r, int32_t at, bool *all_free)
{
	struct solution *s = r->solution;
	struct level_result *level = &s->levels[at];
	const struct objective *o = &r->p->objectives[level->objective];
	const struct priced_task task = {&r->limited, r->served, r->low, r->high, s->x, r->limited.row_bound, r->spare, o->cost,
		*all_free ? NULL : r->last, r->last_shift};
	int64_t common = objective_common(r->p, o);
	struct priced priced;
	wide value = objective_value(r->p, o, s->x), most;
	bool free, fits;

	if (common == 0) {
		level->value = level->bound = value;
		level->proven = true;
		return true;
	}
	if (!can_be_priced(r->p, o) || !priced_solve(&task, r->stop, &priced))
		return false;
	drop_round(s, at);
	take_flow(r, o, priced.flow);
	value = objective_value(r->p, o, s->x);
	free = is_free(r, &priced, value - o->constant);
	if (!free || !*all_free || r->every_round)
		add_round(r, at, &priced);
	if (!free) {
		memcpy(r->last, priced.price, (size_t)r->limited.nrows * sizeof *r->last);
		r->last_shift = priced.shift;
		*all_free = false;
	}
	level->value = value;
	/* the next value that a plan can have */
	level->bound = value - (value - priced.bound - o->constant) / common * common;
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

void priced_levels(const struct problem *p, const struct stop *stop, bool every_round, struct solution *solution)
{
	struct priced_run r = {.p = p, .stop = stop, .solution = solution, .every_round = every_round};
	bool solved = true, all_free = true;

	if (p->nbatches > 0 || solution->total || p->nobjectives == 0 || stop_now(stop))
		return;
	run_init(&r);
	for (int32_t at = 0; at < solution->nlevels && solved; at++) {
		int32_t k = solution->levels[at].objective;

		if (k >= 0 && p->objectives[k].kind != OBJECTIVE_CANONICAL)
			solved = decide_level(&r, at, &all_free);
	}
	value_levels(&r);
	run_release(&r);
}
