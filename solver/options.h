/* How a plan is asked for. */
#ifndef SHECANG_SOLVER_OPTIONS_H
#define SHECANG_SOLVER_OPTIONS_H

#include "models/previous.h"

struct reuse;
/* Options of solving. */
struct solve_options {
	int jobs; /* threads, >= 1 */
	int64_t time_limit; /* nanoseconds, 0 = none */
	volatile int *interrupted; /* set by a signal handler; may be NULL */
	const struct previous *previous; /* NULL for a first plan */
	bool baseline; /* also compute the proportional baseline */
	bool gains; /* also solve again for what open decisions would change */
	bool why; /* also book the causes of shortfall */
	/* Only what claims get, the levels' values and what is proven are wanted: where that is
	 * the same for all plans that are equal on all levels, any of them will do. Levels of
	 * earliness are left out where what is wanted does not hang on them */
	bool figures;
	struct reuse *reuse; /* solver/reuse.h, for plans of many scenarios; NULL: none */
	bool steps; /* tiers where limits count go in steps, however few their claims are: for tests */
	bool prices; /* levels after fairness where limits count go by prices of the limits, however
	              * small their part is: for tests */
};

#endif
