/* How well a team did, step by step, and what it lost by what.
 *
 * V(S) is the best plan from state S on the truth: hindsight. S_k is the team's state
 * at step k, R_k+1 the state that the best rolling decision would have led to: what the
 * program proposes at k on what the team was told, carried out in truth from S_k. With
 * m the measures of a plan (models/drill_measures.h)
 *   m(V(S_k+1)) - m(V(S_k)) = [m(V(R_k+1)) - m(V(S_k))] + [m(V(S_k+1)) - m(V(R_k+1))]
 *                           =   by information           +   by the team's decision,
 * and over all steps these sum to m(outcome) - m(V(S_0)), whole numbers, exactly.
 *   The part by information is booked to the injects of which the team believed at k
 * something else than the truth: putting one right after the other, in their order,
 * proposing and carrying out again, each is booked what that gains. What is left could
 * not have been known at k: injects yet to come.
 *   Any part may be negative: better luck. Nothing is clamped.
 *   Grades go by the sums of the team's own part, for what it was told is not its
 * fault. */
#ifndef SHECANG_MODELS_DRILL_SCORE_H
#define SHECANG_MODELS_DRILL_SCORE_H

#include "models/drill_measures.h"

struct drill_booking {
	int32_t inject; /* index into the script's; -1: what nobody could have known */
	struct drill_measures lost;
};
/* Something sent otherwise than the best rolling decision has it: all rows of an item,
 * holder, way and period together. */
struct drill_deviation {
	int32_t period;
	const char *item, *from, *to, *holder; /* ids; holder NULL = none named */
	int64_t decided, best; /* smallest units in the two decisions; the same: by another road */
	int64_t sent; /* what really left of the decided, smallest units */
	bool breach; /* it breaks a rule */
};
/* The deviation whose putting right, alone, gains most of a measure. */
struct drill_worst {
	int32_t step; /* -1: none gains anything */
	struct drill_deviation deviation;
	int64_t gain; /* of the measure, > 0 */
};
struct drill_step_score {
	struct drill_measures before, rolling, after; /* of V(S_k), V(R_k+1), V(S_k+1) */
	struct drill_booking *bookings; int32_t nbookings, bookings_room; /* by inject, -1 last; sum to
	                                                                    * rolling - before */
	struct drill_worst worst[DRILL_MEASURES];
	int32_t ndeviations, ntried; /* how many there are, and were put right to see */
};
struct drill_team_score {
	struct drill_step_score *steps; int32_t nsteps; /* [nsteps] */
	struct drill_measures hindsight, outcome; /* of V(S_0), and of what came of it */
	struct drill_measures information, decision; /* sums of the parts: outcome - hindsight */
	enum drill_grade grades[DRILL_MEASURES]; /* where the script states thresholds */
	struct drill_worst worst[DRILL_MEASURES]; /* of all steps */
	bool proven; /* all plans that were compared are proven */
};
struct drill_score {
	struct arena arena; /* of the deviations' texts */
	struct drill_ground ground;
	struct drill_team_score *teams; int32_t nteams; /* [nteams] */
};
/* What an evaluator wrote down. */
struct drill_observation {
	int64_t at; /* seconds after the start */
	int32_t step; /* that it falls into: the last one that has begun by then */
	int32_t team; /* index into the script's, -1 = all */
	int measure; /* enum drill_measure, -1 = none */
	bool strength; /* else something to improve */
	const char *text;
	const char *by; /* the evaluator; NULL */
	struct where where;
};
struct drill_observations {
	struct drill_observation *items; int32_t nitems, room; /* by time, then as in the file */
};
void drill_observations_release(struct drill_observations *o);
void drill_observations_sort(struct drill_observations *o);

void drill_score_init(struct drill_score *score);
void drill_score_release(struct drill_score *score);

/* What the team lost at the step, in all, to information, by its own decision. */
struct drill_measures drill_step_lost(const struct drill_step_score *step);
struct drill_measures drill_step_information(const struct drill_step_score *step);
struct drill_measures drill_step_decision(const struct drill_step_score *step);
/* Sums, worst of all steps and grades, once the steps are there. */
void drill_team_score_sum(struct drill_team_score *team, const struct drill *d);
enum drill_grade drill_grade_of(const struct drill_threshold *t, int64_t lost);

/* Breaches of rules by the decisions so far: every rule that a row breaks counts. */
void drill_count_breaches(const struct drill_state *state, const struct drill_ground *g,
	const struct scenario *s, struct drill_measures *m);

#endif
