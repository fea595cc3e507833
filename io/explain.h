/* What `explain` says: the claims of a place for an item, the holders that reach
 * it and those that do not, why it is short, and what would mend it. */
#ifndef SHECANG_IO_EXPLAIN_H
#define SHECANG_IO_EXPLAIN_H

#include "base/text.h"
#include "io/printer.h"
#include "models/remedies.h"

/* width: terminal columns. r->names says in which file and line things stand.
 * remedies: NULL when none were asked for. */
void explain_text(const struct report *r, const struct explanation *e, const struct remedies *remedies,
	struct text *out, int width);
/* Writes explanation.txt, remedies.csv and losers.csv into the directory (made when
 * absent); without remedies the tables of an earlier run are removed. False with a
 * message in why when something could not be written. */
bool explain_write(const struct report *r, const struct explanation *e, const struct remedies *remedies,
	const char *directory, char *why, size_t why_size);

#endif
