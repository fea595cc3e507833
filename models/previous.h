/* What became of an announced plan: which of its shipments have happened, with
 * which real quantity, and of which goods of today's supply they were.
 *
 * A line is a fact when it has departed (its time lies before the as-of), or
 * the receipts or the previous plan mark it issued, loaded, departed, received
 * or cancelled. Receipts: the row with the latest time counts (rows without a
 * time are of the as-of), later rows of the file among equal ones; a quantity
 * stays until another is stated. What the receipts cancel has not left, its
 * goods may be planned again. A departure or receipt that is dated (before the
 * as-of) and differs from the announced time is the real one.
 *
 * Goods that left are taken out of today's supply unless the stock was counted
 * (or declared) after they left: then its figure is without them already.
 * Where more was ordered than was received, the rest is not counted either
 * until the stock is counted again (nobody knows where it is). Goods that the
 * supply does not show any more, or not enough of, get a lot of their own with
 * line and transit -1, just as large as what left, so that nothing under way
 * is lost and nothing is counted twice. Movements in the stock files are taken
 * to be other goods than those of the orders. */
#ifndef SHECANG_MODELS_PREVIOUS_H
#define SHECANG_MODELS_PREVIOUS_H

#include "models/plan.h"

/* What the plan has called up of stock lines, for s->calls, in the arena of s: what has not
 * left, and what has, but for what stock lines do not show any more. Before supply_build of
 * s and its copies. */
void previous_call(struct previous *p, struct scenario *s);

/* Fills p->outcomes and changes supply as said above (units, added lots, its
 * order). Once per supply, built with previous_call's s->calls, before plan_solve. */
void previous_settle(struct previous *p, const struct scenario *s, struct supply *supply);

/* Both, with the supply of s built again in between. */
void previous_supply(struct previous *p, struct scenario *s, const struct cells *cells, struct supply *supply);

/* The same previous plan, not settled: to settle it for another supply. Its
 * texts stay those of p. previous_release by the caller. */
void previous_copy(const struct previous *p, struct previous *out);

/* Issue units that the plan announced for each claim of today, household stock and
 * what has been handed out among them: served [cells.ncells]. Of claims that are
 * alike (place, item, group, window) nobody knows which got what: household stock. */
void previous_served(const struct previous *p, const struct scenario *s, const struct cells *cells,
	int64_t *served);

/* Seconds from the start to the as-of; negative before the start. */
int64_t present_seconds(const struct scenario *s);
/* The period of the as-of, 0 before the start; may be >= nperiods. */
int32_t present_period(const struct scenario *s);

#endif
