/* The semantic pass: a sound scenario passes; each way to break it gives its
 * own number, with a remedy; sources are set aside or refuse. */
#include "models/check.h"
#include "models/estimates.h"
#include "models/scenario_check.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct check_options usual;

/* A depot, a firm with an agreement, homes, a route, limits, a rate. */
enum { DEPOT, FIRM, HOMES };
enum { DEPOT_LINE, FIRM_LINE, HOME_LINE };

static void sound_scenario(struct scenario *s)
{
	struct terms *terms;

	small_scenario(s);
	add_pack(s, WATER, "ctn12", 12);
	add_pack(s, WATER, "ctn18", 18);
	s->items[WATER].issue_pack = 0;
	s->policy.has_stale_after = true;
	s->policy.stale_after.seconds = 7 * 86400;
	add_holder(s, "depot", HOLDER_GOVERNMENT, DEP);
	add_holder(s, "firm", HOLDER_ENTERPRISE, C1);
	add_holder(s, "homes", HOLDER_HOUSEHOLD, C2);
	add_cover(s, HOMES, GENERAL, 20);
	add_agreement(s, FIRM, "A", "2026-01-01", "2026-12-31");
	add_release(s, DEPOT, 1, 1);
	terms = add_release(s, FIRM, 1, 2);
	terms->reach = REACH_REGION;
	terms->reach_place = PLACE_DISTRICT;
	add_line(s, DEPOT, WATER, 1200)->pack = 0;
	add_line(s, FIRM, WATER, 600);
	add_line(s, HOMES, WATER, 30);
	add_rate(s, WATER, -1, -1, 3, 1);
	add_route(s, "dep>c1", DEP, C1, 7200)->cost_per_kg = ratio_make(2, 1);
}

static void nothing_is_wrong_with_a_sound_scenario(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	sound_scenario(&s);
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	diags_print(&d, stderr);
	assert_int_equal(d.nitems, 0);
	assert_int_equal(s.items[WATER].issue_unit, 12);
	assert_int_equal(s.rates[0].when.last, INT32_MAX > 3 ? 3 : 0);
	/* a second pass finds nothing new */
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(d.nitems, 0);
	diags_release(&d);
	scenario_release(&s);
}

/* ---- One way to break it for each number ---- */

/* clang-format off: one line each */

static void id_twice(struct scenario *s)
{
	add_item(s, "water");
}
static void id_alike(struct scenario *s)
{
	add_group(s, "ｇeneral");
}
static void id_case(struct scenario *s)
{
	add_group(s, "General");
}
static void reference(struct scenario *s)
{
	s->routes[0].to = -1;
}
static void place_cycle(struct scenario *s)
{
	int32_t estate = add_place(s, "e1", 0, PLACE_ESTATE);

	s->places[estate].in = add_place(s, "e2", estate, PLACE_ESTATE);
}
static void two_roots(struct scenario *s)
{
	add_place(s, "d2", -1, PLACE_DISTRICT);
}
static void wrong_kind(struct scenario *s)
{
	add_place(s, "c3", C1, PLACE_COMMUNITY);
}
static void in_site(struct scenario *s)
{
	add_place(s, "b", DEP, PLACE_BUILDING);
}
static void too_deep(struct scenario *s)
{
	static char ids[40][8];
	int32_t at = C1, i;

	for (i = 0; i < 40; i++) {
		snprintf(ids[i], sizeof ids[i], "e%02d", (int)(i % 100));
		at = add_place(s, ids[i], at, PLACE_ESTATE);
	}
}
static void off_the_globe(struct scenario *s)
{
	s->places[C1].has_point = true;
	s->places[C1].lat = 114450000;
}
static void supersedes_cycle(struct scenario *s)
{
	add_source(s, "a", SOURCE_SUPPLY)->supersedes = 1;
	add_source(s, "b", SOURCE_SUPPLY)->supersedes = 0;
}

static void no_periods(struct scenario *s)
{
	s->nperiods = 0;
}
static void many_periods(struct scenario *s)
{
	s->nperiods = PERIODS_MAX + 1;
}
static void no_length(struct scenario *s)
{
	s->period = 0;
}
static void late_as_of(struct scenario *s)
{
	s->as_of = at("2027-12-01T08:00:00+08:00");
}
static void need_beyond(struct scenario *s)
{
	add_need(s, C1, WATER, GENERAL, 1, 4, 5);
}
static void need_reversed(struct scenario *s)
{
	add_need(s, C1, WATER, GENERAL, 1, 2, 1);
}
static void need_cut(struct scenario *s)
{
	add_need(s, C1, WATER, GENERAL, 1, 2, 9);
}
static void rate_beyond(struct scenario *s)
{
	add_rate(s, WATER, C1, -1, 1, 1)->when = (struct periods){8, 9};
}
static void no_community(struct scenario *s)
{
	s->places[C1].kind = PLACE_SITE;
	s->places[C2].kind = PLACE_SITE;
}
static void no_item(struct scenario *s)
{
	while (s->nitems > 0)
		mem_free(s->items[--s->nitems].packs);
}
static void no_demand(struct scenario *s)
{
	s->nrates = 0;
}

static void bad_unit(struct scenario *s)
{
	s->items[WATER].unit = "XXL";
}
static void bad_decimals(struct scenario *s)
{
	s->items[WATER].decimals = 7;
}
static void empty_pack(struct scenario *s)
{
	add_pack(s, WATER, "none", 0);
}
static void odd_pack(struct scenario *s)
{
	s->lines[DEPOT_LINE].pack = 1;
}

static struct substitute *add_substitute(
	struct scenario *s, int32_t item, int32_t by, int64_t take, int64_t give)
{
	int32_t i = ARRAY_ADD(&s->substitutes, &s->nsubstitutes, &s->substitutes_room);
	struct substitute *x = &s->substitutes[i];
	int32_t p = ARRAY_ADD(&x->parts, &x->nparts, &x->parts_room);

	x->item = item;
	x->give = give;
	x->parts[p] = (struct part){by, take};
	x->where = WHERE_NONE;
	return x;
}
static void own_substitute(struct scenario *s)
{
	add_substitute(s, WATER, WATER, 12, 12);
}
static void substitute_chain(struct scenario *s)
{
	int32_t tea = add_item(s, "tea"), milk = add_item(s, "milk");

	add_substitute(s, WATER, tea, 1, 12);
	add_substitute(s, tea, milk, 1, 1);
}
static void broken_batch(struct scenario *s)
{
	add_substitute(s, WATER, add_item(s, "tea"), 1, 6);
}
static void substitute_twice(struct scenario *s)
{
	int32_t tea = add_item(s, "tea");

	add_substitute(s, WATER, tea, 1, 12);
	add_substitute(s, WATER, tea, 2, 12);
}
static void add_limit(struct scenario *s, enum limit_kind kind, int32_t place, int64_t amount)
{
	int32_t i = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);

	s->limits[i].kind = kind;
	s->limits[i].place = place;
	s->limits[i].amount = amount;
	s->limits[i].when = (struct periods){0, INT32_MAX};
	s->limits[i].where = WHERE_NONE;
}
static void no_mass(struct scenario *s)
{
	s->items[WATER].mass = -1;
	add_limit(s, LIMIT_VEHICLES, D, 1000);
}
static void add_tier(struct scenario *s, int32_t item, int32_t group, int32_t level)
{
	int32_t i = ARRAY_ADD(&s->tier_rules, &s->ntier_rules, &s->tier_rules_room);

	s->tier_rules[i] = (struct tier_rule){item, group, level, WHERE_NONE};
}
static void bad_tier(struct scenario *s)
{
	add_tier(s, WATER, -1, 0);
}
static void bad_default(struct scenario *s)
{
	s->default_tier = 0;
}
static void tier_twice(struct scenario *s)
{
	add_tier(s, WATER, -1, 1);
	add_tier(s, WATER, -1, 2);
}

static void people_nowhere(struct scenario *s)
{
	add_people(s, D, GENERAL, 5, 2, 0, 1);
}
static void people_overlap(struct scenario *s)
{
	add_people(s, C1, GENERAL, 5, 2, 2, 3);
}
static void rate_needs_households(struct scenario *s)
{
	s->people[0].households = -1;
	s->rates[0].per = RATE_HOUSEHOLD;
}
static void door_needs_households(struct scenario *s)
{
	s->people[0].households = -1;
	s->groups[GENERAL].door = true;
	add_limit(s, LIMIT_HELPERS, C1, 60);
}
static void firm_covers(struct scenario *s)
{
	add_cover(s, FIRM, GENERAL, 1);
}
static void covers_twice(struct scenario *s)
{
	add_cover(s, HOMES, GENERAL, 1);
}
static void homes_nowhere(struct scenario *s)
{
	s->holders[HOMES].place = D;
}
static void many_people(struct scenario *s)
{
	s->people[0].count = PEOPLE_MAX + 1;
}
static void long_visit(struct scenario *s)
{
	s->groups[GENERAL].visit_minutes = -1;
}
static void people_nested(struct scenario *s)
{
	add_people(s, add_place(s, "b", C1, PLACE_BUILDING), GENERAL, 5, 2, 0, 3);
}
static void covers_more(struct scenario *s)
{
	s->holders[HOMES].covers[0].people = 51;
}
static void covers_none(struct scenario *s)
{
	s->holders[HOMES].ncovers = 0;
}
static void households_more(struct scenario *s)
{
	s->people[0].households = 101;
}

static void agreement_reversed(struct scenario *s)
{
	s->holders[FIRM].agreements[0].to = on("2025-01-01");
}
static void terms_twice(struct scenario *s)
{
	add_terms(s, DEPOT, -1);
}
static void hold_back_of_all(struct scenario *s)
{
	s->holders[DEPOT].terms[0].has_hold_back = true;
}
static void big_share(struct scenario *s)
{
	s->holders[DEPOT].terms[0].release = ratio_make(3, 2);
}
static void no_such_region(struct scenario *s)
{
	s->holders[FIRM].terms[0].reach_place = PLACE_CITY;
}
static void transit_region(struct scenario *s)
{
	struct transit *t = add_transit(s, "t", WATER, C1, 24, "2026-12-02T08:00:00+08:00");

	t->reach = REACH_REGION;
	t->reach_place = PLACE_STREET;
}
static void no_notice(struct scenario *s)
{
	s->holders[DEPOT].terms[0].notice = -1;
}
static void no_reach(struct scenario *s)
{
	s->holders[DEPOT].terms[0].reach = REACH_ABSENT;
}
static void host_unknown(struct scenario *s)
{
	s->holders[FIRM].host = "nobody";
}
static void host_itself(struct scenario *s)
{
	s->holders[FIRM].host = "firm";
}
static void host_elsewhere(struct scenario *s)
{
	s->holders[FIRM].host = "depot";
}
static void host_of_a_host(struct scenario *s)
{
	add_holder(s, "kept", HOLDER_ENTERPRISE, C1);
	add_holder(s, "again", HOLDER_ENTERPRISE, C1);
	s->holders[s->nholders - 2].host = "firm";
	s->holders[s->nholders - 1].host = "kept";
}
static void agreement_over(struct scenario *s)
{
	s->holders[FIRM].agreements[0].to = on("2026-11-30");
}
static void not_promised(struct scenario *s)
{
	struct agreement *a = &s->holders[FIRM].agreements[0];
	int32_t tea = add_item(s, "tea");
	int32_t i = ARRAY_ADD(&a->promises, &a->npromises, &a->promises_room);

	a->promises[i].item = tea;
}

static void no_quantity(struct scenario *s)
{
	s->lines[FIRM_LINE].declared = -1;
}
static void expires_before_made(struct scenario *s)
{
	s->lines[FIRM_LINE].made = on("2026-11-01");
	s->lines[FIRM_LINE].expires = on("2026-10-01");
}
static void not_yet_known(struct scenario *s)
{
	s->lines[FIRM_LINE].declared_at = at("2026-12-01T08:00:01+08:00");
}
static void count_not_yet_known(struct scenario *s)
{
	s->lines[FIRM_LINE].counted = 50;
	s->lines[FIRM_LINE].counted_at = at("2026-12-01T08:00:01+08:00");
}
static void declared_after_count(struct scenario *s)
{
	count_not_yet_known(s);
	s->lines[FIRM_LINE].counted_at = at("2026-11-30T08:00:00+08:00");
	s->lines[FIRM_LINE].declared_at = at("2026-12-01T08:00:01+08:00");
}
static void movement_before(struct scenario *s)
{
	add_movement(s, FIRM_LINE, 5, "2026-12-01T06:00:00+08:00");
}
static void below_zero(struct scenario *s)
{
	add_movement(s, FIRM_LINE, -601, "2026-12-01T07:00:00+08:00");
}
static void movement_later(struct scenario *s)
{
	add_movement(s, FIRM_LINE, -1, "2026-12-01T09:00:00+08:00");
}
static void large_line(struct scenario *s)
{
	s->lines[FIRM_LINE].declared = QUANTITY_MAX;
}
static void large_total(struct scenario *s)
{
	s->lines[FIRM_LINE].declared = QUANTITY_MAX / 2;
	s->lines[DEPOT_LINE].declared = QUANTITY_MAX / 2;
}
static void large_value(struct scenario *s)
{
	s->lines[FIRM_LINE].declared = INT64_C(1) << 40;
	s->items[WATER].value = 10000;
	s->items[WATER].mass = 1;
}
static void line_twice(struct scenario *s)
{
	add_line(s, FIRM, WATER, 5);
	add_line(s, FIRM, WATER, 5);
}
static void lot_twice(struct scenario *s)
{
	add_line(s, FIRM, WATER, 5)->lot = "W1";
	add_line(s, FIRM, WATER, 7)->lot = "W1";
}
static void need_twice(struct scenario *s)
{
	add_need(s, C1, WATER, GENERAL, 10, 0, 0);
	add_need(s, C1, WATER, GENERAL, 10, 0, 0);
}
static void stale(struct scenario *s)
{
	s->lines[FIRM_LINE].declared_at = at("2026-11-24T07:59:59+08:00");
}
/* The figure used is the count; a fresh declaration does not confirm it. */
static void stale_count(struct scenario *s)
{
	s->lines[FIRM_LINE].counted = 50;
	s->lines[FIRM_LINE].counted_at = at("2026-01-29T08:00:00+08:00");
}
static void no_stale_after(struct scenario *s)
{
	s->policy.has_stale_after = false;
}
static void transit_empty(struct scenario *s)
{
	add_transit(s, "t", WATER, C1, 0, "2026-12-02T08:00:00+08:00");
}
static void transit_late(struct scenario *s)
{
	add_transit(s, "t", WATER, C1, 24, "2026-12-05T08:00:00+08:00");
}

static void route_in_community(struct scenario *s)
{
	s->routes[0].from = add_place(s, "b", C1, PLACE_BUILDING);
}
static void route_backwards(struct scenario *s)
{
	s->routes[0].lead = -1;
}
static void segment_twice(struct scenario *s)
{
	struct route *r = &s->routes[0];
	int32_t bridge = ARRAY_ADD(&s->segments, &s->nsegments, &s->segments_room);

	s->segments[bridge] = (struct segment){.id = "bridge", .capacity = -1, .where = WHERE_NONE};
	ARRAY_ADD(&r->via, &r->nvia, &r->via_room);
	ARRAY_ADD(&r->via, &r->nvia, &r->via_room);
}
static struct estimate *add_estimate(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->estimates, &s->nestimates, &s->estimates_room);

	s->estimates[i] = (struct estimate){.max_metres = 1000,
		.speed = 1000,
		.detour = {1, 1},
		.cost_per_km_tonne = {-1, 1},
		.where = WHERE_NONE};
	return &s->estimates[i];
}
static void bad_estimate(struct scenario *s)
{
	add_estimate(s)->detour = ratio_make(1, 2);
}
static void no_routes_made(struct scenario *s)
{
	add_estimate(s);
}
static void fine_cost(struct scenario *s)
{
	s->items[WATER].mass = 1000003;
	s->routes[0].cost_per_kg =
		(struct ratio){INT64_C(9007199254740881), INT64_C(999999999999989)};
}
static void limit_nowhere(struct scenario *s)
{
	add_limit(s, LIMIT_VEHICLES, -1, 5);
}
static void not_costed(struct scenario *s)
{
	add_limit(s, LIMIT_BUDGET, -1, 500);
	s->routes[0].cost_per_kg.num = -1;
}
static void route_late(struct scenario *s)
{
	s->routes[0].lead = 4 * 86400;
}

static void rates_tie(struct scenario *s)
{
	add_rate(s, WATER, -1, -1, 1, 1);
}
static void need_above(struct scenario *s)
{
	add_need(s, D, WATER, GENERAL, 1, 0, 0);
}
static void rate_below(struct scenario *s)
{
	add_rate(s, WATER, add_place(s, "b", C1, PLACE_BUILDING), -1, 1, 1);
}
static void negative_need(struct scenario *s)
{
	add_need(s, C1, WATER, GENERAL, -1, 0, 0);
}
static void negative_rate(struct scenario *s)
{
	s->rates[0].amount.num = -1;
}
static void endless_wait(struct scenario *s)
{
	s->rates[0].unmet = UNMET_WAITS;
}
static void bad_rank(struct scenario *s)
{
	s->rates[0].rank = -1;
}
static void rate_without_group(struct scenario *s)
{
	add_group(s, "old");
	s->rates[0].per = RATE_PLACE;
}
static void large_demand(struct scenario *s)
{
	s->rates[0].amount = ratio_make(QUANTITY_MAX / 100, 1);
}
static void fine_rate(struct scenario *s)
{
	s->rates[0].amount = (struct ratio){INT64_C(9007199254740881), INT64_C(999999999999989)};
	s->period = 86399;
}
static struct minimum *add_minimum(struct scenario *s, int64_t quantity)
{
	int32_t i = ARRAY_ADD(&s->minima, &s->nminima, &s->minima_room);

	s->minima[i] = (struct minimum){false, C1, WATER, -1, quantity, {0, 3}, WHERE_NONE};
	return &s->minima[i];
}
static void negative_minimum(struct scenario *s)
{
	add_minimum(s, -1);
}
static void stock_for_group(struct scenario *s)
{
	struct minimum *m = add_minimum(s, 5);

	m->end_stock = true;
	m->group = GENERAL;
}
static void bad_autonomy(struct scenario *s)
{
	s->policy.autonomy = ratio_make(11, 10);
}
static void bad_step(struct scenario *s)
{
	s->policy.step = ratio_make(0, 1);
}
static void weight_twice(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->policy.weights, &s->policy.nweights, &s->policy.weights_room);

	s->policy.weights[i] = (struct weight){WATER, -1, 1, WHERE_NONE};
	i = ARRAY_ADD(&s->policy.weights, &s->policy.nweights, &s->policy.weights_room);
	s->policy.weights[i] = (struct weight){WATER, -1, 2, WHERE_NONE};
}
static void zero_need(struct scenario *s)
{
	add_need(s, C1, WATER, GENERAL, 0, 0, 0);
}
static void demand_missing(struct scenario *s)
{
	add_source(s, "needs.csv", SOURCE_DEMAND)->state = SOURCE_MISSING;
}

/* clang-format on */

struct fault {
	int code;
	void (*make)(struct scenario *s);
	bool warning;
};
#define FAULT(code, make)                                                                          \
	{                                                                                          \
		code, make, false                                                                  \
	}
#define WARNING(code, make)                                                                        \
	{                                                                                          \
		code, make, true                                                                   \
	}

static const struct fault faults[] = {
	FAULT(CHECK_ID_TWICE, id_twice),
	FAULT(CHECK_ID_ALIKE, id_alike),
	FAULT(CHECK_REFERENCE, reference),
	FAULT(CHECK_PLACE_CYCLE, place_cycle),
	FAULT(CHECK_ROOT, two_roots),
	FAULT(CHECK_PLACE_KIND, wrong_kind),
	FAULT(CHECK_PLACE_KIND, in_site),
	FAULT(CHECK_PLACE_KIND, too_deep),
	FAULT(CHECK_PLACE_POINT, off_the_globe),
	FAULT(CHECK_SUPERSEDES_CYCLE, supersedes_cycle),
	FAULT(CHECK_PERIOD_COUNT, no_periods),
	FAULT(CHECK_PERIOD_COUNT, many_periods),
	FAULT(CHECK_PERIOD_LENGTH, no_length),
	FAULT(CHECK_AS_OF, late_as_of),
	FAULT(CHECK_PERIODS_BEYOND, need_beyond),
	FAULT(CHECK_PERIODS_REVERSED, need_reversed),
	FAULT(CHECK_NO_COMMUNITY, no_community),
	FAULT(CHECK_NO_ITEM, no_item),
	FAULT(CHECK_NO_DEMAND, no_demand),
	FAULT(CHECK_UNIT, bad_unit),
	FAULT(CHECK_ITEM_NUMBER, bad_decimals),
	FAULT(CHECK_ITEM_NUMBER, empty_pack),
	FAULT(CHECK_PACK_MULTIPLE, odd_pack),
	FAULT(CHECK_SUBSTITUTE, own_substitute),
	FAULT(CHECK_SUBSTITUTE_CHAIN, substitute_chain),
	FAULT(CHECK_BATCH, broken_batch),
	FAULT(CHECK_SUBSTITUTE_TWICE, substitute_twice),
	FAULT(CHECK_NO_MASS, no_mass),
	FAULT(CHECK_TIER, bad_tier),
	FAULT(CHECK_TIER, bad_default),
	FAULT(CHECK_TIER_TWICE, tier_twice),
	FAULT(CHECK_PEOPLE_PLACE, people_nowhere),
	FAULT(CHECK_PEOPLE_OVERLAP, people_overlap),
	FAULT(CHECK_NO_HOUSEHOLDS, rate_needs_households),
	FAULT(CHECK_NO_HOUSEHOLDS, door_needs_households),
	FAULT(CHECK_COVERS, firm_covers),
	FAULT(CHECK_COVERS, covers_twice),
	FAULT(CHECK_COVERS, homes_nowhere),
	FAULT(CHECK_PEOPLE_NUMBER, many_people),
	FAULT(CHECK_PEOPLE_NUMBER, long_visit),
	FAULT(CHECK_AGREEMENT_DATES, agreement_reversed),
	FAULT(CHECK_TERMS_TWICE, terms_twice),
	FAULT(CHECK_HOLD_BACK_ITEM, hold_back_of_all),
	FAULT(CHECK_SHARE, big_share),
	FAULT(CHECK_REACH, no_such_region),
	FAULT(CHECK_REACH, transit_region),
	FAULT(CHECK_NO_NOTICE, no_notice),
	FAULT(CHECK_NO_REACH, no_reach),
	FAULT(CHECK_HOST, host_unknown),
	FAULT(CHECK_HOST, host_itself),
	FAULT(CHECK_HOST, host_elsewhere),
	FAULT(CHECK_HOST, host_of_a_host),
	FAULT(CHECK_NO_QUANTITY, no_quantity),
	FAULT(CHECK_NO_QUANTITY, transit_empty),
	FAULT(CHECK_EXPIRES_BEFORE_MADE, expires_before_made),
	FAULT(CHECK_NOT_YET_KNOWN, not_yet_known),
	FAULT(CHECK_NOT_YET_KNOWN, count_not_yet_known),
	FAULT(CHECK_NOT_YET_KNOWN, declared_after_count),
	FAULT(CHECK_MOVEMENT_BEFORE, movement_before),
	FAULT(CHECK_MOVEMENT_BELOW_ZERO, below_zero),
	FAULT(CHECK_STOCK_TOTAL, large_line),
	FAULT(CHECK_STOCK_TOTAL, large_total),
	FAULT(CHECK_STOCK_TOTAL, large_value),
	FAULT(CHECK_ROUTE_ENDS, route_in_community),
	FAULT(CHECK_ROUTE_NUMBER, route_backwards),
	FAULT(CHECK_SEGMENT_TWICE, segment_twice),
	FAULT(CHECK_ESTIMATE, bad_estimate),
	FAULT(CHECK_COST, fine_cost),
	FAULT(CHECK_LIMIT, limit_nowhere),
	FAULT(CHECK_NOT_COSTED, not_costed),
	FAULT(CHECK_RATES_TIE, rates_tie),
	FAULT(CHECK_NEED_PLACE, need_above),
	FAULT(CHECK_RATE_PLACE, rate_below),
	FAULT(CHECK_AMOUNT, negative_need),
	FAULT(CHECK_AMOUNT, negative_rate),
	FAULT(CHECK_WAITS, endless_wait),
	FAULT(CHECK_TIER_RANK, bad_rank),
	FAULT(CHECK_RATE_GROUP, rate_without_group),
	FAULT(CHECK_DEMAND_TOTAL, large_demand),
	FAULT(CHECK_RATE_FINE, fine_rate),
	FAULT(CHECK_MINIMUM, negative_minimum),
	FAULT(CHECK_MINIMUM, stock_for_group),
	FAULT(CHECK_POLICY, bad_autonomy),
	FAULT(CHECK_POLICY, bad_step),
	FAULT(CHECK_WEIGHT_TWICE, weight_twice),
	FAULT(CHECK_SOURCE_NEEDED, demand_missing),
	WARNING(WARN_ID_CASE, id_case),
	WARNING(WARN_PERIODS_BEYOND, rate_beyond),
	WARNING(WARN_WINDOW_CUT, need_cut),
	WARNING(WARN_PEOPLE_NESTED, people_nested),
	WARNING(WARN_COVERS_MORE, covers_more),
	WARNING(WARN_NO_COVERS, covers_none),
	WARNING(WARN_HOUSEHOLDS_MORE, households_more),
	WARNING(WARN_AGREEMENT_OVER, agreement_over),
	WARNING(WARN_NOT_PROMISED, not_promised),
	WARNING(WARN_LINE_TWICE, line_twice),
	WARNING(WARN_LOT_TWICE, lot_twice),
	WARNING(WARN_NEED_TWICE, need_twice),
	WARNING(WARN_STALE, stale),
	WARNING(WARN_STALE, stale_count),
	WARNING(WARN_NO_STALE_AFTER, no_stale_after),
	WARNING(WARN_MOVEMENT_LATER, movement_later),
	WARNING(WARN_TRANSIT_LATE, transit_late),
	WARNING(WARN_ROUTE_LATE, route_late),
	WARNING(WARN_NO_ROUTES_MADE, no_routes_made),
	WARNING(WARN_ZERO_NEED, zero_need),
};

static const struct diag *find(const struct diags *d, int code)
{
	int32_t i;

	for (i = 0; i < d->nitems; i++) {
		if (d->items[i].code == code)
			return &d->items[i];
	}
	return NULL;
}

static void each_fault_has_its_number(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		const struct diag *item;
		struct scenario s;
		struct diags d;
		bool good;

		sound_scenario(&s);
		f->make(&s);
		diags_init(&d);
		good = scenario_check(&s, &usual, &d);
		item = find(&d, f->code);
		if (!item || good != f->warning) {
			diags_print(&d, stderr);
			fail_msg("fault %d", f->code);
		}
		assert_int_equal(item->severity, f->warning ? DIAG_WARNING : DIAG_ERROR);
		assert_non_null(item->remedy);
		assert_true(strlen(item->message) > 10);
		assert_int_equal(d.nerrors > 0, !f->warning);
		diags_release(&d);
		scenario_release(&s);
	}
}

/* Two faults at once are both reported. */
static void faults_are_collected(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		for (j = i % 7; j < sizeof faults / sizeof *faults; j += 7) {
			struct scenario s;
			struct diags d;
			bool good;

			if (i == j || faults[i].make == no_item || faults[j].make == no_item)
				continue;
			sound_scenario(&s);
			faults[i].make(&s);
			faults[j].make(&s);
			diags_init(&d);
			good = scenario_check(&s, &usual, &d);
			assert_int_equal(good, d.nerrors == 0);
			diags_release(&d);
			scenario_release(&s);
		}
	}
}

/* More than 500,000 routes from one rule: 709 communities in one spot. */
static void too_many_routes_are_refused(void **state)
{
	static char ids[709][16];
	struct estimate *e;
	struct scenario s;
	struct diags d;
	int32_t place, i;

	(void)state;
	sound_scenario(&s);
	for (i = 0; i < 709; i++) {
		snprintf(ids[i], sizeof ids[i], "x%d", (int)i);
		place = add_place(&s, ids[i], D, PLACE_VILLAGE);
		s.places[place].has_point = true;
	}
	e = add_estimate(&s);
	e->from_kinds = 1u << PLACE_VILLAGE;
	diags_init(&d);
	assert_false(scenario_check(&s, &usual, &d));
	assert_non_null(find(&d, CHECK_ROUTES_MANY));
	diags_release(&d);
	scenario_release(&s);
}

static void one_group_is_understood(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	sound_scenario(&s);
	add_need(&s, C1, WATER, -1, 12, 0, 0);
	s.rates[0].per = RATE_PLACE;
	s.as_of.seconds = INSTANT_NONE;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(s.needs[0].group, GENERAL);
	assert_int_equal(s.rates[0].group, GENERAL);
	assert_true(s.as_of.seconds == s.start.seconds);
	diags_release(&d);
	scenario_release(&s);
}

/* ---- Sources ---- */

/* The firm's line comes from a source and is faulty. */
static void faulty_source(struct scenario *s, enum source_kind kind)
{
	sound_scenario(s);
	add_source(s, "firm.csv", kind);
	s->lines[FIRM_LINE].source = 0;
	add_line(s, FIRM, WATER, 77)->source = 0;
	s->lines[FIRM_LINE].declared = -1;
}

static void a_faulty_supply_source_is_set_aside(void **state)
{
	struct scenario s;
	struct diags d;
	struct built b;

	(void)state;
	faulty_source(&s, SOURCE_SUPPLY);
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(d.nerrors, 1);
	assert_int_equal(d.items[0].source, 0);
	assert_int_equal(s.sources[0].state, SOURCE_SET_ASIDE);
	assert_non_null(strstr(s.sources[0].why, "firm / water"));
	assert_int_equal(s.lines[FIRM_LINE].state, LINE_SET_ASIDE);
	assert_int_equal(s.lines[3].state, LINE_SET_ASIDE);
	assert_int_equal(s.lines[DEPOT_LINE].state, LINE_USED);
	built_init(&b, &s);
	assert_int_equal(callable_of(&b, FIRM, WATER)->set_aside, 77);
	built_release(&b);
	diags_release(&d);
	scenario_release(&s);
}

static void or_only_its_line(void **state)
{
	const struct check_options options = {.set_aside_lines = true};
	struct scenario s;
	struct diags d;

	(void)state;
	faulty_source(&s, SOURCE_SUPPLY);
	diags_init(&d);
	assert_true(scenario_check(&s, &options, &d));
	assert_int_equal(s.sources[0].state, SOURCE_USED);
	assert_int_equal(s.lines[FIRM_LINE].state, LINE_SET_ASIDE);
	assert_int_equal(s.lines[3].state, LINE_USED);
	diags_release(&d);
	scenario_release(&s);
}

static void or_it_is_refused(void **state)
{
	const struct check_options strict = {.strict = true};
	struct scenario s;
	struct diags d;

	(void)state;
	faulty_source(&s, SOURCE_SUPPLY);
	diags_init(&d);
	assert_false(scenario_check(&s, &strict, &d));
	diags_release(&d);
	scenario_release(&s);
	/* set aside by the reading already */
	sound_scenario(&s);
	add_source(&s, "firm.csv", SOURCE_SUPPLY)->state = SOURCE_MISSING;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_false(scenario_check(&s, &strict, &d));
	assert_non_null(find(&d, CHECK_SOURCE_ASIDE));
	assert_int_equal(s.sources[0].state, SOURCE_MISSING);
	diags_release(&d);
	scenario_release(&s);
	/* demand and registers cannot be done without, unless left out by name */
	faulty_source(&s, SOURCE_REGISTER);
	diags_init(&d);
	assert_false(scenario_check(&s, &usual, &d));
	diags_release(&d);
	scenario_release(&s);
	sound_scenario(&s);
	add_source(&s, "needs.csv", SOURCE_DEMAND)->state = SOURCE_LEFT_OUT;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	diags_release(&d);
	scenario_release(&s);
}

/* A canonical scenario says what was set aside: its faults are known. */
static void what_is_given_as_set_aside_is_not_refused(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	sound_scenario(&s);
	s.lines[FIRM_LINE].state = LINE_SET_ASIDE;
	s.lines[FIRM_LINE].declared = -1;
	add_movement(&s, FIRM_LINE, -5, "2026-12-01T05:00:00+08:00");
	add_transit(&s, "t", WATER, C1, 0, "2026-12-02T08:00:00+08:00")->state = LINE_SET_ASIDE;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(d.nitems, 0);
	assert_int_equal(s.lines[FIRM_LINE].state, LINE_SET_ASIDE);
	diags_release(&d);
	scenario_release(&s);
}

/* Errors of the reading, by number, with lines set aside or not. */
static void errors_of_the_reading_count(void **state)
{
	struct check_options options = {.set_aside_lines = true};
	int round;

	(void)state;
	for (round = 0; round < 5; round++) {
		struct scenario s;
		struct diags d;
		int32_t file;
		bool good;

		sound_scenario(&s);
		add_source(&s, "firm.csv", SOURCE_SUPPLY);
		diags_init(&d);
		file = diags_file(&d, "firm.csv");
		s.lines[FIRM_LINE].source = 0;
		s.lines[FIRM_LINE].where = (struct where){file, 2, 0};
		add_line(&s, FIRM, WATER, 77)->source = 0;
		s.lines[3].where = (struct where){file, 3, 0};
		d.current_source = round == 4 ? -1 : 0;
		options.set_aside_lines = round > 0;
		/* 0: the source; 1: row 3; 2: a row that was left out; 3: the form */
		diag_add(&d, DIAG_ERROR, round == 3 ? 151 : 203,
			(struct where){file, round == 2 ? 4 : 3, 5}, "bad number");
		good = scenario_check(&s, &options, &d);
		assert_int_equal(good, round != 4);
		assert_int_equal(d.nerrors, 1);
		assert_int_equal(s.sources[0].state,
			round == 0 || round == 3 ? SOURCE_SET_ASIDE : SOURCE_USED);
		if (round < 4) {
			assert_int_equal(s.lines[3].state, round == 2 ? LINE_USED : LINE_SET_ASIDE);
			assert_int_equal(s.lines[FIRM_LINE].state,
				round == 0 || round == 3 ? LINE_SET_ASIDE : LINE_USED);
		}
		diags_release(&d);
		scenario_release(&s);
	}
}

/* In XML the reader has left out or set aside the line that is faulty: the good
 * one before it stays. What is wrong around the goods spoils the whole source. */
static void a_fault_in_xml_spoils_no_line_before_it(void **state)
{
	const struct check_options options = {.set_aside_lines = true};
	int round;

	(void)state;
	for (round = 0; round < 2; round++) {
		struct scenario s;
		struct diags d;
		int32_t file;

		sound_scenario(&s);
		add_source(&s, "firm.xml", SOURCE_SUPPLY)->format = "xml";
		diags_init(&d);
		file = diags_file(&d, "firm.xml");
		s.lines[FIRM_LINE].source = 0;
		s.lines[FIRM_LINE].where = (struct where){file, 2, 1};
		d.current_source = 0;
		d.current_of_goods = round == 0;
		diag_add(&d, DIAG_ERROR, 303, (struct where){file, 3, 5}, "no such item");
		d.current_of_goods = false;
		assert_true(scenario_check(&s, &options, &d));
		assert_int_equal(s.sources[0].state, round == 0 ? SOURCE_USED : SOURCE_SET_ASIDE);
		assert_int_equal(
			s.lines[FIRM_LINE].state, round == 0 ? LINE_USED : LINE_SET_ASIDE);
		diags_release(&d);
		scenario_release(&s);
	}
}

/* Demand that could not be read is not called missing as well; where only a
 * source of stock is faulty, it is. */
static void claims_that_were_faulty_are_not_missing(void **state)
{
	int round;

	(void)state;
	for (round = 0; round < 2; round++) {
		struct scenario s;
		struct diags d;

		sound_scenario(&s);
		add_source(&s, "firm.csv", SOURCE_SUPPLY);
		s.nrates = s.nneeds = 0;
		diags_init(&d);
		d.current_source = round == 0 ? -1 : 0;
		diag_add(&d, DIAG_ERROR, 203, WHERE_NONE, "bad number");
		assert_false(scenario_check(&s, &usual, &d));
		assert_int_equal(d.nerrors, round == 0 ? 1 : 2);
		diags_release(&d);
		scenario_release(&s);
	}
}

static void dropped_errors_still_spoil(void **state)
{
	struct scenario s;
	struct diags d;
	int i;

	(void)state;
	faulty_source(&s, SOURCE_SUPPLY);
	s.lines[FIRM_LINE].declared = 5;
	add_source(&s, "other.csv", SOURCE_SUPPLY);
	diags_init(&d);
	for (i = 0; i < 1000; i++)
		diag_add(&d, DIAG_WARNING, 701, WHERE_NONE, "noise");
	d.current_source = 0;
	diag_add(&d, DIAG_ERROR, 203, WHERE_NONE, "the straw");
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(s.sources[0].state, SOURCE_SET_ASIDE);
	assert_non_null(s.sources[0].why);
	assert_int_equal(s.sources[1].state, SOURCE_USED);
	d.current_source = -1;
	diag_add(&d, DIAG_ERROR, 203, WHERE_NONE, "another straw");
	assert_false(scenario_check(&s, &usual, &d));
	diags_release(&d);
	scenario_release(&s);
}

/* A holder from a source without notice: its stock from elsewhere goes, too. */
static void stock_of_a_holder_set_aside_is_not_used(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	sound_scenario(&s);
	add_source(&s, "holders.csv", SOURCE_SUPPLY);
	s.holders[FIRM].source = 0;
	s.holders[FIRM].terms[0].notice = -1;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_non_null(find(&d, CHECK_NO_NOTICE));
	assert_int_equal(s.sources[0].state, SOURCE_SET_ASIDE);
	assert_int_equal(s.lines[FIRM_LINE].state, LINE_SET_ASIDE);
	assert_int_equal(s.lines[DEPOT_LINE].state, LINE_USED);
	diags_release(&d);
	scenario_release(&s);
}

/* ---- The same goods twice ---- */

/* Lines of the depot: from the scenario and two sources. */
static void same_goods(struct scenario *s, const char *lot1, const char *lot2)
{
	sound_scenario(s);
	add_source(s, "old.csv", SOURCE_SUPPLY);
	add_source(s, "new.csv", SOURCE_SUPPLY);
	s->lines[DEPOT_LINE].source = 0;
	s->lines[DEPOT_LINE].lot = lot1;
	add_line(s, DEPOT, WATER, 900);
	s->lines[3].source = 1;
	s->lines[3].lot = lot2;
}

/* States of the two lines after the check, as "used" + ... in two letters. */
static void expect_states(
	struct scenario *s, enum line_state first, enum line_state second, bool strict, bool good)
{
	const struct check_options options = {.strict = strict};
	struct diags d;

	diags_init(&d);
	assert_int_equal(scenario_check(s, &options, &d), good);
	assert_int_equal(s->lines[DEPOT_LINE].state, first);
	assert_int_equal(s->lines[3].state, second);
	if (first == LINE_CONFLICT) {
		const struct diag *item = find(&d, strict ? CHECK_SAME_GOODS : WARN_SAME_GOODS);

		assert_non_null(item);
		assert_non_null(strstr(item->message, "1200"));
		assert_non_null(strstr(item->message, "900"));
		assert_int_equal(item->source, -1);
		assert_int_equal(d.nitems, 1);
	}
	diags_release(&d);
	scenario_release(s);
}

static void goods_from_two_sources_are_a_conflict(void **state)
{
	struct scenario s;

	(void)state;
	same_goods(&s, NULL, NULL);
	expect_states(&s, LINE_CONFLICT, LINE_CONFLICT, false, true);
	same_goods(&s, NULL, NULL);
	expect_states(&s, LINE_CONFLICT, LINE_CONFLICT, true, false);
	same_goods(&s, "L1", "L1");
	expect_states(&s, LINE_CONFLICT, LINE_CONFLICT, false, true);
	same_goods(&s, "L1", NULL);
	expect_states(&s, LINE_CONFLICT, LINE_CONFLICT, false, true);
	same_goods(&s, "L1", "L2");
	expect_states(&s, LINE_USED, LINE_USED, false, true);
	same_goods(&s, NULL, NULL); /* the scenario itself is one party */
	s.lines[3].source = -1;
	expect_states(&s, LINE_CONFLICT, LINE_CONFLICT, false, true);
	same_goods(&s, NULL, NULL); /* two lines of one source are two lines */
	s.lines[3].source = 0;
	expect_states(&s, LINE_USED, LINE_USED, false, true);
}

static void order_resolves_conflicts(void **state)
{
	struct scenario s;

	(void)state;
	same_goods(&s, NULL, NULL);
	s.sources[1].supersedes = 0;
	expect_states(&s, LINE_SUPERSEDED, LINE_USED, false, true);
	same_goods(&s, NULL, NULL); /* through a third one */
	add_source(&s, "between.csv", SOURCE_SUPPLY)->supersedes = 0;
	s.sources[1].supersedes = 2;
	expect_states(&s, LINE_SUPERSEDED, LINE_USED, false, true);
	same_goods(&s, "L1", "L1");
	s.sources[0].rank = 1;
	s.sources[1].rank = 2;
	expect_states(&s, LINE_USED, LINE_SUPERSEDED, false, true);
	same_goods(&s, NULL, NULL); /* of one the rank is not stated */
	s.sources[0].rank = 1;
	expect_states(&s, LINE_CONFLICT, LINE_CONFLICT, false, true);
	same_goods(&s, NULL, NULL); /* the word beats the rank */
	s.sources[0].rank = 1;
	s.sources[1].rank = 2;
	s.sources[1].supersedes = 0;
	expect_states(&s, LINE_SUPERSEDED, LINE_USED, false, true);
}

static void a_beaten_source_disputes_nothing(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	same_goods(&s, NULL, NULL);
	add_source(&s, "third.csv", SOURCE_SUPPLY);
	add_line(&s, DEPOT, WATER, 500);
	s.lines[4].source = 2;
	s.sources[1].supersedes = 0;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(s.lines[DEPOT_LINE].state, LINE_SUPERSEDED);
	assert_int_equal(s.lines[3].state, LINE_CONFLICT);
	assert_int_equal(s.lines[4].state, LINE_CONFLICT);
	assert_int_equal(d.nitems, 1);
	diags_release(&d);
	scenario_release(&s);
}

static void a_set_aside_source_disputes_nothing(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	same_goods(&s, NULL, NULL);
	s.sources[1].state = SOURCE_SET_ASIDE;
	s.sources[1].why = "it cannot be read";
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(s.lines[DEPOT_LINE].state, LINE_USED);
	assert_int_equal(s.lines[3].state, LINE_SET_ASIDE);
	diags_release(&d);
	scenario_release(&s);
}

/* ---- Too old ---- */

static void the_newest_date_confirms(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	sound_scenario(&s); /* as-of 2026-12-01 08:00, seven days */
	s.lines[FIRM_LINE].declared_at = at("2026-11-24T08:00:00+08:00");
	s.lines[DEPOT_LINE].declared_at = at("2026-01-01T00:00:00+08:00");
	s.lines[DEPOT_LINE].counted = 1100;
	s.lines[DEPOT_LINE].counted_at = at("2026-11-30T00:00:00+08:00");
	s.lines[HOME_LINE].declared_at.seconds = INSTANT_NONE;
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(s.lines[FIRM_LINE].state, LINE_USED); /* to the second */
	assert_int_equal(s.lines[DEPOT_LINE].state, LINE_USED);
	assert_int_equal(s.lines[HOME_LINE].state, LINE_STALE); /* no date is no confirmation */
	assert_int_equal(d.nitems, 1);
	assert_int_equal(d.items[0].code, WARN_STALE);
	diags_release(&d);
	/* months count by the calendar */
	s.policy.stale_after = (struct duration){1, 0};
	s.lines[FIRM_LINE].declared_at = at("2026-10-31T08:00:00+08:00");
	diags_init(&d);
	assert_true(scenario_check(&s, &usual, &d));
	assert_int_equal(s.lines[FIRM_LINE].state, LINE_STALE); /* 30 November 08:00 */
	diags_release(&d);
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_wrong_with_a_sound_scenario),
		cmocka_unit_test(each_fault_has_its_number),
		cmocka_unit_test(faults_are_collected),
		cmocka_unit_test(too_many_routes_are_refused),
		cmocka_unit_test(one_group_is_understood),
		cmocka_unit_test(a_faulty_supply_source_is_set_aside),
		cmocka_unit_test(or_only_its_line),
		cmocka_unit_test(or_it_is_refused),
		cmocka_unit_test(what_is_given_as_set_aside_is_not_refused),
		cmocka_unit_test(errors_of_the_reading_count),
		cmocka_unit_test(a_fault_in_xml_spoils_no_line_before_it),
		cmocka_unit_test(claims_that_were_faulty_are_not_missing),
		cmocka_unit_test(dropped_errors_still_spoil),
		cmocka_unit_test(stock_of_a_holder_set_aside_is_not_used),
		cmocka_unit_test(goods_from_two_sources_are_a_conflict),
		cmocka_unit_test(order_resolves_conflicts),
		cmocka_unit_test(a_beaten_source_disputes_nothing),
		cmocka_unit_test(a_set_aside_source_disputes_nothing),
		cmocka_unit_test(the_newest_date_confirms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
