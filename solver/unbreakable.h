/* Limits that no flow at all could break: where there are no others, every item is
 * decided apart from all others, whatever is made of its goods.
 *
 * A unit leaves a place at most once a period, and only goods that claims draw move:
 *   kg of a period <= sum over items of mass x min(units that may go there, need)
 * is compared with vehicles, routes and segments; all households of a region, with
 * what helpers there have; with a budget
 *   sum over items of the dearest min(units, need) of them, each on the dearest way
 *   with one leg a period from where it is. */
#ifndef SHECANG_SOLVER_UNBREAKABLE_H
#define SHECANG_SOLVER_UNBREAKABLE_H

#include "base/number.h"
#include "models/supply.h"

/* With `more` issue units of the item beside the supply, wherever (item -1: 0). */
bool limits_unbreakable(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	int32_t item, wide more);

#endif
