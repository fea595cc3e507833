/* Reading a scenario as if decisions had been taken (models/decisions.h). */
#include "models/decisions.h"

/* ---- What can be read of what was set aside ---- */

static bool terms_readable(const struct holder *h)
{
	int32_t i;

	for (i = 0; i < h->nterms; i++) {
		const struct terms *terms = &h->terms[i];

		if (terms->notice < -1 || terms->notice >= (int64_t)1 << 40 ||
			(terms->has_release && !ratio_is_share(terms->release)))
			return false;
		if (terms->has_hold_back &&
			(terms->hold_back_is_share ? !ratio_is_share(terms->hold_back_share)
						   : terms->hold_back < 0 ||
						terms->hold_back >= QUANTITY_MAX))
			return false;
	}
	return true;
}

static bool covers_readable(const struct scenario *s, const struct holder *h)
{
	int32_t i;

	for (i = 0; i < h->ncovers; i++) {
		if (h->covers[i].people < 0 || h->covers[i].people >= QUANTITY_MAX ||
			h->covers[i].group >= s->ngroups)
			return false;
	}
	return true;
}

bool line_readable(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];
	const struct holder *h;

	if (l->holder < 0 || l->holder >= s->nholders || l->item < 0 || l->item >= s->nitems)
		return false;
	h = &s->holders[l->holder];
	return h->place >= 0 && h->place < s->nplaces && l->agreement < h->nagreements &&
		line_quantity(s, line) < QUANTITY_MAX && terms_readable(h) && covers_readable(s, h);
}

bool transit_readable(const struct scenario *s, const struct transit *t)
{
	return t->item >= 0 && t->item < s->nitems && t->to >= 0 && t->to < s->nplaces &&
		t->holder < s->nholders && t->quantity > 0 && t->quantity < QUANTITY_MAX &&
		t->arrives.seconds != INSTANT_NONE;
}

int32_t line_faulty_source(const struct scenario *s, const struct stock_line *line)
{
	int32_t of_holder = s->holders[line->holder].source;

	if (line->source >= 0 && s->sources[line->source].state == SOURCE_SET_ASIDE)
		return line->source;
	if (of_holder >= 0 && s->sources[of_holder].state == SOURCE_SET_ASIDE)
		return of_holder;
	return line->source;
}

/* ---- Reading as if it were decided ---- */

bool decides_line(const struct scenario *s, const struct decision *d, int32_t line)
{
	const struct stock_line *l = &s->lines[line];

	if (l->item != d->item || !line_readable(s, line))
		return false;
	switch (d->kind) {
	case DECISION_SOURCE:
		return l->state == LINE_SET_ASIDE && line_faulty_source(s, l) == d->source;
	case DECISION_CONFLICT:
		return l->state == LINE_CONFLICT && l->source == d->source;
	case DECISION_STALE:
		return l->state == LINE_STALE && l->holder == d->holder;
	case DECISION_CONSENT:
	case DECISION_RELEASE:
	case DECISION_SHARE:
	case DECISION_HOLD_BACK:
	case DECISION_NOTICE:
	case DECISION_LIMIT:
	case DECISION_CAPACITY:
	case DECISION_ROAD:
	case DECISION_ROADS:
	case DECISION_KINDS:
		break;
	}
	return false;
}

static const struct what_if *what_if_of(const struct scenario *s)
{
	return (const struct what_if *)(const void *)s->supposed; /* its first member */
}

static bool counts_line(const struct scenario *s, int32_t line)
{
	const struct what_if *w = what_if_of(s);

	for (int32_t k = 0; k < w->ndecisions; k++)
		if (decides_line(s, &w->decisions[k], line))
			return true;
	return false;
}

static bool decides_transit(const struct scenario *s, const struct decision *d, int32_t transit)
{
	const struct transit *t = &s->transits[transit];

	return d->kind == DECISION_SOURCE && t->state == LINE_SET_ASIDE && t->source == d->source &&
		t->item == d->item && transit_readable(s, t);
}

static bool counts_transit(const struct scenario *s, int32_t transit)
{
	const struct transit *t = &s->transits[transit];
	const struct what_if *w = what_if_of(s);

	if (w->stays || (w->items && t->item >= 0 && !w->items[t->item]))
		return false;
	if (t->state == LINE_USED)
		return true;
	for (int32_t k = 0; k < w->ndecisions; k++)
		if (decides_transit(s, &w->decisions[k], transit))
			return true;
	return false;
}

static bool leaves_out(const struct scenario *s, int32_t line)
{
	const struct what_if *w = what_if_of(s);

	return w->items && !w->items[s->lines[line].item];
}

/* ---- Terms ---- */

/* Is a decision about the holder's terms for the item among those taken? */
static bool decided(const struct what_if *w, enum decision_kind kind, int32_t holder, int32_t item)
{
	for (int32_t k = 0; k < w->ndecisions; k++)
		if (w->decisions[k].kind == kind && w->decisions[k].holder == holder &&
			w->decisions[k].item == item)
			return true;
	return false;
}

static bool consents(const struct scenario *s, int32_t holder, int32_t item)
{
	return what_if_of(s)->all_consent || decided(what_if_of(s), DECISION_CONSENT, holder, item);
}

static void decide_terms(const struct what_if *w, int32_t holder, int32_t item, struct effective_terms *e)
{
	if (!e->has_release && (decided(w, DECISION_CONSENT, holder, item) || decided(w, DECISION_RELEASE, holder, item))) {
		e->has_release = true;
		e->release = (struct ratio){1, 1};
	}
	if (e->has_release && decided(w, DECISION_SHARE, holder, item))
		e->release = (struct ratio){1, 1};
	if (decided(w, DECISION_HOLD_BACK, holder, item)) {
		e->is_share = false;
		e->hold_back = 0;
	}
	if (decided(w, DECISION_NOTICE, holder, item))
		e->notice = 0;
}

static void suppose_one(struct effective_terms *e, const struct supposed_terms *t)
{
	if (t->hold_back >= 0) {
		e->is_share = false;
		e->hold_back = t->hold_back;
	}
	if (t->release.den > 0) {
		e->has_release = true;
		e->release = t->release;
	}
	if (t->notice >= 0)
		e->notice = t->notice;
	if (t->reach != REACH_ABSENT) {
		e->reach = t->reach;
		e->reach_place = t->reach_place;
	}
}

static void change_terms(const struct scenario *s, int32_t holder, int32_t item, struct effective_terms *e)
{
	const struct what_if *w = what_if_of(s);

	decide_terms(w, holder, item, e);
	for (int32_t i = 0; i < w->nterms; i++)
		if (w->terms[i].holder == holder && w->terms[i].item == item)
			suppose_one(e, &w->terms[i]);
	if (w->no_notice)
		e->notice = 0;
	if (w->anywhere)
		e->reach = REACH_ANYWHERE;
	if (w->stays)
		e->reach = REACH_OWN;
	if (w->all_released) {
		e->is_share = false;
		e->hold_back = 0;
		e->has_release = true;
		e->release = (struct ratio){1, 1};
	}
}

void scenario_suppose(struct scenario *s, struct what_if *w)
{
	w->reading = (struct supposition){counts_line, counts_transit, leaves_out, consents, change_terms, w->no_expiry};
	s->supposed = &w->reading;
}
