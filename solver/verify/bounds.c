/* Limits of a part as rows over its ways. */
#include "solver/verify/portion.h"

#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>

/* Does the bound count a leg of the item by the route, leaving in the period? */
static bool counts(const struct checker *k, const struct proof_bound *b, int32_t item, int32_t route,
	int32_t depart)
{
	const struct route *r = &k->s->routes[route];
	const struct limit *limit;

	if (b->route >= 0)
		return b->route == route;
	if (b->segment >= 0) {
		for (int32_t v = 0; v < r->nvia; v++)
			if (r->via[v] == b->segment)
				return true;
		return false;
	}
	limit = &k->s->limits[b->limit];
	return limit->kind != LIMIT_HELPERS && limit_counts_item(limit, item)
		&& (limit->kind == LIMIT_BUDGET ? depart >= limit->when.first && depart <= limit->when.last
			: checker_limit_most(k, limit, depart) >= 0)
		&& (limit->place < 0 || place_within(k->s, place_stand(k->s, r->from),
			place_stand(k->s, limit->place)));
}

static bool is_budget(const struct checker *k, const struct proof_bound *b)
{
	return b->limit >= 0 && k->s->limits[b->limit].kind == LIMIT_BUDGET;
}

static int64_t share(const struct checker *k, const struct proof_bound *b, int32_t item, int32_t route,
	int64_t scale)
{
	return is_budget(k, b) ? checker_scaled_cost(route_unit_cost(k->s, route, item), scale) : issue_mass(k->s, item);
}

/* What facts leave of the bound, 0 or more. */
static wide most_of(const struct checker *k, const struct proof_bound *b, int32_t period, int64_t scale)
{
	wide most = b->route >= 0 ? k->s->routes[b->route].capacity
		: b->segment >= 0 ? k->s->segments[b->segment].capacity
		: is_budget(k, b) ? (wide)k->s->limits[b->limit].amount * scale
		: checker_limit_most(k, &k->s->limits[b->limit], period);

	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		if (h->fact && h->route >= 0 && h->state != SHIPMENT_CANCELLED && h->depart >= 0
			&& (period < 0 || h->depart == period) && counts(k, b, h->item, h->route, h->depart))
			most -= (wide)h->units * share(k, b, h->item, h->route, scale);
	}
	return most > 0 ? most : 0;
}

static int term_compare(const void *a, const void *b)
{
	const struct term *x = a, *y = b;
	const int64_t p[] = {x->bound, x->period, x->way};
	const int64_t q[] = {y->bound, y->period, y->way};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

static void list_terms(struct portion *p, int64_t scale)
{
	for (int32_t b = 0; b < p->proof->nbounds; b++) {
		const struct proof_bound *bound = &p->proof->bounds[b];
		for (int32_t a = 0; a < p->net.nways; a++) {
			const struct way *w = &p->net.ways[a];
			int32_t item = p->net.points[w->head].item, at;
			int64_t value;
			if (w->kind != WAY_LEG || !counts(p->k, bound, item, w->route, w->depart))
				continue;
			value = share(p->k, bound, item, w->route, scale);
			if (value <= 0)
				continue;
			at = ARRAY_ADD(&p->terms, &p->nterms, &p->terms_room);
			p->terms[at] = (struct term){b, is_budget(p->k, bound) ? -1 : w->depart, a, value};
		}
		p->visits |= bound->limit >= 0 && p->k->s->limits[bound->limit].kind == LIMIT_HELPERS;
	}
	if (p->nterms > 0)
		qsort(p->terms, (size_t)p->nterms, sizeof *p->terms, term_compare);
}

void portion_set_bounds(struct portion *p)
{
	int64_t scale = p->proof->nbounds > 0 ? checker_money_scale(p->k->s) : 1;

	list_terms(p, scale);
	for (int32_t first = 0, end; first < p->nterms; first = end) {
		const struct term *t = &p->terms[first];
		wide most = most_of(p->k, &p->proof->bounds[t->bound], t->period, scale);
		for (end = first + 1; end < p->nterms && p->terms[end].bound == t->bound
			&& p->terms[end].period == t->period;)
			end++;
		if (end == first + 1) {
			struct way *w = &p->net.ways[t->way];
			if (most / t->value < w->most)
				w->most = (int64_t)(most / t->value);
		} else {
			int32_t n = ARRAY_ADD(&p->rows, &p->nrows, &p->rows_room);
			p->rows[n] = (struct row){first, end - first, t->bound, t->period, most};
		}
	}
}
