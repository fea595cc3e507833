/* A plan against what was claimed: are the minima kept, and does nobody of a lower
 * tier get goods that a claim of a higher one, which stays short, could have had?
 * Where the checker has shown both by the plan's proof, nothing is left to test. A
 * plan with other periods than the ledgers' is not tested, nor are tiers under rules
 * that keep claims short on purpose. */
#define _GNU_SOURCE /* qsort_r */

#include "models/arrival.h"
#include "models/order.h"
#include "solver/audit_parts.h"

#include <stdlib.h>
#include <string.h>

struct claims {
	const struct auditing *a;
	const struct planned *plan;
	struct cells cells; /* those of the plan's claims that lie in the horizon */
	int32_t *number; /* [cells.ncells] of each in plan->claims */
	int64_t *got; /* [plan->nclaims] smallest units, household part included */
	int32_t *handouts; /* [nhandouts] lines of the plan, by item and lot */
	int32_t nhandouts;
};

/* ---- what each claim gets ---- */

/* By its hand-outs; with a substitute among them, what the plan says. */
static void count_served(struct claims *c)
{
	const struct planned *plan = c->plan;
	char *mixed = mem_calloc((size_t)plan->nclaims + 1, 1);

	for (int32_t k = 0; k < plan->nclaims; k++)
		c->got[k] = plan->claims[k].cell.household;
	for (int32_t k = 0; k < plan->nlines; k++) {
		const struct planned_line *x = &plan->lines[k];

		if (x->claim < 0)
			continue;
		mixed[x->claim] |= plan->lots[x->lot].item != plan->claims[x->claim].cell.item;
		c->got[x->claim] += x->quantity;
	}
	for (int32_t k = 0; k < plan->nclaims; k++) {
		int64_t demand = plan->claims[k].cell.demand;

		if (mixed[k])
			c->got[k] = plan->claims[k].served;
		c->got[k] = c->got[k] < demand ? c->got[k] : demand;
	}
	mem_free(mixed);
}

static int compare_lots(const void *left, const void *right, void *context)
{
	const struct planned *plan = context;
	const struct planned_line *a = &plan->lines[*(const int32_t *)left];
	const struct planned_line *b = &plan->lines[*(const int32_t *)right];

	if (plan->lots[a->lot].item != plan->lots[b->lot].item)
		return plan->lots[a->lot].item < plan->lots[b->lot].item ? -1 : 1;
	if (a->lot != b->lot)
		return a->lot < b->lot ? -1 : 1;
	return (a > b) - (a < b);
}

static void claims_init(struct claims *c, const struct auditing *a)
{
	const struct planned *plan = a->out->plan;

	*c = (struct claims){.a = a, .plan = plan};
	c->got = mem_calloc((size_t)plan->nclaims + 1, sizeof *c->got);
	c->number = mem_calloc((size_t)plan->nclaims + 1, sizeof *c->number);
	c->handouts = mem_calloc((size_t)plan->nlines + 1, sizeof *c->handouts);
	count_served(c);
	for (int32_t k = 0; k < plan->nclaims; k++) {
		const struct cell *cell = &plan->claims[k].cell;

		if (cell->when.first < 0 || cell->when.last < cell->when.first || cell->when.last >= a->s->nperiods)
			continue;
		int32_t n = ARRAY_ADD(&c->cells.cells, &c->cells.ncells, &c->cells.cells_room);
		c->cells.cells[n] = *cell;
		c->cells.cells[n].place = place_stand(a->s, cell->place);
		c->number[n] = k;
	}
	for (int32_t k = 0; k < plan->nlines; k++)
		if (plan->lines[k].claim >= 0 && !plan->lines[k].past && plan->lots[plan->lines[k].lot].known)
			c->handouts[c->nhandouts++] = k;
	qsort_r(c->handouts, (size_t)c->nhandouts, sizeof *c->handouts, compare_lots, (void *)(uintptr_t)plan);
}

static void claims_release(struct claims *c)
{
	mem_free(c->cells.cells);
	mem_free(c->number);
	mem_free(c->got);
	mem_free(c->handouts);
}

/* ---- minima ---- */

static void judge_minimum(const struct claims *c, const struct minimum *m, int64_t required, int64_t there)
{
	const struct scenario *s = c->a->s;
	struct finding *f;

	if (there >= required)
		return;
	f = audit_add_finding(c->a->out, FINDING_PLAN_FLOOR);
	f->place = m->place;
	f->item = m->item;
	f->unit = s->items[m->item].unit;
	f->decimals = s->items[m->item].decimals;
	f->required = required;
	f->usable = there;
	f->gap = required - there;
	f->money = item_money(s, f->item, f->gap);
	f->grade = GRADE_HIGH;
	audit_add_evidence(c->a->out, evidence_at(m->where, m->quantity));
}

static void judge_served(const struct claims *c, const struct minimum *m)
{
	int64_t asked = 0, got = 0;

	for (int32_t n = 0; n < c->cells.ncells; n++) {
		if (!minimum_counts(c->a->s, m, &c->cells.cells[n]))
			continue;
		asked += c->cells.cells[n].demand;
		got += c->got[c->number[n]];
	}
	judge_minimum(c, m, asked < m->quantity ? asked : m->quantity, got);
}

/* Callable stock that lies there and outlasts the horizon, with what comes, less
 * what goes on or is handed out there. */
static void judge_left(const struct claims *c, const struct minimum *m)
{
	const struct auditing *a = c->a;
	const struct supply *supply = a->supply;
	int32_t stand = place_stand(a->s, m->place);
	int64_t left = 0;

	for (int32_t k = 0; k < supply->nlots; k++)
		if (supply->lots[k].item == m->item && supply->lots[k].place == stand &&
			usable_in(a->s, supply->lots[k].last_day, a->s->nperiods - 1))
			left += supply->lots[k].units * a->s->items[m->item].issue_unit;
	for (int32_t k = 0; k < c->plan->nlines; k++) {
		const struct planned_line *x = &c->plan->lines[k];

		if (x->past || c->plan->lots[x->lot].item != m->item ||
			!usable_in(a->s, c->plan->lots[x->lot].expires, a->s->nperiods - 1))
			continue;
		if (x->to >= 0 && place_stand(a->s, x->to) == stand)
			left += x->handout ? -x->quantity : x->quantity;
		if (x->from >= 0 && place_stand(a->s, x->from) == stand)
			left -= x->quantity;
	}
	judge_minimum(c, m, m->quantity, left < 0 ? 0 : left);
}

/* ---- tiers ---- */

static bool comes_before(const struct cell *a, const struct cell *b)
{
	return a->stage != b->stage ? a->stage < b->stage : a->tier < b->tier;
}

static bool kept_by_minimum(const struct claims *c, const struct cell *cell)
{
	for (int32_t k = 0; k < c->a->s->nminima; k++)
		if (minimum_counts(c->a->s, &c->a->s->minima[k], cell))
			return true;
	return false;
}

/* The ledgers' lot that the plan's is; -1. */
static int32_t find_lot(const struct claims *c, const struct planned_lot *lot)
{
	const struct supply *supply = c->a->supply;

	for (int32_t k = 0; k < supply->nlots; k++) {
		const struct supply_lot *x = &supply->lots[k];

		if (x->item == lot->item && x->holder == lot->holder && x->own == lot->own && x->expires == lot->expires &&
			c->a->s->start.seconds + x->release == lot->release &&
			(lot->transit ? x->transit >= 0 && strcmp(c->a->s->transits[x->transit].id, lot->transit) == 0 :
				x->transit < 0 && text_compare(x->lot, lot->name) == 0))
			return k;
	}
	return -1;
}

struct short_claims { /* of one place, item, stage and tier */
	int32_t *cells; /* [n] in c->cells, those that stay short */
	int32_t n;
	int64_t lacking;
};

static bool is_lower(const struct claims *c, const struct cell *cell, int32_t handout)
{
	const struct cell *served = &c->plan->claims[c->plan->lines[handout].claim].cell;

	return served->item == cell->item && comes_before(cell, served) && !kept_by_minimum(c, served);
}

/* What lower tiers get of the lot (hand-outs from .. to) that could have been there. */
static int64_t taken_before(const struct claims *c, const struct short_claims *g, int32_t from, int32_t to)
{
	const struct cell *cell = &c->cells.cells[g->cells[0]];
	const struct planned_line *first = &c->plan->lines[c->handouts[from]];
	int64_t lower = 0, seconds;
	int32_t lot;

	for (int32_t k = from; k < to; k++)
		lower += is_lower(c, cell, c->handouts[k]) ? c->plan->lines[c->handouts[k]].quantity : 0;
	lot = lower > 0 ? find_lot(c, &c->plan->lots[first->lot]) : -1;
	if (lot < 0 || lot_arrival(c->a->s, &c->cells, &c->a->supply->lots[lot], cell->place, g->cells, g->n,
		&seconds) != ARRIVAL_IN_TIME)
		return 0;
	return lower;
}

static struct finding *new_tier_finding(const struct claims *c, const struct short_claims *g)
{
	const struct cell *cell = &c->cells.cells[g->cells[0]];
	int32_t claim = c->number[g->cells[0]];
	struct finding *f = audit_add_finding(c->a->out, FINDING_PLAN_TIER);
	struct evidence e = evidence_at(c->plan->claims[claim].where, g->lacking);

	f->place = cell->place;
	f->item = cell->item;
	f->tier = cell->tier;
	f->unit = c->a->s->items[cell->item].unit;
	f->decimals = c->a->s->items[cell->item].decimals;
	f->required = g->lacking;
	f->gap = 0;
	f->grade = GRADE_HIGH;
	e.plan_claim = claim + 1;
	audit_add_evidence(c->a->out, e);
	return f;
}

static void judge_short(const struct claims *c, const struct short_claims *g, int32_t from, int32_t to)
{
	struct finding *f = NULL;
	int32_t k, end;

	for (k = from; k < to; k = end) {
		int64_t lower;

		for (end = k + 1; end < to && c->plan->lines[c->handouts[end]].lot == c->plan->lines[c->handouts[k]].lot; end++)
			;
		lower = taken_before(c, g, k, end);
		if (lower == 0)
			continue;
		f = f ? f : new_tier_finding(c, g);
		f->gap = f->gap + lower < g->lacking ? f->gap + lower : g->lacking;
		for (int32_t i = k; i < end; i++)
			if (is_lower(c, &c->cells.cells[g->cells[0]], c->handouts[i]))
				audit_add_planned(c->a, c->handouts[i], c->plan->lines[c->handouts[i]].quantity);
	}
	if (f)
		f->money = item_money(c->a->s, f->item, f->gap);
}

static int compare_cells(const void *left, const void *right, void *context)
{
	const struct claims *c = context;
	const struct cell *a = &c->cells.cells[*(const int32_t *)left], *b = &c->cells.cells[*(const int32_t *)right];

	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->stage != b->stage)
		return a->stage < b->stage ? -1 : 1;
	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	return (a > b) - (a < b);
}

static bool same_claims(const struct cell *a, const struct cell *b)
{
	return a->item == b->item && a->place == b->place && a->stage == b->stage && a->tier == b->tier;
}

static void judge_tiers(const struct claims *c)
{
	int32_t *order = mem_calloc((size_t)c->cells.ncells + 1, sizeof *order), n = 0, from, to, first = 0, end;

	for (int32_t k = 0; k < c->cells.ncells; k++)
		if (c->got[c->number[k]] < c->cells.cells[k].demand)
			order[n++] = k;
	qsort_r(order, (size_t)n, sizeof *order, compare_cells, (void *)(uintptr_t)c);
	for (from = 0; from < n; from = to) {
		const struct cell *cell = &c->cells.cells[order[from]];
		struct short_claims g = {order + from, 0, 0};

		for (to = from; to < n && same_claims(cell, &c->cells.cells[order[to]]); to++)
			g.lacking += c->cells.cells[order[to]].demand - c->got[c->number[order[to]]];
		g.n = to - from;
		while (first < c->nhandouts && c->plan->lots[c->plan->lines[c->handouts[first]].lot].item < cell->item)
			first++;
		for (end = first; end < c->nhandouts &&
			c->plan->lots[c->plan->lines[c->handouts[end]].lot].item == cell->item; end++)
			;
		judge_short(c, &g, first, end);
	}
	mem_free(order);
}

void audit_plan_claims(struct auditing *a)
{
	const struct planned *plan = a->out->plan;
	struct claims c;

	if (plan->verdict == PLANNED_HOLDS || !planned_same_horizon(plan, a->s))
		return;
	claims_init(&c, a);
	for (int32_t k = 0; plan->verdict != PLANNED_UNPROVEN && k < a->s->nminima; k++) {
		if (a->s->minima[k].end_stock)
			judge_left(&c, &a->s->minima[k]);
		else
			judge_served(&c, &a->s->minima[k]);
	}
	if (planned_tiers_strict(a->s))
		judge_tiers(&c);
	claims_release(&c);
}
