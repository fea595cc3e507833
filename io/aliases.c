#include "io/aliases.h"

#include "base/memory.h"
#include "io/convert.h"
#include "models/audit.h"
#include "models/drill.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* ---- folding ---- */

/* NFKC of n bytes of UTF-8, case folded or not; free() is due. NULL when it is
 * not UTF-8. */
static utf8proc_uint8_t *compatible(const char *text, size_t n, bool fold_case)
{
	utf8proc_uint8_t *result = NULL;
	int options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_IGNORE |
		(fold_case ? UTF8PROC_CASEFOLD : 0);

	utf8proc_ssize_t length = utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)n, &result,
		(utf8proc_option_t)options);

	if (length == UTF8PROC_ERROR_NOMEM)
		mem_exhausted(); /* else a known word would look like an unknown one */
	return length < 0 ? NULL : result;
}

static bool is_ignored(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '_' || c == '-' || c == '*';
}

/* Where the last bracket opens when the text ends in one, else its length;
 * *end is the length without trailing blanks. */
static size_t find_bracket(const char *text, size_t *end)
{
	size_t length = strlen(text), open, i;
	char opening;

	while (length > 0 && is_ignored(text[length - 1]))
		length--;
	*end = length;
	open = length;
	if (length == 0 || (text[length - 1] != ')' && text[length - 1] != ']'))
		return open;
	opening = text[length - 1] == ')' ? '(' : '[';
	for (i = 1; i < length; i++) {
		if (text[i] == opening)
			open = i;
	}
	return open;
}

static void add_significant(struct text *out, const char *text, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; i++) {
		if (!is_ignored(text[i]))
			text_putc(out, text[i]);
	}
}

void alias_fold(const char *text, size_t n, struct text *word, struct text *bracket)
{
	char *folded = (char *)compatible(text, n, true);
	char *plain;
	size_t open, end;

	text_clear(word);
	if (bracket)
		text_clear(bracket);
	if (!folded)
		return;
	open = find_bracket(folded, &end);
	add_significant(word, folded, 0, open);
	free(folded); /* utf8proc's own malloc */
	if (!bracket)
		return;
	plain = (char *)compatible(text, n, false);
	open = plain ? find_bracket(plain, &end) : 0;
	if (plain && open < end)
		add_significant(bracket, plain, open + 1, end - 1);
	free(plain);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool alias_matches(const char *folded, const char *list)
{
	const char *at = folded;

	if (*folded == '\0')
		return false;
	for (;; list++) { /* the tables are in NFKC as they stand */
		if (*list == '|' || *list == '\0') {
			if (at && *at == '\0')
				return true;
			if (*list == '\0')
				return false;
			at = folded;
		} else if (at && !is_ignored(*list)) {
			at = *at == lower(*list) ? at + 1 : NULL;
		}
	}
}

/* ---- words ---- */

struct word {
	enum alias_kind kind;
	int value;
	const char *list; /* English first, then Chinese; all are read */
};

static const struct word words[] = {
	{ALIAS_PLACE_KIND, PLACE_PROVINCE, "province|省|自治区|直辖市"},
	{ALIAS_PLACE_KIND, PLACE_CITY, "city|市|地级市"},
	{ALIAS_PLACE_KIND, PLACE_DISTRICT, "district|区|县|区县|county|县级市"},
	{ALIAS_PLACE_KIND, PLACE_STREET, "street|街道|街道办|街道办事处|办事处|乡|镇|乡镇|town|township|subdistrict"},
	{ALIAS_PLACE_KIND, PLACE_COMMUNITY, "community|社区"},
	{ALIAS_PLACE_KIND, PLACE_VILLAGE, "village|村|行政村"},
	{ALIAS_PLACE_KIND, PLACE_ESTATE, "estate|小区|housing estate"},
	{ALIAS_PLACE_KIND, PLACE_GRID, "grid|网格"},
	{ALIAS_PLACE_KIND, PLACE_BUILDING, "building|楼栋|楼|栋"},
	{ALIAS_PLACE_KIND, PLACE_UNIT, "unit|单元"},
	{ALIAS_PLACE_KIND, PLACE_DEPOT, "depot|储备库|仓库|库|warehouse"},
	{ALIAS_PLACE_KIND, PLACE_SHELTER, "shelter|安置点|避难所"},
	{ALIAS_PLACE_KIND, PLACE_CHECKPOINT, "checkpoint|卡口"},
	{ALIAS_PLACE_KIND, PLACE_PICKUP, "pickup|临时自提点|自提点|pick-up point"},
	{ALIAS_PLACE_KIND, PLACE_SITE, "site|站点|场所|其他点"},

	{ALIAS_HOLDER_KIND, HOLDER_GOVERNMENT, "government|政府|政府储备"},
	{ALIAS_HOLDER_KIND, HOLDER_ENTERPRISE, "enterprise|企业|公司|民营企业|国有企业|国企|company"},
	{ALIAS_HOLDER_KIND, HOLDER_INSTITUTION, "institution|事业单位|机构|单位"},
	{ALIAS_HOLDER_KIND, HOLDER_SUPERMARKET, "supermarket|超市|商超|商场"},
	{ALIAS_HOLDER_KIND, HOLDER_HOUSEHOLD, "household|家庭|住户|households"},
	{ALIAS_HOLDER_KIND, HOLDER_CHARITY, "charity|社会组织|慈善组织|慈善"},

	{ALIAS_MODE, MODE_PHYSICAL, "physical|实物|实物储备"},
	{ALIAS_MODE, MODE_AGREEMENT, "agreement|协议|协议储备"},
	{ALIAS_MODE, MODE_CAPACITY, "capacity|产能|产能储备"},

	{ALIAS_STATUS, STATUS_GOOD, "good|完好|良好|正常|合格"},
	{ALIAS_STATUS, STATUS_DAMAGED, "damaged|损坏|破损|报废"},
	{ALIAS_STATUS, STATUS_RESERVED, "reserved|已占用|已预留|已锁定"},

	{ALIAS_QUALITY, QUALITY_RECORDED, "recorded|登记|实测"},
	{ALIAS_QUALITY, QUALITY_ESTIMATED, "estimated|估算|估计"},
	{ALIAS_QUALITY, QUALITY_SYNTHETIC, "synthetic|示例|虚构|合成"},

	{ALIAS_FAIRNESS, FAIRNESS_LEXIMIN,
		"leximin|最低满足率优先|逐级最低满足率优先"},
	{ALIAS_FAIRNESS, FAIRNESS_TOTAL, "total|总量优先|总量"},
	{ALIAS_FAIRNESS, FAIRNESS_PROPORTIONAL, "proportional|按比例|等比例"},

	{ALIAS_UNMET, UNMET_LAPSES, "lapses|作废|失效|不补"},
	{ALIAS_UNMET, UNMET_WAITS, "waits|等待|顺延|可补"},

	{ALIAS_REACH, REACH_OWN, "own|own place|本点|本地点|自用"},
	{ALIAS_REACH, REACH_ANYWHERE, "anywhere|不限|全域|各地"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_PROVINCE, "province|省|全省|本省"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_CITY, "city|市|全市|本市"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_DISTRICT, "district|区|县|区县|全区|全县|本区|本县|county"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_STREET, "street|街道|乡镇|乡|镇|全街道|全镇|本街道|本乡镇|本镇|town|township"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_COMMUNITY, "community|社区|本社区"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_VILLAGE, "village|村|本村|全村"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_ESTATE, "estate|小区|本小区"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_GRID, "grid|网格|本网格"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_BUILDING, "building|楼栋|本楼栋"},
	{ALIAS_REACH, ALIAS_REACH_KIND + PLACE_UNIT, "unit|单元|本单元"},

	{ALIAS_OWNER, ALIAS_OWNER_SELF, "own|自有|本单位|self|holder"},
	{ALIAS_OWNER, ALIAS_OWNER_GOVERNMENT, "government|政府|政府所有|代储"},

	{ALIAS_YES_NO, 0, "no|n|否|无|不|false|0|×"},
	{ALIAS_YES_NO, 1, "yes|y|是|有|true|1|√|✓"},

	{ALIAS_ROAD, ALIAS_ROAD_ROUTE, "route|线路|运输线路"},
	{ALIAS_ROAD, ALIAS_ROAD_SEGMENT, "segment|路段|桥梁|桥"},
	{ALIAS_ROAD, ALIAS_ROAD_VEHICLES, "vehicles|车辆|车辆运力"},
	{ALIAS_ROAD, ALIAS_ROAD_HELPERS, "helpers|社区配送力量|配送力量|人手"},
	{ALIAS_ROAD, ALIAS_ROAD_BUDGET, "budget|预算|运费预算"},

	{ALIAS_NEED, ALIAS_NEED_CLAIM, "need|需求"},
	{ALIAS_NEED, ALIAS_NEED_MINIMUM, "minimum|最低保障|硬性下限"},
	{ALIAS_NEED, ALIAS_NEED_END_STOCK, "end-stock|期末结存|期末库存"},

	{ALIAS_CHANGE, 0, "first|先"},
	{ALIAS_CHANGE, 1, "last|后"},

	{ALIAS_VIEW, VIEW_BOOK, "book|账面"},
	{ALIAS_VIEW, VIEW_STRICT, "strict|从严|严格"},
	{ALIAS_VIEW, VIEW_USABLE, "usable|可用"},

	{ALIAS_GRADE, GRADE_LOW, "low|一般"},
	{ALIAS_GRADE, GRADE_MEDIUM, "medium|较重"},
	{ALIAS_GRADE, GRADE_HIGH, "high|严重"},

	{ALIAS_FINDING_STATUS, FINDING_DOUBT, "doubt|疑点"},
	{ALIAS_FINDING_STATUS, FINDING_VERIFYING, "verifying|核实|核实中"},
	{ALIAS_FINDING_STATUS, FINDING_PROBLEM, "problem|问题"},
	{ALIAS_FINDING_STATUS, FINDING_EXPLAINED, "explained|已说明"},

	{ALIAS_MAPPING, MAP_ITEM, "item|物资"},
	{ALIAS_MAPPING, MAP_UNIT, "unit|单位|计量单位"},
	{ALIAS_MAPPING, MAP_HOLDER, "holder|储备主体"},
	{ALIAS_MAPPING, MAP_OWNER, "owner|所有者"},
	{ALIAS_MAPPING, MAP_TIME, "time|时间|截至时间"},

	{ALIAS_MEASURE, MEASURE_UNMET, "unmet|未满足|未满足需求"},
	{ALIAS_MEASURE, MEASURE_UNFAIR, "unfair|不公平|分配不均"},
	{ALIAS_MEASURE, MEASURE_LATE, "late|迟到|送达延迟"},
	{ALIAS_MEASURE, MEASURE_WASTED, "wasted|浪费|到期未用"},
	{ALIAS_MEASURE, MEASURE_COST, "cost|费用|运输费用"},
	{ALIAS_MEASURE, MEASURE_BREACHES, "breaches|违规|违反规则"},
	{ALIAS_OBSERVED, ALIAS_OBSERVED_STRENGTH, "strength|优点|亮点"},
	{ALIAS_OBSERVED, ALIAS_OBSERVED_IMPROVE, "improve|待改进|不足"},

	{ALIAS_SOURCE_KIND, SOURCE_SUPPLY, "supply|库存|供应"},
	{ALIAS_SOURCE_KIND, SOURCE_DEMAND, "demand|需求"},
	{ALIAS_SOURCE_KIND, SOURCE_REGISTER, "register|名录|台账"},
};
#define NWORDS (sizeof words / sizeof *words)

int alias_parse(enum alias_kind kind, const char *text, size_t n)
{
	struct text folded;
	int value = -1;
	size_t i;

	text_init(&folded);
	alias_fold(text, n, &folded, NULL);
	for (i = 0; value < 0 && i < NWORDS; i++) {
		if (words[i].kind == kind && alias_matches(text_str(&folded), words[i].list))
			value = words[i].value;
	}
	text_release(&folded);
	return value;
}

/* The first word of the list that is not English. */
static const char *first_chinese(const char *list, size_t *n)
{
	for (;;) {
		*n = strcspn(list, "|");
		if ((unsigned char)*list >= 0x80)
			return list;
		if (list[*n] == '\0')
			return NULL;
		list += *n + 1;
	}
}

void alias_list(enum alias_kind kind, struct text *out)
{
	size_t i;
	bool first = true;

	for (i = 0; i < NWORDS; i++) {
		const char *chinese;
		size_t n;

		if (words[i].kind != kind)
			continue;
		text_puts(out, first ? "" : _(", "));
		text_add(out, words[i].list, strcspn(words[i].list, "|"));
		chinese = first_chinese(words[i].list, &n);
		if (chinese) {
			text_putc(out, ' ');
			text_add(out, chinese, n);
		}
		first = false;
	}
}

/* ---- units ---- */

struct unit {
	const char *code; /* UN/ECE Rec 20; packages are X and the code of Rec 21 */
	const char *list;
	bool piece;
};

static const struct unit units[] = {
	{"LTR", "升|公升|l|litre|liter|litres|liters", false},
	{"MLT", "毫升|ml|millilitre|milliliter", false},
	{"MTQ", "立方米|方|m3|cubic metre", false},
	{"KGM", "公斤|千克|kg|kilogram|kilograms", false},
	{"GRM", "克|g|gram|grams", false},
	{"TNE", "吨|t|tonne|ton|tonnes", false},
	{"MTR", "米|m|metre|meter", false},
	{"C62",
		"个|只|件|枚|顶|张|片|条|床|支|根|台|部|把|块|份|粒|艘|piece|pieces|pcs|one|unit|"
		"units",
		true},
	{"H87", "pc", true},
	{"EA", "each", true},
	{"SET", "套|set|sets|kit", false},
	{"PR", "双|对|副|pair|pairs", false},
	{"XBO", "瓶|bottle|bottles", false},
	{"XBG", "袋|bag|bags", false},
	{"XBX", "盒|box|boxes", false},
	{"XCT", "箱|纸箱|carton|cartons|ctn", false},
	{"XPK", "包|package|packet|packets|packages", false},
	{"XBJ", "桶|bucket|buckets|drum|barrel", false},
	{"XCA", "罐|听|can|cans|tin", false},
	{"XRO", "卷|roll|rolls", false},
	{"XPX", "托盘|托|板|pallet|pallets", false},
	{"XCR", "筐|crate|crates", false},
};
#define NUNITS (sizeof units / sizeof *units)

const char *alias_unit(const char *text, size_t n)
{
	struct text folded;
	const char *code = NULL;
	char upper[8];
	size_t i;

	if (n < sizeof upper) { /* a code as it is */
		memcpy(upper, text, n);
		upper[n] = '\0';
		for (i = 0; i < NUNITS; i++) {
			if (strcmp(units[i].code, upper) == 0)
				return units[i].code;
		}
	}
	text_init(&folded);
	alias_fold(text, n, &folded, NULL);
	for (i = 0; !code && i < NUNITS; i++) {
		if (alias_matches(text_str(&folded), units[i].list))
			code = units[i].code;
	}
	text_release(&folded);
	return code;
}

bool alias_unit_is_piece(const char *code)
{
	size_t i;

	for (i = 0; i < NUNITS; i++) {
		if (strcmp(units[i].code, code) == 0)
			return units[i].piece;
	}
	return false;
}

bool alias_unit_factor(const char *from, const char *to, struct ratio *factor)
{
	static const struct {
		const char *code;
		int kind;
		int64_t size; /* in the smallest of the kind */
	} scale[] = {
		{"MLT", 0, 1},
		{"LTR", 0, 1000},
		{"MTQ", 0, 1000000},
		{"GRM", 1, 1},
		{"KGM", 1, 1000},
		{"TNE", 1, 1000000},
	};
	size_t i, j, nscale = sizeof scale / sizeof *scale;

	for (i = 0; i < nscale && strcmp(scale[i].code, from) != 0; i++)
		;
	for (j = 0; j < nscale && strcmp(scale[j].code, to) != 0; j++)
		;
	if (i == nscale || j == nscale || scale[i].kind != scale[j].kind)
		return false;
	*factor = ratio_make(scale[i].size, scale[j].size);
	return true;
}

/* ---- time ---- */

struct time_unit {
	int32_t months;
	int64_t seconds;
	const char *list;
};

static const struct time_unit time_units[] = {
	{0, 1, "秒|秒钟|s|sec|second|seconds"},
	{0, 60, "分钟|分|min|mins|minute|minutes"},
	{0, 3600, "小时|个小时|时|钟头|h|hr|hour|hours"},
	{0, 86400, "天|日|d|day|days"},
	{0, 7 * 86400, "周|星期|个星期|w|week|weeks"},
	{1, 0, "个月|月|mo|month|months"},
	{12, 0, "年|y|yr|year|years"},
};

/* The unit that the folded text at *p begins with, steps over it; digits and 半
 * begin the next number. */
static const struct time_unit *take_time_unit(const char **p)
{
	char word[32];
	size_t n = 0, i;

	while ((*p)[n] && !((*p)[n] >= '0' && (*p)[n] <= '9') &&
		strncmp(*p + n, "半", strlen("半")) != 0)
		n++;
	if (n == 0 || n >= sizeof word)
		return NULL;
	memcpy(word, *p, n);
	word[n] = '\0';
	*p += n;
	for (i = 0; i < sizeof time_units / sizeof *time_units; i++) {
		if (alias_matches(word, time_units[i].list))
			return &time_units[i];
	}
	return NULL;
}

/* One "6小时" at *p added to the sum; also "1个半小时", and the half behind the
 * unit in "2小时半". *last is the unit before it, NULL at the beginning. */
static bool take_duration(const char **p, const struct time_unit **last, struct duration *sum)
{
	static const char half[] = "半", and_half[] = "个半";
	const struct time_unit *unit;
	struct ratio count;
	bool behind = false;
	int64_t part;
	size_t n;

	if (strncmp(*p, half, strlen(half)) == 0) {
		*p += strlen(half);
		count = ratio_make(1, 2);
		behind = !**p;
	} else {
		n = strspn(*p, "0123456789.");
		if (n == 0 || n > 9 || ratio_parse(*p, n, &count) != NUMBER_OK)
			return false;
		*p += n;
		if (count.den == 1 && strncmp(*p, and_half, strlen(and_half)) == 0) {
			*p += strlen(and_half);
			count = ratio_make(2 * count.num + 1, 2);
		}
	}
	unit = behind ? *last : take_time_unit(p);
	if (!unit || count.num > 1000000000)
		return false;
	*last = unit;
	if (unit->months > 0) {
		if (count.num * unit->months % count.den != 0)
			return false;
		part = sum->months + count.num * unit->months / count.den;
		if (part > 12000)
			return false;
		sum->months = (int32_t)part;
		return true;
	}
	if (count.num * unit->seconds % count.den != 0)
		return false;
	sum->seconds += count.num * unit->seconds / count.den;
	return sum->seconds <= INT64_C(86400) * 366 * 300;
}

bool alias_duration(const char *text, size_t n, struct duration *out)
{
	struct duration sum = {0, 0};
	const struct time_unit *last = NULL;
	struct text folded;
	const char *p;
	bool good;

	if (duration_parse(text, n, out))
		return true;
	if (alias_has_wide_digits(text, n) || memchr(text, '-', n) || memchr(text, '_', n) ||
		memchr(text, '*', n))
		return false;
	text_init(&folded);
	alias_fold(text, n, &folded, NULL);
	p = text_str(&folded);
	good = *p != '\0';
	while (good && *p)
		good = take_duration(&p, &last, &sum);
	text_release(&folded);
	if (good)
		*out = sum;
	return good;
}

/* Digits at *p, at least one and at most `most`; -1 when there are none. */
static int take_digits(const char **p, const char *end, int most)
{
	int value = 0, n = 0;

	while (*p < end && n < most && **p >= '0' && **p <= '9') {
		value = value * 10 + (**p - '0');
		(*p)++;
		n++;
	}
	return n > 0 ? value : -1;
}

static bool take_mark(const char **p, const char *end, const char *mark)
{
	size_t n = strlen(mark);

	if ((size_t)(end - *p) < n || memcmp(*p, mark, n) != 0)
		return false;
	*p += n;
	return true;
}

/* A date at *p in one of the forms. */
static bool take_day(const char **p, const char *end, day *out)
{
	static const char *const marks[][3] = {
		{"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}, {"", "", ""}};
	int year = take_digits(p, end, 4), month, date;
	char iso[10];
	size_t i;

	for (i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (take_mark(p, end, marks[i][0]))
			break;
	}
	month = take_digits(p, end, 2);
	if (year < 1000 || month < 1 || month > 12 || !take_mark(p, end, marks[i][1]))
		return false;
	date = take_digits(p, end, 2);
	if (date < 1 || date > 31 || !take_mark(p, end, marks[i][2]))
		return false;
	iso[0] = (char)('0' + year / 1000);
	iso[1] = (char)('0' + year / 100 % 10);
	iso[2] = (char)('0' + year / 10 % 10);
	iso[3] = (char)('0' + year % 10);
	iso[4] = iso[7] = '-';
	iso[5] = (char)('0' + month / 10);
	iso[6] = (char)('0' + month % 10);
	iso[8] = (char)('0' + date / 10);
	iso[9] = (char)('0' + date % 10);
	return day_parse(iso, 10, out);
}

bool alias_day(const char *text, size_t n, day *out)
{
	const char *p = text;
	day found;

	if (!take_day(&p, text + n, &found) || p != text + n)
		return false;
	*out = found;
	return true;
}

bool alias_offset(const char *text, size_t n, int32_t *offset)
{
	const char *p = text, *end = text + n;
	int hours, minutes = 0, sign;

	if (n == strlen("北京时间") && memcmp(text, "北京时间", n) == 0) {
		*offset = 8 * 3600;
		return true;
	}
	if (take_mark(&p, end, "UTC") && p == end) {
		*offset = 0;
		return true;
	}
	if (p == text && n == 1 && (*p == 'Z' || *p == 'z')) {
		*offset = 0;
		return true;
	}
	if (p >= end || (*p != '+' && *p != '-'))
		return false;
	sign = *p++ == '-' ? -1 : 1;
	hours = take_digits(&p, end, 2);
	if (hours < 0 || hours > 14)
		return false;
	if (p < end) {
		take_mark(&p, end, ":");
		minutes = take_digits(&p, end, 2);
	}
	if (p != end || minutes < 0 || minutes > 59)
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool alias_instant(
	const char *text, size_t n, int32_t offset, struct instant *out, bool *stated, bool *timed)
{
	const char *p = text, *end = text + n;
	int hour = 0, minute = 0, second = 0;
	struct instant found;
	day date;

	*stated = false;
	*timed = false;
	if (!take_day(&p, end, &date))
		return false;
	if (p < end) {
		/* nothing need stand behind 日 */
		if (!take_mark(&p, end, "T") && *p != ' ' && p[-1] >= '0' && p[-1] <= '9')
			return false;
		while (take_mark(&p, end, " "))
			;
		hour = take_digits(&p, end, 2);
		if (!take_mark(&p, end, ":") && !take_mark(&p, end, "时") &&
			!take_mark(&p, end, "点"))
			return false;
		minute = take_digits(&p, end, 2);
		if (minute < 0 && p == end) /* 8时 */
			minute = 0;
		if (take_mark(&p, end, ":"))
			second = take_digits(&p, end, 2);
		else
			take_mark(&p, end, "分");
		*timed = true;
	}
	if (hour < 0 || minute < 0 || second < 0 || hour > 24 || minute > 59 || second > 59 ||
		(hour == 24 && (minute || second)))
		return false;
	while (take_mark(&p, end, " "))
		;
	found.offset = offset;
	if (p < end) {
		if (!*timed || !alias_offset(p, (size_t)(end - p), &found.offset))
			return false;
		*stated = true;
	}
	found.seconds = day_start(date, found.offset) + hour * 3600 + minute * 60 + second;
	*out = found;
	return true;
}

/* ---- what must not be read as it stands ---- */

bool alias_has_wide_digits(const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i;

	for (i = 0; i + 2 < n; i++) { /* U+FF0E and U+FF10 to U+FF19 */
		if (s[i] == 0xef && s[i + 1] == 0xbc &&
			(s[i + 2] == 0x8e || (s[i + 2] >= 0x90 && s[i + 2] <= 0x99)))
			return true;
	}
	return false;
}

/* Folded already. */
static const char *const total_words[] = {"合计", "小计", "总计", "共计", "总和", "累计", "合计:",
	"小计:", "总计:", "总合计", "total", "totals", "subtotal", "grandtotal", "sum", "total:",
	"subtotal:"};

bool alias_is_total(const char *text, size_t n)
{
	struct text folded;
	bool found = false;
	size_t i;

	if (n < 3 || n > 40)
		return false;
	switch ((unsigned char)text[0]) { /* how such a word can begin: most cells end here */
	case 'T':
	case 't':
	case 'S':
	case 's':
	case 'G':
	case 'g':
		break;
	case 0xe5: /* 合 小 共 */
		if (memcmp(text, "合", 3) != 0 && memcmp(text, "小", 3) != 0 &&
			memcmp(text, "共", 3) != 0)
			return false;
		break;
	case 0xe6: /* 总 */
	case 0xe7: /* 累 */
		if (memcmp(text, "总", 3) != 0 && memcmp(text, "累", 3) != 0)
			return false;
		break;
	case 0xef: /* full-width letters */
		break;
	default:
		return false;
	}
	text_init(&folded);
	alias_fold(text, n, &folded, NULL);
	for (i = 0; !found && i < sizeof total_words / sizeof *total_words; i++)
		found = strcmp(text_str(&folded), total_words[i]) == 0;
	text_release(&folded);
	return found;
}
