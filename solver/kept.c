#include "solver/kept.h"

#include "solver/levels_pure.h"
#include "solver/rebuilt.h"

#include <stdlib.h>
#include <string.h>

/* --- what the announced legs can carry --- */

/* The network with nothing but announced legs, without batches and what flows
 * share; the caller frees its capacity. */
static struct problem announced_only(const struct formulation *f)
{
	struct problem p = f->problem;

	p.capacity = mem_calloc((size_t)p.narcs, sizeof *p.capacity);
	for (int32_t a = 0; a < p.narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		bool other = (m->kind == ARC_SHIP || m->kind == ARC_LEG) && !m->announced;
		p.capacity[a] = other ? 0 : f->problem.capacity[a];
	}
	p.nrows = p.nbatches = p.nvisits = p.nlinks = 0;
	return p;
}

/* A feasible x [ncolumns] of f over the announced legs, NULL = none. Batches are
 * not announced by themselves: there are none in it. */
static int64_t *carry_announced(const struct formulation *f, const struct stop *stop)
{
	struct problem bare = announced_only(f);
	struct solution solution;
	int64_t *x = NULL;

	memset(&solution, 0, sizeof solution);
	if (solve_pure(&bare, NULL, stop, &solution) == ANSWER_OPTIMAL) {
		x = mem_calloc((size_t)problem_columns(&f->problem), sizeof *x);
		memcpy(x, solution.x, (size_t)f->problem.narcs * sizeof *x);
		fill_visits(&f->problem, x);
		if (!problem_feasible(&f->problem, x, NULL)) {
			mem_free(x);
			x = NULL;
		}
	}
	solution_release(&solution);
	mem_free(bare.capacity);
	return x;
}

/* --- is it as fair? --- */

struct fill {
	int32_t tier;
	int64_t got, demand;
};

static int fill_compare(const void *a, const void *b)
{
	const struct fill *x = a, *y = b;
	wide left = (wide)x->got * y->demand, right = (wide)y->got * x->demand;

	if (x->tier != y->tier)
		return x->tier < y->tier ? -1 : 1;
	return (left > right) - (left < right);
}

/* Fill rates by tier, ascending; the caller frees. */
static struct fill *sorted_fills(const struct problem *p, const int64_t *x)
{
	struct fill *fills = mem_calloc((size_t)p->ncells, sizeof *fills);
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);

	problem_cell_inflow(p, x, got);
	for (int32_t c = 0; c < p->ncells; c++)
		fills[c] = (struct fill){p->cell_tier[c], p->cell_fact[c] + got[c], p->cell_demand[c]};
	if (p->ncells > 0)
		qsort(fills, (size_t)p->ncells, sizeof *fills, fill_compare);
	mem_free(got);
	return fills;
}

/* Sign of a - b where they differ by more than the step. */
static int fill_differs(const struct fill *a, const struct fill *b, struct ratio step)
{
	wide difference = (wide)a->got * b->demand - (wide)b->got * a->demand;
	wide size = difference < 0 ? -difference : difference;
	/* |difference| / (Da Db) > num / den, without overflow of 128 bits. */
	wide allowed = wide_floor_div((wide)a->demand * b->demand, step.den) * step.num;

	return size > allowed ? (difference > 0 ? 1 : -1) : 0;
}

static bool as_fair(const struct problem *p, const int64_t *x, const int64_t *other, struct ratio step)
{
	struct fill *a = sorted_fills(p, x), *b = sorted_fills(p, other);
	int order = 0;

	for (int32_t k = 0; k < p->ncells && order == 0; k++)
		order = fill_differs(&a[k], &b[k], step);
	mem_free(a);
	mem_free(b);
	return order >= 0;
}

/* --- is it as good? --- */

static bool fairness_proven(const struct solution *solution)
{
	for (int32_t k = 0; k < solution->nlevels; k++)
		if (solution->levels[k].objective < 0 && !solution->levels[k].proven)
			return false;
	return true;
}

/* Whether something is left open: a level not proven, or not met by whole units. */
static bool left_open(const struct solution *solution)
{
	for (int32_t k = 0; k < solution->nlevels; k++) {
		const struct level_result *r = &solution->levels[k];
		if (!r->proven || (r->objective >= 0 && r->value != r->bound))
			return true;
	}
	return solution->answer != ANSWER_OPTIMAL;
}

/* On the levels after fairness: the first on which the two differ decides. The
 * announced plan yields where it is proven to be worse; not for earliness, nor
 * where nothing is proven of the new plan. */
static bool as_good(const struct problem *p, const int64_t *x, const struct solution *solution)
{
	for (int32_t k = 0; k < solution->nlevels; k++) {
		const struct level_result *r = &solution->levels[k];
		wide value;
		if (r->objective < 0 || p->objectives[r->objective].kind >= OBJECTIVE_DEPARTURE)
			continue;
		value = objective_value(p, &p->objectives[r->objective], x);
		if (value != r->value)
			return value < r->value || !r->proven;
	}
	return true;
}

/* --- the plan is replaced --- */

/* Bounds hold as long as every claim gets the same and no level before has got
 * worse; from there on only that no level is below 0. */
static void revalue(const struct problem *p, bool same_fairness, struct solution *solution)
{
	bool holds = same_fairness;

	for (int32_t k = 0; k < solution->nlevels; k++) {
		struct level_result *r = &solution->levels[k];
		wide value;
		if (r->objective < 0) {
			r->proven = r->proven && same_fairness;
			if (!r->proven) {
				strata_release(&r->strata);
				memset(&r->strata, 0, sizeof r->strata);
			}
			continue;
		}
		value = objective_value(p, &p->objectives[r->objective], solution->x);
		if (!holds)
			r->bound = 0;
		r->bound = r->bound < value ? r->bound : value;
		holds = holds && value <= r->value;
		r->value = value;
		r->proven = value == r->bound || (r->proven && holds);
	}
}

static bool same_inflow(const struct problem *p, const int64_t *x, const int64_t *other)
{
	int64_t *a = mem_calloc((size_t)p->ncells, sizeof *a), *b = mem_calloc((size_t)p->ncells, sizeof *b);
	bool same;

	problem_cell_inflow(p, x, a);
	problem_cell_inflow(p, other, b);
	same = p->ncells == 0 || memcmp(a, b, (size_t)p->ncells * sizeof *a) == 0;
	mem_free(a);
	mem_free(b);
	return same;
}

static bool replace_by(const struct problem *p, int64_t *x, struct ratio step, struct solution *solution)
{
	bool same;

	if (!x || !as_fair(p, x, solution->x, step) || !as_good(p, x, solution)) {
		mem_free(x);
		return false;
	}
	same = same_inflow(p, x, solution->x);
	mem_free(solution->x);
	solution->x = x;
	revalue(p, same, solution);
	if (solution->answer == ANSWER_OPTIMAL)
		for (int32_t k = 0; k < solution->nlevels; k++)
			if (!solution->levels[k].proven)
				solution->answer = ANSWER_GAP;
	return true;
}

bool keep_announced(const struct formulation *f, const struct ground *g, const struct facts *facts,
	struct ratio step, const struct stop *stop, struct solution *solution)
{
	const struct problem *p = &f->problem;

	if (solution->answer == ANSWER_INFEASIBLE || !left_open(solution) || stop_now(stop))
		return false;
	if (fairness_proven(solution))
		step = (struct ratio){0, 1};
	return replace_by(p, rebuild_announced(f, g, facts, stop), step, solution)
		|| (p->nbatches == 0 && replace_by(p, carry_announced(f, stop), step, solution));
}
