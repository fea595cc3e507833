#include "solver/pieces.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

static int32_t *identity(int32_t n)
{
	int32_t *list = mem_calloc((size_t)n, sizeof *list);
	int32_t i;

	for (i = 0; i < n; i++)
		list[i] = i;
	return list;
}

void pieces_init(struct pieces *w, const struct problem *p, const struct compact *net,
	const int64_t *base, const int64_t *drains)
{
	size_t npoints = (size_t)net->npoints, narcs = (size_t)net->narcs;
	size_t ncells = (size_t)p->ncells, longest = npoints > narcs ? npoints : narcs;
	int32_t c;

	memset(w, 0, sizeof *w);
	w->p = p;
	w->net = net;
	w->base = base;
	w->excess = mem_calloc(npoints, sizeof *w->excess);
	memcpy(w->excess, net->supply, npoints * sizeof *w->excess);
	w->flow = mem_calloc(narcs, sizeof *w->flow);
	w->drawn = mem_calloc(ncells, sizeof *w->drawn);
	for (c = 0; c < p->ncells; c++) {
		if (drains[c] > 0) {
			w->excess[pieces_point(w, c)] -= drains[c];
			w->drawn[c] = drains[c];
		}
	}
	w->points = identity(net->npoints);
	w->arcs = identity(net->narcs);
	w->cells = mem_calloc(ncells, sizeof *w->cells);
	flow_init(&w->flow64);
	flow_wide_init(&w->flow128);
	w->local = mem_calloc(npoints, sizeof *w->local);
	w->part = mem_calloc(npoints, sizeof *w->part);
	w->local_tail = mem_calloc(narcs, sizeof *w->local_tail);
	w->local_head = mem_calloc(narcs, sizeof *w->local_head);
	w->local_capacity = mem_calloc(narcs, sizeof *w->local_capacity);
	w->sorted = mem_calloc(longest > ncells ? longest : ncells, sizeof *w->sorted);
	w->inside = mem_calloc(npoints, 1);
}

void pieces_release(struct pieces *w)
{
	mem_free(w->excess);
	mem_free(w->flow);
	mem_free(w->drawn);
	mem_free(w->points);
	mem_free(w->arcs);
	mem_free(w->cells);
	mem_free(w->piece);
	flow_release(&w->flow64);
	flow_wide_release(&w->flow128);
	mem_free(w->local);
	mem_free(w->part);
	mem_free(w->local_tail);
	mem_free(w->local_head);
	mem_free(w->local_capacity);
	mem_free(w->sorted);
	mem_free(w->inside);
	memset(w, 0, sizeof *w);
}

/* --- Components --- */

static int32_t find_root(int32_t *parent, int32_t v)
{
	while (parent[v] != v) {
		parent[v] = parent[parent[v]];
		v = parent[v];
	}
	return v;
}

/* Numbers the components of a piece in w->part by their first points. */
static int32_t number_components(struct pieces *w, const struct piece *whole)
{
	int32_t i, n = 0;

	for (i = whole->points.begin; i < whole->points.end; i++) {
		w->local[w->points[i]] = w->points[i];
		w->part[w->points[i]] = -1;
	}
	for (i = whole->arcs.begin; i < whole->arcs.end; i++) {
		int32_t a = find_root(w->local, w->net->tail[w->arcs[i]]);
		int32_t b = find_root(w->local, w->net->head[w->arcs[i]]);

		if (a < b)
			w->local[b] = a;
		else
			w->local[a] = b;
	}
	for (i = whole->points.begin; i < whole->points.end; i++) {
		int32_t v = w->points[i], root = find_root(w->local, v);

		if (w->part[root] < 0)
			w->part[root] = n++;
		w->part[v] = w->part[root];
	}
	return n;
}

enum listed {
	LISTED_POINTS,
	LISTED_ARCS,
	LISTED_CELLS
};

static int32_t part_of(const struct pieces *w, enum listed what, int32_t i)
{
	if (what == LISTED_ARCS)
		i = w->net->tail[i];
	else if (what == LISTED_CELLS)
		i = pieces_point(w, i);
	return w->part[i];
}

/* Sorts a segment of list by component, keeping the order within each;
 * start [nparts + 1] returns where each begins. */
static void sort_by_part(struct pieces *w, enum listed what, int32_t *list, struct segment s,
	int32_t nparts, int32_t *start)
{
	int32_t i, k;

	memset(start, 0, ((size_t)nparts + 1) * sizeof *start);
	for (i = s.begin; i < s.end; i++)
		start[part_of(w, what, list[i]) + 1]++;
	start[0] = s.begin;
	for (k = 0; k < nparts; k++)
		start[k + 1] += start[k];
	for (i = s.begin; i < s.end; i++)
		w->sorted[start[part_of(w, what, list[i])]++ - s.begin] = list[i];
	memcpy(list + s.begin, w->sorted, (size_t)segment_length(s) * sizeof *list);
	for (k = nparts; k > 0; k--)
		start[k] = start[k - 1];
	start[0] = s.begin;
}

static void add_piece(struct pieces *w, struct piece piece)
{
	int32_t i = ARRAY_ADD(&w->piece, &w->npieces, &w->room);

	w->piece[i] = piece;
}

void pieces_add_components(struct pieces *w, struct piece whole)
{
	int32_t *points, *arcs, *cells;
	int32_t nparts, k;
	size_t n;

	if (segment_length(whole.points) == 0)
		return;
	nparts = number_components(w, &whole);
	if (nparts == 1) {
		add_piece(w, whole);
		return;
	}
	n = (size_t)nparts + 1;
	points = mem_calloc(n, sizeof *points);
	arcs = mem_calloc(n, sizeof *arcs);
	cells = mem_calloc(n, sizeof *cells);
	sort_by_part(w, LISTED_POINTS, w->points, whole.points, nparts, points);
	sort_by_part(w, LISTED_ARCS, w->arcs, whole.arcs, nparts, arcs);
	sort_by_part(w, LISTED_CELLS, w->cells, whole.cells, nparts, cells);
	for (k = 0; k < nparts; k++) {
		struct piece part = whole;

		part.points = (struct segment){ points[k], points[k + 1] };
		part.arcs = (struct segment){ arcs[k], arcs[k + 1] };
		part.cells = (struct segment){ cells[k], cells[k + 1] };
		add_piece(w, part);
	}
	mem_free(points);
	mem_free(arcs);
	mem_free(cells);
}

/* --- One piece at hand --- */

int64_t pieces_number(struct pieces *w, const struct piece *piece)
{
	const struct compact *net = w->net;
	int64_t supply = 0;
	int32_t i;

	for (i = piece->points.begin; i < piece->points.end; i++) {
		int32_t v = w->points[i];

		w->local[v] = i - piece->points.begin;
		/* all that can be drawn bounds the supply that matters */
		if (w->excess[v] > 0)
			supply += w->excess[v] < net->most - supply ? w->excess[v]
								    : net->most - supply;
	}
	for (i = piece->arcs.begin; i < piece->arcs.end; i++) {
		int32_t a = w->arcs[i], k = i - piece->arcs.begin;

		w->local_tail[k] = w->local[net->tail[a]];
		w->local_head[k] = w->local[net->head[a]];
		w->local_capacity[k] = net->capacity[a];
	}
	return supply;
}

void pieces_load(struct pieces *w, const struct piece *piece, int64_t most)
{
	int32_t i;

	flow_load(&w->flow64, segment_length(piece->points), segment_length(piece->arcs),
		w->local_tail, w->local_head, w->local_capacity, most, 1);
	for (i = piece->points.begin; i < piece->points.end; i++) {
		int64_t excess = w->excess[w->points[i]];

		if (excess > 0)
			flow_supply(&w->flow64, i - piece->points.begin, excess);
		else
			flow_ask(&w->flow64, i - piece->points.begin, -(wide)excess);
	}
}

/* Moves what is inside to the front of a segment, keeping order; returns the
 * end of the front. */
static int32_t move_inside_first(struct pieces *w, enum listed what, int32_t *list,
	struct segment s)
{
	int32_t i, front = s.begin, nback = 0;

	for (i = s.begin; i < s.end; i++) {
		int32_t v = list[i];

		if (what == LISTED_CELLS)
			v = pieces_point(w, v);
		if (w->inside[w->local[v]])
			list[front++] = list[i];
		else
			w->sorted[nback++] = list[i];
	}
	memcpy(list + front, w->sorted, (size_t)nback * sizeof *list);
	return front;
}

/* Arcs inside low first, then those inside high; crossing arcs are settled
 * and stay behind both. */
static void cut_arcs(struct pieces *w, struct segment s, struct segment *low,
	struct segment *high)
{
	const struct compact *net = w->net;
	int32_t i, front = s.begin, nback = 0;

	for (i = s.begin; i < s.end; i++) {
		int32_t a = w->arcs[i], tail = net->tail[a], head = net->head[a];
		bool from = w->inside[w->local[tail]], into = w->inside[w->local[head]];

		if (from && into) {
			w->arcs[front++] = a;
		} else if (!from && !into) {
			w->sorted[nback++] = a;
		} else if (from) {
			w->flow[a] = 0;
		} else {
			w->flow[a] = net->capacity[a];
			w->excess[head] += net->capacity[a];
			w->excess[tail] -= net->capacity[a];
		}
	}
	memcpy(w->arcs + front, w->sorted, (size_t)nback * sizeof *w->arcs);
	*low = (struct segment){ s.begin, front };
	*high = (struct segment){ front, front + nback };
}

void pieces_cut(struct pieces *w, const struct piece *piece, struct piece *low,
	struct piece *high)
{
	int32_t middle;

	*low = *piece;
	*high = *piece;
	cut_arcs(w, piece->arcs, &low->arcs, &high->arcs);
	middle = move_inside_first(w, LISTED_CELLS, w->cells, piece->cells);
	low->cells.end = high->cells.begin = middle;
	middle = move_inside_first(w, LISTED_POINTS, w->points, piece->points);
	low->points.end = high->points.begin = middle;
}

void pieces_keep_flow(struct pieces *w, const struct piece *piece)
{
	int32_t i;

	for (i = piece->arcs.begin; i < piece->arcs.end; i++)
		w->flow[w->arcs[i]] = flow_on(&w->flow64, i - piece->arcs.begin);
}
