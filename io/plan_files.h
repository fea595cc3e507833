/* The files that a plan was made from, held against those that the scenario is read from. */
#ifndef SHECANG_IO_PLAN_FILES_H
#define SHECANG_IO_PLAN_FILES_H

#include "io/plan_head.h"
#include "io/plan_load.h"

/* The one file that the scenario was read from is the canonical scenario that was
 * written beside the plan: sources are merged in and not read again, and of lines
 * set aside only those that could be understood are there. */
bool plan_head_canonical(const struct plan_head *h, const struct scenario *s);
/* E825 for each file that is not as the plan says it was. Nothing when the
 * scenario is the canonical one. */
bool plan_head_compare(const struct plan_head *h, const struct scenario *s, struct diags *diags);
/* plan_load, by the scenario as it is written (scenario_fingerprint) and by what was set aside
 * of it line by line, which is not compared when s is the canonical one. */
enum plan_loading plan_load_by_files(struct plan *p, struct plan_places *w, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const char *path,
	const struct diags *names, bool canonical, struct diags *diags);

#endif
