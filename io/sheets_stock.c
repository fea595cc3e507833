/* Sheets of stock: of the folder, or a source of one holder or of many. Rows
 * that name a place and its people instead of a holder are households: each is
 * a holder of its own, so that stock serves the people it belongs to. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"
#include "models/order.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	STOCK_HOLDER,
	STOCK_ITEM,
	STOCK_QUANTITY,
	STOCK_UNIT,
	STOCK_PACK,
	STOCK_LOT,
	STOCK_SPEC,
	STOCK_MADE,
	STOCK_EXPIRES,
	STOCK_STATUS,
	STOCK_OWNER,
	STOCK_MODE,
	STOCK_AGREEMENT,
	STOCK_PERIODS,
	STOCK_DECLARED_AT,
	STOCK_COUNTED,
	STOCK_COUNTED_AT,
	STOCK_RECEIVED,
	STOCK_ISSUED,
	STOCK_MOVED_AT,
	STOCK_PRICE,
	STOCK_QUALITY,
	STOCK_PLACE,
	STOCK_GROUP,
	STOCK_PEOPLE,
	STOCK_HOUSEHOLDS,
	STOCK_HOUSEHOLD,
	STOCK_NOTE
};
static const struct sheet_column columns[] = {
	[STOCK_HOLDER] = {"holder", "储备主体|主体", 0},
	[STOCK_ITEM] = {"item", "物资|物资名称|品名", SHEET_REQUIRED},
	[STOCK_QUANTITY] = {"quantity|declared", "数量|库存数量|申报数量", SHEET_REQUIRED},
	[STOCK_UNIT] = {"unit", "单位|计量单位", 0},
	[STOCK_PACK] = {"pack", "包装", 0},
	[STOCK_LOT] = {"lot|batch", "批号|批次", 0},
	[STOCK_SPEC] = {"spec|specification", "规格|规格型号", 0},
	[STOCK_MADE] = {"made|produced", "生产日期", 0},
	[STOCK_EXPIRES] = {"expires|expiry", "到期日|有效期至|失效日期", 0},
	[STOCK_STATUS] = {"status", "状态", 0},
	[STOCK_OWNER] = {"owner", "权属|所有权", 0},
	[STOCK_MODE] = {"mode", "模式|储备模式", 0},
	[STOCK_AGREEMENT] = {"agreement", "协议|协议编号", 0},
	[STOCK_PERIODS] = {"periods|when", "时段|产能时段", 0},
	[STOCK_DECLARED_AT] = {"declared-at|as-of", "申报时间|库存时间", 0},
	[STOCK_COUNTED] = {"counted", "清点数量|盘点数量", 0},
	[STOCK_COUNTED_AT] = {"counted-at", "清点时间|盘点时间", 0},
	[STOCK_RECEIVED] = {"received-since", "其后入库|入库数量", 0},
	[STOCK_ISSUED] = {"issued-since", "其后出库|出库数量", 0},
	[STOCK_MOVED_AT] = {"moved-at", "出入库时间|变动时间", 0},
	[STOCK_PRICE] = {"price", "单价|协议单价", 0},
	[STOCK_QUALITY] = {"quality|data quality", "数据质量", 0},
	[STOCK_PLACE] = {"place", "地点|所在地点", 0},
	[STOCK_GROUP] = {"group", "人群", 0},
	[STOCK_PEOPLE] = {"people|persons", "人数|覆盖人数", 0},
	[STOCK_HOUSEHOLDS] = {"households", "户数|覆盖户数", 0},
	[STOCK_HOUSEHOLD] = {"household|id", "户编号|编号", 0},
	[STOCK_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {
	"stock", "库存", columns, sizeof columns / sizeof *columns, false};

struct stock_reading {
	struct sheet sheet;
	int32_t holder; /* of all rows, -1 */
	bool has_as_of;
	struct instant as_of;
	struct where as_of_where;
	enum quality quality;
	bool warned; /* of stock without a date */
	int32_t *nameless; /* [nnameless] holders without an id yet */
	int32_t nnameless, nameless_room;
};

/* ---- households ---- */

/* The household of the row, made when it is new; -1 after a diagnostic. */
static int32_t read_household(struct stock_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	struct scenario *s = sheet->r->s;
	struct covers covers = {-1, 0, -1};
	struct holder *holder;
	const char *id = NULL;
	int32_t place = -1, h, i;

	if (sheet_given(sheet, STOCK_HOUSEHOLD)) {
		id = cell_id(sheet, STOCK_HOUSEHOLD, STOCK_HOUSEHOLD);
		h = id ? map_get(&s->holder_ids, id) : -1;
		if (h >= 0)
			return h;
	}
	sheet_require(sheet, STOCK_PLACE);
	sheet_require(sheet, STOCK_PEOPLE);
	cell_thing(sheet, STOCK_PLACE, THING_PLACE, &place);
	cell_thing(sheet, STOCK_GROUP, THING_GROUP, &covers.group);
	cell_count(sheet, STOCK_PEOPLE, 0, QUANTITY_MAX / 1000, &covers.people);
	cell_count(sheet, STOCK_HOUSEHOLDS, 0, QUANTITY_MAX / 1000, &covers.households);
	if (!sheet->row_ok)
		return -1;
	h = scenario_add_holder(s);
	holder = &s->holders[h];
	holder->kind = HOLDER_HOUSEHOLD;
	holder->place = place;
	holder->source = sheet->r->source;
	holder->quality = reading->quality;
	holder->where = sheet_where(sheet);
	holder->covers = mem_calloc(1, sizeof *holder->covers); /* a million of them */
	holder->covers[0] = covers;
	holder->ncovers = holder->covers_room = 1;
	if (id) {
		holder->id = id;
		map_add(&s->holder_ids, id, h);
	} else {
		i = ARRAY_ADD(&reading->nameless, &reading->nnameless, &reading->nameless_room);
		reading->nameless[i] = h;
	}
	return h;
}

/* What tells two households of one place apart, whatever their rows. Items and
 * groups by the rank of their ids. */
struct household_key {
	int64_t people, households, quantity, counted;
	const char *lot; /* "" for none */
	int32_t place, item, group, pack;
	day expires, made;
	int32_t holder;
};

static int compare_int64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_households(const void *left, const void *right)
{
	const struct household_key *a = left, *b = right;
	int order = compare_int64(a->place, b->place);

	if (order == 0)
		order = compare_int64(a->item, b->item);
	if (order == 0)
		order = compare_int64(a->group, b->group);
	if (order == 0)
		order = compare_int64(a->people, b->people);
	if (order == 0)
		order = compare_int64(a->households, b->households);
	if (order == 0)
		order = compare_int64(a->quantity, b->quantity);
	if (order == 0)
		order = compare_int64(a->counted, b->counted);
	if (order == 0)
		order = compare_int64(a->expires, b->expires);
	if (order == 0)
		order = compare_int64(a->made, b->made);
	if (order == 0)
		order = compare_int64(a->pack, b->pack);
	if (order == 0)
		order = strcmp(a->lot, b->lot);
	return order ? order : compare_int64(a->holder, b->holder);
}

/* "hh-PLACE-n", longer places by their hash. */
static const char *household_id(struct scenario *s, const char *place, int64_t n)
{
	char digits[48], id[2 * ID_MAX];
	size_t length = strlen(place), i;
	uint64_t hash = 0;
	char *number;

	number = decimal_format(digits, n, 0);
	if (length + strlen(number) + 4 > ID_MAX) {
		for (i = 0; place[i]; i++)
			hash = splitmix64(hash ^ (unsigned char)place[i]);
		snprintf(id, sizeof id, "hh-%016llx-%s", (unsigned long long)hash, number);
		return arena_strdup(&s->arena, id);
	}
	memcpy(id, "hh-", 3);
	memcpy(id + 3, place, length);
	id[3 + length] = '-';
	memcpy(id + 4 + length, number, strlen(number) + 1);
	return arena_text(&s->arena, id, 4 + length + strlen(number));
}

static void fill_key(const struct scenario *s, const int32_t *item_ranks,
	const int32_t *group_ranks, int32_t h, int32_t line, struct household_key *key)
{
	const struct holder *holder = &s->holders[h];
	const struct covers *covers = &holder->covers[0];

	key->holder = h;
	key->place = holder->place;
	key->people = covers->people;
	key->households = covers->households;
	key->group = covers->group < 0 ? -1 : group_ranks[covers->group];
	key->item = -1;
	key->lot = "";
	if (line >= 0) {
		const struct stock_line *l = &s->lines[line];

		key->item = item_ranks[l->item];
		key->lot = l->lot ? l->lot : "";
		key->quantity = l->declared;
		key->counted = l->counted;
		key->pack = l->pack;
		key->expires = l->expires;
		key->made = l->made;
	}
}

/* Ids for households that have none: numbered within their place in an order of
 * what they hold, so that the order of rows does not matter. */
static void name_households(struct stock_reading *reading, int32_t first_line)
{
	struct scenario *s = reading->sheet.r->s;
	struct household_key *keys = mem_calloc((size_t)reading->nnameless, sizeof *keys);
	int32_t *item_ranks = id_ranks(s->items, s->nitems, sizeof *s->items);
	int32_t *group_ranks = id_ranks(s->groups, s->ngroups, sizeof *s->groups);
	int32_t i, line = first_line;
	int64_t n = 0;

	for (i = 0; i < reading->nnameless; i++) {
		int32_t h = reading->nameless[i];

		while (line < s->nlines && s->lines[line].holder < h)
			line++;
		fill_key(s, item_ranks, group_ranks, h,
			line < s->nlines && s->lines[line].holder == h ? line : -1, &keys[i]);
	}
	if (reading->nnameless > 1)
		qsort(keys, (size_t)reading->nnameless, sizeof *keys, compare_households);
	for (i = 0; i < reading->nnameless; i++) {
		const char *place = keys[i].place < 0 ? "" : s->places[keys[i].place].id;
		const char *id;

		if (i == 0 || keys[i].place != keys[i - 1].place)
			n = 0;
		do
			id = household_id(s, place, ++n);
		while (map_add(&s->holder_ids, id, keys[i].holder) >= 0);
		s->holders[keys[i].holder].id = id;
	}
	mem_free(group_ranks);
	mem_free(item_ranks);
	mem_free(keys);
}

/* ---- lines ---- */

static int32_t read_holder(struct stock_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	int32_t holder = reading->holder;
	struct diag *item;

	if (sheet_given(sheet, STOCK_HOLDER)) {
		cell_thing(sheet, STOCK_HOLDER, THING_HOLDER, &holder);
		if (sheet->row_ok && reading->holder >= 0 && holder != reading->holder) {
			item = SHEET_FAULT(sheet, STOCK_HOLDER, 262,
				_("the source belongs to another holder, \"%s\""),
				sheet->r->s->holders[reading->holder].id);
			diag_remedy(sheet->r->diags, item,
				_("leave the cell empty, or name no holder at the source"));
		}
		return sheet->row_ok ? holder : -1;
	}
	if (holder >= 0)
		return holder;
	if (sheet_given(sheet, STOCK_PLACE) || sheet_given(sheet, STOCK_HOUSEHOLD))
		return read_household(reading);
	sheet_require(sheet, STOCK_HOLDER);
	return -1;
}

static void read_agreement(struct sheet *sheet, struct stock_line *line)
{
	struct scenario *s = sheet->r->s;
	const struct holder *holder = &s->holders[line->holder];
	struct entry cell;
	struct diag *item;
	struct text known;
	int32_t i;

	if (!sheet_cell(sheet, STOCK_AGREEMENT, &cell))
		return;
	for (i = 0; i < holder->nagreements; i++) {
		const char *const names[] = {
			holder->agreements[i].id, holder->agreements[i].number};
		int k;

		for (k = 0; k < 2; k++) {
			if (strlen(names[k]) == cell.n &&
				memcmp(names[k], cell.text, cell.n) == 0) {
				line->agreement = i;
				line->mode = MODE_AGREEMENT;
				return;
			}
		}
	}
	text_init(&known);
	for (i = 0; i < holder->nagreements; i++)
		text_printf(&known, i ? ", %s" : "%s", holder->agreements[i].number);
	item = SHEET_FAULT(sheet, STOCK_AGREEMENT, 351,
		_("holder \"%s\" has no agreement \"%.*s\""), holder->id,
		(int)(cell.n < 80 ? cell.n : 80), cell.text);
	if (holder->nagreements > 0)
		diag_remedy(sheet->r->diags, item, _("its agreements are: %s"), text_str(&known));
	else
		diag_remedy(sheet->r->diags, item,
			_("enter it at the holder, in the sheet of holders"));
	text_release(&known);
}

/* When the amounts were stated. */
static void read_dates(struct stock_reading *reading, struct stock_line *line)
{
	struct sheet *sheet = &reading->sheet;
	struct diag *item;

	if (reading->has_as_of) {
		line->declared_at = reading->as_of;
		line->counted_at = reading->as_of;
		line->as_of_where = reading->as_of_where;
		line->declared_as_of = !sheet_given(sheet, STOCK_DECLARED_AT);
		line->counted_as_of = !sheet_given(sheet, STOCK_COUNTED_AT);
	}
	cell_instant(sheet, STOCK_DECLARED_AT, false, &line->declared_at);
	cell_instant(sheet, STOCK_COUNTED_AT, false, &line->counted_at);
	if (line->counted >= 0 && line->counted_at.seconds == INSTANT_NONE)
		sheet_require(sheet, STOCK_COUNTED_AT);
	if (line->declared >= 0 && line->declared_at.seconds == INSTANT_NONE && !reading->warned) {
		item = diag_add(sheet->r->diags, DIAG_WARNING, 753,
			sheet_fault_where(sheet, STOCK_DECLARED_AT),
			_("stock without a date: it cannot be told whether it is too old"));
		sheet_fault_mark(sheet, STOCK_DECLARED_AT, item);
		diag_remedy(sheet->r->diags, item,
			_("fill in the column \"%s\", or add the setting stock-as-of 库存时间"),
			sheet_heading(sheet, STOCK_DECLARED_AT));
		reading->warned = true;
	}
}

/* line -1: the row is only looked at. */
static void add_movement(struct sheet *sheet, int32_t line, int64_t quantity)
{
	struct scenario *s = sheet->r->s;
	struct movement movement = {line, quantity, {INSTANT_NONE, 0}, sheet_where(sheet)};
	int32_t i;

	if (quantity == 0 || !sheet_require(sheet, STOCK_MOVED_AT) ||
		!cell_instant(sheet, STOCK_MOVED_AT, false, &movement.at) || line < 0)
		return;
	i = ARRAY_ADD(&s->movements, &s->nmovements, &s->movements_room);
	s->movements[i] = movement;
}

static void read_movements(struct sheet *sheet, int32_t item, int32_t i)
{
	int64_t received = 0, issued = 0;

	cell_quantity(sheet, STOCK_RECEIVED, STOCK_UNIT, STOCK_PACK, item, &received, NULL);
	cell_quantity(sheet, STOCK_ISSUED, STOCK_UNIT, STOCK_PACK, item, &issued, NULL);
	add_movement(sheet, i, received);
	add_movement(sheet, i, -issued);
}

static void read_words(struct sheet *sheet, struct stock_line *line)
{
	int status = line->status, mode = line->mode, owner = -1;
	enum quality quality = (enum quality)line->quality;
	bool government = line->holder >= 0 &&
		sheet->r->s->holders[line->holder].kind == HOLDER_GOVERNMENT;

	cell_word(sheet, STOCK_STATUS, ALIAS_STATUS, &status);
	cell_word(sheet, STOCK_MODE, ALIAS_MODE, &mode);
	cell_word(sheet, STOCK_OWNER, ALIAS_OWNER, &owner);
	cell_quality(sheet, STOCK_QUALITY, &quality);
	line->status = (unsigned char)status;
	line->mode = (unsigned char)mode;
	line->quality = (unsigned char)quality;
	line->government_owned =
		owner < 0 ? government : owner == ALIAS_OWNER_GOVERNMENT;
}

/* A row that names its holder and item is kept even when something else of it
 * is faulty: the report says how much was set aside. Any other is read only for
 * its faults. */
static void read_row(struct stock_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	struct scenario *s = sheet->r->s;
	int32_t holder = read_holder(reading), item = -1, i, pack = -1;
	struct stock_line *line;
	bool kept;

	sheet_require(sheet, STOCK_ITEM);
	cell_thing(sheet, STOCK_ITEM, THING_ITEM, &item);
	kept = holder >= 0 && item >= 0;
	i = scenario_add_line(s);
	line = &s->lines[i];
	line->holder = holder;
	line->item = item;
	line->source = sheet->r->source;
	line->quality = (unsigned char)reading->quality;
	line->where = sheet_where(sheet);
	if (!sheet_given(sheet, STOCK_COUNTED))
		sheet_require(sheet, STOCK_QUANTITY);
	cell_quantity(sheet, STOCK_QUANTITY, STOCK_UNIT, STOCK_PACK, item, &line->declared, &pack);
	cell_quantity(sheet, STOCK_COUNTED, STOCK_UNIT, STOCK_PACK, item, &line->counted, &pack);
	line->pack = pack;
	cell_text(sheet, STOCK_LOT, &line->lot);
	cell_text(sheet, STOCK_SPEC, &line->spec);
	cell_day(sheet, STOCK_MADE, &line->made);
	cell_day(sheet, STOCK_EXPIRES, &line->expires);
	if (kept && line->expires == DAY_NONE && line->made != DAY_NONE &&
		(s->items[item].shelf_life.months > 0 || s->items[item].shelf_life.seconds > 0))
		line->expires = day_add(line->made, s->items[item].shelf_life);
	cell_money(sheet, STOCK_PRICE, &line->price);
	cell_periods(sheet, STOCK_PERIODS, &line->when);
	if (holder >= 0)
		read_agreement(sheet, line);
	read_words(sheet, line);
	read_dates(reading, line);
	read_movements(sheet, item, kept ? i : -1);
	if (!sheet->row_ok)
		s->lines[i].state = LINE_SET_ASIDE;
	if (!kept)
		s->nlines--;
}

/* Rows of goods: faults of theirs do not keep the folder from being read as a whole;
 * whether the row or all is refused is for scenario_check. */
static void begin_goods(struct sheet *sheet, bool *ok)
{
	*ok = sheet->ok;
	sheet->r->diags->current_of_goods = true;
}

static void end_goods(struct sheet *sheet, bool ok)
{
	sheet->r->diags->current_of_goods = false;
	if (!sheet->csv.failed && sheet->r->source < 0)
		sheet->ok = ok;
}

static bool read_rows(struct stock_reading *reading)
{
	struct reading *r = reading->sheet.r;
	int32_t first_line = r->s->nlines, rows = 0;
	bool good, ok;

	begin_goods(&reading->sheet, &ok);
	while (sheet_next(&reading->sheet)) {
		read_row(reading);
		rows++;
	}
	end_goods(&reading->sheet, ok);
	if (reading->nnameless > 0)
		name_households(reading, first_line);
	if (r->source >= 0)
		r->s->sources[r->source].lines = rows;
	good = sheet_close(&reading->sheet);
	mem_free(reading->nameless);
	return good;
}

static void begin_reading(struct stock_reading *reading, struct reading *r)
{
	memset(reading, 0, sizeof *reading);
	reading->holder = -1;
	reading->quality = r->s->quality;
	reading->has_as_of = r->has_stock_as_of;
	reading->as_of = r->stock_as_of;
	reading->as_of_where = r->stock_as_of_where;
}

bool sheets_stock(struct reading *r)
{
	struct stock_reading reading;

	begin_reading(&reading, r);
	if (sheet_open(&reading.sheet, r, &form, NULL, NULL) == SHEET_ABSENT) {
		diag_add(r->diags, DIAG_WARNING, 752, WHERE_NONE,
			_("there is no sheet %s.csv %s.csv: nobody holds anything"), form.en,
			form.zh);
		return true;
	}
	return read_rows(&reading);
}

bool sheets_stock_file(struct reading *r, const char *path, const char *name)
{
	const struct source *source = &r->s->sources[r->source];
	struct stock_reading reading;

	begin_reading(&reading, r);
	reading.holder = source->holder;
	reading.quality = source->quality;
	reading.has_as_of = source->has_as_of;
	reading.as_of = source->as_of;
	reading.as_of_where = source->where;
	sheet_open_path(&reading.sheet, r, &form, path, name);
	return read_rows(&reading);
}

/* ---- goods under way ---- */

enum {
	TRANSIT_ID,
	TRANSIT_ITEM,
	TRANSIT_QUANTITY,
	TRANSIT_UNIT,
	TRANSIT_TO,
	TRANSIT_ARRIVES,
	TRANSIT_HOLDER,
	TRANSIT_DONOR,
	TRANSIT_LOT,
	TRANSIT_EXPIRES,
	TRANSIT_REACH,
	TRANSIT_QUALITY,
	TRANSIT_NOTE
};
static const struct sheet_column transit_columns[] = {
	[TRANSIT_ID] = {"id", "编号|运单编号", SHEET_REQUIRED},
	[TRANSIT_ITEM] = {"item", "物资|物资名称", SHEET_REQUIRED},
	[TRANSIT_QUANTITY] = {"quantity", "数量", SHEET_REQUIRED},
	[TRANSIT_UNIT] = {"unit|pack", "单位|包装", 0},
	[TRANSIT_TO] = {"to", "到达地点|目的地", SHEET_REQUIRED},
	[TRANSIT_ARRIVES] = {"arrives", "到达时间|预计到达", SHEET_REQUIRED},
	[TRANSIT_HOLDER] = {"holder", "储备主体|发出主体", 0},
	[TRANSIT_DONOR] = {"donor", "捐赠方|捐赠人", 0},
	[TRANSIT_LOT] = {"lot|batch", "批号|批次", 0},
	[TRANSIT_EXPIRES] = {"expires|expiry", "到期日|有效期至", 0},
	[TRANSIT_REACH] = {"reach", "可调用范围", 0},
	[TRANSIT_QUALITY] = {"quality|data quality", "数据质量", 0},
	[TRANSIT_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form transit_form = {"transit", "在途", transit_columns,
	sizeof transit_columns / sizeof *transit_columns, false};

static void read_transit(struct sheet *sheet)
{
	static const int needed[] = {
		TRANSIT_ID, TRANSIT_ITEM, TRANSIT_QUANTITY, TRANSIT_TO, TRANSIT_ARRIVES};
	struct scenario *s = sheet->r->s;
	struct transit *transit;
	const char *id;
	int32_t item = -1, to = -1, i;
	int reach = -1;
	size_t k;

	for (k = 0; k < sizeof needed / sizeof *needed; k++)
		sheet_require(sheet, needed[k]);
	id = sheet_given(sheet, TRANSIT_ID) ? cell_id(sheet, TRANSIT_ID, TRANSIT_ID) : NULL;
	cell_thing(sheet, TRANSIT_ITEM, THING_ITEM, &item);
	cell_thing(sheet, TRANSIT_TO, THING_PLACE, &to);
	i = scenario_add_transit(s);
	transit = &s->transits[i];
	transit->id = id ? id : sheet_row_id(sheet);
	transit->item = item;
	transit->to = to;
	transit->where = sheet_where(sheet);
	cell_thing(sheet, TRANSIT_HOLDER, THING_HOLDER, &transit->holder);
	cell_text(sheet, TRANSIT_DONOR, &transit->donor);
	cell_quantity(sheet, TRANSIT_QUANTITY, TRANSIT_UNIT, -1, item, &transit->quantity, NULL);
	cell_instant(sheet, TRANSIT_ARRIVES, true, &transit->arrives);
	cell_text(sheet, TRANSIT_LOT, &transit->lot);
	cell_day(sheet, TRANSIT_EXPIRES, &transit->expires);
	cell_quality(sheet, TRANSIT_QUALITY, &transit->quality);
	if (cell_word(sheet, TRANSIT_REACH, ALIAS_REACH, &reach) && reach >= ALIAS_REACH_KIND) {
		transit->reach = REACH_REGION;
		transit->reach_place = (enum place_kind)(reach - ALIAS_REACH_KIND);
	} else if (reach >= 0) {
		transit->reach = (enum reach_kind)reach;
	}
	if (!sheet->row_ok)
		transit->state = LINE_SET_ASIDE;
	if (item < 0 || to < 0) /* read for its faults only */
		s->ntransits--;
}

bool sheets_transit(struct reading *r)
{
	struct sheet sheet;
	bool ok;

	if (sheet_open(&sheet, r, &transit_form, NULL, NULL) == SHEET_ABSENT)
		return true;
	begin_goods(&sheet, &ok);
	while (sheet_next(&sheet))
		read_transit(&sheet);
	end_goods(&sheet, ok);
	return sheet_close(&sheet);
}

/* ---- sources ---- */

enum {
	SOURCE_FILE,
	SOURCE_ID,
	SOURCE_KIND,
	SOURCE_FORMAT,
	SOURCE_ENCODING,
	SOURCE_HOLDER,
	SOURCE_AS_OF,
	SOURCE_SUPERSEDES,
	SOURCE_RANK,
	SOURCE_QUALITY,
	SOURCE_NOTE
};
static const struct sheet_column source_columns[] = {
	[SOURCE_FILE] = {"file|href", "文件|文件名", SHEET_REQUIRED},
	[SOURCE_ID] = {"id", "编号", 0},
	[SOURCE_KIND] = {"kind", "类型|用途", 0},
	[SOURCE_FORMAT] = {"format", "格式", 0},
	[SOURCE_ENCODING] = {"encoding", "编码", 0},
	[SOURCE_HOLDER] = {"holder", "储备主体|主体", 0},
	[SOURCE_AS_OF] = {"as-of", "库存时间|申报时间", 0},
	[SOURCE_SUPERSEDES] = {"supersedes", "替代来源|取代", 0},
	[SOURCE_RANK] = {"rank", "可信次序|次序", 0},
	[SOURCE_QUALITY] = {"quality|data quality", "数据质量", 0},
	[SOURCE_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form source_form = {"sources", "数据来源", source_columns,
	sizeof source_columns / sizeof *source_columns, false};

static const char *read_format(struct sheet *sheet, const char *href)
{
	const char *dot = strrchr(href, '.'), *format = dot ? dot + 1 : "";
	struct diag *item;

	cell_text(sheet, SOURCE_FORMAT, &format);
	if (strcmp(format, "csv") == 0 || strcmp(format, "CSV") == 0)
		return "csv";
	if (strcmp(format, "xml") == 0 || strcmp(format, "XML") == 0)
		return "xml";
	item = SHEET_FAULT(sheet, sheet_given(sheet, SOURCE_FORMAT) ? SOURCE_FORMAT : SOURCE_FILE,
		252, _("the source is neither CSV nor XML"));
	diag_remedy(sheet->r->diags, item, _("write csv or xml as its format"));
	return "csv";
}

static void read_source(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	const char *href = NULL, *id = NULL, *encoding = "UTF-8";
	struct source *source;
	int kind = SOURCE_SUPPLY;
	struct diag *item;
	int32_t i;

	if (sheet_require(sheet, SOURCE_FILE))
		cell_text(sheet, SOURCE_FILE, &href);
	else
		href = "";
	id = sheet_given(sheet, SOURCE_ID) ? cell_id(sheet, SOURCE_ID, SOURCE_ID)
					   : arena_strdup(&s->arena, href);
	if (id && map_get(&s->source_ids, id) >= 0) {
		SHEET_FAULT(sheet, sheet_given(sheet, SOURCE_ID) ? SOURCE_ID : SOURCE_FILE, 353,
			_("the source \"%s\" was named before"), id);
		id = NULL;
	}
	i = scenario_add_source(s);
	source = &s->sources[i];
	source->id = id ? id : sheet_row_id(sheet);
	source->href = href;
	source->format = read_format(sheet, href);
	source->where = sheet_where(sheet);
	cell_word(sheet, SOURCE_KIND, ALIAS_SOURCE_KIND, &kind);
	source->kind = (enum source_kind)kind;
	cell_text(sheet, SOURCE_ENCODING, &encoding);
	if (csv_encoding_parse(encoding) < 0) {
		item = SHEET_FAULT(sheet, SOURCE_ENCODING, 157, _("this encoding is not known"));
		diag_remedy(sheet->r->diags, item, _("write UTF-8, GB18030 or GBK"));
		encoding = "UTF-8";
	}
	source->encoding = encoding;
	cell_thing(sheet, SOURCE_HOLDER, THING_HOLDER, &source->holder);
	if (sheet_given(sheet, SOURCE_AS_OF))
		source->has_as_of = cell_instant(sheet, SOURCE_AS_OF, false, &source->as_of);
	cell_thing(sheet, SOURCE_SUPERSEDES, THING_SOURCE, &source->supersedes);
	cell_index(sheet, SOURCE_RANK, 1, 1000000, &source->rank);
	cell_quality(sheet, SOURCE_QUALITY, &source->quality);
	if (id && *id)
		map_add(&s->source_ids, id, i);
	else /* read for its faults only */
		s->nsources--;
}

bool sheets_sources(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &source_form, NULL, NULL) == SHEET_ABSENT)
		return true;
	while (sheet_next(&sheet))
		read_source(&sheet);
	sheet_defines(&sheet, THING_SOURCE);
	return sheet_close(&sheet);
}
