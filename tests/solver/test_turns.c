/* Along a quantity of goods: what is said to be proven between two points against a
 * plan at every one of them, on random small stories; and plans of which only figures
 * are wanted against whole ones. */
#include "models/alteration.h"
#include "solver/follow.h"
#include "solver/options.h"
#include "solver/solve.h"
#include "solver/turns.h"
#include "solver/verify/verify.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { POINTS = 41 };

static const struct story_shape shapes[] = {
	{.items_most = 1, .periods_most = 2, .claims_most = 6, .quantity_most = 25, .plain = true, .capacities = true},
	{.items_most = 2, .periods_most = 3, .claims_most = 8, .quantity_most = 20, .tiers = true, .packs = true,
		.transits = true, .households = true, .autonomy = true},
	{.items_most = 2, .periods_most = 3, .claims_most = 8, .quantity_most = 25, .plain = true, .autonomy = true,
		.tiers = true, .odd_notice = true},
	{.items_most = 2, .periods_most = 2, .claims_most = 6, .quantity_most = 15, .autonomy = true, .limits = true,
		.minima = true, .substitutes = true, .rules = true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

struct told {
	struct story y;
	int32_t line; /* whose quantity goes from 0 up */
	int64_t step;
	struct rates rates[POINTS]; /* of the plans of all points */
};

static bool set_line(void *context, int32_t point, struct scenario *s)
{
	const struct told *t = context;

	s->lines[t->line].declared = t->step * point;
	s->lines[t->line].counted = -1;
	return true;
}

/* A line of goods; -1: there is none. */
static int32_t choose_line(const struct scenario *s, struct support_random *r)
{
	for (int tries = 0; tries < 20 && s->nlines > 0; tries++) {
		int32_t line = (int32_t)support_between(r, 0, s->nlines - 1);

		if (s->holders[s->lines[line].holder].kind != HOLDER_HOUSEHOLD && s->lines[line].mode != MODE_CAPACITY)
			return line;
	}
	return -1;
}

static void plan_points(struct told *t)
{
	for (int32_t k = 0; k < POINTS; k++) {
		set_line(t, k, &t->y.s);
		story_solve(&t->y, 1);
		rates_take(&t->y.s, &t->y.cells, &t->y.plan, &t->rates[k]);
	}
}

static struct rates rates_copy(const struct rates *from)
{
	struct rates to = *from;

	to.classes = mem_calloc((size_t)from->nclasses, sizeof *to.classes);
	to.class_of = mem_calloc((size_t)from->ncells, sizeof *to.class_of);
	if (from->nclasses > 0)
		memcpy(to.classes, from->classes, (size_t)from->nclasses * sizeof *to.classes);
	if (from->ncells > 0)
		memcpy(to.class_of, from->class_of, (size_t)from->ncells * sizeof *to.class_of);
	return to;
}

/* Between two ends every class has its rate on the line, by the units of the one entry
 * that differs; of several, somewhere between. */
static void check_between(const struct told *t, const struct follow *f, int32_t first, int32_t last, int32_t point)
{
	const struct rates *a = &t->rates[first], *b = &t->rates[last], *at = &t->rates[point];
	const int64_t *low = &f->units[first * FOLLOW_ENTRIES], *high = &f->units[last * FOLLOW_ENTRIES];
	int differ = 0, entry = 0;

	assert_true(rates_alike(a, at) && rates_alike(a, b));
	for (int e = 0; e < FOLLOW_ENTRIES; e++) {
		bool moves = false;

		for (int32_t k = first; k <= last; k++)
			moves |= f->units[k * FOLLOW_ENTRIES + e] != low[e];
		if (moves) {
			differ++;
			entry = e;
		}
	}
	for (int32_t k = 0; k < a->nclasses; k++) {
		struct ratio x = a->classes[k].rate, y = b->classes[k].rate, z = at->classes[k].rate;
		wide way = differ == 1 ? high[entry] - low[entry] : 0;

		if (a->classes[k].nclaims == 0)
			continue;
		assert_true((ratio_compare(z, x) >= 0 && ratio_compare(z, y) <= 0) ||
			(ratio_compare(z, x) <= 0 && ratio_compare(z, y) >= 0) || differ > 1);
		if (way == 0)
			continue;
		/* (z - x) way = (y - x) (units - low) */
		wide part = f->units[point * FOLLOW_ENTRIES + entry] - low[entry];
		assert_true(((wide)z.num * x.den - (wide)x.num * z.den) * y.den * way ==
			((wide)y.num * x.den - (wide)x.num * y.den) * z.den * part);
	}
}

/* Returns how many points were not planned. */
static int search(struct told *t, struct follow *f)
{
	int32_t wanted[POINTS], n, before = 0, nruns;
	struct turns turns;
	struct run *runs;
	int spared = 0;

	turns_init(&turns, POINTS, &t->y.cells, f);
	while ((n = turns_next(&turns, wanted)) > 0) {
		for (int32_t k = 0; k < n; k++) {
			struct rates copy = rates_copy(&t->rates[wanted[k]]);

			assert_false(turns.solved[wanted[k]]);
			turns_take(&turns, wanted[k], &copy);
		}
	}
	for (int32_t k = 1; k < POINTS; k++) {
		if (!turns.solved[k])
			continue;
		for (int32_t point = before + 1; point < k; point++, spared++)
			check_between(t, f, before, k, point);
		before = k;
	}
	assert_int_equal(before, POINTS - 1);
	runs = turns_runs(&turns, &nruns);
	for (int32_t k = 0; k < nruns; k++) {
		assert_true(runs[k].first <= runs[k].inside && runs[k].inside <= runs[k].last);
		if (k > 0 && rate_same_level(&runs[k - 1].level, &runs[k].level))
			assert_in_range(runs[k].first - runs[k - 1].last, 0, 1); /* nothing lies between runs */
	}
	runs_release(runs, nruns);
	turns_release(&turns);
	return spared;
}

static void test_points_between_are_as_proven(void **state)
{
	uint64_t n = stories(60);
	int followed = 0, spared = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct support_random r = {seed * 7919};
		struct told t;
		struct follow f;

		memset(&t, 0, sizeof t);
		story_random(&t.y, &r, &shapes[seed % SHAPES]);
		t.line = choose_line(&t.y.s, &r);
		t.step = t.line < 0 ? 1 : t.y.s.items[t.y.s.lines[t.line].item].issue_unit * support_between(&r, 1, 2);
		if (t.line >= 0) {
			struct scenario s;

			plan_points(&t);
			scenario_copy(&t.y.s, &s);
			if (follow_init(&f, &s, &t.y.cells, s.lines[t.line].holder, s.lines[t.line].item, POINTS, set_line, &t)) {
				followed++;
				spared += search(&t, &f);
				follow_release(&f);
			}
			scenario_release(&s);
		}
		for (int32_t k = 0; k < POINTS; k++)
			rates_release(&t.rates[k]);
		story_release(&t.y);
	}
	assert_true(followed > 0 && spared > followed * 10); /* of POINTS each */
}

static void test_figures_are_those_of_whole_plans(void **state)
{
	uint64_t n = stories(60);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		struct support_random r = {seed * 104729};
		struct solve_options options = {.jobs = 1, .figures = true};
		struct text findings;
		struct story y;
		struct plan plan;

		memset(&y, 0, sizeof y);
		story_random(&y, &r, &shapes[seed % SHAPES]);
		story_solve(&y, 1);
		plan_init(&plan);
		plan_solve(&y.s, &y.cells, &y.supply, &options, &plan);
		text_init(&findings);
		assert_true(plan.status == PLAN_CONTRADICTION ||
			(plan_check(&y.s, &y.cells, &y.supply, &plan, &findings) &&
				plan_judge(&y.s, &y.cells, &y.supply, &plan, NULL, &findings)));
		text_release(&findings);
		assert_int_equal(plan.status, y.plan.status);
		for (int32_t c = 0; c < y.cells.ncells && plan.status != PLAN_CONTRADICTION; c++)
			assert_int_equal(plan.served[c].units, y.plan.served[c].units);
		if (plan.status != PLAN_CONTRADICTION && plan.cost_complete && y.plan.cost_complete)
			assert_int_equal(ratio_compare(plan.cost, y.plan.cost), 0);
		plan_release(&plan);
		story_release(&y);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_points_between_are_as_proven),
		cmocka_unit_test(test_figures_are_those_of_whole_plans),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
