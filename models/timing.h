/* What is lost by counting in periods instead of real times, found without a
 * plan: where goods can first be, moved as the plan may move them (a first leg
 * leaves as soon as goods are free, goods that came in a period go on at the
 * start of the next, goods are usable while in date at the end of a period)
 * and as they could really be moved (going on at once, usable to the end of
 * their last day). Both keep to closed roads and to the reach of goods;
 * quantities, limits and substitutes are not looked at.
 *
 * Warnings, at most one an item and kind, with counts and the worst example:
 *   claims that no goods reach in time although really some would;
 *   communities where the first goods come more than half a period later
 *   because they wait for the start of a period on the way;
 *   communities where the first goods come after more than half of a period
 *   and serve claims of this period as if they had come at its start;
 * and one for all lots that lose more than half a period of their last day. */
#ifndef SHECANG_MODELS_TIMING_H
#define SHECANG_MODELS_TIMING_H

#include "base/diag.h"
#include "models/cells.h"
#include "models/supply.h"

/* Codes W760 to W763 (docs/diagnostics.md). */
void timing_check(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	struct diags *diags);

#endif
