#include "models/check.h"

#include "base/text.h"
#include "models/cells.h"
#include "models/scenario_words.h"
#include "models/supply.h"

/* Holders: agreements, terms, consent. */

/* ---- Agreements ---- */

static void check_agreement(
	struct check *k, const struct holder *h, const struct agreement *agreement)
{
	struct diag *item;
	int32_t i;

	if (agreement->from != DAY_NONE && agreement->to != DAY_NONE &&
		agreement->from > agreement->to) {
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_AGREEMENT_DATES,
			agreement->where, _("holder %s: agreement %s ends before it begins"), h->id,
			agreement->id);
		item->about = "to|agreement-to";
		diag_remedy(k->d, item, _("correct its dates; they may be exchanged"));
	}
	for (i = 0; i < agreement->npromises; i++) {
		const struct promise *promise = &agreement->promises[i];

		if (check_has(promise->item, k->s->nitems) && promise->quantity >= 0 &&
			promise->quantity < QUANTITY_MAX)
			continue;
		check_error(k, h->source, NULL);
		if (check_reported(k, agreement->where))
			continue;
		item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, agreement->where,
			_("holder %s: agreement %s promises an unknown item or quantity"), h->id,
			agreement->id);
		diag_remedy(k->d, item, _("name an item and a quantity of 0 or more"));
	}
}

/* ---- Terms ---- */

static const char *terms_item(const struct scenario *s, const struct terms *terms)
{
	if (terms->item < 0)
		return _("all items");
	return check_has(terms->item, s->nitems) ? s->items[terms->item].id : "?";
}

static void report_share(
	struct check *k, const struct holder *h, const struct terms *terms, const char *about)
{
	struct diag *item;

	item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_SHARE, terms->where,
		_("terms of %s for %s: a share is not between 0%% and 100%%"), h->id,
		terms_item(k->s, terms));
	item->about = about;
	diag_remedy(k->d, item, _("state 0%% to 100%%"));
}

static void check_terms_values(struct check *k, const struct holder *h, const struct terms *terms)
{
	const char *name = terms_item(k->s, terms);
	struct diag *item;

	if (terms->item >= k->s->nitems && !check_reported(k, terms->where)) {
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_REFERENCE,
			terms->where, _("terms of %s: the item is not known"), h->id);
		item->about = "item";
		diag_remedy(k->d, item, _("name an item of the scenario"));
	}
	if (terms->has_hold_back && !terms->hold_back_is_share && terms->item < 0) {
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_HOLD_BACK_ITEM,
			terms->where,
			_("terms of %s: a hold-back for all items must be a percentage"), h->id);
		item->about = "hold-back";
		diag_remedy(k->d, item, _("write it as in 20%%, or name the item"));
	}
	if (terms->has_hold_back && !terms->hold_back_is_share &&
		(terms->hold_back < 0 || terms->hold_back >= QUANTITY_MAX)) {
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_SHARE,
			terms->where, _("terms of %s for %s: the hold-back is out of range"), h->id,
			name);
		item->about = "hold-back";
		diag_remedy(k->d, item, _("state a quantity of 0 or more"));
	}
	if (terms->has_hold_back && terms->hold_back_is_share && !ratio_is_share(terms->hold_back_share))
		report_share(k, h, terms, "hold-back");
	if (terms->has_release && !ratio_is_share(terms->release))
		report_share(k, h, terms, "release");
	if (terms->notice < -1 || terms->notice > SECONDS_MAX) {
		item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_SHARE,
			terms->where, _("terms of %s for %s: the notice is out of range"), h->id,
			name);
		item->about = "notice";
		diag_remedy(k->d, item, _("state a duration such as PT6H"));
	}
}

static void report_reach(struct check *k, int32_t source, unsigned char *state, struct where where,
	const char *name, int32_t place, enum place_kind kind)
{
	struct diag *item;

	item = diag_add(check_error(k, source, state), DIAG_ERROR, CHECK_REACH, where,
		_("%s: its reach is \"%s\", but %s lies in no such place"), name,
		place_kind_word(kind), k->s->places[place].id);
	item->about = "reach";
	diag_remedy(k->d, item,
		_("name the kind of a place that it lies in, or write own or anywhere"));
}

static void check_holder_terms(struct check *k, const struct holder *h)
{
	const struct scenario *s = k->s;
	int32_t i, j;

	for (i = 0; i < h->nterms; i++) {
		const struct terms *terms = &h->terms[i];

		check_terms_values(k, h, terms);
		if (k->tree && terms->reach == REACH_REGION && check_has(h->place, s->nplaces) &&
			place_ancestor(s, h->place, terms->reach_place) < 0)
			report_reach(k, h->source, NULL, terms->where, h->id, h->place,
				terms->reach_place);
		for (j = 0; j < i; j++) {
			struct diag *item;

			if (h->terms[j].item != terms->item)
				continue;
			item = diag_add(check_error(k, h->source, NULL), DIAG_ERROR,
				CHECK_TERMS_TWICE, terms->where,
				_("holder %s states its terms for %s twice"), h->id,
				terms_item(s, terms));
			item->about = "item";
			diag_remedy(k->d, item, _("keep one of them"));
			break;
		}
	}
}

static void check_transit_reach(struct check *k)
{
	struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->ntransits; i++) {
		struct transit *t = &s->transits[i];

		if (t->reach == REACH_REGION && check_has(t->to, s->nplaces) &&
			place_ancestor(s, t->to, t->reach_place) < 0)
			report_reach(
				k, t->source, &t->state, t->where, t->id, t->to, t->reach_place);
	}
}

/* Goods lie where their host is, and share its fate. */
static void check_host(struct check *k, const struct holder *h)
{
	int32_t host = h->host ? map_get(&k->s->holder_ids, h->host) : -1;
	struct diag *item;

	if (!h->host || (host >= 0 && &k->s->holders[host] != h && !k->s->holders[host].host &&
		k->s->holders[host].place == h->place))
		return;
	check_error(k, h->source, NULL);
	if (check_reported(k, h->where))
		return;
	item = diag_add(k->d, DIAG_ERROR, CHECK_HOST, h->where,
		_("holder %s: its host %s is not another holder at the same place that has no host itself"), h->id,
		h->host);
	item->about = "host";
	diag_remedy(k->d, item, _("name the holder that keeps these goods, or leave host out"));
}

void check_holders(struct check *k)
{
	const struct scenario *s = k->s;
	int32_t h, i;

	for (h = 0; h < s->nholders; h++) {
		const struct holder *holder = &s->holders[h];
		struct diag *item;

		if (!check_has(holder->place, s->nplaces)) {
			check_error(k, holder->source, NULL);
			if (!check_reported(k, holder->where)) {
				item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, holder->where,
					_("holder %s is at no place that is known"), holder->id);
				item->about = "place";
				diag_remedy(k->d, item, _("state its place"));
			}
		}
		for (i = 0; i < holder->nagreements; i++)
			check_agreement(k, holder, &holder->agreements[i]);
		check_holder_terms(k, holder);
		check_host(k, holder);
	}
	if (k->tree)
		check_transit_reach(k);
}

/* ---- Consent ---- */

/* Callable stock without a notice or a reach: nobody knows when it comes or
 * how far it may go. */
static void check_callable(struct check *k, const struct callable *record)
{
	struct scenario *s = k->s;
	const struct holder *h = &s->holders[record->holder];
	struct where where = record->terms >= 0 ? h->terms[record->terms].where : h->where;
	struct diag *d;
	int32_t i;

	if (s->ledger || record->units == 0 || (record->notice >= 0 && record->reach != REACH_ABSENT))
		return;
	if (record->notice < 0) {
		d = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_NO_NOTICE, where,
			_("holder %s may be called on for %s, but its notice is not stated"), h->id,
			s->items[record->item].id);
		d->about = "notice";
		diag_remedy(k->d, d, _("state the notice: in sheets in the column notice 备货时限, as in 6小时; in XML in "
				"terms, as in notice=\"PT6H\""));
	}
	if (record->reach == REACH_ABSENT) {
		d = diag_add(check_error(k, h->source, NULL), DIAG_ERROR, CHECK_NO_REACH, where,
			_("holder %s may be called on for %s, but its reach is not stated"), h->id,
			s->items[record->item].id);
		d->about = "reach";
		diag_remedy(k->d, d,
			_("add terms with a reach: own, anywhere, or the kind of a place that it "
			  "lies in, as in reach=\"district\""));
	}
	/* the stock may come from another source than its holder */
	for (i = 0; i < s->nlines; i++) {
		if (s->lines[i].holder == record->holder && s->lines[i].item == record->item)
			s->lines[i].state = LINE_SET_ASIDE;
	}
}

static day today(const struct scenario *s)
{
	return day_of(s->as_of.seconds, s->start.offset);
}

static bool over_at(const struct scenario *s, const struct agreement *agreement)
{
	return (agreement->from != DAY_NONE && agreement->from > today(s)) ||
		(agreement->to != DAY_NONE && agreement->to < today(s));
}

static bool promises(const struct agreement *agreement, int32_t item)
{
	int32_t i;

	for (i = 0; i < agreement->npromises; i++) {
		if (agreement->promises[i].item == item)
			return true;
	}
	return agreement->npromises == 0;
}

static const char *agreement_number(const struct agreement *agreement)
{
	return *agreement->number ? agreement->number : agreement->id;
}

static const char *holder_title(const struct scenario *s, int32_t holder)
{
	return label_text(s->holders[holder].name, s->language, s->holders[holder].id);
}

/* Goods whose agreement does not cover them, one warning for each agreement. */
static void check_agreement_use(struct check *k)
{
	struct scenario *s = k->s;
	int32_t *first = mem_calloc((size_t)s->nholders + 1, sizeof *first);
	char *warned;
	int32_t h, i;

	for (h = 0; h < s->nholders; h++)
		first[h + 1] = first[h] + s->holders[h].nagreements;
	warned = mem_calloc((size_t)first[s->nholders], 1);
	for (i = 0; i < s->nlines; i++) {
		const struct stock_line *line = &s->lines[i];
		const struct agreement *agreement;
		int32_t number;
		struct diag *d;

		if (line->state != LINE_USED || line->government_owned)
			continue;
		number = line_agreement(s, i);
		if (number < 0 || warned[first[line->holder] + number])
			continue;
		agreement = &s->holders[line->holder].agreements[number];
		if (over_at(s, agreement)) {
			d = diag_add(check_warning(k, line->source), DIAG_WARNING,
				WARN_AGREEMENT_OVER, agreement->where,
				_("holder %s: agreement %s is not in force at the as-of time; its "
				  "goods are not counted"),
				holder_title(s, line->holder), agreement_number(agreement));
			d->about = agreement->from != DAY_NONE && agreement->from > today(s)
				? "from|agreement-from" : "to|agreement-to";
			diag_remedy(k->d, d, _("renew the agreement, or decide a requisition"));
		} else if (!promises(agreement, line->item)) {
			d = diag_add(check_warning(k, line->source), DIAG_WARNING,
				WARN_NOT_PROMISED, line->where,
				_("holder %s: agreement %s does not promise %s; it is not counted"),
				holder_title(s, line->holder), agreement_number(agreement),
				label_text(s->items[line->item].name, s->language, s->items[line->item].id));
			d->about = "item";
			diag_remedy(k->d, d, _("add it to the agreement, or decide a requisition"));
		} else {
			continue;
		}
		warned[first[line->holder] + number] = 1;
	}
	mem_free(warned);
	mem_free(first);
}

void check_consent(struct check *k)
{
	struct cells cells;
	struct supply supply;
	int32_t i;

	check_agreement_use(k);
	cells_build(k->s, &cells);
	supply_build(k->s, &cells, &supply);
	for (i = 0; i < supply.ncallable; i++)
		check_callable(k, &supply.callable[i]);
	supply_release(&supply);
	cells_release(&cells);
}
