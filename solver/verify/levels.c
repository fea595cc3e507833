/* The levels of a plan: that they are the ones the rules ask for, in their
 * order, and that nothing better is possible at any of them. */
#include "solver/verify/verify.h"

#include "base/text.h"
#include "solver/verify/portion.h"
#include "models/previous.h"

/* A level as the rules ask for it. */
struct asked {
	enum level_kind kind;
	int32_t stage, tier; /* fair */
	int32_t item; /* fair: the item it is about, -1 = all of the part; else as value_levels gives it */
};

struct proving {
	struct checker *k;
	const struct past *past;
	const struct map_of_roads *roads;
	struct proved *proved;
	bool judging; /* parts with limits or substitutes alone; what the plan says is not compared */
	bool baseline; /* the plan has one */
	int32_t *part_of; /* [nitems] component, -1 = none */
};

/* --- which levels there must be --- */

/* The tier that comes after stage and tier, in *stage and *tier; false: none. */
static bool next_tier(const struct portion *p, int32_t *stage, int32_t *tier)
{
	int32_t next_stage = INT32_MAX, next = INT32_MAX;

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		if (c->cell < 0 || c->stage < *stage || (c->stage == *stage && c->tier <= *tier))
			continue;
		if (c->stage < next_stage || (c->stage == next_stage && c->tier < next)) {
			next_stage = c->stage;
			next = c->tier;
		}
	}
	*stage = next_stage;
	*tier = next;
	return next != INT32_MAX;
}

/* No limit over several ways, no substitutes. */
static bool is_pure(const struct portion *p)
{
	return p->nrows == 0 && !p->visits && p->nbatches == 0;
}

/* Common rates are per item, where items do not meet. */
static bool each_item_alone(const struct portion *p)
{
	const struct policy *policy = &p->k->s->policy;

	return p->net.nitems > 1 && is_pure(p) && (policy->fairness == FAIRNESS_PROPORTIONAL || policy->has_spread);
}

static bool has_claims(const struct portion *p, int32_t item, int32_t stage, int32_t tier)
{
	for (int32_t n = 0; n < p->net.nclaims; n++)
		if (p->net.claims[n].cell >= 0 && p->net.claims[n].item == item && p->net.claims[n].stage == stage
			&& p->net.claims[n].tier == tier)
			return true;
	return false;
}

/* Does some lot with a weight in the level expire within the horizon? */
static bool any_expires(const struct portion *p, int32_t level_item)
{
	const struct supply *v = p->k->supply;

	for (int32_t i = 0; i < p->net.nitems; i++) {
		if (level_weight(p, level_item, p->net.items[i]) == 0)
			continue;
		for (int32_t l = 0; l < v->nlots; l++)
			if (v->lots[l].item == p->net.items[i] && v->lots[l].last_day != DAY_NONE)
				return true;
	}
	return false;
}

/* All levels but the canonical ones, in their order: [*n], mem_free by the caller. */
static struct asked *list_asked(const struct portion *p, int32_t *n)
{
	const struct policy *policy = &p->k->s->policy;
	bool change = p->past->nannounced > 0;
	int32_t *items = mem_calloc((size_t)p->net.nitems + 1, sizeof *items);
	int32_t nvalues = value_levels(p, items), room = 0, stage = 0, tier = 0;
	struct asked *all = NULL;

	*n = 0;
#define ASK(...) do { int32_t at_ = ARRAY_ADD(&all, n, &room); all[at_] = (struct asked){__VA_ARGS__}; } while (0)
	while (next_tier(p, &stage, &tier)) {
		if (!each_item_alone(p))
			ASK(LEVEL_FAIR, stage, tier, -1);
		for (int32_t i = 0; each_item_alone(p) && i < p->net.nitems; i++)
			if (has_claims(p, p->net.items[i], stage, tier))
				ASK(LEVEL_FAIR, stage, tier, p->net.items[i]);
	}
	for (int32_t i = 0; change && !policy->change_last && i < nvalues; i++)
		ASK(LEVEL_CHANGE, 0, 0, items[i]);
	if (p->nbatches > 0)
		ASK(LEVEL_SUBSTITUTION, 0, 0, -1);
	for (int32_t i = 0; i < nvalues; i++)
		if (any_expires(p, items[i]))
			ASK(LEVEL_WASTE, 0, 0, items[i]);
	ASK(LEVEL_COST, 0, 0, -1);
	for (int32_t i = 0; change && policy->change_last && i < nvalues; i++)
		ASK(LEVEL_CHANGE, 0, 0, items[i]);
	ASK(LEVEL_DEPARTURE, 0, 0, -1);
	ASK(LEVEL_ARRIVAL, 0, 0, -1);
#undef ASK
	mem_free(items);
	return all;
}

static bool is_asked(const struct portion *p, const struct level *level, const struct asked *a)
{
	int32_t item = p->net.nitems == 1 ? p->net.items[0] : a->item;

	return level->kind == a->kind && level->item == item
		&& (a->kind != LEVEL_FAIR || (level->tier == a->tier && level->stage == a->stage));
}

/* *nasked becomes the number of those that are there. */
static bool levels_as_asked(struct portion *p, const struct asked *asked, int32_t *nasked)
{
	int32_t all = *nasked;

	*nasked = all < p->end - p->first ? all : p->end - p->first;
	for (int32_t n = 0; n < all || p->first + n < p->end; n++) {
		int32_t at = p->first + n;
		const struct level *level = &p->k->plan->levels[at];
		if (n < all && at < p->end && is_asked(p, level, &asked[n]))
			continue;
		if (n >= all && level->kind == LEVEL_CANONICAL)
			continue;
		if (at < p->end)
			finding(p->k, _("level %d: by the rules another level comes here"), at + 1);
		else if (!is_pure(p) && p->k->plan->status == PLAN_UNPROVEN)
			return true; /* it was given up there */
		else
			finding(p->k, _("part %d: a level of it is missing at the end"), p->number + 1);
		return false;
	}
	return true;
}

/* --- the flow --- */

/* What comes to every claim; nothing lost, nothing beyond a capacity. */
static bool flow_holds(struct portion *p)
{
	struct network *net = &p->net;
	int64_t *here = mem_calloc((size_t)net->npoints, sizeof *here);
	bool holds = true;

	for (int32_t a = 0; a < net->nways; a++) {
		const struct way *w = &net->ways[a];
		const struct point *at = &net->points[w->head];
		here[w->tail] -= w->flow;
		here[w->head] += w->flow;
		if (holds && (w->flow < 0 || w->flow > w->most)) {
			finding(p->k, _("part %d: too many or too few %s reach %s in period %d"), p->number + 1,
				p->k->s->items[at->item].id, p->k->s->places[at->place].id, at->period + 1);
			holds = false;
		}
	}
	for (int32_t n = 0; n < p->nbatches; n++) {
		const struct batch *b = &p->batches[n];
		here[p->batch_ends[b->first].point] += b->given;
		for (int32_t i = 1; i < b->count; i++)
			here[p->batch_ends[b->first + i].point] += p->batch_ends[b->first + i].amount * b->made;
	}
	for (int32_t n = 0; n < net->nclaims; n++) {
		struct claim *c = &net->claims[n];
		c->drawn = here[c->point];
		here[c->point] = 0;
		if (holds && (c->drawn < c->least || c->drawn > claim_need(c))) {
			if (c->cell >= 0)
				finding(p->k, _("claim %d: it gets less than its minimum or more than it needs"), c->cell + 1);
			else
				finding(p->k, _("part %d: what must be left at the end is not"), p->number + 1);
			holds = false;
		}
	}
	for (int32_t v = 1; v < net->npoints && holds; v++) {
		const struct point *at = &net->points[v];
		holds = here[v] == 0;
		if (!holds)
			finding(p->k, _("part %d: %s at %s in period %d: what comes is not what goes"), p->number + 1,
				p->k->s->items[at->item].id, p->k->s->places[at->place].id, at->period + 1);
	}
	mem_free(here);
	return holds;
}

/* --- fair levels --- */

static void set_roles(struct portion *p, const struct asked *a)
{
	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		int32_t later = c->cell < 0 ? -1 : c->stage != a->stage ? c->stage - a->stage : c->tier - a->tier;
		if (later == 0 && a->item >= 0 && c->item != a->item)
			later = -1; /* items do not meet: each keeps what it has */
		p->role[n] = later < 0 ? ROLE_BEFORE : later == 0 ? ROLE_NOW : ROLE_LATER;
	}
}

/* Its value: the lowest rate of a stratum, or fill rate of a claim. */
static bool fill_holds(struct portion *p, int32_t at)
{
	const struct level *level = &p->k->plan->levels[at];
	struct ratio least = {1, 1};

	for (int32_t n = 0; n < p->net.nclaims; n++) {
		const struct claim *c = &p->net.claims[n];
		struct ratio fill = ratio_make(c->fact + c->drawn, c->demand);
		if (c->cell >= 0 && c->stage == level->stage && c->tier == level->tier
			&& ratio_compare(fill, least) < 0)
			least = fill;
	}
	if (level->nstrata > 0)
		least = level->rates[0];
	if (ratio_compare(level->value, least) == 0)
		return true;
	finding(p->k, _("level %d: it says %lld/%lld, its lowest rate is %lld/%lld"), at + 1,
		(long long)level->value.num, (long long)level->value.den, (long long)least.num,
		(long long)least.den);
	return false;
}

/* What else stands at a proven level of a pure part: no step, no gap, no more
 * strata than its rule makes. */
static bool form_holds(struct portion *p, int32_t at)
{
	const struct level *level = &p->k->plan->levels[at];
	enum fairness rule = p->k->s->policy.fairness;
	int32_t most = level->kind != LEVEL_FAIR || rule == FAIRNESS_TOTAL ? 0
		: rule == FAIRNESS_PROPORTIONAL ? 1 : INT32_MAX;

	if (level->step.num == 0 && (!level->proven || ratio_compare(level->bound, level->value) == 0)
		&& level->nstrata <= most && (level->kind != LEVEL_FAIR || level->scale == 1))
		return true;
	finding(p->k, _("level %d: its step, bound, scale or strata are not those of a level that is proven so"),
		at + 1);
	return false;
}

static bool forms_hold(struct portion *p)
{
	bool leximin = p->k->s->policy.fairness == FAIRNESS_LEXIMIN, hold = true;

	for (int32_t at = p->first; at < p->end && hold; at++)
		hold = p->k->plan->levels[at].kind == LEVEL_CANONICAL || form_holds(p, at);
	for (int32_t n = 0; n < p->net.nclaims && hold && !leximin; n++) {
		int32_t c = p->net.claims[n].cell;
		hold = c < 0 || p->k->plan->proof.strata[c] == 0;
		if (!hold)
			finding(p->k, _("claim %d: it has a stratum, but its level has none"), c + 1);
	}
	return hold;
}

/* The size that the plan says its part has. Counters of substitutes' parts that
 * are not used may be left out of it. */
static bool size_holds(struct portion *p)
{
	const struct component *c = &p->k->plan->components[p->number];
	char *used = mem_calloc((size_t)p->net.npoints, 1);
	int32_t nodes = 0;

	used[0] = 1;
	for (int32_t a = 0; a < p->net.nways; a++)
		used[p->net.ways[a].tail] = 1;
	for (int32_t n = 0; n < p->net.nclaims; n++)
		used[p->net.claims[n].point] = 1;
	for (int32_t v = 0; v < p->net.npoints; v++)
		nodes += used[v];
	mem_free(used);
	if (c->pure == is_pure(p) && (p->proof->substitutes || (c->nodes == nodes && c->arcs == p->net.nways))
		&& c->cells == p->net.nclaims && (p->visits || c->rows == p->nrows))
		return true;
	finding(p->k, _("part %d: it says %d nodes, %d arcs, %d claims, %d rows; by the scenario it has %d, %d, %d, %d"),
		p->number + 1, c->nodes, c->arcs, c->cells, c->rows, nodes, p->net.nways, p->net.nclaims,
		p->nrows);
	return false;
}

/* The end of the fair levels that networks prove: in a pure part of those that
 * are called proven, else of those with strata, up to the first that has rounds. */
static int32_t fair_end(const struct portion *p, int32_t nfair)
{
	const struct plan *plan = p->k->plan;
	int32_t at = p->first;

	for (bool has = is_pure(p) || p->proof->relaxed; has && at < p->first + nfair; at += has) {
		const struct level *level = &plan->levels[at];
		has = is_pure(p) ? level->proven : count_rounds(p, at) == 0;
		for (int32_t n = 0; n < p->net.nclaims && has && !is_pure(p); n++) {
			const struct claim *c = &p->net.claims[n];
			has = c->cell < 0 || c->stage != level->stage || c->tier != level->tier
				|| plan->proof.strata[c->cell] > 0;
		}
	}
	return at;
}

/* --- substitutes that stay out --- */

static bool item_is_short(const struct portion *p, int32_t item)
{
	for (int32_t n = 0; n < p->net.nclaims; n++)
		if (p->net.claims[n].cell >= 0 && p->net.claims[n].item == item
			&& p->net.claims[n].drawn < claim_need(&p->net.claims[n]))
			return true;
	return false;
}

/* Is a claim short at a fair level that networks alone do not prove? It might get
 * more if other items of the part made do with less. */
static bool short_of_others(const struct portion *p)
{
	int32_t nfair = 0;

	if (is_pure(p))
		return false;
	while (p->first + nfair < p->end && p->k->plan->levels[p->first + nfair].kind == LEVEL_FAIR)
		nfair++;
	for (int32_t at = fair_end(p, nfair); at < p->first + nfair; at++) {
		const struct level *level = &p->k->plan->levels[at];
		for (int32_t n = 0; n < p->net.nclaims; n++) {
			const struct claim *c = &p->net.claims[n];
			if (c->cell >= 0 && c->stage == level->stage && c->tier == level->tier
				&& c->drawn < claim_need(c))
				return true;
		}
	}
	return false;
}

/* A substitute may stay out when nothing of its item is short, nor is another item
 * that the part ties to it, its use has a penalty, and the announced plan, if it
 * comes before that, is kept anyway. */
static bool may_stay_out(const struct portion *p, const struct substitute *u)
{
	bool changes = false;

	for (int32_t at = p->first; at < p->end; at++)
		changes |= p->k->plan->levels[at].kind == LEVEL_CHANGE && p->k->plan->levels[at].value.num != 0;
	return u->penalty > 0 && !item_is_short(p, u->item) && !short_of_others(p)
		&& (!changes || p->k->s->policy.change_last);
}

/* There may have been no time to see whether they do: nothing is shown then. */
static bool substitutes_stay_out(struct portion *p)
{
	for (int32_t n = 0; n < p->k->s->nsubstitutes; n++) {
		const struct substitute *u = &p->k->s->substitutes[n];
		if (!portion_has(p, u->item) || substitute_counts(p, u) || may_stay_out(p, u))
			continue;
		if (!p->k->plan->stopped)
			finding(p->k, _("part %d: substitutes for %s could help, but are left out of the proof"),
				p->number + 1, p->k->s->items[u->item].id);
		return false;
	}
	return true;
}

/* --- one part --- */

static void set_verdicts(const struct proving *v, int32_t from, int32_t end, enum verdict verdict)
{
	for (int32_t at = from; at < end; at++)
		v->proved->levels[at] = verdict;
}

/* Common rates of a level of several items whose limits count in none of them. */
static void check_rates(struct portion *p, int32_t at, const struct asked *asked)
{
	int before = p->k->nfindings;

	check_level_rates(p, at);
	for (int32_t i = 0; i < p->net.nitems && p->k->nfindings == before; i++) {
		struct asked one = *asked;
		one.item = p->net.items[i];
		if (!has_claims(p, one.item, one.stage, one.tier))
			continue;
		set_roles(p, &one);
		check_proportional(p, at, one.item);
	}
}

static void check_fair(const struct proving *v, struct portion *p, int32_t at, const struct asked *asked,
	bool proven)
{
	enum fairness rule = p->k->s->policy.fairness;
	int before = p->k->nfindings;

	set_roles(p, asked);
	if (fill_holds(p, at) && proven && rule != FAIRNESS_TOTAL) {
		if (rule == FAIRNESS_LEXIMIN)
			check_leximin(p, at);
		else if (is_pure(p))
			check_proportional(p, at, -1);
		else
			check_rates(p, at, asked);
	}
	if (proven)
		set_verdicts(v, at, at + 1, p->k->nfindings == before ? VERDICT_BEST : VERDICT_WRONG);
}

/* The same for linear levels, from the first of them to end: in a part with
 * limits those that have prices. */
static int32_t linear_end(const struct portion *p, int32_t fair, int32_t first, int32_t end)
{
	int32_t at = first;

	if (is_pure(p) && fair == first)
		while (at < end && p->k->plan->levels[at].proven)
			at++;
	else if (!is_pure(p) && p->proof->relaxed)
		at += p->proof->nprices;
	return at < end ? at : end;
}

/* Levels of a part with limits that its networks alone do not prove. */
static void check_limited(const struct proving *v, struct portion *p, const struct asked *asked,
	const int32_t *items, int32_t from, int32_t end)
{
	int before = p->k->nfindings;

	for (int32_t at = from; at < end && p->k->nfindings == before; at++) {
		set_roles(p, &asked[at - p->first]);
		check_rounds(p, at, items, &v->proved->levels[at], &v->proved->gaps[at], &v->proved->bounds[at]);
	}
}

/* Says the plan of the level how far it may be from the best as it is shown? */
static bool gap_is_shown(const struct level *level, enum verdict verdict, struct ratio gap)
{
	if (verdict == VERDICT_NONE)
		return !could_be_nothing(level) || ratio_compare(level->gap, level->value) == 0;
	return verdict == VERDICT_BEST || verdict == VERDICT_WRONG || ratio_compare(level->gap, gap) == 0;
}

/* The plan says of its levels what is shown of them. */
static void compare_levels(const struct proving *v, const struct portion *p, int32_t end)
{
	for (int32_t at = p->first; at < end; at++) {
		const struct level *level = &p->k->plan->levels[at];
		enum verdict verdict = v->proved->levels[at];
		bool proven = verdict_is_proven(verdict);

		if (level->proven != proven)
			finding(p->k, proven ? _("level %d: its proof shows that nothing better is possible, but the plan does not say so")
				: _("level %d: the plan says that nothing better is possible, but its proof does not show it"), at + 1);
		else if (!gap_is_shown(level, verdict, v->proved->gaps[at]))
			finding(p->k, _("level %d: how far it may be from the best is not what its proof shows"), at + 1);
		else
			continue;
		return;
	}
}

/* Fair levels by strata as far as they go, then by rounds; linear ones by prices
 * as far as they go, then by rounds. The rule "total" is linear from the start. */
static void check_part(const struct proving *v, struct portion *p, const struct asked *asked, int32_t nasked)
{
	int32_t *items = mem_calloc((size_t)nasked, sizeof *items), nfair = 0, fair, linear, proven;
	int32_t end = p->first + nasked;
	int before = p->k->nfindings;

	for (int32_t n = 0; n < nasked; n++) {
		items[n] = asked[n].item;
		nfair += asked[n].kind == LEVEL_FAIR;
	}
	fair = fair_end(p, nfair);
	for (int32_t n = 0; n < nfair && p->k->nfindings == before; n++)
		check_fair(v, p, p->first + n, &asked[n], p->first + n < fair);
	linear = p->first + nfair;
	if (is_pure(p) && p->k->s->policy.fairness == FAIRNESS_TOTAL)
		linear = fair = p->first;
	proven = linear_end(p, fair, linear, end);
	if (p->k->nfindings == before) {
		check_linear(p, linear, proven, end, items + (linear - p->first));
		set_verdicts(v, linear, proven, p->k->nfindings == before ? VERDICT_BEST : VERDICT_WRONG);
	}
	if (p->k->nfindings == before && !is_pure(p)) {
		check_limited(v, p, asked, items, fair, p->first + nfair);
		check_limited(v, p, asked, items, proven, end);
	}
	if (p->k->nfindings == before && !is_pure(p) && !v->judging)
		compare_levels(v, p, end);
	if (p->k->nfindings == before && v->baseline && !v->judging && !p->k->plan->stopped && is_pure(p)) {
		check_baseline(p);
		v->proved->baselines++;
	}
	mem_free(items);
}

static void check_levels_of(const struct proving *v, struct portion *p)
{
	struct asked *asked;
	int32_t nasked;

	if (!portion_share_minima(p) || !flow_holds(p))
		return;
	order_claims(p);
	asked = list_asked(p, &nasked);
	/* A plan of the networks without limits over several ways that keeps them is best with them. */
	if (size_holds(p) && levels_as_asked(p, asked, &nasked) && (!is_pure(p) || forms_hold(p))) {
		if (substitutes_stay_out(p))
			check_part(v, p, asked, nasked);
		else if (!v->judging)
			compare_levels(v, p, p->first + nasked);
	}
	mem_free(asked);
}

static void part_check(const struct proving *v, struct portion *p)
{
	network_build(&p->net, v->k, v->past, v->roads, v->k->plan->components[p->number].items,
		v->k->plan->components[p->number].nitems, p->proof->substitutes);
	graph_build(&p->graph, &p->net);
	p->role = mem_calloc((size_t)p->net.nclaims, 1);
	p->order = mem_calloc((size_t)p->net.nclaims, sizeof *p->order);
	portion_set_bounds(p);
	portion_list_batches(p);
	if (v->k->plan->status != PLAN_CONTRADICTION)
		check_levels_of(v, p);
	else
		v->proved->contradiction |= check_cut(p) || check_hard_rounds(p);
	mem_free(p->order);
	mem_free(p->role);
	mem_free(p->rows);
	mem_free(p->terms);
	mem_free(p->batches);
	mem_free(p->batch_ends);
	graph_release(&p->graph);
	network_release(&p->net);
}

/* --- all parts --- */

/* Every item that is asked for is in one part, and every level in its part's
 * turn. */
static bool parts_are_whole(struct proving *v)
{
	const struct plan *p = v->k->plan;
	const struct scenario *s = v->k->s;
	bool whole = true;
	int32_t at = 0;

	for (int32_t i = 0; i < s->nitems; i++)
		v->part_of[i] = -1;
	for (int32_t n = 0; n < p->ncomponents; n++)
		for (int32_t i = 0; i < p->components[n].nitems; i++) {
			whole &= v->part_of[p->components[n].items[i]] < 0;
			v->part_of[p->components[n].items[i]] = n;
		}
	for (int32_t c = 0; c < v->k->cells->ncells; c++)
		whole &= v->part_of[v->k->cells->cells[c].item] >= 0;
	for (int32_t n = 0; n < s->nminima; n++)
		whole &= !s->minima[n].end_stock || v->part_of[s->minima[n].item] >= 0;
	if (!whole)
		finding(v->k, _("the parts of the plan are not made of each item once"));
	for (; at < p->nlevels && whole; at++) {
		whole = p->levels[at].component >= 0 && p->levels[at].component < p->ncomponents
			&& (at == 0 || p->levels[at].component >= p->levels[at - 1].component);
		if (!whole)
			finding(v->k, _("level %d: it is not in the turn of its part"), at + 1);
	}
	return whole;
}

bool part_is_judged(const struct scenario *s, const struct plan *plan, int32_t part)
{
	return !plan->components[part].pure || (plan->stopped && s->nsubstitutes > 0);
}

static void check_parts(struct proving *v)
{
	const struct plan *plan = v->k->plan;
	int32_t at = 0;

	for (int32_t n = 0; n < plan->ncomponents; n++) {
		struct portion p = {.k = v->k, .past = v->past, .number = n, .first = at,
			.proof = &plan->proof.components[n]};
		while (at < plan->nlevels && plan->levels[at].component == n)
			at++;
		p.end = at;
		if (!v->judging || part_is_judged(v->k->s, plan, n))
			part_check(v, &p);
	}
}

void proved_init(struct proved *proved, const struct plan *plan)
{
	proved->levels = mem_calloc((size_t)plan->nlevels, sizeof *proved->levels);
	proved->gaps = mem_calloc((size_t)plan->nlevels, sizeof *proved->gaps);
	proved->bounds = mem_calloc((size_t)plan->nlevels, sizeof *proved->bounds);
	proved->baselines = 0;
	proved->contradiction = false;
}

void proved_release(struct proved *proved)
{
	mem_free(proved->levels);
	mem_free(proved->gaps);
	mem_free(proved->bounds);
}

bool levels_prove(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, bool judging, struct proved *proved,
	struct text *findings)
{
	struct checker k = {s, cells, supply, plan, findings, 0};
	struct past past;
	struct map_of_roads roads;
	struct proving v = {&k, &past, &roads, proved, judging, false, NULL};

	if (!plan->proof.components)
		return true;
	v.baseline = plan->request.baseline;
	for (int32_t c = 0; c < cells->ncells && !v.baseline; c++)
		if (plan->served[c].baseline > 0) {
			finding(&k, _("claim %d: there is a baseline, though none was asked for"), c + 1);
			return false;
		}
	v.part_of = mem_calloc((size_t)s->nitems, sizeof *v.part_of);
	past_build(&past, &k, previous);
	roads_build(&roads, s);
	if (parts_are_whole(&v))
		check_parts(&v);
	roads_release(&roads);
	past_release(&past);
	mem_free(v.part_of);
	return k.nfindings == 0;
}

bool plan_prove(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct proved *proved,
	struct text *findings)
{
	return levels_prove(s, cells, supply, plan, previous, false, proved, findings);
}
