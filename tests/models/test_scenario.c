/* Words, units, labels, ancestry; life of scenarios and plans. */
#include "models/contradiction.h"
#include "models/order.h"
#include "models/plan.h"
#include "models/previous.h"
#include "models/scenario_words.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void every_kind_has_its_title(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < PLACE_KINDS; i++)
		assert_true(strlen(place_kind_title(i)) > 0);
	for (i = 0; i < 3; i++)
		assert_true(strlen(quality_title(i)) > 0);
}

static void every_state_is_read_back(void **state)
{
	int i;

	(void)state;
	for (i = 0; i <= SHIPMENT_CANCELLED; i++) {
		assert_int_equal(shipment_state_parse(shipment_state_word(i)), i);
		assert_true(strlen(shipment_state_title(i)) > 0);
	}
	assert_int_equal(shipment_state_parse("lost"), -1);
}

static void units_are_those_of_the_recommendation(void **state)
{
	(void)state;
	assert_true(unit_known("LTR"));
	assert_true(unit_known("H87"));
	assert_true(unit_known("10"));
	assert_true(unit_known("ZZ"));
	assert_true(unit_known("XCT"));
	assert_false(unit_known("XBL"));
	assert_false(unit_known("ltr"));
	assert_false(unit_known("L"));
	assert_false(unit_known(""));
	assert_false(unit_known("LTR "));
	assert_string_equal(unit_title("LTR"), "L");
	assert_string_equal(unit_title("4A"), "4A");
}

static void labels_fall_back(void **state)
{
	struct label both = {"水", "Water"}, zh = {"水", NULL}, none = {NULL, ""};

	(void)state;
	assert_string_equal(label_text(both, "zh", "w"), "水");
	assert_string_equal(label_text(both, "zh-CN", "w"), "水");
	assert_string_equal(label_text(both, "en", "w"), "Water");
	assert_string_equal(label_text(zh, "en", "w"), "水");
	assert_string_equal(label_text(none, "en", "w"), "w");
}

static void places_stand_for_their_community(void **state)
{
	struct scenario s;
	int32_t estate, unit, pickup, checkpoint;

	(void)state;
	small_scenario(&s);
	estate = add_place(&s, "e", C1, PLACE_ESTATE);
	unit = add_place(&s, "u", estate, PLACE_UNIT);
	pickup = add_place(&s, "p", C1, PLACE_PICKUP);
	checkpoint = add_place(&s, "k", D, PLACE_CHECKPOINT);
	assert_int_equal(place_stand(&s, unit), C1);
	assert_int_equal(place_stand(&s, pickup), C1);
	assert_int_equal(place_stand(&s, C2), C2);
	assert_int_equal(place_stand(&s, checkpoint), checkpoint);
	assert_int_equal(place_stand(&s, D), D);
	assert_true(place_within(&s, unit, D));
	assert_true(place_within(&s, unit, unit));
	assert_false(place_within(&s, unit, C2));
	assert_int_equal(place_ancestor(&s, unit, PLACE_DISTRICT), D);
	assert_int_equal(place_ancestor(&s, unit, PLACE_UNIT), unit);
	assert_int_equal(place_ancestor(&s, unit, PLACE_CITY), -1);
	assert_int_equal(place_root(&s), D);
	/* a cycle is a fault, not a hang */
	s.places[D].in = unit;
	assert_int_equal(place_ancestor(&s, unit, PLACE_CITY), -1);
	assert_false(place_within(&s, unit, C2));
	assert_int_equal(place_root(&s), -1);
	scenario_release(&s);
	assert_int_equal(place_root(&s), -1);
}

static void new_elements_have_their_defaults(void **state)
{
	struct scenario s;
	struct stock_line *line;

	(void)state;
	scenario_init(&s);
	assert_int_equal(s.default_tier, 2);
	assert_int_equal(s.policy.step.den, 100);
	assert_true(s.as_of.seconds == INSTANT_NONE);
	scenario_add_holder(&s);
	scenario_add_agreement(&s.holders[0]);
	scenario_add_terms(&s.holders[0]);
	scenario_add_line(&s);
	scenario_add_item(&s);
	scenario_add_transit(&s);
	scenario_add_route(&s);
	scenario_add_source(&s);
	scenario_add_rate(&s);
	scenario_add_need(&s);
	line = &s.lines[0];
	assert_int_equal(line->agreement, -1);
	assert_int_equal(line->expires, DAY_NONE);
	assert_true(line->declared_at.seconds == INSTANT_NONE);
	assert_int_equal(line->when.last, INT32_MAX);
	assert_int_equal(s.items[0].issue_unit, 1);
	assert_string_equal(s.transits[0].id, "");
	assert_int_equal(s.routes[0].cost_per_kg.num, -1);
	assert_int_equal(s.holders[0].terms[0].notice, -1);
	assert_int_equal(s.holders[0].agreements[0].to, DAY_NONE);
	assert_int_equal(s.sources[0].supersedes, -1);
	assert_int_equal(s.rates[0].group, -1);
	assert_int_equal(s.needs[0].group, -1);
	scenario_release(&s);
}

static void ranks_follow_the_bytes_of_ids(void **state)
{
	struct scenario s;
	int32_t *rank, *order;

	(void)state;
	scenario_init(&s);
	add_item(&s, "b");
	add_item(&s, "水");
	add_item(&s, "B");
	add_item(&s, "a10");
	rank = id_ranks(s.items, s.nitems, sizeof *s.items);
	order = id_order(s.items, s.nitems, sizeof *s.items);
	assert_int_equal(rank[2], 0);
	assert_int_equal(rank[3], 1);
	assert_int_equal(rank[0], 2);
	assert_int_equal(rank[1], 3);
	assert_int_equal(order[0], 2);
	assert_int_equal(order[3], 1);
	mem_free(rank);
	mem_free(order);
	scenario_release(&s);
}

static void plans_are_released_whole(void **state)
{
	struct plan p;
	struct previous before;

	(void)state;
	plan_init(&p);
	ARRAY_ADD(&p.shipments, &p.nshipments, &p.shipments_room);
	p.shipments[0].units = 3;
	p.served = mem_calloc(2, sizeof *p.served);
	ARRAY_ADD(&p.clashes, &p.nclashes, &p.clashes_room);
	plan_release(&p);
	assert_null(p.served);
	assert_int_equal(p.nshipments, 0);
	previous_init(&before);
	ARRAY_ADD(&before.lines, &before.nlines, &before.lines_room);
	before.lines[0].order = "x";
	previous_release(&before);
	assert_int_equal(before.nlines, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_title),
		cmocka_unit_test(every_state_is_read_back),
		cmocka_unit_test(units_are_those_of_the_recommendation),
		cmocka_unit_test(labels_fall_back),
		cmocka_unit_test(places_stand_for_their_community),
		cmocka_unit_test(new_elements_have_their_defaults),
		cmocka_unit_test(ranks_follow_the_bytes_of_ids),
		cmocka_unit_test(plans_are_released_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
