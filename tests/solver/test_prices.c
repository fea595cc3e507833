/* The certificate of small pure problems, checked as a reader of a plan would:
 * prices expanded from those written by the rule of models/proof.h, and the
 * cuts of the strata found from the flow. */
#include "base/memory.h"
#include "solver/cut.h"
#include "solver/levels_pure.h"
#include "solver/prices.h"
#include "solver/rounds.h"
#include "tests/solver/support_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { LEVELS = 3, NODES_MAX = 40 };

/* --- problems: networks without circles --- */

static void add_objectives(struct problem *p, struct support_random *r)
{
	static const enum objective_kind kinds[LEVELS + 1] = {OBJECTIVE_WASTE, OBJECTIVE_COST,
		OBJECTIVE_DEPARTURE, OBJECTIVE_CANONICAL};

	p->nobjectives = LEVELS + 1;
	p->objectives = mem_calloc(LEVELS + 1, sizeof *p->objectives);
	for (int32_t k = 0; k <= LEVELS; k++) {
		p->objectives[k] = (struct objective){.kind = kinds[k], .item = -1, .scale = 1};
		p->objectives[k].cost = mem_calloc((size_t)p->narcs, sizeof(int64_t));
		for (int32_t a = 0; a < p->narcs; a++)
			p->objectives[k].cost[a] = k == LEVELS ? (int64_t)support_word(r) :
				k > 0 ? support_between(r, -1, 3) : p->tail[a] == 0 ? -support_between(r, 0, 1) : 0;
	}
}

static void problem_make(struct problem *p, struct support_random *r)
{
	const struct support_shape shape = {.hubs_most = 3, .periods = 3, .cells_most = 5, .tiers = 2,
		.capacity_most = 7, .demand_most = 9, .facts = true, .leasts = false, .unlimited = true};

	support_problem(p, r, &shape);
	assert_true(p->nnodes <= NODES_MAX);
	support_order_arcs(p);
	add_objectives(p, r);
}

/* --- prices --- */

struct reader {
	const struct problem *p;
	const struct solution *s;
	const char *written; /* [s->nheads] */
	const int64_t *cost[2 * LEVELS]; /* by level, NULL = none */
	wide y[NODES_MAX][2 * LEVELS];
	int state[NODES_MAX]; /* 0 = not yet looked at, 1 = reached, -1 = left out */
};

static void read_node(struct reader *r, int32_t v);

/* Least y(tail) + cost of the arcs into v that are not full; false: none. */
static bool read_least(struct reader *r, int32_t v, bool *full)
{
	const struct problem *p = r->p;
	bool found = false;

	*full = false;
	for (int32_t a = 0; a < p->narcs; a++) {
		wide sum[2 * LEVELS];
		int order = found ? 0 : -1;

		if (p->head[a] != v || p->capacity[a] == 0)
			continue;
		read_node(r, p->tail[a]);
		if (r->state[p->tail[a]] < 0)
			continue;
		*full |= r->s->x[a] == p->capacity[a];
		if (r->s->x[a] == p->capacity[a])
			continue;
		for (int32_t k = 0; k < r->s->nprices; k++) {
			sum[k] = r->y[p->tail[a]][k] + (r->cost[k] ? r->cost[k][a] : 0);
			if (order == 0)
				order = (sum[k] > r->y[v][k]) - (sum[k] < r->y[v][k]);
		}
		if (order < 0)
			memcpy(r->y[v], sum, sizeof sum);
		found = true;
	}
	return found;
}

static void read_node(struct reader *r, int32_t v)
{
	bool full;

	if (r->state[v] != 0)
		return;
	memset(r->y[v], 0, sizeof r->y[v]);
	r->state[v] = v == 0 || read_least(r, v, &full) || full ? 1 : -1;
	for (int32_t i = 0; i < r->s->nheads; i++)
		for (int32_t k = 0; k < r->s->nprices && r->s->heads[i] == v && r->written[i]; k++)
			r->y[v][k] = r->s->price[k * r->s->nheads + i];
}

static void read_prices(struct reader *r, const struct problem *p, const struct solution *s,
	const char *written)
{
	memset(r, 0, sizeof *r);
	r->p = p;
	r->s = s;
	r->written = written;
	for (int32_t k = 0; k < s->nprices; k++) {
		int32_t objective = s->levels[s->first_price + k].objective;

		r->cost[k] = objective >= 0 ? p->objectives[objective].cost : NULL;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		read_node(r, v);
}

/* The sign of d as a vector allows x between its bounds. */
static bool slack(const wide *d, int32_t n, int64_t x, int64_t low, int64_t high)
{
	for (int32_t k = 0; k < n; k++)
		if (d[k] != 0)
			return d[k] > 0 ? x == low : x == high;
	return true;
}

/* weight [ncells]: totals of the tiers are levels, cells are free; else NULL. */
static bool prices_hold(const struct reader *r, const int64_t *weight)
{
	const struct problem *p = r->p;
	int64_t inflow[NODES_MAX];
	wide d[2 * LEVELS];

	for (int32_t a = 0; a < p->narcs; a++) {
		if (p->capacity[a] == 0 || r->state[p->tail[a]] < 0)
			continue;
		for (int32_t k = 0; k < r->s->nprices; k++)
			d[k] = (r->cost[k] ? r->cost[k][a] : 0) - r->y[p->head[a]][k] + r->y[p->tail[a]][k];
		if (!slack(d, r->s->nprices, r->s->x[a], 0, p->capacity[a]))
			return false;
	}
	problem_cell_inflow(p, r->s->x, inflow);
	for (int32_t c = 0; weight && c < p->ncells; c++) {
		if (r->state[p->cell_node[c]] < 0)
			continue;
		for (int32_t k = 0; k < r->s->nprices; k++)
			d[k] = r->y[p->cell_node[c]][k] - (p->cell_tier[c] == r->s->levels[k].tier ? weight[c] : 0);
		if (!slack(d, r->s->nprices, inflow[c], p->cell_least[c], cell_need(p, c)))
			return false;
	}
	return true;
}

/* Returns how many prices were written; *spoilt counts those without which, or
 * with another, the rest does not hold. */
static int32_t check_prices(const struct problem *p, const struct pure_options *options, int32_t nprices,
	int32_t *spoilt)
{
	struct solution s;
	struct reader r;
	char written[NODES_MAX];
	int32_t n = 0;

	assert_int_equal(solve_pure(p, options, NULL, &s), ANSWER_OPTIMAL);
	assert_int_equal(s.nprices, nprices);
	prices_reduce(p, &s, written);
	read_prices(&r, p, &s, written);
	assert_true(prices_hold(&r, options->rule == FAIR_TOTAL ? options->weight : NULL));
	for (int32_t i = 0; i < s.nheads; i++) {
		if (!written[i])
			continue;
		n++;
		written[i] = 0;
		read_prices(&r, p, &s, written);
		*spoilt += !prices_hold(&r, options->rule == FAIR_TOTAL ? options->weight : NULL);
		written[i] = 1;
		s.price[i] += 1000;
		read_prices(&r, p, &s, written);
		*spoilt += !prices_hold(&r, options->rule == FAIR_TOTAL ? options->weight : NULL);
		s.price[i] -= 1000;
	}
	solution_release(&s);
	return n;
}

static int32_t count_tiers(const struct problem *p)
{
	int32_t count = 0;

	for (int32_t c = 0; c < p->ncells; c++) {
		bool new = true;

		for (int32_t e = 0; e < c; e++)
			new = new && p->cell_tier[e] != p->cell_tier[c];
		count += new;
	}
	return count;
}

static void written_prices_are_enough(void **state)
{
	int32_t nwritten = 0, spoilt = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		struct support_random r = {seed};
		struct problem p;
		int64_t weight[NODES_MAX];
		struct pure_options options = {.weight = weight, .prices = true};

		problem_make(&p, &r);
		for (int32_t c = 0; c < p.ncells; c++)
			weight[c] = support_between(&r, 1, 3);
		for (int rule = FAIR_LEXIMIN; rule <= FAIR_PROPORTIONAL; rule++) {
			options.rule = (enum fair_rule)rule;
			nwritten += check_prices(&p, &options, LEVELS + (rule == FAIR_TOTAL ? count_tiers(&p) : 0),
				&spoilt);
		}
		problem_release(&p);
	}
	assert_true(nwritten > 3000);
	assert_true(spoilt > nwritten); /* more than half of the two faults each */
}

/* --- cuts --- */

/* The nodes from which a cell of the tier with a label <= k is reached over
 * residual arcs of x. */
static void residual_cut(const struct problem *p, const int64_t *x, const struct level_result *level,
	int32_t k, char *inside)
{
	memset(inside, 0, (size_t)p->nnodes);
	for (int32_t c = 0; c < p->ncells; c++)
		inside[p->cell_node[c]] = p->cell_tier[c] == level->tier
			&& level->strata.label[p->cell_node[c]] <= k;
	for (int32_t round = 0; round < p->nnodes; round++)
		for (int32_t a = 0; a < p->narcs; a++) {
			if (inside[p->head[a]] && x[a] < p->capacity[a])
				inside[p->tail[a]] = 1;
			if (inside[p->tail[a]] && x[a] > 0)
				inside[p->head[a]] = 1;
		}
}

static void check_cut(const struct problem *p, const int64_t *x, const struct level_result *level, int32_t k)
{
	char inside[NODES_MAX];
	int64_t inflow[NODES_MAX];
	int64_t cap = 0, got = 0;

	residual_cut(p, x, level, k, inside);
	assert_false(inside[0]);
	problem_cell_inflow(p, x, inflow);
	for (int32_t a = 0; a < p->narcs; a++)
		if (inside[p->head[a]] && !inside[p->tail[a]])
			cap += p->capacity[a];
	for (int32_t c = 0; c < p->ncells; c++) {
		if (!inside[p->cell_node[c]])
			continue;
		if (p->cell_tier[c] == level->tier) {
			assert_true(level->strata.label[p->cell_node[c]] <= k);
			cap += p->cell_fact[c];
			got += p->cell_fact[c] + inflow[c];
		} else {
			cap -= inflow[c];
		}
	}
	assert_int_equal(cap, got);
}

static void strata_are_cut_off_in_the_printed_flow(void **state)
{
	const struct pure_options options = {.rule = FAIR_LEXIMIN};
	int32_t ncuts = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		struct support_random r = {seed};
		struct problem p;
		struct solution s;

		problem_make(&p, &r);
		assert_int_equal(solve_pure(&p, &options, NULL, &s), ANSWER_OPTIMAL);
		for (int32_t l = 0; l < s.nlevels; l++)
			for (int32_t k = 1; s.levels[l].tier > 0 && k <= s.levels[l].strata.count; k++, ncuts++)
				check_cut(&p, s.x, &s.levels[l], k);
		solution_release(&s);
		problem_release(&p);
	}
	assert_in_range(ncuts, 1000, 100000);
}

/* --- coupled problems: the proof of their networks alone --- */

static void add_rows(struct problem *p, struct support_random *r)
{
	int32_t n = 0;

	p->nrows = 2;
	p->row_bound = mem_calloc(2, sizeof *p->row_bound);
	p->row_start = mem_calloc(3, sizeof *p->row_start);
	p->row_column = mem_calloc(2 * (size_t)p->narcs, sizeof *p->row_column);
	p->row_value = mem_calloc(2 * (size_t)p->narcs, sizeof *p->row_value);
	for (int32_t k = 0; k < 2; k++) {
		p->row_bound[k] = support_between(r, 1, 30);
		for (int32_t a = 0; a < p->narcs; a++) {
			if (support_between(r, 0, 2) > 0)
				continue;
			p->row_column[n] = a;
			p->row_value[n++] = support_between(r, 1, 3);
		}
		p->row_start[k + 1] = n;
	}
}

/* How much is proven by the relaxation, how much by rounds, and how much of that
 * to whole units. */
struct tally {
	int32_t tiers, levels, fair, fair_met, linear, linear_met;
};

/* The claims of the round have all but less than a unit of what the bound lets
 * any plan give to them all. */
static bool round_is_met(const struct problem *p, const struct solution *s, const struct exact_round *e,
	long double bound)
{
	int64_t inflow[NODES_MAX];
	bool met = true;

	problem_cell_inflow(p, s->x, inflow);
	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] == s->levels[e->level].tier && s->round_of[c] == e->stratum)
			met = met && (long double)(p->cell_fact[c] + inflow[c])
				> bound * (long double)p->cell_demand[c] - 1 - 1e-9L;
	return met;
}

/* No bound may be beaten by the plan itself. */
static void check_rounds(const struct problem *p, const struct solution *s, struct tally *tally)
{
	for (int32_t k = 0; k < s->nrounds; k++) {
		const struct level_result *level = &s->levels[s->rounds[k].level];
		struct exact_round e;
		long double bound;

		if (level->objective >= 0 && p->objectives[level->objective].kind == OBJECTIVE_CANONICAL)
			continue;
		exact_round_make(&e, p, s, k);
		bound = exact_round_bound(&e, p, s);
		if (e.stratum > 0) {
			tally->fair++;
			tally->fair_met += round_is_met(p, s, &e, bound);
		} else {
			tally->linear++;
			tally->linear_met += bound > (long double)level->value - 1 + 1e-3L;
			assert_true(bound < (long double)level->value + 1e-3L);
		}
		exact_round_release(&e);
	}
}

static void check_relaxed(const struct problem *p, struct tally *tally)
{
	const struct coupled_options options = {.step = {1, 100}, .exact_cells = 200};
	struct solution s;
	struct reader r;
	char written[NODES_MAX];

	if (solve_coupled(p, &options, NULL, NULL, &s) == ANSWER_INFEASIBLE) {
		solution_release(&s);
		return;
	}
	check_rounds(p, &s, tally);
	for (int32_t l = 0; l < s.nlevels; l++) {
		if (s.levels[l].tier < 1 || !s.levels[l].strata.label)
			continue;
		tally->tiers++;
		for (int32_t k = 1; k <= s.levels[l].strata.count; k++)
			check_cut(p, s.x, &s.levels[l], k);
	}
	solution_relaxed_prices(&s, p);
	tally->levels += s.nprices;
	prices_reduce(p, &s, written);
	read_prices(&r, p, &s, written);
	assert_true(prices_hold(&r, NULL));
	solution_release(&s);
}

static void coupled_plans_are_proven_by_their_networks(void **state)
{
	struct tally tally = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 300; seed++) {
		struct support_random r = {seed};
		struct problem p;

		problem_make(&p, &r);
		add_rows(&p, &r);
		check_relaxed(&p, &tally);
		problem_release(&p);
	}
	assert_in_range(tally.tiers, 200, 600);
	assert_in_range(tally.levels, 200, 900);
	assert_in_range(tally.fair, 150, 300);
	assert_in_range(tally.fair_met, 150, tally.fair);
	assert_in_range(tally.linear_met, 300, tally.linear);
}

/* --- contradictions --- */

static void read_cut(const struct problem *p, const char *cut, const char *written, char *inside)
{
	memset(inside, 0, (size_t)p->nnodes);
	for (int32_t v = p->nnodes - 1; v > 0; v--) {
		if (written[v])
			inside[v] = cut[v];
		else
			for (int32_t a = 0; a < p->narcs; a++)
				inside[v] |= p->tail[a] == v && p->capacity[a] >= ARC_UNLIMITED && inside[p->head[a]];
	}
}

/* Least values that only the limits contradict. */
static void limits_that_contradict_have_prices(void **state)
{
	const struct coupled_options options = {.step = {1, 100}, .exact_cells = 200};
	int32_t n = 0, nproven = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 800; seed++) {
		struct support_random r = {seed};
		struct problem p;
		struct solution s;

		problem_make(&p, &r);
		add_rows(&p, &r);
		for (int32_t c = 0; c < p.ncells; c++)
			p.cell_least[c] = support_between(&r, 0, cell_need(&p, c) / 2);
		if (solve_coupled(&p, &options, NULL, NULL, &s) == ANSWER_INFEASIBLE && !s.cut) {
			n++;
			if (s.levels[0].proven) {
				struct exact_round e;

				assert_int_equal(s.nrounds, 1);
				exact_round_make(&e, &p, &s, 0);
				assert_true(exact_round_bound(&e, &p, &s) > 1e-3L);
				exact_round_release(&e);
				nproven++;
			}
		}
		solution_release(&s);
		problem_release(&p);
	}
	assert_in_range(n, 20, 300);
	assert_in_range(nproven, n / 2, n);
}

static void written_sides_are_a_cut(void **state)
{
	const struct support_shape shape = {.hubs_most = 3, .periods = 3, .cells_most = 5, .tiers = 2,
		.capacity_most = 3, .demand_most = 9, .leasts = true, .hard = true, .unlimited = true};
	int32_t ncuts = 0, nwritten = 0, nall = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 1500; seed++) {
		struct support_random r = {seed};
		struct problem p;
		struct solution s;
		char written[NODES_MAX], inside[NODES_MAX];

		support_problem(&p, &r, &shape);
		support_order_arcs(&p);
		for (int32_t c = 0; c < p.ncells; c++)
			p.cell_least[c] = support_between(&r, p.cell_least[c], cell_need(&p, c));
		if (solve_pure(&p, NULL, NULL, &s) == ANSWER_INFEASIBLE) {
			for (int32_t v = 0; v < p.nnodes; v++)
				nall += s.cut[v];
			assert_true(cut_is_deficient(&p, s.cut));
			cut_reduce(&p, s.cut, written);
			read_cut(&p, s.cut, written, inside);
			assert_true(cut_is_deficient(&p, inside));
			for (int32_t a = 0; a < p.narcs; a++)
				if (p.capacity[a] >= ARC_UNLIMITED)
					assert_true(!inside[p.head[a]] || inside[p.tail[a]]);
			for (int32_t v = 0; v < p.nnodes; v++)
				nwritten += written[v];
			ncuts++;
		}
		solution_release(&s);
		problem_release(&p);
	}
	assert_in_range(ncuts, 100, 1500);
	assert_true(nwritten < nall);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(written_prices_are_enough),
		cmocka_unit_test(strata_are_cut_off_in_the_printed_flow),
		cmocka_unit_test(coupled_plans_are_proven_by_their_networks),
		cmocka_unit_test(written_sides_are_a_cut),
		cmocka_unit_test(limits_that_contradict_have_prices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
