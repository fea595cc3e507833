/* Hard rules that contradict: which rules, what they ask together, what can reach
 * them, which limits stand in the way, and that lowering the rules to what can be
 * met does away with it. */
#include "solver/solve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/solver/support_random.h"
#include "tests/solver/support_scenario.h"
#include "models/contradiction.h"

static int64_t sum_asked(const struct clash *clash)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < clash->nrules; k++)
		sum += clash->rules[k].asked;
	return sum;
}

static int64_t sum_met(const struct clash *clash)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < clash->nrules; k++)
		sum += clash->rules[k].met;
	return sum;
}

/* All that can come in, where no leg is limited. */
static int64_t sum_in(const struct clash *clash)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < clash->ngoods; k++)
		sum += clash->goods[k].quantity;
	for (int32_t k = 0; k < clash->nclaims; k++)
		sum += clash->claims[k].most;
	return sum;
}

/* Two places, each with goods of its own that go nowhere else: two clashes. */
static void clashes_are_told_apart(void **state)
{
	struct story y;
	int32_t item, c[2];

	(void)state;
	story_init(&y, 2);
	item = story_item(&y, "water");
	for (int k = 0; k < 2; k++) {
		int32_t holder;
		c[k] = story_community(&y, k ? "c2" : "c1");
		holder = story_holder(&y, k ? "h2" : "h1", c[k]);
		story_terms(&y, holder)->reach = REACH_OWN;
		story_stock(&y, holder, item, 3 + k, -1);
		story_need(&y, c[k], item, 9, 0, 1);
		story_minimum(&y, false, c[k], item, 5 + 2 * k);
	}
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	assert_int_equal(y.plan.nclashes, 2);
	for (int k = 0; k < 2; k++) {
		const struct clash *clash = &y.plan.clashes[k];
		assert_true(clash->proven);
		assert_int_equal(clash->nrules, 1);
		assert_int_equal(clash->rules[0].minimum, k);
		assert_int_equal(clash->rules[0].last, 1);
		assert_int_equal(clash->rules[0].asked, 5 + 2 * k);
		assert_int_equal(clash->rules[0].met, 3 + k);
		assert_int_equal(clash->ngoods, 1);
		assert_int_equal(y.supply.lots[clash->goods[0].lot].place, c[k]);
		assert_int_equal(clash->goods[0].quantity, 3 + k);
		assert_int_equal(clash->nlimits, 0);
	}
	story_release(&y);
}

/* Goods for all, but only from period 1 on (0..): the claim of period 0 gets
 * nothing, that of period 1 takes no more than its 4. */
static void a_claim_takes_no_more_than_it_asks(void **state)
{
	struct story y;
	int32_t item, c1, holder;

	(void)state;
	story_init(&y, 2);
	item = story_item(&y, "water");
	c1 = story_community(&y, "c1");
	holder = story_holder(&y, "h", c1);
	story_terms(&y, holder)->notice = HOURS(24);
	story_stock(&y, holder, item, 50, -1);
	story_need(&y, c1, item, 6, 0, 0);
	story_need(&y, c1, item, 4, 1, 1);
	story_minimum(&y, false, c1, item, 8);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	assert_int_equal(y.plan.nclashes, 1);
	assert_int_equal(sum_asked(&y.plan.clashes[0]), 8);
	assert_int_equal(sum_met(&y.plan.clashes[0]), 4);
	assert_int_equal(y.plan.clashes[0].nclaims, 1);
	assert_int_equal(y.cells.cells[y.plan.clashes[0].claims[0].cell].when.first, 1);
	assert_int_equal(y.plan.clashes[0].claims[0].most, 4);
	story_release(&y);
}

/* A road of 3 kg a period to two claims of the same period. */
static void the_road_is_named(void **state)
{
	struct story y;
	int32_t item, depot, c1;

	(void)state;
	story_init(&y, 2);
	item = story_item(&y, "water");
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c1 = story_community(&y, "c1");
	story_stock(&y, story_holder(&y, "h", depot), item, 50, -1);
	story_route(&y, depot, c1, 0, 3000);
	story_need(&y, c1, item, 9, 0, 0);
	story_minimum(&y, false, c1, item, 5);
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	assert_int_equal(sum_met(&y.plan.clashes[0]), 3);
	assert_int_equal(y.plan.clashes[0].ngoods, 0);
	assert_int_equal(y.plan.clashes[0].nlimits, 1);
	assert_int_equal(y.plan.clashes[0].limits[0].route, 0);
	assert_int_equal(y.plan.clashes[0].limits[0].period, 0);
	assert_int_equal(y.plan.clashes[0].limits[0].most, 3000);
	story_release(&y);
}

/* 6 kg of vehicles for 4 of one item and 5 of another: by prices. */
static void shared_limits_are_named(void **state)
{
	struct story y;
	int32_t items[2], depot, c1, holder;

	(void)state;
	story_init(&y, 1);
	items[0] = story_item(&y, "rice");
	items[1] = story_item(&y, "water");
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c1 = story_community(&y, "c1");
	holder = story_holder(&y, "h", depot);
	story_route(&y, depot, c1, 0, -1);
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 6000);
	for (int k = 0; k < 2; k++) {
		story_stock(&y, holder, items[k], 50, -1);
		story_need(&y, c1, items[k], 9, 0, 0);
		story_minimum(&y, false, c1, items[k], 4 + k);
	}
	story_solve(&y, 1);
	assert_int_equal(y.plan.status, PLAN_CONTRADICTION);
	assert_int_equal(y.plan.nclashes, 1);
	assert_true(y.plan.clashes[0].proven);
	assert_int_equal(y.plan.clashes[0].nrules, 2);
	assert_int_equal(sum_asked(&y.plan.clashes[0]), 9);
	assert_int_equal(sum_met(&y.plan.clashes[0]), 6);
	assert_int_equal(y.plan.clashes[0].nlimits, 1);
	assert_int_equal(y.plan.clashes[0].limits[0].limit, 0);
	assert_int_equal(y.plan.clashes[0].limits[0].most, 6000);
	story_release(&y);
}

/* A depot, three communities, two periods, minima over one claim or two, stock to
 * be left; sometimes roads with a limit of their own, sometimes a minimum about
 * a claim inside of one about two. */
static void random_rules(struct story *y, struct support_random *r, bool limited, bool nested)
{
	static const char *const ids[] = {"c1", "c2", "c3"};
	int32_t item, depot;

	story_init(y, 2);
	item = story_item(y, "water");
	depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	story_stock(y, story_holder(y, "h", depot), item, support_between(r, 1, 12), -1);
	for (int k = 0; k < 3; k++) {
		int32_t c = story_community(y, ids[k]);
		int32_t holder = story_holder(y, ids[k], c);

		story_terms(y, holder)->notice = HOURS(24 * support_between(r, 0, 1));
		if (support_between(r, 0, 1))
			story_terms(y, holder)->reach = REACH_OWN;
		story_stock(y, holder, item, support_between(r, 1, 6), -1);
		story_route(y, depot, c, HOURS(24 * support_between(r, 0, 1)),
			limited && support_between(r, 0, 1) ? 1000 * support_between(r, 1, 5) : -1);
		for (int32_t t = 0; t < 2; t++)
			story_need(y, c, item, support_between(r, 1, 9), t, t);
		if (support_between(r, 0, 3) > 0)
			story_minimum(y, support_between(r, 0, 3) == 0, c, item, support_between(r, 1, 12));
		if (nested && support_between(r, 0, 2) == 0)
			story_minimum(y, false, c, item, support_between(r, 1, 6))->when.last = 0;
	}
}

/* What a rule lacks, with the rules inside of it, which count for it. */
static int64_t lacking(const struct story *y, const struct clash *clash, const struct minimum *m)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < clash->nrules; k++) {
		const struct minimum *other = &y->s.minima[clash->rules[k].minimum];

		if (other == m || (other->place == m->place && !m->end_stock && !other->end_stock
				&& other->when.last < m->when.last))
			sum += clash->rules[k].asked - clash->rules[k].met;
	}
	return sum;
}

/* Asks no more of any rule than the plan says can be met of all together. */
static void lower_rules(struct story *y)
{
	for (int32_t k = 0; k < y->plan.nclashes; k++) {
		const struct clash *clash = &y->plan.clashes[k];

		for (int32_t i = 0; i < clash->nrules; i++) {
			struct minimum *m = &y->s.minima[clash->rules[i].minimum];
			int64_t asked = 0;

			/* What goes beyond the claims was never asked for. */
			for (int32_t c = 0; !m->end_stock && c < y->cells.ncells; c++)
				if (y->cells.cells[c].place == m->place && y->cells.cells[c].when.last <= m->when.last)
					asked += y->cells.cells[c].demand;
			if (!m->end_stock && m->quantity > asked)
				m->quantity = asked;
			m->quantity -= lacking(y, clash, m);
		}
	}
}

static void what_can_be_met_can_be_met(void **state)
{
	struct support_random r = {77};
	int32_t clashes = 0, several = 0, claims = 0, limits = 0;

	(void)state;
	for (int i = 0; i < 400; i++) {
		struct story y;
		bool limited = i % 2, nested = i / 2 % 2;

		random_rules(&y, &r, limited, nested);
		story_solve(&y, 1);
		if (y.plan.status == PLAN_CONTRADICTION) {
			for (int32_t k = 0; k < y.plan.nclashes; k++) {
				const struct clash *clash = &y.plan.clashes[k];

				assert_true(clash->proven);
				assert_true(clash->nrules > 0);
				assert_true(sum_asked(clash) > sum_met(clash));
				assert_true(sum_met(clash) >= sum_in(clash));
				if (clash->nlimits == 0)
					assert_int_equal(sum_met(clash), sum_in(clash));
				several += clash->nrules > 1;
				claims += clash->nclaims > 0;
				limits += clash->nlimits > 0;
			}
			clashes++;
			lower_rules(&y);
			story_solve(&y, 1);
			/* Limits over several legs may stand in the way of that; and a rule
			 * that others asked enough for now asks for itself. */
			assert_true(limited || nested || y.plan.status != PLAN_CONTRADICTION);
			for (int turn = 0; turn < 9 && y.plan.status == PLAN_CONTRADICTION; turn++) {
				lower_rules(&y);
				story_solve(&y, 1);
			}
			assert_int_not_equal(y.plan.status, PLAN_CONTRADICTION);
		}
		story_release(&y);
	}
	assert_true(clashes > 50 && several > 10 && claims > 0 && limits > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clashes_are_told_apart),
		cmocka_unit_test(a_claim_takes_no_more_than_it_asks),
		cmocka_unit_test(the_road_is_named),
		cmocka_unit_test(shared_limits_are_named),
		cmocka_unit_test(what_can_be_met_can_be_met),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
