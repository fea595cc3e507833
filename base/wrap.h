/* Lines broken by what they take on a terminal. How wide a character is, is told by
 * the caller: diagnostics have a small rule of their own, pages a library's. */
#ifndef SHECANG_BASE_WRAP_H
#define SHECANG_BASE_WRAP_H

#include "base/text.h"

/* Bytes of the first character of s, which is not ""; its columns, 0 to 2. */
typedef size_t wrap_character(const char *s, int *width);

/* Appends lines, each ending in a newline. One that takes more than width columns
 * (0 = any) goes on below, under its own indent and `indent` blanks more. Broken at
 * blanks and beside Chinese characters, never before closing punctuation or behind
 * an opening one; a word that is longer than a line anywhere. The first `together`
 * bytes stay in one line, however long. */
void wrap_lines(struct text *out, const char *lines, size_t together, int width, int indent,
	wrap_character *next);

#endif
