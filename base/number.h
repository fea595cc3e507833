/* Exact numbers: decimals as written by people, rationals, and checked
 * integer arithmetic. No floating point. */
#ifndef SHECANG_BASE_NUMBER_H
#define SHECANG_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef __int128 wide; /* for products of two int64 */
typedef unsigned __int128 uwide;

#define QUANTITY_MAX ((int64_t)1 << 53) /* an item's total stays below this */

/* A rational, den > 0, lowest terms. */
struct ratio {
	int64_t num;
	int64_t den;
};

/* Checked arithmetic: false on overflow, *out unchanged then. */
bool int_add(int64_t a, int64_t b, int64_t *out);
bool int_mul(int64_t a, int64_t b, int64_t *out);
int64_t int_gcd(int64_t a, int64_t b); /* >= 0; gcd(0, 0) = 0 */
wide wide_gcd(wide a, wide b);
/* floor(a / b) and ceil(a / b), b > 0, any sign of a. */
wide wide_floor_div(wide a, wide b);
wide wide_ceil_div(wide a, wide b);
int64_t int_floor_div(int64_t a, int64_t b);
int64_t int_ceil_div(int64_t a, int64_t b);
/* floor of the square root of a number >= 0. */
int64_t wide_root(wide square);
/* floor / ceil of a*b/c through 128 bits; c > 0; the result must fit (assert). */
int64_t int_mul_div_floor(int64_t a, int64_t b, int64_t c);
int64_t int_mul_div_ceil(int64_t a, int64_t b, int64_t c);

/* num/den reduced; den != 0. ratio_make asserts that it fits;
 * ratio_make_wide returns false when it does not fit into int64/int64. */
struct ratio ratio_make(int64_t num, int64_t den);
bool ratio_make_wide(wide num, wide den, struct ratio *out);
bool ratio_is_share(struct ratio r); /* 0 to 1; of any ratio, also one that is none */
int ratio_compare(struct ratio a, struct ratio b); /* <0, 0, >0; exact */
bool ratio_add(struct ratio a, struct ratio b, struct ratio *out);
bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out);

/* What can be wrong with a number as written. */
enum number_fault {
	NUMBER_OK = 0,
	NUMBER_EMPTY,
	NUMBER_SYNTAX, /* sign, exponent, hex, NaN, grouping, blanks, foreign digits */
	NUMBER_DECIMALS, /* more decimals than allowed (trailing zeros are free) */
	NUMBER_RANGE /* does not fit */
};
/* Reads digits with an optional point ("80", "0.35") exactly:
 * *out = value * 10^decimals. 0 <= decimals <= 15. Only ASCII digits, no
 * sign; at least one digit on both sides of a point. */
enum number_fault decimal_parse(const char *text, size_t n, int decimals, int64_t *out);
/* As a rational, with at most 15 decimals. */
enum number_fault ratio_parse(const char *text, size_t n, struct ratio *out);
/* "60%", "12.5%" as a rational 0..1 (0%..100%); without % it is a fault. */
enum number_fault percent_parse(const char *text, size_t n, struct ratio *out);
/* value / 10^decimals with no needless zeros, into buf of at least 48 bytes;
 * returns buf. Groups nothing: "1234.5". */
char *decimal_format(char *buf, int64_t value, int decimals);
/* A whole number of 128 bits with its sign, as above; and read back: false for
 * anything but an optional '-' and digits that fit. */
char *wide_format(char *buf, wide value);
bool wide_parse(const char *text, size_t n, wide *out);
/* num/den as percent rounded down, with `decimals` decimals ("99.9"), without
 * the percent sign; den > 0. Never "100" unless num >= den. */
char *percent_format(char *buf, int64_t num, int64_t den, int decimals);

#endif
