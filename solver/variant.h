/* One variant of a scenario by which a part of the plan is solved again: with
 * other supply, and claims that differ only in their units and in what people
 * have themselves. */
#ifndef SHECANG_SOLVER_VARIANT_H
#define SHECANG_SOLVER_VARIANT_H

#include "solver/facts.h"
#include "solver/ground.h"
#include "models/previous.h"

struct variant {
	struct supply supply;
	struct previous previous; /* settled for this supply, when there is one */
	bool has_previous;
	struct ground ground;
	struct facts facts;
};
/* g is the ground that the plan was made on; s and cells are the variants of its
 * own; previous may be NULL. All must outlive r. */
void variant_init(struct variant *r, const struct ground *g, const struct scenario *s,
	const struct cells *cells, const struct previous *previous);
void variant_release(struct variant *r);

#endif
