/* Where a value stands in its file. */
#ifndef SHECANG_IO_VALUE_PLACE_H
#define SHECANG_IO_VALUE_PLACE_H

#include "base/diag.h"

#include <stddef.h>

struct value_place {
	struct where where;
	int32_t span; /* bytes */
	const char *heading; /* heading of the CSV column; NULL in XML */
	const char *line; /* source line, may be NULL */
	size_t line_length;
	int32_t line_cut; /* bytes of the input's line missing before `line` */
};

#endif
