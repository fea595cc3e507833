/* What `explain` says: the claims of a place for an item, the holders that reach
 * it and those that do not, and why it is short, with what would mend it. */
#ifndef SHECANG_IO_EXPLAIN_H
#define SHECANG_IO_EXPLAIN_H

#include "io/printer.h"
#include "models/explain.h"

/* width: terminal columns. r->names says in which file and line things stand. */
void explain_print(const struct report *r, const struct explanation *e, FILE *out, int width);

#endif
