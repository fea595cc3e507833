/* Every answer of scenarios/known_answers.txt, by running the program on the
 * file and reading the CSV that it writes. One test a scenario. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CASES_MAX 200
#define LINES_MAX 40

struct answer_case {
	char file[320];
	char lines[LINES_MAX][320];
	int nlines;
};
static struct answer_case cases[CASES_MAX];
static int ncases;

static void read_answers(void)
{
	FILE *in = fopen("scenarios/known_answers.txt", "r");
	char line[320];

	if (!in)
		return;
	while (fgets(line, sizeof line, in)) {
		char *space = strchr(line, ' ');
		int k;
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] == '#' || !space)
			continue;
		*space = '\0';
		for (k = 0; k < ncases && strcmp(cases[k].file, line) != 0; k++)
			;
		if (k == CASES_MAX || (k < ncases && cases[k].nlines == LINES_MAX))
			break;
		if (k == ncases)
			snprintf(cases[ncases++].file, sizeof cases->file, "%s", line);
		snprintf(cases[k].lines[cases[k].nlines++], sizeof *cases->lines, "%s", space + 1);
	}
	fclose(in);
}

/* A table of a plan's folder, split at commas (no known case quotes). */
struct table {
	char *text;
	char **cells; /* [rows][columns] */
	int rows, columns;
};

static void table_read(struct table *t, const char *folder, const char *name)
{
	char path[512];
	FILE *in;
	long size;
	char *at;

	memset(t, 0, sizeof *t);
	snprintf(path, sizeof path, "%s/%s", folder, name);
	in = fopen(path, "rb");
	assert_non_null(in);
	fseek(in, 0, SEEK_END);
	size = ftell(in);
	rewind(in);
	t->text = calloc((size_t)size + 1, 1);
	assert_int_equal(fread(t->text, 1, (size_t)size, in), size);
	fclose(in);
	at = t->text + (strncmp(t->text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0);
	for (const char *c = at; *c && *c != '\n'; c++)
		t->columns += *c == ',';
	t->columns++;
	for (const char *c = at; *c; c++)
		t->rows += *c == '\n';
	t->cells = calloc((size_t)t->rows * (size_t)t->columns, sizeof *t->cells);
	for (int k = 0; k < t->rows * t->columns; k++) {
		t->cells[k] = at;
		at += strcspn(at, ",\n");
		*at++ = '\0';
	}
}

static void table_free(struct table *t)
{
	free(t->text);
	free(t->cells);
}

static int column(const struct table *t, const char *name)
{
	for (int k = 0; k < t->columns; k++)
		if (strcmp(t->cells[k], name) == 0)
			return k;
	fail_msg("no column %s", name);
	return -1;
}

static const char *cell(const struct table *t, int row, const char *name)
{
	return t->cells[row * t->columns + column(t, name)];
}

/* Thousandths of a decimal number. */
static int64_t thousandths(const char *text)
{
	char *end;
	int64_t whole = strtoll(text, &end, 10), part = 0;
	int digits = 0;

	if (*end == '.')
		for (end++; *end >= '0' && *end <= '9' && digits < 3; end++, digits++)
			part = part * 10 + (*end - '0');
	for (; digits < 3; digits++)
		part *= 10;
	return whole * 1000 + part;
}

/* Sum of a column over the rows whose columns equal the given values. */
static int64_t sum(const struct table *t, const char *what, const char *const where[][2], int nwhere)
{
	int64_t total = 0;

	for (int row = 1; row < t->rows; row++) {
		int match = 1;
		for (int k = 0; k < nwhere; k++)
			match &= strcmp(cell(t, row, where[k][0]), where[k][1]) == 0;
		if (match)
			total += thousandths(cell(t, row, what));
	}
	return total;
}

static int64_t served_answer(const char *folder, const char *item, const char *place, const char *period,
	const char *what)
{
	struct table t;
	int64_t value;
	const char *where[][2] = {{"item", item}, {"place", place}, {"from", period}};

	table_read(&t, folder, "served.csv");
	value = sum(&t, what, where, period ? 3 : 2);
	table_free(&t);
	return value;
}

static int64_t total_answer(const char *folder, const char *item, const char *tier)
{
	struct table t;
	int64_t value;
	const char *where[][2] = {{"item", item}, {"tier", tier}};

	table_read(&t, folder, "served.csv");
	value = sum(&t, "served", where, 2);
	table_free(&t);
	return value;
}

static int64_t drawn_answer(const char *folder, const char *holder)
{
	struct table t;
	int64_t value = 0;

	table_read(&t, folder, "allocation.csv");
	for (int row = 1; row < t.rows; row++)
		if (strcmp(cell(&t, row, "holder"), holder) == 0 && *cell(&t, row, "order"))
			value += thousandths(cell(&t, row, "quantity"));
	table_free(&t);
	return value;
}

/* Of the place alone or of all below it, as causes.csv has it. */
static int64_t cause_answer(const char *folder, const char *cause, const char *item, const char *place)
{
	struct table t;
	int64_t value;
	const char *where[][2] = {{"cause", cause}, {"item", item}, {"key", place}};

	table_read(&t, folder, "causes.csv");
	value = sum(&t, "short", where, 3);
	table_free(&t);
	return value;
}

static int64_t cost_answer(const char *folder)
{
	char path[512], line[512];
	FILE *in;
	int64_t value = -1;
	const char *mark = "Transport cost: ";

	snprintf(path, sizeof path, "%s/plan.txt", folder);
	in = fopen(path, "r");
	assert_non_null(in);
	while (fgets(line, sizeof line, in))
		if (strncmp(line, mark, strlen(mark)) == 0)
			value = thousandths(line + strlen(mark));
	fclose(in);
	return value;
}

/* What a table of `price` says in the only row whose columns equal the given values. */
static int64_t price_answer(const char *folder, const char *name, const char *what, const char *const where[][2],
	int nwhere)
{
	struct table t;
	int64_t value;

	table_read(&t, folder, name);
	value = sum(&t, what, where, nwhere);
	table_free(&t);
	return value;
}

static void check_rule(const char *folder, const char *rule, const char *item, const char *served,
	const char *lowest)
{
	const char *where[][2] = {{"rule", rule}, {"item", item}};

	assert_int_equal(price_answer(folder, "fairness.csv", "served", where, 2), thousandths(served));
	assert_int_equal(price_answer(folder, "fairness.csv", "lowest", where, 2), thousandths(lowest));
}

static void check_turn(const char *folder, const char *what, const char *item, const char *holds, const char *fails)
{
	const char *where[][2] = {{"what", what}, {"item", item}};

	assert_int_equal(price_answer(folder, "autonomy_turns.csv", "holds", where, 2), thousandths(holds));
	assert_int_equal(price_answer(folder, "autonomy_turns.csv", "fails", where, 2), thousandths(fails));
}

static void check_alone(const char *folder, const char *item, const char *place, const char *alone,
	const char *plan)
{
	const char *where[][2] = {{"item", item}, {"place", place}};

	assert_int_equal(price_answer(folder, "autonomy_alone.csv", "alone", where, 2), thousandths(alone));
	assert_int_equal(price_answer(folder, "autonomy_alone.csv", "plan", where, 2), thousandths(plan));
}

static void check_share(const char *folder, const char *share, const char *item, const char *lowest)
{
	const char *where[][2] = {{"share", share}, {"item", item}};

	assert_int_equal(price_answer(folder, "autonomy.csv", "lowest", where, 2), thousandths(lowest));
}

/* A future of the case's sweep, in which two are lost. */
static void check_future(const char *folder, const char *one, const char *other, const char *unmet)
{
	char name[160];
	const char *where[][2] = {{"name", name}};

	snprintf(name, sizeof name, "%s %s", one, other);
	assert_int_equal(price_answer(folder, "futures.csv", "unmet", where, 1), thousandths(unmet));
	assert_int_equal(price_answer(folder, "futures.csv", "weight", where, 1), 1000);
}

static void check_mean(const char *folder, const char *item, const char *place, const char *fill, const char *shortfall)
{
	const char *where[][2] = {{"item", item}, {"place", place}};

	assert_int_equal(price_answer(folder, "cells.csv", "fill_mean", where, 2), thousandths(fill));
	assert_int_equal(price_answer(folder, "cells.csv", "shortfall_mean", where, 2), thousandths(shortfall));
}

static void check_answer(const char *folder, int status, const char *line)
{
	char key[32], a[64], b[64], c[64], d[64];
	int n = sscanf(line, "%31s %63s %63s %63s %63s", key, a, b, c, d);

	if (strcmp(key, "exit") == 0 && n == 2) {
		assert_int_equal(status, strtol(a, NULL, 10));
	} else if (strcmp(key, "served") == 0 && n == 4) {
		assert_int_equal(served_answer(folder, a, b, NULL, "served"), thousandths(c));
	} else if (strcmp(key, "household") == 0 && n == 4) {
		assert_int_equal(served_answer(folder, a, b, NULL, "served")
			- served_answer(folder, a, b, NULL, "served_without_household"), thousandths(c));
	} else if (strcmp(key, "total") == 0 && n == 4) {
		assert_int_equal(total_answer(folder, a, b), thousandths(c));
	} else if (strcmp(key, "campaign") == 0 && n == 1) {
		return;
	} else if (strcmp(key, "period") == 0 && n == 5) {
		assert_int_equal(served_answer(folder, a, b, c, "served"), thousandths(d));
	} else if (strcmp(key, "drawn") == 0 && n == 3) {
		assert_int_equal(drawn_answer(folder, a), thousandths(b));
	} else if (strcmp(key, "cause") == 0 && n == 5) {
		assert_int_equal(cause_answer(folder, a, b, c), thousandths(d));
	} else if (strcmp(key, "cost") == 0 && n == 2) {
		assert_int_equal(cost_answer(folder), thousandths(a));
	} else if (strcmp(key, "rule") == 0 && n == 5) {
		check_rule(folder, a, b, c, d);
	} else if (strcmp(key, "rule-cost") == 0 && n == 3) {
		assert_int_equal(price_answer(folder, "fairness_rules.csv", "cost", (const char *[][2]){{"rule", a}}, 1),
			thousandths(b));
	} else if (strcmp(key, "share") == 0 && n == 4) {
		check_share(folder, a, b, c);
	} else if (strcmp(key, "turn") == 0 && n == 5) {
		check_turn(folder, a, b, c, d);
	} else if (strcmp(key, "alone") == 0 && n == 5) {
		check_alone(folder, a, b, c, d);
	} else if (strcmp(key, "sweep") == 0 && n == 2) {
		return; /* make_sweep has made it */
	} else if (strcmp(key, "future") == 0 && n == 4) {
		check_future(folder, a, b, c);
	} else if (strcmp(key, "mean") == 0 && n == 5) {
		check_mean(folder, a, b, c, d);
	} else {
		fail_msg("known_answers.txt: \"%s\" is not understood", line);
	}
}

static void make_prices(const char *program, const char *folder, const char *file)
{
	char command[1024];

	snprintf(command, sizeof command, "'%s' price -o '%s' 'scenarios/%s' >/dev/null 2>&1", program, folder, file);
	assert_true(WIFEXITED(system(command)));
}

/* The tables of the sweep that the case names, if it does. */
static void make_sweep(const char *program, const char *folder, const struct answer_case *c)
{
	char command[1024];

	for (int k = 0; k < c->nlines; k++) {
		if (strncmp(c->lines[k], "sweep ", 6) != 0)
			continue;
		snprintf(command, sizeof command, "'%s' sweep --jobs 1 --futures 'scenarios/%s' -o '%s' 'scenarios/%s' >/dev/null 2>&1",
			program, c->lines[k] + 6, folder, c->file);
		assert_true(WIFEXITED(system(command)));
	}
}

/* Some line of the case has this key. */
static bool has_key(const struct answer_case *c, const char *key)
{
	size_t n = strlen(key);

	for (int k = 0; k < c->nlines; k++)
		if (strncmp(c->lines[k], key, n) == 0 && (c->lines[k][n] == ' ' || !c->lines[k][n]))
			return true;
	return false;
}

static void test_case(void **state)
{
	const struct answer_case *c = *state;
	const char *program = getenv("SHECANG");
	char folder[] = "/tmp/known-answer-XXXXXX", command[1024];
	int status;

	assert_non_null(program);
	if (has_key(c, "campaign") && !getenv("STORIES"))
		skip();
	assert_non_null(mkdtemp(folder));
	snprintf(command, sizeof command, "'%s' plan %s -o '%s' 'scenarios/%s' >/dev/null 2>&1", program,
		has_key(c, "cause") ? "" : "--no-causes", folder, c->file);
	status = system(command);
	assert_true(WIFEXITED(status));
	if (has_key(c, "rule") || has_key(c, "rule-cost") || has_key(c, "share") || has_key(c, "turn") || has_key(c, "alone"))
		make_prices(program, folder, c->file);
	make_sweep(program, folder, c);
	for (int k = 0; k < c->nlines; k++)
		check_answer(folder, WEXITSTATUS(status), c->lines[k]);
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	assert_int_equal(system(command), 0);
}

static void test_there_are_answers(void **state)
{
	(void)state;
	assert_true(ncases >= 12);
}

int main(void)
{
	static struct CMUnitTest tests[CASES_MAX + 1];

	read_answers();
	tests[0] = (struct CMUnitTest)cmocka_unit_test(test_there_are_answers);
	for (int k = 0; k < ncases; k++)
		tests[k + 1] = (struct CMUnitTest){cases[k].file, test_case, NULL, NULL, &cases[k]};
	return _cmocka_run_group_tests("known answers", tests, (size_t)ncases + 1, NULL, NULL);
}
