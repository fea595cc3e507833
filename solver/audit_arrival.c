/* Arrival: how soon the first goods that a norm speaks of can reach a place after
 * the call-up: notice, then raw minutes over open routes, leg by leg, waiting
 * where a route is closed. Only what may be called up counts, as far as its
 * reach; a holder without a stated notice is not counted. */
#include "solver/audit_parts.h"

#include <stdlib.h>
#include <string.h>

struct start { /* goods that start alike */
	int32_t within; /* region of the norm's `within`, -1 */
	int32_t region; /* they stay in it */
	bool own; /* only at their place */
	int32_t place;
	int64_t release; /* seconds after the horizon's start */
	int32_t lot;
};
struct heap_entry {
	int64_t time;
	int32_t place;
};
struct ways {
	const struct auditing *a;
	int32_t *start; /* [nplaces + 1] of routes by the stand they leave from */
	int32_t *routes; /* [nroutes] */
	int64_t *time; /* [nplaces] of this group of sources, NEVER */
	int32_t *via, *from_lot; /* [nplaces] last route (-1: from the stock), supply lot */
	int64_t *best; /* [nplaces] over all groups */
	int32_t *best_via, *best_lot;
	struct heap_entry *heap;
	int32_t nheap, heap_room;
};

/* ---- the heap ---- */

static bool sooner(struct heap_entry a, struct heap_entry b)
{
	return a.time != b.time ? a.time < b.time : a.place < b.place;
}

static void heap_push(struct ways *w, int64_t time, int32_t place)
{
	int32_t k = ARRAY_ADD(&w->heap, &w->nheap, &w->heap_room);
	struct heap_entry entry = {time, place};

	for (; k > 0 && sooner(entry, w->heap[(k - 1) / 2]); k = (k - 1) / 2)
		w->heap[k] = w->heap[(k - 1) / 2];
	w->heap[k] = entry;
}

static struct heap_entry heap_pop(struct ways *w)
{
	struct heap_entry first = w->heap[0], last = w->heap[--w->nheap];
	int32_t k = 0, child;

	while ((child = 2 * k + 1) < w->nheap) {
		if (child + 1 < w->nheap && sooner(w->heap[child + 1], w->heap[child]))
			child++;
		if (!sooner(w->heap[child], last))
			break;
		w->heap[k] = w->heap[child];
		k = child;
	}
	if (w->nheap > 0)
		w->heap[k] = last;
	return first;
}

/* ---- travelling ---- */

static void ways_init(struct ways *w, const struct auditing *a)
{
	const struct scenario *s = a->s;
	size_t n = (size_t)s->nplaces;

	*w = (struct ways){.a = a};
	w->start = mem_calloc(n + 2, sizeof *w->start);
	w->routes = mem_calloc((size_t)s->nroutes, sizeof *w->routes);
	w->time = mem_calloc(n, sizeof *w->time);
	w->via = mem_calloc(n, sizeof *w->via);
	w->from_lot = mem_calloc(n, sizeof *w->from_lot);
	w->best = mem_calloc(n, sizeof *w->best);
	w->best_via = mem_calloc(n, sizeof *w->best_via);
	w->best_lot = mem_calloc(n, sizeof *w->best_lot);
	for (int32_t r = 0; r < s->nroutes; r++)
		w->start[place_stand(s, s->routes[r].from) + 2]++;
	for (int32_t p = 0; p < s->nplaces; p++)
		w->start[p + 2] += w->start[p + 1];
	for (int32_t r = 0; r < s->nroutes; r++)
		w->routes[w->start[place_stand(s, s->routes[r].from) + 1]++] = r;
	for (int32_t p = 0; p < s->nplaces; p++)
		w->best[p] = NEVER;
}

static void ways_release(struct ways *w)
{
	mem_free(w->start);
	mem_free(w->routes);
	mem_free(w->time);
	mem_free(w->via);
	mem_free(w->from_lot);
	mem_free(w->best);
	mem_free(w->best_via);
	mem_free(w->best_lot);
	mem_free(w->heap);
}

/* Arrival when waiting at the route's start since `time`; NEVER. */
static int64_t travel(const struct scenario *s, int32_t route, int64_t time)
{
	int64_t arrival;

	for (;;) {
		int32_t from, to;

		if (!int_add(time, s->routes[route].lead, &arrival))
			return NEVER;
		if (s->ledger)
			return arrival;
		from = period_of(s, time < 0 ? 0 : time);
		to = period_of(s, arrival < 0 ? 0 : arrival);
		if (to >= s->nperiods)
			return NEVER;
		if (route_usable(s, route, from, to))
			return arrival;
		time = ((int64_t)from + 1) * s->period;
	}
}

static void relax(struct ways *w, int32_t place, int64_t time, int32_t via, int32_t lot)
{
	if (time >= w->time[place])
		return;
	w->time[place] = time;
	w->via[place] = via;
	w->from_lot[place] = lot;
	heap_push(w, time, place);
}

/* From all sources of one group; they stay in the region. */
static void spread(struct ways *w, const struct start *sources, int32_t n)
{
	const struct scenario *s = w->a->s;

	for (int32_t p = 0; p < s->nplaces; p++)
		w->time[p] = NEVER;
	for (int32_t k = 0; k < n; k++)
		relax(w, sources[k].place, sources[k].release, -1, sources[k].lot);
	while (w->nheap > 0) {
		struct heap_entry at = heap_pop(w);

		if (at.time > w->time[at.place] || sources[0].own)
			continue;
		for (int32_t k = w->start[at.place]; k < w->start[at.place + 1]; k++) {
			int32_t r = w->routes[k], to = place_stand(s, s->routes[r].to);

			if (place_within(s, to, sources[0].region))
				relax(w, to, travel(s, r, at.time), r, w->from_lot[at.place]);
		}
	}
	for (int32_t p = 0; p < s->nplaces; p++) {
		if (w->time[p] >= w->best[p] || (sources[0].within >= 0 && !place_within(s, p, sources[0].within)))
			continue;
		w->best[p] = w->time[p];
		w->best_via[p] = w->via[p];
		w->best_lot[p] = w->from_lot[p];
	}
}

/* ---- sources ---- */

static bool notice_stated(const struct auditing *a, const struct supply_lot *lot)
{
	int32_t low = 0, high = a->supply->ncallable;
	const struct scenario *s = a->s;

	while (low < high) { /* sorted by holder id, item id */
		int32_t middle = low + (high - low) / 2;
		const struct callable *c = &a->supply->callable[middle];
		int order = strcmp(s->holders[c->holder].id, s->holders[lot->holder].id);

		if (order == 0)
			order = strcmp(s->items[c->item].id, s->items[lot->item].id);
		if (order == 0)
			return c->notice >= 0;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool lot_starts(const struct auditing *a, const struct norm *n, const struct supply_lot *lot)
{
	return lot->line >= 0 && lot->units > 0 && norm_counts_line(a->s, n, lot->line) && notice_stated(a, lot);
}

static int compare_sources(const void *left, const void *right)
{
	const struct start *a = left, *b = right;

	if (a->within != b->within)
		return a->within < b->within ? -1 : 1;
	if (a->own != b->own)
		return a->own ? 1 : -1;
	if (a->region != b->region)
		return a->region < b->region ? -1 : 1;
	return (a->lot > b->lot) - (a->lot < b->lot);
}

static struct start *find_sources(const struct auditing *a, const struct norm *n, int32_t *count)
{
	struct start *sources = NULL;
	int32_t room = 0;

	*count = 0;
	for (int32_t k = 0; k < a->supply->nlots; k++) {
		const struct supply_lot *lot = &a->supply->lots[k];
		int32_t within = -1;

		if (!lot_starts(a, n, lot))
			continue;
		if (n->within >= 0) {
			within = place_ancestor(a->s, a->s->holders[lot->holder].place, (enum place_kind)n->within);
			if (within < 0)
				continue;
		}
		int32_t added = ARRAY_ADD(&sources, count, &room);
		sources[added] = (struct start){within, lot->own ? -1 : lot->region,
			lot->own, lot->place, lot->release, k};
	}
	if (*count > 0)
		qsort(sources, (size_t)*count, sizeof *sources, compare_sources);
	return sources;
}

/* ---- findings ---- */

static void judge_place(const struct ways *w, int32_t norm, int32_t place, bool any)
{
	const struct auditing *a = w->a;
	const struct norm *n = &a->s->norms[norm];
	int32_t stand = place_stand(a->s, place);
	int64_t called = a->now - a->s->start.seconds;
	int64_t actual = !any || w->best[stand] == NEVER ? NEVER : w->best[stand] - called;
	struct evidence way;
	struct finding *f;

	if (actual <= n->arrival || norm_exception(a, n, place, n->item, -1) >= 0)
		return;
	f = audit_add_finding(a->out, FINDING_ARRIVAL);
	f->norm = norm;
	f->place = place;
	f->item = n->item;
	f->limit = n->arrival;
	f->actual = actual;
	f->grade = n->severity ? n->severity : actual == NEVER ? GRADE_HIGH : GRADE_MEDIUM;
	if (actual == NEVER)
		return;
	f->holder = a->supply->lots[w->best_lot[stand]].holder;
	audit_add_evidence(a->out, line_evidence(a, a->supply->lots[w->best_lot[stand]].line, -1));
	if (w->best_via[stand] < 0)
		return;
	way = evidence_at(a->s->routes[w->best_via[stand]].where, -1);
	way.route = w->best_via[stand];
	audit_add_evidence(a->out, way);
}

static bool is_tested(const struct auditing *a, const struct norm *n, int32_t place)
{
	enum place_kind kind = a->s->places[place].kind;

	if (n->place >= 0 && !place_within(a->s, place, n->place))
		return false;
	return n->level < 0 ? place_kind_is_community(kind) : (int32_t)kind == n->level;
}

void audit_arrival(struct auditing *a, int32_t norm)
{
	const struct norm *n = &a->s->norms[norm];
	struct start *sources;
	struct ways w;
	int32_t count, from, to, tested = 0, outside = 0;

	if (n->arrival < 0)
		return;
	ways_init(&w, a);
	sources = find_sources(a, n, &count);
	for (from = 0; from < count; from = to) {
		for (to = from + 1; to < count && sources[to].within == sources[from].within &&
			sources[to].own == sources[from].own && sources[to].region == sources[from].region; to++)
			;
		spread(&w, sources + from, to - from);
	}
	for (int32_t p = 0; p < a->s->nplaces; p++) {
		if (!is_tested(a, n, p))
			continue;
		if (n->within >= 0 && place_ancestor(a->s, p, (enum place_kind)n->within) < 0) {
			outside++; /* what its region keeps is not in these ledgers */
			continue;
		}
		judge_place(&w, norm, p, count > 0);
		tested++;
	}
	if (outside > 0)
		audit_untested(a, norm, UNTESTED_NO_REGION, tested > 0 ? outside : 0);
	else if (tested == 0)
		audit_untested(a, norm, UNTESTED_NO_PLACE, 0);
	mem_free(sources);
	ways_release(&w);
}
