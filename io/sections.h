/* What a page consists of: a head, sections that are built one after the other, and tables
 * beside it. One for the terminal, the text file and the web page. */
#ifndef SHECANG_IO_SECTIONS_H
#define SHECANG_IO_SECTIONS_H

#include "io/save.h"
#include "io/section.h"

struct sections {
	const void *page; /* what the functions below know */
	void (*head)(const void *page, struct text *out); /* lines above the first section */
	int n;
	void (*build)(const void *page, int k, struct section *s); /* the k-th, 0 .. n - 1; it is left
	                                                            * out when it has no title */
};
/* Lines are wrapped at width; 0 = not at all. */
void sections_text(const struct sections *x, struct text *out, int width, bool colour);
void sections_print(const struct sections *x, FILE *out, int width, bool colour);
/* The text as a file of the folder; false when it cannot be written. */
bool sections_save(const struct sections *x, struct folder *f, const char *name);

/* A web page: which kind of page it is, its title, and a foot. */
struct sections_web {
	const char *language; /* "zh" or "en" */
	const char *kind, *title, *foot; /* translated */
};
bool sections_save_web(const struct sections *x, const struct sections_web *web, struct folder *f, const char *name);

/* Files of the folder, the k-th written by write; false when one cannot be. */
bool tables_save(const void *page, const char *const *names, int n, bool (*write)(const void *page, int k, FILE *file),
	struct folder *f);

#endif
