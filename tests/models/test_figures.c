/* Figures of plans: what is the same is found in both lists, in their order, and
 * nothing is lost. */
#include "models/figures.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct figure figure(const char *item, const char *place, int32_t tier, int64_t demand, int64_t served)
{
	return (struct figure){{item, place, NULL, NULL}, tier, 0, demand, served};
}

static void test_pairs(void **state)
{
	const struct figure before[] = {figure("rice", "a", 1, 5, 5), figure("water", "a", 1, 10, 4),
		figure("water", "b", 1, 3, 1), figure("water", "b", 2, 7, 7)};
	const struct figure after[] = {figure("water", "a", 1, 12, 4), figure("water", "b", 2, 7, 2),
		figure("water", "c", 1, 1, 1)};
	int64_t demand = 0, served = 0;
	int32_t n;
	struct figure_pair *pairs = figures_pair(before, 4, after, 3, &n);

	(void)state;
	assert_int_equal(n, 5);
	assert_null(pairs[0].after); /* rice is gone */
	assert_true(pairs[1].before == &before[1] && pairs[1].after == &after[0]);
	assert_null(pairs[2].after); /* another tier is another thing */
	assert_true(pairs[3].before == &before[3] && pairs[3].after == &after[1]);
	assert_null(pairs[4].before);
	assert_true(figure_of(&pairs[4]) == &after[2]);
	for (int32_t i = 0; i < n; i++) {
		demand += figure_demand(pairs[i].after) - figure_demand(pairs[i].before);
		served += figure_served(pairs[i].after) - figure_served(pairs[i].before);
	}
	assert_int_equal(demand, 20 - 25);
	assert_int_equal(served, 7 - 17);
	mem_free(pairs);
	pairs = figures_pair(NULL, 0, NULL, 0, &n);
	assert_int_equal(n, 0);
	mem_free(pairs);
}

/* Two claims of a place and tier are one figure; a plan that contradicts has
 * demand and nothing else. */
static void test_of_a_contradiction(void **state)
{
	struct scenario s;
	struct cells cells = {0};
	struct supply supply = {0};
	struct plan plan;
	struct figures f;
	int32_t item, place;

	(void)state;
	scenario_init(&s);
	item = scenario_add_item(&s);
	s.items[item].id = "water";
	s.items[item].unit = "LTR";
	place = scenario_add_place(&s);
	s.places[place].id = "a";
	for (int k = 0; k < 3; k++) {
		int32_t c = ARRAY_ADD(&cells.cells, &cells.ncells, &cells.cells_room);

		cells.cells[c] = (struct cell){.place = place, .item = item, .tier = k < 2 ? 1 : 2, .demand = 4 + k};
	}
	plan_init(&plan);
	plan.status = PLAN_CONTRADICTION;
	figures_build(&f, &s, &cells, &supply, &plan);
	assert_int_equal(f.nclaims, 2);
	assert_int_equal(f.nsums, 2);
	assert_int_equal(f.sums[0].demand, 9);
	assert_int_equal(f.sums[1].demand, 6);
	assert_int_equal(f.sums[0].served, 0);
	assert_int_equal(f.nmoves, 0);
	assert_int_equal(f.cost, -1);
	assert_int_equal(figures_item(&f, "water")->demand, 15);
	assert_null(figures_item(&f, "rice"));
	figures_keep_sums(&f);
	assert_int_equal(f.nsums, 2);
	figures_release(&f);
	plan_release(&plan);
	mem_free(cells.cells);
	scenario_release(&s);
}

/* Two communities of a street, one beside it: every level has the sums of what lies in it. */
static void test_regions(void **state)
{
	static const struct {
		const char *id;
		int32_t in;
		enum place_kind kind;
	} places[] = {{"d", -1, PLACE_DISTRICT}, {"s", 0, PLACE_STREET}, {"a", 1, PLACE_COMMUNITY},
		{"b", 1, PLACE_COMMUNITY}, {"c", 0, PLACE_COMMUNITY}};
	struct scenario s;
	struct cells cells = {0};
	struct supply supply = {0};
	struct plan plan;
	struct figures f;

	(void)state;
	scenario_init(&s);
	scenario_add_item(&s);
	s.items[0].id = "water";
	plan_init(&plan);
	for (int32_t k = 0; k < 5; k++) {
		int32_t p = scenario_add_place(&s);

		s.places[p].id = places[k].id;
		s.places[p].in = places[k].in;
		s.places[p].kind = places[k].kind;
	}
	plan.served = mem_calloc(3, sizeof *plan.served);
	for (int32_t k = 0; k < 3; k++) {
		int32_t c = ARRAY_ADD(&cells.cells, &cells.ncells, &cells.cells_room);

		cells.cells[c] = (struct cell){.place = 2 + k, .item = 0, .tier = 1, .demand = 10};
		plan.served[c].quantity = 1 + k;
	}
	figures_build(&f, &s, &cells, &supply, &plan);
	assert_int_equal(f.nregions, 2);
	assert_string_equal(f.regions[0].key[1], "d");
	assert_int_equal(f.regions[0].level, PLACE_DISTRICT);
	assert_int_equal(f.regions[0].demand, 30);
	assert_int_equal(f.regions[0].served, 6);
	assert_int_equal(f.regions[1].level, PLACE_STREET);
	assert_int_equal(f.regions[1].demand, 20);
	assert_int_equal(f.regions[1].served, 3);
	figures_release(&f);
	plan_release(&plan);
	mem_free(cells.cells);
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_of_a_contradiction),
		cmocka_unit_test(test_regions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
