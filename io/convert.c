/* From documents and a mapping to lines and norms of a ledger. */
#include "io/convert.h"

#include "io/aliases.h"
#include "io/sheets.h"

#include "base/text.h"
#include "models/norm.h"

#include <string.h>

/* ---- documents ---- */

struct said said_at(const struct document *doc, int32_t element)
{
	struct said said = {NULL, element};

	if (element >= 0 && *doc->elements[element].text)
		said.text = doc->elements[element].text;
	return said;
}

void said_add(struct said_names *names, struct said name)
{
	if (name.text && names->n < SAID_NAMES_MAX)
		names->names[names->n++] = name;
}

struct document_line *content_add(struct content *c, enum document_use use, int32_t element)
{
	int32_t i = ARRAY_ADD(&c->lines, &c->nlines, &c->lines_room);
	struct document_line *line = &c->lines[i];

	line->use = use;
	line->element = element;
	line->same = line->to_item = line->to_holder = line->to_line = line->to_norm = -1;
	return line;
}

/* What kind it is, and its lines. */
static bool recognise(struct content *c, struct diags *d)
{
	struct diag *item;

	if (ubl_read(c) || sahana_read(c)) {
		if (!c->id)
			c->id = "";
		return true;
	}
	item = diag_add(d, DIAG_ERROR, 831, c->xml.elements[0].where,
		_("a document of a kind that is not known: %.80s"), c->xml.elements[0].name);
	item->span = c->xml.elements[0].span;
	diag_remedy(d, item, _("known are UBL InventoryReport and TradeItemLocationProfile, and Sahana S3XML with "
		"inv_inv_item or inv_minimum"));
	return false;
}

static void content_begin(struct content *c, const char *path)
{
	memset(c, 0, sizeof *c);
	c->path = path;
	c->id = "";
	c->source = -1;
}

bool content_read(struct content *c, const char *path, struct diags *d)
{
	content_begin(c, path);
	return document_read(&c->xml, path, d) && recognise(c, d);
}

bool content_read_memory(struct content *c, const char *text, size_t n, const char *name, struct diags *d)
{
	content_begin(c, name);
	return document_read_memory(&c->xml, text, n, name, d) && recognise(c, d);
}

const char *content_name(const struct content *c)
{
	const char *slash = strrchr(c->path, '/');

	return slash ? slash + 1 : c->path;
}

void content_release(struct content *c)
{
	document_release(&c->xml);
	mem_free(c->lines);
	memset(c, 0, sizeof *c);
}

/* ---- one line ---- */

struct applying {
	struct scenario *s;
	struct mapping *m;
	struct diags *d;
	struct content *c;
	struct reading reading; /* for values */
	struct mapping_row *item, *holder; /* of the current line */
	bool refused;
};

static struct value_place place_of(const struct applying *a, struct said said)
{
	const struct document_element *e = &a->c->xml.elements[said.element];
	struct value_place at = {.where = e->where, .span = e->span};

	return at;
}

/* What only the mapping can say, and does not: it is no fault of the document, and
 * all are refused. */
static void refuse(struct applying *a, struct diag *item, int32_t element)
{
	item->span = a->c->xml.elements[element].span;
	item->source = -1;
	item->of_goods = false;
	a->refused = true;
}

static bool find_holder(struct applying *a, struct document_line *line)
{
	const struct said_names *names = line->holder.n > 0 ? &line->holder : &a->c->holder;
	int32_t element = names->n > 0 ? names->names[0].element : 0;
	struct diag *item;

	a->holder = mapping_find(a->m, MAP_HOLDER, names);
	if (a->holder) {
		line->to_holder = a->holder->holder;
		return true;
	}
	line->state = CONVERTED_HOLDER;
	if (!a->c->holder_needed || names != &a->c->holder || a->c->holder_missed)
		return false;
	a->c->holder_missed = true;
	item = diag_add(a->d, DIAG_ERROR, 832, a->c->xml.elements[element].where,
		_("the document says no holder, and the mapping none for \"%.80s\""),
		names->n > 0 ? names->names[0].text : "");
	refuse(a, item, element);
	diag_remedy(a->d, item, _("add a row to the mapping: what = holder, document = this name or number, "
		"here = the holder; a new one needs kind and place"));
	return false;
}

/* The unit in the ledger's words; NULL after the line's state is set. */
static const char *find_unit(struct applying *a, struct document_line *line)
{
	const struct item *item = &a->s->items[line->to_item];
	struct said_names names = {.n = 0};
	const struct mapping_row *row;
	const char *code;

	if (!line->unit.text && a->item->unit)
		return a->item->unit;
	said_add(&names, line->unit);
	row = mapping_find(a->m, MAP_UNIT, &names);
	if (row)
		return row->unit;
	/* the item's own unit or pack needs no row */
	code = line->unit.text ? alias_unit(line->unit.text, strlen(line->unit.text)) : NULL;
	if (code && strcmp(code, item->unit) == 0)
		return item->unit;
	for (int32_t k = 0; line->unit.text && k < item->npacks; k++)
		if (strcmp(item->packs[k].id, line->unit.text) == 0)
			return item->packs[k].id;
	line->state = CONVERTED_UNIT;
	return NULL;
}

/* In smallest units; -1 when it is faulty. */
static int64_t read_amount(struct applying *a, struct document_line *line, const char *unit, int32_t *pack)
{
	int64_t amount = -1;
	struct value_place at;
	struct diag *item;

	if (!line->quantity.text) {
		item = diag_add(a->d, DIAG_ERROR, 201, a->c->xml.elements[line->element].where,
			_("the line has no quantity"));
		item->span = a->c->xml.elements[line->element].span;
		diag_remedy(a->d, item, _("have the document corrected by who wrote it"));
		return -1;
	}
	at = place_of(a, line->quantity);
	if (!value_quantity(&a->reading, &at, line->quantity.text, strlen(line->quantity.text), line->to_item, unit,
		strlen(unit), &amount, pack))
		return -1;
	return amount;
}

static bool read_day_of(struct applying *a, struct said said, day *out)
{
	size_t n = said.text ? strlen(said.text) : 0;
	struct value_place at;

	if (!said.text)
		return true;
	at = place_of(a, said);
	/* a day with a time behind it is that day */
	if (n > 10 && (said.text[10] == 'T' || said.text[10] == ' '))
		n = 10;
	return read_day(a->d, &at, said.text, n, out);
}

static bool read_time_of(struct applying *a, struct said said, bool to_end, struct instant *out)
{
	size_t n = said.text ? strlen(said.text) : 0;
	struct value_place at;
	day date;

	if (!said.text)
		return true;
	at = place_of(a, said);
	if (n > 10 || !to_end)
		return value_instant(&a->reading, &at, said.text, n, false, out);
	if (!read_day(a->d, &at, said.text, n, &date))
		return false;
	*out = (struct instant){day_end(date, a->reading.offset), a->reading.offset};
	return true;
}

/* Stock without a last day must be said not to have one. */
static bool find_expiry(struct applying *a, struct document_line *line, day *expires)
{
	const struct item *of = &a->s->items[line->to_item];
	struct diag *item;

	if (!read_day_of(a, line->expires, expires))
		return false;
	if (*expires != DAY_NONE || (line->made.text && (of->shelf_life.months || of->shelf_life.seconds)))
		return true;
	if (a->item->has_expiry) {
		*expires = a->item->expires;
		return true;
	}
	a->refused = true;
	if (a->item->expiry_missed)
		return false;
	a->item->expiry_missed = true;
	item = diag_add(a->d, DIAG_ERROR, 833, a->c->xml.elements[line->element].where,
		_("item %s: no expiry in the document, and none in the mapping"), of->id);
	refuse(a, item, line->element);
	diag_remedy(a->d, item,
		_("fill in the column \"expires\" of its row in the mapping: a date, or \"none\" for what does not expire"));
	return false;
}

/* The price of one base unit, where it is whole in the ledger's currency. */
static int64_t find_price(struct document_line *line, const struct scenario *s, int64_t quantity, int32_t pack)
{
	const struct item *item = &s->items[line->to_item];
	int64_t value, scale = 1, per = pack >= 0 ? item->packs[pack].contains : 0;

	if (!line->value.text || quantity <= 0)
		return -1;
	for (int32_t k = 0; k < item->decimals; k++)
		scale *= 10;
	per = line->value_of_line ? quantity : per > 0 ? per : scale; /* smallest units that the value is of */
	line->price_lost = true;
	if (!line->currency.text || !s->currency || strcmp(line->currency.text, s->currency) != 0 ||
		decimal_parse(line->value.text, strlen(line->value.text), 2, &value) != NUMBER_OK ||
		(wide)value * scale % per != 0)
		return -1;
	line->price_lost = false;
	return (int64_t)((wide)value * scale / per);
}

static bool find_owner(struct applying *a, struct document_line *line, bool *government)
{
	struct said_names names = {.n = 0};
	const struct mapping_row *row;

	*government = a->s->holders[line->to_holder].kind == HOLDER_GOVERNMENT;
	said_add(&names, line->owner);
	if (names.n == 0)
		return true;
	row = mapping_find(a->m, MAP_OWNER, &names);
	if (!row) {
		line->state = CONVERTED_OWNER;
		return false;
	}
	*government = row->government;
	return true;
}

/* The time of the amounts: the line's, the document's, the mapping's for it. */
static bool find_time(struct applying *a, const struct document_line *line, struct instant *at)
{
	struct said_names names = {.n = 0};
	const struct mapping_row *row;

	at->seconds = INSTANT_NONE;
	if (line->at.text)
		return read_time_of(a, line->at, line->at_is_day_end, at);
	if (a->c->at.text)
		return read_time_of(a, a->c->at, a->c->at_is_day_end, at);
	said_add(&names, (struct said){*a->c->id ? a->c->id : NULL, 0});
	said_add(&names, (struct said){content_name(a->c), 0});
	said_add(&names, (struct said){"", 0});
	row = mapping_find(a->m, MAP_TIME, &names);
	if (row)
		*at = row->at;
	return true;
}

/* Both days inclusive; a scenario without as-of is of no time. */
static bool in_effect(struct applying *a, struct document_line *line, enum converted otherwise)
{
	day from = DAY_NONE, to = DAY_NONE, now;

	if (!read_day_of(a, line->from, &from) || !read_day_of(a, line->to, &to)) {
		line->state = CONVERTED_FAULTY;
		return false;
	}
	if (a->s->as_of.seconds == INSTANT_NONE)
		return true;
	now = day_of(a->s->as_of.seconds, a->s->as_of.offset);
	if ((from == DAY_NONE || from <= now) && (to == DAY_NONE || to >= now))
		return true;
	line->state = otherwise;
	return false;
}

static void make_stock(struct applying *a, struct document_line *line, const char *unit)
{
	struct scenario *s = a->s;
	bool government, good;
	int32_t pack = -1;
	struct stock_line *stock;

	if (!in_effect(a, line, CONVERTED_ABSENT) || !find_owner(a, line, &government))
		return;
	line->to_line = scenario_add_line(s);
	stock = &s->lines[line->to_line];
	stock->holder = line->to_holder;
	stock->item = line->to_item;
	stock->source = a->c->source;
	stock->where = a->c->xml.elements[line->element].where;
	stock->government_owned = government;
	stock->quality = (unsigned char)s->quality;
	stock->agreement = a->holder->agreement;
	if (a->holder->has_mode)
		stock->mode = (unsigned char)a->holder->mode;
	stock->declared = read_amount(a, line, unit, &pack);
	good = stock->declared >= 0;
	stock->pack = pack;
	if (line->lot.text)
		stock->lot = arena_strdup(&s->arena, line->lot.text);
	good &= read_day_of(a, line->made, &stock->made);
	good &= find_expiry(a, line, &stock->expires);
	good &= find_time(a, line, &stock->declared_at);
	if (good)
		stock->price = find_price(line, s, stock->declared, pack);
	if (!good) {
		stock->state = LINE_SET_ASIDE;
		line->state = CONVERTED_FAULTY;
	}
	s->sources[a->c->source].lines++;
}

static void make_norm(struct applying *a, struct document_line *line, const char *unit)
{
	struct scenario *s = a->s;
	const struct item *item = &s->items[line->to_item];
	const struct holder *holder = &s->holders[line->to_holder];
	int64_t amount, scale = 1;
	int32_t pack = -1;
	struct norm *norm;
	struct text t;

	if (!in_effect(a, line, CONVERTED_OUTSIDE))
		return;
	amount = read_amount(a, line, unit, &pack);
	if (amount < 0) {
		line->state = CONVERTED_FAULTY;
		return;
	}
	for (int32_t k = 0; k < item->decimals; k++)
		scale *= 10;
	line->to_norm = scenario_add_norm(s);
	norm = &s->norms[line->to_norm];
	text_init(&t);
	text_printf(&t, "least-%s-%s", holder->id, item->id);
	norm->id = arena_text(&s->arena, text_str(&t), t.length);
	text_clear(&t);
	text_printf(&t, "%s%s%s", content_name(a->c), *a->c->id ? ": " : "", a->c->id);
	norm->source = arena_text(&s->arena, text_str(&t), t.length);
	text_release(&t);
	norm->clause = arena_strdup(&s->arena, line->note.text ? line->note.text : a->c->kind);
	norm->where = a->c->xml.elements[line->element].where;
	norm->item = line->to_item;
	norm->place = holder->place;
	norm->holders = UINT32_C(1) << holder->kind;
	norm->quantity = ratio_make(amount, scale);
}

static void apply_line(struct applying *a, struct document_line *line)
{
	const char *unit;

	if (line->state != CONVERTED_COUNTED)
		return;
	if (line->item.n == 0) {
		line->state = CONVERTED_NO_ITEM;
		return;
	}
	a->item = mapping_find(a->m, MAP_ITEM, &line->item);
	if (!a->item) {
		line->state = CONVERTED_ITEM;
		return;
	}
	line->to_item = a->item->item;
	if (!find_holder(a, line))
		return;
	unit = find_unit(a, line);
	if (!unit)
		return;
	if (line->use == DOCUMENT_STOCK)
		make_stock(a, line, unit);
	else
		make_norm(a, line, unit);
}

/* ---- all of them ---- */

static void add_source(struct applying *a)
{
	struct scenario *s = a->s;
	struct content *c = a->c;
	struct source *source;
	struct text id;

	text_init(&id);
	text_puts(&id, content_name(c));
	for (int n = 2; map_get(&s->source_ids, text_str(&id)) >= 0; n++) {
		text_clear(&id);
		text_printf(&id, "%s-%d", content_name(c), n);
	}
	c->source = scenario_add_source(s);
	source = &s->sources[c->source];
	source->id = source->href = arena_text(&s->arena, text_str(&id), id.length);
	source->format = "xml";
	source->kind = SOURCE_SUPPLY;
	source->where = c->xml.elements[0].where;
	source->bytes = c->xml.bytes;
	memcpy(source->sha256, c->xml.sha256, sizeof source->sha256);
	map_add(&s->source_ids, source->id, c->source);
	text_release(&id);
}

static bool has_stock(const struct content *c)
{
	for (int32_t k = 0; k < c->nlines; k++)
		if (c->lines[k].use == DOCUMENT_STOCK)
			return true;
	return false;
}

/* A row for a word that nobody says is most often a slip of the pen. */
static void report_unused(const struct mapping *m, struct diags *d)
{
	for (int32_t k = 0; k < m->nrows; k++) {
		struct diag *item;

		if (m->rows[k].used)
			continue;
		item = diag_add(d, DIAG_WARNING, 837, m->rows[k].where, _("no document says \"%.80s\""),
			m->rows[k].document);
		item->about = "document";
		diag_remedy(d, item, _("compare it with the list of what is not counted"));
	}
}

bool convert_apply(struct conversion *c, struct scenario *s, struct mapping *m, struct diags *d)
{
	struct applying a = {.s = s, .m = m, .d = d};

	c->s = s;
	reading_init(&a.reading, s, d);
	a.reading.offset_stated = true;
	if (s->as_of.seconds != INSTANT_NONE)
		a.reading.offset = s->as_of.offset;
	for (int32_t k = 0; k < c->ncontents; k++) {
		a.c = &c->contents[k];
		if (has_stock(a.c))
			add_source(&a);
		d->current_source = a.c->source;
		d->current_of_goods = true;
		for (int32_t i = 0; i < a.c->nlines; i++)
			apply_line(&a, &a.c->lines[i]);
		d->current_source = -1;
		d->current_of_goods = false;
	}
	report_unused(m, d);
	reading_release(&a.reading);
	return !a.refused;
}

void convert_settle(struct conversion *c)
{
	for (int32_t k = 0; k < c->ncontents; k++) {
		for (int32_t i = 0; i < c->contents[k].nlines; i++) {
			struct document_line *line = &c->contents[k].lines[i];

			if (line->state != CONVERTED_COUNTED || line->to_line < 0)
				continue;
			if (c->s->lines[line->to_line].state == LINE_SET_ASIDE)
				line->state = CONVERTED_ASIDE;
			else if (c->s->lines[line->to_line].state == LINE_CONFLICT)
				line->state = CONVERTED_TWICE;
		}
	}
}
