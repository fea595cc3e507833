#include "solver/ground.h"

#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One entry to be ranked by its text. */
struct named {
	const char *id;
	int32_t index;
};

static int named_compare(const void *a, const void *b)
{
	const struct named *x = a, *y = b;
	int order = strcmp(x->id, y->id);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

/* rank[index] = position by id; at (may be NULL) is the inverse. */
static void rank_names(struct named *names, int32_t n, int32_t *rank, int32_t *at)
{
	qsort(names, (size_t)n, sizeof *names, named_compare);
	for (int32_t k = 0; k < n; k++) {
		rank[names[k].index] = k;
		if (at)
			at[k] = names[k].index;
	}
}

#define RANK(array, count, rank, at)                                                    \
	do {                                                                            \
		struct named *names_ = mem_calloc((size_t)(count), sizeof *names_);     \
		for (int32_t k_ = 0; k_ < (count); k_++)                                \
			names_[k_] = (struct named){(array)[k_].id, k_};                \
		rank_names(names_, (count), (rank), (at));                              \
		mem_free(names_);                                                       \
	} while (0)

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

struct ordered_lot {
	day last_day;
	int32_t holder_rank;
	const char *lot;
	int32_t index;
};

static int ordered_lot_compare(const void *a, const void *b)
{
	const struct ordered_lot *x = a, *y = b;
	int order;

	if (x->last_day != y->last_day)
		return x->last_day < y->last_day ? -1 : 1;
	if (x->holder_rank != y->holder_rank)
		return x->holder_rank < y->holder_rank ? -1 : 1;
	order = strcmp(x->lot, y->lot);
	return order ? order : (x->index > y->index) - (x->index < y->index);
}

static void order_lots(struct ground *g)
{
	const struct scenario *s = g->scenario;
	const struct supply *v = g->supply;
	struct ordered_lot *all = mem_calloc((size_t)v->nlots, sizeof *all);

	for (int32_t k = 0; k < v->nlots; k++) {
		const struct supply_lot *lot = &v->lots[k];
		const char *name = lot->line >= 0 ? s->lines[lot->line].lot
			: lot->transit >= 0 ? s->transits[lot->transit].lot : NULL;
		/* The real date where the line has one: the class "later" mixes dates. */
		day last = lot->line >= 0 ? line_last_day(s, lot->line) : lot->last_day;
		all[k] = (struct ordered_lot){last == DAY_NONE ? INT32_MAX : last,
			lot->holder >= 0 ? g->holder_rank[lot->holder] : INT32_MAX,
			name ? name : "", k};
	}
	qsort(all, (size_t)v->nlots, sizeof *all, ordered_lot_compare);
	for (int32_t k = 0; k < v->nlots; k++)
		g->lot_order[all[k].index] = k;
	mem_free(all);
}

static void rank_communities(struct ground *g)
{
	const struct scenario *s = g->scenario;
	struct named *names = mem_calloc((size_t)s->nplaces, sizeof *names);

	for (int32_t p = 0; p < s->nplaces; p++)
		g->community_rank[p] = -1;
	for (int32_t c = 0; c < g->cells->ncells; c++) {
		int32_t p = g->cells->cells[c].place;
		if (g->community_rank[p] < 0) {
			g->community_rank[p] = 0;
			names[g->ncommunities++] = (struct named){s->places[p].id, p};
		}
	}
	rank_names(names, g->ncommunities, g->community_rank, NULL);
	mem_free(names);
}

void ground_init(struct ground *g, const struct scenario *s, const struct cells *cells,
	const struct supply *supply)
{
	memset(g, 0, sizeof *g);
	g->scenario = s;
	g->cells = cells;
	g->supply = supply;
	g->item_rank = mem_calloc((size_t)s->nitems, sizeof(int32_t));
	g->item_at = mem_calloc((size_t)s->nitems, sizeof(int32_t));
	g->group_rank = mem_calloc((size_t)s->ngroups, sizeof(int32_t));
	g->place_rank = mem_calloc((size_t)s->nplaces, sizeof(int32_t));
	g->holder_rank = mem_calloc((size_t)s->nholders, sizeof(int32_t));
	g->route_rank = mem_calloc((size_t)s->nroutes, sizeof(int32_t));
	g->community_rank = mem_calloc((size_t)s->nplaces, sizeof(int32_t));
	g->stand = mem_calloc((size_t)s->nplaces, sizeof(int32_t));
	g->leave_start = mem_calloc((size_t)s->nplaces + 1, sizeof(int32_t));
	g->leave_route = mem_calloc((size_t)s->nroutes, sizeof(int32_t));
	g->cell_start = mem_calloc((size_t)s->nitems + 1, sizeof(int32_t));
	g->lot_start = mem_calloc((size_t)s->nitems + 1, sizeof(int32_t));
	g->lot_order = mem_calloc((size_t)supply->nlots, sizeof(int32_t));
	RANK(s->items, s->nitems, g->item_rank, g->item_at);
	RANK(s->groups, s->ngroups, g->group_rank, NULL);
	RANK(s->places, s->nplaces, g->place_rank, NULL);
	RANK(s->holders, s->nholders, g->holder_rank, NULL);
	RANK(s->routes, s->nroutes, g->route_rank, NULL);
	for (int32_t p = 0; p < s->nplaces; p++)
		g->stand[p] = place_stand(s, p);
	rank_communities(g);
	list_routes(g);
	for (int32_t c = 0; c < cells->ncells; c++) {
		assert(c == 0 || g->item_rank[cells->cells[c - 1].item] <= g->item_rank[cells->cells[c].item]);
		g->cell_start[g->item_rank[cells->cells[c].item] + 1]++;
	}
	for (int32_t k = 0; k < supply->nlots; k++) {
		assert(k == 0 || g->item_rank[supply->lots[k - 1].item] <= g->item_rank[supply->lots[k].item]);
		g->lot_start[g->item_rank[supply->lots[k].item] + 1]++;
	}
	for (int32_t i = 0; i < s->nitems; i++) {
		g->cell_start[i + 1] += g->cell_start[i];
		g->lot_start[i + 1] += g->lot_start[i];
	}
	order_lots(g);
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
	mem_free(g->community_rank);
	mem_free(g->stand);
	mem_free(g->leave_start);
	mem_free(g->leave_route);
	mem_free(g->cell_start);
	mem_free(g->lot_start);
	mem_free(g->lot_order);
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
