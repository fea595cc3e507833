#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/supply.h"

/* Stock lines, movements and goods under way, one by one; and their sums. */

/* "holder / item / lot" */
static const char *line_name(const struct scenario *s, const struct stock_line *line, char *buf)
{
	const char *holder =
		check_has(line->holder, s->nholders) ? s->holders[line->holder].id : "?";
	const char *item = check_has(line->item, s->nitems) ? s->items[line->item].id : "?";

	if (line->lot)
		snprintf(buf, 160, "%s / %s / %.40s", holder, item, line->lot);
	else
		snprintf(buf, 160, "%s / %s", holder, item);
	return buf;
}

/* A canonical scenario states of a line that it was set aside: what was wrong
 * with it has been said when that was decided. */
static bool is_given_aside(const struct check *k, unsigned char state, struct where where)
{
	return state != LINE_USED && !check_reported(k, where);
}

/* ---- Lines ---- */

static bool line_sound(const struct scenario *s, const struct stock_line *line)
{
	return check_has(line->holder, s->nholders) && check_has(line->item, s->nitems) &&
		check_has(s->holders[line->holder].place, s->nplaces) &&
		line->agreement < s->holders[line->holder].nagreements &&
		line->pack < s->items[line->item].npacks;
}

static void report_unsound(struct check *k, struct stock_line *line, const char *name)
{
	struct diag *item;

	check_error(k, line->source, &line->state);
	if (check_reported(k, line->where))
		return;
	item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, line->where,
		_("stock line %s: the holder, item, pack or agreement is not known"), name);
	diag_remedy(k->d, item, _("use ids that the scenario states"));
}

static bool known_by(int64_t amount, struct instant at, int64_t now)
{
	return amount >= 0 && (at.seconds == INSTANT_NONE || at.seconds <= now);
}

static void check_amounts(struct check *k, struct stock_line *line, const char *name)
{
	struct diag *item;

	if (line->declared < 0 && line->counted < 0) {
		check_error(k, line->source, &line->state);
		if (check_reported(k, line->where))
			return;
		item = diag_add(k->d, DIAG_ERROR, CHECK_NO_QUANTITY, line->where,
			_("stock line %s has no quantity"), name);
		item->about = "quantity";
		diag_remedy(k->d, item, _("state the quantity declared or counted"));
		return;
	}
	if (line->declared >= QUANTITY_MAX || line->counted >= QUANTITY_MAX) {
		item = diag_add(check_error(k, line->source, &line->state), DIAG_ERROR,
			CHECK_STOCK_TOTAL, line->where,
			_("stock line %s: the quantity is too large"), name);
		item->about = "quantity|declared|counted";
		diag_remedy(k->d, item, _("check the quantity and its unit"));
		return;
	}
}

/* A figure of later than the as-of: not known yet, or a slip. Lines dated by the same list, source or
 * setting have it said once, where that date stands. */
static void report_not_yet_known(struct check *k, struct stock_line *line, const char *name,
	struct instant at, bool as_of, const char *about)
{
	struct where where = as_of ? line->as_of_where : line->where;
	char date[40], now[40];
	struct diag *item;

	check_error(k, line->source, &line->state);
	if (as_of && where.file == k->dated_later.file && where.line == k->dated_later.line)
		return;
	instant_format(date, at.seconds, k->s->start.offset);
	instant_format(now, k->s->as_of.seconds, k->s->start.offset);
	if (as_of) {
		k->dated_later = where;
		item = diag_add(k->d, DIAG_ERROR, CHECK_NOT_YET_KNOWN, where,
			_("stock that states no date of its own is dated %s, after the as-of time, %s"), date, now);
	} else {
		item = diag_add(k->d, DIAG_ERROR, CHECK_NOT_YET_KNOWN, where,
			_("stock line %s is dated %s, after the as-of time, %s"), name, date, now);
	}
	item->about = about;
	diag_remedy(k->d, item, _("correct the date, state what was there before, or a later as-of time"));
}

static bool is_later(const struct check *k, int64_t amount, struct instant at)
{
	return amount >= 0 && at.seconds > k->s->as_of.seconds;
}

static void check_known(struct check *k, struct stock_line *line, const char *name)
{
	if (!k->horizon)
		return;
	if (is_later(k, line->counted, line->counted_at))
		report_not_yet_known(k, line, name, line->counted_at, line->counted_as_of,
			line->counted_as_of ? "as-of|stock-as-of" : "counted-at");
	else if (is_later(k, line->declared, line->declared_at))
		report_not_yet_known(k, line, name, line->declared_at, line->declared_as_of,
			line->declared_as_of ? "as-of|stock-as-of" : "declared-at");
}

static void check_dates(struct check *k, struct stock_line *line, const char *name, int32_t number)
{
	char made[40], expires[40];
	struct diag *item;

	if (line->expires != DAY_NONE && line->made != DAY_NONE && line->expires < line->made) {
		item = diag_add(check_error(k, line->source, &line->state), DIAG_ERROR,
			CHECK_EXPIRES_BEFORE_MADE, line->where,
			_("stock line %s expires on %s, before it was made on %s"), name,
			day_format(expires, line->expires), day_format(made, line->made));
		item->about = "expires";
		diag_remedy(k->d, item, _("correct the dates; they may be exchanged"));
		return;
	}
	if (line->mode != MODE_CAPACITY)
		line->expires = line_last_day(k->s, number);
}

static void check_pack(struct check *k, struct stock_line *line, const char *name)
{
	const struct item *item = &k->s->items[line->item];
	const struct pack *pack;
	struct diag *d;

	if (line->pack < 0)
		return;
	pack = &item->packs[line->pack];
	if (pack->contains % item->issue_unit == 0)
		return;
	d = diag_add(check_error(k, line->source, &line->state), DIAG_ERROR, CHECK_PACK_MULTIPLE,
		line->where,
		_("stock line %s is held in packs %s, which are not a whole number of the packs %s "
		  "that %s is issued by"),
		name, pack->id, item->packs[item->issue_pack].id, item->id);
	d->about = "pack|unit";
	diag_remedy(k->d, d,
		_("make the goods in packs %s a second item, and state it as a substitute for %s"),
		pack->id, item->id);
}

static void check_line(struct check *k, int32_t number)
{
	struct stock_line *line = &k->s->lines[number];
	char buf[160];
	const char *name = line_name(k->s, line, buf);

	if (is_given_aside(k, line->state, line->where))
		return;
	if (!line_sound(k->s, line)) {
		report_unsound(k, line, name);
		return;
	}
	check_amounts(k, line, name);
	check_known(k, line, name);
	check_dates(k, line, name, number);
	check_pack(k, line, name);
	if (line->mode == MODE_CAPACITY)
		check_periods(k, &line->when, false, line->source, line->where, name);
	else if (k->horizon)
		line->when = (struct periods){0, k->s->nperiods - 1};
}

/* ---- Movements ---- */

/* A movement follows the count or declaration that it changes. */
static bool follows(const struct stock_line *line, int64_t at)
{
	return (line->declared >= 0 &&
		       (line->declared_at.seconds == INSTANT_NONE ||
			       at > line->declared_at.seconds)) ||
		(line->counted >= 0 &&
			(line->counted_at.seconds == INSTANT_NONE ||
				at > line->counted_at.seconds));
}

static void report_before(struct check *k, const struct movement *m, const char *name)
{
	struct stock_line *line = &k->s->lines[m->line];
	char date[40];
	struct diag *item;

	item = diag_add(check_error(k, line->source, &line->state), DIAG_ERROR,
		CHECK_MOVEMENT_BEFORE, m->where,
		_("stock line %s: the movement of %s is not after the count or declaration"), name,
		instant_format(date, m->at.seconds, k->s->start.offset));
	item->about = "at|moved-at";
	diag_remedy(k->d, item,
		_("correct its time, or remove it: what was counted later includes it"));
}

static void report_below_zero(struct check *k, const struct movement *m, const char *name)
{
	struct stock_line *line = &k->s->lines[m->line];
	char date[40];
	struct diag *item;

	item = diag_add(check_error(k, line->source, &line->state), DIAG_ERROR,
		CHECK_MOVEMENT_BELOW_ZERO, m->where,
		_("stock line %s: with the movement of %s more was issued than was there"), name,
		instant_format(date, m->at.seconds, k->s->start.offset));
	item->about = "issued|issued-since";
	diag_remedy(k->d, item, _("correct the quantities, or count the stock again"));
}

/* The movements from..to of one line, by time. */
static void check_line_movements(struct check *k, int32_t from, int32_t to, int64_t *later)
{
	struct scenario *s = k->s;
	int32_t number = s->movements[from].line;
	const struct stock_line *line = &s->lines[number];
	int64_t dated = line_dated(s, number);
	int64_t quantity = -1;
	char name[160];
	int32_t i;

	line_name(s, line, name);
	if (known_by(line->counted, line->counted_at, s->as_of.seconds))
		quantity = line->counted;
	else if (known_by(line->declared, line->declared_at, s->as_of.seconds))
		quantity = line->declared;
	for (i = from; i < to; i++) {
		const struct movement *m = &s->movements[i];

		if (m->at.seconds > s->as_of.seconds) {
			++*later;
			continue;
		}
		if (!follows(line, m->at.seconds)) {
			report_before(k, m, name);
			continue;
		}
		if (quantity < 0 || (dated != INSTANT_NONE && m->at.seconds <= dated))
			continue;
		if (!int_add(quantity, m->quantity, &quantity) || quantity >= QUANTITY_MAX)
			quantity = QUANTITY_MAX;
		if (quantity < 0) {
			report_below_zero(k, m, name);
			return;
		}
	}
}

static void check_movements(struct check *k)
{
	struct scenario *s = k->s;
	int32_t from, to;
	int64_t later = 0;
	struct diag *item;

	for (from = 0; from < s->nmovements; from = to) {
		int32_t line = s->movements[from].line;

		for (to = from + 1; to < s->nmovements && s->movements[to].line == line; to++)
			;
		if (check_has(line, s->nlines)) {
			if (k->horizon &&
				!is_given_aside(k, s->lines[line].state, s->lines[line].where))
				check_line_movements(k, from, to, &later);
			continue;
		}
		check_error(k, -1, NULL);
		if (check_reported(k, s->movements[from].where))
			continue;
		item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, s->movements[from].where,
			_("a movement of no stock line"));
		diag_remedy(k->d, item, _("put it into the line that it changes"));
	}
	if (later == 0)
		return;
	item = diag_add(check_warning(k, -1), DIAG_WARNING, WARN_MOVEMENT_LATER, WHERE_NONE,
		_("%lld stock movements are after the as-of time and are not counted"),
		(long long)later);
	diag_remedy(k->d, item, _("plan from a later as-of time, or correct their times"));
}

/* ---- Goods under way ---- */

static void check_transit(struct check *k, struct transit *t)
{
	const struct scenario *s = k->s;
	struct diag *item;

	if (is_given_aside(k, t->state, t->where))
		return;
	if (!check_has(t->item, s->nitems) || !check_has(t->to, s->nplaces) ||
		t->holder >= s->nholders) {
		check_error(k, t->source, &t->state);
		if (check_reported(k, t->where))
			return;
		item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, t->where,
			_("goods under way %s: the item, place or holder is not known"), t->id);
		diag_remedy(k->d, item, _("use ids that the scenario states"));
		return;
	}
	if (t->quantity < 1 || t->quantity >= QUANTITY_MAX) {
		check_error(k, t->source, &t->state);
		if (check_reported(k, t->where))
			return;
		item = diag_add(k->d, DIAG_ERROR, CHECK_NO_QUANTITY, t->where,
			_("goods under way %s, %s to %s: the quantity is out of range"), t->id,
			s->items[t->item].id, s->places[t->to].id);
		item->about = "quantity";
		diag_remedy(k->d, item, _("state what is on its way"));
		return;
	}
	if (k->horizon && t->arrives.seconds >= s->start.seconds + s->nperiods * s->period) {
		item = diag_add(check_warning(k, t->source), DIAG_WARNING, WARN_TRANSIT_LATE,
			t->where,
			_("goods under way %s, %s to %s, arrive after the horizon: they do not "
			  "help"),
			t->id, s->items[t->item].id, s->places[t->to].id);
		item->about = "arrives";
		diag_remedy(k->d, item, _("check the time of arrival"));
	}
}

void check_stock(struct check *k)
{
	int32_t i;

	for (i = 0; i < k->s->nlines; i++)
		check_line(k, i);
	check_movements(k);
	for (i = 0; i < k->s->ntransits; i++)
		check_transit(k, &k->s->transits[i]);
}

/* ---- Sums ---- */

/* Whatever is added up anywhere must stay below 2^53. */
static void check_item_total(struct check *k, int32_t item, wide total)
{
	const struct item *i = &k->s->items[item];
	wide base = total, limit = QUANTITY_MAX;
	struct diag *d;
	int n;

	for (n = 0; n < i->decimals; n++)
		base /= 10;
	if (total >= limit) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_STOCK_TOTAL, i->where,
			_("item %s: all stock together is too large to be counted"), i->id);
		diag_remedy(
			k->d, d, _("check the quantities and their units, or use fewer decimals"));
	} else if (i->value > 0 && base >= limit / i->value) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_STOCK_TOTAL, i->where,
			_("item %s: the value of all stock together is too large to be counted"),
			i->id);
		diag_remedy(k->d, d, _("check the item's value and the quantities"));
	} else if (i->mass > 0 && base >= limit / i->mass) {
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_STOCK_TOTAL, i->where,
			_("item %s: the mass of all stock together is too large to be counted"),
			i->id);
		diag_remedy(k->d, d, _("check the item's mass and the quantities"));
	}
}

void check_stock_totals(struct check *k)
{
	const struct scenario *s = k->s;
	wide *totals = mem_calloc((size_t)s->nitems, sizeof *totals);
	int32_t i;

	for (i = 0; i < s->nlines; i++) {
		const struct stock_line *line = &s->lines[i];
		int64_t periods = 1;

		if (line->state != LINE_USED)
			continue;
		if (line->mode == MODE_CAPACITY)
			periods = line->when.last - line->when.first + 1;
		totals[line->item] += (wide)line_quantity(s, i) * periods;
	}
	for (i = 0; i < s->ntransits; i++) {
		if (s->transits[i].state == LINE_USED)
			totals[s->transits[i].item] += s->transits[i].quantity;
	}
	for (i = 0; i < s->nitems; i++)
		check_item_total(k, i, totals[i]);
	mem_free(totals);
}
