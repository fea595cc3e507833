#include "base/date.h"

#include "base/number.h"

#include <assert.h>
#include <stdio.h>

enum {
	YEAR_FIRST = 1900,
	YEAR_LAST = 2199,
	DAY_SECONDS = 86400,
	OFFSET_MAX = 14 * 3600 /* as in XML Schema */
};

/* A thousand years: keeps every sum of a day and a duration in range. */
static const int64_t DURATION_MONTHS_MAX = 12000;
static const int64_t DURATION_SECONDS_MAX = (int64_t)1000 * 366 * DAY_SECONDS;

/* Text still to be read. */
struct cursor {
	const char *at;
	const char *end;
};

static bool take(struct cursor *c, char wanted)
{
	if (c->at == c->end || *c->at != wanted)
		return false;
	c->at++;
	return true;
}

/* Exactly ndigits digits, lowest <= value <= highest. */
static bool take_field(struct cursor *c, int ndigits, int lowest, int highest, int *out)
{
	int value = 0;
	int i;

	if (c->end - c->at < ndigits)
		return false;
	for (i = 0; i < ndigits; i++) {
		char digit = c->at[i];

		if (digit < '0' || digit > '9')
			return false;
		value = value * 10 + (digit - '0');
	}
	if (value < lowest || value > highest)
		return false;
	c->at += ndigits;
	*out = value;
	return true;
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_length(int year, int month)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms": years start
 * in March, so that the leap day is the last of its year. */
static day day_from_civil(int year, int month, int mday)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = int_floor_div(y, 400);
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return (day)(era * 146097 + day_of_era - 719468);
}

static void civil_from_day(day d, int *year, int *month, int *mday)
{
	int64_t z = (int64_t)d + 719468;
	int64_t era = int_floor_div(z, 146097);
	int64_t day_of_era = z - era * 146097;
	int64_t year_of_era =
		(day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t march_month = (5 * day_of_year + 2) / 153;

	*mday = (int)(day_of_year - (153 * march_month + 2) / 5 + 1);
	*month = (int)(march_month < 10 ? march_month + 3 : march_month - 9);
	*year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static bool take_day(struct cursor *c, day *out)
{
	int year, month, mday;

	if (!take_field(c, 4, YEAR_FIRST, YEAR_LAST, &year) || !take(c, '-'))
		return false;
	if (!take_field(c, 2, 1, 12, &month) || !take(c, '-'))
		return false;
	if (!take_field(c, 2, 1, month_length(year, month), &mday))
		return false;
	*out = day_from_civil(year, month, mday);
	return true;
}

/* Z, +08:00, -03:30 */
static bool take_offset(struct cursor *c, int32_t *out)
{
	int hours, minutes, sign = 1;

	if (take(c, 'Z')) {
		*out = 0;
		return true;
	}
	if (take(c, '-'))
		sign = -1;
	else if (!take(c, '+'))
		return false;
	if (!take_field(c, 2, 0, 14, &hours) || !take(c, ':'))
		return false;
	if (!take_field(c, 2, 0, 59, &minutes) || hours * 3600 + minutes * 60 > OFFSET_MAX)
		return false;
	*out = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool instant_parse(const char *text, size_t n, struct instant *out)
{
	struct cursor c = {text, text + n};
	int hours, minutes, seconds = 0;
	int32_t offset;
	day d;

	if (!take_day(&c, &d) || !take(&c, 'T'))
		return false;
	if (!take_field(&c, 2, 0, 23, &hours) || !take(&c, ':'))
		return false;
	if (!take_field(&c, 2, 0, 59, &minutes))
		return false;
	if (take(&c, ':') && !take_field(&c, 2, 0, 59, &seconds))
		return false;
	if (!take_offset(&c, &offset) || c.at != c.end)
		return false;
	out->seconds = day_start(d, offset) + INT64_C(60) * (hours * 60 + minutes) + seconds;
	out->offset = offset;
	return true;
}

bool day_parse(const char *text, size_t n, day *out)
{
	struct cursor c = {text, text + n};
	day d;

	if (!take_day(&c, &d) || c.at != c.end)
		return false;
	*out = d;
	return true;
}

/* Digits and one of the letters of `units` not used yet; *position is where
 * the search in `units` goes on, so that units come in order and once. */
static bool take_component(
	struct cursor *c, const char *units, int *position, int64_t *value, char *unit)
{
	int64_t number = 0;
	const char *start = c->at;

	while (c->at != c->end && *c->at >= '0' && *c->at <= '9') {
		if (!int_mul(number, 10, &number) || !int_add(number, *c->at - '0', &number))
			return false;
		c->at++;
	}
	if (c->at == start || c->at == c->end)
		return false;
	for (; units[*position]; (*position)++) {
		if (units[*position] == *c->at) {
			*unit = units[(*position)++];
			*value = number;
			c->at++;
			return true;
		}
	}
	return false;
}

/* Adds value units of `each`; false above `limit`. */
static bool add_units(int64_t *sum, int64_t value, int64_t each, int64_t limit)
{
	int64_t product;

	return int_mul(value, each, &product) && int_add(*sum, product, sum) && *sum <= limit;
}

static bool take_date_part(struct cursor *c, int64_t *months, int64_t *seconds)
{
	int position = 0;
	int64_t value;
	char unit;

	while (c->at != c->end && *c->at != 'T') {
		bool fits;

		if (!take_component(c, "YMD", &position, &value, &unit))
			return false;
		if (unit == 'D')
			fits = add_units(seconds, value, DAY_SECONDS, DURATION_SECONDS_MAX);
		else
			fits = add_units(months, value, unit == 'Y' ? 12 : 1, DURATION_MONTHS_MAX);
		if (!fits)
			return false;
	}
	return true;
}

static bool take_time_part(struct cursor *c, int64_t *seconds)
{
	int position = 0;
	int64_t value;
	char unit;

	do {
		int64_t each;

		if (!take_component(c, "HMS", &position, &value, &unit))
			return false;
		each = unit == 'H' ? 3600 : unit == 'M' ? 60 : 1;
		if (!add_units(seconds, value, each, DURATION_SECONDS_MAX))
			return false;
	} while (c->at != c->end);
	return true;
}

bool duration_parse(const char *text, size_t n, struct duration *out)
{
	struct cursor c = {text, text + n};
	int64_t months = 0, seconds = 0;

	if (!take(&c, 'P') || c.at == c.end)
		return false;
	if (!take_date_part(&c, &months, &seconds))
		return false;
	if (take(&c, 'T') && !take_time_part(&c, &seconds))
		return false;
	out->months = (int32_t)months;
	out->seconds = seconds;
	return true;
}

day day_add(day d, struct duration length)
{
	int year, month, mday;
	int64_t months, result;

	assert(d != DAY_NONE && length.months >= 0 && length.seconds >= 0);
	civil_from_day(d, &year, &month, &mday);
	months = (int64_t)year * 12 + (month - 1) + length.months;
	year = (int)int_floor_div(months, 12);
	month = (int)(months - (int64_t)year * 12) + 1;
	if (mday > month_length(year, month))
		mday = month_length(year, month);
	result = day_from_civil(year, month, mday) + length.seconds / DAY_SECONDS;
	assert(result > DAY_NONE && result <= INT32_MAX);
	return (day)result;
}

int64_t day_start(day d, int32_t offset)
{
	assert(d != DAY_NONE);
	return (int64_t)d * DAY_SECONDS - offset;
}

int64_t day_end(day d, int32_t offset)
{
	return day_start(d, offset) + DAY_SECONDS;
}

day day_of(int64_t seconds, int32_t offset)
{
	int64_t d = int_floor_div(seconds + offset, DAY_SECONDS);

	assert(d > DAY_NONE && d <= INT32_MAX);
	return (day)d;
}

/* All text forms fit into 40 bytes: a year of a 32-bit day has 7 digits. */
enum { TEXT_ROOM = 40 };

char *instant_format(char *buf, int64_t seconds, int32_t offset)
{
	int year, month, mday;
	day d = day_of(seconds, offset);
	int second_of_day = (int)(seconds - day_start(d, offset));
	int minutes = (offset < 0 ? -offset : offset) / 60;
	int n;

	assert(offset % 60 == 0 && minutes * 60 <= OFFSET_MAX);
	civil_from_day(d, &year, &month, &mday);
	n = snprintf(buf, TEXT_ROOM, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, mday,
		second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
	if (offset == 0)
		snprintf(buf + n, (size_t)(TEXT_ROOM - n), "Z");
	else
		snprintf(buf + n, (size_t)(TEXT_ROOM - n), "%c%02d:%02d", offset < 0 ? '-' : '+',
			minutes / 60, minutes % 60);
	return buf;
}

char *minute_format(char *buf, int64_t seconds, int32_t offset)
{
	int year, month, mday;
	day d = day_of(seconds, offset);
	int minute_of_day = (int)((seconds - day_start(d, offset)) / 60);

	civil_from_day(d, &year, &month, &mday);
	snprintf(buf, TEXT_ROOM, "%04d-%02d-%02d %02d:%02d", year, month, mday, minute_of_day / 60,
		minute_of_day % 60);
	return buf;
}

char *day_format(char *buf, day d)
{
	int year, month, mday;

	assert(d != DAY_NONE);
	civil_from_day(d, &year, &month, &mday);
	snprintf(buf, TEXT_ROOM, "%04d-%02d-%02d", year, month, mday);
	return buf;
}

/* "12H" at *at unless the value is 0. */
static char *put_component(char *at, const char *end, int64_t value, char unit)
{
	if (value == 0)
		return at;
	return at + snprintf(at, (size_t)(end - at), "%lld%c", (long long)value, unit);
}

char *duration_format(char *buf, struct duration length)
{
	int64_t rest = length.seconds % DAY_SECONDS;
	const char *end = buf + TEXT_ROOM;
	char *at = buf;

	assert(length.months >= 0 && length.seconds >= 0);
	if (length.months == 0 && length.seconds == 0) {
		snprintf(buf, TEXT_ROOM, "PT0S");
		return buf;
	}
	*at++ = 'P';
	at = put_component(at, end, length.months / 12, 'Y');
	at = put_component(at, end, length.months % 12, 'M');
	at = put_component(at, end, length.seconds / DAY_SECONDS, 'D');
	if (rest) {
		*at++ = 'T';
		at = put_component(at, end, rest / 3600, 'H');
		at = put_component(at, end, rest / 60 % 60, 'M');
		at = put_component(at, end, rest % 60, 'S');
	}
	*at = '\0';
	return buf;
}
