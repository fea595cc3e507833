/* Cells: single claims, community x item x group x window of periods, made
 * from rates and needs, with what households cover from their own stock.
 *
 * Rates: of the rates that cover a community, item, group and period the one
 * with the narrowest place counts, then the one that names the group; two that
 * are equally narrow are an error of scenario_check. A period's need is the
 * difference of the rounded-up cumulative sums of
 *   amount * heads(period) * P / 24 h   (heads: persons, households, or 1).
 * A claim that waits n periods has a window longer by n (cut to the horizon).
 * Needs and rates of the same cell stay separate cells.
 *
 * Household stock, earliest period first, serves
 *   floor(d * covered people / people of its own groups),
 * all in date (people: of the cell's group in the window's first period;
 * covers of all groups give every group the same share), from lines in the
 * order of expiry, at the first period of the window that is not before the
 * line's date; holders of one place by id, cells of one first period by tier.
 * fact = D - ceil((d - household) / u) issue units, so that a cell
 * whose remaining need is met in whole units is full. */
#ifndef SHECANG_MODELS_CELLS_H
#define SHECANG_MODELS_CELLS_H

#include "models/scenario.h"

struct cell {
	int32_t place; /* community or site: a network stand */
	int32_t item, group;
	struct periods when; /* the window, waiting included */
	int32_t wanted_last; /* last period of the claim itself, before waiting */
	int32_t tier; /* 1.. */
	int32_t stage; /* look-ahead: 0 = periods first, 1 = later; always 0 without look-ahead */
	int32_t rank; /* stated rank, 0 = none */
	int32_t rate, need; /* which one it comes from, the other -1 */
	int64_t demand; /* d, smallest units, >= 1 */
	int64_t units; /* D = ceil(d / u) */
	int64_t household; /* smallest units served from the people's own stock, 0..d */
	int64_t fact; /* issue units of the above, 0..D */
};
/* Household stock used, for balances: */
struct household_use {
	int32_t cell, line; /* stock line */
	int64_t quantity; /* smallest units */
	int32_t period;
};
struct cells {
	struct cell *cells; int32_t ncells, cells_room; /* sorted: item id, place id, group id, first, last, tier, source */
	struct household_use *uses; int32_t nuses, uses_room;
};
void cells_build(const struct scenario *s, struct cells *out);
void cells_release(struct cells *c);
/* The cells of an item at a network stand: the first one; *end is behind the
 * last one (equal to the first when there are none). */
int32_t cells_find(const struct scenario *s, const struct cells *c, int32_t item, int32_t place,
	int32_t *end);

/* Is the minimum, over one claim or several, about this one? */
bool minimum_counts(const struct scenario *s, const struct minimum *m, const struct cell *c);
/* Persons / households of a group (-1 all) at a community's subtree or site in a period. */
int64_t people_count(const struct scenario *s, int32_t place, int32_t group, int32_t period);
int64_t people_households(const struct scenario *s, int32_t place, int32_t group, int32_t period);
/* Tier by the rules for a cell without one of its own. */
int32_t tier_of(const struct scenario *s, int32_t item, int32_t group);

#endif
