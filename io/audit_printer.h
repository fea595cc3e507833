/* Printing an audit: the page on the terminal, and the papers of a folder. */
#ifndef SHECANG_IO_AUDIT_PRINTER_H
#define SHECANG_IO_AUDIT_PRINTER_H

#include "io/printer.h"
#include "models/audit.h"

struct audit_report {
	struct report report; /* scenario, language, program, full, directory, names; no plan */
	const struct audit *audit;
	const struct replies *replies; /* what was noted before; NULL = nothing */
	const struct cure *cure; /* NULL = not asked for */
	const struct sample *sample; /* likewise */
};

/* Scope, findings, cover, roll-ups, each finding with its evidence. */
void audit_print(const struct audit_report *r, FILE *out, int width, bool colour);

/* The papers of a folder: workpaper.txt, evidence/FINDING.txt, counts/HOLDER.txt,
 * findings, evidence, coverage, replies (to be filled in and given back) and
 * counts as CSV, audit.xml. False with a message in why when a write failed. */
bool audit_write(const struct audit_report *r, const char *directory, char *why, size_t why_size);

#endif
