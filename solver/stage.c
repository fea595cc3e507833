#include "solver/stage.h"

#include "base/memory.h"
#include "solver/options.h"
#include "solver/stage_futures.h"
#include "solver/tasks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	PARTS = 20, /* of the futures, without a tail */
	ROUNDS_MAX = 200,
	LEAST_ROUNDS = 20, /* for the money */
	FACTOR_BITS = 24
};

struct staging {
	const struct stage *stage;
	const struct scenario *scenario;
	const struct stage_options *options;
	struct stage_ensemble e;
	struct stage_master master;
	int32_t *parts; /* [nparts + 1] futures parts[k] .. parts[k + 1] - 1 are a part */
	int32_t *futures; /* [n] 0, 1, ... */
	wide *most; /* [nslots][nparts] */
	int *ratio; /* [nslots] bits: a unit of the slot counts for that much more than one of the next */
	int *smaller; /* [nslots] bits taken off its factors, as its cuts did not fit */
	wide *losses; /* [n][ntiers] at the last lots */
	wide *none; /* [ntiers] */
	int64_t *best; /* [ncandidates] the best lots so far, at this budget */
	wide *value; /* [ntiers] of them */
	wide *kept, *aim; /* [ntiers] a tier may come to at most; what proposals keep to */
};

/* ---- measures ---- */

static wide *measure(const struct staging *g)
{
	int32_t n = g->e.futures->n, ntiers = g->e.ntiers;
	wide *loss = mem_calloc((size_t)n, sizeof *loss);
	wide *out = mem_calloc((size_t)ntiers, sizeof *out);

	for (int32_t t = 0; t < ntiers; t++) {
		for (int32_t w = 0; w < n; w++)
			loss[w] = g->losses[(size_t)w * (size_t)ntiers + (size_t)t];
		out[t] = stage_measure(loss, g->e.weight, n, g->stage->share);
	}
	mem_free(loss);
	return out;
}

/* All futures with these lots: [ntiers], mem_free by the caller. */
static wide *serve(struct staging *g, const int64_t *lots)
{
	stage_ensemble_serve(&g->e, lots, NULL);
	stage_ensemble_losses(&g->e, g->losses);
	return measure(g);
}

static wide share_of(struct ratio share, wide value)
{
	return value / share.den * share.num + value % share.den * share.num / share.den;
}

/* What a tier may be away. */
static wide gap_of(const struct staging *g, int32_t tier)
{
	return share_of(g->stage->gap, g->none[tier]);
}

/* What whole lots may cost a tier that others come after: as much as that they may use. */
static wide slack_of(const struct staging *g, int32_t tier)
{
	return gap_of(g, tier) / 200;
}

/* ---- cuts ---- */

struct cutting {
	struct staging *g;
	int32_t tier; /* cuts of slots up to it */
	char *wanted; /* [nparts] */
	struct stage_cut *cuts; /* [nslots][nparts] */
	char *made; /* [nslots][nparts] 1 = made, 2 = does not fit */
};

/* The factors of the item's slots up to one: [slot - first + 1]. */
static int64_t *factors(const struct staging *g, int32_t slot)
{
	int32_t first = g->e.slots[slot].first;
	int64_t *factor = mem_calloc((size_t)(slot - first + 1), sizeof *factor);
	int bits = 0;

	factor[slot - first] = 1;
	for (int32_t i = slot - 1; i >= first; i--) {
		int fewer;

		bits = bits + g->ratio[i] < FACTOR_BITS ? bits + g->ratio[i] : FACTOR_BITS;
		fewer = bits - g->smaller[slot];
		factor[i - first] = INT64_C(1) << (fewer > 0 ? fewer : 0);
	}
	return factor;
}

static void make_cut(void *context, int k)
{
	struct cutting *c = context;
	const struct staging *g = c->g;
	int32_t slot = k / g->master.nparts, part = k % g->master.nparts;
	int64_t *factor;
	bool fits;

	if (g->e.slots[slot].tier > c->tier || !c->wanted[part])
		return;
	factor = factors(g, slot);
	fits = stage_ensemble_cut(&g->e, g->futures + g->parts[part], g->parts[part + 1] - g->parts[part],
		!g->master.tail, slot, factor, g->master.shift, &c->cuts[k]);
	c->cuts[k].part = part;
	c->made[k] = fits ? 1 : 2;
	mem_free(factor);
}

static int32_t take_cuts(struct cutting *c)
{
	struct staging *g = c->g;
	int32_t added = 0;

	for (int32_t k = 0; k < g->e.nslots * g->master.nparts; k++) {
		if (c->made[k] == 2) {
			g->smaller[k / g->master.nparts]++;
			added++; /* the next ones may fit */
		} else if (c->made[k] == 1 && stage_master_breaks(&g->master, &c->cuts[k])) {
			stage_master_add(&g->master, &c->cuts[k]);
			added++;
		} else {
			mem_free(c->cuts[k].factor);
			mem_free(c->cuts[k].terms);
		}
	}
	return added;
}

struct ranked_future {
	wide loss;
	int32_t future;
};

static int worst_first(const void *a, const void *b)
{
	const struct ranked_future *x = a, *y = b;

	if (x->loss != y->loss)
		return x->loss < y->loss ? 1 : -1;
	return x->future - y->future;
}

/* Of a tail only the worst futures count: twice as many as are in it, all = every one. */
static void want_parts(struct cutting *c, bool all)
{
	struct staging *g = c->g;
	int32_t n = g->e.futures->n;
	wide left = 2 * (wide)g->master.total * g->stage->share.num;
	struct ranked_future *worst;

	if (all || !g->master.tail) {
		memset(c->wanted, 1, (size_t)g->master.nparts);
		return;
	}
	worst = mem_calloc((size_t)n, sizeof *worst);
	for (int32_t w = 0; w < n; w++)
		worst[w] = (struct ranked_future){g->losses[(size_t)w * (size_t)g->e.ntiers + (size_t)c->tier], w};
	qsort(worst, (size_t)n, sizeof *worst, worst_first);
	for (int32_t k = 0; k < n && left > 0; k++) {
		c->wanted[worst[k].future] = 1;
		left -= (wide)g->e.weight[worst[k].future] * g->stage->share.den;
	}
	mem_free(worst);
}

/* Cuts where the last lots are: how many the master did not know. */
static int32_t add_cuts(struct staging *g, int32_t tier, bool all)
{
	struct cutting c = {.g = g, .tier = tier};
	int32_t n = g->e.nslots * g->master.nparts, added;

	c.cuts = mem_calloc((size_t)n, sizeof *c.cuts);
	c.made = mem_calloc((size_t)n, 1);
	c.wanted = mem_calloc((size_t)g->master.nparts, 1);
	want_parts(&c, all);
	tasks_run(g->options->jobs, n, make_cut, &c);
	added = take_cuts(&c);
	mem_free(c.cuts);
	mem_free(c.made);
	mem_free(c.wanted);
	return added;
}

/* ---- whole lots ---- */

struct fraction {
	double part;
	int32_t candidate;
};

static int largest_first(const void *a, const void *b)
{
	const struct fraction *x = a, *y = b;

	if (x->part != y->part)
		return x->part < y->part ? 1 : -1;
	return x->candidate - y->candidate;
}

/* Adds a lot of each candidate in this order while it may be. */
static void top_up(const struct staging *g, const struct fraction *order, int32_t n, int64_t *lots)
{
	for (int32_t i = 0; i < n; i++) {
		int32_t k = order[i].candidate;

		if (lots[k] >= g->stage->candidates[k].most)
			continue;
		lots[k]++;
		if (!stage_master_keeps(&g->master, lots))
			lots[k]--;
	}
}

static int64_t clamp(const struct candidate *c, double value)
{
	double whole = floor(value);

	return whole < (double)c->least ? c->least : whole > (double)c->most ? c->most : (int64_t)whole;
}

static bool serves_before(const struct staging *g, int32_t tier, int32_t item)
{
	for (int32_t i = 0; i < g->e.nslots; i++)
		if (g->e.slots[i].item == item && g->e.slots[i].tier < tier)
			return true;
	return false;
}

/* Takes lots of items that no tier before needs, from where most money is, until money and
 * rooms are kept. */
static bool make_room(const struct staging *g, int32_t tier, int64_t *lots)
{
	enum { TAKEN_MOST = 100 };
	const struct stage *st = g->stage;

	for (int taken = 0; !stage_master_keeps(&g->master, lots); taken++) {
		int32_t dearest = -1;
		wide most = 0;

		for (int32_t k = 0; k < st->ncandidates; k++) {
			wide money = candidate_money(g->scenario, &st->candidates[k]) * lots[k];

			if (money > most && lots[k] > st->candidates[k].least &&
				!serves_before(g, tier, st->candidates[k].item)) {
				dearest = k;
				most = money;
			}
		}
		if (dearest < 0 || taken == TAKEN_MOST)
			return false;
		lots[dearest]--;
	}
	return true;
}

/* Rounds up what the tiers before need, as far as others can give way. */
static void round_up_first(const struct staging *g, int32_t tier, int64_t *lots)
{
	const struct stage *st = g->stage;
	size_t n = (size_t)st->ncandidates;
	int64_t *old = mem_calloc(n, sizeof *old);

	for (int32_t k = 0; k < st->ncandidates; k++) {
		if (g->master.x[k] <= (double)lots[k] || lots[k] >= st->candidates[k].most ||
			!serves_before(g, tier, st->candidates[k].item))
			continue;
		memcpy(old, lots, n * sizeof *old);
		lots[k]++;
		if (!make_room(g, tier, lots))
			memcpy(lots, old, n * sizeof *old);
	}
	mem_free(old);
}

/* The master's point in whole lots: down, then up again where money is left, first of items
 * that the tiers before need. */
static void round_lots(const struct staging *g, int32_t tier, int64_t *lots)
{
	const struct stage *st = g->stage;
	struct fraction *order = mem_calloc((size_t)st->ncandidates, sizeof *order);
	int32_t n = 0;

	for (int32_t k = 0; k < st->ncandidates; k++)
		lots[k] = clamp(&st->candidates[k], g->master.x[k] + 1e-6);
	for (int32_t k = 0; k < st->ncandidates && !stage_master_keeps(&g->master, lots); k++)
		lots[k] = clamp(&st->candidates[k], g->master.x[k] - 1e-3);
	if (!stage_master_keeps(&g->master, lots))
		memcpy(lots, g->best, (size_t)st->ncandidates * sizeof *lots);
	round_up_first(g, tier, lots);
	for (int32_t k = 0; k < st->ncandidates; k++)
		if (g->master.x[k] > (double)lots[k])
			order[n++] = (struct fraction){g->master.x[k] - (double)lots[k], k};
	if (n > 0)
		qsort(order, (size_t)n, sizeof *order, largest_first);
	top_up(g, order, n, lots);
	mem_free(order);
}

/* ---- one tier ---- */

/* Takes the lots when they are as good before the tier, and better from it on. */
static bool take_better(struct staging *g, int32_t tier, const int64_t *lots, const wide *value)
{
	int32_t t = tier;

	for (int32_t i = 0; i < tier; i++)
		if (value[i] > g->kept[i] && value[i] > g->value[i])
			return false;
	while (t < g->e.ntiers && value[t] == g->value[t])
		t++;
	if (t == g->e.ntiers || value[t] > g->value[t])
		return false;
	memcpy(g->best, lots, (size_t)g->stage->ncandidates * sizeof *lots);
	memcpy(g->value, value, (size_t)g->e.ntiers * sizeof *value);
	return true;
}

static bool try_lots(struct staging *g, int32_t tier, const int64_t *lots)
{
	wide *value = serve(g, lots);
	bool better = take_better(g, tier, lots, value);

	mem_free(value);
	return better;
}

/* Spends what is left where a lot's money does most. */
static void spend_rest(struct staging *g, int32_t tier)
{
	const struct stage *st = g->stage;
	struct fraction *order = mem_calloc((size_t)st->ncandidates, sizeof *order);
	int64_t *lots = mem_calloc((size_t)st->ncandidates, sizeof *lots);

	mem_free(serve(g, g->best));
	for (int32_t k = 0; k < st->ncandidates; k++)
		order[k].candidate = k;
	for (int32_t i = 0; i < g->e.nslots; i++) {
		int64_t *factor = factors(g, i);
		struct stage_cut cut;

		if (g->e.slots[i].tier == tier &&
			stage_ensemble_cut(&g->e, g->futures, g->e.futures->n, true, i, factor, 0, &cut)) {
			for (int32_t k = 0; k < cut.nterms; k++)
				order[cut.terms[k].candidate].part += (double)cut.terms[k].b /
					(1.0 + (double)candidate_money(g->scenario, &st->candidates[cut.terms[k].candidate]));
			mem_free(cut.factor);
			mem_free(cut.terms);
		}
		mem_free(factor);
	}
	qsort(order, (size_t)st->ncandidates, sizeof *order, largest_first);
	memcpy(lots, g->best, (size_t)st->ncandidates * sizeof *lots);
	for (int32_t n = 0; n < st->ncandidates; n++)
		while (order[n].part > 0 && lots[order[n].candidate] < st->candidates[order[n].candidate].most) {
			lots[order[n].candidate]++;
			if (stage_master_keeps(&g->master, lots))
				continue;
			lots[order[n].candidate]--;
			break;
		}
	try_lots(g, tier, lots);
	mem_free(order);
	mem_free(lots);
}

/* The lots that the master's point lies below may say what those below it do not: a cut
 * holds wherever it is made. True when the master did not know. */
static bool look_above(struct staging *g, int32_t tier, int64_t *lots)
{
	for (int32_t k = 0; k < g->stage->ncandidates; k++)
		lots[k] = clamp(&g->stage->candidates[k], ceil(g->master.x[k] - 1e-6));
	mem_free(serve(g, lots));
	return add_cuts(g, tier, false) > 0;
}

/* The tier's measure made small; the bound that was found, -1 = none. */
static wide solve_tier(struct staging *g, int32_t tier, struct stage_point *point)
{
	int64_t *lots = mem_calloc((size_t)g->stage->ncandidates, sizeof *lots);
	wide bound = 0, enough = tier + 1 < g->e.ntiers ? slack_of(g, tier) : gap_of(g, tier);

	mem_free(serve(g, g->best));
	add_cuts(g, tier, true);
	for (int round = 0; round < ROUNDS_MAX && g->value[tier] - bound > enough && !stop_now(g->options->stop); round++) {
		if (!stage_master_solve(&g->master, tier, g->kept, g->options->stop))
			break;
		point->rounds++;
		bound = g->master.bound > bound ? g->master.bound : bound;
		if (g->value[tier] - bound <= enough)
			break;
		if (tier > 0) /* its own point will do where there is no other */
			stage_master_solve(&g->master, tier, g->aim, g->options->stop);
		round_lots(g, tier, lots);
		try_lots(g, tier, lots);
		if (add_cuts(g, tier, false) == 0 && !look_above(g, tier, lots))
			break;
	}
	if (g->value[tier] > bound)
		spend_rest(g, tier);
	mem_free(lots);
	return bound;
}

/* ---- the least money ---- */

static wide money_of(const struct staging *g, const int64_t *lots)
{
	wide sum = 0;

	for (int32_t k = 0; k < g->stage->ncandidates; k++)
		sum += candidate_money(g->scenario, &g->stage->candidates[k]) * lots[k];
	return sum;
}

/* Takes lots that are as good in every tier. */
static bool take_as_good(struct staging *g, const int64_t *lots)
{
	wide *value = serve(g, lots);
	bool good = true;

	for (int32_t t = 0; t < g->e.ntiers; t++)
		good = good && value[t] <= g->value[t];
	if (good) {
		memcpy(g->best, lots, (size_t)g->stage->ncandidates * sizeof *lots);
		memcpy(g->value, value, (size_t)g->e.ntiers * sizeof *value);
	}
	mem_free(value);
	return good;
}

/* As few lots of a candidate as are as good: fewer never leave less unmet. */
static void trim(struct staging *g, int32_t candidate, int64_t *lots)
{
	int64_t low = g->stage->candidates[candidate].least, high = g->best[candidate];

	memcpy(lots, g->best, (size_t)g->stage->ncandidates * sizeof *lots);
	lots[candidate] = high - 1; /* mostly the last one is needed */
	if (high == low || !take_as_good(g, lots))
		return;
	for (high--; low < high;) {
		int64_t middle = low + (high - low) / 2;

		lots[candidate] = middle;
		if (take_as_good(g, lots))
			high = middle;
		else
			low = middle + 1;
	}
}

static void trim_all(struct staging *g)
{
	const struct stage *st = g->stage;
	struct fraction *order = mem_calloc((size_t)st->ncandidates, sizeof *order);
	int64_t *lots = mem_calloc((size_t)st->ncandidates, sizeof *lots);

	for (int32_t k = 0; k < st->ncandidates; k++)
		order[k] = (struct fraction){(double)(candidate_money(g->scenario, &st->candidates[k]) * g->best[k]), k};
	if (st->ncandidates > 0)
		qsort(order, (size_t)st->ncandidates, sizeof *order, largest_first);
	for (int32_t k = 0; k < st->ncandidates && !stop_now(g->options->stop); k++)
		trim(g, order[k].candidate, lots);
	mem_free(order);
	mem_free(lots);
}

/* The master's point, rounded up, where that is cheaper. */
static bool try_cheaper(struct staging *g, int64_t *lots)
{
	for (int32_t k = 0; k < g->stage->ncandidates; k++)
		lots[k] = clamp(&g->stage->candidates[k], ceil(g->master.x[k] - 1e-6));
	if (money_of(g, lots) < money_of(g, g->best) && stage_master_keeps(&g->master, lots))
		return take_as_good(g, lots);
	mem_free(serve(g, lots));
	return false;
}

/* Nothing is spent that no tier has anything of: the least money that was found, with a bound. */
static void spend_least(struct staging *g, struct stage_point *point)
{
	int64_t *lots = mem_calloc((size_t)g->stage->ncandidates, sizeof *lots);
	wide bound = 0;

	trim_all(g);
	for (int round = 0; round < LEAST_ROUNDS && !stop_now(g->options->stop); round++) {
		if (!stage_master_least(&g->master, g->value, g->options->stop))
			break;
		point->rounds++;
		bound = g->master.bound > bound ? g->master.bound : bound;
		if (money_of(g, g->best) - bound <= share_of(g->stage->gap, money_of(g, g->best)))
			break;
		if (try_cheaper(g, lots))
			trim_all(g);
		else if (add_cuts(g, g->e.ntiers - 1, false) == 0)
			break;
	}
	point->spent = stage_money(g->stage, g->scenario, g->best);
	point->least = (int64_t)wide_ceil_div(bound, STAGE_MONEY);
	mem_free(lots);
}

/* ---- one budget ---- */

static bool least_lots(const struct staging *g, int64_t *lots)
{
	for (int32_t k = 0; k < g->stage->ncandidates; k++)
		lots[k] = g->stage->candidates[k].least;
	return stage_master_keeps(&g->master, lots);
}

static void solve_point(struct staging *g, struct stage_point *point)
{
	size_t n = (size_t)g->stage->ncandidates, ntiers = (size_t)g->e.ntiers;
	int64_t *least = mem_calloc(n, sizeof *least);

	point->lots = mem_calloc(n, sizeof *point->lots);
	point->tiers = mem_calloc(ntiers, sizeof *point->tiers);
	stage_master_budget(&g->master, point->budget);
	point->possible = least_lots(g, least);
	if (point->possible) {
		if (!g->value) { /* the first one; later ones begin with what less money does */
			memcpy(g->best, least, n * sizeof *least);
			g->value = serve(g, g->best);
		}
		for (size_t t = 0; t < ntiers; t++)
			g->kept[t] = -1;
		point->proven = true;
		for (int32_t t = 0; t < g->e.ntiers; t++) {
			point->tiers[t].bound = solve_tier(g, t, point);
			g->aim[t] = g->value[t];
			g->kept[t] = g->value[t] + slack_of(g, t);
			point->tiers[t].kept = g->kept[t];
		}
		spend_least(g, point);
		for (int32_t t = 0; t < g->e.ntiers; t++) {
			point->tiers[t].tier = g->e.tiers[t];
			point->tiers[t].value = g->value[t];
			point->proven = point->proven && g->value[t] - point->tiers[t].bound <= gap_of(g, t);
		}
		memcpy(point->lots, g->best, n * sizeof *least);
	}
	mem_free(least);
}

/* ---- the whole ---- */

static int bits_of(int64_t value)
{
	int bits = 0;

	while (value >> bits)
		bits++;
	return bits;
}

/* By how many bits a unit of each slot counts for more than any of the item's next one. */
static void make_ratios(struct staging *g)
{
	struct stage_ensemble *e = &g->e;

	for (int32_t i = 0; i + 1 < e->nslots; i++) {
		int64_t least = STAGE_CLAIM, most = 1;

		if (e->slots[i + 1].item != e->slots[i].item)
			continue;
		for (int32_t w = 0; w < e->futures->n; w++) {
			const struct stage_network *net =
				&e->pieces[(size_t)w * (size_t)g->scenario->nitems + (size_t)e->slots[i].item].net;

			for (int32_t k = 0; k < net->nelements; k++) {
				int32_t tier = net->tiers[net->elements[k].tier];
				int64_t weight = net->elements[k].weight;

				if (tier == e->tiers[e->slots[i].tier])
					least = weight < least ? weight : least;
				else if (tier == e->tiers[e->slots[i + 1].tier])
					most = weight > most ? weight : most;
			}
		}
		g->ratio[i] = bits_of(most / least + 1);
	}
}

/* More goods never leave a claim with less, so no loss is above that of the least quotas;
 * without this a tail's bound would let other futures give up what is served first. */
static void make_parts(struct staging *g)
{
	int32_t n = g->e.futures->n;
	int32_t nparts = g->master.tail || n < PARTS ? n : PARTS;

	g->parts = mem_calloc((size_t)nparts + 1, sizeof *g->parts);
	g->futures = mem_calloc((size_t)n, sizeof *g->futures);
	for (int32_t k = 0; k < g->stage->ncandidates; k++)
		g->best[k] = g->stage->candidates[k].least;
	stage_ensemble_serve(&g->e, g->best, NULL);
	for (int32_t k = 0; k <= nparts; k++)
		g->parts[k] = (int32_t)((int64_t)n * k / nparts);
	for (int32_t w = 0; w < n; w++)
		g->futures[w] = w;
	g->master.nparts = nparts;
	g->most = mem_calloc((size_t)g->e.nslots * (size_t)nparts, sizeof *g->most);
	for (int32_t i = 0; i < g->e.nslots; i++)
		for (int32_t p = 0; p < nparts; p++)
			for (int32_t w = g->parts[p]; w < g->parts[p + 1]; w++)
				g->most[i * nparts + p] += g->e.loss[(size_t)w * (size_t)g->e.nslots + (size_t)i] *
					(g->master.tail ? g->e.weight[w] > 0 : g->e.weight[w]);
}

static void staging_init(struct staging *g, const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, const struct stage_options *options)
{
	memset(g, 0, sizeof *g);
	g->stage = stage;
	g->scenario = s;
	g->options = options;
	stage_ensemble_init(&g->e, stage, s, futures, options->jobs);
	stage_master_init(&g->master, stage, s);
	g->master.slots = g->e.slots;
	g->master.nslots = g->e.nslots;
	g->master.ntiers = g->e.ntiers;
	g->master.tail = stage->share.num != stage->share.den;
	g->master.weight = g->e.weight;
	for (int32_t w = 0; w < futures->n; w++)
		g->master.total += g->e.weight[w];
	g->best = mem_calloc((size_t)stage->ncandidates, sizeof *g->best);
	make_parts(g);
	g->master.most = g->most;
	stage_master_ready(&g->master);
	g->ratio = mem_calloc((size_t)g->e.nslots, sizeof *g->ratio);
	g->smaller = mem_calloc((size_t)g->e.nslots, sizeof *g->smaller);
	make_ratios(g);
	g->losses = mem_calloc((size_t)futures->n * (size_t)g->e.ntiers, sizeof *g->losses);
	memset(g->best, 0, (size_t)stage->ncandidates * sizeof *g->best);
	g->kept = mem_calloc((size_t)g->e.ntiers, sizeof *g->kept);
	g->aim = mem_calloc((size_t)g->e.ntiers, sizeof *g->aim);
	g->none = serve(g, g->best);
}

static void staging_release(struct staging *g)
{
	stage_master_release(&g->master);
	stage_ensemble_release(&g->e);
	mem_free(g->parts);
	mem_free(g->futures);
	mem_free(g->most);
	mem_free(g->ratio);
	mem_free(g->smaller);
	mem_free(g->losses);
	mem_free(g->none);
	mem_free(g->best);
	mem_free(g->value);
	mem_free(g->kept);
	mem_free(g->aim);
}

/* The chosen quotas by the scenarios themselves. */
static void look(struct staging *g, const struct stage_futures *futures, const struct stage_futures *check,
	struct stage_result *out)
{
	const struct stage *st = g->stage;
	const struct stage_point *point = &out->points[out->chosen];
	int64_t *quantity = mem_calloc((size_t)st->ncandidates, sizeof *quantity);

	for (int32_t k = 0; k < st->ncandidates; k++)
		quantity[k] = point->lots[k] * st->candidates[k].lot;
	mem_free(serve(g, point->lots));
	stage_look(st, g->scenario, futures, quantity, g->e.tiers, g->e.ntiers, g->losses, true, g->options, &out->state);
	if (check) {
		out->has_check = true;
		stage_look(st, g->scenario, check, quantity, g->e.tiers, g->e.ntiers, NULL, false, g->options, &out->check);
	}
	mem_free(quantity);
}

void stage_solve(const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, const struct stage_futures *check, const struct stage_options *options,
	struct stage_result *out)
{
	struct staging g;

	memset(out, 0, sizeof *out);
	staging_init(&g, stage, s, futures, options);
	out->ntiers = g.e.ntiers;
	out->weight = g.master.total;
	out->tiers = mem_calloc((size_t)out->ntiers, sizeof *out->tiers);
	out->none = mem_calloc((size_t)out->ntiers, sizeof *out->none);
	memcpy(out->tiers, g.e.tiers, (size_t)out->ntiers * sizeof *out->tiers);
	memcpy(out->none, g.none, (size_t)out->ntiers * sizeof *out->none);
	out->npoints = stage->nbudgets;
	out->points = mem_calloc((size_t)out->npoints, sizeof *out->points);
	for (int32_t k = 0; k < out->npoints; k++) {
		out->points[k].budget = stage->budgets[k];
		if (stage->budgets[k] == stage->budget)
			out->chosen = k;
		solve_point(&g, &out->points[k]);
	}
	look(&g, futures, check, out);
	staging_release(&g);
}
