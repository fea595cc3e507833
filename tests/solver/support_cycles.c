#include "tests/solver/support_cycles.h"

#include "base/memory.h"

#include <string.h>

/* --- Random problems --- */

void cycles_problem(struct problem *p, struct support_random *r, enum cycles_shape shape)
{
	int32_t size = shape == CYCLES_LARGE ? 25 : 1;
	int32_t nplaces = (int32_t)support_between(r, 2, 7) * size;
	int32_t ncells = (int32_t)support_between(r, 1, 4) * size;

	support_sizes(p, nplaces - 1, ncells, (int32_t)support_between(r, 1, 22) * size * 2);
	for (int32_t a = 0; a < p->narcs; a++) {
		p->tail[a] = (int32_t)support_between(r, 0, nplaces - 1);
		do
			p->head[a] = (int32_t)support_between(r, 1, p->nnodes - 1);
		while (p->head[a] == p->tail[a]);
		p->capacity[a] = support_between(r, 0, 6);
		if (shape == CYCLES_UNLIMITED && support_between(r, 0, 3) == 0)
			p->capacity[a] = ARC_UNLIMITED;
	}
	for (int32_t c = 0; c < ncells; c++) {
		p->cell_demand[c] = support_between(r, 1, 9);
		p->cell_fact[c] = support_between(r, 0, 3) ? 0 : support_between(r, 0, p->cell_demand[c]);
	}
}

/* --- The reference --- */

int32_t columns_make(const struct problem *p, struct column *columns)
{
	for (int32_t a = 0; a < p->narcs; a++)
		columns[a] = (struct column){ p->tail[a], p->head[a], 0, p->capacity[a], 0, { 0 } };
	for (int32_t c = 0; c < p->ncells; c++)
		columns[p->narcs + c] =
			(struct column){ p->cell_node[c], 0, 0, cell_need(p, c), 0, { 0 } };
	return p->narcs + p->ncells;
}

static int64_t column_room(const struct column *j, bool reversed)
{
	return reversed ? j->flow - j->lower : j->upper - j->flow;
}

void columns_push(struct support_random *r, struct column *columns, int32_t n)
{
	int32_t path[NODES_MAX], length = 0, start, at;
	bool reversed[NODES_MAX], visited[NODES_MAX] = { false };
	int64_t most = 20;

	start = at = columns[support_between(r, 0, n - 1)].tail;
	do {
		int32_t candidates = 0;

		for (int32_t j = 0; j < n; j++)
			for (int back = 0; back < 2; back++) {
				int32_t from = back ? columns[j].head : columns[j].tail;
				int32_t to = back ? columns[j].tail : columns[j].head;

				if (from != at || visited[to] || column_room(&columns[j], back) == 0)
					continue;
				if (length > 0 && path[length - 1] == j)
					continue;
				if (support_between(r, 0, candidates++) == 0) {
					path[length] = j;
					reversed[length] = back;
				}
			}
		if (candidates == 0)
			return;
		const struct column *j = &columns[path[length]];
		if (column_room(j, reversed[length]) < most)
			most = column_room(j, reversed[length]);
		at = reversed[length] ? j->tail : j->head;
		visited[at] = true;
		length++;
	} while (at != start);
	most = support_between(r, 1, most);
	for (int32_t i = 0; i < length; i++)
		columns[path[i]].flow += reversed[i] ? -most : most;
}

static int compare_costs(const wide *a, const wide *b, int32_t nlevels)
{
	for (int32_t i = 0; i < nlevels; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

/* Cancels one lexicographically negative residual cycle (Bellman and Ford);
 * false when there is none. */
static bool cancel_one(struct column *columns, int32_t n, int32_t nnodes, int32_t nlevels)
{
	wide label[NODES_MAX][LEVELS_MAX] = { { 0 } };
	int32_t by[NODES_MAX], node = -1;
	bool back_by[NODES_MAX];

	for (int32_t round = 0; round <= nnodes; round++) {
		node = -1;
		for (int32_t j = 0; j < n; j++)
			for (int back = 0; back < 2; back++) {
				int32_t from = back ? columns[j].head : columns[j].tail;
				int32_t to = back ? columns[j].tail : columns[j].head;
				wide sum[LEVELS_MAX];

				if (column_room(&columns[j], back) == 0)
					continue;
				for (int32_t i = 0; i < nlevels; i++)
					sum[i] = label[from][i] +
						(back ? -columns[j].cost[i] : columns[j].cost[i]);
				if (compare_costs(sum, label[to], nlevels) >= 0)
					continue;
				memcpy(label[to], sum, sizeof sum);
				by[to] = j;
				back_by[to] = back;
				node = to;
			}
		if (node < 0)
			return false;
	}
	for (int32_t i = 0; i < nnodes; i++)
		node = back_by[node] ? columns[by[node]].head : columns[by[node]].tail;
	int64_t most = INT64_MAX;
	int32_t at = node;
	do {
		const struct column *j = &columns[by[at]];

		if (column_room(j, back_by[at]) < most)
			most = column_room(j, back_by[at]);
		at = back_by[at] ? j->head : j->tail;
	} while (at != node);
	do {
		struct column *j = &columns[by[at]];

		j->flow += back_by[at] ? -most : most;
		at = back_by[at] ? j->head : j->tail;
	} while (at != node);
	return true;
}

void columns_minimise(struct column *columns, int32_t n, int32_t nnodes, int32_t nlevels,
	wide *values)
{
	while (cancel_one(columns, n, nnodes, nlevels))
		;
	for (int32_t l = 0; l < nlevels; l++) {
		values[l] = 0;
		for (int32_t j = 0; j < n; j++)
			values[l] += columns[j].cost[l] * columns[j].flow;
	}
}
