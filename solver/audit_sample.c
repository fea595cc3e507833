#define _GNU_SOURCE /* qsort_r */

#include "solver/audit_parts.h"

#include "models/order.h"
#include "models/supply.h"

#include <stdlib.h>
#include <string.h>

static bool counted_in_time(const struct scenario *s, const struct stock_line *l)
{
	return l->state != LINE_STALE && l->counted >= 0 && l->counted_at.seconds <= s->as_of.seconds;
}

/* Pairs that an open finding is about: holder x items + item, ascending. */
struct found {
	int64_t *pairs;
	size_t n;
};

static int64_t pair_of(const struct scenario *s, int32_t holder, int32_t item)
{
	return (int64_t)holder * s->nitems + item;
}

static int compare_pairs(const void *left, const void *right)
{
	return int_compare(*(const int64_t *)left, *(const int64_t *)right);
}

static void found_init(struct found *out, const struct scenario *s, const struct audit *a)
{
	out->pairs = mem_calloc((size_t)a->nfindings, sizeof *out->pairs);
	out->n = 0;
	for (int32_t k = 0; k < a->nfindings; k++) {
		const struct finding *f = &a->findings[k];

		if (f->kind != FINDING_ARRIVAL && f->holder >= 0 && f->item >= 0 && finding_open(f))
			out->pairs[out->n++] = pair_of(s, f->holder, f->item);
	}
	if (out->n > 0)
		qsort(out->pairs, out->n, sizeof *out->pairs, compare_pairs);
}

static bool is_found(const struct found *found, int64_t pair)
{
	return found->n > 0 && bsearch(&pair, found->pairs, found->n, sizeof pair, compare_pairs);
}

/* The lines are all of one holder and item. */
static struct inspection inspection_of(const struct scenario *s, const struct found *found, const int32_t *lines, int32_t n)
{
	struct inspection x = {.holder = s->lines[lines[0]].holder, .item = s->lines[lines[0]].item};
	const struct item *item = &s->items[x.item];
	bool agreement = false;
	wide risk;

	for (int32_t k = 0; k < n; k++) {
		const struct stock_line *l = &s->lines[lines[k]];

		if (!line_on_books(l) && l->state != LINE_CONFLICT)
			continue;
		x.book += l->mode == MODE_CAPACITY ? 0 : line_quantity(s, lines[k]);
		x.uncounted |= !counted_in_time(s, l);
		agreement |= l->mode == MODE_AGREEMENT;
	}
	x.money = item_money(s, x.item, x.book);
	x.found = is_found(found, pair_of(s, x.holder, x.item));
	risk = x.money >= 0 ? x.money : x.book / power10(item->decimals) + 1;
	risk *= 1 + 4 * x.found + 2 * x.uncounted + agreement;
	x.risk = risk > QUANTITY_MAX ? QUANTITY_MAX : (int64_t)risk;
	return x;
}

/* Every pair with something on the books, by ids. */
void audit_list_pairs(const struct scenario *s, const struct audit *a, struct sample *out)
{
	int32_t nlines, from, to, i;
	int32_t *lines = lines_ordered(s, &nlines);
	struct found found;

	found_init(&found, s, a);
	for (from = 0; from < nlines; from = to) {
		struct inspection x;

		to = lines_run_end(s, lines, nlines, from);
		x = inspection_of(s, &found, lines + from, to - from);
		if (x.book == 0)
			continue;
		i = ARRAY_ADD(&out->inspections, &out->ninspections, &out->room);
		out->inspections[i] = x;
	}
	mem_free(lines);
	mem_free(found.pairs);
}

static int compare_ids(const struct scenario *s, const struct inspection *a, const struct inspection *b)
{
	int order = strcmp(s->holders[a->holder].id, s->holders[b->holder].id);

	return order ? order : strcmp(s->items[a->item].id, s->items[b->item].id);
}

static int compare_risk(const void *left, const void *right, void *context)
{
	const struct inspection *a = left, *b = right;

	if (a->risk != b->risk)
		return a->risk > b->risk ? -1 : 1;
	return compare_ids(context, a, b);
}

/* SplitMix64 over the seed and the bytes of both ids. */
static uint64_t drawing_word(const struct scenario *s, uint64_t seed, const struct inspection *x)
{
	const char *ids[] = {s->holders[x->holder].id, s->items[x->item].id};
	uint64_t word = splitmix64(seed);

	for (int k = 0; k < 2; k++)
		for (const char *at = ids[k];; at++) {
			word = splitmix64(word ^ (unsigned char)*at);
			if (*at == '\0')
				break;
		}
	return word;
}

static int compare_drawn(const void *left, const void *right, void *context)
{
	const struct inspection *a = left, *b = right;

	return a->word != b->word ? (a->word < b->word ? -1 : 1) : compare_ids(context, a, b);
}

static int compare_for_print(const void *left, const void *right, void *context)
{
	return compare_ids(context, left, right);
}

void audit_sample(const struct scenario *s, const struct audit *a, int32_t n, uint64_t seed,
	struct sample *out)
{
	int32_t ranked;

	audit_list_pairs(s, a, out);
	out->seed = seed;
	out->npairs = out->ninspections;
	if (out->npairs == 0)
		return;
	n = n < out->npairs ? n : out->npairs;
	ranked = (n + 1) / 2;
	for (int32_t k = 0; k < out->npairs; k++)
		out->inspections[k].word = drawing_word(s, seed, &out->inspections[k]);
	qsort_r(out->inspections, (size_t)out->npairs, sizeof *out->inspections, compare_risk,
		(void *)(uintptr_t)s);
	qsort_r(out->inspections + ranked, (size_t)(out->npairs - ranked), sizeof *out->inspections,
		compare_drawn, (void *)(uintptr_t)s);
	qsort_r(out->inspections + ranked, (size_t)(n - ranked), sizeof *out->inspections,
		compare_for_print, (void *)(uintptr_t)s);
	for (int32_t k = ranked; k < n; k++)
		out->inspections[k].random = true;
	out->ninspections = n;
}
