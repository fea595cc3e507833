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

struct sending {
	const struct graph *g;
	const int32_t *group;
	const int64_t *factor;
	wide *excess; /* [npoints] */
	wide *flow; /* [nways] times the group's factor */
	int32_t *layer; /* [npoints] -1 = not reached */
	int32_t *next; /* [npoints] ways tried so far in this round */
	int32_t *path; /* [npoints] ways */
};

/* How much v can send over way a, within its group. */
static wide room(const struct sending *s, int32_t a, int32_t v)
{
	const struct way *w = &s->g->net->ways[a];

	if (s->group[w->tail] != s->group[w->head])
		return 0;
	return w->tail == v ? (wide)w->most * s->factor[s->group[v]] - s->flow[a] : s->flow[a];
}

static void send(struct sending *s, int32_t a, int32_t v, wide amount)
{
	s->flow[a] += s->g->net->ways[a].tail == v ? amount : -amount;
}

/* Layers from all points with too much; true when one is reached that lacks. */
static bool find_layers(struct sending *s)
{
	const struct graph *g = s->g;
	int32_t n = 0;
	bool any = false;

	for (int32_t v = 0; v < g->net->npoints; v++) {
		s->layer[v] = s->excess[v] > 0 ? 0 : -1;
		s->next[v] = g->first[v];
		if (s->excess[v] > 0)
			g->queue[n++] = v;
	}
	for (int32_t i = 0; i < n; i++) {
		int32_t v = g->queue[i];
		any |= s->excess[v] < 0;
		for (int32_t j = g->first[v]; j < g->first[v + 1]; j++) {
			int32_t u = other_end(&g->net->ways[g->ways[j]], v);
			if (s->layer[u] >= 0 || room(s, g->ways[j], v) <= 0)
				continue;
			s->layer[u] = s->layer[v] + 1;
			g->queue[n++] = u;
		}
	}
	return any;
}

/* Sends along one path from `from` to a point that lacks; false: none is left. */
static bool send_once(struct sending *s, int32_t from)
{
	const struct graph *g = s->g;
	int32_t depth = 0, v = from;
	wide amount = s->excess[from];

	while (s->excess[v] >= 0) {
		int32_t j = s->next[v], u = -1;
		for (; j < g->first[v + 1]; j++) {
			u = other_end(&g->net->ways[g->ways[j]], v);
			if (s->layer[u] == s->layer[v] + 1 && room(s, g->ways[j], v) > 0)
				break;
		}
		s->next[v] = j;
		if (j < g->first[v + 1]) {
			s->path[depth++] = g->ways[j];
			v = u;
		} else if (depth == 0) {
			return false;
		} else {
			v = other_end(&g->net->ways[s->path[--depth]], v);
			s->next[v]++;
		}
	}
	if (-s->excess[v] < amount)
		amount = -s->excess[v];
	for (int32_t i = depth - 1, at = v; i >= 0; i--) {
		int32_t back = other_end(&g->net->ways[s->path[i]], at);
		wide most = room(s, s->path[i], back);
		amount = most < amount ? most : amount;
		at = back;
	}
	s->excess[v] += amount;
	for (int32_t i = depth - 1; i >= 0; i--) {
		int32_t back = other_end(&g->net->ways[s->path[i]], v);
		send(s, s->path[i], back, amount);
		v = back;
	}
	s->excess[from] -= amount;
	return true;
}

bool send_excess(const struct graph *g, const int32_t *group, const int64_t *factor, wide *excess,
	int32_t *layer)
{
	size_t npoints = (size_t)g->net->npoints;
	struct sending s = {g, group, factor, excess, mem_calloc((size_t)g->net->nways, sizeof(wide)),
		mem_calloc(npoints, sizeof(int32_t)), mem_calloc(npoints, sizeof(int32_t)),
		mem_calloc(npoints, sizeof(int32_t))};
	bool rest = false;

	for (int32_t a = 0; a < g->net->nways; a++)
		s.flow[a] = (wide)g->net->ways[a].flow * factor[group[g->net->ways[a].tail]];
	while (find_layers(&s))
		for (int32_t v = 0; v < g->net->npoints; v++)
			while (s.layer[v] == 0 && excess[v] > 0 && send_once(&s, v))
				continue;
	for (int32_t v = 0; v < g->net->npoints; v++)
		rest |= excess[v] != 0;
	if (layer)
		memcpy(layer, s.layer, npoints * sizeof *layer);
	mem_free(s.flow);
	mem_free(s.layer);
	mem_free(s.next);
	mem_free(s.path);
	return !rest;
}
