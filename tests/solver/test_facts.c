/* What has happened: outcomes of announced lines, of which goods they were,
 * and what the facts leave for planning. */
#include "models/previous.h"
#include "solver/facts.h"
#include "solver/limits.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* depot -> hub -> c1, a day each; 5 days; packs of 3 kg are issued. */
struct chain {
	struct story y;
	int32_t depot, hub, c1, item, holder;
	struct previous p;
	struct ground g;
	struct facts f;
	bool looking;
};

static void chain_init(struct chain *x)
{
	memset(x, 0, sizeof *x);
	story_init(&x->y, 5);
	x->depot = story_place(&x->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	x->hub = story_place(&x->y, "hub", STORY_DISTRICT, PLACE_DEPOT);
	x->c1 = story_community(&x->y, "c1");
	x->item = story_item(&x->y, "rice");
	x->y.s.items[x->item].issue_unit = 3;
	x->holder = story_holder(&x->y, "dep", x->depot);
	story_stock(&x->y, x->holder, x->item, 300, -1);
	story_route(&x->y, x->depot, x->hub, HOURS(24), -1);
	story_route(&x->y, x->hub, x->c1, HOURS(24), -1);
	story_need(&x->y, x->c1, x->item, 30, 2, 2);
	story_need(&x->y, x->c1, x->item, 30, 3, 3);
	previous_init(&x->p);
}

static void chain_release(struct chain *x)
{
	if (x->looking) {
		facts_release(&x->f);
		ground_release(&x->g);
	}
	previous_release(&x->p);
	story_release(&x->y);
}

/* A lot of the previous plan as today's supply has it. */
static int32_t lot_like(struct chain *x, int32_t lot)
{
	const struct supply_lot *l = &x->y.supply.lots[lot];
	int32_t k = ARRAY_ADD(&x->p.lots, &x->p.nlots, &x->p.lots_room);

	x->p.lots[k] = (struct announced_lot){.item = l->item, .holder = l->holder, .lot = l->lot,
		.expires = l->expires, .place = l->place, .region = l->region, .own = l->own,
		.capacity = l->line >= 0 && x->y.s.lines[l->line].mode == MODE_CAPACITY,
		.form = l->form, .release = l->release};
	if (l->transit >= 0)
		x->p.lots[k].transit = x->y.s.transits[l->transit].id;
	return k;
}

/* Leaves at the start of a period and takes the route's lead; route -1: handed
 * over at `from`. Number 0 = an onward leg, the next line of the hub's order. */
static int32_t announce(struct chain *x, int32_t of, int32_t number, int32_t from, int32_t route,
	int32_t depart, int64_t quantity)
{
	const struct scenario *s = &x->y.s;
	int64_t lead = route < 0 ? 0 : s->routes[route].lead;
	int32_t k = ARRAY_ADD(&x->p.lines, &x->p.nlines, &x->p.lines_room);

	x->p.lines[k] = (struct announced){.order = number ? "dep-D" : "hub-Z", .version = 1,
		.line = number ? number : k + 1, .depart = depart, .depart_seconds = depart * s->period,
		.arrive = (int32_t)((depart * s->period + lead) / s->period),
		.arrive_seconds = depart * s->period + lead, .item = x->item, .from = from,
		.to = route < 0 ? from : s->routes[route].to, .route = route, .holder = x->holder,
		.quantity = quantity, .first_leg = number > 0, .of = of};
	return k;
}

static void handed(struct chain *x, int32_t of, int32_t period, int64_t quantity)
{
	int32_t k = ARRAY_ADD(&x->p.handed, &x->p.nhanded, &x->p.handed_room);

	x->p.handed[k] = (struct handed){.period = period, .place = x->c1, .item = x->item,
		.group = STORY_ALL, .first = period, .last = period, .quantity = quantity, .of = of,
		.goods = quantity};
}

/* The present; lots of the previous plan may be taken from the supply then. */
static void now(struct chain *x, int64_t seconds)
{
	x->y.s.as_of = x->y.s.start;
	x->y.s.as_of.seconds += seconds;
	story_build(&x->y);
}

static void look(struct chain *x)
{
	previous_settle(&x->p, &x->y.s, &x->y.supply);
	ground_init(&x->g, &x->y.s, &x->y.cells, &x->y.supply);
	facts_build(&x->f, &x->g, &x->p);
	x->looking = true;
}

static void test_states(void **state)
{
	struct chain x;
	int32_t of;

	(void)state;
	chain_init(&x);
	now(&x, HOURS(36));
	of = lot_like(&x, 0);
	announce(&x, of, 1, x.depot, 0, 0, 30); /* has left by its time */
	announce(&x, of, 2, x.depot, 0, 1, 30); /* has left, is still under way */
	announce(&x, of, 3, x.depot, 0, 2, 30); /* only announced */
	announce(&x, of, 4, x.depot, 0, 3, 30); /* issued */
	announce(&x, of, 5, x.depot, 0, 1, 30); /* did not leave after all */
	announce(&x, of, 6, x.depot, 0, 2, 30); /* left early, with 31 kg: a pack and 1 kg over */
	events_receipt(&x.p, &x.y, 3, SHIPMENT_ISSUED, -1, -1);
	events_receipt(&x.p, &x.y, 4, SHIPMENT_CANCELLED, -1, -1);
	events_receipt(&x.p, &x.y, 5, SHIPMENT_LOADED, 12, HOURS(20));
	events_receipt(&x.p, &x.y, 5, SHIPMENT_DEPARTED, 31, HOURS(30));
	look(&x);
	assert_int_equal(x.p.outcomes[0].state, SHIPMENT_DEPARTED);
	assert_int_equal(x.p.outcomes[1].state, SHIPMENT_DEPARTED);
	assert_false(x.p.outcomes[2].fact);
	assert_int_equal(x.p.outcomes[3].state, SHIPMENT_ISSUED);
	assert_int_equal(x.p.outcomes[4].state, SHIPMENT_CANCELLED);
	assert_int_equal(x.p.outcomes[4].quantity, 0);
	assert_int_equal(x.p.outcomes[5].depart_seconds, HOURS(30));
	assert_int_equal(x.p.outcomes[5].depart, 1);
	assert_int_equal(x.p.outcomes[5].arrive_seconds, HOURS(54));
	assert_int_equal(x.p.outcomes[5].units, 10);
	/* 100 packs: 4 x 10 have left, the eleventh of the last truck is opened. */
	assert_int_equal(x.f.drawn[x.p.outcomes[0].lot], 40);
	assert_int_equal(x.y.supply.lots[x.p.outcomes[0].lot].units, 99);
	assert_int_equal(x.f.nshipments, 5);
	assert_int_equal(x.f.narrivals, 4);
	assert_int_equal(x.f.nannounced, 1);
	assert_int_equal(x.f.announced[0].units, 10);
	assert_int_equal(x.f.norders, 1);
	assert_int_equal(x.f.orders[0].nlines, 5);
	chain_release(&x);
}

/* 30 were sent to the hub, 21 came; the onward leg took 21 of its 30, and the
 * hand-outs of days 2 and 3 get 21 and nothing: the latest is cut. */
static void test_less_arrives(void **state)
{
	struct chain x;
	int32_t of;

	(void)state;
	chain_init(&x);
	now(&x, HOURS(4 * 24 + 1));
	of = lot_like(&x, 0);
	announce(&x, of, 1, x.depot, 0, 0, 30);
	announce(&x, of, 0, x.hub, 1, 2, 30); /* there on day 3 */
	announce(&x, of, 2, x.depot, 0, 0, 9);
	announce(&x, of, 0, x.hub, 1, 1, 9); /* goods that come on day 1 leave on day 2: not these */
	handed(&x, of, 3, 15);
	handed(&x, of, 3, 15);
	events_receipt(&x.p, &x.y, 0, SHIPMENT_RECEIVED, 21, -1);
	events_receipt(&x.p, &x.y, 2, SHIPMENT_RECEIVED, 0, -1);
	look(&x);
	assert_int_equal(x.f.done[1], 7);
	assert_int_equal(x.f.nhandouts, 2);
	assert_int_equal(x.f.handouts[0].quantity, 15);
	assert_int_equal(x.f.handouts[1].quantity, 6);
	assert_int_equal(x.f.narrivals, 0);
	assert_int_equal(x.f.nshipments, 4); /* nothing went by one onward leg */
	assert_int_equal(x.f.shipments[2].quantity, 0);
	assert_int_equal(x.f.shipments[3].quantity, 21);
	/* 3 + 3 packs nobody has seen */
	assert_int_equal(x.p.outcomes[0].missing, 3);
	assert_int_equal(x.p.outcomes[2].missing, 3);
	assert_int_equal(x.y.supply.lots[0].units, 94);
	assert_int_equal(x.f.drawn[0], 7);
	chain_release(&x);
}

/* 30 came to the hub in lot A, 9 in lot B; the line of 36 took all of A and a part
 * of B, and 24 were received: the first part stands for them, the other for what
 * is gone. Cancelled, all of it stays at the hub. */
static void test_receipts_of_onward_legs(void **state)
{
	for (int32_t cancelled = 0; cancelled < 2; cancelled++) {
		struct chain x;
		int32_t a, b;

		(void)state;
		chain_init(&x);
		x.y.s.lines[0].lot = "A";
		story_stock(&x.y, x.holder, x.item, 100, -1)->lot = "B";
		now(&x, HOURS(4 * 24 + 1));
		a = lot_like(&x, 0);
		b = lot_like(&x, 1);
		announce(&x, a, 1, x.depot, 0, 0, 30);
		announce(&x, b, 2, x.depot, 0, 0, 9);
		announce(&x, a, 0, x.hub, 1, 2, 36);
		events_receipt(&x.p, &x.y, 2, cancelled ? SHIPMENT_CANCELLED : SHIPMENT_RECEIVED,
			cancelled ? -1 : 24, -1);
		look(&x);
		if (cancelled) {
			assert_int_equal(x.f.nshipments, 3);
			assert_int_equal(x.f.shipments[2].quantity, 0);
			assert_int_equal(x.f.nlost, 0);
			assert_int_equal(x.f.narrivals, 2); /* at the hub */
		} else {
			assert_int_equal(x.f.nshipments, 4);
			assert_int_equal(x.f.shipments[2].quantity, 24);
			assert_int_equal(x.f.shipments[2].ordered, 30);
			assert_int_equal(x.f.shipments[3].quantity, 0);
			assert_int_equal(x.f.shipments[3].ordered, 6);
			assert_int_equal(x.f.nlost, 2);
			assert_int_equal(x.f.lost[0].units, 2);
			assert_int_equal(x.f.lost[0].place, x.hub);
			assert_int_equal(x.f.lost[1].units, 2);
			assert_int_equal(x.f.narrivals, 2); /* 24 where they went, the rest of B at the hub */
		}
		assert_int_equal(x.f.norders, 2);
		assert_string_equal(x.f.orders[1].number, "hub-Z");
		assert_int_equal(x.f.orders[1].holder, -1);
		assert_int_equal(x.f.orders[1].place, x.hub);
		assert_int_equal(x.f.orders[1].nlines, 1);
		chain_release(&x);
	}
}

/* What was received of a line in two parts counts for the first part first. */
static void test_parts_of_a_line(void **state)
{
	struct chain x;
	int32_t of;

	(void)state;
	chain_init(&x);
	now(&x, HOURS(4 * 24 + 1));
	of = lot_like(&x, 0);
	announce(&x, of, 0, x.hub, 1, 2, 30);
	announce(&x, of, 0, x.hub, 1, 2, 6);
	announce(&x, of, 0, x.hub, 1, 2, 6);
	x.p.lines[1].line = x.p.lines[2].line = x.p.lines[0].line;
	events_receipt(&x.p, &x.y, 0, SHIPMENT_RECEIVED, 33, -1);
	look(&x);
	assert_int_equal(x.p.outcomes[0].quantity, 30);
	assert_int_equal(x.p.outcomes[1].quantity, 3);
	assert_int_equal(x.p.outcomes[2].quantity, 0);
	assert_int_equal(x.p.outcomes[2].state, SHIPMENT_RECEIVED);
	assert_int_equal(x.p.outcomes[1].missing, 1);
	assert_int_equal(x.p.outcomes[2].missing, 2);
	chain_release(&x);
}

/* Autonomy keeps 60 of 100 packs at home now; 70 have left: the reserve cannot
 * hold what is gone, and not more than 30 are left in all. */
static void test_own_part_gives_way(void **state)
{
	struct chain x;
	int32_t of;
	int64_t left = 0;

	(void)state;
	chain_init(&x);
	x.y.s.policy.autonomy = ratio_make(3, 5);
	x.y.s.holders[x.holder].place = x.c1;
	story_route(&x.y, x.c1, x.hub, HOURS(24), -1);
	x.y.s.needs[0].quantity = 300;
	now(&x, HOURS(1));
	assert_int_equal(x.y.supply.nlots, 2);
	of = lot_like(&x, x.y.supply.lots[0].own ? 1 : 0);
	assert_false(x.p.lots[of].own);
	announce(&x, of, 1, x.c1, 2, 0, 210);
	look(&x);
	assert_int_equal(x.y.supply.nlots, 2);
	for (int32_t k = 0; k < 2; k++)
		left += x.y.supply.lots[k].units - x.f.drawn[k];
	assert_int_equal(left, 30);
	assert_int_equal(x.f.drawn[x.p.outcomes[0].lot], 70);
	assert_false(x.y.supply.lots[x.p.outcomes[0].lot].own);
	chain_release(&x);
}

/* More has left than may be called up now: the goods are a lot of their own,
 * and nothing more is called up. */
static void test_beyond_what_is_callable(void **state)
{
	struct chain x;
	struct terms *terms;
	int32_t of;

	(void)state;
	chain_init(&x);
	now(&x, HOURS(1));
	of = lot_like(&x, 0);
	announce(&x, of, 1, x.depot, 0, 0, 210);
	terms = story_terms(&x.y, x.holder);
	terms->has_release = true;
	terms->release = ratio_make(1, 3);
	now(&x, HOURS(1));
	assert_int_equal(x.y.supply.lots[0].units, 33);
	look(&x);
	assert_int_equal(x.y.supply.nlots, 2);
	for (int32_t k = 0; k < 2; k++) {
		const struct supply_lot *lot = &x.y.supply.lots[k];

		assert_int_equal(lot->units, lot->line < 0 ? 70 : 0);
		assert_int_equal(x.f.drawn[k], lot->line < 0 ? 70 : 0);
	}
	assert_int_equal(x.f.arrivals[0].units, 70);
	chain_release(&x);
}

/* What capacity made in a day that is over is gone from the supply; what it
 * makes today is not what left yesterday. */
static void test_capacity_of_yesterday(void **state)
{
	struct chain x;
	int32_t of;

	(void)state;
	chain_init(&x);
	x.y.s.lines[0].mode = MODE_CAPACITY;
	now(&x, 0);
	of = lot_like(&x, 0);
	assert_int_equal(x.p.lots[of].release, 0);
	announce(&x, of, 1, x.depot, 0, 0, 30);
	now(&x, HOURS(25));
	of = lot_like(&x, 0);
	announce(&x, of, 2, x.depot, 0, 1, 30);
	x.p.lines[1].depart_seconds = HOURS(25) - 1;
	now(&x, HOURS(26));
	look(&x);
	assert_int_equal(x.y.supply.lots[x.p.outcomes[0].lot].line, -1);
	assert_int_equal(x.y.supply.lots[x.p.outcomes[1].lot].line, 0);
	assert_int_equal(x.y.supply.lots[x.p.outcomes[1].lot].units, 100);
	assert_int_equal(x.f.drawn[x.p.outcomes[1].lot], 10);
	chain_release(&x);
}

/* A donation came to the hub, part went on, part was handed out at c1; then
 * the office takes it out of its files. */
static void test_donation_no_longer_named(void **state)
{
	for (int named = 0; named < 2; named++) {
		struct chain x;
		int32_t of;

		(void)state;
		chain_init(&x);
		story_transit(&x.y, "gift", x.item, x.hub, 60, HOURS(20))->reach = REACH_ANYWHERE;
		now(&x, 0);
		of = lot_like(&x, x.y.supply.lots[0].transit >= 0 ? 0 : 1);
		assert_non_null(x.p.lots[of].transit);
		announce(&x, of, 0, x.hub, 1, 1, 45);
		handed(&x, of, 2, 30);
		x.y.s.ntransits = named;
		now(&x, HOURS(3 * 24));
		look(&x);
		assert_int_equal(x.f.done[0], 10);
		assert_int_equal(x.f.nshipments, 1);
		assert_int_equal(x.f.shipments[0].units, 15);
		assert_int_equal(x.f.narrivals, 1);
		assert_int_equal(x.f.arrivals[0].units, 5);
		assert_int_equal(x.f.arrivals[0].stand, x.c1);
		assert_int_equal(x.f.drawn[x.f.arrivals[0].lot], 15);
		assert_int_equal(x.y.supply.lots[x.f.arrivals[0].lot].units, named ? 20 : 15);
		chain_release(&x);
	}
}

/* The window of the claim has changed, another is gone: what was handed out
 * goes to the claim with that period, else to any of the group, else it is
 * left where nobody asks for it any more. */
static void test_claims_change(void **state)
{
	struct chain x;
	int32_t of;

	(void)state;
	chain_init(&x);
	now(&x, HOURS(4 * 24));
	of = lot_like(&x, 0);
	announce(&x, of, 1, x.depot, 0, 0, 60);
	announce(&x, of, 0, x.hub, 1, 2, 60);
	handed(&x, of, 3, 30);
	x.p.handed[0].last = 4; /* was one claim over days 3 and 4 */
	handed(&x, of, 3, 12);
	x.p.handed[1].group = -1; /* a group that is gone */
	look(&x);
	assert_int_equal(x.f.done[1], 10);
	assert_int_equal(x.f.nlost, 1);
	assert_int_equal(x.f.lost[0].units, 4);
	assert_int_equal(x.f.arrivals[0].units, 6);
	chain_release(&x);
}

/* The horizon begins two days later than that of the previous plan: what was
 * handed out before is gone, what is left can be used, nobody is credited. */
static void test_later_horizon(void **state)
{
	struct chain x;
	int32_t of;

	(void)state;
	chain_init(&x);
	now(&x, 0);
	of = lot_like(&x, 0);
	announce(&x, of, 1, x.depot, 0, 0, 60);
	announce(&x, of, 0, x.hub, 1, 1, 45);
	for (int32_t k = 0; k < 2; k++) {
		x.p.lines[k].depart -= 2;
		x.p.lines[k].arrive -= 2;
		x.p.lines[k].depart_seconds -= HOURS(48);
		x.p.lines[k].arrive_seconds -= HOURS(48);
	}
	/* goods at the hub at the end of day -2 went on on day -1 */
	x.p.lines[0].arrive_seconds -= HOURS(24);
	handed(&x, of, -1, 30);
	look(&x);
	assert_int_equal(x.f.done[0], 0);
	assert_int_equal(x.f.done[1], 0);
	assert_int_equal(x.f.drawn[x.p.outcomes[0].lot], 20);
	assert_int_equal(x.f.nshipments, 2);
	for (int32_t k = 0; k < x.f.nshipments; k++)
		assert_int_equal(x.f.shipments[k].depart, 0);
	assert_int_equal(x.f.nlost, 1);
	assert_int_equal(x.f.lost[0].units, 10);
	assert_int_equal(x.f.narrivals, 2);
	for (int32_t k = 0; k < 2; k++)
		assert_int_equal(x.f.arrivals[k].units, 5);
	chain_release(&x);
}

/* --- announced flows are found --- */

static void test_find_announced(void **state)
{
	struct support_random r = {5};

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct chain x;
		int32_t of;

		chain_init(&x);
		now(&x, 0);
		of = lot_like(&x, 0);
		for (int64_t n = support_between(&r, 0, 12); n > 0; n--) {
			int32_t route = (int32_t)support_between(&r, 0, 1);

			announce(&x, of, route == 0 ? (int32_t)n : 0, route == 0 ? x.depot : x.hub, route,
				(int32_t)support_between(&r, 1, 3), 3 * support_between(&r, 1, 5));
		}
		look(&x);
		for (int32_t depart = 0; depart < 5; depart++) {
			int32_t first = facts_first_announced(&x.f, x.item, depart);

			for (int32_t k = 0; k < x.f.nannounced; k++)
				assert_int_equal(k >= first, x.f.announced[k].depart >= depart);
			for (int32_t route = 0; route < 2; route++) {
				int64_t units = 0;
				int32_t k = facts_find_announced(&x.f, x.item, depart, route, depart + 1,
					DAY_NONE, STORY_DISTRICT);

				for (int32_t j = 0; j < x.p.nlines; j++)
					if (x.p.lines[j].depart == depart && x.p.lines[j].route == route)
						units += x.p.lines[j].quantity / 3;
				assert_int_equal(k < 0 ? 0 : x.f.announced[k].units, units);
			}
		}
		chain_release(&x);
	}
}

/* Facts take of what flows share: by period, or once and for all. */
static void test_bounds_taken(void **state)
{
	struct chain x;
	struct bounds b;
	int32_t of;

	(void)state;
	chain_init(&x);
	x.y.s.routes[0].capacity = 100000;
	x.y.s.routes[0].cost_per_kg = ratio_make(1, 2);
	story_limit(&x.y, LIMIT_BUDGET, -1, 40);
	story_limit(&x.y, LIMIT_VEHICLES, STORY_DISTRICT, 50000);
	now(&x, HOURS(12));
	of = lot_like(&x, 0);
	announce(&x, of, 1, x.depot, 0, 0, 30);
	announce(&x, of, 2, x.depot, 0, 2, 60);
	announce(&x, of, 3, x.depot, 0, 2, 30);
	events_receipt(&x.p, &x.y, 1, SHIPMENT_ISSUED, -1, -1);
	events_receipt(&x.p, &x.y, 2, SHIPMENT_CANCELLED, -1, -1);
	look(&x);
	bounds_init(&b, &x.g);
	bounds_take(&b, &x.g, x.f.shipments, x.f.nshipments);
	for (int32_t k = 0; k < b.nbounds; k++) {
		if (b.bounds[k].whole) {
			assert_true(bound_left(&b.bounds[k], 5) == 0); /* 45 are spent already */
		} else if (b.bounds[k].kind == BOUND_ROUTE) {
			assert_true(bound_left(&b.bounds[k], 0) == 70000);
			assert_true(bound_left(&b.bounds[k], 1) == 100000);
			assert_true(bound_left(&b.bounds[k], 2) == 40000);
		} else {
			assert_true(bound_left(&b.bounds[k], 2) == 0);
		}
	}
	bounds_release(&b);
	chain_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_less_arrives),
		cmocka_unit_test(test_receipts_of_onward_legs),
		cmocka_unit_test(test_parts_of_a_line),
		cmocka_unit_test(test_own_part_gives_way),
		cmocka_unit_test(test_beyond_what_is_callable),
		cmocka_unit_test(test_capacity_of_yesterday),
		cmocka_unit_test(test_donation_no_longer_named),
		cmocka_unit_test(test_claims_change),
		cmocka_unit_test(test_later_horizon),
		cmocka_unit_test(test_find_announced),
		cmocka_unit_test(test_bounds_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
