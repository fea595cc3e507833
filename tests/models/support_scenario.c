#include "tests/models/support_scenario.h"

#include <assert.h>
#include <string.h>

struct instant at(const char *text)
{
	struct instant i;
	bool good = instant_parse(text, strlen(text), &i);

	assert(good);
	return i;
}

day on(const char *text)
{
	day d;
	bool good = day_parse(text, strlen(text), &d);

	assert(good);
	return d;
}

void small_scenario(struct scenario *s)
{
	scenario_init(s);
	s->id = "small";
	s->start = at("2026-12-01T08:00:00+08:00");
	s->nperiods = 4;
	s->as_of = s->start;
	add_place(s, "d", -1, PLACE_DISTRICT);
	add_place(s, "c1", D, PLACE_COMMUNITY);
	add_place(s, "c2", D, PLACE_COMMUNITY);
	add_place(s, "dep", D, PLACE_DEPOT);
	add_item(s, "water");
	add_group(s, "general");
	add_people(s, C1, GENERAL, 100, 40, 0, INT32_MAX);
	add_people(s, C2, GENERAL, 50, 20, 0, INT32_MAX);
}

int32_t add_place(struct scenario *s, const char *id, int32_t in, enum place_kind kind)
{
	int32_t i = scenario_add_place(s);

	s->places[i].id = id;
	s->places[i].in = in;
	s->places[i].kind = kind;
	map_add(&s->place_ids, id, i);
	return i;
}

int32_t add_item(struct scenario *s, const char *id)
{
	int32_t i = scenario_add_item(s);

	s->items[i].id = id;
	s->items[i].unit = "LTR";
	s->items[i].mass = 1000;
	map_add(&s->item_ids, id, i);
	return i;
}

int32_t add_pack(struct scenario *s, int32_t item, const char *id, int64_t contains)
{
	struct item *it = &s->items[item];
	int32_t i = ARRAY_ADD(&it->packs, &it->npacks, &it->packs_room);

	it->packs[i].id = id;
	it->packs[i].contains = contains;
	it->packs[i].where = WHERE_NONE;
	return i;
}

int32_t add_group(struct scenario *s, const char *id)
{
	int32_t i = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);

	s->groups[i].id = id;
	s->groups[i].where = WHERE_NONE;
	return i;
}

void add_people(struct scenario *s, int32_t place, int32_t group, int64_t count, int64_t households,
	int32_t first, int32_t last)
{
	int32_t i = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);

	s->people[i].place = place;
	s->people[i].group = group;
	s->people[i].count = count;
	s->people[i].households = households;
	s->people[i].when = (struct periods){first, last};
	s->people[i].where = WHERE_NONE;
}

int32_t add_holder(struct scenario *s, const char *id, enum holder_kind kind, int32_t place)
{
	int32_t i = scenario_add_holder(s);

	s->holders[i].id = id;
	s->holders[i].kind = kind;
	s->holders[i].place = place;
	map_add(&s->holder_ids, id, i);
	return i;
}

struct stock_line *add_line(struct scenario *s, int32_t holder, int32_t item, int64_t quantity)
{
	int32_t i = scenario_add_line(s);
	struct stock_line *line = &s->lines[i];

	line->holder = holder;
	line->item = item;
	line->declared = quantity;
	line->declared_at = at("2026-12-01T06:00:00+08:00");
	line->government_owned = s->holders[holder].kind == HOLDER_GOVERNMENT;
	return line;
}

struct terms *add_terms(struct scenario *s, int32_t holder, int32_t item)
{
	struct holder *h = &s->holders[holder];
	int32_t i = scenario_add_terms(h);
	struct terms *terms = &h->terms[i];

	terms->item = item;
	return terms;
}

struct terms *add_release(struct scenario *s, int32_t holder, int64_t num, int64_t den)
{
	struct terms *terms = add_terms(s, holder, -1);

	terms->has_release = true;
	terms->release = ratio_make(num, den);
	terms->notice = 6 * 3600;
	terms->reach = REACH_ANYWHERE;
	return terms;
}

struct agreement *add_agreement(
	struct scenario *s, int32_t holder, const char *id, const char *from, const char *to)
{
	struct holder *h = &s->holders[holder];
	int32_t i = scenario_add_agreement(h);
	struct agreement *agreement = &h->agreements[i];

	agreement->id = id;
	agreement->from = from ? on(from) : DAY_NONE;
	agreement->to = to ? on(to) : DAY_NONE;
	return agreement;
}

void add_cover(struct scenario *s, int32_t holder, int32_t group, int64_t people)
{
	struct holder *h = &s->holders[holder];
	int32_t i = ARRAY_ADD(&h->covers, &h->ncovers, &h->covers_room);

	h->covers[i].group = group;
	h->covers[i].people = people;
}

struct rate *add_rate(
	struct scenario *s, int32_t item, int32_t place, int32_t group, int64_t num, int64_t den)
{
	int32_t i = scenario_add_rate(s);
	struct rate *rate = &s->rates[i];

	rate->item = item;
	rate->place = place;
	rate->group = group;
	rate->amount = ratio_make(num, den);
	return rate;
}

struct need *add_need(struct scenario *s, int32_t place, int32_t item, int32_t group,
	int64_t quantity, int32_t first, int32_t last)
{
	int32_t i = scenario_add_need(s);
	struct need *need = &s->needs[i];

	need->place = place;
	need->item = item;
	need->group = group;
	need->quantity = quantity;
	need->when = (struct periods){first, last};
	return need;
}

struct route *add_route(struct scenario *s, const char *id, int32_t from, int32_t to, int64_t lead)
{
	int32_t i = scenario_add_route(s);
	struct route *route = &s->routes[i];

	route->id = id;
	route->from = from;
	route->to = to;
	route->lead = lead;
	map_add(&s->route_ids, id, i);
	return route;
}

struct source *add_source(struct scenario *s, const char *id, enum source_kind kind)
{
	int32_t i = scenario_add_source(s);
	struct source *source = &s->sources[i];

	source->id = id;
	source->kind = kind;
	source->format = "csv";
	return source;
}

void add_movement(struct scenario *s, int32_t line, int64_t quantity, const char *when)
{
	int32_t i = ARRAY_ADD(&s->movements, &s->nmovements, &s->movements_room);

	s->movements[i].line = line;
	s->movements[i].quantity = quantity;
	s->movements[i].at = at(when);
	s->movements[i].where = WHERE_NONE;
}

struct transit *add_transit(struct scenario *s, const char *id, int32_t item, int32_t to,
	int64_t quantity, const char *when)
{
	int32_t i = scenario_add_transit(s);
	struct transit *transit = &s->transits[i];

	transit->id = id;
	transit->item = item;
	transit->to = to;
	transit->quantity = quantity;
	transit->arrives = at(when);
	return transit;
}

void built_init(struct built *b, const struct scenario *s)
{
	cells_build(s, &b->cells);
	supply_build(s, &b->cells, &b->supply);
}

void built_release(struct built *b)
{
	supply_release(&b->supply);
	cells_release(&b->cells);
}

const struct callable *callable_of(const struct built *b, int32_t holder, int32_t item)
{
	int32_t i;

	for (i = 0; i < b->supply.ncallable; i++) {
		if (b->supply.callable[i].holder == holder && b->supply.callable[i].item == item)
			return &b->supply.callable[i];
	}
	return NULL;
}

uint64_t random_below(uint64_t *state, uint64_t bound)
{
	*state += 0x9e3779b97f4a7c15u;
	return splitmix64(*state) % bound;
}
