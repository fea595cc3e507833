#include "models/drill_measures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define PARTS INT64_C(1000000)

/* ---- What they are taken against ---- */

/* Keeps the smallest MEASURE_TIERS levels, ascending. */
static void note_tier(struct drill_ground *g, int32_t tier)
{
	int32_t at = 0;

	while (at < g->ntiers && g->tiers[at] < tier)
		at++;
	if (at == MEASURE_TIERS || (at < g->ntiers && g->tiers[at] == tier))
		return;
	if (g->ntiers < MEASURE_TIERS)
		g->ntiers++;
	for (int32_t k = g->ntiers - 1; k > at; k--)
		g->tiers[k] = g->tiers[k - 1];
	g->tiers[at] = tier;
}

static int32_t tier_position(const struct drill_ground *g, int32_t tier)
{
	int32_t at = 0;

	while (at < g->ntiers - 1 && g->tiers[at] < tier)
		at++;
	return at;
}

void drill_ground_init(struct drill_ground *g, const struct scenario *s, const struct cells *cells,
	const struct supply *supply)
{
	*g = (struct drill_ground){.nclaims = cells->ncells, .demand = mem_calloc((size_t)s->nitems, sizeof *g->demand),
		.expiring = mem_calloc((size_t)s->nitems, sizeof *g->expiring)};
	for (int32_t c = 0; c < cells->ncells; c++) {
		g->demand[cells->cells[c].item] += cells->cells[c].demand;
		note_tier(g, cells->cells[c].tier);
	}
	for (int32_t k = 0; k < supply->nlots; k++) {
		const struct supply_lot *lot = &supply->lots[k];

		if (lot->last_day != DAY_NONE)
			g->expiring[lot->item] += lot->units * s->items[lot->item].issue_unit;
	}
}

void drill_ground_release(struct drill_ground *g)
{
	mem_free(g->demand);
	mem_free(g->expiring);
	*g = (struct drill_ground){0};
}

int64_t drill_part_of_demand(const struct drill_ground *g, int32_t item, int64_t quantity)
{
	int64_t demand = g->demand[item];

	return demand > 0 ? (int64_t)wide_ceil_div((wide)quantity * PARTS, demand) : 0;
}

/* ---- Measures of a plan ---- */

static void take_unmet(struct drill_measures *m, const struct drill_ground *g, const struct cells *cells,
	const struct plan *plan)
{
	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];
		int64_t lack = cell->demand - plan->served[c].quantity;

		m->unmet[tier_position(g, cell->tier)] += (int64_t)wide_ceil_div((wide)lack * PARTS, cell->demand);
	}
}

/* What all claims of an item and tier come to. */
struct kind_sums {
	int32_t tier;
	int64_t demand, served;
};

/* The sums of each tier of the claims first..end - 1, all of one item. */
static struct kind_sums *sum_kinds(const struct cells *cells, const struct plan *plan, int32_t first, int32_t end,
	int32_t *n)
{
	struct kind_sums *kinds = NULL;
	int32_t room = 0;

	*n = 0;
	for (int32_t c = first; c < end; c++) {
		int32_t k = 0;

		while (k < *n && kinds[k].tier != cells->cells[c].tier)
			k++;
		if (k == *n) {
			ARRAY_ADD(&kinds, n, &room);
			kinds[k].tier = cells->cells[c].tier;
		}
		kinds[k].demand += cells->cells[c].demand;
		kinds[k].served += plan->served[c].quantity;
	}
	return kinds;
}

/* ceil(10^6 |served / demand - k->served / k->demand|) */
static int64_t distance(int64_t served, int64_t demand, const struct kind_sums *k)
{
	wide apart = (wide)served * k->demand - (wide)k->served * demand;

	return (int64_t)wide_ceil_div((apart < 0 ? -apart : apart) * PARTS, (wide)demand * k->demand);
}

static void take_unfair(struct drill_measures *m, const struct drill_ground *g, const struct cells *cells,
	const struct plan *plan)
{
	int32_t first, end;

	for (first = 0; first < cells->ncells; first = end) {
		struct kind_sums *kinds;
		int32_t n;

		for (end = first + 1; end < cells->ncells && cells->cells[end].item == cells->cells[first].item;)
			end++;
		kinds = sum_kinds(cells, plan, first, end, &n);
		for (int32_t c = first; c < end; c++) {
			int32_t k = 0;

			while (kinds[k].tier != cells->cells[c].tier)
				k++;
			m->unfair[tier_position(g, kinds[k].tier)] +=
				distance(plan->served[c].quantity, cells->cells[c].demand, &kinds[k]);
		}
		mem_free(kinds);
	}
}

static void take_late(struct drill_measures *m, const struct scenario *s, const struct cells *cells,
	const struct plan *plan)
{
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *h = &plan->handouts[k];
		const struct cell *cell = &cells->cells[h->cell];
		wide quantity = (wide)h->units * s->items[cell->item].issue_unit;

		if (h->period > cell->when.first)
			m->of[MEASURE_LATE] += (int64_t)wide_ceil_div(
				quantity * (h->period - cell->when.first) * PARTS, cell->demand);
	}
}

static void take_wasted(struct drill_measures *m, const struct drill_ground *g, const struct scenario *s,
	const struct supply *supply, const struct plan *plan)
{
	int64_t *left = mem_calloc((size_t)s->nitems, sizeof *left);

	memcpy(left, g->expiring, (size_t)s->nitems * sizeof *left);
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *h = &plan->handouts[k];

		if (supply->lots[h->lot].last_day != DAY_NONE)
			left[supply->lots[h->lot].item] -= h->quantity;
	}
	for (int32_t i = 0; i < s->nitems; i++)
		m->of[MEASURE_WASTED] += drill_part_of_demand(g, i, left[i]);
	mem_free(left);
}

void drill_measures_take(struct drill_measures *m, const struct drill_ground *g, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const struct plan *plan)
{
	assert(plan->status != PLAN_CONTRADICTION);
	*m = (struct drill_measures){0};
	take_unmet(m, g, cells, plan);
	take_unfair(m, g, cells, plan);
	for (int32_t p = 0; p < MEASURE_TIERS; p++) {
		m->of[MEASURE_UNMET] += m->unmet[p];
		m->of[MEASURE_UNFAIR] += m->unfair[p];
	}
	take_late(m, s, cells, plan);
	take_wasted(m, g, s, supply, plan);
	m->of[MEASURE_COST] = int_floor_div(plan->cost.num, plan->cost.den);
}

/* ---- Sums ---- */

static void add_times(struct drill_measures *sum, const struct drill_measures *m, int64_t sign)
{
	for (int k = 0; k < DRILL_MEASURES; k++)
		sum->of[k] += sign * m->of[k];
	for (int k = 0; k < MEASURE_TIERS; k++) {
		sum->unmet[k] += sign * m->unmet[k];
		sum->unfair[k] += sign * m->unfair[k];
	}
	sum->breached += sign * m->breached;
}

void drill_measures_add(struct drill_measures *sum, const struct drill_measures *m)
{
	add_times(sum, m, 1);
}

void drill_measures_subtract(struct drill_measures *sum, const struct drill_measures *m)
{
	add_times(sum, m, -1);
}
