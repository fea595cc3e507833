/* The cheapest cure: small cases worked out by hand, and random ones against
 * trying everything. */
#include "solver/audit.h"
#include "tests/solver/support_random.h"
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct norm *add_norm(struct story *y, const char *id, int32_t item, int32_t level, int64_t quantity)
{
	int32_t i = scenario_add_norm(&y->s);
	struct norm *n = &y->s.norms[i];

	n->id = id;
	n->item = item;
	n->level = level;
	n->quantity = ratio_make(quantity, 1);
	return n;
}

static void cure(struct story *y, struct audit *a, struct cure *c)
{
	story_build(y);
	audit_init(a);
	cure_init(c);
	audit_run(&y->s, &y->cells, &y->supply, a);
	audit_cure(&y->s, &y->supply, a, c);
}

/* A depot with stock, two communities without; ways of 1 and 9 a unit, price 5. */
struct case_two {
	struct story y;
	int32_t item, a, b, depot;
};

static void two_init(struct case_two *t, int64_t stock, int64_t price, int64_t way_a, int64_t way_b)
{
	int32_t h;

	story_init(&t->y, 3);
	t->item = story_item(&t->y, "water");
	t->y.s.items[t->item].value = price;
	t->a = story_community(&t->y, "a");
	t->b = story_community(&t->y, "b");
	t->depot = story_place(&t->y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	h = story_holder(&t->y, "gov", t->depot);
	story_stock(&t->y, h, t->item, stock, -1);
	story_route(&t->y, t->depot, t->a, HOURS(1), -1)->cost_per_kg = ratio_make(way_a, 1);
	story_route(&t->y, t->depot, t->b, HOURS(1), -1)->cost_per_kg = ratio_make(way_b, 1);
}

static void test_moves_and_purchases(void **state)
{
	struct case_two t;
	struct audit a;
	struct cure c;

	(void)state;
	/* 6 for a by way (6), 4 for b bought (20); the district then has 10 + 4 = 14 of
	 * 12. Without C: 0. */
	two_init(&t, 10, 5, 1, 9);
	add_norm(&t.y, "C", t.item, PLACE_COMMUNITY, 6)->place = t.a;
	add_norm(&t.y, "D", t.item, PLACE_COMMUNITY, 4)->place = t.b;
	add_norm(&t.y, "E", t.item, PLACE_DISTRICT, 12);
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(c.money, 26);
	assert_int_equal(c.least, 26);
	assert_int_equal(c.nsteps, 2);
	assert_int_equal(c.steps[0].to, t.a);
	assert_int_equal(c.steps[0].from, t.depot);
	assert_int_equal(c.steps[0].quantity, 6);
	assert_int_equal(c.steps[1].from, -1);
	assert_int_equal(c.steps[1].quantity, 4);
	assert_int_equal(c.nprices, 3); /* without E only what C and D need: the same */
	cure_release(&c);
	audit_release(&a);
	story_release(&t.y);
}

/* Ten that expired are off the books, where at most 15 may be and 8 must: 8 are bought. */
static void test_expired_are_taken_off(void **state)
{
	static const enum stock_view views[] = {VIEW_USABLE, VIEW_BOOK};
	struct case_two t;
	struct audit a;
	struct cure c;

	(void)state;
	two_init(&t, 10, 5, 1, 9);
	t.y.s.lines[0].expires = story_day(&t.y, -2);
	add_norm(&t.y, "C", t.item, PLACE_DISTRICT, 8)->quantity_max = ratio_make(15, 1);
	for (int k = 0; k < 2; k++) {
		t.y.s.norms[0].tests = views[k];
		cure(&t.y, &a, &c);
		assert_int_equal(c.state, CURE_FOUND);
		assert_int_equal(c.nsteps, 1);
		assert_int_equal(c.steps[0].quantity, 8);
		assert_int_equal(c.money, 40);
		cure_release(&c);
		audit_release(&a);
	}
	story_release(&t.y);
}

static void test_contradiction_and_incurable(void **state)
{
	struct case_two t;
	struct audit a;
	struct cure c;

	(void)state;
	two_init(&t, 10, 5, 1, 9);
	add_norm(&t.y, "C", t.item, PLACE_DISTRICT, 30);
	add_norm(&t.y, "D", t.item, PLACE_DISTRICT, 0)->quantity_max = ratio_make(20, 1);
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_CONTRADICTION);
	cure_release(&c);
	audit_release(&a);
	t.y.s.norms[1].share_of = 1u << HOLDER_HOUSEHOLD; /* a share so fine that no proof holds it */
	t.y.s.norms[1].share_max = ratio_make(1, 10000019);
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_FAILED);
	cure_release(&c);
	audit_release(&a);
	t.y.s.nnorms = 1;
	t.y.s.items[t.item].value = -1; /* nobody knows its price */
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_NOTHING);
	assert_int_equal(c.nincurable, 1);
	cure_release(&c);
	audit_release(&a);
	story_release(&t.y);
}

static void test_share(void **state)
{
	struct case_two t;
	struct audit a;
	struct cure c;
	struct norm *n;
	int32_t mine;

	(void)state;
	two_init(&t, 10, 5, 1, 9);
	mine = story_holder(&t.y, "mine", t.a);
	t.y.s.holders[mine].kind = HOLDER_HOUSEHOLD;
	story_stock(&t.y, mine, t.item, 15, -1)->government_owned = false;
	n = add_norm(&t.y, "C", t.item, PLACE_DISTRICT, 1);
	n->share_of = 1u << HOLDER_HOUSEHOLD;
	n->share_max = ratio_make(1, 2);
	n->tests = VIEW_BOOK;
	cure(&t.y, &a, &c); /* 15 of 25 is more than half: 5 more for others */
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(c.nsteps, 1);
	assert_int_equal(c.steps[0].quantity, 5);
	assert_int_equal(c.steps[0].kind, HOLDER_GOVERNMENT);
	assert_int_equal(c.money, 25);
	assert_int_equal(c.least, 25);
	cure_release(&c);
	audit_release(&a);
	story_release(&t.y);
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void test_random(void **state)
{
	struct support_random seed = {77};

	(void)state;
	for (int round = 0; round < 150; round++) {
		int64_t stock = support_between(&seed, 0, 6), price = support_between(&seed, 1, 6);
		int64_t way_a = support_between(&seed, 0, 8), way_b = support_between(&seed, 0, 8);
		int64_t need_a = support_between(&seed, 0, 6), need_b = support_between(&seed, 0, 6);
		int64_t need_d = support_between(&seed, 0, 16), need_depot = support_between(&seed, 0, 4);
		int64_t best = INT64_MAX;
		struct case_two t;
		struct audit a;
		struct cure c;

		for (int64_t x = 0; x <= stock; x++) {
			for (int64_t y = 0; x + y <= stock; y++) {
				int64_t buy_a = most(0, need_a - x), buy_b = most(0, need_b - y);
				int64_t buy_depot = most(0, need_depot - (stock - x - y));
				int64_t buy_d = most(0, need_d - stock - buy_a - buy_b - buy_depot);
				int64_t cost = x * way_a + y * way_b +
					(buy_a + buy_b + buy_depot + buy_d) * price;

				best = cost < best ? cost : best;
			}
		}
		two_init(&t, stock, price, way_a, way_b);
		add_norm(&t.y, "A", t.item, PLACE_COMMUNITY, need_a)->place = t.a;
		add_norm(&t.y, "B", t.item, PLACE_COMMUNITY, need_b)->place = t.b;
		add_norm(&t.y, "D", t.item, PLACE_DISTRICT, need_d);
		add_norm(&t.y, "E", t.item, PLACE_DEPOT, need_depot);
		cure(&t.y, &a, &c);
		if (best == 0) {
			assert_true(c.state == CURE_NOTHING || c.money == 0);
		} else {
			assert_int_equal(c.state, CURE_FOUND);
			assert_int_equal(c.money, best);
			assert_int_equal(c.least, best);
		}
		cure_release(&c);
		audit_release(&a);
		story_release(&t.y);
	}
}

/* The depot must have 2 a day for 10 days. Of its stock `old` is good for 3 days only.
 * Two shops sell the item: what they can take in 3 days is what they sell then, less
 * their own stock of these days; the second one's other stock is good for 5 days. */
struct rotating {
	struct case_two t;
	int64_t take[2], way[2]; /* by the days; cost there and back */
};

static void shop(struct rotating *r, int k, int64_t sales, int64_t own, int64_t own_later, int64_t way)
{
	struct story *y = &r->t.y;
	int32_t h = story_holder(y, k == 0 ? "shop0" : "shop1", k == 0 ? r->t.a : r->t.b);
	struct terms *terms = story_terms(y, h);
	int64_t later = 5 * sales - own - own_later;

	y->s.holders[h].kind = HOLDER_SUPERMARKET;
	terms->item = r->t.item;
	terms->sales = ratio_make(sales, 1);
	if (own > 0)
		story_stock(y, h, r->t.item, own, 2)->government_owned = false;
	if (own_later > 0)
		story_stock(y, h, r->t.item, own_later, 4)->government_owned = false;
	r->take[k] = most(0, 3 * sales - own);
	if (own_later > 0 && later < r->take[k])
		r->take[k] = most(0, later);
	if (own > 0 && 3 * sales < own)
		r->take[k] = 0;
	r->way[k] = 2 * way;
}

static void rotating_init(struct rotating *r, int64_t old, int64_t fresh, int64_t price, int64_t way_a, int64_t way_b)
{
	struct norm *n;

	two_init(&r->t, fresh, price, way_a, way_b);
	story_stock(&r->t.y, 0, r->t.item, old, 2);
	n = add_norm(&r->t.y, "E", r->t.item, PLACE_DEPOT, 2);
	n->cover.seconds = 10 * 86400;
	n->tests = VIEW_STRICT;
}

static void test_rotation(void **state)
{
	struct rotating r;
	struct audit a;
	struct cure c;

	(void)state;
	/* 5 are fresh, 15 are short; the shop sells 9 in the 3 days, 2 of them its own:
	 * 7 are exchanged for 2 each, 8 are bought for 5 each. */
	rotating_init(&r, 30, 5, 5, 1, 9);
	shop(&r, 0, 3, 2, 0, 1);
	cure(&r.t.y, &a, &c);
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(c.nsteps, 2);
	assert_true(c.steps[0].from < 0 || c.steps[1].from < 0);
	for (int k = 0; k < 2; k++) {
		if (c.steps[k].line < 0) {
			assert_int_equal(c.steps[k].quantity, 8);
			continue;
		}
		assert_int_equal(c.steps[k].quantity, 7);
		assert_int_equal(c.steps[k].to, r.t.depot);
		assert_string_equal(r.t.y.s.holders[c.steps[k].seller].id, "shop0");
	}
	assert_int_equal(c.money, 54);
	assert_int_equal(c.least, 54);
	cure_release(&c);
	audit_release(&a);
	story_release(&r.t.y);
}

/* Usable: at 2 a day 6 of the old 10 are eaten in time, 4 are not; only these gain by
 * being exchanged. */
static void test_rotation_of_usable(void **state)
{
	struct rotating r;
	struct audit a;
	struct cure c;

	(void)state;
	rotating_init(&r, 10, 5, 100, 1, 9);
	r.t.y.s.norms[0].tests = VIEW_USABLE;
	shop(&r, 0, 50, 0, 0, 1);
	cure(&r.t.y, &a, &c);
	assert_int_equal(a.coverage[0].gap, 9); /* 20 less 5 and 6 */
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(c.money, 4 * 2 + 5 * 100);
	assert_int_equal(c.least, c.money);
	cure_release(&c);
	audit_release(&a);
	story_release(&r.t.y);
}

static void test_random_rotations(void **state)
{
	struct support_random seed = {4711};

	(void)state;
	for (int round = 0; round < 200; round++) {
		int64_t old = support_between(&seed, 0, 14), fresh = support_between(&seed, 0, 22);
		int64_t price = support_between(&seed, 1, 9), ways[2], best = INT64_MAX;
		struct rotating r;
		struct audit a;
		struct cure c;

		ways[0] = support_between(&seed, 0, 5);
		ways[1] = support_between(&seed, 0, 5);
		rotating_init(&r, old, fresh, price, ways[0], ways[1]);
		for (int k = 0; k < 2; k++) {
			int64_t sales = support_between(&seed, 1, 4), own = support_between(&seed, 0, 5);

			shop(&r, k, sales, own, k == 0 ? 0 : support_between(&seed, 0, 12), ways[k]);
		}
		for (int64_t x = 0; x <= r.take[0] && x <= old; x++)
			for (int64_t y = 0; y <= r.take[1] && x + y <= old; y++) {
				int64_t cost = x * r.way[0] + y * r.way[1] + price * most(0, 20 - fresh - x - y);

				best = cost < best ? cost : best;
			}
		cure(&r.t.y, &a, &c);
		if (fresh >= 20) {
			assert_int_equal(c.state, CURE_NOTHING);
		} else {
			assert_int_equal(c.state, CURE_FOUND);
			assert_int_equal(c.money, best);
			assert_int_equal(c.least, best);
		}
		cure_release(&c);
		audit_release(&a);
		story_release(&r.t.y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves_and_purchases),
		cmocka_unit_test(test_expired_are_taken_off),
		cmocka_unit_test(test_contradiction_and_incurable),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_rotation),
		cmocka_unit_test(test_rotation_of_usable),
		cmocka_unit_test(test_random_rotations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
