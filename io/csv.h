/* CSV as spreadsheets save it: RFC 4180, comma, quotes doubled inside quotes,
 * any of LF, CRLF, CR ending a row. A reader of our own: a fault is shown at
 * the byte where it stands, so every field carries its row as a spreadsheet
 * numbers it and its physical line and column.
 *
 * Reads in blocks; memory stays at a few blocks however long the file is. The
 * text is UTF-8 (a BOM is skipped) or, when the encoding is named, GB18030 or
 * GBK, converted on the way in; columns count bytes of the UTF-8 text. Refused,
 * with a located diagnostic: bytes that are not the encoding, control and bidi
 * characters, quotes that do not balance, another delimiter, fields over
 * CSV_FIELD_MAX bytes, rows over CSV_FIELDS_MAX fields, UTF-16, spreadsheets
 * that were not saved as CSV. After a fault of form the rest is not read. */
#ifndef SHECANG_IO_CSV_H
#define SHECANG_IO_CSV_H

#include "base/diag.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CSV_FIELD_MAX 65536 /* bytes of a field as written */
#define CSV_FIELDS_MAX 256 /* fields of a row */

struct csv_field {
	const char *text; /* [length], quotes undone, no NUL behind; valid until the next row */
	size_t length; /* bytes */
	int32_t line, column; /* physical, 1.., of the first byte (behind an opening quote) */
	int32_t span; /* bytes as written */
};

struct csv_reader {
	struct csv_field fields[CSV_FIELDS_MAX];
	int32_t nfields; /* of the current row */
	int32_t row; /* of the current row, 1.. as a spreadsheet counts */
	int32_t line; /* physical line of its first byte, 1.. */
	int32_t file; /* index into diags.files */
	bool failed; /* a fault of form was reported; no more rows */
	int64_t bytes; /* of the file, once all was read */
	char sha256[65]; /* hex, of the file, once all was read, else "" */
	struct diags *diags;
	struct csv_input *input; /* NULL when closed */
};

enum csv_encoding { CSV_UTF8, CSV_GB18030, CSV_GBK };
/* The encoding of that name in any case (utf-8, GB18030, GBK, GB2312); -1 when
 * it is none of them. NULL is UTF-8. */
int csv_encoding_parse(const char *name);

/* Opens the file at path; name is what diagnostics call it. False, with a
 * diagnostic, when it cannot be read or is not CSV at all. csv_reader_close is due
 * either way. */
bool csv_reader_open(struct csv_reader *csv, const char *path, const char *name,
	enum csv_encoding encoding, struct diags *diags);
/* The same from n bytes of memory, which must stay until csv_reader_close. */
bool csv_reader_open_memory(struct csv_reader *csv, const char *bytes, size_t n, const char *name,
	enum csv_encoding encoding, struct diags *diags);
/* The next row, blank ones too. False at the end or after a fault (failed). */
bool csv_reader_next(struct csv_reader *csv);
/* Reads what is left so that bytes and sha256 are those of the whole file. */
void csv_reader_finish(struct csv_reader *csv);
/* Notes that the file, read to its end, can be looked up again (struct diag_file). */
void csv_reader_note(const struct csv_reader *csv);
void csv_reader_close(struct csv_reader *csv);

/* The physical line of the current row that holds the field (for the caret). */
const char *csv_reader_line(
	const struct csv_reader *csv, const struct csv_field *field, size_t *length);

#endif
