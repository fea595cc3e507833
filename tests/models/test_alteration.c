/* Changes on random small scenarios against what they mean, asked naively, claim
 * by claim and period by period: what is selected is changed, all else is not. */
#include "base/text.h"
#include "models/alteration.h"
#include "models/cells.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { ITEMS = 2, GROUPS = 3, PLACES = 9, PERIODS = 5 };
enum { ROOT, STREET_1, STREET_2, FIRST_COMMUNITY, HALL = 8 }; /* communities 3..7 */

static uint64_t seed;

static int32_t below(int32_t n)
{
	seed = splitmix64(seed);
	return (int32_t)(seed % (uint64_t)n);
}

static void add_places(struct scenario *s)
{
	static const int32_t in[PLACES] = {-1, ROOT, ROOT, STREET_1, STREET_1, STREET_2, STREET_2, ROOT, ROOT};
	static const char *const ids[PLACES] = {"root", "s1", "s2", "c3", "c4", "c5", "c6", "c7", "hall"};

	for (int32_t p = 0; p < PLACES; p++) {
		int32_t k = scenario_add_place(s);

		s->places[k].id = ids[p];
		s->places[k].in = in[p];
		s->places[k].kind = p == ROOT ? PLACE_DISTRICT : p < FIRST_COMMUNITY ? PLACE_STREET :
			p == HALL ? PLACE_SHELTER : PLACE_COMMUNITY;
	}
}

static struct periods some_periods(void)
{
	int32_t first = below(PERIODS), last = first + below(PERIODS - first);

	return below(3) == 0 ? (struct periods){0, INT32_MAX} :
		(struct periods){first, below(4) == 0 ? INT32_MAX : last};
}

static bool both(struct periods a, struct periods b)
{
	return a.first <= b.last && b.first <= a.last;
}

static void add_rates(struct scenario *s)
{
	for (int tries = 0; tries < 12; tries++) {
		struct rate r = {.item = below(ITEMS), .group = below(GROUPS + 1) - 1, .place = below(PLACES - 1) - 1,
			.when = some_periods(), .amount = ratio_make(1 + below(20), 1 + below(3)), .where = WHERE_NONE};
		bool free = true;

		for (int32_t k = 0; k < s->nrates; k++)
			free &= s->rates[k].item != r.item || s->rates[k].group != r.group ||
				s->rates[k].place != r.place || !both(s->rates[k].when, r.when);
		if (free) {
			int32_t k = scenario_add_rate(s);
			s->rates[k] = r;
		}
	}
}

static void add_people(struct scenario *s)
{
	for (int tries = 0; tries < 14; tries++) {
		struct people p = {.place = FIRST_COMMUNITY + below(6), .group = below(GROUPS), .count = below(60),
			.households = -1, .when = some_periods(), .where = WHERE_NONE};
		bool free = true;

		for (int32_t k = 0; k < s->npeople; k++)
			free &= s->people[k].group != p.group || s->people[k].place != p.place ||
				!both(s->people[k].when, p.when);
		if (free) {
			int32_t k = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
			s->people[k] = p;
		}
	}
}

static void add_other(struct scenario *s)
{
	for (int k = 0; k < 6; k++) {
		int32_t n = scenario_add_need(s), v = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);
		int32_t r = scenario_add_route(s);

		s->needs[n].item = below(ITEMS);
		s->needs[n].group = below(GROUPS);
		s->needs[n].place = FIRST_COMMUNITY + below(5);
		s->needs[n].quantity = below(50);
		s->needs[n].when = some_periods();
		s->needs[n].each = true;
		s->limits[v].kind = LIMIT_VEHICLES;
		s->limits[v].place = below(PLACES);
		s->limits[v].amount = below(1000);
		s->limits[v].when = some_periods();
		s->routes[r].id = "r";
		s->routes[r].from = below(PLACES);
		s->routes[r].to = below(PLACES);
		s->routes[r].lead = 60;
	}
}

static void make(struct scenario *s)
{
	static const char *const groups[GROUPS] = {"g0", "g1", "g2"}, *const items[ITEMS] = {"i0", "i1"};

	scenario_init(s);
	s->start = (struct instant){0, 0};
	s->nperiods = PERIODS;
	for (int32_t k = 0; k < ITEMS; k++) {
		int32_t i = scenario_add_item(s);
		s->items[i].id = items[k];
	}
	for (int32_t k = 0; k < GROUPS; k++) {
		int32_t g = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);
		s->groups[g].id = groups[k];
	}
	add_places(s);
	add_rates(s);
	add_people(s);
	add_other(s);
}

/* ---- What is so, asked naively ---- */

static int depth(const struct scenario *s, int32_t place)
{
	int n = 0;

	for (; place >= 0; place = s->places[place].in)
		n++;
	return n;
}

static bool in_when(struct periods when, int32_t t)
{
	return when.first <= t && t <= when.last;
}

/* The amount that counts: narrowest place, then the one with the group; num -1: none. */
static struct ratio rate_at(const struct scenario *s, int32_t item, int32_t place, int32_t group, int32_t t)
{
	const struct rate *best = NULL;

	for (int32_t k = 0; k < s->nrates; k++) {
		const struct rate *r = &s->rates[k];

		if (r->item != item || (r->group >= 0 && r->group != group) || !in_when(r->when, t) ||
			(r->place >= 0 && !place_within(s, place, r->place)))
			continue;
		if (!best || depth(s, r->place) > depth(s, best->place) ||
			(depth(s, r->place) == depth(s, best->place) && r->group > best->group))
			best = r;
	}
	return best ? best->amount : (struct ratio){-1, 1};
}

static bool is_selected(const struct scenario *s, const struct alteration *c, int32_t item, int32_t place,
	int32_t group, int32_t t)
{
	return (c->item < 0 || item == c->item) && (c->group < 0 || group == c->group) &&
		(c->place < 0 || place_within(s, place, c->place)) && in_when(c->when, t);
}

static void some_selection(struct alteration *c)
{
	alteration_init(c);
	c->item = below(ITEMS + 1) - 1;
	c->group = below(GROUPS + 1) - 1;
	c->place = below(PLACES) - 1;
	c->when = some_periods();
}

/* ---- Rates ---- */

static void assert_no_ties(const struct scenario *s)
{
	for (int32_t a = 0; a < s->nrates; a++) {
		for (int32_t b = a + 1; b < s->nrates; b++)
			assert_false(s->rates[a].item == s->rates[b].item && s->rates[a].place == s->rates[b].place &&
				s->rates[a].group == s->rates[b].group && both(s->rates[a].when, s->rates[b].when));
	}
}

static void assert_rates(const struct scenario *before, const struct scenario *after,
	const struct alteration *c)
{
	for (int32_t item = 0; item < ITEMS; item++)
		for (int32_t place = FIRST_COMMUNITY; place < HALL; place++)
			for (int32_t group = 0; group < GROUPS; group++)
				for (int32_t t = 0; t < PERIODS; t++) {
					struct ratio was = rate_at(before, item, place, group, t);
					struct ratio is = rate_at(after, item, place, group, t);

					if (was.num >= 0 && is_selected(before, c, item, place, group, t)) {
						if (c->verb == ALTER_SCALE)
							assert_true(ratio_mul(was, c->number, &was));
						else
							was = c->number;
					}
					assert_int_equal(ratio_compare(is, was), 0);
				}
}

static void test_rates(void **state)
{
	(void)state;
	for (int story = 0; story < 400; story++) {
		struct scenario s, before;

		seed = (uint64_t)story * 7919;
		make(&s);
		for (int k = 0; k < 3; k++) { /* one on top of the other */
			struct alteration c;

			some_selection(&c);
			c.verb = below(2) ? ALTER_SCALE : ALTER_SET;
			c.what = ALTERED_RATE;
			c.field = altered_field(ALTERED_RATE, "amount", 6);
			c.number = ratio_make(below(7), 1 + below(4));
			scenario_copy(&s, &before);
			alteration_apply(&s, &c, NULL);
			assert_rates(&before, &s, &c);
			assert_no_ties(&s);
			scenario_release(&before);
		}
		scenario_release(&s);
	}
}

/* ---- What is said of each period ---- */

static int64_t people_at(const struct scenario *s, int32_t place, int32_t group, int32_t t)
{
	int64_t n = 0;

	for (int32_t k = 0; k < s->npeople; k++)
		if (s->people[k].place == place && s->people[k].group == group && in_when(s->people[k].when, t))
			n += s->people[k].count;
	return n;
}

static int64_t need_at(const struct scenario *s, int32_t item, int32_t place, int32_t group, int32_t t)
{
	int64_t n = 0;

	for (int32_t k = 0; k < s->nneeds; k++)
		if (s->needs[k].item == item && s->needs[k].place == place && s->needs[k].group == group &&
			in_when(s->needs[k].when, t))
			n += s->needs[k].quantity;
	return n;
}

static int64_t vehicles_at(const struct scenario *s, int32_t place, int32_t t)
{
	int64_t n = 0;

	for (int32_t k = 0; k < s->nlimits; k++)
		if (s->limits[k].place == place && in_when(s->limits[k].when, t))
			n += s->limits[k].amount;
	return n;
}

/* Times 3, so that nothing is rounded. */
static void scale_all(struct scenario *s, const struct alteration *selection, enum altered what)
{
	struct alteration c = *selection;
	int n;

	c.verb = ALTER_SCALE;
	c.what = what;
	c.field = altered_fields(what, &n);
	c.number = (struct ratio){3, 1};
	alteration_apply(s, &c, NULL);
}

static void test_periods(void **state)
{
	(void)state;
	for (int story = 0; story < 300; story++) {
		struct scenario s, before;
		struct alteration c, of_places;

		seed = (uint64_t)story * 104729;
		make(&s);
		some_selection(&c);
		of_places = c;
		of_places.item = of_places.group = -1;
		scenario_copy(&s, &before);
		scale_all(&s, &c, ALTERED_NEED);
		scale_all(&s, &of_places, ALTERED_VEHICLES);
		c.item = -1;
		scale_all(&s, &c, ALTERED_PEOPLE);
		for (int32_t t = 0; t < PERIODS; t++)
			for (int32_t place = 0; place < PLACES; place++) {
				bool here = is_selected(&s, &of_places, -1, place, -1, t);

				assert_int_equal(vehicles_at(&s, place, t), vehicles_at(&before, place, t) * (here ? 3 : 1));
				for (int32_t group = 0; group < GROUPS; group++)
					assert_int_equal(people_at(&s, place, group, t), people_at(&before, place, group, t) *
						(is_selected(&s, &c, -1, place, group, t) ? 3 : 1));
			}
		scenario_release(&before);
		scenario_release(&s);
	}
}

static void test_needs(void **state)
{
	(void)state;
	for (int story = 0; story < 300; story++) {
		struct scenario s, before;
		struct alteration c;

		seed = (uint64_t)story * 15485863;
		make(&s);
		some_selection(&c);
		scenario_copy(&s, &before);
		scale_all(&s, &c, ALTERED_NEED);
		for (int32_t item = 0; item < ITEMS; item++)
			for (int32_t place = FIRST_COMMUNITY; place < HALL; place++)
				for (int32_t group = 0; group < GROUPS; group++)
					for (int32_t t = 0; t < PERIODS; t++)
						assert_int_equal(need_at(&s, item, place, group, t),
							need_at(&before, item, place, group, t) *
								(is_selected(&s, &c, item, place, group, t) ? 3 : 1));
		scenario_release(&before);
		scenario_release(&s);
	}
}

/* ---- Verbs ---- */

static bool is_closed(const struct route *r, int32_t t)
{
	for (int32_t k = 0; k < r->nclosed; k++)
		if (in_when(r->closed[k], t))
			return true;
	return false;
}

static void test_seal(void **state)
{
	(void)state;
	for (int story = 0; story < 200; story++) {
		struct scenario s;
		struct alteration c;

		seed = (uint64_t)story * 32452843;
		make(&s);
		alteration_init(&c);
		c.verb = ALTER_SEAL;
		c.number = (struct ratio){0, 1};
		c.place = STREET_1 + below(PLACES - 1);
		c.when = some_periods();
		assert_int_equal(alteration_apply(&s, &c, NULL).result, ALTER_DONE);
		for (int32_t k = 0; k < s.nroutes; k++) {
			const struct route *r = &s.routes[k];
			bool from = place_within(&s, r->from, c.place), to = place_within(&s, r->to, c.place);

			for (int32_t t = 0; t < PERIODS; t++)
				assert_int_equal(is_closed(r, t), in_when(c.when, t) && from && !to);
		}
		scenario_release(&s);
	}
}

/* From T on nothing leaves the place or comes to it; what left before is on its way. */
static void test_flood(void **state)
{
	(void)state;
	for (int story = 0; story < 200; story++) {
		struct scenario s;
		struct alteration c;

		seed = (uint64_t)story * 32452843;
		make(&s);
		alteration_init(&c);
		c.verb = ALTER_FLOOD;
		c.place = STREET_1 + below(PLACES - 1);
		c.when = some_periods();
		assert_int_equal(alteration_apply(&s, &c, NULL).result, ALTER_DONE);
		for (int32_t p = 0; p < PLACES; p++)
			assert_int_equal(s.places[p].lost, place_within(&s, p, c.place) ? c.when.first : INT32_MAX);
		for (int32_t k = 0; k < s.nroutes; k++) {
			const struct route *r = &s.routes[k];
			bool from = place_within(&s, r->from, c.place), to = place_within(&s, r->to, c.place);

			for (int32_t leaves = 0; leaves < PERIODS; leaves++)
				for (int32_t comes = leaves; comes < PERIODS; comes++)
					assert_int_equal(route_usable(&s, k, leaves, comes),
						!(from && leaves >= c.when.first) && !(to && comes >= c.when.first));
		}
		scenario_release(&s);
	}
}

/* Nobody is lost; nobody comes to where there is no room; others stay. */
static void test_move(void **state)
{
	(void)state;
	for (int story = 0; story < 400; story++) {
		struct shelter shelters[2] = {{HALL, below(3) ? 40 : -1}, {FIRST_COMMUNITY + 4, 30}};
		struct scenario s, before;
		struct alteration c;
		int64_t left = 0;

		seed = (uint64_t)story * 49979687;
		make(&s);
		alteration_init(&c);
		c.verb = ALTER_MOVE;
		c.place = STREET_1 + below(2);
		c.group = below(GROUPS + 1) - 1;
		c.when = some_periods();
		c.number = (struct ratio){1 + below(3), 3};
		c.shelters = shelters;
		c.nshelters = 2;
		scenario_copy(&s, &before);
		left = alteration_apply(&s, &c, NULL).left_over;
		for (int32_t t = 0; t < PERIODS; t++) {
			int64_t there[2] = {0, 0}, was[2] = {0, 0};

			for (int32_t group = 0; group < GROUPS; group++) {
				int64_t all = 0, all_before = 0;

				for (int32_t place = 0; place < PLACES; place++) {
					int64_t n = people_at(&s, place, group, t), then = people_at(&before, place, group, t);
					bool goes = place_within(&s, place, c.place);

					all += n;
					all_before += then;
					if (goes)
						assert_true(n <= then && n >= 0);
					if (!goes && place != HALL && place != FIRST_COMMUNITY + 4)
						assert_int_equal(n, then);
					if (goes && !in_when(c.when, t))
						assert_int_equal(n, then);
				}
				assert_int_equal(all, all_before);
				for (int k = 0; k < 2; k++) {
					there[k] += people_at(&s, shelters[k].place, group, t);
					was[k] += people_at(&before, shelters[k].place, group, t);
				}
			}
			for (int k = 0; k < 2; k++)
				assert_true(shelters[k].capacity < 0 || there[k] <= shelters[k].capacity || there[k] == was[k]);
		}
		assert_true(left >= 0 && (shelters[0].capacity >= 0 || left == 0));
		scenario_release(&before);
		scenario_release(&s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_needs),
		cmocka_unit_test(test_seal),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
