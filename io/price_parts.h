/* Parts of what `price` prints and writes: io/price.c puts them together. */
#ifndef SHECANG_IO_PRICE_PARTS_H
#define SHECANG_IO_PRICE_PARTS_H

#include "io/price.h"
#include "io/section.h"

void price_fairness_text(const struct page *page, const struct price_fairness *p, struct text *out, int width);
void price_autonomy_text(const struct page *page, const struct price_frame *f, const struct price_autonomy *a,
	struct text *out, int width);

/* CSV files, as in io/tables.h. */
bool price_table_kinds(const struct report *r, const struct rollup *u, const struct price_fairness *p, FILE *file);
bool price_table_items(const struct report *r, const struct rollup *u, const struct price_fairness *p, FILE *file);
bool price_table_rules(const struct report *r, const struct rollup *u, const struct price_fairness *p, FILE *file);
bool price_table_shares(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, FILE *file);
bool price_table_turns(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, FILE *file);
bool price_table_worse(const struct report *r, const struct rollup *u, const struct price_frame *f,
	const struct price_autonomy *a, FILE *file);

/* "50.0%", rounded down. */
void price_percent(struct columns *c, struct ratio rate);
/* Renders the section and releases it. */
void price_section(struct section *s, struct text *out, int width);

#endif
