/* What counting in periods costs against real times. Periods are days from
 * 08:00. */
#include "models/timing.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOUR 3600

/* 100 L of the government in the depot, callable everywhere after the notice. */
static int32_t depot_stock(struct scenario *s, int64_t notice)
{
	int32_t h = add_holder(s, "gov", HOLDER_GOVERNMENT, DEP);

	add_release(s, h, 1, 1)->notice = notice;
	add_line(s, h, WATER, 100);
	return h;
}

/* The warnings of a scenario: exactly these codes (0 = none more), and a part
 * of the first one's words. */
static void warned(const struct scenario *s, int first, int second, const char *words)
{
	int codes[2] = {first, second}, n = 0;
	struct diags d;
	struct built b;

	diags_init(&d);
	built_init(&b, s);
	timing_check(s, &b.cells, &b.supply, &d);
	for (int32_t k = 0; k < d.nitems; k++) {
		if (n >= 2 || d.items[k].code != codes[n])
			fail_msg("W%d: %s", d.items[k].code, d.items[k].message);
		assert_int_equal(d.items[k].severity, DIAG_WARNING);
		if (n++ == 0 && !strstr(d.items[k].message, words))
			fail_msg("%s", d.items[k].message);
	}
	assert_int_equal(n, (first != 0) + (second != 0));
	built_release(&b);
	diags_release(&d);
}

/* A direct way loses nothing. */
static void a_direct_way(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 2 * HOUR);
	add_route(&s, "r", DEP, C1, HOUR);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 0);
	add_need(&s, C1, WATER, GENERAL, 10, 2, 3);
	warned(&s, 0, 0, "");
	/* what nothing reaches is not the clock's fault */
	add_need(&s, C2, WATER, GENERAL, 10, 0, 3);
	warned(&s, 0, 0, "");
	scenario_release(&s);
}

/* Depot > c1 > c2, two hours each: what changes at c1 waits for the morning. */
static void goods_wait_where_they_change(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 0);
	add_route(&s, "a", DEP, C1, 2 * HOUR);
	add_route(&s, "b", C1, C2, 2 * HOUR);
	add_need(&s, C2, WATER, GENERAL, 10, 1, 1);
	warned(&s, 761, 0, "at c2 22 h, 2026-12-02 10:00 instead of 2026-12-01 12:00");
	add_need(&s, C2, WATER, GENERAL, 30, 0, 0);
	add_need(&s, C2, WATER, GENERAL, 20, 0, 0);
	warned(&s, 760, 761, "2 claims (50 L) cannot be served");
	/* a short last stretch of the day loses less than half a period */
	s.routes[0].lead = 13 * HOUR;
	s.needs[1].quantity = s.needs[2].quantity = 0;
	warned(&s, 0, 0, "");
	/* and a road all the way makes it good */
	s.routes[0].lead = 2 * HOUR;
	add_route(&s, "c", DEP, C2, 3 * HOUR);
	s.needs[1].quantity = 30;
	warned(&s, 0, 0, "");
	scenario_release(&s);
}

/* A closed road stops real goods too. */
static void a_closed_road_stops_both(void **state)
{
	struct scenario s;
	struct route *r;
	int32_t k;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 0);
	add_route(&s, "a", DEP, C1, 2 * HOUR);
	r = add_route(&s, "b", C1, C2, 2 * HOUR);
	k = ARRAY_ADD(&r->closed, &r->nclosed, &r->closed_room);
	r->closed[k] = (struct periods){0, 0};
	add_need(&s, C2, WATER, GENERAL, 10, 0, 0);
	add_need(&s, C2, WATER, GENERAL, 10, 1, 1);
	warned(&s, 0, 0, "");
	scenario_release(&s);
}

/* Notice of 14 h: the first day's claim counts as served, late in the evening. */
static void late_in_the_period(void **state)
{
	struct scenario s;

	(void)state;
	small_scenario(&s);
	depot_stock(&s, 14 * HOUR);
	add_route(&s, "r", DEP, C1, HOUR / 2);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 0);
	warned(&s, 762, 0, "at c1 on 2026-12-01 22:30, 14.5 h after the start of period 1");
	/* a claim that may be served the next day is not */
	s.needs[0].when.last = 1;
	warned(&s, 0, 0, "");
	scenario_release(&s);
}

/* What came by truck during the day goes on in the morning. */
static void goods_under_way(void **state)
{
	struct scenario s;
	struct transit *t;

	(void)state;
	small_scenario(&s);
	t = add_transit(&s, "t", WATER, DEP, 10, "2026-12-01T10:00:00+08:00");
	t->reach = REACH_ANYWHERE;
	add_route(&s, "r", DEP, C1, HOUR);
	add_need(&s, C1, WATER, GENERAL, 10, 0, 1);
	warned(&s, 761, 0, "at c1 22 h");
	scenario_release(&s);
}

/* Reach: goods that may not leave their place do not go on. */
static void kept_at_home(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "gov", HOLDER_GOVERNMENT, C1);
	add_release(&s, h, 1, 1)->reach = REACH_OWN;
	add_line(&s, h, WATER, 10);
	add_route(&s, "r", C1, C2, HOUR);
	add_need(&s, C1, WATER, GENERAL, 5, 0, 0);
	add_need(&s, C2, WATER, GENERAL, 5, 0, 0);
	warned(&s, 0, 0, "");
	scenario_release(&s);
}

/* In date on December 2: to midnight, but not to the end of period 2. */
static void the_last_day(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = depot_stock(&s, 0);
	s.lines[0].expires = on("2026-12-02");
	add_route(&s, "r", DEP, C1, HOUR);
	add_need(&s, C1, WATER, GENERAL, 5, 0, 0);
	warned(&s, 763, 0, "1 lot is not used in the last hours of its last day");
	add_need(&s, C1, WATER, GENERAL, 5, 1, 1);
	warned(&s, 760, 763, "1 claim (5 L) cannot be served");
	/* other goods serve it; and midnight loses nothing */
	add_line(&s, h, WATER, 10);
	warned(&s, 763, 0, "16 h of 2026-12-02");
	s.start = s.as_of = at("2026-12-01T00:00:00+08:00");
	s.lines[0].declared_at = s.lines[1].declared_at = s.start;
	warned(&s, 0, 0, "");
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_direct_way),
		cmocka_unit_test(goods_wait_where_they_change),
		cmocka_unit_test(a_closed_road_stops_both),
		cmocka_unit_test(late_in_the_period),
		cmocka_unit_test(goods_under_way),
		cmocka_unit_test(kept_at_home),
		cmocka_unit_test(the_last_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
