/* Sources, stock, routes, limits, demand and policy of a canonical scenario. */
#include "io/canonical_values.h"

#include "base/text.h"

#include <string.h>

static const char *const line_states[] = {"used", "set-aside", "conflict", "superseded", "stale", NULL};

/* --- sources --- */

/* A source without a state is a file that is still to be read. */
void canonical_source(struct canonical *r)
{
	static const char *const kinds[] = {"supply", "demand", "register", NULL};
	static const char *const states[] = {"used", "set-aside", "left-out", "missing", NULL};
	struct scenario *s = r->s;
	int32_t i = scenario_add_source(s);
	struct source *source = &s->sources[i];

	if (!canonical_has(r, "state"))
		canonical_fault(r, plan_attribute(&r->in, "href"), _("this source is not merged in: a canonical scenario reads "
			"no other file"));
	source->href = canonical_text(r, "href");
	source->id = canonical_has(r, "id") ? canonical_id(r, "id") : source->href;
	if (!source->id)
		plan_need(&r->in, "href");
	else
		canonical_once(r, &s->source_ids, source->id, i);
	source->kind = (enum source_kind)canonical_word(r, "kind", kinds, SOURCE_SUPPLY);
	source->holder = canonical_index(r, "holder", &s->holder_ids, false);
	canonical_late(r, "supersedes", LATE_SUPERSEDES, i);
	source->rank = canonical_count(r, "rank", 1, 1000000, 0);
	source->quality = canonical_quality(r, s->quality);
	source->state = (enum source_state)canonical_word(r, "state", states, SOURCE_USED);
	source->lines = canonical_decimal(r, "lines", 0, 0);
	source->where = r->in.e->tag.where;
}

/* --- stock --- */

void canonical_stock(struct canonical *r)
{
	r->stock_holder = canonical_index(r, "holder", &r->s->holder_ids, true);
}

/* Amounts of goods in packs are stated in base units all the same. */
static bool in_base_units(struct canonical *r, const struct item *item, bool packed)
{
	const struct xml_attribute *unit = plan_attribute(&r->in, "unit");

	if (packed ? unit && plan_word_is(unit, item->unit) : !unit)
		return true;
	canonical_fault(r, unit, _("a canonical scenario states amounts in base units"));
	return false;
}

static int32_t find_pack(struct canonical *r, const struct item *item)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "pack");
	int32_t k = 0;

	while (a && k < item->npacks && !plan_word_is(a, item->packs[k].id))
		k++;
	if (a && k == item->npacks)
		plan_bad_value(&r->in, a);
	return a && k < item->npacks ? k : -1;
}

static int32_t find_agreement(struct canonical *r, const struct holder *holder)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "agreement");
	int32_t k = 0;

	while (a && k < holder->nagreements && !plan_word_is(a, holder->agreements[k].id))
		k++;
	if (a && k == holder->nagreements)
		plan_bad_value(&r->in, a);
	return a && k < holder->nagreements ? k : -1;
}

static void read_amounts(struct canonical *r, struct stock_line *line)
{
	const struct item *item = &r->s->items[line->item];

	line->pack = find_pack(r, item);
	in_base_units(r, item, line->pack >= 0);
	line->declared = canonical_decimal(r, "declared", item->decimals, -1);
	line->counted = canonical_decimal(r, "counted", item->decimals, -1);
	canonical_instant(r, "declared-at", &line->declared_at);
	canonical_instant(r, "counted-at", &line->counted_at);
}

static void read_kind_of_line(struct canonical *r, struct stock_line *line)
{
	static const char *const statuses[] = {"good", "damaged", "reserved", NULL};
	static const char *const owners[] = {"holder", "government", NULL};
	static const char *const modes[] = {"physical", "agreement", "capacity", NULL};
	const struct holder *holder = &r->s->holders[line->holder];

	line->agreement = find_agreement(r, holder);
	line->status = (unsigned char)canonical_word(r, "status", statuses, STATUS_GOOD);
	line->government_owned = canonical_word(r, "owner", owners, holder->kind == HOLDER_GOVERNMENT) == 1;
	line->mode = (unsigned char)canonical_word(r, "mode", modes, line->agreement >= 0 ? MODE_AGREEMENT : MODE_PHYSICAL);
	line->state = (unsigned char)canonical_word(r, "state", line_states, LINE_USED);
}

void canonical_line(struct canonical *r)
{
	struct scenario *s = r->s;
	int32_t item = canonical_index(r, "item", &s->item_ids, true);
	struct stock_line *line;
	int32_t i;

	if (item < 0 || r->stock_holder < 0)
		return;
	i = scenario_add_line(s);
	line = &s->lines[i];
	line->holder = r->stock_holder;
	line->item = item;
	read_amounts(r, line);
	read_kind_of_line(r, line);
	line->lot = canonical_text(r, "lot");
	line->spec = canonical_text(r, "spec");
	canonical_day(r, "made", &line->made);
	canonical_day(r, "expires", &line->expires);
	line->price = canonical_decimal(r, "price", 2, -1);
	line->when = canonical_periods(r);
	line->source = canonical_index(r, "source", &s->source_ids, false);
	line->quality = (unsigned char)canonical_quality(r, s->quality);
	line->where = r->in.e->tag.where;
}

void canonical_movement(struct canonical *r)
{
	struct scenario *s = r->s;
	struct movement *movement = ADD(s->movements, s->nmovements, s->movements_room);
	const struct stock_line *line = LAST(s->lines, s->nlines);
	const struct item *item = &s->items[line->item];
	bool issued = canonical_has(r, "issued");
	int64_t quantity = canonical_decimal(r, issued ? "issued" : "received", item->decimals, NEEDED);

	if (issued && canonical_has(r, "received"))
		canonical_fault(r, NULL, _("a movement is issued or received"));
	in_base_units(r, item, line->pack >= 0);
	movement->line = s->nlines - 1;
	movement->quantity = issued ? -quantity : quantity;
	if (plan_need(&r->in, "at"))
		canonical_instant(r, "at", &movement->at);
	movement->where = r->in.e->tag.where;
}

/* And donations. */
void canonical_transit(struct canonical *r)
{
	struct scenario *s = r->s;
	int32_t i = scenario_add_transit(s);
	struct transit *transit = &s->transits[i];

	transit->id = canonical_id(r, "id");
	canonical_once(r, &r->transit_ids, transit->id, s->ntransits - 1);
	transit->item = canonical_index(r, "item", &s->item_ids, true);
	transit->to = canonical_index(r, "to", &s->place_ids, true);
	transit->holder = canonical_index(r, "holder", &s->holder_ids, false);
	if (transit->item >= 0)
		transit->quantity = canonical_decimal(r, "quantity", s->items[transit->item].decimals, NEEDED);
	if (plan_need(&r->in, "arrives"))
		canonical_instant(r, "arrives", &transit->arrives);
	transit->lot = canonical_text(r, "lot");
	canonical_day(r, "expires", &transit->expires);
	transit->reach = canonical_reach(r, &transit->reach_place);
	transit->state = (unsigned char)canonical_word(r, "state", line_states, LINE_USED);
	transit->source = canonical_index(r, "source", &s->source_ids, false);
	transit->quality = canonical_quality(r, s->quality);
	transit->donor = canonical_text(r, "donor");
	transit->where = r->in.e->tag.where;
}

/* --- routes --- */

struct ranges {
	struct periods **ranges;
	int32_t *n, *room;
};

static void add_range(struct canonical *r, const struct xml_attribute *a, const char *word, void *data)
{
	const char *dots = strstr(word, "..");
	size_t first = dots ? (size_t)(dots - word) : strlen(word);
	struct ranges *list = data;
	int64_t from, to;
	int32_t i;

	if (decimal_parse(word, first, 0, &from) != NUMBER_OK || from < 1 || from > PERIODS_MAX) {
		plan_bad_value(&r->in, a);
		return;
	}
	to = from;
	if (dots && (decimal_parse(dots + 2, strlen(dots + 2), 0, &to) != NUMBER_OK || to < from || to > PERIODS_MAX)) {
		plan_bad_value(&r->in, a);
		return;
	}
	i = ARRAY_ADD(list->ranges, list->n, list->room);
	(*list->ranges)[i] = (struct periods){(int32_t)from - 1, (int32_t)to - 1};
}

void canonical_segment(struct canonical *r)
{
	struct scenario *s = r->s;
	struct segment *segment = ADD(s->segments, s->nsegments, s->segments_room);
	struct ranges closed = {&segment->closed, &segment->nclosed, &segment->closed_room};

	segment->id = canonical_id(r, "id");
	canonical_once(r, &s->segment_ids, segment->id, s->nsegments - 1);
	canonical_words(r, "closed", add_range, &closed);
	segment->capacity = canonical_decimal(r, "capacity-kg", 3, -1);
	segment->where = r->in.e->tag.where;
}

static void add_segment(struct canonical *r, const struct xml_attribute *a, const char *word, void *data)
{
	struct route *route = data;
	int32_t segment = map_get(&r->s->segment_ids, word);

	if (segment < 0)
		plan_bad_value(&r->in, a);
	else
		*ADD(route->via, route->nvia, route->via_room) = segment;
}

/* The id given, else "from>to", of estimated routes "from~to". */
static const char *route_id(struct canonical *r, const struct route *route)
{
	const struct scenario *s = r->s;
	struct text made;
	const char *id;

	if (canonical_has(r, "id"))
		return canonical_id(r, "id");
	text_init(&made);
	text_printf(&made, route->estimated ? "%s~%s" : "%s>%s", s->places[route->from].id, s->places[route->to].id);
	id = arena_strdup(&r->s->arena, text_str(&made));
	text_release(&made);
	return id;
}

void canonical_route(struct canonical *r)
{
	struct scenario *s = r->s;
	int32_t i = scenario_add_route(s);
	struct route *route = &s->routes[i];
	struct ranges closed = {&route->closed, &route->nclosed, &route->closed_room};
	int64_t metres;

	route->from = canonical_index(r, "from", &s->place_ids, true);
	route->to = canonical_index(r, "to", &s->place_ids, true);
	if (route->from < 0 || route->to < 0)
		return;
	route->estimated = route->altered = canonical_truth(r, "estimated");
	route->id = route_id(r, route);
	canonical_once(r, &s->route_ids, route->id, i);
	canonical_words(r, "via", add_segment, route);
	route->lead = canonical_seconds(r, "lead", NEEDED);
	route->cost_per_kg = canonical_ratio(r, "cost-per-kg", 100);
	route->capacity = canonical_decimal(r, "capacity-kg", 3, -1);
	canonical_words(r, "closed", add_range, &closed);
	route->mode = canonical_text(r, "mode");
	metres = canonical_decimal(r, "km", 3, -1);
	if (metres > INT32_MAX)
		plan_bad_value(&r->in, plan_attribute(&r->in, "km"));
	route->metres = (int32_t)metres;
	route->quality = canonical_quality(r, s->quality);
	route->where = r->in.e->tag.where;
}

/* --- limits --- */

static void add_limit_item(struct canonical *r, const struct xml_attribute *a, const char *word, void *data)
{
	struct limit *limit = data;
	int32_t item = map_get(&r->s->item_ids, word);

	if (item < 0)
		plan_bad_value(&r->in, a);
	else
		*ADD(limit->items, limit->nitems, limit->items_room) = item;
}

void canonical_limit(struct canonical *r)
{
	static const struct {
		const char *element, *amount;
		int decimals;
	} limits[] = {{"vehicles", "kg", 3}, {"helpers", "minutes", 0}, {"budget", "amount", 2}};
	struct limit *limit = ADD(r->s->limits, r->s->nlimits, r->s->limits_room);
	int kind = LIMIT_VEHICLES;

	while (strcmp(limits[kind].element, r->in.e->name) != 0)
		kind++;
	limit->kind = (enum limit_kind)kind;
	limit->place = canonical_index(r, "place", &r->s->place_ids, kind != LIMIT_BUDGET);
	limit->amount = canonical_decimal(r, limits[kind].amount, limits[kind].decimals, NEEDED);
	canonical_words(r, "items", add_limit_item, limit);
	limit->when = canonical_periods(r);
	limit->where = r->in.e->tag.where;
}

/* --- demand --- */

static enum unmet read_unmet(struct canonical *r)
{
	static const char *const words[] = {"lapses", "waits", NULL};

	return (enum unmet)canonical_word(r, "unmet", words, UNMET_LAPSES);
}

void canonical_rate(struct canonical *r)
{
	static const char *const names[] = {"per-person", "per-household", "per-place"};
	struct scenario *s = r->s;
	int32_t i = scenario_add_rate(s);
	struct rate *rate = &s->rates[i];
	int given = 0;

	rate->item = canonical_index(r, "item", &s->item_ids, true);
	rate->group = canonical_index(r, "group", &s->group_ids, false);
	rate->place = canonical_index(r, "place", &s->place_ids, false);
	for (int per = 0; per < 3 && rate->item >= 0; per++)
		if (canonical_has(r, names[per])) {
			given++;
			rate->per = (enum rate_per)(RATE_PERSON + per);
			rate->amount = canonical_ratio(r, names[per], canonical_scale(&s->items[rate->item]));
		}
	if (given != 1)
		canonical_fault(r, NULL, _("a rate is per person, household or place"));
	rate->when = canonical_periods(r);
	rate->unmet = read_unmet(r);
	rate->waits = canonical_count(r, "waits", 1, PERIODS_MAX, 0);
	rate->tier = canonical_count(r, "tier", 1, INT32_MAX, 0);
	rate->rank = canonical_count(r, "rank", 1, INT32_MAX, 0);
	rate->basis = canonical_text(r, "basis");
	rate->source = canonical_index(r, "source", &s->source_ids, false);
	rate->quality = canonical_quality(r, s->quality);
	rate->where = r->in.e->tag.where;
}

void canonical_need(struct canonical *r)
{
	struct scenario *s = r->s;
	int32_t i = scenario_add_need(s);
	struct need *need = &s->needs[i];

	need->place = canonical_index(r, "place", &s->place_ids, true);
	need->item = canonical_index(r, "item", &s->item_ids, true);
	need->group = canonical_index(r, "group", &s->group_ids, true);
	if (need->item >= 0)
		need->quantity = canonical_decimal(r, "quantity", s->items[need->item].decimals, NEEDED);
	need->when = canonical_periods(r);
	need->each = canonical_truth(r, "each");
	need->unmet = read_unmet(r);
	need->waits = canonical_count(r, "waits", 1, PERIODS_MAX, 0);
	need->tier = canonical_count(r, "tier", 1, INT32_MAX, 0);
	need->rank = canonical_count(r, "rank", 1, INT32_MAX, 0);
	need->basis = canonical_text(r, "basis");
	need->source = canonical_index(r, "source", &s->source_ids, false);
	need->quality = canonical_quality(r, s->quality);
	need->where = r->in.e->tag.where;
}

/* --- policy --- */

void canonical_policy(struct canonical *r)
{
	static const char *const fairness[] = {"leximin", "total", "proportional", NULL};
	static const char *const changes[] = {"first", "last", NULL};
	struct policy *policy = &r->s->policy;

	policy->fairness = (enum fairness)canonical_word(r, "fairness", fairness, NEEDED);
	canonical_share(r, "autonomy", &policy->autonomy);
	policy->has_spread = canonical_share(r, "spread", &policy->spread);
	policy->look_ahead = canonical_count(r, "look-ahead", 1, PERIODS_MAX, 0);
	policy->has_stale_after = canonical_duration(r, "stale-after", &policy->stale_after);
	canonical_share(r, "step", &policy->step);
	policy->change_last = canonical_word(r, "change", changes, 0) == 1;
	policy->where = r->in.e->tag.where;
}

void canonical_weight(struct canonical *r)
{
	struct policy *policy = &r->s->policy;
	struct weight *weight = ADD(policy->weights, policy->nweights, policy->weights_room);

	weight->item = canonical_index(r, "item", &r->s->item_ids, false);
	weight->group = canonical_index(r, "group", &r->s->group_ids, false);
	weight->value = canonical_decimal(r, "value", 0, NEEDED);
	weight->where = r->in.e->tag.where;
}

/* And what is to be left at the end. */
void canonical_minimum(struct canonical *r)
{
	struct minimum *minimum = ADD(r->s->minima, r->s->nminima, r->s->minima_room);

	minimum->end_stock = strcmp(r->in.e->name, "end-stock") == 0;
	minimum->place = canonical_index(r, "place", &r->s->place_ids, true);
	minimum->item = canonical_index(r, "item", &r->s->item_ids, true);
	minimum->group = canonical_index(r, "group", &r->s->group_ids, false);
	if (minimum->item >= 0)
		minimum->quantity = canonical_decimal(r, "quantity", r->s->items[minimum->item].decimals, NEEDED);
	minimum->when = canonical_periods(r);
	minimum->where = r->in.e->tag.where;
}
