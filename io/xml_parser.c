#define _GNU_SOURCE /* memmem, memrchr */

#include "io/xml_parser.h"

#include "base/text.h"
#include "io/file.h"
#include "io/values.h"

#include <assert.h>
#include <errno.h>
#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <string.h>
#include <strings.h>

/* The window holds the bytes that a diagnostic may want to show: what is being
 * parsed and one longest piece of markup before it. */
enum {
	CHUNK = 1 << 16, /* bytes handed over at a time */
	KEPT = 2 * XML_MARKUP_MAX, /* bytes kept before the chunk */
	LINE_AROUND = 256 /* bytes of the source line kept before and after a tag */
};

/* What stands before the root element, as far as it has been seen. */
enum prolog {
	PROLOG_OUTSIDE,
	PROLOG_OPENED, /* "<" */
	PROLOG_DECLARATION, /* "<!" */
	PROLOG_DASH, /* "<!-" */
	PROLOG_COMMENT,
	PROLOG_COMMENT_DASH, /* a dash inside */
	PROLOG_COMMENT_DASHES, /* two */
	PROLOG_INSTRUCTION,
	PROLOG_INSTRUCTION_MARK, /* a question mark inside */
	PROLOG_PASSED
};

struct open_element {
	struct where where;
};

struct sax {
	struct xml_parser parser; /* first: what the events get of it */
	xmlParserCtxtPtr context;
	const struct xml_events *events;
	void *user;
	struct diags *diags;
	int32_t file;
	bool ending; /* all bytes have been handed over */
	bool rooted; /* the root element has begun */
	enum prolog prolog;

	struct open_element open[XML_DEPTH_MAX];
	int32_t depth;

	/* The window: bytes window_start .. window_end of the document. */
	char window[KEPT + CHUNK];
	int64_t window_start, window_end;
	/* The line at a position that all places asked for lie at or behind. */
	int64_t counted; /* bytes whose line ends are counted */
	int64_t line_start; /* first byte of the line that `counted` lies in */
	int32_t line; /* 1.. */
	int64_t text_start; /* first byte of the current text */

	struct xml_attribute attributes[XML_ATTRIBUTES_MAX];
};

/* ---- places ---- */

static const char *window_at(const struct sax *p, int64_t offset)
{
	assert(offset >= p->window_start && offset <= p->window_end);
	return p->window + (offset - p->window_start);
}

/* Bytes of the document that libxml2 has behind it. */
static int64_t consumed(const struct sax *p)
{
	int64_t offset = xmlByteConsumed(p->context);

	if (offset < p->window_start)
		return p->window_start;
	return offset > p->window_end ? p->window_end : offset;
}

/* Counts the lines up to the offset. */
static void count_lines(struct sax *p, int64_t offset)
{
	if (p->counted < p->window_start)
		p->counted = p->window_start;
	while (p->counted < offset) {
		const char *from = window_at(p, p->counted);
		const char *end = memchr(from, '\n', (size_t)(offset - p->counted));

		if (!end) {
			p->counted = offset;
			return;
		}
		p->counted += end - from + 1;
		p->line_start = p->counted;
		p->line++;
	}
}

static struct where where_at(struct sax *p, int64_t offset)
{
	struct where where;
	int64_t column;

	count_lines(p, offset);
	column = offset - p->line_start + 1;
	where.file = p->file;
	where.line = p->line;
	where.column = column < 1 ? 1 : column > INT32_MAX ? INT32_MAX : (int32_t)column;
	return where;
}

/* The text around start .. end, which are in the window. */
static void tag_at(struct sax *p, int64_t start, int64_t end, struct xml_tag *tag)
{
	int64_t first, last;

	tag->where = where_at(p, start);
	first = p->line_start > start - LINE_AROUND ? p->line_start : start - LINE_AROUND;
	if (first < p->window_start)
		first = p->window_start;
	if (first > start)
		first = start;
	last = end + LINE_AROUND < p->window_end ? end + LINE_AROUND : p->window_end;
	tag->text = window_at(p, first);
	tag->before = (int32_t)(start - first);
	tag->cut = tag->where.column - 1 - tag->before;
	tag->length = (int32_t)(last - first);
}

/* The place of n bytes at an offset of the document. */
static void place_at(struct sax *p, int64_t offset, int32_t n, struct value_place *at)
{
	struct xml_tag tag;

	tag_at(p, offset, offset, &tag);
	xml_place_in_tag(&tag, tag.before, n, at);
}

void xml_text_place(struct xml_parser *parser, struct value_place *at)
{
	struct sax *p = (struct sax *)parser;

	place_at(p, p->text_start, 1, at);
}

/* First byte of the tag that ends at `end`: no '<' may stand inside one. */
static int64_t tag_start(const struct sax *p, int64_t end)
{
	const char *found = memrchr(p->window, '<', (size_t)(end - p->window_start));

	return found ? p->window_start + (found - p->window) : end;
}

/* First byte of the reference that ends at `end`, else `end`. */
static int64_t reference_start(const struct sax *p, int64_t end)
{
	enum { REFERENCE_MAX = 64 };
	int64_t first =
		end - REFERENCE_MAX > p->window_start ? end - REFERENCE_MAX : p->window_start;
	const char *found = memrchr(window_at(p, first), '&', (size_t)(end - first));

	return found ? p->window_start + (found - p->window) : end;
}

/* ---- faults of form ---- */

/* Reports a fault here and stops. */
#define FORM_FAULT(p, offset, item, code, ...)                                                     \
	do {                                                                                       \
		struct value_place form_place;                                                     \
		place_at(p, offset, 1, &form_place);                                               \
		(item) = VALUE_FAULT((p)->diags, &form_place, code, __VA_ARGS__);                  \
		xml_stop(&p->parser);                                                                       \
	} while (0)

static void report_unclosed(struct sax *p, int64_t offset)
{
	struct diag *item;

	if (p->depth > 0) {
		FORM_FAULT(p, offset, item, 103,
			_("the file ends before the element opened in line %d is closed"),
			(int)p->open[p->depth - 1].where.line);
	} else {
		FORM_FAULT(p, offset, item, 103, _("the file ends before its content is complete"));
	}
	diag_remedy(p->diags, item, _("the file is cut off: fetch or save it again"));
}

static void report_empty(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, offset, item, 115, _("the file is empty or does not begin with an element"));
	diag_remedy(p->diags, item, _("\"shecang init\" writes an example to begin with"));
}

static void report_encoding(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, offset, item, 113, _("the bytes here are not valid UTF-8"));
	diag_remedy(p->diags, item, _("save the file as UTF-8"));
}

/* libxml2 calls some malformed bytes a forbidden character. */
static bool is_bad_utf8(const struct sax *p, int64_t offset)
{
	int64_t left = p->window_end - offset;
	int32_t point;
	size_t at;

	return left > 0 &&
		text_check(window_at(p, offset), left < 4 ? (size_t)left : 4, &at, &point) ==
		TEXT_NOT_UTF8 &&
		at == 0;
}

static void report_memory_here(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, offset, item, 904, _("there is not enough memory to read the file"));
	diag_remedy(p->diags, item, _("split it into several sources"));
}

/* The document seems to be over, or ought to go on. */
static void report_end(struct sax *p, int64_t offset)
{
	struct diag *item;

	if (!p->rooted) {
		report_empty(p, offset);
	} else if (p->depth > 0) {
		report_unclosed(p, offset);
	} else {
		FORM_FAULT(p, offset, item, 104,
			_("there is something after the end of the root element"));
		diag_remedy(
			p->diags, item, _("a file holds one root element: delete what follows it"));
	}
}

static void report_end_tag(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, offset, item, 102,
		_("the end tag does not fit the element opened in line %d"),
		p->depth > 0 ? (int)p->open[p->depth - 1].where.line : 0);
	diag_remedy(p->diags, item, _("close every element in the reverse order of opening"));
}

static void report_attribute_twice(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, tag_start(p, offset), item, 105, _("an attribute is given twice"));
	diag_remedy(p->diags, item, _("keep one of the two"));
}

static void report_entity(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, reference_start(p, offset), item, 107, _("this entity is not defined"));
	diag_remedy(
		p->diags, item, _("write &amp; for the sign & itself; entities are not used here"));
}

static void report_character(struct sax *p, int64_t offset)
{
	struct diag *item;

	if (is_bad_utf8(p, offset)) {
		report_encoding(p, offset);
		return;
	}
	if (offset > p->window_start && *window_at(p, offset - 1) == ';')
		offset = reference_start(p, offset);
	FORM_FAULT(p, offset, item, 114, _("there is a character here that XML does not allow"));
	diag_remedy(p->diags, item, _("delete the character"));
}

static void report_prefix(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, tag_start(p, offset), item, 116, _("a namespace prefix here is not defined"));
	diag_remedy(p->diags, item, _("write the names of this format without a prefix"));
}

static void report_other(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, offset, item, 101, _("this is not well-formed XML"));
	diag_remedy(p->diags, item,
		_("check quotes, angle brackets and the sign & (written &amp;) just before this "
		  "place"));
}

/* What libxml2 found, in our own words. At the end of the file any fault means
 * that it is cut off. */
static void report_form(struct sax *p, const xmlError *error)
{
	static const struct {
		int code; /* of libxml2 */
		void (*report)(struct sax *p, int64_t offset);
		bool at_end; /* means itself at the end too */
	} faults[] = {
		{XML_ERR_NO_MEMORY, report_memory_here, true},
		{XML_ERR_DOCUMENT_EMPTY, report_empty, true},
		{XML_ERR_DOCUMENT_END, report_end, true},
		{XML_ERR_TAG_NAME_MISMATCH, report_end_tag, false},
		{XML_ERR_TAG_NOT_FINISHED, report_end_tag, false},
		{XML_ERR_LTSLASH_REQUIRED, report_end_tag, false},
		{XML_ERR_ATTRIBUTE_REDEFINED, report_attribute_twice, true},
		{XML_NS_ERR_ATTRIBUTE_REDEFINED, report_attribute_twice, true},
		{XML_ERR_UNDECLARED_ENTITY, report_entity, true},
		{XML_WAR_UNDECLARED_ENTITY, report_entity, true},
		{XML_ERR_ENTITYREF_SEMICOL_MISSING, report_entity, true},
		{XML_ERR_ENTITYREF_NO_NAME, report_entity, true},
		{XML_ERR_INVALID_ENCODING, report_encoding, true},
		{XML_ERR_UNKNOWN_ENCODING, report_encoding, true},
		{XML_ERR_UNSUPPORTED_ENCODING, report_encoding, true},
		{XML_ERR_INVALID_CHAR, report_character, true},
		{XML_ERR_INVALID_CHARREF, report_character, true},
		{XML_ERR_INVALID_HEX_CHARREF, report_character, true},
		{XML_ERR_INVALID_DEC_CHARREF, report_character, true},
		{XML_NS_ERR_UNDEFINED_NAMESPACE, report_prefix, true},
		{XML_NS_ERR_XML_NAMESPACE, report_prefix, true},
		{XML_NS_ERR_QNAME, report_prefix, true},
		{XML_NS_ERR_COLON, report_prefix, true},
		{XML_NS_ERR_EMPTY, report_prefix, true},
	};
	int64_t offset = consumed(p);
	size_t i;

	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		if (faults[i].code == error->code && (faults[i].at_end || !p->ending)) {
			faults[i].report(p, offset);
			return;
		}
	}
	if (p->ending)
		report_unclosed(p, offset);
	else
		report_other(p, offset);
}

static void on_error(void *user, xmlErrorPtr error)
{
	struct sax *p = user;

	/* Without a context it could not even be made: reported by who wanted it. */
	if (p->context && !p->parser.stopped && error->level >= XML_ERR_ERROR)
		report_form(p, error);
}

static void refuse_document_type(struct sax *p, int64_t offset)
{
	struct diag *item;

	FORM_FAULT(p, offset, item, 106, _("document types and entities are not accepted"));
	diag_remedy(p->diags, item,
		_("delete the <!DOCTYPE ...> (a saved web page is not a scenario)"));
}

/* ---- events ---- */

static void on_document_type(
	void *user, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct sax *p = user;

	(void)name;
	(void)public_id;
	(void)system_id;
	if (!p->parser.stopped)
		refuse_document_type(p, tag_start(p, consumed(p)));
}

static bool check_limits(struct sax *p, int64_t start, int nattributes, int nnamespaces)
{
	struct diag *item;

	if (p->depth >= XML_DEPTH_MAX) {
		FORM_FAULT(p, start, item, 110, _("elements are nested deeper than %d"),
			XML_DEPTH_MAX);
		diag_remedy(p->diags, item, _("this is not a file of this format"));
		return false;
	}
	if (nattributes + nnamespaces > XML_ATTRIBUTES_MAX) {
		FORM_FAULT(p, start, item, 111, _("the element has %d attributes, more than %d"),
			nattributes + nnamespaces, XML_ATTRIBUTES_MAX);
		diag_remedy(p->diags, item, _("this is not a file of this format"));
		return false;
	}
	return true;
}

static void on_start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	int nnamespaces, const xmlChar **namespaces, int nattributes, int ndefaulted,
	const xmlChar **attributes)
{
	struct sax *p = user;
	struct xml_element element;
	int64_t end, start;
	int i;

	(void)namespaces;
	(void)ndefaulted;
	if (p->parser.stopped)
		return;
	end = consumed(p);
	start = tag_start(p, end);
	if (!check_limits(p, start, nattributes, nnamespaces))
		return;
	for (i = 0; i < nattributes; i++) {
		struct xml_attribute *attribute = &p->attributes[i];

		attribute->name = (const char *)attributes[5 * i];
		attribute->prefix = (const char *)attributes[5 * i + 1];
		attribute->uri = (const char *)attributes[5 * i + 2];
		attribute->value = (const char *)attributes[5 * i + 3];
		attribute->length = (size_t)(attributes[5 * i + 4] - attributes[5 * i + 3]);
	}
	element.name = (const char *)name;
	element.prefix = (const char *)prefix;
	element.uri = (const char *)uri;
	element.attributes = p->attributes;
	element.nattributes = nattributes;
	tag_at(p, start, end, &element.tag);
	p->rooted = true;
	p->open[p->depth++].where = element.tag.where;
	p->events->start(p->user, &p->parser, &element);
}

static void on_end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct sax *p = user;

	(void)name;
	(void)prefix;
	(void)uri;
	if (p->parser.stopped)
		return;
	p->depth--;
	if (p->events->end)
		p->events->end(p->user, &p->parser);
}

/* Reports what cannot be seen in the n bytes of text or comment; line ends and
 * tabs are none of it. */
static bool check_hidden(struct sax *p, int64_t offset, const char *bytes, size_t n)
{
	size_t done = 0;

	while (done < n) {
		struct value_place place;
		int32_t point = 0;
		size_t at = 0;

		if (text_check(bytes + done, n - done, &at, &point) == TEXT_OK)
			return true;
		done += at;
		if (point == '\n' || point == '\t' || point == '\r') {
			done++;
			continue;
		}
		place_at(p, offset + (int64_t)done, 1, &place);
		if (read_text(p->diags, &place, bytes + done, n - done < 4 ? n - done : 4))
			return true;
		xml_stop(&p->parser);
		return false;
	}
	return true;
}

/* First byte of text of n bytes that ends at `end`, when it stands there as it
 * was read; else the end of the markup before it cannot be told from here. */
static int64_t text_start(const struct sax *p, int64_t end, const char *bytes, size_t n)
{
	int64_t start = end - (int64_t)n;

	if (start >= p->window_start && memcmp(window_at(p, start), bytes, n) == 0)
		return start;
	return end;
}

static void on_text(void *user, const xmlChar *text, int n)
{
	struct sax *p = user;
	const char *bytes = (const char *)text;

	if (p->parser.stopped || n <= 0)
		return;
	p->text_start = text_start(p, consumed(p), bytes, (size_t)n);
	if (check_hidden(p, p->text_start, bytes, (size_t)n) && p->events->text)
		p->events->text(p->user, &p->parser, bytes, (size_t)n);
}

/* Comments are ignored, but one that hides or turns text deceives its reader. */
static void on_comment(void *user, const xmlChar *text)
{
	struct sax *p = user;
	size_t n = strlen((const char *)text);
	int64_t end;

	if (p->parser.stopped)
		return;
	end = consumed(p) - 3; /* "-->" */
	check_hidden(p,
		text_start(p, end > p->window_start ? end : p->window_start, (const char *)text, n),
		(const char *)text, n);
}

static void on_instruction(void *user, const xmlChar *target, const xmlChar *text)
{
	(void)user;
	(void)target;
	(void)text;
}

/* Calls that are not listed stay NULL: entities are neither declared nor
 * looked up, and nothing is ever loaded. */
static void fill_handler(xmlSAXHandler *sax)
{
	memset(sax, 0, sizeof *sax);
	sax->initialized = XML_SAX2_MAGIC;
	sax->internalSubset = on_document_type;
	sax->externalSubset = on_document_type;
	sax->startElementNs = on_start;
	sax->endElementNs = on_end;
	sax->characters = on_text;
	sax->ignorableWhitespace = on_text;
	sax->cdataBlock = on_text;
	sax->comment = on_comment;
	sax->processingInstruction = on_instruction;
	sax->serror = on_error;
}

/* ---- the beginning of the file ---- */

static bool begins(const char *bytes, size_t n, const char *magic, size_t length)
{
	return n >= length && memcmp(bytes, magic, length) == 0;
}

#define BEGINS(bytes, n, magic) begins(bytes, n, magic, sizeof magic - 1)

static bool refuse_compressed(struct sax *p, const char *bytes, size_t n)
{
	struct diag *item;

	if (!BEGINS(bytes, n, "\x1f\x8b") &&
		!BEGINS(bytes, n,
			"\xfd"
			"7zXZ") &&
		!BEGINS(bytes, n, "BZh") && !BEGINS(bytes, n, "\x28\xb5\x2f\xfd") &&
		!BEGINS(bytes, n, "PK\x03\x04") && !BEGINS(bytes, n, "\xd0\xcf\x11\xe0"))
		return false;
	item = diag_add(p->diags, DIAG_ERROR, 109, (struct where){p->file, 0, 0},
		_("the file is compressed or a spreadsheet, not XML text"));
	xml_stop(&p->parser);
	diag_remedy(p->diags, item, _("unpack it first; save a spreadsheet as CSV"));
	return true;
}

/* offset: of its name in the declaration, -1 when the bytes are no text here. */
static void refuse_encoding(struct sax *p, int64_t offset, const char *name)
{
	struct diag *item;

	if (offset < 0) {
		item = diag_add(p->diags, DIAG_ERROR, 108, (struct where){p->file, 0, 0},
			_("the file is encoded in %s, not in UTF-8"), name);
		xml_stop(&p->parser);
	} else {
		FORM_FAULT(p, offset, item, 108, _("the file is encoded in %s, not in UTF-8"), name);
	}
	diag_remedy(
		p->diags, item, _("save it as UTF-8 and declare encoding=\"UTF-8\" or nothing"));
}

/* The XML declaration names UTF-8 or nothing: libxml2 is told to ignore what it
 * names, so that no file can choose a decoder. */
static bool check_declaration(struct sax *p, const char *bytes, size_t n)
{
	const char *end, *at;
	char name[41];
	size_t length;

	if (!BEGINS(bytes, n, "<?xml") || n < 6 || !xml_blank(bytes[5]))
		return true;
	end = memmem(bytes, n, "?>", 2);
	at = memmem(bytes, end ? (size_t)(end - bytes) : n, "encoding", 8);
	if (!at)
		return true;
	end = bytes + n;
	at += 8;
	while (at < end && (xml_blank(*at) || *at == '='))
		at++;
	if (at >= end || (*at != '"' && *at != '\''))
		return true; /* not well-formed: reported by the parser */
	for (at++, length = 0; at + length < end && length < sizeof name - 1; length++) {
		if (at[length] == '"' || at[length] == '\'')
			break;
	}
	memcpy(name, at, length);
	name[length] = '\0';
	if (strcasecmp(name, "UTF-8") == 0)
		return true;
	refuse_encoding(p, at - bytes, name);
	return false;
}

/* Looks at the first chunk before libxml2 does. */
static bool check_beginning(struct sax *p, const char *bytes, size_t n)
{
	if (refuse_compressed(p, bytes, n))
		return false;
	if (BEGINS(bytes, n, "\xff\xfe") || BEGINS(bytes, n, "\xfe\xff") ||
		BEGINS(bytes, n, "<\0") || BEGINS(bytes, n, "\0<") || BEGINS(bytes, n, "\0\0")) {
		refuse_encoding(p, -1, "UTF-16/UTF-32");
		return false;
	}
	if (BEGINS(bytes, n, "\x4c\x6f\xa7\x94")) {
		refuse_encoding(p, -1, "EBCDIC");
		return false;
	}
	return check_declaration(p, bytes, n);
}

/* The state after one more character of the prolog. */
static enum prolog prolog_next(enum prolog state, char c)
{
	switch (state) {
	case PROLOG_OUTSIDE:
		return c == '<' ? PROLOG_OPENED : PROLOG_OUTSIDE;
	case PROLOG_OPENED:
		return c == '!'    ? PROLOG_DECLARATION
			: c == '?' ? PROLOG_INSTRUCTION
				   : PROLOG_PASSED;
	case PROLOG_DASH:
		return c == '-' ? PROLOG_COMMENT : PROLOG_PASSED;
	case PROLOG_COMMENT:
		return c == '-' ? PROLOG_COMMENT_DASH : PROLOG_COMMENT;
	case PROLOG_COMMENT_DASH:
		return c == '-' ? PROLOG_COMMENT_DASHES : PROLOG_COMMENT;
	case PROLOG_COMMENT_DASHES:
		return c == '>'    ? PROLOG_OUTSIDE
			: c == '-' ? PROLOG_COMMENT_DASHES
				   : PROLOG_COMMENT;
	case PROLOG_INSTRUCTION:
		return c == '?' ? PROLOG_INSTRUCTION_MARK : PROLOG_INSTRUCTION;
	case PROLOG_INSTRUCTION_MARK:
		return c == '>'    ? PROLOG_OUTSIDE
			: c == '?' ? PROLOG_INSTRUCTION_MARK
				   : PROLOG_INSTRUCTION;
	default:
		return PROLOG_PASSED;
	}
}

/* Only comments and instructions may stand before the root element. A document
 * type is refused here, before libxml2 sees a byte of it. */
static bool check_prolog(struct sax *p, const char *bytes, size_t n)
{
	int64_t offset = p->window_end - (int64_t)n;
	size_t i;

	for (i = 0; i < n && p->prolog != PROLOG_PASSED; i++) {
		if (p->prolog == PROLOG_DECLARATION) {
			if (bytes[i] != '-') {
				refuse_document_type(p, tag_start(p, offset + (int64_t)i));
				return false;
			}
			p->prolog = PROLOG_DASH;
			continue;
		}
		p->prolog = prolog_next(p->prolog, bytes[i]);
	}
	return true;
}

/* ---- reading ---- */

static struct sax *parser_new(
	const struct xml_events *events, void *user, struct diags *d, int32_t file)
{
	struct sax *p = mem_calloc(1, sizeof *p);
	xmlSAXHandler sax;

	xmlInitParser();
	fill_handler(&sax);
	p->events = events;
	p->user = user;
	p->diags = d;
	p->file = file;
	p->line = 1;
	/* Without NOENT libxml2 hands "&amp;" in attributes over as "&#38;". There is
	 * nothing else that it could substitute: no document type gets this far. */
	p->context = xmlCreatePushParserCtxt(&sax, p, NULL, 0, NULL);
	if (p->context &&
		xmlCtxtUseOptions(p->context,
			XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_NOENT) != 0) {
		xmlFreeParserCtxt(p->context);
		p->context = NULL;
	}
	return p;
}

static void parser_free(struct sax *p)
{
	if (p->context) {
		/* No event of ours builds a tree; libxml2 keeps one for itself at times. */
		if (p->context->myDoc)
			xmlFreeDoc(p->context->myDoc);
		p->context->myDoc = NULL;
		xmlFreeParserCtxt(p->context);
	}
	mem_free(p);
}

/* Makes room for a chunk; returns where it goes. */
static char *window_room(struct sax *p)
{
	int64_t held = p->window_end - p->window_start;

	if (held > KEPT) {
		/* What is dropped must have its lines counted. */
		count_lines(p, p->window_end - KEPT);
		memmove(p->window, p->window + (held - KEPT), KEPT);
		p->window_start = p->window_end - KEPT;
	}
	return p->window + (p->window_end - p->window_start);
}

/* Hands over the last n bytes of the window. */
static void feed(struct sax *p, size_t n)
{
	const char *bytes = window_at(p, p->window_end - (int64_t)n);
	struct diag *item;
	int64_t offset;

	xmlParseChunk(p->context, bytes, (int)n, 0);
	if (p->parser.stopped)
		return;
	offset = consumed(p);
	if (p->window_end - offset > XML_MARKUP_MAX) {
		FORM_FAULT(p, offset, item, 112,
			_("a tag, comment or instruction is longer than %d bytes"), XML_MARKUP_MAX);
		diag_remedy(p->diags, item, _("this is not a file of this format"));
	}
}

static bool finish(struct sax *p)
{
	if (p->parser.stopped)
		return false;
	p->ending = true;
	if (p->window_end == 0) {
		report_empty(p, 0);
		return false;
	}
	xmlParseChunk(p->context, NULL, 0, 1);
	if (!p->parser.stopped && (!p->context->wellFormed || p->depth > 0))
		report_unclosed(p, p->window_end);
	return !p->parser.stopped;
}

/* Takes n new bytes at the end of the window; a byte order mark is dropped. */
static void take(struct sax *p, char *bytes, size_t n)
{
	bool first = p->window_end == 0;

	if (first && BEGINS(bytes, n, "\xef\xbb\xbf")) {
		n -= 3;
		memmove(bytes, bytes + 3, n);
	}
	p->window_end += (int64_t)n;
	if (p->parser.stopped || n == 0)
		return;
	if ((first && !check_beginning(p, bytes, n)) || !check_prolog(p, bytes, n))
		return;
	feed(p, n);
}

static void report_memory(struct diags *d, int32_t file)
{
	diag_add(d, DIAG_ERROR, 904, (struct where){file, 0, 0},
		_("there is not enough memory to read the file"));
}

/* Reads at least a few bytes at a time, so that the beginning can be judged. */
static int64_t next_chunk(struct file_reader *f, char *room)
{
	int64_t held = 0, n;

	do {
		n = file_next(f, room + held, (size_t)(CHUNK - held));
		if (n < 0)
			return -1;
		held += n;
	} while (n > 0 && held < CHUNK);
	return held;
}

bool xml_parse_file(const char *path, int64_t limit, const struct xml_events *events, void *user,
	struct diags *d, int32_t file, char *sha256, int64_t *bytes)
{
	struct file_reader *f = file_open(path, limit);
	struct sax *p;
	bool good = false;
	int64_t n = 0;

	*sha256 = '\0';
	*bytes = 0;
	if (!f) {
		file_report(d, (struct where){file, 0, 0}, path, errno);
		return false;
	}
	p = parser_new(events, user, d, file);
	if (!p->context) {
		report_memory(d, file);
		file_close(f, NULL);
		goto out;
	}
	/* A faulty file is read to its end all the same, for its fingerprint. */
	for (;;) {
		char *room = window_room(p);

		n = next_chunk(f, room);
		if (n <= 0)
			break;
		take(p, room, (size_t)n);
	}
	if (n < 0) {
		file_report(d, (struct where){file, 0, 0}, path, errno);
		file_close(f, NULL);
		goto out;
	}
	*bytes = file_size(f);
	file_close(f, sha256);
	good = finish(p);
out:
	parser_free(p);
	return good;
}

bool xml_parse_memory(const char *text, size_t n, const struct xml_events *events, void *user,
	struct diags *d, int32_t file)
{
	struct sax *p = parser_new(events, user, d, file);
	bool good = false;

	if (!p->context) {
		report_memory(d, file);
		goto out;
	}
	while (n > 0 && !p->parser.stopped) {
		size_t part = n < CHUNK ? n : CHUNK;
		char *room = window_room(p);

		memcpy(room, text, part);
		take(p, room, part);
		text += part;
		n -= part;
	}
	good = finish(p);
out:
	parser_free(p);
	return good;
}

const char *xml_library(void)
{
	return "libxml2 " LIBXML_DOTTED_VERSION;
}
