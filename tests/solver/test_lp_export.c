/* What is written is read back by another program's readers and has the same
 * optimum, and is the same bytes every time. */
#include "base/memory.h"
#include "solver/lp_export.h"
#include "tests/solver/support_coupled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glpk.h>

enum format { MPS, CPLEX };

static char *written(const struct lp *lp, enum format format, lp_namer *namer, void *context,
	const char *comment)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_true(format == MPS ? lp_export_mps(lp, namer, context, comment, out) :
		lp_export_cplex(lp, namer, context, comment, out));
	assert_int_equal(fclose(out), 0);
	return text;
}

/* Reads the text and solves it; NAN when it has no optimum. */
static double read_back(const char *text, enum format format)
{
	char path[] = "/tmp/shecang-export-XXXXXX";
	int file = mkstemp(path);
	glp_prob *prob = glp_create_prob();
	glp_smcp control;
	double value;
	int fault;

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
	glp_term_out(GLP_OFF);
	fault = format == MPS ? glp_read_mps(prob, GLP_MPS_FILE, NULL, path) :
		glp_read_lp(prob, NULL, path);
	assert_int_equal(fault, 0);
	glp_init_smcp(&control);
	control.msg_lev = GLP_MSG_OFF;
	assert_int_equal(glp_simplex(prob, &control), 0);
	value = glp_get_status(prob) == GLP_OPT ? glp_get_obj_val(prob) : (double)NAN;
	glp_delete_prob(prob);
	glp_free_env();
	unlink(path);
	return value;
}

static double own_optimum(struct lp *lp)
{
	struct lp_session *s = lp_open(lp);
	double *x = mem_calloc((size_t)lp->ncolumns, sizeof *x), value = NAN;

	if (lp_solve(s, LP_DUAL, NULL) == LP_OPTIMAL) {
		lp_values(s, x, NULL, NULL);
		value = 0.0;
		for (int32_t j = 0; j < lp->ncolumns; j++)
			value += x[j] * (double)lp->cost[j];
	}
	lp_close(s);
	mem_free(x);
	return value;
}

static void assert_same(double a, double b)
{
	if (isnan(a) || isnan(b))
		assert_true(isnan(a) && isnan(b));
	else
		assert_true(fabs(a - b) <= 1e-7 * (1.0 + fabs(a)));
}

static void check_both(struct lp *lp, lp_namer *namer, void *context)
{
	double expected = own_optimum(lp);

	for (enum format format = MPS; format <= CPLEX; format++) {
		char *text = written(lp, format, namer, context, "expected optimum\nand more");

		assert_same(read_back(text, format), expected);
		free(text);
	}
}

/* Every kind of row and column: a = -3, c = 7, d = -2, g = -9 are at the bounds
 * that their costs ask for, b is fixed, e and f cost nothing. */
static void every_bound(void **state)
{
	struct lp_builder b;
	struct lp lp;

	(void)state;
	lp_builder_init(&b);
	lp_add_column(&b, -3, 5, 1);
	lp_add_column(&b, 0.5, 0.5, 2);
	lp_add_column(&b, 0, LP_INFINITY, -1);
	lp_add_column(&b, -LP_INFINITY, -2, -1);
	lp_add_column(&b, -LP_INFINITY, LP_INFINITY, 0);
	lp_add_column(&b, 0, 9007199254740991.0, 0);
	lp_add_column(&b, -9, -4, 1); /* in no row */
	lp_add_row(&b, -LP_INFINITY, 7);
	lp_add_row(&b, 1, LP_INFINITY);
	lp_add_row(&b, -4, 4);
	lp_add_row(&b, 3, 3);
	lp_add_row(&b, -LP_INFINITY, LP_INFINITY);
	lp_add_entry(&b, 0, 2, 1);
	lp_add_entry(&b, 1, 4, 1);
	lp_add_entry(&b, 2, 0, 1);
	lp_add_entry(&b, 2, 4, -1);
	lp_add_entry(&b, 3, 3, 1);
	lp_add_entry(&b, 3, 5, 1);
	lp_add_entry(&b, 4, 2, 123);
	lp_finish(&b, &lp);
	/* -3 + 1 - 7 + 2 + 0 - 9 */
	assert_true(fabs(own_optimum(&lp) + 16) < 1e-9);
	check_both(&lp, NULL, NULL);
	lp_release(&lp);
}

static void awkward_namer(void *context, bool row, int32_t index, char *name)
{
	static const char *const rows[] = {"4th", "two words", "\xe7\xa4\xbe", "free", "ok<"};
	static const char *const columns[] = {"e5", "", "x+y", "good.name", "end", "$x", "_7"};

	(void)context;
	snprintf(name, LP_NAME_SIZE, "%s", row ? rows[index % 5] : columns[index % 7]);
}

static void names(void **state)
{
	struct lp_builder b;
	struct lp lp;
	char *text;

	(void)state;
	lp_builder_init(&b);
	for (int32_t j = 0; j < 7; j++) {
		lp_add_column(&b, 0, 1 + j, -1 - j);
		if (j < 5) {
			lp_add_row(&b, 0, 3);
			lp_add_entry(&b, j, j, 1);
			lp_add_entry(&b, j, (j + 1) % 5, 1);
		}
	}
	b.lp.row_lower[0] = -LP_INFINITY;
	lp_finish(&b, &lp);
	check_both(&lp, awkward_namer, NULL);
	text = written(&lp, MPS, awkward_namer, NULL, "value -1\nsecond line");
	assert_ptr_equal(strstr(text, "* value -1\n* second line\nNAME"), text);
	assert_non_null(strstr(text, " L row_0\n G row_1\n"));
	assert_non_null(strstr(text, " good.name total -4\n"));
	assert_non_null(strstr(text, " column_0 total -1\n"));
	free(text);
	text = written(&lp, CPLEX, awkward_namer, NULL, "value -1");
	assert_ptr_equal(strstr(text, "\\ value -1\nMinimize\n total:"), text);
	assert_non_null(strstr(text, " 0 <= _7 <= 7\n"));
	free(text);
	lp_release(&lp);
}

/* Costs are printed to the last digit, far beyond what a double holds. */
static void exact_digits(void **state)
{
	struct lp_builder b;
	struct lp lp;
	char *text;

	(void)state;
	lp_builder_init(&b);
	lp_add_column(&b, 0, 0x1p-24, INT64_MAX);
	lp_add_column(&b, -1.375, 9007199254740991.0, INT64_MIN);
	lp_finish(&b, &lp);
	text = written(&lp, MPS, NULL, NULL, NULL);
	assert_non_null(strstr(text, " column_0 total 9223372036854775807\n"));
	assert_non_null(strstr(text, " column_1 total -9223372036854775808\n"));
	assert_non_null(strstr(text, " UP BOUND column_0 0.000000059604644775390625\n"));
	assert_non_null(strstr(text, " LO BOUND column_1 -1.375\n"));
	assert_non_null(strstr(text, " UP BOUND column_1 9007199254740991\n"));
	free(text);
	text = written(&lp, CPLEX, NULL, NULL, NULL);
	assert_non_null(strstr(text, "\n - 9223372036854775808 column_1"));
	free(text);
	lp_release(&lp);
}

static void write_failure(void **state)
{
	struct lp_builder b;
	struct lp lp;
	FILE *out = fopen("/dev/full", "w");

	(void)state;
	lp_builder_init(&b);
	for (int32_t j = 0; j < 2000; j++)
		lp_add_column(&b, 0, 1, j);
	lp_finish(&b, &lp);
	assert_non_null(out);
	setvbuf(out, NULL, _IONBF, 0);
	assert_false(lp_export_mps(&lp, NULL, NULL, NULL, out));
	clearerr(out);
	assert_false(lp_export_cplex(&lp, NULL, NULL, NULL, out));
	fclose(out);
	lp_release(&lp);
}

/* LPs of levels: first round of a tier, and an objective over a frozen box. */
static void levels(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {3, 1, 5, 2, 12, 9, true, seed % 5 == 0, false, true};
		struct support_coupling coupling = {3, 2, 2, 2};
		struct problem p;
		struct level_lp level;
		struct level_names context = {&p, &level};
		int64_t served[SUPPORT_CELLS_MAX];

		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		problem_assert(&p);
		level_lp_build(&level, &p, &(struct level_request){.tier = 1});
		assert_int_equal(level.lp.ncolumns, level.rate + 1);
		check_both(&level.lp, level_lp_name, &context);
		level_lp_release(&level);
		for (int32_t c = 0; c < p.ncells; c++)
			served[c] = support_between(&r, 0, 3) ? -1 : 0;
		level_lp_build(&level, &p,
			&(struct level_request){.objective = 0, .served = served});
		check_both(&level.lp, level_lp_name, &context);
		level_lp_release(&level);
		problem_release(&p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_bound),
		cmocka_unit_test(names),
		cmocka_unit_test(exact_digits),
		cmocka_unit_test(write_failure),
		cmocka_unit_test(levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
