/* Hard minima of more than the claims that they are about. */
#include "models/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/models/support_scenario.h"

static int32_t warnings(int64_t quantity, int32_t group, int32_t last, bool end_stock)
{
	struct scenario s;
	struct cells cells;
	struct diags d;
	int32_t n, k;

	small_scenario(&s);
	diags_init(&d);
	diags_file(&d, "s.xml");
	add_need(&s, C1, WATER, GENERAL, 30, 0, 0);
	add_need(&s, C1, WATER, GENERAL, 20, 1, 1);
	add_need(&s, C2, WATER, GENERAL, 90, 0, 1);
	k = ARRAY_ADD(&s.minima, &s.nminima, &s.minima_room);
	s.minima[k] = (struct minimum){.end_stock = end_stock, .place = C1, .item = WATER, .group = group,
		.quantity = quantity, .when = {0, last}, .where = {0, 7, 3}};
	cells_build(&s, &cells);
	check_minima(&s, &cells, &d);
	n = d.nwarnings;
	for (k = 0; k < d.nitems; k++) {
		assert_int_equal(d.items[k].code, WARN_MINIMUM_OVER);
		assert_int_equal(d.items[k].where.line, 7);
		assert_non_null(d.items[k].remedy);
	}
	cells_release(&cells);
	diags_release(&d);
	scenario_release(&s);
	return n;
}

static void more_than_is_asked(void **state)
{
	(void)state;
	assert_int_equal(warnings(50, -1, 3, false), 0);
	assert_int_equal(warnings(51, -1, 3, false), 1);
	assert_int_equal(warnings(30, GENERAL, 0, false), 0);
	assert_int_equal(warnings(31, GENERAL, 0, false), 1);
	/* stock to be left is about no claim */
	assert_int_equal(warnings(500, -1, 3, true), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_than_is_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
