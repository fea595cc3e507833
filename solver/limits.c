#include "solver/limits.h"

#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Common denominators above this would endanger 64-bit costs; unit costs are
 * decimals of at most 15 places, in practice a few, so it is never reached by
 * data that passed the check. */
#define MONEY_SCALE_MAX ((int64_t)1000000000000)

static int32_t add_bound(struct bounds *b, enum bound_kind kind, int32_t index, wide most)
{
	int32_t k = ARRAY_ADD(&b->bounds, &b->nbounds, &b->room);

	b->bounds[k].kind = kind;
	b->bounds[k].index = index;
	b->bounds[k].most = most;
	return k;
}

/* A limit as it is sorted: nothing of it depends on its position in the file
 * unless two are alike in everything. */
struct sorted_limit {
	const struct limit *limit;
	int32_t place_rank;
	int32_t index;
};

static int limit_compare(const void *a, const void *b)
{
	const struct sorted_limit *x = a, *y = b;

	if (x->limit->kind != y->limit->kind)
		return x->limit->kind < y->limit->kind ? -1 : 1;
	if (x->place_rank != y->place_rank)
		return x->place_rank < y->place_rank ? -1 : 1;
	if (x->limit->when.first != y->limit->when.first)
		return x->limit->when.first < y->limit->when.first ? -1 : 1;
	if (x->limit->when.last != y->limit->when.last)
		return x->limit->when.last < y->limit->when.last ? -1 : 1;
	if (x->limit->amount != y->limit->amount)
		return x->limit->amount < y->limit->amount ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

static void add_limits(struct bounds *b, const struct ground *g)
{
	const struct scenario *s = g->scenario;
	struct sorted_limit *all = mem_calloc((size_t)s->nlimits, sizeof *all);

	for (int32_t k = 0; k < s->nlimits; k++)
		all[k] = (struct sorted_limit){&s->limits[k],
			s->limits[k].place >= 0 ? g->place_rank[s->limits[k].place] : -1, k};
	qsort(all, (size_t)s->nlimits, sizeof *all, limit_compare);
	for (int32_t k = 0; k < s->nlimits; k++) {
		const struct limit *limit = all[k].limit;
		bool budget = limit->kind == LIMIT_BUDGET;
		int32_t at = add_bound(b, BOUND_LIMIT, all[k].index,
			(wide)limit->amount * (budget ? b->money_scale : 1));
		b->bounds[at].whole = budget;
	}
	mem_free(all);
}

/* Least common denominator of the unit costs of every route and item. */
static int64_t money_scale(const struct scenario *s)
{
	int64_t scale = 1;

	for (int32_t r = 0; r < s->nroutes; r++) {
		for (int32_t i = 0; i < s->nitems; i++) {
			struct ratio cost = route_unit_cost(s, r, i);
			int64_t wider;
			if (cost.num < 0)
				continue;
			if (scale % cost.den == 0)
				continue;
			if (int_mul(scale / int_gcd(scale, cost.den), cost.den, &wider)
				&& wider <= MONEY_SCALE_MAX)
				scale = wider;
		}
	}
	return scale;
}

void bounds_init(struct bounds *b, const struct ground *g)
{
	const struct scenario *s = g->scenario;

	memset(b, 0, sizeof *b);
	b->money_scale = money_scale(s);
	b->of_route = mem_calloc((size_t)s->nroutes, sizeof(int32_t));
	b->of_segment = mem_calloc((size_t)s->nsegments, sizeof(int32_t));
	add_limits(b, g);
	for (int32_t p = 0; p < s->nplaces; p++) {
		for (int32_t k = g->leave_start[p]; k < g->leave_start[p + 1]; k++) {
			int32_t r = g->leave_route[k];
			b->of_route[r] = s->routes[r].capacity < 0 ? -1
				: add_bound(b, BOUND_ROUTE, r, s->routes[r].capacity);
		}
	}
	for (int32_t k = 0; k < s->nsegments; k++)
		b->of_segment[k] = s->segments[k].capacity < 0 ? -1
			: add_bound(b, BOUND_SEGMENT, k, s->segments[k].capacity);
}

void bounds_release(struct bounds *b)
{
	mem_free(b->bounds);
	mem_free(b->of_route);
	mem_free(b->of_segment);
}

static bool limit_counts_item(const struct limit *limit, int32_t item)
{
	for (int32_t k = 0; k < limit->nitems; k++)
		if (limit->items[k] == item)
			return true;
	return limit->nitems == 0;
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
	return limit->kind != LIMIT_HELPERS && depart >= limit->when.first && depart <= limit->when.last
		&& limit_counts_item(limit, item)
		&& (limit->place < 0 || place_within(s, g->stand[r->from], limit->place));
}

int64_t bound_share(const struct ground *g, const struct bounds *all, const struct bound *b,
	int32_t item, int32_t route)
{
	const struct scenario *s = g->scenario;

	if (b->kind == BOUND_LIMIT && s->limits[b->index].kind == LIMIT_BUDGET) {
		struct ratio cost = route_unit_cost(s, route, item);
		if (cost.num <= 0)
			return 0;
		/* Rounded up where the common denominator is not exact: a budget is never passed. */
		return int_mul_div_ceil(cost.num, all->money_scale, cost.den);
	}
	return issue_mass(s, item);
}

bool bound_counts_visit(const struct ground *g, const struct bound *b, int32_t item, int32_t stand,
	int32_t period)
{
	const struct scenario *s = g->scenario;
	const struct limit *limit;

	if (b->kind != BOUND_LIMIT)
		return false;
	limit = &s->limits[b->index];
	return limit->kind == LIMIT_HELPERS && period >= limit->when.first && period <= limit->when.last
		&& limit_counts_item(limit, item) && place_within(s, stand, limit->place);
}

int64_t visits_needed(int64_t units, int64_t demand, int64_t households)
{
	/* units <= ceil(demand v / households)  <=>  v > (units - 1) households / demand */
	return units <= 0 ? 0 : int_mul_div_floor(units - 1, households, demand) + 1;
}
