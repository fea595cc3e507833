#define _GNU_SOURCE /* qsort_r */
#include "models/stage.h"

#include "base/text.h"
#include "models/decisions.h"
#include "models/norm.h"
#include "models/order.h"
#include "models/supply.h"

#include <stdlib.h>
#include <string.h>

#define KEEPER "zz-"

void stage_init(struct stage *st)
{
	memset(st, 0, sizeof *st);
	arena_init(&st->arena);
	st->id = "";
	st->share = (struct ratio){1, 1};
	st->gap = (struct ratio){1, 500};
}

void stage_release(struct stage *st)
{
	mem_free(st->candidates);
	mem_free(st->capacities);
	arena_release(&st->arena);
	memset(st, 0, sizeof *st);
}

static void state_release(struct stage_futures_state *state)
{
	ensemble_release(&state->before);
	ensemble_release(&state->after);
	mem_free(state->loss_before);
	mem_free(state->loss_after);
	mem_free(state->weight);
}

void stage_result_release(struct stage_result *r)
{
	for (int32_t k = 0; k < r->npoints; k++) {
		mem_free(r->points[k].lots);
		mem_free(r->points[k].tiers);
	}
	mem_free(r->points);
	mem_free(r->tiers);
	mem_free(r->none);
	state_release(&r->state);
	state_release(&r->check);
	memset(r, 0, sizeof *r);
}

/* ---- order ---- */

static int candidate_compare(const void *a, const void *b, void *context)
{
	const struct candidate *x = a, *y = b;
	const struct scenario *s = context;
	int order = strcmp(s->holders[x->holder].id, s->holders[y->holder].id);

	return order ? order : strcmp(s->items[x->item].id, s->items[y->item].id);
}

static int capacity_compare(const void *a, const void *b, void *context)
{
	const struct capacity *x = a, *y = b;
	const struct scenario *s = context;

	return strcmp(s->holders[x->holder].id, s->holders[y->holder].id);
}

void stage_sort(struct stage *st, const struct scenario *s)
{
	if (st->ncandidates > 0)
		qsort_r(st->candidates, (size_t)st->ncandidates, sizeof *st->candidates, candidate_compare, (void *)s);
	if (st->ncapacities > 0)
		qsort_r(st->capacities, (size_t)st->ncapacities, sizeof *st->capacities, capacity_compare, (void *)s);
}

/* ---- money ---- */

wide candidate_money(const struct scenario *s, const struct candidate *k)
{
	wide money = (wide)(k->price + k->keeping) * k->lot;

	for (int d = s->items[k->item].decimals; d < DECIMALS_MAX; d++)
		money *= 10;
	return money;
}

int64_t stage_money(const struct stage *st, const struct scenario *s, const int64_t *lots)
{
	wide sum = 0;

	for (int32_t k = 0; k < st->ncandidates; k++)
		sum += candidate_money(s, &st->candidates[k]) * lots[k];
	return (int64_t)wide_ceil_div(sum, STAGE_MONEY);
}

/* ---- keepers ---- */

static const char *kept_name(struct scenario *s, const char *name, const char *form)
{
	struct text t;
	const char *kept;

	text_init(&t);
	text_printf(&t, form, name);
	kept = arena_text(&s->arena, text_str(&t), t.length);
	text_release(&t);
	return kept;
}

/* -1 when its id is taken or too long. */
static int32_t add_keeper(struct scenario *s, int32_t host)
{
	const char *id = kept_name(s, s->holders[host].id, KEEPER "%s");
	struct label name = s->holders[host].name;
	int32_t h;

	if (strlen(id) > ID_MAX || map_get(&s->holder_ids, id) >= 0)
		return -1;
	h = scenario_add_holder(s);
	map_add(&s->holder_ids, id, h);
	if (!name.zh && !name.en)
		name.zh = name.en = s->holders[host].id;
	s->holders[h].id = id;
	s->holders[h].kind = s->holders[host].kind;
	s->holders[h].place = s->holders[host].place;
	s->holders[h].host = s->holders[host].id;
	if (name.zh)
		s->holders[h].name.zh = kept_name(s, name.zh, "%s(政府代储)");
	if (name.en)
		s->holders[h].name.en = kept_name(s, name.en, "%s, kept for the government");
	s->holders[h].contact = s->holders[host].contact;
	s->holders[h].phone = s->holders[host].phone;
	s->holders[h].address = s->holders[host].address;
	return h;
}

static struct instant as_of(const struct scenario *s)
{
	return s->as_of.seconds != INSTANT_NONE ? s->as_of : s->start;
}

static void add_quota(struct scenario *s, int32_t keeper, const struct candidate *k, int64_t quantity)
{
	const struct item *item = &s->items[k->item];
	int32_t n = scenario_add_terms(&s->holders[keeper]), l = scenario_add_line(s);
	struct terms *terms = &s->holders[keeper].terms[n];
	struct stock_line *line = &s->lines[l];

	terms->item = k->item;
	terms->has_release = terms->has_hold_back = true;
	terms->release = (struct ratio){1, 1};
	terms->hold_back = 0;
	terms->notice = k->notice;
	terms->reach = k->reach;
	terms->reach_place = k->reach_place;
	line->holder = keeper;
	line->item = k->item;
	line->pack = quantity % k->lot == 0 ? k->pack : -1;
	line->declared = quantity;
	line->declared_at = as_of(s);
	line->government_owned = 1;
	line->mode = MODE_PHYSICAL;
	line->status = STATUS_GOOD;
	line->price = k->price;
	line->made = day_of(line->declared_at.seconds, line->declared_at.offset);
	if (item->shelf_life.months > 0 || item->shelf_life.seconds > 0)
		line->expires = day_add(line->made, item->shelf_life);
}

int32_t stage_apply(struct scenario *s, const struct stage *st, const int64_t *quantity, int32_t *keeper)
{
	int32_t keeping = -1, of = -1;

	for (int32_t k = 0; k < st->ncandidates; k++) {
		const struct candidate *c = &st->candidates[k];

		if (keeper)
			keeper[k] = -1;
		if (quantity[k] == 0)
			continue;
		if (c->holder != of) {
			of = c->holder;
			keeping = add_keeper(s, of);
			if (keeping < 0)
				return of;
		}
		add_quota(s, keeping, c, quantity[k]);
		if (keeper)
			keeper[k] = keeping;
	}
	return -1;
}

/* ---- norms ---- */

/* What the government has of the item with the holder, or kept by it. */
static int64_t government_goods(const struct scenario *s, int32_t holder, int32_t item)
{
	const char *id = s->holders[holder].id;
	int64_t sum = 0;

	for (int32_t l = 0; l < s->nlines; l++) {
		const struct stock_line *line = &s->lines[l];
		const struct holder *h = line->holder >= 0 ? &s->holders[line->holder] : NULL;

		if (h && line->item == item && line->government_owned && (line->holder == holder ||
			(h->host && strcmp(h->host, id) == 0)) && line->status == STATUS_GOOD &&
			line->mode != MODE_CAPACITY && line_counted(s, l) &&
			(line->expires == DAY_NONE || line->expires >= day_of(s->as_of.seconds, s->as_of.offset)))
			sum += line_quantity(s, l);
	}
	return sum;
}

void stage_add_norms(struct scenario *s, const struct scenario *now, const struct stage *st,
	const int64_t *quantity)
{
	int32_t number = 0;

	for (int32_t k = 0; k < st->ncandidates; k++) {
		const struct candidate *c = &st->candidates[k];
		const struct holder *h = &s->holders[c->holder];
		char digits[48];
		struct norm *norm;
		int64_t unit = 1;
		int32_t n;

		if (quantity[k] == 0)
			continue;
		n = scenario_add_norm(s);
		norm = &s->norms[n];
		norm->id = kept_name(s, decimal_format(digits, ++number, 0), "quota-%s");
		norm->source = arena_strdup(&s->arena, st->id);
		norm->item = c->item;
		norm->place = h->place;
		norm->holder = h->id;
		norm->owners = 1u << 1;
		norm->has_tests = true;
		norm->tests = VIEW_STRICT;
		for (int d = 0; d < s->items[c->item].decimals; d++)
			unit *= 10;
		norm->quantity = ratio_make(government_goods(now, c->holder, c->item) + quantity[k], unit);
		norm->text.zh = kept_name(s, h->name.zh ? h->name.zh : h->id, "%s:现有政府物资加代储任务");
		norm->text.en = kept_name(s, h->name.en ? h->name.en : h->id,
			"%s: what it has of the government's now, and the quota");
	}
}

/* ---- measures ---- */

struct weighed_loss {
	wide loss;
	int64_t weight;
};

static int worst_first(const void *a, const void *b)
{
	const struct weighed_loss *x = a, *y = b;

	return (x->loss < y->loss) - (x->loss > y->loss);
}

wide stage_measure(const wide *loss, const int64_t *weight, int32_t n, struct ratio share)
{
	struct weighed_loss *all = mem_calloc((size_t)n, sizeof *all);
	wide left = 0, sum = 0;

	for (int32_t k = 0; k < n; k++) {
		all[k] = (struct weighed_loss){loss[k], weight[k]};
		left += (wide)weight[k] * share.num;
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, worst_first);
	for (int32_t k = 0; k < n && left > 0; k++) {
		wide part = (wide)all[k].weight * share.den;

		part = part < left ? part : left;
		sum += part * all[k].loss;
		left -= part;
	}
	mem_free(all);
	return sum;
}

wide stage_scale(int64_t weight, struct ratio share)
{
	return (wide)weight * share.num;
}
