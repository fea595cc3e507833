/* Turning points along a quantity: between which of its values the result keeps its
 * form, found from few points, with a proof for those between.
 *
 * While only the units u_e of some entries (solver/follow.h) differ, consider the
 * claims S_k of the first k classes of a level (models/rates.h) and f(S) = the most
 * that the claims S can get together. f is the least capacity of a cut, hence never
 * falls with u, rises by one a unit at most, and is concave. The corners of a box of
 * units have the same classes, and
 *   f(S_k) at a corner = f(S_k) at the lowest corner + sum over e in E_k of what u_e is
 *                        more there, for a fixed set E_k of entries.
 * Then the same holds everywhere in the box: the rates that follow linearly from it
 * are feasible, being between feasible ones; and f(S_k) is not larger, for it rises by
 * one a unit at most in E_k and, in the others, from the least to the most by nothing.
 * So they are the fair ones. What a later tier finds must be fixed: earlier
 * tiers of the item are full, or whole and the same, at all corners. A stretch of points is
 * proven by the box around all of them; else it is halved. Where nothing can be
 * proven, every point is asked for. */
#ifndef SHECANG_SOLVER_TURNS_H
#define SHECANG_SOLVER_TURNS_H

#include "solver/follow.h"

struct stretch {
	int32_t first, last; /* points, first < last */
};
struct turns {
	int32_t npoints; /* >= 2 */
	const struct cells *cells;
	const struct follow *follow; /* NULL: nothing is proven */
	struct rates *at; /* [npoints] */
	char *solved; /* [npoints] */
	struct stretch *open; int32_t nopen, open_room;
};
void turns_init(struct turns *t, int32_t npoints, const struct cells *cells, const struct follow *follow);
void turns_release(struct turns *t);
/* Takes over what was found of a point; a point without a plan has no rates. */
void turns_take(struct turns *t, int32_t point, struct rates *rates);
/* Points to be solved before it goes on, ascending: wanted [npoints]; 0 = all is known. */
int32_t turns_next(struct turns *t, int32_t *wanted);

/* All runs, level by level, without bottlenecks: [*n], runs_release by the caller. */
struct run *turns_runs(const struct turns *t, int32_t *n);

#endif
