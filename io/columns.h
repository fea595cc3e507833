/* Tables aligned by display width: a Chinese character takes two columns, a
 * combining mark none (widths from utf8proc). A row is never folded: when the
 * table is wider than the page, left-aligned columns are cut, the widest
 * first, and end in "..". Numbers, dates and packs are never cut. On paper such cells
 * go on in the next line instead: nothing that is signed is cut. The same table
 * can be written as HTML. Cells are kept one after another in a single buffer, so that
 * tables of a hundred thousand rows cost two allocations. */
#ifndef SHECANG_IO_COLUMNS_H
#define SHECANG_IO_COLUMNS_H

#include "base/text.h"

#include <stdbool.h>

#define COLUMNS_MAX 32

enum align {
	ALIGN_LEFT, /* may be cut */
	ALIGN_RIGHT, /* numbers, never cut */
	ALIGN_WHOLE /* left, never cut: dates, packs */
};

struct column {
	size_t title; /* offset into bytes */
	enum align align;
	bool optional; /* left out of the page when every cell is empty, "-" or "0" */
	bool spare; /* left out of a page that is too narrow for it */
};

struct columns {
	struct text bytes; /* titles and cells, each ending in NUL */
	struct column columns[COLUMNS_MAX];
	int ncolumns;
	size_t *cells; /* [ncells] offsets into bytes, row by row */
	size_t ncells, cells_room;
};

/* Columns that a text takes on a terminal. Control characters take none. */
int text_width(const char *s);
/* Appends s, cut to at most width columns (with ".." when cut and width > 2);
 * returns the columns used. */
int text_cut(struct text *out, const char *s, int width);
/* As wrap_lines of base/wrap.h, with nothing that must stay together. */
void text_wrap(struct text *out, const char *lines, int width, int indent);

void columns_init(struct columns *c);
void columns_release(struct columns *c);
/* Adds a column; before any cell. */
void columns_add(struct columns *c, const char *title, enum align align);
/* Adds a column that is left out when no row says anything in it. */
void columns_add_optional(struct columns *c, const char *title, enum align align);
/* The last column added may be left out where the page is too narrow to keep the
 * others readable; those further right go first. */
void columns_spare(struct columns *c);
/* Adds the first n columns of another table, without its rows. */
void columns_head(struct columns *c, const struct columns *from, int n);
/* The titles of columns that are left out of a page of that width, a list; ""
 * when there are none. */
void columns_spared(const struct columns *c, int width, struct text *out);
/* Adds the next cell of the current row (NULL counts as ""). */
void columns_put(struct columns *c, const char *cell);
void columns_printf(struct columns *c, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void columns_int(struct columns *c, int64_t value);
/* Rows that are complete. */
size_t columns_rows(const struct columns *c);
/* Cell of a row and column. */
const char *columns_cell(const struct columns *c, size_t row, int column);
/* Text: heading, a rule of hyphens, the rows, each line indented and ending
 * without blanks. width: columns of the page with the indent, 0 = any. */
void columns_print(const struct columns *c, struct text *out, int indent, int width);
/* The same with whole cells: what is too long for its column goes on below. */
void columns_fold(const struct columns *c, struct text *out, int width);
/* An HTML table, named by the element with that id. `extra` may be NULL: a
 * further column, whose cells it writes as HTML. */
struct html_column {
	const char *title;
	void (*cell)(void *context, size_t row, struct text *out);
	void *context;
};
void columns_html(const struct columns *c, struct text *out, const char *name,
	const struct html_column *extra);

#endif
