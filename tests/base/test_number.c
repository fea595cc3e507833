#include "base/number.h"
#include "tests/base/support_check.h"

#include <stdio.h>
#include <string.h>

enum { ROUNDS = 20000 };

/* ---- integers ---- */

static void checked_sums_and_products(void **state)
{
	struct random random = {1};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		int64_t a = random_awkward(&random), b = random_awkward(&random), out = 42;
		wide sum = (wide)a + b, product = (wide)a * b;
		bool fits = sum >= INT64_MIN && sum <= INT64_MAX;

		assert_int_equal(int_add(a, b, &out), fits);
		assert_true(out == (fits ? (int64_t)sum : 42));
		out = 42;
		fits = product >= INT64_MIN && product <= INT64_MAX;
		assert_int_equal(int_mul(a, b, &out), fits);
		assert_true(out == (fits ? (int64_t)product : 42));
	}
}

/* Stein's way, by shifts and differences. */
static uwide gcd_by_shifts(uwide a, uwide b)
{
	int shift = 0;

	if (a == 0 || b == 0)
		return a | b;
	for (; ((a | b) & 1) == 0; shift++) {
		a >>= 1;
		b >>= 1;
	}
	while ((a & 1) == 0)
		a >>= 1;
	while (b) {
		while ((b & 1) == 0)
			b >>= 1;
		if (a > b) {
			uwide c = a;

			a = b;
			b = c;
		}
		b -= a;
	}
	return a << shift;
}

static uwide size_of(wide x)
{
	return x < 0 ? (uwide)0 - (uwide)x : (uwide)x;
}

static void greatest_common_divisors(void **state)
{
	struct random random = {2};
	int i;

	(void)state;
	assert_int_equal(int_gcd(0, 0), 0);
	assert_int_equal(int_gcd(0, -7), 7);
	assert_int_equal(int_gcd(-12, 18), 6);
	assert_true(int_gcd(INT64_MIN, 6) == 2);
	assert_true(wide_gcd(INT64_MIN, 0) == (wide)1 << 63);
	for (i = 0; i < ROUNDS; i++) {
		int64_t a = random_awkward(&random), b = random_awkward(&random);
		int64_t common = random_awkward(&random);
		wide x = (wide)a * common, y = (wide)b * common;

		if (a != INT64_MIN || (b != INT64_MIN && b != 0))
			assert_true((uwide)wide_gcd(a, b) == gcd_by_shifts(size_of(a), size_of(b)));
		assert_true((uwide)wide_gcd(x, y) == gcd_by_shifts(size_of(x), size_of(y)));
	}
}

static void divisions_round_down_and_up(void **state)
{
	struct random random = {4};
	int i;

	(void)state;
	assert_int_equal(int_floor_div(-7, 2), -4);
	assert_int_equal(int_ceil_div(-7, 2), -3);
	assert_int_equal(int_floor_div(7, 2), 3);
	assert_int_equal(int_ceil_div(7, 2), 4);
	assert_true(int_floor_div(INT64_MIN, 1) == INT64_MIN);
	assert_true(int_ceil_div(INT64_MAX, 1) == INT64_MAX);
	for (i = 0; i < ROUNDS; i++) {
		int64_t a = random_awkward(&random), b = random_awkward(&random);
		int64_t down, up;

		if (b <= 0)
			continue;
		down = int_floor_div(a, b);
		up = int_ceil_div(a, b);
		/* down * b <= a < (down + 1) * b, (up - 1) * b < a <= up * b */
		assert_true((wide)down * b <= a && a < ((wide)down + 1) * b);
		assert_true(((wide)up - 1) * b < a && a <= (wide)up * b);
		assert_true(wide_floor_div(a, b) == down);
		assert_true(wide_ceil_div(a, b) == up);
	}
}

static void products_through_128_bits(void **state)
{
	struct random random = {6};
	int i, checked = 0;

	(void)state;
	assert_true(int_mul_div_floor(INT64_MAX, INT64_MAX, INT64_MAX) == INT64_MAX);
	assert_true(int_mul_div_floor(INT64_MIN, INT64_MAX, INT64_MAX) == INT64_MIN);
	for (i = 0; i < ROUNDS; i++) {
		int64_t a = random_awkward(&random), b = random_awkward(&random);
		int64_t c = random_awkward(&random), down, up;
		wide product = (wide)a * b;

		if (c <= 0 || product / c >= INT64_MAX || product / c <= INT64_MIN)
			continue;
		down = int_mul_div_floor(a, b, c);
		up = int_mul_div_ceil(a, b, c);
		assert_true(product - (wide)down * c >= 0 && product - (wide)down * c < c);
		assert_true((wide)up * c - product >= 0 && (wide)up * c - product < c);
		checked++;
	}
	assert_true(checked > ROUNDS / 8);
}

/* ---- rationals ---- */

static void ratios_are_reduced(void **state)
{
	struct ratio r = ratio_make(6, -4);

	(void)state;
	assert_int_equal(r.num, -3);
	assert_int_equal(r.den, 2);
	r = ratio_make(0, -5);
	assert_int_equal(r.num, 0);
	assert_int_equal(r.den, 1);
	r = ratio_make(INT64_MIN, INT64_MIN);
	assert_true(r.num == 1 && r.den == 1);
	r = ratio_make(INT64_MIN, 1);
	assert_true(r.num == INT64_MIN && r.den == 1);
}

static void ratios_that_do_not_fit_are_refused(void **state)
{
	const wide edge = (wide)1 << 63; /* one more than INT64_MAX */
	struct ratio r = {42, 43};

	(void)state;
	assert_false(ratio_make_wide(edge, 1, &r));
	assert_false(ratio_make_wide(-edge, -1, &r));
	assert_false(ratio_make_wide(1, edge, &r));
	assert_false(ratio_make_wide(1, -edge, &r));
	assert_false(ratio_make_wide(-edge - 1, 1, &r));
	assert_true(r.num == 42 && r.den == 43);
	assert_true(ratio_make_wide(-edge, 1, &r));
	assert_true(r.num == INT64_MIN && r.den == 1);
	assert_true(ratio_make_wide(edge * 6, 9 * edge, &r));
	assert_true(r.num == 2 && r.den == 3);
	assert_true(ratio_make_wide((wide)1 << 126, -((wide)1 << 125), &r));
	assert_true(r.num == -2 && r.den == 1);
}

static struct ratio random_ratio(struct random *random, int64_t limit)
{
	for (;;) {
		int64_t num = random_awkward(random), den = random_awkward(random);
		struct ratio r;

		if (limit) {
			num %= limit;
			den %= limit;
		}
		if (den != 0 && ratio_make_wide(num, den, &r))
			return r;
	}
}

/* By whole parts and reciprocals of what is left, as one does by hand. */
static int compare_by_parts(int64_t a, int64_t b, int64_t c, int64_t d)
{
	int sign = 1;

	for (;;) {
		int64_t left = a / b - (a % b < 0), right = c / d - (c % d < 0);

		if (left != right)
			return left < right ? -sign : sign;
		a = a % b < 0 ? a % b + b : a % b;
		c = c % d < 0 ? c % d + d : c % d;
		if (a == 0 || c == 0)
			return sign * ((a != 0) - (c != 0));
		/* a/b < c/d iff b/a > d/c */
		left = a;
		a = b;
		b = left;
		right = c;
		c = d;
		d = right;
		sign = -sign;
	}
}

static void comparison_is_exact(void **state)
{
	struct random random = {8};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct ratio a = random_ratio(&random, 0), b = random_ratio(&random, 0);
		int order;

		if (i % 4 == 0 && a.den < INT64_MAX && a.num < INT64_MAX)
			b = ratio_make(a.num + 1, a.den + 1); /* near */
		order = ratio_compare(a, b);
		assert_int_equal((order > 0) - (order < 0), compare_by_parts(a.num, a.den, b.num, b.den));
		assert_int_equal(ratio_compare(a, a), 0);
	}
}

static void sums_and_products_of_ratios(void **state)
{
	struct random random = {10};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct ratio a = random_ratio(&random, 30000), b = random_ratio(&random, 30000), out;

		assert_true(ratio_add(a, b, &out));
		assert_true((wide)out.num * a.den * b.den
			== ((wide)a.num * b.den + (wide)b.num * a.den) * out.den);
		assert_true(out.den > 0 && gcd_by_shifts(size_of(out.num), size_of(out.den)) == 1);
		assert_true(ratio_mul(a, b, &out));
		assert_true((wide)out.num * a.den * b.den == (wide)a.num * b.num * out.den);
		assert_true(out.den > 0 && gcd_by_shifts(size_of(out.num), size_of(out.den)) == 1);
	}
}

/* Whole range: a refusal is right iff the reduced value does not fit. */
static void large_ratios_are_refused_only_when_they_must(void **state)
{
	struct random random = {12};
	int i, fitting = 0, refused = 0;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		struct ratio a = random_ratio(&random, 0), b = random_ratio(&random, 0);
		struct ratio out = {42, 43};
		wide num = (wide)a.num * b.den + (wide)b.num * a.den, den = (wide)a.den * b.den;
		wide common = (wide)gcd_by_shifts(size_of(num), size_of(den));
		bool fits = num / common >= INT64_MIN && num / common <= INT64_MAX
			&& den / common <= INT64_MAX;

		assert_int_equal(ratio_add(a, b, &out), fits);
		assert_true(out.num == (fits ? (int64_t)(num / common) : 42));
		assert_true(out.den == (fits ? (int64_t)(den / common) : 43));
		fitting += fits;
		refused += !fits;
	}
	assert_true(fitting > 100 && refused > 100);
}

/* ---- reading ---- */

static void check_decimal(const char *text, int decimals, enum number_fault fault, int64_t value)
{
	int64_t out = -42;
	enum number_fault got = decimal_parse(text, strlen(text), decimals, &out);

	if (got != fault)
		fail_msg("\"%s\" with %d decimals: fault %d, not %d", text, decimals, got, fault);
	if (out != (fault == NUMBER_OK ? value : -42))
		fail_msg("\"%s\" with %d decimals: %lld", text, decimals, (long long)out);
}

static void decimals_as_people_write_them(void **state)
{
	(void)state;
	check_decimal("80", 0, NUMBER_OK, 80);
	check_decimal("0", 0, NUMBER_OK, 0);
	check_decimal("007", 0, NUMBER_OK, 7);
	check_decimal("0.35", 2, NUMBER_OK, 35);
	check_decimal("0.35", 3, NUMBER_OK, 350);
	check_decimal("80", 3, NUMBER_OK, 80000);
	check_decimal("1.500", 1, NUMBER_OK, 15);
	check_decimal("1.0000000000000000000000000", 0, NUMBER_OK, 1);
	check_decimal("0000000000000000000000000001", 0, NUMBER_OK, 1);
	check_decimal("9223372036854775807", 0, NUMBER_OK, INT64_MAX);
	check_decimal("9223.372036854775807", 15, NUMBER_OK, INT64_MAX);
	check_decimal("0.000000000000001", 15, NUMBER_OK, 1);
}

static void faults_of_decimals(void **state)
{
	static const char *const syntax[] = {
		" 80", "80 ", "+80", "-80", "-0", "1e3", "1E3", "0x10", "1,000", "1 000", "1_000", ".5",
		"5.", ".", "1..2", "1.2.3", "nan", "NaN", "inf", "８０", "八十", "80箱", "1.5-", "1. 5",
		"½", "80%", "1'000", "\t1",
	};
	size_t i;

	(void)state;
	check_decimal("", 0, NUMBER_EMPTY, 0);
	for (i = 0; i < sizeof syntax / sizeof *syntax; i++)
		check_decimal(syntax[i], 3, NUMBER_SYNTAX, 0);
	check_decimal("0.355", 2, NUMBER_DECIMALS, 0);
	check_decimal("80.5", 0, NUMBER_DECIMALS, 0);
	check_decimal("0.0000000000000001", 15, NUMBER_DECIMALS, 0);
	check_decimal("9223372036854775808", 0, NUMBER_RANGE, 0);
	check_decimal("9223.372036854775808", 15, NUMBER_RANGE, 0);
	check_decimal("99999999999999999999999999999999999999999999", 15, NUMBER_RANGE, 0);
	check_decimal("10000000000000000000", 15, NUMBER_RANGE, 0);
	check_decimal("922337203685477580.8", 1, NUMBER_RANGE, 0);
}

/* The point is moved by hand in the text, and texts are compared. */
static void random_decimals_by_moving_the_point(void **state)
{
	struct random random = {14};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		int nwhole = (int)random_between(&random, 1, 21);
		int nfraction = (int)random_between(&random, 0, 8);
		int decimals = (int)random_between(&random, 0, 15);
		char text[64], moved[64], number[32];
		const char *digits = moved;
		int64_t value = -42;
		enum number_fault fault, expected = NUMBER_OK;
		int n = 0, m = 0, k;

		for (k = 0; k < nwhole; k++)
			text[n++] = moved[m++] =
				(char)('0' + (nwhole > 17 && k < 2 ? 0 : random_between(&random, 0, 9)));
		if (nfraction)
			text[n++] = '.';
		for (k = 0; k < nfraction || k < decimals; k++) {
			char digit = k >= nfraction ? '0' : (char)('0' + random_between(&random, 0, 9));

			if (k >= 2 && random_next(&random) % 2)
				digit = '0';
			if (k < nfraction)
				text[n++] = digit;
			if (k < decimals)
				moved[m++] = digit;
			else if (digit != '0')
				expected = NUMBER_DECIMALS;
		}
		moved[m] = '\0';
		while (*digits == '0' && digits[1])
			digits++;
		if (expected == NUMBER_OK
			&& (strlen(digits) > 19
				|| (strlen(digits) == 19 && strcmp(digits, "9223372036854775807") > 0)))
			expected = NUMBER_RANGE;
		fault = decimal_parse(text, (size_t)n, decimals, &value);
		assert_int_equal(fault, expected);
		snprintf(number, sizeof number, "%lld", (long long)value);
		assert_string_equal(number, expected == NUMBER_OK ? digits : "-42");
	}
}

static void check_ratio(const char *text, int64_t num, int64_t den)
{
	struct ratio r = {0, 0};

	if (ratio_parse(text, strlen(text), &r) != NUMBER_OK)
		fail_msg("\"%s\" was refused", text);
	assert_true(r.num == num && r.den == den);
}

static void ratios_as_people_write_them(void **state)
{
	struct ratio r = {42, 43};

	(void)state;
	check_ratio("3.2", 16, 5);
	check_ratio("3.20", 16, 5);
	check_ratio("0", 0, 1);
	check_ratio("0.125", 1, 8);
	check_ratio("12345678901.123456", 192901232830054, 15625);
	check_ratio("0.000000000000001", 1, 1000000000000000);
	check_ratio("9223372036854775807", INT64_MAX, 1);
	assert_int_equal(ratio_parse("", 0, &r), NUMBER_EMPTY);
	assert_int_equal(ratio_parse("-1", 2, &r), NUMBER_SYNTAX);
	assert_int_equal(ratio_parse("0.0000000000000001", 18, &r), NUMBER_DECIMALS);
	assert_int_equal(ratio_parse("9223372036854775808", 19, &r), NUMBER_RANGE);
	assert_int_equal(ratio_parse("9223372036854775807.1", 21, &r), NUMBER_RANGE);
	assert_true(r.num == 42 && r.den == 43);
}

static enum number_fault percent(const char *text, struct ratio *out)
{
	return percent_parse(text, strlen(text), out);
}

static void percentages(void **state)
{
	struct ratio r = {42, 43};

	(void)state;
	assert_int_equal(percent("", &r), NUMBER_EMPTY);
	assert_int_equal(percent("%", &r), NUMBER_SYNTAX);
	assert_int_equal(percent("60", &r), NUMBER_SYNTAX);
	assert_int_equal(percent("60 %", &r), NUMBER_SYNTAX);
	assert_int_equal(percent("60%%", &r), NUMBER_SYNTAX);
	assert_int_equal(percent("60％", &r), NUMBER_SYNTAX);
	assert_int_equal(percent("-5%", &r), NUMBER_SYNTAX);
	assert_int_equal(percent("100.1%", &r), NUMBER_RANGE);
	assert_int_equal(percent("99999999999999999999%", &r), NUMBER_RANGE);
	assert_int_equal(percent("0.0000000000000001%", &r), NUMBER_DECIMALS);
	assert_true(r.num == 42 && r.den == 43);
	assert_int_equal(percent("60%", &r), NUMBER_OK);
	assert_true(r.num == 3 && r.den == 5);
	assert_int_equal(percent("12.5%", &r), NUMBER_OK);
	assert_true(r.num == 1 && r.den == 8);
	assert_int_equal(percent("100.00%", &r), NUMBER_OK);
	assert_true(r.num == 1 && r.den == 1);
	assert_int_equal(percent("0%", &r), NUMBER_OK);
	assert_true(r.num == 0 && r.den == 1);
}

/* ---- writing ---- */

static void wide_numbers_come_back(void **state)
{
	static const char *const same[] = {"0", "-1", "18446744073709551616",
		"170141183460469231731687303715884105727", "-170141183460469231731687303715884105728"};
	static const char *const faulty[] = {"", "-", "+1", "1.", "1 ", "0x1", "--1",
		"170141183460469231731687303715884105728", "-170141183460469231731687303715884105729"};
	char buf[48];
	wide value = 7;

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		assert_true(wide_parse(same[i], strlen(same[i]), &value));
		assert_string_equal(wide_format(buf, value), same[i]);
	}
	value = 7;
	for (size_t i = 0; i < sizeof faulty / sizeof *faulty; i++)
		assert_false(wide_parse(faulty[i], strlen(faulty[i]), &value));
	assert_true(value == 7);
}

static void decimals_are_written_short(void **state)
{
	char buf[48];

	(void)state;
	assert_string_equal(decimal_format(buf, 12345, 1), "1234.5");
	assert_string_equal(decimal_format(buf, 12340, 1), "1234");
	assert_string_equal(decimal_format(buf, 35, 2), "0.35");
	assert_string_equal(decimal_format(buf, 5, 3), "0.005");
	assert_string_equal(decimal_format(buf, -5, 1), "-0.5");
	assert_string_equal(decimal_format(buf, 0, 3), "0");
	assert_string_equal(decimal_format(buf, 100, 0), "100");
	assert_string_equal(decimal_format(buf, INT64_MIN, 0), "-9223372036854775808");
	assert_string_equal(decimal_format(buf, INT64_MIN, 18), "-9.223372036854775808");
	assert_string_equal(decimal_format(buf, INT64_MAX, 15), "9223.372036854775807");
}

static void decimals_survive_writing(void **state)
{
	struct random random = {16};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		int decimals = (int)random_between(&random, 0, 15);
		int64_t value = random_awkward(&random), again = -1;
		char buf[48];
		size_t n;

		if (value < 0)
			continue;
		n = strlen(decimal_format(buf, value, decimals));
		assert_int_equal(decimal_parse(buf, n, decimals, &again), NUMBER_OK);
		assert_true(again == value);
		if (strchr(buf, '.'))
			assert_true(buf[n - 1] != '0');
	}
}

static void percentages_round_down(void **state)
{
	char buf[48];

	(void)state;
	assert_string_equal(percent_format(buf, 9996, 10000, 1), "99.9");
	assert_string_equal(percent_format(buf, 9996, 10000, 0), "99");
	assert_string_equal(percent_format(buf, 1, 1, 1), "100.0");
	assert_string_equal(percent_format(buf, 0, 7, 1), "0.0");
	assert_string_equal(percent_format(buf, 1, 3, 2), "33.33");
	assert_string_equal(percent_format(buf, INT64_MAX - 1, INT64_MAX, 3), "99.999");
	assert_string_equal(percent_format(buf, 3, 2, 0), "150");
	assert_string_equal(percent_format(buf, -1, 1000, 1), "-0.1");
	assert_string_equal(percent_format(buf, -1, 3000, 1), "-0.1");
	assert_string_equal(percent_format(buf, INT64_MAX, 1, 2), "922337203685477580700.00");
}

/* Long division by hand, digit after digit. */
static void percentages_by_long_division(void **state)
{
	struct random random = {18};
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		int64_t den = random_between(&random, 1, i % 2 ? 3000 : INT64_MAX / 2);
		int64_t num = random_between(&random, 0, i % 3 ? den : den * 2);
		int decimals = (int)random_between(&random, 0, 6);
		char buf[48], expected[48];
		wide rest = (wide)num * 100;
		int n, k;

		n = snprintf(expected, sizeof expected, "%lld", (long long)(rest / den));
		rest %= den;
		if (decimals)
			expected[n++] = '.';
		for (k = 0; k < decimals; k++) {
			rest *= 10;
			expected[n++] = (char)('0' + (int)(rest / den));
			rest %= den;
		}
		expected[n] = '\0';
		assert_string_equal(percent_format(buf, num, den, decimals), expected);
		if (num < den)
			assert_true(strncmp(buf, "100", 3) != 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checked_sums_and_products),
		cmocka_unit_test(greatest_common_divisors),
		cmocka_unit_test(divisions_round_down_and_up),
		cmocka_unit_test(products_through_128_bits),
		cmocka_unit_test(ratios_are_reduced),
		cmocka_unit_test(ratios_that_do_not_fit_are_refused),
		cmocka_unit_test(comparison_is_exact),
		cmocka_unit_test(sums_and_products_of_ratios),
		cmocka_unit_test(large_ratios_are_refused_only_when_they_must),
		cmocka_unit_test(decimals_as_people_write_them),
		cmocka_unit_test(faults_of_decimals),
		cmocka_unit_test(random_decimals_by_moving_the_point),
		cmocka_unit_test(ratios_as_people_write_them),
		cmocka_unit_test(percentages),
		cmocka_unit_test(wide_numbers_come_back),
		cmocka_unit_test(decimals_are_written_short),
		cmocka_unit_test(decimals_survive_writing),
		cmocka_unit_test(percentages_round_down),
		cmocka_unit_test(percentages_by_long_division),
	};

	return cmocka_run_group_tests_name("base/number", tests, NULL, NULL);
}
