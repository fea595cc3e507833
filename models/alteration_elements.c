#include "models/alteration_parts.h"

#include <assert.h>
#include <string.h>

/* The elements of a scenario as changes select them. */

/* ---- One element ---- */

int64_t element_unit(const struct scenario *s, int32_t item)
{
	int64_t unit = 1;

	for (int32_t k = 0; item >= 0 && k < s->items[item].decimals; k++)
		unit *= 10;
	return unit;
}

void element_name_part(struct text *out, const char *part)
{
	if (out->length > 0)
		text_puts(out, " / ");
	text_puts(out, part);
}

void element_name_periods(struct text *out, struct periods when)
{
	if (when.first == 0 && when.last == INT32_MAX)
		return;
	text_puts(out, " (");
	effect_periods(out, when);
	text_putc(out, ')');
}

void element_name(const struct scenario *s, const struct element *e, struct text *out)
{
	text_clear(out);
	if (e->holder >= 0 && e->what != ALTERED_TRANSIT)
		element_name_part(out, s->holders[e->holder].id);
	else if (e->what != ALTERED_ROUTE && e->what != ALTERED_TRANSIT && e->place >= 0)
		element_name_part(out, s->places[e->place].id);
	if (e->id && e->what != ALTERED_HOLDER)
		element_name_part(out, e->id);
	if (e->item >= 0 && e->what != ALTERED_ITEM)
		element_name_part(out, s->items[e->item].id);
	if (e->group >= 0 && e->what != ALTERED_GROUP)
		element_name_part(out, s->groups[e->group].id);
	element_name_periods(out, e->when);
}

void rate_name(const struct scenario *s, const struct rate *rate, struct text *out)
{
	element_name_part(out, s->items[rate->item].id);
	if (rate->place >= 0)
		element_name_part(out, s->places[rate->place].id);
	if (rate->group >= 0)
		element_name_part(out, s->groups[rate->group].id);
	element_name_periods(out, rate->when);
}

void people_name(const struct scenario *s, const struct people *people, struct text *out)
{
	element_name_part(out, s->places[people->place].id);
	element_name_part(out, s->groups[people->group].id);
	element_name_periods(out, people->when);
}

static bool within(const struct scenario *s, int32_t place, int32_t region)
{
	return region < 0 || (place >= 0 && place_within(s, place, region));
}

bool route_over_segment(const struct route *r, int32_t segment)
{
	for (int32_t k = 0; k < r->nvia; k++) {
		if (r->via[k] == segment)
			return true;
	}
	return false;
}

bool element_selected(const struct scenario *s, const struct alteration *c, const struct element *e)
{
	if (c->id && (!e->id || strcmp(c->id, e->id) != 0))
		return false;
	if ((c->item >= 0 && e->item != c->item) || (c->group >= 0 && e->group != c->group) ||
		(c->holder >= 0 && e->holder != c->holder))
		return false;
	if (c->holder_kind >= 0 && (e->holder < 0 || (int)s->holders[e->holder].kind != c->holder_kind))
		return false;
	if (c->place_kind >= 0 && (e->place < 0 || (int)s->places[e->place].kind != c->place_kind))
		return false;
	if (c->segment >= 0 && (!e->route || !route_over_segment(e->route, c->segment)))
		return false;
	if (c->to >= 0 && !within(s, e->to, c->to))
		return false;
	/* A route by its beginning when its end is named too, else by either end. */
	if (c->place >= 0 && !within(s, e->place, c->place) &&
		!(e->route && c->to < 0 && within(s, e->to, c->place)))
		return false;
	return e->when.first <= c->when.last && c->when.first <= e->when.last;
}

/* ---- Elements of each sort ---- */

static int32_t holders_count(const struct scenario *s, bool terms)
{
	int32_t n = 0;

	for (int32_t h = 0; h < s->nholders; h++)
		n += terms ? s->holders[h].nterms : s->holders[h].nagreements;
	return n;
}

int32_t altered_count(const struct scenario *s, enum altered what)
{
	switch (what) {
	case ALTERED_NEED:
		return s->nneeds;
	case ALTERED_PEOPLE:
		return s->npeople;
	case ALTERED_STOCK:
		return s->nlines;
	case ALTERED_TRANSIT:
		return s->ntransits;
	case ALTERED_HOLDER:
		return s->nholders;
	case ALTERED_TERMS:
		return holders_count(s, true);
	case ALTERED_AGREEMENT:
		return holders_count(s, false);
	case ALTERED_ROUTE:
		return s->nroutes;
	case ALTERED_SEGMENT:
		return s->nsegments;
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
	case ALTERED_BUDGET:
		return s->nlimits;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		return s->nminima;
	case ALTERED_TIER:
		return s->ntier_rules;
	case ALTERED_GROUP:
		return s->ngroups;
	case ALTERED_ITEM:
		return s->nitems;
	case ALTERED_POLICY:
	case ALTERED_HORIZON:
		return 1;
	case ALTERED_RATE:
		return s->nrates;
	case ALTERED_PLACE:
		return s->nplaces;
	case ALTERED_SORTS:
		break;
	}
	return 0;
}

struct element element_blank(enum altered what, void *at, int32_t number)
{
	return (struct element){what, at, number, NULL, -1, -1, -1, -1, -1, NULL, WHOLE};
}

static int32_t holder_place(const struct scenario *s, int32_t holder)
{
	return holder >= 0 ? s->holders[holder].place : -1;
}

static struct element stock_element(struct scenario *s, int32_t i)
{
	struct stock_line *l = &s->lines[i];
	struct element e = element_blank(ALTERED_STOCK, l, i);

	e.id = l->lot;
	e.item = l->item;
	e.holder = l->holder;
	e.place = holder_place(s, l->holder);
	if (l->mode == MODE_CAPACITY)
		e.when = l->when;
	return e;
}

static struct element travel_element(struct scenario *s, enum altered what, int32_t i)
{
	struct element e;

	if (what == ALTERED_SEGMENT) {
		e = element_blank(what, &s->segments[i], i);
		e.id = s->segments[i].id;
		return e;
	}
	e = element_blank(what, &s->routes[i], i);
	e.id = s->routes[i].id;
	e.place = s->routes[i].from;
	e.to = s->routes[i].to;
	e.route = &s->routes[i];
	return e;
}

static struct element limit_element(struct scenario *s, enum altered what, int32_t i)
{
	struct limit *limit = &s->limits[i];
	struct element e = element_blank(what, limit, i);

	e.place = limit->place;
	if (limit->nitems == 1)
		e.item = limit->items[0];
	e.when = limit->when;
	return e;
}

/* The element of the sort with that number; inner ones (terms, agreements) are
 * made by their own loop. */
struct element element_at(struct scenario *s, enum altered what, int32_t i)
{
	struct element e = element_blank(what, NULL, i);

	switch (what) {
	case ALTERED_NEED:
		e.at = &s->needs[i];
		e.item = s->needs[i].item;
		e.group = s->needs[i].group;
		e.place = s->needs[i].place;
		e.when = s->needs[i].when;
		break;
	case ALTERED_PEOPLE:
		e.at = &s->people[i];
		e.group = s->people[i].group;
		e.place = s->people[i].place;
		e.when = s->people[i].when;
		break;
	case ALTERED_STOCK:
		return stock_element(s, i);
	case ALTERED_TRANSIT:
		e.at = &s->transits[i];
		e.id = s->transits[i].id;
		e.item = s->transits[i].item;
		e.holder = s->transits[i].holder;
		e.place = s->transits[i].to;
		break;
	case ALTERED_HOLDER:
		e.at = &s->holders[i];
		e.id = s->holders[i].id;
		e.holder = i;
		e.place = s->holders[i].place;
		break;
	case ALTERED_ROUTE:
	case ALTERED_SEGMENT:
		return travel_element(s, what, i);
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
	case ALTERED_BUDGET:
		return limit_element(s, what, i);
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		e.at = &s->minima[i];
		e.item = s->minima[i].item;
		e.group = s->minima[i].group;
		e.place = s->minima[i].place;
		e.when = s->minima[i].when;
		break;
	case ALTERED_TIER:
		e.at = &s->tier_rules[i];
		e.item = s->tier_rules[i].item;
		e.group = s->tier_rules[i].group;
		break;
	case ALTERED_GROUP:
		e.at = &s->groups[i];
		e.id = s->groups[i].id;
		e.group = i;
		break;
	case ALTERED_ITEM:
		e.at = &s->items[i];
		e.id = s->items[i].id;
		e.item = i;
		break;
	case ALTERED_POLICY:
		e.at = &s->policy;
		break;
	case ALTERED_HORIZON:
		e.at = s;
		break;
	case ALTERED_RATE:
		e.at = &s->rates[i];
		e.item = s->rates[i].item;
		e.group = s->rates[i].group;
		e.place = s->rates[i].place;
		e.when = s->rates[i].when;
		break;
	case ALTERED_PLACE:
		e.at = &s->places[i];
		e.id = s->places[i].id;
		break;
	case ALTERED_TERMS:
	case ALTERED_AGREEMENT:
	case ALTERED_SORTS:
		break;
	}
	return e;
}

/* Some kinds share an array. */
bool element_of_sort(const struct scenario *s, enum altered what, int32_t i)
{
	switch (what) {
	case ALTERED_VEHICLES:
		return s->limits[i].kind == LIMIT_VEHICLES;
	case ALTERED_HELPERS:
		return s->limits[i].kind == LIMIT_HELPERS;
	case ALTERED_BUDGET:
		return s->limits[i].kind == LIMIT_BUDGET;
	case ALTERED_MINIMUM:
		return !s->minima[i].end_stock;
	case ALTERED_END_STOCK:
		return s->minima[i].end_stock;
	default:
		return true;
	}
}

struct element element_terms(struct scenario *s, int32_t h, int32_t i)
{
	struct element e = element_blank(ALTERED_TERMS, &s->holders[h].terms[i], i);

	e.holder = h;
	e.place = s->holders[h].place;
	e.item = s->holders[h].terms[i].item;
	return e;
}

struct element element_agreement(struct scenario *s, int32_t h, int32_t i)
{
	struct element e = element_blank(ALTERED_AGREEMENT, &s->holders[h].agreements[i], i);

	e.id = s->holders[h].agreements[i].id;
	e.holder = h;
	e.place = s->holders[h].place;
	return e;
}

bool element_holder_selected(const struct application *a, int32_t h)
{
	struct element e = element_at(a->s, ALTERED_HOLDER, h);
	struct alteration c = *a->c;

	c.item = -1;
	if (c.what != ALTERED_TERMS)
		c.id = NULL;
	return element_selected(a->s, &c, &e);
}

struct where *element_where(struct element *e)
{
	switch (e->what) {
	case ALTERED_NEED:
		return &((struct need *)e->at)->where;
	case ALTERED_PEOPLE:
		return &((struct people *)e->at)->where;
	case ALTERED_STOCK:
		return &((struct stock_line *)e->at)->where;
	case ALTERED_TRANSIT:
		return &((struct transit *)e->at)->where;
	case ALTERED_TERMS:
		return &((struct terms *)e->at)->where;
	case ALTERED_AGREEMENT:
		return &((struct agreement *)e->at)->where;
	case ALTERED_ROUTE:
		return &((struct route *)e->at)->where;
	case ALTERED_SEGMENT:
		return &((struct segment *)e->at)->where;
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
	case ALTERED_BUDGET:
		return &((struct limit *)e->at)->where;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		return &((struct minimum *)e->at)->where;
	case ALTERED_TIER:
		return &((struct tier_rule *)e->at)->where;
	case ALTERED_GROUP:
		return &((struct group *)e->at)->where;
	case ALTERED_ITEM:
		return &((struct item *)e->at)->where;
	case ALTERED_POLICY:
		return &((struct policy *)e->at)->where;
	case ALTERED_HORIZON:
		return &((struct scenario *)e->at)->horizon_where;
	case ALTERED_RATE:
	case ALTERED_HOLDER:
	case ALTERED_PLACE:
	case ALTERED_SORTS:
		break;
	}
	return NULL;
}

/* ---- Periods ---- */

/* The periods of an element that says the same of each of them, else NULL. */
static struct periods *divisible(struct scenario *s, enum altered what, int32_t i)
{
	switch (what) {
	case ALTERED_RATE:
		return &s->rates[i].when;
	case ALTERED_NEED:
		return s->needs[i].each ? &s->needs[i].when : NULL;
	case ALTERED_PEOPLE:
		return &s->people[i].when;
	case ALTERED_STOCK:
		return s->lines[i].mode == MODE_CAPACITY ? &s->lines[i].when : NULL;
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
		return &s->limits[i].when;
	default:
		return NULL;
	}
}

/* Adds the element once more. */
static int32_t element_copy(struct scenario *s, enum altered what, int32_t i)
{
	int32_t k;

	switch (what) {
	case ALTERED_RATE:
		k = scenario_add_rate(s);
		s->rates[k] = s->rates[i];
		return k;
	case ALTERED_NEED:
		k = scenario_add_need(s);
		s->needs[k] = s->needs[i];
		return k;
	case ALTERED_PEOPLE:
		k = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
		s->people[k] = s->people[i];
		return k;
	case ALTERED_STOCK:
		k = scenario_add_line(s);
		s->lines[k] = s->lines[i];
		return k;
	default: /* vehicles, helpers: they name no items */
		k = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);
		s->limits[k] = s->limits[i];
		s->limits[k].items = NULL;
		s->limits[k].nitems = s->limits[k].items_room = 0;
		return k;
	}
}

/* Leaves element i with the chosen periods alone; the others get elements of
 * their own behind the last one. */
void element_divide(struct scenario *s, enum altered what, int32_t i, struct periods chosen)
{
	struct periods *own = divisible(s, what, i), whole;
	int32_t k;

	if (!own)
		return;
	whole = *own;
	if (whole.first < chosen.first) {
		k = element_copy(s, what, i);
		*divisible(s, what, k) = (struct periods){whole.first, chosen.first - 1};
		divisible(s, what, i)->first = chosen.first;
	}
	if (whole.last > chosen.last) {
		k = element_copy(s, what, i);
		*divisible(s, what, k) = (struct periods){chosen.last + 1, whole.last};
		divisible(s, what, i)->last = chosen.last;
	}
}

void people_divide(struct scenario *s, int32_t i, struct periods chosen)
{
	element_divide(s, ALTERED_PEOPLE, i, chosen);
}

/* A claim for a window as a whole is of its first period. */
bool element_period_selected(const struct application *a, const struct element *e)
{
	return e->what != ALTERED_NEED || ((const struct need *)e->at)->each ||
		e->when.first >= a->c->when.first;
}
