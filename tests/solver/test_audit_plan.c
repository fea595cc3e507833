/* The audit of a plan: plans of random stories are as they should be, whoever
 * checks them; faults put in are found, each once. */
#include "solver/audit.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* --- a plan as it would be read --- */

static void take_lots(const struct story *y, struct planned *p)
{
	for (int32_t k = 0; k < y->supply.nlots; k++) {
		const struct supply_lot *x = &y->supply.lots[k];
		int32_t n = ARRAY_ADD(&p->lots, &p->nlots, &p->lots_room);

		p->lots[n] = (struct planned_lot){x->item, x->holder, x->lot,
			x->transit >= 0 ? y->s.transits[x->transit].id : NULL, x->expires, y->s.start.seconds + x->release,
			x->line >= 0 && y->s.lines[x->line].mode == MODE_CAPACITY, x->own, x->place, true, WHERE_NONE};
	}
}

static void take_lines(const struct story *y, struct planned *p)
{
	for (int32_t k = 0; k < y->plan.nshipments; k++) {
		const struct shipment *x = &y->plan.shipments[k];
		int32_t n = ARRAY_ADD(&p->lines, &p->nlines, &p->lines_room);

		p->lines[n] = (struct planned_line){false, k + 1, x->lot, x->quantity, y->s.start.seconds + x->depart_seconds,
			x->depart, x->from, x->to, -1, -1, x->first_leg, false, WHERE_NONE};
	}
	for (int32_t k = 0; k < y->plan.nhandouts; k++) {
		const struct handout *x = &y->plan.handouts[k];
		int32_t n = ARRAY_ADD(&p->lines, &p->nlines, &p->lines_room);

		p->lines[n] = (struct planned_line){true, k + 1, x->lot, x->quantity, y->s.start.seconds + x->period * y->s.period,
			x->period, -1, y->cells.cells[x->cell].place, x->cell, -1, x->shipment < 0, false, WHERE_NONE};
	}
}

static void planned_of(const struct story *y, struct planned *p)
{
	planned_init(p);
	p->as_of = y->s.as_of.seconds;
	p->start = y->s.start.seconds;
	p->period = y->s.period;
	p->nperiods = y->s.nperiods;
	p->refusal = p->differs = "";
	take_lots(y, p);
	take_lines(y, p);
	for (int32_t k = 0; k < y->cells.ncells; k++) {
		int32_t n = ARRAY_ADD(&p->claims, &p->nclaims, &p->claims_room);

		p->claims[n] = (struct planned_claim){y->cells.cells[k], y->plan.served[k].quantity, WHERE_NONE};
	}
}

static void audit_of(struct story *y, const struct planned *p, struct audit *a)
{
	audit_init(a);
	a->plan = p;
	audit_run(&y->s, &y->cells, &y->supply, a);
}

/* The only finding about the plan, which is of this kind. */
static const struct finding *only(const struct audit *a, enum finding_kind kind)
{
	const struct finding *result = NULL;

	for (int32_t k = 0; k < a->nfindings; k++) {
		if (a->findings[k].kind < FINDING_PLAN_UNKNOWN)
			continue;
		assert_int_equal(a->findings[k].kind, kind);
		assert_null(result);
		result = &a->findings[k];
	}
	assert_non_null(result);
	return result;
}

/* --- right plans --- */

static void test_right_plans(void **state)
{
	const struct story_shape shape = {.items_most = 2, .periods_most = 4, .claims_most = 6, .quantity_most = 9,
		.odd_notice = true, .minima = true, .tiers = true, .packs = true, .transits = true,
		.households = true, .autonomy = true, .rules = true};
	struct support_random seed = {2026};

	(void)state;
	for (uint64_t round = 0; round < stories(400); round++) {
		struct story y;
		struct planned p;
		struct audit a;

		story_random(&y, &seed, &shape);
		story_solve(&y, 1);
		if (y.plan.status != PLAN_CONTRADICTION) {
			planned_of(&y, &p);
			audit_of(&y, &p, &a);
			for (int32_t k = 0; k < a.nfindings; k++)
				if (a.findings[k].kind >= FINDING_PLAN_UNKNOWN)
					fail_msg("round %d: %s", (int)round, a.findings[k].id);
			audit_release(&a);
			planned_release(&p);
		}
		story_release(&y);
	}
}

/* --- faults --- */

/* An enterprise at a depot has 100 under an agreement, keeps 30 back and releases
 * 60%; a asks for 50 in period 0 and 50 in period 2. */
struct enterprise {
	struct story y;
	struct planned p;
	int32_t a, item, depot, works;
};

static void enterprise_init(struct enterprise *e, int64_t hold_back, int64_t percent)
{
	struct story *y = &e->y;
	struct agreement *g;
	struct terms *t;
	struct stock_line *l;

	story_init(y, 4);
	e->a = story_community(y, "a");
	e->item = story_item(y, "water");
	e->depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	e->works = story_holder(y, "works", e->depot);
	y->s.holders[e->works].kind = HOLDER_ENTERPRISE;
	scenario_add_agreement(&y->s.holders[e->works]);
	g = &y->s.holders[e->works].agreements[0];
	g->id = "A";
	g->to = story_day(y, 3);
	t = story_terms(y, e->works);
	t->item = e->item;
	t->has_hold_back = hold_back > 0;
	t->hold_back = hold_back;
	t->has_release = true;
	t->release = ratio_make(percent, 100);
	l = story_stock(y, e->works, e->item, 100, 2);
	l->lot = "L1";
	l->government_owned = false;
	l->mode = MODE_AGREEMENT;
	l->agreement = 0;
	story_route(y, e->depot, e->a, HOURS(1), -1);
	story_need(y, e->a, e->item, 50, 0, 0);
	story_need(y, e->a, e->item, 50, 2, 2);
	story_solve(y, 1);
	planned_of(y, &e->p);
}

static void enterprise_release(struct enterprise *e)
{
	planned_release(&e->p);
	story_release(&e->y);
}

/* The last shipment and its hand-out are of so much more. */
static void take_more(struct planned *p, int64_t quantity)
{
	struct planned_line *last[2] = {NULL, NULL};

	for (int32_t k = 0; k < p->nlines; k++)
		last[p->lines[k].handout] = &p->lines[k];
	last[0]->quantity += quantity;
	last[1]->quantity += quantity;
}

static void test_more_than_callable(void **state)
{
	struct enterprise e;
	const struct finding *f;
	struct audit a;

	(void)state;
	enterprise_init(&e, 0, 60); /* 60 callable */
	take_more(&e.p, 7);
	audit_of(&e.y, &e.p, &a);
	f = only(&a, FINDING_PLAN_DRAWN);
	assert_int_equal(f->gap, 7);
	assert_int_equal(f->required, 60);
	assert_string_equal(f->id, "plan-drawn:-:works:water");
	assert_true(f->nevidence >= 2);
	audit_release(&a);
	take_more(&e.p, 40); /* 107 of 100: 40 are on the books, 7 are not */
	audit_of(&e.y, &e.p, &a);
	assert_int_equal(a.nfindings, 2);
	for (int32_t k = 0; k < 2; k++)
		assert_int_equal(a.findings[k].gap, a.findings[k].kind == FINDING_PLAN_UNKNOWN ? 7 : 40);
	audit_release(&a);
	enterprise_release(&e);
}

/* 70 may go; the 20 that are left of them in period 2 and 9 more do. */
static void test_hold_back(void **state)
{
	struct enterprise e;
	const struct finding *f;
	struct audit a;

	(void)state;
	enterprise_init(&e, 30, 100);
	take_more(&e.p, 9);
	audit_of(&e.y, &e.p, &a);
	f = only(&a, FINDING_PLAN_HOLD_BACK);
	assert_int_equal(f->gap, 9);
	assert_int_equal(f->required, 30);
	assert_true(f->at >= e.y.s.start.seconds);
	audit_release(&a);
	enterprise_release(&e);
}

static void test_no_consent(void **state)
{
	struct enterprise e;
	const struct finding *f;
	struct audit a;

	(void)state;
	enterprise_init(&e, 30, 100);
	e.y.s.holders[e.works].agreements[0].to = story_day(&e.y, -1); /* it ran out yesterday */
	story_build(&e.y);
	audit_of(&e.y, &e.p, &a);
	for (int32_t k = 0; k < a.nfindings; k++)
		if (a.findings[k].kind < FINDING_PLAN_UNKNOWN)
			assert_int_equal(a.findings[k].kind, FINDING_AGREEMENT);
	f = only(&a, FINDING_PLAN_CONSENT);
	assert_int_equal(f->gap, 70);
	assert_int_equal(f->agreement, 0);
	audit_release(&a);
	e.p.lots[0].name = "L9"; /* nothing of that lot is in the ledgers */
	audit_of(&e.y, &e.p, &a);
	assert_int_equal(only(&a, FINDING_PLAN_UNKNOWN)->gap, 70);
	audit_release(&a);
	enterprise_release(&e);
}

/* The lot is good through period 2; a hand-out of period 2 moves to period 3. */
static void test_expired(void **state)
{
	struct enterprise e;
	const struct finding *f;
	struct audit a;
	int64_t moved = 0;

	(void)state;
	enterprise_init(&e, 0, 100);
	for (int32_t k = 0; k < e.p.nlines; k++) {
		if (!e.p.lines[k].handout || e.p.lines[k].period != 2)
			continue;
		e.p.lines[k].period = 3;
		moved += e.p.lines[k].quantity;
	}
	assert_int_equal(moved, 50);
	audit_of(&e.y, &e.p, &a);
	f = only(&a, FINDING_PLAN_EXPIRED);
	assert_int_equal(f->gap, 50);
	audit_release(&a);
	enterprise_release(&e);
}

/* 30 in a depot; a (tier 1) and b (tier 2) ask for 30 each. */
static void test_tiers_and_minima(void **state)
{
	struct story y;
	struct planned p;
	struct audit a;
	const struct finding *f;
	int32_t places[2], item, depot;

	(void)state;
	story_init(&y, 2);
	item = story_item(&y, "water");
	places[0] = story_community(&y, "a");
	places[1] = story_community(&y, "b");
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	story_stock(&y, story_holder(&y, "gov", depot), item, 30, -1);
	for (int k = 0; k < 2; k++) {
		story_route(&y, depot, places[k], HOURS(1), -1);
		story_need(&y, places[k], item, 30, 1, 1)->tier = k + 1;
	}
	story_solve(&y, 1);
	planned_of(&y, &p);
	audit_of(&y, &p, &a);
	assert_int_equal(a.nfindings, 0);
	audit_release(&a);
	for (int32_t k = 0; k < p.nlines; k++) { /* all of it to b */
		p.lines[k].to = places[1];
		p.lines[k].claim = p.lines[k].handout ? 1 : -1;
	}
	assert_int_equal(p.claims[1].cell.place, places[1]);
	audit_of(&y, &p, &a);
	f = only(&a, FINDING_PLAN_TIER);
	assert_int_equal(f->gap, 30);
	assert_int_equal(f->tier, 1);
	assert_int_equal(f->place, places[0]);
	audit_release(&a);
	p.verdict = PLANNED_HOLDS; /* the checker has the last word */
	audit_of(&y, &p, &a);
	assert_int_equal(a.nfindings, 0);
	audit_release(&a);
	p.verdict = PLANNED_UNCHECKED;
	story_minimum(&y, false, places[1], item, 12); /* b's share is fixed by a rule: nothing else to say */
	story_minimum(&y, false, places[0], item, 5);
	story_minimum(&y, true, depot, item, 4);
	audit_of(&y, &p, &a);
	assert_int_equal(a.nfindings, 2);
	for (int32_t k = 0; k < 2; k++) {
		assert_int_equal(a.findings[k].kind, FINDING_PLAN_FLOOR);
		assert_int_equal(a.findings[k].gap, a.findings[k].place == depot ? 4 : 5);
	}
	audit_release(&a);
	planned_release(&p);
	story_release(&y);
}

/* The district keeps 60 of 100: the plan takes 25 on each of two days, so that the
 * second breaks it; what another holder has is then all that there is, beyond 70%. */
static void test_norms(void **state)
{
	struct story y;
	struct planned p;
	struct audit a;
	int32_t item, c, depot, far, i;
	int found = 0;

	(void)state;
	story_init(&y, 3);
	item = story_item(&y, "water");
	c = story_community(&y, "a");
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	story_stock(&y, story_holder(&y, "gov", depot), item, 50, -1)->lot = "X";
	far = story_holder(&y, "far", story_place(&y, "e", STORY_DISTRICT, PLACE_DEPOT));
	y.s.holders[far].kind = HOLDER_CHARITY;
	story_stock(&y, far, item, 50, -1);
	story_route(&y, depot, c, HOURS(1), -1);
	story_need(&y, c, item, 25, 0, 0);
	story_need(&y, c, item, 25, 2, 2);
	i = scenario_add_norm(&y.s);
	y.s.norms[i].id = "N1";
	y.s.norms[i].item = item;
	y.s.norms[i].quantity = ratio_make(60, 1);
	i = scenario_add_norm(&y.s);
	y.s.norms[i].id = "N2";
	y.s.norms[i].item = item;
	y.s.norms[i].tests = VIEW_BOOK;
	y.s.norms[i].share_of = 1u << HOLDER_CHARITY;
	y.s.norms[i].share_max = ratio_make(7, 10);
	story_solve(&y, 1);
	planned_of(&y, &p);
	assert_int_equal(p.lines[0].quantity, 50); /* it leaves at once: half of it a day later */
	p.lines[0].quantity = 25;
	i = ARRAY_ADD(&p.lines, &p.nlines, &p.lines_room);
	p.lines[i] = p.lines[0];
	p.lines[i].at += 86400;
	audit_of(&y, &p, &a);
	for (int32_t k = 0; k < a.nfindings; k++) {
		const struct finding *f = &a.findings[k];

		assert_int_equal(f->kind, FINDING_PLAN_NORM);
		if (f->broken == FINDING_COVER) {
			assert_string_equal(f->id, "plan-norm:cover:N1:d:water");
			assert_int_equal(f->gap, 10);
			assert_int_equal(f->nevidence, 2);
			assert_int_equal(f->at, y.s.start.seconds + 86400);
		} else {
			assert_int_equal(f->broken, FINDING_SHARE);
			assert_int_equal(f->share.num, 1);
			assert_int_equal(f->share.den, 1);
		}
		found++;
	}
	assert_int_equal(found, 2);
	audit_release(&a);
	y.s.norms[0].quantity = ratio_make(50, 1); /* all the same 50 are left */
	y.s.norms[1].share_max = ratio_make(1, 1);
	audit_of(&y, &p, &a);
	assert_int_equal(a.nfindings, 0);
	audit_release(&a);
	planned_release(&p);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_plans),
		cmocka_unit_test(test_more_than_callable),
		cmocka_unit_test(test_hold_back),
		cmocka_unit_test(test_no_consent),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_tiers_and_minima),
		cmocka_unit_test(test_norms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
