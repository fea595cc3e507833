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
/* Rates at which a tier is filled when it has to be quick. */
enum { FAIRNESS_STEPS = 10 };

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

/* All that can be: each active cell asks for its whole demand. */
static void ask_all_needs(struct pieces *w, const struct piece *piece)
{
	int32_t i;

	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i];

		flow_ask(&w->flow64, w->local[pieces_point(w, c)],
			w->p->cell_demand[c] - w->base[c]);
	}
}

/* Loads everything with the amounts already fixed; false when these cannot be met. */
static bool serve_fixed(struct tier_run *run, struct piece *whole)
{
	struct pieces *w = &run->pieces;

	*whole = (struct piece){
		.points = { 0, run->net.npoints },
		.arcs = { 0, run->net.narcs },
		.cells = { 0, list_active_cells(run) },
		.above = { 0, 1 }
	};
	pieces_number(w, whole);
	pieces_load(w, whole, run->net.most);
	flow_run(&w->flow64, NULL);
	return flow_met(&w->flow64);
}

/* Serves all that can be full; the deficient rest are the first pieces. */
static void serve_full_cells(struct tier_run *run, const struct piece *whole)
{
	struct pieces *w = &run->pieces;
	struct piece low, high;
	int32_t i;

	ask_all_needs(w, whole);
	flow_run(&w->flow64, NULL);
	flow_cut(&w->flow64, w->inside);
	pieces_keep_flow(w, whole);
	pieces_cut(w, whole, &low, &high);
	for (i = high.cells.begin; i < high.cells.end; i++)
		w->drawn[w->cells[i]] = cell_need(run->p, w->cells[i]);
	pieces_add_components(w, low);
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

/* --- No time left --- */

/* What the cells of each point of a loaded piece ask for at the rate step / STEPS,
 * beyond base: asked [points], local numbers. */
static void asks_at(const struct pieces *w, const struct piece *piece, int64_t step, int64_t *asked)
{
	int32_t i;

	memset(asked, 0, (size_t)segment_length(piece->points) * sizeof *asked);
	for (i = piece->cells.begin; i < piece->cells.end; i++) {
		int32_t c = w->cells[i];
		int64_t units = (int64_t)wide_ceil_div((wide)step * w->p->cell_demand[c],
			FAIRNESS_STEPS) - w->base[c];

		if (units > 0)
			asked[w->local[pieces_point(w, c)]] += units;
	}
}

/* A loaded piece in which what is fixed is met gives all it has, rate by rate:
 * at each all cells together come as near to it as can be, and nobody gets less
 * again. A point that does not get what it asks for never gets more: arcs into
 * the cut around it are full. got [points] returns what each point gets. */
static void rise_by_steps(struct pieces *w, const struct piece *piece, int64_t *got)
{
	size_t npoints = (size_t)segment_length(piece->points);
	int64_t *asked = mem_calloc(npoints, sizeof *asked);
	int64_t *given = mem_calloc(npoints, sizeof *given);
	char *closed = mem_calloc(npoints, 1);
	int32_t v, n = (int32_t)npoints;

	for (int64_t step = 1; step <= FAIRNESS_STEPS; step++) {
		asks_at(w, piece, step, asked);
		for (v = 0; v < n; v++) {
			given[v] = closed[v] || asked[v] <= got[v] ? 0 : asked[v] - got[v];
			flow_ask(&w->flow64, v, given[v]);
		}
		flow_run(&w->flow64, NULL);
		if (!flow_met(&w->flow64))
			flow_take_back(&w->flow64, given);
		for (v = 0; v < n; v++) {
			got[v] += given[v];
			closed[v] = closed[v] || got[v] < asked[v];
		}
	}
	mem_free(asked);
	mem_free(given);
	mem_free(closed);
}

/* Cells [n] of one point, base / demand ascending, share units evenly by fill
 * rate; the units left over by rounding go to the first ones that take them. */
static void share_point(struct pieces *w, const int32_t *cells, int32_t n, int64_t units)
{
	int64_t have = units, demand = 0;
	int32_t i, sharing = 0;

	while (sharing < n && (demand == 0 || (wide)have * w->p->cell_demand[cells[sharing]] >
			(wide)w->base[cells[sharing]] * demand)) {
		have += w->base[cells[sharing]];
		demand += w->p->cell_demand[cells[sharing++]];
	}
	for (i = 0; i < sharing; i++) {
		int64_t whole = int_mul_div_floor(have, w->p->cell_demand[cells[i]], demand) -
			w->base[cells[i]];

		whole = whole > 0 ? whole : 0;
		w->drawn[cells[i]] += whole;
		units -= whole;
	}
	for (i = 0; i < n && units > 0; i++) {
		if (w->drawn[cells[i]] >= cell_need(w->p, cells[i]))
			continue;
		w->drawn[cells[i]]++;
		units--;
	}
	assert(units == 0);
}

/* got [points]: what each point gets for its cells. */
static void share_points(struct pieces *w, const struct piece *piece, const int64_t *got)
{
	int32_t n = segment_length(piece->points), i;
	int32_t *start = mem_calloc((size_t)n + 2, sizeof *start);
	int32_t *cells = mem_calloc((size_t)segment_length(piece->cells), sizeof *cells);

	for (i = piece->cells.begin; i < piece->cells.end; i++)
		start[w->local[pieces_point(w, w->cells[i])] + 2]++;
	for (i = 0; i <= n; i++)
		start[i + 1] += start[i];
	for (i = piece->cells.begin; i < piece->cells.end; i++)
		cells[start[w->local[pieces_point(w, w->cells[i])] + 1]++] = w->cells[i];
	for (i = 0; i < n; i++)
		share_point(w, cells + start[i], start[i + 1] - start[i], got[i]);
	mem_free(start);
	mem_free(cells);
}

/* A loaded piece in which what is fixed is met is settled quickly: fair in
 * steps, whole units, not proven. */
static void settle_by_steps(struct pieces *w, const struct piece *piece)
{
	int64_t *got = mem_calloc((size_t)segment_length(piece->points), sizeof *got);

	rise_by_steps(w, piece, got);
	share_points(w, piece, got);
	pieces_keep_flow(w, piece);
	mem_free(got);
}

static void fill_piece(struct pieces *w, const struct piece *piece)
{
	pieces_load(w, piece, pieces_number(w, piece));
	flow_run(&w->flow64, NULL);
	settle_by_steps(w, piece);
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
	struct piece whole;
	enum answer answer;
	int32_t c;

	assert(problem_is_pure(p) && tier > TIER_HARD);
	run_init(&run, p, tier, served, stop);
	if (!serve_fixed(&run, &whole)) {
		run_release(&run);
		strata_none(strata, p);
		return ANSWER_INFEASIBLE;
	}
	run.stopped = stop_now(stop);
	if (run.stopped) {
		settle_by_steps(&run.pieces, &whole);
	} else {
		serve_full_cells(&run, &whole);
		treat_all_pieces(&run);
	}
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
