#include "solver/strata.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int rate_order(const void *left, const void *right)
{
	return ratio_compare(*(const struct ratio *)left, *(const struct ratio *)right);
}

/* A cell of the tier that may stand in a later stratum than its point does:
 * household stock alone lifts it above the rate there. */
static bool stands_alone(const struct pieces *w, const char *is_tier, int32_t c)
{
	return is_tier[c] && w->p->cell_fact[c] > 0 && w->p->cell_least[c] == 0;
}

/* The fill rate of such a cell; 1 when it is full. */
static struct ratio cell_rate(const struct pieces *w, const struct leaves *leaves, int32_t c)
{
	int32_t point = pieces_point(w, c), leaf = point < 0 ? -1 : leaves->of_point[point];
	struct ratio own = ratio_make(w->base[c], w->p->cell_demand[c]);

	if (leaf < 0)
		return (struct ratio){ 1, 1 };
	return ratio_compare(own, leaves->rate[leaf]) > 0 ? own : leaves->rate[leaf];
}

/* Least k in 1..count with rate_k >= rate, else count + 1. */
static int32_t stratum_of(const struct strata *s, struct ratio rate)
{
	int32_t low = 0, high = s->count;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (ratio_compare(s->rate[middle], rate) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low + 1;
}

static void collect_rates(struct strata *s, const struct pieces *w, const struct leaves *leaves,
	const char *is_tier)
{
	size_t most = (size_t)leaves->count + (size_t)w->p->ncells;
	int32_t i, c, n = 0;

	s->rate = mem_calloc(most, sizeof *s->rate);
	for (i = 0; i < leaves->count; i++) {
		if (leaves->has_cells[i])
			s->rate[n++] = leaves->rate[i];
	}
	for (c = 0; c < w->p->ncells; c++) {
		struct ratio rate;

		if (!stands_alone(w, is_tier, c))
			continue;
		rate = cell_rate(w, leaves, c);
		if (rate.num < rate.den)
			s->rate[n++] = rate;
	}
	qsort(s->rate, (size_t)n, sizeof *s->rate, rate_order);
	for (i = 0; i < n; i++) {
		if (i == 0 || ratio_compare(s->rate[i], s->rate[s->count - 1]) != 0)
			s->rate[s->count++] = s->rate[i];
	}
}

static void label_nodes(struct strata *s, const struct pieces *w, const struct leaves *leaves,
	const char *is_tier)
{
	const struct problem *p = w->p;
	int32_t *leaf_label = mem_calloc((size_t)leaves->count, sizeof *leaf_label);
	int32_t i, v, c;

	for (i = 0; i < leaves->count; i++)
		leaf_label[i] = stratum_of(s, leaves->rate[i]);
	s->label = mem_calloc((size_t)p->nnodes, sizeof *s->label);
	for (v = 0; v < p->nnodes; v++) {
		int32_t point = w->net->node_point[v];

		if (point >= 0 && leaves->of_point[point] >= 0)
			s->label[v] = leaf_label[leaves->of_point[point]];
		else
			s->label[v] = s->count + 1;
	}
	for (c = 0; c < p->ncells; c++) {
		if (stands_alone(w, is_tier, c))
			s->label[p->cell_node[c]] = stratum_of(s, cell_rate(w, leaves, c));
	}
	mem_free(leaf_label);
}

/* Adds units to cap(T_k) for first <= k < end. */
static void add_for(wide *step, const struct strata *s, int32_t first, int32_t end, int64_t units)
{
	if (first > s->count || first >= end)
		return;
	step[first] += units;
	if (end <= s->count)
		step[end] -= units;
}

static void sum_caps(struct strata *s, const struct pieces *w, const char *is_tier)
{
	const struct problem *p = w->p;
	wide *step = mem_calloc((size_t)s->count + 1, sizeof *step); /* [1..count] */
	wide *served = mem_calloc((size_t)s->count + 1, sizeof *served);
	int32_t end = s->count + 1, a, c, k;

	for (a = 0; a < p->narcs; a++)
		add_for(step, s, s->label[p->head[a]],
			p->tail[a] == 0 ? end : s->label[p->tail[a]], p->capacity[a]);
	for (c = 0; c < p->ncells; c++) {
		int32_t label = s->label[p->cell_node[c]];

		if (!is_tier[c]) {
			add_for(step, s, label, end, -w->drawn[c]);
			continue;
		}
		add_for(step, s, label, end, p->cell_fact[c]);
		if (label <= s->count)
			served[label] += p->cell_fact[c] + w->drawn[c];
	}
	s->inflow_cap = mem_calloc((size_t)s->count, sizeof *s->inflow_cap);
	for (k = 1; k <= s->count; k++) {
		step[k] += step[k - 1];
		served[k] += served[k - 1];
		assert(step[k] == served[k] && step[k] <= INT64_MAX);
		s->inflow_cap[k - 1] = (int64_t)step[k];
	}
	mem_free(step);
	mem_free(served);
}

void strata_build(struct strata *s, const struct pieces *w, const struct leaves *leaves,
	const char *is_tier)
{
	memset(s, 0, sizeof *s);
	collect_rates(s, w, leaves, is_tier);
	label_nodes(s, w, leaves, is_tier);
	sum_caps(s, w, is_tier);
}

void strata_none(struct strata *s, const struct problem *p)
{
	int32_t v;

	memset(s, 0, sizeof *s);
	s->rate = mem_calloc(0, sizeof *s->rate);
	s->inflow_cap = mem_calloc(0, sizeof *s->inflow_cap);
	s->label = mem_calloc((size_t)p->nnodes, sizeof *s->label);
	for (v = 0; v < p->nnodes; v++)
		s->label[v] = 1;
}
