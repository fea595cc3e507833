#include "io/csv_write.h"

#include "base/number.h"
#include "io/columns.h"

#include <string.h>

#define FLUSH_AT ((size_t)1 << 18)

static void flush(struct csv_writer *w)
{
	if (w->text.length > 0)
		fwrite(w->text.bytes, 1, w->text.length, w->file);
	text_clear(&w->text);
}

void csv_open_exercise(struct csv_writer *w, FILE *file, const char *heading, const char *mark)
{
	text_init(&w->text);
	w->file = file;
	w->inside = false;
	w->exercise = mark;
	text_puts(&w->text, "\xef\xbb\xbf");
	text_puts(&w->text, heading);
	text_puts(&w->text, mark ? ",exercise\n" : "\n");
}

void csv_open(struct csv_writer *w, FILE *file, const char *heading)
{
	csv_open_exercise(w, file, heading, NULL);
}

static void separate(struct csv_writer *w)
{
	if (w->inside)
		text_putc(&w->text, ',');
	w->inside = true;
}

void csv_empty(struct csv_writer *w)
{
	separate(w);
}

void csv_text(struct csv_writer *w, const char *s)
{
	bool formula, quoted;

	separate(w);
	if (!s || !*s)
		return;
	formula = strchr("=+-@\t", s[0]) != NULL;
	quoted = s[strcspn(s, ",\"\r\n")] != '\0';
	if (quoted)
		text_putc(&w->text, '"');
	if (formula)
		text_putc(&w->text, '\'');
	while (*s) {
		size_t plain = strcspn(s, "\"");

		text_add(&w->text, s, plain);
		s += plain;
		if (*s == '"') {
			text_puts(&w->text, "\"\"");
			s++;
		}
	}
	if (quoted)
		text_putc(&w->text, '"');
}

void csv_int(struct csv_writer *w, int64_t value)
{
	separate(w);
	text_int(&w->text, value);
}

void csv_decimal(struct csv_writer *w, int64_t value, int decimals)
{
	char number[48];

	if (decimals == 0) {
		csv_int(w, value);
		return;
	}
	separate(w);
	text_puts(&w->text, decimal_format(number, value, decimals));
}

void csv_percent(struct csv_writer *w, int64_t num, int64_t den)
{
	char number[48];

	separate(w);
	if (den <= 0)
		return;
	text_puts(&w->text, percent_format(number, num, den, 2));
	text_putc(&w->text, '%');
}

void csv_end(struct csv_writer *w)
{
	if (w->exercise)
		csv_text(w, w->exercise);
	text_putc(&w->text, '\n');
	w->inside = false;
	if (w->text.length >= FLUSH_AT)
		flush(w);
}

bool csv_close(struct csv_writer *w)
{
	flush(w);
	text_release(&w->text);
	return fflush(w->file) == 0 && !ferror(w->file);
}
