/* Source lines and carets for faults that were found after reading.
 *
 * What is read keeps the place of its element or row, not its text: memory stays
 * flat. Here the files concerned are read once more, each from start to end, and
 * the lines wanted are taken out of them: the caret stands under the attribute or
 * cell that the fault is about (struct diag, about). A file that has changed since
 * (by its SHA-256), or can no longer be read, gives no lines. */
#ifndef SHECANG_IO_CARETS_H
#define SHECANG_IO_CARETS_H

#include "base/diag.h"

/* Completes all diagnostics that have a place, but no source line. */
void carets_find(struct diags *d);

#endif
