/* Papers to print and sign: pages of A4 upright in a fixed font of 9 points. A
 * page ends in a form feed; from the second page on its first line says what it
 * is a page of. A part that fits on a page is never torn; a longer table goes
 * on under its heading. */
#ifndef SHECANG_IO_PAPER_H
#define SHECANG_IO_PAPER_H

#include "base/text.h"
#include "io/columns.h"

enum { PAPER_LINES = 60, PAPER_COLUMNS = 96 };

struct paper {
	struct text *pages; /* [npages] */
	int32_t npages, room;
	int lines; /* of the last page that are used */
	struct text part; /* what is being written; paper_part puts it on the page */
};
void paper_init(struct paper *p);
void paper_release(struct paper *p);
/* Puts p->part (and clears it) on the page, or on the next one if it fits there
 * only. A part of more than a page is torn. */
void paper_part(struct paper *p);
/* Do p->part and `more` fit on one page together? */
bool paper_fits(const struct paper *p, const struct text *more);
/* A table under p->part: on one page if both fit on one, else row by row. */
void paper_table(struct paper *p, const struct columns *c);
/* What follows starts on a new page. */
void paper_break(struct paper *p);
/* The pages one after the other; `name` stands on all but the first, NULL or ""
 * = nothing. */
void paper_print(const struct paper *p, struct text *out, const char *name);

#endif
