/* What a local share costs: every figure against plans made with that share, and
 * standing alone against a plan without roads, on random small stories. */
#include "solver/options.h"
#include "solver/price_autonomy.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct story_shape shapes[] = {
	{.items_most = 2, .periods_most = 3, .claims_most = 8, .quantity_most = 20, .tiers = true, .packs = true,
		.transits = true, .households = true, .autonomy = true},
	{.items_most = 2, .periods_most = 2, .claims_most = 8, .quantity_most = 30, .plain = true, .autonomy = true,
		.rules = true},
	{.items_most = 2, .periods_most = 3, .claims_most = 6, .quantity_most = 12, .autonomy = true,
		.capacities = true, .limits = true, .minima = true},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

struct tally {
	int plans, losers, turns, drops, worse, better, impossible;
};
struct told { /* a story and what is said of it */
	struct story y;
	struct price_frame frame;
	struct price_autonomy a;
	struct ratio stated;
	int64_t *zero; /* [ncells] served at share 0 */
	struct tally *tally;
};

/* The story planned with another share; false when the hard rules contradict. */
static bool plan_with(struct told *t, struct ratio share)
{
	t->y.s.policy.autonomy = share;
	story_solve(&t->y, 1);
	t->tally->plans++;
	return t->y.plan.status != PLAN_CONTRADICTION;
}

/* Sums of a community, item and tier (tier 0 = all) of amounts by claim. */
static int64_t sum(const struct story *y, const int64_t *amounts, int32_t item, int32_t tier, int32_t place)
{
	int64_t out = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++) {
		const struct cell *cell = &y->cells.cells[c];
		if (cell->item == item && cell->place == place && (tier == 0 || cell->tier == tier))
			out += amounts ? amounts[c] : y->plan.served[c].quantity;
	}
	return out;
}

static int64_t demand(const struct story *y, int32_t item, int32_t tier, int32_t place)
{
	int64_t out = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++) {
		const struct cell *cell = &y->cells.cells[c];
		if (cell->item == item && cell->place == place && (tier == 0 || cell->tier == tier))
			out += cell->demand;
	}
	return out;
}

/* The plan as it stands now, counted. */
static struct price_at count(const struct told *t, const struct price_kind *kind)
{
	const struct story *y = &t->y;
	struct price_at at = {.worst = {1, 1}, .worst_row = {2, 1}};

	for (int32_t c = 0; c < y->cells.ncells; c++) {
		const struct cell *cell = &y->cells.cells[c];
		struct ratio fill = ratio_make(y->plan.served[c].quantity, cell->demand);
		if (cell->item == kind->item && cell->tier == kind->tier && ratio_compare(fill, at.worst) < 0)
			at.worst = fill;
	}
	for (int32_t p = 0; p < y->s.nplaces; p++) {
		int64_t d = demand(y, kind->item, kind->tier, p), now = sum(y, NULL, kind->item, kind->tier, p);
		int64_t before = sum(y, t->zero, kind->item, kind->tier, p);
		if (d == 0)
			continue;
		at.served += now;
		if (ratio_compare(ratio_make(now, d), at.worst_row) < 0)
			at.worst_row = ratio_make(now, d);
		at.nlosers += now < before;
		at.nbeyond += (before - now) * t->a.drop.den > before * t->a.drop.num;
		if (before > now && (before - now) * at.lost_from >= (at.lost_from - at.lost_to) * before) {
			at.lost_from = before;
			at.lost_to = now;
		}
	}
	return at;
}

static void same_figures(struct told *t, const struct price_point *p, int32_t kind)
{
	struct price_at at = count(t, &t->frame.kinds[kind]);
	const struct price_at *said = &p->at[kind];

	assert_int_equal(said->served, at.served);
	assert_int_equal(ratio_compare(said->worst, at.worst), 0);
	assert_int_equal(ratio_compare(said->worst_row, at.worst_row), 0);
	assert_int_equal(said->nlosers, at.nlosers);
	assert_int_equal(said->nbeyond, at.nbeyond);
	assert_int_equal(said->lost_place >= 0, at.nlosers > 0);
	assert_int_equal((said->lost_from - said->lost_to) * at.lost_from, (at.lost_from - at.lost_to) * said->lost_from);
	t->tally->losers += at.nlosers;
}

static void check_points(struct told *t)
{
	bool has_stated = false;

	for (int32_t k = 0; k < t->a.npoints; k++) {
		const struct price_point *p = &t->a.points[k];
		has_stated |= ratio_compare(p->share, t->stated) == 0;
		assert_true(k == 0 || ratio_compare(p->share, t->a.points[k - 1].share) > 0);
		assert_int_equal(p->possible, plan_with(t, p->share));
		t->tally->impossible += !p->possible;
		for (int32_t kind = 0; p->possible && kind < t->frame.nkinds; kind++)
			same_figures(t, p, kind);
	}
	assert_true(has_stated && t->a.npoints >= 11);
	assert_int_equal(ratio_compare(t->a.points[t->a.npoints - 1].share, ratio_make(1, 1)), 0);
}

/* --- turns --- */

static bool lowest_holds(struct told *t, int32_t kind, struct ratio share)
{
	struct price_at at;

	if (!plan_with(t, share))
		return false;
	at = count(t, &t->frame.kinds[kind]);
	return ratio_compare(at.worst_row, t->a.points[0].at[kind].worst_row) >= 0;
}

static bool drop_holds(struct told *t, int32_t kind, struct ratio share)
{
	bool kept = plan_with(t, share);

	for (int32_t k = 0; kept && k < t->frame.nkinds; k++)
		if (kind < 0 || k == kind)
			kept = count(t, &t->frame.kinds[k]).nbeyond == 0;
	return kept;
}

/* It holds where it is said to, fails at the next share looked at, which is at most
 * a thousandth away, and at every tenth after that. */
static void check_turn(struct told *t, const struct price_turn *turn, int32_t kind,
	bool (*holds)(struct told *, int32_t, struct ratio))
{
	struct ratio end = turn->fails.num == 0 ? (struct ratio){1, 1} : turn->fails, least;

	assert_true(holds(t, kind, turn->holds));
	if (turn->fails.num == 0) {
		assert_int_equal(ratio_compare(turn->holds, end), 0);
		return;
	}
	assert_false(holds(t, kind, turn->fails));
	assert_true(ratio_add(turn->holds, ratio_make(1, 1000), &least));
	assert_true(ratio_compare(turn->fails, turn->holds) > 0 && ratio_compare(turn->fails, least) <= 0);
	for (int64_t k = 1; k <= 10; k++)
		if (ratio_compare(ratio_make(k, 10), end) > 0)
			assert_false(holds(t, kind, ratio_make(k, 10)));
}

static void check_turns(struct told *t)
{
	if (!t->a.lowest)
		return;
	for (int32_t k = 0; k < t->frame.nkinds; k++) {
		check_turn(t, &t->a.lowest[k], k, lowest_holds);
		check_turn(t, &t->a.drops[k], k, drop_holds);
		t->tally->turns += t->a.lowest[k].fails.num > 0;
		t->tally->drops += t->a.drops[k].fails.num > 0;
	}
	check_turn(t, &t->a.drop_all, -1, drop_holds);
}

/* --- alone --- */

static const struct price_worse *worse_of(const struct price_autonomy *a, int32_t item, int32_t place)
{
	for (int32_t k = 0; k < a->nworse; k++)
		if (a->worse[k].item == item && a->worse[k].place == place)
			return &a->worse[k];
	return NULL;
}

/* Without roads, goods under way and hard rules everyone stands alone. */
static int64_t *served_alone(struct told *t)
{
	struct scenario whole = t->y.s;
	int64_t *alone;

	t->y.s.nroutes = t->y.s.ntransits = t->y.s.nminima = 0;
	t->y.s.policy.fairness = FAIRNESS_LEXIMIN;
	t->y.s.policy.has_spread = false;
	assert_true(plan_with(t, (struct ratio){0, 1}));
	alone = mem_calloc((size_t)t->y.cells.ncells, sizeof *alone);
	for (int32_t c = 0; c < t->y.cells.ncells; c++)
		alone[c] = t->y.plan.served[c].quantity;
	t->y.s = whole;
	return alone;
}

static void check_alone(struct told *t)
{
	int64_t *alone = served_alone(t);
	int32_t nalone = 0, nworse = 0;

	assert_true(plan_with(t, t->stated));
	for (int32_t i = 0; i < t->y.s.nitems; i++)
		for (int32_t p = 0; p < t->y.s.nplaces; p++) {
			int64_t own = sum(&t->y, alone, i, 0, p), plan = sum(&t->y, NULL, i, 0, p);
			const struct price_worse *w = worse_of(&t->a, i, p);
			nalone += own > 0;
			nworse += plan < own;
			t->tally->better += plan > own;
			assert_int_equal(w != NULL, plan < own);
			if (w) {
				assert_int_equal(w->alone, own);
				assert_int_equal(w->plan, plan);
				assert_int_equal(w->demand, demand(&t->y, i, 0, p));
			}
		}
	assert_int_equal(t->a.nalone, nalone);
	assert_int_equal(t->a.nworse, nworse);
	for (int32_t k = 1; k < t->a.nworse; k++)
		assert_true((t->a.worse[k - 1].alone - t->a.worse[k - 1].plan) * t->a.worse[k].demand
			>= (t->a.worse[k].alone - t->a.worse[k].plan) * t->a.worse[k - 1].demand);
	t->tally->worse += nworse;
	mem_free(alone);
}

/* --- stories --- */

/* false: the story has no plan to begin with. */
static bool tell(struct told *t, uint64_t seed, const struct story_shape *shape, int jobs, struct tally *tally)
{
	struct support_random r = {seed};
	struct solve_options options = {.jobs = jobs};

	memset(t, 0, sizeof *t);
	t->tally = tally;
	story_random(&t->y, &r, shape);
	t->stated = t->y.s.policy.autonomy;
	if (!plan_with(t, t->stated)) {
		story_release(&t->y);
		return false;
	}
	price_frame_init(&t->frame, &t->y.s, &t->y.cells);
	price_autonomy_init(&t->a);
	price_autonomy_solve(&t->frame, &t->y.supply, &options, &t->y.plan, ratio_make(1, 10), &t->a);
	return true;
}

static void untell(struct told *t)
{
	price_autonomy_release(&t->a);
	price_frame_release(&t->frame);
	mem_free(t->zero);
	story_release(&t->y);
}

/* Cells are built anew with each plan, and the same. */
static void remember_zero(struct told *t)
{
	if (!plan_with(t, (struct ratio){0, 1}))
		return;
	t->zero = mem_calloc((size_t)t->y.cells.ncells, sizeof *t->zero);
	for (int32_t c = 0; c < t->y.cells.ncells; c++)
		t->zero[c] = t->y.plan.served[c].quantity;
}

static void figures_of_plans_with_that_share(void **state)
{
	uint64_t n = stories(40);
	struct tally tally = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++)
		for (size_t j = 0; j < SHAPES; j++) {
			struct told t;
			if (!tell(&t, seed * 16 + j, &shapes[j], 1, &tally))
				continue;
			remember_zero(&t);
			if (t.zero) {
				check_points(&t);
				check_turns(&t);
			}
			check_alone(&t);
			untell(&t);
		}
	assert_true(tally.losers > 0 && tally.turns > 0 && tally.drops > 0 && tally.worse > 0 && tally.better > 0);
}

/* --- the same for any number of threads --- */

static void threads_change_nothing(void **state)
{
	struct tally tally = {0};

	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct told one, more;
		if (!tell(&one, seed, &shapes[seed % SHAPES], 1, &tally))
			continue;
		assert_true(tell(&more, seed, &shapes[seed % SHAPES], 3, &tally));
		assert_int_equal(one.a.npoints, more.a.npoints);
		assert_int_equal(one.a.nshares, more.a.nshares);
		for (int32_t k = 0; k < one.a.npoints; k++)
			assert_memory_equal(one.a.points[k].at, more.a.points[k].at,
				(size_t)one.frame.nkinds * sizeof *one.a.points[k].at);
		untell(&one);
		untell(&more);
	}
}

/* --- by hand --- */

/* A town of two: 40 in a's store, 40 in the depot, a asks for 60 and b for 100, as
 * scenarios/teaching/20-price.xml works out. */
static void as_worked_out(void **state)
{
	struct solve_options options = {.jobs = 1};
	struct price_autonomy a;
	struct price_frame f;
	struct story y;
	int32_t place, other, depot, water;

	(void)state;
	story_init(&y, 1);
	place = story_community(&y, "a");
	other = story_community(&y, "b");
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	water = story_item(&y, "water");
	story_stock(&y, story_holder(&y, "gov", depot), water, 40, -1);
	story_stock(&y, story_holder(&y, "store", place), water, 40, -1);
	story_route(&y, depot, place, HOURS(1), -1);
	story_route(&y, depot, other, HOURS(1), -1);
	story_route(&y, place, other, HOURS(1), -1);
	story_need(&y, place, water, 60, 0, 0);
	story_need(&y, other, water, 100, 0, 0);
	y.s.policy.autonomy = ratio_make(3, 10);
	story_solve(&y, 1);
	price_frame_init(&f, &y.s, &y.cells);
	price_autonomy_init(&a);
	price_autonomy_solve(&f, &y.supply, &options, &y.plan, ratio_make(1, 20), &a);
	assert_true(a.proven && a.alone_proven);
	assert_int_equal(ratio_compare(a.lowest[0].holds, ratio_make(75, 100)), 0);
	assert_int_equal(ratio_compare(a.lowest[0].fails, ratio_make(751, 1000)), 0);
	assert_int_equal(ratio_compare(a.drop_all.holds, ratio_make(8, 10)), 0);
	assert_int_equal(ratio_compare(a.drop_all.fails, ratio_make(801, 1000)), 0);
	assert_int_equal(a.points[10].at[0].lost_place, other);
	assert_int_equal(a.points[10].at[0].lost_from, 50);
	assert_int_equal(a.points[10].at[0].lost_to, 40);
	assert_int_equal(a.points[0].nworse[water], 1);
	assert_int_equal(a.points[10].nworse[water], 0);
	assert_int_equal(a.nworse, 1);
	assert_int_equal(a.worse[0].place, place);
	assert_int_equal(a.worse[0].alone, 40);
	assert_int_equal(a.worse[0].plan, 30);
	price_autonomy_release(&a);
	price_frame_release(&f);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_worked_out),
		cmocka_unit_test(figures_of_plans_with_that_share),
		cmocka_unit_test(threads_change_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
