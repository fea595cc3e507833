/* In what a team's decision deviates from the best rolling one. */
#ifndef SHECANG_SOLVER_DRILL_DEVIATIONS_H
#define SHECANG_SOLVER_DRILL_DEVIATIONS_H

#include "models/drill_score.h"

struct deviations {
	struct drill_deviation *items; int32_t nitems, room; /* first those that break a rule, then by
	                                                       * share of the item's demand, then by key */
};
/* What was due at the step by the state's rows, against what of `best` is. Texts are those of
 * the state and of best. s and g: of the truth. */
void deviations_find(struct deviations *v, const struct drill *d, const struct drill_state *state, int32_t step,
	const struct drill_decision *best, const struct drill_ground *g, const struct scenario *s);
void deviations_release(struct deviations *v);
/* The decision of the step as it was, with what `what` (NULL: nothing) is about taken from best.
 * Texts are those of the state and of best. drill_decision_release by the caller. */
void decision_put_right(struct drill_decision *out, const struct drill_state *state, int32_t step,
	const struct drill_decision *best, const struct drill_deviation *what);

#endif
