/* The one file that knows GLPK (5.0).
 *
 * GLPK ends the process when it finds a fault of its own or in its data. Every
 * call here is therefore made between guard and unguard: the error hook jumps
 * back, the whole environment of the thread is thrown away, and the caller
 * gets LP_FAILED. The session keeps its own copy of bounds, costs and basis,
 * so that the next lp_solve simply starts anew. The terminal hook swallows all
 * output and, since GLPK calls it five times a second, is where a stop is
 * noticed; it leaves by the same way.
 *
 * Settings as measured (DESIGN section 7): no presolver, dual simplex, FLIP
 * ratio test; no names are given to GLPK. */
#include "solver/lp.h"

#include "base/memory.h"

#include <assert.h>
#include <glpk.h>
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

enum {
	DISPLAY_MILLISECONDS = 200,
	COST_EXPONENT = 10, /* the largest cost is scaled to 512..1024 */
	ESCAPE_ABORT = 1,
	ESCAPE_STOP = 2
};
/* Feasibility is kept to less than 1e-9 units, prices to 1e-12 of the largest. */
static const double TOLERANCE = 1e-9;
static const double NOISE = 1e-8; /* in scaled costs */

struct lp_session {
	struct lp *lp; /* not owned; holds the present bounds and costs */
	glp_prob *prob; /* NULL before the first solve and after an abort */
	jmp_buf escape;
	const struct stop *stop;
	bool guarded;
	bool test_abort;
	double factor; /* scaled cost = cost * factor; a power of two */
	bool costs_changed;
	char *row_changed, *column_changed; /* [nrows], [ncolumns] */
	int32_t *changed; /* [nchanged] rows, then columns as nrows + j */
	int32_t nchanged;
	enum lp_place *row_place, *column_place; /* [nrows], [ncolumns] */
	bool basis_changed;
	int32_t nwhole; /* columns to be whole; 0 but in lp_find_whole */
	int32_t nodes_left; /* of branch and bound */
	double *x, *y, *d; /* [ncolumns], [nrows], [ncolumns] of the last optimum */
	int64_t pivots;
	int64_t pivots_most; /* INT64_MAX: no end */
};

struct lp_session *lp_open(struct lp *lp)
{
	struct lp_session *s = mem_calloc(1, sizeof *s);
	size_t nrows = (size_t)lp->nrows, ncolumns = (size_t)lp->ncolumns;

	s->lp = lp;
	s->factor = 1.0;
	s->pivots_most = INT64_MAX;
	s->costs_changed = true;
	s->row_changed = mem_calloc(nrows, 1);
	s->column_changed = mem_calloc(ncolumns, 1);
	s->changed = mem_calloc(nrows + ncolumns, sizeof *s->changed);
	s->row_place = mem_calloc(nrows, sizeof *s->row_place); /* LP_BASIC = 0 */
	s->column_place = mem_calloc(ncolumns, sizeof *s->column_place);
	for (int32_t j = 0; j < lp->ncolumns; j++)
		s->column_place[j] = LP_AT_LOWER;
	s->x = mem_calloc(ncolumns, sizeof *s->x);
	s->y = mem_calloc(nrows, sizeof *s->y);
	s->d = mem_calloc(ncolumns, sizeof *s->d);
	return s;
}

void lp_close(struct lp_session *s)
{
	if (!s)
		return;
	if (s->prob) {
		glp_delete_prob(s->prob);
		glp_free_env();
	}
	mem_free(s->row_changed);
	mem_free(s->column_changed);
	mem_free(s->changed);
	mem_free(s->row_place);
	mem_free(s->column_place);
	mem_free(s->x);
	mem_free(s->y);
	mem_free(s->d);
	mem_free(s);
}

static void mark(struct lp_session *s, char *flag, int32_t place)
{
	if (!*flag) {
		*flag = 1;
		s->changed[s->nchanged++] = place;
	}
}

void lp_set_column(struct lp_session *s, int32_t column, double lower, double upper)
{
	assert(column >= 0 && column < s->lp->ncolumns);
	assert(!isnan(lower) && !isnan(upper));
	if (s->lp->column_lower[column] == lower && s->lp->column_upper[column] == upper)
		return;
	s->lp->column_lower[column] = lower;
	s->lp->column_upper[column] = upper;
	mark(s, &s->column_changed[column], s->lp->nrows + column);
}

void lp_set_row(struct lp_session *s, int32_t row, double lower, double upper)
{
	assert(row >= 0 && row < s->lp->nrows);
	assert(!isnan(lower) && !isnan(upper));
	if (s->lp->row_lower[row] == lower && s->lp->row_upper[row] == upper)
		return;
	s->lp->row_lower[row] = lower;
	s->lp->row_upper[row] = upper;
	mark(s, &s->row_changed[row], row);
}

void lp_set_costs(struct lp_session *s, const int64_t *cost)
{
	if (s->lp->ncolumns)
		memmove(s->lp->cost, cost, (size_t)s->lp->ncolumns * sizeof *cost);
	s->costs_changed = true;
}

void lp_set_basis(struct lp_session *s, const enum lp_place *row_place,
	const enum lp_place *column_place)
{
	memcpy(s->row_place, row_place, (size_t)s->lp->nrows * sizeof *row_place);
	memcpy(s->column_place, column_place, (size_t)s->lp->ncolumns * sizeof *column_place);
	s->basis_changed = true;
}

void lp_get_basis(const struct lp_session *s, enum lp_place *row_place,
	enum lp_place *column_place)
{
	memcpy(row_place, s->row_place, (size_t)s->lp->nrows * sizeof *row_place);
	memcpy(column_place, s->column_place, (size_t)s->lp->ncolumns * sizeof *column_place);
}

void lp_test_abort(struct lp_session *s)
{
	s->test_abort = true;
}

int64_t lp_pivots(const struct lp_session *s)
{
	return s->pivots;
}

void lp_allow(struct lp_session *s, int64_t pivots)
{
	s->pivots_most = s->pivots + pivots;
}

double lp_price_noise(const struct lp_session *s)
{
	return NOISE / s->factor;
}

/* --- guard: nothing of GLPK is called outside of it but delete and free --- */

static int swallow(void *info, const char *text)
{
	struct lp_session *s = info;

	(void)text;
	if (s->guarded && stop_now(s->stop))
		longjmp(s->escape, ESCAPE_STOP);
	return 1;
}

static void on_abort(void *info)
{
	struct lp_session *s = info;

	/* outside the guard there is nowhere to go back to; GLPK then ends the
	 * process, which no call here makes possible */
	if (s->guarded)
		longjmp(s->escape, ESCAPE_ABORT);
}

/* --- handing our arrays to GLPK --- */

static int bound_type(double lower, double upper)
{
	if (lower == upper)
		return GLP_FX;
	if (isinf(lower))
		return isinf(upper) ? GLP_FR : GLP_UP;
	return isinf(upper) ? GLP_LO : GLP_DB;
}

static void push_row(struct lp_session *s, int32_t i)
{
	double lower = s->lp->row_lower[i], upper = s->lp->row_upper[i];

	glp_set_row_bnds(s->prob, i + 1, bound_type(lower, upper), lower, upper);
}

static void push_column(struct lp_session *s, int32_t j)
{
	double lower = s->lp->column_lower[j], upper = s->lp->column_upper[j];

	glp_set_col_bnds(s->prob, j + 1, bound_type(lower, upper), lower, upper);
}

static void push_costs(struct lp_session *s)
{
	const struct lp *lp = s->lp;
	double most = 0.0;
	int exponent = 0;

	for (int32_t j = 0; j < lp->ncolumns; j++) {
		double size = fabs((double)lp->cost[j]);

		if (size > most)
			most = size;
	}
	frexp(most, &exponent);
	s->factor = most > 0.0 ? ldexp(1.0, COST_EXPONENT - exponent) : 1.0;
	for (int32_t j = 0; j < lp->ncolumns; j++)
		glp_set_obj_coef(s->prob, j + 1, (double)lp->cost[j] * s->factor);
	s->costs_changed = false;
}

/* The nearest status that the bounds offer; GLPK mends those that do not fit. */
static int glpk_status(enum lp_place place)
{
	switch (place) {
	case LP_BASIC:
		return GLP_BS;
	case LP_AT_UPPER:
		return GLP_NU;
	case LP_AT_NONE:
		return GLP_NF;
	default:
		return GLP_NL;
	}
}

static void push_basis(struct lp_session *s)
{
	for (int32_t i = 0; i < s->lp->nrows; i++)
		glp_set_row_stat(s->prob, i + 1, glpk_status(s->row_place[i]));
	for (int32_t j = 0; j < s->lp->ncolumns; j++)
		glp_set_col_stat(s->prob, j + 1, glpk_status(s->column_place[j]));
	s->basis_changed = false;
}

static void load_matrix(struct lp_session *s, int *place, double *value)
{
	const struct lp *lp = s->lp;

	for (int32_t i = 0; i < lp->nrows; i++) {
		int n = 0;

		for (int32_t k = lp->row_start[i]; k < lp->row_start[i + 1]; k++) {
			n++;
			place[n] = lp->row_column[k] + 1;
			value[n] = (double)lp->row_value[k];
		}
		glp_set_mat_row(s->prob, i + 1, n, place, value);
	}
}

/* place and value [1 + ncolumns] are scratch of the caller, who frees them
 * whatever happens in here. */
static void load(struct lp_session *s, int *place, double *value)
{
	const struct lp *lp = s->lp;

	s->prob = glp_create_prob();
	glp_set_obj_dir(s->prob, GLP_MIN);
	if (lp->nrows)
		glp_add_rows(s->prob, lp->nrows);
	if (lp->ncolumns)
		glp_add_cols(s->prob, lp->ncolumns);
	for (int32_t i = 0; i < lp->nrows; i++)
		push_row(s, i);
	for (int32_t j = 0; j < lp->ncolumns; j++)
		push_column(s, j);
	load_matrix(s, place, value);
	glp_scale_prob(s->prob, GLP_SF_GM | GLP_SF_EQ | GLP_SF_2N | GLP_SF_SKIP);
	push_costs(s);
	push_basis(s);
}

static void push_changes(struct lp_session *s)
{
	for (int32_t k = 0; k < s->nchanged; k++) {
		int32_t place = s->changed[k];

		if (place < s->lp->nrows)
			push_row(s, place);
		else
			push_column(s, place - s->lp->nrows);
	}
	if (s->costs_changed)
		push_costs(s);
	if (s->basis_changed)
		push_basis(s);
}

static void forget_changes(struct lp_session *s)
{
	for (int32_t k = 0; k < s->nchanged; k++) {
		int32_t place = s->changed[k];

		if (place < s->lp->nrows)
			s->row_changed[place] = 0;
		else
			s->column_changed[place - s->lp->nrows] = 0;
	}
	s->nchanged = 0;
}

/* --- solving --- */

static enum lp_place our_place(int status)
{
	switch (status) {
	case GLP_BS:
		return LP_BASIC;
	case GLP_NU:
		return LP_AT_UPPER;
	case GLP_NF:
		return LP_AT_NONE;
	default:
		return LP_AT_LOWER;
	}
}

static void pull_basis(struct lp_session *s)
{
	for (int32_t i = 0; i < s->lp->nrows; i++)
		s->row_place[i] = our_place(glp_get_row_stat(s->prob, i + 1));
	for (int32_t j = 0; j < s->lp->ncolumns; j++)
		s->column_place[j] = our_place(glp_get_col_stat(s->prob, j + 1));
}

static bool pull_values(struct lp_session *s)
{
	bool finite = true;

	for (int32_t j = 0; j < s->lp->ncolumns; j++) {
		s->x[j] = glp_get_col_prim(s->prob, j + 1);
		s->d[j] = glp_get_col_dual(s->prob, j + 1) / s->factor;
		finite = finite && isfinite(s->x[j]) && isfinite(s->d[j]);
	}
	for (int32_t i = 0; i < s->lp->nrows; i++) {
		s->y[i] = glp_get_row_dual(s->prob, i + 1) / s->factor;
		finite = finite && isfinite(s->y[i]);
	}
	return finite;
}

static void settings(glp_smcp *settings, enum lp_method method, bool careful,
	const struct stop *stop)
{
	glp_init_smcp(settings);
	settings->msg_lev = stop ? GLP_MSG_ON : GLP_MSG_ERR;
	settings->meth = method == LP_PRIMAL ? GLP_PRIMAL : GLP_DUALP;
	settings->r_test = careful ? GLP_RT_HAR : GLP_RT_FLIP;
	settings->presolve = GLP_OFF;
	settings->out_frq = DISPLAY_MILLISECONDS;
	settings->tol_bnd = careful ? TOLERANCE * 100 : TOLERANCE;
	settings->tol_dj = careful ? TOLERANCE * 100 : TOLERANCE;
}

/* No LP needs so many pivots: more of them go round in a circle. */
static int64_t pivots_enough(const struct lp *lp, bool careful)
{
	return (careful ? 50 : 10) * ((int64_t)lp->nrows + lp->ncolumns) + 10000;
}

static enum lp_status run(struct lp_session *s, enum lp_method method, bool careful)
{
	glp_smcp control;
	int64_t enough = pivots_enough(s->lp, careful);
	bool all_used;
	int fault;

	settings(&control, method, careful, s->stop);
	all_used = s->pivots_most - s->pivots <= enough;
	if (all_used)
		enough = s->pivots_most - s->pivots;
	control.it_lim = enough < INT_MAX ? (int)enough : INT_MAX;
	if (careful)
		glp_std_basis(s->prob);
	if (s->test_abort) {
		s->test_abort = false;
		glp_set_obj_coef(s->prob, -1, 1.0);
	}
	fault = glp_simplex(s->prob, &control);
	if (fault == GLP_EBADB || fault == GLP_ESING || fault == GLP_ECOND) {
		glp_std_basis(s->prob);
		fault = glp_simplex(s->prob, &control);
	}
	s->pivots += glp_get_it_cnt(s->prob);
	glp_set_it_cnt(s->prob, 0);
	if (fault == GLP_ETMLIM || (fault == GLP_EITLIM && all_used))
		return LP_LIMIT;
	if (fault)
		return LP_FAILED;
	switch (glp_get_status(s->prob)) {
	case GLP_OPT:
		pull_basis(s);
		return pull_values(s) ? LP_OPTIMAL : LP_FAILED;
	case GLP_NOFEAS:
		return LP_INFEASIBLE;
	case GLP_UNBND:
		return LP_UNBOUNDED;
	default:
		return LP_FAILED;
	}
}

static void count_node(glp_tree *tree, void *info)
{
	struct lp_session *s = info;

	if (glp_ios_reason(tree) == GLP_ISELECT && (s->nodes_left-- <= 0 || stop_now(s->stop)))
		glp_ios_terminate(tree);
}

/* After the LP's optimum: branch and bound; the whole point goes into s->x. */
static enum lp_status run_whole(struct lp_session *s)
{
	glp_iocp control;
	int fault;

	for (int32_t j = 0; j < s->nwhole; j++)
		glp_set_col_kind(s->prob, j + 1, GLP_IV);
	glp_init_iocp(&control);
	control.msg_lev = GLP_MSG_ERR;
	control.cb_func = count_node;
	control.cb_info = s;
	fault = glp_intopt(s->prob, &control);
	if (fault && fault != GLP_ESTOP)
		return LP_FAILED;
	switch (glp_mip_status(s->prob)) {
	case GLP_OPT:
	case GLP_FEAS:
		for (int32_t j = 0; j < s->lp->ncolumns; j++)
			s->x[j] = glp_mip_col_val(s->prob, j + 1);
		return LP_OPTIMAL;
	case GLP_NOFEAS:
		return LP_INFEASIBLE;
	default:
		return fault == GLP_ESTOP ? LP_LIMIT : LP_FAILED;
	}
}

/* Everything that GLPK could abort in. */
static enum lp_status guarded_solve(struct lp_session *s, enum lp_method method, int *place,
	double *value)
{
	enum lp_status status = LP_FAILED;

	/* 2: no memory. Its first call would end the process then. */
	if (glp_init_env() > 1)
		return LP_FAILED;
	switch (setjmp(s->escape)) {
	case 0:
		s->guarded = true;
		glp_term_hook(swallow, s);
		glp_error_hook(on_abort, s);
		if (s->prob)
			push_changes(s);
		else
			load(s, place, value);
		status = run(s, method, false);
		if (status == LP_FAILED)
			status = run(s, LP_PRIMAL, true);
		if (status == LP_OPTIMAL && s->nwhole > 0)
			status = run_whole(s);
		break;
	case ESCAPE_STOP:
		s->prob = NULL;
		glp_free_env();
		status = LP_LIMIT;
		break;
	default:
		s->prob = NULL;
		glp_free_env();
		status = LP_FAILED;
		break;
	}
	s->guarded = false;
	return status;
}

static bool bounds_cross(const struct lp *lp)
{
	for (int32_t i = 0; i < lp->nrows; i++)
		if (lp->row_lower[i] > lp->row_upper[i])
			return true;
	for (int32_t j = 0; j < lp->ncolumns; j++)
		if (lp->column_lower[j] > lp->column_upper[j])
			return true;
	return false;
}

enum lp_status lp_solve(struct lp_session *s, enum lp_method method, const struct stop *stop)
{
	enum lp_status status;
	int *place;
	double *value;

	if (bounds_cross(s->lp))
		return LP_INFEASIBLE;
	if (stop_now(stop) || s->pivots >= s->pivots_most)
		return LP_LIMIT;
	s->stop = stop;
	place = mem_calloc((size_t)s->lp->ncolumns + 1, sizeof *place);
	value = mem_calloc((size_t)s->lp->ncolumns + 1, sizeof *value);
	status = guarded_solve(s, method, place, value);
	mem_free(place);
	mem_free(value);
	forget_changes(s);
	if (!s->prob) {
		/* gone with its environment: the next solve loads everything again */
		s->costs_changed = true;
		s->basis_changed = true;
	}
	s->stop = NULL;
	return status;
}

enum lp_status lp_find_whole(struct lp_session *s, int32_t nwhole, const int64_t *cost, int32_t nodes_most,
	const struct stop *stop, int64_t *whole)
{
	enum lp_status status;
	int64_t *no_cost = mem_calloc((size_t)s->lp->ncolumns, sizeof *no_cost);

	assert(nwhole >= 0 && nwhole <= s->lp->ncolumns);
	lp_set_costs(s, cost ? cost : no_cost);
	mem_free(no_cost);
	s->nwhole = nwhole;
	s->nodes_left = nodes_most;
	status = lp_solve(s, LP_DUAL, stop);
	s->nwhole = 0;
	for (int32_t j = 0; j < nwhole && status == LP_OPTIMAL; j++)
		whole[j] = (int64_t)rint(s->x[j]);
	return status;
}

void lp_values(const struct lp_session *s, double *x, double *y, double *d)
{
	if (x)
		memcpy(x, s->x, (size_t)s->lp->ncolumns * sizeof *x);
	if (y)
		memcpy(y, s->y, (size_t)s->lp->nrows * sizeof *y);
	if (d)
		memcpy(d, s->d, (size_t)s->lp->ncolumns * sizeof *d);
}

const char *lp_library(char *buffer)
{
	snprintf(buffer, 32, "GLPK %.20s", glp_version());
	return buffer;
}
