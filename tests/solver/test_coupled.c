/* The coupled engine: fairness against leximin by its definition in rational
 * arithmetic, steps against their definition, whole plans against enumeration,
 * the counterexamples of DESIGN, every answer. */
#include "base/memory.h"
#include "base/text.h"
#include "solver/coupled.h"
#include "solver/levels_pure.h"
#include "solver/lp_export.h"
#include "tests/solver/support_coupled.h"
#include "tests/solver/support_exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define CELLS_MAX SUPPORT_CELLS_MAX

static const struct coupled_options EXACT = {.step = {1, 100}, .exact_cells = 200};

static void check_solution(const struct problem *p, const struct solution *s)
{
	struct text why;

	text_init(&why);
	if (s->answer != ANSWER_INFEASIBLE && !problem_feasible(p, s->x, &why))
		fail_msg("%s", text_str(&why));
	text_release(&why);
	for (int32_t k = 0; k < s->nlevels && s->answer != ANSWER_INFEASIBLE; k++) {
		const struct level_result *level = &s->levels[k];
		wide value = 0;

		assert_true((level->tier >= 1) != (level->objective >= 0));
		if (level->objective < 0)
			continue;
		for (int32_t j = 0; j < problem_columns(p); j++)
			value += (wide)p->objectives[level->objective].cost[j] * s->x[j];
		assert_true(level->value == value + p->objectives[level->objective].constant);
	}
}

/* One row over the columns given; values 1 each unless value is given. */
static void set_row(struct problem *p, int32_t n, const int32_t *columns, const int64_t *values,
	int64_t bound)
{
	p->nrows = 1;
	p->row_bound = mem_calloc(1, sizeof *p->row_bound);
	p->row_start = mem_calloc(2, sizeof *p->row_start);
	p->row_column = mem_calloc((size_t)n, sizeof *p->row_column);
	p->row_value = mem_calloc((size_t)n, sizeof *p->row_value);
	p->row_bound[0] = bound;
	p->row_start[1] = n;
	for (int32_t k = 0; k < n; k++) {
		p->row_column[k] = columns[k];
		p->row_value[k] = values ? values[k] : 1;
	}
}

/* --- leximin by definition, rational --- */

/* An LP whose bounds are multiplied by scale, so that rational floors become
 * whole numbers. */
struct scaled {
	struct level_lp level;
	int64_t scale;
};

static void scale_by(double *bounds, int32_t n, double factor)
{
	for (int32_t k = 0; k < n; k++)
		bounds[k] *= factor; /* infinity stays */
}

static void scale_lp(struct scaled *s, int64_t factor)
{
	struct lp *lp = &s->level.lp;

	scale_by(lp->row_lower, lp->nrows, (double)factor);
	scale_by(lp->row_upper, lp->nrows, (double)factor);
	scale_by(lp->column_lower, lp->ncolumns, (double)factor);
	scale_by(lp->column_upper, lp->ncolumns, (double)factor);
	s->scale *= factor;
	assert_true(s->scale < (int64_t)1 << 40);
}

/* rate [ncells] of the cells, all of one tier. Frozen cells have a positive
 * flag; inflow floors are rate D_c - fact_c. */
static void reference_leximin(const struct problem *p, struct ratio *rate)
{
	struct scaled s = {.scale = 1};
	char frozen[CELLS_MAX] = {0};
	int32_t left = p->ncells;
	mpq_t value;

	mpq_init(value);
	level_lp_build(&s.level, p, &(struct level_request){.tier = 1});
	while (left > 0) {
		struct lp *lp = &s.level.lp;
		struct ratio now;
		int64_t num, den;

		memset(lp->cost, 0, (size_t)lp->ncolumns * sizeof *lp->cost);
		lp->cost[s.level.rate] = -1;
		assert_int_equal(support_exact_lp(lp, value), SUPPORT_OPTIMAL);
		/* value = - rate * scale */
		num = -mpz_get_si(mpq_numref(value));
		den = mpz_get_si(mpq_denref(value));
		scale_lp(&s, den);
		lp->column_lower[s.level.rate] = (double)num; /* the common rate is kept */
		now = ratio_make(num, s.scale);
		lp->cost[s.level.rate] = 0;
		for (int32_t i = s.level.first_cell; i < lp->nrows; i++) {
			int32_t c = s.level.row_cell[i - s.level.first_cell];
			int32_t j = problem_columns(p) + c;
			mpq_t most;

			if (frozen[c])
				continue;
			mpq_init(most);
			mpq_set_si(most, num * p->cell_demand[c] - p->cell_fact[c] * s.scale, 1);
			lp->cost[j] = -1;
			assert_int_equal(support_exact_lp(lp, value), SUPPORT_OPTIMAL);
			lp->cost[j] = 0;
			mpq_neg(value, value);
			if (mpq_cmp(value, most) <= 0 || now.num == now.den) {
				frozen[c] = 1;
				rate[c] = now;
				left--;
			}
			mpq_clear(most);
		}
		/* only now, so that all of one round see the same LP */
		for (int32_t i = s.level.first_cell; i < lp->nrows; i++) {
			int32_t c = s.level.row_cell[i - s.level.first_cell];
			int32_t j = problem_columns(p) + c;

			if (!frozen[c] || isinf(lp->row_lower[i]))
				continue;
			lp->row_lower[i] = -LP_INFINITY;
			lp->column_lower[j] = (double)(num * p->cell_demand[c] -
				p->cell_fact[c] * s.scale);
			if (lp->column_lower[j] < (double)p->cell_least[c] * (double)s.scale)
				lp->column_lower[j] = (double)p->cell_least[c] * (double)s.scale;
			lp->column_upper[j] = lp->column_lower[j];
		}
		lp->column_lower[s.level.rate] = 0;
		lp->column_upper[s.level.rate] = (double)s.scale;
	}
	level_lp_release(&s.level);
	mpq_clear(value);
}

static void check_against(const struct problem *p, const struct ratio *rate, const double *inflow)
{
	for (int32_t c = 0; c < p->ncells; c++) {
		double wanted = (double)rate[c].num / (double)rate[c].den *
			(double)p->cell_demand[c] - (double)p->cell_fact[c];

		if (wanted < (double)p->cell_least[c])
			wanted = (double)p->cell_least[c];
		assert_true(fabs(inflow[c] - wanted) < 1e-6);
	}
}

/* The LPs alone, without the help of the relaxation. */
static void solve_lps(struct coupled *c, const struct problem *p,
	const struct coupled_options *options)
{
	coupled_init(c, p, options, NULL);
	assert_int_equal(coupled_hard(c), ANSWER_OPTIMAL);
	coupled_tier(c, 1);
	assert_false(coupled_broken(c));
	assert_int_equal(c->nlevels, 1);
	assert_true(c->levels[0].proven);
}

static void leximin_against_definition(void **state)
{
	int optimal = 0, guided = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {2, 1, 4, 1, 12, 9, seed % 3 == 0, false, false, true};
		struct support_coupling coupling = {2, 1, seed % 2 ? 1 : 0, 0};
		struct ratio rate[CELLS_MAX];
		struct problem p;
		struct coupled c;
		struct solution s;

		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		problem_assert(&p);
		reference_leximin(&p, rate);
		solve_lps(&c, &p, &EXACT);
		check_against(&p, rate, c.goal);
		for (int32_t k = 0; k < c.levels[0].strata.count; k++) {
			bool found = false;

			for (int32_t i = 0; i < p.ncells; i++)
				found = found ||
					ratio_compare(rate[i], c.levels[0].strata.rate[k]) == 0;
			assert_true(found);
		}
		coupled_release(&c);
		/* all of it, from the relaxation or not: the same, in whole units */
		solve_coupled(&p, &EXACT, NULL, NULL, &s);
		check_solution(&p, &s);
		assert_true(s.answer == ANSWER_OPTIMAL || s.answer == ANSWER_GAP);
		if (s.answer == ANSWER_OPTIMAL) {
			int64_t inflow[CELLS_MAX];

			optimal++;
			problem_cell_inflow(&p, s.x, inflow);
			for (int32_t i = 0; i < p.ncells; i++) {
				double wanted = (double)rate[i].num / (double)rate[i].den *
					(double)p.cell_demand[i] - (double)p.cell_fact[i];

				wanted = wanted > 0 ? wanted : 0;
				assert_true(fabs((double)inflow[i] - wanted) < 1);
			}
		}
		guided += s.levels[0].strata.label != NULL;
		solution_release(&s);
		problem_release(&p);
	}
	assert_true(optimal > 30);
	assert_true(guided > 3);
}

/* Pure problems by LPs have the rates of the integer kernels. */
static void pure_by_lps(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 150; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {3, 2, 7, 1, 30, 20, seed % 2 == 0, false, false,
			true};
		struct ratio rate[CELLS_MAX];
		int64_t served[CELLS_MAX], whole[CELLS_MAX];
		struct problem p;
		struct coupled c;

		support_problem(&p, &r, &shape);
		for (int32_t i = 0; i < p.ncells; i++)
			served[i] = -1;
		assert_true(support_fairness(&p, 1, served, rate, whole));
		solve_lps(&c, &p, &EXACT);
		check_against(&p, rate, c.goal);
		coupled_release(&c);
		problem_release(&p);
	}
}

/* --- steps by definition --- */

/* All taus in one LP: z[k][c] >= target[k][c] - x_c, objectives as rows. */
static void check_steps(const struct problem *p, const struct coupled *c, int32_t nsteps)
{
	struct lp_builder b;
	struct lp lp;
	struct lp_session *s;
	int32_t first_short, first_value, n = p->ncells;
	double weight[CELLS_MAX];

	lp_builder_init(&b);
	coupled_add_problem(&b, p);
	first_short = b.lp.ncolumns;
	for (int32_t k = 0; k < nsteps; k++)
		for (int32_t i = 0; i < n; i++) {
			int64_t target = int_mul_div_ceil(p->cell_demand[i], k + 1, nsteps) -
				p->cell_fact[i];
			int32_t column = lp_add_column(&b, 0, LP_INFINITY, 0);
			int32_t row = lp_add_row(&b, (double)target, LP_INFINITY);

			lp_add_entry(&b, row, problem_columns(p) + i, 1);
			lp_add_entry(&b, row, column, 1);
			weight[i] = rint(0x1p40 / (double)p->cell_demand[i]);
		}
	first_value = b.lp.nrows;
	for (int32_t k = 0; k < nsteps; k++) {
		int32_t row = lp_add_row(&b, -LP_INFINITY, LP_INFINITY);

		for (int32_t i = 0; i < n; i++)
			lp_add_entry(&b, row, first_short + k * n + i, (int64_t)weight[i]);
	}
	lp_finish(&b, &lp);
	s = lp_open(&lp);
	for (int32_t k = 0; k < nsteps; k++) {
		int64_t *cost = mem_calloc((size_t)lp.ncolumns, sizeof *cost);
		double *x = mem_calloc((size_t)lp.ncolumns, sizeof *x), least = 0.0, got = 0.0;

		for (int32_t i = 0; i < n; i++)
			cost[first_short + k * n + i] = (int64_t)weight[i];
		lp_set_costs(s, cost);
		assert_int_equal(lp_solve(s, LP_DUAL, NULL), LP_OPTIMAL);
		lp_values(s, x, NULL, NULL);
		for (int32_t i = 0; i < n; i++) {
			double target = (double)(int_mul_div_ceil(p->cell_demand[i], k + 1,
				nsteps) - p->cell_fact[i]);
			double missing = target - c->flow[c->first_inflow + i];

			least += weight[i] * x[first_short + k * n + i];
			got += missing > 0 ? weight[i] * missing : 0.0;
		}
		assert_true(fabs(least - got) < 1e-6 * 0x1p40);
		lp_set_row(s, first_value + k, -LP_INFINITY, least + 1e-9 * 0x1p40);
		mem_free(cost);
		mem_free(x);
	}
	lp_close(s);
	lp_release(&lp);
}

static void steps_against_definition(void **state)
{
	int short_ones = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 120; seed++) {
		struct support_random r = {seed * 7919};
		struct support_shape shape = {3, 2, 7, 1, 14, 30, seed % 3 == 0, false, false,
			true};
		struct support_coupling coupling = {3, 2, 2, 0};
		int32_t nsteps = (int32_t)support_between(&r, 1, 9);
		struct coupled_options options = {.step = {1, nsteps}};
		struct problem p;
		struct coupled c;

		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		coupled_init(&c, &p, &options, NULL);
		assert_int_equal(coupled_hard(&c), ANSWER_OPTIMAL);
		coupled_tier(&c, 1);
		assert_true(c.levels[0].proven);
		if (c.levels[0].step.num) {
			/* a last plan inside the frozen face, whatever its cost */
			coupled_clear_costs(&c);
			assert_int_equal(coupled_solve(&c, LP_DUAL), LP_OPTIMAL);
			short_ones += c.levels[0].strata.count > 0;
			lp_close(c.session); /* one session a thread */
			c.session = NULL;
			check_steps(&p, &c, nsteps);
		}
		coupled_release(&c);
		problem_release(&p);
	}
	assert_true(short_ones > 60);
}

/* --- whole plans against enumeration --- */

struct enumeration {
	const struct problem *p;
	int64_t x[12];
	double best; /* largest smallest fill rate of a whole plan */
	int64_t nplans;
};

static void enumerate(struct enumeration *e, int32_t j)
{
	const struct problem *p = e->p;

	if (j < problem_columns(p)) {
		int64_t most = j < p->narcs ? p->capacity[j] : p->batch_most[j - p->narcs];

		for (e->x[j] = 0; e->x[j] <= most; e->x[j]++)
			enumerate(e, j + 1);
		e->x[j] = 0;
		return;
	}
	if (problem_feasible(p, e->x, NULL)) {
		int64_t inflow[CELLS_MAX];
		double smallest = 1.0;

		e->nplans++;
		problem_cell_inflow(p, e->x, inflow);
		for (int32_t c = 0; c < p->ncells; c++) {
			double fill = (double)(p->cell_fact[c] + inflow[c]) /
				(double)p->cell_demand[c];

			if (fill < smallest)
				smallest = fill;
		}
		if (smallest > e->best)
			e->best = smallest;
	}
}

/* No whole plan lifts the smallest rate above the level's; when the answer is
 * proven, none that is better by a unit exists. */
static void whole_against_enumeration(void **state)
{
	int checked = 0;

	(void)state;
	for (uint64_t seed = 1; checked < 40; seed++) {
		struct support_random r = {seed * 104729};
		struct support_shape shape = {1, 1, 2, 1, 3, 4, false, false, false, false};
		struct support_coupling coupling = {2, 1, 0, 1};
		struct problem p;
		struct solution s;
		struct enumeration e = {.best = -1.0};

		support_problem(&p, &r, &shape);
		if (p.narcs <= 7) {
			double first, plans = 1.0;

			support_couple(&p, &r, &coupling);
			for (int32_t a = 0; a < p.narcs; a++) {
				if (p.capacity[a] > 3)
					p.capacity[a] = 3;
				plans *= (double)p.capacity[a] + 1;
			}
			e.p = &p;
			if (plans < 3000)
				enumerate(&e, 0);
			solve_coupled(&p, &EXACT, NULL, NULL, &s);
			check_solution(&p, &s);
			first = s.levels[0].strata.count ? (double)s.levels[0].strata.rate[0].num /
				(double)s.levels[0].strata.rate[0].den : 1.0;
			assert_true(e.best <= first + 1e-9);
			checked += e.nplans > 1;
			solution_release(&s);
		}
		problem_release(&p);
	}
}

/* --- everything at once: tiers, objectives, hard cells, batches, visits --- */

static void random_plans(void **state)
{
	int answers[4] = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 200; seed++) {
		struct support_random r = {seed * 31};
		struct support_shape shape = {3, 2, 8, 3, 20, 12, seed % 2 == 0, seed % 4 == 0,
			seed % 5 == 0, true};
		struct support_coupling coupling = {4, 3, 2, 3};
		struct coupled_options options = EXACT;
		struct problem p;
		struct solution s, again;

		if (seed % 3 == 0)
			options.exact_cells = 0;
		if (seed % 7 == 0)
			options.spread = (struct ratio){1, 10};
		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		solve_coupled(&p, &options, NULL, NULL, &s);
		answers[s.answer]++;
		check_solution(&p, &s);
		solve_coupled(&p, &options, NULL, NULL, &again);
		assert_int_equal(s.answer, again.answer);
		assert_memory_equal(s.x, again.x, (size_t)problem_columns(&p) * sizeof *s.x);
		for (int32_t k = 0; k < s.nlevels; k++)
			if (s.answer == ANSWER_OPTIMAL)
				assert_true(s.levels[k].proven);
		solution_release(&s);
		solution_release(&again);
		problem_release(&p);
	}
	assert_true(answers[ANSWER_OPTIMAL] > 60);
	assert_true(answers[ANSWER_INFEASIBLE] > 3);
	assert_int_equal(answers[ANSWER_LIMIT], 0);
}

/* --- the counterexamples --- */

/* Two classes of one item on one limited route: each class alone would fit, and
 * one capacity for each would send 10 over a route of 5. */
static void two_classes_one_route(void **state)
{
	static const int32_t limited[] = {2, 3};
	struct problem p;
	struct solution s;
	int64_t inflow[2];

	(void)state;
	support_sizes(&p, 2, 2, 4);
	support_arc(&p, 0, 0, 1, 10); /* class 1 in stock */
	support_arc(&p, 1, 0, 2, 10); /* class 2 */
	support_arc(&p, 2, 1, support_cell(&p, 0), ARC_UNLIMITED);
	support_arc(&p, 3, 2, support_cell(&p, 1), ARC_UNLIMITED);
	p.cell_demand[0] = p.cell_demand[1] = 10;
	set_row(&p, 2, limited, NULL, 5);
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_OPTIMAL);
	check_solution(&p, &s);
	problem_cell_inflow(&p, s.x, inflow);
	/* 2.5 each; the odd unit to the first in order */
	assert_int_equal(inflow[0], 3);
	assert_int_equal(inflow[1], 2);
	assert_int_equal(s.levels[0].strata.count, 1);
	assert_int_equal(ratio_compare(s.levels[0].strata.rate[0], (struct ratio){1, 4}), 0);
	assert_true(fabs(s.levels[0].lift_gap - 0.05) < 1e-9);
	solution_release(&s);
	/* the order decides which */
	p.cell_order[0] = 1;
	p.cell_order[1] = 0;
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_OPTIMAL);
	problem_cell_inflow(&p, s.x, inflow);
	assert_int_equal(inflow[0], 2);
	solution_release(&s);
	problem_release(&p);
}

/* Vehicles 12 kg; a unit to the near community takes 1, to the far one 3. While
 * the far road is closed the near one gets all 10; opened, both get 3/10. */
static void lifted_road_hurts(void **state)
{
	static const int32_t vehicles[] = {1, 2};
	static const int64_t kilograms[] = {1, 3};
	struct problem p;
	struct solution s;
	int64_t inflow[2];

	(void)state;
	support_sizes(&p, 1, 2, 3);
	support_arc(&p, 0, 0, 1, 100);
	support_arc(&p, 1, 1, support_cell(&p, 0), ARC_UNLIMITED);
	support_arc(&p, 2, 1, support_cell(&p, 1), 0);
	p.cell_demand[0] = p.cell_demand[1] = 10;
	set_row(&p, 2, vehicles, kilograms, 12);
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_OPTIMAL);
	problem_cell_inflow(&p, s.x, inflow);
	assert_int_equal(inflow[0], 10);
	assert_int_equal(inflow[1], 0);
	solution_release(&s);
	p.capacity[2] = ARC_UNLIMITED;
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_OPTIMAL);
	check_solution(&p, &s);
	problem_cell_inflow(&p, s.x, inflow);
	assert_int_equal(inflow[0], 3);
	assert_int_equal(inflow[1], 3);
	solution_release(&s);
	problem_release(&p);
}

/* One road of capacity 2 (a limit) to three cells of demand 6, free roads to
 * three of demand 4, 3 units: rate 1/10; 0.6 each would round to more than the
 * road carries. */
static void three_units(void **state)
{
	static const int32_t road[] = {1, 2, 3};
	struct problem p;
	struct solution s;
	int64_t inflow[6], sum = 0, over_road = 0;

	(void)state;
	support_sizes(&p, 1, 6, 7);
	support_arc(&p, 0, 0, 1, 3);
	for (int32_t c = 0; c < 6; c++) {
		support_arc(&p, 1 + c, 1, support_cell(&p, c), ARC_UNLIMITED);
		p.cell_demand[c] = c < 3 ? 6 : 4;
	}
	set_row(&p, 3, road, NULL, 2);
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_OPTIMAL);
	check_solution(&p, &s);
	problem_cell_inflow(&p, s.x, inflow);
	for (int32_t c = 0; c < 6; c++) {
		assert_in_range(inflow[c], 0, 1);
		sum += inflow[c];
		over_road += c < 3 ? inflow[c] : 0;
	}
	assert_int_equal(sum, 3);
	assert_int_equal(over_road, 2);
	solution_release(&s);
	problem_release(&p);
}

/* Minutes for 2 visits of 3 households of 10 units: whole visits, however many
 * items; ceil(10 * 2 / 3) = 7 units, where the LP alone would say 6.67. */
static void whole_visits(void **state)
{
	static const int32_t visit[] = {2};
	static const int64_t minutes[] = {6};
	struct problem p;
	struct solution s;
	int64_t inflow[1];

	(void)state;
	support_sizes(&p, 1, 1, 2);
	support_arc(&p, 0, 0, 1, 100);
	support_arc(&p, 1, 1, support_cell(&p, 0), ARC_UNLIMITED);
	p.cell_demand[0] = 10;
	p.nvisits = p.nlinks = 1;
	p.visit_households = mem_calloc(1, sizeof *p.visit_households);
	p.link_arc = mem_calloc(1, sizeof *p.link_arc);
	p.link_visit = mem_calloc(1, sizeof *p.link_visit);
	p.link_demand = mem_calloc(1, sizeof *p.link_demand);
	p.visit_households[0] = 3;
	p.link_arc[0] = 1;
	p.link_demand[0] = 10;
	set_row(&p, 1, visit, minutes, 17);
	solve_coupled(&p, &EXACT, NULL, NULL, &s);
	check_solution(&p, &s);
	problem_cell_inflow(&p, s.x, inflow);
	assert_int_equal(s.x[2], 2);
	assert_int_equal(inflow[0], 7);
	solution_release(&s);
	problem_release(&p);
}

/* --- every answer --- */

static void one_road(struct problem *p, int64_t stock, int64_t least, int64_t limit)
{
	static const int32_t road[] = {1};

	support_sizes(p, 1, 1, 2);
	support_arc(p, 0, 0, 1, stock);
	support_arc(p, 1, 1, support_cell(p, 0), ARC_UNLIMITED);
	p->cell_demand[0] = least;
	p->cell_least[0] = least;
	p->cell_tier[0] = TIER_HARD;
	set_row(p, 1, road, NULL, limit);
}

static void infeasible(void **state)
{
	struct problem p;
	struct solution s;

	(void)state;
	/* too little stock: a cut shows it */
	one_road(&p, 3, 5, 100);
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_INFEASIBLE);
	assert_non_null(s.cut);
	assert_int_equal(s.cut[support_cell(&p, 0)], 1);
	assert_int_equal(s.nlevels, 1);
	assert_true(s.levels[0].proven);
	solution_release(&s);
	problem_release(&p);
	/* a limit contradicts: proven by prices, no cut */
	one_road(&p, 9, 5, 4);
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_INFEASIBLE);
	assert_null(s.cut);
	assert_true(s.levels[0].proven);
	solution_release(&s);
	problem_release(&p);
	one_road(&p, 9, 5, 5);
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, NULL, &s), ANSWER_OPTIMAL);
	check_solution(&p, &s);
	solution_release(&s);
	problem_release(&p);
}

static void stopped(void **state)
{
	volatile int flag = 1;
	struct stop stop = {&flag, 0};

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {3, 2, 8, 2, 20, 12, true, false, false, true};
		struct support_coupling coupling = {4, 2, 2, 2};
		struct problem p;
		struct solution s;

		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		assert_int_equal(solve_coupled(&p, &EXACT, NULL, &stop, &s), ANSWER_LIMIT);
		check_solution(&p, &s);
		for (int32_t k = 0; k < s.nlevels; k++)
			if (s.levels[k].objective >= 0)
				assert_true(s.levels[k].bound <= s.levels[k].value);
		solution_release(&s);
		problem_release(&p);
	}
}

/* What a plan hands out in all: from scratch, or grown from first. */
static int64_t handed_out(const struct problem *p, const int64_t *first, const struct stop *stop, int64_t *x)
{
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *most = mem_calloc((size_t)p->ncells, sizeof *most), sum = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		most[c] = cell_need(p, c);
	whole_plan_until(p, NULL, first, goal, most, false, stop, x);
	assert_true(problem_feasible(p, x, NULL));
	problem_cell_inflow(p, x, most);
	for (int32_t c = 0; c < p->ncells; c++)
		sum += most[c];
	mem_free(goal);
	mem_free(most);
	return sum;
}

/* In a hurry a plan keeps everything and is full: nothing more comes by a second
 * go; hardly less is handed out than by taking the time. */
static void in_a_hurry(void **state)
{
	volatile int flag = 1;
	struct stop stop = {&flag, 0};
	int64_t quick = 0, slow = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 400; seed++) {
		struct support_random r = {seed};
		struct support_shape shape = {.hubs_most = 6, .periods = 3, .cells_most = 8, .tiers = 2,
			.capacity_most = 20, .demand_most = 12, .facts = seed % 2 == 0, .unlimited = true};
		struct support_coupling coupling = {.rows_most = 4, .visits_most = 2};
		struct problem p;
		int64_t *x, *again, sum;

		support_problem(&p, &r, &shape);
		support_couple(&p, &r, &coupling);
		x = mem_calloc((size_t)problem_columns(&p), sizeof *x);
		again = mem_calloc((size_t)problem_columns(&p), sizeof *again);
		sum = handed_out(&p, NULL, &stop, x);
		assert_int_equal(handed_out(&p, x, &stop, again), sum);
		quick += sum;
		slow += handed_out(&p, NULL, NULL, again);
		mem_free(x);
		mem_free(again);
		problem_release(&p);
	}
	assert_true(quick > 0 && quick * 10 >= slow * 9);
}

/* Three items, 40 places, 14 periods; four depots with too few vehicles. */
static void depots(struct problem *p)
{
	enum { ITEMS = 3, PLACES = 40, PERIODS = 14, DEPOTS = 4 };
	struct support_random r = {7};
	int32_t ncells = ITEMS * PLACES * PERIODS, a = 0, n = 0;

	support_sizes(p, ncells, ncells, ncells * (2 + DEPOTS) + ITEMS * DEPOTS);
	p->nrows = DEPOTS * PERIODS;
	p->row_bound = mem_calloc((size_t)p->nrows, sizeof *p->row_bound);
	p->row_start = mem_calloc((size_t)p->nrows + 1, sizeof *p->row_start);
	p->row_column = mem_calloc((size_t)p->narcs, sizeof *p->row_column);
	p->row_value = mem_calloc((size_t)p->narcs, sizeof *p->row_value);
	for (int32_t c = 0; c < ncells; c++) {
		int32_t node = 1 + c;

		p->cell_demand[c] = support_between(&r, 5, 200);
		support_arc(p, a++, node, support_cell(p, c), ARC_UNLIMITED);
		if (c % PERIODS + 1 < PERIODS)
			support_arc(p, a++, node, node + 1, ARC_UNLIMITED);
	}
	for (int32_t item = 0; item < ITEMS; item++)
		for (int32_t depot = 0; depot < DEPOTS; depot++)
			support_arc(p, a++, 0, 1 + (item * PLACES + depot) * PERIODS, 11000);
	for (int32_t row = 0; row < p->nrows; row++) {
		int32_t depot = row / PERIODS, t = row % PERIODS;

		for (int32_t item = 0; item < ITEMS && t + 1 < PERIODS; item++)
			for (int32_t place = DEPOTS; place < PLACES; place++) {
				int32_t from = 1 + (item * PLACES + depot) * PERIODS + t;
				int32_t to = 1 + (item * PLACES + place) * PERIODS + t + 1;

				p->row_column[n] = a;
				p->row_value[n++] = 1 + item;
				support_arc(p, a++, from, to, ARC_UNLIMITED);
			}
		p->row_start[row + 1] = n;
		p->row_bound[row] = 4400;
	}
	p->narcs = a;
}

/* Stopped in the middle of an LP: GLPK is left at its next display. */
static void stopped_within(void **state)
{
	struct problem p;
	struct solution s;
	struct timespec now;
	struct stop stop = {NULL, 0};

	(void)state;
	depots(&p);
	problem_assert(&p);
	clock_gettime(CLOCK_MONOTONIC, &now);
	stop.deadline = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec + 150000000;
	assert_int_equal(solve_coupled(&p, &EXACT, NULL, &stop, &s), ANSWER_LIMIT);
	check_solution(&p, &s);
	assert_false(s.levels[0].proven);
	assert_true(s.levels[0].strata.count > 0);
	solution_release(&s);
	problem_release(&p);
}

/* The library aborts: once, and the level is solved anew; again and again, and
 * what is there becomes a plan, not proven. */
static void failing_library(void **state)
{
	struct support_random r = {5};
	struct support_shape shape = {3, 1, 6, 1, 20, 12, false, false, false, true};
	struct support_coupling coupling = {2, 0, 0, 0};
	struct problem p;
	struct coupled c;

	(void)state;
	support_problem(&p, &r, &shape);
	support_couple(&p, &r, &coupling);
	coupled_init(&c, &p, &EXACT, NULL);
	assert_int_equal(coupled_hard(&c), ANSWER_OPTIMAL);
	lp_test_abort(c.session);
	coupled_tier(&c, 1);
	assert_false(coupled_broken(&c));
	assert_true(c.levels[0].proven);
	coupled_release(&c);
	/* no pivots at all, as for a problem beyond the LPs */
	coupled_init(&c, &p, &EXACT, NULL);
	lp_allow(c.session, 0);
	assert_int_equal(coupled_hard(&c), ANSWER_OPTIMAL);
	coupled_tier(&c, 1);
	assert_true(c.failed && !c.stopped);
	assert_false(c.levels[0].proven);
	coupled_release(&c);
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leximin_against_definition),
		cmocka_unit_test(pure_by_lps),
		cmocka_unit_test(steps_against_definition),
		cmocka_unit_test(whole_against_enumeration),
		cmocka_unit_test(random_plans),
		cmocka_unit_test(two_classes_one_route),
		cmocka_unit_test(lifted_road_hurts),
		cmocka_unit_test(three_units),
		cmocka_unit_test(whole_visits),
		cmocka_unit_test(infeasible),
		cmocka_unit_test(stopped),
		cmocka_unit_test(in_a_hurry),
		cmocka_unit_test(stopped_within),
		cmocka_unit_test(failing_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
