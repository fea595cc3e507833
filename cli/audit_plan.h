/* The plan of an audit: read, held against the files it was made from, and given to
 * the checker. */
#ifndef SHECANG_CLI_AUDIT_PLAN_H
#define SHECANG_CLI_AUDIT_PLAN_H

#include "cli/cli.h"
#include "io/plan_head.h"
#include "models/audit_plan.h"

/* Reads the plan at path for the ledgers as loaded; head: of the same plan, read
 * before with diags, to which is added what is different and not printed. The plan joins the files that were examined. False (said on stderr) when it
 * cannot be read. */
bool audit_take_plan(struct loaded *l, const struct plan_head *head, struct diags *diags, const char *path,
	struct planned *out);

#endif
