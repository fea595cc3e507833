/* Plans that are possible but not best, with proofs forged for them: the checker
 * never takes one. The forger is told by the findings what each level should
 * say, and says it: strata by what claims get, values as they come out, no
 * prices. What it is taken for must be as good as the honest plan. */
#include "models/travel.h"
#include "solver/verify/verify.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- the forger --- */

static int ratio_order(const void *a, const void *b)
{
	return ratio_compare(*(const struct ratio *)a, *(const struct ratio *)b);
}

static struct ratio fill(const struct story *y, int32_t c)
{
	return ratio_make(y->plan.served[c].units, y->cells.cells[c].units);
}

static bool of_level(const struct story *y, int32_t c, const struct level *level)
{
	const struct component *part = &y->plan.components[level->component];
	bool inside = false;

	for (int32_t k = 0; k < part->nitems; k++)
		inside |= part->items[k] == y->cells.cells[c].item;
	return inside && y->cells.cells[c].tier == level->tier && y->cells.cells[c].stage == level->stage;
}

/* Strata by fill rates: each rate that occurs is one. */
static void forge_strata(struct story *y, struct level *level)
{
	int32_t n = 0;

	level->rates = arena_calloc(&y->plan.arena, (size_t)y->cells.ncells, sizeof *level->rates);
	for (int32_t c = 0; c < y->cells.ncells; c++)
		if (of_level(y, c, level) && fill(y, c).num < fill(y, c).den)
			level->rates[n++] = fill(y, c);
	qsort(level->rates, (size_t)n, sizeof *level->rates, ratio_order);
	level->nstrata = 0;
	for (int32_t k = 0; k < n; k++)
		if (k == 0 || ratio_compare(level->rates[k], level->rates[level->nstrata - 1]) != 0)
			level->rates[level->nstrata++] = level->rates[k];
	for (int32_t c = 0; c < y->cells.ncells; c++) {
		int32_t k = 0;
		if (!of_level(y, c, level))
			continue;
		while (k < level->nstrata && ratio_compare(level->rates[k], fill(y, c)) != 0)
			k++;
		y->plan.proof.strata[c] = k + 1;
	}
	level->value = level->bound = level->nstrata > 0 ? level->rates[0] : (struct ratio){1, 1};
}

static void forge(struct story *y)
{
	struct plan *p = &y->plan;

	p->status = PLAN_PROVEN;
	for (int32_t n = 0; n < p->nlevels; n++) {
		p->levels[n].proven = p->levels[n].kind != LEVEL_CANONICAL;
		if (p->levels[n].kind == LEVEL_FAIR)
			forge_strata(y, &p->levels[n]);
	}
	for (int32_t k = 0; k < p->ncomponents; k++)
		p->proof.components[k].nprices = p->proof.components[k].nwritten = 0;
}

/* A value that a finding says is right goes into its level; false: no such. */
static bool take_hint(struct plan *p, const char *findings)
{
	const char *right = strstr(findings, "come to ");
	int level;
	long long num, den;

	if (!right || sscanf(findings, "level %d:", &level) != 1
		|| sscanf(right, "come to %lld/%lld", &num, &den) != 2)
		return false;
	p->levels[level - 1].value = p->levels[level - 1].bound = ratio_make(num, den);
	return true;
}

/* Whether the plan is taken in the end; findings: why not. */
static bool is_taken(struct story *y, struct text *findings)
{
	for (int turn = 0; turn < 50; turn++) {
		struct proved proved;
		bool holds, best = true;

		proved_init(&proved, &y->plan);
		text_clear(findings);
		holds = plan_prove(&y->s, &y->cells, &y->supply, &y->plan, NULL, &proved, findings);
		for (int32_t n = 0; n < y->plan.nlevels; n++)
			best &= y->plan.levels[n].kind == LEVEL_CANONICAL || proved.levels[n] == VERDICT_BEST;
		proved_release(&proved);
		if (holds || !take_hint(&y->plan, text_str(findings)))
			return holds && best;
	}
	return false;
}

/* --- plans that are not best --- */

static void restate_cost(struct story *y)
{
	struct ratio sum = {0, 1};

	for (int32_t n = 0; n < y->plan.nshipments; n++) {
		const struct shipment *h = &y->plan.shipments[n];
		struct ratio cost = h->route < 0 ? (struct ratio){0, 1} : route_unit_cost(&y->s, h->route, h->item);
		assert_true(ratio_mul(cost, ratio_make(h->units, 1), &cost) && ratio_add(sum, cost, &sum));
	}
	y->plan.cost = sum;
}

/* Made for other costs of the roads. */
static void with_other_costs(struct story *y, struct support_random *r)
{
	struct ratio *was = mem_calloc((size_t)y->s.nroutes + 1, sizeof *was);

	for (int32_t k = 0; k < y->s.nroutes; k++) {
		was[k] = y->s.routes[k].cost_per_kg;
		y->s.routes[k].cost_per_kg = ratio_make(support_between(r, 0, 9), 1);
	}
	story_solve(y, 1);
	for (int32_t k = 0; k < y->s.nroutes; k++)
		y->s.routes[k].cost_per_kg = was[k];
	mem_free(was);
}

/* Made with a road closed. */
static void with_a_road_closed(struct story *y, struct support_random *r)
{
	struct route *road;
	struct periods closed = {0, y->s.nperiods - 1}, *was;
	int32_t nwas;

	if (y->s.nroutes == 0) {
		story_solve(y, 1);
		return;
	}
	road = &y->s.routes[support_between(r, 0, y->s.nroutes - 1)];
	was = road->closed;
	nwas = road->nclosed;
	road->closed = &closed;
	road->nclosed = 1;
	story_solve(y, 1);
	road->closed = was;
	road->nclosed = nwas;
}

/* Made with less goods on one line. */
static void with_less(struct story *y, struct support_random *r)
{
	struct stock_line *line;
	int64_t declared, counted;

	if (y->s.nlines == 0) {
		story_solve(y, 1);
		return;
	}
	line = &y->s.lines[support_between(r, 0, y->s.nlines - 1)];
	declared = line->declared;
	counted = line->counted;
	line->declared = declared > 0 ? declared - 1 : declared;
	line->counted = counted > 0 ? counted - 1 : counted;
	story_solve(y, 1);
	line->declared = declared;
	line->counted = counted;
}

/* Made by another rule of fairness. */
static void by_another_rule(struct story *y, struct support_random *r)
{
	enum fairness was = y->s.policy.fairness;

	y->s.policy.fairness = support_between(r, 0, 1) ? FAIRNESS_TOTAL : FAIRNESS_PROPORTIONAL;
	story_solve(y, 1);
	y->s.policy.fairness = was;
}

/* --- one story, told twice --- */

static bool same_served(const struct story *a, const struct story *b)
{
	for (int32_t c = 0; c < a->cells.ncells; c++)
		if (a->plan.served[c].units != b->plan.served[c].units)
			return false;
	return true;
}

static bool same_values(const struct story *a, const struct story *b)
{
	if (a->plan.nlevels < b->plan.nlevels ? a->plan.nlevels == 0 : b->plan.nlevels == 0)
		return a->plan.nlevels == b->plan.nlevels;
	for (int32_t n = 0, k = 0; n < a->plan.nlevels && k < b->plan.nlevels;) {
		const struct level *x = &a->plan.levels[n], *z = &b->plan.levels[k];
		if (x->kind == LEVEL_CANONICAL || z->kind == LEVEL_CANONICAL) {
			n += x->kind == LEVEL_CANONICAL;
			k += z->kind == LEVEL_CANONICAL;
			continue;
		}
		if (x->kind != LEVEL_FAIR && ratio_compare(x->value, z->value) != 0)
			return false;
		n++;
		k++;
	}
	return true;
}

static void show(const struct story *y, uint64_t seed, const char *what)
{
	struct text dump;

	text_init(&dump);
	story_dump(y, &dump);
	fprintf(stderr, "seed %llu: %s\n%s\n", (unsigned long long)seed, what, text_str(&dump));
	text_release(&dump);
}

struct tally {
	long worse, refused, taken;
};

static void tell(const struct story_shape *shape, uint64_t seed, int how, struct tally *t)
{
	static void (*const ways[])(struct story *y, struct support_random *r) = {
		with_other_costs, with_a_road_closed, with_less, by_another_rule,
	};
	struct support_random a = {seed}, b = {seed};
	struct story honest, forged;
	struct text findings;
	int32_t nlots;
	bool taken, worse;

	story_random(&honest, &a, shape);
	story_random(&forged, &b, shape);
	honest.s.policy.fairness = forged.s.policy.fairness = FAIRNESS_LEXIMIN;
	story_solve(&honest, 1);
	ways[how](&forged, &b);
	text_init(&findings);
	if (honest.plan.status == PLAN_PROVEN && forged.plan.status == PLAN_PROVEN) {
		/* The plan made for other data, held against the true ones. */
		nlots = forged.supply.nlots;
		supply_release(&forged.supply);
		cells_release(&forged.cells);
		cells_build(&forged.s, &forged.cells);
		supply_build(&forged.s, &forged.cells, &forged.supply);
		restate_cost(&forged);
		forge(&forged);
		if (forged.supply.nlots == nlots && nlots == honest.supply.nlots && story_holds(&forged, &findings)) {
			worse = !same_served(&honest, &forged);
			taken = is_taken(&forged, &findings);
			worse = worse || !same_values(&honest, &forged);
			t->worse += worse;
			t->refused += worse && !taken;
			t->taken += taken;
			if (worse && taken)
				show(&forged, seed, "taken, but the honest plan is better:"), show(&honest, seed, "");
			assert_false(worse && taken);
		}
	}
	text_release(&findings);
	story_release(&honest);
	story_release(&forged);
}

static const struct story_shape shapes[] = {
	{.items_most = 1, .periods_most = 3, .claims_most = 6, .quantity_most = 9, .plain = true},
	{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 20, .odd_notice = true,
		.tiers = true, .packs = true, .transits = true, .households = true},
};

static void test_forged_proofs(void **state)
{
	uint64_t n = stories(150);
	struct tally t = {0, 0, 0};

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++)
		for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++)
			for (int how = 0; how < 4; how++)
				tell(&shapes[j], seed * 16 + j, how, &t);
	printf("%ld worse plans refused, %ld as good ones taken\n", t.refused, t.taken);
	assert_true(t.worse > 0 && t.refused == t.worse);
}

/* --- the false label of DESIGN --- */

/* Three units; three claims of 6 behind a road that carries one, three of 4 by
 * free roads. 0, 0, 0 | 1, 1, 1 with one stratum of everybody, rate 3/30: all
 * claims are less than a unit off and the sum is right, but the shares of those
 * behind the road, 0.6 each, cannot be had. */
static void test_false_label(void **state)
{
	struct story y;
	struct text findings;
	int32_t depot, item, holder;
	struct route *road;
	struct level *level;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	item = story_item(&y, "water");
	holder = story_holder(&y, "gov", depot);
	story_stock(&y, holder, item, 3, -1);
	{
		int32_t behind = story_community(&y, "behind");
		int32_t groups[] = {STORY_ALL, story_group(&y, "old", false, 0), story_group(&y, "young", false, 0)};
		story_route(&y, depot, behind, 0, 1000);
		for (int k = 0; k < 3; k++)
			story_need(&y, behind, item, 6, 0, 0)->group = groups[k];
	}
	for (int k = 0; k < 3; k++) {
		static const char *const names[] = {"near-1", "near-2", "near-3"};
		int32_t near = story_community(&y, names[k]);
		story_route(&y, depot, near, 0, -1);
		story_need(&y, near, item, 4, 0, 0);
	}
	road = &y.s.routes[0];
	road->capacity = 0; /* for a moment: nothing goes behind it */
	story_solve(&y, 1);
	assert_int_equal(story_served(&y, road->to, item, 0, 0), 0);
	road->capacity = 1000;
	y.plan.nuses = 0;
	level = &y.plan.levels[0];
	assert_int_equal(level->kind, LEVEL_FAIR);
	level->nstrata = 1;
	level->rates[0] = level->value = level->bound = ratio_make(3, 30);
	for (int32_t c = 0; c < y.cells.ncells; c++)
		y.plan.proof.strata[c] = 1;
	text_init(&findings);
	assert_true(story_holds(&y, &findings));
	assert_false(is_taken(&y, &findings));
	assert_non_null(strstr(text_str(&findings), "level 1: the rate of its stratum 1 cannot be had"));
	text_release(&findings);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forged_proofs),
		cmocka_unit_test(test_false_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
