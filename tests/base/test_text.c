#include "base/text.h"
#include "tests/base/support_check.h"

#include <stdio.h>
#include <string.h>

static void empty_text_is_an_empty_string(void **state)
{
	struct text t;

	(void)state;
	text_init(&t);
	assert_string_equal(text_str(&t), "");
	assert_int_equal(t.length, 0);
	text_add(&t, NULL, 0);
	assert_string_equal(text_str(&t), "");
	text_release(&t);
}

static void pieces_are_joined(void **state)
{
	struct text t;

	(void)state;
	text_init(&t);
	text_puts(&t, "18 ");
	text_add(&t, "箱 and more", 3);
	text_putc(&t, ' ');
	text_printf(&t, "+ %d %s", 6, "瓶");
	assert_string_equal(text_str(&t), "18 箱 + 6 瓶");
	assert_int_equal(t.length, strlen("18 箱 + 6 瓶"));
	text_clear(&t);
	assert_string_equal(text_str(&t), "");
	assert_int_equal(t.length, 0);
	text_puts(&t, "again");
	assert_string_equal(text_str(&t), "again");
	text_release(&t);
	assert_null(t.bytes);
}

static void nul_bytes_count(void **state)
{
	struct text t;

	(void)state;
	text_init(&t);
	text_add(&t, "a\0b", 3);
	assert_int_equal(t.length, 3);
	assert_memory_equal(t.bytes, "a\0b", 4);
	text_release(&t);
}

/* Formatted pieces of every length around the sizes at which room is made. */
static void formatted_text_of_any_length(void **state)
{
	char expected[700], piece[600];
	size_t before, n;

	(void)state;
	for (before = 0; before < 70; before += 3) {
		for (n = 0; n < sizeof piece - 1; n += n < 140 ? 1 : 37) {
			struct text t;

			memset(expected, 'x', before);
			memset(piece, 'y', n);
			piece[n] = '\0';
			memcpy(expected + before, piece, n + 1);
			text_init(&t);
			text_add(&t, expected, before);
			text_printf(&t, "%s", piece);
			assert_int_equal(t.length, before + n);
			assert_string_equal(text_str(&t), expected);
			text_release(&t);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_text_is_an_empty_string),
		cmocka_unit_test(pieces_are_joined),
		cmocka_unit_test(nul_bytes_count),
		cmocka_unit_test(formatted_text_of_any_length),
	};

	return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
