#include "solver/rounding.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

/* A cell that may get one unit more than its floor. */
struct candidate {
	bool announced; /* the unit */
	int64_t remainder; /* fractional part of x*_c times q, 1..q-1 */
	int32_t order; /* cell_order */
	int32_t cell;
};

static int candidate_compare(const void *left, const void *right)
{
	const struct candidate *a = left, *b = right;

	if (a->announced != b->announced)
		return a->announced ? -1 : 1;
	if (a->remainder != b->remainder)
		return a->remainder > b->remainder ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* Asks for floor(x*_c); returns the number of candidates. */
static int32_t ask_floors(struct pieces *w, const struct piece *piece, struct ratio rate,
	struct candidate *candidates)
{
	int32_t i, n = 0;

	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i];
		wide product = (wide)rate.num * w->p->cell_demand[c];
		int64_t whole = (int64_t)(product / rate.den) - w->base[c];

		if (whole < 0)
			continue; /* has more than the rate already */
		flow_ask(&w->flow64, w->local[pieces_point(w, c)], whole);
		w->drawn[c] += whole;
		if (product % rate.den == 0)
			continue;
		candidates[n].announced = w->p->cell_announced
			&& w->p->cell_announced[c] > product / rate.den;
		candidates[n].remainder = (int64_t)(product % rate.den);
		candidates[n].order = w->p->cell_order[c];
		candidates[n++].cell = c;
	}
	return n;
}

void rounding_settle(struct pieces *w, const struct piece *piece, struct ratio rate)
{
	struct candidate *candidates = mem_calloc((size_t)segment_length(piece->cells),
		sizeof *candidates);
	int64_t left = 0;
	int32_t n, i;
	bool done;

	pieces_load(w, piece, pieces_number(w, piece));
	n = ask_floors(w, piece, rate, candidates);
	done = flow_run(&w->flow64, NULL);
	assert(done && flow_met(&w->flow64)); /* floors of x*, and x* is feasible */
	for (i = 0; i < w->flow64.nplaces; i++)
		left += w->flow64.supply[i];
	qsort(candidates, (size_t)n, sizeof *candidates, candidate_compare);
	for (i = 0; i < n && left > 0; i++) {
		int32_t c = candidates[i].cell;

		if (flow_one_more(&w->flow64, w->local[pieces_point(w, c)])) {
			w->drawn[c]++;
			left--;
		}
	}
	assert(left == 0); /* s(B_k) = f(B_k) */
	pieces_keep_flow(w, piece);
	mem_free(candidates);
}
