/* What had happened before the plan, and what of that it leaves as it is. */
#include "solver/verify/course.h"
#include "solver/verify/network.h"

#include "models/order.h"
#include "models/previous.h"

#include <stdlib.h>

static int brought_compare(const void *a, const void *b)
{
	const struct brought *x = a, *y = b;
	const int64_t p[] = {x->lot, x->place, x->period};
	const int64_t q[] = {y->lot, y->place, y->period};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* --- what of it nobody needs --- */

/* Units left at the place in the last period beyond what must be left there;
 * INT64_MAX where nothing must, or the goods are not in date then. */
static int64_t left_freely(const struct checker *k, int32_t lot, int32_t place)
{
	int32_t item = k->supply->lots[lot].item;
	int64_t left = 0, needed = 0;

	if (checker_last_period(k, k->supply->lots[lot].last_day) < k->s->nperiods - 1)
		return INT64_MAX;
	for (int32_t n = 0; n < k->s->nminima; n++) {
		const struct minimum *m = &k->s->minima[n];
		if (m->end_stock && m->item == item && place_stand(k->s, m->place) == place)
			needed += int_ceil_div(m->quantity, checker_unit(k, item));
	}
	if (needed == 0)
		return INT64_MAX;
	for (int32_t n = 0; n < k->plan->nleftovers; n++) {
		const struct leftover *l = &k->plan->leftovers[n];
		if (l->place == place && l->period == k->s->nperiods - 1
			&& k->supply->lots[l->lot].item == item)
			left += l->units;
	}
	return left > needed ? left - needed : 0;
}

/* What came last stays first. */
static void find_unused(struct past *past, const struct checker *k, const struct course *course)
{
	const struct plan *p = k->plan;

	for (int32_t n = past->nbrought - 1; n >= 0; n--) {
		struct brought *b = &past->brought[n];
		int32_t item = k->supply->lots[b->lot].item;
		int64_t left = 0, most = left_freely(k, b->lot, b->place);
		for (int32_t i = 0; i < p->nleftovers; i++)
			if (p->leftovers[i].lot == b->lot && p->leftovers[i].place == b->place
				&& p->leftovers[i].period >= checker_present(k))
				left += p->leftovers[i].units;
		for (int32_t i = 0; i < course->nlost; i++)
			if (course->lost[i].lot == b->lot && course->lost[i].place == b->place
				&& course->lost[i].since >= checker_present(k))
				left -= course->lost[i].units;
		for (int32_t i = n + 1; i < past->nbrought; i++) {
			if (past->brought[i].place != b->place)
				continue;
			if (past->brought[i].lot == b->lot)
				left -= past->brought[i].unused;
			if (k->supply->lots[past->brought[i].lot].item == item && most != INT64_MAX)
				most -= past->brought[i].unused;
		}
		left = left < most ? left : most;
		b->unused = left < b->units ? left : b->units;
	}
}

/* --- what was announced --- */

int announced_compare(const void *a, const void *b)
{
	const struct announced_way *x = a, *y = b;
	const int64_t p[] = {x->item, x->depart, x->route, x->arrive, x->last_day, x->layer};
	const int64_t q[] = {y->item, y->depart, y->route, y->arrive, y->last_day, y->layer};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

static void list_announced(struct past *past, const struct checker *k, const struct previous *previous)
{
	int32_t kept = 0;

	for (int32_t n = 0; n < previous->nlines; n++) {
		const struct announced *a = &previous->lines[n];
		const struct outcome *out = &previous->outcomes[n];
		const struct supply_lot *lot = out->lot >= 0 ? &k->supply->lots[out->lot] : NULL;
		int32_t at;
		if (out->fact || out->units == 0 || place_stand(k->s, a->from) == place_stand(k->s, a->to))
			continue;
		at = ARRAY_ADD(&past->announced, &past->nannounced, &past->announced_room);
		past->announced[at] = (struct announced_way){a->item, out->depart, a->route, out->arrive,
			lot ? lot->last_day : DAY_NONE,
			lot ? lot_layer(lot, place_stand(k->s, a->from)) : INT32_MIN, out->units};
	}
	if (past->nannounced > 0)
		qsort(past->announced, (size_t)past->nannounced, sizeof *past->announced, announced_compare);
	for (int32_t n = 0; n < past->nannounced; n++) {
		if (kept > 0 && announced_compare(&past->announced[kept - 1], &past->announced[n]) == 0)
			past->announced[kept - 1].units += past->announced[n].units;
		else
			past->announced[kept++] = past->announced[n];
	}
	past->nannounced = kept;
}

void past_build(struct past *past, const struct checker *k, const struct previous *previous)
{
	struct course course;

	*past = (struct past){0};
	if (!previous || !previous->outcomes) {
		past->drawn = mem_calloc((size_t)k->supply->nlots, sizeof *past->drawn);
		past->done = mem_calloc((size_t)k->cells->ncells, sizeof *past->done);
		return;
	}
	past->served = mem_calloc((size_t)k->cells->ncells, sizeof *past->served);
	previous_served(previous, k->s, k->cells, past->served);
	course_build(&course, k, previous);
	for (int32_t n = 0; n < course.nbrought; n++) {
		int32_t at = ARRAY_ADD(&past->brought, &past->nbrought, &past->brought_room);
		const struct course_goods *g = &course.brought[n];
		past->brought[at] = (struct brought){g->lot, g->place, g->since, g->units, 0};
	}
	if (past->nbrought > 0)
		qsort(past->brought, (size_t)past->nbrought, sizeof *past->brought, brought_compare);
	find_unused(past, k, &course);
	list_announced(past, k, previous);
	past->drawn = course.drawn;
	past->done = course.done;
	course.drawn = course.done = NULL;
	course_release(&course);
}

void past_release(struct past *past)
{
	mem_free(past->drawn);
	mem_free(past->done);
	mem_free(past->brought);
	mem_free(past->announced);
	mem_free(past->served);
}
