#include "models/alteration.h"
#include "models/estimates.h"
#include "models/norm.h"

#include <string.h>

/* [n] elements of their own; NULL for none. */
static void *copied(const void *from, int32_t n, size_t size)
{
	void *to;

	if (n == 0)
		return NULL;
	to = mem_calloc((size_t)n, size);
	memcpy(to, from, (size_t)n * size);
	return to;
}

/* The array of out, which still is that of s, becomes its own. */
#define OWN(array, count, room) \
	((array) = copied(array, count, sizeof *(array)), (room) = (count))

static void own_items(struct scenario *out)
{
	OWN(out->items, out->nitems, out->items_room);
	for (int32_t i = 0; i < out->nitems; i++) {
		struct item *item = &out->items[i];

		OWN(item->packs, item->npacks, item->packs_room);
		OWN(item->codes, item->ncodes, item->codes_room);
	}
	OWN(out->substitutes, out->nsubstitutes, out->substitutes_room);
	for (int32_t i = 0; i < out->nsubstitutes; i++)
		OWN(out->substitutes[i].parts, out->substitutes[i].nparts, out->substitutes[i].parts_room);
}

static void own_places(struct scenario *out)
{
	OWN(out->places, out->nplaces, out->places_room);
	for (int32_t i = 0; i < out->nplaces; i++)
		OWN(out->places[i].codes, out->places[i].ncodes, out->places[i].codes_room);
	OWN(out->people, out->npeople, out->people_room);
}

static void own_holders(struct scenario *out)
{
	OWN(out->holders, out->nholders, out->holders_room);
	for (int32_t h = 0; h < out->nholders; h++) {
		struct holder *holder = &out->holders[h];

		OWN(holder->agreements, holder->nagreements, holder->agreements_room);
		for (int32_t i = 0; i < holder->nagreements; i++) {
			struct agreement *a = &holder->agreements[i];

			OWN(a->promises, a->npromises, a->promises_room);
		}
		OWN(holder->terms, holder->nterms, holder->terms_room);
		OWN(holder->covers, holder->ncovers, holder->covers_room);
	}
}

static void own_travel(struct scenario *out)
{
	OWN(out->segments, out->nsegments, out->segments_room);
	for (int32_t i = 0; i < out->nsegments; i++)
		OWN(out->segments[i].closed, out->segments[i].nclosed, out->segments[i].closed_room);
	OWN(out->routes, out->nroutes, out->routes_room);
	for (int32_t i = 0; i < out->nroutes; i++) {
		OWN(out->routes[i].via, out->routes[i].nvia, out->routes[i].via_room);
		OWN(out->routes[i].closed, out->routes[i].nclosed, out->routes[i].closed_room);
	}
	OWN(out->estimates, out->nestimates, out->estimates_room);
	OWN(out->limits, out->nlimits, out->limits_room);
	for (int32_t i = 0; i < out->nlimits; i++)
		OWN(out->limits[i].items, out->limits[i].nitems, out->limits[i].items_room);
}

static void own_demand(struct scenario *out)
{
	OWN(out->groups, out->ngroups, out->groups_room);
	OWN(out->tier_rules, out->ntier_rules, out->tier_rules_room);
	OWN(out->rates, out->nrates, out->rates_room);
	OWN(out->needs, out->nneeds, out->needs_room);
	OWN(out->minima, out->nminima, out->minima_room);
	OWN(out->policy.weights, out->policy.nweights, out->policy.weights_room);
	OWN(out->norms, out->nnorms, out->norms_room);
}

static void own_maps(struct scenario *out)
{
	map_copy(&out->item_ids);
	map_copy(&out->group_ids);
	map_copy(&out->place_ids);
	map_copy(&out->holder_ids);
	map_copy(&out->source_ids);
	map_copy(&out->segment_ids);
	map_copy(&out->route_ids);
}

void scenario_copy(const struct scenario *s, struct scenario *out)
{
	*out = *s;
	arena_init(&out->arena);
	own_items(out);
	own_places(out);
	own_holders(out);
	OWN(out->sources, out->nsources, out->sources_room);
	OWN(out->lines, out->nlines, out->lines_room);
	OWN(out->movements, out->nmovements, out->movements_room);
	OWN(out->transits, out->ntransits, out->transits_room);
	own_travel(out);
	own_demand(out);
	OWN(out->inputs, out->ninputs, out->inputs_room);
	own_maps(out);
}
