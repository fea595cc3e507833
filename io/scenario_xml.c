/* Reading a scenario or a source from XML: the stream of elements, their form,
 * and those that wait for what they refer to. */
#include "io/scenario_xml.h"

#include "io/nearest.h"
#include "models/norm.h"

#include <assert.h>
#include <string.h>

enum {
	TEXT_MAX = 1 << 16, /* bytes in one element with text */
	RAW_MAX = 1 << 20, /* bytes of the extension */
	WAITING_AROUND = 80 /* bytes of the source line kept around a waiting tag */
};

/* ---- form: names ---- */

static const char *spec_space(const struct element_spec *spec)
{
	return spec->space ? spec->space : SCENARIO_NAMESPACE;
}

static bool has_space(const struct xml_element *element, const struct element_spec *spec)
{
	return element->uri && strcmp(element->uri, spec_space(spec)) == 0;
}

/* Is it of the namespace of one of them? */
static bool in_space(const struct xml_element *element, const struct element_spec *const *children)
{
	int i;

	if (!children)
		return element->uri && strcmp(element->uri, SCENARIO_NAMESPACE) == 0;
	for (i = 0; children[i]; i++) {
		if (has_space(element, children[i]))
			return true;
	}
	return false;
}

/* The child of that name that is of another namespace; NULL. */
static const struct element_spec *named_otherwise(const struct xml_element *element,
	const struct element_spec *const *children)
{
	int i;

	for (i = 0; children && children[i]; i++) {
		if (strcmp(children[i]->name, element->name) == 0)
			return children[i];
	}
	return NULL;
}

static void report_unknown_element(
	struct xml_reader *r, const struct xml_element *element, const struct element_spec *around)
{
	struct value_place at;
	struct nearest nearest;
	struct diag *item;
	int i;

	xml_tag_place(&element->tag, &at);
	if (!in_space(element, around->children) || named_otherwise(element, around->children)) {
		const struct element_spec *meant = named_otherwise(element, around->children);

		item = VALUE_FAULT(r->diags, &at, 122,
			_("<%s> does not belong to the namespace %s"), element->name,
			spec_space(meant ? meant : around->children ? around->children[0] : around));
		diag_remedy(r->diags, item, "%s", r->overlay ?
			_("state the namespace with xmlns: what is added is of that of scenarios") :
			_("put what other programs need into <extension>"));
		return;
	}
	item = VALUE_FAULT(r->diags, &at, 123, _("<%s> is not known inside <%s>"), element->name,
		around->name);
	nearest_init(&nearest, element->name, strlen(element->name));
	for (i = 0; around->children && around->children[i]; i++)
		nearest_offer(&nearest, around->children[i]->name);
	if (nearest.name)
		diag_remedy(r->diags, item, _("did you mean <%s>?"), nearest.name);
	else
		diag_remedy(r->diags, item, _("see \"shecang schema\" for what may stand here"));
}

/* The position among the children of the spec around it, or -1. */
static int find_child(const struct element_spec *around, const struct xml_element *element)
{
	int i;

	if (!around->children)
		return -1;
	for (i = 0; around->children[i]; i++) {
		if (strcmp(around->children[i]->name, element->name) == 0 &&
			has_space(element, around->children[i]))
			return i;
	}
	return -1;
}

static void report_unknown_attribute(
	struct xml_reader *r, const struct element *e, const struct xml_attribute *attribute)
{
	struct value_place at;
	struct nearest nearest;
	struct diag *item;
	int i;

	xml_name_place(&e->tag, attribute, &at);
	item = VALUE_FAULT(r->diags, &at, 124, _("the attribute \"%s\" is not known for <%s>"),
		attribute->name, e->spec->name);
	nearest_init(&nearest, attribute->name, strlen(attribute->name));
	for (i = 0; i < e->spec->nattributes; i++)
		nearest_offer(&nearest, e->spec->attributes[i].name);
	if (attribute->uri)
		diag_remedy(r->diags, item,
			_("delete it: attributes of other namespaces are not read"));
	else if (nearest.name)
		diag_remedy(r->diags, item, _("did you mean \"%s\"?"), nearest.name);
	else
		diag_remedy(r->diags, item,
			_("delete it; see \"shecang schema\" for what may stand here"));
}

static bool is_language(const struct xml_attribute *attribute)
{
	return attribute->uri &&
		strcmp(attribute->uri, "http://www.w3.org/XML/1998/namespace") == 0 &&
		strcmp(attribute->name, "lang") == 0;
}

/* Position in the spec, or -1. Attributes mostly come in the spec's order, so
 * the search begins behind the last one found. */
static int find_attribute(
	const struct element_spec *spec, const struct xml_attribute *attribute, int begin)
{
	const char *name = attribute->name;
	int k;

	if (attribute->uri) {
		if (!is_language(attribute))
			return -1;
		name = "xml:lang";
	}
	for (k = 0; k < spec->nattributes; k++) {
		int i = begin + k < spec->nattributes ? begin + k : begin + k - spec->nattributes;

		if (spec->attributes[i].name[0] == name[0] &&
			strcmp(spec->attributes[i].name, name) == 0)
			return i;
	}
	return -1;
}

static void report_missing(struct xml_reader *r, const struct element *e, const char *name)
{
	struct value_place at;
	struct diag *item;

	xml_tag_place(&e->tag, &at);
	item = VALUE_FAULT(
		r->diags, &at, 125, _("<%s> needs the attribute \"%s\""), e->spec->name, name);
	diag_remedy(r->diags, item, _("add %s=\"...\""), name);
}

/* Sorts the attributes into the spec's places and reports those that are
 * unknown or missing. */
static void match_attributes(
	struct xml_reader *r, const struct xml_element *element, struct element *e)
{
	const struct element_spec *spec = e->spec;
	int i, at = 0;

	for (i = 0; i < element->nattributes; i++) {
		const struct xml_attribute *attribute = &element->attributes[i];
		int found = find_attribute(spec, attribute, at);

		if (found >= 0) {
			e->attributes[found] = *attribute;
			e->given |= UINT64_C(1) << found;
			at = found + 1;
		} else {
			report_unknown_attribute(r, e, attribute);
		}
	}
	for (i = 0; i < spec->nattributes; i++) {
		if (spec->attributes[i].required && !element_given(e, i))
			report_missing(r, e, spec->attributes[i].name);
	}
}

static void element_init(struct xml_reader *r, struct element *e, const struct element_spec *spec)
{
	assert(spec->nattributes <= ATTRIBUTES_MAX);
	memset(e, 0, sizeof *e);
	e->spec = spec;
	e->attributes = r->attributes;
	e->values = r->values;
}

/* ---- waiting ---- */

/* Bytes that a copy of the element takes, with its texts. */
static size_t copy_size(const struct element *e, size_t tag_length, int32_t nattributes)
{
	size_t size =
		sizeof(struct waiting) + (size_t)nattributes * sizeof(struct waiting_attribute);
	int i;

	for (i = 0; i < e->spec->nattributes; i++) {
		if (element_given(e, i))
			size += e->attributes[i].length + 1;
	}
	return size + tag_length + 1;
}

static int32_t count_given(const struct element *e)
{
	return (int32_t)__builtin_popcountll(e->given);
}

/* The part of the tag's text that is worth keeping for its carets. */
static struct xml_tag shorten(const struct xml_tag *tag)
{
	struct xml_tag shorter = *tag;
	const char *end = memchr(tag->text + tag->before, '>', (size_t)(tag->length - tag->before));
	int32_t length = end ? (int32_t)(end - tag->text) + WAITING_AROUND : tag->length;

	if (length < shorter.length)
		shorter.length = length;
	if (shorter.before > WAITING_AROUND) {
		int32_t dropped = shorter.before - WAITING_AROUND;

		shorter.text += dropped;
		shorter.length -= dropped;
		shorter.before -= dropped;
		shorter.cut += dropped;
	}
	return shorter;
}

/* Copies the element into `room`, which has copy_size bytes. */
static void copy_element(struct waiting *copy, const struct element *e, const struct xml_tag *tag)
{
	char *bytes = (char *)&copy->attributes[count_given(e)];
	int i;

	copy->spec = e->spec;
	copy->around = -1;
	copy->parent = -1;
	copy->object = -1;
	copy->inside = 0;
	copy->content = NULL;
	copy->nattributes = 0;
	for (i = 0; i < e->spec->nattributes; i++) {
		struct waiting_attribute *a = &copy->attributes[copy->nattributes];

		if (!element_given(e, i))
			continue;
		a->position = i;
		a->value = bytes;
		a->length = e->attributes[i].length;
		memcpy(bytes, e->attributes[i].value, a->length);
		bytes += a->length;
		*bytes++ = '\0';
		copy->nattributes++;
	}
	copy->tag = *tag;
	copy->tag.text = bytes;
	memcpy(bytes, tag->text, (size_t)tag->length);
	bytes[tag->length] = '\0';
}

/* The element as it was. */
static void restore_element(struct xml_reader *r, const struct waiting *copy, struct element *e)
{
	int32_t i;

	element_init(r, e, copy->spec);
	e->tag = copy->tag;
	for (i = 0; i < copy->nattributes; i++) {
		const struct waiting_attribute *a = &copy->attributes[i];

		e->given |= UINT64_C(1) << a->position;
		e->attributes[a->position] = (struct xml_attribute){
			.name = copy->spec->attributes[a->position].name,
			.value = a->value,
			.length = a->length,
		};
	}
}

/* Makes the element wait; its index among those that do. */
static int32_t wait_element(
	struct xml_reader *r, const struct element *e, int32_t around, int32_t parent)
{
	struct xml_tag tag = shorten(&e->tag);
	size_t size = copy_size(e, (size_t)tag.length, count_given(e));
	struct waiting *copy = arena_calloc(&r->arena, size, 1);
	int32_t i;

	copy_element(copy, e, &tag);
	copy->around = around;
	copy->parent = parent;
	i = ARRAY_ADD(&r->waiting, &r->nwaiting, &r->waiting_room);
	r->waiting[i] = copy;
	for (; around >= 0; around = r->waiting[around]->around)
		r->waiting[around]->inside++;
	return i;
}

/* Keeps an element with text until its end. */
static void hold_text_element(struct xml_reader *r, const struct element *e)
{
	struct xml_tag tag = shorten(&e->tag);
	size_t size = copy_size(e, (size_t)tag.length, count_given(e));

	if (size > r->text_room) {
		r->text_element = mem_resize(r->text_element, size, 1);
		r->text_room = size;
	}
	copy_element(r->text_element, e, &tag);
}

/* ---- making objects ---- */

/* Reads the element and makes its object; it is made to wait when it must. */
static int32_t make_object(
	struct xml_reader *r, struct element *e, int32_t parent, int32_t *waiting)
{
	int32_t errors = r->diags->nerrors;
	enum element_state state;
	int32_t object = -1;

	r->diags->current_of_goods = e->spec->spoil != NULL;
	state = element_read(r, e);
	if (state == ELEMENT_GOOD && parent >= 0)
		object = e->spec->start ? e->spec->start(r, e, parent) : 0;
	else if (state != ELEMENT_WAITS)
		element_examine(r, e);
	r->diags->current_of_goods = false;
	if (state == ELEMENT_WAITS) {
		*waiting = wait_element(r, e, -1, parent);
		return -1;
	}
	if (e->spec->spoil && r->diags->nerrors > errors) {
		if (object < 0 && r->source >= 0)
			r->s->sources[r->source].lines_lost = true;
		else if (object < 0)
			r->s->lines_lost = true;
		if (parent >= 0)
			e->spec->spoil(r, parent);
	}
	if (object < 0)
		reader_broken(r, e);
	return object;
}

static void make_text(
	struct xml_reader *r, const struct waiting *copy, int32_t parent, const char *text)
{
	struct element e;

	restore_element(r, copy, &e);
	if (element_read(r, &e) == ELEMENT_GOOD && parent >= 0)
		e.spec->text(r, &e, parent, text);
}

/* Blanks at the ends go, blanks inside become one. */
static const char *collapse(struct text *text)
{
	size_t i, n = 0;

	for (i = 0; i < text->length; i++) {
		char c = text->bytes[i];

		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			if (n > 0 && text->bytes[n - 1] != ' ')
				text->bytes[n++] = ' ';
		} else {
			text->bytes[n++] = c;
		}
	}
	while (n > 0 && text->bytes[n - 1] == ' ')
		n--;
	if (text->bytes)
		text->bytes[n] = '\0';
	text->length = n;
	return text_str(text);
}

/* ---- events ---- */

static void push(
	struct xml_reader *r, const struct element_spec *spec, int32_t object, int32_t waiting)
{
	assert(r->depth < XML_DEPTH_MAX);
	r->stack[r->depth++] = (struct frame){spec, object, waiting, 0, false};
}

static void start_root(
	struct xml_reader *r, struct xml_parser *p, const struct xml_element *element)
{
	struct value_place at;
	struct element e;
	struct diag *item;

	xml_tag_place(&element->tag, &at);
	if (strcmp(element->name, r->root->name) != 0) {
		item = VALUE_FAULT(r->diags, &at, 121,
			_("the file begins with <%s>, not with <%s>"), element->name,
			r->root->name);
		diag_remedy(r->diags, item, _("name a file of this format"));
		xml_stop(p);
		return;
	}
	if (!has_space(element, r->root)) {
		item = VALUE_FAULT(r->diags, &at, 122,
			_("<%s> does not belong to the namespace %s"), element->name,
			spec_space(r->root));
		diag_remedy(r->diags, item, _("write <%s xmlns=\"%s\" ...>"), element->name,
			spec_space(r->root));
		xml_stop(p);
		return;
	}
	element_init(r, &e, r->root);
	e.tag = element->tag;
	match_attributes(r, element, &e);
	element_read(r, &e);
	if (r->root->start)
		r->root->start(r, &e, 0);
	push(r, r->root, 0, -1);
}

static bool check_once(
	struct xml_reader *r, struct frame *around, int child, const struct xml_element *element)
{
	struct value_place at;
	struct diag *item;
	uint64_t bit = UINT64_C(1) << child;

	if (!around->spec->children[child]->once || !(around->seen & bit)) {
		around->seen |= bit;
		return true;
	}
	xml_tag_place(&element->tag, &at);
	item = VALUE_FAULT(r->diags, &at, 127, _("<%s> may stand only once inside <%s>"),
		element->name, around->spec->name);
	diag_remedy(r->diags, item, _("put both together, or delete one"));
	return false;
}

static void start_child(struct xml_reader *r, struct frame *around, const struct element_spec *spec,
	const struct xml_element *element)
{
	int32_t object = -1, waiting = -1;
	struct element e;

	element_init(r, &e, spec);
	e.tag = element->tag;
	match_attributes(r, element, &e);
	if (spec->text)
		text_clear(&r->text);
	if (around->waiting >= 0)
		waiting = wait_element(r, &e, around->waiting, -1);
	else if (spec->text)
		hold_text_element(r, &e);
	else
		object = make_object(r, &e, around->object, &waiting);
	push(r, spec, object, waiting);
}

static void on_start(void *user, struct xml_parser *p, const struct xml_element *element)
{
	struct xml_reader *r = user;
	struct frame *around;
	int child;

	if (r->depth == 0) {
		start_root(r, p, element);
		return;
	}
	around = &r->stack[r->depth - 1];
	if (r->raw_depth > 0 || (around->spec && around->spec->raw)) {
		raw_start(r, element);
		push(r, NULL, -1, -1);
		return;
	}
	if (!around->spec) { /* inside something unknown */
		push(r, NULL, -1, -1);
		return;
	}
	child = find_child(around->spec, element);
	if (child < 0) {
		report_unknown_element(r, element, around->spec);
		push(r, NULL, -1, -1);
		return;
	}
	if (!check_once(r, around, child, element)) {
		push(r, NULL, -1, -1);
		return;
	}
	start_child(r, around, around->spec->children[child], element);
}

static void end_text(struct xml_reader *r, const struct frame *frame)
{
	const char *text = collapse(&r->text);

	if (frame->waiting >= 0)
		r->waiting[frame->waiting]->content = arena_strdup(&r->arena, text);
	else
		make_text(r, r->text_element, r->stack[r->depth - 1].object, text);
}

static void on_end(void *user, struct xml_parser *p)
{
	struct xml_reader *r = user;
	struct frame *frame = &r->stack[--r->depth];

	(void)p;
	if (r->raw_depth > 0) {
		raw_end(r);
		return;
	}
	if (!frame->spec)
		return;
	if (frame->spec->text)
		end_text(r, frame);
	else if (frame->spec->end && frame->object >= 0)
		frame->spec->end(r, frame->object);
}

static bool is_blank_text(const char *bytes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\n' && bytes[i] != '\r')
			return false;
	}
	return true;
}

static void report_text(struct xml_reader *r, struct xml_parser *p, int code, const char *sentence,
	const char *remedy)
{
	struct value_place at;
	struct diag *item;

	xml_text_place(p, &at);
	item = VALUE_FAULT(r->diags, &at, code, "%s", sentence);
	diag_remedy(r->diags, item, "%s", remedy);
}

static void on_text(void *user, struct xml_parser *p, const char *bytes, size_t n)
{
	struct xml_reader *r = user;
	struct frame *frame;

	if (r->depth == 0)
		return;
	frame = &r->stack[r->depth - 1];
	if (r->raw_depth > 0 || (frame->spec && frame->spec->raw)) {
		raw_text(r, bytes, n);
		if (r->raw.length > RAW_MAX) {
			report_text(r, p, 112, _("the extension is too long"),
				_("keep large data in files of their own"));
			xml_stop(p);
		}
		return;
	}
	if (!frame->spec)
		return;
	if (frame->spec->text) {
		text_add(&r->text, bytes, n);
		if (r->text.length > TEXT_MAX) {
			report_text(r, p, 112, _("the text is too long"), _("shorten it"));
			xml_stop(p);
		}
		return;
	}
	if (is_blank_text(bytes, n) || frame->text_reported)
		return;
	frame->text_reported = true;
	report_text(r, p, 126, _("text is not allowed here"),
		_("put it into an element with text, for example <name>, or into a comment"));
}

/* ---- the end of the file ---- */

/* Reads the waiting elements first..last, one with what is inside it. */
static void read_waiting(struct xml_reader *r, int32_t first, int32_t last)
{
	int32_t i;

	for (i = first; i <= last; i++) {
		struct waiting *copy = r->waiting[i];
		int32_t parent =
			copy->around >= 0 ? r->waiting[copy->around]->object : copy->parent;
		struct element e;
		int32_t none;

		if (copy->spec->text) {
			make_text(r, copy, parent, copy->content ? copy->content : "");
			continue;
		}
		restore_element(r, copy, &e);
		copy->object = make_object(r, &e, parent, &none);
	}
}

static void end_waiting(struct xml_reader *r)
{
	int turn;
	int32_t i;

	r->last_call = true;
	for (turn = TURN_EARLY; turn <= TURN_LATE; turn++) {
		for (i = 0; i < r->nwaiting; i += 1 + r->waiting[i]->inside) {
			if (r->waiting[i]->spec->turn == turn)
				read_waiting(r, i, i + r->waiting[i]->inside);
		}
	}
}

static void apply_patches(struct xml_reader *r)
{
	int32_t i;

	for (i = 0; i < r->npatches; i++) {
		struct patch *patch = &r->patches[i];
		enum value_kind kind = patch->kind == PATCH_PLACE_IN ? VALUE_PLACE : VALUE_SOURCE;
		int32_t found = reader_find(r, kind, patch->id, strlen(patch->id));

		if (found < 0)
			reader_dangling(r, kind, &patch->at, patch->id, strlen(patch->id));
		else if (patch->object < 0)
			continue;
		else if (patch->kind == PATCH_PLACE_IN)
			r->s->places[patch->object].in = found;
		else
			r->s->sources[patch->object].supersedes = found;
	}
}

void reader_patch(
	struct xml_reader *r, const struct element *e, int attribute, int kind, int32_t object)
{
	int32_t i = ARRAY_ADD(&r->patches, &r->npatches, &r->patches_room);
	struct patch *patch = &r->patches[i];

	patch->kind = kind;
	patch->object = object;
	patch->id = arena_text(
		&r->arena, e->attributes[attribute].value, e->attributes[attribute].length);
	element_place(e, attribute, &patch->at);
	if (patch->at.line)
		patch->at.line = arena_text(&r->arena, patch->at.line, patch->at.line_length);
}

/* ---- reading files ---- */

static void reader_init(struct xml_reader *r, struct scenario *s, int32_t source,
	const struct element_spec *root, struct diags *diags)
{
	int i;

	memset(r, 0, sizeof *r);
	r->s = s;
	r->diags = diags;
	r->source = source;
	r->root = root;
	arena_init(&r->arena);
	text_init(&r->text);
	text_init(&r->raw);
	map_init(&r->transit_ids);
	for (i = 0; i < s->ntransits; i++)
		map_add(&r->transit_ids, s->transits[i].id, i);
	map_init(&r->norm_ids);
	for (i = 0; i < s->nnorms; i++)
		map_add(&r->norm_ids, s->norms[i].id, i);
	for (i = 0; i < REFERENCE_KINDS; i++)
		map_init(&r->broken[i]);
}

static void reader_release(struct xml_reader *r)
{
	int i;

	for (i = 0; i < REFERENCE_KINDS; i++)
		map_release(&r->broken[i]);
	map_release(&r->norm_ids);
	map_release(&r->transit_ids);
	mem_free(r->waiting);
	mem_free(r->patches);
	mem_free(r->stocks);
	mem_free(r->text_element);
	text_release(&r->raw);
	text_release(&r->text);
	arena_release(&r->arena);
}

static const struct xml_events EVENTS = {on_start, on_end, on_text};

static void keep_input(struct scenario *s, const char *name, int64_t bytes, const char *sha256)
{
	int32_t i = ARRAY_ADD(&s->inputs, &s->ninputs, &s->inputs_room);
	struct input_file *input = &s->inputs[i];

	input->name = arena_strdup(&s->arena, name);
	input->bytes = bytes;
	memcpy(input->sha256, sha256, sizeof input->sha256);
}

/* What follows the last byte of a whole file. */
static void end_reading(struct xml_reader *r)
{
	end_waiting(r);
	apply_patches(r);
	if (r->source < 0)
		check_scenario_form(r);
}

bool scenario_read_xml(struct scenario *s, const char *path, struct diags *diags)
{
	int32_t file = diags_file(diags, path);
	char sha256[65];
	int64_t bytes;
	struct xml_reader r;
	bool whole;

	reader_init(&r, s, -1, &XML_SCENARIO, diags);
	whole = xml_parse_file(path, SCENARIO_BYTES_MAX, &EVENTS, &r, diags, file, sha256, &bytes);
	if (*sha256)
		keep_input(s, path, bytes, sha256);
	memcpy(diags->files[file].sha256, sha256, sizeof sha256);
	if (whole)
		end_reading(&r);
	reader_release(&r);
	return whole;
}

bool reader_run(struct scenario *s, const char *path, const struct element_spec *root, void *overlay,
	struct diags *diags)
{
	int32_t file = diags_file(diags, path);
	char sha256[65];
	int64_t bytes;
	struct xml_reader r;
	bool whole;

	reader_init(&r, s, -1, root, diags);
	r.overlay = overlay;
	whole = xml_parse_file(path, SCENARIO_BYTES_MAX, &EVENTS, &r, diags, file, sha256, &bytes);
	if (*sha256)
		keep_input(s, path, bytes, sha256);
	memcpy(diags->files[file].sha256, sha256, sizeof sha256);
	if (whole)
		end_waiting(&r);
	reader_release(&r);
	return whole;
}

bool reader_run_text(struct scenario *s, const char *text, size_t n, const char *name,
	const struct element_spec *root, void *overlay, struct diags *diags)
{
	int32_t file = diags_file(diags, name);
	struct xml_reader r;
	bool whole;

	reader_init(&r, s, -1, root, diags);
	r.overlay = overlay;
	whole = xml_parse_memory(text, n, &EVENTS, &r, diags, file);
	if (whole)
		end_waiting(&r);
	reader_release(&r);
	return whole;
}

bool norms_read_xml(struct scenario *s, const char *path, struct diags *diags)
{
	return reader_run(s, path, &XML_NORMS, NULL, diags);
}

void reader_flush(struct xml_reader *r)
{
	end_waiting(r);
	apply_patches(r);
	r->nwaiting = r->npatches = 0;
	r->last_call = false;
}

void reader_open(struct xml_reader *r, struct scenario *s, struct diags *diags)
{
	reader_init(r, s, -1, &XML_SCENARIO, diags);
}

void reader_close(struct xml_reader *r)
{
	reader_release(r);
}

void reader_feed(struct xml_reader *r, const struct element_spec *around, int32_t parent,
	const struct xml_element *element)
{
	push(r, around, parent, -1);
	on_start(r, NULL, element);
	on_end(r, NULL);
	r->depth = 0;
	reader_flush(r);
}

int32_t reader_stock(struct xml_reader *r)
{
	int32_t i = ARRAY_ADD(&r->stocks, &r->nstocks, &r->stocks_room);

	r->stocks[i] = (struct stock_defaults){-1, -1, false, {INSTANT_NONE, 0}, WHERE_NONE};
	return i;
}

bool scenario_read_xml_text(
	struct scenario *s, const char *text, size_t n, const char *name, struct diags *diags)
{
	int32_t file = diags_file(diags, name);
	struct xml_reader r;
	bool whole;

	reader_init(&r, s, -1, &XML_SCENARIO, diags);
	whole = xml_parse_memory(text, n, &EVENTS, &r, diags, file);
	if (whole)
		end_reading(&r);
	reader_release(&r);
	return whole;
}

bool source_read_xml(struct scenario *s, int32_t source, const char *path, struct diags *diags)
{
	int32_t errors = diags->nerrors;
	int32_t file = diags_file(diags, path);
	char sha256[65];
	int64_t bytes;
	struct xml_reader r;
	bool whole;

	reader_init(&r, s, source, &XML_SOURCE_ROOT, diags);
	whole = xml_parse_file(path, SOURCE_BYTES_MAX, &EVENTS, &r, diags, file, sha256, &bytes);
	memcpy(s->sources[source].sha256, sha256, sizeof sha256);
	s->sources[source].bytes = bytes;
	if (*sha256)
		keep_input(s, s->sources[source].href, bytes, sha256);
	memcpy(diags->files[file].sha256, sha256, sizeof sha256);
	if (whole)
		end_reading(&r);
	reader_release(&r);
	return whole && diags->nerrors == errors;
}
