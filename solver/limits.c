#include "solver/limits.h"

#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Above this common denominators would endanger 64-bit costs. Unit costs are
 * products of decimals, in practice of a few places each. */
#define MONEY_SCALE_MAX ((int64_t)1000000000000)

static struct bound *add_bound(struct bounds *b, enum bound_kind kind, int32_t index, wide most)
{
	int32_t k = ARRAY_ADD(&b->bounds, &b->nbounds, &b->room);

	b->bounds[k].kind = kind;
	b->bounds[k].index = index;
	b->bounds[k].place = -1;
	b->bounds[k].most = most;
	return &b->bounds[k];
}

/* A limit as it is sorted: nothing of it depends on its position in the file
 * unless two are alike in everything. */
struct sorted_limit {
	const struct limit *limit;
	int32_t place_rank; /* of its stand, -1 = everywhere */
	bool inside; /* a place inside a community: pooled with others there */
	int32_t *items; /* [limit->nitems] ranks, ascending */
	int32_t index;
};

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int rank_compare(const void *a, const void *b)
{
	return compare_int(*(const int32_t *)a, *(const int32_t *)b);
}

/* 0: the same kind at the same stand for the same items. */
static int compare_pools(const struct sorted_limit *x, const struct sorted_limit *y)
{
	int order = compare_int(x->limit->kind, y->limit->kind);

	if (order == 0)
		order = compare_int(x->place_rank, y->place_rank);
	if (order == 0)
		order = compare_int(x->inside, y->inside);
	if (order == 0)
		order = compare_int(x->limit->nitems, y->limit->nitems);
	for (int32_t k = 0; order == 0 && k < x->limit->nitems; k++)
		order = compare_int(x->items[k], y->items[k]);
	return order;
}

static int limit_compare(const void *a, const void *b)
{
	const struct sorted_limit *x = a, *y = b;
	int order = compare_pools(x, y);

	if (order == 0)
		order = compare_int(x->limit->when.first, y->limit->when.first);
	if (order == 0)
		order = compare_int(x->limit->when.last, y->limit->when.last);
	if (order == 0)
		order = compare_int(x->limit->amount, y->limit->amount);
	return order ? order : compare_int(x->index, y->index);
}

static struct sorted_limit *sort_limits(const struct ground *g)
{
	const struct scenario *s = g->scenario;
	struct sorted_limit *all = mem_calloc((size_t)s->nlimits, sizeof *all);

	for (int32_t k = 0; k < s->nlimits; k++) {
		const struct limit *limit = &s->limits[k];
		int32_t stand = limit->place >= 0 ? g->stand[limit->place] : -1;
		all[k].limit = limit;
		all[k].place_rank = stand >= 0 ? g->place_rank[stand] : -1;
		all[k].inside = stand != limit->place && limit->kind != LIMIT_BUDGET;
		all[k].items = mem_calloc((size_t)limit->nitems, sizeof(int32_t));
		for (int32_t i = 0; i < limit->nitems; i++)
			all[k].items[i] = g->item_rank[limit->items[i]];
		qsort(all[k].items, (size_t)limit->nitems, sizeof(int32_t), rank_compare);
		all[k].index = k;
	}
	qsort(all, (size_t)s->nlimits, sizeof *all, limit_compare);
	return all;
}

static void add_limit(struct bounds *b, const struct ground *g, const struct sorted_limit *l)
{
	bool budget = l->limit->kind == LIMIT_BUDGET;
	struct bound *bound = add_bound(b, BOUND_LIMIT, l->index,
		(wide)l->limit->amount * (budget ? b->money_scale : 1));

	bound->place = l->limit->place >= 0 ? g->stand[l->limit->place] : -1;
	bound->when = l->limit->when;
	bound->whole = budget;
}

static bool holds_in(const struct limit *limit, int32_t period)
{
	return limit->when.first <= period && period <= limit->when.last;
}

static bool same_in_period(const struct sorted_limit *pool, int32_t n, int32_t a, int32_t b)
{
	for (int32_t k = 0; k < n; k++)
		if (holds_in(pool[k].limit, a) != holds_in(pool[k].limit, b))
			return false;
	return true;
}

/* Limits pooled in one community: a bound for every run of periods in which
 * the same of them hold. */
static void add_pool(struct bounds *b, const struct ground *g, const struct sorted_limit *pool, int32_t n)
{
	int32_t nperiods = g->scenario->nperiods;

	for (int32_t first = 0, last; first < nperiods; first = last + 1) {
		wide most = 0;
		int32_t index = -1;
		last = first;
		while (last + 1 < nperiods && same_in_period(pool, n, first, last + 1))
			last++;
		for (int32_t k = 0; k < n; k++) {
			if (!holds_in(pool[k].limit, first))
				continue;
			most += pool[k].limit->amount;
			index = index < 0 ? pool[k].index : index;
		}
		if (index >= 0) {
			struct bound *bound = add_bound(b, BOUND_LIMIT, index, most);
			bound->place = g->stand[pool->limit->place];
			bound->when = (struct periods){first, last};
		}
	}
}

static void add_limits(struct bounds *b, const struct ground *g)
{
	int32_t n = g->scenario->nlimits;
	struct sorted_limit *all = sort_limits(g);

	for (int32_t k = 0, end; k < n; k = end) {
		end = k + 1;
		while (all[k].inside && end < n && compare_pools(&all[k], &all[end]) == 0)
			end++;
		if (all[k].inside)
			add_pool(b, g, all + k, end - k);
		else
			add_limit(b, g, &all[k]);
	}
	for (int32_t k = 0; k < n; k++)
		mem_free(all[k].items);
	mem_free(all);
}

/* Least common denominator of the unit costs of every route and item; the
 * largest allowed one when there is none below it: shares are then rounded up. */
static int64_t money_scale(const struct scenario *s)
{
	int64_t scale = 1;

	for (int32_t r = 0; r < s->nroutes; r++) {
		if (s->routes[r].cost_per_kg.num <= 0)
			continue;
		for (int32_t i = 0; i < s->nitems; i++) {
			struct ratio cost = route_unit_cost(s, r, i);
			if (cost.num <= 0 || scale % cost.den == 0)
				continue;
			if (!int_mul(scale / int_gcd(scale, cost.den), cost.den, &scale)
				|| scale > MONEY_SCALE_MAX)
				return MONEY_SCALE_MAX;
		}
	}
	return scale;
}

/* Which limits count at which stand. */
static void list_at(struct bounds *b, const struct ground *g)
{
	const struct scenario *s = g->scenario;
	int32_t n = 0, room = 0;

	b->at_start = mem_calloc((size_t)s->nplaces + 1, sizeof *b->at_start);
	for (int32_t p = 0; p < s->nplaces; p++) {
		for (int32_t k = 0; g->stand[p] == p && k < b->nlimits; k++) {
			if (b->bounds[k].place >= 0 && !place_within(s, p, b->bounds[k].place))
				continue;
			ARRAY_ADD(&b->at, &n, &room);
			b->at[n - 1] = k; /* of a region around it, or of everywhere */
		}
		b->at_start[p + 1] = n;
	}
}

void bounds_init(struct bounds *b, const struct ground *g)
{
	const struct scenario *s = g->scenario;

	memset(b, 0, sizeof *b);
	b->money_scale = money_scale(s);
	b->of_route = mem_calloc((size_t)s->nroutes, sizeof(int32_t));
	b->of_segment = mem_calloc((size_t)s->nsegments, sizeof(int32_t));
	add_limits(b, g);
	b->nlimits = b->leg_most = b->nbounds;
	list_at(b, g);
	for (int32_t r = 0; r < s->nroutes; r++)
		if (b->nlimits + 1 + s->routes[r].nvia > b->leg_most)
			b->leg_most = b->nlimits + 1 + s->routes[r].nvia;
	for (int32_t k = 0; k < s->nroutes; k++) {
		int32_t r = g->route_at[k];
		b->of_route[r] = s->routes[r].capacity < 0 ? -1 : b->nbounds;
		if (s->routes[r].capacity >= 0)
			add_bound(b, BOUND_ROUTE, r, s->routes[r].capacity);
	}
	for (int32_t k = 0; k < s->nsegments; k++) {
		int32_t v = g->segment_at[k];
		b->of_segment[v] = s->segments[v].capacity < 0 ? -1 : b->nbounds;
		if (s->segments[v].capacity >= 0)
			add_bound(b, BOUND_SEGMENT, v, s->segments[v].capacity);
	}
}

void bounds_release(struct bounds *b)
{
	for (int32_t k = 0; k < b->nbounds; k++)
		mem_free(b->bounds[k].taken);
	mem_free(b->bounds);
	mem_free(b->at_start);
	mem_free(b->at);
	mem_free(b->of_route);
	mem_free(b->of_segment);
}

bool bound_counts(const struct ground *g, const struct bound *b, int32_t item, int32_t route,
	int32_t depart)
{
	const struct scenario *s = g->scenario;
	const struct route *r = &s->routes[route];
	const struct limit *limit;

	if (b->kind == BOUND_ROUTE)
		return b->index == route;
	if (b->kind == BOUND_SEGMENT) {
		for (int32_t k = 0; k < r->nvia; k++)
			if (r->via[k] == b->index)
				return true;
		return false;
	}
	limit = &s->limits[b->index];
	return limit->kind != LIMIT_HELPERS && depart >= b->when.first && depart <= b->when.last
		&& limit_counts_item(limit, item)
		&& (b->place < 0 || place_within(s, g->stand[r->from], b->place));
}

int32_t bounds_of_leg(const struct bounds *all, const struct ground *g, int32_t item, int32_t route,
	int32_t depart, int32_t *out)
{
	const struct route *r = &g->scenario->routes[route];
	int32_t n = 0, segments, kept, stand = g->stand[r->from];

	for (int32_t k = all->at_start[stand]; k < all->at_start[stand + 1]; k++)
		if (bound_counts(g, &all->bounds[all->at[k]], item, route, depart))
			out[n++] = all->at[k];
	if (all->of_route[route] >= 0)
		out[n++] = all->of_route[route];
	segments = n;
	for (int32_t v = 0; v < r->nvia; v++)
		if (all->of_segment[r->via[v]] >= 0)
			out[n++] = all->of_segment[r->via[v]];
	if (n - segments > 1)
		qsort(out + segments, (size_t)(n - segments), sizeof *out, rank_compare);
	kept = segments;
	for (int32_t k = segments; k < n; k++) /* a segment passed twice counts once */
		if (k == segments || out[k] != out[kept - 1])
			out[kept++] = out[k];
	return kept;
}

int64_t bound_share(const struct ground *g, const struct bounds *all, const struct bound *b,
	int32_t item, int32_t route)
{
	const struct scenario *s = g->scenario;

	/* Rounded up where the common denominator is not exact: a budget is never passed. */
	if (b->kind == BOUND_LIMIT && s->limits[b->index].kind == LIMIT_BUDGET)
		return cost_scaled(route_unit_cost(s, route, item), all->money_scale);
	return issue_mass(s, item);
}

void bounds_take(struct bounds *b, const struct ground *g, const struct shipment *facts, int32_t nfacts)
{
	int32_t nperiods = g->scenario->nperiods;

	for (int32_t n = 0; n < nfacts; n++) {
		const struct shipment *h = &facts[n];
		if (h->route < 0 || h->state == SHIPMENT_CANCELLED || h->units == 0)
			continue;
		for (int32_t k = 0; k < b->nbounds; k++) {
			struct bound *bound = &b->bounds[k];
			if (!bound_counts(g, bound, h->item, h->route, h->depart))
				continue;
			if (!bound->taken)
				bound->taken = mem_calloc((size_t)nperiods + 1, sizeof *bound->taken);
			bound->taken[bound->whole ? nperiods : h->depart]
				+= (wide)h->units * bound_share(g, b, bound, h->item, h->route);
		}
	}
}

wide bound_left(const struct bound *b, int32_t period)
{
	wide taken = b->taken ? b->taken[period] : 0;

	return taken < b->most ? b->most - taken : 0;
}

int64_t cost_scaled(struct ratio cost, int64_t scale)
{
	const int64_t most = (int64_t)1 << 61;
	wide value = cost.num <= 0 ? 0 : wide_ceil_div((wide)cost.num * scale, cost.den);

	return value < most ? (int64_t)value : most;
}

bool bound_counts_visit(const struct ground *g, const struct bound *b, int32_t item, int32_t stand,
	int32_t period)
{
	const struct scenario *s = g->scenario;
	const struct limit *limit;

	if (b->kind != BOUND_LIMIT)
		return false;
	limit = &s->limits[b->index];
	return limit->kind == LIMIT_HELPERS && period >= b->when.first && period <= b->when.last
		&& limit_counts_item(limit, item) && place_within(s, stand, b->place);
}

bool needs_visit(const struct ground *g, int32_t group)
{
	return g->scenario->groups[group].door && g->scenario->groups[group].visit_minutes > 0;
}

int64_t visits_needed(int64_t units, int64_t demand, int64_t households)
{
	/* units <= ceil(demand v / households)  <=>  v > (units - 1) households / demand */
	return units <= 0 ? 0 : int_mul_div_floor(units - 1, households, demand) + 1;
}
