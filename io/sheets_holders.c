/* The sheet of holders. The first row of a holder says who it is; further rows
 * of the same holder add terms, agreements, promises and covered people. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"

#include <string.h>

enum {
	HOLDER_ID,
	HOLDER_NAME,
	HOLDER_NAME_EN,
	HOLDER_KIND,
	HOLDER_PLACE,
	HOLDER_HOST,
	HOLDER_CONTACT,
	HOLDER_PHONE,
	HOLDER_ADDRESS,
	HOLDER_QUALITY,
	HOLDER_ITEM,
	HOLDER_HOLD_BACK,
	HOLDER_SALES,
	HOLDER_RELEASE,
	HOLDER_NOTICE,
	HOLDER_REACH,
	HOLDER_AGREEMENT,
	HOLDER_AGREEMENT_ID,
	HOLDER_FROM,
	HOLDER_TO,
	HOLDER_WITH,
	HOLDER_PROMISED,
	HOLDER_UNIT,
	HOLDER_PRICE,
	HOLDER_COVERS_GROUP,
	HOLDER_COVERS_PEOPLE,
	HOLDER_COVERS_HOUSEHOLDS,
	HOLDER_NOTE
};
static const struct sheet_column columns[] = {
	[HOLDER_ID] = {"id|holder id", "编号|主体编号", 0},
	[HOLDER_NAME] = {"name|holder|holder name", "名称|储备主体|主体名称", 0},
	[HOLDER_NAME_EN] = {"name-en|english name", "英文名称", 0},
	[HOLDER_KIND] = {"kind|type", "类型|主体类型", SHEET_REQUIRED},
	[HOLDER_PLACE] = {"place", "所在地点|地点|所在地", SHEET_REQUIRED},
	[HOLDER_HOST] = {"host", "代储于", 0},
	[HOLDER_CONTACT] = {"contact", "联系人", 0},
	[HOLDER_PHONE] = {"phone", "电话|联系电话", 0},
	[HOLDER_ADDRESS] = {"address", "地址", 0},
	[HOLDER_QUALITY] = {"quality|data quality", "数据质量", 0},
	[HOLDER_ITEM] = {"item", "物资|适用物资", 0},
	[HOLDER_HOLD_BACK] = {"hold-back", "自留底线|自留", 0},
	[HOLDER_SALES] = {"sales", "日均销量|日均用量", 0},
	[HOLDER_RELEASE] = {"release", "可调用比例", 0},
	[HOLDER_NOTICE] = {"notice", "备货时限", 0},
	[HOLDER_REACH] = {"reach", "可调用范围", 0},
	[HOLDER_AGREEMENT] = {"agreement|agreement number", "协议编号|协议", 0},
	[HOLDER_AGREEMENT_ID] = {"agreement-id", "协议标识", 0},
	[HOLDER_FROM] = {"agreement-from", "协议起始|协议起始日期|协议开始", 0},
	[HOLDER_TO] = {"agreement-to", "协议截止|协议截止日期", 0},
	[HOLDER_WITH] = {"agreement-with", "协议对方|签约方", 0},
	[HOLDER_PROMISED] = {"promised", "承诺数量", 0},
	[HOLDER_UNIT] = {"unit", "单位|数量单位", 0},
	[HOLDER_PRICE] = {"price", "协议单价|单价", 0},
	[HOLDER_COVERS_GROUP] = {"covers-group", "覆盖人群", 0},
	[HOLDER_COVERS_PEOPLE] = {"covers-people", "覆盖人数", 0},
	[HOLDER_COVERS_HOUSEHOLDS] = {"covers-households", "覆盖户数", 0},
	[HOLDER_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {
	"holders", "储备主体", columns, sizeof columns / sizeof *columns, false};

/* ---- terms ---- */

/* "20%", or an amount of the item with or without its unit: "60", "5箱". */
static void read_hold_back(struct sheet *sheet, struct terms *terms)
{
	struct reading *r = sheet->r;
	struct entry cell;
	struct diag *item;
	size_t digits, unit;
	struct ratio number;

	if (!sheet_cell(sheet, HOLDER_HOLD_BACK, &cell))
		return;
	if (cell.text[cell.n - 1] == '%' || sheet->unit[HOLDER_HOLD_BACK]) {
		terms->hold_back_is_share = true;
		terms->has_hold_back =
			cell_percent(sheet, HOLDER_HOLD_BACK, &terms->hold_back_share);
		return;
	}
	if (terms->item < 0 && !sheet_given(sheet, HOLDER_ITEM)) {
		item = SHEET_FAULT(
			sheet, HOLDER_HOLD_BACK, 260, _("an amount held back belongs to one item"));
		diag_remedy(r->diags, item,
			_("write a percentage, for example 20%%, or name the item in the row"));
		return;
	}
	for (digits = 0; digits < cell.n && strchr("0123456789.", cell.text[digits]); digits++)
		;
	if (terms->item < 0) { /* the item is not known */
		if (!value_ratio(r->diags, &cell.at, cell.text, digits > 0 ? digits : cell.n, &number))
			sheet->ok = false;
		return;
	}
	for (unit = digits; unit < cell.n && cell.text[unit] == ' '; unit++)
		;
	if (digits > 0 && unit < cell.n) {
		terms->has_hold_back = value_quantity(r, &cell.at, cell.text, digits, terms->item,
			cell.text + unit, cell.n - unit, &terms->hold_back, NULL);
		if (!terms->has_hold_back)
			sheet->ok = false;
	} else {
		terms->has_hold_back = cell_quantity(sheet, HOLDER_HOLD_BACK, HOLDER_UNIT, -1,
			terms->item, &terms->hold_back, NULL);
	}
}

/* Normal sales of one item, in its base unit a day. */
static void read_sales(struct sheet *sheet, struct terms *terms)
{
	struct ratio sales = {-1, 1};
	struct diag *item;
	int64_t scale = 1;

	if (!sheet_given(sheet, HOLDER_SALES))
		return;
	if (terms->item < 0) {
		item = SHEET_FAULT(sheet, HOLDER_SALES, 260, _("normal sales are of one item"));
		diag_remedy(sheet->r->diags, item, _("name the item"));
		return;
	}
	for (int32_t k = 0; k < sheet->r->s->items[terms->item].decimals; k++)
		scale *= 10;
	if (cell_ratio(sheet, HOLDER_SALES, &sales) && !ratio_mul(sales, ratio_make(scale, 1), &terms->sales))
		SHEET_FAULT(sheet, HOLDER_SALES, 205, _("the amount is too large"));
}

static void read_terms(struct sheet *sheet, struct holder *holder, int32_t item)
{
	struct terms *terms;
	int reach = -1;
	int32_t i;

	if (!sheet_given(sheet, HOLDER_HOLD_BACK) && !sheet_given(sheet, HOLDER_RELEASE) &&
		!sheet_given(sheet, HOLDER_NOTICE) && !sheet_given(sheet, HOLDER_REACH) &&
		!sheet_given(sheet, HOLDER_SALES))
		return;
	i = scenario_add_terms(holder);
	terms = &holder->terms[i];
	terms->item = item;
	terms->where = sheet_where(sheet);
	read_hold_back(sheet, terms);
	read_sales(sheet, terms);
	if (sheet_given(sheet, HOLDER_RELEASE))
		terms->has_release = cell_percent(sheet, HOLDER_RELEASE, &terms->release);
	cell_seconds(sheet, HOLDER_NOTICE, &terms->notice);
	if (cell_word(sheet, HOLDER_REACH, ALIAS_REACH, &reach) && reach >= ALIAS_REACH_KIND) {
		terms->reach = REACH_REGION;
		terms->reach_place = (enum place_kind)(reach - ALIAS_REACH_KIND);
	} else if (reach >= 0) {
		terms->reach = (enum reach_kind)reach;
	}
}

/* ---- agreements ---- */

/* The agreement of that id; a new one when the holder has none such. */
static struct agreement *find_agreement(
	struct sheet *sheet, struct holder *holder, const char *id, const char *number)
{
	int32_t i;

	for (i = 0; i < holder->nagreements; i++) {
		if (strcmp(holder->agreements[i].id, id) == 0)
			return &holder->agreements[i];
	}
	i = scenario_add_agreement(holder);
	holder->agreements[i].id = id;
	holder->agreements[i].number = number;
	holder->agreements[i].where = sheet_where(sheet);
	return &holder->agreements[i];
}

static void read_promise(struct sheet *sheet, struct agreement *agreement, int32_t item)
{
	struct promise promise = {item, 0, -1};
	int32_t i;

	cell_money(sheet, HOLDER_PRICE, &promise.price);
	if (!sheet_given(sheet, HOLDER_PROMISED))
		return;
	if (item < 0)
		sheet_require(sheet, HOLDER_ITEM);
	if (!cell_quantity(sheet, HOLDER_PROMISED, HOLDER_UNIT, -1, item, &promise.quantity,
		    NULL) ||
		item < 0)
		return;
	i = ARRAY_ADD(&agreement->promises, &agreement->npromises, &agreement->promises_room);
	agreement->promises[i] = promise;
}

static void read_agreement(struct sheet *sheet, struct holder *holder, int32_t item)
{
	const char *number = "", *id;
	struct agreement *agreement;

	if (!sheet_given(sheet, HOLDER_AGREEMENT)) {
		static const int needs[] = {
			HOLDER_AGREEMENT_ID, HOLDER_FROM, HOLDER_TO, HOLDER_WITH, HOLDER_PROMISED};
		size_t k;

		for (k = 0; k < sizeof needs / sizeof *needs; k++) {
			if (sheet_given(sheet, needs[k])) { /* an agreement without number */
				sheet_require(sheet, HOLDER_AGREEMENT);
				break;
			}
		}
		if (k == sizeof needs / sizeof *needs)
			return;
	}
	cell_text(sheet, HOLDER_AGREEMENT, &number);
	id = sheet_given(sheet, HOLDER_AGREEMENT)
		? cell_id(sheet, HOLDER_AGREEMENT_ID, HOLDER_AGREEMENT)
		: NULL;
	if (!id)
		id = sheet_row_id(sheet);
	agreement = find_agreement(sheet, holder, id, number);
	cell_day(sheet, HOLDER_FROM, &agreement->from);
	cell_day(sheet, HOLDER_TO, &agreement->to);
	cell_text(sheet, HOLDER_WITH, &agreement->with);
	read_promise(sheet, agreement, item);
}

/* ---- holders ---- */

/* Is it known what kind of holder this is? */
static bool kind_known(struct sheet *sheet, const struct holder *holder)
{
	struct entry cell;

	if (!sheet_cell(sheet, HOLDER_KIND, &cell))
		return holder->where.line != sheet->csv.row;
	return alias_parse(ALIAS_HOLDER_KIND, cell.text, cell.n) >= 0;
}

static void read_covers(struct sheet *sheet, struct holder *holder)
{
	struct covers covers = {-1, 0, -1};
	struct diag *item;
	int32_t i;

	if (!sheet_given(sheet, HOLDER_COVERS_PEOPLE) && !sheet_given(sheet, HOLDER_COVERS_GROUP) &&
		!sheet_given(sheet, HOLDER_COVERS_HOUSEHOLDS))
		return;
	if (holder->kind != HOLDER_HOUSEHOLD && kind_known(sheet, holder)) {
		item = SHEET_FAULT(sheet, HOLDER_COVERS_PEOPLE, 261,
			_("only households cover people of their own"));
		diag_remedy(sheet->r->diags, item,
			_("leave the cells empty, or make it a holder of kind household 家庭"));
		return;
	}
	sheet_require(sheet, HOLDER_COVERS_PEOPLE);
	cell_thing(sheet, HOLDER_COVERS_GROUP, THING_GROUP, &covers.group);
	cell_count(sheet, HOLDER_COVERS_PEOPLE, 0, QUANTITY_MAX / 1000, &covers.people);
	cell_count(sheet, HOLDER_COVERS_HOUSEHOLDS, 0, QUANTITY_MAX / 1000, &covers.households);
	i = ARRAY_ADD(&holder->covers, &holder->ncovers, &holder->covers_room);
	holder->covers[i] = covers;
}

/* A new holder; id NULL: of a row whose id is faulty. */
static int32_t begin_holder(struct sheet *sheet, const char *id)
{
	struct scenario *s = sheet->r->s;
	int32_t place = -1, h;
	int kind = -1;
	struct holder *holder;

	sheet_require(sheet, HOLDER_KIND);
	sheet_require(sheet, HOLDER_PLACE);
	cell_word(sheet, HOLDER_KIND, ALIAS_HOLDER_KIND, &kind);
	cell_thing(sheet, HOLDER_PLACE, THING_PLACE, &place);
	h = scenario_add_holder(s);
	if (id)
		map_add(&s->holder_ids, id, h);
	holder = &s->holders[h];
	holder->id = id ? id : sheet_row_id(sheet);
	holder->kind = kind < 0 ? HOLDER_INSTITUTION : (enum holder_kind)kind;
	holder->place = place;
	holder->where = sheet_where(sheet);
	cell_label(sheet, HOLDER_NAME, HOLDER_NAME_EN, &holder->name);
	return h;
}

/* A further row of a holder must not say something else. */
static void check_same(struct sheet *sheet, const struct holder *holder)
{
	int32_t place = holder->place;
	int kind = (int)holder->kind;
	struct diag *item;
	int column = -1;

	cell_word(sheet, HOLDER_KIND, ALIAS_HOLDER_KIND, &kind);
	cell_thing(sheet, HOLDER_PLACE, THING_PLACE, &place);
	if (kind != (int)holder->kind)
		column = HOLDER_KIND;
	else if (place != holder->place && holder->place >= 0)
		column = HOLDER_PLACE;
	if (column < 0 || !sheet->row_ok)
		return;
	item = SHEET_FAULT(sheet, column, 353,
		_("row %d says something else of the same holder \"%s\""), (int)holder->where.line,
		holder->id);
	diag_remedy(sheet->r->diags, item,
		_("if these are two holders, give each an id of its own in the column \"%s\""),
		sheet_heading(sheet, HOLDER_ID));
}

static void read_row(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	const char *id = cell_id(sheet, HOLDER_ID, HOLDER_NAME);
	struct holder *holder;
	int32_t h, item = -1;

	h = id ? map_get(&s->holder_ids, id) : -1;
	if (h < 0)
		h = begin_holder(sheet, id);
	else
		check_same(sheet, &s->holders[h]);
	holder = &s->holders[h];
	cell_text(sheet, HOLDER_HOST, &holder->host);
	cell_text(sheet, HOLDER_CONTACT, &holder->contact);
	cell_text(sheet, HOLDER_PHONE, &holder->phone);
	cell_text(sheet, HOLDER_ADDRESS, &holder->address);
	cell_quality(sheet, HOLDER_QUALITY, &holder->quality);
	cell_thing(sheet, HOLDER_ITEM, THING_ITEM, &item);
	read_terms(sheet, holder, item);
	read_agreement(sheet, holder, item);
	read_covers(sheet, holder);
}

bool sheets_holders(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &form, NULL, NULL) == SHEET_ABSENT) {
		diag_add(r->diags, DIAG_WARNING, 752, WHERE_NONE,
			_("there is no sheet %s.csv %s.csv: nobody holds anything"), form.en,
			form.zh);
		return true;
	}
	while (sheet_next(&sheet))
		read_row(&sheet);
	sheet_defines(&sheet, THING_HOLDER);
	return sheet_close(&sheet);
}
