/* What an office writes and what the scenario calls it: headings folded for
 * comparison, Chinese and English words of the enums, local units, durations
 * and dates. Nothing here guesses: a word that is not in a table is not known,
 * and the caller says so. */
#ifndef SHECANG_IO_ALIASES_H
#define SHECANG_IO_ALIASES_H

#include "base/date.h"
#include "base/number.h"
#include "base/text.h"
#include "models/scenario.h"

#include <stdbool.h>
#include <stddef.h>

/* A word or heading for comparison: NFKC, case folded, without blanks, hyphens,
 * underscores, asterisks. What stands in brackets at the end goes to bracket
 * (NULL: is dropped), as written but in NFKC. */
void alias_fold(const char *text, size_t n, struct text *word, struct text *bracket);
/* Does a word of the list, separated by '|', fold to the same? The list is a
 * constant in NFKC. */
bool alias_matches(const char *folded, const char *list);

/* Kinds of words. */
enum alias_kind {
	ALIAS_PLACE_KIND, ALIAS_HOLDER_KIND, ALIAS_MODE, ALIAS_STATUS, ALIAS_QUALITY,
	ALIAS_FAIRNESS, ALIAS_UNMET, ALIAS_REACH, ALIAS_OWNER, ALIAS_YES_NO, ALIAS_ROAD,
	ALIAS_NEED, ALIAS_CHANGE, ALIAS_SOURCE_KIND, ALIAS_VIEW, ALIAS_GRADE, ALIAS_FINDING_STATUS,
	ALIAS_MAPPING, /* enum mapping_what (io/convert.h) */
	ALIAS_MEASURE, /* enum drill_measure */
	ALIAS_OBSERVED
};
/* ALIAS_REACH: REACH_OWN and REACH_ANYWHERE as they are, the region of a place
 * kind as ALIAS_REACH_KIND + kind. */
#define ALIAS_REACH_KIND 16
enum { ALIAS_OWNER_SELF, ALIAS_OWNER_GOVERNMENT };
enum { ALIAS_ROAD_ROUTE, ALIAS_ROAD_SEGMENT, ALIAS_ROAD_VEHICLES, ALIAS_ROAD_HELPERS,
	ALIAS_ROAD_BUDGET };
enum { ALIAS_OBSERVED_STRENGTH, ALIAS_OBSERVED_IMPROVE };
enum { ALIAS_NEED_CLAIM, ALIAS_NEED_MINIMUM, ALIAS_NEED_END_STOCK };
/* The value of the enum, or -1. */
int alias_parse(enum alias_kind kind, const char *text, size_t n);
/* The words of the kind in a line ("community 社区, village 村, ..."). */
void alias_list(enum alias_kind kind, struct text *out);

/* The UN/ECE code of a unit as written ("升" LTR, "公斤" KGM, "瓶" XBO); a code
 * stands for itself. NULL when not known. */
const char *alias_unit(const char *text, size_t n);
/* Units that count pieces, so that one may be written for another (个, 件, 只). */
bool alias_unit_is_piece(const char *code);
/* 1 of `from` is *factor of `to` (KGM in GRM: 1000). False when they differ in kind. */
bool alias_unit_factor(const char *from, const char *to, struct ratio *factor);

/* 6小时, 2天, 30分钟, 1天12小时, 半天, 6 h, 2 days; and the ISO form. */
bool alias_duration(const char *text, size_t n, struct duration *out);
/* 2026-12-01, 2026/12/1, 2026.12.1, 2026年12月1日, 20261201. */
bool alias_day(const char *text, size_t n, day *out);
/* A date as above, alone (its first minute) or with a time (8:00, T08:00:00) and
 * an offset; without one `offset` (seconds east) is taken and *stated is false. */
bool alias_instant(
	const char *text, size_t n, int32_t offset, struct instant *out, bool *stated, bool *timed);
/* "+08:00", "UTC+8", "北京时间" as seconds east of UTC. */
bool alias_offset(const char *text, size_t n, int32_t *offset);

/* Does the text hold a full-width digit or point (８, ．)? */
bool alias_has_wide_digits(const char *text, size_t n);
/* Is it the name of a sum over other rows (合计, 小 计, Total)? */
bool alias_is_total(const char *text, size_t n);

#endif
