#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/scenario_words.h"

/* Hard minima against the claims that they are about, once these are known. */

/* What the claims ask for together, smallest units. */
static int64_t claimed(const struct scenario *s, const struct cells *cells, const struct minimum *m)
{
	int64_t sum = 0;
	int32_t end, c = cells_find(s, cells, m->item, place_stand(s, m->place), &end);

	for (; c < end; c++) {
		const struct cell *cell = &cells->cells[c];

		if ((m->group < 0 || m->group == cell->group) && cell->when.first >= m->when.first &&
			cell->when.last <= m->when.last)
			sum += cell->demand;
	}
	return sum;
}

void check_minima(const struct scenario *s, const struct cells *cells, struct diags *d)
{
	for (int32_t k = 0; k < s->nminima; k++) {
		const struct minimum *m = &s->minima[k];
		const struct item *item = &s->items[m->item];
		int64_t sum = m->end_stock ? m->quantity : claimed(s, cells, m);
		char asked[48], all[48];
		struct diag *found;

		if (sum >= m->quantity)
			continue;
		decimal_format(asked, m->quantity, item->decimals);
		decimal_format(all, sum, item->decimals);
		if (sum > 0)
			found = diag_add(d, DIAG_WARNING, WARN_MINIMUM_OVER, m->where,
				_("minimum %s / %s: %s %s are required, but the claims it is about ask for %s "
				  "in all; no more is kept"), item->id, s->places[m->place].id, asked,
				unit_title(item->unit), all);
		else
			found = diag_add(d, DIAG_WARNING, WARN_MINIMUM_OVER, m->where,
				_("minimum %s / %s: %s %s are required, but no claim lies within its place, "
				  "group and periods; it has no effect"), item->id, s->places[m->place].id, asked,
				unit_title(item->unit));
		diag_remedy(d, found, _("lower it, widen its periods, or state what is needed there"));
	}
}
