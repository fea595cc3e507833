/* Causes of shortfall lifted: the scenario read as if they did not exist.
 *
 * Lifting is a change of the data, or of the bounds:
 *   packs      the issue unit is one smallest unit
 *   budget, vehicles, helpers, capacity   such bounds are never reached
 *   late       no lead times, no notice, what is under way is there at once
 *   roads      no closures (solver/pooled.h: and every place can be reached)
 *   reach      goods may go anywhere
 *   autonomy   nothing is kept for the own community
 *   terms      no hold-back, all may be called up
 *   consent    every holder agrees
 *   sources    lines set aside, in conflict (of the source that reports most of
 *              a holder's item) or too old count, as far as they can be read
 *   expired    what may be called up never expires; people's own stock does
 * The scenario that is read so shares all else with the one it is made from. */
#ifndef SHECANG_SOLVER_LIFT_H
#define SHECANG_SOLVER_LIFT_H

#include "models/causes.h"
#include "models/decisions.h"
#include "solver/limits.h"

/* A set of causes: a bit for each. */
static inline uint32_t cause_bit(enum cause cause)
{
	return (uint32_t)1 << cause;
}

struct lift {
	uint32_t causes; /* that are lifted */
	struct scenario scenario; /* as if they were; a copy of the struct alone */
	struct what_if what_if;
	struct item *items; /* own copies, or NULL */
	struct stock_line *lines;
	struct transit *transits;
	struct route *routes;
	struct segment *segments;
	struct cells own_cells;
	const struct cells *cells; /* own_cells, or those that it was made from */
};
/* s and cells must outlive l. items [nitems]: stock of other items is left out;
 * NULL = none is. */
void lift_init(struct lift *l, const struct scenario *s, const struct cells *cells, uint32_t causes,
	const bool *items);
void lift_release(struct lift *l);
/* Those of whole packs, bounds and the rule of sharing that the data have at all. */
uint32_t lift_present(const struct scenario *s);
/* The most of a bound that is never reached. */
#define LIFTED_BOUND (((wide)1 << 126) - 1)
/* Takes the bounds of the causes away: they are never reached. */
void lift_bounds(const struct scenario *s, struct bounds *bounds, uint32_t causes);
/* The cause that a bound stands for. */
enum cause bound_cause(const struct scenario *s, const struct bound *b);

#endif
