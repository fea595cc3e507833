/* Every plan of a small story in whole units, by moving units through it in the
 * order of time: what can be drawn, sent, kept, made into substitutes and handed
 * out, whatever that is good for. Knows no network, no flow and no bound of the
 * solver or the checker, only the meaning of the words (DESIGN, docs/method.md):
 *
 * - A lot is free from its release on: it stays in that period at its place, or
 *   leaves at that instant, if it did not arrive in that very period. What is at a
 *   place in a period is handed out there, kept for the next period while in date,
 *   or leaves at the start of the next period, inside its region.
 * - What has happened is as the plan says it is: facts take goods, limits and claims.
 * - Only plans that move nothing for nothing are made: every unit reaches a claim, or is
 *   left of a last batch of substitutes. */
#ifndef SHECANG_TESTS_WHOLE_SUPPORT_BRUTE_H
#define SHECANG_TESTS_WHOLE_SUPPORT_BRUTE_H

#include "tests/solver/support_scenario.h"

struct previous;
enum { BRUTE_CLAIMS = 8, BRUTE_LEVELS = 12 };

struct brute_claim {
	int32_t cell; /* index into cells.cells; stock to be left: -1 - minimum */
	int32_t place, item, group, first, last;
	int64_t demand, fact; /* issue units; fact: household stock and what was handed out */
};
/* What a linear level counts. */
struct brute_level {
	enum level_kind kind;
	int32_t item; /* CHANGE, WASTE: as in struct level; -1 = all with a value, weighed by it */
};
/* What limits count: those of `bounds`, or all that the scenario has. */
struct brute_request {
	const int32_t *items; int32_t nitems; /* decided together; other items do not exist */
	const struct proof_bound *bounds; int32_t nbounds; /* bounds NULL = all */
	bool substitutes;
	const struct brute_level *levels; int32_t nlevels; /* linear, in their order */
	const struct previous *previous; /* settled, may be NULL: only for what was announced */
};
struct brute {
	struct brute_claim claims[BRUTE_CLAIMS];
	int32_t nclaims;
	bool complete; /* false: too many claims or plans, nothing else is told */
	int32_t nplans; /* different ways to serve */
	int64_t *served; /* [nplans][nclaims] x_c, beside the fact */
	struct ratio *values; /* [nplans][nlevels] the least of the levels, in turn, when it is served so */
};
/* The story has a plan: its facts are looked at. */
void brute_all_plans(struct brute *b, const struct story *y, const struct brute_request *q);
void brute_release(struct brute *b);

#endif
