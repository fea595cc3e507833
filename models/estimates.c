#include "models/estimates.h"

#include "models/order.h"
#include "models/ranges.h"
#include "models/sphere.h"
#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool cost_fits(struct ratio cost)
{
	return cost.den > 0 && cost.num >= -1 && cost.num < QUANTITY_MAX;
}

bool estimate_fits(const struct estimate *e)
{
	return e->max_metres >= 1 && e->max_metres <= 40000000 && e->speed >= 1 &&
		e->speed <= 10000000 && e->detour.den > 0 && e->detour.num >= e->detour.den &&
		e->detour.num / e->detour.den <= 1000 && cost_fits(e->cost_per_km_tonne);
}

int64_t place_metres(const struct scenario *s, int32_t a, int32_t b)
{
	const struct place *from = &s->places[a];
	const struct place *to = &s->places[b];

	assert(from->has_point && to->has_point);
	return sphere_metres(from->lon, from->lat, to->lon, to->lat);
}

/* ---- Pairs ---- */

struct end {
	int32_t place;
	struct sphere_vector at;
};
struct ends {
	struct end *ends;
	int32_t n, room;
};

struct pair {
	int32_t from, to; /* ranks of the places' ids */
};

struct expansion {
	struct scenario *s;
	int32_t *rank; /* [nplaces] of the place ids */
	char *holds; /* [nplaces] the stand of some holder */
	struct pair *taken; /* [ntaken] sorted: pairs that have a route */
	int32_t ntaken;
	int64_t near; /* pairs within reach, with a stated route or not */
	bool full;
};

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = int_compare(a->from, b->from);

	return order ? order : int_compare(a->to, b->to);
}

static void collect_taken(struct expansion *x)
{
	const struct scenario *s = x->s;
	int32_t i;

	mem_free(x->taken);
	x->taken = mem_calloc((size_t)s->nroutes, sizeof *x->taken);
	x->ntaken = 0;
	for (i = 0; i < s->nroutes; i++) {
		if (s->routes[i].from < 0 || s->routes[i].to < 0)
			continue; /* not checked yet */
		x->taken[x->ntaken].from = x->rank[place_stand(s, s->routes[i].from)];
		x->taken[x->ntaken++].to = x->rank[place_stand(s, s->routes[i].to)];
	}
	if (x->ntaken > 0)
		qsort(x->taken, (size_t)x->ntaken, sizeof *x->taken, compare_pairs);
}

static bool is_taken(const struct expansion *x, int32_t from, int32_t to)
{
	struct pair pair = {x->rank[from], x->rank[to]};

	return x->ntaken > 0 &&
		bsearch(&pair, x->taken, (size_t)x->ntaken, sizeof pair, compare_pairs);
}

static void expansion_init(struct expansion *x, struct scenario *s)
{
	int32_t h;

	memset(x, 0, sizeof *x);
	x->s = s;
	x->rank = id_ranks(s->places, s->nplaces, sizeof *s->places);
	x->holds = mem_calloc((size_t)s->nplaces, 1);
	for (h = 0; h < s->nholders; h++) {
		if (s->holders[h].place >= 0) /* of a source set aside, perhaps nowhere */
			x->holds[place_stand(s, s->holders[h].place)] = 1;
	}
}

static void expansion_release(struct expansion *x)
{
	mem_free(x->rank);
	mem_free(x->holds);
	mem_free(x->taken);
}

static bool may_leave(const struct expansion *x, const struct estimate *e, int32_t place)
{
	enum place_kind kind = x->s->places[place].kind;

	if (e->from_kinds)
		return e->from_kinds >> kind & 1;
	return place_kind_is_site(kind) || x->holds[place];
}

static bool may_reach(const struct expansion *x, const struct estimate *e, int32_t place)
{
	enum place_kind kind = x->s->places[place].kind;

	if (e->to_kinds)
		return e->to_kinds >> kind & 1;
	return place_kind_is_community(kind) || kind == PLACE_SHELTER || kind == PLACE_DEPOT;
}

static void ends_add(struct ends *list, const struct scenario *s, int32_t place)
{
	int32_t i = ARRAY_ADD(&list->ends, &list->n, &list->room);

	list->ends[i].place = place;
	list->ends[i].at = sphere_vector(s->places[place].lon, s->places[place].lat);
}

/* A route of that many metres by road. */
static void add_route(
	struct expansion *x, const struct estimate *e, int32_t from, int32_t to, int64_t metres)
{
	struct scenario *s = x->s;
	size_t from_length = strlen(s->places[from].id), to_length = strlen(s->places[to].id);
	char *id = arena_calloc(&s->arena, from_length + to_length + 2, 1);
	int32_t number = scenario_add_route(s);
	struct route *r = &s->routes[number];

	memcpy(id, s->places[from].id, from_length);
	id[from_length] = '~';
	memcpy(id + from_length + 1, s->places[to].id, to_length);
	r->id = id;
	r->from = from;
	r->to = to;
	r->lead = int_mul_div_ceil(metres, 3600, e->speed);
	r->estimated = true;
	r->quality = QUALITY_ESTIMATED;
	r->metres = (int32_t)metres;
	r->where = e->where;
	/* per kilometre and 1,000 kg -> per kg */
	if (e->cost_per_km_tonne.num >= 0 &&
		!ratio_make_wide((wide)e->cost_per_km_tonne.num * metres,
			(wide)e->cost_per_km_tonne.den * 1000000, &r->cost_per_kg))
		r->cost_per_kg = (struct ratio){-1, 1};
	map_add(&s->route_ids, id, number);
}

static void connect(struct expansion *x, const struct estimate *e, const struct end *from,
	const struct end *to, int64_t chord_limit)
{
	const struct scenario *s = x->s;
	wide metres;

	if (from->place == to->place || sphere_chord(from->at, to->at) > chord_limit)
		return;
	metres = wide_ceil_div(
		(wide)place_metres(s, from->place, to->place) * e->detour.num, e->detour.den);
	if (metres > e->max_metres)
		return;
	x->near++;
	if (is_taken(x, from->place, to->place))
		return;
	if (s->nroutes >= ROUTES_MAX) {
		x->full = true;
		return;
	}
	add_route(x, e, from->place, to->place, (int64_t)metres);
}

static void expand(struct expansion *x, const struct estimate *e)
{
	const struct scenario *s = x->s;
	int64_t straight = int_mul_div_ceil(e->max_metres, e->detour.den, e->detour.num);
	int64_t chord_limit = sphere_chord_limit(straight);
	int32_t *order = id_order(s->places, s->nplaces, sizeof *s->places);
	struct ends from = {0}, to = {0};
	int32_t i, j;

	for (i = 0; i < s->nplaces; i++) {
		int32_t place = order[i];

		if (!s->places[place].has_point || place_stand(s, place) != place)
			continue;
		if (may_leave(x, e, place))
			ends_add(&from, s, place);
		if (may_reach(x, e, place))
			ends_add(&to, s, place);
	}
	collect_taken(x);
	for (i = 0; i < from.n && !x->full; i++) {
		for (j = 0; j < to.n && !x->full; j++)
			connect(x, e, &from.ends[i], &to.ends[j], chord_limit);
	}
	mem_free(from.ends);
	mem_free(to.ends);
	mem_free(order);
}

/* ---- All ---- */

static int compare_rules(const void *left, const void *right)
{
	const struct estimate *a = *(const struct estimate *const *)left;
	const struct estimate *b = *(const struct estimate *const *)right;
	int order = int_compare(a->max_metres, b->max_metres);

	if (order == 0)
		order = int_compare(b->speed, a->speed);
	if (order == 0)
		order = ratio_compare(a->detour, b->detour);
	if (order == 0)
		order = ratio_compare(a->cost_per_km_tonne, b->cost_per_km_tonne);
	if (order == 0)
		order = int_compare(a->from_kinds, b->from_kinds);
	return order ? order : int_compare(a->to_kinds, b->to_kinds);
}

/* The rules in the order in which they count: [nestimates]. */
static const struct estimate **ordered_rules(const struct scenario *s)
{
	const struct estimate **rules = mem_calloc((size_t)s->nestimates, sizeof *rules);

	for (int32_t i = 0; i < s->nestimates; i++)
		rules[i] = &s->estimates[i];
	if (s->nestimates > 0)
		qsort(rules, (size_t)s->nestimates, sizeof *rules, compare_rules);
	return rules;
}

int32_t estimates_expand(struct scenario *s, int64_t *near)
{
	const struct estimate **rules = ordered_rules(s);
	struct expansion x;
	int32_t full = -1;

	expansion_init(&x, s);
	for (int32_t i = 0; i < s->nestimates && full < 0; i++) {
		x.near = 0;
		if (estimate_fits(rules[i]))
			expand(&x, rules[i]);
		if (near)
			near[rules[i] - s->estimates] = x.near;
		if (x.full)
			full = (int32_t)(rules[i] - s->estimates);
	}
	expansion_release(&x);
	mem_free(rules);
	return full;
}

void estimates_make(struct scenario *s)
{
	estimates_expand(s, NULL);
}
