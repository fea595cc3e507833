/* Faults found after reading show the line of their file, the caret under the
 * attribute or cell. */
#include "io/carets.h"

#include "base/text.h"
#include "io/reader.h"
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"
#include "models/scenario_check.h"

#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[32];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/caretsXXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command);
}

static void put(const char *name, const char *text, size_t n)
{
	char path[80];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	out = fopen(path, "w");
	assert_non_null(out);
	assert_int_equal(fwrite(text, 1, n, out), n);
	assert_int_equal(fclose(out), 0);
}

/* What is printed of the folder's file (or, name NULL, of its sheets), without
 * the folder's name; mem_free. */
static char *faults_of(const char *name, void (*between)(void))
{
	const struct check_options options = {false, false, false};
	struct scenario s;
	struct diags d;
	struct text without;
	char path[80], *bytes = NULL, *at;
	size_t n = 0;
	FILE *out = open_memstream(&bytes, &n);

	assert_non_null(out);
	if (name)
		snprintf(path, sizeof path, "%s/%s", folder, name);
	else
		snprintf(path, sizeof path, "%s", folder);
	diags_init(&d);
	scenario_init(&s);
	assert_true(scenario_read(&s, path, NULL, 0, &d));
	scenario_check(&s, &options, &d);
	if (between)
		between();
	carets_find(&d);
	diags_print(&d, out);
	fclose(out);
	scenario_release(&s);
	diags_release(&d);
	text_init(&without);
	for (at = bytes; *at; at++) {
		if (strncmp(at, folder, strlen(folder)) == 0)
			at += strlen(folder); /* and the slash */
		else
			text_putc(&without, *at);
	}
	free(bytes);
	bytes = mem_strdup(text_str(&without));
	text_release(&without);
	return bytes;
}

static void assert_shows(const char *printed, const char *wanted)
{
	if (!strstr(printed, wanted))
		fail_msg("not shown:\n%s\nbut:\n%s", wanted, printed);
}

/* Also of a tag in several lines. */
static void xml_shows_the_attribute(void **state)
{
	static const char caret[] = "^~~~~~~~~~~~~~~~~~~~~~~~~\n";
	char *text, *printed;

	(void)state;
	text = replaced(SMALL_SCENARIO, "<scenario ", "<scenario as-of=\"2036-12-01T08:00:00+08:00\" ");
	put("a.xml", text, strlen(text));
	printed = faults_of("a.xml", NULL);
	assert_shows(printed, "a.xml:2:18: error E503:");
	assert_shows(printed, "\n    <scenario as-of=\"2036-12-01T08:00:00+08:00\" ");
	assert_shows(printed, "\n                     ^~~~");
	assert_shows(printed, caret);
	mem_free(printed);
	mem_free(text);
	text = replaced(SMALL_SCENARIO, "<scenario ",
		"<!-- 说明 --><scenario\n\tas-of=\"2036-12-01T08:00:00+08:00\" ");
	put("a.xml", text, strlen(text));
	printed = faults_of("a.xml", NULL);
	assert_shows(printed, "a.xml:3:9: error E503:");
	assert_shows(printed, "\n    \tas-of=\"2036-12-01T08:00:00+08:00\" ");
	assert_shows(printed, "\n    \t       ^~~~");
	/* about an element inside: the whole one is shown */
	assert_shows(printed, "        <kit item=\"set\">");
	mem_free(printed);
	mem_free(text);
}

#define SHEET(name, text) put(name, text, sizeof text - 1)

static void put_sheets(void)
{
	SHEET("设置.csv",
		"项目,内容\n起始时间,2026-12-01 08:00\n时区,+08:00\n时段数,3\n"
		"库存时间,2026-11-30 20:00\n当前时间,2036-12-01 08:00\n");
	SHEET("人群.csv", "编号,名称\ngeneral,普通居民\nalone,独居老人\n");
	SHEET("物资.csv", "名称,单位\n饮用水,升\n");
	SHEET("地点.csv",
		"名称,上级,类型,人口,独居老人\n复兴区,,区,,7\n桃园社区,复兴区,社区,400,12\n");
	SHEET("储备主体.csv",
		"名称,类型,所在地点,可调用比例,备货时限,可调用范围,协议编号,协议起始,协议截止\n"
		"粮油公司,企业,桃园社区,60%,2小时,区,A-17,2026-12-31,2026-01-01\n");
	SHEET("库存.csv",
		"储备主体,物资,数量,批号,生产日期,到期日\n"
		"粮油公司,饮用水,100,\"两行\n批号\",2027/6/1,2026/6/1\n");
	SHEET("需求.csv", "地点,物资,人群,每人每天\n,饮用水,,3\n");
}

static void assert_sheets_shown(char *printed)
{
	assert_shows(printed,
		"设置.csv: row 6, column \"内容\": error E503:");
	assert_shows(printed,
		"    当前时间,2036-12-01 08:00\n"
		"             ^~~~~~~~~~~~~~~~\n");
	assert_shows(printed, "地点.csv: row 2, column \"类型\": error E520:");
	assert_shows(printed,
		"    复兴区,,区,,7\n"
		"            ^~\n");
	assert_shows(printed, "储备主体.csv: row 2, column \"协议截止\": error E530:");
	/* the cell lies in the second physical line of the row */
	assert_shows(printed, "库存.csv: row 2, column \"到期日\": error E541:");
	assert_shows(printed,
		"    批号\",2027/6/1,2026/6/1\n"
		"                   ^~~~~~~~\n");
	mem_free(printed);
}

static void sheets_show_the_cell(void **state)
{
	(void)state;
	put_sheets();
	assert_sheets_shown(faults_of(NULL, NULL));
}

/* A date after the as-of: where it stands, once, be it a cell or what dates all lines without one. */
static void later_stock_shows_its_date(void **state)
{
	char *printed, *text;

	(void)state;
	put_sheets();
	SHEET("设置.csv", "项目,内容\n起始时间,2026-12-01 08:00\n时区,+08:00\n时段数,3\n库存时间,2026-12-03 20:00\n");
	SHEET("库存.csv",
		"储备主体,物资,数量,清点数量,清点时间\n粮油公司,饮用水,100,,\n粮油公司,饮用水,70,60,2026-11-30 08:00\n"
		"粮油公司,饮用水,80,60,2026-12-30 08:00\n");
	printed = faults_of(NULL, NULL);
	assert_shows(printed, "设置.csv: row 5, column \"内容\": error E542:");
	assert_shows(printed, "    库存时间,2026-12-03 20:00\n             ^~~~~~~~~~~~~~~~\n");
	assert_shows(printed, "库存.csv: row 4, column \"清点时间\": error E542:");
	assert_null(strstr(strstr(strstr(printed, "E542") + 1, "E542") + 1, "E542"));
	mem_free(printed);
	text = replaced(SMALL_SCENARIO, "<stock holder=\"g\" as-of=\"2026-11-30", "<stock holder=\"g\" as-of=\"2026-12-30");
	put("a.xml", text, strlen(text));
	printed = faults_of("a.xml", NULL);
	assert_shows(printed, "error E542:");
	assert_shows(printed, "<stock holder=\"g\" as-of=\"2026-12-30T20:00:00+08:00\">\n"
		"                               ^~~~");
	mem_free(printed);
	mem_free(text);
}

static void convert(const char *name)
{
	iconv_t converter = iconv_open("GB18030", "UTF-8");
	char path[80], from[4096], to[4096], *in = from, *out = to;
	size_t n, left, room = sizeof to;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "r");
	assert_non_null(file);
	n = left = fread(from, 1, sizeof from, file);
	fclose(file);
	assert_true(n < sizeof from);
	assert_true(iconv(converter, &in, &left, &out, &room) != (size_t)-1);
	iconv_close(converter);
	put(name, to, sizeof to - room);
}

static void sheets_in_gb18030_show_the_cell(void **state)
{
	static const char *const names[] = {"设置.csv", "人群.csv", "物资.csv", "地点.csv",
		"储备主体.csv", "库存.csv", "需求.csv"};
	size_t i;

	(void)state;
	put_sheets();
	SHEET("设置.csv",
		"项目,内容\n起始时间,2026-12-01 08:00\n时区,+08:00\n时段数,3\n"
		"库存时间,2026-11-30 20:00\n当前时间,2036-12-01 08:00\n编码,GB18030\n");
	for (i = 0; i < sizeof names / sizeof *names; i++)
		convert(names[i]);
	assert_sheets_shown(faults_of(NULL, NULL));
}

static void change_a_sheet(void)
{
	SHEET("库存.csv", "储备主体,物资,数量,批号,生产日期,到期日\n粮油公司,饮用水,1,x,,\n");
}

/* What the file says now is not what was wrong. */
static void a_changed_file_shows_no_line(void **state)
{
	char *printed;

	(void)state;
	put_sheets();
	printed = faults_of(NULL, change_a_sheet);
	assert_shows(printed, "库存.csv: row 2: error E541:");
	assert_null(strstr(printed, "饮用水,1"));
	assert_shows(printed, "储备主体.csv: row 2, column \"协议截止\": error E530:");
	mem_free(printed);
}

/* A line of a megabyte is cut round the caret. */
static void a_long_line_is_cut(void **state)
{
	struct text text;
	char *printed, *line;
	int i;

	(void)state;
	text_init(&text);
	text_puts(&text, "<scenario as-of=\"2026-12-01T08:00:00+08:00\" ");
	text_puts(&text, strstr(SMALL_SCENARIO, "<scenario ") + strlen("<scenario "));
	for (i = 0; text.bytes[i]; i++) {
		if (text.bytes[i] == '\n')
			text.bytes[i] = ' ';
	}
	line = replaced(text_str(&text), "as-of=\"2026", "as-of=\"2036");
	text_clear(&text);
	for (i = 0; i < 20; i++)
		text_printf(&text, "<!--%50000d-->", i);
	text_puts(&text, line);
	put("long.xml", text_str(&text), text.length);
	printed = faults_of("long.xml", NULL);
	assert_shows(printed, "error E503:");
	assert_shows(printed, "as-of=\"2036-12-01T08:00:00+08:00\" ");
	assert_shows(printed, "\n                                                                   "
		"^~~~~~~~~~~~~~~~~~~~~~~~~\n");
	assert_true(strlen(printed) < 5000);
	mem_free(printed);
	mem_free(line);
	text_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(xml_shows_the_attribute, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(sheets_show_the_cell, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(later_stock_shows_its_date, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(
			sheets_in_gb18030_show_the_cell, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_changed_file_shows_no_line, make_folder, remove_folder),
		cmocka_unit_test_setup_teardown(a_long_line_is_cut, make_folder, remove_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
