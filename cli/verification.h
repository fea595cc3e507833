/* A plan on its way through the checks, and what is said of it: the same in shecang verify and in
 * shecang-verify. */
#ifndef SHECANG_CLI_VERIFICATION_H
#define SHECANG_CLI_VERIFICATION_H

#include "cli/program.h"
#include "io/plan_load.h"
#include "models/plan.h"

struct previous;
struct text;
struct verification {
	/* what it is held against, made by the caller */
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply; /* without what has happened */
	const struct diags *names; /* of the scenario's files */
	const struct previous *previous; /* that the plan goes on from, settled; NULL */
	bool canonical; /* s is the canonical scenario beside the plan */
	const char *libraries; /* that solve and read here, as a plan names them; "" where there are none */
	/* Compares what follows from nothing but solving again; adds what does not hold to findings.
	 * NULL: nothing is solved again. */
	bool (*solve_again)(const struct verification *v, struct text *findings);
	/* the plan */
	struct diags diags; /* of its file */
	struct plan plan;
	struct plan_places places;
};
void verification_init(struct verification *v);
void verification_release(struct verification *v);
/* Says that the plan goes on from an earlier one, without which what happened by it is not known
 * (STATUS_USAGE). */
void plan_needs_earlier(struct statuses *statuses);
/* Is everything solved again? A plan that was stopped, or might have been, may come to less than
 * another time. */
bool verification_solvable(const struct verification *v);
/* Checks the loaded plan and its proof and prints what comes of it, and adds the statuses; what
 * is in diags then is the caller's to print. */
void verification_judge(struct verification *v, struct statuses *statuses);

#endif
