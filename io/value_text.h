/* What texts and ids may hold. */
#ifndef SHECANG_IO_VALUE_TEXT_H
#define SHECANG_IO_VALUE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool id_valid(const char *text, size_t n); /* the rule of ID_MAX */
/* UTF-8 well-formed, no control, bidi or invisible characters? *at is the byte and *point the
 * character found. */
enum text_fault { TEXT_OK, TEXT_NOT_UTF8, TEXT_HIDDEN };
enum text_fault text_check(const char *text, size_t n, size_t *at, int32_t *point);

#endif
