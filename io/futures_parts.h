/* Inside of io/futures_*.c: a sweep file while it is read. */
#ifndef SHECANG_IO_FUTURES_PARTS_H
#define SHECANG_IO_FUTURES_PARTS_H

#include "io/checked.h"
#include "io/sweep.h"

struct futures_reading {
	struct futures *f;
	const struct scenario *s;
	const char *path; /* of the file */
	struct checked c;
};
#define FUTURE_FAULT(r, element, code, ...) CHECKED_FAULT(&(r)->c, element, code, __VA_ARGS__)

void futures_read_along(struct futures_reading *r, int32_t element);

#endif
