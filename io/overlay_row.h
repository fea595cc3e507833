/* Inside of io/overlay*.c: one change as it is written, in XML or in a row of a
 * sheet, and what its file is applied to. */
#ifndef SHECANG_IO_OVERLAY_ROW_H
#define SHECANG_IO_OVERLAY_ROW_H

#include "io/overlay.h"
#include "io/sheets.h"

struct element_spec;

enum overlay_cell { /* attributes, and columns of the sheet */
	ROW_WHAT, ROW_ID, ROW_ITEM, ROW_GROUP, ROW_PLACE, ROW_DESTINATION, ROW_GATE, ROW_HOLDER,
	ROW_SEGMENT, ROW_KIND, ROW_FROM, ROW_TO, ROW_AT, ROW_UNTIL, ROW_FIELD, ROW_VALUE, ROW_UNIT,
	ROW_BY, ROW_SHARE, ROW_SELF_SUPPLY,
	ROW_CELLS
};
struct overlay_row {
	enum alteration_verb verb;
	struct value_place at; /* of the whole */
	bool given[ROW_CELLS];
	struct entry cells[ROW_CELLS]; /* where given */
};
/* What the scenario held before something was added. */
struct overlay_counts {
	int32_t n[ALTERED_SORTS], estimates;
};
struct overlay_reading {
	struct reading things; /* references by id or name, times, units */
	struct effects *effects;
	int32_t most; /* changes still to be applied */
	bool ok;
	struct overlay_counts before; /* of what is being added, inside <add> */
	struct where adding;
};
const char *overlay_cell_name(enum overlay_cell cell); /* "self-supply" */
const char *alteration_verb_word(enum alteration_verb verb); /* "seal" */

/* "sealed", for people. */
const char *verb_title(enum alteration_verb verb);
struct columns;
/* A cell: "overlay.xml:12". */
void put_place_written(struct columns *c, const struct diags *names, struct where where);

/* Is the next change one of those that are wanted? It is counted. */
bool overlay_wanted(struct overlay_reading *o);
/* Reads and applies one change. */
void overlay_row_apply(struct overlay_reading *o, const struct overlay_row *row);
/* The sort of that name, in either language; -1. */
int overlay_sort(const char *text, size_t n);

void overlay_count(const struct scenario *s, struct overlay_counts *counts);
/* Notes all that has been added since as one change. */
void overlay_added(struct overlay_reading *o, const struct overlay_counts *before, struct where where);

/* The element of a scenario or overlay that a sort is added in. */
const struct element_spec *overlay_around(enum altered what, const struct element_spec *section);
bool overlay_read_sheet(struct overlay_reading *o, const char *path, const struct memory_sheet *memory);
bool overlay_read_xml(struct overlay_reading *o, const char *path, const char *text, size_t n);

#endif
