#include "solver/verify/graph.h"

#include <string.h>

void graph_build(struct graph *g, const struct network *net)
{
	g->net = net;
	g->first = mem_calloc((size_t)net->npoints + 3, sizeof *g->first);
	g->ways = mem_calloc(2 * (size_t)net->nways, sizeof *g->ways);
	g->queue = mem_calloc((size_t)net->npoints, sizeof *g->queue);
	for (int32_t a = 0; a < net->nways; a++) {
		g->first[net->ways[a].tail + 2]++;
		g->first[net->ways[a].head + 2]++;
	}
	for (int32_t v = 2; v <= net->npoints + 1; v++)
		g->first[v] += g->first[v - 1];
	for (int32_t a = 0; a < net->nways; a++)
		g->ways[g->first[net->ways[a].tail + 1]++] = a;
	for (int32_t a = 0; a < net->nways; a++)
		g->ways[g->first[net->ways[a].head + 1]++] = a;
}

void graph_release(struct graph *g)
{
	mem_free(g->first);
	mem_free(g->ways);
	mem_free(g->queue);
}

void mark_senders(const struct graph *g, int32_t to, int32_t *mark, int32_t unmarked, int32_t value)
{
	int32_t n = 0;

	if (mark[to] != unmarked)
		return;
	mark[to] = value;
	g->queue[n++] = to;
	for (int32_t i = 0; i < n; i++) {
		int32_t v = g->queue[i];
		for (int32_t j = g->first[v]; j < g->first[v + 1]; j++) {
			const struct way *w = &g->net->ways[g->ways[j]];
			int32_t u = other_end(w, v);
			if (mark[u] != unmarked || !can_send(w, u))
				continue;
			mark[u] = value;
			g->queue[n++] = u;
		}
	}
}

void mark_receivers(const struct graph *g, int32_t from, const int32_t *within, int32_t *mark,
	int32_t unmarked, int32_t value)
{
	int32_t n = 0;

	if (mark[from] != unmarked)
		return;
	mark[from] = value;
	g->queue[n++] = from;
	for (int32_t i = 0; i < n; i++) {
		int32_t v = g->queue[i];
		for (int32_t j = g->first[v]; j < g->first[v + 1]; j++) {
			const struct way *w = &g->net->ways[g->ways[j]];
			int32_t u = other_end(w, v);
			if (mark[u] != unmarked || !can_send(w, v) || (within && within[u] != within[from]))
				continue;
			mark[u] = value;
			g->queue[n++] = u;
		}
	}
}

/* --- a largest flow by layers (Dinic 1970), several sources at once --- */

/* What can still be sent, arc by arc: each way within a group that has something
 * to send is two arcs, mates of each other. */
struct sending {
	int32_t npoints;
	int32_t *first; /* [npoints + 1] arcs out of a point */
	int32_t *to, *mate; /* [narcs] */
	wide *room; /* [narcs] */
	wide *excess; /* [npoints], of the caller */
	int32_t *layer; /* [npoints] -1 = not reached */
	int32_t *next; /* [npoints] arcs tried so far in this round */
	int32_t *path; /* [npoints] arcs */
	int32_t *queue; /* [npoints] */
};

/* Groups in which nothing is to be sent are left out. */
static char *find_active(const struct graph *g, const int32_t *group, const wide *excess)
{
	int32_t most = 0;
	char *active;

	for (int32_t v = 0; v < g->net->npoints; v++)
		most = group[v] > most ? group[v] : most;
	active = mem_calloc((size_t)most + 1, 1);
	for (int32_t v = 0; v < g->net->npoints; v++)
		active[group[v]] |= excess[v] != 0;
	return active;
}

static void sending_init(struct sending *s, const struct graph *g, const int32_t *group,
	const int64_t *factor, wide *excess)
{
	const struct network *net = g->net;
	size_t npoints = (size_t)net->npoints;
	char *active = find_active(g, group, excess);
	int32_t *at = mem_calloc(npoints + 2, sizeof *at);

	*s = (struct sending){.npoints = net->npoints, .first = at, .excess = excess, .queue = g->queue};
	for (int turn = 0; turn < 2; turn++) {
		for (int32_t a = 0; a < net->nways; a++) {
			const struct way *w = &net->ways[a];
			wide f = factor[group[w->tail]];
			if (group[w->tail] != group[w->head] || !active[group[w->tail]])
				continue;
			if (turn == 0) {
				at[w->tail + 2]++;
				at[w->head + 2]++;
				continue;
			}
			s->to[at[w->tail + 1]] = w->head;
			s->to[at[w->head + 1]] = w->tail;
			s->room[at[w->tail + 1]] = (wide)(w->most - w->flow) * f;
			s->room[at[w->head + 1]] = (wide)w->flow * f;
			s->mate[at[w->tail + 1]] = at[w->head + 1];
			s->mate[at[w->head + 1]] = at[w->tail + 1];
			at[w->tail + 1]++;
			at[w->head + 1]++;
		}
		for (int32_t v = 2; turn == 0 && v <= net->npoints + 1; v++)
			at[v] += at[v - 1];
		if (turn == 0) {
			s->to = mem_calloc((size_t)at[net->npoints + 1], sizeof *s->to);
			s->mate = mem_calloc((size_t)at[net->npoints + 1], sizeof *s->mate);
			s->room = mem_calloc((size_t)at[net->npoints + 1], sizeof *s->room);
		}
	}
	s->layer = mem_calloc(npoints, sizeof *s->layer);
	s->next = mem_calloc(npoints, sizeof *s->next);
	s->path = mem_calloc(npoints, sizeof *s->path);
	mem_free(active);
}

static void sending_release(struct sending *s)
{
	mem_free(s->first);
	mem_free(s->to);
	mem_free(s->mate);
	mem_free(s->room);
	mem_free(s->layer);
	mem_free(s->next);
	mem_free(s->path);
}

static void send(struct sending *s, int32_t arc, wide amount)
{
	s->room[arc] -= amount;
	s->room[s->mate[arc]] += amount;
}

/* A point with one arc left has no choice: it sends or gets over that one. */
static void send_from_leaves(struct sending *s)
{
	int32_t *left = mem_calloc((size_t)s->npoints, sizeof *left), n = 0;

	for (int32_t v = 0; v < s->npoints; v++) {
		left[v] = s->first[v + 1] - s->first[v];
		if (left[v] == 1)
			s->queue[n++] = v;
	}
	for (int32_t i = 0; i < n; i++) {
		int32_t v = s->queue[i], arc = s->first[v], u;
		while (arc < s->first[v + 1] && left[s->to[arc]] <= 0)
			arc++; /* those are done */
		if (arc == s->first[v + 1])
			continue; /* the last one of its kin */
		u = s->to[arc];
		if (s->excess[v] > 0 ? s->room[arc] < s->excess[v] : s->room[s->mate[arc]] < -s->excess[v])
			continue; /* it cannot: this will remain */
		send(s, arc, s->excess[v]);
		s->excess[u] += s->excess[v];
		s->excess[v] = 0;
		left[v] = 0;
		if (--left[u] == 1)
			s->queue[n++] = u;
	}
	mem_free(left);
}

/* Layers from all points with too much, up to the first that lacks (or all of
 * them); true when one that lacks is reached. */
static bool find_layers(struct sending *s, bool all)
{
	int32_t n = 0, last = INT32_MAX;

	for (int32_t v = 0; v < s->npoints; v++) {
		s->layer[v] = s->excess[v] > 0 ? 0 : -1;
		s->next[v] = s->first[v];
		if (s->excess[v] > 0)
			s->queue[n++] = v;
	}
	for (int32_t i = 0; i < n; i++) {
		int32_t v = s->queue[i];
		if (s->excess[v] < 0 && last == INT32_MAX)
			last = s->layer[v];
		if (s->layer[v] >= last && !all)
			break;
		for (int32_t j = s->first[v]; j < s->first[v + 1]; j++) {
			int32_t u = s->to[j];
			if (s->layer[u] >= 0 || s->room[j] <= 0)
				continue;
			s->layer[u] = s->layer[v] + 1;
			s->queue[n++] = u;
		}
	}
	return last < INT32_MAX;
}

/* Sends along one path from `from` to a point that lacks; false: none is left. */
static bool send_once(struct sending *s, int32_t from)
{
	int32_t depth = 0, v = from;
	wide amount = s->excess[from];

	while (s->excess[v] >= 0) {
		int32_t j = s->next[v];
		while (j < s->first[v + 1] && (s->layer[s->to[j]] != s->layer[v] + 1 || s->room[j] <= 0))
			j++;
		s->next[v] = j;
		if (j < s->first[v + 1]) {
			s->path[depth++] = j;
			v = s->to[j];
		} else if (depth == 0) {
			return false;
		} else {
			v = s->to[s->mate[s->path[--depth]]];
			s->next[v]++;
		}
	}
	amount = -s->excess[v] < amount ? -s->excess[v] : amount;
	for (int32_t i = 0; i < depth; i++)
		amount = s->room[s->path[i]] < amount ? s->room[s->path[i]] : amount;
	for (int32_t i = 0; i < depth; i++)
		send(s, s->path[i], amount);
	s->excess[v] += amount;
	s->excess[from] -= amount;
	return true;
}

bool send_excess(const struct graph *g, const int32_t *group, const int64_t *factor, wide *excess,
	int32_t *layer)
{
	struct sending s;
	bool rest = false;

	sending_init(&s, g, group, factor, excess);
	if (!layer)
		send_from_leaves(&s);
	while (find_layers(&s, false))
		for (int32_t v = 0; v < s.npoints; v++)
			while (s.layer[v] == 0 && excess[v] > 0 && send_once(&s, v))
				continue;
	if (layer) {
		find_layers(&s, true);
		memcpy(layer, s.layer, (size_t)s.npoints * sizeof *layer);
	}
	for (int32_t v = 0; v < s.npoints; v++)
		rest |= excess[v] != 0;
	sending_release(&s);
	return !rest;
}
