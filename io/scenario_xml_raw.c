/* Canonical XML of what the program passes on without reading it. */
#include "io/scenario_xml.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void xml_escape(struct text *out, const char *bytes, size_t n, bool attribute)
{
	size_t i, done = 0;

	for (i = 0; i < n; i++) {
		const char *instead = NULL;

		switch (bytes[i]) {
		case '&':
			instead = "&amp;";
			break;
		case '<':
			instead = "&lt;";
			break;
		case '>':
			instead = "&gt;";
			break;
		case '"':
			instead = attribute ? "&quot;" : NULL;
			break;
		case '\t':
			instead = attribute ? "&#9;" : NULL;
			break;
		case '\n':
			instead = attribute ? "&#10;" : NULL;
			break;
		case '\r':
			instead = "&#13;";
			break;
		}
		if (!instead)
			continue;
		text_add(out, bytes + done, i - done);
		text_puts(out, instead);
		done = i + 1;
	}
	text_add(out, bytes + done, n - done);
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

static int compare_attributes(const void *left, const void *right)
{
	const struct xml_attribute *a = *(const struct xml_attribute *const *)left;
	const struct xml_attribute *b = *(const struct xml_attribute *const *)right;
	int order = strcmp(or_empty(a->uri), or_empty(b->uri));

	return order ? order : strcmp(a->name, b->name);
}

static void add_space(struct text *out, const char *prefix, const char *uri)
{
	text_puts(out, " xmlns");
	if (prefix)
		text_printf(out, ":%s", prefix);
	text_puts(out, "=\"");
	xml_escape(out, uri, strlen(uri), true);
	text_putc(out, '"');
}

/* Attributes by namespace and name; each prefix is defined where it is first
 * used, so that nothing depends on the elements around. */
static void add_attributes(struct text *out, const struct xml_element *element)
{
	const struct xml_attribute *sorted[XML_ATTRIBUTES_MAX];
	int32_t i;

	for (i = 0; i < element->nattributes; i++)
		sorted[i] = &element->attributes[i];
	if (element->nattributes > 1)
		qsort(sorted, (size_t)element->nattributes, sizeof *sorted, compare_attributes);
	for (i = 0; i < element->nattributes; i++) {
		const struct xml_attribute *a = sorted[i];
		const char *last = i > 0 ? or_empty(sorted[i - 1]->prefix) : "";

		if (a->prefix && strcmp(a->prefix, "xml") != 0 && strcmp(a->prefix, last) != 0)
			add_space(out, a->prefix, or_empty(a->uri));
		text_putc(out, ' ');
		if (a->prefix)
			text_printf(out, "%s:", a->prefix);
		text_printf(out, "%s=\"", a->name);
		xml_escape(out, a->value, a->length, true);
		text_putc(out, '"');
	}
}

void raw_start(struct xml_reader *r, const struct xml_element *element)
{
	const char *around =
		r->raw_depth > 0 ? r->raw_spaces[r->raw_depth - 1] : SCENARIO_NAMESPACE;
	const char *uri = arena_strdup(&r->arena, or_empty(element->uri));
	int32_t i;

	assert(r->raw_depth < XML_DEPTH_MAX);
	r->raw_spaces[r->raw_depth] = uri;
	r->raw_names[r->raw_depth++] = arena_strdup(&r->arena, element->name);
	for (i = 0; i < element->nattributes; i++) {
		struct value_place at;

		xml_value_place(&element->tag, &element->attributes[i], &at);
		read_text(
			r->diags, &at, element->attributes[i].value, element->attributes[i].length);
	}
	text_printf(&r->raw, "<%s", element->name);
	if (strcmp(uri, around) != 0)
		add_space(&r->raw, NULL, uri);
	add_attributes(&r->raw, element);
	text_putc(&r->raw, '>');
}

void raw_text(struct xml_reader *r, const char *bytes, size_t n)
{
	xml_escape(&r->raw, bytes, n, false);
}

void raw_end(struct xml_reader *r)
{
	assert(r->raw_depth > 0);
	text_printf(&r->raw, "</%s>", r->raw_names[--r->raw_depth]);
}
