#include "solver/stage_network.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool bit_of(const uint64_t *mask, int32_t j)
{
	return mask[j >> 6] >> (j & 63) & 1;
}

static void set_bit(uint64_t *mask, int32_t j)
{
	mask[j >> 6] |= UINT64_C(1) << (j & 63);
}

/* ---- who reaches whom ---- */

struct reduction {
	struct stage_network *net;
	const struct formulation *f;
	uint64_t *reach; /* [nnodes][nwords] */
	int32_t *group; /* [ncells], -1 = nothing reaches it */
	int32_t *source_of; /* [narcs] of arcs from the outside, as in reach */
	int32_t *place; /* [nsources] number of a source once they are sorted */
};

static void spread_reach(struct reduction *r)
{
	const struct problem *p = &r->f->problem;
	size_t words = (size_t)r->net->nwords;

	r->reach = mem_calloc((size_t)p->nnodes * words, sizeof *r->reach);
	for (int32_t a = 0; a < p->narcs; a++) {
		uint64_t *head = r->reach + (size_t)p->head[a] * words;
		const uint64_t *tail = r->reach + (size_t)p->tail[a] * words;

		if (p->tail[a] == 0) {
			set_bit(head, r->source_of[a]);
			continue;
		}
		assert(p->capacity[a] >= QUANTITY_MAX);
		for (size_t k = 0; k < words; k++)
			head[k] |= tail[k];
	}
}

/* Sources that reach few claims are drawn on first: less has to be given back later. */
struct ranked_source {
	int32_t reached, source;
};

static int ranked_compare(const void *a, const void *b)
{
	const struct ranked_source *x = a, *y = b;

	if (x->reached != y->reached)
		return x->reached < y->reached ? -1 : 1;
	return x->source - y->source;
}

static void rank_sources(struct reduction *r)
{
	const struct problem *p = &r->f->problem;
	int32_t n = r->net->nsources;
	struct ranked_source *all = mem_calloc((size_t)n, sizeof *all);

	r->place = mem_calloc((size_t)n, sizeof *r->place);
	for (int32_t j = 0; j < n; j++)
		all[j].source = j;
	for (int32_t c = 0; c < p->ncells; c++) {
		const uint64_t *mask = r->reach + (size_t)p->cell_node[c] * (size_t)r->net->nwords;

		for (int32_t j = 0; j < n; j++)
			all[j].reached += bit_of(mask, j);
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, ranked_compare);
	for (int32_t j = 0; j < n; j++)
		r->place[all[j].source] = j;
	mem_free(all);
}

/* ---- groups ---- */

struct masked_cell {
	const uint64_t *mask;
	int32_t nwords, cell;
};

static int masked_compare(const void *a, const void *b)
{
	const struct masked_cell *x = a, *y = b;

	for (int32_t k = 0; k < x->nwords; k++)
		if (x->mask[k] != y->mask[k])
			return x->mask[k] < y->mask[k] ? -1 : 1;
	return x->cell - y->cell;
}

static bool mask_empty(const uint64_t *mask, int32_t nwords)
{
	for (int32_t k = 0; k < nwords; k++)
		if (mask[k])
			return false;
	return true;
}

static void add_group(struct reduction *r, const uint64_t *mask)
{
	struct stage_network *net = r->net;
	uint64_t *to = net->mask + (size_t)net->ngroups * (size_t)net->nwords;

	for (int32_t j = 0; j < net->nsources; j++)
		if (bit_of(mask, j))
			set_bit(to, r->place[j]);
	net->ngroups++;
}

static void make_groups(struct reduction *r)
{
	const struct problem *p = &r->f->problem;
	struct stage_network *net = r->net;
	struct masked_cell *all = mem_calloc((size_t)p->ncells, sizeof *all);

	for (int32_t c = 0; c < p->ncells; c++)
		all[c] = (struct masked_cell){r->reach + (size_t)p->cell_node[c] * (size_t)net->nwords, net->nwords, c};
	if (p->ncells > 0)
		qsort(all, (size_t)p->ncells, sizeof *all, masked_compare);
	r->group = mem_calloc((size_t)p->ncells, sizeof *r->group);
	net->mask = mem_calloc((size_t)p->ncells * (size_t)net->nwords, sizeof *net->mask);
	for (int32_t k = 0; k < p->ncells; k++) {
		if (mask_empty(all[k].mask, net->nwords)) {
			r->group[all[k].cell] = -1;
			continue;
		}
		if (net->ngroups == 0 || k == 0 ||
			memcmp(all[k].mask, all[k - 1].mask, (size_t)net->nwords * sizeof *all[k].mask) != 0)
			add_group(r, all[k].mask);
		r->group[all[k].cell] = net->ngroups - 1;
	}
	if (net->ngroups > 0)
		net->mask = mem_resize(net->mask, (size_t)net->ngroups * (size_t)net->nwords, sizeof *net->mask);
	mem_free(all);
}

/* ---- claims ---- */

static int tier_compare(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void list_tiers(struct stage_network *net, const struct problem *p)
{
	int32_t n = 0, kept = 0;
	int32_t *all = mem_calloc(2 * (size_t)p->ncells + 1, sizeof *all);

	for (int32_t c = 0; c < p->ncells; c++) {
		if (p->cell_least[c] > 0)
			all[n++] = TIER_HARD;
		if (cell_need(p, c) > p->cell_least[c])
			all[n++] = p->cell_tier[c];
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, tier_compare);
	for (int32_t k = 0; k < n; k++)
		if (kept == 0 || all[k] != all[kept - 1])
			all[kept++] = all[k];
	net->tiers = all;
	net->ntiers = kept;
}

static int32_t tier_index(const struct stage_network *net, int32_t tier)
{
	int32_t k = 0;

	while (net->tiers[k] != tier)
		k++;
	return k;
}

static void add_element(struct reduction *r, int32_t cell, int32_t tier, int64_t need)
{
	struct stage_network *net = r->net;
	int64_t demand = r->f->problem.cell_demand[cell];
	int32_t weight = (int32_t)((STAGE_CLAIM + demand / 2) / demand);

	if (need > 0)
		net->elements[net->nelements++] = (struct stage_element){
			r->group[cell], tier_index(net, tier), cell, weight > 0 ? weight : 1, need};
}

static int element_compare(const void *a, const void *b)
{
	const struct stage_element *x = a, *y = b;

	if (x->tier != y->tier)
		return x->tier - y->tier;
	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	return x->cell - y->cell;
}

static void list_elements(struct reduction *r)
{
	const struct problem *p = &r->f->problem;
	struct stage_network *net = r->net;

	list_tiers(net, p);
	net->elements = mem_calloc(2 * (size_t)p->ncells, sizeof *net->elements);
	for (int32_t c = 0; c < p->ncells; c++) {
		add_element(r, c, TIER_HARD, p->cell_least[c]);
		add_element(r, c, p->cell_tier[c], cell_need(p, c) - p->cell_least[c]);
	}
	if (net->nelements > 0)
		qsort(net->elements, (size_t)net->nelements, sizeof *net->elements, element_compare);
}

/* ---- quotas ---- */

static struct stage_offer *offer_of(struct stage_network *net, int32_t candidate)
{
	for (int32_t k = 0; k < net->noffers; k++)
		if (net->offers[k].candidate == candidate)
			return &net->offers[k];
	net->offers[net->noffers] = (struct stage_offer){candidate, -1, -1, -1, 0, 0, 0};
	return &net->offers[net->noffers++];
}

static int offer_compare(const void *a, const void *b)
{
	const struct stage_offer *x = a, *y = b;

	return x->candidate - y->candidate;
}

/* What of the arc's capacity is of quotas is taken out of it. */
static void take_quotas(struct reduction *r, int32_t arc, const struct ground *g, const int32_t *candidate_of)
{
	const struct formulation *f = r->f;
	const struct draw *draw = &f->draws[f->arcs[arc].draw];
	int32_t source = r->place[r->source_of[arc]];

	r->net->base[source] = f->problem.capacity[arc];
	for (int32_t k = draw->first; k < draw->first + draw->count; k++) {
		const struct draw_lot *part = &f->draw_lots[k];
		struct stage_offer *offer;

		if (candidate_of[part->lot] < 0)
			continue;
		offer = offer_of(r->net, candidate_of[part->lot]);
		offer->place = g->supply->lots[part->lot].place;
		r->net->base[source] -= part->units;
		if (g->supply->lots[part->lot].own) {
			offer->own = source;
			offer->own_units += part->units;
		} else {
			offer->reach = source;
			offer->reach_units += part->units;
		}
	}
}

static void list_offers(struct reduction *r, const struct ground *g, const int32_t *candidate_of,
	const int64_t *probe)
{
	const struct problem *p = &r->f->problem;
	struct stage_network *net = r->net;

	net->base = mem_calloc((size_t)net->nsources, sizeof *net->base);
	net->offers = mem_calloc((size_t)r->f->ndraw_lots, sizeof *net->offers);
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] == 0)
			take_quotas(r, a, g, candidate_of);
	for (int32_t k = 0; k < net->noffers; k++) {
		struct stage_offer *o = &net->offers[k];

		o->share = int_mul_div_floor(o->reach_units + o->own_units, 1000000, probe[o->candidate]);
	}
	if (net->noffers > 0)
		qsort(net->offers, (size_t)net->noffers, sizeof *net->offers, offer_compare);
}

void stage_network_init(struct stage_network *net, const struct formulation *f, const struct ground *g,
	const int32_t *candidate_of, const int64_t *probe)
{
	const struct problem *p = &f->problem;
	struct reduction r = {.net = net, .f = f};

	assert(problem_is_pure(p));
	memset(net, 0, sizeof *net);
	net->autonomy = g->scenario->policy.autonomy;
	r.source_of = mem_calloc((size_t)p->narcs, sizeof *r.source_of);
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] == 0)
			r.source_of[a] = net->nsources++;
	net->nwords = (net->nsources + 63) / 64;
	spread_reach(&r);
	rank_sources(&r);
	make_groups(&r);
	list_elements(&r);
	list_offers(&r, g, candidate_of, probe);
	mem_free(r.reach);
	mem_free(r.group);
	mem_free(r.source_of);
	mem_free(r.place);
}

void stage_network_release(struct stage_network *net)
{
	mem_free(net->tiers);
	mem_free(net->base);
	mem_free(net->mask);
	mem_free(net->elements);
	mem_free(net->offers);
	memset(net, 0, sizeof *net);
}

/* ---- capacities ---- */

/* What the own community of an offer could still use when all offers came to it. */
static int64_t wanted_at(const struct stage_network *net, int32_t place)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < net->noffers; k++)
		if (net->offers[k].place == place)
			sum += net->offers[k].own_units;
	return sum;
}

static int64_t units_of(const struct stage_offer *o, const int64_t *quota)
{
	return int_mul_div_floor(quota[o->candidate], o->share, 1000000);
}

static int64_t kept_at_home(const struct stage_network *net, int64_t units)
{
	return int_mul_div_ceil(units, net->autonomy.num, net->autonomy.den);
}

/* What offers before the k-th of the same place keep there. */
static int64_t kept_before(const struct stage_network *net, int32_t k, const int64_t *quota)
{
	int64_t sum = 0;

	for (int32_t i = 0; i < k; i++)
		if (net->offers[i].place == net->offers[k].place)
			sum += kept_at_home(net, units_of(&net->offers[i], quota));
	return sum;
}

/* What is left for the k-th of it. */
static int64_t left_for(const struct stage_network *net, int32_t k, const int64_t *quota)
{
	int64_t left = wanted_at(net, net->offers[k].place) - kept_before(net, k, quota);

	return left > 0 ? left : 0;
}

void stage_network_capacity(const struct stage_network *net, const int64_t *quota, int64_t *capacity)
{
	memcpy(capacity, net->base, (size_t)net->nsources * sizeof *capacity);
	for (int32_t k = 0; quota && k < net->noffers; k++) {
		const struct stage_offer *o = &net->offers[k];
		int64_t units = units_of(o, quota), own = 0;

		if (o->reach < 0) {
			own = units;
		} else if (o->own >= 0) {
			int64_t left = left_for(net, k, quota);

			own = kept_at_home(net, units);
			own = own < left ? own : left;
		}
		if (own > 0)
			capacity[o->own] += own;
		if (units > own)
			capacity[o->reach] += units - own;
	}
}

void stage_network_probes(const struct stage_network *net, int64_t *capacity)
{
	memcpy(capacity, net->base, (size_t)net->nsources * sizeof *capacity);
	for (int32_t k = 0; k < net->noffers; k++) {
		const struct stage_offer *o = &net->offers[k];

		if (o->reach >= 0)
			capacity[o->reach] += o->reach_units;
		if (o->own >= 0)
			capacity[o->own] += o->own_units;
	}
}

void stage_network_parts(const struct stage_network *net, const int64_t *most, struct ratio *reach)
{
	for (int32_t k = 0; k < net->noffers; k++) {
		const struct stage_offer *o = &net->offers[k];
		int64_t units = units_of(o, most), left;
		struct ratio away = ratio_make(net->autonomy.den - net->autonomy.num, net->autonomy.den);

		reach[k] = (struct ratio){o->reach >= 0, 1};
		if (o->reach < 0 || o->own < 0 || units == 0)
			continue;
		left = left_for(net, k, most);
		if (left < units)
			reach[k] = ratio_make(units - left, units);
		else
			reach[k] = (struct ratio){0, 1};
		if (ratio_compare(reach[k], away) < 0)
			reach[k] = away;
	}
}
