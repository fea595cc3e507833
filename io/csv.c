#include "io/csv.h"

#include "base/memory.h"
#include "io/reader.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum {
	BLOCK = 1 << 16, /* bytes read at once */
	ROW_MAX = 1 << 22 /* bytes of a row */
};

/* Why the window ends before the file does. */
enum stop { STOP_NONE, STOP_ENCODING, STOP_CHARACTER };

/* The window holds text still to be parsed, from `start` to `end`, all of it
 * well-formed UTF-8 without forbidden characters; `stop` says what follows it. */
struct csv_input {
	struct file_reader *stream; /* NULL: memory, or closed at the end */
	const char *memory; /* [memory_left] */
	size_t memory_left;
	bool ended; /* no more bytes to read */
	bool drained; /* and all of them are in the window, or came behind a stop */
	bool first_block; /* raw holds the first block, looked at and not used yet */

	enum csv_encoding encoding;
	iconv_t converter; /* (iconv_t)-1: UTF-8 */
	char raw[BLOCK + 8]; /* bytes read and not yet converted */
	size_t nraw;

	char *window; /* [room] */
	size_t start, end, checked, room;
	enum stop stop;
	uint32_t stop_point; /* the byte or code point that is refused */

	size_t row_begin, row_end; /* current row in the window */
	int32_t next_row, next_line; /* of the row at start */
	struct text undone; /* quoted fields of the row with their quotes undone */
	bool delimiter_known;
	bool broken; /* the current row holds line breaks */
};

int csv_encoding_parse(const char *name)
{
	static const struct {
		const char *name;
		enum csv_encoding encoding;
	} known[] = {
		{"UTF-8", CSV_UTF8},
		{"UTF8", CSV_UTF8},
		{"GB18030", CSV_GB18030},
		{"GBK", CSV_GBK},
		{"GB2312", CSV_GBK},
		{"CP936", CSV_GBK},
	};
	size_t i;

	if (!name)
		return CSV_UTF8;
	for (i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcasecmp(name, known[i].name) == 0)
			return (int)known[i].encoding;
	}
	return -1;
}

static const char *encoding_name(enum csv_encoding encoding)
{
	return encoding == CSV_UTF8 ? "UTF-8" : encoding == CSV_GBK ? "GBK" : "GB18030";
}

/* ---- filling the window ---- */

/* The file is read to its end, or cannot be. */
static void end_reading(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;

	in->ended = true;
	if (in->stream)
		file_close(in->stream, csv->sha256);
	in->stream = NULL;
}

/* Bytes from the file behind those already in raw. */
static void read_raw(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;

	while (in->nraw < BLOCK && !in->ended) {
		size_t want = BLOCK - in->nraw;
		int64_t got;

		if (in->stream) {
			got = file_next(in->stream, in->raw + in->nraw, want);
		} else {
			got = (int64_t)(want < in->memory_left ? want : in->memory_left);
			if (got > 0)
				memcpy(in->raw + in->nraw, in->memory, (size_t)got);
			in->memory += got;
			in->memory_left -= (size_t)got;
		}
		if (got < 0) {
			file_report(csv->diags, (struct where){csv->file, 0, 0},
				diags_file_name(csv->diags, csv->file), errno);
			csv->failed = true;
		}
		if (got <= 0) {
			end_reading(csv);
			break;
		}
		csv->bytes += got;
		in->nraw += (size_t)got;
	}
}

static void window_reserve(struct csv_input *in, size_t more)
{
	if (in->start > 0) {
		memmove(in->window, in->window + in->start, in->end - in->start);
		in->end -= in->start;
		in->checked -= in->start;
		in->start = 0;
	}
	if (in->room - in->end < more) {
		in->room = in->end + more > 2 * in->room ? in->end + more : 2 * in->room;
		in->window = mem_resize(in->window, in->room, 1);
	}
}

/* Length of the well-formed character at s, 0 when n bytes may be too few, -1
 * when it is not UTF-8. */
static int utf8_length(const unsigned char *s, size_t n, uint32_t *point)
{
	static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
	int need = s[0] < 0xc2 || s[0] > 0xf4 ? -1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	uint32_t c;
	int i;

	if (need < 0)
		return -1;
	c = s[0] & (0xffu >> (need + 1));
	for (i = 1; i < need; i++) {
		if ((size_t)i >= n)
			return 0;
		if ((s[i] & 0xc0) != 0x80)
			return -1;
		c = c << 6 | (s[i] & 0x3f);
	}
	if (c < smallest[need] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return -1;
	*point = c;
	return need;
}

/* Characters that no sheet needs and that show text in another order, or not
 * at all: controls, line separators, bidi marks, a BOM inside. */
static bool is_forbidden(uint32_t c)
{
	return (c >= 0x7f && c <= 0x9f) || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
		(c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
		(c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* Checks the window from `checked`; cuts it at the first thing refused. */
static void window_check(struct csv_input *in)
{
	const unsigned char *s = (const unsigned char *)in->window;
	size_t i = in->checked;

	while (i < in->end) {
		uint32_t point = s[i];
		int length = 1;

		if (s[i] >= 0x20 && s[i] < 0x7f) {
			i++;
			continue;
		}
		if (s[i] >= 0x80) {
			length = utf8_length(s + i, in->end - i, &point);
			if (length == 0 && !in->ended)
				break;
		}
		if (length <= 0) {
			in->stop = STOP_ENCODING;
			in->stop_point = s[i];
			in->end = i;
			break;
		}
		if (is_forbidden(point) ||
			(point < 0x20 && point != '\n' && point != '\r' && point != '\t')) {
			in->stop = STOP_CHARACTER;
			in->stop_point = point;
			in->end = i;
			break;
		}
		i += (size_t)length;
	}
	in->checked = i;
}

/* raw into the window through iconv; an incomplete character stays in raw. */
static void convert_raw(struct csv_input *in)
{
	char *from = in->raw;
	size_t left = in->nraw;

	while (left > 0) {
		char *to;
		size_t space, got;
		int why;

		window_reserve(in, 2 * left + 16);
		to = in->window + in->end;
		space = in->room - in->end;
		got = iconv(in->converter, &from, &left, &to, &space);
		why = errno;
		in->end = (size_t)(to - in->window);
		if (got != (size_t)-1 || (why == EINVAL && !in->ended))
			break;
		if (why == E2BIG)
			continue;
		in->stop = STOP_ENCODING;
		in->stop_point = (unsigned char)*from;
		break;
	}
	memmove(in->raw, from, left);
	in->nraw = left;
}

/* More text behind the window's end; false when there is none. */
static bool window_fill(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;

	enum stop stop;
	uint32_t point;

	if (in->drained || in->stop != STOP_NONE)
		return false;
	if (!in->first_block)
		read_raw(csv);
	in->first_block = false;
	if (in->converter != (iconv_t)-1) {
		convert_raw(in);
	} else if (in->nraw > 0) {
		window_reserve(in, in->nraw);
		memcpy(in->window + in->end, in->raw, in->nraw);
		in->end += in->nraw;
		in->nraw = 0;
	}
	in->drained = in->ended;
	/* what stands before a byte that could not be converted is looked at first */
	stop = in->stop;
	point = in->stop_point;
	in->stop = STOP_NONE;
	window_check(in);
	if (in->stop == STOP_NONE) {
		in->stop = stop;
		in->stop_point = point;
	}
	return true;
}

/* ---- faults ---- */

/* Physical line and column of a byte of the window at or behind the row. */
static void locate(
	const struct csv_input *in, size_t at, int32_t *line, int32_t *column, size_t *line_begin)
{
	size_t i = in->row_begin, begin = in->row_begin;
	int32_t n = in->next_line;

	for (; i < at; i++) {
		if (in->window[i] == '\n' ||
			(in->window[i] == '\r' &&
				(i + 1 >= in->end || in->window[i + 1] != '\n'))) {
			n++;
			begin = i + 1;
		}
	}
	*line = n;
	*column = (int32_t)(at - begin) + 1;
	*line_begin = begin;
}

static size_t line_end(const struct csv_input *in, size_t begin)
{
	size_t end = begin;

	while (end < in->end && in->window[end] != '\n' && in->window[end] != '\r')
		end++;
	return end;
}

/* A fault of form at a byte of the window; the file is not read further. */
#define FAULT(csv, at, code, ...)                                                                  \
	fault_finish((csv), (at),                                                                  \
		diag_add((csv)->diags, DIAG_ERROR, (code), fault_where((csv), (at)), __VA_ARGS__))

static struct where fault_where(const struct csv_reader *csv, size_t at)
{
	struct where where = {csv->file, 0, 0};
	size_t begin;

	locate(csv->input, at, &where.line, &where.column, &begin);
	return where;
}

static struct diag *fault_finish(struct csv_reader *csv, size_t at, struct diag *item)
{
	struct csv_input *in = csv->input;
	int32_t line, column;
	size_t begin;

	locate(in, at, &line, &column, &begin);
	if (line_end(in, begin) > begin) /* before bytes that could not be converted: nothing */
		diag_source_line(csv->diags, item, in->window + begin, line_end(in, begin) - begin);
	csv->failed = true;
	return item;
}

/* The window stopped short of the file's end: say why. */
static void report_stop(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;
	struct diag *item;

	if (in->stop == STOP_ENCODING) {
		item = FAULT(csv, in->end, 152, _("byte %02X is not valid %s here"), in->stop_point,
			encoding_name(in->encoding));
		if (in->encoding == CSV_UTF8)
			diag_remedy(csv->diags, item,
				_("save the sheet as \"CSV UTF-8\", or name its encoding "
				  "(settings: encoding 编码 = GB18030)"));
		else
			diag_remedy(csv->diags, item,
				_("name the encoding the sheet was saved in, or save it as "
				  "\"CSV UTF-8\""));
	} else if (in->stop_point == 0) {
		item = FAULT(csv, in->end, 153, _("a NUL byte: this is not text"));
		diag_remedy(csv->diags, item,
			_("save the sheet as \"CSV UTF-8\" (UTF-16 is not read)"));
	} else {
		item = FAULT(csv, in->end, 153, _("the hidden character U+%04X is not allowed"),
			in->stop_point);
		diag_remedy(csv->diags, item, _("delete it; type the cell again if need be"));
	}
}

/* ---- opening ---- */

static bool begins(const struct csv_input *in, const char *magic, size_t n)
{
	return in->nraw >= n && memcmp(in->raw, magic, n) == 0;
}

/* What the first bytes give away. False when it is not CSV. */
static bool check_magic(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;
	struct where whole = {csv->file, 0, 0};
	struct diag *item = NULL;

	if (begins(in, "PK\003\004", 4) || begins(in, "\xd0\xcf\x11\xe0", 4))
		item = diag_add(csv->diags, DIAG_ERROR, 151, whole,
			_("this is a spreadsheet workbook, not CSV"));
	else if (begins(in, "\xff\xfe", 2) || begins(in, "\xfe\xff", 2))
		item = diag_add(csv->diags, DIAG_ERROR, 151, whole,
			_("the text is UTF-16, which is not read"));
	else if (begins(in, "%PDF", 4) || begins(in, "\x1f\x8b", 2))
		item = diag_add(csv->diags, DIAG_ERROR, 151, whole, _("this is not a CSV file"));
	if (!item)
		return true;
	diag_remedy(csv->diags, item,
		_("open it in the spreadsheet program and save the sheet as \"CSV UTF-8 "
		  "(comma delimited)\""));
	csv->failed = true;
	return false;
}

/* Reads the first block. A BOM is stronger than a named encoding. */
static bool begin_reading(struct csv_reader *csv, enum csv_encoding encoding)
{
	struct csv_input *in = csv->input;

	read_raw(csv);
	in->first_block = true;
	if (csv->failed || !check_magic(csv))
		return false;
	if (begins(in, "\xef\xbb\xbf", 3)) {
		encoding = CSV_UTF8;
		in->nraw -= 3;
		memmove(in->raw, in->raw + 3, in->nraw);
	}
	in->encoding = encoding;
	if (encoding != CSV_UTF8) {
		in->converter = iconv_open("UTF-8", encoding_name(encoding));
		if (in->converter == (iconv_t)-1) {
			diag_add(csv->diags, DIAG_ERROR, 951, (struct where){csv->file, 0, 0},
				_("this machine cannot convert from %s"), encoding_name(encoding));
			csv->failed = true;
			return false;
		}
	}
	return true;
}

static void begin_input(struct csv_reader *csv, const char *name, struct diags *diags)
{
	struct csv_input *in = mem_calloc(1, sizeof *in);

	csv->nfields = 0;
	csv->row = 0;
	csv->line = 0;
	csv->failed = false;
	csv->bytes = 0;
	csv->sha256[0] = '\0';
	csv->diags = diags;
	csv->file = diags_file(diags, name);
	csv->input = in;
	in->converter = (iconv_t)-1;
	in->next_row = 1;
	in->next_line = 1;
	text_init(&in->undone);
}

bool csv_reader_open(struct csv_reader *csv, const char *path, const char *name,
	enum csv_encoding encoding, struct diags *diags)
{
	begin_input(csv, name, diags);
	csv->input->stream = file_open(path, SOURCE_BYTES_MAX);
	if (!csv->input->stream) {
		file_report(diags, (struct where){csv->file, 0, 0}, name, errno);
		csv->input->ended = true;
		csv->failed = true;
		return false;
	}
	return begin_reading(csv, encoding);
}

bool csv_reader_open_memory(struct csv_reader *csv, const char *bytes, size_t n, const char *name,
	enum csv_encoding encoding, struct diags *diags)
{
	begin_input(csv, name, diags);
	csv->input->memory = bytes;
	csv->input->memory_left = n;
	return begin_reading(csv, encoding);
}

void csv_reader_finish(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;

	while (!in->ended) {
		in->nraw = 0;
		read_raw(csv);
	}
}

void csv_reader_note(const struct csv_reader *csv)
{
	struct diag_file *file = &csv->diags->files[csv->file];

	memcpy(file->sha256, csv->sha256, sizeof file->sha256);
	file->encoding = csv->input ? encoding_name(csv->input->encoding) : "UTF-8";
}

void csv_reader_close(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;

	if (!in)
		return;
	if (in->stream)
		file_close(in->stream, NULL);
	if (in->converter != (iconv_t)-1)
		iconv_close(in->converter);
	text_release(&in->undone);
	mem_free(in->window);
	mem_free(in);
	csv->input = NULL;
}

/* ---- parsing ---- */

enum outcome { ROW_READ, ROW_MORE /* text is missing */, ROW_FAULT, ROW_END };

/* The window cannot say yet what follows byte p. */
static bool open_ended(const struct csv_input *in, size_t p)
{
	return p >= in->end && (!in->drained || in->stop != STOP_NONE);
}

/* Bytes in `undone` are kept as offsets until the row is whole, because both
 * buffers may move: text is NULL then and span tells where. */
struct extent {
	size_t from; /* in the window, or in undone */
	bool undone;
};

/* A quoted field; p stands behind the opening quote. */
static enum outcome parse_quoted(
	struct csv_reader *csv, struct extent *extent, struct csv_field *field, size_t *at)
{
	struct csv_input *in = csv->input;
	size_t begin = *at, p = begin, copied = begin;
	size_t undone_from = in->undone.length;

	extent->from = begin;
	extent->undone = false;
	for (;;) {
		const char *quote = memchr(in->window + p, '"', in->end - p);

		if (!quote) {
			struct diag *item;

			if (!in->drained && in->stop == STOP_NONE)
				return ROW_MORE;
			if (in->stop != STOP_NONE) {
				report_stop(csv);
				return ROW_FAULT;
			}
			item = FAULT(csv, begin - 1, 154, _("this quotation mark is never closed"));
			diag_remedy(csv->diags, item,
				_("close it, or write two of them for one that belongs to the "
				  "text"));
			return ROW_FAULT;
		}
		p = (size_t)(quote - in->window) + 1;
		if (open_ended(in, p))
			return ROW_MORE;
		if (p >= in->end || in->window[p] != '"')
			break;
		extent->undone = true; /* two quotes are one */
		text_add(&in->undone, in->window + copied, p - copied);
		p++;
		copied = p;
	}
	field->length = p - 1 - begin;
	field->span = (int32_t)(field->length < INT32_MAX ? field->length : INT32_MAX);
	if (extent->undone) {
		text_add(&in->undone, in->window + copied, p - 1 - copied);
		extent->from = undone_from;
		field->length = in->undone.length - undone_from;
	}
	if (p < in->end && in->window[p] != ',' && in->window[p] != '\n' && in->window[p] != '\r') {
		struct diag *item =
			FAULT(csv, p, 154, _("text follows the closing quotation mark of a field"));

		diag_remedy(csv->diags, item,
			_("put the whole field into quotation marks, and write two of them for "
			  "one that belongs to the text"));
		return ROW_FAULT;
	}
	*at = p;
	return ROW_READ;
}

static enum outcome parse_plain(
	struct csv_reader *csv, struct extent *extent, struct csv_field *field, size_t *at)
{
	struct csv_input *in = csv->input;
	size_t p = *at;
	struct diag *item;

	while (p < in->end) {
		char c = in->window[p];

		if (c == ',' || c == '\n' || c == '\r')
			break;
		if (c == '"') {
			item = FAULT(
				csv, p, 154, _("a quotation mark inside a field without quotes"));
			diag_remedy(csv->diags, item,
				_("put the whole field into quotation marks, and write two of "
				  "them for one that belongs to the text"));
			return ROW_FAULT;
		}
		if (c == '\t' && in->delimiter_known) {
			item = FAULT(
				csv, p, 153, _("the hidden character U+%04X is not allowed"), '\t');
			diag_remedy(
				csv->diags, item, _("delete it; type the cell again if need be"));
			return ROW_FAULT;
		}
		p++;
	}
	if (open_ended(in, p))
		return ROW_MORE;
	extent->from = *at;
	extent->undone = false;
	field->length = p - *at;
	field->span = (int32_t)field->length;
	*at = p;
	return ROW_READ;
}

/* Steps over the end of the row. */
static enum outcome parse_end(struct csv_reader *csv, size_t *at)
{
	struct csv_input *in = csv->input;
	size_t p = *at;

	in->row_end = p;
	if (p < in->end && in->window[p] == '\r') {
		p++;
		if (open_ended(in, p) && in->stop == STOP_NONE)
			return ROW_MORE;
	}
	if (p < in->end && in->window[p] == '\n' && (p == *at || in->window[p - 1] == '\r'))
		p++;
	*at = p;
	return ROW_READ;
}

/* One row from row_begin; *at becomes the first byte behind it. */
static enum outcome parse_row(struct csv_reader *csv, struct extent *extents, size_t *at)
{
	struct csv_input *in = csv->input;
	size_t p = in->row_begin;

	csv->nfields = 0;
	text_clear(&in->undone);
	if (p >= in->end && !open_ended(in, p))
		return ROW_END;
	for (;;) {
		struct csv_field *field = &csv->fields[csv->nfields];
		size_t begin = p;
		enum outcome outcome;

		if (open_ended(in, p))
			return ROW_MORE;
		if (csv->nfields == CSV_FIELDS_MAX) {
			FAULT(csv, p, 156, _("more than %d fields in a row"), CSV_FIELDS_MAX);
			return ROW_FAULT;
		}
		if (p < in->end && in->window[p] == '"') {
			p++;
			outcome = parse_quoted(csv, &extents[csv->nfields], field, &p);
		} else {
			outcome = parse_plain(csv, &extents[csv->nfields], field, &p);
		}
		if (outcome != ROW_READ)
			return outcome;
		if (p - begin > CSV_FIELD_MAX) {
			FAULT(csv, begin, 156, _("a field is longer than %d bytes"), CSV_FIELD_MAX);
			return ROW_FAULT;
		}
		field->column = (int32_t)(begin - in->row_begin); /* offset for now */
		csv->nfields++;
		if (p >= in->end || in->window[p] != ',')
			break;
		p++;
	}
	*at = p;
	return parse_end(csv, at);
}

/* Now that nothing moves any more: texts, lines and columns of the fields. */
static void settle_fields(struct csv_reader *csv, const struct extent *extents)
{
	struct csv_input *in = csv->input;
	int32_t line = in->next_line, i;
	size_t begin = in->row_begin, p = in->row_begin;

	in->broken = memchr(in->window + p, '\n', in->row_end - p) ||
		memchr(in->window + p, '\r', in->row_end - p);
	for (i = 0; i < csv->nfields; i++) {
		struct csv_field *field = &csv->fields[i];
		size_t from = in->row_begin + (size_t)field->column;

		if (from < in->end && in->window[from] == '"')
			from++;
		for (; in->broken && p < from; p++) {
			if (in->window[p] == '\n' ||
				(in->window[p] == '\r' && in->window[p + 1] != '\n')) {
				line++;
				begin = p + 1;
			}
		}
		field->line = line;
		field->column = (int32_t)(from - begin) + 1;
		field->text = (extents[i].undone ? in->undone.bytes : in->window) + extents[i].from;
	}
}

/* Lines that the row took, for the line of the next one. */
static int32_t count_lines(const struct csv_input *in, size_t from, size_t to)
{
	int32_t n = 0;
	size_t i;

	for (i = from; i < to; i++) {
		if (in->window[i] == '\n' ||
			(in->window[i] == '\r' && (i + 1 >= to || in->window[i + 1] != '\n')))
			n++;
	}
	return n;
}

/* The first row with text must be cut by commas. */
static bool check_delimiter(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;
	const struct csv_field *field = &csv->fields[0];
	const char *semicolon, *tab;
	size_t offset;
	struct diag *item;

	if (in->delimiter_known || (csv->nfields == 1 && field->length == 0))
		return true;
	in->delimiter_known = true;
	semicolon = memchr(in->window + in->row_begin, ';', in->row_end - in->row_begin);
	tab = memchr(in->window + in->row_begin, '\t', in->row_end - in->row_begin);
	if (tab || (csv->nfields == 1 && semicolon)) {
		offset = (size_t)((tab ? tab : semicolon) - in->window);
		if (tab)
			item = FAULT(csv, offset, 155,
				_("the columns are separated by tabs instead of commas"));
		else
			item = FAULT(csv, offset, 155,
				_("the columns are separated by semicolons instead of commas"));
		diag_remedy(
			csv->diags, item, _("save the sheet as \"CSV UTF-8 (comma delimited)\""));
		return false;
	}
	return true;
}

bool csv_reader_next(struct csv_reader *csv)
{
	struct csv_input *in = csv->input;
	struct extent extents[CSV_FIELDS_MAX];
	enum outcome outcome;
	size_t after = 0;

	if (csv->failed)
		return false;
	for (;;) {
		in->row_begin = in->start;
		outcome = parse_row(csv, extents, &after);
		if (outcome != ROW_MORE)
			break;
		if (in->end - in->row_begin > ROW_MAX) {
			FAULT(csv, in->row_begin, 156, _("a row is longer than %d bytes"), ROW_MAX);
			return false;
		}
		if (!window_fill(csv)) {
			in->row_begin = in->start;
			report_stop(csv);
			return false;
		}
		in->row_begin = in->start;
	}
	if (outcome != ROW_READ || csv->failed)
		return false;
	settle_fields(csv, extents);
	if (!check_delimiter(csv))
		return false;
	csv->row = in->next_row++;
	csv->line = in->next_line;
	in->next_line += in->broken ? count_lines(in, in->start, after) : 1;
	in->start = after;
	return true;
}

const char *csv_reader_line(
	const struct csv_reader *csv, const struct csv_field *field, size_t *length)
{
	const struct csv_input *in = csv->input;
	int32_t line = csv->line;
	size_t begin = in->row_begin, end;

	if (!in->broken) {
		*length = in->row_end - begin;
		return in->window + begin;
	}
	for (; line < field->line && begin < in->row_end; begin++) {
		if (in->window[begin] == '\n' ||
			(in->window[begin] == '\r' && in->window[begin + 1] != '\n'))
			line++;
	}
	end = line_end(in, begin);
	*length = end - begin;
	return in->window + begin;
}
