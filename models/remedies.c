#define _GNU_SOURCE /* qsort_r */

#include "models/remedies.h"

#include <stdlib.h>
#include <string.h>

const char *remedy_kind_word(enum remedy_kind kind)
{
	static const char *const words[REMEDY_KINDS] = {"decision", "notice", "reach", "hold-back", "release",
		"segment", "route", "limit", "goods"};

	return words[kind];
}

int64_t dose_hold_back(const struct dose *d)
{
	return d->amount < d->remedy->before ? d->remedy->before - d->amount : 0;
}

int64_t dose_release(const struct dose *d)
{
	return d->remedy->before + d->amount < 1000 ? d->remedy->before + d->amount : 1000;
}

int64_t dose_notice(const struct dose *d)
{
	return d->amount * 3600 < d->remedy->before ? d->remedy->before - d->amount * 3600 : 0;
}

void remedies_init(struct remedies *r)
{
	memset(r, 0, sizeof *r);
}

void losers_release(struct losers *l)
{
	mem_free(l->losers);
}

void remedies_release(struct remedies *r)
{
	for (int32_t k = 0; k < r->nresults; k++)
		losers_release(&r->results[k].losers);
	mem_free(r->results);
	mem_free(r->items);
	mem_free(r->set.results);
	mem_free(r->set.amounts);
	losers_release(&r->set.losers);
}

/* --- best first --- */

static int64_t power_of_ten(int32_t n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

int64_t remedy_cost(const struct scenario *s, int32_t item, const struct remedy_result *r)
{
	const struct item *goods = &s->items[item];

	switch (r->remedy.kind) {
	case REMEDY_GOODS:
		return goods->value < 0 ? -1 : int_mul_div_ceil(r->amount * goods->issue_unit, goods->value,
			power_of_ten(goods->decimals));
	case REMEDY_LIMIT:
		return r->remedy.limit >= 0 && s->limits[r->remedy.limit].kind == LIMIT_BUDGET ? r->amount : -1;
	default:
		return 0;
	}
}

static const char *subject_id(const struct scenario *s, const struct remedy *r)
{
	if (r->kind == REMEDY_DECISION)
		return r->decision.holder >= 0 ? s->holders[r->decision.holder].id
			: r->decision.source >= 0 ? s->sources[r->decision.source].id : "";
	return r->segment >= 0 ? s->segments[r->segment].id : r->route >= 0 ? s->routes[r->route].id
		: r->limit >= 0 ? (s->limits[r->limit].place < 0 ? "" : s->places[s->limits[r->limit].place].id)
		: r->place >= 0 ? s->places[r->place].id : s->holders[r->holder].id;
}

struct sorting {
	const struct scenario *s;
	int32_t item;
};

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_remedies(const struct scenario *s, const struct remedy *x, const struct remedy *y)
{
	int order = compare_int(x->kind, y->kind);

	if (order == 0)
		order = compare_int(x->decision.kind, y->decision.kind);
	if (order == 0 && x->limit >= 0 && y->limit >= 0)
		order = compare_int(s->limits[x->limit].kind, s->limits[y->limit].kind);
	if (order == 0)
		order = strcmp(subject_id(s, x), subject_id(s, y));
	if (order == 0)
		order = compare_int(x->when.first, y->when.first);
	if (order == 0)
		order = compare_int(x->holder >= 0, y->holder >= 0);
	if (order == 0 && x->holder >= 0)
		order = strcmp(s->holders[x->holder].id, s->holders[y->holder].id);
	return order ? order : compare_int(x->limit, y->limit);
}

static int compare(const void *a, const void *b, void *context)
{
	const struct remedy_result *x = a, *y = b;
	const struct sorting *by = context;
	int64_t cost[] = {remedy_cost(by->s, by->item, x), remedy_cost(by->s, by->item, y)};
	int order = compare_int(x->answer, y->answer);

	if (order == 0 && x->answer != REMEDY_REACHES)
		order = compare_int(y->served, x->served);
	if (order == 0)
		order = compare_int(x->losers.n, y->losers.n);
	if (order == 0)
		order = compare_int(cost[0] < 0, cost[1] < 0);
	if (order == 0)
		order = compare_int(cost[0], cost[1]);
	return order ? order : compare_remedies(by->s, &x->remedy, &y->remedy);
}

void remedies_sort(const struct scenario *s, int32_t item, struct remedies *r)
{
	struct sorting by = {s, item};

	if (r->nresults > 0)
		qsort_r(r->results, (size_t)r->nresults, sizeof *r->results, compare, &by);
}
