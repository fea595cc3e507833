/* The smallest inspection that bounds misreporting.
 *
 * For each norm at each place r with required R_r, let w[p, r] be what the pair p of
 * holder and item counts there, and B_r their sum. Pairs outside of the sample S may
 * be wrong by a share m of what they show, so r may move by m (B_r - sum over S of w).
 * That is at most t R_r exactly if
 *   sum over p in S of w[p, r] >= need_r = B_r - floor(t R_r / m).
 * Least |S|: a covering in whole numbers. Greedy, then without those that are not
 * needed; the linear program over 0 <= x_p <= 1, with w cut to need_r and with
 *   sum over p of r of x_p >= fewest of the largest w[p, r] that come to need_r
 * (true of every S), bounds it from below, exactly. Where the two differ, branch and
 * bound looks for a better one. */
#define _GNU_SOURCE /* qsort_r */

#include "models/order.h"
#include "solver/audit_parts.h"
#include "solver/lp.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_MOST = 2000, SCORE = 1 << 20 };

struct bound { /* a norm at a place that could move too far */
	int32_t from, to; /* its entries */
	int64_t need;
	int32_t fewest;
};
struct entry {
	int32_t bound, pair;
	int64_t weight; /* 1 .. need */
};
struct covering {
	const struct scenario *s;
	struct entry *entries; int32_t nentries, entries_room; /* by bound, then weight descending, pair */
	struct bound *bounds; int32_t nbounds, bounds_room;
	int64_t *pairs; /* [npairs] holder x nitems + item, by ids */
	int32_t npairs;
	char *chosen; /* [npairs] */
};

/* ---- building ---- */

static int compare_weighed(const void *left, const void *right)
{
	const struct weighed *a = left, *b = right;

	if (a->norm != b->norm)
		return a->norm < b->norm ? -1 : 1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->holder != b->holder)
		return a->holder < b->holder ? -1 : 1;
	return (a->item > b->item) - (a->item < b->item);
}

static int compare_pairs(const void *left, const void *right, void *context)
{
	const struct scenario *s = context;
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
	int order = strcmp(s->holders[a / s->nitems].id, s->holders[b / s->nitems].id);

	return order ? order : strcmp(s->items[a % s->nitems].id, s->items[b % s->nitems].id);
}

static int compare_entries(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->bound != b->bound)
		return a->bound < b->bound ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return (a->pair > b->pair) - (a->pair < b->pair);
}

/* All pairs that count anywhere, in the order of their ids. */
static void find_pairs(struct covering *c, const struct weighed *all, int32_t n)
{
	int32_t distinct = 0;

	c->pairs = mem_calloc((size_t)n + 1, sizeof *c->pairs);
	for (int32_t k = 0; k < n; k++)
		c->pairs[k] = (int64_t)all[k].holder * c->s->nitems + all[k].item;
	qsort_r(c->pairs, (size_t)n, sizeof *c->pairs, compare_pairs, (void *)(uintptr_t)c->s);
	for (int32_t k = 0; k < n; k++)
		if (distinct == 0 || c->pairs[distinct - 1] != c->pairs[k])
			c->pairs[distinct++] = c->pairs[k];
	c->npairs = distinct;
	c->chosen = mem_calloc((size_t)distinct + 1, 1);
}

static int32_t pair_number(const struct covering *c, const struct weighed *w)
{
	int64_t key = (int64_t)w->holder * c->s->nitems + w->item;
	int32_t low = 0, high = c->npairs;

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (compare_pairs(&c->pairs[middle], &key, (void *)(uintptr_t)c->s) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct coverage *coverage_of(const struct audit *a, const struct weighed *w)
{
	for (int32_t k = 0; k < a->ncoverage; k++)
		if (a->coverage[k].norm == w->norm && a->coverage[k].place == w->place)
			return &a->coverage[k];
	return NULL;
}

/* Weighed lines from .. to are of one norm and place. */
static void add_bound(struct covering *c, const struct audit *a, const struct weighed *all, int32_t from, int32_t to,
	const struct sample *out)
{
	int64_t required = coverage_of(a, &all[from])->required, sum = 0, reached = 0;
	wide slack = wide_floor_div((wide)out->within.num * out->misreport.den * required,
		(wide)out->within.den * out->misreport.num);
	struct bound bound = {.from = c->nentries};

	for (int32_t k = from; k < to; k++)
		sum += all[k].quantity;
	if (slack >= sum)
		return;
	bound.need = sum - (int64_t)slack;
	for (int32_t k = from, end; k < to; k = end) {
		int64_t weight = 0;
		int32_t i;

		for (end = k; end < to && all[end].holder == all[k].holder && all[end].item == all[k].item; end++)
			weight += all[end].quantity;
		i = ARRAY_ADD(&c->entries, &c->nentries, &c->entries_room);
		c->entries[i] = (struct entry){c->nbounds, pair_number(c, &all[k]), weight < bound.need ? weight : bound.need};
	}
	bound.to = c->nentries;
	qsort(c->entries + bound.from, (size_t)(bound.to - bound.from), sizeof *c->entries, compare_entries);
	for (int32_t k = bound.from; reached < bound.need; k++) {
		reached += c->entries[k].weight;
		bound.fewest++;
	}
	int32_t i = ARRAY_ADD(&c->bounds, &c->nbounds, &c->bounds_room);
	c->bounds[i] = bound;
}

static void covering_init(struct covering *c, const struct scenario *s, const struct audit *a, const struct sample *out)
{
	struct weighed *all = mem_calloc((size_t)a->nweighed + 1, sizeof *all);
	int32_t from, to;

	*c = (struct covering){.s = s};
	for (int32_t k = 0; k < a->nweighed; k++)
		all[k] = a->weighed[k];
	qsort(all, (size_t)a->nweighed, sizeof *all, compare_weighed);
	find_pairs(c, all, a->nweighed);
	for (from = 0; from < a->nweighed; from = to) {
		for (to = from + 1; to < a->nweighed && all[to].norm == all[from].norm && all[to].place == all[from].place; to++)
			;
		add_bound(c, a, all, from, to, out);
	}
	mem_free(all);
}

static void covering_release(struct covering *c)
{
	mem_free(c->entries);
	mem_free(c->bounds);
	mem_free(c->pairs);
	mem_free(c->chosen);
}

/* ---- a good one ---- */

/* rest [nbounds]: what is still needed. Returns the pair that does most; -1 = all kept. */
static int32_t best_pair(const struct covering *c, const int64_t *rest, int64_t *score)
{
	int32_t best = -1;

	memset(score, 0, (size_t)c->npairs * sizeof *score);
	for (int32_t k = 0; k < c->nentries; k++) {
		const struct entry *e = &c->entries[k];
		int64_t gain = e->weight < rest[e->bound] ? e->weight : rest[e->bound];

		if (gain > 0 && !c->chosen[e->pair])
			score[e->pair] += 1 + int_mul_div_floor(gain, SCORE, c->bounds[e->bound].need);
	}
	for (int32_t p = 0; p < c->npairs; p++)
		if (score[p] > 0 && (best < 0 || score[p] > score[best]))
			best = p;
	return best;
}

/* Is every bound kept by the chosen pairs? over [nbounds] = what is beyond the need. */
static bool kept(const struct covering *c, int64_t *over)
{
	bool all = true;

	for (int32_t r = 0; r < c->nbounds; r++) {
		over[r] = -c->bounds[r].need;
		for (int32_t k = c->bounds[r].from; k < c->bounds[r].to; k++)
			over[r] += c->chosen[c->entries[k].pair] ? c->entries[k].weight : 0;
		all &= over[r] >= 0;
	}
	return all;
}

static bool can_go(const struct covering *c, const int64_t *over, int32_t pair)
{
	for (int32_t k = 0; k < c->nentries; k++)
		if (c->entries[k].pair == pair && c->entries[k].weight > over[c->entries[k].bound])
			return false;
	return true;
}

static int32_t count_chosen(const struct covering *c)
{
	int32_t n = 0;

	for (int32_t p = 0; p < c->npairs; p++)
		n += c->chosen[p];
	return n;
}

static void choose_greedily(struct covering *c)
{
	int64_t *rest = mem_calloc((size_t)c->nbounds + 1, sizeof *rest);
	int64_t *score = mem_calloc((size_t)c->npairs + 1, sizeof *score);
	int32_t pair;

	for (;;) {
		kept(c, rest);
		for (int32_t r = 0; r < c->nbounds; r++)
			rest[r] = rest[r] < 0 ? -rest[r] : 0;
		pair = best_pair(c, rest, score);
		if (pair < 0)
			break;
		c->chosen[pair] = 1;
	}
	kept(c, rest);
	for (int32_t p = c->npairs - 1; p >= 0; p--) {
		if (!c->chosen[p] || !can_go(c, rest, p))
			continue;
		c->chosen[p] = 0;
		kept(c, rest);
	}
	mem_free(score);
	mem_free(rest);
}

/* ---- the bound ---- */

static void build(const struct covering *c, struct lp *lp)
{
	struct lp_builder b;

	lp_builder_init(&b);
	for (int32_t p = 0; p < c->npairs; p++)
		lp_add_column(&b, 0.0, 1.0, 1);
	for (int32_t r = 0; r < c->nbounds; r++) {
		const struct bound *x = &c->bounds[r];
		int32_t row = x->need < LP_VALUE_MAX ? lp_add_row(&b, (double)x->need, LP_INFINITY) : -1;
		int32_t fewest = lp_add_row(&b, (double)x->fewest, LP_INFINITY);

		for (int32_t k = x->from; k < x->to; k++) {
			if (row >= 0)
				lp_add_entry(&b, row, c->entries[k].pair, c->entries[k].weight);
			lp_add_entry(&b, fewest, c->entries[k].pair, 1);
		}
	}
	lp_finish(&b, lp);
}

/* A better choice by branch and bound, if it is one. */
static void try_whole(struct covering *c, struct lp_session *session, const struct lp *lp)
{
	int64_t *whole = mem_calloc((size_t)c->npairs + 1, sizeof *whole);
	int64_t *over = mem_calloc((size_t)c->nbounds + 1, sizeof *over);
	char *before = c->chosen;
	int32_t n = count_chosen(c);

	if (lp_find_whole(session, c->npairs, lp->cost, NODES_MOST, NULL, whole) == LP_OPTIMAL) {
		c->chosen = mem_calloc((size_t)c->npairs + 1, 1);
		for (int32_t p = 0; p < c->npairs; p++)
			c->chosen[p] = whole[p] > 0;
		if (kept(c, over) && count_chosen(c) < n) {
			mem_free(before);
		} else {
			mem_free(c->chosen);
			c->chosen = before;
		}
	}
	mem_free(over);
	mem_free(whole);
}

/* No choice has fewer. */
static int32_t find_least(struct covering *c)
{
	struct lp lp;
	struct lp_session *session;
	struct exact bound;
	int32_t least = 0;
	double *y;
	wide up;

	for (int32_t r = 0; r < c->nbounds; r++)
		least = c->bounds[r].fewest > least ? c->bounds[r].fewest : least;
	lp_init(&lp);
	build(c, &lp);
	session = lp_open(&lp);
	y = mem_calloc((size_t)lp.nrows + 1, sizeof *y);
	if (lp_solve(session, LP_DUAL, NULL) == LP_OPTIMAL) {
		lp_values(session, NULL, y, NULL);
		if (lp_bound(&lp, y, &bound) && exact_ceil(&bound, &up) && up > least)
			least = (int32_t)up;
		if (count_chosen(c) > least)
			try_whole(c, session, &lp);
	}
	mem_free(y);
	lp_close(session);
	lp_release(&lp);
	return least;
}

/* Of all pairs, listed by id, those that were chosen. */
static void keep_chosen(const struct covering *c, struct sample *out)
{
	int32_t n = 0, p = 0;

	for (int32_t k = 0; k < out->ninspections; k++) {
		int64_t key = (int64_t)out->inspections[k].holder * c->s->nitems + out->inspections[k].item;

		while (p < c->npairs && compare_pairs(&c->pairs[p], &key, (void *)(uintptr_t)c->s) < 0)
			p++;
		if (p < c->npairs && c->pairs[p] == key && c->chosen[p])
			out->inspections[n++] = out->inspections[k];
	}
	out->ninspections = n;
}

void audit_smallest(const struct scenario *s, const struct audit *a, struct ratio misreport, struct ratio within,
	struct sample *out)
{
	struct covering c;

	out->misreport = misreport;
	out->within = within;
	covering_init(&c, s, a, out);
	audit_list_pairs(s, a, out);
	out->npairs = c.npairs;
	out->nbounds = c.nbounds;
	if (c.nbounds > 0) {
		choose_greedily(&c);
		out->least = find_least(&c);
	}
	keep_chosen(&c, out);
	covering_release(&c);
}
