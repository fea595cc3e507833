#include "models/arrival.h"

#include "models/travel.h"

#define NEVER INT64_MAX

/* What is believed of the way of a lot. */
struct way {
	const struct scenario *s;
	const struct supply_lot *lot;
	bool good_for_ever, always_open, nothing_lost;
	int64_t *there, *ready; /* [nplaces] when it is first there, may go on; seconds or NEVER */
	int64_t end; /* of the horizon */
};

static int64_t next_period(const struct way *w, int64_t time)
{
	return ((int64_t)period_of(w->s, time) + 1) * w->s->period;
}

static bool usable(const struct way *w, int32_t place, int32_t period)
{
	return (w->nothing_lost || period < w->s->places[place].lost) && (w->good_for_ever || usable_in(w->s, w->lot->last_day, period));
}

/* Goods come to a place; true when that is sooner than what was known. */
static bool arrive(struct way *w, int32_t place, int64_t time, int64_t ready)
{
	if (time >= w->end || !usable(w, place, period_of(w->s, time)))
		return false;
	if (time < w->there[place])
		w->there[place] = time;
	if (w->lot->own || ready >= w->end || ready >= w->ready[place])
		return false;
	w->ready[place] = ready;
	return true;
}

/* Over one road, leaving as soon as it is open for all of the way. */
static bool go(struct way *w, int32_t route)
{
	const struct route *r = &w->s->routes[route];
	int32_t from = place_stand(w->s, r->from), to = place_stand(w->s, r->to);
	int64_t leave = w->ready[from];

	if (leave == NEVER || !place_within(w->s, from, w->lot->region) || !place_within(w->s, to, w->lot->region))
		return false;
	while (leave + r->lead < w->end && !w->always_open && route_arrival(w->s, route, leave) < 0)
		leave = next_period(w, leave);
	return leave + r->lead < w->end && arrive(w, to, leave + r->lead, next_period(w, leave + r->lead));
}

static void spread(struct way *w)
{
	int64_t now = w->s->as_of.seconds - w->s->start.seconds;
	int64_t free_at = w->lot->release > now ? w->lot->release : now > 0 ? now : 0;
	bool changed = true;

	for (int32_t p = 0; p < w->s->nplaces; p++)
		w->there[p] = w->ready[p] = NEVER;
	if (free_at >= w->end)
		return;
	arrive(w, w->lot->place, free_at, w->lot->arrives ? next_period(w, free_at) : free_at);
	while (changed) {
		changed = false;
		for (int32_t r = 0; r < w->s->nroutes; r++)
			changed |= go(w, r);
	}
}

/* Some claim can still be served by goods that are there at that time. */
static bool serves(const struct way *w, const struct cells *cells, int32_t place, const int32_t *claims,
	int32_t nclaims)
{
	int64_t time = w->there[place];

	for (int32_t k = 0; time != NEVER && k < nclaims; k++) {
		const struct periods when = cells->cells[claims[k]].when;
		int32_t period = period_of(w->s, time) > when.first ? period_of(w->s, time) : when.first;
		if (period <= when.last && usable(w, place, period))
			return true;
	}
	return false;
}

/* A way of roads, whatever the times. */
static bool road_leads(struct way *w, int32_t place)
{
	bool changed = true;

	for (int32_t p = 0; p < w->s->nplaces; p++)
		w->there[p] = NEVER;
	w->there[w->lot->place] = 0;
	while (changed && w->there[place] == NEVER) {
		changed = false;
		for (int32_t r = 0; r < w->s->nroutes; r++) {
			int32_t from = place_stand(w->s, w->s->routes[r].from), to = place_stand(w->s, w->s->routes[r].to);
			if (w->there[from] == NEVER || w->there[to] != NEVER || !place_within(w->s, from, w->lot->region)
				|| !place_within(w->s, to, w->lot->region))
				continue;
			w->there[to] = 0;
			changed = true;
		}
	}
	return w->there[place] != NEVER;
}

static enum arriving why_not(struct way *w, const struct cells *cells, int32_t place, const int32_t *claims,
	int32_t nclaims)
{
	if (place != w->lot->place && (w->lot->own || !place_within(w->s, place, w->lot->region)))
		return ARRIVAL_REACH;
	if (!road_leads(w, place))
		return ARRIVAL_NO_ROAD;
	w->good_for_ever = true;
	spread(w);
	if (serves(w, cells, place, claims, nclaims))
		return ARRIVAL_EXPIRED;
	w->always_open = true;
	spread(w);
	if (serves(w, cells, place, claims, nclaims))
		return ARRIVAL_CLOSED;
	w->nothing_lost = true;
	spread(w);
	return serves(w, cells, place, claims, nclaims) ? ARRIVAL_LOST : ARRIVAL_LATE;
}

enum arriving lot_arrival(const struct scenario *s, const struct cells *cells, const struct supply_lot *lot,
	int32_t place, const int32_t *claims, int32_t nclaims, int64_t *seconds)
{
	struct way w = {.s = s, .lot = lot, .end = (int64_t)s->nperiods * s->period};
	enum arriving answer = ARRIVAL_IN_TIME;

	w.there = mem_calloc((size_t)s->nplaces, sizeof *w.there);
	w.ready = mem_calloc((size_t)s->nplaces, sizeof *w.ready);
	spread(&w);
	if (serves(&w, cells, place, claims, nclaims))
		*seconds = w.there[place];
	else
		answer = why_not(&w, cells, place, claims, nclaims);
	mem_free(w.there);
	mem_free(w.ready);
	return answer;
}
