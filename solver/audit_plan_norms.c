/* What carrying out a plan leaves of the reserves: every norm on amounts and shares is
 * tested again at the audit's own instant, with all that the plan takes up
 * to the end of a day taken out of the ledgers, day by day. A norm that was kept and
 * is broken then is a finding, with the first such day and the figures of the last.
 * Goods that the plan moves count nowhere any more: they are on their way to people. */
#define _GNU_SOURCE /* qsort_r */

#include "base/map.h"
#include "models/order.h"
#include "solver/audit_parts.h"

#include <stdlib.h>
#include <string.h>

struct remains {
	struct auditing a; /* with quantities of its own, and an audit that is thrown away */
	struct audit out;
	int32_t *lines; /* [nlines] by holder, item and call-up */
	int32_t nlines;
	int32_t *takes; /* [ntakes] lines of the plan by time */
	int32_t ntakes;
	struct map kept; /* key of what was found before, or is reported already -> finding, or INT32_MAX */
};

/* ---- taking out ---- */

static bool same_goods(const struct planned_lot *lot, const char *name, day expires)
{
	return lot->name ? text_compare(lot->name, name) == 0 : !name && lot->expires == expires;
}

static void take_stock(struct remains *r, const struct planned_lot *lot, int64_t quantity)
{
	const struct scenario *s = r->a.s;
	int32_t low = 0, high = r->nlines;

	if (lot->holder < 0 || lot->capacity || lot->transit)
		return;
	while (low < high) { /* the first line of the holder and item */
		int32_t middle = low + (high - low) / 2;
		const struct stock_line *l = &s->lines[r->lines[middle]];
		int order = strcmp(s->holders[l->holder].id, s->holders[lot->holder].id);

		if (order == 0)
			order = strcmp(s->items[l->item].id, s->items[lot->item].id);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < r->nlines && quantity > 0; low++) {
		const struct stock_line *l = &s->lines[r->lines[low]];
		int64_t *there = &r->a.quantity[r->lines[low]], taken;

		if (l->holder != lot->holder || l->item != lot->item)
			break;
		if (l->mode == MODE_CAPACITY || !same_goods(lot, l->lot, l->expires))
			continue;
		taken = *there < quantity ? *there : quantity;
		*there -= taken;
		quantity -= taken;
	}
}

/* ---- testing again ---- */

static const char *key_of(struct audit *out, const struct finding *f)
{
	char *key = arena_calloc(&out->arena, 64, 1);

	snprintf(key, 64, "%d %d %d", (int)f->kind, (int)f->norm, (int)f->place);
	return key;
}

static bool of_norms(const struct finding *f)
{
	return f->kind == FINDING_COVER || f->kind == FINDING_SHARE;
}

/* The lines of the plan up to the instant that take what the norm counts there. */
static void add_takes(struct remains *r, struct auditing *a, const struct finding *f, int64_t until)
{
	const struct norm *n = &a->s->norms[f->norm];

	for (int32_t k = 0; k < r->ntakes; k++) {
		const struct planned_line *x = &a->out->plan->lines[r->takes[k]];
		const struct planned_lot *lot = &a->out->plan->lots[x->lot];

		if (x->at < until && lot->holder >= 0 && norm_speaks_of(a->s, n, lot->item) &&
			norm_names_holder(a->s, n, lot->holder) &&
			norm_place(a, n, a->s->holders[lot->holder].place) == f->place)
			audit_add_planned(a, r->takes[k], x->quantity);
	}
}

static void report(struct remains *r, struct auditing *a, const struct finding *again, int64_t day_ends)
{
	const char *key = key_of(a->out, again);
	int32_t before = map_get(&r->kept, key);
	struct finding *f;

	if (before == INT32_MAX)
		return;
	if (before < 0) {
		f = audit_add_finding(a->out, FINDING_PLAN_NORM);
		map_add(&r->kept, key, a->out->nfindings - 1);
		f->at = day_ends - 86400;
		add_takes(r, a, again, day_ends);
		before = a->out->nfindings - 1;
	}
	f = &a->out->findings[before];
	*f = (struct finding){.id = f->id, .kind = FINDING_PLAN_NORM, .broken = (int32_t)again->kind, .norm = again->norm,
		.place = again->place, .item = again->item, .holder = -1, .agreement = -1, .unit = again->unit,
		.decimals = again->decimals, .required = again->required, .book = again->book, .strict = again->strict,
		.usable = again->usable, .gap = again->gap, .days = again->days, .limit = -1, .actual = -1,
		.at = f->at, .share = again->share, .money = again->money, .grade = again->grade,
		.evidence = f->evidence, .nevidence = f->nevidence, .more = f->more};
}

static void test_again(struct remains *r, struct auditing *a, int64_t day_ends)
{
	audit_init(&r->out);
	r->a.out = &r->out;
	for (int32_t k = 0; k < a->s->nnorms; k++)
		audit_cover(&r->a, a->norms[k]);
	for (int32_t k = 0; k < r->out.nfindings; k++)
		if (of_norms(&r->out.findings[k]))
			report(r, a, &r->out.findings[k], day_ends);
	audit_release(&r->out);
}

/* ---- all ---- */

static void remains_init(struct remains *r, const struct auditing *a)
{
	const struct planned *plan = a->out->plan;

	memset(r, 0, sizeof *r);
	r->a = *a;
	r->a.quantity = mem_calloc((size_t)a->s->nlines + 1, sizeof *r->a.quantity);
	for (int32_t i = 0; i < a->s->nlines; i++)
		r->a.quantity[i] = a->quantity[i];
	r->lines = lines_ordered(a->s, &r->nlines);
	r->takes = mem_calloc((size_t)plan->nlines + 1, sizeof *r->takes);
	for (int32_t k = 0; k < plan->nlines; k++)
		if (plan->lines[k].takes && !plan->lines[k].past && plan->lots[plan->lines[k].lot].known)
			r->takes[r->ntakes++] = k;
	qsort_r(r->takes, (size_t)r->ntakes, sizeof *r->takes, planned_compare, (void *)(uintptr_t)plan);
	map_init(&r->kept);
	for (int32_t k = 0; k < a->out->nfindings; k++)
		if (of_norms(&a->out->findings[k]))
			map_add(&r->kept, key_of(a->out, &a->out->findings[k]), INT32_MAX);
}

static void remains_release(struct remains *r)
{
	map_release(&r->kept);
	mem_free(r->takes);
	mem_free(r->lines);
	mem_free(r->a.quantity);
}

void audit_plan_norms(struct auditing *a)
{
	const struct planned *plan = a->out->plan;
	int32_t offset = a->s->start.offset;
	struct remains r;

	remains_init(&r, a);
	for (int32_t k = 0; k < r.ntakes; k++) {
		const struct planned_line *x = &plan->lines[r.takes[k]];
		int64_t ends = day_end(day_of(x->at, offset), offset);

		take_stock(&r, &plan->lots[x->lot], x->quantity);
		if (k + 1 == r.ntakes || plan->lines[r.takes[k + 1]].at >= ends)
			test_again(&r, a, ends);
	}
	remains_release(&r);
}
