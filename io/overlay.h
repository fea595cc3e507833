/* Overlays 情景变更: small files that change a scenario, as XML (namespace
 * urn:shecang:overlay:1, root <overlay>) or as a CSV of changes, one a row. Both
 * become the same rows, which become the same changes (models/alteration.h), applied
 * one after the other as they are read: a later one may name what an earlier one
 * has added. */
#ifndef SHECANG_IO_OVERLAY_H
#define SHECANG_IO_OVERLAY_H

#include "io/reader.h"
#include "models/alteration.h"

#define OVERLAY_NAMESPACE "urn:shecang:overlay:1"

/* Applies the first `most` changes (INT32_MAX: all) of the file at path to a
 * scenario as read, before scenario_check; the file becomes one of its inputs.
 * By the name's end CSV or XML. e (not NULL) goes on with what is changed.
 * alterations_end is due after the last file. False, with diagnostics, when
 * something is wrong: the scenario must not be used then. */
bool overlay_read(struct scenario *s, const char *path, int32_t most, struct effects *e,
	struct diags *diags);
/* The same from memory; name decides what it is. */
bool overlay_read_text(struct scenario *s, const char *text, size_t n, const char *name, int32_t most,
	struct effects *e, struct diags *diags);

/* Writes an overlay that adds the holders, stock lines and norms of s from these on; their
 * lines are of these holders. */
struct added_from {
	int32_t holders, lines, norms;
};
bool overlay_write(const struct scenario *s, const struct added_from *from, const char *id, struct label title,
	FILE *out);

/* What the overlays changed, for people; nothing when there were none. names: the
 * files that the changes belong to. full: long lists whole. */
void alterations_print(const struct effects *e, const struct diags *names, const char *language, FILE *out,
	int width, bool full);

#endif
