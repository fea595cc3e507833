/* CSV: fields with their places, what is refused and where, encodings. */
#include "io/csv.h"

#include "base/text.h"
#include "tests/io/support_cmocka.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All rows as "[row:line:column text]", one row a line. */
static void dump(
	const char *bytes, size_t n, enum csv_encoding encoding, struct diags *d, struct text *out)
{
	struct csv_reader csv;
	int32_t i;

	text_clear(out);
	if (csv_reader_open_memory(&csv, bytes, n, "a.csv", encoding, d)) {
		while (csv_reader_next(&csv)) {
			for (i = 0; i < csv.nfields; i++)
				text_printf(out, "[%d:%d:%d %.*s]", (int)csv.row,
					(int)csv.fields[i].line, (int)csv.fields[i].column,
					(int)csv.fields[i].length, csv.fields[i].text);
			text_putc(out, '\n');
		}
	}
	csv_reader_close(&csv);
}

static void expect_rows(const char *bytes, const char *rows)
{
	struct diags d;
	struct text out;

	diags_init(&d);
	text_init(&out);
	dump(bytes, strlen(bytes), CSV_UTF8, &d, &out);
	assert_int_equal(d.nerrors, 0);
	assert_string_equal(text_str(&out), rows);
	text_release(&out);
	diags_release(&d);
}

static void test_fields_and_places(void **state)
{
	(void)state;
	expect_rows("", "");
	expect_rows("a,b\n1,2\n", "[1:1:1 a][1:1:3 b]\n[2:2:1 1][2:2:3 2]\n");
	expect_rows("a,b\r\n1,2", "[1:1:1 a][1:1:3 b]\n[2:2:1 1][2:2:3 2]\n");
	expect_rows("a,b\r1,2\r", "[1:1:1 a][1:1:3 b]\n[2:2:1 1][2:2:3 2]\n");
	expect_rows("\xef\xbb\xbf物资,b\n", "[1:1:1 物资][1:1:8 b]\n");
	expect_rows(",,\n", "[1:1:1 ][1:1:2 ][1:1:3 ]\n");
	expect_rows("a\n\nb\n", "[1:1:1 a]\n[2:2:1 ]\n[3:3:1 b]\n");
}

/* A row is a row of the spreadsheet; a line is a line of the file. */
static void test_quotes(void **state)
{
	(void)state;
	expect_rows("a,\"b,c\"\n", "[1:1:1 a][1:1:4 b,c]\n");
	expect_rows("\"a \"\"q\"\" b\",c\n", "[1:1:2 a \"q\" b][1:1:13 c]\n");
	expect_rows("\"x\ny\",2\n3,4\n", "[1:1:2 x\ny][1:2:4 2]\n[2:3:1 3][2:3:3 4]\n");
	expect_rows("\"\",\"\"\"\"\n", "[1:1:2 ][1:1:5 \"]\n");
	expect_rows("a,\"b\"", "[1:1:1 a][1:1:4 b]\n");
}

struct fault {
	const char *bytes;
	size_t n; /* 0: strlen */
	enum csv_encoding encoding;
	int code, line, column;
};

static void test_faults(void **state)
{
	static const struct fault faults[] = {
		{"a,b\n1,\"2\n3,4\n", 0, CSV_UTF8, 154, 2, 3},
		{"a,b\n1,2\"\n", 0, CSV_UTF8, 154, 2, 4},
		{"a,b\n\"1\"x,2\n", 0, CSV_UTF8, 154, 2, 4},
		{"a;b;c\n1;2;3\n", 0, CSV_UTF8, 155, 1, 2},
		{"a\tb\n1\t2\n", 0, CSV_UTF8, 155, 1, 2},
		{"a,b\n1,2\t\n", 0, CSV_UTF8, 153, 2, 4},
		{"a,b\n1,\0\n", 9, CSV_UTF8, 153, 2, 3},
		{"a,b\n1,\x1b[31m\n", 0, CSV_UTF8, 153, 2, 3},
		{"a,b\n1,x\xe2\x80\xae\n", 0, CSV_UTF8, 153, 2, 4},
		{"a,b\n1,\xc2\x85\n", 0, CSV_UTF8, 153, 2, 3},
		{"a,b\n1,\xef\xbb\xbf\n", 0, CSV_UTF8, 153, 2, 3},
		{"a,b\n\xce\xef\xd7\xca,2\n", 0, CSV_UTF8, 152, 2, 1},
		{"a,b\n1,\xe7\x89", 0, CSV_UTF8, 152, 2, 3},
		{"a,b\n1,\xed\xa0\x80\n", 0, CSV_UTF8, 152, 2, 3},
		{"\xce\xef\xd7\xca,b\n1,\xff\n", 0, CSV_GB18030, 152, 2, 3},
		{"a,b\n1,\xce", 0, CSV_GBK, 152, 2, 3},
		{"\xff\xfe"
		 "a\0",
			4, CSV_UTF8, 151, 0, 0},
		{"PK\003\004zip", 0, CSV_UTF8, 151, 0, 0},
		{"\xd0\xcf\x11\xe0\xa1\xb1", 0, CSV_UTF8, 151, 0, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		struct diags d;
		struct text out;

		diags_init(&d);
		text_init(&out);
		dump(f->bytes, f->n ? f->n : strlen(f->bytes), f->encoding, &d, &out);
		assert_int_equal(d.nitems, 1);
		assert_int_equal(d.items[0].code, f->code);
		assert_int_equal(d.items[0].where.line, f->line);
		assert_int_equal(d.items[0].where.column, f->column);
		assert_non_null(d.items[0].remedy);
		text_release(&out);
		diags_release(&d);
	}
}

/* The caret stands under the byte that is meant. */
static void test_source_line(void **state)
{
	const char bytes[] = "地点,数量\n桃园,\"12\n";
	char printed[512] = "";
	struct diags d;
	struct text out;
	FILE *file = tmpfile();

	(void)state;
	diags_init(&d);
	text_init(&out);
	dump(bytes, strlen(bytes), CSV_UTF8, &d, &out);
	diags_print(&d, file);
	rewind(file);
	assert_true(fread(printed, 1, sizeof printed - 1, file) > 0);
	assert_non_null(strstr(printed,
		"a.csv:2:8: error E154: this quotation mark is never closed\n"
		"    桃园,\"12\n"
		"         ^\n"));
	fclose(file);
	text_release(&out);
	diags_release(&d);
}

static void test_limits(void **state)
{
	static const char start[] = "a,b\n1,";
	size_t room = CSV_FIELD_MAX + 64, n = sizeof start - 1;
	char *bytes = calloc(room, 1);
	struct diags d;
	struct text out;

	(void)state;
	text_init(&out);
	diags_init(&d);
	assert_non_null(bytes);
	memcpy(bytes, start, n);
	memset(bytes + n, 'x', CSV_FIELD_MAX);
	dump(bytes, n + CSV_FIELD_MAX, CSV_UTF8, &d, &out);
	assert_int_equal(d.nerrors, 0);
	bytes[n + CSV_FIELD_MAX] = 'x';
	dump(bytes, n + CSV_FIELD_MAX + 1, CSV_UTF8, &d, &out);
	assert_int_equal(d.nitems, 1);
	assert_int_equal(d.items[0].code, 156);
	assert_int_equal(d.items[0].where.line, 2);
	assert_int_equal(d.items[0].where.column, 3);
	diags_release(&d);
	diags_init(&d);
	memset(bytes, ',', CSV_FIELDS_MAX);
	dump(bytes, CSV_FIELDS_MAX - 1, CSV_UTF8, &d, &out);
	assert_int_equal(d.nerrors, 0);
	dump(bytes, CSV_FIELDS_MAX, CSV_UTF8, &d, &out);
	assert_int_equal(d.nitems, 1);
	assert_int_equal(d.items[0].code, 156);
	assert_int_equal(d.items[0].where.column, CSV_FIELDS_MAX + 1);
	text_release(&out);
	diags_release(&d);
	free(bytes);
}

/* The same rows out of UTF-8, GB18030 and GBK, also across blocks; four-byte
 * GB18030 included (U+3400, U+20000). */
static void test_encodings(void **state)
{
	struct text utf8, rows, again;
	struct diags d;
	char *gb, *to, *from;
	size_t left, room, n;
	iconv_t cd = iconv_open("GB18030", "UTF-8");
	int i;

	(void)state;
	text_init(&utf8);
	text_init(&rows);
	text_init(&again);
	diags_init(&d);
	text_puts(&utf8, "物资,数量,备注\n");
	for (i = 0; i < 9000; i++)
		text_printf(&utf8, "饮用水%d,%d,\"\xe3\x90\x80\xf0\xa0\x80\x80\"\n", i, i * 7);
	room = 4 * utf8.length;
	gb = malloc(room);
	from = utf8.bytes;
	left = utf8.length;
	to = gb;
	assert_int_not_equal(iconv(cd, &from, &left, &to, &room), (size_t)-1);
	n = (size_t)(to - gb);
	assert_true(n > 2 * 65536);
	dump(utf8.bytes, utf8.length, CSV_UTF8, &d, &rows);
	dump(gb, n, CSV_GB18030, &d, &again);
	assert_int_equal(d.nerrors, 0);
	assert_int_equal(rows.length, again.length);
	assert_memory_equal(rows.bytes, again.bytes, rows.length);
	/* a BOM is stronger than the name */
	dump("\xef\xbb\xbf物资,1\n", 12, CSV_GB18030, &d, &again);
	assert_string_equal(text_str(&again), "[1:1:1 物资][1:1:8 1]\n");
	dump("\xce\xef\xd7\xca,1\n", 7, CSV_GBK, &d, &again);
	assert_string_equal(text_str(&again), "[1:1:1 物资][1:1:8 1]\n");
	assert_int_equal(d.nerrors, 0);
	iconv_close(cd);
	free(gb);
	diags_release(&d);
	text_release(&again);
	text_release(&rows);
	text_release(&utf8);
}

/* Whatever the length of what comes before, so that every state of the parser
 * meets the end of a block. */
static void test_block_boundaries(void **state)
{
	static const char tail[] = "\"a\"\"b\",\"c\nd\",物资\r\n\"e\",f\r\n";
	struct text bytes, out;
	struct diags d;
	size_t i, shift;

	(void)state;
	text_init(&bytes);
	text_init(&out);
	diags_init(&d);
	for (shift = 0; shift < sizeof tail; shift++) {
		const char *last;

		text_clear(&bytes);
		text_puts(&bytes, "h\n");
		for (i = bytes.length; i + shift + 1 < 65536; i++)
			text_putc(&bytes, i % 100 ? 'x' : '\n');
		text_putc(&bytes, '\n');
		text_puts(&bytes, tail);
		dump(bytes.bytes, bytes.length, CSV_UTF8, &d, &out);
		assert_int_equal(d.nerrors, 0);
		last = strstr(text_str(&out), " a\"b]");
		assert_non_null(last);
		assert_non_null(strstr(last, " c\nd]"));
		assert_non_null(strstr(last, " 物资]\n["));
		assert_non_null(strstr(last, " e]"));
		assert_non_null(strstr(last, " f]\n"));
	}
	diags_release(&d);
	text_release(&out);
	text_release(&bytes);
}

static void test_file(void **state)
{
	char path[] = "/tmp/shecang-csv-XXXXXX";
	int descriptor = mkstemp(path);
	struct csv_reader csv;
	struct diags d;

	(void)state;
	diags_init(&d);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, "a,b\n1,\"\n", 8), 8);
	close(descriptor);
	assert_true(csv_reader_open(&csv, path, "x.csv", CSV_UTF8, &d));
	assert_true(csv_reader_next(&csv));
	assert_false(csv_reader_next(&csv));
	assert_true(csv.failed);
	csv_reader_finish(&csv);
	assert_int_equal(csv.bytes, 8);
	/* printf 'a,b\n1,"\n' | sha256sum */
	assert_string_equal(
		csv.sha256, "62c13115b72586b5c6ed1ff2c93f62afa9b6511f63cb10c1b54dc387cc4840f2");
	csv_reader_close(&csv);
	unlink(path);
	assert_false(csv_reader_open(&csv, path, "x.csv", CSV_UTF8, &d));
	csv_reader_close(&csv);
	assert_false(csv_reader_open(&csv, "/tmp", "x.csv", CSV_UTF8, &d));
	csv_reader_close(&csv);
	assert_int_equal(d.nerrors, 3);
	diags_release(&d);
}

static void test_encoding_names(void **state)
{
	(void)state;
	assert_int_equal(csv_encoding_parse(NULL), CSV_UTF8);
	assert_int_equal(csv_encoding_parse("utf-8"), CSV_UTF8);
	assert_int_equal(csv_encoding_parse("gb18030"), CSV_GB18030);
	assert_int_equal(csv_encoding_parse("GBK"), CSV_GBK);
	assert_int_equal(csv_encoding_parse("Big5"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fields_and_places),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_source_line),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_block_boundaries),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_encoding_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
