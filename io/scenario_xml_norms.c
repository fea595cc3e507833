/* <norms>: what reserves must be there; inside a scenario, or a file of its own. */
#include "io/scenario_xml.h"

#include "models/norm.h"

#include <string.h>

/* ---- exceptions ---- */

enum { EXCEPT_PLACE, EXCEPT_ITEM, EXCEPT_HOLDER, EXCEPT_UNTIL, EXCEPT_REASON };
static const struct attribute_spec except_attributes[] = {
	{.name = "place", .kind = VALUE_PLACE},
	{.name = "item", .kind = VALUE_ITEM},
	{.name = "holder", .kind = VALUE_HOLDER},
	{.name = "until", .kind = VALUE_DAY},
	{.name = "reason", .kind = VALUE_TEXT, .required = true},
};

static int32_t start_except(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct norm *norm = &r->s->norms[parent];

	*norm_add_exception(r->s, norm) = (struct norm_exception){element_index(e, EXCEPT_PLACE),
		element_index(e, EXCEPT_ITEM), element_index(e, EXCEPT_HOLDER),
		element_text(r, e, EXCEPT_REASON),
		element_has(e, EXCEPT_UNTIL) ? e->values[EXCEPT_UNTIL].day : DAY_NONE, e->tag.where};
	return norm->nexceptions - 1;
}

static const struct element_spec except = {.name = "except",
	ATTRIBUTES(except_attributes),
	.start = start_except,
	.turn = TURN_LATE};

/* ---- norms ---- */

static void read_norm_text(
	struct xml_reader *r, const struct element *e, int32_t parent, const char *text)
{
	reader_label(r, e, TEXT_LANGUAGE, &r->s->norms[parent].text, text);
}

static const struct element_spec norm_text = LABEL_ELEMENT("text", read_norm_text);
static const struct element_spec *const norm_children[] = {&norm_text, &except, NULL};

static const char *const grade_words[] = {"low", "medium", "high", NULL};
static const char *const owner_words[] = {"holder", "government", NULL};
static const char *const view_words[] = {"book", "strict", "usable", NULL};

enum {
	NORM_ID, NORM_CLAUSE, NORM_SOURCE, NORM_SEVERITY, NORM_ITEM, NORM_CLASS, NORM_UNIT,
	NORM_PLACE, NORM_LEVEL, NORM_GROUP, NORM_HOLDERS, NORM_MODES, NORM_HOLDER, NORM_OWNERS, NORM_TESTS, NORM_COVER,
	NORM_COVER_MAX, NORM_PER_PERSON, NORM_PER_HOUSEHOLD, NORM_QUANTITY, NORM_QUANTITY_MAX,
	NORM_SHARE_OF, NORM_SHARE_MODES, NORM_SHARE_MIN, NORM_SHARE_MAX, NORM_HOUSEHOLD_SHARE,
	NORM_SHELF_LIFE, NORM_AT, NORM_COUNTED, NORM_TOLERANCE, NORM_AGREEMENT, NORM_ARRIVAL,
	NORM_WITHIN
};
static const struct attribute_spec norm_attributes[] = {
	[NORM_ID] = {.name = "id", .kind = VALUE_ID, .required = true},
	[NORM_CLAUSE] = {.name = "clause", .kind = VALUE_TEXT},
	[NORM_SOURCE] = {.name = "source", .kind = VALUE_TEXT},
	[NORM_SEVERITY] = {.name = "severity", .kind = VALUE_WORD, .words = grade_words},
	[NORM_ITEM] = {.name = "item", .kind = VALUE_ITEM},
	[NORM_CLASS] = {.name = "class", .kind = VALUE_TEXT},
	[NORM_UNIT] = {.name = "unit", .kind = VALUE_TEXT},
	[NORM_PLACE] = {.name = "place", .kind = VALUE_PLACE},
	[NORM_LEVEL] = {.name = "level", .kind = VALUE_WORD, .words = PLACE_KIND_WORDS},
	[NORM_GROUP] = {.name = "group", .kind = VALUE_TEXT},
	[NORM_HOLDERS] = {.name = "holders", .kind = VALUE_TEXT},
	[NORM_MODES] = {.name = "modes", .kind = VALUE_TEXT},
	[NORM_HOLDER] = {.name = "holder", .kind = VALUE_HOLDER},
	[NORM_OWNERS] = {.name = "owners", .kind = VALUE_TEXT},
	[NORM_TESTS] = {.name = "tests", .kind = VALUE_WORD, .words = view_words},
	[NORM_COVER] = {.name = "cover", .kind = VALUE_DURATION},
	[NORM_COVER_MAX] = {.name = "cover-max", .kind = VALUE_DURATION},
	[NORM_PER_PERSON] = {.name = "per-person", .kind = VALUE_RATIO},
	[NORM_PER_HOUSEHOLD] = {.name = "per-household", .kind = VALUE_RATIO},
	[NORM_QUANTITY] = {.name = "quantity", .kind = VALUE_RATIO},
	[NORM_QUANTITY_MAX] = {.name = "quantity-max", .kind = VALUE_RATIO},
	[NORM_SHARE_OF] = {.name = "share-of", .kind = VALUE_TEXT},
	[NORM_SHARE_MODES] = {.name = "share-modes", .kind = VALUE_TEXT},
	[NORM_SHARE_MIN] = {.name = "share-min", .kind = VALUE_SHARE},
	[NORM_SHARE_MAX] = {.name = "share-max", .kind = VALUE_SHARE},
	[NORM_HOUSEHOLD_SHARE] = {.name = "household-share-max", .kind = VALUE_SHARE},
	[NORM_SHELF_LIFE] = {.name = "shelf-life-min", .kind = VALUE_DURATION},
	[NORM_AT] = {.name = "at", .kind = VALUE_DAY},
	[NORM_COUNTED] = {.name = "counted-within", .kind = VALUE_DURATION},
	[NORM_TOLERANCE] = {.name = "count-tolerance", .kind = VALUE_SHARE},
	[NORM_AGREEMENT] = {.name = "agreement", .kind = VALUE_TRUTH},
	[NORM_ARRIVAL] = {.name = "arrival", .kind = VALUE_SECONDS},
	[NORM_WITHIN] = {.name = "within", .kind = VALUE_WORD, .words = PLACE_KIND_WORDS},
};

static struct where where_of_norm(const struct scenario *s, int32_t i)
{
	return s->norms[i].where;
}

struct word_bits {
	const char *const *words;
	uint32_t bits;
};

static void add_bit(struct xml_reader *r, const struct value_place *at, const char *word, size_t n,
	void *data)
{
	struct word_bits *found = data;
	struct text known;
	struct diag *item;
	int i;

	for (i = 0; found->words[i]; i++) {
		if (strlen(found->words[i]) == n && memcmp(found->words[i], word, n) == 0) {
			found->bits |= UINT32_C(1) << i;
			return;
		}
	}
	item = VALUE_FAULT(r->diags, at, 216, _("\"%.*s\" is not one of the words that are possible here"),
		(int)(n < 40 ? n : 40), word);
	text_init(&known);
	for (i = 0; found->words[i]; i++)
		text_printf(&known, i ? ", %s" : "%s", found->words[i]);
	diag_remedy(r->diags, item, _("use one of: %s"), text_str(&known));
	text_release(&known);
}

static uint32_t read_bits(struct xml_reader *r, const struct element *e, int attribute,
	const char *const *words)
{
	struct word_bits found = {words, 0};

	element_words(r, e, attribute, add_bit, &found);
	return found.bits;
}

static struct ratio ratio_or_absent(const struct element *e, int attribute)
{
	return element_has(e, attribute) ? e->values[attribute].ratio : (struct ratio){-1, 1};
}

static void read_scope(struct xml_reader *r, const struct element *e, struct norm *norm)
{
	norm->item = element_index(e, NORM_ITEM);
	norm->classes = element_text(r, e, NORM_CLASS);
	norm->unit = element_text(r, e, NORM_UNIT);
	norm->place = element_index(e, NORM_PLACE);
	norm->level = (int32_t)element_number(e, NORM_LEVEL, -1);
	norm->group = element_text(r, e, NORM_GROUP);
	norm->holders = read_bits(r, e, NORM_HOLDERS, HOLDER_KIND_WORDS);
	norm->modes = read_bits(r, e, NORM_MODES, MODE_WORDS);
	norm->holder = element_index(e, NORM_HOLDER) < 0 ? NULL : r->s->holders[element_index(e, NORM_HOLDER)].id;
	norm->owners = read_bits(r, e, NORM_OWNERS, owner_words);
}

static void read_amounts(struct xml_reader *r, const struct element *e, struct norm *norm)
{
	norm->has_tests = element_has(e, NORM_TESTS);
	norm->tests = (enum stock_view)element_number(e, NORM_TESTS, VIEW_USABLE);
	if (element_has(e, NORM_COVER))
		norm->cover = e->values[NORM_COVER].duration;
	if (element_has(e, NORM_COVER_MAX))
		norm->cover_max = e->values[NORM_COVER_MAX].duration;
	norm->per_person = ratio_or_absent(e, NORM_PER_PERSON);
	norm->per_household = ratio_or_absent(e, NORM_PER_HOUSEHOLD);
	norm->quantity = ratio_or_absent(e, NORM_QUANTITY);
	norm->quantity_max = ratio_or_absent(e, NORM_QUANTITY_MAX);
	norm->share_of = read_bits(r, e, NORM_SHARE_OF, HOLDER_KIND_WORDS);
	norm->share_modes = read_bits(r, e, NORM_SHARE_MODES, MODE_WORDS);
	norm->share_min = ratio_or_absent(e, NORM_SHARE_MIN);
	norm->share_max = ratio_or_absent(e, NORM_SHARE_MAX);
	if (element_has(e, NORM_HOUSEHOLD_SHARE)) {
		norm->share_of = UINT32_C(1) << HOLDER_HOUSEHOLD;
		norm->share_max = e->values[NORM_HOUSEHOLD_SHARE].ratio;
	}
}

static void read_rules(const struct element *e, struct norm *norm)
{
	norm->has_shelf_life = element_has(e, NORM_SHELF_LIFE);
	if (norm->has_shelf_life)
		norm->shelf_life = e->values[NORM_SHELF_LIFE].duration;
	if (element_has(e, NORM_AT))
		norm->at = e->values[NORM_AT].day;
	norm->has_counted_within = element_has(e, NORM_COUNTED);
	if (norm->has_counted_within)
		norm->counted_within = e->values[NORM_COUNTED].duration;
	norm->count_tolerance = ratio_or_absent(e, NORM_TOLERANCE);
	norm->agreement = element_number(e, NORM_AGREEMENT, 0) != 0;
	if (element_has(e, NORM_ARRIVAL))
		norm->arrival = e->values[NORM_ARRIVAL].duration.seconds;
	norm->within = (int32_t)element_number(e, NORM_WITHIN, -1);
}

static int32_t start_norm(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	struct diag *item;
	const char *id;
	struct norm *norm;
	int32_t i;

	(void)parent;
	if (!reader_new_id(r, e, NORM_ID, &r->norm_ids, s->nnorms, &id, where_of_norm))
		return -1;
	i = scenario_add_norm(s);
	norm = &s->norms[i];
	norm->id = id;
	norm->clause = element_text(r, e, NORM_CLAUSE);
	norm->source = element_text(r, e, NORM_SOURCE);
	norm->severity = (unsigned char)(element_has(e, NORM_SEVERITY) ?
		element_number(e, NORM_SEVERITY, 0) + 1 : 0);
	norm->where = e->tag.where;
	read_scope(r, e, norm);
	read_amounts(r, e, norm);
	read_rules(e, norm);
	if (element_given(e, NORM_HOUSEHOLD_SHARE) &&
		(element_given(e, NORM_SHARE_OF) || element_given(e, NORM_SHARE_MAX) ||
			element_given(e, NORM_SHARE_MIN) || element_given(e, NORM_SHARE_MODES))) {
		ELEMENT_FAULT(r, e, NORM_HOUSEHOLD_SHARE, item, 227, _("the share is given twice"));
		diag_remedy(r->diags, item,
			_("household-share-max=\"50%%\" is short for share-of=\"household\" "
			  "share-max=\"50%%\"; keep one, and state a second share in a norm of its own"));
	}
	return i;
}

static const struct element_spec norm = {.name = "norm",
	ATTRIBUTES(norm_attributes),
	.children = norm_children,
	.start = start_norm,
	.turn = TURN_LATE};
static const struct element_spec *const norms_children[] = {&norm, NULL};
const struct element_spec XML_NORMS = {.name = "norms", .children = norms_children};
