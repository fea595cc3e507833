#include "models/previous.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void previous_init(struct previous *p)
{
	memset(p, 0, sizeof *p);
	arena_init(&p->arena);
}

void previous_release(struct previous *p)
{
	mem_free(p->lines);
	mem_free(p->lots);
	mem_free(p->orders);
	mem_free(p->done);
	mem_free(p->handed);
	mem_free(p->outcomes);
	arena_release(&p->arena);
	previous_init(p);
}

bool previous_same_line(const struct previous *p, int32_t k)
{
	const struct announced *a, *b;

	assert(k >= 1 && k < p->nlines);
	a = &p->lines[k - 1];
	b = &p->lines[k];
	return a->line == b->line && a->version == b->version &&
		strcmp(a->order, b->order) == 0;
}

int64_t present_seconds(const struct scenario *s)
{
	return s->as_of.seconds - s->start.seconds;
}

int32_t present_period(const struct scenario *s)
{
	int64_t now = present_seconds(s);

	return now > 0 ? period_of(s, now) : 0;
}

void previous_served(const struct previous *p, const struct scenario *s, const struct cells *cells,
	int64_t *served)
{
	for (int32_t c = 0; c < cells->ncells; c++)
		served[c] = cells->cells[c].fact;
	for (int32_t k = 0; k < p->nhanded; k++) {
		const struct handed *h = &p->handed[k];
		int32_t end, found = -1, nfound = 0;

		for (int32_t c = cells_find(s, cells, h->item, place_stand(s, h->place), &end); c < end; c++) {
			const struct cell *cell = &cells->cells[c];

			if (cell->group == h->group && cell->when.first == h->first && cell->when.last == h->last) {
				found = c;
				nfound++;
			}
		}
		if (nfound == 1)
			served[found] += h->quantity / s->items[h->item].issue_unit;
	}
}

/* --- receipts --- */

/* What the receipts say of one line, all rows taken together. */
struct receipt {
	bool said;
	enum shipment_state state;
	int64_t quantity; /* -1 = nothing */
	struct instant at;
};

static void line_key(struct text *key, const char *order, int32_t version, int32_t line)
{
	text_clear(key);
	text_printf(key, "%d %d %s", version, line, order);
}

static int64_t line_ordered(const struct announced *line)
{
	return line->ordered > 0 ? line->ordered : line->quantity;
}

/* What came of an order line came of its parts in their order; what is more
 * than ordered, of the last one. */
static void share_receipts(const struct previous *p, struct receipt *receipts)
{
	int32_t i, end;

	for (i = 0; i < p->nlines; i = end) {
		int64_t left = receipts[i].quantity;
		int32_t k;

		for (end = i + 1; end < p->nlines && previous_same_line(p, end); end++)
			receipts[end] = receipts[i];
		for (k = i; k < end && left >= 0; k++) {
			int64_t part = line_ordered(&p->lines[k]);

			receipts[k].quantity = k == end - 1 || part > left ? left : part;
			left -= receipts[k].quantity;
		}
	}
}

/* [nlines] of the previous plan; the caller frees. */
static struct receipt *read_receipts(struct previous *p)
{
	struct receipt *receipts = mem_calloc((size_t)p->nlines, sizeof *receipts);
	struct map lines;
	struct text key;
	int32_t i;

	map_init(&lines);
	text_init(&key);
	for (i = 0; i < p->nlines; i++) {
		receipts[i].quantity = -1;
		if (p->ndone == 0 || (i > 0 && previous_same_line(p, i)))
			continue;
		line_key(&key, p->lines[i].order, p->lines[i].version, p->lines[i].line);
		map_add(&lines, arena_strdup(&p->arena, text_str(&key)), i);
	}
	for (i = 0; i < p->ndone; i++) {
		const struct done *done = &p->done[i];
		struct receipt *r;
		int32_t at;

		line_key(&key, done->order, done->version, done->line);
		at = map_get(&lines, text_str(&key));
		if (at < 0)
			continue;
		r = &receipts[at];
		if (r->said && done->at.seconds < r->at.seconds)
			continue;
		r->said = true;
		r->state = done->state;
		r->at = done->at;
		if (done->quantity >= 0)
			r->quantity = done->quantity;
	}
	text_release(&key);
	map_release(&lines);
	share_receipts(p, receipts);
	return receipts;
}

/* --- what became of a line --- */

/* It left at another time than announced. Of one that was caught, what it still had to go then
 * changes by as much, unless it left only afterwards or was there by then. */
static void leave_at(const struct scenario *s, const struct announced *line, int64_t at, struct outcome *out)
{
	int64_t moved = at - out->depart_seconds;
	int64_t lead = line->route >= 0 ? s->routes[line->route].lead : 0;

	if (out->rest > 0 && (out->rest + moved <= 0 || out->rest + moved > lead)) {
		out->rest = 0;
		out->arrive_seconds = at + lead;
	} else {
		out->rest += out->rest > 0 ? moved : 0;
		out->arrive_seconds += moved;
	}
	out->depart_seconds = at;
}

/* Times as they really were, where a dated row says so. */
static void real_times(const struct scenario *s, const struct announced *line, const struct receipt *r,
	struct outcome *out)
{
	int64_t at = r->at.seconds - s->start.seconds;

	if (!r->said || r->state != out->state || at >= present_seconds(s))
		return;
	if (out->state == SHIPMENT_DEPARTED && at != out->depart_seconds) {
		leave_at(s, line, at, out);
	} else if (out->state == SHIPMENT_RECEIVED) {
		out->arrive_seconds = at;
	}
}

/* What was received is there, what departed has left: not later than now. */
static void not_later(const struct scenario *s, struct outcome *out)
{
	int64_t now = present_seconds(s);

	if (out->state == SHIPMENT_RECEIVED && out->arrive_seconds > now)
		out->arrive_seconds = now;
	if (out->state == SHIPMENT_RECEIVED && out->depart_seconds > out->arrive_seconds)
		out->depart_seconds = out->arrive_seconds;
	if (out->state == SHIPMENT_DEPARTED && out->depart_seconds > now)
		out->depart_seconds = now;
}

static int32_t clip_period(const struct scenario *s, int64_t seconds)
{
	int64_t period = int_floor_div(seconds, s->period);

	return period < 0 ? 0 : period > s->nperiods ? s->nperiods : (int32_t)period;
}

/* What is under way already can go on: no closure, and the place is there when it comes. */
static bool can_go_on(const struct scenario *s, int32_t route, int32_t from, int32_t arrive)
{
	return arrive < s->places[s->routes[route].to].lost && route_open(s, route, from, arrive);
}

/* Was it caught on a road that is closed for good? Its announced time of arrival lies before the
 * period that the plan names. */
static bool no_arrival(const struct scenario *s, const struct announced *line)
{
	return line->arrive >= 0 && (int64_t)line->arrive * s->period > line->arrive_seconds;
}

/* When the rest of the way can be gone without meeting a closure, from `from`
 * on or leaving at the start of a later period; arrive = nperiods: never. True
 * when it can be gone at once. */
static bool find_way(const struct scenario *s, int32_t route, int64_t from, int64_t rest,
	struct outcome *out)
{
	int32_t first = clip_period(s, from), t;

	for (t = first; t < s->nperiods; t++) {
		int64_t leave = (int64_t)t * s->period > from ? (int64_t)t * s->period : from;
		int32_t arrive = period_of(s, leave + rest);

		if (arrive >= s->nperiods)
			break;
		if (can_go_on(s, route, t, arrive)) {
			out->arrive = arrive;
			out->arrive_seconds = leave + rest;
			return t == first;
		}
	}
	out->arrive = s->nperiods;
	return false;
}

/* A shipment that still has a way to go, on a road that is closed now. One that
 * was caught before goes on by what it still had to go then, whatever it waited
 * for. What arrives at no time within the horizon keeps its announced time of
 * arrival. */
static void check_road(const struct scenario *s, const struct announced *line, struct outcome *out)
{
	int64_t from = out->depart_seconds, caught = out->rest, rest;
	struct outcome later = *out;

	out->rest = 0;
	if (line->route < 0 || out->state == SHIPMENT_RECEIVED || out->state == SHIPMENT_CANCELLED)
		return;
	if (from < present_seconds(s))
		from = present_seconds(s);
	if (from < 0)
		from = 0;
	rest = out->arrive_seconds - from;
	if (caught > 0 && (no_arrival(s, line) || rest > caught)) { /* it waits */
		rest = caught;
	} else {
		int32_t last = out->arrive < s->nperiods ? out->arrive : s->nperiods - 1;
		int32_t first = clip_period(s, from);

		if (rest <= 0 || first >= s->nperiods || can_go_on(s, line->route, first, last))
			return;
	}
	out->stuck = !find_way(s, line->route, from, rest, &later);
	out->rest = out->stuck ? rest : 0;
	out->arrive = later.arrive;
	out->arrive_seconds = later.arrive_seconds;
}

/* What was not said, or has not left, is as ordered. What is said beyond the order, and beyond what
 * the earlier plan took for real, does not count yet (grant_beyond). */
static void settle_quantity(const struct announced *line, const struct receipt *r, struct outcome *out)
{
	int64_t most = line_ordered(line) > line->quantity ? line_ordered(line) : line->quantity;

	out->ordered = line_ordered(line);
	out->quantity = r->quantity >= 0 ? r->quantity : line->quantity;
	if (out->state == SHIPMENT_PLANNED)
		out->quantity = out->ordered;
	if (out->state == SHIPMENT_CANCELLED)
		out->quantity = 0;
	if (out->quantity > most) {
		out->beyond = out->quantity - most;
		out->quantity = most;
	}
}

static void settle_line(const struct scenario *s, const struct announced *line,
	const struct receipt *r, struct outcome *out)
{
	int64_t now = present_seconds(s);
	bool held = r->said && r->at.seconds - s->start.seconds >= line->depart_seconds;

	out->lot = -1;
	out->state = r->said ? r->state : line->state;
	/* what was said before it was to leave does not say that it did not */
	if (line->depart_seconds < now && out->state < SHIPMENT_DEPARTED && !held)
		out->state = SHIPMENT_DEPARTED;
	out->fact = out->state != SHIPMENT_PLANNED;
	out->depart_seconds = line->depart_seconds;
	out->arrive_seconds = line->arrive_seconds;
	out->rest = line->rest;
	settle_quantity(line, r, out);
	if (out->fact) {
		if (line->depart_seconds < now && out->state < SHIPMENT_DEPARTED)
			leave_at(s, line, now, out);
		real_times(s, line, r, out);
		not_later(s, out);
	}
	out->depart = out->depart_seconds == line->depart_seconds && line->depart >= 0
		? line->depart
		: clip_period(s, out->depart_seconds);
	out->arrive = out->arrive_seconds == line->arrive_seconds && line->arrive >= 0
		? line->arrive
		: clip_period(s, out->arrive_seconds);
	if (out->depart >= s->nperiods)
		out->depart = s->nperiods - 1;
	if (out->arrive > s->nperiods)
		out->arrive = s->nperiods;
	if (out->fact)
		check_road(s, line, out);
}

/* A lot whose place is gone lay where it was moved from. */
static void place_lots(struct previous *p)
{
	int32_t i;

	for (i = 0; i < p->nlines; i++)
		if (p->lots[p->lines[i].of].place < 0)
			p->lots[p->lines[i].of].place = p->lines[i].from;
	for (i = 0; i < p->nhanded; i++)
		if (p->handed[i].of >= 0 && p->lots[p->handed[i].of].place < 0)
			p->lots[p->handed[i].of].place = p->handed[i].place;
}

static bool same_text(const char *a, const char *b)
{
	return text_compare(a, b) == 0;
}

/* Seconds after the start since when the notice of its holder runs, and from which on it is
 * made, if it is. */
static int64_t born_from(const struct scenario *s, int32_t holder, int32_t item, int64_t release)
{
	return release - supply_notice(s, holder, item);
}

static bool line_of_lot(const struct scenario *s, const struct announced_lot *was, int32_t line, int32_t born)
{
	const struct stock_line *l = &s->lines[line];

	if (was->capacity && (born < l->when.first || born > l->when.last))
		return false;
	return l->item == was->item && (l->mode == MODE_CAPACITY) == was->capacity &&
		l->government_owned == (was->form == LEGAL_TRANSFER) && same_text(l->lot, was->lot) &&
		place_stand(s, s->holders[l->holder].place) == place_stand(s, was->place) &&
		(was->capacity ? line_birth_last_day(s, line, born) : line_last_day(s, line)) == was->expires;
}

/* Does the line's figure of today still hold what left then? */
static bool line_holds(const struct scenario *s, int32_t line, int64_t depart)
{
	int64_t dated = line_dated(s, line);

	return s->lines[line].mode == MODE_CAPACITY || dated == INSTANT_NONE || dated <= s->start.seconds + depart;
}

/* The period that it was made in, -1 = it is not made. */
static int32_t lot_born(const struct scenario *s, const struct announced_lot *was)
{
	int64_t from;

	if (!was->capacity)
		return -1;
	from = born_from(s, was->holder, was->item, was->release);
	return from > 0 ? period_of(s, from) : 0;
}

/* --- more than was ordered --- */

static bool lies_in_stock(const struct announced_lot *was)
{
	return !was->transit && was->holder >= 0 && was->item >= 0 && was->place >= 0;
}

static bool same_stock(const struct announced_lot *a, const struct announced_lot *b)
{
	return lies_in_stock(a) && lies_in_stock(b) && a->holder == b->holder && a->item == b->item &&
		a->place == b->place && a->expires == b->expires && a->capacity == b->capacity && same_text(a->lot, b->lot);
}

/* Does its holder's stock show as much as is said to have left, beside all else that left of it? */
static bool carries(const struct previous *p, const struct scenario *s, const struct outcome *outcomes, int32_t k)
{
	const struct announced_lot *was = &p->lots[p->lines[k].of];
	int64_t most = 0;
	int32_t i;

	if (!p->lines[k].first_leg || !lies_in_stock(was))
		return false;
	for (i = 0; i < s->nlines; i++)
		if (s->lines[i].holder == was->holder && line_of_lot(s, was, i, lot_born(s, was)) &&
			line_holds(s, i, outcomes[k].depart_seconds))
			most += line_quantity(s, i);
	for (i = 0; i < p->nlines; i++)
		if (i != k && outcomes[i].fact && p->lines[i].first_leg && same_stock(was, &p->lots[p->lines[i].of]))
			most -= outcomes[i].quantity;
	return most >= outcomes[k].quantity + outcomes[k].beyond;
}

/* What is said beyond the order is real as far as the stock can have carried it. */
static void grant_beyond(const struct previous *p, const struct scenario *s, struct outcome *outcomes)
{
	int32_t i;

	for (i = 0; i < p->nlines; i++)
		if (outcomes[i].beyond > 0 && carries(p, s, outcomes, i)) {
			outcomes[i].quantity += outcomes[i].beyond;
			outcomes[i].beyond = 0;
		}
}

/* [nlines]; the caller frees. */
static struct outcome *read_outcomes(struct previous *p, const struct scenario *s)
{
	struct outcome *outcomes = mem_calloc((size_t)p->nlines, sizeof *outcomes);
	struct receipt *receipts = read_receipts(p);
	int32_t i;

	for (i = 0; i < p->nlines; i++) {
		assert(p->lines[i].of >= 0 && p->lines[i].of < p->nlots);
		settle_line(s, &p->lines[i], &receipts[i], &outcomes[i]);
	}
	mem_free(receipts);
	grant_beyond(p, s, outcomes);
	for (i = 0; i < p->nlines; i++)
		outcomes[i].units = outcomes[i].quantity / s->items[p->lines[i].item].issue_unit;
	return outcomes;
}

/* Units that its stock does not have any more. */
static int64_t units_gone(const struct outcome *out, int64_t u)
{
	return int_ceil_div(out->quantity > out->ordered ? out->quantity : out->ordered, u);
}

/* --- which stock lines were called up --- */

struct calling {
	const struct scenario *s;
	struct call_up *calls; int32_t ncalls, room;
	int32_t *before; int32_t nbefore, before_room; /* [ncalls] the call of the same line made last, + 1 */
	int32_t *last; /* [nlines] the call of the line made last, + 1 */
	int32_t *first_line, *next_line; /* [nholders], [nlines] the holder's lines, + 1 */
};

static void index_lines(struct calling *c)
{
	const struct scenario *s = c->s;
	int32_t i;

	c->last = mem_calloc((size_t)s->nlines, sizeof *c->last);
	c->next_line = mem_calloc((size_t)s->nlines, sizeof *c->next_line);
	c->first_line = mem_calloc((size_t)s->nholders, sizeof *c->first_line);
	for (i = s->nlines - 1; i >= 0; i--) {
		int32_t *first;

		if (s->lines[i].holder < 0)
			continue;
		first = &c->first_line[s->lines[i].holder];
		c->next_line[i] = *first;
		*first = i + 1;
	}
}

/* As much of the line as was not called up by others alike; the units left. */
static int64_t call_line(struct calling *c, const struct announced_lot *was, int32_t line, int32_t born,
	int64_t units)
{
	int64_t room = int_ceil_div(line_quantity(c->s, line), c->s->items[was->item].issue_unit);
	int32_t k;

	for (k = c->last[line]; k > 0; k = c->before[k - 1])
		if (c->calls[k - 1].born == born)
			room -= c->calls[k - 1].units;
	room = room < units ? room : units;
	if (room <= 0)
		return units;
	k = ARRAY_ADD(&c->before, &c->nbefore, &c->before_room);
	c->before[k] = c->last[line];
	k = ARRAY_ADD(&c->calls, &c->ncalls, &c->room);
	c->calls[k] = (struct call_up){line, born, room, born_from(c->s, was->holder, was->item, was->release)};
	c->last[line] = k + 1;
	return units - room;
}

static void call_lot(struct calling *c, const struct announced_lot *was, const struct outcome *out)
{
	int64_t u = was->item >= 0 ? c->s->items[was->item].issue_unit : 1;
	int64_t units = out->fact ? units_gone(out, u) : out->units;
	int32_t line, born;

	if (units <= 0 || out->state == SHIPMENT_CANCELLED || !lies_in_stock(was))
		return;
	born = lot_born(c->s, was);
	for (line = c->first_line[was->holder]; line > 0 && units > 0; line = c->next_line[line - 1])
		if (line_of_lot(c->s, was, line - 1, born) &&
			(!out->fact || line_holds(c->s, line - 1, out->depart_seconds)))
			units = call_line(c, was, line - 1, born, units);
}

static int call_compare(const void *left, const void *right)
{
	const struct call_up *a = left, *b = right;
	int order = int_compare(a->line, b->line);

	if (order == 0)
		order = int_compare(a->born, b->born);
	if (order == 0)
		order = int_compare(a->from, b->from);
	return order ? order : int_compare(a->units, b->units);
}

void previous_call(struct previous *p, struct scenario *s)
{
	struct calling c = {.s = s};
	struct outcome *outcomes;
	struct call_up *calls;
	int32_t i;

	place_lots(p);
	outcomes = read_outcomes(p, s);
	index_lines(&c);
	for (i = 0; i < p->nlines; i++)
		if (p->lines[i].first_leg)
			call_lot(&c, &p->lots[p->lines[i].of], &outcomes[i]);
	calls = arena_calloc(&s->arena, (size_t)c.ncalls, sizeof *calls);
	if (c.ncalls > 0) {
		qsort(c.calls, (size_t)c.ncalls, sizeof *c.calls, call_compare);
		memcpy(calls, c.calls, (size_t)c.ncalls * sizeof *calls);
	}
	s->calls = calls;
	s->ncalls = c.ncalls;
	mem_free(c.calls);
	mem_free(c.before);
	mem_free(c.last);
	mem_free(c.next_line);
	mem_free(c.first_line);
	mem_free(outcomes);
}

/* --- of which goods it was --- */

struct settling {
	struct previous *p;
	const struct scenario *s;
	struct supply *supply;
	int32_t nlots; /* of the supply as it came; others are added behind them */
	int32_t *item_start, *item_end; /* [nitems] where each item's lots stand */
	int64_t *room; /* [nlots] units not yet taken by facts, or called up */
	int32_t *first, *count; /* [p->nlots] today's lots of the same goods: found[first ..] */
	int32_t *found; int32_t nfound, found_room;
	int32_t *last; /* [p->nlots] lot that goods which left before were booked on, -1 = none */
	struct map added; /* lots of their own, by what they are */
};

static bool is_capacity(const struct settling *t, const struct supply_lot *lot)
{
	return lot->line >= 0 && t->s->lines[lot->line].mode == MODE_CAPACITY;
}

/* What is made in the same period; by the as-of in the midst of it a little later.
 * What was announced had the notice as stated, whatever is supposed now. */
static bool same_birth(const struct settling *t, const struct announced_lot *was, const struct supply_lot *lot)
{
	struct scenario stated = *t->s;
	int64_t before, now = born_from(t->s, lot->holder, lot->item, lot->release);

	stated.supposed = NULL;
	before = born_from(&stated, lot->holder, lot->item, was->release);
	return now >= before && now - before < t->s->period;
}

/* Is it the same goods, whatever part of them is kept for the own place? */
static bool same_goods(const struct settling *t, const struct announced_lot *was,
	const struct supply_lot *lot)
{
	const char *transit = lot->transit >= 0 ? t->s->transits[lot->transit].id : NULL;

	if (was->holder != lot->holder || was->form != lot->form ||
		place_stand(t->s, was->place) != lot->place || !same_text(was->lot, lot->lot) ||
		!same_text(was->transit, transit) || was->expires != lot->expires ||
		was->capacity != is_capacity(t, lot))
		return false;
	return !was->capacity || same_birth(t, was, lot);
}

static bool same_lot(const struct announced_lot *a, const struct announced_lot *b)
{
	return a->item == b->item && a->place == b->place && a->holder == b->holder &&
		a->own == b->own && a->capacity == b->capacity && a->form == b->form && a->expires == b->expires &&
		a->release == b->release && a->region == b->region && same_text(a->lot, b->lot) &&
		same_text(a->transit, b->transit);
}

/* Lots that nothing tells apart stand in the same order in both plans: the
 * j-th of them is the j-th of today's. */
static void prefer(struct settling *t, int32_t of)
{
	const struct announced_lot *lots = t->p->lots;
	int32_t *found = t->found + t->first[of], j = 0, k, first;

	for (k = of - 1; k >= 0 && lots[k].item == lots[of].item && lots[k].place == lots[of].place; k--)
		j += same_lot(&lots[k], &lots[of]);
	if (j == 0 || j >= t->count[of] || t->supply->lots[found[j]].own != lots[of].own)
		return;
	first = found[j];
	memmove(found + 1, found, (size_t)j * sizeof *found);
	found[0] = first;
}

/* Today's lots of every lot of the previous plan: parts alike in `own` first. */
static void match_lots(struct settling *t)
{
	const struct previous *p = t->p;
	int32_t of, k;

	t->first = mem_calloc((size_t)p->nlots, sizeof *t->first);
	t->count = mem_calloc((size_t)p->nlots, sizeof *t->count);
	for (of = 0; of < p->nlots; of++) {
		const struct announced_lot *was = &p->lots[of];

		t->first[of] = t->nfound;
		if (was->item < 0 || was->place < 0)
			continue; /* nothing of it was moved */
		for (int other = 0; other < 2; other++) {
			for (k = t->item_start[was->item]; k < t->item_end[was->item]; k++) {
				const struct supply_lot *lot = &t->supply->lots[k];
				int32_t at;

				if ((lot->own != was->own) != other || !same_goods(t, was, lot))
					continue;
				at = ARRAY_ADD(&t->found, &t->nfound, &t->found_room);
				t->found[at] = k;
			}
		}
		t->count[of] = t->nfound - t->first[of];
		prefer(t, of);
	}
}

/* Does today's figure still hold what left then? */
static bool still_counted(const struct settling *t, const struct supply_lot *lot, int64_t depart)
{
	return lot->line < 0 || line_holds(t->s, lot->line, depart);
}

/* Takes units that nobody will get from here any more. */
static void lose(struct settling *t, const int32_t *lots, int32_t nlots, int64_t units)
{
	int32_t k;

	for (k = 0; k < nlots && units > 0; k++) {
		int64_t part = t->room[lots[k]] < units ? t->room[lots[k]] : units;

		t->room[lots[k]] -= part;
		t->supply->lots[lots[k]].units -= part;
		units -= part;
	}
}

/* Makes room for the units in lots[k], from the other parts of the same line;
 * false when there is not enough. */
static bool make_room(struct settling *t, const int32_t *lots, int32_t nlots, int32_t k, int64_t units)
{
	struct supply_lot *all = t->supply->lots;
	int64_t room = t->room[lots[k]];
	int32_t j;

	for (j = 0; j < nlots; j++)
		if (j != k && all[lots[j]].line >= 0 && all[lots[j]].line == all[lots[k]].line)
			room += t->room[lots[j]];
	if (room < units)
		return false;
	for (j = 0; j < nlots && t->room[lots[k]] < units; j++) {
		int64_t part = units - t->room[lots[k]];

		if (j == k || all[lots[j]].line != all[lots[k]].line)
			continue;
		part = part < t->room[lots[j]] ? part : t->room[lots[j]];
		t->room[lots[j]] -= part;
		all[lots[j]].units -= part;
		t->room[lots[k]] += part;
		all[lots[k]].units += part;
	}
	return true;
}

/* A lot of its own for goods that the supply does not show. */
static int32_t added_lot(struct settling *t, const struct announced_lot *was)
{
	const struct scenario *s = t->s;
	struct supply *v = t->supply;
	struct supply_lot lot = {.holder = was->holder, .item = was->item, .line = -1, .transit = -1};
	struct text key;
	int32_t k;

	lot.lot = was->lot;
	lot.expires = was->expires;
	lot.place = place_stand(s, was->place);
	lot.last_day = usable_in(s, was->expires, s->nperiods - 1) ? DAY_NONE : was->expires;
	lot.own = was->own || was->region < 0;
	lot.region = lot.own ? lot.place : place_stand(s, was->region);
	lot.form = was->form;
	lot.release = was->transit && was->release > 0 ? was->release : 0;
	text_init(&key);
	text_printf(&key, "%d %d %d %d %d %d %d %s/%s", lot.item, lot.holder, lot.place, lot.expires,
		lot.region, lot.own, (int)lot.form, was->transit ? was->transit : "",
		was->lot ? was->lot : "");
	k = map_get(&t->added, text_str(&key));
	if (k < 0) {
		k = ARRAY_ADD(&v->lots, &v->nlots, &v->lots_room);
		v->lots[k] = lot;
		v->lots[k].lot = was->lot ? arena_strdup(&v->arena, was->lot) : NULL;
		map_add(&t->added, arena_strdup(&t->p->arena, text_str(&key)), k);
	}
	text_release(&key);
	return k;
}

/* The lot that goods are of without drawing on it; -1 = none now. */
static int32_t look_up(const struct settling *t, int32_t of)
{
	return t->count[of] > 0 ? t->found[t->first[of]] : -1;
}

static int64_t units_missing(const struct outcome *out, int64_t u)
{
	int64_t missing = int_ceil_div(out->ordered, u) - out->units;

	return missing > 0 ? missing : 0;
}

/* Books what left its holder. */
static void book(struct settling *t, int32_t of, struct outcome *out)
{
	const struct announced_lot *was = &t->p->lots[of];
	int64_t u = t->s->items[was->item].issue_unit, gone;
	int32_t *lots = mem_calloc((size_t)t->count[of], sizeof *lots);
	int32_t n = 0, k;

	for (k = 0; k < t->count[of]; k++)
		if (still_counted(t, &t->supply->lots[t->found[t->first[of] + k]], out->depart_seconds))
			lots[n++] = t->found[t->first[of] + k];
	gone = units_gone(out, u);
	for (k = 0; k < n && out->lot < 0; k++) {
		if ((was->own || !t->supply->lots[lots[k]].own) && make_room(t, lots, n, k, out->units)) {
			out->lot = lots[k];
			t->room[lots[k]] -= out->units;
			gone -= out->units;
		}
	}
	if (out->lot < 0) {
		out->lot = added_lot(t, was);
		t->supply->lots[out->lot].units += out->units;
	}
	if (n > 0)
		out->missing = units_missing(out, u);
	lose(t, lots, n, gone);
	mem_free(lots);
}

/* What came in from outside and went on, or was handed out where it came in,
 * although today's scenario does not name it any more. */
static int32_t book_gone(struct settling *t, int32_t of, int32_t place, int64_t units)
{
	const struct announced_lot *was = &t->p->lots[of];
	int32_t lot;

	if (!was->transit || place_stand(t->s, place) != place_stand(t->s, was->place))
		return -1;
	lot = look_up(t, of);
	if (lot >= 0)
		return lot;
	lot = added_lot(t, was);
	t->supply->lots[lot].units += units;
	return lot;
}

/* --- in the order of departure --- */

struct sorted_line {
	int64_t depart;
	int32_t line;
};

static int sorted_line_compare(const void *a, const void *b)
{
	const struct sorted_line *x = a, *y = b;
	int order = int_compare(x->depart, y->depart);

	return order ? order : int_compare(x->line, y->line);
}

static void settle_lot(struct settling *t, const struct announced *line, struct outcome *out)
{
	bool left = out->fact && out->state != SHIPMENT_CANCELLED;

	if (left && line->first_leg)
		book(t, line->of, out);
	if (left && !line->first_leg) {
		out->missing = units_missing(out, t->s->items[line->item].issue_unit);
		out->lot = book_gone(t, line->of, line->from, out->units + out->missing);
	}
	if (left && line->first_leg)
		t->last[line->of] = out->lot;
	/* What goes on is of the lot that brought it. */
	if (out->lot < 0 && !line->first_leg)
		out->lot = t->last[line->of];
	if (out->lot < 0)
		out->lot = look_up(t, line->of);
	if (out->fact && out->lot < 0)
		out->lot = added_lot(t, &t->p->lots[line->of]);
}

static void settle_lots(struct settling *t)
{
	struct previous *p = t->p;
	struct sorted_line *lines = mem_calloc((size_t)p->nlines, sizeof *lines);
	int32_t present = present_period(t->s), i;

	t->last = mem_calloc((size_t)p->nlots, sizeof *t->last);
	for (i = 0; i < p->nlots; i++)
		t->last[i] = -1;
	for (i = 0; i < p->nlines; i++)
		lines[i] = (struct sorted_line){p->outcomes[i].depart_seconds, i};
	if (p->nlines > 0)
		qsort(lines, (size_t)p->nlines, sizeof *lines, sorted_line_compare);
	for (i = 0; i < p->nlines; i++)
		settle_lot(t, &p->lines[lines[i].line], &p->outcomes[lines[i].line]);
	mem_free(lines);
	for (i = 0; i < p->nhanded; i++) {
		struct handed *h = &p->handed[i];

		h->lot = -1;
		if (h->of >= 0 && (h->period < 0 || h->period < present))
			h->lot = book_gone(t, h->of, h->place,
				h->goods / t->s->items[p->lots[h->of].item].issue_unit);
	}
}

/* What is still to be handed out is of the lot that its lines are of. */
static void settle_handed(struct settling *t)
{
	struct previous *p = t->p;
	int32_t *today = mem_calloc((size_t)p->nlots, sizeof *today), i;
	int32_t present = present_period(t->s);

	for (i = 0; i < p->nlots; i++)
		today[i] = look_up(t, i);
	for (i = 0; i < p->nlines; i++)
		if (!p->outcomes[i].fact || today[p->lines[i].of] < 0)
			today[p->lines[i].of] = p->outcomes[i].lot;
	for (i = 0; i < p->nhanded; i++)
		if (p->handed[i].of >= 0 && p->handed[i].period >= present)
			p->handed[i].lot = today[p->handed[i].of];
	mem_free(today);
}

/* --- what is called up already --- */

/* Units that the previous plan ordered and that have not left, by its lots, while
 * they are found among today's: every unit once. */
struct calls {
	int64_t *units; /* [p->nlots] not found yet */
	int32_t *start; /* [p->nlots + 1] where the lot's lines stand in: */
	int32_t *lines; /* first legs that have not left, in their order */
	int32_t *at; /* [p->nlots] the next one to find goods for, as a place in lines */
	int64_t *used; /* [p->nlots] units that were found for it */
	int32_t *called; /* [t->nlots] the lot made last of what was called of it, 0 = none */
};

static void list_calls(const struct settling *t, struct calls *c)
{
	const struct previous *p = t->p;
	int32_t i;

	c->units = mem_calloc((size_t)p->nlots, sizeof *c->units);
	c->start = mem_calloc((size_t)p->nlots + 1, sizeof *c->start);
	c->lines = mem_calloc((size_t)p->nlines, sizeof *c->lines);
	c->at = mem_calloc((size_t)p->nlots, sizeof *c->at);
	c->used = mem_calloc((size_t)p->nlots, sizeof *c->used);
	c->called = mem_calloc((size_t)t->nlots, sizeof *c->called);
	for (i = 0; i < p->nlines; i++)
		if (!p->outcomes[i].fact && p->lines[i].first_leg) {
			c->units[p->lines[i].of] += p->outcomes[i].units;
			c->start[p->lines[i].of + 1]++;
		}
	for (i = 0; i < p->nlots; i++)
		c->at[i] = c->start[i + 1] += c->start[i];
	for (i = p->nlines - 1; i >= 0; i--)
		if (!p->outcomes[i].fact && p->lines[i].first_leg)
			c->lines[--c->at[p->lines[i].of]] = i;
}

/* Units of the lot that are called up for an earlier release than a call of now
 * would have: they are a lot of their own, which is returned. */
static int32_t call_earlier(struct settling *t, struct calls *c, int32_t lot, int64_t units, int64_t release)
{
	struct supply *v = t->supply;
	struct supply_lot called = v->lots[lot];
	int32_t *of_it = &c->called[lot];

	called.release = release;
	called.units = units;
	if (*of_it > 0 && v->lots[*of_it].release == release) {
		v->lots[lot].units -= units;
		v->lots[*of_it].units += units;
		return *of_it;
	}
	if (units == v->lots[lot].units) {
		v->lots[lot] = called;
		return lot;
	}
	v->lots[lot].units -= units;
	*of_it = ARRAY_ADD(&v->lots, &v->nlots, &v->lots_room);
	v->lots[*of_it] = called;
	return *of_it;
}

/* Goods that the previous plan ordered and that have not left keep the release
 * they were called up for: their holder has had notice. Only what is drawn
 * beyond them waits for a notice from now on. */
static void find_called(struct settling *t, struct calls *c, int32_t of, int32_t lot)
{
	const struct announced_lot *was = &t->p->lots[of];
	int64_t now = t->s->as_of.seconds - t->s->start.seconds;
	int64_t release = was->release > now ? was->release : now;
	int64_t units = c->units[of] < t->room[lot] ? c->units[of] : t->room[lot];

	if (units <= 0)
		return;
	t->room[lot] -= units;
	c->units[of] -= units;
	if (!was->transit && t->supply->lots[lot].release > release)
		lot = call_earlier(t, c, lot, units, release);
	while (units > 0) {
		struct outcome *out = &t->p->outcomes[c->lines[c->at[of]]];
		int64_t part = out->units - c->used[of];

		part = part < units ? part : units;
		if (c->used[of] == 0)
			out->lot = lot;
		c->used[of] += part;
		units -= part;
		if (c->used[of] == out->units) {
			c->at[of]++;
			c->used[of] = 0;
		}
	}
}

/* Every call is of its own goods: first of those that are kept at home or not as
 * they were then, then of the others. */
static void keep_calls(struct settling *t)
{
	struct previous *p = t->p;
	struct calls c;
	int32_t of, k;

	list_calls(t, &c);
	for (int other = 0; other < 2; other++)
		for (of = 0; of < p->nlots; of++)
			for (k = t->first[of]; k < t->first[of] + t->count[of] && c.units[of] > 0; k++)
				if ((t->supply->lots[t->found[k]].own != p->lots[of].own) == other)
					find_called(t, &c, of, t->found[k]);
	for (k = 0; k < p->nlines; k++) { /* what is to go on is of the goods that bring it */
		of = p->lines[k].of;
		if (!p->outcomes[k].fact && !p->lines[k].first_leg && t->last[of] < 0 && c.start[of] < c.start[of + 1])
			p->outcomes[k].lot = p->outcomes[c.lines[c.start[of]]].lot;
	}
	mem_free(c.units);
	mem_free(c.start);
	mem_free(c.lines);
	mem_free(c.at);
	mem_free(c.used);
	mem_free(c.called);
}

/* What was made before can leave now. */
static void let_go_now(struct settling *t)
{
	int64_t now = present_seconds(t->s);

	for (int32_t k = 0; k < t->nlots; k++)
		if (t->supply->lots[k].line >= 0 && t->supply->lots[k].release < now)
			t->supply->lots[k].release = now;
}

/* Where each item's lots stand: they are sorted by item id. */
static void index_stock(struct settling *t)
{
	const struct supply *v = t->supply;
	int32_t k;

	t->nlots = v->nlots;
	t->room = mem_calloc((size_t)v->nlots, sizeof *t->room);
	t->item_start = mem_calloc((size_t)t->s->nitems, sizeof *t->item_start);
	t->item_end = mem_calloc((size_t)t->s->nitems, sizeof *t->item_end);
	for (k = 0; k < v->nlots; k++) {
		if (k == 0 || v->lots[k - 1].item != v->lots[k].item)
			t->item_start[v->lots[k].item] = k;
		t->item_end[v->lots[k].item] = k + 1;
		t->room[k] = v->lots[k].units;
	}
}

/* Sorting moves the lots. */
static void sort_supply(struct previous *p, const struct scenario *s, struct supply *supply)
{
	int32_t *moved = mem_calloc((size_t)supply->nlots, sizeof *moved);
	int32_t i;

	supply_sort(s, supply, moved);
	for (i = 0; i < p->nlines; i++)
		if (p->outcomes[i].lot >= 0)
			p->outcomes[i].lot = moved[p->outcomes[i].lot];
	for (i = 0; i < p->nhanded; i++)
		if (p->handed[i].lot >= 0)
			p->handed[i].lot = moved[p->handed[i].lot];
	mem_free(moved);
}

void previous_settle(struct previous *p, const struct scenario *s, struct supply *supply)
{
	struct settling t = {.p = p, .s = s, .supply = supply};

	assert(!p->outcomes);
	place_lots(p);
	p->outcomes = read_outcomes(p, s);
	map_init(&t.added);
	index_stock(&t);
	match_lots(&t);
	settle_lots(&t);
	keep_calls(&t);
	let_go_now(&t);
	settle_handed(&t);
	map_release(&t.added);
	mem_free(t.item_start);
	mem_free(t.item_end);
	mem_free(t.room);
	mem_free(t.first);
	mem_free(t.count);
	mem_free(t.found);
	mem_free(t.last);
	sort_supply(p, s, supply);
}

void previous_supply(struct previous *p, struct scenario *s, const struct cells *cells, struct supply *supply)
{
	previous_call(p, s);
	supply_release(supply);
	supply_build(s, cells, supply);
	previous_settle(p, s, supply);
}
