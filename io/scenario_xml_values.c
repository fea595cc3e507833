/* Values and references of elements, by the tables of their attributes. */
#include "io/scenario_xml.h"

#include "io/things.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <string.h>

enum {
	SUGGESTIONS_MAX = 50, /* searches for the nearest id in one file */
	SUGGEST_AMONG = 20000 /* ids; among more the search would take too long */
};

const char *const QUALITY_WORDS[] = {"recorded", "estimated", "synthetic", NULL};
const char *const TRUTH_WORDS[] = {"false", "true", NULL};
const char *const PLACE_KIND_WORDS[] = {"province", "city", "district", "street", "community",
	"village", "estate", "grid", "building", "unit", "depot", "shelter", "checkpoint", "pickup",
	"site", NULL};
const char *const STATE_WORDS[] = {"used", "set-aside", "conflict", "superseded", "stale", NULL};

/* ---- places ---- */

void element_place(const struct element *e, int attribute, struct value_place *at)
{
	if (attribute >= 0 && element_given(e, attribute))
		xml_value_place(&e->tag, &e->attributes[attribute], at);
	else
		xml_tag_place(&e->tag, at);
}

/* ---- texts ---- */

const char *reader_keep(struct xml_reader *r, const char *text, size_t n)
{
	return arena_text(&r->s->arena, text, n);
}

const char *element_text(struct xml_reader *r, const struct element *e, int attribute)
{
	const struct xml_attribute *a = &e->attributes[attribute];

	return element_has(e, attribute) ? reader_keep(r, a->value, a->length) : NULL;
}

/* zh, zh-CN and the like. */
static bool is_language(const char *text, size_t n, const char *language)
{
	return n >= 2 && memcmp(text, language, 2) == 0 && (n == 2 || text[2] == '-');
}

void reader_label(struct xml_reader *r, const struct element *e, int language, struct label *label,
	const char *text)
{
	const char *words = r->s->language;
	size_t n = strlen(words);
	const char **target;
	struct diag *item;

	if (element_given(e, language) && !element_has(e, language))
		return; /* has been reported */
	if (element_given(e, language)) {
		words = e->attributes[language].value;
		n = e->attributes[language].length;
	}
	target = is_language(words, n, "zh") ? &label->zh : &label->en;
	if (*target) {
		ELEMENT_FAULT(r, e, -1, item, 127, _("<%s> is given twice in the same language"),
			e->spec->name);
		diag_remedy(r->diags, item, _("keep one, or mark the other with its xml:lang"));
		return;
	}
	*target = reader_keep(r, text, strlen(text));
}

void element_words(struct xml_reader *r, const struct element *e, int attribute,
	void (*each)(struct xml_reader *r, const struct value_place *at, const char *word, size_t n,
		void *data),
	void *data)
{
	const struct xml_attribute *a = &e->attributes[attribute];
	struct value_place whole, at;
	size_t i = 0, n;

	if (!element_has(e, attribute))
		return;
	element_place(e, attribute, &whole);
	while (i < a->length) {
		if (a->value[i] == ' ') {
			i++;
			continue;
		}
		for (n = 0; i + n < a->length && a->value[i + n] != ' '; n++)
			;
		at = whole;
		if ((size_t)whole.span ==
			a->length) { /* written without references to characters */
			at.where.column += (int32_t)i;
			at.span = (int32_t)n;
		}
		each(r, &at, a->value + i, n, data);
		i += n;
	}
}

/* ---- sources ---- */

bool reader_may_bring(struct xml_reader *r, const struct element *e, unsigned kinds)
{
	struct diag *item;

	if (r->source < 0 || kinds >> r->s->sources[r->source].kind & 1)
		return true;
	ELEMENT_FAULT(
		r, e, -1, item, 601, _("a source of this kind may not bring <%s>"), e->spec->name);
	diag_remedy(r->diags, item,
		_("stock comes from kind=\"supply\", demand from kind=\"demand\", and what both "
		  "refer to "
		  "from kind=\"register\": use a source of its own for each"));
	return false;
}

/* ---- quantities and periods ---- */

bool quantity_at_once(const struct item *of, const struct xml_attribute *a, int64_t *out)
{
	int64_t quantity;

	if (decimal_parse(a->value, a->length, of->decimals, &quantity) != NUMBER_OK ||
		quantity >= QUANTITY_MAX)
		return false;
	*out = quantity;
	return true;
}

void quantity_alone(struct xml_reader *r, const struct element *e, int attribute)
{
	static const struct item unknown = {.decimals = DECIMALS_MAX, .unit = ""};
	const struct xml_attribute *a = &e->attributes[attribute];
	struct value_place at;
	int64_t quantity;

	if (!element_given(e, attribute))
		return;
	element_place(e, attribute, &at);
	read_quantity(r->diags, &at, a->value, a->length, &unknown, NULL, &quantity);
}

bool element_quantity(struct xml_reader *r, const struct element *e, int attribute, int unit,
	int32_t item, int64_t *out)
{
	const struct xml_attribute *a = &e->attributes[attribute];
	const struct item *of = &r->s->items[item];
	struct value_place at;
	int32_t pack = -1;

	if (!element_given(e, attribute))
		return false;
	if ((unit < 0 || !element_given(e, unit)) && quantity_at_once(of, a, out))
		return true;
	if (unit >= 0 && element_given(e, unit)) {
		const struct xml_attribute *u = &e->attributes[unit];

		element_place(e, unit, &at);
		if (!read_unit(r->diags, &at, u->value, u->length, of, &pack)) {
			quantity_alone(r, e, attribute);
			return false;
		}
	}
	element_place(e, attribute, &at);
	return read_quantity(
		r->diags, &at, a->value, a->length, of, pack < 0 ? NULL : of->packs[pack].id, out);
}

struct periods element_periods(struct xml_reader *r, const struct element *e, int from, int to)
{
	struct periods when;
	struct diag *item;

	when.first = (int32_t)element_number(e, from, 0);
	when.last = (int32_t)element_number(e, to, INT32_MAX);
	if (when.first > when.last) {
		ELEMENT_FAULT(r, e, to, item, 219, _("the last period comes before the first"));
		diag_remedy(r->diags, item, _("exchange \"from\" and \"to\""));
		when.last = when.first;
	}
	return when;
}

enum quality element_quality(const struct xml_reader *r, const struct element *e, int attribute)
{
	enum quality otherwise = r->source >= 0 ? r->s->sources[r->source].quality : r->s->quality;

	return (enum quality)element_number(e, attribute, (int64_t)otherwise);
}

int32_t element_source(const struct xml_reader *r, const struct element *e, int attribute)
{
	return element_has(e, attribute) ? element_index(e, attribute) : r->source;
}

bool element_scaled(struct xml_reader *r, const struct element *e, int attribute, int64_t factor,
	struct ratio *out)
{
	const struct value *v = &e->values[attribute];
	struct diag *item;

	if (!v->good)
		return false;
	if (ratio_make_wide((wide)v->ratio.num * factor, v->ratio.den, out))
		return true;
	ELEMENT_FAULT(r, e, attribute, item, 205, _("\"%.*s\" is too large"),
		(int)(e->attributes[attribute].length), e->attributes[attribute].value);
	diag_remedy(r->diags, item, _("check the number of digits and the unit"));
	return false;
}

static void add_kind(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	uint32_t *kinds = data;
	int i;

	(void)r;
	(void)at;
	for (i = 0; PLACE_KIND_WORDS[i]; i++) {
		if (strlen(PLACE_KIND_WORDS[i]) == n && memcmp(PLACE_KIND_WORDS[i], word, n) == 0)
			*kinds |= UINT32_C(1) << i;
	}
}

uint32_t element_kinds(struct xml_reader *r, const struct element *e, int attribute)
{
	uint32_t kinds = 0;

	element_words(r, e, attribute, add_kind, &kinds);
	return kinds;
}

int64_t power_of_ten(int32_t decimals)
{
	int64_t power = 1;

	for (; decimals > 0; decimals--)
		power *= 10;
	return power;
}

struct range_list {
	struct periods **ranges;
	int32_t *nranges, *room;
};

static void add_range(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	struct range_list *list = data;
	struct periods when;
	int32_t i;

	if (!read_periods(r->diags, at, word, n, &when))
		return;
	i = ARRAY_ADD(list->ranges, list->nranges, list->room);
	(*list->ranges)[i] = when;
}

void element_ranges(struct xml_reader *r, const struct element *e, int attribute,
	struct periods **ranges, int32_t *nranges, int32_t *room)
{
	struct range_list list = {ranges, nranges, room};

	element_words(r, e, attribute, add_range, &list);
}

/* ---- ids and references ---- */

static enum thing thing_of(enum value_kind kind)
{
	static const enum thing things[REFERENCE_KINDS] = {
		THING_ITEM, THING_GROUP, THING_PLACE, THING_HOLDER, THING_SEGMENT, THING_SOURCE};

	assert(kind >= VALUE_ITEM && kind <= VALUE_SOURCE);
	return things[kind - VALUE_ITEM];
}

/* An id with its NUL; false when it is too long to be one. Sources may be known
 * by the name of their file. */
enum { KEY_MAX = 256 };

static bool copy_key(char key[KEY_MAX + 1], const char *id, size_t n)
{
	if (n > KEY_MAX)
		return false;
	memcpy(key, id, n);
	key[n] = '\0';
	return true;
}

int32_t reader_find(const struct xml_reader *r, enum value_kind kind, const char *id, size_t n)
{
	char key[KEY_MAX + 1];

	return copy_key(key, id, n) ? map_get(thing_ids(r->s, thing_of(kind)), key) : -1;
}

void reader_dangling(struct xml_reader *r, enum value_kind kind, const struct value_place *at,
	const char *id, size_t n)
{
	static const char *const sentences[REFERENCE_KINDS] = {
		N_("there is no item \"%.*s\""),
		N_("there is no group \"%.*s\""),
		N_("there is no place \"%.*s\""),
		N_("there is no holder \"%.*s\""),
		N_("there is no segment \"%.*s\""),
		N_("there is no source \"%.*s\""),
	};
	char key[KEY_MAX + 1];
	struct nearest nearest;
	struct diag *item;

	if (copy_key(key, id, n) && map_get(&r->broken[kind - VALUE_ITEM], key) >= 0)
		return; /* its own fault has been reported */
	item = VALUE_FAULT(r->diags, at, 303, _(sentences[kind - VALUE_ITEM]),
		(int)(n < ID_MAX ? n : ID_MAX), id);
	nearest_init(&nearest, id, n);
	if (thing_count(r->s, thing_of(kind)) <= SUGGEST_AMONG && r->suggestions++ < SUGGESTIONS_MAX)
		things_offer(r->s, thing_of(kind), &nearest);
	nearest_remedy(&nearest, r->diags, item, _("define it, or correct the id"));
}

bool reader_new_id(struct xml_reader *r, const struct element *e, int attribute, struct map *ids,
	int32_t index, const char **id, struct where (*where)(const struct scenario *, int32_t))
{
	const struct xml_attribute *a = &e->attributes[attribute];
	struct where first;
	struct diag *item;
	int32_t known;

	*id = reader_keep(r, a->value, a->length);
	known = map_add(ids, *id, index);
	if (known < 0)
		return true;
	first = where(r->s, known);
	ELEMENT_FAULT(r, e, attribute, item, 301, _("the id \"%s\" is already used in %s:%d"), *id,
		diags_file_name(r->diags, first.file), (int)first.line);
	diag_remedy(r->diags, item, _("give one of the two another id, or delete it"));
	return false;
}

/* What the attribute gives an id to. */
static bool defined_kind(const struct element_spec *spec, int attribute, enum value_kind *kind)
{
	static const struct {
		const char *element;
		enum value_kind kind;
	} kinds[] = {
		{"item", VALUE_ITEM},
		{"group", VALUE_GROUP},
		{"place", VALUE_PLACE},
		{"holder", VALUE_HOLDER},
		{"segment", VALUE_SEGMENT},
		{"source", VALUE_SOURCE},
	};
	size_t k;

	if (spec->attributes[attribute].kind != VALUE_ID ||
		strcmp(spec->attributes[attribute].name, "id") != 0)
		return false;
	for (k = 0; k < sizeof kinds / sizeof *kinds; k++) {
		*kind = kinds[k].kind;
		if (strcmp(kinds[k].element, spec->name) == 0)
			return true;
	}
	return false;
}

void reader_broken(struct xml_reader *r, const struct element *e)
{
	enum value_kind kind;
	int i;

	for (i = 0; i < e->spec->nattributes; i++) {
		if (element_given(e, i) && defined_kind(e->spec, i, &kind))
			map_add(&r->broken[kind - VALUE_ITEM],
				arena_text(&r->arena, e->attributes[i].value,
					e->attributes[i].length),
				0);
	}
}

/* ---- values ---- */

static void list_words(struct text *out, const char *const *words)
{
	int i;

	for (i = 0; words[i]; i++)
		text_printf(out, i ? ", %s" : "%s", words[i]);
}

static bool find_in_words(const char *const *words, const char *text, size_t n, int64_t *out)
{
	int i;

	for (i = 0; words[i]; i++) {
		if (strlen(words[i]) == n && memcmp(words[i], text, n) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}

static bool report_word(struct xml_reader *r, const struct value_place *at,
	const char *const *words, const char *text, size_t n)
{
	struct nearest nearest;
	struct text list;
	struct diag *item;
	int i;

	nearest_init(&nearest, text, n);
	for (i = 0; words[i]; i++)
		nearest_offer(&nearest, words[i]);
	text_init(&list);
	list_words(&list, words);
	item = VALUE_FAULT(r->diags, at, 216, _("\"%.*s\" is not one of: %s"),
		(int)(n < 40 ? n : 40), text, text_str(&list));
	if (nearest.name)
		diag_remedy(r->diags, item, _("did you mean \"%s\"?"), nearest.name);
	else
		diag_remedy(r->diags, item, _("use one of these words"));
	text_release(&list);
	return false;
}

static const char *const *words_of(const struct attribute_spec *spec)
{
	return spec->kind == VALUE_TRUTH ? TRUTH_WORDS : spec->words;
}

/* The common kinds when they are right: that needs no place, which takes time
 * to find. False: not one of them, or faulty. */
static bool read_value_at_once(
	const struct attribute_spec *spec, const struct xml_attribute *a, struct value *v)
{
	int64_t number;
	int32_t point;
	size_t at;

	switch (spec->kind) {
	case VALUE_TEXT:
		return text_check(a->value, a->length, &at, &point) == TEXT_OK;
	case VALUE_DAY:
		return day_parse(a->value, a->length, &v->day);
	case VALUE_INSTANT:
		return instant_parse(a->value, a->length, &v->instant);
	case VALUE_DURATION:
		return duration_parse(a->value, a->length, &v->duration);
	case VALUE_SECONDS:
		return duration_parse(a->value, a->length, &v->duration) &&
			v->duration.months == 0;
	case VALUE_QUANTITY: /* read by the section */
	case VALUE_HOLD_BACK:
		return true;
	case VALUE_ID:
		return id_valid(a->value, a->length);
	case VALUE_COUNT:
		if (decimal_parse(a->value, a->length, 0, &number) != NUMBER_OK ||
			number < spec->least || number > spec->most)
			return false;
		v->number = number;
		return true;
	case VALUE_WORD:
	case VALUE_TRUTH:
		return find_in_words(words_of(spec), a->value, a->length, &v->number);
	default:
		return false;
	}
}

static bool read_seconds(struct xml_reader *r, const struct value_place *at,
	const struct xml_attribute *a, struct duration *out)
{
	struct diag *item;

	if (!read_duration(r->diags, at, a->value, a->length, out))
		return false;
	if (out->months == 0)
		return true;
	item = VALUE_FAULT(r->diags, at, 224, _("months and years have no fixed length"));
	diag_remedy(r->diags, item, _("write it in days, hours and minutes, for example P30D"));
	return false;
}

/* The unit stays as it is: a fault in it is no reason to say that the item is
 * missing wherever it is named. */
static bool check_unit(
	struct xml_reader *r, const struct value_place *at, const struct xml_attribute *a)
{
	struct text unit;
	struct diag *item;

	text_init(&unit);
	text_add(&unit, a->value, a->length);
	if (!unit_known(text_str(&unit))) {
		item = VALUE_FAULT(r->diags, at, 221,
			_("\"%s\" is not a unit of UN/ECE Recommendation 20"), text_str(&unit));
		diag_remedy(r->diags, item,
			_("use a code such as LTR (litre), KGM (kilogram) or H87 (piece)"));
	}
	text_release(&unit);
	return true;
}

static bool check_language(
	struct xml_reader *r, const struct value_place *at, const struct xml_attribute *a)
{
	struct diag *item;

	if (is_language(a->value, a->length, "zh") || is_language(a->value, a->length, "en"))
		return true;
	item = VALUE_FAULT(r->diags, at, 218, _("texts in the language \"%.*s\" are not kept"),
		(int)(a->length < 20 ? a->length : 20), a->value);
	diag_remedy(r->diags, item, _("use xml:lang=\"zh-CN\" or xml:lang=\"en\""));
	return false;
}

static void check_range(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	struct periods when;

	(void)data;
	read_periods(r->diags, at, word, n, &when);
}

static void check_kind(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	struct diag *item;
	int64_t kind;

	(void)data;
	if (find_in_words(PLACE_KIND_WORDS, word, n, &kind))
		return;
	item = VALUE_FAULT(r->diags, at, 216, _("\"%.*s\" is not a kind of place"),
		(int)(n < 40 ? n : 40), word);
	diag_remedy(r->diags, item, _("use words such as depot, shelter, community"));
}

/* Is every word of a list right? */
static bool check_words(struct xml_reader *r, const struct element *e, int attribute,
	void (*check)(struct xml_reader *r, const struct value_place *at, const char *word, size_t n,
		void *data))
{
	const struct xml_attribute *a = &e->attributes[attribute];
	int32_t errors = r->diags->nerrors;
	struct value_place at;

	element_place(e, attribute, &at);
	if (!read_text(r->diags, &at, a->value, a->length))
		return false;
	e->values[attribute].good = true;
	element_words(r, e, attribute, check, NULL);
	return r->diags->nerrors == errors;
}

static bool read_value(struct xml_reader *r, const struct element *e, int i)
{
	const struct attribute_spec *spec = &e->spec->attributes[i];
	const struct xml_attribute *a = &e->attributes[i];
	struct value *v = &e->values[i];
	struct diags *d = r->diags;
	struct value_place at;

	if (read_value_at_once(spec, a, v))
		return true;
	element_place(e, i, &at);
	switch (spec->kind) {
	case VALUE_ID:
		return read_id(d, &at, a->value, a->length);
	case VALUE_TEXT:
		return read_text(d, &at, a->value, a->length);
	case VALUE_COUNT:
		return read_count(d, &at, a->value, a->length, spec->least, spec->most, &v->number);
	case VALUE_SHARE:
		return read_percent(d, &at, a->value, a->length, &v->ratio);
	case VALUE_THOUSANDTHS:
		return read_mass(d, &at, a->value, a->length, &v->number);
	case VALUE_MONEY:
		return read_money(d, &at, a->value, a->length, &v->number);
	case VALUE_RATIO:
		return read_ratio(d, &at, a->value, a->length, &v->ratio);
	case VALUE_DAY:
		return read_day(d, &at, a->value, a->length, &v->day);
	case VALUE_INSTANT:
		return read_instant(d, &at, a->value, a->length, &v->instant);
	case VALUE_DURATION:
		return read_duration(d, &at, a->value, a->length, &v->duration);
	case VALUE_SECONDS:
		return read_seconds(r, &at, a, &v->duration);
	case VALUE_RANGES:
		return check_words(r, e, i, check_range);
	case VALUE_KINDS:
		return check_words(r, e, i, check_kind);
	case VALUE_UNIT:
		return read_text(d, &at, a->value, a->length) && check_unit(r, &at, a);
	case VALUE_LANGUAGE:
		return check_language(r, &at, a);
	case VALUE_PERIOD:
		if (!read_count(d, &at, a->value, a->length, 1, PERIODS_MAX, &v->number))
			return false;
		v->number--;
		return true;
	case VALUE_DEGREES:
		return read_degrees(d, &at, a->value, a->length, spec->most, &v->number);
	case VALUE_WORD:
	case VALUE_TRUTH:
		return report_word(r, &at, words_of(spec), a->value, a->length);
	default:
		assert(!"a kind of value");
		return false;
	}
}

static bool is_list(enum value_kind kind)
{
	return kind == VALUE_ITEMS || kind == VALUE_SEGMENTS;
}

struct list_search {
	enum value_kind kind;
	bool missing;
};

static void find_word(
	struct xml_reader *r, const struct value_place *at, const char *word, size_t n, void *data)
{
	struct list_search *search = data;

	if (reader_find(r, search->kind, word, n) >= 0)
		return;
	search->missing = true;
	if (r->last_call)
		reader_dangling(r, search->kind, at, word, n);
}

/* Are all ids of a list known? */
static bool find_list(struct xml_reader *r, const struct element *e, int attribute)
{
	enum value_kind kind = e->spec->attributes[attribute].kind;
	struct list_search search = {kind == VALUE_ITEMS ? VALUE_ITEM : VALUE_SEGMENT, false};

	e->values[attribute].good = true;
	element_words(r, e, attribute, find_word, &search);
	e->values[attribute].good = !search.missing;
	return !search.missing;
}

/* Looks up what the element refers to. */
static enum element_state find_references(struct xml_reader *r, const struct element *e)
{
	enum element_state state = ELEMENT_GOOD;
	int i;

	for (i = 0; i < e->spec->nattributes; i++) {
		const struct attribute_spec *spec = &e->spec->attributes[i];
		const struct xml_attribute *a = &e->attributes[i];
		struct value_place at;

		if (!is_reference(spec->kind) || !element_given(e, i))
			continue;
		if (is_list(spec->kind)) {
			if (find_list(r, e, i))
				continue;
			if (!r->last_call)
				return ELEMENT_WAITS;
			state = ELEMENT_FAULTY;
			continue;
		}
		e->values[i].index = reader_find(r, spec->kind, a->value, a->length);
		e->values[i].good = e->values[i].index >= 0;
		if (e->values[i].good)
			continue;
		if (!r->last_call)
			return ELEMENT_WAITS;
		element_place(e, i, &at);
		reader_dangling(r, spec->kind, &at, a->value, a->length);
		state = ELEMENT_FAULTY;
	}
	return state;
}

enum element_state element_read(struct xml_reader *r, struct element *e)
{
	enum element_state state;
	int i;

	for (i = 0; i < e->spec->nattributes; i++)
		e->values[i].good = false;
	state = find_references(r, e);
	if (state == ELEMENT_WAITS)
		return state;
	for (i = 0; i < e->spec->nattributes; i++) {
		const struct attribute_spec *spec = &e->spec->attributes[i];

		if (!element_given(e, i)) {
			if (spec->required) /* has been reported */
				state = ELEMENT_FAULTY;
			continue;
		}
		if (is_reference(spec->kind))
			continue;
		e->values[i].good = read_value(r, e, i);
		if (!e->values[i].good && spec->required)
			state = ELEMENT_FAULTY;
	}
	return state;
}

/* ---- elements that nothing can be made of ---- */

static int find_spec(const struct element *e, const char *name, enum value_kind kind)
{
	int i;

	for (i = 0; i < e->spec->nattributes; i++) {
		if (e->spec->attributes[i].kind == kind &&
			strcmp(e->spec->attributes[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* The item that a quantity counts, NULL when it is not known. */
static const struct item *counted_item(
	const struct xml_reader *r, const struct element *e, int quantity)
{
	int by = find_spec(e, "by", VALUE_ITEM), item = find_spec(e, "item", VALUE_ITEM);

	if (by >= 0 && strcmp(e->spec->attributes[quantity].name, "take") == 0)
		item = by;
	return item >= 0 && element_has(e, item) ? &r->s->items[e->values[item].index] : NULL;
}

static void examine_quantity(
	struct xml_reader *r, const struct element *e, int attribute, const char *unit)
{
	const struct item *item = counted_item(r, e, attribute);
	const struct xml_attribute *a = &e->attributes[attribute];
	struct value_place at;
	struct ratio share;
	int64_t quantity;

	element_place(e, attribute, &at);
	if (e->spec->attributes[attribute].kind == VALUE_HOLD_BACK && a->length > 0 &&
		a->value[a->length - 1] == '%')
		read_percent(r->diags, &at, a->value, a->length, &share);
	else if (item && unit)
		read_quantity(r->diags, &at, a->value, a->length, item, *unit ? unit : NULL,
			&quantity);
	else
		quantity_alone(r, e, attribute);
}

/* The pack that a unit or pack attribute names, "" for the base unit; NULL when
 * that is not known. */
static const char *examine_unit(struct xml_reader *r, const struct element *e)
{
	int unit = find_spec(e, "unit", VALUE_TEXT), pack = find_spec(e, "pack", VALUE_TEXT);
	int attribute = pack >= 0 && element_given(e, pack) ? pack : unit;
	int item = find_spec(e, "item", VALUE_ITEM);
	const struct item *of;
	struct value_place at;
	int32_t found = -1;

	if (attribute < 0 || !element_given(e, attribute))
		return "";
	if (item < 0 || !element_has(e, item))
		return NULL;
	of = &r->s->items[e->values[item].index];
	element_place(e, attribute, &at);
	if (!read_unit(r->diags, &at, e->attributes[attribute].value,
		    e->attributes[attribute].length, of, &found))
		return NULL;
	return found >= 0 ? of->packs[found].id : "";
}

static void examine_id(struct xml_reader *r, const struct element *e, int attribute)
{
	const struct xml_attribute *a = &e->attributes[attribute];
	enum value_kind kind;
	struct diag *item;

	if (!element_has(e, attribute) || !defined_kind(e->spec, attribute, &kind) ||
		reader_find(r, kind, a->value, a->length) < 0)
		return;
	ELEMENT_FAULT(r, e, attribute, item, 301, _("the id \"%.*s\" is already used"),
		(int)a->length, a->value);
	diag_remedy(r->diags, item, _("give one of the two another id, or delete it"));
}

void element_examine(struct xml_reader *r, const struct element *e)
{
	int from = find_spec(e, "from", VALUE_PERIOD), to = find_spec(e, "to", VALUE_PERIOD);
	const char *unit = examine_unit(r, e);
	int i;

	for (i = 0; i < e->spec->nattributes; i++) {
		enum value_kind kind = e->spec->attributes[i].kind;

		if (!element_given(e, i))
			continue;
		if (kind == VALUE_QUANTITY || kind == VALUE_HOLD_BACK)
			examine_quantity(r, e, i, unit);
		else if (kind == VALUE_ID)
			examine_id(r, e, i);
	}
	if (from >= 0 && to >= 0)
		element_periods(r, e, from, to);
	if (e->spec->examine)
		e->spec->examine(r, e);
}
