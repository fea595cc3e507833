/* Going back to what had been collected before, and where cells of sheets stand. */
#ifndef SHECANG_BASE_DIAG_MARK_H
#define SHECANG_BASE_DIAG_MARK_H

#include "base/diag.h"

/* How much has been collected, to go back to: what came later is forgotten. */
struct diags_mark {
	int32_t nitems, nerrors, nwarnings, nspoiled;
	int64_t nkept[2], dropped;
};
struct diags_mark diags_mark(const struct diags *d);
void diags_rewind(struct diags *d, const struct diags_mark *mark);

/* Notes a cell of a sheet; the texts are copied. */
void diags_cell(struct diags *d, int32_t file, const char *name, size_t n, const char *heading,
	int32_t field, int32_t row);

#endif
