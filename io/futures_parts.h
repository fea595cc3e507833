/* Inside of io/futures_*.c: a sweep file while it is read. */
#ifndef SHECANG_IO_FUTURES_PARTS_H
#define SHECANG_IO_FUTURES_PARTS_H

#include "io/script.h"
#include "io/sheets.h"
#include "io/sweep.h"

struct futures_reading {
	struct futures *f;
	const struct scenario *s;
	const char *path; /* of the file */
	struct script in;
	struct reading reading; /* for references to things of the scenario */
};
#define FUTURE_FAULT(r, element, code, ...) SCRIPT_FAULT(&(r)->in, element, code, __VA_ARGS__)

/* The index of what the attribute names; -1 after a fault. */
int32_t future_find(struct futures_reading *r, int32_t element, enum thing thing, const char *id);

void futures_read_along(struct futures_reading *r, int32_t element);

#endif
