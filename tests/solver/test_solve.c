/* Whole plans of small scenarios, each for one rule, with the answer worked
 * out by hand. story_solve puts every plan before the checker too. */
#include "solver/verify/verify.h"
#include "tests/solver/support_scenario.h"

#include "models/contradiction.h"
#include "models/travel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A depot "a-depot" with a holder "h", communities c1 and c2, an item. */
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

static int64_t got(const struct town *t, int32_t place)
{
	return story_served(&t->y, place, t->item, 0, t->y.s.nperiods - 1);
}

static const struct level *level_of(const struct story *y, enum level_kind kind)
{
	for (int32_t k = 0; k < y->plan.nlevels; k++)
		if (y->plan.levels[k].kind == kind)
			return &y->plan.levels[k];
	return NULL;
}

/* --- fairness --- */

/* 3 units; one road of capacity 2 to three claims of 6, free roads to three of
 * 4. All rise alike to 3/30 = 1/10, the sixes with 1.8 over the road. Floors
 * are 0; the sixes' fractions (0.6) come first, two fit on the road, and the
 * third unit goes to a four. Flooring with the largest remainder would send
 * three over the road. */
static void three_units_over_a_road(void **state)
{
	struct story y;
	int32_t depot, hub, item, holder;
	int64_t sixes = 0, fours = 0;

	(void)state;
	story_init(&y, 2);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	hub = story_place(&y, "hub", STORY_DISTRICT, PLACE_DEPOT);
	item = story_item(&y, "water");
	holder = story_holder(&y, "h", depot);
	story_stock(&y, holder, item, 3, -1);
	story_route(&y, depot, hub, 0, 2000);
	for (int32_t k = 0; k < 6; k++) {
		char id[] = {'c', (char)('1' + k), '\0'};
		int32_t c = story_community(&y, id);

		story_need(&y, c, item, k < 3 ? 6 : 4, 0, 1);
		story_route(&y, k < 3 ? hub : depot, c, 0, -1);
	}
	story_solve(&y, 1);
	/* The road carries 2 in either period, but 3 units are all there are: close
	 * it in period 1 to make it a road of capacity 2. */
	story_close(&y.s.routes[0], 1, 1);
	story_solve(&y, 1);
	for (int32_t c = 0; c < 6; c++)
		*(c < 3 ? &sixes : &fours) += y.plan.served[c].quantity;
	assert_int_equal(sixes, 2);
	assert_int_equal(fours, 1);
	assert_int_equal(y.plan.status, PLAN_PROVEN);
	assert_int_equal(level_of(&y, LEVEL_FAIR)->nstrata, 1);
	assert_int_equal(level_of(&y, LEVEL_FAIR)->rates[0].num, 1);
	assert_int_equal(level_of(&y, LEVEL_FAIR)->rates[0].den, 10);
	story_release(&y);
}

/* Goods that expire in period 0 and goods that keep share a road of 3 a day:
 * the road, not each class, is the limit. Asked: 2 in period 0, 5 in period 1.
 * Over the road come 3 + 3 = 6 of 7: rates 6/7 each would be 1.71 and 4.29;
 * floors 1 and 4, fractions 0.71 and 0.29: period 0 gets 2, period 1 gets 4.
 * Both perishables are used (waste 0). */
static void two_classes_on_one_road(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 2);
	story_stock(&t.y, t.holder, t.item, 2, 0);
	story_stock(&t.y, t.holder, t.item, 9, -1);
	story_route(&t.y, t.depot, t.c1, 0, 3000);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c1, t.item, 5, 1, 1);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), 2);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 1, 1), 4);
	assert_int_equal(story_shipped(&t.y, 0, 0), 3);
	assert_int_equal(story_shipped(&t.y, 0, 1), 3);
	assert_int_equal(level_of(&t.y, LEVEL_WASTE)->value.num, 0);
	story_release(&t.y);
}

/* 4 units that may go anywhere, 4 that may not leave street s1. c1 lies in
 * s1, c2 in s2; each asks 6. c1 gets its street's 4 first, so that both are
 * served 4: without layers c2 could be given s1's goods too. */
static void reach_layers(void **state)
{
	struct story y;
	int32_t s1, s2, depot, c1, c2, item, holder;

	(void)state;
	story_init(&y, 1);
	s1 = story_place(&y, "s1", STORY_DISTRICT, PLACE_STREET);
	s2 = story_place(&y, "s2", STORY_DISTRICT, PLACE_STREET);
	depot = story_place(&y, "depot", s1, PLACE_DEPOT);
	c1 = story_place(&y, "c1", s1, PLACE_COMMUNITY);
	c2 = story_place(&y, "c2", s2, PLACE_COMMUNITY);
	item = story_item(&y, "water");
	holder = story_holder(&y, "anywhere", depot);
	story_stock(&y, holder, item, 1, -1);
	holder = story_holder(&y, "street", depot);
	story_terms(&y, holder)->reach = REACH_REGION;
	story_terms(&y, holder)->reach_place = PLACE_STREET;
	story_stock(&y, holder, item, 7, -1);
	story_route(&y, depot, c1, 0, -1);
	story_route(&y, depot, c2, 0, -1);
	story_need(&y, c1, item, 6, 0, 0);
	story_need(&y, c2, item, 6, 0, 0);
	story_solve(&y, 1);
	assert_int_equal(story_served(&y, c1, item, 0, 0), 6);
	assert_int_equal(story_served(&y, c2, item, 0, 0), 1);
	story_release(&y);
}

/* Own place only: no road helps. */
static void reach_own(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 2);
	t.y.s.holders[t.holder].place = t.c1;
	story_terms(&t.y, t.holder)->reach = REACH_OWN;
	story_stock(&t.y, t.holder, t.item, 9, -1);
	story_route(&t.y, t.c1, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 4, 1, 1);
	story_need(&t.y, t.c2, t.item, 4, 1, 1);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 4);
	assert_int_equal(got(&t, t.c2), 0);
	story_release(&t.y);
}

/* 6 units at the near community's side; the far one behind a closed road. Once
 * the road opens the far one is as badly off as can be, and the near one gives. */
static void lifting_a_road_hurts_the_near(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	story_stock(&t.y, t.holder, t.item, 6, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_close(story_route(&t.y, t.depot, t.c2, 0, -1), 0, 0);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_need(&t.y, t.c2, t.item, 6, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 6);
	assert_int_equal(got(&t, t.c2), 0);
	t.y.s.routes[1].nclosed = 0;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 3);
	assert_int_equal(got(&t, t.c2), 3);
	story_release(&t.y);
}

/* One unit for two claims alike in all but the place. pos = (rank of c - rank
 * of the item - first period) mod 2: in period 0 c1 has 0 and wins, in period 1
 * c2 has (1 - 0 - 1) = 0 and wins; a stated rank goes before that. */
static void ties_take_turns(void **state)
{
	struct town t;
	struct need *second;

	(void)state;
	for (int32_t period = 0; period < 2; period++) {
		for (int ranked = 0; ranked < 2; ranked++) {
			int32_t winner = ranked ? 1 - period : period;

			town_init(&t, 2);
			story_stock(&t.y, t.holder, t.item, 1, -1);
			story_route(&t.y, t.depot, t.c1, 0, -1);
			story_route(&t.y, t.depot, t.c2, 0, -1);
			story_need(&t.y, t.c1, t.item, 4, period, period)->rank = ranked && winner == 0;
			second = story_need(&t.y, t.c2, t.item, 4, period, period);
			second->rank = ranked && winner == 1;
			story_solve(&t.y, 1);
			assert_int_equal(got(&t, t.c1), winner == 0);
			assert_int_equal(got(&t, t.c2), winner == 1);
			story_release(&t.y);
		}
	}
}

/* Tier 1 takes all that it can use, whatever the cost; tier 2 gets the rest. */
static void tiers_in_order(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	story_stock(&t.y, t.holder, t.item, 7, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1)->cost_per_kg = ratio_make(900, 1);
	story_route(&t.y, t.depot, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 5, 0, 0)->tier = 1;
	story_need(&t.y, t.c2, t.item, 5, 0, 0)->tier = 2;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 5);
	assert_int_equal(got(&t, t.c2), 2);
	assert_int_equal(t.y.plan.cost.num, 5 * 900);
	story_release(&t.y);
}

/* 4 units, 4 asked in tier 2 of period 0, 4 in tier 1 of period 1. Over the
 * whole horizon tier 1 goes first; looking 1 period ahead period 0 does. */
static void look_ahead(void **state)
{
	struct town t;

	(void)state;
	for (int32_t ahead = 0; ahead < 2; ahead++) {
		town_init(&t, 2);
		story_stock(&t.y, t.holder, t.item, 4, -1);
		story_route(&t.y, t.depot, t.c1, 0, -1);
		story_need(&t.y, t.c1, t.item, 4, 0, 0)->tier = 2;
		story_need(&t.y, t.c1, t.item, 4, 1, 1)->tier = 1;
		t.y.s.policy.look_ahead = ahead;
		story_solve(&t.y, 1);
		assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), ahead ? 4 : 0);
		assert_int_equal(story_served(&t.y, t.c1, t.item, 1, 1), ahead ? 0 : 4);
		story_release(&t.y);
	}
}

/* c1 can be reached with 2 only, c2 with all 10. Leximin: 2 and 6 (full).
 * Spread 1/6: lambda = 2/6, c2 at most ceil((1/3 + 1/6) 6) = 3. Proportional:
 * the common rate 1/3 gives 2 and 2. Total with weight 1: 2 and 6. */
static void other_rules(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	story_stock(&t.y, t.holder, t.item, 10, -1);
	story_route(&t.y, t.depot, t.c1, 0, 2000);
	story_route(&t.y, t.depot, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_need(&t.y, t.c2, t.item, 6, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c2), 6);
	assert_int_equal(t.y.plan.served[1].baseline, 2);
	t.y.s.policy.has_spread = true;
	t.y.s.policy.spread = ratio_make(1, 6);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 3);
	t.y.s.policy.has_spread = false;
	t.y.s.policy.fairness = FAIRNESS_PROPORTIONAL;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 2);
	t.y.s.policy.fairness = FAIRNESS_TOTAL;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 6);
	story_release(&t.y);
}

/* 12 kg leave the depot in all, 3 kg each unit of rice, 1 kg of water; 6 of
 * each asked. Leximin: 24 kg for all, rate 1/2, 3 and 3. Total with weight 1:
 * water in full, 6, then rice 2; with 9 for a unit of rice: 4 of rice, none of
 * water. Proportional: 3 and 3 too; at 14 kg the rate is 7/12, 3.5, floored. */
static void other_rules_with_limits(void **state)
{
	struct town t;
	int32_t rice, k;
	struct limit *limit;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	t.y.s.items[rice].mass = 3000;
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_stock(&t.y, t.holder, rice, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_need(&t.y, t.c1, rice, 6, 0, 0);
	limit = story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 12000);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 3);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 3);
	t.y.s.policy.fairness = FAIRNESS_TOTAL;
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.status, PLAN_PROVEN);
	assert_int_equal(got(&t, t.c1), 6);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 2);
	k = ARRAY_ADD(&t.y.s.policy.weights, &t.y.s.policy.nweights, &t.y.s.policy.weights_room);
	t.y.s.policy.weights[k] = (struct weight){rice, -1, 9, WHERE_NONE};
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 0);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 4);
	t.y.s.policy.fairness = FAIRNESS_PROPORTIONAL;
	limit->amount = 14000;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 3);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 3);
	assert_int_equal(level_of(&t.y, LEVEL_FAIR)->value.num, 7);
	assert_int_equal(level_of(&t.y, LEVEL_FAIR)->value.den, 12);
	story_release(&t.y);
}

/* Is the plan taken by the checker? What it says, else, into out. */
static bool is_proven(const struct story *y, struct text *out)
{
	struct proved proved;
	bool holds;

	proved_init(&proved, &y->plan);
	holds = plan_prove(&y->s, &y->cells, &y->supply, &y->plan, NULL, &proved, out);
	for (int32_t n = 0; n < y->plan.nlevels; n++)
		holds = holds && (y->plan.levels[n].kind == LEVEL_CANONICAL || verdict_is_proven(proved.levels[n]));
	proved_release(&proved);
	return holds;
}

/* 4 kg may leave the depot for 10 of water and 10 of rice at c1: 2 and 2. c2 has 10 of
 * water of its own: with a spread of 1/5 it gets ceil((1/5 + 1/5) 10) = 4 of them, the
 * lowest rate of water being what c1 does get, not the 4/10 that it could get without
 * rice. The same plan is none by a spread of 0. */
static void spread_with_limits(void **state)
{
	struct town t;
	struct text found;
	int32_t rice;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_stock(&t.y, t.holder, rice, 99, -1);
	story_stock(&t.y, story_holder(&t.y, "own", t.c2), t.item, 10, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 10, 0, 0);
	story_need(&t.y, t.c2, t.item, 10, 0, 0);
	story_need(&t.y, t.c1, rice, 10, 0, 0);
	story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 4000);
	t.y.s.policy.has_spread = true;
	t.y.s.policy.spread = ratio_make(1, 5);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 2);
	assert_int_equal(got(&t, t.c2), 4);
	text_init(&found);
	assert_true(is_proven(&t.y, &found));
	t.y.s.policy.spread = ratio_make(0, 1);
	assert_false(is_proven(&t.y, &found));
	assert_non_null(strstr(text_str(&found), "more than the spread allows"));
	t.y.s.policy.spread = ratio_make(1, 5);
	t.y.steps = true;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 4);
	text_release(&found);
	story_release(&t.y);
}

/* 10 kg a day carry all that there is, but not on the first day: 10 of 48 of water, which is
 * no reason to keep rice back, of which there is enough. */
static void spread_per_item(void **state)
{
	struct town t;
	struct text found;
	int32_t rice;

	(void)state;
	town_init(&t, 2);
	rice = story_item(&t.y, "rice");
	story_stock(&t.y, t.holder, t.item, 10, -1);
	story_stock(&t.y, t.holder, rice, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_route(&t.y, t.depot, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 42, 0, 1);
	story_need(&t.y, t.c2, t.item, 6, 0, 1);
	story_need(&t.y, t.c2, rice, 6, 0, 1);
	story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 10000);
	t.y.s.policy.has_spread = true;
	t.y.s.policy.spread = ratio_make(1, 6);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c2, rice, 0, 0), 6);
	assert_false(t.y.plan.components[0].pure);
	text_init(&found);
	assert_true(is_proven(&t.y, &found));
	text_release(&found);
	story_release(&t.y);
}

/* 40 communities, 20 periods, more than 5,000 arcs: 100 of 400 of water and 300 of 400 of
 * rice are rates of 1/4 and 3/4, floored 2 and 7, and 100 kg a day carry that. Each item has
 * the rate that its own network allows. */
static void common_rates_of_a_large_part(void **state)
{
	enum { COMMUNITIES = 40, PERIODS = 20 };
	struct town t;
	struct text found;
	int32_t rice, place[COMMUNITIES], was;
	struct level *level;

	(void)state;
	town_init(&t, PERIODS);
	rice = story_item(&t.y, "rice");
	story_stock(&t.y, t.holder, t.item, 100, -1);
	story_stock(&t.y, t.holder, rice, 300, -1);
	for (int32_t k = 0; k < COMMUNITIES; k++) {
		char id[16];

		snprintf(id, sizeof id, "x%02d", k);
		place[k] = story_community(&t.y, id);
		story_route(&t.y, t.depot, place[k], 0, -1);
		story_need(&t.y, place[k], t.item, 10, 0, PERIODS - 1);
		story_need(&t.y, place[k], rice, 10, 0, PERIODS - 1);
	}
	story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 100000);
	t.y.s.policy.fairness = FAIRNESS_PROPORTIONAL;
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.ncomponents, 1);
	assert_false(t.y.plan.components[0].pure);
	assert_true(t.y.plan.components[0].arcs > 5000);
	for (int32_t k = 0; k < COMMUNITIES; k++) {
		assert_int_equal(got(&t, place[k]), 2);
		assert_int_equal(story_served(&t.y, place[k], rice, 0, PERIODS - 1), 7);
	}
	level = &t.y.plan.levels[0];
	assert_true(level->proven);
	assert_int_equal(level->nstrata, 2);
	text_init(&found);
	was = t.y.plan.proof.strata[0];
	t.y.plan.proof.strata[0] = 3 - was;
	assert_false(is_proven(&t.y, &found));
	assert_non_null(strstr(text_str(&found), "no stratum of level 1"));
	t.y.plan.proof.strata[0] = was;
	text_clear(&found);
	level->rates[1] = ratio_make(29, 40); /* 7 of 10, too, but more is possible */
	assert_false(is_proven(&t.y, &found));
	assert_non_null(strstr(text_str(&found), "a larger common rate is possible"));
	text_release(&found);
	story_release(&t.y);
}

/* With another number in the proof the plan is refused for that reason. */
static void refuse_round(const struct story *y, int32_t *number, int32_t other, const char *reason)
{
	int32_t was = *number;
	struct text found;

	text_init(&found);
	*number = other;
	assert_false(is_proven(y, &found));
	assert_non_null(strstr(text_str(&found), reason));
	*number = was;
	text_release(&found);
}

/* 230 communities, water and rice of their own demands, and vehicles for about a third of
 * both: the tier goes in steps, and rounds show that it could not do so better. */
static void tier_in_steps(void **state)
{
	enum { COMMUNITIES = 230 };
	struct town t;
	struct text found;
	int32_t rice;
	const struct level *level;
	struct proof_component *proof;
	wide *was;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	story_stock(&t.y, t.holder, t.item, 99999, -1);
	story_stock(&t.y, t.holder, rice, 3000, -1);
	for (int32_t k = 0; k < COMMUNITIES; k++) {
		char id[16];
		int32_t place;

		snprintf(id, sizeof id, "x%03d", k);
		place = story_community(&t.y, id);
		story_route(&t.y, t.depot, place, 0, k % 7 == 0 ? 3000 : -1);
		story_need(&t.y, place, t.item, 20 + k * 37 % 90, 0, 0);
		story_need(&t.y, place, rice, 10 + k * 53 % 70, 0, 0);
	}
	story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 8000000);
	story_solve(&t.y, 1);
	level = level_of(&t.y, LEVEL_FAIR);
	proof = &t.y.plan.proof.components[0];
	assert_int_equal(level->step.den, 100);
	assert_true(level->proven && proof->nrounds > 0);
	text_init(&found);
	assert_true(is_proven(&t.y, &found));
	for (int32_t n = 0; n < proof->nrows; n++) { /* vehicles for nothing: no bound is left */
		was = proof->rows[n].pi;
		proof->rows[n].pi = mem_calloc((size_t)proof->nrounds, sizeof *was);
		assert_false(is_proven(&t.y, &found));
		assert_non_null(strstr(text_str(&found), "its proof does not show it"));
		mem_free(proof->rows[n].pi);
		proof->rows[n].pi = was;
	}
	refuse_round(&t.y, &proof->rounds[0].stratum, 0, "a round of it is at no step");
	refuse_round(&t.y, &proof->rounds[0].stratum, 101, "its proof does not show it");
	t.y.plan.levels[0].step = ratio_make(1, 10);
	text_clear(&found);
	assert_false(is_proven(&t.y, &found));
	assert_non_null(strstr(text_str(&found), "is not that of the policy"));
	text_release(&found);
	story_release(&t.y);
}

/* --- time --- */

/* Notice and lead in hours; the arrival period of the first leg from a depot,
 * -1 = never in 3 periods. */
static int32_t arrival(int64_t notice, int64_t lead, int32_t closed_first, int32_t closed_last)
{
	struct town t;
	struct route *route;
	int32_t period = -1;

	town_init(&t, 3);
	story_stock(&t.y, t.holder, t.item, 1, -1);
	story_terms(&t.y, t.holder)->notice = HOURS(notice);
	route = story_route(&t.y, t.depot, t.c1, HOURS(lead), -1);
	if (closed_first >= 0)
		story_close(route, closed_first, closed_last);
	story_need(&t.y, t.c1, t.item, 1, 0, 2);
	story_solve(&t.y, 1);
	if (t.y.plan.nshipments > 0) {
		const struct shipment *h = &t.y.plan.shipments[0];

		period = h->arrive;
		assert_int_equal(h->arrive_seconds, h->depart_seconds + HOURS(lead));
		assert_true(h->depart_seconds == HOURS(notice) || h->depart_seconds % HOURS(24) == 0);
	}
	story_release(&t.y);
	return period;
}

static void first_legs(void **state)
{
	(void)state;
	assert_int_equal(arrival(0, 0, -1, -1), 0);
	assert_int_equal(arrival(6, 12, -1, -1), 0); /* 18 h */
	assert_int_equal(arrival(18, 12, -1, -1), 1); /* 30 h */
	assert_int_equal(arrival(12, 12, -1, -1), 1); /* 24 h is the start of period 1 */
	/* Closed in period 0: it leaves at the start of period 1. */
	assert_int_equal(arrival(6, 12, 0, 0), 1);
	/* Closed in period 1: leaving at 18 h it would be on the road then; it
	 * leaves at the start of period 2. */
	assert_int_equal(arrival(18, 12, 1, 1), 2);
	assert_int_equal(arrival(60, 24, -1, -1), -1);
	assert_int_equal(arrival(0, 0, 0, 2), -1);
}

/* Two legs: goods that arrive in t leave at the start of t + 1. With 12 h each
 * the second leg starts at 24 h and arrives at 36 h, in period 1. */
static void onward_legs(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 3);
	story_stock(&t.y, t.holder, t.item, 1, -1);
	story_route(&t.y, t.depot, t.c1, HOURS(12), -1);
	story_route(&t.y, t.c1, t.c2, HOURS(12), -1);
	story_need(&t.y, t.c2, t.item, 1, 0, 2);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.nshipments, 2);
	assert_int_equal(t.y.plan.shipments[1].depart_seconds, HOURS(24));
	assert_int_equal(t.y.plan.shipments[1].arrive, 1);
	assert_true(t.y.plan.shipments[0].first_leg && !t.y.plan.shipments[1].first_leg);
	assert_int_equal(t.y.plan.norders, 2);
	assert_int_equal(t.y.plan.orders[0].nlines, 1);
	assert_string_equal(t.y.plan.orders[0].number, "h-D");
	assert_int_equal(t.y.plan.orders[0].place, -1);
	assert_string_equal(t.y.plan.orders[1].number, "c1-Z");
	assert_int_equal(t.y.plan.orders[1].place, t.c1);
	assert_int_equal(t.y.plan.orders[1].holder, -1);
	assert_int_equal(t.y.plan.shipments[1].order, 1);
	assert_int_equal(t.y.plan.shipments[1].line, 1);
	story_release(&t.y);
}

/* 3 units through period 1, 3 asked in each of 3 periods: nothing is left for
 * period 2, and what period 0 does not take is carried to period 1. */
static void carried_while_in_date(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 3);
	t.y.s.holders[t.holder].place = t.c1;
	story_stock(&t.y, t.holder, t.item, 6, 1);
	for (int32_t period = 0; period < 3; period++)
		story_need(&t.y, t.c1, t.item, 3, period, period);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), 3);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 1, 1), 3);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 2, 2), 0);
	story_release(&t.y);
}

/* 2 a period from period 1 on; they are born at the start of their period, and
 * only period 2 can use what period 1 leaves. 1 asked in each of 3 periods,
 * 4 in period 2: 0, 1, 3 (1 left of period 1 and 2 of its own). */
static void capacity_by_period(void **state)
{
	struct town t;
	struct stock_line *line;

	(void)state;
	town_init(&t, 3);
	line = story_stock(&t.y, t.holder, t.item, 2, -1);
	line->mode = MODE_CAPACITY;
	line->when.first = 1;
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 1, 0, 0);
	story_need(&t.y, t.c1, t.item, 1, 1, 1);
	story_need(&t.y, t.c1, t.item, 4, 2, 2);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), 0);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 1, 1), 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 2, 2), 3);
	story_release(&t.y);
}

/* Goods under way reach c1 at 30 h, in period 1: they serve c1 in period 1 and
 * may go on to c2 from the start of period 2 only. No order names them. */
static void goods_under_way(void **state)
{
	struct town t;
	struct transit *transit;

	(void)state;
	town_init(&t, 3);
	transit = story_transit(&t.y, "t1", t.item, t.c1, 5, HOURS(30));
	story_route(&t.y, t.c1, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c1, t.item, 2, 1, 1);
	story_need(&t.y, t.c2, t.item, 2, 1, 1);
	story_need(&t.y, t.c2, t.item, 2, 2, 2);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 0, 0), 0);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 1, 1), 2);
	assert_int_equal(got(&t, t.c2), 0); /* its reach is its own place */
	transit->reach = REACH_ANYWHERE;
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, t.item, 1, 1), 2);
	assert_int_equal(story_served(&t.y, t.c2, t.item, 1, 1), 0);
	assert_int_equal(story_served(&t.y, t.c2, t.item, 2, 2), 2);
	/* What came from outside goes on from where it came in. */
	assert_int_equal(t.y.plan.norders, 1);
	assert_string_equal(t.y.plan.orders[0].number, "c1-Z");
	story_release(&t.y);
}

/* Asked in period 0, waiting up to 1 period: served in period 1. */
static void claims_that_wait(void **state)
{
	struct town t;
	struct need *need;

	(void)state;
	town_init(&t, 3);
	story_stock(&t.y, t.holder, t.item, 5, -1);
	story_route(&t.y, t.depot, t.c1, HOURS(24), -1);
	need = story_need(&t.y, t.c1, t.item, 5, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 0);
	need = &t.y.s.needs[0];
	need->unmet = UNMET_WAITS;
	need->waits = 1;
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 5);
	assert_int_equal(t.y.plan.handouts[0].period, 1);
	story_release(&t.y);
}

/* --- people's own stock, autonomy, packs --- */

/* 10 people, 5 of them covered by 4 units of their own: they serve 5/10 of the
 * claim of 6, 3; the depot's 2 make it 5. The baseline counts it too. */
static void household_stock(void **state)
{
	struct town t;
	int32_t home, k;

	(void)state;
	town_init(&t, 1);
	story_people(&t.y, t.c1, STORY_ALL, 10, 4);
	home = story_holder(&t.y, "home", t.c1);
	t.y.s.holders[home].kind = HOLDER_HOUSEHOLD;
	k = ARRAY_ADD(&t.y.s.holders[home].covers, &t.y.s.holders[home].ncovers,
		&t.y.s.holders[home].covers_room);
	t.y.s.holders[home].covers[k] = (struct covers){-1, 5, 2};
	story_stock(&t.y, home, t.item, 4, -1);
	story_stock(&t.y, t.holder, t.item, 2, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 5);
	assert_int_equal(t.y.cells.cells[0].household, 3);
	assert_int_equal(t.y.plan.served[0].baseline, 5);
	story_release(&t.y);
}

/* 8 units at c1 with autonomy 1/2: 4 stay for c1's own 10, the other 4 go
 * where they are fair. c2 has nothing else: c1 4 and c2 4; without autonomy
 * both would get 4 too, so ask c2 for 30: leximin 2 and 6, now 4 and 4. */
static void autonomy(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	t.y.s.holders[t.holder].place = t.c1;
	story_stock(&t.y, t.holder, t.item, 8, -1);
	story_route(&t.y, t.c1, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 10, 0, 0);
	story_need(&t.y, t.c2, t.item, 30, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 6);
	t.y.s.policy.autonomy = ratio_make(1, 2);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 4);
	assert_int_equal(got(&t, t.c2), 4);
	story_release(&t.y);
}

/* Issued by the 5: 23 in stock are 4 packs. A claim of 7 is 2 packs, 3 over. */
static void whole_packs(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	t.y.s.items[t.item].issue_unit = 5;
	story_stock(&t.y, t.holder, t.item, 23, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 7, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.supply.lots[0].units, 4);
	assert_int_equal(got(&t, t.c1), 7);
	assert_int_equal(t.y.plan.served[0].over, 3);
	assert_int_equal(t.y.plan.shipments[0].quantity, 10);
	story_release(&t.y);
}

/* --- hard rules --- */

/* 5 units, 5 asked, 2 must be left at c1 after the last period. */
static void end_stock(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 2);
	story_stock(&t.y, t.holder, t.item, 5, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 5, 0, 0);
	story_minimum(&t.y, true, t.c1, t.item, 2);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 3);
	assert_int_equal(t.y.plan.nleftovers, 1);
	assert_int_equal(t.y.plan.leftovers[0].units, 2);
	assert_int_equal(t.y.plan.leftovers[0].place, t.c1);
	story_release(&t.y);
}

/* c2 (tier 2) must get at least 2 of the 4 units, though tier 1 asks for all;
 * 5 would be more than there is: a contradiction, named. */
static void hard_minimum(void **state)
{
	struct town t;
	struct minimum *least;

	(void)state;
	town_init(&t, 1);
	story_stock(&t.y, t.holder, t.item, 4, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_route(&t.y, t.depot, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 4, 0, 0)->tier = 1;
	story_need(&t.y, t.c2, t.item, 9, 0, 0)->tier = 2;
	least = story_minimum(&t.y, false, t.c2, t.item, 2);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 2);
	least->quantity = 5;
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.status, PLAN_CONTRADICTION);
	assert_int_equal(t.y.plan.nclashes, 1);
	assert_int_equal(t.y.s.minima[t.y.plan.clashes[0].rules[0].minimum].place, t.c2);
	assert_int_equal(t.y.plan.nshipments, 0);
	story_release(&t.y);
}

/* The minimum can only be met by what stands in: no contradiction. */
static void substitute_meets_a_minimum(void **state)
{
	struct town t;
	int32_t juice;

	(void)state;
	town_init(&t, 1);
	juice = story_item(&t.y, "juice");
	story_stock(&t.y, t.holder, juice, 5, -1);
	story_substitute(&t.y, t.item, 1, juice, 1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 4, 0, 0);
	story_minimum(&t.y, false, t.c1, t.item, 3);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 4);
	story_release(&t.y);
}

/* --- substitutes and kits --- */

/* 3 masks of 5; 1 N95 stands in for 2 masks (take 1 give 2): one batch. The
 * 5 N95 asked for themselves come from 6, so that one may be given. */
static void substitute(void **state)
{
	struct town t;
	int32_t n95;

	(void)state;
	town_init(&t, 1);
	n95 = story_item(&t.y, "n95");
	story_stock(&t.y, t.holder, t.item, 3, -1);
	story_stock(&t.y, t.holder, n95, 6, -1);
	story_substitute(&t.y, t.item, 2, n95, 1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 5, 0, 0);
	story_need(&t.y, t.c1, n95, 5, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 5);
	assert_int_equal(story_served(&t.y, t.c1, n95, 0, 0), 5);
	assert_int_equal(level_of(&t.y, LEVEL_SUBSTITUTION)->value.num, 1);
	/* Enough masks: no substitute, though it would do. */
	t.y.s.lines[0].declared = 5;
	story_solve(&t.y, 1);
	for (int32_t k = 0; k < t.y.plan.nhandouts; k++)
		assert_int_equal(t.y.plan.handouts[k].substitute, -1);
	story_release(&t.y);
}

/* Four masks are asked for, and an N95 stands in for three: the second one leaves two. */
static void last_batch(void **state)
{
	struct town t;
	int32_t n95;
	int64_t taken = 0, given = 0;

	(void)state;
	town_init(&t, 1);
	n95 = story_item(&t.y, "n95");
	story_stock(&t.y, t.holder, n95, 3, -1);
	story_substitute(&t.y, t.item, 3, n95, 1)->penalty = 1;
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 4, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.status, PLAN_PROVEN);
	assert_int_equal(got(&t, t.c1), 4);
	assert_int_equal(level_of(&t.y, LEVEL_SUBSTITUTION)->value.num, 2);
	for (int32_t k = 0; k < t.y.plan.nhandouts; k++) {
		taken += t.y.plan.handouts[k].quantity;
		given += t.y.plan.handouts[k].units;
	}
	assert_int_equal(taken, 2);
	assert_int_equal(given, 4);
	story_release(&t.y);
}

/* Two N95 stand in for three masks, but there is only one: none is made, which is
 * proven though half a batch would do in a linear program. */
static void batch_that_cannot_be_made(void **state)
{
	struct town t;
	int32_t n95;

	(void)state;
	town_init(&t, 1);
	n95 = story_item(&t.y, "n95");
	story_stock(&t.y, t.holder, n95, 1, -1);
	story_substitute(&t.y, t.item, 3, n95, 2)->penalty = 1;
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_route(&t.y, t.depot, t.c2, 0, -1);
	story_need(&t.y, t.c1, t.item, 4, 0, 0);
	story_need(&t.y, t.c2, t.item, 4, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.status, PLAN_PROVEN);
	assert_int_equal(got(&t, t.c1) + got(&t, t.c2), 0);
	assert_int_equal(level_of(&t.y, LEVEL_FAIR)->proven, true);
	story_release(&t.y);
}

/* A kit is 3 of water and 2 of food; 7 water and 9 food make 2 of 4 kits. */
static void kits(void **state)
{
	struct town t;
	int32_t kit, food;

	(void)state;
	town_init(&t, 1);
	food = story_item(&t.y, "food");
	kit = story_item(&t.y, "kit");
	story_stock(&t.y, t.holder, t.item, 7, -1);
	story_stock(&t.y, t.holder, food, 9, -1);
	story_add_part(story_substitute(&t.y, kit, 1, t.item, 3), food, 2);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, kit, 4, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, kit, 0, 0), 2);
	assert_int_equal(story_shipped(&t.y, 0, -1), 2 * 3 + 2 * 2);
	story_release(&t.y);
}

/* Two items are short and each has its own substitute: both are used. */
static void two_substitutes(void **state)
{
	struct town t;
	int32_t rice, juice, noodles;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	juice = story_item(&t.y, "juice");
	noodles = story_item(&t.y, "noodles");
	story_stock(&t.y, t.holder, juice, 2, -1);
	story_stock(&t.y, t.holder, noodles, 3, -1);
	story_substitute(&t.y, t.item, 1, juice, 1);
	story_substitute(&t.y, rice, 1, juice, 1);
	story_substitute(&t.y, rice, 1, noodles, 1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 2, 0, 0);
	story_need(&t.y, t.c1, rice, 3, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 3);
	story_release(&t.y);
}

/* Rice comes first and is full, but rice could stand in for water if noodles stood
 * in for rice: 5 of each are there. */
static void substitutes_free_goods(void **state)
{
	struct town t;
	int32_t rice, noodles, k;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	noodles = story_item(&t.y, "noodles");
	k = ARRAY_ADD(&t.y.s.tier_rules, &t.y.s.ntier_rules, &t.y.s.tier_rules_room);
	t.y.s.tier_rules[k] = (struct tier_rule){rice, -1, 1, WHERE_NONE};
	story_stock(&t.y, t.holder, rice, 5, -1);
	story_stock(&t.y, t.holder, noodles, 5, -1);
	story_substitute(&t.y, t.item, 1, rice, 1);
	story_substitute(&t.y, rice, 1, noodles, 1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 5, 0, 0);
	story_need(&t.y, t.c1, rice, 5, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 5);
	assert_int_equal(got(&t, t.c1), 5);
	assert_int_equal(t.y.plan.status, PLAN_PROVEN);
	story_release(&t.y);
}

/* 5 kg leave the depot, all for rice, which comes first; noodles are at c1 already,
 * and standing in for rice they leave the vehicles to water. */
static void substitutes_free_vehicles(void **state)
{
	struct town t;
	int32_t rice, noodles, k;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	noodles = story_item(&t.y, "noodles");
	t.y.s.items[rice].mass = t.y.s.items[t.item].mass = 1000;
	k = ARRAY_ADD(&t.y.s.tier_rules, &t.y.s.ntier_rules, &t.y.s.tier_rules_room);
	t.y.s.tier_rules[k] = (struct tier_rule){rice, -1, 1, WHERE_NONE};
	story_stock(&t.y, t.holder, rice, 5, -1);
	story_stock(&t.y, t.holder, t.item, 5, -1);
	story_stock(&t.y, story_holder(&t.y, "h1", t.c1), noodles, 5, -1);
	story_substitute(&t.y, rice, 1, noodles, 1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 5, 0, 0);
	story_need(&t.y, t.c1, rice, 5, 0, 0);
	story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 5000);
	story_solve(&t.y, 1);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 5);
	assert_int_equal(got(&t, t.c1), 5);
	story_release(&t.y);
}

/* --- limits --- */

/* 10 households, 20 units of water and 10 of rice asked at their doors; 6 min a
 * visit, 30 min: 5 households. A visit brings both: 10 water and 5 rice. */
static void door_visits(void **state)
{
	struct town t;
	int32_t rice, alone;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	alone = story_group(&t.y, "alone", true, 6);
	story_people(&t.y, t.c1, alone, 12, 10);
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_stock(&t.y, t.holder, rice, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 20, 0, 0)->group = alone;
	story_need(&t.y, t.c1, rice, 10, 0, 0)->group = alone;
	story_limit(&t.y, LIMIT_HELPERS, t.c1, 30);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 10);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 5);
	assert_int_equal(t.y.plan.uses[0].used, 30);
	story_release(&t.y);
}

/* Two grids inside c1 have 12 min each: together 24, 4 households. */
static void helpers_of_grids(void **state)
{
	struct town t;
	int32_t alone;

	(void)state;
	town_init(&t, 1);
	alone = story_group(&t.y, "alone", true, 6);
	story_people(&t.y, t.c1, alone, 12, 10);
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 20, 0, 0)->group = alone;
	story_limit(&t.y, LIMIT_HELPERS, story_place(&t.y, "g1", t.c1, PLACE_GRID), 12);
	story_limit(&t.y, LIMIT_HELPERS, story_place(&t.y, "g2", t.c1, PLACE_GRID), 12);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 8);
	story_release(&t.y);
}

/* A limit of helpers that counts water only: rice is not held up. */
static void helpers_by_item(void **state)
{
	struct town t;
	int32_t rice, alone, k;
	struct limit *limit;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "a-rice");
	alone = story_group(&t.y, "alone", true, 6);
	story_people(&t.y, t.c1, alone, 12, 10);
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_stock(&t.y, t.holder, rice, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 20, 0, 0)->group = alone;
	story_need(&t.y, t.c1, rice, 10, 0, 0)->group = alone;
	limit = story_limit(&t.y, LIMIT_HELPERS, t.c1, 30);
	k = ARRAY_ADD(&limit->items, &limit->nitems, &limit->items_room);
	limit->items[k] = t.item;
	story_limit(&t.y, LIMIT_HELPERS, t.c1, 54);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 10);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 9);
	story_release(&t.y);
}

/* 10 kg a period leave the district: two items of 1 kg and 2 kg, 6 of each
 * asked. Common rate 10 / 18: 3.33 each; 3 and 3 are 9 kg, the last kg goes to
 * water. */
static void vehicles(void **state)
{
	struct town t;
	int32_t rice;

	(void)state;
	town_init(&t, 1);
	rice = story_item(&t.y, "rice");
	t.y.s.items[rice].mass = 2000;
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_stock(&t.y, t.holder, rice, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_need(&t.y, t.c1, rice, 6, 0, 0);
	story_limit(&t.y, LIMIT_VEHICLES, STORY_DISTRICT, 10000);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 4);
	assert_int_equal(story_served(&t.y, t.c1, rice, 0, 0), 3);
	story_release(&t.y);
}

/* 3 fen a unit to c1, 1 to c2; budget 10, 6 asked at each. Common rate: 6 x 3
 * + 6 x 1 = 24 for all, so 10/24 = 5/12, 2.5 each. Floors 2 and 2 cost 8; a
 * third unit to c1 would cost 11, so what is left buys 2 more for c2. The
 * baseline is 5/12 of 6, 2 each. */
static void budget(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1)->cost_per_kg = ratio_make(3, 1);
	story_route(&t.y, t.depot, t.c2, 0, -1)->cost_per_kg = ratio_make(1, 1);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_need(&t.y, t.c2, t.item, 6, 0, 0);
	story_limit(&t.y, LIMIT_BUDGET, -1, 10);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 2);
	assert_int_equal(got(&t, t.c2), 4);
	assert_int_equal(t.y.plan.cost.num, 10);
	assert_int_equal(t.y.plan.served[0].baseline, 2);
	assert_int_equal(t.y.plan.served[1].baseline, 2);
	story_release(&t.y);
}

/* A bridge of 5 kg a period under both roads. */
static void bridge(void **state)
{
	struct town t;
	int32_t segment;

	(void)state;
	town_init(&t, 1);
	segment = story_segment(&t.y, "bridge", 5000);
	story_stock(&t.y, t.holder, t.item, 99, -1);
	story_via(story_route(&t.y, t.depot, t.c1, 0, -1), segment);
	story_via(story_route(&t.y, t.depot, t.c2, 0, -1), segment);
	story_need(&t.y, t.c1, t.item, 6, 0, 0);
	story_need(&t.y, t.c2, t.item, 4, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 3);
	assert_int_equal(got(&t, t.c2), 2);
	assert_int_equal(t.y.plan.uses[0].segment, segment);
	assert_int_equal(t.y.plan.uses[0].used, 5000);
	story_release(&t.y);
}

/* --- later levels --- */

/* 4 units expire in period 0, 4 keep; 4 asked in each of two periods. Nothing
 * of the first 4 is wasted; the other way round all would be. And of 9 that no
 * road leads away from, all are wasted: 9 of 13. */
static void waste(void **state)
{
	struct town t;
	int32_t island;

	(void)state;
	town_init(&t, 2);
	island = story_place(&t.y, "island", STORY_DISTRICT, PLACE_DEPOT);
	story_stock(&t.y, t.holder, t.item, 4, 0);
	story_stock(&t.y, t.holder, t.item, 4, -1);
	story_stock(&t.y, story_holder(&t.y, "far", island), t.item, 9, 0);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 4, 0, 0);
	story_need(&t.y, t.c1, t.item, 4, 1, 1);
	story_solve(&t.y, 1);
	assert_int_equal(got(&t, t.c1), 8);
	assert_int_equal(level_of(&t.y, LEVEL_WASTE)->value.num, 9);
	story_release(&t.y);
}

/* Nothing expires in the horizon: no such level. Costs 1/3 and 1/2 fen: exact. */
static void cost(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 1);
	story_stock(&t.y, t.holder, t.item, 9, -1);
	story_route(&t.y, t.depot, t.c1, 0, 3000)->cost_per_kg = ratio_make(1, 3);
	story_route(&t.y, t.depot, t.c1, 0, -1)->cost_per_kg = ratio_make(1, 2);
	story_need(&t.y, t.c1, t.item, 4, 0, 0);
	story_solve(&t.y, 1);
	assert_null(level_of(&t.y, LEVEL_WASTE));
	assert_int_equal(story_shipped(&t.y, 0, -1), 3);
	assert_int_equal(story_shipped(&t.y, 1, -1), 1);
	assert_int_equal(t.y.plan.cost.num, 3); /* 3/3 + 1/2 */
	assert_int_equal(t.y.plan.cost.den, 2);
	assert_int_equal(level_of(&t.y, LEVEL_COST)->value.num, 3);
	assert_int_equal(level_of(&t.y, LEVEL_COST)->value.den, 2);
	t.y.s.routes[1].cost_per_kg = (struct ratio){-1, 1};
	story_solve(&t.y, 1);
	assert_false(t.y.plan.cost_complete);
	story_release(&t.y);
}

/* Asked in period 2; two roads: 0 h and 24 h. Departing at once is earliest by
 * the sum of departure periods (0), then the earlier arrival. */
static void earliness(void **state)
{
	struct town t;

	(void)state;
	town_init(&t, 3);
	story_stock(&t.y, t.holder, t.item, 1, -1);
	story_route(&t.y, t.depot, t.c1, HOURS(24), -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 1, 2, 2);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.nshipments, 1);
	assert_int_equal(t.y.plan.shipments[0].depart, 0);
	assert_int_equal(t.y.plan.shipments[0].route, 1);
	story_release(&t.y);
}

/* Provenance: at every place goods are handed on by expiry, then holder, then
 * lot. Two holders and two dates; c1 asks first. */
static void provenance(void **state)
{
	struct town t;
	int32_t other;

	(void)state;
	town_init(&t, 4);
	other = story_holder(&t.y, "b", t.depot);
	story_stock(&t.y, t.holder, t.item, 2, -1)->lot = "L2";
	story_stock(&t.y, t.holder, t.item, 2, -1)->lot = "L1";
	story_stock(&t.y, other, t.item, 2, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 5, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.nshipments, 3);
	assert_int_equal(t.y.plan.shipments[0].holder, other);
	assert_int_equal(t.y.plan.shipments[0].units, 2);
	assert_string_equal(t.y.s.lines[t.y.supply.lots[t.y.plan.shipments[1].lot].line].lot, "L1");
	assert_int_equal(t.y.plan.shipments[1].units, 2);
	assert_int_equal(t.y.plan.shipments[2].units, 1);
	story_release(&t.y);
}

/* Every order by holder, form and agreement, with its lines. */
static void orders(void **state)
{
	struct town t;
	int32_t market, k;
	struct holder *h;

	(void)state;
	town_init(&t, 1);
	market = story_holder(&t.y, "market", t.depot);
	h = &t.y.s.holders[market];
	h->kind = HOLDER_SUPERMARKET;
	h->terms[0].has_release = true;
	h->terms[0].release = ratio_make(1, 1);
	k = scenario_add_agreement(h);
	h->agreements[k].id = "A2";
	k = scenario_add_agreement(h);
	h->agreements[k].id = "A1";
	story_stock(&t.y, market, t.item, 2, -1)->agreement = 0;
	story_stock(&t.y, market, t.item, 3, -1)->agreement = 1;
	story_stock(&t.y, t.holder, t.item, 4, -1);
	story_route(&t.y, t.depot, t.c1, 0, -1);
	story_need(&t.y, t.c1, t.item, 9, 0, 0);
	story_solve(&t.y, 1);
	assert_int_equal(t.y.plan.norders, 3);
	assert_string_equal(t.y.plan.orders[0].number, "h-D");
	assert_string_equal(t.y.plan.orders[1].number, "market-X-A1");
	assert_string_equal(t.y.plan.orders[2].number, "market-X-A2");
	assert_int_equal(t.y.plan.orders[1].form, LEGAL_AGREEMENT);
	assert_int_equal(t.y.plan.orders[1].agreement, 1);
	story_release(&t.y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(three_units_over_a_road),
		cmocka_unit_test(two_classes_on_one_road),
		cmocka_unit_test(reach_layers),
		cmocka_unit_test(reach_own),
		cmocka_unit_test(lifting_a_road_hurts_the_near),
		cmocka_unit_test(ties_take_turns),
		cmocka_unit_test(tiers_in_order),
		cmocka_unit_test(look_ahead),
		cmocka_unit_test(other_rules),
		cmocka_unit_test(other_rules_with_limits),
		cmocka_unit_test(spread_with_limits),
		cmocka_unit_test(spread_per_item),
		cmocka_unit_test(common_rates_of_a_large_part),
		cmocka_unit_test(tier_in_steps),
		cmocka_unit_test(first_legs),
		cmocka_unit_test(onward_legs),
		cmocka_unit_test(carried_while_in_date),
		cmocka_unit_test(capacity_by_period),
		cmocka_unit_test(goods_under_way),
		cmocka_unit_test(claims_that_wait),
		cmocka_unit_test(household_stock),
		cmocka_unit_test(autonomy),
		cmocka_unit_test(whole_packs),
		cmocka_unit_test(end_stock),
		cmocka_unit_test(hard_minimum),
		cmocka_unit_test(substitute_meets_a_minimum),
		cmocka_unit_test(substitute),
		cmocka_unit_test(last_batch),
		cmocka_unit_test(batch_that_cannot_be_made),
		cmocka_unit_test(kits),
		cmocka_unit_test(two_substitutes),
		cmocka_unit_test(substitutes_free_goods),
		cmocka_unit_test(substitutes_free_vehicles),
		cmocka_unit_test(door_visits),
		cmocka_unit_test(helpers_of_grids),
		cmocka_unit_test(helpers_by_item),
		cmocka_unit_test(vehicles),
		cmocka_unit_test(budget),
		cmocka_unit_test(bridge),
		cmocka_unit_test(waste),
		cmocka_unit_test(cost),
		cmocka_unit_test(earliness),
		cmocka_unit_test(provenance),
		cmocka_unit_test(orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
