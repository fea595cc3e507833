#include "solver/compact.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DRAWN_MAX ((int64_t)1 << 60)

/* A cell with its tails, for finding those that are alike. */
struct likeness {
	const int32_t *tail; /* [count] ascending */
	int32_t count;
	int32_t cell;
};

/* What a build needs and does not keep. */
struct workbench {
	const struct problem *p;
	const int64_t *most; /* [ncells] */
	int32_t *node_cell; /* [nnodes] -1 = not a cell */
	int32_t *in_tail; /* same extent as in_arc */
	struct likeness *alike; /* [nalike] cells that may share a point */
	int32_t nalike;
};

/* Lists the arcs into cells with ascending tails: arcs are taken in the order
 * of their tails (counting sort) and appended to the lists of their heads. */
static void list_arcs_in(struct compact *k, struct workbench *w)
{
	const struct problem *p = w->p;
	int32_t *start = mem_calloc((size_t)p->nnodes + 1, sizeof *start);
	int32_t *by_tail = mem_calloc((size_t)p->narcs, sizeof *by_tail);
	int32_t *next;
	int32_t a, c, i, v;

	k->in_start = mem_calloc((size_t)p->ncells + 1, sizeof *k->in_start);
	for (a = 0; a < p->narcs; a++) {
		start[p->tail[a] + 1]++;
		c = w->node_cell[p->head[a]];
		if (c >= 0 && p->capacity[a] > 0)
			k->in_start[c + 1]++;
	}
	for (v = 0; v < p->nnodes; v++)
		start[v + 1] += start[v];
	for (a = 0; a < p->narcs; a++)
		by_tail[start[p->tail[a]]++] = a;
	for (c = 0; c < p->ncells; c++)
		k->in_start[c + 1] += k->in_start[c];
	k->in_arc = mem_calloc((size_t)k->in_start[p->ncells], sizeof *k->in_arc);
	w->in_tail = mem_calloc((size_t)k->in_start[p->ncells], sizeof *w->in_tail);
	next = mem_calloc((size_t)p->ncells, sizeof *next);
	memcpy(next, k->in_start, (size_t)p->ncells * sizeof *next);
	for (i = 0; i < p->narcs; i++) {
		a = by_tail[i];
		c = w->node_cell[p->head[a]];
		if (c < 0 || p->capacity[a] == 0)
			continue;
		k->in_arc[next[c]] = a;
		w->in_tail[next[c]++] = p->tail[a];
	}
	mem_free(next);
	mem_free(by_tail);
	mem_free(start);
}

/* No arc into c can be a limit, and none comes straight from outside. */
static bool arcs_in_are_free(const struct compact *k, const struct workbench *w, int32_t c)
{
	int32_t i;

	for (i = k->in_start[c]; i < k->in_start[c + 1]; i++) {
		if (w->in_tail[i] == 0 || w->p->capacity[k->in_arc[i]] < w->most[c])
			return false;
	}
	return k->in_start[c] < k->in_start[c + 1];
}

static int likeness_compare(const void *left, const void *right)
{
	const struct likeness *a = left, *b = right;
	int32_t i;

	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (i = 0; i < a->count; i++) {
		if (a->tail[i] != b->tail[i])
			return a->tail[i] < b->tail[i] ? -1 : 1;
	}
	return a->cell < b->cell ? -1 : 1;
}

static bool likeness_equal(const struct likeness *a, const struct likeness *b)
{
	return a->count == b->count &&
		memcmp(a->tail, b->tail, (size_t)a->count * sizeof *a->tail) == 0;
}

/* Gives every node that stays a point; single cells go to their tails. */
static void number_points(struct compact *k, struct workbench *w)
{
	const struct problem *p = w->p;
	int32_t v, c;

	k->node_point = mem_calloc((size_t)p->nnodes, sizeof *k->node_point);
	w->alike = mem_calloc((size_t)p->ncells, sizeof *w->alike);
	k->node_point[0] = -1;
	for (v = 1; v < p->nnodes; v++) {
		c = w->node_cell[v];
		k->node_point[v] = -1;
		if (c < 0) {
			k->node_point[v] = k->npoints++;
		} else if (w->most[c] > 0 && arcs_in_are_free(k, w, c)) {
			struct likeness *l = &w->alike[w->nalike++];

			l->tail = w->in_tail + k->in_start[c];
			l->count = k->in_start[c + 1] - k->in_start[c];
			l->cell = c;
		} else if (w->most[c] > 0) {
			k->node_point[v] = k->npoints++;
		}
	}
}

/* Cells with one tail stand there; several with the same tails make a bundle. */
static void join_alike(struct compact *k, struct workbench *w)
{
	const struct problem *p = w->p;
	int32_t i, ncells = 0, narcs = 0;

	qsort(w->alike, (size_t)w->nalike, sizeof *w->alike, likeness_compare);
	k->bundle_arc = mem_calloc((size_t)w->nalike, sizeof *k->bundle_arc);
	k->bundle_start = mem_calloc((size_t)w->nalike + 1, sizeof *k->bundle_start);
	k->bundle_cell = mem_calloc((size_t)w->nalike, sizeof *k->bundle_cell);
	for (i = 0; i < w->nalike; i++) {
		const struct likeness *l = &w->alike[i];
		int32_t v = p->cell_node[l->cell];

		if (l->count == 1) {
			k->node_point[v] = k->node_point[l->tail[0]];
			continue;
		}
		if (i == 0 || !likeness_equal(l, &w->alike[i - 1])) {
			k->bundle_arc[k->nbundles] = narcs;
			k->bundle_start[k->nbundles++] = ncells;
			k->npoints++;
			narcs += l->count;
		}
		k->node_point[v] = k->npoints - 1;
		k->bundle_cell[ncells++] = l->cell;
	}
	k->bundle_start[k->nbundles] = ncells;
	k->narcs = narcs;
}

static void add_arc(struct compact *k, int32_t tail, int32_t head, int64_t capacity,
	int32_t origin)
{
	k->tail[k->narcs] = tail;
	k->head[k->narcs] = head;
	k->capacity[k->narcs] = capacity < k->most ? capacity : k->most;
	k->origin[k->narcs++] = origin;
}

/* Bundles' arcs first (join_alike counted them), then all others. */
static void keep_arcs(struct compact *k, const struct workbench *w)
{
	const struct problem *p = w->p;
	size_t room = (size_t)k->narcs + (size_t)p->narcs;
	int32_t a, b, i;

	k->tail = mem_calloc(room, sizeof *k->tail);
	k->head = mem_calloc(room, sizeof *k->head);
	k->capacity = mem_calloc(room, sizeof *k->capacity);
	k->origin = mem_calloc(room, sizeof *k->origin);
	k->supply = mem_calloc((size_t)k->npoints, sizeof *k->supply);
	k->narcs = 0;
	for (b = 0; b < k->nbundles; b++) {
		int32_t c = k->bundle_cell[k->bundle_start[b]];

		for (i = k->in_start[c]; i < k->in_start[c + 1]; i++)
			add_arc(k, k->node_point[w->in_tail[i]],
				compact_cell_point(k, p, c), k->most, -1);
	}
	for (a = 0; a < p->narcs; a++) {
		int32_t head = k->node_point[p->head[a]], tail = k->node_point[p->tail[a]];
		int32_t c = w->node_cell[p->head[a]];

		if (head < 0 || p->capacity[a] == 0)
			continue;
		if (p->tail[a] == 0) {
			int64_t left = k->most - k->supply[head];

			k->supply[head] += p->capacity[a] < left ? p->capacity[a] : left;
		} else if (c < 0 || !arcs_in_are_free(k, w, c)) {
			add_arc(k, tail, head, p->capacity[a], a);
		}
	}
}

void compact_build(struct compact *k, const struct problem *p, const int64_t *most)
{
	struct workbench w = { .p = p, .most = most };
	int32_t c, v;

	memset(k, 0, sizeof *k);
	w.node_cell = mem_calloc((size_t)p->nnodes, sizeof *w.node_cell);
	for (v = 0; v < p->nnodes; v++)
		w.node_cell[v] = -1;
	for (c = 0; c < p->ncells; c++) {
		assert(most[c] >= 0 && most[c] <= DRAWN_MAX - k->most);
		w.node_cell[p->cell_node[c]] = c;
		k->most += most[c];
	}
	list_arcs_in(k, &w);
	number_points(k, &w);
	join_alike(k, &w);
	keep_arcs(k, &w);
	mem_free(w.alike);
	mem_free(w.in_tail);
	mem_free(w.node_cell);
}

void compact_release(struct compact *k)
{
	mem_free(k->node_point);
	mem_free(k->supply);
	mem_free(k->tail);
	mem_free(k->head);
	mem_free(k->capacity);
	mem_free(k->origin);
	mem_free(k->bundle_arc);
	mem_free(k->bundle_start);
	mem_free(k->bundle_cell);
	mem_free(k->in_start);
	mem_free(k->in_arc);
	memset(k, 0, sizeof *k);
}

/* --- The way back --- */

/* Which tail serves which cell of a bundle is free: both lists in turn. */
static void expand_bundle(const struct compact *k, int32_t b, const int64_t *flow,
	const int64_t *drawn, int64_t *x)
{
	int32_t j = k->bundle_start[b], end = k->bundle_start[b + 1], i;
	int32_t first = k->bundle_cell[j];
	int32_t ntails = k->in_start[first + 1] - k->in_start[first];
	int64_t due = drawn[first];

	for (i = 0; i < ntails; i++) {
		int64_t left = flow[k->bundle_arc[b] + i];

		while (left > 0) {
			int64_t units;

			while (due == 0) {
				j++;
				assert(j < end);
				due = drawn[k->bundle_cell[j]];
			}
			units = left < due ? left : due;
			x[k->in_arc[k->in_start[k->bundle_cell[j]] + i]] += units;
			left -= units;
			due -= units;
		}
	}
}

void compact_expand(const struct compact *k, const struct problem *p, const int64_t *flow,
	const int64_t *drawn, int64_t *x)
{
	int64_t *due = mem_calloc((size_t)k->npoints, sizeof *due); /* from node 0 */
	int32_t a, b, c, v;

	for (a = 0; a < p->narcs; a++)
		x[a] = 0;
	for (a = 0; a < k->narcs; a++) {
		due[k->tail[a]] += flow[a];
		due[k->head[a]] -= flow[a];
		if (k->origin[a] >= 0)
			x[k->origin[a]] = flow[a];
	}
	for (b = 0; b < k->nbundles; b++)
		expand_bundle(k, b, flow, drawn, x);
	for (c = 0; c < p->ncells; c++) {
		int32_t point = compact_cell_point(k, p, c), in = k->in_start[c];

		if (point < 0)
			continue;
		due[point] += drawn[c];
		if (k->in_start[c + 1] - in == 1 && p->tail[k->in_arc[in]] > 0 &&
			k->node_point[p->tail[k->in_arc[in]]] == point)
			x[k->in_arc[in]] = drawn[c];
	}
	for (a = 0; a < p->narcs; a++) {
		v = k->node_point[p->head[a]];
		if (p->tail[a] != 0 || v < 0)
			continue;
		x[a] = due[v] < p->capacity[a] ? due[v] : p->capacity[a];
		due[v] -= x[a];
	}
	for (v = 0; v < k->npoints; v++)
		assert(due[v] == 0);
	mem_free(due);
}
