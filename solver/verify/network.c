#include "solver/verify/network.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>

/* --- roads --- */

void roads_build(struct map_of_roads *roads, const struct scenario *s)
{
	size_t nperiods = (size_t)s->nperiods;

	roads->stand = mem_calloc((size_t)s->nplaces, sizeof(int32_t));
	roads->first_route = mem_calloc((size_t)s->nplaces + 2, sizeof(int32_t));
	roads->routes = mem_calloc((size_t)s->nroutes, sizeof(int32_t));
	roads->arrival = mem_calloc((size_t)s->nroutes * nperiods, sizeof(int32_t));
	for (int32_t i = 0; i < s->nplaces; i++)
		roads->stand[i] = place_stand(s, i);
	for (int32_t r = 0; r < s->nroutes; r++) {
		roads->first_route[roads->stand[s->routes[r].from] + 2]++;
		for (size_t t = 0; t < nperiods; t++)
			roads->arrival[(size_t)r * nperiods + t] = route_arrival(s, r, (int64_t)t * s->period);
	}
	for (int32_t i = 2; i <= s->nplaces + 1; i++)
		roads->first_route[i] += roads->first_route[i - 1];
	for (int32_t r = 0; r < s->nroutes; r++)
		roads->routes[roads->first_route[roads->stand[s->routes[r].from] + 1]++] = r;
}

void roads_release(struct map_of_roads *roads)
{
	mem_free(roads->stand);
	mem_free(roads->first_route);
	mem_free(roads->routes);
	mem_free(roads->arrival);
}

/* --- a network under construction --- */

/* Goods that enter the network. */
struct entry {
	int32_t layer;
	day last_day;
	int32_t place;
	int64_t release;
	bool arrives;
	int32_t lot, brought; /* brought: index into past.brought, -1 = from stock */
	int64_t units;
	int64_t drawn; /* by the plan */
};

/* One kind of goods of the item at work: last day and layer. Its point at a
 * place it can reach is base[place] + period, from first[place] on. */
struct sheet {
	day last_day;
	int32_t layer, last_period;
	const struct entry *entries; int32_t nentries;
};

/* What the plan does with goods: legs or hand-outs, sorted by sheet. */
struct moved {
	int32_t sheet, index;
};

struct builder {
	struct network *net;
	struct checker *k;
	const struct scenario *s;
	const struct past *past;
	const struct map_of_roads *roads;
	bool substitutes;
	int32_t item;
	int32_t *counter; /* [nplaces * nperiods] point, -1 = nothing is asked for there */
	int32_t first_claim; /* of the item */
	int32_t *first, *base; /* [nplaces] of the sheet; first INT32_MAX = out of reach */
	int32_t *reached; int32_t nreached; /* [nplaces] places of the sheet */
	int32_t *outs; /* [points_room at least] first way out of a point */
	int32_t nouts, outs_room;
	int32_t *meeting; /* [past.nannounced] point, -1 */
	int32_t *meeting_head; /* [past.nannounced] */
	struct sheet *sheets; int32_t nsheets, sheets_room; /* of the item, by layer, last day */
	struct moved *legs, *hands; int32_t nlegs, nhands; /* of the item, by sheet */
	int32_t leg_at, hand_at; /* how far the sheets have come */
};

static int32_t add_point(struct builder *b, enum point_kind kind, int32_t place, int32_t period,
	day last_day, int32_t layer)
{
	struct network *net = b->net;
	int32_t v = ARRAY_ADD(&net->points, &net->npoints, &net->points_room);
	int32_t at = ARRAY_ADD(&b->outs, &b->nouts, &b->outs_room);

	net->points[v] = (struct point){(unsigned char)kind, false, b->item, place, period, last_day, layer, 0,
		-1, -1, -1};
	b->outs[at] = -1;
	return v;
}

static struct way *add_way(struct builder *b, enum way_kind kind, int32_t tail, int32_t head,
	int64_t most, int32_t depart, int32_t arrive)
{
	struct network *net = b->net;
	int32_t a = ARRAY_ADD(&net->ways, &net->nways, &net->ways_room);

	net->ways[a] = (struct way){tail, head, (unsigned char)kind, false, -1, depart, arrive, most, 0};
	if (b->outs[tail] < 0)
		b->outs[tail] = a;
	return &net->ways[a];
}

static int32_t *counter_at(struct builder *b, int32_t place, int32_t period)
{
	return &b->counter[(size_t)place * (size_t)b->s->nperiods + (size_t)period];
}

static void open_counters(struct builder *b, const struct cell *c)
{
	for (int32_t t = c->when.first; t <= c->when.last; t++) {
		int32_t *at = counter_at(b, c->place, t);
		if (t >= checker_present(b->k) && *at < 0)
			*at = add_point(b, POINT_COUNTER, c->place, t, DAY_NONE, 0);
	}
}

/* --- claims --- */

/* Issue units that a minimum about this claim alone still asks for. A minimum
 * over several claims is shared among them by the plan (see there). */
static int64_t least_of(const struct builder *b, const struct cell *c, int64_t done, const int32_t *about)
{
	int64_t u = checker_unit(b->k, c->item), least = 0;

	for (int32_t n = 0; n < b->s->nminima; n++) {
		const struct minimum *m = &b->s->minima[n];
		int64_t quantity = m->quantity < c->demand ? m->quantity : c->demand, units;
		if (about[n] != 1 || !minimum_counts(b->s, m, c))
			continue;
		units = int_ceil_div(quantity - c->household, u) - done;
		least = units > least ? units : least;
	}
	return least;
}

static void add_claim(struct builder *b, int32_t cell, const int32_t *about)
{
	const struct cell *c = &b->k->cells->cells[cell];
	int64_t done = b->past->done[cell], fact = c->fact + done;
	int64_t least = least_of(b, c, done, about);
	int32_t n = ARRAY_ADD(&b->net->claims, &b->net->nclaims, &b->net->claims_room);

	fact = fact < c->units ? fact : c->units;
	if (c->when.last < checker_present(b->k))
		least = 0; /* it is over: nothing can come any more */
	least = least < c->units - fact ? least : c->units - fact;
	b->net->claims[n] = (struct claim){.point = add_point(b, POINT_CLAIM, c->place, -1, DAY_NONE, 0),
		.cell = cell, .item = b->item, .stage = c->stage, .tier = c->tier, .demand = c->units,
		.fact = fact, .least = least, .alone = least};
	b->net->points[b->net->claims[n].point].cell = cell;
	open_counters(b, c);
}

static void add_claims(struct builder *b)
{
	const struct cells *cells = b->k->cells;
	int32_t *about = mem_calloc((size_t)b->s->nminima, sizeof *about);
	int32_t first = 0, end;

	while (first < cells->ncells && cells->cells[first].item != b->item)
		first++;
	for (end = first; end < cells->ncells && cells->cells[end].item == b->item; end++)
		for (int32_t n = 0; n < b->s->nminima; n++)
			about[n] += minimum_counts(b->s, &b->s->minima[n], &cells->cells[end]);
	for (int32_t c = first; c < end; c++)
		add_claim(b, c, about);
	mem_free(about);
	for (int32_t n = 0; n < b->s->nminima; n++) {
		const struct minimum *m = &b->s->minima[n];
		int32_t at;
		int64_t units = int_ceil_div(m->quantity, checker_unit(b->k, m->item));
		if (!m->end_stock || m->item != b->item || units == 0)
			continue;
		at = ARRAY_ADD(&b->net->claims, &b->net->nclaims, &b->net->claims_room);
		b->net->claims[at] = (struct claim){
			.point = add_point(b, POINT_CLAIM, b->roads->stand[m->place], -1, DAY_NONE, 0),
			.cell = -1 - n, .item = b->item, .tier = TIER_FIRST, .demand = units, .least = units, .alone = units};
		b->net->points[b->net->claims[at].point].cell = -1 - n;
	}
}

static bool among(const struct network *net, int32_t item)
{
	for (int32_t n = 0; n < net->nitems; n++)
		if (net->items[n] == item)
			return true;
	return false;
}

/* Parts of what stands in for another item are handed out where that one is
 * asked for. */
static void add_counters_of_parts(struct builder *b)
{
	for (int32_t n = 0; n < b->s->nsubstitutes; n++) {
		const struct substitute *u = &b->s->substitutes[n];
		bool is_part = false, inside = among(b->net, u->item);
		for (int32_t j = 0; j < u->nparts; j++) {
			is_part |= u->parts[j].item == b->item;
			inside &= among(b->net, u->parts[j].item);
		}
		for (int32_t c = 0; is_part && inside && c < b->k->cells->ncells; c++)
			if (b->k->cells->cells[c].item == u->item)
				open_counters(b, &b->k->cells->cells[c]);
	}
}

/* --- goods that enter --- */

static int entry_compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const int64_t p[] = {x->layer, x->last_day, x->place, x->release, x->arrives};
	const int64_t q[] = {y->layer, y->last_day, y->place, y->release, y->arrives};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* All goods of the item, sheet by sheet; the caller frees. */
static struct entry *list_entries(struct builder *b, int32_t *nentries)
{
	const struct supply *v = b->k->supply;
	struct entry *all = mem_calloc((size_t)(v->nlots + b->past->nbrought) + 1, sizeof *all);
	int64_t now = checker_now(b->k);
	int32_t present = checker_present(b->k), n = 0;

	for (int32_t i = 0; i < v->nlots; i++) {
		const struct supply_lot *lot = &v->lots[i];
		/* What nobody's stock shows any more is only what facts have brought. */
		if (lot->item != b->item || lot->units <= b->past->drawn[i] || (lot->line < 0 && lot->transit < 0))
			continue;
		all[n++] = (struct entry){lot_layer(lot, lot->place), lot->last_day, lot->place,
			lot->release >= now ? lot->release : now,
			lot->arrives && lot->release / b->s->period >= present, i, -1,
			lot->units - b->past->drawn[i], b->k->plan->drawn[i].units - b->past->drawn[i]};
	}
	for (int32_t i = 0; i < b->past->nbrought; i++) {
		const struct brought *g = &b->past->brought[i];
		const struct supply_lot *lot = &v->lots[g->lot];
		bool arrives = g->period >= present;
		if (lot->item != b->item || g->units <= 0)
			continue;
		all[n++] = (struct entry){lot_layer(lot, g->place), lot->last_day, g->place,
			arrives ? (int64_t)g->period * b->s->period : now, arrives, g->lot, i, g->units,
			g->units - g->unused};
	}
	qsort(all, (size_t)n, sizeof *all, entry_compare);
	*nentries = n;
	return all;
}

/* --- one sheet: where its goods can be, and when --- */

static bool inside(const struct builder *b, const struct sheet *h, int32_t place)
{
	return h->layer < 0 ? place == -1 - h->layer : place_within(b->s, place, h->layer);
}

static int32_t period_at(const struct builder *b, int64_t seconds)
{
	int64_t t = seconds / b->s->period;

	return t < b->s->nperiods ? (int32_t)t : b->s->nperiods;
}

/* The last period in which goods of the sheet can be at the place. */
static int32_t last_at(const struct builder *b, const struct sheet *h, int32_t place)
{
	int32_t lost = b->s->places[place].lost;

	return lost <= h->last_period ? lost - 1 : h->last_period;
}

static bool enters(const struct builder *b, const struct sheet *h, const struct entry *e)
{
	return period_at(b, e->release) <= last_at(b, h, e->place);
}

static void reach(struct builder *b, int32_t place, int32_t period)
{
	if (b->first[place] == INT32_MAX)
		b->reached[b->nreached++] = place;
	if (period < b->first[place])
		b->first[place] = period;
}

/* Where a leg by the route arrives that leaves at this instant; -1 = no leg. */
static int32_t arrival(const struct builder *b, const struct sheet *h, int32_t route, int64_t leave)
{
	int32_t to = b->roads->stand[b->s->routes[route].to];
	int64_t t = leave / b->s->period;
	int32_t at;

	if (h->layer < 0 || t >= b->s->nperiods || to == b->roads->stand[b->s->routes[route].from])
		return -1;
	at = leave % b->s->period == 0 ? b->roads->arrival[(size_t)route * (size_t)b->s->nperiods + (size_t)t]
		: route_arrival(b->s, route, leave);
	return at <= h->last_period && at >= 0 && inside(b, h, to) ? at : -1;
}

static void reach_from(struct builder *b, const struct sheet *h, int32_t place, int64_t leave)
{
	for (int32_t j = b->roads->first_route[place]; j < b->roads->first_route[place + 1]; j++) {
		int32_t route = b->roads->routes[j], t = arrival(b, h, route, leave);
		if (t >= 0)
			reach(b, b->roads->stand[b->s->routes[route].to], t);
	}
}

/* First period of every place; points from then to the last one there. */
static void find_places(struct builder *b, const struct sheet *h)
{
	b->nreached = 0;
	for (int32_t i = 0; i < h->nentries; i++) {
		const struct entry *e = &h->entries[i];
		if (!enters(b, h, e))
			continue;
		reach(b, e->place, period_at(b, e->release));
		if (!e->arrives && inside(b, h, e->place))
			reach_from(b, h, e->place, e->release);
	}
	for (int32_t t = 0; t < h->last_period; t++)
		for (int32_t i = 0; i < b->nreached; i++)
			if (b->first[b->reached[i]] <= t && inside(b, h, b->reached[i]))
				reach_from(b, h, b->reached[i], (int64_t)(t + 1) * b->s->period);
	for (int32_t i = 0; i < b->nreached; i++) {
		int32_t place = b->reached[i];
		b->base[place] = b->net->npoints - b->first[place];
		for (int32_t t = b->first[place]; t <= last_at(b, h, place); t++)
			add_point(b, POINT_PLACE, place, t, h->last_day, h->layer);
	}
}

static int32_t place_point(const struct builder *b, int32_t place, int32_t period)
{
	return b->first[place] <= period && period < b->s->places[place].lost ? b->base[place] + period : -1;
}

/* --- ways of a sheet --- */

static int32_t find_announced(const struct builder *b, const struct announced_way *key)
{
	const struct past *past = b->past;
	const struct announced_way *found = past->nannounced == 0 ? NULL
		: bsearch(key, past->announced, (size_t)past->nannounced, sizeof *key, announced_compare);

	return found ? (int32_t)(found - past->announced) : -1;
}

static void add_leg(struct builder *b, const struct sheet *h, int32_t tail, int32_t route, int64_t leave)
{
	int32_t arrive = arrival(b, h, route, leave), depart = (int32_t)(leave / b->s->period), head, k;
	struct way *w;

	if (arrive < 0)
		return;
	head = place_point(b, b->roads->stand[b->s->routes[route].to], arrive);
	k = find_announced(b, &(struct announced_way){b->item, depart, route, arrive, h->last_day, h->layer, 0});
	if (k >= 0 && b->meeting[k] < 0) {
		b->meeting[k] = add_point(b, POINT_MEETING, b->net->points[head].place, arrive, h->last_day,
			h->layer);
		b->net->points[b->meeting[k]].route = route;
		b->net->points[b->meeting[k]].depart = depart;
		b->meeting_head[k] = head;
	}
	w = add_way(b, WAY_LEG, tail, k >= 0 ? b->meeting[k] : head, UNLIMITED, depart, arrive);
	w->route = route;
	w->announced = k >= 0;
}

static void add_legs(struct builder *b, const struct sheet *h, int32_t tail, int32_t place, int64_t leave)
{
	for (int32_t j = b->roads->first_route[place]; j < b->roads->first_route[place + 1]; j++)
		add_leg(b, h, tail, b->roads->routes[j], leave);
}

/* Goods that enter alike are one source. */
static void add_sources(struct builder *b, const struct sheet *h)
{
	for (int32_t i = 0, end; i < h->nentries; i = end) {
		const struct entry *e = &h->entries[i];
		int32_t t = period_at(b, e->release), source;
		int64_t units = 0, drawn = 0;
		for (end = i; end < h->nentries && entry_compare(e, &h->entries[end]) == 0; end++) {
			units += h->entries[end].units;
			drawn += h->entries[end].drawn;
		}
		if (!enters(b, h, e))
			continue;
		source = add_point(b, POINT_SOURCE, e->place, t, h->last_day, h->layer);
		b->net->points[source].release = e->release;
		b->net->points[source].arrives = e->arrives;
		add_way(b, WAY_DRAW, 0, source, units, -1, t)->flow = drawn;
		if (!e->arrives && inside(b, h, e->place))
			add_legs(b, h, source, e->place, e->release);
		add_way(b, WAY_STAY, source, place_point(b, e->place, t), UNLIMITED, t, t);
	}
}

static void add_meetings(struct builder *b, const struct sheet *h, int32_t t)
{
	/* The first announced flow of the item and period: sorted by these. */
	int32_t low = 0, high = b->past->nannounced;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		const struct announced_way *w = &b->past->announced[middle];
		if (w->item < b->item || (w->item == b->item && w->depart < t))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < b->past->nannounced && b->past->announced[low].item == b->item
		&& b->past->announced[low].depart == t; low++) {
		const struct announced_way *w = &b->past->announced[low];
		if (b->meeting[low] < 0 || w->last_day != h->last_day || w->layer != h->layer)
			continue;
		add_way(b, WAY_MEETING, b->meeting[low], b->meeting_head[low], w->units, t, w->arrive)->announced = true;
		add_way(b, WAY_MEETING, b->meeting[low], b->meeting_head[low], UNLIMITED, t, w->arrive);
	}
}

static void add_period(struct builder *b, const struct sheet *h, int32_t t)
{
	add_meetings(b, h, t);
	for (int32_t i = 0; i < b->nreached; i++) {
		int32_t place = b->reached[i], v = place_point(b, place, t), counter = *counter_at(b, place, t);
		if (v < 0)
			continue;
		if (counter >= 0)
			add_way(b, WAY_SERVE, v, counter, UNLIMITED, t, t);
		if (t == h->last_period)
			continue;
		if (inside(b, h, place))
			add_legs(b, h, v, place, (int64_t)(t + 1) * b->s->period);
		if (t + 1 < b->s->places[place].lost)
			add_way(b, WAY_CARRY, v, place_point(b, place, t + 1), UNLIMITED, t, t + 1);
	}
}

/* --- the plan's legs and hand-outs on the ways of a sheet --- */

static void misplaced(struct builder *b, const char *format, int32_t n)
{
	finding(b->k, format, n + 1);
}

/* The way out of a point by a route, or of a kind (route -1). */
static struct way *find_way(struct builder *b, int32_t tail, enum way_kind kind, int32_t route)
{
	for (int32_t a = tail < 0 ? -1 : b->outs[tail]; a >= 0 && a < b->net->nways
		&& b->net->ways[a].tail == tail; a++)
		if (b->net->ways[a].kind == kind && b->net->ways[a].route == route)
			return &b->net->ways[a];
	return NULL;
}

/* Where a leg starts: at the source when the goods leave at the instant they
 * are free, else at the place in the period before. */
static int32_t leg_tail(const struct builder *b, const struct sheet *h, const struct shipment *x)
{
	const struct supply_lot *lot = &b->k->supply->lots[x->lot];
	int64_t now = checker_now(b->k), release = lot->release >= now ? lot->release : now;
	bool from_stock = x->first_leg || lot->transit >= 0;

	for (int32_t v = b->net->npoints - 1; v > 0 && b->net->points[v].kind != POINT_CLAIM; v--) {
		const struct point *p = &b->net->points[v];
		if (p->kind == POINT_PLACE)
			break; /* sources come after the places of their sheet */
		if (p->kind == POINT_SOURCE && !p->arrives && p->place == x->from
			&& p->release == x->depart_seconds && ((from_stock && p->release == release) || p->release == now))
			return v;
	}
	(void)h;
	return x->depart > 0 ? place_point(b, x->from, x->depart - 1) : -1;
}

static void send_legs(struct builder *b, const struct sheet *h, int32_t number)
{
	for (; b->leg_at < b->nlegs && b->legs[b->leg_at].sheet == number; b->leg_at++) {
		int32_t n = b->legs[b->leg_at].index;
		const struct shipment *x = &b->k->plan->shipments[n];
		struct way *w = find_way(b, leg_tail(b, h, x), WAY_LEG, x->route);
		if (w)
			w->flow += x->units;
		else
			misplaced(b, _("shipment %d: by the scenario no goods of its lot can go this way then"), n);
	}
	for (; b->hand_at < b->nhands && b->hands[b->hand_at].sheet == number; b->hand_at++) {
		int32_t n = b->hands[b->hand_at].index;
		const struct handout *x = &b->k->plan->handouts[n];
		const struct cell *c = &b->k->cells->cells[x->cell];
		struct way *w = find_way(b, place_point(b, c->place, x->period), WAY_SERVE, -1);
		if (w)
			w->flow += x->quantity;
		else
			misplaced(b, _("hand-out %d: by the scenario no goods of its lot can be there then"), n);
	}
}

/* Hand-outs of a batch may part an issue unit among claims: only together they
 * are whole. */
static void count_whole_units(struct builder *b, int32_t first_way)
{
	int64_t u = checker_unit(b->k, b->item);

	for (int32_t a = first_way; a < b->net->nways; a++) {
		struct way *w = &b->net->ways[a];
		const struct point *at = &b->net->points[w->head];
		if (w->kind != WAY_SERVE)
			continue;
		if (w->flow % u != 0)
			finding(b->k, _("%s at %s in period %d: what is handed out is not a whole number of issue units"),
				b->s->items[b->item].id, b->s->places[at->place].id, at->period + 1);
		w->flow /= u;
	}
}

static void add_sheet(struct builder *b, const struct sheet *h, int32_t number)
{
	int32_t first_way = b->net->nways;

	find_places(b, h);
	add_sources(b, h);
	for (int32_t t = 0; t <= h->last_period; t++)
		add_period(b, h, t);
	send_legs(b, h, number);
	count_whole_units(b, first_way);
}

static void clear_sheet(struct builder *b)
{
	for (int32_t i = 0; i < b->nreached; i++)
		b->first[b->reached[i]] = INT32_MAX;
}

/* --- hand-outs to claims --- */

/* Points of goods that may be left at a place in the last period. */
static void add_left(struct builder *b, const struct sheet *h)
{
	int32_t last = b->s->nperiods - 1;

	for (int32_t n = b->first_claim; h->last_period == last && n < b->net->nclaims; n++) {
		struct claim *c = &b->net->claims[n];
		int32_t place = b->net->points[c->point].place;
		int32_t v = c->cell < 0 && b->first[place] != INT32_MAX ? place_point(b, place, last) : -1;
		if (v >= 0)
			add_way(b, WAY_HAND, v, c->point, UNLIMITED, last, last);
	}
}

static void add_hands(struct builder *b)
{
	for (int32_t n = b->first_claim; n < b->net->nclaims; n++) {
		struct claim *c = &b->net->claims[n];
		const struct cell *cell = c->cell >= 0 ? &b->k->cells->cells[c->cell] : NULL;
		c->first_hand = b->net->nways;
		for (int32_t t = cell ? cell->when.first : 0; cell && t <= cell->when.last; t++) {
			if (t < checker_present(b->k))
				continue;
			add_way(b, WAY_HAND, *counter_at(b, cell->place, t), c->point, UNLIMITED, t, t);
			c->nhands++;
		}
	}
}

static void hand_out(struct builder *b)
{
	const struct plan *p = b->k->plan;
	int32_t *claim_of = mem_calloc((size_t)b->k->cells->ncells, sizeof *claim_of);

	for (int32_t n = b->first_claim; n < b->net->nclaims; n++)
		if (b->net->claims[n].cell >= 0)
			claim_of[b->net->claims[n].cell] = n + 1;
	for (int32_t i = 0; i < p->nhandouts; i++) {
		const struct handout *x = &p->handouts[i];
		const struct claim *c;
		int32_t at;
		if (x->fact || claim_of[x->cell] == 0)
			continue;
		c = &b->net->claims[claim_of[x->cell] - 1];
		at = c->nhands > 0 ? x->period - b->net->ways[c->first_hand].depart : -1;
		if (at >= 0 && at < c->nhands)
			b->net->ways[c->first_hand + at].flow += x->units;
		else
			misplaced(b, _("hand-out %d: the claim cannot be served then"), i);
	}
	mem_free(claim_of);
}

/* --- one item --- */

static int moved_compare(const void *a, const void *b)
{
	const struct moved *x = a, *y = b;
	const int64_t p[] = {x->sheet, x->index};
	const int64_t q[] = {y->sheet, y->index};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* Goods that enter alike but for where and when lie together on a sheet. */
static void list_sheets(struct builder *b, const struct entry *entries, int32_t nentries)
{
	b->nsheets = 0;
	for (int32_t i = 0; i < nentries; i++) {
		struct sheet *last = b->nsheets > 0 ? &b->sheets[b->nsheets - 1] : NULL;
		const struct entry *e = &entries[i];
		int32_t at;
		if (last && last->layer == e->layer && last->last_day == e->last_day) {
			last->nentries++;
			continue;
		}
		at = ARRAY_ADD(&b->sheets, &b->nsheets, &b->sheets_room);
		b->sheets[at] = (struct sheet){e->last_day, e->layer, checker_last_period(b->k, e->last_day), e, 1};
	}
}

/* The sheet of a lot's goods at a place, -1 = none are ever there. */
static int32_t find_sheet(const struct builder *b, int32_t n, int32_t place)
{
	const struct supply_lot *lot = &b->k->supply->lots[n];
	int32_t layer = lot_layer(lot, place), low = 0, high = b->nsheets;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;
		const struct sheet *h = &b->sheets[middle];
		if (h->layer == layer && h->last_day == lot->last_day)
			return middle;
		if (h->layer < layer || (h->layer == layer && h->last_day < lot->last_day))
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

/* Legs and hand-outs of the item by sheet; those of goods on no sheet first. */
static void sort_moved(struct builder *b)
{
	const struct plan *p = b->k->plan;

	b->nlegs = b->nhands = b->leg_at = b->hand_at = 0;
	for (int32_t n = 0; n < p->nshipments; n++) {
		const struct shipment *x = &p->shipments[n];
		if (!x->fact && x->route >= 0 && x->item == b->item)
			b->legs[b->nlegs++] = (struct moved){find_sheet(b, x->lot, x->from), n};
	}
	for (int32_t n = 0; n < p->nhandouts; n++) {
		const struct handout *x = &p->handouts[n];
		if (!x->fact && b->k->supply->lots[x->lot].item == b->item)
			b->hands[b->nhands++] = (struct moved){find_sheet(b, x->lot, b->k->cells->cells[x->cell].place), n};
	}
	qsort(b->legs, (size_t)b->nlegs, sizeof *b->legs, moved_compare);
	qsort(b->hands, (size_t)b->nhands, sizeof *b->hands, moved_compare);
	for (; b->leg_at < b->nlegs && b->legs[b->leg_at].sheet < 0; b->leg_at++)
		misplaced(b, _("shipment %d: by the scenario no goods of its lot can go this way then"),
			b->legs[b->leg_at].index);
	for (; b->hand_at < b->nhands && b->hands[b->hand_at].sheet < 0; b->hand_at++)
		misplaced(b, _("hand-out %d: by the scenario no goods of its lot can be there then"),
			b->hands[b->hand_at].index);
}

static void add_item(struct builder *b, int32_t item)
{
	struct entry *entries;
	int32_t nentries;

	b->item = item;
	b->first_claim = b->net->nclaims;
	for (size_t i = 0; i < (size_t)b->s->nplaces * (size_t)b->s->nperiods; i++)
		b->counter[i] = -1;
	add_claims(b);
	if (b->substitutes)
		add_counters_of_parts(b);
	entries = list_entries(b, &nentries);
	list_sheets(b, entries, nentries);
	sort_moved(b);
	for (int32_t n = 0; n < b->nsheets; n++) {
		add_sheet(b, &b->sheets[n], n);
		add_left(b, &b->sheets[n]);
		clear_sheet(b);
	}
	add_hands(b);
	hand_out(b);
	mem_free(entries);
}

/* --- what can reach no claim is left out --- */

static void drop_useless(struct builder *b)
{
	struct network *net = b->net;
	char *useful = mem_calloc((size_t)net->npoints, 1);
	int32_t kept = 0, *moved_to = mem_calloc((size_t)net->nways + 1, sizeof *moved_to);

	for (int32_t v = 0; v < net->npoints; v++)
		useful[v] = net->points[v].kind == POINT_CLAIM
			|| (b->substitutes && net->points[v].kind == POINT_COUNTER);
	for (int32_t a = net->nways - 1; a >= 0; a--)
		useful[net->ways[a].tail] |= useful[net->ways[a].head];
	for (int32_t a = 0; a < net->nways; a++) {
		moved_to[a] = kept;
		if (useful[net->ways[a].head] || net->ways[a].flow > 0)
			net->ways[kept++] = net->ways[a];
	}
	moved_to[net->nways] = kept;
	for (int32_t n = 0; n < net->nclaims; n++)
		net->claims[n].first_hand = moved_to[net->claims[n].first_hand];
	net->nways = kept;
	mem_free(moved_to);
	mem_free(useful);
}

/* --- the flow --- */

/* What is not stated follows from what is: what stays or is kept is the rest. */
static void complete_flow(struct builder *b)
{
	struct network *net = b->net;
	int64_t *here = mem_calloc((size_t)net->npoints, sizeof *here);

	for (int32_t n = 0; n < net->nclaims; n++) /* stock left at the end: what is needed of it */
		if (net->claims[n].cell < 0)
			here[net->claims[n].point] = -net->claims[n].demand;
	for (int32_t a = 0; a < net->nways; a++) {
		struct way *w = &net->ways[a];
		if (w->kind == WAY_STAY || w->kind == WAY_CARRY)
			w->flow = here[w->tail];
		else if (w->kind == WAY_MEETING)
			w->flow = here[w->tail] < w->most ? here[w->tail] : w->most;
		else if (w->kind == WAY_HAND && net->points[w->tail].kind == POINT_PLACE)
			w->flow = here[w->tail] < -here[w->head] ? here[w->tail] : -here[w->head];
		here[w->tail] -= w->flow;
		here[w->head] += w->flow;
	}
	mem_free(here);
}

void network_build(struct network *net, struct checker *k, const struct past *past,
	const struct map_of_roads *roads, const int32_t *items, int32_t nitems, bool substitutes)
{
	const struct scenario *s = k->s;
	size_t nplaces = (size_t)s->nplaces;
	struct builder b = {.net = net, .k = k, .s = s, .past = past, .roads = roads,
		.substitutes = substitutes, .item = -1};

	*net = (struct network){.nitems = nitems, .items = items};
	b.counter = mem_calloc(nplaces * (size_t)s->nperiods, sizeof *b.counter);
	b.first = mem_calloc(nplaces, sizeof *b.first);
	b.base = mem_calloc(nplaces, sizeof *b.base);
	b.reached = mem_calloc(nplaces, sizeof *b.reached);
	b.meeting = mem_calloc((size_t)past->nannounced, sizeof *b.meeting);
	b.meeting_head = mem_calloc((size_t)past->nannounced, sizeof *b.meeting_head);
	b.legs = mem_calloc((size_t)k->plan->nshipments, sizeof *b.legs);
	b.hands = mem_calloc((size_t)k->plan->nhandouts, sizeof *b.hands);
	for (size_t i = 0; i < nplaces; i++)
		b.first[i] = INT32_MAX;
	for (int32_t i = 0; i < past->nannounced; i++)
		b.meeting[i] = -1;
	add_point(&b, POINT_OUTSIDE, -1, -1, DAY_NONE, 0);
	for (int32_t n = 0; n < nitems; n++)
		add_item(&b, items[n]);
	drop_useless(&b);
	complete_flow(&b);
	mem_free(b.counter);
	mem_free(b.first);
	mem_free(b.base);
	mem_free(b.reached);
	mem_free(b.meeting);
	mem_free(b.meeting_head);
	mem_free(b.sheets);
	mem_free(b.legs);
	mem_free(b.hands);
	mem_free(b.outs);
}

void network_release(struct network *net)
{
	mem_free(net->points);
	mem_free(net->ways);
	mem_free(net->claims);
}
