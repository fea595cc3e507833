/* Diagnostics: what is wrong with an input, where, and what to do about it.
 *
 * They are collected, not thrown: reading goes on after a fault and the
 * caller decides at the end. A diagnostic has a stable code (E203, W705), a
 * place (file:line:column, or sheet, row and heading), the source line with a
 * caret where it can be had, and a remedy. Text is translated before it is
 * added. Numbers of codes: 1xx form of XML and CSV, 2xx values, 3xx ids and
 * references, 5xx rules of the scenario, 6xx sources, 7xx warnings, 8xx plans
 * and receipts, 9xx files and the machine. docs/diagnostics.md lists them. */
#ifndef SHECANG_BASE_DIAG_H
#define SHECANG_BASE_DIAG_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A place in an input file. */
struct where {
	int32_t file; /* index into diags.files, or -1 */
	int32_t line; /* 1.., 0 = the whole file */
	int32_t column; /* 1.. in bytes, 0 = the whole line */
};
#define WHERE_NONE ((struct where){-1, 0, 0})

enum severity { DIAG_NOTE, DIAG_WARNING, DIAG_ERROR };

struct diag {
	enum severity severity;
	int32_t code; /* e.g. 203 */
	struct where where;
	int32_t span; /* bytes to underline from the column, >= 1 */
	const char *heading; /* CSV: heading of the column, "" = the whole row; else NULL */
	const char *message; /* one line, no final full stop */
	const char *remedy; /* what to do, or NULL */
	const char *source_line; /* the line of the input, or NULL */
	const char *about; /* found after reading: stable names of the attribute or column at fault,
	                    * the first that is there ("pack|unit"), or NULL: the whole element or row */
	int32_t source; /* index of the source it spoils, -1 = the scenario itself */
	int32_t source_start; /* bytes of the input's line cut off before source_line, 0.. */
	bool of_goods; /* it spoils only the goods it stands in, and their reader has seen to that */
};

/* A cell that a fault found after reading may be about. */
struct diag_cell {
	const char *name; /* stable name of the column or setting; "" = none */
	const char *heading; /* of the column, as written */
	int32_t field; /* 0.., position in the row */
	int32_t row; /* the row of a setting; 0 = any row */
};
/* A file that was read, and what it takes to look up a line of it again. */
struct diag_file {
	const char *name; /* as the user wrote it */
	char sha256[65]; /* of all that was read; "" = cannot be looked up again */
	const char *encoding; /* of a sheet; NULL: XML */
	struct diag_cell *cells; /* [ncells], of a sheet */
	int32_t ncells, cells_room;
};

struct diags {
	struct arena arena;
	struct diag *items; /* [nitems], in order of discovery */
	int32_t nitems, room;
	struct diag_file *files; /* [nfiles] */
	int32_t nfiles, files_room;
	int32_t nerrors, nwarnings; /* dropped ones included */
	int32_t current_source; /* stamped on what is added; -1 outside sources */
	bool current_of_goods; /* likewise */
	int32_t nprinted; /* the first of items, which have been shown and are not printed again */
	int columns; /* of the terminal that they are printed on, where lines are wrapped; 0 = no limit */
	int64_t nkept[2]; /* errors [1] and others [0] wanted so far: 1,000 of each are kept */
	int64_t dropped; /* diagnostics over that limit, counted only */
	int32_t *spoiled; /* [nspoiled] sources with errors among the dropped, each once; -1 = none */
	int32_t nspoiled, spoiled_room;
	bool unseen; /* nobody prints them */
};
void diags_init(struct diags *d);
/* For what nobody prints: its places may be of files that other diagnostics know. */
void diags_init_unseen(struct diags *d);
void diags_release(struct diags *d);
/* Registers a file name; the index for struct where. */
int32_t diags_file(struct diags *d, const char *name);
const char *diags_file_name(const struct diags *d, int32_t file); /* "" for -1 */
/* Adds one diagnostic; the message is formatted here (control characters and
 * bidi marks that came from the input are shown as \uXXXX). Returns it so that
 * the caller may set span and heading; valid until the next one is added.
 * Never NULL (over the limit it is a scratch one). */
struct diag *diag_add(struct diags *d, enum severity severity, int code, struct where where,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Sets the remedy. */
void diag_remedy(struct diags *d, struct diag *item, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Keeps a copy of the input's line for the caret (long lines are cut around
 * the column). */
void diag_source_line(struct diags *d, struct diag *item, const char *line, size_t n);

/* Prints all, ordered by file, line, column and code, as
 *   file:line:column: error E203: message
 *       <source line>
 *              ^~~~
 *     remedy: ...
 * but for the first nprinted of them. The caret is placed by display width
 * (wcwidth-like, own small rule). */
void diags_print(const struct diags *d, FILE *out);

#endif
