/* The audit of reserves: compares ledgers, counts and agreements with the norms
 * and finds where they do not agree (docs/method.md, "Audit"). Exact; the same
 * findings for any order of the input. */
#ifndef SHECANG_SOLVER_AUDIT_H
#define SHECANG_SOLVER_AUDIT_H

#include "models/audit.h"
#include "models/cells.h"
#include "models/supply.h"

/* out comes fresh from audit_init. cells: the demand that a cover without
 * amounts lasts against. supply: what may be called up, for arrival. */
void audit_run(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct audit *out);

#endif
