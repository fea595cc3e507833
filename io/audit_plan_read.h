/* Reading a plan for its audit. */
#ifndef SHECANG_IO_AUDIT_PLAN_READ_H
#define SHECANG_IO_AUDIT_PLAN_READ_H

#include "base/diag.h"
#include "models/audit_plan.h"

/* The file at path, or plan.xml in the folder at path, into out, fresh from
 * planned_init. Its places are files of diags. False when anything cannot be
 * read; what the ledgers do not have is no fault. */
bool planned_read(struct planned *out, const struct scenario *s, const char *path, struct diags *diags);

#endif
