/* Drills played: what a team sees at a step, what the program would send, what
 * becomes of a decision in truth, and what could still be reached in truth.
 *
 * Departures are free from a period on; before it nothing leaves that has not left.
 * Then no holder's stock may be handed over on the spot either; what is at a place,
 * or comes there, is handed out as is best by what is known. */
#ifndef SHECANG_SOLVER_DRILL_H
#define SHECANG_SOLVER_DRILL_H

#include "models/drill.h"
#include "models/previous.h"

struct drill_game {
	const struct drill *drill;
	drill_make *make;
	void *context; /* of make */
	int jobs; /* threads, >= 1 */
};

/* A scenario with what has happened, and a plan that goes on from there. */
struct drill_world {
	struct scenario scenario;
	struct cells cells;
	struct supply supply; /* settled */
	struct previous previous; /* settled; only facts */
	int32_t *line_of; /* [nsent of the state] line of previous that a part is in, -1 = left out */
	struct plan plan;
	bool open, planned; /* what of the above is made */
};
/* What zeroed memory may be given to, any number of times. */
void drill_world_release(struct drill_world *w);
/* After w->scenario has been made: makes all but the plan. The state's step (at the end,
 * the last one) is the scenario's as-of. */
void drill_world_open(struct drill_world *w, const struct drill_state *state, enum drill_eyes eyes);
/* The plan, departures free from the period `from` on (0, or the present: at once). */
void drill_world_plan(struct drill_world *w, int32_t from, int jobs, bool baseline);

/* What is to be sent by the plan of a world in periods first..last: [w's shipments]. */
void drill_plan_lines(const struct drill_world *w, int32_t first, int32_t last, struct drill_decision *out);

/* What the program would send from a state at a step by an overlay as belief: the
 * best plan as the team sees it, all of its departures from the step on. out comes
 * from drill_decision_init. False when the belief is no scenario. */
bool drill_propose(const struct drill_game *game, const int32_t *overlay, const struct drill_state *state,
	int32_t step, struct drill_decision *out);

/* Executes what a decision says of the periods up to the next step, as far as that is
 * physically possible in truth; hands out in these periods what is there, as the team would
 * that was told as much (belief: overlays as of the step). Nothing of what then lies before
 * the team (EYES_TEAM) depends on truth that it was not told and that has not shown itself: by
 * which goods left, how many and when, by when they came, and by who took them. A row of a period
 * that is over sends nothing (CUT_OVER); when rows of earlier steps have decided as much for
 * the same period, item, way and holder it only says what is done, and is passed over. out comes
 * from drill_state_init. False when truth or belief is no scenario. */
bool drill_execute(const struct drill_game *game, const struct drill_state *state,
	const struct drill_decision *decision, const int32_t *belief, int32_t step, struct drill_state *out);

/* The best plan from a state by an overlay (the truth), departures free from the step
 * on; step nsteps: the outcome, nothing departs any more. w is zeroed; release it either
 * way. */
bool drill_hindsight(const struct drill_game *game, const int32_t *overlay, const struct drill_state *state,
	int32_t step, struct drill_world *w);

#endif
