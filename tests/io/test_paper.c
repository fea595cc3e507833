#include "io/paper.h"
#include "tests/io/support_cmocka.h"

#include <stdio.h>
#include <string.h>

static int lines_of(const char *s, const char *end)
{
	int n = 0;

	for (; s < end; s++)
		n += *s == '\n';
	return n;
}

static void add_lines(struct paper *p, int n, const char *what)
{
	for (int k = 1; k <= n; k++)
		text_printf(&p->part, "%s %d\n", what, k);
	paper_part(p);
}

static void parts_are_not_torn(void **state)
{
	struct paper p;
	struct text t;
	const char *second;

	(void)state;
	paper_init(&p);
	text_init(&t);
	add_lines(&p, 40, "a");
	add_lines(&p, 30, "b");
	add_lines(&p, 28, "c");
	paper_print(&p, &t, "Paper");
	second = strchr(text_str(&t), '\f');
	assert_non_null(second);
	assert_int_equal(lines_of(text_str(&t), second), 40);
	assert_int_equal(strncmp(second, "\fPaper  Page 2 of 2\n\nb 1\n", 25), 0);
	assert_int_equal(lines_of(second, second + strlen(second)), PAPER_LINES);
	text_release(&t);
	paper_release(&p);
}

/* 200 lines in one part, and a table of 150 rows: nothing is lost, no page is
 * too long, and the table's heading stands on each of its pages. */
static void what_is_longer_than_a_page_goes_on(void **state)
{
	struct paper p;
	struct columns c;
	struct text t;
	int headings = 0, rows = 0, pages = 0;

	(void)state;
	paper_init(&p);
	text_init(&t);
	columns_init(&c);
	add_lines(&p, 200, "line");
	paper_break(&p);
	columns_add(&c, "Row", ALIGN_RIGHT);
	for (int k = 1; k <= 150; k++)
		columns_printf(&c, "row %d", k);
	paper_table(&p, &c);
	paper_print(&p, &t, "P");
	for (const char *s = text_str(&t), *end; *s; s = end) {
		end = s + 1 + strcspn(s + 1, "\f");
		assert_true(lines_of(s, end) <= PAPER_LINES);
		pages++;
		for (const char *line = s; line < end; line += strcspn(line, "\n") + 1) {
			rows += strstr(line, "row ") && strstr(line, "row ") < line + strcspn(line, "\n");
			headings += strncmp(line, "    Row\n-------\n", 16) == 0;
		}
	}
	assert_int_equal(pages, 4 + 3);
	assert_int_equal(rows, 150);
	assert_int_equal(headings, 3);
	assert_non_null(strstr(text_str(&t), "line 200\n"));
	columns_release(&c);
	text_release(&t);
	paper_release(&p);
}

/* A table that fits on a page is not torn, and its title stands above it. */
static void a_table_keeps_together(void **state)
{
	struct paper p;
	struct columns c;
	struct text t;
	const char *second;

	(void)state;
	paper_init(&p);
	text_init(&t);
	columns_init(&c);
	add_lines(&p, 40, "a");
	columns_add(&c, "Row", ALIGN_RIGHT);
	for (int k = 1; k <= 20; k++)
		columns_printf(&c, "row %d", k);
	text_puts(&p.part, "\nTitle\n");
	paper_table(&p, &c);
	paper_print(&p, &t, NULL);
	second = strchr(text_str(&t), '\f');
	assert_non_null(second);
	assert_int_equal(lines_of(text_str(&t), second), 40);
	assert_int_equal(strncmp(second, "\f\n\nTitle\n   Row\n", 15), 0);
	columns_release(&c);
	text_release(&t);
	paper_release(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_are_not_torn),
		cmocka_unit_test(what_is_longer_than_a_page_goes_on),
		cmocka_unit_test(a_table_keeps_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
