#include "solver/unbreakable.h"

#include "base/memory.h"
#include "models/travel.h"

#include <stdlib.h>

struct reckoning {
	const struct ground *g;
	const struct bounds *bounds;
	wide *need; /* [nitems] issue units that claims may draw */
	int32_t item, stand; /* of `more`; -1 */
	wide more;
};

static bool leg_counts(const struct reckoning *r, const struct bound *b, int32_t route)
{
	const struct scenario *s = r->g->scenario;

	return b->kind == BOUND_LIMIT ? b->place < 0 || place_within(s, r->g->stand[s->routes[route].from], b->place) :
		bound_counts(r->g, b, -1, route, 0);
}

/* Stands from which roads, however many, lead to a leg that the bound counts: [nplaces]. */
static char *mark_sources(const struct reckoning *r, const struct bound *b)
{
	const struct scenario *s = r->g->scenario;
	char *marked = mem_calloc((size_t)s->nplaces, 1);
	bool more = true;

	for (int32_t k = 0; k < s->nroutes; k++)
		if (leg_counts(r, b, k))
			marked[r->g->stand[s->routes[k].from]] = 1;
	while (more) {
		more = false;
		for (int32_t k = 0; k < s->nroutes; k++) {
			char *from = &marked[r->g->stand[s->routes[k].from]];

			if (*from || !marked[r->g->stand[s->routes[k].to]])
				continue;
			*from = 1;
			more = true;
		}
	}
	return marked;
}

/* Can goods that must not leave the region take a leg that the bound counts? */
static bool region_uses(const struct reckoning *r, const struct bound *b, int32_t region)
{
	const struct scenario *s = r->g->scenario;

	for (int32_t k = 0; k < s->nroutes; k++)
		if (leg_counts(r, b, k) && place_within(s, r->g->stand[s->routes[k].from], region) &&
			place_within(s, r->g->stand[s->routes[k].to], region))
			return true;
	return false;
}

/* Grams of a period at most. */
static wide most_grams(const struct reckoning *r, const struct bound *b)
{
	enum { UNKNOWN, USES, USES_NOT };
	const struct scenario *s = r->g->scenario;
	const struct supply *supply = r->g->supply;
	wide *units = mem_calloc((size_t)s->nitems, sizeof *units), grams = 0;
	char *marked = mark_sources(r, b), *of_region = mem_calloc((size_t)s->nplaces, 1);

	for (int32_t k = 0; k < supply->nlots; k++) {
		const struct supply_lot *lot = &supply->lots[k];

		if (lot->own || !marked[lot->place])
			continue;
		if (of_region[lot->region] == UNKNOWN)
			of_region[lot->region] = region_uses(r, b, lot->region) ? USES : USES_NOT;
		if (of_region[lot->region] == USES)
			units[lot->item] += lot->units;
	}
	if (r->item >= 0 && marked[r->stand])
		units[r->item] += r->more;
	for (int32_t i = 0; i < s->nitems; i++)
		grams += (units[i] < r->need[i] ? units[i] : r->need[i]) * issue_mass(s, i);
	mem_free(units);
	mem_free(marked);
	mem_free(of_region);
	return grams;
}

/* Helpers: every household of the region, in the period. */
static wide most_minutes(const struct reckoning *r, const struct bound *b, int32_t period)
{
	const struct ground *g = r->g;
	const struct scenario *s = g->scenario;
	wide minutes = 0;

	for (int32_t p = 0; p < s->nplaces; p++) {
		if (g->stand[p] != p || g->community_rank[p] < 0 || (b->place >= 0 && !place_within(s, p, b->place)))
			continue;
		for (int32_t k = 0; k < s->ngroups; k++)
			if (needs_visit(g, k))
				minutes += (wide)ground_households(g, p, k, period) * s->groups[k].visit_minutes;
	}
	return minutes;
}

/* --- budget --- */

struct dear { /* units of one place, and what one of them can cost at most */
	wide units, cost;
};

static int dear_compare(const void *a, const void *b)
{
	const struct dear *x = a, *y = b;

	return (x->cost < y->cost) - (x->cost > y->cost);
}

/* Scaled cost of the dearest way of an item from every place: dearest [nplaces]. */
static void dearest_ways(const struct reckoning *r, int32_t item, wide *dearest)
{
	const struct scenario *s = r->g->scenario;
	wide *next = mem_calloc((size_t)s->nplaces, sizeof *next);
	bool more = true;

	for (int32_t p = 0; p < s->nplaces; p++)
		dearest[p] = 0;
	for (int32_t t = 0; t < s->nperiods && more; t++) {
		more = false;
		for (int32_t p = 0; p < s->nplaces; p++)
			next[p] = dearest[p];
		for (int32_t k = 0; k < s->nroutes; k++) {
			wide cost = cost_scaled(route_unit_cost(s, k, item), r->bounds->money_scale) +
				dearest[r->g->stand[s->routes[k].to]];
			int32_t from = r->g->stand[s->routes[k].from];

			if (cost > next[from]) {
				next[from] = cost;
				more = true;
			}
		}
		for (int32_t p = 0; p < s->nplaces; p++)
			dearest[p] = next[p];
	}
	mem_free(next);
}

static wide item_cost(const struct reckoning *r, int32_t item, const wide *dearest)
{
	const struct supply *supply = r->g->supply;
	struct dear *all = mem_calloc((size_t)supply->nlots + 1, sizeof *all);
	wide left = r->need[item], sum = 0;
	int32_t n = 0;

	for (int32_t k = 0; k < supply->nlots; k++)
		if (supply->lots[k].item == item && !supply->lots[k].own)
			all[n++] = (struct dear){supply->lots[k].units, dearest[supply->lots[k].place]};
	if (item == r->item)
		all[n++] = (struct dear){r->more, dearest[r->stand]};
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, dear_compare);
	for (int32_t k = 0; k < n && left > 0; k++) {
		wide units = all[k].units < left ? all[k].units : left;

		sum += units * all[k].cost;
		left -= units;
	}
	mem_free(all);
	return sum;
}

static wide most_money(const struct reckoning *r)
{
	const struct scenario *s = r->g->scenario;
	wide *dearest = mem_calloc((size_t)s->nplaces, sizeof *dearest), sum = 0;

	for (int32_t i = 0; i < s->nitems; i++) {
		dearest_ways(r, i, dearest);
		sum += item_cost(r, i, dearest);
	}
	mem_free(dearest);
	return sum;
}

static bool bound_unbreakable(const struct reckoning *r, const struct bound *b)
{
	const struct scenario *s = r->g->scenario;

	if (b->kind == BOUND_LIMIT && s->limits[b->index].kind == LIMIT_BUDGET)
		return most_money(r) <= b->most;
	if (b->kind != BOUND_LIMIT || s->limits[b->index].kind == LIMIT_VEHICLES)
		return most_grams(r, b) <= b->most;
	for (int32_t t = 0; t < s->nperiods; t++)
		if (most_minutes(r, b, t) > b->most)
			return false;
	return true;
}

bool bounds_unbreakable(const struct bounds *bounds, const struct ground *g, int32_t item, int32_t stand, wide more)
{
	struct reckoning r = {.g = g, .bounds = bounds, .item = item, .stand = stand, .more = more};
	bool all = true;

	r.need = mem_calloc((size_t)g->scenario->nitems, sizeof *r.need);
	for (int32_t c = 0; c < g->cells->ncells; c++)
		r.need[g->cells->cells[c].item] += g->cells->cells[c].units - g->cells->cells[c].fact;
	for (int32_t b = 0; b < bounds->nbounds && all; b++)
		all = bound_unbreakable(&r, &bounds->bounds[b]);
	mem_free(r.need);
	return all;
}
