/* Travel: when a route can be used and when goods arrive. */
#ifndef SHECANG_MODELS_TRAVEL_H
#define SHECANG_MODELS_TRAVEL_H

#include "models/scenario.h"

/* floor(seconds / P); may be >= nperiods. seconds >= 0 after the start. */
int32_t period_of(const struct scenario *s, int64_t seconds);
/* Open (route and all its segments) in every period from..to. */
bool route_open(const struct scenario *s, int32_t route, int32_t from, int32_t to);
/* The same for goods that leave in `from` and arrive in `to`: they leave no place, and
 * come to none, that is lost by then. */
bool route_usable(const struct scenario *s, int32_t route, int32_t from, int32_t to);
/* Leaving `seconds` after the start: the arrival period, or -1 when it is not
 * usable from the departure period to the arrival period or arrives too late. */
int32_t route_arrival(const struct scenario *s, int32_t route, int64_t seconds);
/* Does the limit count the item? */
bool limit_counts_item(const struct limit *limit, int32_t item);
/* Mass of one issue unit in grams, rounded up; 0 when unknown. */
int64_t issue_mass(const struct scenario *s, int32_t item);
/* Transport cost of one issue unit over a route, as an exact rational in
 * smallest currency units; num = -1 when not costed. */
struct ratio route_unit_cost(const struct scenario *s, int32_t route, int32_t item);

#endif
