/* Ranks of things in the bytewise order of their ids, so that no result
 * depends on the order in which an input lists them. */
#ifndef SHECANG_MODELS_ORDER_H
#define SHECANG_MODELS_ORDER_H

#include "models/scenario.h"

/* rank[i] of element i, 0.., among the n elements of `size` bytes at `items`
 * whose first member is their id (items, groups, places, holders, sources,
 * segments, routes). Equal ids keep the order of the array. mem_free by the
 * caller. */
int32_t *id_ranks(const void *items, int32_t n, size_t size);
/* The first of n elements of `size` bytes at `items`, sorted by their first member, an int32_t, of
 * which that is not below `from`; n when there is none. */
int32_t first_not_below(const void *items, int32_t n, size_t size, int32_t from);
/* The inverse of id_ranks: element number of each rank. */
int32_t *id_order(const void *items, int32_t n, size_t size);

/* Puts limits and minima of a sound scenario in the order in which plans and proofs number
 * them, wherever the files have them (limits_order.c). */
void limits_order(struct scenario *s);

/* <0, 0, >0. NULL comes first. */
int text_compare(const char *a, const char *b);
int int_compare(int64_t a, int64_t b);
/* n numbers, from the first on. */
int keys_compare(const int64_t *a, const int64_t *b, size_t n);
/* Stock lines of one holder and item in the order in which they are called
 * up: last day (none is last), lot, then all else that is stated of them, so
 * that only lines that are the same in every respect are told apart by their
 * number. */
int line_compare(const struct scenario *s, int32_t a, int32_t b);
/* The same without the number: 0 for lines stated twice word for word. */
int line_compare_content(const struct scenario *s, int32_t a, int32_t b);
/* All lines with an item and a holder who has a place, by holder id, item id
 * and line_compare: [*nlines] line numbers, mem_free by the caller. */
int32_t *lines_ordered(const struct scenario *s, int32_t *nlines);
/* Where the run of one holder and item that starts at lines[from] ends, one
 * past its last; lines [nlines] as ordered above, from < nlines. */
int32_t lines_run_end(const struct scenario *s, const int32_t *lines, int32_t nlines, int32_t from);

#endif
