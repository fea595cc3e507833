/* Numbers, days, instants and durations as any bytes: what is taken must come
 * out the same after writing and reading again. */
#include "base/date.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void try_numbers(const char *text, size_t n, int decimals)
{
	int64_t value, again;
	struct ratio ratio;
	char buf[48];

	if (decimal_parse(text, n, decimals, &value) == NUMBER_OK) {
		decimal_format(buf, value, decimals);
		must(decimal_parse(buf, strlen(buf), decimals, &again) == NUMBER_OK);
		must(value >= 0 && value == again);
	}
	if (ratio_parse(text, n, &ratio) == NUMBER_OK) {
		must(ratio.num >= 0 && ratio.den > 0);
		must(int_gcd(ratio.num, ratio.den) == 1);
	}
	if (percent_parse(text, n, &ratio) == NUMBER_OK)
		must(ratio.num >= 0 && ratio.num <= ratio.den);
}

static void try_dates(const char *text, size_t n)
{
	struct duration length, same;
	struct instant instant, again;
	char buf[48];
	day d, e;

	if (day_parse(text, n, &d)) {
		day_format(buf, d);
		must(n == 10 && memcmp(buf, text, n) == 0);
		must(day_parse(buf, strlen(buf), &e) && d == e);
	}
	if (instant_parse(text, n, &instant)) {
		instant_format(buf, instant.seconds, instant.offset);
		must(instant_parse(buf, strlen(buf), &again));
		must(again.seconds == instant.seconds && again.offset == instant.offset);
	}
	if (duration_parse(text, n, &length)) {
		duration_format(buf, length);
		must(duration_parse(buf, strlen(buf), &same));
		must(same.months == length.months && same.seconds == length.seconds);
		day_add(0, length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size == 0)
		return 0;
	/* A copy of its own, so that one byte too far is seen. */
	text = malloc(size);
	must(text != NULL);
	memcpy(text, data, size);
	try_numbers(text + 1, size - 1, text[0] & 15 ? (text[0] & 15) - 1 : 0);
	try_dates(text + 1, size - 1);
	free(text);
	return 0;
}
