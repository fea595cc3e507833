#include "solver/mixing.h"

#include "base/memory.h"

#include <assert.h>
#include <math.h>
#include <string.h>


/* One arc of the difference, in the direction in which it is gone along. */
struct change {
	int32_t arc, from, to;
	int32_t next; /* of the same `from`, -1 = last */
	int64_t units; /* left to go */
	int sign; /* +1: more on the arc */
};

struct mixing {
	const struct problem *p;
	int32_t *row_start, *row; /* [narcs + 1] limits that an arc counts for */
	int64_t *row_value;
	double *error; /* [nrows] use of the mix less that of the exact one, as part of the bound */
	int32_t *first; /* [nnodes] changes out of a node, -1 = none */
	int32_t *place; /* [nnodes] 1 + position on the path, 0 = not on it */
	struct change *changes; int32_t nchanges, changes_room;
	int32_t *path; int32_t npath, path_room; /* changes gone along */
	int32_t *rows; int32_t nrows, rows_room; /* limits that a cycle counts for */
	int64_t *effect; /* [nrows of p] of one unit along it */
};

struct mixing *mixing_open(const struct problem *p)
{
	struct mixing *m = mem_calloc(1, sizeof *m);
	int32_t *next = mem_calloc((size_t)p->narcs + 1, sizeof *next);

	m->p = p;
	m->row_start = mem_calloc((size_t)p->narcs + 1, sizeof *m->row_start);
	m->error = mem_calloc((size_t)p->nrows, sizeof *m->error);
	m->effect = mem_calloc((size_t)p->nrows, sizeof *m->effect);
	m->first = mem_calloc((size_t)p->nnodes, sizeof *m->first);
	m->place = mem_calloc((size_t)p->nnodes, sizeof *m->place);
	for (int32_t v = 0; v < p->nnodes; v++)
		m->first[v] = -1;
	for (int32_t k = 0; p->nrows > 0 && k < p->row_start[p->nrows]; k++)
		if (p->row_column[k] < p->narcs)
			m->row_start[p->row_column[k] + 1]++;
	for (int32_t a = 0; a < p->narcs; a++)
		next[a + 1] = m->row_start[a + 1] += m->row_start[a];
	m->row = mem_calloc((size_t)m->row_start[p->narcs], sizeof *m->row);
	m->row_value = mem_calloc((size_t)m->row_start[p->narcs], sizeof *m->row_value);
	for (int32_t r = 0; r < p->nrows; r++)
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
			if (p->row_column[k] >= p->narcs)
				continue;
			m->row[next[p->row_column[k]]] = r;
			m->row_value[next[p->row_column[k]]++] = p->row_value[k];
		}
	mem_free(next);
	return m;
}

void mixing_close(struct mixing *m)
{
	mem_free(m->row_start);
	mem_free(m->row);
	mem_free(m->row_value);
	mem_free(m->error);
	mem_free(m->effect);
	mem_free(m->first);
	mem_free(m->place);
	mem_free(m->changes);
	mem_free(m->path);
	mem_free(m->rows);
	mem_free(m);
}

/* --- the difference --- */

static void list_changes(struct mixing *m, const int32_t *arcs, int32_t n, const int64_t *other,
	const int64_t *mix)
{
	const struct problem *p = m->p;

	m->nchanges = 0;
	for (int32_t k = 0; k < n; k++) {
		int32_t a = arcs[k], at;
		int64_t difference = other[a] - mix[a];
		bool more = difference > 0;
		if (difference == 0)
			continue;
		at = ARRAY_ADD(&m->changes, &m->nchanges, &m->changes_room);
		m->changes[at] = (struct change){a, more ? p->tail[a] : p->head[a], more ? p->head[a] : p->tail[a],
			-1, more ? difference : -difference, more ? 1 : -1};
	}
	for (int32_t k = m->nchanges - 1; k >= 0; k--) {
		m->changes[k].next = m->first[m->changes[k].from];
		m->first[m->changes[k].from] = k;
	}
}

/* --- one cycle --- */

/* What one unit along the path from `start` on does to limits. */
static void add_effects(struct mixing *m, int32_t start)
{
	m->nrows = 0;
	for (int32_t j = start; j < m->npath; j++) {
		const struct change *c = &m->changes[m->path[j]];
		for (int32_t k = m->row_start[c->arc]; k < m->row_start[c->arc + 1]; k++) {
			if (m->effect[m->row[k]] == 0) {
				int32_t at = ARRAY_ADD(&m->rows, &m->nrows, &m->rows_room);
				m->rows[at] = m->row[k];
			}
			m->effect[m->row[k]] += c->sign * m->row_value[k];
		}
	}
}

/* Whole units to go when `exact` would be the share: floor or ceiling, whatever
 * keeps the errors of the limits smaller. */
static int64_t choose_units(struct mixing *m, double exact)
{
	double low = floor(exact), part = exact - low, score = 0;

	if (part == 0)
		return (int64_t)low;
	/* (e + (1 - part) g)^2 - (e - part g)^2 over the limits: below 0 = up */
	for (int32_t k = 0; k < m->nrows; k++) {
		int32_t r = m->rows[k];
		double g = (double)m->effect[r] / (fabs((double)m->p->row_bound[r]) + 1);
		score += g * (2 * m->error[r] + (1 - 2 * part) * g);
	}
	return (int64_t)low + (score < 0 || (score == 0 && part >= 0.5));
}

/* Goes along the path from `start` on, a cycle. */
static void go_along(struct mixing *m, int32_t start, double share, int64_t *mix)
{
	int64_t units = INT64_MAX, go;

	for (int32_t j = start; j < m->npath; j++)
		units = m->changes[m->path[j]].units < units ? m->changes[m->path[j]].units : units;
	add_effects(m, start);
	go = choose_units(m, share * (double)units);
	for (int32_t j = start; j < m->npath; j++) {
		struct change *c = &m->changes[m->path[j]];
		c->units -= units;
		mix[c->arc] += c->sign * go;
	}
	for (int32_t k = 0; k < m->nrows; k++) {
		int32_t r = m->rows[k];
		m->error[r] += (double)m->effect[r] / (fabs((double)m->p->row_bound[r]) + 1) * ((double)go - share * (double)units);
		m->effect[r] = 0;
	}
}

/* --- all cycles --- */

/* The next change out of a node, -1 = none is left. */
static int32_t next_change(struct mixing *m, int32_t node)
{
	while (m->first[node] >= 0 && m->changes[m->first[node]].units == 0)
		m->first[node] = m->changes[m->first[node]].next;
	return m->first[node];
}

/* Back to a node of the path, or to its very start (place 0). */
static void go_back(struct mixing *m, int32_t place)
{
	while (m->npath > place)
		m->place[m->changes[m->path[--m->npath]].from] = 0;
}

static void cancel_from(struct mixing *m, int32_t node, double share, int64_t *mix)
{
	int32_t k;

	while ((k = next_change(m, node)) >= 0) {
		int32_t at = ARRAY_ADD(&m->path, &m->npath, &m->path_room);
		m->path[at] = k;
		m->place[node] = at + 1;
		node = m->changes[k].to;
		if (m->place[node] == 0)
			continue;
		at = m->place[node] - 1;
		go_along(m, at, share, mix);
		go_back(m, at);
	}
	assert(m->npath == 0); /* the difference is a circulation */
}

void mixing_step(struct mixing *m, const int32_t *arcs, int32_t n, double share, const int64_t *other,
	int64_t *mix)
{
	if (share >= 1) {
		for (int32_t k = 0; k < n; k++)
			mix[arcs[k]] = other[arcs[k]];
		return;
	}
	list_changes(m, arcs, n, other, mix);
	for (int32_t k = 0; k < m->nchanges; k++)
		cancel_from(m, m->changes[k].from, share, mix);
	for (int32_t k = 0; k < m->nchanges; k++)
		m->first[m->changes[k].from] = -1;
}
