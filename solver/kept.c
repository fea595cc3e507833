#include "solver/kept.h"

#include "solver/levels_pure.h"

#include <stdlib.h>
#include <string.h>

/* --- what the announced legs can carry --- */

/* The network with nothing but announced legs, without what flows share; the
 * caller frees its capacity. */
static struct problem announced_only(const struct formulation *f)
{
	struct problem p = f->problem;

	p.capacity = mem_calloc((size_t)p.narcs, sizeof *p.capacity);
	for (int32_t a = 0; a < p.narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		bool other = (m->kind == ARC_SHIP || m->kind == ARC_LEG) && !m->announced;
		p.capacity[a] = other ? 0 : f->problem.capacity[a];
	}
	p.nrows = p.nvisits = p.nlinks = 0;
	return p;
}

/* Households that must be visited for what is handed out. */
static void fill_visits(const struct problem *p, int64_t *x)
{
	for (int32_t k = 0; k < p->nlinks; k++) {
		int64_t *visits = &x[p->narcs + p->nbatches + p->link_visit[k]];
		int64_t need = visits_needed(x[p->link_arc[k]], p->link_demand[k],
			p->visit_households[p->link_visit[k]]);
		*visits = *visits > need ? *visits : need;
	}
}

/* A feasible x [ncolumns] of f over the announced legs, NULL = none. */
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

/* --- the plan is replaced --- */

/* A level of another plan says nothing of this one: every level is 0 or more. */
static void revalue(const struct problem *p, struct solution *solution)
{
	for (int32_t k = 0; k < solution->nlevels; k++) {
		struct level_result *r = &solution->levels[k];
		const struct objective *o = r->objective >= 0 ? &p->objectives[r->objective] : NULL;
		r->proven = false;
		if (!o) {
			strata_release(&r->strata);
			memset(&r->strata, 0, sizeof r->strata);
			continue;
		}
		r->value = o->constant;
		for (int32_t j = 0; j < problem_columns(p); j++)
			r->value += (wide)o->cost[j] * solution->x[j];
		r->bound = 0;
		r->proven = r->value == 0;
	}
}

bool keep_announced(const struct formulation *f, struct ratio step, const struct stop *stop,
	struct solution *solution)
{
	const struct problem *p = &f->problem;
	int64_t *x;

	if (p->nbatches > 0 || stop_now(stop))
		return false;
	x = carry_announced(f, stop);
	if (!x || !as_fair(p, x, solution->x, step)) {
		mem_free(x);
		return false;
	}
	mem_free(solution->x);
	solution->x = x;
	revalue(p, solution);
	return true;
}
