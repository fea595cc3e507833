/* What the checker can say of a plan: a plan of its own for every sentence that random
 * corruptions (test_corruption, test_certificate, test_forgery) seldom or never lead to. */
#include "solver/verify/verify.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"
#include "models/previous.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void assert_says(const struct text *findings, bool holds, const char *words)
{
	if (holds || !strstr(text_str(findings), words))
		fprintf(stderr, "\"%s\" is not among:\n%s\n", words, holds ? "(it holds)" : text_str(findings));
	assert_true(!holds && strstr(text_str(findings), words));
}

static void checked(const struct story *y, const char *words)
{
	struct text findings;

	text_init(&findings);
	assert_says(&findings, plan_check(&y->s, &y->cells, &y->supply, &y->plan, &findings), words);
	text_release(&findings);
}

/* Its proof, whatever plan_check has said. */
static void proved(const struct story *y, const char *words)
{
	struct text findings;
	struct proved levels;
	bool holds;

	text_init(&findings);
	proved_init(&levels, &y->plan);
	holds = plan_prove(&y->s, &y->cells, &y->supply, &y->plan, NULL, &levels, &findings);
	assert_says(&findings, holds, words);
	proved_release(&levels);
	text_release(&findings);
}

static void happened(const struct story *y, const struct previous *previous, const char *words)
{
	struct text findings;

	text_init(&findings);
	assert_says(&findings, plan_check_happened(&y->s, &y->cells, &y->supply, &y->plan, previous, &findings), words);
	text_release(&findings);
}

/* Goods in a depot, roads of these capacities (kg, -1 = any) to a and b, which ask for
 * 4 and 10 in the first of two periods. */
enum { TO_A, TO_B };
static void two_places(struct story *y, int64_t stock, int64_t to_a, int64_t to_b)
{
	int32_t depot, a, b, water;

	story_init(y, 2);
	depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	a = story_community(y, "a");
	b = story_community(y, "b");
	water = story_item(y, "water");
	story_stock(y, story_holder(y, "gov", depot), water, stock, -1);
	story_via(story_route(y, depot, a, 0, to_a < 0 ? -1 : to_a * 1000), story_segment(y, "bridge", -1));
	story_route(y, depot, b, 0, to_b < 0 ? -1 : to_b * 1000);
	story_need(y, a, water, 4, 0, 0);
	story_need(y, b, water, 10, 0, 0);
}

/* b gets 1 of 10 through its road, a 4 of 4: no further ahead than 0 it would be 1. */
static void test_spread(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 10, -1, 1);
	story_solve(&y, 1);
	y.s.policy.has_spread = true;
	y.s.policy.spread = ratio_make(0, 1);
	proved(&y, "claim 1: it gets more than the spread allows at level 1");
	story_release(&y);
}

static void set_rate(struct story *y, int64_t num, int64_t den)
{
	struct level *level = &y->plan.levels[0];

	level->rates[0] = level->value = level->bound = ratio_make(num, den);
}

/* 5 for 4 and 10: 5/14 = 0.357, 1 and 3. 0.35 floors to the same; 0.36 asks for 5.04. */
static void test_common_rate(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 5, -1, -1);
	y.s.policy.fairness = FAIRNESS_PROPORTIONAL;
	story_solve(&y, 1);
	assert_int_equal(y.plan.levels[0].nstrata, 1);
	set_rate(&y, 35, 100);
	proved(&y, "level 1: a larger common rate is possible");
	set_rate(&y, 36, 100);
	proved(&y, "level 1: its common rate cannot be had by all of its claims");
	set_rate(&y, 1, 10);
	proved(&y, "claim 1: it does not get the common rate of level 1");
	story_release(&y);
}

/* One unit for two claims of 2: it went to the one with a rank, which has none. */
static void test_order_of_units(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 1, -1, -1);
	y.s.needs[0].quantity = y.s.needs[1].quantity = 2;
	y.s.needs[1].rank = 1;
	story_solve(&y, 1);
	assert_int_equal(y.plan.served[1].units, 1);
	y.cells.cells[1].rank = 0;
	proved(&y, "claim 1: by the order of whole units of level 1 the last unit of claim 2 is its");
	story_release(&y);
}

static void test_strata_of_totals(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 5, -1, -1);
	y.s.policy.fairness = FAIRNESS_TOTAL;
	story_solve(&y, 1);
	y.plan.proof.strata[0] = 1;
	proved(&y, "claim 1: it has a stratum, but its level has none");
	story_release(&y);
}

static void test_capacity_gap_changes(void **state)
{
	struct story y;
	int32_t k;

	(void)state;
	two_places(&y, 10, -1, -1);
	story_solve(&y, 1);
	y.s.segments[0].capacity = 1000;
	checked(&y, "segment bridge carries more than its capacity in period 1");
	y.s.segments[0].capacity = -1;
	y.plan.levels[0].gap = ratio_make(1, 2);
	checked(&y, "level 1: how far it may be from the best is not what its value and bound say");
	y.plan.levels[0].gap = ratio_make(0, 1);
	y.plan.levels[y.plan.nlevels - 1].kind = LEVEL_CANONICAL;
	checked(&y, "which of equal plans it is, is no matter of proof, but the plan says so");
	y.plan.levels[y.plan.nlevels - 1].kind = LEVEL_ARRIVAL;
	y.plan.orders[0].version = 2;
	checked(&y, "order gov-D: a first plan has orders of version 1");
	y.plan.orders[0].version = 1;
	y.plan.orders[0].number = "gov-Z";
	checked(&y, "order gov-Z: this is not the number of its holder");
	y.plan.orders[0].number = "gov-D";
	k = ARRAY_ADD(&y.plan.changes, &y.plan.nchanges, &y.plan.changes_room);
	y.plan.changes[k].order = "gov-D";
	checked(&y, "a first plan changes nothing");
	y.plan.nchanges = 0;
	y.plan.request.baseline = false;
	proved(&y, "claim 1: there is a baseline, though none was asked for");
	story_release(&y);
}

/* 120 claims, all of them wrong. */
static void test_many_findings(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 10, -1, -1);
	for (int k = 0; k < 118; k++)
		story_need(&y, 2, 0, 1 + k % 3, k % 2, 1);
	story_solve(&y, 1);
	for (int32_t c = 0; c < y.cells.ncells; c++)
		y.plan.served[c].units++;
	checked(&y, "more findings");
	story_release(&y);
}

static void test_minima(void **state)
{
	struct story y;
	struct proof_component *proof;
	int32_t k;

	(void)state;
	two_places(&y, 5, -1, -1);
	story_need(&y, 2, 0, 3, 1, 1);
	story_solve(&y, 1);
	proof = &y.plan.proof.components[0];
	story_minimum(&y, false, 2, 0, 4)->when = (struct periods){0, 0};
	proved(&y, "claim 1: it gets less than its minimum or more than it needs");
	y.s.minima[0].when = (struct periods){0, 1};
	y.s.minima[0].quantity = 7;
	proof->shared_minima = true;
	proved(&y, "part 1: the minima of its proof do not keep minimum 1 of the scenario");
	k = ARRAY_ADD(&proof->least, &proof->nleast, &proof->least_room);
	proof->least[k] = (struct proof_least){0, 5};
	proved(&y, "claim 1: the minimum that the proof says it has is more than it needs");
	proof->nleast = 0;
	proof->shared_minima = false;
	y.s.nminima = 0;
	story_minimum(&y, true, 1, 0, 2);
	proved(&y, "part 1: what must be left at the end is not");
	story_release(&y);
}

/* A counter that takes less than a unit more brings. */
static void test_better_plan(void **state)
{
	struct story y;
	struct proof_component *proof;
	int32_t k;

	(void)state;
	two_places(&y, 5, -1, -1);
	story_solve(&y, 1);
	proof = &y.plan.proof.components[0];
	assert_true(proof->nprices > 0);
	k = ARRAY_ADD(&proof->prices, &proof->nwritten, &proof->prices_room);
	proof->prices[k].node = (struct proof_node){PROOF_COUNTER, 0, 2, 0, DAY_NONE, -1, 0, false, -1, -1, -1};
	proof->prices[k].price = arena_calloc(&y.plan.arena, (size_t)proof->nprices, sizeof(wide));
	proof->prices[k].price[0] = 1000;
	proved(&y, "by its prices a better plan sends more water");
	story_release(&y);
}

/* Legs and hand-outs that the network does not have, and flows that do not add up. */
static void test_flow(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 5, -1, -1);
	story_solve(&y, 1);
	story_close(&y.s.routes[TO_A], 0, 1);
	proved(&y, "by the scenario no goods of its lot can go this way then");
	y.s.routes[TO_A].nclosed = 0;
	y.cells.cells[0].when = (struct periods){1, 1};
	proved(&y, "the claim cannot be served then");
	y.cells.cells[0].when = (struct periods){0, 0};
	y.supply.lots[0].units--;
	proved(&y, "part 1: too many or too few water reach depot");
	y.supply.lots[0].units++;
	y.plan.shipments[0].units--;
	proved(&y, "what comes is not what goes");
	y.plan.shipments[0].units++;
	y.s.items[0].issue_unit = 2;
	proved(&y, "what is handed out is not a whole number of issue units");
	y.s.items[0].issue_unit = 1;
	y.supply.lots[0].release = HOURS(24);
	proved(&y, "by the scenario no goods of its lot can");
	y.supply.lots[0].release = 0;
	y.supply.lots[0].units = 0; /* its goods are nowhere, ever */
	proved(&y, "shipment 1: by the scenario no goods of its lot can go this way then");
	y.plan.nshipments = 0;
	proved(&y, "hand-out 1: by the scenario no goods of its lot can be there then");
	story_release(&y);
}

/* Cups could stand in for water, of which there is enough: nobody gets any. */
static void test_substitutes(void **state)
{
	struct story y;
	int32_t cup;

	(void)state;
	two_places(&y, 20, -1, -1);
	cup = story_item(&y, "cup");
	story_stock(&y, 0, cup, 20, -1);
	story_substitute(&y, 0, 1, cup, 1)->penalty = 1;
	story_solve(&y, 1);
	assert_false(y.plan.proof.components[0].substitutes);
	y.s.substitutes[0].penalty = 0;
	proved(&y, "part 1: substitutes for water could help, but are left out of the proof");
	story_release(&y);
}

/* Vehicles for 8 kg a day: of water and rice, 8 each for the two days, all come, but not all
 * on the first. */
static void test_rate_of_nobody(void **state)
{
	struct story y;
	struct ratio rate = {99, 100};
	struct level *level;
	int32_t rice;

	(void)state;
	two_places(&y, 20, -1, -1);
	rice = story_item(&y, "rice");
	story_stock(&y, 0, rice, 20, -1);
	y.s.nneeds = 0;
	story_need(&y, 2, 0, 8, 0, 1);
	story_need(&y, 3, rice, 8, 0, 1);
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 8000);
	y.s.policy.fairness = FAIRNESS_PROPORTIONAL;
	story_solve(&y, 1);
	assert_int_equal(y.plan.ncomponents, 1);
	level = &y.plan.levels[0];
	assert_int_equal(level->nstrata, 0);
	level->rates = &rate;
	level->nstrata = 1;
	level->value = rate;
	y.plan.proof.components[0].relaxed = true;
	y.plan.proof.strata[0] = y.plan.proof.strata[1] = 2; /* no rate holds them back */
	proved(&y, "level 1: none of its claims has its rate 99/100");
	story_release(&y);
}

/* Vehicles for 5 kg and whole units: 5/14 is not to be had by either. */
static void test_gap_of_units(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 20, -1, -1);
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 5000);
	story_solve(&y, 1);
	assert_true(y.plan.levels[0].gap.num > 0);
	y.plan.levels[0].gap = ratio_make(9, 10);
	proved(&y, "level 1: how far it may be from the best is not what its proof shows");
	story_release(&y);
}

/* The road stops a at 1 of 4, then the vehicles b at 5 of 10. */
static void test_round_of_another(void **state)
{
	struct story y;

	(void)state;
	two_places(&y, 20, 1, -1);
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 6000);
	story_solve(&y, 1);
	assert_int_equal(y.plan.proof.strata[0], 1);
	assert_int_equal(y.plan.proof.strata[1], 2);
	y.plan.proof.strata[1] = 1;
	proved(&y, "claim 2: it does not weigh in the round that is to stop it at level 1");
	story_release(&y);
}

/* --- plans that go on --- */

/* The first period is over: 4 went to a, 6 of 10 to b; 5 of another holder, free from now
 * on, are still to go to a. */
static void go_on(struct story *y, struct previous *previous)
{
	int32_t late;

	two_places(y, 10, -1, 6);
	late = story_holder(y, "late", 1);
	story_terms(y, late)->notice = HOURS(24);
	story_stock(y, late, 0, 5, -1);
	story_need(y, 2, 0, 5, 1, 1);
	story_solve(y, 1);
	events_announce(previous, y);
	events_replan(y, previous, HOURS(24));
	assert_true(y->plan.nchanges > 0);
}

static struct shipment *fact_of(struct story *y)
{
	int32_t k = 0;

	while (!y->plan.shipments[k].fact)
		k++;
	return &y->plan.shipments[k];
}

static void test_past(void **state)
{
	struct story y;
	struct previous previous;
	struct shipment *fact;
	int32_t k = 0;

	(void)state;
	go_on(&y, &previous);
	fact = fact_of(&y);
	fact->quantity++;
	happened(&y, &previous, "what the plan says has left is not what left");
	fact->quantity--;
	fact->ordered = fact->quantity + 7;
	happened(&y, &previous, "what the plan says has left is not what left");
	fact->ordered = 0;
	fact->depart_seconds++;
	happened(&y, &previous, "by the earlier plan and the receipts it did not happen so");
	fact->depart_seconds--;
	while (!y.plan.handouts[k].fact)
		k++;
	y.plan.handouts[k].units--;
	happened(&y, &previous, "what was handed out in period 1 is not what the earlier plan");
	y.plan.handouts[k].units++;
	y.plan.handouts[k].period = 1;
	happened(&y, &previous, "by the earlier plan and the receipts it did not happen so");
	y.plan.handouts[k].period = 0;
	y.plan.handouts[k].fact = false;
	happened(&y, &previous, "what was handed out in period 1 is not what the earlier plan");
	previous_release(&previous);
	story_release(&y);
}

static void test_changes(void **state)
{
	struct story y;
	struct previous previous;
	struct change keep;
	int32_t k, planned = 0;

	(void)state;
	go_on(&y, &previous);
	keep = y.plan.changes[0];
	y.plan.changes[0].after++;
	happened(&y, &previous, "changed is not said");
	y.plan.changes[0] = keep;
	y.plan.changes[y.plan.nchanges++] = keep;
	happened(&y, &previous, "did not change so");
	y.plan.nchanges--;
	while (y.plan.shipments[planned].fact)
		planned++;
	y.plan.shipments[planned].line += 3;
	happened(&y, &previous, "order late-D: by what has changed in it, it is version 1");
	y.plan.shipments[planned].line -= 3;
	k = ARRAY_ADD(&y.plan.orders, &y.plan.norders, &y.plan.orders_room);
	y.plan.orders[k] = y.plan.orders[0];
	y.plan.orders[k].version++;
	y.plan.orders[k].nlines = 0;
	happened(&y, &previous, "it has no lines, and the earlier plan gives no reason for that");
	y.plan.norders--;
	previous_release(&previous);
	story_release(&y);
}

/* Nobody asks for anything any more, before the first truck leaves: the order is
 * called off by an empty version. */
static void test_called_off(void **state)
{
	struct story y;
	struct previous previous;

	(void)state;
	two_places(&y, 20, -1, -1);
	y.s.needs[0].when = y.s.needs[1].when = (struct periods){1, 1};
	story_solve(&y, 1);
	events_announce(&previous, &y);
	y.s.nneeds = 0;
	events_replan(&y, &previous, 0);
	assert_int_equal(y.plan.norders, 1);
	assert_int_equal(y.plan.orders[0].nlines, 0);
	y.plan.norders = 0;
	happened(&y, &previous, "order gov-D: nothing of it is planned any more, and no empty version says so");
	previous_release(&previous);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_common_rate),
		cmocka_unit_test(test_order_of_units),
		cmocka_unit_test(test_strata_of_totals),
		cmocka_unit_test(test_capacity_gap_changes),
		cmocka_unit_test(test_many_findings),
		cmocka_unit_test(test_minima),
		cmocka_unit_test(test_better_plan),
		cmocka_unit_test(test_flow),
		cmocka_unit_test(test_substitutes),
		cmocka_unit_test(test_rate_of_nobody),
		cmocka_unit_test(test_gap_of_units),
		cmocka_unit_test(test_round_of_another),
		cmocka_unit_test(test_past),
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_called_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
