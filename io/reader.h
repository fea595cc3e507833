/* Reading scenarios: XML files, folders of CSV sheets, and the sources that a
 * scenario names. All faults of all files are collected in one run. */
#ifndef SHECANG_IO_READER_H
#define SHECANG_IO_READER_H

#include "models/scenario.h"

/* Reads the scenario at path (an XML file or a folder of CSV sheets) with all
 * its sources, without the semantic pass (scenario_check is the caller's next
 * step). Files are opened by name only, below the scenario's folder; no
 * network, no other file. leave_out: [nleave_out] ids or hrefs of sources not
 * to be read. Returns false when the scenario itself cannot be read as a whole
 * (no such file, or its form is broken). Faults of its content and of sources
 * are diagnostics; what is faulty is left out, so that scenario_check can look
 * at the rest, and it is scenario_check that refuses or sets aside. */
bool scenario_read(struct scenario *s, const char *path, const char *const *leave_out,
	int nleave_out, struct diags *diags);

/* The two kinds, used by scenario_read. base: folder for relative hrefs. */
bool scenario_read_xml(struct scenario *s, const char *path, struct diags *diags);
bool scenario_read_xml_text(struct scenario *s, const char *text, size_t n, const char *name,
	struct diags *diags); /* from memory; name is shown in diagnostics */
bool scenario_read_sheets(struct scenario *s, const char *folder, struct diags *diags);
bool norms_read_xml(struct scenario *s, const char *path, struct diags *diags);
bool norms_read_csv(struct scenario *s, const char *path, struct diags *diags);

/* Norms from a file of their own: XML with the root <norms>, or a sheet (CSV), by
 * the name's end. Read after the scenario. False when its form is broken. */
bool norms_read(struct scenario *s, const char *path, struct diags *diags);

/* One source's content into s; source = index into s->sources. Returns false
 * when it must be set aside. */
bool source_read_xml(struct scenario *s, int32_t source, const char *path, struct diags *diags);
bool source_read_csv(struct scenario *s, int32_t source, const char *path, struct diags *diags);

/* Files are read once, from start to end, and fingerprinted on the way. Only
 * regular files are opened: a pipe or a device never. */
enum { SOURCE_BYTES_MAX = 1 << 30, SCENARIO_BYTES_MAX = INT32_MAX };
struct file_reader;
/* NULL and errno when it cannot be opened (EFBIG: larger than limit bytes,
 * EISDIR, EINVAL: not a regular file). */
struct file_reader *file_open(const char *path, int64_t limit);
/* The next bytes, 0 at the end, -1 and errno on failure. */
int64_t file_next(struct file_reader *f, char *buffer, size_t room);
int64_t file_size(const struct file_reader *f); /* bytes read so far */
/* Closes; sha256 of what was read as hex (65 bytes), or NULL. */
void file_close(struct file_reader *f, char *sha256);
/* SHA-256 of n bytes as hex (65 bytes). */
void bytes_sha256(const char *bytes, size_t n, char *sha256);
/* Says why a file could not be read (E901), from errno. */
void file_report(struct diags *d, struct where where, const char *path, int error);

/* Values as people write them, shared by XML and CSV. Each adds a diagnostic
 * and returns false when wrong; text is n bytes at `where` (span n). */
struct value_place { /* where a value stands, for diagnostics */
	struct where where;
	int32_t span; /* bytes */
	const char *heading; /* heading of the CSV column; NULL in XML */
	const char *line; /* source line, may be NULL */
	size_t line_length;
	int32_t line_cut; /* bytes of the input's line missing before `line` */
};
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
bool id_valid(const char *text, size_t n); /* the rule of ID_MAX */
/* UTF-8 well-formed, no control, bidi or invisible characters. */
bool read_text(struct diags *d, const struct value_place *at, const char *text, size_t n);
/* The same without a diagnostic; *at is the byte and *point the character found. */
enum text_fault { TEXT_OK, TEXT_NOT_UTF8, TEXT_HIDDEN };
enum text_fault text_check(const char *text, size_t n, size_t *at, int32_t *point);

#endif
