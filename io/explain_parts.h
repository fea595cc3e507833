/* What the sections of `explain` share. Only for explain*.c. */
#ifndef SHECANG_IO_EXPLAIN_PARTS_H
#define SHECANG_IO_EXPLAIN_PARTS_H

#include "io/explain.h"
#include "io/section.h"

struct explaining {
	struct page page;
	const struct report *r;
	const struct explanation *e;
	const struct remedies *remedies; /* NULL: not asked for */
	struct text *said; /* lines after the last section, not wrapped yet; put_said */
	struct text *out;
	int width;
};
/* What was said goes out, wrapped. */
void put_said(const struct explaining *x);
/* "12 L". */
void put_amount(const struct explaining *x, struct text *out, int32_t item, int64_t quantity);
/* A sentence with one amount of the item in the place of its %s. */
void say_amount(const struct explaining *x, const char *sentence, int64_t quantity);
/* The text as the next cell; it is empty then. */
void put_text(struct columns *c, struct text *t);
/* "Quantities in L." above a table. */
void put_unit(const struct explaining *x, struct section *s);
/* The section's text, and the section gone. */
void finish(const struct explaining *x, struct section *s);

/* What lifts the claims to the rate that was asked for. */
void print_remedies(const struct explaining *x);
/* The parts of a remedy's line, for people. */
void put_remedy_name(const struct explaining *x, const struct remedy *r, struct text *out);
void put_remedy_amount(const struct explaining *x, const struct remedy *r, int64_t amount, struct text *out);
void put_remedy_when(const struct explaining *x, const struct remedy *r, struct periods when, struct text *out);

#endif
