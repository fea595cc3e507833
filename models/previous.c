#include "models/previous.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int64_t present_seconds(const struct scenario *s)
{
	return s->as_of.seconds - s->start.seconds;
}

int32_t present_period(const struct scenario *s)
{
	int64_t now = present_seconds(s);

	return now > 0 ? period_of(s, now) : 0;
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
		if (p->ndone == 0 || !*p->lines[i].order)
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
	return receipts;
}

/* --- what became of a line --- */

/* Times as they really were, where a dated row says so. */
static void real_times(const struct scenario *s, const struct receipt *r, struct outcome *out)
{
	int64_t at = r->at.seconds - s->start.seconds;

	if (!r->said || at >= present_seconds(s))
		return;
	if (out->state == SHIPMENT_DEPARTED && at != out->depart_seconds) {
		out->arrive_seconds += at - out->depart_seconds;
		out->depart_seconds = at;
	} else if (out->state == SHIPMENT_RECEIVED) {
		out->arrive_seconds = at;
		if (out->depart_seconds > at)
			out->depart_seconds = at;
	}
}

static int32_t clip_period(const struct scenario *s, int64_t seconds)
{
	int64_t period = int_floor_div(seconds, s->period);

	return period < 0 ? 0 : period > s->nperiods ? s->nperiods : (int32_t)period;
}

/* The earliest period in which the rest of the way can be gone without
 * meeting a closure, leaving at the start of a period; nperiods = never. */
static void find_reopening(
	const struct scenario *s, int32_t route, int64_t rest, struct outcome *out)
{
	int32_t t, arrive;

	for (t = present_period(s); t < s->nperiods; t++) {
		arrive = period_of(s, (int64_t)t * s->period + rest);
		if (arrive >= s->nperiods)
			break;
		if (route_open(s, route, t, arrive)) {
			out->arrive = arrive;
			out->arrive_seconds = (int64_t)t * s->period + rest;
			return;
		}
	}
	out->arrive = s->nperiods;
}

/* A shipment that still has a way to go on a road that is closed now. Its
 * announced arrival stays readable when there is no later one. */
static void check_road(const struct scenario *s, const struct announced *line, struct outcome *out)
{
	int64_t now = present_seconds(s), from = out->depart_seconds, rest;
	int32_t last;

	if (line->route < 0 || out->state == SHIPMENT_RECEIVED || out->state == SHIPMENT_CANCELLED)
		return;
	if (from < now)
		from = now > 0 ? now : 0;
	rest = out->arrive_seconds - from;
	last = out->arrive < s->nperiods ? out->arrive : s->nperiods - 1;
	/* It was caught before: announced as not arriving although its time has come. */
	if ((int64_t)line->arrive * s->period > line->arrive_seconds)
		rest = s->routes[line->route].lead;
	else if (rest <= 0)
		return;
	else if (from >= (int64_t)s->nperiods * s->period ||
		route_open(s, line->route, period_of(s, from), last))
		return;
	out->stuck = true;
	find_reopening(s, line->route, rest, out);
}

static void settle_line(const struct scenario *s, const struct announced *line,
	const struct receipt *r, struct outcome *out)
{
	int64_t now = present_seconds(s), u = s->items[line->item].issue_unit;

	out->lot = -1;
	out->state = line->state;
	if (r->said && r->state != SHIPMENT_PLANNED)
		out->state = r->state;
	if (line->depart_seconds < now && out->state < SHIPMENT_DEPARTED)
		out->state = SHIPMENT_DEPARTED;
	out->fact = out->state != SHIPMENT_PLANNED;
	out->ordered = line->ordered > 0 ? line->ordered : line->quantity;
	out->quantity = r->quantity >= 0 ? r->quantity : line->quantity;
	out->depart_seconds = line->depart_seconds;
	out->arrive_seconds = line->arrive_seconds;
	if (out->state == SHIPMENT_CANCELLED)
		out->quantity = 0;
	out->units = out->quantity / u;
	if (out->fact)
		real_times(s, r, out);
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

/* --- of which goods it was --- */

struct settling {
	struct previous *p;
	const struct scenario *s;
	struct supply *supply;
	int32_t nstock; /* lots that were there before */
	int32_t *item_start; /* [nitems + 1] stock lots by item */
	int32_t *by_item; /* [nstock] */
	int64_t *room; /* [nstock] units not yet taken by facts */
	struct map added; /* lots of their own, by what they are */
};

static bool is_capacity(const struct settling *t, const struct supply_lot *lot)
{
	return lot->line >= 0 && t->s->lines[lot->line].mode == MODE_CAPACITY;
}

static bool same_text(const char *a, const char *b)
{
	return text_compare(a, b) == 0;
}

/* Is it the same goods, whatever part of them is kept for the own place? */
static bool same_goods(
	const struct settling *t, const struct announced_lot *was, const struct supply_lot *lot)
{
	const char *transit = lot->transit >= 0 ? t->s->transits[lot->transit].id : NULL;

	if (was->item != lot->item || was->holder != lot->holder || was->form != lot->form ||
		place_stand(t->s, was->place) != lot->place || !same_text(was->lot, lot->lot) ||
		!same_text(was->transit, transit))
		return false;
	if (!is_capacity(t, lot))
		return was->expires == lot->expires;
	/* born in the same period; by the as-of in the midst of it a little later */
	return (was->expires == lot->expires || was->expires == lot->last_day) &&
		lot->release >= was->release && lot->release - was->release < t->s->period;
}

/* Does today's figure still hold what left then? */
static bool still_counted(const struct settling *t, const struct supply_lot *lot, int64_t depart)
{
	int64_t dated;

	if (lot->line < 0 || is_capacity(t, lot))
		return true;
	dated = line_dated(t->s, lot->line);
	return dated == INSTANT_NONE || dated <= t->s->start.seconds + depart;
}

/* Lots of the same goods whose figure still holds them: own parts alike first. */
static int32_t find_lots(
	const struct settling *t, const struct announced_lot *was, int64_t depart, int32_t *found)
{
	int32_t n = 0, pass, k;

	for (pass = 0; pass < 2; pass++) {
		for (k = t->item_start[was->item]; k < t->item_start[was->item + 1]; k++) {
			const struct supply_lot *lot = &t->supply->lots[t->by_item[k]];

			if ((lot->own == was->own) == (pass == 0) && same_goods(t, was, lot) &&
				still_counted(t, lot, depart))
				found[n++] = t->by_item[k];
		}
	}
	return n;
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
static bool make_room(
	struct settling *t, const int32_t *lots, int32_t nlots, int32_t k, int64_t units)
{
	struct supply_lot *all = t->supply->lots;
	int64_t room = t->room[lots[k]];
	int32_t j;

	for (j = 0; j < nlots; j++)
		if (j != k && all[lots[j]].line == all[lots[k]].line)
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

static int32_t reach_of(const struct settling *t, const struct announced_lot *was, bool *own)
{
	int32_t stand = place_stand(t->s, was->place);

	*own = was->own || was->region < 0;
	return *own ? stand : place_stand(t->s, was->region);
}

/* A lot of its own for goods that the supply does not show. */
static int32_t added_lot(struct settling *t, const struct announced_lot *was)
{
	const struct scenario *s = t->s;
	struct supply *v = t->supply;
	struct supply_lot lot = {
		.holder = was->holder, .item = was->item, .line = -1, .transit = -1};
	struct text key;
	int32_t k;

	lot.lot = was->lot ? arena_strdup(&v->arena, was->lot) : NULL;
	lot.expires = was->expires;
	lot.place = place_stand(s, was->place);
	lot.last_day = usable_in(s, was->expires, s->nperiods - 1) ? DAY_NONE : was->expires;
	lot.region = reach_of(t, was, &lot.own);
	lot.form = was->form;
	text_init(&key);
	text_printf(&key, "%d %d %d %d %d %d %d %s", lot.item, lot.holder, lot.place, lot.expires,
		lot.region, lot.own, (int)lot.form, was->lot ? was->lot : "");
	k = map_get(&t->added, text_str(&key));
	if (k < 0) {
		k = ARRAY_ADD(&v->lots, &v->nlots, &v->lots_room);
		v->lots[k] = lot;
		map_add(&t->added, arena_strdup(&t->p->arena, text_str(&key)), k);
	}
	text_release(&key);
	return k;
}

/* Books what left; onward legs move goods that are booked already. */
static void book(struct settling *t, int32_t line)
{
	struct outcome *out = &t->p->outcomes[line];
	const struct announced_lot *was = &t->p->lots[t->p->lines[line].of];
	int64_t u = t->s->items[was->item].issue_unit, gone;
	int32_t *lots = mem_calloc(
		(size_t)(t->item_start[was->item + 1] - t->item_start[was->item]), sizeof *lots);
	int32_t n = find_lots(t, was, out->depart_seconds, lots), k;

	gone = int_ceil_div(out->quantity > out->ordered ? out->quantity : out->ordered, u);
	for (k = 0; k < n && out->lot < 0; k++) {
		if ((was->own || t->supply->lots[lots[k]].own == was->own) &&
			make_room(t, lots, n, k, out->units)) {
			out->lot = lots[k];
			t->room[lots[k]] -= out->units;
			gone -= out->units;
		}
	}
	if (out->lot < 0) {
		out->lot = added_lot(t, was);
		t->supply->lots[out->lot].units += out->units;
	}
	lose(t, lots, n, gone);
	mem_free(lots);
}

/* The lot that a line is of without drawing on it: what is planned, cancelled,
 * or was drawn by an earlier leg. */
static int32_t look_up(struct settling *t, const struct announced *line)
{
	const struct announced_lot *was = &t->p->lots[line->of];
	int32_t k;

	for (k = t->item_start[was->item]; k < t->item_start[was->item + 1]; k++) {
		const struct supply_lot *lot = &t->supply->lots[t->by_item[k]];

		if (lot->own == was->own && same_goods(t, was, lot))
			return t->by_item[k];
	}
	return -1;
}

/* --- order --- */

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

static void settle_lots(struct settling *t)
{
	struct previous *p = t->p;
	struct sorted_line *lines = mem_calloc((size_t)p->nlines, sizeof *lines);
	int32_t *first = mem_calloc((size_t)p->nlots, sizeof *first);
	int32_t n = 0, i;

	for (i = 0; i < p->nlots; i++)
		first[i] = -1;
	for (i = 0; i < p->nlines; i++)
		lines[n++] = (struct sorted_line){p->outcomes[i].depart_seconds, i};
	if (n > 0)
		qsort(lines, (size_t)n, sizeof *lines, sorted_line_compare);
	for (i = 0; i < n; i++) {
		const struct announced *line = &p->lines[lines[i].line];
		struct outcome *out = &p->outcomes[lines[i].line];

		if (out->fact && out->state != SHIPMENT_CANCELLED && line->first_leg) {
			book(t, lines[i].line);
			first[line->of] = out->lot;
		} else if (!out->fact || !line->first_leg) {
			/* An onward leg moves what an earlier one brought. */
			out->lot = first[line->of] >= 0 && !line->first_leg ? first[line->of]
									    : look_up(t, line);
		} else {
			out->lot = look_up(t, line);
		}
		if (out->fact && out->lot < 0)
			out->lot = added_lot(t, &p->lots[line->of]);
	}
	mem_free(first);
	mem_free(lines);
}

static void index_stock(struct settling *t)
{
	const struct supply *v = t->supply;
	int32_t k;

	t->nstock = v->nlots;
	t->item_start = mem_calloc((size_t)t->s->nitems + 1, sizeof *t->item_start);
	t->by_item = mem_calloc((size_t)v->nlots, sizeof *t->by_item);
	t->room = mem_calloc((size_t)v->nlots, sizeof *t->room);
	for (k = 0; k < v->nlots; k++) {
		t->item_start[v->lots[k].item + 1]++;
		t->room[k] = v->lots[k].units;
	}
	for (k = 0; k < t->s->nitems; k++)
		t->item_start[k + 1] += t->item_start[k];
	for (k = v->nlots - 1; k >= 0; k--)
		t->by_item[--t->item_start[v->lots[k].item + 1]] = k;
	/* The starts moved one place down. */
	for (k = 0; k < t->s->nitems; k++)
		t->item_start[k] = t->item_start[k + 1];
	t->item_start[t->s->nitems] = v->nlots;
}

/* --- the whole --- */

/* Sorting moves the lots. */
static void sort_supply(struct previous *p, const struct scenario *s, struct supply *supply)
{
	int32_t n = supply->nlots, i;
	int32_t *moved = mem_calloc((size_t)n, sizeof *moved);

	supply_sort(s, supply, moved);
	for (i = 0; i < p->nlines; i++)
		if (p->outcomes[i].lot >= 0)
			p->outcomes[i].lot = moved[p->outcomes[i].lot];
	mem_free(moved);
}

void previous_settle(struct previous *p, const struct scenario *s, struct supply *supply)
{
	struct settling t = {.p = p, .s = s, .supply = supply};
	struct receipt *receipts = read_receipts(p);
	int32_t i;

	assert(!p->outcomes);
	p->outcomes = mem_calloc((size_t)p->nlines, sizeof *p->outcomes);
	for (i = 0; i < p->nlines; i++) {
		assert(p->lines[i].of >= 0 && p->lines[i].of < p->nlots);
		settle_line(s, &p->lines[i], &receipts[i], &p->outcomes[i]);
	}
	mem_free(receipts);
	map_init(&t.added);
	index_stock(&t);
	settle_lots(&t);
	map_release(&t.added);
	mem_free(t.item_start);
	mem_free(t.by_item);
	mem_free(t.room);
	sort_supply(p, s, supply);
}
