#include "io/document.h"

#include "base/text.h"
#include "io/xml_parser.h"

#include <string.h>

struct building {
	struct document *doc;
	int32_t current; /* open element, -1 */
	int32_t *last; /* [elements_room of last_count] last child of an element, -1 */
	int32_t nlast, last_room;
	struct text *texts; /* [ntexts] of the open elements, by depth */
	int32_t depth, ntexts, texts_room;
};

static void add_attributes(struct document *doc, struct document_element *e, const struct xml_element *tag)
{
	e->attributes = doc->nattributes;
	e->nattributes = tag->nattributes;
	for (int32_t k = 0; k < tag->nattributes; k++) {
		int32_t added = ARRAY_ADD(&doc->attributes, &doc->nattributes, &doc->attributes_room);

		doc->attributes[added].name = arena_strdup(&doc->arena, tag->attributes[k].name);
		doc->attributes[added].value =
			arena_text(&doc->arena, tag->attributes[k].value, tag->attributes[k].length);
	}
}

static void start(void *user, struct xml_parser *p, const struct xml_element *tag)
{
	struct building *b = user;
	struct document *doc = b->doc;
	int32_t i = ARRAY_ADD(&doc->elements, &doc->nelements, &doc->elements_room);
	int32_t slot = ARRAY_ADD(&b->last, &b->nlast, &b->last_room);
	struct document_element *e = &doc->elements[i];
	struct value_place at;

	(void)p;
	b->last[slot] = -1;
	e->name = arena_strdup(&doc->arena, tag->name);
	e->uri = tag->uri ? arena_strdup(&doc->arena, tag->uri) : "";
	e->text = "";
	e->parent = b->current;
	e->first = e->next = -1;
	e->where = tag->tag.where;
	xml_tag_place(&tag->tag, &at);
	e->span = at.span;
	add_attributes(doc, e, tag);
	if (b->current >= 0) {
		if (b->last[b->current] < 0)
			doc->elements[b->current].first = i;
		else
			doc->elements[b->last[b->current]].next = i;
		b->last[b->current] = i;
	}
	b->current = i;
	if (b->depth == b->ntexts) {
		int32_t added = ARRAY_ADD(&b->texts, &b->ntexts, &b->texts_room);

		text_init(&b->texts[added]);
	}
	text_clear(&b->texts[b->depth++]);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void end(void *user, struct xml_parser *p)
{
	struct building *b = user;
	struct document_element *e = &b->doc->elements[b->current];
	const char *text = text_str(&b->texts[--b->depth]);
	size_t n = strlen(text);

	(void)p;
	while (n > 0 && is_blank(text[n - 1]))
		n--;
	while (n > 0 && is_blank(*text)) {
		text++;
		n--;
	}
	if (n > 0)
		e->text = arena_text(&b->doc->arena, text, n);
	b->current = e->parent;
}

static void add_text(void *user, struct xml_parser *p, const char *bytes, size_t n)
{
	struct building *b = user;

	(void)p;
	if (b->depth > 0)
		text_add(&b->texts[b->depth - 1], bytes, n);
}

static const struct xml_events events = {start, end, add_text};

static void building_begin(struct building *b, struct document *doc)
{
	memset(doc, 0, sizeof *doc);
	memset(b, 0, sizeof *b);
	arena_init(&doc->arena);
	b->doc = doc;
	b->current = -1;
}

static void building_end(struct building *b)
{
	for (int32_t k = 0; k < b->ntexts; k++)
		text_release(&b->texts[k]);
	mem_free(b->texts);
	mem_free(b->last);
}

bool document_read(struct document *doc, const char *path, struct diags *d)
{
	struct building b;
	bool good;

	int32_t file = diags_file(d, path);

	building_begin(&b, doc);
	good = xml_parse_file(path, DOCUMENT_BYTES_MAX, &events, &b, d, file, doc->sha256, &doc->bytes);
	memcpy(d->files[file].sha256, doc->sha256, sizeof doc->sha256); /* for the lines of faults found later */
	building_end(&b);
	return good && doc->nelements > 0;
}

bool document_read_memory(struct document *doc, const char *text, size_t n, const char *name, struct diags *d)
{
	struct building b;
	bool good;

	building_begin(&b, doc);
	good = xml_parse_memory(text, n, &events, &b, d, diags_file(d, name));
	doc->bytes = (int64_t)n;
	bytes_sha256(text, n, doc->sha256);
	building_end(&b);
	return good && doc->nelements > 0;
}

void document_release(struct document *doc)
{
	mem_free(doc->elements);
	mem_free(doc->attributes);
	arena_release(&doc->arena);
	memset(doc, 0, sizeof *doc);
}

int32_t document_child(const struct document *doc, int32_t element, const char *name, int32_t after)
{
	int32_t i;

	if (element < 0)
		return -1;
	i = after < 0 ? doc->elements[element].first : doc->elements[after].next;
	while (i >= 0 && strcmp(doc->elements[i].name, name) != 0)
		i = doc->elements[i].next;
	return i;
}

int32_t document_find(const struct document *doc, int32_t element, const char *path)
{
	char name[64];

	while (element >= 0 && *path) {
		size_t n = strcspn(path, "/");

		if (n >= sizeof name)
			return -1;
		memcpy(name, path, n);
		name[n] = '\0';
		element = document_child(doc, element, name, -1);
		path += n + (path[n] == '/');
	}
	return element;
}

const char *document_attribute(const struct document *doc, int32_t element, const char *name)
{
	const struct document_element *e;

	if (element < 0)
		return NULL;
	e = &doc->elements[element];
	for (int32_t k = 0; k < e->nattributes; k++)
		if (strcmp(doc->attributes[e->attributes + k].name, name) == 0)
			return doc->attributes[e->attributes + k].value;
	return NULL;
}
