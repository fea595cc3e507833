/* The form of XML: places of everything, limits, and each fault by its code. */
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include "base/text.h"
#include "io/xml_parser.h"

#include <stdlib.h>
#include <string.h>

/* Of libxml2, whose headers are for io/xml_parser.c alone. */
int xmlMemSetup(void (*release)(void *), void *(*allocate)(size_t), void *(*resize)(void *, size_t),
	char *(*copy)(const char *));

/* ---- places ---- */

/* Events as lines of text. */
struct watch {
	struct text events;
};

static void add_place(struct text *out, const struct value_place *at)
{
	text_printf(out, "@%d:%d+%d", (int)at->where.line, (int)at->where.column, (int)at->span);
}

static void on_start(void *user, struct xml_parser *p, const struct xml_element *element)
{
	struct watch *w = user;
	struct value_place at;
	int32_t i;

	(void)p;
	xml_tag_place(&element->tag, &at);
	text_printf(&w->events, "<%s", element->name);
	add_place(&w->events, &at);
	for (i = 0; i < element->nattributes; i++) {
		text_printf(&w->events, " %s", element->attributes[i].name);
		xml_name_place(&element->tag, &element->attributes[i], &at);
		add_place(&w->events, &at);
		xml_value_place(&element->tag, &element->attributes[i], &at);
		add_place(&w->events, &at);
	}
	text_puts(&w->events, "\n");
}

static void on_end(void *user, struct xml_parser *p)
{
	struct watch *w = user;

	(void)p;
	text_puts(&w->events, ">\n");
}

static void on_text(void *user, struct xml_parser *p, const char *bytes, size_t n)
{
	struct watch *w = user;
	struct value_place at;

	(void)bytes;
	xml_text_place(p, &at);
	text_printf(&w->events, "text%d", (int)n);
	add_place(&w->events, &at);
	text_puts(&w->events, "\n");
}

static const struct xml_events EVENTS = {on_start, on_end, on_text};

static bool parse(struct watch *w, struct diags *d, const char *bytes, size_t n)
{
	text_init(&w->events);
	diags_init(d);
	return xml_parse_memory(bytes, n, &EVENTS, w, d, diags_file(d, "x.xml"));
}

static void assert_events(const char *bytes, const char *expected)
{
	struct watch w;
	struct diags d;

	assert_true(parse(&w, &d, bytes, strlen(bytes)));
	assert_string_equal(text_str(&w.events), expected);
	text_release(&w.events);
	diags_release(&d);
}

static void test_places_are_exact(void **state)
{
	(void)state;
	assert_events("<a x=\"1\"/>", "<a@1:1+2 x@1:4+1@1:7+1\n>\n");
	/* names and values at any distance, either quote, over several lines */
	assert_events(
		"<a\n\tx =\n '22'\n  yy=\"\"></a>", "<a@1:1+2 x@2:2+1@3:3+2 yy@4:3+2@4:7+0\n>\n");
	/* a byte order mark counts nothing; columns are bytes of UTF-8 */
	assert_events("\xef\xbb\xbf<a>\xe6\xb0\xb4<b x=\"\xe6\xb0\xb4\"/></a>",
		"<a@1:1+2\ntext3@1:4+1\n<b@1:7+2 x@1:10+1@1:13+3\n>\n>\n");
	/* CRLF ends a line once; an instruction and a comment in between */
	assert_events("<?xml version=\"1.0\"?>\r\n<!-- > \n -->\r\n<?p <x?><a\r\n x=\"1\"/>\r\n",
		"<a@4:9+2 x@5:2+1@5:5+1\n>\n");
	/* the same name in a value, and as the end of another name */
	assert_events("<a bx=\"x='1'\" x=\"2\"/>", "<a@1:1+2 bx@1:4+2@1:8+5 x@1:15+1@1:18+1\n>\n");
	/* a greater-than sign in a value; prefixes */
	assert_events("<a xmlns:p=\"u\" p:x=\"1>2\" x=\"3\"/>",
		"<a@1:1+2 x@1:16+3@1:21+3 x@1:26+1@1:29+1\n>\n");
}

/* A tag is found wherever the boundary of a chunk cuts it. */
static void test_places_across_chunks(void **state)
{
	static const char tail[] = "\n  <b xx=\"1\" y='22'/></a>";
	static const int offsets[] = {0, 1, 2, 3, 4, 5, 8, 9, 10, 12, 13, 16, 20, 21, 22, 23, 24};
	size_t chunk = 1 << 16, i;

	(void)state;
	for (i = 0; i < sizeof offsets / sizeof *offsets; i++) {
		size_t blanks = chunk - 3 - (size_t)offsets[i];
		char *bytes = mem_calloc(3 + blanks + sizeof tail, 1);
		struct watch w;
		struct diags d;

		memcpy(bytes, "<a>", 3);
		memset(bytes + 3, ' ', blanks);
		memcpy(bytes + 3 + blanks, tail, sizeof tail);
		assert_true(parse(&w, &d, bytes, strlen(bytes)));
		assert_non_null(
			strstr(text_str(&w.events), "<b@2:3+2 xx@2:6+2@2:10+1 y@2:13+1@2:16+2\n"));
		text_release(&w.events);
		diags_release(&d);
		mem_free(bytes);
	}
}

/* Lines are counted through megabytes of text, comments and blank lines. */
static void test_lines_in_a_long_file(void **state)
{
	struct text t;
	struct watch w;
	struct diags d;
	int i;

	(void)state;
	text_init(&t);
	text_puts(&t, "<a>\n");
	for (i = 0; i < 60000; i++)
		text_puts(&t, i % 3 ? "<!-- x\n -->\r\n" : "  text \xe6\xb0\xb4 &amp; text\n\n");
	text_puts(&t, "\t<b x=\"1\"/></a>");
	assert_true(parse(&w, &d, t.bytes, t.length));
	assert_non_null(strstr(text_str(&w.events), "<b@120002:2+2 x@120002:5+1@120002:8+1\n"));
	text_release(&w.events);
	diags_release(&d);
	text_release(&t);
}

/* ---- faults of form ---- */

static void test_form_faults(void **state)
{
	static const struct {
		const char *text;
		int code, line, column;
	} cases[] = {
		{"<a x=1></a>", 101, 1, 6},
		{"<a><b><c/></a>", 102, 1, 15},
		{"<a>\n <b>", 103, 2, 5},
		{"<a b=\"1", 103, 1, 8},
		{"<abc/> <b/>", 104, 1, 8},
		{"<a>\n<b x=\"1\" x=\"1\"/></a>", 105, 2, 1},
		{"<?xml version=\"1.0\"?>\n<!DOCTYPE a><a/>", 106, 2, 1},
		{"<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", 106, 1, 1},
		{"<a>xx&nbsp;</a>", 107, 1, 6},
		{"<a b=\"&c;\"/>", 107, 1, 7},
		{"<?xml version=\"1.0\" encoding=\"GB18030\"?><a/>", 108, 1, 31},
		{"<?xml version='1.0' encoding='UTF-16'?><a/>", 108, 1, 31},
		{"\xff\xfe<a/>", 108, 0, 0},
		{"\xfe\xff<a/>", 108, 0, 0},
		{"\x4c\x6f\xa7\x94", 108, 0, 0},
		{"\x1f\x8b\x08\x01", 109, 0, 0},
		{"\xfd"
		 "7zXZ",
			109, 0, 0},
		{"PK\x03\x04", 109, 0, 0},
		{"<a>\xc3\x28</a>", 113, 1, 4},
		{"<a>\x01</a>", 114, 1, 4},
		{"<a>x&#1;</a>", 114, 1, 5},
		{"", 115, 1, 1},
		{" \n", 115, 1, 1},
		{"{\"a\": 1}", 115, 1, 1},
		{"<!-- -->", 115, 1, 9},
		{"<p:a>\n</p:a>", 116, 1, 1},
		{"<a><!-- \xe2\x80\xae --></a>", 213, 1, 9},
		{"<a>\n x\xe2\x81\xa6</a>", 213, 2, 3},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct reading_of r;
		struct watch w;

		r.whole = parse(&w, &r.d, cases[i].text, strlen(cases[i].text));
		assert_false(r.whole);
		assert_fault(&r, cases[i].code, cases[i].line, cases[i].column);
		text_release(&w.events);
		diags_release(&r.d);
	}
}

/* Wherever the boundary of a chunk cuts it. */
static void test_document_type_across_chunks(void **state)
{
	size_t chunk = 1 << 16;
	size_t cut;

	(void)state;
	for (cut = 0; cut < 12; cut++) {
		static const char tail[] =
			"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
		size_t before = chunk - cut;
		char *bytes = mem_calloc(before + sizeof tail, 1);
		struct reading_of r;
		struct watch w;

		memset(bytes, ' ', before);
		memcpy(bytes, "<?p ?><!-- <!DOCTYPE - -->", 26);
		memcpy(bytes + before, tail, sizeof tail);
		assert_false(parse(&w, &r.d, bytes, strlen(bytes)));
		assert_fault(&r, 106, 1, (int)before + 1);
		assert_string_equal(text_str(&w.events), "");
		text_release(&w.events);
		diags_release(&r.d);
		mem_free(bytes);
	}
}

static void test_declared_utf8_in_any_case(void **state)
{
	(void)state;
	assert_events("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "<a@1:39+2\n>\n");
	assert_events(
		"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<a/>", "<a@2:1+2\n>\n");
}

static void test_limits(void **state)
{
	struct reading_of r;
	struct watch w;
	struct text t;
	int i;

	(void)state;
	text_init(&t);
	for (i = 0; i < XML_DEPTH_MAX + 1; i++)
		text_puts(&t, "<a>");
	assert_false(parse(&w, &r.d, t.bytes, t.length));
	assert_fault(&r, 110, 1, 3 * XML_DEPTH_MAX + 1);
	text_release(&w.events);
	diags_release(&r.d);

	text_clear(&t);
	text_puts(&t, "<a");
	for (i = 0; i < XML_ATTRIBUTES_MAX + 1; i++)
		text_printf(&t, " a%d=\"\"", i);
	text_puts(&t, "/>");
	assert_false(parse(&w, &r.d, t.bytes, t.length));
	assert_fault(&r, 111, 1, 1);
	text_release(&w.events);
	diags_release(&r.d);

	text_clear(&t);
	text_puts(&t, "<a>\n<b x=\"");
	for (i = 0; i < 3 * XML_MARKUP_MAX; i++)
		text_putc(&t, '9');
	text_puts(&t, "\"/></a>");
	assert_false(parse(&w, &r.d, t.bytes, t.length));
	assert_fault(&r, 112, 2, 1);
	text_release(&w.events);
	diags_release(&r.d);
	text_release(&t);
}

/* Nothing after a fault is reported as an event. */
static void test_no_events_after_a_fault(void **state)
{
	struct reading_of r;
	struct watch w;

	(void)state;
	assert_false(parse(&w, &r.d, "<a><b></a><c/>", 14));
	assert_string_equal(text_str(&w.events), "<a@1:1+2\n<b@1:4+2\n");
	text_release(&w.events);
	diags_release(&r.d);
}

static void test_no_such_file(void **state)
{
	struct reading_of r;

	(void)state;
	diags_init(&r.d);
	scenario_init(&r.s);
	assert_false(scenario_read(&r.s, "/nowhere/x.xml", NULL, 0, &r.d));
	assert_fault(&r, 901, 0, 0);
	reading_of_release(&r);
	diags_init(&r.d);
	scenario_init(&r.s);
	assert_false(scenario_read_xml(&r.s, "/dev/null", &r.d));
	assert_fault(&r, 903, 0, 0);
	reading_of_release(&r);
}

/* ---- failing memory inside libxml2 ---- */

static int64_t allocations, fail_at;

static bool fails(void)
{
	return ++allocations >= fail_at && fail_at > 0;
}

static void *failing_malloc(size_t n)
{
	return fails() ? NULL : malloc(n);
}

static void *failing_realloc(void *p, size_t n)
{
	return fails() ? NULL : realloc(p, n);
}

static char *failing_strdup(const char *text)
{
	return fails() ? NULL : strdup(text);
}

static void test_memory_runs_out_in_libxml(void **state)
{
	int64_t total, i;
	struct reading_of r;

	(void)state;
	assert_int_equal(xmlMemSetup(free, failing_malloc, failing_realloc, failing_strdup), 0);
	fail_at = 0;
	reading_of(&r, SMALL_SCENARIO);
	assert_true(r.whole && r.d.nerrors == 0);
	reading_of_release(&r);
	allocations = 0;
	reading_of(&r, SMALL_SCENARIO);
	reading_of_release(&r);
	total = allocations;
	assert_true(total > 10);
	for (i = 1; i <= total; i++) {
		allocations = 0;
		fail_at = i;
		reading_of(&r, SMALL_SCENARIO);
		/* Whatever fails, the scenario is refused or complete. */
		if (r.whole && r.d.nerrors == 0)
			assert_int_equal(r.s.nnorms, 1);
		reading_of_release(&r);
	}
	fail_at = 0;
	xmlMemSetup(free, malloc, realloc, strdup);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places_are_exact),
		cmocka_unit_test(test_places_across_chunks),
		cmocka_unit_test(test_lines_in_a_long_file),
		cmocka_unit_test(test_form_faults),
		cmocka_unit_test(test_document_type_across_chunks),
		cmocka_unit_test(test_declared_utf8_in_any_case),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_no_events_after_a_fault),
		cmocka_unit_test(test_no_such_file),
		cmocka_unit_test(test_memory_runs_out_in_libxml),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
