/* Checks of the causes of shortfall that a plan states. Each adds a line for
 * everything that does not hold, at most 100, and returns whether all does. */
#ifndef SHECANG_CLI_VERIFY_CAUSES_H
#define SHECANG_CLI_VERIFY_CAUSES_H

#include "models/plan.h"

struct previous;
struct text;
/* Those of a claim are in order, above 0 and sum to its shortfall. */
bool causes_sum(const struct scenario *s, const struct cells *cells, const struct plan *plan,
	struct text *findings);
/* The library that it solves with, "GLPK 5.0". buffer [32]. */
const char *solver_library(char *buffer);
/* Each is the difference of two solutions: causes 1..k and 1..k-1 lifted. And
 * with all of them lifted no more can be given than they say, counted without a
 * network (solver/causes_check.h). previous may be NULL; settled. */
bool causes_solved_again(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, const struct previous *previous, struct text *findings);

/* The whole plan is solved again: the baseline of every claim, what decisions would gain and
 * what each cause alone would change are the same; said: the lines of the plan (plan_said.h). Only
 * for plans that nothing stopped. */
struct report;
bool rest_solved_again(const struct report *r, const struct previous *previous, const struct text *said,
	struct text *findings);

#endif
