#include "models/supply.h"

#include "models/cells.h"
#include "models/order.h"
#include "models/supposed.h"
#include "models/travel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct build {
	const struct scenario *s;
	const struct cells *cells;
	struct supply *out;
	int64_t now; /* as-of, not before the start; seconds after 1970 */
	int32_t root;
	int64_t *eaten; /* [nlines] used by the holder's own people */
	int64_t *
		reserved; /* [ncells] at the first cell of item and place: issue units kept by autonomy */
};

/* One line's part of a quantity to which the formula is applied. */
struct portion {
	int32_t line;
	int64_t quantity;
	bool consented;
	int64_t release; /* of what was called up before, seconds after the start; -1 = that of the amount */
};
/* The quantity itself: all portions of stock, or of one period of capacity. */
struct amount {
	struct portion *portions; /* [nportions] in the order of calling */
	int32_t nportions, room;
	int64_t good, government, consented;
	/* Of them called up before, too late for a call of now; and what lies beside that today,
	 * beyond the sums above. */
	int64_t called, beside_good, beside_government, beside_consented;
	int64_t release; /* seconds after the start */
	int32_t period; /* in which capacity is born; -1 for stock */
};

/* ---- Terms ---- */

static const struct terms *find_terms(const struct holder *h, int32_t item)
{
	int32_t i;

	for (i = 0; i < h->nterms; i++) {
		if (h->terms[i].item == item)
			return &h->terms[i];
	}
	return NULL;
}

static void apply_terms(struct effective_terms *e, const struct holder *h, const struct terms *terms)
{
	if (!terms)
		return;
	if (terms->has_hold_back) {
		e->is_share = terms->hold_back_is_share;
		e->share = terms->hold_back_share;
		e->hold_back = terms->hold_back;
	}
	if (terms->has_release) {
		e->has_release = true;
		e->release = terms->release;
		e->deciding = (int32_t)(terms - h->terms);
	}
	if (terms->notice >= 0)
		e->notice = terms->notice;
	if (terms->reach != REACH_ABSENT) {
		e->reach = terms->reach;
		e->reach_place = terms->reach_place;
	}
}

static struct effective_terms effective_terms(const struct scenario *s, int32_t holder, int32_t item)
{
	const struct holder *h = &s->holders[holder];
	struct effective_terms e = {.share = {0, 1}, .release = {0, 1}, .notice = -1, .deciding = -1};

	apply_terms(&e, h, find_terms(h, -1));
	apply_terms(&e, h, find_terms(h, item));
	if (s->supposed)
		s->supposed->change_terms(s, holder, item, &e);
	return e;
}

static int64_t notice_of(const struct effective_terms *e)
{
	return e->notice < 0 ? 0 : e->notice;
}

int64_t supply_notice(const struct scenario *s, int32_t holder, int32_t item)
{
	struct effective_terms e = effective_terms(s, holder, item);

	return notice_of(&e);
}

static int64_t hold_back_of(const struct effective_terms *e, int64_t quantity)
{
	return e->is_share ? int_mul_div_ceil(quantity, e->share.num, e->share.den) : e->hold_back;
}

/* callable = floor(max(0, min(q - hold_back, released, q_consent)) / u): the
 * floor of a least value is the least of the floors. */
static int64_t callable_units(const struct scenario *s, const struct effective_terms *e,
	const struct callable *record, const struct amount *amount)
{
	int64_t u = s->items[record->item].issue_unit;
	int64_t left = int_floor_div(amount->good - hold_back_of(e, amount->good), u);
	int64_t consented = amount->consented / u;
	int64_t released;

	if (e->has_release)
		released = (int64_t)wide_floor_div(
			(wide)e->release.num * amount->good, (wide)e->release.den * u);
	else if (s->holders[record->holder].kind == HOLDER_HOUSEHOLD)
		released = 0;
	else
		released = amount->government / u;
	if (left > released)
		left = released;
	if (left > consented)
		left = consented;
	return left > 0 ? left : 0;
}

/* ---- Consent ---- */

static bool promises_item(const struct agreement *agreement, int32_t item)
{
	int32_t i;

	if (agreement->npromises == 0)
		return true;
	for (i = 0; i < agreement->npromises; i++) {
		if (agreement->promises[i].item == item)
			return true;
	}
	return false;
}

/* In force on every local day from `from` to `to`, seconds after 1970. */
static bool in_force(
	const struct scenario *s, const struct agreement *agreement, int64_t from, int64_t to)
{
	int32_t offset = s->start.offset;

	return (agreement->from == DAY_NONE || agreement->from <= day_of(from, offset)) &&
		(agreement->to == DAY_NONE || agreement->to >= day_of(to, offset));
}

static bool has_consent(const struct scenario *s, int32_t line, int64_t from, int64_t to)
{
	const struct stock_line *l = &s->lines[line];
	const struct agreement *agreement;
	int32_t number;

	if (l->government_owned || (s->supposed && s->supposed->consents(s, l->holder, l->item)))
		return true;
	if (s->holders[l->holder].refuses)
		return false;
	number = line_agreement(s, line);
	if (number < 0)
		return false;
	agreement = &s->holders[l->holder].agreements[number];
	return promises_item(agreement, l->item) && in_force(s, agreement, from, to);
}

bool line_consented(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];
	struct effective_terms e = effective_terms(s, l->holder, l->item);
	int64_t now = s->as_of.seconds > s->start.seconds ? s->as_of.seconds : s->start.seconds;

	return has_consent(s, line, now, now + notice_of(&e));
}

/* ---- Amounts ---- */

static void add_clipped(int64_t *sum, int64_t value)
{
	/* Only what is set aside can be absurd: the rest was checked. */
	if (!int_add(*sum, value, sum))
		*sum = INT64_MAX;
}

static void amount_add(struct amount *amount, const struct scenario *s, int32_t line,
	int64_t quantity, bool consented)
{
	int32_t i = ARRAY_ADD(&amount->portions, &amount->nportions, &amount->room);

	amount->portions[i] = (struct portion){line, quantity, consented, -1};
	amount->good += quantity;
	if (s->lines[line].government_owned)
		amount->government += quantity;
	if (consented)
		amount->consented += quantity;
}

/* Goods that are in date nowhere in the horizon from their release on cannot be
 * used. A release after the horizon does not make goods expire. */
static bool usable_after(const struct scenario *s, day last_day, int64_t release)
{
	int32_t period = period_of(s, release);

	if (s->supposed && s->supposed->never_expires)
		return true;
	return usable_in(s, last_day, period < s->nperiods ? period : s->nperiods - 1);
}

/* DAY_NONE for what is usable in the whole horizon. */
static day last_class(const struct scenario *s, day last_day)
{
	bool always = (s->supposed && s->supposed->never_expires) || usable_in(s, last_day, s->nperiods - 1);

	return always ? DAY_NONE : last_day;
}

/* Periods of a capacity line that are not over at the as-of. */
static struct periods open_periods(const struct build *b, const struct stock_line *line)
{
	const struct scenario *s = b->s;
	int64_t past = (b->now - s->start.seconds) / s->period;
	struct periods open = line->when;

	if (open.first < past)
		open.first = past < s->nperiods ? (int32_t)past : s->nperiods;
	if (open.last >= s->nperiods)
		open.last = s->nperiods - 1;
	return open;
}

day line_birth_last_day(const struct scenario *s, int32_t line, int32_t period)
{
	const struct stock_line *l = &s->lines[line];
	const struct duration *life = &s->items[l->item].shelf_life;
	day born = day_of(s->start.seconds + period * s->period, s->start.offset);

	if (l->expires != DAY_NONE)
		return l->expires;
	if (life->months == 0 && life->seconds == 0)
		return DAY_NONE;
	return day_add(born, *life);
}

/* ---- What was called up before ---- */

/* Smallest units of a line of `quantity` that were called up before and come while they
 * are usable and consented; *release: when the last of them does. */
static int64_t called_before(const struct build *b, const struct effective_terms *e, int32_t line,
	int32_t born, day last_day, int64_t quantity, int64_t *release)
{
	const struct scenario *s = b->s;
	int64_t now = b->now - s->start.seconds, u = s->items[s->lines[line].item].issue_unit, called = 0;
	int32_t k;

	*release = -1;
	if (!e->has_release && !s->lines[line].government_owned)
		return 0;
	for (k = first_not_below(s->calls, s->ncalls, sizeof *s->calls, line); k < s->ncalls && s->calls[k].line == line; k++) {
		const struct call_up *c = &s->calls[k];
		int64_t free = c->from + notice_of(e), comes = free > now ? free : now;

		if (c->born != born || !usable_after(s, last_day, comes) ||
			!has_consent(s, line, b->now, s->start.seconds + comes))
			continue;
		called = c->units <= (quantity - called) / u ? called + c->units * u : quantity;
		*release = free > *release ? free : *release;
	}
	return called;
}

/* Puts what was called up before into the amount, and notes what lies beside it today and
 * can be called up no more, since it expires, or for want of consent alone. Smallest units
 * that were called up. */
static int64_t add_called(const struct build *b, const struct effective_terms *e, struct amount *amount, int32_t line,
	int64_t quantity, day last_day, bool expires)
{
	const struct scenario *s = b->s;
	int32_t born = s->lines[line].mode == MODE_CAPACITY ? amount->period : -1;
	int64_t release, called = called_before(b, e, line, born, last_day, quantity, &release);

	if (called > 0) {
		amount_add(amount, s, line, called, true);
		amount->portions[amount->nportions - 1].release = release;
		amount->called += called;
	}
	if (!usable_after(s, last_day, b->now - s->start.seconds))
		return called;
	if (expires)
		amount->beside_good += quantity - called;
	if (expires && s->lines[line].government_owned)
		amount->beside_government += quantity - called;
	if (has_consent(s, line, b->now, b->now))
		amount->beside_consented += quantity - called;
	return called;
}

/* What is good of a line, by a call at `from`, or by one before. */
static void add_good(const struct build *b, struct callable *record, const struct effective_terms *e,
	struct amount *amount, int32_t line, int64_t quantity, day last_day, int64_t from)
{
	const struct scenario *s = b->s;
	bool expires = !usable_after(s, last_day, amount->release);
	bool consented = has_consent(s, line, from, from + notice_of(e));
	int64_t called = 0;

	if (s->ncalls > 0 && (expires || !consented))
		called = add_called(b, e, amount, line, quantity, last_day, expires);
	if (expires && last_day >= day_of(from, s->start.offset))
		record->too_late += quantity - called;
	else if (expires)
		record->expired += quantity - called;
	else if (called == 0 || called < quantity)
		amount_add(amount, s, line, quantity - called, consented);
}

/* ---- Lines ---- */

/* Puts one line of stock into its pigeonhole of the record. */
static void sort_stock_line(const struct build *b, struct callable *record,
	const struct effective_terms *e, struct amount *stock, int32_t line)
{
	const struct scenario *s = b->s;
	const struct stock_line *l = &s->lines[line];
	int64_t quantity = line_quantity(s, line);

	add_clipped(&record->in_stock, quantity);
	if (!line_counted(s, line)) {
		add_clipped(&record->set_aside, quantity);
		return;
	}
	if (l->status != STATUS_GOOD) {
		add_clipped(&record->not_good, quantity);
		return;
	}
	record->household += b->eaten[line];
	quantity -= b->eaten[line];
	add_good(b, record, e, stock, line, quantity, line_last_day(s, line), b->now);
}

static void sort_capacity_line(const struct build *b, struct callable *record,
	const struct effective_terms *e, struct amount *born, int32_t line)
{
	const struct scenario *s = b->s;
	const struct stock_line *l = &s->lines[line];
	int64_t quantity = line_quantity(s, line);
	int64_t from = s->start.seconds + born->period * s->period;

	if (from < b->now)
		from = b->now;
	add_clipped(&record->in_stock, quantity);
	if (!line_counted(s, line))
		add_clipped(&record->set_aside, quantity);
	else if (l->status != STATUS_GOOD)
		add_clipped(&record->not_good, quantity);
	else
		add_good(b, record, e, born, line, quantity, line_birth_last_day(s, line, born->period), from);
}

/* What was made in a period that is over is there as far as it was called up. */
static void sort_made_line(const struct build *b, struct callable *record, const struct effective_terms *e,
	struct amount *born, int32_t line)
{
	const struct scenario *s = b->s;

	if (line_counted(s, line) && s->lines[line].status == STATUS_GOOD)
		record->in_stock += add_called(b, e, born, line, line_quantity(s, line),
			line_birth_last_day(s, line, born->period), true);
}

/* ---- Lots ---- */

/* A lot before it is split: real_day is its own expiry, whatever the horizon. */
struct cut {
	struct supply_lot lot;
	day real_day;
	int32_t number; /* in the order of calling */
};
struct cuts {
	struct cut *cuts;
	int32_t n, room;
};

static bool eligible(const struct scenario *s, const struct effective_terms *e, const struct portion *p)
{
	return e->has_release ? p->consented : s->lines[p->line].government_owned;
}

/* Unit k is the smallest units k u .. (k + 1) u - 1 of the eligible portions
 * laid end to end; it belongs to the portion of its first one. */
static void cut_lots(const struct scenario *s, const struct effective_terms *e,
	const struct callable *record, const struct amount *amount, int64_t units,
	struct cuts *cuts)
{
	int64_t u = s->items[record->item].issue_unit;
	int64_t laid = 0, given = 0;
	int32_t i;

	for (i = 0; i < amount->nportions && given < units; i++) {
		const struct portion *p = &amount->portions[i];
		const struct stock_line *line = &s->lines[p->line];
		int64_t until;
		struct cut *cut;
		int32_t k;

		if (!eligible(s, e, p))
			continue;
		laid += p->quantity;
		until = int_ceil_div(laid, u);
		until = until < units ? until : units;
		if (until == given)
			continue;
		k = ARRAY_ADD(&cuts->cuts, &cuts->n, &cuts->room);
		cut = &cuts->cuts[k];
		cut->number = k;
		cut->real_day = amount->period < 0 ? line_last_day(s, p->line)
						   : line_birth_last_day(s, p->line, amount->period);
		cut->lot.holder = record->holder;
		cut->lot.item = record->item;
		cut->lot.line = p->line;
		cut->lot.born = amount->period;
		cut->lot.transit = -1;
		cut->lot.place = place_stand(s, s->holders[record->holder].place);
		cut->lot.units = until - given;
		cut->lot.lot = line->lot;
		cut->lot.expires = cut->real_day;
		cut->lot.last_day = last_class(s, cut->real_day);
		cut->lot.release = p->release >= 0 ? p->release : amount->release;
		cut->lot.form = line->government_owned ? LEGAL_TRANSFER : LEGAL_AGREEMENT;
		given = until;
	}
	assert(given == units);
}

/* By the formula; of what was called up before as much as it gives for all of its goods. */
static int64_t amount_units(const struct scenario *s, const struct effective_terms *e,
	const struct callable *record, const struct amount *amount)
{
	int64_t units = callable_units(s, e, record, amount), kept, called;
	struct amount whole = *amount;

	if (amount->called == 0)
		return units;
	whole.good += amount->beside_good;
	whole.government += amount->beside_government;
	whole.consented += amount->beside_consented;
	kept = callable_units(s, e, record, &whole);
	called = amount->called / s->items[record->item].issue_unit;
	kept = kept < called ? kept : called;
	return kept > units ? kept : units;
}

/* Applies the formula to one amount and books it in the record. */
static void call_amount(struct build *b, const struct effective_terms *e, struct callable *record,
	const struct amount *amount, struct cuts *cuts)
{
	int64_t units = amount_units(b->s, e, record, amount);

	record->good += amount->good;
	record->government += amount->government;
	record->consented += amount->consented;
	record->no_agreement += amount->good - amount->consented;
	add_clipped(&record->hold_back, hold_back_of(e, amount->good));
	record->units += units;
	cut_lots(b->s, e, record, amount, units, cuts);
}

static int compare_expiry(const void *left, const void *right)
{
	const struct cut *a = left, *b = right;
	bool a_none = a->real_day == DAY_NONE, b_none = b->real_day == DAY_NONE;
	int order = int_compare(a_none, b_none);

	if (order == 0 && !a_none)
		order = int_compare(a->real_day, b->real_day);
	return order ? order : int_compare(a->number, b->number);
}

static void add_lot(
	struct build *b, const struct supply_lot *lot, int64_t units, bool own, int32_t region)
{
	struct supply *out = b->out;
	int32_t i;

	if (units <= 0)
		return;
	i = ARRAY_ADD(&out->lots, &out->nlots, &out->lots_room);
	out->lots[i] = *lot;
	out->lots[i].units = units;
	out->lots[i].own = own;
	out->lots[i].region = region;
}

/* The region of a reach from a place; reach absent is the place itself. */
static int32_t reach_region(
	const struct build *b, int32_t place, enum reach_kind reach, enum place_kind kind)
{
	int32_t region = -1;

	if (reach == REACH_ANYWHERE)
		region = b->root;
	else if (reach == REACH_REGION)
		region = place_ancestor(b->s, place, kind);
	return place_stand(b->s, region < 0 ? place : region);
}

/* ---- Autonomy ---- */

/* own_units = min(ceil(autonomy * units), what is left of the stand's need). */
static int64_t reserve_own(struct build *b, const struct callable *record)
{
	const struct scenario *s = b->s;
	int32_t stand = place_stand(s, s->holders[record->holder].place);
	int32_t end, c;
	int32_t first = cells_find(s, b->cells, record->item, stand, &end);
	const struct ratio *autonomy = &s->policy.autonomy;
	int64_t own = int_mul_div_ceil(record->units, autonomy->num, autonomy->den);
	wide need = 0;

	if (first == end)
		return 0;
	for (c = first; c < end; c++)
		if (b->cells->cells[c].when.first < s->places[stand].lost)
			need += b->cells->cells[c].units - b->cells->cells[c].fact;
	need -= b->reserved[first];
	if (own > need)
		own = (int64_t)need;
	b->reserved[first] += own;
	return own;
}

/* The last-expiring lots stay at home. */
static void split_lots(struct build *b, const struct effective_terms *e, const struct callable *record,
	struct cuts *cuts)
{
	int32_t stand = place_stand(b->s, b->s->holders[record->holder].place);
	bool all_own = e->reach == REACH_OWN || e->reach == REACH_ABSENT;
	int64_t own = record->own_units;
	int32_t i;

	if (cuts->n > 0)
		qsort(cuts->cuts, (size_t)cuts->n, sizeof *cuts->cuts, compare_expiry);
	for (i = cuts->n - 1; i >= 0; i--) {
		const struct supply_lot *lot = &cuts->cuts[i].lot;
		int64_t stays = own < lot->units ? own : lot->units;

		if (all_own)
			stays = lot->units;
		else
			own -= stays;
		add_lot(b, lot, stays, true, stand);
		add_lot(b, lot, lot->units - stays, false, record->region);
	}
}

/* ---- One holder and item ---- */

static void call_capacity(struct build *b, const struct effective_terms *e, struct callable *record,
	const int32_t *lines, int32_t nlines, struct cuts *cuts)
{
	const struct scenario *s = b->s;
	struct amount born = {.period = 0};
	int32_t t, i;

	for (t = 0; t < s->nperiods; t++) {
		int64_t from = t * s->period;

		if (from < b->now - s->start.seconds)
			from = b->now - s->start.seconds;
		born = (struct amount){.portions = born.portions, .room = born.room, .period = t,
			.release = from + notice_of(e)};
		for (i = 0; i < nlines; i++) {
			const struct stock_line *line = &s->lines[lines[i]];
			struct periods open = open_periods(b, line);

			if (line->mode != MODE_CAPACITY || line->state == LINE_SUPERSEDED)
				continue;
			if (open.first <= t && t <= open.last)
				sort_capacity_line(b, record, e, &born, lines[i]);
			else if (s->ncalls > 0 && line->when.first <= t && t <= line->when.last)
				sort_made_line(b, record, e, &born, lines[i]);
		}
		if (born.nportions > 0)
			call_amount(b, e, record, &born, cuts);
	}
	mem_free(born.portions);
}

static void call_item(struct build *b, const int32_t *lines, int32_t nlines)
{
	const struct scenario *s = b->s;
	const struct stock_line *first = &s->lines[lines[0]];
	const struct holder *holder = &s->holders[first->holder];
	struct effective_terms e = effective_terms(s, first->holder, first->item);
	struct amount stock = {.period = -1};
	struct cuts cuts = {0};
	struct callable record = {.holder = first->holder, .item = first->item};
	int32_t i, n;

	record.notice = e.notice;
	record.has_release = e.has_release;
	record.release = e.release;
	record.terms = e.deciding;
	record.reach = e.reach;
	record.region = reach_region(b, holder->place, e.reach, e.reach_place);
	stock.release = b->now - s->start.seconds + notice_of(&e);
	for (i = 0; i < nlines; i++) {
		const struct stock_line *line = &s->lines[lines[i]];

		if (line->mode == MODE_CAPACITY)
			record.by_period = true;
		else if (line->state != LINE_SUPERSEDED)
			sort_stock_line(b, &record, &e, &stock, lines[i]);
	}
	if (stock.nportions > 0)
		call_amount(b, &e, &record, &stock, &cuts);
	if (record.by_period)
		call_capacity(b, &e, &record, lines, nlines, &cuts);
	record.default_used = !e.has_release && record.good > record.government &&
		holder->kind != HOLDER_HOUSEHOLD;
	record.own_units = reserve_own(b, &record);
	split_lots(b, &e, &record, &cuts);
	n = ARRAY_ADD(&b->out->callable, &b->out->ncallable, &b->out->callable_room);
	b->out->callable[n] = record;
	mem_free(cuts.cuts);
	mem_free(stock.portions);
}

static void call_lines(struct build *b, const int32_t *lines, int32_t nlines)
{
	int32_t from, to;

	for (from = 0; from < nlines; from = to) {
		to = lines_run_end(b->s, lines, nlines, from);
		call_item(b, lines + from, to - from);
	}
}

/* ---- Goods under way ---- */

static void add_transits(struct build *b)
{
	const struct scenario *s = b->s;
	int32_t i;

	for (i = 0; i < s->ntransits; i++) {
		const struct transit *transit = &s->transits[i];
		struct supply_lot lot = {
			.holder = transit->holder, .item = transit->item, .line = -1};
		int64_t after = transit->arrives.seconds - s->start.seconds;
		bool own = transit->reach == REACH_ABSENT || transit->reach == REACH_OWN;
		int32_t stand;

		if (!transit_counted(s, i) || transit->item < 0 || transit->to < 0)
			continue;
		lot.transit = i;
		lot.release = after > 0 ? after : 0;
		lot.arrives = after > 0;
		if (!usable_after(s, transit->expires, lot.release))
			continue;
		stand = place_stand(s, transit->to);
		lot.place = stand;
		lot.lot = transit->lot;
		lot.expires = transit->expires;
		lot.last_day = last_class(s, transit->expires);
		lot.form =
			transit->holder < 0 || s->holders[transit->holder].kind == HOLDER_GOVERNMENT
			? LEGAL_TRANSFER
			: LEGAL_AGREEMENT;
		add_lot(b, &lot, transit->quantity / s->items[transit->item].issue_unit, own,
			own ? stand
			    : reach_region(b, transit->to, transit->reach, transit->reach_place));
	}
}

int32_t lot_layer(const struct supply_lot *lot, int32_t stand)
{
	return lot->own ? -1 - stand : lot->region;
}

/* ---- Order ---- */

struct lot_key {
	const struct scenario *s;
	int32_t item, place, holder; /* ranks of the ids; no holder is -1 */
	int32_t number; /* where it stood */
	struct supply_lot lot;
};

static int compare_transits(const struct scenario *s, int32_t left, int32_t right)
{
	const struct transit *a = &s->transits[left], *b = &s->transits[right];
	int order = text_compare(a->id, b->id);

	if (order == 0)
		order = text_compare(a->donor, b->donor);
	if (order == 0)
		order = int_compare(a->quantity, b->quantity);
	if (order == 0)
		order = int_compare(a->quality, b->quality);
	return order ? order : int_compare(left, right);
}

/* What is the same item, place, class, holder and lot: in the order in which
 * it comes free, its own part first, then by the lines themselves. */
static int compare_rest(
	const struct scenario *s, const struct supply_lot *a, const struct supply_lot *b)
{
	int order = int_compare(a->release, b->release);

	if (order == 0)
		order = int_compare(b->own, a->own);
	if (order == 0)
		order = int_compare(a->form, b->form);
	if (order == 0)
		order = int_compare(a->line < 0, b->line < 0);
	if (order == 0)
		order = int_compare(a->transit < 0, b->transit < 0);
	if (order)
		return order;
	if (a->line >= 0)
		return line_compare(s, a->line, b->line);
	if (a->transit >= 0)
		return compare_transits(s, a->transit, b->transit);
	order = int_compare(a->expires, b->expires);
	return order ? order : text_compare(s->places[a->region].id, s->places[b->region].id);
}

static int compare_lots(const void *left, const void *right)
{
	const struct lot_key *a = left, *b = right;
	int order = int_compare(a->item, b->item);

	if (order == 0)
		order = int_compare(a->place, b->place);
	if (order == 0)
		order = int_compare(a->lot.last_day == DAY_NONE, b->lot.last_day == DAY_NONE);
	if (order == 0)
		order = int_compare(a->lot.last_day, b->lot.last_day);
	if (order == 0)
		order = int_compare(a->holder, b->holder);
	if (order == 0)
		order = text_compare(a->lot.lot, b->lot.lot);
	return order ? order : compare_rest(a->s, &a->lot, &b->lot);
}

void supply_sort(const struct scenario *s, struct supply *out, int32_t *moved)
{
	int32_t *item_rank = id_ranks(s->items, s->nitems, sizeof *s->items);
	int32_t *place_rank = id_ranks(s->places, s->nplaces, sizeof *s->places);
	int32_t *holder_rank = id_ranks(s->holders, s->nholders, sizeof *s->holders);
	struct lot_key *keys = mem_calloc((size_t)out->nlots, sizeof *keys);
	int32_t i;

	for (i = 0; i < out->nlots; i++) {
		const struct supply_lot *lot = &out->lots[i];

		keys[i] = (struct lot_key){s, item_rank[lot->item], place_rank[lot->place],
			lot->holder < 0 ? -1 : holder_rank[lot->holder], i, *lot};
	}
	if (out->nlots > 0)
		qsort(keys, (size_t)out->nlots, sizeof *keys, compare_lots);
	for (i = 0; i < out->nlots; i++) {
		out->lots[i] = keys[i].lot;
		if (moved)
			moved[keys[i].number] = i;
	}
	mem_free(keys);
	mem_free(holder_rank);
	mem_free(place_rank);
	mem_free(item_rank);
}

/* ---- All ---- */

static void build_init(
	struct build *b, const struct scenario *s, const struct cells *cells, struct supply *out)
{
	int32_t i;

	memset(out, 0, sizeof *out);
	arena_init(&out->arena);
	b->s = s;
	b->cells = cells;
	b->out = out;
	b->now = s->as_of.seconds > s->start.seconds ? s->as_of.seconds : s->start.seconds;
	b->root = place_root(s);
	b->eaten = mem_calloc((size_t)s->nlines, sizeof *b->eaten);
	b->reserved = mem_calloc((size_t)cells->ncells, sizeof *b->reserved);
	for (i = 0; i < cells->nuses; i++)
		b->eaten[cells->uses[i].line] += cells->uses[i].quantity;
}

static void build_release(struct build *b)
{
	mem_free(b->reserved);
	mem_free(b->eaten);
}

void supply_build(const struct scenario *s, const struct cells *cells, struct supply *out)
{
	struct build b;
	int32_t nlines;
	int32_t *lines = lines_ordered(s, &nlines);

	build_init(&b, s, cells, out);
	call_lines(&b, lines, nlines);
	add_transits(&b);
	supply_sort(s, out, NULL);
	build_release(&b);
	mem_free(lines);
}

void supply_build_lines(const struct scenario *s, const struct cells *cells, const int32_t *lines,
	int32_t nlines, struct supply *out)
{
	struct build b;

	build_init(&b, s, cells, out);
	call_lines(&b, lines, nlines);
	build_release(&b);
}

void supply_release(struct supply *v)
{
	mem_free(v->callable);
	mem_free(v->lots);
	arena_release(&v->arena);
	memset(v, 0, sizeof *v);
}

const char *form_word(enum legal_form form)
{
	static const char *const words[] = {"transfer", "agreement", "requisition"};

	assert((unsigned)form < sizeof words / sizeof *words);
	return words[form];
}
