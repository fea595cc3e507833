#include "base/diag.h"
#include "tests/base/support_check.h"

#include <stdio.h>
#include <string.h>

/* What diags_print writes; the caller frees it. */
static char *printed(const struct diags *d)
{
	FILE *out = tmpfile();
	char *text;
	size_t n;

	assert_non_null(out);
	diags_print(d, out);
	n = (size_t)ftell(out);
	text = mem_calloc(n + 1, 1);
	rewind(out);
	assert_int_equal(fread(text, 1, n, out), n);
	fclose(out);
	return text;
}

static void check_printed(const struct diags *d, const char *expected)
{
	char *text = printed(d);

	assert_string_equal(text, expected);
	mem_free(text);
}

static struct where at(int32_t file, int32_t line, int32_t column)
{
	return (struct where){file, line, column};
}

static void nothing_found_prints_nothing(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	check_printed(&d, "");
	assert_string_equal(diags_file_name(&d, -1), "");
	diags_release(&d);
}

static void an_error_with_everything(void **state)
{
	const char *line = "    <line item=\"water\" quantity=\"80\" unit=\"XBX\"/>\n";
	struct diags d;
	struct diag *item;

	(void)state;
	diags_init(&d);
	item = diag_add(&d, DIAG_ERROR, 203, at(diags_file(&d, "stock/mkt1.xml"), 14, 39),
		"unit \"%s\" is not known for item %s", "XBX", "water");
	item->span = 10;
	diag_source_line(&d, item, line, strlen(line));
	diag_remedy(&d, item, "write %s or %s", "LTR", "XCT");
	check_printed(&d,
		"stock/mkt1.xml:14:39: error E203: unit \"XBX\" is not known for item water\n"
		"        <line item=\"water\" quantity=\"80\" unit=\"XBX\"/>\n"
		"                                          ^~~~~~~~~~\n"
		"  remedy: write LTR or XCT\n");
	assert_int_equal(d.nerrors, 1);
	assert_int_equal(d.nwarnings, 0);
	diags_release(&d);
	assert_int_equal(d.nitems, 0);
}

static void places_of_every_kind(void **state)
{
	struct diags d;
	struct diag *item;
	int32_t file;

	(void)state;
	diags_init(&d);
	file = diags_file(&d, "库存.csv");
	diag_add(&d, DIAG_ERROR, 901, WHERE_NONE, "no scenario given");
	diag_add(&d, DIAG_WARNING, 7, at(file, 0, 0), "old counts");
	diag_add(&d, DIAG_NOTE, 701, at(file, 3, 0), "read as GB18030");
	item = diag_add(&d, DIAG_ERROR, 201, at(file, 14, 22), "not a number");
	item->heading = "数量";
	item = diag_add(&d, DIAG_ERROR, 102, at(file, 0, 0), "missing");
	item->heading = "单位";
	check_printed(&d,
		"error E901: no scenario given\n"
		"库存.csv: warning W007: old counts\n"
		"库存.csv: column \"单位\": error E102: missing\n"
		"库存.csv:3: note N701: read as GB18030\n"
		"库存.csv: row 14, column \"数量\": error E201: not a number\n");
	assert_int_equal(d.nerrors, 3);
	assert_int_equal(d.nwarnings, 1);
	diags_release(&d);
}

static void ordered_by_place_and_code_then_as_found(void **state)
{
	struct diags d;
	int32_t a, b;

	(void)state;
	diags_init(&d);
	a = diags_file(&d, "z.xml");
	b = diags_file(&d, "a.xml");
	diag_add(&d, DIAG_ERROR, 202, at(b, 1, 1), "sixth");
	diag_add(&d, DIAG_ERROR, 202, at(a, 10, 1), "fifth");
	diag_add(&d, DIAG_ERROR, 301, at(a, 2, 5), "second");
	diag_add(&d, DIAG_ERROR, 301, at(a, 2, 5), "third");
	diag_add(&d, DIAG_ERROR, 301, at(a, 2, 6), "fourth");
	diag_add(&d, DIAG_WARNING, 203, at(a, 2, 5), "first");
	check_printed(&d,
		"z.xml:2:5: warning W203: first\n"
		"z.xml:2:5: error E301: second\n"
		"z.xml:2:5: error E301: third\n"
		"z.xml:2:6: error E301: fourth\n"
		"z.xml:10:1: error E202: fifth\n"
		"a.xml:1:1: error E202: sixth\n");
	diags_release(&d);
}

/* One diagnostic of the given line, column (1.., bytes) and span; the text
 * that stands below its first line. */
static void check_underlined(
	const char *line, int32_t column, int32_t span, const char *expected_lines)
{
	char expected[1000];
	struct diags d;
	struct diag *item;

	diags_init(&d);
	item = diag_add(&d, DIAG_ERROR, 101, at(diags_file(&d, "f"), 1, column), "m");
	item->span = span;
	diag_source_line(&d, item, line, strlen(line));
	if (column)
		snprintf(expected, sizeof expected, "f:1:%d: error E101: m\n%s", column,
			expected_lines);
	else
		snprintf(expected, sizeof expected, "f:1: error E101: m\n%s", expected_lines);
	check_printed(&d, expected);
	diags_release(&d);
}

static void caret_stands_below_by_display_width(void **state)
{
	(void)state;
	check_underlined("abc", 1, 1, "    abc\n    ^\n");
	check_underlined("abc", 2, 2, "    abc\n     ^~\n");
	check_underlined("abc", 0, 1, "    abc\n");
	/* behind the end of the line */
	check_underlined("abc", 4, 1, "    abc\n       ^\n");
	/* a span that is longer than the line ends with it */
	check_underlined("abc", 3, 100, "    abc\n      ^\n");
	/* wide characters take two columns, before and below the mark */
	check_underlined("三丰x", 7, 1, "    三丰x\n        ^\n");
	check_underlined("三丰x", 4, 3, "    三丰x\n      ^~\n");
	check_underlined("（ab）", 4, 2, "    （ab）\n      ^~\n");
	/* combining marks take none */
	check_underlined("e\xcc\x81x", 4, 1, "    e\xcc\x81x\n     ^\n");
	/* tabs stay */
	check_underlined("\t\ta", 3, 1, "    \t\ta\n    \t\t^\n");
	check_underlined("a\tb\tc", 5, 1, "    a\tb\tc\n     \t \t^\n");
	check_underlined("", 1, 1, "    \n    ^\n");
	check_underlined("abc\r\n", 3, 1, "    abc\n      ^\n");
}

static void hidden_characters_are_shown(void **state)
{
	/* right-to-left override, escape, a byte that is no UTF-8 */
	check_underlined("\xe2\x80\xaex", 4, 1, "    \\u202Ex\n          ^\n");
	check_underlined("\x1b[2Jx", 5, 1, "    \\u001B[2Jx\n             ^\n");
	check_underlined("\xffx", 2, 1, "    \\xFFx\n        ^\n");
	(void)state;
}

static void messages_and_names_cannot_command_a_terminal(void **state)
{
	struct diags d;
	struct diag *item;

	(void)state;
	diags_init(&d);
	item = diag_add(&d, DIAG_ERROR, 301, at(diags_file(&d, "a\nb\x1b.xml"), 1, 0), "id \"%s\" twice",
		"wa\xe2\x80\x8bter\x07\n\xc3\x28\xed\xa0\x80\xe2\x81\xa6\xc2\x85");
	item->heading = "h\x1b";
	diag_remedy(&d, item, "rename %s", "\x7f\xef\xbb\xbf\xf0\x9f\x98\x80\xf5\x80\x80\x80\xc0\x80");
	check_printed(&d,
		"a\\u000Ab\\u001B.xml: row 1, column \"h\\u001B\": error E301: id \"wa\\u200Bter"
		"\\u0007\\u000A\\xC3(\\xED\\xA0\\x80\\u2066\\u0085\" twice\n"
		"  remedy: rename \\u007F\\uFEFF\xf0\x9f\x98\x80\\xF5\\x80\\x80\\x80\\xC0\\x80\n");
	diags_release(&d);
}

/* A character that the text ends in the middle of. */
static void cut_characters(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	diag_add(&d, DIAG_ERROR, 101, WHERE_NONE, "%s", "x\xe4\xb8");
	check_printed(&d, "error E101: x\\xE4\\xB8\n");
	diags_release(&d);
}

static void a_long_line_is_cut_around_the_column(void **state)
{
	char line[1001], expected[2000], part[200];

	(void)state;
	memset(line, 'a', 1000);
	line[1000] = '\0';
	line[499] = 'X';
	/* 60 bytes before the column, 160 in all, dots where something is missing */
	memset(part, 'a', 160);
	part[60] = 'X';
	part[160] = '\0';
	snprintf(expected, sizeof expected, "    ...%s...\n%*s^\n", part, 4 + 3 + 60, "");
	check_underlined(line, 500, 1, expected);
	/* near the beginning nothing is cut there */
	part[60] = 'a';
	snprintf(expected, sizeof expected, "    %s...\n    ^~\n", part);
	check_underlined(line, 1, 2, expected);
	/* near the end the last 160 bytes stay */
	snprintf(expected, sizeof expected, "    ...%s\n%*s^\n", part, 4 + 3 + 160, "");
	check_underlined(line, 1001, 1, expected);
}

/* Cut lines of wide characters: what is printed is whole characters, and the
 * caret stands under the one that was meant. */
static void a_long_line_is_cut_between_characters(void **state)
{
	char line[3 * 400 + 1];
	int32_t k;

	(void)state;
	for (k = 0; k < 400; k++)
		memcpy(line + 3 * k, "社", 3);
	line[3 * 400] = '\0';
	for (k = 0; k < 400; k++) {
		struct diags d;
		struct diag *item;
		char *text, *source, *under;
		size_t before;

		memcpy(line + 3 * k, "仓", 3);
		diags_init(&d);
		item = diag_add(&d, DIAG_ERROR, 101, at(diags_file(&d, "f"), 1, 3 * k + 1), "m");
		item->span = 3;
		diag_source_line(&d, item, line, sizeof line - 1);
		assert_int_equal(item->source_start % 3, 0);
		text = printed(&d);
		assert_null(strstr(text, "\\x"));
		source = strchr(text, '\n') + 1;
		under = strchr(source, '\n') + 1;
		/* columns before the mark: 4 blanks, dots, 2 for 3 bytes */
		before = (size_t)(strstr(source, "仓") - source) - 4;
		if (item->source_start > 0)
			before = 3 + (before - 3) / 3 * 2;
		else
			before = before / 3 * 2;
		assert_int_equal(strspn(under, " "), 4 + before);
		assert_string_equal(under + strspn(under, " "), "^~\n");
		mem_free(text);
		diags_release(&d);
		memcpy(line + 3 * k, "社", 3);
	}
}

/* Any bytes, any column, any span: it prints text that ends, without reading
 * outside (the sanitizers watch). */
static void any_bytes_are_printed(void **state)
{
	struct random random = {21};
	int i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		char line[400];
		size_t n = (size_t)random_between(&random, 0, i % 2 ? 30 : 399);
		struct diags d;
		struct diag *item;
		char *text;
		size_t k;

		for (k = 0; k < n; k++)
			line[k] = (char)random_between(&random, i % 3 ? 0x80 : 0, 255);
		diags_init(&d);
		item = diag_add(&d, DIAG_ERROR, 101,
			at(diags_file(&d, "f"), 1, (int32_t)random_between(&random, 0, 450)), "m");
		item->span = (int32_t)random_between(&random, 1, 500);
		diag_source_line(&d, item, line, n);
		text = printed(&d);
		assert_memory_equal(text, "f:1", 3);
		assert_int_equal(text[strlen(text) - 1], '\n');
		for (k = 0; text[k]; k++)
			assert_true((unsigned char)text[k] >= 0x20 || text[k] == '\n' || text[k] == '\t');
		mem_free(text);
		diags_release(&d);
	}
}

static void what_was_shown_is_not_printed_again(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	diag_add(&d, DIAG_WARNING, 732, at(diags_file(&d, "a.xml"), 3, 1), "before");
	d.nprinted = d.nitems;
	diag_add(&d, DIAG_ERROR, 812, at(diags_file(&d, "r.csv"), 2, 1), "after");
	check_printed(&d, "r.csv:2:1: error E812: after\n");
	diags_release(&d);
}

/* On a narrow terminal neither line is broken: both are cut around the mark,
 * which stays under what it means. */
static void a_line_is_cut_to_the_terminal(void **state)
{
	static const char line[] = "区应急物资储备中心,饮用水,4500,箱,W-0712,2025-07-12,2027-07-11,完好,政府,实物";
	const char *meant = strstr(line, "2025-07-12");
	int columns;

	(void)state;
	for (columns = 21; columns < 120; columns++) {
		struct diags d;
		struct diag *item;
		char *text, *shown, *under, *end;
		size_t indent;

		diags_init(&d);
		d.columns = columns;
		item = diag_add(&d, DIAG_ERROR, 541, at(diags_file(&d, "x.csv"), 2, (int)(meant - line) + 1), "x");
		item->span = 10;
		diag_source_line(&d, item, line, sizeof line - 1);
		text = printed(&d);
		shown = strstr(text, "\n    ") + 1; /* behind the sentence, which may take two lines */
		under = strchr(shown, '\n') + 1;
		end = strchr(under, '\n');
		*end = '\0';
		under[-1] = '\0';
		/* Chinese characters here have three bytes and two columns */
		indent = strspn(under, " ");
		assert_int_equal(under[indent], '^');
		{
			size_t width = 0, i;
			bool found = false;

			for (i = 0; shown[i]; i += (unsigned char)shown[i] < 0x80 ? 1 : 3) {
				if (width == indent)
					found = strncmp(shown + i, "2025-07-12", strlen(under + indent)) == 0;
				width += (unsigned char)shown[i] < 0x80 ? 1 : 2;
			}
			assert_true(found);
			assert_true(width <= (size_t)columns);
			assert_true((int)strlen(under) <= columns);
		}
		mem_free(text);
		diags_release(&d);
	}
}

/* Sentences go on below at a blank or beside a Chinese character; the place in front stays in one line. */
static void sentences_are_wrapped(void **state)
{
	struct diags d;
	struct diag *item;
	char *text;

	(void)state;
	diags_init(&d);
	d.columns = 40;
	item = diag_add(&d, DIAG_ERROR, 541, at(diags_file(&d, "stock/a file with a long name.csv"), 2, 7),
		"the unit %s is not known for this item", "barrel");
	diag_remedy(&d, item, "write one of the units that the item has");
	item = diag_add(&d, DIAG_WARNING, 731, at(diags_file(&d, "b.csv"), 3, 1),
		"疑似重复上报：两处均不计入，请说明哪个来源取代另一个");
	diag_remedy(&d, item, "给来源排序，或者删除其中的一个来源，再重新检查");
	text = printed(&d);
	assert_string_equal(text,
		"stock/a file with a long name.csv:2:7: error E541:\n"
		"  the unit barrel is not known for this\n"
		"  item\n"
		"  remedy: write one of the units that\n"
		"    the item has\n"
		"b.csv:3:1: warning W731: 疑似重复上报：\n"
		"  两处均不计入，请说明哪个来源取代另一个\n"
		"  remedy: 给来源排序，或者删除其中的一个\n"
		"    来源，再重新检查\n");
	mem_free(text);
	diags_release(&d);
}

/* 1,500 warnings, then an error: it is kept. */
static void warnings_do_not_drive_out_errors(void **state)
{
	struct diags d;
	char *text;
	int i;

	(void)state;
	diags_init(&d);
	for (i = 0; i < 1500; i++)
		diag_add(&d, DIAG_WARNING, 100, WHERE_NONE, "%d", i);
	diag_add(&d, DIAG_ERROR, 101, WHERE_NONE, "the one");
	assert_int_equal(d.nitems, 1001);
	assert_int_equal(d.dropped, 500);
	text = printed(&d);
	assert_non_null(strstr(text, "the one"));
	mem_free(text);
	diags_release(&d);
}

static void over_the_limit_only_counts(void **state)
{
	struct diags d;
	const char *last;
	char *text;
	int i;

	(void)state;
	diags_init(&d);
	for (i = 0; i < 1003; i++) {
		struct diag *item = diag_add(&d, DIAG_ERROR, 100, WHERE_NONE, "%d", i);

		assert_non_null(item);
		item->span = 3;
		item->heading = "h";
		diag_remedy(&d, item, "do %d", i);
		diag_source_line(&d, item, "abc", 3);
	}
	assert_int_equal(d.nitems, 1000);
	assert_int_equal(d.dropped, 3);
	assert_int_equal(d.nerrors, 1003);
	text = printed(&d);
	last = strstr(text, "3 more problems");
	assert_non_null(last);
	assert_string_equal(last, "3 more problems were found and are not shown\n");
	assert_null(strstr(text, "1000\n"));
	mem_free(text);
	diags_release(&d);
}

static void the_current_source_is_stamped(void **state)
{
	struct diags d;

	(void)state;
	diags_init(&d);
	assert_int_equal(diag_add(&d, DIAG_ERROR, 1, WHERE_NONE, "a")->source, -1);
	d.current_source = 4;
	assert_int_equal(diag_add(&d, DIAG_ERROR, 1, WHERE_NONE, "b")->source, 4);
	assert_int_equal(d.items[0].span, 1);
	assert_null(d.items[1].remedy);
	diags_release(&d);
}

static void what_nobody_prints_may_be_of_other_files(void **state)
{
	struct where where = {7, 3, 1};
	struct diags d;

	(void)state;
	diags_init_unseen(&d);
	diag_add(&d, DIAG_WARNING, 745, where, "twice");
	assert_int_equal(d.nwarnings, 1);
	assert_string_equal(diags_file_name(&d, where.file), "");
	diags_release(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_found_prints_nothing),
		cmocka_unit_test(an_error_with_everything),
		cmocka_unit_test(places_of_every_kind),
		cmocka_unit_test(ordered_by_place_and_code_then_as_found),
		cmocka_unit_test(caret_stands_below_by_display_width),
		cmocka_unit_test(hidden_characters_are_shown),
		cmocka_unit_test(messages_and_names_cannot_command_a_terminal),
		cmocka_unit_test(cut_characters),
		cmocka_unit_test(a_long_line_is_cut_around_the_column),
		cmocka_unit_test(a_long_line_is_cut_between_characters),
		cmocka_unit_test(any_bytes_are_printed),
		cmocka_unit_test(over_the_limit_only_counts),
		cmocka_unit_test(warnings_do_not_drive_out_errors),
		cmocka_unit_test(a_line_is_cut_to_the_terminal),
		cmocka_unit_test(sentences_are_wrapped),
		cmocka_unit_test(what_was_shown_is_not_printed_again),
		cmocka_unit_test(the_current_source_is_stamped),
		cmocka_unit_test(what_nobody_prints_may_be_of_other_files),
	};

	return cmocka_run_group_tests_name("base/diag", tests, NULL, NULL);
}
