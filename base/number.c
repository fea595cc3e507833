#include "base/number.h"

#include <assert.h>

enum { DECIMALS_MAX = 15 };

static const uwide INT64_LIMIT = (uwide)1 << 63; /* 2^63 = -INT64_MIN */

bool int_add(int64_t a, int64_t b, int64_t *out)
{
	int64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*out = sum;
	return true;
}

bool int_mul(int64_t a, int64_t b, int64_t *out)
{
	int64_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*out = product;
	return true;
}

/* |x|, right for the smallest value too. */
static uwide magnitude(wide x)
{
	return x < 0 ? -(uwide)x : (uwide)x;
}

static uwide uwide_gcd(uwide a, uwide b)
{
	uint64_t x, y;

	while (b > UINT64_MAX) {
		uwide rest = a % b;

		a = b;
		b = rest;
	}
	if (b == 0)
		return a;
	/* From here 64 bits are enough, and much faster. */
	x = (uint64_t)b;
	y = (uint64_t)(a % b);
	while (y) {
		uint64_t rest = x % y;

		x = y;
		y = rest;
	}
	return x;
}

int64_t int_gcd(int64_t a, int64_t b)
{
	uwide gcd = uwide_gcd(magnitude(a), magnitude(b));

	assert(gcd < INT64_LIMIT);
	return (int64_t)gcd;
}

wide wide_gcd(wide a, wide b)
{
	uwide gcd = uwide_gcd(magnitude(a), magnitude(b));

	assert(gcd >> 127 == 0);
	return (wide)gcd;
}

wide wide_floor_div(wide a, wide b)
{
	wide quotient;

	assert(b > 0);
	quotient = a / b;
	return a % b < 0 ? quotient - 1 : quotient;
}

wide wide_ceil_div(wide a, wide b)
{
	wide quotient;

	assert(b > 0);
	quotient = a / b;
	return a % b > 0 ? quotient + 1 : quotient;
}

int64_t int_floor_div(int64_t a, int64_t b)
{
	int64_t quotient;

	assert(b > 0);
	quotient = a / b;
	return a % b < 0 ? quotient - 1 : quotient;
}

int64_t int_ceil_div(int64_t a, int64_t b)
{
	int64_t quotient;

	assert(b > 0);
	quotient = a / b;
	return a % b > 0 ? quotient + 1 : quotient;
}

int64_t wide_root(wide square)
{
	int64_t low = 0, high = INT64_C(1) << 62;

	while (low < high) {
		int64_t middle = low + (high - low + 1) / 2;

		if ((wide)middle * middle <= square)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

int64_t int_mul_div_floor(int64_t a, int64_t b, int64_t c)
{
	wide result = wide_floor_div((wide)a * b, c);

	assert(result >= INT64_MIN && result <= INT64_MAX);
	return (int64_t)result;
}

int64_t int_mul_div_ceil(int64_t a, int64_t b, int64_t c)
{
	wide result = wide_ceil_div((wide)a * b, c);

	assert(result >= INT64_MIN && result <= INT64_MAX);
	return (int64_t)result;
}

struct ratio ratio_make(int64_t num, int64_t den)
{
	struct ratio r = {0, 1};
	bool fits = ratio_make_wide(num, den, &r);

	assert(fits);
	return r;
}

bool ratio_make_wide(wide num, wide den, struct ratio *out)
{
	uwide n = magnitude(num);
	uwide d = magnitude(den);
	bool negative = (num < 0) != (den < 0) && num != 0;
	uwide gcd;

	assert(den != 0);
	gcd = uwide_gcd(n, d);
	n /= gcd;
	d /= gcd;
	if (d >= INT64_LIMIT || n > INT64_LIMIT || (n == INT64_LIMIT && !negative))
		return false;
	out->num = negative ? (int64_t)-(wide)n : (int64_t)n;
	out->den = (int64_t)d;
	return true;
}

bool ratio_is_share(struct ratio r)
{
	return r.den > 0 && r.num >= 0 && r.num <= r.den;
}

int ratio_compare(struct ratio a, struct ratio b)
{
	wide left = (wide)a.num * b.den;
	wide right = (wide)b.num * a.den;

	return (left > right) - (left < right);
}

bool ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
	/* At most 2 * 2^63 * (2^63 - 1) < 2^127. */
	return ratio_make_wide((wide)a.num * b.den + (wide)b.num * a.den, (wide)a.den * b.den, out);
}

bool ratio_mul(struct ratio a, struct ratio b, struct ratio *out)
{
	return ratio_make_wide((wide)a.num * b.num, (wide)a.den * b.den, out);
}

/* A number as written, taken apart; the digits are not copied. */
struct digits {
	const char *whole; /* leading zeros skipped */
	size_t nwhole;
	const char *fraction; /* trailing zeros dropped */
	size_t nfraction;
};

static size_t count_digits(const char *text, size_t n)
{
	size_t i = 0;

	while (i < n && text[i] >= '0' && text[i] <= '9')
		i++;
	return i;
}

static enum number_fault split_digits(const char *text, size_t n, struct digits *out)
{
	size_t rest;

	if (n == 0)
		return NUMBER_EMPTY;
	out->whole = text;
	out->nwhole = count_digits(text, n);
	out->fraction = text + n;
	out->nfraction = 0;
	if (out->nwhole == 0)
		return NUMBER_SYNTAX;
	rest = n - out->nwhole;
	if (rest > 0) {
		out->fraction = text + out->nwhole + 1;
		out->nfraction = rest - 1;
		if (text[out->nwhole] != '.' || out->nfraction == 0)
			return NUMBER_SYNTAX;
		if (count_digits(out->fraction, out->nfraction) != out->nfraction)
			return NUMBER_SYNTAX;
	}
	while (out->nwhole > 0 && out->whole[0] == '0') {
		out->whole++;
		out->nwhole--;
	}
	while (out->nfraction > 0 && out->fraction[out->nfraction - 1] == '0')
		out->nfraction--;
	return NUMBER_OK;
}

/* value * 10^decimals; NUMBER_RANGE from 10^19 * 10^decimals on, so that it is
 * below 10^34 and fits. */
static enum number_fault join_digits(const struct digits *digits, size_t decimals, wide *out)
{
	wide value = 0;
	size_t i;

	if (digits->nfraction > decimals)
		return NUMBER_DECIMALS;
	if (digits->nwhole > 19)
		return NUMBER_RANGE;
	for (i = 0; i < digits->nwhole; i++)
		value = value * 10 + (digits->whole[i] - '0');
	for (i = 0; i < decimals; i++)
		value = value * 10 + (i < digits->nfraction ? digits->fraction[i] - '0' : 0);
	*out = value;
	return NUMBER_OK;
}

enum number_fault decimal_parse(const char *text, size_t n, int decimals, int64_t *out)
{
	struct digits digits;
	enum number_fault fault;
	wide value;

	assert(decimals >= 0 && decimals <= DECIMALS_MAX);
	fault = split_digits(text, n, &digits);
	if (fault == NUMBER_OK)
		fault = join_digits(&digits, (size_t)decimals, &value);
	if (fault != NUMBER_OK)
		return fault;
	if (value > INT64_MAX)
		return NUMBER_RANGE;
	*out = (int64_t)value;
	return NUMBER_OK;
}

/* As a rational after division by `divisor` (1 or 100). */
static enum number_fault ratio_parse_over(
	const char *text, size_t n, int64_t divisor, struct ratio *out)
{
	struct digits digits;
	enum number_fault fault;
	wide num, den = divisor;
	size_t i;

	fault = split_digits(text, n, &digits);
	if (fault != NUMBER_OK)
		return fault;
	if (digits.nfraction > DECIMALS_MAX)
		return NUMBER_DECIMALS;
	fault = join_digits(&digits, digits.nfraction, &num);
	if (fault != NUMBER_OK)
		return fault;
	for (i = 0; i < digits.nfraction; i++)
		den *= 10;
	return ratio_make_wide(num, den, out) ? NUMBER_OK : NUMBER_RANGE;
}

enum number_fault ratio_parse(const char *text, size_t n, struct ratio *out)
{
	return ratio_parse_over(text, n, 1, out);
}

enum number_fault percent_parse(const char *text, size_t n, struct ratio *out)
{
	struct ratio value;
	enum number_fault fault;

	if (n == 0)
		return NUMBER_EMPTY;
	if (text[n - 1] != '%' || n == 1)
		return NUMBER_SYNTAX;
	fault = ratio_parse_over(text, n - 1, 100, &value);
	if (fault != NUMBER_OK)
		return fault;
	if (value.num > value.den)
		return NUMBER_RANGE;
	*out = value;
	return NUMBER_OK;
}

/* value / 10^decimals with at least min_decimals decimals. */
static char *format(char *buf, wide value, int decimals, int min_decimals)
{
	uwide rest = magnitude(value);
	char reversed[48];
	int nreversed = 0;
	size_t at = 0;
	int i;

	for (; decimals > min_decimals && rest % 10 == 0; decimals--)
		rest /= 10;
	for (i = 0; i < decimals; i++, rest /= 10)
		reversed[nreversed++] = (char)('0' + (int)(rest % 10));
	if (decimals > 0)
		reversed[nreversed++] = '.';
	do {
		reversed[nreversed++] = (char)('0' + (int)(rest % 10));
		rest /= 10;
	} while (rest);
	if (value < 0)
		buf[at++] = '-';
	while (nreversed > 0)
		buf[at++] = reversed[--nreversed];
	buf[at] = '\0';
	return buf;
}

char *decimal_format(char *buf, int64_t value, int decimals)
{
	assert(decimals >= 0 && decimals <= 18);
	return format(buf, value, decimals, 0);
}

char *wide_format(char *buf, wide value)
{
	return format(buf, value, 0, 0);
}

bool wide_parse(const char *text, size_t n, wide *out)
{
	bool negative = n > 0 && text[0] == '-';
	wide value = 0;

	if (n == (negative ? 1u : 0u))
		return false;
	for (size_t i = negative; i < n; i++) {
		if (text[i] < '0' || text[i] > '9' || __builtin_mul_overflow(value, (wide)10, &value)
			|| __builtin_sub_overflow(value, (wide)(text[i] - '0'), &value))
			return false;
	}
	if (!negative && __builtin_sub_overflow((wide)0, value, &value))
		return false;
	*out = value;
	return true;
}

char *percent_format(char *buf, int64_t num, int64_t den, int decimals)
{
	wide scale = 100;
	int i;

	assert(den > 0 && decimals >= 0 && decimals <= DECIMALS_MAX);
	for (i = 0; i < decimals; i++)
		scale *= 10;
	return format(buf, wide_floor_div(num * scale, den), decimals, decimals);
}
