/* Where tags, names and values stand. */
#include "io/xml_events.h"

#include <string.h>

void xml_place_in_tag(
	const struct xml_tag *tag, int32_t position, int32_t n, struct value_place *at)
{
	int32_t line_start = 0, i;
	const char *end;

	memset(at, 0, sizeof *at);
	at->where = tag->where;
	for (i = tag->before; i < position; i++) {
		if (tag->text[i] == '\n') {
			at->where.line++;
			line_start = i + 1;
		}
	}
	at->line_cut = line_start == 0 ? tag->cut : 0;
	at->where.column = position - line_start + at->line_cut + 1;
	at->span = n;
	at->line = tag->text + line_start;
	end = memchr(at->line, '\n', (size_t)(tag->length - line_start));
	at->line_length = (size_t)((end ? end : tag->text + tag->length) - at->line);
}

static bool ends_name(char c)
{
	return xml_blank(c) || c == '=' || c == '/' || c == '>';
}

/* Bytes of the name at position i of the tag's text. */
static int32_t name_length(const struct xml_tag *tag, int32_t i)
{
	int32_t n = 0;

	while (i + n < tag->length && !ends_name(tag->text[i + n]))
		n++;
	return n;
}

void xml_tag_place(const struct xml_tag *tag, struct value_place *at)
{
	xml_place_in_tag(tag, tag->before, 1 + name_length(tag, tag->before + 1), at);
}

/* Does the name written at `text` (n bytes) name the attribute? */
static bool is_named(const struct xml_attribute *attribute, const char *text, size_t n)
{
	size_t prefix = attribute->prefix ? strlen(attribute->prefix) : 0;
	size_t name = strlen(attribute->name);

	if (prefix == 0)
		return n == name && memcmp(text, attribute->name, n) == 0;
	return n == prefix + 1 + name && memcmp(text, attribute->prefix, prefix) == 0 &&
		text[prefix] == ':' && memcmp(text + prefix + 1, attribute->name, name) == 0;
}

/* Reads the start tag again to find an attribute; the tag is known to be
 * well-formed up to where libxml2 has read it. */
static bool find_attribute(const struct xml_tag *tag, const struct xml_attribute *attribute,
	int32_t *name_at, int32_t *value_at, int32_t *value_length)
{
	const char *text = tag->text;
	int32_t n = tag->length;
	int32_t i = tag->before + 1;

	i += name_length(tag, i);
	for (;;) {
		int32_t name, length;
		char quote;

		while (i < n && xml_blank(text[i]))
			i++;
		if (i >= n || text[i] == '>' || text[i] == '/')
			return false;
		name = i;
		length = name_length(tag, i);
		i += length;
		while (i < n && (xml_blank(text[i]) || text[i] == '='))
			i++;
		if (i >= n || (text[i] != '"' && text[i] != '\''))
			return false;
		quote = text[i++];
		*value_at = i;
		while (i < n && text[i] != quote)
			i++;
		if (i >= n)
			return false;
		*value_length = i - *value_at;
		*name_at = name;
		i++;
		if (is_named(attribute, text + name, (size_t)length))
			return true;
	}
}

void xml_value_place(
	const struct xml_tag *tag, const struct xml_attribute *attribute, struct value_place *at)
{
	int32_t name, value, length;

	if (find_attribute(tag, attribute, &name, &value, &length))
		xml_place_in_tag(tag, value, length, at);
	else
		xml_tag_place(tag, at);
}

void xml_name_place(
	const struct xml_tag *tag, const struct xml_attribute *attribute, struct value_place *at)
{
	int32_t name, value, length;

	if (find_attribute(tag, attribute, &name, &value, &length))
		xml_place_in_tag(tag, name, name_length(tag, name), at);
	else
		xml_tag_place(tag, at);
}
