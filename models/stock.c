#include "models/order.h"
#include "models/supposed.h"
#include "models/supply.h"

/* The quantity and the date of one stock line, and whether it counts. */

static int64_t as_of(const struct scenario *s)
{
	return s->as_of.seconds == INSTANT_NONE ? s->start.seconds : s->as_of.seconds;
}

static bool known(int64_t amount, struct instant at, int64_t now)
{
	return amount >= 0 && (at.seconds == INSTANT_NONE || at.seconds <= now);
}

int64_t line_dated(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];

	if (known(l->counted, l->counted_at, as_of(s)))
		return l->counted_at.seconds;
	if (known(l->declared, l->declared_at, as_of(s)))
		return l->declared_at.seconds;
	return INSTANT_NONE;
}

int32_t line_first_movement(const struct scenario *s, int32_t line)
{
	return first_not_below(s->movements, s->nmovements, sizeof *s->movements, line);
}

int64_t line_quantity(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];
	int64_t now = as_of(s), dated = line_dated(s, line);
	int64_t quantity;
	int32_t i;

	if (known(l->counted, l->counted_at, now))
		quantity = l->counted;
	else if (known(l->declared, l->declared_at, now))
		quantity = l->declared;
	else
		return 0;
	for (i = line_first_movement(s, line); i < s->nmovements && s->movements[i].line == line; i++) {
		const struct movement *m = &s->movements[i];

		if ((dated == INSTANT_NONE || m->at.seconds > dated) && m->at.seconds <= now &&
			!int_add(quantity, m->quantity, &quantity))
			quantity = m->quantity < 0 ? 0 : QUANTITY_MAX;
	}
	return quantity < 0 ? 0 : quantity;
}

day line_last_day(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];
	const struct duration *life;

	if (l->expires != DAY_NONE || l->made == DAY_NONE || l->item < 0)
		return l->expires;
	life = &s->items[l->item].shelf_life;
	if (life->months == 0 && life->seconds == 0)
		return DAY_NONE;
	return day_add(l->made, *life);
}

bool usable_in(const struct scenario *s, day last_day, int32_t period)
{
	if (last_day == DAY_NONE)
		return true;
	return day_end(last_day, s->start.offset) >=
		s->start.seconds + ((int64_t)period + 1) * s->period;
}

int32_t line_agreement(const struct scenario *s, int32_t line)
{
	const struct stock_line *l = &s->lines[line];

	if (l->agreement >= 0)
		return l->agreement;
	return l->holder >= 0 && s->holders[l->holder].nagreements == 1 ? 0 : -1;
}

bool line_counted(const struct scenario *s, int32_t line)
{
	return s->lines[line].state == LINE_USED || (s->supposed && s->supposed->counts_line(s, line));
}

bool transit_counted(const struct scenario *s, int32_t transit)
{
	return s->supposed ? s->supposed->counts_transit(s, transit) : s->transits[transit].state == LINE_USED;
}
