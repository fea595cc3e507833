#include "models/scenario.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

/* ---- Life ---- */

static const struct ratio RATIO_ZERO = {0, 1};
static const struct periods WHOLE_HORIZON = {0, INT32_MAX};

void scenario_init(struct scenario *s)
{
	memset(s, 0, sizeof *s);
	arena_init(&s->arena);
	s->id = "";
	s->version = "1.0";
	s->language = "zh-CN";
	s->currency = "CNY";
	s->period = 24 * 60 * 60;
	s->as_of.seconds = INSTANT_NONE;
	s->default_tier = 2;
	s->policy.fairness = FAIRNESS_LEXIMIN;
	s->policy.autonomy = RATIO_ZERO;
	s->policy.spread = RATIO_ZERO;
	s->policy.step = ratio_make(1, 100);
	s->start.seconds = INSTANT_NONE;
	s->where = s->horizon_where = s->as_of_where = WHERE_NONE;
	s->policy.where = WHERE_NONE;
	map_init(&s->item_ids);
	map_init(&s->group_ids);
	map_init(&s->place_ids);
	map_init(&s->holder_ids);
	map_init(&s->source_ids);
	map_init(&s->segment_ids);
	map_init(&s->route_ids);
}

static void release_items(struct scenario *s)
{
	int32_t i;

	for (i = 0; i < s->nitems; i++) {
		mem_free(s->items[i].packs);
		mem_free(s->items[i].codes);
	}
	mem_free(s->items);
	for (i = 0; i < s->nsubstitutes; i++)
		mem_free(s->substitutes[i].parts);
	mem_free(s->substitutes);
}

static void release_holders(struct scenario *s)
{
	int32_t h, i;

	for (h = 0; h < s->nholders; h++) {
		struct holder *holder = &s->holders[h];

		for (i = 0; i < holder->nagreements; i++)
			mem_free(holder->agreements[i].promises);
		mem_free(holder->agreements);
		mem_free(holder->terms);
		mem_free(holder->covers);
	}
	mem_free(s->holders);
}

static void release_travel(struct scenario *s)
{
	int32_t i;

	for (i = 0; i < s->nsegments; i++)
		mem_free(s->segments[i].closed);
	mem_free(s->segments);
	for (i = 0; i < s->nroutes; i++) {
		mem_free(s->routes[i].via);
		mem_free(s->routes[i].closed);
	}
	mem_free(s->routes);
	mem_free(s->estimates);
	for (i = 0; i < s->nlimits; i++)
		mem_free(s->limits[i].items);
	mem_free(s->limits);
}

static void release_maps(struct scenario *s)
{
	map_release(&s->item_ids);
	map_release(&s->group_ids);
	map_release(&s->place_ids);
	map_release(&s->holder_ids);
	map_release(&s->source_ids);
	map_release(&s->segment_ids);
	map_release(&s->route_ids);
}

void scenario_release(struct scenario *s)
{
	int32_t i;

	release_items(s);
	mem_free(s->groups);
	mem_free(s->tier_rules);
	for (i = 0; i < s->nplaces; i++)
		mem_free(s->places[i].codes);
	mem_free(s->places);
	mem_free(s->people);
	release_holders(s);
	mem_free(s->sources);
	mem_free(s->lines);
	mem_free(s->movements);
	mem_free(s->transits);
	release_travel(s);
	mem_free(s->rates);
	mem_free(s->needs);
	mem_free(s->minima);
	mem_free(s->policy.weights);
	mem_free(s->norms);
	mem_free(s->inputs);
	release_maps(s);
	arena_release(&s->arena);
	scenario_init(s);
}

/* ---- Adding ---- */

int32_t scenario_add_item(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->items, &s->nitems, &s->items_room);
	struct item *item = &s->items[i];

	item->id = "";
	item->unit = "";
	item->mass = -1;
	item->value = -1;
	item->issue_pack = -1;
	item->issue_unit = 1;
	item->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_place(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->places, &s->nplaces, &s->places_room);
	struct place *place = &s->places[i];

	place->id = "";
	place->in = -1;
	place->lost = INT32_MAX;
	place->quality = s->quality;
	place->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_holder(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->holders, &s->nholders, &s->holders_room);
	struct holder *holder = &s->holders[i];

	holder->id = "";
	holder->place = -1;
	holder->source = -1;
	holder->quality = s->quality;
	holder->where = WHERE_NONE;
	return i;
}

int32_t holder_of_fate(const struct scenario *s, int32_t holder)
{
	int32_t host = s->holders[holder].host ? map_get(&s->holder_ids, s->holders[holder].host) : -1;

	return host >= 0 ? host : holder;
}

int32_t scenario_add_line(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->lines, &s->nlines, &s->lines_room);
	struct stock_line *line = &s->lines[i];

	line->holder = -1;
	line->item = -1;
	line->agreement = -1;
	line->source = -1;
	line->pack = -1;
	line->declared = -1;
	line->counted = -1;
	line->declared_at.seconds = INSTANT_NONE;
	line->counted_at.seconds = INSTANT_NONE;
	line->made = DAY_NONE;
	line->expires = DAY_NONE;
	line->price = -1;
	line->when = WHOLE_HORIZON;
	line->quality = (unsigned char)s->quality;
	line->as_of_where = line->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_transit(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->transits, &s->ntransits, &s->transits_room);
	struct transit *transit = &s->transits[i];

	transit->id = "";
	transit->item = -1;
	transit->to = -1;
	transit->holder = -1;
	transit->expires = DAY_NONE;
	transit->source = -1;
	transit->quality = s->quality;
	transit->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_route(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->routes, &s->nroutes, &s->routes_room);
	struct route *route = &s->routes[i];

	route->id = "";
	route->from = -1;
	route->to = -1;
	route->cost_per_kg = (struct ratio){-1, 1};
	route->capacity = -1;
	route->metres = -1;
	route->quality = s->quality;
	route->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_source(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->sources, &s->nsources, &s->sources_room);
	struct source *source = &s->sources[i];

	source->id = "";
	source->href = "";
	source->format = "";
	source->encoding = "UTF-8";
	source->holder = -1;
	source->supersedes = -1;
	source->quality = s->quality;
	source->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_rate(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->rates, &s->nrates, &s->rates_room);
	struct rate *rate = &s->rates[i];

	rate->item = -1;
	rate->group = -1;
	rate->place = -1;
	rate->amount = RATIO_ZERO;
	rate->when = WHOLE_HORIZON;
	rate->source = -1;
	rate->quality = s->quality;
	rate->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_need(struct scenario *s)
{
	int32_t i = ARRAY_ADD(&s->needs, &s->nneeds, &s->needs_room);
	struct need *need = &s->needs[i];

	need->place = -1;
	need->item = -1;
	need->group = -1;
	need->when = WHOLE_HORIZON;
	need->source = -1;
	need->quality = s->quality;
	need->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_agreement(struct holder *h)
{
	int32_t i = ARRAY_ADD(&h->agreements, &h->nagreements, &h->agreements_room);
	struct agreement *agreement = &h->agreements[i];

	agreement->id = "";
	agreement->number = "";
	agreement->from = DAY_NONE;
	agreement->to = DAY_NONE;
	agreement->where = WHERE_NONE;
	return i;
}

int32_t scenario_add_terms(struct holder *h)
{
	int32_t i = ARRAY_ADD(&h->terms, &h->nterms, &h->terms_room);
	struct terms *terms = &h->terms[i];

	terms->item = -1;
	terms->hold_back_share = RATIO_ZERO;
	terms->release = RATIO_ZERO;
	terms->notice = -1;
	terms->sales = (struct ratio){-1, 1};
	terms->where = WHERE_NONE;
	return i;
}

/* ---- Kinds ---- */

bool place_kind_is_community(enum place_kind kind)
{
	return kind == PLACE_COMMUNITY || kind == PLACE_VILLAGE;
}

bool place_kind_is_site(enum place_kind kind)
{
	return kind >= PLACE_DEPOT;
}

static const char *const quality_words[] = {
	[QUALITY_RECORDED] = "recorded",
	[QUALITY_ESTIMATED] = "estimated",
	[QUALITY_SYNTHETIC] = "synthetic",
};
const char *quality_word(enum quality q)
{
	assert((unsigned)q <= QUALITY_SYNTHETIC);
	return quality_words[q];
}

/* ---- Ancestry ---- */

/* Walks are cut at the number of places: a cycle is a fault that
 * scenario_check reports, and must not hang what runs before it. */

bool place_within(const struct scenario *s, int32_t place, int32_t region)
{
	int32_t steps;

	for (steps = 0; place >= 0 && steps <= s->nplaces; steps++) {
		if (place == region)
			return true;
		place = s->places[place].in;
	}
	return false;
}

int32_t place_ancestor(const struct scenario *s, int32_t place, enum place_kind kind)
{
	int32_t steps;

	for (steps = 0; place >= 0 && steps <= s->nplaces; steps++) {
		if (s->places[place].kind == kind)
			return place;
		place = s->places[place].in;
	}
	return -1;
}

int32_t place_stand(const struct scenario *s, int32_t place)
{
	int32_t at = place;
	int32_t steps;

	for (steps = 0; at >= 0 && steps <= s->nplaces; steps++) {
		if (place_kind_is_community(s->places[at].kind))
			return at;
		at = s->places[at].in;
	}
	return place;
}

int32_t place_root(const struct scenario *s)
{
	int32_t i;

	for (i = 0; i < s->nplaces; i++) {
		if (s->places[i].in < 0)
			return i;
	}
	return -1;
}

const char *limit_kind_word(enum limit_kind kind)
{
	static const char *const words[] = {"vehicles", "helpers", "budget"};

	assert((unsigned)kind < sizeof words / sizeof *words);
	return words[kind];
}
