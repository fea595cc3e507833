/* The mapping: a sheet that says what the words of documents are in the ledger. */
#include "io/aliases.h"
#include "io/convert.h"
#include "io/sheets.h"

#include "base/text.h"

#include <string.h>

enum { MAP_WHAT, MAP_DOCUMENT, MAP_HERE, MAP_UNIT_COLUMN, MAP_EXPIRES, MAP_KIND, MAP_PLACE, MAP_MODE,
	MAP_AGREEMENT, MAP_NOTE };
static const struct sheet_column columns[] = {
	[MAP_WHAT] = {"what", "对象", SHEET_REQUIRED},
	[MAP_DOCUMENT] = {"document", "单据写法|单据中的写法", SHEET_REQUIRED},
	[MAP_HERE] = {"here", "本账写法|本账", SHEET_REQUIRED},
	[MAP_UNIT_COLUMN] = {"unit", "单位|计量单位", 0},
	[MAP_EXPIRES] = {"expires", "到期日|有效期至", 0},
	[MAP_KIND] = {"kind", "类型|主体类型", 0},
	[MAP_PLACE] = {"place", "地点|所在地点", 0},
	[MAP_MODE] = {"mode", "储备模式|模式", 0},
	[MAP_AGREEMENT] = {"agreement", "协议|协议编号", 0},
	[MAP_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form form = {"mapping", "对照表", columns, sizeof columns / sizeof *columns, false};

/* "none" 不过期: such goods do not expire. */
static void read_expiry(struct sheet *sheet, struct mapping_row *row)
{
	struct text folded;
	struct entry cell;

	if (!sheet_cell(sheet, MAP_EXPIRES, &cell))
		return;
	text_init(&folded);
	alias_fold(cell.text, cell.n, &folded, NULL);
	row->has_expiry = true;
	row->expires = DAY_NONE;
	if (!alias_matches(text_str(&folded), "none|never|不过期|无有效期"))
		row->has_expiry = cell_day(sheet, MAP_EXPIRES, &row->expires);
	text_release(&folded);
}

/* A holder that the ledger does not have: kind and place make one. */
static void add_holder(struct sheet *sheet, const struct entry *name, struct mapping_row *row)
{
	struct scenario *s = sheet->r->s;
	struct holder *holder;
	int kind = -1;
	int32_t place = -1;
	const char *id = id_make(&s->arena, name->text, name->n);
	struct diag *item;

	if (!sheet_given(sheet, MAP_KIND) || !sheet_given(sheet, MAP_PLACE)) {
		int column = sheet_given(sheet, MAP_KIND) ? MAP_PLACE : MAP_KIND;

		item = SHEET_FAULT(sheet, column, 834, _("the ledger has no holder \"%.*s\", and its %s is not stated"),
			(int)(name->n < 80 ? name->n : 80), name->text, sheet_heading(sheet, column));
		diag_remedy(sheet->r->diags, item,
			_("state kind and place for a holder that is new, or write one of the ledger's"));
		return;
	}
	if (!cell_word(sheet, MAP_KIND, ALIAS_HOLDER_KIND, &kind) ||
		!cell_thing(sheet, MAP_PLACE, THING_PLACE, &place))
		return;
	row->holder = scenario_add_holder(s);
	holder = &s->holders[row->holder];
	holder->id = id;
	holder->kind = (enum holder_kind)kind;
	holder->place = place;
	holder->where = sheet_where(sheet);
	holder->name.zh = holder->name.en = arena_text(&s->arena, name->text, name->n);
	map_add(&s->holder_ids, id, row->holder);
}

static void read_agreement(struct sheet *sheet, struct mapping_row *row)
{
	const struct holder *holder = &sheet->r->s->holders[row->holder];
	const char *written = NULL;
	struct diag *item;

	if (!cell_text(sheet, MAP_AGREEMENT, &written) || !written)
		return;
	for (int32_t k = 0; k < holder->nagreements; k++) {
		if (strcmp(holder->agreements[k].id, written) == 0 ||
			(holder->agreements[k].number && strcmp(holder->agreements[k].number, written) == 0)) {
			row->agreement = k;
			row->has_mode = true;
			row->mode = MODE_AGREEMENT;
			return;
		}
	}
	item = SHEET_FAULT(sheet, MAP_AGREEMENT, 351, _("holder \"%s\" has no agreement \"%s\""), holder->id, written);
	diag_remedy(sheet->r->diags, item, _("enter it at the holder, in the ledger"));
}

static void read_holder(struct sheet *sheet, struct mapping_row *row)
{
	struct entry cell;
	int mode = -1;

	if (!sheet_cell(sheet, MAP_HERE, &cell))
		return;
	row->holder = thing_find(sheet->r, THING_HOLDER, cell.text, cell.n);
	if (row->holder == -2)
		cell_thing(sheet, MAP_HERE, THING_HOLDER, &row->holder); /* says that several bear the name */
	else if (row->holder < 0)
		add_holder(sheet, &cell, row);
	if (row->holder < 0)
		return;
	cell_word(sheet, MAP_MODE, ALIAS_MODE, &mode);
	row->has_mode = mode >= 0;
	if (mode >= 0)
		row->mode = (enum reserve_mode)mode;
	read_agreement(sheet, row);
}

static void read_target(struct sheet *sheet, struct mapping_row *row)
{
	int owner = -1;

	switch (row->what) {
	case MAP_ITEM:
		cell_thing(sheet, MAP_HERE, THING_ITEM, &row->item);
		cell_text(sheet, MAP_UNIT_COLUMN, &row->unit);
		read_expiry(sheet, row);
		break;
	case MAP_UNIT:
		cell_text(sheet, MAP_HERE, &row->unit);
		break;
	case MAP_HOLDER:
		read_holder(sheet, row);
		break;
	case MAP_OWNER:
		cell_word(sheet, MAP_HERE, ALIAS_OWNER, &owner);
		row->government = owner == ALIAS_OWNER_GOVERNMENT;
		break;
	case MAP_TIME:
		cell_instant(sheet, MAP_HERE, false, &row->at);
		break;
	}
}

/* The row for the word; -1 when there is none. */
static int32_t find_word(struct mapping *m, enum mapping_what what, const char *word)
{
	struct text key;
	int32_t found;

	text_init(&key);
	text_printf(&key, "%d %s", (int)what, word);
	found = map_get(&m->words, text_str(&key));
	text_release(&key);
	return found;
}

static void enter_word(struct mapping *m, enum mapping_what what, const char *word, int32_t row)
{
	struct text key;

	text_init(&key);
	text_printf(&key, "%d %s", (int)what, word);
	map_add(&m->words, arena_text(&m->arena, text_str(&key), key.length), row);
	text_release(&key);
}

static bool is_named_before(struct mapping *m, const struct mapping_row *row, struct sheet *sheet)
{
	int32_t before = find_word(m, row->what, row->document);
	struct diag *item;

	if (before < 0)
		return false;
	item = SHEET_FAULT(sheet, MAP_DOCUMENT, 835, _("\"%.80s\" is mapped already, in row %d"), row->document,
		(int)m->rows[before].where.line);
	diag_remedy(sheet->r->diags, item, _("keep one of the rows"));
	return true;
}

static void read_row(struct sheet *sheet, struct mapping *m)
{
	struct mapping_row row = {.item = -1, .holder = -1, .agreement = -1, .expires = DAY_NONE,
		.where = sheet_where(sheet), .document = ""};
	int what = -1;
	int32_t added;

	sheet_require(sheet, MAP_WHAT);
	sheet_require(sheet, MAP_HERE);
	cell_word(sheet, MAP_WHAT, ALIAS_MAPPING, &what);
	if (what < 0)
		return;
	row.what = (enum mapping_what)what;
	if (row.what != MAP_TIME)
		sheet_require(sheet, MAP_DOCUMENT);
	cell_text(sheet, MAP_DOCUMENT, &row.document);
	if (!sheet->row_ok || is_named_before(m, &row, sheet))
		return;
	read_target(sheet, &row);
	if (!sheet->row_ok)
		return;
	added = ARRAY_ADD(&m->rows, &m->nrows, &m->rows_room);
	m->rows[added] = row;
	enter_word(m, row.what, row.document, added);
}

bool mapping_read(struct mapping *m, struct scenario *s, const char *path, struct diags *d)
{
	struct reading reading;
	struct sheet sheet;
	bool good;

	memset(m, 0, sizeof *m);
	map_init(&m->words);
	arena_init(&m->arena);
	reading_init(&reading, s, d);
	reading.folder = ""; /* the file can be shown again */
	if (s->as_of.seconds != INSTANT_NONE) {
		reading.offset = s->as_of.offset;
		reading.offset_stated = true;
	}
	sheet_open_path(&sheet, &reading, &form, path, path);
	while (sheet_next(&sheet))
		read_row(&sheet, m);
	good = sheet_close(&sheet);
	reading_release(&reading);
	return good;
}

void mapping_release(struct mapping *m)
{
	mem_free(m->rows);
	map_release(&m->words);
	arena_release(&m->arena);
	memset(m, 0, sizeof *m);
}

struct mapping_row *mapping_find(struct mapping *m, enum mapping_what what, const struct said_names *names)
{
	for (int32_t k = 0; k < names->n; k++) {
		int32_t row = find_word(m, what, names->names[k].text);

		if (row < 0)
			continue;
		m->rows[row].used = true;
		return &m->rows[row];
	}
	return NULL;
}
