/* The baseline: what every claim would get if each item were shared out in
 * proportion, tier by tier. docs/method.md, "Fairness". */
#include "solver/verify/portion.h"

#include "base/text.h"

#include <string.h>

struct sharing {
	struct portion *p;
	int32_t item, stage, tier; /* at hand */
	int64_t *given; /* [nclaims] x_c decided by earlier tiers, -1 = not yet */
	char *reached; /* [nclaims] it can get more than its least value at all */
	wide *excess; /* [npoints] */
	int32_t *layer, *group; /* [npoints] */
};

static bool is_at_hand(const struct sharing *s, const struct claim *c)
{
	return c->cell >= 0 && c->item == s->item && c->stage == s->stage && c->tier == s->tier;
}

/* den x what the claim is to get at the rate. */
static wide wanted(const struct sharing *s, int32_t n, struct ratio rate)
{
	const struct claim *c = &s->p->net.claims[n];
	wide most, least = (wide)c->least * rate.den;

	if (s->given[n] >= 0)
		return (wide)s->given[n] * rate.den;
	if (c->cell < 0 || !is_at_hand(s, c) || !s->reached[n])
		return least;
	most = (wide)rate.num * c->demand - (wide)rate.den * c->fact;
	return most > least ? most : least;
}

/* Sends what the rate asks for, from the plan's flow on; false when it cannot
 * all be had: then the points with a layer below 0 get too little. */
static bool try_rate(struct sharing *s, struct ratio rate)
{
	const struct network *net = &s->p->net;
	bool met = true;

	memset(s->excess, 0, (size_t)net->npoints * sizeof *s->excess);
	s->excess[0] = (wide)1 << 120;
	for (int32_t n = 0; n < net->nclaims; n++)
		s->excess[net->claims[n].point] = (wide)net->claims[n].drawn * rate.den - wanted(s, n, rate);
	send_excess(&s->p->graph, s->group, &rate.den, s->excess, s->layer);
	for (int32_t n = 0; n < net->nclaims; n++)
		met &= s->excess[net->claims[n].point] >= 0;
	return met;
}

/* The rate at which the claims behind the cut ask for just what gets there. */
static struct ratio rate_of_cut(const struct sharing *s, struct ratio rate)
{
	const struct network *net = &s->p->net;
	wide comes = 0;

	for (int32_t n = 0; n < net->nclaims; n++)
		if (s->layer[net->claims[n].point] < 0)
			comes += wanted(s, n, rate) + s->excess[net->claims[n].point];
	comes /= rate.den; /* capacities are whole */
	for (;;) {
		wide units = comes, demand = 0;
		struct ratio next;
		for (int32_t n = 0; n < net->nclaims; n++) {
			const struct claim *c = &net->claims[n];
			if (s->layer[c->point] >= 0)
				continue;
			if (s->given[n] < 0 && is_at_hand(s, c) && s->reached[n]
				&& (wide)rate.num * c->demand > (wide)rate.den * (c->fact + c->least)) {
				units += c->fact;
				demand += c->demand;
			} else {
				units -= s->given[n] >= 0 ? s->given[n] : c->least;
			}
		}
		next = ratio_make((int64_t)units, (int64_t)demand);
		if (ratio_compare(next, rate) == 0)
			return next;
		rate = next; /* lower: fewer claims ask for more than their least value */
	}
}

/* The largest common rate (Newton's method on the cuts). */
static struct ratio common_rate(struct sharing *s)
{
	struct ratio rate = {1, 1};

	while (!try_rate(s, rate))
		rate = rate_of_cut(s, rate);
	return rate;
}

/* The first tier of an item under leximin: its lowest stratum says it. */
static bool rate_is_known(const struct sharing *s, struct ratio *rate)
{
	const struct plan *plan = s->p->k->plan;
	const struct policy *policy = &s->p->k->s->policy;
	const struct level *level = NULL;
	int32_t lowest;

	if (policy->fairness != FAIRNESS_LEXIMIN || policy->has_spread)
		return false;
	for (int32_t n = 0; n < s->p->net.nclaims; n++)
		if (s->p->net.claims[n].item == s->item && s->given[n] >= 0 && s->p->net.claims[n].cell >= 0)
			return false;
	for (int32_t at = s->p->first; at < s->p->end; at++)
		if (plan->levels[at].kind == LEVEL_FAIR && plan->levels[at].stage == s->stage
			&& plan->levels[at].tier == s->tier)
			level = &plan->levels[at];
	if (!level)
		return false;
	lowest = level->nstrata + 1;
	for (int32_t n = 0; n < s->p->net.nclaims; n++)
		if (is_at_hand(s, &s->p->net.claims[n]) && s->reached[n]
			&& plan->proof.strata[s->p->net.claims[n].cell] < lowest)
			lowest = plan->proof.strata[s->p->net.claims[n].cell];
	*rate = lowest <= level->nstrata ? level->rates[lowest - 1] : (struct ratio){1, 1};
	return true;
}

static void share_tier(struct sharing *s)
{
	const struct network *net = &s->p->net;
	struct ratio rate = {0, 1};

	/* Reached: what can still get something when all keep what is decided. */
	memset(s->reached, 0, (size_t)net->nclaims);
	try_rate(s, rate);
	for (int32_t n = 0; n < net->nclaims; n++)
		s->reached[n] = s->layer[net->claims[n].point] >= 0;
	if (!rate_is_known(s, &rate))
		rate = common_rate(s);
	for (int32_t n = 0; n < net->nclaims; n++)
		if (is_at_hand(s, &net->claims[n]) && s->given[n] < 0)
			s->given[n] = (int64_t)(wanted(s, n, rate) / rate.den);
}

/* Tiers of one item in their order. */
static void share_item(struct sharing *s, int32_t item)
{
	const struct network *net = &s->p->net;

	s->item = item;
	for (;;) {
		s->stage = s->tier = INT32_MAX;
		for (int32_t n = 0; n < net->nclaims; n++) {
			const struct claim *c = &net->claims[n];
			if (c->cell < 0 || c->item != item || s->given[n] >= 0)
				continue;
			if (c->stage < s->stage || (c->stage == s->stage && c->tier < s->tier)) {
				s->stage = c->stage;
				s->tier = c->tier;
			}
		}
		if (s->tier == INT32_MAX)
			return;
		share_tier(s);
	}
}

void check_baseline(struct portion *p)
{
	const struct network *net = &p->net;
	size_t npoints = (size_t)net->npoints;
	struct sharing s = {.p = p};

	s.given = mem_calloc((size_t)net->nclaims, sizeof *s.given);
	s.reached = mem_calloc((size_t)net->nclaims, 1);
	s.excess = mem_calloc(npoints, sizeof *s.excess);
	s.layer = mem_calloc(npoints, sizeof *s.layer);
	s.group = mem_calloc(npoints, sizeof *s.group);
	for (int32_t n = 0; n < net->nclaims; n++)
		s.given[n] = -1;
	for (int32_t i = 0; i < net->nitems; i++)
		share_item(&s, net->items[i]);
	for (int32_t n = 0; n < net->nclaims; n++) {
		int32_t c = net->claims[n].cell;
		const struct cell *cell = c >= 0 ? &p->k->cells->cells[c] : NULL;
		int64_t got = cell ? cell->household
			+ (p->past->done[c] + s.given[n]) * checker_unit(p->k, cell->item) : 0;
		got = cell && got > cell->demand ? cell->demand : got;
		if (!cell || got == p->k->plan->served[c].baseline)
			continue;
		finding(p->k, _("claim %d: the baseline says %lld, shared in proportion it is %lld smallest units"),
			c + 1, (long long)p->k->plan->served[c].baseline, (long long)got);
		break;
	}
	mem_free(s.given);
	mem_free(s.reached);
	mem_free(s.excess);
	mem_free(s.layer);
	mem_free(s.group);
}
