#include "models/supply.h"

#include "models/order.h"

#include <stdlib.h>

struct goods {
	int32_t item, place, layer, arrives;
	day last_day;
	int64_t release;
	int64_t units; /* below 0: of the supply that is to be covered */
};

/* Units of the other supply stand behind those that come at the same time. */
static int goods_compare(const void *left, const void *right)
{
	const struct goods *a = left, *b = right;
	const int64_t p[] = {a->item, a->place, a->layer, a->last_day, a->arrives, a->release, a->units < 0};
	const int64_t q[] = {b->item, b->place, b->layer, b->last_day, b->arrives, b->release, b->units < 0};
	int order = 0;

	for (size_t k = 0; k < sizeof p / sizeof *p && order == 0; k++)
		order = int_compare(p[k], q[k]);
	return order;
}

static bool same_use(const struct goods *a, const struct goods *b)
{
	return a->item == b->item && a->place == b->place && a->layer == b->layer &&
		a->last_day == b->last_day && a->arrives == b->arrives;
}

static void add_goods(struct goods *all, int32_t *n, const struct supply *v, const bool *items, int sign)
{
	int32_t k;

	for (k = 0; k < v->nlots; k++) {
		const struct supply_lot *lot = &v->lots[k];

		if (!items || items[lot->item])
			all[(*n)++] = (struct goods){lot->item, lot->place, lot_layer(lot, lot->place), lot->arrives,
				lot->last_day, lot->release, sign * lot->units};
	}
}

bool supply_covers(const struct supply *v, const struct supply *other, const bool *items)
{
	struct goods *all = mem_calloc((size_t)v->nlots + (size_t)other->nlots, sizeof *all);
	int64_t balance = 0;
	int32_t n = 0, k;

	add_goods(all, &n, v, items, 1);
	add_goods(all, &n, other, items, -1);
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, goods_compare);
	for (k = 0; k < n && balance >= 0; k++)
		balance = (k > 0 && same_use(&all[k - 1], &all[k]) ? balance : 0) + all[k].units;
	mem_free(all);
	return balance >= 0;
}
