#include "models/sound_parts.h"

#include "base/text.h"
#include "models/order.h"
#include "models/ranges.h"
#include "models/travel.h"

#include <stdlib.h>

static bool cost_fits(struct ratio cost)
{
	return cost.den > 0 && quantity_fits(cost.num, -1);
}

static bool closures_fit(const struct scenario *s, struct periods *closed, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		if (!cut_periods(s, &closed[i], false))
			return false;
	return true;
}

static bool has_twice(const int32_t *list, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		for (int32_t j = 0; j < i; j++)
			if (list[i] == list[j])
				return true;
	return false;
}

/* --- routes --- */

static void sound_roads(struct sound *k)
{
	struct scenario *s = k->s;

	for (int32_t i = 0; i < s->nsegments; i++)
		rule(k, quantity_fits(s->segments[i].capacity, -1)
			&& closures_fit(s, s->segments[i].closed, s->segments[i].nclosed), s->segments[i].where,
			_("a number is out of range"));
	for (int32_t i = 0; i < s->nroutes; i++) {
		struct route *r = &s->routes[i];

		rule(k, within(r->lead, 0, SECONDS_MAX) && quantity_fits(r->capacity, -1) && cost_fits(r->cost_per_kg)
			&& closures_fit(s, r->closed, r->nclosed), r->where, _("a number is out of range"));
		rule(k, place_stand(s, r->from) != place_stand(s, r->to), r->where, _("the route leads to where it begins"));
		rule(k, !has_twice(r->via, r->nvia), r->where, _("the same is stated twice"));
	}
}

/* --- limits --- */

/* A door visit is paid in minutes by household. */
static bool doors_known(const struct scenario *s, int32_t place)
{
	for (int32_t i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];

		if (s->groups[p->group].door && p->households < 0 && p->count > 0
			&& place_within(s, place_stand(s, p->place), place))
			return false;
	}
	return true;
}

/* A route without cost would be free. */
static bool all_costed(const struct scenario *s)
{
	for (int32_t i = 0; i < s->nroutes; i++)
		if (s->routes[i].cost_per_kg.num < 0)
			return false;
	return true;
}

void sound_travel(struct sound *k)
{
	struct scenario *s = k->s;

	sound_roads(k);
	for (int32_t i = 0; i < s->nlimits; i++) {
		struct limit *l = &s->limits[i];

		rule(k, quantity_fits(l->amount, 0) && cut_periods(s, &l->when, false), l->where,
			_("a number is out of range"));
		rule(k, !has_twice(l->items, l->nitems), l->where, _("the same is stated twice"));
		rule(k, l->kind != LIMIT_HELPERS || doors_known(s, l->place), l->where,
			_("the households that it counts are not stated"));
		rule(k, l->kind != LIMIT_BUDGET || all_costed(s), l->where,
			_("there is a budget, but not all routes are costed"));
	}
}

/* --- masses and costs --- */

/* Kilograms of the item are counted somewhere. */
static bool mass_needed(const struct scenario *s, int32_t item)
{
	for (int32_t i = 0; i < s->nlimits; i++)
		if (s->limits[i].kind != LIMIT_HELPERS && limit_counts_item(&s->limits[i], item))
			return true;
	for (int32_t i = 0; i < s->nsegments; i++)
		if (s->segments[i].capacity >= 0)
			return true;
	for (int32_t i = 0; i < s->nroutes; i++)
		if (s->routes[i].capacity >= 0)
			return true;
	return false;
}

/* The cost of one issue unit is an exact number. */
static bool unit_cost_fits(const struct item *item, struct ratio cost)
{
	struct ratio mass, product;
	int64_t base = 1;

	for (int32_t i = 0; i < item->decimals; i++)
		base *= 10;
	return item->mass < 0 || cost.num <= 0 || (ratio_make_wide((wide)item->mass * item->issue_unit, (wide)base * 1000, &mass)
		&& ratio_mul(mass, cost, &product));
}

static int compare_costs(const void *left, const void *right)
{
	const struct ratio *a = left, *b = right;
	int order = int_compare(a->num, b->num);

	return order ? order : int_compare(a->den, b->den);
}

/* Each cost once: there are few of them. */
static struct ratio *route_costs(const struct scenario *s, int32_t *n)
{
	struct ratio *costs = mem_calloc((size_t)s->nroutes, sizeof *costs);
	int32_t kept = 0;

	for (int32_t i = 0; i < s->nroutes; i++)
		costs[i] = s->routes[i].cost_per_kg;
	if (s->nroutes > 1)
		qsort(costs, (size_t)s->nroutes, sizeof *costs, compare_costs);
	for (int32_t i = 0; i < s->nroutes; i++)
		if (kept == 0 || compare_costs(&costs[kept - 1], &costs[i]) != 0)
			costs[kept++] = costs[i];
	*n = kept;
	return costs;
}

void sound_costs(struct sound *k)
{
	const struct scenario *s = k->s;
	int32_t ncosts;
	struct ratio *costs = route_costs(s, &ncosts);

	for (int32_t i = 0; i < s->nitems; i++) {
		const struct item *item = &s->items[i];
		bool fits = true;

		for (int32_t c = 0; fits && c < ncosts; c++)
			fits = unit_cost_fits(item, costs[c]);
		rule(k, fits, item->where, _("the transport cost of an issue unit cannot be counted exactly"));
		rule(k, item->mass >= 0 || !mass_needed(s, i), item->where,
			_("its mass is not stated, but kilograms are counted"));
	}
	mem_free(costs);
}
