/* The sheet of settings: one setting a row, as key and value. */
#include "io/sheets.h"

#include "base/diag_mark.h"
#include "base/text.h"
#include "io/aliases.h"
#include "io/nearest.h"
#include "models/estimates.h"
#include "models/scenario_words.h"

#include <string.h>

enum { KEY, VALUE, NOTE };
static const struct sheet_column columns[] = {
	[KEY] = {"key|setting|name", "项目|设置|设置项|键", SHEET_REQUIRED},
	[VALUE] = {"value", "内容|值|取值|设置值", SHEET_REQUIRED},
	[NOTE] = {"note|notes|remark", "说明|备注", 0},
};
static const struct sheet_form form = {
	"settings", "设置", columns, sizeof columns / sizeof *columns, true};

enum setting {
	SET_ID,
	SET_TITLE,
	SET_TITLE_EN,
	SET_OFFICE,
	SET_OFFICE_EN,
	SET_LANGUAGE,
	SET_CURRENCY,
	SET_QUALITY,
	SET_ENCODING,
	SET_ZONE,
	SET_START,
	SET_PERIOD,
	SET_COUNT,
	SET_AS_OF,
	SET_STOCK_AS_OF,
	SET_DEFAULT_TIER,
	SET_FAIRNESS,
	SET_AUTONOMY,
	SET_SPREAD,
	SET_LOOK_AHEAD,
	SET_STALE_AFTER,
	SET_STEP,
	SET_CHANGE,
	SET_BUDGET,
	SET_ESTIMATE_KM,
	SET_ESTIMATE_SPEED,
	SET_ESTIMATE_DETOUR,
	SET_ESTIMATE_COST,
	SET_ESTIMATE_FROM,
	SET_ESTIMATE_TO,
	SETTINGS
};

static const struct {
	const char *en, *zh;
} settings[SETTINGS] = {
	[SET_ID] = {"id", "编号|方案编号"},
	[SET_TITLE] = {"title", "标题|名称"},
	[SET_TITLE_EN] = {"title-en|english title", "英文标题"},
	[SET_OFFICE] = {"office", "单位|发文单位|指挥机构"},
	[SET_OFFICE_EN] = {"office-en|english office", "英文单位"},
	[SET_LANGUAGE] = {"language", "语言"},
	[SET_CURRENCY] = {"currency", "币种|货币"},
	[SET_QUALITY] = {"quality|data quality", "数据质量"},
	[SET_ENCODING] = {"encoding", "编码"},
	[SET_ZONE] = {"time-zone|timezone", "时区"},
	[SET_START] = {"start|start time", "起始时间|开始时间"},
	[SET_PERIOD] = {"period", "时段|时段长度"},
	[SET_COUNT] = {"count|periods", "时段数"},
	[SET_AS_OF] = {"as-of", "当前时间|截至时间"},
	[SET_STOCK_AS_OF] = {"stock-as-of", "库存时间|库存申报时间"},
	[SET_DEFAULT_TIER] = {"default-tier", "默认优先级"},
	[SET_FAIRNESS] = {"fairness", "公平规则"},
	[SET_AUTONOMY] = {"autonomy", "属地优先比例"},
	[SET_SPREAD] = {"spread", "满足率差距上限|差距上限"},
	[SET_LOOK_AHEAD] = {"look-ahead", "前瞻期|前瞻时段"},
	[SET_STALE_AFTER] = {"stale-after", "过期未盘点期限|盘点有效期"},
	[SET_STEP] = {"step", "步长|公平步长"},
	[SET_CHANGE] = {"change", "变更次序"},
	[SET_BUDGET] = {"budget", "预算|运费预算"},
	[SET_ESTIMATE_KM] = {"estimate-max-km", "估算最大距离"},
	[SET_ESTIMATE_SPEED] = {"estimate-speed-kmh", "估算车速"},
	[SET_ESTIMATE_DETOUR] = {"estimate-detour", "估算绕行系数"},
	[SET_ESTIMATE_COST] = {"estimate-cost-per-km-tonne", "估算运费|每吨公里运费"},
	[SET_ESTIMATE_FROM] = {"estimate-from", "估算起点类型"},
	[SET_ESTIMATE_TO] = {"estimate-to", "估算终点类型"},
};

/* A time that waits for the time zone, which may stand in a later row. */
struct later {
	bool given;
	char text[80];
	size_t n;
	struct value_place at;
};

struct settings_reading {
	struct sheet sheet;
	int32_t row_of[SETTINGS]; /* row of each setting, 0 = not given */
	struct later start, as_of, stock_as_of;
	struct estimate estimate;
};

/* ---- the encoding, before anything can be read ---- */

enum { PEEK = 1 << 16 };

/* Steps over one of the words, whatever its encoding; NULL when none is here. */
static const char *skip_key(const char *line, const char *end)
{
	static const char *const keys[] = {"encoding", "\xe7\xbc\x96\xe7\xa0\x81" /* UTF-8 */,
		"\xb1\xe0\xc2\xeb" /* 编码 in GB18030 */};
	size_t i;

	if (line < end && *line == '"')
		line++;
	for (i = 0; i < sizeof keys / sizeof *keys; i++) {
		size_t n = strlen(keys[i]);

		if ((size_t)(end - line) > n && memcmp(line, keys[i], n) == 0) {
			line += n;
			if (line < end && *line == '"')
				line++;
			return line < end && *line == ',' ? line + 1 : NULL;
		}
	}
	return NULL;
}

/* The encoding that the bytes of the settings name for themselves and for all
 * other sheets; -1 when they name none. */
static int peek_encoding(const char *bytes, size_t n)
{
	const char *end = bytes + n, *line = bytes;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		const char *value = skip_key(line, stop ? stop : end);

		if (value) {
			char name[16];
			size_t length = 0;

			while (length + 1 < sizeof name && value < end &&
				!strchr(",\"\r\n \t", *value))
				name[length++] = *value++;
			name[length] = '\0';
			return csv_encoding_parse(name);
		}
		if (!stop)
			break;
		line = stop + 1;
	}
	return -1;
}

static void find_encoding(struct reading *r)
{
	const char *const names[] = {form.zh, form.en};
	struct text path;
	int i, found = -1;

	text_init(&path);
	for (i = 0; i < 2 && found < 0; i++) {
		struct file_reader *file;
		char bytes[PEEK];
		int64_t n;

		text_clear(&path);
		if (!r->folder)
			break;
		text_printf(&path, "%s/%s.csv", r->folder, names[i]);
		file = file_open(text_str(&path), SOURCE_BYTES_MAX);
		if (!file)
			continue;
		n = file_next(file, bytes, sizeof bytes);
		if (n > 0)
			found = peek_encoding(bytes, (size_t)n);
		file_close(file, NULL);
	}
	for (i = 0; i < r->nmemory && found < 0; i++) {
		const struct memory_sheet *memory = &r->memory[i];

		if (strncmp(memory->name, form.zh, strlen(form.zh)) == 0 ||
			strncmp(memory->name, form.en, strlen(form.en)) == 0)
			found = peek_encoding(memory->bytes, memory->n);
	}
	if (found >= 0)
		r->encoding = (enum csv_encoding)found;
	text_release(&path);
}

/* ---- single settings ---- */

static void keep_later(struct sheet *sheet, struct later *later)
{
	struct arena *arena = &sheet->r->diags->arena;
	struct entry cell;

	if (!sheet_cell(sheet, VALUE, &cell))
		return;
	if (cell.n >= sizeof later->text) {
		SHEET_FAULT(sheet, VALUE, 209, _("this is not a point in time"));
		return;
	}
	later->given = true;
	memcpy(later->text, cell.text, cell.n);
	later->n = cell.n;
	later->at = cell.at;
	later->at.line = arena_text(arena, cell.at.line, cell.at.line_length);
}

static void read_encoding(struct sheet *sheet)
{
	struct entry cell;
	char name[16] = "";

	if (!sheet_cell(sheet, VALUE, &cell))
		return;
	if (cell.n < sizeof name)
		memcpy(name, cell.text, cell.n);
	if (csv_encoding_parse(name) < 0) {
		struct diag *item = SHEET_FAULT(sheet, VALUE, 157, _("this encoding is not known"));

		diag_remedy(sheet->r->diags, item, _("write UTF-8, GB18030 or GBK"));
	}
}

static void read_zone(struct sheet *sheet)
{
	struct reading *r = sheet->r;
	struct entry cell;
	struct diag *item;

	if (!sheet_cell(sheet, VALUE, &cell))
		return;
	if (alias_offset(cell.text, cell.n, &r->offset)) {
		r->offset_stated = true;
		return;
	}
	item = SHEET_FAULT(sheet, VALUE, 254, _("this is not an offset from UTC"));
	diag_remedy(r->diags, item, _("write for example +08:00"));
}

static void read_currency(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	struct entry cell;
	struct diag *item;

	if (!sheet_cell(sheet, VALUE, &cell))
		return;
	if (cell.n == strlen("人民币") && memcmp(cell.text, "人民币", cell.n) == 0) {
		s->currency = "CNY";
		return;
	}
	if (currency_is_code(cell.text, cell.n)) {
		s->currency = arena_text(&s->arena, cell.text, 3);
		return;
	}
	item = SHEET_FAULT(sheet, VALUE, 252, _("this is not a currency"));
	diag_remedy(
		sheet->r->diags, item, _("write its three letters of ISO 4217, for example CNY"));
}

static void read_language(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	struct entry cell;
	struct diag *item;

	if (!sheet_cell(sheet, VALUE, &cell))
		return;
	if ((cell.n >= 2 && strncmp(cell.text, "zh", 2) == 0) ||
		(cell.n == strlen("中文") && memcmp(cell.text, "中文", cell.n) == 0)) {
		s->language = "zh-CN";
	} else if ((cell.n >= 2 && strncmp(cell.text, "en", 2) == 0) ||
		(cell.n == strlen("英文") && memcmp(cell.text, "英文", cell.n) == 0)) {
		s->language = "en";
	} else {
		item = SHEET_FAULT(sheet, VALUE, 252, _("this language is not known"));
		diag_remedy(sheet->r->diags, item, _("write zh or en"));
	}
}

static void read_kinds(struct sheet *sheet, uint32_t *kinds)
{
	struct entry cell, part;
	size_t at = 0;

	if (!sheet_cell(sheet, VALUE, &cell))
		return;
	*kinds = 0;
	while (list_next(&cell, &at, &part)) {
		int kind = 0;

		if (value_word(
			    sheet->r->diags, &part.at, part.text, part.n, ALIAS_PLACE_KIND, &kind))
			*kinds |= 1u << kind;
		else
			sheet->ok = false;
	}
}

static void read_budget(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	int64_t amount = -1;
	struct limit *limit;
	int32_t i;

	if (!cell_money(sheet, VALUE, &amount) || amount < 0)
		return;
	i = ARRAY_ADD(&s->limits, &s->nlimits, &s->limits_room);
	limit = &s->limits[i];
	limit->kind = LIMIT_BUDGET;
	limit->place = -1;
	limit->amount = amount;
	limit->when = (struct periods){0, INT32_MAX};
	limit->where = sheet_where(sheet);
}

/* Speed and cost of estimated routes: cost in fen per km and tonne. */
static void read_estimate(struct sheet *sheet, enum setting setting, struct estimate *estimate)
{
	struct ratio value = {0, 1};
	int64_t speed = 0;

	switch (setting) {
	case SET_ESTIMATE_KM:
		cell_metres(sheet, VALUE, &estimate->max_metres);
		break;
	case SET_ESTIMATE_SPEED:
		if (cell_metres(sheet, VALUE, &speed))
			estimate->speed = speed;
		break;
	case SET_ESTIMATE_DETOUR:
		cell_ratio(sheet, VALUE, &estimate->detour);
		break;
	default:
		if (cell_ratio(sheet, VALUE, &value) && sheet_given(sheet, VALUE))
			ratio_mul(value, ratio_make(100, 1), &estimate->cost_per_km_tonne);
	}
}

static bool read_text_setting(struct sheet *sheet, enum setting setting)
{
	struct scenario *s = sheet->r->s;
	bool english = strncmp(s->language, "en", 2) == 0;

	switch (setting) {
	case SET_TITLE:
		return cell_text(sheet, VALUE, english ? &s->title.en : &s->title.zh);
	case SET_TITLE_EN:
		return cell_text(sheet, VALUE, &s->title.en);
	case SET_OFFICE:
		return cell_text(sheet, VALUE, english ? &s->office.en : &s->office.zh);
	case SET_OFFICE_EN:
		return cell_text(sheet, VALUE, &s->office.en);
	default:
		return false;
	}
}

static void read_policy(struct sheet *sheet, enum setting setting)
{
	struct policy *policy = &sheet->r->s->policy;
	int value;

	switch (setting) {
	case SET_FAIRNESS:
		value = (int)policy->fairness;
		if (cell_word(sheet, VALUE, ALIAS_FAIRNESS, &value))
			policy->fairness = (enum fairness)value;
		break;
	case SET_AUTONOMY:
		cell_percent(sheet, VALUE, &policy->autonomy);
		break;
	case SET_SPREAD:
		policy->has_spread = cell_percent(sheet, VALUE, &policy->spread);
		break;
	case SET_LOOK_AHEAD:
		cell_index(sheet, VALUE, 1, PERIODS_MAX, &policy->look_ahead);
		break;
	case SET_STALE_AFTER:
		policy->has_stale_after = cell_duration(sheet, VALUE, &policy->stale_after);
		break;
	case SET_STEP:
		cell_percent(sheet, VALUE, &policy->step);
		break;
	default:
		value = policy->change_last;
		if (cell_word(sheet, VALUE, ALIAS_CHANGE, &value))
			policy->change_last = value != 0;
	}
}

static void read_setting(struct settings_reading *reading, enum setting setting)
{
	struct sheet *sheet = &reading->sheet;
	struct scenario *s = sheet->r->s;
	const char *id;

	switch (setting) {
	case SET_ID:
		id = cell_id(sheet, VALUE, VALUE);
		s->id = id ? id : s->id;
		break;
	case SET_LANGUAGE:
		read_language(sheet);
		break;
	case SET_CURRENCY:
		read_currency(sheet);
		break;
	case SET_QUALITY:
		cell_quality(sheet, VALUE, &s->quality);
		break;
	case SET_ENCODING:
		read_encoding(sheet);
		break;
	case SET_ZONE:
		read_zone(sheet);
		break;
	case SET_START:
		keep_later(sheet, &reading->start);
		break;
	case SET_AS_OF:
		keep_later(sheet, &reading->as_of);
		break;
	case SET_STOCK_AS_OF:
		keep_later(sheet, &reading->stock_as_of);
		break;
	case SET_PERIOD:
		cell_seconds(sheet, VALUE, &s->period);
		break;
	case SET_COUNT:
		cell_index(sheet, VALUE, 1, PERIODS_MAX, &s->nperiods);
		break;
	case SET_DEFAULT_TIER:
		cell_index(sheet, VALUE, 1, 1000, &s->default_tier);
		break;
	case SET_BUDGET:
		read_budget(sheet);
		break;
	case SET_ESTIMATE_FROM:
		read_kinds(sheet, &reading->estimate.from_kinds);
		break;
	case SET_ESTIMATE_TO:
		read_kinds(sheet, &reading->estimate.to_kinds);
		break;
	case SET_ESTIMATE_KM:
	case SET_ESTIMATE_SPEED:
	case SET_ESTIMATE_DETOUR:
	case SET_ESTIMATE_COST:
		read_estimate(sheet, setting, &reading->estimate);
		break;
	default:
		if (!read_text_setting(sheet, setting))
			read_policy(sheet, setting);
	}
}

/* ---- rows ---- */

static void report_unknown(struct sheet *sheet, const struct entry *key)
{
	struct diags *d = sheet->r->diags;
	struct nearest search;
	struct diag *item;
	int i;

	nearest_init(&search, key->text, key->n);
	for (i = 0; i < SETTINGS; i++) {
		const char *const lists[] = {settings[i].en, settings[i].zh};
		int k;

		for (k = 0; k < 2; k++)
			nearest_offer(
				&search, arena_text(&d->arena, lists[k], strcspn(lists[k], "|")));
	}
	item = VALUE_FAULT(d, &key->at, 168, _("the setting \"%.*s\" is not known"),
		(int)(key->n < 60 ? key->n : 60), key->text);
	if (search.name)
		diag_remedy(d, item, _("did you mean \"%s\"?"), search.name);
	else
		diag_remedy(
			d, item, _("docs/sheets.md lists the settings; delete the row otherwise"));
	sheet->ok = false;
}

/* The setting of the row, -1 after a diagnostic. */
static int find_setting(struct settings_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	struct text folded, bracket;
	struct entry key;
	int i, found = -1;

	if (!sheet_require(sheet, KEY) || !sheet_cell(sheet, KEY, &key))
		return -1;
	text_init(&folded);
	text_init(&bracket);
	alias_fold(key.text, key.n, &folded, &bracket);
	for (i = 0; found < 0 && i < SETTINGS; i++) {
		if (alias_matches(text_str(&folded), settings[i].en) ||
			alias_matches(text_str(&folded), settings[i].zh))
			found = i;
	}
	sheet->unit[VALUE] = NULL; /* 估算最大距离(公里): the unit of this row */
	if (bracket.length > 0)
		sheet->unit[VALUE] =
			arena_text(&sheet->r->diags->arena, bracket.bytes, bracket.length);
	text_release(&bracket);
	text_release(&folded);
	if (found < 0)
		report_unknown(sheet, &key);
	return found;
}

static void read_rows(struct settings_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	int setting;

	while (sheet_next(sheet)) {
		setting = find_setting(reading);
		if (setting < 0)
			continue;
		if (reading->row_of[setting]) {
			struct diag *item = SHEET_FAULT(sheet, KEY, 169,
				_("this setting was already given in row %d"),
				(int)reading->row_of[setting]);

			diag_remedy(sheet->r->diags, item, _("keep one of the two rows"));
			continue;
		}
		reading->row_of[setting] = sheet->csv.row;
		diags_cell(sheet->r->diags, sheet->csv.file, settings[setting].en,
			strcspn(settings[setting].en, "|"), sheet_heading(sheet, VALUE),
			sheet->at[VALUE], sheet->csv.row);
		if (sheet_given(sheet, VALUE))
			read_setting(reading, (enum setting)setting);
	}
}

static void finish_time(struct reading *r, struct later *later, struct instant *out)
{
	if (later->given && !value_instant(r, &later->at, later->text, later->n, false, out))
		r->ok = false;
}

/* What must have been given. */
static void finish(struct settings_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	struct reading *r = sheet->r;
	struct scenario *s = r->s;
	struct diag *item;

	s->where = s->horizon_where = s->policy.where = (struct where){sheet->csv.file, 0, 0};
	if (reading->as_of.given)
		s->as_of_where = s->where;
	finish_time(r, &reading->start, &s->start);
	finish_time(r, &reading->as_of, &s->as_of);
	if (reading->stock_as_of.given) {
		r->has_stock_as_of = true;
		r->stock_as_of_where = s->where;
		finish_time(r, &reading->stock_as_of, &r->stock_as_of);
	}
	s->ledger = !reading->start.given && !reading->row_of[SET_COUNT] && !reading->row_of[SET_PERIOD] &&
		reading->as_of.given;
	if (s->ledger)
		s->start = s->as_of;
	if (!sheet->lost && !s->ledger && (!reading->start.given || !reading->row_of[SET_COUNT])) {
		item = diag_add(r->diags, DIAG_ERROR, 171, (struct where){sheet->csv.file, 0, 0},
			_("the start 起始时间 or the number of periods 时段数 is missing"));
		diag_remedy(r->diags, item,
			_("add the rows, for example 起始时间 = 2026-12-01 08:00 and 时段数 = 14; ledgers to be "
			  "audited alone need only the as-of time 当前时间"));
		sheet->ok = false;
	}
	if (reading->estimate.max_metres >= 0) {
		int32_t i = ARRAY_ADD(&s->estimates, &s->nestimates, &s->estimates_room);

		s->estimates[i] = reading->estimate;
		s->estimates[i].where = (struct where){sheet->csv.file, 0, 0};
		if (reading->estimate.speed <= 0) {
			item = diag_add(r->diags, DIAG_ERROR, 171,
				(struct where){sheet->csv.file, 0, 0},
				_("estimated routes need a speed"));
			diag_remedy(r->diags, item,
				_("add the row estimate-speed-kmh 估算车速, in kilometres an "
				  "hour"));
			sheet->ok = false;
		}
	}
	if (!*s->id) {
		const char *title = s->title.zh ? s->title.zh : s->title.en;

		s->id = title ? id_make(&s->arena, title, strlen(title)) : NULL;
		if (!s->id)
			s->id = "scenario";
	}
}

bool sheets_settings(struct reading *r)
{
	struct settings_reading reading;
	enum sheet_found found;

	memset(&reading, 0, sizeof reading);
	reading.estimate.max_metres = -1;
	reading.estimate.detour = ratio_make(1, 1);
	reading.estimate.cost_per_km_tonne = (struct ratio){-1, 1};
	find_encoding(r);
	found = sheet_open(&reading.sheet, r, &form, NULL, NULL);
	if (found == SHEET_ABSENT) {
		struct diag *item = diag_add(r->diags, DIAG_ERROR, 160, WHERE_NONE,
			_("the folder %s has no sheet settings.csv 设置.csv"),
			r->folder ? r->folder : "");

		diag_remedy(r->diags, item,
			_("name a folder of sheets; `shecang init` writes one to begin with"));
		r->ok = false;
		return false;
	}
	if (!reading.sheet.lost &&
		alias_matches("key", reading.sheet.headings[reading.sheet.at[KEY]]))
		r->s->language = "en";
	read_rows(&reading);
	finish(&reading);
	return sheet_close(&reading.sheet);
}
