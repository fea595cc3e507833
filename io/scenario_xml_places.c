/* <places> and <holders>: the place tree, its people, and who keeps stock. */
#include "io/scenario_xml.h"

#include <string.h>

/* ---- places ---- */

static struct where where_of_place(const struct scenario *s, int32_t i)
{
	return s->places[i].where;
}

static void read_place_name(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->places[parent].name, text);
}

static void read_place_code(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	struct place *place = &r->s->places[parent];
	int32_t i = ARRAY_ADD(&place->codes, &place->ncodes, &place->codes_room);

	read_code(r, e, &place->codes[i], text);
}

static void read_place_contact(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	struct place *place = &r->s->places[parent];

	if (*text)
		reader_label(r, e, CONTACT_LANGUAGE, &place->contact, text);
	if (element_has(e, CONTACT_PHONE))
		place->phone = element_text(r, e, CONTACT_PHONE);
	if (element_has(e, CONTACT_ADDRESS))
		place->address = element_text(r, e, CONTACT_ADDRESS);
}

static const char *const datum_words[] = {"WGS84", "GCJ02", "BD09", NULL};

enum { POINT_LON, POINT_LAT, POINT_DATUM };
static const struct attribute_spec point_attributes[] = {
	{.name = "lon", .kind = VALUE_DEGREES, .required = true, .most = 180},
	{.name = "lat", .kind = VALUE_DEGREES, .required = true, .most = 90},
	{.name = "datum", .kind = VALUE_WORD, .required = true, .words = datum_words},
};

static int32_t start_point(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct place *place = &r->s->places[parent];
	struct diag *item;

	if (element_number(e, POINT_DATUM, 0) != 0) {
		ELEMENT_FAULT(r, e, POINT_DATUM, item, 222,
			_("coordinates of %s are shifted by hundreds of metres against WGS84"),
			datum_words[element_number(e, POINT_DATUM, 0)]);
		diag_remedy(r->diags, item,
			_("convert them to WGS84 first, or take the distances from the road list"));
		return -1;
	}
	place->has_point = true;
	place->lon = (int32_t)element_number(e, POINT_LON, 0);
	place->lat = (int32_t)element_number(e, POINT_LAT, 0);
	return 0;
}

enum { PEOPLE_GROUP, PEOPLE_COUNT, PEOPLE_HOUSEHOLDS, PEOPLE_FROM, PEOPLE_TO, PEOPLE_QUALITY };
static const struct attribute_spec people_attributes[] = {
	{.name = "group", .kind = VALUE_GROUP, .required = true},
	{.name = "count", .kind = VALUE_COUNT, .required = true, .least = 0, .most = 1000000000},
	{.name = "households", .kind = VALUE_COUNT, .least = 0, .most = 1000000000},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
};

static int32_t start_people(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	int32_t i = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
	struct people *people = &s->people[i];

	people->place = parent;
	people->group = element_index(e, PEOPLE_GROUP);
	people->count = element_number(e, PEOPLE_COUNT, 0);
	people->households = element_number(e, PEOPLE_HOUSEHOLDS, -1);
	people->when = element_periods(r, e, PEOPLE_FROM, PEOPLE_TO);
	people->quality =
		(enum quality)element_number(e, PEOPLE_QUALITY, (int64_t)s->places[parent].quality);
	people->where = e->tag.where;
	return i;
}

static const struct element_spec place_name = LABEL_ELEMENT("name", read_place_name);
static const struct element_spec place_code = CODE_ELEMENT(read_place_code);
static const struct element_spec place_contact = CONTACT_ELEMENT(read_place_contact);
static const struct element_spec point = {
	.name = "point", ATTRIBUTES(point_attributes), .start = start_point, .once = true};
const struct element_spec XML_PEOPLE = {
	.name = "people", ATTRIBUTES(people_attributes), .start = start_people};
static const struct element_spec *const place_children[] = {
	&place_name, &place_code, &point, &XML_PEOPLE, &place_contact, NULL};

enum { PLACE_ID, PLACE_IN, PLACE_KIND, PLACE_LOST, PLACE_QUALITY };
static const struct attribute_spec place_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "in", .kind = VALUE_ID},
	{.name = "kind", .kind = VALUE_WORD, .required = true, .words = PLACE_KIND_WORDS},
	{.name = "lost", .kind = VALUE_PERIOD},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
};

static void examine_place(struct xml_reader *r, const struct element *e)
{
	if (element_has(e, PLACE_IN))
		reader_patch(r, e, PLACE_IN, PATCH_PLACE_IN, -1);
}

static int32_t start_place(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	const char *id;
	int32_t i;

	(void)parent;
	if (!reader_new_id(r, e, PLACE_ID, &s->place_ids, s->nplaces, &id, where_of_place))
		return -1;
	i = scenario_add_place(s);
	s->places[i].id = id;
	s->places[i].kind = (enum place_kind)element_number(e, PLACE_KIND, PLACE_SITE);
	s->places[i].lost = (int32_t)element_number(e, PLACE_LOST, INT32_MAX);
	s->places[i].quality = element_quality(r, e, PLACE_QUALITY);
	s->places[i].where = e->tag.where;
	if (element_has(e, PLACE_IN))
		reader_patch(r, e, PLACE_IN, PATCH_PLACE_IN, i);
	return i;
}

static const struct element_spec place = {.name = "place",
	ATTRIBUTES(place_attributes),
	.children = place_children,
	.start = start_place,
	.examine = examine_place};
static const struct element_spec *const places_children[] = {&place, NULL};
static int32_t start_places(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return reader_may_bring(r, e, 1u << SOURCE_REGISTER) ? 0 : -1;
}

const struct element_spec XML_PLACES = {
	.name = "places", .children = places_children, .start = start_places};

/* ---- holders ---- */

static struct where where_of_holder(const struct scenario *s, int32_t i)
{
	return s->holders[i].where;
}

static void read_holder_name(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->holders[parent].name, text);
}

static void read_holder_contact(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	struct holder *holder = &r->s->holders[parent];

	if (*text)
		holder->contact = reader_keep(r, text, strlen(text));
	if (element_has(e, CONTACT_PHONE))
		holder->phone = element_text(r, e, CONTACT_PHONE);
	if (element_has(e, CONTACT_ADDRESS))
		holder->address = element_text(r, e, CONTACT_ADDRESS);
}

enum { PROMISE_ITEM, PROMISE_QUANTITY, PROMISE_UNIT, PROMISE_PRICE };
static const struct attribute_spec promise_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "quantity", .kind = VALUE_QUANTITY, .required = true},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "price", .kind = VALUE_MONEY},
};

/* Children of an agreement know it by holder and number: the holder around is
 * the one on the stack, or the one that the waiting agreement was made for. */
enum { AGREEMENTS_OF_ONE = 1 << 10 };

static int32_t start_promise(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct agreement *agreement =
		&r->s->holders[parent / AGREEMENTS_OF_ONE].agreements[parent % AGREEMENTS_OF_ONE];
	int32_t of = element_index(e, PROMISE_ITEM), i;
	int64_t quantity;

	if (!element_quantity(r, e, PROMISE_QUANTITY, PROMISE_UNIT, of, &quantity))
		return -1;
	i = ARRAY_ADD(&agreement->promises, &agreement->npromises, &agreement->promises_room);
	agreement->promises[i].item = of;
	agreement->promises[i].quantity = quantity;
	agreement->promises[i].price = element_number(e, PROMISE_PRICE, -1);
	return i;
}

static const struct element_spec promise = {
	.name = "promise", ATTRIBUTES(promise_attributes), .start = start_promise};
static const struct element_spec *const agreement_children[] = {&promise, NULL};

enum { AGREEMENT_ID, AGREEMENT_NUMBER, AGREEMENT_FROM, AGREEMENT_TO, AGREEMENT_WITH };
static const struct attribute_spec agreement_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "number", .kind = VALUE_TEXT},
	{.name = "from", .kind = VALUE_DAY},
	{.name = "to", .kind = VALUE_DAY},
	{.name = "with", .kind = VALUE_TEXT},
};

static bool is_new_agreement(
	struct xml_reader *r, const struct element *e, const struct holder *holder)
{
	const struct xml_attribute *a = &e->attributes[AGREEMENT_ID];
	struct diag *item;
	int32_t i;

	for (i = 0; i < holder->nagreements; i++) {
		const struct agreement *other = &holder->agreements[i];

		if (strlen(other->id) != a->length || memcmp(other->id, a->value, a->length) != 0)
			continue;
		ELEMENT_FAULT(r, e, AGREEMENT_ID, item, 301,
			_("the id \"%s\" is already used in %s:%d"), other->id,
			diags_file_name(r->diags, other->where.file), (int)other->where.line);
		diag_remedy(r->diags, item, _("give one of the two another id, or delete it"));
		return false;
	}
	return true;
}

static int32_t start_agreement(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct holder *holder = &r->s->holders[parent];
	struct agreement *agreement;
	struct diag *item;
	int32_t i;

	if (!is_new_agreement(r, e, holder))
		return -1;
	if (holder->nagreements >= AGREEMENTS_OF_ONE ||
		parent > INT32_MAX / AGREEMENTS_OF_ONE - 1) {
		ELEMENT_FAULT(r, e, -1, item, 112, _("the holder has too many agreements"));
		diag_remedy(r->diags, item, _("leave out those that have ended"));
		return -1;
	}
	i = scenario_add_agreement(holder);
	agreement = &holder->agreements[i];
	agreement->id = element_text(r, e, AGREEMENT_ID);
	if (element_has(e, AGREEMENT_NUMBER))
		agreement->number = element_text(r, e, AGREEMENT_NUMBER);
	if (element_has(e, AGREEMENT_FROM))
		agreement->from = e->values[AGREEMENT_FROM].day;
	if (element_has(e, AGREEMENT_TO))
		agreement->to = e->values[AGREEMENT_TO].day;
	agreement->with = element_text(r, e, AGREEMENT_WITH);
	agreement->where = e->tag.where;
	return parent * AGREEMENTS_OF_ONE + i;
}

const char *const REACH_WORDS[] = {"own", "anywhere", "province", "city", "district", "street",
	"community", "village", "estate", "grid", "building", "unit", "depot", "shelter",
	"checkpoint", "pickup", "site", NULL};
enum { REACH_WORD_OWN, REACH_WORD_ANYWHERE, REACH_WORD_KINDS };

void reach_from_word(int64_t word, enum reach_kind *reach, enum place_kind *kind)
{
	*kind = PLACE_PROVINCE;
	if (word == REACH_WORD_OWN) {
		*reach = REACH_OWN;
	} else if (word == REACH_WORD_ANYWHERE) {
		*reach = REACH_ANYWHERE;
	} else {
		*reach = REACH_REGION;
		*kind = (enum place_kind)(word - REACH_WORD_KINDS);
	}
}

enum { TERMS_ITEM, TERMS_HOLD_BACK, TERMS_UNIT, TERMS_RELEASE, TERMS_NOTICE, TERMS_REACH, TERMS_SALES };
static const struct attribute_spec terms_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM},
	{.name = "hold-back", .kind = VALUE_HOLD_BACK},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "release", .kind = VALUE_SHARE},
	{.name = "notice", .kind = VALUE_SECONDS},
	{.name = "reach", .kind = VALUE_WORD, .words = REACH_WORDS},
	{.name = "sales", .kind = VALUE_RATIO},
};

/* Normal sales are of one item. */
static void read_sales(struct xml_reader *r, const struct element *e, struct terms *terms)
{
	struct diag *item;

	if (!element_has(e, TERMS_SALES))
		return;
	if (terms->item >= 0) {
		element_scaled(r, e, TERMS_SALES, power_of_ten(r->s->items[terms->item].decimals), &terms->sales);
		return;
	}
	ELEMENT_FAULT(r, e, TERMS_SALES, item, 223, _("normal sales are of one item"));
	diag_remedy(r->diags, item, _("name the item"));
}

/* "20%", or an amount when the terms are for one item. */
static void read_hold_back(struct xml_reader *r, const struct element *e, struct terms *terms)
{
	const struct xml_attribute *a = &e->attributes[TERMS_HOLD_BACK];
	struct value_place at;
	struct diag *item;

	if (!element_has(e, TERMS_HOLD_BACK))
		return;
	element_place(e, TERMS_HOLD_BACK, &at);
	terms->hold_back_is_share = a->length > 0 && a->value[a->length - 1] == '%';
	if (terms->hold_back_is_share) {
		terms->has_hold_back =
			read_percent(r->diags, &at, a->value, a->length, &terms->hold_back_share);
		return;
	}
	if (terms->item >= 0) {
		terms->has_hold_back = element_quantity(
			r, e, TERMS_HOLD_BACK, TERMS_UNIT, terms->item, &terms->hold_back);
		return;
	}
	item = VALUE_FAULT(
		r->diags, &at, 223, _("a hold-back for all items can only be a percentage"));
	diag_remedy(r->diags, item, _("write for example 20%%, or name the item"));
}

static int32_t start_terms(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct holder *holder = &r->s->holders[parent];
	int32_t i = scenario_add_terms(holder);
	struct terms *terms = &holder->terms[i];

	terms->item = element_index(e, TERMS_ITEM);
	read_hold_back(r, e, terms);
	read_sales(r, e, terms);
	if (element_has(e, TERMS_RELEASE)) {
		terms->has_release = true;
		terms->release = e->values[TERMS_RELEASE].ratio;
	}
	if (element_has(e, TERMS_NOTICE))
		terms->notice = e->values[TERMS_NOTICE].duration.seconds;
	if (element_has(e, TERMS_REACH))
		reach_from_word(
			element_number(e, TERMS_REACH, 0), &terms->reach, &terms->reach_place);
	terms->where = e->tag.where;
	return i;
}

enum { COVERS_GROUP, COVERS_PEOPLE, COVERS_HOUSEHOLDS };
static const struct attribute_spec covers_attributes[] = {
	{.name = "group", .kind = VALUE_GROUP},
	{.name = "people", .kind = VALUE_COUNT, .required = true, .least = 0, .most = 1000000000},
	{.name = "households", .kind = VALUE_COUNT, .least = 0, .most = 1000000000},
};

static int32_t start_covers(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct holder *holder = &r->s->holders[parent];
	int32_t i;

	if (!holder->covers) { /* most households have one: no room for more is taken */
		holder->covers = mem_calloc(1, sizeof *holder->covers);
		holder->covers_room = 1;
	}
	i = ARRAY_ADD(&holder->covers, &holder->ncovers, &holder->covers_room);
	holder->covers[i].group = element_index(e, COVERS_GROUP);
	holder->covers[i].people = element_number(e, COVERS_PEOPLE, 0);
	holder->covers[i].households = element_number(e, COVERS_HOUSEHOLDS, 0);
	return i;
}

static const struct element_spec holder_name = LABEL_ELEMENT("name", read_holder_name);
static const struct element_spec holder_contact = CONTACT_ELEMENT(read_holder_contact);
const struct element_spec XML_AGREEMENT = {.name = "agreement",
	ATTRIBUTES(agreement_attributes),
	.children = agreement_children,
	.start = start_agreement};
const struct element_spec XML_TERMS = {
	.name = "terms", ATTRIBUTES(terms_attributes), .start = start_terms};
const struct element_spec XML_COVERS = {
	.name = "covers", ATTRIBUTES(covers_attributes), .start = start_covers};
static const struct element_spec *const holder_children[] = {
	&holder_name, &XML_COVERS, &holder_contact, &XML_AGREEMENT, &XML_TERMS, NULL};

const char *const HOLDER_KIND_WORDS[] = {
	"government", "enterprise", "institution", "supermarket", "household", "charity", NULL};

enum { HOLDER_ID, HOLDER_KIND, HOLDER_PLACE, HOLDER_HOST, HOLDER_SOURCE, HOLDER_QUALITY };
static const struct attribute_spec holder_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "kind", .kind = VALUE_WORD, .required = true, .words = HOLDER_KIND_WORDS},
	{.name = "place", .kind = VALUE_PLACE, .required = true},
	{.name = "host", .kind = VALUE_ID},
	{.name = "source", .kind = VALUE_SOURCE},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
};

static int32_t start_holder(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	struct holder *holder;
	const char *id;
	int32_t i;

	(void)parent;
	if (!reader_new_id(r, e, HOLDER_ID, &s->holder_ids, s->nholders, &id, where_of_holder))
		return -1;
	i = scenario_add_holder(s);
	holder = &s->holders[i];
	holder->id = id;
	holder->kind = (enum holder_kind)element_number(e, HOLDER_KIND, HOLDER_ENTERPRISE);
	holder->place = element_index(e, HOLDER_PLACE);
	holder->host = element_text(r, e, HOLDER_HOST);
	holder->source = element_source(r, e, HOLDER_SOURCE);
	holder->quality = element_quality(r, e, HOLDER_QUALITY);
	holder->where = e->tag.where;
	return i;
}

static const struct element_spec holder = {.name = "holder",
	ATTRIBUTES(holder_attributes),
	.children = holder_children,
	.start = start_holder,
	.turn = TURN_HOLDER};
static const struct element_spec *const holders_children[] = {&holder, NULL};
static int32_t start_holders(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return reader_may_bring(r, e, 1u << SOURCE_SUPPLY | 1u << SOURCE_REGISTER) ? 0 : -1;
}

const struct element_spec XML_HOLDERS = {
	.name = "holders", .children = holders_children, .start = start_holders};
