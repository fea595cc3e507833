#include "base/date.h"
#include "tests/base/support_check.h"

#include <stdio.h>
#include <string.h>

/* A calendar of its own: one day after the other, from 1970 both ways. */
struct civil {
	int year, month, mday;
};

static int days_in_month(int year, int month)
{
	if (month == 4 || month == 6 || month == 9 || month == 11)
		return 30;
	if (month != 2)
		return 31;
	if (year % 400 == 0)
		return 29;
	return year % 100 != 0 && year % 4 == 0 ? 29 : 28;
}

static void next_day(struct civil *c)
{
	if (++c->mday <= days_in_month(c->year, c->month))
		return;
	c->mday = 1;
	if (++c->month > 12) {
		c->month = 1;
		c->year++;
	}
}

static void previous_day(struct civil *c)
{
	if (--c->mday >= 1)
		return;
	if (--c->month < 1) {
		c->month = 12;
		c->year--;
	}
	c->mday = days_in_month(c->year, c->month);
}

static void check_day(day number, struct civil c)
{
	char expected[40], text[40];
	day d = 0;

	snprintf(expected, sizeof expected, "%04d-%02d-%02d", c.year, c.month, c.mday);
	assert_string_equal(day_format(text, number), expected);
	assert_true(day_parse(expected, strlen(expected), &d));
	assert_int_equal(d, number);
}

static void every_day_of_three_centuries(void **state)
{
	struct civil c = {1970, 1, 1};
	day d;

	(void)state;
	for (d = 0; c.year <= 2199; d++, next_day(&c))
		check_day(d, c);
	c = (struct civil){1970, 1, 1};
	for (d = 0; c.year >= 1900; d--, previous_day(&c))
		check_day(d, c);
}

static void known_days(void **state)
{
	day d;

	(void)state;
	assert_true(day_parse("1970-01-01", 10, &d));
	assert_int_equal(d, 0);
	assert_true(day_parse("2000-03-01", 10, &d));
	assert_int_equal(d, 11017);
	assert_true(day_parse("2026-12-01", 10, &d));
	assert_int_equal(d, 20788);
}

static void only_the_exact_form_of_a_day(void **state)
{
	static const char *const wrong[] = {
		"", "2026", "2026-12", "2026-12-1", "2026-1-01", "26-12-01", "2026-12-01 ",
		" 2026-12-01", "2026/12/01", "20261201", "2026-13-01", "2026-00-01", "2026-12-00",
		"2026-12-32", "2026-02-29", "2100-02-29", "2026-04-31", "1899-12-31", "2200-01-01",
		"+2026-12-01", "-2026-12-01", "2026-12-01Z", "2026-12-01T08:00:00Z", "2026-1a-01",
		"２026-12-01", "2026年12月1日", "2026-12--1",
	};
	day d = 123;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (day_parse(wrong[i], strlen(wrong[i]), &d))
			fail_msg("\"%s\" was taken for a day", wrong[i]);
		assert_int_equal(d, 123);
	}
	/* n counts, not a NUL */
	assert_true(day_parse("2026-12-01T08:00", 10, &d));
	assert_true(day_parse("2000-02-29", 10, &d));
}

static void check_instant(const char *text, int64_t seconds, int32_t offset)
{
	struct instant t = {0, 0};

	if (!instant_parse(text, strlen(text), &t))
		fail_msg("\"%s\" was refused", text);
	assert_int_equal(t.seconds, seconds);
	assert_int_equal(t.offset, offset);
}

static void known_instants(void **state)
{
	(void)state;
	check_instant("1970-01-01T00:00:00Z", 0, 0);
	check_instant("1970-01-01T00:00Z", 0, 0);
	check_instant("1970-01-01T08:00:00+08:00", 0, 28800);
	check_instant("1969-12-31T19:00:00-05:00", 0, -18000);
	check_instant("2026-12-01T08:00:00+08:00", 1796083200, 28800);
	check_instant("2026-12-01T08:00+08:00", 1796083200, 28800);
	check_instant("2026-12-01T05:30:59+05:30", 1796083259, 19800);
	check_instant("2199-12-31T23:59:59-14:00", 7258118399 + 14 * 3600, -14 * 3600);
	check_instant("1900-01-01T00:00:00+14:00", -2208988800 - 14 * 3600, 14 * 3600);
}

static void only_the_exact_form_of_an_instant(void **state)
{
	static const char *const wrong[] = {
		"", "2026-12-01", "2026-12-01T08:00:00", "2026-12-01T08:00", "2026-12-01 08:00:00Z",
		"2026-12-01t08:00:00z", "2026-12-01T8:00:00Z", "2026-12-01T24:00:00Z",
		"2026-12-01T08:60:00Z", "2026-12-01T08:00:60Z", "2026-12-01T08:00:00.5Z",
		"2026-12-01T08:00:Z", "2026-12-01T08:00:00+8:00", "2026-12-01T08:00:00+0800",
		"2026-12-01T08:00:00+15:00", "2026-12-01T08:00:00+14:01",
		"2026-12-01T08:00:00+08:60", "2026-12-01T08:00:00+08:00 ", "2026-12-01T08Z",
		"2026-02-30T08:00:00Z", "2026-12-01T08:00:00ZZ", "2026-12-01T08:00:00 Z",
	};
	struct instant t = {5, 6};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (instant_parse(wrong[i], strlen(wrong[i]), &t))
			fail_msg("\"%s\" was taken for an instant", wrong[i]);
		assert_int_equal(t.seconds, 5);
		assert_int_equal(t.offset, 6);
	}
}

/* Written and read again, any instant and any offset of whole minutes. */
static void instants_survive_writing(void **state)
{
	struct random random = {3};
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		int64_t seconds = random_between(&random, -2208900000, 7258000000);
		int32_t offset = (int32_t)random_between(&random, -840, 840) * 60;
		char text[40], minute[40], expected[40];
		struct instant t;
		day d;

		instant_format(text, seconds, offset);
		assert_true(instant_parse(text, strlen(text), &t));
		assert_true(t.seconds == seconds);
		assert_int_equal(t.offset, offset);
		snprintf(expected, sizeof expected, "%.10s %.5s", text, text + 11);
		assert_string_equal(minute_format(minute, seconds, offset), expected);
		d = day_of(seconds, offset);
		assert_true(day_start(d, offset) <= seconds && seconds < day_end(d, offset));
		assert_int_equal(day_end(d, offset) - day_start(d, offset), 86400);
		assert_memory_equal(day_format(expected, d), text, 10);
	}
}

static void text_forms(void **state)
{
	char text[40];

	(void)state;
	assert_string_equal(
		instant_format(text, 1796083200, 28800), "2026-12-01T08:00:00+08:00");
	assert_string_equal(instant_format(text, 1796083200, 0), "2026-12-01T00:00:00Z");
	assert_string_equal(
		instant_format(text, 1796083200, -12600), "2026-11-30T20:30:00-03:30");
	assert_string_equal(minute_format(text, 1796083259, 28800), "2026-12-01 08:00");
	assert_string_equal(instant_format(text, -1, 0), "1969-12-31T23:59:59Z");
}

static void check_duration(const char *text, int32_t months, int64_t seconds, const char *canonical)
{
	struct duration length = {-1, -1};
	char formatted[40];

	if (!duration_parse(text, strlen(text), &length))
		fail_msg("\"%s\" was refused", text);
	assert_int_equal(length.months, months);
	assert_int_equal(length.seconds, seconds);
	assert_string_equal(duration_format(formatted, length), canonical);
}

static void known_durations(void **state)
{
	(void)state;
	check_duration("P2Y", 24, 0, "P2Y");
	check_duration("P18M", 18, 0, "P1Y6M");
	check_duration("P1Y6M", 18, 0, "P1Y6M");
	check_duration("P3D", 0, 3 * 86400, "P3D");
	check_duration("PT6H", 0, 6 * 3600, "PT6H");
	check_duration("P1DT12H", 0, 36 * 3600, "P1DT12H");
	check_duration("PT36H", 0, 36 * 3600, "P1DT12H");
	check_duration("PT90M", 0, 5400, "PT1H30M");
	check_duration("PT1H30M5S", 0, 5405, "PT1H30M5S");
	check_duration("PT86400S", 0, 86400, "P1D");
	check_duration("P1Y2M3DT4H5M6S", 14, 3 * 86400 + 4 * 3600 + 5 * 60 + 6, "P1Y2M3DT4H5M6S");
	check_duration("PT0S", 0, 0, "PT0S");
	check_duration("P0D", 0, 0, "PT0S");
	check_duration("P1000Y", 12000, 0, "P1000Y");
}

static void only_the_exact_form_of_a_duration(void **state)
{
	static const char *const wrong[] = {
		"", "P", "PT", "P1", "P1DT", "1D", "p1d", "PT6h", "P6H", "PT1D", "P1D1Y", "PT1S1H",
		"P1D1D", "P-1D", "-P1D", "P1.5D", "PT1,5H", "P 1D", "P1D ", "P1W", "P1Y2", "PD",
		"P1001Y", "P99999999999D", "P99999999999999999999D", "PT9223372036854775808S",
		"P1M1Y", "PT1M1M", "P1DT6HT1M",
	};
	struct duration length = {5, 6};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (duration_parse(wrong[i], strlen(wrong[i]), &length))
			fail_msg("\"%s\" was taken for a duration", wrong[i]);
		assert_int_equal(length.months, 5);
		assert_int_equal(length.seconds, 6);
	}
}

static void durations_survive_writing(void **state)
{
	struct random random = {5};
	int i;

	(void)state;
	for (i = 0; i < 20000; i++) {
		struct duration length, again;
		char text[40];

		length.months = (int32_t)random_between(&random, 0, i % 3 ? 30 : 12000);
		length.seconds = random_between(&random, 0, i % 2 ? 200000 : 31622400000);
		duration_format(text, length);
		assert_true(duration_parse(text, strlen(text), &again));
		assert_int_equal(again.months, length.months);
		assert_true(again.seconds == length.seconds);
	}
}

/* Months one by one with the day clipped once at the end, then day by day. */
static void day_add_follows_the_calendar(void **state)
{
	struct random random = {9};
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		struct civil c = {(int)random_between(&random, 1995, 2035), 1, 1};
		struct duration length;
		char text[40], expected[40];
		int32_t k;
		day d;

		c.month = (int)random_between(&random, 1, 12);
		c.mday = i % 2 ? days_in_month(c.year, c.month) : (int)random_between(&random, 1, 28);
		length.months = (int32_t)random_between(&random, 0, 60);
		length.seconds = random_between(&random, 0, 100 * 86400);
		snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.mday);
		assert_true(day_parse(text, strlen(text), &d));
		for (k = 0; k < length.months; k++) {
			if (++c.month > 12) {
				c.month = 1;
				c.year++;
			}
		}
		if (c.mday > days_in_month(c.year, c.month))
			c.mday = days_in_month(c.year, c.month);
		for (k = 0; k < (int32_t)(length.seconds / 86400); k++)
			next_day(&c);
		snprintf(expected, sizeof expected, "%04d-%02d-%02d", c.year, c.month, c.mday);
		assert_string_equal(day_format(text, day_add(d, length)), expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_three_centuries),
		cmocka_unit_test(known_days),
		cmocka_unit_test(only_the_exact_form_of_a_day),
		cmocka_unit_test(known_instants),
		cmocka_unit_test(only_the_exact_form_of_an_instant),
		cmocka_unit_test(instants_survive_writing),
		cmocka_unit_test(text_forms),
		cmocka_unit_test(known_durations),
		cmocka_unit_test(only_the_exact_form_of_a_duration),
		cmocka_unit_test(durations_survive_writing),
		cmocka_unit_test(day_add_follows_the_calendar),
	};

	return cmocka_run_group_tests_name("base/date", tests, NULL, NULL);
}
