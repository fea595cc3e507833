#define _GNU_SOURCE /* qsort_r */

#include "models/price.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

const int price_below[PRICE_BELOWS] = {50, 80, 100};

/* --- the frame --- */

static int32_t kind_at(struct price_frame *f, int32_t *kind_of, const struct cell *cell, int32_t *room)
{
	int32_t *first = &kind_of[cell->item];
	int32_t k;

	for (k = *first; k >= 0 && k < f->nkinds; k++)
		if (f->kinds[k].item == cell->item && f->kinds[k].tier == cell->tier)
			return k;
	k = ARRAY_ADD(&f->kinds, &f->nkinds, room);
	f->kinds[k] = (struct price_kind){cell->tier, cell->item};
	if (*first < 0)
		*first = k;
	return k;
}

/* Claims of one item and place lie together. */
static int32_t row_at(struct price_frame *f, int32_t first, int32_t kind, int32_t place)
{
	int32_t k;

	for (k = first; k < f->nrows; k++)
		if (f->rows[k].kind == kind)
			return k;
	k = ARRAY_ADD(&f->rows, &f->nrows, &f->rows_room);
	f->rows[k] = (struct price_row){kind, place, 0};
	return k;
}

static int32_t tier_most(const struct price_frame *f)
{
	int32_t most = 0;

	for (int32_t k = 0; k < f->nkinds; k++)
		most = f->kinds[k].tier > most ? f->kinds[k].tier : most;
	return most;
}

/* Kinds come by item; stable by tier. */
static void sort_kinds(struct price_frame *f)
{
	struct price_kind *sorted = mem_calloc((size_t)f->nkinds, sizeof *sorted);
	int32_t *moved = mem_calloc((size_t)f->nkinds, sizeof *moved);
	int32_t n = 0, most = tier_most(f);

	for (int32_t tier = 0; tier <= most; tier++)
		for (int32_t k = 0; k < f->nkinds; k++)
			if (f->kinds[k].tier == tier) {
				moved[k] = n;
				sorted[n++] = f->kinds[k];
			}
	for (int32_t k = 0; k < f->nrows; k++)
		f->rows[k].kind = moved[f->rows[k].kind];
	mem_free(moved);
	mem_free(f->kinds);
	f->kinds = sorted;
}

void price_frame_init(struct price_frame *f, const struct scenario *s, const struct cells *cells)
{
	int32_t *kind_of = mem_calloc((size_t)s->nitems, sizeof *kind_of);
	int32_t first = 0, room = 0;

	memset(f, 0, sizeof *f);
	f->scenario = s;
	f->cells = cells;
	f->row_of = mem_calloc((size_t)cells->ncells, sizeof *f->row_of);
	for (int32_t i = 0; i < s->nitems; i++)
		kind_of[i] = -1;
	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];
		if (c == 0 || cell->item != cell[-1].item || cell->place != cell[-1].place)
			first = f->nrows;
		f->row_of[c] = row_at(f, first, kind_at(f, kind_of, cell, &room), cell->place);
		f->rows[f->row_of[c]].demand += cell->demand;
	}
	sort_kinds(f);
	mem_free(kind_of);
}

void price_frame_release(struct price_frame *f)
{
	mem_free(f->kinds);
	mem_free(f->rows);
	mem_free(f->row_of);
}

int64_t *price_rows(const struct price_frame *f, const int64_t *served)
{
	int64_t *rows = mem_calloc((size_t)f->nrows, sizeof *rows);

	for (int32_t c = 0; c < f->cells->ncells; c++)
		rows[f->row_of[c]] += served[c];
	return rows;
}

/* --- sums --- */

#define RATE_PARTS 1000000000000 /* 10^12 */

static void add_claim(struct price_sum *sum, const struct served *served, int64_t demand, wide *rates)
{
	struct ratio fill = ratio_make(served->quantity, demand);

	if (sum->nclaims == 0 || ratio_compare(fill, sum->worst) < 0)
		sum->worst = fill;
	sum->nclaims++;
	sum->demand += demand;
	sum->served += served->quantity;
	sum->units += served->units;
	sum->nnothing += served->quantity == 0;
	for (int b = 0; b < PRICE_BELOWS; b++)
		sum->nbelow[b] += (wide)served->quantity * 100 < (wide)demand * price_below[b];
	*rates += wide_ceil_div((wide)served->quantity * RATE_PARTS, demand);
}

static void set_average(struct price_sum *sum, wide rates)
{
	wide all = (wide)sum->nclaims * RATE_PARTS;

	if (rates >= all && sum->nbelow[PRICE_BELOWS - 1] > 0)
		rates = all - 1;
	if (!ratio_make_wide(rates, all, &sum->average))
		sum->average = ratio_make((int64_t)wide_floor_div(rates, sum->nclaims), RATE_PARTS);
}

void price_sums(const struct price_frame *f, const struct served *served, struct price_sum *sums)
{
	int64_t *got = mem_calloc((size_t)f->cells->ncells, sizeof *got);
	wide *rates = mem_calloc((size_t)f->nkinds, sizeof *rates);
	int64_t *rows;

	memset(sums, 0, (size_t)f->nkinds * sizeof *sums);
	for (int32_t c = 0; c < f->cells->ncells; c++) {
		int32_t kind = f->rows[f->row_of[c]].kind;
		got[c] = served[c].quantity;
		add_claim(&sums[kind], &served[c], f->cells->cells[c].demand, &rates[kind]);
	}
	rows = price_rows(f, got);
	for (int32_t k = 0; k < f->nkinds; k++) {
		sums[k].worst_place = -1;
		set_average(&sums[k], rates[k]);
	}
	for (int32_t k = 0; k < f->nrows; k++) {
		struct price_sum *sum = &sums[f->rows[k].kind];
		struct ratio fill = ratio_make(rows[k], f->rows[k].demand);
		if (sum->worst_place < 0 || ratio_compare(fill, sum->worst_row) < 0) {
			sum->worst_row = fill;
			sum->worst_place = f->rows[k].place;
		}
	}
	mem_free(rows);
	mem_free(rates);
	mem_free(got);
}

/* --- a rule --- */

/* Legs, hand-outs, and what expires without being handed out. */
static void add_times(struct price_rule *r, const struct scenario *s, const struct supply *supply,
	const struct plan *plan)
{
	for (int32_t k = 0; k < plan->nshipments; k++) {
		const struct shipment *h = &plan->shipments[k];
		struct price_times *t = &r->times[h->item];
		if (h->state == SHIPMENT_CANCELLED)
			continue;
		t->moved += h->quantity;
		t->transported += h->route >= 0 ? h->quantity : 0;
		t->departs += (wide)h->quantity * (h->depart + 1);
		t->arrives += (wide)h->quantity * (h->arrive + 1);
	}
	for (int32_t l = 0; l < supply->nlots; l++)
		if (supply->lots[l].last_day != DAY_NONE)
			r->times[supply->lots[l].item].waste += supply->lots[l].units
				* s->items[supply->lots[l].item].issue_unit;
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *h = &plan->handouts[k];
		const struct supply_lot *lot = &supply->lots[h->lot];
		struct price_times *t = &r->times[lot->item];
		t->handed += h->quantity;
		t->handed_in += (wide)h->quantity * (h->period + 1);
		if (lot->last_day != DAY_NONE)
			t->waste -= h->quantity;
	}
}

void price_rule_init(struct price_rule *r, const struct price_frame *f, const struct supply *supply,
	const struct plan *plan, enum fairness fairness)
{
	memset(r, 0, sizeof *r);
	r->fairness = fairness;
	r->status = plan->status;
	r->cost = plan->cost;
	r->cost_complete = plan->cost_complete;
	r->sums = mem_calloc((size_t)f->nkinds, sizeof *r->sums);
	r->times = mem_calloc((size_t)f->scenario->nitems, sizeof *r->times);
	price_sums(f, plan->served, r->sums);
	add_times(r, f->scenario, supply, plan);
	for (int32_t k = 0; k < plan->ncomponents; k++)
		for (int32_t i = 0; i < plan->components[k].nitems; i++)
			r->times[plan->components[k].items[i]].coupled = !plan->components[k].pure;
}

void price_rule_release(struct price_rule *r)
{
	mem_free(r->sums);
	mem_free(r->times);
}

bool price_same_total(const struct price_frame *f, const struct price_rule *a, const struct price_rule *b,
	int32_t item)
{
	for (int32_t k = 0; k < f->nkinds; k++)
		if (f->kinds[k].item == item && a->sums[k].units != b->sums[k].units)
			return false;
	return true;
}

/* --- a share --- */

void price_autonomy_init(struct price_autonomy *a)
{
	memset(a, 0, sizeof *a);
}

void price_autonomy_release(struct price_autonomy *a)
{
	for (int32_t k = 0; k < a->npoints; k++) {
		mem_free(a->points[k].at);
		mem_free(a->points[k].nworse);
	}
	mem_free(a->points);
	mem_free(a->touched);
	mem_free(a->lowest);
	mem_free(a->drops);
	mem_free(a->worse);
}

static bool wanted(const bool *items, int32_t item)
{
	return !items || items[item];
}

static void fill_row(struct price_at *at, const struct price_row *row, int64_t before, int64_t now,
	struct ratio drop)
{
	struct ratio fill = ratio_make(now, row->demand);

	at->served += now;
	if (at->worst_place < 0 || ratio_compare(fill, at->worst_row) < 0) {
		at->worst_row = fill;
		at->worst_place = row->place;
	}
	if (now >= before)
		return;
	at->nlosers++;
	at->nbeyond += (wide)(before - now) * drop.den > (wide)before * drop.num;
	if (at->lost_place < 0
		|| (wide)(before - now) * at->lost_from > (wide)(at->lost_from - at->lost_to) * before) {
		at->lost_place = row->place;
		at->lost_from = before;
		at->lost_to = now;
	}
}

/* The end of the claims of the same item and place. */
static int32_t stand_end(const struct cells *cells, int32_t first)
{
	int32_t end = first + 1;

	while (end < cells->ncells && cells->cells[end].item == cells->cells[first].item
		&& cells->cells[end].place == cells->cells[first].place)
		end++;
	return end;
}

static int64_t sum_of(const int64_t *amounts, int32_t first, int32_t end)
{
	int64_t sum = 0;

	for (int32_t c = first; c < end; c++)
		sum += amounts[c];
	return sum;
}

void price_point_fill(struct price_point *p, const struct price_frame *f, const bool *items,
	const int64_t *served, const int64_t *rows, const int64_t *alone, struct ratio drop)
{
	const struct cells *cells = f->cells;
	int64_t *now = price_rows(f, served);

	for (int32_t k = 0; k < f->nkinds; k++)
		if (wanted(items, f->kinds[k].item))
			p->at[k] = (struct price_at){.worst = {1, 1}, .worst_row = {1, 1}, .worst_place = -1, .lost_place = -1};
	for (int32_t i = 0; i < f->scenario->nitems; i++)
		if (wanted(items, i))
			p->nworse[i] = 0;
	for (int32_t c = 0; c < cells->ncells; c++) {
		struct price_at *at = &p->at[f->rows[f->row_of[c]].kind];
		struct ratio fill = ratio_make(served[c], cells->cells[c].demand);
		if (wanted(items, cells->cells[c].item) && ratio_compare(fill, at->worst) < 0)
			at->worst = fill;
	}
	for (int32_t k = 0; k < f->nrows; k++)
		if (wanted(items, f->kinds[f->rows[k].kind].item))
			fill_row(&p->at[f->rows[k].kind], &f->rows[k], rows[k], now[k], drop);
	for (int32_t c = 0, end; c < cells->ncells; c = end) {
		end = stand_end(cells, c);
		if (wanted(items, cells->cells[c].item))
			p->nworse[cells->cells[c].item] += sum_of(served, c, end) < sum_of(alone, c, end);
	}
	mem_free(now);
}

static int worse_compare(const void *a, const void *b, void *data)
{
	const struct price_worse *x = a, *y = b;
	const struct scenario *s = data;
	wide left = (wide)(x->alone - x->plan) * y->demand, right = (wide)(y->alone - y->plan) * x->demand;
	int order;

	if (left != right)
		return left > right ? -1 : 1;
	order = strcmp(s->items[x->item].id, s->items[y->item].id);
	return order ? order : strcmp(s->places[x->place].id, s->places[y->place].id);
}

void price_compare_alone(struct price_autonomy *a, const struct price_frame *f, const int64_t *served,
	const int64_t *alone)
{
	const struct cells *cells = f->cells;

	for (int32_t c = 0, end; c < cells->ncells; c = end) {
		struct price_worse w = {.place = cells->cells[c].place, .item = cells->cells[c].item};
		end = stand_end(cells, c);
		w.alone = sum_of(alone, c, end);
		w.plan = sum_of(served, c, end);
		for (int32_t k = c; k < end; k++)
			w.demand += cells->cells[k].demand;
		a->nalone += w.alone > 0;
		if (w.plan < w.alone) {
			int32_t at = ARRAY_ADD(&a->worse, &a->nworse, &a->worse_room);
			a->worse[at] = w;
		}
	}
	if (a->nworse > 0)
		qsort_r(a->worse, (size_t)a->nworse, sizeof *a->worse, worse_compare,
			(void *)(uintptr_t)f->scenario);
}
