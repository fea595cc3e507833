/* Values as people write them, shared by XML and CSV. Each adds a diagnostic
 * and returns false when wrong; text is n bytes at `where` (span n). */
#ifndef SHECANG_IO_VALUES_H
#define SHECANG_IO_VALUES_H

#include "io/value_place.h"
#include "io/value_text.h"

#include "models/scenario.h"

/* Adds span, heading and source line to a diagnostic; returns it. */
struct diag *value_mark(struct diags *d, const struct value_place *at, struct diag *item);
#define VALUE_FAULT(d, at, code, ...) \
	value_mark(d, at, diag_add(d, DIAG_ERROR, code, (at)->where, __VA_ARGS__))

/* The base unit (pack -1) or a pack of the item. */
bool read_unit(struct diags *d, const struct value_place *at, const char *text, size_t n,
	const struct item *item, int32_t *pack);
/* A whole number of packs, or an amount in base units; below QUANTITY_MAX. */
bool read_quantity(struct diags *d, const struct value_place *at, const char *text, size_t n,
	const struct item *item, const char *unit_or_pack, int64_t *out); /* smallest units; NULL = base unit */
bool read_count(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int64_t least, int64_t most, int64_t *out);
bool read_percent(struct diags *d, const struct value_place *at, const char *text, size_t n, struct ratio *out);
bool read_day(struct diags *d, const struct value_place *at, const char *text, size_t n, day *out);
bool read_instant(struct diags *d, const struct value_place *at, const char *text, size_t n, struct instant *out);
bool read_duration(struct diags *d, const struct value_place *at, const char *text, size_t n, struct duration *out);
bool read_periods(struct diags *d, const struct value_place *at, const char *text, size_t n, struct periods *out); /* "3..5", "3" */
bool read_mass(struct diags *d, const struct value_place *at, const char *text, size_t n, int64_t *grams); /* kg -> g */
bool read_money(struct diags *d, const struct value_place *at, const char *text, size_t n, int64_t *out); /* major unit, 2 decimals */
bool read_ratio(struct diags *d, const struct value_place *at, const char *text, size_t n, struct ratio *out); /* >= 0, at most 15 decimals, or a fraction: 1/7 */
bool read_degrees(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int64_t most, int64_t *out); /* -most..most with 6 decimals, as 1e-6 degrees */
bool read_id(struct diags *d, const struct value_place *at, const char *text, size_t n);
/* UTF-8 well-formed, no control, bidi or invisible characters. */
bool read_text(struct diags *d, const struct value_place *at, const char *text, size_t n);

#endif
