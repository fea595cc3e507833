/* The checker on a plan made by hand, without any solver: what it accepts, and
 * each thing that it refuses, with the words in which it does.
 *
 * Two periods of a day. A depot with 10 units of water (lot 0) and a holder
 * h; 2 more under way to c1 (lot 1) that arrive at 30 h. The plan: 4 by road
 * to c1 at once, handed out there in period 0; 3 by road to c2 at 24 h, 2
 * handed out in period 1; 1 stays at c2 to the end; the 2 under way are handed
 * out at c1 in period 1. */
#include "solver/verify/verify.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define HOURS(n) ((int64_t)(n) * 3600)
enum { D, DEPOT, C1, C2, GRID, PLACES };
enum { TO_C1, TO_C2, ROUTES };
enum { EARLY, LATE, LATE_2, CLAIMS }; /* c1 in period 0, c2 in 1, c1 in 1 */
enum { BY_C1, BY_C2 };

struct made {
	struct scenario s;
	struct cells cells;
	struct supply supply;
	struct plan plan;
};

static void make_places(struct scenario *s)
{
	static const char *const ids[PLACES] = {"d", "depot", "c1", "c2", "g1"};
	static const enum place_kind kinds[PLACES] = {PLACE_DISTRICT, PLACE_DEPOT, PLACE_COMMUNITY,
		PLACE_COMMUNITY, PLACE_GRID};

	for (int k = 0; k < PLACES; k++) {
		int32_t i = scenario_add_place(s);

		s->places[i].id = ids[k];
		s->places[i].in = k == D ? -1 : k == GRID ? C1 : D;
		s->places[i].kind = kinds[k];
	}
	for (int k = 0; k < ROUTES; k++) {
		int32_t r = scenario_add_route(s);

		s->routes[r].id = k == TO_C1 ? "depot>c1" : "depot>c2";
		s->routes[r].from = DEPOT;
		s->routes[r].to = k == TO_C1 ? C1 : C2;
		s->routes[r].cost_per_kg = ratio_make(k + 1, 2);
	}
}

static void make_scenario(struct scenario *s)
{
	int32_t k;

	scenario_init(s);
	s->start.seconds = day_start(20788, 0);
	s->as_of = s->start;
	s->nperiods = 2;
	make_places(s);
	k = scenario_add_item(s);
	s->items[k].id = "water";
	s->items[k].mass = 1000;
	k = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);
	s->groups[k] = (struct group){.id = "all", .door = true, .visit_minutes = 5, .where = WHERE_NONE};
	k = scenario_add_holder(s);
	s->holders[k].id = "h";
	s->holders[k].place = DEPOT;
	k = scenario_add_line(s);
	s->lines[k].holder = s->lines[k].item = 0;
	k = scenario_add_transit(s);
	s->transits[k].id = "t1";
	s->transits[k].item = 0;
	s->transits[k].to = C1;
}

static void add_claim(struct cells *cells, int32_t place, int32_t period, int64_t demand)
{
	int32_t k = ARRAY_ADD(&cells->cells, &cells->ncells, &cells->cells_room);

	cells->cells[k] = (struct cell){.place = place, .when = {period, period}, .wanted_last = period,
		.tier = 1, .rate = -1, .need = k, .demand = demand, .units = demand};
}

static void add_lot(struct supply *v, struct supply_lot lot)
{
	int32_t k = ARRAY_ADD(&v->lots, &v->nlots, &v->lots_room);

	v->lots[k] = lot;
}

static void add_leg(struct plan *p, struct shipment leg)
{
	int32_t k = ARRAY_ADD(&p->shipments, &p->nshipments, &p->shipments_room);

	p->shipments[k] = leg;
}

static void add_handout(struct plan *p, int32_t period, int32_t cell, int32_t lot, int64_t units,
	int32_t shipment)
{
	int32_t k = ARRAY_ADD(&p->handouts, &p->nhandouts, &p->handouts_room);

	p->handouts[k] = (struct handout){period, cell, lot, units, units, shipment, -1, false};
}

static void make_plan(struct plan *p)
{
	int32_t k;

	plan_init(p);
	p->status = PLAN_PROVEN;
	add_leg(p, (struct shipment){.depart = 0, .arrive = 0, .from = DEPOT, .to = C1, .route = TO_C1,
		.units = 4, .quantity = 4, .first_leg = true, .line = 1});
	add_leg(p, (struct shipment){.depart = 1, .arrive = 1, .depart_seconds = HOURS(24),
		.arrive_seconds = HOURS(24), .from = DEPOT, .to = C2, .route = TO_C2, .units = 3, .quantity = 3,
		.first_leg = true, .line = 2});
	k = ARRAY_ADD(&p->orders, &p->norders, &p->orders_room);
	p->orders[k] = (struct order){"h-D", 1, 0, -1, LEGAL_TRANSFER, -1, 2};
	add_handout(p, 0, EARLY, 0, 4, BY_C1);
	add_handout(p, 1, LATE, 0, 2, BY_C2);
	add_handout(p, 1, LATE_2, 1, 2, -1);
	k = ARRAY_ADD(&p->leftovers, &p->nleftovers, &p->leftovers_room);
	p->leftovers[k] = (struct leftover){0, C2, 1, 1, false};
	p->served = mem_calloc(CLAIMS, sizeof *p->served);
	p->served[EARLY] = (struct served){4, 4, 0, 0};
	p->served[LATE] = (struct served){2, 2, 0, 0};
	p->served[LATE_2] = (struct served){2, 2, 0, 0};
	p->drawn = mem_calloc(2, sizeof *p->drawn);
	p->drawn[0].units = 7;
	p->drawn[1].units = 2;
	p->cost = ratio_make(4 * 1 + 3 * 2, 2);
}

static void make(struct made *m)
{
	memset(m, 0, sizeof *m);
	make_scenario(&m->s);
	add_claim(&m->cells, C1, 0, 5);
	add_claim(&m->cells, C2, 1, 2);
	add_claim(&m->cells, C1, 1, 3);
	add_lot(&m->supply, (struct supply_lot){.transit = -1, .place = DEPOT, .units = 10,
		.last_day = DAY_NONE, .region = D});
	add_lot(&m->supply, (struct supply_lot){.holder = -1, .line = -1, .place = C1, .units = 2,
		.last_day = DAY_NONE, .release = HOURS(30), .arrives = true, .region = C1, .own = true});
	make_plan(&m->plan);
}

static void drop(struct made *m)
{
	plan_release(&m->plan);
	mem_free(m->supply.lots);
	mem_free(m->cells.cells);
	scenario_release(&m->s);
}

static void accepted(const struct made *m)
{
	struct text findings;
	bool holds;

	text_init(&findings);
	holds = plan_check(&m->s, &m->cells, &m->supply, &m->plan, &findings);
	if (!holds)
		fprintf(stderr, "%s", text_str(&findings));
	assert_true(holds);
	text_release(&findings);
}

/* Refused, and one of the findings says so; the story ends here. */
static void refused(struct made *m, const char *words)
{
	struct text findings;

	text_init(&findings);
	assert_false(plan_check(&m->s, &m->cells, &m->supply, &m->plan, &findings));
	if (!strstr(text_str(&findings), words))
		fprintf(stderr, "\"%s\" is not among:\n%s", words, text_str(&findings));
	assert_non_null(strstr(text_str(&findings), words));
	text_release(&findings);
	drop(m);
}

static struct limit *add_limit(struct made *m, enum limit_kind kind, int32_t place, int64_t amount)
{
	int32_t k = ARRAY_ADD(&m->s.limits, &m->s.nlimits, &m->s.limits_room);

	m->s.limits[k] = (struct limit){.kind = kind, .place = place, .amount = amount, .when = {0, 1},
		.where = WHERE_NONE};
	return &m->s.limits[k];
}

/* As the plan says that a limit is used; period -1: the whole horizon. */
static void say(struct made *m, int32_t limit, int32_t period, int64_t used, int64_t most)
{
	int32_t k = ARRAY_ADD(&m->plan.uses, &m->plan.nuses, &m->plan.uses_room);

	m->plan.uses[k] = (struct limit_use){limit, -1, -1, period, used, most};
}

static void test_accepted(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	accepted(&m);
	drop(&m);
}

static void test_legs(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	m.s.routes[TO_C2].closed = mem_calloc(1, sizeof(struct periods));
	m.s.routes[TO_C2].closed[0] = (struct periods){1, 1};
	m.s.routes[TO_C2].nclosed = 1;
	refused(&m, "shipment 2: route depot>c2 is closed");
	make(&m);
	m.s.routes[TO_C1].lead = HOURS(25);
	refused(&m, "shipment 1: route depot>c1 is closed or arrives in another period than 1");
	make(&m);
	m.supply.lots[0].release = HOURS(6);
	refused(&m, "shipment 1: leaves before the notice has passed");
	make(&m);
	m.supply.lots[0].own = true;
	refused(&m, "shipment 1: the goods may not leave d");
	make(&m);
	m.supply.lots[0].region = C1;
	refused(&m, "shipment 2: the goods may not leave c1");
	make(&m);
	m.supply.lots[0].last_day = 20788; /* period 0 */
	refused(&m, "shipment 2: arrives after the goods expire");
	make(&m);
	m.plan.shipments[1].depart_seconds = m.plan.shipments[1].arrive_seconds = HOURS(30);
	refused(&m, "shipment 2: it starts neither when the goods are free nor with a period");
	make(&m);
	m.s.as_of.seconds += HOURS(24);
	refused(&m, "shipment 1: departs in the past, period 1");
	make(&m);
	m.plan.shipments[0].route = -1;
	refused(&m, "shipment 1: no route from depot to c1");
}

static void test_goods(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	m.supply.lots[0].units = 6;
	refused(&m, "lot 1: 7 issue units are drawn, 6 may be called up");
	make(&m);
	m.plan.drawn[0].units = 6;
	refused(&m, "lot 1: more leaves its place than is drawn, by 1 smallest units");
	make(&m);
	m.plan.drawn[0].units = 8;
	refused(&m, "lot 1: 1 smallest units are drawn and not accounted for");
	make(&m);
	m.plan.nleftovers = 0;
	refused(&m, "lot 1: 1 smallest units arrive at c2 and are not accounted for");
	make(&m);
	m.plan.leftovers[0].units = 2;
	refused(&m, "lot 1: 1 smallest units too many leave or are handed out at c2 by period 2");
	make(&m);
	m.supply.lots[1].release = HOURS(54);
	refused(&m, "lot 2: 2 smallest units too many leave or are handed out at c1 by period 2");
	make(&m);
	m.plan.leftovers[0].expired = true;
	refused(&m, "goods left over, entry 1");
}

static void test_claims(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	m.plan.served[EARLY].quantity = 5;
	refused(&m, "claim 1: served says 5, the hand-outs give 4 smallest units");
	make(&m);
	m.plan.served[EARLY].over = 1;
	refused(&m, "claim 1: over-delivery says 1, the hand-outs give 0");
	make(&m);
	m.cells.cells[EARLY].units = m.cells.cells[EARLY].demand = 3;
	refused(&m, "claim 1: more than its demand is handed out");
	make(&m);
	m.cells.cells[EARLY].when = (struct periods){1, 1};
	refused(&m, "hand-out 1: period 1 is outside the window of the claim");
	make(&m);
	m.plan.handouts[0].shipment = BY_C2;
	refused(&m, "hand-out 1: shipment 2 does not bring its goods");
	make(&m);
	m.plan.handouts[0].shipment = -1;
	refused(&m, "hand-out 1: no shipment brings the goods");
	make(&m);
	m.supply.lots[0].last_day = 20787;
	refused(&m, "hand-out 1: the goods have expired by period 1");
}

/* Two of t1 stand in for two: one hand-out takes both, the other nothing, of a lot
 * that came in at the place. No account of goods would miss it there. */
static void make_shared_batch(struct made *m, int32_t place, int64_t release)
{
	int32_t k;

	make(m);
	k = ARRAY_ADD(&m->s.substitutes, &m->s.nsubstitutes, &m->s.substitutes_room);
	m->s.substitutes[k] = (struct substitute){.give = 2};
	ARRAY_ADD(&m->s.substitutes[k].parts, &m->s.substitutes[k].nparts, &m->s.substitutes[k].parts_room);
	m->s.substitutes[k].parts[0] = (struct part){.take = 2};
	add_lot(&m->supply, m->supply.lots[1]);
	m->supply.lots[2].place = m->supply.lots[2].region = place;
	m->supply.lots[2].release = release;
	m->supply.lots[2].units = 0;
	mem_free(m->plan.drawn);
	m->plan.drawn = mem_calloc(3, sizeof *m->plan.drawn);
	m->plan.drawn[0].units = 7;
	m->plan.drawn[1].units = 2;
	m->plan.handouts[2].units = 1;
	m->plan.handouts[2].substitute = k;
	add_handout(&m->plan, 1, LATE_2, 2, 1, -1);
	m->plan.handouts[3].quantity = 0;
	m->plan.handouts[3].substitute = k;
}

static void test_nothing_of_a_lot(void **state)
{
	struct made m;
	struct text findings;

	(void)state;
	make_shared_batch(&m, C1, HOURS(30));
	text_init(&findings);
	if (!plan_check(&m.s, &m.cells, &m.supply, &m.plan, &findings))
		fail_msg("%s", text_str(&findings));
	text_release(&findings);
	drop(&m);
	make_shared_batch(&m, C2, HOURS(30));
	refused(&m, "hand-out 4: no shipment brings the goods");
	make_shared_batch(&m, C1, HOURS(48));
	refused(&m, "hand-out 4: no shipment brings the goods");
}

static void test_orders(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	m.plan.orders[0].holder = -1;
	m.plan.orders[0].place = C1;
	refused(&m, "shipment 1: order h-D is of another holder, legal form or agreement");
	make(&m);
	m.plan.shipments[0].first_leg = false;
	refused(&m, "shipment 1: order h-D is not of the place that it goes on from");
	make(&m);
	m.supply.lots[0].form = LEGAL_AGREEMENT;
	refused(&m, "shipment 1: order h-D is of another holder, legal form or agreement");
	make(&m);
	m.supply.lots[0].form = m.plan.orders[0].form = LEGAL_REQUISITION;
	refused(&m, "order h-D: goods without consent are ordered");
	make(&m);
	m.plan.orders[0].nlines = 3;
	refused(&m, "order h-D: it says 3 lines, 2 shipments name it");
	make(&m);
	m.plan.shipments[1].line = 1;
	refused(&m, "shipment 2: line 1 of order h-D stands twice");
	make(&m);
	m.plan.shipments[0].line = 0;
	refused(&m, "shipment 1: it has no line number in order h-D");
}

/* 4 kg leave the depot in period 0, 3 kg in period 1; 5 fen in all. */
static void test_limits(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	add_limit(&m, LIMIT_VEHICLES, DEPOT, 4000);
	add_limit(&m, LIMIT_VEHICLES, C1, 0);
	add_limit(&m, LIMIT_BUDGET, -1, 5);
	say(&m, 0, 0, 4000, 4000);
	say(&m, 0, 1, 3000, 4000);
	say(&m, 2, -1, 5, 5);
	accepted(&m);
	m.plan.uses[1].used = 2999;
	refused(&m, "the stated use of limits is not that of the shipments and hand-outs (depot, period 2)");
	make(&m);
	add_limit(&m, LIMIT_VEHICLES, DEPOT, 4000);
	m.s.limits[0].amount = 3999;
	refused(&m, "limit 1: vehicles carry 4000 g in period 1, at most 3999 g");
	make(&m);
	add_limit(&m, LIMIT_VEHICLES, DEPOT, 3999)->when = (struct periods){1, 1};
	say(&m, 0, 1, 3000, 3999);
	accepted(&m);
	drop(&m);
	make(&m);
	add_limit(&m, LIMIT_BUDGET, D, 4);
	refused(&m, "limit 1: the budget is exceeded");
	make(&m);
	m.s.routes[TO_C2].capacity = 2999;
	refused(&m, "route depot>c2 carries more than its capacity in period 2");
	make(&m);
	m.plan.cost.num++;
	refused(&m, "the transport cost of the plan is not that of its shipments");
}

/* 10 households at c1: 4 of the 5 asked are ceil(5 v / 10) for v = 7, 35 min.
 * Claims of c1 in period 1: 2 of 3, ceil(3 v / 10) for v = 4, 20 min. */
static void test_helpers(void **state)
{
	struct made m;
	int32_t k;

	(void)state;
	make(&m);
	k = ARRAY_ADD(&m.s.people, &m.s.npeople, &m.s.people_room);
	m.s.people[k] = (struct people){.place = C1, .count = 20, .households = 10, .when = {0, 1}};
	add_limit(&m, LIMIT_HELPERS, C1, 35);
	say(&m, 0, 0, 35, 35);
	say(&m, 0, 1, 20, 35);
	accepted(&m);
	/* What two grids of c1 have is c1's together. */
	m.s.limits[0].place = GRID;
	m.s.limits[0].amount = 20;
	add_limit(&m, LIMIT_HELPERS, GRID, 15);
	for (int n = 0; n < 2; n++)
		m.plan.uses[n].limit = 1; /* the smaller one of the two comes first */
	accepted(&m);
	m.s.limits[1].when = (struct periods){1, 1};
	refused(&m, "limit 1: door visits take 35 minutes in period 1, at most 20");
}

static void add_minimum(struct made *m, bool end_stock, int32_t place, int64_t quantity)
{
	int32_t k = ARRAY_ADD(&m->s.minima, &m->s.nminima, &m->s.minima_room);

	m->s.minima[k] = (struct minimum){.end_stock = end_stock, .place = place, .group = -1,
		.quantity = quantity, .when = {0, 1}, .where = WHERE_NONE};
}

static void test_minima(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	add_minimum(&m, false, C1, 6);
	add_minimum(&m, true, C2, 1);
	add_minimum(&m, false, C2, 100); /* all that is claimed there is served */
	accepted(&m);
	m.s.minima[0].quantity = 7;
	refused(&m, "c1: 6 smallest units of water are served, at least 7 are required");
	make(&m);
	add_minimum(&m, true, C2, 2);
	refused(&m, "c2: 1 smallest units of water are left at the end, at least 2 are required");
}

/* What has happened is not judged, but counts: 4 kg have left the depot in
 * period 0, so nothing more may; alone they break no limit. */
static void test_facts(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	m.s.as_of.seconds += HOURS(12);
	m.plan.shipments[0].fact = m.plan.handouts[0].fact = true;
	m.plan.shipments[0].state = SHIPMENT_DEPARTED;
	m.s.routes[TO_C1].closed = mem_calloc(1, sizeof(struct periods));
	m.s.routes[TO_C1].nclosed = 1; /* period 0 */
	add_limit(&m, LIMIT_VEHICLES, DEPOT, 3000);
	say(&m, 0, 0, 4000, 3000);
	say(&m, 0, 1, 3000, 3000);
	accepted(&m);
	add_limit(&m, LIMIT_BUDGET, -1, 4);
	refused(&m, "limit 2: the budget is exceeded");
	make(&m);
	m.plan.shipments[0].fact = true;
	refused(&m, "shipment 1: has happened, but is marked as planned");
	make(&m);
	m.plan.shipments[0].fact = true;
	m.plan.shipments[0].units = 3;
	refused(&m, "shipment 1: its whole issue units are not those of its quantity");
}

static void test_ranges(void **state)
{
	struct made m;

	(void)state;
	make(&m);
	m.plan.shipments[0].lot = 2;
	refused(&m, "shipment 1: an index, period or amount is out of range");
	make(&m);
	m.plan.handouts[2].cell = -1;
	refused(&m, "hand-out 3: an index, period or amount is out of range");
	make(&m);
	m.plan.leftovers[0].place = 99;
	refused(&m, "goods left over, entry 1: an index");
	make(&m);
	m.plan.orders[0].holder = 1;
	refused(&m, "order 1: an index is out of range");
	make(&m);
	m.plan.orders[0].place = C1; /* a holder's and a place's at once */
	refused(&m, "order 1: an index is out of range");
	make(&m);
	m.plan.shipments[0].order = -1;
	refused(&m, "shipment 1: an index, period or amount is out of range");
	make(&m);
	m.plan.drawn[1].units = -1;
	refused(&m, "lot 2: the amount drawn is out of range");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_legs),
		cmocka_unit_test(test_goods),
		cmocka_unit_test(test_claims),
		cmocka_unit_test(test_nothing_of_a_lot),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_helpers),
		cmocka_unit_test(test_minima),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
