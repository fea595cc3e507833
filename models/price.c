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
