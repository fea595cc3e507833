#include "solver/unbreakable.h"

#include "base/memory.h"
#include "models/travel.h"
#include "solver/limits.h"

#include <stdlib.h>

/* Units of an item that may move, by the region that they must not leave. */
struct moving {
	int32_t item, region;
	wide units;
};
struct reckoning {
	const struct ground *g;
	struct bounds bounds;
	struct moving *moving; int32_t nmoving, room;
	wide *need; /* [nitems] issue units that claims may draw */
	int32_t item; /* of `more`; -1 */
	wide more;
};

static void add_moving(struct reckoning *r, const struct supply_lot *lot)
{
	int32_t k = 0;

	if (lot->own)
		return;
	while (k < r->nmoving && (r->moving[k].item != lot->item || r->moving[k].region != lot->region))
		k++;
	if (k == r->nmoving) {
		k = ARRAY_ADD(&r->moving, &r->nmoving, &r->room);
		r->moving[k] = (struct moving){lot->item, lot->region, 0};
	}
	r->moving[k].units += lot->units;
}

/* Can goods of the region take a leg that the bound counts? */
static bool region_uses(const struct reckoning *r, const struct bound *b, int32_t region)
{
	const struct scenario *s = r->g->scenario;

	for (int32_t k = 0; k < s->nroutes; k++) {
		const struct route *route = &s->routes[k];

		if (!place_within(s, r->g->stand[route->from], region) || !place_within(s, r->g->stand[route->to], region))
			continue;
		if (b->kind == BOUND_LIMIT ? b->place < 0 || place_within(s, r->g->stand[route->from], b->place) :
			bound_counts(r->g, b, -1, k, 0))
			return true;
	}
	return false;
}

/* Grams of a period at most. */
static wide most_grams(const struct reckoning *r, const struct bound *b)
{
	const struct scenario *s = r->g->scenario;
	wide *units = mem_calloc((size_t)s->nitems, sizeof *units), grams = 0;

	for (int32_t k = 0; k < r->nmoving; k++)
		if (region_uses(r, b, r->moving[k].region))
			units[r->moving[k].item] += r->moving[k].units;
	if (r->item >= 0)
		units[r->item] += r->more;
	for (int32_t i = 0; i < s->nitems; i++)
		grams += (units[i] < r->need[i] ? units[i] : r->need[i]) * issue_mass(s, i);
	mem_free(units);
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
			wide cost = cost_scaled(route_unit_cost(s, k, item), r->bounds.money_scale) +
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
	if (item == r->item) { /* wherever */
		all[n] = (struct dear){r->more, 0};
		for (int32_t p = 0; p < r->g->scenario->nplaces; p++)
			all[n].cost = dearest[p] > all[n].cost ? dearest[p] : all[n].cost;
		n++;
	}
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

bool limits_unbreakable(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	int32_t item, wide more)
{
	struct reckoning r = {.item = item, .more = more};
	struct ground g;
	bool all = true;

	ground_init(&g, s, cells, supply);
	r.g = &g;
	bounds_init(&r.bounds, &g);
	r.need = mem_calloc((size_t)s->nitems, sizeof *r.need);
	for (int32_t c = 0; c < cells->ncells; c++)
		r.need[cells->cells[c].item] += cells->cells[c].units - cells->cells[c].fact;
	for (int32_t k = 0; k < supply->nlots; k++)
		add_moving(&r, &supply->lots[k]);
	for (int32_t b = 0; b < r.bounds.nbounds && all; b++)
		all = bound_unbreakable(&r, &r.bounds.bounds[b]);
	mem_free(r.need);
	mem_free(r.moving);
	bounds_release(&r.bounds);
	ground_release(&g);
	return all;
}
