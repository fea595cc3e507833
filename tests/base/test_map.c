#include "base/map.h"
#include "tests/base/support_check.h"

#include <stdio.h>
#include <string.h>

static void empty_map_has_nothing(void **state)
{
	struct map m;

	(void)state;
	map_init(&m);
	assert_int_equal(map_get(&m, "water"), -1);
	map_release(&m);
}

static void first_value_stays(void **state)
{
	struct map m;

	(void)state;
	map_init(&m);
	assert_int_equal(map_add(&m, "water", 3), -1);
	assert_int_equal(map_add(&m, "water", 4), 3);
	assert_int_equal(map_get(&m, "water"), 3);
	assert_int_equal(m.count, 1);
	assert_int_equal(map_add(&m, "", 0), -1);
	assert_int_equal(map_get(&m, ""), 0);
	map_release(&m);
	assert_int_equal(map_get(&m, "water"), -1);
}

/* Keys that share long beginnings and ends, equal at every length but one. */
static void near_keys_differ(void **state)
{
	static char keys[40][41];
	struct map m;
	int32_t i;

	(void)state;
	map_init(&m);
	for (i = 0; i < 40; i++) {
		memset(keys[i], 'a', 40);
		keys[i][i] = 'b';
		assert_int_equal(map_add(&m, keys[i], i), -1);
	}
	for (i = 0; i < 40; i++)
		assert_int_equal(map_get(&m, keys[i]), i);
	map_release(&m);
}

/* Against a plain table: key number k was added or not. */
static void agrees_with_a_plain_table(void **state)
{
	enum { NKEYS = 20000 };
	static char keys[NKEYS][16];
	static int32_t table[NKEYS];
	struct random random = {11};
	struct map m;
	uint32_t count = 0;
	int32_t i, round;

	(void)state;
	map_init(&m);
	for (i = 0; i < NKEYS; i++) {
		snprintf(keys[i], sizeof keys[i], "c%05d", (int)i);
		table[i] = -1;
	}
	for (round = 0; round < 60000; round++) {
		int32_t k = (int32_t)random_between(&random, 0, NKEYS - 1);
		int32_t value = (int32_t)random_between(&random, 0, INT32_MAX);

		if (round % 2) {
			assert_int_equal(map_get(&m, keys[k]), table[k]);
			continue;
		}
		assert_int_equal(map_add(&m, keys[k], value), table[k]);
		if (table[k] < 0) {
			table[k] = value;
			count++;
		}
	}
	assert_int_equal(m.count, count);
	for (i = 0; i < NKEYS; i++)
		assert_int_equal(map_get(&m, keys[i]), table[i]);
	map_release(&m);
}

/* The first outputs of the published generator from state 0. */
static void splitmix64_is_the_published_one(void **state)
{
	(void)state;
	assert_true(splitmix64(0) == 0xe220a8397b1dcdafu);
	assert_true(splitmix64(0x9e3779b97f4a7c15u) == 0x6e789e6aa1b965f4u);
	assert_true(splitmix64(2 * 0x9e3779b97f4a7c15u) == 0x06c45d188009454fu);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_map_has_nothing),
		cmocka_unit_test(first_value_stays),
		cmocka_unit_test(near_keys_differ),
		cmocka_unit_test(agrees_with_a_plain_table),
		cmocka_unit_test(splitmix64_is_the_published_one),
	};

	return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
