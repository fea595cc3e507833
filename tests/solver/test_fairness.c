/* Fairness of pure problems against its definition (support_random.h), tier by
 * tier, with the certificate of DESIGN section 3 recomputed from the labels;
 * the hand-made cases of DESIGN; stopping; the plain max-flow answers. */
#include "base/memory.h"
#include "base/text.h"
#include "solver/engines.h"
#include "solver/maxflow.h"
#include "tests/solver/support_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define CELLS_MAX SUPPORT_CELLS_MAX

/* --- The certificate --- */

/* Capacity into T_k, facts counted, other cells' amounts taken off. */
static int64_t cap_of(const struct problem *p, int32_t tier, const struct strata *s,
	const int64_t *inflow, int32_t k)
{
	int64_t cap = 0;
	int32_t a, c;

	for (a = 0; a < p->narcs; a++) {
		bool from = p->tail[a] != 0 && s->label[p->tail[a]] <= k;

		if (s->label[p->head[a]] <= k && !from)
			cap += p->capacity[a];
	}
	for (c = 0; c < p->ncells; c++) {
		if (s->label[p->cell_node[c]] > k)
			continue;
		cap += p->cell_tier[c] == tier ? p->cell_fact[c] : -inflow[c];
	}
	return cap;
}

/* Everything that DESIGN wants checked without a solver. */
static void check_certificate(const struct problem *p, int32_t tier, const struct strata *s,
	const int64_t *inflow)
{
	int32_t c, k, v;

	for (v = 0; v < p->nnodes; v++)
		assert_in_range(s->label[v], 1, s->count + 1);
	assert_int_equal(s->label[0], s->count + 1);
	for (k = 1; k <= s->count; k++) {
		int64_t served = 0;

		if (k > 1)
			assert_true(ratio_compare(s->rate[k - 2], s->rate[k - 1]) < 0);
		for (c = 0; c < p->ncells; c++) {
			if (p->cell_tier[c] == tier && s->label[p->cell_node[c]] <= k)
				served += p->cell_fact[c] + inflow[c];
		}
		assert_int_equal(served, s->inflow_cap[k - 1]);
		assert_int_equal(served, cap_of(p, tier, s, inflow, k));
	}
	for (c = 0; c < p->ncells; c++) {
		int64_t had = p->cell_fact[c] + inflow[c];
		int32_t label = s->label[p->cell_node[c]];
		struct ratio rate;
		wide apart;

		if (p->cell_tier[c] != tier)
			continue;
		if (label > s->count) {
			assert_int_equal(had, p->cell_demand[c]);
			continue;
		}
		rate = s->rate[label - 1];
		apart = (wide)had * rate.den - (wide)rate.num * p->cell_demand[c];
		if (p->cell_least[c] > 0 && inflow[c] == p->cell_least[c])
			assert_true(apart > -rate.den);
		else
			assert_true(apart < rate.den && apart > -rate.den);
	}
}

/* The flow delivers what is served (least values where nothing is yet). */
static void check_flow(const struct problem *p, const int64_t *served, const int64_t *x)
{
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow);
	struct text why;
	int32_t c;

	text_init(&why);
	if (!problem_feasible(p, x, &why))
		fail_msg("%s", text_str(&why));
	problem_cell_inflow(p, x, inflow);
	for (c = 0; c < p->ncells; c++)
		assert_int_equal(inflow[c], served[c] >= 0 ? served[c] : p->cell_least[c]);
	mem_free(inflow);
	text_release(&why);
}

/* --- Random problems, tier by tier --- */

struct tally {
	int32_t infeasible, tiers, rounded, layered; /* layered: tiers of several strata */
};

static void check_rates(const struct problem *p, int32_t tier, const struct strata *s,
	const struct ratio *rate)
{
	int32_t c;

	for (c = 0; c < p->ncells; c++) {
		int32_t label = s->label[p->cell_node[c]];

		if (p->cell_tier[c] != tier)
			continue;
		if (label <= s->count && p->cell_least[c] > 0)
			assert_true(ratio_compare(s->rate[label - 1], rate[c]) <= 0);
		else if (label <= s->count)
			assert_int_equal(ratio_compare(s->rate[label - 1], rate[c]), 0);
		else
			assert_int_equal(ratio_compare((struct ratio){ 1, 1 }, rate[c]), 0);
	}
}

static void check_problem(const struct problem *p, const struct support_shape *shape,
	struct tally *tally)
{
	int64_t served[CELLS_MAX], whole[CELLS_MAX] = { 0 }, inflow[CELLS_MAX];
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);
	char *cut = mem_calloc((size_t)p->nnodes, 1);
	struct ratio rate[CELLS_MAX];
	int32_t tier, c;

	problem_assert(p);
	if (hard_pure(p, served, x, cut) == ANSWER_INFEASIBLE) {
		tally->infeasible++;
		goto out;
	}
	check_flow(p, served, x);
	for (tier = 1; tier <= shape->tiers; tier++) {
		struct strata s;

		assert_true(support_fairness(p, tier, served, rate, whole));
		assert_int_equal(fairness_pure(p, tier, served, x, &s, NULL), ANSWER_OPTIMAL);
		check_flow(p, served, x);
		for (c = 0; c < p->ncells; c++) {
			if (p->cell_tier[c] != tier)
				continue;
			assert_int_equal(served[c], whole[c]);
			tally->rounded += s.label[p->cell_node[c]] <= s.count &&
				s.rate[s.label[p->cell_node[c]] - 1].den > 1;
		}
		check_rates(p, tier, &s, rate);
		problem_cell_inflow(p, x, inflow);
		check_certificate(p, tier, &s, inflow);
		tally->layered += s.count > 1;
		tally->tiers++;
		strata_release(&s);
	}
out:
	mem_free(x);
	mem_free(cut);
}

static struct tally check_random(uint64_t seed, int32_t times, const struct support_shape *shape)
{
	struct support_random r = { seed };
	struct tally tally = { 0 };
	struct problem p;
	int32_t i;

	for (i = 0; i < times; i++) {
		support_problem(&p, &r, shape);
		check_problem(&p, shape, &tally);
		problem_release(&p);
	}
	return tally;
}

static void random_networks_are_fair_by_definition(void **state)
{
	static const struct support_shape shape = { .hubs_most = 5, .periods = 1,
		.cells_most = 7, .tiers = 1, .capacity_most = 7, .demand_most = 15,
		.unlimited = true };
	struct tally tally = check_random(1, 2000, &shape);

	(void)state;
	assert_true(tally.rounded > 2000 && tally.layered > 500);
}

static void networks_in_time_are_fair_by_definition(void **state)
{
	static const struct support_shape shape = { .hubs_most = 3, .periods = 4,
		.cells_most = 7, .tiers = 2, .capacity_most = 4, .demand_most = 15,
		.unlimited = true, .facts = true };
	struct tally tally = check_random(2, 1500, &shape);

	(void)state;
	assert_true(tally.rounded > 1000 && tally.layered > 500);
}

static void hard_cells_facts_and_tiers_together(void **state)
{
	static const struct support_shape shape = { .hubs_most = 4, .periods = 1,
		.cells_most = 8, .tiers = 3, .capacity_most = 7, .demand_most = 15,
		.unlimited = true, .facts = true, .hard = true };
	struct tally tally = check_random(3, 1200, &shape);

	(void)state;
	assert_true(tally.infeasible > 50 && tally.rounded > 1000 && tally.layered > 200);
}

static void least_values_of_tiers_are_kept(void **state)
{
	static const struct support_shape shape = { .hubs_most = 4, .periods = 1,
		.cells_most = 7, .tiers = 2, .capacity_most = 9, .demand_most = 15,
		.unlimited = true, .facts = true, .hard = true, .leasts = true };
	struct tally tally = check_random(4, 1000, &shape);

	(void)state;
	assert_true(tally.infeasible > 50 && tally.rounded > 500 && tally.layered > 100);
}

/* --- Larger ones: the certificate alone is a proof --- */

/* scale x* is a whole flow. With the certificate this makes the rates right
 * without any reference. */
static bool rates_are_feasible(const struct problem *p, const struct strata *s, int64_t scale)
{
	struct flow_wide f;
	bool met;
	int32_t a, c;

	flow_wide_init(&f);
	flow_wide_load(&f, p->nnodes, p->narcs, p->tail, p->head, p->capacity, 1 << 20, scale);
	flow_wide_supply(&f, 0, 0);
	for (a = 0; a < p->narcs; a++) {
		if (p->tail[a] == 0)
			flow_wide_supply(&f, 0, (wide)p->capacity[a] * scale);
	}
	for (c = 0; c < p->ncells; c++) {
		int32_t label = s->label[p->cell_node[c]];
		wide ask = (wide)p->cell_demand[c] * scale;

		if (label <= s->count)
			ask = ask / s->rate[label - 1].den * s->rate[label - 1].num;
		ask -= (wide)p->cell_fact[c] * scale;
		flow_wide_ask(&f, p->cell_node[c], ask);
	}
	flow_wide_run(&f, NULL);
	met = flow_wide_met(&f);
	flow_wide_release(&f);
	return met;
}

static void larger_networks_prove_themselves(void **state)
{
	static const struct support_shape shape = { .hubs_most = 12, .periods = 6,
		.cells_most = 120, .tiers = 1, .capacity_most = 9, .demand_most = 30,
		.unlimited = true, .facts = true };
	struct support_random r = { 11 };
	int32_t i, k, c, proven = 0, strata = 0;

	(void)state;
	for (i = 0; i < 200; i++) {
		struct problem p;
		struct strata s;
		int64_t *served, *x;
		wide scale = 1;

		support_problem(&p, &r, &shape);
		served = mem_calloc((size_t)p.ncells, sizeof *served);
		x = mem_calloc((size_t)p.narcs, sizeof *x);
		for (c = 0; c < p.ncells; c++)
			served[c] = -1;
		assert_int_equal(fairness_pure(&p, 1, served, x, &s, NULL), ANSWER_OPTIMAL);
		check_flow(&p, served, x);
		check_certificate(&p, 1, &s, served);
		for (k = 0; k < s.count && scale < (wide)1 << 61; k++)
			scale = scale / wide_gcd(scale, s.rate[k].den) * s.rate[k].den;
		for (c = 0; c < p.ncells && scale < (wide)1 << 61; c++)
			scale = scale / wide_gcd(scale, p.cell_demand[c]) * p.cell_demand[c];
		if (scale < (wide)1 << 61) {
			assert_true(rates_are_feasible(&p, &s, (int64_t)scale));
			proven++;
		}
		strata += s.count;
		strata_release(&s);
		mem_free(served);
		mem_free(x);
		problem_release(&p);
	}
	assert_true(proven > 50 && strata > 600);
}

/* --- Hand-made cases --- */

/* One road to three cells of demand 6, free roads to three of demand 4, three
 * units in all. Fill rates: road of capacity 2: lambda = 3/30 for all, x* =
 * 0.6 and 0.4 each; the largest remainders are the three behind the road,
 * which has room for two: the third unit goes to a free cell. */
static void build_road(struct problem *p, int64_t road)
{
	int32_t c;

	support_sizes(p, 2, 6, 8);
	support_arc(p, 0, 0, 1, 3);
	support_arc(p, 1, 1, 2, road);
	for (c = 0; c < 6; c++) {
		support_arc(p, 2 + c, c < 3 ? 2 : 1, support_cell(p, c), ARC_UNLIMITED);
		p->cell_demand[c] = c < 3 ? 6 : 4;
	}
}

static void solve(const struct problem *p, int64_t *served, int64_t *x, struct strata *s)
{
	int32_t c;

	for (c = 0; c < p->ncells; c++)
		served[c] = -1;
	assert_int_equal(fairness_pure(p, 1, served, x, s, NULL), ANSWER_OPTIMAL);
	check_flow(p, served, x);
	check_certificate(p, 1, s, served);
}

static void a_road_of_capacity_two_forbids_largest_remainders(void **state)
{
	static const int64_t expected[6] = { 1, 1, 0, 1, 0, 0 };
	int64_t served[6], x[8];
	struct problem p;
	struct strata s;

	(void)state;
	build_road(&p, 2);
	solve(&p, served, x, &s);
	assert_memory_equal(served, expected, sizeof expected);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.rate[0].num, 1);
	assert_int_equal(s.rate[0].den, 10);
	strata_release(&s);
	problem_release(&p);
}

/* Capacity 1: the cells behind the road have 1/18, the others 2/12. */
static void a_road_of_capacity_one_is_a_bottleneck(void **state)
{
	static const int64_t expected[6] = { 1, 0, 0, 1, 1, 0 };
	int64_t served[6], x[8];
	struct problem p;
	struct strata s;

	(void)state;
	build_road(&p, 1);
	solve(&p, served, x, &s);
	assert_memory_equal(served, expected, sizeof expected);
	assert_int_equal(s.count, 2);
	assert_int_equal(ratio_compare(s.rate[0], (struct ratio){ 1, 18 }), 0);
	assert_int_equal(ratio_compare(s.rate[1], (struct ratio){ 1, 6 }), 0);
	assert_int_equal(s.label[2], 1); /* behind the road */
	assert_int_equal(s.label[1], 2);
	assert_int_equal(s.inflow_cap[0], 1);
	assert_int_equal(s.inflow_cap[1], 3);
	strata_release(&s);
	problem_release(&p);
}

static void order_decides_among_equal_remainders(void **state)
{
	static const int64_t expected[6] = { 0, 1, 1, 0, 0, 1 };
	int64_t served[6], x[8];
	struct problem p;
	struct strata s;
	int32_t c;

	(void)state;
	build_road(&p, 2);
	for (c = 0; c < 6; c++)
		p.cell_order[c] = 5 - c;
	solve(&p, served, x, &s);
	assert_memory_equal(served, expected, sizeof expected);
	strata_release(&s);
	problem_release(&p);
}

/* Stock at home counts first: cells of demand 10 with 8, 2 and 0 at home share
 * 5 units: the rate is (2 + 0 + 5) / 20, the first cell stays at 8/10. */
static void stock_at_home_counts_first(void **state)
{
	int64_t served[3], x[4];
	struct problem p;
	struct strata s;
	int32_t c;

	(void)state;
	support_sizes(&p, 1, 3, 4);
	support_arc(&p, 0, 0, 1, 5);
	for (c = 0; c < 3; c++) {
		support_arc(&p, 1 + c, 1, support_cell(&p, c), ARC_UNLIMITED);
		p.cell_demand[c] = 10;
	}
	p.cell_fact[0] = 8;
	p.cell_fact[1] = 2;
	solve(&p, served, x, &s);
	assert_int_equal(served[0], 0);
	assert_int_equal(served[1], 2); /* 3.5 - 2 = 1.5, first of equal remainders */
	assert_int_equal(served[2], 3);
	assert_int_equal(s.count, 2);
	assert_int_equal(ratio_compare(s.rate[0], (struct ratio){ 7, 20 }), 0);
	assert_int_equal(ratio_compare(s.rate[1], (struct ratio){ 4, 5 }), 0);
	assert_int_equal(s.label[support_cell(&p, 0)], 2);
	assert_int_equal(s.label[1], 1);
	strata_release(&s);
	problem_release(&p);
}

/* Cells that nothing reaches are the stratum of rate 0; without cells none. */
static void cells_out_of_reach_have_rate_zero(void **state)
{
	int64_t served[2], x[2];
	struct problem p;
	struct strata s;

	(void)state;
	support_sizes(&p, 1, 2, 2);
	support_arc(&p, 0, 0, 1, 9);
	support_arc(&p, 1, 1, support_cell(&p, 1), ARC_UNLIMITED);
	p.cell_demand[0] = 4;
	p.cell_demand[1] = 9;
	solve(&p, served, x, &s);
	assert_int_equal(served[0], 0);
	assert_int_equal(served[1], 9);
	assert_int_equal(s.count, 1);
	assert_int_equal(s.rate[0].num, 0);
	strata_release(&s);
	problem_release(&p);

	support_sizes(&p, 0, 0, 0);
	solve(&p, NULL, NULL, &s);
	assert_int_equal(s.count, 0);
	strata_release(&s);
	problem_release(&p);
}

/* Numbers whose products with a denominator need 128 bits: two cells of
 * demands 2^50 + 1 and 2^50 - 3 and a third one share 2^51 - 7 units. */
static void large_numbers_stay_exact(void **state)
{
	int64_t big = (int64_t)1 << 50, total = 2 * big - 7, sum = 0;
	int64_t served[3], x[6];
	struct problem p;
	struct strata s;
	int32_t c;

	(void)state;
	support_sizes(&p, 3, 3, 6);
	support_arc(&p, 0, 0, 1, total);
	support_arc(&p, 1, 1, 2, ARC_UNLIMITED);
	support_arc(&p, 2, 1, 3, big / 8);
	for (c = 0; c < 3; c++)
		support_arc(&p, 3 + c, c == 0 ? 3 : 2, support_cell(&p, c), ARC_UNLIMITED);
	p.cell_demand[0] = big + 1;
	p.cell_demand[1] = big - 3;
	p.cell_demand[2] = big + 5;
	solve(&p, served, x, &s);
	assert_int_equal(s.count, 2);
	assert_int_equal(served[0], big / 8);
	for (c = 0; c < 3; c++)
		sum += served[c];
	assert_int_equal(sum, total);
	strata_release(&s);
	problem_release(&p);
}

/* --- Stopping --- */

static void a_stopped_run_leaves_a_valid_flow(void **state)
{
	static const struct support_shape shape = { .hubs_most = 4, .periods = 3,
		.cells_most = 8, .tiers = 2, .capacity_most = 9, .demand_most = 9,
		.unlimited = true, .facts = true, .hard = true };
	struct support_random r = { 5 };
	int32_t i, c, limits = 0;

	(void)state;
	for (i = 0; i < 300; i++) {
		int64_t served[CELLS_MAX], most[CELLS_MAX], *x;
		volatile int flag = 1;
		struct stop stop = { .flag = &flag };
		struct problem p;
		struct strata s;
		enum answer answer;
		int64_t sum = 0, largest;
		char *cut;

		support_problem(&p, &r, &shape);
		x = mem_calloc((size_t)p.narcs, sizeof *x);
		cut = mem_calloc((size_t)p.nnodes, 1);
		if (hard_pure(&p, served, x, cut) == ANSWER_OPTIMAL) {
			for (c = 0; c < p.ncells; c++)
				most[c] = p.cell_tier[c] == 1 ? cell_need(&p, c) : 0;
			largest = flow_largest(&p, served, most, x);
			answer = fairness_pure(&p, 1, served, x, &s, &stop);
			assert_true(answer == ANSWER_OPTIMAL || answer == ANSWER_LIMIT);
			limits += answer == ANSWER_LIMIT;
			check_flow(&p, served, x);
			for (c = 0; c < p.ncells; c++)
				sum += p.cell_tier[c] == 1 ? served[c] : 0;
			assert_int_equal(sum, largest); /* stopped or not, all that can be */
			if (answer == ANSWER_LIMIT)
				assert_int_equal(s.count, 0);
			strata_release(&s);
		}
		mem_free(x);
		mem_free(cut);
		problem_release(&p);
	}
	assert_true(limits > 50);
}

/* Stopped at once, a tier is as even as steps of a tenth can make it: at each of
 * these rates its cells together come as near to it as any flow lets them, to the
 * unit each that whole units cost. */
static void a_stopped_run_is_even_in_steps(void **state)
{
	static const struct support_shape shape = { .hubs_most = 5, .periods = 3,
		.cells_most = 8, .tiers = 2, .capacity_most = 4000, .demand_most = 3000,
		.unlimited = true, .facts = true, .hard = true };
	struct support_random r = { 8 };
	int32_t short_of = 0;

	(void)state;
	for (int32_t i = 0; i < 300; i++) {
		int64_t served[CELLS_MAX], fixed[CELLS_MAX], most[CELLS_MAX], *x;
		volatile int flag = 1;
		struct stop stop = { .flag = &flag };
		struct problem p;
		struct strata s;
		char *cut;

		support_problem(&p, &r, &shape);
		x = mem_calloc((size_t)p.narcs, sizeof *x);
		cut = mem_calloc((size_t)p.nnodes, 1);
		if (hard_pure(&p, served, x, cut) == ANSWER_OPTIMAL) {
			memcpy(fixed, served, sizeof fixed);
			assert_int_equal(fairness_pure(&p, 1, served, x, &s, &stop), ANSWER_LIMIT);
			check_flow(&p, served, x);
			for (int64_t step = 1; step <= 10; step++) {
				int64_t sum = 0, largest;

				for (int32_t c = 0; c < p.ncells; c++) {
					int64_t ask = int_ceil_div(step * p.cell_demand[c], 10) - p.cell_fact[c];

					most[c] = p.cell_tier[c] == 1 && ask > 0 ? ask : 0;
					if (p.cell_tier[c] == 1)
						sum += served[c] < most[c] ? served[c] : most[c];
				}
				largest = flow_largest(&p, fixed, most, x);
				assert_in_range(sum, largest > p.ncells ? largest - p.ncells : 0, largest);
				short_of += sum > 100 && sum < 2000;
			}
			strata_release(&s);
		}
		mem_free(x);
		mem_free(cut);
		problem_release(&p);
	}
	assert_true(short_of > 100);
}

/* --- Plain max-flow answers --- */

static void the_largest_flow_keeps_fixed_amounts(void **state)
{
	static const struct support_shape shape = { .hubs_most = 5, .periods = 2,
		.cells_most = 8, .tiers = 1, .capacity_most = 9, .demand_most = 9,
		.unlimited = true };
	struct support_random r = { 6 };
	int32_t i, c, refused = 0;

	(void)state;
	for (i = 0; i < 800; i++) {
		int64_t fixed[CELLS_MAX], most[CELLS_MAX], all[CELLS_MAX], inflow[CELLS_MAX];
		int64_t sum = 0, total, *x;
		struct problem p;

		support_problem(&p, &r, &shape);
		x = mem_calloc((size_t)p.narcs, sizeof *x);
		for (c = 0; c < p.ncells; c++) {
			most[c] = support_between(&r, 0, p.cell_demand[c]);
			fixed[c] = support_between(&r, -2, 1);
			all[c] = fixed[c] >= 0 ? fixed[c] : 0;
			sum += all[c];
		}
		total = flow_largest(&p, fixed, most, x);
		if (support_max_flow(&p, all) < sum) {
			assert_int_equal(total, -1);
			refused++;
		} else {
			for (c = 0; c < p.ncells; c++)
				all[c] = fixed[c] >= 0 ? fixed[c] : most[c];
			assert_int_equal(total, support_max_flow(&p, all) - sum);
			assert_true(problem_feasible(&p, x, NULL));
			problem_cell_inflow(&p, x, inflow);
			for (c = 0; c < p.ncells; c++) {
				if (fixed[c] >= 0)
					assert_int_equal(inflow[c], fixed[c]);
				else
					assert_in_range(inflow[c], 0, most[c]);
			}
		}
		mem_free(x);
		problem_release(&p);
	}
	assert_in_range(refused, 20, 700);
}

static void contradicting_hard_rules_show_a_hoffman_cut(void **state)
{
	static const struct support_shape shape = { .hubs_most = 4, .periods = 1,
		.cells_most = 8, .tiers = 2, .capacity_most = 6, .demand_most = 9,
		.unlimited = true, .hard = true, .leasts = true };
	struct support_random r = { 8 };
	int32_t i, a, c, refused = 0;

	(void)state;
	for (i = 0; i < 500; i++) {
		int64_t served[CELLS_MAX], sum = 0, cap = 0, *x;
		struct problem p;
		char *cut;

		support_problem(&p, &r, &shape);
		x = mem_calloc((size_t)p.narcs, sizeof *x);
		cut = mem_calloc((size_t)p.nnodes, 1);
		for (c = 0; c < p.ncells; c++)
			sum += p.cell_least[c];
		if (hard_pure(&p, served, x, cut) == ANSWER_OPTIMAL) {
			assert_int_equal(support_max_flow(&p, p.cell_least), sum);
			check_flow(&p, served, x);
		} else {
			refused++;
			assert_true(support_max_flow(&p, p.cell_least) < sum);
			assert_int_equal(cut[0], 0);
			for (a = 0; a < p.narcs; a++)
				cap += cut[p.head[a]] && !cut[p.tail[a]] ? p.capacity[a] : 0;
			for (c = 0; c < p.ncells; c++)
				cap -= cut[p.cell_node[c]] ? p.cell_least[c] : 0;
			assert_true(cap < 0);
		}
		mem_free(x);
		mem_free(cut);
		problem_release(&p);
	}
	assert_in_range(refused, 50, 450);
}

static void frozen_amounts_that_cannot_be_met_are_infeasible(void **state)
{
	int64_t served[6] = { -1, -1, -1, -1, -1, 4 }, x[8];
	struct problem p;
	struct strata s;

	(void)state;
	build_road(&p, 2);
	p.cell_tier[5] = 2;
	assert_int_equal(fairness_pure(&p, 1, served, x, &s, NULL), ANSWER_INFEASIBLE);
	strata_release(&s);
	problem_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_networks_are_fair_by_definition),
		cmocka_unit_test(networks_in_time_are_fair_by_definition),
		cmocka_unit_test(hard_cells_facts_and_tiers_together),
		cmocka_unit_test(least_values_of_tiers_are_kept),
		cmocka_unit_test(larger_networks_prove_themselves),
		cmocka_unit_test(a_road_of_capacity_two_forbids_largest_remainders),
		cmocka_unit_test(a_road_of_capacity_one_is_a_bottleneck),
		cmocka_unit_test(order_decides_among_equal_remainders),
		cmocka_unit_test(stock_at_home_counts_first),
		cmocka_unit_test(cells_out_of_reach_have_rate_zero),
		cmocka_unit_test(large_numbers_stay_exact),
		cmocka_unit_test(a_stopped_run_leaves_a_valid_flow),
		cmocka_unit_test(a_stopped_run_is_even_in_steps),
		cmocka_unit_test(the_largest_flow_keeps_fixed_amounts),
		cmocka_unit_test(contradicting_hard_rules_show_a_hoffman_cut),
		cmocka_unit_test(frozen_amounts_that_cannot_be_met_are_infeasible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
