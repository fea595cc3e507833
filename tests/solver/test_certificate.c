/* The certificate of a plan with one thing changed: refused, with the reason
 * that fits. Each change is such that what is left proves nothing. */
#include "solver/verify/network.h"
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

struct spoiling {
	struct story *y;
	struct support_random *r;
};

static int32_t pick(struct spoiling *w, int32_t n)
{
	return n > 0 ? (int32_t)support_between(w->r, 0, n - 1) : -1;
}

/* A level of a pure part that is proven; NULL when chance hits none. */
static struct level *any_level(struct spoiling *w, bool fair)
{
	struct plan *p = &w->y->plan;
	int32_t n = pick(w, p->nlevels);
	struct level *level = n >= 0 ? &p->levels[n] : NULL;

	return level && p->components[level->component].pure && level->proven
		&& level->kind != LEVEL_CANONICAL && (level->kind == LEVEL_FAIR) == fair ? level : NULL;
}

static bool in_part(const struct plan *p, int32_t part, int32_t item)
{
	for (int32_t k = 0; k < p->components[part].nitems; k++)
		if (p->components[part].items[k] == item)
			return true;
	return false;
}

/* A claim of the level. */
static int32_t any_claim(struct spoiling *w, const struct level *level)
{
	int32_t c = pick(w, w->y->cells.ncells);

	return c >= 0 && w->y->cells.cells[c].tier == level->tier && w->y->cells.cells[c].stage == level->stage
		&& in_part(&w->y->plan, level->component, w->y->cells.cells[c].item) ? c : -1;
}

static bool leximin(const struct spoiling *w)
{
	return w->y->s.policy.fairness == FAIRNESS_LEXIMIN;
}

/* --- what can be wrong; false: this plan has no such thing --- */

/* Its share is another one then, so the sums of two strata no longer fit. */
static bool other_stratum(struct spoiling *w)
{
	struct level *level = any_level(w, true);
	int32_t c = level && leximin(w) ? any_claim(w, level) : -1, k;

	if (c < 0 || level->nstrata == 0 || w->y->s.nminima > 0 || w->y->s.policy.has_spread)
		return false; /* a least value may be the share in both */
	k = 1 + pick(w, level->nstrata + 1);
	if (k == w->y->plan.proof.strata[c])
		return false;
	for (int turn = 0; turn < 2; turn++) { /* household stock may be above both rates */
		int32_t at = turn ? k : w->y->plan.proof.strata[c];
		struct ratio rate = at <= level->nstrata ? level->rates[at - 1] : (struct ratio){1, 1};
		if ((wide)rate.num * w->y->cells.cells[c].units <= (wide)rate.den * w->y->cells.cells[c].fact)
			return false;
	}
	w->y->plan.proof.strata[c] = k;
	return true;
}

static bool no_stratum(struct spoiling *w)
{
	struct level *level = any_level(w, true);
	int32_t c = level && leximin(w) ? any_claim(w, level) : -1;

	if (c < 0)
		return false;
	w->y->plan.proof.strata[c] = pick(w, 2) ? 0 : level->nstrata + 2;
	return true;
}

static bool lower_rate(struct spoiling *w)
{
	struct level *level = any_level(w, true);

	if (!level || level->nstrata == 0 || level->rates[0].num == 0)
		return false;
	level->rates[0] = ratio_make(level->rates[0].num * 2 - 1, level->rates[0].den * 2);
	return true;
}

static bool rates_in_disorder(struct spoiling *w)
{
	struct level *level = any_level(w, true);

	if (!level || !leximin(w) || level->nstrata < 2)
		return false;
	level->rates[1] = level->rates[0];
	return true;
}

static bool lose_stratum(struct spoiling *w)
{
	struct level *level = any_level(w, true);

	if (!level || level->nstrata == 0 || level->rates[0].num == 0)
		return false;
	level->nstrata--;
	return true;
}

static bool other_value(struct spoiling *w)
{
	struct level *level = any_level(w, pick(w, 2));

	if (!level)
		return false;
	level->value.num += level->value.den;
	level->bound = level->value;
	return true;
}

static bool other_bound(struct spoiling *w)
{
	struct level *level = any_level(w, pick(w, 2));

	if (!level)
		return false;
	level->bound.num -= level->bound.den;
	return true;
}

static bool other_kind(struct spoiling *w)
{
	struct level *level = any_level(w, false);

	if (!level)
		return false;
	level->kind = level->kind == LEVEL_COST ? LEVEL_WASTE : LEVEL_COST;
	return true;
}

static bool other_tier(struct spoiling *w)
{
	struct level *level = any_level(w, true);

	if (!level)
		return false;
	level->tier += 10;
	return true;
}

static bool other_scale(struct spoiling *w)
{
	struct level *level = any_level(w, pick(w, 2));

	if (!level)
		return false;
	level->scale *= 2;
	return true;
}

static bool with_a_step(struct spoiling *w)
{
	struct level *level = any_level(w, pick(w, 2));

	if (!level)
		return false;
	level->step = ratio_make(1, 100);
	return true;
}

static bool lose_level(struct spoiling *w)
{
	struct plan *p = &w->y->plan;
	struct level *level = any_level(w, pick(w, 2));
	int32_t at = level ? (int32_t)(level - p->levels) : 0;

	if (!level)
		return false;
	memmove(level, level + 1, (size_t)(p->nlevels - at - 1) * sizeof *level);
	p->nlevels--;
	return true;
}

static bool swap_levels(struct spoiling *w)
{
	struct plan *p = &w->y->plan;
	struct level *level = any_level(w, pick(w, 2)), keep;

	if (!level || level + 1 >= p->levels + p->nlevels || level[1].kind == LEVEL_CANONICAL
		|| level[1].component != level->component)
		return false;
	keep = level[0];
	level[0] = level[1];
	level[1] = keep;
	return true;
}

static bool level_of_another_part(struct spoiling *w)
{
	struct level *level = any_level(w, pick(w, 2));

	if (!level || w->y->plan.ncomponents < 2)
		return false;
	level->component = (level->component + 1) % w->y->plan.ncomponents;
	return true;
}

static struct component *any_part(struct spoiling *w)
{
	int32_t n = pick(w, w->y->plan.ncomponents);

	return n >= 0 && w->y->plan.components[n].pure && w->y->plan.status == PLAN_PROVEN
		? &w->y->plan.components[n] : NULL;
}

static bool other_size(struct spoiling *w)
{
	struct component *part = any_part(w);
	int32_t *sizes[] = {part ? &part->nodes : NULL, part ? &part->arcs : NULL, part ? &part->cells : NULL,
		part ? &part->rows : NULL};

	if (!part)
		return false;
	++*sizes[pick(w, 4)];
	return true;
}

static bool lose_item(struct spoiling *w)
{
	struct component *part = any_part(w);

	if (!part)
		return false;
	part->nitems--;
	return true;
}

static struct proof_component *any_prices(struct spoiling *w)
{
	int32_t n = pick(w, w->y->plan.ncomponents);
	struct proof_component *proof = n >= 0 ? &w->y->plan.proof.components[n] : NULL;

	return proof && w->y->plan.components[n].pure && proof->nwritten > 0
		&& w->y->plan.status == PLAN_PROVEN ? proof : NULL;
}

/* A source that gives away below what it costs: some of it is drawn. */
static bool price_below_cost(struct spoiling *w)
{
	struct proof_component *proof = any_prices(w);
	struct proof_price *price = proof ? &proof->prices[pick(w, proof->nwritten)] : NULL;
	int64_t drawn = 0;

	if (!price || price->node.kind != PROOF_SOURCE || w->y->s.policy.fairness == FAIRNESS_TOTAL)
		return false;
	for (int32_t i = 0; i < w->y->supply.nlots; i++) {
		const struct supply_lot *lot = &w->y->supply.lots[i];
		if (lot->item == price->node.item && lot->place == price->node.place
			&& lot->release == price->node.release && lot->last_day == price->node.last_day
			&& (lot->own ? -1 : lot->region) == price->node.region)
			drawn += w->y->plan.drawn[i].units;
	}
	if (drawn == 0)
		return false;
	price->price[0] = -1;
	return true;
}

static bool price_of_nothing(struct spoiling *w)
{
	struct proof_component *proof = any_prices(w);

	if (!proof)
		return false;
	proof->prices[pick(w, proof->nwritten)].node.place = STORY_DISTRICT;
	return true;
}

static bool prices_of_fewer_levels(struct spoiling *w)
{
	struct proof_component *proof = any_prices(w);

	if (!proof || proof->nprices < 2)
		return false;
	proof->nprices--;
	return true;
}

static bool other_baseline(struct spoiling *w)
{
	int32_t c = pick(w, w->y->cells.ncells);
	struct plan *p = &w->y->plan;
	bool stated = false;

	for (int32_t k = 0; k < w->y->cells.ncells; k++)
		stated |= p->served[k].baseline > 0;
	if (c < 0 || !stated || p->status != PLAN_PROVEN)
		return false;
	for (int32_t k = 0; k < p->ncomponents; k++)
		if (in_part(p, k, w->y->cells.cells[c].item) && !p->components[k].pure)
			return false;
	p->served[c].baseline += 1;
	return true;
}

/* A claim must get all that it gets, says the proof; no minimum asks for it. */
static bool least_of_nobody(struct spoiling *w)
{
	struct component *part = any_part(w);
	int32_t c = pick(w, w->y->cells.ncells), at;
	struct proof_component *proof;

	if (!part || c < 0 || w->y->s.nminima > 0)
		return false;
	at = (int32_t)(part - w->y->plan.components);
	proof = &w->y->plan.proof.components[at];
	if (!in_part(&w->y->plan, at, w->y->cells.cells[c].item)
		|| w->y->plan.served[c].units <= w->y->cells.cells[c].fact)
		return false;
	proof->shared_minima = true;
	at = ARRAY_ADD(&proof->least, &proof->nleast, &proof->least_room);
	proof->least[at] = (struct proof_least){c, 1};
	return true;
}

/* A part with rounds of a fair level. */
static struct proof_component *any_rounds(struct spoiling *w, int32_t *round)
{
	int32_t n = pick(w, w->y->plan.ncomponents);
	struct proof_component *proof = n >= 0 ? &w->y->plan.proof.components[n] : NULL;

	*round = proof ? pick(w, proof->nrounds) : -1;
	return *round >= 0 && proof->rounds[*round].stratum > 0 ? proof : NULL;
}

static bool lose_round(struct spoiling *w)
{
	int32_t k;
	struct proof_component *proof = any_rounds(w, &k);

	if (!proof)
		return false;
	proof->rounds[k].stratum += 50;
	return true;
}

static bool weight_below_zero(struct spoiling *w)
{
	int32_t k;
	struct proof_component *proof = any_rounds(w, &k);

	if (!proof || proof->nweights == 0)
		return false;
	proof->weights[pick(w, proof->nweights)].w[k] = -1;
	return true;
}

/* A claim that is stopped without weighing, and nobody weighs for it: neither one beside
 * it nor, by the proportional rule, one of its item. What nothing can come to need not
 * weigh, so it must have got something. */
static bool lose_weight(struct spoiling *w)
{
	int32_t k;
	struct proof_component *proof = any_rounds(w, &k);
	struct proof_weight *weight = proof && proof->nweights > 0
		? &proof->weights[pick(w, proof->nweights)] : NULL;
	const struct cell *cells = w->y->cells.cells;

	if (!weight || w->y->plan.proof.strata[weight->claim] != proof->rounds[k].stratum
		|| w->y->plan.levels[proof->rounds[k].level].tier != cells[weight->claim].tier
		|| w->y->plan.levels[proof->rounds[k].level].stage != cells[weight->claim].stage
		|| w->y->plan.served[weight->claim].units <= cells[weight->claim].fact)
		return false;
	for (int32_t c = 0; c < w->y->cells.ncells; c++)
		if (c != weight->claim && cells[c].item == cells[weight->claim].item
			&& (w->y->s.policy.fairness == FAIRNESS_PROPORTIONAL
				|| cells[c].place == cells[weight->claim].place))
			return false;
	weight->w[k] = 0;
	return true;
}

static bool multiplier_of_nothing(struct spoiling *w)
{
	int32_t k;
	struct proof_component *proof = any_rounds(w, &k);
	struct proof_price *balance = proof && proof->nbalances > 0
		? &proof->balances[pick(w, proof->nbalances)] : NULL;

	if (!balance)
		return false;
	balance->node.kind = PROOF_COUNTER;
	balance->node.place = STORY_DISTRICT;
	return true;
}

/* A round without the prices that follow from others, of a level that comes to something:
 * as long as no claim has a price, sending nothing at all is as good as any plan. */
static bool lose_derived(struct spoiling *w)
{
	int32_t part = pick(w, w->y->plan.ncomponents), k;
	struct proof_component *proof = part >= 0 ? &w->y->plan.proof.components[part] : NULL;
	const struct level *level;

	k = proof ? pick(w, proof->nrounds) : -1;
	level = k >= 0 ? &w->y->plan.levels[proof->rounds[k].level] : NULL;
	if (!level || !proof->rounds[k].derived || level->value.num == 0
		|| (level->kind != LEVEL_COST && level->kind != LEVEL_DEPARTURE && level->kind != LEVEL_ARRIVAL))
		return false;
	for (int32_t n = 0; n < proof->nbalances; n++)
		if (proof->balances[n].node.kind == PROOF_CLAIM)
			return false;
	proof->rounds[k].derived = false;
	return true;
}

/* --- */

static const struct corruption {
	bool (*spoil)(struct spoiling *w);
	const char *reasons[6]; /* one of these words is in the findings */
} corruptions[] = {
	{other_stratum, {"its stratum of level", "cannot be had", "could lift", "is its"}},
	{no_stratum, {"it has no stratum of level"}},
	{lower_rate, {"it says", "its stratum of level", "common rate"}},
	{rates_in_disorder, {"in ascending order"}},
	{lose_stratum, {"it has no stratum", "it says", "cannot be had", "its stratum of level", "common rate",
		"could lift"}},
	{other_value, {"it says"}},
	{other_bound, {"not those of a level that is proven so"}},
	{other_kind, {"another level comes here"}},
	{other_tier, {"another level comes here"}},
	{other_scale, {"another scale", "not those of a level"}},
	{with_a_step, {"not those of a level that is proven so"}},
	{lose_level, {"another level comes here", "missing at the end"}},
	{swap_levels, {"another level comes here"}},
	{level_of_another_part, {"in the turn of its part", "another level comes here", "missing at the end"}},
	{other_size, {"nodes"}},
	{lose_item, {"made of each item once"}},
	{price_below_cost, {"by its prices a better plan sends"}},
	{price_of_nothing, {"for nothing that is in its network"}},
	{prices_of_fewer_levels, {"prices for"}},
	{other_baseline, {"the baseline says"}},
	{least_of_nobody, {"no minimum of the scenario asks"}},
	{lose_round, {"a round is missing"}},
	{weight_below_zero, {"is below 0"}},
	{lose_weight, {"does not weigh", "nobody weighs", "its proof does not show it"}},
	{multiplier_of_nothing, {"for nothing that counts in it"}},
	{lose_derived, {"its proof does not show it", "not what its proof shows"}},
};
enum { CORRUPTIONS = sizeof corruptions / sizeof *corruptions };

static long tried[CORRUPTIONS];

static void show(const struct story *y, uint64_t seed, size_t c, const char *what)
{
	struct text dump;

	text_init(&dump);
	story_dump(y, &dump);
	fprintf(stderr, "seed %llu, corruption %u: %s\n%s\n", (unsigned long long)seed, (unsigned)c, what,
		text_str(&dump));
	text_release(&dump);
}

static void spoil_and_check(struct story *y, struct support_random *r, uint64_t seed, size_t c)
{
	struct spoiling w = {y, r};
	struct text findings;
	struct proved proved;
	bool taken, named = false;

	if (!corruptions[c].spoil(&w))
		return;
	text_init(&findings);
	proved_init(&proved, &y->plan);
	taken = plan_prove(&y->s, &y->cells, &y->supply, &y->plan, NULL, &proved, &findings);
	for (int k = 0; k < 6 && corruptions[c].reasons[k]; k++)
		named = named || strstr(text_str(&findings), corruptions[c].reasons[k]);
	if (taken || !named)
		show(y, seed, c, taken ? "taken" : text_str(&findings));
	assert_true(!taken && named);
	tried[c]++;
	proved_release(&proved);
	text_release(&findings);
	story_solve(y, 1);
}

static const struct story_shape shapes[] = {
	{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 9, .odd_notice = true,
		.tiers = true, .packs = true, .transits = true, .minima = true, .autonomy = true},
	{.items_most = 3, .periods_most = 4, .claims_most = 8, .quantity_most = 30, .odd_notice = true,
		.capacities = true, .packs = true, .transits = true, .households = true, .tiers = true},
	{.items_most = 2, .periods_most = 3, .claims_most = 8, .quantity_most = 9, .rules = true},
	{.items_most = 3, .periods_most = 3, .claims_most = 8, .quantity_most = 20, .capacities = true,
		.limits = true, .substitutes = true, .tiers = true},
	{.items_most = 2, .periods_most = 3, .claims_most = 6, .quantity_most = 9, .limits = true,
		.minima = true, .rules = true},
	{.items_most = 2, .periods_most = 3, .claims_most = 6, .quantity_most = 9, .capacities = true,
		.tight = true, .tiers = true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };
enum { PRICES = SHAPES - 1 }; /* levels after fairness by prices of the limits */

static void test_no_corruption_is_taken(void **state)
{
	uint64_t n = stories(60);
	long all = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		for (size_t k = 0; k < SHAPES; k++) {
			struct support_random r = {seed * 10 + k};
			struct story y;

			story_random(&y, &r, &shapes[k]);
			y.prices = k == PRICES;
			story_solve(&y, 1);
			for (size_t c = 0; c < CORRUPTIONS && y.plan.status == PLAN_PROVEN; c++)
				for (int again = 0; again < 3; again++)
					spoil_and_check(&y, &r, seed * 10 + k, c);
			story_release(&y);
		}
	}
	for (size_t c = 0; c < CORRUPTIONS; c++) {
		if (tried[c] == 0)
			fprintf(stderr, "corruption %u never came about\n", (unsigned)c);
		assert_true(tried[c] > 0);
		all += tried[c];
	}
	printf("%ld corruptions refused\n", all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_corruption_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
