/* Goods that wait for a decision: what is listed, how much each decision would
 * free, and what cannot be read. */
#include "models/decisions.h"
#include "tests/models/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct open {
	struct built built;
	struct decision *list;
	int32_t n;
};

static void open_init(struct open *o, const struct scenario *s)
{
	built_init(&o->built, s);
	o->list = decisions_list(s, &o->built.cells, &o->built.supply, &o->n);
}

static void open_release(struct open *o)
{
	mem_free(o->list);
	built_release(&o->built);
}

static const struct decision *find(const struct open *o, enum decision_kind kind, int32_t source,
	int32_t holder)
{
	for (int32_t k = 0; k < o->n; k++)
		if (o->list[k].kind == kind && o->list[k].source == source && o->list[k].holder == holder)
			return &o->list[k];
	return NULL;
}

/* Of 100 L of an enterprise 20% are held back and 60% released. */
static int32_t add_firm(struct scenario *s, bool agreement, bool release)
{
	int32_t h = add_holder(s, "firm", HOLDER_ENTERPRISE, C1);
	struct terms *terms = add_terms(s, h, -1);

	if (agreement)
		add_agreement(s, h, "A", "2026-01-01", "2026-12-31");
	terms->has_hold_back = terms->hold_back_is_share = true;
	terms->hold_back_share = ratio_make(20, 100);
	terms->has_release = release;
	terms->release = ratio_make(60, 100);
	terms->notice = 3600;
	terms->reach = REACH_ANYWHERE;
	return h;
}

/* The only one of its kind. */
static void check_decision(struct scenario *s, enum decision_kind kind, int64_t stock, int64_t freed)
{
	struct open o;
	int n = 0;

	open_init(&o, s);
	for (int32_t k = 0; k < o.n; k++) {
		if (o.list[k].kind != kind)
			continue;
		n++;
		assert_int_equal(o.list[k].item, WATER);
		assert_int_equal(o.list[k].stock, stock);
		assert_int_equal(o.list[k].freed, freed);
		assert_false(o.list[k].households);
	}
	assert_int_equal(n, 1);
	open_release(&o);
}

/* Consent alone is missing: 60 of 100, the stated terms keep applying. */
static void consent_keeps_the_terms(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_firm(&s, false, true);
	add_line(&s, h, WATER, 100);
	check_decision(&s, DECISION_CONSENT, 100, 60);
	scenario_release(&s);
}

/* No release is stated: all but the hold-back. With an agreement it is the
 * holder who is asked, without one consent is what is missing. */
static void release_is_all_but_the_hold_back(void **state)
{
	for (int agreement = 0; agreement < 2; agreement++) {
		struct scenario s;
		struct open o;
		int32_t h;

		(void)state;
		small_scenario(&s);
		h = add_firm(&s, agreement, false);
		add_line(&s, h, WATER, 100);
		open_init(&o, &s);
		if (agreement) {
			assert_int_equal(o.n, 1);
			assert_int_equal(find(&o, DECISION_RELEASE, -1, h)->freed, 80);
		} else {
			assert_int_equal(find(&o, DECISION_CONSENT, -1, h)->stock, 100);
			assert_int_equal(find(&o, DECISION_CONSENT, -1, h)->freed, 80);
		}
		open_release(&o);
		scenario_release(&s);
	}
}

/* 100 good, 20 held back, 60 released: all could be released but for the hold-back;
 * with 90 released it is the hold-back that keeps 10. */
static void what_a_holder_keeps(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_firm(&s, true, true);
	add_line(&s, h, WATER, 100);
	check_decision(&s, DECISION_SHARE, 40, 20);
	s.holders[h].terms[0].release = ratio_make(90, 100);
	check_decision(&s, DECISION_HOLD_BACK, 20, 10);
	scenario_release(&s);
}

/* 60 that may be called up wait an hour. A lot that expires before a notice of two days
 * ends, and an agreement that ends before, count without it. */
static void what_a_notice_delays(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_firm(&s, true, true);
	add_line(&s, h, WATER, 100);
	check_decision(&s, DECISION_NOTICE, 60, 60);
	s.holders[h].terms[0].notice = 48 * 3600;
	add_line(&s, h, WATER, 50)->expires = on("2026-12-02");
	check_decision(&s, DECISION_NOTICE, 150, 90);
	s.holders[h].agreements[0].to = on("2026-12-01");
	check_decision(&s, DECISION_NOTICE, 150, 90);
	scenario_release(&s);
}

static void an_old_count(void **state)
{
	struct scenario s;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_firm(&s, true, true);
	add_line(&s, h, WATER, 100)->state = LINE_STALE;
	check_decision(&s, DECISION_STALE, 100, 60);
	/* with what is counted already the formula is applied to both together */
	add_line(&s, h, WATER, 50);
	check_decision(&s, DECISION_STALE, 100, 60);
	scenario_release(&s);
}

/* Each source's own lines, and goods under way; damaged ones free nothing. */
static void a_source_set_aside(void **state)
{
	struct scenario s;
	struct stock_line *line;
	struct transit *t;
	int32_t h, source;

	(void)state;
	small_scenario(&s);
	add_source(&s, "s", SOURCE_SUPPLY);
	source = s.nsources - 1;
	s.sources[source].state = SOURCE_SET_ASIDE;
	h = add_holder(&s, "gov", HOLDER_GOVERNMENT, DEP);
	add_release(&s, h, 1, 1);
	line = add_line(&s, h, WATER, 30);
	line->source = source;
	line->state = LINE_SET_ASIDE;
	line = add_line(&s, h, WATER, 500);
	line->source = source;
	line->state = LINE_SET_ASIDE;
	line->status = STATUS_DAMAGED;
	t = add_transit(&s, "t", WATER, C1, 7, "2026-12-02T08:00:00+08:00");
	t->source = source;
	t->state = LINE_SET_ASIDE;
	check_decision(&s, DECISION_SOURCE, 37, 37);
	scenario_release(&s);
}

/* A holder that a faulty source brought takes its lines in others along. */
static void lines_of_a_faulty_source_s_holder(void **state)
{
	struct scenario s;
	struct open o;
	int32_t h, faulty, good;

	(void)state;
	small_scenario(&s);
	add_source(&s, "faulty", SOURCE_SUPPLY);
	add_source(&s, "good", SOURCE_SUPPLY);
	faulty = 0;
	good = 1;
	s.sources[faulty].state = SOURCE_SET_ASIDE;
	h = add_firm(&s, true, true);
	s.holders[h].source = faulty;
	add_line(&s, h, WATER, 100)->source = good;
	s.lines[0].state = LINE_SET_ASIDE;
	open_init(&o, &s);
	assert_int_equal(o.n, 1);
	assert_int_equal(o.list[0].source, faulty);
	assert_int_equal(o.list[0].freed, 60);
	open_release(&o);
	/* terms that make no sense free nothing, and nothing breaks */
	s.holders[h].terms[0].release.num = 61;
	s.holders[h].terms[0].release.den = 0;
	open_init(&o, &s);
	assert_int_equal(o.n, 0);
	open_release(&o);
	scenario_release(&s);
}

/* One report at a time. */
static void reported_twice(void **state)
{
	struct scenario s;
	struct open o;
	int32_t h;

	(void)state;
	small_scenario(&s);
	add_source(&s, "a", SOURCE_SUPPLY);
	add_source(&s, "b", SOURCE_SUPPLY);
	h = add_holder(&s, "gov", HOLDER_GOVERNMENT, DEP);
	add_release(&s, h, 1, 1);
	for (int32_t k = 0; k < 2; k++) {
		struct stock_line *line = add_line(&s, h, WATER, 40 - 10 * k);
		line->source = k;
		line->state = LINE_CONFLICT;
	}
	open_init(&o, &s);
	assert_int_equal(o.n, 2);
	assert_int_equal(o.list[0].source, 0); /* the larger first */
	assert_int_equal(find(&o, DECISION_CONFLICT, 0, -1)->freed, 40);
	assert_int_equal(find(&o, DECISION_CONFLICT, 1, -1)->freed, 30);
	open_release(&o);
	scenario_release(&s);
}

/* Nothing is certain of people's own stock before it is solved. */
static void household_stock_is_a_bound(void **state)
{
	struct scenario s;
	struct open o;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "people", HOLDER_HOUSEHOLD, C1);
	add_cover(&s, h, GENERAL, 50);
	add_line(&s, h, WATER, 40)->state = LINE_STALE;
	add_line(&s, h, WATER, 5); /* theirs, no consent is wanted */
	open_init(&o, &s);
	assert_int_equal(o.n, 1);
	assert_true(o.list[0].households);
	assert_int_equal(o.list[0].freed, 40);
	open_release(&o);
	scenario_release(&s);
}

/* Figures that no item's total may reach are not believed, and do not overflow. */
static void absurd_figures(void **state)
{
	struct scenario s;
	struct open o;
	int32_t h;

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "gov", HOLDER_GOVERNMENT, DEP);
	add_release(&s, h, 1, 1)->notice = 0;
	add_line(&s, h, WATER, 10);
	for (int k = 0; k < 3; k++)
		add_line(&s, h, WATER, k ? QUANTITY_MAX - 10 : INT64_MAX)->state = LINE_STALE;
	s.lines[0].agreement = -1;
	open_init(&o, &s);
	assert_int_equal(o.n, 0);
	open_release(&o);
	scenario_release(&s);
}

/* A what-if with only some items or one holder leaves out the rest. */
static void what_is_left_out(void **state)
{
	struct scenario s, read;
	struct decision d = {.kind = DECISION_STALE, .source = -1, .holder = 0, .item = WATER, .stock = 1, .freed = 1};
	bool items[2] = {true, false};
	struct what_if what_if = {.decisions = &d, .ndecisions = 1, .items = items};
	struct built b;
	int32_t rice, h, other;

	(void)state;
	small_scenario(&s);
	rice = add_item(&s, "rice");
	h = add_holder(&s, "gov", HOLDER_GOVERNMENT, DEP);
	other = add_holder(&s, "gov2", HOLDER_GOVERNMENT, DEP);
	add_release(&s, h, 1, 1);
	add_release(&s, other, 1, 1);
	add_line(&s, h, WATER, 10)->state = LINE_STALE;
	add_line(&s, h, rice, 20);
	add_line(&s, other, WATER, 5);
	read = s;
	scenario_suppose(&read, &what_if);
	built_init(&b, &read);
	assert_int_equal(b.supply.nlots, 2);
	assert_int_equal(callable_of(&b, h, WATER)->units, 10);
	assert_int_equal(callable_of(&b, other, WATER)->units, 5);
	built_release(&b);
	scenario_release(&s);
}

/* Lines of one holder alone: what they are called up for is what it is among all. */
static void some_lines_alone(void **state)
{
	struct scenario s;
	struct built b;
	struct supply alone;
	int32_t h, other, lines[1] = {1};

	(void)state;
	small_scenario(&s);
	h = add_holder(&s, "gov", HOLDER_GOVERNMENT, DEP);
	other = add_holder(&s, "gov2", HOLDER_GOVERNMENT, DEP);
	add_release(&s, h, 1, 1);
	add_release(&s, other, 1, 2);
	add_line(&s, h, WATER, 10);
	add_line(&s, other, WATER, 5);
	built_init(&b, &s);
	supply_build_lines(&s, &b.cells, lines, 1, &alone);
	assert_int_equal(b.supply.ncallable, 2);
	assert_int_equal(alone.ncallable, 1);
	assert_int_equal(alone.callable[0].holder, other);
	assert_int_equal(alone.callable[0].units, 2);
	assert_int_equal(callable_of(&b, other, WATER)->units, 2);
	supply_release(&alone);
	built_release(&b);
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consent_keeps_the_terms),
		cmocka_unit_test(release_is_all_but_the_hold_back),
		cmocka_unit_test(what_a_holder_keeps),
		cmocka_unit_test(what_a_notice_delays),
		cmocka_unit_test(an_old_count),
		cmocka_unit_test(a_source_set_aside),
		cmocka_unit_test(lines_of_a_faulty_source_s_holder),
		cmocka_unit_test(reported_twice),
		cmocka_unit_test(household_stock_is_a_bound),
		cmocka_unit_test(absurd_figures),
		cmocka_unit_test(what_is_left_out),
		cmocka_unit_test(some_lines_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
