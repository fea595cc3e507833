/* Scores a team's play: models/drill_score.h says what is computed. Every number comes
 * from solving again, none is estimated. */
#ifndef SHECANG_SOLVER_DRILL_SCORE_H
#define SHECANG_SOLVER_DRILL_SCORE_H

#include "models/drill_score.h"
#include "solver/drill.h"

/* Of the deviations of a step so many are put right to see what they cost: those that
 * break a rule first, then the largest by the item's demand. Where there are more claims
 * than DEVIATIONS_CLAIMS the fewer the more there are, but DEVIATIONS_LEAST. */
enum { DEVIATIONS_MOST = 40, DEVIATIONS_LEAST = 8, DEVIATIONS_CLAIMS = 2000 };

/* What all teams are measured against; once, before the first team. False when the
 * truth cannot be planned (game's diagnostics say why). */
bool drill_score_start(struct drill_score *score, const struct drill_game *game);
/* states [nsteps + 1]: the team's at each step, and in the end. Adds the team's score.
 * False when some world could not be made or planned. */
bool drill_score_team(struct drill_score *score, const struct drill_game *game, int32_t team,
	const struct drill_state *states);

#endif
