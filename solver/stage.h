/* Where to hold reserves before the event: a two-stage stochastic program, solved tier by
 * tier with lower bounds that are exact (docs/method.md, "Staging").
 *
 * Each tier's measure (models/stage.h) is made as small as can be while the tiers before
 * stay within what they came to and the gap; then, with no tier worse, the money. The master (stage_master.h) proposes lots;
 * rounded to whole ones they are served in every future (stage_network.h), which says what
 * they really come to and gives the cuts. Limits that several flows share, and substitutes,
 * are not part of it: without them no loss is larger, and no smaller with them but for
 * substitutes. */
#ifndef SHECANG_SOLVER_STAGE_H
#define SHECANG_SOLVER_STAGE_H

#include "models/stage.h"
#include "solver/problem.h"

/* Where futures come from; make is called by several threads at once. */
struct stage_futures {
	int32_t n;
	const int64_t *weight; /* [n] >= 1 */
	void *context;
	/* The scenario of a future, checked, with these quotas (smallest units [ncandidates]) and
	 * their keepers [ncandidates], may be NULL, as stage_apply. False when it is refused. scenario_release is
	 * due either way. */
	bool (*make)(void *context, int32_t future, const int64_t *quantity, struct scenario *s, int32_t *keeper);
	const struct asked *asked; /* in the scenario and its futures: the rows that are summed */
};
struct stage_options {
	int jobs; /* threads, >= 1 */
	const struct stop *stop; /* may be NULL */
};
/* s: the scenario as it stands, checked. check: other futures that the quotas are
 * looked at in, NULL = none. out is filled; stage_result_release by the caller. */
void stage_solve(const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, const struct stage_futures *check, const struct stage_options *options,
	struct stage_result *out);

/* What the quotas (smallest units [ncandidates]) come to in all futures, by the scenarios with
 * the quotas in them: losses, and, when plans are wanted, what every community gets by the plan
 * of every future without and with them, in which limits count and every tier is shared fairly.
 * tiers [ntiers]; expected [n][ntiers] the losses that the model has for it, NULL = none.
 * (solver/stage_look.c) */
void stage_look(const struct stage *stage, const struct scenario *s,
	const struct stage_futures *futures, const int64_t *quantity, const int32_t *tiers, int32_t ntiers,
	const wide *expected, bool plans, const struct stage_options *options, struct stage_futures_state *out);

#endif
