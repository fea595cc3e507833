/* The dual bound in exact arithmetic. Prices become k / 2^q with q as large as
 * the numbers allow; reduced costs are then integers over 2^q, bounds integers
 * over 2^LP_SHIFT, and their products are summed in 256 bits. */
#include "solver/lp.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

enum {
	PRICE_BITS = 74, /* |k| < 2^74 */
	PRICE_SHIFT_MAX = 56, /* cost < 2^63, so cost * 2^q < 2^119 */
	TERM_BITS = 122 /* largest summand of a reduced cost */
};

static uwide magnitude(wide a)
{
	return a < 0 ? -(uwide)a : (uwide)a;
}

static int bits(uwide a)
{
	uint64_t high = (uint64_t)(a >> 64), low = (uint64_t)a;

	if (high)
		return 128 - __builtin_clzll(high);
	return low ? 64 - __builtin_clzll(low) : 0;
}

/* sum += or -= the 256-bit number n. */
static void limbs_add(uint64_t *sum, const uint64_t *n, bool negative)
{
	uint64_t carry = negative;

	for (int i = 0; i < 4; i++) {
		uwide t = (uwide)sum[i] + (negative ? ~n[i] : n[i]) + carry;

		sum[i] = (uint64_t)t;
		carry = (uint64_t)(t >> 64);
	}
}

/* sum += a * b, exactly: |a|, |b| < 2^126, so no sum here comes near 2^255. */
static void add_product(uint64_t *sum, wide a, wide b)
{
	uwide ua = magnitude(a), ub = magnitude(b);
	uint64_t a0 = (uint64_t)ua, a1 = (uint64_t)(ua >> 64);
	uint64_t b0 = (uint64_t)ub, b1 = (uint64_t)(ub >> 64);
	uwide low = (uwide)a0 * b0, high = (uwide)a1 * b1;
	uwide cross1 = (uwide)a0 * b1, cross2 = (uwide)a1 * b0;
	uint64_t n[4];
	uwide middle = (low >> 64) + (uint64_t)cross1 + (uint64_t)cross2;

	n[0] = (uint64_t)low;
	n[1] = (uint64_t)middle;
	high += (cross1 >> 64) + (cross2 >> 64) + (middle >> 64);
	n[2] = (uint64_t)high;
	n[3] = (uint64_t)(high >> 64);
	limbs_add(sum, n, (a < 0) != (b < 0));
}

/* A bound as an integer over 2^LP_SHIFT, rounded outward if it is none. */
static wide bound_integer(double bound, bool up)
{
	double scaled = ldexp(bound, LP_SHIFT);

	assert(fabs(scaled) < ldexp(1.0, 100));
	return (wide)(up ? ceil(scaled) : floor(scaled));
}

/* The largest q for which every |y| * 2^q stays below 2^PRICE_BITS; -1: none. */
static int price_shift(const struct lp *lp, const double *y)
{
	double most = 0.0;
	int exponent;

	for (int32_t i = 0; i < lp->nrows; i++) {
		if (!isfinite(y[i]))
			return -1;
		most = fmax(most, fabs(y[i]));
	}
	if (most == 0.0)
		return PRICE_SHIFT_MAX;
	frexp(most, &exponent); /* most < 2^exponent */
	exponent = PRICE_BITS - exponent;
	return exponent > PRICE_SHIFT_MAX ? PRICE_SHIFT_MAX : exponent;
}

/* d -= price * row i; false when a product or sum does not fit. */
static bool subtract_row(const struct lp *lp, int32_t i, wide price, wide *d)
{
	for (int32_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
		int64_t value = lp->row_value[k];
		wide *sum = &d[lp->row_column[k]];

		if (bits(magnitude(price)) + bits(magnitude(value)) > TERM_BITS)
			return false;
		*sum -= price * value;
		if (bits(magnitude(*sum)) > TERM_BITS + 2)
			return false;
	}
	return true;
}

bool lp_bound(const struct lp *lp, const double *y, struct exact *out)
{
	int q = price_shift(lp, y);
	struct exact sum = {{0, 0, 0, 0}, q + LP_SHIFT};
	wide *d;
	bool known = q >= 0;

	if (!known)
		return false;
	d = mem_calloc((size_t)lp->ncolumns, sizeof *d);
	for (int32_t j = 0; j < lp->ncolumns; j++)
		d[j] = (wide)lp->cost[j] * ((wide)1 << q);
	for (int32_t i = 0; i < lp->nrows && known; i++) {
		wide price = (wide)rint(ldexp(y[i], q));
		double bound = price > 0 ? lp->row_lower[i] : lp->row_upper[i];

		/* a price whose side has no bound proves nothing: it becomes 0 */
		if (price == 0 || isinf(bound))
			continue;
		known = subtract_row(lp, i, price, d);
		add_product(sum.limb, price, bound_integer(bound, price < 0));
	}
	for (int32_t j = 0; j < lp->ncolumns && known; j++) {
		double bound = d[j] > 0 ? lp->column_lower[j] : lp->column_upper[j];

		if (d[j] == 0)
			continue;
		known = !isinf(bound);
		if (known)
			add_product(sum.limb, d[j], bound_integer(bound, d[j] < 0));
	}
	mem_free(d);
	if (known)
		*out = sum;
	return known;
}

int exact_sign(const struct exact *e)
{
	if (e->limb[3] >> 63)
		return -1;
	return (e->limb[0] | e->limb[1] | e->limb[2] | e->limb[3]) != 0;
}

double exact_double(const struct exact *e)
{
	uint64_t n[4] = {0, 0, 0, 0};
	bool negative = exact_sign(e) < 0;
	double value = 0.0;

	limbs_add(n, e->limb, negative);
	for (int i = 3; i >= 0; i--)
		value = value * 0x1p64 + (double)n[i];
	value = ldexp(value, -e->shift);
	return negative ? -value : value;
}

bool exact_ceil(const struct exact *e, wide *out)
{
	/* ceil(n / 2^shift) = floor((n + 2^shift - 1) / 2^shift) */
	uint64_t n[4], add[4] = {0, 0, 0, 0};
	uint64_t sign;
	int limbs = e->shift / 64, rest = e->shift % 64;

	assert(e->shift >= 0 && e->shift < 192);
	for (int i = 0; i < limbs; i++)
		add[i] = UINT64_MAX;
	add[limbs] = ((uint64_t)1 << rest) - 1;
	memcpy(n, e->limb, sizeof n);
	limbs_add(n, add, false);
	sign = n[3] >> 63 ? UINT64_MAX : 0;
	for (int i = 0; i < 4; i++) {
		uint64_t low = i + limbs < 4 ? n[i + limbs] : sign;
		uint64_t high = i + limbs + 1 < 4 ? n[i + limbs + 1] : sign;

		n[i] = rest ? low >> rest | high << (64 - rest) : low;
	}
	sign = n[1] >> 63 ? UINT64_MAX : 0;
	if (n[2] != sign || n[3] != sign)
		return false;
	*out = (wide)((uwide)n[1] << 64 | n[0]);
	return true;
}
