#include "models/ensemble.h"

#include "base/memory.h"
#include "models/futures.h"
#include "models/order.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

struct row_key {
	const char *place, *item;
	struct ensemble_row row;
};

static int row_key_compare(const void *a, const void *b)
{
	const struct row_key *x = a, *y = b;
	int order = strcmp(x->place, y->place);

	return order ? order : strcmp(x->item, y->item);
}

void asked_init(struct asked *a, const struct scenario *s)
{
	a->nplaces = s->nplaces;
	a->nitems = s->nitems;
	a->of = mem_calloc((size_t)s->nplaces * (size_t)s->nitems, 1);
}

void asked_release(struct asked *a)
{
	mem_free(a->of);
	memset(a, 0, sizeof *a);
}

void asked_add(struct asked *a, const struct cells *cells)
{
	for (int32_t c = 0; c < cells->ncells; c++)
		a->of[(size_t)cells->cells[c].place * (size_t)a->nitems + (size_t)cells->cells[c].item] = 1;
}

/* The thing of known that has the id of number i of s; -1: none. Nearly always it has the same number. */
static int32_t known_place(const struct scenario *known, const struct scenario *s, int32_t i)
{
	return i < known->nplaces && strcmp(known->places[i].id, s->places[i].id) == 0 ? i :
		map_get(&known->place_ids, s->places[i].id);
}

static int32_t known_item(const struct scenario *known, const struct scenario *s, int32_t i)
{
	return i < known->nitems && strcmp(known->items[i].id, s->items[i].id) == 0 ? i :
		map_get(&known->item_ids, s->items[i].id);
}

/* Room for what has become known since. */
static void asked_fit(struct asked *a, const struct scenario *known)
{
	struct asked more;

	if (a->nplaces == known->nplaces && a->nitems == known->nitems)
		return;
	asked_init(&more, known);
	for (int32_t p = 0; p < a->nplaces && a->nitems > 0; p++)
		memcpy(more.of + (size_t)p * (size_t)more.nitems, a->of + (size_t)p * (size_t)a->nitems, (size_t)a->nitems);
	asked_release(a);
	*a = more;
}

void asked_add_scenario(struct asked *a, const struct scenario *known, const struct scenario *s)
{
	struct cells cells;

	asked_fit(a, known);
	cells_build(s, &cells);
	for (int32_t c = 0; c < cells.ncells; c++) {
		int32_t place = known_place(known, s, cells.cells[c].place), item = known_item(known, s, cells.cells[c].item);

		if (place >= 0 && item >= 0)
			a->of[(size_t)place * (size_t)a->nitems + (size_t)item] = 1;
	}
	cells_release(&cells);
}

static const char *own_text(struct scenario *known, const char *text)
{
	return text ? arena_strdup(&known->arena, text) : NULL;
}

static struct label own_label(struct scenario *known, struct label label)
{
	return (struct label){own_text(known, label.zh), own_text(known, label.en)};
}

void ensemble_know(struct scenario *known, const struct scenario *s)
{
	for (int32_t i = 0; i < s->nplaces; i++) {
		int32_t k;

		if (known_place(known, s, i) >= 0)
			continue;
		k = scenario_add_place(known);
		known->places[k].id = own_text(known, s->places[i].id);
		known->places[k].name = own_label(known, s->places[i].name);
		known->places[k].kind = s->places[i].kind;
		known->places[k].quality = s->places[i].quality;
		known->places[k].in = s->places[i].in < 0 ? -1 : known_place(known, s, s->places[i].in);
		map_add(&known->place_ids, known->places[k].id, k);
	}
	for (int32_t i = 0; i < s->nitems; i++) {
		int32_t k;

		if (known_item(known, s, i) >= 0)
			continue;
		k = scenario_add_item(known);
		known->items[k].id = own_text(known, s->items[i].id);
		known->items[k].name = own_label(known, s->items[i].name);
		known->items[k].unit = own_text(known, s->items[i].unit);
		known->items[k].decimals = s->items[i].decimals;
		map_add(&known->item_ids, known->items[k].id, k);
	}
}

void ensemble_init(struct ensemble *e, const struct scenario *s, const struct asked *asked, int32_t nfutures)
{
	size_t all = (size_t)s->nplaces * (size_t)s->nitems;
	struct row_key *keys;
	int32_t n = 0;

	assert(asked->nplaces == s->nplaces && asked->nitems == s->nitems);
	memset(e, 0, sizeof *e);
	e->nplaces = s->nplaces;
	e->nitems = s->nitems;
	e->nfutures = nfutures;
	e->futures = mem_calloc((size_t)nfutures, sizeof *e->futures);
	e->weights = mem_calloc((size_t)nfutures, sizeof *e->weights);
	e->row_of = mem_calloc(all, sizeof *e->row_of);
	for (size_t k = 0; k < all; k++)
		e->nrows += asked->of[k];
	keys = mem_calloc((size_t)e->nrows, sizeof *keys);
	for (size_t k = 0; k < all; k++) {
		int32_t place = (int32_t)(k / (size_t)s->nitems), item = (int32_t)(k % (size_t)s->nitems);

		e->row_of[k] = -1;
		if (asked->of[k])
			keys[n++] = (struct row_key){s->places[place].id, s->items[item].id, {place, item}};
	}
	if (e->nrows > 0)
		qsort(keys, (size_t)e->nrows, sizeof *keys, row_key_compare);
	e->rows = mem_calloc((size_t)e->nrows, sizeof *e->rows);
	for (int32_t r = 0; r < e->nrows; r++) {
		e->rows[r] = keys[r].row;
		e->row_of[(size_t)keys[r].row.place * (size_t)s->nitems + (size_t)keys[r].row.item] = r;
	}
	mem_free(keys);
}

void outcome_release(struct future_outcome *o)
{
	mem_free(o->rows);
	rates_release(&o->rates);
	memset(o, 0, sizeof *o);
}

void ensemble_release(struct ensemble *e)
{
	for (int32_t k = 0; k < e->nfutures; k++)
		outcome_release(&e->futures[k]);
	mem_free(e->futures);
	mem_free(e->weights);
	mem_free(e->rows);
	mem_free(e->row_of);
	memset(e, 0, sizeof *e);
}

void ensemble_take(const struct ensemble *e, const struct scenario *known, const struct scenario *s,
	const struct cells *cells, const struct plan *plan, struct future_outcome *out)
{
	memset(out, 0, sizeof *out);
	out->state = plan->status == PLAN_PROVEN ? FUTURE_PROVEN :
		plan->status == PLAN_UNPROVEN ? FUTURE_UNPROVEN : FUTURE_CONTRADICTION;
	out->rows = mem_calloc((size_t)e->nrows, sizeof *out->rows);
	out->cost = plan->cost_complete ? plan->cost.num / plan->cost.den : -1;
	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];
		int32_t place = known_place(known, s, cell->place), item = known_item(known, s, cell->item), row = -1;

		if (place >= 0 && item >= 0 && place < e->nplaces && item < e->nitems)
			row = e->row_of[(size_t)place * (size_t)e->nitems + (size_t)item];
		if (row < 0)
			continue;
		out->rows[row].demand += cell->demand;
		out->rows[row].served += plan->served[c].quantity;
	}
}

/* ---- sums ---- */

static bool counts(const struct future_outcome *f)
{
	return f->rows != NULL;
}

static int64_t fill(const struct row_outcome *r)
{
	return r->demand == 0 ? MILLION : (int64_t)((wide)r->served * MILLION / r->demand);
}

struct weighed {
	int64_t value, weight;
};

static int weighed_compare(const void *a, const void *b)
{
	return int_compare(((const struct weighed *)a)->value, ((const struct weighed *)b)->value);
}

/* The least value that at least part/parts of the weight does not exceed. */
static int64_t quantile(const struct weighed *sorted, int32_t n, int64_t weight, int64_t part, int64_t parts)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < n; k++) {
		sum += sorted[k].weight;
		if ((wide)sum * parts >= (wide)weight * part)
			return sorted[k].value;
	}
	return 0;
}

/* The mean of the largest values, a twentieth of the weight; rounded up. */
static int64_t tail(const struct weighed *sorted, int32_t n, int64_t weight)
{
	wide left = weight, sum = 0; /* weights times TAIL_PARTS */

	for (int32_t k = n - 1; k >= 0 && left > 0; k--) {
		wide part = (wide)sorted[k].weight * TAIL_PARTS;

		part = part < left ? part : left;
		sum += part * sorted[k].value;
		left -= part;
	}
	return weight > 0 ? (int64_t)wide_ceil_div(sum, weight) : 0;
}

static void sum_row(const struct ensemble *e, int32_t row, int64_t threshold, struct weighed *fills,
	struct weighed *shorts, struct ensemble_summary *sum)
{
	struct row_summary *out = &sum->rows[row];
	wide total = 0, shortfall = 0;
	int32_t n = 0;

	for (int32_t k = 0; k < e->nfutures; k++) {
		const struct row_outcome *r;

		if (!counts(&e->futures[k]))
			continue;
		r = &e->futures[k].rows[row];
		fills[n] = (struct weighed){fill(r), e->weights[k]};
		shorts[n] = (struct weighed){r->demand - r->served, e->weights[k]};
		total += (wide)fills[n].value * e->weights[k];
		shortfall += (wide)shorts[n].value * e->weights[k];
		if (fills[n].value < threshold)
			out->below += e->weights[k];
		n++;
	}
	if (n == 0)
		return;
	qsort(fills, (size_t)n, sizeof *fills, weighed_compare);
	qsort(shorts, (size_t)n, sizeof *shorts, weighed_compare);
	out->mean = (int64_t)(total / sum->weight);
	out->shortfall = (int64_t)wide_ceil_div(shortfall, sum->weight);
	out->low = quantile(fills, n, sum->weight, 1, 20);
	out->middle = quantile(fills, n, sum->weight, 1, 2);
	out->high = quantile(fills, n, sum->weight, 19, 20);
	out->tail = tail(shorts, n, sum->weight);
}

static void sum_future(const struct ensemble *e, int32_t future, int64_t threshold, struct future_summary *out)
{
	if (!counts(&e->futures[future]))
		return;
	for (int32_t r = 0; r < e->nrows; r++) {
		int64_t rate = fill(&e->futures[future].rows[r]);

		out->unmet += MILLION - rate;
		out->below += rate < threshold;
	}
}

/* Means of the rows over the first n futures that count; false when there are fewer. */
static bool take_mark(const struct ensemble *e, int32_t n, const struct ensemble_summary *sum, struct mark *out)
{
	wide *rows = mem_calloc((size_t)e->nrows, sizeof *rows);
	wide total = 0, squares = 0;
	int64_t weight = 0;
	int32_t taken = 0;

	out->n = n;
	for (int32_t k = 0; k < e->nfutures && taken < n; k++) {
		wide all = 0;
		int64_t mean;

		if (!counts(&e->futures[k]))
			continue;
		for (int32_t r = 0; r < e->nrows; r++) {
			int64_t rate = fill(&e->futures[k].rows[r]);

			all += rate;
			rows[r] += (wide)rate * e->weights[k];
		}
		mean = e->nrows > 0 ? (int64_t)(all / e->nrows) : 0;
		total += (wide)mean * e->weights[k];
		squares += (wide)mean * mean * e->weights[k];
		weight += e->weights[k];
		taken++;
	}
	if (taken == n && weight > 0) {
		out->mean = (int64_t)(total / weight);
		/* the variance of the futures' means, over one less than their number, by their number */
		if (n > 1)
			out->error = wide_root((squares - total * total / weight) / ((wide)weight * (n - 1)));
		for (int32_t r = 0; r < e->nrows; r++) {
			int64_t difference = (int64_t)(rows[r] / weight) - sum->rows[r].mean;

			difference = difference < 0 ? -difference : difference;
			out->largest = difference > out->largest ? difference : out->largest;
		}
	}
	mem_free(rows);
	return taken == n && weight > 0;
}

static void take_marks(const struct ensemble *e, struct ensemble_summary *sum)
{
	for (int32_t part = 1 << (MARKS - 1); part >= 1; part /= 2) {
		int32_t n = sum->counted / part;

		if (n > 0 && (sum->nmarks == 0 || sum->marks[sum->nmarks - 1].n < n) &&
			take_mark(e, n, sum, &sum->marks[sum->nmarks]))
			sum->nmarks++;
	}
}

void ensemble_sum(const struct ensemble *e, int64_t threshold, struct ensemble_summary *out)
{
	struct weighed *fills = mem_calloc((size_t)e->nfutures, sizeof *fills);
	struct weighed *shorts = mem_calloc((size_t)e->nfutures, sizeof *shorts);

	memset(out, 0, sizeof *out);
	out->rows = mem_calloc((size_t)e->nrows, sizeof *out->rows);
	out->futures = mem_calloc((size_t)e->nfutures, sizeof *out->futures);
	for (int32_t k = 0; k < e->nfutures; k++) {
		out->counted += counts(&e->futures[k]);
		out->refused += e->futures[k].state == FUTURE_REFUSED;
		out->missing += e->futures[k].state == FUTURE_MISSING;
		if (counts(&e->futures[k]))
			out->weight += e->weights[k];
	}
	for (int32_t r = 0; r < e->nrows; r++)
		sum_row(e, r, threshold, fills, shorts, out);
	for (int32_t k = 0; k < e->nfutures; k++)
		sum_future(e, k, threshold, &out->futures[k]);
	take_marks(e, out);
	mem_free(fills);
	mem_free(shorts);
}

void ensemble_summary_release(struct ensemble_summary *sum)
{
	mem_free(sum->rows);
	mem_free(sum->futures);
	memset(sum, 0, sizeof *sum);
}
