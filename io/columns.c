#include "io/columns.h"

#include "base/memory.h"
#include "base/wrap.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

enum {
	GAP = 2, /* blanks between columns */
	CUT_LEAST = 6, /* a cut column keeps at least this */
	READABLE = 14 /* columns that may be spared go before one is cut to less */
};

/* Decodes one character; a byte that is not UTF-8 counts as one column. */
static size_t next_character(const char *s, int *width)
{
	const unsigned char byte = (unsigned char)*s;
	utf8proc_int32_t character;
	utf8proc_ssize_t n;

	if (byte < 0x80) {
		*width = byte >= 0x20 && byte != 0x7f;
		return 1;
	}
	/* the text ends in NUL, which is no continuation byte: 4 bytes are not overrun */
	n = utf8proc_iterate((const utf8proc_uint8_t *)s, -1, &character);
	if (n <= 0) {
		*width = 1;
		return 1;
	}
	*width = utf8proc_charwidth(character);
	return (size_t)n;
}

int text_width(const char *s)
{
	int total = 0, width;

	while (*s) {
		s += next_character(s, &width);
		total += width;
	}
	return total;
}

int text_cut(struct text *out, const char *s, int width)
{
	int used = 0, one, whole = text_width(s);
	int room = whole <= width ? width : width > 2 ? width - 2 : width;

	while (*s) {
		size_t n = next_character(s, &one);

		if (used + one > room)
			break;
		text_add(out, s, n);
		used += one;
		s += n;
	}
	if (whole > width && width > 2) {
		text_puts(out, "..");
		used += 2;
	}
	return used;
}

static void add_blanks(struct text *out, int n)
{
	static const char blanks[] = "                                ";

	while (n > 0) {
		int part = n < (int)sizeof blanks - 1 ? n : (int)sizeof blanks - 1;

		text_add(out, blanks, (size_t)part);
		n -= part;
	}
}

void text_wrap(struct text *out, const char *lines, int width, int indent)
{
	wrap_lines(out, lines, 0, width, indent, next_character);
}

void columns_init(struct columns *c)
{
	memset(c, 0, sizeof *c);
	text_init(&c->bytes);
}

void columns_release(struct columns *c)
{
	text_release(&c->bytes);
	mem_free(c->cells);
	columns_init(c);
}

/* Appends a NUL-terminated string to the buffer; its offset. */
static size_t keep(struct columns *c, const char *s)
{
	size_t at = c->bytes.length;

	text_add(&c->bytes, s, strlen(s) + 1);
	return at;
}

static void add_column(struct columns *c, const char *title, enum align align, bool optional)
{
	assert(c->ncolumns < COLUMNS_MAX && c->ncells == 0);
	c->columns[c->ncolumns].title = keep(c, title);
	c->columns[c->ncolumns].align = align;
	c->columns[c->ncolumns].optional = optional;
	c->ncolumns++;
}

void columns_add(struct columns *c, const char *title, enum align align)
{
	add_column(c, title, align, false);
}

void columns_add_optional(struct columns *c, const char *title, enum align align)
{
	add_column(c, title, align, true);
}

void columns_spare(struct columns *c)
{
	assert(c->ncolumns > 0);
	c->columns[c->ncolumns - 1].spare = true;
}

void columns_head(struct columns *c, const struct columns *from, int n)
{
	assert(n <= from->ncolumns);
	for (int k = 0; k < n; k++) {
		const struct column *column = &from->columns[k];

		add_column(c, text_str(&from->bytes) + column->title, column->align, column->optional);
		c->columns[c->ncolumns - 1].spare = column->spare;
	}
}

static void add_cell(struct columns *c, size_t offset)
{
	assert(c->ncolumns > 0);
	if (c->ncells == c->cells_room) {
		c->cells_room = c->cells_room ? c->cells_room * 2 : 64;
		c->cells = mem_resize(c->cells, c->cells_room, sizeof *c->cells);
	}
	c->cells[c->ncells++] = offset;
}

void columns_put(struct columns *c, const char *cell)
{
	add_cell(c, keep(c, cell ? cell : ""));
}

void columns_printf(struct columns *c, const char *format, ...)
{
	size_t at = c->bytes.length;
	va_list args;

	va_start(args, format);
	text_vprintf(&c->bytes, format, args);
	va_end(args);
	text_putc(&c->bytes, '\0');
	add_cell(c, at);
}

void columns_int(struct columns *c, int64_t value)
{
	size_t at = c->bytes.length;

	text_int(&c->bytes, value);
	text_putc(&c->bytes, '\0');
	add_cell(c, at);
}

size_t columns_rows(const struct columns *c)
{
	return c->ncolumns ? c->ncells / (size_t)c->ncolumns : 0;
}

const char *columns_cell(const struct columns *c, size_t row, int column)
{
	return c->bytes.bytes + c->cells[row * (size_t)c->ncolumns + (size_t)column];
}

static bool says_nothing(const char *cell)
{
	return cell[0] == '\0' || ((cell[0] == '-' || cell[0] == '0') && cell[1] == '\0');
}

/* Which columns say something. */
static void columns_shown(const struct columns *c, bool *shown)
{
	size_t nrows = columns_rows(c);

	for (int j = 0; j < c->ncolumns; j++) {
		shown[j] = !c->columns[j].optional;
		for (size_t i = 0; i < nrows && !shown[j]; i++)
			shown[j] = !says_nothing(columns_cell(c, i, j));
	}
}

static int natural_width(const struct columns *c, int column)
{
	size_t nrows = columns_rows(c);
	int most = text_width(c->bytes.bytes + c->columns[column].title);

	for (size_t i = 0; i < nrows; i++) {
		int width = text_width(columns_cell(c, i, column));

		if (width > most)
			most = width;
	}
	return most;
}

/* Leaves out what can be spared until the rest stays readable. */
static void spare_columns(const struct columns *c, bool *shown, int room)
{
	int needed[COLUMNS_MAX], total = -GAP;

	for (int j = 0; j < c->ncolumns; j++) {
		needed[j] = shown[j] ? natural_width(c, j) + GAP : 0;
		if (c->columns[j].align == ALIGN_LEFT && needed[j] > READABLE + GAP)
			needed[j] = READABLE + GAP;
		total += needed[j];
	}
	for (int j = c->ncolumns - 1; j >= 0 && room > 0 && total > room; j--) {
		if (!shown[j] || !c->columns[j].spare)
			continue;
		shown[j] = false;
		total -= needed[j];
	}
}

void columns_spared(const struct columns *c, int width, struct text *out)
{
	bool says[COLUMNS_MAX], shown[COLUMNS_MAX] = {false}, any = false;

	columns_shown(c, says);
	memcpy(shown, says, sizeof says);
	spare_columns(c, shown, width);
	for (int j = 0; j < c->ncolumns; j++) {
		if (!says[j] || shown[j])
			continue;
		text_puts(out, any ? _(", ") : "");
		text_puts(out, c->bytes.bytes + c->columns[j].title);
		any = true;
	}
}

/* Natural widths, then the widest left-aligned columns narrowed until the
 * table fits or nothing more can be cut. */
static void columns_fit(const struct columns *c, const bool *shown, int *widths, int room)
{
	int total = -GAP;

	for (int j = 0; j < c->ncolumns; j++) {
		widths[j] = shown[j] ? natural_width(c, j) : 0;
		if (shown[j])
			total += widths[j] + GAP;
	}
	while (room > 0 && total > room) {
		int widest = -1, second = CUT_LEAST, cut;

		for (int j = 0; j < c->ncolumns; j++) {
			if (!shown[j] || c->columns[j].align != ALIGN_LEFT)
				continue;
			if (widest < 0 || widths[j] > widths[widest]) {
				if (widest >= 0 && widths[widest] > second)
					second = widths[widest];
				widest = j;
			} else if (widths[j] > second) {
				second = widths[j];
			}
		}
		if (widest < 0 || widths[widest] <= CUT_LEAST)
			break;
		cut = widths[widest] - second;
		if (cut < 1)
			cut = 1;
		if (cut > total - room)
			cut = total - room;
		widths[widest] -= cut;
		total -= cut;
	}
}

static void end_line(struct text *out)
{
	while (out->length > 0 && out->bytes[out->length - 1] == ' ')
		out->bytes[--out->length] = '\0';
	text_putc(out, '\n');
}

static void print_line(const struct columns *c, struct text *out, int indent, const bool *shown,
	const int *widths, const size_t *offsets)
{
	bool first = true;

	add_blanks(out, indent);
	for (int j = 0; j < c->ncolumns; j++) {
		const char *s = c->bytes.bytes + offsets[j];
		int width;

		if (!shown[j])
			continue;
		if (!first)
			add_blanks(out, GAP);
		first = false;
		width = text_width(s);
		if (c->columns[j].align == ALIGN_RIGHT) {
			add_blanks(out, widths[j] - width);
			text_puts(out, s);
		} else if (width > widths[j]) {
			add_blanks(out, widths[j] - text_cut(out, s, widths[j]));
		} else {
			text_puts(out, s);
			add_blanks(out, widths[j] - width);
		}
	}
	end_line(out);
}

static void print_rule(const struct columns *c, struct text *out, int indent, const bool *shown,
	const int *widths)
{
	bool first = true;

	add_blanks(out, indent);
	for (int j = 0; j < c->ncolumns; j++) {
		if (!shown[j])
			continue;
		if (!first)
			add_blanks(out, GAP);
		first = false;
		for (int k = 0; k < widths[j]; k++)
			text_putc(out, '-');
	}
	end_line(out);
}

void columns_print(const struct columns *c, struct text *out, int indent, int width)
{
	bool shown[COLUMNS_MAX];
	int widths[COLUMNS_MAX];
	size_t offsets[COLUMNS_MAX];
	size_t nrows = columns_rows(c);

	columns_shown(c, shown);
	spare_columns(c, shown, width > 0 ? width - indent : 0);
	columns_fit(c, shown, widths, width > 0 ? width - indent : 0);
	for (int j = 0; j < c->ncolumns; j++)
		offsets[j] = c->columns[j].title;
	print_line(c, out, indent, shown, widths, offsets);
	print_rule(c, out, indent, shown, widths);
	for (size_t i = 0; i < nrows; i++)
		print_line(c, out, indent, shown, widths, c->cells + i * (size_t)c->ncolumns);
}

/* Bytes of s that stand in one line of a column: up to the last blank that
 * fits, else as many characters as fit, at least one. */
static size_t piece_length(const char *s, int width)
{
	size_t at = 0, blank = 0;
	int used = 0, one;

	while (s[at]) {
		size_t n = next_character(s + at, &one);

		if (used + one > width)
			return blank > 0 ? blank : at > 0 ? at : n;
		if (s[at] == ' ')
			blank = at;
		at += n;
		used += one;
	}
	return at;
}

/* One row, on as many lines as its longest cell needs. */
static void fold_line(const struct columns *c, struct text *out, const bool *shown, const int *widths,
	const size_t *offsets)
{
	const char *rest[COLUMNS_MAX];
	bool more = true;

	for (int j = 0; j < c->ncolumns; j++)
		rest[j] = c->bytes.bytes + offsets[j];
	while (more) {
		int blanks = 0;

		more = false;
		for (int j = 0; j < c->ncolumns; j++) {
			size_t n;
			int used;

			if (!shown[j])
				continue;
			n = c->columns[j].align == ALIGN_LEFT ? piece_length(rest[j], widths[j]) : strlen(rest[j]);
			used = text_width(rest[j]) - text_width(rest[j] + n);
			add_blanks(out, blanks + (c->columns[j].align == ALIGN_RIGHT ? widths[j] - used : 0));
			text_add(out, rest[j], n);
			blanks = GAP + (c->columns[j].align == ALIGN_RIGHT ? 0 : widths[j] - used);
			rest[j] += n;
			rest[j] += strspn(rest[j], " ");
			more = more || *rest[j];
		}
		end_line(out);
	}
}

void columns_fold(const struct columns *c, struct text *out, int width)
{
	bool shown[COLUMNS_MAX];
	int widths[COLUMNS_MAX];
	size_t offsets[COLUMNS_MAX] = {0};
	size_t nrows = columns_rows(c);

	columns_shown(c, shown);
	spare_columns(c, shown, width);
	columns_fit(c, shown, widths, width);
	for (int j = 0; j < c->ncolumns; j++)
		offsets[j] = c->columns[j].title;
	fold_line(c, out, shown, widths, offsets);
	print_rule(c, out, 0, shown, widths);
	for (size_t i = 0; i < nrows; i++)
		fold_line(c, out, shown, widths, c->cells + i * (size_t)c->ncolumns);
}

static void html_cell(struct text *out, const char *tag, const char *attributes, enum align align,
	const char *s)
{
	text_printf(out, "<%s%s%s>", tag, attributes,
		align == ALIGN_RIGHT ? " class=\"n\"" : align == ALIGN_WHOLE ? " class=\"w\"" : "");
	text_escape(out, s);
	text_printf(out, "</%s>", tag);
}

void columns_html(const struct columns *c, struct text *out, const char *name,
	const struct html_column *extra)
{
	bool shown[COLUMNS_MAX];
	size_t nrows = columns_rows(c);

	columns_shown(c, shown);
	text_printf(out, "<table aria-labelledby=\"%s\">\n<thead><tr>", name);
	for (int j = 0; j < c->ncolumns; j++)
		if (shown[j])
			html_cell(out, "th", " scope=\"col\"", c->columns[j].align == ALIGN_RIGHT ? ALIGN_RIGHT
				: ALIGN_LEFT, c->bytes.bytes + c->columns[j].title);
	if (extra)
		html_cell(out, "th", " scope=\"col\"", ALIGN_LEFT, extra->title);
	text_puts(out, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < nrows; i++) {
		text_puts(out, "<tr>");
		for (int j = 0; j < c->ncolumns; j++)
			if (shown[j])
				html_cell(out, "td", "", c->columns[j].align, columns_cell(c, i, j));
		if (extra) {
			text_puts(out, "<td>");
			extra->cell(extra->context, i, out);
			text_puts(out, "</td>");
		}
		text_puts(out, "</tr>\n");
	}
	text_puts(out, "</tbody></table>\n");
}
