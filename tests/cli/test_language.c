/* What people read, in their language: exact lines in Chinese and in English,
 * Chinese tables that stand in columns, and nothing left in English on the
 * pages and papers of a Chinese plan. The program is run as a user runs it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_MOST = 1024 };

/* --- running and reading --- */

static char *read_all(FILE *in)
{
	size_t length = 0, room = 4096, n;
	char *text = malloc(room);

	assert_non_null(text);
	while ((n = fread(text + length, 1, room - length - 1, in)) > 0) {
		length += n;
		if (room - length < 2) {
			room *= 2;
			text = realloc(text, room);
			assert_non_null(text);
		}
	}
	text[length] = '\0';
	return text;
}

/* What the program prints with these arguments, stdout and stderr together;
 * `environment` is put before it ("" or assignments for env). */
static char *run(const char *environment, const char *arguments, int status)
{
	const char *program = getenv("SHECANG");
	char command[2 * PATH_MOST];
	FILE *in;
	char *text;
	int ended;

	assert_non_null(program);
	snprintf(command, sizeof command, "env -u LANGUAGE -u LC_ALL -u LC_MESSAGES -u LANG %s '%s' %s 2>&1",
		environment, program, arguments);
	in = popen(command, "r");
	assert_non_null(in);
	text = read_all(in);
	ended = pclose(in);
	assert_true(WIFEXITED(ended));
	if (WEXITSTATUS(ended) != status)
		fail_msg("status %d instead of %d:\n%s", WEXITSTATUS(ended), status, text);
	return text;
}

static char *read_path(const char *path)
{
	FILE *in = fopen(path, "rb");
	char *text;

	if (!in)
		fail_msg("%s cannot be read", path);
	text = read_all(in);
	fclose(in);
	return text;
}

/* Is `line` one whole line of the text? */
static bool has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *at = text; (at = strstr(at, line)) != NULL; at++) {
		if ((at == text || at[-1] == '\n') && (at[n] == '\n' || at[n] == '\0'))
			return true;
	}
	return false;
}

static void check_line(const char *text, const char *line)
{
	if (!has_line(text, line))
		fail_msg("no line \"%s\" in:\n%s", line, text);
}

static void check_absent(const char *text, const char *words, const char *where)
{
	if (strstr(text, words))
		fail_msg("\"%s\" stands in %s", words, where);
}

/* --- a plan's folder --- */

struct plan_folder {
	char path[PATH_MOST];
	char *screen; /* what the run printed */
};

static void plan_make(struct plan_folder *f, const char *language, const char *scenario)
{
	char arguments[PATH_MOST + 256];

	snprintf(f->path, sizeof f->path, "/tmp/shecang-language-XXXXXX");
	assert_non_null(mkdtemp(f->path));
	snprintf(arguments, sizeof arguments, "--lang %s plan -o %s/plan scenarios/teaching/%s", language,
		f->path, scenario);
	f->screen = run("", arguments, 1);
}

static void plan_remove(struct plan_folder *f)
{
	char command[PATH_MOST + 16];

	snprintf(command, sizeof command, "rm -rf '%s'", f->path);
	assert_int_equal(system(command), 0);
	free(f->screen);
}

static char *plan_file(const struct plan_folder *f, const char *name)
{
	char path[PATH_MOST + 300];

	snprintf(path, sizeof path, "%s/plan/%s", f->path, name);
	return read_path(path);
}

/* Calls `check` on every text file of the folder and of its papers. */
static int each_text(const struct plan_folder *f, void (*check)(const char *text, const char *name))
{
	static const char *const folders[] = {"", "orders/", "receiving/"};
	int n = 0;

	for (size_t k = 0; k < sizeof folders / sizeof *folders; k++) {
		char path[PATH_MOST + 32];
		struct dirent *entry;
		DIR *folder;

		snprintf(path, sizeof path, "%s/plan/%s", f->path, folders[k]);
		folder = opendir(path);
		assert_non_null(folder);
		while ((entry = readdir(folder)) != NULL) {
			size_t length = strlen(entry->d_name);
			char name[300], *text;

			if (length < 4 || strcmp(entry->d_name + length - 4, ".txt") != 0)
				continue;
			snprintf(name, sizeof name, "%s%s", folders[k], entry->d_name);
			text = plan_file(f, name);
			check(text, name);
			free(text);
			n++;
		}
		closedir(folder);
	}
	return n;
}

/* --- columns --- */

/* One character of UTF-8 at *at, which is moved behind it: its columns on a
 * terminal, Chinese and full-width signs taking two. */
static int character_width(const char **at)
{
	const unsigned char *s = (const unsigned char *)*at;
	int n = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	uint32_t point = n == 1 ? s[0] : s[0] & (0xffu >> (n + 1));

	for (int k = 1; k < n; k++)
		point = point << 6 | (s[k] & 0x3f);
	*at += n;
	return (point >= 0x2e80 && point <= 0xa4cf) || (point >= 0xf900 && point <= 0xfaff) ||
		(point >= 0xff00 && point <= 0xff60) || (point >= 0xffe0 && point <= 0xffe6) ? 2 : 1;
}

/* A line as columns: for each one whether something is written there. */
static int line_columns(const char *line, bool *used, int most)
{
	int column = 0;

	while (*line && *line != '\n') {
		bool blank = *line == ' ';
		int width = character_width(&line);

		for (int k = 0; k < width && column < most; k++)
			used[column++] = !blank;
	}
	return column;
}

static bool is_rule(const char *line)
{
	size_t n = strcspn(line, "\n");

	return n >= 4 && strspn(line, "- ") == n && strncmp(line, "--", 2) == 0;
}

/* Every row of every table keeps clear of the gaps that the rule under the
 * headings shows, and ends with it. */
static int ntables;
static void check_tables(const char *text, const char *name)
{
	enum { MOST = 600 };
	bool rule[MOST], row[MOST];
	const char *before = NULL, *line = text;
	int nrule = 0;
	bool inside = false;

	while (*line) {
		size_t n = strcspn(line, "\n");
		const char *next = line + n + (line[n] == '\n');

		if (is_rule(line)) {
			nrule = line_columns(line, rule, MOST);
			inside = true;
			ntables++;
			assert_non_null(before);
			line = before; /* the headings stand in the columns too */
			next = line + strcspn(line, "\n") + 1;
			next += strcspn(next, "\n") + 1;
			n = strcspn(line, "\n");
		}
		/* a table ends at a blank line or at the sentences below it */
		if (n == 0 || strncmp(line, "另有", strlen("另有")) == 0 || strncmp(line, "回执", 6) == 0 ||
				strncmp(line, "接收人", 9) == 0 || strncmp(line, "发放人", 9) == 0 ||
				(n >= 3 && strncmp(line + n - 3, "。", 3) == 0))
			inside = false;
		if (inside) {
			int nrow = line_columns(line, row, MOST);

			if (nrow > nrule)
				fail_msg("%s: a row goes beyond its table: %.*s", name, (int)n, line);
			for (int k = 0; k < nrow; k++) {
				if (row[k] && !rule[k])
					fail_msg("%s: column %d is not kept clear: %.*s", name, k + 1, (int)n, line);
			}
		}
		before = line;
		line = next;
	}
}

/* --- what is left in English --- */

/* Fails at three words of ASCII letters in a row. */
static void check_chinese(const char *text, const char *name)
{
	const char *start = text;
	int words = 0;

	for (const char *at = text; *at;) {
		size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'");

		if (n < 2) {
			words = 0;
			at += n ? n : 1;
			continue;
		}
		if (words++ == 0)
			start = at;
		if (words == 3)
			fail_msg("%s: \"%.*s\" is not Chinese", name, (int)(at + n - start), start);
		at += n;
		if (*at == ',' || *at == ':')
			at++;
		if (*at != ' ')
			words = 0;
		else
			at++;
	}
}

/* Signs of Chinese sentences that no name of a teaching case has. */
static void check_english(const char *text, const char *name)
{
	check_absent(text, "。", name);
	check_absent(text, "：", name);
	check_absent(text, "优先级", name);
}

/* --- the tests --- */

static void help_speaks_both(void **state)
{
	char *text;

	(void)state;
	text = run("", "--lang zh --help", 0);
	check_line(text, "用法：shecang 命令 [选项] 路径");
	check_line(text, "常用命令：");
	check_line(text, "各命令说明：shecang 命令 --help");
	free(text);
	text = run("", "--lang en --help", 0);
	check_line(text, "Usage: shecang COMMAND [OPTIONS] PATH");
	check_line(text, "Every day:");
	check_english(text, "the help");
	free(text);
	text = run("", "plan --help --lang zh", 0);
	free(text);
	text = run("", "--lang zh plan --help", 0);
	check_line(text, "用法：shecang plan [选项] 情景");
	check_line(text, "选项：");
	check_chinese(text, "the help of plan");
	free(text);
}

static void the_language_of_the_system_is_taken(void **state)
{
	static const struct {
		const char *environment;
		bool chinese;
	} cases[] = {
		{"", false}, {"LANG=zh_CN.UTF-8", true}, {"LC_ALL=zh_CN.GB18030 LANG=en_US.UTF-8", true},
		{"LANG=zh_CN.UTF-8 LC_MESSAGES=en_GB.UTF-8", false}, {"LC_ALL=C LANG=zh_CN.UTF-8", false},
		{"LANGUAGE=zh_CN:en LC_ALL=C", true}, {"LANG=de_DE.UTF-8", false},
	};

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		char *text = run(cases[k].environment, "--help", 0);

		if (has_line(text, "常用命令：") != cases[k].chinese)
			fail_msg("the wrong language with \"%s\"", cases[k].environment);
		free(text);
	}
}

static void a_chinese_report_says_what_it_should(void **state)
{
	struct plan_folder f;
	char *text;

	(void)state;
	plan_make(&f, "zh", "01-one-road.xml");
	check_line(f.screen, "shecang: 状态1：仍有缺口");
	check_line(f.screen, "经核验：在所列数据和规则下无更优方案。");
	text = plan_file(&f, "plan.txt");
	check_line(text, "数据截至2026-12-01 08:00；计划期自2026-12-01 08:00起，共1个时段，每时段24小时。");
	check_line(text, "依据的模拟数据：库存、地点、运输线路、需求数据。");
	check_line(text, "保障与缺口（按优先级和物资）");
	check_line(text, "优先级  物资          需求量  满足量  满足率  缺口");
	check_line(text, "     2  饮用水（升）      30       3   10.0%    27");
	check_line(text, "运输费用：未计价。");
	check_line(text, "线路depot>a  1 (12-01)     2     2  千克  100.0%");
	check_line(text, "差额为来源减去各项去向，各物资均为零。");
	assert_non_null(strstr(text, "最低满足率优先（逐级），优先级2：饮用水"));
	free(text);
	text = plan_file(&f, "daily.txt");
	check_line(text, "日报：一条路");
	check_line(text, "请求上级支援");
	check_line(text, "与上一方案相比无变更。");
	free(text);
	text = plan_file(&f, "changes.txt");
	check_line(text, "变更通知");
	free(text);
	plan_remove(&f);
}

static void chinese_papers_can_be_signed(void **state)
{
	struct plan_folder f;
	char *text;

	(void)state;
	plan_make(&f, "zh", "14-whole-packs.xml");
	text = plan_file(&f, "orders/gov.txt");
	check_line(text, "调拨单");
	check_line(text, "编号：gov-D  第1版");
	check_line(text, "调用依据：政府储备物资");
	check_line(text, "事由：整箱发放");
	check_line(text, "该储备主体数据为模拟数据。");
	check_line(text, "签字盖章后生效；新版下达后，本版作废。");
	check_line(text, "12-01 周二 08:00前备齐");
	check_line(text, "   2  12-01 周二 08:00 - 12-02 周三 06:59  乙社区       1");
	check_line(text, "第2车次（共2）");
	check_line(text, "   2  饮用水  3 箱        36  升");
	check_line(text, "拟稿：______________  审核：______________  签发：______________");
	check_line(text, "回执：gov-D，第1版，第2车次（共2），送达乙社区");
	check_line(text, "接收人（签字）：______________  驾驶员：______________  时间：______________");
	free(text);
	text = plan_file(&f, "receiving/a.txt");
	check_line(text, "接收签收单");
	check_line(text, "甲社区（示例区）");
	check_line(text, "发放时段1：12-01 周二 08:00 至 12-02 周三 08:00");
	free(text);
	plan_remove(&f);
	plan_make(&f, "zh", "07-terms.xml");
	text = plan_file(&f, "requisition.txt");
	check_line(text, "需作征用决定事项");
	check_line(text, "以下物资未经储备主体同意，均未列入单据。");
	free(text);
	plan_remove(&f);
}

static const char *const short_cases[] = {"01-one-road.xml", "06-reach.xml", "07-terms.xml",
	"08-autonomy.xml", "09-household-stock.xml", "11-vehicles.xml", "12-door-visits.xml",
	"14-whole-packs.xml", "17-budget.xml"};

static void nothing_is_left_in_english(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof short_cases / sizeof *short_cases; k++) {
		struct plan_folder f;

		plan_make(&f, "zh", short_cases[k]);
		check_chinese(f.screen, short_cases[k]);
		/* plan, daily, changes, requisition; at least one order, one list */
		assert_true(each_text(&f, check_chinese) >= 6);
		plan_remove(&f);
	}
}

static void chinese_tables_stand_in_columns(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof short_cases / sizeof *short_cases; k++) {
		struct plan_folder f;

		plan_make(&f, "zh", short_cases[k]);
		ntables = 0;
		check_tables(f.screen, short_cases[k]);
		assert_true(ntables >= 5);
		each_text(&f, check_tables);
		assert_true(ntables >= 15);
		plan_remove(&f);
	}
}

static void an_english_report_is_english(void **state)
{
	struct plan_folder f;
	char *text;

	(void)state;
	plan_make(&f, "en", "01-one-road.xml");
	check_line(f.screen, "shecang: status 1: a shortfall remains");
	text = plan_file(&f, "plan.txt");
	check_line(text, "Verified: under the data and rules listed there is no better plan.");
	check_line(text, "Rests on synthetic data: stock, places, routes, demand figures.");
	assert_non_null(strstr(text, "lowest fill rate first, tier 2: "));
	free(text);
	text = plan_file(&f, "orders/gov.txt");
	check_line(text, "Transfer order");
	check_line(text, "The data of this holder are synthetic.");
	free(text);
	each_text(&f, check_english);
	plan_remove(&f);
}

static void faults_are_told_in_chinese(void **state)
{
	char *text;

	(void)state;
	text = run("", "--lang zh check tests/golden/check-faults/scenario.xml", 3);
	check_line(text, "tests/golden/check-faults/scenario.xml:16:96: 错误 E207: “120%”不是百分比");
	check_line(text, "  处理建议：写 0% 至 100%，带百分号，例如 60%");
	check_line(text, "tests/golden/check-faults/scenario.xml:18:63: 错误 E303: 没有物资“watr”");
	check_line(text, "  处理建议：是否应为“water”？");
	check_line(text, "shecang: 状态3：输入数据被退回");
	free(text);
	text = run("", "--lang zh plan tests/golden/set-aside/scenario.xml", 4);
	check_line(text, "数据来源：共3个，已采信1个。");
	check_line(text, "    如采信，可多保障：饮用水240升");
	check_line(text, "shecang: 状态4：有来源或明细暂未采信");
	check_line(text, "shecang: 状态1：仍有缺口");
	free(text);
	text = run("", "--lang zh plan", 2);
	check_line(text, "shecang: 只能指定一个情景文件或表格文件夹");
	check_line(text, "详见：shecang plan --help");
	free(text);
	text = run("", "--lang fr --help", 2);
	check_line(text, "shecang: --lang takes zh or en, not \"fr\"");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_speaks_both),
		cmocka_unit_test(the_language_of_the_system_is_taken),
		cmocka_unit_test(a_chinese_report_says_what_it_should),
		cmocka_unit_test(chinese_papers_can_be_signed),
		cmocka_unit_test(nothing_is_left_in_english),
		cmocka_unit_test(chinese_tables_stand_in_columns),
		cmocka_unit_test(an_english_report_is_english),
		cmocka_unit_test(faults_are_told_in_chinese),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
