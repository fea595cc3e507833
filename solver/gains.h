/* What open decisions would change: each is taken alone, and the items that it
 * is about are solved again, as a plan made after it would be: who gets how much
 * is the same, so the difference does not depend on the order of work. By more goods
 * somebody may get less (release shares, local shares and whole packs choose others):
 * that nothing changes is said without solving only where all goods are still there. */
#ifndef SHECANG_SOLVER_GAINS_H
#define SHECANG_SOLVER_GAINS_H

#include "solver/components.h"
#include "solver/trial.h"

struct solve_options;
struct gain;
/* At most this many decisions about goods are solved again; so many notices, those of
 * a part of the plan together among them. */
#define GAINS_MOST 40
#define NOTICES_MOST 40

/* Fills plan->gains with decisions about goods (solver/openings.h: and with what
 * goods share) once plan->served stands. Decisions that free most come first; the
 * work stays within components_work (solver/trial.h), that of notices within half of
 * it, so that it is the same on every machine. What is not solved for this, or because
 * of stop, or because its part of the plan is not proven, or because a limit would join
 * it to parts that are too large (solver/trial.h), keeps a bound: the less of what it
 * frees and what is short.
 *
 * The goods of notices are counted, only late. All notices of a part are first taken
 * away together: where that changes nothing, none of them does. Those that change
 * nothing are not in plan->gains; those that were not solved are only counted, in
 * plan->notices_left_out. */
void gains_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop);
/* Sorts parts (the decision's item first, then by item id and tier), keeps in the
 * plan's arena those that are not all 0, and frees the rest. */
void gain_keep_parts(struct plan *plan, const struct ground *g, struct gain *gain,
	struct trial_parts *parts);

#endif
