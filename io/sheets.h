/* Sheets: CSV files with known headings, read row by row into a scenario. What
 * every sheet shares: finding its file, matching headings in Chinese or English
 * and any order, blank rows and rows of sums, cells as values, and references
 * to things by id or by a name that only one of them has.
 *
 * A reading belongs to one folder (or one source). Faults are collected: a
 * faulty cell makes its row and its sheet faulty, reading goes on. */
#ifndef SHECANG_IO_SHEETS_H
#define SHECANG_IO_SHEETS_H

#include "io/csv.h"
#include "io/reader.h"
#include "io/things.h"

enum {
	SHEET_COLUMNS_MAX = 40, /* columns that a sheet may know */
	SHEET_REQUIRED = 1 /* the heading must be there */
};

struct sheet_column {
	const char *en; /* headings, several separated by '|'; the first is the stable one */
	const char *zh;
	unsigned flags;
};
struct sheet_form {
	const char *en, *zh; /* names of the file without .csv */
	const struct sheet_column *columns; /* [ncolumns], indexed by the sheet's own enum */
	int32_t ncolumns;
	bool any_text; /* cells may say "total" (settings) */
};

/* Things that are referred to. */
struct names { /* of one kind of thing; built when a reference is no id */
	struct map first; /* name -> the first thing that bears it */
	struct map twice; /* names that several bear */
	int32_t known; /* things entered so far */
};

/* A sheet in memory instead of in the folder (templates, tests, fuzzing). */
struct memory_sheet {
	const char *name; /* file name */
	const char *bytes; /* [n] */
	size_t n;
};

/* A unit that was looked up: the same few come back in every row. */
struct known_unit {
	int32_t item; /* -1 = empty */
	char text[24]; /* [n] */
	size_t n;
	int32_t pack;
	struct ratio factor;
};
enum { KNOWN_UNITS = 64 };

struct reading {
	struct scenario *s;
	struct diags *diags;
	const char *folder; /* NULL: only `memory` */
	const struct memory_sheet *memory; /* [nmemory] */
	int32_t nmemory;
	enum csv_encoding encoding;
	int32_t offset; /* seconds east of UTC for times without one */
	bool offset_stated; /* by the settings, else +08:00 is said once */
	bool has_stock_as_of;
	struct instant stock_as_of; /* for stock lines without a date of their own */
	struct where stock_as_of_where;
	int32_t source; /* all rows come from this source, -1 */
	struct names names[THINGS];
	struct known_unit units[KNOWN_UNITS]; /* by item */
	unsigned lost; /* bit per enum thing: their sheet could not be read, which has been said */
	struct map faulty_units; /* ids of items with a faulty unit or pack: one that they seem to
	                          * lack may be that */
	bool ok;
};
void reading_init(struct reading *r, struct scenario *s, struct diags *diags);
void reading_release(struct reading *r);

struct sheet {
	struct reading *r;
	const struct sheet_form *form;
	struct csv_reader csv;
	char *name; /* of the file, owned */
	int32_t at[SHEET_COLUMNS_MAX]; /* field of a column, -1 */
	const char *unit[SHEET_COLUMNS_MAX]; /* in brackets behind the heading, NULL */
	const char *headings[CSV_FIELDS_MAX]; /* [nheadings], as written */
	int32_t nheadings;
	int32_t unit_asked; /* the last row that was asked for a unit */
	bool ok; /* no fault so far */
	bool row_ok; /* no fault in this row so far */
	bool lost; /* could not be opened or its heading is faulty: no rows */
};
/* What an unknown heading means to the sheet: true when it is taken (a column
 * of people). folded has no brackets, bracket is what stood in them or "". */
typedef bool sheet_extra(void *data, struct sheet *sheet, int32_t field, const char *folded,
	const char *bracket);

enum sheet_found { SHEET_ABSENT, SHEET_OPEN, SHEET_FAULTY };
/* Opens NAME.csv of the folder and reads its headings. sheet_close is due
 * unless it is absent. extra may be NULL. */
enum sheet_found sheet_open(struct sheet *sheet, struct reading *r, const struct sheet_form *form,
	sheet_extra *extra, void *data);
/* The same for one file, whatever its name (a source). */
enum sheet_found sheet_open_path(struct sheet *sheet, struct reading *r, const struct sheet_form *form,
	const char *path, const char *name);
/* The same from memory. */
enum sheet_found sheet_open_memory(struct sheet *sheet, struct reading *r, const struct sheet_form *form,
	const struct memory_sheet *memory);
/* The next row with something in it that is not a sum. */
bool sheet_next(struct sheet *sheet);
/* Ends reading: the file's fingerprint goes to the scenario's inputs. Returns
 * whether all was well. */
bool sheet_close(struct sheet *sheet);

/* After the last row of a sheet whose rows are things that others refer to: when
 * it could not be read to its end, nobody is told that one is missing. */
void sheet_defines(struct sheet *sheet, enum thing thing);

/* One cell without blanks around it. */
struct entry {
	const char *text; /* [n], no NUL behind */
	size_t n;
	struct value_place at; /* row as the spreadsheet counts, heading, line */
};
/* False when the column is absent or the cell blank. */
bool sheet_cell(struct sheet *sheet, int column, struct entry *cell);
bool sheet_field(struct sheet *sheet, int32_t field, struct entry *cell);
bool sheet_given(struct sheet *sheet, int column); /* not blank */
struct where sheet_where(const struct sheet *sheet); /* of the row, as the spreadsheet counts */
/* A fault in a cell (or, when blank, in its column of this row). */
#define SHEET_FAULT(sheet, column, code, ...) \
	sheet_fault_mark(sheet, column, diag_add((sheet)->r->diags, DIAG_ERROR, code, \
		sheet_fault_where(sheet, column), __VA_ARGS__))
struct where sheet_fault_where(const struct sheet *sheet, int column);
struct diag *sheet_fault_mark(struct sheet *sheet, int column, struct diag *item);
/* The heading of a column: as written, else as the form names it. */
const char *sheet_heading(const struct sheet *sheet, int column);
/* Adds a fault when the cell is blank. */
bool sheet_require(struct sheet *sheet, int column);

/* Cells as values. A blank cell leaves *out as it is and is no fault (true);
 * a fault returns false and leaves *out too. Texts go to the scenario's arena. */
bool cell_text(struct sheet *sheet, int column, const char **out);
bool cell_word(struct sheet *sheet, int column, int alias_kind, int *out);
bool cell_flag(struct sheet *sheet, int column, bool *out);
bool cell_count(struct sheet *sheet, int column, int64_t least, int64_t most, int64_t *out);
bool cell_index(struct sheet *sheet, int column, int32_t least, int32_t most, int32_t *out);
bool cell_percent(struct sheet *sheet, int column, struct ratio *out);
bool cell_ratio(struct sheet *sheet, int column, struct ratio *out);
bool cell_mass(struct sheet *sheet, int column, int64_t *grams); /* kg, or the unit in brackets */
bool cell_money(struct sheet *sheet, int column, int64_t *out);
bool cell_metres(struct sheet *sheet, int column, int64_t *out); /* km, or the unit in brackets */
bool cell_day(struct sheet *sheet, int column, day *out);
bool cell_instant(struct sheet *sheet, int column, bool need_time, struct instant *out);
bool cell_duration(struct sheet *sheet, int column, struct duration *out);
bool cell_seconds(struct sheet *sheet, int column, int64_t *out); /* a duration without months */
bool cell_periods(struct sheet *sheet, int column, struct periods *out);
bool cell_degrees(struct sheet *sheet, int column, int32_t most, int32_t *out); /* 1e-6 */
bool cell_quality(struct sheet *sheet, int column, enum quality *out);
/* The same from a text and its place (settings, lists in a cell). */
bool value_duration(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct duration *out);
bool value_instant(struct reading *r, const struct value_place *at, const char *text, size_t n,
	bool need_time, struct instant *out);
bool value_word(struct diags *d, const struct value_place *at, const char *text, size_t n,
	int alias_kind, int *out);
/* "3..5", "3", also 3-5 and 3至5. */
bool value_periods(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct periods *out);
bool value_ratio(struct diags *d, const struct value_place *at, const char *text, size_t n,
	struct ratio *out);
/* Says so when a number is written in full-width digits. */
bool value_plain(struct diags *d, const struct value_place *at, const char *text, size_t n);

/* A quantity with its unit, of the item (-1: not known; the cell is only looked at): the cell of unit_column or pack_column, else the
 * unit in the heading's brackets, else the base unit, of items without packs; units as offices write
 * them, packs by id or name. *pack (may be NULL) is the pack, -1 = loose. unit_column -1: in base units. */
bool cell_quantity(struct sheet *sheet, int column, int unit_column, int pack_column,
	int32_t item, int64_t *out, int32_t *pack);
/* The row states no unit for the amount in the column: a fault when the item has packs, for 500 may be
 * bags or kilograms. Said once a row. unit_column -1: no fault. */
bool sheet_require_unit(struct sheet *sheet, int column, int unit_column, int32_t item);
bool value_quantity(struct reading *r, const struct value_place *at, const char *text, size_t n,
	int32_t item, const char *unit, size_t unit_length, int64_t *out, int32_t *pack);
/* The unit only: the pack, or -1 and what 1 of it is in base units. */
bool value_unit(struct reading *r, const struct value_place *at, const char *unit, size_t n,
	int32_t item, int32_t *pack, struct ratio *factor);

/* A reference by id, else by a name that one thing alone bears. */
bool cell_thing(struct sheet *sheet, int column, enum thing thing, int32_t *out);
bool value_thing(struct reading *r, const struct value_place *at, const char *text, size_t n,
	enum thing thing, int32_t *out);
/* The same without diagnostics: -1 not known, -2 several. */
int32_t thing_find(struct reading *r, enum thing thing, const char *text, size_t n);

/* The id in a cell, else one made from the name: the name itself where ids may
 * have its characters, '-' for others. NULL after a diagnostic. */
const char *cell_id(struct sheet *sheet, int id_column, int name_column);
/* What a row is called whose id is faulty, so that the rest of it is read all the
 * same; nothing can refer to it. */
const char *sheet_row_id(struct sheet *sheet);
const char *id_make(struct arena *arena, const char *name, size_t n);

/* The parts of a list in a cell ("a; b、c"); *at moves on. */
bool list_next(const struct entry *cell, size_t *at, struct entry *part);

/* A column of text in both languages. */
bool cell_label(struct sheet *sheet, int column, int english_column, struct label *out);

/* --- the sheets, in the order in which they are read --- */

bool sheets_settings(struct reading *r);
bool sheets_groups(struct reading *r);
bool sheets_items(struct reading *r);
bool sheets_substitutes(struct reading *r);
bool sheets_tiers(struct reading *r);
bool sheets_places(struct reading *r); /* and people */
bool sheets_holders(struct reading *r);
bool sheets_sources(struct reading *r);
bool sheets_stock(struct reading *r);
bool sheets_transit(struct reading *r);
bool sheets_roads(struct reading *r);
bool sheets_needs(struct reading *r);
bool sheets_norms(struct reading *r);
bool sheets_exceptions(struct reading *r); /* from norms */
/* Stock or needs from one file; the rows belong to r->source. */
bool sheets_stock_file(struct reading *r, const char *path, const char *name);
bool sheets_needs_file(struct reading *r, const char *path, const char *name);
/* Norms from a file of their own. */
bool sheets_norms_file(struct reading *r, const char *path);

/* A scenario from sheets in memory; what scenario_read_sheets does for a folder. */
bool scenario_read_memory(struct scenario *s, const struct memory_sheet *memory, int32_t nmemory,
	struct diags *diags);

#endif
