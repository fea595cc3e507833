/* Declared against counted: declared + what came in and went out until the count,
 * against the count. Without any movement in between the difference may be one
 * that was not written down: it stays a doubt. */
#include "models/supply.h"
#include "solver/audit_parts.h"

#include <stdlib.h>

struct counted {
	int64_t expected, counted;
	int32_t nmovements; /* between declaration and count */
};

static bool compare_count(const struct auditing *a, int32_t line, struct counted *out)
{
	const struct scenario *s = a->s;
	const struct stock_line *l = &s->lines[line];
	int64_t since = l->declared_at.seconds;

	if (l->declared < 0 || l->counted < 0 || l->counted_at.seconds == INSTANT_NONE ||
		l->counted_at.seconds > a->now || l->mode == MODE_CAPACITY ||
		(since != INSTANT_NONE && since > l->counted_at.seconds))
		return false;
	*out = (struct counted){l->declared, l->counted, 0};
	for (int32_t k = line_first_movement(s, line); k < s->nmovements && s->movements[k].line == line; k++) {
		const struct movement *m = &s->movements[k];

		if (m->at.seconds > l->counted_at.seconds || (since != INSTANT_NONE && m->at.seconds <= since))
			continue;
		if (!int_add(out->expected, m->quantity, &out->expected))
			return false;
		out->nmovements++;
	}
	return true;
}

/* The norm that states a tolerance for the line, the first by id; -1. */
static int32_t tolerance_norm(const struct auditing *a, int32_t line)
{
	for (int32_t k = 0; k < a->s->nnorms; k++) {
		const struct norm *n = &a->s->norms[a->norms[k]];

		if (n->count_tolerance.num >= 0 && norm_meets_line(a, n, line))
			return a->norms[k];
	}
	return -1;
}

struct difference {
	int32_t holder, item, norm, line;
	struct counted c;
};

static bool unmoved(const struct difference *d)
{
	return d->c.nmovements == 0;
}

static bool same_subject(const struct difference *a, const struct difference *b)
{
	return a->holder == b->holder && a->item == b->item && a->norm == b->norm;
}

static int compare_differences(const void *left, const void *right)
{
	const struct difference *a = left, *b = right;

	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	if (a->item != b->item)
		return a->item < b->item ? -1 : 1;
	if (a->norm != b->norm)
		return a->norm < b->norm ? -1 : 1;
	if (unmoved(a) != unmoved(b))
		return unmoved(a) ? 1 : -1;
	return (a->line > b->line) - (a->line < b->line);
}

/* One finding for a holder and item; lots without movements are apart when others have
 * some: theirs is a doubt only. */
static void make_finding(const struct auditing *a, const struct difference *d, int32_t n, bool apart)
{
	struct finding *f = audit_add_finding(a->out, FINDING_DIFFERENCE);

	f->norm = d->norm;
	f->holder = d->holder;
	f->place = a->s->holders[d->holder].place;
	f->item = d->item;
	f->unit = a->s->items[d->item].unit;
	f->decimals = a->s->items[d->item].decimals;
	f->required = f->book = f->gap = 0;
	f->no_movements = unmoved(d);
	f->apart = apart;
	for (int32_t k = 0; k < n; k++) {
		int64_t gap = d[k].c.expected - d[k].c.counted;

		f->required += d[k].c.expected;
		f->book += d[k].c.counted;
		f->gap += gap < 0 ? -gap : gap;
		if (k < EVIDENCE_MOST)
			audit_add_evidence(a->out, line_evidence(a, d[k].line, d[k].c.counted));
		else
			f->more++;
	}
	f->money = item_money(a->s, f->item, f->gap);
	f->grade = f->norm >= 0 && a->s->norms[f->norm].severity ? a->s->norms[f->norm].severity :
		f->no_movements ? GRADE_LOW : GRADE_MEDIUM;
}

static void add_difference(const struct auditing *a, int32_t line, struct difference **all, int32_t *n,
	int32_t *room)
{
	const struct stock_line *l = &a->s->lines[line];
	struct difference d = {l->holder, l->item, -1, line, {0}};
	struct ratio tolerance = {0, 1};
	int64_t gap;

	if (!line_on_books(l) || !compare_count(a, line, &d.c) || d.c.expected == d.c.counted)
		return;
	d.norm = tolerance_norm(a, line);
	if (d.norm >= 0) {
		const struct norm *norm = &a->s->norms[d.norm];

		tolerance = norm->count_tolerance;
		if (norm_exception(a, norm, a->s->holders[l->holder].place, l->item, l->holder) >= 0)
			return;
	}
	gap = d.c.expected > d.c.counted ? d.c.expected - d.c.counted : d.c.counted - d.c.expected;
	if (d.c.expected > 0 && gap <= int_mul_div_floor(d.c.expected, tolerance.num, tolerance.den))
		return;
	int32_t added = ARRAY_ADD(all, n, room);
	(*all)[added] = d;
}

void audit_counts(struct auditing *a)
{
	struct difference *all = NULL;
	int32_t n = 0, room = 0, from, to;

	for (int32_t i = 0; i < a->s->nlines; i++)
		add_difference(a, i, &all, &n, &room);
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, compare_differences);
	for (from = 0; from < n; from = to) {
		for (to = from + 1; to < n && same_subject(&all[to], &all[from]) && unmoved(&all[to]) == unmoved(&all[from]);
			to++)
			;
		make_finding(a, all + from, to - from, from > 0 && same_subject(&all[from - 1], &all[from]));
	}
	mem_free(all);
}
