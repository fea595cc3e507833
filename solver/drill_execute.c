/* What becomes of a decision. Rows are executed in the order of their periods: goods
 * as they really are there, without asking whether they may be taken; roads as they
 * really are; vehicles and tonnage as they really are. What had to be cut, and which
 * rules were broken, is noted in the row. The same is done in the world that the team
 * believes in, which says how it books what it sees, and what it calls up. */
#include "solver/drill_parts.h"

#include "models/decisions.h"
#include "models/previous.h"
#include "models/travel.h"
#include "solver/facts.h"
#include "solver/limits.h"

#include <assert.h>
#include <string.h>

/* Goods that came to a stand and are still there. */
struct heap {
	int32_t stand, period; /* when they came */
	int32_t lot; /* of the state */
	int32_t goods; /* physical lot */
	int64_t units;
};

struct execution {
	const struct scenario *s; /* truth until the next step, or what is believed */
	struct scenario bare; /* the same without rules of terms */
	struct what_if no_rules;
	struct cells cells;
	struct supply goods, allowed; /* all that is there; what may be called up */
	struct previous goods_past, allowed_past;
	struct ground ground; /* of bare and goods */
	struct facts facts;
	struct bounds bounds;
	int32_t *counted; /* bounds of a leg [bounds.leg_most] */
	int64_t *left; /* [goods.nlots] units still there */
	int64_t *free; /* [allowed.nlots] units that may still be called up */
	int32_t *goods_start, *allowed_start; /* [nitems + 1] lots of an item by its index: first */
	int32_t *goods_end, *allowed_end;
	struct heap *heaps; int32_t nheaps, heaps_room;
	struct drill_state *out;
	int32_t first, last; /* periods that the decision rules */
};

/* A row while it is executed. */
struct errand {
	struct drill_row *row;
	int32_t number; /* index into out->rows */
	int32_t item, from, to; /* stands */
	int32_t route, holder; /* -1 = on the spot; any */
	int64_t unit; /* smallest units of an issue unit */
	int64_t wanted; /* units still to be sent */
	bool form_fits[3]; /* by enum legal_form */
};

/* ---- what is there ---- */

static void index_lots(const struct supply *v, int32_t nitems, int32_t **start, int32_t **end)
{
	*start = mem_calloc((size_t)nitems, sizeof **start);
	*end = mem_calloc((size_t)nitems, sizeof **end);
	for (int32_t k = 0; k < v->nlots; k++) {
		if (k == 0 || v->lots[k - 1].item != v->lots[k].item)
			(*start)[v->lots[k].item] = k;
		(*end)[v->lots[k].item] = k + 1;
	}
}

/* The scenario as it is physically: everyone gives all, at once, anywhere; what the
 * books say too long ago is there, too. */
static void make_bare(struct execution *x)
{
	size_t size = (size_t)x->s->nlines * sizeof *x->s->lines;

	x->bare = *x->s;
	x->no_rules = (struct what_if){.no_notice = true, .anywhere = true, .all_released = true, .all_consent = true};
	scenario_suppose(&x->bare, &x->no_rules);
	x->bare.policy.autonomy = (struct ratio){0, 1};
	x->bare.lines = mem_calloc((size_t)x->s->nlines, sizeof *x->s->lines);
	if (size > 0)
		memcpy(x->bare.lines, x->s->lines, size);
	for (int32_t k = 0; k < x->bare.nlines; k++)
		if (x->bare.lines[k].state == LINE_STALE)
			x->bare.lines[k].state = LINE_USED;
}

/* What facts have taken of the lots that may be called up. */
static void count_free(struct execution *x)
{
	x->free = mem_calloc((size_t)x->allowed.nlots, sizeof *x->free);
	for (int32_t k = 0; k < x->allowed.nlots; k++)
		x->free[k] = x->allowed.lots[k].units;
	for (int32_t k = 0; k < x->allowed_past.nlines; k++)
		if (x->allowed_past.lines[k].first_leg && x->allowed_past.outcomes[k].lot >= 0)
			x->free[x->allowed_past.outcomes[k].lot] -= x->allowed_past.outcomes[k].units;
}

static void add_heap(struct execution *x, struct heap heap)
{
	int32_t k;

	if (heap.units <= 0 || heap.period >= x->s->nperiods)
		return;
	k = ARRAY_ADD(&x->heaps, &x->nheaps, &x->heaps_room);
	x->heaps[k] = heap;
}

static void execution_init(struct execution *x, const struct scenario *s, enum drill_eyes eyes,
	const struct drill_state *state)
{
	x->s = s;
	make_bare(x);
	cells_build(s, &x->cells);
	supply_build(s, &x->cells, &x->allowed);
	previous_init(&x->allowed_past);
	drill_settle(state, s, eyes, &x->allowed, &x->allowed_past, NULL);
	supply_build(&x->bare, &x->cells, &x->goods);
	previous_init(&x->goods_past);
	drill_settle(state, &x->bare, eyes, &x->goods, &x->goods_past, NULL);
	ground_init(&x->ground, &x->bare, &x->cells, &x->goods);
	facts_build(&x->facts, &x->ground, &x->goods_past);
	bounds_init(&x->bounds, &x->ground);
	bounds_take(&x->bounds, &x->ground, x->facts.shipments, x->facts.nshipments);
	x->counted = mem_calloc((size_t)x->bounds.leg_most + 1, sizeof *x->counted);
	index_lots(&x->goods, s->nitems, &x->goods_start, &x->goods_end);
	index_lots(&x->allowed, s->nitems, &x->allowed_start, &x->allowed_end);
	x->left = mem_calloc((size_t)x->goods.nlots, sizeof *x->left);
	for (int32_t k = 0; k < x->goods.nlots; k++)
		x->left[k] = x->goods.lots[k].units - x->facts.drawn[k];
	count_free(x);
	for (int32_t k = 0; k < x->facts.narrivals; k++) {
		const struct arrival *a = &x->facts.arrivals[k];

		add_heap(x, (struct heap){a->stand, a->period, x->goods_past.lines[x->facts.line_of[a->shipment]].of,
			a->lot, a->units});
	}
}

static void execution_release(struct execution *x)
{
	mem_free(x->bare.lines);
	bounds_release(&x->bounds);
	facts_release(&x->facts);
	ground_release(&x->ground);
	previous_release(&x->goods_past);
	previous_release(&x->allowed_past);
	supply_release(&x->goods);
	supply_release(&x->allowed);
	cells_release(&x->cells);
	mem_free(x->counted);
	mem_free(x->left);
	mem_free(x->free);
	mem_free(x->goods_start);
	mem_free(x->goods_end);
	mem_free(x->allowed_start);
	mem_free(x->allowed_end);
	mem_free(x->heaps);
}

/* ---- what goods are called in the state ---- */

static bool same_id(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

struct drill_lot drill_describe(const struct scenario *s, const struct supply_lot *lot)
{
	bool capacity = lot->line >= 0 && s->lines[lot->line].mode == MODE_CAPACITY;

	return (struct drill_lot){.item = s->items[lot->item].id,
		.holder = lot->holder < 0 ? NULL : s->holders[lot->holder].id, .lot = lot->lot,
		.transit = lot->transit < 0 ? NULL : s->transits[lot->transit].id, .place = s->places[lot->place].id,
		.region = s->places[lot->region].id, .expires = lot->expires, .own = lot->own,
		.capacity = capacity, .form = lot->form,
		.release = capacity ? lot->born * s->period + supply_notice(s, lot->holder, lot->item) : lot->release};
}

static int32_t state_lot(struct drill_state *out, const struct scenario *s, const struct supply_lot *lot)
{
	struct drill_lot l = drill_describe(s, lot);

	return drill_state_lot(out, &l);
}

/* ---- sending ---- */

/* Where a part comes from, and how. */
struct part_of {
	int32_t lot; /* of the state */
	int32_t goods; /* physical lot */
	bool first_leg;
	int64_t depart; /* seconds */
	int breach; /* enum drill_breach_kind; -1 = none */
};

static void note_breach(struct errand *e, const struct execution *x, const struct part_of *p, int64_t quantity)
{
	const struct drill_lot *lot = &x->out->lots[p->lot];

	if (p->breach >= 0)
		e->row->breach[p->breach] += quantity;
	if (p->first_leg && lot->holder && p->breach != BREACH_CONSENT && !e->form_fits[lot->form])
		e->row->breach[BREACH_FORM] += quantity;
}

static void send(struct execution *x, struct errand *e, const struct part_of *p, int64_t units)
{
	struct drill_state *out = x->out;
	const struct scenario *s = x->s;
	int64_t arrive = p->depart + (e->route < 0 ? 0 : s->routes[e->route].lead);
	int64_t period = arrive / s->period;
	int32_t k = ARRAY_ADD(&out->sent, &out->nsent, &out->sent_room);

	out->sent[k] = (struct drill_sent){.lot = p->lot, .seen = p->lot, .row = e->number,
		.from = drill_text(&out->arena, s->places[e->from].id), .to = drill_text(&out->arena, s->places[e->to].id),
		.route = e->route < 0 ? NULL : drill_text(&out->arena, s->routes[e->route].id),
		.depart = (int32_t)(p->depart / s->period),
		.arrive = period < s->nperiods ? (int32_t)period : s->nperiods, .depart_seconds = p->depart,
		.arrive_seconds = arrive, .due = arrive, .quantity = units * e->unit, .first_leg = p->first_leg};
	e->row->sent += units * e->unit;
	e->row->route = out->sent[k].route;
	e->wanted -= units;
	note_breach(e, x, p, units * e->unit);
	add_heap(x, (struct heap){e->to, out->sent[k].arrive, p->lot, p->goods, units});
}

/* ---- from stock ---- */

/* Does the row ask for goods of this lot and date? */
static bool is_asked(const struct errand *e, const char *lot, day expires)
{
	const struct drill_line *line = &e->row->line;

	return (!line->lot || (lot && strcmp(lot, line->lot) == 0)) &&
		(line->expires == DAY_NONE || expires == line->expires);
}

static bool lot_matches(const struct errand *e, const struct supply_lot *lot)
{
	return lot->item == e->item && (e->holder < 0 || lot->holder == e->holder) &&
		is_asked(e, lot->lot, lot->expires);
}

/* Can goods of the lot leave from where they lie at the start of the period? What came
 * in a period goes on at the start of the next. */
static bool is_there(const struct scenario *s, const struct supply_lot *lot, int32_t period)
{
	int32_t since = period_of(s, lot->release);

	return period < s->places[lot->place].lost && (since < period || (since == period && !lot->arrives));
}

/* Goods of a holder that nobody can tell apart, in stock by two lines. */
static bool lines_alike(const struct execution *x, const struct supply_lot *may, const struct supply_lot *there)
{
	const struct stock_line *a = &x->s->lines[may->line], *b = &x->s->lines[there->line];

	return a->mode != MODE_CAPACITY && b->mode != MODE_CAPACITY && may->holder == there->holder &&
		may->item == there->item && may->expires == there->expires && may->form == there->form &&
		same_id(may->lot, there->lot) && b->state == LINE_USED && line_consented(x->s, there->line);
}

/* Is what may be called up of these goods? Made in the same period, by capacity. */
static bool same_goods(const struct execution *x, const struct supply_lot *may, const struct supply_lot *there)
{
	if (may->line < 0 && may->transit < 0)
		return false; /* what facts took beyond that: gone */
	if (may->line >= 0 && there->line >= 0 && may->line != there->line)
		return lines_alike(x, may, there);
	if (may->line != there->line || may->transit != there->transit)
		return false;
	return may->line < 0 || x->s->lines[may->line].mode != MODE_CAPACITY || may->born == there->born;
}

/* What calling these goods up for the errand would break; -1 = nothing. */
static int breach_of(const struct execution *x, const struct errand *e, const struct supply_lot *may)
{
	bool leaves = e->from != e->to;

	if (may->own && leaves) {
		for (int32_t k = 0; k < x->allowed.ncallable; k++) {
			const struct callable *c = &x->allowed.callable[k];

			if (c->holder == may->holder && c->item == may->item && c->own_units > 0 && c->reach != REACH_OWN)
				return BREACH_AUTONOMY;
		}
		return BREACH_REACH;
	}
	if (leaves && !place_within(x->s, e->to, may->region))
		return BREACH_REACH;
	return may->transit < 0 && period_of(x->s, may->release) > e->row->line.period ? BREACH_NOTICE : -1;
}

/* What taking goods breaks that may not be called up at all. */
static enum drill_breach_kind deeper_breach(const struct execution *x, const struct supply_lot *lot)
{
	const struct scenario *s = x->s;

	if (lot->line < 0)
		return BREACH_REACH;
	if (s->lines[lot->line].state != LINE_USED)
		return BREACH_STALE;
	if (s->holders[lot->holder].kind == HOLDER_HOUSEHOLD)
		return BREACH_HOUSEHOLD;
	if (!line_consented(s, lot->line))
		return BREACH_CONSENT;
	for (int32_t k = 0; k < x->allowed.ncallable; k++) {
		const struct callable *c = &x->allowed.callable[k];
		int64_t released;

		if (c->holder != lot->holder || c->item != lot->item)
			continue;
		released = c->has_release ? int_mul_div_floor(c->good, c->release.num, c->release.den) : c->government;
		return released < c->good - c->hold_back ? BREACH_RELEASE : BREACH_HOLD_BACK;
	}
	return BREACH_RELEASE;
}

/* What is taken first; -1 = breaks nothing. What may not leave is handed over on the spot
 * before what may. */
static const int taking_order[] = {-1, -1, BREACH_AUTONOMY, BREACH_NOTICE, BREACH_REACH};
enum { TAKINGS = sizeof taking_order / sizeof *taking_order, BREAKING = 2 }; /* from BREAKING on they do */

/* When goods leave in the row's period: when they are ready, or at its start where they are
 * not ready in it. */
static int64_t departure(const struct execution *x, const struct errand *e, int64_t ready)
{
	int64_t start = (int64_t)e->row->line.period * x->s->period;

	return ready > start && period_of(x->s, ready) == e->row->line.period ? ready : start;
}

/* Takes up to `units` of the goods k that may be called up, at the place `i` of the order. */
static int64_t take_callable(struct execution *x, struct errand *e, int32_t k, int64_t units, int i)
{
	const struct supply_lot *there = &x->goods.lots[k];
	int64_t taken = 0;
	struct part_of p = {.goods = k, .first_leg = there->transit < 0, .breach = taking_order[i]};

	for (int32_t j = x->allowed_start[e->item]; taken < units && j < x->allowed_end[e->item]; j++) {
		const struct supply_lot *may = &x->allowed.lots[j];
		int64_t part = x->free[j] < units - taken ? x->free[j] : units - taken;

		if (part <= 0 || (i == 0 && !may->own) || !same_goods(x, may, there) ||
			breach_of(x, e, may) != taking_order[i])
			continue;
		p.lot = state_lot(x->out, x->s, may);
		p.depart = departure(x, e, may->transit < 0 ? may->release : 0);
		send(x, e, &p, part);
		x->free[j] -= part;
		taken += part;
	}
	return taken;
}

/* Takes units of the goods k that may not be called up at all. */
static int64_t take_others(struct execution *x, struct errand *e, int32_t k, int64_t units)
{
	const struct supply_lot *there = &x->goods.lots[k];
	struct part_of p = {.goods = k, .first_leg = there->transit < 0};

	p.depart = departure(x, e, there->transit < 0 ?
		there->release + supply_notice(x->s, there->holder, there->item) : 0);
	p.lot = state_lot(x->out, x->s, there);
	p.breach = deeper_breach(x, there);
	send(x, e, &p, units);
	return units;
}

/* From all goods that fit what may be called up; breaking: what the least breaks. */
static int64_t take_from_stock(struct execution *x, struct errand *e, int64_t most, bool breaking)
{
	int32_t period = e->row->line.period;
	int64_t taken = 0;

	for (int i = breaking ? BREAKING : 0; i <= (breaking ? TAKINGS : BREAKING - 1); i++)
		for (int32_t k = x->goods_start[e->item]; taken < most && k < x->goods_end[e->item]; k++) {
			const struct supply_lot *lot = &x->goods.lots[k];
			int64_t part = x->left[k] < most - taken ? x->left[k] : most - taken;

			if (part <= 0 || lot->place != e->from || !lot_matches(e, lot) ||
				(e->holder < 0 && lot->transit < 0) || (lot->transit >= 0 && e->from == e->to) ||
				!is_there(x->s, lot, period) || !usable_in(x->s, lot->last_day, period))
				continue;
			part = i < TAKINGS ? take_callable(x, e, k, part, i) : take_others(x, e, k, part);
			x->left[k] -= part;
			taken += part;
		}
	return taken;
}

/* ---- what came goes on ---- */

/* Does sending the heap on break what region it must not leave? */
static bool heap_breaks(const struct execution *x, const struct errand *e, const struct heap *h)
{
	const char *region = x->out->lots[h->lot].region;
	int32_t reach = region ? map_get(&x->s->place_ids, region) : -1;

	return x->out->lots[h->lot].own || reach < 0 || !place_within(x->s, e->to, reach);
}

static bool heap_fits(const struct execution *x, const struct errand *e, const struct heap *h)
{
	const struct supply_lot *lot = &x->goods.lots[h->goods];

	return h->units > 0 && e->from != e->to && h->stand == e->from && h->period < e->row->line.period &&
		e->row->line.period < x->s->places[e->from].lost &&
		lot_matches(e, lot) && usable_in(x->s, lot->last_day, e->row->line.period);
}

/* Units that the errand can take without breaking anything. */
static int64_t lying_in_heaps(const struct execution *x, const struct errand *e)
{
	int64_t units = 0;

	for (int32_t k = 0; k < x->nheaps; k++)
		if (heap_fits(x, e, &x->heaps[k]) && !heap_breaks(x, e, &x->heaps[k]))
			units += x->heaps[k].units;
	return units;
}

static int32_t best_heap(const struct execution *x, const struct errand *e, bool breaking)
{
	int32_t best = -1;

	for (int32_t k = 0; k < x->nheaps; k++) {
		const struct heap *h = &x->heaps[k], *b = &x->heaps[best < 0 ? k : best];
		int32_t place = x->ground.lot_order[h->goods], other = x->ground.lot_order[b->goods];

		if (!heap_fits(x, e, h) || heap_breaks(x, e, h) != breaking)
			continue;
		if (best < 0 || place < other || (place == other && h->period < b->period))
			best = k;
	}
	return best;
}

static int64_t take_from_heaps(struct execution *x, struct errand *e, int64_t most, bool breaking)
{
	int64_t taken = 0;
	int32_t k;

	while (taken < most && (k = best_heap(x, e, breaking)) >= 0) {
		const struct heap heap = x->heaps[k];
		int64_t part = heap.units < most - taken ? heap.units : most - taken;
		struct part_of p = {.lot = heap.lot, .goods = heap.goods, .breach = breaking ? BREACH_REACH : -1,
			.depart = (int64_t)e->row->line.period * x->s->period};

		x->heaps[k].units -= part;
		send(x, e, &p, part);
		taken += part;
	}
	return taken;
}

/* ---- roads and vehicles ---- */

static bool joins(const struct execution *x, const struct errand *e, int32_t route)
{
	return x->ground.stand[x->s->routes[route].from] == e->from && x->ground.stand[x->s->routes[route].to] == e->to;
}

/* Open from the period to its arrival, as far as the horizon goes. */
static bool passable(const struct execution *x, int32_t route, int32_t period)
{
	int64_t arrive = ((int64_t)period * x->s->period + x->s->routes[route].lead) / x->s->period;

	return route_usable(x->s, route, period, arrive < x->s->nperiods ? (int32_t)arrive : x->s->nperiods - 1);
}

/* The road by its name, else the fastest one that is open. False: there is none. */
static bool find_road(const struct execution *x, struct errand *e)
{
	const struct scenario *s = x->s;
	int32_t period = e->row->line.period;

	e->route = -1;
	if (e->from == e->to)
		return true;
	if (e->row->line.route) {
		e->route = map_get(&s->route_ids, e->row->line.route);
		return e->route >= 0 && joins(x, e, e->route) && passable(x, e->route, period);
	}
	for (int32_t k = x->ground.leave_start[e->from]; k < x->ground.leave_start[e->from + 1]; k++) {
		int32_t r = x->ground.leave_route[k];

		if (joins(x, e, r) && passable(x, r, period) && (e->route < 0 || s->routes[r].lead < s->routes[e->route].lead))
			e->route = r;
	}
	return e->route >= 0;
}

static bool is_budget(const struct execution *x, const struct bound *b)
{
	return b->kind == BOUND_LIMIT && x->s->limits[b->index].kind == LIMIT_BUDGET;
}

/* How many units the bound lets through; -1 = it does not count them. */
static int64_t let_through(const struct execution *x, const struct errand *e, const struct bound *b)
{
	int64_t share = bound_share(&x->ground, &x->bounds, b, e->item, e->route);
	wide left = bound_left(b, b->whole ? x->s->nperiods : e->row->line.period);
	wide units;

	if (share <= 0)
		return -1;
	units = left / share;
	return units > QUANTITY_MAX ? QUANTITY_MAX : (int64_t)units;
}

/* How many of the units wanted vehicles and roads carry; *cut says which does not. */
static int64_t carried(const struct execution *x, const struct errand *e, enum drill_cut *cut)
{
	int64_t most = e->wanted;
	int32_t n;

	if (e->route < 0)
		return most;
	n = bounds_of_leg(&x->bounds, &x->ground, e->item, e->route, e->row->line.period, x->counted);
	for (int32_t k = 0; k < n; k++) {
		const struct bound *b = &x->bounds.bounds[x->counted[k]];
		int64_t units = is_budget(x, b) ? -1 : let_through(x, e, b);

		if (units < 0 || units >= most)
			continue;
		most = units;
		*cut = b->kind == BOUND_LIMIT ? CUT_VEHICLES : CUT_TONNAGE;
	}
	return most;
}

/* What was sent takes of vehicles, roads and the budget. */
static void take_bounds(struct execution *x, struct errand *e, int64_t units)
{
	struct shipment moved = {.item = e->item, .route = e->route, .depart = e->row->line.period, .units = units,
		.state = SHIPMENT_ISSUED};
	int32_t n;

	if (e->route < 0 || units == 0)
		return;
	n = bounds_of_leg(&x->bounds, &x->ground, e->item, e->route, e->row->line.period, x->counted);
	for (int32_t k = 0; k < n; k++) {
		const struct bound *b = &x->bounds.bounds[x->counted[k]];
		int64_t within = is_budget(x, b) ? let_through(x, e, b) : -1;

		if (within >= 0 && within < units)
			e->row->breach[BREACH_BUDGET] += (units - within) * e->unit;
	}
	bounds_take(&x->bounds, &x->ground, &moved, 1);
}

/* ---- a row ---- */

static int32_t stand_of(const struct execution *x, const char *id)
{
	int32_t place = map_get(&x->s->place_ids, id);

	return place < 0 ? -1 : x->ground.stand[place];
}

static void read_form(struct errand *e)
{
	int form = drill_order_form(e->row->line.order, e->row->line.holder);

	for (int k = 0; k < 3; k++)
		e->form_fits[k] = true;
	if (form >= 0)
		e->form_fits[form == LEGAL_TRANSFER ? LEGAL_AGREEMENT : LEGAL_TRANSFER] = false;
}

/* Does its number say, as plans do (FROM-Z), that it sends on what came? */
static bool goes_on(const struct errand *e)
{
	const struct drill_line *line = &e->row->line;
	size_t n = strlen(line->from);

	return line->order && strncmp(line->order, line->from, n) == 0 && strcmp(line->order + n, "-Z") == 0;
}

static bool errand_init(const struct execution *x, struct errand *e, int32_t number)
{
	const struct drill_line *line;

	*e = (struct errand){.row = &x->out->rows[number], .number = number};
	line = &e->row->line;
	e->item = map_get(&x->s->item_ids, line->item);
	e->from = stand_of(x, line->from);
	e->to = stand_of(x, line->to);
	e->holder = line->holder ? map_get(&x->s->holder_ids, line->holder) : -1;
	read_form(e);
	return e->item >= 0 && e->from >= 0 && e->to >= 0 && (!line->holder || e->holder >= 0);
}

/* Is the line of the goods that the row asks for, and of no use? */
static bool is_useless(const struct execution *x, const struct errand *e, int32_t k)
{
	const struct scenario *s = x->s;
	const struct stock_line *l = &s->lines[k];
	day last = line_last_day(s, k);

	if (l->holder < 0 || l->holder != e->holder || l->item != e->item || l->mode == MODE_CAPACITY ||
		l->state == LINE_SUPERSEDED || place_stand(s, s->holders[l->holder].place) != e->from ||
		!is_asked(e, l->lot, last))
		return false;
	return l->status != STATUS_GOOD || !usable_in(s, last, e->row->line.period) ||
		e->row->line.period >= s->places[e->from].lost;
}

/* Was it sent in its time from a line that is of no use now, and that was not counted since? */
static bool left_in_time(const struct execution *x, const struct errand *e, const struct drill_sent *sent)
{
	const struct scenario *s = x->s;
	const struct drill_lot *lot = &x->out->lots[sent->lot];

	if (!sent->first_leg || lot->capacity || lot->transit || !same_id(lot->item, e->row->line.item) ||
		!same_id(lot->holder, e->row->line.holder))
		return false;
	for (int32_t k = 0; k < s->nlines; k++) {
		int64_t dated = line_dated(s, k);

		if (is_useless(x, e, k) && s->lines[k].status == STATUS_GOOD && same_id(s->lines[k].lot, lot->lot) &&
			line_last_day(s, k) == lot->expires &&
			(dated == INSTANT_NONE || dated <= s->start.seconds + sent->depart_seconds))
			return true;
	}
	return false;
}

/* Goods of the row that still lie there and are of no use, smallest units. */
static int64_t useless(const struct execution *x, const struct errand *e)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < x->s->nlines; k++)
		if (is_useless(x, e, k))
			sum += line_quantity(x->s, k);
	for (int32_t k = 0; k < x->out->nsent && sum > 0; k++)
		if (left_in_time(x, e, &x->out->sent[k]))
			sum -= x->out->sent[k].quantity;
	return sum > 0 ? sum : 0;
}

static void cut(struct errand *e, enum drill_cut reason, int64_t units)
{
	e->row->cut[reason] += units * e->unit;
	e->wanted -= units;
}

static void execute_row(struct execution *x, int32_t number)
{
	struct errand e;
	enum drill_cut reason = CUT_VEHICLES;
	int64_t most, taken, lying, rest;

	if (!errand_init(x, &e, number)) {
		e.row->cut[CUT_UNKNOWN] = e.row->line.quantity;
		return;
	}
	e.unit = x->s->items[e.item].issue_unit;
	e.wanted = e.row->line.quantity / e.unit;
	e.row->cut[CUT_UNITS] = e.row->line.quantity % e.unit;
	if (!find_road(x, &e)) {
		cut(&e, CUT_NO_ROAD, e.wanted);
		return;
	}
	most = carried(x, &e, &reason);
	taken = goes_on(&e) ? take_from_heaps(x, &e, most, false) : 0;
	taken += take_from_stock(x, &e, most - taken, false);
	lying = lying_in_heaps(x, &e);
	if (lying < most - taken)
		taken += take_from_stock(x, &e, most - taken - lying, true);
	taken += take_from_heaps(x, &e, most - taken, false);
	taken += take_from_heaps(x, &e, most - taken, true);
	take_bounds(x, &e, taken);
	if (taken == most) {
		cut(&e, reason, e.wanted);
		return;
	}
	rest = useless(x, &e) / e.unit;
	cut(&e, CUT_EXPIRED, rest < e.wanted ? rest : e.wanted);
	cut(&e, CUT_GOODS, e.wanted);
}

static int32_t add_row(struct drill_state *out, const struct drill_decision *decision, int32_t k, int32_t step)
{
	int32_t i = ARRAY_ADD(&out->rows, &out->nrows, &out->rows_room);
	struct drill_row *row = &out->rows[i];

	*row = (struct drill_row){.line = decision->lines[k], .step = step};
	row->number = row->line.number > 0 ? row->line.number : k + 1;
	row->line.item = drill_text(&out->arena, row->line.item);
	row->line.from = drill_text(&out->arena, row->line.from);
	row->line.to = drill_text(&out->arena, row->line.to);
	row->line.route = drill_text(&out->arena, row->line.route);
	row->line.holder = drill_text(&out->arena, row->line.holder);
	row->line.lot = drill_text(&out->arena, row->line.lot);
	row->line.order = drill_text(&out->arena, row->line.order);
	return i;
}

/* Rows of the decision that are due, by period and then as they stand. */
static void add_rows(struct execution *x, const struct drill_decision *decision, int32_t step)
{
	for (int32_t t = x->first; t <= x->last; t++)
		for (int32_t k = 0; k < decision->nlines; k++)
			if (decision->lines[k].period == t)
				execute_row(x, add_row(x->out, decision, k, step));
}

static bool same_stand(const struct execution *x, const char *a, const char *b)
{
	return same_id(a, b) || (stand_of(x, a) >= 0 && stand_of(x, a) == stand_of(x, b));
}

/* Do both speak of the same goods on the same way? A holder that is not named may be any. */
static bool same_errand(const struct execution *x, const struct drill_line *a, const struct drill_line *b)
{
	return a->period == b->period && same_id(a->item, b->item) &&
		(!a->holder || !b->holder || same_id(a->holder, b->holder)) && same_stand(x, a->from, b->from) &&
		same_stand(x, a->to, b->to);
}

/* Rows whose period is over, but for those that say again what was decided in its time. */
static void add_late_rows(struct execution *x, const struct drill_decision *decision, int32_t step)
{
	struct drill_state *out = x->out;
	int32_t nearlier = out->nrows;
	int64_t *left = mem_calloc((size_t)nearlier, sizeof *left); /* of the earlier rows, not said again yet */

	for (int32_t k = 0; k < nearlier; k++)
		left[k] = out->rows[k].line.quantity - out->rows[k].cut[CUT_OVER];
	for (int32_t i = 0; i < decision->nlines; i++) {
		const struct drill_line *line = &decision->lines[i];
		int64_t rest = line->quantity;

		for (int32_t k = 0; line->period < x->first && rest > 0 && k < nearlier; k++) {
			int64_t part = left[k] < rest ? left[k] : rest;

			if (part > 0 && same_errand(x, line, &out->rows[k].line)) {
				left[k] -= part;
				rest -= part;
			}
		}
		if (line->period < x->first && rest > 0) {
			int32_t k = add_row(out, decision, i, step);

			out->rows[k].line.quantity = out->rows[k].cut[CUT_OVER] = rest;
		}
	}
	mem_free(left);
}

/* ---- what is only announced ---- */

/* Such goods as the row may take: what must stay for what is handed over on the spot, what may
 * go there for what leaves. */
static bool meant_for(const struct execution *x, const struct supply_lot *lot, int32_t to)
{
	return lot->place == to ? lot->own : !lot->own && place_within(x->s, to, lot->region);
}

/* Issue units of the row's goods; of those meant for it, or of the others. What is left. */
static int64_t call_goods(struct execution *x, const struct drill_line *line, int32_t item, bool meant, int64_t units)
{
	struct drill_state *out = x->out;
	int32_t holder = map_get(&x->s->holder_ids, line->holder), from = stand_of(x, line->from), to = stand_of(x, line->to);

	for (int32_t k = x->allowed_start[item]; units > 0 && k < x->allowed_end[item]; k++) {
		const struct supply_lot *lot = &x->allowed.lots[k];
		int64_t part = x->free[k] < units ? x->free[k] : units;
		int32_t i;

		if (part <= 0 || lot->line < 0 || lot->holder != holder || lot->place != from ||
			meant_for(x, lot, to) != meant ||
			(line->lot && (!lot->lot || strcmp(line->lot, lot->lot) != 0)) ||
			(line->expires != DAY_NONE && lot->expires != line->expires))
			continue;
		i = ARRAY_ADD(&out->called, &out->ncalled, &out->called_room);
		out->called[i] = (struct drill_called){state_lot(out, x->s, lot), part * x->s->items[item].issue_unit};
		x->free[k] -= part;
		units -= part;
	}
	return units;
}

/* Holders told now to make goods ready for later have notice from now on. */
static void call_up(struct execution *x, const struct drill_line *line)
{
	int32_t item = map_get(&x->s->item_ids, line->item);
	int64_t units;

	if (item < 0 || stand_of(x, line->from) < 0 || stand_of(x, line->to) < 0 || !line->holder ||
		map_get(&x->s->holder_ids, line->holder) < 0)
		return;
	units = line->quantity / x->s->items[item].issue_unit;
	call_goods(x, line, item, false, call_goods(x, line, item, true, units));
}

/* ---- the whole ---- */

static int32_t next_period(const struct drill *d, const struct scenario *s, int32_t step)
{
	return step + 1 < d->nsteps ? d->steps[step + 1].period : s->nperiods;
}

void drill_carry_out(const struct drill *d, struct scenario *s, enum drill_eyes eyes,
	const struct drill_state *state, const struct drill_decision *decision, int32_t step,
	struct drill_state *out)
{
	struct execution x = {.out = out, .first = d->steps[step].period, .last = next_period(d, s, step) - 1};

	drill_state_copy(state, out);
	out->ncalled = 0;
	drill_call(state, eyes, s);
	execution_init(&x, s, eyes, state);
	add_late_rows(&x, decision, step);
	add_rows(&x, decision, step);
	for (int32_t k = 0; k < decision->nlines; k++)
		if (decision->lines[k].period > x.last)
			call_up(&x, &decision->lines[k]);
	execution_release(&x);
}

/* When what was sent really comes, by what is true until the next step. */
static void note_arrivals(struct drill_turn *turn)
{
	struct drill_world *w = &turn->truth;

	drill_world_open(w, turn->out, EYES_TRUTH);
	for (int32_t k = 0; k < turn->out->nsent; k++) {
		struct drill_sent *x = &turn->out->sent[k];
		const struct outcome *o = w->line_of[k] < 0 ? NULL : &w->previous.outcomes[w->line_of[k]];

		if (!o)
			continue;
		x->arrive = o->arrive;
		x->arrive_seconds = o->arrive_seconds;
	}
}

bool drill_execute(const struct drill_game *game, const struct drill_state *state,
	const struct drill_decision *decision, const int32_t *belief, int32_t step, struct drill_state *out)
{
	const struct drill *d = game->drill;
	struct drill_turn turn = {.game = game, .belief = belief, .step = step, .nbefore = state->nsent, .out = out};
	int32_t *overlay = mem_calloc((size_t)d->ninjects, sizeof *overlay);
	bool good;

	drill_truth(d, drill_step_end(d, step), overlay);
	good = game->make(game->context, overlay, step, &turn.truth.scenario) &&
		game->make(game->context, belief, step, &turn.believed.scenario);
	mem_free(overlay);
	if (good) {
		turn.first = d->steps[step].period;
		turn.next = next_period(d, &turn.truth.scenario, step);
		drill_state_init(&turn.expected);
		drill_carry_out(d, &turn.believed.scenario, EYES_TEAM, state, decision, step, &turn.expected);
		drill_carry_out(d, &turn.truth.scenario, EYES_TRUTH, state, decision, step, out);
		note_arrivals(&turn);
		drill_book(&turn);
		drill_hand_out(&turn);
		drill_state_release(&turn.expected);
		out->step = step + 1;
	}
	drill_world_release(&turn.truth);
	drill_world_release(&turn.believed);
	return good;
}
