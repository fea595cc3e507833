/* Reading scenarios: XML files, folders of CSV sheets, and the sources that a
 * scenario names. All faults of all files are collected in one run. */
#ifndef SHECANG_IO_READER_H
#define SHECANG_IO_READER_H

#include "io/file.h"
#include "io/values.h"

#include "models/scenario.h"

/* Reads the scenario at path (an XML file or a folder of CSV sheets) with all
 * its sources, without the semantic pass (scenario_check is the caller's next
 * step). Files are opened by name only, below the scenario's folder; no
 * network, no other file. leave_out: [nleave_out] ids or hrefs of sources not
 * to be read. Returns false when the scenario itself cannot be read as a whole
 * (no such file, or its form is broken). Faults of its content and of sources
 * are diagnostics; what is faulty is left out, so that scenario_check can look
 * at the rest, and it is scenario_check that refuses or sets aside. */
bool scenario_read(struct scenario *s, const char *path, const char *const *leave_out,
	int nleave_out, struct diags *diags);

/* The two kinds, used by scenario_read. base: folder for relative hrefs. */
bool scenario_read_xml(struct scenario *s, const char *path, struct diags *diags);
bool scenario_read_xml_text(struct scenario *s, const char *text, size_t n, const char *name,
	struct diags *diags); /* from memory; name is shown in diagnostics */
bool scenario_read_sheets(struct scenario *s, const char *folder, struct diags *diags);
bool norms_read_xml(struct scenario *s, const char *path, struct diags *diags);
bool norms_read_csv(struct scenario *s, const char *path, struct diags *diags);

/* Norms from a file of their own: XML with the root <norms>, or a sheet (CSV), by
 * the name's end. Read after the scenario. False when its form is broken. */
bool norms_read(struct scenario *s, const char *path, struct diags *diags);

/* One source's content into s; source = index into s->sources. Returns false
 * when it must be set aside. */
bool source_read_xml(struct scenario *s, int32_t source, const char *path, struct diags *diags);
bool source_read_csv(struct scenario *s, int32_t source, const char *path, struct diags *diags);

#endif
