#include "models/alteration_parts.h"
#include "models/estimates.h"
#include "models/scenario_words.h"

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

/* ---- Set and scale ---- */

static void change_all(struct application *a)
{
	struct scenario *s = a->s;
	enum altered what = a->c->what;
	int32_t n = altered_count(s, what);

	for (int32_t i = 0; i < n && a->outcome.result != ALTER_BEYOND; i++) {
		struct element e;

		if (!element_of_sort(s, what, i))
			continue;
		e = element_at(s, what, i);
		if (!element_selected(s, a->c, &e) || !element_period_selected(a, &e))
			continue;
		element_divide(s, what, i, a->c->when);
		e = element_at(s, what, i); /* the array may have moved */
		element_change(a, &e);
	}
}

/* Terms: what is said of the item, or in general; of the general ones also those
 * of items that say otherwise. What is set is added where it is not there. */
static void change_terms(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders && a->outcome.result != ALTER_BEYOND; h++) {
		struct holder *holder = &s->holders[h];
		bool found = false;

		if (!element_holder_selected(a, h))
			continue;
		for (int32_t i = 0; i < holder->nterms; i++)
			found |= holder->terms[i].item == a->c->item;
		if (!found && a->c->verb == ALTER_SET) {
			int32_t added = scenario_add_terms(holder);
			holder->terms[added].item = a->c->item;
		}
		for (int32_t i = 0; i < holder->nterms; i++) {
			struct element e = element_terms(s, h, i);
			bool stated = e.item == a->c->item ||
				(a->c->item < 0 && !field_absent(a->c->field, &e) &&
					(a->c->field->kind != FIELD_SECONDS || holder->terms[i].notice >= 0) &&
					(a->c->field->kind != FIELD_REACH ||
						holder->terms[i].reach != REACH_ABSENT));
			if (stated)
				element_change(a, &e);
		}
	}
}

static void change_agreements(struct application *a)
{
	struct scenario *s = a->s;

	for (int32_t h = 0; h < s->nholders; h++) {
		for (int32_t i = 0; i < s->holders[h].nagreements; i++) {
			struct element e = element_agreement(s, h, i);

			if (element_selected(s, a->c, &e))
				element_change(a, &e);
		}
	}
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
			struct element e = what == ALTERED_TERMS ? element_terms(s, h, i) : element_agreement(s, h, i);
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

		if (!element_of_sort(s, what, i) || !element.at)
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
	elements_compact(s, ALTERED_ROUTE, gone, s->nroutes);
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
		element_name_part(&about, s->holders[c->holder].id);
	if (c->holder_kind >= 0)
		element_name_part(&about, holder_kind_word((enum holder_kind)c->holder_kind));
	if (c->place_kind >= 0)
		element_name_part(&about, place_kind_word((enum place_kind)c->place_kind));
	if (c->place >= 0)
		element_name_part(&about, s->places[c->place].id);
	if (c->verb != ALTER_MOVE && c->to >= 0)
		element_name_part(&about, s->places[c->to].id);
	for (int32_t k = 0; k < c->nshelters; k++)
		element_name_part(&about, s->places[c->shelters[k].place].id);
	if (c->segment >= 0)
		element_name_part(&about, s->segments[c->segment].id);
	if (c->id)
		element_name_part(&about, c->id);
	if (c->item >= 0)
		element_name_part(&about, s->items[c->item].id);
	if (c->group >= 0)
		element_name_part(&about, s->groups[c->group].id);
	element_name_periods(&about, c->when);
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
