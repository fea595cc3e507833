/* XML as the program writes it, read without a library: the same events as of the reader of any
 * XML, and nothing taken that that one refuses. */
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include "io/xml_parser.h"
#include "io/xml_plain.h"

#include "base/map.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

static char path[] = "/tmp/shecang-plain-XXXXXX";

/* What a reader has been told, as text. */
struct told {
	struct text text;
	struct diags d;
	char sha256[65];
	int64_t bytes;
	bool good;
};

static void on_start(void *user, struct xml_parser *p, const struct xml_element *e)
{
	struct told *t = user;
	struct value_place at;

	(void)p;
	text_printf(&t->text, "<%s {%s} %d:%d", e->name, e->uri ? e->uri : "", (int)e->tag.where.line, (int)e->tag.where.column);
	for (int32_t i = 0; i < e->nattributes; i++) {
		const struct xml_attribute *a = &e->attributes[i];

		text_printf(&t->text, " %s%s=\"", a->uri ? "*:" : "", a->name);
		text_add(&t->text, a->value, a->length);
		if (!a->uri) {
			xml_value_place(&e->tag, a, &at);
			text_printf(&t->text, "\"@%d:%d+%d", (int)at.where.line, (int)at.where.column, (int)at.span);
		}
	}
	text_puts(&t->text, ">\n");
}

static void on_end(void *user, struct xml_parser *p)
{
	struct told *t = user;

	(void)p;
	text_puts(&t->text, "</>\n");
}

static void tell(struct told *t, xml_parse *parse, const char *bytes, size_t n)
{
	static const struct xml_events events = {on_start, on_end, NULL};
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	assert_int_equal(fclose(file), 0);
	text_init(&t->text);
	diags_init(&t->d);
	t->good = parse(path, 1 << 24, &events, t, &t->d, diags_file(&t->d, path), t->sha256, &t->bytes);
	assert_true(t->good == (t->d.nerrors == 0));
}

static void forget(struct told *t)
{
	text_release(&t->text);
	diags_release(&t->d);
}

/* Taken by the plain reader: then by both, and alike. */
static bool taken(const char *bytes, size_t n)
{
	struct told plain, any;
	bool good;

	tell(&plain, xml_parse_plain, bytes, n);
	tell(&any, xml_parse_file, bytes, n);
	good = plain.good;
	if (good) {
		if (!any.good)
			fail_msg("refused by the reader of any XML alone, at %d:%d: %s", (int)any.d.items[0].where.line,
				(int)any.d.items[0].where.column, any.d.items[0].source_line);
		assert_string_equal(text_str(&plain.text), text_str(&any.text));
		assert_string_equal(plain.sha256, any.sha256);
		assert_int_equal(plain.bytes, any.bytes);
	} else {
		assert_int_equal(plain.d.items[0].code, 101);
		assert_non_null(plain.d.items[0].remedy);
	}
	forget(&any);
	forget(&plain);
	return good;
}

static bool text_taken(const char *text)
{
	return taken(text, strlen(text));
}

static void test_what_is_written(void **state)
{
	struct reading_of r;
	char *written;

	(void)state;
	reading_of(&r, SMALL_SCENARIO);
	written = canonical(&r.s);
	assert_true(text_taken(written));
	mem_free(written);
	reading_of_release(&r);
	assert_true(text_taken(HEAD "<a/>"));
	assert_true(text_taken(HEAD "<a b=\"\"></a>\n"));
	assert_true(text_taken(HEAD "<a xmlns=\"urn:x\" xml:lang=\"zh\" b=\"&amp;&lt;&gt;&quot;&#39;&#9;&#10;&#13;'\xe6\xb0\xb4\">\n"
		" <b c=\"1\" d=\"2\"/>t&amp;\t<c xmlns=\"\"><d/></c>\n</a>\n"));
}

static void test_what_is_not(void **state)
{
	static const char *const refused[] = {
		"", "<a/>", "<?xml version='1.0' encoding=\"UTF-8\"?>\n<a/>", HEAD, HEAD "x<a/>", HEAD "<a/>x", HEAD "<a/><b/>",
		HEAD "<a>", HEAD "<a></b>", HEAD "</a>", HEAD "<a", HEAD "<a b>", HEAD "<a b=1/>", HEAD "<a b='1'/>",
		HEAD "<a  b=\"1\"/>", HEAD "<a b=\"1\"c=\"2\"/>", HEAD "<a b=\"1\" b=\"2\"/>", HEAD "<a b=\"<\"/>", HEAD "<a b=\"&\"/>",
		HEAD "<a b=\"&nbsp;\"/>", HEAD "<a b=\"&#65;\"/>", HEAD "<a b=\"\t\"/>", HEAD "<a b=\"\n\"/>", HEAD "<a b=\"\xff\"/>",
		HEAD "<a b=\"\xe2\x80\xae\"/>", HEAD "<a>\xff</a>", HEAD "<a>&x;</a>", HEAD "<a>\xe2\x80\xae</a>", HEAD "<a>\r</a>", HEAD "<!-- --><a/>", HEAD "<a><![CDATA[]]></a>", HEAD "<a><?x?></a>",
		HEAD "<!DOCTYPE a><a/>", HEAD "<x:a xmlns:x=\"urn:x\"/>", HEAD "<1/>", HEAD "< a/>", HEAD "<a =\"\"/>", HEAD "<>",
		"\xef\xbb\xbf" HEAD "<a/>", HEAD "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a></a>"
		"</a></a></a></a></a></a></a>",
	};

	(void)state;
	for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
		if (text_taken(refused[k]))
			fail_msg("%s is taken", refused[k]);
	assert_false(taken(HEAD "<a b=\"\0\"/>", sizeof HEAD + 9));
}

/* Tags and texts as long as may be, and longer; more attributes than may be; across all edges of
 * what is held at a time. */
static void test_long_ones(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	for (int over = 0; over < 2; over++) {
		text_clear(&text);
		text_puts(&text, HEAD "<a b=\"");
		for (int k = 0; k < XML_MARKUP_MAX - 9 + over; k++)
			text_putc(&text, 'x');
		text_puts(&text, "\"/>");
		assert_true(text_taken(text_str(&text)) == (over == 0));
		text_clear(&text);
		text_puts(&text, HEAD "<a");
		for (int k = 0; k < XML_ATTRIBUTES_MAX + over; k++)
			text_printf(&text, " b%d=\"\"", k);
		text_puts(&text, "/>");
		assert_true(text_taken(text_str(&text)) == (over == 0));
	}
	text_clear(&text);
	text_puts(&text, HEAD "<a>"); /* across what is read at a time */
	for (int k = 0; k < 100000; k++)
		text_puts(&text, "\xe6\xb0\xb4&amp;\t");
	text_puts(&text, "</a>\n");
	assert_true(text_taken(text_str(&text)));
	text_clear(&text);
	text_puts(&text, HEAD "<a>");
	for (int k = 0; k < 40000; k++)
		text_printf(&text, "<b c=\"%d\"/>%.*s", k, k % 7, "\n\n\n\n\n\n\n");
	text_puts(&text, "</a>\n");
	assert_true(text_taken(text_str(&text)));
	text_release(&text);
}

/* What may stand in the name of a namespace is a matter of its own. */
static bool in_namespace(const char *text, size_t at)
{
	for (size_t back = 0; back < 32 && back <= at; back++)
		if (strncmp(text + at - back, " xmlns=", 7) == 0)
			return true;
	return false;
}

static void test_any_byte(void **state)
{
	static const char bytes[] = "<>/=\"' &;:ab1\n\t\xe6\xb0\x80#?!-";
	struct reading_of r;
	char *text;
	uint64_t word = 7;
	size_t n;

	(void)state;
	reading_of(&r, SMALL_SCENARIO);
	text = canonical(&r.s);
	n = strlen(text);
	for (int turn = 0; turn < 400; turn++) {
		char before;
		size_t at;

		word = splitmix64(word);
		at = (size_t)(word % n);
		if (in_namespace(text, at))
			continue;
		before = text[at];
		text[at] = bytes[(word >> 32) % (sizeof bytes - 1)];
		taken(text, n);
		text[at] = before;
	}
	mem_free(text);
	reading_of_release(&r);
}

static void test_files(void **state)
{
	static const struct xml_events events = {on_start, on_end, NULL};
	struct diags d;
	char sha256[65];
	int64_t bytes;

	(void)state;
	diags_init(&d);
	diags_file(&d, path);
	assert_false(xml_parse_plain("/nowhere", 100, &events, NULL, &d, 0, sha256, &bytes));
	assert_false(xml_parse_plain("/", 100, &events, NULL, &d, 0, sha256, &bytes));
	assert_false(xml_parse_plain(path, 3, &events, NULL, &d, 0, sha256, &bytes)); /* too large */
	assert_int_equal(d.nerrors, 3);
	assert_int_equal(d.items[0].code, 901);
	assert_int_equal(d.items[1].code, 903);
	assert_int_equal(d.items[2].code, 902);
	diags_release(&d);
}

static int start(void **state)
{
	int file = mkstemp(path);

	(void)state;
	return file >= 0 && close(file) == 0 ? 0 : -1;
}

static int finish(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_written),
		cmocka_unit_test(test_what_is_not),
		cmocka_unit_test(test_long_ones),
		cmocka_unit_test(test_any_byte),
		cmocka_unit_test(test_files),
	};

	return cmocka_run_group_tests(tests, start, finish);
}
