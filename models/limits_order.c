#define _GNU_SOURCE /* qsort_r */
/* Limits and minima are numbered in the plan and its proof: in an order that
 * does not depend on where the files have them. */
#include "models/order.h"

#include <stdlib.h>
#include <string.h>

/* Everywhere, any item and any group come first. */
static const char *place_key(const struct scenario *s, int32_t place)
{
	return place >= 0 ? s->places[place].id : NULL;
}

static int compare_item_ids(const void *left, const void *right, void *scenario)
{
	const struct scenario *s = scenario;

	return strcmp(s->items[*(const int32_t *)left].id, s->items[*(const int32_t *)right].id);
}

static int compare_periods(const struct periods *x, const struct periods *y)
{
	int order = int_compare(x->first, y->first);

	return order ? order : int_compare(x->last, y->last);
}

static int compare_limits(const void *left, const void *right, void *scenario)
{
	const struct limit *x = left, *y = right;
	const struct scenario *s = scenario;
	int order = int_compare(x->kind, y->kind);

	if (order == 0)
		order = text_compare(place_key(s, x->place), place_key(s, y->place));
	if (order == 0)
		order = int_compare(x->nitems, y->nitems);
	for (int32_t k = 0; order == 0 && k < x->nitems; k++)
		order = compare_item_ids(&x->items[k], &y->items[k], scenario);
	if (order == 0)
		order = compare_periods(&x->when, &y->when);
	return order ? order : int_compare(x->amount, y->amount);
}

static int compare_minima(const void *left, const void *right, void *scenario)
{
	const struct minimum *x = left, *y = right;
	const struct scenario *s = scenario;
	int order = int_compare(x->end_stock, y->end_stock);

	if (order == 0)
		order = text_compare(place_key(s, x->place), place_key(s, y->place));
	if (order == 0)
		order = compare_item_ids(&x->item, &y->item, scenario);
	if (order == 0)
		order = text_compare(x->group >= 0 ? s->groups[x->group].id : NULL,
			y->group >= 0 ? s->groups[y->group].id : NULL);
	if (order == 0)
		order = compare_periods(&x->when, &y->when);
	return order ? order : int_compare(x->quantity, y->quantity);
}

void limits_order(struct scenario *s)
{
	for (int32_t i = 0; i < s->nlimits; i++) {
		struct limit *limit = &s->limits[i];

		if (limit->nitems > 1)
			qsort_r(limit->items, (size_t)limit->nitems, sizeof *limit->items, compare_item_ids, s);
	}
	if (s->nlimits > 1)
		qsort_r(s->limits, (size_t)s->nlimits, sizeof *s->limits, compare_limits, s);
	if (s->nminima > 1)
		qsort_r(s->minima, (size_t)s->nminima, sizeof *s->minima, compare_minima, s);
}
