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

#include "io/xml_events.h"

/* What reads: "libxml2 2.9.14". */
const char *xml_library(void);

/* Any file that is accepted. */
xml_parse xml_parse_file;
/* The same from memory. */
bool xml_parse_memory(const char *text, size_t n, const struct xml_events *events, void *user,
	struct diags *d, int32_t file);

/* Where the text of the current event begins. */
void xml_text_place(struct xml_parser *p, struct value_place *at);
#endif
