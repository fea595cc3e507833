/* How single things are shown to people: names in the report's language,
 * quantities with their unit, packs, periods with their dates. Every function
 * appends to a text. */
#ifndef SHECANG_IO_SHOW_H
#define SHECANG_IO_SHOW_H

#include "base/text.h"
#include "io/columns.h"
#include "io/printer.h"

const char *item_title(const struct report *r, int32_t item);
const char *item_spec(const struct report *r, int32_t item, int32_t lot); /* "" when none */
const char *place_title(const struct report *r, int32_t place); /* -1: "-" */
const char *group_title(const struct report *r, int32_t group); /* -1: all groups */
const char *holder_title(const struct report *r, int32_t holder); /* -1: donation */
const char *item_unit(const struct report *r, int32_t item); /* translated base unit */
const char *form_title(enum legal_form form); /* translated */
/* Lot number of a supply lot, NULL when it has none; expiry, DAY_NONE when none. */
const char *lot_name(const struct report *r, int32_t lot);
day lot_expires(const struct report *r, int32_t lot);
/* How a column of lots is aligned on paper: whole, for a number that is broken off is
 * read wrong, unless one is so long that the page could not hold it. */
enum align lot_align(const struct report *r);

/* "12.5" in base units, without the unit. */
void show_quantity(const struct report *r, struct text *out, int32_t item, int64_t quantity);
/* "18 箱 + 6 瓶": the packs the lot may be counted in, largest first, the rest
 * in the base unit. lot: index into supply.lots, -1 = all packs of the item. */
void show_packs(const struct report *r, struct text *out, int32_t item, int32_t lot,
	int64_t quantity);
/* "83.3%", rounded down; "-" for no demand. */
void show_fill(struct text *out, int64_t served, int64_t demand);
/* "3 (12-03)", with the hour when periods are not whole days. */
void show_period(const struct report *r, struct text *out, int32_t period);
/* Local time after the horizon's start: "12-01 14:00", with year at the report's need. */
void show_time(const struct report *r, struct text *out, int64_t seconds_after_start);
/* The same with the weekday: "12-01 Tue 14:00", for what somebody must be ready at. */
void show_moment(const struct report *r, struct text *out, int64_t seconds_after_start);
/* With the year too: "2026-12-01 Tue 14:00". */
void show_date(const struct report *r, struct text *out, int64_t seconds_after_start);
/* Where in the input: "stock.csv:12", the file without its folder; nothing when not known. */
void show_input(const struct report *r, struct text *out, struct where where);
void show_day(struct text *out, day d); /* "-" for DAY_NONE */
/* Grams as kg, rounded up to 0.1 kg. */
void show_kg(struct text *out, wide grams);
/* Mass of an amount in grams, rounded up; -1 = not known. */
wide item_grams(const struct report *r, int32_t item, int64_t quantity);
/* "桥三, 环城路": the segments of a route, or "direct". */
void show_segments(const struct report *r, struct text *out, int32_t route);
/* Puts one more sentence behind those in `sentences`, which holds nothing else. */
void add_sentence(struct text *sentences, const char *sentence);
/* Between the parts of a list: ", ", which other languages write otherwise. */
const char *list_comma(void);
/* Money in the major unit with two decimals, to the nearest, with the currency. */
void show_money(const struct report *r, struct text *out, struct ratio amount);
/* Headcount, duration in hours and so on are plain numbers: text_int. */

#endif
