/* <items>, <groups>, <tiers>: what is given, to whom, what comes first. */
#include "io/scenario_xml.h"

#include <string.h>

/* ---- items ---- */

static struct where where_of_item(const struct scenario *s, int32_t i)
{
	return s->items[i].where;
}

/* The item being read: items never wait. */
static struct item *last_item(struct xml_reader *r)
{
	return &r->s->items[r->s->nitems - 1];
}

static void read_item_name(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->items[parent].name, text);
}

static void read_item_spec(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->items[parent].spec, text);
}

static void read_item_code(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	struct item *item = &r->s->items[parent];
	int32_t i = ARRAY_ADD(&item->codes, &item->ncodes, &item->codes_room);

	read_code(r, e, &item->codes[i], text);
}

static void read_pack_name(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &last_item(r)->packs[parent].name, text);
}

static const struct element_spec pack_name = LABEL_ELEMENT("name", read_pack_name);
static const struct element_spec *const pack_children[] = {&pack_name, NULL};

enum { PACK_ID, PACK_CONTAINS };
static const struct attribute_spec pack_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "contains", .kind = VALUE_QUANTITY, .required = true},
};

/* Packs are told apart from each other and from the base unit by their ids. */
static bool is_new_pack(struct xml_reader *r, const struct element *e, const struct item *item)
{
	const struct xml_attribute *a = &e->attributes[PACK_ID];
	struct diag *fault;
	int32_t i;

	if (strlen(item->unit) == a->length && memcmp(item->unit, a->value, a->length) == 0) {
		ELEMENT_FAULT(
			r, e, PACK_ID, fault, 301, _("the pack has the code of the base unit"));
		diag_remedy(r->diags, fault, _("give the pack another id, for example ctn12"));
		return false;
	}
	for (i = 0; i < item->npacks; i++) {
		const char *id = item->packs[i].id;

		if (strlen(id) != a->length || memcmp(id, a->value, a->length) != 0)
			continue;
		ELEMENT_FAULT(r, e, PACK_ID, fault, 301,
			_("the id \"%s\" is already used in %s:%d"), id,
			diags_file_name(r->diags, item->packs[i].where.file),
			(int)item->packs[i].where.line);
		diag_remedy(r->diags, fault, _("give one of the two another id, or delete it"));
		return false;
	}
	return true;
}

static int32_t start_pack(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct item *item = &r->s->items[parent];
	struct diag *fault;
	int64_t contains = 0;
	bool good;
	int32_t i;

	if (item->npacks >= PACKS_MAX) {
		ELEMENT_FAULT(
			r, e, -1, fault, 112, _("the item has more than %d packs"), PACKS_MAX);
		diag_remedy(r->diags, fault, _("leave out those that nothing is held in"));
		return -1;
	}
	good = element_quantity(r, e, PACK_CONTAINS, -1, parent, &contains);
	if (good && contains == 0) {
		ELEMENT_FAULT(r, e, PACK_CONTAINS, fault, 206, _("the pack contains nothing"));
		diag_remedy(r->diags, fault, _("say how much of the base unit it contains"));
		good = false;
	}
	if (!is_new_pack(r, e, item) || !good)
		return -1;
	i = ARRAY_ADD(&item->packs, &item->npacks, &item->packs_room);
	item->packs[i].id = element_text(r, e, PACK_ID);
	item->packs[i].contains = contains;
	item->packs[i].where = e->tag.where;
	return i;
}

static const struct element_spec item_name = LABEL_ELEMENT("name", read_item_name);
static const struct element_spec item_spec = LABEL_ELEMENT("spec", read_item_spec);
static const struct element_spec item_code = CODE_ELEMENT(read_item_code);
static const struct element_spec pack = {.name = "pack",
	ATTRIBUTES(pack_attributes),
	.children = pack_children,
	.start = start_pack};
static const struct element_spec *const item_children[] = {
	&item_name, &item_spec, &pack, &item_code, NULL};

enum {
	ITEM_ID,
	ITEM_CLASS,
	ITEM_UNIT,
	ITEM_DECIMALS,
	ITEM_MASS,
	ITEM_SHELF_LIFE,
	ITEM_ISSUE_BY,
	ITEM_VALUE
};
static const struct attribute_spec item_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "class", .kind = VALUE_ID},
	{.name = "unit", .kind = VALUE_UNIT, .required = true},
	{.name = "decimals", .kind = VALUE_COUNT, .least = 0, .most = DECIMALS_MAX},
	{.name = "mass-kg", .kind = VALUE_THOUSANDTHS},
	{.name = "shelf-life", .kind = VALUE_DURATION},
	{.name = "issue-by", .kind = VALUE_TEXT},
	{.name = "value", .kind = VALUE_MONEY},
};

/* The pack is only known once the packs have been read. */
static void keep_issue_by(struct xml_reader *r, const struct element *e)
{
	r->issue_by = element_text(r, e, ITEM_ISSUE_BY);
	if (!r->issue_by)
		return;
	element_place(e, ITEM_ISSUE_BY, &r->issue_at);
	if (r->issue_at.line)
		r->issue_at.line = arena_text(&r->arena, r->issue_at.line, r->issue_at.line_length);
}

static int32_t start_item(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	struct item *item;
	const char *id;
	int32_t i;

	(void)parent;
	if (!reader_new_id(r, e, ITEM_ID, &s->item_ids, s->nitems, &id, where_of_item))
		return -1;
	i = scenario_add_item(s);
	item = &s->items[i];
	item->id = id;
	item->class_id = element_text(r, e, ITEM_CLASS);
	item->unit = element_text(r, e, ITEM_UNIT);
	item->decimals = (int32_t)element_number(e, ITEM_DECIMALS, 0);
	item->mass = element_number(e, ITEM_MASS, -1);
	if (element_has(e, ITEM_SHELF_LIFE))
		item->shelf_life = e->values[ITEM_SHELF_LIFE].duration;
	item->value = element_number(e, ITEM_VALUE, -1);
	item->where = e->tag.where;
	keep_issue_by(r, e);
	return i;
}

static void end_item(struct xml_reader *r, int32_t object)
{
	struct item *item = &r->s->items[object];
	struct diag *fault;
	int32_t i;

	if (!r->issue_by)
		return;
	for (i = 0; i < item->npacks; i++) {
		if (strcmp(item->packs[i].id, r->issue_by) == 0) {
			item->issue_pack = i;
			item->issue_unit = item->packs[i].contains;
			return;
		}
	}
	fault = VALUE_FAULT(r->diags, &r->issue_at, 304,
		_("item %s has no pack \"%s\" to be issued by"), item->id, r->issue_by);
	diag_remedy(r->diags, fault, _("define the pack, or leave issue-by out"));
}

static const struct element_spec item = {.name = "item",
	ATTRIBUTES(item_attributes),
	.children = item_children,
	.start = start_item,
	.end = end_item};

/* ---- substitutes and kits ---- */

/* An amount of an item, at least one smallest unit; one base unit when absent. */
static bool read_amount(
	struct xml_reader *r, const struct element *e, int attribute, int32_t of, int64_t *out)
{
	struct diag *fault;

	*out = power_of_ten(r->s->items[of].decimals);
	if (!element_given(e, attribute))
		return true;
	if (!element_quantity(r, e, attribute, -1, of, out))
		return false;
	if (*out > 0)
		return true;
	ELEMENT_FAULT(r, e, attribute, fault, 206, _("the amount must be more than 0"));
	diag_remedy(r->diags, fault, _("say how much is taken or given each time"));
	return false;
}

static void add_part(struct substitute *substitute, int32_t of, int64_t take)
{
	int32_t i = ARRAY_ADD(&substitute->parts, &substitute->nparts, &substitute->parts_room);

	substitute->parts[i] = (struct part){of, take};
}

static int32_t add_substitute(
	struct xml_reader *r, const struct element *e, int32_t of, int64_t give, int penalty)
{
	struct scenario *s = r->s;
	int32_t i = ARRAY_ADD(&s->substitutes, &s->nsubstitutes, &s->substitutes_room);
	struct substitute *substitute = &s->substitutes[i];

	substitute->item = of;
	substitute->give = give;
	substitute->penalty = element_number(e, penalty, 0);
	substitute->where = e->tag.where;
	return i;
}

enum { SUBSTITUTE_ITEM, SUBSTITUTE_BY, SUBSTITUTE_TAKE, SUBSTITUTE_GIVE, SUBSTITUTE_PENALTY };
static const struct attribute_spec substitute_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "by", .kind = VALUE_ITEM, .required = true},
	{.name = "take", .kind = VALUE_QUANTITY},
	{.name = "give", .kind = VALUE_QUANTITY},
	{.name = "penalty", .kind = VALUE_COUNT, .least = 0, .most = 1000000},
};

static int32_t start_substitute(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t of = element_index(e, SUBSTITUTE_ITEM), by = element_index(e, SUBSTITUTE_BY), i;
	int64_t take, give;
	bool good;

	(void)parent;
	good = read_amount(r, e, SUBSTITUTE_TAKE, by, &take);
	if (!read_amount(r, e, SUBSTITUTE_GIVE, of, &give) || !good)
		return -1;
	i = add_substitute(r, e, of, give, SUBSTITUTE_PENALTY);
	add_part(&r->s->substitutes[i], by, take);
	return i;
}

static const struct element_spec substitute = {
	.name = "substitute", ATTRIBUTES(substitute_attributes), .start = start_substitute};

enum { PART_ITEM, PART_TAKE };
static const struct attribute_spec part_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "take", .kind = VALUE_QUANTITY},
};

static int32_t start_part(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t of = element_index(e, PART_ITEM);
	int64_t take;

	if (!read_amount(r, e, PART_TAKE, of, &take))
		return -1;
	add_part(&r->s->substitutes[parent], of, take);
	return 0;
}

static const struct element_spec part = {
	.name = "part", ATTRIBUTES(part_attributes), .start = start_part};
static const struct element_spec *const kit_children[] = {&part, NULL};

enum { KIT_ITEM, KIT_GIVE, KIT_PENALTY };
static const struct attribute_spec kit_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "give", .kind = VALUE_QUANTITY},
	{.name = "penalty", .kind = VALUE_COUNT, .least = 0, .most = 1000000},
};

static int32_t start_kit(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t of = element_index(e, KIT_ITEM);
	int64_t give;

	(void)parent;
	if (!read_amount(r, e, KIT_GIVE, of, &give))
		return -1;
	return add_substitute(r, e, of, give, KIT_PENALTY);
}

static const struct element_spec kit = {
	.name = "kit", ATTRIBUTES(kit_attributes), .children = kit_children, .start = start_kit};

static const struct element_spec *const items_children[] = {&item, &substitute, &kit, NULL};
static int32_t start_items(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return reader_may_bring(r, e, 1u << SOURCE_REGISTER) ? 0 : -1;
}

const struct element_spec XML_ITEMS = {
	.name = "items", .children = items_children, .start = start_items};

/* ---- groups ---- */

static struct where where_of_group(const struct scenario *s, int32_t i)
{
	return s->groups[i].where;
}

static void read_group_name(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->groups[parent].name, text);
}

static const struct element_spec group_name = LABEL_ELEMENT("name", read_group_name);
static const struct element_spec *const group_children[] = {&group_name, NULL};

enum { GROUP_ID, GROUP_DOOR, GROUP_VISIT_MINUTES };
static const struct attribute_spec group_attributes[] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "door", .kind = VALUE_TRUTH},
	{.name = "visit-minutes", .kind = VALUE_COUNT, .least = 0, .most = 1440},
};

static int32_t start_group(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	const char *id;
	int32_t i;

	(void)parent;
	if (!reader_new_id(r, e, GROUP_ID, &s->group_ids, s->ngroups, &id, where_of_group))
		return -1;
	i = ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);
	s->groups[i].id = id;
	s->groups[i].door = element_number(e, GROUP_DOOR, 0) != 0;
	s->groups[i].visit_minutes = element_number(e, GROUP_VISIT_MINUTES, 0);
	s->groups[i].where = e->tag.where;
	return i;
}

static const struct element_spec group = {.name = "group",
	ATTRIBUTES(group_attributes),
	.children = group_children,
	.start = start_group};
static const struct element_spec *const groups_children[] = {&group, NULL};
static int32_t start_groups(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return reader_may_bring(r, e, 1u << SOURCE_REGISTER) ? 0 : -1;
}

const struct element_spec XML_GROUPS = {
	.name = "groups", .children = groups_children, .start = start_groups};

/* ---- tiers ---- */

enum { TIER_ITEM, TIER_GROUP, TIER_LEVEL };
static const struct attribute_spec tier_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM},
	{.name = "group", .kind = VALUE_GROUP},
	{.name = "level",
		.kind = VALUE_COUNT,
		.required = true,
		.least = 1,
		.most = TIER_LEVEL_MAX},
};

static bool names_something(struct xml_reader *r, const struct element *e)
{
	struct diag *fault;

	if (element_given(e, TIER_ITEM) || element_given(e, TIER_GROUP))
		return true;
	ELEMENT_FAULT(r, e, -1, fault, 125, _("<tier> names neither an item nor a group"));
	diag_remedy(r->diags, fault, _("for all the rest use <tiers default=\"...\">"));
	return false;
}

static void examine_tier(struct xml_reader *r, const struct element *e)
{
	names_something(r, e);
}

static int32_t start_tier(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	int32_t i;

	(void)parent;
	if (!names_something(r, e))
		return -1;
	i = ARRAY_ADD(&s->tier_rules, &s->ntier_rules, &s->tier_rules_room);
	s->tier_rules[i].item = element_index(e, TIER_ITEM);
	s->tier_rules[i].group = element_index(e, TIER_GROUP);
	s->tier_rules[i].level = (int32_t)element_number(e, TIER_LEVEL, 1);
	s->tier_rules[i].where = e->tag.where;
	return i;
}

static const struct element_spec tier = {
	.name = "tier", ATTRIBUTES(tier_attributes), .start = start_tier, .examine = examine_tier};
static const struct element_spec *const tiers_children[] = {&tier, NULL};

enum { TIERS_DEFAULT };
static const struct attribute_spec tiers_attributes[] = {
	{.name = "default", .kind = VALUE_COUNT, .least = 1, .most = TIER_LEVEL_MAX},
};

static int32_t start_tiers(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	r->s->default_tier = (int32_t)element_number(e, TIERS_DEFAULT, r->s->default_tier);
	return 0;
}

const struct element_spec XML_TIERS = {.name = "tiers",
	ATTRIBUTES(tiers_attributes),
	.children = tiers_children,
	.start = start_tiers,
	.once = true};
