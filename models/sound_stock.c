#include "models/sound_parts.h"

#include "base/text.h"
#include "models/order.h"
#include "models/ranges.h"
#include "models/supply.h"

#include <stdlib.h>
#include <string.h>

/* --- holders --- */

static void sound_agreements(struct sound *k, const struct holder *h)
{
	for (int32_t i = 0; i < h->nagreements; i++) {
		const struct agreement *a = &h->agreements[i];

		rule(k, a->from == DAY_NONE || a->to == DAY_NONE || a->from <= a->to, a->where,
			_("the agreement ends before it begins"));
	}
}

static void sound_terms(struct sound *k, const struct holder *h)
{
	for (int32_t i = 0; i < h->nterms; i++) {
		const struct terms *t = &h->terms[i];
		bool fits = !t->has_release || ratio_is_share(t->release);

		if (t->has_hold_back)
			fits = fits && (t->hold_back_is_share ? ratio_is_share(t->hold_back_share) :
				t->item >= 0 && quantity_fits(t->hold_back, 0));
		rule(k, fits && within(t->notice, -1, SECONDS_MAX), t->where, _("a number is out of range"));
		rule(k, t->reach != REACH_REGION || place_ancestor(k->s, h->place, t->reach_place) >= 0, t->where,
			_("the holder lies in no place of the kind that is its reach"));
		for (int32_t j = 0; j < i; j++)
			rule(k, h->terms[j].item != t->item, t->where, _("the same is stated twice"));
	}
}

static void sound_covers(struct sound *k, const struct holder *h)
{
	enum place_kind kind = k->s->places[place_stand(k->s, h->place)].kind;

	rule(k, h->kind == HOLDER_HOUSEHOLD ? place_kind_is_community(kind) || place_kind_is_site(kind) : h->ncovers == 0,
		h->where, _("only households of a community or site cover people"));
	for (int32_t i = 0; i < h->ncovers; i++) {
		rule(k, within(h->covers[i].people, 0, PEOPLE_MAX) && within(h->covers[i].households, 0, PEOPLE_MAX), h->where,
			_("a number is out of range"));
		for (int32_t j = 0; j < i; j++)
			rule(k, h->covers[j].group != h->covers[i].group, h->where, _("the same is stated twice"));
	}
}

void sound_holders(struct sound *k)
{
	for (int32_t h = 0; h < k->s->nholders; h++) {
		sound_agreements(k, &k->s->holders[h]);
		sound_terms(k, &k->s->holders[h]);
		sound_covers(k, &k->s->holders[h]);
	}
}

/* --- lines --- */

static bool known_by(int64_t amount, struct instant at, int64_t now)
{
	return amount >= 0 && (at.seconds == INSTANT_NONE || at.seconds <= now);
}

static void sound_line(struct sound *k, int32_t number)
{
	struct scenario *s = k->s;
	struct stock_line *line = &s->lines[number];
	const struct item *item = &s->items[line->item];
	int64_t now = s->as_of.seconds;

	if (line->mode != MODE_CAPACITY)
		line->expires = line_last_day(s, number);
	rule(k, line->mode == MODE_CAPACITY ? cut_periods(s, &line->when, false) : true, line->where,
		_("a number is out of range"));
	if (line->mode != MODE_CAPACITY)
		line->when = (struct periods){0, s->nperiods - 1};
	if (line->state != LINE_USED)
		return;
	rule(k, known_by(line->declared, line->declared_at, now) || known_by(line->counted, line->counted_at, now),
		line->where, _("what is there is not known at the as-of time"));
	rule(k, line->expires == DAY_NONE || line->made == DAY_NONE || line->expires >= line->made, line->where,
		_("the goods expire before they were made"));
	rule(k, line->pack < 0 || item->packs[line->pack].contains % item->issue_unit == 0, line->where,
		_("the goods are held in packs that are not whole issue units"));
}

/* --- movements --- */

static int compare_movements(const void *left, const void *right)
{
	const struct movement *a = left, *b = right;
	int order = int_compare(a->line, b->line);

	if (order == 0)
		order = int_compare(a->at.seconds, b->at.seconds);
	return order ? order : int_compare(b->quantity, a->quantity); /* what comes in counts first */
}

static bool follows(int64_t amount, struct instant at, int64_t moved)
{
	return amount >= 0 && (at.seconds == INSTANT_NONE || moved > at.seconds);
}

/* After the count or declaration, and never more out than is there. */
static void sound_movements(struct sound *k)
{
	struct scenario *s = k->s;
	int64_t quantity = 0, now = s->as_of.seconds;
	int32_t line = -1;

	if (s->nmovements > 1)
		qsort(s->movements, (size_t)s->nmovements, sizeof *s->movements, compare_movements);
	for (int32_t i = 0; i < s->nmovements; i++) {
		const struct movement *m = &s->movements[i];
		const struct stock_line *l = &s->lines[m->line];
		int64_t dated = line_dated(s, m->line);

		if (m->line != line)
			quantity = known_by(l->counted, l->counted_at, now) ? l->counted : l->declared;
		line = m->line;
		if (l->state != LINE_USED || m->at.seconds > now)
			continue;
		rule(k, follows(l->declared, l->declared_at, m->at.seconds) || follows(l->counted, l->counted_at, m->at.seconds),
			m->where, _("the movement is not after the count or declaration"));
		if (dated == INSTANT_NONE || m->at.seconds > dated)
			rule(k, int_add(quantity, m->quantity, &quantity) && quantity_fits(quantity, 0), m->where,
				_("more was moved than is there or can be counted"));
	}
}

/* --- the same goods, and old counts --- */

static bool supersedes(const struct scenario *s, int32_t newer, int32_t older)
{
	for (int32_t steps = 0; newer >= 0 && steps < s->nsources; steps++) {
		newer = s->sources[newer].supersedes;
		if (newer == older && older >= 0)
			return true;
	}
	return false;
}

/* Lines of two sources that are the same goods are not both counted: a canonical scenario says
 * which is, or that neither is. */
static void sound_same_goods(struct sound *k)
{
	const struct scenario *s = k->s;
	int32_t nlines, end;
	int32_t *lines = lines_ordered(s, &nlines);

	for (int32_t from = 0; from < nlines; from = end) {
		end = lines_run_end(s, lines, nlines, from);
		for (int32_t i = from; i < end; i++)
			for (int32_t j = from; j < i; j++) {
				const struct stock_line *a = &s->lines[lines[i]], *b = &s->lines[lines[j]];

				if (a->source == b->source || a->state != LINE_USED || b->state != LINE_USED)
					continue;
				rule(k, a->lot && b->lot && strcmp(a->lot, b->lot) != 0, a->where,
					_("the same goods are counted twice, from two sources"));
			}
	}
	mem_free(lines);
	for (int32_t i = 0; i < s->nsources; i++)
		rule(k, !supersedes(s, i, i), s->sources[i].where, _("the source supersedes itself"));
}

/* First second at which something of that date is too old. */
static int64_t stale_from(const struct scenario *s, int64_t confirmed)
{
	int32_t offset = s->start.offset;
	struct duration after = s->policy.stale_after;
	day d = day_of(confirmed, offset);
	int64_t second = confirmed - day_start(d, offset), age = after.seconds;

	after.seconds = 0;
	return day_start(day_add(d, after), offset) + second + age + 1;
}

static void sound_ages(struct sound *k)
{
	const struct scenario *s = k->s;
	int64_t now = s->as_of.seconds;

	for (int32_t i = 0; i < s->nlines; i++) {
		const struct stock_line *l = &s->lines[i];
		int64_t dated = line_dated(s, i);

		if (l->state != LINE_USED)
			continue;
		rule(k, (l->declared < 0 || l->declared_at.seconds <= now) && (l->counted < 0 || l->counted_at.seconds <= now),
			l->where, _("the stock is dated after the as-of time"));
		rule(k, !s->policy.has_stale_after || (dated != INSTANT_NONE && now < stale_from(s, dated)), l->where,
			_("the count is too old and counted all the same"));
	}
}

void sound_stock(struct sound *k)
{
	const struct scenario *s = k->s;

	for (int32_t i = 0; i < s->nlines; i++)
		sound_line(k, i);
	sound_movements(k);
	for (int32_t i = 0; i < s->ntransits; i++) {
		const struct transit *t = &s->transits[i];

		rule(k, t->state != LINE_USED || quantity_fits(t->quantity, 1), t->where, _("a number is out of range"));
		rule(k, t->reach != REACH_REGION || place_ancestor(s, t->to, t->reach_place) >= 0, t->where,
			_("the goods come to no place of the kind that is their reach"));
	}
	if (!k->sound)
		return;
	sound_same_goods(k);
	sound_ages(k);
}
