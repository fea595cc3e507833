/* What decisions about what goods share would change: more vehicles, helpers or
 * budget, more room on a road, a closed road opened; part by part of the plan,
 * each alone, solved again; and all closed roads together.
 *
 * Of a limit that a part meets, all that it would take is looked for first: the
 * part is solved without it, and what the flow takes beyond it in the fullest
 * period is enough. In parts of up to 5,000 arcs the steps of a tenth, a fifth,
 * a half, one, two, five and nine times of the limit below that are searched, by
 * halves, for the least that serves as much; what is booked is what that one
 * gives. A road is open all the time, for the goods of the part alone.
 *
 * Where two or more are closed all of them are first opened together: often none
 * helps alone, two bridges of one way for instance, and where all of them change
 * nothing none of them does. */
#ifndef SHECANG_SOLVER_OPENINGS_H
#define SHECANG_SOLVER_OPENINGS_H

#include "solver/components.h"

struct solve_options;
/* At most this many are solved; besides, so many parts with all roads open. */
#define OPENINGS_MOST 40

/* Adds to plan->gains, after those about goods: limits of parts that are short
 * (such as are not solved with the bound of solver/gains.h: what is short), then
 * the roads that were solved; the others are counted in plan->roads_left_out, but
 * for those of parts in which all together change nothing (plan->roads_idle). The
 * work stays within components_work (solver/trial.h), that of all roads together
 * within half of it, and is the same at every number of jobs. */
void openings_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop);

#endif
