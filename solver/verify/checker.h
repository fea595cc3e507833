/* What the parts of the checker share. Only for solver/verify/. */
#ifndef SHECANG_SOLVER_VERIFY_CHECKER_H
#define SHECANG_SOLVER_VERIFY_CHECKER_H

#include "models/plan.h"

struct text;
struct checker {
	const struct scenario *s;
	const struct cells *cells;
	const struct supply *supply;
	const struct plan *plan;
	struct text *findings;
	int nfindings;
};
/* Adds one line; only the first hundred are kept, all are counted. */
void finding(struct checker *k, const char *format, ...) __attribute__((format(printf, 2, 3)));

int64_t checker_unit(const struct checker *k, int32_t item); /* smallest units of an issue unit */
/* Last period at whose end goods with this last day are in date, -1 = none. */
int32_t checker_last_period(const struct checker *k, day last_day);
int64_t checker_now(const struct checker *k); /* seconds after the start, 0.. */
int32_t checker_present(const struct checker *k); /* the period of now */

/* What a limit of vehicles or helpers allows in a period; -1 = anything. */
wide checker_limit_most(const struct checker *k, const struct limit *limit, int32_t period);

/* Common denominator of the unit costs of all routes and items, at most 10^12. */
int64_t checker_money_scale(const struct scenario *s);
/* A unit cost on it, rounded up where it is too coarse. */
int64_t checker_scaled_cost(struct ratio cost, int64_t scale);

/* Every index and amount in its range: only then may the rest be looked at. */
void check_ranges(struct checker *k);
/* Legs, and where the goods of each lot are at any time. */
void check_goods(struct checker *k);
/* What was handed out, to whom, in place of what; what claims got. */
void check_claims(struct checker *k);
/* Vehicles, helpers, budget, capacities, hard minima, transport cost. */
void check_limits(struct checker *k);
void check_orders(struct checker *k);

#endif
