/* What lifting one cause of shortfall alone would change: the plan solved again
 * without it (solver/lift.h), every other rule as it is, no claim keeping
 * anything. The roads alone are those of the data, all open all the time. */
#ifndef SHECANG_SOLVER_ALONE_H
#define SHECANG_SOLVER_ALONE_H

#include "solver/components.h"

struct solve_options;
/* Fills plan->alones once plan->bookings stands: for the causes from the rule of
 * sharing to expiry that something is booked for, item by item, those with the
 * largest share of the demand first, while the size of what is solved stays
 * within components_work (solver/trial.h). What is not solved, or not proven, is left out. */
void alone_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop);

#endif
