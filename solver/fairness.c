/* Fairness of a tier on a pure problem: exact rational leximin and whole units.
 *
 * At the rate lambda a cell of the tier asks the network for
 *   x_c(lambda) = max(0, lambda D_c - base_c),  base_c = fact_c + least_c,
 * its least value being delivered in any case, as the amounts of frozen cells
 * are. First all ask for lambda = 1: outside the least deficient cut everybody
 * is full. Inside, the decomposition algorithm for separable functions on a
 * polymatroid (Fujishige 1980; Groenevelt 1991): a tight piece has one rate
 * with sum of x_c(lambda) = what flows into it; a max flow with capacities
 * times the denominator tells whether the piece can serve all at this rate.
 * If so, it is decided, and made whole at once (rounding.h). If not, the least
 * deficient cut T takes less than that rate and the rest more: arcs into T are
 * full, arcs out of T empty, and both parts, and their connected components,
 * are pieces of their own. strata.h puts the decided pieces together. */
#include "solver/engines.h"

#include "base/memory.h"
#include "solver/rounding.h"
#include "solver/strata.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Whole numbers times the denominator stay below this in the int64 kernel. */
#define NARROW_MAX ((wide)1 << 61)

/* One run of fairness_pure. */
struct tier_run {
	const struct problem *p;
	const struct stop *stop;
	char *is_tier; /* [ncells] */
	int64_t *base; /* [ncells] */
	struct compact net;
	struct pieces pieces;
	struct leaves leaves;
	bool stopped;
};

/* --- Setting up --- */

/* A cell in the order of base / demand. */
struct started {
	int64_t base, demand;
	int32_t cell;
};

static int started_compare(const void *left, const void *right)
{
	const struct started *a = left, *b = right;
	wide first = (wide)a->base * b->demand, second = (wide)b->base * a->demand;

	if (first != second)
		return first < second ? -1 : 1;
	return a->cell < b->cell ? -1 : 1;
}

/* Lists the tier's cells that are not full, base / demand ascending. */
static int32_t list_active_cells(struct tier_run *run)
{
	const struct problem *p = run->p;
	struct started *list = mem_calloc((size_t)p->ncells, sizeof *list);
	int32_t c, i, n = 0;

	for (c = 0; c < p->ncells; c++) {
		if (run->is_tier[c] && run->base[c] < p->cell_demand[c]) {
			list[n].base = run->base[c];
			list[n].demand = p->cell_demand[c];
			list[n++].cell = c;
		}
	}
	qsort(list, (size_t)n, sizeof *list, started_compare);
	for (i = 0; i < n; i++)
		run->pieces.cells[i] = list[i].cell;
	mem_free(list);
	return n;
}

static void run_init(struct tier_run *run, const struct problem *p, int32_t tier,
	const int64_t *served, const struct stop *stop)
{
	size_t ncells = (size_t)p->ncells;
	int64_t *drains = mem_calloc(ncells, sizeof *drains);
	int64_t *most = mem_calloc(ncells, sizeof *most);
	int32_t c, v;

	memset(run, 0, sizeof *run);
	run->p = p;
	run->stop = stop;
	run->is_tier = mem_calloc(ncells, 1);
	run->base = mem_calloc(ncells, sizeof *run->base);
	for (c = 0; c < p->ncells; c++) {
		run->is_tier[c] = p->cell_tier[c] == tier;
		assert(!run->is_tier[c] || served[c] < 0);
		assert(served[c] <= cell_need(p, c));
		run->base[c] = p->cell_fact[c] + p->cell_least[c];
		drains[c] = served[c] >= 0 ? served[c] : p->cell_least[c];
		most[c] = run->is_tier[c] ? cell_need(p, c) : drains[c];
	}
	compact_build(&run->net, p, most);
	pieces_init(&run->pieces, p, &run->net, run->base, drains);
	run->leaves.of_point = mem_calloc((size_t)run->net.npoints,
		sizeof *run->leaves.of_point);
	for (v = 0; v < run->net.npoints; v++)
		run->leaves.of_point[v] = -1;
	mem_free(drains);
	mem_free(most);
}

static void run_release(struct tier_run *run)
{
	pieces_release(&run->pieces);
	compact_release(&run->net);
	mem_free(run->is_tier);
	mem_free(run->base);
	mem_free(run->leaves.rate);
	mem_free(run->leaves.has_cells);
	mem_free(run->leaves.of_point);
}

/* --- Pieces --- */

static void ask_all_needs(struct pieces *w, const struct piece *piece)
{
	int32_t i;

	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i];

		flow_ask(&w->flow64, w->local[pieces_point(w, c)],
			w->p->cell_demand[c] - w->base[c]);
	}
}

/* Serves all that can be full; the deficient rest are the first pieces.
 * False when the amounts already fixed cannot be met. */
static bool serve_full_cells(struct tier_run *run)
{
	struct pieces *w = &run->pieces;
	struct piece whole = {
		.points = { 0, run->net.npoints },
		.arcs = { 0, run->net.narcs },
		.cells = { 0, list_active_cells(run) },
		.above = { 0, 1 }
	};
	struct piece low, high;
	int32_t i;

	pieces_number(w, &whole);
	pieces_load(w, &whole, run->net.most);
	flow_run(&w->flow64, NULL);
	if (!flow_met(&w->flow64))
		return false;
	ask_all_needs(w, &whole);
	flow_run(&w->flow64, NULL);
	flow_cut(&w->flow64, w->inside);
	pieces_keep_flow(w, &whole);
	pieces_cut(w, &whole, &low, &high);
	for (i = high.cells.begin; i < high.cells.end; i++)
		w->drawn[w->cells[i]] = cell_need(run->p, w->cells[i]);
	pieces_add_components(w, low);
	return true;
}

/* The rate at which the active cells together ask for what the piece has; if
 * that is nothing, the largest such rate. */
static struct ratio piece_rate(const struct pieces *w, const struct piece *piece)
{
	int64_t units = 0, demand = 0;
	int32_t i;

	for (i = piece->points.begin; i < piece->points.end; i++)
		units += w->excess[w->points[i]];
	assert(units >= 0);
	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i];

		/* from base / D on, the next cell asks too */
		if (demand > 0 && (wide)units * w->p->cell_demand[c] <=
			(wide)w->base[c] * demand)
			break;
		units += w->base[c];
		demand += w->p->cell_demand[c];
	}
	return ratio_make(units, demand);
}

/* q x_c(p/q) */
static wide scaled_ask(const struct pieces *w, int32_t c, struct ratio rate)
{
	wide ask = (wide)rate.num * w->p->cell_demand[c] - (wide)rate.den * w->base[c];

	return ask > 0 ? ask : 0;
}

/* Runs the scaled max flow of a numbered piece; false when stopped. *met tells
 * whether all can have the rate; if not, w->inside is the cut. */
static bool try_rate_narrow(struct tier_run *run, const struct piece *piece, struct ratio rate,
	int64_t supply, bool *met)
{
	struct pieces *w = &run->pieces;
	struct flow *f = &w->flow64;
	int32_t i;

	flow_load(f, segment_length(piece->points), segment_length(piece->arcs), w->local_tail,
		w->local_head, w->local_capacity, supply, rate.den);
	for (i = piece->points.begin; i < piece->points.end; i++) {
		wide excess = (wide)w->excess[w->points[i]] * rate.den;

		flow_supply(f, i - piece->points.begin, excess > 0 ? excess : 0);
		flow_ask(f, i - piece->points.begin, excess < 0 ? -excess : 0);
	}
	for (i = piece->cells.begin; i < piece->cells.end; i++)
		flow_ask(f, w->local[pieces_point(w, w->cells[i])],
			scaled_ask(w, w->cells[i], rate));
	if (!flow_run(f, run->stop))
		return false;
	*met = flow_met(f);
	if (!*met)
		flow_cut(f, w->inside);
	return true;
}

/* The same in 128 bits. */
static bool try_rate_wide(struct tier_run *run, const struct piece *piece, struct ratio rate,
	int64_t supply, bool *met)
{
	struct pieces *w = &run->pieces;
	struct flow_wide *f = &w->flow128;
	int32_t i;

	flow_wide_load(f, segment_length(piece->points), segment_length(piece->arcs),
		w->local_tail, w->local_head, w->local_capacity, supply, rate.den);
	for (i = piece->points.begin; i < piece->points.end; i++) {
		wide excess = (wide)w->excess[w->points[i]] * rate.den;

		flow_wide_supply(f, i - piece->points.begin, excess > 0 ? excess : 0);
		flow_wide_ask(f, i - piece->points.begin, excess < 0 ? -excess : 0);
	}
	for (i = piece->cells.begin; i < piece->cells.end; i++)
		flow_wide_ask(f, w->local[pieces_point(w, w->cells[i])],
			scaled_ask(w, w->cells[i], rate));
	if (!flow_wide_run(f, run->stop))
		return false;
	*met = flow_wide_met(f);
	if (!*met)
		flow_wide_cut(f, w->inside);
	return true;
}

static void add_leaf(struct tier_run *run, const struct piece *piece, struct ratio rate)
{
	struct leaves *leaves = &run->leaves;
	int32_t leaf = ARRAY_ADD(&leaves->rate, &leaves->count, &leaves->room), i;

	leaves->rate[leaf] = rate;
	ARRAY_ADD(&leaves->has_cells, &leaves->has_cells_count, &leaves->has_cells_room);
	leaves->has_cells[leaf] = segment_length(piece->cells) > 0;
	for (i = piece->points.begin; i < piece->points.end; i++)
		leaves->of_point[run->pieces.points[i]] = leaf;
	rounding_settle(&run->pieces, piece, rate);
}

/* Decides a piece or cuts it; false when stopped before. */
static bool treat_piece(struct tier_run *run, const struct piece *piece)
{
	struct pieces *w = &run->pieces;
	struct piece low, high;
	struct ratio rate;
	int64_t supply;
	bool met, done;

	if (segment_length(piece->cells) == 0) {
		add_leaf(run, piece, piece->above);
		return true;
	}
	rate = piece_rate(w, piece);
	supply = pieces_number(w, piece);
	if ((wide)supply * rate.den < NARROW_MAX)
		done = try_rate_narrow(run, piece, rate, supply, &met);
	else
		done = try_rate_wide(run, piece, rate, supply, &met);
	if (!done)
		return false;
	if (met) {
		add_leaf(run, piece, rate);
		return true;
	}
	pieces_cut(w, piece, &low, &high);
	high.above = rate;
	pieces_add_components(w, low);
	pieces_add_components(w, high);
	return true;
}

/* No time left: the piece gets some largest flow in whole units. */
static void fill_piece(struct pieces *w, const struct piece *piece)
{
	int64_t *given = mem_calloc((size_t)segment_length(piece->points), sizeof *given);
	int32_t i;

	pieces_load(w, piece, pieces_number(w, piece));
	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i];

		given[w->local[pieces_point(w, c)]] += w->p->cell_demand[c] - w->base[c];
	}
	ask_all_needs(w, piece);
	flow_run(&w->flow64, NULL);
	flow_take_back(&w->flow64, given);
	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i], v = w->local[pieces_point(w, c)];
		int64_t need = w->p->cell_demand[c] - w->base[c];
		int64_t units = given[v] < need ? given[v] : need;

		w->drawn[c] += units;
		given[v] -= units;
	}
	pieces_keep_flow(w, piece);
	mem_free(given);
}

static void treat_all_pieces(struct tier_run *run)
{
	struct pieces *w = &run->pieces;

	while (w->npieces > 0) {
		struct piece piece = w->piece[--w->npieces];

		run->stopped = run->stopped || stop_now(run->stop);
		if (!run->stopped)
			run->stopped = !treat_piece(run, &piece);
		if (run->stopped)
			fill_piece(w, &piece);
	}
}

/* --- Public --- */

enum answer fairness_pure(const struct problem *p, int32_t tier, int64_t *served, int64_t *x,
	struct strata *strata, const struct stop *stop)
{
	struct tier_run run;
	enum answer answer;
	int32_t c;

	assert(problem_is_pure(p) && tier > TIER_HARD);
	run_init(&run, p, tier, served, stop);
	if (!serve_full_cells(&run)) {
		run_release(&run);
		strata_none(strata, p);
		return ANSWER_INFEASIBLE;
	}
	treat_all_pieces(&run);
	answer = run.stopped ? ANSWER_LIMIT : ANSWER_OPTIMAL;
	if (run.stopped)
		strata_none(strata, p);
	else
		strata_build(strata, &run.pieces, &run.leaves, run.is_tier);
	compact_expand(&run.net, p, run.pieces.flow, run.pieces.drawn, x);
	for (c = 0; c < p->ncells; c++) {
		if (run.is_tier[c])
			served[c] = run.pieces.drawn[c];
	}
	run_release(&run);
	return answer;
}
