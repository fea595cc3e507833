/* A reference for LPs: the simplex method on a dense dictionary of rationals
 * (GMP) with Bland's rule, as in Chvatal, "Linear Programming", chapters 2, 3
 * and 8. It shares nothing with the solver but struct lp. Slow; for tiny LPs
 * whose columns have finite lower bounds. */
#ifndef SHECANG_TESTS_SOLVER_SUPPORT_EXACT_H
#define SHECANG_TESTS_SOLVER_SUPPORT_EXACT_H

#include "solver/lp.h"

#include <gmp.h>

enum support_exact { SUPPORT_OPTIMAL, SUPPORT_INFEASIBLE, SUPPORT_UNBOUNDED };
/* The least sum of cost * x goes into value (initialised by the caller). */
enum support_exact support_exact_lp(const struct lp *lp, mpq_t value);

#endif
