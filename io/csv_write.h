/* Writing CSV as RFC 4180 says, for spreadsheets: UTF-8 with BOM, LF, a
 * heading of stable column ids. Text that a spreadsheet would take for a
 * formula (it starts with = + - @ or a tab) is written with a ' before it;
 * numbers are written plain. */
#ifndef SHECANG_IO_CSV_WRITE_H
#define SHECANG_IO_CSV_WRITE_H

#include "base/text.h"

#include <stdbool.h>

struct csv_writer {
	struct text text; /* not yet written */
	FILE *file; /* not owned; its error flag tells of faults */
	bool inside; /* a cell was written in this row */
	const char *exercise; /* what the last cell of every row says; NULL = there is none */
};
/* Starts with the BOM and the heading ("period,item,from"). */
void csv_open(struct csv_writer *w, FILE *file, const char *heading);
/* The same of what belongs to an exercise: a last column, `exercise`, has the mark in every
 * row; NULL = it belongs to none. */
void csv_open_exercise(struct csv_writer *w, FILE *file, const char *heading, const char *mark);
void csv_text(struct csv_writer *w, const char *s); /* NULL = empty */
void csv_int(struct csv_writer *w, int64_t value);
/* A decimal number: value / 10^decimals. */
void csv_decimal(struct csv_writer *w, int64_t value, int decimals);
/* num/den in percent rounded down, "83.33%"; empty when den is 0. */
void csv_percent(struct csv_writer *w, int64_t num, int64_t den);
void csv_empty(struct csv_writer *w);
void csv_end(struct csv_writer *w); /* of the row */
/* Writes the rest and releases the writer; false when any write failed. */
bool csv_close(struct csv_writer *w);

#endif
