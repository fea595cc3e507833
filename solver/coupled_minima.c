/* Minima over several claims in a part with limits or substitutes. In the linear programs each
 * one stays what it is, one row, so that fair levels are bound by nothing but the minimum
 * itself. Whole units need shares: each claim keeps what a way in whole units gives it of the
 * minima, a way as near to the fair rational amounts as there is one. */
#include "solver/coupled.h"

#include "base/memory.h"

#include <string.h>

/* Of branch and bound: for any way, and for one near the goals. */
enum { WAY_NODES = 20000, NEAR_NODES = 2000 };
static const double WHOLE = 1e-6; /* a goal this near to a whole number is one */

void minima_rows_release(struct minima_rows *rows)
{
	if (!rows)
		return;
	mem_free(rows->start);
	mem_free(rows->cell);
	mem_free(rows->quantity);
	mem_free(rows->before);
	mem_free(rows->unit);
	mem_free(rows->most);
	mem_free(rows->least);
	mem_free(rows->share);
	mem_free(rows);
}

/* --- in whole units --- */

static int64_t counted(const struct minima_rows *rows, int32_t c, int64_t x)
{
	wide got = rows->before[c] + (wide)rows->unit[c] * x;

	return got < rows->most[c] ? (int64_t)got : rows->most[c];
}

/* What a minimum has beyond its quantity; below 0: what it lacks. */
static int64_t spare_of(const struct minima_rows *rows, int32_t k, const int64_t *x)
{
	int64_t spare = -rows->quantity[k];

	for (int32_t j = rows->start[k]; j < rows->start[k + 1]; j++)
		spare += counted(rows, rows->cell[j], x[rows->cell[j]]);
	return spare;
}

bool minima_rows_kept(const struct minima_rows *rows, const int64_t *x)
{
	for (int32_t k = 0; k < rows->n; k++)
		if (spare_of(rows, k, x) < 0)
			return false;
	return true;
}

static bool is_about(const struct minima_rows *rows, int32_t k, int32_t c)
{
	int32_t low = rows->start[k], high = rows->start[k + 1];

	while (low < high) {
		int32_t middle = low + (high - low) / 2;

		if (rows->cell[middle] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low < rows->start[k + 1] && rows->cell[low] == c;
}

void minima_take_back(const struct minima_rows *rows, int32_t ncells, const int64_t *least, int64_t *given)
{
	int64_t *spare = mem_calloc((size_t)rows->n, sizeof *spare);

	for (int32_t k = 0; k < rows->n; k++)
		spare[k] = spare_of(rows, k, given);
	for (int32_t c = 0; c < ncells; c++)
		while (given[c] > least[c]) {
			int64_t lost = counted(rows, c, given[c]) - counted(rows, c, given[c] - 1);
			bool needed = false;

			for (int32_t k = 0; k < rows->n && !needed; k++)
				needed = spare[k] < lost && is_about(rows, k, c);
			if (needed)
				break;
			given[c]--;
			for (int32_t k = 0; k < rows->n; k++)
				spare[k] -= is_about(rows, k, c) ? lost : 0;
		}
	mem_free(spare);
}

/* --- rows of a linear program --- */

void minima_add_rows(struct lp_builder *b, const struct minima_rows *rows, int32_t ncells, int32_t first_inflow)
{
	int32_t *column = mem_calloc((size_t)ncells, sizeof *column);

	for (int32_t c = 0; c < ncells; c++) {
		int32_t row;

		if (rows->unit[c] == 0)
			continue;
		column[c] = lp_add_column(b, 0.0, (double)rows->most[c], 0);
		row = lp_add_row(b, -LP_INFINITY, (double)rows->before[c]);
		lp_add_entry(b, row, column[c], 1);
		lp_add_entry(b, row, first_inflow + c, -rows->unit[c]);
	}
	for (int32_t k = 0; k < rows->n; k++) {
		int32_t row = lp_add_row(b, (double)rows->quantity[k], LP_INFINITY);

		for (int32_t j = rows->start[k]; j < rows->start[k + 1]; j++)
			lp_add_entry(b, row, column[rows->cell[j]], 1);
	}
	mem_free(column);
}

/* --- a way in whole units --- */

/* Cells that minima are about get their goals rounded down or up, and the more of them up the
 * larger the fraction is; the others get theirs rounded down at least. */
static void stay_near(const struct problem *p, const struct minima_rows *rows, const double *goal, struct lp *lp)
{
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t column = problem_columns(p) + c;
		double low = floor(goal[c] + WHOLE), high = ceil(goal[c] - WHOLE);

		if (lp->column_lower[column] < low && low <= lp->column_upper[column])
			lp->column_lower[column] = low;
		if (rows->unit[c] == 0)
			continue;
		if (lp->column_lower[column] <= high && high < lp->column_upper[column])
			lp->column_upper[column] = high;
		lp->cost[column] = -1 - (int64_t)(1000 * (goal[c] - low));
	}
}

bool minima_find_way(const struct problem *p, const struct minima_rows *rows, const double *goal,
	const struct stop *stop, int64_t *x)
{
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got), *cost;
	struct lp_builder b;
	struct lp_session *session;
	struct lp lp;
	bool found;

	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	minima_add_rows(&b, rows, p->ncells, problem_columns(p));
	lp_finish(&b, &lp);
	coupled_whole_links(p, &lp);
	if (goal)
		stay_near(p, rows, goal, &lp);
	cost = mem_calloc((size_t)lp.ncolumns, sizeof *cost);
	memcpy(cost, lp.cost, (size_t)lp.ncolumns * sizeof *cost);
	session = lp_open(&lp);
	found = lp_find_whole(session, problem_columns(p), goal ? cost : NULL, goal ? NEAR_NODES : WAY_NODES, stop, x)
			== LP_OPTIMAL
		&& problem_feasible(p, x, NULL);
	lp_close(session);
	lp_release(&lp);
	if (found) {
		problem_cell_inflow(p, x, got);
		found = minima_rows_kept(rows, got);
	}
	mem_free(cost);
	mem_free(got);
	return found;
}

/* --- while levels are decided --- */

bool coupled_keep_minima(struct coupled *c)
{
	const struct minima_rows *rows = c->options.minima;
	const struct problem *p = c->p;
	enum lp_status status;

	for (int32_t i = 0; i < p->ncells; i++)
		if (rows->unit[i] > 0) /* in whatever tier */
			lp_set_column(c->session, c->first_inflow + i, (double)p->cell_least[i], (double)c->most[i]);
	for (int32_t k = 0; k < rows->n; k++)
		lp_set_row(c->session, c->first_minimum + k, (double)rows->quantity[k], LP_INFINITY);
	coupled_clear_costs(c);
	status = coupled_solve(c, LP_DUAL);
	if (status == LP_INFEASIBLE && p->nlinks > 0) {
		c->failed = false;
		coupled_loosen_links(c);
		status = coupled_solve(c, LP_DUAL);
	}
	c->have_flow = false; /* any flow: of no tier */
	return status == LP_OPTIMAL;
}

void coupled_count_rounded(struct coupled *c, int32_t cell)
{
	const struct minima_rows *rows = c->options.minima;
	int32_t row = c->first_counted;

	if (!rows || rows->unit[cell] == 0)
		return;
	for (int32_t i = 0; i < cell; i++)
		row += rows->unit[i] > 0;
	lp_set_row(c->session, row, -LP_INFINITY, (double)rows->before[cell]
		+ ldexp((double)rows->unit[cell], -LP_SHIFT));
}

void coupled_share_minima(struct coupled *c)
{
	struct minima_rows *rows = c->options.minima;
	struct problem *p = &c->with_shares;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);

	lp_close(c->session); /* one session a thread */
	c->session = NULL;
	c->way = mem_calloc((size_t)problem_columns(p), sizeof *c->way);
	if (!coupled_broken(c) && minima_find_way(p, rows, c->goal, c->stop, c->way)) {
		problem_cell_inflow(p, c->way, got);
		for (int32_t i = 0; i < p->ncells; i++)
			rows->share[i] = rows->unit[i] > 0 ? got[i] : p->cell_least[i];
	} else {
		mem_free(c->way);
		c->way = NULL;
	}
	minima_take_back(rows, p->ncells, p->cell_least, rows->share);
	memcpy(p->cell_least, rows->share, (size_t)p->ncells * sizeof *p->cell_least);
	mem_free(got);
}
