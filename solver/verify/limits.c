#include "solver/verify/checker.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>

#define MONEY_SCALE_MAX ((int64_t)1000000000000)

/* What has happened counts, but only what is still planned can break a limit. */
struct use {
	wide happened, planned;
};

static bool exceeds(struct use use, wide most)
{
	return use.planned > 0 && use.happened + use.planned > most;
}

static void add_use(struct use *use, bool fact, wide amount)
{
	if (fact)
		use->happened += amount;
	else
		use->planned += amount;
}

/* --- what the plan says of each limit's use --- */

struct uses {
	struct limit_use *all;
	int32_t n, room;
};

static void note_use(struct uses *u, struct limit_use use)
{
	int32_t at;

	if (use.used == 0)
		return;
	at = ARRAY_ADD(&u->all, &u->n, &u->room);
	u->all[at] = use;
}

static int use_compare(const void *a, const void *b)
{
	const struct limit_use *x = a, *y = b;
	const int64_t p[] = {x->limit, x->route, x->segment, x->period};
	const int64_t q[] = {y->limit, y->route, y->segment, y->period};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

static const char *use_name(const struct checker *k, const struct limit_use *use)
{
	return use->route >= 0 ? k->s->routes[use->route].id : use->segment >= 0
		? k->s->segments[use->segment].id : use->limit >= 0 && k->s->limits[use->limit].place >= 0
		? k->s->places[k->s->limits[use->limit].place].id : "-";
}

/* As its shipments and hand-outs use them, and nothing else. */
static void check_uses(struct checker *k, const struct uses *right)
{
	const struct plan *p = k->plan;
	struct limit_use *said = mem_calloc((size_t)p->nuses, sizeof *said);
	int32_t n = 0;

	for (int32_t i = 0; i < p->nuses; i++)
		said[i] = p->uses[i];
	qsort(said, (size_t)p->nuses, sizeof *said, use_compare);
	if (right->n > 0)
		qsort(right->all, (size_t)right->n, sizeof *right->all, use_compare);
	while (n < p->nuses && n < right->n && use_compare(&said[n], &right->all[n]) == 0
		&& said[n].used == right->all[n].used && said[n].most == right->all[n].most)
		n++;
	if (n < p->nuses || n < right->n) {
		const struct limit_use *at = n < p->nuses ? &said[n] : &right->all[n];
		finding(k, _("the stated use of limits is not that of the shipments and hand-outs (%s, period %d)"),
			use_name(k, at), at->period + 1);
	}
	mem_free(said);
}

/* --- money --- */

int64_t checker_money_scale(const struct scenario *s)
{
	int64_t scale = 1;

	for (int32_t r = 0; r < s->nroutes; r++) {
		for (int32_t i = 0; s->routes[r].cost_per_kg.num > 0 && i < s->nitems; i++) {
			struct ratio cost = route_unit_cost(s, r, i);
			if (cost.num > 0 && scale % cost.den != 0
				&& (!int_mul(scale / int_gcd(scale, cost.den), cost.den, &scale)
					|| scale > MONEY_SCALE_MAX))
				return MONEY_SCALE_MAX;
		}
	}
	return scale;
}

int64_t checker_scaled_cost(struct ratio cost, int64_t scale)
{
	const int64_t most = (int64_t)1 << 61;
	wide value = cost.num <= 0 ? 0 : wide_ceil_div((wide)cost.num * scale, cost.den);

	return value < most ? (int64_t)value : most;
}

/* --- limits --- */

/* [nplaces] does the limit count what is at the stand? The caller frees. */
static bool *places_counted(const struct checker *k, const struct limit *limit)
{
	bool *counted = mem_calloc((size_t)k->s->nplaces, sizeof *counted);

	for (int32_t p = 0; p < k->s->nplaces; p++)
		counted[p] = limit->place < 0 || place_within(k->s, p, place_stand(k->s, limit->place));
	return counted;
}

static bool same_items(const struct limit *a, const struct limit *b)
{
	if (a->nitems != b->nitems)
		return false;
	for (int32_t j = 0; j < a->nitems; j++)
		if (!limit_counts_item(b, a->items[j]))
			return false;
	return true;
}

/* Do both count together in the period, in different places inside one community? */
static bool share_pool(const struct checker *k, const struct limit *limit, const struct limit *other, int32_t period)
{
	int32_t stand = place_stand(k->s, limit->place);

	return other->kind == limit->kind && other->place >= 0 && other->place != stand
		&& place_stand(k->s, other->place) == stand && same_items(limit, other)
		&& period >= other->when.first && period <= other->when.last;
}

/* What a limit allows in a period. Places inside one community have what they
 * have together: claims and legs are not known more closely. -1 = anything. */
wide checker_limit_most(const struct checker *k, const struct limit *limit, int32_t period)
{
	wide most = 0;

	if (period < limit->when.first || period > limit->when.last)
		return -1;
	if (place_stand(k->s, limit->place) == limit->place)
		return limit->amount;
	for (int32_t n = 0; n < k->s->nlimits; n++)
		if (share_pool(k, limit, &k->s->limits[n], period))
			most += k->s->limits[n].amount;
	return most;
}

/* Of limits that count together the first one stands for all. */
static bool stands_for_pool(const struct checker *k, int32_t n, int32_t period)
{
	const struct limit *limit = &k->s->limits[n];
	bool pooled = place_stand(k->s, limit->place) != limit->place;

	for (int32_t i = 0; pooled && i < k->s->nlimits; i++) {
		const struct limit *other = &k->s->limits[i];
		const int64_t p[] = {limit->when.first, limit->when.last, limit->amount, n};
		const int64_t q[] = {other->when.first, other->when.last, other->amount, i};
		if (i != n && share_pool(k, limit, other, period) && keys_compare(q, p, 4) < 0)
			return false;
	}
	return true;
}

static bool limit_counts(const struct limit *limit, const bool *counted, const struct shipment *h)
{
	return h->route >= 0 && h->state != SHIPMENT_CANCELLED && h->depart >= 0
		&& limit_counts_item(limit, h->item) && h->from >= 0 && counted[h->from];
}

static void check_vehicles(struct checker *k, int32_t n, const bool *counted, struct uses *u)
{
	const struct limit *limit = &k->s->limits[n];
	struct use *grams = mem_calloc((size_t)k->s->nperiods, sizeof *grams);

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		if (limit_counts(limit, counted, h))
			add_use(&grams[h->depart], h->fact, (wide)h->units * issue_mass(k->s, h->item));
	}
	for (int32_t t = 0; t < k->s->nperiods; t++) {
		wide most = checker_limit_most(k, limit, t);
		if (most >= 0 && exceeds(grams[t], most))
			finding(k, _("limit %d: vehicles carry %lld g in period %d, at most %lld g"), n + 1,
				(long long)(grams[t].happened + grams[t].planned), t + 1, (long long)most);
		if (most >= 0 && stands_for_pool(k, n, t))
			note_use(u, (struct limit_use){n, -1, -1, t, (int64_t)(grams[t].happened + grams[t].planned),
				(int64_t)most});
	}
	mem_free(grams);
}

/* Exact on the common denominator of all unit costs, as far as there is one
 * below 10^12; else each cost is rounded up. */
static void check_budget(struct checker *k, int32_t n, const bool *counted, struct uses *u)
{
	const struct limit *limit = &k->s->limits[n];
	int64_t scale = checker_money_scale(k->s);
	struct use spent = {0, 0};

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		if (limit_counts(limit, counted, h) && h->depart >= limit->when.first && h->depart <= limit->when.last)
			add_use(&spent, h->fact, (wide)h->units
				* checker_scaled_cost(route_unit_cost(k->s, h->route, h->item), scale));
	}
	if (exceeds(spent, (wide)limit->amount * scale))
		finding(k, _("limit %d: the budget is exceeded"), n + 1);
	note_use(u, (struct limit_use){n, -1, -1, -1,
		(int64_t)wide_ceil_div(spent.happened + spent.planned, scale), limit->amount});
}

/* --- door visits --- */

/* Hand-outs to one claim in one period; then households visited at a place,
 * for a group, in a period. */
struct visit {
	int32_t place, group, period, cell;
	bool fact;
	int64_t units, households;
};

static int visit_compare(const void *a, const void *b)
{
	const struct visit *x = a, *y = b;
	const int64_t p[] = {x->place, x->group, x->period, !x->fact, x->cell};
	const int64_t q[] = {y->place, y->group, y->period, !y->fact, y->cell};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

static bool same_round(const struct visit *x, const struct visit *y)
{
	return x->place == y->place && x->group == y->group && x->period == y->period && x->fact == y->fact;
}

/* What the limit counts, sorted: [*n], mem_free by the caller. */
static struct visit *list_visits(const struct checker *k, const struct limit *limit, const bool *counted,
	int32_t *n)
{
	struct visit *all = mem_calloc((size_t)k->plan->nhandouts, sizeof *all);

	*n = 0;
	for (int32_t j = 0; j < k->plan->nhandouts; j++) {
		const struct handout *h = &k->plan->handouts[j];
		const struct cell *c = &k->cells->cells[h->cell];
		if (k->s->groups[c->group].door && h->period >= 0 && limit_counts_item(limit, c->item)
			&& counted[c->place])
			all[(*n)++] = (struct visit){c->place, c->group, h->period, h->cell, h->fact, h->units, 0};
	}
	qsort(all, (size_t)*n, sizeof *all, visit_compare);
	return all;
}

/* Smallest whole v with units <= ceil(D v / households), for every claim. */
static int64_t round_households(const struct checker *k, const struct visit *all, int32_t n)
{
	int64_t most = 0, units = 0;
	int64_t households = people_households(k->s, all->place, all->group, all->period);

	households = households > 0 ? households : 1;
	for (int32_t j = 0; j < n; j++) {
		int64_t v;
		units += all[j].units;
		if (j + 1 < n && all[j + 1].cell == all[j].cell)
			continue;
		v = units > 0 ? int_mul_div_floor(units - 1, households, k->cells->cells[all[j].cell].units) + 1 : 0;
		most = v > most ? v : most;
		units = 0;
	}
	return most;
}

static void check_helpers(struct checker *k, int32_t n, const bool *counted, struct uses *u)
{
	const struct limit *limit = &k->s->limits[n];
	struct use *minutes = mem_calloc((size_t)k->s->nperiods, sizeof *minutes);
	int32_t nvisits;
	struct visit *all = list_visits(k, limit, counted, &nvisits);

	for (int32_t first = 0, end; first < nvisits; first = end) {
		for (end = first + 1; end < nvisits && same_round(&all[first], &all[end]);)
			end++;
		add_use(&minutes[all[first].period], all[first].fact,
			(wide)round_households(k, all + first, end - first)
				* k->s->groups[all[first].group].visit_minutes);
	}
	for (int32_t t = 0; t < k->s->nperiods; t++) {
		wide most = checker_limit_most(k, limit, t);
		if (most >= 0 && exceeds(minutes[t], most))
			finding(k, _("limit %d: door visits take %lld minutes in period %d, at most %lld"), n + 1,
				(long long)(minutes[t].happened + minutes[t].planned), t + 1, (long long)most);
		if (most >= 0 && stands_for_pool(k, n, t)) /* visits that are over are not counted again */
			note_use(u, (struct limit_use){n, -1, -1, t, (int64_t)minutes[t].planned, (int64_t)most});
	}
	mem_free(all);
	mem_free(minutes);
}

/* --- capacities of routes and segments, in grams per departure period --- */

static void check_capacities(struct checker *k, struct uses *u)
{
	size_t periods = (size_t)k->s->nperiods;
	struct use *route = mem_calloc((size_t)k->s->nroutes * periods, sizeof *route);
	struct use *segment = mem_calloc((size_t)k->s->nsegments * periods, sizeof *segment);

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		const struct route *r = h->route >= 0 ? &k->s->routes[h->route] : NULL;
		wide grams;
		if (!r || h->state == SHIPMENT_CANCELLED || h->depart < 0)
			continue;
		grams = (wide)h->units * issue_mass(k->s, h->item);
		add_use(&route[(size_t)h->route * periods + (size_t)h->depart], h->fact, grams);
		for (int32_t v = 0; v < r->nvia; v++)
			add_use(&segment[(size_t)r->via[v] * periods + (size_t)h->depart], h->fact, grams);
	}
	for (int32_t r = 0; r < k->s->nroutes; r++) {
		for (size_t t = 0; t < periods && k->s->routes[r].capacity >= 0; t++) {
			struct use use = route[(size_t)r * periods + t];
			if (exceeds(use, k->s->routes[r].capacity))
				finding(k, _("route %s carries more than its capacity in period %d"), k->s->routes[r].id,
					(int)t + 1);
			note_use(u, (struct limit_use){-1, r, -1, (int32_t)t, (int64_t)(use.happened + use.planned),
				k->s->routes[r].capacity});
		}
	}
	for (int32_t v = 0; v < k->s->nsegments; v++) {
		for (size_t t = 0; t < periods && k->s->segments[v].capacity >= 0; t++) {
			struct use use = segment[(size_t)v * periods + t];
			if (exceeds(use, k->s->segments[v].capacity))
				finding(k, _("segment %s carries more than its capacity in period %d"),
					k->s->segments[v].id, (int)t + 1);
			note_use(u, (struct limit_use){-1, -1, v, (int32_t)t, (int64_t)(use.happened + use.planned),
				k->s->segments[v].capacity});
		}
	}
	mem_free(route);
	mem_free(segment);
}

/* --- hard minima --- */

static void check_end_stock(struct checker *k, const struct minimum *m)
{
	int64_t left = 0;

	for (int32_t n = 0; n < k->plan->nleftovers; n++) {
		const struct leftover *l = &k->plan->leftovers[n];
		if (l->place == place_stand(k->s, m->place) && k->supply->lots[l->lot].item == m->item
			&& l->period == k->s->nperiods - 1)
			left += l->units * checker_unit(k, m->item);
	}
	if (left < m->quantity)
		finding(k, _("%s: %lld smallest units of %s are left at the end, at least %lld are required"),
			k->s->places[m->place].id, (long long)left, k->s->items[m->item].id, (long long)m->quantity);
}

static void check_least_served(struct checker *k, const struct minimum *m)
{
	int64_t got = 0, asked = 0;

	for (int32_t c = 0; c < k->cells->ncells; c++) {
		const struct cell *cell = &k->cells->cells[c];
		if (minimum_counts(k->s, m, cell)) {
			got += k->plan->served[c].quantity;
			asked += cell->when.last < checker_present(k) ? k->plan->served[c].quantity : cell->demand;
		}
	}
	if (got < m->quantity && got < asked)
		finding(k, _("%s: %lld smallest units of %s are served, at least %lld are required"),
			k->s->places[m->place].id, (long long)got, k->s->items[m->item].id, (long long)m->quantity);
}

/* --- transport cost --- */

/* Exact; a sum that 64 bits cannot hold is not compared. */
static void check_cost(struct checker *k)
{
	struct ratio sum = {0, 1};
	bool complete = true;

	for (int32_t j = 0; j < k->plan->nshipments; j++) {
		const struct shipment *h = &k->plan->shipments[j];
		struct ratio cost;
		if (h->route < 0 || h->state == SHIPMENT_CANCELLED)
			continue;
		cost = route_unit_cost(k->s, h->route, h->item);
		if (cost.num < 0) {
			complete = false;
		} else if (!ratio_mul(cost, ratio_make(h->units, 1), &cost) || !ratio_add(sum, cost, &sum)
			|| sum.den > 1000000000000) {
			return;
		}
	}
	if (complete != k->plan->cost_complete || ratio_compare(sum, k->plan->cost) != 0)
		finding(k, _("the transport cost of the plan is not that of its shipments"));
}

void check_limits(struct checker *k)
{
	struct uses uses = {NULL, 0, 0};

	for (int32_t n = 0; n < k->s->nlimits; n++) {
		const struct limit *limit = &k->s->limits[n];
		bool *counted = places_counted(k, limit);
		if (limit->kind == LIMIT_VEHICLES)
			check_vehicles(k, n, counted, &uses);
		else if (limit->kind == LIMIT_BUDGET)
			check_budget(k, n, counted, &uses);
		else
			check_helpers(k, n, counted, &uses);
		mem_free(counted);
	}
	check_capacities(k, &uses);
	check_uses(k, &uses);
	/* Where they contradict there is no plan to keep them. */
	for (int32_t n = 0; n < k->s->nminima && k->plan->status != PLAN_CONTRADICTION; n++) {
		if (k->s->minima[n].end_stock)
			check_end_stock(k, &k->s->minima[n]);
		else
			check_least_served(k, &k->s->minima[n]);
	}
	check_cost(k);
	mem_free(uses.all);
}
