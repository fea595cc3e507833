/* XML as a stream of events with exact places, from files that nobody vouches
 * for. The only part of the program that knows libxml2.
 *
 * Accepted: UTF-8 (with or without a byte order mark), well-formed XML 1.0 with
 * namespaces. Refused with a located diagnostic: document types and every
 * entity but the five predefined ones, compressed files, other encodings,
 * nesting deeper than XML_DEPTH_MAX, more than XML_ATTRIBUTES_MAX attributes, a
 * piece of markup longer than XML_MARKUP_MAX, hidden characters in texts and
 * comments. Nothing outside the file is ever opened: no XInclude, no schema
 * locations, no processing instructions. Memory does not grow with the file.
 *
 * A fault of form ends the reading (the rest would be guesswork); everything
 * that was reported as events before stays reported. Parsers are independent of
 * each other and may run in several threads; libxml2 is initialised by the first
 * and never torn down, which would not be safe while others run. */
#ifndef SHECANG_IO_XML_PARSER_H
#define SHECANG_IO_XML_PARSER_H

#include "io/reader.h"

enum {
	XML_DEPTH_MAX = 16,
	XML_ATTRIBUTES_MAX = 64, /* of one element */
	XML_MARKUP_MAX = 1 << 16 /* bytes of one tag, comment or instruction */
};

/* What reads: "libxml2 2.9.14". */
const char *xml_library(void);

struct xml_attribute {
	const char *prefix, *uri; /* NULL: none */
	const char *name; /* without the prefix */
	const char *value; /* length bytes, without a NUL */
	size_t length;
};

/* Where a start tag stands, with the text around it for carets. */
struct xml_tag {
	struct where where; /* of its '<' */
	const char *text; /* [length]: part of its line, the tag, part of what follows */
	int32_t before; /* bytes of text before the '<' */
	int32_t cut; /* bytes of the line lost before text */
	int32_t length;
};

struct xml_element {
	const char *prefix, *uri; /* NULL: none */
	const char *name; /* without the prefix */
	const struct xml_attribute *attributes; /* [nattributes], namespaces not among them */
	int32_t nattributes;
	struct xml_tag tag;
};

struct xml_parser;

/* All texts are only valid during the call. Text comes in pieces, blanks
 * included; line ends are LF. end and text may be NULL: nobody asks. */
struct xml_events {
	void (*start)(void *user, struct xml_parser *p, const struct xml_element *element);
	void (*end)(void *user, struct xml_parser *p);
	void (*text)(void *user, struct xml_parser *p, const char *bytes, size_t n);
};

/* Reads a whole document. file: its index among d's files. False when the file
 * cannot be read or after a fault of form, each reported. sha256 (65 bytes) and
 * *bytes are those of the whole file, also when it is faulty; "" and 0 when it
 * cannot be read. */
bool xml_parse_file(const char *path, int64_t limit, const struct xml_events *events, void *user,
	struct diags *d, int32_t file, char *sha256, int64_t *bytes);
/* The same from memory. */
bool xml_parse_memory(const char *text, size_t n, const struct xml_events *events, void *user,
	struct diags *d, int32_t file);

/* Ends the reading after the current event (a fault was reported). */
void xml_stop(struct xml_parser *p);

/* Where the text of the current event begins. */
void xml_text_place(struct xml_parser *p, struct value_place *at);
/* Where the tag stands (its '<' and name are underlined). */
void xml_tag_place(const struct xml_tag *tag, struct value_place *at);
/* Where the value of an attribute of the tag stands, between its quotes; the
 * tag when it is not found in what is kept. */
void xml_value_place(
	const struct xml_tag *tag, const struct xml_attribute *attribute, struct value_place *at);
/* Where the name of an attribute stands. */
void xml_name_place(
	const struct xml_tag *tag, const struct xml_attribute *attribute, struct value_place *at);

#endif
