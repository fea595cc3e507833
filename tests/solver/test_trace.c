/* From flows to goods: who gave what to whom, by which legs. */
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct town {
	struct story y;
	int32_t depot, c1, c2, item, holder;
};

static void town_init(struct town *t, int32_t nperiods)
{
	story_init(&t->y, nperiods);
	t->depot = story_place(&t->y, "a-depot", STORY_DISTRICT, PLACE_DEPOT);
	t->c1 = story_community(&t->y, "c1");
	t->c2 = story_community(&t->y, "c2");
	t->item = story_item(&t->y, "water");
	t->holder = story_holder(&t->y, "h", t->depot);
}

static const char *lot_name(const struct story *y, int32_t lot)
{
	return y->s.lines[y->supply.lots[lot].line].lot;
}

/* Units of a named lot that a place is handed. */
static int64_t handed(const struct story *y, int32_t place, const char *lot)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < y->plan.nhandouts; k++)
		if (y->cells.cells[y->plan.handouts[k].cell].place == place
			&& strcmp(lot_name(y, y->plan.handouts[k].lot), lot) == 0)
			sum += y->plan.handouts[k].units;
	return sum;
}

/* Lots B and A of 3 at the depot, which keep. In the order of where they go c1
 * draws first, and by lot: A A; then c2: A B B B. */
static void outgoing_in_id_order(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 3);
	story_stock(&t.y, t.holder, t.item, 3, -1)->lot = "B";
	story_stock(&t.y, t.holder, t.item, 3, -1)->lot = "A";
	story_route(&t.y, t.depot, t.c2, 0, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c2, t.item, 4, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(handed(&t.y, t.c1, "A"), 2);
	assert_int_equal(handed(&t.y, t.c2, "A"), 1);
	assert_int_equal(handed(&t.y, t.c2, "B"), 3);
	assert_int_equal(t.y.plan.nshipments, 3);
	assert_int_equal(t.y.plan.orders[0].nlines, 3);
	story_release(&t.y);
}

/* The real date counts although both keep beyond the horizon. */
static void real_dates_first(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 2);
	story_stock(&t.y, t.holder, t.item, 2, 90)->lot = "A";
	story_stock(&t.y, t.holder, t.item, 2, 30)->lot = "B";
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(handed(&t.y, t.c1, "B"), 2);
	assert_int_equal(t.y.plan.drawn[0].units + t.y.plan.drawn[1].units, 2);
	story_release(&t.y);
}

/* Goods keep their lot over two legs; what goes on is what came first by lot. */
static void lots_over_several_legs(void **state)
{
	struct town t;
	int64_t first = 0, onward = 0;

	(void)state;
	town_init(&t, 3);
	story_stock(&t.y, t.holder, t.item, 2, -1)->lot = "A";
	story_stock(&t.y, t.holder, t.item, 3, -1)->lot = "B";
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_route(&t.y, t.c1, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c2, t.item, 3, 1, 2);
	story_solve(&t.y, 1);
	/* c1's counter comes before the road to c2. */
	assert_int_equal(handed(&t.y, t.c1, "A"), 2);
	assert_int_equal(handed(&t.y, t.c2, "B"), 3);
	for (int32_t k = 0; k < t.y.plan.nshipments; k++)
		*(t.y.plan.shipments[k].first_leg ? &first : &onward) += t.y.plan.shipments[k].units;
	assert_int_equal(first, 5);
	assert_int_equal(onward, 3);
	story_release(&t.y);
}

/* Handed out where it lies: a line of the order without a route, when the
 * notice has passed. */
static void handed_over_on_the_spot(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 2);
	t.y.s.holders[t.holder].place = t.c1;
	story_terms(&t.y, t.holder)->notice = HOURS(6);
	story_stock(&t.y, t.holder, t.item, 5, -1);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c1, t.item, 2, 1, 1);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.nshipments, 2);
	for (int32_t k = 0; k < 2; k++) {
		const struct shipment *h = &t.y.plan.shipments[k];

		assert_int_equal(h->route, -1);
		assert_true(h->first_leg && h->order == 0);
		assert_int_equal(h->depart, k);
		assert_int_equal(h->depart_seconds, k == 0 ? HOURS(6) : HOURS(24));
		assert_int_equal(t.y.plan.handouts[k].shipment, k);
	}
	story_release(&t.y);
}

/* 2 of juice make 3 of water, out of two lots of juice with 1 each; the 3 go to
 * claims of 1 and 2. Every hand-out names the substitute; the juice adds up. */
static void split_batches(void **state)
{
	struct town t;
	int32_t juice;
	int64_t water = 0, used = 0;

	(void)state;
	town_init(&t, 1);
	juice = story_item(&t.y, "juice");
	story_stock(&t.y, t.holder, juice, 1, -1)->lot = "A";
	story_stock(&t.y, t.holder, juice, 1, -1)->lot = "B";
	story_substitute(&t.y, t.item, 3, juice, 2);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 1, 0, 0);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_solve(&t.y, 1);
	for (int32_t k = 0; k < t.y.plan.nhandouts; k++) {
		assert_int_equal(t.y.plan.handouts[k].substitute, 0);
		water += t.y.plan.handouts[k].units;
		used += t.y.plan.handouts[k].quantity;
	}
	assert_int_equal(water, 3);
	assert_int_equal(used, 2);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), 3);
	story_release(&t.y);
}

/* Two items over the same road in the same period by the same order: one order,
 * a line for each; nothing is merged over items. */
static void one_order_several_items(void **state)
{
	struct town t;
	int32_t rice;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "a-rice");
	story_stock(&t.y, t.holder, t.item, 4, -1);
	story_stock(&t.y, t.holder, rice, 4, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 1, 0, 0);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c1, rice, 3, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.norders, 1);
	assert_int_equal(t.y.plan.orders[0].nlines, 2);
	assert_int_equal(t.y.plan.shipments[0].item, rice);
	assert_int_equal(t.y.plan.shipments[1].units, 3); /* both claims of water */
	assert_int_equal(t.y.plan.nhandouts, 3);
	story_release(&t.y);
}

/* Left at the end: goods that came by road, and goods that never moved. */
static void left_at_the_end(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 2);
	story_stock(&t.y, t.holder, t.item, 9, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 9, 0, 0);
	story_minimum(&t.y, true, t.depot, t.item, 2);
	story_minimum(&t.y, true, t.c1, t.item, 3);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), 4);
	assert_int_equal(t.y.plan.nleftovers, 2);
	for (int32_t k = 0; k < 2; k++) {
		const struct leftover *l = &t.y.plan.leftovers[k];

		assert_int_equal(l->units, l->place == t.depot ? 2 : 3);
		assert_int_equal(l->period, 1);
		assert_false(l->expired);
	}
	assert_int_equal(t.y.plan.drawn[0].units, 9);
	assert_int_equal(story_shipped(&t.y, 0, -1), 7);
	story_release(&t.y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outgoing_in_id_order),
		cmocka_unit_test(real_dates_first),
		cmocka_unit_test(lots_over_several_legs),
		cmocka_unit_test(handed_over_on_the_spot),
		cmocka_unit_test(split_batches),
		cmocka_unit_test(one_order_several_items),
		cmocka_unit_test(left_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
