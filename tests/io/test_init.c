/* Templates: each reads and checks as it stands, is labelled as made up, says
 * the same in both languages, and overwrites nothing. */
#include "io/init.h"

#include "base/text.h"
#include "io/printer.h"
#include "io/reader.h"
#include "tests/io/support_cmocka.h"
#include "models/scenario_check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const kinds[] = {"sealed", "flood", "audit"};
static const char *const chinese_kinds[] = {"封控", "洪涝", "审计"};

static void remove_files(const char *kind, const char *language, const char *folder)
{
	const struct template_file *file = init_template(kind, language);
	char path[256];

	for (; file->name; file++) {
		snprintf(path, sizeof path, "%s/%s", folder, file->name);
		unlink(path);
	}
	rmdir(folder);
}

/* Writes the template, reads the folder, checks it: nothing to complain about. */
static void read_template(struct scenario *s, const char *kind, const char *language)
{
	struct check_options options = {true, false, true};
	char folder[] = "/tmp/shecang-init-XXXXXX", why[256] = "";
	struct diags d;

	assert_non_null(mkdtemp(folder));
	if (!init_write(kind, language, folder, why, sizeof why))
		fail_msg("%s", why);
	scenario_init(s);
	diags_init(&d);
	if (!scenario_read(s, folder, NULL, 0, &d) || !scenario_check(s, &options, &d) ||
		d.nitems > 0) {
		diags_print(&d, stderr);
		fail_msg("%s %s", kind, language);
	}
	diags_release(&d);
	remove_files(kind, language, folder);
}

/* The same numbers in the same order, whatever the words. */
static void expect_same(const struct scenario *a, const struct scenario *b)
{
	int32_t i, k;

	assert_int_equal(a->nitems, b->nitems);
	for (i = 0; i < a->nitems; i++) {
		assert_string_equal(a->items[i].unit, b->items[i].unit);
		assert_int_equal(a->items[i].mass, b->items[i].mass);
		assert_int_equal(a->items[i].value, b->items[i].value);
		assert_int_equal(a->items[i].issue_unit, b->items[i].issue_unit);
		assert_int_equal(a->items[i].shelf_life.months, b->items[i].shelf_life.months);
		assert_int_equal(a->items[i].npacks, b->items[i].npacks);
	}
	assert_int_equal(a->nplaces, b->nplaces);
	for (i = 0; i < a->nplaces; i++) {
		assert_int_equal(a->places[i].in, b->places[i].in);
		assert_int_equal(a->places[i].kind, b->places[i].kind);
		assert_int_equal(a->places[i].lon, b->places[i].lon);
	}
	assert_int_equal(a->npeople, b->npeople);
	for (i = 0; i < a->npeople; i++) {
		assert_int_equal(a->people[i].count, b->people[i].count);
		assert_int_equal(a->people[i].households, b->people[i].households);
		assert_int_equal(a->people[i].group, b->people[i].group);
	}
	assert_int_equal(a->nholders, b->nholders);
	for (i = 0; i < a->nholders; i++) {
		const struct holder *h = &a->holders[i], *g = &b->holders[i];

		assert_int_equal(h->kind, g->kind);
		assert_int_equal(h->nterms, g->nterms);
		for (k = 0; k < h->nterms; k++) {
			assert_int_equal(
				ratio_compare(h->terms[k].release, g->terms[k].release), 0);
			assert_int_equal(h->terms[k].reach_place, g->terms[k].reach_place);
			assert_int_equal(h->terms[k].notice, g->terms[k].notice);
		}
		assert_int_equal(h->nagreements, g->nagreements);
		assert_int_equal(h->ncovers, g->ncovers);
	}
	assert_int_equal(a->nlines, b->nlines);
	for (i = 0; i < a->nlines; i++) {
		assert_int_equal(a->lines[i].declared, b->lines[i].declared);
		assert_int_equal(a->lines[i].counted, b->lines[i].counted);
		assert_int_equal(a->lines[i].expires, b->lines[i].expires);
		assert_int_equal(a->lines[i].mode, b->lines[i].mode);
		assert_int_equal(a->lines[i].agreement, b->lines[i].agreement);
	}
	assert_int_equal(a->nmovements, b->nmovements);
	assert_int_equal(a->ntransits, b->ntransits);
	assert_int_equal(a->nroutes, b->nroutes);
	for (i = 0; i < a->nroutes; i++) {
		assert_int_equal(a->routes[i].lead, b->routes[i].lead);
		assert_int_equal(a->routes[i].nvia, b->routes[i].nvia);
		assert_int_equal(a->routes[i].capacity, b->routes[i].capacity);
	}
	assert_int_equal(a->nlimits, b->nlimits);
	assert_int_equal(a->nrates, b->nrates);
	for (i = 0; i < a->nrates; i++)
		assert_int_equal(ratio_compare(a->rates[i].amount, b->rates[i].amount), 0);
	assert_int_equal(a->nneeds, b->nneeds);
	for (i = 0; i < a->nneeds; i++)
		assert_int_equal(a->needs[i].quantity, b->needs[i].quantity);
	assert_int_equal(a->nminima, b->nminima);
	assert_int_equal(a->ntier_rules, b->ntier_rules);
	assert_int_equal(a->nnorms, b->nnorms);
}

static void test_templates(void **state)
{
	size_t k;

	(void)state;
	for (k = 0; k < 3; k++) {
		struct scenario zh, en;

		read_template(&zh, kinds[k], "zh");
		read_template(&en, kinds[k], "en");
		assert_int_equal(zh.quality, QUALITY_SYNTHETIC);
		assert_int_equal(en.quality, QUALITY_SYNTHETIC);
		assert_string_equal(zh.language, "zh-CN");
		assert_string_equal(en.language, "en");
		assert_non_null(strstr(zh.title.zh, "示例"));
		assert_non_null(strstr(en.title.en, "Example"));
		expect_same(&zh, &en);
		scenario_release(&zh);
		scenario_release(&en);
	}
}

/* What the templates are meant to show. */
static void test_contents(void **state)
{
	struct scenario s;

	(void)state;
	read_template(&s, "sealed", "zh");
	assert_int_equal(s.ngroups, 5);
	assert_int_equal(s.nitems, 4);
	assert_int_equal(s.nholders, 6);
	assert_int_equal(s.nlimits, 4);
	scenario_release(&s);
	read_template(&s, "flood", "zh");
	assert_int_equal(s.nsegments, 2);
	assert_int_equal(s.ntransits, 1);
	assert_int_equal(s.nminima, 1);
	scenario_release(&s);
	read_template(&s, "audit", "zh");
	assert_int_equal(s.nnorms, 2);
	assert_int_equal(s.nmovements, 1);
	scenario_release(&s);
}

static void test_names(void **state)
{
	size_t k;

	(void)state;
	for (k = 0; k < 3; k++) {
		assert_ptr_equal(
			init_template(kinds[k], "zh"), init_template(chinese_kinds[k], "zh_CN"));
		assert_ptr_not_equal(init_template(kinds[k], "zh"), init_template(kinds[k], "en"));
	}
	assert_null(init_template("earthquake", "zh"));
}

static size_t file_bytes(const char *path, char *out, size_t room)
{
	FILE *file = fopen(path, "rb");
	size_t n;

	assert_non_null(file);
	n = fread(out, 1, room, file);
	fclose(file);
	return n;
}

/* In canonical form. */
static size_t scenario_bytes(const struct scenario *s, char *out, size_t room)
{
	FILE *stream = fmemopen(out, room, "wb");
	long n;

	assert_non_null(stream);
	assert_true(scenario_write(s, stream));
	n = ftell(stream);
	assert_true(n > 0 && (size_t)n < room);
	fclose(stream);
	return (size_t)n;
}

/* As one file: what the sheets say, in canonical form. */
static void test_xml(void **state)
{
	char folder[] = "/tmp/shecang-init-XXXXXX", why[256] = "", path[64];
	(void)state;

	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/scenario.xml", folder);
	for (int k = 0; k < 3; k++)
		for (int english = 0; english < 2; english++) {
			const char *language = english ? "en" : "zh";
			char written[64 * 1024], sheets_written[64 * 1024];
			struct scenario sheets;
			size_t n;

			if (!init_write_xml(kinds[k], language, folder, why, sizeof why))
				fail_msg("%s", why);
			assert_false(init_write_xml(kinds[k], language, folder, why, sizeof why));
			assert_non_null(strstr(why, path));
			read_template(&sheets, kinds[k], language);
			n = scenario_bytes(&sheets, sheets_written, sizeof sheets_written);
			assert_int_equal(file_bytes(path, written, sizeof written), n);
			assert_memory_equal(written, sheets_written, n);
			scenario_release(&sheets);
			unlink(path);
		}
	rmdir(folder);
	assert_false(init_write_xml("siege", "en", folder, why, sizeof why));
	assert_int_not_equal(access(folder, F_OK), 0);
}

static void test_overwrites_nothing(void **state)
{
	char folder[] = "/tmp/shecang-init-XXXXXX", why[256] = "", path[64];
	FILE *file;
	struct stat status;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/stock.csv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("mine\n", file);
	fclose(file);
	/* under its other name neither, and before anything is written */
	assert_false(init_write("sealed", "zh", folder, why, sizeof why));
	assert_non_null(strstr(why, "stock.csv"));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, 5);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);

	assert_false(init_write("sealed", "zh", "/nowhere/at/all", why, sizeof why));
	assert_non_null(strstr(why, "/nowhere/at/all"));
	assert_false(init_write("earthquake", "zh", folder, why, sizeof why));
	assert_non_null(strstr(why, "earthquake"));
}

/* Sheets begin with a BOM, or spreadsheets take them for another encoding. */
static void test_bom(void **state)
{
	char folder[] = "/tmp/shecang-init-XXXXXX", why[256], path[64], bytes[3];
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(rmdir(folder), 0);
	assert_true(init_write("audit", "en", folder, why, sizeof why)); /* makes the folder */
	snprintf(path, sizeof path, "%s/items.csv", folder);
	file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fread(bytes, 1, 3, file), 3);
	assert_memory_equal(bytes, "\xef\xbb\xbf", 3);
	fclose(file);
	remove_files("audit", "en", folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_templates),
		cmocka_unit_test(test_contents),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_xml),
		cmocka_unit_test(test_overwrites_nothing),
		cmocka_unit_test(test_bom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
