/* Plans of random small stories against the reference, which builds its own
 * network straight from the meaning of the words. */
#include "tests/solver/support_reference.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct level *find_level(const struct plan *p, int32_t item, enum level_kind kind)
{
	for (int32_t k = 0; k < p->nlevels; k++)
		if (p->levels[k].kind == kind && p->components[p->levels[k].component].items[0] == item)
			return &p->levels[k];
	return NULL;
}

static void show(const struct story *y, uint64_t seed, const char *what)
{
	struct text dump;

	text_init(&dump);
	story_dump(y, &dump);
	fprintf(stderr, "seed %llu: %s\n%s\n", (unsigned long long)seed, what, text_str(&dump));
	text_release(&dump);
}

/* Levels that were recorded have the least values; pure plans are proven. */
static void compare_levels(const struct story *y, int32_t item, const struct reference *r,
	uint64_t seed)
{
	const struct level *waste = find_level(&y->plan, item, LEVEL_WASTE);
	const struct level *cost = find_level(&y->plan, item, LEVEL_COST);
	const struct level *departure = find_level(&y->plan, item, LEVEL_DEPARTURE);
	const struct level *arrival = find_level(&y->plan, item, LEVEL_ARRIVAL);
	bool same = cost && departure && arrival && (!waste || waste->value.num == r->waste) &&
		ratio_compare(cost->value, r->cost) == 0 && departure->value.num == r->departure &&
		arrival->value.num == r->arrival;

	if (!waste && r->waste != 0)
		same = false;
	if (!same) {
		show(y, seed, "levels differ");
		fprintf(stderr, "reference: waste %lld cost %lld/%lld departure %lld arrival %lld\n",
			(long long)r->waste, (long long)r->cost.num, (long long)r->cost.den,
			(long long)r->departure, (long long)r->arrival);
	}
	assert_true(same);
}

static bool is_pure(const struct story *y, int32_t item)
{
	for (int32_t k = 0; k < y->plan.ncomponents; k++)
		if (y->plan.components[k].items[0] == item)
			return y->plan.components[k].pure;
	return true;
}

static void check_item(const struct story *y, int32_t item, const struct reference *r, uint64_t seed)
{
	bool same = true, pure = is_pure(y, item);

	/* Coupled: whole units may move a claim by one. */
	for (int32_t c = 0; c < y->cells.ncells; c++)
		if (r->units[c] >= 0 && (pure ? y->plan.served[c].units != r->units[c] :
				llabs(y->plan.served[c].units - r->units[c]) > 1))
			same = false;
	if (!same) {
		show(y, seed, "served differs");
		for (int32_t c = 0; c < y->cells.ncells; c++)
			if (r->units[c] >= 0)
				fprintf(stderr, "cell %d: %lld expected\n", c, (long long)r->units[c]);
	}
	assert_true(same);
	if (pure)
		compare_levels(y, item, r, seed);
}

static int claims_for(const struct story *y, int32_t item)
{
	int n = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++)
		n += y->cells.cells[c].item == item;
	for (int32_t m = 0; m < y->s.nminima; m++)
		n += y->s.minima[m].end_stock && y->s.minima[m].item == item;
	return n;
}

static bool several_claims(const struct story *y)
{
	for (int32_t m = 0; m < y->s.nminima; m++) {
		int n = 0;

		for (int32_t c = 0; !y->s.minima[m].end_stock && c < y->cells.ncells; c++)
			n += y->cells.cells[c].item == y->s.minima[m].item
				&& y->cells.cells[c].place == y->s.minima[m].place
				&& y->cells.cells[c].group == y->s.minima[m].group;
		if (n > 1)
			return true;
	}
	return false;
}

/* The reference is one network: it cannot know of what two routes share. */
static bool routes_share(const struct story *y)
{
	for (int32_t g = 0; g < y->s.nsegments; g++) {
		int n = 0;

		for (int32_t r = 0; r < y->s.nroutes && y->s.segments[g].capacity >= 0; r++)
			for (int32_t v = 0; v < y->s.routes[r].nvia; v++)
				n += y->s.routes[r].via[v] == g;
		if (n > 1)
			return true;
	}
	return false;
}

static void check_against_reference(uint64_t seed, const struct story_shape *shape)
{
	struct support_random r = {seed};
	struct story y;
	bool possible = true, fits = true;

	story_random(&y, &r, shape);
	story_build(&y);
	for (int32_t i = 0; i < y.s.nitems; i++)
		fits = fits && claims_for(&y, i) <= SUPPORT_CELLS_MAX;
	if (fits && !several_claims(&y) && !routes_share(&y)) {
		struct reference *all = mem_calloc((size_t)y.s.nitems, sizeof *all);

		for (int32_t i = 0; i < y.s.nitems; i++) {
			reference_solve(&y, i, &all[i]);
			possible = possible && all[i].possible;
		}
		story_solve(&y, 1);
		if (possible != (y.plan.status != PLAN_CONTRADICTION))
			show(&y, seed, possible ? "possible" : "impossible");
		assert_true(possible == (y.plan.status != PLAN_CONTRADICTION));
		if (possible && y.plan.status != PLAN_PROVEN) {
			assert_true(shape->capacities);
			show(&y, seed, "not proven");
		}
		for (int32_t i = 0; i < y.s.nitems; i++) {
			if (possible && claims_for(&y, i) > 0)
				check_item(&y, i, &all[i], seed);
			reference_release(&all[i]);
		}
		mem_free(all);
	}
	story_release(&y);
}

static void test_pure(void **state)
{
	static const struct story_shape shapes[] = {
		{.items_most = 1, .periods_most = 3, .claims_most = 5, .quantity_most = 9, .odd_notice = true, .losses = true},
		{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 6, .odd_notice = true,
			.tiers = true, .packs = true, .transits = true, .losses = true},
		{.items_most = 1, .periods_most = 4, .claims_most = 5, .quantity_most = 9, .odd_notice = true,
			.minima = true, .households = true, .autonomy = true, .losses = true},
		{.items_most = 2, .periods_most = 4, .claims_most = 7, .quantity_most = 9, .odd_notice = true,
			.minima = true, .tiers = true, .packs = true, .transits = true, .households = true,
			.autonomy = true, .losses = true},
		{.items_most = 1, .periods_most = 4, .claims_most = 6, .quantity_most = 9, .plain = true,
			.capacities = true, .minima = true, .tiers = true, .households = true, .losses = true},
	};
	uint64_t n = stories(60);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++)
		for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
			check_against_reference(seed * 100 + k, &shapes[k]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
