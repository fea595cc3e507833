/* What a decision would change, against plans made after it was taken. */
#include "models/decisions.h"
#include "models/previous.h"
#include "solver/gains.h"
#include "solver/options.h"
#include "solver/solve.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void solve_gains(struct story *y, int jobs)
{
	struct solve_options options = {.jobs = jobs, .gains = true};

	story_build(y);
	plan_init(&y->plan);
	plan_solve(&y->s, &y->cells, &y->supply, &options, &y->plan);
	y->solved = true;
}

static int32_t add_source(struct story *y, const char *id, enum source_state state)
{
	int32_t k = scenario_add_source(&y->s);

	y->s.sources[k].id = arena_strdup(&y->s.arena, id);
	y->s.sources[k].state = state;
	return k;
}

static const struct gain *find_gain(const struct story *y, enum decision_kind kind, int32_t item)
{
	for (int32_t k = 0; k < y->plan.ngains; k++)
		if (y->plan.gains[k].decision.kind == kind && y->plan.gains[k].decision.item == item)
			return &y->plan.gains[k];
	return NULL;
}

static const struct gain *find_notice(const struct story *y, int32_t holder, int32_t item)
{
	for (int32_t k = 0; k < y->plan.ngains; k++) {
		const struct decision *d = &y->plan.gains[k].decision;
		if (d->kind == DECISION_NOTICE && d->holder == holder && d->item == item)
			return &y->plan.gains[k];
	}
	return NULL;
}

/* --- taking a decision --- */

static void consent(struct story *y, const struct decision *d)
{
	struct holder *h = &y->s.holders[d->holder];
	int32_t agreement = scenario_add_agreement(h), k;
	struct terms *terms;
	bool stated = false;

	h->agreements[agreement].id = "taken";
	for (k = 0; k < y->s.nlines; k++)
		if (y->s.lines[k].holder == d->holder && y->s.lines[k].item == d->item
			&& !y->s.lines[k].government_owned)
			y->s.lines[k].agreement = agreement;
	for (k = 0; k < h->nterms; k++)
		stated |= h->terms[k].has_release && (h->terms[k].item < 0 || h->terms[k].item == d->item);
	if (stated)
		return;
	k = scenario_add_terms(h);
	terms = &h->terms[k];
	terms->item = d->item;
	terms->has_release = true;
	terms->release = (struct ratio){1, 1};
}

/* The holder's terms of the item alone, made when there are none. */
static struct terms *terms_of(struct story *y, const struct decision *d)
{
	struct holder *h = &y->s.holders[d->holder];
	int32_t k;

	for (k = 0; k < h->nterms; k++)
		if (h->terms[k].item == d->item)
			return &h->terms[k];
	k = scenario_add_terms(h);
	h->terms[k].item = d->item;
	return &h->terms[k];
}

static void change_terms(struct story *y, const struct decision *d)
{
	struct terms *terms = terms_of(y, d);

	if (d->kind == DECISION_SHARE) {
		terms->has_release = true;
		terms->release = (struct ratio){1, 1};
	} else if (d->kind == DECISION_NOTICE) {
		terms->notice = 0;
	} else {
		terms->has_hold_back = true;
		terms->hold_back_is_share = false;
		terms->hold_back = 0;
	}
}

static void open_way(struct story *y, const struct decision *d)
{
	for (int32_t k = 0; k < y->s.nroutes && d->kind == DECISION_ROADS; k++)
		y->s.routes[k].nclosed = 0;
	for (int32_t k = 0; k < y->s.nsegments && d->kind == DECISION_ROADS; k++)
		y->s.segments[k].nclosed = 0;
	if (d->kind == DECISION_ROADS)
		return;
	if (d->limit >= 0)
		y->s.limits[d->limit].amount += d->more;
	else if (d->route >= 0 && d->kind == DECISION_CAPACITY)
		y->s.routes[d->route].capacity += d->more;
	else if (d->route >= 0)
		y->s.routes[d->route].nclosed = 0;
	else if (d->kind == DECISION_CAPACITY)
		y->s.segments[d->segment].capacity += d->more;
	else
		y->s.segments[d->segment].nclosed = 0;
}

static void take(struct story *y, const struct decision *d)
{
	if (d->kind >= DECISION_LIMIT) {
		open_way(y, d);
		return;
	}
	if (d->kind >= DECISION_SHARE) {
		change_terms(y, d);
		return;
	}
	for (int32_t k = 0; k < y->s.nlines; k++) {
		struct stock_line *line = &y->s.lines[k];
		if (line->item != d->item)
			continue;
		if ((d->kind == DECISION_SOURCE && line->state == LINE_SET_ASIDE && line->source == d->source)
			|| (d->kind == DECISION_CONFLICT && line->state == LINE_CONFLICT
				&& line->source == d->source)
			|| (d->kind == DECISION_STALE && line->state == LINE_STALE && line->holder == d->holder))
			line->state = LINE_USED;
	}
	for (int32_t k = 0; k < y->s.ntransits; k++)
		if (d->kind == DECISION_SOURCE && y->s.transits[k].item == d->item
			&& y->s.transits[k].source == d->source)
			y->s.transits[k].state = LINE_USED;
	if (d->kind == DECISION_CONSENT || d->kind == DECISION_RELEASE)
		consent(y, d);
}

/* --- random stories --- */

/* Lines fall into the states that wait for a decision. */
static void spoil(struct story *y, struct support_random *r)
{
	int32_t source = add_source(y, "broken", SOURCE_SET_ASIDE);
	int32_t left = add_source(y, "left", SOURCE_USED), right = add_source(y, "right", SOURCE_USED);

	for (int32_t k = 0; k < y->s.nlines; k++) {
		struct stock_line *line = &y->s.lines[k];
		bool household = y->s.holders[line->holder].kind == HOLDER_HOUSEHOLD;
		switch (support_between(r, 0, 6)) {
		case 0:
			line->source = source;
			line->state = LINE_SET_ASIDE;
			break;
		case 1:
			line->source = support_between(r, 0, 1) ? left : right;
			line->state = LINE_CONFLICT;
			break;
		case 2:
			line->state = LINE_STALE;
			break;
		case 3:
			line->government_owned = household;
			break;
		default:
			break;
		}
	}
	for (int32_t k = 0; k < y->s.ntransits; k++)
		if (support_between(r, 0, 1)) {
			y->s.transits[k].source = source;
			y->s.transits[k].state = LINE_SET_ASIDE;
		}
}

/* Holders keep some, roads are closed now and then, little may be carried. */
static void narrow(struct story *y, struct support_random *r, bool limits)
{
	for (int32_t h = 0; h < y->s.nholders; h++)
		for (int32_t k = 0; k < y->s.holders[h].nterms; k++) {
			struct terms *terms = &y->s.holders[h].terms[k];
			int64_t what = support_between(r, 0, 5);
			if (what == 0)
				terms->release = (struct ratio){terms->has_release = true, 2};
			terms->has_hold_back = terms->hold_back_is_share = what == 1;
			terms->hold_back_share = (struct ratio){what == 1, 2};
		}
	for (int32_t h = 0; h < y->s.nholders; h++)
		for (int32_t p = 0; p < y->s.nplaces; p++) {
			int32_t from = y->s.holders[h].place;
			if (place_kind_is_community(y->s.places[p].kind) && p != from && support_between(r, 0, 3) == 0)
				story_close(story_route(y, from, p, 0, -1), 0,
					(int32_t)support_between(r, 0, y->s.nperiods - 1));
		}
	for (int32_t k = 0; k < y->s.nlimits && limits; k++)
		y->s.limits[k].amount = int_ceil_div(y->s.limits[k].amount, 4);
}

static int64_t short_of(const struct story *y, int32_t item)
{
	int64_t missing = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++)
		if (y->cells.cells[c].item == item)
			missing += y->cells.cells[c].demand - y->plan.served[c].quantity;
	return missing;
}

struct difference {
	int64_t gain, lost;
	int32_t losers;
};

/* Over the cells of an item and tier (0 = all tiers), by community. */
static struct difference compare(const struct story *before, const struct story *after, int32_t item,
	int32_t tier)
{
	struct difference d = {0, 0, 0};

	for (int32_t p = 0; p < before->s.nplaces; p++) {
		int64_t more = 0;
		for (int32_t c = 0; c < before->cells.ncells; c++) {
			const struct cell *cell = &before->cells.cells[c];
			if (cell->item == item && cell->place == p && (tier == 0 || cell->tier == tier))
				more += after->plan.served[c].quantity - before->plan.served[c].quantity;
		}
		d.gain += more;
		d.losers += more < 0;
		d.lost += more < 0 ? -more : 0;
	}
	return d;
}

static void check_gain(const struct story *y, const struct story *after, const struct gain *g)
{
	struct difference all = compare(y, after, g->decision.item, 0);

	assert_int_equal(g->gain, all.gain);
	assert_int_equal(g->losers, all.losers);
	assert_int_equal(g->lost, all.lost);
	for (int32_t k = 0; k < g->nparts; k++) {
		struct difference part = compare(y, after, g->parts[k].item, g->parts[k].tier);
		assert_int_equal(g->parts[k].gain, part.gain);
		assert_int_equal(g->parts[k].losers, part.losers);
		assert_int_equal(g->parts[k].lost, part.lost);
	}
}

static struct story random_story(uint64_t seed, bool joined)
{
	struct support_random r = {seed};
	struct story_shape shape = {.items_most = joined ? 2 : 1, .periods_most = 4, .claims_most = 6,
		.quantity_most = 9, .odd_notice = true, .tiers = true, .packs = true, .transits = true,
		.households = true, .autonomy = true, .capacities = joined, .limits = joined,
		.substitutes = joined};
	struct story y;

	story_random(&y, &r, &shape);
	spoil(&y, &r);
	narrow(&y, &r, joined);
	return y;
}

/* A road is opened for the goods of one part alone. */
static bool parts_mix(const struct story *y, const struct decision *d)
{
	return d->kind >= DECISION_ROAD && y->plan.ncomponents > 1;
}

/* How many of each kind were compared, and gained something. */
struct told {
	int proven[DECISION_KINDS], gained[DECISION_KINDS];
	int untold, untold_roads; /* that change nothing */
};

static int sum_of(const int counts[DECISION_KINDS])
{
	int sum = 0;

	for (int k = 0; k < DECISION_KINDS; k++)
		sum += counts[k];
	return sum;
}

/* Notices that are not told: without them nobody gets more or less of anything. */
static int check_untold(const struct story *y, uint64_t seed, bool joined)
{
	int n = 0;

	for (int32_t k = 0; k < y->supply.ncallable && y->plan.notices_left_out == 0; k++) {
		const struct callable *a = &y->supply.callable[k];
		struct decision d = {.kind = DECISION_NOTICE, .holder = a->holder, .limit = -1, .item = a->item};
		const struct gain *g = find_notice(y, a->holder, a->item);
		struct story after;

		if (g || a->notice <= 0 || y->s.holders[a->holder].kind == HOLDER_HOUSEHOLD)
			continue;
		after = random_story(seed, joined);
		take(&after, &d);
		solve_gains(&after, 1);
		for (int32_t i = 0; i < y->s.nitems && after.plan.status == PLAN_PROVEN; i++) {
			struct difference none = compare(y, &after, i, 0);
			assert_int_equal(none.gain, 0);
			assert_int_equal(none.losers, 0);
		}
		n += after.plan.status == PLAN_PROVEN;
		story_release(&after);
	}
	return n;
}

/* Is the road told of, or is it not closed? */
static bool road_told(const struct story *y, int32_t route, int32_t segment)
{
	for (int32_t k = 0; k < y->plan.ngains; k++) {
		const struct decision *d = &y->plan.gains[k].decision;
		if (d->kind == DECISION_ROAD && d->route == route && d->segment == segment)
			return true;
	}
	return route >= 0 ? y->s.routes[route].nclosed == 0 : y->s.segments[segment].nclosed == 0;
}

/* Roads that are not told of where all together change nothing: no claim gets more or
 * less with any of them. */
static int check_untold_roads(const struct story *y, uint64_t seed)
{
	int n = 0;

	for (int32_t k = 0; k < y->s.nroutes + y->s.nsegments && y->plan.roads_idle > 0; k++) {
		struct decision d = {.kind = DECISION_ROAD, .limit = -1, .route = k < y->s.nroutes ? k : -1,
			.segment = k < y->s.nroutes ? -1 : k - y->s.nroutes};
		struct story after;

		if (road_told(y, d.route, d.segment))
			continue;
		after = random_story(seed, false);
		take(&after, &d);
		solve_gains(&after, 1);
		for (int32_t c = 0; c < y->cells.ncells; c++)
			assert_int_equal(y->plan.served[c].quantity, after.plan.served[c].quantity);
		n++;
		story_release(&after);
	}
	return n;
}

static void check_random(bool joined, uint64_t few, struct told *told)
{
	for (uint64_t seed = story_first(1); seed < story_first(1) + stories(few); seed++) {
		struct story y = random_story(seed, joined);

		solve_gains(&y, 1);
		for (int32_t k = 0; k < y.plan.ngains && y.plan.status == PLAN_PROVEN; k++) {
			const struct gain *g = &y.plan.gains[k];
			struct story after = random_story(seed, joined);

			take(&after, &g->decision);
			solve_gains(&after, 1);
			if (!g->proven) {
				assert_true(g->gain <= short_of(&y, g->decision.item));
				assert_int_equal(g->nparts, 0);
			} else if (after.plan.status == PLAN_PROVEN && !parts_mix(&y, &g->decision)) {
				check_gain(&y, &after, g);
				told->proven[g->decision.kind]++;
				told->gained[g->decision.kind] += g->gain > 0;
			}
			story_release(&after);
		}
		if (y.plan.status == PLAN_PROVEN && seed % 3 == 0)
			told->untold += check_untold(&y, seed, joined);
		if (y.plan.status == PLAN_PROVEN && !joined)
			told->untold_roads += check_untold_roads(&y, seed);
		story_release(&y);
	}
}

static void test_alone(void **state)
{
	struct told told = {{0}, {0}, 0, 0};

	(void)state;
	check_random(false, 150, &told);
	assert_true(sum_of(told.proven) > 200 && sum_of(told.gained) > 100);
	assert_true(told.gained[DECISION_SHARE] > 2 && told.gained[DECISION_HOLD_BACK] > 2);
	assert_true(told.gained[DECISION_ROAD] > 5);
	assert_true(told.gained[DECISION_NOTICE] > 5 && told.untold > 10);
	assert_true(told.gained[DECISION_ROADS] > 2 && told.untold_roads > 20);
}

static void test_joined(void **state)
{
	struct told told = {{0}, {0}, 0, 0};

	(void)state;
	check_random(true, 60, &told);
	assert_true(sum_of(told.proven) > 60 && sum_of(told.gained) > 20);
	for (int k = DECISION_NOTICE; k <= DECISION_ROADS; k++)
		assert_true(told.gained[k] > 0);
}

/* --- by hand --- */

/* 60 kg a day on the trucks; of each kind 100 kg are wanted, there are 10 kg
 * of water and 100 of rice: 10 and 50. With 100 kg more water in a line that
 * was set aside both get 30: water gains 20, and rice loses as much. */
static void test_one_gains_another_loses(void **state)
{
	struct story y;
	int32_t depot, c, water, rice, h, source;
	const struct gain *g;
	struct stock_line *line;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	rice = story_item(&y, "rice");
	h = story_holder(&y, "h", depot);
	source = add_source(&y, "s", SOURCE_USED);
	story_stock(&y, h, rice, 100, -1);
	story_stock(&y, h, water, 10, -1);
	line = story_stock(&y, h, water, 100, -1);
	line->state = LINE_SET_ASIDE;
	line->source = source;
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 60000);
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, water, 100, 0, 0);
	story_need(&y, c, rice, 100, 0, 0);
	solve_gains(&y, 1);
	assert_int_equal(story_served(&y, c, water, 0, 0), 10);
	assert_int_equal(y.plan.ngains, 2);
	g = find_gain(&y, DECISION_LIMIT, rice); /* which it helps most: all of it */
	assert_int_equal(g->gain, 50);
	assert_int_equal(g->decision.more, 50000);
	g = find_gain(&y, DECISION_SOURCE, water);
	assert_true(g->proven);
	assert_int_equal(g->decision.stock, 100);
	assert_int_equal(g->decision.freed, 100);
	assert_int_equal(g->gain, 20);
	assert_int_equal(g->losers, 0);
	assert_int_equal(g->nparts, 2);
	assert_int_equal(g->parts[0].item, water);
	assert_int_equal(g->parts[0].gain, 20);
	assert_int_equal(g->parts[1].item, rice);
	assert_int_equal(g->parts[1].gain, -20);
	assert_int_equal(g->parts[1].losers, 1);
	assert_int_equal(g->parts[1].lost, 20);
	story_release(&y);
}

/* Half of what is there may be called up, what expires first first. Of 10 that are good to the
 * end these are 5, for a claim of the last day; a line set aside of 4 that are good on the first
 * day makes it 7 of 14: those 4, and 3. Nobody is short, and with more goods somebody is. */
static void test_more_goods_less_served(void **state)
{
	struct story y;
	int32_t depot, c, water, h;
	const struct gain *g;
	struct stock_line *line;

	(void)state;
	story_init(&y, 3);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	h = story_holder(&y, "h", depot);
	story_terms(&y, h)->has_release = true;
	story_terms(&y, h)->release = ratio_make(1, 2);
	story_stock(&y, h, water, 10, -1);
	line = story_stock(&y, h, water, 4, 0);
	line->state = LINE_SET_ASIDE;
	line->source = add_source(&y, "s", SOURCE_USED);
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, water, 5, 2, 2);
	solve_gains(&y, 1);
	assert_int_equal(story_served(&y, c, water, 2, 2), 5);
	g = find_gain(&y, DECISION_SOURCE, water);
	assert_true(g->proven);
	assert_int_equal(g->gain, -2);
	assert_int_equal(g->losers, 1);
	assert_int_equal(g->lost, 2);
	g = find_gain(&y, DECISION_SHARE, water); /* the same goods and more */
	assert_true(g->proven);
	assert_int_equal(g->gain, 0);
	story_release(&y);
}

/* The water that is not counted would need trucks that the rice has: apart in the
 * plan, they are solved together. */
static void test_limit_outside(void **state)
{
	struct story y;
	int32_t depot, c, water, rice, h;
	const struct gain *g;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	rice = story_item(&y, "rice");
	h = story_holder(&y, "h", depot);
	story_stock(&y, h, rice, 50, -1);
	story_stock(&y, h, water, 70, -1)->state = LINE_STALE;
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 60000);
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, water, 100, 0, 0);
	story_need(&y, c, rice, 100, 0, 0);
	solve_gains(&y, 1);
	g = find_gain(&y, DECISION_STALE, water);
	assert_true(g->proven);
	assert_int_equal(g->gain, 30);
	assert_int_equal(g->nparts, 2);
	assert_int_equal(g->parts[1].item, rice);
	assert_int_equal(g->parts[1].gain, -20);
	story_release(&y);
}

/* People whose own stock was counted too long ago: with a new count it serves
 * them, and what they need less goes to the others. */
static void test_households(void **state)
{
	struct story y;
	int32_t depot, c[2], item, gov, people, cover;
	const struct gain *g;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	item = story_item(&y, "rice");
	gov = story_holder(&y, "gov", depot);
	story_stock(&y, gov, item, 10, -1);
	for (int k = 0; k < 2; k++) {
		c[k] = story_community(&y, k ? "b" : "a");
		story_people(&y, c[k], STORY_ALL, 10, 5);
		story_route(&y, depot, c[k], 0, -1);
		story_need(&y, c[k], item, 10, 0, 0);
	}
	people = story_holder(&y, "people", c[0]);
	y.s.holders[people].kind = HOLDER_HOUSEHOLD;
	cover = ARRAY_ADD(&y.s.holders[people].covers, &y.s.holders[people].ncovers,
		&y.s.holders[people].covers_room);
	y.s.holders[people].covers[cover] = (struct covers){-1, 10, 5};
	story_stock(&y, people, item, 14, -1)->state = LINE_STALE;
	solve_gains(&y, 2);
	g = find_gain(&y, DECISION_STALE, item);
	assert_true(g->proven);
	assert_int_equal(g->decision.stock, 14);
	assert_int_equal(g->decision.freed, 10); /* what they need themselves */
	assert_int_equal(g->gain, 10);
	assert_int_equal(g->losers, 0);
	story_release(&y);
}

static void close_segment(struct story *y, int32_t segment, int32_t last)
{
	struct segment *s = &y->s.segments[segment];
	int32_t at = ARRAY_ADD(&s->closed, &s->nclosed, &s->closed_room);

	s->closed[at] = (struct periods){0, last};
}

/* A closed bridge and too few trucks, each alone: people and claims are told. */
static void test_roads_and_trucks(void **state)
{
	struct story y;
	int32_t depot, near, far, water, gov, bridge;
	const struct gain *g;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	near = story_community(&y, "near");
	far = story_community(&y, "far");
	water = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	story_stock(&y, gov, water, 100, -1);
	bridge = story_segment(&y, "bridge", -1);
	story_route(&y, depot, near, 0, -1);
	story_via(story_route(&y, depot, far, 0, -1), bridge);
	close_segment(&y, bridge, 0);
	story_people(&y, near, STORY_ALL, 70, 30);
	story_people(&y, far, STORY_ALL, 9, 4);
	story_need(&y, near, water, 60, 0, 0);
	story_need(&y, far, water, 30, 0, 0);
	story_limit(&y, LIMIT_VEHICLES, STORY_DISTRICT, 40000);
	solve_gains(&y, 1);
	assert_int_equal(y.plan.ngains, 2);
	g = find_gain(&y, DECISION_LIMIT, water);
	assert_true(g->proven);
	assert_int_equal(g->gain, 20);
	assert_int_equal(g->decision.more, 20000); /* the half of it */
	assert_int_equal(g->nparts, 1);
	assert_int_equal(g->parts[0].claims, 1);
	assert_int_equal(g->parts[0].people, 70);
	/* Rates become equal: 30 of 60 and 15 of 30 would take 45 t, there are 40. */
	g = find_gain(&y, DECISION_ROAD, water);
	assert_true(g->proven);
	assert_int_equal(g->decision.segment, bridge);
	assert_int_equal(g->gain, 0);
	assert_int_equal(g->losers, 1);
	assert_int_equal(g->lost, 13);
	assert_int_equal(g->parts[0].people, 9);
	story_release(&y);
}

/* Planned again at the hour, with what the plan in p announced. */
static void solve_gains_at(struct story *y, struct previous *p, int64_t seconds)
{
	struct solve_options options = {.jobs = 1, .gains = true, .previous = p};

	events_announce(p, y);
	y->s.as_of.seconds += seconds;
	previous_call(p, &y->s);
	story_build(y);
	previous_settle(p, &y->s, &y->supply);
	plan_init(&y->plan);
	plan_solve(&y->s, &y->cells, &y->supply, &options, &y->plan);
	y->solved = true;
}

/* Two closed bridges on the only way, and a closed way that is of no use: none of them
 * helps alone, all together bring 30. */
static void test_all_roads(void **state)
{
	struct story y;
	int32_t depot, near, far, water, gov, bridges[2];
	const struct gain *g;
	struct route *way;

	(void)state;
	story_init(&y, 2);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	near = story_community(&y, "near");
	far = story_community(&y, "far");
	water = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	story_stock(&y, gov, water, 100, -1);
	bridges[0] = story_segment(&y, "b1", -1);
	bridges[1] = story_segment(&y, "b2", -1);
	story_route(&y, depot, near, 0, -1);
	story_close(story_route(&y, near, depot, 0, -1), 0, 1);
	way = story_route(&y, depot, far, 0, -1);
	for (int k = 0; k < 2; k++) {
		story_via(way, bridges[k]);
		close_segment(&y, bridges[k], 1);
	}
	story_people(&y, far, STORY_ALL, 9, 4);
	story_need(&y, near, water, 20, 0, 0);
	story_need(&y, far, water, 30, 0, 1);
	solve_gains(&y, 1);
	assert_int_equal(y.plan.ngains, 4);
	assert_int_equal(y.plan.roads_left_out, 0);
	assert_int_equal(y.plan.roads_idle, 0);
	g = &y.plan.gains[0];
	assert_int_equal(g->decision.kind, DECISION_ROADS);
	assert_true(g->proven);
	assert_int_equal(g->gain, 30);
	assert_int_equal(g->nparts, 1);
	assert_int_equal(g->parts[0].people, 9);
	for (int k = 1; k < 4; k++) {
		assert_int_equal(y.plan.gains[k].decision.kind, DECISION_ROAD);
		assert_true(y.plan.gains[k].proven && y.plan.gains[k].gain == 0);
	}
	story_release(&y);
}

/* There is not enough, however many roads are open: no road is told of one by one. */
static void test_idle_roads(void **state)
{
	struct story y;
	int32_t depot, c, water, gov;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	story_stock(&y, gov, water, 5, -1);
	story_route(&y, depot, c, 0, -1);
	for (int k = 0; k < 60; k++)
		story_close(story_route(&y, depot, c, 0, -1), 0, 0);
	story_need(&y, c, water, 10, 0, 0);
	solve_gains(&y, 1);
	assert_int_equal(y.plan.ngains, 0);
	assert_int_equal(y.plan.roads_left_out, 0);
	assert_int_equal(y.plan.roads_idle, 1);
	story_release(&y);
}

/* A plan under way: on day 2 of 4, with 10 of 40 gone, 20 more are found. */
static void test_under_way(void **state)
{
	struct story y;
	int32_t depot, c, item, h;
	struct previous p;
	const struct gain *g;

	(void)state;
	story_init(&y, 4);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	item = story_item(&y, "water");
	h = story_holder(&y, "h", depot);
	story_stock(&y, h, item, 40, -1);
	story_stock(&y, h, item, 20, -1)->state = LINE_STALE;
	story_route(&y, depot, c, 0, 10000);
	for (int32_t t = 0; t < 4; t++)
		story_need(&y, c, item, 15, t, t);
	story_solve(&y, 1);
	for (int32_t k = 0; k < y.s.nroutes; k++)
		y.s.routes[k].capacity = -1;
	solve_gains_at(&y, &p, HOURS(30));
	g = find_gain(&y, DECISION_STALE, item);
	assert_true(g->proven);
	/* 10 came on day 1; the rest of the 15 are lost, of 45 the other 30 are there. */
	assert_int_equal(story_served(&y, c, item, 0, 3), 40);
	assert_int_equal(g->decision.freed, 20);
	assert_int_equal(g->gain, 15);
	previous_release(&p);
	story_release(&y);
}

/* Water of an enterprise with notice of two days: 10 of the 30 that are wanted on three
 * days are served on the third; at once it serves all. The depot's has none. */
static void test_notice(void **state)
{
	struct story y;
	int32_t depot, c, water, gov, firm;
	const struct gain *g;

	(void)state;
	story_init(&y, 3);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	firm = story_holder(&y, "firm", depot);
	y.s.holders[firm].terms[0].notice = HOURS(48);
	story_stock(&y, gov, water, 5, -1);
	story_stock(&y, firm, water, 40, -1);
	story_route(&y, depot, c, 0, -1);
	story_people(&y, c, STORY_ALL, 6, 2);
	for (int32_t t = 0; t < 3; t++)
		story_need(&y, c, water, 10, t, t);
	solve_gains(&y, 1);
	assert_int_equal(story_served(&y, c, water, 0, 2), 15);
	assert_int_equal(y.plan.ngains, 1);
	assert_int_equal(y.plan.notices_left_out, 0);
	g = find_notice(&y, firm, water);
	assert_true(g->proven);
	assert_int_equal(g->decision.freed, 40);
	assert_int_equal(g->gain, 15);
	assert_int_equal(g->losers, 0);
	assert_int_equal(g->nparts, 1);
	assert_int_equal(g->parts[0].claims, 2);
	assert_int_equal(g->parts[0].people, 6);
	story_release(&y);
}

/* Many holders with a notice: all together and 39 of 50 are tried, the others are counted, and
 * goods that are not counted at all are solved as before. */
static void test_many_notices(void **state)
{
	struct story y;
	int32_t depot, c, water, h;
	char id[16];

	(void)state;
	story_init(&y, 2);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	for (int k = 0; k < 50; k++) {
		snprintf(id, sizeof id, "h%02d", k);
		h = story_holder(&y, id, depot);
		y.s.holders[h].terms[0].notice = HOURS(24);
		story_stock(&y, h, water, 10, -1);
	}
	h = story_holder(&y, "stale", depot);
	story_stock(&y, h, water, 1, -1)->state = LINE_STALE;
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, water, 900, 0, 0);
	solve_gains(&y, 2);
	assert_int_equal(y.plan.ngains, NOTICES_MOST);
	assert_int_equal(y.plan.notices_left_out, 11);
	assert_int_equal(find_gain(&y, DECISION_STALE, water)->gain, 1);
	for (int32_t k = 0; k < y.plan.ngains; k++)
		assert_true(y.plan.gains[k].proven && y.plan.gains[k].gain
			== (y.plan.gains[k].decision.kind == DECISION_NOTICE ? 10 : 1));
	story_release(&y);
}

/* Nothing is wanted before the notices end: solved together they are known to change
 * nothing, every one of them. */
static void test_idle_notices(void **state)
{
	struct story y;
	int32_t depot, c, water;
	char id[16];

	(void)state;
	story_init(&y, 2);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	for (int k = 0; k < 50; k++) {
		snprintf(id, sizeof id, "h%02d", k);
		int32_t h = story_holder(&y, id, depot);
		y.s.holders[h].terms[0].notice = HOURS(24);
		story_stock(&y, h, water, 10, -1);
	}
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, water, 900, 1, 1);
	solve_gains(&y, 2);
	assert_int_equal(story_served(&y, c, water, 0, 1), 500);
	assert_int_equal(y.plan.ngains, 0);
	assert_int_equal(y.plan.notices_left_out, 0);
	story_release(&y);
}

/* Called up on day 1 for day 3, on day 2: released at once it serves day 2 too. */
static void test_notice_under_way(void **state)
{
	struct story y;
	int32_t depot, c, item, h;
	struct previous p;
	const struct gain *g;

	(void)state;
	story_init(&y, 3);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	item = story_item(&y, "water");
	h = story_holder(&y, "h", depot);
	y.s.holders[h].terms[0].notice = HOURS(48);
	story_stock(&y, h, item, 20, -1);
	story_route(&y, depot, c, 0, -1);
	for (int32_t t = 0; t < 3; t++)
		story_need(&y, c, item, 10, t, t);
	story_solve(&y, 1);
	solve_gains_at(&y, &p, HOURS(24));
	assert_int_equal(story_served(&y, c, item, 2, 2), 10); /* not from day 4 on */
	g = find_notice(&y, h, item);
	assert_true(g->proven);
	assert_int_equal(g->gain, 10);
	previous_release(&p);
	story_release(&y);
}

/* 10 a day are made, with a day's notice, 15 are wanted: on day 2, with the 10 of day 1
 * handed out, the 10 of that day come today and those of days 3 and 4 the day they are
 * made. What is made on another day is not what left. */
static void test_notice_of_production_under_way(void **state)
{
	struct story y;
	int32_t depot, c, item, h;
	struct previous p;
	const struct gain *g;

	(void)state;
	story_init(&y, 4);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	item = story_item(&y, "water");
	h = story_holder(&y, "h", depot);
	y.s.holders[h].terms[0].notice = HOURS(24);
	story_stock(&y, h, item, 10, -1)->mode = MODE_CAPACITY;
	story_route(&y, depot, c, 0, -1);
	for (int32_t t = 0; t < 4; t++)
		story_need(&y, c, item, 15, t, t);
	story_solve(&y, 1);
	assert_int_equal(story_served(&y, c, item, 0, 3), 30);
	solve_gains_at(&y, &p, HOURS(30));
	assert_int_equal(story_served(&y, c, item, 0, 3), 30);
	g = find_notice(&y, h, item);
	assert_true(g->proven);
	assert_int_equal(g->gain, 10);
	previous_release(&p);
	story_release(&y);
}

/* Stopped: bounds remain, and the plan itself is as proven as before. */
static void test_stopped(void **state)
{
	struct story y = random_story(7, false);
	volatile int interrupted = 1;
	struct solve_options options = {.jobs = 1, .gains = true, .interrupted = &interrupted};

	(void)state;
	story_build(&y);
	plan_init(&y.plan);
	plan_solve(&y.s, &y.cells, &y.supply, &options, &y.plan);
	y.solved = true;
	for (int32_t k = 0; k < y.plan.ngains; k++)
		assert_true(!y.plan.gains[k].proven || y.plan.gains[k].gain == 0);
	story_release(&y);
}

/* The same for any number of threads. */
static void test_jobs(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct story one = random_story(seed, true), eight = random_story(seed, true);

		solve_gains(&one, 1);
		solve_gains(&eight, 8);
		assert_int_equal(one.plan.ngains, eight.plan.ngains);
		for (int32_t k = 0; k < one.plan.ngains; k++) {
			const struct gain *a = &one.plan.gains[k], *b = &eight.plan.gains[k];
			assert_int_equal(a->proven, b->proven);
			assert_int_equal(a->gain, b->gain);
			assert_int_equal(a->nparts, b->nparts);
			assert_memory_equal(a->parts, b->parts, (size_t)a->nparts * sizeof *a->parts);
		}
		story_release(&one);
		story_release(&eight);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alone),
		cmocka_unit_test(test_joined),
		cmocka_unit_test(test_one_gains_another_loses),
		cmocka_unit_test(test_more_goods_less_served),
		cmocka_unit_test(test_limit_outside),
		cmocka_unit_test(test_households),
		cmocka_unit_test(test_roads_and_trucks),
		cmocka_unit_test(test_all_roads),
		cmocka_unit_test(test_idle_roads),
		cmocka_unit_test(test_under_way),
		cmocka_unit_test(test_notice),
		cmocka_unit_test(test_many_notices),
		cmocka_unit_test(test_idle_notices),
		cmocka_unit_test(test_notice_under_way),
		cmocka_unit_test(test_notice_of_production_under_way),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
