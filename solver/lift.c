#include "solver/lift.h"

#include <stdlib.h>
#include <string.h>

static bool lifted(const struct lift *l, enum cause cause)
{
	return l->causes & cause_bit(cause);
}

static void *copied(const void *from, int32_t n, size_t size)
{
	void *to = mem_calloc((size_t)n, size);

	if (n > 0)
		memcpy(to, from, (size_t)n * size);
	return to;
}

/* --- items, roads, goods under way --- */

static void lift_items(struct lift *l)
{
	l->items = copied(l->scenario.items, l->scenario.nitems, sizeof *l->items);
	for (int32_t i = 0; i < l->scenario.nitems; i++) {
		l->items[i].issue_pack = -1;
		l->items[i].issue_unit = 1;
	}
	l->scenario.items = l->items;
}

static void lift_roads(struct lift *l)
{
	struct scenario *s = &l->scenario;

	l->routes = copied(s->routes, s->nroutes, sizeof *l->routes);
	l->segments = copied(s->segments, s->nsegments, sizeof *l->segments);
	for (int32_t r = 0; r < s->nroutes; r++) {
		if (lifted(l, CAUSE_LATE))
			l->routes[r].lead = 0;
		if (lifted(l, CAUSE_ROADS))
			l->routes[r].nclosed = 0;
	}
	for (int32_t k = 0; k < s->nsegments && lifted(l, CAUSE_ROADS); k++)
		l->segments[k].nclosed = 0;
	s->routes = l->routes;
	s->segments = l->segments;
}

static void lift_transits(struct lift *l)
{
	struct scenario *s = &l->scenario;

	l->transits = copied(s->transits, s->ntransits, sizeof *l->transits);
	for (int32_t k = 0; k < s->ntransits; k++) {
		struct transit *t = &l->transits[k];
		if (lifted(l, CAUSE_LATE) && t->arrives.seconds > s->start.seconds)
			t->arrives = s->start;
		if (lifted(l, CAUSE_REACH))
			t->reach = REACH_ANYWHERE;
		if (lifted(l, CAUSE_SOURCES) && t->state == LINE_SET_ASIDE && transit_readable(s, t))
			t->state = LINE_USED;
	}
	s->transits = l->transits;
}

/* --- lines that are not counted --- */

/* What may be counted of a line in all its periods; -1 when it cannot be read. */
static int64_t line_whole(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];
	int64_t periods = 1, quantity;

	if (!line_readable(s, line))
		return -1;
	if (l->mode == MODE_CAPACITY) {
		int32_t last = l->when.last < s->nperiods ? l->when.last : s->nperiods - 1;
		periods = last >= l->when.first ? last - l->when.first + 1 : 0;
	}
	if (!int_mul(line_quantity(s, line), periods, &quantity) || quantity >= QUANTITY_MAX)
		return -1;
	return quantity;
}

/* Of goods reported twice: does no other source report more of the holder's item
 * than this line's? Of equal ones the first id counts, the scenario before all. */
static bool reports_most(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];
	wide own = 0;

	for (int32_t k = 0; k < s->nlines; k++)
		if (s->lines[k].state == LINE_CONFLICT && s->lines[k].holder == l->holder
			&& s->lines[k].item == l->item && s->lines[k].source == l->source && line_whole(s, k) > 0)
			own += line_whole(s, k);
	for (int32_t j = 0; j < s->nlines; j++) {
		const struct stock_line *other = &s->lines[j];
		wide sum = 0;
		if (other->state != LINE_CONFLICT || other->holder != l->holder || other->item != l->item
			|| other->source == l->source)
			continue;
		for (int32_t k = 0; k < s->nlines; k++)
			if (s->lines[k].state == LINE_CONFLICT && s->lines[k].holder == l->holder
				&& s->lines[k].item == l->item && s->lines[k].source == other->source
				&& line_whole(s, k) > 0)
				sum += line_whole(s, k);
		if (sum > own || (sum == own && (other->source < 0 || (l->source >= 0
			&& strcmp(s->sources[other->source].id, s->sources[l->source].id) < 0))))
			return false;
	}
	return true;
}

static bool line_missed(const struct scenario *s, int32_t line)
{
	switch ((enum line_state)s->lines[line].state) {
	case LINE_SET_ASIDE:
	case LINE_STALE:
		return line_whole(s, line) >= 0;
	case LINE_CONFLICT:
		return line_whole(s, line) >= 0 && reports_most(s, line);
	case LINE_USED:
	case LINE_SUPERSEDED:
		break;
	}
	return false;
}

/* What brings an item's total beyond its bound cannot be believed. */
static void count_lines(struct lift *l, const struct scenario *s)
{
	wide *totals = mem_calloc((size_t)s->nitems, sizeof *totals);

	for (int32_t k = 0; k < s->nlines; k++)
		if (s->lines[k].state == LINE_USED && line_whole(s, k) > 0)
			totals[s->lines[k].item] += line_whole(s, k);
	for (int32_t k = 0; k < s->ntransits; k++)
		if (s->transits[k].item >= 0 && s->transits[k].quantity > 0)
			totals[s->transits[k].item] += s->transits[k].quantity;
	for (int32_t k = 0; k < s->nlines; k++) {
		int64_t whole;
		if (!line_missed(s, k))
			continue;
		whole = line_whole(s, k);
		if (totals[s->lines[k].item] + whole >= QUANTITY_MAX)
			continue;
		totals[s->lines[k].item] += whole;
		l->lines[k].state = LINE_USED;
	}
	mem_free(totals);
}

static void lift_lines(struct lift *l, const struct scenario *s)
{
	l->lines = copied(s->lines, s->nlines, sizeof *l->lines);
	count_lines(l, s);
	l->scenario.lines = l->lines;
}

/* --- claims --- */

/* Stock of people that counts only now is used by them first. */
static bool households_change(const struct lift *l, const struct scenario *s)
{
	for (int32_t k = 0; l->lines && k < s->nlines; k++)
		if (l->lines[k].state == LINE_USED && s->holders[s->lines[k].holder].kind == HOLDER_HOUSEHOLD
			&& s->lines[k].state != LINE_USED)
			return true;
	return false;
}

static void claims_in_smallest_units(struct lift *l, const struct cells *cells)
{
	l->own_cells = *cells;
	l->own_cells.cells = copied(cells->cells, cells->ncells, sizeof *cells->cells);
	l->own_cells.cells_room = cells->ncells;
	l->own_cells.uses = copied(cells->uses, cells->nuses, sizeof *cells->uses);
	l->own_cells.uses_room = cells->nuses;
	for (int32_t c = 0; c < cells->ncells; c++) {
		l->own_cells.cells[c].units = cells->cells[c].demand;
		l->own_cells.cells[c].fact = cells->cells[c].household;
	}
	l->cells = &l->own_cells;
}

/* --- the whole --- */

void lift_init(struct lift *l, const struct scenario *s, const struct cells *cells, uint32_t causes,
	const bool *items)
{
	memset(l, 0, sizeof *l);
	l->causes = causes;
	l->scenario = *s;
	l->cells = cells;
	l->what_if = (struct what_if){.items = items, .no_notice = lifted(l, CAUSE_LATE),
		.anywhere = lifted(l, CAUSE_REACH), .all_released = lifted(l, CAUSE_TERMS),
		.all_consent = lifted(l, CAUSE_CONSENT), .no_expiry = lifted(l, CAUSE_EXPIRED)};
	scenario_suppose(&l->scenario, &l->what_if);
	if (lifted(l, CAUSE_SHARING)) {
		l->scenario.policy.fairness = FAIRNESS_LEXIMIN;
		l->scenario.policy.has_spread = false;
	}
	if (lifted(l, CAUSE_AUTONOMY))
		l->scenario.policy.autonomy = (struct ratio){0, 1};
	if (lifted(l, CAUSE_PACKS))
		lift_items(l);
	if (lifted(l, CAUSE_LATE) || lifted(l, CAUSE_ROADS))
		lift_roads(l);
	if (lifted(l, CAUSE_SOURCES))
		lift_lines(l, s);
	if (lifted(l, CAUSE_LATE) || lifted(l, CAUSE_REACH) || lifted(l, CAUSE_SOURCES))
		lift_transits(l);
	if (households_change(l, s)) {
		cells_build(&l->scenario, &l->own_cells);
		l->cells = &l->own_cells;
	} else if (lifted(l, CAUSE_PACKS)) {
		claims_in_smallest_units(l, cells);
	}
}

void lift_release(struct lift *l)
{
	if (l->cells == &l->own_cells)
		cells_release(&l->own_cells);
	mem_free(l->items);
	mem_free(l->lines);
	mem_free(l->transits);
	mem_free(l->routes);
	mem_free(l->segments);
}

/* --- what there is to lift --- */

static uint32_t limits_present(const struct scenario *s)
{
	uint32_t present = 0;

	for (int32_t k = 0; k < s->nlimits; k++)
		present |= cause_bit(s->limits[k].kind == LIMIT_BUDGET ? CAUSE_BUDGET
			: s->limits[k].kind == LIMIT_VEHICLES ? CAUSE_VEHICLES : CAUSE_HELPERS);
	for (int32_t r = 0; r < s->nroutes; r++)
		present |= s->routes[r].capacity >= 0 ? cause_bit(CAUSE_CAPACITY) : 0;
	for (int32_t k = 0; k < s->nsegments; k++)
		present |= s->segments[k].capacity >= 0 ? cause_bit(CAUSE_CAPACITY) : 0;
	return present;
}

uint32_t lift_present(const struct scenario *s)
{
	uint32_t present = limits_present(s);

	if (s->policy.has_spread || s->policy.fairness == FAIRNESS_PROPORTIONAL)
		present |= cause_bit(CAUSE_SHARING);
	for (int32_t i = 0; i < s->nitems; i++)
		if (s->items[i].issue_unit > 1)
			present |= cause_bit(CAUSE_PACKS);
	return present;
}

/* --- bounds --- */

enum cause bound_cause(const struct scenario *s, const struct bound *b)
{
	if (b->kind != BOUND_LIMIT)
		return CAUSE_CAPACITY;
	switch (s->limits[b->index].kind) {
	case LIMIT_VEHICLES:
		return CAUSE_VEHICLES;
	case LIMIT_HELPERS:
		return CAUSE_HELPERS;
	case LIMIT_BUDGET:
		break;
	}
	return CAUSE_BUDGET;
}

void lift_bounds(const struct scenario *s, struct bounds *bounds, uint32_t causes)
{
	for (int32_t b = 0; b < bounds->nbounds; b++)
		if (causes & cause_bit(bound_cause(s, &bounds->bounds[b])))
			bounds->bounds[b].most = LIFTED_BOUND;
}
