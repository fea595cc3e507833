#include "models/check.h"

#include "base/text.h"
#include "models/estimates.h"
#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

/* Segments, routes and limits; masses where kilograms are counted. */

static void check_closures(struct check *k, struct periods *closed, int32_t nclosed,
	struct where where, const char *name)
{
	int32_t i;

	for (i = 0; i < nclosed; i++)
		check_periods(k, &closed[i], false, -1, where, name);
}

static bool amount_fits(int64_t amount, int64_t least)
{
	return amount >= least && amount < QUANTITY_MAX;
}

static bool cost_fits(struct ratio cost)
{
	return cost.den > 0 && cost.num >= -1 && cost.num < QUANTITY_MAX;
}

/* ---- Segments and routes ---- */

static void check_segments(struct check *k)
{
	struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->nsegments; i++) {
		struct segment *segment = &s->segments[i];
		struct diag *item;

		check_closures(k, segment->closed, segment->nclosed, segment->where, segment->id);
		if (amount_fits(segment->capacity, -1))
			continue;
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ROUTE_NUMBER,
			segment->where, _("segment %s: the capacity is out of range"), segment->id);
		item->about = "capacity-kg";
		diag_remedy(k->d, item, _("state the kilograms of a period, or leave it out"));
	}
}

static bool check_route_references(struct check *k, const struct route *r)
{
	const struct scenario *s = k->s;
	bool sound = check_has(r->from, s->nplaces) && check_has(r->to, s->nplaces);
	struct diag *item;
	int32_t i;

	for (i = 0; i < r->nvia; i++)
		sound = sound && check_has(r->via[i], s->nsegments);
	if (sound)
		return true;
	check_error(k, -1, NULL);
	if (check_reported(k, r->where))
		return false;
	item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, r->where,
		_("route %s: a place or segment is not known"), r->id);
	diag_remedy(k->d, item, _("use ids that the scenario states"));
	return false;
}

static void check_via(struct check *k, const struct route *r)
{
	int32_t i, j;

	for (i = 0; i < r->nvia; i++) {
		for (j = 0; j < i; j++) {
			struct diag *item;

			if (r->via[i] != r->via[j])
				continue;
			item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_SEGMENT_TWICE,
				r->where, _("route %s goes over segment %s twice"), r->id,
				k->s->segments[r->via[i]].id);
			item->about = "via";
			diag_remedy(k->d, item, _("name each segment once"));
			return;
		}
	}
}

static void check_route(struct check *k, struct route *r)
{
	const struct scenario *s = k->s;
	struct diag *item;

	check_closures(k, r->closed, r->nclosed, r->where, r->id);
	if (!check_route_references(k, r))
		return;
	check_via(k, r);
	if (k->tree && place_stand(s, r->from) == place_stand(s, r->to)) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ROUTE_ENDS, r->where,
			_("route %s leads from %s to %s, which are one place of the plan"), r->id,
			s->places[r->from].id, s->places[r->to].id);
		item->about = "to";
		diag_remedy(k->d, item,
			_("everything in a community stands for the community; name another "
			  "place"));
	}
	if (r->lead < 0 || r->lead > SECONDS_MAX || !amount_fits(r->capacity, -1) ||
		!cost_fits(r->cost_per_kg)) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_ROUTE_NUMBER, r->where,
			_("route %s: the lead time, capacity or cost is out of range"), r->id);
		item->about = "lead";
		diag_remedy(k->d, item, _("state numbers of 0 or more"));
	} else if (k->horizon && r->lead >= s->nperiods * s->period) {
		item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_ROUTE_LATE, r->where,
			_("route %s takes longer than the whole horizon: nothing can use it"),
			r->id);
		item->about = "lead";
		diag_remedy(k->d, item, _("check its lead time"));
	}
}

/* ---- Limits ---- */

static void report_limit(struct check *k, const struct limit *l, const char *about,
	const char *problem, const char *remedy)
{
	struct diag *item;

	check_error(k, -1, NULL);
	if (check_reported(k, l->where))
		return;
	item = diag_add(k->d, DIAG_ERROR, CHECK_LIMIT, l->where, "%s", problem);
	item->about = about;
	diag_remedy(k->d, item, "%s", remedy);
}

static void check_limit_items(struct check *k, const struct limit *l)
{
	char *seen = mem_calloc((size_t)k->s->nitems, 1);
	int32_t i;

	for (i = 0; i < l->nitems; i++) {
		if (!check_has(l->items[i], k->s->nitems)) {
			report_limit(k, l, "items", _("a limit counts an item that is not known"),
				_("use ids that the scenario states"));
			break;
		}
		if (seen[l->items[i]]++) {
			report_limit(k, l, "items", _("a limit names one item twice"),
				_("name each item once"));
			break;
		}
	}
	mem_free(seen);
}

static void check_limit(struct check *k, struct limit *l)
{
	const struct scenario *s = k->s;
	const char *name = check_has(l->place, s->nplaces) ? s->places[l->place].id : "-";

	check_periods(k, &l->when, false, -1, l->where, name);
	if (l->place >= s->nplaces || (l->place < 0 && l->kind != LIMIT_BUDGET))
		report_limit(k, l, "place", _("a limit is at no place that is known"),
			_("name the place; only a budget may hold everywhere"));
	if (!amount_fits(l->amount, 0))
		report_limit(k, l, "kg|minutes|amount|capacity-kg|money",
			_("a limit's amount is out of range"), _("state 0 or more"));
	check_limit_items(k, l);
}

/* A door visit is paid in minutes by household: with a limit on minutes the
 * number of households must be known. */
static void check_door_households(struct check *k, const struct limit *l)
{
	const struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];
		struct diag *item;

		if (!check_has(p->place, s->nplaces) || !check_has(p->group, s->ngroups) ||
			!s->groups[p->group].door || p->households >= 0 || p->count <= 0 ||
			!place_within(s, place_stand(s, p->place), l->place))
			continue;
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_HOUSEHOLDS, p->where,
			_("%s / %s: served at the door and limited by helpers' minutes, but the "
			  "number of households is not stated"),
			s->places[p->place].id, s->groups[p->group].id);
		item->about = "households";
		diag_remedy(k->d, item, _("state the households"));
		return;
	}
}

/* A budget counts what is costed; a route without cost would be free. */
static void check_budget(struct check *k, const struct limit *l)
{
	const struct scenario *s = k->s;
	int32_t i, n = 0, first = -1;
	struct diag *item;

	for (i = 0; i < s->nroutes; i++) {
		if (s->routes[i].cost_per_kg.num >= 0)
			continue;
		if (n++ == 0)
			first = i;
	}
	for (i = 0; i < s->nestimates; i++) {
		if (s->estimates[i].cost_per_km_tonne.num < 0)
			n++;
	}
	if (n == 0)
		return;
	item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NOT_COSTED,
		first >= 0 ? s->routes[first].where : l->where,
		_("there is a budget, but %d routes or rules for routes are not costed, as %s"),
		(int)n, first >= 0 ? s->routes[first].id : "estimate");
	item->about = "cost-per-kg|cost-per-km-tonne|estimate-cost-per-km-tonne";
	diag_remedy(k->d, item, _("state their cost per kg, 0 if they cost nothing"));
}

static void check_limits(struct check *k)
{
	struct scenario *s = k->s;
	bool budget = false;
	int32_t i;

	for (i = 0; i < s->nlimits; i++) {
		struct limit *l = &s->limits[i];

		check_limit(k, l);
		if (k->tree && l->kind == LIMIT_HELPERS && check_has(l->place, s->nplaces))
			check_door_households(k, l);
		if (l->kind == LIMIT_BUDGET && !budget) {
			check_budget(k, l);
			budget = true;
		}
	}
}

void check_travel(struct check *k)
{
	struct scenario *s = k->s;
	int32_t i;

	check_segments(k);
	for (i = 0; i < s->nroutes; i++)
		check_route(k, &s->routes[i]);
	check_limits(k);
}

/* ---- Masses and costs ---- */

/* What would be carried without being counted. */
static bool mass_needed(const struct scenario *s, int32_t item)
{
	int32_t i;

	for (i = 0; i < s->nlimits; i++) {
		if (s->limits[i].kind == LIMIT_VEHICLES && limit_counts_item(&s->limits[i], item))
			return true;
	}
	for (i = 0; i < s->nsegments; i++) {
		if (s->segments[i].capacity >= 0)
			return true;
	}
	for (i = 0; i < s->nroutes; i++) {
		if (s->routes[i].capacity >= 0)
			return true;
	}
	for (i = 0; i < s->nlimits; i++) {
		if (s->limits[i].kind == LIMIT_BUDGET && limit_counts_item(&s->limits[i], item))
			return true;
	}
	return false;
}

static int compare_costs(const void *left, const void *right)
{
	const struct ratio *a = left, *b = right;
	int order = int_compare(a->num, b->num);

	return order ? order : int_compare(a->den, b->den);
}

/* The cost of one issue unit must be an exact number. */
static bool unit_cost_fits(const struct item *item, struct ratio cost)
{
	struct ratio mass, product;
	int64_t base = 1;
	int i;

	for (i = 0; i < item->decimals; i++)
		base *= 10;
	return item->mass < 0 || cost.num <= 0 ||
		(ratio_make_wide((wide)item->mass * item->issue_unit, (wide)base * 1000, &mass) &&
			ratio_mul(mass, cost, &product));
}

static void check_unit_costs(struct check *k)
{
	const struct scenario *s = k->s;
	struct ratio *costs = mem_calloc((size_t)s->nroutes, sizeof *costs);
	int32_t i, j;

	for (i = 0; i < s->nroutes; i++)
		costs[i] = s->routes[i].cost_per_kg;
	if (s->nroutes > 0)
		qsort(costs, (size_t)s->nroutes, sizeof *costs, compare_costs);
	for (i = 0; i < s->nroutes; i++) {
		if (i > 0 && compare_costs(&costs[i - 1], &costs[i]) == 0)
			continue;
		for (j = 0; j < s->nitems; j++) {
			struct diag *d;

			if (unit_cost_fits(&s->items[j], costs[i]))
				continue;
			d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_COST,
				s->items[j].where,
				_("item %s: the transport cost of one issue unit is not a number "
				  "that "
				  "can be counted exactly"),
				s->items[j].id);
			d->about = "mass-kg";
			diag_remedy(k->d, d, _("state masses and costs with fewer digits"));
			mem_free(costs);
			return;
		}
	}
	mem_free(costs);
}

void check_masses(struct check *k)
{
	const struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->nitems; i++) {
		const struct item *item = &s->items[i];
		struct diag *d;

		if (item->mass >= 0 || !mass_needed(s, i))
			continue;
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_MASS, item->where,
			_("item %s has no mass, but limits or capacities count kilograms"),
			item->id);
		d->about = "mass-kg";
		diag_remedy(k->d, d, _("state its mass-kg"));
	}
	check_unit_costs(k);
}
