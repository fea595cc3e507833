/* XML as a stream of events with exact places: what readers get, whoever makes the events
 * (xml_parser.h of any file, xml_plain.h of what the program itself has written). */
#ifndef SHECANG_IO_XML_EVENTS_H
#define SHECANG_IO_XML_EVENTS_H

#include "io/value_place.h"

enum {
	XML_DEPTH_MAX = 16,
	XML_ATTRIBUTES_MAX = 64, /* of one element */
	XML_MARKUP_MAX = 1 << 16 /* bytes of one tag, comment or instruction */
};

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

struct xml_parser { /* who makes the events */
	bool stopped; /* events are over */
};

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
typedef bool xml_parse(const char *path, int64_t limit, const struct xml_events *events, void *user,
	struct diags *d, int32_t file, char *sha256, int64_t *bytes);

/* Ends the reading after the current event (a fault was reported). */
static inline void xml_stop(struct xml_parser *p)
{
	p->stopped = true;
}

static inline bool xml_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Where the tag stands (its '<' and name are underlined). */
void xml_tag_place(const struct xml_tag *tag, struct value_place *at);
/* Where the value of an attribute of the tag stands, between its quotes; the
 * tag when it is not found in what is kept. */
void xml_value_place(
	const struct xml_tag *tag, const struct xml_attribute *attribute, struct value_place *at);
/* Where the name of an attribute stands. */
void xml_name_place(
	const struct xml_tag *tag, const struct xml_attribute *attribute, struct value_place *at);
/* The place of n bytes at `position` of the tag's text. */
void xml_place_in_tag(const struct xml_tag *tag, int32_t position, int32_t n, struct value_place *at);

#endif
