#include "models/order.h"

#include "models/supposed.h"
#include "models/supply.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct named {
	const char *id;
	int32_t number;
};

static int compare_named(const void *left, const void *right)
{
	const struct named *a = left, *b = right;
	int order = strcmp(a->id, b->id);

	return order ? order : (a->number > b->number) - (a->number < b->number);
}

int32_t *id_order(const void *items, int32_t n, size_t size)
{
	struct named *named = mem_calloc((size_t)n, sizeof *named);
	int32_t *order = mem_calloc((size_t)n, sizeof *order);
	int32_t i;

	for (i = 0; i < n; i++) {
		memcpy(&named[i].id, (const char *)items + (size_t)i * size, sizeof named[i].id);
		named[i].number = i;
	}
	if (n > 0)
		qsort(named, (size_t)n, sizeof *named, compare_named);
	for (i = 0; i < n; i++)
		order[i] = named[i].number;
	mem_free(named);
	return order;
}

int32_t *id_ranks(const void *items, int32_t n, size_t size)
{
	int32_t *order = id_order(items, n, size);
	int32_t *rank = mem_calloc((size_t)n, sizeof *rank);
	int32_t i;

	for (i = 0; i < n; i++)
		rank[order[i]] = i;
	mem_free(order);
	return rank;
}

int text_compare(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

int32_t first_not_below(const void *items, int32_t n, size_t size, int32_t from)
{
	int32_t low = 0, high = n;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (*(const int32_t *)((const char *)items + (size_t)middle * size) < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int int_compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int keys_compare(const int64_t *a, const int64_t *b, size_t n)
{
	int order = 0;

	for (size_t i = 0; i < n && order == 0; i++)
		order = int_compare(a[i], b[i]);
	return order;
}

/* ---- Stock lines ---- */

static const char *agreement_id(const struct scenario *s, const struct stock_line *line)
{
	const struct holder *h = &s->holders[line->holder];

	/* faulty lines are put in order too */
	if (line->agreement < 0 || line->agreement >= h->nagreements)
		return NULL;
	return h->agreements[line->agreement].id;
}

static const char *pack_id(const struct scenario *s, const struct stock_line *line)
{
	const struct item *item = &s->items[line->item];

	return line->pack < 0 || line->pack >= item->npacks ? NULL : item->packs[line->pack].id;
}

static const char *source_id(const struct scenario *s, const struct stock_line *line)
{
	return line->source < 0 ? NULL : s->sources[line->source].id;
}

/* No expiry is DAY_NONE, the smallest number, but lasts longest. */
static int compare_days(day a, day b)
{
	if (a == DAY_NONE || b == DAY_NONE)
		return (a == DAY_NONE) - (b == DAY_NONE);
	return int_compare(a, b);
}

static int compare_amounts(const struct stock_line *a, const struct stock_line *b)
{
	int order = int_compare(a->declared, b->declared);

	if (order == 0)
		order = int_compare(a->counted, b->counted);
	if (order == 0 && a->declared >= 0)
		order = int_compare(a->declared_at.seconds, b->declared_at.seconds);
	if (order == 0 && a->counted >= 0)
		order = int_compare(a->counted_at.seconds, b->counted_at.seconds);
	if (order == 0)
		order = int_compare(a->made, b->made);
	if (order == 0)
		order = int_compare(a->price, b->price);
	if (order == 0)
		order = int_compare(a->when.first, b->when.first);
	if (order == 0)
		order = int_compare(a->when.last, b->when.last);
	return order;
}

int line_compare_content(const struct scenario *s, int32_t left, int32_t right)
{
	const struct stock_line *a = &s->lines[left], *b = &s->lines[right];
	int order = compare_days(line_last_day(s, left), line_last_day(s, right));

	assert(a->holder == b->holder && a->item == b->item);
	if (order == 0)
		order = text_compare(a->lot, b->lot);
	if (order == 0)
		order = int_compare(b->government_owned, a->government_owned);
	if (order == 0)
		order = text_compare(agreement_id(s, a), agreement_id(s, b));
	if (order == 0)
		order = text_compare(pack_id(s, a), pack_id(s, b));
	if (order == 0)
		order = text_compare(a->spec, b->spec);
	if (order == 0)
		order = text_compare(source_id(s, a), source_id(s, b));
	if (order == 0)
		order = int_compare(a->mode, b->mode);
	if (order == 0)
		order = int_compare(a->status, b->status);
	if (order == 0)
		order = int_compare(a->quality, b->quality);
	return order ? order : compare_amounts(a, b);
}

int line_compare(const struct scenario *s, int32_t a, int32_t b)
{
	int order = line_compare_content(s, a, b);

	return order ? order : int_compare(a, b);
}

struct line_key {
	const struct scenario *s;
	int32_t holder_rank, item_rank, line;
	int32_t last_day; /* as compare_days has it, so that most lines need no look */
};

static int compare_line_keys(const void *left, const void *right)
{
	const struct line_key *a = left, *b = right;
	int order = int_compare(a->holder_rank, b->holder_rank);

	if (order == 0)
		order = int_compare(a->item_rank, b->item_rank);
	if (order == 0)
		order = compare_days(a->last_day, b->last_day);
	return order ? order : line_compare(a->s, a->line, b->line);
}

int32_t *lines_ordered(const struct scenario *s, int32_t *nlines)
{
	int32_t *holder_rank = id_ranks(s->holders, s->nholders, sizeof *s->holders);
	int32_t *item_rank = id_ranks(s->items, s->nitems, sizeof *s->items);
	struct line_key *keys = mem_calloc((size_t)s->nlines, sizeof *keys);
	int32_t *order = mem_calloc((size_t)s->nlines, sizeof *order);
	int32_t i, n = 0;

	for (i = 0; i < s->nlines; i++) {
		const struct stock_line *line = &s->lines[i];

		if (line->holder < 0 || line->holder >= s->nholders || line->item < 0 ||
			line->item >= s->nitems || s->holders[line->holder].place < 0 ||
			(s->supposed && s->supposed->leaves_out(s, i)))
			continue;
		keys[n].s = s;
		keys[n].holder_rank = holder_rank[line->holder];
		keys[n].item_rank = item_rank[line->item];
		keys[n].last_day = line_last_day(s, i);
		keys[n++].line = i;
	}
	if (n > 0)
		qsort(keys, (size_t)n, sizeof *keys, compare_line_keys);
	for (i = 0; i < n; i++)
		order[i] = keys[i].line;
	mem_free(keys);
	mem_free(item_rank);
	mem_free(holder_rank);
	*nlines = n;
	return order;
}

int32_t lines_run_end(const struct scenario *s, const int32_t *lines, int32_t nlines, int32_t from)
{
	const struct stock_line *first;
	int32_t to;

	assert(from >= 0 && from < nlines);
	first = &s->lines[lines[from]];
	for (to = from + 1; to < nlines; to++) {
		const struct stock_line *line = &s->lines[lines[to]];

		if (line->holder != first->holder || line->item != first->item)
			break;
	}
	return to;
}
