/* Values of scripts (io/script.h) that speak of a scenario: shares, references, words. For
 * sweeps and stagings. */
#ifndef SHECANG_IO_CHECKED_H
#define SHECANG_IO_CHECKED_H

#include "io/aliases.h"
#include "io/script.h"
#include "io/sheets.h"

struct checked {
	struct script in;
	struct reading reading; /* for references to things of the scenario */
};
#define CHECKED_FAULT(c, element, code, ...) SCRIPT_FAULT(&(c)->in, element, code, __VA_ARGS__)
/* As script_open; s is only looked up in. checked_release is due either way. */
bool checked_open(struct checked *c, struct scenario *s, const char *path, const char *root, const char *space,
	struct arena *arena, struct diags *d);
void checked_release(struct checked *c);
/* "0.85", "85%" in millionths. */
bool checked_millionths(struct checked *c, int32_t element, const char *name, const char *value, int64_t most,
	int64_t *out);
/* The index of what the attribute names; -1 after a fault. */
int32_t checked_find(struct checked *c, int32_t element, enum thing thing, const char *id);
int checked_word(struct checked *c, int32_t element, const char *value, enum alias_kind kind);

#endif
