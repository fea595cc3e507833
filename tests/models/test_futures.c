/* Futures: sets in lexicographic order, draws within their bounds and near their
 * means, what each is made of. Ensembles: sums and quantiles against the plain
 * definition on random numbers. */
#include "base/map.h"
#include "base/text.h"
#include "models/ensemble.h"
#include "models/futures.h"
#include "models/scenario_check.h"
#include "tests/models/support_scenario.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void test_sets_are_all_of_them_in_order(void **state)
{
	int32_t before[3] = {-1, -1, -1}, set[3];

	(void)state;
	assert_int_equal(futures_choices(6, 3), 20);
	assert_int_equal(futures_choices(3, 0), 1);
	assert_int_equal(futures_choices(2, 3), 0);
	assert_int_equal(futures_choices(50, 25), FUTURES_MAX + 1);
	for (int32_t k = 0; k < 20; k++) {
		int order = 0;

		futures_choose(6, 3, k, set);
		for (int i = 0; i < 3; i++) {
			assert_true(set[i] >= 0 && set[i] < 6 && (i == 0 || set[i] > set[i - 1]));
			if (order == 0)
				order = (set[i] > before[i]) - (set[i] < before[i]);
		}
		assert_int_equal(order, 1); /* twenty different ones, ascending: all */
		memcpy(before, set, sizeof before);
	}
}

static struct futures uncertain(struct uncertainty q)
{
	struct futures f;
	int32_t added;

	futures_init(&f);
	f.kind = FUTURES_SAMPLED;
	f.seed = 42;
	added = ARRAY_ADD(&f.uncertain, &f.nuncertain, &f.uncertain_room);
	f.uncertain[added] = q;
	return f;
}

static void test_draws_keep_bounds_and_means(void **state)
{
	static const struct {
		struct uncertainty q;
		int64_t least, most, mean; /* millionths */
	} cases[] = {
		{{.shape = DRAW_UNIFORM, .low = 600000, .high = 1000000}, 600000, 1000000, 800000},
		{{.shape = DRAW_TRIANGULAR, .low = 500000, .mode = 800000, .high = 2000000}, 500000, 2000000, 1100000},
		{{.shape = DRAW_TRIANGULAR, .low = 700000, .mode = 700000, .high = 700000}, 700000, 700000, 700000},
		{{.shape = DRAW_NORMAL, .mode = 1000000, .high = 100000}, 400000, 1600000, 1000000},
		{{.shape = DRAW_CHANCE, .low = 250000}, 0, 1000000, 250000},
		{{.shape = DRAW_UNIFORM, .low = 0, .high = 1000000, .common = 500000, .by = BY_PLACE}, 0, 1000000, 500000},
		{{.shape = DRAW_CHANCE, .low = 250000, .common = 500000, .by = BY_HOLDER}, 0, 1000000, 250000},
	};
	enum { DRAWS = 20000 };

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct futures f = uncertain(cases[k].q);
		int64_t sum = 0, off;

		for (int32_t n = 0; n < DRAWS; n++) {
			int64_t value = futures_draw(&f, 0, n, n % 7);

			assert_in_range(value, cases[k].least, cases[k].most);
			assert_int_equal(value, futures_draw(&f, 0, n, n % 7));
			sum += value;
		}
		off = sum / DRAWS - cases[k].mean;
		assert_in_range(off + 20000, 0, 40000); /* 2% of 1; the standard error is below 0.4% */
		futures_release(&f);
	}
}

/* A common part ties the units together: with all of it they are the same. */
static void test_what_is_common_is_shared(void **state)
{
	struct futures f = uncertain((struct uncertainty){.shape = DRAW_UNIFORM, .high = MILLION, .by = BY_PLACE});
	int same = 0;

	(void)state;
	for (int32_t n = 0; n < 1000; n++)
		same += futures_draw(&f, 0, n, 1) == futures_draw(&f, 0, n, 2);
	assert_in_range(same, 0, 5);
	f.uncertain[0].common = MILLION;
	for (int32_t n = 0; n < 1000; n++)
		assert_int_equal(futures_draw(&f, 0, n, 1), futures_draw(&f, 0, n, 2));
	futures_release(&f);
}

/* A scenario of two holders of their own and a keeper, in either order of the file. */
static void kept_goods(struct scenario *s, bool backwards)
{
	static const char *const ids[] = {"m", "b"};

	small_scenario(s);
	for (int k = 0; k < 2; k++) {
		int32_t h = add_holder(s, ids[k ^ backwards], HOLDER_ENTERPRISE, C1);

		add_line(s, h, WATER, 1000000);
	}
	add_line(s, add_holder(s, "a-kept", HOLDER_ENTERPRISE, C1), WATER, 1000000)->government_owned = 1;
	s->holders[2].host = "b";
}

static int64_t stock_of(const struct scenario *s, const char *id)
{
	int32_t h = map_get(&s->holder_ids, id);

	for (int32_t l = 0; l < s->nlines; l++)
		if (s->lines[l].holder == h)
			return s->lines[l].declared;
	return -1;
}

/* Whatever the order of the file, and whoever is a keeper: a draw is its holder's, a keeper's its host's. */
static void test_draws_are_of_ids_and_keepers_share_them(void **state)
{
	struct futures f = uncertain((struct uncertainty){.what = UNCERTAIN_STOCK, .shape = DRAW_UNIFORM, .high = MILLION,
		.by = BY_HOLDER, .item = -1, .place = -1, .holder = -1, .holder_kind = -1});
	struct scenario one, two;

	(void)state;
	for (int32_t n = 0; n < 20; n++) {
		kept_goods(&one, false);
		kept_goods(&two, true);
		assert_true(futures_apply(&f, n, &one));
		assert_true(futures_apply(&f, n, &two));
		assert_int_equal(stock_of(&one, "b"), futures_draw(&f, 0, n, 0));
		assert_int_equal(stock_of(&one, "m"), futures_draw(&f, 0, n, 1));
		assert_int_equal(stock_of(&one, "a-kept"), stock_of(&one, "b"));
		assert_int_equal(stock_of(&two, "b"), stock_of(&one, "b"));
		assert_int_equal(stock_of(&two, "m"), stock_of(&one, "m"));
		scenario_release(&one);
		scenario_release(&two);
	}
	futures_release(&f);
}

/* ---- consent and loss ---- */

static int64_t callable_at(const struct scenario *s, const char *id, enum legal_form *form)
{
	int32_t h = map_get(&s->holder_ids, id);
	struct built b;
	int64_t sum = 0;

	built_init(&b, s);
	for (int32_t l = 0; l < b.supply.nlots; l++)
		if (b.supply.lots[l].holder == h) {
			sum += b.supply.lots[l].units;
			*form = b.supply.lots[l].form;
		}
	built_release(&b);
	return sum;
}

/* A firm with goods of its own under an agreement and others of the government, and a keeper of it. */
static void firm_with_keeper(struct scenario *s)
{
	struct check_options check = {false, false, false};
	struct diags d;
	int32_t firm, kept;

	diags_init(&d);
	small_scenario(s);
	add_rate(s, WATER, -1, -1, 3, 1);
	firm = add_holder(s, "firm", HOLDER_ENTERPRISE, C1);
	kept = add_holder(s, "kept", HOLDER_ENTERPRISE, C1);
	add_agreement(s, firm, "A", "2026-01-01", "2026-12-31");
	add_release(s, firm, 1, 1);
	add_release(s, kept, 1, 1);
	add_line(s, firm, WATER, 100);
	add_line(s, firm, WATER, 30)->government_owned = 1;
	add_line(s, kept, WATER, 20)->government_owned = 1;
	s->holders[kept].host = "firm";
	assert_true(scenario_check(s, &check, &d));
	diags_release(&d);
}

/* Without consent what the holder owns cannot be called up; goods of the government can, by
 * dispatch order. With the holder's stock they are lost, too. */
static void test_goods_of_the_government_need_no_consent(void **state)
{
	struct futures f = uncertain((struct uncertainty){.what = UNCERTAIN_CONSENT, .shape = DRAW_CHANCE, .low = 0,
		.by = BY_HOLDER, .item = -1, .place = -1, .holder = -1, .holder_kind = -1});
	struct loss loss = {LOST_HOLDER, 0};
	struct scenario s;
	enum legal_form form = LEGAL_REQUISITION;

	(void)state;
	firm_with_keeper(&s);
	assert_int_equal(callable_at(&s, "firm", &form), 130);
	assert_true(futures_apply(&f, 0, &s));
	assert_int_equal(callable_at(&s, "firm", &form), 30);
	assert_int_equal(form, LEGAL_TRANSFER);
	form = LEGAL_REQUISITION;
	assert_int_equal(callable_at(&s, "kept", &form), 20);
	assert_int_equal(form, LEGAL_TRANSFER);
	scenario_release(&s);
	f.kind = FUTURES_ENUMERATED;
	f.losses = &loss;
	f.nlosses = f.any = 1;
	firm_with_keeper(&s);
	assert_true(futures_apply(&f, 0, &s));
	assert_int_equal(callable_at(&s, "firm", &form), 0);
	assert_int_equal(callable_at(&s, "kept", &form), 0);
	scenario_release(&s);
	f.losses = NULL;
	futures_release(&f);
}

/* ---- ensembles ---- */

static uint64_t drawn;

static int64_t next(int64_t below)
{
	drawn = splitmix64(drawn);
	return (int64_t)(drawn % (uint64_t)below);
}

/* An ensemble of random outcomes with one row each. */
static void random_ensemble(struct ensemble *e, int32_t n)
{
	memset(e, 0, sizeof *e);
	e->nrows = 1;
	e->nfutures = n;
	e->rows = mem_calloc(1, sizeof *e->rows);
	e->futures = mem_calloc((size_t)n, sizeof *e->futures);
	e->weights = mem_calloc((size_t)n, sizeof *e->weights);
	for (int32_t k = 0; k < n; k++) {
		e->weights[k] = 1 + next(4);
		if (next(10) == 0) {
			e->futures[k].state = FUTURE_REFUSED;
			continue;
		}
		e->futures[k].state = FUTURE_PROVEN;
		e->futures[k].rows = mem_calloc(1, sizeof *e->futures[k].rows);
		e->futures[k].rows[0].demand = next(5) == 0 ? 0 : 1 + next(50);
		e->futures[k].rows[0].served = next(e->futures[k].rows[0].demand + 1);
	}
}

/* Every future as often as its weight says, one after the other. */
static int32_t spread_out(const struct ensemble *e, int64_t *fills, int64_t *shorts)
{
	int32_t n = 0;

	for (int32_t k = 0; k < e->nfutures; k++) {
		const struct row_outcome *r = e->futures[k].rows;

		for (int64_t w = 0; r && w < e->weights[k]; w++) {
			fills[n] = r->demand == 0 ? MILLION : r->served * MILLION / r->demand;
			shorts[n++] = r->demand - r->served;
		}
	}
	return n;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The mean of the largest twentieth, in twentieths of a copy; rounded up. */
static int64_t plain_tail(const int64_t *sorted, int32_t n)
{
	int64_t left = n, sum = 0;

	for (int32_t k = n - 1; k >= 0 && left > 0; k--) {
		int64_t part = left < TAIL_PARTS ? left : TAIL_PARTS;

		sum += part * sorted[k];
		left -= part;
	}
	return (sum + n - 1) / n;
}

static void test_sums_are_as_defined(void **state)
{
	enum { MOST = 60, COPIES = 4 * MOST };

	(void)state;
	for (int round = 0; round < 2000; round++) {
		int64_t fills[COPIES], shorts[COPIES], threshold = next(MILLION), fill_sum = 0, short_sum = 0, below = 0;
		struct ensemble_summary sum;
		struct ensemble e;
		int32_t n;

		random_ensemble(&e, 1 + (int32_t)next(MOST));
		n = spread_out(&e, fills, shorts);
		ensemble_sum(&e, threshold, &sum);
		assert_int_equal(sum.weight, n);
		for (int32_t k = 0; k < n; k++) {
			fill_sum += fills[k];
			short_sum += shorts[k];
			below += fills[k] < threshold;
		}
		qsort(fills, (size_t)n, sizeof *fills, compare);
		qsort(shorts, (size_t)n, sizeof *shorts, compare);
		if (n > 0) {
			assert_int_equal(sum.rows[0].mean, fill_sum / n);
			assert_int_equal(sum.rows[0].shortfall, (short_sum + n - 1) / n);
			assert_int_equal(sum.rows[0].below, below);
			assert_int_equal(sum.rows[0].low, fills[(n + 19) / 20 - 1]);
			assert_int_equal(sum.rows[0].middle, fills[(n + 1) / 2 - 1]);
			assert_int_equal(sum.rows[0].high, fills[(19 * n + 19) / 20 - 1]);
			assert_int_equal(sum.rows[0].tail, plain_tail(shorts, n));
			assert_int_equal(sum.marks[sum.nmarks - 1].n, sum.counted);
			assert_int_equal(sum.marks[sum.nmarks - 1].mean, sum.rows[0].mean);
			assert_int_equal(sum.marks[sum.nmarks - 1].largest, 0);
		}
		ensemble_summary_release(&sum);
		ensemble_release(&e);
	}
}

/* A scenario with these places, each of which needs one unit of every item named for it. */
static void with_needs(struct scenario *s, const char *const (*places)[2], int32_t n)
{
	scenario_init(s);
	s->nperiods = 1;
	s->period = 86400;
	s->start = s->as_of = (struct instant){0, 0};
	ARRAY_ADD(&s->groups, &s->ngroups, &s->groups_room);
	s->groups[0].id = "general";
	for (int32_t p = 0; p < n; p++) {
		int32_t place = scenario_add_place(s);

		s->places[place].id = places[p][0];
		s->places[place].kind = PLACE_COMMUNITY;
		s->places[place].in = p > 0 ? 0 : -1;
		map_add(&s->place_ids, places[p][0], place);
		for (const char *at = places[p][1]; *at; at++) {
			char id[2] = {*at, '\0'};
			int32_t item = map_get(&s->item_ids, id), need;

			if (item < 0) {
				item = scenario_add_item(s);
				s->items[item].id = arena_strdup(&s->arena, id);
				map_add(&s->item_ids, s->items[item].id, item);
			}
			need = scenario_add_need(s);
			s->needs[need].place = place;
			s->needs[need].item = item;
			s->needs[need].group = 0;
			s->needs[need].quantity = 1;
			s->needs[need].when = (struct periods){0, 0};
		}
	}
}

/* Rows are what the scenario or any of its futures asks for, by id, whatever their numbers; a
 * place or item that only a future has is made known first. */
static void test_rows_are_asked_for_in_any_future(void **state)
{
	static const char *const now[][2] = {{"b", "w"}, {"a", ""}};
	static const char *const then[][2] = {{"b", ""}, {"c", "wz"}, {"a", "r"}};
	struct scenario s, future;
	struct cells cells;
	struct plan plan;
	struct asked asked;
	struct ensemble e;
	struct future_outcome out;

	(void)state;
	with_needs(&s, now, 2);
	with_needs(&future, then, 3);
	cells_build(&s, &cells);
	ensemble_know(&s, &future);
	ensemble_know(&s, &future);
	assert_int_equal(s.nplaces, 3);
	assert_int_equal(s.nitems, 3);
	assert_int_equal(s.places[map_get(&s.place_ids, "c")].in, 0);
	asked_init(&asked, &s);
	asked_add(&asked, &cells);
	asked_add_scenario(&asked, &s, &future);
	ensemble_init(&e, &s, &asked, 1);
	assert_int_equal(e.nrows, 4);
	static const char *const rows[][2] = {{"a", "r"}, {"b", "w"}, {"c", "w"}, {"c", "z"}};
	for (int32_t r = 0; r < 4; r++) {
		assert_string_equal(s.places[e.rows[r].place].id, rows[r][0]);
		assert_string_equal(s.items[e.rows[r].item].id, rows[r][1]);
	}
	cells_release(&cells);
	cells_build(&future, &cells);
	plan_init(&plan);
	plan.served = mem_calloc((size_t)cells.ncells, sizeof *plan.served);
	for (int32_t c = 0; c < cells.ncells; c++)
		plan.served[c].quantity = strcmp(future.places[cells.cells[c].place].id, "c") == 0;
	ensemble_take(&e, &s, &future, &cells, &plan, &out);
	for (int32_t r = 0; r < 4; r++) {
		assert_int_equal(out.rows[r].demand, r != 1);
		assert_int_equal(out.rows[r].served, r >= 2);
	}
	outcome_release(&out);
	plan_release(&plan);
	cells_release(&cells);
	ensemble_release(&e);
	asked_release(&asked);
	scenario_release(&future);
	scenario_release(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sets_are_all_of_them_in_order),
		cmocka_unit_test(test_draws_keep_bounds_and_means),
		cmocka_unit_test(test_what_is_common_is_shared),
		cmocka_unit_test(test_draws_are_of_ids_and_keepers_share_them),
		cmocka_unit_test(test_goods_of_the_government_need_no_consent),
		cmocka_unit_test(test_sums_are_as_defined),
		cmocka_unit_test(test_rows_are_asked_for_in_any_future),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
