#include "models/check.h"

#include "base/text.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>

/* Rates, needs, hard minima and the policy. */

#define SECONDS_OF_RATE 86400

static const char *item_id(const struct scenario *s, int32_t item)
{
	return check_has(item, s->nitems) ? s->items[item].id : "?";
}

static const char *place_id(const struct scenario *s, int32_t place)
{
	return check_has(place, s->nplaces) ? s->places[place].id : "-";
}

static const char *group_id(const struct scenario *s, int32_t group)
{
	return check_has(group, s->ngroups) ? s->groups[group].id : "-";
}

/* "water / c001 / alone" */
static const char *claim_name(
	const struct scenario *s, int32_t item, int32_t place, int32_t group, char *buf)
{
	snprintf(
		buf, 240, "%s / %s / %s", item_id(s, item), place_id(s, place), group_id(s, group));
	return buf;
}

static void report_reference(struct check *k, int32_t source, struct where where, const char *name)
{
	struct diag *item;

	check_error(k, source, NULL);
	if (check_reported(k, where))
		return;
	item = diag_add(k->d, DIAG_ERROR, CHECK_REFERENCE, where,
		_("%s: the item, place or group is not known"), name);
	diag_remedy(k->d, item, _("use ids that the scenario states"));
}

/* What rates and needs state alike. */
static void check_claim(struct check *k, enum unmet unmet, int32_t waits, int32_t tier,
	int32_t rank, int32_t source, struct where where, const char *name)
{
	struct diag *item;

	if (unmet == UNMET_WAITS && (waits < 1 || waits > PERIODS_MAX) &&
		!check_reported(k, where)) {
		item = diag_add(check_error(k, source, NULL), DIAG_ERROR, CHECK_WAITS, where,
			_("%s: it waits, but the number of periods is not stated"), name);
		item->about = "waits|unmet";
		diag_remedy(k->d, item, _("state for how many periods, 1 or more"));
	}
	if (tier < 0 || tier > TIER_MAX || rank < 0) {
		item = diag_add(check_error(k, source, NULL), DIAG_ERROR, CHECK_TIER_RANK, where,
			_("%s: the tier or rank is out of range"), name);
		item->about = "tier|rank";
		diag_remedy(
			k->d, item, _("state a tier of 1 to %d and a rank of 1 or more"), TIER_MAX);
	}
}

/* ---- Rates ---- */

static bool rate_sound(const struct scenario *s, const struct rate *r)
{
	return check_has(r->item, s->nitems) && r->group < s->ngroups && r->place < s->nplaces;
}

static void check_rate_amount(struct check *k, const struct rate *r, const char *name)
{
	struct ratio per_head;
	struct diag *item;

	if (r->amount.den <= 0 || r->amount.num < 0 || r->amount.num >= QUANTITY_MAX) {
		item = diag_add(check_error(k, r->source, NULL), DIAG_ERROR, CHECK_AMOUNT, r->where,
			_("rate %s: the amount is out of range"), name);
		item->about = "per-person|per-household|per-place";
		diag_remedy(k->d, item, _("state 0 or more"));
	} else if (k->horizon &&
		!ratio_make_wide((wide)r->amount.num * k->s->period,
			(wide)r->amount.den * SECONDS_OF_RATE, &per_head)) {
		item = diag_add(check_error(k, r->source, NULL), DIAG_ERROR, CHECK_RATE_FINE,
			r->where,
			_("rate %s: the amount has too many digits to be counted exactly"), name);
		item->about = "per-person|per-household|per-place";
		diag_remedy(k->d, item, _("state it with fewer decimals"));
	}
}

static void check_rate_place(struct check *k, const struct rate *r, const char *name)
{
	const struct scenario *s = k->s;
	struct diag *item;

	if (r->place < 0 || place_stand(s, r->place) == r->place)
		return;
	item = diag_add(check_error(k, r->source, NULL), DIAG_ERROR, CHECK_RATE_PLACE, r->where,
		_("rate %s holds in a part of community %s"), name,
		place_id(s, place_stand(s, r->place)));
	item->about = "place";
	diag_remedy(
		k->d, item, _("state it for the community, a larger place, or a group of its own"));
}

/* A rate per household needs the households of everyone it counts. */
static void check_rate_households(struct check *k, const struct rate *r, const char *name)
{
	const struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];
		struct diag *item;

		if (!check_has(p->place, s->nplaces) || p->households >= 0 || p->count <= 0 ||
			(r->group >= 0 && p->group != r->group) ||
			(r->place >= 0 && !place_within(s, place_stand(s, p->place), r->place)))
			continue;
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_NO_HOUSEHOLDS, p->where,
			_("rate %s is per household, but the households of %s at %s are not "
			  "stated"),
			name, group_id(s, p->group), place_id(s, p->place));
		item->about = "households";
		diag_remedy(k->d, item, _("state the households, or the rate per person"));
		return;
	}
}

static void check_rate(struct check *k, struct rate *r)
{
	const struct scenario *s = k->s;
	char buf[240];
	const char *name = claim_name(s, r->item, r->place, r->group, buf);
	struct diag *item;

	if (!rate_sound(s, r)) {
		report_reference(k, r->source, r->where, name);
		return;
	}
	if (r->per == RATE_PLACE && r->group < 0 && s->ngroups == 1)
		r->group = 0;
	if (r->per == RATE_PLACE && r->group < 0) {
		item = diag_add(check_error(k, r->source, NULL), DIAG_ERROR, CHECK_RATE_GROUP,
			r->where, _("rate %s is per place, but for no group"), name);
		item->about = "group";
		diag_remedy(k->d, item, _("name the group that it is for"));
	}
	check_periods(k, &r->when, false, r->source, r->where, name);
	check_rate_amount(k, r, name);
	check_claim(k, r->unmet, r->waits, r->tier, r->rank, r->source, r->where, name);
	if (!k->tree)
		return;
	check_rate_place(k, r, name);
	if (r->per == RATE_HOUSEHOLD)
		check_rate_households(k, r, name);
}

static int compare_rates(const void *left, const void *right)
{
	const struct rate *a = *(const struct rate *const *)left;
	const struct rate *b = *(const struct rate *const *)right;
	int order = int_compare(a->item, b->item);

	if (order == 0)
		order = int_compare(a->place, b->place);
	if (order == 0)
		order = int_compare(a->group, b->group);
	if (order == 0)
		order = int_compare(a->when.first, b->when.first);
	return order ? order : (a > b) - (a < b);
}

static bool same_claim(const struct rate *a, const struct rate *b)
{
	return a->item == b->item && a->place == b->place && a->group == b->group;
}

/* Two rates equally narrow in one period: nobody can say which one counts. */
static void check_ties(struct check *k)
{
	const struct scenario *s = k->s;
	const struct rate **sorted = mem_calloc((size_t)s->nrates, sizeof *sorted);
	const struct rate *longest = NULL;
	int32_t i, n = 0;

	for (i = 0; i < s->nrates; i++) {
		if (rate_sound(s, &s->rates[i]) && s->rates[i].when.first <= s->rates[i].when.last)
			sorted[n++] = &s->rates[i];
	}
	if (n > 0)
		qsort(sorted, (size_t)n, sizeof *sorted, compare_rates);
	for (i = 0; i < n; i++) {
		const struct rate *r = sorted[i];
		char buf[240], place[160];
		struct diag *item;

		if (longest && same_claim(longest, r) && r->when.first <= longest->when.last) {
			item = diag_add(check_error(k, r->source, NULL), DIAG_ERROR,
				CHECK_RATES_TIE, r->where,
				_("rate %s: another rate holds for the same place and group in "
				  "period "
				  "%d, at %s"),
				claim_name(s, r->item, r->place, r->group, buf),
				(int)r->when.first + 1, check_place_text(k, place, longest->where));
			item->about = "group|place|item";
			diag_remedy(k->d, item,
				_("give them different periods, or name a narrower place or the "
				  "group"));
		}
		if (!longest || !same_claim(longest, r) || r->when.last > longest->when.last)
			longest = r;
	}
	mem_free(sorted);
}

/* ---- Needs ---- */

static int compare_needs(const struct need *a, const struct need *b)
{
	const int64_t left[] = {a->place, a->item, a->group, a->when.first, a->when.last, a->each, a->quantity};
	const int64_t right[] = {b->place, b->item, b->group, b->when.first, b->when.last, b->each, b->quantity};

	return keys_compare(left, right, sizeof left / sizeof *left);
}

static int compare_need_rows(const void *left, const void *right)
{
	const struct need *a = *(const struct need *const *)left, *b = *(const struct need *const *)right;
	int order = compare_needs(a, b);

	return order ? order : (a > b) - (a < b);
}

/* Two needs that say the same are perhaps one row copied. */
static void check_needs_twice(struct check *k)
{
	const struct scenario *s = k->s;
	const struct need **sorted = mem_calloc((size_t)s->nneeds, sizeof *sorted);
	int32_t n = 0;

	for (int32_t i = 0; i < s->nneeds; i++) {
		if (s->needs[i].place >= 0 && s->needs[i].item >= 0 && s->needs[i].quantity > 0)
			sorted[n++] = &s->needs[i];
	}
	if (n > 1)
		qsort(sorted, (size_t)n, sizeof *sorted, compare_need_rows);
	for (int32_t i = 1; i < n; i++) {
		const struct need *need = sorted[i];
		char buf[240], place[160];
		struct diag *item;

		if (compare_needs(sorted[i - 1], need) != 0)
			continue;
		item = diag_add(check_warning(k, need->source), DIAG_WARNING, WARN_NEED_TWICE, need->where,
			_("need %s: the same is stated twice, also at %s; both are counted"),
			claim_name(s, need->item, need->place, need->group, buf),
			check_place_text(k, place, sorted[i - 1]->where));
		item->about = "item";
		diag_remedy(k->d, item, _("remove one, or state what they are for as one need"));
	}
	mem_free(sorted);
}

static void check_claim_place(
	struct check *k, int32_t place, int32_t source, struct where where, const char *name)
{
	const struct scenario *s = k->s;
	enum place_kind kind = s->places[place_stand(s, place)].kind;
	struct diag *item;

	if (!k->tree || place_kind_is_community(kind) || place_kind_is_site(kind))
		return;
	item = diag_add(check_error(k, source, NULL), DIAG_ERROR, CHECK_NEED_PLACE, where,
		_("%s: %s (%s) is neither a community nor a site"), name, place_id(s, place),
		place_kind_title(kind));
	item->about = "place";
	diag_remedy(k->d, item, _("state it for each community or village, or for a site"));
}

static void check_need(struct check *k, struct need *n)
{
	const struct scenario *s = k->s;
	char buf[240];
	const char *name;
	struct diag *item;

	if (n->group < 0 && s->ngroups == 1)
		n->group = 0;
	name = claim_name(s, n->item, n->place, n->group, buf);
	if (!check_has(n->item, s->nitems) || !check_has(n->place, s->nplaces) ||
		!check_has(n->group, s->ngroups)) {
		report_reference(k, n->source, n->where, name);
		return;
	}
	check_periods(k, &n->when, true, n->source, n->where, name);
	check_claim(k, n->unmet, n->waits, n->tier, n->rank, n->source, n->where, name);
	check_claim_place(k, n->place, n->source, n->where, name);
	if (n->quantity < 0 || n->quantity >= QUANTITY_MAX) {
		item = diag_add(check_error(k, n->source, NULL), DIAG_ERROR, CHECK_AMOUNT, n->where,
			_("need %s: the quantity is out of range"), name);
		item->about = "quantity";
		diag_remedy(k->d, item, _("state 0 or more"));
	} else if (n->quantity == 0) {
		item = diag_add(check_warning(k, n->source), DIAG_WARNING, WARN_ZERO_NEED, n->where,
			_("need %s: the quantity is 0"), name);
		item->about = "quantity";
		diag_remedy(k->d, item, _("remove it, or state what is needed"));
	}
}

/* ---- Hard minima ---- */

static void check_minimum(struct check *k, struct minimum *m)
{
	const struct scenario *s = k->s;
	char buf[240];
	const char *name = claim_name(s, m->item, m->place, m->group, buf);
	struct diag *item;

	if (!check_has(m->item, s->nitems) || !check_has(m->place, s->nplaces) ||
		m->group >= s->ngroups) {
		report_reference(k, -1, m->where, name);
		return;
	}
	check_periods(k, &m->when, true, -1, m->where, name);
	if (m->quantity < 0 || m->quantity >= QUANTITY_MAX || (m->end_stock && m->group >= 0)) {
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_MINIMUM, m->where,
			_("minimum %s: the quantity is out of range, or it is stock for a group"),
			name);
		item->about = "quantity";
		diag_remedy(
			k->d, item, _("state 0 or more; what is left at the end is for no group"));
	}
	if (!m->end_stock)
		check_claim_place(k, m->place, -1, m->where, name);
}

/* ---- Policy ---- */

static void report_policy(struct check *k, struct where where, const char *about,
	const char *problem, const char *remedy)
{
	struct diag *item;

	check_error(k, -1, NULL);
	if (check_reported(k, where))
		return;
	item = diag_add(k->d, DIAG_ERROR, CHECK_POLICY, where, "%s", problem);
	item->about = about;
	diag_remedy(k->d, item, "%s", remedy);
}

static int compare_weights(const void *left, const void *right)
{
	const struct weight *a = *(const struct weight *const *)left;
	const struct weight *b = *(const struct weight *const *)right;
	int order = int_compare(a->item, b->item);

	if (order == 0)
		order = int_compare(a->group, b->group);
	return order ? order : (a > b) - (a < b);
}

static void check_weights(struct check *k)
{
	const struct scenario *s = k->s;
	const struct policy *p = &s->policy;
	const struct weight **sorted = mem_calloc((size_t)p->nweights, sizeof *sorted);
	struct diag *item;
	int32_t i;

	for (i = 0; i < p->nweights; i++) {
		const struct weight *w = &p->weights[i];

		sorted[i] = w;
		if (w->item >= s->nitems || w->group >= s->ngroups || w->value < 1 ||
			w->value > WEIGHT_MAX)
			report_policy(k, w->where, "value|weight",
				_("a weight names nothing that is known, or is out of range"),
				_("name an item or a group, and a whole number of 1 to 1000000"));
	}
	if (p->nweights > 0)
		qsort(sorted, (size_t)p->nweights, sizeof *sorted, compare_weights);
	for (i = 1; i < p->nweights; i++) {
		if (sorted[i]->item != sorted[i - 1]->item ||
			sorted[i]->group != sorted[i - 1]->group)
			continue;
		item = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_WEIGHT_TWICE,
			sorted[i]->where,
			_("the weight of the same item and group is stated twice"));
		item->about = "item|group";
		diag_remedy(k->d, item, _("keep one of them"));
	}
	mem_free(sorted);
}

static void check_policy(struct check *k)
{
	const struct policy *p = &k->s->policy;

	if (!ratio_is_share(p->autonomy))
		report_policy(k, p->where, "autonomy",
			_("policy: the autonomy is not a percentage of 0 to 100"),
			_("write it as a percentage with its sign"));
	if (p->has_spread && !ratio_is_share(p->spread))
		report_policy(k, p->where, "spread",
			_("policy: the spread is not a percentage of 0 to 100"),
			_("write it as a percentage with its sign"));
	if (!ratio_is_share(p->step) || p->step.num == 0)
		report_policy(k, p->where, "step",
			_("policy: the step is not a percentage above 0 and up to 100"),
			_("write it as a percentage with its sign"));
	if (p->look_ahead < 0 || p->look_ahead > PERIODS_MAX)
		report_policy(k, p->where, "look-ahead", _("policy: look-ahead is out of range"),
			_("state the number of periods, 1 or more, or leave it out"));
	if (p->has_stale_after &&
		(p->stale_after.months < 0 || p->stale_after.months > 4800 ||
			p->stale_after.seconds < 0 || p->stale_after.seconds > SECONDS_MAX))
		report_policy(k, p->where, "stale-after", _("policy: stale-after is out of range"),
			_("state a duration such as P7D"));
	check_weights(k);
}

void check_demand(struct check *k)
{
	struct scenario *s = k->s;
	int32_t i;

	for (i = 0; i < s->nrates; i++)
		check_rate(k, &s->rates[i]);
	check_ties(k);
	for (i = 0; i < s->nneeds; i++)
		check_need(k, &s->needs[i]);
	check_needs_twice(k);
	for (i = 0; i < s->nminima; i++)
		check_minimum(k, &s->minima[i]);
	check_policy(k);
}

/* ---- Sums ---- */

/* Persons (or households) times periods of each group in each region: room for
 * every rate's total. [nplaces + 1][ngroups + 1]; behind the last place is
 * everywhere, behind the last group everyone. */
struct heads {
	wide *persons, *households;
	size_t ngroups;
};

static void add_heads(
	struct heads *heads, size_t place, size_t group, wide persons, wide households)
{
	size_t row = place * (heads->ngroups + 1);

	heads->persons[row + group] += persons;
	heads->persons[row + heads->ngroups] += persons;
	heads->households[row + group] += households;
	heads->households[row + heads->ngroups] += households;
}

static void count_heads(const struct scenario *s, struct heads *heads)
{
	size_t size = ((size_t)s->nplaces + 1) * ((size_t)s->ngroups + 1);
	int32_t i, at;

	heads->ngroups = (size_t)s->ngroups;
	heads->persons = mem_calloc(size, sizeof *heads->persons);
	heads->households = mem_calloc(size, sizeof *heads->households);
	for (i = 0; i < s->npeople; i++) {
		const struct people *p = &s->people[i];
		wide periods = p->when.last - p->when.first + 1;
		wide persons = p->count * periods;
		wide households = p->households > 0 ? p->households * periods : 0;

		for (at = p->place; at >= 0; at = s->places[at].in)
			add_heads(heads, (size_t)at, (size_t)p->group, persons, households);
		add_heads(heads, (size_t)s->nplaces, (size_t)p->group, persons, households);
	}
}

/* No more than the rate can ask for in all; each cell adds less than one. */
static wide rate_total(const struct scenario *s, const struct rate *r, const struct heads *heads)
{
	size_t place = (size_t)(r->place < 0 ? s->nplaces : r->place);
	size_t group = (size_t)(r->group < 0 ? s->ngroups : r->group);
	size_t at = place * (heads->ngroups + 1) + group;
	wide count = (wide)s->nplaces * s->nperiods;
	struct ratio per_head;

	if (r->per == RATE_PERSON)
		count = heads->persons[at];
	else if (r->per == RATE_HOUSEHOLD)
		count = heads->households[at];
	if (!ratio_make_wide((wide)r->amount.num * s->period, (wide)r->amount.den * SECONDS_OF_RATE,
		    &per_head))
		return QUANTITY_MAX;
	if (per_head.num > 0 && count >= ((wide)1 << 125) / per_head.num)
		return QUANTITY_MAX;
	return count * per_head.num / per_head.den + (wide)s->nplaces * (s->ngroups + 1);
}

void check_demand_totals(struct check *k)
{
	const struct scenario *s = k->s;
	wide *totals = mem_calloc((size_t)s->nitems, sizeof *totals);
	struct heads heads;
	int32_t i;

	count_heads(s, &heads);
	for (i = 0; i < s->nrates; i++)
		totals[s->rates[i].item] += rate_total(s, &s->rates[i], &heads);
	for (i = 0; i < s->nneeds; i++) {
		const struct need *n = &s->needs[i];
		int64_t times = n->each ? n->when.last - n->when.first + 1 : 1;

		totals[n->item] += (wide)n->quantity * times;
	}
	for (i = 0; i < s->nitems; i++) {
		struct diag *d;

		if (totals[i] < QUANTITY_MAX)
			continue;
		d = diag_add(check_error(k, -1, NULL), DIAG_ERROR, CHECK_DEMAND_TOTAL,
			s->items[i].where,
			_("item %s: all demand together is too large to be counted"),
			s->items[i].id);
		d->about = "id|name";
		diag_remedy(k->d, d,
			_("check the rates, the needs and the number of people, or use fewer "
			  "decimals"));
	}
	mem_free(heads.persons);
	mem_free(heads.households);
	mem_free(totals);
}
