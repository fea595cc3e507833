#include "solver/verify/verify.h"

#include "base/text.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

#define FINDINGS_MAX 100

/* What is checked against what. */
struct checker {
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply;
	const struct plan *plan;
	struct text *findings;
	int nfindings;
};

static void finding(struct checker *k, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void finding(struct checker *k, const char *format, ...)
{
	va_list args;

	if (k->nfindings++ >= FINDINGS_MAX)
		return;
	va_start(args, format);
	text_vprintf(k->findings, format, args);
	va_end(args);
	text_putc(k->findings, '\n');
}

static int64_t unit_of(const struct checker *k, int32_t item)
{
	return k->s->items[item].issue_unit;
}

/* Last period at whose end goods with this last day are in date, -1 = none. */
static int32_t last_period(const struct checker *k, day last_day)
{
	int32_t t = -1;

	if (last_day == DAY_NONE)
		return k->s->nperiods - 1;
	while (t + 1 < k->s->nperiods && k->s->start.seconds + (int64_t)(t + 2) * k->s->period
		<= day_end(last_day, k->s->start.offset))
		t++;
	return t;
}

static int32_t present(const struct checker *k)
{
	int64_t passed = k->s->as_of.seconds - k->s->start.seconds;

	return passed > 0 ? period_of(k->s, passed) : 0;
}

/* --- shipments --- */

static void check_leg(struct checker *k, int32_t n, const struct shipment *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];
	const struct route *route = &k->s->routes[h->route];

	if (place_stand(k->s, route->from) != h->from || place_stand(k->s, route->to) != h->to)
		finding(k, _("shipment %d: route %s does not join %s and %s"), n + 1, route->id,
			k->s->places[h->from].id, k->s->places[h->to].id);
	if (h->fact)
		return;
	if (route_arrival(k->s, h->route, h->depart_seconds) != h->arrive)
		finding(k, _("shipment %d: route %s is closed or arrives in another period than %d"), n + 1,
			route->id, h->arrive + 1);
	if (period_of(k->s, h->depart_seconds) != h->depart
		|| h->arrive_seconds != h->depart_seconds + route->lead)
		finding(k, _("shipment %d: its times and periods do not agree"), n + 1);
	if (lot->own || !place_within(k->s, h->from, lot->region) || !place_within(k->s, h->to, lot->region))
		finding(k, _("shipment %d: the goods may not leave %s"), n + 1, k->s->places[lot->region].id);
	if (h->depart < present(k))
		finding(k, _("shipment %d: departs in the past, period %d"), n + 1, h->depart + 1);
}

static void check_shipment(struct checker *k, int32_t n, const struct shipment *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];

	if (h->item != lot->item || h->holder != lot->holder)
		finding(k, _("shipment %d: item or holder is not that of its lot"), n + 1);
	if (h->units <= 0 && !h->fact)
		finding(k, _("shipment %d: no goods"), n + 1);
	if (!h->fact && h->quantity != h->units * unit_of(k, h->item))
		finding(k, _("shipment %d: quantity is not a whole number of issue units"), n + 1);
	if (h->arrive > last_period(k, lot->last_day) && !h->fact)
		finding(k, _("shipment %d: arrives after the goods expire"), n + 1);
	if (h->route >= 0)
		check_leg(k, n, h);
	else if (h->from != h->to)
		finding(k, _("shipment %d: no route from %s to %s"), n + 1, k->s->places[h->from].id,
			k->s->places[h->to].id);
	if (h->first_leg && h->from != lot->place)
		finding(k, _("shipment %d: leaves %s, but the goods are at %s"), n + 1,
			k->s->places[h->from].id, k->s->places[lot->place].id);
	if (h->first_leg && h->depart_seconds < lot->release && !h->fact)
		finding(k, _("shipment %d: leaves before the notice has passed"), n + 1);
	if (!h->first_leg && h->route >= 0 && h->depart_seconds % k->s->period != 0 && !h->fact)
		finding(k, _("shipment %d: an onward leg starts with a period"), n + 1);
}

/* --- where the goods of each lot are --- */

/* Something that happens to goods of a lot at a place. Within a period goods
 * arrive first, then are handed out; they leave at the start of the next. */
struct event {
	int32_t lot, place, period;
	int32_t step; /* 0 arrive, 1 hand out, 2 leave at the start of the next period */
	int64_t units; /* + in, - out */
};

static int event_compare(const void *a, const void *b)
{
	const struct event *x = a, *y = b;

	if (x->lot != y->lot)
		return x->lot < y->lot ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	return (x->step > y->step) - (x->step < y->step);
}

struct events {
	struct event *all;
	int32_t n, room;
};

static void add_event(struct events *e, int32_t lot, int32_t place, int32_t period, int32_t step,
	int64_t units)
{
	int32_t k = ARRAY_ADD(&e->all, &e->n, &e->room);

	e->all[k] = (struct event){lot, place, period, step, units};
}

/* Units of its lot's item that a hand-out takes. */
static int64_t handout_units(const struct checker *k, const struct handout *h)
{
	return h->quantity / unit_of(k, k->supply->lots[h->lot].item);
}

/* The leg by which goods leave their holder is booked as drawn, all else must
 * come from what arrived at the place before. */
static void check_places(struct checker *k)
{
	struct events e = {0};
	int64_t *drawn = mem_calloc((size_t)k->supply->nlots, sizeof *drawn);

	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		if (h->state == SHIPMENT_CANCELLED)
			continue;
		if (h->first_leg)
			drawn[h->lot] += h->units;
		else
			add_event(&e, h->lot, h->from, h->depart - 1, 2, -h->units);
		add_event(&e, h->lot, h->to, h->arrive, 0, h->units);
	}
	for (int32_t n = 0; n < k->plan->nhandouts; n++) {
		const struct handout *h = &k->plan->handouts[n];
		add_event(&e, h->lot, k->cells->cells[h->cell].place, h->period, 1, -handout_units(k, h));
	}
	for (int32_t n = 0; n < k->plan->nleftovers; n++) {
		const struct leftover *l = &k->plan->leftovers[n];
		add_event(&e, l->lot, l->place, l->period, 2, -l->units);
	}
	/* Goods under way are there from their arrival on; fresh stock left where it is
	 * is drawn without a leg. */
	for (int32_t i = 0; i < k->supply->nlots; i++) {
		const struct supply_lot *lot = &k->supply->lots[i];
		int64_t rest = k->plan->drawn[i].units - drawn[i];
		if (rest < 0)
			finding(k, _("lot %d: %lld issue units leave the holder, %lld are drawn"), i + 1,
				(long long)drawn[i], (long long)k->plan->drawn[i].units);
		if (k->plan->drawn[i].units > lot->units)
			finding(k, _("lot %d: %lld issue units are drawn, %lld may be called up"), i + 1,
				(long long)k->plan->drawn[i].units, (long long)lot->units);
		if (rest > 0)
			add_event(&e, i, lot->place, period_of(k->s, lot->release), 0, rest);
	}
	qsort(e.all, (size_t)e.n, sizeof *e.all, event_compare);
	for (int32_t n = 0, first = 0; n < e.n; n++) {
		int64_t here = 0;
		if (n + 1 < e.n && e.all[n + 1].lot == e.all[n].lot && e.all[n + 1].place == e.all[n].place)
			continue;
		for (int32_t j = first; j <= n; j++) {
			here += e.all[j].units;
			if (here < 0) {
				finding(k, _("lot %d: %lld issue units too many leave or are handed out at %s by period %d"),
					e.all[j].lot + 1, (long long)-here, k->s->places[e.all[j].place].id,
					e.all[j].period + 1);
				break;
			}
		}
		if (here > 0)
			finding(k, _("lot %d: %lld issue units arrive at %s and are not accounted for"),
				e.all[n].lot + 1, (long long)here, k->s->places[e.all[n].place].id);
		first = n + 1;
	}
	mem_free(e.all);
	mem_free(drawn);
}

/* --- cells --- */

static bool stands_in(const struct substitute *u, int32_t item, int32_t used)
{
	for (int32_t j = 0; u->item == item && j < u->nparts; j++)
		if (u->parts[j].item == used)
			return true;
	return false;
}

static void check_handout(struct checker *k, int32_t n, const struct handout *h)
{
	const struct cell *c = &k->cells->cells[h->cell];
	const struct supply_lot *lot = &k->supply->lots[h->lot];

	if (h->period < c->when.first || h->period > c->when.last)
		finding(k, _("hand-out %d: period %d is outside the window of the claim"), n + 1, h->period + 1);
	if (h->substitute < 0 && lot->item != c->item)
		finding(k, _("hand-out %d: %s is handed out for %s"), n + 1, k->s->items[lot->item].id,
			k->s->items[c->item].id);
	if (h->substitute >= 0 && !stands_in(&k->s->substitutes[h->substitute], c->item, lot->item))
		finding(k, _("hand-out %d: %s may not stand in for %s"), n + 1, k->s->items[lot->item].id,
			k->s->items[c->item].id);
	if (h->period > last_period(k, lot->last_day) && !h->fact)
		finding(k, _("hand-out %d: the goods have expired by period %d"), n + 1, h->period + 1);
	if (h->substitute < 0 && h->quantity != h->units * unit_of(k, c->item) && !h->fact)
		finding(k, _("hand-out %d: quantity is not a whole number of issue units"), n + 1);
}

static void check_served(struct checker *k)
{
	int64_t *units = mem_calloc((size_t)k->cells->ncells, sizeof *units);

	for (int32_t n = 0; n < k->plan->nhandouts; n++) {
		check_handout(k, n, &k->plan->handouts[n]);
		units[k->plan->handouts[n].cell] += k->plan->handouts[n].units;
	}
	for (int32_t c = 0; c < k->cells->ncells; c++) {
		const struct cell *cell = &k->cells->cells[c];
		const struct served *v = &k->plan->served[c];
		int64_t got = cell->household + units[c] * unit_of(k, cell->item);
		int64_t quantity = got < cell->demand ? got : cell->demand;
		if (cell->fact + units[c] > cell->units && v->over == 0)
			finding(k, _("claim %d: more than its demand is handed out"), c + 1);
		if (v->quantity != quantity)
			finding(k, _("claim %d: served says %lld, the hand-outs give %lld smallest units"), c + 1,
				(long long)v->quantity, (long long)quantity);
		if (v->over != got - quantity)
			finding(k, _("claim %d: over-delivery says %lld, the hand-outs give %lld smallest units"), c + 1,
				(long long)v->over, (long long)(got - quantity));
	}
	mem_free(units);
}

/* --- bounds that flows share --- */

static bool counts_item(const struct limit *limit, int32_t item)
{
	for (int32_t j = 0; j < limit->nitems; j++)
		if (limit->items[j] == item)
			return true;
	return limit->nitems == 0;
}

static bool limit_counts(const struct checker *k, const struct limit *limit, const struct shipment *h)
{
	return h->route >= 0 && h->state != SHIPMENT_CANCELLED && h->depart >= limit->when.first
		&& h->depart <= limit->when.last && counts_item(limit, h->item)
		&& (limit->place < 0 || place_within(k->s, h->from, limit->place));
}

static void check_vehicles(struct checker *k, int32_t n, const struct limit *limit)
{
	wide *grams = mem_calloc((size_t)k->s->nperiods, sizeof *grams);

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		if (limit_counts(k, limit, h))
			grams[h->depart] += (wide)h->units * issue_mass(k->s, h->item);
	}
	for (int32_t t = present(k); t < k->s->nperiods; t++)
		if (grams[t] > limit->amount)
			finding(k, _("limit %d: vehicles carry %lld g in period %d, at most %lld g"), n + 1,
				(long long)grams[t], t + 1, (long long)limit->amount);
	mem_free(grams);
}

/* Costs are compared on a denominator of 10^12, rounded down leg by leg: an
 * excess found is a real one. */
static void check_budget(struct checker *k, int32_t n, const struct limit *limit)
{
	const int64_t scale = 1000000000000;
	wide spent = 0;

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		struct ratio cost;
		if (!limit_counts(k, limit, h))
			continue;
		cost = route_unit_cost(k->s, h->route, h->item);
		if (cost.num > 0)
			spent += (wide)h->units * cost.num * scale / cost.den;
	}
	if (spent > (wide)limit->amount * scale)
		finding(k, _("limit %d: the budget is exceeded"), n + 1);
}

/* Households visited at a place, for a group, in a period. */
struct visit {
	int32_t place, group, period;
	int64_t households;
};

static int visit_compare(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

/* What one hand-over to a claim in a period needs: smallest whole v with
 * units <= ceil(D v / households). */
struct hand_over {
	int32_t cell, period;
	int64_t units;
};

static int hand_over_compare(const void *a, const void *b)
{
	const struct hand_over *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

static void check_helpers(struct checker *k, int32_t n, const struct limit *limit)
{
	struct hand_over *overs = mem_calloc((size_t)k->plan->nhandouts, sizeof *overs);
	struct visit *visits = mem_calloc((size_t)k->plan->nhandouts, sizeof *visits);
	int64_t *minutes = mem_calloc((size_t)k->s->nperiods, sizeof *minutes);
	int32_t novers = 0, nvisits = 0;

	for (int32_t j = 0; j < k->plan->nhandouts; j++) {
		const struct handout *h = &k->plan->handouts[j];
		const struct cell *c = &k->cells->cells[h->cell];
		if (k->s->groups[c->group].door && h->period >= limit->when.first
			&& h->period <= limit->when.last && counts_item(limit, c->item)
			&& place_within(k->s, c->place, limit->place))
			overs[novers++] = (struct hand_over){h->cell, h->period, h->units};
	}
	qsort(overs, (size_t)novers, sizeof *overs, hand_over_compare);
	for (int32_t j = 0, first = 0; j < novers; j++) {
		const struct cell *c = &k->cells->cells[overs[j].cell];
		int64_t households, units = 0;
		if (j + 1 < novers && hand_over_compare(&overs[j], &overs[j + 1]) == 0)
			continue;
		for (; first <= j; first++)
			units += overs[first].units;
		households = people_households(k->s, c->place, c->group, overs[j].period);
		households = households > 0 ? households : 1;
		visits[nvisits++] = (struct visit){c->place, c->group, overs[j].period,
			units > 0 ? int_mul_div_floor(units - 1, households, c->units) + 1 : 0};
	}
	qsort(visits, (size_t)nvisits, sizeof *visits, visit_compare);
	for (int32_t j = 0; j < nvisits; j++) {
		if (j + 1 < nvisits && visit_compare(&visits[j], &visits[j + 1]) == 0) {
			if (visits[j].households > visits[j + 1].households)
				visits[j + 1].households = visits[j].households;
			continue;
		}
		minutes[visits[j].period] += visits[j].households * k->s->groups[visits[j].group].visit_minutes;
	}
	for (int32_t t = present(k); t < k->s->nperiods; t++)
		if (minutes[t] > limit->amount)
			finding(k, _("limit %d: door visits take %lld minutes in period %d, at most %lld"), n + 1,
				(long long)minutes[t], t + 1, (long long)limit->amount);
	mem_free(overs);
	mem_free(visits);
	mem_free(minutes);
}

/* Capacity of routes and segments, in grams per departure period. */
static void check_capacities(struct checker *k)
{
	size_t periods = (size_t)k->s->nperiods;
	wide *route = mem_calloc((size_t)k->s->nroutes * periods, sizeof *route);
	wide *segment = mem_calloc((size_t)k->s->nsegments * periods, sizeof *segment);

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		wide grams;
		if (h->route < 0 || h->state == SHIPMENT_CANCELLED || h->depart < present(k))
			continue;
		grams = (wide)h->units * issue_mass(k->s, h->item);
		route[(size_t)h->route * periods + (size_t)h->depart] += grams;
		for (int32_t v = 0; v < k->s->routes[h->route].nvia; v++)
			segment[(size_t)k->s->routes[h->route].via[v] * periods + (size_t)h->depart] += grams;
	}
	for (int32_t r = 0; r < k->s->nroutes; r++)
		for (size_t t = 0; t < periods; t++)
			if (k->s->routes[r].capacity >= 0 && route[(size_t)r * periods + t] > k->s->routes[r].capacity)
				finding(k, _("route %s carries more than its capacity in period %d"), k->s->routes[r].id,
					(int)t + 1);
	for (int32_t v = 0; v < k->s->nsegments; v++)
		for (size_t t = 0; t < periods; t++)
			if (k->s->segments[v].capacity >= 0
				&& segment[(size_t)v * periods + t] > k->s->segments[v].capacity)
				finding(k, _("segment %s carries more than its capacity in period %d"),
					k->s->segments[v].id, (int)t + 1);
	mem_free(route);
	mem_free(segment);
}

static void check_end_stock(struct checker *k, const struct minimum *m)
{
	int64_t left = 0;

	for (int32_t n = 0; n < k->plan->nleftovers; n++) {
		const struct leftover *l = &k->plan->leftovers[n];
		if (l->place == place_stand(k->s, m->place) && k->supply->lots[l->lot].item == m->item
			&& l->period == k->s->nperiods - 1
			&& last_period(k, k->supply->lots[l->lot].last_day) == k->s->nperiods - 1)
			left += l->units * unit_of(k, m->item);
	}
	if (left < m->quantity)
		finding(k, _("%s: %lld smallest units of %s are left at the end, at least %lld are required"),
			k->s->places[m->place].id, (long long)left, k->s->items[m->item].id, (long long)m->quantity);
}

static void check_least_served(struct checker *k, const struct minimum *m)
{
	int64_t got = 0, asked = 0;

	for (int32_t c = 0; c < k->cells->ncells; c++) {
		const struct cell *cell = &k->cells->cells[c];
		if (cell->item == m->item && cell->place == place_stand(k->s, m->place)
			&& (m->group < 0 || m->group == cell->group) && cell->when.first >= m->when.first
			&& cell->when.last <= m->when.last) {
			got += k->plan->served[c].quantity;
			asked += cell->demand;
		}
	}
	if (got < m->quantity && got < asked)
		finding(k, _("%s: %lld smallest units of %s are served, at least %lld are required"),
			k->s->places[m->place].id, (long long)got, k->s->items[m->item].id, (long long)m->quantity);
}

static void check_limits(struct checker *k)
{
	for (int32_t n = 0; n < k->s->nlimits; n++) {
		const struct limit *limit = &k->s->limits[n];
		if (limit->kind == LIMIT_VEHICLES)
			check_vehicles(k, n, limit);
		else if (limit->kind == LIMIT_BUDGET)
			check_budget(k, n, limit);
		else
			check_helpers(k, n, limit);
	}
	check_capacities(k);
	for (int32_t n = 0; n < k->s->nminima; n++) {
		if (k->s->minima[n].end_stock)
			check_end_stock(k, &k->s->minima[n]);
		else
			check_least_served(k, &k->s->minima[n]);
	}
}

/* Every first leg from a holder is ordered, and only lawful goods are. */
static void check_orders(struct checker *k)
{
	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		const struct order *order;
		if (!h->first_leg || h->holder < 0)
			continue;
		if (h->order < 0 || h->order >= k->plan->norders) {
			finding(k, _("shipment %d: no dispatch order names it"), n + 1);
			continue;
		}
		order = &k->plan->orders[h->order];
		if (order->holder != h->holder || order->form != k->supply->lots[h->lot].form)
			finding(k, _("shipment %d: order %s is of another holder or legal form"), n + 1, order->number);
		if (order->form == LEGAL_REQUISITION)
			finding(k, _("order %s: goods without consent are ordered"), order->number);
	}
}

bool plan_check(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, struct text *findings)
{
	struct checker k = {s, cells, supply, plan, findings, 0};

	for (int32_t n = 0; n < plan->nshipments; n++)
		check_shipment(&k, n, &plan->shipments[n]);
	check_places(&k);
	check_served(&k);
	check_limits(&k);
	check_orders(&k);
	if (k.nfindings > FINDINGS_MAX)
		text_printf(findings, _("and %d more findings\n"), k.nfindings - FINDINGS_MAX);
	return k.nfindings == 0;
}
