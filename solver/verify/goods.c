#include "solver/verify/checker.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>

/* --- legs --- */

/* From when on goods may leave the place where they enter the network; what
 * came before the present period may leave now. */
static int64_t free_from(const struct checker *k, const struct supply_lot *lot)
{
	int64_t now = checker_now(k);

	if (lot->release >= now || (lot->arrives && period_of(k->s, lot->release) == checker_present(k)))
		return lot->release;
	return now;
}

/* Goods under way or donated that are at their place already leave it like
 * stock, but no holder is ordered to give them. */
static bool leaves_source(const struct checker *k, const struct shipment *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];

	return h->first_leg
		|| (lot->transit >= 0 && !lot->arrives && h->from == lot->place && h->route >= 0
			&& h->depart_seconds == free_from(k, lot));
}

static void check_route(struct checker *k, int32_t n, const struct shipment *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];
	const struct route *route = &k->s->routes[h->route];

	if (place_stand(k->s, route->from) != h->from || place_stand(k->s, route->to) != h->to)
		finding(k, _("shipment %d: route %s does not join %s and %s"), n + 1, route->id,
			k->s->places[h->from].id, k->s->places[h->to].id);
	if (h->fact)
		return;
	if (h->from == h->to)
		finding(k, _("shipment %d: from %s to itself"), n + 1, k->s->places[h->from].id);
	if (route_arrival(k->s, h->route, h->depart_seconds) != h->arrive)
		finding(k, _("shipment %d: route %s is closed or arrives in another period than %d"), n + 1,
			route->id, h->arrive + 1);
	if (period_of(k->s, h->depart_seconds) != h->depart
		|| h->arrive_seconds != h->depart_seconds + route->lead)
		finding(k, _("shipment %d: its times and periods do not agree"), n + 1);
	if (lot->own || !place_within(k->s, h->from, lot->region) || !place_within(k->s, h->to, lot->region))
		finding(k, _("shipment %d: the goods may not leave %s"), n + 1, k->s->places[lot->region].id);
	if (h->depart_seconds % k->s->period != 0 && (h->first_leg || h->depart_seconds != checker_now(k))
		&& !(leaves_source(k, h) && h->depart_seconds == free_from(k, lot)))
		finding(k, _("shipment %d: it starts neither when the goods are free nor with a period"), n + 1);
}

/* Handed over where they are: a line of the order without a leg. */
static void check_handed_over(struct checker *k, int32_t n, const struct shipment *h)
{
	if (h->from != h->to && !h->fact)
		finding(k, _("shipment %d: no route from %s to %s"), n + 1, k->s->places[h->from].id,
			k->s->places[h->to].id);
	if (!h->first_leg && !h->fact)
		finding(k, _("shipment %d: an onward leg without a route"), n + 1);
	if (!h->fact && (h->depart != h->arrive || h->depart_seconds != h->arrive_seconds
			|| period_of(k->s, h->depart_seconds) != h->depart))
		finding(k, _("shipment %d: its times and periods do not agree"), n + 1);
}

static void check_planned(struct checker *k, int32_t n, const struct shipment *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];

	if (h->state != SHIPMENT_PLANNED)
		finding(k, _("shipment %d: planned, but marked as %s"), n + 1, shipment_state_word(h->state));
	if (h->quantity != h->units * checker_unit(k, h->item))
		finding(k, _("shipment %d: quantity is not a whole number of issue units"), n + 1);
	if (h->arrive > checker_last_period(k, lot->last_day))
		finding(k, _("shipment %d: arrives after the goods expire"), n + 1);
	if (h->first_leg && h->depart_seconds < free_from(k, lot))
		finding(k, _("shipment %d: leaves before the notice has passed"), n + 1);
	if (h->depart_seconds < checker_now(k))
		finding(k, _("shipment %d: departs in the past, period %d"), n + 1, h->depart + 1);
}

static void check_shipment(struct checker *k, int32_t n, const struct shipment *h)
{
	const struct supply_lot *lot = &k->supply->lots[h->lot];

	if (h->item != lot->item || h->holder != lot->holder)
		finding(k, _("shipment %d: item or holder is not that of its lot"), n + 1);
	if (h->first_leg && h->from != lot->place)
		finding(k, _("shipment %d: leaves %s, but the goods are at %s"), n + 1,
			k->s->places[h->from].id, k->s->places[lot->place].id);
	if (h->first_leg && lot->transit >= 0)
		finding(k, _("shipment %d: goods under way are in no holder's stock"), n + 1);
	if (h->fact && h->state == SHIPMENT_PLANNED)
		finding(k, _("shipment %d: has happened, but is marked as planned"), n + 1);
	if (h->fact && h->units != h->quantity / checker_unit(k, h->item))
		finding(k, _("shipment %d: its whole issue units are not those of its quantity"), n + 1);
	if (!h->fact)
		check_planned(k, n, h);
	if (h->route >= 0)
		check_route(k, n, h);
	else
		check_handed_over(k, n, h);
}

/* --- where the goods of each lot are --- */

/* Something that happens to goods of a lot at a place. Within a period goods
 * arrive first, then are handed out; they leave at the start of the next. What has
 * really left (plan_check_happened) may have come in the same period. */
enum step { STEP_ARRIVE, STEP_SENT, STEP_HAND_OUT, STEP_LEAVE };
struct event {
	int32_t lot, place, period;
	enum step step;
	int64_t quantity; /* smallest units, + in, - out */
};

static int event_compare(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	const int64_t p[] = {x->lot, x->place, x->period, x->step};
	const int64_t q[] = {y->lot, y->place, y->period, y->step};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

struct events {
	struct event *all;
	int32_t n, room;
};

static void add_event(struct events *e, int32_t lot, int32_t place, int32_t period, enum step step,
	int64_t quantity)
{
	int32_t k = ARRAY_ADD(&e->all, &e->n, &e->room);

	e->all[k] = (struct event){lot, place, period, step, quantity};
}

static int64_t lot_quantity(const struct checker *k, int32_t lot, int64_t units)
{
	return units * checker_unit(k, k->supply->lots[lot].item);
}

/* Legs; left[lot] returns what was drawn without leaving its place by a leg. */
static void list_legs(struct checker *k, struct events *e, int64_t *left)
{
	/* Lots that came in from outside, and facts that took them straight from there. */
	char *outside = mem_calloc((size_t)k->supply->nlots, 1);

	for (int32_t i = 0; i < k->supply->nlots; i++) {
		left[i] = lot_quantity(k, i, k->plan->drawn[i].units);
		outside[i] = k->supply->lots[i].line < 0;
	}
	for (int32_t n = 0; n < k->plan->nshipments; n++)
		if (k->plan->shipments[n].first_leg)
			outside[k->plan->shipments[n].lot] = 0;
	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		int64_t quantity = lot_quantity(k, h->lot, h->units); /* a rest of a fact is no use */
		if (h->state == SHIPMENT_CANCELLED)
			continue;
		if (leaves_source(k, h) || (h->fact && outside[h->lot] && h->from == k->supply->lots[h->lot].place))
			left[h->lot] -= quantity;
		else if (h->fact)
			add_event(e, h->lot, h->from, h->depart, STEP_SENT, -quantity);
		else
			add_event(e, h->lot, h->from, h->depart - 1, STEP_LEAVE, -quantity);
		if (h->arrive < k->s->nperiods)
			add_event(e, h->lot, h->to, h->arrive_seconds < 0 ? -1 : h->arrive, STEP_ARRIVE, quantity);
	}
	mem_free(outside);
}

static void list_lots(struct checker *k, struct events *e, int64_t *left)
{
	for (int32_t i = 0; i < k->supply->nlots; i++) {
		const struct supply_lot *lot = &k->supply->lots[i];
		if (k->plan->drawn[i].units > lot->units)
			finding(k, _("lot %d: %lld issue units are drawn, %lld may be called up"), i + 1,
				(long long)k->plan->drawn[i].units, (long long)lot->units);
		if (left[i] < 0)
			finding(k, _("lot %d: more leaves its place than is drawn, by %lld smallest units"), i + 1,
				(long long)-left[i]);
		/* Goods under way are there from their arrival on; all other goods are
		 * handed over by a line of an order, unless they stay to the end. */
		if (left[i] > 0 && lot->line < 0) {
			add_event(e, i, lot->place, period_of(k->s, lot->release), STEP_ARRIVE, left[i]);
			left[i] = 0;
		}
	}
}

/* Facts may bring goods that have expired on their way. */
static bool fact_brought(const struct checker *k, const struct leftover *l)
{
	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		if (h->fact && h->lot == l->lot && h->to == l->place && h->arrive == l->period)
			return true;
	}
	return false;
}

static void list_leftovers(struct checker *k, struct events *e, int64_t *left)
{
	for (int32_t n = 0; n < k->plan->nleftovers; n++) {
		const struct leftover *l = &k->plan->leftovers[n];
		const struct supply_lot *lot = &k->supply->lots[l->lot];
		int64_t quantity = lot_quantity(k, l->lot, l->units), fresh = 0;
		if (l->place == lot->place && left[l->lot] > 0)
			fresh = left[l->lot] < quantity ? left[l->lot] : quantity;
		left[l->lot] -= fresh;
		if (quantity > fresh)
			add_event(e, l->lot, l->place, l->period, STEP_LEAVE, fresh - quantity);
		if (l->expired != (lot->last_day != DAY_NONE) || (l->period > checker_last_period(k, lot->last_day)
				&& !fact_brought(k, l)))
			finding(k, _("goods left over, entry %d: period or expiry is not that of the lot"), n + 1);
	}
	for (int32_t i = 0; i < k->supply->nlots; i++)
		if (left[i] > 0)
			finding(k, _("lot %d: %lld smallest units are drawn and not accounted for"), i + 1,
				(long long)left[i]);
}

/* The goods of one lot at one place: events first..end-1 in order. */
static void follow(struct checker *k, const struct event *all, int32_t first, int32_t end)
{
	int64_t here = 0;

	for (int32_t j = first; j < end; j++) {
		here += all[j].quantity;
		if (here >= 0)
			continue;
		finding(k, _("lot %d: %lld smallest units too many leave or are handed out at %s by period %d"),
			all[j].lot + 1, (long long)-here, k->s->places[all[j].place].id, all[j].period + 1);
		return;
	}
	if (here > 0)
		finding(k, _("lot %d: %lld smallest units arrive at %s and are not accounted for"),
			all[first].lot + 1, (long long)here, k->s->places[all[first].place].id);
}

void check_goods(struct checker *k)
{
	struct events e = {0};
	int64_t *left = mem_calloc((size_t)k->supply->nlots, sizeof *left);

	for (int32_t n = 0; n < k->plan->nshipments; n++)
		check_shipment(k, n, &k->plan->shipments[n]);
	list_legs(k, &e, left);
	list_lots(k, &e, left);
	for (int32_t n = 0; n < k->plan->nhandouts; n++) {
		const struct handout *h = &k->plan->handouts[n];
		add_event(&e, h->lot, k->cells->cells[h->cell].place, h->period, STEP_HAND_OUT, -h->quantity);
	}
	list_leftovers(k, &e, left);
	if (e.n > 0)
		qsort(e.all, (size_t)e.n, sizeof *e.all, event_compare);
	for (int32_t first = 0, end; first < e.n; first = end) {
		for (end = first + 1; end < e.n && e.all[end].lot == e.all[first].lot
			&& e.all[end].place == e.all[first].place;)
			end++;
		follow(k, e.all, first, end);
	}
	mem_free(e.all);
	mem_free(left);
}
