#include "solver/one_network.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "solver/levels_pure.h"
#include "solver/priced_levels.h"
#include "solver/rounds.h"

#include <math.h>
#include <string.h>

enum { SHIFT = 20 }; /* of multipliers: 0, or one for a unit of the network */
enum { FACTOR_MOST = 1 << 20 };

/* The network that takes part in every plan: that of p with its units made so small that a batch
 * takes as many as it gives. */
struct one_network {
	const struct problem *p;
	struct problem q; /* an arc for each batch behind those of p */
	struct ratio *size; /* [nnodes] at the root of a network: units of q in one of p; den 0: not known */
	int32_t *root; /* [nnodes] the network that a node is of; union-find */
	int64_t *factor; /* [nnodes] units of q in one of p */
	char *reached; /* [nnodes] something can come there */
};

/* A batch of one part: what it gives at and what it takes from. */
static bool is_plain(const struct problem *p, int32_t b)
{
	int32_t k = p->batch_start[b];

	return p->batch_start[b + 1] == k + 2 && p->batch_amount[k] > 0 && p->batch_amount[k + 1] < 0;
}

static bool may_be_one(const struct problem *p, const struct coupled_options *options)
{
	bool one = p->nbatches > 0 && p->nrows == 0 && p->nvisits == 0 && options->spread.den == 0;

	for (int32_t b = 0; b < p->nbatches && one; b++)
		one = is_plain(p, b);
	return one;
}

static void join_networks(struct one_network *w)
{
	const struct problem *p = w->p;

	for (int32_t v = 0; v < p->nnodes; v++)
		w->root[v] = v;
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] != 0 && p->head[a] != 0)
			node_join(w->root, p->tail[a], p->head[a]);
}

/* Sizes of what the batch gives and takes: gives * its size = takes * its size. False when they do
 * not fit. */
static bool fit_batch(struct one_network *w, int32_t b, bool *more)
{
	int32_t k = w->p->batch_start[b];
	struct ratio *to = &w->size[node_root(w->root, w->p->batch_node[k])];
	struct ratio *from = &w->size[node_root(w->root, w->p->batch_node[k + 1])];
	int64_t gives = w->p->batch_amount[k], takes = -w->p->batch_amount[k + 1];
	struct ratio size;

	if (to->den == 0 && from->den == 0)
		return true;
	if (from->den == 0) {
		*more = ratio_make_wide((wide)to->num * gives, (wide)to->den * takes, from);
		return *more;
	}
	if (!ratio_make_wide((wide)from->num * takes, (wide)from->den * gives, &size))
		return false;
	if (to->den > 0)
		return ratio_compare(*to, size) == 0;
	*to = size;
	*more = true;
	return true;
}

/* False when there are no such units. */
static bool find_sizes(struct one_network *w)
{
	const struct problem *p = w->p;
	bool fits = true;
	int64_t common = 1;

	for (int32_t v = 1; v < p->nnodes && fits; v++) {
		int32_t root = node_root(w->root, v);
		bool more = w->size[root].den == 0;

		if (more)
			w->size[root] = (struct ratio){1, 1};
		while (more && fits) {
			more = false;
			for (int32_t b = 0; b < p->nbatches && fits; b++)
				fits = fit_batch(w, b, &more);
		}
	}
	for (int32_t v = 1; v < p->nnodes && fits; v++) {
		struct ratio size = w->size[node_root(w->root, v)];
		fits = size.num <= FACTOR_MOST && size.den <= FACTOR_MOST;
		if (fits)
			common = common / int_gcd(common, size.den) * size.den;
		fits = fits && common <= FACTOR_MOST;
	}
	for (int32_t v = 1; v < p->nnodes && fits; v++) {
		struct ratio size = w->size[node_root(w->root, v)];
		w->factor[v] = common / size.den * size.num;
		fits = w->factor[v] <= FACTOR_MOST;
	}
	return fits;
}

static int32_t *longer(const int32_t *items, int32_t n, int32_t more)
{
	int32_t *copy = mem_calloc((size_t)n + (size_t)more, sizeof *copy);

	memcpy(copy, items, (size_t)n * sizeof *copy);
	return copy;
}

static int64_t *times_factor(const struct one_network *w, const int64_t *units)
{
	int64_t *out = mem_calloc((size_t)w->p->ncells, sizeof *out);

	for (int32_t c = 0; c < w->p->ncells; c++)
		out[c] = units[c] * w->factor[w->p->cell_node[c]];
	return out;
}

/* Of a whole network's goods: far below what an arc without limit carries? */
static bool numbers_fit(const struct one_network *w)
{
	const struct problem *p = w->p;
	wide sum = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		sum += (wide)p->cell_demand[c] * w->factor[p->cell_node[c]];
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->capacity[a] < ARC_UNLIMITED)
			sum += (wide)p->capacity[a] * w->factor[p->head[a] ? p->head[a] : p->tail[a]];
	for (int32_t b = 0; b < p->nbatches; b++)
		sum += (wide)p->batch_most[b] * p->batch_amount[p->batch_start[b]] * w->factor[p->batch_node[p->batch_start[b]]];
	return sum < QUANTITY_MAX;
}

static void fill_network(struct one_network *w)
{
	const struct problem *p = w->p;
	struct problem *q = &w->q;

	q->nbatches = q->nobjectives = 0;
	q->tail = longer(p->tail, p->narcs, p->nbatches);
	q->head = longer(p->head, p->narcs, p->nbatches);
	q->capacity = mem_calloc((size_t)p->narcs + (size_t)p->nbatches, sizeof *q->capacity);
	for (int32_t a = 0; a < p->narcs; a++)
		q->capacity[a] = p->capacity[a] >= ARC_UNLIMITED ? ARC_UNLIMITED
			: p->capacity[a] * w->factor[p->head[a] ? p->head[a] : p->tail[a]];
	for (int32_t b = 0; b < p->nbatches; b++) {
		int32_t k = p->batch_start[b];

		q->tail[q->narcs] = p->batch_node[k + 1];
		q->head[q->narcs] = p->batch_node[k];
		q->capacity[q->narcs++] = p->batch_most[b] * p->batch_amount[k] * w->factor[p->batch_node[k]];
	}
	q->cell_demand = times_factor(w, p->cell_demand);
	q->cell_fact = times_factor(w, p->cell_fact);
	q->cell_least = times_factor(w, p->cell_least);
}

static void find_reach(struct one_network *w)
{
	bool more = true;

	w->reached[0] = 1;
	while (more) {
		more = false;
		for (int32_t a = 0; a < w->q.narcs; a++)
			if (w->q.capacity[a] > 0 && w->reached[w->q.tail[a]] && !w->reached[w->q.head[a]])
				w->reached[w->q.head[a]] = more = true;
	}
}

/* False when p is no such network. */
static bool network_init(struct one_network *w, const struct problem *p)
{
	size_t nnodes = (size_t)p->nnodes;
	bool fits;

	*w = (struct one_network){.p = p, .q = *p};
	w->size = mem_calloc(nnodes, sizeof *w->size);
	w->root = mem_calloc(nnodes, sizeof *w->root);
	w->factor = mem_calloc(nnodes, sizeof *w->factor);
	join_networks(w);
	w->reached = mem_calloc(nnodes, 1);
	fits = find_sizes(w) && numbers_fit(w);
	if (fits) {
		fill_network(w);
		find_reach(w);
	}
	return fits;
}

static void network_release(struct one_network *w)
{
	if (w->q.tail != w->p->tail) {
		mem_free(w->q.tail);
		mem_free(w->q.head);
		mem_free(w->q.capacity);
		mem_free(w->q.cell_demand);
		mem_free(w->q.cell_fact);
		mem_free(w->q.cell_least);
	}
	mem_free(w->size);
	mem_free(w->root);
	mem_free(w->factor);
	mem_free(w->reached);
}

/* A plan of p in whole units and batches near the flow of q: x [columns of p]. */
static bool make_plan(const struct one_network *w, const int64_t *relaxed, const struct stop *stop, int64_t *x)
{
	const struct problem *p = w->p;
	double *flow = mem_calloc((size_t)problem_columns(p), sizeof *flow);
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *most = mem_calloc((size_t)p->ncells, sizeof *most);
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	bool found;

	for (int32_t a = 0; a < p->narcs; a++)
		flow[a] = (double)relaxed[a] / (double)w->factor[p->head[a] ? p->head[a] : p->tail[a]];
	for (int32_t b = 0; b < p->nbatches; b++) {
		int32_t k = p->batch_start[b];

		flow[p->narcs + b] = (double)relaxed[p->narcs + b]
			/ (double)(p->batch_amount[k] * w->factor[p->batch_node[k]]);
	}
	problem_cell_inflow(&w->q, relaxed, inflow);
	for (int32_t c = 0; c < p->ncells; c++) {
		goal[c] = (double)inflow[c] / (double)w->factor[p->cell_node[c]];
		most[c] = cell_need(p, c);
	}
	found = whole_plan_until(p, flow, NULL, goal, most, false, stop, x);
	mem_free(flow);
	mem_free(goal);
	mem_free(most);
	mem_free(inflow);
	return found;
}

/* Is the claim stopped by the k-th bottleneck of the tier, not for want of any way to it? */
static bool is_stopped(const struct one_network *w, const struct level_result *tier, int32_t k, int32_t c)
{
	int32_t v = w->p->cell_node[c];

	return w->p->cell_tier[c] == tier->tier && tier->strata.label[v] == k && w->reached[v];
}

/* The k-th bottleneck of a tier as a round. */
static void add_round(const struct one_network *w, const struct level_result *tier, int32_t k, int32_t nlevels,
	struct solution *to)
{
	const struct problem *p = w->p;
	struct exact_round *e;
	int32_t level = to->nlevels - 1, stratum = 1;

	if (to->npriced > 0 && to->priced[to->npriced - 1].level == level)
		stratum += to->priced[to->npriced - 1].stratum;
	to->priced = mem_resize(to->priced, (size_t)to->npriced + 1, sizeof *to->priced);
	e = &to->priced[to->npriced++];
	*e = (struct exact_round){.level = level, .stratum = stratum, .shift = SHIFT};
	e->mu = mem_calloc((size_t)nlevels, sizeof *e->mu);
	e->y = mem_calloc((size_t)p->nnodes, sizeof *e->y);
	e->row = mem_calloc(0, sizeof *e->row);
	e->link = mem_calloc(0, sizeof *e->link);
	e->weight = mem_calloc((size_t)p->ncells, sizeof *e->weight);
	for (int32_t v = 1; v < p->nnodes; v++)
		e->y[v] = tier->strata.label[v] <= k ? (wide)w->factor[v] << SHIFT : 0;
	exact_round_settle(e, p);
	for (int32_t c = 0; c < p->ncells; c++)
		if (is_stopped(w, tier, k, c)) {
			e->weight[c] = (wide)w->factor[p->cell_node[c]] << SHIFT;
			to->round_of[c] = e->stratum;
		}
}

/* How far the tier's claims are from what its rounds, the last ones of the solution, allow them. */
static void judge_tier(const struct one_network *w, const int64_t *inflow, int32_t first_round, struct solution *to)
{
	const struct problem *p = w->p;
	struct level_result *level = &to->levels[to->nlevels - 1];
	int32_t n = to->npriced - first_round;
	long double *rates = mem_calloc((size_t)n, sizeof *rates);

	for (int32_t k = 0; k < n; k++)
		rates[k] = exact_round_bound(&to->priced[first_round + k], p, to);
	if (n > 0 && rates[0] < 1)
		coupled_bound_rate(level, ratio_make((int64_t)ceill(rates[0] * 1e9L), 1000000000));
	level->proven = true;
	for (int32_t c = 0; c < p->ncells; c++) {
		long double rate = 1, fall;

		if (p->cell_tier[c] != level->tier || inflow[c] >= cell_need(p, c) || !w->reached[p->cell_node[c]])
			continue;
		if (to->round_of[c] > 0)
			rate = rates[to->round_of[c] - 1];
		fall = rate * (long double)p->cell_demand[c] - (long double)(p->cell_fact[c] + inflow[c]);
		level->proven = level->proven && to->round_of[c] > 0 && fall < 1;
		level->lift_gap = fmax(level->lift_gap, (double)(fall / (long double)p->cell_demand[c]));
	}
	mem_free(rates);
}

static void add_tier(const struct one_network *w, const struct level_result *tier, const int64_t *inflow,
	int32_t nlevels, struct solution *to)
{
	struct level_result *level = &to->levels[to->nlevels++];
	int32_t first_round = to->npriced;

	*level = (struct level_result){.tier = tier->tier, .objective = -1, .step = {0, 1}};
	for (int32_t k = 1; k <= tier->strata.count; k++) {
		bool any = false;

		for (int32_t c = 0; c < w->p->ncells && !any; c++)
			any = is_stopped(w, tier, k, c);
		if (!any)
			continue;
		coupled_note_rate(level, tier->strata.rate[k - 1]);
		add_round(w, tier, k, nlevels, to);
	}
	judge_tier(w, inflow, first_round, to);
}

static void fill(const struct one_network *w, const struct solution *relaxed, const int64_t *inflow,
	struct solution *to)
{
	const struct problem *p = w->p;
	int32_t nlevels = relaxed->nlevels + p->nobjectives;

	to->levels = mem_calloc((size_t)nlevels, sizeof *to->levels);
	to->round_of = mem_calloc((size_t)p->ncells, sizeof *to->round_of);
	for (int32_t k = 0; k < relaxed->nlevels; k++)
		if (relaxed->levels[k].tier > TIER_HARD)
			add_tier(w, &relaxed->levels[k], inflow, nlevels, to);
	for (int32_t k = 0; k < to->npriced; k++)
		exact_round_derive(&to->priced[k], p, to);
	priced_begin(p, to);
}

bool solve_one_network(const struct problem *p, const struct coupled_options *options, const struct stop *stop,
	struct solution *solution)
{
	const struct pure_options rule = {.rule = FAIR_LEXIMIN};
	struct one_network w;
	struct solution relaxed = {0};
	int64_t *x, *inflow;
	bool found;

	if (!may_be_one(p, options) || stop_now(stop))
		return false;
	x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	found = network_init(&w, p) && solve_pure(&w.q, &rule, stop, &relaxed) == ANSWER_OPTIMAL
		&& make_plan(&w, relaxed.x, stop, x);
	if (found) {
		memset(solution, 0, sizeof *solution);
		problem_cell_inflow(p, x, inflow);
		solution->x = x;
		fill(&w, &relaxed, inflow, solution);
		priced_levels(p, stop, false, solution);
		solution->answer = stop_now(stop) ? ANSWER_LIMIT
			: solution_is_proven(p, solution) ? ANSWER_OPTIMAL : ANSWER_GAP;
	} else {
		mem_free(x);
	}
	mem_free(inflow);
	solution_release(&relaxed);
	network_release(&w);
	return found;
}
