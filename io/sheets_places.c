/* The sheets of places, with columns of people, and of people by period. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"

#include <string.h>

enum {
	PLACE_COLUMN_ID,
	PLACE_COLUMN_NAME,
	PLACE_COLUMN_NAME_EN,
	PLACE_COLUMN_IN,
	PLACE_COLUMN_KIND,
	PLACE_COLUMN_LON,
	PLACE_COLUMN_LAT,
	PLACE_COLUMN_DATUM,
	PLACE_COLUMN_CONTACT,
	PLACE_COLUMN_CONTACT_EN,
	PLACE_COLUMN_PHONE,
	PLACE_COLUMN_ADDRESS,
	PLACE_COLUMN_SCHEME,
	PLACE_COLUMN_CODE,
	PLACE_COLUMN_QUALITY,
	PLACE_COLUMN_NOTE
};
static const struct sheet_column place_columns[] = {
	[PLACE_COLUMN_ID] = {"id|place id", "编号|地点编号", 0},
	[PLACE_COLUMN_NAME] = {"name|place|place name", "名称|地点|地点名称", 0},
	[PLACE_COLUMN_NAME_EN] = {"name-en|english name", "英文名称", 0},
	[PLACE_COLUMN_IN] = {"in|parent", "上级|所属|上级地点", 0},
	[PLACE_COLUMN_KIND] = {"kind|type", "类型|地点类型", SHEET_REQUIRED},
	[PLACE_COLUMN_LON] = {"lon|longitude", "经度", 0},
	[PLACE_COLUMN_LAT] = {"lat|latitude", "纬度", 0},
	[PLACE_COLUMN_DATUM] = {"datum", "坐标系", 0},
	[PLACE_COLUMN_CONTACT] = {"contact|receiver", "联系人|接收人", 0},
	[PLACE_COLUMN_CONTACT_EN] = {"contact-en", "英文联系人", 0},
	[PLACE_COLUMN_PHONE] = {"phone", "电话|联系电话", 0},
	[PLACE_COLUMN_ADDRESS] = {"address", "地址", 0},
	[PLACE_COLUMN_SCHEME] = {"code-scheme", "代码体系", 0},
	[PLACE_COLUMN_CODE] = {"code", "代码|区划代码", 0},
	[PLACE_COLUMN_QUALITY] = {"quality|data quality", "数据质量", 0},
	[PLACE_COLUMN_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form place_form = {
	"places", "地点", place_columns, sizeof place_columns / sizeof *place_columns, false};

/* A column of people: persons or households of a group. */
struct people_column {
	int32_t field, group;
	bool households;
};
/* What place a place is in, while that one may still come. */
struct parent {
	int32_t place;
	const char *text; /* [n], in the arena */
	size_t n;
	struct value_place at;
};
struct places_reading {
	struct sheet sheet;
	struct arena arena;
	struct people_column *columns;
	int32_t ncolumns, columns_room;
	struct parent *parents;
	int32_t nparents, parents_room;
};

/* ---- columns of people ---- */

/* Does the folded heading name the group, with one of the endings? */
static bool names_group(const char *folded, const char *name, const char *const *endings)
{
	struct text word;
	size_t n;
	bool found = false;

	if (!name)
		return false;
	text_init(&word);
	alias_fold(name, strlen(name), &word, NULL);
	n = word.length;
	if (n > 0 && strncmp(folded, text_str(&word), n) == 0) {
		for (; *endings && !found; endings++)
			found = strcmp(folded + n, *endings) == 0;
	}
	text_release(&word);
	return found;
}

static bool add_people_column(
	struct places_reading *reading, int32_t field, int32_t group, bool households)
{
	int32_t i = ARRAY_ADD(&reading->columns, &reading->ncolumns, &reading->columns_room);

	reading->columns[i] = (struct people_column){field, group, households};
	return true;
}

/* 独居老人, 独居老人数, 独居老人户数, 独居老人(户); 人口 and 户数 are those of
 * the only group or of "general". */
static bool take_people_column(
	void *data, struct sheet *sheet, int32_t field, const char *folded, const char *bracket)
{
	static const char *const persons[] = {"", "人数", "数", "people", "persons", "count", NULL};
	static const char *const homes[] = {"户数", "户", "households", NULL};
	static const char units[] = "人|人数|名|口|persons|people";
	struct places_reading *reading = data;
	struct scenario *s = sheet->r->s;
	bool in_households = alias_matches(bracket, "户|户数|households");
	int32_t g, general = s->ngroups == 1 ? 0 : map_get(&s->group_ids, "general");

	if (*bracket && !in_households && !alias_matches(bracket, units))
		return false;
	for (g = 0; g < s->ngroups; g++) {
		const struct group *group = &s->groups[g];
		const char *const names[] = {group->id, group->name.zh, group->name.en};
		int i;

		for (i = 0; i < 3; i++) {
			if (names_group(folded, names[i], persons))
				return add_people_column(reading, field, g, in_households);
			if (names_group(folded, names[i], homes))
				return add_people_column(reading, field, g, true);
		}
	}
	if (general < 0)
		return false;
	if (alias_matches(folded, "people|persons|population|人口|人数|人口数|居民人数"))
		return add_people_column(reading, field, general, in_households);
	if (alias_matches(folded, "households|户数|居民户数"))
		return add_people_column(reading, field, general, true);
	return false;
}

static bool read_number(struct sheet *sheet, int32_t field, int64_t *out)
{
	struct entry cell;

	if (!sheet_field(sheet, field, &cell))
		return true;
	if (value_plain(sheet->r->diags, &cell.at, cell.text, cell.n) &&
		read_count(
			sheet->r->diags, &cell.at, cell.text, cell.n, 0, QUANTITY_MAX / 1000, out))
		return true;
	sheet->ok = false;
	return false;
}

/* The people of one group in this row. */
static void read_people_of(struct places_reading *reading, int32_t place, int32_t group)
{
	struct scenario *s = reading->sheet.r->s;
	struct where where = sheet_where(&reading->sheet);
	int64_t count = -1, households = -1;
	struct entry cell;
	int32_t i;

	for (i = 0; i < reading->ncolumns; i++) {
		const struct people_column *column = &reading->columns[i];

		if (column->group != group)
			continue;
		read_number(&reading->sheet, column->field,
			column->households ? &households : &count);
		if ((count < 0 || !column->households) && sheet_field(&reading->sheet, column->field, &cell))
			where.column = cell.at.where.column;
	}
	if (count < 0 && households < 0)
		return;
	i = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
	s->people[i].place = place;
	s->people[i].group = group;
	s->people[i].count = count < 0 ? 0 : count;
	s->people[i].households = households;
	s->people[i].when = (struct periods){0, INT32_MAX};
	s->people[i].quality = s->places[place].quality;
	s->people[i].where = where;
}

/* ---- places ---- */

static void read_point(struct sheet *sheet, struct place *place)
{
	bool lon = sheet_given(sheet, PLACE_COLUMN_LON), lat = sheet_given(sheet, PLACE_COLUMN_LAT);
	struct entry cell;
	struct diag *item;
	bool good;

	if (!lon && !lat)
		return;
	if (!lon || !lat)
		sheet_require(sheet, lon ? PLACE_COLUMN_LAT : PLACE_COLUMN_LON);
	good = cell_degrees(sheet, PLACE_COLUMN_LON, 180, &place->lon);
	good = cell_degrees(sheet, PLACE_COLUMN_LAT, 90, &place->lat) && good;
	if (sheet_cell(sheet, PLACE_COLUMN_DATUM, &cell)) {
		struct text folded;
		bool known;

		text_init(&folded);
		alias_fold(cell.text, cell.n, &folded, NULL);
		known = alias_matches(
			text_str(&folded), "WGS84|WGS 84|CGCS2000|2000国家大地坐标系");
		text_release(&folded);
		if (!known) {
			item = SHEET_FAULT(sheet, PLACE_COLUMN_DATUM, 259,
				_("coordinates of this datum are not read"));
			diag_remedy(sheet->r->diags, item,
				_("convert them to WGS84 (map services in China use GCJ-02, which "
				  "is "
				  "up to 700 m off)"));
			return;
		}
	}
	place->has_point = good && lon && lat;
}

static void keep_parent(struct places_reading *reading, int32_t place)
{
	struct entry cell;
	struct parent *parent;
	int32_t i;

	if (!sheet_cell(&reading->sheet, PLACE_COLUMN_IN, &cell))
		return;
	i = ARRAY_ADD(&reading->parents, &reading->nparents, &reading->parents_room);
	parent = &reading->parents[i];
	parent->place = place;
	parent->text = arena_text(&reading->arena, cell.text, cell.n);
	parent->n = cell.n;
	parent->at = cell.at;
	parent->at.line = arena_text(&reading->arena, cell.at.line, cell.at.line_length);
}

static void read_place_code(struct sheet *sheet, struct place *place)
{
	const char *code = NULL, *scheme = NULL;
	int32_t i;

	cell_text(sheet, PLACE_COLUMN_CODE, &code);
	cell_text(sheet, PLACE_COLUMN_SCHEME, &scheme);
	if (!code)
		return;
	i = ARRAY_ADD(&place->codes, &place->ncodes, &place->codes_room);
	place->codes[i].scheme = scheme ? scheme : "GB/T 2260";
	place->codes[i].value = code;
}

static void read_place(struct places_reading *reading)
{
	struct sheet *sheet = &reading->sheet;
	struct scenario *s = sheet->r->s;
	const char *id = cell_id(sheet, PLACE_COLUMN_ID, PLACE_COLUMN_NAME);
	int kind = PLACE_SITE;
	struct place *place;
	struct diag *item;
	int32_t p, g;

	if (!id) {
		id = sheet_row_id(sheet);
	} else if (map_add(&s->place_ids, id, s->nplaces) >= 0) {
		bool given = sheet_given(sheet, PLACE_COLUMN_ID);

		item = SHEET_FAULT(sheet, given ? PLACE_COLUMN_ID : PLACE_COLUMN_NAME, 353,
			_("another place already has the id \"%s\""), id);
		diag_remedy(sheet->r->diags, item,
			_("give each an id of its own in the column \"%s\""),
			sheet_heading(sheet, PLACE_COLUMN_ID));
		id = sheet_row_id(sheet);
	}
	p = scenario_add_place(s);
	place = &s->places[p];
	place->id = id;
	place->where = sheet_where(sheet);
	cell_label(sheet, PLACE_COLUMN_NAME, PLACE_COLUMN_NAME_EN, &place->name);
	if (sheet_require(sheet, PLACE_COLUMN_KIND) &&
		cell_word(sheet, PLACE_COLUMN_KIND, ALIAS_PLACE_KIND, &kind))
		place->kind = (enum place_kind)kind;
	read_point(sheet, place);
	cell_label(sheet, PLACE_COLUMN_CONTACT, PLACE_COLUMN_CONTACT_EN, &place->contact);
	cell_text(sheet, PLACE_COLUMN_PHONE, &place->phone);
	cell_text(sheet, PLACE_COLUMN_ADDRESS, &place->address);
	cell_quality(sheet, PLACE_COLUMN_QUALITY, &place->quality);
	read_place_code(sheet, place);
	keep_parent(reading, p);
	for (g = 0; g < s->ngroups; g++)
		read_people_of(reading, p, g);
}

static void resolve_parents(struct places_reading *reading)
{
	struct reading *r = reading->sheet.r;
	int32_t i;

	for (i = 0; i < reading->nparents; i++) {
		const struct parent *parent = &reading->parents[i];

		if (!value_thing(r, &parent->at, parent->text, parent->n, THING_PLACE,
			    &r->s->places[parent->place].in))
			reading->sheet.ok = false;
	}
}

/* ---- people by period ---- */

enum {
	PEOPLE_PLACE,
	PEOPLE_GROUP,
	PEOPLE_COUNT,
	PEOPLE_HOUSEHOLDS,
	PEOPLE_WHEN,
	PEOPLE_QUALITY,
	PEOPLE_NOTE
};
static const struct sheet_column people_columns[] = {
	[PEOPLE_PLACE] = {"place", "地点", SHEET_REQUIRED},
	[PEOPLE_GROUP] = {"group", "人群", 0},
	[PEOPLE_COUNT] = {"people|count|persons", "人数|人口", SHEET_REQUIRED},
	[PEOPLE_HOUSEHOLDS] = {"households", "户数", 0},
	[PEOPLE_WHEN] = {"periods|when", "时段", 0},
	[PEOPLE_QUALITY] = {"quality|data quality", "数据质量", 0},
	[PEOPLE_NOTE] = {"note|notes|remark", "备注|说明", 0},
};
static const struct sheet_form people_form = {
	"people", "人口", people_columns, sizeof people_columns / sizeof *people_columns, false};

static void read_people(struct sheet *sheet)
{
	struct scenario *s = sheet->r->s;
	struct people people = {-1, 0, 0, -1, {0, INT32_MAX}, s->quality, sheet_where(sheet)};
	int32_t i;

	sheet_require(sheet, PEOPLE_PLACE);
	sheet_require(sheet, PEOPLE_COUNT);
	if (s->ngroups > 1)
		sheet_require(sheet, PEOPLE_GROUP);
	cell_thing(sheet, PEOPLE_PLACE, THING_PLACE, &people.place);
	cell_thing(sheet, PEOPLE_GROUP, THING_GROUP, &people.group);
	cell_count(sheet, PEOPLE_COUNT, 0, QUANTITY_MAX / 1000, &people.count);
	cell_count(sheet, PEOPLE_HOUSEHOLDS, 0, QUANTITY_MAX / 1000, &people.households);
	cell_periods(sheet, PEOPLE_WHEN, &people.when);
	cell_quality(sheet, PEOPLE_QUALITY, &people.quality);
	if (!sheet->row_ok || people.place < 0)
		return;
	i = ARRAY_ADD(&s->people, &s->npeople, &s->people_room);
	s->people[i] = people;
}

static bool read_people_sheet(struct reading *r)
{
	struct sheet sheet;

	if (sheet_open(&sheet, r, &people_form, NULL, NULL) == SHEET_ABSENT)
		return true;
	while (sheet_next(&sheet))
		read_people(&sheet);
	return sheet_close(&sheet);
}

bool sheets_places(struct reading *r)
{
	struct places_reading reading;
	bool good;

	memset(&reading, 0, sizeof reading);
	arena_init(&reading.arena);
	if (sheet_open(&reading.sheet, r, &place_form, take_people_column, &reading) ==
		SHEET_ABSENT) {
		diag_add(r->diags, DIAG_ERROR, 160, WHERE_NONE,
			_("the sheet %s.csv %s.csv is missing"), place_form.en, place_form.zh);
		r->lost |= 1u << THING_PLACE;
		r->ok = false;
		return false;
	}
	while (sheet_next(&reading.sheet))
		read_place(&reading);
	sheet_defines(&reading.sheet, THING_PLACE);
	resolve_parents(&reading);
	good = sheet_close(&reading.sheet);
	mem_free(reading.columns);
	mem_free(reading.parents);
	arena_release(&reading.arena);
	return read_people_sheet(r) && good;
}
