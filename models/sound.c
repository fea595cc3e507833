#include "models/sound.h"

#include "base/text.h"
#include "models/order.h"
#include "models/ranges.h"
#include "models/sound_parts.h"
#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

bool rule(struct sound *k, bool holds, struct where where, const char *broken)
{
	if (holds)
		return true;
	diag_remedy(k->d, diag_add(k->d, DIAG_ERROR, 599, where, "%s", broken),
		_("shecang check says more of it; a plan was not made from this"));
	k->sound = false;
	return false;
}

bool within(int64_t value, int64_t least, int64_t most)
{
	return value >= least && value <= most;
}

bool quantity_fits(int64_t value, int64_t least)
{
	return value >= least && value < QUANTITY_MAX;
}

/* Cuts to the horizon; what lies behind it becomes empty, which a claim may not be. */
bool cut_periods(const struct scenario *s, struct periods *when, bool claim)
{
	int32_t end = s->nperiods - 1;

	if (when->first > when->last || (claim && when->first > end))
		return false;
	if (when->first > end)
		when->first = end + 1;
	if (when->last > end)
		when->last = end;
	return true;
}

static void sound_horizon(struct sound *k)
{
	struct scenario *s = k->s;

	if (!rule(k, s->start.seconds != INSTANT_NONE, s->where, _("there is no horizon")))
		return;
	if (s->as_of.seconds == INSTANT_NONE)
		s->as_of = s->start;
	if (rule(k, within(s->nperiods, 1, PERIODS_MAX) && within(s->period, 60, PERIOD_MAX), s->horizon_where,
			_("the number of periods or their length is out of range")))
		rule(k, s->as_of.seconds <= s->start.seconds + s->nperiods * s->period, s->where,
			_("the as-of time is after the horizon's end"));
}

/* --- the tree of places --- */

/* From when on a place is lost it hands down to what lies in it; a community is one place
 * with all in it. */
static void sound_lost(struct sound *k)
{
	struct scenario *s = k->s;

	for (int32_t i = 0; i < s->nplaces; i++)
		for (int32_t up = s->places[i].in; up >= 0; up = s->places[up].in)
			if (s->places[up].lost < s->places[i].lost)
				s->places[i].lost = s->places[up].lost;
	for (int32_t i = 0; i < s->nplaces; i++)
		rule(k, s->places[i].lost == INT32_MAX || s->places[i].lost < s->nperiods, s->places[i].where,
			_("a number is out of range"));
	for (int32_t i = 0; i < s->nplaces; i++)
		rule(k, s->places[i].lost == s->places[place_stand(s, i)].lost, s->places[i].where,
			_("the place cannot be lost alone: it is one with its community"));
}

/* Levels from the root downwards; within a community the order is free. */
static int level_of(enum place_kind kind)
{
	return place_kind_is_site(kind) ? PLACE_DEPOT : kind > PLACE_VILLAGE ? PLACE_ESTATE :
		place_kind_is_community(kind) ? PLACE_COMMUNITY : (int)kind;
}

static bool may_hold(enum place_kind outer, enum place_kind inner)
{
	return level_of(outer) == PLACE_ESTATE ? level_of(inner) >= PLACE_ESTATE : level_of(outer) < level_of(inner);
}

/* Places above it; more than PLACES_DEEP where it lies in itself. */
static int32_t depth_of(const struct scenario *s, int32_t place)
{
	int32_t depth = 0;

	while (depth <= PLACES_DEEP && (place = s->places[place].in) >= 0)
		depth++;
	return depth;
}

static void sound_places(struct sound *k)
{
	const struct scenario *s = k->s;
	int32_t roots = 0, communities = 0;

	for (int32_t i = 0; i < s->nplaces; i++) {
		const struct place *p = &s->places[i];

		roots += p->in < 0;
		communities += place_kind_is_community(p->kind);
		rule(k, p->in >= 0 || roots == 1, p->where, _("a second place lies in no other"));
		rule(k, depth_of(s, i) <= PLACES_DEEP, p->where, _("the place lies in itself, or too deep"));
		rule(k, p->in < 0 || may_hold(s->places[p->in].kind, p->kind), p->where,
			_("the place cannot lie in one of that kind"));
	}
	rule(k, roots > 0 && communities > 0, s->where, _("there is no community, or no place that holds all others"));
}

/* --- items and tiers --- */

static void sound_items(struct sound *k)
{
	struct scenario *s = k->s;

	rule(k, s->nitems > 0, s->where, _("there is no item"));
	for (int32_t i = 0; i < s->nitems; i++) {
		const struct item *item = &s->items[i];

		rule(k, item->issue_unit >= 1, item->where,
			_("the item is issued by a pack that it does not have, or that holds nothing"));
		for (int32_t p = 0; p < item->npacks; p++)
			rule(k, quantity_fits(item->packs[p].contains, 1), item->packs[p].where, _("the pack holds nothing"));
	}
}

static bool replaced(const struct scenario *s, int32_t item)
{
	for (int32_t i = 0; i < s->nsubstitutes; i++)
		if (s->substitutes[i].item == item)
			return true;
	return false;
}

static bool has_part(const struct substitute *of, int32_t nparts, int32_t item)
{
	for (int32_t i = 0; i < nparts; i++)
		if (of->parts[i].item == item)
			return true;
	return false;
}

static bool same_parts(const struct substitute *a, const struct substitute *b)
{
	if (a->item != b->item || a->nparts != b->nparts)
		return false;
	for (int32_t i = 0; i < a->nparts; i++)
		if (!has_part(b, b->nparts, a->parts[i].item))
			return false;
	return true;
}

static bool parts_fit(const struct scenario *s, const struct substitute *of)
{
	for (int32_t i = 0; i < of->nparts; i++) {
		const struct part *part = &of->parts[i];

		if (part->item == of->item || replaced(s, part->item) || has_part(of, i, part->item)
			|| !quantity_fits(part->take, 1) || part->take % s->items[part->item].issue_unit != 0)
			return false;
	}
	return of->nparts > 0 && quantity_fits(of->give, 1) && of->give % s->items[of->item].issue_unit == 0;
}

static void sound_substitutes(struct sound *k)
{
	const struct scenario *s = k->s;

	if (!rule(k, s->nsubstitutes <= SUBSTITUTES_MAX, s->where, _("there are too many substitutes")))
		return;
	for (int32_t i = 0; i < s->nsubstitutes; i++) {
		rule(k, parts_fit(s, &s->substitutes[i]), s->substitutes[i].where,
			_("a substitute must give and take whole issue units of other items that have none themselves"));
		for (int32_t j = 0; j < i; j++)
			rule(k, !same_parts(&s->substitutes[i], &s->substitutes[j]), s->substitutes[i].where,
				_("the same is stated twice"));
	}
}

/* Rules about an item and group, -1 = any: each once. */
struct pair {
	int32_t item, group;
	struct where where;
};

static int compare_pairs(const void *left, const void *right)
{
	const struct pair *a = left, *b = right;
	int order = int_compare(a->item, b->item);

	return order ? order : int_compare(a->group, b->group);
}

static void pairs_once(struct sound *k, struct pair *pairs, int32_t n)
{
	if (n > 1)
		qsort(pairs, (size_t)n, sizeof *pairs, compare_pairs);
	for (int32_t i = 1; i < n; i++)
		rule(k, compare_pairs(&pairs[i - 1], &pairs[i]) != 0, pairs[i].where, _("the same is stated twice"));
	mem_free(pairs);
}

static void sound_tiers(struct sound *k)
{
	const struct scenario *s = k->s;
	struct pair *pairs = mem_calloc((size_t)s->ntier_rules, sizeof *pairs);

	rule(k, within(s->default_tier, 1, TIER_MAX), s->where, _("the tier is out of range"));
	for (int32_t i = 0; i < s->ntier_rules; i++) {
		const struct tier_rule *t = &s->tier_rules[i];

		rule(k, within(t->level, 1, TIER_MAX) && (t->item >= 0 || t->group >= 0), t->where,
			_("the tier is out of range"));
		pairs[i] = (struct pair){t->item, t->group, t->where};
	}
	pairs_once(k, pairs, s->ntier_rules);
}

static void sound_policy(struct sound *k)
{
	const struct policy *p = &k->s->policy;
	struct pair *pairs = mem_calloc((size_t)p->nweights, sizeof *pairs);

	rule(k, ratio_is_share(p->autonomy) && (!p->has_spread || ratio_is_share(p->spread)) && ratio_is_share(p->step)
		&& p->step.num > 0 && within(p->look_ahead, 0, PERIODS_MAX) && (!p->has_stale_after
			|| (within(p->stale_after.months, 0, 4800) && within(p->stale_after.seconds, 0, SECONDS_MAX))),
		p->where, _("a number of the policy is out of range"));
	for (int32_t i = 0; i < p->nweights; i++) {
		rule(k, within(p->weights[i].value, 1, WEIGHT_MAX), p->weights[i].where, _("the weight is out of range"));
		pairs[i] = (struct pair){p->weights[i].item, p->weights[i].group, p->weights[i].where};
	}
	pairs_once(k, pairs, p->nweights);
}

/* --- all --- */

/* What may be called up has a notice and a reach. */
static void sound_supply(struct sound *k, const struct supply *supply)
{
	for (int32_t i = 0; i < supply->ncallable; i++) {
		const struct callable *a = &supply->callable[i];

		rule(k, a->units == 0 || (a->notice >= 0 && a->reach != REACH_ABSENT), k->s->holders[a->holder].where,
			_("the holder's goods may be called up, but it is not stated when or how far they may go"));
	}
}

static bool things_sound(struct sound *k)
{
	sound_horizon(k);
	sound_places(k);
	if (k->sound) /* then it is a tree */
		sound_lost(k);
	sound_items(k);
	if (!k->sound) /* nothing else can be asked */
		return false;
	sound_substitutes(k);
	sound_tiers(k);
	sound_policy(k);
	sound_people(k);
	sound_holders(k);
	sound_stock(k);
	sound_travel(k);
	sound_demand(k);
	if (!k->sound)
		return false;
	sound_totals(k);
	rule(k, k->s->nroutes <= ROUTES_MAX, k->s->where, _("there are too many routes"));
	sound_costs(k);
	return k->sound;
}

bool scenario_sound(struct scenario *s, struct cells *cells, struct supply *supply, struct diags *d)
{
	struct sound k = {.s = s, .d = d, .sound = true};

	if (!things_sound(&k))
		return false;
	cells_build(s, cells);
	supply_build(s, cells, supply);
	sound_supply(&k, supply);
	if (!k.sound) {
		supply_release(supply);
		cells_release(cells);
	}
	return k.sound;
}
