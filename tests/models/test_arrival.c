/* Whether the goods of a lot can be at a place in time, and what keeps them
 * away. Periods are four days from 08:00; one depot, a claim at c1. */
#include "models/arrival.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define HOUR 3600

static int32_t depot_stock(struct scenario *s, int64_t notice)
{
	int32_t h = add_holder(s, "gov", HOLDER_GOVERNMENT, DEP);

	add_release(s, h, 1, 1)->notice = notice;
	add_line(s, h, WATER, 100);
	return h;
}

/* Of the only lot, for the only claim; -1 where it does not come. */
static void answers(struct scenario *s, enum arriving expected, int64_t seconds)
{
	const int32_t claim = 0;
	int64_t when = -1;
	struct built b;

	built_init(&b, s);
	assert_int_equal(b.supply.nlots, 1);
	assert_int_equal(b.cells.ncells, 1);
	assert_int_equal(lot_arrival(s, &b.cells, &b.supply.lots[0], C1, &claim, 1, &when), expected);
	assert_int_equal(when, seconds);
	built_release(&b);
}

static void comes_after_notice_and_lead(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 2 * HOUR);
	add_route(&s, "r", DEP, C1, HOUR);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 0);
	answers(&s, ARRIVAL_IN_TIME, 3 * HOUR);
	scenario_release(&s);
}

/* What came in period 1 goes on at the start of period 2. */
static void goes_on_in_the_next_period(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 0);
	add_route(&s, "a", DEP, C2, HOUR);
	add_route(&s, "b", C2, C1, HOUR);
	add_need(&s, C1, WATER, GENERAL, 10, 1, 1);
	answers(&s, ARRIVAL_IN_TIME, 25 * HOUR);
	s.needs[0].when = (struct periods){0, 0};
	answers(&s, ARRIVAL_LATE, -1);
	scenario_release(&s);
}

static void says_what_keeps_it_away(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = depot_stock(&s, 0);
	add_need(&s, C1, WATER, GENERAL, 10, 1, 1);
	answers(&s, ARRIVAL_NO_ROAD, -1);
	add_route(&s, "r", DEP, C1, HOUR);
	answers(&s, ARRIVAL_IN_TIME, HOUR);
	s.holders[h].terms[0].reach = REACH_OWN;
	answers(&s, ARRIVAL_REACH, -1);
	s.holders[h].terms[0].reach = REACH_ANYWHERE;
	s.holders[h].terms[0].notice = 60 * HOUR;
	answers(&s, ARRIVAL_LATE, -1);
	s.holders[h].terms[0].notice = 0;
	s.lines[0].expires = on("2026-12-02");
	answers(&s, ARRIVAL_EXPIRED, -1);
	scenario_release(&s);
}

static void waits_for_the_road(void **state)
{
	struct periods closed = {0, 0};
	struct scenario s;
	struct route *r;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 0);
	r = add_route(&s, "r", DEP, C1, HOUR);
	add_need(&s, C1, WATER, GENERAL, 10, 1, 1);
	r->closed = &closed;
	r->nclosed = 1;
	answers(&s, ARRIVAL_IN_TIME, 25 * HOUR);
	closed.last = 1;
	answers(&s, ARRIVAL_CLOSED, -1);
	r->closed = NULL;
	r->nclosed = 0;
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comes_after_notice_and_lead),
		cmocka_unit_test(goes_on_in_the_next_period),
		cmocka_unit_test(says_what_keeps_it_away),
		cmocka_unit_test(waits_for_the_road),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
