/* Levels of parts with limits or substitutes: each round's multipliers bound a
 * level from the data alone, in whole numbers of 128 bits; what does not fit
 * proves nothing. docs/method.md, "Proof". */
#include "solver/verify/names.h"
#include "solver/verify/portion.h"

#include "base/text.h"
#include "models/order.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

/* Door visits to one group at one place in a period, as one limit counts them. */
struct rounds_visit {
	int32_t bound, place, group, period;
	int64_t households, minutes;
};
/* households x <= demand v + households - 1, in lowest terms. */
struct rounds_link {
	int32_t way, visit, claim;
	int64_t households, demand;
};
struct rounds_row {
	int32_t bound, period;
	int64_t common; /* what its shares have in common */
	wide most; /* in lowest terms */
};

/* num / den; den 0: none */
struct rounds_rate {
	wide num, den;
};

struct rounds {
	struct portion *p;
	struct rounds_visit *visits; int32_t nvisits, visits_room;
	struct rounds_link *links; int32_t nlinks, links_room;
	struct rounds_row *rows; int32_t nrows, rows_room;
	int64_t anywhere; /* more than any way carries */
	char *in; /* [npoints] something can come there */
	int32_t *claim_of; /* [ncells] claim of a cell, -1 = none */
	/* Of the round at hand: */
	bool derived; /* balances that are not written follow from the others */
	wide *y; /* [npoints] */
	char *written; /* [npoints] its balance stands in the proof */
	wide *weight; /* [nclaims] */
	wide *pi; /* [nrows] */
	wide *rho; /* [nlinks] */
	wide *gain; /* [nways] */
	wide *worth; /* [nclaims] of a unit to the claim, beyond what it is worth at its point */
	int64_t *low, *high; /* [nclaims] what the claim gets in the plans compared */
	char *has_rate; /* [nitems] proportional: a round stops the item's common rate */
	struct rounds_rate *lowest; /* [nitems] spread: the lowest rate of a round that stops claims of the item */
	struct rounds_rate *surely; /* [nitems] the same, of those that get more than their least value in whole units */
	int64_t *first_short; /* [nitems] spread, in steps: the first step at which one of its claims is short, 0: none */
	bool beyond; /* proportional: a claim that a round stops has more than its rate */
	bool fits; /* no number was too large so far */
};

/* --- checked arithmetic --- */

static wide times(struct rounds *r, wide a, wide b)
{
	wide out = 0;

	if (__builtin_mul_overflow(a, b, &out))
		r->fits = false;
	return out;
}

static wide plus(struct rounds *r, wide a, wide b)
{
	wide out = 0;

	if (__builtin_add_overflow(a, b, &out))
		r->fits = false;
	return out;
}

static void add(struct rounds *r, wide *sum, wide a, wide b)
{
	*sum = plus(r, *sum, times(r, a, b));
}

/* --- what the limits of the part are about --- */

static int visit_compare(const void *a, const void *b)
{
	const struct rounds_visit *x = a, *y = b;
	const int64_t p[] = {x->bound, x->place, x->group, x->period};
	const int64_t q[] = {y->bound, y->place, y->group, y->period};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

static bool counts_visits(const struct portion *p, int32_t bound, const struct cell *cell, int32_t period)
{
	const struct scenario *s = p->k->s;
	int32_t index = p->proof->bounds[bound].limit;
	const struct limit *limit = index >= 0 ? &s->limits[index] : NULL;
	const struct group *group = &s->groups[cell->group];

	return limit && limit_counts_item(limit, cell->item) && limit->kind == LIMIT_HELPERS && group->door && group->visit_minutes > 0
		&& checker_limit_most(p->k, limit, period) >= 0
		&& place_within(s, cell->place, place_stand(s, limit->place));
}

static void add_visits_of(struct rounds *r, int32_t n, int32_t bound)
{
	const struct portion *p = r->p;
	const struct claim *c = &p->net.claims[n];
	const struct cell *cell = &p->k->cells->cells[c->cell];

	for (int32_t h = 0; h < c->nhands; h++) {
		int32_t way = c->first_hand + h, period = p->net.ways[way].depart, at;
		int64_t households;
		if (!counts_visits(p, bound, cell, period))
			continue;
		households = people_households(p->k->s, cell->place, cell->group, period);
		at = ARRAY_ADD(&r->visits, &r->nvisits, &r->visits_room);
		r->visits[at] = (struct rounds_visit){bound, cell->place, cell->group, period,
			households > 0 ? households : 1, p->k->s->groups[cell->group].visit_minutes};
		at = ARRAY_ADD(&r->links, &r->nlinks, &r->links_room);
		r->links[at] = (struct rounds_link){way, bound, n, 0, 0};
	}
}

static void link_visits(struct rounds *r)
{
	int32_t kept = 0;

	if (r->nvisits > 0)
		qsort(r->visits, (size_t)r->nvisits, sizeof *r->visits, visit_compare);
	for (int32_t n = 0; n < r->nvisits; n++)
		if (n == 0 || visit_compare(&r->visits[n], &r->visits[kept - 1]) != 0)
			r->visits[kept++] = r->visits[n];
	r->nvisits = kept;
	for (int32_t n = 0; n < r->nlinks; n++) {
		struct rounds_link *l = &r->links[n];
		const struct claim *c = &r->p->net.claims[l->claim];
		const struct cell *cell = &r->p->k->cells->cells[c->cell];
		struct rounds_visit key = {l->visit, cell->place, cell->group, r->p->net.ways[l->way].depart, 0, 0};
		const struct rounds_visit *v = bsearch(&key, r->visits, (size_t)r->nvisits, sizeof key, visit_compare);
		int64_t common = int_gcd(v->households, c->demand);
		l->visit = (int32_t)(v - r->visits);
		l->households = v->households / common;
		l->demand = c->demand / common;
	}
}

static void list_rows(struct rounds *r)
{
	const struct portion *p = r->p;
	int32_t at;

	for (int32_t n = 0; n < p->nrows; n++) {
		int64_t common = 0;
		for (int32_t t = 0; t < p->rows[n].count; t++)
			common = int_gcd(common, p->terms[p->rows[n].first + t].value);
		at = ARRAY_ADD(&r->rows, &r->nrows, &r->rows_room);
		r->rows[at] = (struct rounds_row){p->rows[n].bound, p->rows[n].period, common,
			p->rows[n].most / common};
	}
	for (int32_t n = 0, end; n < r->nvisits; n = end) {
		const struct rounds_visit *v = &r->visits[n];
		bool met = false;
		end = n + 1;
		for (int32_t i = 0; i < r->nrows && !met; i++)
			met = r->rows[i].bound == v->bound && r->rows[i].period == v->period;
		if (met)
			continue;
		at = ARRAY_ADD(&r->rows, &r->nrows, &r->rows_room);
		r->rows[at] = (struct rounds_row){v->bound, v->period, 0,
			checker_limit_most(p->k, &p->k->s->limits[p->proof->bounds[v->bound].limit], v->period)};
		for (int32_t i = 0; i < r->nvisits; i++)
			if (r->visits[i].bound == v->bound && r->visits[i].period == v->period)
				r->rows[at].common = int_gcd(r->rows[at].common, r->visits[i].minutes);
		r->rows[at].most /= r->rows[at].common;
	}
}

static int32_t find_row(const struct rounds *r, int32_t bound, int32_t period)
{
	for (int32_t n = 0; n < r->nrows; n++)
		if (r->rows[n].bound == bound && r->rows[n].period == period)
			return n;
	return -1;
}

/* Points that anything can come to. */
static char *find_ways_in(const struct portion *p)
{
	char *in = mem_calloc((size_t)p->net.npoints, 1);
	bool more = true;

	in[0] = 1;
	while (more) {
		more = false;
		for (int32_t a = 0; a < p->net.nways; a++) {
			const struct way *w = &p->net.ways[a];
			if (w->most > 0 && in[w->tail] && !in[w->head])
				in[w->head] = more = true;
		}
		for (int32_t n = 0; n < p->nbatches; n++) {
			int32_t to = p->batch_ends[p->batches[n].first].point;
			if (p->batches[n].most > 0 && !in[to])
				in[to] = more = true;
		}
	}
	return in;
}

static void rounds_init(struct rounds *r, struct portion *p)
{
	*r = (struct rounds){.p = p, .fits = true};
	for (int32_t b = 0; b < p->proof->nbounds; b++)
		for (int32_t n = 0; n < p->net.nclaims; n++)
			if (p->net.claims[n].cell >= 0)
				add_visits_of(r, n, b);
	link_visits(r);
	list_rows(r);
	for (int32_t n = 0; n < p->net.nclaims; n++)
		r->anywhere += claim_need(&p->net.claims[n]);
	for (int32_t n = 0; n < p->nbatches; n++)
		for (int32_t i = 1; i < p->batches[n].count; i++)
			r->anywhere -= p->batch_ends[p->batches[n].first + i].amount * p->batches[n].most;
	r->in = find_ways_in(p);
	r->claim_of = mem_calloc((size_t)p->k->cells->ncells, sizeof *r->claim_of);
	for (int32_t c = 0; c < p->k->cells->ncells; c++)
		r->claim_of[c] = -1;
	for (int32_t n = p->net.nclaims - 1; n >= 0; n--)
		if (p->net.claims[n].cell >= 0)
			r->claim_of[p->net.claims[n].cell] = n;
	r->y = mem_calloc((size_t)p->net.npoints, sizeof *r->y);
	r->written = mem_calloc((size_t)p->net.npoints, 1);
	r->weight = mem_calloc((size_t)p->net.nclaims, sizeof *r->weight);
	r->pi = mem_calloc((size_t)r->nrows, sizeof *r->pi);
	r->rho = mem_calloc((size_t)r->nlinks, sizeof *r->rho);
	r->gain = mem_calloc((size_t)p->net.nways, sizeof *r->gain);
	r->worth = mem_calloc((size_t)p->net.nclaims, sizeof *r->worth);
	r->first_short = mem_calloc((size_t)p->k->s->nitems, sizeof *r->first_short);
	r->low = mem_calloc((size_t)p->net.nclaims, sizeof *r->low);
	r->high = mem_calloc((size_t)p->net.nclaims, sizeof *r->high);
	r->has_rate = mem_calloc((size_t)p->k->s->nitems, 1);
	r->lowest = mem_calloc((size_t)p->k->s->nitems, sizeof *r->lowest);
	r->surely = mem_calloc((size_t)p->k->s->nitems, sizeof *r->surely);
}

static void rounds_release(struct rounds *r)
{
	mem_free(r->visits);
	mem_free(r->links);
	mem_free(r->rows);
	mem_free(r->in);
	mem_free(r->claim_of);
	mem_free(r->y);
	mem_free(r->written);
	mem_free(r->weight);
	mem_free(r->pi);
	mem_free(r->rho);
	mem_free(r->gain);
	mem_free(r->worth);
	mem_free(r->first_short);
	mem_free(r->low);
	mem_free(r->high);
	mem_free(r->has_rate);
	mem_free(r->lowest);
	mem_free(r->surely);
}

/* --- the multipliers of one round --- */

/* -1 = the cell is not in the part. */
static int32_t claim_of(const struct rounds *r, int32_t cell)
{
	return cell >= 0 && cell < r->p->k->cells->ncells ? r->claim_of[cell] : -1;
}

/* The link of a claim and period; where several limits count it, any will do. */
static int32_t find_link(const struct rounds *r, int32_t claim, int32_t period)
{
	for (int32_t n = 0; n < r->nlinks; n++)
		if (r->links[n].claim == claim && r->p->net.ways[r->links[n].way].depart == period)
			return n;
	return -1;
}

static void clear_multipliers(struct rounds *r)
{
	r->derived = false;
	memset(r->y, 0, (size_t)r->p->net.npoints * sizeof *r->y);
	memset(r->written, 0, (size_t)r->p->net.npoints);
	memset(r->weight, 0, (size_t)r->p->net.nclaims * sizeof *r->weight);
	memset(r->pi, 0, (size_t)r->nrows * sizeof *r->pi);
	memset(r->rho, 0, (size_t)r->nlinks * sizeof *r->rho);
}

/* False when a multiplier is of nothing in the part, or below 0 where it may not be. */
static bool read_multipliers(struct rounds *r, const struct names *names, int32_t k)
{
	const struct proof_component *proof = r->p->proof;
	bool good = true;

	clear_multipliers(r);
	r->derived = proof->rounds[k].derived;
	for (int32_t n = 0; n < proof->nbalances && good; n++) {
		int32_t v = names_find(names, &proof->balances[n].node);
		good = v > 0;
		if (good) {
			r->y[v] = proof->balances[n].price[k];
			r->written[v] = 1;
		}
	}
	for (int32_t n = 0; n < proof->nrows && good; n++) {
		int32_t at = find_row(r, proof->rows[n].bound, proof->rows[n].period);
		good = at >= 0 && proof->rows[n].pi[k] >= 0;
		if (good)
			r->pi[at] = proof->rows[n].pi[k];
	}
	for (int32_t n = 0; n < proof->nvisits && good; n++) {
		int32_t at = find_link(r, claim_of(r, proof->visits[n].claim), proof->visits[n].period);
		good = at >= 0 && proof->visits[n].rho[k] >= 0;
		if (good)
			r->rho[at] = proof->visits[n].rho[k];
	}
	for (int32_t n = 0; n < proof->nweights && good; n++) {
		int32_t at = claim_of(r, proof->weights[n].claim);
		good = at >= 0 && proof->weights[n].w[k] >= 0;
		if (good)
			r->weight[at] = proof->weights[n].w[k];
	}
	if (!good)
		finding(r->p->k, _("part %d: a multiplier of round %d of its proof is below 0 or for nothing that counts in it"),
			r->p->number + 1, k + 1);
	return good;
}

/* --- the bound --- */

/* What limits make a way cost. */
static void charge_rows(struct rounds *r)
{
	const struct portion *p = r->p;

	memset(r->gain, 0, (size_t)p->net.nways * sizeof *r->gain);
	for (int32_t n = 0; n < p->nrows; n++) {
		int32_t at = find_row(r, p->rows[n].bound, p->rows[n].period);
		for (int32_t t = p->rows[n].first; t < p->rows[n].first + p->rows[n].count; t++)
			add(r, &r->gain[p->terms[t].way], -r->pi[at], p->terms[t].value / r->rows[at].common);
	}
	for (int32_t n = 0; n < r->nlinks; n++)
		add(r, &r->gain[r->links[n].way], -r->rho[n], r->links[n].households);
}

/* By the rule of totals tiers are linear, too: a claim's unit is worth its weight. */
static bool by_totals(const struct portion *p)
{
	return p->k->s->policy.fairness == FAIRNESS_TOTAL;
}

/* By the rule of totals what a claim lacks comes to it, too, for what it weighs. */
static void derive_of_claims(struct rounds *r, const char *open)
{
	for (int32_t n = 0; n < r->p->net.nclaims; n++) {
		const struct claim *c = &r->p->net.claims[n];
		if (r->written[c->point] || claim_need(c) == c->least)
			continue;
		if (!open[c->point] || r->weight[n] < r->y[c->point])
			r->y[c->point] = r->weight[n];
	}
}

/* Of the round at hand a balance that is not written is the least of the ways that
 * come without limit: the tail's and what the way costs; 0 where none comes. Ways
 * stand in the order of time. */
static void derive_balances(struct rounds *r)
{
	const struct network *net = &r->p->net;
	char *open = mem_calloc((size_t)net->npoints, 1);

	for (int32_t a = 0; a < net->nways; a++) {
		const struct way *w = &net->ways[a];
		wide y;
		if (w->most < UNLIMITED || r->written[w->head] || !r->in[w->tail])
			continue;
		y = plus(r, r->y[w->tail], -r->gain[a]);
		if (!open[w->head] || y < r->y[w->head])
			r->y[w->head] = y;
		open[w->head] = 1;
	}
	if (by_totals(r->p))
		derive_of_claims(r, open);
	mem_free(open);
}

/* gain has what ways cost, below 0: adds what the head is worth more than the tail. */
static void add_balances(struct rounds *r)
{
	const struct network *net = &r->p->net;

	if (r->derived)
		derive_balances(r);
	for (int32_t a = 0; a < net->nways; a++)
		r->gain[a] = plus(r, r->gain[a], plus(r, r->y[net->ways[a].head], -r->y[net->ways[a].tail]));
}

static wide higher(wide g, wide low, wide high)
{
	return g > 0 ? high : low;
}

/* What batches of one kind gain, at `gain` each when all that they give is worth y a unit. Of what
 * they give up to give - 1 units may be left, worth nothing. Where a unit is worth less than nothing
 * at the counter, the best price z of what is made is looked for, y <= z <= 0: at most
 *   max(0, gain + give (z - y)) most  -  z (give - 1),
 * least at an end or where the first part begins. */
static wide batch_gains(struct rounds *r, wide gain, wide y, int64_t give, int64_t most)
{
	wide best = 0, middle = gain < 0 ? plus(r, y, -gain / give) : y;
	const wide prices[] = {y, 0, middle < 0 ? middle : 0};

	if (y >= 0 || give == 1)
		return times(r, gain, higher(gain, 0, most));
	for (size_t k = 0; k < sizeof prices / sizeof *prices; k++) {
		wide one = plus(r, gain, times(r, give, plus(r, prices[k], -y)));
		wide sum = plus(r, times(r, one, higher(one, 0, most)), times(r, -prices[k], give - 1));
		best = k == 0 || sum < best ? sum : best;
	}
	return best;
}

/* Sum over ways, batches and visits of the most that each gains, plus what the
 * limits are worth. */
static wide sum_of_gains(struct rounds *r, const wide *batch_cost)
{
	const struct portion *p = r->p;
	wide sum = 0, *visit;

	for (int32_t a = 0; a < p->net.nways; a++) {
		int64_t most = p->net.ways[a].most < r->anywhere ? p->net.ways[a].most : r->anywhere;
		if (!r->in[p->net.ways[a].tail])
			continue;
		add(r, &sum, r->gain[a], higher(r->gain[a], 0, most));
	}
	for (int32_t n = 0; n < p->nbatches; n++) {
		const struct batch_end *to = &p->batch_ends[p->batches[n].first];
		wide g = -batch_cost[n];
		for (int32_t i = 0; i < p->batches[n].count; i++)
			add(r, &g, r->y[p->batch_ends[p->batches[n].first + i].point],
				p->batch_ends[p->batches[n].first + i].amount);
		add(r, &sum, 1, batch_gains(r, g, r->y[to->point], to->amount, p->batches[n].most));
	}
	visit = mem_calloc((size_t)r->nvisits, sizeof *visit);
	for (int32_t l = 0; l < r->nlinks; l++)
		add(r, &visit[r->links[l].visit], r->rho[l], r->links[l].demand);
	for (int32_t n = 0; n < r->nvisits; n++) {
		int32_t row = find_row(r, r->visits[n].bound, r->visits[n].period);
		add(r, &visit[n], -r->pi[row], r->visits[n].minutes / r->rows[row].common);
		add(r, &sum, visit[n], higher(visit[n], 0, r->visits[n].households));
	}
	mem_free(visit);
	for (int32_t n = 0; n < r->nrows; n++)
		add(r, &sum, r->pi[n], r->rows[n].most);
	for (int32_t n = 0; n < r->nlinks; n++)
		add(r, &sum, r->rho[n], r->links[n].households - 1);
	return sum;
}

/* What a unit is worth to the claim, and how many it may get. */
static void value_claim(struct rounds *r, int32_t n, int64_t low, int64_t high)
{
	r->worth[n] = plus(r, r->weight[n], -r->y[r->p->net.claims[n].point]);
	r->low[n] = low;
	r->high[n] = high;
}

/* --- fair levels --- */

/* --- the spread: nobody of an item far ahead of its poorest --- */

static bool has_spread(const struct portion *p)
{
	return p->k->s->policy.has_spread && p->k->s->policy.fairness == FAIRNESS_LEXIMIN;
}

/* ceil((lowest rate of the item + spread) D + noise / 10^6) - fact, within least value and
 * need: what a claim of the level may get at most. noise -1 or 1: rates are rounded. */
static int64_t spread_most(struct rounds *r, const struct claim *c, const struct rounds_rate *rates, int noise)
{
	const struct rounds_rate *lowest = &rates[c->item];
	struct ratio spread = r->p->k->s->policy.spread;
	wide one, parts, most;

	if (!has_spread(r->p) || lowest->den <= 0)
		return claim_need(c);
	one = times(r, lowest->den, spread.den);
	parts = times(r, plus(r, times(r, lowest->num, spread.den), times(r, spread.num, lowest->den)), c->demand);
	if (!r->fits)
		return claim_need(c);
	most = wide_ceil_div(parts + noise * (one / 1000000), one) - c->fact;
	most = most > c->least ? most : c->least;
	return most < claim_need(c) ? (int64_t)most : claim_need(c);
}

/* What the claim may get at most when its level is looked at. */
static int64_t claim_most(struct rounds *r, int32_t n)
{
	const struct claim *c = &r->p->net.claims[n];

	return r->p->role[n] == ROLE_NOW ? spread_most(r, c, r->lowest, -1) : claim_need(c);
}

/* A claim that gets more than the spread allows above rates [nitems]; -1 = none. */
static int32_t beyond_spread(struct rounds *r, const struct rounds_rate *rates)
{
	const struct portion *p = r->p;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		if (p->role[n] == ROLE_NOW && c->drawn > spread_most(r, c, rates, 1))
			return n;
	}
	return -1;
}

/* Whole units may leave room, below the rate of its round, for a claim that gets nothing: whether the
 * rates that hold for the spread are that low is not known. */
static bool spread_is_kept(struct rounds *r, int32_t level)
{
	int32_t n = beyond_spread(r, r->surely);

	if (n >= 0)
		finding(r->p->k, _("claim %d: it gets more than the spread allows at level %d"),
			r->p->net.claims[n].cell + 1, level + 1);
	return n < 0;
}

static int32_t stratum_of(const struct portion *p, const struct claim *c)
{
	return c->cell >= 0 ? p->k->plan->proof.strata[c->cell] : 0;
}

/* The highest common rate of the claims that have a weight: *num / *den. */
static void fair_bound(struct rounds *r, const wide *none, int32_t stratum, wide *num, wide *den)
{
	const struct portion *p = r->p;

	charge_rows(r);
	add_balances(r);
	*num = sum_of_gains(r, none);
	*den = 0;
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		bool kept = p->role[n] == ROLE_BEFORE
			|| (p->role[n] == ROLE_NOW && stratum_of(p, c) > 0 && stratum_of(p, c) < stratum);
		int64_t least = kept ? c->drawn : c->alone, most = claim_most(r, n);
		value_claim(r, n, least, most > least ? most : least);
		add(r, num, r->weight[n], c->fact);
		add(r, den, r->weight[n], c->demand);
	}
	*num = plus(r, *num, claims_most(p, r->worth, r->low, r->high, &r->fits));
}

/* Is there a claim of the level that no round stopped, and that neither has all it may
 * get nor is out of reach? What it lacks widens the gap. */
static bool any_open(struct rounds *r, int32_t nrounds, struct ratio *gap)
{
	const struct portion *p = r->p;
	char *in = find_ways_in(p);
	bool open = false;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		int32_t k = stratum_of(p, c);
		struct ratio lack;
		if (p->role[n] != ROLE_NOW || (k >= 1 && k <= nrounds) || !in[c->point])
			continue;
		lack = ratio_make(claim_most(r, n) - c->drawn, c->demand);
		if (lack.num <= 0)
			continue;
		open = true;
		if (ratio_compare(lack, *gap) > 0)
			*gap = lack;
	}
	mem_free(in);
	return open;
}

/* The visits that the hand way goes with, in their order after `after`; -1 = no more. */
static int32_t next_visit(const struct rounds *r, int32_t way, int32_t after)
{
	int32_t next = -1;

	for (int32_t n = 0; n < r->nlinks; n++)
		if (r->links[n].way == way && r->links[n].visit > after && (next < 0 || r->links[n].visit < next))
			next = r->links[n].visit;
	return next;
}

/* Is there a hand way of the claim from the counter, with the same visits as this? */
static bool has_like(const struct rounds *r, const struct claim *c, int32_t way)
{
	const struct way *ways = r->p->net.ways;

	for (int32_t a = c->first_hand; a < c->first_hand + c->nhands; a++) {
		int32_t v = -1;
		if (ways[a].tail != ways[way].tail)
			continue;
		do {
			if (next_visit(r, a, v) != next_visit(r, way, v))
				return false;
			v = next_visit(r, way, v);
		} while (v >= 0);
		return true;
	}
	return false;
}

/* Whatever can come to one of the claims can come to the other. */
static bool are_parallel(const struct rounds *r, const struct claim *a, const struct claim *b, const char *in)
{
	const struct way *ways = r->p->net.ways;

	for (int32_t way = a->first_hand; way < a->first_hand + a->nhands; way++)
		if (in[ways[way].tail] && !has_like(r, b, way))
			return false;
	for (int32_t way = b->first_hand; way < b->first_hand + b->nhands; way++)
		if (in[ways[way].tail] && !has_like(r, a, way))
			return false;
	return true;
}

static bool is_proportional(const struct portion *p)
{
	return p->k->s->policy.fairness == FAIRNESS_PROPORTIONAL;
}

/* Does the bound num / den leave the claim more than it must have: is its item's
 * common rate what stops it? */
static bool shares_rate(struct rounds *r, const struct claim *c, wide num, wide den)
{
	return times(r, num, c->demand) > plus(r, times(r, den, c->fact + c->least), den / 1000000);
}

/* Would the claim have to get more if its item's common rate were above num / den? */
static bool must_rise(struct rounds *r, const struct claim *c, wide num, wide den)
{
	return times(r, num, c->demand) > plus(r, times(r, den, c->fact + c->least), -(den / 1000000));
}

/* By the proportional rule the claims of an item that are stopped together have one
 * rate: one may weigh for all. */
static bool item_weighs(struct rounds *r, int32_t n, wide num, wide den)
{
	const struct portion *p = r->p;
	const struct claim *claims = p->net.claims;

	for (int32_t m = 0; m < p->net.nclaims && is_proportional(p); m++)
		if (r->weight[m] > 0 && p->role[m] == ROLE_NOW && claims[m].item == claims[n].item
			&& stratum_of(p, &claims[m]) == stratum_of(p, &claims[n]) && must_rise(r, &claims[m], num, den))
			return true;
	return false;
}

/* Of claims that goods can be moved between freely one may weigh for all; what
 * is out of reach need not. */
static bool weighs(const struct rounds *r, int32_t n, const char *in)
{
	const struct claim *claims = r->p->net.claims;
	const struct cell *cells = r->p->k->cells->cells;

	if (r->weight[n] > 0 || !in[claims[n].point])
		return true;
	for (int32_t m = 0; m < r->p->net.nclaims; m++)
		if (r->weight[m] > 0 && claims[m].cell >= 0 && claims[m].item == claims[n].item
			&& cells[claims[m].cell].place == cells[claims[n].cell].place
			&& are_parallel(r, &claims[n], &claims[m], in))
			return true;
	return false;
}

/* num / (den d) in parts of 10^-9, rounded up, but for a thousandth of one: prices are
 * rounded, too. Less than a whole part is nothing. */
static struct ratio billionths(wide num, wide den, int64_t d)
{
	const int64_t parts = 1000000000;
	wide n, one;

	while (num > INT64_MAX / 4 || den > INT64_MAX / 4) {
		num = num / 2 + 1; /* to the safe side */
		den /= 2;
	}
	one = (den > 0 ? den : 1) * d;
	n = num > 0 && num * parts > one ? wide_ceil_div(num * parts * 1000 - one, one * 1000) : 0;
	return ratio_make(n < parts ? (int64_t)n : parts, parts);
}

static void note_lowest(struct rounds_rate *lowest, wide num, wide den)
{
	if (lowest->den <= 0
		|| ratio_compare(billionths(num, den, 1), billionths(lowest->num, lowest->den, 1)) < 0)
		*lowest = (struct rounds_rate){num, den};
}

/* Is every claim that the round stops less than a unit below its bound? *gap: the
 * widest distance [fill rate]. A claim must weigh in its round. */
static bool stopped_claims_meet(struct rounds *r, int32_t level, int32_t stratum, wide num, wide den,
	struct ratio *gap)
{
	const struct portion *p = r->p;
	char *in = find_ways_in(p);
	bool meet = true;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		struct ratio far;
		wide lack;
		if (p->role[n] != ROLE_NOW || stratum_of(p, c) != stratum)
			continue;
		if (!weighs(r, n, in) && !item_weighs(r, n, num, den)) {
			finding(p->k, _("claim %d: it does not weigh in the round that is to stop it at level %d"),
				c->cell + 1, level + 1);
			break;
		}
		/* lack = num D - s den, in den parts of a unit: below den it is less than a unit */
		lack = plus(r, times(r, num, c->demand), -times(r, den, c->fact + c->drawn));
		meet &= lack < den;
		if (shares_rate(r, c, num, den)) {
			r->has_rate[c->item] = 1;
			note_lowest(&r->lowest[c->item], num, den);
			if (c->drawn > c->least)
				note_lowest(&r->surely[c->item], num, den);
		}
		r->beyond |= c->drawn > c->least && lack < -den / 1000000;
		far = billionths(lack, den, c->demand);
		if (ratio_compare(far, *gap) > 0)
			*gap = far;
	}
	mem_free(in);
	return meet;
}

static int32_t find_round(const struct portion *p, int32_t level, int32_t stratum)
{
	for (int32_t k = 0; k < p->proof->nrounds; k++)
		if (p->proof->rounds[k].level == level && p->proof->rounds[k].stratum == stratum)
			return k;
	return -1;
}

int32_t count_rounds(const struct portion *p, int32_t level)
{
	int32_t n = 0;

	for (int32_t k = 0; k < p->proof->nrounds; k++)
		n += p->proof->rounds[k].level == level;
	return n;
}

/* Rounds of a level are numbered without a gap. */
static bool rounds_in_turn(struct portion *p, int32_t level, int32_t nrounds)
{
	if (count_rounds(p, level) == nrounds)
		return true;
	finding(p->k, _("level %d: a round is missing among its rounds, or stands twice"), level + 1);
	return false;
}

/* Proportional: does a claim have more than its item's common rate? Those that no
 * round stops have all of theirs. */
static bool beyond_rate(const struct rounds *r, int32_t nrounds)
{
	const struct portion *p = r->p;
	bool beyond = r->beyond;

	for (int32_t n = 0; n < p->net.nclaims && !beyond; n++) {
		const struct claim *c = &p->net.claims[n];
		int32_t k = stratum_of(p, c);
		beyond = p->role[n] == ROLE_NOW && (k < 1 || k > nrounds) && c->drawn > c->least && r->has_rate[c->item];
	}
	return beyond;
}

static enum verdict check_fair_rounds(struct rounds *r, const struct names *names, int32_t level,
	struct ratio *gap, struct ratio *bound)
{
	struct portion *p = r->p;
	wide *none = mem_calloc((size_t)p->nbatches, sizeof *none);
	int before = p->k->nfindings, stratum = 1;
	bool meet = true, open;

	*gap = (struct ratio){0, 1};
	*bound = (struct ratio){1, 1};
	r->fits = true;
	r->beyond = false;
	memset(r->has_rate, 0, (size_t)p->k->s->nitems);
	memset(r->lowest, 0, (size_t)p->k->s->nitems * sizeof *r->lowest);
	memset(r->surely, 0, (size_t)p->k->s->nitems * sizeof *r->surely);
	for (int32_t k; p->k->nfindings == before && (k = find_round(p, level, stratum)) >= 0; stratum++) {
		wide num, den;
		if (!read_multipliers(r, names, k))
			break;
		fair_bound(r, none, stratum, &num, &den);
		if (den <= 0)
			finding(p->k, _("level %d: nobody weighs in its round %d"), level + 1, stratum);
		else if (r->fits)
			meet &= stopped_claims_meet(r, level, stratum, num, den, gap);
		if (stratum == 1 && r->fits && den > 0)
			*bound = billionths(num, den, 1);
	}
	mem_free(none);
	if (p->k->nfindings != before || !rounds_in_turn(p, level, stratum - 1))
		return VERDICT_WRONG;
	if (r->fits && !spread_is_kept(r, level))
		return VERDICT_WRONG;
	open = any_open(r, stratum - 1, gap);
	if (!r->fits || beyond_spread(r, r->lowest) >= 0)
		return VERDICT_NONE;
	if (is_proportional(p) && beyond_rate(r, stratum - 1))
		return VERDICT_NONE;
	if (gap->num == 0) /* nobody to stop: nobody can get more */
		return VERDICT_BEST;
	if (open && stratum == 1)
		return VERDICT_NONE;
	return meet && !open ? VERDICT_UNITS : VERDICT_WITHIN;
}

/* --- fair levels that go in steps --- */

static const int64_t STEP_WEIGHT_ONE = (int64_t)1 << 40;

/* The step at which the claim is short by what it has; 0: it is full. */
static int64_t short_at(const struct portion *p, const struct claim *c)
{
	struct ratio step = p->k->s->policy.step;

	return c->drawn >= claim_need(c) ? 0
		: (int64_t)((wide)(c->fact + c->drawn) * step.den / ((wide)step.num * c->demand)) + 1;
}

/* With a spread: the first step at which a claim of the item is short that gets more than its
 * least value. */
static void find_first_short(struct rounds *r)
{
	const struct portion *p = r->p;

	memset(r->first_short, 0, (size_t)p->k->s->nitems * sizeof *r->first_short);
	for (int32_t n = 0; n < p->net.nclaims && has_spread(p); n++) {
		const struct claim *c = &p->net.claims[n];
		int64_t k = short_at(p, c), *first = &r->first_short[c->item];
		if (p->role[n] == ROLE_NOW && c->drawn > c->alone && k > 0 && (*first == 0 || k < *first))
			*first = k;
	}
}

/* What the claim may get at most at step k: with a spread, behind the first step K at which one
 * of its item is short, ceil(max(K step, (K - 1) step + spread) D) - fact, within least value and
 * need. */
static int64_t step_most(const struct rounds *r, const struct claim *c, int64_t k)
{
	const struct policy *policy = &r->p->k->s->policy;
	int64_t first = r->first_short[c->item], most;
	struct ratio cap, spread;

	if (first == 0 || k <= first
		|| !ratio_make_wide((wide)(first - 1) * policy->step.num, policy->step.den, &cap)
		|| !ratio_add(cap, ratio_compare(policy->spread, policy->step) > 0 ? policy->spread : policy->step,
			&spread)
		|| ratio_compare(spread, (struct ratio){1, 1}) >= 0)
		return claim_need(c);
	most = (int64_t)wide_ceil_div((wide)spread.num * c->demand, spread.den) - c->fact;
	return most > c->alone ? most : c->alone;
}

/* What a claim should get at step k: ceil(k step D) - fact, within least value and the most that it
 * may get. */
static int64_t step_target(const struct rounds *r, const struct claim *c, int64_t k)
{
	struct ratio step = r->p->k->s->policy.step;
	int64_t served = c->demand, target, most = step_most(r, c, k);
	wide num = (wide)k * step.num;

	if (num < step.den)
		served = (int64_t)wide_ceil_div(num * c->demand, step.den);
	target = served - c->fact > c->alone ? served - c->fact : c->alone;
	return target < most ? target : most;
}

/* What a unit weighs that a claim is short: about 2^40 / D. */
static int64_t step_weight(const struct claim *c)
{
	int64_t weight = (STEP_WEIGHT_ONE + c->demand / 2) / c->demand;

	return weight > 0 ? weight : 1;
}

/* The first step at which the claim is short; 0: it has all that it may get. */
static int64_t short_from(const struct rounds *r, const struct claim *c)
{
	int64_t k = short_at(r->p, c);

	return k > 0 && c->drawn >= step_most(r, c, k) ? 0 : k;
}

/* What claims of the level that were not short before step k lack at it at the least,
 * weighed, times 2^shift, when earlier tiers keep what they have and those of the level
 * what they should have had at step k - 1, as far as they have it. Multipliers are read. */
static wide step_bound(struct rounds *r, const wide *none, int64_t k, int32_t shift)
{
	const struct portion *p = r->p;
	wide least = 0, most;

	charge_rows(r);
	add_balances(r);
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		int64_t before = p->role[n] == ROLE_NOW ? step_target(r, c, k - 1) : c->drawn;
		bool open = p->role[n] == ROLE_NOW && (short_from(r, c) == 0 || short_from(r, c) >= k);
		int64_t low = p->role[n] == ROLE_LATER ? c->alone : before < c->drawn ? before : c->drawn;
		if (!open)
			r->weight[n] = 0;
		else if (r->weight[n] > (wide)step_weight(c) << shift)
			r->weight[n] = (wide)step_weight(c) << shift;
		value_claim(r, n, low, p->role[n] == ROLE_NOW ? step_most(r, c, k) : claim_need(c));
		if (open)
			add(r, &least, r->weight[n], step_target(r, c, k));
	}
	most = plus(r, sum_of_gains(r, none), claims_most(p, r->worth, r->low, r->high, &r->fits));
	return plus(r, least, -most);
}

/* What is shown of the steps of a level so far. */
struct steps {
	bool met; /* claims short for the first time lack less than a unit each beyond the bound, in all */
	struct ratio mean, all; /* the widest such lack, as a part of demand: of each of them, of all */
};

static void widen(struct ratio *gap, struct ratio far)
{
	if (ratio_compare(far, *gap) > 0)
		*gap = far;
}

/* A round at step k. */
static void check_step(struct rounds *r, const wide *none, int64_t k, int32_t shift, struct steps *steps)
{
	const struct portion *p = r->p;
	wide lack = 0, units = 0, one = (wide)1 << shift, far;
	int64_t nshort = 0;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		if (p->role[n] != ROLE_NOW || short_from(r, c) != k)
			continue;
		add(r, &lack, step_weight(c), step_target(r, c, k) - c->drawn);
		units = plus(r, units, step_weight(c));
		nshort++;
	}
	far = plus(r, times(r, lack, one), -step_bound(r, none, k, shift));
	if (!r->fits || nshort == 0)
		return;
	steps->met &= far < times(r, units, one);
	widen(&steps->mean, billionths(far, times(r, one, STEP_WEIGHT_ONE), nshort));
	widen(&steps->all, billionths(far, times(r, one, STEP_WEIGHT_ONE), 1));
}

/* Is a claim short whose first step has no round? What it lacks widens the gap. */
static bool any_step_missing(const struct rounds *r, int32_t level, struct steps *steps)
{
	const struct portion *p = r->p;
	bool missing = false;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		int64_t k = short_from(r, c);
		struct ratio lack = ratio_make(step_most(r, c, INT64_MAX) - c->drawn, c->demand);
		if (p->role[n] != ROLE_NOW || k == 0 || (k <= INT32_MAX && find_round(p, level, (int32_t)k) >= 0))
			continue;
		missing = true;
		widen(&steps->all, lack);
	}
	return missing;
}

/* Does a claim get more than the spread allows? Whole units may have put it there that
 * moved a claim of its item to an earlier step. */
static bool any_beyond_spread(const struct rounds *r)
{
	for (int32_t n = 0; n < r->p->net.nclaims; n++)
		if (r->p->role[n] == ROLE_NOW && r->p->net.claims[n].drawn
				> step_most(r, &r->p->net.claims[n], INT64_MAX))
			return true;
	return false;
}

static enum verdict check_step_rounds(struct rounds *r, const struct names *names, int32_t level,
	struct ratio *gap, struct ratio *bound)
{
	struct portion *p = r->p;
	const struct proof_component *proof = p->proof;
	struct steps steps = {true, {0, 1}, {0, 1}};
	int before = p->k->nfindings;
	wide *none;

	*gap = (struct ratio){0, 1};
	*bound = (struct ratio){1, 1};
	if (ratio_compare(p->k->plan->levels[level].step, p->k->s->policy.step) != 0) {
		finding(p->k, _("level %d: its step is not that of the policy"), level + 1);
		return VERDICT_WRONG;
	}
	find_first_short(r);
	if (is_proportional(p) || any_beyond_spread(r))
		return VERDICT_NONE;
	r->fits = true;
	none = mem_calloc((size_t)p->nbatches, sizeof *none);
	for (int32_t i = 0; i < proof->nrounds && p->k->nfindings == before; i++) {
		const struct proof_round *round = &proof->rounds[i];
		if (round->level != level)
			continue;
		if (round->stratum < 1 || round->shift < 0 || round->shift > 40)
			finding(p->k, _("level %d: a round of it is at no step"), level + 1);
		else if (read_multipliers(r, names, i))
			check_step(r, none, round->stratum, round->shift, &steps);
	}
	mem_free(none);
	if (p->k->nfindings != before)
		return VERDICT_WRONG;
	steps.met &= !any_step_missing(r, level, &steps);
	*gap = steps.met ? steps.mean : steps.all;
	if (!r->fits || (!steps.met && count_rounds(p, level) == 0))
		return VERDICT_NONE;
	return gap->num == 0 ? VERDICT_BEST : steps.met ? VERDICT_UNITS : VERDICT_WITHIN;
}

/* --- linear levels --- */

static bool is_of(const struct claim *c, const struct level *level)
{
	return level->kind == LEVEL_FAIR && c->cell >= 0 && c->stage == level->stage && c->tier == level->tier;
}

/* What batches cost at a level. */
static wide batch_cost(const struct portion *p, int32_t level, int32_t n)
{
	return p->k->plan->levels[level].kind == LEVEL_SUBSTITUTION
		? p->k->s->substitutes[p->batches[n].substitute].penalty : 0;
}

/* Adds factor x the level's costs to gains (taken off) and batches, a total's to the
 * weights; *constant += factor x its constant; *value += factor x its value by the
 * plan's flow. */
static void charge_level(struct rounds *r, int32_t level, int32_t item, wide factor, wide *batches,
	wide *constant, wide *value)
{
	const struct portion *p = r->p;
	int64_t *cost = mem_calloc((size_t)p->net.nways, sizeof *cost), scale;
	wide fixed = 0, sum = 0;

	if (p->k->plan->levels[level].kind != LEVEL_FAIR)
		level_costs(p, level, item, cost, &scale, &fixed);
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		if (!is_of(c, &p->k->plan->levels[level]))
			continue;
		add(r, &r->weight[n], factor, claim_weight(p, c));
		add(r, &sum, -claim_weight(p, c), c->drawn);
	}
	for (int32_t a = 0; a < p->net.nways; a++) {
		add(r, &r->gain[a], -factor, cost[a]);
		add(r, &sum, cost[a], p->net.ways[a].flow);
	}
	for (int32_t n = 0; n < p->nbatches; n++) {
		add(r, &batches[n], factor, batch_cost(p, level, n));
		add(r, &sum, batch_cost(p, level, n), p->batches[n].made);
	}
	add(r, constant, factor, fixed);
	add(r, value, factor, plus(r, sum, fixed));
	mem_free(cost);
}

/* The least that the level can come to, times 2^shift, and what it comes to here. */
static bool linear_bound(struct rounds *r, const struct proof_round *round, const int32_t *items,
	wide *least, wide *value)
{
	const struct portion *p = r->p;
	wide one = (wide)1 << round->shift, constant = 0, earlier = 0, *batches;
	int32_t level = p->first;

	if (round->shift < 0 || round->shift > 60)
		return false;
	batches = mem_calloc((size_t)p->nbatches, sizeof *batches);
	memset(r->weight, 0, (size_t)p->net.nclaims * sizeof *r->weight);
	charge_rows(r);
	for (int32_t i = 0; i < round->nmu; i++) {
		while (level < round->level && p->k->plan->levels[level].kind == LEVEL_FAIR && !by_totals(p))
			level++;
		if (level >= round->level || round->mu[i] < 0) {
			mem_free(batches);
			return false;
		}
		/* No worse there than here: cost <= value - constant. */
		charge_level(r, level, items[level - p->first], round->mu[i], batches, &constant, &earlier);
		level++;
	}
	earlier = plus(r, earlier, -constant);
	constant = *value = 0;
	charge_level(r, round->level, items[round->level - p->first], one, batches, &constant, value);
	add_balances(r);
	*least = plus(r, constant, -plus(r, earlier, sum_of_gains(r, batches)));
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		value_claim(r, n, by_totals(p) ? c->alone : c->drawn, by_totals(p) ? claim_need(c) : c->drawn);
	}
	*least = plus(r, *least, -claims_most(p, r->worth, r->low, r->high, &r->fits));
	mem_free(batches);
	return r->fits;
}

/* The least value not below `least` that the level can have: any two differ by a
 * multiple of what its costs have in common. */
static wide next_value(const struct rounds *r, int32_t level, int32_t item, wide value, wide least)
{
	const struct portion *p = r->p;
	int64_t *cost = mem_calloc((size_t)p->net.nways, sizeof *cost), scale, common = 0;
	wide fixed;

	if (p->k->plan->levels[level].kind != LEVEL_FAIR)
		level_costs(p, level, item, cost, &scale, &fixed);
	for (int32_t n = 0; n < p->net.nclaims; n++)
		if (is_of(&p->net.claims[n], &p->k->plan->levels[level]))
			common = int_gcd(common, claim_weight(p, &p->net.claims[n]));
	for (int32_t a = 0; a < p->net.nways; a++)
		common = int_gcd(common, cost[a]);
	for (int32_t n = 0; n < p->nbatches; n++)
		common = int_gcd(common, (int64_t)batch_cost(p, level, n));
	mem_free(cost);
	return common > 0 && least < value ? value - (value - least) / common * common : least;
}

/* A gap of totals as a part of all that the tier asks for. */
static enum verdict total_gap(struct rounds *r, int32_t level, wide gap, struct ratio *part, struct ratio *bound)
{
	const struct portion *p = r->p;
	wide all = 0;

	for (int32_t n = 0; n < p->net.nclaims; n++)
		if (is_of(&p->net.claims[n], &p->k->plan->levels[level]))
			add(r, &all, claim_weight(p, &p->net.claims[n]), p->net.claims[n].demand);
	*bound = (struct ratio){1, 1};
	return r->fits && gap <= all && ratio_make_wide(gap, all, part) ? VERDICT_WITHIN : VERDICT_NONE;
}

static enum verdict check_linear_round(struct rounds *r, const struct names *names, int32_t level,
	const int32_t *items, struct ratio *gap, struct ratio *bound)
{
	struct portion *p = r->p;
	const struct proof_round nothing = {.level = level}; /* all multipliers 0 */
	int32_t k = find_round(p, level, 0);
	const struct proof_round *round = k >= 0 ? &p->proof->rounds[k] : &nothing;
	wide least, value, one, scale = p->k->plan->levels[level].scale;

	*gap = *bound = (struct ratio){0, 1};
	r->fits = true;
	if (k >= 0 && !read_multipliers(r, names, k))
		return VERDICT_WRONG;
	if (k < 0)
		clear_multipliers(r);
	if (!linear_bound(r, round, items, &least, &value))
		return VERDICT_NONE;
	/* Values are whole numbers on their scale. */
	one = (wide)1 << round->shift;
	value /= one;
	least = next_value(r, level, items[level - p->first], value, wide_ceil_div(least, one));
	if (least >= value)
		return VERDICT_BEST;
	if (p->k->plan->levels[level].kind == LEVEL_FAIR)
		return total_gap(r, level, value - least, gap, bound);
	if (least < 0)
		least = 0; /* nothing that a level counts is below 0 */
	scale = scale > 0 ? scale : 1;
	return ratio_make_wide(value - least, scale, gap) && ratio_make_wide(least, scale, bound) ? VERDICT_WITHIN
		: VERDICT_NONE;
}

/* --- hard rules that contradict --- */

/* Every plan keeps the bound of such a round, with no weights, at 0 or more: what
 * is below shows that there is none. Shares of minima over several claims are not
 * counted. */
bool check_hard_rounds(struct portion *p)
{
	wide *none = mem_calloc((size_t)p->nbatches, sizeof *none);
	struct rounds r;
	struct names names;
	bool shown = false;

	rounds_init(&r, p);
	names_build(&names, &p->net);
	memset(p->role, ROLE_LATER, (size_t)p->net.nclaims);
	for (int32_t k = 0; k < p->proof->nrounds && !shown; k++) {
		int32_t level = p->proof->rounds[k].level;
		wide num, den;
		if (level < 0 || level >= p->k->plan->nlevels || p->k->plan->levels[level].kind != LEVEL_HARD)
			continue;
		r.fits = true;
		if (!read_multipliers(&r, &names, k))
			break;
		memset(r.weight, 0, (size_t)p->net.nclaims * sizeof *r.weight);
		fair_bound(&r, none, 0, &num, &den);
		shown = r.fits && num < 0;
	}
	names_release(&names);
	rounds_release(&r);
	mem_free(none);
	return shown;
}

/* --- all levels --- */

void check_rounds(struct portion *p, int32_t level, const int32_t *items, enum verdict *verdict,
	struct ratio *gap, struct ratio *bound)
{
	struct rounds r;
	struct names names = {0};

	rounds_init(&r, p);
	if (p->proof->nbalances > 0)
		names_build(&names, &p->net);
	*verdict = p->k->plan->levels[level].kind == LEVEL_FAIR && !by_totals(p)
		? p->k->plan->levels[level].step.num > 0 ? check_step_rounds(&r, &names, level, gap, bound)
			: check_fair_rounds(&r, &names, level, gap, bound)
		: check_linear_round(&r, &names, level, items, gap, bound);
	names_release(&names);
	rounds_release(&r);
}
