/* Any bytes as a CSV file, in each encoding: every field lies where it says,
 * and what was refused has a diagnostic. */
#include "io/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void look_at_row(struct csv_reader *csv, struct diags *d)
{
	int32_t i;

	must(csv->nfields >= 0 && csv->nfields <= CSV_FIELDS_MAX);
	for (i = 0; i < csv->nfields; i++) {
		const struct csv_field *field = &csv->fields[i];
		struct diag *item;
		const char *line;
		size_t length;

		must(field->length <= CSV_FIELD_MAX && field->line >= 1 && field->column >= 1);
		must(field->length == 0 || memchr(field->text, '\0', field->length) == NULL);
		line = csv_reader_line(csv, field, &length);
		must((size_t)field->column <= length + 1);
		item = diag_add(d, DIAG_NOTE, 701,
			(struct where){csv->file, field->line, field->column}, "field");
		item->span = field->span;
		diag_source_line(d, item, line, length);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static FILE *nowhere;
	struct csv_reader csv;
	struct diags d;
	char *bytes;

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	must(nowhere != NULL);
	if (size == 0)
		return 0;
	bytes = malloc(size);
	must(bytes != NULL);
	memcpy(bytes, data, size);
	diags_init(&d);
	if (csv_reader_open_memory(
		    &csv, bytes + 1, size - 1, "x.csv", (enum csv_encoding)(data[0] % 3), &d)) {
		while (csv_reader_next(&csv))
			look_at_row(&csv, &d);
		must(!csv.failed || d.nerrors > 0);
		csv_reader_finish(&csv);
	} else {
		must(d.nerrors > 0);
	}
	csv_reader_close(&csv);
	diags_print(&d, nowhere);
	diags_release(&d);
	free(bytes);
	return 0;
}
