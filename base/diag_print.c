#include "base/diag.h"

#include "base/visible.h"
#include "base/wrap.h"

#include <stdlib.h>
#include <string.h>

static int compare_int(int32_t a, int32_t b)
{
	return (a > b) - (a < b);
}

/* By place and code; then as found (the pointers point into one array). */
static int compare_places(const void *left, const void *right)
{
	const struct diag *a = *(const struct diag *const *)left;
	const struct diag *b = *(const struct diag *const *)right;
	int order = compare_int(a->where.file, b->where.file);

	if (order == 0)
		order = compare_int(a->where.line, b->where.line);
	if (order == 0)
		order = compare_int(a->where.column, b->where.column);
	if (order == 0)
		order = compare_int(a->code, b->code);
	return order ? order : (a > b) - (a < b);
}

/* "file:14:22: ", or for a sheet "file: row 14, column "数量": ". */
static void add_place(struct text *out, const struct diags *d, const struct diag *item)
{
	const struct where *where = &item->where;

	if (where->file < 0)
		return;
	visible_add_all(out, diags_file_name(d, where->file));
	if (item->heading) {
		struct text heading;

		text_init(&heading);
		visible_add_all(&heading, item->heading);
		text_puts(out, ": ");
		if (where->line > 0 && !*item->heading)
			text_printf(out, _("row %d"), (int)where->line);
		else if (where->line > 0)
			text_printf(
				out, _("row %d, column \"%s\""), (int)where->line, text_str(&heading));
		else
			text_printf(out, _("column \"%s\""), text_str(&heading));
		text_release(&heading);
	} else if (where->line > 0) {
		text_printf(out, ":%d", (int)where->line);
		if (where->column > 0)
			text_printf(out, ":%d", (int)where->column);
	}
	text_puts(out, ": ");
}

static void add_severity(struct text *out, const struct diag *item)
{
	static const char letters[] = {'N', 'W', 'E'};
	const char *word = item->severity == DIAG_ERROR ? _("error")
		: item->severity == DIAG_WARNING       ? _("warning")
						       : _("note");

	text_printf(out, "%s %c%03d: ", word, letters[item->severity], (int)item->code);
}

/* The bytes of the source line that are underlined, from..to; to 0: none. */
static void marked_bytes(const struct diag *item, size_t *from, size_t *to)
{
	*from = *to = 0;
	if (item->where.column <= item->source_start)
		return;
	*from = (size_t)(item->where.column - 1 - item->source_start);
	*to = *from + (size_t)(item->span > 1 ? item->span : 1);
}

/* Columns that n bytes of a line take at most. */
static int shown_width(const char *line, size_t n)
{
	enum { TAB = 8 };
	struct text shown;
	size_t at, length;
	int width = 0;

	text_init(&shown);
	for (at = 0; at < n && line[at]; at += length)
		width += visible_add(&shown, line + at, strlen(line + at), true, &length) +
			(line[at] == '\t' ? TAB - 1 : 0);
	text_release(&shown);
	return width;
}

/* Bytes to leave out at the beginning of the line so that the mark lies within
 * `room` columns, a third of them before it. */
static size_t left_out(const char *line, size_t from, size_t to, int room)
{
	int before = shown_width(line, from);
	size_t at = 0;

	if (before + shown_width(line + strnlen(line, from), to - from) <= room)
		return 0;
	while (at < from && line[at] && before > room / 3) {
		size_t length;
		struct text shown;

		text_init(&shown);
		before -= visible_add(&shown, line + at, strlen(line + at), true, &length);
		text_release(&shown);
		at += length;
	}
	return at;
}

/* The source line, and under it the caret at the same width: tabs stay tabs,
 * everything else becomes as many blanks as it is wide. columns: of the terminal,
 * 0 = any: a line that would be broken there is cut around the mark. */
static void add_source(struct text *out, const struct diag *item, int columns)
{
	enum { AROUND = 4 + 3 + 3 }; /* what stands before and behind a line that is cut */
	const char *line = item->source_line;
	size_t n = strlen(line), from, to, at = 0, length;
	int room = columns > 2 * AROUND ? columns - AROUND : 0, underlined = 0;
	struct text under;

	text_init(&under);
	text_puts(out, "    ");
	text_puts(&under, "    ");
	marked_bytes(item, &from, &to);
	if (room > 0 && shown_width(line, n) <= room + 3)
		room = 0;
	if (room > 0)
		at = left_out(line, from, to, room);
	if (item->source_start > 0 || at > 0) {
		text_puts(out, "...");
		text_puts(&under, "   ");
	}
	for (; at < n; at += length) {
		bool tab = line[at] == '\t';
		int width;

		if (room > 0 && (room -= shown_width(line + at, 1)) <= 0) {
			text_puts(out, "...");
			break;
		}
		width = visible_add(out, line + at, n - at, true, &length);
		if (at + length <= from) {
			for (; width > 0; width--)
				text_putc(&under, tab ? '\t' : ' ');
		} else if (at < to) {
			for (; width > 0; width--)
				text_putc(&under, underlined++ ? '~' : '^');
		}
	}
	if (to > 0 && !underlined) /* just behind the line's end */
		text_putc(&under, '^');
	text_putc(out, '\n');
	if (to > 0) {
		text_add(out, under.bytes, under.length);
		text_putc(out, '\n');
	}
	text_release(&under);
}

static size_t next_character(const char *s, int *width)
{
	size_t length;
	int32_t point = utf8_decode(s, strnlen(s, 4), &length);

	*width = point < 0 ? 1 : display_width(point);
	return point < 0 ? 1 : length;
}

static void add_item(struct text *out, const struct diags *d, const struct diag *item)
{
	struct text line;
	size_t together;

	text_init(&line);
	add_place(&line, d, item);
	add_severity(&line, item);
	together = line.length - 1; /* without the blank: a place is copied as a whole */
	text_puts(&line, item->message);
	wrap_lines(out, text_str(&line), together, d->columns, 2, next_character);
	if (item->source_line)
		add_source(out, item, d->columns);
	if (item->remedy) {
		text_clear(&line);
		text_printf(&line, _("  remedy: %s\n"), item->remedy);
		wrap_lines(out, text_str(&line), 0, d->columns, 2, next_character);
	}
	text_release(&line);
}

void diags_print(const struct diags *d, FILE *out)
{
	int32_t n = d->nitems - d->nprinted, i;
	const struct diag **order = mem_calloc((size_t)n, sizeof *order);
	struct text text;

	for (i = 0; i < n; i++)
		order[i] = &d->items[d->nprinted + i];
	if (n > 1)
		qsort(order, (size_t)n, sizeof *order, compare_places);
	text_init(&text);
	for (i = 0; i < n; i++) {
		text_clear(&text);
		add_item(&text, d, order[i]);
		fputs(text_str(&text), out);
	}
	if (d->dropped > 0) {
		fprintf(out,
			ngettext("%lld more problem was found and is not shown\n",
				"%lld more problems were found and are not shown\n",
				(unsigned long)d->dropped),
			(long long)d->dropped);
	}
	text_release(&text);
	mem_free(order);
}
