#include "models/alteration_parts.h"

#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

/* The verbs: several changes that belong together. */

/* The stand of the place, which is what the network knows. */
static bool stands_in(const struct scenario *s, int32_t place, int32_t region)
{
	return place >= 0 && place_within(s, place_stand(s, place), region);
}

/* ---- Closing ---- */

/* Adds the periods; false when they are closed already. */
static bool close_ranges(struct periods **ranges, int32_t *n, int32_t *room, struct periods when)
{
	int32_t k;

	for (k = 0; k < *n; k++) {
		if ((*ranges)[k].first <= when.first && when.last <= (*ranges)[k].last)
			return false;
	}
	k = ARRAY_ADD(ranges, n, room);
	(*ranges)[k] = when;
	return true;
}

/* Closures are written with their last period. */
static struct periods within_horizon(const struct scenario *s, struct periods when)
{
	if (when.last >= s->nperiods && s->nperiods > 0)
		when.last = when.first < s->nperiods ? s->nperiods - 1 : when.first;
	return when;
}

static void note_closed(struct application *a, enum altered what, const char *id, struct periods when)
{
	struct text periods;

	if (!a->effects)
		return;
	text_init(&periods);
	effect_periods(&periods, when);
	effect_add(a, what, id, _("closed"), "", text_str(&periods));
	text_release(&periods);
}

void route_close(struct application *a, int32_t route, struct periods when)
{
	struct route *r = &a->s->routes[route];

	when = within_horizon(a->s, when);
	if (!close_ranges(&r->closed, &r->nclosed, &r->closed_room, when))
		return;
	r->where = a->c->where;
	route_altered(r);
	note_closed(a, ALTERED_ROUTE, r->id, when);
}

/* A segment closes every route over it; they are listed with it. */
static void close_segment(struct application *a, int32_t segment)
{
	struct scenario *s = a->s;
	struct segment *g = &s->segments[segment];
	struct periods when = within_horizon(s, a->c->when);

	a->outcome.matched++;
	close_ranges(&g->closed, &g->nclosed, &g->closed_room, when);
	g->where = a->c->where;
	note_closed(a, ALTERED_SEGMENT, g->id, when);
	for (int32_t k = 0; k < s->nroutes; k++) {
		if (route_over_segment(&s->routes[k], segment))
			note_closed(a, ALTERED_ROUTE, s->routes[k].id, when);
	}
}

void apply_close(struct application *a)
{
	const struct alteration *c = a->c;
	struct scenario *s = a->s;

	if (c->segment >= 0) {
		close_segment(a, c->segment);
		return;
	}
	routes_estimate(s);
	for (int32_t k = 0; k < s->nroutes; k++) {
		const struct route *r = &s->routes[k];
		bool out = c->place < 0 || stands_in(s, r->from, c->place);
		bool in = c->place < 0 || stands_in(s, r->to, c->place);

		if (c->id && strcmp(r->id, c->id) != 0)
			continue;
		if (c->to >= 0 ? !out || !stands_in(s, r->to, c->to) : c->place >= 0 && out == in)
			continue; /* within the place people still move */
		a->outcome.matched++;
		route_close(a, k, c->when);
	}
}

/* ---- Sealing ---- */

/* What people got by themselves falls to the plan: stated demand is the part
 * 1 - p of the need, so it becomes the 1 / (1 - p) fold. */
static void end_self_supply(struct application *a)
{
	struct alteration demand = *a->c;
	struct alteration_outcome before = a->outcome;

	if (a->c->number.num == 0)
		return;
	demand.verb = ALTER_SCALE;
	demand.to = -1;
	demand.number = ratio_make(a->c->number.den, a->c->number.den - a->c->number.num);
	demand.what = ALTERED_RATE;
	demand.field = altered_field(ALTERED_RATE, "amount", strlen("amount"));
	alteration_part(a, &demand);
	demand.what = ALTERED_NEED;
	demand.field = altered_field(ALTERED_NEED, "quantity", strlen("quantity"));
	alteration_part(a, &demand);
	before.result = a->outcome.result;
	a->outcome = before;
}

/* Nothing leaves the region; with a gate all that comes in comes to the gate. */
void apply_seal(struct application *a)
{
	const struct alteration *c = a->c;
	struct scenario *s = a->s;
	int32_t region = place_stand(s, c->place), gate = c->to >= 0 ? place_stand(s, c->to) : -1;

	routes_estimate(s);
	a->outcome.matched++;
	for (int32_t k = 0; k < s->nroutes; k++) {
		const struct route *r = &s->routes[k];
		bool from_in = stands_in(s, r->from, region), to_in = stands_in(s, r->to, region);

		if ((from_in && !to_in) ||
			(!from_in && to_in && gate >= 0 && place_stand(s, r->to) != gate))
			route_close(a, k, c->when);
	}
	end_self_supply(a);
}

/* ---- Flood ---- */

/* Is the site lost in the middle of what is planned? Then what is there is of use until it
 * is, else it is of none. */
static bool lost_later(const struct application *a)
{
	const struct scenario *s = a->s;
	int64_t since = s->as_of.seconds == INSTANT_NONE || s->start.seconds == INSTANT_NONE
		? 0 : s->as_of.seconds - s->start.seconds;

	return !s->ledger && a->c->when.first > 0 && (int64_t)a->c->when.first * s->period > since;
}

/* after: its status; NULL: it is of use until the site is lost. */
static void note_line(struct application *a, const struct stock_line *l, const char *after)
{
	struct scenario *s = a->s;
	struct text name;
	char period[16];

	if (!a->effects)
		return;
	text_init(&name);
	text_printf(&name, "%s / %s", s->holders[l->holder].id, s->items[l->item].id);
	if (l->lot)
		text_printf(&name, " / %s", l->lot);
	if (after)
		effect_add(a, ALTERED_STOCK, text_str(&name), _("status"), line_status_word(STATUS_GOOD), after);
	else
		effect_add(a, ALTERED_STOCK, text_str(&name), _("of use until period"), "",
			decimal_format(period, (int64_t)a->c->when.first, 0));
	text_release(&name);
}

/* A line of stock of the region. What lies within a community that stays is one with its
 * goods for the plan, which cannot tell what is gone from when on: it does not count. */
static void lose_line(struct application *a, struct stock_line *l)
{
	struct scenario *s = a->s;
	bool whole = stands_in(s, s->holders[l->holder].place, a->c->place);

	if (l->status != STATUS_GOOD)
		return;
	if (!whole || !lost_later(a)) {
		l->status = STATUS_DAMAGED;
		l->where = a->c->where;
		note_line(a, l, line_status_word(STATUS_DAMAGED));
		return;
	}
	note_line(a, l, NULL);
}

/* Goods under way that come when the place is lost: they get there no more. */
static void lose_transits(struct application *a, int32_t region)
{
	struct scenario *s = a->s;
	char *gone = mem_calloc((size_t)s->ntransits, 1);
	int64_t lost = s->start.seconds + (int64_t)a->c->when.first * s->period;

	for (int32_t k = 0; k < s->ntransits; k++) {
		const struct transit *t = &s->transits[k];

		gone[k] = t->to >= 0 && place_within(s, t->to, region) &&
			(!lost_later(a) || !stands_in(s, t->to, region) || t->arrives.seconds >= lost);
		if (gone[k])
			effect_add(a, ALTERED_TRANSIT, t->id, NULL, "", NULL);
	}
	elements_compact(s, ALTERED_TRANSIT, gone, s->ntransits);
	mem_free(gone);
}

static void note_lost(struct application *a, enum altered what, const char *id, const char *field, int32_t period)
{
	char number[16];

	effect_add(a, what, id, field, "", decimal_format(number, (int64_t)period, 0));
}

static void lose_places(struct application *a)
{
	struct scenario *s = a->s;
	int32_t from = a->c->when.first;

	for (int32_t k = 0; k < s->nplaces; k++) {
		struct place *p = &s->places[k];

		if (!place_within(s, k, a->c->place) || !stands_in(s, k, a->c->place) || p->lost <= from)
			continue;
		p->lost = from;
		p->where = a->c->where;
		note_lost(a, ALTERED_PLACE, p->id, _("lost from period"), from + 1);
	}
}

/* What it means for the roads, which themselves stay open: only for who asks. */
static void note_roads(struct application *a)
{
	struct scenario *s = a->s;
	int32_t from = a->c->when.first;

	if (!a->effects)
		return;
	routes_estimate(s);
	for (int32_t k = 0; k < s->nroutes; k++) {
		const struct route *r = &s->routes[k];

		if (stands_in(s, r->to, a->c->place))
			note_lost(a, ALTERED_ROUTE, r->id, _("arrives until period"), from);
		else if (stands_in(s, r->from, a->c->place))
			note_lost(a, ALTERED_ROUTE, r->id, _("leaves until period"), from);
	}
}

static int64_t people_from(const struct scenario *s, int32_t region, int32_t period)
{
	int64_t persons = 0;

	for (int32_t k = 0; k < s->npeople; k++) {
		const struct people *p = &s->people[k];

		if (p->place >= 0 && place_within(s, p->place, region) && p->when.first <= period &&
			period <= p->when.last && !int_add(persons, p->count, &persons))
			return INT64_MAX;
	}
	return persons;
}

/* The place is lost from T on: what is there until then may still be handed out and sent;
 * at the start of T the rest is gone, and nothing comes, leaves or is made there any more.
 * People are moved by ALTER_MOVE. */
void apply_flood(struct application *a)
{
	const struct alteration *c = a->c;
	struct scenario *s = a->s;

	a->outcome.matched++;
	lose_places(a);
	for (int32_t k = 0; k < s->nlines; k++) {
		struct stock_line *l = &s->lines[k];

		if (l->holder >= 0 && l->item >= 0 && s->holders[l->holder].place >= 0 &&
			place_within(s, s->holders[l->holder].place, c->place))
			lose_line(a, l);
	}
	lose_transits(a, c->place);
	note_roads(a);
	a->outcome.remaining = people_from(s, c->place, c->when.first);
}

/* ---- Moving people ---- */

struct mover {
	struct application *a;
	int64_t *room; /* [nshelters] persons, INT64_MAX = no bound */
};

static void note_people(struct application *a, int32_t people, int64_t before, int64_t after)
{
	char was[48], is[48];
	struct text name;

	if (!a->effects)
		return;
	text_init(&name);
	people_name(a->s, &a->s->people[people], &name);
	effect_add(a, ALTERED_PEOPLE, text_str(&name), _("persons"), decimal_format(was, before, 0),
		decimal_format(is, after, 0));
	text_release(&name);
}

/* Households go with their people, rounded up. */
static int64_t households_of(const struct people *p, int64_t persons)
{
	if (p->households < 0 || p->count <= 0)
		return p->households;
	return int_mul_div_ceil(p->households, persons, p->count);
}

/* Those who are at the place in the periods get company: entries of one group
 * must not overlap, so what is there is added to, period by period. */
static void settle(struct mover *m, int32_t place, const struct people *from, int64_t persons,
	int64_t households)
{
	struct scenario *s = m->a->s;
	struct periods left = from->when;
	int32_t n = s->npeople;

	/* From one entry to the next, in the order of their periods. */
	while (left.first <= left.last) {
		int32_t found = -1, k;
		struct people added = *from;

		for (int32_t i = 0; i < n; i++) {
			const struct people *p = &s->people[i];

			if (p->place == place && p->group == from->group && p->when.last >= left.first &&
				p->when.first <= left.last &&
				(found < 0 || p->when.first < s->people[found].when.first))
				found = i;
		}
		added.place = place;
		added.count = persons;
		added.households = households;
		added.where = m->a->c->where;
		added.when = left;
		if (found >= 0 && s->people[found].when.first > left.first) {
			added.when.last = s->people[found].when.first - 1;
		} else if (found >= 0) {
			struct people old = s->people[found];

			people_divide(s, found, left);
			n = s->npeople;
			s->people[found].count += persons;
			if (s->people[found].households >= 0 && households >= 0)
				s->people[found].households += households;
			s->people[found].where = m->a->c->where;
			note_people(m->a, found, old.count, s->people[found].count);
			if (s->people[found].when.last == INT32_MAX)
				return;
			left.first = s->people[found].when.last + 1;
			continue;
		}
		k = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
		s->people[k] = added;
		note_people(m->a, k, 0, persons);
		n = s->npeople;
		if (added.when.last == INT32_MAX)
			return;
		left.first = added.when.last + 1;
	}
}

/* One entry of people, whose periods are all meant. */
static void move_entry(struct mover *m, int32_t i)
{
	const struct alteration *c = m->a->c;
	struct scenario *s = m->a->s;
	int64_t going, left, before = s->people[i].count, households;
	struct people from;

	if (!scaled_int(before, c->number, true, &going))
		going = before;
	left = going;
	for (int32_t k = 0; k < c->nshelters && left > 0; k++) {
		int64_t persons = left < m->room[k] ? left : m->room[k];

		if (persons <= 0)
			continue;
		from = s->people[i];
		households = households_of(&from, persons);
		if (m->room[k] != INT64_MAX)
			m->room[k] -= persons;
		left -= persons;
		s->people[i].count -= persons;
		if (from.households >= 0)
			s->people[i].households -= households;
		settle(m, c->shelters[k].place, &from, persons, households);
	}
	s->people[i].where = c->where;
	note_people(m->a, i, before, s->people[i].count);
	m->a->outcome.left_over += left;
}

/* An order that does not depend on that of the file: of who finds room first. */
struct entry {
	int32_t number, place, group, first;
};
static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = int_compare(a->place, b->place);

	if (order == 0)
		order = int_compare(a->group, b->group);
	if (order == 0)
		order = int_compare(a->first, b->first);
	return order ? order : int_compare(a->number, b->number);
}

static int32_t *people_order(const struct scenario *s, int32_t n)
{
	struct entry *entries = mem_calloc((size_t)n, sizeof *entries);
	int32_t *places = id_ranks(s->places, s->nplaces, sizeof *s->places);
	int32_t *groups = id_ranks(s->groups, s->ngroups, sizeof *s->groups);
	int32_t *order = mem_calloc((size_t)n, sizeof *order);

	for (int32_t i = 0; i < n; i++) {
		const struct people *p = &s->people[i];

		entries[i] = (struct entry){i, p->place < 0 ? -1 : places[p->place],
			p->group < 0 ? -1 : groups[p->group], p->when.first};
	}
	if (n > 0)
		qsort(entries, (size_t)n, sizeof *entries, compare_entries);
	for (int32_t i = 0; i < n; i++)
		order[i] = entries[i].number;
	mem_free(groups);
	mem_free(places);
	mem_free(entries);
	return order;
}

static int64_t room_left(const struct scenario *s, const struct shelter *shelter, struct periods when)
{
	int64_t most = 0;

	if (shelter->capacity < 0)
		return INT64_MAX;
	for (int32_t t = when.first; t <= when.last && t < s->nperiods; t++) {
		int64_t there = people_from(s, shelter->place, t);

		most = there > most ? there : most;
	}
	return shelter->capacity > most ? shelter->capacity - most : 0;
}

void apply_move(struct application *a)
{
	const struct alteration *c = a->c;
	struct scenario *s = a->s;
	struct mover m = {a, mem_calloc((size_t)c->nshelters, sizeof *m.room)};
	int32_t n = s->npeople, *order;
	char *chosen = mem_calloc((size_t)n, 1);

	for (int32_t k = 0; k < c->nshelters; k++)
		m.room[k] = room_left(s, &c->shelters[k], c->when);
	for (int32_t i = 0; i < n; i++) {
		const struct people *p = &s->people[i];

		chosen[i] = p->place >= 0 && p->group >= 0 && place_within(s, p->place, c->place) &&
			(c->group < 0 || p->group == c->group) && p->when.first <= c->when.last &&
			c->when.first <= p->when.last && p->count > 0;
	}
	order = people_order(s, n);
	for (int32_t k = 0; k < n; k++) {
		if (!chosen[order[k]])
			continue;
		a->outcome.matched++;
		people_divide(s, order[k], c->when);
		move_entry(&m, order[k]);
	}
	mem_free(order);
	mem_free(chosen);
	mem_free(m.room);
}
