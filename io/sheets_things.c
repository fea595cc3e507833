/* References by id or by name, ids made from names, and quantities with units. */
#include "io/sheets.h"

#include "base/text.h"
#include "io/aliases.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* ---- by name ---- */

static void names_enter(struct names *names, const char *name, int32_t i)
{
	int32_t before;

	if (!name || !*name)
		return;
	before = map_add(&names->first, name, i);
	if (before >= 0 && before != i)
		map_add(&names->twice, name, before);
}

/* Enters what was added since the last time. */
static void names_update(struct reading *r, enum thing thing)
{
	struct names *names = &r->names[thing];
	int32_t n = thing_count(r->s, thing);

	for (; names->known < n; names->known++) {
		struct label label = thing_label(r->s, thing, names->known);

		names_enter(names, label.zh, names->known);
		names_enter(names, label.en, names->known);
	}
}

enum { KEY_MAX = 512 }; /* bytes of a name that can be referred to */

int32_t thing_find(struct reading *r, enum thing thing, const char *text, size_t n)
{
	char key[KEY_MAX];
	int32_t i;

	if (n == 0 || n >= sizeof key)
		return -1;
	memcpy(key, text, n);
	key[n] = '\0';
	i = map_get(thing_ids(r->s, thing), key);
	if (i >= 0)
		return i;
	names_update(r, thing);
	if (map_get(&r->names[thing].twice, key) >= 0)
		return -2;
	return map_get(&r->names[thing].first, key);
}

static const char *thing_title(enum thing thing)
{
	switch (thing) {
	case THING_ITEM:
		return _("item");
	case THING_GROUP:
		return _("group");
	case THING_PLACE:
		return _("place");
	case THING_HOLDER:
		return _("holder");
	case THING_SEGMENT:
		return _("segment");
	default:
		return _("source");
	}
}

static bool same_text(const char *name, const char *text, size_t n)
{
	return name && strlen(name) == n && memcmp(name, text, n) == 0;
}

/* The ids of all that bear the name. */
static void list_candidates(
	const struct reading *r, enum thing thing, const char *text, size_t n, struct text *out)
{
	int32_t i, count = thing_count(r->s, thing), found = 0;

	for (i = 0; i < count; i++) {
		struct label label = thing_label(r->s, thing, i);

		if (!same_text(label.zh, text, n) && !same_text(label.en, text, n))
			continue;
		if (++found > 8) {
			text_puts(out, ", ...");
			break;
		}
		text_printf(out, found > 1 ? ", %s" : "%s", thing_id(r->s, thing, i));
	}
}

bool value_thing(struct reading *r, const struct value_place *at, const char *text, size_t n,
	enum thing thing, int32_t *out)
{
	int32_t found = thing_find(r, thing, text, n);
	int shown = (int)(n < 80 ? n : 80);
	struct nearest nearest;
	struct text candidates;
	struct diag *item;

	if (found >= 0) {
		*out = found;
		return true;
	}
	if (found == -2) {
		text_init(&candidates);
		list_candidates(r, thing, text, n, &candidates);
		item = VALUE_FAULT(r->diags, at, 352, _("several bear the name \"%.*s\" (%s)"),
			shown, text, thing_title(thing));
		diag_remedy(r->diags, item, _("write the id of the one that is meant: %s"),
			text_str(&candidates));
		text_release(&candidates);
		return false;
	}
	if (r->lost >> thing & 1)
		return false;
	item = VALUE_FAULT(r->diags, at, 351, _("no %s has the id or name \"%.*s\""),
		thing_title(thing), shown, text);
	nearest_init(&nearest, text, n);
	if (r->diags->nitems <= 200) /* only the first faults are worth a search through all names */
		things_offer(r->s, thing, &nearest);
	nearest_remedy(&nearest, r->diags, item, _("add it to its sheet, or correct the name"));
	return false;
}

bool cell_thing(struct sheet *sheet, int column, enum thing thing, int32_t *out)
{
	struct entry cell;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (value_thing(sheet->r, &cell.at, cell.text, cell.n, thing, out))
		return true;
	sheet->ok = false;
	sheet->row_ok = false;
	return false;
}

/* ---- ids from names ---- */

static uint64_t hash_text(const char *text, size_t n)
{
	uint64_t x = n;
	size_t i;

	for (i = 0; i < n; i++)
		x = splitmix64(x ^ (unsigned char)text[i]);
	return x;
}

const char *id_make(struct arena *arena, const char *name, size_t n)
{
	struct text id;
	const char *copy;
	size_t i = 0;
	bool cut = false;

	text_init(&id);
	while (i < n) {
		const unsigned char c = (unsigned char)name[i];
		size_t length = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		bool inside = c == '.' || c == '_' || c == '-';

		if (length > n - i)
			break;
		if (id.length + length > ID_MAX - 10) {
			cut = true;
			break;
		}
		if (id_valid(name + i, length) || (inside && id.length > 0))
			text_add(&id, name + i, length);
		else if (id.length > 0 && id.bytes[id.length - 1] != '-')
			text_putc(&id, '-');
		i += length;
	}
	while (id.length > 0 && id.bytes[id.length - 1] == '-') {
		id.length--;
		id.bytes[id.length] = '\0';
	}
	if (cut && id.length > 0)
		text_printf(&id, "-%08x", (unsigned)(hash_text(name, n) >> 32));
	copy = id.length > 0 ? arena_text(arena, id.bytes, id.length) : NULL;
	text_release(&id);
	return copy;
}

const char *cell_id(struct sheet *sheet, int id_column, int name_column)
{
	struct reading *r = sheet->r;
	struct entry cell;
	const char *id;
	struct diag *item;

	if (sheet_cell(sheet, id_column, &cell)) {
		if (read_id(r->diags, &cell.at, cell.text, cell.n))
			return arena_text(&r->s->arena, cell.text, cell.n);
		sheet->ok = false;
		sheet->row_ok = false;
		return NULL;
	}
	if (!sheet_cell(sheet, name_column, &cell)) {
		item = SHEET_FAULT(
			sheet, name_column, 250, _("the row has neither a name nor an id"));
		diag_remedy(r->diags, item, _("fill in the name"));
		return NULL;
	}
	id = id_make(&r->s->arena, cell.text, cell.n);
	if (!id) {
		item = SHEET_FAULT(sheet, name_column, 354, _("no id can be made from this name"));
		diag_remedy(r->diags, item, _("give an id in the column \"%s\""),
			sheet_heading(sheet, id_column));
	}
	return id;
}

const char *sheet_row_id(struct sheet *sheet)
{
	char id[16];

	snprintf(id, sizeof id, "?%d", (int)sheet->csv.row);
	return arena_strdup(&sheet->r->s->arena, id);
}

/* ---- units ---- */

/* In English capitals and a plural do not matter: Cartons. */
static bool same_word(const char *name, const char *text, size_t n)
{
	size_t i, length = name ? strlen(name) : 0;

	if (length < 3 || (n != length && !(n == length + 1 && (text[length] | 0x20) == 's')))
		return false;
	for (i = 0; i < length; i++) {
		if ((name[i] | 0x20) != (text[i] | 0x20) ||
			!((name[i] | 0x20) >= 'a' && (name[i] | 0x20) <= 'z'))
			return false;
	}
	return true;
}

/* The pack that bears the name, -1 for none, -2 for several. */
static int32_t find_pack(const struct item *item, const char *text, size_t n)
{
	int32_t i, found = -1;

	for (i = 0; i < item->npacks; i++) {
		if (same_text(item->packs[i].id, text, n))
			return i;
	}
	for (i = 0; i < item->npacks; i++) {
		const struct pack *pack = &item->packs[i];

		if (same_text(pack->name.zh, text, n) || same_text(pack->name.en, text, n) ||
			same_word(pack->id, text, n) || same_word(pack->name.en, text, n))
			found = found == -1 ? i : -2;
	}
	return found;
}

/* The cell of a unit that has just been reported, for another amount of its row. */
static bool unit_reported(const struct diags *d, const struct value_place *at)
{
	int32_t i;

	for (i = d->nitems - 1; i >= 0; i--) {
		const struct diag *item = &d->items[i];

		if (item->where.file != at->where.file || item->where.line != at->where.line)
			return false;
		if ((item->code == 203 || item->code == 352) &&
			item->where.column == at->where.column)
			return true;
	}
	return false;
}

/* Appends the base unit and the packs. */
static void list_units(const struct reading *r, const struct item *item, struct text *known)
{
	text_printf(known, _("base unit %s"), unit_title(item->unit));
	for (int32_t i = 0; i < item->npacks; i++) {
		const struct pack *pack = &item->packs[i];
		const char *name = label_text(pack->name, r->s->language, pack->id);

		text_printf(known, "%s%s", i ? _(", ") : _("; packs: "), pack->id);
		if (strcmp(name, pack->id) != 0)
			text_printf(known, " %s", name);
	}
}

static void report_unit(struct reading *r, const struct value_place *at, const char *unit, size_t n,
	const struct item *item, bool several)
{
	struct text known;
	struct diag *fault;

	if (unit_reported(r->diags, at) || map_get(&r->faulty_units, item->id) >= 0)
		return;
	text_init(&known);
	list_units(r, item, &known);
	fault = several
		? VALUE_FAULT(r->diags, at, 352,
			  _("several packs of item %s are called \"%.*s\" (%s)"), item->id,
			  (int)(n < 60 ? n : 60), unit, text_str(&known))
		: VALUE_FAULT(r->diags, at, 203, _("unit \"%.*s\" is not known for item %s (%s)"),
			  (int)(n < 60 ? n : 60), unit, item->id, text_str(&known));
	diag_remedy(r->diags, fault,
		_("use one of these, or define the pack with what it contains at the item"));
	text_release(&known);
}

static bool find_unit(struct reading *r, const struct value_place *at, const char *unit, size_t n,
	int32_t item, int32_t *pack, struct ratio *factor)
{
	const struct item *of = &r->s->items[item];
	int32_t found = find_pack(of, unit, n);
	const char *code;

	*factor = ratio_make(1, 1);
	if (found >= 0) {
		*pack = found;
		return true;
	}
	*pack = -1;
	if (found == -1 && same_text(of->unit, unit, n))
		return true;
	code = found == -1 ? alias_unit(unit, n) : NULL;
	if (code &&
		(strcmp(code, of->unit) == 0 ||
			(alias_unit_is_piece(code) && alias_unit_is_piece(of->unit)) ||
			alias_unit_factor(code, of->unit, factor)))
		return true;
	report_unit(r, at, unit, n, of, found == -2);
	return false;
}

bool value_unit(struct reading *r, const struct value_place *at, const char *unit, size_t n,
	int32_t item, int32_t *pack, struct ratio *factor)
{
	struct known_unit *known = &r->units[item % KNOWN_UNITS];

	if (known->item != item || known->n != n || memcmp(known->text, unit, n) != 0) {
		if (!find_unit(r, at, unit, n, item, pack, factor))
			return false;
		if (n > sizeof known->text)
			return true;
		known->item = item;
		memcpy(known->text, unit, n);
		known->n = n;
		known->pack = *pack;
		known->factor = *factor;
	}
	*pack = known->pack;
	*factor = known->factor;
	return true;
}

/* amount * factor in smallest units, whole and below QUANTITY_MAX. */
static bool convert(struct reading *r, const struct value_place *at, const char *text, size_t n,
	const struct item *item, struct ratio factor, int64_t *out)
{
	int64_t scale = 1;
	struct ratio amount, product;
	struct diag *fault;
	int i;

	for (i = 0; i < item->decimals; i++)
		scale *= 10;
	if (!value_ratio(r->diags, at, text, n, &amount))
		return false;
	if (!ratio_mul(amount, factor, &product) ||
		!ratio_mul(product, ratio_make(scale, 1), &product) ||
		product.num / product.den >= QUANTITY_MAX) {
		fault = VALUE_FAULT(r->diags, at, 205, _("\"%.*s\" is too large"),
			(int)(n < 60 ? n : 60), text);
		diag_remedy(r->diags, fault, _("check the number of digits and the unit"));
		return false;
	}
	if (product.den != 1) {
		fault = VALUE_FAULT(r->diags, at, 204,
			_("\"%.*s\" is not a whole number of the item's smallest unit"),
			(int)(n < 60 ? n : 60), text);
		diag_remedy(r->diags, fault,
			_("round it, or state more decimals for the unit where it is defined"));
		return false;
	}
	*out = product.num;
	return true;
}

bool value_quantity(struct reading *r, const struct value_place *at, const char *text, size_t n,
	int32_t item, const char *unit, size_t unit_length, int64_t *out, int32_t *pack)
{
	const struct item *of = &r->s->items[item];
	struct ratio factor = {1, 1};
	int32_t held = -1;

	if (!value_plain(r->diags, at, text, n))
		return false;
	if (unit && !value_unit(r, at, unit, unit_length, item, &held, &factor)) {
		value_ratio(r->diags, at, text, n, &factor);
		return false;
	}
	if (pack)
		*pack = held;
	if (held < 0 && (factor.num != 1 || factor.den != 1))
		return convert(r, at, text, n, of, factor, out);
	return read_quantity(r->diags, at, text, n, of, held >= 0 ? of->packs[held].id : NULL, out);
}

bool sheet_require_unit(struct sheet *sheet, int column, int unit_column, int32_t item)
{
	const struct item *of = &sheet->r->s->items[item];
	struct text known;
	struct diag *fault;

	if (unit_column < 0 || of->npacks == 0)
		return true;
	if (sheet->at[unit_column] >= 0)
		column = unit_column;
	sheet->ok = false;
	sheet->row_ok = false;
	if (sheet->unit_asked == sheet->csv.row) /* for another amount of the row */
		return false;
	sheet->unit_asked = sheet->csv.row;
	text_init(&known);
	list_units(sheet->r, of, &known);
	fault = SHEET_FAULT(sheet, column, 267, _("item %s comes in packs, and the row does not say in which unit its "
		"amount is (%s)"), of->id, text_str(&known));
	diag_remedy(sheet->r->diags, fault, _("write the unit in the row's column \"%s\", or in brackets behind the "
		"heading of the amounts"), sheet_heading(sheet, unit_column));
	text_release(&known);
	return false;
}

bool cell_quantity(struct sheet *sheet, int column, int unit_column, int pack_column, int32_t item,
	int64_t *out, int32_t *pack)
{
	struct reading *r = sheet->r;
	struct entry cell, unit, held;
	struct ratio factor;
	int32_t measured = -1, kept = -1;
	bool has_unit, has_pack, good = true;
	const char *words = NULL;
	size_t length = 0;

	if (!sheet_cell(sheet, column, &cell))
		return true;
	if (item < 0)
		return cell_ratio(sheet, column, &factor);
	has_unit = sheet_cell(sheet, unit_column, &unit);
	has_pack = sheet_cell(sheet, pack_column, &held);
	if (has_pack)
		good = value_unit(r, &held.at, held.text, held.n, item, &kept, &factor);
	if (has_unit)
		good = value_unit(r, &unit.at, unit.text, unit.n, item, &measured, &factor) &&
			good;
	if (has_unit || has_pack) {
		words = has_unit ? unit.text : held.text;
		length = has_unit ? unit.n : held.n;
	} else if (sheet->unit[column]) {
		words = sheet->unit[column];
		length = strlen(words);
	} else {
		good = sheet_require_unit(sheet, column, unit_column, item);
	}
	if (good)
		good = value_quantity(
			r, &cell.at, cell.text, cell.n, item, words, length, out, &measured);
	else if (value_plain(r->diags, &cell.at, cell.text, cell.n))
		value_ratio(r->diags, &cell.at, cell.text, cell.n, &factor);
	if (good && pack)
		*pack = has_pack ? kept : measured;
	if (!good) {
		sheet->ok = false;
		sheet->row_ok = false;
	}
	return good;
}
