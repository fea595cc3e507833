/* Sheets: every fault where it stands, the words of offices, and the same case
 * in Chinese, English and GB18030. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"
#include "io/printer.h"
#include "tests/io/support_cmocka.h"
#include "models/estimates.h"
#include "models/scenario_check.h"
#include "tests/io/support_scenario.h"

#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A small case that is right. */
static const struct memory_sheet base[] = {
#define SHEET(name, text)                                                                          \
	{                                                                                          \
		name, text, sizeof text - 1                                                        \
	}
	SHEET("设置.csv",
		"项目,内容\n编号,t1\n起始时间,2026-12-01 08:00\n时区,+08:00\n时段,1天\n"
		"时段数,3\n库存时间,2026-11-30 20:00\n"),
	SHEET("人群.csv",
		"编号,名称,上门,每次上门分钟\ngeneral,普通居民,否,\nalone,独居老人,是,6\n"),
	SHEET("物资.csv",
		"编号,名称,单位,小数位,单位重量(公斤),保质期,包装,发放单位\n"
		"water,饮用水,升,1,1,2年,ctn(箱)=13.2; 托盘=396,\n"
		"rice,大米,公斤,,1,12个月,袋=10,袋\n"),
	SHEET("地点.csv",
		"编号,名称,上级,类型,人口,户数,独居老人\n"
		"fx,复兴区,,区,,,\n"
		"c1,桃园社区,fx,社区,400,130,12\n"
		"c2,槐树社区,复兴区,社区,300,100,\n"
		"d,区库,fx,储备库,,,\n"),
	SHEET("储备主体.csv",
		"编号,名称,类型,所在地点,物资,自留底线,可调用比例,备货时限,可调用范围,协议编号,"
		"协议起始,协议截止,承诺数量,单位\n"
		"gov,区储备中心,政府,区库,,,100%,2小时,区,,,,,\n"
		"mkt,示例超市,超市,桃园社区,,20%,60%,3小时,不限,A-17,2026-01-01,2026-12-31,,\n"
		"mkt,,,,饮用水,5箱,,,,A-17,,,40,箱\n"),
	SHEET("库存.csv",
		"储备主体,物资,数量,单位,批号,生产日期,到期日\n"
		"区储备中心,饮用水,100,箱,W1,2026/6/1,\n"
		"示例超市,大米,300,公斤,,,2027年3月1日\n"
		"示例超市,饮用水,528,升,,,\n"),
	SHEET("线路.csv", "起点,终点,运输时长,双向\n区库,c1,90分钟,\n区库,c2,PT2H,是\n"),
	SHEET("需求.csv",
		"地点,物资,人群,数量,每人每天(升),时段,单位\n"
		",饮用水,,,3,,\n"
		"c1,大米,独居老人,60,,1..3,公斤\n"),
};
enum { NBASE = sizeof base / sizeof *base };

/* The base with one sheet exchanged or added. */
static bool read_with(
	struct scenario *s, struct diags *d, const char *name, const char *text, size_t n)
{
	struct memory_sheet sheets[NBASE + 1];
	int32_t count = NBASE, i;

	memcpy(sheets, base, sizeof base);
	for (i = 0; i < count && strcmp(sheets[i].name, name) != 0; i++)
		;
	if (i == count)
		count++;
	sheets[i] = (struct memory_sheet){name, text, n};
	scenario_init(s);
	diags_init(d);
	return scenario_read_memory(s, sheets, count, d);
}

static void release(struct scenario *s, struct diags *d)
{
	scenario_release(s);
	diags_release(d);
}

/* ---- the right case ---- */

static void expect_case(struct scenario *s, struct diags *d)
{
	const struct item *water;
	const struct terms *terms;

	assert_int_equal(d->nitems, 0);
	assert_int_equal(s->nitems, 2);
	water = &s->items[map_get(&s->item_ids, "water")];
	assert_string_equal(water->unit, "LTR");
	assert_int_equal(water->decimals, 1);
	assert_int_equal(water->npacks, 2);
	assert_string_equal(water->packs[0].id, "ctn");
	assert_int_equal(water->packs[0].contains, 132);
	assert_int_equal(water->shelf_life.months, 24);
	assert_int_equal(s->items[1].issue_unit, 10);
	assert_int_equal(s->places[1].in, 0);
	assert_int_equal(s->places[2].in, 0);
	assert_int_equal(s->npeople, 3);
	assert_int_equal(s->people[0].count, 400);
	assert_int_equal(s->people[0].households, 130);
	assert_int_equal(s->people[1].group, 1);
	assert_int_equal(s->people[1].count, 12);
	assert_int_equal(s->nholders, 2);
	assert_int_equal(s->holders[1].nterms, 2);
	terms = &s->holders[1].terms[0];
	assert_true(terms->hold_back_is_share && terms->hold_back_share.den == 5);
	assert_int_equal(terms->reach, REACH_ANYWHERE);
	assert_int_equal(terms->notice, 3 * 3600);
	assert_int_equal(s->holders[1].terms[1].hold_back, 660);
	assert_int_equal(s->holders[0].terms[0].reach, REACH_REGION);
	assert_int_equal(s->holders[0].terms[0].reach_place, PLACE_DISTRICT);
	assert_int_equal(s->holders[1].nagreements, 1);
	assert_int_equal(s->holders[1].agreements[0].npromises, 1);
	assert_int_equal(s->holders[1].agreements[0].promises[0].quantity, 40 * 132);
	assert_int_equal(s->nlines, 3);
	assert_int_equal(s->lines[0].declared, 13200);
	assert_int_equal(s->lines[0].pack, 0);
	assert_true(s->lines[0].government_owned);
	assert_false(s->lines[1].government_owned);
	assert_int_equal(
		s->lines[0].expires, s->lines[0].made + 731); /* 2026-06-01 to 2028-06-01 */
	assert_int_equal(s->lines[2].declared, 5280);
	assert_int_equal(s->lines[2].declared_at.seconds, s->start.seconds - 12 * 3600);
	assert_int_equal(s->nroutes, 3);
	assert_int_equal(s->routes[0].lead, 5400);
	assert_string_equal(s->routes[1].id, "d>c2");
	assert_string_equal(s->routes[2].id, "c2>d");
	assert_int_equal(s->nrates, 1);
	assert_int_equal(s->rates[0].amount.num, 30);
	assert_int_equal(s->nneeds, 1);
	assert_int_equal(s->needs[0].when.last, 2);
	assert_int_equal(s->period, 86400);
	assert_int_equal(s->start.offset, 8 * 3600);
}

static void test_right_case(void **state)
{
	struct check_options options = {false, false, false};
	struct scenario s;
	struct diags d;

	(void)state;
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_memory(&s, base, NBASE, &d));
	expect_case(&s, &d);
	assert_true(scenario_check(&s, &options, &d));
	release(&s, &d);
}

/* Every sheet in GB18030, named by the settings themselves in GB18030. */
static void test_gb18030(void **state)
{
	struct memory_sheet sheets[NBASE];
	struct scenario s;
	struct diags d;
	int i;

	(void)state;
	for (i = 0; i < NBASE; i++) {
		iconv_t cd = iconv_open("GB18030", "UTF-8");
		struct text text;
		size_t left, room;
		char *from, *to, *bytes;

		text_init(&text);
		text_add(&text, base[i].bytes, base[i].n);
		if (i == 0)
			text_puts(&text, "编码,GB18030\n");
		room = 4 * text.length;
		bytes = malloc(room);
		from = text.bytes;
		left = text.length;
		to = bytes;
		assert_int_not_equal(iconv(cd, &from, &left, &to, &room), (size_t)-1);
		sheets[i] = (struct memory_sheet){base[i].name, bytes, (size_t)(to - bytes)};
		text_release(&text);
		iconv_close(cd);
	}
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_memory(&s, sheets, NBASE, &d));
	expect_case(&s, &d);
	release(&s, &d);
	for (i = 0; i < NBASE; i++)
		free((char *)(uintptr_t)sheets[i].bytes);
}

static void test_english(void **state)
{
	static const struct memory_sheet english[] = {
		SHEET("settings.csv",
			"key,value\nid,t1\nstart,2026-12-01T08:00:00+08:00\nperiod,1 day\ncount,3\n"
			"stock-as-of,2026-11-30T20:00+08:00\n"),
		SHEET("groups.csv",
			"visit-minutes,id,name,door\n,general,General,no\n6,alone,Alone,yes\n"),
		SHEET("items.csv",
			"id,Name,Unit,decimals,Mass [kg],shelf life,packs,issue-by\n"
			"water,Water,L,1,1,P2Y,ctn(carton)=13.2|pallet=396,\n"
			"rice,Rice,KGM,0,1,12 months,bag=10,bag\n"),
		SHEET("places.csv",
			"id,name,in,kind,people,households,alone\n"
			"fx,Fuxing,,district,,,\nc1,Peach,fx,community,400,130,12\n"
			"c2,Locust,Fuxing,community,300,100,\nd,Depot,fx,depot,,,\n"),
		SHEET("holders.csv",
			"id,name,kind,place,item,hold-back,release,notice,reach,agreement,"
			"agreement-from,agreement-to,promised,unit\n"
			"gov,Centre,government,Depot,,,100%,2 h,district,,,,,\n"
			"mkt,Market,supermarket,Peach,,20%,60%,PT3H,anywhere,A-17,2026-01-01,"
			"2026-12-31,,\n"
			"mkt,,,,Water,5 carton,,,,A-17,,,40,carton\n"),
		SHEET("stock.csv",
			"holder,item,quantity,unit,lot,made,expires\n"
			"Centre,Water,100,carton,W1,2026-06-01,\nMarket,Rice,300,kg,,,2027-03-01\n"
			"Market,Water,528,litres,,,\n"),
		SHEET("roads.csv", "from,to,lead,two-way\nDepot,c1,1.5 h,\nDepot,c2,2 hours,yes\n"),
		SHEET("needs.csv",
			"place,item,group,quantity,per-person,periods,unit\n"
			",Water,,,3,,L\nc1,Rice,Alone,60,,1-3,kg\n"),
	};
	struct scenario s;
	struct diags d;

	(void)state;
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_memory(&s, english, sizeof english / sizeof *english, &d));
	assert_string_equal(s.language, "en");
	assert_string_equal(s.items[0].name.en, "Water");
	expect_case(&s, &d);
	release(&s, &d);
}

static char *write_xml(const struct scenario *s)
{
	FILE *file = tmpfile();
	char *bytes;
	long n;

	assert_non_null(file);
	assert_true(scenario_write(s, file));
	n = ftell(file);
	rewind(file);
	bytes = calloc((size_t)n + 1, 1);
	assert_int_equal(fread(bytes, 1, (size_t)n, file), n);
	fclose(file);
	return bytes;
}

/* What the sheets say is what the scenario file written from them says. */
static void test_same_as_xml(void **state)
{
	char path[] = "/tmp/shecang-xml-XXXXXX";
	struct scenario s, again;
	struct diags d;
	char *xml, *second;
	int descriptor = mkstemp(path);

	(void)state;
	assert_true(descriptor >= 0);
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_memory(&s, base, NBASE, &d));
	xml = write_xml(&s);
	assert_int_equal(write(descriptor, xml, strlen(xml)), (ssize_t)strlen(xml));
	close(descriptor);
	scenario_init(&again);
	if (!scenario_read(&again, path, NULL, 0, &d)) {
		diags_print(&d, stderr);
		fail();
	}
	assert_int_equal(again.nlines, 3);
	again.ninputs = s.ninputs; /* the files differ, and only they */
	second = write_xml(&again);
	assert_string_equal(xml, second);
	unlink(path);
	free(xml);
	free(second);
	scenario_release(&again);
	release(&s, &d);
}

/* ---- faults ---- */

struct fault {
	const char *name, *text; /* the sheet and its bytes */
	int code, line, column;
	const char *heading; /* NULL: form */
	const char *says; /* part of message or remedy */
};

#define STOCK "库存.csv", "储备主体,物资,数量,单位\n"
static const struct fault faults[] = {
	/* form */
	{"库存.csv", "储备主体,物资,数目\n", 161, 1, 21, NULL, "\"数量\""},
	{"stock.csv", "holder,item,quantity\n", 160, 0, 0, NULL, "stock.csv"},
	{"库存.csv", "储备主体,物资,数量,quantity\n", 162, 1, 28, NULL, "数量"},
	{"库存.csv", "储备主体,物资\n", 163, 1, 0, NULL, "数量"},
	{"库存.csv", "\n,,\n", 164, 0, 0, NULL, "empty"},
	{"库存.csv", "储备主体,物资,数量\nmkt,rice,1,9\n", 165, 2, 12, NULL, "no heading"},
	{"库存.csv", "储备主体,物资,数量,\nmkt,rice,1,9\n", 165, 2, 12, NULL, "no heading"},
	{"库存.csv", "储备主体;物资;数量\n", 155, 1, 13, NULL, "semicolons"},
	{"库存.csv", "储备主体,物资,数量\nmkt,\"rice,1\n", 154, 2, 5, NULL, "never closed"},
	/* rows of sums */
	{STOCK "合计,,500,\n", 258, 2, 1, "储备主体", "sums"},
	{STOCK ",合 计,500,\n", 258, 2, 2, "物资", "sums"},
	{STOCK "小计：,,500,\n", 258, 2, 1, "储备主体", "sums"},
	{STOCK "Total,,500,\n", 258, 2, 1, "储备主体", "sums"},
	{STOCK "  SubTotal ,,500,\n", 258, 2, 3, "储备主体", "sums"},
	/* settings */
	{"设置.csv", "项目,内容\n起使时间,2026-12-01\n时段数,3\n", 168, 2, 1, "项目",
		"\"起始时间\""},
	{"设置.csv", "项目,内容\n时段数,3\n时段数,4\n起始时间,2026-12-01\n", 169, 3, 1, "项目",
		"row 2"},
	{"设置.csv", "项目,内容\n时段数,3\n", 171, 0, 0, NULL, "起始时间"},
	{"设置.csv", "项目,内容\n时段数,0\n起始时间,2026-12-01\n", 206, 2, 11, "内容", "1"},
	{"设置.csv", "项目,内容\n时段数,3\n起始时间,2026-13-01\n", 209, 3, 14, "内容",
		"2026-12-01 08:00"},
	{"设置.csv", "项目,内容\n时段数,3\n起始时间,2026-12-01\n时区,东八区\n", 254, 4, 8, "内容",
		"+08:00"},
	{"设置.csv", "项目,内容\n时段数,3\n起始时间,2026-12-01\n编码,Big5\n", 157, 4, 8, "内容",
		"GB18030"},
	{"设置.csv", "项目,内容\n时段数,3\n起始时间,2026-12-01\n时段,1个月\n", 210, 4, 8, "内容",
		"days"},
	{"设置.csv", "项目,内容\n时段数,3\n起始时间,2026-12-01\n币种,RMB\n", 252, 4, 8, "内容", "CNY"},
	{"设置.csv", "项目,内容\n时段数,3\n起始时间,2026-12-01\n公平规则,随机\n", 252, 4, 14,
		"内容", "leximin"},
	/* values */
	{STOCK "mkt,rice,,\n", 250, 2, 10, "数量", "empty"},
	{STOCK "mkt,rice,２０,公斤\n", 251, 2, 10, "数量", "full-width"},
	{STOCK "mkt,rice,1e3,公斤\n", 202, 2, 10, "数量", "plain number"},
	{STOCK "mkt,rice,-5,公斤\n", 202, 2, 10, "数量", "plain number"},
	{STOCK "mkt,rice,\"1,000\",公斤\n", 202, 2, 11, "数量", "plain number"},
	{STOCK "mkt,rice,1.5,公斤\n", 204, 2, 10, "数量", "whole number"},
	{STOCK "mkt,rice,1.5,袋\n", 204, 2, 10, "数量", "whole number"},
	{STOCK "mkt,rice,99999999999999999,公斤\n", 205, 2, 10, "数量", "too large"},
	{STOCK "mkt,rice,5,箱\n", 203, 2, 12, "单位", "袋"},
	{STOCK "mkt,rice,5,升\n", 203, 2, 12, "单位", "rice"},
	{"库存.csv", "储备主体,物资,数量,到期日\nmkt,rice,5,2026-02-30\n", 208, 2, 12, "到期日",
		"date"},
	{"库存.csv", "储备主体,物资,数量,状态\nmkt,rice,5,很好\n", 252, 2, 12, "状态", "good 完好"},
	{"库存.csv", "储备主体,物资,数量(袋),清点数量(袋)\nmkt,rice,5,4\n", 0, 0, 0, NULL, NULL},
	/* no unit of what comes in packs: in the cell for it, or in a row cut off or without one */
	{STOCK "mkt,rice,500,\n", 267, 2, 14, "单位", "袋"},
	{STOCK "mkt,rice,500\n", 267, 2, 0, "单位", "base unit"},
	{"库存.csv", "储备主体,物资,数量,清点数量\nmkt,rice,5,4\n", 267, 2, 10, "数量", "单位"},
	{"在途.csv", "编号,物资,数量,到达地点,到达时间\nz,rice,5,c1,2026-12-01 09:00\n", 267, 2, 8, "数量", "袋"},
	{"需求.csv", "地点,物资,人群,数量,单位\nc1,大米,general,5,\n", 267, 2, 21, "单位", "袋"},
	{"需求.csv", "物资,每人每天,单位\n大米,3,\n", 267, 2, 10, "单位", "袋"},
	{"物资.csv", "名称,单位\n水,斗\n", 255, 2, 5, "单位", "LTR"},
	{"物资.csv", "名称,单位,包装\n水,升,箱24\n", 256, 2, 9, "包装", "箱=24"},
	{"物资.csv", "名称,单位,发放单位\n水,升,箱\n", 203, 2, 9, "发放单位", "箱"},
	{"物资.csv", "名称,单位,重量(斤)\n水,升,1\n", 167, 0, 0, "重量(斤)", "公斤"},
	{"地点.csv", "名称,类型\n甲,社团\n", 252, 2, 5, "类型", "community 社区"},
	{"地点.csv", "名称,类型,经度,纬度\n甲,社区,114,91\n", 253, 2, 16, "纬度", "WGS84"},
	{"地点.csv", "名称,类型,经度,纬度,坐标系\n甲,社区,114,36,GCJ-02\n", 259, 2, 19, "坐标系",
		"WGS84"},
	{"地点.csv", "名称,类型,人口(万人)\n甲,社区,3\n", 161, 1, 15, NULL, "人口"},
	{"储备主体.csv", "名称,类型,所在地点,自留底线\n甲,企业,c1,60\n", 260, 2, 15, "自留底线",
		"20%"},
	{"储备主体.csv", "名称,类型,所在地点,覆盖人数\n甲,企业,c1,60\n", 261, 2, 15, "覆盖人数",
		"家庭"},
	{"储备主体.csv", "名称,类型,所在地点,备货时限\n甲,企业,c1,6\n", 210, 2, 15, "备货时限",
		"6小时"},
	{"线路.csv", "起点,终点,运输时长,金额\nd,c1,1小时,5\n", 263, 2, 14, "金额", "类别"},
	{"线路.csv", "起点,终点,运输时长,关闭时段\nd,c1,1小时,5..3\n", 211, 2, 14, "关闭时段",
		"3..5"},
	{"需求.csv", "物资,数量,每人每天\n大米,3,1\n", 264, 2, 10, "每人每天", "its own row"},
	/* references and ids */
	{STOCK "示例超是,rice,1,\n", 351, 2, 1, "储备主体", "\"mkt\" (示例超市)"},
	{STOCK "mkt,大麦,1,\n", 351, 2, 5, "物资", "大米"},
	{"地点.csv", "编号,名称,类型,上级\na,甲,社区,b\nb,乙,社区,\nc,甲,社区,乙\nd,丁,社区,甲\n",
		352, 5, 14, "上级", "a, c"},
	{"地点.csv", "名称,类型\n甲,社区\n甲,社区\n", 353, 3, 1, "名称", "编号"},
	{"地点.csv", "编号,名称,类型\na,甲,社区\na,乙,社区\n", 353, 3, 1, "编号", "id of its own"},
	{"地点.csv", "名称,类型\n！！,社区\n", 354, 2, 1, "名称", "编号"},
	{"地点.csv", "编号,名称,类型\n -x,甲,社区\n", 214, 2, 2, "编号", "letters"},
	{"储备主体.csv", "名称,类型,所在地点\n甲,企业,c1\n甲,企业,c2\n", 353, 3, 12, "所在地点",
		"two holders"},
	{"库存.csv", "储备主体,物资,数量,协议\nmkt,rice,5,A-18\n", 351, 2, 12, "协议", "A-17"},
	{"线路.csv", "起点,终点,运输时长,途经\nd,c1,1小时,旧桥\n", 351, 2, 14, "途经", "segment"},
	{"线路.csv", "起点,终点,运输时长\nd,c1,1小时\nd,c1,2小时\n", 353, 3, 1, "起点", "d>c1"},
};

static const struct diag *find_fault(const struct diags *d, const struct fault *f)
{
	int32_t i;

	for (i = 0; i < d->nitems; i++) {
		const struct diag *item = &d->items[i];

		if (item->code == f->code && item->where.line == f->line &&
			item->where.column == f->column)
			return item;
	}
	return NULL;
}

static bool fits(const struct diag *item, const struct fault *f)
{
	if (f->heading ? !item->heading || strcmp(item->heading, f->heading) != 0
		       : item->heading != NULL)
		return false;
	return strstr(item->message, f->says) || (item->remedy && strstr(item->remedy, f->says));
}

static bool is_of_goods(const char *sheet)
{
	static const char *const names[] = {"stock", "库存", "transit", "在途"};

	for (size_t k = 0; k < sizeof names / sizeof *names; k++)
		if (strncmp(sheet, names[k], strlen(names[k])) == 0)
			return true;
	return false;
}

static void test_faults(void **state)
{
	int failed = 0;
	int32_t k;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof faults / sizeof *faults; i++) {
		const struct fault *f = &faults[i];
		const struct diag *item;
		struct scenario s;
		struct diags d;
		bool good = read_with(&s, &d, f->name, f->text, strlen(f->text));

		if (f->code == 0) { /* what looks odd and is right */
			assert_true(good);
			release(&s, &d);
			continue;
		}
		item = find_fault(&d, f);
		/* a row of goods may be set aside alone: scenario_check says so */
		if ((good && !is_of_goods(f->name)) || !item || !fits(item, f)) {
			print_error("%s: E%d at %d:%d is not as it should be\n", f->text, f->code,
				f->line, f->column);
			for (k = 0; k < d.nitems; k++)
				print_error("    E%d at %d:%d: %s\n", d.items[k].code,
					d.items[k].where.line, d.items[k].where.column,
					d.items[k].message);
			failed++;
		}
		release(&s, &d);
	}
	assert_int_equal(failed, 0);
}

/* All faults of all sheets in one run. */
/* Titles above the headings are passed over with a note; a sheet without
 * headings shows its first row. */
static void test_titles(void **state)
{
	static const struct {
		const char *text;
		int code, line, first; /* row of the first stock line, 0 = none read */
	} cases[] = {
		{"全区库存表,,\n填报单位:区应急局,,2026-11-30\n\n储备主体,物资,数量\n区储备中心,饮用水,7\n",
			756, 1, 5},
		{"物资库存,,\n全区,,\n甲,乙,丙\n", 161, 1, 0},
		/* one word alone is no row of headings behind a title */
		{"库存表,,\n物资,,\n储备主体,物资,数量\n区储备中心,饮用水,7\n", 756, 1, 4},
		{"1\n2\n3\n4\n5\n6\n储备主体,物资,数量\n区储备中心,饮用水,7\n", 161, 1, 0},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct scenario s;
		struct diags d;
		int32_t k;

		scenario_init(&s);
		diags_init(&d);
		read_with(&s, &d, "库存.csv", cases[i].text, strlen(cases[i].text));
		for (k = 0; k < d.nitems && d.items[k].code != cases[i].code; k++)
			;
		assert_true(k < d.nitems);
		assert_int_equal(d.items[k].where.line, cases[i].line);
		assert_non_null(d.items[k].source_line);
		assert_int_equal(s.nlines, cases[i].first > 0);
		if (cases[i].first > 0)
			assert_int_equal(s.lines[0].where.line, cases[i].first);
		release(&s, &d);
	}
}

static void test_collects(void **state)
{
	static const struct memory_sheet broken[] = {
		SHEET("设置.csv", "项目,内容\n起始时间,2026-12-01 8:00\n时区,+08:00\n时段数,x\n"),
		SHEET("物资.csv", "名称,单位\n水,升\n米,斗\n"),
		SHEET("地点.csv", "名称,类型,上级\n甲,区,\n乙,社区,丙\n"),
		SHEET("库存.csv", "储备主体,物资,数量\n甲,水,1\n,水,\n合计,,1\n"),
	};
	struct scenario s;
	struct diags d;

	(void)state;
	scenario_init(&s);
	diags_init(&d);
	assert_false(scenario_read_memory(&s, broken, 4, &d));
	assert_int_equal(d.nerrors, 7);
	release(&s, &d);
}

/* ---- words ---- */

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t months, seconds; /* -1: refused */
	} cases[] = {
		{"6小时", 0, 21600},
		{"6 小时", 0, 21600},
		{"30分钟", 0, 1800},
		{"2天", 0, 172800},
		{"1天12小时", 0, 129600},
		{"1.5小时", 0, 5400},
		{"半小时", 0, 1800},
		{"半天", 0, 43200},
		{"1周", 0, 604800},
		{"2年", 24, 0},
		{"18个月", 18, 0},
		{"1年6个月", 18, 0},
		{"6h", 0, 21600},
		{"2 days", 0, 172800},
		{"90 min", 0, 5400},
		{"PT6H", 0, 21600},
		{"P1DT2H", 0, 93600},
		{"半年", 6, 0},
		{"1个半小时", 0, 5400},
		{"2小时半", 0, 9000},
		{"1年半", 18, 0},
		{"2小时3", -1, -1},
		{"2小时1.5", -1, -1},
		{"半", -1, -1},
		{"1.5个半小时", -1, -1},
		{"6", -1, -1},
		{"小时", -1, -1},
		{"6小时x", -1, -1},
		{"６小时", -1, -1},
		{"-6小时", -1, -1},
		{"", -1, -1},
		{"0.3月", -1, -1},
		{"99999999999小时", -1, -1},
		{"1..5小时", -1, -1},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct duration length = {-1, -1};
		bool good = alias_duration(cases[i].text, strlen(cases[i].text), &length);

		assert_int_equal(good, cases[i].seconds >= 0);
		assert_int_equal(length.months, cases[i].months);
		assert_int_equal(length.seconds, cases[i].seconds);
	}
}

static void test_periods(void **state)
{
	static const struct {
		const char *text;
		int32_t first, last; /* -1: refused */
	} cases[] = {{"3", 2, 2}, {"3..5", 2, 4}, {"3-5", 2, 4}, {"3 - 5", 2, 4}, {"3至5", 2, 4},
		{"3 to 5", 2, 4}, {"3～5", 2, 4}, {"1 2-5", -1, -1}, {"3to", -1, -1}, {"5-3", -1, -1},
		{"-3", -1, -1}, {"3-", -1, -1}};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct periods when = {-1, -1};
		struct value_place at = {.where = WHERE_NONE};
		struct diags d;

		diags_init(&d);
		assert_int_equal(
			value_periods(&d, &at, cases[i].text, strlen(cases[i].text), &when),
			cases[i].first >= 0);
		if (cases[i].first >= 0) {
			assert_int_equal(when.first, cases[i].first);
			assert_int_equal(when.last, cases[i].last);
		}
		diags_release(&d);
	}
}

static void test_dates(void **state)
{
	static const char *const same[] = {
		"2026-12-01", "2026/12/1", "2026.12.1", "2026年12月1日", "20261201", "2026-12-1"};
	static const char *const wrong[] = {"2026-13-01", "2026-02-30", "26-12-01", "2026/12-1",
		"2026-12-01 ", "12/1/2026", "2026年12月1", ""};
	static const char *const no_times[] = {"2026-12-018:30", "2026/12/1x8:30", "2026年12月1日8",
		"2026年12月1日x"};
	static const char *const times[] = {"2026-12-01 08:30", "2026/12/1 8:30",
		"2026年12月1日8:30", "2026-12-01T08:30:00+08:00", "2026-12-01 00:30Z",
		"2026年12月1日 8时30分", "2026年12月1日8点30分"};
	struct instant at;
	bool stated, timed;
	day d = 0, first;
	size_t i;

	(void)state;
	assert_true(day_parse("2026-12-01", 10, &first));
	for (i = 0; i < sizeof same / sizeof *same; i++) {
		assert_true(alias_day(same[i], strlen(same[i]), &d));
		assert_int_equal(d, first);
	}
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(alias_day(wrong[i], strlen(wrong[i]), &d));
	for (i = 0; i < sizeof no_times / sizeof *no_times; i++)
		assert_false(alias_instant(
			no_times[i], strlen(no_times[i]), 8 * 3600, &at, &stated, &timed));
	for (i = 0; i < sizeof times / sizeof *times; i++) {
		bool good =
			alias_instant(times[i], strlen(times[i]), 8 * 3600, &at, &stated, &timed);

		assert_true(good && timed);
		assert_int_equal(at.seconds, (int64_t)first * 86400 + 1800);
		assert_int_equal(stated, i == 3 || i == 4);
	}
}

static void test_units(void **state)
{
	struct ratio factor;

	(void)state;
	assert_string_equal(alias_unit("升", 3), "LTR");
	assert_string_equal(alias_unit("公斤", 6), "KGM");
	assert_string_equal(alias_unit("KG", 2), "KGM");
	assert_string_equal(alias_unit("瓶", 3), "XBO");
	assert_string_equal(alias_unit("XBX", 3), "XBX");
	assert_null(alias_unit("斗", 3));
	assert_true(alias_unit_factor("TNE", "KGM", &factor) && factor.num == 1000);
	assert_true(alias_unit_factor("MLT", "LTR", &factor) && factor.den == 1000);
	assert_false(alias_unit_factor("LTR", "KGM", &factor));
	assert_false(alias_is_total("小区", 6));
	assert_true(alias_is_total("总 计", 7));
	assert_true(alias_is_total("ＴＯＴＡＬ", 15));
}

static void test_units_of_lines(void **state)
{
	static const char text[] = "储备主体,物资,数量(箱),单位\n"
				   "mkt,water,3,\nmkt,water,3,升\nmkt,water,1500,毫升\n"
				   "mkt,water,2,ctn\nmkt,water,2,托盘\nmkt,rice,0.5,吨\n"
				   "mkt,water,2,Ctns\n";
	static const int64_t wanted[] = {396, 30, 15, 264, 7920, 500, 264};
	struct scenario s;
	struct diags d;
	int i;

	(void)state;
	assert_true(read_with(&s, &d, "库存.csv", text, strlen(text)));
	assert_int_equal(s.nlines, 7);
	for (i = 0; i < 7; i++)
		assert_int_equal(s.lines[i].declared, wanted[i]);
	release(&s, &d);
}

/* ---- ids and references ---- */

static void test_ids_from_names(void **state)
{
	struct arena arena;
	const char *long_id;

	(void)state;
	arena_init(&arena);
	assert_string_equal(id_make(&arena, "三丰园社区", 15), "三丰园社区");
	assert_string_equal(id_make(&arena, "(east) gate 2", 13), "east-gate-2");
	assert_string_equal(id_make(&arena, "复应协〔2026〕17号", 24), "复应协-2026-17号");
	assert_null(id_make(&arena, "〔〕", 6));
	long_id = id_make(&arena, "一二三四五六七八九十一二三四五六七八九十一二三", 69);
	assert_true(id_valid(long_id, strlen(long_id)));
	assert_string_not_equal(
		long_id, id_make(&arena, "一二三四五六七八九十一二三四五六七八九十一二四", 69));
	arena_release(&arena);
}

/* ---- sources ---- */

static char *write_source(const char *text)
{
	static char path[64];
	int descriptor;

	snprintf(path, sizeof path, "/tmp/shecang-source-XXXXXX");
	descriptor = mkstemp(path);
	assert_true(descriptor >= 0);
	assert_int_equal(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
	close(descriptor);
	return path;
}

static bool read_source(struct scenario *s, struct diags *d, const char *text, const char *holder,
	enum source_kind kind)
{
	char *path = write_source(text);
	int32_t i;
	bool good;

	scenario_init(s);
	diags_init(d);
	assert_true(scenario_read_memory(s, base, NBASE, d));
	i = scenario_add_source(s);
	s->sources[i].id = "src";
	s->sources[i].href = "src.csv";
	s->sources[i].format = "csv";
	s->sources[i].kind = kind;
	s->sources[i].holder = holder ? map_get(&s->holder_ids, holder) : -1;
	s->sources[i].has_as_of = true;
	s->sources[i].as_of = s->start;
	good = source_read_csv(s, i, path, d);
	unlink(path);
	return good;
}

static int32_t estimated_routes(struct scenario *s)
{
	int32_t made = 0;

	estimates_make(s);
	for (int32_t k = 0; k < s->nroutes; k++)
		made += s->routes[k].estimated;
	return made;
}

/* Routes estimated between kinds that no row names are the same ones from the canonical form. */
static void test_estimates_as_xml(void **state)
{
	static const char settings[] =
		"项目,内容\n编号,t1\n起始时间,2026-12-01 08:00\n时区,+08:00\n时段,1天\n"
		"时段数,3\n库存时间,2026-11-30 20:00\n估算最大距离,8\n估算车速,25\n";
	struct memory_sheet sheets[NBASE];
	struct reading_of r;
	struct scenario s;
	struct diags d;
	char *once, *twice;

	(void)state;
	memcpy(sheets, base, sizeof base);
	sheets[0] = (struct memory_sheet)SHEET("设置.csv", settings);
	sheets[3] = (struct memory_sheet)SHEET("地点.csv",
		"编号,名称,上级,类型,经度,纬度,人口\n"
		"fx,复兴区,,区,114.46,36.60,\n"
		"c1,桃园社区,fx,社区,114.45,36.62,400\n"
		"c2,槐树社区,fx,社区,114.46,36.62,300\n"
		"d,区库,fx,储备库,114.47,36.62,\n");
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read_memory(&s, sheets, NBASE, &d));
	once = canonical(&s);
	reading_of(&r, once);
	assert_int_equal(r.d.nitems, 0);
	twice = canonical(&r.s);
	assert_string_equal(twice, once);
	assert_int_equal(estimated_routes(&s), 2); /* c1 has a supermarket: c1~c2, c1~d; d~c1, d~c2 are stated */
	assert_int_equal(estimated_routes(&r.s), 2);
	reading_of_release(&r);
	mem_free(twice);
	mem_free(once);
	release(&s, &d);
}

static void test_supply_source(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	assert_true(read_source(
		&s, &d, "物资,数量,单位\n饮用水,8,箱\n\n大米,5,袋\n", "mkt", SOURCE_SUPPLY));
	assert_int_equal(s.nlines, 5);
	assert_int_equal(s.lines[3].holder, map_get(&s.holder_ids, "mkt"));
	assert_int_equal(s.lines[3].declared, 8 * 132);
	assert_int_equal(s.lines[4].declared_at.seconds, s.start.seconds);
	assert_int_equal(s.lines[4].source, 0);
	assert_int_equal(s.lines[4].where.line, 4);
	assert_int_equal(s.sources[0].lines, 2);
	assert_int_equal(s.sources[0].bytes, 51);
	assert_int_equal(strlen(s.sources[0].sha256), 64);
	assert_int_equal(s.ninputs, 1);
	assert_string_equal(s.inputs[0].name, "src.csv");
	release(&s, &d);
}

/* A faulty line keeps what can be read of it, so that the report can say how
 * much was set aside; the faults are the source's. */
static void test_faulty_source(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	assert_false(read_source(&s, &d, "物资,数量,到期日,单位\n饮用水,8,明年,升\n大米,5,,公斤\n面粉,1,,\n",
		"mkt", SOURCE_SUPPLY));
	assert_int_equal(s.nlines, 5);
	assert_int_equal(s.lines[3].state, LINE_SET_ASIDE);
	assert_int_equal(s.lines[3].declared, 80);
	assert_int_equal(s.lines[4].state, LINE_USED);
	assert_int_equal(d.nerrors, 2);
	assert_int_equal(d.items[0].source, 0);
	assert_int_equal(d.current_source, -1);
	release(&s, &d);
	assert_false(
		read_source(&s, &d, "物资,数量(升),储备主体\n饮用水,8,gov\n", "mkt", SOURCE_SUPPLY));
	assert_int_equal(d.items[0].code, 262);
	release(&s, &d);
}

static void test_demand_source(void **state)
{
	struct scenario s;
	struct diags d;

	(void)state;
	assert_true(read_source(&s, &d,
		"地点,物资,人群,数量(公斤),起始时段,截止时段,未满足处理,等待时段数\n"
		"c2,大米,普通居民,50,2,3,等待,1\n",
		NULL, SOURCE_DEMAND));
	assert_int_equal(s.nneeds, 2);
	assert_int_equal(s.needs[1].source, 0);
	assert_int_equal(s.needs[1].when.first, 1);
	assert_int_equal(s.needs[1].when.last, 2);
	assert_int_equal(s.needs[1].unmet, UNMET_WAITS);
	assert_int_equal(s.needs[1].waits, 1);
	release(&s, &d);
}

/* Nameless households get the same ids whatever the order of rows. */
static void test_households(void **state)
{
	static const char *const orders[] = {"地点,人数,物资,数量,单位\nc1,3,饮用水,9,升\nc1,2,饮用水,"
					     "24,升\nc2,4,大米,10,公斤\nc1,2,饮用水,12,升\n",
		"地点,人数,物资,数量,单位\nc2,4,大米,10,公斤\nc1,2,饮用水,12,升\nc1,3,饮用水,9,升\nc1,2,饮用水,"
		"24,升\n"};
	int k;

	(void)state;
	for (k = 0; k < 2; k++) {
		struct scenario s;
		struct diags d;
		int32_t h;

		assert_true(read_source(&s, &d, orders[k], NULL, SOURCE_SUPPLY));
		assert_int_equal(s.nholders, 6);
		h = map_get(&s.holder_ids, "hh-c1-2");
		assert_true(h >= 2);
		assert_int_equal(s.holders[h].kind, HOLDER_HOUSEHOLD);
		assert_int_equal(s.holders[h].covers[0].people, 2);
		assert_int_equal(s.holders[h].source, 0);
		assert_int_equal(s.lines[3 + h - 2].holder, h);
		assert_int_equal(s.lines[3 + h - 2].declared, 240);
		h = map_get(&s.holder_ids, "hh-c1-3");
		assert_int_equal(s.holders[h].covers[0].people, 3);
		assert_true(map_get(&s.holder_ids, "hh-c2-1") >= 0);
		release(&s, &d);
	}
}

/* ---- the folder ---- */

static void test_folder(void **state)
{
	char folder[] = "/tmp/shecang-sheets-XXXXXX";
	struct text path;
	struct scenario s;
	struct diags d;
	int i;

	(void)state;
	assert_non_null(mkdtemp(folder));
	text_init(&path);
	for (i = 0; i <= NBASE; i++) {
		FILE *file;

		text_clear(&path);
		text_printf(&path, "%s/%s", folder, i < NBASE ? base[i].name : "库 存.csv");
		file = fopen(text_str(&path), "wb");
		assert_non_null(file);
		fwrite(base[i < NBASE ? i : 0].bytes, 1, base[i < NBASE ? i : 0].n, file);
		fclose(file);
	}
	scenario_init(&s);
	diags_init(&d);
	assert_true(scenario_read(&s, folder, NULL, 0, &d));
	assert_int_equal(d.nitems, 1); /* a file that is no sheet */
	assert_int_equal(d.items[0].code, 755);
	assert_int_equal(s.ninputs, NBASE);
	assert_string_equal(s.inputs[0].name, "设置.csv");
	assert_int_equal(s.inputs[0].bytes, base[0].n);
	assert_int_equal(strlen(s.inputs[0].sha256), 64);
	release(&s, &d);
	for (i = 0; i <= NBASE; i++) {
		text_clear(&path);
		text_printf(&path, "%s/%s", folder, i < NBASE ? base[i].name : "库 存.csv");
		unlink(text_str(&path));
	}
	scenario_init(&s);
	diags_init(&d);
	assert_false(scenario_read(&s, folder, NULL, 0, &d));
	assert_int_equal(d.nerrors, 1);
	assert_int_equal(d.items[0].code, 160);
	release(&s, &d);
	rmdir(folder);
	text_release(&path);
}

/* ---- anything ---- */

static uint64_t next_random(uint64_t *seed)
{
	*seed += 0x9e3779b97f4a7c15;
	return splitmix64(*seed);
}

/* Small sheets with a few bytes changed: never a fall, and what was refused has
 * a diagnostic. */
static void test_random_bytes(void **state)
{
	static const char *const pieces[] = {",", "\"", "\n", "\r", "=", "%", "..", "箱", "合计",
		"1", "-", "２", ";", "(", ")", "\xff", "\xe2\x80\xae", "99999999999999999999", "天",
		"c1"};
	uint64_t seed = 20261201;
	int k;

	(void)state;
	for (k = 0; k < 400; k++) {
		int at = (int)(next_random(&seed) % NBASE), changes;
		struct scenario s;
		struct diags d;
		struct text text;
		bool good;

		text_init(&text);
		text_add(&text, base[at].bytes, base[at].n);
		for (changes = 1 + (int)(next_random(&seed) % 3); changes > 0; changes--) {
			size_t i = next_random(&seed) % text.length;
			const char *piece = pieces[next_random(&seed) % 20];

			if (next_random(&seed) % 3 == 0) {
				text.bytes[i] = (char)next_random(&seed);
			} else {
				struct text changed;

				text_init(&changed);
				text_add(&changed, text.bytes, i);
				text_puts(&changed, piece);
				text_add(&changed, text.bytes + i, text.length - i);
				text_release(&text);
				text = changed;
			}
		}
		good = read_with(&s, &d, base[at].name, text.bytes, text.length);
		assert_true(good || d.nerrors > 0);
		if (good) {
			struct check_options options = {false, false, false};

			scenario_check(&s, &options, &d);
		}
		release(&s, &d);
		text_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_case),
		cmocka_unit_test(test_gb18030),
		cmocka_unit_test(test_english),
		cmocka_unit_test(test_same_as_xml),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_collects),
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_periods),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_units_of_lines),
		cmocka_unit_test(test_ids_from_names),
		cmocka_unit_test(test_estimates_as_xml),
		cmocka_unit_test(test_supply_source),
		cmocka_unit_test(test_faulty_source),
		cmocka_unit_test(test_demand_source),
		cmocka_unit_test(test_households),
		cmocka_unit_test(test_folder),
		cmocka_unit_test(test_random_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
