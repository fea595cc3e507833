/* What an earlier plan has called up stays called up: its notice runs since then, whatever
 * would be too late for a call of now. And what lies there from the start goes on with its
 * first period, in the plan and when it has happened. */
#include "models/previous.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* A holder with notice at a depot, and a community. */
struct called {
	struct story y;
	struct previous p;
	int32_t depot, c, water, h;
};

static void called_init(struct called *x, int32_t nperiods, int64_t notice, int64_t lead)
{
	story_init(&x->y, nperiods);
	x->depot = story_place(&x->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	x->c = story_community(&x->y, "c");
	x->water = story_item(&x->y, "water");
	x->h = story_holder(&x->y, "h", x->depot);
	story_terms(&x->y, x->h)->notice = notice;
	story_route(&x->y, x->depot, x->c, lead, -1);
}

static void called_replan(struct called *x, int64_t now)
{
	story_solve(&x->y, 1);
	events_announce(&x->p, &x->y);
	events_replan(&x->y, &x->p, now);
}

static void called_release(struct called *x)
{
	previous_release(&x->p);
	story_release(&x->y);
}

static const struct callable *callable(const struct called *x)
{
	assert_int_equal(x->y.supply.ncallable, 1);
	return &x->y.supply.callable[0];
}

/* Two days of notice, good through day 4. Called up on day 1, they may leave on day 3; a
 * call of day 3 would end on day 5. What was not called up can be so no more. */
static void test_expires_before_a_new_notice_ends(void **state)
{
	struct called x;

	(void)state;
	called_init(&x, 6, HOURS(48), 0);
	story_stock(&x.y, x.h, x.water, 50, 3);
	story_need(&x.y, x.c, x.water, 10, 2, 2);
	story_need(&x.y, x.c, x.water, 10, 3, 3);
	called_replan(&x, HOURS(48));
	assert_int_equal(story_served(&x.y, x.c, x.water, 2, 2), 10);
	assert_int_equal(story_served(&x.y, x.c, x.water, 3, 3), 10);
	assert_int_equal(events_count(&x.y, CHANGE_CANCEL) + events_count(&x.y, CHANGE_ALTER), 0);
	assert_int_equal(callable(&x)->units, 20);
	assert_int_equal(callable(&x)->good, 20);
	assert_int_equal(callable(&x)->too_late, 30);
	assert_int_equal(callable(&x)->expired, 0);
	called_release(&x);
}

/* The second load leaves when the first is gone, and both are of the same goods. */
static void test_part_has_left(void **state)
{
	struct called x;

	(void)state;
	called_init(&x, 6, HOURS(48), 0);
	x.y.s.routes[0].capacity = 10000;
	story_stock(&x.y, x.h, x.water, 50, 3);
	story_need(&x.y, x.c, x.water, 20, 2, 3);
	called_replan(&x, HOURS(60));
	assert_int_equal(story_served(&x.y, x.c, x.water, 2, 3), 20);
	assert_int_equal(story_shipped(&x.y, 0, 3), 10);
	called_release(&x);
}

/* Of 100, 60% may be called up, and 60 are: so are they on day 3, not 60% of them. */
static void test_share_of_the_whole(void **state)
{
	struct called x;

	(void)state;
	called_init(&x, 6, HOURS(48), 0);
	story_terms(&x.y, x.h)->has_release = true;
	story_terms(&x.y, x.h)->release = ratio_make(60, 100);
	story_stock(&x.y, x.h, x.water, 100, 3);
	story_need(&x.y, x.c, x.water, 90, 3, 3);
	for (int part = 60; part >= 30; part -= 30) { /* they give no more than the terms of today */
		story_terms(&x.y, x.h)->release = ratio_make(60, 100);
		story_solve(&x.y, 1);
		events_announce(&x.p, &x.y);
		story_terms(&x.y, x.h)->release = ratio_make(part, 100);
		events_replan(&x.y, &x.p, HOURS(48));
		assert_int_equal(story_served(&x.y, x.c, x.water, 3, 3), part);
		assert_int_equal(callable(&x)->units, part);
		previous_release(&x.p);
		x.y.s.as_of = x.y.s.start;
		x.y.s.ncalls = 0;
	}
	story_release(&x.y);
}

/* The agreement ends on day 4, before a call of day 3 would. */
static void test_agreement_ends(void **state)
{
	struct called x;
	struct holder *h;
	int32_t k;

	(void)state;
	called_init(&x, 6, HOURS(48), 0);
	h = &x.y.s.holders[x.h];
	h->kind = HOLDER_ENTERPRISE;
	story_terms(&x.y, x.h)->has_release = true;
	story_terms(&x.y, x.h)->release = ratio_make(1, 1);
	k = scenario_add_agreement(h);
	h->agreements[k].id = "A";
	h->agreements[k].to = story_day(&x.y, 3);
	story_stock(&x.y, x.h, x.water, 50, -1);
	story_need(&x.y, x.c, x.water, 20, 3, 3);
	called_replan(&x, HOURS(48));
	assert_int_equal(story_served(&x.y, x.c, x.water, 3, 3), 20);
	assert_int_equal(callable(&x)->good, 50);
	assert_int_equal(callable(&x)->consented, 20);
	called_release(&x);
}

/* Made on day 1, free on day 3: on day 2 the day that it is made on is over. */
static void test_made_on_a_day_that_is_over(void **state)
{
	struct called x;

	(void)state;
	called_init(&x, 4, HOURS(48), 0);
	story_stock(&x.y, x.h, x.water, 10, -1)->mode = MODE_CAPACITY;
	x.y.s.lines[0].when = (struct periods){0, 0};
	story_need(&x.y, x.c, x.water, 7, 2, 2);
	called_replan(&x, HOURS(30));
	assert_int_equal(story_served(&x.y, x.c, x.water, 2, 2), 7);
	assert_int_equal(callable(&x)->units, 7);
	called_release(&x);
}

/* Made on day 1, free at the start of day 2; planned again at noon of day 1 what was called
 * up before comes no later. */
static void test_made_on_this_day(void **state)
{
	struct called x;

	(void)state;
	called_init(&x, 4, HOURS(24), HOURS(16));
	story_stock(&x.y, x.h, x.water, 10, -1)->mode = MODE_CAPACITY;
	x.y.s.lines[0].when = (struct periods){0, 0};
	story_need(&x.y, x.c, x.water, 7, 1, 1);
	called_replan(&x, HOURS(12));
	assert_int_equal(story_served(&x.y, x.c, x.water, 1, 1), 7);
	called_release(&x);
}

/* --- goods that lie there from the start --- */

/* A donation at the depot leaves at once. When it has left it has left, and what stays of it
 * is no more than before. */
static void test_donation_sent_on_at_once(void **state)
{
	struct called x;

	(void)state;
	called_init(&x, 3, 0, 0);
	story_transit(&x.y, "gift", x.water, x.depot, 30, 0)->reach = REACH_ANYWHERE;
	story_need(&x.y, x.c, x.water, 10, 0, 0);
	story_need(&x.y, x.c, x.water, 20, 2, 2);
	called_replan(&x, HOURS(30));
	assert_int_equal(story_shipped(&x.y, 0, 0), 30);
	assert_int_equal(story_served(&x.y, x.c, x.water, 0, 0), 10);
	assert_int_equal(story_served(&x.y, x.c, x.water, 2, 2), 20);
	called_release(&x);
}

/* Came to the depot yesterday, before this horizon began; planned yesterday for this morning,
 * they leave this morning. */
static void test_came_before_the_horizon(void **state)
{
	struct called x;
	int32_t hub;

	(void)state;
	called_init(&x, 3, 0, 0);
	hub = story_place(&x.y, "hub", STORY_DISTRICT, PLACE_DEPOT);
	x.y.s.holders[x.h].place = hub;
	story_route(&x.y, hub, x.depot, 0, -1);
	story_stock(&x.y, x.h, x.water, 10, -1);
	story_need(&x.y, x.c, x.water, 10, 1, 1);
	story_solve(&x.y, 1);
	assert_int_equal(x.y.plan.nshipments, 2);
	events_announce(&x.p, &x.y);
	x.y.s.start.seconds += HOURS(24);
	x.y.s.needs[0].when = (struct periods){0, 0};
	for (int32_t k = 0; k < 2; k++) {
		x.p.lines[k].depart--;
		x.p.lines[k].arrive--;
		x.p.lines[k].depart_seconds -= HOURS(24);
		x.p.lines[k].arrive_seconds -= HOURS(24);
	}
	x.p.handed[0].period--;
	x.p.handed[0].first = x.p.handed[0].last = 0;
	events_replan(&x.y, &x.p, 0);
	assert_int_equal(story_served(&x.y, x.c, x.water, 0, 0), 10);
	assert_int_equal(events_count(&x.y, CHANGE_ALTER) + events_count(&x.y, CHANGE_CANCEL), 0);
	called_release(&x);
}

/* What came at ten and went on at noon, by the receipts, has gone on. */
static void test_came_and_went_on_in_one_period(void **state)
{
	for (int went = 10; went <= 12; went += 2) {
		struct called x;
		int32_t hub;

		(void)state;
		called_init(&x, 3, 0, HOURS(16));
		hub = story_place(&x.y, "hub", STORY_DISTRICT, PLACE_DEPOT);
		x.y.s.holders[x.h].place = hub;
		story_route(&x.y, hub, x.depot, HOURS(16), -1);
		story_stock(&x.y, x.h, x.water, 10, -1);
		story_need(&x.y, x.c, x.water, 10, 1, 1);
		story_solve(&x.y, 1);
		events_announce(&x.p, &x.y);
		assert_int_equal(x.p.nlines, 2);
		assert_true(x.p.lines[0].first_leg);
		x.y.s.as_of.seconds = x.y.s.start.seconds + HOURS(13);
		events_receipt(&x.p, &x.y, 0, SHIPMENT_RECEIVED, -1, HOURS(11));
		events_receipt(&x.p, &x.y, 1, SHIPMENT_DEPARTED, -1, HOURS(went));
		events_replan(&x.y, &x.p, HOURS(13));
		/* at ten it was not there yet: it is still to be sent */
		assert_int_equal(story_shipped(&x.y, 0, 0), went < 11 ? 0 : 10);
		assert_int_equal(story_shipped(&x.y, 0, 1), went < 11 ? 10 : 0);
		assert_int_equal(story_served(&x.y, x.c, x.water, 1, 1), 10);
		called_release(&x);
	}
}

/* --- random stories --- */

static void random_called(struct story *y, uint64_t seed, bool shares)
{
	struct support_random r = {seed};
	struct story_shape shape = {.items_most = 1, .periods_most = 5, .claims_most = 6, .quantity_most = 9,
		.odd_notice = true, .tiers = true, .transits = true, .autonomy = shares && seed % 3 == 0};

	story_random(y, &r, &shape);
	for (int32_t h = 0; h < y->s.nholders; h++) {
		struct terms *terms = story_terms(y, h);
		if (shares && support_between(&r, 0, 1)) {
			terms->has_release = true;
			terms->release = ratio_make(support_between(&r, 1, 3), 3);
		}
		if (terms->notice > 0 && support_between(&r, 0, 1))
			terms->notice = HOURS(6 * support_between(&r, 4, 12));
	}
}

/* Claims that nothing tells apart: nobody knows which of them got what. */
static bool alike(const struct cell *a, const struct cell *b)
{
	return a->place == b->place && a->group == b->group && a->when.first == b->when.first &&
		a->when.last == b->when.last;
}

/* Issue units that claims like this one get more than before; up_to: all claims of tiers up
 * to its own. */
static int64_t more(const struct story *y, const int64_t *before, int32_t of, bool up_to)
{
	const struct cell *cells = y->cells.cells;
	int64_t u = y->s.items[cells[of].item].issue_unit, sum = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++)
		if (up_to ? cells[c].tier <= cells[of].tier : alike(&cells[c], &cells[of]))
			sum += int_ceil_div(y->plan.served[c].quantity, u) - int_ceil_div(before[c], u);
	return sum;
}

/* Every claim gets what it was announced; a share of less, or less to keep, when other goods have
 * expired, may set others free: then tiers do not get less. */
static void check_kept(const struct story *y, const int64_t *before, uint64_t seed, int64_t now, bool shares)
{
	for (int32_t c = 0; c < y->cells.ncells; c++) {
		int64_t gets = more(y, before, c, shares);
		if (shares ? gets < 0 : gets != 0)
			fail_msg("story %d at hour %d: claim %d gets %d more", (int)seed, (int)(now / 3600), (int)c,
				(int)gets);
	}
}

/* Nothing has happened but what was planned, at any later time. */
static void check_nothing_happened(bool shares)
{
	int moved = 0;

	for (uint64_t seed = story_first(1); seed <= stories(200); seed++) {
		struct story y;
		struct previous p;
		struct support_random r = {seed};
		int64_t *before, now;

		random_called(&y, seed, shares);
		story_solve(&y, 1);
		if (y.plan.status == PLAN_PROVEN) {
			before = mem_calloc((size_t)y.cells.ncells, sizeof *before);
			for (int32_t c = 0; c < y.cells.ncells; c++)
				before[c] = y.plan.served[c].quantity;
			moved += y.plan.nshipments > 0;
			now = HOURS(support_between(&r, 1, 24 * y.s.nperiods - 1));
			events_announce(&p, &y);
			events_replan(&y, &p, now);
			check_kept(&y, before, seed, now, shares);
			previous_release(&p);
			mem_free(before);
		}
		story_release(&y);
	}
	assert_true(moved > (int)stories(200) / 3);
}

static void test_nothing_happened(void **state)
{
	(void)state;
	check_nothing_happened(false);
	check_nothing_happened(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expires_before_a_new_notice_ends),
		cmocka_unit_test(test_part_has_left),
		cmocka_unit_test(test_share_of_the_whole),
		cmocka_unit_test(test_agreement_ends),
		cmocka_unit_test(test_made_on_a_day_that_is_over),
		cmocka_unit_test(test_made_on_this_day),
		cmocka_unit_test(test_donation_sent_on_at_once),
		cmocka_unit_test(test_came_before_the_horizon),
		cmocka_unit_test(test_came_and_went_on_in_one_period),
		cmocka_unit_test(test_nothing_happened),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
