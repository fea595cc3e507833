/* <sources>, <stock>, <transit>, <donation>: what is there, and who says so. */
#include "io/scenario_xml.h"

#include <string.h>

/* ---- sources ---- */

static struct where where_of_source(const struct scenario *s, int32_t i)
{
	return s->sources[i].where;
}

static const char *const format_words[] = {"xml", "csv", NULL};
static const char *const encoding_words[] = {"UTF-8", "GB18030", "GBK", NULL};
static const char *const source_kind_words[] = {"supply", "demand", "register", NULL};
static const char *const source_state_words[] = {"used", "set-aside", "left-out", "missing", NULL};

enum {
	SOURCE_ID,
	SOURCE_HREF,
	SOURCE_FORMAT,
	SOURCE_ENCODING,
	SOURCE_KIND,
	SOURCE_HOLDER,
	SOURCE_AS_OF,
	SOURCE_SUPERSEDES,
	SOURCE_RANK,
	SOURCE_QUALITY,
	SOURCE_STATE,
	SOURCE_WHY,
	SOURCE_LINES,
	SOURCE_BYTES,
	SOURCE_SHA256
};
static const struct attribute_spec source_attributes[] = {
	{.name = "id", .kind = VALUE_ID},
	{.name = "href", .kind = VALUE_TEXT, .required = true},
	{.name = "format", .kind = VALUE_WORD, .words = format_words},
	{.name = "encoding", .kind = VALUE_WORD, .words = encoding_words},
	{.name = "kind", .kind = VALUE_WORD, .words = source_kind_words},
	{.name = "holder", .kind = VALUE_HOLDER},
	{.name = "as-of", .kind = VALUE_INSTANT},
	{.name = "supersedes", .kind = VALUE_TEXT},
	{.name = "rank", .kind = VALUE_COUNT, .least = 1, .most = 1000000},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
	{.name = "state", .kind = VALUE_WORD, .words = source_state_words},
	{.name = "why", .kind = VALUE_TEXT},
	{.name = "lines", .kind = VALUE_COUNT, .least = 0, .most = INT32_MAX},
	{.name = "bytes", .kind = VALUE_COUNT, .least = 0, .most = INT64_C(1) << 50},
	{.name = "sha256", .kind = VALUE_TEXT},
};

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), length = strlen(end);

	return n >= length && strcmp(text + n - length, end) == 0;
}

static const char *read_format(struct xml_reader *r, const struct element *e, const char *href)
{
	struct diag *item;

	if (element_has(e, SOURCE_FORMAT))
		return format_words[element_number(e, SOURCE_FORMAT, 0)];
	if (ends_with(href, ".xml"))
		return format_words[0];
	if (ends_with(href, ".csv"))
		return format_words[1];
	ELEMENT_FAULT(
		r, e, SOURCE_HREF, item, 125, _("the name of the file does not tell its format"));
	diag_remedy(r->diags, item, _("add format=\"csv\" or format=\"xml\""));
	return format_words[0];
}

/* The id of a source, or the name of its file, is what others refer to. */
static const char *read_source_id(struct xml_reader *r, const struct element *e)
{
	int attribute = element_has(e, SOURCE_ID) ? SOURCE_ID : SOURCE_HREF;
	const char *id;

	return reader_new_id(
		       r, e, attribute, &r->s->source_ids, r->s->nsources, &id, where_of_source)
		? id
		: NULL;
}

/* What a canonical scenario says of sources that are merged into it. */
static void read_merged(struct xml_reader *r, const struct element *e, struct source *source)
{
	const struct xml_attribute *hash = &e->attributes[SOURCE_SHA256];
	struct diag *item;
	size_t i;

	source->lines = element_number(e, SOURCE_LINES, 0);
	source->bytes = element_number(e, SOURCE_BYTES, 0);
	source->why = element_text(r, e, SOURCE_WHY);
	source->state = (enum source_state)element_number(e, SOURCE_STATE, SOURCE_USED);
	if (element_has(e, SOURCE_SHA256)) {
		for (i = 0; i < hash->length; i++) {
			if (!strchr("0123456789abcdef", hash->value[i]))
				break;
		}
		if (i != 64 || hash->length != 64) {
			ELEMENT_FAULT(r, e, SOURCE_SHA256, item, 226,
				_("this is not a SHA-256 fingerprint"));
			diag_remedy(
				r->diags, item, _("leave it out: it is written by the program"));
			return;
		}
		memcpy(source->sha256, hash->value, 64);
	}
	if (source->state == SOURCE_USED && element_has(e, SOURCE_STATE) && !source->sha256[0]) {
		ELEMENT_FAULT(r, e, SOURCE_STATE, item, 125, _("a merged source needs its sha256"));
		diag_remedy(r->diags, item, _("leave state out to have the file read"));
	}
}

static void examine_source(struct xml_reader *r, const struct element *e)
{
	if (element_has(e, SOURCE_SUPERSEDES))
		reader_patch(r, e, SOURCE_SUPERSEDES, PATCH_SOURCE_SUPERSEDES, -1);
}

static int32_t start_source(struct xml_reader *r, const struct element *e, int32_t parent)
{
	const char *id = read_source_id(r, e);
	struct scenario *s = r->s;
	struct source *source;
	int32_t i;

	(void)parent;
	if (!id)
		return -1;
	i = scenario_add_source(s);
	source = &s->sources[i];
	source->id = id;
	source->href = element_text(r, e, SOURCE_HREF);
	source->format = read_format(r, e, source->href);
	source->encoding = encoding_words[element_number(e, SOURCE_ENCODING, 0)];
	source->kind = (enum source_kind)element_number(e, SOURCE_KIND, SOURCE_SUPPLY);
	source->holder = element_index(e, SOURCE_HOLDER);
	source->has_as_of = element_has(e, SOURCE_AS_OF);
	if (source->has_as_of)
		source->as_of = e->values[SOURCE_AS_OF].instant;
	if (element_has(e, SOURCE_SUPERSEDES))
		reader_patch(r, e, SOURCE_SUPERSEDES, PATCH_SOURCE_SUPERSEDES, i);
	source->rank = (int32_t)element_number(e, SOURCE_RANK, 0);
	source->quality = element_quality(r, e, SOURCE_QUALITY);
	source->where = e->tag.where;
	read_merged(r, e, source);
	return i;
}

static const struct element_spec source_element = {.name = "source",
	ATTRIBUTES(source_attributes),
	.start = start_source,
	.examine = examine_source,
	.turn = TURN_SOURCE};
static const struct element_spec *const sources_children[] = {&source_element, NULL};
const struct element_spec XML_SOURCES = {.name = "sources", .children = sources_children};

/* ---- stock ---- */

enum { MOVEMENT_RECEIVED, MOVEMENT_ISSUED, MOVEMENT_UNIT, MOVEMENT_AT };
static const struct attribute_spec movement_attributes[] = {
	{.name = "received", .kind = VALUE_QUANTITY},
	{.name = "issued", .kind = VALUE_QUANTITY},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "at", .kind = VALUE_INSTANT, .required = true},
};

/* In the unit named, else in the packs of the line, else in base units. */
static bool read_moved(struct xml_reader *r, const struct element *e, int attribute,
	const struct stock_line *line, int64_t *out)
{
	const struct item *of = &r->s->items[line->item];
	const struct xml_attribute *a = &e->attributes[attribute];
	struct value_place at;

	if (element_given(e, MOVEMENT_UNIT) || line->pack < 0)
		return element_quantity(r, e, attribute, MOVEMENT_UNIT, line->item, out);
	element_place(e, attribute, &at);
	return read_quantity(r->diags, &at, a->value, a->length, of, of->packs[line->pack].id, out);
}

static bool moves_one_way(struct xml_reader *r, const struct element *e)
{
	struct diag *item;

	if (element_given(e, MOVEMENT_ISSUED) != element_given(e, MOVEMENT_RECEIVED))
		return true;
	ELEMENT_FAULT(
		r, e, -1, item, 129, _("<movement> needs either \"received\" or \"issued\""));
	diag_remedy(r->diags, item, _("say how much came in or went out"));
	return false;
}

static void examine_movement(struct xml_reader *r, const struct element *e)
{
	moves_one_way(r, e);
}

static int32_t start_movement(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct scenario *s = r->s;
	bool issued = element_given(e, MOVEMENT_ISSUED);
	int64_t quantity;
	int32_t i;

	if (!moves_one_way(r, e) ||
		!read_moved(r, e, issued ? MOVEMENT_ISSUED : MOVEMENT_RECEIVED, &s->lines[parent],
			&quantity))
		return -1;
	i = ARRAY_ADD(&s->movements, &s->nmovements, &s->movements_room);
	s->movements[i].line = parent;
	s->movements[i].quantity = issued ? -quantity : quantity;
	s->movements[i].at = e->values[MOVEMENT_AT].instant;
	s->movements[i].where = e->tag.where;
	return i;
}

/* How much there is of the line cannot be said any more. */
static void spoil_line(struct xml_reader *r, int32_t parent)
{
	r->s->lines[parent].state = LINE_SET_ASIDE;
}

static const struct element_spec movement = {.name = "movement",
	ATTRIBUTES(movement_attributes),
	.start = start_movement,
	.examine = examine_movement,
	.spoil = spoil_line};
static const struct element_spec *const line_children[] = {&movement, NULL};

static const char *const status_words[] = {"good", "damaged", "reserved", NULL};
static const char *const owner_words[] = {"holder", "government", NULL};
const char *const MODE_WORDS[] = {"physical", "agreement", "capacity", NULL};

enum {
	LINE_ITEM,
	LINE_HOLDER,
	LINE_QUANTITY,
	LINE_DECLARED,
	LINE_DECLARED_AT,
	LINE_COUNTED,
	LINE_COUNTED_AT,
	LINE_UNIT,
	LINE_PACK,
	LINE_LOT,
	LINE_SPEC,
	LINE_MADE,
	LINE_EXPIRES,
	LINE_STATUS,
	LINE_OWNER,
	LINE_MODE,
	LINE_AGREEMENT,
	LINE_PRICE,
	LINE_FROM,
	LINE_TO,
	LINE_STATE,
	LINE_SOURCE,
	LINE_QUALITY
};
static const struct attribute_spec line_attributes[] = {
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "holder", .kind = VALUE_HOLDER},
	{.name = "quantity", .kind = VALUE_QUANTITY},
	{.name = "declared", .kind = VALUE_QUANTITY},
	{.name = "declared-at", .kind = VALUE_INSTANT},
	{.name = "counted", .kind = VALUE_QUANTITY},
	{.name = "counted-at", .kind = VALUE_INSTANT},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "pack", .kind = VALUE_TEXT},
	{.name = "lot", .kind = VALUE_TEXT},
	{.name = "spec", .kind = VALUE_TEXT},
	{.name = "made", .kind = VALUE_DAY},
	{.name = "expires", .kind = VALUE_DAY},
	{.name = "status", .kind = VALUE_WORD, .words = status_words},
	{.name = "owner", .kind = VALUE_WORD, .words = owner_words},
	{.name = "mode", .kind = VALUE_WORD, .words = MODE_WORDS},
	{.name = "agreement", .kind = VALUE_TEXT},
	{.name = "price", .kind = VALUE_MONEY},
	{.name = "from", .kind = VALUE_PERIOD},
	{.name = "to", .kind = VALUE_PERIOD},
	{.name = "state", .kind = VALUE_WORD, .words = STATE_WORDS},
	{.name = "source", .kind = VALUE_SOURCE},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
};

/* Was everything that was written right? */
static bool all_good(const struct element *e)
{
	int i;

	for (i = 0; i < e->spec->nattributes; i++) {
		if (element_given(e, i) && !element_has(e, i))
			return false;
	}
	return true;
}

static int32_t line_holder(
	struct xml_reader *r, const struct element *e, const struct stock_defaults *stock)
{
	struct diag *item;

	if (element_has(e, LINE_HOLDER))
		return element_index(e, LINE_HOLDER);
	if (stock->holder >= 0)
		return stock->holder;
	ELEMENT_FAULT(r, e, -1, item, 125, _("nothing says who holds this stock"));
	diag_remedy(
		r->diags, item, _("add holder=\"...\" to <stock>, to the line or to the source"));
	return -1;
}

/* The pack that the goods are in: pack=, or the pack that unit= names. */
static bool read_pack(
	struct xml_reader *r, const struct element *e, const struct item *of, int32_t *pack)
{
	int attribute = element_given(e, LINE_PACK) ? LINE_PACK : LINE_UNIT;
	const struct xml_attribute *a = &e->attributes[attribute];
	struct value_place at;

	*pack = -1;
	if (!element_given(e, attribute))
		return true;
	element_place(e, attribute, &at);
	return read_unit(r->diags, &at, a->value, a->length, of, pack);
}

/* One of the line's amounts; absent is right. */
static bool read_line_amount(struct xml_reader *r, const struct element *e, int attribute,
	const struct item *of, int32_t pack, int64_t *out)
{
	const struct xml_attribute *a = &e->attributes[attribute];
	struct value_place at;

	if (!element_given(e, attribute))
		return true;
	if (element_given(e, LINE_UNIT))
		return element_quantity(
			r, e, attribute, LINE_UNIT, (int32_t)(of - r->s->items), out);
	if (pack < 0 && quantity_at_once(of, a, out))
		return true;
	element_place(e, attribute, &at);
	return read_quantity(
		r->diags, &at, a->value, a->length, of, pack < 0 ? NULL : of->packs[pack].id, out);
}

/* An amount, and none twice; a canonical line that was set aside may have had none
 * that could be read. */
static bool states_amounts(struct xml_reader *r, const struct element *e)
{
	struct diag *item;

	if (element_given(e, LINE_DECLARED) && element_given(e, LINE_QUANTITY)) {
		ELEMENT_FAULT(r, e, LINE_QUANTITY, item, 129,
			_("\"quantity\" and \"declared\" both say what is declared"));
		diag_remedy(r->diags, item, _("keep one of them"));
		return false;
	}
	if (!element_given(e, LINE_DECLARED) && !element_given(e, LINE_QUANTITY) &&
		!element_given(e, LINE_COUNTED) &&
		element_number(e, LINE_STATE, LINE_USED) != LINE_SET_ASIDE) {
		ELEMENT_FAULT(r, e, -1, item, 125, _("the line says no quantity"));
		diag_remedy(r->diags, item, _("add quantity=\"...\" or counted=\"...\""));
		return false;
	}
	return true;
}

static bool read_amounts(struct xml_reader *r, const struct element *e, struct stock_line *line)
{
	const struct item *of = &r->s->items[line->item];
	int declared = element_given(e, LINE_DECLARED) ? LINE_DECLARED : LINE_QUANTITY;
	bool good = states_amounts(r, e);

	if (!read_pack(r, e, of, &line->pack)) {
		quantity_alone(r, e, declared);
		quantity_alone(r, e, LINE_COUNTED);
		return false;
	}
	good = read_line_amount(r, e, declared, of, line->pack, &line->declared) && good;
	return read_line_amount(r, e, LINE_COUNTED, of, line->pack, &line->counted) && good;
}

static void examine_line(struct xml_reader *r, const struct element *e)
{
	states_amounts(r, e);
}

/* The date of an amount: the line's own, else the list's, else the source's. */
static void read_amount_date(const struct xml_reader *r, const struct element *e, int attribute,
	const struct stock_defaults *stock, struct stock_line *line, struct instant *at, bool *as_of)
{
	const struct source *from = line->source >= 0 ? &r->s->sources[line->source] : NULL;

	if (element_has(e, attribute)) {
		*at = e->values[attribute].instant;
		return;
	}
	*as_of = stock->has_as_of || (from && from->has_as_of);
	if (*as_of) {
		*at = stock->has_as_of ? stock->as_of : from->as_of;
		line->as_of_where = stock->has_as_of ? stock->where : from->where;
	}
}

static void read_amount_dates(struct xml_reader *r, const struct element *e,
	const struct stock_defaults *stock, struct stock_line *line)
{
	if (line->declared >= 0)
		read_amount_date(r, e, LINE_DECLARED_AT, stock, line, &line->declared_at, &line->declared_as_of);
	if (line->counted >= 0)
		read_amount_date(r, e, LINE_COUNTED_AT, stock, line, &line->counted_at, &line->counted_as_of);
}

static bool read_line_agreement(
	struct xml_reader *r, const struct element *e, struct stock_line *line)
{
	const struct holder *holder = &r->s->holders[line->holder];
	const struct xml_attribute *a = &e->attributes[LINE_AGREEMENT];
	struct diag *item;
	int32_t i;

	if (!element_has(e, LINE_AGREEMENT))
		return true;
	for (i = 0; i < holder->nagreements; i++) {
		const char *id = holder->agreements[i].id;

		if (strlen(id) == a->length && memcmp(id, a->value, a->length) == 0) {
			line->agreement = i;
			return true;
		}
	}
	ELEMENT_FAULT(r, e, LINE_AGREEMENT, item, 304, _("holder %s has no agreement \"%.*s\""),
		holder->id, (int)(a->length < ID_MAX ? a->length : ID_MAX), a->value);
	diag_remedy(r->diags, item, _("define it at the holder, or correct the id"));
	return false;
}

/* What does not depend on other things. */
static void read_line_facts(struct xml_reader *r, const struct element *e, struct stock_line *line)
{
	const struct item *of = &r->s->items[line->item];
	bool government = r->s->holders[line->holder].kind == HOLDER_GOVERNMENT;
	enum reserve_mode mode = line->agreement >= 0 ? MODE_AGREEMENT : MODE_PHYSICAL;

	line->lot = element_text(r, e, LINE_LOT);
	line->spec = element_text(r, e, LINE_SPEC);
	if (element_has(e, LINE_MADE))
		line->made = e->values[LINE_MADE].day;
	if (element_has(e, LINE_EXPIRES))
		line->expires = e->values[LINE_EXPIRES].day;
	else if (line->made != DAY_NONE && (of->shelf_life.months || of->shelf_life.seconds))
		line->expires = day_add(line->made, of->shelf_life);
	line->price = element_number(e, LINE_PRICE, -1);
	line->when = element_periods(r, e, LINE_FROM, LINE_TO);
	line->status = (unsigned char)element_number(e, LINE_STATUS, STATUS_GOOD);
	line->mode = (unsigned char)element_number(e, LINE_MODE, mode);
	line->government_owned = (unsigned char)element_number(e, LINE_OWNER, government);
	line->state = (unsigned char)element_number(e, LINE_STATE, LINE_USED);
	line->quality = (unsigned char)element_quality(r, e, LINE_QUALITY);
}

static int32_t start_line(struct xml_reader *r, const struct element *e, int32_t parent)
{
	const struct stock_defaults *stock = &r->stocks[parent];
	int32_t source =
		element_has(e, LINE_SOURCE) ? element_index(e, LINE_SOURCE) : stock->source;
	int32_t errors = r->diags->nerrors;
	struct stock_line line, *made;
	bool good;
	int32_t i;

	if (source >= 0)
		r->s->sources[source].lines += r->source >= 0;
	memset(&line, 0, sizeof line);
	line.holder = line_holder(r, e, stock);
	line.item = element_index(e, LINE_ITEM);
	line.agreement = -1;
	line.source = source;
	line.declared = line.counted = -1;
	line.declared_at.seconds = line.counted_at.seconds = INSTANT_NONE;
	line.made = line.expires = DAY_NONE;
	line.as_of_where = WHERE_NONE;
	line.where = e->tag.where;
	good = read_amounts(r, e, &line);
	if (line.holder < 0)
		return -1;
	read_amount_dates(r, e, stock, &line);
	read_line_agreement(r, e, &line);
	read_line_facts(r, e, &line);
	if (!good)
		return -1;
	if (!all_good(e) || r->diags->nerrors != errors)
		line.state = LINE_SET_ASIDE;
	i = scenario_add_line(r->s);
	made = &r->s->lines[i];
	*made = line;
	return i;
}

/* A faulty line is left out or set aside by itself. */
static void spoil_itself(struct xml_reader *r, int32_t parent)
{
	(void)r;
	(void)parent;
}

static const struct element_spec line = {.name = "line",
	ATTRIBUTES(line_attributes),
	.children = line_children,
	.start = start_line,
	.examine = examine_line,
	.spoil = spoil_itself};
static const struct element_spec *const stock_children[] = {&line, NULL};

enum { STOCK_HOLDER, STOCK_AS_OF, STOCK_SOURCE };
static const struct attribute_spec stock_attributes[] = {
	{.name = "holder", .kind = VALUE_HOLDER},
	{.name = "as-of", .kind = VALUE_INSTANT},
	{.name = "source", .kind = VALUE_SOURCE},
};

static int32_t start_stock(struct xml_reader *r, const struct element *e, int32_t parent)
{
	struct stock_defaults *stock;
	int32_t i;

	(void)parent;
	if (!reader_may_bring(r, e, 1u << SOURCE_SUPPLY))
		return -1;
	/* Lists follow each other: the room of the last one is used again, unless
	 * lines of it wait. */
	if (r->nstocks > 0 && r->nwaiting == 0 && !r->last_call)
		r->nstocks--;
	i = ARRAY_ADD(&r->stocks, &r->nstocks, &r->stocks_room);
	stock = &r->stocks[i];
	stock->source = element_source(r, e, STOCK_SOURCE);
	stock->holder = element_index(e, STOCK_HOLDER);
	if (stock->holder < 0 && stock->source >= 0)
		stock->holder = r->s->sources[stock->source].holder;
	stock->where = e->tag.where;
	stock->has_as_of = element_has(e, STOCK_AS_OF);
	if (stock->has_as_of)
		stock->as_of = e->values[STOCK_AS_OF].instant;
	return i;
}

const struct element_spec XML_STOCK = {.name = "stock",
	ATTRIBUTES(stock_attributes),
	.children = stock_children,
	.start = start_stock,
	.turn = TURN_LATE};

/* ---- transit and donations ---- */

enum {
	TRANSIT_ID,
	TRANSIT_ITEM,
	TRANSIT_TO,
	TRANSIT_HOLDER,
	TRANSIT_QUANTITY,
	TRANSIT_UNIT,
	TRANSIT_ARRIVES,
	TRANSIT_LOT,
	TRANSIT_EXPIRES,
	TRANSIT_REACH,
	TRANSIT_STATE,
	TRANSIT_SOURCE,
	TRANSIT_QUALITY,
	TRANSIT_DONOR,
	TRANSIT_ATTRIBUTES,
	TRANSIT_WITHOUT_DONOR = TRANSIT_DONOR
};
static const struct attribute_spec transit_attributes[TRANSIT_ATTRIBUTES] = {
	{.name = "id", .kind = VALUE_ID, .required = true},
	{.name = "item", .kind = VALUE_ITEM, .required = true},
	{.name = "to", .kind = VALUE_PLACE, .required = true},
	{.name = "holder", .kind = VALUE_HOLDER},
	{.name = "quantity", .kind = VALUE_QUANTITY, .required = true},
	{.name = "unit", .kind = VALUE_TEXT},
	{.name = "arrives", .kind = VALUE_INSTANT, .required = true},
	{.name = "lot", .kind = VALUE_TEXT},
	{.name = "expires", .kind = VALUE_DAY},
	{.name = "reach", .kind = VALUE_WORD, .words = REACH_WORDS},
	{.name = "state", .kind = VALUE_WORD, .words = STATE_WORDS},
	{.name = "source", .kind = VALUE_SOURCE},
	{.name = "quality", .kind = VALUE_WORD, .words = QUALITY_WORDS},
	{.name = "donor", .kind = VALUE_TEXT, .required = true},
};

static struct where where_of_transit(const struct scenario *s, int32_t i)
{
	return s->transits[i].where;
}

static int32_t start_transit(struct xml_reader *r, const struct element *e, int32_t parent)
{
	int32_t of = element_index(e, TRANSIT_ITEM), i;
	struct transit *transit;
	const char *id;
	int64_t quantity;

	bool good = reader_may_bring(r, e, 1u << SOURCE_SUPPLY);

	(void)parent;
	good = element_quantity(r, e, TRANSIT_QUANTITY, TRANSIT_UNIT, of, &quantity) && good;
	if (!reader_new_id(
		    r, e, TRANSIT_ID, &r->transit_ids, r->s->ntransits, &id, where_of_transit) ||
		!good)
		return -1;
	i = scenario_add_transit(r->s);
	transit = &r->s->transits[i];
	transit->id = id;
	transit->item = of;
	transit->to = element_index(e, TRANSIT_TO);
	transit->holder = element_index(e, TRANSIT_HOLDER);
	if (e->spec->nattributes > TRANSIT_WITHOUT_DONOR)
		transit->donor = element_text(r, e, TRANSIT_DONOR);
	transit->quantity = quantity;
	transit->arrives = e->values[TRANSIT_ARRIVES].instant;
	transit->lot = element_text(r, e, TRANSIT_LOT);
	if (element_has(e, TRANSIT_EXPIRES))
		transit->expires = e->values[TRANSIT_EXPIRES].day;
	if (element_has(e, TRANSIT_REACH))
		reach_from_word(element_number(e, TRANSIT_REACH, 0), &transit->reach,
			&transit->reach_place);
	transit->state = (unsigned char)element_number(
		e, TRANSIT_STATE, all_good(e) ? LINE_USED : LINE_SET_ASIDE);
	transit->source = element_source(r, e, TRANSIT_SOURCE);
	transit->quality = element_quality(r, e, TRANSIT_QUALITY);
	transit->where = e->tag.where;
	if (r->source >= 0)
		r->s->sources[r->source].lines++;
	return i;
}

const struct element_spec XML_TRANSIT = {.name = "transit",
	.attributes = transit_attributes,
	.nattributes = TRANSIT_WITHOUT_DONOR,
	.start = start_transit,
	.spoil = spoil_itself,
	.turn = TURN_LATE};
const struct element_spec XML_DONATION = {.name = "donation",
	.attributes = transit_attributes,
	.nattributes = TRANSIT_ATTRIBUTES,
	.start = start_transit,
	.spoil = spoil_itself,
	.turn = TURN_LATE};
