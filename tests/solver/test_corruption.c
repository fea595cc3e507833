/* The checker against plans of the solver: each is accepted, and none of many
 * thousands in which one thing was changed; the finding names what is wrong. */
#include "tests/solver/support_stories.h"

#include "solver/verify/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- a story with a copy of its plan and supply to be spoiled --- */

struct spoiled {
	struct story *y;
	struct plan plan;
	struct supply supply;
	struct support_random *r;
};

static void *copied(const void *items, int32_t n, size_t size)
{
	void *copy = mem_calloc((size_t)n + 1, size);

	if (n > 0)
		memcpy(copy, items, (size_t)n * size);
	return copy;
}

#define COPY(name) w->plan.name = copied(p->name, p->n##name, sizeof *p->name)

static void spoiled_init(struct spoiled *w, struct story *y, struct support_random *r)
{
	const struct plan *p = &y->plan;

	w->y = y;
	w->r = r;
	w->plan = *p;
	COPY(shipments);
	COPY(handouts);
	COPY(leftovers);
	COPY(orders);
	COPY(levels);
	w->plan.served = copied(p->served, y->cells.ncells, sizeof *p->served);
	w->plan.drawn = copied(p->drawn, y->supply.nlots, sizeof *p->drawn);
	w->supply = y->supply;
	w->supply.lots = copied(y->supply.lots, y->supply.nlots, sizeof *y->supply.lots);
}

static void spoiled_release(struct spoiled *w)
{
	mem_free(w->plan.shipments);
	mem_free(w->plan.handouts);
	mem_free(w->plan.leftovers);
	mem_free(w->plan.orders);
	mem_free(w->plan.levels);
	mem_free(w->plan.served);
	mem_free(w->plan.drawn);
	mem_free(w->supply.lots);
}

static int32_t pick(struct spoiled *w, int32_t n)
{
	return (int32_t)support_between(w->r, 0, n - 1);
}

static struct shipment *any_shipment(struct spoiled *w)
{
	return w->plan.nshipments > 0 ? &w->plan.shipments[pick(w, w->plan.nshipments)] : NULL;
}

static struct shipment *any_leg(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	return h && h->route >= 0 ? h : NULL;
}

static struct handout *any_handout(struct spoiled *w)
{
	return w->plan.nhandouts > 0 ? &w->plan.handouts[pick(w, w->plan.nhandouts)] : NULL;
}

static int64_t unit(const struct spoiled *w, int32_t item)
{
	return w->y->s.items[item].issue_unit;
}

static int64_t up_or_down(struct spoiled *w)
{
	return pick(w, 2) ? 1 : -1;
}

/* --- what can be wrong; false: this plan has no such thing --- */

static bool ship_more_or_less(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int64_t by = up_or_down(w);

	if (!h || h->units + by < 1)
		return false;
	/* What stays to the end may just as well be handed over and stay. */
	for (int32_t n = 0; n < w->plan.nleftovers; n++)
		if (w->plan.leftovers[n].lot == h->lot && w->plan.leftovers[n].place == h->to)
			return false;
	h->units += by;
	h->quantity += by * unit(w, h->item);
	return true;
}

static bool ship_part_of_a_unit(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (h)
		h->quantity++;
	return h;
}

static bool ship_elsewhere(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int32_t to;

	if (!h)
		return false;
	to = pick(w, w->y->s.nplaces);
	if (to == h->to)
		return false;
	h->to = to;
	return true;
}

static bool ship_from_elsewhere(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int32_t from;

	if (!h)
		return false;
	from = pick(w, w->y->s.nplaces);
	if (from == h->from)
		return false;
	h->from = from;
	return true;
}

static bool ship_another_period(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int32_t *period;
	int64_t by = up_or_down(w);

	if (!h)
		return false;
	period = pick(w, 2) ? &h->depart : &h->arrive;
	*period += (int32_t)by;
	return true;
}

static bool ship_another_time(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h)
		return false;
	*(pick(w, 2) ? &h->depart_seconds : &h->arrive_seconds) += HOURS(up_or_down(w) * 3);
	return true;
}

/* As a whole, before its time. */
static bool ship_too_early(struct spoiled *w)
{
	struct shipment *h = any_leg(w);

	if (!h || h->depart == 0 || !h->first_leg
		|| h->depart_seconds - w->y->s.period >= w->supply.lots[h->lot].release)
		return false;
	h->depart--;
	h->arrive--;
	h->depart_seconds -= w->y->s.period;
	h->arrive_seconds -= w->y->s.period;
	return true;
}

static bool ship_by_another_route(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int32_t route;

	if (!h || w->y->s.nroutes == 0)
		return false;
	route = pick(w, w->y->s.nroutes + 1) - 1;
	/* Two roads between the same places with the same lead are as good. */
	if (route == h->route || (route >= 0 && w->y->s.routes[route].from == h->from
		&& w->y->s.routes[route].to == h->to))
		return false;
	h->route = route;
	return true;
}

static bool ship_another_lot(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int32_t lot;

	if (!h)
		return false;
	lot = pick(w, w->supply.nlots);
	if (lot == h->lot)
		return false;
	h->lot = lot;
	h->item = w->supply.lots[lot].item;
	h->holder = w->supply.lots[lot].holder;
	h->quantity = h->units * unit(w, h->item);
	return true;
}

static bool ship_another_item(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h || w->y->s.nitems < 2)
		return false;
	h->item = (h->item + 1) % w->y->s.nitems;
	return true;
}

static bool ship_another_holder(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h)
		return false;
	h->holder = h->holder < 0 ? 0 : h->holder - 1;
	return true;
}

static void forget_shipment(struct spoiled *w, int32_t n)
{
	memmove(&w->plan.shipments[n], &w->plan.shipments[n + 1],
		(size_t)(w->plan.nshipments - n - 1) * sizeof *w->plan.shipments);
	w->plan.nshipments--;
	for (int32_t k = 0; k < w->plan.nhandouts; k++) {
		if (w->plan.handouts[k].shipment == n)
			w->plan.handouts[k].shipment = -1;
		else if (w->plan.handouts[k].shipment > n)
			w->plan.handouts[k].shipment--;
	}
}

static bool lose_shipment(struct spoiled *w)
{
	if (w->plan.nshipments == 0)
		return false;
	forget_shipment(w, pick(w, w->plan.nshipments));
	return true;
}

static bool double_shipment(struct spoiled *w)
{
	int32_t n = w->plan.nshipments;

	if (n == 0)
		return false;
	w->plan.shipments[n] = w->plan.shipments[pick(w, n)];
	w->plan.nshipments++;
	return true;
}

static bool onward_instead_of_first(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h)
		return false;
	h->first_leg = !h->first_leg;
	return true;
}

static bool as_if_happened(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (h)
		h->fact = true;
	return h;
}

static bool as_if_under_way(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (h)
		h->state = pick(w, 2) ? SHIPMENT_DEPARTED : SHIPMENT_CANCELLED;
	return h;
}

static bool hand_more_or_less(struct spoiled *w)
{
	struct handout *h = any_handout(w);
	int64_t by = up_or_down(w);

	if (!h || h->units + by < 0)
		return false;
	h->units += by;
	if (h->substitute < 0)
		h->quantity += by * unit(w, w->supply.lots[h->lot].item);
	return true;
}

static bool hand_part_of_a_unit(struct spoiled *w)
{
	struct handout *h = any_handout(w);

	if (h)
		h->quantity++;
	return h;
}

static bool hand_to_another_claim(struct spoiled *w)
{
	struct handout *h = any_handout(w);
	int32_t cell;

	if (!h)
		return false;
	cell = pick(w, w->y->cells.ncells);
	if (cell == h->cell)
		return false;
	h->cell = cell;
	/* A rider of a kit counts for nobody: any claim there is as good. */
	return h->units > 0;
}

static bool hand_another_lot(struct spoiled *w)
{
	struct handout *h = any_handout(w);
	int32_t lot;

	if (!h || h->quantity == 0)
		return false;
	lot = pick(w, w->supply.nlots);
	if (lot == h->lot)
		return false;
	h->lot = lot;
	return true;
}

/* After the window, before the goods come, or after they have expired. */
static bool hand_another_period(struct spoiled *w)
{
	struct handout *h = any_handout(w);
	const struct cell *c;

	if (!h)
		return false;
	c = &w->y->cells.cells[h->cell];
	h->period = pick(w, 2) ? c->when.last + 1 : c->when.first - 1;
	return true;
}

static bool lose_handout(struct spoiled *w)
{
	int32_t n;

	if (w->plan.nhandouts == 0)
		return false;
	n = pick(w, w->plan.nhandouts);
	if (w->plan.handouts[n].quantity == 0 && w->plan.handouts[n].units == 0)
		return false;
	w->plan.handouts[n] = w->plan.handouts[--w->plan.nhandouts];
	return true;
}

static bool double_handout(struct spoiled *w)
{
	int32_t n = w->plan.nhandouts;

	if (n == 0)
		return false;
	w->plan.handouts[n] = w->plan.handouts[pick(w, n)];
	w->plan.nhandouts++;
	return true;
}

static bool hand_from_another_shipment(struct spoiled *w)
{
	struct handout *h = any_handout(w);
	int32_t n;

	if (!h)
		return false;
	n = pick(w, w->plan.nshipments + 1) - 1;
	if (n == h->shipment || (n >= 0 && w->plan.shipments[n].lot == h->lot
		&& w->plan.shipments[n].to == w->y->cells.cells[h->cell].place))
		return false;
	if (n < 0 && w->supply.lots[h->lot].transit >= 0)
		return false; /* it may have come by no leg of the plan */
	h->shipment = n;
	return true;
}

static bool hand_as_substitute(struct spoiled *w)
{
	struct handout *h = any_handout(w);

	if (!h || w->y->s.nsubstitutes == 0)
		return false;
	h->substitute = h->substitute < 0 ? 0 : -1;
	return true;
}

static bool claim_other_amount(struct spoiled *w)
{
	struct served *v = &w->plan.served[pick(w, w->y->cells.ncells)];
	int64_t *field = pick(w, 3) == 0 ? &v->units : pick(w, 2) ? &v->quantity : &v->over;

	*field += up_or_down(w);
	return true;
}

static bool draw_other_amount(struct spoiled *w)
{
	struct drawn *d;

	if (w->supply.nlots == 0)
		return false;
	d = &w->plan.drawn[pick(w, w->supply.nlots)];
	d->units += d->units > 0 ? up_or_down(w) : 1;
	return true;
}

static bool lose_leftover(struct spoiled *w)
{
	if (w->plan.nleftovers == 0)
		return false;
	w->plan.nleftovers--;
	return true;
}

static bool leave_other_amount(struct spoiled *w)
{
	struct leftover *l;

	if (w->plan.nleftovers == 0)
		return false;
	l = &w->plan.leftovers[pick(w, w->plan.nleftovers)];
	l->units += up_or_down(w);
	return true;
}

static bool leave_elsewhere(struct spoiled *w)
{
	struct leftover *l;

	if (w->plan.nleftovers == 0)
		return false;
	l = &w->plan.leftovers[pick(w, w->plan.nleftovers)];
	l->place = (l->place + 1) % w->y->s.nplaces;
	return true;
}

static bool no_order(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h)
		return false;
	h->order = -1;
	return true;
}

static bool another_order(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	int32_t order;

	if (!h || w->plan.norders == 0)
		return false;
	order = pick(w, w->plan.norders);
	if (order == h->order)
		return false;
	h->order = order;
	return true;
}

static bool another_line(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h || w->plan.orders[h->order].nlines < 2)
		return false;
	h->line = h->line % w->plan.orders[h->order].nlines + 1;
	return true;
}

static bool another_form(struct spoiled *w)
{
	struct order *o;

	if (w->plan.norders == 0)
		return false;
	o = &w->plan.orders[pick(w, w->plan.norders)];
	if (o->holder < 0)
		return false;
	o->form = (enum legal_form)((o->form + 1 + pick(w, 2)) % 3);
	return true;
}

static bool order_other_lines(struct spoiled *w)
{
	if (w->plan.norders == 0)
		return false;
	w->plan.orders[pick(w, w->plan.norders)].nlines += (int32_t)up_or_down(w);
	return true;
}

static bool order_of_another(struct spoiled *w)
{
	struct order *o;

	if (w->plan.norders == 0 || w->y->s.nholders < 2)
		return false;
	o = &w->plan.orders[pick(w, w->plan.norders)];
	if (o->holder < 0)
		o->place = (o->place + 1) % w->y->s.nplaces;
	else
		o->holder = (o->holder + 1) % w->y->s.nholders;
	return true;
}

static bool other_cost(struct spoiled *w)
{
	w->plan.cost.num += w->plan.cost.den;
	return true;
}

static bool proven_without_proof(struct spoiled *w)
{
	struct level *level = w->plan.nlevels > 0 ? &w->plan.levels[pick(w, w->plan.nlevels)] : NULL;

	if (!level)
		return false;
	if (level->kind == LEVEL_CANONICAL) /* that one is no matter of proof */
		level = &w->plan.levels[0];
	w->plan.status = PLAN_PROVEN;
	level->proven = false;
	return true;
}

static bool wild_index(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	struct handout *o = any_handout(w);
	int32_t wild = pick(w, 2) ? -2 - pick(w, 1000) : 1000000 + pick(w, 1000);
	int32_t *fields[] = {h ? &h->lot : NULL, h ? &h->item : NULL, h ? &h->from : NULL,
		h ? &h->to : NULL, h ? &h->route : NULL, h ? &h->holder : NULL, h ? &h->order : NULL,
		h ? &h->depart : NULL, h ? &h->arrive : NULL, o ? &o->cell : NULL, o ? &o->lot : NULL,
		o ? &o->shipment : NULL, o ? &o->substitute : NULL, o ? &o->period : NULL};
	int32_t *field = fields[pick(w, (int32_t)(sizeof fields / sizeof *fields))];

	if (field)
		*field = wild;
	return field;
}

/* --- what the plan rests on is no longer so --- */

static bool lot_expired(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h || h->arrive == 0)
		return false;
	w->supply.lots[h->lot].last_day = story_day(w->y, h->arrive - 1);
	return true;
}

static bool lot_smaller(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h)
		return false;
	w->supply.lots[h->lot].units = w->plan.drawn[h->lot].units - 1;
	return true;
}

static bool lot_later(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);

	if (!h || !h->first_leg)
		return false;
	w->supply.lots[h->lot].release = h->depart_seconds + 1;
	return true;
}

static bool lot_bound_to_its_place(struct spoiled *w)
{
	struct shipment *h = any_leg(w);

	if (!h)
		return false;
	w->supply.lots[h->lot].own = true;
	return true;
}

static bool lot_elsewhere(struct spoiled *w)
{
	struct shipment *h = any_shipment(w);
	struct supply_lot *lot;

	if (!h)
		return false;
	lot = &w->supply.lots[h->lot];
	lot->place = lot->place == 3 ? 4 : 3;
	return h->first_leg;
}

/* --- */

static const struct corruption {
	bool (*spoil)(struct spoiled *w);
	const char *reasons[8]; /* one of these words is in the findings */
} corruptions[] = {
	{ship_more_or_less, {"drawn", "too many", "accounted for", "handed out than it brings"}},
	{ship_part_of_a_unit, {"whole number of issue units"}},
	{ship_elsewhere, {"does not join", "no route from", "does not bring", "too many", "itself"}},
	{ship_from_elsewhere, {"does not join", "no route from", "but the goods are at"}},
	{ship_another_period, {"another period", "do not agree", "out of range", "expire"}},
	{ship_another_time, {"do not agree", "another period", "notice", "out of range"}},
	{ship_too_early, {"notice", "past"}},
	{ship_by_another_route, {"does not join", "no route from", "do not agree", "without a route",
		"another period"}},
	{ship_another_lot, {"does not bring", "drawn", "too many", "accounted", "but the goods are at"}},
	{ship_another_item, {"not that of its lot"}},
	{ship_another_holder, {"not that of its lot", "out of range"}},
	{lose_shipment, {"drawn", "brings the goods", "too many"}},
	{double_shipment, {"drawn", "too many", "accounted", "stands twice", "lines"}},
	{onward_instead_of_first, {"drawn", "order", "but the goods are at", "holder's stock", "without a route"}},
	{as_if_happened, {"marked as planned"}},
	{as_if_under_way, {"marked as"}},
	{hand_more_or_less, {"served says", "out of range", "more than its demand", "too many", "right"}},
	{hand_part_of_a_unit, {"whole number", "too many", "smallest units", "right"}},
	{hand_to_another_claim, {"served says", "handed out for", "stand in", "does not bring"}},
	{hand_another_lot, {"does not bring", "handed out for", "stand in", "too many", "accounted"}},
	{hand_another_period, {"outside the window", "out of range"}},
	{lose_handout, {"served says", "accounted", "right"}},
	{double_handout, {"served says", "too many", "more are handed out", "right", "more than its demand"}},
	{hand_from_another_shipment, {"does not bring", "no shipment brings"}},
	{hand_as_substitute, {"stand in", "handed out for"}},
	{claim_other_amount, {"served says", "over-delivery says"}},
	{draw_other_amount, {"drawn", "out of range", "accounted", "too many"}},
	{lose_leftover, {"left at the end", "accounted"}},
	{leave_other_amount, {"left at the end", "accounted", "too many", "out of range", "drawn"}},
	{leave_elsewhere, {"left at the end", "accounted", "too many", "drawn"}},
	{no_order, {"out of range"}},
	{another_order, {"another holder", "lines", "goes on from"}},
	{another_line, {"stands twice", "stand on two lines"}},
	{another_form, {"legal form", "without consent"}},
	{order_other_lines, {"it says"}},
	{order_of_another, {"another holder", "out of range", "goes on from"}},
	{other_cost, {"transport cost"}},
	{proven_without_proof, {"not proven"}},
	{wild_index, {"out of range"}},
	{lot_expired, {"expire"}},
	{lot_smaller, {"may be called up"}},
	{lot_later, {"notice", "neither"}},
	{lot_bound_to_its_place, {"may not leave"}},
	{lot_elsewhere, {"but the goods are at"}},
};
enum { CORRUPTIONS = sizeof corruptions / sizeof *corruptions };

static const struct story_shape shapes[] = {
	{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 9, .odd_notice = true,
		.tiers = true, .packs = true, .transits = true, .minima = true, .autonomy = true},
	{.items_most = 3, .periods_most = 4, .claims_most = 8, .quantity_most = 9, .odd_notice = true,
		.capacities = true, .limits = true, .substitutes = true, .minima = true, .packs = true,
		.transits = true, .households = true},
	{.items_most = 3, .periods_most = 3, .claims_most = 8, .quantity_most = 9, .substitutes = true,
		.packs = true},
};

static long tried[CORRUPTIONS];

static void refuse(const struct spoiled *w, uint64_t seed, size_t c, const char *found)
{
	struct text dump;

	text_init(&dump);
	story_dump(w->y, &dump);
	fprintf(stderr, "seed %llu, corruption %u: %s\n%s\n", (unsigned long long)seed, (unsigned)c, found,
		text_str(&dump));
	text_release(&dump);
	assert_true(false);
}

static void spoil_and_check(struct story *y, struct support_random *r, uint64_t seed, size_t c)
{
	struct spoiled w;

	spoiled_init(&w, y, r);
	if (corruptions[c].spoil(&w)) {
		struct text findings;
		bool accepted, named = false;

		text_init(&findings);
		accepted = plan_check(&y->s, &y->cells, &w.supply, &w.plan, &findings);
		for (int k = 0; k < 8 && corruptions[c].reasons[k]; k++)
			named = named || strstr(text_str(&findings), corruptions[c].reasons[k]);
		if (accepted || !named)
			refuse(&w, seed, c, accepted ? "accepted" : text_str(&findings));
		tried[c]++;
		text_release(&findings);
	}
	spoiled_release(&w);
}

static void test_no_corruption_is_accepted(void **state)
{
	uint64_t n = stories(60);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++) {
			struct support_random r = {seed * 10 + k};
			struct story y;

			story_random(&y, &r, &shapes[k]);
			story_solve(&y, 1);
			for (size_t c = 0; c < CORRUPTIONS && y.plan.status != PLAN_CONTRADICTION; c++)
				for (int again = 0; again < 3; again++)
					spoil_and_check(&y, &r, seed * 10 + k, c);
			story_release(&y);
		}
	}
	for (size_t c = 0; c < CORRUPTIONS; c++)
		assert_true(tried[c] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_corruption_is_accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
