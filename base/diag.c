#include "base/diag.h"

#include "base/text.h"
#include "base/wrap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	DIAGS_MAX = 1000, /* errors kept, and others kept; further ones are counted */
	LINE_BEFORE = 60, /* bytes of a long source line kept before the column */
	LINE_MAX_BYTES = 160 /* bytes of a source line kept in all */
};

/* ---- UTF-8 ---- */

/* The code point at text (n > 0 bytes), its length in *length; -1 and length 1
 * for a byte that is not well-formed UTF-8. */
static int32_t utf8_decode(const char *text, size_t n, size_t *length)
{
	const unsigned char *s = (const unsigned char *)text;
	static const int32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	int32_t point;
	size_t i, need;

	*length = 1;
	if (s[0] < 0x80)
		return s[0];
	need = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4 || need > n)
		return -1;
	point = s[0] & (0xff >> (need + 1));
	for (i = 1; i < need; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		point = point << 6 | (s[i] & 0x3f);
	}
	if (point < smallest[need] || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
		return -1;
	*length = need;
	return point;
}

struct range {
	int32_t first, last;
};

static bool in_ranges(int32_t point, const struct range *ranges, size_t nranges)
{
	size_t i;

	for (i = 0; i < nranges; i++) {
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	}
	return false;
}

/* Control characters, line separators, bidi marks and what has no width: a
 * terminal would obey them, show text in another order than it was read, or
 * nothing at all. */
static bool is_hidden(int32_t point)
{
	static const struct range hidden[] = {
		{0x00, 0x1f}, {0x7f, 0x9f}, {0xad, 0xad}, {0x61c, 0x61c}, {0x180e, 0x180e},
		{0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0xfeff, 0xfeff},
		{0xfff9, 0xfffb}, {0xe0000, 0xe007f},
	};

	return in_ranges(point, hidden, sizeof hidden / sizeof *hidden);
}

/* Columns on a terminal: the East Asian wide and full-width blocks take two,
 * combining marks none (Unicode Standard Annex 11, by block). */
static int display_width(int32_t point)
{
	static const struct range wide_blocks[] = {
		{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0x4dbf}, {0x4e00, 0xa4cf},
		{0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe30, 0xfe6f},
		{0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f900, 0x1f9ff},
		{0x20000, 0x3fffd},
	};
	static const struct range zero_blocks[] = {
		{0x300, 0x36f}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
		{0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
	};

	if (in_ranges(point, zero_blocks, sizeof zero_blocks / sizeof *zero_blocks))
		return 0;
	return in_ranges(point, wide_blocks, sizeof wide_blocks / sizeof *wide_blocks) ? 2 : 1;
}

/* Adds one character of the input as it may be shown and returns its width;
 * *length becomes the bytes read. A tab stays a tab if keep_tabs (width 1). */
static int add_visible(
	struct text *out, const char *text, size_t n, bool keep_tabs, size_t *length)
{
	int32_t point = utf8_decode(text, n, length);
	size_t before = out->length;

	if (point < 0) {
		text_printf(out, "\\x%02X", (unsigned)(unsigned char)*text);
		return (int)(out->length - before);
	}
	if (point == '\t' && keep_tabs) {
		text_putc(out, '\t');
		return 1;
	}
	if (is_hidden(point)) {
		text_printf(out, "\\u%04X", (unsigned)point);
		return (int)(out->length - before);
	}
	text_add(out, text, *length);
	return display_width(point);
}

static void add_visible_all(struct text *out, const char *text)
{
	size_t n = strlen(text);
	size_t length;

	for (; n > 0; n -= length, text += length)
		add_visible(out, text, n, false, &length);
}

/* ---- collecting ---- */

void diags_init(struct diags *d)
{
	memset(d, 0, sizeof *d);
	arena_init(&d->arena);
	d->current_source = -1;
}

void diags_release(struct diags *d)
{
	int32_t i;

	for (i = 0; i < d->nfiles; i++)
		mem_free(d->files[i].cells);
	arena_release(&d->arena);
	mem_free(d->items);
	mem_free(d->files);
	mem_free(d->spoiled);
	diags_init(d);
}

int32_t diags_file(struct diags *d, const char *name)
{
	int32_t i = ARRAY_ADD(&d->files, &d->nfiles, &d->files_room);

	d->files[i].name = arena_strdup(&d->arena, name);
	return i;
}

void diags_cell(struct diags *d, int32_t file, const char *name, size_t n, const char *heading,
	int32_t field, int32_t row)
{
	struct diag_file *f = &d->files[file];
	int32_t i = ARRAY_ADD(&f->cells, &f->ncells, &f->cells_room);

	f->cells[i].name = arena_text(&d->arena, name, n);
	f->cells[i].heading = arena_strdup(&d->arena, heading);
	f->cells[i].field = field;
	f->cells[i].row = row;
}

const char *diags_file_name(const struct diags *d, int32_t file)
{
	assert(file >= -1 && file < d->nfiles);
	return file < 0 ? "" : d->files[file].name;
}

static char *format_visible(struct arena *arena, const char *format, va_list args)
{
	struct text raw, visible;
	char *copy;

	text_init(&raw);
	text_init(&visible);
	text_vprintf(&raw, format, args);
	add_visible_all(&visible, text_str(&raw));
	copy = arena_text(arena, text_str(&visible), visible.length);
	text_release(&visible);
	text_release(&raw);
	return copy;
}

/* The scratch diagnostic stands behind the last one kept. */
static bool is_scratch(const struct diags *d, const struct diag *item)
{
	return item == d->items + d->nitems;
}

/* What a dropped error spoils is kept even so. */
static void note_spoiled(struct diags *d)
{
	int32_t i;

	for (i = 0; i < d->nspoiled; i++) {
		if (d->spoiled[i] == d->current_source)
			return;
	}
	i = ARRAY_ADD(&d->spoiled, &d->nspoiled, &d->spoiled_room);
	d->spoiled[i] = d->current_source;
}

struct diag *diag_add(struct diags *d, enum severity severity, int code, struct where where,
	const char *format, ...)
{
	struct diag *item;
	va_list args;
	int32_t i;

	assert(where.file >= -1 && where.file < d->nfiles);
	if (severity == DIAG_ERROR)
		d->nerrors++;
	else if (severity == DIAG_WARNING)
		d->nwarnings++;
	i = ARRAY_ADD(&d->items, &d->nitems, &d->room);
	item = &d->items[i];
	memset(item, 0, sizeof *item);
	item->severity = severity;
	item->code = code;
	item->where = where;
	item->span = 1;
	item->source = d->current_source;
	item->of_goods = d->current_of_goods;
	/* many warnings must not drive out an error */
	if (d->nkept[severity == DIAG_ERROR]++ >= DIAGS_MAX) {
		d->nitems = i;
		d->dropped++;
		if (severity == DIAG_ERROR)
			note_spoiled(d);
		item->message = "";
		return item;
	}
	va_start(args, format);
	item->message = format_visible(&d->arena, format, args);
	va_end(args);
	return item;
}

void diag_remedy(struct diags *d, struct diag *item, const char *format, ...)
{
	va_list args;

	if (is_scratch(d, item))
		return;
	va_start(args, format);
	item->remedy = format_visible(&d->arena, format, args);
	va_end(args);
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

void diag_source_line(struct diags *d, struct diag *item, const char *line, size_t n)
{
	size_t column = item->where.column > 0 ? (size_t)item->where.column - 1 : 0;
	size_t start = 0, end;
	char *copy;
	size_t i;

	if (is_scratch(d, item))
		return;
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		n--;
	if (column > n)
		column = n;
	if (n > LINE_MAX_BYTES && column > LINE_BEFORE)
		start = column - LINE_BEFORE;
	if (start > 0 && start > n - LINE_MAX_BYTES)
		start = n - LINE_MAX_BYTES;
	for (i = 0; i < 3 && start > 0 && is_continuation(line[start]); i++)
		start++;
	end = n - start > LINE_MAX_BYTES ? start + LINE_MAX_BYTES : n;
	while (end < n && end > column && is_continuation(line[end]))
		end--;
	copy = arena_calloc(&d->arena, end - start + sizeof "...", 1);
	memcpy(copy, line + start, end - start);
	for (i = 0; i < end - start; i++) {
		if (copy[i] == '\0') /* would end the text */
			copy[i] = '?';
	}
	if (end < n)
		memcpy(copy + (end - start), "...", sizeof "...");
	item->source_line = copy;
	item->source_start = (int32_t)start;
}

/* ---- printing ---- */

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
	add_visible_all(out, diags_file_name(d, where->file));
	if (item->heading) {
		struct text heading;

		text_init(&heading);
		add_visible_all(&heading, item->heading);
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
		width += add_visible(&shown, line + at, strlen(line + at), true, &length) +
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
		before -= add_visible(&shown, line + at, strlen(line + at), true, &length);
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
		width = add_visible(out, line + at, n - at, true, &length);
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

/* ---- Going back ---- */

struct diags_mark diags_mark(const struct diags *d)
{
	return (struct diags_mark){d->nitems, d->nerrors, d->nwarnings, d->nspoiled,
		{d->nkept[0], d->nkept[1]}, d->dropped};
}

void diags_rewind(struct diags *d, const struct diags_mark *mark)
{
	assert(mark->nitems <= d->nitems);
	d->nitems = mark->nitems;
	d->nerrors = mark->nerrors;
	d->nwarnings = mark->nwarnings;
	d->nspoiled = mark->nspoiled;
	d->nkept[0] = mark->nkept[0];
	d->nkept[1] = mark->nkept[1];
	d->dropped = mark->dropped;
	if (d->nprinted > d->nitems)
		d->nprinted = d->nitems;
}
