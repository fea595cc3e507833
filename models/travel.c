#include "models/travel.h"

#include <assert.h>

int32_t period_of(const struct scenario *s, int64_t seconds)
{
	int64_t period;

	assert(seconds >= 0 && s->period > 0);
	period = seconds / s->period;
	return period > INT32_MAX ? INT32_MAX : (int32_t)period;
}

static bool closed_between(const struct periods *closed, int32_t nclosed, int32_t from, int32_t to)
{
	int32_t i;

	for (i = 0; i < nclosed; i++) {
		if (closed[i].first <= to && closed[i].last >= from)
			return true;
	}
	return false;
}

bool route_open(const struct scenario *s, int32_t route, int32_t from, int32_t to)
{
	const struct route *r;
	int32_t i;

	assert(route >= 0 && route < s->nroutes);
	r = &s->routes[route];
	if (closed_between(r->closed, r->nclosed, from, to))
		return false;
	for (i = 0; i < r->nvia; i++) {
		const struct segment *segment = &s->segments[r->via[i]];

		if (closed_between(segment->closed, segment->nclosed, from, to))
			return false;
	}
	return true;
}

bool route_usable(const struct scenario *s, int32_t route, int32_t from, int32_t to)
{
	const struct route *r = &s->routes[route];

	return from < s->places[r->from].lost && to < s->places[r->to].lost && route_open(s, route, from, to);
}

int32_t route_arrival(const struct scenario *s, int32_t route, int64_t seconds)
{
	int64_t arrival;
	int32_t from, to;

	assert(route >= 0 && route < s->nroutes);
	if (!int_add(seconds, s->routes[route].lead, &arrival))
		return -1;
	from = period_of(s, seconds);
	to = period_of(s, arrival);
	if (to >= s->nperiods || !route_usable(s, route, from, to))
		return -1;
	return to;
}

bool limit_counts_item(const struct limit *limit, int32_t item)
{
	for (int32_t i = 0; i < limit->nitems; i++)
		if (limit->items[i] == item)
			return true;
	return limit->nitems == 0;
}

static int64_t smallest_units(const struct item *item)
{
	int64_t units = 1;
	int i;

	for (i = 0; i < item->decimals; i++)
		units *= 10;
	return units;
}

int64_t issue_mass(const struct scenario *s, int32_t item)
{
	const struct item *i = &s->items[item];

	if (i->mass <= 0)
		return 0;
	return int_mul_div_ceil(i->mass, i->issue_unit, smallest_units(i));
}

struct ratio route_unit_cost(const struct scenario *s, int32_t route, int32_t item)
{
	static const struct ratio not_costed = {-1, 1};
	const struct item *i = &s->items[item];
	const struct ratio *cost = &s->routes[route].cost_per_kg;
	struct ratio mass, result;

	if (cost->num == 0)
		return *cost;
	if (cost->num < 0 || i->mass < 0)
		return not_costed;
	/* kilograms of one issue unit, exact */
	if (!ratio_make_wide(
		    (wide)i->mass * i->issue_unit, (wide)smallest_units(i) * 1000, &mass) ||
		!ratio_mul(mass, *cost, &result))
		return not_costed;
	return result;
}
