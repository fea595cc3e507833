/* Instants, dates and durations of ISO 8601, proleptic Gregorian calendar,
 * no leap seconds, years 1900 to 2199. The wall clock is never read. */
#ifndef SHECANG_BASE_DATE_H
#define SHECANG_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970-01-01T00:00:00Z, and the offset it was written with. */
struct instant {
	int64_t seconds;
	int32_t offset; /* seconds east of UTC */
};
/* A local calendar day: days since 1970-01-01, or DAY_NONE. */
typedef int32_t day;
#define DAY_NONE INT32_MIN

/* P2Y, P3D, PT6H, P1DT12H: whole years, months, days, hours, minutes, seconds. */
struct duration {
	int32_t months; /* years * 12 + months, 0.. */
	int64_t seconds; /* the rest, 0.. */
};

/* Each returns false for anything but the exact form (no blanks). */
bool instant_parse(const char *text, size_t n, struct instant *out); /* 2026-12-01T08:00:00+08:00 or Z; seconds may be left out */
bool day_parse(const char *text, size_t n, day *out); /* 2026-12-01 */
bool duration_parse(const char *text, size_t n, struct duration *out);
/* day + duration (months first, clipped to the month's end, then whole days). */
day day_add(day d, struct duration length);
/* First second of local day d at the given offset, and of the day after. */
int64_t day_start(day d, int32_t offset);
int64_t day_end(day d, int32_t offset);
/* The local day that an instant falls on, at the given offset. */
day day_of(int64_t seconds, int32_t offset);
/* Text forms into buf of at least 40 bytes; each returns buf. */
char *instant_format(char *buf, int64_t seconds, int32_t offset); /* 2026-12-01T08:00:00+08:00 */
char *minute_format(char *buf, int64_t seconds, int32_t offset); /* 2026-12-01 08:00 */
char *day_format(char *buf, day d);
char *duration_format(char *buf, struct duration length); /* canonical ISO form */

#endif
