/* Limits that no flow at all could break: where there are no others, every item is
 * decided apart from all others, whatever is made of its goods.
 *
 * A unit leaves a place at most once a period, and only goods that claims draw move:
 *   kg of a period <= sum over items of mass x min(units that roads could bring there, need)
 * is compared with vehicles, routes and segments; all households of a region, with
 * what helpers there have; with a budget
 *   sum over items of the dearest min(units, need) of them, each on the dearest way
 *   with one leg a period from where it is. */
#ifndef SHECANG_SOLVER_UNBREAKABLE_H
#define SHECANG_SOLVER_UNBREAKABLE_H

#include "solver/limits.h"

/* With `more` issue units of the item at the stand, beside the supply; item -1: without. */
bool bounds_unbreakable(const struct bounds *bounds, const struct ground *g, int32_t item, int32_t stand, wide more);

#endif
