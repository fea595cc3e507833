/* A small XML document of our own vocabulary, read whole (io/document.h), with faults that
 * name the element and its place: sweeps, stagings. */
#ifndef SHECANG_IO_CHECKED_H
#define SHECANG_IO_CHECKED_H

#include "io/aliases.h"
#include "io/document.h"
#include "io/sheets.h"

struct checked {
	struct document doc;
	struct diags *d;
	struct reading reading; /* for references to things of the scenario */
	bool good; /* no fault so far */
};
/* Reads the file; good tells. s is only looked up in. checked_release is due either way. */
void checked_read(struct checked *c, struct scenario *s, const char *path, struct diags *d);
void checked_release(struct checked *c);
bool checked_is_root(const struct checked *c, const char *name, const char *uri);

struct diag *checked_fault(struct checked *c, int32_t element, struct diag *item);
#define CHECKED_FAULT(c, element, code, ...) \
	checked_fault(c, element, diag_add((c)->d, DIAG_ERROR, code, (c)->doc.elements[element].where, __VA_ARGS__))
/* Unknown elements and attributes are slips of the pen that would change the result.
 * names: with | between. */
void checked_attributes(struct checked *c, int32_t element, const char *names);
void checked_unknown(struct checked *c, int32_t element, const char *allowed);
/* NULL after a fault when it is needed and absent. */
const char *checked_need(struct checked *c, int32_t element, const char *name);
/* "1.0", and nothing else. */
void checked_version(struct checked *c, const char *version);
struct value_place checked_place(const struct checked *c, int32_t element);
/* "0.85", "85%" in millionths. */
bool checked_millionths(struct checked *c, int32_t element, const char *name, const char *value, int64_t most,
	int64_t *out);
bool checked_whole(struct checked *c, int32_t element, const char *name, int64_t least, int64_t most, int64_t *out);
/* The index of what the attribute names; -1 after a fault. */
int32_t checked_find(struct checked *c, int32_t element, enum thing thing, const char *id);
int checked_word(struct checked *c, int32_t element, const char *value, enum alias_kind kind);
/* A title in the language that its element states; text is kept in the arena. */
void checked_title(struct checked *c, int32_t element, struct arena *arena, struct label *title);

#endif
