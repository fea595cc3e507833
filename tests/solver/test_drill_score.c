/* Scores of drills: what adds up must add up to the last digit, whatever is decided;
 * a team that decides as proposed loses nothing by its decisions; a mistake that was
 * made on purpose is found; luck is not hidden. */
#include "solver/drill_score.h"

#include "models/alteration.h"
#include "tests/solver/support_random.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PERIODS = 4, WATER = 0, X_TO_B = 1 };

/* Overlays of every drill here. */
enum { MORE_NEEDED, ROAD_CLOSED, OTHER_ROAD_CLOSED, LESS_STOCK, OVERLAYS };

struct play {
	struct story base; /* communities a, b and c, depots x and y */
	struct drill drill;
	struct drill_game game;
	struct drill_state *states; /* [nsteps + 1] */
	struct drill_score score;
};

static void alter(struct scenario *s, int32_t overlay)
{
	struct alteration c;
	struct alteration_outcome outcome;

	alteration_init(&c);
	switch (overlay) {
	case MORE_NEEDED:
		c.verb = ALTER_SCALE;
		c.what = ALTERED_NEED;
		c.field = altered_field(ALTERED_NEED, "quantity", 8);
		c.place = 1;
		c.number = (struct ratio){2, 1};
		break;
	case ROAD_CLOSED:
	case OTHER_ROAD_CLOSED:
		c.verb = ALTER_CLOSE;
		c.id = overlay == ROAD_CLOSED ? "x>b" : "y>a";
		c.when = (struct periods){1, PERIODS - 1};
		break;
	default:
		c.verb = ALTER_SCALE;
		c.what = ALTERED_STOCK;
		c.field = altered_field(ALTERED_STOCK, "quantity", 8);
		c.holder = 0;
		c.number = (struct ratio){1, 2};
		break;
	}
	outcome = alteration_apply(s, &c, NULL);
	assert_int_equal(outcome.result, ALTER_DONE);
}

static bool make(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	struct play *p = context;

	scenario_copy(&p->base.s, out);
	for (int32_t i = 0; i < p->drill.ninjects; i++)
		if (overlay[i] >= 0)
			alter(out, overlay[i]);
	alterations_end(out);
	out->as_of.seconds = out->start.seconds + p->drill.steps[step].at;
	return true;
}

static void add_ids(struct scenario *s)
{
	for (int32_t k = 0; k < s->nplaces; k++)
		map_add(&s->place_ids, s->places[k].id, k);
	for (int32_t k = 0; k < s->nitems; k++)
		map_add(&s->item_ids, s->items[k].id, k);
	for (int32_t k = 0; k < s->ngroups; k++)
		map_add(&s->group_ids, s->groups[k].id, k);
	for (int32_t k = 0; k < s->nholders; k++)
		map_add(&s->holder_ids, s->holders[k].id, k);
	for (int32_t k = 0; k < s->nroutes; k++)
		map_add(&s->route_ids, s->routes[k].id, k);
}

/* a and b ask for `need` kg in each of four days; x, who holds `stock`, has roads to all, y, who
 * holds less, to a alone. Holder gx at x, gy at y. */
static void play_init(struct play *p, int64_t need, int64_t stock, int64_t other)
{
	int32_t a, b, x, y;

	memset(p, 0, sizeof *p);
	story_init(&p->base, PERIODS);
	a = story_community(&p->base, "a");
	b = story_community(&p->base, "b");
	x = story_place(&p->base, "x", STORY_DISTRICT, PLACE_DEPOT);
	y = story_place(&p->base, "y", STORY_DISTRICT, PLACE_DEPOT);
	story_item(&p->base, "water");
	story_stock(&p->base, story_holder(&p->base, "gx", x), WATER, stock, -1);
	story_stock(&p->base, story_holder(&p->base, "gy", y), WATER, other, 2);
	story_route(&p->base, x, a, HOURS(1), -1)->cost_per_kg = (struct ratio){3, 2};
	story_route(&p->base, x, b, HOURS(1), -1)->cost_per_kg = (struct ratio){1, 1};
	story_route(&p->base, y, a, HOURS(2), -1)->cost_per_kg = (struct ratio){5, 1};
	for (int32_t t = 0; t < PERIODS; t++) {
		story_need(&p->base, a, WATER, need, t, t);
		story_need(&p->base, b, WATER, need, t, t);
	}
	add_ids(&p->base.s);
	drill_init(&p->drill);
	p->game = (struct drill_game){&p->drill, make, p, 1};
	drill_score_init(&p->score);
	for (int32_t t = 0; t < 3; t++) {
		int32_t k = ARRAY_ADD(&p->drill.steps, &p->drill.nsteps, &p->drill.steps_room);

		p->drill.steps[k] = (struct drill_step){HOURS(24) * t, t, WHERE_NONE};
	}
	ARRAY_ADD(&p->drill.teams, &p->drill.nteams, &p->drill.teams_room);
	p->drill.teams[0].id = "t";
	p->states = mem_calloc((size_t)p->drill.nsteps + 1, sizeof *p->states);
	for (int32_t k = 0; k <= p->drill.nsteps; k++)
		drill_state_init(&p->states[k]);
}

static void play_release(struct play *p)
{
	for (int32_t k = 0; k <= p->drill.nsteps; k++)
		drill_state_release(&p->states[k]);
	mem_free(p->states);
	drill_score_release(&p->score);
	drill_release(&p->drill);
	story_release(&p->base);
}

/* What happens at hour `at`; truth and what is told: overlays, -1 = none; told later at `later`
 * what is true, unless that is < 0. */
static void inject(struct play *p, int64_t at, int32_t truth, int32_t told, int64_t later)
{
	int32_t i = ARRAY_ADD(&p->drill.injects, &p->drill.ninjects, &p->drill.injects_room);
	struct drill_inject *x = &p->drill.injects[i];

	*x = (struct drill_inject){.id = "i", .at = HOURS(at), .truth = truth, .where = WHERE_NONE};
	for (int k = 0; k < 2; k++) {
		int32_t n;

		if (k == 1 && later < 0)
			break;
		n = ARRAY_ADD(&x->tells, &x->ntells, &x->tells_room);
		x->tells[n] = (struct drill_tell){.team = -1, .at = HOURS(k == 0 ? at : later),
			.overlay = k == 0 ? told : truth, .where = WHERE_NONE};
	}
}

/* Changes a proposal into the team's decision. */
typedef void decide(struct play *p, int32_t step, struct drill_decision *d, void *data);

static void play_and_score(struct play *p, decide *change, void *data)
{
	int32_t *belief = mem_calloc((size_t)p->drill.ninjects, sizeof *belief);

	for (int32_t k = 0; k < p->drill.nsteps; k++) {
		struct drill_decision d;

		drill_decision_init(&d);
		drill_belief(&p->drill, 0, p->drill.steps[k].at, belief, NULL);
		assert_true(drill_propose(&p->game, belief, &p->states[k], k, &d));
		if (change)
			change(p, k, &d, data);
		assert_true(drill_execute(&p->game, &p->states[k], &d, belief, k, &p->states[k + 1]));
		drill_decision_release(&d);
	}
	mem_free(belief);
	assert_true(drill_score_start(&p->score, &p->game));
	assert_true(drill_score_team(&p->score, &p->game, 0, p->states));
}

/* ---- What must hold of every score ---- */

static void assert_same(const struct drill_measures *a, const struct drill_measures *b)
{
	assert_memory_equal(a, b, sizeof *a);
}

static void assert_adds_up(const struct play *p)
{
	const struct drill_team_score *t = &p->score.teams[0];
	struct drill_measures sum = t->hindsight;

	drill_measures_add(&sum, &t->information);
	drill_measures_add(&sum, &t->decision);
	assert_same(&sum, &t->outcome);
	sum = t->hindsight;
	for (int32_t k = 0; k < t->nsteps; k++) {
		struct drill_measures booked = {0}, information = drill_step_information(&t->steps[k]);
		struct drill_measures lost = drill_step_lost(&t->steps[k]);

		assert_int_equal(t->steps[k].bookings[t->steps[k].nbookings - 1].inject, -1);
		for (int32_t b = 0; b < t->steps[k].nbookings; b++)
			drill_measures_add(&booked, &t->steps[k].bookings[b].lost);
		assert_same(&booked, &information);
		drill_measures_add(&sum, &lost);
	}
	assert_same(&sum, &t->outcome);
	for (int m = 0; m < DRILL_MEASURES; m++)
		for (int32_t k = 0; k < t->nsteps; k++)
			assert_true(t->steps[k].worst[m].step == -1 ? t->steps[k].worst[m].gain == 0 :
				t->steps[k].worst[m].gain > 0);
}

static bool is_nothing(const struct drill_measures *m)
{
	const struct drill_measures nothing = {0};

	return memcmp(m, &nothing, sizeof nothing) == 0;
}

/* ---- Any decisions ---- */

static void decide_anything(struct play *p, int32_t step, struct drill_decision *d, void *data)
{
	static const char *const ways[][3] = {{"x", "a", "gx"}, {"x", "b", "gx"}, {"y", "a", "gy"}, {"y", "b", "gy"}};
	struct support_random *r = data;
	int64_t n;

	(void)p;
	for (int32_t k = 0; k < d->nlines; k++)
		d->lines[k].quantity = support_between(r, 1, 2 * d->lines[k].quantity);
	if (d->nlines > 0 && support_between(r, 0, 1))
		d->nlines--;
	n = support_between(r, 0, 2);
	for (int64_t k = 0; k < n; k++) {
		const char *const *way = ways[support_between(r, 0, 3)];
		int32_t i = ARRAY_ADD(&d->lines, &d->nlines, &d->lines_room);

		d->lines[i] = (struct drill_line){.period = step, .item = "water", .from = way[0], .to = way[1],
			.holder = way[2], .expires = DAY_NONE, .quantity = support_between(r, 1, 12), .where = WHERE_NONE};
	}
}

static int32_t any_overlay(struct support_random *r)
{
	return (int32_t)support_between(r, -1, OVERLAYS - 1);
}

static void sums_are_exact(void **state)
{
	struct support_random r = {7};
	uint64_t n = stories(25);

	(void)state;
	for (uint64_t story = 0; story < n; story++) {
		int64_t injects = support_between(&r, 0, 3);
		struct play p;

		play_init(&p, support_between(&r, 1, 12), support_between(&r, 0, 60), support_between(&r, 0, 20));
		for (int64_t i = 0, at = 0; i < injects; i++, at += support_between(&r, 0, 30))
			inject(&p, at, any_overlay(&r), any_overlay(&r), support_between(&r, 0, 1) ? at + 24 : -1);
		play_and_score(&p, story % 4 ? decide_anything : NULL, &r);
		assert_adds_up(&p);
		if (story % 4 == 0)
			assert_true(is_nothing(&p.score.teams[0].decision));
		play_release(&p);
	}
}

/* ---- As proposed, and told the truth at once ---- */

static void only_what_is_to_come_costs(void **state)
{
	struct support_random r = {11};
	uint64_t n = stories(12);

	(void)state;
	for (uint64_t story = 0; story < n; story++) {
		const struct drill_team_score *t;
		struct play p;

		play_init(&p, support_between(&r, 1, 12), support_between(&r, 0, 60), support_between(&r, 0, 20));
		for (int64_t i = 0; i < 3; i++) {
			int32_t overlay = any_overlay(&r);

			inject(&p, 24 * i, overlay, overlay, -1);
		}
		play_and_score(&p, NULL, NULL);
		assert_adds_up(&p);
		t = &p.score.teams[0];
		assert_true(is_nothing(&t->decision));
		for (int32_t k = 0; k < t->nsteps; k++) {
			assert_int_equal(t->steps[k].nbookings, 1); /* no inject: nothing was false */
			assert_int_equal(t->steps[k].ndeviations, 0);
		}
		play_release(&p);
	}
}

static void without_injects_nothing_is_lost(void **state)
{
	struct support_random r = {13};

	(void)state;
	for (int story = 0; story < 8; story++) {
		struct play p;

		play_init(&p, support_between(&r, 1, 12), support_between(&r, 0, 60), support_between(&r, 0, 20));
		play_and_score(&p, NULL, NULL);
		assert_adds_up(&p);
		assert_int_equal(p.score.teams[0].information.of[MEASURE_UNMET], 0);
		assert_int_equal(p.score.teams[0].information.of[MEASURE_UNFAIR], 0);
		assert_int_equal(p.score.teams[0].information.of[MEASURE_BREACHES], 0);
		play_release(&p);
	}
}

/* ---- A mistake on purpose ---- */

static void forget_b(struct play *p, int32_t step, struct drill_decision *d, void *data)
{
	(void)p;
	(void)data;
	for (int32_t k = 0; step == 1 && k < d->nlines; k++)
		if (d->lines[k].period == 1 && strcmp(d->lines[k].to, "b") == 0)
			d->lines[k--] = d->lines[--d->nlines];
}

static void a_mistake_is_found(void **state)
{
	const struct drill_team_score *t;
	const struct drill_worst *w;
	struct play p;

	(void)state;
	play_init(&p, 10, 100, 0); /* enough for all */
	p.base.s.routes[X_TO_B].capacity = 10000; /* as much as b needs in a day, so there is a row each day */
	play_and_score(&p, forget_b, NULL);
	assert_adds_up(&p);
	t = &p.score.teams[0];
	w = &t->worst[MEASURE_UNMET];
	assert_int_equal(t->decision.of[MEASURE_UNMET], 1000000); /* b's second day */
	assert_int_equal(w->step, 1);
	assert_int_equal(w->gain, 1000000);
	assert_string_equal(w->deviation.to, "b");
	assert_int_equal(w->deviation.period, 1);
	assert_int_equal(w->deviation.decided, 0);
	assert_int_equal(w->deviation.best, 10);
	assert_int_equal(t->steps[1].ndeviations, 1);
	assert_int_equal(t->steps[0].ndeviations, 0);
	/* less was driven */
	assert_true(t->decision.of[MEASURE_COST] < 0);
	assert_int_equal(t->worst[MEASURE_COST].step, -1);
	play_release(&p);
}

/* ---- Luck ---- */

/* Sends b its need whatever it was told. */
static void send_to_b(struct play *p, int32_t step, struct drill_decision *d, void *data)
{
	int32_t i;

	(void)p;
	(void)data;
	if (step == 0)
		return;
	for (int32_t k = 0; k < d->nlines; k++)
		if (strcmp(d->lines[k].to, "b") == 0)
			d->lines[k--] = d->lines[--d->nlines];
	i = ARRAY_ADD(&d->lines, &d->nlines, &d->lines_room);
	d->lines[i] = (struct drill_line){.period = step, .item = "water", .from = "x", .to = "b", .holder = "gx",
		.expires = DAY_NONE, .quantity = 10, .where = WHERE_NONE};
}

/* The road to b is said to be closed from day 2 on, and is not. Who sends all the same
 * does better than the best on what was told. */
static void luck_is_negative(void **state)
{
	const struct drill_team_score *t;
	struct play p;

	(void)state;
	play_init(&p, 10, 100, 0);
	p.base.s.routes[X_TO_B].capacity = 10000;
	inject(&p, 24, -1, ROAD_CLOSED, -1);
	play_and_score(&p, send_to_b, NULL);
	assert_adds_up(&p);
	t = &p.score.teams[0];
	assert_true(t->decision.of[MEASURE_UNMET] < 0);
	assert_int_equal(t->outcome.of[MEASURE_UNMET], 1000000); /* the last day has no step */
	assert_true(t->information.of[MEASURE_UNMET] > 0);
	/* booked to the alarm, not to what nobody could have known */
	assert_int_equal(t->steps[1].nbookings, 2);
	assert_int_equal(t->steps[1].bookings[0].inject, 0);
	assert_true(t->steps[1].bookings[0].lost.of[MEASURE_UNMET] > 0);
	assert_int_equal(t->steps[1].bookings[1].lost.of[MEASURE_UNMET], 0);
	play_release(&p);
}

/* ---- Breaches ---- */

static void take_what_is_kept(struct play *p, int32_t step, struct drill_decision *d, void *data)
{
	int32_t i;

	(void)p;
	(void)data;
	if (step != 0)
		return;
	i = ARRAY_ADD(&d->lines, &d->nlines, &d->lines_room);
	d->lines[i] = (struct drill_line){.period = 0, .item = "water", .from = "y", .to = "a", .holder = "gy",
		.expires = DAY_NONE, .quantity = 5, .where = WHERE_NONE};
}

static void breaches_count(void **state)
{
	const struct drill_team_score *t;
	struct terms *terms;
	struct play p;

	(void)state;
	play_init(&p, 10, 20, 6);
	terms = story_terms(&p.base, 1);
	terms->has_release = true;
	terms->release = (struct ratio){0, 1};
	play_and_score(&p, take_what_is_kept, NULL);
	assert_adds_up(&p);
	t = &p.score.teams[0];
	assert_int_equal(t->hindsight.of[MEASURE_BREACHES], 0);
	assert_int_equal(t->outcome.of[MEASURE_BREACHES], 1);
	assert_int_equal(t->decision.of[MEASURE_BREACHES], 1);
	assert_int_equal(t->outcome.breached, 62500); /* 5 of 80 */
	assert_int_equal(t->worst[MEASURE_BREACHES].gain, 1);
	assert_true(t->worst[MEASURE_BREACHES].deviation.breach);
	assert_string_equal(t->worst[MEASURE_BREACHES].deviation.from, "y");
	assert_true(t->decision.of[MEASURE_UNMET] < 0); /* the goods helped all the same */
	play_release(&p);
}

/* What is made anew each day, with a notice, is there each day. */
static void goods_of_every_day_are_there(void **state)
{
	const struct drill_state *last;
	struct stock_line *line;
	struct play p;

	(void)state;
	play_init(&p, 10, 0, 0);
	line = story_stock(&p.base, 0, WATER, 20, -1);
	line->mode = MODE_CAPACITY;
	story_terms(&p.base, 0)->notice = HOURS(4);
	play_and_score(&p, NULL, NULL);
	assert_adds_up(&p);
	last = &p.states[p.drill.nsteps];
	assert_true(last->nrows > 0);
	for (int32_t k = 0; k < last->nrows; k++)
		assert_int_equal(last->rows[k].sent, last->rows[k].line.quantity);
	assert_int_equal(p.score.teams[0].outcome.of[MEASURE_UNMET], 0);
	play_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sums_are_exact),
		cmocka_unit_test(only_what_is_to_come_costs), cmocka_unit_test(without_injects_nothing_is_lost),
		cmocka_unit_test(a_mistake_is_found), cmocka_unit_test(luck_is_negative),
		cmocka_unit_test(breaches_count), cmocka_unit_test(goods_of_every_day_are_there)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
