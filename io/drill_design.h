/* What the design of a drill found: on the page, as tables, and as a script to be played. */
#ifndef SHECANG_IO_DRILL_DESIGN_H
#define SHECANG_IO_DRILL_DESIGN_H

#include "io/printer.h"
#include "models/drill_design.h"

struct design_page {
	const struct report *report; /* of the base without injects; no plan */
	const struct drill *drill;
	const struct design_request *request;
	const struct design *design; /* with a set found */
};
void design_print(const struct design_page *p, FILE *out, int width, bool colour);
/* design.txt, sets.csv, items.csv and drill.xml, the script with the injects that were chosen
 * and those that always happen; as report_write. */
bool design_write(const struct design_page *p, const char *directory, char *why, size_t why_size);

#endif
