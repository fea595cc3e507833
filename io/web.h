/* Parts of a web page: one file without scripts, nothing loaded from elsewhere, light
 * enough to send, set for printing on A4. */
#ifndef SHECANG_IO_WEB_H
#define SHECANG_IO_WEB_H

#include "io/section.h"

/* Up to and with the start of the body. language: "zh" or "en". */
void web_open(struct text *out, const char *language, const char *title);
/* The foot with a line (the program), and the end. */
void web_close(struct text *out, const char *foot);
/* One element with a text; class NULL = none. */
void web_line(struct text *out, const char *tag, const char *class, const char *s);
/* Every line that is not empty as one. */
void web_paragraphs(struct text *out, const struct text *lines, const char *class);
/* A filled section, named by the element with that id; extra: a further column of its
 * table, note: a line below it; both may be NULL. */
void web_section(struct text *out, const struct section *s, const char *name, const struct html_column *extra,
	const char *note);

#endif
