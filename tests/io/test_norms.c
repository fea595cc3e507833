/* Norms: every demand, written in XML and in sheets, is the same norm; the
 * canonical form is read back as it was; what is wrong is said. */
#include "base/text.h"
#include "io/printer.h"
#include "io/sheets.h"
#include "tests/io/support_cmocka.h"
#include "models/scenario_check.h"

#include <stdlib.h>
#include <string.h>

static const char head_xml[] =
	"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"t\" as-of=\"2026-06-30T00:00:00+08:00\">\n"
	"<items><item id=\"water\" class=\"水\" unit=\"LTR\"/></items>\n"
	"<groups><group id=\"alone\"><name>独居老人</name></group></groups>\n"
	"<places><place id=\"fx\" kind=\"district\"/><place id=\"c\" in=\"fx\" kind=\"community\"/></places>\n"
	"<holders><holder id=\"h\" kind=\"supermarket\" place=\"c\">"
	"<terms item=\"water\" sales=\"12.5\"/></holder></holders>\n";
static const char norms_xml[] =
	"<norms>"
	"<norm id=\"A\" clause=\"一\" source=\"办法\" severity=\"high\" class=\"水|water\" unit=\"LTR\" place=\"fx\""
	" level=\"community\" group=\"alone\" holders=\"supermarket household\" modes=\"physical agreement\""
	" tests=\"strict\" cover=\"P3D\" cover-max=\"P30D\" per-person=\"3\" per-household=\"1.5\" quantity=\"7\""
	" quantity-max=\"900\" share-of=\"household\" share-modes=\"physical\" share-min=\"5%\" share-max=\"50%\""
	" count-tolerance=\"1%\"><text>要求</text>"
	"<except place=\"c\" until=\"2026-12-31\" reason=\"搬迁\"/></norm>"
	"<norm id=\"B\" item=\"water\" household-share-max=\"40%\"/>"
	"<norm id=\"C\" shelf-life-min=\"P1M\" at=\"2026-07-31\" counted-within=\"P90D\" agreement=\"true\""
	" arrival=\"PT6H\" within=\"district\"/></norms>\n";

static const struct memory_sheet sheets[] = {
#define SHEET(name, text)                                                                          \
	{                                                                                          \
		name, text, sizeof text - 1                                                        \
	}
	SHEET("设置.csv", "项目,内容\n编号,t\n当前时间,2026-06-30 00:00\n时区,+08:00\n"),
	SHEET("人群.csv", "编号,名称\nalone,独居老人\n"),
	SHEET("物资.csv", "编号,类别,单位\nwater,水,升\n"),
	SHEET("地点.csv", "编号,类型,上级\nfx,区,\nc,社区,fx\n"),
	SHEET("储备主体.csv", "编号,类型,所在地点,物资,日均销量\nh,超市,c,water,12.5\n"),
	SHEET("储备要求.csv",
		"编号,条款,依据,严重程度,物资,类别,单位,地点,层级,人群,主体类型,模式,口径,保障天数,保障天数上限,"
		"每人每天,每户每天,数量,数量上限,占比主体类型,占比模式,占比下限,占比上限,家庭储备占比上限,"
		"剩余保质期,核算日期,盘点时限,允许差异,须有有效协议,到达时限,调运范围,内容\n"
		"A,一,办法,严重,,水;water,升,fx,社区,独居老人,超市;家庭,实物;协议,从严,3天,30天,3,1.5,7,900,家庭,实物,"
		"5%,50%,,,,,1%,,,,要求\n"
		"B,,,,water,,,,,,,,,,,,,,,,,,,40%,,,,,,,,\n"
		"C,,,,,,,,,,,,,,,,,,,,,,,,1个月,2026-07-31,90天,,是,6小时,区,\n"),
	SHEET("例外.csv", "编号,地点,截止日期,理由\nA,c,2026-12-31,搬迁\n"),
};

/* The canonical <norms> of a scenario; free. */
static char *norms_of(const struct scenario *s)
{
	char *bytes = NULL, *from;
	size_t n = 0;
	FILE *out = open_memstream(&bytes, &n);

	assert_true(scenario_write(s, out));
	fclose(out);
	assert_non_null(strstr(bytes, "<terms item=\"water\" sales=\"12.5\"/>"));
	from = strstr(bytes, "  <norms>");
	assert_non_null(from);
	memmove(bytes, from, strlen(from) + 1);
	return bytes;
}

static char *norms_from_xml(const char *norms)
{
	struct scenario s;
	struct diags d;
	struct text text;
	char *result;

	text_init(&text);
	text_printf(&text, "%s%s</scenario>\n", head_xml, norms);
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_xml_text(&s, text_str(&text), text.length, "x.xml", &d));
	if (d.nerrors > 0)
		diags_print(&d, stderr);
	assert_int_equal(d.nerrors, 0);
	assert_true(s.ledger);
	result = norms_of(&s);
	text_release(&text);
	scenario_release(&s);
	diags_release(&d);
	return result;
}

static void test_all_demands(void **state)
{
	struct scenario s;
	struct diags d;
	char *once = norms_from_xml(norms_xml), *twice, *from_sheets;

	(void)state;
	*strstr(once, "</scenario>") = '\0';
	twice = norms_from_xml(once);
	assert_non_null(strstr(twice, "share-of=\"household\" share-max=\"40%\""));
	assert_non_null(strstr(twice, "holders=\"supermarket household\" modes=\"physical agreement\""));
	assert_non_null(strstr(twice, "arrival=\"PT6H\" within=\"district\""));
	assert_non_null(strstr(twice, "<except place=\"c\" until=\"2026-12-31\" reason=\"搬迁\"/>"));
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_memory(&s, sheets, sizeof sheets / sizeof *sheets, &d));
	if (d.nerrors > 0)
		diags_print(&d, stderr);
	assert_int_equal(d.nerrors, 0);
	assert_true(s.ledger);
	from_sheets = norms_of(&s);
	assert_string_equal(from_sheets, twice);
	free(from_sheets);
	free(twice);
	free(once);
	scenario_release(&s);
	diags_release(&d);
}

/* Faults of the semantic pass, by code; each with one norm. */
static void test_faults(void **state)
{
	static const struct {
		const char *norm;
		int code; /* 0: none */
	} cases[] = {
		{"<norm id=\"A\" item=\"water\" quantity=\"5\"/>", 0},
		{"<norm id=\"A\"/>", 0}, /* it is told that it demands nothing */
		{"<norm id=\"A\" quantity=\"5\"/>", 593},
		{"<norm id=\"A\" item=\"water\" class=\"水\" unit=\"LTR\" quantity=\"5\"/>", 593},
		{"<norm id=\"A\" class=\"水\" quantity=\"5\"/>", 594},
		{"<norm id=\"A\" item=\"water\" unit=\"KGM\" quantity=\"5\"/>", 594},
		{"<norm id=\"A\" item=\"water\" unit=\"XYZ\" quantity=\"5\"/>", 594},
		{"<norm id=\"A\" item=\"water\" share-max=\"5%\"/>", 595},
		{"<norm id=\"A\" item=\"water\" share-of=\"household\" share-min=\"6%\" share-max=\"5%\"/>", 595},
		{"<norm id=\"A\" item=\"water\" quantity=\"1\"><except reason=\" \"/></norm>", 597},
		{"<norm id=\"A\" item=\"water\" quantity=\"1\"><except reason=\"\xe3\x80\x80\"/></norm>", 597},
		{"<norm id=\"A\" item=\"water\" level=\"district\" arrival=\"PT6H\"/>", 596},
		{"<norm id=\"A\" class=\"水\" unit=\"KGM\" quantity=\"5\"/>", 742},
	};
	static const struct check_options ledger = {.ledger = true}, plan;

	(void)state;
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct scenario s;
		struct diags d;
		struct text text;

		text_init(&text);
		text_printf(&text, "%s<norms>%s</norms></scenario>\n", head_xml, cases[k].norm);
		scenario_init(&s);
		diags_init(&d);
		assert_true(scenario_read_xml_text(&s, text_str(&text), text.length, "x.xml", &d));
		assert_int_equal(d.nitems, 0);
		assert_int_equal(scenario_check(&s, &ledger, &d), cases[k].code == 0 || cases[k].code == 742);
		assert_int_equal(d.nitems > 0 ? d.items[0].code : 0, cases[k].code);
		scenario_release(&s);
		diags_release(&d);
		scenario_init(&s);
		diags_init(&d);
		assert_true(scenario_read_xml_text(&s, text_str(&text), text.length, "x.xml", &d));
		assert_false(scenario_check(&s, &plan, &d)); /* ledgers are not planned */
		assert_int_equal(d.items[0].code, 509);
		scenario_release(&s);
		diags_release(&d);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_demands),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
