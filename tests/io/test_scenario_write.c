/* The canonical form: fixed, complete, and stable when read and written again. */
#include "tests/io/support_cmocka.h"
#include "tests/io/support_scenario.h"

#include "io/printer.h"
#include "models/scenario_check.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char CANONICAL[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"small\" currency=\"CNY\""
	" xml:lang=\"zh-CN\">\n"
	"  <title>\xe5\xb0\x8f</title>\n"
	"  <horizon start=\"2026-12-01T08:00:00+08:00\" period=\"P1D\" count=\"4\"/>\n"
	"  <items>\n"
	"    <item id=\"rice\" unit=\"KGM\" decimals=\"1\" shelf-life=\"P1Y\"/>\n"
	"    <item id=\"set\" unit=\"H87\"/>\n"
	"    <item id=\"water\" unit=\"LTR\" mass-kg=\"1\" issue-by=\"ctn\">\n"
	"      <name>\xe6\xb0\xb4</name>\n"
	"      <pack id=\"ctn\" contains=\"12\"/>\n"
	"    </item>\n"
	"    <kit item=\"set\" give=\"1\">\n"
	"      <part item=\"rice\" take=\"1\"/>\n"
	"      <part item=\"water\" take=\"2\"/>\n"
	"    </kit>\n"
	"    <substitute item=\"set\" by=\"rice\" take=\"0.5\" give=\"1\"/>\n"
	"  </items>\n"
	"  <groups>\n"
	"    <group id=\"general\"/>\n"
	"    <group id=\"old\" door=\"true\" visit-minutes=\"6\"/>\n"
	"  </groups>\n"
	"  <tiers default=\"3\">\n"
	"    <tier item=\"water\" group=\"old\" level=\"1\"/>\n"
	"  </tiers>\n"
	"  <places>\n"
	"    <place id=\"c\" in=\"d\" kind=\"community\">\n"
	"      <point lon=\"114.45\" lat=\"36.62\" datum=\"WGS84\"/>\n"
	"      <people group=\"old\" count=\"9\" households=\"8\"/>\n"
	"    </place>\n"
	"    <place id=\"d\" kind=\"district\"/>\n"
	"    <place id=\"w\" in=\"d\" kind=\"depot\">\n"
	"      <contact xml:lang=\"zh-CN\" phone=\"110\">Li</contact>\n"
	"    </place>\n"
	"  </places>\n"
	"  <holders>\n"
	"    <holder id=\"g\" kind=\"government\" place=\"w\">\n"
	"      <terms hold-back=\"20%\" notice=\"PT2H\" reach=\"anywhere\"/>\n"
	"    </holder>\n"
	"    <holder id=\"h\" kind=\"household\" place=\"c\">\n"
	"      <covers group=\"old\" people=\"3\"/>\n"
	"    </holder>\n"
	"    <holder id=\"m\" kind=\"supermarket\" place=\"c\">\n"
	"      <agreement id=\"A\" from=\"2026-01-01\" to=\"2026-12-31\">\n"
	"        <promise item=\"rice\" quantity=\"2.5\" price=\"3.1\"/>\n"
	"      </agreement>\n"
	"      <terms item=\"rice\" hold-back=\"1\" release=\"50%\"/>\n"
	"    </holder>\n"
	"  </holders>\n"
	"  <stock holder=\"g\">\n"
	"    <line item=\"water\" declared=\"960\" declared-at=\"2026-11-30T20:00:00+08:00\" "
	"unit=\"LTR\""
	" pack=\"ctn\" lot=\"L1\" made=\"2026-10-01\"/>\n"
	"  </stock>\n"
	"  <stock holder=\"m\">\n"
	"    <line item=\"rice\" counted=\"7.5\" counted-at=\"2026-11-30T20:00:00+08:00\""
	" made=\"2026-10-01\" expires=\"2027-10-01\" agreement=\"A\">\n"
	"      <movement at=\"2026-12-01T00:00:00+08:00\" issued=\"1.5\"/>\n"
	"    </line>\n"
	"  </stock>\n"
	"  <transit id=\"t1\" item=\"water\" to=\"w\" quantity=\"24\""
	" arrives=\"2026-12-02T08:00:00+08:00\"/>\n"
	"  <donation id=\"t2\" item=\"rice\" to=\"c\" quantity=\"2\""
	" arrives=\"2026-12-02T08:00:00+08:00\" reach=\"district\" donor=\"Red Cross\"/>\n"
	"  <routes>\n"
	"    <segment id=\"b1\" closed=\"2..3\"/>\n"
	"    <estimate max-km=\"8\" speed-kmh=\"25\" cost-per-km-tonne=\"3.2\" detour=\"1.3\""
	" from=\"depot\" to=\"community\"/>\n"
	"    <route from=\"w\" to=\"c\" via=\"b1\" lead=\"PT2H\" cost-per-kg=\"0.02\" "
	"capacity-kg=\"500\""
	" closed=\"1 4\" km=\"7.25\"/>\n"
	"  </routes>\n"
	"  <limits>\n"
	"    <vehicles place=\"d\" kg=\"900\" to=\"2\"/>\n"
	"    <helpers place=\"c\" minutes=\"60\"/>\n"
	"    <budget amount=\"99.5\" items=\"rice water\"/>\n"
	"  </limits>\n"
	"  <demand>\n"
	"    <need place=\"c\" item=\"water\" group=\"old\" to=\"3\" quantity=\"96\"/>\n"
	"    <rate item=\"rice\" group=\"old\" per-person=\"2/7\" unmet=\"waits\" waits=\"2\" "
	"tier=\"1\"/>\n"
	"  </demand>\n"
	"  <policy fairness=\"total\" autonomy=\"12.5%\" spread=\"10%\" look-ahead=\"2\""
	" stale-after=\"P7D\" step=\"5%\" change=\"last\">\n"
	"    <weight item=\"water\" value=\"3\"/>\n"
	"    <minimum place=\"c\" item=\"water\" quantity=\"12\" to=\"2\"/>\n"
	"    <end-stock place=\"w\" item=\"water\" quantity=\"12\"/>\n"
	"  </policy>\n"
	"  <norms>\n"
	"    <norm id=\"N1\" clause=\"12\" item=\"water\" cover=\"P3D\">\n"
	"      <text>x</text>\n"
	"    </norm>\n"
	"  </norms>\n"
	"  <extension><a xmlns=\"urn:x\" b=\"&lt;\" z=\"1\"> t <c></c></a></extension>\n"
	"</scenario>\n";

static void test_canonical_form(void **state)
{
	struct reading_of r;
	char *written;

	(void)state;
	reading_of(&r, SMALL_SCENARIO);
	written = canonical(&r.s);
	assert_string_equal(written, CANONICAL);
	reading_of_release(&r);
	mem_free(written);
}

static void test_canonical_form_is_a_fixed_point(void **state)
{
	struct reading_of r;
	char *written;

	(void)state;
	reading_of(&r, CANONICAL);
	assert_int_equal(r.d.nitems, 0);
	written = canonical(&r.s);
	assert_string_equal(written, CANONICAL);
	reading_of_release(&r);
	mem_free(written);
}

/* Texts with all that must be escaped come back as they were. */
static void test_escaping(void **state)
{
	char *changed = replaced(SMALL_SCENARIO, "lot=\"L1\"", "lot=\"a&lt;&amp;&quot;'&gt;\"");
	char *again = replaced(changed, "<title>", "<title>&lt;&amp;]]&gt;\"'");
	struct reading_of first, second;
	char *written;

	(void)state;
	reading_of(&first, again);
	assert_string_equal(first.s.lines[0].lot, "a<&\"'>");
	assert_string_equal(first.s.title.zh, "<&]]>\"'\xe5\xb0\x8f");
	written = canonical(&first.s);
	reading_of(&second, written);
	assert_int_equal(second.d.nitems, 0);
	assert_string_equal(second.s.lines[0].lot, first.s.lines[0].lot);
	assert_string_equal(second.s.title.zh, first.s.title.zh);
	reading_of_release(&second);
	reading_of_release(&first);
	mem_free(written);
	mem_free(again);
	mem_free(changed);
}

/* States of lines and sources survive; merged sources are not read again. */
static void test_states_survive(void **state)
{
	static const char sources[] =
		"  <sources>\n"
		"    <source href=\"b.csv\" format=\"csv\" encoding=\"GBK\" kind=\"demand\" "
		"state=\"left-out\""
		" why=\"because\" lines=\"0\" bytes=\"0\"/>\n"
		"    <source id=\"a\" href=\"a.xml\" format=\"xml\" holder=\"m\""
		" as-of=\"2026-11-30T20:00:00+08:00\" supersedes=\"b.csv\" rank=\"2\" "
		"quality=\"estimated\""
		" state=\"used\" lines=\"7\" bytes=\"9\""
		" sha256=\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"/>\n"
		"  </sources>\n";
	static const char *const states[] = {"set-aside", "conflict", "superseded", "stale"};
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		char attribute[60], *text, *changed, *written;
		struct reading_of r;

		snprintf(attribute, sizeof attribute,
			"  <stock holder=\"g\">\n    <line state=\"%s\"", states[i]);
		text = replaced(CANONICAL, "  <stock holder=\"g\">\n    <line", attribute);
		changed = replaced(text, "  <stock holder=\"g\">", sources);
		mem_free(text);
		text = replaced(changed, "</sources>\n", "</sources>\n  <stock holder=\"g\">");
		reading_of(&r, text);
		diags_print(&r.d, stderr);
		assert_int_equal(r.d.nitems, 0);
		assert_int_equal(r.s.lines[0].state, i + 1);
		written = canonical(&r.s);
		assert_non_null(strstr(written, states[i]));
		assert_non_null(strstr(
			written, "<source id=\"a\" href=\"a.xml\" format=\"xml\" holder=\"m\""));
		assert_non_null(strstr(written, "sha256=\"0123"));
		assert_non_null(strstr(written,
			"encoding=\"GBK\" kind=\"demand\" state=\"left-out\" why=\"because\""));
		reading_of_release(&r);
		mem_free(changed);
		reading_of(&r, written);
		changed = canonical(&r.s);
		assert_string_equal(changed, written);
		reading_of_release(&r);
		mem_free(changed);
		mem_free(written);
		mem_free(text);
	}
}

/* ---- the scenarios of the tree ---- */

/* Reads and checks; the canonical form, NULL when the scenario is refused. */
static char *canonical_of_file(const char *path)
{
	struct check_options options = {false, false, false};
	char *written = NULL;
	struct scenario s;
	struct diags d;

	diags_init(&d);
	scenario_init(&s);
	if (scenario_read(&s, path, NULL, 0, &d) && scenario_check(&s, &options, &d))
		written = canonical(&s);
	scenario_release(&s);
	diags_release(&d);
	return written;
}

static void test_scenarios_of_the_tree(void **state)
{
	glob_t found;
	size_t i;

	(void)state;
	if (glob("scenarios/teaching/*.xml", 0, NULL, &found) != 0)
		skip();
	glob("scenarios/fuxing/scenario.xml", GLOB_APPEND, NULL, &found);
	for (i = 0; i < found.gl_pathc; i++) {
		char *first = canonical_of_file(found.gl_pathv[i]), *second;
		char name[] = "/tmp/shecang.XXXXXX";
		int descriptor;

		if (!first)
			fail_msg("%s is refused", found.gl_pathv[i]);
		descriptor = mkstemp(name);
		assert_true(descriptor >= 0);
		assert_int_equal(write(descriptor, first, strlen(first)), (ssize_t)strlen(first));
		close(descriptor);
		second = canonical_of_file(name);
		unlink(name);
		if (!second || strcmp(first, second) != 0)
			fail_msg("%s: the canonical form is not stable", found.gl_pathv[i]);
		mem_free(second);
		mem_free(first);
	}
	globfree(&found);
}

/* ---- the schema ---- */

static int validate(const char *text)
{
	char name[] = "/tmp/shecang.XXXXXX", command[200];
	int descriptor = mkstemp(name), status;

	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
	close(descriptor);
	snprintf(command, sizeof command,
		"xmllint --noout --nonet --schema io/schema/scenario.xsd %s 2>/dev/null", name);
	status = WEXITSTATUS(system(command));
	unlink(name);
	return status;
}

static void test_schema_accepts_what_is_read_and_written(void **state)
{
	(void)state;
	if (system("xmllint --version 2>/dev/null") != 0)
		skip();
	assert_int_equal(validate(SMALL_SCENARIO), 0);
	assert_int_equal(validate(CANONICAL), 0);
	if (access("scenarios", R_OK) == 0)
		assert_int_equal(
			WEXITSTATUS(system(
				"find scenarios -name '*.xml' | xargs grep -l "
				"urn:shecang:scenario:1 | xargs grep -L urn:shecang:overlay:1 | xargs xmllint "
				"--noout --nonet --schema io/schema/scenario.xsd 2>/dev/null")),
			0);
}

static void test_schema_refuses_typos(void **state)
{
	static const char *const changes[][2] = {
		{"<items>", "<itmes/><items>"},
		{"lot=\"L1\"", "lott=\"L1\""},
		{"quantity=\"80\"", "quantity=\"-80\""},
		{"quantity=\"80\"", "quantity=\"8e1\""},
		{"reach=\"anywhere\"", "reach=\"everywhere\""},
		{"id=\"w\" in", "id=\"w w\" in"},
		{"lead=\"PT2H\"", "lead=\"2h\""},
		{"version=\"1.0\" id", "version=\"2.0\" id"},
	};
	size_t i;

	(void)state;
	if (system("xmllint --version 2>/dev/null") != 0)
		skip();
	for (i = 0; i < sizeof changes / sizeof *changes; i++) {
		char *changed = replaced(SMALL_SCENARIO, changes[i][0], changes[i][1]);

		assert_int_not_equal(validate(changed), 0);
		mem_free(changed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_canonical_form),
		cmocka_unit_test(test_canonical_form_is_a_fixed_point),
		cmocka_unit_test(test_escaping),
		cmocka_unit_test(test_states_survive),
		cmocka_unit_test(test_scenarios_of_the_tree),
		cmocka_unit_test(test_schema_accepts_what_is_read_and_written),
		cmocka_unit_test(test_schema_refuses_typos),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
