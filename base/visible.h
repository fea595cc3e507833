/* Text of an input as a terminal may show it. */
#ifndef SHECANG_BASE_VISIBLE_H
#define SHECANG_BASE_VISIBLE_H

#include "base/text.h"

#include <stdbool.h>

/* The code point at text (n > 0 bytes), its length in *length; -1 and length 1
 * for a byte that is not well-formed UTF-8. */
int32_t utf8_decode(const char *text, size_t n, size_t *length);
/* Columns on a terminal: the East Asian wide and full-width blocks take two,
 * combining marks none (Unicode Standard Annex 11, by block). */
int display_width(int32_t point);
/* Adds one character of the input, hidden ones as \uXXXX, and returns its width;
 * *length becomes the bytes read. A tab stays a tab if keep_tabs (width 1). */
int visible_add(struct text *out, const char *text, size_t n, bool keep_tabs, size_t *length);
void visible_add_all(struct text *out, const char *text);

#endif
