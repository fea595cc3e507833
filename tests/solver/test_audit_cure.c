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

/* A quota of one holder is filled up there, with goods of the government. */
static void test_norm_of_one_holder(void **state)
{
	struct case_two t;
	struct audit a;
	struct cure c;
	struct norm *n;
	int32_t shop;

	(void)state;
	two_init(&t, 10, 5, 1, 9);
	shop = story_holder(&t.y, "shop", t.a);
	t.y.s.holders[shop].kind = HOLDER_SUPERMARKET;
	map_add(&t.y.s.holder_ids, "shop", shop);
	story_stock(&t.y, shop, t.item, 50, -1)->government_owned = 0;
	story_stock(&t.y, shop, t.item, 4, -1)->government_owned = 1;
	n = add_norm(&t.y, "C", t.item, PLACE_DISTRICT, 12);
	n->level = -1;
	n->holder = "shop";
	n->owners = 1u << 1;
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(c.nsteps, 1);
	assert_int_equal(c.steps[0].quantity, 8);
	assert_int_equal(c.steps[0].holder, shop);
	assert_int_equal(c.steps[0].to, t.a);
	assert_int_equal(c.steps[0].kind, HOLDER_SUPERMARKET);
	assert_int_equal(cure_buyer(&c.steps[0]), HOLDER_GOVERNMENT);
	assert_int_equal(c.money, 40);
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

/* ---- promises ---- */

static void add_agreement(struct story *y, int32_t holder, const char *id, int32_t item, int64_t quantity)
{
	struct holder *h = &y->s.holders[holder];
	int32_t i = scenario_add_agreement(h), p;
	struct agreement *g = &h->agreements[i];

	g->id = id;
	g->from = g->to = DAY_NONE;
	p = ARRAY_ADD(&g->promises, &g->npromises, &g->promises_room);
	g->promises[p] = (struct promise){item, quantity, -1};
}

static int32_t add_market(struct case_two *t, int64_t stock)
{
	int32_t h = story_holder(&t->y, "market", t->a);

	t->y.s.holders[h].kind = HOLDER_SUPERMARKET;
	if (stock > 0)
		story_stock(&t->y, h, t->item, stock, -1)->government_owned = false;
	return h;
}

static int32_t broken_promises(struct story *y)
{
	struct audit a;
	int32_t n = 0;

	story_build(y);
	audit_init(&a);
	audit_run(&y->s, &y->cells, &y->supply, &a);
	for (int32_t k = 0; k < a.nfindings; k++)
		n += a.findings[k].kind == FINDING_FLOOR || a.findings[k].kind == FINDING_PROMISED_TWICE;
	audit_release(&a);
	return n;
}

/* 20 promised twice of one lot of 20, a quarter of the stock not released: 40 of 54 can be
 * called up (floor(3/4 x 54) = 40), 34 more, in sixes 36. They count for the community too. */
static void test_promised_twice(void **state)
{
	struct case_two t;
	struct audit a;
	struct cure c;
	int32_t h;

	(void)state;
	two_init(&t, 0, 5, 1, 9);
	t.y.s.items[t.item].issue_unit = 6;
	h = add_market(&t, 20);
	add_agreement(&t.y, h, "A1", t.item, 20);
	add_agreement(&t.y, h, "A2", t.item, 20);
	t.y.s.holders[h].terms[0].has_release = true;
	t.y.s.holders[h].terms[0].release = ratio_make(3, 4);
	add_norm(&t.y, "C", t.item, PLACE_COMMUNITY, 60)->place = t.a;
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(a.nkept, 1);
	assert_int_equal(a.kept[0].broken, FINDING_PROMISED_TWICE);
	assert_int_equal(a.kept[0].rise, 36);
	assert_int_equal(c.money, 40 * 5); /* 20 and 36 are 56 of 60 */
	assert_int_equal(c.least, 40 * 5);
	assert_int_equal(c.nprices, 2);
	assert_int_equal(c.prices[1].norm, -1);
	assert_int_equal(c.prices[1].kept, 0);
	assert_int_equal(c.prices[1].money, 0); /* the norm asks for as much */
	cure_release(&c);
	audit_release(&a);
	t.y.s.holders[h].terms[0].release = ratio_make(0, 1);
	cure(&t.y, &a, &c);
	assert_int_equal(a.kept[0].rise, -1);
	assert_int_equal(c.nunkept, 1);
	assert_int_equal(c.state, CURE_FOUND); /* of the norm */
	assert_int_equal(c.money, 40 * 5);
	cure_release(&c);
	audit_release(&a);
	story_release(&t.y);
}

/* The second depot always keeps 8 and has 3; the first has 10 and keeps 6 of them: 4 are
 * moved for 2 each, one is bought. */
static void test_own_word_by_move(void **state)
{
	struct case_two t;
	struct audit a;
	struct cure c;
	int32_t other, place;

	(void)state;
	two_init(&t, 10, 5, 1, 9);
	place = story_place(&t.y, "depot2", STORY_DISTRICT, PLACE_DEPOT);
	other = story_holder(&t.y, "gov2", place);
	story_stock(&t.y, other, t.item, 3, -1);
	story_route(&t.y, t.depot, place, HOURS(1), -1)->cost_per_kg = ratio_make(2, 1);
	for (int32_t h = 0; h <= other; h += other) {
		struct terms *terms = story_terms(&t.y, h);

		terms->item = t.item;
		terms->has_hold_back = true;
		terms->hold_back = h == other ? 8 : 6;
	}
	cure(&t.y, &a, &c);
	assert_int_equal(c.state, CURE_FOUND);
	assert_int_equal(c.nsteps, 2);
	for (int k = 0; k < 2; k++) {
		assert_int_equal(c.steps[k].holder, other);
		assert_int_equal(c.steps[k].quantity, c.steps[k].from < 0 ? 1 : 4);
	}
	assert_int_equal(c.money, 4 * 2 + 5);
	assert_int_equal(c.least, c.money);
	cure_release(&c);
	audit_release(&a);
	story_release(&t.y);
}

/* A market's terms and agreements; what the depot keeps back by its own word. */
struct promising {
	int64_t stock, asked[2], hold, keep;
	struct ratio hold_share, release;
	int nasked;
};

static bool honours(const struct promising *p, int64_t stock)
{
	int64_t hold = p->hold_share.num > 0 ?
		(stock * p->hold_share.num + p->hold_share.den - 1) / p->hold_share.den : p->hold;
	int64_t released = stock * p->release.num / p->release.den;
	int64_t callable = stock - hold < released ? stock - hold : released;

	if (p->nasked == 0) /* its own word: an amount */
		return p->hold_share.num > 0 || stock >= p->hold;
	return p->asked[0] + (p->nasked > 1 ? p->asked[1] : 0) <= callable;
}

static void promising_random(struct promising *p, struct support_random *seed)
{
	*p = (struct promising){.stock = support_between(seed, 0, 12), .hold_share = {0, 1}, .release = {1, 1}};
	p->nasked = (int)support_between(seed, 0, 2);
	p->asked[0] = support_between(seed, 1, 8);
	p->asked[1] = support_between(seed, 1, 8);
	p->keep = support_between(seed, 0, 5);
	if (support_between(seed, 0, 1))
		p->hold_share = ratio_make(support_between(seed, 1, 3), 4);
	else
		p->hold = support_between(seed, 0, 5);
	if (support_between(seed, 0, 1))
		p->release = ratio_make(support_between(seed, 1, 3), 3);
}

static int32_t add_promising(struct case_two *t, const struct promising *p)
{
	static const char *const ids[] = {"A1", "A2"};
	int32_t h = add_market(t, p->stock);
	struct terms *terms = story_terms(&t->y, h);

	terms->item = t->item;
	terms->has_hold_back = terms->has_release = true;
	terms->hold_back_is_share = p->hold_share.num > 0;
	terms->hold_back_share = p->hold_share;
	terms->hold_back = p->hold;
	terms->release = p->release;
	for (int k = 0; k < p->nasked; k++)
		add_agreement(&t->y, h, ids[k], t->item, p->asked[k]);
	terms = story_terms(&t->y, 0);
	terms->item = t->item;
	terms->has_hold_back = true;
	terms->hold_back = p->keep;
	return h;
}

static void test_random_promises(void **state)
{
	struct support_random seed = {2024};

	(void)state;
	for (int round = 0; round < 300; round++) {
		int64_t depot = support_between(&seed, 0, 9), price = support_between(&seed, 1, 6);
		int64_t way = support_between(&seed, 0, 8), need_a = support_between(&seed, 0, 30);
		int64_t need_d = support_between(&seed, 0, 40), rise = 0, best = INT64_MAX, fill;
		struct promising p;
		struct case_two t;
		struct audit a;
		struct cure c;
		int32_t h;

		promising_random(&p, &seed);
		fill = most(0, p.keep - depot); /* for the depot itself */
		while (!honours(&p, p.stock + rise))
			rise++;
		for (int64_t x = 0; x <= most(0, depot - p.keep); x++)
			for (int64_t buy_h = rise; buy_h <= 80; buy_h++) {
				int64_t buy_a = most(0, need_a - p.stock - buy_h - x);
				int64_t buy_d = most(0, need_d - p.stock - depot - fill - buy_h - buy_a);
				int64_t cost = x * way + (fill + buy_h + buy_a + buy_d) * price;

				best = cost < best ? cost : best;
			}
		two_init(&t, depot, price, way, 9);
		h = add_promising(&t, &p);
		add_norm(&t.y, "A", t.item, PLACE_COMMUNITY, need_a)->place = t.a;
		add_norm(&t.y, "D", t.item, PLACE_DISTRICT, need_d);
		cure(&t.y, &a, &c);
		assert_int_equal(c.nunkept, 0);
		if (best == 0) {
			assert_true(c.state == CURE_NOTHING || c.money == 0);
		} else {
			assert_int_equal(c.state, CURE_FOUND);
			assert_int_equal(c.money, best);
			assert_int_equal(c.least, best);
		}
		cure_release(&c);
		audit_release(&a);
		/* Filled up so far, and no less, the audit finds them kept. */
		if (fill > 0)
			story_stock(&t.y, 0, t.item, fill, -1);
		assert_int_equal(broken_promises(&t.y), rise > 0);
		if (rise > 0) {
			story_stock(&t.y, h, t.item, rise, -1)->government_owned = false;
			assert_int_equal(broken_promises(&t.y), 0);
		}
		story_release(&t.y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_moves_and_purchases),
		cmocka_unit_test(test_expired_are_taken_off),
		cmocka_unit_test(test_contradiction_and_incurable),
		cmocka_unit_test(test_share),
		cmocka_unit_test(test_norm_of_one_holder),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_rotation),
		cmocka_unit_test(test_rotation_of_usable),
		cmocka_unit_test(test_random_rotations),
		cmocka_unit_test(test_promised_twice),
		cmocka_unit_test(test_own_word_by_move),
		cmocka_unit_test(test_random_promises),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
