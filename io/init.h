/* Sheets to begin with: a small complete fictional case, labelled as example
 * data, in a folder of its own. */
#ifndef SHECANG_IO_INIT_H
#define SHECANG_IO_INIT_H

#include <stdbool.h>
#include <stddef.h>

struct template_file {
	const char *name; /* of the file, with its ending */
	const char *text; /* UTF-8 without BOM, LF */
};
/* kind: sealed 封控, flood 洪涝, audit 审计 (either name). The files in the order
 * of filling in, ended by a name NULL; NULL for another kind. Chinese unless
 * language begins with "en". */
const struct template_file *init_template(const char *kind, const char *language);

/* Writes the files of the template into the folder, which is made when it does
 * not exist; sheets begin with a BOM so that spreadsheets know their encoding.
 * Refuses, before anything is written, when one of the files exists. False: why
 * (room bytes) holds one line. */
bool init_write(const char *kind, const char *language, const char *folder, char *why, size_t room);

/* The same case as one file, scenario.xml of the folder, in canonical form. */
bool init_write_xml(const char *kind, const char *language, const char *folder, char *why, size_t room);

#endif
