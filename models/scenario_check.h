/* The semantic pass over a scenario as it was read (models/check*.c). */
#ifndef SHECANG_MODELS_SCENARIO_CHECK_H
#define SHECANG_MODELS_SCENARIO_CHECK_H

#include "models/scenario.h"

struct check_options {
	bool strict; /* refuse instead of setting aside */
	bool set_aside_lines; /* drop the faulty line instead of the whole source */
	bool ledger; /* a horizon and demand are not needed: nothing is planned */
};
/* Everything that can be wrong with a scenario although its form is right:
 * duplicate and look-alike ids, dangling or cyclic references, ranges, packs
 * against the issue unit, sums that overflow, agreements, terms without notice
 * or reach for callable stock, the same goods twice, stale counts, overlapping
 * people, rates and needs, estimates expanded into routes, periods cut to the
 * horizon. Sets the state of lines and sources. Adds diagnostics; returns false
 * when the scenario must be refused (exit 3). */
bool scenario_check(struct scenario *s, const struct check_options *options, struct diags *diags);

#endif
