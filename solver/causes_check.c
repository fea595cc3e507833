#include "solver/causes_check.h"

#include "base/text.h"
#include "models/previous.h"
#include "models/travel.h"
#include "solver/lift.h"

#include <stdlib.h>

/* What is asked for at a place in some periods: the rest of a claim, what substitution
 * takes, what is to be left at the end. All in smallest units. */
struct wanted {
	int32_t place, first, last;
	int64_t quantity;
};
/* Handed out at a place in place of the item. */
struct replacement {
	int32_t place, period;
	int64_t quantity;
};
struct account {
	int64_t *there; /* [nperiods] what is there from the period on */
	struct wanted *wanted;
	int32_t nwanted, wanted_room;
	struct replacement *handed;
	int32_t nhanded, handed_room;
};

static void want(struct account *a, int32_t place, struct periods when, int64_t quantity)
{
	int32_t k;

	if (quantity <= 0)
		return;
	k = ARRAY_ADD(&a->wanted, &a->nwanted, &a->wanted_room);
	a->wanted[k] = (struct wanted){place, when.first, when.last, quantity};
}

static int by_last(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return (x->last > y->last) - (x->last < y->last);
}

static int by_place_and_last(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : by_last(a, b);
}

static int by_place_and_period(const void *a, const void *b)
{
	const struct replacement *x = a, *y = b;

	return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
		: (x->period > y->period) - (x->period < y->period);
}

static void list_goods(struct account *a, const struct scenario *s, const struct supply *supply, int32_t item)
{
	for (int32_t k = 0; k < supply->nlots; k++) {
		const struct supply_lot *lot = &supply->lots[k];
		int64_t now = present_seconds(s);
		int32_t t = period_of(s, lot->release > now ? lot->release : now > 0 ? now : 0);

		if (lot->item == item && t < s->nperiods)
			a->there[t] += lot->units;
	}
}

/* What was handed out in place of the item, and of it in place of others. */
static void list_substitutes(struct account *a, int64_t issue_unit, const struct cells *cells,
	const struct plan *plan, const struct supply *supply, int32_t item)
{
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *h = &plan->handouts[k];

		if (h->substitute < 0)
			continue;
		if (cells->cells[h->cell].item == item) {
			int32_t i = ARRAY_ADD(&a->handed, &a->nhanded, &a->handed_room);
			a->handed[i] = (struct replacement){cells->cells[h->cell].place, h->period, h->units * issue_unit};
		}
		if (supply->lots[h->lot].item == item)
			want(a, cells->cells[h->cell].place, (struct periods){h->period, h->period}, h->quantity);
	}
}

/* Substitutes stay where and when they are handed out: period by period those who ask
 * there then take them, whose window ends first first. The rest of a whole pack that
 * nobody there asks for is for nobody else. */
static int64_t take_handed(struct account *a)
{
	int32_t from = 0;
	int64_t taken = 0;

	if (a->nhanded == 0 || a->nwanted == 0)
		return 0;
	qsort(a->handed, (size_t)a->nhanded, sizeof *a->handed, by_place_and_period);
	qsort(a->wanted, (size_t)a->nwanted, sizeof *a->wanted, by_place_and_last);
	for (int32_t i = 0; i < a->nhanded; i++) {
		struct replacement *h = &a->handed[i];
		while (from < a->nwanted && a->wanted[from].place < h->place)
			from++;
		for (int32_t k = from; k < a->nwanted && a->wanted[k].place == h->place; k++) {
			struct wanted *w = &a->wanted[k];
			int64_t part = w->quantity < h->quantity ? w->quantity : h->quantity;
			if (h->period < w->first || h->period > w->last)
				continue;
			w->quantity -= part;
			h->quantity -= part;
			taken += part;
		}
	}
	return taken;
}

/* The most that can be given: substitutes, then goods in the order in which windows end. */
static int64_t most_given(struct account *a, int32_t nperiods)
{
	int64_t there = 0, given = take_handed(a);
	int32_t t = -1;

	if (a->nwanted > 0)
		qsort(a->wanted, (size_t)a->nwanted, sizeof *a->wanted, by_last);
	for (int32_t k = 0; k < a->nwanted; k++) {
		int64_t part;
		while (t < a->wanted[k].last && t < nperiods - 1)
			there += a->there[++t];
		part = a->wanted[k].quantity < there ? a->wanted[k].quantity : there;
		there -= part;
		given += part;
	}
	return given;
}

/* Booked up to expiry, and what the plan gives beyond the people's own stock. */
static int64_t *amounts(const struct cells *cells, const struct plan *plan)
{
	int64_t *has = mem_calloc((size_t)cells->ncells, sizeof *has);

	for (int32_t c = 0; c < cells->ncells; c++)
		has[c] = plan->served[c].quantity;
	for (int32_t k = 0; k < plan->nbookings; k++)
		if (plan->bookings[k].cause <= CAUSE_EXPIRED)
			has[plan->bookings[k].cell] += plan->bookings[k].quantity;
	return has;
}

static bool check_item(const struct lift *lift, const struct supply *lifted, const struct plan *plan,
	const struct cells *cells, const struct supply *supply, const int64_t *has, int32_t item,
	int64_t issue_unit, struct text *findings)
{
	const struct scenario *s = &lift->scenario;
	struct account a = {.there = mem_calloc((size_t)s->nperiods, sizeof *a.there)};
	int64_t given = 0, most;

	list_goods(&a, s, lifted, item);
	list_substitutes(&a, issue_unit, cells, plan, supply, item);
	for (int32_t k = 0; k < a.nwanted; k++)
		given += a.wanted[k].quantity;
	for (int32_t k = 0; k < s->nminima; k++)
		if (s->minima[k].end_stock && s->minima[k].item == item) {
			want(&a, place_stand(s, s->minima[k].place),
				(struct periods){s->nperiods - 1, s->nperiods - 1}, s->minima[k].quantity);
			given += s->minima[k].quantity;
		}
	for (int32_t c = 0; c < cells->ncells; c++) {
		if (cells->cells[c].item != item || cells->cells[c].when.last < present_period(s))
			continue;
		want(&a, cells->cells[c].place, cells->cells[c].when,
			cells->cells[c].demand - lift->cells->cells[c].household);
		given += has[c] - lift->cells->cells[c].household;
	}
	most = most_given(&a, s->nperiods);
	if (most != given)
		text_printf(findings, _("causes of shortfall of %s: with all of them lifted %lld smallest units can be "
			"given, by the bookings it is %lld\n"), s->items[item].id, (long long)most, (long long)given);
	mem_free(a.there);
	mem_free(a.wanted);
	mem_free(a.handed);
	return most == given;
}

bool causes_check(const struct scenario *s, const struct cells *cells, const struct plan *plan,
	const struct supply *supply, struct text *findings)
{
	struct lift lift;
	struct supply lifted;
	int64_t *has;
	bool holds = true;

	if (plan->causes_skipped || plan->causes_unproven)
		return true;
	for (int32_t k = 0; k < plan->nhandouts; k++)
		if (plan->handouts[k].fact)
			return true;
	for (int32_t k = 0; k < plan->nshipments; k++)
		if (plan->shipments[k].fact)
			return true;
	lift_init(&lift, s, cells, (cause_bit(CAUSE_EXPIRED) << 1) - 1, NULL);
	supply_build(&lift.scenario, lift.cells, &lifted);
	has = amounts(cells, plan);
	for (int32_t i = 0; i < s->nitems; i++)
		holds &= check_item(&lift, &lifted, plan, cells, supply, has, i, s->items[i].issue_unit,
			findings);
	mem_free(has);
	supply_release(&lifted);
	lift_release(&lift);
	return holds;
}
