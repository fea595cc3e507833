#include "solver/audit_parts.h"

#include "models/order.h"
#include "models/supply.h"

#include <string.h>

/* ---- shared by the parts ---- */

bool line_counts(const struct auditing *a, int32_t line)
{
	const struct stock_line *l = &a->s->lines[line];

	return l->state == LINE_USED && l->status == STATUS_GOOD && a->left[line] > 0;
}

bool norm_counts_line(const struct scenario *s, const struct norm *n, int32_t line)
{
	const struct stock_line *l = &s->lines[line];

	return norm_speaks_of(s, n, l->item) && norm_names_holder(s, n, l->holder) &&
		(n->holders == 0 || n->holders >> s->holders[l->holder].kind & 1) &&
		(n->modes == 0 || n->modes >> l->mode & 1) && (n->owners == 0 || n->owners >> l->government_owned & 1);
}

bool norm_meets_line(const struct auditing *a, const struct norm *n, int32_t line)
{
	const struct holder *h = &a->s->holders[a->s->lines[line].holder];

	return norm_counts_line(a->s, n, line) && (n->place < 0 || place_within(a->s, h->place, n->place));
}

int32_t norm_exception(const struct auditing *a, const struct norm *n, int32_t place, int32_t item,
	int32_t holder)
{
	for (int32_t k = 0; k < n->nexceptions; k++) {
		const struct norm_exception *x = &n->exceptions[k];

		if ((x->place < 0 || place_within(a->s, place, x->place)) &&
			(x->item < 0 || x->item == item) && (x->holder < 0 || x->holder == holder) &&
			(x->until == DAY_NONE || x->until >= a->today))
			return k;
	}
	return -1;
}

int32_t norm_place(const struct auditing *a, const struct norm *n, int32_t place)
{
	int32_t region = n->place >= 0 ? n->place : a->root;

	if (!place_within(a->s, place, region))
		return -1;
	if (n->level < 0)
		return region;
	place = place_ancestor(a->s, place, (enum place_kind)n->level);
	return place >= 0 && place_within(a->s, place, region) ? place : -1;
}

int64_t length_seconds(const struct auditing *a, struct duration length)
{
	int64_t rest = length.seconds % 86400;

	return ((int64_t)day_add(a->today, length) - a->today) * 86400 + rest;
}

bool agreement_in_force(const struct auditing *a, const struct agreement *agreement)
{
	return (agreement->from == DAY_NONE || agreement->from <= a->today) &&
		(agreement->to == DAY_NONE || agreement->to >= a->today);
}

int64_t power10(int32_t decimals)
{
	int64_t power = 1;

	while (decimals-- > 0)
		power *= 10;
	return power;
}

int64_t item_money(const struct scenario *s, int32_t item, int64_t quantity)
{
	const struct item *i = &s->items[item];

	if (i->value < 0 || quantity < 0)
		return -1;
	return int_mul_div_floor(quantity, i->value, power10(i->decimals));
}

struct evidence agreement_evidence(const struct auditing *a, int32_t holder, int32_t agreement, int64_t quantity)
{
	struct evidence e = evidence_at(a->s->holders[holder].agreements[agreement].where, quantity);

	e.agreement = agreement;
	return e;
}

struct evidence line_evidence(const struct auditing *a, int32_t line, int64_t quantity)
{
	struct evidence e = evidence_at(a->s->lines[line].where, quantity);

	e.line = line;
	return e;
}

void audit_untested(struct auditing *a, int32_t norm, enum untested_why why, int32_t places)
{
	struct audit *out = a->out;

	int32_t added = ARRAY_ADD(&out->untested, &out->nuntested, &out->untested_room);
	out->untested[added] =
		(struct untested){norm, why, places};
}

/* ---- the steps ---- */

void auditing_init(struct auditing *a, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, struct audit *out)
{
	*a = (struct auditing){.s = s, .cells = cells, .supply = supply, .out = out, .now = s->as_of.seconds,
		.today = day_of(s->as_of.seconds, s->start.offset), .root = place_root(s)};
	if (a->now > s->start.seconds)
		a->period = (int32_t)((a->now - s->start.seconds) / s->period);
	if (a->period >= s->nperiods)
		a->period = s->nperiods - 1;
	a->quantity = mem_calloc((size_t)s->nlines, sizeof *a->quantity);
	a->left = mem_calloc((size_t)s->nlines, sizeof *a->left);
	for (int32_t i = 0; i < s->nlines; i++) {
		day last = s->lines[i].mode == MODE_CAPACITY ? DAY_NONE : line_last_day(s, i);

		a->quantity[i] = line_on_books(&s->lines[i]) ? line_quantity(s, i) : 0;
		a->left[i] = last == DAY_NONE ? NEVER : day_end(last, s->start.offset) - a->now;
	}
	a->norms = id_order(s->norms, s->nnorms, sizeof *s->norms);
}

void auditing_release(struct auditing *a)
{
	mem_free(a->norms);
	mem_free(a->left);
	mem_free(a->quantity);
}

static void count_examined(const struct scenario *s, struct audit *out)
{
	char *seen = mem_calloc((size_t)s->nholders, 1);

	out->lines = s->nlines;
	for (int32_t i = 0; i < s->nlines; i++)
		if (s->lines[i].holder >= 0)
			seen[s->lines[i].holder] = 1;
	for (int32_t h = 0; h < s->nholders; h++)
		out->holders += seen[h];
	mem_free(seen);
}

static bool demands_nothing(const struct norm *n)
{
	return n->per_person.num < 0 && n->per_household.num < 0 && n->quantity.num < 0 &&
		n->quantity_max.num < 0 && n->share_min.num < 0 && n->share_max.num < 0 &&
		!n->has_shelf_life && !n->has_counted_within && n->count_tolerance.num < 0 &&
		!n->agreement && n->arrival < 0 && n->cover.months == 0 && n->cover.seconds == 0 &&
		n->cover_max.months == 0 && n->cover_max.seconds == 0;
}

void audit_run(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct audit *out)
{
	struct auditing a;

	auditing_init(&a, s, cells, supply, out);
	count_examined(s, out);
	for (int32_t k = 0; k < s->nnorms; k++) {
		if (demands_nothing(&s->norms[a.norms[k]]))
			audit_untested(&a, a.norms[k], UNTESTED_NOTHING, 0);
		audit_cover(&a, a.norms[k]);
		audit_arrival(&a, a.norms[k]);
	}
	audit_lines(&a);
	audit_promises(&a);
	audit_counts(&a);
	audit_plan(&a);
	audit_finish(out, s);
	auditing_release(&a);
}
