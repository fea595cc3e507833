#include "models/alteration_parts.h"
#include "models/scenario_words.h"

#include <string.h>

/* Values of fields: set, scaled, and shown. */

bool scaled_int(int64_t value, struct ratio factor, bool up, int64_t *out)
{
	wide product = (wide)value * factor.num;
	wide result = up ? wide_ceil_div(product, factor.den) : wide_floor_div(product, factor.den);

	if (result >= QUANTITY_MAX)
		return false;
	*out = (int64_t)result;
	return true;
}

/* number x unit when that is whole. */
static bool whole_units(struct ratio number, int64_t unit, int64_t *out)
{
	wide product = (wide)number.num * unit;

	if (product % number.den != 0 || product / number.den >= QUANTITY_MAX)
		return false;
	*out = (int64_t)(product / number.den);
	return true;
}

static int64_t number_unit(const struct scenario *s, const struct field *field, const struct element *e)
{
	switch (field->kind) {
	case FIELD_QUANTITY:
	case FIELD_RATE:
	case FIELD_HOLD_BACK:
		return element_unit(s, e->item);
	case FIELD_KG:
		return 1000;
	case FIELD_MONEY:
	case FIELD_COST:
		return 100;
	default:
		return 1;
	}
}

/* ---- Stock: what is known of a line at the as-of ---- */

static int64_t present(const struct scenario *s)
{
	return s->as_of.seconds == INSTANT_NONE ? s->start.seconds : s->as_of.seconds;
}

static bool is_known(int64_t amount, struct instant at, int64_t now)
{
	return amount >= 0 && (at.seconds == INSTANT_NONE || at.seconds <= now);
}

/* Is the movement part of a figure of that date? */
static bool moved_since(const struct movement *m, int32_t line, int64_t dated, int64_t now)
{
	return m->line == line && (dated == INSTANT_NONE || m->at.seconds > dated) && m->at.seconds <= now;
}

/* As line_quantity, of movements that are not sorted yet; and the date that the
 * whole of it is of. */
static int64_t line_figure(const struct scenario *s, int32_t line, struct instant *at)
{
	const struct stock_line *l = &s->lines[line];
	int64_t now = present(s), figure = 0, dated;

	*at = (struct instant){INSTANT_NONE, 0};
	if (is_known(l->counted, l->counted_at, now)) {
		figure = l->counted;
		*at = l->counted_at;
	} else if (is_known(l->declared, l->declared_at, now)) {
		figure = l->declared;
		*at = l->declared_at;
	}
	dated = at->seconds;
	for (int32_t k = 0; k < s->nmovements; k++) {
		const struct movement *m = &s->movements[k];

		if (!moved_since(m, line, dated, now))
			continue;
		if (!int_add(figure, m->quantity, &figure))
			figure = QUANTITY_MAX;
		if (m->at.seconds > at->seconds)
			*at = m->at;
	}
	return figure < 0 ? 0 : figure;
}

/* The new figure stands for count, declaration and movements so far; what is
 * dated later than the as-of stays. */
static void set_line_figure(struct scenario *s, int32_t line, int64_t figure, struct instant at)
{
	struct stock_line *l = &s->lines[line];
	int64_t now = present(s);
	int32_t kept = 0;

	if (is_known(l->counted, l->counted_at, now)) {
		l->counted = figure;
		l->counted_at = at;
		l->declared = -1;
	} else {
		l->declared = figure;
		l->declared_at = at;
	}
	for (int32_t k = 0; k < s->nmovements; k++) {
		if (s->movements[k].line != line || s->movements[k].at.seconds > now)
			s->movements[kept++] = s->movements[k];
	}
	s->nmovements = kept;
}

/* ---- Showing ---- */

static void show_ranges(struct text *out, const struct periods *ranges, int32_t n)
{
	for (int32_t k = 0; k < n; k++) {
		if (k > 0)
			text_putc(out, ' ');
		effect_periods(out, ranges[k]);
	}
}

static void show_reach(struct text *out, enum reach_kind kind, enum place_kind place)
{
	if (kind == REACH_ABSENT)
		text_putc(out, '-');
	else
		text_puts(out, kind == REACH_OWN ? "own" : kind == REACH_ANYWHERE ? "anywhere" : place_kind_word(place));
}

/* Not stated: "-". */
bool field_absent(const struct field *field, const struct element *e)
{
	const struct terms *terms = e->at;

	if (field->what == ALTERED_TERMS && field->kind == FIELD_SHARE)
		return !terms->has_release;
	if (field->kind == FIELD_HOLD_BACK)
		return !terms->has_hold_back;
	if (field->what == ALTERED_POLICY && strcmp(field->name, "spread") == 0)
		return !((const struct policy *)e->at)->has_spread;
	if (field->kind == FIELD_DURATION)
		return !((const struct policy *)e->at)->has_stale_after;
	return false;
}

static void show_number(struct text *out, const struct scenario *s, const struct field *field,
	const struct element *e, int64_t value)
{
	int64_t unit = number_unit(s, field, e);
	int decimals = 0;
	char buf[48];

	for (; unit > 1; unit /= 10)
		decimals++;
	text_puts(out, value < 0 ? "-" : decimal_format(buf, value, decimals));
}

static void show_share(struct text *out, struct ratio share)
{
	struct ratio percent;

	if (ratio_make_wide((wide)share.num * 100, share.den, &percent))
		effect_ratio(out, percent, 1);
	text_putc(out, '%');
}

static void show_value(struct text *out, const struct scenario *s, const struct field *field,
	const struct element *e)
{
	const void *at = (const char *)e->at + field->offset;
	const struct terms *terms = e->at;
	char buf[48];

	text_clear(out);
	if (field_absent(field, e)) {
		text_putc(out, '-');
		return;
	}
	switch (field->kind) {
	case FIELD_QUANTITY:
		if (e->what == ALTERED_STOCK) {
			struct instant dated;
			show_number(out, s, field, e, line_figure(s, e->number, &dated));
			return;
		}
		/* fall through */
	case FIELD_COUNT:
	case FIELD_KG:
	case FIELD_MONEY:
		show_number(out, s, field, e, *(const int64_t *)at);
		return;
	case FIELD_COUNT32:
		text_printf(out, "%d", (int)*(const int32_t *)at);
		return;
	case FIELD_RATE:
	case FIELD_COST:
		effect_ratio(out, *(const struct ratio *)at, number_unit(s, field, e));
		return;
	case FIELD_SHARE:
		show_share(out, *(const struct ratio *)at);
		return;
	case FIELD_HOLD_BACK:
		if (terms->hold_back_is_share)
			show_share(out, terms->hold_back_share);
		else
			show_number(out, s, field, e, terms->hold_back);
		return;
	case FIELD_SECONDS:
		text_puts(out, *(const int64_t *)at < 0 ? "-" :
			duration_format(buf, (struct duration){0, *(const int64_t *)at}));
		return;
	case FIELD_DURATION:
		text_puts(out, duration_format(buf, *(const struct duration *)at));
		return;
	case FIELD_DAY:
		text_puts(out, *(const day *)at == DAY_NONE ? "-" : day_format(buf, *(const day *)at));
		return;
	case FIELD_INSTANT: {
		const struct instant *instant = at;
		text_puts(out, instant->seconds == INSTANT_NONE ? "-" :
			minute_format(buf, instant->seconds, instant->offset));
		return;
	}
	case FIELD_WORD: /* the status of a line is a byte, the fairness an enum */
		text_puts(out, field->words[e->what == ALTERED_STOCK ? *(const unsigned char *)at :
			(unsigned)*(const enum fairness *)at]);
		return;
	case FIELD_TRUTH:
		text_puts(out, *(const bool *)at ? "true" : "false");
		return;
	case FIELD_REACH:
		show_reach(out, terms->reach, terms->reach_place);
		return;
	case FIELD_CLOSED: {
		/* The count of ranges follows the array in both structs. */
		const struct periods *ranges = *(struct periods *const *)at;
		int32_t n = e->what == ALTERED_ROUTE ? ((const struct route *)e->at)->nclosed :
			((const struct segment *)e->at)->nclosed;
		show_ranges(out, ranges, n);
		if (n == 0)
			text_putc(out, '-');
		return;
	}
	}
}

static bool change_int(int64_t *at, const struct scenario *s, const struct alteration *c,
	const struct element *e)
{
	if (c->verb == ALTER_SCALE)
		return *at < 0 || scaled_int(*at, c->number, c->field->up, at); /* absent stays */
	return whole_units(c->number, number_unit(s, c->field, e), at);
}

static bool change_ratio(struct ratio *at, const struct scenario *s, const struct alteration *c,
	const struct element *e)
{
	bool share = c->field->kind == FIELD_SHARE;

	if (c->verb == ALTER_SCALE) {
		if (at->num >= 0 && !ratio_mul(*at, c->number, at))
			return false;
		if (share && at->num > at->den)
			*at = (struct ratio){1, 1};
		return true;
	}
	return ratio_make_wide((wide)c->number.num * number_unit(s, c->field, e), c->number.den, at);
}

static bool change_hold_back(struct terms *terms, const struct scenario *s, const struct alteration *c,
	const struct element *e)
{
	if (c->verb == ALTER_SCALE && terms->hold_back_is_share) {
		if (!ratio_mul(terms->hold_back_share, c->number, &terms->hold_back_share))
			return false;
		if (terms->hold_back_share.num > terms->hold_back_share.den)
			terms->hold_back_share = (struct ratio){1, 1};
		return true;
	}
	if (c->verb == ALTER_SCALE)
		return scaled_int(terms->hold_back, c->number, true, &terms->hold_back);
	terms->has_hold_back = true;
	terms->hold_back_is_share = c->share;
	if (!c->share)
		return whole_units(c->number, number_unit(s, c->field, e), &terms->hold_back);
	terms->hold_back_share = c->number;
	return true;
}

static void set_closed(struct element *e, const struct alteration *c)
{
	struct route *r = e->at;
	struct segment *g = e->at;
	bool route = e->what == ALTERED_ROUTE;
	struct periods **closed = route ? &r->closed : &g->closed;
	int32_t *n = route ? &r->nclosed : &g->nclosed, *room = route ? &r->closed_room : &g->closed_room;

	*n = 0;
	for (int32_t k = 0; k < c->nranges; k++) {
		int32_t i = ARRAY_ADD(closed, n, room);
		(*closed)[i] = c->ranges[k];
	}
}

static bool change_line(struct scenario *s, const struct alteration *c, const struct element *e)
{
	struct instant at;
	int64_t figure = line_figure(s, e->number, &at);

	if (!change_int(&figure, s, c, e))
		return false;
	set_line_figure(s, e->number, figure, at);
	return true;
}

/* False: out of range, or no whole number. */
static bool change_value(struct scenario *s, const struct alteration *c, struct element *e)
{
	void *at = (char *)e->at + c->field->offset;
	struct terms *terms = e->at;

	switch (c->field->kind) {
	case FIELD_QUANTITY:
		return e->what == ALTERED_STOCK ? change_line(s, c, e) : change_int(at, s, c, e);
	case FIELD_COUNT:
	case FIELD_KG:
	case FIELD_MONEY:
		return change_int(at, s, c, e);
	case FIELD_SECONDS:
		if (c->verb == ALTER_SCALE)
			return change_int(at, s, c, e);
		*(int64_t *)at = c->whole;
		return true;
	case FIELD_COUNT32:
		*(int32_t *)at = (int32_t)c->whole;
		return true;
	case FIELD_RATE:
	case FIELD_COST:
		return change_ratio(at, s, c, e);
	case FIELD_SHARE:
		if (e->what == ALTERED_TERMS)
			terms->has_release = true;
		if (e->what == ALTERED_POLICY && strcmp(c->field->name, "spread") == 0)
			((struct policy *)e->at)->has_spread = true;
		return change_ratio(at, s, c, e);
	case FIELD_HOLD_BACK:
		return change_hold_back(terms, s, c, e);
	case FIELD_DURATION:
		((struct policy *)e->at)->has_stale_after = true;
		*(struct duration *)at = c->duration;
		return true;
	case FIELD_DAY:
		*(day *)at = (day)c->whole;
		return true;
	case FIELD_INSTANT:
		*(struct instant *)at = c->instant;
		return true;
	case FIELD_WORD:
		if (e->what == ALTERED_STOCK)
			*(unsigned char *)at = (unsigned char)c->whole;
		else
			*(enum fairness *)at = (enum fairness)c->whole;
		return true;
	case FIELD_TRUTH:
		*(bool *)at = c->whole != 0;
		return true;
	case FIELD_REACH:
		terms->reach = c->reach;
		terms->reach_place = c->reach_place;
		return true;
	case FIELD_CLOSED:
		set_closed(e, c);
		return true;
	}
	return false;
}

/* Scaling what is not stated changes nothing. */
static bool scales_nothing(const struct application *a, const struct element *e)
{
	const void *at = (const char *)e->at + a->c->field->offset;

	if (a->c->verb != ALTER_SCALE)
		return false;
	switch (a->c->field->kind) {
	case FIELD_SECONDS:
	case FIELD_COUNT:
	case FIELD_KG:
	case FIELD_MONEY:
		return *(const int64_t *)at < 0;
	case FIELD_COST:
		return ((const struct ratio *)at)->num < 0;
	default:
		return field_absent(a->c->field, e);
	}
}

void element_change(struct application *a, struct element *e)
{
	struct text name, before, after;
	struct where *where = element_where(e);

	if (scales_nothing(a, e))
		return;
	a->outcome.matched++;
	text_init(&name);
	text_init(&before);
	text_init(&after);
	if (a->effects) {
		element_name(a->s, e, &name);
		show_value(&before, a->s, a->c->field, e);
	}
	if (!change_value(a->s, a->c, e))
		a->outcome.result = ALTER_BEYOND;
	if (where)
		*where = a->c->where;
	if (e->what == ALTERED_ROUTE)
		route_altered(e->at);
	if (a->effects) {
		show_value(&after, a->s, a->c->field, e);
		effect_add(a, e->what, text_str(&name), field_title(a->c->field), text_str(&before),
			text_str(&after));
	}
	text_release(&after);
	text_release(&before);
	text_release(&name);
}
