#include "io/things.h"

int32_t thing_count(const struct scenario *s, enum thing thing)
{
	switch (thing) {
	case THING_ITEM:
		return s->nitems;
	case THING_GROUP:
		return s->ngroups;
	case THING_PLACE:
		return s->nplaces;
	case THING_HOLDER:
		return s->nholders;
	case THING_SEGMENT:
		return s->nsegments;
	default:
		return s->nsources;
	}
}

const char *thing_id(const struct scenario *s, enum thing thing, int32_t i)
{
	switch (thing) {
	case THING_ITEM:
		return s->items[i].id;
	case THING_GROUP:
		return s->groups[i].id;
	case THING_PLACE:
		return s->places[i].id;
	case THING_HOLDER:
		return s->holders[i].id;
	case THING_SEGMENT:
		return s->segments[i].id;
	default:
		return s->sources[i].id;
	}
}

struct label thing_label(const struct scenario *s, enum thing thing, int32_t i)
{
	switch (thing) {
	case THING_ITEM:
		return s->items[i].name;
	case THING_GROUP:
		return s->groups[i].name;
	case THING_PLACE:
		return s->places[i].name;
	case THING_HOLDER:
		return s->holders[i].name;
	case THING_SEGMENT:
		return s->segments[i].name;
	default:
		return (struct label){NULL, NULL};
	}
}

const struct map *thing_ids(const struct scenario *s, enum thing thing)
{
	switch (thing) {
	case THING_ITEM:
		return &s->item_ids;
	case THING_GROUP:
		return &s->group_ids;
	case THING_PLACE:
		return &s->place_ids;
	case THING_HOLDER:
		return &s->holder_ids;
	case THING_SEGMENT:
		return &s->segment_ids;
	default:
		return &s->source_ids;
	}
}

void things_offer(const struct scenario *s, enum thing thing, struct nearest *search)
{
	int32_t count = thing_count(s, thing);

	for (int32_t i = 0; i < count; i++) {
		struct label label = thing_label(s, thing, i);

		nearest_offer_thing(search, thing_id(s, thing, i), label.zh);
		nearest_offer_thing(search, thing_id(s, thing, i), thing == THING_SOURCE ? s->sources[i].href : label.en);
	}
}
