#include "io/xml_plain.h"

#include "base/text.h"
#include "io/file.h"
#include "io/value_text.h"

#include <errno.h>
#include <string.h>

enum { TEXT_MOST = 1 << 23, CHUNK = 1 << 18, BUFFER = TEXT_MOST + CHUNK, NAME_MAX = 64 };
static const char DECLARATION[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

struct open {
	char name[NAME_MAX];
	char uri[NAME_MAX]; /* default namespace inside; "" none */
};

struct plain {
	struct xml_parser parser; /* first: what the events get of it */
	const struct xml_events *events;
	void *user;
	struct diags *diags;
	struct where where; /* of the next byte */
	struct open open[XML_DEPTH_MAX]; /* [depth] */
	int depth;
	bool rooted; /* the root has begun */
	struct xml_attribute attributes[XML_ATTRIBUTES_MAX];
	int32_t nattributes;
	char values[XML_MARKUP_MAX]; /* of the attributes and their names */
	size_t nvalues;
	const char *prefix; /* the last one that the tag defines; NULL */
};

static bool refuse(struct plain *p)
{
	diag_remedy(p->diags,
		diag_add(p->diags, DIAG_ERROR, 101, p->where, _("this is not XML as this program writes it")),
		_("take plan.xml and scenario.xml as plan -o wrote them; shecang verify reads other XML, sheets and sources, too"));
	p->parser.stopped = true;
	return false;
}

/* The place moves over n bytes. */
static void advance(struct plain *p, const char *bytes, size_t n)
{
	for (const char *end = bytes + n; bytes < end; bytes++) {
		p->where.line += *bytes == '\n';
		p->where.column = *bytes == '\n' ? 1 : p->where.column < INT32_MAX ? p->where.column + 1 : INT32_MAX;
	}
}

/* --- attributes --- */

/* The byte that a reference stands for, and its length; '\0': none that is written. */
static char reference(const char *text, size_t n, size_t *length)
{
	static const struct {
		const char *written;
		char byte;
	} all[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&#9;", '\t'},
		{"&#10;", '\n'}, {"&#13;", '\r'}};

	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		*length = strlen(all[k].written);
		if (*length <= n && memcmp(text, all[k].written, *length) == 0)
			return all[k].byte;
	}
	return '\0';
}

/* A copy among the values, with its references resolved and a NUL; NULL after a fault. */
static const char *keep(struct plain *p, const char *text, size_t n, size_t *kept)
{
	char *to = p->values + p->nvalues, *end = to;
	size_t length;

	for (size_t i = 0; i < n; i += length) {
		length = 1;
		*end = text[i] == '&' ? reference(text + i, n - i, &length) : text[i];
		if (*end++ == '\0' || text[i] == '<')
			return NULL;
	}
	*end = '\0';
	*kept = (size_t)(end - to);
	p->nvalues += *kept + 1;
	return to;
}

/* Letters first, in front of a colon and behind it; one colon at most. */
static bool is_name(const char *text, size_t n)
{
	bool first = true, colon = false;

	for (size_t i = 0; i < n; i++) {
		char c = text[i];

		if (c == ':' && (first || colon))
			return false;
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80 || c == '_' || c == ':'
				|| (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'))))
			return false;
		first = c == ':';
		colon = colon || first;
	}
	return !first && n < NAME_MAX;
}

static bool has_prefix(const char *name, const char *prefix)
{
	size_t n = prefix ? strlen(prefix) : 0;

	return n > 0 && strncmp(name, prefix, n) == 0 && name[n] == ':';
}

static bool take_attribute(struct plain *p, const char *name, size_t n, const char *value, size_t length, char *uri)
{
	struct xml_attribute *a = &p->attributes[p->nattributes];
	const char *colon;

	memset(a, 0, sizeof *a);
	a->name = keep(p, name, n, &a->length);
	a->value = a->name ? keep(p, value, length, &a->length) : NULL;
	if (!a->value)
		return false;
	for (int32_t i = 0; i < p->nattributes; i++)
		if (!p->attributes[i].uri && strcmp(p->attributes[i].name, a->name) == 0)
			return false;
	if (strcmp(a->name, "xmlns") == 0) {
		if (a->length >= NAME_MAX)
			return false;
		memcpy(uri, a->value, a->length + 1);
		return true;
	}
	colon = strchr(a->name, ':');
	if (colon && strncmp(a->name, "xmlns:", 6) == 0) {
		p->prefix = colon + 1;
		return a->length > 0 && strcmp(p->prefix, "xml") != 0;
	}
	if (colon && strncmp(a->name, "xml:", 4) != 0 && !has_prefix(a->name, p->prefix))
		return false;
	a->uri = colon ? "?" : NULL;
	a->name = colon ? colon + 1 : a->name;
	p->nattributes++;
	return true;
}

/* ` name="value"` and so on, up to the end of the tag's n bytes. */
static bool take_attributes(struct plain *p, const char *text, size_t n, char *uri)
{
	size_t i = 0;

	p->nattributes = 0;
	p->prefix = NULL;
	while (i < n) {
		const char *name = text + i + 1, *equals = memchr(text + i, '=', n - i), *end;

		if (text[i] != ' ' || p->nattributes == XML_ATTRIBUTES_MAX || !equals || equals + 1 >= text + n
			|| equals[1] != '"')
			return false;
		end = memchr(equals + 2, '"', (size_t)(text + n - equals - 2));
		if (!end || !is_name(name, (size_t)(equals - name))
			|| !take_attribute(p, name, (size_t)(equals - name), equals + 2, (size_t)(end - equals - 2), uri))
			return false;
		i = (size_t)(end + 1 - text);
	}
	return true;
}

/* --- tags: text is what stands between < and > --- */

static bool end_tag(struct plain *p, const char *text, size_t n)
{
	if (p->depth == 0 || strlen(p->open[p->depth - 1].name) != n || memcmp(p->open[p->depth - 1].name, text, n) != 0)
		return refuse(p);
	p->depth--;
	if (p->events->end)
		p->events->end(p->user, &p->parser);
	return true;
}

static bool start_tag(struct plain *p, const char *text, size_t n)
{
	bool empty = n > 0 && text[n - 1] == '/';
	size_t inside = empty ? n - 1 : n, name = 0;
	struct xml_element e = {0};
	struct open *open = &p->open[p->depth];

	while (name < inside && text[name] != ' ')
		name++;
	if (p->depth == XML_DEPTH_MAX || (p->depth == 0 && p->rooted) || !is_name(text, name) || memchr(text, ':', name))
		return refuse(p);
	memcpy(open->name, text, name);
	open->name[name] = '\0';
	memcpy(open->uri, p->depth > 0 ? open[-1].uri : "", p->depth > 0 ? NAME_MAX : 1);
	p->nvalues = 0;
	if (!take_attributes(p, text + name, inside - name, open->uri))
		return refuse(p);
	e.name = open->name;
	e.uri = *open->uri ? open->uri : NULL;
	e.attributes = p->attributes;
	e.nattributes = p->nattributes;
	e.tag = (struct xml_tag){.where = p->where, .text = text - 1, .cut = p->where.column - 1, .length = (int32_t)n + 2};
	p->depth++;
	p->rooted = true;
	p->events->start(p->user, &p->parser, &e);
	return p->parser.stopped ? false : empty ? end_tag(p, open->name, name) : true;
}

/* Valid UTF-8 without anything hidden; in a tag no line ends either. */
static bool is_clean(const char *text, size_t n)
{
	int32_t point;
	size_t at;

	return text_check(text, n, &at, &point) == TEXT_OK;
}

static bool take_tag(struct plain *p, const char *text, size_t n)
{
	if (!is_clean(text, n))
		return refuse(p);
	return n > 0 && text[0] == '/' ? end_tag(p, text + 1, n - 1) : start_tag(p, text, n);
}

static bool is_clean_text(const char *text, size_t n)
{
	size_t i = 0, part, length;

	for (; i < n; i += part + 1) {
		for (part = 0; i + part < n && text[i + part] != '\n' && text[i + part] != '\t'; part++)
			if (text[i + part] == '&' && reference(text + i + part, n - i - part, &length) == '\0')
				return false;
		if (!is_clean(text + i, part))
			return false;
	}
	return true;
}

static bool take_text(struct plain *p, const char *text, size_t n)
{
	bool blank = true;

	for (size_t i = 0; i < n; i++)
		blank = blank && text[i] == '\n';
	if (p->depth == 0 ? !blank : !is_clean_text(text, n))
		return refuse(p);
	if (p->depth > 0 && p->events->text)
		p->events->text(p->user, &p->parser, text, n);
	return !p->parser.stopped;
}

/* --- the file --- */

/* All whole pieces of n bytes, texts and tags; how many bytes they are, -1 after a fault. last:
 * nothing follows. */
static int64_t take_pieces(struct plain *p, const char *text, size_t n, bool last)
{
	size_t i = 0;

	while (i < n) {
		const char *from = text + i;
		bool tag = *from == '<';
		const char *end = memchr(from, tag ? '>' : '<', n - i);
		size_t length = end ? (size_t)(end - from) + tag : n - i, most = tag ? XML_MARKUP_MAX : TEXT_MOST;

		if (!end && !last && length < most)
			break;
		if (length > most || (tag && !end)) {
			refuse(p);
			return -1;
		}
		if (!(tag ? take_tag(p, from + 1, length - 2) : take_text(p, from, length)))
			return -1;
		advance(p, from, length);
		i += length;
	}
	return (int64_t)i;
}

static bool take_declaration(struct plain *p, char *buffer, size_t *held)
{
	size_t n = sizeof DECLARATION - 1;

	if (*held < n || memcmp(buffer, DECLARATION, n) != 0)
		return refuse(p);
	advance(p, buffer, n);
	*held -= n;
	memmove(buffer, buffer + n, *held);
	return true;
}

static bool take_file(struct plain *p, struct file_reader *f, char *buffer)
{
	bool declared = false;
	size_t held = 0;
	int64_t n, taken;

	do {
		n = file_next(f, buffer + held, CHUNK);
		if (n < 0)
			return false;
		held += (size_t)n;
		if (n > 0 && held < sizeof DECLARATION)
			continue;
		if (!declared && !take_declaration(p, buffer, &held))
			return true;
		declared = true;
		taken = take_pieces(p, buffer, held, n == 0);
		if (taken < 0)
			return true;
		held -= (size_t)taken;
		memmove(buffer, buffer + taken, held);
	} while (n > 0);
	if (p->depth > 0 || !p->rooted)
		refuse(p);
	return true;
}

bool xml_parse_plain(const char *path, int64_t limit, const struct xml_events *events, void *user,
	struct diags *d, int32_t file, char *sha256, int64_t *bytes)
{
	struct file_reader *f = file_open(path, limit);
	struct plain *p = mem_calloc(1, sizeof *p);
	char *buffer = mem_calloc(BUFFER, 1);
	bool good;

	*p = (struct plain){.events = events, .user = user, .diags = d, .where = {file, 1, 1}};
	*sha256 = '\0';
	*bytes = 0;
	good = f && take_file(p, f, buffer);
	if (!good)
		file_report(d, (struct where){file, 0, 0}, path, errno);
	else
		*bytes = file_size(f);
	if (f)
		file_close(f, good ? sha256 : NULL);
	good = good && !p->parser.stopped;
	mem_free(buffer);
	mem_free(p);
	return good;
}
