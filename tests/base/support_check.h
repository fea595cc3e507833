/* What the tests of base/ share: cmocka and seeded random numbers. */
#ifndef SHECANG_TESTS_BASE_SUPPORT_CHECK_H
#define SHECANG_TESTS_BASE_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A stream of random numbers; the same on every machine. */
struct random {
	uint64_t state;
};
uint64_t random_next(struct random *r);
/* lowest..highest, both included. */
int64_t random_between(struct random *r, int64_t lowest, int64_t highest);
/* Numbers that break things: small ones, powers of two and their neighbours,
 * the ends of int64, and anything. */
int64_t random_awkward(struct random *r);

#endif
