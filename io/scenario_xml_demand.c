/* <demand>, <policy>: who needs what, and how scarcity is shared. */
#include "io/scenario_xml.h"

#include <stdlib.h>
#include <string.h>

static const char *const unmet_words[] = {"lapses", "waits", NULL};
enum { RANK_MAX = 1000000 };

/* What rates and needs say of unserved demand: waits="2" alone says enough. */
static enum unmet read_unmet(
	struct xml_reader *r, const struct element *e, int unmet, int waits, int32_t *periods)
{
	struct diag *item;
	int64_t word =
		element_number(e, unmet, element_given(e, waits) ? UNMET_WAITS : UNMET_LAPSES);

	*periods = (int32_t)element_number(e, waits, 0);
	if ((word == UNMET_WAITS) != element_given(e, waits)) {
		ELEMENT_FAULT(
			r, e, unmet, item, 129, _("\"unmet\" and \"waits\" do not fit together"));
		diag_remedy(r->diags, item,
			_("write unmet=\"waits\" waits=\"2\" for demand that waits up to 2 "
			  "periods"));
	}
	return (enum unmet)word;
}

/* ---- rates ---- */

enum {
	RATE_ITEM,
	RATE_GROUP,
	RATE_AT,
	RATE_PER_PERSON,
	RATE_PER_HOUSEHOLD,
	RATE_PER_PLACE,
	RATE_FROM,
	RATE_TO,
	RATE_UNMET,
	RATE_WAITS,
	RATE_TIER,
	RATE_RANK,
	RATE_BASIS,
	RATE_SOURCE,
	RATE_QUALITY
};
static const struct attribute_spec rate_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "group", .kind = VALUE_GROUP},
	{.name = "place", .kind = VALUE_PLACE},
	{.name = "per-person", .kind = VALUE_RATIO},
	{.name = "per-household", .kind = VALUE_RATIO},
	{.name = "per-place", .kind = VALUE_RATIO},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
	{.name = "unmet", .kind = VALUE_WORD, .words = unmet_words},
	{.name = "waits", .kind = VALUE_COUNT, .least = 1, .most = PERIODS_MAX},
	{.name = "tier", .kind = VALUE_COUNT, .least = 1, .most = TIER_LEVEL_MAX},
	{.name = "rank", .kind = VALUE_COUNT, .least = 1, .most = RANK_MAX},
	{.name = "basis", .kind = VALUE_TEXT},
	{.name = "source", .kind = VALUE_SOURCE},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
};

/* Exactly one of per-person, per-household and per-place; -1 after a fault. */
static int rate_attribute(struct xml_reader *r, const struct element *e)
{
	int i, found = -1, count = 0;
	struct diag *item;

	for (i = RATE_PER_PERSON; i <= RATE_PER_PLACE; i++) {
		if (element_given(e, i)) {
			found = i;
			count++;
		}
	}
	if (count == 1)
		return found;
	ELEMENT_FAULT(r, e, -1, item, 129,
		_("<rate> needs exactly one of \"per-person\", \"per-household\" and "
		  "\"per-place\""));
	diag_remedy(
		r->diags, item, _("say what is needed in 24 hours, for example per-person=\"3\""));
	return -1;
}

static void count_demand_line(struct xml_reader *r)
{
	if (r->source >= 0)
		r->s->sources[r->source].lines++;
}

static void examine_rate(struct xml_reader *r, const struct element *e)
{
	int32_t waits;

	rate_attribute(r, e);
	read_unmet(r, e, RATE_UNMET, RATE_WAITS, &waits);
}

static int32_t start_rate(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	int32_t of = element_index(e, RATE_ITEM), waits, i;
	int per = rate_attribute(r, e);
	struct periods when = element_periods(r, e, RATE_FROM, RATE_TO);
	enum unmet unmet = read_unmet(r, e, RATE_UNMET, RATE_WAITS, &waits);
	struct ratio amount;
	struct rate *made;

	(void)parent;
	if (per < 0 || !element_scaled(r, e, per, power_of_ten(s->items[of].decimals), &amount))
		return -1;
	i = scenario_add_rate(s);
	made = &s->rates[i];
	made->item = of;
	made->group = element_index(e, RATE_GROUP);
	made->place = element_index(e, RATE_AT);
	made->per = (enum rate_per)(per - RATE_PER_PERSON + RATE_PERSON);
	made->amount = amount;
	made->when = when;
	made->unmet = unmet;
	made->waits = waits;
	made->tier = (int32_t)element_number(e, RATE_TIER, 0);
	made->rank = (int32_t)element_number(e, RATE_RANK, 0);
	made->basis = element_text(r, e, RATE_BASIS);
	made->source = element_source(r, e, RATE_SOURCE);
	made->quality = element_quality(r, e, RATE_QUALITY);
	made->where = e->tag.where;
	count_demand_line(r);
	return i;
}

/* ---- needs ---- */

enum {
	NEED_PLACE,
	NEED_ITEM,
	NEED_GROUP,
	NEED_QUANTITY,
	NEED_UNIT,
	NEED_FROM,
	NEED_TO,
	NEED_EACH,
	NEED_UNMET,
	NEED_WAITS,
	NEED_TIER,
	NEED_RANK,
	NEED_BASIS,
	NEED_SOURCE,
	NEED_QUALITY
};
static const struct attribute_spec need_attributes[] = {
	{.name = "place", .kind = VALUE_PLACE, .required = true},
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "group", .kind = VALUE_GROUP, .required = true},
	{.name = "quantity", .kind = VALUE_QUANTITY, .required = true},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
	{.name = "each", .kind = VALUE_TRUTH},
	{.name = "unmet", .kind = VALUE_WORD, .words = unmet_words},
	{.name = "waits", .kind = VALUE_COUNT, .least = 1, .most = PERIODS_MAX},
	{.name = "tier", .kind = VALUE_COUNT, .least = 1, .most = TIER_LEVEL_MAX},
	{.name = "rank", .kind = VALUE_COUNT, .least = 1, .most = RANK_MAX},
	{.name = "basis", .kind = VALUE_TEXT},
	{.name = "source", .kind = VALUE_SOURCE},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
};

static void examine_need(struct xml_reader *r, const struct element *e)
{
	int32_t waits;

	read_unmet(r, e, NEED_UNMET, NEED_WAITS, &waits);
}

static int32_t start_need(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	int32_t of = element_index(e, NEED_ITEM), waits, i;
	struct periods when = element_periods(r, e, NEED_FROM, NEED_TO);
	enum unmet unmet = read_unmet(r, e, NEED_UNMET, NEED_WAITS, &waits);
	int64_t quantity;
	struct need *made;

	(void)parent;
	if (!element_quantity(r, e, NEED_QUANTITY, NEED_UNIT, of, &quantity))
		return -1;
	i = scenario_add_need(s);
	made = &s->needs[i];
	made->place = element_index(e, NEED_PLACE);
	made->item = of;
	made->group = element_index(e, NEED_GROUP);
	made->quantity = quantity;
	made->when = when;
	made->each = element_number(e, NEED_EACH, 0) != 0;
	made->unmet = unmet;
	made->waits = waits;
	made->tier = (int32_t)element_number(e, NEED_TIER, 0);
	made->rank = (int32_t)element_number(e, NEED_RANK, 0);
	made->basis = element_text(r, e, NEED_BASIS);
	made->source = element_source(r, e, NEED_SOURCE);
	made->quality = element_quality(r, e, NEED_QUALITY);
	made->where = e->tag.where;
	count_demand_line(r);
	return i;
}

static const struct element_spec rate = {.name = "rate",
	ATTRIBUTES(rate_attributes),
	.start = start_rate,
	.examine = examine_rate,
	.turn = TURN_LATE};
static const struct element_spec need = {.name = "need",
	ATTRIBUTES(need_attributes),
	.start = start_need,
	.examine = examine_need,
	.turn = TURN_LATE};
static const struct element_spec *const demand_children[] = {&need, &rate, NULL};

static int32_t start_demand(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return reader_may_bring(r, e, 1u << SOURCE_DEMAND | 1u << SOURCE_REGISTER) ? 0 : -1;
}

const struct element_spec XML_DEMAND = {
	.name = "demand", .children = demand_children, .start = start_demand};

/* ---- policy ---- */

static int32_t add_minimum(struct xml_reader *r, const struct element *e, bool end_stock,
	int32_t place, int32_t of, int64_t quantity)
{
	struct scenario *s = r->s;
	int32_t i = ARRAY_ADD(&s->minima, &s->nminima, &s->minima_room);

	s->minima[i].end_stock = end_stock;
	s->minima[i].place = place;
	s->minima[i].item = of;
	s->minima[i].group = -1;
	s->minima[i].quantity = quantity;
	s->minima[i].when = (struct periods){0, INT32_MAX};
	s->minima[i].where = e->tag.where;
	return i;
}

enum { END_STOCK_PLACE, END_STOCK_ITEM, END_STOCK_QUANTITY, END_STOCK_UNIT };
static const struct attribute_spec end_stock_attributes[] = {
	{.name = "place", .kind = VALUE_PLACE, .required = true},
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "quantity", .kind = VALUE_QUANTITY, .required = true},
	{.name = "unit", .kind = VALUE_TEXT},
};

static int32_t start_end_stock(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t of = element_index(e, END_STOCK_ITEM);
	int64_t quantity;

	(void)parent;
	if (!element_quantity(r, e, END_STOCK_QUANTITY, END_STOCK_UNIT, of, &quantity))
		return -1;
	return add_minimum(r, e, true, element_index(e, END_STOCK_PLACE), of, quantity);
}

enum {
	MINIMUM_PLACE,
	MINIMUM_ITEM,
	MINIMUM_GROUP,
	MINIMUM_QUANTITY,
	MINIMUM_UNIT,
	MINIMUM_FROM,
	MINIMUM_TO
};
static const struct attribute_spec minimum_attributes[] = {
	{.name = "place", .kind = VALUE_PLACE, .required = true},
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "group", .kind = VALUE_GROUP},
	{.name = "quantity", .kind = VALUE_QUANTITY, .required = true},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
};

static int32_t start_minimum(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t of = element_index(e, MINIMUM_ITEM), i;
	struct periods when = element_periods(r, e, MINIMUM_FROM, MINIMUM_TO);
	int64_t quantity;

	(void)parent;
	if (!element_quantity(r, e, MINIMUM_QUANTITY, MINIMUM_UNIT, of, &quantity))
		return -1;
	i = add_minimum(r, e, false, element_index(e, MINIMUM_PLACE), of, quantity);
	r->s->minima[i].group = element_index(e, MINIMUM_GROUP);
	r->s->minima[i].when = when;
	return i;
}

enum { WEIGHT_ITEM, WEIGHT_GROUP, WEIGHT_VALUE };
static const struct attribute_spec weight_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM},
	{.name = "group", .kind = VALUE_GROUP},
	{.name = "value", .kind = VALUE_COUNT, .required = true, .least = 1, .most = 1000000},
};

static int32_t start_weight(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct policy *policy = &r->s->policy;
	int32_t i = ARRAY_ADD(&policy->weights, &policy->nweights, &policy->weights_room);

	(void)parent;
	policy->weights[i].item = element_index(e, WEIGHT_ITEM);
	policy->weights[i].group = element_index(e, WEIGHT_GROUP);
	policy->weights[i].value = element_number(e, WEIGHT_VALUE, 1);
	policy->weights[i].where = e->tag.where;
	return i;
}

const struct element_spec XML_END_STOCK = {.name = "end-stock",
	ATTRIBUTES(end_stock_attributes),
	.start = start_end_stock,
	.turn = TURN_LATE};
const struct element_spec XML_MINIMUM = {.name = "minimum",
	ATTRIBUTES(minimum_attributes),
	.start = start_minimum,
	.turn = TURN_LATE};
static const struct element_spec weight = {
	.name = "weight", ATTRIBUTES(weight_attributes), .start = start_weight, .turn = TURN_LATE};
static const struct element_spec *const policy_children[] = {&weight, &XML_MINIMUM, &XML_END_STOCK, NULL};

static const char *const fairness_words[] = {"leximin", "total", "proportional", NULL};
static const char *const change_words[] = {"first", "last", NULL};

enum {
	POLICY_FAIRNESS,
	POLICY_AUTONOMY,
	POLICY_SPREAD,
	POLICY_LOOK_AHEAD,
	POLICY_STALE_AFTER,
	POLICY_STEP,
	POLICY_CHANGE
};
static const struct attribute_spec policy_attributes[] = {
	{.name = "fairness", .kind = VALUE_WORD, .words = fairness_words},
	{.name = "autonomy", .kind = VALUE_SHARE},
	{.name = "spread", .kind = VALUE_SHARE},
	{.name = "look-ahead", .kind = VALUE_COUNT, .least = 1, .most = PERIODS_MAX},
	{.name = "stale-after", .kind = VALUE_DURATION},
	{.name = "step", .kind = VALUE_SHARE},
	{.name = "change", .kind = VALUE_WORD, .words = change_words},
};

static void read_step(struct xml_reader *r, const struct element *e, struct policy *policy)
{
	struct diag *item;

	if (!element_has(e, POLICY_STEP))
		return;
	if (e->values[POLICY_STEP].ratio.num > 0) {
		policy->step = e->values[POLICY_STEP].ratio;
		return;
	}
	ELEMENT_FAULT(r, e, POLICY_STEP, item, 206, _("a step of 0%% never arrives"));
	diag_remedy(r->diags, item, _("write for example 1%%, or leave it out"));
}

static int32_t start_policy(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct policy *policy = &r->s->policy;

	(void)parent;
	policy->fairness = (enum fairness)element_number(e, POLICY_FAIRNESS, FAIRNESS_LEXIMIN);
	if (element_has(e, POLICY_AUTONOMY))
		policy->autonomy = e->values[POLICY_AUTONOMY].ratio;
	policy->has_spread = element_has(e, POLICY_SPREAD);
	if (policy->has_spread)
		policy->spread = e->values[POLICY_SPREAD].ratio;
	policy->look_ahead = (int32_t)element_number(e, POLICY_LOOK_AHEAD, 0);
	policy->has_stale_after = element_has(e, POLICY_STALE_AFTER);
	if (policy->has_stale_after)
		policy->stale_after = e->values[POLICY_STALE_AFTER].duration;
	read_step(r, e, policy);
	policy->change_last = element_number(e, POLICY_CHANGE, 0) != 0;
	policy->where = e->tag.where;
	return 0;
}

const struct element_spec XML_POLICY = {.name = "policy",
	ATTRIBUTES(policy_attributes),
	.children = policy_children,
	.start = start_policy,
	.once = true};
