/* Every level of random small stories, every round of its tiers and their whole
 * units, written for other solvers, read back by another program's readers and
 * solved by it: the optimum is the one that the comment states. The same with
 * glpsol and cbc, where they are installed. */
#include "solver/options.h"
#include "solver/solve.h"
#include "models/previous.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <glpk.h>
#include <math.h>

static int nlps, nlater, nunits, nprograms; /* LPs seen: all, of later rounds, whole units, where limits count */
static struct text kinds; /* of levels seen */

static struct solve_options options = {.jobs = 1}; /* previous: of the story that is told */

static char *exported(struct story *y, int32_t item, int32_t level, int32_t round, const char *format)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	struct text list;

	text_init(&list);
	assert_non_null(out);
	assert_true(level_export(&y->s, &y->cells, &y->supply, &options, item, level, round, format, out, &list));
	assert_int_equal(fclose(out), 0);
	if (list.length > 0)
		fail_msg("no level %d, round %d among\n%s", (int)level, (int)round, text_str(&list));
	text_release(&list);
	return text;
}

static double stated(const char *text)
{
	static const char mark[] = "expected optimum: ";
	const char *at = strstr(text, mark);
	double value = 0, of = 1;

	assert_non_null(at);
	if (sscanf(at + strlen(mark), "%lf/%lf", &value, &of) < 1)
		fail_msg("no optimum is stated in\n%s", text);
	return value / of;
}

static void save(char *path, const char *text)
{
	int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
}

static double solved(const char *text, const char *format)
{
	char path[] = "/tmp/shecang-level-XXXXXX";
	glp_prob *lp = glp_create_prob();
	glp_smcp control;
	double value;

	save(path, text);
	glp_term_out(GLP_OFF);
	assert_int_equal(strcmp(format, "mps") == 0 ? glp_read_mps(lp, GLP_MPS_FILE, NULL, path) :
		glp_read_lp(lp, NULL, path), 0);
	glp_init_smcp(&control);
	control.msg_lev = GLP_MSG_OFF;
	assert_int_equal(glp_simplex(lp, &control), 0);
	assert_int_equal(glp_get_status(lp), GLP_OPT);
	value = glp_get_obj_val(lp);
	glp_delete_prob(lp);
	glp_free_env();
	unlink(path);
	return value;
}

static void assert_near(double value, double expected)
{
	if (fabs(value - expected) > 1e-6 * (1 + fabs(expected)))
		fail_msg("%.12g instead of %.12g", value, expected);
}

static void check_one(struct story *y, int32_t item, int32_t level, int32_t round)
{
	static const char *const formats[] = {"mps", "lp"};

	for (int k = 0; k < 2; k++) {
		char *text = exported(y, item, level, round, formats[k]), *again = exported(y, item, level, round, formats[k]);

		assert_string_equal(text, again);
		assert_near(solved(text, formats[k]), stated(text));
		free(text);
		free(again);
	}
	nlps++;
	nlater += round > 1;
	nunits += round == EXPORT_UNITS;
}

/* A line of the list: "3\twater+rice: what it is"; all levels where no part decides the item. */
static void check_line(struct story *y, int32_t item, const char *line)
{
	int32_t level = (int32_t)strtol(line, NULL, 10), last = 1;
	const char *what = strstr(line, ": "), *to = strstr(line, " 1 to "), *id = strstr(line, y->s.items[item].id);

	assert_non_null(what);
	if (!id || id > what)
		return;
	if (to)
		last = (int32_t)strtol(to + 6, NULL, 10);
	if (!strstr(line, "fair") && !strstr(text_str(&kinds), what))
		text_puts(&kinds, what);
	for (int32_t round = 1; round <= last; round++)
		check_one(y, item, level, round);
	nprograms += strstr(line, "programs") ? last : 0;
	if (strstr(line, "whole units"))
		check_one(y, item, level, EXPORT_UNITS);
}

static void check_item(struct story *y, int32_t item)
{
	struct text list;
	char *line, *rest;

	text_init(&list);
	assert_true(level_export(&y->s, &y->cells, &y->supply, &options, item, -1, 1, "lp", stdout, &list));
	rest = strdup(text_str(&list));
	for (line = strtok(rest, "\n"); line; line = strtok(NULL, "\n"))
		check_line(y, item, line);
	free(rest);
	text_release(&list);
}

static void told(uint64_t seed, const struct story_shape *shape)
{
	struct support_random r = {seed};
	struct story y;

	story_random(&y, &r, shape);
	story_build(&y);
	for (int32_t i = 0; i < y.s.nitems; i++)
		check_item(&y, i);
	story_release(&y);
}

/* Networks alone: rounds of several rates, and whole units. */
static void networks(void **state)
{
	const struct story_shape shape = {.items_most = 1, .periods_most = 3, .claims_most = 7, .quantity_most = 30,
		.tiers = true, .packs = true, .autonomy = true};

	(void)state;
	for (uint64_t seed = 0; seed < stories(20); seed++)
		told(seed, &shape);
	assert_true(nlater > 0 && nunits > 0);
}

/* Limits and substitutes: the LPs of a tier as they were solved. */
static void limits(void **state)
{
	const struct story_shape shape = {.items_most = 2, .periods_most = 2, .claims_most = 5, .quantity_most = 12,
		.capacities = true, .limits = true, .substitutes = true, .tiers = true};

	(void)state;
	for (uint64_t seed = 0; seed < stories(60); seed++)
		told(seed, &shape);
	assert_true(nprograms > 0);
	assert_non_null(strstr(text_str(&kinds), "substitution"));
	assert_non_null(strstr(text_str(&kinds), "waste"));
	assert_non_null(strstr(text_str(&kinds), "cost"));
	assert_non_null(strstr(text_str(&kinds), "departure"));
	assert_non_null(strstr(text_str(&kinds), "arrival"));
	assert_non_null(strstr(text_str(&kinds), "tie-break"));
}

/* The announced plan is made again, some of it has left, and claims are others. */
static void told_again(uint64_t seed, const struct story_shape *shape)
{
	struct support_random r = {seed};
	struct story y;
	struct previous p;

	story_random(&y, &r, shape);
	story_solve(&y, 1);
	events_announce(&p, &y);
	for (int32_t k = 0; k < y.s.nneeds; k += 2)
		y.s.needs[k].quantity = 1 + (int64_t)(seed * 7 + (uint64_t)k * 5) % shape->quantity_most;
	y.s.as_of.seconds = y.s.start.seconds + HOURS(seed % 3 * 13);
	story_build(&y);
	previous_settle(&p, &y.s, &y.supply);
	options.previous = &p;
	for (int32_t i = 0; i < y.s.nitems; i++)
		check_item(&y, i);
	options.previous = NULL;
	previous_release(&p);
	story_release(&y);
}

/* Plans under way, in networks and with limits: the level of change is among them. */
static void under_way(void **state)
{
	const struct story_shape networks_alone = {.items_most = 1, .periods_most = 3, .claims_most = 6,
		.quantity_most = 30, .tiers = true, .transits = true};
	const struct story_shape with_limits = {.items_most = 2, .periods_most = 3, .claims_most = 5,
		.quantity_most = 12, .capacities = true, .limits = true, .tiers = true};

	(void)state;
	text_clear(&kinds);
	for (uint64_t seed = 0; seed < stories(15); seed++) {
		told_again(seed, &networks_alone);
		told_again(seed, &with_limits);
	}
	assert_non_null(strstr(text_str(&kinds), "change from the announced plan"));
	text_release(&kinds);
}

/* --- programs of others --- */

/* The number that stands behind mark in what the command prints. */
static double printed(const char *command, const char *mark)
{
	FILE *in = popen(command, "r");
	char line[512];
	double value = NAN;

	assert_non_null(in);
	while (fgets(line, sizeof line, in)) {
		const char *at = strstr(line, mark);

		if (at && isnan(value))
			value = strtod(at + strlen(mark), NULL);
	}
	pclose(in);
	return value;
}

/* Three litres behind a road of two; A and B come out at different rates. */
static void two_rates(struct story *y)
{
	int32_t a, b, depot, water, holder;

	story_init(y, 1);
	water = story_item(y, "water");
	a = story_community(y, "a");
	b = story_community(y, "b");
	depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	holder = story_holder(y, "gov", depot);
	story_stock(y, holder, water, 20, -1);
	story_route(y, depot, a, 0, 2000);
	story_route(y, depot, b, 0, -1);
	story_need(y, a, water, 18, 0, 0);
	story_need(y, b, water, 25, 0, 0);
	story_build(y);
}

/* The evening of the first of three days: what B got the first day has left, and C asks for more. */
static void second_day(struct story *y, struct previous *p)
{
	int32_t b, c, depot, water;

	story_init(y, 3);
	water = story_item(y, "water");
	b = story_community(y, "b");
	c = story_community(y, "c");
	depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	story_stock(y, story_holder(y, "gov", depot), water, 60, -1);
	story_route(y, depot, b, HOURS(2), 9000)->cost_per_kg = ratio_make(1, 1);
	story_route(y, depot, c, HOURS(2), -1)->cost_per_kg = ratio_make(2, 1);
	for (int32_t t = 0; t < 3; t++) {
		story_need(y, b, water, 10, t, t);
		story_need(y, c, water, 12, t, t);
	}
	story_solve(y, 1);
	events_announce(p, y);
	y->s.needs[5].quantity = 20;
	y->s.as_of.seconds = y->s.start.seconds + HOURS(12);
	story_build(y);
	previous_settle(p, &y->s, &y->supply);
}

/* One level by another's program, which prints the optimum behind mark. */
static void other(struct story *y, int32_t level, int32_t round, const char *format, const char *command,
	const char *mark)
{
	char path[] = "/tmp/shecang-others-XXXXXX", line[300];
	char *text = exported(y, 0, level, round, format);

	save(path, text);
	snprintf(line, sizeof line, command, path, path, path);
	assert_near(printed(line, mark), stated(text));
	unlink(path);
	free(text);
}

static void others(void **state, const char *program, const char *format, const char *command, const char *mark)
{
	struct story y;
	struct previous p;
	char find[100];

	(void)state;
	snprintf(find, sizeof find, "command -v %s >/dev/null 2>&1", program);
	if (system(find) != 0)
		skip();
	two_rates(&y);
	for (int32_t k = -1; k < 5; k++) /* whole units, two rounds, cost and what follows */
		other(&y, k <= 2 ? 0 : k - 2, k <= 0 ? EXPORT_UNITS : k <= 2 ? k : 1, format, command, mark);
	story_release(&y);
	second_day(&y, &p);
	options.previous = &p;
	for (int32_t level = 0; level < 5; level++) /* the tier, change, cost, departure, arrival */
		other(&y, level, 1, format, command, mark);
	options.previous = NULL;
	previous_release(&p);
	story_release(&y);
}

static void glpsol(void **state)
{
	others(state, "glpsol", "lp", "glpsol --lp %s -o %s.sol >/dev/null; cat %s.sol", "total = ");
}

static void cbc(void **state)
{
	others(state, "cbc", "mps", "cp %s %s.mps; cbc %s.mps solve quit", "objective value ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks),
		cmocka_unit_test(limits),
		cmocka_unit_test(under_way),
		cmocka_unit_test(glpsol),
		cmocka_unit_test(cbc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
