/* The CSV files and the XML of an audit. Each writes one whole file to an open
 * stream and returns false when a write failed. */
#ifndef SHECANG_IO_AUDIT_TABLES_H
#define SHECANG_IO_AUDIT_TABLES_H

#include "io/audit_printer.h"

bool audit_table_findings(const struct audit_report *r, FILE *file);
bool audit_table_evidence(const struct audit_report *r, FILE *file);
bool audit_table_coverage(const struct audit_report *r, FILE *file);
bool audit_table_replies(const struct audit_report *r, FILE *file); /* to fill in and give back */
bool audit_table_counts(const struct audit_report *r, FILE *file); /* to count by: no amounts */
bool audit_table_cure(const struct audit_report *r, FILE *file); /* only when there is a cure */
bool audit_table_sample(const struct audit_report *r, FILE *file); /* only when there is one */
bool audit_xml(const struct audit_report *r, FILE *file);

/* The lines that can be counted where they lie: on the books, of a holder that is no
 * household, not made to order; goods that stand in several reports once. In the order
 * of lines_ordered; the caller frees. */
int32_t *lines_to_count(const struct scenario *s, int32_t *nlines);

#endif
