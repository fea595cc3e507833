/* Plans that go on: facts stay, the rest is planned again with least change,
 * and the notice says what is kept, cancelled, altered and new. */
#include "models/previous.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A depot with 100 kg of water, one community a day away that asks for 10 a
 * day over 6 days (from day 1 on). */
struct water {
	struct story y;
	int32_t depot, c, item, holder;
	struct previous p;
};

static void water_init(struct water *w, int64_t stock)
{
	struct route *road;

	story_init(&w->y, 7);
	w->depot = story_place(&w->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	w->c = story_community(&w->y, "c1");
	w->item = story_item(&w->y, "water");
	w->holder = story_holder(&w->y, "dep", w->depot);
	story_stock(&w->y, w->holder, w->item, stock, -1);
	road = story_route(&w->y, w->depot, w->c, HOURS(24), -1);
	road->cost_per_kg = ratio_make(1, 1);
	for (int32_t t = 1; t < 7; t++)
		story_need(&w->y, w->c, w->item, 10, t, t);
}

static void water_announce(struct water *w)
{
	story_solve(&w->y, 1);
	events_announce(&w->p, &w->y);
}

static void water_release(struct water *w)
{
	previous_release(&w->p);
	story_release(&w->y);
}

/* The line of the previous plan that departs in a period. */
static int32_t line_at(const struct previous *p, int32_t depart)
{
	for (int32_t k = 0; k < p->nlines; k++)
		if (p->lines[k].depart == depart)
			return k;
	return -1;
}

static const struct shipment *shipment_at(const struct story *y, int32_t depart)
{
	for (int32_t k = 0; k < y->plan.nshipments; k++)
		if (y->plan.shipments[k].depart == depart)
			return &y->plan.shipments[k];
	return NULL;
}

static void test_nothing_happened(void **state)
{
	struct water w;

	(void)state;
	water_init(&w, 100);
	water_announce(&w);
	events_replan(&w.y, &w.p, 0);
	assert_int_equal(w.y.plan.nchanges, w.p.nlines);
	assert_int_equal(events_count(&w.y, CHANGE_KEEP), w.p.nlines);
	assert_int_equal(events_change(&w.y).num, 0);
	assert_int_equal(w.y.plan.norders, 1);
	assert_int_equal(w.y.plan.orders[0].version, 1);
	water_release(&w);
}

/* On the evening of day 2 the trucks of days 0, 1 and 2 have left. */
static void test_departed_is_kept(void **state)
{
	struct water w;
	int32_t facts = 0;

	(void)state;
	water_init(&w, 100);
	water_announce(&w);
	w.y.s.needs[5].quantity = 4; /* less is asked for on the last day */
	events_replan(&w.y, &w.p, HOURS(2 * 24 + 12));
	for (int32_t k = 0; k < w.y.plan.nshipments; k++) {
		const struct shipment *h = &w.y.plan.shipments[k];

		assert_int_equal(h->fact, h->depart_seconds < HOURS(60));
		facts += h->fact;
		if (h->fact)
			assert_int_equal(h->state, SHIPMENT_DEPARTED);
	}
	assert_true(facts > 0);
	assert_int_equal(story_served(&w.y, w.c, w.item, 1, 6), 54);
	water_release(&w);
}

/* The truck of day 1 brought 7 instead of 10: 3 are not counted any more, the
 * claim of day 2 stays at what came, the order's other lines keep their
 * version, and somebody must find the 3. */
static void test_received_less(void **state)
{
	struct water w;
	int32_t line;

	(void)state;
	water_init(&w, 60);
	/* goods leave when they are needed: one truck a day */
	w.y.s.routes[0].capacity = 10000;
	water_announce(&w);
	line = line_at(&w.p, 1);
	assert_true(line >= 0);
	w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(60);
	events_receipt(&w.p, &w.y, line, SHIPMENT_RECEIVED, 7, -1);
	events_replan(&w.y, &w.p, HOURS(60));
	assert_int_equal(shipment_at(&w.y, 1)->quantity, 7);
	assert_int_equal(shipment_at(&w.y, 1)->ordered, 10);
	assert_int_equal(shipment_at(&w.y, 1)->state, SHIPMENT_RECEIVED);
	assert_int_equal(story_served(&w.y, w.c, w.item, 2, 2), 7);
	assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 1);
	assert_int_equal(w.y.plan.changes[0].kind, CHANGE_DECIDE);
	assert_int_equal(w.y.plan.changes[0].before, 10);
	assert_int_equal(w.y.plan.changes[0].after, 7);
	assert_int_equal(w.y.supply.lots[0].units, 57);
	water_release(&w);
}

/* Counted again on day 2, after two trucks had left: 35 are there. */
static void test_counted_after_departure(void **state)
{
	struct water w;
	int64_t held = 0;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	water_announce(&w);
	w.y.s.lines[0].counted = 35;
	w.y.s.lines[0].counted_at = w.y.s.start;
	w.y.s.lines[0].counted_at.seconds += HOURS(50);
	events_replan(&w.y, &w.p, HOURS(60));
	/* three have left: two before the count, one at its hour 48: before it, too */
	for (int32_t k = 0; k < w.y.supply.nlots; k++)
		if (w.y.supply.lots[k].line == 0)
			held = w.y.supply.lots[k].units;
	assert_int_equal(held, 35);
	assert_int_equal(story_served(&w.y, w.c, w.item, 1, 3), 30);
	assert_int_equal(story_served(&w.y, w.c, w.item, 4, 6), 30);
	water_release(&w);
}

/* A truck is under way for two days when its road closes on the second one. */
static void test_caught_on_a_closed_road(void **state)
{
	struct water w;
	const struct change *top;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	w.y.s.routes[0].lead = HOURS(36);
	water_announce(&w);
	/* Leaves on day 1 at 0:00, due on day 2 at 12:00; closed on days 2 and 3. */
	assert_true(line_at(&w.p, 1) >= 0);
	story_close(&w.y.s.routes[0], 2, 3);
	events_replan(&w.y, &w.p, HOURS(40));
	top = &w.y.plan.changes[0];
	assert_int_equal(top->kind, CHANGE_DECIDE);
	assert_string_equal(top->order, "dep-D");
	assert_int_equal(top->period, 1);
	assert_non_null(top->why);
	/* 20 hours are still to go: open again on day 4, there on day 4. */
	assert_int_equal(shipment_at(&w.y, 1)->arrive, 4);
	assert_int_equal(shipment_at(&w.y, 1)->arrive_seconds, HOURS(4 * 24 + 20));
	/* the truck of day 0 feeds three days */
	assert_int_equal(story_served(&w.y, w.c, w.item, 1, 3), 10);
	assert_int_equal(story_served(&w.y, w.c, w.item, 4, 4), 10);
	assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 1);
	water_release(&w);
}

static void test_road_closed_for_good(void **state)
{
	struct water w;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	w.y.s.routes[0].lead = HOURS(36);
	water_announce(&w);
	story_close(&w.y.s.routes[0], 2, 6);
	events_replan(&w.y, &w.p, HOURS(40));
	assert_int_equal(w.y.plan.changes[0].kind, CHANGE_DECIDE);
	assert_int_equal(w.y.plan.changes[0].after, 0);
	assert_int_equal(shipment_at(&w.y, 1)->arrive, 7);
	assert_int_equal(story_served(&w.y, w.c, w.item, 1, 6), 10);
	assert_true(events_count(&w.y, CHANGE_CANCEL) > 0);
	/* and in the next plan it is still known to be caught */
	previous_release(&w.p);
	events_announce(&w.p, &w.y);
	events_replan(&w.y, &w.p, HOURS(80));
	assert_int_equal(w.y.plan.changes[0].kind, CHANGE_DECIDE);
	assert_int_equal(shipment_at(&w.y, 1)->arrive, 7);
	/* until the road opens: the 20 hours that it still had to go */
	previous_release(&w.p);
	events_announce(&w.p, &w.y);
	w.y.s.routes[0].nclosed = 0;
	events_replan(&w.y, &w.p, HOURS(96));
	assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 0);
	assert_int_equal(shipment_at(&w.y, 1)->arrive, 4);
	assert_int_equal(shipment_at(&w.y, 1)->arrive_seconds, HOURS(116));
	assert_int_equal(shipment_at(&w.y, 1)->rest, 0);
	water_release(&w);
}

static void go_on(struct water *w, int64_t hour)
{
	previous_release(&w->p);
	events_announce(&w->p, &w->y);
	events_replan(&w->y, &w->p, HOURS(hour));
}

/* However often it is planned again, a truck that waits waits once: it has 20 of its 36 hours to
 * go when its road opens. On its way again, it can be caught again. */
static void test_waits_once(void **state)
{
	struct water w;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	w.y.s.routes[0].lead = HOURS(36);
	water_announce(&w);
	story_close(&w.y.s.routes[0], 2, 3);
	events_replan(&w.y, &w.p, HOURS(40));
	for (int64_t hour = 50; hour <= 90; hour += 10) {
		go_on(&w, hour);
		assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 1);
		assert_int_equal(shipment_at(&w.y, 1)->rest, HOURS(20));
		assert_int_equal(shipment_at(&w.y, 1)->arrive_seconds, HOURS(4 * 24 + 20));
	}
	go_on(&w, 106); /* half of the rest is gone */
	assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 0);
	assert_int_equal(shipment_at(&w.y, 1)->arrive_seconds, HOURS(4 * 24 + 20));
	story_close(&w.y.s.routes[0], 4, 4);
	go_on(&w, 106);
	assert_int_equal(shipment_at(&w.y, 1)->rest, HOURS(10));
	assert_int_equal(shipment_at(&w.y, 1)->arrive_seconds, HOURS(5 * 24 + 10));
	water_release(&w);
}

/* What was said to be caught left two hours earlier, or only afterwards. */
static void test_caught_left_at_another_time(void **state)
{
	for (int later = 0; later < 2; later++) {
		struct water w;

		(void)state;
		water_init(&w, 60);
		w.y.s.routes[0].capacity = 10000;
		w.y.s.routes[0].lead = HOURS(36);
		water_announce(&w);
		story_close(&w.y.s.routes[0], 2, 3);
		events_replan(&w.y, &w.p, HOURS(40));
		previous_release(&w.p);
		events_announce(&w.p, &w.y);
		w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(50);
		events_receipt(&w.p, &w.y, line_at(&w.p, 1), SHIPMENT_DEPARTED, -1, HOURS(later ? 46 : 22));
		events_replan(&w.y, &w.p, HOURS(50));
		for (int32_t k = 0; k < w.y.plan.nshipments; k++) {
			const struct shipment *h = &w.y.plan.shipments[k];

			if (h->depart_seconds == HOURS(later ? 46 : 22)) {
				assert_int_equal(h->rest, HOURS(later ? 32 : 18));
				assert_int_equal(h->arrive_seconds, HOURS(4 * 24 + (later ? 32 : 18)));
			}
		}
		water_release(&w);
	}
}

/* Versions: what changes is the next one, what is cancelled is told, what was
 * issued stays a line of the first. */
/* The office's word goes before the clock: what is planned has not left and is planned again, what
 * is loaded leaves now at the earliest; said before it was to leave, it says nothing of that. */
static void test_said_not_to_have_left(void **state)
{
	static const struct {
		enum shipment_state said, state;
		int64_t at, leaves; /* hours; -1 = the present; no fact */
	} cases[] = {
		{SHIPMENT_PLANNED, SHIPMENT_PLANNED, -1, -1},
		{SHIPMENT_PLANNED, SHIPMENT_PLANNED, 24, -1},
		{SHIPMENT_PLANNED, SHIPMENT_DEPARTED, 23, 24},
		{SHIPMENT_ISSUED, SHIPMENT_ISSUED, -1, 60},
		{SHIPMENT_LOADED, SHIPMENT_LOADED, 30, 60},
		{SHIPMENT_LOADED, SHIPMENT_DEPARTED, 20, 24},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct water w;
		int32_t line, found = 0;

		water_init(&w, 60);
		w.y.s.routes[0].capacity = 10000;
		water_announce(&w);
		line = line_at(&w.p, 1);
		w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(60);
		events_receipt(&w.p, &w.y, line, cases[i].said, -1, cases[i].at < 0 ? -1 : HOURS(cases[i].at));
		events_replan(&w.y, &w.p, HOURS(60));
		assert_int_equal(w.p.outcomes[line].state, cases[i].state);
		assert_int_equal(w.p.outcomes[line].fact, cases[i].leaves >= 0);
		for (int32_t k = 0; k < w.y.plan.nshipments; k++) {
			const struct shipment *h = &w.y.plan.shipments[k];

			assert_true(h->fact || h->depart_seconds >= HOURS(60));
			if (h->fact && h->depart_seconds == HOURS(cases[i].leaves)) {
				found++;
				assert_int_equal(h->state, cases[i].state);
				assert_int_equal(h->arrive_seconds, HOURS(cases[i].leaves + 24));
			}
		}
		assert_int_equal(found, cases[i].leaves >= 0);
		/* day 2 gets nothing of what did not leave on day 1 */
		assert_int_equal(story_served(&w.y, w.c, w.item, 2, 2), cases[i].state == SHIPMENT_DEPARTED ? 10 : 0);
		water_release(&w);
	}
}

/* 10 were ordered of 60. 15 can have left, 60,000 cannot: then 10 count. Of the 15, somebody is to
 * count what is left; planned again with the same receipts, they stay. */
static void test_received_more(void **state)
{
	for (int much = 0; much < 2; much++) {
		struct water w;
		int32_t line;

		(void)state;
		water_init(&w, 60);
		w.y.s.routes[0].capacity = 10000;
		water_announce(&w);
		line = line_at(&w.p, 1);
		assert_int_equal(w.p.lines[line].quantity, 10);
		w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(60);
		events_receipt(&w.p, &w.y, line, SHIPMENT_RECEIVED, much ? 60000 : 15, -1);
		events_replan(&w.y, &w.p, HOURS(60));
		assert_int_equal(shipment_at(&w.y, 1)->quantity, much ? 10 : 15);
		assert_int_equal(w.y.supply.lots[0].units, 60);
		assert_int_equal(w.y.supply.nlots, 1);
		assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 1);
		assert_int_equal(w.y.plan.changes[0].before, 10);
		assert_int_equal(w.y.plan.changes[0].after, much ? 10 : 15);
		previous_release(&w.p);
		events_announce(&w.p, &w.y);
		events_receipt(&w.p, &w.y, line_at(&w.p, 1), SHIPMENT_RECEIVED, much ? 60000 : 15, -1);
		events_replan(&w.y, &w.p, HOURS(61));
		assert_int_equal(shipment_at(&w.y, 1)->quantity, much ? 10 : 15);
		assert_int_equal(events_count(&w.y, CHANGE_DECIDE), much);
		water_release(&w);
	}
}

static void test_versions(void **state)
{
	struct water w;
	int32_t first = -1, second = -1;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	water_announce(&w);
	w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(36);
	events_receipt(&w.p, &w.y, line_at(&w.p, 2), SHIPMENT_ISSUED, -1, -1);
	events_receipt(&w.p, &w.y, line_at(&w.p, 3), SHIPMENT_CANCELLED, -1, -1);
	w.y.s.needs[5].quantity = 4;
	events_replan(&w.y, &w.p, HOURS(36));
	for (int32_t k = 0; k < w.y.plan.norders; k++) {
		assert_string_equal(w.y.plan.orders[k].number, "dep-D");
		if (w.y.plan.orders[k].version == 1)
			first = k;
		if (w.y.plan.orders[k].version == 2)
			second = k;
	}
	assert_int_equal(w.y.plan.norders, 2);
	assert_true(first >= 0 && second >= 0);
	for (int32_t k = 0; k < w.y.plan.nshipments; k++) {
		const struct shipment *h = &w.y.plan.shipments[k];

		assert_int_equal(h->order, h->fact ? first : second);
		if (h->fact)
			assert_int_equal(h->line, w.p.lines[line_at(&w.p, h->depart)].line);
	}
	assert_int_equal(shipment_at(&w.y, 2)->state, SHIPMENT_ISSUED);
	assert_true(shipment_at(&w.y, 2)->fact);
	/* the cancelled one is sent again, as a new line of version 2 */
	assert_int_equal(story_served(&w.y, w.c, w.item, 1, 6), 54);
	assert_int_equal(events_count(&w.y, CHANGE_CANCEL), 1);
	assert_int_equal(events_count(&w.y, CHANGE_NEW), 1);
	assert_int_equal(events_count(&w.y, CHANGE_ALTER), 1);
	/* day 4 stays as it is, and what has happened */
	assert_int_equal(events_count(&w.y, CHANGE_KEEP), 4);
	/* once more: nothing changes any more, versions stay */
	previous_release(&w.p);
	events_announce(&w.p, &w.y);
	events_replan(&w.y, &w.p, HOURS(36));
	assert_int_equal(w.y.plan.norders, 2);
	assert_int_equal(events_count(&w.y, CHANGE_KEEP), w.y.plan.nchanges);
	assert_int_equal(events_change(&w.y).num, 0);
	water_release(&w);
}

/* Nobody asks any more: version 2 says so and stays; when somebody asks again it
 * is version 3, never another version 1. */
static void test_cancelled_order(void **state)
{
	struct water w;
	int64_t asked[6];

	(void)state;
	water_init(&w, 60);
	water_announce(&w);
	for (int round = 0; round < 3; round++) {
		for (int32_t k = 0; k < w.y.s.nneeds; k++) {
			if (round == 0)
				asked[k] = w.y.s.needs[k].quantity;
			w.y.s.needs[k].quantity = round < 2 ? 0 : asked[k];
		}
		events_replan(&w.y, &w.p, 0);
		assert_int_equal(w.y.plan.norders, 1);
		assert_string_equal(w.y.plan.orders[0].number, "dep-D");
		assert_int_equal(w.y.plan.orders[0].version, round < 2 ? 2 : 3);
		assert_int_equal(w.y.plan.orders[0].nlines > 0, round == 2);
		assert_int_equal(events_count(&w.y, CHANGE_CANCEL) > 0, round == 0);
		assert_int_equal(events_count(&w.y, CHANGE_NEW) > 0, round == 2);
		previous_release(&w.p);
		events_announce(&w.p, &w.y);
	}
	water_release(&w);
}

/* Two roads, the announced one now dearer: change comes before cost, unless
 * the policy says last. */
static void test_change_before_cost(void **state)
{
	for (int last = 0; last < 2; last++) {
		struct water w;
		int32_t other;

		(void)state;
		water_init(&w, 60);
		other = story_route(&w.y, w.depot, w.c, HOURS(24), -1) - w.y.s.routes;
		w.y.s.routes[other].cost_per_kg = ratio_make(2, 1);
		water_announce(&w);
		assert_int_equal(story_shipped(&w.y, 0, -1), 60);
		w.y.s.routes[other].cost_per_kg = ratio_make(1, 2);
		w.y.s.policy.change_last = last;
		events_replan(&w.y, &w.p, 0);
		assert_int_equal(story_shipped(&w.y, last ? other : 0, -1), 60);
		assert_int_equal(events_change(&w.y).num, last ? 120 : 0);
		water_release(&w);
	}
}

/* Goods at a hub go on, although the holder's stock is gone from the files. */
static void test_under_way_is_not_lost(void **state)
{
	struct story y;
	struct previous p;
	int32_t depot, hub, c, item, holder;

	(void)state;
	story_init(&y, 4);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	hub = story_place(&y, "hub", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c1");
	item = story_item(&y, "water");
	holder = story_holder(&y, "dep", depot);
	story_stock(&y, holder, item, 20, -1);
	story_route(&y, depot, hub, HOURS(24), -1);
	story_route(&y, hub, c, HOURS(24), -1);
	story_need(&y, c, item, 20, 3, 3);
	story_solve(&y, 1);
	assert_int_equal(story_served(&y, c, item, 3, 3), 20);
	events_announce(&p, &y);
	y.s.nlines = 0;
	events_replan(&y, &p, HOURS(30));
	assert_int_equal(story_served(&y, c, item, 3, 3), 20);
	assert_int_equal(events_change(&y).num, 0);
	assert_int_equal(y.supply.lots[0].line, -1);
	assert_int_equal(y.supply.lots[0].transit, -1);
	assert_int_equal(y.supply.lots[0].units, 20);
	previous_release(&p);
	story_release(&y);
}

/* Vehicles and budget are used up by what has been issued. */
static void test_facts_use_limits(void **state)
{
	struct water w;
	int64_t most = 0;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	story_limit(&w.y, LIMIT_VEHICLES, STORY_DISTRICT, 12000);
	story_limit(&w.y, LIMIT_BUDGET, -1, 45);
	water_announce(&w);
	assert_int_equal(story_served(&w.y, w.c, w.item, 1, 6), 45);
	w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(36);
	for (int32_t t = 2; t < 4; t++)
		if (line_at(&w.p, t) >= 0)
			events_receipt(&w.p, &w.y, line_at(&w.p, t), SHIPMENT_ISSUED, -1, -1);
	w.y.s.needs[4].quantity = 30;
	w.y.s.limits[1].amount = 50;
	events_replan(&w.y, &w.p, HOURS(36));
	assert_int_equal(story_shipped(&w.y, 0, -1), 50);
	for (int32_t k = 0; k < w.y.plan.nuses; k++)
		if (w.y.plan.uses[k].limit == 1)
			most = w.y.plan.uses[k].used;
	assert_int_equal(most, 50);
	water_release(&w);
}

/* --- the checker accepts facts, but no faults --- */

static bool still_holds(const struct story *y)
{
	struct text findings;
	bool holds;

	text_init(&findings);
	holds = story_holds(y, &findings);
	text_release(&findings);
	return holds;
}

static void test_checker(void **state)
{
	struct water w;
	struct plan *plan;
	struct shipment *fact = NULL, *next = NULL;
	struct handout *given = NULL, *open = NULL;

	(void)state;
	water_init(&w, 60);
	w.y.s.routes[0].capacity = 10000;
	water_announce(&w);
	w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(60);
	events_receipt(&w.p, &w.y, line_at(&w.p, 1), SHIPMENT_RECEIVED, 7, -1);
	w.y.s.needs[2].quantity = 4; /* of the ten under way six are left over */
	w.y.s.needs[3].quantity = w.y.s.needs[4].quantity = w.y.s.needs[5].quantity = 1;
	events_replan(&w.y, &w.p, HOURS(60));
	plan = &w.y.plan;
	for (int32_t k = 0; k < plan->nshipments; k++)
		*(plan->shipments[k].fact ? &fact : &next) = &plan->shipments[k];
	for (int32_t k = 0; k < plan->nhandouts; k++)
		*(plan->handouts[k].fact ? &given : &open) = &plan->handouts[k];
	assert_non_null(fact);
	assert_non_null(given);
	assert_non_null(open);
	assert_true(plan->nleftovers > 0);
	assert_true(still_holds(&w.y));
#define FAULT(place, value)                         \
	do {                                        \
		__typeof__(place) right = (place);  \
		(place) = (value);                  \
		assert_false(still_holds(&w.y));    \
		(place) = right;                    \
	} while (0)
	FAULT(fact->units, fact->units + 1);
	FAULT(fact->quantity, fact->quantity + 1);
	FAULT(fact->state, SHIPMENT_PLANNED);
	FAULT(fact->state, SHIPMENT_CANCELLED);
	FAULT(fact->arrive, w.y.s.nperiods);
	FAULT(fact->line, 0);
	FAULT(given->units, given->units + 1);
	FAULT(given->quantity, given->quantity - 1);
	FAULT(given->period, 0);
	FAULT(given->fact, false);
	FAULT(plan->leftovers[0].units, plan->leftovers[0].units - 1);
	FAULT(plan->drawn[fact->lot].units, plan->drawn[fact->lot].units - 1);
	FAULT(plan->drawn[fact->lot].units, w.y.supply.lots[fact->lot].units + 1);
	if (next) {
		FAULT(next->state, SHIPMENT_DEPARTED);
		FAULT(next->depart, 2);
		FAULT(next->units, next->units + 1);
	}
	assert_true(still_holds(&w.y));
	water_release(&w);
}

/* The first shipment of a line of two parts, -1 = none. */
static int32_t line_in_parts(const struct story *y)
{
	for (int32_t k = 1; k < y->plan.nshipments; k++)
		if (plan_same_line(&y->plan, &y->supply, k))
			return k - 1;
	return -1;
}

/* Half a day's notice: 60 are called up for six trucks of 10, and keep their
 * notice. On the first day 5 more are asked for: 65 come partly from what is
 * called up, partly from the rest of the same lot, and one truck carries both.
 * That is one line of the order, and a kept one. It brings 7 of its 10. */
static void test_parts_are_one_line(void **state)
{
	struct water w;
	int32_t part, lines;
	struct shipment *all;

	(void)state;
	water_init(&w, 100);
	w.y.s.holders[w.holder].terms[0].notice = HOURS(12);
	w.y.s.routes[0].capacity = 10000;
	water_announce(&w);
	w.y.s.routes[0].capacity = 15000;
	w.y.s.needs[2].quantity = 15;
	events_replan(&w.y, &w.p, HOURS(6));
	part = line_in_parts(&w.y);
	assert_true(part >= 0);
	assert_int_equal(w.y.plan.shipments[part].line, w.y.plan.shipments[part + 1].line);
	assert_int_equal(w.y.plan.shipments[part].order, w.y.plan.shipments[part + 1].order);
	all = plan_lines(&w.y.plan, &w.y.supply, &lines);
	assert_int_equal(lines, 6);
	assert_int_equal(w.y.plan.orders[w.y.plan.shipments[part].order].nlines, lines);
	mem_free(all);
	assert_int_equal(events_count(&w.y, CHANGE_KEEP), 5);
	assert_int_equal(events_count(&w.y, CHANGE_ALTER), 1);
	previous_release(&w.p);
	events_announce(&w.p, &w.y);
	events_receipt(&w.p, &w.y, part, SHIPMENT_RECEIVED, 7, -1);
	events_replan(&w.y, &w.p, HOURS(160));
	assert_int_equal(w.p.outcomes[part].quantity + w.p.outcomes[part + 1].quantity, 7);
	assert_int_equal(w.p.outcomes[part].missing + w.p.outcomes[part + 1].missing,
		w.p.lines[part].quantity + w.p.lines[part + 1].quantity - 7);
	assert_int_equal(events_count(&w.y, CHANGE_DECIDE), 1);
	assert_int_equal(w.y.plan.changes[0].before, w.p.lines[part].quantity + w.p.lines[part + 1].quantity);
	assert_int_equal(w.y.plan.changes[0].after, 7);
	assert_int_equal(events_count(&w.y, CHANGE_KEEP), 5);
	water_release(&w);
}

/* A community's own stock, half of it kept for the community: 4 in two parts, one
 * line. Then the same goods are written as two rows of 2, of which one is what is
 * kept. Nothing changes but the lots: there are two lines now, which cannot both have
 * the number of the one, so that they are a new version. So is the one line that they
 * are again when the rows are put together. */
static void test_line_falls_in_two(void **state)
{
	struct story y;
	struct previous p;
	int32_t c, item, holder;

	(void)state;
	story_init(&y, 4);
	c = story_community(&y, "c1");
	item = story_item(&y, "water");
	holder = story_holder(&y, "dep", c);
	y.s.policy.autonomy = ratio_make(1, 2);
	story_stock(&y, holder, item, 4, -1);
	story_need(&y, c, item, 4, 3, 3);
	story_solve(&y, 1);
	assert_int_equal(y.plan.nshipments, 2);
	assert_int_equal(line_in_parts(&y), 0);
	events_announce(&p, &y);
	y.s.lines[0].declared = 2;
	story_stock(&y, holder, item, 2, -1);
	events_replan(&y, &p, 0);
	assert_int_equal(y.plan.nshipments, 2);
	assert_int_equal(line_in_parts(&y), -1);
	assert_int_equal(y.plan.norders, 1);
	assert_int_equal(y.plan.orders[0].version, 2);
	assert_int_equal(y.plan.orders[0].nlines, 2);
	assert_int_equal(y.plan.shipments[0].line + y.plan.shipments[1].line, 3);
	assert_int_equal(y.plan.nchanges, 1);
	assert_int_equal(y.plan.changes[0].kind, CHANGE_ALTER);
	assert_int_equal(y.plan.changes[0].before, 4);
	assert_int_equal(y.plan.changes[0].after, 4);
	previous_release(&p);
	events_announce(&p, &y);
	y.s.lines[0].declared = 4;
	y.s.nlines = 1;
	events_replan(&y, &p, 0);
	assert_int_equal(line_in_parts(&y), 0);
	assert_int_equal(y.plan.norders, 1);
	assert_int_equal(y.plan.orders[0].version, 3);
	assert_int_equal(y.plan.orders[0].nlines, 1);
	assert_int_equal(y.plan.shipments[0].line, 1);
	assert_int_equal(events_count(&y, CHANGE_ALTER), 1);
	previous_release(&p);
	story_release(&y);
}

/* --- random stories --- */

/* Half a day's notice, and stock in two rows that nothing tells apart, 5 in each. The
 * first row is called up at the start, the second at 06:00, for 18:00. At 07:00 both
 * keep the release that they were called up for: the one call is not made of the
 * other's goods, and the second truck still leaves at 18:00. */
static void test_calls_of_two_rows(void **state)
{
	struct water w;
	int32_t late = 0;

	(void)state;
	story_init(&w.y, 2);
	w.depot = story_place(&w.y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	w.c = story_community(&w.y, "c1");
	w.item = story_item(&w.y, "water");
	w.holder = story_holder(&w.y, "dep", w.depot);
	w.y.s.holders[w.holder].terms[0].notice = HOURS(12);
	story_stock(&w.y, w.holder, w.item, 5, -1);
	story_stock(&w.y, w.holder, w.item, 5, -1);
	story_route(&w.y, w.depot, w.c, HOURS(5), -1);
	story_need(&w.y, w.c, w.item, 5, 0, 0);
	water_announce(&w);
	w.y.s.needs[0].quantity = 10;
	events_replan(&w.y, &w.p, HOURS(6));
	assert_int_equal(story_served(&w.y, w.c, w.item, 0, 0), 10);
	previous_release(&w.p);
	events_announce(&w.p, &w.y);
	events_replan(&w.y, &w.p, HOURS(7));
	assert_int_equal(story_served(&w.y, w.c, w.item, 0, 0), 10);
	for (int32_t k = 0; k < w.y.plan.nshipments; k++)
		late += w.y.plan.shipments[k].depart_seconds == HOURS(18);
	assert_int_equal(late, 1);
	assert_int_equal(events_count(&w.y, CHANGE_KEEP), w.y.plan.nchanges);
	water_release(&w);
}

/* A holder at the community with 10 L and half a day's notice: what autonomy keeps
 * there is called up for 12:00 as well as what is not kept. At 06:00 nothing is kept
 * any more: the call holds for all of it. */
static void test_call_of_what_was_kept(void **state)
{
	struct story y;
	struct previous p;
	int32_t c, item, holder;
	int64_t called = 0;

	(void)state;
	story_init(&y, 2);
	c = story_community(&y, "c1");
	item = story_item(&y, "water");
	holder = story_holder(&y, "dep", c);
	y.s.holders[holder].terms[0].notice = HOURS(12);
	y.s.policy.autonomy = ratio_make(1, 2);
	story_stock(&y, holder, item, 10, -1);
	story_need(&y, c, item, 10, 0, 0);
	story_solve(&y, 1);
	assert_int_equal(y.supply.nlots, 2);
	events_announce(&p, &y);
	y.s.policy.autonomy = ratio_make(0, 1);
	events_replan(&y, &p, HOURS(6));
	for (int32_t k = 0; k < y.supply.nlots; k++)
		called += y.supply.lots[k].release == HOURS(12) ? y.supply.lots[k].units : 0;
	assert_int_equal(called, 10);
	assert_int_equal(story_served(&y, c, item, 0, 0), 10);
	previous_release(&p);
	story_release(&y);
}

/* Donated goods for the hub alone: 3 of 5 L were sent on although the rule says that
 * they stay. They are in c1 now, to be handed out there, and go no further; the other
 * 2 serve the hub. Vehicles for 1 kg make the plan one whose proof names where goods
 * are: solver and checker call it the same. */
static void test_own_goods_sent_on(void **state)
{
	struct water w;
	int32_t hub, onward, far, first;

	(void)state;
	story_init(&w.y, 4);
	w.depot = story_place(&w.y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	hub = story_community(&w.y, "hub");
	w.c = story_community(&w.y, "c1");
	far = story_community(&w.y, "c2");
	w.item = story_item(&w.y, "water");
	w.holder = story_holder(&w.y, "dep", w.depot);
	story_stock(&w.y, w.holder, w.item, 3, -1);
	story_route(&w.y, w.depot, hub, 0, -1);
	onward = (int32_t)(story_route(&w.y, hub, w.c, 0, -1) - w.y.s.routes);
	story_route(&w.y, w.c, far, 0, -1);
	story_need(&w.y, w.c, w.item, 8, 3, 3);
	water_announce(&w);
	first = line_at(&w.p, 0);
	story_transit(&w.y, "gift", w.item, hub, 5, 0)->reach = REACH_ABSENT;
	story_need(&w.y, hub, w.item, 2, 3, 3);
	story_need(&w.y, far, w.item, 4, 3, 3);
	story_limit(&w.y, LIMIT_VEHICLES, STORY_DISTRICT, 1000);
	w.y.s.as_of.seconds = w.y.s.start.seconds + HOURS(48);
	events_receipt(&w.p, &w.y, first, SHIPMENT_CANCELLED, -1, -1);
	for (int32_t k = 0; k < w.p.nlines; k++)
		if (w.p.lines[k].route == onward)
			events_receipt(&w.p, &w.y, k, SHIPMENT_DEPARTED, -1, HOURS(24));
	events_replan(&w.y, &w.p, HOURS(48));
	assert_int_equal(story_shipped(&w.y, onward, 1), 3);
	assert_int_equal(story_served(&w.y, hub, w.item, 0, 3), 2);
	/* 3 that were sent on, and 1 that vehicles bring: neither reaches c2 in time */
	assert_int_equal(story_served(&w.y, w.c, w.item, 0, 3), 4);
	assert_int_equal(story_served(&w.y, far, w.item, 0, 3), 0);
	water_release(&w);
}

static const struct story_shape shape = {.items_most = 2, .periods_most = 5, .claims_most = 6,
	.quantity_most = 9, .odd_notice = true, .capacities = true, .substitutes = true, .tiers = true,
	.packs = true, .transits = true, .households = true, .autonomy = true};

/* The goods of a plan in words: everything of the dump but the levels, which
 * are more now, what is proven of them, and the claims, whose baseline is no
 * part of the plan. */
static char *goods_text(const struct story *y)
{
	struct text all;
	char *out, *line, *at;

	text_init(&all);
	story_dump(y, &all);
	out = mem_calloc(all.length + 1, 1);
	at = out;
	for (line = all.bytes; line && *line;) {
		char *end = strchr(line, '\n');
		size_t n = end ? (size_t)(end - line) + 1 : strlen(line);

		if (strncmp(line, "level", 5) != 0 && strncmp(line, "cell", 4) != 0 &&
			strncmp(line, "status", 6) != 0) {
			memcpy(at, line, n);
			at += n;
		}
		line += n;
	}
	text_release(&all);
	return out;
}

/* Planned again twice with nothing happened: the same plan, nothing but keeps.
 * Where limits and substitutes leave whole units beside the bound of a level
 * there are several such plans, and the announced one stays. */
static void test_random_idempotent(void **state)
{
	struct support_random r = {11};
	int kept = 0, open = 0;

	(void)state;
	for (int round = 0; round < 500; round++) {
		struct story_shape s = shape;
		struct story y;
		char *before;

		s.limits = round % 2 == 0;
		s.minima = round % 5 == 0;
		story_random(&y, &r, &s);
		story_solve(&y, 1);
		before = goods_text(&y);
		for (int again = 0; again < 2 && y.plan.status != PLAN_CONTRADICTION; again++) {
			struct previous p;
			char *after;

			open += y.plan.status == PLAN_UNPROVEN;
			events_announce(&p, &y);
			events_replan(&y, &p, 0);
			after = goods_text(&y);
			if (strcmp(before, after) != 0)
				fprintf(stderr, "round %d\n", round);
			assert_string_equal(after, before);
			assert_int_equal(events_count(&y, CHANGE_KEEP), y.plan.nchanges);
			assert_int_equal(events_change(&y).num, 0);
			kept += y.plan.nchanges;
			mem_free(after);
			previous_release(&p);
		}
		mem_free(before);
		story_release(&y);
	}
	assert_true(kept > 1000 && open > 10);
}

/* Every fact is a shipment of the new plan, with its real quantity; nothing
 * else departs before the present; a past hand-out is never more than planned. */
static void check_facts(const struct story *y, const struct previous *p)
{
	int64_t now = present_seconds(&y->s);
	int64_t *moved = mem_calloc((size_t)p->nlines, sizeof *moved);
	int64_t *quantity = mem_calloc((size_t)p->nlines, sizeof *quantity);

	for (int32_t k = 0; k < y->plan.nshipments; k++) {
		const struct shipment *h = &y->plan.shipments[k];

		if (!h->fact)
			assert_true(h->depart_seconds >= now);
		if (!h->fact)
			continue;
		for (int32_t j = 0; j < p->nlines; j++)
			if (strcmp(p->lines[j].order, y->plan.orders[h->order].number) == 0 &&
				p->lines[j].version == y->plan.orders[h->order].version &&
				p->lines[j].line == h->line) {
				quantity[j] += h->quantity;
				assert_int_equal(h->state, p->outcomes[j].state);
				moved[j]++;
			}
	}
	for (int32_t j = 0, end; j < p->nlines; j = end) {
		int64_t real = p->outcomes[j].quantity, parts = 1;

		for (end = j + 1; end < p->nlines && previous_same_line(p, end); end++, parts++)
			real += p->outcomes[end].quantity;
		/* What goes on is no more than what had come. */
		if (!p->lines[j].first_leg)
			assert_true(quantity[j] <= real);
		else if (moved[j])
			assert_int_equal(quantity[j], real);
		for (int32_t k = j; k < end; k++)
			moved[k] = p->lines[k].first_leg ? moved[k] == parts : moved[k] > 0;
	}
	for (int32_t j = 0; j < p->nlines; j++)
		assert_int_equal(moved[j], p->outcomes[j].fact);
	for (int32_t k = 0; k < y->plan.nhandouts; k++)
		assert_int_equal(y->plan.handouts[k].fact,
			y->plan.handouts[k].period < present_period(&y->s));
	mem_free(quantity);
	mem_free(moved);
}

static void test_random_events(void **state)
{
	int facts = 0, planned = 0;

	(void)state;
	for (uint64_t round = 0; round < 500; round++) {
		struct support_random r = {12000 + round};
		struct story_shape s = shape;
		struct story y;
		int64_t now = 0;

		s.limits = round % 4 == 0;
		s.plain = round % 3 == 0;
		s.minima = round % 5 == 0;
		story_random(&y, &r, &s);
		story_solve(&y, 1);
		for (int again = 0; again < 3 && y.plan.status != PLAN_CONTRADICTION; again++) {
			struct previous p;

			now += HOURS(6 * support_between(&r, 0, 8));
			events_announce(&p, &y);
			y.s.as_of.seconds = y.s.start.seconds + now;
			events_random_receipts(&p, &y, &r);
			events_random(&y, &r);
			events_replan(&y, &p, now);
			check_facts(&y, &p);
			for (int32_t k = 0; k < y.plan.nshipments; k++)
				*(y.plan.shipments[k].fact ? &facts : &planned) += 1;
			previous_release(&p);
		}
		story_release(&y);
	}
	assert_true(facts > 500 && planned > 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_happened),
		cmocka_unit_test(test_departed_is_kept),
		cmocka_unit_test(test_received_less),
		cmocka_unit_test(test_counted_after_departure),
		cmocka_unit_test(test_caught_on_a_closed_road),
		cmocka_unit_test(test_road_closed_for_good),
		cmocka_unit_test(test_waits_once),
		cmocka_unit_test(test_caught_left_at_another_time),
		cmocka_unit_test(test_said_not_to_have_left),
		cmocka_unit_test(test_received_more),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_cancelled_order),
		cmocka_unit_test(test_change_before_cost),
		cmocka_unit_test(test_under_way_is_not_lost),
		cmocka_unit_test(test_facts_use_limits),
		cmocka_unit_test(test_checker),
		cmocka_unit_test(test_parts_are_one_line),
		cmocka_unit_test(test_line_falls_in_two),
		cmocka_unit_test(test_calls_of_two_rows),
		cmocka_unit_test(test_call_of_what_was_kept),
		cmocka_unit_test(test_own_goods_sent_on),
		cmocka_unit_test(test_random_idempotent),
		cmocka_unit_test(test_random_events),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
