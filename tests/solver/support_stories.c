#include "tests/solver/support_stories.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COMMUNITY = 3, NCOMMUNITIES = 4 }; /* d, s1, s2, then c1..c4 (some left out) */

/* Digits alone, else `absent`. */
static uint64_t number_in_environment(const char *name, uint64_t absent)
{
	const char *value = getenv(name);
	int64_t n;

	if (!value)
		return absent;
	assert(decimal_parse(value, strlen(value), 0, &n) == NUMBER_OK);
	return (uint64_t)n;
}

uint64_t stories(uint64_t few)
{
	return number_in_environment("STORIES", few);
}

uint64_t story_first(uint64_t first)
{
	return number_in_environment("STORY", first);
}

static bool chance(struct support_random *r, int64_t percent)
{
	return support_between(r, 0, 99) < percent;
}

static void random_places(struct story *y, struct support_random *r)
{
	int32_t streets[2];
	int32_t n = (int32_t)support_between(r, 2, NCOMMUNITIES);

	streets[0] = story_place(y, "s1", STORY_DISTRICT, PLACE_STREET);
	streets[1] = story_place(y, "s2", STORY_DISTRICT, PLACE_STREET);
	for (int32_t k = 0; k < n; k++) {
		char id[16];

		snprintf(id, sizeof id, "c%d", k + 1);
		story_place(y, id, streets[support_between(r, 0, 1)], PLACE_COMMUNITY);
	}
	story_place(y, "depot", chance(r, 50) ? STORY_DISTRICT : streets[0], PLACE_DEPOT);
}

static int32_t any_stand(const struct story *y, struct support_random *r)
{
	return (int32_t)support_between(r, COMMUNITY, y->s.nplaces - 1);
}

static void random_routes(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	int32_t bridge = story_segment(y, "bridge", shape->capacities && chance(r, 30) ?
		support_between(r, 1, shape->quantity_most) * 1000 : -1);
	int32_t n = (int32_t)support_between(r, 2, 7);

	for (int32_t k = 0; k < n; k++) {
		int32_t from = any_stand(y, r), to = any_stand(y, r);
		struct route *route;

		if (from == to)
			continue;
		route = story_route(y, from, to, HOURS(12 * support_between(r, 0, 4)),
			shape->every_limit ? support_between(r, 1, shape->quantity_most) * 1000 :
			shape->capacities && chance(r, 40) ? support_between(r, 0, shape->quantity_most) * 1000 : -1);
		route->cost_per_kg = ratio_make(support_between(r, 0, 5), support_between(r, 1, 3));
		if (chance(r, 20))
			story_via(route, bridge);
		if (chance(r, 20)) {
			int32_t first = (int32_t)support_between(r, 0, y->s.nperiods - 1);

			story_close(route, first, (int32_t)support_between(r, first, y->s.nperiods - 1));
		}
	}
	if (chance(r, 20)) {
		struct segment *segment = &y->s.segments[bridge];
		int32_t k = ARRAY_ADD(&segment->closed, &segment->nclosed, &segment->closed_room);

		segment->closed[k] = (struct periods){0, 0};
	}
}

static void random_stock(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	int32_t n = (int32_t)support_between(r, 1, 3);

	for (int32_t h = 0; h < n; h++) {
		char id[16];
		int32_t holder, lines = (int32_t)support_between(r, 1, 3);
		struct terms *terms;

		snprintf(id, sizeof id, "h%d", h + 1);
		holder = story_holder(y, id, any_stand(y, r));
		terms = story_terms(y, holder);
		terms->notice = shape->odd_notice ? HOURS(6 * support_between(r, 0, 5)) :
						    HOURS(24 * support_between(r, 0, 1));
		terms->reach = shape->plain || chance(r, 60) ? REACH_ANYWHERE : chance(r, 60) ? REACH_REGION : REACH_OWN;
		terms->reach_place = PLACE_STREET;
		for (int32_t k = 0; k < lines; k++) {
			struct stock_line *line = story_stock(y, holder,
				(int32_t)support_between(r, 0, y->s.nitems - 1),
				support_between(r, 1, shape->quantity_most),
				!shape->plain && chance(r, 40) ? (int32_t)support_between(r, 0, y->s.nperiods) : -1);

			if (chance(r, 15)) {
				line->mode = MODE_CAPACITY;
				line->when.first = (int32_t)support_between(r, 0, y->s.nperiods - 1);
			}
		}
	}
}

static void random_claims(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	int32_t n = (int32_t)support_between(r, shape->every_limit ? 3 : 1, shape->claims_most);

	for (int32_t k = 0; k < n; k++) {
		int32_t first = (int32_t)support_between(r, 0, y->s.nperiods - 1);
		int32_t last = chance(r, 60) ? first : (int32_t)support_between(r, first, y->s.nperiods - 1);
		int32_t place = chance(r, 90) ? (int32_t)support_between(r, COMMUNITY, y->s.nplaces - 2) :
						y->s.nplaces - 1;
		struct need *need = story_need(y, place, (int32_t)support_between(r, 0, y->s.nitems - 1),
			support_between(r, 1, shape->quantity_most), first, last);

		need->group = shape->every_limit ? y->s.ngroups - 1 : (int32_t)support_between(r, 0, y->s.ngroups - 1);
		need->rank = chance(r, 20) ? (int32_t)support_between(r, 1, 3) : 0;
		if (shape->tiers)
			need->tier = (int32_t)support_between(r, 0, 3);
		if (chance(r, 20)) {
			need->unmet = UNMET_WAITS;
			need->waits = (int32_t)support_between(r, 1, 2);
		}
	}
}

/* So tight that several of them are met at once. */
static void random_limits_together(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	story_limit(y, LIMIT_VEHICLES, STORY_DISTRICT, support_between(r, 1, shape->quantity_most) * 1000);
	story_limit(y, LIMIT_HELPERS, STORY_DISTRICT, support_between(r, 1, 4) * 5);
	story_limit(y, LIMIT_BUDGET, -1, support_between(r, 1, shape->quantity_most));
}

static void random_limits(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	for (int32_t p = COMMUNITY; p < y->s.nplaces; p++)
		for (int32_t g = 0; g < y->s.ngroups; g++)
			story_people(y, p, g, support_between(r, 1, 9), support_between(r, 1, 4));
	if (shape->every_limit) {
		random_limits_together(y, r, shape);
		return;
	}
	if (chance(r, 50))
		story_limit(y, LIMIT_VEHICLES, chance(r, 50) ? STORY_DISTRICT : any_stand(y, r),
			support_between(r, 1, 2 * shape->quantity_most) * 1000);
	if (chance(r, 40))
		story_limit(y, LIMIT_HELPERS, chance(r, 50) ? STORY_DISTRICT : any_stand(y, r),
			support_between(r, 5, 30));
	if (chance(r, 30))
		story_limit(y, LIMIT_BUDGET, -1, support_between(r, 1, 3 * shape->quantity_most));
	if (y->s.nlimits > 0 && chance(r, 30)) {
		struct limit *limit = &y->s.limits[0];
		int32_t k = ARRAY_ADD(&limit->items, &limit->nitems, &limit->items_room);

		limit->items[k] = 0;
	}
}

/* Small enough to be met now and then. */
static void random_minima(struct story *y, struct support_random *r)
{
	if (chance(r, 30)) {
		const struct need *need = &y->s.needs[support_between(r, 0, y->s.nneeds - 1)];
		struct minimum *m = story_minimum(y, false, need->place, need->item,
			support_between(r, 1, 1 + need->quantity / 2));

		m->group = need->group;
		m->when = (struct periods){need->when.first, y->s.nperiods - 1};
	}
	if (chance(r, 30))
		story_minimum(y, true, any_stand(y, r), 0, support_between(r, 1, 2));
}

static void random_households(struct story *y, struct support_random *r,
	const struct story_shape *shape)
{
	int32_t holder = story_holder(y, "hh", COMMUNITY), k;

	y->s.holders[holder].kind = HOLDER_HOUSEHOLD;
	y->s.holders[holder].terms[0].notice = -1;
	k = ARRAY_ADD(&y->s.holders[holder].covers, &y->s.holders[holder].ncovers,
		&y->s.holders[holder].covers_room);
	y->s.holders[holder].covers[k] = (struct covers){-1, support_between(r, 1, 9), 1};
	story_people(y, COMMUNITY, STORY_ALL, 9, 3);
	story_stock(y, holder, 0, support_between(r, 1, shape->quantity_most), -1);
}

static void random_substitutes(struct story *y, struct support_random *r)
{
	int32_t last = y->s.nitems - 1;
	int64_t u = y->s.items[0].issue_unit, v = y->s.items[last].issue_unit;
	struct substitute *s;

	if (last == 0)
		return;
	s = story_substitute(y, 0, u * support_between(r, 1, 3), last, v * support_between(r, 1, 2));
	if (y->s.nitems > 2 && chance(r, 50))
		story_add_part(s, 1, y->s.items[1].issue_unit);
}

/* Goods enough in the depot, and ways to everybody. */
static void random_rich_depot(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	int32_t depot = y->s.nplaces - 1, holder = story_holder(y, "rich", depot);
	struct terms *terms = story_terms(y, holder);

	terms->notice = HOURS(24 * support_between(r, 0, 1));
	terms->reach = REACH_ANYWHERE;
	for (int32_t i = 0; i < y->s.nitems; i++)
		story_stock(y, holder, i, support_between(r, 1, 3) * shape->quantity_most, -1);
	for (int32_t p = COMMUNITY; p < depot; p++)
		story_route(y, depot, p, HOURS(12 * support_between(r, 0, 2)),
			shape->every_limit ? support_between(r, 1, 3) * 1000 : -1)->cost_per_kg
			= ratio_make(support_between(r, shape->every_limit, 5), support_between(r, 1, 3));
}

void story_random(struct story *y, struct support_random *r, const struct story_shape *shape)
{
	int32_t nitems = (int32_t)support_between(r, 1, shape->items_most);

	story_init(y, (int32_t)support_between(r, 1, shape->periods_most));
	random_places(y, r);
	for (int32_t i = 0; i < nitems; i++) {
		char id[16];

		snprintf(id, sizeof id, "i%d", i + 1);
		story_item(y, id);
		if (chance(r, 50))
			y->s.items[i].value = support_between(r, 1, 20);
		if (shape->packs && chance(r, 50))
			y->s.items[i].issue_unit = support_between(r, 2, 3);
		if (!shape->plain && chance(r, 20))
			y->s.items[i].shelf_life.seconds = HOURS(24);
	}
	story_group(y, "door", true, 5);
	random_routes(y, r, shape);
	random_stock(y, r, shape);
	random_claims(y, r, shape);
	if (shape->limits)
		random_limits(y, r, shape);
	if (shape->tight || shape->every_limit)
		random_rich_depot(y, r, shape);
	if (shape->tight)
		story_limit(y, LIMIT_VEHICLES, STORY_DISTRICT, support_between(r, 1, 4) * 1000);
	if (shape->minima)
		random_minima(y, r);
	if (shape->substitutes)
		random_substitutes(y, r);
	if (shape->households)
		random_households(y, r, shape);
	if (shape->transits && chance(r, 60)) {
		struct transit *t = story_transit(y, "t1", 0, any_stand(y, r),
			support_between(r, 1, shape->quantity_most) * 3, HOURS(12 * support_between(r, 0, 3)));

		t->reach = chance(r, 50) ? REACH_ABSENT : REACH_ANYWHERE;
		t->expires = chance(r, 30) ? story_day(y, 1) : DAY_NONE;
	}
	if (shape->autonomy)
		y->s.policy.autonomy = ratio_make(support_between(r, 0, 2), 3);
	if (shape->tiers && chance(r, 30))
		y->s.policy.look_ahead = 1;
	if (shape->rules) {
		y->s.policy.fairness = (enum fairness)support_between(r, 0, 2);
		y->s.policy.has_spread = chance(r, 50);
		y->s.policy.spread = ratio_make(support_between(r, 0, 3), 4);
	}
	if (shape->losses && chance(r, 50))
		y->s.places[any_stand(y, r)].lost = (int32_t)support_between(r, 0, y->s.nperiods - 1);
}
