/* Values as people write them: what is read, what is refused with which code. */
#include "tests/io/support_cmocka.h"

#include "io/reader.h"

#include <string.h>

struct fixture {
	struct diags d;
	struct value_place at;
	struct item item;
	struct pack packs[2];
};

static int set_up(void **state)
{
	struct fixture *f = mem_calloc(1, sizeof *f);

	diags_init(&f->d);
	f->at.where = (struct where){diags_file(&f->d, "x.xml"), 3, 8};
	f->at.span = 4;
	f->at.line = "\t<need q=\"80\"/>";
	f->at.line_length = strlen(f->at.line);
	f->packs[0] = (struct pack){.id = "ctn12", .contains = 1200};
	f->packs[1] = (struct pack){.id = "pallet", .contains = 72000};
	f->item = (struct item){
		.id = "water", .unit = "LTR", .decimals = 2, .packs = f->packs, .npacks = 2};
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	diags_release(&f->d);
	mem_free(f);
	return 0;
}

/* The code of the only diagnostic so far, which is taken away; 0: none. */
static int code(struct fixture *f)
{
	int found;

	if (f->d.nitems == 0)
		return 0;
	assert_int_equal(f->d.nitems, 1);
	found = f->d.items[0].code;
	assert_non_null(f->d.items[0].remedy);
	assert_non_null(f->d.items[0].source_line);
	assert_int_equal(f->d.items[0].span, 4);
	f->d.nitems = 0;
	return found;
}

static int quantity(struct fixture *f, const char *text, const char *unit, int64_t *out)
{
	*out = -7;
	if (read_quantity(&f->d, &f->at, text, strlen(text), &f->item, unit, out))
		assert_int_equal(f->d.nitems, 0);
	else
		assert_int_equal(*out, -7);
	return code(f);
}

static void test_quantities_are_exact(void **state)
{
	struct fixture *f = *state;
	int64_t out;

	assert_int_equal(quantity(f, "80", NULL, &out), 0);
	assert_int_equal(out, 8000);
	assert_int_equal(quantity(f, "0.35", "LTR", &out), 0);
	assert_int_equal(out, 35);
	assert_int_equal(quantity(f, "0.3500", NULL, &out), 0);
	assert_int_equal(out, 35);
	assert_int_equal(quantity(f, "3", "ctn12", &out), 0);
	assert_int_equal(out, 3600);
	assert_int_equal(quantity(f, "0", NULL, &out), 0);
	assert_int_equal(out, 0);
	assert_int_equal(quantity(f, "90071992547409.91", NULL, &out), 0);
	assert_int_equal(out, QUANTITY_MAX - 1);
}

static void test_quantities_refused(void **state)
{
	static const struct {
		const char *text, *unit;
		int code;
	} cases[] = {
		{"", NULL, 201},
		{"-5", NULL, 202},
		{"+5", NULL, 202},
		{"1e3", NULL, 202},
		{"0x10", NULL, 202},
		{"NaN", NULL, 202},
		{" 5", NULL, 202},
		{"5 ", NULL, 202},
		{"8,0", NULL, 202},
		{"1.2.3", NULL, 202},
		{".5", NULL, 202},
		{"5.", NULL, 202},
		{"\xef\xbc\x98", NULL, 202},
		{"5", "XBX", 203},
		{"5", "ltr", 203},
		{"0.355", NULL, 204},
		{"2.5", "ctn12", 204},
		{"90071992547409.92", NULL, 205},
		{"99999999999999999999", NULL, 205},
		{"9007199254740991", "pallet", 205},
	};
	struct fixture *f = *state;
	int64_t out;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(quantity(f, cases[i].text, cases[i].unit, &out), cases[i].code);
}

static void test_unknown_unit_lists_the_known(void **state)
{
	struct fixture *f = *state;
	int64_t out;

	assert_false(read_quantity(&f->d, &f->at, "80", 2, &f->item, "XBX", &out));
	assert_string_equal(f->d.items[0].message,
		"unit \"XBX\" is not known for item water (base unit LTR, L; packs: ctn12, pallet)");
}

static void test_long_values_are_cut_at_a_character(void **state)
{
	struct fixture *f = *state;
	char text[301];
	int64_t out;
	int i;

	for (i = 0; i < 100; i++)
		memcpy(text + 3 * i, "\xe6\xb0\xb4", 3);
	text[300] = '\0';
	assert_false(read_count(&f->d, &f->at, text, 300, 0, 9, &out));
	assert_int_equal(
		strlen(f->d.items[0].message), strlen("\"...\" is not a plain number") + 39);
}

static void test_counts_and_shares(void **state)
{
	struct fixture *f = *state;
	struct ratio share;
	int64_t out;

	assert_true(read_count(&f->d, &f->at, "14", 2, 1, 14, &out));
	assert_int_equal(out, 14);
	assert_false(read_count(&f->d, &f->at, "15", 2, 1, 14, &out));
	assert_int_equal(code(f), 206);
	assert_false(read_count(&f->d, &f->at, "99999999999999999999", 20, 1, 14, &out));
	assert_int_equal(code(f), 206);
	assert_false(read_count(&f->d, &f->at, "1.5", 3, 1, 14, &out));
	assert_int_equal(code(f), 204);
	assert_true(read_percent(&f->d, &f->at, "12.5%", 5, &share));
	assert_int_equal(share.num, 1);
	assert_int_equal(share.den, 8);
	assert_false(read_percent(&f->d, &f->at, "60", 2, &share));
	assert_int_equal(code(f), 207);
	assert_false(read_percent(&f->d, &f->at, "100.1%", 6, &share));
	assert_int_equal(code(f), 207);
}

static void test_ratios_and_degrees(void **state)
{
	struct fixture *f = *state;
	struct ratio ratio;
	int64_t out;

	assert_true(read_ratio(&f->d, &f->at, "0.35", 4, &ratio));
	assert_int_equal(ratio.num, 7);
	assert_int_equal(ratio.den, 20);
	assert_true(read_ratio(&f->d, &f->at, "4/14", 4, &ratio));
	assert_int_equal(ratio.num, 2);
	assert_int_equal(ratio.den, 7);
	assert_false(read_ratio(&f->d, &f->at, "1/0", 3, &ratio));
	assert_int_equal(code(f), 202);
	assert_false(read_ratio(&f->d, &f->at, "1/", 2, &ratio));
	assert_int_equal(code(f), 201);
	assert_false(read_ratio(&f->d, &f->at, "1.0/3", 5, &ratio));
	assert_int_equal(code(f), 202);
	assert_true(read_degrees(&f->d, &f->at, "114.450001", 10, 180, &out));
	assert_int_equal(out, 114450001);
	assert_true(read_degrees(&f->d, &f->at, "-36.5", 5, 90, &out));
	assert_int_equal(out, -36500000);
	assert_false(read_degrees(&f->d, &f->at, "114.45", 6, 90, &out));
	assert_int_equal(code(f), 220);
	assert_false(read_degrees(&f->d, &f->at, "--1", 3, 90, &out));
	assert_int_equal(code(f), 202);
	assert_true(read_mass(&f->d, &f->at, "1.5", 3, &out));
	assert_int_equal(out, 1500);
	assert_true(read_money(&f->d, &f->at, "3.20", 4, &out));
	assert_int_equal(out, 320);
	assert_false(read_money(&f->d, &f->at, "3.205", 5, &out));
	assert_int_equal(code(f), 204);
}

static void test_times(void **state)
{
	struct fixture *f = *state;
	struct duration duration;
	struct instant instant;
	struct periods when;
	day d;

	assert_true(read_day(&f->d, &f->at, "2028-02-29", 10, &d));
	assert_false(read_day(&f->d, &f->at, "2027-02-29", 10, &d));
	assert_int_equal(code(f), 208);
	assert_true(read_instant(&f->d, &f->at, "1970-01-02T00:00:00+01:00", 25, &instant));
	assert_int_equal(instant.seconds, 23 * 3600);
	assert_false(read_instant(&f->d, &f->at, "2026-12-01T08:00:00", 19, &instant));
	assert_int_equal(code(f), 209);
	assert_true(read_duration(&f->d, &f->at, "PT6H", 4, &duration));
	assert_int_equal(duration.seconds, 6 * 3600);
	assert_false(read_duration(&f->d, &f->at, "6h", 2, &duration));
	assert_int_equal(code(f), 210);
	assert_true(read_periods(&f->d, &f->at, "3..5", 4, &when));
	assert_int_equal(when.first, 2);
	assert_int_equal(when.last, 4);
	assert_true(read_periods(&f->d, &f->at, "10000", 5, &when));
	assert_int_equal(when.first, 9999);
	assert_int_equal(when.last, 9999);
}

static void test_periods_refused(void **state)
{
	static const char *const cases[] = {
		"", "0", "10001", "5..3", "3..", "..3", "3...5", "1.5", "a", "3-5", "1..2..3"};
	struct fixture *f = *state;
	struct periods when;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_false(read_periods(&f->d, &f->at, cases[i], strlen(cases[i]), &when));
		assert_int_equal(code(f), 211);
	}
}

static void test_texts(void **state)
{
	struct fixture *f = *state;

	assert_true(read_text(&f->d, &f->at, "\xe5\xbc\xa0 a\xf0\x9f\x92\xa7", 9));
	assert_false(read_text(&f->d, &f->at, "a\xc3\x28", 3));
	assert_int_equal(code(f), 212);
	assert_false(read_text(&f->d, &f->at, "a\xed\xa0\x80", 4));
	assert_int_equal(code(f), 212);
	assert_false(read_text(&f->d, &f->at, "a\nb", 3));
	assert_int_equal(code(f), 213);
	assert_false(read_text(&f->d, &f->at, "a\xe2\x80\xae", 4));
	assert_int_equal(code(f), 213);
	assert_false(read_text(&f->d, &f->at, "\xef\xbb\xbf", 3));
	assert_int_equal(code(f), 213);
	assert_false(read_text(&f->d, &f->at, "\xc2\x85", 2));
	assert_int_equal(code(f), 213);
}

static int id(struct fixture *f, const char *text)
{
	bool good = read_id(&f->d, &f->at, text, strlen(text));

	assert_int_equal(good, id_valid(text, strlen(text)));
	return code(f);
}

static void test_ids(void **state)
{
	struct fixture *f = *state;
	char longest[66];

	assert_int_equal(id(f, "c001"), 0);
	assert_int_equal(id(f, "A-17.b_c"), 0);
	assert_int_equal(id(f, "\xe4\xb8\x89\xe4\xb8\xb0\xe5\x9b\xad-1"), 0);
	assert_int_equal(id(f, ""), 201);
	assert_int_equal(id(f, "-a"), 214);
	assert_int_equal(id(f, "a b"), 214);
	assert_int_equal(id(f, "a>b"), 214);
	assert_int_equal(id(f, "w\xd0\xb0ter"), 214); /* Cyrillic a */
	assert_int_equal(id(f, "\xef\xbd\x81"), 214); /* full-width a */
	assert_int_equal(id(f, "\xef\xa4\x80"), 214); /* U+F900: not in NFC */
	assert_int_equal(id(f, "\xf0\xaf\xa0\x80"), 214); /* U+2F800: not in NFC */
	assert_int_equal(id(f, "a\xe2\x80\x8b"), 213); /* zero width */
	memset(longest, 'a', 65);
	longest[65] = '\0';
	assert_int_equal(id(f, longest), 215);
	longest[64] = '\0';
	assert_int_equal(id(f, longest), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_quantities_are_exact, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_quantities_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_unknown_unit_lists_the_known, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_long_values_are_cut_at_a_character, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_counts_and_shares, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ratios_and_degrees, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_times, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_periods_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_texts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_ids, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
