#include "solver/lp.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct lp_entry {
	int32_t row, column;
	int64_t value;
};

void lp_init(struct lp *lp)
{
	memset(lp, 0, sizeof *lp);
}

void lp_release(struct lp *lp)
{
	mem_free(lp->row_start);
	mem_free(lp->row_column);
	mem_free(lp->row_value);
	mem_free(lp->row_lower);
	mem_free(lp->row_upper);
	mem_free(lp->column_lower);
	mem_free(lp->column_upper);
	mem_free(lp->cost);
	lp_init(lp);
}

void lp_builder_init(struct lp_builder *b)
{
	memset(b, 0, sizeof *b);
}

void lp_builder_copy(struct lp_builder *b, const struct lp *lp)
{
	lp_builder_init(b);
	for (int32_t j = 0; j < lp->ncolumns; j++)
		lp_add_column(b, lp->column_lower[j], lp->column_upper[j], lp->cost[j]);
	for (int32_t i = 0; i < lp->nrows; i++) {
		lp_add_row(b, lp->row_lower[i], lp->row_upper[i]);
		for (int32_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++)
			lp_add_entry(b, i, lp->row_column[k], lp->row_value[k]);
	}
}

static int32_t more_room(int32_t room)
{
	assert(room <= INT32_MAX / 2);
	return room ? room * 2 : 64;
}

int32_t lp_add_column(struct lp_builder *b, double lower, double upper, int64_t cost)
{
	struct lp *lp = &b->lp;
	int32_t j = lp->ncolumns;

	assert(!isnan(lower) && !isnan(upper));
	if (j == b->columns_room) {
		size_t room = (size_t)more_room(j);

		lp->column_lower = mem_resize(lp->column_lower, room, sizeof *lp->column_lower);
		lp->column_upper = mem_resize(lp->column_upper, room, sizeof *lp->column_upper);
		lp->cost = mem_resize(lp->cost, room, sizeof *lp->cost);
		b->columns_room = (int32_t)room;
	}
	lp->column_lower[j] = lower;
	lp->column_upper[j] = upper;
	lp->cost[j] = cost;
	return lp->ncolumns++;
}

int32_t lp_add_row(struct lp_builder *b, double lower, double upper)
{
	struct lp *lp = &b->lp;
	int32_t i = lp->nrows;

	assert(!isnan(lower) && !isnan(upper));
	if (i == b->rows_room) {
		size_t room = (size_t)more_room(i);

		lp->row_lower = mem_resize(lp->row_lower, room, sizeof *lp->row_lower);
		lp->row_upper = mem_resize(lp->row_upper, room, sizeof *lp->row_upper);
		b->rows_room = (int32_t)room;
	}
	lp->row_lower[i] = lower;
	lp->row_upper[i] = upper;
	return lp->nrows++;
}

void lp_add_entry(struct lp_builder *b, int32_t row, int32_t column, int64_t value)
{
	int32_t k = ARRAY_ADD(&b->entries, &b->nentries, &b->entries_room);

	b->entries[k] = (struct lp_entry){row, column, value};
}

static int by_row_and_column(const void *left, const void *right)
{
	const struct lp_entry *a = left, *b = right;

	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Adds up entries of the same place in the sorted list; returns how many stay. */
static int32_t merge_entries(struct lp_entry *entries, int32_t n)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < n;) {
		struct lp_entry sum = entries[k++];

		while (k < n && by_row_and_column(&entries[k], &sum) == 0) {
			bool fits = int_add(sum.value, entries[k++].value, &sum.value);

			assert(fits);
		}
		if (sum.value)
			entries[kept++] = sum;
	}
	return kept;
}

void lp_finish(struct lp_builder *b, struct lp *lp)
{
	int32_t n, i = 0;

	if (b->nentries)
		qsort(b->entries, (size_t)b->nentries, sizeof *b->entries, by_row_and_column);
	n = merge_entries(b->entries, b->nentries);
	*lp = b->lp;
	lp->row_start = mem_calloc((size_t)lp->nrows + 1, sizeof *lp->row_start);
	lp->row_column = mem_calloc((size_t)n, sizeof *lp->row_column);
	lp->row_value = mem_calloc((size_t)n, sizeof *lp->row_value);
	for (int32_t k = 0; k < n; k++) {
		const struct lp_entry *e = &b->entries[k];

		assert(e->row >= 0 && e->row < lp->nrows);
		assert(e->column >= 0 && e->column < lp->ncolumns);
		assert(e->value < LP_VALUE_MAX && e->value > -LP_VALUE_MAX);
		while (i < e->row)
			lp->row_start[++i] = k;
		lp->row_column[k] = e->column;
		lp->row_value[k] = e->value;
	}
	while (i < lp->nrows)
		lp->row_start[++i] = n;
	mem_free(b->entries);
	lp_builder_init(b);
}
