/* Serving the claims of a reduced network, and what a further unit would serve. */
#include "solver/stage_network.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

struct flow_edge { /* units of a source given to a group */
	int32_t source, group;
	int32_t next_of_source, next_of_group; /* -1 */
	int64_t units;
};
struct serving {
	const struct stage_network *net;
	int64_t *left; /* [nsources] units not given yet */
	uint64_t *open; /* [nwords] sources with some left */
	struct flow_edge *edges;
	int32_t nedges, edges_room;
	int32_t *of_source, *of_group; /* [nsources], [ngroups] first edge, -1 */
	char *shut; /* [ngroups] nothing more can come there */
	uint64_t *seen; /* [nwords] of a search */
	int32_t *queue, *via; /* [nsources] found by a search; by which edge, -1 */
	int32_t nqueue;
};

static void serving_init(struct serving *v, const struct stage_network *net, const int64_t *capacity)
{
	size_t n = (size_t)net->nsources, words = (size_t)net->nwords;

	memset(v, 0, sizeof *v);
	v->net = net;
	v->left = mem_calloc(n, sizeof *v->left);
	v->open = mem_calloc(words, sizeof *v->open);
	v->seen = mem_calloc(words, sizeof *v->seen);
	v->queue = mem_calloc(n, sizeof *v->queue);
	v->via = mem_calloc(n, sizeof *v->via);
	v->of_source = mem_calloc(n, sizeof *v->of_source);
	v->of_group = mem_calloc((size_t)net->ngroups, sizeof *v->of_group);
	v->shut = mem_calloc((size_t)net->ngroups, 1);
	for (int32_t j = 0; j < net->nsources; j++) {
		v->left[j] = capacity[j];
		v->of_source[j] = -1;
		if (capacity[j] > 0)
			v->open[j >> 6] |= UINT64_C(1) << (j & 63);
	}
	for (int32_t g = 0; g < net->ngroups; g++)
		v->of_group[g] = -1;
}

static void serving_release(struct serving *v)
{
	mem_free(v->left);
	mem_free(v->open);
	mem_free(v->seen);
	mem_free(v->queue);
	mem_free(v->via);
	mem_free(v->of_source);
	mem_free(v->of_group);
	mem_free(v->shut);
	mem_free(v->edges);
}

static const uint64_t *mask_of(const struct stage_network *net, int32_t group)
{
	return net->mask + (size_t)group * (size_t)net->nwords;
}

static void give(struct serving *v, int32_t source, int32_t group, int64_t units)
{
	int32_t e = v->of_group[group];

	while (e >= 0 && v->edges[e].source != source)
		e = v->edges[e].next_of_group;
	if (e < 0) {
		e = ARRAY_ADD(&v->edges, &v->nedges, &v->edges_room);
		v->edges[e] = (struct flow_edge){source, group, v->of_source[source], v->of_group[group], 0};
		v->of_source[source] = v->of_group[group] = e;
	}
	v->edges[e].units += units;
}

/* Adds the sources of the group that are not seen yet; the first open one, or -1. */
static int32_t look(struct serving *v, int32_t group, int32_t via)
{
	const uint64_t *mask = mask_of(v->net, group);

	for (int32_t w = 0; w < v->net->nwords; w++) {
		uint64_t fresh = mask[w] & ~v->seen[w], open = fresh & v->open[w];

		if (open) {
			int32_t j = w * 64 + __builtin_ctzll(open);

			v->via[j] = via;
			return j;
		}
		v->seen[w] |= fresh;
		for (; fresh; fresh &= fresh - 1) {
			int32_t j = w * 64 + __builtin_ctzll(fresh);

			v->via[j] = via;
			v->queue[v->nqueue++] = j;
		}
	}
	return -1;
}

/* A source with something left that can come to the group, others of its sources giving
 * theirs elsewhere: -1 when there is none. Goes on with what is seen. */
static int32_t search(struct serving *v, int32_t group)
{
	int32_t next = v->nqueue, found = look(v, group, -1);

	while (found < 0 && next < v->nqueue) {
		int32_t j = v->queue[next++];

		for (int32_t e = v->of_source[j]; e >= 0 && found < 0; e = v->edges[e].next_of_source)
			if (v->edges[e].units > 0)
				found = look(v, v->edges[e].group, e);
	}
	return found;
}

static void forget(struct serving *v)
{
	memset(v->seen, 0, (size_t)v->net->nwords * sizeof *v->seen);
	v->nqueue = 0;
}

/* All that has been seen is used up, and reaches nothing that is not: so are all groups
 * that have no other source. */
static void shut_groups(struct serving *v)
{
	for (int32_t g = 0; g < v->net->ngroups; g++) {
		const uint64_t *mask = mask_of(v->net, g);
		uint64_t other = 0;

		for (int32_t w = 0; w < v->net->nwords; w++)
			other |= mask[w] & ~v->seen[w];
		if (!other)
			v->shut[g] = 1;
	}
}

/* Along the edges by which the source was found. */
static int64_t push(struct serving *v, int32_t source, int32_t group, int64_t most)
{
	int64_t units = most < v->left[source] ? most : v->left[source];
	int32_t j = source;

	for (int32_t e = v->via[j]; e >= 0; e = v->via[j]) {
		units = v->edges[e].units < units ? v->edges[e].units : units;
		j = v->edges[e].source;
	}
	v->left[source] -= units;
	if (v->left[source] == 0)
		v->open[source >> 6] &= ~(UINT64_C(1) << (source & 63));
	j = source;
	for (int32_t e = v->via[j]; e >= 0; e = v->via[j]) {
		give(v, j, v->edges[e].group, units);
		v->edges[e].units -= units;
		j = v->edges[e].source;
	}
	give(v, j, group, units);
	return units;
}

/* Gives the group up to need units; what it gets. */
static int64_t serve_group(struct serving *v, int32_t group, int64_t need)
{
	int64_t got = 0;

	while (got < need && !v->shut[group]) {
		int32_t source;

		forget(v);
		source = search(v, group);
		if (source < 0)
			shut_groups(v);
		else
			got += push(v, source, group, need - got);
	}
	return got;
}

/* One more unit of every source from which the group can be reached would serve it: claims
 * that still ask, best first. */
static void price_tier(struct serving *v, int32_t tier, const int64_t *asked, int64_t *price)
{
	const struct stage_network *net = v->net;

	forget(v);
	for (int32_t k = 0; k < net->nelements; k++) {
		const struct stage_element *e = &net->elements[k];
		int32_t from = v->nqueue;

		if (e->tier != tier || asked[k] == 0 || e->group < 0)
			continue;
		search(v, e->group); /* finds nothing open: all that is reached is seen */
		for (int32_t i = from; i < v->nqueue; i++)
			price[(size_t)v->queue[i] * (size_t)net->ntiers + (size_t)tier] = e->weight;
	}
}

void stage_network_serve(const struct stage_network *net, const int64_t *capacity, wide *loss,
	int64_t *price, int64_t *served)
{
	struct serving v;
	int64_t *asked = mem_calloc((size_t)net->nelements, sizeof *asked);

	serving_init(&v, net, capacity);
	memset(loss, 0, (size_t)net->ntiers * sizeof *loss);
	for (int32_t k = 0; k < net->nelements; k++) {
		const struct stage_element *e = &net->elements[k];
		int64_t got = e->group < 0 ? 0 : serve_group(&v, e->group, e->need);

		asked[k] = e->need - got;
		loss[e->tier] += (wide)asked[k] * e->weight;
		if (served)
			served[e->cell] += got;
	}
	if (price)
		memset(price, 0, (size_t)net->nsources * (size_t)net->ntiers * sizeof *price);
	for (int32_t t = 0; price && t < net->ntiers; t++)
		price_tier(&v, t, asked, price);
	mem_free(asked);
	serving_release(&v);
}

/* ---- cuts ---- */

/* The least price of the sources of a group. */
static int64_t least_price(const struct stage_network *net, int32_t group, const int64_t *p)
{
	const uint64_t *mask = mask_of(net, group);
	int64_t least = INT64_MAX;

	for (int32_t w = 0; w < net->nwords; w++)
		for (uint64_t rest = mask[w]; rest; rest &= rest - 1) {
			int64_t price = p[w * 64 + __builtin_ctzll(rest)];

			least = price < least ? price : least;
		}
	return least;
}

wide stage_network_cut(const struct stage_network *net, const int64_t *price, int32_t last,
	const int64_t *factor, int64_t *p)
{
	int64_t *least = mem_calloc((size_t)net->ngroups, sizeof *least);
	wide constant = 0;

	for (int32_t j = 0; j < net->nsources; j++) {
		p[j] = 0;
		for (int32_t t = 0; t <= last; t++) {
			int64_t value = factor[t] * price[(size_t)j * (size_t)net->ntiers + (size_t)t];

			p[j] = value > p[j] ? value : p[j];
		}
	}
	for (int32_t g = 0; g < net->ngroups; g++)
		least[g] = least_price(net, g, p);
	for (int32_t k = 0; k < net->nelements && net->elements[k].tier <= last; k++) {
		const struct stage_element *e = &net->elements[k];
		wide value = (wide)factor[e->tier] * e->weight;

		/* value - max(0, value - least): what is not served for sure */
		constant += (e->group < 0 || least[e->group] > value ? value : (wide)least[e->group]) * e->need;
	}
	mem_free(least);
	return constant;
}
