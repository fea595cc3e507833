/* Times the kernels of a pure problem on one made-up item: places with stock
 * lots of two expiry classes and two layers, depots, routes, a cell a place
 * and period. Numbers go to stdout, one line a step.
 *
 * usage: bench_simplex [places [periods [groups [seed]]]], 560 14 1 1 */
#include "base/map.h"
#include "base/memory.h"
#include "solver/engines.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NCLASSES 2
#define NLAYERS 2
#define NLEVELS 5
#define DISTRICT 40 /* places a district: the second layer */
#define DEPOT_EVERY 25 /* one place in so many is a depot */

struct item {
	struct problem p;
	int32_t nplaces, nperiods, ngroups, arcs_room;
	uint64_t random;
	int64_t *cost[NLEVELS]; /* [arcs_room] waste, cost, departure, arrival, canonical */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int64_t below(struct item *item, int64_t n)
{
	item->random += 0x9e3779b97f4a7c15u;
	return (int64_t)(splitmix64(item->random) % (uint64_t)n);
}

static int32_t stock_node(const struct item *item, int32_t place, int32_t t, int32_t l, int32_t y)
{
	return 1 + ((place * item->nperiods + t) * NCLASSES + l) * NLAYERS + y;
}

static int32_t add_arc(struct item *item, int32_t tail, int32_t head, int64_t capacity)
{
	struct problem *p = &item->p;
	int32_t a = p->narcs++;

	if (a == item->arcs_room) {
		size_t room = (size_t)(item->arcs_room = 2 * a + 1024);

		p->tail = mem_resize(p->tail, room, sizeof *p->tail);
		p->head = mem_resize(p->head, room, sizeof *p->head);
		p->capacity = mem_resize(p->capacity, room, sizeof *p->capacity);
		for (int k = 0; k < NLEVELS; k++)
			item->cost[k] = mem_resize(item->cost[k], room, sizeof **item->cost);
	}
	p->tail[a] = tail;
	p->head[a] = head;
	p->capacity[a] = capacity;
	for (int k = 0; k < NLEVELS; k++)
		item->cost[k][a] = 0;
	item->cost[NLEVELS - 1][a] = (int64_t)(splitmix64((uint64_t)a) >> 1);
	return a;
}

/* Class 0 expires after half of the horizon. */
static bool usable(const struct item *item, int32_t t, int32_t l)
{
	return t < item->nperiods && (l == 1 || t < item->nperiods / 2 + 1);
}

static void add_supply(struct item *item)
{
	for (int32_t c = 0; c < item->nplaces; c++)
		for (int32_t l = 0; l < NCLASSES; l++)
			for (int32_t y = 0; y < NLAYERS; y++) {
				bool depot = c % DEPOT_EVERY == 0;
				int64_t most = depot ? 40000 : 3000;
				int32_t t = (int32_t)below(item, 3);

				if (!usable(item, t, l) || (!depot && below(item, 3) == 0))
					continue;
				int32_t a = add_arc(item, 0, stock_node(item, c, t, l, y),
					below(item, most) * item->ngroups);
				item->cost[0][a] = l == 0 ? -1 : 0;
			}
}

static void add_route(struct item *item, int32_t from, int32_t to)
{
	int64_t distance = llabs((int64_t)from - to);
	int32_t lead = below(item, 4) == 0;
	int64_t unit_cost = 20 + distance * 3 + below(item, 50);

	for (int32_t t = 0; t < item->nperiods; t++)
		for (int32_t l = 0; l < NCLASSES; l++)
			for (int32_t y = 0; y < NLAYERS; y++) {
				int32_t s = t + 1 + lead;

				if (!usable(item, t, l) || !usable(item, s, l))
					continue;
				if (y == 1 && from / DISTRICT != to / DISTRICT)
					continue;
				int32_t a = add_arc(item, stock_node(item, from, t, l, y),
					stock_node(item, to, s, l, y),
					below(item, 10) ? ARC_UNLIMITED : 50 + below(item, 400));
				item->cost[1][a] = unit_cost;
				item->cost[2][a] = t + 1;
				item->cost[3][a] = s;
			}
}

static void add_routes(struct item *item)
{
	for (int32_t c = 0; c < item->nplaces; c++) {
		for (int32_t d = 0; d < item->nplaces; d += DEPOT_EVERY)
			if (c != d && (llabs((int64_t)c - d) < 60 || below(item, 12) == 0))
				add_route(item, d, c);
		for (int k = 0; k < 2; k++) {
			int32_t e = c + 1 + (int32_t)below(item, 8);

			if (e < item->nplaces)
				add_route(item, c, e);
		}
	}
}

static void add_cells(struct item *item)
{
	struct problem *p = &item->p;
	int32_t base = 1 + item->nplaces * item->nperiods * NCLASSES * NLAYERS;
	size_t n;

	p->ncells = item->nplaces * item->nperiods * item->ngroups;
	n = (size_t)p->ncells;
	p->nnodes = base + p->ncells;
	p->cell_node = mem_calloc(n, sizeof *p->cell_node);
	p->cell_demand = mem_calloc(n, sizeof *p->cell_demand);
	p->cell_fact = mem_calloc(n, sizeof *p->cell_fact);
	p->cell_least = mem_calloc(n, sizeof *p->cell_least);
	p->cell_tier = mem_calloc(n, sizeof *p->cell_tier);
	p->cell_order = mem_calloc(n, sizeof *p->cell_order);
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t place = c / item->ngroups / item->nperiods;
		int32_t t = c / item->ngroups % item->nperiods;

		p->cell_node[c] = base + c;
		p->cell_demand[c] = 50 + below(item, 500);
		p->cell_tier[c] = 1 + c % item->ngroups % 2;
		p->cell_order[c] = c;
		for (int32_t l = 0; l < NCLASSES; l++)
			for (int32_t y = 0; y < NLAYERS; y++) {
				int32_t v = stock_node(item, place, t, l, y);

				if (usable(item, t, l))
					add_arc(item, v, base + c, ARC_UNLIMITED);
				if (usable(item, t + 1, l) && c % item->ngroups == 0)
					add_arc(item, v, stock_node(item, place, t + 1, l, y),
						ARC_UNLIMITED);
			}
	}
}

/* A start flow by the simplex itself: the largest total, from nothing. */
static void largest_total(const struct problem *p, int64_t *served, int64_t *x)
{
	int64_t *cost = mem_calloc((size_t)p->narcs, sizeof *cost);
	int64_t *cell_cost = mem_calloc((size_t)p->ncells, sizeof *cell_cost);
	double start = now();
	struct simplex *s;
	wide value;

	for (int32_t c = 0; c < p->ncells; c++) {
		served[c] = -1;
		cell_cost[c] = -1;
	}
	s = simplex_open(p, served, x);
	simplex_level(s, cost, cell_cost, &value, NULL, NULL);
	simplex_flow(s, x, served);
	printf("total      %8.3f s %9lld pivots  value %lld\n", now() - start,
		(long long)simplex_pivots(s), (long long)value);
	simplex_close(s);
	mem_free(cost);
	mem_free(cell_cost);
}

static void fairness(const struct problem *p, int64_t *served, int64_t *x)
{
	for (int32_t c = 0; c < p->ncells; c++)
		served[c] = -1;
	for (int32_t tier = 1; tier <= 2; tier++) {
		struct strata strata = { 0 };
		double start = now();

		if (fairness_pure(p, tier, served, x, &strata, NULL) != ANSWER_OPTIMAL)
			abort();
		printf("tier %d     %8.3f s %9d strata\n", (int)tier, now() - start,
			(int)strata.count);
		strata_release(&strata);
	}
}

static void linear_levels(struct item *item, const int64_t *served, const int64_t *x)
{
	static const char *const names[NLEVELS] = { "waste", "cost", "departure", "arrival",
		"canonical" };
	double start = now(), before = start;
	struct simplex *s = simplex_open(&item->p, served, x);
	int64_t pivots = 0;
	wide value;

	printf("open       %8.3f s\n", now() - before);
	for (int k = 0; k < NLEVELS; k++) {
		before = now();
		simplex_level(s, item->cost[k], NULL, &value, NULL, NULL);
		printf("%-10s %8.3f s %9lld pivots  value %.15g  unique %d\n", names[k],
			now() - before, (long long)(simplex_pivots(s) - pivots), (double)value,
			simplex_unique(s));
		pivots = simplex_pivots(s);
	}
	simplex_close(s);
	printf("levels     %8.3f s\n", now() - start);
}

int main(int argc, char **argv)
{
	struct item item = { .nplaces = 560, .nperiods = 14, .ngroups = 1, .random = 1 };
	bool with_fairness = true;
	int64_t *served, *x;

	if (argc > 1 && strcmp(argv[1], "total") == 0) {
		with_fairness = false;
		argv++;
		argc--;
	}
	if (argc > 1)
		item.nplaces = (int32_t)strtol(argv[1], NULL, 10);
	if (argc > 2)
		item.nperiods = (int32_t)strtol(argv[2], NULL, 10);
	if (argc > 3)
		item.ngroups = (int32_t)strtol(argv[3], NULL, 10);
	if (argc > 4)
		item.random = (uint64_t)strtol(argv[4], NULL, 10);
	add_supply(&item);
	add_routes(&item);
	add_cells(&item);
	printf("%d nodes, %d arcs, %d cells\n", (int)item.p.nnodes, (int)item.p.narcs,
		(int)item.p.ncells);
	served = mem_calloc((size_t)item.p.ncells, sizeof *served);
	x = mem_calloc((size_t)item.p.narcs, sizeof *x);
	if (with_fairness)
		fairness(&item.p, served, x);
	else
		largest_total(&item.p, served, x);
	linear_levels(&item, served, x);
	mem_free(served);
	mem_free(x);
	for (int k = 0; k < NLEVELS; k++)
		mem_free(item.cost[k]);
	problem_release(&item.p);
	return 0;
}
