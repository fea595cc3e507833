/* The max-flow kernel: both kinds of numbers against augmenting paths, cuts by
 * their capacity, whole flows after taking back, one more unit at a time. */
#include "base/memory.h"
#include "solver/maxflow.h"
#include "tests/solver/support_random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define PLACES_MAX 64
#define SCALE (((int64_t)1 << 53) - 111)

/* A problem's network with node 0's arcs as supply; cells ask for demand. */
struct network {
	struct problem p;
	int32_t narcs;
	int32_t tail[1024], head[1024];
	int64_t capacity[1024];
	int64_t supply[PLACES_MAX], ask[PLACES_MAX];
};

static void random_network(struct network *n, struct support_random *r, bool in_time)
{
	struct support_shape shape = { .hubs_most = in_time ? 5 : 12, .periods = in_time ? 8 : 1,
		.cells_most = 20, .tiers = 1, .capacity_most = 30, .demand_most = 40,
		.unlimited = true };
	int32_t a, c;

	memset(n, 0, sizeof *n);
	support_problem(&n->p, r, &shape);
	assert_true(n->p.nnodes <= PLACES_MAX && n->p.narcs <= 1024);
	for (a = 0; a < n->p.narcs; a++) {
		if (n->p.tail[a] == 0) {
			n->supply[n->p.head[a]] += n->p.capacity[a];
			continue;
		}
		n->tail[n->narcs] = n->p.tail[a];
		n->head[n->narcs] = n->p.head[a];
		n->capacity[n->narcs++] = n->p.capacity[a];
	}
	for (c = 0; c < n->p.ncells; c++)
		n->ask[n->p.cell_node[c]] = n->p.cell_demand[c];
}

static void load(struct flow *f, const struct network *n)
{
	int32_t v;

	flow_load(f, n->p.nnodes, n->narcs, n->tail, n->head, n->capacity, 10000, 1);
	for (v = 0; v < n->p.nnodes; v++) {
		flow_supply(f, v, n->supply[v]);
		flow_ask(f, v, n->ask[v]);
	}
}

static int64_t sum(const int64_t *list, int32_t n)
{
	int64_t total = 0;
	int32_t i;

	for (i = 0; i < n; i++)
		total += list[i];
	return total;
}

/* capacity into the inside, supply included, less what it asks for */
static int64_t cut_balance(const struct network *n, const char *inside)
{
	int64_t balance = 0;
	int32_t a, v;

	for (a = 0; a < n->narcs; a++) {
		if (inside[n->head[a]] && !inside[n->tail[a]])
			balance += n->capacity[a];
	}
	for (v = 0; v < n->p.nnodes; v++)
		balance += inside[v] ? n->supply[v] - n->ask[v] : 0;
	return balance;
}

static void check_flow(const struct network *n, const struct flow *f, const int64_t *given)
{
	int64_t balance[PLACES_MAX] = { 0 };
	int32_t a, v;

	for (a = 0; a < n->narcs; a++) {
		assert_true(flow_on(f, a) >= 0 && flow_on(f, a) <= n->capacity[a]);
		balance[n->head[a]] += flow_on(f, a);
		balance[n->tail[a]] -= flow_on(f, a);
	}
	for (v = 0; v < n->p.nnodes; v++) {
		assert_true(f->supply[v] >= 0 && f->deficit[v] == 0);
		assert_true(given[v] >= 0 && given[v] <= n->ask[v]);
		assert_int_equal(balance[v] + n->supply[v] - f->supply[v], given[v]);
	}
}

static void random_networks_reach_the_largest_flow(void **state)
{
	struct support_random r = { 20260101 };
	struct network *n = mem_calloc(1, sizeof *n);
	struct flow f;
	int32_t i, short_ones = 0;

	(void)state;
	flow_init(&f);
	for (i = 0; i < 1500; i++) {
		int64_t given[PLACES_MAX], largest, asked;
		char inside[PLACES_MAX];

		random_network(n, &r, i & 1);
		largest = support_max_flow(&n->p, n->p.cell_demand);
		asked = sum(n->ask, n->p.nnodes);
		load(&f, n);
		assert_true(flow_run(&f, NULL));
		assert_int_equal(sum(f.deficit, n->p.nnodes), asked - largest);
		assert_int_equal(flow_met(&f), asked == largest);
		flow_cut(&f, inside);
		assert_int_equal(cut_balance(n, inside), largest - asked);
		memcpy(given, n->ask, sizeof given);
		flow_take_back(&f, given);
		assert_int_equal(sum(given, n->p.nnodes), largest);
		check_flow(n, &f, given);
		short_ones += largest < asked;
		problem_release(&n->p);
	}
	assert_in_range(short_ones, 300, 1499); /* both outcomes are tried */
	flow_release(&f);
	mem_free(n);
}

static void wide_numbers_give_the_same_flow_at_scale(void **state)
{
	struct support_random r = { 7 };
	struct network *n = mem_calloc(1, sizeof *n);
	struct flow_wide f;
	struct flow narrow;
	int32_t i, v;

	(void)state;
	flow_init(&narrow);
	flow_wide_init(&f);
	for (i = 0; i < 400; i++) {
		char inside[PLACES_MAX], inside_wide[PLACES_MAX];
		wide deficit = 0;

		random_network(n, &r, i & 1);
		load(&narrow, n);
		flow_run(&narrow, NULL);
		flow_wide_load(&f, n->p.nnodes, n->narcs, n->tail, n->head, n->capacity, 10000,
			SCALE);
		for (v = 0; v < n->p.nnodes; v++) {
			flow_wide_supply(&f, v, (wide)n->supply[v] * SCALE);
			flow_wide_ask(&f, v, (wide)n->ask[v] * SCALE);
		}
		assert_true(flow_wide_run(&f, NULL));
		for (v = 0; v < n->p.nnodes; v++)
			deficit += f.deficit[v];
		assert_true(deficit == (wide)sum(narrow.deficit, n->p.nnodes) * SCALE);
		flow_cut(&narrow, inside);
		flow_wide_cut(&f, inside_wide);
		assert_memory_equal(inside, inside_wide, n->p.nnodes);
		problem_release(&n->p);
	}
	flow_release(&narrow);
	flow_wide_release(&f);
	mem_free(n);
}

/* Greedy, unit by unit: what one_more refuses is really out of reach. */
static void one_more_is_given_exactly_when_it_can_be(void **state)
{
	struct support_random r = { 99 };
	struct network *n = mem_calloc(1, sizeof *n);
	struct flow f;
	int32_t i, k;

	(void)state;
	flow_init(&f);
	for (i = 0; i < 300; i++) {
		int64_t given[PLACES_MAX] = { 0 };
		int64_t asked[64] = { 0 };
		int64_t total = 0;

		random_network(n, &r, i & 1);
		memset(n->ask, 0, sizeof n->ask);
		load(&f, n);
		flow_run(&f, NULL);
		for (k = 0; k < 40; k++) {
			int32_t c = (int32_t)support_between(&r, 0, n->p.ncells - 1);
			bool got = flow_one_more(&f, n->p.cell_node[c]);

			asked[c]++;
			assert_int_equal(got, support_max_flow(&n->p, asked) == total + 1);
			if (!got)
				asked[c]--;
			total += got;
			given[n->p.cell_node[c]] = asked[c];
			n->ask[n->p.cell_node[c]] = asked[c];
		}
		check_flow(n, &f, given);
		problem_release(&n->p);
	}
	flow_release(&f);
	mem_free(n);
}

/* node 0 -> 5 -> place 0 -2-> place 1 -> asks 4; the cut is place 1 alone */
static void the_least_cut_is_the_smallest_one(void **state)
{
	static const int32_t tail[] = { 0, 1 }, head[] = { 1, 2 };
	static const int64_t capacity[] = { 2, 2 };
	char inside[3];
	struct flow f;

	(void)state;
	flow_init(&f);
	flow_load(&f, 3, 2, tail, head, capacity, 100, 1);
	flow_supply(&f, 0, 5);
	flow_ask(&f, 2, 4);
	assert_true(flow_run(&f, NULL));
	assert_false(flow_met(&f));
	flow_cut(&f, inside);
	assert_int_equal(inside[0], 0);
	assert_int_equal(inside[1], 0);
	assert_int_equal(inside[2], 1);
	flow_release(&f);
}

static void a_network_without_places_is_met(void **state)
{
	struct flow f;

	(void)state;
	flow_init(&f);
	flow_load(&f, 0, 0, NULL, NULL, NULL, 0, 1);
	assert_true(flow_run(&f, NULL));
	assert_true(flow_met(&f));
	flow_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_networks_reach_the_largest_flow),
		cmocka_unit_test(wide_numbers_give_the_same_flow_at_scale),
		cmocka_unit_test(one_more_is_given_exactly_when_it_can_be),
		cmocka_unit_test(the_least_cut_is_the_smallest_one),
		cmocka_unit_test(a_network_without_places_is_met),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
