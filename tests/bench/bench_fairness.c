/* Times fairness_pure on one made-up item of a city: places x periods, a few
 * depots with scarce stock released over time, routes of which some have a
 * capacity, own stock, five groups a place and period; optionally stock at
 * home. One line a run.
 *
 * usage: bench_fairness [places [periods [groups [percent [facts [seed]]]]]]
 * 530 14 5 60 0 1; percent = stock of what is needed */
#include "base/map.h"
#include "base/memory.h"
#include "solver/engines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct city {
	struct problem p;
	int32_t nplaces, nperiods, ngroups, arcs_room;
	uint64_t random;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int64_t below(struct city *city, int64_t n)
{
	city->random += 0x9e3779b97f4a7c15u;
	return (int64_t)(splitmix64(city->random) % (uint64_t)n);
}

static int32_t hub(const struct city *city, int32_t place, int32_t t)
{
	return 1 + place * city->nperiods + t;
}

static void add_arc(struct city *city, int32_t tail, int32_t head, int64_t capacity)
{
	struct problem *p = &city->p;
	int32_t a = p->narcs++;

	if (a == city->arcs_room) {
		size_t room = (size_t)(city->arcs_room = 2 * a + 1024);

		p->tail = mem_resize(p->tail, room, sizeof *p->tail);
		p->head = mem_resize(p->head, room, sizeof *p->head);
		p->capacity = mem_resize(p->capacity, room, sizeof *p->capacity);
	}
	p->tail[a] = tail;
	p->head[a] = head;
	p->capacity[a] = capacity;
}

/* Returns what all cells need. */
static int64_t add_cells(struct city *city, bool facts)
{
	struct problem *p = &city->p;
	int32_t nhubs = city->nplaces * city->nperiods;
	int64_t total = 0;
	size_t n;

	p->ncells = nhubs * city->ngroups;
	n = (size_t)p->ncells;
	p->nnodes = 1 + nhubs + p->ncells;
	p->cell_node = mem_calloc(n, sizeof *p->cell_node);
	p->cell_demand = mem_calloc(n, sizeof *p->cell_demand);
	p->cell_fact = mem_calloc(n, sizeof *p->cell_fact);
	p->cell_least = mem_calloc(n, sizeof *p->cell_least);
	p->cell_tier = mem_calloc(n, sizeof *p->cell_tier);
	p->cell_order = mem_calloc(n, sizeof *p->cell_order);
	for (int32_t c = 0; c < p->ncells; c++) {
		p->cell_node[c] = 1 + nhubs + c;
		p->cell_demand[c] = 5 + below(city, 500);
		if (facts && c / city->ngroups % city->nperiods < 3)
			p->cell_fact[c] = below(city, p->cell_demand[c] + 1);
		p->cell_tier[c] = 1;
		p->cell_order[c] = c;
		total += cell_need(p, c);
		add_arc(city, 1 + c / city->ngroups, p->cell_node[c], ARC_UNLIMITED);
	}
	return total;
}

static void add_carrying(struct city *city)
{
	for (int32_t c = 0; c < city->nplaces; c++)
		for (int32_t t = 0; t + 1 < city->nperiods; t++)
			add_arc(city, hub(city, c, t), hub(city, c, t + 1), ARC_UNLIMITED);
}

static void add_route(struct city *city, int32_t from, int32_t to, int64_t capacity)
{
	int32_t lead = (int32_t)below(city, 3);

	for (int32_t t = 0; t + lead < city->nperiods; t++)
		add_arc(city, hub(city, from, t), hub(city, to, t + lead), capacity);
}

/* Every place is reached from one or two depots; one route in three is
 * narrow, one in fifty closed. */
static void add_routes(struct city *city, int32_t ndepots)
{
	for (int32_t c = ndepots; c < city->nplaces; c++) {
		for (int64_t k = below(city, 3); k >= 0; k--) {
			int64_t kind = below(city, 50);
			int64_t capacity = kind == 0 ? 0 : kind < 17 ? below(city, 1500)
								      : ARC_UNLIMITED;

			add_route(city, (int32_t)below(city, ndepots), c, capacity);
		}
		if (below(city, 2))
			add_route(city, c, (int32_t)below(city, city->nplaces - 1) == c ? c - 1 :
				(c + 1) % city->nplaces, below(city, 300));
	}
}

static void add_supply(struct city *city, int32_t ndepots, int64_t total)
{
	for (int32_t d = 0; d < ndepots; d++)
		for (int32_t k = 0; k < 4; k++)
			add_arc(city, 0, hub(city, d, (int32_t)below(city, city->nperiods)),
				below(city, 2 * total / ndepots / 5));
	for (int32_t c = ndepots; c < city->nplaces; c++)
		add_arc(city, 0, hub(city, c, (int32_t)below(city, city->nperiods)),
			below(city, 2 * total / city->nplaces / 5));
}

int main(int argc, char **argv)
{
	struct city city = { .nplaces = 530, .nperiods = 14, .ngroups = 5, .random = 1 };
	int64_t settings[6] = { 530, 14, 5, 60, 0, 1 }, total;
	int32_t ndepots;
	struct strata strata;
	int64_t *served, *x;
	double start;

	for (int i = 1; i < argc && i <= 6; i++)
		settings[i - 1] = strtoll(argv[i], NULL, 10);
	city.nplaces = (int32_t)settings[0];
	city.nperiods = (int32_t)settings[1];
	city.ngroups = (int32_t)settings[2];
	city.random = (uint64_t)settings[5];
	ndepots = 1 + city.nplaces / 60;
	total = add_cells(&city, settings[4] != 0) * settings[3] / 100;
	add_carrying(&city);
	add_routes(&city, ndepots);
	add_supply(&city, ndepots, total);
	served = mem_calloc((size_t)city.p.ncells, sizeof *served);
	x = mem_calloc((size_t)city.p.narcs, sizeof *x);
	for (int32_t c = 0; c < city.p.ncells; c++)
		served[c] = -1;
	start = now();
	if (fairness_pure(&city.p, 1, served, x, &strata, NULL) != ANSWER_OPTIMAL)
		return 1;
	printf("%7d nodes %7d arcs %6d cells %5d strata %8.3f s\n", (int)city.p.nnodes,
		(int)city.p.narcs, (int)city.p.ncells, (int)strata.count, now() - start);
	if (!problem_feasible(&city.p, x, NULL))
		return 1;
	strata_release(&strata);
	mem_free(served);
	mem_free(x);
	problem_release(&city.p);
	return 0;
}
