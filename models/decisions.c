#include "models/decisions.h"

#include "models/order.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* How many decisions are looked at closely; as many notices. */
#define DECISIONS_MOST 200

const char *decision_kind_word(enum decision_kind kind)
{
	static const char *const words[DECISION_KINDS] = {"source", "conflict", "stale", "consent",
		"release", "share", "hold-back", "notice", "limit", "capacity", "road", "roads"};

	return words[kind];
}

/* ---- Where it stands ---- */

static struct where line_where(const struct scenario *s, const struct decision *d)
{
	int32_t i;

	for (i = 0; i < s->nlines; i++) {
		const struct stock_line *l = &s->lines[i];

		if (d->holder >= 0 ? l->holder == d->holder && l->item == d->item &&
					(d->kind != DECISION_STALE || l->state == LINE_STALE)
				   : decides_line(s, d, i))
			return l->where;
	}
	return d->holder >= 0 ? s->holders[d->holder].where : WHERE_NONE;
}

static bool states(const struct terms *terms, enum decision_kind kind)
{
	if (kind == DECISION_SHARE)
		return terms->has_release;
	return kind == DECISION_NOTICE ? terms->notice >= 0 : terms->has_hold_back;
}

/* The terms of the item come before those of all items; a holder without any
 * stands for itself. */
static struct where terms_where(const struct scenario *s, const struct decision *d)
{
	const struct holder *h = &s->holders[d->holder];
	struct where found = h->where;
	int32_t i;

	for (i = 0; i < h->nterms; i++) {
		const struct terms *terms = &h->terms[i];

		if (!states(terms, d->kind))
			continue;
		if (terms->item == d->item)
			return terms->where;
		if (terms->item < 0)
			found = terms->where;
	}
	return found;
}

struct where decision_where(const struct scenario *s, const struct decision *d)
{
	switch (d->kind) {
	case DECISION_SOURCE:
	case DECISION_CONFLICT:
		return d->source >= 0 ? s->sources[d->source].where : line_where(s, d);
	case DECISION_STALE:
	case DECISION_CONSENT:
		return line_where(s, d);
	case DECISION_RELEASE:
		return s->holders[d->holder].where;
	case DECISION_SHARE:
	case DECISION_HOLD_BACK:
	case DECISION_NOTICE:
		return terms_where(s, d);
	case DECISION_LIMIT:
		return s->limits[d->limit].where;
	case DECISION_CAPACITY:
	case DECISION_ROAD:
		return d->route >= 0 ? s->routes[d->route].where : s->segments[d->segment].where;
	case DECISION_ROADS:
	case DECISION_KINDS:
		break;
	}
	return WHERE_NONE;
}

/* ---- The list ---- */

struct entry {
	struct decision decision;
	int32_t about, item; /* ranks: of the source or holder; -1 = the scenario */
	int64_t weight; /* demand of the item, >= 1 */
	bool exact; /* freed is what the formula gives */
};
struct list {
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply;
	int32_t *source_rank, *holder_rank, *item_rank;
	int64_t *demand; /* [nitems] smallest units, >= 1 */
	int32_t *lines; /* [nlines] as lines_ordered */
	int32_t *run; /* [nruns + 1] where the lines of a holder and item begin: those of supply->callable */
	int32_t nlines, nruns;
	struct entry *entries;
	int32_t n, room;
};

/* NULL when there is nothing to decide on. */
static struct entry *add_entry(struct list *l, enum decision_kind kind, int32_t source, int32_t holder,
	int32_t item, int64_t stock)
{
	struct entry *e;
	int32_t k;

	if (stock <= 0)
		return NULL;
	k = ARRAY_ADD(&l->entries, &l->n, &l->room);
	e = &l->entries[k];
	e->decision = (struct decision){.kind = kind, .source = source, .holder = holder, .limit = -1,
		.route = -1, .segment = -1, .item = item, .stock = stock, .freed = stock};
	e->about = holder >= 0 ? l->holder_rank[holder] : source >= 0 ? l->source_rank[source] : -1;
	e->item = l->item_rank[item];
	e->weight = l->demand[item];
	return e;
}

static int compare_same(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = int_compare(a->decision.kind, b->decision.kind);

	if (order == 0)
		order = int_compare(a->about, b->about);
	return order ? order : int_compare(a->item, b->item);
}

/* Largest share of the item's demand first. */
static int compare_stock(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	wide x = (wide)a->decision.stock * b->weight, y = (wide)b->decision.stock * a->weight;

	return x != y ? (x > y ? -1 : 1) : compare_same(left, right);
}

static int compare_freed(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	wide x = (wide)a->decision.freed * b->weight, y = (wide)b->decision.freed * a->weight;

	return x != y ? (x > y ? -1 : 1) : compare_same(left, right);
}

static void list_line(struct list *l, int32_t line)
{
	const struct scenario *s = l->s;
	const struct stock_line *stock = &s->lines[line];
	int64_t quantity, periods = 1;
	int32_t before = l->n;

	if (stock->state == LINE_USED || stock->state == LINE_SUPERSEDED ||
		stock->status != STATUS_GOOD || !line_readable(s, line))
		return;
	if (stock->mode == MODE_CAPACITY) {
		int32_t last = stock->when.last < s->nperiods ? stock->when.last : s->nperiods - 1;

		periods = last >= stock->when.first ? last - stock->when.first + 1 : 0;
	}
	if (!int_mul(line_quantity(s, line), periods, &quantity) || quantity >= QUANTITY_MAX)
		return;
	if (stock->state == LINE_SET_ASIDE)
		add_entry(l, DECISION_SOURCE, line_faulty_source(s, stock), -1, stock->item, quantity);
	else if (stock->state == LINE_CONFLICT)
		add_entry(l, DECISION_CONFLICT, stock->source, -1, stock->item, quantity);
	else
		add_entry(l, DECISION_STALE, -1, stock->holder, stock->item, quantity);
	if (l->n > before)
		l->entries[before].decision.households =
			s->holders[stock->holder].kind == HOLDER_HOUSEHOLD &&
			stock->mode != MODE_CAPACITY;
}

static int64_t units_within(int64_t left, int64_t released, int64_t consented)
{
	int64_t units = left < released ? left : released;

	units = units < consented ? units : consented;
	return units > 0 ? units : 0;
}

static void add_terms(struct list *l, enum decision_kind kind, const struct callable *a, int64_t kept,
	int64_t freed)
{
	struct entry *e = a->by_period || freed > 0 ? add_entry(l, kind, -1, a->holder, a->item, kept) : NULL;

	if (e && !a->by_period) {
		e->exact = true;
		e->decision.freed = freed;
	}
}

/* What the holder keeps by its own terms. By the formula of supply.h; where it is
 * applied to each period alone what is freed is looked at later. */
static void list_terms(struct list *l, const struct callable *a)
{
	struct ratio share = a->has_release ? a->release : (struct ratio){1, 1};
	int64_t u = l->s->items[a->item].issue_unit, consented = a->consented / u;
	int64_t all = a->good / u, left, released, now;

	if (a->good == 0 || !ratio_is_share(share))
		return; /* senseless terms are those of goods set aside */
	left = int_floor_div(a->good - a->hold_back, u);
	released = a->has_release ? (int64_t)wide_floor_div((wide)share.num * a->good, (wide)share.den * u)
				  : a->government / u;
	now = units_within(left, released, consented);
	if (share.num < share.den)
		add_terms(l, DECISION_SHARE, a, a->good - int_mul_div_floor(a->good, share.num, share.den),
			(units_within(left, all, consented) - now) * u);
	add_terms(l, DECISION_HOLD_BACK, a, a->hold_back < a->good ? a->hold_back : a->good,
		(units_within(all, released, consented) - now) * u);
}

/* A notice delays all that may be called up. What expires before it ends, or is under
 * an agreement that ends before, could be called up without it: looked at later. */
static void list_notice(struct list *l, const struct callable *a)
{
	int64_t called = a->units * l->s->items[a->item].issue_unit;
	bool more = a->too_late > 0 || a->no_agreement > 0;
	struct entry *e;

	if (a->notice <= 0)
		return;
	e = add_entry(l, DECISION_NOTICE, -1, a->holder, a->item, more ? a->good + a->too_late : called);
	if (e)
		e->exact = !more;
}

static void list_all(struct list *l)
{
	const struct scenario *s = l->s;
	int32_t i;

	for (i = 0; i < s->nlines; i++)
		list_line(l, i);
	for (i = 0; i < s->ntransits; i++) {
		const struct transit *t = &s->transits[i];

		if (t->state == LINE_SET_ASIDE && transit_readable(s, t))
			add_entry(l, DECISION_SOURCE, t->source, -1, t->item, t->quantity);
	}
	for (i = 0; i < l->supply->ncallable; i++) {
		const struct callable *a = &l->supply->callable[i];

		if (s->holders[a->holder].kind == HOLDER_HOUSEHOLD)
			continue;
		add_entry(l, DECISION_CONSENT, -1, a->holder, a->item, a->no_agreement);
		if (a->default_used)
			add_entry(l, DECISION_RELEASE, -1, a->holder, a->item, a->consented - a->government);
		list_terms(l, a);
		list_notice(l, a);
	}
}

/* What may be counted of each item besides: [nitems], mem_free by the caller. */
static wide *counted_totals(const struct list *l)
{
	const struct scenario *s = l->s;
	wide *totals = mem_calloc((size_t)s->nitems, sizeof *totals);
	int32_t i;

	for (i = 0; i < l->supply->ncallable; i++) {
		const struct callable *a = &l->supply->callable[i];

		totals[a->item] += (wide)a->good + a->household;
	}
	for (i = 0; i < s->ntransits; i++) {
		if (s->transits[i].state == LINE_USED && s->transits[i].item >= 0)
			totals[s->transits[i].item] += s->transits[i].quantity;
	}
	return totals;
}

/* One entry for all lines of one decision. What would bring an item's total
 * beyond its bound cannot be believed; what a holder keeps is in the total. */
static void merge(struct list *l)
{
	wide *totals = counted_totals(l);
	int32_t i, kept = 0;

	if (l->n > 0)
		qsort(l->entries, (size_t)l->n, sizeof *l->entries, compare_same);
	for (i = 0; i < l->n; i++) {
		struct decision *into = kept > 0 ? &l->entries[kept - 1].decision : NULL;
		const struct decision *d = &l->entries[i].decision;

		if (into && compare_same(&l->entries[kept - 1], &l->entries[i]) == 0) {
			if (!int_add(into->stock, d->stock, &into->stock))
				into->stock = QUANTITY_MAX;
			into->households |= d->households;
		} else {
			l->entries[kept++] = l->entries[i];
		}
	}
	l->n = 0;
	for (i = 0; i < kept; i++) {
		struct decision *d = &l->entries[i].decision;

		if (!l->entries[i].exact)
			d->freed = d->stock;
		if (d->kind >= DECISION_SHARE || totals[d->item] + d->stock < QUANTITY_MAX)
			l->entries[l->n++] = l->entries[i];
	}
	mem_free(totals);
}

static void list_runs(struct list *l)
{
	int32_t room = 0;

	l->lines = lines_ordered(l->s, &l->nlines);
	ARRAY_ADD(&l->run, &l->nruns, &room);
	l->run[0] = 0;
	while (l->run[l->nruns - 1] < l->nlines) {
		int32_t end = lines_run_end(l->s, l->lines, l->nlines, l->run[l->nruns - 1]);

		ARRAY_ADD(&l->run, &l->nruns, &room);
		l->run[l->nruns - 1] = end;
	}
	l->nruns--;
	assert(l->nruns == l->supply->ncallable);
}

/* Is anything of the run otherwise once it is decided? */
static bool run_changes(const struct list *l, const struct scenario *then, const struct decision *d, int32_t run)
{
	const struct callable *a = &l->supply->callable[run];
	int32_t i;

	if (a->item != d->item || (d->holder >= 0 && a->holder != d->holder))
		return false;
	for (i = l->run[run]; d->holder < 0 && i < l->run[run + 1]; i++) {
		if (line_counted(then, l->lines[i]) != line_counted(l->s, l->lines[i]))
			return true;
	}
	return d->holder >= 0;
}

/* What more may be called up by the formula; without a notice, all that may. */
static void set_freed(const struct list *l, struct decision *d)
{
	struct what_if what_if = {.decisions = d, .ndecisions = 1};
	struct scenario s = *l->s;
	struct supply supply;
	int32_t *lines = mem_calloc((size_t)l->nlines, sizeof *lines);
	int32_t nlines = 0, i, k;
	int64_t units = 0;

	scenario_suppose(&s, &what_if);
	for (k = 0; k < l->nruns; k++) {
		if (!run_changes(l, &s, d, k))
			continue;
		if (d->kind != DECISION_NOTICE)
			units -= l->supply->callable[k].units;
		for (i = l->run[k]; i < l->run[k + 1]; i++)
			lines[nlines++] = l->lines[i];
	}
	supply_build_lines(&s, l->cells, lines, nlines, &supply);
	for (k = 0; k < supply.ncallable; k++)
		units += supply.callable[k].units;
	for (i = 0; i < s.ntransits; i++) {
		if (s.transits[i].state != LINE_USED && transit_counted(&s, i))
			units += s.transits[i].quantity / s.items[d->item].issue_unit;
	}
	d->freed = units > 0 ? units * s.items[d->item].issue_unit : 0;
	supply_release(&supply);
	mem_free(lines);
}

static void look_closely(struct list *l)
{
	int32_t looked[2] = {0, 0}; /* notices apart */

	for (int32_t i = 0; i < l->n; i++) {
		struct entry *e = &l->entries[i];
		bool notice = e->decision.kind == DECISION_NOTICE;

		if (e->exact || looked[notice] == DECISIONS_MOST)
			continue;
		looked[notice]++;
		if (!e->decision.households)
			set_freed(l, &e->decision);
	}
}

struct decision *decisions_list(const struct scenario *s, const struct cells *cells,
	const struct supply *supply, int32_t *n)
{
	struct list l = {.s = s, .cells = cells, .supply = supply};
	struct decision *out;
	int32_t i;

	l.source_rank = id_ranks(s->sources, s->nsources, sizeof *s->sources);
	l.holder_rank = id_ranks(s->holders, s->nholders, sizeof *s->holders);
	l.item_rank = id_ranks(s->items, s->nitems, sizeof *s->items);
	l.demand = mem_calloc((size_t)s->nitems, sizeof *l.demand);
	for (i = 0; i < s->nitems; i++)
		l.demand[i] = 1;
	for (i = 0; i < cells->ncells; i++)
		l.demand[cells->cells[i].item] += cells->cells[i].demand;
	list_runs(&l);
	list_all(&l);
	merge(&l);
	if (l.n > 0)
		qsort(l.entries, (size_t)l.n, sizeof *l.entries, compare_stock);
	look_closely(&l);
	if (l.n > 0)
		qsort(l.entries, (size_t)l.n, sizeof *l.entries, compare_freed);
	out = mem_calloc((size_t)l.n, sizeof *out);
	for (i = 0; i < l.n; i++)
		out[i] = l.entries[i].decision;
	*n = l.n;
	mem_free(l.entries);
	mem_free(l.lines);
	mem_free(l.run);
	mem_free(l.demand);
	mem_free(l.item_rank);
	mem_free(l.holder_rank);
	mem_free(l.source_rank);
	return out;
}
