/* An XML document in a vocabulary of others, read whole: its elements as a tree,
 * with their places. Hardened as io/xml_parser.h says; for documents of at most
 * DOCUMENT_BYTES_MAX bytes, such as offices and shops exchange. */
#ifndef SHECANG_IO_DOCUMENT_H
#define SHECANG_IO_DOCUMENT_H

#include "io/reader.h"

enum { DOCUMENT_BYTES_MAX = 64 << 20 };

struct document_attribute {
	const char *name, *value; /* without prefix */
};
struct document_element {
	const char *name; /* without prefix */
	const char *uri; /* of its namespace, "" = none */
	const char *text; /* directly in it, without blanks around; "" = none */
	int32_t parent, first, next; /* elements: the one it is in, its first child, its next sibling; -1 */
	int32_t attributes, nattributes; /* in document.attributes */
	struct where where; /* of its '<' */
	int32_t span; /* bytes of '<' and its name */
};
struct document {
	struct arena arena;
	struct document_element *elements; /* [nelements], in document order; 0 is the root */
	int32_t nelements, elements_room;
	struct document_attribute *attributes; /* [nattributes] */
	int32_t nattributes, attributes_room;
	int64_t bytes;
	char sha256[65]; /* hex, of the file */
};

/* False, with diagnostics, when it cannot be read or is not well-formed.
 * document_release is due either way. */
bool document_read(struct document *doc, const char *path, struct diags *d);
/* The same from memory; name is what diagnostics call it. */
bool document_read_memory(struct document *doc, const char *text, size_t n, const char *name,
	struct diags *d);
void document_release(struct document *doc);

/* The first child of that name behind `after` (-1: of all), -1 when there is none;
 * in any namespace. */
int32_t document_child(const struct document *doc, int32_t element, const char *name, int32_t after);
/* Down a path of first children ("Party/PartyName/Name"); -1 when there is none. */
int32_t document_find(const struct document *doc, int32_t element, const char *path);
/* The attribute's value, NULL when it is absent. */
const char *document_attribute(const struct document *doc, int32_t element, const char *name);

#endif
