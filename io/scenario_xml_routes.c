/* <routes> and <limits>: how goods can move, and what they share. */
#include "io/scenario_xml.h"

#include "models/estimates.h"

#include <string.h>

/* ---- segments ---- */

static struct where where_of_segment(const struct scenario *s, int32_t i)
{
	return s->segments[i].where;
}

static struct where where_of_route(const struct scenario *s, int32_t i)
{
	return s->routes[i].where;
}

static void read_segment_name(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->segments[parent].name, text);
}

static const struct element_spec segment_name = LABEL_ELEMENT("name", read_segment_name);
static const struct element_spec *const segment_children[] = {&segment_name, NULL};

enum { SEGMENT_ID, SEGMENT_CLOSED, SEGMENT_CAPACITY };
static const struct attribute_spec segment_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "closed", .kind = VALUE_RANGES},
	{.name = "capacity-kg", .kind = VALUE_THOUSANDTHS},
};

static int32_t start_segment(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	struct segment *made;
	const char *id;
	int32_t i;

	(void)parent;
	if (!reader_new_id(r, e, SEGMENT_ID, &s->segment_ids, s->nsegments, &id, where_of_segment))
		return -1;
	i = ARRAY_ADD(&s->segments, &s->nsegments, &s->segments_room);
	made = &s->segments[i];
	made->id = id;
	element_ranges(r, e, SEGMENT_CLOSED, &made->closed, &made->nclosed, &made->closed_room);
	made->capacity = element_number(e, SEGMENT_CAPACITY, -1);
	made->where = e->tag.where;
	return i;
}

static const struct element_spec segment = {.name = "segment",
	ATTRIBUTES(segment_attributes),
	.children = segment_children,
	.start = start_segment};

/* ---- estimates ---- */

enum {
	ESTIMATE_MAX_KM,
	ESTIMATE_SPEED,
	ESTIMATE_COST,
	ESTIMATE_DETOUR,
	ESTIMATE_FROM,
	ESTIMATE_TO
};
static const struct attribute_spec estimate_attributes[] = {
	{.name = "max-km", .kind = VALUE_THOUSANDTHS, .required = true},
	{.name = "speed-kmh", .kind = VALUE_THOUSANDTHS, .required = true},
	{.name = "cost-per-km-tonne", .kind = VALUE_RATIO},
	{.name = "detour", .kind = VALUE_RATIO},
	{.name = "from", .kind = VALUE_KINDS},
	{.name = "to", .kind = VALUE_KINDS},
};

static int32_t start_estimate(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	struct estimate *made;
	struct diag *item;
	int32_t i;

	(void)parent;
	if (element_number(e, ESTIMATE_SPEED, 0) == 0) {
		ELEMENT_FAULT(r, e, ESTIMATE_SPEED, item, 206, _("nothing moves at speed 0"));
		diag_remedy(r->diags, item, _("give an average in km per hour, for example 25"));
	}
	i = ARRAY_ADD(&s->estimates, &s->nestimates, &s->estimates_room);
	made = &s->estimates[i];
	made->max_metres = element_number(e, ESTIMATE_MAX_KM, 0);
	made->speed = element_number(e, ESTIMATE_SPEED, 0);
	made->detour = (struct ratio){1, 1};
	if (element_has(e, ESTIMATE_DETOUR))
		made->detour = e->values[ESTIMATE_DETOUR].ratio;
	if (ratio_compare(made->detour, (struct ratio){1, 1}) < 0) {
		ELEMENT_FAULT(r, e, ESTIMATE_DETOUR, item, 206,
			_("no road is shorter than the straight line"));
		diag_remedy(r->diags, item, _("give a factor of 1 or more, for example 1.3"));
	}
	made->cost_per_km_tonne = (struct ratio){-1, 1};
	element_scaled(r, e, ESTIMATE_COST, 100, &made->cost_per_km_tonne);
	made->from_kinds = element_kinds(r, e, ESTIMATE_FROM);
	made->to_kinds = element_kinds(r, e, ESTIMATE_TO);
	made->where = e->tag.where;
	return i;
}

static const struct element_spec estimate = {
	.name = "estimate", ATTRIBUTES(estimate_attributes), .start = start_estimate};

/* ---- routes ---- */

enum {
	ROUTE_ID,
	ROUTE_FROM,
	ROUTE_TO,
	ROUTE_VIA,
	ROUTE_LEAD,
	ROUTE_COST,
	ROUTE_CAPACITY,
	ROUTE_CLOSED,
	ROUTE_MODE,
	ROUTE_KM,
	ROUTE_QUALITY,
	ROUTE_ESTIMATED
};
static const struct attribute_spec route_attributes[] = {
	{.name = "id", .kind = VALUE_ID},
	{.name = "from", .kind = VALUE_PLACE, .required = true},
	{.name = "to", .kind = VALUE_PLACE, .required = true},
	{.name = "via", .kind = VALUE_SEGMENTS},
	{.name = "lead", .kind = VALUE_SECONDS, .required = true},
	{.name = "cost-per-kg", .kind = VALUE_RATIO},
	{.name = "capacity-kg", .kind = VALUE_THOUSANDTHS},
	{.name = "closed", .kind = VALUE_RANGES},
	{.name = "mode", .kind = VALUE_TEXT},
	{.name = "km", .kind = VALUE_THOUSANDTHS},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
	{.name = "estimated", .kind = VALUE_TRUTH},
};

/* The id given, else "from>to", of estimated routes "from~to". NULL after a diagnostic. */
static const char *route_id(struct xml_reader *r, const struct element *e)
{
	struct scenario *s = r->s;
	struct text made;
	struct diag *item;
	const char *id;
	int32_t known;

	if (element_has(e, ROUTE_ID))
		return reader_new_id(r, e, ROUTE_ID, &s->route_ids, s->nroutes, &id, where_of_route)
			? id
			: NULL;
	text_init(&made);
	text_printf(&made, element_number(e, ROUTE_ESTIMATED, 0) ? "%s~%s" : "%s>%s",
		s->places[element_index(e, ROUTE_FROM)].id,
		s->places[element_index(e, ROUTE_TO)].id);
	id = reader_keep(r, text_str(&made), made.length);
	text_release(&made);
	known = map_add(&s->route_ids, id, s->nroutes);
	if (known < 0)
		return id;
	ELEMENT_FAULT(r, e, -1, item, 301, _("there is already a route from %s to %s in %s:%d"),
		s->places[element_index(e, ROUTE_FROM)].id,
		s->places[element_index(e, ROUTE_TO)].id,
		diags_file_name(r->diags, s->routes[known].where.file),
		(int)s->routes[known].where.line);
	diag_remedy(r->diags, item, _("give the second one an id of its own if both exist"));
	return NULL;
}

static void add_via(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	struct route *made = data;
	int32_t i = ARRAY_ADD(&made->via, &made->nvia, &made->via_room);

	(void)at;
	made->via[i] = reader_find(r, VALUE_SEGMENT, word, n);
}

static int32_t start_route(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	int32_t from = element_index(e, ROUTE_FROM), to = element_index(e, ROUTE_TO), i;
	struct route *made;
	struct diag *item;
	const char *id;

	(void)parent;
	if (from == to) {
		ELEMENT_FAULT(r, e, ROUTE_TO, item, 305, _("the route leads from %s to itself"),
			s->places[from].id);
		diag_remedy(r->diags, item, _("correct one of its ends"));
	}
	id = route_id(r, e);
	if (!id || from == to)
		return -1;
	i = scenario_add_route(s);
	made = &s->routes[i];
	made->id = id;
	made->from = from;
	made->to = to;
	element_words(r, e, ROUTE_VIA, add_via, made);
	made->lead = e->values[ROUTE_LEAD].duration.seconds;
	element_scaled(r, e, ROUTE_COST, 100, &made->cost_per_kg);
	made->capacity = element_number(e, ROUTE_CAPACITY, -1);
	element_ranges(r, e, ROUTE_CLOSED, &made->closed, &made->nclosed, &made->closed_room);
	made->mode = element_text(r, e, ROUTE_MODE);
	if (element_number(e, ROUTE_KM, 0) > INT32_MAX) {
		ELEMENT_FAULT(r, e, ROUTE_KM, item, 206, _("no route is that long"));
		diag_remedy(r->diags, item, _("give its length in kilometres"));
	} else {
		made->metres = (int32_t)element_number(e, ROUTE_KM, -1);
	}
	made->quality = element_quality(r, e, ROUTE_QUALITY);
	made->estimated = made->altered = element_number(e, ROUTE_ESTIMATED, 0) != 0;
	made->where = e->tag.where;
	return i;
}

static const struct element_spec route = {
	.name = "route", ATTRIBUTES(route_attributes), .start = start_route, .turn = TURN_LATE};

static int32_t start_routes(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return reader_may_bring(r, e, 1u << SOURCE_REGISTER) ? 0 : -1;
}

static const struct element_spec *const routes_children[] = {&route, &segment, &estimate, NULL};
const struct element_spec XML_ROUTES = {
	.name = "routes", .children = routes_children, .start = start_routes};

/* ---- limits ---- */

static int32_t add_limit(struct xml_reader *r, const struct element *e, enum limit_kind kind,
	int32_t place, int64_t amount, struct periods when)
{
	struct scenario *s = r->s;
	int32_t i = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);

	s->limits[i].kind = kind;
	s->limits[i].place = place;
	s->limits[i].amount = amount;
	s->limits[i].when = when;
	s->limits[i].where = e->tag.where;
	return i;
}

enum { VEHICLES_PLACE, VEHICLES_KG, VEHICLES_FROM, VEHICLES_TO };
static const struct attribute_spec vehicles_attributes[] = {
	{.name = "place", .kind = VALUE_PLACE, .required = true},
	{.name = "kg", .kind = VALUE_THOUSANDTHS, .required = true},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
};

static int32_t start_vehicles(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return add_limit(r, e, LIMIT_VEHICLES, element_index(e, VEHICLES_PLACE),
		element_number(e, VEHICLES_KG, 0),
		element_periods(r, e, VEHICLES_FROM, VEHICLES_TO));
}

enum { HELPERS_PLACE, HELPERS_MINUTES, HELPERS_FROM, HELPERS_TO };
static const struct attribute_spec helpers_attributes[] = {
	{.name = "place", .kind = VALUE_PLACE, .required = true},
	{.name = "minutes",
		.kind = VALUE_COUNT,
		.required = true,
		.least = 0,
		.most = INT64_C(1000000000000)},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
};

static int32_t start_helpers(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return add_limit(r, e, LIMIT_HELPERS, element_index(e, HELPERS_PLACE),
		element_number(e, HELPERS_MINUTES, 0),
		element_periods(r, e, HELPERS_FROM, HELPERS_TO));
}

enum { BUDGET_AMOUNT, BUDGET_PLACE, BUDGET_ITEMS, BUDGET_FROM, BUDGET_TO };
static const struct attribute_spec budget_attributes[] = {
	{.name = "amount", .kind = VALUE_MONEY, .required = true},
	{.name = "place", .kind = VALUE_PLACE},
	{.name = "items", .kind = VALUE_ITEMS},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
};

static void add_limit_item(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	struct limit *limit = data;
	int32_t of = reader_find(r, VALUE_ITEM, word, n), i;
	struct diag *item;

	for (i = 0; i < limit->nitems; i++) {
		if (limit->items[i] != of)
			continue;
		item = VALUE_FAULT(
			r->diags, at, 301, _("item %s is listed twice"), r->s->items[of].id);
		diag_remedy(r->diags, item, _("list each item once"));
		return;
	}
	i = ARRAY_ADD(&limit->items, &limit->nitems, &limit->items_room);
	limit->items[i] = of;
}

static int32_t start_budget(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t i = add_limit(r, e, LIMIT_BUDGET, element_index(e, BUDGET_PLACE),
		element_number(e, BUDGET_AMOUNT, 0), element_periods(r, e, BUDGET_FROM, BUDGET_TO));

	(void)parent;
	element_words(r, e, BUDGET_ITEMS, add_limit_item, &r->s->limits[i]);
	return i;
}

static const struct element_spec vehicles = {.name = "vehicles",
	ATTRIBUTES(vehicles_attributes),
	.start = start_vehicles,
	.turn = TURN_LATE};
static const struct element_spec helpers = {.name = "helpers",
	ATTRIBUTES(helpers_attributes),
	.start = start_helpers,
	.turn = TURN_LATE};
static const struct element_spec budget = {
	.name = "budget", ATTRIBUTES(budget_attributes), .start = start_budget, .turn = TURN_LATE};
static const struct element_spec *const limits_children[] = {&vehicles, &helpers, &budget, NULL};
const struct element_spec XML_LIMITS = {.name = "limits", .children = limits_children};
