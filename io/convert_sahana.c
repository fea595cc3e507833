/* Sahana S3XML: records are <resource name= tuid=>, their fields <data field=>
 * and <reference field= tuid=>. Stock (inv_inv_item) and least stock (inv_minimum). */
#include "io/convert.h"

#include "base/map.h"
#include "base/number.h"
#include "base/text.h"

#include <string.h>

enum { BIN_DECIMALS = 6 }; /* quantities of bins are compared in millionths */

struct reading_s3 {
	struct content *c;
	struct map records; /* "resource tuid" -> element */
};

static bool is_resource(const struct document *doc, int32_t element, const char *name)
{
	const char *found = document_attribute(doc, element, "name");

	return found && strcmp(found, name) == 0;
}

/* The child of that tag and field, -1. */
static int32_t field_element(const struct document *doc, int32_t record, const char *tag, const char *field)
{
	int32_t i = -1;

	while ((i = document_child(doc, record, tag, i)) >= 0) {
		const char *name = document_attribute(doc, i, "field");

		if (name && strcmp(name, field) == 0)
			return i;
	}
	return -1;
}

/* What the field says, as text or in its attribute `value`. */
static struct said said_field(const struct document *doc, int32_t record, const char *field)
{
	int32_t i = field_element(doc, record, "data", field);
	struct said said = said_at(doc, i);
	const char *value = document_attribute(doc, i, "value");

	if (i >= 0 && !said.text && value && *value)
		said = (struct said){value, i};
	return said;
}

static const char *record_key(struct document *doc, const char *resource, const char *tuid)
{
	size_t a = strlen(resource), b = strlen(tuid);
	char *key = arena_calloc(&doc->arena, a + b + 2, 1);

	memcpy(key, resource, a);
	key[a] = ' ';
	memcpy(key + a + 1, tuid, b);
	return key;
}

/* The record that a field refers to, -1; *name its tuid or uuid. */
static int32_t refer(struct reading_s3 *r, int32_t record, const char *field, struct said *name)
{
	struct document *doc = &r->c->xml;
	int32_t i = field_element(doc, record, "reference", field);
	const char *resource = document_attribute(doc, i, "resource");
	const char *tuid = document_attribute(doc, i, "tuid");

	if (!tuid)
		tuid = document_attribute(doc, i, "uuid");
	*name = (struct said){tuid && *tuid ? tuid : NULL, i};
	if (!resource || !tuid)
		return -1;
	return map_get(&r->records, record_key(doc, resource, tuid));
}

static void enter_records(struct reading_s3 *r)
{
	struct document *doc = &r->c->xml;

	for (int32_t i = 0; i < doc->nelements; i++) {
		const char *name = document_attribute(doc, i, "name");
		const char *tuid = document_attribute(doc, i, "tuid");

		if (strcmp(doc->elements[i].name, "resource") != 0 || !name)
			continue;
		if (!tuid)
			tuid = document_attribute(doc, i, "uuid");
		/* one inside another record only names it; the one with fields comes too */
		if (tuid && doc->elements[i].first >= 0)
			map_add(&r->records, record_key(doc, name, tuid), i);
	}
}

static void add_fields(struct reading_s3 *r, struct said_names *names, int32_t record, const char *field,
	const char *const *fields, int32_t nfields)
{
	struct said name;
	int32_t other = refer(r, record, field, &name);

	for (int32_t k = 0; k < nfields && other >= 0; k++)
		said_add(names, said_field(&r->c->xml, other, fields[k]));
	/* without fields of its own the reference is all that is known */
	if (other < 0)
		said_add(names, name);
}

static void read_common(struct reading_s3 *r, struct document_line *line, int32_t record)
{
	static const char *const item_fields[] = {"code", "name"}, *const site_fields[] = {"code", "name"};
	struct document *doc = &r->c->xml;
	struct said name;
	int32_t pack = refer(r, record, "item_pack_id", &name), item;

	add_fields(r, &line->item, record, "item_id", item_fields, 2);
	add_fields(r, &line->holder, record, "site_id", site_fields, 2);
	item = refer(r, record, "item_id", &name);
	line->unit = said_field(doc, pack, "name");
	if (!line->unit.text)
		line->unit = said_field(doc, item, "um");
	line->quantity = said_field(doc, record, "quantity");
	line->note = said_field(doc, record, "comments");
}

/* What lies in the bins of a record; -1 when it has none, or they say no whole number. */
static int64_t in_bins(const struct document *doc, int32_t record, int32_t *nbins)
{
	int64_t sum = 0, n;
	int32_t i = -1;

	*nbins = 0;
	while ((i = document_child(doc, record, "resource", i)) >= 0) {
		struct said quantity;

		if (!is_resource(doc, i, "inv_inv_item_bin"))
			continue;
		(*nbins)++;
		quantity = said_field(doc, i, "quantity");
		if (!quantity.text || decimal_parse(quantity.text, strlen(quantity.text), BIN_DECIMALS, &n) != NUMBER_OK ||
			!int_add(sum, n, &sum))
			return -1;
	}
	return sum;
}

/* What two lines must share to be one record. */
static const char *line_key(struct text *key, const struct document_line *line)
{
	const struct said parts[] = {line->quantity, line->unit, line->owner, line->lot, line->expires};

	text_clear(key);
	for (int32_t k = 0; k < line->item.n; k++)
		text_printf(key, "%s\n", line->item.names[k].text);
	text_putc(key, '\n');
	for (int32_t k = 0; k < line->holder.n; k++)
		text_printf(key, "%s\n", line->holder.names[k].text);
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
		text_printf(key, "\n%s", parts[k].text ? parts[k].text : "");
	return text_str(key);
}

/* Some exports write a record once for each bin that it lies in, each time with the
 * whole quantity. Lines that say the same are one record when their bins together
 * hold the quantity; any other line whose bins do not hold it is not counted. */
static void compare_bins(struct content *c)
{
	int64_t *sums = mem_calloc((size_t)c->nlines, sizeof *sums); /* of a record, at its first line */
	int32_t *first = mem_calloc((size_t)c->nlines, sizeof *first); /* -1: not in question */
	struct map records;
	struct text key;

	map_init(&records);
	text_init(&key);
	for (int32_t k = 0; k < c->nlines; k++) {
		struct document_line *line = &c->lines[k];
		int32_t nbins, known;
		int64_t quantity, sum = in_bins(&c->xml, line->element, &nbins);

		first[k] = -1;
		if (nbins == 0 || !line->quantity.text ||
			decimal_parse(line->quantity.text, strlen(line->quantity.text), BIN_DECIMALS, &quantity) !=
				NUMBER_OK ||
			sum == quantity)
			continue;
		line_key(&key, line);
		known = map_add(&records, arena_text(&c->xml.arena, text_str(&key), key.length), k);
		first[k] = known >= 0 ? known : k;
		sums[k] = known >= 0 ? 0 : -quantity;
		if (sum < 0 || sums[first[k]] > 0 || !int_add(sums[first[k]], sum, &sums[first[k]]))
			sums[first[k]] = 1; /* more than the quantity, or no number: stays so */
	}
	for (int32_t k = 0; k < c->nlines; k++) {
		if (first[k] < 0)
			continue;
		if (sums[first[k]] != 0) {
			c->lines[k].state = CONVERTED_PLACES;
		} else if (first[k] != k) {
			c->lines[k].state = CONVERTED_SAME;
			c->lines[k].same = first[k];
			c->merged++;
		}
	}
	text_release(&key);
	map_release(&records);
	mem_free(first);
	mem_free(sums);
}

static void read_record(struct reading_s3 *r, int32_t record, bool stock)
{
	static const char *const owner_fields[] = {"name"};
	struct document *doc = &r->c->xml;
	struct document_line *line = content_add(r->c, stock ? DOCUMENT_STOCK : DOCUMENT_MINIMUM, record);
	struct said_names owner = {0};
	const char *modified = document_attribute(doc, record, "modified_on");

	read_common(r, line, record);
	if (!stock)
		return;
	add_fields(r, &owner, record, "owner_org_id", owner_fields, 1);
	if (owner.n > 0)
		line->owner = owner.names[0];
	line->lot = said_field(doc, record, "tracking_no");
	line->expires = said_field(doc, record, "expiry_date");
	line->value = said_field(doc, record, "pack_value");
	line->currency = said_field(doc, record, "currency");
	if (modified && *modified)
		line->at = (struct said){modified, record};
}

bool sahana_read(struct content *c)
{
	struct reading_s3 r = {.c = c};
	bool stock = false, minima = false;

	if (strcmp(c->xml.elements[0].name, "s3xml") != 0)
		return false;
	map_init(&r.records);
	enter_records(&r);
	for (int32_t i = c->xml.elements[0].first; i >= 0; i = c->xml.elements[i].next) {
		bool is_stock = is_resource(&c->xml, i, "inv_inv_item");

		if (!is_stock && !is_resource(&c->xml, i, "inv_minimum"))
			continue;
		read_record(&r, i, is_stock);
		*(is_stock ? &stock : &minima) = true;
	}
	map_release(&r.records);
	compare_bins(c);
	c->kind = minima && !stock ? "Sahana S3XML inv_minimum" : "Sahana S3XML inv_inv_item";
	return stock || minima;
}
