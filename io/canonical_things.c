/* Items, groups, tiers, places and holders of a canonical scenario. */
#include "io/canonical_values.h"

#include "base/text.h"

#include <string.h>

/* --- the whole --- */

void canonical_scenario(struct canonical *r)
{
	const struct xml_attribute *version = plan_need(&r->in, "version");

	if (version && !plan_word_is(version, "1.0"))
		plan_bad_value(&r->in, version);
	r->s->id = canonical_id(r, "id");
	if (canonical_has(r, "currency"))
		r->s->currency = canonical_id(r, "currency");
	r->s->quality = canonical_quality(r, QUALITY_RECORDED);
	r->s->where = r->in.e->tag.where;
	canonical_instant(r, "as-of", &r->s->as_of);
}

void canonical_horizon(struct canonical *r)
{
	struct scenario *s = r->s;

	if (plan_need(&r->in, "start"))
		canonical_instant(r, "start", &s->start);
	s->period = canonical_seconds(r, "period", NEEDED);
	s->nperiods = canonical_count(r, "count", 1, PERIODS_MAX, NEEDED);
	s->horizon_where = r->in.e->tag.where;
}

/* --- items --- */

void canonical_item(struct canonical *r)
{
	struct scenario *s = r->s;
	int32_t i = scenario_add_item(s);
	struct item *item = &s->items[i];

	item->id = canonical_id(r, "id");
	canonical_once(r, &s->item_ids, item->id, i);
	item->unit = canonical_id(r, "unit");
	item->decimals = canonical_count(r, "decimals", 0, DECIMALS_MAX, 0);
	item->mass = canonical_decimal(r, "mass-kg", 3, -1);
	canonical_duration(r, "shelf-life", &item->shelf_life);
	item->value = canonical_decimal(r, "value", 2, -1);
	item->where = r->in.e->tag.where;
	r->issue_by = canonical_text(r, "issue-by");
	item->issue_unit = r->issue_by ? 0 : 1; /* until its pack is read */
}

void canonical_pack(struct canonical *r)
{
	struct item *item = LAST(r->s->items, r->s->nitems);
	struct pack *pack = ADD(item->packs, item->npacks, item->packs_room);

	pack->id = canonical_id(r, "id");
	pack->contains = canonical_decimal(r, "contains", item->decimals, NEEDED);
	pack->where = r->in.e->tag.where;
	for (int32_t k = 0; k + 1 < item->npacks; k++)
		if (strcmp(item->packs[k].id, pack->id) == 0)
			canonical_fault(r, NULL, _("this id stands twice"));
	if (r->issue_by && strcmp(r->issue_by, pack->id) == 0) {
		item->issue_pack = item->npacks - 1;
		item->issue_unit = pack->contains;
	}
}

static void add_part(struct canonical *r, const char *name)
{
	struct substitute *of = LAST(r->s->substitutes, r->s->nsubstitutes);
	struct part *part = ADD(of->parts, of->nparts, of->parts_room);

	part->item = canonical_index(r, name, &r->s->item_ids, true);
	if (part->item >= 0)
		part->take = canonical_decimal(r, "take", r->s->items[part->item].decimals, NEEDED);
}

void canonical_kit(struct canonical *r)
{
	struct substitute *made = ADD(r->s->substitutes, r->s->nsubstitutes, r->s->substitutes_room);

	made->item = canonical_index(r, "item", &r->s->item_ids, true);
	if (made->item >= 0)
		made->give = canonical_decimal(r, "give", r->s->items[made->item].decimals, NEEDED);
	made->penalty = canonical_count(r, "penalty", 1, 1000000, 0);
	made->where = r->in.e->tag.where;
}

void canonical_part(struct canonical *r)
{
	add_part(r, "item");
}

void canonical_substitute(struct canonical *r)
{
	canonical_kit(r);
	add_part(r, "by");
}

/* --- groups and tiers --- */

void canonical_group(struct canonical *r)
{
	struct scenario *s = r->s;
	struct group *group = ADD(s->groups, s->ngroups, s->groups_room);

	group->id = canonical_id(r, "id");
	canonical_once(r, &s->group_ids, group->id, s->ngroups - 1);
	group->door = canonical_truth(r, "door");
	group->visit_minutes = canonical_count(r, "visit-minutes", 1, 1440, 0);
	group->where = r->in.e->tag.where;
}

void canonical_tiers(struct canonical *r)
{
	r->s->default_tier = canonical_count(r, "default", 1, INT32_MAX, NEEDED);
}

void canonical_tier(struct canonical *r)
{
	struct tier_rule *rule = ADD(r->s->tier_rules, r->s->ntier_rules, r->s->tier_rules_room);

	rule->item = canonical_index(r, "item", &r->s->item_ids, false);
	rule->group = canonical_index(r, "group", &r->s->group_ids, false);
	rule->level = canonical_count(r, "level", 1, INT32_MAX, NEEDED);
	rule->where = r->in.e->tag.where;
}

/* --- places --- */

void canonical_place(struct canonical *r)
{
	struct scenario *s = r->s;
	int32_t i = scenario_add_place(s);
	struct place *place = &s->places[i];

	place->id = canonical_id(r, "id");
	canonical_once(r, &s->place_ids, place->id, i);
	canonical_late(r, "in", LATE_PLACE_IN, i);
	place->kind = (enum place_kind)canonical_word(r, "kind", CANONICAL_KINDS, NEEDED);
	place->lost = canonical_count(r, "lost", 1, PERIODS_MAX, INT32_MAX);
	if (place->lost != INT32_MAX)
		place->lost--;
	place->quality = canonical_quality(r, s->quality);
	place->where = r->in.e->tag.where;
}

void canonical_people(struct canonical *r)
{
	struct people *people = ADD(r->s->people, r->s->npeople, r->s->people_room);

	people->place = r->s->nplaces - 1;
	people->group = canonical_index(r, "group", &r->s->group_ids, true);
	people->count = canonical_decimal(r, "count", 0, NEEDED);
	people->households = canonical_decimal(r, "households", 0, -1);
	people->when = canonical_periods(r);
	people->quality = canonical_quality(r, r->s->places[people->place].quality);
	people->where = r->in.e->tag.where;
}

/* --- holders --- */

void canonical_holder(struct canonical *r)
{
	static const char *const words[] = {"government", "enterprise", "institution", "supermarket", "household",
		"charity", NULL};
	struct scenario *s = r->s;
	int32_t i = scenario_add_holder(s);
	struct holder *holder = &s->holders[i];

	holder->id = canonical_id(r, "id");
	canonical_once(r, &s->holder_ids, holder->id, i);
	holder->kind = (enum holder_kind)canonical_word(r, "kind", words, NEEDED);
	holder->place = canonical_index(r, "place", &s->place_ids, true);
	holder->host = canonical_text(r, "host");
	canonical_late(r, "source", LATE_HOLDER_SOURCE, i);
	holder->quality = canonical_quality(r, s->quality);
	holder->where = r->in.e->tag.where;
}

void canonical_covers(struct canonical *r)
{
	struct holder *holder = LAST(r->s->holders, r->s->nholders);
	struct covers *covers = ADD(holder->covers, holder->ncovers, holder->covers_room);

	covers->group = canonical_index(r, "group", &r->s->group_ids, false);
	covers->people = canonical_decimal(r, "people", 0, NEEDED);
	covers->households = canonical_decimal(r, "households", 0, 0);
}

void canonical_agreement(struct canonical *r)
{
	struct holder *holder = LAST(r->s->holders, r->s->nholders);
	int32_t i = scenario_add_agreement(holder);
	struct agreement *agreement = &holder->agreements[i];

	agreement->id = canonical_id(r, "id");
	canonical_day(r, "from", &agreement->from);
	canonical_day(r, "to", &agreement->to);
	agreement->where = r->in.e->tag.where;
	for (int32_t k = 0; k + 1 < holder->nagreements; k++)
		if (strcmp(holder->agreements[k].id, agreement->id) == 0)
			canonical_fault(r, NULL, _("this id stands twice"));
}

void canonical_promise(struct canonical *r)
{
	struct holder *holder = LAST(r->s->holders, r->s->nholders);
	struct agreement *agreement = LAST(holder->agreements, holder->nagreements);
	struct promise *promise = ADD(agreement->promises, agreement->npromises, agreement->promises_room);

	promise->item = canonical_index(r, "item", &r->s->item_ids, true);
	if (promise->item >= 0)
		promise->quantity = canonical_decimal(r, "quantity", r->s->items[promise->item].decimals, NEEDED);
	promise->price = canonical_decimal(r, "price", 2, -1);
}

static void read_hold_back(struct canonical *r, struct terms *terms)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "hold-back");

	if (!a)
		return;
	terms->has_hold_back = true;
	terms->hold_back_is_share = a->length > 0 && a->value[a->length - 1] == '%';
	if (terms->hold_back_is_share)
		canonical_share(r, "hold-back", &terms->hold_back_share);
	else if (terms->item >= 0)
		terms->hold_back = canonical_decimal(r, "hold-back", r->s->items[terms->item].decimals, NEEDED);
	else
		plan_bad_value(&r->in, a);
}

void canonical_terms(struct canonical *r)
{
	struct holder *holder = LAST(r->s->holders, r->s->nholders);
	int32_t i = scenario_add_terms(holder);
	struct terms *terms = &holder->terms[i];

	terms->item = canonical_index(r, "item", &r->s->item_ids, false);
	read_hold_back(r, terms);
	terms->has_release = canonical_share(r, "release", &terms->release);
	terms->notice = canonical_seconds(r, "notice", -1);
	if (terms->item >= 0)
		terms->sales = canonical_ratio(r, "sales", canonical_scale(&r->s->items[terms->item]));
	terms->reach = canonical_reach(r, &terms->reach_place);
	terms->where = r->in.e->tag.where;
}
