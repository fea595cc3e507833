#include "solver/held.h"

#include "base/memory.h"

#include <string.h>

static void *grown(const void *items, size_t n, size_t more, size_t size)
{
	char *copy = mem_calloc(n + more, size);

	if (n > 0)
		memcpy(copy, items, n * size);
	return copy;
}

#define GROWN(name, n, more) q->name = grown(p->name, (size_t)(n), (size_t)(more), sizeof *q->name)

static void grow(struct problem *q, const struct problem *p, int32_t ends)
{
	GROWN(tail, p->narcs, ends);
	GROWN(head, p->narcs, ends);
	GROWN(capacity, p->narcs, ends);
	GROWN(cell_node, p->ncells, ends);
	GROWN(cell_demand, p->ncells, ends);
	GROWN(cell_fact, p->ncells, ends);
	GROWN(cell_least, p->ncells, ends);
	GROWN(cell_tier, p->ncells, ends);
	GROWN(cell_order, p->ncells, ends);
	q->cell_announced = NULL;
	q->nbatches = 0;
	q->batch_start = NULL;
	q->batch_node = NULL;
	q->batch_amount = q->batch_most = NULL;
}

/* One end of a batch: units come to the node, or leave it when below 0. */
static void add_end(struct problem *q, int32_t node, int64_t units)
{
	int32_t c = q->ncells;

	if (units > 0) {
		q->tail[q->narcs] = 0;
		q->head[q->narcs] = node;
		q->capacity[q->narcs++] = units;
		return;
	}
	q->tail[q->narcs] = node;
	q->head[q->narcs] = q->cell_node[c] = q->nnodes++;
	q->capacity[q->narcs++] = -units;
	q->cell_demand[c] = q->cell_least[c] = -units;
	q->cell_tier[c] = TIER_HARD;
	q->cell_order[c] = q->ncells++;
}

/* Rows without batches: what those use is taken off. */
static void hold_rows(struct held *h)
{
	const struct problem *p = h->p;
	struct problem *q = &h->q;
	int32_t n = 0;

	if (p->nrows == 0)
		return;
	GROWN(row_bound, p->nrows, 0);
	GROWN(row_start, p->nrows + 1, 0);
	GROWN(row_column, p->row_start[p->nrows], 0);
	GROWN(row_value, p->row_start[p->nrows], 0);
	for (int32_t r = 0; r < p->nrows; r++) {
		q->row_start[r] = n;
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
			int32_t j = p->row_column[k], b = j - p->narcs;

			if (b >= 0 && b < p->nbatches) {
				q->row_bound[r] -= p->row_value[k] * h->batches[b];
				continue;
			}
			q->row_column[n] = b < 0 ? j : j - p->narcs - p->nbatches + q->narcs;
			q->row_value[n++] = p->row_value[k];
		}
	}
	q->row_start[p->nrows] = n;
}

static void hold_objectives(struct held *h)
{
	const struct problem *p = h->p;
	struct problem *q = &h->q;

	GROWN(objectives, p->nobjectives, 0);
	for (int32_t k = 0; k < p->nobjectives; k++) {
		struct objective *o = &q->objectives[k];
		const int64_t *cost = p->objectives[k].cost;

		o->cost = mem_calloc((size_t)problem_columns(q), sizeof *o->cost);
		memcpy(o->cost, cost, (size_t)p->narcs * sizeof *cost);
		for (int32_t v = 0; v < p->nvisits; v++)
			o->cost[q->narcs + v] = cost[p->narcs + p->nbatches + v];
		/* the weights that decide among equals are of 62 bits: their sum is no value of anything */
		for (int32_t b = 0; b < p->nbatches && o->kind != OBJECTIVE_CANONICAL; b++)
			o->constant += cost[p->narcs + b] * h->batches[b];
	}
}

void held_init(struct held *h, const struct problem *p, const int64_t *x)
{
	*h = (struct held){p, *p, mem_calloc((size_t)p->nbatches, sizeof *h->batches)};
	grow(&h->q, p, p->nbatches > 0 ? p->batch_start[p->nbatches] : 0);
	for (int32_t b = 0; b < p->nbatches; b++) {
		h->batches[b] = x[p->narcs + b];
		for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1] && h->batches[b] > 0; k++)
			add_end(&h->q, p->batch_node[k], p->batch_amount[k] * h->batches[b]);
	}
	hold_rows(h);
	hold_objectives(h);
}

void held_release(struct held *h)
{
	struct problem *q = &h->q;

	mem_free(q->tail);
	mem_free(q->head);
	mem_free(q->capacity);
	mem_free(q->cell_node);
	mem_free(q->cell_demand);
	mem_free(q->cell_fact);
	mem_free(q->cell_least);
	mem_free(q->cell_tier);
	mem_free(q->cell_order);
	if (q->nrows > 0) {
		mem_free(q->row_bound);
		mem_free(q->row_start);
		mem_free(q->row_column);
		mem_free(q->row_value);
	}
	for (int32_t k = 0; k < q->nobjectives; k++)
		mem_free(q->objectives[k].cost);
	mem_free(q->objectives);
	mem_free(h->batches);
}

int64_t *held_plan(const struct held *h, const int64_t *x)
{
	const struct problem *p = h->p, *q = &h->q;
	int64_t *out = mem_calloc((size_t)problem_columns(q), sizeof *out);

	memcpy(out, x, (size_t)p->narcs * sizeof *x);
	for (int32_t a = p->narcs; a < q->narcs; a++)
		out[a] = q->capacity[a];
	for (int32_t v = 0; v < p->nvisits; v++)
		out[q->narcs + v] = x[p->narcs + p->nbatches + v];
	return out;
}

int64_t *held_back(const struct held *h, const int64_t *x)
{
	const struct problem *p = h->p, *q = &h->q;
	int64_t *out = mem_calloc((size_t)problem_columns(p), sizeof *out);

	memcpy(out, x, (size_t)p->narcs * sizeof *x);
	for (int32_t b = 0; b < p->nbatches; b++)
		out[p->narcs + b] = h->batches[b];
	for (int32_t v = 0; v < p->nvisits; v++)
		out[p->narcs + p->nbatches + v] = x[q->narcs + v];
	return out;
}
