/* Sentences of the report and of the daily page that few plans lead to, on the sample plan. */
#include "io/papers.h"
#include "io/printer.h"
#include "io/show.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_printing.h"

#include <stdlib.h>
#include <string.h>

static char *printed(const struct report *r)
{
	char *bytes = NULL;
	size_t n = 0;
	FILE *file = open_memstream(&bytes, &n);

	report_print(r, file, 0, false);
	fclose(file);
	return bytes;
}

static char *daily_page(const struct report *r)
{
	struct rollup u;
	struct text t;
	char *bytes;

	rollup_build(&u, r);
	text_init(&t);
	daily_text(r, &u, &t);
	bytes = strdup(text_str(&t));
	text_release(&t);
	rollup_release(&u);
	return bytes;
}

/* The text, freed, has or has not the part. */
static void check(char *text, const char *part, bool has)
{
	if ((strstr(text, part) != NULL) != has)
		fail_msg("%s: %s\nin:\n%s", has ? "not found" : "found", part, text);
	free(text);
}

static struct level *add_level(struct sample *x, enum level_kind kind, bool proven)
{
	int32_t k = ARRAY_ADD(&x->plan.levels, &x->plan.nlevels, &x->plan.levels_room);

	x->plan.levels[k] = x->plan.levels[0];
	x->plan.levels[k].kind = kind;
	x->plan.levels[k].proven = proven;
	return &x->plan.levels[k];
}

static void add_water(struct sample *x)
{
	int32_t k = ARRAY_ADD(&x->plan.components, &x->plan.ncomponents, &x->plan.components_room);

	x->plan.components[k] = (struct component){.nitems = 1};
	x->plan.components[k].items = arena_calloc(&x->plan.arena, 1, sizeof(int32_t));
	x->plan.components[k].items[0] = SAMPLE_WATER;
}

/* Everyone gets all. */
static void serve_all(struct sample *x)
{
	for (int32_t c = 0; c < x->cells.ncells; c++) {
		x->plan.served[c].units = x->cells.cells[c].units;
		x->plan.served[c].quantity = x->cells.cells[c].demand;
	}
}

static void tiers_of_a_plan_that_is_not_proven(void **state)
{
	struct sample x;
	struct level *water;

	(void)state;
	sample_init(&x);
	x.plan.status = PLAN_UNPROVEN;
	add_water(&x);
	water = add_level(&x, LEVEL_FAIR, false);
	water->tier = 2;
	water->component = 1;
	water->item = SAMPLE_WATER;
	add_level(&x, LEVEL_WASTE, true);
	add_level(&x, LEVEL_COST, false);
	add_level(&x, LEVEL_CANONICAL, false);
	check(printed(&x.report), "\n  Tier 1: proven.\n  Tier 2: not proven.\n  Levels after fairness: 1 of 2 proven.\n", true);
	x.plan.levels[1].tier = 1;
	check(printed(&x.report), "\n  Tier 1: proven, but not for Drinking water.\n", true);
	x.plan.levels[1].stage = 1;
	check(printed(&x.report), "\n  Tier 1: proven.\n  Tier 1, later periods: not proven.\n", true);
	sample_release(&x);
}

static void what_is_not_proven_by_each_rule(void **state)
{
	static const char *const said[][2] = {
		{"Not proven: lowest fill rate first, tier 1: Rice.", "Not proven: lowest fill rate first, tier 1, later periods: Rice."},
		{"Not proven: least total shortfall, tier 1: Rice.", "Not proven: least total shortfall, tier 1, later periods: Rice."},
		{"Not proven: in proportion to demand, tier 1: Rice.", "Not proven: in proportion to demand, tier 1, later periods: Rice."},
	};
	struct sample x;

	(void)state;
	sample_init(&x);
	x.plan.status = PLAN_UNPROVEN;
	x.plan.levels[0].proven = false;
	x.plan.levels[0].gap = (struct ratio){0, 1};
	for (enum fairness rule = FAIRNESS_LEXIMIN; rule <= FAIRNESS_PROPORTIONAL; rule++)
		for (int later = 0; later < 2; later++) {
			x.scenario.policy.fairness = rule;
			x.plan.levels[0].stage = later;
			check(printed(&x.report), said[rule][later], true);
		}
	sample_release(&x);
}

static void all_is_met(void **state)
{
	struct sample x;

	(void)state;
	sample_init(&x);
	check(printed(&x.report), "Every demand is met.", false);
	serve_all(&x);
	check(printed(&x.report), "\nEvery demand is met.\n", true);
	check(daily_page(&x.report), "\nNobody is short.\n", true);
	check(daily_page(&x.report), "\nNo support to request from above.\n", true);
	check(daily_page(&x.report), "\nNo decision is needed today.\n", true);
	sample_release(&x);
}

static void costs_of_some_routes(void **state)
{
	struct sample x;

	(void)state;
	sample_init(&x);
	x.plan.cost = (struct ratio){12345, 1};
	x.plan.cost_complete = true;
	check(printed(&x.report), "\nTransport cost: 123.45 CNY.\n", true);
	x.plan.cost_complete = false;
	check(printed(&x.report), "\nTransport cost: 123.45 CNY, without the routes that are not costed.\n", true);
	x.plan.cost.num = 0;
	check(printed(&x.report), "\nTransport cost: not costed.\n", true);
	sample_release(&x);
}

static void add_booking(struct sample *x, int32_t cell, enum cause cause, int64_t quantity)
{
	int32_t k = ARRAY_ADD(&x->plan.bookings, &x->plan.nbookings, &x->plan.bookings_room);

	x->plan.bookings[k] = (struct booking){.cell = cell, .cause = cause, .quantity = quantity};
}

static void what_causes_mean(void **state)
{
	static const char moves[] = "\nWhat is kept for later periods or given to a higher tier decides who is short, not how "
		"much: together with the last line it is what the whole area lacks over all periods.\n";
	static const char skipped[] = "\nSome causes were not told apart; the lines after them hold their share.\n";
	static const char unproven[] = "\nNot proven for limits that several goods share: a cause may stand for more.\n";
	static const char together[] = "\nWhere a cause alone would lift nothing, one that is lifted before it must go, too: "
		"goods set free that come too late, say.\n";
	struct sample x;
	int32_t k;

	(void)state;
	sample_init(&x);
	x.plan.why = true;
	add_booking(&x, 0, CAUSE_TERMS, 50);
	add_booking(&x, 2, CAUSE_NOT_ENOUGH, 54);
	check(printed(&x.report), moves, false);
	check(printed(&x.report), skipped, false);
	check(printed(&x.report), unproven, false);
	check(printed(&x.report), together, false);
	x.plan.bookings[1].cause = CAUSE_LATER;
	check(printed(&x.report), moves, true);
	x.plan.bookings[1].cause = CAUSE_TIER;
	check(printed(&x.report), moves, true);
	x.plan.causes_skipped = 1u << CAUSE_LATE;
	x.plan.causes_unproven = 1u << CAUSE_LATE;
	k = ARRAY_ADD(&x.plan.alones, &x.plan.nalones, &x.plan.alones_room);
	x.plan.alones[k] = (struct alone){CAUSE_TERMS, SAMPLE_RICE, 1, 0, 0, 0};
	check(printed(&x.report), skipped, true);
	check(printed(&x.report), unproven, true);
	check(printed(&x.report), together, true);
	sample_release(&x);
}

static void what_decisions_do_not_say(void **state)
{
	struct sample x;

	(void)state;
	sample_init(&x);
	sample_gain(&x, DECISION_CONSENT, -1, SAMPLE_MKT1, SAMPLE_WATER, 12, 2);
	check(printed(&x.report), "\"at most\": not solved again", false);
	check(printed(&x.report), "than were tried", false);
	x.plan.notices_left_out = 1;
	x.plan.roads_left_out = 2;
	check(printed(&x.report), "\nThere are more notices than were tried.\nThere are more closed roads than were tried.\n", true);
	x.plan.roads_left_out = 0;
	x.plan.roads_idle = 2;
	check(printed(&x.report), "\nAll closed roads opened together would change nothing.\n", true);
	sample_gain(&x, DECISION_HOLD_BACK, -1, SAMPLE_MKT1, SAMPLE_RICE, 30, 0);
	check(printed(&x.report), "\n\"at most\": not solved again, the less of what it frees and what is short.\n", true);
	sample_release(&x);
}

static void goods_that_got_lost(void **state)
{
	static const char differ[] = "\nThe balance does not add up to zero: quantities received differ from those sent.\n";
	struct sample x;

	(void)state;
	sample_init(&x);
	check(printed(&x.report), differ, false);
	x.plan.handouts[1].quantity -= 12;
	x.plan.handouts[1].units -= 1;
	x.plan.shipments[0].units -= 1;
	check(printed(&x.report), differ, true);
	sample_release(&x);
}

/* Decisions were looked at, and none helps; why claims are short was not asked for. */
static void the_daily_page_of_a_plan_without_causes(void **state)
{
	struct sample x;

	(void)state;
	sample_init(&x);
	sample_gain(&x, DECISION_CONSENT, -1, SAMPLE_MKT1, SAMPLE_WATER, 0, 0);
	check(daily_page(&x.report), "\nNo decision of those looked at would serve more.\n", true);
	check(daily_page(&x.report), "\nWhy claims are short was not computed this time; the decisions were.\n", true);
	x.plan.why = true;
	check(daily_page(&x.report), "Why claims are short", false);
	sample_release(&x);
}

/* A holder's name as long as a page: the page ends, and says where the rest is. */
static void the_daily_page_is_never_longer_than_a_page(void **state)
{
	char name[9001];
	struct sample x;
	char *page, *last;
	int lines = 0;

	(void)state;
	for (size_t k = 0; k < sizeof name - 1; k++)
		name[k] = k % 9 == 8 ? ' ' : 'a';
	name[sizeof name - 1] = '\0';
	sample_init(&x);
	sample_gain(&x, DECISION_CONSENT, -1, SAMPLE_MKT1, SAMPLE_WATER, 10, 1);
	check(daily_page(&x.report), "The rest is in plan.txt.", false);
	x.scenario.holders[SAMPLE_MKT1].name = (struct label){name, name};
	page = daily_page(&x.report);
	for (last = page; strchr(last, '\n') && strchr(last, '\n')[1]; last = strchr(last, '\n') + 1)
		lines++;
	assert_int_equal(lines + 1, DAILY_LINES);
	assert_string_equal(last, "The rest is in plan.txt.\n");
	free(page);
	sample_release(&x);
}

static void support_for_several_places(void **state)
{
	struct sample x;
	int32_t west;

	(void)state;
	sample_init(&x);
	x.plan.served[1].quantity = 90;
	west = scenario_add_place(&x.scenario);
	x.scenario.places[west].id = "west";
	x.scenario.places[west].kind = PLACE_DISTRICT;
	x.scenario.places[west].in = SAMPLE_FX;
	x.scenario.places[west].name = (struct label){NULL, "West district"};
	x.scenario.places[SAMPLE_C002].in = west;
	check(daily_page(&x.report), "West district and other places: 1\n", true);
	sample_release(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiers_of_a_plan_that_is_not_proven),
		cmocka_unit_test(what_is_not_proven_by_each_rule),
		cmocka_unit_test(all_is_met),
		cmocka_unit_test(costs_of_some_routes),
		cmocka_unit_test(what_causes_mean),
		cmocka_unit_test(what_decisions_do_not_say),
		cmocka_unit_test(goods_that_got_lost),
		cmocka_unit_test(the_daily_page_of_a_plan_without_causes),
		cmocka_unit_test(the_daily_page_is_never_longer_than_a_page),
		cmocka_unit_test(support_for_several_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
