/* What was set aside line by line, or reported twice: where it stands and what it
 * held. Sources set aside as a whole are not listed line by line. */
#ifndef SHECANG_IO_ASIDE_H
#define SHECANG_IO_ASIDE_H

#include "base/diag.h"
#include "models/scenario.h"

struct aside {
	struct where where;
	int32_t line; /* index into scenario.lines, -1 = what it held cannot be read */
	int32_t code; /* of the fault that stands there, 0 = none does */
	int32_t source; /* of the line or fault, -1 = the scenario itself */
};
/* By file, line and index; [*n], the caller frees. d: the faults of reading and
 * checking the scenario, NULL = not known. */
struct aside *aside_list(const struct scenario *s, const struct diags *d, int32_t *n);

#endif
