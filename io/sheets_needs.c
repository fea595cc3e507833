/* The sheets of needs: amounts wanted in a window, rates a day, hard
 * minima. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"

#include <string.h>

enum {
	NEED_KIND,
	NEED_PLACE,
	NEED_ITEM,
	NEED_GROUP,
	NEED_QUANTITY,
	NEED_UNIT,
	NEED_PER_PERSON,
	NEED_PER_HOUSEHOLD,
	NEED_PER_PLACE,
	NEED_PERIODS,
	NEED_FROM,
	NEED_TO,
	NEED_EACH,
	NEED_UNMET,
	NEED_WAITS,
	NEED_TIER,
	NEED_RANK,
	NEED_BASIS,
	NEED_QUALITY,
	NEED_NOTE
};
static const struct sheet_column columns[] = {
	[NEED_KIND] = {"kind|type", "类别|类型", 0},
	[NEED_PLACE] = {"place", "地点|社区", 0},
	[NEED_ITEM] = {"item", "物资|物资名称", SHEET_REQUIRED},
	[NEED_GROUP] = {"group", "人群", 0},
	[NEED_QUANTITY] = {"quantity", "数量|需求数量", 0},
	[NEED_UNIT] = {"unit|pack", "单位|包装|计量单位", 0},
	[NEED_PER_PERSON] = {"per-person", "每人每天|每人每日", 0},
	[NEED_PER_HOUSEHOLD] = {"per-household", "每户每天|每户每日", 0},
	[NEED_PER_PLACE] = {"per-place", "每点每天|每地点每天", 0},
	[NEED_PERIODS] = {"periods|when", "时段", 0},
	[NEED_FROM] = {"from|from-period", "起始时段", 0},
	[NEED_TO] = {"to|to-period", "截止时段|终止时段", 0},
	[NEED_EACH] = {"each|each period", "逐时段|每时段", 0},
	[NEED_UNMET] = {"unmet", "未满足处理|未满足", 0},
	[NEED_WAITS] = {"waits", "等待时段数|等待时段", 0},
	[NEED_TIER] = {"tier", "优先级|保障优先级", 0},
	[NEED_RANK] = {"rank", "次序|排序", 0},
	[NEED_BASIS] = {"basis|source", "依据|数据依据", 0},
	[NEED_QUALITY] = {"quality|data quality", "数据质量", 0},
	[NEED_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {
	"needs", "需求", columns, sizeof columns / sizeof *columns, false};

/* 时段, or 起始时段 and 截止时段. */
static void read_when(struct sheet *sheet, struct periods *when)
{
	int32_t first = 1, last = 0;
	struct diag *item;

	if (sheet_given(sheet, NEED_PERIODS) &&
		(sheet_given(sheet, NEED_FROM) || sheet_given(sheet, NEED_TO))) {
		item = SHEET_FAULT(sheet, NEED_PERIODS, 263, _("the periods are given twice"));
		diag_remedy(sheet->r->diags, item,
			_("keep either the range or its first and last period"));
		return;
	}
	cell_periods(sheet, NEED_PERIODS, when);
	if (sheet_given(sheet, NEED_FROM) && cell_index(sheet, NEED_FROM, 1, PERIODS_MAX, &first))
		when->first = first - 1;
	if (sheet_given(sheet, NEED_TO) && cell_index(sheet, NEED_TO, 1, PERIODS_MAX, &last))
		when->last = last - 1;
	if (when->last < when->first && sheet->row_ok) {
		item = SHEET_FAULT(sheet, NEED_TO, 211, _("the last period is before the first"));
		diag_remedy(sheet->r->diags, item, _("exchange them"));
	}
}

/* What needs and rates have in common. */
struct claim {
	int32_t place, item, group, waits, tier, rank;
	struct periods when;
	enum unmet unmet;
	enum quality quality;
	const char *basis;
};

static void read_claim(struct sheet *sheet, struct claim *claim)
{
	struct scenario *s = sheet->r->s;
	int unmet = UNMET_LAPSES;

	*claim =
		(struct claim){-1, -1, -1, 0, 0, 0, {0, INT32_MAX}, UNMET_LAPSES, s->quality, NULL};
	if (sheet->r->source >= 0)
		claim->quality = s->sources[sheet->r->source].quality;
	sheet_require(sheet, NEED_ITEM);
	cell_thing(sheet, NEED_PLACE, THING_PLACE, &claim->place);
	cell_thing(sheet, NEED_ITEM, THING_ITEM, &claim->item);
	cell_thing(sheet, NEED_GROUP, THING_GROUP, &claim->group);
	read_when(sheet, &claim->when);
	cell_word(sheet, NEED_UNMET, ALIAS_UNMET, &unmet);
	claim->unmet = (enum unmet)unmet;
	if (claim->unmet == UNMET_WAITS)
		sheet_require(sheet, NEED_WAITS);
	if (sheet_given(sheet, NEED_WAITS) &&
		cell_index(sheet, NEED_WAITS, 0, PERIODS_MAX, &claim->waits) && claim->waits > 0)
		claim->unmet = UNMET_WAITS;
	cell_index(sheet, NEED_TIER, 1, 1000, &claim->tier);
	cell_index(sheet, NEED_RANK, 1, 1000000000, &claim->rank);
	cell_text(sheet, NEED_BASIS, &claim->basis);
	cell_quality(sheet, NEED_QUALITY, &claim->quality);
}

/* ---- rates ---- */

/* Smallest units a day of the amount in the cell. */
static bool read_amount(struct sheet *sheet, int column, int32_t i, struct ratio *out)
{
	struct reading *r = sheet->r;
	const struct item *item = i >= 0 ? &r->s->items[i] : NULL;
	struct ratio factor = {1, 1}, value, product;
	struct entry cell, unit;
	int32_t pack = -1, k;
	int64_t scale = 1;
	bool good = true;

	if (!sheet_cell(sheet, column, &cell))
		return false; /* blank */
	if (i < 0)
		return cell_ratio(sheet, column, &value) && false;
	if (sheet_cell(sheet, NEED_UNIT, &unit))
		good = value_unit(r, &unit.at, unit.text, unit.n, i, &pack, &factor);
	else if (sheet->unit[column])
		good = value_unit(r, &cell.at, sheet->unit[column], strlen(sheet->unit[column]), i,
			&pack, &factor);
	else
		good = sheet_require_unit(sheet, column, NEED_UNIT, i);
	if (!value_ratio(r->diags, &cell.at, cell.text, cell.n, &value) || !good) {
		sheet->ok = false;
		sheet->row_ok = false;
		return false;
	}
	for (k = 0; k < item->decimals; k++)
		scale *= 10;
	if (pack >= 0)
		factor = ratio_make(item->packs[pack].contains, 1);
	else if (!ratio_mul(factor, ratio_make(scale, 1), &factor))
		good = false;
	if (!good || !ratio_mul(value, factor, &product) ||
		product.num / product.den >= QUANTITY_MAX) {
		SHEET_FAULT(sheet, column, 205, _("the amount is too large"));
		return false;
	}
	*out = product;
	return true;
}

static void read_rate(struct sheet *sheet, const struct claim *claim, int column, enum rate_per per)
{
	struct scenario *s = sheet->r->s;
	struct ratio amount;
	struct rate *rate;
	int32_t i;

	if (!read_amount(sheet, column, claim->item, &amount) || !sheet->row_ok)
		return;
	i = scenario_add_rate(s);
	rate = &s->rates[i];
	rate->item = claim->item;
	rate->group = claim->group;
	rate->place = claim->place;
	rate->per = per;
	rate->amount = amount;
	rate->when = claim->when;
	rate->unmet = claim->unmet;
	rate->waits = claim->waits;
	rate->tier = claim->tier;
	rate->rank = claim->rank;
	rate->basis = claim->basis;
	rate->source = sheet->r->source;
	rate->quality = claim->quality;
	rate->where = sheet_where(sheet);
}

/* ---- needs and minima ---- */

static void read_need(struct sheet *sheet, const struct claim *claim)
{
	struct scenario *s = sheet->r->s;
	int32_t group = claim->group, i;
	int64_t quantity = 0;
	bool each = false;
	struct need *need;

	sheet_require(sheet, NEED_PLACE);
	sheet_require(sheet, NEED_QUANTITY);
	if (group < 0 && s->ngroups == 1)
		group = 0;
	if (group < 0)
		sheet_require(sheet, NEED_GROUP);
	cell_quantity(sheet, NEED_QUANTITY, NEED_UNIT, -1, claim->item, &quantity, NULL);
	cell_flag(sheet, NEED_EACH, &each);
	if (!sheet->row_ok)
		return;
	i = scenario_add_need(s);
	need = &s->needs[i];
	need->place = claim->place;
	need->item = claim->item;
	need->group = group;
	need->quantity = quantity;
	need->when = claim->when;
	need->each = each;
	need->unmet = claim->unmet;
	need->waits = claim->waits;
	need->tier = claim->tier;
	need->rank = claim->rank;
	need->basis = claim->basis;
	need->source = sheet->r->source;
	need->quality = claim->quality;
	need->where = sheet_where(sheet);
}

static void read_minimum(struct sheet *sheet, const struct claim *claim, bool end_stock)
{
	struct scenario *s = sheet->r->s;
	struct minimum minimum = {end_stock, claim->place, claim->item, claim->group, 0,
		claim->when, sheet_where(sheet)};
	struct diag *item;
	int32_t i;

	sheet_require(sheet, NEED_PLACE);
	sheet_require(sheet, NEED_QUANTITY);
	if (end_stock && claim->group >= 0) {
		item = SHEET_FAULT(
			sheet, NEED_GROUP, 263, _("the cell has no meaning in a row of this kind"));
		diag_remedy(sheet->r->diags, item,
			_("empty it, or correct the kind of the row (column \"%s\")"),
			sheet_heading(sheet, NEED_KIND));
	}
	cell_quantity(sheet, NEED_QUANTITY, NEED_UNIT, -1, claim->item, &minimum.quantity, NULL);
	if (!sheet->row_ok)
		return;
	i = ARRAY_ADD(&s->minima, &s->nminima, &s->minima_room);
	s->minima[i] = minimum;
}

static void read_row(struct sheet *sheet)
{
	static const int rates[] = {NEED_PER_PERSON, NEED_PER_HOUSEHOLD, NEED_PER_PLACE};
	int kind = ALIAS_NEED_CLAIM, i, given = 0, column = -1;
	struct claim claim;
	struct ratio amount;
	struct diag *item;
	int64_t quantity;

	cell_word(sheet, NEED_KIND, ALIAS_NEED, &kind);
	read_claim(sheet, &claim);
	for (i = 0; i < 3; i++) {
		if (sheet_given(sheet, rates[i])) {
			given++;
			column = i;
		}
	}
	if (given + sheet_given(sheet, NEED_QUANTITY) > 1 ||
		(given > 0 && kind != ALIAS_NEED_CLAIM)) {
		item = SHEET_FAULT(
			sheet, rates[column], 264, _("the row states more than one amount"));
		diag_remedy(sheet->r->diags, item,
			_("give each its own row: a quantity, or an amount a day"));
		for (i = 0; i < 3; i++)
			read_amount(sheet, rates[i], claim.item, &amount);
		cell_quantity(sheet, NEED_QUANTITY, NEED_UNIT, -1, claim.item, &quantity, NULL);
		return;
	}
	if (given > 0)
		read_rate(sheet, &claim, rates[column],
			column == 0           ? RATE_PERSON
				: column == 1 ? RATE_HOUSEHOLD
					      : RATE_PLACE);
	else if (kind == ALIAS_NEED_CLAIM)
		read_need(sheet, &claim);
	else
		read_minimum(sheet, &claim, kind == ALIAS_NEED_END_STOCK);
}

bool sheets_needs(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &form, NULL, NULL) == SHEET_ABSENT) {
		diag_add(r->diags, DIAG_NOTE, 754, WHERE_NONE,
			_("there is no sheet %s.csv %s.csv: nothing is needed"), form.en, form.zh);
		return true;
	}
	while (sheet_next(&sheet))
		read_row(&sheet);
	return sheet_close(&sheet);
}

bool sheets_needs_file(struct reading *r, const char *path, const char *name)
{
	struct sheet sheet;
	int32_t rows = 0;

	sheet_open_path(&sheet, r, &form, path, name);
	while (sheet_next(&sheet)) {
		read_row(&sheet);
		rows++;
	}
	r->s->sources[r->source].lines = rows;
	return sheet_close(&sheet);
}
