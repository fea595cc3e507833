/* Cells: rates with cumulative rounding, windows, tiers, household stock; and
 * rates against a plain reading of the rules. */
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Demand of each period at place, item, group: sums over its cells. */
static int64_t demand_in(
	const struct cells *c, int32_t place, int32_t item, int32_t group, int32_t first)
{
	int64_t sum = 0;
	int32_t i;

	for (i = 0; i < c->ncells; i++) {
		if (c->cells[i].place == place && c->cells[i].item == item &&
			c->cells[i].group == group && c->cells[i].when.first == first)
			sum += c->cells[i].demand;
	}
	return sum;
}

static void a_rate_is_rounded_over_all_periods(void **state)
{
	struct scenario s;
	struct cells c;

	(void)state;
	small_scenario(&s);
	s.period = 6 * 3600;
	s.people[0].count = 7;
	add_rate(&s, WATER, C1, -1, 3, 10); /* 7 x 0.3 x 6/24 = 0.525 a period */
	cells_build(&s, &c);
	/* ceilings of 0.525 1.05 1.575 2.1: 1 2 2 3 */
	assert_int_equal(c.ncells, 3);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 0), 1);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 1), 1);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 2), 0);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 3), 1);
	cells_release(&c);
	scenario_release(&s);
}

static void heads_are_persons_households_or_one(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t shelter, building, soap, tents;

	(void)state;
	small_scenario(&s);
	soap = add_item(&s, "soap");
	tents = add_item(&s, "tent");
	shelter = add_place(&s, "sh", D, PLACE_SHELTER);
	building = add_place(&s, "b", C2, PLACE_BUILDING);
	add_people(&s, building, GENERAL, 5, 2, 1, 1);
	add_people(&s, shelter, GENERAL, 9, 3, 2, 3);
	add_rate(&s, WATER, -1, GENERAL, 1, 1);
	add_rate(&s, soap, D, -1, 1, 1)->per = RATE_HOUSEHOLD;
	add_rate(&s, tents, -1, GENERAL, 2, 1)->per = RATE_PLACE;
	cells_build(&s, &c);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 1), 100);
	assert_int_equal(demand_in(&c, C2, WATER, GENERAL, 0), 50);
	assert_int_equal(demand_in(&c, C2, WATER, GENERAL, 1), 55); /* with the building */
	assert_int_equal(demand_in(&c, C2, soap, GENERAL, 1), 22);
	assert_int_equal(demand_in(&c, shelter, WATER, GENERAL, 1), 0);
	assert_int_equal(demand_in(&c, shelter, WATER, GENERAL, 2), 9);
	assert_int_equal(demand_in(&c, C1, tents, GENERAL, 3), 2);
	assert_int_equal(demand_in(&c, shelter, tents, GENERAL, 0), 0);
	assert_int_equal(demand_in(&c, shelter, tents, GENERAL, 3), 2);
	assert_int_equal(demand_in(&c, DEP, tents, GENERAL, 3), 0);
	assert_int_equal(people_count(&s, D, -1, 1), 155);
	assert_int_equal(people_households(&s, C2, GENERAL, 1), 22);
	cells_release(&c);
	scenario_release(&s);
}

static void the_narrowest_rate_counts(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t old;

	(void)state;
	small_scenario(&s);
	old = add_group(&s, "old");
	add_people(&s, C1, old, 10, 10, 0, INT32_MAX);
	add_people(&s, C2, old, 10, 10, 0, INT32_MAX);
	add_rate(&s, WATER, -1, old, 5, 1);
	add_rate(&s, WATER, D, -1, 2, 1);
	add_rate(&s, WATER, C1, -1, 3, 1)->when = (struct periods){1, 2};
	add_rate(&s, WATER, C1, old, 4, 1)->when = (struct periods){2, 2};
	cells_build(&s, &c);
	assert_int_equal(demand_in(&c, C2, WATER, GENERAL, 0), 100);
	/* the district is narrower than everywhere, though it names no group */
	assert_int_equal(demand_in(&c, C2, WATER, old, 0), 20);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 0), 200);
	assert_int_equal(demand_in(&c, C1, WATER, GENERAL, 1), 300);
	assert_int_equal(demand_in(&c, C1, WATER, old, 1), 30);
	assert_int_equal(demand_in(&c, C1, WATER, old, 2), 40);
	assert_int_equal(demand_in(&c, C1, WATER, old, 3), 20);
	cells_release(&c);
	scenario_release(&s);
}

static void windows_wait_to_the_horizon(void **state)
{
	struct scenario s;
	struct cells c;
	struct need *n;
	int32_t i;

	(void)state;
	small_scenario(&s);
	s.items[WATER].issue_unit = 12;
	s.policy.look_ahead = 2;
	n = add_need(&s, C1, WATER, GENERAL, 96, 0, 1);
	n->unmet = UNMET_WAITS;
	n->waits = 1;
	n = add_need(&s, C2, WATER, GENERAL, 13, 1, INT32_MAX);
	n->each = true;
	n->unmet = UNMET_WAITS;
	n->waits = 2;
	n->tier = 7;
	n->rank = 3;
	cells_build(&s, &c);
	assert_int_equal(c.ncells, 4);
	assert_int_equal(c.cells[0].when.last, 2);
	assert_int_equal(c.cells[0].wanted_last, 1);
	assert_int_equal(c.cells[0].units, 8);
	assert_int_equal(c.cells[0].tier, 2);
	assert_int_equal(c.cells[0].need, 0);
	assert_int_equal(c.cells[0].rate, -1);
	for (i = 1; i < 4; i++) {
		assert_int_equal(c.cells[i].when.first, i);
		assert_int_equal(c.cells[i].wanted_last, i);
		assert_int_equal(c.cells[i].when.last, 3);
		assert_int_equal(c.cells[i].units, 2);
		assert_int_equal(c.cells[i].tier, 7);
		assert_int_equal(c.cells[i].rank, 3);
		assert_int_equal(c.cells[i].stage, i >= 2);
	}
	cells_release(&c);
	scenario_release(&s);
}

static void add_tier(struct scenario *s, int32_t item, int32_t group, int32_t level)
{
	int32_t i = ARRAY_ADD(&s->tier_rules, &s->ntier_rules, &s->tier_rules_room);

	s->tier_rules[i] = (struct tier_rule){item, group, level, WHERE_NONE};
}

static void tiers_go_from_the_particular_to_the_general(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t old, food;

	(void)state;
	small_scenario(&s);
	old = add_group(&s, "old");
	food = add_item(&s, "food");
	assert_int_equal(tier_of(&s, WATER, GENERAL), 2);
	add_tier(&s, WATER, -1, 4);
	assert_int_equal(tier_of(&s, WATER, old), 4);
	add_tier(&s, -1, old, 3);
	assert_int_equal(tier_of(&s, WATER, old), 3);
	assert_int_equal(tier_of(&s, food, old), 3);
	assert_int_equal(tier_of(&s, food, GENERAL), 2);
	add_tier(&s, WATER, old, 5);
	assert_int_equal(tier_of(&s, WATER, old), 5);
	add_rate(&s, WATER, -1, -1, 1, 1)->tier = 9;
	cells_build(&s, &c);
	assert_int_equal(c.cells[0].tier, 9);
	cells_release(&c);
	scenario_release(&s);
}

/* ---- Household stock ---- */

static void households_serve_the_share_they_cover(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t h, old;

	(void)state;
	small_scenario(&s);
	s.items[WATER].issue_unit = 12;
	old = add_group(&s, "old");
	add_people(&s, C1, old, 20, 20, 0, INT32_MAX);
	add_need(&s, C1, WATER, GENERAL, 100, 0, 0);
	add_need(&s, C1, WATER, GENERAL, 101, 1, 1);
	add_need(&s, C1, WATER, GENERAL, 100, 2, 2);
	add_need(&s, C1, WATER, old, 100, 0, 0);
	h = add_holder(&s, "homes", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, h, GENERAL, 33);
	add_line(&s, h, WATER, 80);
	cells_build(&s, &c);
	/* 33, floor(33.33), then what is left */
	assert_int_equal(c.cells[0].household, 33);
	assert_int_equal(c.cells[1].household, 33);
	assert_int_equal(c.cells[2].household, 14);
	assert_int_equal(c.cells[3].group, old);
	assert_int_equal(c.cells[3].household, 0);
	/* D = 9; (100 - 33) / 12 = 5.6: 6 packs more fill it */
	assert_int_equal(c.cells[0].units, 9);
	assert_int_equal(c.cells[0].fact, 3);
	assert_int_equal(c.cells[2].fact, 1); /* 86 / 12: 8 of 9 */
	assert_int_equal(c.nuses, 3);
	assert_int_equal(c.uses[1].quantity, 33);
	assert_int_equal(c.uses[1].period, 1);
	cells_release(&c);
	scenario_release(&s);
}

static void covers_of_all_groups_share_in_proportion(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t h, old;

	(void)state;
	small_scenario(&s);
	old = add_group(&s, "old");
	add_people(&s, C1, old, 20, 20, 0, INT32_MAX);
	add_need(&s, C1, WATER, GENERAL, 100, 0, 0);
	add_need(&s, C1, WATER, old, 50, 0, 0);
	h = add_holder(&s, "homes", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, h, -1, 30); /* of 120: a quarter */
	add_line(&s, h, WATER, 1000);
	cells_build(&s, &c);
	assert_int_equal(c.cells[0].household, 25);
	assert_int_equal(c.cells[1].household, 12);
	cells_release(&c);
	/* with others of their own, never more than the demand */
	add_cover(&s, h, old, 19);
	cells_build(&s, &c);
	assert_int_equal(c.cells[1].household, 50);
	assert_int_equal(c.cells[1].fact, 50);
	cells_release(&c);
	scenario_release(&s);
}

static void household_stock_is_used_in_date_and_from_its_date(void **state)
{
	struct scenario s;
	struct cells c;
	struct stock_line *line;
	int32_t h, i;

	(void)state;
	small_scenario(&s);
	for (i = 0; i < 4; i++)
		add_need(&s, C1, WATER, GENERAL, 10, i, i);
	h = add_holder(&s, "homes", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, h, GENERAL, 100);
	add_line(&s, h, WATER, 25);
	add_line(&s, h, WATER, 12)->expires = on("2026-12-03"); /* through period 1 of 0..3 */
	add_line(&s, h, WATER, 100)->status = STATUS_DAMAGED;
	add_line(&s, h, WATER, 100)->state = LINE_STALE;
	cells_build(&s, &c);
	/* 10 early, 2 early + 8, 10, 7 */
	assert_int_equal(c.nuses, 5);
	assert_int_equal(c.uses[0].line, 1);
	assert_int_equal(c.uses[1].line, 1);
	assert_int_equal(c.uses[1].quantity, 2);
	assert_int_equal(c.uses[2].line, 0);
	assert_int_equal(c.cells[3].household, 7);
	cells_release(&c);
	/* counted again in the third period: that serves no earlier one */
	line = &s.lines[0];
	line->counted = 25;
	line->counted_at = at("2026-12-03T20:00:00+08:00");
	s.as_of = line->counted_at;
	cells_build(&s, &c);
	assert_int_equal(c.cells[0].household, 10);
	assert_int_equal(c.cells[1].household, 2);
	assert_int_equal(c.cells[2].household, 10);
	assert_int_equal(c.cells[3].household, 10);
	cells_release(&c);
	scenario_release(&s);
}

static void early_windows_and_low_tiers_come_first(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t h;

	(void)state;
	small_scenario(&s);
	add_need(&s, C1, WATER, GENERAL, 10, 1, 1)->tier = 1;
	add_need(&s, C1, WATER, GENERAL, 10, 0, 3)->tier = 3;
	add_need(&s, C1, WATER, GENERAL, 10, 0, 3)->tier = 2;
	h = add_holder(&s, "homes", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, h, GENERAL, 100);
	add_line(&s, h, WATER, 15);
	cells_build(&s, &c);
	assert_int_equal(c.cells[0].tier, 2);
	assert_int_equal(c.cells[0].household, 10);
	assert_int_equal(c.cells[1].tier, 3);
	assert_int_equal(c.cells[1].household, 5);
	assert_int_equal(c.cells[2].household, 0);
	cells_release(&c);
	scenario_release(&s);
}

static void several_household_holders_never_overfill(void **state)
{
	struct scenario s;
	struct cells c;
	int32_t h, g, end;

	(void)state;
	small_scenario(&s);
	add_need(&s, C1, WATER, GENERAL, 100, 0, 0);
	g = add_holder(&s, "b", HOLDER_HOUSEHOLD, C1);
	h = add_holder(&s, "a", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, g, GENERAL, 60);
	add_cover(&s, h, GENERAL, 70);
	add_line(&s, g, WATER, 100);
	add_line(&s, h, WATER, 100);
	cells_build(&s, &c);
	assert_int_equal(c.cells[0].household, 100);
	assert_int_equal(c.uses[0].line, 1); /* "a" first: 70, then 30 of 60 */
	assert_int_equal(c.uses[0].quantity, 70);
	assert_int_equal(c.uses[1].quantity, 30);
	assert_int_equal(cells_find(&s, &c, WATER, C1, &end), 0);
	assert_int_equal(end, 1);
	assert_int_equal(cells_find(&s, &c, WATER, C2, &end), end);
	cells_release(&c);
	scenario_release(&s);
}

/* ---- Against a plain reading ---- */

/* Depth of the region of a rate that covers the place; -1 = it does not. */
static int32_t depth_of(
	const struct scenario *s, const struct rate *r, int32_t place, int32_t g, int32_t t)
{
	int32_t depth = 1, at;

	if (t < r->when.first || t > r->when.last || (r->group >= 0 && r->group != g))
		return -1;
	if (r->place < 0)
		return r->group >= 0;
	if (!place_within(s, place, r->place))
		return -1;
	for (at = r->place; at >= 0; at = s->places[at].in)
		depth++;
	return 2 * depth + (r->group >= 0);
}

static int32_t rate_of(const struct scenario *s, int32_t place, int32_t g, int32_t t)
{
	int32_t best = -1, best_depth = -1, i;

	for (i = 0; i < s->nrates; i++) {
		int32_t depth = depth_of(s, &s->rates[i], place, g, t);

		if (depth > best_depth) {
			best = i;
			best_depth = depth;
		}
	}
	return best;
}

static bool tied(const struct scenario *s)
{
	int32_t i, j;

	for (i = 0; i < s->nrates; i++) {
		for (j = 0; j < i; j++) {
			const struct rate *a = &s->rates[i], *b = &s->rates[j];

			if (a->place == b->place && a->group == b->group &&
				a->when.first <= b->when.last && b->when.first <= a->when.last)
				return true;
		}
	}
	return false;
}

static void random_rates(struct scenario *s, uint64_t *seed)
{
	int32_t i, n;

	small_scenario(s);
	s->period = 3600 * (1 + (int64_t)random_below(seed, 30));
	add_group(s, "old");
	for (i = 0; i < 4; i++) {
		int32_t first = (int32_t)random_below(seed, 4);

		add_people(s, i % 2 ? C1 : C2, i / 2, (int64_t)random_below(seed, 30), 1, first,
			first + (int32_t)random_below(seed, 3));
	}
	n = 1 + (int32_t)random_below(seed, 4);
	for (i = 0; i < n; i++) {
		int32_t first = (int32_t)random_below(seed, 4);
		struct rate *r = add_rate(s, WATER, (int32_t)random_below(seed, 4) - 1,
			(int32_t)random_below(seed, 3) - 1, 1 + (int64_t)random_below(seed, 9),
			1 + (int64_t)random_below(seed, 9));

		r->when = (struct periods){first, first + (int32_t)random_below(seed, 4)};
	}
}

static void random_rates_agree_with_a_plain_reading(void **state)
{
	uint64_t seed = 21;
	int round, compared = 0;

	(void)state;
	for (round = 0; round < 3000; round++) {
		struct scenario s;
		struct cells c;
		int32_t place, g, t, k;

		random_rates(&s, &seed);
		if (tied(&s)) {
			scenario_release(&s);
			continue;
		}
		cells_build(&s, &c);
		for (place = C1; place <= C2; place++) {
			for (g = 0; g < 2; g++) {
				for (t = 0; t < 4; t++) {
					int32_t rate = rate_of(&s, place, g, t);
					int64_t heads = 0, now, before, den;

					if (rate < 0) {
						assert_int_equal(
							demand_in(&c, place, WATER, g, t), 0);
						continue;
					}
					for (k = 0; k < t; k++) {
						if (rate_of(&s, place, g, k) == rate)
							heads += people_count(&s, place, g, k);
					}
					den = s.rates[rate].amount.den * 86400;
					before = int_ceil_div(
						heads * s.rates[rate].amount.num * s.period, den);
					heads += people_count(&s, place, g, t);
					now = int_ceil_div(
						heads * s.rates[rate].amount.num * s.period, den);
					assert_int_equal(
						demand_in(&c, place, WATER, g, t), now - before);
					compared++;
				}
			}
		}
		cells_release(&c);
		scenario_release(&s);
	}
	assert_true(compared > 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_is_rounded_over_all_periods),
		cmocka_unit_test(heads_are_persons_households_or_one),
		cmocka_unit_test(the_narrowest_rate_counts),
		cmocka_unit_test(windows_wait_to_the_horizon),
		cmocka_unit_test(tiers_go_from_the_particular_to_the_general),
		cmocka_unit_test(households_serve_the_share_they_cover),
		cmocka_unit_test(covers_of_all_groups_share_in_proportion),
		cmocka_unit_test(household_stock_is_used_in_date_and_from_its_date),
		cmocka_unit_test(early_windows_and_low_tiers_come_first),
		cmocka_unit_test(several_household_holders_never_overfill),
		cmocka_unit_test(random_rates_agree_with_a_plain_reading),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
