/* Stagings: the file that says what may be held where, the pages, and the quotas as an
 * overlay and a scenario. */
#ifndef SHECANG_IO_STAGE_H
#define SHECANG_IO_STAGE_H

#include "io/printer.h"
#include "models/futures.h"
#include "models/stage.h"

#define STAGE_NAMESPACE "urn:shecang:stage:1"

/* Reads a stage file (XML, root <stage>) against a scenario as read. False with diagnostics
 * when something is faulty; st comes from stage_init. s is only looked up in. */
bool stage_read(struct stage *st, struct scenario *s, const char *path, struct diags *d);

struct stage_page {
	const struct report *report; /* of the scenario as it stands; no plan */
	const struct stage *stage;
	const struct futures *futures;
	const struct futures *check; /* NULL: none */
	const struct stage_result *result;
	const struct ensemble_summary *before, *after; /* of result.state */
	const struct scenario *with; /* the scenario as read, with keepers, quotas and norms */
};
void stage_print(const struct stage_page *p, FILE *out, int width, bool colour);
/* stage.txt, quotas.csv, curve.csv, claims.csv, futures.csv, quotas.xml (an overlay that adds
 * the quotas and their norms) and scenario.xml (the same, whole); as report_write. */
bool stage_write(const struct stage_page *p, const char *directory, char *why, size_t why_size);

#endif
