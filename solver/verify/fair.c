/* Fair levels: DESIGN, "Proof"; docs/method.md, "Checks". Nothing here is
 * solved: strata and rates are the plan's, and are tested. */
#include "solver/verify/portion.h"

#include "base/text.h"
#include "models/order.h"

#include <stdlib.h>

/* --- the order of claims among equal fractions --- */

struct turn {
	int32_t rank, position, group, first, last, claim;
};

static int turn_compare(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;
	const int64_t p[] = {x->rank, x->position, x->group, x->first, x->last, x->claim};
	const int64_t q[] = {y->rank, y->position, y->group, y->first, y->last, y->claim};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* rank [nplaces] of each place among the places with claims, by id. */
static int32_t rank_communities(const struct checker *k, int32_t *rank)
{
	int32_t *order = id_order(k->s->places, k->s->nplaces, sizeof *k->s->places), n = 0;
	char *wanted = mem_calloc((size_t)k->s->nplaces, 1);

	for (int32_t c = 0; c < k->cells->ncells; c++)
		wanted[k->cells->cells[c].place] = 1;
	for (int32_t i = 0; i < k->s->nplaces; i++)
		if (wanted[order[i]])
			rank[order[i]] = n++;
	mem_free(wanted);
	mem_free(order);
	return n;
}

void order_claims(struct portion *p)
{
	const struct scenario *s = p->k->s;
	int32_t *community = mem_calloc((size_t)s->nplaces, sizeof *community);
	int32_t *item = id_ranks(s->items, s->nitems, sizeof *s->items);
	int32_t *group = id_ranks(s->groups, s->ngroups, sizeof *s->groups);
	int32_t ncommunities = rank_communities(p->k, community);
	struct turn *all = mem_calloc((size_t)p->net.nclaims, sizeof *all);

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		const struct cell *cell = c->cell >= 0 ? &p->k->cells->cells[c->cell] : NULL;
		all[n].claim = n;
		if (!cell)
			continue;
		all[n].rank = cell->rank > 0 ? cell->rank : INT32_MAX;
		all[n].position = (community[cell->place] - item[cell->item] - cell->when.first) % ncommunities;
		all[n].position += all[n].position < 0 ? ncommunities : 0;
		all[n].group = group[cell->group];
		all[n].first = cell->when.first;
		all[n].last = cell->when.last;
	}
	qsort(all, (size_t)p->net.nclaims, sizeof *all, turn_compare);
	for (int32_t n = 0; n < p->net.nclaims; n++)
		p->order[all[n].claim] = n;
	mem_free(all);
	mem_free(group);
	mem_free(item);
	mem_free(community);
}

/* --- strata --- */

/* The claims of a leximin level and their fair shares. */
struct shares {
	struct portion *p;
	int32_t level; /* index into plan.levels */
	const struct level *l;
	int32_t *stratum; /* [nclaims] 1..count + 1; 0 = of another level */
	wide *share; /* [nclaims] den x*_c, den of the stratum's rate (full: 1) */
	int64_t *most; /* [nclaims] what the claim may get at most: need, or the spread's cap */
	int32_t *label; /* [npoints] least k with the point in T_k, else count + 1 */
	int64_t *factor; /* [count + 2] den of each stratum's rate */
};

static int64_t den_of(const struct shares *h, int32_t stratum)
{
	return stratum <= h->l->nstrata ? h->l->rates[stratum - 1].den : 1;
}

/* Its share cannot grow whatever is sent: it gets all that it may. */
static bool is_closed(const struct shares *h, int32_t n)
{
	return h->share[n] == (wide)h->most[n] * den_of(h, h->stratum[n]);
}

static bool rates_ascend(const struct portion *p, int32_t level)
{
	const struct level *l = &p->k->plan->levels[level];

	for (int32_t i = 0; i < l->nstrata; i++) {
		struct ratio rate = l->rates[i];
		if (rate.num < 0 || rate.num >= rate.den || (i > 0 && ratio_compare(l->rates[i - 1], rate) >= 0)) {
			finding(p->k, _("level %d: its rates are not fill rates below 1 in ascending order"), level + 1);
			return false;
		}
	}
	return true;
}

/* x*_c = max(rate D_c - fact, least), and whether what the claim gets is less
 * than one unit off. */
static bool set_share(struct shares *h, int32_t n)
{
	const struct claim *c = &h->p->net.claims[n];
	int32_t stratum = h->p->k->plan->proof.strata ? h->p->k->plan->proof.strata[c->cell] : 0;
	struct ratio rate;
	wide off;

	if (stratum < 1 || stratum > h->l->nstrata + 1) {
		finding(h->p->k, _("claim %d: it has no stratum of level %d"), c->cell + 1, h->level + 1);
		return false;
	}
	rate = stratum <= h->l->nstrata ? h->l->rates[stratum - 1] : (struct ratio){1, 1};
	h->stratum[n] = stratum;
	h->share[n] = (wide)rate.num * c->demand - (wide)rate.den * c->fact;
	if (h->share[n] < (wide)rate.den * c->least)
		h->share[n] = (wide)rate.den * c->least;
	off = (wide)rate.den * c->drawn - h->share[n];
	if (off <= -rate.den || off >= rate.den) {
		finding(h->p->k, _("claim %d: it gets %lld issue units, but its stratum of level %d has the rate %lld/%lld"),
			c->cell + 1, (long long)(c->fact + c->drawn), h->level + 1, (long long)rate.num,
			(long long)rate.den);
		return false;
	}
	return true;
}

static bool set_shares(struct shares *h)
{
	for (int32_t n = 0; n < h->p->net.nclaims; n++)
		if (h->p->role[n] == ROLE_NOW && !set_share(h, n))
			return false;
	return true;
}

/* T_k: the points from which a claim of stratum k or lower can get a unit more.
 * Nothing can be sent into it from outside of it, so it is full. */
static void set_labels(struct shares *h)
{
	const struct network *net = &h->p->net;
	int32_t *start = mem_calloc((size_t)h->l->nstrata + 3, sizeof *start);
	int32_t *by_stratum = mem_calloc((size_t)net->nclaims, sizeof *by_stratum);

	for (int32_t n = 0; n < net->nclaims; n++)
		start[h->stratum[n] + 1]++;
	for (int32_t i = 1; i <= h->l->nstrata + 2; i++)
		start[i] += start[i - 1];
	for (int32_t n = 0; n < net->nclaims; n++)
		by_stratum[start[h->stratum[n]]++] = n;
	for (int32_t i = start[0]; i < net->nclaims && h->stratum[by_stratum[i]] <= h->l->nstrata; i++)
		if (!is_closed(h, by_stratum[i]))
			mark_senders(&h->p->graph, net->claims[by_stratum[i]].point, h->label, 0,
				h->stratum[by_stratum[i]]);
	for (int32_t v = 0; v < net->npoints; v++)
		if (h->label[v] == 0)
			h->label[v] = h->l->nstrata + 1;
	mem_free(by_stratum);
	mem_free(start);
}

/* No claim of the level can get more without one that is no better off getting
 * less. */
static bool cuts_hold(const struct shares *h)
{
	const struct network *net = &h->p->net;

	if (h->label[0] <= h->l->nstrata) {
		finding(h->p->k, _("level %d: goods that are not used could lift its stratum %d"), h->level + 1,
			h->label[0]);
		return false;
	}
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		int32_t label = h->label[c->point];
		if (h->p->role[n] == ROLE_LATER && label <= h->l->nstrata && c->drawn > c->least) {
			finding(h->p->k, _("claim %d: it has goods that could lift stratum %d of the earlier level %d"),
				c->cell + 1, label, h->level + 1);
			return false;
		}
		if (h->p->role[n] == ROLE_NOW && label < h->stratum[n] && (c->drawn > c->least
				|| h->share[n] > (wide)c->least * den_of(h, h->stratum[n]))) {
			finding(h->p->k, _("claim %d: it has goods that could lift the poorer stratum %d of level %d"),
				c->cell + 1, label, h->level + 1);
			return false;
		}
	}
	return true;
}

/* The fair shares themselves can be delivered: what whole units give too much
 * can be sent to where they give too little, within every stratum. */
static bool shares_can_be_had(const struct shares *h)
{
	const struct network *net = &h->p->net;
	wide *excess = mem_calloc((size_t)net->npoints, sizeof *excess);
	bool possible;

	for (int32_t n = 0; n < net->nclaims; n++)
		if (h->p->role[n] == ROLE_NOW && h->stratum[n] <= h->l->nstrata)
			excess[net->claims[n].point] =
				(wide)net->claims[n].drawn * den_of(h, h->stratum[n]) - h->share[n];
	possible = send_excess(&h->p->graph, h->label, h->factor, excess, NULL);
	for (int32_t v = 0; v < net->npoints && !possible; v++) {
		if (excess[v] == 0)
			continue;
		finding(h->p->k, _("level %d: the rate of its stratum %d cannot be had by all of it"), h->level + 1,
			h->label[v]);
		break;
	}
	mem_free(excess);
	return possible;
}

/* --- whole units --- */

/* A claim whose share is no whole number of units. */
struct part_unit {
	int32_t stratum;
	bool announced; /* the unit beyond its share's floor */
	int64_t rest; /* of the share, in parts of den */
	int32_t order, claim;
};

/* Those that go first get a unit more first: whom it was announced to, largest
 * rest, then the order. */
static int part_unit_compare(const void *a, const void *b)
{
	const struct part_unit *x = a, *y = b;
	const int64_t p[] = {x->stratum, !x->announced, -x->rest, x->order};
	const int64_t q[] = {y->stratum, !y->announced, -y->rest, y->order};

	return keys_compare(p, q, sizeof p / sizeof *p);
}

/* Did the earlier plan give it more than its share's floor? */
static bool was_announced(const struct shares *h, int32_t claim)
{
	const struct claim *c = &h->p->net.claims[claim];
	int64_t whole = (int64_t)(h->share[claim] / den_of(h, h->stratum[claim]));

	return c->cell >= 0 && h->p->past->served && h->p->past->served[c->cell] > c->fact + whole;
}

static struct part_unit *list_part_units(const struct shares *h, int32_t *count)
{
	struct part_unit *all = mem_calloc((size_t)h->p->net.nclaims, sizeof *all);
	int32_t n = 0;

	for (int32_t c = 0; c < h->p->net.nclaims; c++) {
		int64_t den = h->stratum[c] > 0 ? den_of(h, h->stratum[c]) : 1;
		int64_t rest = h->stratum[c] > 0 ? (int64_t)(h->share[c] % den) : 0;
		if (rest > 0)
			all[n++] = (struct part_unit){h->stratum[c], was_announced(h, c), rest, h->p->order[c], c};
	}
	qsort(all, (size_t)n, sizeof *all, part_unit_compare);
	*count = n;
	return all;
}

static bool has_more(const struct shares *h, int32_t claim)
{
	return (wide)h->p->net.claims[claim].drawn * den_of(h, h->stratum[claim]) > h->share[claim];
}

/* The extra units are a basis of a matroid: they stand best unless a single one
 * can go to a claim that comes before the one that has it. Last ones first:
 * each point need be seen once. */
static bool units_stand_best(const struct shares *h)
{
	const struct network *net = &h->p->net;
	int32_t count;
	struct part_unit *all = list_part_units(h, &count);
	int32_t *seen = mem_calloc((size_t)net->npoints, sizeof *seen);
	int32_t *place = mem_calloc((size_t)net->npoints, sizeof *place); /* of the claim at a point, + 1 */
	bool best = true;

	for (int32_t i = 0; i < count; i++)
		place[net->claims[all[i].claim].point] = i + 1;
	for (int32_t i = count - 1; i >= 0; i--)
		if (has_more(h, all[i].claim))
			mark_receivers(&h->p->graph, net->claims[all[i].claim].point, h->label, seen, 0, i + 1);
	for (int32_t i = 0; i < count && best; i++) {
		int32_t from = seen[net->claims[all[i].claim].point];
		if (has_more(h, all[i].claim) || from == 0 || from <= place[net->claims[all[i].claim].point])
			continue;
		finding(h->p->k, _("claim %d: by the order of whole units of level %d the last unit of claim %d is its"),
			net->claims[all[i].claim].cell + 1, h->level + 1,
			net->claims[all[from - 1].claim].cell + 1);
		best = false;
	}
	mem_free(place);
	mem_free(seen);
	mem_free(all);
	return best;
}

/* --- the spread: nobody far ahead of the poorest of the item --- */

/* Claims of the level that can get more than their least value at all, while
 * earlier ones keep what they have: reached [npoints]. */
static int32_t *find_reached(const struct portion *p)
{
	const struct network *net = &p->net;
	int32_t *reached = mem_calloc((size_t)net->npoints, sizeof *reached);

	mark_receivers(&p->graph, 0, NULL, reached, 0, 1);
	for (int32_t n = 0; n < net->nclaims; n++)
		if (p->role[n] != ROLE_BEFORE && net->claims[n].drawn > net->claims[n].least)
			mark_receivers(&p->graph, net->claims[n].point, NULL, reached, 0, 1);
	return reached;
}

/* ceil((rate + spread) D) - fact, at least the least value, at most the need. */
static int64_t capped(const struct claim *c, struct ratio rate, struct ratio spread)
{
	wide part = (wide)rate.num * c->demand, more = (wide)spread.num * c->demand;
	wide whole = part / rate.den + more / spread.den;
	wide rest = part % rate.den * spread.den + more % spread.den * rate.den;
	wide one = (wide)rate.den * spread.den;
	int64_t most;

	whole += rest > one ? 2 : rest > 0;
	most = whole < c->demand ? (int64_t)whole : c->demand;
	most -= c->fact;
	return most > c->least ? most : c->least;
}

static bool set_caps(struct shares *h)
{
	const struct policy *policy = &h->p->k->s->policy;
	const struct network *net = &h->p->net;
	int32_t *reached = find_reached(h->p);
	int32_t *lowest = mem_calloc((size_t)h->p->k->s->nitems, sizeof *lowest); /* 0 = none */
	bool kept = true;

	for (int32_t n = 0; n < net->nclaims; n++) {
		int32_t *of_item = &lowest[net->claims[n].item];
		if (h->p->role[n] == ROLE_NOW && reached[net->claims[n].point]
			&& (*of_item == 0 || h->stratum[n] < *of_item))
			*of_item = h->stratum[n];
	}
	for (int32_t n = 0; n < net->nclaims && kept; n++) {
		const struct claim *c = &net->claims[n];
		int32_t k = lowest[c->item];
		if (h->p->role[n] != ROLE_NOW)
			continue;
		h->most[n] = capped(c, k >= 1 && k <= h->l->nstrata ? h->l->rates[k - 1] : (struct ratio){1, 1},
			policy->spread);
		kept = c->drawn <= h->most[n];
		if (!kept)
			finding(h->p->k, _("claim %d: it gets more than the spread allows at level %d"), c->cell + 1,
				h->level + 1);
	}
	mem_free(lowest);
	mem_free(reached);
	return kept;
}

/* --- leximin --- */

static void shares_init(struct shares *h, struct portion *p, int32_t level)
{
	size_t nclaims = (size_t)p->net.nclaims;

	*h = (struct shares){.p = p, .level = level, .l = &p->k->plan->levels[level]};
	h->stratum = mem_calloc(nclaims, sizeof *h->stratum);
	h->share = mem_calloc(nclaims, sizeof *h->share);
	h->most = mem_calloc(nclaims, sizeof *h->most);
	h->label = mem_calloc((size_t)p->net.npoints, sizeof *h->label);
	h->factor = mem_calloc((size_t)h->l->nstrata + 2, sizeof *h->factor);
	for (int32_t i = 1; i <= h->l->nstrata + 1; i++)
		h->factor[i] = den_of(h, i);
	for (int32_t n = 0; n < p->net.nclaims; n++)
		h->most[n] = claim_need(&p->net.claims[n]);
}

static void shares_release(struct shares *h)
{
	mem_free(h->stratum);
	mem_free(h->share);
	mem_free(h->most);
	mem_free(h->label);
	mem_free(h->factor);
}

void check_leximin(struct portion *p, int32_t level)
{
	struct shares h;

	shares_init(&h, p, level);
	if (rates_ascend(p, level) && set_shares(&h) && (!p->k->s->policy.has_spread || set_caps(&h))) {
		set_labels(&h);
		if (cuts_hold(&h) && shares_can_be_had(&h))
			units_stand_best(&h);
	}
	shares_release(&h);
}

/* --- proportional --- */

void check_level_rates(struct portion *p, int32_t level)
{
	const struct level *l = &p->k->plan->levels[level];
	char *used = mem_calloc((size_t)l->nstrata + 2, 1);
	bool all = rates_ascend(p, level);

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		int32_t c = p->net.claims[n].cell, k = c >= 0 ? p->k->plan->proof.strata[c] : 0;
		if (p->role[n] == ROLE_NOW && k >= 1 && k <= l->nstrata)
			used[k] = 1;
	}
	for (int32_t k = 1; k <= l->nstrata && all; k++) {
		all = used[k];
		if (!all)
			finding(p->k, _("level %d: none of its claims has its rate %lld/%lld"), level + 1,
				(long long)l->rates[k - 1].num, (long long)l->rates[k - 1].den);
	}
	mem_free(used);
}

/* The rate of the level that all its claims at hand have by their strata; false: they
 * have none, or several. */
static bool find_rate(const struct portion *p, int32_t level, struct ratio *rate)
{
	const struct level *l = &p->k->plan->levels[level];
	int32_t stratum = 0;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		int32_t c = p->net.claims[n].cell, k = c >= 0 ? p->k->plan->proof.strata[c] : 0;
		if (p->role[n] != ROLE_NOW)
			continue;
		if (k < 1 || k > l->nstrata + 1 || (stratum > 0 && k != stratum)) {
			finding(p->k, _("claim %d: it has no stratum of level %d"), c + 1, level + 1);
			return false;
		}
		stratum = k;
	}
	*rate = stratum >= 1 && stratum <= l->nstrata ? l->rates[stratum - 1] : (struct ratio){1, 1};
	return true;
}

/* The largest common rate of all claims that can be reached: it can be had, and
 * no larger one, because somebody gets nothing more whatever is sent. */
static void check_rate(struct portion *p, int32_t level, struct ratio rate)
{
	const struct network *net = &p->net;
	int32_t *reached = find_reached(p), *group = mem_calloc((size_t)net->npoints, sizeof *group);
	int32_t *layer = mem_calloc((size_t)net->npoints, sizeof *layer);
	wide *excess = mem_calloc((size_t)net->npoints, sizeof *excess);
	bool can_be_had = true, largest = rate.num >= rate.den;
	int32_t wrong = -1;

	excess[0] = (wide)1 << 120;
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		wide wanted = (wide)rate.num * c->demand - (wide)rate.den * c->fact;
		if (wanted < (wide)rate.den * c->least || !reached[c->point])
			wanted = (wide)rate.den * c->least;
		if (p->role[n] == ROLE_NOW && c->drawn != wanted / rate.den && wrong < 0)
			wrong = c->cell;
		if (p->role[n] == ROLE_NOW)
			excess[c->point] = (wide)c->drawn * rate.den - wanted;
		else if (p->role[n] == ROLE_LATER)
			excess[c->point] = (wide)(c->drawn - c->least) * rate.den;
	}
	send_excess(&p->graph, group, &rate.den, excess, layer);
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		can_be_had &= excess[c->point] >= 0;
		largest |= p->role[n] == ROLE_NOW && reached[c->point] && layer[c->point] < 0
			&& (wide)rate.num * c->demand >= (wide)rate.den * (c->fact + c->least);
	}
	if (wrong >= 0)
		finding(p->k, _("claim %d: it does not get the common rate of level %d"), wrong + 1, level + 1);
	else if (!can_be_had)
		finding(p->k, _("level %d: its common rate cannot be had by all of its claims"), level + 1);
	else if (!largest)
		finding(p->k, _("level %d: a larger common rate is possible"), level + 1);
	mem_free(excess);
	mem_free(layer);
	mem_free(group);
	mem_free(reached);
}

void check_proportional(struct portion *p, int32_t level, int32_t item)
{
	const struct level *l = &p->k->plan->levels[level];
	struct ratio rate = l->nstrata > 0 ? l->rates[0] : (struct ratio){1, 1};

	if (item < 0 || find_rate(p, level, &rate))
		check_rate(p, level, rate);
}
