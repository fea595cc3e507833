/* A change as it is written becomes a struct alteration. */
#include "io/overlay_row.h"

#include "io/aliases.h"
#include "io/scenario_xml.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <string.h>

static const char *const verb_words[ALTER_VERBS] = {"set", "scale", "remove", "seal", "flood", "close",
	"move"};

const char *alteration_verb_word(enum alteration_verb verb)
{
	assert((unsigned)verb < ALTER_VERBS);
	return verb_words[verb];
}

#define CELL(k) (UINT32_C(1) << (k))
#define SELECTION \
	(CELL(ROW_WHAT) | CELL(ROW_ID) | CELL(ROW_ITEM) | CELL(ROW_GROUP) | CELL(ROW_PLACE) | \
		CELL(ROW_DESTINATION) | CELL(ROW_HOLDER) | CELL(ROW_SEGMENT) | CELL(ROW_KIND) | PERIODS)
#define PERIODS (CELL(ROW_FROM) | CELL(ROW_TO) | CELL(ROW_AT) | CELL(ROW_UNTIL))
static const struct {
	uint32_t allowed, required;
} forms[ALTER_VERBS] = {
	[ALTER_SET] = {SELECTION | CELL(ROW_FIELD) | CELL(ROW_VALUE) | CELL(ROW_UNIT),
		CELL(ROW_WHAT) | CELL(ROW_VALUE)},
	[ALTER_SCALE] = {SELECTION | CELL(ROW_FIELD) | CELL(ROW_BY), CELL(ROW_WHAT) | CELL(ROW_BY)},
	[ALTER_REMOVE] = {SELECTION, CELL(ROW_WHAT)},
	[ALTER_SEAL] = {CELL(ROW_PLACE) | PERIODS | CELL(ROW_GATE) | CELL(ROW_SELF_SUPPLY), CELL(ROW_PLACE)},
	[ALTER_FLOOD] = {CELL(ROW_PLACE) | PERIODS, CELL(ROW_PLACE)},
	[ALTER_CLOSE] = {CELL(ROW_ID) | CELL(ROW_SEGMENT) | CELL(ROW_PLACE) | CELL(ROW_DESTINATION) | PERIODS,
		0},
	[ALTER_MOVE] = {CELL(ROW_PLACE) | CELL(ROW_GROUP) | CELL(ROW_SHARE) | PERIODS | CELL(ROW_DESTINATION),
		CELL(ROW_PLACE) | CELL(ROW_DESTINATION)},
};

/* ---- Words ---- */

struct word {
	int value;
	const char *list;
};

static const struct word sort_words[] = {
	{ALTERED_RATE, "rate|rates|定额|需求定额"},
	{ALTERED_NEED, "need|needs|需求|定量需求"},
	{ALTERED_PEOPLE, "people|人口|人数"},
	{ALTERED_STOCK, "stock|库存"},
	{ALTERED_TRANSIT, "transit|donation|在途|在途物资|捐赠"},
	{ALTERED_HOLDER, "holder|holders|储备主体"},
	{ALTERED_TERMS, "terms|调用条件"},
	{ALTERED_AGREEMENT, "agreement|agreements|协议"},
	{ALTERED_ROUTE, "route|routes|线路|运输线路"},
	{ALTERED_SEGMENT, "segment|segments|路段"},
	{ALTERED_VEHICLES, "vehicles|车辆|车辆运力"},
	{ALTERED_HELPERS, "helpers|社区配送力量|配送力量"},
	{ALTERED_BUDGET, "budget|预算|运费预算"},
	{ALTERED_MINIMUM, "minimum|最低保障"},
	{ALTERED_END_STOCK, "end-stock|期末结存"},
	{ALTERED_TIER, "tier|tiers|优先级|保障优先级"},
	{ALTERED_GROUP, "group|人群"},
	{ALTERED_ITEM, "item|物资"},
	{ALTERED_POLICY, "policy|规则|策略"},
	{ALTERED_HORIZON, "horizon|计划期"},
	{ALTERED_PLACE, "place|地点"},
};
static const struct { /* the names of fields in the office's words */
	const char *name, *list;
} field_words[] = {
	{"amount", "每日用量|用量|定额|金额"}, {"tier", "优先级"}, {"rank", "次序"},
	{"quantity", "数量"}, {"count", "人数|时段数|数量"}, {"households", "户数"}, {"status", "状态"},
	{"expires", "有效期至|到期日"}, {"arrives", "到达时间"}, {"release", "可调用比例"},
	{"hold-back", "自留底线"}, {"notice", "备货时限"}, {"reach", "可调用范围"}, {"from", "生效日期"},
	{"to", "失效日期"}, {"lead", "运输时间|时长"}, {"cost-per-kg", "每公斤运费|运费"},
	{"capacity-kg", "运力|通行能力"}, {"closed", "中断时段|封闭时段"}, {"kg", "运力"},
	{"minutes", "分钟数"}, {"level", "优先级"}, {"visit-minutes", "上门分钟数"}, {"door", "上门"},
	{"value", "价值"}, {"mass-kg", "重量"}, {"fairness", "公平规则"}, {"autonomy", "属地优先比例"},
	{"spread", "差距上限"}, {"look-ahead", "前瞻时段数"}, {"stale-after", "盘点有效期"},
	{"step", "步长"}, {"period", "时段长度"}, {"start", "开始时间"},
};

int overlay_sort(const char *text, size_t n)
{
	struct text folded;
	int found = -1;

	text_init(&folded);
	alias_fold(text, n, &folded, NULL);
	for (size_t k = 0; found < 0 && k < sizeof sort_words / sizeof *sort_words; k++) {
		if (alias_matches(text_str(&folded), sort_words[k].list))
			found = sort_words[k].value;
	}
	text_release(&folded);
	return found;
}

static const struct field *find_field(enum altered what, const char *text, size_t n)
{
	const struct field *found = altered_field(what, text, n);
	struct text folded;

	if (found)
		return found;
	text_init(&folded);
	alias_fold(text, n, &folded, NULL);
	for (size_t k = 0; !found && k < sizeof field_words / sizeof *field_words; k++) {
		if (alias_matches(text_str(&folded), field_words[k].list))
			found = altered_field(what, field_words[k].name, strlen(field_words[k].name));
	}
	text_release(&folded);
	return found;
}

/* ---- Reading one change ---- */

struct row_reader {
	struct overlay_reading *o;
	const struct overlay_row *row;
	struct alteration c;
	bool good;
	struct periods *ranges;
	int32_t nranges, ranges_room;
	struct shelter *shelters;
	int32_t nshelters, shelters_room;
	const struct value_place *id_at;
};

static int shown(const struct entry *cell)
{
	return (int)(cell->n < 60 ? cell->n : 60);
}

#define ROW_FAULT(r, place, code, ...) \
	((r)->good = false, VALUE_FAULT((r)->o->things.diags, place, code, __VA_ARGS__))

static const struct entry *cell_of(const struct row_reader *r, enum overlay_cell cell)
{
	return r->row->given[cell] ? &r->row->cells[cell] : NULL;
}

static void note(struct row_reader *r, bool good)
{
	r->good = r->good && good;
}

/* Cells that the verb does not know, or lacks. */
static void check_form(struct row_reader *r)
{
	const struct overlay_row *row = r->row;
	struct diags *d = r->o->things.diags;
	struct diag *item;

	for (int k = 0; k < ROW_CELLS; k++) {
		if (row->given[k] && !(forms[row->verb].allowed & CELL(k))) {
			item = ROW_FAULT(r, &row->cells[k].at, 381, _("\"%s\" does not go with %s"),
				overlay_cell_name((enum overlay_cell)k), alteration_verb_word(row->verb));
			diag_remedy(d, item, _("leave it out; the manual lists what each change takes"));
		}
		if (!row->given[k] && (forms[row->verb].required & CELL(k))) {
			item = ROW_FAULT(r, &row->at, 382, _("%s needs \"%s\""), alteration_verb_word(row->verb),
				overlay_cell_name((enum overlay_cell)k));
			diag_remedy(d, item, _("state it; the manual lists what each change takes"));
		}
	}
	if (row->verb == ALTER_CLOSE && !row->given[ROW_ID] && !row->given[ROW_SEGMENT] &&
		!row->given[ROW_PLACE]) {
		item = ROW_FAULT(r, &row->at, 382, _("%s needs \"%s\""), alteration_verb_word(row->verb), "segment");
		diag_remedy(d, item, _("state the segment, the route (id) or the place that is closed"));
	}
}

static void read_what(struct row_reader *r)
{
	const struct entry *cell = cell_of(r, ROW_WHAT);
	struct text known;
	struct diag *item;
	int what;

	if (!cell || !(forms[r->row->verb].allowed & CELL(ROW_WHAT)))
		return;
	what = overlay_sort(cell->text, cell->n);
	if (what >= 0) {
		r->c.what = (enum altered)what;
	} else {
		item = ROW_FAULT(r, &cell->at, 383, _("\"%.*s\" is nothing that can be changed"), shown(cell),
			cell->text);
		text_init(&known);
		for (int k = 0; k < ALTERED_PLACE; k++)
			text_printf(&known, k ? ", %s" : "%s", altered_word((enum altered)k));
		diag_remedy(r->o->things.diags, item, _("write one of: %s"), text_str(&known));
		text_release(&known);
	}
	if (what >= 0 && r->row->verb == ALTER_REMOVE && !altered_removable((enum altered)what)) {
		item = ROW_FAULT(r, &cell->at, 383, _("\"%.*s\" cannot be removed"), shown(cell), cell->text);
		diag_remedy(r->o->things.diags, item,
			_("others may refer to it: remove its stock, people, needs or routes, or set them"));
	}
}

static void read_field(struct row_reader *r)
{
	const struct entry *cell = cell_of(r, ROW_FIELD);
	const struct field *fields;
	struct diag *item;
	struct text known;
	int n;

	if (r->row->verb > ALTER_SCALE || !r->good)
		return;
	fields = altered_fields(r->c.what, &n);
	r->c.field = cell ? find_field(r->c.what, cell->text, cell->n) : fields;
	if (!r->c.field) {
		item = ROW_FAULT(r, cell ? &cell->at : &r->row->at, 383, _("%s has no such field"),
			altered_word(r->c.what));
		text_init(&known);
		for (int k = 0; k < n; k++)
			text_printf(&known, k ? ", %s" : "%s", fields[k].name);
		diag_remedy(r->o->things.diags, item, _("write one of: %s"), n ? text_str(&known) : "-");
		text_release(&known);
	} else if (r->row->verb == ALTER_SCALE && !field_scales(r->c.field)) {
		item = ROW_FAULT(r, cell ? &cell->at : &r->row->at, 383, _("\"%s\" cannot be multiplied"),
			r->c.field->name);
		diag_remedy(r->o->things.diags, item, _("set it"));
	}
}

static void read_thing(struct row_reader *r, enum overlay_cell cell, enum thing thing, int32_t *out)
{
	const struct entry *e = cell_of(r, cell);

	if (e)
		note(r, value_thing(&r->o->things, &e->at, e->text, e->n, thing, out));
}

static void read_kind(struct row_reader *r)
{
	const struct entry *cell = cell_of(r, ROW_KIND);
	struct text known;
	struct diag *item;

	if (!cell)
		return;
	r->c.holder_kind = alias_parse(ALIAS_HOLDER_KIND, cell->text, cell->n);
	r->c.place_kind = r->c.holder_kind < 0 ? alias_parse(ALIAS_PLACE_KIND, cell->text, cell->n) : -1;
	if (r->c.holder_kind >= 0 || r->c.place_kind >= 0)
		return;
	item = ROW_FAULT(r, &cell->at, 383, _("\"%.*s\" is no kind of holder or place"), shown(cell), cell->text);
	text_init(&known);
	for (int k = 0; k < HOLDER_KINDS; k++)
		text_printf(&known, k ? ", %s" : "%s", holder_kind_word((enum holder_kind)k));
	for (int k = 0; k < PLACE_KINDS; k++)
		text_printf(&known, ", %s", place_kind_word((enum place_kind)k));
	diag_remedy(r->o->things.diags, item, _("write one of: %s"), text_str(&known));
	text_release(&known);
}

static void read_selection(struct row_reader *r)
{
	const struct entry *id = cell_of(r, ROW_ID);

	if (id) {
		r->c.id = arena_text(&r->o->things.s->arena, id->text, id->n);
		r->id_at = &id->at;
	}
	read_thing(r, ROW_ITEM, THING_ITEM, &r->c.item);
	read_thing(r, ROW_GROUP, THING_GROUP, &r->c.group);
	read_thing(r, ROW_PLACE, THING_PLACE, &r->c.place);
	read_thing(r, ROW_HOLDER, THING_HOLDER, &r->c.holder);
	read_thing(r, ROW_SEGMENT, THING_SEGMENT, &r->c.segment);
	read_thing(r, ROW_GATE, THING_PLACE, &r->c.to);
	if (r->row->verb != ALTER_MOVE)
		read_thing(r, ROW_DESTINATION, THING_PLACE, &r->c.to);
	read_kind(r);
}

/* ---- Periods ---- */

static void read_period(struct row_reader *r, enum overlay_cell cell, int32_t *out)
{
	const struct entry *e = cell_of(r, cell);
	int64_t number;

	if (!e)
		return;
	if (read_count(r->o->things.diags, &e->at, e->text, e->n, 1, PERIODS_MAX, &number))
		*out = (int32_t)number - 1;
	else
		r->good = false;
}

/* The period that an instant is in: all of it counts. An `until` belongs to the
 * period before when it is its first instant. */
static void read_moment(struct row_reader *r, enum overlay_cell cell, int64_t back, int32_t *out)
{
	const struct scenario *s = r->o->things.s;
	const struct entry *e = cell_of(r, cell);
	struct instant at;
	int64_t period;
	struct diag *item;

	if (!e)
		return;
	if (!value_instant(&r->o->things, &e->at, e->text, e->n, true, &at)) {
		r->good = false;
		return;
	}
	if (s->start.seconds == INSTANT_NONE || s->period <= 0)
		return; /* has been reported */
	period = int_floor_div(at.seconds - back - s->start.seconds, s->period);
	if (period < 0)
		period = 0;
	if (period >= s->nperiods && back == 0) {
		item = ROW_FAULT(r, &e->at, 386, _("\"%.*s\" is after the end of the horizon"), shown(e), e->text);
		diag_remedy(r->o->things.diags, item, _("state a time within it, or lengthen it"));
		return;
	}
	*out = period >= s->nperiods ? INT32_MAX : (int32_t)period;
}

static void read_when(struct row_reader *r)
{
	static const enum overlay_cell pairs[][2] = {{ROW_FROM, ROW_AT}, {ROW_TO, ROW_UNTIL}};
	struct diag *item;

	for (int k = 0; k < 2; k++) {
		if (r->row->given[pairs[k][0]] && r->row->given[pairs[k][1]]) {
			item = ROW_FAULT(r, &r->row->cells[pairs[k][1]].at, 381,
				_("\"%s\" and \"%s\" say the same"), overlay_cell_name(pairs[k][0]),
				overlay_cell_name(pairs[k][1]));
			diag_remedy(r->o->things.diags, item, _("state the period or the time, not both"));
		}
	}
	read_period(r, ROW_FROM, &r->c.when.first);
	read_period(r, ROW_TO, &r->c.when.last);
	read_moment(r, ROW_AT, 0, &r->c.when.first);
	read_moment(r, ROW_UNTIL, 1, &r->c.when.last);
	if (r->c.when.first <= r->c.when.last)
		return;
	item = ROW_FAULT(r, &r->row->at, 219, _("the last period comes before the first"));
	diag_remedy(r->o->things.diags, item, _("exchange \"from\" and \"to\""));
}

/* ---- Values ---- */

/* "1.2", "6/5" or "120%". */
static bool read_factor(struct row_reader *r, const struct entry *cell, struct ratio *out)
{
	size_t n = cell->n;
	struct ratio hundredth = {1, 100};

	if (n > 1 && cell->text[n - 1] == '%')
		return read_ratio(r->o->things.diags, &cell->at, cell->text, n - 1, out) &&
			ratio_mul(*out, hundredth, out);
	return read_ratio(r->o->things.diags, &cell->at, cell->text, n, out);
}

static bool read_share(struct row_reader *r, const struct entry *cell, struct ratio *out)
{
	return read_percent(r->o->things.diags, &cell->at, cell->text, cell->n, out);
}

static bool read_number(struct row_reader *r, const struct entry *cell)
{
	const struct entry *unit = cell_of(r, ROW_UNIT);
	struct ratio factor;
	struct diag *item;
	int32_t pack;

	if (!read_ratio(r->o->things.diags, &cell->at, cell->text, cell->n, &r->c.number))
		return false;
	if (!unit)
		return true;
	if (r->c.item < 0) {
		item = ROW_FAULT(r, &unit->at, 381, _("a unit needs an item"));
		diag_remedy(r->o->things.diags, item, _("name the item, or state base units"));
		return false;
	}
	if (!value_unit(&r->o->things, &unit->at, unit->text, unit->n, r->c.item, &pack, &factor))
		return false;
	if (pack >= 0) {
		const struct item *of = &r->o->things.s->items[r->c.item];

		factor = ratio_make(of->packs[pack].contains, power_of_ten(of->decimals));
	}
	return ratio_mul(r->c.number, factor, &r->c.number);
}

static bool read_ranges(struct row_reader *r, const struct entry *cell)
{
	struct entry part;
	size_t at = 0;

	if (cell->n == 1 && cell->text[0] == '-')
		return true;
	while (at < cell->n) {
		struct periods when;
		size_t n = 0;

		while (at < cell->n && (cell->text[at] == ' ' || cell->text[at] == ';'))
			at++;
		while (at + n < cell->n && cell->text[at + n] != ' ' && cell->text[at + n] != ';')
			n++;
		if (n == 0)
			break;
		part = *cell;
		part.at.where.column += (int32_t)at;
		part.at.span = (int32_t)n;
		if (!value_periods(r->o->things.diags, &part.at, cell->text + at, n, &when))
			return false;
		int32_t k = ARRAY_ADD(&r->ranges, &r->nranges, &r->ranges_room);
		r->ranges[k] = when;
		at += n;
	}
	return true;
}

static bool read_word_value(struct row_reader *r, const struct entry *cell)
{
	struct diags *d = r->o->things.diags;
	int value = 0;
	bool good;

	if (r->c.field->kind == FIELD_TRUTH)
		good = value_word(d, &cell->at, cell->text, cell->n, ALIAS_YES_NO, &value);
	else if (r->c.field->kind == FIELD_REACH)
		good = value_word(d, &cell->at, cell->text, cell->n, ALIAS_REACH, &value);
	else
		good = value_word(d, &cell->at, cell->text, cell->n,
			r->c.what == ALTERED_STOCK ? ALIAS_STATUS : ALIAS_FAIRNESS, &value);
	r->c.whole = value;
	r->c.reach = value >= ALIAS_REACH_KIND ? REACH_REGION : (enum reach_kind)value;
	r->c.reach_place = value >= ALIAS_REACH_KIND ? (enum place_kind)(value - ALIAS_REACH_KIND) : PLACE_PROVINCE;
	return good;
}

static bool read_time_value(struct row_reader *r, const struct entry *cell)
{
	struct diags *d = r->o->things.diags;
	struct diag *item;
	day date;

	if (r->c.field->kind == FIELD_INSTANT)
		return value_instant(&r->o->things, &cell->at, cell->text, cell->n, true, &r->c.instant);
	if (r->c.field->kind == FIELD_DAY) {
		if (!alias_day(cell->text, cell->n, &date)) {
			item = ROW_FAULT(r, &cell->at, 208, _("\"%.*s\" is not a day"), shown(cell), cell->text);
			diag_remedy(d, item, _("write for example 2026-12-01"));
			return false;
		}
		r->c.whole = date;
		return true;
	}
	if (!value_duration(d, &cell->at, cell->text, cell->n, &r->c.duration))
		return false;
	r->c.whole = r->c.duration.seconds;
	if (r->c.field->kind == FIELD_SECONDS && r->c.duration.months > 0) {
		item = ROW_FAULT(r, &cell->at, 224, _("months and years have no fixed length"));
		diag_remedy(d, item, _("state days or hours"));
		return false;
	}
	return true;
}

static bool read_whole(struct row_reader *r, const struct entry *cell)
{
	bool horizon = r->c.what == ALTERED_HORIZON;
	bool level = r->c.what == ALTERED_TIER || horizon;
	int64_t number, most = horizon ? PERIODS_MAX : r->c.field->kind == FIELD_COUNT32 ? 1000000 :
		INT64_C(1) << 36;

	if (!read_count(r->o->things.diags, &cell->at, cell->text, cell->n, level ? 1 : 0, most, &number))
		return false;
	r->c.whole = number;
	r->c.number = ratio_make(number, 1);
	return true;
}

static bool read_value(struct row_reader *r, const struct entry *cell)
{
	switch (r->c.field->kind) {
	case FIELD_QUANTITY:
	case FIELD_RATE:
	case FIELD_COST:
	case FIELD_KG:
	case FIELD_MONEY:
		return read_number(r, cell);
	case FIELD_COUNT:
	case FIELD_COUNT32:
		return read_whole(r, cell);
	case FIELD_SHARE:
		return read_share(r, cell, &r->c.number);
	case FIELD_HOLD_BACK:
		r->c.share = cell->n > 0 && cell->text[cell->n - 1] == '%';
		if (!r->c.share && r->c.item < 0) {
			struct diag *item = ROW_FAULT(r, &cell->at, 223, _("an amount to hold back needs its item"));
			diag_remedy(r->o->things.diags, item, _("name the item, or state a percentage"));
			return false;
		}
		return r->c.share ? read_share(r, cell, &r->c.number) : read_number(r, cell);
	case FIELD_SECONDS:
	case FIELD_DURATION:
	case FIELD_DAY:
	case FIELD_INSTANT:
		return read_time_value(r, cell);
	case FIELD_WORD:
	case FIELD_TRUTH:
	case FIELD_REACH:
		return read_word_value(r, cell);
	case FIELD_CLOSED:
		return read_ranges(r, cell);
	}
	return false;
}

/* "shelter1:500 shelter2": where to, and how many persons may be there. */
static void read_shelters(struct row_reader *r)
{
	const struct entry *cell = cell_of(r, ROW_DESTINATION);
	struct entry part;
	size_t at = 0;

	while (cell && list_next(cell, &at, &part)) {
		struct shelter shelter = {-1, -1};
		const char *colon = memchr(part.text, ':', part.n);
		size_t n = colon ? (size_t)(colon - part.text) : part.n;
		struct value_place place = part.at;

		place.span = (int32_t)n;
		note(r, value_thing(&r->o->things, &place, part.text, n, THING_PLACE, &shelter.place));
		if (colon) {
			place.where.column += (int32_t)n + 1;
			place.span = (int32_t)(part.n - n - 1);
			note(r, read_count(r->o->things.diags, &place, colon + 1, part.n - n - 1, 0, INT64_C(1) << 36,
				&shelter.capacity));
		}
		int32_t k = ARRAY_ADD(&r->shelters, &r->nshelters, &r->shelters_room);
		r->shelters[k] = shelter;
	}
}

static void read_self_supply(struct row_reader *r)
{
	const struct entry *cell = cell_of(r, ROW_SELF_SUPPLY);
	struct diag *item;

	r->c.number = (struct ratio){0, 1};
	if (!cell)
		return;
	note(r, read_share(r, cell, &r->c.number));
	if (r->good && r->c.number.num == r->c.number.den) {
		item = ROW_FAULT(r, &cell->at, 206, _("a need that is met by people's own supply alone is not stated"));
		diag_remedy(r->o->things.diags, item, _("state a smaller share, and the need itself"));
	}
}

static void read_gate(struct row_reader *r)
{
	const struct entry *cell = cell_of(r, ROW_GATE);
	struct diag *item;

	if (!cell || r->c.to < 0 || r->c.place < 0 || place_within(r->o->things.s, r->c.to, r->c.place))
		return;
	item = ROW_FAULT(r, &cell->at, 386, _("the gate does not lie in the place that is sealed"));
	diag_remedy(r->o->things.diags, item, _("name a place in it"));
}

static void read_values(struct row_reader *r)
{
	const struct entry *value = cell_of(r, ROW_VALUE), *by = cell_of(r, ROW_BY), *share = cell_of(r, ROW_SHARE);

	if (r->row->verb == ALTER_SET && value && r->c.field)
		note(r, read_value(r, value));
	if (r->row->verb == ALTER_SCALE && by)
		note(r, read_factor(r, by, &r->c.number));
	if (r->row->verb == ALTER_SEAL) {
		read_self_supply(r);
		read_gate(r);
	}
	if (r->row->verb == ALTER_MOVE) {
		read_shelters(r);
		if (share)
			note(r, read_share(r, share, &r->c.number));
	}
}

/* ---- Applying ---- */

static const enum overlay_cell criteria[] = {ROW_ID, ROW_ITEM, ROW_GROUP, ROW_PLACE, ROW_DESTINATION,
	ROW_HOLDER, ROW_SEGMENT, ROW_KIND, ROW_FROM, ROW_TO, ROW_AT, ROW_UNTIL};
enum { CRITERIA = sizeof criteria / sizeof *criteria };

static void forget_criterion(struct alteration *c, enum overlay_cell cell)
{
	switch (cell) {
	case ROW_ID:
		c->id = NULL;
		break;
	case ROW_ITEM:
		c->item = -1;
		break;
	case ROW_GROUP:
		c->group = -1;
		break;
	case ROW_PLACE:
		c->place = -1;
		break;
	case ROW_DESTINATION:
		c->to = -1;
		break;
	case ROW_HOLDER:
		c->holder = -1;
		break;
	case ROW_SEGMENT:
		c->segment = -1;
		break;
	case ROW_KIND:
		c->holder_kind = c->place_kind = -1;
		break;
	default:
		c->when = (struct periods){0, INT32_MAX};
		break;
	}
}

/* How many elements a change fits; the first of them by their ids into `which`. */
static int64_t fits(const struct row_reader *r, const struct alteration *c, struct text *which)
{
	enum { SHOWN = 3 };
	struct alteration_outcome outcome;
	struct scenario copy;
	struct effects effects;

	text_clear(which);
	effects_init(&effects);
	scenario_copy(r->o->things.s, &copy);
	outcome = alteration_apply(&copy, c, &effects);
	for (int32_t k = 0; k < effects.nitems && k < SHOWN; k++)
		text_printf(which, k ? C_("list", "; %s") : "%s", effects.items[k].thing);
	if (effects.nitems > SHOWN)
		text_puts(which, C_("list", "; ..."));
	scenario_release(&copy);
	effects_release(&effects);
	return outcome.matched;
}

/* Ids near to the one that nothing has, of what the change is about. */
static void nearest_ids(const struct row_reader *r, struct nearest *search)
{
	const struct scenario *s = r->o->things.s;
	enum altered what = r->c.verb == ALTER_CLOSE ? ALTERED_ROUTE : r->c.what;

	if (what == ALTERED_ITEM || what == ALTERED_GROUP || what == ALTERED_HOLDER || what == ALTERED_SEGMENT)
		things_offer(s, what == ALTERED_ITEM ? THING_ITEM : what == ALTERED_GROUP ? THING_GROUP :
			what == ALTERED_HOLDER ? THING_HOLDER : THING_SEGMENT, search);
	for (int32_t k = 0; k < s->nroutes && what == ALTERED_ROUTE; k++)
		nearest_offer_thing(search, s->routes[k].id, NULL);
	for (int32_t k = 0; k < s->ntransits && what == ALTERED_TRANSIT; k++)
		nearest_offer_thing(search, s->transits[k].id, s->transits[k].donor);
	for (int32_t k = 0; k < s->nlines && what == ALTERED_STOCK; k++)
		if (s->lines[k].lot)
			nearest_offer_thing(search, s->lines[k].lot, NULL);
	for (int32_t h = 0; h < s->nholders && what == ALTERED_AGREEMENT; h++)
		for (int32_t k = 0; k < s->holders[h].nagreements; k++)
			nearest_offer_thing(search, s->holders[h].agreements[k].id, s->holders[h].agreements[k].number);
}

/* The mark stands under what keeps the change from fitting. */
static struct diag *nothing_fits(struct row_reader *r, const struct value_place *at)
{
	return ROW_FAULT(r, at, 384, _("nothing fits this change: it would change nothing"));
}

static void report_nothing(struct row_reader *r)
{
	struct diags *d = r->o->things.diags;
	const struct entry *what = cell_of(r, ROW_WHAT);
	struct alteration all = r->c;
	struct nearest search;
	struct text which;

	if (r->c.id) {
		nearest_init(&search, r->c.id, strlen(r->c.id));
		nearest_ids(r, &search);
		if (search.nthings > 0 && search.things[0].distance > 0) {
			nearest_remedy(&search, d, nothing_fits(r, r->id_at), "");
			return;
		}
	}
	text_init(&which);
	for (int k = 0; k < CRITERIA; k++) {
		struct alteration c = r->c;
		int64_t n;

		if (!r->row->given[criteria[k]])
			continue;
		forget_criterion(&c, criteria[k]);
		forget_criterion(&all, criteria[k]);
		n = fits(r, &c, &which);
		if (n > 0) {
			diag_remedy(d, nothing_fits(r, &r->row->cells[criteria[k]].at),
				_("without \"%s\" it would fit %lld times (%s): correct that"),
				overlay_cell_name(criteria[k]), (long long)n, text_str(&which));
			text_release(&which);
			return;
		}
	}
	if (fits(r, &all, &which) > 0)
		diag_remedy(d, nothing_fits(r, what ? &what->at : &r->row->at),
			_("there are such things, but none with all that is asked for: %s"), text_str(&which));
	else
		diag_remedy(d, nothing_fits(r, what ? &what->at : &r->row->at),
			_("the scenario has nothing of the kind: correct the change, or leave it out"));
	text_release(&which);
}

static void report_outcome(struct row_reader *r, struct alteration_outcome outcome)
{
	struct diags *d = r->o->things.diags;
	struct diag *item;

	if (outcome.result == ALTER_NOTHING) {
		report_nothing(r);
	} else if (outcome.result == ALTER_BEYOND) {
		item = ROW_FAULT(r, &r->row->at, 385,
			_("a value would be too large, or finer than the smallest unit"));
		diag_remedy(d, item, _("check the number of digits and the unit"));
	}
	if (outcome.left_over > 0) {
		item = diag_add(d, DIAG_WARNING, 771, r->row->at.where,
			_("%lld persons find no room there and stay where they are"), (long long)outcome.left_over);
		value_mark(d, &r->row->at, item);
		diag_remedy(d, item, _("name more places, or larger ones"));
	}
	if (outcome.remaining > 0) {
		item = diag_add(d, DIAG_WARNING, 772, r->row->at.where,
			_("%lld persons are still stated there: nothing can reach them"), (long long)outcome.remaining);
		value_mark(d, &r->row->at, item);
		diag_remedy(d, item, _("move them before, in the line above"));
	}
}

void overlay_row_apply(struct overlay_reading *o, const struct overlay_row *row)
{
	struct row_reader r = {.o = o, .row = row, .good = true};

	alteration_init(&r.c);
	r.c.verb = row->verb;
	r.c.where = row->at.where;
	check_form(&r);
	read_what(&r);
	read_selection(&r);
	read_when(&r);
	read_field(&r);
	if (r.good)
		read_values(&r);
	r.c.ranges = r.ranges;
	r.c.nranges = r.nranges;
	r.c.shelters = r.shelters;
	r.c.nshelters = r.nshelters;
	if (r.good)
		report_outcome(&r, alteration_apply(o->things.s, &r.c, o->effects));
	o->ok = o->ok && r.good;
	mem_free(r.ranges);
	mem_free(r.shelters);
}
