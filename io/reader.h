/* Reading scenarios: XML files, folders of CSV sheets, and the sources that a
 * scenario names. All faults of all files are collected in one run. */
#ifndef SHECANG_IO_READER_H
#define SHECANG_IO_READER_H

#include "models/scenario.h"

/* Reads the scenario at path (an XML file or a folder of CSV sheets) with all
 * its sources, without the semantic pass (scenario_check is the caller's next
 * step). Files are opened by name only, below the scenario's folder; no
 * network, no other file. leave_out: [nleave_out] ids or hrefs of sources not
 * to be read. Returns false when the scenario itself cannot be read (a faulty
 * supply source is set aside instead: source.state). */
bool scenario_read(struct scenario *s, const char *path, const char *const *leave_out,
	int nleave_out, struct diags *diags);

/* The two kinds, used by scenario_read. base: folder for relative hrefs. */
bool scenario_read_xml(struct scenario *s, const char *path, struct diags *diags);
bool scenario_read_sheets(struct scenario *s, const char *folder, struct diags *diags);

/* One source's content into s; source = index into s->sources. Returns false
 * when it must be set aside. */
bool source_read_xml(struct scenario *s, int32_t source, const char *path, struct diags *diags);
bool source_read_csv(struct scenario *s, int32_t source, const char *path, struct diags *diags);

/* Whole file into memory with sha256 (hex, 65 bytes); limits size (bytes).
 * NULL and errno when it cannot be read. */
char *file_read(const char *path, size_t limit, size_t *length, char *sha256);

/* Values as people write them, shared by XML and CSV. Each adds a diagnostic
 * and returns false when wrong; text is n bytes at `where` (span n). */
struct value_place { /* where a value stands, for diagnostics */
	struct where where;
	int32_t span;
	const char *heading; /* CSV column or XML attribute name */
	const char *line; /* source line, may be NULL */
	size_t line_length;
};
bool read_quantity(struct diags *d, const struct value_place *at, const char *text, size_t n,
	const struct item *item, const char *unit_or_pack, int64_t *out); /* smallest units; unit NULL = base unit */
bool read_count(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int64_t least, int64_t most, int64_t *out);
bool read_percent(struct diags *d, const struct value_place *at, const char *text, size_t n, struct ratio *out);
bool read_day(struct diags *d, const struct value_place *at, const char *text, size_t n, day *out);
bool read_instant(struct diags *d, const struct value_place *at, const char *text, size_t n, struct instant *out);
bool read_duration(struct diags *d, const struct value_place *at, const char *text, size_t n, struct duration *out);
bool read_periods(struct diags *d, const struct value_place *at, const char *text, size_t n, struct periods *out); /* "3..5", "3" */
bool read_mass(struct diags *d, const struct value_place *at, const char *text, size_t n, int64_t *grams); /* kg -> g */
bool read_money(struct diags *d, const struct value_place *at, const char *text, size_t n, int64_t *out); /* major unit, 2 decimals */
bool read_id(struct diags *d, const struct value_place *at, const char *text, size_t n);
/* UTF-8 well-formed, no control or bidi characters; NFC is required of ids. */
bool read_text(struct diags *d, const struct value_place *at, const char *text, size_t n);

#endif
