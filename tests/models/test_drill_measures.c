/* Measures of drills, by hand: two communities ask for 30 and 20 L of water (tier 1)
 * and 10 and 40 kg of rice (tier 3). */
#include "models/drill_measures.h"

#include "tests/models/support_scenario.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { RICE = 1 };

struct fixture {
	struct scenario s;
	struct built b;
	struct drill_ground ground;
	struct plan plan;
};

/* Cells sort by item id: rice at c1, rice at c2, water at c1, water at c2. */
enum { RICE1, RICE2, WATER1, WATER2 };

static void add_claim(struct fixture *x, int32_t place, int32_t item, int64_t quantity, int32_t tier)
{
	add_need(&x->s, place, item, GENERAL, quantity, 0, 3)->tier = tier;
}

static void setup(struct fixture *x)
{
	int32_t gov;

	small_scenario(&x->s);
	add_item(&x->s, "rice");
	add_claim(x, C1, WATER, 30, 1);
	add_claim(x, C2, WATER, 20, 1);
	add_claim(x, C1, RICE, 10, 3);
	add_claim(x, C2, RICE, 40, 3);
	gov = add_holder(&x->s, "gov", HOLDER_GOVERNMENT, DEP);
	add_release(&x->s, gov, 1, 1);
	add_line(&x->s, gov, WATER, 60)->expires = on("2026-12-02");
	add_line(&x->s, gov, RICE, 60);
	built_init(&x->b, &x->s);
	drill_ground_init(&x->ground, &x->s, &x->b.cells, &x->b.supply);
	plan_init(&x->plan);
	x->plan.status = PLAN_PROVEN;
	x->plan.cost = (struct ratio){7, 2};
	x->plan.served = mem_calloc((size_t)x->b.cells.ncells, sizeof *x->plan.served);
}

static void teardown(struct fixture *x)
{
	plan_release(&x->plan);
	drill_ground_release(&x->ground);
	built_release(&x->b);
	scenario_release(&x->s);
}

static int32_t lot_of(const struct fixture *x, int32_t item)
{
	for (int32_t k = 0; k < x->b.supply.nlots; k++)
		if (x->b.supply.lots[k].item == item)
			return k;
	return -1;
}

static void hand_out(struct fixture *x, int32_t cell, int32_t period, int64_t quantity)
{
	int32_t k = ARRAY_ADD(&x->plan.handouts, &x->plan.nhandouts, &x->plan.handouts_room);

	x->plan.handouts[k] = (struct handout){.period = period, .cell = cell,
		.lot = lot_of(x, x->b.cells.cells[cell].item), .units = quantity, .quantity = quantity,
		.shipment = -1, .substitute = -1};
	x->plan.served[cell].quantity += quantity;
}

static struct drill_measures measures(const struct fixture *x)
{
	struct drill_measures m;

	drill_measures_take(&m, &x->ground, &x->s, &x->b.cells, &x->b.supply, &x->plan);
	return m;
}

static void test_nothing(void **state)
{
	struct fixture x;
	struct drill_measures m;

	(void)state;
	setup(&x);
	m = measures(&x);
	assert_int_equal(x.ground.ntiers, 2);
	assert_int_equal(x.ground.tiers[1], 3);
	assert_int_equal(m.of[MEASURE_UNMET], 4000000);
	assert_int_equal(m.unmet[0], 2000000);
	assert_int_equal(m.unmet[1], 2000000);
	assert_int_equal(m.of[MEASURE_UNFAIR], 0); /* all have the same: nothing */
	assert_int_equal(m.of[MEASURE_LATE], 0);
	assert_int_equal(m.of[MEASURE_WASTED], 1200000); /* 60 of 50 */
	assert_int_equal(m.of[MEASURE_COST], 3);
	teardown(&x);
}

static void test_by_hand(void **state)
{
	struct fixture x;
	struct drill_measures m;

	(void)state;
	setup(&x);
	assert_int_equal(x.b.cells.cells[WATER1].demand, 30);
	assert_int_equal(x.b.cells.cells[RICE2].demand, 40);
	hand_out(&x, WATER1, 0, 20); /* 2/3 */
	hand_out(&x, WATER2, 0, 10); /* 1/2, together 30/50 */
	hand_out(&x, RICE1, 2, 10); /* two days late */
	hand_out(&x, RICE2, 1, 20); /* 1/2, a day late; together 30/50 */
	m = measures(&x);
	assert_int_equal(m.unmet[0], 333334 + 500000);
	assert_int_equal(m.unmet[1], 500000);
	assert_int_equal(m.of[MEASURE_UNMET], 1333334);
	assert_int_equal(m.unfair[0], 66667 + 100000); /* 2/3 - 3/5, 3/5 - 1/2 */
	assert_int_equal(m.unfair[1], 400000 + 100000);
	assert_int_equal(m.of[MEASURE_LATE], 2000000 + 500000);
	assert_int_equal(m.of[MEASURE_WASTED], 600000); /* 30 of the 50 asked for spoil */
	teardown(&x);
}

/* The same rate for everybody is fair, whatever the rate; the more is handed out of
 * what expires the less is wasted; sums and differences undo each other. */
static void test_any(void **state)
{
	uint64_t seed = 5;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct drill_measures before, after, sum;
		struct fixture x;
		int64_t tenth = (int64_t)random_below(&seed, 10);

		setup(&x);
		for (int32_t c = 0; c < x.b.cells.ncells; c++)
			hand_out(&x, c, 0, x.b.cells.cells[c].demand * tenth / 10);
		before = measures(&x);
		assert_int_equal(before.of[MEASURE_UNFAIR], 0);
		hand_out(&x, WATER2, (int32_t)random_below(&seed, 4), 1);
		after = measures(&x);
		assert_true(after.of[MEASURE_UNMET] < before.of[MEASURE_UNMET]);
		assert_true(after.of[MEASURE_UNFAIR] > 0);
		assert_int_equal(after.of[MEASURE_WASTED], before.of[MEASURE_WASTED] - 20000);
		sum = after;
		drill_measures_subtract(&sum, &before);
		drill_measures_add(&sum, &before);
		assert_memory_equal(&sum, &after, sizeof sum);
		teardown(&x);
	}
}

/* More levels than are told apart: the last one takes the rest. */
static void test_many_tiers(void **state)
{
	struct fixture x;
	struct drill_measures m;

	(void)state;
	setup(&x);
	drill_ground_release(&x.ground);
	for (int32_t k = 0; k < 8; k++)
		add_claim(&x, C1, WATER, 10, 20 - k);
	built_release(&x.b);
	built_init(&x.b, &x.s);
	drill_ground_init(&x.ground, &x.s, &x.b.cells, &x.b.supply);
	mem_free(x.plan.served);
	x.plan.served = mem_calloc((size_t)x.b.cells.ncells, sizeof *x.plan.served);
	m = measures(&x);
	assert_int_equal(x.ground.ntiers, MEASURE_TIERS);
	assert_int_equal(x.ground.tiers[0], 1);
	assert_int_equal(x.ground.tiers[MEASURE_TIERS - 1], 18);
	assert_int_equal(m.unmet[MEASURE_TIERS - 1], 3000000); /* tiers 18, 19, 20 */
	assert_int_equal(m.of[MEASURE_UNMET], 12000000);
	teardown(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_nothing), cmocka_unit_test(test_by_hand),
		cmocka_unit_test(test_any), cmocka_unit_test(test_many_tiers)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
