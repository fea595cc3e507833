#include "solver/ground.h"

#include "models/order.h"
#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* A route as it is sorted for its start: by (to id, route id). */
struct leaving {
	int32_t from, to_rank, route_rank, route;
};

static int leaving_compare(const void *a, const void *b)
{
	const struct leaving *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to_rank != y->to_rank)
		return x->to_rank < y->to_rank ? -1 : 1;
	return (x->route_rank > y->route_rank) - (x->route_rank < y->route_rank);
}

static void list_routes(struct ground *g)
{
	const struct scenario *s = g->scenario;
	struct leaving *all = mem_calloc((size_t)s->nroutes, sizeof *all);

	for (int32_t r = 0; r < s->nroutes; r++) {
		const struct route *route = &s->routes[r];
		all[r] = (struct leaving){g->stand[route->from],
			g->place_rank[g->stand[route->to]], g->route_rank[r], r};
	}
	qsort(all, (size_t)s->nroutes, sizeof *all, leaving_compare);
	for (int32_t k = 0; k < s->nroutes; k++) {
		g->leave_route[k] = all[k].route;
		g->leave_start[all[k].from + 1]++;
	}
	for (int32_t p = 0; p < s->nplaces; p++)
		g->leave_start[p + 1] += g->leave_start[p];
	mem_free(all);
}

/* By the stand that they are at. */
static void list_people(struct ground *g)
{
	const struct scenario *s = g->scenario;
	int32_t *next = mem_calloc((size_t)s->nplaces, sizeof *next);

	for (int32_t k = 0; k < s->npeople; k++)
		g->people_start[g->stand[s->people[k].place] + 1]++;
	for (int32_t p = 0; p < s->nplaces; p++) {
		g->people_start[p + 1] += g->people_start[p];
		next[p] = g->people_start[p];
	}
	for (int32_t k = 0; k < s->npeople; k++)
		g->people_at[next[g->stand[s->people[k].place]]++] = k;
	mem_free(next);
}

struct ordered_lot {
	const struct scenario *scenario;
	day last_day;
	int32_t holder_rank;
	const char *lot;
	int32_t item_rank;
	int32_t line; /* -1: not of the stock */
	int32_t index;
};

/* 0: parts of one lot. */
static int compare_whole_lots(const struct ordered_lot *x, const struct ordered_lot *y)
{
	int order;

	if (x->last_day != y->last_day)
		return x->last_day < y->last_day ? -1 : 1;
	if (x->holder_rank != y->holder_rank)
		return x->holder_rank < y->holder_rank ? -1 : 1;
	order = strcmp(x->lot, y->lot);
	if (order == 0)
		order = compare_int(x->item_rank, y->item_rank);
	if (order == 0)
		order = (x->line < 0) - (y->line < 0);
	return order == 0 && x->line >= 0 ? line_compare(x->scenario, x->line, y->line) : order;
}

static int ordered_lot_compare(const void *a, const void *b)
{
	const struct ordered_lot *x = a, *y = b;
	int order = compare_whole_lots(x, y);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static void order_lots(struct ground *g)
{
	const struct scenario *s = g->scenario;
	const struct supply *v = g->supply;
	struct ordered_lot *all = mem_calloc((size_t)v->nlots, sizeof *all);

	for (int32_t k = 0; k < v->nlots; k++) {
		const struct supply_lot *lot = &v->lots[k];
		/* The real date: the class "later" mixes dates. */
		all[k] = (struct ordered_lot){s, lot->expires == DAY_NONE ? INT32_MAX : lot->expires,
			lot->holder >= 0 ? g->holder_rank[lot->holder] : INT32_MAX,
			lot->lot ? lot->lot : "", g->item_rank[lot->item], lot->line, k};
	}
	qsort(all, (size_t)v->nlots, sizeof *all, ordered_lot_compare);
	for (int32_t k = 0; k < v->nlots; k++)
		g->lot_order[all[k].index] = k;
	for (int32_t k = 0; k < v->nlots; k++)
		g->goods_order[all[k].index] = k > 0 && compare_whole_lots(&all[k - 1], &all[k]) == 0
			? g->goods_order[all[k - 1].index] : k;
	mem_free(all);
}

static void rank_communities(struct ground *g)
{
	const struct scenario *s = g->scenario;
	char *wanted = mem_calloc((size_t)s->nplaces, 1);

	for (int32_t c = 0; c < g->cells->ncells; c++)
		wanted[g->cells->cells[c].place] = 1;
	for (int32_t k = 0; k < s->nplaces; k++) {
		int32_t p = g->place_at[k];
		g->community_rank[p] = wanted[p] ? g->ncommunities++ : -1;
	}
	mem_free(wanted);
}

/* --- substitutes by what they say: they have no ids --- */

struct ranked_substitute {
	const struct ground *g;
	const struct substitute *substitute;
	int32_t index;
};

const struct part *ground_part(const struct ground *g, const struct substitute *u, int32_t n)
{
	for (int32_t k = 0; k < u->nparts; k++) {
		int32_t before = 0;
		for (int32_t j = 0; j < u->nparts; j++)
			before += g->item_rank[u->parts[j].item] < g->item_rank[u->parts[k].item]
				|| (u->parts[j].item == u->parts[k].item && j < k);
		if (before == n)
			return &u->parts[k];
	}
	assert(!"no such part");
	return NULL;
}

static int compare_parts(const struct ground *g, const struct substitute *x, const struct substitute *y)
{
	int order = compare_int(x->nparts, y->nparts);

	for (int32_t k = 0; order == 0 && k < x->nparts; k++) {
		const struct part *p = ground_part(g, x, k), *q = ground_part(g, y, k);
		order = compare_int(g->item_rank[p->item], g->item_rank[q->item]);
		if (order == 0)
			order = compare_int(p->take, q->take);
	}
	return order;
}

static int ranked_substitute_compare(const void *a, const void *b)
{
	const struct ranked_substitute *p = a, *q = b;
	const struct substitute *x = p->substitute, *y = q->substitute;
	int order = compare_int(p->g->item_rank[x->item], p->g->item_rank[y->item]);

	if (order == 0)
		order = compare_parts(p->g, x, y);
	if (order == 0)
		order = compare_int(x->give, y->give);
	if (order == 0)
		order = compare_int(x->penalty, y->penalty);
	return order ? order : compare_int(p->index, q->index);
}

static void rank_substitutes(struct ground *g)
{
	const struct scenario *s = g->scenario;
	struct ranked_substitute *all = mem_calloc((size_t)s->nsubstitutes, sizeof *all);

	for (int32_t k = 0; k < s->nsubstitutes; k++)
		all[k] = (struct ranked_substitute){g, &s->substitutes[k], k};
	qsort(all, (size_t)s->nsubstitutes, sizeof *all, ranked_substitute_compare);
	for (int32_t k = 0; k < s->nsubstitutes; k++) {
		g->substitute_at[k] = all[k].index;
		g->substitute_rank[all[k].index] = k;
	}
	mem_free(all);
}

/* --- households to be visited --- */

static size_t household_at(const struct ground *g, int32_t stand, int32_t group, int32_t period)
{
	const struct scenario *s = g->scenario;

	return ((size_t)g->community_rank[stand] * (size_t)s->ngroups + (size_t)group)
		* (size_t)s->nperiods + (size_t)period;
}

static bool visits_limited(const struct scenario *s)
{
	for (int32_t k = 0; k < s->nlimits; k++)
		if (s->limits[k].kind == LIMIT_HELPERS)
			return true;
	return false;
}

/* Everyone is counted once, at the stand of their place. */
static void count_households(struct ground *g)
{
	const struct scenario *s = g->scenario;

	if (!visits_limited(s))
		return;
	g->households = mem_calloc((size_t)g->ncommunities * (size_t)s->ngroups * (size_t)s->nperiods,
		sizeof *g->households);
	for (int32_t k = 0; k < s->npeople; k++) {
		const struct people *p = &s->people[k];
		if (p->households <= 0 || !s->groups[p->group].door)
			continue;
		/* A claim at a site counts everyone of its region, as people_households does. */
		for (int32_t at = p->place; at >= 0; at = s->places[at].in) {
			if (g->community_rank[at] < 0 || g->stand[at] != at)
				continue;
			for (int32_t t = p->when.first; t <= p->when.last && t < s->nperiods; t++)
				g->households[household_at(g, at, p->group, t)] += p->households;
		}
	}
}

static void index_lots(struct ground *g)
{
	const struct supply *supply = g->supply;
	int32_t nitems = g->scenario->nitems;

	g->lot_start = mem_calloc((size_t)nitems + 1, sizeof(int32_t));
	g->lot_order = mem_calloc((size_t)supply->nlots, sizeof(int32_t));
	g->goods_order = mem_calloc((size_t)supply->nlots, sizeof(int32_t));
	for (int32_t k = 0; k < supply->nlots; k++) {
		assert(k == 0 || g->item_rank[supply->lots[k - 1].item] <= g->item_rank[supply->lots[k].item]);
		g->lot_start[g->item_rank[supply->lots[k].item] + 1]++;
	}
	for (int32_t i = 0; i < nitems; i++)
		g->lot_start[i + 1] += g->lot_start[i];
	order_lots(g);
}

void ground_init(struct ground *g, const struct scenario *s, const struct cells *cells,
	const struct supply *supply)
{
	memset(g, 0, sizeof *g);
	g->scenario = s;
	g->cells = cells;
	g->supply = supply;
	g->item_rank = id_ranks(s->items, s->nitems, sizeof *s->items);
	g->item_at = id_order(s->items, s->nitems, sizeof *s->items);
	g->group_rank = id_ranks(s->groups, s->ngroups, sizeof *s->groups);
	g->place_rank = id_ranks(s->places, s->nplaces, sizeof *s->places);
	g->place_at = id_order(s->places, s->nplaces, sizeof *s->places);
	g->holder_rank = id_ranks(s->holders, s->nholders, sizeof *s->holders);
	g->route_rank = id_ranks(s->routes, s->nroutes, sizeof *s->routes);
	g->route_at = id_order(s->routes, s->nroutes, sizeof *s->routes);
	g->segment_at = id_order(s->segments, s->nsegments, sizeof *s->segments);
	g->substitute_rank = mem_calloc((size_t)s->nsubstitutes, sizeof(int32_t));
	g->substitute_at = mem_calloc((size_t)s->nsubstitutes, sizeof(int32_t));
	g->community_rank = mem_calloc((size_t)s->nplaces, sizeof(int32_t));
	g->stand = mem_calloc((size_t)s->nplaces, sizeof(int32_t));
	g->leave_start = mem_calloc((size_t)s->nplaces + 1, sizeof(int32_t));
	g->leave_route = mem_calloc((size_t)s->nroutes, sizeof(int32_t));
	g->people_start = mem_calloc((size_t)s->nplaces + 1, sizeof(int32_t));
	g->people_at = mem_calloc((size_t)s->npeople, sizeof(int32_t));
	g->cell_start = mem_calloc((size_t)s->nitems + 1, sizeof(int32_t));
	for (int32_t p = 0; p < s->nplaces; p++)
		g->stand[p] = place_stand(s, p);
	rank_communities(g);
	rank_substitutes(g);
	list_routes(g);
	list_people(g);
	count_households(g);
	for (int32_t c = 0; c < cells->ncells; c++) {
		assert(c == 0 || g->item_rank[cells->cells[c - 1].item] <= g->item_rank[cells->cells[c].item]);
		g->cell_start[g->item_rank[cells->cells[c].item] + 1]++;
	}
	for (int32_t i = 0; i < s->nitems; i++)
		g->cell_start[i + 1] += g->cell_start[i];
	index_lots(g);
	if (s->as_of.seconds > s->start.seconds)
		g->first_period = period_of(s, s->as_of.seconds - s->start.seconds);
}

void ground_release(struct ground *g)
{
	mem_free(g->item_rank);
	mem_free(g->item_at);
	mem_free(g->group_rank);
	mem_free(g->place_rank);
	mem_free(g->holder_rank);
	mem_free(g->route_rank);
	mem_free(g->route_at);
	mem_free(g->place_at);
	mem_free(g->segment_at);
	mem_free(g->substitute_rank);
	mem_free(g->substitute_at);
	mem_free(g->households);
	mem_free(g->community_rank);
	mem_free(g->stand);
	mem_free(g->leave_start);
	mem_free(g->leave_route);
	mem_free(g->people_start);
	mem_free(g->people_at);
	mem_free(g->cell_start);
	mem_free(g->lot_start);
	mem_free(g->lot_order);
	mem_free(g->goods_order);
}

void ground_vary(struct ground *variant, const struct ground *g, const struct scenario *s,
	const struct cells *cells, const struct supply *supply)
{
	assert(cells->ncells == g->cells->ncells);
	*variant = *g;
	variant->scenario = s;
	variant->cells = cells;
	variant->supply = supply;
	index_lots(variant);
}

void ground_release_variant(struct ground *variant)
{
	mem_free(variant->lot_start);
	mem_free(variant->lot_order);
	mem_free(variant->goods_order);
}

int32_t ground_last_period(const struct ground *g, day last_day)
{
	const struct scenario *s = g->scenario;
	int64_t usable;

	if (last_day == DAY_NONE)
		return s->nperiods - 1;
	usable = day_end(last_day, s->start.offset) - s->start.seconds;
	if (usable < s->period)
		return -1;
	usable = usable / s->period - 1; /* the last t with (t + 1) P <= usable */
	return usable < s->nperiods ? (int32_t)usable : s->nperiods - 1;
}

int64_t ground_people(const struct ground *g, int32_t stand, int32_t group, int32_t period)
{
	int64_t sum = 0;

	for (int32_t k = g->people_start[stand]; k < g->people_start[stand + 1]; k++) {
		const struct people *p = &g->scenario->people[g->people_at[k]];
		if (p->group == group && p->when.first <= period && period <= p->when.last)
			sum += p->count;
	}
	return sum;
}

int64_t ground_households(const struct ground *g, int32_t stand, int32_t group, int32_t period)
{
	int64_t households;

	assert(g->households && g->community_rank[stand] >= 0);
	households = g->households[household_at(g, stand, group, period)];
	return households > 0 ? households : 1;
}
