/* Finding and opening a sheet, matching its headings, stepping over its rows. */
#include "io/sheets.h"

#include "base/diag_mark.h"
#include "base/text.h"
#include "io/aliases.h"
#include "io/nearest.h"

#include <assert.h>
#include <string.h>
#include <sys/stat.h>

void reading_init(struct reading *r, struct scenario *s, struct diags *diags)
{
	int i;

	memset(r, 0, sizeof *r);
	r->s = s;
	r->diags = diags;
	r->offset = 8 * 3600;
	r->source = -1;
	r->ok = true;
	for (i = 0; i < THINGS; i++) {
		map_init(&r->names[i].first);
		map_init(&r->names[i].twice);
	}
	map_init(&r->faulty_units);
	for (i = 0; i < KNOWN_UNITS; i++)
		r->units[i].item = -1;
}

void reading_release(struct reading *r)
{
	int i;

	for (i = 0; i < THINGS; i++) {
		map_release(&r->names[i].first);
		map_release(&r->names[i].twice);
	}
	map_release(&r->faulty_units);
}

/* ---- blanks ---- */

/* Bytes of the blank character that the text begins with, 0 for none. */
static size_t blank_length(const char *text, size_t n)
{
	if (n >= 1 && (*text == ' ' || *text == '\n' || *text == '\r' || *text == '\t'))
		return 1;
	if (n >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
		return 2;
	if (n >= 3 && memcmp(text, "\xe3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

static void trim(const char **text, size_t *n)
{
	size_t length;

	while ((length = blank_length(*text, *n)) > 0) {
		*text += length;
		*n -= length;
	}
	while (*n > 0) {
		if (blank_length(*text + *n - 1, 1))
			*n -= 1;
		else if (*n >= 2 && blank_length(*text + *n - 2, 2) == 2)
			*n -= 2;
		else if (*n >= 3 && blank_length(*text + *n - 3, 3) == 3)
			*n -= 3;
		else
			break;
	}
}

/* ---- places of cells ---- */

struct where sheet_where(const struct sheet *sheet)
{
	return (struct where){sheet->csv.file, sheet->csv.row, 1};
}

bool sheet_field(struct sheet *sheet, int32_t field, struct entry *cell)
{
	const struct csv_field *f;

	if (field < 0 || field >= sheet->csv.nfields)
		return false;
	f = &sheet->csv.fields[field];
	if (f->length == 0)
		return false;
	cell->text = f->text;
	cell->n = f->length;
	trim(&cell->text, &cell->n);
	if (cell->n == 0)
		return false;
	cell->at.where = (struct where){
		sheet->csv.file, sheet->csv.row, f->column + (int32_t)(cell->text - f->text)};
	cell->at.span = (int32_t)cell->n;
	cell->at.heading = field < sheet->nheadings ? sheet->headings[field] : "";
	cell->at.line = csv_reader_line(&sheet->csv, f, &cell->at.line_length);
	cell->at.line_cut = 0;
	return true;
}

bool sheet_cell(struct sheet *sheet, int column, struct entry *cell)
{
	assert(column < sheet->form->ncolumns);
	return column >= 0 && sheet_field(sheet, sheet->at[column], cell);
}

bool sheet_given(struct sheet *sheet, int column)
{
	struct entry cell;

	return sheet_cell(sheet, column, &cell);
}

/* The first of several headings separated by '|'. */
static size_t first_length(const char *list)
{
	return strcspn(list, "|");
}

const char *sheet_heading(const struct sheet *sheet, int column)
{
	const struct sheet_column *known = &sheet->form->columns[column];
	struct arena *arena = &sheet->r->diags->arena;
	int32_t field = sheet->at[column];

	if (field >= 0 && field < sheet->nheadings)
		return sheet->headings[field];
	if (strncmp(sheet->r->s->language, "en", 2) == 0)
		return arena_text(arena, known->en, first_length(known->en));
	return arena_text(arena, known->zh, first_length(known->zh));
}

struct where sheet_fault_where(const struct sheet *sheet, int column)
{
	struct where where = {sheet->csv.file, sheet->csv.row, 0};
	int32_t field = sheet->at[column];

	if (field >= 0 && field < sheet->csv.nfields)
		where.column = sheet->csv.fields[field].column;
	return where;
}

struct diag *sheet_fault_mark(struct sheet *sheet, int column, struct diag *item)
{
	struct csv_reader *csv = &sheet->csv;
	int32_t field = sheet->at[column];
	struct entry cell;
	const char *line;
	size_t n;

	if (item->severity == DIAG_ERROR) {
		sheet->ok = false;
		sheet->row_ok = false;
	}
	if (sheet_field(sheet, field, &cell)) {
		item->where.column = cell.at.where.column;
		return value_mark(sheet->r->diags, &cell.at, item);
	}
	item->heading = sheet_heading(sheet, column);
	if (csv->nfields > 0) {
		line = csv_reader_line(
			csv, &csv->fields[field >= 0 && field < csv->nfields ? field : 0], &n);
		diag_source_line(sheet->r->diags, item, line, n);
	}
	return item;
}

bool sheet_require(struct sheet *sheet, int column)
{
	struct diag *item;

	if (sheet_given(sheet, column))
		return true;
	item = SHEET_FAULT(sheet, column, 250, _("the cell is empty"));
	diag_remedy(sheet->r->diags, item,
		_("fill it in (merged cells: in every row), or delete the row"));
	return false;
}

/* ---- headings ---- */

static void fill_heading_place(struct sheet *sheet, int32_t field, struct value_place *at)
{
	struct entry cell;

	if (sheet_field(sheet, field, &cell)) {
		*at = cell.at;
		at->heading = NULL; /* the row of headings itself: file:line:column */
	}
}

/* The known heading that is nearest to one; NULL when none is near. */
static const char *nearest_heading(const struct sheet *sheet, const char *heading)
{
	struct nearest search;
	int32_t i;
	int pass;

	nearest_init(&search, heading, strlen(heading));
	for (i = 0; i < sheet->form->ncolumns; i++) {
		for (pass = 0; pass < 2; pass++) {
			const char *list =
				pass ? sheet->form->columns[i].zh : sheet->form->columns[i].en;

			while (list && *list) {
				size_t n = first_length(list);

				nearest_offer(
					&search, arena_text(&sheet->r->diags->arena, list, n));
				list = list[n] ? list + n + 1 : NULL;
			}
		}
	}
	return search.name;
}

static void list_headings(const struct sheet *sheet, struct text *out)
{
	bool chinese = strncmp(sheet->r->s->language, "en", 2) != 0;
	int32_t i;

	for (i = 0; i < sheet->form->ncolumns; i++) {
		const char *list =
			chinese ? sheet->form->columns[i].zh : sheet->form->columns[i].en;

		text_puts(out, i ? ", " : "");
		text_add(out, list, first_length(list));
	}
}

/* Lists the headings as the remedy. */
static void report_known(struct sheet *sheet, struct diag *item)
{
	struct text known;

	text_init(&known);
	list_headings(sheet, &known);
	diag_remedy(sheet->r->diags, item, _("known are: %s"), text_str(&known));
	text_release(&known);
}

static void report_unknown(struct sheet *sheet, int32_t field, const char *folded)
{
	struct diags *d = sheet->r->diags;
	const char *nearest = nearest_heading(sheet, folded);
	struct value_place at;
	struct diag *item;

	fill_heading_place(sheet, field, &at);
	item = VALUE_FAULT(d, &at, 161, _("the heading \"%s\" is not known in this sheet"),
		sheet->headings[field]);
	if (nearest)
		diag_remedy(d, item, _("did you mean \"%s\"?"), nearest);
	else
		report_known(sheet, item);
	sheet->ok = false;
}

/* The column that the folded heading names, -1 for none. */
static int32_t find_column(const struct sheet *sheet, const char *folded)
{
	int32_t i;

	for (i = 0; i < sheet->form->ncolumns; i++) {
		if (alias_matches(folded, sheet->form->columns[i].en) ||
			alias_matches(folded, sheet->form->columns[i].zh))
			return i;
	}
	return -1;
}

static void match_heading(struct sheet *sheet, int32_t field, const struct entry *cell,
	sheet_extra *extra, void *data)
{
	struct arena *arena = &sheet->r->diags->arena;
	struct text folded, bracket;
	int32_t column;

	text_init(&folded);
	text_init(&bracket);
	alias_fold(cell->text, cell->n, &folded, &bracket);
	column = find_column(sheet, text_str(&folded));
	if (column < 0) {
		if (!extra || !extra(data, sheet, field, text_str(&folded), text_str(&bracket)))
			report_unknown(sheet, field, text_str(&folded));
	} else if (sheet->at[column] >= 0) {
		struct value_place at;
		struct diag *item;

		fill_heading_place(sheet, field, &at);
		item = VALUE_FAULT(sheet->r->diags, &at, 162,
			_("the heading \"%s\" means the same as \"%s\" before it"),
			sheet->headings[field], sheet->headings[sheet->at[column]]);
		diag_remedy(sheet->r->diags, item, _("keep one of the two columns"));
		sheet->ok = false;
	} else {
		sheet->at[column] = field;
		if (bracket.length > 0)
			sheet->unit[column] = arena_text(arena, bracket.bytes, bracket.length);
	}
	text_release(&bracket);
	text_release(&folded);
}

static bool row_is_blank(struct sheet *sheet)
{
	struct entry cell;
	int32_t i;

	for (i = 0; i < sheet->csv.nfields; i++) {
		if (sheet_field(sheet, i, &cell))
			return false;
	}
	return true;
}

/* Faults found later are shown in their cells by these. */
static void note_headings(struct sheet *sheet)
{
	int32_t field, i;

	for (field = 0; field < sheet->nheadings; field++) {
		const char *name = "";

		for (i = 0; i < sheet->form->ncolumns; i++) {
			if (sheet->at[i] == field)
				name = sheet->form->columns[i].en;
		}
		diags_cell(sheet->r->diags, sheet->csv.file, name, first_length(name),
			sheet->headings[field], field, 0);
	}
}

/* The next row with text; false when there is none. */
static bool next_filled(struct sheet *sheet)
{
	while (csv_reader_next(&sheet->csv)) {
		if (!row_is_blank(sheet))
			return true;
	}
	return false;
}

/* How many cells of the row are headings of this sheet. */
static int32_t count_known(struct sheet *sheet)
{
	struct text folded;
	struct entry cell;
	int32_t i, known = 0;

	text_init(&folded);
	for (i = 0; i < sheet->csv.nfields; i++) {
		if (!sheet_field(sheet, i, &cell))
			continue;
		text_clear(&folded);
		alias_fold(cell.text, cell.n, &folded, NULL);
		known += find_column(sheet, text_str(&folded)) >= 0;
	}
	text_release(&folded);
	return known;
}

/* Offices put a title over a table, and perhaps who filled it in and when. Rows
 * that have not one heading of the sheet are passed over, with a word, when
 * headings follow; else the first row is taken for the headings. */
static bool find_headings(struct sheet *sheet)
{
	enum { TITLES_MAX = 5 };
	struct diags *d = sheet->r->diags;
	struct value_place title = {.span = 0};
	struct diag *item;
	struct entry cell;
	int32_t titles = 0, i;

	for (;;) {
		if (!next_filled(sheet))
			break;
		if (count_known(sheet) >= (titles == 0 ? 1 : 2)) {
			if (titles == 0)
				return true;
			item = diag_add(d, DIAG_NOTE, 756, title.where,
				ngettext("%d row above the headings is not read",
					"%d rows above the headings are not read",
					(unsigned long)titles),
				(int)titles);
			value_mark(d, &title, item);
			diag_remedy(d, item, _("delete what stands above the headings"));
			return true;
		}
		for (i = 0; titles == 0 && i < sheet->csv.nfields; i++) {
			if (!sheet_field(sheet, i, &cell))
				continue;
			title = cell.at;
			title.heading = NULL;
			title.line = arena_text(&d->arena, cell.at.line, cell.at.line_length);
			break;
		}
		if (++titles > TITLES_MAX)
			break;
	}
	if (sheet->csv.failed)
		return false;
	if (titles > 0) {
		item = VALUE_FAULT(d, &title, 161, _("no row has the headings of this sheet"));
		report_known(sheet, item);
		return false;
	}
	item = diag_add(d, DIAG_ERROR, 164, (struct where){sheet->csv.file, 0, 0},
		_("the sheet is empty: not even headings"));
	diag_remedy(d, item, _("put the headings into the first row, or delete the file"));
	return false;
}

static bool read_headings(struct sheet *sheet, sheet_extra *extra, void *data)
{
	struct diags *d = sheet->r->diags;
	struct entry cell;
	int32_t i;

	if (!find_headings(sheet))
		return false;
	sheet->nheadings = sheet->csv.nfields;
	for (i = 0; i < sheet->nheadings; i++) {
		sheet->headings[i] = "";
		if (sheet_field(sheet, i, &cell))
			sheet->headings[i] = arena_text(&d->arena, cell.text, cell.n);
	}
	for (i = 0; i < sheet->nheadings; i++) {
		if (sheet_field(sheet, i, &cell))
			match_heading(sheet, i, &cell, extra, data);
	}
	note_headings(sheet);
	for (i = 0; i < sheet->form->ncolumns; i++) {
		struct diag *item;

		if (!(sheet->form->columns[i].flags & SHEET_REQUIRED) || sheet->at[i] >= 0)
			continue;
		item = diag_add(d, DIAG_ERROR, 163,
			(struct where){sheet->csv.file, sheet->csv.line, 0},
			_("the column \"%s\" is missing"), sheet_heading(sheet, i));
		diag_remedy(d, item,
			_("add the column; `shecang init` writes sheets with all headings"));
		sheet->ok = false;
	}
	return sheet->ok;
}

/* ---- opening ---- */

static void sheet_start(
	struct sheet *sheet, struct reading *r, const struct sheet_form *form, const char *name)
{
	int32_t i;

	memset(sheet, 0, sizeof *sheet);
	assert(form->ncolumns <= SHEET_COLUMNS_MAX);
	sheet->r = r;
	sheet->form = form;
	sheet->name = mem_strdup(name);
	sheet->ok = true;
	sheet->row_ok = true;
	for (i = 0; i < SHEET_COLUMNS_MAX; i++)
		sheet->at[i] = -1;
}

static enum sheet_found sheet_begin(
	struct sheet *sheet, bool opened, sheet_extra *extra, void *data)
{
	if (opened && read_headings(sheet, extra, data))
		return SHEET_OPEN;
	sheet->ok = false;
	sheet->lost = true;
	return SHEET_FAULTY;
}

static const struct memory_sheet *find_memory(const struct reading *r, const char *name)
{
	int32_t i;

	for (i = 0; i < r->nmemory; i++) {
		if (strcmp(r->memory[i].name, name) == 0)
			return &r->memory[i];
	}
	return NULL;
}

static bool file_exists(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0;
}

/* "FOLDER/NAME.csv"; the name alone in memory. */
static void make_path(const struct reading *r, const char *name, struct text *path)
{
	text_clear(path);
	if (r->folder) {
		size_t n = strlen(r->folder);

		while (n > 1 && r->folder[n - 1] == '/')
			n--;
		text_add(path, r->folder, n);
		if (path->bytes[path->length - 1] != '/')
			text_putc(path, '/');
	}
	text_printf(path, "%s.csv", name);
}

static bool sheet_present(const struct reading *r, const char *name)
{
	struct text path;
	bool found;

	text_init(&path);
	make_path(r, name, &path);
	found = r->folder ? file_exists(text_str(&path)) : find_memory(r, text_str(&path)) != NULL;
	text_release(&path);
	return found;
}

enum sheet_found sheet_open(struct sheet *sheet, struct reading *r, const struct sheet_form *form,
	sheet_extra *extra, void *data)
{
	bool english = sheet_present(r, form->en), chinese = sheet_present(r, form->zh);
	struct text path, name;
	enum sheet_found found;
	bool opened;

	if (!english && !chinese)
		return SHEET_ABSENT;
	text_init(&path);
	text_init(&name);
	make_path(r, chinese ? form->zh : form->en, &path);
	text_printf(&name, "%s.csv", chinese ? form->zh : form->en);
	sheet_start(sheet, r, form, text_str(&name));
	if (r->folder) {
		opened = csv_reader_open(
			&sheet->csv, text_str(&path), text_str(&path), r->encoding, r->diags);
	} else {
		const struct memory_sheet *memory = find_memory(r, text_str(&path));

		opened = csv_reader_open_memory(&sheet->csv, memory->bytes, memory->n,
			text_str(&path), r->encoding, r->diags);
	}
	if (english && chinese) {
		struct diag *item =
			diag_add(r->diags, DIAG_ERROR, 160, (struct where){sheet->csv.file, 0, 0},
				_("the folder also has %s.csv, which is the same sheet"), form->en);

		diag_remedy(r->diags, item, _("keep one of the two files"));
		sheet->ok = false;
	}
	found = sheet_begin(sheet, opened, extra, data);
	text_release(&name);
	text_release(&path);
	return found;
}

enum sheet_found sheet_open_path(struct sheet *sheet, struct reading *r,
	const struct sheet_form *form, const char *path, const char *name)
{
	bool opened;

	sheet_start(sheet, r, form, name);
	opened = csv_reader_open(&sheet->csv, path, path, r->encoding, r->diags);
	return sheet_begin(sheet, opened, NULL, NULL);
}

enum sheet_found sheet_open_memory(struct sheet *sheet, struct reading *r,
	const struct sheet_form *form, const struct memory_sheet *memory)
{
	bool opened;

	sheet_start(sheet, r, form, memory->name);
	opened = csv_reader_open_memory(
		&sheet->csv, memory->bytes, memory->n, memory->name, r->encoding, r->diags);
	return sheet_begin(sheet, opened, NULL, NULL);
}

/* ---- rows ---- */

/* Sums typed under a table would count everything twice. */
static bool row_is_total(struct sheet *sheet)
{
	struct entry cell;
	struct diag *item;
	int32_t i;

	for (i = 0; i < sheet->csv.nfields; i++) {
		if (!sheet_field(sheet, i, &cell) || !alias_is_total(cell.text, cell.n))
			continue;
		item = VALUE_FAULT(sheet->r->diags, &cell.at, 258,
			_("a row of sums does not belong in the sheet"));
		diag_remedy(sheet->r->diags, item,
			_("delete the row: sums are made by the program, and this one would count "
			  "everything twice"));
		sheet->ok = false;
		return true;
	}
	return false;
}

/* Cells under no heading would be lost. */
static void check_width(struct sheet *sheet)
{
	struct entry cell;
	struct diag *item;
	int32_t i;

	for (i = 0; i < sheet->csv.nfields; i++) {
		if (i < sheet->nheadings && sheet->headings[i][0])
			continue;
		if (!sheet_field(sheet, i, &cell))
			continue;
		cell.at.heading = NULL;
		cell.at.where.line = sheet->csv.fields[i].line;
		item = VALUE_FAULT(
			sheet->r->diags, &cell.at, 165, _("the cell stands under no heading"));
		diag_remedy(sheet->r->diags, item,
			_("give the column a heading, or put quotation marks round text that has "
			  "commas"));
		sheet->ok = false;
		sheet->row_ok = false;
		return;
	}
}

bool sheet_next(struct sheet *sheet)
{
	if (sheet->lost)
		return false;
	while (csv_reader_next(&sheet->csv)) {
		sheet->row_ok = true;
		if (row_is_blank(sheet))
			continue;
		if (!sheet->form->any_text && row_is_total(sheet))
			continue;
		check_width(sheet);
		return true;
	}
	if (sheet->csv.failed)
		sheet->ok = false;
	return false;
}

static void record_input(struct reading *r, const char *name, const struct csv_reader *csv)
{
	struct scenario *s = r->s;
	int32_t i = ARRAY_ADD(&s->inputs, &s->ninputs, &s->inputs_room);

	s->inputs[i].name = arena_strdup(&s->arena, name);
	s->inputs[i].bytes = csv->bytes;
	memcpy(s->inputs[i].sha256, csv->sha256, sizeof s->inputs[i].sha256);
}

bool sheet_close(struct sheet *sheet)
{
	struct reading *r = sheet->r;

	csv_reader_finish(&sheet->csv);
	if (r->folder || r->source >= 0) {
		record_input(r, sheet->name, &sheet->csv);
		csv_reader_note(&sheet->csv);
	}
	if (r->source >= 0) {
		struct source *source = &r->s->sources[r->source];

		source->bytes = sheet->csv.bytes;
		memcpy(source->sha256, sheet->csv.sha256, sizeof source->sha256);
	}
	csv_reader_close(&sheet->csv);
	mem_free(sheet->name);
	sheet->name = NULL;
	if (!sheet->ok)
		r->ok = false;
	return sheet->ok;
}

void sheet_defines(struct sheet *sheet, enum thing thing)
{
	if (sheet->lost || sheet->csv.failed)
		sheet->r->lost |= 1u << thing;
}
