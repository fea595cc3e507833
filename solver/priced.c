#include "solver/priced.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "solver/lp.h"
#include "solver/mixing.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
	PARTS_MOST = 64, /* parts of the network with cuts of their own */
	FLOWS_MOST = 120,
	SHIFT_MOST = 24,
	COST_BITS = 50, /* scaled costs stay below */
	PRICE_BITS = 58, /* prices times values of limits stay below */
	COARSE_BITS = 24, /* limits in the master stay below */
	VALUE_BITS = 50, /* costs of flows in the master stay below */
	MARGINS = 5 /* tries to mix in whole units, each with a wider margin */
};
static const int64_t ARCS_MOST = 60000000; /* flows x arcs */
static const double MEETS = 1e-7; /* the master's value is reached to this, relative */
static const double WEIGHT_NOISE = 1e-9;
static const double NEAR_START = 1e-5; /* prices to start from are good enough when the bound is as near, relative */

/* A flow found: its free arcs that carry something, and what it comes to by part. */
struct found {
	int32_t narcs;
	int32_t *arc; /* [narcs] ascending */
	int64_t *units;
	int64_t *value; /* [nparts] cost */
	int64_t *use; /* [nparts * nrows] */
};

struct work {
	const struct priced_task *task;
	const struct stop *stop;
	struct problem bare; /* the network alone */
	int32_t nparts, nrows;
	int32_t *part; /* [narcs] */
	int shift;
	int value_shift, *coarse; /* of costs, of each limit [nrows], in the master */
	int64_t *flow, *cost; /* [narcs] the last one; scaled and priced */
	int64_t *price, *best, *half, *most; /* [nrows] at hand; best so far; half the box around it; at most */
	wide *y, *best_y; /* [nnodes] */
	wide bound; /* L of the best, scaled */
	struct found *found; int32_t nfound, found_room;
};

/* --- parts --- */

static void make_parts(struct work *w)
{
	const struct problem *p = w->task->p;
	int32_t *parent = mem_calloc((size_t)p->nnodes, sizeof *parent);
	int32_t *number = mem_calloc((size_t)p->nnodes, sizeof *number), n = 0;

	for (int32_t v = 0; v < p->nnodes; v++)
		parent[v] = v;
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] != 0)
			node_join(parent, p->tail[a], p->head[a]);
	for (int32_t v = 1; v < p->nnodes; v++)
		if (node_root(parent, v) == v)
			number[v] = n++;
	w->nparts = n < PARTS_MOST ? n : PARTS_MOST;
	for (int32_t a = 0; a < p->narcs; a++)
		w->part[a] = number[node_root(parent, p->head[a])] % w->nparts;
	mem_free(parent);
	mem_free(number);
}

static wide flow_cost(const struct priced_task *t, const int64_t *flow)
{
	wide sum = 0;

	for (int32_t a = 0; a < t->p->narcs; a++)
		sum += (wide)t->cost[a] * flow[a];
	return sum;
}

/* --- one flow --- */

/* cost * 2^shift + sum of prices * use. */
static void price_arcs(const struct priced_task *t, const int64_t *price, int shift, int64_t *cost)
{
	const struct problem *p = t->p;

	for (int32_t a = 0; a < p->narcs; a++)
		cost[a] = t->cost[a] * ((int64_t)1 << shift);
	for (int32_t r = 0; r < p->nrows; r++)
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs)
				cost[p->row_column[k]] += p->row_value[k] * price[r];
}

/* L(price) * 2^shift; flow [narcs] is the start and returns the optimum. */
static bool solve_flow(const struct problem *bare, const struct priced_task *t, const int64_t *cost,
	const int64_t *price, int64_t *flow, const struct stop *stop, wide *value, wide *y)
{
	struct simplex *s = simplex_open(bare, t->served, flow);
	bool done;

	simplex_narrow(s, t->low, t->high);
	done = simplex_level(s, cost, NULL, value, y, stop) == ANSWER_OPTIMAL;
	simplex_flow(s, flow, NULL);
	simplex_close(s);
	for (int32_t r = 0; r < t->p->nrows && done; r++)
		*value -= (wide)price[r] * t->row_left[r];
	return done;
}

static void keep_flow(struct work *w)
{
	const struct problem *p = w->task->p;
	int32_t at = ARRAY_ADD(&w->found, &w->nfound, &w->found_room), n = 0;
	struct found *f = &w->found[at];

	for (int32_t a = 0; a < p->narcs; a++)
		n += w->flow[a] > 0;
	f->arc = mem_calloc((size_t)n, sizeof *f->arc);
	f->units = mem_calloc((size_t)n, sizeof *f->units);
	f->value = mem_calloc((size_t)w->nparts, sizeof *f->value);
	f->use = mem_calloc((size_t)w->nparts * (size_t)w->nrows, sizeof *f->use);
	for (int32_t a = 0; a < p->narcs; a++) {
		if (w->flow[a] == 0)
			continue;
		f->arc[f->narcs] = a;
		f->units[f->narcs++] = w->flow[a];
		f->value[w->part[a]] += w->task->cost[a] * w->flow[a];
	}
	for (int32_t r = 0; r < p->nrows; r++)
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
			int32_t a = p->row_column[k];
			if (a < p->narcs)
				f->use[(size_t)w->part[a] * (size_t)w->nrows + (size_t)r] += p->row_value[k] * w->flow[a];
		}
}

/* Solves at the prices at hand; they become the best when their L is. */
static bool try_prices(struct work *w)
{
	bool first = w->nfound <= 1; /* what there is then is the task's own flow */
	wide value;

	price_arcs(w->task, w->price, w->shift, w->cost);
	if (!solve_flow(&w->bare, w->task, w->cost, w->price, w->flow, w->stop, &value, w->y))
		return false;
	keep_flow(w);
	if (!first && value <= w->bound)
		return true;
	w->bound = value;
	memcpy(w->best, w->price, (size_t)w->nrows * sizeof *w->best);
	memcpy(w->best_y, w->y, (size_t)w->task->p->nnodes * sizeof *w->best_y);
	return true;
}

/* --- the master: the cuts of all flows found --- */

/* In the master a limit is counted in 2^coarse of its units and a price for as
 * many, costs in 2^value_shift, so that the numbers are of one size. It need not be
 * exact: what it finds is only tried. */
static double coarse_price(const struct work *w, int32_t r, int64_t price)
{
	return coupled_grid(ldexp((double)price, w->coarse[r] - w->shift - w->value_shift));
}

/* least  sum_r m_r left_r - sum_b theta_b  with  theta_b - sum_r use m_r <= value,
 * m in the box (wide: only m >= 0). Its row prices are the weights of the flows,
 * negative. left [nrows]. */
static void build_master(const struct work *w, bool wide_box, const int64_t *left, struct lp *lp)
{
	struct lp_builder b;

	lp_builder_init(&b);
	for (int32_t k = 0; k < w->nparts; k++)
		lp_add_column(&b, -LP_INFINITY, LP_INFINITY, -1);
	for (int32_t r = 0; r < w->nrows; r++) {
		int64_t low = wide_box || w->best[r] < w->half[r] ? 0 : w->best[r] - w->half[r];
		int64_t high = w->best[r] + w->half[r] < w->most[r] ? w->best[r] + w->half[r] : w->most[r];
		bool open = wide_box && w->most[r] > 0;
		lp_add_column(&b, coarse_price(w, r, low), open ? LP_INFINITY : coarse_price(w, r, high),
			left[r] >> w->coarse[r]);
	}
	for (int32_t n = 0; n < w->nfound; n++)
		for (int32_t k = 0; k < w->nparts; k++) {
			int32_t row = lp_add_row(&b, -LP_INFINITY, (double)(w->found[n].value[k] >> w->value_shift));
			lp_add_entry(&b, row, k, 1);
			for (int32_t r = 0; r < w->nrows; r++) {
				int64_t use = w->found[n].use[(size_t)k * (size_t)w->nrows + (size_t)r] >> w->coarse[r];
				if (use != 0)
					lp_add_entry(&b, row, w->nparts + r, -use);
			}
		}
	lp_finish(&b, lp);
}

/* The next prices; model returns the largest L that the cuts allow.
 * weight [nfound * nparts], may be NULL, returns the weights. */
static bool solve_master(struct work *w, bool wide_box, const int64_t *left, double *model, double *weight)
{
	struct lp lp;
	struct lp_session *s;
	double *x, *y;
	bool solved;

	build_master(w, wide_box, left, &lp);
	x = mem_calloc((size_t)lp.ncolumns, sizeof *x);
	y = mem_calloc((size_t)lp.nrows, sizeof *y);
	s = lp_open(&lp);
	solved = lp_solve(s, LP_PRIMAL, w->stop) == LP_OPTIMAL;
	if (solved) {
		lp_values(s, x, y, NULL);
		*model = 0;
		for (int32_t j = 0; j < lp.ncolumns; j++)
			*model -= (double)lp.cost[j] * x[j];
		*model = ldexp(*model, w->value_shift);
		for (int32_t r = 0; r < w->nrows; r++) {
			double price = rint(ldexp(x[w->nparts + r], w->shift + w->value_shift - w->coarse[r]));
			w->price[r] = price < (double)w->most[r] ? (int64_t)price : w->most[r];
		}
		for (int32_t i = 0; i < lp.nrows && weight; i++)
			weight[i] = y[i] < 0 ? -y[i] : 0;
	}
	lp_close(s);
	lp_release(&lp);
	mem_free(x);
	mem_free(y);
	return solved;
}

/* Are prices held back by the box? */
static bool at_edge(const struct work *w)
{
	for (int32_t r = 0; r < w->nrows; r++) {
		int64_t near = w->half[r] - w->half[r] / 1024;
		if (w->most[r] == 0)
			continue;
		if (w->price[r] >= w->best[r] + near || (w->price[r] > 0 && w->price[r] <= w->best[r] - near))
			return true;
	}
	return false;
}

static int64_t grown(const struct work *w, int32_t r)
{
	return w->half[r] < w->most[r] / 4 ? w->half[r] * 4 : w->most[r] + 1;
}

/* Tries the prices to start from: true when they will do. */
static bool start_will_do(struct work *w)
{
	const struct priced_task *t = w->task;
	double cost = (double)flow_cost(t, t->flow);

	if (!t->start)
		return false;
	for (int32_t r = 0; r < w->nrows; r++) {
		double price = rint(ldexp((double)t->start[r], w->shift - t->start_shift));
		w->price[r] = price < (double)w->most[r] ? (int64_t)price : w->most[r];
	}
	return !try_prices(w) || cost - ldexp((double)w->bound, -w->shift) <= NEAR_START * fabs(cost);
}

static bool is_answered(const struct work *w)
{
	return w->task->positive && w->bound > 0;
}

static void improve_prices(struct work *w)
{
	const struct priced_task *t = w->task;
	int64_t most = ARCS_MOST / (t->p->narcs > 0 ? t->p->narcs : 1);
	double model, meets = t->within > 0 ? t->within : MEETS;

	if (most > FLOWS_MOST)
		most = FLOWS_MOST;
	if (t->flows_most > 0 && most > t->flows_most)
		most = t->flows_most;
	if (w->bound == flow_cost(t, t->flow) * ((wide)1 << w->shift))
		return; /* no limit is in the way of the best */
	if (start_will_do(w))
		return;
	while (w->nfound < most && !is_answered(w) && solve_master(w, false, t->row_left, &model, NULL)) {
		bool edge = at_edge(w), better;
		wide before = w->bound;

		if (!try_prices(w))
			return;
		better = w->bound > before;
		if (!edge && ldexp((double)w->bound, -w->shift) >= model - meets * fabs(model))
			return;
		for (int32_t r = 0; r < w->nrows; r++)
			w->half[r] = better && edge ? grown(w, r) : better ? w->half[r] : w->half[r] / 2 + 1;
	}
}

/* --- the mix --- */

/* The arcs of each part: arc[start[k] .. start[k + 1]); the caller frees both. */
static void list_parts(const struct work *w, int32_t **start, int32_t **arc)
{
	int32_t narcs = w->task->p->narcs;
	int32_t *next = mem_calloc((size_t)w->nparts + 1, sizeof *next);

	*start = mem_calloc((size_t)w->nparts + 1, sizeof **start);
	*arc = mem_calloc((size_t)narcs, sizeof **arc);
	for (int32_t a = 0; a < narcs; a++)
		(*start)[w->part[a] + 1]++;
	for (int32_t k = 0; k < w->nparts; k++)
		next[k + 1] = (*start)[k + 1] += (*start)[k];
	for (int32_t a = 0; a < narcs; a++)
		(*arc)[next[w->part[a]]++] = a;
	mem_free(next);
}

/* The flows found, weighed part by part: mix [narcs]. */
static void mix_parts(struct work *w, const double *weight, int64_t *mix)
{
	const struct problem *p = w->task->p;
	struct mixing *m = mixing_open(p);
	int64_t *flow = mem_calloc((size_t)p->narcs, sizeof *flow);
	double *sum = mem_calloc((size_t)w->nparts, sizeof *sum);
	int32_t *start, *arc;

	list_parts(w, &start, &arc);
	for (int32_t n = 0; n < w->nfound; n++) {
		const struct found *f = &w->found[n];
		for (int32_t j = 0; j < f->narcs; j++)
			flow[f->arc[j]] = f->units[j];
		for (int32_t k = 0; k < w->nparts; k++) {
			double share = weight[(size_t)n * (size_t)w->nparts + (size_t)k];
			if (share <= WEIGHT_NOISE)
				continue;
			mixing_step(m, arc + start[k], start[k + 1] - start[k], sum[k] > 0 ? share / (sum[k] + share) : 1,
				flow, mix);
			sum[k] += share;
		}
		for (int32_t j = 0; j < f->narcs; j++)
			flow[f->arc[j]] = 0;
	}
	mixing_close(m);
	mem_free(flow);
	mem_free(sum);
	mem_free(start);
	mem_free(arc);
}

static bool keeps_limits(const struct priced_task *t, const int64_t *flow)
{
	const struct problem *p = t->p;

	for (int32_t r = 0; r < p->nrows; r++) {
		wide use = 0;
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs)
				use += (wide)p->row_value[k] * flow[p->row_column[k]];
		if (use > t->row_left[r])
			return false;
	}
	return true;
}

/* Mixes the flows found; a small part of every limit is left for what whole
 * units cost, more of it each time that was not enough. */
static void mix_flows(struct work *w, struct priced *out)
{
	const struct priced_task *t = w->task;
	int64_t *left = mem_calloc((size_t)w->nrows, sizeof *left);
	double *weight = mem_calloc((size_t)w->nfound * (size_t)w->nparts, sizeof *weight), model;
	int64_t part = (int64_t)1 << 20;
	bool done = false;

	for (int k = 0; k < MARGINS && !done; k++, part /= 8) {
		for (int32_t r = 0; r < w->nrows; r++) {
			int64_t margin = (t->row_left[r] < 0 ? -t->row_left[r] : t->row_left[r]) / part;
			left[r] = t->row_left[r] - (t->row_spare && margin > t->row_spare[r] ? t->row_spare[r] : margin);
		}
		if (!solve_master(w, true, left, &model, weight))
			break;
		memcpy(w->flow, t->flow, (size_t)t->p->narcs * sizeof *w->flow);
		mix_parts(w, weight, w->flow);
		done = keeps_limits(t, w->flow) && flow_cost(t, w->flow) <= flow_cost(t, out->flow);
	}
	if (done)
		memcpy(out->flow, w->flow, (size_t)t->p->narcs * sizeof *out->flow);
	mem_free(left);
	mem_free(weight);
}

/* --- the whole --- */

/* The largest share of a limit that an arc has, 0 = it is about no arc. */
static int64_t largest_share(const struct problem *p, int32_t r)
{
	int64_t most = 0;

	for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
		int64_t value = p->row_value[k] < 0 ? -p->row_value[k] : p->row_value[k];
		if (p->row_column[k] < p->narcs && value > most)
			most = value;
	}
	return most;
}

/* Sizes of numbers, and the first box of prices: a unit on the arc with the largest
 * share may come to twice what the dearest arc costs. */
static void set_sizes(struct work *w)
{
	const struct priced_task *t = w->task;
	const struct problem *p = t->p;
	int64_t dearest = 1;
	wide value = 0;

	for (int32_t a = 0; a < p->narcs; a++) {
		int64_t cost = t->cost[a] < 0 ? -t->cost[a] : t->cost[a];
		dearest = cost > dearest ? cost : dearest;
		value += (wide)cost * t->flow[a];
	}
	while (w->shift < SHIFT_MOST && dearest << (w->shift + 1) < (int64_t)1 << COST_BITS)
		w->shift++;
	while (value >> w->value_shift >= (wide)1 << VALUE_BITS)
		w->value_shift++;
	for (int32_t r = 0; r < p->nrows; r++) {
		int64_t most = largest_share(p, r);
		wide use = t->row_left[r] < 0 ? -t->row_left[r] : t->row_left[r];
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			if (p->row_column[k] < p->narcs && p->row_value[k] < 0)
				use -= (wide)p->row_value[k] * t->flow[p->row_column[k]];
		while (use >> w->coarse[r] >= (wide)1 << COARSE_BITS)
			w->coarse[r]++;
		if (most == 0)
			continue;
		w->half[r] = ((2 * dearest) << w->shift) / most + 1;
		w->most[r] = ((int64_t)1 << PRICE_BITS) / most;
	}
}

static void work_init(struct work *w)
{
	const struct priced_task *t = w->task;
	const struct problem *p = t->p;
	size_t narcs = (size_t)p->narcs, nrows = (size_t)p->nrows;

	w->bare = *p;
	w->bare.nrows = w->bare.nbatches = w->bare.nvisits = w->bare.nlinks = w->bare.nobjectives = 0;
	w->nrows = p->nrows;
	w->part = mem_calloc(narcs, sizeof *w->part);
	w->coarse = mem_calloc(nrows, sizeof *w->coarse);
	w->flow = mem_calloc(narcs, sizeof *w->flow);
	w->cost = mem_calloc(narcs, sizeof *w->cost);
	w->price = mem_calloc(nrows, sizeof *w->price);
	w->best = mem_calloc(nrows, sizeof *w->best);
	w->half = mem_calloc(nrows, sizeof *w->half);
	w->most = mem_calloc(nrows, sizeof *w->most);
	w->y = mem_calloc((size_t)p->nnodes, sizeof *w->y);
	w->best_y = mem_calloc((size_t)p->nnodes, sizeof *w->best_y);
	memcpy(w->flow, t->flow, narcs * sizeof *w->flow);
	set_sizes(w);
	make_parts(w);
}

static void work_release(struct work *w)
{
	for (int32_t n = 0; n < w->nfound; n++) {
		mem_free(w->found[n].arc);
		mem_free(w->found[n].units);
		mem_free(w->found[n].value);
		mem_free(w->found[n].use);
	}
	mem_free(w->found);
	mem_free(w->part);
	mem_free(w->coarse);
	mem_free(w->most);
	mem_free(w->y);
	mem_free(w->best_y);
	mem_free(w->flow);
	mem_free(w->cost);
	mem_free(w->price);
	mem_free(w->best);
	mem_free(w->half);
}

bool priced_solve(const struct priced_task *task, const struct stop *stop, struct priced *out)
{
	struct work w = {.task = task, .stop = stop};
	bool found;

	work_init(&w);
	keep_flow(&w); /* a plan that keeps the limits: some mix always does */
	found = try_prices(&w);
	if (found) {
		improve_prices(&w);
		memset(out, 0, sizeof *out);
		out->flow = mem_calloc((size_t)task->p->narcs, sizeof *out->flow);
		memcpy(out->flow, task->flow, (size_t)task->p->narcs * sizeof *out->flow);
		if (!is_answered(&w) && w.bound < flow_cost(task, task->flow) * ((wide)1 << w.shift))
			mix_flows(&w, out);
		out->bound = wide_ceil_div(w.bound, (wide)1 << w.shift);
		out->shift = w.shift;
		out->nflows = w.nfound;
		out->price = w.best;
		out->y = w.best_y;
		w.best = NULL;
		w.best_y = NULL;
	}
	work_release(&w);
	return found;
}

bool priced_nodes(const struct priced_task *task, const struct stop *stop, wide *y)
{
	struct problem bare = *task->p;
	struct simplex *s;
	bool done;

	bare.nrows = bare.nbatches = bare.nvisits = bare.nlinks = bare.nobjectives = 0;
	s = simplex_open(&bare, task->served, task->flow);
	simplex_narrow(s, task->low, task->high);
	done = simplex_level(s, task->cost, NULL, &(wide){0}, y, stop) == ANSWER_OPTIMAL;
	simplex_close(s);
	return done;
}

void priced_release(struct priced *r)
{
	mem_free(r->price);
	mem_free(r->y);
	mem_free(r->flow);
}
