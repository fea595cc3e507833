#include "io/receipts.h"

#include "io/aliases.h"
#include "io/reader.h"

#include "base/map.h"
#include "base/text.h"
#include "models/previous.h"
#include "models/scenario_words.h"

#include <string.h>
#include <unistd.h>

enum receipt_column {
	RECEIPT_ORDER, RECEIPT_VERSION, RECEIPT_LINE, RECEIPT_STATUS, RECEIPT_QUANTITY,
	RECEIPT_UNIT, RECEIPT_TIME, RECEIPT_COLUMNS
};
static const char *const receipt_headings[RECEIPT_COLUMNS] = {"order|调拨单号|单号", "version|版本",
	"line|行号|行", "status|状态", "quantity|数量|实收数量", "unit|单位", "time|时间"};

struct receipts {
	struct previous *p;
	const struct scenario *s;
	struct diags *d;
	struct csv_reader csv;
	int32_t at[RECEIPT_COLUMNS]; /* field of a column, -1 */
	struct map lines; /* "order version line" -> index into p->lines */
	int32_t *rows; /* [p->nlines * STATES] first row that says it of the line, 0 = none */
	bool ok;
};
enum { STATES = SHIPMENT_CANCELLED + 1 };

static const struct csv_field *field(const struct receipts *r, enum receipt_column column)
{
	int32_t at = r->at[column];

	return at >= 0 && at < r->csv.nfields && r->csv.fields[at].length > 0 ? &r->csv.fields[at] : NULL;
}

static struct value_place field_place(const struct receipts *r, const struct csv_field *f,
	enum receipt_column column)
{
	static const char *const names[RECEIPT_COLUMNS] = {"order", "version", "line", "status",
		"quantity", "unit", "time"};
	struct value_place at;

	memset(&at, 0, sizeof at);
	/* a blank cell has a place, too */
	if (!f && r->at[column] >= 0 && r->at[column] < r->csv.nfields)
		f = &r->csv.fields[r->at[column]];
	at.where = (struct where){r->csv.file, r->csv.row, f ? f->column : 0};
	at.span = f ? f->span : 1;
	at.heading = names[column];
	if (r->csv.nfields > 0)
		at.line = csv_reader_line(&r->csv, f ? f : &r->csv.fields[0], &at.line_length);
	return at;
}

static struct diag *located_fault(struct receipts *r, enum severity severity, const struct csv_field *f,
	enum receipt_column column, int code, const char *message)
{
	struct value_place at = field_place(r, f, column);
	struct diag *item = diag_add(r->d, severity, code, at.where, "%s", message);

	item->span = at.span > 0 ? at.span : 1;
	item->heading = at.heading;
	if (at.line)
		diag_source_line(r->d, item, at.line, at.line_length);
	return item;
}

static struct diag *receipt_fault(struct receipts *r, const struct csv_field *f,
	enum receipt_column column, int code, const char *message)
{
	r->ok = false;
	return located_fault(r, DIAG_ERROR, f, column, code, message);
}

static bool read_heading(struct receipts *r)
{
	struct text folded;

	for (int c = 0; c < RECEIPT_COLUMNS; c++)
		r->at[c] = -1;
	if (!csv_reader_next(&r->csv))
		return false;
	text_init(&folded);
	for (int32_t i = 0; i < r->csv.nfields; i++) {
		text_clear(&folded);
		alias_fold(r->csv.fields[i].text, r->csv.fields[i].length, &folded, NULL);
		for (int c = 0; c < RECEIPT_COLUMNS; c++) {
			if (r->at[c] < 0 && alias_matches(text_str(&folded), receipt_headings[c]))
				r->at[c] = i;
		}
	}
	text_release(&folded);
	for (int c = 0; c <= RECEIPT_STATUS; c++) {
		if (r->at[c] >= 0)
			continue;
		diag_remedy(r->d, receipt_fault(r, NULL, (enum receipt_column)c, 811,
			_("the column is missing")),
			_("the headings are order,version,line,status,quantity,unit,time"));
	}
	return r->ok;
}

/* 已签收 and the like, beside the words of the file format. */
static int receipt_state(const struct csv_field *f)
{
	static const struct {
		const char *words;
		enum shipment_state state;
	} words[] = {
		{"planned|计划|计划中", SHIPMENT_PLANNED},
		{"issued|已下达|已签发", SHIPMENT_ISSUED},
		{"loaded|已装车", SHIPMENT_LOADED},
		{"departed|已发车|已发出|在途", SHIPMENT_DEPARTED},
		{"received|已签收|已收到|签收", SHIPMENT_RECEIVED},
		{"cancelled|canceled|已取消|取消", SHIPMENT_CANCELLED},
	};
	struct text folded;
	int state = -1;

	text_init(&folded);
	alias_fold(f->text, f->length, &folded, NULL);
	for (size_t i = 0; i < sizeof words / sizeof *words && state < 0; i++) {
		if (alias_matches(text_str(&folded), words[i].words))
			state = (int)words[i].state;
	}
	text_release(&folded);
	return state;
}

static void add_key(struct text *key, const char *order, size_t n, int64_t version, int64_t line)
{
	text_add(key, order, n);
	text_printf(key, " %lld %lld", (long long)version, (long long)line);
}

/* Which line of the previous plan a row speaks of, -1 after a fault. */
static int32_t find_line(struct receipts *r)
{
	const struct csv_field *order = field(r, RECEIPT_ORDER);
	const enum receipt_column numbers[2] = {RECEIPT_VERSION, RECEIPT_LINE};
	int64_t values[2] = {0, 0};
	struct text key;
	bool good = true;
	int32_t found;

	if (!order) {
		receipt_fault(r, NULL, RECEIPT_ORDER, 812, _("the order's number is missing"));
		return -1;
	}
	for (int i = 0; i < 2; i++) {
		const struct csv_field *f = field(r, numbers[i]);

		if (!f || decimal_parse(f->text, f->length, 0, &values[i]) != NUMBER_OK) {
			receipt_fault(r, f, numbers[i], 812, _("this is not a whole number"));
			good = false;
		}
	}
	if (!good)
		return -1;
	text_init(&key);
	add_key(&key, order->text, order->length, values[0], values[1]);
	found = map_get(&r->lines, text_str(&key));
	if (found < 0)
		diag_remedy(r->d, receipt_fault(r, order, RECEIPT_ORDER, 812,
			_("the previous plan has no such order, version and line")),
			_("take number, version and line from the order; an older version does not count"));
	text_release(&key);
	return found;
}

/* A receipt's time: with an offset, or local time at the scenario's. */
static bool read_receipt_time(struct receipts *r, struct done *done)
{
	const struct csv_field *f = field(r, RECEIPT_TIME);
	bool stated, timed;

	done->at = r->s->as_of;
	if (!f)
		return true;
	if (alias_instant(f->text, f->length, r->s->start.offset, &done->at, &stated, &timed)) {
		if (done->at.seconds <= r->s->as_of.seconds)
			return true;
		diag_remedy(r->d, receipt_fault(r, f, RECEIPT_TIME, 816,
			_("this time lies after the as-of: it cannot have happened yet")),
			_("correct it, or plan as of that time or a later one (--as-of)"));
		return false;
	}
	diag_remedy(r->d, receipt_fault(r, f, RECEIPT_TIME, 814, _("this is not a time")),
		_("write it as 2026-12-01T14:00:00+08:00 or 2026-12-01 14:00"));
	return false;
}

/* The unit as people write it (箱, box, the name of a pack) in the scenario's own
 * words; what nobody knows is returned as it is. */
static const char *receipt_unit(struct receipts *r, const struct csv_field *f, const struct item *item)
{
	const char *written = arena_text(&r->p->arena, f->text, f->length);
	const char *code, *found = NULL;

	for (int32_t i = 0; i < item->npacks; i++)
		if (strcmp(item->packs[i].id, written) == 0)
			return written;
	for (int32_t i = 0; i < item->npacks; i++) {
		const struct label *name = &item->packs[i].name;

		if ((name->zh && strcmp(name->zh, written) == 0) || (name->en && strcmp(name->en, written) == 0)) {
			if (found)
				return written; /* several packs are called that */
			found = item->packs[i].id;
		}
	}
	if (found)
		return found;
	code = alias_unit(f->text, f->length);
	if (code && (strcmp(code, item->unit) == 0 || (alias_unit_is_piece(code) && alias_unit_is_piece(item->unit))))
		return item->unit;
	return written;
}

/* -1 after a fault. */
static int read_receipt_state(struct receipts *r)
{
	const struct csv_field *status = field(r, RECEIPT_STATUS);
	int state = status ? receipt_state(status) : -1;

	if (!status)
		receipt_fault(r, NULL, RECEIPT_STATUS, 813, _("a quantity or time without a status"));
	else if (state < 0)
		diag_remedy(r->d, receipt_fault(r, status, RECEIPT_STATUS, 813, _("this is not a status")),
			_("one of planned, issued, loaded, departed, received, cancelled"));
	return state;
}

/* line: -1 when it is not known; then only the number is looked at. */
static bool read_receipt_quantity(struct receipts *r, int32_t line, int64_t *out)
{
	static const struct item unknown = {.decimals = DECIMALS_MAX, .unit = ""};
	const struct csv_field *quantity = field(r, RECEIPT_QUANTITY);
	const struct csv_field *unit = field(r, RECEIPT_UNIT);
	const struct item *item = line >= 0 ? &r->s->items[r->p->lines[line].item] : &unknown;
	const char *named = NULL;
	struct value_place at;
	int32_t pack;

	if (!quantity)
		return true;
	if (unit && line >= 0) {
		named = receipt_unit(r, unit, item);
		at = field_place(r, unit, RECEIPT_UNIT);
		if (!read_unit(r->d, &at, named, strlen(named), item, &pack)) {
			r->ok = false;
			return false;
		}
	}
	at = field_place(r, quantity, RECEIPT_QUANTITY);
	if (read_quantity(r->d, &at, quantity->text, quantity->length, item, named, out))
		return true;
	r->ok = false;
	return false;
}

/* Said once of a line; what came in parts is one row. */
static bool check_once(struct receipts *r, int32_t line, int state)
{
	int32_t *row = &r->rows[(size_t)line * STATES + (size_t)state];
	struct text message;

	if (*row == 0) {
		*row = r->csv.row;
		return true;
	}
	text_init(&message);
	text_printf(&message, _("row %d says the same of this line already"), (int)*row);
	diag_remedy(r->d, receipt_fault(r, field(r, RECEIPT_STATUS), RECEIPT_STATUS, 817, text_str(&message)),
		_("write one row with the whole quantity, also of what came in parts"));
	text_release(&message);
	return false;
}

/* What has not left, or was cancelled, has no quantity. */
static bool check_quantity(struct receipts *r, int32_t line, int state, int64_t quantity)
{
	const struct item *item = &r->s->items[r->p->lines[line].item];
	int64_t ordered = 0;
	char amount[48];

	if (quantity < 0)
		return true;
	if (state == SHIPMENT_PLANNED || state == SHIPMENT_CANCELLED) {
		diag_remedy(r->d, receipt_fault(r, field(r, RECEIPT_QUANTITY), RECEIPT_QUANTITY, 818,
			_("a quantity of what did not leave")),
			_("leave it out; if a part did leave, say departed or received with what it was"));
		return false;
	}
	for (int32_t k = line; k < r->p->nlines && (k == line || previous_same_line(r->p, k)); k++)
		ordered += r->p->lines[k].ordered > 0 ? r->p->lines[k].ordered : r->p->lines[k].quantity;
	if (quantity > ordered) {
		struct text message;

		text_init(&message);
		text_printf(&message, _("more than the %s %s that were ordered"),
			decimal_format(amount, ordered, item->decimals), unit_title(item->unit));
		diag_remedy(r->d, located_fault(r, DIAG_WARNING, field(r, RECEIPT_QUANTITY), RECEIPT_QUANTITY, 819,
			text_str(&message)),
			_("check it; what the stock cannot show does not count, and the change notice asks for a decision"));
		text_release(&message);
	}
	return true;
}

/* The earliest by notice and travel, or by what the earlier plan took for real. */
static void check_early(struct receipts *r, int32_t line, const struct done *done)
{
	const struct announced *a = &r->p->lines[line];
	int64_t earliest = r->p->lots[a->of].release;
	char when[48];
	struct text message;

	if (!field(r, RECEIPT_TIME) || (done->state != SHIPMENT_DEPARTED && done->state != SHIPMENT_RECEIVED))
		return;
	earliest = a->depart_seconds < earliest ? a->depart_seconds : earliest;
	if (done->state == SHIPMENT_RECEIVED) {
		earliest += a->route >= 0 ? r->s->routes[a->route].lead : 0;
		earliest = a->arrive_seconds < earliest ? a->arrive_seconds : earliest;
	}
	earliest += r->s->start.seconds;
	if (done->at.seconds >= earliest)
		return;
	text_init(&message);
	text_printf(&message, _("by notice and travel this could not be before %s"),
		minute_format(when, earliest, r->s->start.offset));
	diag_remedy(r->d, located_fault(r, DIAG_WARNING, field(r, RECEIPT_TIME), RECEIPT_TIME, 820, text_str(&message)),
		_("check date and time; it counts as it is stated"));
	text_release(&message);
}

static void read_receipt(struct receipts *r)
{
	const struct csv_field *order = field(r, RECEIPT_ORDER);
	struct done done = {.quantity = -1};
	int32_t line, i;
	bool good;
	int state;

	/* a row of the blank form that nobody has filled in says nothing */
	if (!field(r, RECEIPT_STATUS) && !field(r, RECEIPT_QUANTITY) && !field(r, RECEIPT_TIME))
		return;
	state = read_receipt_state(r);
	line = find_line(r);
	good = read_receipt_time(r, &done);
	good = read_receipt_quantity(r, line, &done.quantity) && good;
	if (state < 0 || line < 0)
		return;
	good = check_once(r, line, state) && good;
	good = check_quantity(r, line, state, done.quantity) && good;
	if (!good)
		return;
	done.order = arena_text(&r->p->arena, order->text, order->length);
	done.version = r->p->lines[line].version;
	done.line = r->p->lines[line].line;
	done.state = (enum shipment_state)state;
	check_early(r, line, &done);
	done.where = (struct where){r->csv.file, r->csv.row, 0};
	i = ARRAY_ADD(&r->p->done, &r->p->ndone, &r->p->done_room);
	r->p->done[i] = done;
}

/* Sheets have a setting for it, receipts an option. */
static void remedy_encoding(struct receipts *r, enum csv_encoding encoding)
{
	struct diag *item = r->d->nitems > 0 ? &r->d->items[r->d->nitems - 1] : NULL;

	if (!r->csv.failed || !item || item->code != 152)
		return;
	if (encoding == CSV_UTF8)
		diag_remedy(r->d, item,
			_("save it as \"CSV UTF-8\", or name its encoding: --done-encoding GB18030"));
	else
		diag_remedy(r->d, item, _("save it as \"CSV UTF-8\" and leave --done-encoding out"));
}

bool receipts_read(struct previous *p, const struct scenario *s, const char *path,
	enum csv_encoding encoding, struct diags *d)
{
	struct receipts r = {.p = p, .s = s, .d = d, .ok = true};
	struct text key;

	r.rows = mem_calloc((size_t)p->nlines * STATES, sizeof *r.rows);
	map_init(&r.lines);
	text_init(&key);
	for (int32_t i = 0; i < p->nlines; i++) {
		const struct announced *line = &p->lines[i];

		if (i > 0 && previous_same_line(p, i))
			continue;
		text_clear(&key);
		add_key(&key, line->order, strlen(line->order), line->version, line->line);
		map_add(&r.lines, arena_strdup(&p->arena, text_str(&key)), i);
	}
	text_release(&key);
	if (csv_reader_open(&r.csv, path, path, encoding, d) && read_heading(&r)) {
		while (csv_reader_next(&r.csv))
			read_receipt(&r);
	} else {
		r.ok = false;
	}
	remedy_encoding(&r, encoding);
	r.ok = r.ok && !r.csv.failed;
	csv_reader_close(&r.csv);
	map_release(&r.lines);
	mem_free(r.rows);
	return r.ok;
}

/* A row of the form as it was written: three cells are still blank. */
static bool is_blank(const struct receipts *r)
{
	static const enum receipt_column filled_in[] = {RECEIPT_STATUS, RECEIPT_QUANTITY, RECEIPT_TIME};

	for (size_t i = 0; i < sizeof filled_in / sizeof *filled_in; i++)
		if (field(r, filled_in[i]))
			return false;
	return r->csv.nfields == RECEIPT_COLUMNS;
}

bool receipts_blank(const char *path, struct diags *d)
{
	struct receipts r = {.d = d, .ok = true};
	struct diags aside;
	bool blank = true, filled = false;

	if (access(path, F_OK) != 0)
		return true;
	diags_init(&aside);
	r.d = &aside;
	if (csv_reader_open(&r.csv, path, path, CSV_UTF8, &aside) && read_heading(&r))
		while (blank && csv_reader_next(&r.csv))
			blank = is_blank(&r);
	filled = !blank;
	blank = blank && r.ok && !r.csv.failed;
	if (!blank) {
		struct where where = {diags_file(d, path), filled ? r.csv.row : 0, 0};

		diag_remedy(d, diag_add(d, DIAG_ERROR, 905, where,
			_("these receipts have been filled in; they are not overwritten")),
			_("name another folder with -o; a plan that goes on from this one takes --previous and --done"));
	}
	csv_reader_close(&r.csv);
	diags_release(&aside);
	return blank;
}
