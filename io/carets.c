#include "io/carets.h"

#include "io/csv.h"
#include "io/reader.h"
#include "io/xml_parser.h"
#include "models/order.h"

#include <stdlib.h>
#include <string.h>

/* A diagnostic that wants its line, and as it was before, in case the file turns
 * out to be another one. */
struct wanted {
	struct diag *item;
	struct diag before;
	const struct diag_cell *cell; /* of a sheet: what it is about, NULL = the row */
};
struct search {
	struct diags *d;
	int32_t file;
	struct wanted *wanted; /* [nwanted] by place */
	int32_t nwanted, room;
	int32_t next; /* the first whose place has not been passed */
};


static int compare_wanted(const void *left, const void *right)
{
	const struct where *a = &((const struct wanted *)left)->item->where;
	const struct where *b = &((const struct wanted *)right)->item->where;
	int order = int_compare(a->line, b->line);

	return order ? order : int_compare(a->column, b->column);
}

/* ---- XML ---- */

/* The first of the names that the element has. */
static const struct xml_attribute *find_attribute(
	const struct xml_element *element, const char *names)
{
	while (names && *names) {
		size_t n = strcspn(names, "|");
		int32_t i;

		for (i = 0; i < element->nattributes; i++) {
			const struct xml_attribute *a = &element->attributes[i];

			if (!a->uri && strlen(a->name) == n && memcmp(a->name, names, n) == 0)
				return a;
		}
		names += n + (names[n] == '|');
	}
	return NULL;
}

static void mark_element(struct search *search, struct diag *item, const struct xml_element *element)
{
	const struct xml_attribute *attribute = find_attribute(element, item->about);
	struct value_place at;

	if (attribute)
		xml_value_place(&element->tag, attribute, &at);
	else
		xml_tag_place(&element->tag, &at);
	at.where.file = search->file;
	item->where = at.where;
	value_mark(search->d, &at, item);
}

static void on_start(void *user, struct xml_parser *p, const struct xml_element *element)
{
	struct search *search = user;
	struct where where = element->tag.where;

	while (search->next < search->nwanted) {
		struct diag *item = search->wanted[search->next].item;
		int order = int_compare(item->where.line, where.line);

		if (order == 0)
			order = int_compare(item->where.column, where.column);
		if (order > 0)
			return;
		if (order == 0)
			mark_element(search, item, element);
		search->next++;
	}
	xml_stop(p);
}

static void search_xml(struct search *search, const char *name, char *sha256)
{
	static const struct xml_events events = {on_start, NULL, NULL};
	struct diags again; /* faults of form have been reported */
	int64_t bytes;

	diags_init(&again);
	xml_parse_file(
		name, SOURCE_BYTES_MAX, &events, search, &again, diags_file(&again, name), sha256, &bytes);
	diags_release(&again);
}

/* ---- sheets ---- */

/* The cell that the fault is about: by name, else by its column. */
static const struct diag_cell *find_cell(const struct diag_file *file, const char *names)
{
	while (names && *names) {
		size_t n = strcspn(names, "|");
		int32_t i;

		for (i = 0; i < file->ncells; i++) {
			const struct diag_cell *cell = &file->cells[i];

			if (strlen(cell->name) == n && memcmp(cell->name, names, n) == 0)
				return cell;
		}
		names += n + (names[n] == '|');
	}
	return NULL;
}

/* The field of the row that has the column, -1 for none. */
static int32_t field_at(const struct csv_reader *csv, int32_t column)
{
	int32_t i;

	for (i = 1; i < csv->nfields; i++) {
		if (csv->fields[i].column <= column &&
			column < csv->fields[i].column + csv->fields[i].span)
			return i;
	}
	return -1;
}

static const char *heading_of(const struct diag_file *file, int32_t field)
{
	int32_t i;

	for (i = 0; i < file->ncells; i++) {
		if (file->cells[i].field == field && file->cells[i].row == 0)
			return file->cells[i].heading;
	}
	return "";
}

static void mark_row(struct search *search, const struct wanted *wanted, const struct csv_reader *csv)
{
	const struct diag_file *file = &search->d->files[search->file];
	struct diag *item = wanted->item;
	int32_t field = wanted->cell ? wanted->cell->field : field_at(csv, item->where.column);
	struct value_place at = {.where = {search->file, csv->row, 0}, .heading = "", .span = 1};

	if (field >= 0)
		at.heading = heading_of(file, field);
	if (csv->nfields > 0) {
		const struct csv_field *f = &csv->fields[field >= 0 && field < csv->nfields ? field : 0];

		if (field >= 0 && field < csv->nfields) {
			at.where.column = f->column;
			at.span = f->span;
		}
		at.line = csv_reader_line(csv, f, &at.line_length);
	}
	item->where = at.where;
	value_mark(search->d, &at, item);
}

static void search_sheet(struct search *search, const struct diag_file *file, char *sha256)
{
	struct csv_reader csv;
	struct diags again;

	diags_init(&again);
	if (csv_reader_open(&csv, file->name, file->name,
		    (enum csv_encoding)csv_encoding_parse(file->encoding), &again)) {
		while (search->next < search->nwanted && csv_reader_next(&csv)) {
			while (search->next < search->nwanted &&
				search->wanted[search->next].item->where.line <= csv.row) {
				if (search->wanted[search->next].item->where.line == csv.row)
					mark_row(search, &search->wanted[search->next], &csv);
				search->next++;
			}
		}
		csv_reader_finish(&csv);
		memcpy(sha256, csv.sha256, sizeof csv.sha256);
	}
	csv_reader_close(&csv);
	diags_release(&again);
}

/* ---- files ---- */

/* What lies in the file and has no line. A setting is looked up by its name. */
static void collect(struct search *search)
{
	const struct diag_file *file = &search->d->files[search->file];
	int32_t i;

	for (i = 0; i < search->d->nitems; i++) {
		struct diag *item = &search->d->items[i];
		struct wanted *wanted;
		const struct diag_cell *cell;
		int32_t at;

		if (item->where.file != search->file || item->source_line || item->heading)
			continue;
		cell = find_cell(file, item->about);
		if (item->where.line == 0 && !(cell && cell->row > 0))
			continue;
		at = ARRAY_ADD(&search->wanted, &search->nwanted, &search->room);
		wanted = &search->wanted[at];
		wanted->item = item;
		wanted->before = *item;
		if (file->encoding)
			wanted->before.heading = ""; /* it has rows, not lines */
		wanted->cell = cell;
		if (item->where.line == 0)
			item->where.line = cell->row;
	}
	if (search->nwanted > 1)
		qsort(search->wanted, (size_t)search->nwanted, sizeof *search->wanted, compare_wanted);
}

void carets_find(struct diags *d)
{
	struct search search = {.d = d};
	int32_t i;

	for (search.file = 0; search.file < d->nfiles; search.file++) {
		const struct diag_file *file = &d->files[search.file];
		char sha256[65] = "";

		if (!*file->sha256)
			continue;
		search.nwanted = search.next = 0;
		collect(&search);
		if (search.nwanted == 0)
			continue;
		if (file->encoding)
			search_sheet(&search, file, sha256);
		else
			search_xml(&search, file->name, sha256);
		for (i = 0; i < search.nwanted && strcmp(sha256, file->sha256) != 0; i++)
			*search.wanted[i].item = search.wanted[i].before;
	}
	mem_free(search.wanted);
}
