#include "io/receipts_plain.h"

#include "io/file.h"

#include "base/map.h"
#include "base/text.h"
#include "models/previous.h"

#include <errno.h>
#include <string.h>

enum { ORDER, VERSION, LINE, STATUS, QUANTITY, UNIT, TIME, COLUMNS };
enum { STATES = SHIPMENT_CANCELLED + 1 };
static const char HEADINGS[] = "order,version,line,status,quantity,unit,time";

struct plain {
	struct previous *p;
	const struct scenario *s;
	struct diags *d;
	struct map lines; /* "order,version,line" -> index into p->lines */
	bool *said; /* [p->nlines * STATES] a row says it of the line */
	struct where where; /* the current row */
	char *cells[COLUMNS]; /* of it */
};

static bool refuse(struct plain *r, const char *what)
{
	diag_remedy(r->d, diag_add(r->d, DIAG_ERROR, 815, r->where, "%s", what),
		_("fill in receipts.csv as plan -o wrote it; shecang verify reads receipts in other forms, too"));
	return false;
}

static void keys_of_lines(struct plain *r)
{
	struct text key;

	text_init(&key);
	for (int32_t i = 0; i < r->p->nlines; i++) {
		const struct announced *line = &r->p->lines[i];

		if (i > 0 && previous_same_line(r->p, i))
			continue;
		text_clear(&key);
		text_printf(&key, "%s,%d,%d", line->order, (int)line->version, (int)line->line);
		map_add(&r->lines, arena_strdup(&r->p->arena, text_str(&key)), i);
	}
	text_release(&key);
}

/* The line of the earlier plan that the first three cells name, -1. */
static int32_t find_line(struct plain *r)
{
	struct text key;
	int32_t found;

	text_init(&key);
	text_printf(&key, "%s,%s,%s", r->cells[ORDER], r->cells[VERSION], r->cells[LINE]);
	found = map_get(&r->lines, text_str(&key));
	text_release(&key);
	return found;
}

/* Smallest units; -1 when no quantity is stated. */
static bool read_amount(const struct plain *r, const struct item *item, int64_t *out)
{
	const char *text = r->cells[QUANTITY], *unit = r->cells[UNIT];
	int32_t pack = 0;
	int64_t count;

	*out = -1;
	if (!*text)
		return true;
	if (!*unit || strcmp(unit, item->unit) == 0)
		return decimal_parse(text, strlen(text), item->decimals, out) == NUMBER_OK && *out < QUANTITY_MAX;
	while (pack < item->npacks && strcmp(item->packs[pack].id, unit) != 0)
		pack++;
	return pack < item->npacks && decimal_parse(text, strlen(text), 0, &count) == NUMBER_OK
		&& int_mul(count, item->packs[pack].contains, out) && *out < QUANTITY_MAX;
}

static bool read_row(struct plain *r)
{
	int state = shipment_state_parse(r->cells[STATUS]);
	struct done done = {.at = r->s->as_of, .where = r->where};
	int32_t line, i;

	if (!*r->cells[STATUS] && !*r->cells[QUANTITY] && !*r->cells[TIME])
		return true;
	line = find_line(r);
	if (line < 0)
		return refuse(r, _("the previous plan has no such order, version and line"));
	if (state < 0)
		return refuse(r, _("this is not a status"));
	if (!read_amount(r, &r->s->items[r->p->lines[line].item], &done.quantity))
		return refuse(r, _("this is not a quantity in the base unit or a pack of the item"));
	if (*r->cells[TIME] && !instant_parse(r->cells[TIME], strlen(r->cells[TIME]), &done.at))
		return refuse(r, _("this is not a time"));
	if (done.at.seconds > r->s->as_of.seconds)
		return refuse(r, _("this time lies after the as-of: it cannot have happened yet"));
	if (done.quantity >= 0 && (state == SHIPMENT_PLANNED || state == SHIPMENT_CANCELLED))
		return refuse(r, _("a quantity of what did not leave"));
	if (r->said[(size_t)line * STATES + (size_t)state])
		return refuse(r, _("another row says the same of this line"));
	r->said[(size_t)line * STATES + (size_t)state] = true;
	done.order = r->p->lines[line].order;
	done.version = r->p->lines[line].version;
	done.line = r->p->lines[line].line;
	done.state = (enum shipment_state)state;
	i = ARRAY_ADD(&r->p->done, &r->p->ndone, &r->p->done_room);
	r->p->done[i] = done;
	return true;
}

/* Parts the row at its commas. */
static bool part_row(struct plain *r, char *row)
{
	for (int c = 0; c < COLUMNS; c++) {
		r->cells[c] = row;
		row += strcspn(row, ",");
		if ((*row == ',') != (c + 1 < COLUMNS))
			return false;
		if (*row)
			*row++ = '\0';
	}
	return true;
}

static bool read_rows(struct plain *r, char *text)
{
	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (r->where.line = 1; *text; r->where.line++) {
		size_t n = strcspn(text, "\n");
		char *next = text[n] ? text + n + 1 : text + n;

		text[n > 0 && text[n - 1] == '\r' ? n - 1 : n] = '\0';
		if (r->where.line == 1 ? strcmp(text, HEADINGS) != 0 : strchr(text, '"') || !part_row(r, text))
			return refuse(r, _("this is not a row of receipts as they are written"));
		if (r->where.line > 1 && !read_row(r))
			return false;
		text = next;
	}
	return r->where.line > 1 || refuse(r, _("this is not a row of receipts as they are written"));
}

/* The whole file; false when it cannot be read, which is said. */
static bool read_whole(struct plain *r, const char *path, struct text *out)
{
	struct file_reader *f = file_open(path, SOURCE_BYTES_MAX);
	char buffer[4096];
	int64_t n = f ? 0 : -1;

	while (f && (n = file_next(f, buffer, sizeof buffer)) > 0)
		text_add(out, buffer, (size_t)n);
	if (n < 0)
		file_report(r->d, r->where, path, errno);
	if (f)
		file_close(f, NULL);
	return n == 0 && (strlen(text_str(out)) == out->length
		|| refuse(r, _("this is not a row of receipts as they are written")));
}

bool receipts_plain_read(struct previous *p, const struct scenario *s, const char *path, struct diags *d)
{
	struct plain r = {.p = p, .s = s, .d = d, .where = {diags_file(d, path), 0, 0}};
	struct text text;
	bool good;

	r.said = mem_calloc((size_t)p->nlines * STATES, sizeof *r.said);
	map_init(&r.lines);
	text_init(&text);
	keys_of_lines(&r);
	good = read_whole(&r, path, &text) && read_rows(&r, text.bytes ? text.bytes : (char[1]){""});
	text_release(&text);
	map_release(&r.lines);
	mem_free(r.said);
	return good;
}
