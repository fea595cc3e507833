#include "solver/priced_flow.h"

#include "base/memory.h"
#include "solver/compact.h"
#include "solver/maxflow.h"

#include <assert.h>

/* What an arc is by its reduced costs: of the first level where that is not 0. */
enum likes { LIKED, EVEN, DISLIKED, LIKES };

struct start {
	const struct problem *p;
	const struct level_prices *prices;
	char *likes; /* [narcs] enum likes */
	struct compact net;
	struct flow flow;
	int64_t *drawn; /* [net.npoints] supply that may be drawn already */
	int64_t *units; /* [net.narcs] */
};

/* cost[a] + price of its tail, of level k. */
static wide price_at_head(const struct start *s, int32_t k, int32_t a)
{
	size_t n = (size_t)s->p->nnodes;

	return s->p->objectives[k].cost[a] + s->prices->price[(size_t)k * n + (size_t)s->p->tail[a]];
}

static bool known(const struct start *s, int32_t v)
{
	return !s->prices->known || s->prices->known[v];
}

/* Below 0: goods come cheaper by a than by b, which lead to the same cell. */
static int compare_ways(const struct start *s, int32_t a, int32_t b)
{
	for (int32_t k = 0; k < s->prices->nlevels; k++) {
		wide x = price_at_head(s, k, a), y = price_at_head(s, k, b);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

static enum likes arc_likes(const struct start *s, int32_t a)
{
	size_t n = (size_t)s->p->nnodes, head = (size_t)s->p->head[a];

	if (!known(s, s->p->tail[a]) || !known(s, s->p->head[a]))
		return EVEN;
	for (int32_t k = 0; k < s->prices->nlevels; k++) {
		wide reduced = price_at_head(s, k, a) - s->prices->price[(size_t)k * n + head];

		if (reduced != 0)
			return reduced < 0 ? LIKED : DISLIKED;
	}
	return EVEN;
}

/* Into a cell, the cheapest ways are even, all others disliked. */
static void judge_arcs(struct start *s)
{
	const struct problem *p = s->p;
	const struct compact *net = &s->net;

	for (int32_t a = 0; a < p->narcs; a++)
		s->likes[a] = (char)arc_likes(s, a);
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t begin = net->in_start[c], end = net->in_start[c + 1], best = -1;

		for (int32_t i = begin; i < end; i++)
			if (known(s, p->tail[net->in_arc[i]])
					&& (best < 0 || compare_ways(s, net->in_arc[i], best) < 0))
				best = net->in_arc[i];
		for (int32_t i = begin; i < end && best >= 0; i++)
			s->likes[net->in_arc[i]] = known(s, p->tail[net->in_arc[i]])
				&& compare_ways(s, net->in_arc[i], best) > 0 ? DISLIKED : EVEN;
	}
}

/* Of an arc of the smaller network; into a bundle, of its first cell. */
static enum likes net_likes(const struct start *s, int32_t a, int32_t bundle)
{
	const struct compact *net = &s->net;

	if (net->origin[a] >= 0)
		return (enum likes)s->likes[net->origin[a]];
	return (enum likes)s->likes[net->in_arc[net->in_start[net->bundle_cell[net->bundle_start[bundle]]]
		+ a - net->bundle_arc[bundle]]];
}

/* Loads the smaller network without the disliked arcs, whose capacities go to later [net.narcs],
 * with all that is asked for and nothing to give yet. */
static void load_net(struct start *s, const int64_t *served, int64_t *later)
{
	const struct compact *net = &s->net;
	int64_t *first = mem_calloc((size_t)net->narcs, sizeof *first);

	for (int32_t a = 0, b = -1; a < net->narcs; a++) {
		while (b + 1 < net->nbundles && net->bundle_arc[b + 1] <= a)
			b++;
		*(net_likes(s, a, b) == DISLIKED ? &later[a] : &first[a]) = net->capacity[a];
	}
	flow_load(&s->flow, net->npoints, net->narcs, net->tail, net->head, first, net->most, 1);
	for (int32_t c = 0; c < s->p->ncells; c++)
		if (served[c] > 0)
			flow_ask(&s->flow, compact_cell_point(net, s->p, c), served[c]);
	mem_free(first);
}

/* Arcs from the outside of that kind may be drawn on from now on. */
static void give_supply(struct start *s, enum likes likes)
{
	const struct problem *p = s->p;

	for (int32_t a = 0; a < p->narcs; a++) {
		int32_t v = s->net.node_point[p->head[a]];
		int64_t units = p->capacity[a];

		if (p->tail[a] != 0 || v < 0 || s->likes[a] != (char)likes)
			continue;
		if (units > s->net.supply[v] - s->drawn[v])
			units = s->net.supply[v] - s->drawn[v];
		flow_supply(&s->flow, v, units);
		s->drawn[v] += units;
	}
}

static void run_start(struct start *s, const int64_t *served)
{
	const struct compact *net = &s->net;
	int64_t *later = mem_calloc((size_t)net->narcs, sizeof *later);

	load_net(s, served, later);
	for (int likes = LIKED; likes < LIKES; likes++) {
		give_supply(s, (enum likes)likes);
		for (int32_t a = 0; a < net->narcs && likes == DISLIKED; a++)
			s->flow.entry[s->flow.arc_entry[a]].room += later[a];
		flow_run(&s->flow, NULL);
	}
	assert(flow_met(&s->flow)); /* some flow brings all of it */
	for (int32_t a = 0; a < net->narcs; a++)
		s->units[a] = flow_on(&s->flow, a);
	mem_free(later);
}

void flow_by_prices(const struct problem *p, const int64_t *served, const struct level_prices *prices,
	int64_t *x)
{
	struct start s = {.p = p, .prices = prices};

	s.likes = mem_calloc((size_t)p->narcs, 1);
	compact_build(&s.net, p, served);
	flow_init(&s.flow);
	s.drawn = mem_calloc((size_t)s.net.npoints, sizeof *s.drawn);
	s.units = mem_calloc((size_t)s.net.narcs, sizeof *s.units);
	judge_arcs(&s);
	run_start(&s, served);
	compact_expand(&s.net, p, s.units, served, x);
	flow_release(&s.flow);
	compact_release(&s.net);
	mem_free(s.likes);
	mem_free(s.drawn);
	mem_free(s.units);
}
