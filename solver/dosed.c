#include "solver/dosed.h"

#include <string.h>

static void *copied(const void *from, int32_t n, int32_t room, size_t size)
{
	void *to = mem_calloc((size_t)room, size);

	if (n > 0)
		memcpy(to, from, (size_t)n * size);
	return to;
}

/* --- roads --- */

/* The closures without the periods opened: [*n], each cut into two at most. */
static struct periods *opened(struct dosed *d, const struct periods *closed, int32_t *n, struct periods when)
{
	struct periods *left = mem_calloc(2 * (size_t)*n, sizeof *left);
	int32_t k = ARRAY_ADD(&d->closures, &d->nclosures, &d->closures_room), nleft = 0;

	for (int32_t i = 0; i < *n; i++) {
		struct periods before = {closed[i].first, closed[i].last < when.first ? closed[i].last : when.first - 1};
		struct periods after = {closed[i].first > when.last ? closed[i].first : when.last + 1, closed[i].last};
		if (before.first <= before.last)
			left[nleft++] = before;
		if (after.first <= after.last)
			left[nleft++] = after;
	}
	*n = nleft;
	d->closures[k] = left;
	return left;
}

static void open_road(struct dosed *d, const struct dose *dose)
{
	struct scenario *s = &d->scenario;

	if (dose->remedy->kind == REMEDY_ROUTE) {
		struct route *route;
		if (!d->routes)
			s->routes = d->routes = copied(s->routes, s->nroutes, s->nroutes, sizeof *s->routes);
		route = &d->routes[dose->remedy->route];
		route->closed = opened(d, route->closed, &route->nclosed, dose->when);
	} else {
		struct segment *segment;
		if (!d->segments)
			s->segments = d->segments = copied(s->segments, s->nsegments, s->nsegments, sizeof *s->segments);
		segment = &d->segments[dose->remedy->segment];
		segment->closed = opened(d, segment->closed, &segment->nclosed, dose->when);
	}
}

/* --- goods --- */

static enum reach_kind goods_reach(const struct dosed *d, const struct dose *dose, int32_t item,
	enum place_kind *kind)
{
	const struct holder *h = &d->scenario.holders[dose->remedy->holder];
	enum reach_kind reach = REACH_ABSENT;

	for (int pass = 0; pass < 2; pass++) /* terms of the item come before those of all */
		for (int32_t k = 0; k < h->nterms; k++)
			if (h->terms[k].item == (pass == 0 ? -1 : item) && h->terms[k].reach != REACH_ABSENT) {
				reach = h->terms[k].reach;
				*kind = h->terms[k].reach_place;
			}
	return reach;
}

static void bring(struct dosed *d, const struct dose *dose, int32_t item)
{
	struct scenario *s = &d->scenario;
	int64_t arrives = s->start.seconds + dose->when.last * s->period;
	struct transit *t;

	if (!d->transits)
		s->transits = d->transits = copied(s->transits, s->ntransits, s->ntransits + d->ndoses,
			sizeof *s->transits);
	t = &d->transits[s->ntransits++];
	*t = (struct transit){.id = "+", .item = item, .to = dose->remedy->place, .holder = -1,
		.quantity = dose->amount * s->items[item].issue_unit, .expires = DAY_NONE, .reach = REACH_OWN,
		.state = LINE_USED, .source = -1, .quality = s->quality};
	t->arrives = (struct instant){arrives > s->as_of.seconds ? arrives : s->as_of.seconds, s->start.offset};
	if (dose->remedy->holder >= 0)
		t->reach = goods_reach(d, dose, item, &t->reach_place);
}

/* --- terms and decisions --- */

static struct supposed_terms suppose(const struct dose *dose, int32_t item)
{
	struct supposed_terms t = {.holder = dose->remedy->holder, .item = item, .hold_back = -1,
		.release = {0, 0}, .notice = -1, .reach = REACH_ABSENT};

	switch (dose->remedy->kind) {
	case REMEDY_HOLD_BACK:
		t.hold_back = dose_hold_back(dose);
		break;
	case REMEDY_RELEASE:
		t.release = ratio_make(dose_release(dose), 1000);
		break;
	case REMEDY_NOTICE:
		t.notice = dose_notice(dose);
		break;
	case REMEDY_REACH:
		t.reach = REACH_REGION;
		t.reach_place = dose->remedy->reach_place;
		break;
	default:
		break;
	}
	return t;
}

static void take(struct dosed *d, const struct dose *dose, int32_t item)
{
	switch (dose->remedy->kind) {
	case REMEDY_DECISION:
		d->decisions[d->what_if.ndecisions++] = dose->remedy->decision;
		break;
	case REMEDY_HOLD_BACK:
	case REMEDY_RELEASE:
	case REMEDY_NOTICE:
	case REMEDY_REACH:
		d->terms[d->what_if.nterms++] = suppose(dose, item);
		break;
	case REMEDY_SEGMENT:
	case REMEDY_ROUTE:
		open_road(d, dose);
		break;
	case REMEDY_GOODS:
		bring(d, dose, item);
		break;
	case REMEDY_LIMIT:
	case REMEDY_KINDS:
		break;
	}
}

void dosed_init(struct dosed *d, const struct scenario *s, const struct cells *cells, const struct dose *doses,
	int32_t ndoses, int32_t item, const bool *stock)
{
	bool households = false;

	memset(d, 0, sizeof *d);
	d->doses = doses;
	d->ndoses = ndoses;
	d->scenario = *s;
	d->cells = cells;
	d->decisions = mem_calloc((size_t)ndoses, sizeof *d->decisions);
	d->terms = mem_calloc((size_t)ndoses, sizeof *d->terms);
	d->what_if = (struct what_if){.decisions = d->decisions, .terms = d->terms, .items = stock};
	for (int32_t k = 0; k < ndoses; k++) {
		take(d, &doses[k], item);
		households |= doses[k].remedy->kind == REMEDY_DECISION && doses[k].remedy->decision.households;
	}
	scenario_suppose(&d->scenario, &d->what_if);
	if (households) {
		cells_build(&d->scenario, &d->own_cells);
		d->cells = &d->own_cells;
	}
}

void dosed_release(struct dosed *d)
{
	if (d->cells == &d->own_cells)
		cells_release(&d->own_cells);
	for (int32_t k = 0; k < d->nclosures; k++)
		mem_free(d->closures[k]);
	mem_free(d->closures);
	mem_free(d->decisions);
	mem_free(d->terms);
	mem_free(d->transits);
	mem_free(d->routes);
	mem_free(d->segments);
}

/* --- limits --- */

wide bound_step(const struct scenario *s, const struct bounds *bounds, const struct bound *b)
{
	if (b->kind != BOUND_LIMIT || s->limits[b->index].kind == LIMIT_VEHICLES)
		return 1000;
	return s->limits[b->index].kind == LIMIT_BUDGET ? bounds->money_scale : 1;
}

bool remedy_of_bound(const struct remedy *r, const struct bound *b)
{
	return r->kind == REMEDY_LIMIT && (b->kind == BOUND_LIMIT ? r->limit == b->index
			&& r->when.first == b->when.first && r->when.last == b->when.last
		: b->kind == BOUND_ROUTE ? r->route == b->index : r->segment == b->index);
}

void dosed_bounds(const struct dosed *d, struct bounds *bounds)
{
	for (int32_t k = 0; k < d->ndoses; k++)
		for (int32_t b = 0; b < bounds->nbounds; b++)
			if (remedy_of_bound(d->doses[k].remedy, &bounds->bounds[b]))
				bounds->bounds[b].most += d->doses[k].amount
					* bound_step(&d->scenario, bounds, &bounds->bounds[b]);
}
