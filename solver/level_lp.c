#include "solver/lp_export.h"

#include "base/memory.h"
#include "solver/coupled.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void apply_box(struct lp *lp, const struct problem *p, const struct level_request *request)
{
	for (int32_t j = 0; j < problem_columns(p); j++) {
		if (request->lower)
			lp->column_lower[j] = (double)request->lower[j];
		if (request->upper && (double)request->upper[j] < lp->column_upper[j])
			lp->column_upper[j] = (double)request->upper[j];
	}
	for (int32_t c = 0; c < p->ncells && request->served; c++) {
		int32_t j = problem_columns(p) + c;

		if (request->served[c] >= 0)
			lp->column_lower[j] = lp->column_upper[j] = (double)request->served[c];
	}
}

/* --- rounds: cells that earlier ones have frozen --- */

static bool is_frozen(const struct level_request *request, int32_t c)
{
	return request->fill && request->fill[c].den > 0;
}

/* What the cell gets at the fill rate, times den: not below its least value. */
static wide amount_at(const struct problem *p, int32_t c, struct ratio fill)
{
	wide amount = (wide)fill.num * p->cell_demand[c] - (wide)fill.den * p->cell_fact[c];
	wide least = (wide)fill.den * p->cell_least[c];

	return amount > least ? amount : least;
}

static bool fits(wide value)
{
	return value > -LP_VALUE_MAX && value < LP_VALUE_MAX;
}

/* den x_c = amount; what an LP cannot hold exactly is left to a unit. */
static void add_frozen_rows(struct level_lp *level, struct lp_builder *b, const struct problem *p,
	const struct level_request *request, int32_t nrow)
{
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t column = problem_columns(p) + c, row;
		struct ratio exact;
		wide amount;

		if (!is_frozen(request, c))
			continue;
		amount = amount_at(p, c, request->fill[c]);
		if (!ratio_make_wide(amount, request->fill[c].den, &exact) || !fits(exact.num) || !fits(exact.den)) {
			b->lp.column_lower[column] = (double)(int64_t)wide_floor_div(amount, request->fill[c].den);
			b->lp.column_upper[column] = (double)(int64_t)wide_ceil_div(amount, request->fill[c].den);
			continue;
		}
		row = lp_add_row(b, (double)exact.num, (double)exact.num);
		lp_add_entry(b, row, column, exact.den);
		level->row_cell[nrow++] = c;
	}
}

static void add_fair_rows(struct level_lp *level, struct lp_builder *b, const struct problem *p,
	const struct level_request *request)
{
	int32_t nrow = 0;

	level->rate = lp_add_column(b, 0.0, 1.0, -1);
	level->row_cell = mem_calloc((size_t)p->ncells, sizeof *level->row_cell);
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t row;

		if (p->cell_tier[c] != request->tier || is_frozen(request, c) ||
			(request->served && request->served[c] >= 0))
			continue;
		row = lp_add_row(b, -(double)p->cell_fact[c], LP_INFINITY);
		lp_add_entry(b, row, problem_columns(p) + c, 1);
		lp_add_entry(b, row, level->rate, -p->cell_demand[c]);
		level->row_cell[nrow++] = c;
	}
	level->first_frozen = b->lp.nrows;
	add_frozen_rows(level, b, p, request, nrow);
	level->first_stratum = b->lp.nrows;
}

/* --- whole units --- */

/* A cell whose rate's amount is no whole number. */
struct fraction {
	bool announced; /* the unit beyond the amount */
	int64_t num, den; /* of the amount, 0 < num < den */
	int32_t order, cell;
};

static int fraction_compare(const void *left, const void *right)
{
	const struct fraction *a = left, *b = right;
	wide x = (wide)a->num * b->den, y = (wide)b->num * a->den;

	if (a->announced != b->announced)
		return a->announced ? -1 : 1;
	if (x != y)
		return x > y ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

/* Which stratum the cell is in; behind the last one: it is full. 0: of another tier. */
static int32_t stratum_of(const struct problem *p, const struct level_request *request, int32_t c)
{
	return p->cell_tier[c] == request->tier ? request->strata->label[p->cell_node[c]] : 0;
}

/* Cells with a fraction in the order in which they get a unit: [*n], mem_free by the caller. */
static struct fraction *list_fractions(const struct problem *p, const struct level_request *request, int32_t *n)
{
	struct fraction *all = mem_calloc((size_t)p->ncells, sizeof *all);

	*n = 0;
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t k = stratum_of(p, request, c);
		struct ratio rate;
		wide amount, whole;

		if (k < 1 || k > request->strata->count)
			continue;
		rate = request->strata->rate[k - 1];
		amount = amount_at(p, c, rate);
		whole = wide_floor_div(amount, rate.den);
		amount -= whole * rate.den;
		if (amount > 0)
			all[(*n)++] = (struct fraction){
				p->cell_announced && p->cell_announced[c] > whole + p->cell_fact[c],
				(int64_t)amount, rate.den, p->cell_order[c], c};
	}
	if (*n > 0)
		qsort(all, (size_t)*n, sizeof *all, fraction_compare);
	return all;
}

static void add_stratum_rows(struct level_lp *level, struct lp_builder *b, const struct problem *p,
	const struct level_request *request)
{
	int32_t count = request->strata->count, columns = problem_columns(p);
	int64_t *sum = mem_calloc((size_t)count + 2, sizeof *sum);

	level->row_cell = mem_calloc((size_t)count, sizeof *level->row_cell);
	for (int32_t c = 0; c < p->ncells; c++)
		sum[stratum_of(p, request, c)] += request->got[c];
	for (int32_t k = 1; k <= count; k++) {
		lp_add_row(b, (double)sum[k], (double)sum[k]);
		level->row_cell[k - 1] = k;
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t k = stratum_of(p, request, c);
		if (k >= 1 && k <= count)
			lp_add_entry(b, level->first_stratum + k - 1, columns + c, 1);
	}
	mem_free(sum);
}

/* Amounts rounded down or up, full cells full; weights n, n - 1, ... */
static void bound_units(struct lp *lp, const struct problem *p, const struct level_request *request)
{
	int32_t n, columns = problem_columns(p);
	struct fraction *all = list_fractions(p, request, &n);

	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t k = stratum_of(p, request, c);
		struct ratio rate;

		if (k == 0)
			continue;
		if (k > request->strata->count) {
			lp->column_lower[columns + c] = lp->column_upper[columns + c] = (double)request->got[c];
			continue;
		}
		rate = request->strata->rate[k - 1];
		lp->column_lower[columns + c] = (double)(int64_t)wide_floor_div(amount_at(p, c, rate), rate.den);
		lp->column_upper[columns + c] = (double)(int64_t)wide_ceil_div(amount_at(p, c, rate), rate.den);
	}
	for (int32_t i = 0; i < n; i++)
		lp->cost[columns + all[i].cell] = i - n;
	mem_free(all);
}

wide level_lp_units_value(const struct problem *p, const struct level_request *request)
{
	int32_t n;
	struct fraction *all = list_fractions(p, request, &n);
	wide sum = 0;

	for (int32_t i = 0; i < n; i++)
		sum += (wide)(n - i) * request->got[all[i].cell];
	mem_free(all);
	return sum;
}

/* --- the whole --- */

/* Of claims frozen in whole units: x <= ceil(demand v / households) is then
 * households x - demand v <= households - 1, in the lowest terms of the row. */
static void loosen_links(const struct level_lp *level, struct lp *lp, const struct problem *p,
	const struct level_request *request)
{
	bool *frozen = mem_calloc((size_t)p->nnodes, sizeof *frozen);

	for (int32_t c = 0; c < p->ncells && request->served; c++)
		frozen[p->cell_node[c]] = request->served[c] >= 0;
	for (int32_t l = 0; l < p->nlinks; l++) {
		int64_t households = p->visit_households[p->link_visit[l]];

		if (frozen[p->head[p->link_arc[l]]])
			lp->row_upper[level->first_link + l] =
				(double)(households / int_gcd(households, p->link_demand[l]) - 1);
	}
	mem_free(frozen);
}

static void free_limits(const struct level_lp *level, struct lp *lp, const struct problem *p)
{
	for (int32_t row = level->first_limit; row < level->first_link + p->nlinks; row++) {
		lp->row_lower[row] = -LP_INFINITY;
		lp->row_upper[row] = LP_INFINITY;
	}
}

void level_lp_build(struct level_lp *level, const struct problem *p,
	const struct level_request *request)
{
	struct lp_builder b;

	memset(level, 0, sizeof *level);
	level->rate = -1;
	level->first_limit = p->nnodes - 1;
	level->first_link = level->first_limit + p->nrows;
	level->first_cell = level->first_frozen = level->first_stratum = level->first_link + p->nlinks;
	level->short_first = -1;
	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	if (request->tier >= 1 && request->strata)
		add_stratum_rows(level, &b, p, request);
	else if (request->tier >= 1)
		add_fair_rows(level, &b, p, request);
	lp_finish(&b, &level->lp);
	apply_box(&level->lp, p, request);
	loosen_links(level, &level->lp, p, request);
	if (request->network_alone)
		free_limits(level, &level->lp, p);
	if (request->tier >= 1 && request->strata)
		bound_units(&level->lp, p, request);
	if (request->tier < 1) {
		assert(request->objective >= 0 && request->objective < p->nobjectives);
		memcpy(level->lp.cost, p->objectives[request->objective].cost,
			(size_t)problem_columns(p) * sizeof *level->lp.cost);
	}
}

void level_lp_take(struct level_lp *level, const struct problem *p, struct lp *lp)
{
	memset(level, 0, sizeof *level);
	level->lp = *lp;
	lp_init(lp);
	level->short_first = problem_columns(p) + p->ncells;
	level->rate = level->short_first + p->ncells;
	level->first_limit = p->nnodes - 1;
	level->first_link = level->first_limit + p->nrows;
	level->first_cell = level->first_link + p->nlinks;
	level->first_frozen = level->first_stratum = level->lp.nrows;
	level->first_minimum = level->first_cell + p->ncells;
	level->row_cell = mem_calloc((size_t)p->ncells, sizeof *level->row_cell);
	for (int32_t c = 0; c < p->ncells; c++)
		level->row_cell[c] = c;
}

void level_lp_release(struct level_lp *level)
{
	lp_release(&level->lp);
	mem_free(level->row_cell);
	level->row_cell = NULL;
}

void level_lp_name(void *context, bool row, int32_t index, char *name)
{
	const struct level_names *names = context;
	const struct problem *p = names->p;
	const struct level_lp *level = names->level;
	const char *kind;

	if (row) {
		if (index < level->first_limit)
			kind = "node", index++;
		else if (index < level->first_link)
			kind = "limit", index -= level->first_limit;
		else if (index < level->first_cell)
			kind = "link", index -= level->first_link;
		else if (level->first_minimum > 0 && index >= level->first_minimum)
			kind = "minimum", index -= level->first_minimum;
		else {
			kind = index < level->first_frozen ? "fair" : index < level->first_stratum ? "frozen" : "stratum";
			index = level->row_cell[index - level->first_cell];
		}
	} else {
		if (index == level->rate) {
			snprintf(name, LP_NAME_SIZE, "rate");
			return;
		}
		if (level->first_minimum > 0 && index > level->rate)
			kind = "counted", index -= level->rate + 1;
		else if (index < p->narcs)
			kind = "arc";
		else if (index < p->narcs + p->nbatches)
			kind = "batch", index -= p->narcs;
		else if (index < problem_columns(p))
			kind = "visit", index -= p->narcs + p->nbatches;
		else if (level->short_first >= 0 && index >= level->short_first)
			kind = "short", index -= level->short_first;
		else
			kind = "cell", index -= problem_columns(p);
	}
	snprintf(name, LP_NAME_SIZE, "%s_%" PRId32, kind, index);
}
