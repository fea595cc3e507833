/* The scenario read as if remedies had been taken (models/remedies.h): goods are
 * under way, roads open, terms otherwise, decisions taken; limits are bounds. It
 * shares all else with the one it is made from. */
#ifndef SHECANG_SOLVER_DOSED_H
#define SHECANG_SOLVER_DOSED_H

#include "models/remedies.h"
#include "solver/limits.h"

struct dosed {
	const struct dose *doses; int32_t ndoses; /* borrowed */
	struct scenario scenario; /* a copy of the struct alone */
	struct what_if what_if;
	struct decision *decisions;
	struct supposed_terms *terms;
	struct transit *transits; /* own copies, or NULL */
	struct route *routes;
	struct segment *segments;
	struct periods **closures; int32_t nclosures, closures_room; /* own closures of those opened */
	struct cells own_cells;
	const struct cells *cells; /* own_cells, or those that it was made from */
};
/* item: what the remedies are for. stock [nitems]: stock of other items is left
 * out; NULL = none is. All must outlive d. */
void dosed_init(struct dosed *d, const struct scenario *s, const struct cells *cells, const struct dose *doses,
	int32_t ndoses, int32_t item, const bool *stock);
void dosed_release(struct dosed *d);
/* Adds to the bounds what the doses allow more. */
void dosed_bounds(const struct dosed *d, struct bounds *bounds);
/* One step of a bound in its own unit (struct bound's most). */
wide bound_step(const struct scenario *s, const struct bounds *bounds, const struct bound *b);
/* Is the remedy about this bound? */
bool remedy_of_bound(const struct remedy *r, const struct bound *b);

#endif
