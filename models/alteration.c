#include "models/alteration_parts.h"

#include "models/supply.h"

#include <assert.h>
#include <string.h>

void alteration_init(struct alteration *c)
{
	memset(c, 0, sizeof *c);
	c->item = c->group = c->place = c->to = c->holder = c->segment = -1;
	c->holder_kind = c->place_kind = -1;
	c->when = (struct periods){0, INT32_MAX};
	c->number = (struct ratio){1, 1};
	c->where = WHERE_NONE;
}

/* ---- Effects ---- */

void effects_init(struct effects *e)
{
	memset(e, 0, sizeof *e);
	arena_init(&e->arena);
}

void effects_release(struct effects *e)
{
	mem_free(e->items);
	mem_free(e->changes);
	mem_free(e->files);
	arena_release(&e->arena);
	effects_init(e);
}

void effect_add(struct application *a, enum altered what, const char *thing, const char *field,
	const char *before, const char *after)
{
	struct effects *e = a->effects;
	int32_t k;

	if (!e)
		return;
	k = ARRAY_ADD(&e->items, &e->nitems, &e->room);
	e->items[k] = (struct effect){e->nchanges, a->c->where, a->c->verb, what,
		arena_strdup(&e->arena, thing), field ? arena_strdup(&e->arena, field) : NULL,
		before ? arena_strdup(&e->arena, before) : NULL,
		after ? arena_strdup(&e->arena, after) : NULL};
}

void effects_change(struct effects *e, struct where where, enum alteration_verb verb, enum altered what,
	const char *about)
{
	int32_t k = ARRAY_ADD(&e->changes, &e->nchanges, &e->changes_room);

	e->changes[k] = (struct change_note){where, verb, what, arena_strdup(&e->arena, about)};
}

void effect_periods(struct text *out, struct periods when)
{
	text_printf(out, "%d", (int)when.first + 1);
	if (when.last == INT32_MAX)
		text_puts(out, "..");
	else if (when.last > when.first)
		text_printf(out, "..%d", (int)when.last + 1);
}

void effect_ratio(struct text *out, struct ratio value, int64_t divisor)
{
	wide den = (wide)value.den * divisor, scale = 1;
	char buf[48];

	if (value.num < 0) {
		text_puts(out, "-");
		return;
	}
	for (int decimals = 0; decimals <= 15; decimals++, scale *= 10) {
		wide scaled = value.num * scale;

		if (scaled % den == 0 && scaled / den <= INT64_MAX) {
			text_puts(out, decimal_format(buf, (int64_t)(scaled / den), decimals));
			return;
		}
		if (scaled > INT64_MAX)
			break;
	}
	text_puts(out, wide_format(buf, value.num));
	text_putc(out, '/');
	text_puts(out, wide_format(buf, den));
}

/* ---- One element ---- */

/* An element as the selection sees it. */
struct element {
	enum altered what;
	void *at; /* the struct */
	int32_t number; /* in its array */
	const char *id; /* NULL: it has none */
	int32_t item, group, holder; /* -1: none, or all */
	int32_t place; /* where it is, or begins; -1: none */
	int32_t to; /* a route's end; -1 */
	const struct route *route; /* NULL */
	struct periods when; /* WHOLE when it has none */
};
static const struct periods WHOLE = {0, INT32_MAX};

static int64_t item_unit(const struct scenario *s, int32_t item)
{
	int64_t unit = 1;

	for (int32_t k = 0; item >= 0 && k < s->items[item].decimals; k++)
		unit *= 10;
	return unit;
}

static void name_part(struct text *out, const char *part)
{
	if (out->length > 0)
		text_puts(out, " / ");
	text_puts(out, part);
}

static void name_periods(struct text *out, struct periods when)
{
	if (when.first == 0 && when.last == INT32_MAX)
		return;
	text_puts(out, " (");
	effect_periods(out, when);
	text_putc(out, ')');
}

static void element_name(const struct scenario *s, const struct element *e, struct text *out)
{
	text_clear(out);
	if (e->holder >= 0 && e->what != ALTERED_TRANSIT)
		name_part(out, s->holders[e->holder].id);
	else if (e->what != ALTERED_ROUTE && e->what != ALTERED_TRANSIT && e->place >= 0)
		name_part(out, s->places[e->place].id);
	if (e->id && e->what != ALTERED_HOLDER)
		name_part(out, e->id);
	if (e->item >= 0 && e->what != ALTERED_ITEM)
		name_part(out, s->items[e->item].id);
	if (e->group >= 0 && e->what != ALTERED_GROUP)
		name_part(out, s->groups[e->group].id);
	name_periods(out, e->when);
}

void rate_name(const struct scenario *s, const struct rate *rate, struct text *out)
{
	name_part(out, s->items[rate->item].id);
	if (rate->place >= 0)
		name_part(out, s->places[rate->place].id);
	if (rate->group >= 0)
		name_part(out, s->groups[rate->group].id);
	name_periods(out, rate->when);
}

void people_name(const struct scenario *s, const struct people *people, struct text *out)
{
	name_part(out, s->places[people->place].id);
	name_part(out, s->groups[people->group].id);
	name_periods(out, people->when);
}

static bool within(const struct scenario *s, int32_t place, int32_t region)
{
	return region < 0 || (place >= 0 && place_within(s, place, region));
}

static bool over_segment(const struct route *r, int32_t segment)
{
	for (int32_t k = 0; k < r->nvia; k++) {
		if (r->via[k] == segment)
			return true;
	}
	return false;
}

static bool selected(const struct scenario *s, const struct alteration *c, const struct element *e)
{
	if (c->id && (!e->id || strcmp(c->id, e->id) != 0))
		return false;
	if ((c->item >= 0 && e->item != c->item) || (c->group >= 0 && e->group != c->group) ||
		(c->holder >= 0 && e->holder != c->holder))
		return false;
	if (c->holder_kind >= 0 && (e->holder < 0 || (int)s->holders[e->holder].kind != c->holder_kind))
		return false;
	if (c->place_kind >= 0 && (e->place < 0 || (int)s->places[e->place].kind != c->place_kind))
		return false;
	if (c->segment >= 0 && (!e->route || !over_segment(e->route, c->segment)))
		return false;
	if (c->to >= 0 && !within(s, e->to, c->to))
		return false;
	/* A route by its beginning when its end is named too, else by either end. */
	if (c->place >= 0 && !within(s, e->place, c->place) &&
		!(e->route && c->to < 0 && within(s, e->to, c->place)))
		return false;
	return e->when.first <= c->when.last && c->when.first <= e->when.last;
}

/* ---- Values ---- */

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
		return item_unit(s, e->item);
	case FIELD_KG:
		return 1000;
	case FIELD_MONEY:
	case FIELD_COST:
		return 100;
	default:
		return 1;
	}
}

/* The figure of a line that counts, with its movements (which are not sorted yet). */
static int64_t line_figure(const struct scenario *s, int32_t line, struct instant *at)
{
	const struct stock_line *l = &s->lines[line];
	int64_t figure = l->counted >= 0 ? l->counted : l->declared >= 0 ? l->declared : 0;

	*at = l->counted >= 0 ? l->counted_at : l->declared_at;
	for (int32_t k = 0; k < s->nmovements; k++) {
		const struct movement *m = &s->movements[k];

		if (m->line != line || (at->seconds != INSTANT_NONE && m->at.seconds <= at->seconds))
			continue;
		if (!int_add(figure, m->quantity, &figure))
			figure = QUANTITY_MAX;
	}
	for (int32_t k = 0; k < s->nmovements; k++) {
		if (s->movements[k].line == line && s->movements[k].at.seconds > at->seconds)
			*at = s->movements[k].at;
	}
	return figure < 0 ? 0 : figure;
}

/* The new figure stands for count, declaration and movements. */
static void set_line_figure(struct scenario *s, int32_t line, int64_t figure, struct instant at)
{
	struct stock_line *l = &s->lines[line];
	int32_t kept = 0;

	if (l->counted >= 0) {
		l->counted = figure;
		l->counted_at = at;
		l->declared = -1;
	} else {
		l->declared = figure;
		l->declared_at = at;
	}
	for (int32_t k = 0; k < s->nmovements; k++) {
		if (s->movements[k].line != line)
			s->movements[kept++] = s->movements[k];
	}
	s->nmovements = kept;
}

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
static bool is_absent(const struct field *field, const struct element *e)
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
	if (is_absent(field, e)) {
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

static struct where *element_where(struct element *e)
{
	switch (e->what) {
	case ALTERED_NEED:
		return &((struct need *)e->at)->where;
	case ALTERED_PEOPLE:
		return &((struct people *)e->at)->where;
	case ALTERED_STOCK:
		return &((struct stock_line *)e->at)->where;
	case ALTERED_TRANSIT:
		return &((struct transit *)e->at)->where;
	case ALTERED_TERMS:
		return &((struct terms *)e->at)->where;
	case ALTERED_AGREEMENT:
		return &((struct agreement *)e->at)->where;
	case ALTERED_ROUTE:
		return &((struct route *)e->at)->where;
	case ALTERED_SEGMENT:
		return &((struct segment *)e->at)->where;
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
	case ALTERED_BUDGET:
		return &((struct limit *)e->at)->where;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		return &((struct minimum *)e->at)->where;
	case ALTERED_TIER:
		return &((struct tier_rule *)e->at)->where;
	case ALTERED_GROUP:
		return &((struct group *)e->at)->where;
	case ALTERED_ITEM:
		return &((struct item *)e->at)->where;
	case ALTERED_POLICY:
		return &((struct policy *)e->at)->where;
	case ALTERED_HORIZON:
		return &((struct scenario *)e->at)->horizon_where;
	case ALTERED_RATE:
	case ALTERED_HOLDER:
	case ALTERED_PLACE:
	case ALTERED_SORTS:
		break;
	}
	return NULL;
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
		return is_absent(a->c->field, e);
	}
}

static void change_element(struct application *a, struct element *e)
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

/* ---- Elements of each sort ---- */

static int32_t holders_count(const struct scenario *s, bool terms)
{
	int32_t n = 0;

	for (int32_t h = 0; h < s->nholders; h++)
		n += terms ? s->holders[h].nterms : s->holders[h].nagreements;
	return n;
}

int32_t altered_count(const struct scenario *s, enum altered what)
{
	switch (what) {
	case ALTERED_NEED:
		return s->nneeds;
	case ALTERED_PEOPLE:
		return s->npeople;
	case ALTERED_STOCK:
		return s->nlines;
	case ALTERED_TRANSIT:
		return s->ntransits;
	case ALTERED_HOLDER:
		return s->nholders;
	case ALTERED_TERMS:
		return holders_count(s, true);
	case ALTERED_AGREEMENT:
		return holders_count(s, false);
	case ALTERED_ROUTE:
		return s->nroutes;
	case ALTERED_SEGMENT:
		return s->nsegments;
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
	case ALTERED_BUDGET:
		return s->nlimits;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		return s->nminima;
	case ALTERED_TIER:
		return s->ntier_rules;
	case ALTERED_GROUP:
		return s->ngroups;
	case ALTERED_ITEM:
		return s->nitems;
	case ALTERED_POLICY:
	case ALTERED_HORIZON:
		return 1;
	case ALTERED_RATE:
		return s->nrates;
	case ALTERED_PLACE:
		return s->nplaces;
	case ALTERED_SORTS:
		break;
	}
	return 0;
}

static struct element blank(enum altered what, void *at, int32_t number)
{
	return (struct element){what, at, number, NULL, -1, -1, -1, -1, -1, NULL, WHOLE};
}

static int32_t holder_place(const struct scenario *s, int32_t holder)
{
	return holder >= 0 ? s->holders[holder].place : -1;
}

static struct element stock_element(struct scenario *s, int32_t i)
{
	struct stock_line *l = &s->lines[i];
	struct element e = blank(ALTERED_STOCK, l, i);

	e.id = l->lot;
	e.item = l->item;
	e.holder = l->holder;
	e.place = holder_place(s, l->holder);
	if (l->mode == MODE_CAPACITY)
		e.when = l->when;
	return e;
}

static struct element travel_element(struct scenario *s, enum altered what, int32_t i)
{
	struct element e;

	if (what == ALTERED_SEGMENT) {
		e = blank(what, &s->segments[i], i);
		e.id = s->segments[i].id;
		return e;
	}
	e = blank(what, &s->routes[i], i);
	e.id = s->routes[i].id;
	e.place = s->routes[i].from;
	e.to = s->routes[i].to;
	e.route = &s->routes[i];
	return e;
}

static struct element limit_element(struct scenario *s, enum altered what, int32_t i)
{
	struct limit *limit = &s->limits[i];
	struct element e = blank(what, limit, i);

	e.place = limit->place;
	if (limit->nitems == 1)
		e.item = limit->items[0];
	e.when = limit->when;
	return e;
}

/* The element of the sort with that number; inner ones (terms, agreements) are
 * made by their own loop. */
static struct element element_at(struct scenario *s, enum altered what, int32_t i)
{
	struct element e = blank(what, NULL, i);

	switch (what) {
	case ALTERED_NEED:
		e.at = &s->needs[i];
		e.item = s->needs[i].item;
		e.group = s->needs[i].group;
		e.place = s->needs[i].place;
		e.when = s->needs[i].when;
		break;
	case ALTERED_PEOPLE:
		e.at = &s->people[i];
		e.group = s->people[i].group;
		e.place = s->people[i].place;
		e.when = s->people[i].when;
		break;
	case ALTERED_STOCK:
		return stock_element(s, i);
	case ALTERED_TRANSIT:
		e.at = &s->transits[i];
		e.id = s->transits[i].id;
		e.item = s->transits[i].item;
		e.holder = s->transits[i].holder;
		e.place = s->transits[i].to;
		break;
	case ALTERED_HOLDER:
		e.at = &s->holders[i];
		e.id = s->holders[i].id;
		e.holder = i;
		e.place = s->holders[i].place;
		break;
	case ALTERED_ROUTE:
	case ALTERED_SEGMENT:
		return travel_element(s, what, i);
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
	case ALTERED_BUDGET:
		return limit_element(s, what, i);
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		e.at = &s->minima[i];
		e.item = s->minima[i].item;
		e.group = s->minima[i].group;
		e.place = s->minima[i].place;
		e.when = s->minima[i].when;
		break;
	case ALTERED_TIER:
		e.at = &s->tier_rules[i];
		e.item = s->tier_rules[i].item;
		e.group = s->tier_rules[i].group;
		break;
	case ALTERED_GROUP:
		e.at = &s->groups[i];
		e.id = s->groups[i].id;
		e.group = i;
		break;
	case ALTERED_ITEM:
		e.at = &s->items[i];
		e.id = s->items[i].id;
		e.item = i;
		break;
	case ALTERED_POLICY:
		e.at = &s->policy;
		break;
	case ALTERED_HORIZON:
		e.at = s;
		break;
	case ALTERED_RATE:
		e.at = &s->rates[i];
		e.item = s->rates[i].item;
		e.group = s->rates[i].group;
		e.place = s->rates[i].place;
		e.when = s->rates[i].when;
		break;
	case ALTERED_PLACE:
		e.at = &s->places[i];
		e.id = s->places[i].id;
		break;
	case ALTERED_TERMS:
	case ALTERED_AGREEMENT:
	case ALTERED_SORTS:
		break;
	}
	return e;
}

/* Some kinds share an array. */
static bool of_sort(const struct scenario *s, enum altered what, int32_t i)
{
	switch (what) {
	case ALTERED_VEHICLES:
		return s->limits[i].kind == LIMIT_VEHICLES;
	case ALTERED_HELPERS:
		return s->limits[i].kind == LIMIT_HELPERS;
	case ALTERED_BUDGET:
		return s->limits[i].kind == LIMIT_BUDGET;
	case ALTERED_MINIMUM:
		return !s->minima[i].end_stock;
	case ALTERED_END_STOCK:
		return s->minima[i].end_stock;
	default:
		return true;
	}
}

/* ---- Periods ---- */

/* The periods of an element that says the same of each of them, else NULL. */
static struct periods *divisible(struct scenario *s, enum altered what, int32_t i)
{
	switch (what) {
	case ALTERED_RATE:
		return &s->rates[i].when;
	case ALTERED_NEED:
		return s->needs[i].each ? &s->needs[i].when : NULL;
	case ALTERED_PEOPLE:
		return &s->people[i].when;
	case ALTERED_STOCK:
		return s->lines[i].mode == MODE_CAPACITY ? &s->lines[i].when : NULL;
	case ALTERED_VEHICLES:
	case ALTERED_HELPERS:
		return &s->limits[i].when;
	default:
		return NULL;
	}
}

/* Adds the element once more. */
static int32_t element_copy(struct scenario *s, enum altered what, int32_t i)
{
	int32_t k;

	switch (what) {
	case ALTERED_RATE:
		k = scenario_add_rate(s);
		s->rates[k] = s->rates[i];
		return k;
	case ALTERED_NEED:
		k = scenario_add_need(s);
		s->needs[k] = s->needs[i];
		return k;
	case ALTERED_PEOPLE:
		k = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
		s->people[k] = s->people[i];
		return k;
	case ALTERED_STOCK:
		k = scenario_add_line(s);
		s->lines[k] = s->lines[i];
		return k;
	default: /* vehicles, helpers: they name no items */
		k = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);
		s->limits[k] = s->limits[i];
		s->limits[k].items = NULL;
		s->limits[k].nitems = s->limits[k].items_room = 0;
		return k;
	}
}

/* Leaves element i with the chosen periods alone; the others get elements of
 * their own behind the last one. */
static void divide(struct scenario *s, enum altered what, int32_t i, struct periods chosen)
{
	struct periods *own = divisible(s, what, i), whole;
	int32_t k;

	if (!own)
		return;
	whole = *own;
	if (whole.first < chosen.first) {
		k = element_copy(s, what, i);
		*divisible(s, what, k) = (struct periods){whole.first, chosen.first - 1};
		divisible(s, what, i)->first = chosen.first;
	}
	if (whole.last > chosen.last) {
		k = element_copy(s, what, i);
		*divisible(s, what, k) = (struct periods){chosen.last + 1, whole.last};
		divisible(s, what, i)->last = chosen.last;
	}
}

void people_divide(struct scenario *s, int32_t i, struct periods chosen)
{
	divide(s, ALTERED_PEOPLE, i, chosen);
}

/* A claim for a window as a whole is of its first period. */
static bool period_selected(const struct application *a, const struct element *e)
{
	return e->what != ALTERED_NEED || ((const struct need *)e->at)->each ||
		e->when.first >= a->c->when.first;
}

/* ---- Set and scale ---- */

static void change_all(struct application *a)
{
	struct scenario *s = a->s;
	enum altered what = a->c->what;
	int32_t n = altered_count(s, what);

	for (int32_t i = 0; i < n && a->outcome.result != ALTER_BEYOND; i++) {
		struct element e;

		if (!of_sort(s, what, i))
			continue;
		e = element_at(s, what, i);
		if (!selected(s, a->c, &e) || !period_selected(a, &e))
			continue;
		divide(s, what, i, a->c->when);
		e = element_at(s, what, i); /* the array may have moved */
		change_element(a, &e);
	}
}

static struct element terms_element(struct scenario *s, int32_t h, int32_t i)
{
	struct element e = blank(ALTERED_TERMS, &s->holders[h].terms[i], i);

	e.holder = h;
	e.place = s->holders[h].place;
	e.item = s->holders[h].terms[i].item;
	return e;
}

static bool holder_selected(const struct application *a, int32_t h)
{
	struct element e = element_at(a->s, ALTERED_HOLDER, h);
	struct alteration c = *a->c;

	c.item = -1;
	if (c.what != ALTERED_TERMS)
		c.id = NULL;
	return selected(a->s, &c, &e);
}

/* Terms: what is said of the item, or in general; of the general ones also those
 * of items that say otherwise. What is set is added where it is not there. */
static void change_terms(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders && a->outcome.result != ALTER_BEYOND; h++) {
		struct holder *holder = &s->holders[h];
		bool found = false;

		if (!holder_selected(a, h))
			continue;
		for (int32_t i = 0; i < holder->nterms; i++)
			found |= holder->terms[i].item == a->c->item;
		if (!found && a->c->verb == ALTER_SET) {
			int32_t added = scenario_add_terms(holder);
			holder->terms[added].item = a->c->item;
		}
		for (int32_t i = 0; i < holder->nterms; i++) {
			struct element e = terms_element(s, h, i);
			bool stated = e.item == a->c->item ||
				(a->c->item < 0 && !is_absent(a->c->field, &e) &&
					(a->c->field->kind != FIELD_SECONDS || holder->terms[i].notice >= 0) &&
					(a->c->field->kind != FIELD_REACH ||
						holder->terms[i].reach != REACH_ABSENT));
			if (stated)
				change_element(a, &e);
		}
	}
}

static struct element agreement_element(struct scenario *s, int32_t h, int32_t i)
{
	struct element e = blank(ALTERED_AGREEMENT, &s->holders[h].agreements[i], i);

	e.id = s->holders[h].agreements[i].id;
	e.holder = h;
	e.place = s->holders[h].place;
	return e;
}

static void change_agreements(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders; h++) {
		for (int32_t i = 0; i < s->holders[h].nagreements; i++) {
			struct element e = agreement_element(s, h, i);

			if (selected(s, a->c, &e))
				change_element(a, &e);
		}
	}
}

/* ---- Remove ---- */

static void note_removed(struct application *a, const struct element *e)
{
	struct text name;

	a->outcome.matched++;
	if (!a->effects)
		return;
	text_init(&name);
	element_name(a->s, e, &name);
	effect_add(a, e->what, text_str(&name), NULL, "", NULL);
	text_release(&name);
}

static void release_element(struct scenario *s, enum altered what, int32_t i)
{
	if (what == ALTERED_ROUTE) {
		mem_free(s->routes[i].via);
		mem_free(s->routes[i].closed);
	} else if (what == ALTERED_VEHICLES || what == ALTERED_HELPERS || what == ALTERED_BUDGET) {
		mem_free(s->limits[i].items);
	}
}

/* Puts element `from` in place `to` of its array. */
static void move_element(struct scenario *s, enum altered what, int32_t to, int32_t from)
{
	switch (what) {
	case ALTERED_RATE:
		s->rates[to] = s->rates[from];
		break;
	case ALTERED_NEED:
		s->needs[to] = s->needs[from];
		break;
	case ALTERED_PEOPLE:
		s->people[to] = s->people[from];
		break;
	case ALTERED_STOCK:
		s->lines[to] = s->lines[from];
		break;
	case ALTERED_TRANSIT:
		s->transits[to] = s->transits[from];
		break;
	case ALTERED_ROUTE:
		s->routes[to] = s->routes[from];
		break;
	case ALTERED_TIER:
		s->tier_rules[to] = s->tier_rules[from];
		break;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		s->minima[to] = s->minima[from];
		break;
	default:
		s->limits[to] = s->limits[from];
		break;
	}
}

static int32_t *sort_counter(struct scenario *s, enum altered what)
{
	assert(altered_removable(what));
	switch (what) {
	case ALTERED_RATE:
		return &s->nrates;
	case ALTERED_NEED:
		return &s->nneeds;
	case ALTERED_PEOPLE:
		return &s->npeople;
	case ALTERED_STOCK:
		return &s->nlines;
	case ALTERED_TRANSIT:
		return &s->ntransits;
	case ALTERED_ROUTE:
		return &s->nroutes;
	case ALTERED_TIER:
		return &s->ntier_rules;
	case ALTERED_MINIMUM:
	case ALTERED_END_STOCK:
		return &s->nminima;
	default:
		return &s->nlimits;
	}
}

/* Movements follow their lines; new number by old, -1 = gone. */
static void renumber_movements(struct scenario *s, const int32_t *number)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < s->nmovements; k++) {
		struct movement m = s->movements[k];

		m.line = number[m.line];
		if (m.line >= 0)
			s->movements[kept++] = m;
	}
	s->nmovements = kept;
}

static void rebuild_route_ids(struct scenario *s)
{
	map_release(&s->route_ids);
	for (int32_t k = 0; k < s->nroutes; k++)
		map_add(&s->route_ids, s->routes[k].id, k);
}

/* Removes the elements that gone says, of an array of n. */
static void compact(struct scenario *s, enum altered what, const char *gone, int32_t n)
{
	int32_t *number = mem_calloc((size_t)n, sizeof *number);
	int32_t kept = 0;

	for (int32_t i = 0; i < n; i++) {
		number[i] = gone[i] ? -1 : kept;
		if (gone[i]) {
			release_element(s, what, i);
			continue;
		}
		if (kept < i)
			move_element(s, what, kept, i);
		kept++;
	}
	*sort_counter(s, what) = kept;
	if (what == ALTERED_STOCK)
		renumber_movements(s, number);
	if (what == ALTERED_ROUTE)
		rebuild_route_ids(s);
	mem_free(number);
}

/* An estimated route would be made again: it is closed for good. */
static bool remove_estimated(struct application *a, int32_t route)
{
	if (!a->s->routes[route].estimated)
		return false;
	route_close(a, route, WHOLE);
	a->outcome.matched++;
	return true;
}

static void remove_all(struct application *a)
{
	struct scenario *s = a->s;
	enum altered what = a->c->what;
	int32_t n = altered_count(s, what);
	char *gone;

	for (int32_t i = 0; i < n; i++) { /* splits make the array longer */
		struct element e = element_at(s, what, i);

		if (of_sort(s, what, i) && selected(s, a->c, &e) && period_selected(a, &e))
			divide(s, what, i, a->c->when);
	}
	gone = mem_calloc((size_t)altered_count(s, what), 1);
	for (int32_t i = 0; i < n; i++) {
		struct element e = element_at(s, what, i);

		if (!of_sort(s, what, i) || !selected(s, a->c, &e) || !period_selected(a, &e))
			continue;
		if (what == ALTERED_ROUTE && remove_estimated(a, i))
			continue;
		gone[i] = 1;
		note_removed(a, &e);
	}
	compact(s, what, gone, altered_count(s, what));
	mem_free(gone);
}

static void remove_terms(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders; h++) {
		struct holder *holder = &s->holders[h];
		int32_t kept = 0;

		for (int32_t i = 0; i < holder->nterms; i++) {
			struct element e = terms_element(s, h, i);

			if (selected(s, a->c, &e))
				note_removed(a, &e);
			else
				holder->terms[kept++] = holder->terms[i];
		}
		holder->nterms = kept;
	}
}

/* Lines under an agreement that is gone have none. */
static void forget_agreement(struct scenario *s, int32_t h, const int32_t *number)
{
	for (int32_t k = 0; k < s->nlines; k++) {
		if (s->lines[k].holder == h && s->lines[k].agreement >= 0)
			s->lines[k].agreement = number[s->lines[k].agreement];
	}
}

static void remove_agreements(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders; h++) {
		struct holder *holder = &s->holders[h];
		int32_t *number = mem_calloc((size_t)holder->nagreements, sizeof *number);
		int32_t kept = 0, n = holder->nagreements;

		for (int32_t i = 0; i < n; i++) {
			struct element e = agreement_element(s, h, i);

			if (selected(s, a->c, &e)) {
				note_removed(a, &e);
				mem_free(holder->agreements[i].promises);
				number[i] = -1;
			} else {
				number[i] = kept;
				holder->agreements[kept++] = holder->agreements[i];
			}
		}
		holder->nagreements = kept;
		if (kept < n)
			forget_agreement(s, h, number);
		mem_free(number);
	}
}

/* A holder stays known, for others may name it; what it has is gone. */
static void remove_holders(struct application *a)
{
	struct alteration stock = *a->c, transit = *a->c;
	const struct alteration *own = a->c;
	struct scenario *s = a->s;
	int64_t matched = 0;

	for (int32_t h = 0; h < s->nholders; h++) {
		if (!holder_selected(a, h) || (own->id && strcmp(own->id, s->holders[h].id) != 0))
			continue;
		matched++;
		stock.what = ALTERED_STOCK;
		transit.what = ALTERED_TRANSIT;
		stock.id = transit.id = NULL;
		stock.holder = transit.holder = h;
		a->c = &stock;
		remove_all(a);
		a->c = &transit;
		remove_all(a);
		a->c = own;
	}
	a->outcome.matched = matched;
}

/* ---- Additions ---- */

/* Terms and agreements stand in their holders: the new ones are those written behind. */
static void note_inner(struct application *a, enum altered what, struct text *name)
{
	struct scenario *s = a->s;
	struct where where = a->c->where;

	for (int32_t h = 0; h < s->nholders; h++) {
		int32_t n = what == ALTERED_TERMS ? s->holders[h].nterms : s->holders[h].nagreements;

		for (int32_t i = 0; i < n; i++) {
			struct element e = what == ALTERED_TERMS ? terms_element(s, h, i) : agreement_element(s, h, i);
			const struct where *at = element_where(&e);

			if (at->file != where.file || at->line < where.line)
				continue;
			element_name(s, &e, name);
			effect_add(a, what, text_str(name), NULL, NULL, "");
		}
	}
}

void alterations_note_added(struct scenario *s, enum altered what, int32_t first, struct where where,
	struct effects *e)
{
	struct alteration none;
	struct application a = {s, &none, e, {ALTER_DONE, 0, 0, 0}};
	struct text name;

	alteration_init(&none);
	none.verb = ALTER_VERBS;
	none.where = where;
	text_init(&name);
	if (what == ALTERED_TERMS || what == ALTERED_AGREEMENT)
		note_inner(&a, what, &name);
	for (int32_t i = first; i < altered_count(s, what); i++) {
		struct element element = element_at(s, what, i);

		if (!of_sort(s, what, i) || !element.at)
			continue;
		element_name(s, &element, &name);
		effect_add(&a, what, text_str(&name), NULL, NULL, "");
	}
	text_release(&name);
}

/* ---- Estimated routes ---- */

void routes_estimate(struct scenario *s)
{
	if (s->routes_made || s->nestimates == 0)
		return;
	estimates_make(s);
	s->routes_made = true;
}

void route_altered(struct route *r)
{
	if (r->estimated)
		r->altered = true;
}

/* Those that nothing has changed are made again by scenario_check, which knows
 * all places and holders then. */
void alterations_end(struct scenario *s)
{
	char *gone;

	if (!s->routes_made)
		return;
	gone = mem_calloc((size_t)s->nroutes, 1);
	for (int32_t k = 0; k < s->nroutes; k++)
		gone[k] = s->routes[k].estimated && !s->routes[k].altered;
	compact(s, ALTERED_ROUTE, gone, s->nroutes);
	mem_free(gone);
	s->routes_made = false;
}

/* ---- All ---- */

static void apply(struct application *a)
{
	const struct alteration *c = a->c;

	if (c->what == ALTERED_ROUTE && c->verb <= ALTER_REMOVE)
		routes_estimate(a->s);
	switch (c->verb) {
	case ALTER_SET:
	case ALTER_SCALE:
		if (c->what == ALTERED_RATE)
			rates_change(a, c);
		else if (c->what == ALTERED_TERMS)
			change_terms(a);
		else if (c->what == ALTERED_AGREEMENT)
			change_agreements(a);
		else
			change_all(a);
		return;
	case ALTER_REMOVE:
		if (c->what == ALTERED_TERMS)
			remove_terms(a);
		else if (c->what == ALTERED_AGREEMENT)
			remove_agreements(a);
		else if (c->what == ALTERED_HOLDER)
			remove_holders(a);
		else
			remove_all(a);
		return;
	case ALTER_SEAL:
		apply_seal(a);
		return;
	case ALTER_FLOOD:
		apply_flood(a);
		return;
	case ALTER_CLOSE:
		apply_close(a);
		return;
	case ALTER_MOVE:
		apply_move(a);
		return;
	case ALTER_VERBS:
		break;
	}
	assert(!"a verb");
}

void alteration_part(struct application *a, const struct alteration *part)
{
	const struct alteration *whole = a->c;

	a->c = part;
	apply(a);
	a->c = whole;
}

/* What it selects, by ids, and the factor. */
static void note_change(const struct application *a)
{
	const struct alteration *c = a->c;
	const struct scenario *s = a->s;
	struct text about;

	text_init(&about);
	if (c->holder >= 0)
		name_part(&about, s->holders[c->holder].id);
	if (c->holder_kind >= 0)
		name_part(&about, holder_kind_word((enum holder_kind)c->holder_kind));
	if (c->place_kind >= 0)
		name_part(&about, place_kind_word((enum place_kind)c->place_kind));
	if (c->place >= 0)
		name_part(&about, s->places[c->place].id);
	if (c->verb != ALTER_MOVE && c->to >= 0)
		name_part(&about, s->places[c->to].id);
	for (int32_t k = 0; k < c->nshelters; k++)
		name_part(&about, s->places[c->shelters[k].place].id);
	if (c->segment >= 0)
		name_part(&about, s->segments[c->segment].id);
	if (c->id)
		name_part(&about, c->id);
	if (c->item >= 0)
		name_part(&about, s->items[c->item].id);
	if (c->group >= 0)
		name_part(&about, s->groups[c->group].id);
	name_periods(&about, c->when);
	if (c->verb == ALTER_SCALE) {
		text_puts(&about, " x ");
		effect_ratio(&about, c->number, 1);
	}
	effects_change(a->effects, c->where, c->verb, c->verb <= ALTER_REMOVE ? c->what : ALTERED_SORTS,
		text_str(&about));
	text_release(&about);
}

struct alteration_outcome alteration_apply(struct scenario *s, const struct alteration *c, struct effects *e)
{
	struct application a = {s, c, e, {ALTER_DONE, 0, 0, 0}};

	apply(&a);
	if (a.outcome.result == ALTER_DONE && a.outcome.matched == 0)
		a.outcome.result = ALTER_NOTHING;
	if (e)
		note_change(&a);
	return a.outcome;
}
