/* What becomes of rows of a decision, by hand: each kind of cut and each kind of breach
 * in a world of a few kilograms, with the quantity that is sent beside it. What is not
 * named of a row is 0. */
#include "solver/drill.h"

#include "models/alteration.h"
#include "models/previous.h"
#include "tests/solver/support_scenario.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { PERIODS = 3, WATER = 0 };

/* Depot x, communities a and b of the streets t and v; roads x>a, x>b and a>b of an
 * hour; a and b ask for 100 kg of water each day. One step decides on all three days, unless
 * a test adds one on a later day: the decision is the same at all steps. */
struct scene {
	struct story y;
	int32_t t, v, a, b, x;
	struct drill drill;
	struct drill_decision decision;
	struct drill_state state; /* in the end */
};

#define ADD_NAMES(things, ids) do { \
	for (int32_t i_ = 0; i_ < s->n##things; i_++) \
		map_add(&s->ids, s->things[i_].id, i_); \
} while (0)

static bool make(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	const struct scene *p = context;
	struct scenario *s = out;

	(void)overlay;
	scenario_copy(&p->y.s, out);
	ADD_NAMES(items, item_ids);
	ADD_NAMES(groups, group_ids);
	ADD_NAMES(places, place_ids);
	ADD_NAMES(holders, holder_ids);
	ADD_NAMES(routes, route_ids);
	ADD_NAMES(segments, segment_ids);
	out->as_of.seconds = out->start.seconds + p->drill.steps[step].at;
	return true;
}

static void add_step(struct scene *p, int32_t period)
{
	int32_t k = ARRAY_ADD(&p->drill.steps, &p->drill.nsteps, &p->drill.steps_room);

	p->drill.steps[k] = (struct drill_step){period * p->y.s.period, period, WHERE_NONE};
}

static void scene_init(struct scene *p)
{
	memset(p, 0, sizeof *p);
	story_init(&p->y, PERIODS);
	p->t = story_place(&p->y, "t", STORY_DISTRICT, PLACE_STREET);
	p->v = story_place(&p->y, "v", STORY_DISTRICT, PLACE_STREET);
	p->a = story_place(&p->y, "a", p->t, PLACE_COMMUNITY);
	p->b = story_place(&p->y, "b", p->v, PLACE_COMMUNITY);
	p->x = story_place(&p->y, "x", p->t, PLACE_DEPOT);
	story_item(&p->y, "water");
	story_route(&p->y, p->x, p->a, HOURS(1), -1);
	story_route(&p->y, p->x, p->b, HOURS(1), -1);
	story_route(&p->y, p->a, p->b, HOURS(1), -1);
	for (int32_t k = 0; k < PERIODS; k++) {
		story_need(&p->y, p->a, WATER, 100, k, k);
		story_need(&p->y, p->b, WATER, 100, k, k);
	}
	drill_init(&p->drill);
	add_step(p, 0);
	drill_decision_init(&p->decision);
	drill_state_init(&p->state);
}

static void scene_release(struct scene *p)
{
	drill_state_release(&p->state);
	drill_decision_release(&p->decision);
	drill_release(&p->drill);
	story_release(&p->y);
}

/* An enterprise that gives all by an agreement in force, at once and anywhere. */
static int32_t add_enterprise(struct scene *p, const char *id, int32_t place)
{
	int32_t h = story_holder(&p->y, id, place);
	struct holder *holder = &p->y.s.holders[h];
	int32_t k = ARRAY_ADD(&holder->agreements, &holder->nagreements, &holder->agreements_room);

	holder->kind = HOLDER_ENTERPRISE;
	holder->agreements[k] = (struct agreement){.id = "g", .from = DAY_NONE, .to = DAY_NONE};
	story_terms(&p->y, h)->has_release = true;
	story_terms(&p->y, h)->release = (struct ratio){1, 1};
	return h;
}

static struct drill_line *add_row(struct scene *p, int32_t period, const char *from,
	const char *to, const char *holder, int64_t quantity)
{
	struct drill_decision *d = &p->decision;
	int32_t k = ARRAY_ADD(&d->lines, &d->nlines, &d->lines_room);

	d->lines[k] = (struct drill_line){.period = period, .item = "water",
		.from = from, .to = to, .holder = holder, .expires = DAY_NONE, .quantity = quantity,
		.where = WHERE_NONE};
	return &d->lines[k];
}

static void execute(struct scene *p)
{
	struct drill_game game = {&p->drill, make, p, 1};

	for (int32_t step = 0; step < p->drill.nsteps; step++) {
		struct drill_state next;

		drill_state_init(&next);
		assert_true(drill_execute(&game, &p->state, &p->decision, NULL, step, &next));
		drill_state_release(&p->state);
		p->state = next;
	}
	assert_int_equal(p->state.nrows, p->decision.nlines);
}

struct expected {
	int64_t sent, cut[DRILL_CUTS], breach[DRILL_BREACHES];
};

/* Rows are executed by period, then as they were added: `row` counts in that order. */
static void check_row(const struct scene *p, int32_t row, const struct expected *o)
{
	const struct drill_row *r = &p->state.rows[row];
	bool same = r->sent == o->sent;

	for (enum drill_cut c = 0; c < DRILL_CUTS; c++) {
		same &= r->cut[c] == o->cut[c];
		if (r->cut[c] != o->cut[c])
			print_error("row %d: %lld cut: %s\n", row, (long long)r->cut[c], drill_cut_word(c));
	}
	for (enum drill_breach_kind b = 0; b < DRILL_BREACHES; b++) {
		same &= r->breach[b] == o->breach[b];
		if (r->breach[b] != o->breach[b])
			print_error("row %d: %lld against: %s\n", row, (long long)r->breach[b],
				drill_breach_word(b));
	}
	if (!same)
		fail_msg("row %d: %lld sent", row, (long long)r->sent);
}
#define ROW(row, ...) check_row(&p, row, &(struct expected){__VA_ARGS__})

/* ---- cuts ---- */

static void test_unknown(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 50, -1);
	add_row(&p, 0, "x", "a", "g", 7)->item = "wine";
	add_row(&p, 0, "x", "nowhere", "g", 8);
	add_row(&p, 0, "nowhere", "a", "g", 9);
	add_row(&p, 0, "x", "a", "nobody", 10);
	add_row(&p, 0, "x", "a", "g", 50); /* nothing was lost by the others */
	execute(&p);
	ROW(0, .cut[CUT_UNKNOWN] = 7);
	ROW(1, .cut[CUT_UNKNOWN] = 8);
	ROW(2, .cut[CUT_UNKNOWN] = 9);
	ROW(3, .cut[CUT_UNKNOWN] = 10);
	ROW(4, .sent = 50);
	scene_release(&p);
}

static int64_t sent_of(const struct scene *p, const char *lot)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < p->state.nsent; k++)
		sum += strcmp(p->state.lots[p->state.sent[k].lot].lot, lot) == 0 ? p->state.sent[k].quantity : 0;
	return sum;
}

/* Of 30 of a lot that keeps and 30 of one that expires on day 1: who names none gets what expires
 * first, who names one gets that, whatever else is there. */
static void test_lots(void **state)
{
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 30, -1)->lot = "A";
	story_stock(&p.y, g, WATER, 30, 1)->lot = "B";
	add_row(&p, 0, "x", "a", "g", 10)->lot = "A";
	add_row(&p, 0, "x", "b", "g", 25);
	execute(&p);
	assert_int_equal(sent_of(&p, "A"), 10);
	assert_int_equal(sent_of(&p, "B"), 25);
	scene_release(&p);
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 30, -1)->lot = "A";
	story_stock(&p.y, g, WATER, 30, 1)->lot = "B";
	add_row(&p, 0, "x", "b", "g", 35);
	add_row(&p, 0, "x", "a", "g", 10)->lot = "B";
	execute(&p);
	ROW(0, .sent = 35);
	ROW(1, .cut[CUT_GOODS] = 10); /* the row before it has taken all of that lot */
	assert_int_equal(sent_of(&p, "A"), 5);
	assert_int_equal(sent_of(&p, "B"), 30);
	scene_release(&p);
}

/* On day 0, 30 kg come to a; on day 1 a row whose number says that it sends on takes of these,
 * another one takes of the 20 that its holder has there. */
static void test_sent_on(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 30, -1);
	story_stock(&p.y, story_holder(&p.y, "h", p.a), WATER, 20, -1);
	p.y.s.needs[0].quantity = 1; /* a keeps what comes */
	add_row(&p, 0, "x", "a", "g", 30);
	add_row(&p, 1, "a", "b", NULL, 10)->order = "a-Z";
	add_row(&p, 1, "a", "b", "h", 10)->order = "h-D";
	execute(&p);
	ROW(1, .sent = 10);
	ROW(2, .sent = 10);
	assert_string_equal(p.state.lots[p.state.sent[1].lot].holder, "g");
	assert_false(p.state.sent[1].first_leg);
	assert_true(p.state.sent[2].first_leg);
	scene_release(&p);
}

/* A row knows its number in the sheet, where rows before it sent nothing, too. */
static void test_numbers(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 30, -1);
	add_row(&p, 0, "x", "a", "g", 10)->number = 3;
	add_row(&p, 0, "x", "b", "g", 10);
	execute(&p);
	assert_int_equal(p.state.rows[0].number, 3);
	assert_int_equal(p.state.rows[1].number, 2);
	scene_release(&p);
}

/* 50 kg: 30 of 30, then 20 of 30, then none of 5, also not of a holder who has none there. */
static void test_goods(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 50, -1);
	story_holder(&p.y, "none", p.x);
	add_row(&p, 0, "x", "a", "g", 30);
	add_row(&p, 0, "x", "b", "g", 30);
	add_row(&p, 1, "x", "a", "g", 5);
	add_row(&p, 1, "x", "a", "none", 6);
	add_row(&p, 1, "a", "b", "g", 7); /* of what came on day 0 */
	execute(&p);
	ROW(0, .sent = 30);
	ROW(1, .sent = 20, .cut[CUT_GOODS] = 10);
	ROW(2, .cut[CUT_GOODS] = 5);
	ROW(3, .cut[CUT_GOODS] = 6);
	ROW(4, .sent = 7);
	scene_release(&p);
}

/* The step is on day 1: day 0 is over. */
static void test_over(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 50, -1);
	p.drill.steps[0] = (struct drill_step){p.y.s.period, 1, WHERE_NONE};
	add_row(&p, 0, "x", "a", "g", 30);
	add_row(&p, 1, "x", "a", "g", 40); /* nothing was taken before */
	add_row(&p, 0, "x", "b", "g", 20);
	execute(&p);
	ROW(0, .cut[CUT_OVER] = 30);
	ROW(1, .cut[CUT_OVER] = 20);
	ROW(2, .sent = 40);
	assert_int_equal(p.state.rows[1].number, 3);
	scene_release(&p);
}

/* What is said again on day 1 of day 0 is passed over: 30 kg of the depot, whoever holds them,
 * 12 of 12 to the other side, though 2 were not there. 5 kg beyond that, and 6 kg on a way that
 * was not decided, come too late; said once more, they are too late again. */
static void test_over_again(void **state)
{
	struct scene p;
	struct drill_game game = {&p.drill, make, &p, 1};
	struct drill_state next;

	(void)state;
	scene_init(&p);
	add_step(&p, 1);
	add_step(&p, 2);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 40, -1);
	add_row(&p, 0, "x", "a", "g", 30);
	add_row(&p, 0, "x", "b", "g", 12);
	drill_state_init(&next);
	assert_true(drill_execute(&game, &p.state, &p.decision, NULL, 0, &next));
	p.decision.nlines = 0;
	add_row(&p, 0, "x", "a", NULL, 10);
	add_row(&p, 0, "x", "a", "g", 25);
	add_row(&p, 0, "x", "b", "g", 12);
	add_row(&p, 0, "a", "b", "g", 6);
	for (int32_t step = 1; step < 3; step++) {
		drill_state_release(&p.state);
		p.state = next;
		drill_state_init(&next);
		assert_true(drill_execute(&game, &p.state, &p.decision, NULL, step, &next));
	}
	drill_state_release(&p.state);
	p.state = next;
	assert_int_equal(p.state.nrows, 6);
	ROW(1, .sent = 10, .cut[CUT_GOODS] = 2);
	ROW(2, .cut[CUT_OVER] = 5);
	assert_int_equal(p.state.rows[2].number, 2);
	ROW(3, .cut[CUT_OVER] = 6);
	ROW(4, .cut[CUT_OVER] = 5);
	ROW(5, .cut[CUT_OVER] = 6);
	scene_release(&p);
}

/* 40 kg come at hour 30, in day 1: they go on from day 2. */
static void test_goods_not_yet(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_transit(&p.y, "train", WATER, p.x, 40, HOURS(30))->reach = REACH_ANYWHERE;
	for (int32_t k = 0; k < PERIODS; k++)
		add_row(&p, k, "x", "a", NULL, 45);
	execute(&p);
	ROW(0, .cut[CUT_GOODS] = 45);
	ROW(1, .cut[CUT_GOODS] = 45);
	ROW(2, .sent = 40, .cut[CUT_GOODS] = 5);
	scene_release(&p);
}

/* On day 1: 30 kg went bad with day 0, 15 kg are damaged, 20 kg are good: 20 of 80 are sent, 45
 * lie there in vain, 15 are not there. */
static void test_expired(void **state)
{
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 30, 0);
	story_stock(&p.y, g, WATER, 20, -1);
	story_stock(&p.y, g, WATER, 15, -1)->status = STATUS_DAMAGED;
	add_row(&p, 1, "x", "a", "g", 80);
	execute(&p);
	ROW(0, .sent = 20, .cut[CUT_EXPIRED] = 45, .cut[CUT_GOODS] = 15);
	scene_release(&p);
}

/* 10 of 30 kg left on their last day: 20 lie there in vain, whether that day is of the same step
 * or not; counted since (20 kg are found), what left is not taken off again. */
static void test_expired_but_gone(void **state)
{
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct stock_line *line;
		struct scene p;

		scene_init(&p);
		line = story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 30, 0);
		if (way > 0)
			add_step(&p, 1);
		if (way == 2) {
			line->counted = 20;
			line->counted_at = p.y.s.start;
			line->counted_at.seconds += HOURS(23);
		}
		add_row(&p, 0, "x", "a", "g", 10);
		add_row(&p, 1, "x", "a", "g", 60);
		execute(&p);
		ROW(0, .sent = 10);
		ROW(1, .cut[CUT_EXPIRED] = 20, .cut[CUT_GOODS] = 40);
		scene_release(&p);
	}
}

/* Of two files that say the same one gave way to the other: the goods are there once. */
static void test_expired_said_twice(void **state)
{
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 30, 0);
	story_stock(&p.y, g, WATER, 30, 0)->state = LINE_SUPERSEDED;
	add_row(&p, 1, "x", "a", "g", 50);
	execute(&p);
	ROW(0, .cut[CUT_EXPIRED] = 30, .cut[CUT_GOODS] = 20);
	scene_release(&p);
}

/* The row wants goods of a date: what went bad by another is none of them. */
static void test_expired_of_another_date(void **state)
{
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 30, 0);
	story_stock(&p.y, g, WATER, 20, 2);
	add_row(&p, 1, "x", "a", "g", 50)->expires = story_day(&p.y, 2);
	add_row(&p, 1, "x", "a", "g", 50)->expires = story_day(&p.y, 0);
	execute(&p);
	ROW(0, .sent = 20, .cut[CUT_GOODS] = 30);
	ROW(1, .cut[CUT_EXPIRED] = 30, .cut[CUT_GOODS] = 20);
	scene_release(&p);
}

/* 20 kg of the later date are found where 25 were asked for: the team knows then that no more of
 * that date are there, and still counts on the 30 of the other. */
static void test_missing_of_a_date(void **state)
{
	int64_t left[2] = {0};
	struct previous facts;
	struct scenario s;
	struct supply supply;
	struct cells cells;
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 30, 1);
	story_stock(&p.y, g, WATER, 20, 2);
	add_step(&p, 1);
	add_row(&p, 0, "x", "a", "g", 25)->expires = story_day(&p.y, 2);
	execute(&p);
	ROW(0, .sent = 20, .cut[CUT_GOODS] = 5);
	assert_true(make(&p, NULL, 1, &s));
	cells_build(&s, &cells);
	supply_build(&s, &cells, &supply);
	previous_init(&facts);
	drill_settle(&p.state, &s, EYES_TEAM, &supply, &facts, NULL);
	for (int32_t k = 0; k < supply.nlots; k++)
		left[supply.lots[k].expires == story_day(&p.y, 2)] += supply.lots[k].units;
	assert_int_equal(left[0], 30);
	assert_int_equal(left[1], 20); /* which are those that left */
	previous_release(&facts);
	supply_release(&supply);
	cells_release(&cells);
	scenario_release(&s);
	scene_release(&p);
}

/* The road x>b is closed on day 0; nothing leads back from b. */
static void test_no_road(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 50, -1);
	story_close(&p.y.s.routes[1], 0, 0);
	add_row(&p, 0, "x", "b", "g", 11);
	add_row(&p, 0, "b", "x", "g", 12);
	add_row(&p, 0, "x", "a", "g", 13)->route = "x>b";
	add_row(&p, 1, "x", "b", "g", 14);
	execute(&p);
	ROW(0, .cut[CUT_NO_ROAD] = 11);
	ROW(1, .cut[CUT_NO_ROAD] = 12);
	ROW(2, .cut[CUT_NO_ROAD] = 13);
	ROW(3, .sent = 14);
	scene_release(&p);
}

/* Vehicles carry 25 kg each day, by all roads together. */
static void test_vehicles(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 90, -1);
	story_limit(&p.y, LIMIT_VEHICLES, STORY_DISTRICT, 25000);
	add_row(&p, 0, "x", "a", "g", 15);
	add_row(&p, 0, "x", "b", "g", 40);
	add_row(&p, 1, "x", "a", "g", 26);
	add_row(&p, 2, "x", "a", "g", 25);
	execute(&p);
	ROW(0, .sent = 15);
	ROW(1, .sent = 10, .cut[CUT_VEHICLES] = 30);
	ROW(2, .sent = 25, .cut[CUT_VEHICLES] = 1);
	ROW(3, .sent = 25);
	scene_release(&p);
}

/* x>a carries 12 kg a day; x>b and x>a go by a bridge of 20 kg. What is not there is not
 * blamed on the road. */
static void test_tonnage(void **state)
{
	struct scene p;
	int32_t bridge;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 30, -1);
	bridge = story_segment(&p.y, "bridge", 20000);
	p.y.s.routes[0].capacity = 12000;
	story_via(&p.y.s.routes[0], bridge);
	story_via(&p.y.s.routes[1], bridge);
	add_row(&p, 0, "x", "a", "g", 40);
	add_row(&p, 0, "x", "b", "g", 9);
	add_row(&p, 1, "x", "a", "g", 40); /* 10 kg are left */
	execute(&p);
	ROW(0, .sent = 12, .cut[CUT_TONNAGE] = 28);
	ROW(1, .sent = 8, .cut[CUT_TONNAGE] = 1);
	ROW(2, .sent = 10, .cut[CUT_GOODS] = 30);
	scene_release(&p);
}

/* Packs of 6: of 20 three go, of 5 none; eight packs are there in 50. */
static void test_units(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	p.y.s.items[WATER].issue_unit = 6;
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 50, -1);
	add_row(&p, 0, "x", "a", "g", 20);
	add_row(&p, 0, "x", "a", "g", 5);
	add_row(&p, 0, "x", "b", "g", 44);
	execute(&p);
	ROW(0, .sent = 18, .cut[CUT_UNITS] = 2);
	ROW(1, .cut[CUT_UNITS] = 5);
	ROW(2, .sent = 30, .cut[CUT_UNITS] = 2, .cut[CUT_GOODS] = 12);
	scene_release(&p);
}

/* ---- breaches ---- */

/* 30 kg of the government at an enterprise, 70 kg of its own without an agreement. */
static void test_consent(void **state)
{
	struct scene p;
	int32_t e;

	(void)state;
	scene_init(&p);
	e = add_enterprise(&p, "e", p.x);
	p.y.s.holders[e].nagreements = 0;
	story_stock(&p.y, e, WATER, 30, -1)->government_owned = true;
	story_stock(&p.y, e, WATER, 70, -1);
	add_row(&p, 0, "x", "a", "e", 50);
	add_row(&p, 0, "x", "a", "e", 60);
	execute(&p);
	ROW(0, .sent = 50, .breach[BREACH_CONSENT] = 20);
	ROW(1, .sent = 50, .breach[BREACH_CONSENT] = 50, .cut[CUT_GOODS] = 10);
	scene_release(&p);
}

/* The agreement has ended the day before. */
static void test_consent_ended(void **state)
{
	struct scene p;
	int32_t e;

	(void)state;
	scene_init(&p);
	e = add_enterprise(&p, "e", p.x);
	p.y.s.holders[e].agreements[0].to = story_day(&p.y, 0) - 1;
	story_stock(&p.y, e, WATER, 70, -1);
	add_row(&p, 0, "x", "a", "e", 20);
	execute(&p);
	ROW(0, .sent = 20, .breach[BREACH_CONSENT] = 20);
	scene_release(&p);
}

/* A household that releases a quarter of its 40 kg, and one that says nothing. */
static void test_household(void **state)
{
	struct scene p;
	int32_t h, i;

	(void)state;
	scene_init(&p);
	h = add_enterprise(&p, "h", p.a);
	p.y.s.holders[h].kind = HOLDER_HOUSEHOLD;
	story_terms(&p.y, h)->release = (struct ratio){1, 4};
	story_stock(&p.y, h, WATER, 40, -1);
	i = add_enterprise(&p, "i", p.a);
	p.y.s.holders[i].kind = HOLDER_HOUSEHOLD;
	story_terms(&p.y, i)->has_release = false;
	story_stock(&p.y, i, WATER, 40, -1);
	add_row(&p, 0, "a", "b", "h", 15);
	add_row(&p, 0, "a", "a", "i", 6);
	execute(&p);
	ROW(0, .sent = 15, .breach[BREACH_HOUSEHOLD] = 5);
	ROW(1, .sent = 6, .breach[BREACH_HOUSEHOLD] = 6);
	scene_release(&p);
}

/* Of 100 kg three tenths are released; or all but 40 kg. */
static void test_release(void **state)
{
	struct scene p;
	int32_t e, f;

	(void)state;
	scene_init(&p);
	e = add_enterprise(&p, "e", p.x);
	story_terms(&p.y, e)->release = (struct ratio){3, 10};
	story_stock(&p.y, e, WATER, 100, -1);
	f = add_enterprise(&p, "f", p.x);
	story_terms(&p.y, f)->has_hold_back = story_terms(&p.y, f)->hold_back_is_share = true;
	story_terms(&p.y, f)->hold_back_share = (struct ratio){2, 5};
	story_stock(&p.y, f, WATER, 100, -1);
	add_row(&p, 0, "x", "a", "e", 25);
	add_row(&p, 0, "x", "a", "e", 25);
	add_row(&p, 0, "x", "b", "f", 80);
	execute(&p);
	ROW(0, .sent = 25);
	ROW(1, .sent = 25, .breach[BREACH_RELEASE] = 20);
	ROW(2, .sent = 80, .breach[BREACH_HOLD_BACK] = 20);
	scene_release(&p);
}

/* 40 kg were counted too long ago, 10 kg lately: both are there. */
static void test_stale(void **state)
{
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_stock(&p.y, g, WATER, 40, -1)->state = LINE_STALE;
	story_stock(&p.y, g, WATER, 10, -1);
	add_row(&p, 0, "x", "a", "g", 35);
	add_row(&p, 0, "x", "a", "g", 20);
	execute(&p);
	ROW(0, .sent = 35, .breach[BREACH_STALE] = 25);
	ROW(1, .sent = 15, .breach[BREACH_STALE] = 15, .cut[CUT_GOODS] = 5);
	scene_release(&p);
}

/* Goods of o stay at x, those of r in the street t, and what the train brings at x. */
static void test_reach(void **state)
{
	struct scene p;
	int32_t o, r;

	(void)state;
	scene_init(&p);
	o = story_holder(&p.y, "o", p.x);
	story_terms(&p.y, o)->reach = REACH_OWN;
	story_stock(&p.y, o, WATER, 50, -1);
	r = story_holder(&p.y, "r", p.x);
	story_terms(&p.y, r)->reach = REACH_REGION;
	story_terms(&p.y, r)->reach_place = PLACE_STREET;
	story_stock(&p.y, r, WATER, 50, -1);
	story_transit(&p.y, "train", WATER, p.x, 50, HOURS(1));
	add_row(&p, 0, "x", "a", "o", 20);
	add_row(&p, 0, "x", "a", "r", 21);
	add_row(&p, 0, "x", "b", "r", 22);
	add_row(&p, 1, "x", "a", NULL, 23);
	add_row(&p, 1, "a", "b", "r", 9); /* what came to a goes on, out of the street */
	execute(&p);
	ROW(0, .sent = 20, .breach[BREACH_REACH] = 20);
	ROW(1, .sent = 21);
	ROW(2, .sent = 22, .breach[BREACH_REACH] = 22);
	ROW(3, .sent = 23, .breach[BREACH_REACH] = 23);
	ROW(4, .sent = 9, .breach[BREACH_REACH] = 9);
	scene_release(&p);
}

/* Notice of 30 hours, from hour 0: day 0 is too early; on day 1 goods leave at hour 30, on day 2
 * at hour 48. */
static void test_notice(void **state)
{
	struct scene p;
	int32_t g;

	(void)state;
	scene_init(&p);
	g = story_holder(&p.y, "g", p.x);
	story_terms(&p.y, g)->notice = HOURS(30);
	story_stock(&p.y, g, WATER, 60, -1);
	for (int32_t k = 0; k < PERIODS; k++)
		add_row(&p, k, "x", "a", "g", 20);
	execute(&p);
	ROW(0, .sent = 20, .breach[BREACH_NOTICE] = 20);
	ROW(1, .sent = 20);
	ROW(2, .sent = 20);
	assert_int_equal(p.state.nsent, 3);
	assert_int_equal(p.state.sent[0].depart_seconds, 0);
	assert_int_equal(p.state.sent[1].depart_seconds, HOURS(30));
	assert_int_equal(p.state.sent[1].arrive_seconds, HOURS(31));
	assert_int_equal(p.state.sent[2].depart_seconds, HOURS(48));
	scene_release(&p);
}

/* A quarter of the 80 kg at a is for a: 60 may leave. Handed over at a it is its own share that
 * goes first. */
static void test_autonomy(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	p.y.s.policy.autonomy = (struct ratio){1, 4};
	story_stock(&p.y, story_holder(&p.y, "g", p.a), WATER, 80, -1);
	add_row(&p, 0, "a", "a", "g", 5);
	add_row(&p, 0, "a", "b", "g", 70);
	add_row(&p, 0, "a", "b", "g", 7);
	execute(&p);
	ROW(0, .sent = 5);
	ROW(1, .sent = 70, .breach[BREACH_AUTONOMY] = 10);
	ROW(2, .sent = 5, .breach[BREACH_AUTONOMY] = 5, .cut[CUT_GOODS] = 2);
	scene_release(&p);
}

/* Goods of the government go by an order of transfer, those of an agreement by one that calls
 * them up: e has 20 and 30 kg of them. */
static void test_form(void **state)
{
	struct scene p;
	int32_t e;

	(void)state;
	scene_init(&p);
	e = add_enterprise(&p, "e", p.x);
	story_stock(&p.y, e, WATER, 20, 1)->government_owned = true;
	story_stock(&p.y, e, WATER, 30, 2);
	add_row(&p, 0, "x", "a", "e", 25)->order = "e-D";
	add_row(&p, 0, "x", "a", "e", 25)->order = "e-X";
	execute(&p);
	ROW(0, .sent = 25, .breach[BREACH_FORM] = 5);
	ROW(1, .sent = 25);
	scene_release(&p);
}

/* x>a costs 2 a kg, and 50 may be spent: 25 kg. */
static void test_budget(void **state)
{
	struct scene p;

	(void)state;
	scene_init(&p);
	story_stock(&p.y, story_holder(&p.y, "g", p.x), WATER, 90, -1);
	p.y.s.routes[0].cost_per_kg = (struct ratio){2, 1};
	story_limit(&p.y, LIMIT_BUDGET, -1, 50);
	add_row(&p, 0, "x", "a", "g", 20);
	add_row(&p, 0, "x", "b", "g", 20);
	add_row(&p, 1, "x", "a", "g", 20);
	add_row(&p, 2, "x", "a", "g", 20);
	execute(&p);
	ROW(0, .sent = 20);
	ROW(1, .sent = 20);
	ROW(2, .sent = 20, .breach[BREACH_BUDGET] = 15);
	ROW(3, .sent = 20, .breach[BREACH_BUDGET] = 20);
	scene_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_lots),
		cmocka_unit_test(test_sent_on),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_goods),
		cmocka_unit_test(test_over),
		cmocka_unit_test(test_over_again),
		cmocka_unit_test(test_goods_not_yet),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_expired_but_gone),
		cmocka_unit_test(test_expired_said_twice),
		cmocka_unit_test(test_expired_of_another_date),
		cmocka_unit_test(test_missing_of_a_date),
		cmocka_unit_test(test_no_road),
		cmocka_unit_test(test_vehicles),
		cmocka_unit_test(test_tonnage),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_consent),
		cmocka_unit_test(test_consent_ended),
		cmocka_unit_test(test_household),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_notice),
		cmocka_unit_test(test_autonomy),
		cmocka_unit_test(test_form),
		cmocka_unit_test(test_budget),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
