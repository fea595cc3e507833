/* XML as this program itself writes it, plan.xml and scenario.xml: UTF-8 with its declaration and
 * nothing else before the root, attributes in double quotes, one blank before each, the five
 * entities and &#N; alone, no comments, instructions or CDATA, no prefixes but of attributes. A
 * tag is at most XML_MARKUP_MAX bytes, a text between tags 8 MB. All else is refused (E101);
 * xml_parser.h reads it. Needs no library, and memory does not grow with the file. */
#ifndef SHECANG_IO_XML_PLAIN_H
#define SHECANG_IO_XML_PLAIN_H

#include "io/xml_events.h"

/* Text between tags comes as it is written, entities and all. */
xml_parse xml_parse_plain;

#endif
