/* The CSV files of a comparison: one whole file each; false when a write failed. */
#ifndef SHECANG_IO_COMPARE_TABLES_H
#define SHECANG_IO_COMPARE_TABLES_H

#include "io/compare.h"

bool compare_table_variants(const struct comparison *c, FILE *file);
bool compare_table_sums(const struct comparison *c, FILE *file);
bool compare_table_levels(const struct comparison *c, FILE *file);
bool compare_table_places(const struct comparison *c, FILE *file);
bool compare_table_dispatch(const struct comparison *c, FILE *file);
bool compare_table_steps(const struct comparison *c, FILE *file);

/* Figures after a step, and those before it (the base's for the first one). */
const struct figures *compare_after(const struct comparison *c, const struct compare_variant *v, int32_t step);
const struct figures *compare_before(const struct comparison *c, const struct compare_variant *v, int32_t step);
/* Of the item, in the variant or the base. */
const struct figures_item *compare_item(const struct comparison *c, const struct compare_variant *v,
	const char *id);
bool compare_planned(const struct figures *f); /* else the hard rules contradict each other */
/* Can the variant be held against the base? */
bool compare_both_planned(const struct comparison *c, const struct compare_variant *v);
/* Has any variant a cost that can be compared with the base's? */
bool compare_costed(const struct figures *a, const struct figures *b);

#endif
