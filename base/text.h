/* Text: a growable string and gettext's marks. All text is UTF-8. */
#ifndef SHECANG_BASE_TEXT_H
#define SHECANG_BASE_TEXT_H

#include <libintl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define _(text) gettext(text)
#define N_(text) text
/* One English word that is several in other languages: C_("place", "Unit"). */
#define C_(context, text) text_in_context(context "\004" text, text)
const char *text_in_context(const char *key, const char *text);

struct text {
	char *bytes; /* NUL-terminated once anything was added, else NULL */
	size_t length; /* bytes, without the NUL */
	size_t room;
};
void text_init(struct text *t);
void text_release(struct text *t);
void text_clear(struct text *t); /* empty, keeps the room */
void text_add(struct text *t, const char *bytes, size_t n);
void text_puts(struct text *t, const char *s);
void text_putc(struct text *t, char c);
void text_printf(struct text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_vprintf(struct text *t, const char *format, va_list args);
/* Appends an integer, without printf. */
void text_int(struct text *out, int64_t value);
/* Appends s with & < > " ' as entities; control characters that XML forbids
 * become U+FFFD. For text and attributes of XML and HTML. */
void text_escape(struct text *out, const char *s);
/* The text as a C string, "" when empty; valid until the next change. */
const char *text_str(const struct text *t);

#endif
