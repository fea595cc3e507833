/* What may be called up: the formula of terms by hand, lots, autonomy,
 * capacity, goods under way; and everything against a reading of the formula
 * that lays out single units. */
#include "models/order.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOUR 3600

/* ---- The formula ---- */

/* An enterprise with an agreement, one line of q litres in packs of u. */
struct formula {
	int64_t q, u;
	int64_t hold; /* smallest units, or percent when share */
	bool share;
	int64_t num, den; /* release; den 0 = not stated */
	int64_t callable;
};

static void the_formula_by_hand(void **state)
{
	static const struct formula table[] = {
		{100, 1, 0, false, 1, 1, 100},
		{100, 1, 0, false, 0, 0, 0}, /* not stated: nothing of others' goods */
		{100, 1, 0, false, 0, 1, 0},
		{100, 1, 30, false, 1, 1, 70}, /* the hold-back binds */
		{100, 1, 30, false, 1, 2, 50}, /* the release binds */
		{100, 1, 20, true, 3, 5, 60},
		{100, 1, 60, true, 3, 5, 40},
		{99, 1, 50, true, 1, 1, 49}, /* ceil(49.5) held back */
		{101, 1, 0, false, 1, 3, 33}, /* 33.67 */
		{100, 12, 0, false, 1, 1, 8}, /* 8.33 packs */
		{100, 12, 0, false, 3, 5, 5}, /* 60 / 12, rounded once */
		{119, 12, 0, false, 3, 5, 5}, /* 71.4 / 12 = 5.95 */
		{120, 12, 0, false, 3, 5, 6}, /* 72 / 12 */
		{100, 12, 5, false, 1, 1, 7}, /* 95 / 12 */
		{100, 12, 100, false, 1, 1, 0},
		{100, 12, 500, false, 1, 1, 0}, /* never below 0 */
		{11, 12, 0, false, 1, 1, 0}, /* not one pack */
		{7, 2, 0, false, 1, 3, 1}, /* 2.33 / 2 */
		{9007199254740991, 1, 0, false, 999999, 1000000, 9007190247541736},
	};
	size_t k;

	(void)state;
	for (k = 0; k < sizeof table / sizeof *table; k++) {
		const struct formula *f = &table[k];
		struct scenario s;
		struct built b;
		const struct callable *record;
		struct terms *terms;
		int32_t h;

		small_scenario(&s);
		s.items[WATER].issue_unit = f->u;
		h = add_holder(&s, "firm", HOLDER_ENTERPRISE, C1);
		add_agreement(&s, h, "A", "2026-01-01", "2026-12-31");
		add_line(&s, h, WATER, f->q);
		terms = add_terms(&s, h, WATER);
		terms->has_hold_back = true;
		terms->hold_back = f->hold;
		terms->hold_back_is_share = f->share;
		if (f->share)
			terms->hold_back_share = ratio_make(f->hold, 100);
		terms->has_release = f->den > 0;
		if (f->den > 0)
			terms->release = ratio_make(f->num, f->den);
		terms->notice = 0;
		terms->reach = REACH_ANYWHERE;
		built_init(&b, &s);
		record = callable_of(&b, h, WATER);
		assert_int_equal(record->units, f->callable);
		assert_int_equal(record->default_used, f->den == 0);
		assert_int_equal(record->terms, f->den > 0 ? 0 : -1);
		assert_int_equal(record->no_agreement, 0);
		assert_int_equal(b.supply.nlots, f->callable > 0);
		built_release(&b);
		scenario_release(&s);
	}
}

static void government_goods_need_no_consent(void **state)
{
	struct scenario s;
	struct built b;
	const struct callable *record;
	int32_t depot, firm;

	(void)state;
	small_scenario(&s);
	depot = add_holder(&s, "depot", HOLDER_GOVERNMENT, DEP);
	firm = add_holder(&s, "firm", HOLDER_ENTERPRISE, C1); /* keeps goods of the government */
	add_line(&s, depot, WATER, 40);
	add_line(&s, firm, WATER, 30)->government_owned = 1;
	add_line(&s, firm, WATER, 50)->expires = on("2027-01-01");
	built_init(&b, &s);
	record = callable_of(&b, depot, WATER);
	assert_int_equal(record->units, 40);
	assert_false(record->default_used);
	record = callable_of(&b, firm, WATER);
	assert_int_equal(record->units, 30); /* the government's part only, by default */
	assert_int_equal(record->good, 80);
	assert_int_equal(record->government, 30);
	assert_int_equal(record->no_agreement, 50);
	assert_true(record->default_used);
	assert_int_equal(b.supply.nlots, 2);
	assert_int_equal(b.supply.lots[0].form, LEGAL_TRANSFER);
	assert_int_equal(b.supply.lots[1].form, LEGAL_TRANSFER);
	built_release(&b);
	/* with a release stated: 100% of 80, but only 30 have consent, and the
	 * other line is skipped though it expires first */
	add_release(&s, firm, 1, 1);
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, firm, WATER)->units, 30);
	assert_int_equal(b.supply.nlots, 2);
	assert_int_equal(b.supply.lots[0].line, 1);
	assert_int_equal(b.supply.lots[1].line, 0);
	built_release(&b);
	scenario_release(&s);
}

/* Units callable of 100 litres under an agreement of these days. */
static int64_t units_under(const char *from, const char *to, int64_t notice, bool named, int count)
{
	struct scenario s;
	struct built b;
	int64_t units;
	int32_t h;

	small_scenario(&s);
	h = add_holder(&s, "firm", HOLDER_ENTERPRISE, C1);
	if (count > 0)
		add_agreement(&s, h, "A", from, to);
	if (count > 1)
		add_agreement(&s, h, "B", "2026-01-01", "2026-12-31");
	add_line(&s, h, WATER, 100)->agreement = named ? 0 : -1;
	add_release(&s, h, 1, 1)->notice = notice;
	built_init(&b, &s);
	units = callable_of(&b, h, WATER)->units;
	assert_int_equal(callable_of(&b, h, WATER)->no_agreement, 100 - units);
	built_release(&b);
	scenario_release(&s);
	return units;
}

static void consent_lasts_to_the_end_of_the_notice(void **state)
{
	(void)state;
	assert_int_equal(units_under(NULL, NULL, 0, false, 0), 0); /* none at all */
	assert_int_equal(units_under(NULL, NULL, 0, false, 1), 100); /* the only one */
	assert_int_equal(units_under(NULL, NULL, 0, false, 2), 0); /* which one? */
	assert_int_equal(units_under(NULL, NULL, 0, true, 2), 100);
	assert_int_equal(units_under("2026-12-01", "2026-12-01", 0, true, 1), 100);
	assert_int_equal(units_under("2026-12-02", NULL, 0, true, 1), 0); /* not yet */
	assert_int_equal(units_under(NULL, "2026-11-30", 0, true, 1), 0); /* over */
	/* the plan begins at 08:00: 15 h of notice end on the same day, 17 h do not */
	assert_int_equal(units_under(NULL, "2026-12-01", 15 * HOUR, true, 1), 100);
	assert_int_equal(units_under(NULL, "2026-12-01", 17 * HOUR, true, 1), 0);
}

static void an_agreement_covers_what_it_promises(void **state)
{
	struct scenario s;
	struct built b;
	struct agreement *a;
	int32_t h, rice, p;

	(void)state;
	small_scenario(&s);
	rice = add_item(&s, "rice");
	h = add_holder(&s, "firm", HOLDER_ENTERPRISE, C1);
	a = add_agreement(&s, h, "A", NULL, NULL);
	p = ARRAY_ADD(&a->promises, &a->npromises, &a->promises_room);
	a->promises[p].item = rice;
	a->promises[p].quantity = 5;
	add_release(&s, h, 1, 1);
	add_line(&s, h, WATER, 100);
	add_line(&s, h, rice, 100);
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, h, WATER)->units, 0);
	assert_int_equal(callable_of(&b, h, rice)->units, 100);
	assert_int_equal(b.supply.lots[0].form, LEGAL_AGREEMENT);
	built_release(&b);
	scenario_release(&s);
}

static void terms_of_the_item_come_first_field_by_field(void **state)
{
	struct scenario s;
	struct built b;
	const struct callable *record;
	struct terms *terms;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "depot", HOLDER_GOVERNMENT, DEP);
	add_line(&s, h, WATER, 100);
	terms = add_release(&s, h, 1, 2);
	terms->reach = REACH_REGION;
	terms->reach_place = PLACE_DISTRICT;
	terms = add_terms(&s, h, WATER);
	terms->has_release = true;
	terms->release = ratio_make(4, 5);
	built_init(&b, &s);
	record = callable_of(&b, h, WATER);
	assert_int_equal(record->units, 80);
	assert_int_equal(record->terms, 1);
	assert_int_equal(record->notice, 6 * HOUR);
	assert_int_equal(record->region, D);
	assert_int_equal(b.supply.lots[0].release, 6 * HOUR);
	built_release(&b);
	scenario_release(&s);
}

static void what_is_not_good_is_listed_and_not_called(void **state)
{
	struct scenario s;
	struct built b;
	const struct callable *record;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "depot", HOLDER_GOVERNMENT, DEP);
	add_line(&s, h, WATER, 1);
	add_line(&s, h, WATER, 20)->status = STATUS_DAMAGED;
	add_line(&s, h, WATER, 300)->status = STATUS_RESERVED;
	add_line(&s, h, WATER, 1000)->expires = on("2026-11-30");
	add_line(&s, h, WATER, 3000)->expires = on("2026-12-01"); /* in date until midnight only */
	add_line(&s, h, WATER, 50000)->state = LINE_STALE;
	add_line(&s, h, WATER, 600000)->state = LINE_CONFLICT;
	add_line(&s, h, WATER, 7000000)->state = LINE_SET_ASIDE;
	add_line(&s, h, WATER, 80000000)->state =
		LINE_SUPERSEDED; /* counted where it is superseded */
	built_init(&b, &s);
	record = callable_of(&b, h, WATER);
	assert_int_equal(record->good, 1);
	assert_int_equal(record->not_good, 320);
	assert_int_equal(record->expired, 1000);
	assert_int_equal(record->too_late, 3000);
	assert_int_equal(record->set_aside, 7650000);
	assert_int_equal(record->in_stock, 7654321);
	assert_int_equal(record->units, 1);
	built_release(&b);
	scenario_release(&s);
}

/* ---- Quantities and dates of a line ---- */

static void a_count_comes_before_a_declaration(void **state)
{
	struct scenario s;
	struct stock_line *line;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "depot", HOLDER_GOVERNMENT, DEP);
	line = add_line(&s, h, WATER, 100); /* declared at 06:00 */
	add_movement(&s, 0, 7, "2026-11-30T12:00:00+08:00"); /* before it: in it */
	add_movement(&s, 0, -30, "2026-12-01T07:00:00+08:00");
	add_movement(&s, 0, -60, "2026-12-01T07:30:00+08:00");
	add_movement(&s, 0, 5, "2026-12-01T09:00:00+08:00"); /* not known at 08:00 */
	assert_int_equal(line_quantity(&s, 0), 10);
	line->counted = 80;
	line->counted_at = at("2026-12-01T07:10:00+08:00");
	assert_int_equal(line_quantity(&s, 0), 20);
	assert_true(line_dated(&s, 0) == line->counted_at.seconds);
	line->counted_at = at("2026-12-01T08:00:01+08:00"); /* a count to come */
	assert_int_equal(line_quantity(&s, 0), 10);
	s.as_of = at("2026-12-01T10:00:00+08:00");
	assert_int_equal(line_quantity(&s, 0), 85);
	line->counted = 0;
	line->counted_at = at("2026-12-01T07:10:00+08:00");
	assert_int_equal(line_quantity(&s, 0), 0); /* -60 + 5 is never below 0 */
	line->counted = -1;
	line->declared_at.seconds = INSTANT_NONE; /* no date: all movements count */
	assert_int_equal(line_quantity(&s, 0), 22);
	scenario_release(&s);
}

static void goods_are_usable_through_their_local_day(void **state)
{
	struct scenario s;
	struct stock_line *line;

	(void)state;
	small_scenario(&s); /* periods end at 08:00 */
	assert_false(usable_in(&s, on("2026-12-01"), 0));
	assert_true(usable_in(&s, on("2026-12-02"), 0));
	assert_false(usable_in(&s, on("2026-12-02"), 1));
	assert_true(usable_in(&s, DAY_NONE, 3));
	s.start = at("2026-12-01T00:00:00+08:00");
	assert_true(usable_in(&s, on("2026-12-01"), 0));
	s.start = at("2026-12-01T00:00:00Z");
	assert_true(usable_in(&s, on("2026-12-01"), 0));
	add_holder(&s, "depot", HOLDER_GOVERNMENT, DEP);
	line = add_line(&s, 0, WATER, 1);
	assert_int_equal(line_last_day(&s, 0), DAY_NONE);
	line->made = on("2026-01-31");
	assert_int_equal(line_last_day(&s, 0), DAY_NONE);
	s.items[WATER].shelf_life.months = 1;
	assert_int_equal(line_last_day(&s, 0), on("2026-02-28"));
	line->expires = on("2026-03-05");
	assert_int_equal(line_last_day(&s, 0), on("2026-03-05"));
	scenario_release(&s);
}

/* ---- Lots ---- */

static void lots_are_called_by_expiry_and_cut_in_whole_units(void **state)
{
	struct scenario s;
	struct built b;
	int32_t h;

	(void)state;
	small_scenario(&s);
	s.items[WATER].issue_unit = 12;
	h = add_holder(&s, "depot", HOLDER_GOVERNMENT, DEP);
	add_line(&s, h, WATER, 100)->lot = "late"; /* no expiry */
	add_line(&s, h, WATER, 15)->expires = on("2026-12-03");
	add_line(&s, h, WATER, 20)->expires = on("2026-12-04");
	add_release(&s, h, 2, 3); /* 90 of 135: 7 packs = 84 = 15 + 20 + 49 */
	built_init(&b, &s);
	assert_int_equal(b.supply.nlots, 3);
	/* packs begin at 0 and 12 | 24 | 36 48 60 72 */
	assert_int_equal(b.supply.lots[0].line, 1);
	assert_int_equal(b.supply.lots[0].units, 2);
	assert_int_equal(b.supply.lots[0].last_day, on("2026-12-03"));
	assert_int_equal(b.supply.lots[1].line, 2);
	assert_int_equal(b.supply.lots[1].units, 1);
	assert_int_equal(b.supply.lots[2].line, 0);
	assert_int_equal(b.supply.lots[2].units, 4);
	assert_int_equal(b.supply.lots[2].last_day, DAY_NONE);
	built_release(&b);
	/* a date behind the horizon is the one class of all later */
	s.lines[2].expires = on("2027-12-04");
	built_init(&b, &s);
	assert_int_equal(b.supply.lots[1].last_day, DAY_NONE);
	built_release(&b);
	scenario_release(&s);
}

static void reach_resolves_to_a_region(void **state)
{
	struct scenario s;
	struct built b;
	struct terms *terms;
	int32_t h, building;

	(void)state;
	small_scenario(&s);
	building = add_place(&s, "b", C1, PLACE_BUILDING);
	h = add_holder(&s, "depot", HOLDER_GOVERNMENT, building);
	add_line(&s, h, WATER, 10);
	terms = add_release(&s, h, 1, 1);
	built_init(&b, &s);
	assert_int_equal(b.supply.lots[0].place, C1);
	assert_int_equal(b.supply.lots[0].region, D);
	assert_false(b.supply.lots[0].own);
	built_release(&b);
	terms->reach = REACH_REGION;
	terms->reach_place = PLACE_BUILDING;
	built_init(&b, &s);
	assert_int_equal(b.supply.lots[0].region, C1);
	built_release(&b);
	terms->reach = REACH_OWN;
	built_init(&b, &s);
	assert_int_equal(b.supply.lots[0].region, C1);
	assert_true(b.supply.lots[0].own);
	built_release(&b);
	scenario_release(&s);
}

static void autonomy_keeps_the_late_lots_at_home(void **state)
{
	struct scenario s;
	struct built b;
	int32_t a, c;

	(void)state;
	small_scenario(&s);
	s.policy.autonomy = ratio_make(3, 10);
	add_need(&s, C1, WATER, GENERAL, 20, 0, 1);
	add_need(&s, C1, WATER, GENERAL, 15, 2, 3);
	a = add_holder(&s, "a", HOLDER_GOVERNMENT, C1);
	c = add_holder(&s, "c", HOLDER_GOVERNMENT, C1);
	add_line(&s, a, WATER, 60)->expires = on("2026-12-03");
	add_line(&s, a, WATER, 11);
	add_line(&s, c, WATER, 100);
	add_release(&s, a, 1, 1);
	add_release(&s, c, 1, 1);
	built_init(&b, &s);
	/* a: ceil(0.3 x 71) = 22: all 11 late ones and 11 of the early; c: 30, but
	 * only 35 - 22 = 13 are left of the need */
	assert_int_equal(callable_of(&b, a, WATER)->own_units, 22);
	assert_int_equal(callable_of(&b, c, WATER)->own_units, 13);
	assert_int_equal(b.supply.nlots, 5);
	assert_true(b.supply.lots[0].own);
	assert_int_equal(b.supply.lots[0].units, 11);
	assert_int_equal(b.supply.lots[0].region, C1);
	assert_false(b.supply.lots[1].own);
	assert_int_equal(b.supply.lots[1].units, 49);
	assert_int_equal(b.supply.lots[1].region, D);
	assert_true(b.supply.lots[2].own);
	assert_int_equal(b.supply.lots[2].units, 11);
	assert_true(b.supply.lots[3].own);
	assert_int_equal(b.supply.lots[3].units, 13);
	assert_int_equal(b.supply.lots[4].units, 87);
	built_release(&b);
	/* elsewhere nothing is needed: nothing is kept */
	s.holders[c].place = C2;
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, c, WATER)->own_units, 0);
	built_release(&b);
	scenario_release(&s);
}

/* ---- Capacity and goods under way ---- */

static void capacity_is_called_period_by_period(void **state)
{
	struct scenario s;
	struct built b;
	const struct callable *record;
	struct stock_line *line;
	struct terms *terms;
	int32_t h;

	(void)state;
	small_scenario(&s);
	s.items[WATER].shelf_life.seconds = 24 * HOUR;
	h = add_holder(&s, "plant", HOLDER_ENTERPRISE, C1);
	add_agreement(&s, h, "A", NULL, "2026-12-03");
	line = add_line(&s, h, WATER, 10);
	line->mode = MODE_CAPACITY;
	line->when = (struct periods){1, 3};
	terms = add_release(&s, h, 1, 2);
	terms->has_hold_back = true;
	terms->hold_back_is_share = true;
	terms->hold_back_share = ratio_make(1, 10);
	built_init(&b, &s);
	record = callable_of(&b, h, WATER);
	assert_true(record->by_period);
	assert_int_equal(record->in_stock, 30);
	assert_int_equal(record->good, 30);
	/* period 3 (the fourth) begins on December 4, when consent is over */
	assert_int_equal(record->consented, 20);
	assert_int_equal(record->no_agreement, 10);
	assert_int_equal(record->units, 10);
	assert_int_equal(b.supply.nlots, 2);
	assert_int_equal(b.supply.lots[0].units, 5);
	assert_int_equal(b.supply.lots[0].release, 30 * HOUR);
	assert_int_equal(b.supply.lots[0].last_day, on("2026-12-03"));
	assert_int_equal(b.supply.lots[1].release, 54 * HOUR);
	assert_int_equal(b.supply.lots[1].last_day, on("2026-12-04"));
	built_release(&b);
	/* re-planned in the third period: what was not called is not there */
	s.as_of = at("2026-12-03T20:00:00+08:00");
	s.holders[h].agreements[0].to = DAY_NONE;
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, h, WATER)->in_stock, 20);
	assert_int_equal(b.supply.lots[0].release, (60 + 6) * HOUR);
	assert_int_equal(b.supply.lots[1].release, (72 + 6) * HOUR);
	built_release(&b);
	scenario_release(&s);
}

static void goods_under_way_are_supply_at_arrival(void **state)
{
	struct scenario s;
	struct built b;
	struct transit *t;

	(void)state;
	small_scenario(&s);
	s.items[WATER].issue_unit = 12;
	t = add_transit(&s, "t1", WATER, C1, 50, "2026-12-02T10:00:00+08:00");
	t->donor = "somebody";
	t = add_transit(&s, "t2", WATER, DEP, 24, "2026-12-01T07:00:00+08:00");
	t->reach = REACH_ANYWHERE;
	t->expires = on("2026-12-04");
	t = add_transit(&s, "t3", WATER, DEP, 24, "2026-12-03T10:00:00+08:00");
	t->expires = on("2026-12-03"); /* not in date at the end of its period */
	t = add_transit(&s, "t4", WATER, DEP, 24, "2026-12-01T10:00:00+08:00");
	t->state = LINE_SET_ASIDE;
	add_transit(&s, "t5", WATER, DEP, 11, "2026-12-01T10:00:00+08:00");
	built_init(&b, &s);
	assert_int_equal(b.supply.ncallable, 0);
	assert_int_equal(b.supply.nlots, 2);
	assert_int_equal(b.supply.lots[0].place, C1);
	assert_int_equal(b.supply.lots[0].units, 4);
	assert_int_equal(b.supply.lots[0].release, 26 * HOUR);
	assert_true(b.supply.lots[0].arrives);
	assert_true(b.supply.lots[0].own);
	assert_int_equal(b.supply.lots[0].form, LEGAL_TRANSFER);
	assert_int_equal(b.supply.lots[0].line, -1);
	assert_int_equal(b.supply.lots[0].transit, 0);
	assert_int_equal(b.supply.lots[1].place, DEP);
	assert_int_equal(b.supply.lots[1].release, 0);
	assert_false(b.supply.lots[1].arrives); /* it is there already */
	assert_int_equal(b.supply.lots[1].region, D);
	built_release(&b);
	scenario_release(&s);
}

static void households_give_what_they_release_beyond_their_own_use(void **state)
{
	struct scenario s;
	struct built b;
	const struct callable *record;
	int32_t h;

	(void)state;
	small_scenario(&s);
	add_need(&s, C1, WATER, GENERAL, 100, 0, 0);
	h = add_holder(&s, "homes", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, h, GENERAL, 30);
	add_line(&s, h, WATER, 50);
	add_agreement(&s, h, "A", NULL, NULL);
	built_init(&b, &s);
	record = callable_of(&b, h, WATER);
	assert_int_equal(record->household, 30);
	assert_int_equal(record->good, 20);
	assert_int_equal(record->units, 0);
	assert_false(record->default_used); /* that is no omission */
	built_release(&b);
	add_release(&s, h, 1, 2);
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, h, WATER)->units, 10);
	built_release(&b);
	/* goods of the government are not called without a release, either */
	s.holders[h].terms[0].has_release = false;
	s.lines[0].government_owned = 1;
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, h, WATER)->units, 0);
	built_release(&b);
	scenario_release(&s);
}

/* ---- Against single units ---- */

enum { LINES = 5 };

/* A random holder with up to five lines. */
static void random_holder(struct scenario *s, uint64_t *seed)
{
	enum holder_kind kind = random_below(seed, 2) ? HOLDER_GOVERNMENT : HOLDER_ENTERPRISE;
	int32_t h, i, n = 1 + (int32_t)random_below(seed, LINES);
	struct terms *terms;

	small_scenario(s);
	s->items[WATER].issue_unit = 1 + (int64_t)random_below(seed, 6);
	s->policy.autonomy = ratio_make((int64_t)random_below(seed, 5), 4);
	add_need(s, C1, WATER, GENERAL, 1 + (int64_t)random_below(seed, 60), 0, 2);
	h = add_holder(s, "h", kind, C1);
	if (random_below(seed, 4))
		add_agreement(s, h, "A", NULL, NULL);
	for (i = 0; i < n; i++) {
		struct stock_line *line = add_line(s, h, WATER, (int64_t)random_below(seed, 25));

		line->government_owned = (unsigned char)random_below(seed, 2);
		if (random_below(seed, 2))
			line->expires = on("2026-12-02") + (day)random_below(seed, 6);
	}
	terms = add_terms(s, h, -1);
	terms->notice = 0;
	terms->reach = random_below(seed, 4) ? REACH_ANYWHERE : REACH_OWN;
	terms->has_hold_back = random_below(seed, 2);
	terms->hold_back_is_share = true;
	terms->hold_back_share = ratio_make((int64_t)random_below(seed, 8), 7);
	terms->has_release = random_below(seed, 3) > 0;
	terms->release = ratio_make((int64_t)random_below(seed, 12), 11);
}

struct naive {
	int32_t line_of[LINES * 25]; /* line of each callable unit, in the order of calling */
	int64_t units, own;
};

static bool covered(const struct scenario *s, int32_t i)
{
	return s->lines[i].government_owned || s->holders[0].nagreements > 0;
}

/* Lays every smallest unit out, drops what may not be called, takes the
 * largest number of whole units that every bound allows. */
static struct naive call_naively(const struct scenario *s)
{
	const struct terms *t = &s->holders[0].terms[0];
	int64_t u = s->items[WATER].issue_unit, q = 0, government = 0, consented = 0, held = 0, k;
	int32_t order[LINES], base[LINES * 25];
	int32_t i, j, n = 0;
	struct naive result = {.units = 0};

	for (i = 0; i < s->nlines; i++) {
		int64_t quantity = line_quantity(s, i);

		if (!usable_in(s, line_last_day(s, i), 0))
			continue;
		q += quantity;
		government += s->lines[i].government_owned ? quantity : 0;
		consented += covered(s, i) ? quantity : 0;
		for (j = n++; j > 0 && line_compare(s, order[j - 1], i) > 0; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
	if (t->has_hold_back) /* smallest whole number not below share * q */
		while (held * t->hold_back_share.den < t->hold_back_share.num * q)
			held++;
	for (k = 1;; k++) {
		bool released = t->has_release ? k * u * t->release.den <= t->release.num * q
					       : k * u <= government;

		if (k * u > q - held || !released || k * u > consented)
			break;
		result.units = k;
	}
	for (i = 0, j = 0; i < n; i++) {
		bool eligible =
			t->has_release ? covered(s, order[i]) : s->lines[order[i]].government_owned;
		int64_t quantity = line_quantity(s, order[i]);

		for (; eligible && quantity > 0; quantity--)
			base[j++] = order[i];
	}
	for (k = 0; k < result.units; k++)
		result.line_of[k] = base[k * u];
	while (result.own * s->policy.autonomy.den < s->policy.autonomy.num * result.units)
		result.own++;
	k = int_ceil_div(s->needs[0].quantity, u);
	result.own = result.own < k ? result.own : k;
	return result;
}

static void random_holders_agree_with_single_units(void **state)
{
	uint64_t seed = 11;
	int round;

	(void)state;
	for (round = 0; round < 4000; round++) {
		struct scenario s;
		struct built b;
		struct naive naive;
		int64_t got[LINES][2] = {{0}}, expected[LINES][2] = {{0}};
		int64_t k;
		int32_t i;

		random_holder(&s, &seed);
		naive = call_naively(&s);
		built_init(&b, &s);
		assert_int_equal(b.supply.callable[0].units, naive.units);
		assert_int_equal(b.supply.callable[0].own_units, naive.own);
		for (k = 0; k < naive.units; k++) {
			bool own = s.holders[0].terms[0].reach == REACH_OWN ||
				k >= naive.units - naive.own;

			expected[naive.line_of[k]][own]++;
		}
		for (i = 0; i < b.supply.nlots; i++)
			got[b.supply.lots[i].line][b.supply.lots[i].own] += b.supply.lots[i].units;
		for (i = 0; i < s.nlines; i++) {
			assert_int_equal(got[i][0], expected[i][0]);
			assert_int_equal(got[i][1], expected[i][1]);
		}
		built_release(&b);
		scenario_release(&s);
	}
}

/* ---- Order ---- */

/* The same holders and lines in two orders: the same lots. */
static void the_order_of_elements_does_not_matter(void **state)
{
	static const char *const ids[] = {"h1", "h2", "h3"};
	uint64_t seed = 5;
	int round;

	(void)state;
	for (round = 0; round < 300; round++) {
		struct scenario s, t;
		struct built b, c;
		int32_t i, n = 6;
		int64_t quantity[6], expiry[6], holder[6];

		small_scenario(&s);
		small_scenario(&t);
		for (i = 0; i < 3; i++) {
			add_holder(&s, ids[i], HOLDER_GOVERNMENT, C1);
			add_holder(&t, ids[2 - i], HOLDER_GOVERNMENT, C1);
		}
		for (i = 0; i < n; i++) {
			quantity[i] = 1 + (int64_t)random_below(&seed, 4);
			expiry[i] = (int64_t)random_below(&seed, 4);
			holder[i] = (int64_t)random_below(&seed, 3);
		}
		for (i = 0; i < n; i++) {
			add_line(&s, (int32_t)holder[i], WATER, quantity[i])->expires =
				on("2026-12-02") + (day)expiry[i];
			add_line(&t, (int32_t)(2 - holder[n - 1 - i]), WATER, quantity[n - 1 - i])
				->expires = on("2026-12-02") + (day)expiry[n - 1 - i];
		}
		built_init(&b, &s);
		built_init(&c, &t);
		assert_int_equal(b.supply.nlots, c.supply.nlots);
		for (i = 0; i < b.supply.nlots; i++) {
			const struct supply_lot *x = &b.supply.lots[i], *y = &c.supply.lots[i];

			assert_int_equal(x->units, y->units);
			assert_int_equal(x->last_day, y->last_day);
			assert_string_equal(s.holders[x->holder].id, t.holders[y->holder].id);
			assert_int_equal(s.lines[x->line].declared, t.lines[y->line].declared);
		}
		built_release(&c);
		built_release(&b);
		scenario_release(&t);
		scenario_release(&s);
	}
}

/* ---- One supply beside another ---- */

static struct supply_lot some_lot(int64_t units, int64_t release, day last_day)
{
	return (struct supply_lot){.units = units, .release = release, .last_day = last_day};
}

/* 5 at once and 5 an hour later; beside that 10 at once, 9, 10 in two lots, and 10 good for less long. */
static void a_supply_covers_another(void **state)
{
	struct supply_lot split[] = {some_lot(5, 0, DAY_NONE), some_lot(5, HOUR, DAY_NONE)};
	struct supply_lot once = some_lot(10, 0, DAY_NONE), less = some_lot(9, 0, DAY_NONE), dated = some_lot(10, 0, 7);
	struct supply_lot both[] = {some_lot(10, 0, 7), some_lot(10, HOUR, DAY_NONE)};
	struct supply a = {.lots = split, .nlots = 2}, b = {.lots = &once, .nlots = 1};
	bool none = false;

	(void)state;
	assert_true(supply_covers(&b, &a, NULL)); /* sooner */
	assert_false(supply_covers(&a, &b, NULL)); /* later */
	assert_true(supply_covers(&a, &a, NULL));
	b.lots = &less;
	assert_false(supply_covers(&b, &a, NULL));
	assert_false(supply_covers(&a, &b, NULL)); /* 5 at once are less than 9 */
	assert_true(supply_covers(&b, &a, &none)); /* not of this item */
	b.lots = &dated;
	assert_false(supply_covers(&b, &a, NULL)); /* not the same dates */
	b.lots = both;
	b.nlots = 2;
	assert_false(supply_covers(&b, &a, NULL));
	assert_true(supply_covers(&b, &(struct supply){.lots = &both[1], .nlots = 1}, NULL));
	once.own = true; /* for its own place: another use */
	assert_false(supply_covers(&(struct supply){.lots = &once, .nlots = 1}, &a, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_formula_by_hand),
		cmocka_unit_test(government_goods_need_no_consent),
		cmocka_unit_test(consent_lasts_to_the_end_of_the_notice),
		cmocka_unit_test(an_agreement_covers_what_it_promises),
		cmocka_unit_test(terms_of_the_item_come_first_field_by_field),
		cmocka_unit_test(what_is_not_good_is_listed_and_not_called),
		cmocka_unit_test(a_count_comes_before_a_declaration),
		cmocka_unit_test(goods_are_usable_through_their_local_day),
		cmocka_unit_test(lots_are_called_by_expiry_and_cut_in_whole_units),
		cmocka_unit_test(reach_resolves_to_a_region),
		cmocka_unit_test(autonomy_keeps_the_late_lots_at_home),
		cmocka_unit_test(capacity_is_called_period_by_period),
		cmocka_unit_test(goods_under_way_are_supply_at_arrival),
		cmocka_unit_test(households_give_what_they_release_beyond_their_own_use),
		cmocka_unit_test(random_holders_agree_with_single_units),
		cmocka_unit_test(the_order_of_elements_does_not_matter),
		cmocka_unit_test(a_supply_covers_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
