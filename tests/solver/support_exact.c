#include "tests/solver/support_exact.h"

#include "base/memory.h"

#include <assert.h>
#include <stdbool.h>

/* x_basic[i] = at(i, 0) + sum over k of at(i, k) * x_free[k], k = 1..n; row m
 * is the objective, to be made largest. Variables 0..n-1 are the columns less
 * their lower bounds, n.. the slacks; n + m is the helper of phase one. */
struct dictionary {
	int m, n;
	mpq_t *entry; /* [(m + 1) * (n + 2)] */
	int *basic, *free; /* [m], [n + 1] */
	mpq_t factor, term;
};

static mpq_t *at(struct dictionary *d, int i, int k)
{
	return &d->entry[i * (d->n + 2) + k];
}

static void set_double(mpq_t q, double value)
{
	mpq_set_d(q, value); /* exact */
}

static void pivot(struct dictionary *d, int row, int column)
{
	int other = d->basic[row], width = d->n + 1;

	d->basic[row] = d->free[column];
	d->free[column] = other;
	/* solve row for the entering variable */
	mpq_inv(d->factor, *at(d, row, column));
	for (int k = 0; k <= width; k++)
		if (k != column && mpq_sgn(*at(d, row, k))) {
			mpq_mul(*at(d, row, k), *at(d, row, k), d->factor);
			mpq_neg(*at(d, row, k), *at(d, row, k));
		}
	mpq_set(*at(d, row, column), d->factor);
	for (int i = 0; i <= d->m; i++) {
		if (i == row || !mpq_sgn(*at(d, i, column)))
			continue;
		mpq_set(d->factor, *at(d, i, column));
		mpq_set_ui(*at(d, i, column), 0, 1);
		for (int k = 0; k <= width; k++)
			if (mpq_sgn(*at(d, row, k))) {
				mpq_mul(d->term, d->factor, *at(d, row, k));
				mpq_add(*at(d, i, k), *at(d, i, k), d->term);
			}
	}
}

/* Bland's rule; false when unbounded. Variables >= nvariables never enter. */
static bool climb(struct dictionary *d, int nvariables)
{
	for (;;) {
		int column = 0, row = -1;

		for (int k = 1; k <= d->n + 1; k++)
			if (d->free[k] < nvariables && mpq_sgn(*at(d, d->m, k)) > 0 &&
				(!column || d->free[k] < d->free[column]))
				column = k;
		if (!column)
			return true;
		for (int i = 0; i < d->m; i++) {
			int order;

			if (mpq_sgn(*at(d, i, column)) >= 0)
				continue;
			if (row < 0) {
				row = i;
				continue;
			}
			/* least b_i / -a_i */
			mpq_mul(d->factor, *at(d, i, 0), *at(d, row, column));
			mpq_mul(d->term, *at(d, row, 0), *at(d, i, column));
			order = mpq_cmp(d->factor, d->term);
			if (order > 0 || (order == 0 && d->basic[i] < d->basic[row]))
				row = i;
		}
		if (row < 0)
			return false;
		pivot(d, row, column);
	}
}

static void add_constraint(struct dictionary *d, const struct lp *lp, int i, int32_t lp_row,
	int sign, double bound)
{
	set_double(*at(d, i, 0), bound);
	if (sign < 0)
		mpq_neg(*at(d, i, 0), *at(d, i, 0));
	for (int32_t k = lp->row_start[lp_row]; k < lp->row_start[lp_row + 1]; k++) {
		int32_t j = lp->row_column[k];

		set_double(d->term, lp->column_lower[j]);
		mpq_set_si(d->factor, lp->row_value[k] * sign, 1);
		mpq_neg(*at(d, i, 1 + j), d->factor);
		mpq_mul(d->term, d->term, d->factor);
		mpq_sub(*at(d, i, 0), *at(d, i, 0), d->term);
	}
}

static int count_rows(const struct lp *lp)
{
	int m = 0;

	for (int32_t i = 0; i < lp->nrows; i++)
		m += !isinf(lp->row_lower[i]) + !isinf(lp->row_upper[i]);
	for (int32_t j = 0; j < lp->ncolumns; j++)
		m += !isinf(lp->column_upper[j]);
	return m;
}

static void fill(struct dictionary *d, const struct lp *lp)
{
	int i = 0;

	for (int32_t r = 0; r < lp->nrows; r++) {
		if (!isinf(lp->row_upper[r]))
			add_constraint(d, lp, i++, r, 1, lp->row_upper[r]);
		if (!isinf(lp->row_lower[r]))
			add_constraint(d, lp, i++, r, -1, lp->row_lower[r]);
	}
	for (int32_t j = 0; j < lp->ncolumns; j++) {
		assert(!isinf(lp->column_lower[j]));
		if (isinf(lp->column_upper[j]))
			continue;
		set_double(d->term, lp->column_lower[j]);
		set_double(*at(d, i, 0), lp->column_upper[j]);
		mpq_sub(*at(d, i, 0), *at(d, i, 0), d->term);
		mpq_set_si(*at(d, i, 1 + j), -1, 1);
		i++;
	}
	assert(i == d->m);
}

/* Phase one with a helper variable added to every row; false: infeasible. */
static bool find_feasible(struct dictionary *d)
{
	int worst = -1, helper = d->n + d->m;

	for (int i = 0; i < d->m; i++)
		if (mpq_sgn(*at(d, i, 0)) < 0 &&
			(worst < 0 || mpq_cmp(*at(d, i, 0), *at(d, worst, 0)) < 0))
			worst = i;
	if (worst < 0)
		return true;
	for (int i = 0; i < d->m; i++)
		mpq_set_si(*at(d, i, d->n + 1), 1, 1);
	mpq_set_si(*at(d, d->m, d->n + 1), -1, 1);
	pivot(d, worst, d->n + 1);
	climb(d, helper + 1);
	if (mpq_sgn(*at(d, d->m, 0)) != 0)
		return false;
	for (int i = 0; i < d->m; i++)
		for (int k = 1; d->basic[i] == helper && k <= d->n + 1; k++)
			if (mpq_sgn(*at(d, i, k)))
				pivot(d, i, k);
	return true;
}

/* The objective in terms of the present free variables: - cost * x. */
static void set_objective(struct dictionary *d, const struct lp *lp)
{
	for (int k = 0; k <= d->n + 1; k++)
		mpq_set_ui(*at(d, d->m, k), 0, 1);
	for (int32_t j = 0; j < lp->ncolumns; j++) {
		mpz_set_si(mpq_numref(d->factor), -lp->cost[j]);
		mpz_set_ui(mpq_denref(d->factor), 1);
		set_double(d->term, lp->column_lower[j]);
		mpq_mul(d->term, d->term, d->factor);
		mpq_add(*at(d, d->m, 0), *at(d, d->m, 0), d->term);
		for (int k = 1; k <= d->n + 1; k++)
			if (d->free[k] == j)
				mpq_add(*at(d, d->m, k), *at(d, d->m, k), d->factor);
		for (int i = 0; i < d->m; i++)
			for (int k = 0; d->basic[i] == j && k <= d->n + 1; k++) {
				mpq_mul(d->term, d->factor, *at(d, i, k));
				mpq_add(*at(d, d->m, k), *at(d, d->m, k), d->term);
			}
	}
}

enum support_exact support_exact_lp(const struct lp *lp, mpq_t value)
{
	struct dictionary d = {.m = count_rows(lp), .n = lp->ncolumns};
	int nentries = (d.m + 1) * (d.n + 2);
	enum support_exact result = SUPPORT_INFEASIBLE;

	d.entry = mem_calloc((size_t)nentries, sizeof *d.entry);
	d.basic = mem_calloc((size_t)d.m, sizeof *d.basic);
	d.free = mem_calloc((size_t)d.n + 2, sizeof *d.free);
	mpq_inits(d.factor, d.term, NULL);
	for (int k = 0; k < nentries; k++)
		mpq_init(d.entry[k]);
	for (int i = 0; i < d.m; i++)
		d.basic[i] = d.n + i;
	for (int k = 1; k <= d.n; k++)
		d.free[k] = k - 1;
	d.free[d.n + 1] = d.n + d.m;
	fill(&d, lp);
	if (find_feasible(&d)) {
		set_objective(&d, lp);
		result = climb(&d, d.n + d.m) ? SUPPORT_OPTIMAL : SUPPORT_UNBOUNDED;
		mpq_neg(value, *at(&d, d.m, 0));
	}
	for (int k = 0; k < nentries; k++)
		mpq_clear(d.entry[k]);
	mpq_clears(d.factor, d.term, NULL);
	mem_free(d.entry);
	mem_free(d.basic);
	mem_free(d.free);
	return result;
}
