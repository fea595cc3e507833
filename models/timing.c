#include "models/timing.h"

#include "base/text.h"
#include "models/check.h"
#include "models/order.h"
#include "models/scenario_words.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

#define NEVER INT64_MAX

enum clock { REAL, BY_PERIOD, CLOCKS };

/* Lots that may go the same ways and expire alike. */
struct alike {
	int32_t first, last; /* of `order` */
	bool own;
	int32_t region;
	day last_day;
};
struct spot { /* in a heap: ready to leave at `time` */
	int64_t time;
	int32_t place;
};
struct timing {
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply;
	struct diags *diags;
	int64_t now; /* the as-of, seconds after the start, 0 before it */
	int64_t end; /* of the horizon */
	int32_t *leave_start, *leave_route; /* [nplaces + 1], [nroutes] by the stand they leave */
	int32_t *stand; /* [nplaces] */
	const struct supply_lot **order; /* [nlots] lots of an item by what sets them apart */
	bool *inside; /* [nplaces] within the region of the lots at work */
	int64_t *there[CLOCKS]; /* [nplaces] when the lots at work are first there */
	int64_t *ready; /* [nplaces] when they may first go on */
	int64_t *first[CLOCKS]; /* [nplaces] when goods of the item are first there */
	char *served[CLOCKS]; /* [ncells] some goods can serve it */
	struct spot *heap;
	int32_t nheap, heap_room;
};

/* --- the heap --- */

static void heap_put(struct timing *t, int64_t time, int32_t place)
{
	int32_t k = ARRAY_ADD(&t->heap, &t->nheap, &t->heap_room);

	for (; k > 0 && t->heap[(k - 1) / 2].time > time; k = (k - 1) / 2)
		t->heap[k] = t->heap[(k - 1) / 2];
	t->heap[k] = (struct spot){time, place};
}

static struct spot heap_take(struct timing *t)
{
	struct spot least = t->heap[0], moved = t->heap[--t->nheap];
	int32_t k = 0;

	for (;;) {
		int32_t child = 2 * k + 1;

		if (child + 1 < t->nheap && t->heap[child + 1].time < t->heap[child].time)
			child++;
		if (child >= t->nheap || t->heap[child].time >= moved.time)
			break;
		t->heap[k] = t->heap[child];
		k = child;
	}
	if (t->nheap > 0)
		t->heap[k] = moved;
	return least;
}

/* --- how goods move --- */

/* Seconds after the start until which goods of that date may be used. */
static int64_t usable_until(const struct timing *t, day last_day)
{
	return last_day == DAY_NONE ? NEVER
		: day_end(last_day, t->s->start.offset) - t->s->start.seconds;
}

static bool usable_at(const struct timing *t, enum clock clock, int32_t place, day last_day, int64_t time)
{
	return time < t->end && period_of(t->s, time) < t->s->places[place].lost && (clock == REAL ? time < usable_until(t, last_day)
		: usable_in(t->s, last_day, period_of(t->s, time)));
}

static int64_t next_period(const struct timing *t, int64_t time)
{
	return ((int64_t)period_of(t->s, time) + 1) * t->s->period;
}

static void arrive(struct timing *t, enum clock clock, const struct alike *g, int32_t place,
	int64_t time, int64_t ready)
{
	if (!usable_at(t, clock, place, g->last_day, time))
		return;
	if (time < t->there[clock][place])
		t->there[clock][place] = time;
	if (g->own || ready >= t->ready[place] || ready >= t->end)
		return;
	t->ready[place] = ready;
	heap_put(t, ready, place);
}

/* Leaves as soon as the road is open for all of the way. */
static void go(struct timing *t, enum clock clock, const struct alike *g, int32_t route, int64_t from)
{
	int32_t to = t->stand[t->s->routes[route].to];
	int64_t leave = from;

	if (!t->inside[to])
		return;
	while (leave < t->end && route_arrival(t->s, route, leave) < 0) {
		if (leave + t->s->routes[route].lead >= t->end)
			return;
		leave = next_period(t, leave);
	}
	if (leave < t->end) {
		int64_t time = leave + t->s->routes[route].lead;
		arrive(t, clock, g, to, time, clock == REAL ? time : next_period(t, time));
	}
}

/* Where the goods are first, by that clock. */
static void spread(struct timing *t, enum clock clock, const struct alike *g)
{
	for (int32_t p = 0; p < t->s->nplaces; p++)
		t->there[clock][p] = t->ready[p] = NEVER;
	for (int32_t k = g->first; k < g->last; k++) {
		const struct supply_lot *lot = t->order[k];
		int64_t free_at = lot->release > t->now ? lot->release : t->now;

		if (lot->units > 0 && free_at < t->end)
			arrive(t, clock, g, lot->place, free_at,
				clock == BY_PERIOD && lot->arrives ? next_period(t, free_at) : free_at);
	}
	while (t->nheap > 0) {
		struct spot spot = heap_take(t);

		if (spot.time != t->ready[spot.place])
			continue;
		for (int32_t k = t->leave_start[spot.place]; k < t->leave_start[spot.place + 1]; k++)
			go(t, clock, g, t->leave_route[k], spot.time);
	}
}

/* --- claims --- */

static bool is_open(const struct timing *t, const struct cell *c)
{
	return c->fact < c->units && ((int64_t)c->when.last + 1) * t->s->period > t->now;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void serve(struct timing *t, const struct alike *g, int32_t cell)
{
	const struct cell *c = &t->cells->cells[cell];
	int64_t begin = (int64_t)c->when.first * t->s->period, end;
	int64_t real = t->there[REAL][c->place], counted = t->there[BY_PERIOD][c->place];

	end = ((int64_t)c->when.last + 1) * t->s->period;
	if (real != NEVER && later(later(real, begin), t->now) < end
		&& usable_at(t, REAL, c->place, g->last_day, later(later(real, begin), t->now)))
		t->served[REAL][cell] = 1;
	if (counted != NEVER && later(counted, begin) < end
		&& usable_at(t, BY_PERIOD, c->place, g->last_day, later(later(counted, begin), t->now)))
		t->served[BY_PERIOD][cell] = 1;
}

static void add_lots(struct timing *t, const struct alike *g, int32_t first_cell, int32_t end_cell)
{
	for (int32_t p = 0; p < t->s->nplaces; p++)
		t->inside[p] = !g->own && place_within(t->s, p, g->region);
	for (int clock = 0; clock < CLOCKS; clock++) {
		spread(t, clock, g);
		for (int32_t p = 0; p < t->s->nplaces; p++)
			if (t->there[clock][p] < t->first[clock][p])
				t->first[clock][p] = t->there[clock][p];
	}
	for (int32_t c = first_cell; c < end_cell; c++)
		serve(t, g, c);
}

/* --- warnings --- */

static void show_hours(char *buf, int64_t seconds)
{
	decimal_format(buf, int_ceil_div(seconds, 360), 1);
}

static const char *show_time(const struct timing *t, char *buf, int64_t seconds)
{
	return minute_format(buf, t->s->start.seconds + seconds, t->s->start.offset);
}

static void warn_unserved(struct timing *t, int32_t item, int32_t first, int32_t end)
{
	const struct item *i = &t->s->items[item];
	const struct cell *worst = NULL;
	int64_t quantity = 0;
	int32_t n = 0;
	char amount[48], time[48];
	struct diag *d;

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &t->cells->cells[c];

		if (!is_open(t, cell) || t->served[BY_PERIOD][c] || !t->served[REAL][c])
			continue;
		n++;
		quantity += cell->demand - cell->household;
		if (!worst || cell->demand > worst->demand)
			worst = cell;
	}
	if (n == 0)
		return;
	d = diag_add(t->diags, DIAG_WARNING, WARN_TIME_UNSERVED, i->where,
		ngettext("item %s: %d claim (%s %s) cannot be served because times are counted in periods; "
			"in real time goods could be there, for example at %s for period %d on %s",
			"item %s: %d claims (%s %s) cannot be served because times are counted in periods; "
			"in real time goods could be there, for example at %s for period %d on %s",
			(unsigned long)n),
		i->id, (int)n, decimal_format(amount, quantity, i->decimals), unit_title(i->unit),
		t->s->places[worst->place].id, (int)worst->when.first + 1,
		show_time(t, time, t->first[REAL][worst->place]));
	d->about = "id|name";
	diag_remedy(t->diags, d, _("take shorter periods, or let the horizon begin at another hour"));
}

static void warn_waits(struct timing *t, int32_t item, const char *wanted)
{
	int64_t worst = 0;
	int32_t at = -1, n = 0;
	char hours[48], real[48], counted[48];
	struct diag *d;

	for (int32_t p = 0; p < t->s->nplaces; p++) {
		int64_t wait;

		if (!wanted[p] || t->first[BY_PERIOD][p] == NEVER)
			continue;
		wait = t->first[BY_PERIOD][p] - t->first[REAL][p];
		if (2 * wait <= t->s->period)
			continue;
		n++;
		if (wait > worst || (wait == worst && strcmp(t->s->places[p].id, t->s->places[at].id) < 0)) {
			worst = wait;
			at = p;
		}
	}
	if (n == 0)
		return;
	show_hours(hours, worst);
	d = diag_add(t->diags, DIAG_WARNING, WARN_TIME_WAITS, t->s->items[item].where,
		ngettext("item %s: at %d place the first goods come more than half a period later because "
			"they wait for the start of a period on the way; at %s %s h, %s instead of %s",
			"item %s: at %d places the first goods come more than half a period later because "
			"they wait for the start of a period on the way; at %s %s h, %s instead of %s",
			(unsigned long)n),
		t->s->items[item].id, (int)n, t->s->places[at].id, hours,
		show_time(t, counted, t->first[BY_PERIOD][at]), show_time(t, real, t->first[REAL][at]));
	d->about = "id|name";
	diag_remedy(t->diags, d, _("take shorter periods, or state a route that goes all the way"));
}

/* Claims that end in the period in which the first goods come. */
static void warn_late(struct timing *t, int32_t item, int32_t first, int32_t end)
{
	const struct cell *worst = NULL;
	int64_t latest = 0;
	int32_t n = 0, last = -1;
	char hours[48], time[48];
	struct diag *d;

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &t->cells->cells[c];
		int64_t comes = t->first[BY_PERIOD][cell->place];
		int64_t start = (int64_t)cell->when.last * t->s->period;

		if (!is_open(t, cell) || comes == NEVER || period_of(t->s, comes) != cell->when.last)
			continue;
		/* what is planned in the midst of a period can come no earlier */
		if (2 * (comes - later(start, t->now)) <= t->s->period)
			continue;
		n += cell->place != last;
		last = cell->place;
		if (comes - start > latest) {
			latest = comes - start;
			worst = cell;
		}
	}
	if (n == 0)
		return;
	show_hours(hours, latest);
	d = diag_add(t->diags, DIAG_WARNING, WARN_TIME_LATE, t->s->items[item].where,
		ngettext("item %s: at %d place the first goods come after more than half of a period and "
			"count for all of it; at %s on %s, %s h after the start of period %d",
			"item %s: at %d places the first goods come after more than half of a period and "
			"count for all of it; at %s on %s, %s h after the start of period %d",
			(unsigned long)n),
		t->s->items[item].id, (int)n, t->s->places[worst->place].id,
		show_time(t, time, t->first[BY_PERIOD][worst->place]), hours, (int)worst->when.last + 1);
	d->about = "id|name";
	diag_remedy(t->diags, d, _("take shorter periods, or plan with a shorter notice or lead time"));
}

/* --- one item --- */

static int compare_lots(const void *left, const void *right)
{
	const struct supply_lot *a = *(struct supply_lot *const *)left, *b = *(struct supply_lot *const *)right;
	int order = int_compare(a->own, b->own);

	if (order == 0 && !a->own)
		order = int_compare(a->region, b->region);
	return order ? order : int_compare(a->last_day, b->last_day);
}

static bool are_alike(const struct supply_lot *a, const struct supply_lot *b)
{
	return a->own == b->own && (a->own || a->region == b->region) && a->last_day == b->last_day;
}

static void check_item(struct timing *t, int32_t first_lot, int32_t end_lot, int32_t first_cell,
	int32_t end_cell)
{
	int32_t item = t->supply->lots[first_lot].item;
	char *wanted = mem_calloc((size_t)t->s->nplaces, 1);

	for (int32_t p = 0; p < t->s->nplaces; p++)
		t->first[REAL][p] = t->first[BY_PERIOD][p] = NEVER;
	for (int32_t c = first_cell; c < end_cell; c++)
		wanted[t->cells->cells[c].place] |= is_open(t, &t->cells->cells[c]);
	for (int32_t k = first_lot; k < end_lot; k++)
		t->order[k] = &t->supply->lots[k];
	qsort(t->order + first_lot, (size_t)(end_lot - first_lot), sizeof *t->order, compare_lots);
	for (int32_t k = first_lot, next; k < end_lot; k = next) {
		const struct supply_lot *lot = t->order[k];
		struct alike g = {k, k, lot->own, lot->region, lot->last_day};

		for (next = k; next < end_lot && are_alike(lot, t->order[next]);)
			next++;
		g.last = next;
		add_lots(t, &g, first_cell, end_cell);
	}
	warn_unserved(t, item, first_cell, end_cell);
	warn_waits(t, item, wanted);
	warn_late(t, item, first_cell, end_cell);
	mem_free(wanted);
}

/* --- last days --- */

/* Goods are in date to the end of a day, usable to the end of the last period
 * that ends before it. */
static void warn_expiry(struct timing *t)
{
	const struct supply_lot *worst = NULL;
	char *seen = mem_calloc((size_t)t->s->nlines, 1); /* a line may be several lots here */
	int64_t lost = 0;
	int32_t n = 0;
	char hours[48], last_day[48];
	struct diag *d;

	for (int32_t k = 0; k < t->supply->nlots; k++) {
		const struct supply_lot *lot = &t->supply->lots[k];
		int64_t left;

		if (lot->last_day == DAY_NONE || lot->units == 0)
			continue;
		left = usable_until(t, lot->last_day);
		if (left <= t->now || left >= t->end)
			continue;
		left -= left / t->s->period * t->s->period;
		if (2 * left <= t->s->period)
			continue;
		n += lot->line < 0 || !seen[lot->line];
		if (lot->line >= 0)
			seen[lot->line] = 1;
		if (left > lost) {
			lost = left;
			worst = lot;
		}
	}
	mem_free(seen);
	if (n == 0)
		return;
	show_hours(hours, lost);
	d = diag_add(t->diags, DIAG_WARNING, WARN_TIME_EXPIRY,
		worst->line >= 0 ? t->s->lines[worst->line].where : t->s->items[worst->item].where,
		ngettext("%d lot is not used in the last hours of its last day, because the period then "
			"ends after it: %s h of %s for item %s",
			"%d lots are not used in the last hours of their last day, because the period then "
			"ends after it: %s h of %s for item %s", (unsigned long)n),
		(int)n, hours, day_format(last_day, worst->last_day), t->s->items[worst->item].id);
	d->about = "expires";
	diag_remedy(t->diags, d, _("let the horizon begin at midnight, or take shorter periods"));
}

/* --- all --- */

static void list_routes(struct timing *t)
{
	const struct scenario *s = t->s;

	t->leave_start = mem_calloc((size_t)s->nplaces + 2, sizeof *t->leave_start);
	t->leave_route = mem_calloc((size_t)s->nroutes, sizeof *t->leave_route);
	for (int32_t k = 0; k < s->nroutes; k++)
		t->leave_start[t->stand[s->routes[k].from] + 2]++;
	for (int32_t p = 2; p <= s->nplaces + 1; p++)
		t->leave_start[p] += t->leave_start[p - 1];
	for (int32_t k = 0; k < s->nroutes; k++)
		t->leave_route[t->leave_start[t->stand[s->routes[k].from] + 1]++] = k;
}

static void timing_init(struct timing *t)
{
	const struct scenario *s = t->s;
	int64_t now = s->as_of.seconds - s->start.seconds;

	t->now = now > 0 ? now : 0;
	t->end = (int64_t)s->nperiods * s->period;
	t->stand = mem_calloc((size_t)s->nplaces, sizeof *t->stand);
	for (int32_t p = 0; p < s->nplaces; p++)
		t->stand[p] = place_stand(s, p);
	list_routes(t);
	t->order = mem_calloc((size_t)t->supply->nlots, sizeof *t->order);
	t->inside = mem_calloc((size_t)s->nplaces, sizeof *t->inside);
	t->ready = mem_calloc((size_t)s->nplaces, sizeof *t->ready);
	for (int clock = 0; clock < CLOCKS; clock++) {
		t->there[clock] = mem_calloc((size_t)s->nplaces, sizeof *t->there[clock]);
		t->first[clock] = mem_calloc((size_t)s->nplaces, sizeof *t->first[clock]);
		t->served[clock] = mem_calloc((size_t)t->cells->ncells, 1);
	}
}

static void timing_release(struct timing *t)
{
	mem_free(t->stand);
	mem_free(t->leave_start);
	mem_free(t->leave_route);
	mem_free(t->order);
	mem_free(t->inside);
	mem_free(t->ready);
	for (int clock = 0; clock < CLOCKS; clock++) {
		mem_free(t->there[clock]);
		mem_free(t->first[clock]);
		mem_free(t->served[clock]);
	}
	mem_free(t->heap);
}

void timing_check(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct diags *diags)
{
	struct timing t = {.s = s, .cells = cells, .supply = supply, .diags = diags};
	int32_t lot = 0, cell = 0;

	timing_init(&t);
	/* Both are sorted by the id of the item. */
	while (lot < supply->nlots) {
		int32_t item = supply->lots[lot].item, end_lot = lot, end_cell;

		while (end_lot < supply->nlots && supply->lots[end_lot].item == item)
			end_lot++;
		while (cell < cells->ncells
			&& strcmp(s->items[cells->cells[cell].item].id, s->items[item].id) < 0)
			cell++;
		for (end_cell = cell; end_cell < cells->ncells && cells->cells[end_cell].item == item;)
			end_cell++;
		if (end_cell > cell)
			check_item(&t, lot, end_lot, cell, end_cell);
		lot = end_lot;
		cell = end_cell;
	}
	warn_expiry(&t);
	timing_release(&t);
}
