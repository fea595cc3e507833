/* What decisions about what goods share would change: more vehicles, helpers or
 * budget, more room on a road, a closed road opened; part by part of the plan,
 * each alone, solved again.
 *
 * Of a limit that a part meets, all that it would take is looked for first: the
 * part is solved without it, and what the flow takes beyond it in the fullest
 * period is enough. In parts of up to 5,000 arcs the steps of a tenth, a fifth,
 * a half, one, two, five and nine times of the limit below that are searched, by
 * halves, for the least that serves as much; what is booked is what that one
 * gives. A road is open all the time, for the goods of the part alone. */
#ifndef SHECANG_SOLVER_OPENINGS_H
#define SHECANG_SOLVER_OPENINGS_H

#include "solver/components.h"

/* At most this many are solved. */
#define OPENINGS_MOST 40

/* Adds to plan->gains, after those about goods: limits of parts that are short
 * (such as are not solved with the bound of solver/gains.h: what is short), then
 * the roads that were solved; the others are counted in plan->roads_left_out. The
 * work stays within components_work (solver/trial.h), and is the same at every
 * number of jobs. */
void openings_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop);

#endif
