/* The CSV files of a plan's folder. All but the receipts say in `data` what they rest
 * on: recorded, estimated or synthetic, the worst of it (stock.csv: of the stock).
 * support.csv, which goes to others, has names beside the ids. Each function writes
 * one whole file to an open stream and returns false when a write failed. Ids and column names are for
 * machines and stay stable; quantities are in base units, periods 1..T. */
#ifndef SHECANG_IO_TABLES_H
#define SHECANG_IO_TABLES_H

#include "io/printer.h"
#include "io/rollup.h"

bool table_allocation(const struct report *r, const struct rollup *u, FILE *file);
/* The same of an exercise, marked in every row; NULL = it belongs to none. */
bool table_allocation_exercise(const struct report *r, const struct rollup *u, FILE *file, const char *mark);
bool table_served(const struct report *r, const struct rollup *u, FILE *file);
bool table_shortfall(const struct report *r, const struct rollup *u, FILE *file);
bool table_causes(const struct report *r, const struct rollup *u, FILE *file);
bool table_stock(const struct report *r, const struct rollup *u, FILE *file);
bool table_limits(const struct report *r, const struct rollup *u, FILE *file);
bool table_support(const struct report *r, const struct rollup *u, FILE *file);
bool table_changes(const struct report *r, const struct rollup *u, FILE *file);
/* One line an order line, status, quantity and time blank, for return. */
bool table_receipts(const struct report *r, const struct rollup *u, FILE *file);

#endif
