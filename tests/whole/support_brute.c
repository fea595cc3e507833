#include "tests/whole/support_brute.h"

#include "models/previous.h"
#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { STATES_MOST = 60000, KINDS_MOST = 24, OUTLETS_MOST = 24, ROWS_MOST = 160, WAYS_MOST = 32 };
#define MONEY 6 /* costs of the stories are whole on it */

/* Goods alike: by last day and layer. */
struct kind {
	int32_t item;
	day last_day;
	int32_t layer; /* region, or -1 - place */
};
/* Goods that come free at a place. */
struct spring {
	int32_t kind, place;
	int64_t release; /* seconds after the start */
	bool arrives;
	int64_t units;
};
/* Where a unit can go next. */
struct outlet {
	int32_t to; /* field of the state that it is added to */
	int64_t most; /* of that field */
	int32_t rows[ROWS_MOST / 8], nrows; /* of limits that it uses */
	int64_t uses[ROWS_MOST / 8];
	int32_t announced; /* way that was announced, -1 */
	int64_t cost[BRUTE_LEVELS];
};
struct row {
	int64_t most;
	int32_t field;
};
struct announced_leg {
	int32_t item, depart, route, arrive;
	day last_day;
	int32_t layer;
	int64_t units;
	int32_t field;
};

/* States after a step: fields and the least costs so far. */
struct states {
	uint16_t *fields; /* [n][width] */
	int64_t *costs; /* [n][nlevels] */
	int32_t *slot; /* [n] where it stands in slots */
	int32_t n, room;
	int32_t *slots; /* [SLOTS] state, -1 = free */
};
enum { SLOTS = 1 << 17 };

struct enumeration {
	const struct story *y;
	const struct scenario *s;
	const struct brute_request *q;
	struct brute *out;
	int32_t present, T;
	int64_t now;
	struct kind kinds[KINDS_MOST];
	int32_t nkinds;
	struct spring *sources;
	int32_t nsources, sources_room;
	struct row rows[ROWS_MOST];
	int32_t nrows;
	int32_t *route_row, *segment_row, *limit_row; /* [..][T] row, -1 */
	struct announced_leg ways[WAYS_MOST];
	int32_t nways;
	int32_t served, handed, left, stock, counter, width; /* first fields */
	char *useful; /* [nkinds][nplaces][T] something there can reach a claim */
	char *counts; /* [nitems of the scenario][nplaces][T] something may be handed out or used */
	struct states now_at, next;
	bool too_many;
};

/* --- states --- */

static void states_init(struct states *s)
{
	*s = (struct states){0};
	s->slots = mem_calloc(SLOTS, sizeof *s->slots);
	memset(s->slots, -1, SLOTS * sizeof *s->slots);
}

static void states_clear(struct states *s)
{
	for (int32_t k = 0; k < s->n; k++)
		s->slots[s->slot[k]] = -1;
	s->n = 0;
}

static void states_release(struct states *s)
{
	mem_free(s->fields);
	mem_free(s->costs);
	mem_free(s->slot);
	mem_free(s->slots);
}

static uint32_t slot_of(const uint16_t *fields, int32_t width)
{
	uint64_t h = 1469598103934665603u;

	for (int32_t k = 0; k < width; k++)
		h = (h ^ fields[k]) * 1099511628211u;
	return (uint32_t)(h >> 40) % SLOTS;
}

static bool cheaper(const int64_t *a, const int64_t *b, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		if (a[k] != b[k])
			return a[k] < b[k];
	return false;
}

static void grow(struct enumeration *e, struct states *s)
{
	int32_t room = s->room ? 2 * s->room : 256;
	uint16_t *fields = mem_calloc((size_t)room * (size_t)e->width, sizeof *fields);
	int64_t *costs = mem_calloc((size_t)room * BRUTE_LEVELS, sizeof *costs);
	int32_t *slot = mem_calloc((size_t)room, sizeof *slot);

	if (s->n > 0) {
		memcpy(slot, s->slot, (size_t)s->n * sizeof *slot);
		memcpy(fields, s->fields, (size_t)s->n * (size_t)e->width * sizeof *fields);
		memcpy(costs, s->costs, (size_t)s->n * BRUTE_LEVELS * sizeof *costs);
	}
	mem_free(s->fields);
	mem_free(s->costs);
	mem_free(s->slot);
	s->fields = fields;
	s->costs = costs;
	s->slot = slot;
	s->room = room;
}

static void keep(struct enumeration *e, const uint16_t *fields, const int64_t *costs)
{
	struct states *s = &e->next;
	uint32_t at = slot_of(fields, e->width);
	size_t bytes = (size_t)e->width * sizeof *fields;

	for (; s->slots[at] >= 0; at = (at + 1) % SLOTS) {
		int32_t k = s->slots[at];
		if (memcmp(s->fields + (size_t)k * (size_t)e->width, fields, bytes) != 0)
			continue;
		if (cheaper(costs, s->costs + (size_t)k * BRUTE_LEVELS, e->q->nlevels))
			memcpy(s->costs + (size_t)k * BRUTE_LEVELS, costs, BRUTE_LEVELS * sizeof *costs);
		return;
	}
	if (s->n == STATES_MOST) {
		e->too_many = true;
		return;
	}
	if (s->n == s->room)
		grow(e, s);
	memcpy(s->fields + (size_t)s->n * (size_t)e->width, fields, bytes);
	memcpy(s->costs + (size_t)s->n * BRUTE_LEVELS, costs, BRUTE_LEVELS * sizeof *costs);
	s->slot[s->n] = (int32_t)at;
	s->slots[at] = s->n++;
}

/* --- what there is --- */

static bool has_item(const struct enumeration *e, int32_t item)
{
	for (int32_t k = 0; k < e->q->nitems; k++)
		if (e->q->items[k] == item)
			return true;
	return false;
}

static int32_t kind_of(struct enumeration *e, const struct supply_lot *lot)
{
	struct kind kind = {lot->item, lot->last_day, lot->own ? -1 - lot->place : lot->region};

	for (int32_t k = 0; k < e->nkinds; k++)
		if (e->kinds[k].item == kind.item && e->kinds[k].last_day == kind.last_day
			&& e->kinds[k].layer == kind.layer)
			return k;
	assert(e->nkinds < KINDS_MOST);
	e->kinds[e->nkinds] = kind;
	return e->nkinds++;
}

static void add_source(struct enumeration *e, int32_t lot, int32_t place, int64_t release, bool arrives,
	int64_t units)
{
	int32_t k;

	if (units <= 0 || release / e->s->period >= e->T || release / e->s->period >= e->s->places[place].lost)
		return;
	k = ARRAY_ADD(&e->sources, &e->nsources, &e->sources_room);
	e->sources[k] = (struct spring){kind_of(e, &e->y->supply.lots[lot]), place, release, arrives, units};
}

/* Did the shipment draw on the lot itself, and not on what another had brought? */
static bool from_outside(const struct enumeration *e, const struct shipment *h)
{
	const struct plan *p = &e->y->plan;

	if (h->first_leg)
		return true;
	if (e->y->supply.lots[h->lot].line >= 0 || h->from != e->y->supply.lots[h->lot].place)
		return false;
	for (int32_t n = 0; n < p->nshipments; n++)
		if (p->shipments[n].lot == h->lot && p->shipments[n].first_leg)
			return false;
	return true;
}

static bool moved(const struct shipment *h)
{
	return h->fact && h->state != SHIPMENT_CANCELLED;
}

/* Issue units of the lot that facts have drawn on. */
static int64_t drawn_by_facts(const struct enumeration *e, int32_t lot)
{
	const struct plan *p = &e->y->plan;
	int64_t u = e->s->items[e->y->supply.lots[lot].item].issue_unit, units = 0;

	for (int32_t n = 0; n < p->nshipments; n++)
		if (moved(&p->shipments[n]) && p->shipments[n].lot == lot && from_outside(e, &p->shipments[n]))
			units += p->shipments[n].units;
	for (int32_t n = 0; n < p->nhandouts; n++)
		if (p->handouts[n].fact && p->handouts[n].lot == lot && p->handouts[n].shipment < 0)
			units += p->handouts[n].quantity / u;
	return units;
}

/* What facts brought of the lot to the place before the present and is still there. */
static int64_t still_there(const struct enumeration *e, int32_t lot, int32_t place)
{
	const struct plan *p = &e->y->plan;
	int64_t u = e->s->items[e->y->supply.lots[lot].item].issue_unit, units = 0;

	for (int32_t n = 0; n < p->nshipments; n++) {
		const struct shipment *h = &p->shipments[n];
		if (!moved(h) || h->lot != lot)
			continue;
		if (h->to == place && h->arrive < e->present)
			units += h->units;
		if (h->from == place && !from_outside(e, h))
			units -= h->units;
	}
	for (int32_t n = 0; n < p->nhandouts; n++)
		if (p->handouts[n].fact && p->handouts[n].lot == lot && p->handouts[n].shipment >= 0
			&& p->shipments[p->handouts[n].shipment].to == place)
			units -= p->handouts[n].quantity / u;
	return units;
}

static void list_sources(struct enumeration *e)
{
	const struct plan *p = &e->y->plan;

	for (int32_t i = 0; i < e->y->supply.nlots; i++) {
		const struct supply_lot *lot = &e->y->supply.lots[i];
		if (!has_item(e, lot->item))
			continue;
		if (lot->line >= 0 || lot->transit >= 0)
			add_source(e, i, lot->place, lot->release > e->now ? lot->release : e->now,
				lot->arrives && lot->release / e->s->period >= e->present,
				lot->units - drawn_by_facts(e, i));
		for (int32_t place = 0; place < e->s->nplaces; place++)
			add_source(e, i, place, e->now, false, still_there(e, i, place));
	}
	for (int32_t n = 0; n < p->nshipments; n++)
		if (moved(&p->shipments[n]) && p->shipments[n].arrive >= e->present
			&& has_item(e, p->shipments[n].item))
			add_source(e, p->shipments[n].lot, p->shipments[n].to,
				(int64_t)p->shipments[n].arrive * e->s->period, true, p->shipments[n].units);
}

static int64_t handed_by_facts(const struct enumeration *e, int32_t cell)
{
	int64_t units = 0;

	for (int32_t n = 0; n < e->y->plan.nhandouts; n++)
		if (e->y->plan.handouts[n].fact && e->y->plan.handouts[n].cell == cell)
			units += e->y->plan.handouts[n].units;
	return units;
}

static bool list_claims(struct enumeration *e)
{
	struct brute *b = e->out;

	for (int32_t c = 0; c < e->y->cells.ncells; c++) {
		const struct cell *cell = &e->y->cells.cells[c];
		if (!has_item(e, cell->item))
			continue;
		if (b->nclaims == BRUTE_CLAIMS)
			return false;
		b->claims[b->nclaims++] = (struct brute_claim){c, cell->place, cell->item, cell->group,
			cell->when.first, cell->when.last, cell->units, cell->fact + handed_by_facts(e, c)};
	}
	for (int32_t m = 0; m < e->s->nminima; m++) {
		const struct minimum *least = &e->s->minima[m];
		if (!least->end_stock || !has_item(e, least->item))
			continue;
		if (b->nclaims == BRUTE_CLAIMS)
			return false;
		b->claims[b->nclaims++] = (struct brute_claim){-1 - m, place_stand(e->s, least->place), least->item,
			-1, e->T - 1, e->T - 1, int_ceil_div(least->quantity, e->s->items[least->item].issue_unit), 0};
	}
	return true;
}

/* --- limits --- */

static bool counts(const struct enumeration *e, int32_t limit, int32_t route, int32_t segment)
{
	for (int32_t k = 0; e->q->bounds && k < e->q->nbounds; k++)
		if (e->q->bounds[k].limit == limit && e->q->bounds[k].route == route
			&& e->q->bounds[k].segment == segment)
			return true;
	return !e->q->bounds;
}

static bool about_item(const struct limit *limit, int32_t item)
{
	for (int32_t k = 0; k < limit->nitems; k++)
		if (limit->items[k] == item)
			return true;
	return limit->nitems == 0;
}

static bool in_region(const struct enumeration *e, const struct limit *limit, int32_t place)
{
	return limit->place < 0 || place_within(e->s, place, limit->place);
}

static int32_t add_row(struct enumeration *e, int64_t most)
{
	assert(e->nrows < ROWS_MOST);
	e->rows[e->nrows].most = most > 0 ? most : 0;
	return e->nrows++;
}

/* Kilograms that facts carry over a route or segment, or from a region, in a period. */
static int64_t carried(const struct enumeration *e, const struct limit *limit, int32_t route, int32_t segment,
	int32_t t)
{
	int64_t sum = 0;

	for (int32_t n = 0; n < e->y->plan.nshipments; n++) {
		const struct shipment *h = &e->y->plan.shipments[n];
		bool through = !limit && h->route == route && segment < 0;
		if (!moved(h) || h->route < 0 || h->depart != t)
			continue;
		for (int32_t v = 0; segment >= 0 && v < e->s->routes[h->route].nvia; v++)
			through |= e->s->routes[h->route].via[v] == segment;
		if (through || (limit && about_item(limit, h->item) && in_region(e, limit, h->from)))
			sum += h->units * issue_mass(e->s, h->item) / 1000;
	}
	return sum;
}

static int64_t spent(const struct enumeration *e, const struct limit *limit)
{
	int64_t sum = 0;

	for (int32_t n = 0; n < e->y->plan.nshipments; n++) {
		const struct shipment *h = &e->y->plan.shipments[n];
		if (moved(h) && h->route >= 0 && about_item(limit, h->item) && in_region(e, limit, h->from)) {
			struct ratio cost = route_unit_cost(e->s, h->route, h->item);
			sum += h->units * cost.num * MONEY / cost.den;
		}
	}
	return sum;
}

static void list_rows(struct enumeration *e)
{
	const struct scenario *s = e->s;
	size_t T = (size_t)e->T;

	e->route_row = mem_calloc((size_t)s->nroutes * T, sizeof *e->route_row);
	e->segment_row = mem_calloc((size_t)s->nsegments * T, sizeof *e->segment_row);
	e->limit_row = mem_calloc((size_t)s->nlimits * T, sizeof *e->limit_row);
	for (int32_t t = 0; t < e->T; t++) {
		for (int32_t r = 0; r < s->nroutes; r++)
			e->route_row[r * e->T + t] = s->routes[r].capacity < 0 || !counts(e, -1, r, -1) ? -1
				: add_row(e, s->routes[r].capacity / 1000 - carried(e, NULL, r, -1, t));
		for (int32_t v = 0; v < s->nsegments; v++)
			e->segment_row[v * e->T + t] = s->segments[v].capacity < 0 || !counts(e, -1, -1, v) ? -1
				: add_row(e, s->segments[v].capacity / 1000 - carried(e, NULL, -1, v, t));
		for (int32_t n = 0; n < s->nlimits; n++) {
			const struct limit *l = &s->limits[n];
			bool in = counts(e, n, -1, -1) && t >= l->when.first && t <= l->when.last;
			int32_t *row = &e->limit_row[n * e->T + t];
			*row = -1;
			if (in && l->kind == LIMIT_VEHICLES)
				*row = add_row(e, l->amount / 1000 - carried(e, l, -1, -1, t));
			else if (in && l->kind == LIMIT_BUDGET)
				*row = t > l->when.first ? e->limit_row[n * e->T + l->when.first]
					: add_row(e, l->amount * MONEY - spent(e, l));
		}
	}
}

/* --- what was announced --- */

static void list_announced(struct enumeration *e)
{
	const struct previous *p = e->q->previous;

	for (int32_t n = 0; p && n < p->nlines; n++) {
		const struct announced *a = &p->lines[n];
		const struct outcome *out = &p->outcomes[n];
		const struct supply_lot *lot = out->lot >= 0 ? &e->y->supply.lots[out->lot] : NULL;
		struct announced_leg leg = {a->item, out->depart, a->route, out->arrive,
			lot ? lot->last_day : DAY_NONE, !lot ? INT32_MIN : lot->own ? -1 - lot->place : lot->region,
			out->units, 0};
		int32_t k = 0;
		if (out->fact || out->units == 0 || a->from == a->to || !has_item(e, a->item))
			continue;
		while (k < e->nways && memcmp(&e->ways[k], &leg, offsetof(struct announced_leg, units)) != 0)
			k++;
		assert(k < WAYS_MOST);
		if (k < e->nways)
			e->ways[k].units += leg.units;
		else
			e->ways[e->nways++] = leg;
	}
}

/* --- costs of a level --- */

static int64_t weight(const struct enumeration *e, int32_t level_item, int32_t item)
{
	const struct item *i = &e->s->items[item];

	if (level_item >= 0)
		return level_item == item;
	return i->value > 0 ? i->value * i->issue_unit : 0;
}

/* All that expires within the horizon and has not been handed out. */
static int64_t expiring(const struct enumeration *e, int32_t level_item)
{
	const struct plan *p = &e->y->plan;
	int64_t sum = 0;

	for (int32_t i = 0; i < e->y->supply.nlots; i++) {
		const struct supply_lot *lot = &e->y->supply.lots[i];
		int64_t units = lot->units - drawn_by_facts(e, i);
		if (!has_item(e, lot->item) || lot->last_day == DAY_NONE)
			continue;
		for (int32_t place = 0; place < e->s->nplaces; place++)
			units += still_there(e, i, place);
		for (int32_t n = 0; n < p->nshipments; n++)
			if (moved(&p->shipments[n]) && p->shipments[n].lot == i && p->shipments[n].arrive >= e->present
				&& p->shipments[n].arrive < e->T)
				units += p->shipments[n].units;
		sum += weight(e, level_item, lot->item) * units;
	}
	return sum;
}

static void leg_costs(const struct enumeration *e, struct outlet *o, int32_t item, int32_t route, int32_t depart,
	int32_t arrive)
{
	struct ratio cost = route_unit_cost(e->s, route, item);

	for (int32_t k = 0; k < e->q->nlevels; k++) {
		const struct brute_level *l = &e->q->levels[k];
		if (l->kind == LEVEL_COST)
			o->cost[k] = cost.num * MONEY / cost.den;
		else if (l->kind == LEVEL_DEPARTURE)
			o->cost[k] = depart;
		else if (l->kind == LEVEL_ARRIVAL)
			o->cost[k] = arrive;
		else if (l->kind == LEVEL_CHANGE && o->announced < 0)
			o->cost[k] = weight(e, l->item, item);
	}
}

static void serve_costs(const struct enumeration *e, struct outlet *o, const struct kind *kind, int32_t t)
{
	for (int32_t k = 0; k < e->q->nlevels; k++) {
		const struct brute_level *l = &e->q->levels[k];
		if (l->kind == LEVEL_WASTE && kind->last_day != DAY_NONE)
			o->cost[k] = -weight(e, l->item, kind->item);
		else if ((l->kind == LEVEL_DEPARTURE || l->kind == LEVEL_ARRIVAL) && kind->layer < 0)
			o->cost[k] = t;
	}
}

/* --- where units can go --- */

static int32_t stock_field(const struct enumeration *e, int32_t kind, int32_t place, int32_t t)
{
	return e->stock + (kind * e->s->nplaces + place) * e->T + t;
}

static int32_t counter_field(const struct enumeration *e, int32_t item, int32_t place, bool made)
{
	int32_t at = 0;

	while (e->q->items[at] != item)
		at++;
	return e->counter + (made * e->q->nitems + at) * e->s->nplaces + place;
}

static bool useful_at(const struct enumeration *e, int32_t kind, int32_t place, int32_t t)
{
	return e->useful[(kind * e->s->nplaces + place) * e->T + t];
}

static void use_row(struct outlet *o, int32_t row, int64_t amount)
{
	if (row < 0)
		return;
	assert(o->nrows < ROWS_MOST / 8);
	o->rows[o->nrows] = row;
	o->uses[o->nrows++] = amount;
}

static void leg_rows(const struct enumeration *e, struct outlet *o, int32_t item, int32_t route, int32_t depart)
{
	const struct route *r = &e->s->routes[route];
	int64_t kg = issue_mass(e->s, item) / 1000;
	struct ratio cost = route_unit_cost(e->s, route, item);

	use_row(o, e->route_row[route * e->T + depart], kg);
	for (int32_t v = 0; v < r->nvia; v++)
		use_row(o, e->segment_row[r->via[v] * e->T + depart], kg);
	for (int32_t n = 0; n < e->s->nlimits; n++) {
		const struct limit *l = &e->s->limits[n];
		if (about_item(l, item) && in_region(e, l, r->from))
			use_row(o, e->limit_row[n * e->T + depart],
				l->kind == LIMIT_VEHICLES ? kg : cost.num * MONEY / cost.den);
	}
}

/* Legs from the place at the instant. */
static int32_t list_legs(const struct enumeration *e, struct outlet *o, int32_t n, int32_t kind, int32_t place,
	int64_t leave)
{
	const struct kind *g = &e->kinds[kind];
	int32_t depart = (int32_t)(leave / e->s->period);

	for (int32_t r = 0; r < e->s->nroutes && leave >= e->now; r++) {
		const struct route *route = &e->s->routes[r];
		int64_t arrive = (leave + route->lead) / e->s->period;
		if (depart >= e->s->places[place].lost || arrive >= e->s->places[route->to].lost)
			continue; /* nobody leaves what is lost, or comes to it */
		if (route->from != place || g->layer < 0 || arrive >= e->T || !route_open(e->s, r, depart, (int32_t)arrive)
			|| !place_within(e->s, place, g->layer) || !place_within(e->s, route->to, g->layer)
			|| !usable_in(e->s, g->last_day, (int32_t)arrive)
			|| !useful_at(e, kind, route->to, (int32_t)arrive))
			continue;
		assert(n < OUTLETS_MOST);
		o[n] = (struct outlet){.to = stock_field(e, kind, route->to, (int32_t)arrive), .most = INT16_MAX,
			.announced = -1};
		for (int32_t k = 0; k < e->nways; k++) {
			const struct announced_leg *a = &e->ways[k];
			if (a->item == g->item && a->depart == depart && a->route == r && a->arrive == arrive
				&& a->last_day == g->last_day && a->layer == g->layer)
				o[n].announced = k;
		}
		leg_rows(e, &o[n], g->item, r, depart);
		leg_costs(e, &o[n], g->item, r, depart, (int32_t)arrive);
		n++;
	}
	return n;
}

static int32_t list_outlets(const struct enumeration *e, struct outlet *o, int32_t kind, int32_t place, int32_t t)
{
	const struct kind *g = &e->kinds[kind];
	int32_t n = 0;

	if (e->counts[(g->item * e->s->nplaces + place) * e->T + t] && t >= e->present) {
		o[n] = (struct outlet){.to = counter_field(e, g->item, place, false), .most = INT16_MAX, .announced = -1};
		serve_costs(e, &o[n++], g, t);
	}
	for (int32_t c = 0; c < e->out->nclaims && t == e->T - 1; c++)
		if (e->out->claims[c].cell < 0 && e->out->claims[c].item == g->item && e->out->claims[c].place == place)
			o[n++] = (struct outlet){.to = e->served + c, .most = e->out->claims[c].demand, .announced = -1};
	if (t + 1 < e->T && usable_in(e->s, g->last_day, t + 1)) {
		if (t + 1 < e->s->places[place].lost && useful_at(e, kind, place, t + 1))
			o[n++] = (struct outlet){.to = stock_field(e, kind, place, t + 1), .most = INT16_MAX, .announced = -1};
		n = list_legs(e, o, n, kind, place, (int64_t)(t + 1) * e->s->period);
	}
	return n;
}

/* --- one step: units are shared out --- */

struct sharing {
	struct enumeration *e;
	const struct outlet *outlets;
	int32_t n;
	bool all; /* every unit has to go */
	uint16_t fields[4096];
	int64_t costs[BRUTE_LEVELS];
};

static void put(struct sharing *h, const struct outlet *o, int64_t units)
{
	h->fields[o->to] = (uint16_t)(h->fields[o->to] + units);
	for (int32_t k = 0; k < o->nrows; k++) {
		uint16_t *used = &h->fields[h->e->rows[o->rows[k]].field];
		*used = (uint16_t)(*used + units * o->uses[k]);
	}
	if (o->announced >= 0) {
		uint16_t *sent = &h->fields[h->e->ways[o->announced].field];
		*sent = (uint16_t)(*sent + units);
	}
	for (int32_t k = 0; k < h->e->q->nlevels; k++)
		h->costs[k] += units * o->cost[k];
}

static bool fits(const struct sharing *h, const struct outlet *o)
{
	for (int32_t k = 0; k < o->nrows; k++)
		if (h->fields[h->e->rows[o->rows[k]].field] > h->e->rows[o->rows[k]].most)
			return false;
	return h->fields[o->to] <= o->most;
}

static void share(struct sharing *h, int32_t k, int64_t left)
{
	int64_t units = 0;

	if (h->e->too_many)
		return;
	if (k == h->n || left == 0) {
		if (left == 0 || !h->all)
			keep(h->e, h->fields, h->costs);
		return;
	}
	share(h, k + 1, left);
	while (units < left) {
		put(h, &h->outlets[k], 1);
		units++;
		if (!fits(h, &h->outlets[k]))
			break;
		share(h, k + 1, left - units);
	}
	put(h, &h->outlets[k], -units);
}

/* Takes over what the step has made. */
static void step_done(struct enumeration *e)
{
	struct states before = e->now_at;

	e->now_at = e->next;
	e->next = before;
	states_clear(&e->next);
}

/* The field of every state (field < 0: `units` more) is shared out. */
static void share_all(struct enumeration *e, int32_t field, int64_t units, const struct outlet *o, int32_t n)
{
	struct sharing *h = mem_calloc(1, sizeof *h);

	h->e = e;
	h->outlets = o;
	h->n = n;
	h->all = field >= 0;
	for (int32_t k = 0; k < e->now_at.n && !e->too_many; k++) {
		int64_t left = units;
		memcpy(h->fields, e->now_at.fields + (size_t)k * (size_t)e->width, (size_t)e->width * sizeof *h->fields);
		memcpy(h->costs, e->now_at.costs + (size_t)k * BRUTE_LEVELS, sizeof h->costs);
		if (field >= 0) {
			left = h->fields[field];
			h->fields[field] = 0;
		}
		share(h, 0, left);
	}
	mem_free(h);
	step_done(e);
}

/* --- handing out in a period --- */

static bool made_of_ours(const struct enumeration *e, const struct substitute *u)
{
	bool ours = e->q->substitutes && has_item(e, u->item);

	for (int32_t k = 0; k < u->nparts; k++)
		ours &= has_item(e, u->parts[k].item);
	return ours;
}

/* Whole batches of one substitute at a place: any number of them. */
static void make_batches(struct enumeration *e, const struct substitute *u, int32_t place)
{
	int64_t costs[BRUTE_LEVELS];
	uint16_t *fields = mem_calloc((size_t)e->width, sizeof *fields);

	for (int32_t k = 0; k < e->now_at.n; k++) {
		bool more = true;
		memcpy(fields, e->now_at.fields + (size_t)k * (size_t)e->width, (size_t)e->width * sizeof *fields);
		memcpy(costs, e->now_at.costs + (size_t)k * BRUTE_LEVELS, sizeof costs);
		while (more) {
			uint16_t *made = &fields[counter_field(e, u->item, place, true)];
			keep(e, fields, costs);
			for (int32_t j = 0; j < u->nparts; j++) {
				uint16_t *part = &fields[counter_field(e, u->parts[j].item, place, false)];
				int64_t take = u->parts[j].take / e->s->items[u->parts[j].item].issue_unit;
				more = more && *part >= take;
				*part = (uint16_t)(*part - take);
			}
			*made = (uint16_t)(*made + u->give / e->s->items[u->item].issue_unit);
			for (int32_t j = 0; j < e->q->nlevels; j++)
				costs[j] += e->q->levels[j].kind == LEVEL_SUBSTITUTION ? u->penalty : 0;
		}
	}
	mem_free(fields);
	step_done(e);
}

/* Every claim there may get it; handed counts what the visits of the period bring. Of the last
 * batch made some may be left. */
static void hand_out(struct enumeration *e, int32_t item, int32_t place, int32_t t, bool made)
{
	struct outlet o[OUTLETS_MOST];
	int32_t n = 0;
	int64_t left = 0;

	for (int32_t u = 0; made && u < e->s->nsubstitutes; u++)
		if (e->s->substitutes[u].item == item && made_of_ours(e, &e->s->substitutes[u]))
			left += e->s->substitutes[u].give / e->s->items[item].issue_unit - 1;

	for (int32_t c = 0; c < e->out->nclaims; c++) {
		const struct brute_claim *claims = &e->out->claims[c];
		if (claims->cell < 0 || claims->item != item || claims->place != place || t < claims->first
			|| t > claims->last)
			continue;
		o[n++] = (struct outlet){.to = e->handed + c, .most = claims->demand - claims->fact, .announced = -1};
	}
	if (left > 0)
		o[n++] = (struct outlet){.to = e->left + counter_field(e, item, place, false) - e->counter, .most = left, .announced = -1};
	share_all(e, counter_field(e, item, place, made), 0, o, n);
}

/* Fewest households that bring what was handed out there to a group. */
static int64_t households(const struct enumeration *e, const uint16_t *fields, const struct limit *l,
	int32_t place, int32_t group, int32_t t)
{
	int64_t all = people_households(e->s, place, group, t), most = 0;

	all = all > 0 ? all : 1;
	for (int32_t c = 0; c < e->out->nclaims; c++) {
		const struct brute_claim *claim = &e->out->claims[c];
		int64_t v = 0;
		if (claim->cell < 0 || claim->place != place || claim->group != group || !about_item(l, claim->item))
			continue;
		while (fields[e->handed + c] > int_ceil_div(claim->demand * v, all))
			v++;
		most = v > most ? v : most;
	}
	return most;
}

static bool visits_fit(const struct enumeration *e, const uint16_t *fields, int32_t t)
{
	for (int32_t n = 0; n < e->s->nlimits; n++) {
		const struct limit *l = &e->s->limits[n];
		int64_t minutes = 0;
		if (l->kind != LIMIT_HELPERS || !counts(e, n, -1, -1) || t < l->when.first || t > l->when.last)
			continue;
		for (int32_t place = 0; place < e->s->nplaces; place++)
			for (int32_t g = 0; g < e->s->ngroups; g++)
				if (e->s->groups[g].door && in_region(e, l, place))
					minutes += households(e, fields, l, place, g, t) * e->s->groups[g].visit_minutes;
		if (minutes > l->amount)
			return false;
	}
	return true;
}

/* What was handed out in the period becomes what is served. */
static void end_period(struct enumeration *e, int32_t t)
{
	uint16_t *fields = mem_calloc((size_t)e->width, sizeof *fields);

	for (int32_t k = 0; k < e->now_at.n; k++) {
		bool possible;
		memcpy(fields, e->now_at.fields + (size_t)k * (size_t)e->width, (size_t)e->width * sizeof *fields);
		possible = visits_fit(e, fields, t);
		for (int32_t c = 0; c < e->out->nclaims; c++) {
			fields[e->served + c] = (uint16_t)(fields[e->served + c] + fields[e->handed + c]);
			possible &= fields[e->served + c] <= e->out->claims[c].demand - e->out->claims[c].fact;
			fields[e->handed + c] = 0;
		}
		memset(fields + e->left, 0, (size_t)(e->q->nitems * e->s->nplaces) * sizeof *fields);
		if (possible)
			keep(e, fields, e->now_at.costs + (size_t)k * BRUTE_LEVELS);
	}
	mem_free(fields);
	step_done(e);
}

/* --- all periods --- */

static bool wanted(const struct enumeration *e, int32_t item, int32_t place, int32_t t)
{
	for (int32_t c = 0; c < e->out->nclaims; c++) {
		const struct brute_claim *claim = &e->out->claims[c];
		if (claim->cell >= 0 && claim->item == item && claim->place == place && t >= claim->first
			&& t <= claim->last && claim->fact < claim->demand)
			return true;
	}
	return false;
}

static void find_useful(struct enumeration *e)
{
	const struct scenario *s = e->s;

	for (int32_t k = 0; k < e->q->nitems; k++)
		for (int32_t p = 0; p < s->nplaces; p++)
			for (int32_t t = e->present; t < e->T; t++) {
				bool any = wanted(e, e->q->items[k], p, t);
				for (int32_t u = 0; u < s->nsubstitutes; u++)
					for (int32_t j = 0; made_of_ours(e, &s->substitutes[u]) && j < s->substitutes[u].nparts; j++)
						any |= s->substitutes[u].parts[j].item == e->q->items[k]
							&& wanted(e, s->substitutes[u].item, p, t);
				e->counts[(e->q->items[k] * s->nplaces + p) * e->T + t] = any;
			}
	for (int32_t t = e->T - 1; t >= 0; t--)
		for (int32_t k = 0; k < e->nkinds; k++)
			for (int32_t p = 0; p < s->nplaces; p++) {
				struct outlet o[OUTLETS_MOST];
				e->useful[(k * s->nplaces + p) * e->T + t] = usable_in(s, e->kinds[k].last_day, t)
					&& list_outlets(e, o, k, p, t) > 0;
			}
}

static void release(struct enumeration *e, const struct spring *source, int32_t t)
{
	struct outlet o[OUTLETS_MOST];
	int32_t n = 0;

	if (usable_in(e->s, e->kinds[source->kind].last_day, t) && useful_at(e, source->kind, source->place, t))
		o[n++] = (struct outlet){.to = stock_field(e, source->kind, source->place, t), .most = INT16_MAX,
			.announced = -1};
	if (!source->arrives)
		n = list_legs(e, o, n, source->kind, source->place, source->release);
	if (n > 0)
		share_all(e, -1, source->units, o, n);
}

static void run_period(struct enumeration *e, int32_t t)
{
	struct outlet o[OUTLETS_MOST];

	for (int32_t k = 0; k < e->nsources; k++)
		if (e->sources[k].release / e->s->period == t)
			release(e, &e->sources[k], t);
	for (int32_t k = 0; k < e->nkinds; k++)
		for (int32_t p = 0; p < e->s->nplaces; p++)
			if (useful_at(e, k, p, t))
				share_all(e, stock_field(e, k, p, t), 0, o, list_outlets(e, o, k, p, t));
	for (int32_t p = 0; p < e->s->nplaces; p++) {
		for (int32_t u = 0; u < e->s->nsubstitutes; u++)
			if (made_of_ours(e, &e->s->substitutes[u]) && wanted(e, e->s->substitutes[u].item, p, t))
				make_batches(e, &e->s->substitutes[u], p);
		for (int32_t i = 0; i < e->q->nitems; i++)
			for (int made = 0; made < 2; made++)
				if (e->counts[(e->q->items[i] * e->s->nplaces + p) * e->T + t])
					hand_out(e, e->q->items[i], p, t, made);
	}
	end_period(e, t);
}

static void lay_out(struct enumeration *e)
{
	int32_t at = 0;

	e->served = at;
	at += e->out->nclaims;
	e->handed = at;
	at += e->out->nclaims;
	e->left = at;
	at += e->q->nitems * e->s->nplaces;
	e->counter = at;
	at += 2 * e->q->nitems * e->s->nplaces;
	for (int32_t k = 0; k < e->nrows; k++)
		e->rows[k].field = at++;
	for (int32_t k = 0; k < e->nways; k++)
		e->ways[k].field = at++;
	e->stock = at;
	e->width = at + e->nkinds * e->s->nplaces * e->T;
	assert(e->width <= 4096);
}

/* --- what has come of it --- */

static struct ratio value_of(const struct enumeration *e, int32_t level, const uint16_t *fields, int64_t cost)
{
	const struct brute_level *l = &e->q->levels[level];

	for (int32_t k = 0; l->kind == LEVEL_CHANGE && k < e->nways; k++)
		cost += weight(e, l->item, e->ways[k].item) * llabs(fields[e->ways[k].field] - e->ways[k].units);
	if (l->kind == LEVEL_WASTE)
		cost += expiring(e, l->item);
	return ratio_make(cost, l->kind == LEVEL_COST ? MONEY : 1);
}

static int compare_values(const struct ratio *a, const struct ratio *b, int32_t n)
{
	for (int32_t k = 0; k < n; k++)
		if (ratio_compare(a[k], b[k]) != 0)
			return ratio_compare(a[k], b[k]);
	return 0;
}

static void collect(struct enumeration *e)
{
	struct brute *b = e->out;
	int32_t nlevels = e->q->nlevels;

	b->served = mem_calloc((size_t)e->now_at.n * BRUTE_CLAIMS, sizeof *b->served);
	b->values = mem_calloc((size_t)e->now_at.n * BRUTE_LEVELS, sizeof *b->values);
	for (int32_t k = 0; k < e->now_at.n; k++) {
		const uint16_t *fields = e->now_at.fields + (size_t)k * (size_t)e->width;
		int64_t *served = b->served + (size_t)b->nplans * (size_t)b->nclaims;
		struct ratio values[BRUTE_LEVELS];
		int32_t at = 0;
		for (int32_t c = 0; c < b->nclaims; c++)
			served[c] = fields[e->served + c];
		for (int32_t j = 0; j < nlevels; j++)
			values[j] = value_of(e, j, fields, e->now_at.costs[(size_t)k * BRUTE_LEVELS + (size_t)j]);
		/* Without limits and announced legs there is one state for each. */
		while (at < b->nplans && memcmp(b->served + (size_t)at * (size_t)b->nclaims, served,
			(size_t)b->nclaims * sizeof *served) != 0)
			at = e->nrows + e->nways > 0 ? at + 1 : b->nplans;
		if (at < b->nplans && compare_values(values, b->values + (size_t)at * (size_t)nlevels, nlevels) >= 0)
			continue;
		memcpy(b->values + (size_t)at * (size_t)nlevels, values, (size_t)nlevels * sizeof *values);
		b->nplans += at == b->nplans;
	}
}

static void enumerate(struct enumeration *e)
{
	size_t spots = (size_t)e->nkinds * (size_t)e->s->nplaces * (size_t)e->T;
	uint16_t *fields;
	int64_t costs[BRUTE_LEVELS] = {0};

	e->useful = mem_calloc(spots + 1, 1);
	e->counts = mem_calloc((size_t)e->s->nitems * (size_t)e->s->nplaces * (size_t)e->T, 1);
	lay_out(e);
	find_useful(e);
	states_init(&e->now_at);
	states_init(&e->next);
	fields = mem_calloc((size_t)e->width, sizeof *fields);
	keep(e, fields, costs);
	step_done(e);
	for (int32_t t = e->present; t < e->T && !e->too_many; t++)
		run_period(e, t);
	mem_free(fields);
	e->out->complete = !e->too_many;
	if (e->out->complete)
		collect(e);
	states_release(&e->now_at);
	states_release(&e->next);
	mem_free(e->useful);
	mem_free(e->counts);
}

void brute_all_plans(struct brute *b, const struct story *y, const struct brute_request *q)
{
	struct enumeration e = {.y = y, .s = &y->s, .q = q, .out = b, .T = y->s.nperiods};

	memset(b, 0, sizeof *b);
	e.now = present_seconds(&y->s) > 0 ? present_seconds(&y->s) : 0;
	e.present = present_period(&y->s);
	list_sources(&e);
	if (list_claims(&e)) {
		list_rows(&e);
		list_announced(&e);
		enumerate(&e);
	}
	mem_free(e.sources);
	mem_free(e.route_row);
	mem_free(e.segment_row);
	mem_free(e.limit_row);
}

void brute_release(struct brute *b)
{
	mem_free(b->served);
	mem_free(b->values);
}
