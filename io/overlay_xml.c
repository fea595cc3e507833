/* <overlay>: changes as XML. */
#include "io/overlay_row.h"
#include "io/scenario_xml.h"

#include <string.h>

static const struct attribute_spec row_attributes[ROW_CELLS] = {
	[ROW_WHAT] = {.name = "what", .kind = VALUE_TEXT},
	[ROW_ID] = {.name = "id", .kind = VALUE_TEXT},
	[ROW_ITEM] = {.name = "item", .kind = VALUE_TEXT},
	[ROW_GROUP] = {.name = "group", .kind = VALUE_TEXT},
	[ROW_PLACE] = {.name = "place", .kind = VALUE_TEXT},
	[ROW_DESTINATION] = {.name = "destination", .kind = VALUE_TEXT},
	[ROW_GATE] = {.name = "gate", .kind = VALUE_TEXT},
	[ROW_HOLDER] = {.name = "holder", .kind = VALUE_TEXT},
	[ROW_SEGMENT] = {.name = "segment", .kind = VALUE_TEXT},
	[ROW_KIND] = {.name = "kind", .kind = VALUE_TEXT},
	[ROW_FROM] = {.name = "from", .kind = VALUE_TEXT},
	[ROW_TO] = {.name = "to", .kind = VALUE_TEXT},
	[ROW_AT] = {.name = "at", .kind = VALUE_TEXT},
	[ROW_UNTIL] = {.name = "until", .kind = VALUE_TEXT},
	[ROW_FIELD] = {.name = "field", .kind = VALUE_TEXT},
	[ROW_VALUE] = {.name = "value", .kind = VALUE_TEXT},
	[ROW_UNIT] = {.name = "unit", .kind = VALUE_TEXT},
	[ROW_BY] = {.name = "by", .kind = VALUE_TEXT},
	[ROW_SHARE] = {.name = "share", .kind = VALUE_TEXT},
	[ROW_SELF_SUPPLY] = {.name = "self-supply", .kind = VALUE_TEXT},
};

const char *overlay_cell_name(enum overlay_cell cell)
{
	return row_attributes[cell].name;
}

/* ---- Changes ---- */

static int32_t start_change(struct xml_reader *r, const struct element *e, enum alteration_verb verb)
{
	struct overlay_reading *o = r->overlay;
	struct overlay_row row = {.verb = verb};

	if (!overlay_wanted(o))
		return 0;
	element_place(e, -1, &row.at);
	for (int k = 0; k < ROW_CELLS; k++) {
		row.given[k] = element_given(e, k) && e->attributes[k].length > 0;
		if (!row.given[k])
			continue;
		row.cells[k].text = e->attributes[k].value;
		row.cells[k].n = e->attributes[k].length;
		element_place(e, k, &row.cells[k].at);
	}
	overlay_row_apply(o, &row);
	return 0;
}

#define CHANGE_ELEMENT(word, verb)                                                                   \
	static int32_t start_##word(struct xml_reader *r, const struct element *e, int32_t parent)   \
	{                                                                                            \
		(void)parent;                                                                        \
		return start_change(r, e, verb);                                                     \
	}                                                                                            \
	static const struct element_spec XML_##word = {.name = #word, .space = OVERLAY_NAMESPACE,    \
		ATTRIBUTES(row_attributes), .start = start_##word}

CHANGE_ELEMENT(set, ALTER_SET);
CHANGE_ELEMENT(scale, ALTER_SCALE);
CHANGE_ELEMENT(remove, ALTER_REMOVE);
CHANGE_ELEMENT(seal, ALTER_SEAL);
CHANGE_ELEMENT(flood, ALTER_FLOOD);
CHANGE_ELEMENT(close, ALTER_CLOSE);
CHANGE_ELEMENT(move, ALTER_MOVE);

/* ---- Additions: elements of a scenario ---- */

/* People of a place that is there, and what a holder has agreed to. */
enum { THERE_ID };
static const struct attribute_spec there_attributes[] = {
	{.name = "id", .kind = VALUE_TEXT, .required = true}};

static int32_t start_there(struct xml_reader *r, const struct element *e, enum thing thing)
{
	struct overlay_reading *o = r->overlay;
	const struct xml_attribute *a = &e->attributes[THERE_ID];
	struct value_place at;
	int32_t found;

	if (!element_has(e, THERE_ID))
		return -1;
	element_place(e, THERE_ID, &at);
	return value_thing(&o->things, &at, a->value, a->length, thing, &found) ? found : -1;
}

static int32_t start_in_place(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return start_there(r, e, THING_PLACE);
}

static int32_t start_of_holder(struct xml_reader *r, const struct element *e, int32_t parent)
{
	(void)parent;
	return start_there(r, e, THING_HOLDER);
}

static const struct element_spec *const in_place_children[] = {&XML_PEOPLE, NULL};
static const struct element_spec in_place = {.name = "in-place", .space = OVERLAY_NAMESPACE,
	ATTRIBUTES(there_attributes), .children = in_place_children, .start = start_in_place};
static const struct element_spec *const of_holder_children[] = {
	&XML_AGREEMENT, &XML_TERMS, &XML_COVERS, NULL};
static const struct element_spec of_holder = {.name = "of-holder", .space = OVERLAY_NAMESPACE,
	ATTRIBUTES(there_attributes), .children = of_holder_children, .start = start_of_holder};

static const struct element_spec *const add_children[] = {&in_place, &of_holder, &XML_ITEMS, &XML_GROUPS,
	&XML_TIERS, &XML_PLACES, &XML_HOLDERS, &XML_STOCK, &XML_TRANSIT, &XML_DONATION, &XML_ROUTES,
	&XML_LIMITS, &XML_DEMAND, &XML_MINIMUM, &XML_END_STOCK, &XML_NORMS, NULL};

static int32_t start_add(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct overlay_reading *o = r->overlay;

	(void)parent;
	if (!overlay_wanted(o))
		return -1;
	overlay_count(r->s, &o->before);
	o->adding = e->tag.where;
	return 0;
}

static void end_add(struct xml_reader *r, int32_t object)
{
	struct overlay_reading *o = r->overlay;

	(void)object;
	reader_flush(r);
	overlay_added(o, &o->before, o->adding);
}

static const struct element_spec XML_add = {.name = "add", .space = OVERLAY_NAMESPACE,
	.children = add_children, .start = start_add, .end = end_add};

const struct element_spec *overlay_around(enum altered what, const struct element_spec *section)
{
	if (section)
		return section;
	return what == ALTERED_PEOPLE ? &in_place :
		what == ALTERED_TERMS || what == ALTERED_AGREEMENT ? &of_holder : &XML_add;
}

/* ---- The file ---- */

static void read_title(struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	struct overlay_reading *o = r->overlay;
	struct overlay_file *file = &o->effects->files[o->effects->nfiles - 1];

	(void)parent;
	reader_label(r, e, TEXT_LANGUAGE, &file->title, text);
}

static const struct element_spec XML_overlay_title = {.name = "title", .space = OVERLAY_NAMESPACE,
	.attributes = LANGUAGE_ONLY, .nattributes = 1, .text = read_title};

enum { OVERLAY_VERSION, OVERLAY_ID };
static const struct attribute_spec overlay_attributes[] = {
	{.name = "version", .kind = VALUE_TEXT, .required = true},
	{.name = "id", .kind = VALUE_ID, .required = true},
};

static int32_t start_overlay(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct overlay_reading *o = r->overlay;

	(void)parent;
	check_version(r, e, OVERLAY_VERSION);
	if (element_has(e, OVERLAY_ID))
		o->effects->files[o->effects->nfiles - 1].id = arena_text(&o->effects->arena,
			e->attributes[OVERLAY_ID].value, e->attributes[OVERLAY_ID].length);
	return 0;
}

static const struct element_spec *const overlay_children[] = {&XML_overlay_title, &XML_set, &XML_scale,
	&XML_remove, &XML_add, &XML_seal, &XML_flood, &XML_close, &XML_move, NULL};
static const struct element_spec XML_OVERLAY = {.name = "overlay", .space = OVERLAY_NAMESPACE,
	ATTRIBUTES(overlay_attributes), .children = overlay_children, .start = start_overlay};

bool overlay_read_xml(struct overlay_reading *o, const char *path, const char *text, size_t n)
{
	struct scenario *s = o->things.s;

	return text ? reader_run_text(s, text, n, path, &XML_OVERLAY, o, o->things.diags)
		    : reader_run(s, path, &XML_OVERLAY, o, o->things.diags);
}
