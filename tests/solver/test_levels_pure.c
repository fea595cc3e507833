/* All levels of small pure problems against their definitions: the fairness of
 * a tier by trying everything (support_random.h), linear levels and totals by
 * cancelling cycles (support_cycles.h). */
#include "base/map.h"
#include "base/memory.h"
#include "solver/levels_pure.h"
#include "solver/priced_flow.h"
#include "tests/solver/support_cycles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define OBJECTIVES 5 /* waste, cost, departure, two canonical words */

/* --- Problems --- */

static void add_objectives(struct problem *p, struct support_random *r)
{
	static const enum objective_kind kinds[OBJECTIVES] = { OBJECTIVE_WASTE, OBJECTIVE_COST,
		OBJECTIVE_DEPARTURE, OBJECTIVE_CANONICAL, OBJECTIVE_CANONICAL };

	p->nobjectives = OBJECTIVES;
	p->objectives = mem_calloc(OBJECTIVES, sizeof *p->objectives);
	for (int32_t k = 0; k < OBJECTIVES; k++) {
		struct objective *objective = &p->objectives[k];

		objective->kind = kinds[k];
		objective->item = 0;
		objective->scale = 1;
		objective->constant = k == 0 ? support_between(r, 0, 50) : 0;
		objective->cost = mem_calloc((size_t)p->narcs, sizeof *objective->cost);
		for (int32_t a = 0; a < p->narcs; a++) {
			if (kinds[k] == OBJECTIVE_WASTE)
				objective->cost[a] = p->tail[a] == 0 ? -support_between(r, 0, 1) : 0;
			else if (kinds[k] == OBJECTIVE_CANONICAL)
				objective->cost[a] = (int64_t)support_word(r);
			else
				objective->cost[a] = support_between(r, 0, 4);
		}
	}
}

static bool leasts_possible(const struct problem *p)
{
	int64_t least = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		least += p->cell_least[c];
	return support_max_flow(p, p->cell_least) == least;
}

/* Some cells are hard rules; those that contradict become ordinary ones unless
 * they may. */
static void problem_make(struct problem *p, struct support_random *r, bool may_contradict)
{
	const struct support_shape shape = { .hubs_most = 5, .periods = (int32_t)(r->state % 2) * 2,
		.cells_most = 5, .tiers = 2, .capacity_most = 7, .demand_most = 9, .facts = true,
		.hard = true, .leasts = r->state % 3 == 0, .unlimited = true };

	support_problem(p, r, &shape);
	for (int32_t c = 0; c < p->ncells && !may_contradict && !leasts_possible(p); c++) {
		p->cell_least[c] = 0;
		if (p->cell_tier[c] == TIER_HARD)
			p->cell_tier[c] = 1;
	}
	add_objectives(p, r);
}

static int32_t first_tier(const struct problem *p)
{
	int32_t tier = INT32_MAX;

	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] > TIER_HARD && p->cell_tier[c] < tier)
			tier = p->cell_tier[c];
	return tier;
}

static int32_t count_tiers(const struct problem *p)
{
	int32_t count = 0;

	for (int32_t c = 0; c < p->ncells; c++) {
		bool new = p->cell_tier[c] > TIER_HARD;

		for (int32_t e = 0; e < c; e++)
			new = new && p->cell_tier[e] != p->cell_tier[c];
		count += new;
	}
	return count;
}

/* The reference's columns with the plan's flow; cells with served >= 0 fixed,
 * the others between their least value and their need. */
static int32_t columns_of(const struct problem *p, const int64_t *x, const int64_t *served,
	struct column *columns)
{
	int32_t n = columns_make(p, columns);
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);

	problem_cell_inflow(p, x, inflow);
	for (int32_t a = 0; a < p->narcs; a++)
		columns[a].flow = x[a];
	for (int32_t c = 0; c < p->ncells; c++) {
		struct column *column = &columns[p->narcs + c];

		column->flow = inflow[c];
		column->lower = p->cell_least[c];
		if (served[c] >= 0)
			column->lower = column->upper = served[c];
	}
	mem_free(inflow);
	return n;
}

/* The linear levels of the solution are the best there are for its cells, or
 * for any cells with the same totals when the first ntiers levels are totals. */
static void check_objectives(const struct problem *p, const struct pure_options *options,
	const struct solution *s)
{
	struct column columns[COLUMNS_MAX];
	int64_t served[NODES_MAX];
	wide values[LEVELS_MAX];
	int32_t n, ncosts = 0, tier = 0;

	problem_cell_inflow(p, s->x, served);
	for (int32_t c = 0; c < p->ncells && options->rule == FAIR_TOTAL; c++)
		if (p->cell_tier[c] != TIER_HARD)
			served[c] = -1;
	n = columns_of(p, s->x, served, columns);
	for (int32_t l = 0; l < s->nlevels; l++) {
		const struct level_result *level = &s->levels[l];

		assert_true(level->proven);
		assert_true(level->value == level->bound);
		if (level->tier >= 0) {
			assert_true(level->tier > tier && level->objective == -1);
			tier = level->tier;
		}
		if (level->tier >= 0 && options->rule != FAIR_TOTAL)
			continue;
		for (int32_t j = 0; j < n; j++) {
			int32_t c = j - p->narcs;

			if (level->tier < 0)
				columns[j].cost[ncosts] =
					c < 0 ? p->objectives[level->objective].cost[j] : 0;
			else if (c >= 0 && p->cell_tier[c] == level->tier)
				columns[j].cost[ncosts] = -options->weight[c];
		}
		ncosts++;
	}
	columns_minimise(columns, n, p->nnodes, ncosts, values);
	ncosts = 0;
	for (int32_t l = 0; l < s->nlevels; l++) {
		const struct level_result *level = &s->levels[l];

		if (level->objective >= 0) {
			assert_true(level->value == values[ncosts] +
				p->objectives[level->objective].constant);
			ncosts++;
		} else if (options->rule == FAIR_TOTAL) {
			wide fact = 0;

			for (int32_t c = 0; c < p->ncells; c++)
				if (p->cell_tier[c] == level->tier)
					fact += options->weight[c] * p->cell_fact[c];
			assert_true(level->value == fact - values[ncosts]);
			ncosts++;
		}
	}
	/* One canonical word makes it unique; none was needed when it was before. */
	assert_true(s->nlevels <= count_tiers(p) + OBJECTIVES - 1);
	assert_true(s->nlevels >= count_tiers(p) + OBJECTIVES - 2);
}

static void solve(const struct problem *p, const struct pure_options *options, struct solution *s)
{
	assert_int_equal(solve_pure(p, options, NULL, s), ANSWER_OPTIMAL);
	assert_int_equal(s->answer, ANSWER_OPTIMAL);
	assert_true(problem_feasible(p, s->x, NULL));
	assert_null(s->cut);
}

/* --- Leximin --- */

static void check_leximin(const struct problem *p)
{
	const struct pure_options options = { .rule = FAIR_LEXIMIN };
	int64_t served[NODES_MAX], inflow[NODES_MAX];
	struct ratio rate[NODES_MAX];
	struct solution s;

	solve(p, NULL, &s);
	check_objectives(p, &options, &s);
	problem_cell_inflow(p, s.x, inflow);
	for (int32_t c = 0; c < p->ncells; c++)
		served[c] = p->cell_tier[c] == TIER_HARD ? p->cell_least[c] : -1;
	for (int32_t l = 0; l < count_tiers(p); l++) {
		int32_t tier = s.levels[l].tier;

		assert_true(support_fairness(p, tier, served, rate, served));
		for (int32_t c = 0; c < p->ncells; c++)
			if (p->cell_tier[c] == tier)
				assert_int_equal(inflow[c], served[c]);
	}
	solution_release(&s);
}

static void test_leximin_then_objectives(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 600; seed++) {
		struct support_random r = { seed };
		struct problem p;

		problem_make(&p, &r, false);
		check_leximin(&p);
		problem_release(&p);
	}
}

/* --- Prices as a start --- */

static void assert_same_levels(const struct problem *p, const struct solution *a, const struct solution *b)
{
	assert_int_equal(a->nlevels, b->nlevels);
	for (int32_t l = 0; l < a->nlevels; l++)
		assert_true(a->levels[l].value == b->levels[l].value && a->levels[l].proven == b->levels[l].proven);
	assert_memory_equal(a->x, b->x, (size_t)p->narcs * sizeof *a->x);
}

/* A flow by prices delivers served, whatever the prices are. */
static void check_flow_by_prices(const struct problem *p, const struct solution *s, const struct level_prices *prices)
{
	int64_t served[NODES_MAX], inflow[NODES_MAX];
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);

	problem_cell_inflow(p, s->x, served);
	flow_by_prices(p, served, prices, x);
	assert_true(problem_feasible(p, x, NULL));
	problem_cell_inflow(p, x, inflow);
	for (int32_t c = 0; c < p->ncells; c++)
		assert_int_equal(inflow[c], served[c]);
	mem_free(x);
}

/* Its own prices, others and some that are not known: the answer stays. */
static void test_prices_are_a_start_and_nothing_else(void **state)
{
	(void)state;
	for (uint64_t seed = 3001; seed <= 3300; seed++) {
		struct support_random r = { seed };
		struct problem p;
		struct solution cold, warm;
		struct level_prices found = { 0, NULL, NULL }, again = { 0, NULL, NULL };
		struct pure_options options = { .found = &found };

		problem_make(&p, &r, false);
		solve(&p, &options, &cold);
		assert_int_equal(found.nlevels, OBJECTIVES - 2); /* but the canonical ones */
		options.guess = &found;
		options.found = &again;
		for (int pass = 0; pass < 3; pass++) {
			check_flow_by_prices(&p, &cold, &found);
			solve(&p, &options, &warm);
			assert_same_levels(&p, &cold, &warm);
			solution_release(&warm);
			level_prices_release(&again);
			for (int32_t i = 0; i < found.nlevels * p.nnodes; i++)
				found.price[i] += support_between(&r, -2, 2);
			found.known = found.known ? found.known : mem_calloc((size_t)p.nnodes, 1);
			for (int32_t v = 0; v < p.nnodes; v++)
				found.known[v] = support_between(&r, 0, 3) > 0;
		}
		level_prices_release(&found);
		solution_release(&cold);
		problem_release(&p);
	}
}

/* --- Total --- */

static void test_total_then_objectives(void **state)
{
	(void)state;
	for (uint64_t seed = 1001; seed <= 1600; seed++) {
		struct support_random r = { seed };
		struct problem p;
		struct solution s;
		int64_t weight[NODES_MAX];
		struct pure_options options = { .rule = FAIR_TOTAL, .weight = weight };

		problem_make(&p, &r, false);
		for (int32_t c = 0; c < p.ncells; c++)
			weight[c] = support_between(&r, 0, 3);
		solve(&p, &options, &s);
		check_objectives(&p, &options, &s);
		solution_release(&s);
		problem_release(&p);
	}
}

/* --- Rates --- */

/* Most that cell c could get beyond its least value, everybody else keeping
 * served (least values where -1). */
static int64_t most_alone(const struct problem *p, const int64_t *x, const int64_t *served,
	int32_t c)
{
	struct column columns[COLUMNS_MAX];
	int64_t fixed[NODES_MAX];
	wide value;
	int32_t n;

	for (int32_t e = 0; e < p->ncells; e++)
		fixed[e] = served[e] >= 0 ? served[e] : p->cell_least[e];
	n = columns_of(p, x, fixed, columns);
	columns[p->narcs + c].lower = p->cell_least[c];
	columns[p->narcs + c].upper = cell_need(p, c);
	columns[p->narcs + c].cost[0] = -1;
	columns_minimise(columns, n, p->nnodes, 1, &value);
	return columns[p->narcs + c].flow - p->cell_least[c];
}

/* True when every cell with reached[c] can have s_c >= rate * D_c (or all its
 * fact and least value) at once: the problem times the denominator. */
static bool rate_possible(const struct problem *p, int32_t tier, const int64_t *served,
	const bool *reached, struct ratio rate)
{
	struct problem scaled = *p;
	int64_t most[NODES_MAX], asked = 0;
	bool possible;

	scaled.capacity = mem_calloc((size_t)p->narcs, sizeof *scaled.capacity);
	scaled.cell_demand = mem_calloc((size_t)p->ncells, sizeof *scaled.cell_demand);
	scaled.cell_fact = mem_calloc((size_t)p->ncells, sizeof *scaled.cell_fact);
	scaled.cell_least = mem_calloc((size_t)p->ncells, sizeof *scaled.cell_least);
	for (int32_t a = 0; a < p->narcs; a++)
		scaled.capacity[a] = p->capacity[a] < ARC_UNLIMITED ? p->capacity[a] * rate.den :
			ARC_UNLIMITED;
	for (int32_t c = 0; c < p->ncells; c++) {
		int64_t least = p->cell_least[c] * rate.den;

		most[c] = served[c] >= 0 ? served[c] * rate.den : least;
		if (p->cell_tier[c] == tier && reached[c]) {
			int64_t ask = rate.num * p->cell_demand[c] - rate.den * p->cell_fact[c];

			most[c] = ask > least ? ask : least;
		}
		scaled.cell_demand[c] = p->cell_demand[c] * rate.den;
		asked += most[c];
	}
	possible = support_max_flow(&scaled, most) == asked;
	mem_free(scaled.capacity);
	mem_free(scaled.cell_demand);
	mem_free(scaled.cell_fact);
	mem_free(scaled.cell_least);
	return possible;
}

/* A flow for the given amounts (least values where -1), by the tested kernel. */
static void flow_for(const struct problem *p, const int64_t *served, int64_t *x)
{
	int64_t fixed[NODES_MAX];

	for (int32_t c = 0; c < p->ncells; c++)
		fixed[c] = served[c] >= 0 ? served[c] : p->cell_least[c];
	assert_int_equal(flow_largest(p, fixed, fixed, x), 0);
}

/* Larger than any denominator of a smallest rate here: the sum of demands. */
#define RATE_STEPS 1000

static struct ratio next_rate(struct ratio rate)
{
	return ratio_make(rate.num * RATE_STEPS + 1, rate.den * RATE_STEPS);
}

/* Finds out by definition who can be reached; returns whether anybody can. */
static bool find_reached(const struct problem *p, int32_t tier, const int64_t *served,
	bool *reached)
{
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);
	bool any = false;

	flow_for(p, served, x);
	for (int32_t c = 0; c < p->ncells; c++) {
		reached[c] = p->cell_tier[c] == tier && most_alone(p, x, served, c) > 0;
		any = any || reached[c];
	}
	mem_free(x);
	return any;
}

static void check_proportional_tier(const struct problem *p, const struct level_result *level,
	const int64_t *inflow, int64_t *served)
{
	struct ratio rate = { 1, 1 };
	bool reached[NODES_MAX];
	bool any = find_reached(p, level->tier, served, reached);

	assert_true(level->strata.count <= 1);
	if (level->strata.count == 1)
		rate = level->strata.rate[0];
	if (any) {
		assert_true(rate_possible(p, level->tier, served, reached, rate));
		if (rate.num < rate.den)
			assert_false(rate_possible(p, level->tier, served, reached,
				next_rate(rate)));
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		int64_t share = rate.num * p->cell_demand[c] / rate.den - p->cell_fact[c];

		if (p->cell_tier[c] != level->tier)
			continue;
		if (share < p->cell_least[c] || !reached[c])
			share = p->cell_least[c];
		assert_int_equal(inflow[c], share);
		served[c] = inflow[c];
	}
}

static void test_proportional(void **state)
{
	const struct pure_options options = { .rule = FAIR_PROPORTIONAL };

	(void)state;
	for (uint64_t seed = 2001; seed <= 2600; seed++) {
		struct support_random r = { seed };
		struct problem p;
		struct solution s;
		int64_t inflow[NODES_MAX], served[NODES_MAX];

		problem_make(&p, &r, false);
		solve(&p, &options, &s);
		check_objectives(&p, &options, &s);
		problem_cell_inflow(&p, s.x, inflow);
		for (int32_t c = 0; c < p.ncells; c++)
			served[c] = p.cell_tier[c] == TIER_HARD ? p.cell_least[c] : -1;
		for (int32_t l = 0; l < count_tiers(&p); l++)
			check_proportional_tier(&p, &s.levels[l], inflow, served);
		solution_release(&s);
		problem_release(&p);
	}
}

/* The largest common rate of the reached cells, by trying every fraction. */
static struct ratio rate_by_trying(const struct problem *p, int32_t tier, const int64_t *served,
	const bool *reached)
{
	struct ratio best = { 0, 1 };

	for (int64_t den = 1; den <= 50; den++)
		for (int64_t num = den; num > 0; num--) {
			struct ratio rate = ratio_make(num, den);

			if (ratio_compare(rate, best) <= 0)
				break;
			if (rate_possible(p, tier, served, reached, rate)) {
				best = rate;
				break;
			}
		}
	return best;
}

/* The first tier under a spread: nobody above the cap, the common rate for
 * all who can be reached, and no larger total is possible under the caps. */
static void check_spread(const struct problem *p, const struct pure_options *options)
{
	struct column columns[COLUMNS_MAX];
	int64_t inflow[NODES_MAX], served[NODES_MAX], none[NODES_MAX];
	bool reached[NODES_MAX];
	struct ratio lambda, most;
	struct solution s;
	wide total = 0, value;
	int32_t n, tier = first_tier(p);

	solve(p, options, &s);
	check_objectives(p, options, &s);
	problem_cell_inflow(p, s.x, inflow);
	for (int32_t c = 0; c < p->ncells; c++) {
		served[c] = p->cell_tier[c] == TIER_HARD ? p->cell_least[c] : -1;
		none[c] = p->cell_tier[c] == tier ? -1 : inflow[c];
	}
	lambda = find_reached(p, tier, served, reached) ?
		rate_by_trying(p, tier, served, reached) : (struct ratio){ 1, 1 };
	assert_true(ratio_add(lambda, options->spread, &most));
	n = columns_of(p, s.x, none, columns);
	for (int32_t c = 0; c < p->ncells; c++) {
		int64_t cap = int_mul_div_ceil(most.num, p->cell_demand[c], most.den) -
			p->cell_fact[c];

		if (p->cell_tier[c] != tier) {
			/* Lower tiers must not stand in the way of this one. */
			columns[p->narcs + c].lower = p->cell_least[c];
			continue;
		}
		if (cap < p->cell_least[c])
			cap = p->cell_least[c];
		assert_true(inflow[c] <= cap);
		if (reached[c])
			assert_true(inflow[c] + p->cell_fact[c] >=
				int_mul_div_floor(lambda.num, p->cell_demand[c], lambda.den));
		if (cap < columns[p->narcs + c].upper)
			columns[p->narcs + c].upper = cap;
		columns[p->narcs + c].cost[0] = -1;
		total -= inflow[c];
	}
	columns_minimise(columns, n, p->nnodes, 1, &value);
	assert_true(value == total);
	solution_release(&s);
}

static void test_spread(void **state)
{
	(void)state;
	for (uint64_t seed = 3001; seed <= 3250; seed++) {
		struct support_random r = { seed };
		struct pure_options options = { .rule = FAIR_LEXIMIN };
		struct problem p;

		problem_make(&p, &r, false);
		options.spread = ratio_make(support_between(&r, 0, 3), 10);
		if (count_tiers(&p) > 0)
			check_spread(&p, &options);
		problem_release(&p);
	}
}

/* --- Hard rules, stops, order --- */

static void test_contradiction_has_a_cut(void **state)
{
	int32_t contradictions = 0;

	(void)state;
	for (uint64_t seed = 4001; seed <= 4600; seed++) {
		struct support_random r = { seed };
		struct problem p;
		struct solution s;
		int64_t least = 0, most = 0;

		problem_make(&p, &r, true);
		if (solve_pure(&p, NULL, NULL, &s) == ANSWER_INFEASIBLE) {
			contradictions++;
			assert_int_equal(s.answer, ANSWER_INFEASIBLE);
			assert_int_equal(s.nlevels, 0);
			for (int32_t c = 0; c < p.ncells; c++)
				least += s.cut[p.cell_node[c]] ? p.cell_least[c] : 0;
			for (int32_t a = 0; a < p.narcs; a++)
				if (!s.cut[p.tail[a]] && s.cut[p.head[a]])
					most += p.capacity[a];
			assert_true(least > most);
		} else {
			assert_int_equal(s.answer, ANSWER_OPTIMAL);
			assert_true(problem_feasible(&p, s.x, NULL));
		}
		solution_release(&s);
		problem_release(&p);
	}
	assert_true(contradictions > 5 && contradictions < 500);
}

static void test_stopped_at_once(void **state)
{
	(void)state;
	for (uint64_t seed = 5001; seed <= 5300; seed++) {
		struct support_random r = { seed };
		volatile int flag = 1;
		struct stop stop = { &flag, 0 };
		int64_t weight[NODES_MAX];
		struct pure_options options = { .rule = (enum fair_rule)(seed % 3),
			.weight = weight };
		struct problem p;
		struct solution s;

		problem_make(&p, &r, false);
		for (int32_t c = 0; c < p.ncells; c++)
			weight[c] = 1;
		if (seed % 6 == 0)
			options.spread = ratio_make(1, 10);
		solve_pure(&p, &options, &stop, &s);
		assert_true(problem_feasible(&p, s.x, NULL));
		bool all = true, unproven = false;
		for (int32_t l = 0; l < s.nlevels; l++) {
			const struct level_result *level = &s.levels[l];

			assert_true(!level->proven || !unproven);
			unproven = unproven || !level->proven;
			all = all && level->proven;
			if (level->objective >= 0)
				assert_true(level->bound <= level->value);
			else
				assert_true(level->bound >= level->value);
		}
		assert_int_equal(s.answer, all ? ANSWER_OPTIMAL : ANSWER_LIMIT);
		solution_release(&s);
		problem_release(&p);
	}
}

/* Solves p with its arcs in another order; x [narcs] by the old numbers. */
static void solve_in_order(const struct problem *p, const struct pure_options *options,
	const int32_t *order, int64_t *x)
{
	struct problem other = *p;
	struct objective objectives[OBJECTIVES];
	size_t n = (size_t)p->narcs;
	struct solution s;

	other.tail = mem_calloc(n, sizeof *other.tail);
	other.head = mem_calloc(n, sizeof *other.head);
	other.capacity = mem_calloc(n, sizeof *other.capacity);
	other.objectives = objectives;
	for (int32_t k = 0; k < OBJECTIVES; k++) {
		objectives[k] = p->objectives[k];
		objectives[k].cost = mem_calloc(n, sizeof *objectives[k].cost);
	}
	for (int32_t a = 0; a < p->narcs; a++) {
		other.tail[order[a]] = p->tail[a];
		other.head[order[a]] = p->head[a];
		other.capacity[order[a]] = p->capacity[a];
		for (int32_t k = 0; k < OBJECTIVES; k++)
			objectives[k].cost[order[a]] = p->objectives[k].cost[a];
	}
	solve(&other, options, &s);
	for (int32_t a = 0; a < p->narcs; a++)
		x[a] = s.x[order[a]];
	solution_release(&s);
	mem_free(other.tail);
	mem_free(other.head);
	mem_free(other.capacity);
	for (int32_t k = 0; k < OBJECTIVES; k++)
		mem_free(objectives[k].cost);
}

static void test_same_plan_for_any_order_of_arcs(void **state)
{
	(void)state;
	for (uint64_t seed = 6001; seed <= 6400; seed++) {
		struct support_random r = { seed };
		struct pure_options options = { .rule = (enum fair_rule)(seed % 3) };
		int64_t first[COLUMNS_MAX], second[COLUMNS_MAX];
		int32_t order[COLUMNS_MAX];
		struct problem p;

		problem_make(&p, &r, false);
		if (seed % 6 == 0)
			options.spread = ratio_make(1, 10);
		for (int32_t a = 0; a < p.narcs; a++)
			order[a] = a;
		solve_in_order(&p, &options, order, first);
		for (int32_t a = p.narcs - 1; a > 0; a--) {
			int32_t b = (int32_t)support_between(&r, 0, a), kept = order[a];

			order[a] = order[b];
			order[b] = kept;
		}
		solve_in_order(&p, &options, order, second);
		assert_memory_equal(first, second, (size_t)p.narcs * sizeof *first);
		problem_release(&p);
	}
}

/* One depot with 3 units, a road of capacity 2 to three cells of demand 6, free
 * roads to three of demand 4 (DESIGN section 3). Rates: 1/9 ... all six share
 * 3 units of 30 = 1/10, the road lets 1.8 through: one stratum. Floors are 0,
 * and rounding must not send all three over the road. */
static void test_three_units_over_a_road_of_two(void **state)
{
	struct problem p;
	struct solution s;
	int64_t inflow[6], far;

	(void)state;
	support_sizes(&p, 2, 6, 8);
	support_arc(&p, 0, 0, 1, 3);
	support_arc(&p, 1, 1, 2, 2);
	for (int32_t c = 0; c < 6; c++) {
		support_arc(&p, 2 + c, c < 3 ? 2 : 1, p.cell_node[c], ARC_UNLIMITED);
		p.cell_demand[c] = c < 3 ? 6 : 4;
	}
	solve(&p, NULL, &s);
	assert_int_equal(s.nlevels, 1);
	assert_int_equal(s.levels[0].strata.count, 1);
	assert_int_equal(ratio_compare(s.levels[0].strata.rate[0], ratio_make(1, 10)), 0);
	problem_cell_inflow(&p, s.x, inflow);
	far = inflow[0] + inflow[1] + inflow[2];
	assert_int_equal(far, 2);
	assert_int_equal(inflow[3] + inflow[4] + inflow[5], 1);
	solution_release(&s);
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_leximin_then_objectives),
		cmocka_unit_test(test_prices_are_a_start_and_nothing_else),
		cmocka_unit_test(test_total_then_objectives),
		cmocka_unit_test(test_proportional),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_contradiction_has_a_cut),
		cmocka_unit_test(test_stopped_at_once),
		cmocka_unit_test(test_same_plan_for_any_order_of_arcs),
		cmocka_unit_test(test_three_units_over_a_road_of_two),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
