/* The change notice: what a new plan does to the orders of the one before.
 *
 * Orders keep their numbers. What is still planned of an order and has not
 * changed in any line keeps version and line numbers, line by line; otherwise
 * its planned lines are the next version, numbered anew, while facts stay lines
 * of the version that sent them. A line whose parts are of several lots now
 * has changed. An order of which nothing is planned any more gets an empty
 * version. So plan.orders may hold several versions of a number.
 * Changes are told by order, departure period, item, from, to:
 *   decide  a shipment caught on a closed road, or less received than ordered;
 *   cancel  announced, not planned any more; cancelled by the receipts; or an
 *           onward leg whose goods had not come;
 *   alter   another quantity, lot or time;  new;  keep (facts too);
 * in this order, shipments caught on a road on top. */
#ifndef SHECANG_SOLVER_CHANGES_H
#define SHECANG_SOLVER_CHANGES_H

#include "solver/facts.h"

struct previous;
/* After trace_finish: fills plan->changes, sets versions and lines, sorts
 * orders. previous NULL: nothing to do. */
void changes_fill(struct plan *plan, const struct ground *g, const struct facts *facts,
	const struct previous *previous);

#endif
