/* The search for the hardest set of injects, or the one of the least effort that is
 * hard enough (models/drill_design.h). Sets that promise much come first; a set is
 * planned only where no plan in hand shows that it cannot matter. */
#ifndef SHECANG_SOLVER_DRILL_DESIGN_H
#define SHECANG_SOLVER_DRILL_DESIGN_H

#include "models/drill_design.h"

/* Plans a scenario by so many threads and has the plan checked; false when it does not
 * hold (said by the context). Several threads may call it. */
typedef bool design_plan(void *context, int jobs, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, struct plan *plan);

struct design_game {
	const struct drill *drill;
	drill_make *make; /* at step 0 */
	design_plan *plan;
	void *context;
	int jobs; /* threads, >= 1 */
};
/* design comes from design_init. False when a plan did not hold. */
bool design_search(const struct design_game *game, const struct design_request *request, struct design *design);

#endif
