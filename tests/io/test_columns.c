#include "base/map.h"
#include "io/columns.h"
#include "tests/io/support_cmocka.h"

#include <stdio.h>
#include <string.h>

static void width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(text_width(""), 0);
	assert_int_equal(text_width("abc"), 3);
	assert_int_equal(text_width("饮用水"), 6);
	assert_int_equal(text_width("e\xcc\x81"), 1); /* a combining accent */
	assert_int_equal(text_width("a\xff" "b"), 3); /* no UTF-8 */
	assert_int_equal(text_width("\xe9\xa5"), 2); /* a character cut short */
}

static void check_cut(const char *s, int width, const char *expected)
{
	struct text t;

	text_init(&t);
	text_cut(&t, s, width);
	assert_string_equal(text_str(&t), expected);
	text_release(&t);
}

static void cutting_never_splits_a_character(void **state)
{
	(void)state;
	check_cut("饮用水", 6, "饮用水");
	check_cut("饮用水", 5, "饮..");
	check_cut("饮用水", 4, "饮..");
	check_cut("饮用水", 3, "..");
	check_cut("abcdef", 4, "ab..");
	check_cut("abcdef", 2, "ab");
}

static void chinese_and_ascii_align(void **state)
{
	struct columns c;
	struct text t;

	(void)state;
	columns_init(&c);
	text_init(&t);
	columns_add(&c, "物资", ALIGN_LEFT);
	columns_add(&c, "数量", ALIGN_RIGHT);
	columns_add(&c, "unit", ALIGN_LEFT);
	columns_put(&c, "饮用水");
	columns_int(&c, 1200);
	columns_put(&c, "升");
	columns_put(&c, "N95");
	columns_printf(&c, "%d", -7);
	columns_put(&c, NULL);
	columns_print(&c, &t, 2, 0);
	assert_string_equal(text_str(&t),
		"  物资    数量  unit\n"
		"  ------  ----  ----\n"
		"  饮用水  1200  升\n"
		"  N95       -7\n");
	columns_release(&c);
	text_release(&t);
}

static void silent_columns_are_left_out(void **state)
{
	struct columns c;
	struct text t;

	(void)state;
	columns_init(&c);
	text_init(&t);
	columns_add(&c, "a", ALIGN_LEFT);
	columns_add_optional(&c, "none", ALIGN_RIGHT);
	columns_add_optional(&c, "some", ALIGN_RIGHT);
	for (int i = 0; i < 2; i++) {
		columns_put(&c, "x");
		columns_put(&c, i ? "-" : "0");
		columns_int(&c, i);
	}
	columns_print(&c, &t, 0, 0);
	assert_string_equal(text_str(&t), "a  some\n-  ----\nx     0\nx     1\n");
	columns_release(&c);
	text_release(&t);
}

/* Random tables of Chinese and ASCII: no line is wider than the page as long as
 * the columns may be cut, numbers stay whole, and all rows end alike. */
static void tables_fit_the_page(void **state)
{
	static const char *const words[] = {"三丰园社区居民委员会", "Baihua", "饮用水", "x", "复兴区 A-17 楼"};
	uint64_t seed = 7;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct columns c;
		struct text t;
		const char *line, *end;

		columns_init(&c);
		text_init(&t);
		columns_add(&c, "place", ALIGN_LEFT);
		columns_add(&c, "of", ALIGN_LEFT);
		columns_add(&c, "quantity", ALIGN_RIGHT);
		for (int i = 0; i < 5; i++) {
			struct text word;

			text_init(&word);
			for (int part = 0; part < 3; part++) {
				seed = splitmix64(seed);
				text_puts(&word, words[seed % 5]);
			}
			columns_put(&c, text_str(&word));
			columns_put(&c, words[seed % 3]);
			columns_int(&c, (int64_t)(seed % 100000000));
			text_release(&word);
		}
		columns_print(&c, &t, 1, 30 + round % 40);
		for (line = text_str(&t); *line; line = end + 1) {
			char copy[512];

			end = strchr(line, '\n');
			assert_non_null(end);
			assert_true((size_t)(end - line) < sizeof copy);
			memcpy(copy, line, (size_t)(end - line));
			copy[end - line] = '\0';
			assert_true(text_width(copy) <= 30 + round % 40);
		}
		for (size_t i = 0; i < columns_rows(&c); i++)
			assert_non_null(strstr(text_str(&t), columns_cell(&c, i, 2)));
		columns_release(&c);
		text_release(&t);
	}
}

static void integers_without_printf(void **state)
{
	const int64_t values[] = {0, 7, -7, 1000000, INT64_MAX, INT64_MIN};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char expected[32];
		struct text t;

		text_init(&t);
		snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
		text_int(&t, values[i]);
		assert_string_equal(text_str(&t), expected);
		text_release(&t);
	}
}

static void html_is_escaped(void **state)
{
	struct columns c;
	struct text t;

	(void)state;
	columns_init(&c);
	text_init(&t);
	columns_add(&c, "A & B", ALIGN_LEFT);
	columns_put(&c, "<script>\"'\x01");
	columns_html(&c, &t, "s1", NULL);
	assert_non_null(strstr(text_str(&t), "<table aria-labelledby=\"s1\">"));
	assert_non_null(strstr(text_str(&t), "<th scope=\"col\">A &amp; B</th></tr>"));
	assert_non_null(strstr(text_str(&t), "<td>&lt;script&gt;&quot;&#39;\xef\xbf\xbd</td>"));
	columns_release(&c);
	text_release(&t);
}

static void folded_cells_are_whole(void **state)
{
	struct columns c;
	struct text t;

	(void)state;
	columns_init(&c);
	text_init(&t);
	columns_add(&c, "Item", ALIGN_LEFT);
	columns_add(&c, "n", ALIGN_RIGHT);
	columns_add(&c, "Where", ALIGN_LEFT);
	columns_put(&c, "Chronic medicine kit");
	columns_int(&c, 12);
	columns_put(&c, "三局六处一社区");
	columns_put(&c, "Unbreakable");
	columns_int(&c, 3);
	columns_put(&c, "");
	columns_fold(&c, &t, 24);
	assert_string_equal(text_str(&t),
		"Item        n  Where\n"
		"---------  --  ---------\n"
		"Chronic    12  三局六处\n"
		"medicine       一社区\n"
		"kit\n"
		"Unbreakab   3\n"
		"le\n");
	columns_release(&c);
	text_release(&t);
}

/* Where the page is narrow spare columns go, from the right, before a name is cut. */
static void narrow_pages_spare_columns(void **state)
{
	struct columns c;
	struct text t;

	(void)state;
	columns_init(&c);
	text_init(&t);
	columns_add(&c, "Item", ALIGN_LEFT);
	columns_add(&c, "Served", ALIGN_RIGHT);
	columns_spare(&c);
	columns_add(&c, "Short", ALIGN_RIGHT);
	columns_add(&c, "Baseline", ALIGN_RIGHT);
	columns_spare(&c);
	columns_put(&c, "Infant formula");
	columns_int(&c, 123456);
	columns_int(&c, 5);
	columns_put(&c, "60.0%");
	columns_print(&c, &t, 0, 39);
	assert_string_equal(text_str(&t), "Item            Served  Short  Baseline\n"
		"--------------  ------  -----  --------\nInfant formula  123456      5     60.0%\n");
	text_clear(&t);
	columns_spared(&c, 39, &t);
	assert_string_equal(text_str(&t), "");
	columns_print(&c, &t, 0, 38);
	assert_string_equal(text_str(&t), "Item            Served  Short\n"
		"--------------  ------  -----\nInfant formula  123456      5\n");
	text_clear(&t);
	columns_print(&c, &t, 0, 20);
	assert_string_equal(text_str(&t), "Item           Short\n"
		"-------------  -----\nInfant form..      5\n");
	text_clear(&t);
	columns_spared(&c, 20, &t);
	assert_string_equal(text_str(&t), "Served, Baseline");
	columns_release(&c);
	text_release(&t);
}

static void check_wrapped(const char *lines, int width, int indent, const char *expected)
{
	struct text t;

	text_init(&t);
	text_wrap(&t, lines, width, indent);
	assert_string_equal(text_str(&t), expected);
	text_release(&t);
}

static void sentences_are_wrapped(void **state)
{
	(void)state;
	check_wrapped("", 10, 0, "");
	check_wrapped("\none two\n", 0, 0, "\none two\n");
	check_wrapped("one two three\n", 9, 0, "one two\nthree\n");
	check_wrapped("one two\nthree four five\n", 10, 4, "one two\nthree four\n    five\n");
	check_wrapped("  two blanks here\n", 12, 1, "  two blanks\n   here\n");
	/* a date and its time stay together, a long word does not */
	check_wrapped("at 12-01 10:00 or so\n", 9, 0, "at\n12-01 10:\n00 or so\n");
	check_wrapped("on 12-01 10:00 so\n", 12, 0, "on\n12-01 10:00\nso\n");
	check_wrapped("abcdefghij\n", 4, 0, "abcd\nefgh\nij\n");
	/* beside Chinese characters, but no line begins with a comma or ends in a bracket */
	check_wrapped("大米饮用水\n", 6, 0, "大米饮\n用水\n");
	check_wrapped("大米饮，水\n", 6, 0, "大米\n饮，水\n");
	check_wrapped("大米（水）\n", 6, 0, "大米\n（水）\n");
	check_wrapped("共12 箱\n", 4, 0, "共12\n箱\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(cutting_never_splits_a_character),
		cmocka_unit_test(chinese_and_ascii_align),
		cmocka_unit_test(silent_columns_are_left_out),
		cmocka_unit_test(tables_fit_the_page),
		cmocka_unit_test(integers_without_printf),
		cmocka_unit_test(html_is_escaped),
		cmocka_unit_test(folded_cells_are_whole),
		cmocka_unit_test(narrow_pages_spare_columns),
		cmocka_unit_test(sentences_are_wrapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
