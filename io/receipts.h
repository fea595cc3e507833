/* The returned receipts.csv of an earlier plan. */
#ifndef SHECANG_IO_RECEIPTS_H
#define SHECANG_IO_RECEIPTS_H

#include "io/csv.h"
#include "models/plan.h"

struct previous;
/* Reads the receipts of the plan in p (previous_read) into p->done; rows without a status say
 * nothing. The encoding is looked at only where there is no BOM. False when anything is faulty;
 * all faults are located in diags. */
bool receipts_read(struct previous *p, const struct scenario *s, const char *path,
	enum csv_encoding encoding, struct diags *diags);

/* Is there no such file, or one that nobody has filled in since a plan wrote it? Else a located
 * error. */
bool receipts_blank(const char *path, struct diags *diags);

#endif
