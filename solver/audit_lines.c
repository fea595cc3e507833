/* What is tested line by line: expiry, life left, counts, agreements. A line
 * that several norms speak of is held against the first by id; without one
 * against the rule of the program. Findings are by holder and item. */
#include "solver/audit_parts.h"

#include "models/supply.h"

#include <stdlib.h>

struct hit {
	enum finding_kind kind;
	int32_t norm, holder, item, agreement;
	int32_t line; /* -1: the agreement itself */
	int64_t quantity;
	int64_t limit, actual; /* seconds */
};
struct hits {
	struct hit *hits;
	int32_t nhits, room;
};

static void add_hit(struct hits *h, const struct auditing *a, enum finding_kind kind, int32_t norm,
	int32_t line, int64_t limit, int64_t actual)
{
	const struct stock_line *l = &a->s->lines[line];

	int32_t added = ARRAY_ADD(&h->hits, &h->nhits, &h->room);
	h->hits[added] =
		(struct hit){kind, norm, l->holder, l->item, -1, line, a->quantity[line], limit, actual};
}

static bool spared(const struct auditing *a, const struct norm *n, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];

	return norm_exception(a, n, a->s->holders[l->holder].place, l->item, l->holder) >= 0;
}

/* The first norm of the kind that speaks of the line; -1. */
static int32_t norm_for(const struct auditing *a, int32_t line, bool (*of_kind)(const struct norm *n))
{
	for (int32_t k = 0; k < a->s->nnorms; k++) {
		const struct norm *n = &a->s->norms[a->norms[k]];

		if (of_kind(n) && norm_meets_line(a, n, line))
			return a->norms[k];
	}
	return -1;
}

static bool of_shelf_life(const struct norm *n)
{
	return n->has_shelf_life;
}

static bool of_counts(const struct norm *n)
{
	return n->has_counted_within;
}

static bool of_agreements(const struct norm *n)
{
	return n->agreement;
}

/* ---- expiry and life left ---- */

static void test_expiry(struct hits *h, const struct auditing *a, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];
	int32_t norm = norm_for(a, line, of_shelf_life);
	const struct norm *n = norm < 0 ? NULL : &a->s->norms[norm];
	day at, needed;

	if (l->mode == MODE_CAPACITY || a->left[line] == NEVER || (n && spared(a, n, line)))
		return;
	if (a->left[line] <= 0) {
		add_hit(h, a, FINDING_EXPIRED, norm, line, -1, -a->left[line]);
		return;
	}
	if (!n || l->status != STATUS_GOOD)
		return;
	at = n->at == DAY_NONE ? a->today : n->at;
	needed = day_add(at, n->shelf_life);
	if (line_last_day(a->s, line) < needed)
		add_hit(h, a, FINDING_SHELF_LIFE, norm, line, ((int64_t)needed - at) * 86400,
			((int64_t)line_last_day(a->s, line) - at) * 86400);
}

/* ---- counts ---- */

static void test_count(struct hits *h, const struct auditing *a, int32_t line)
{
	const struct scenario *s = a->s;
	const struct stock_line *l = &s->lines[line];
	int32_t norm = norm_for(a, line, of_counts);
	struct duration within = norm < 0 ? s->policy.stale_after : s->norms[norm].counted_within;
	bool counted = l->counted >= 0 && l->counted_at.seconds != INSTANT_NONE &&
		l->counted_at.seconds <= a->now;
	int64_t age = counted ? a->now - l->counted_at.seconds : NEVER;
	day counted_on;

	if (norm < 0) {
		int64_t dated = line_dated(s, line);

		if (l->state == LINE_STALE)
			add_hit(h, a, FINDING_STALE, -1, line, length_seconds(a, within),
				dated == INSTANT_NONE ? NEVER : a->now - dated);
		return;
	}
	if (spared(a, &s->norms[norm], line))
		return;
	if (counted) {
		counted_on = day_of(l->counted_at.seconds, s->start.offset);
		if (day_add(counted_on, within) >= a->today)
			return;
	}
	add_hit(h, a, FINDING_STALE, norm, line, length_seconds(a, within), age);
}

/* ---- agreements ---- */

/* The goods name none of several agreements: one in force for them will do. */
static bool covered(const struct auditing *a, const struct holder *h, int32_t item, int32_t agreement)
{
	if (agreement >= 0)
		return agreement_in_force(a, &h->agreements[agreement]);
	for (int32_t k = 0; k < h->nagreements; k++) {
		const struct agreement *g = &h->agreements[k];
		bool names = g->npromises == 0;

		for (int32_t p = 0; p < g->npromises; p++)
			names |= g->promises[p].item == item;
		if (names && agreement_in_force(a, g))
			return true;
	}
	return false;
}

static void test_agreement(struct hits *h, const struct auditing *a, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];
	const struct holder *holder = &a->s->holders[l->holder];
	int32_t norm = norm_for(a, line, of_agreements), agreement = line_agreement(a->s, line);
	const struct norm *n = norm < 0 ? NULL : &a->s->norms[norm];
	bool all_modes = n && (n->modes != 0 || n->holders != 0);

	if (l->government_owned || (l->mode != MODE_AGREEMENT && !all_modes) || (n && spared(a, n, line)))
		return;
	if (covered(a, holder, l->item, agreement))
		return;
	add_hit(h, a, FINDING_AGREEMENT, norm, line, -1, -1);
	h->hits[h->nhits - 1].agreement = agreement;
}

static bool promised_elsewhere(const struct auditing *a, const struct holder *h, int32_t item)
{
	for (int32_t k = 0; k < h->nagreements; k++) {
		const struct agreement *g = &h->agreements[k];

		for (int32_t p = 0; agreement_in_force(a, g) && p < g->npromises; p++)
			if (g->promises[p].item == item)
				return true;
	}
	return false;
}

/* Promises of an agreement that has run out, and that no other one renews. */
static void test_promises(struct hits *h, const struct auditing *a, int32_t holder)
{
	const struct holder *of = &a->s->holders[holder];

	for (int32_t k = 0; k < of->nagreements; k++) {
		const struct agreement *g = &of->agreements[k];

		if (g->to == DAY_NONE || g->to >= a->today)
			continue;
		for (int32_t p = 0; p < g->npromises; p++) {
			if (promised_elsewhere(a, of, g->promises[p].item))
				continue;
			int32_t added = ARRAY_ADD(&h->hits, &h->nhits, &h->room);
			h->hits[added] = (struct hit){FINDING_AGREEMENT, -1,
				holder, g->promises[p].item, k, -1, g->promises[p].quantity, -1, -1};
		}
	}
}

/* ---- findings ---- */

static int compare_hits(const void *left, const void *right)
{
	const struct hit *a = left, *b = right;

	if (a->kind != b->kind)
		return (int)a->kind - (int)b->kind;
	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if ((a->line < 0) != (b->line < 0)) /* lines before agreements: their norm counts */
		return a->line < 0 ? 1 : -1;
	if (a->norm != b->norm)
		return a->norm < b->norm ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->agreement > b->agreement) - (a->agreement < b->agreement);
}

static bool same_finding(const struct hit *a, const struct hit *b)
{
	return a->kind == b->kind && a->holder == b->holder && a->item == b->item &&
		(a->norm == b->norm || b->line < 0);
}

static enum grade grade_of(const struct auditing *a, const struct hit *h)
{
	if (h->norm >= 0 && a->s->norms[h->norm].severity)
		return (enum grade)a->s->norms[h->norm].severity;
	return h->kind == FINDING_EXPIRED || h->kind == FINDING_AGREEMENT ? GRADE_HIGH : GRADE_MEDIUM;
}

/* Hits from .. to: one finding. The worst line's seconds are told. */
static void make_finding(const struct auditing *a, const struct hit *hits, int32_t from, int32_t to)
{
	const struct hit *first = &hits[from];
	struct finding *f = audit_add_finding(a->out, first->kind);
	int64_t lines = 0, promised = 0;

	f->norm = first->norm;
	f->holder = first->holder;
	f->place = a->s->holders[first->holder].place;
	f->item = first->item;
	f->unit = a->s->items[first->item].unit;
	f->decimals = a->s->items[first->item].decimals;
	f->grade = grade_of(a, first);
	f->limit = first->limit;
	f->actual = first->actual;
	for (int32_t k = from; k < to; k++) {
		const struct hit *h = &hits[k];
		if (h->line >= 0)
			lines += h->quantity;
		else if (h->quantity > promised)
			promised = h->quantity;
		if (h->kind == FINDING_SHELF_LIFE ? h->actual < f->actual : h->actual > f->actual)
			f->actual = h->actual;
		if (f->agreement < 0)
			f->agreement = h->agreement;
		if (f->nevidence >= EVIDENCE_MOST) {
			f->more++;
			continue;
		}
		audit_add_evidence(a->out, h->line >= 0 ? line_evidence(a, h->line, h->quantity) :
			agreement_evidence(a, h->holder, h->agreement, h->quantity));
	}
	f->gap = lines > promised ? lines : promised;
	f->book = lines;
	f->money = item_money(a->s, f->item, f->gap);
}

void audit_lines(struct auditing *a)
{
	const struct scenario *s = a->s;
	struct hits h = {0};
	int32_t from, to;

	for (int32_t i = 0; i < s->nlines; i++) {
		if (!line_on_books(&s->lines[i]))
			continue;
		if (a->quantity[i] > 0)
			test_expiry(&h, a, i);
		test_count(&h, a, i);
		if (a->quantity[i] > 0)
			test_agreement(&h, a, i);
	}
	for (int32_t k = 0; k < s->nholders; k++)
		test_promises(&h, a, k);
	if (h.nhits > 0)
		qsort(h.hits, (size_t)h.nhits, sizeof *h.hits, compare_hits);
	for (from = 0; from < h.nhits; from = to) {
		for (to = from + 1; to < h.nhits && same_finding(&h.hits[from], &h.hits[to]); to++)
			;
		make_finding(a, h.hits, from, to);
	}
	mem_free(h.hits);
}
