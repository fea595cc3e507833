/* Receipts in the plain form of the receipts.csv that plan -o writes, filled in with the words of
 * the file format: UTF-8, its seven columns in their order, no quotation marks, times with their
 * offset, quantities in the base unit or in packs by their id. Everything else people write is
 * read by io/receipts.h. */
#ifndef SHECANG_IO_RECEIPTS_PLAIN_H
#define SHECANG_IO_RECEIPTS_PLAIN_H

#include "models/plan.h"

struct previous;
/* Reads the receipts of the plan in p (previous_read) into p->done; rows without status, quantity
 * and time say nothing. False when anything is otherwise; the first fault is located in diags. */
bool receipts_plain_read(struct previous *p, const struct scenario *s, const char *path, struct diags *diags);

#endif
