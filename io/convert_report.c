/* What became of documents and their lines: on the page and as a table. */
#include "io/convert.h"

#include "io/csv_write.h"
#include "io/save.h"
#include "io/section.h"
#include "io/show.h"
#include "models/norm.h"
#include "models/scenario_words.h"

#include <string.h>

enum { BRIEF_ROWS = 30 };

static const char *state_word(enum converted state)
{
	static const char *const words[CONVERTED_STATES] = {"counted", "same-record", "no-item", "item", "holder",
		"owner", "unit", "not-available", "bins", "target", "not-in-effect", "faulty", "set-aside", "reported-twice"};

	return words[state];
}

static const char *state_title(enum converted state)
{
	switch (state) {
	case CONVERTED_COUNTED:
		return _("counted");
	case CONVERTED_SAME:
		return _("the same record as an earlier line");
	case CONVERTED_NO_ITEM:
		return _("names no item");
	case CONVERTED_ITEM:
		return _("item not in the mapping");
	case CONVERTED_HOLDER:
		return _("holder not in the mapping");
	case CONVERTED_OWNER:
		return _("owner not in the mapping");
	case CONVERTED_UNIT:
		return _("unit not in the mapping");
	case CONVERTED_ABSENT:
		return _("not available by the document");
	case CONVERTED_PLACES:
		return _("its bins hold another quantity");
	case CONVERTED_TARGET:
		return _("a target, no least amount");
	case CONVERTED_OUTSIDE:
		return _("not in effect at the time");
	case CONVERTED_ASIDE:
		return _("set aside with its document");
	case CONVERTED_TWICE:
		return _("reported twice");
	case CONVERTED_FAULTY:
	case CONVERTED_STATES:
		break;
	}
	return _("faulty");
}

static const char *first_name(const struct said_names *names)
{
	return names->n > 0 ? names->names[0].text : "";
}

static const char *holder_name(const struct content *c, const struct document_line *line)
{
	return first_name(line->holder.n > 0 ? &line->holder : &c->holder);
}

static int32_t line_number(const struct content *c, const struct document_line *line)
{
	return c->xml.elements[line->element].where.line;
}

static int32_t counted(const struct content *c, enum document_use use)
{
	int32_t n = 0;

	for (int32_t k = 0; k < c->nlines; k++)
		n += c->lines[k].use == use && c->lines[k].state == CONVERTED_COUNTED;
	return n;
}

static bool is_left(const struct document_line *line)
{
	return line->state != CONVERTED_COUNTED && line->state != CONVERTED_SAME;
}

static void documents_section(const struct conversion *v, struct section *s)
{
	struct columns *c = &s->table;

	s->title = _("Documents");
	columns_add(c, _("File"), ALIGN_LEFT);
	columns_add(c, _("Kind"), ALIGN_LEFT);
	columns_add(c, _("Number"), ALIGN_LEFT);
	columns_add(c, _("Lines"), ALIGN_RIGHT);
	columns_add(c, _("Stock"), ALIGN_RIGHT);
	columns_add(c, _("Norms"), ALIGN_RIGHT);
	columns_add(c, _("Same record"), ALIGN_RIGHT);
	columns_add(c, _("Not counted"), ALIGN_RIGHT);
	for (int32_t k = 0; k < v->ncontents; k++) {
		const struct content *d = &v->contents[k];
		int32_t left = 0;

		for (int32_t i = 0; i < d->nlines; i++)
			left += is_left(&d->lines[i]);
		columns_put(c, d->path);
		columns_put(c, d->kind);
		columns_put(c, *d->id ? d->id : "-");
		columns_int(c, d->nlines);
		columns_int(c, counted(d, DOCUMENT_STOCK));
		columns_int(c, counted(d, DOCUMENT_MINIMUM));
		columns_int(c, d->merged);
		columns_int(c, left);
	}
}

/* Prices that could not be carried over are nothing that fails to count. */
static void put_prices(const struct conversion *v, struct section *s)
{
	int32_t lost = 0;

	for (int32_t k = 0; k < v->ncontents; k++)
		for (int32_t i = 0; i < v->contents[k].nlines; i++)
			lost += v->contents[k].lines[i].state == CONVERTED_COUNTED && v->contents[k].lines[i].price_lost;
	if (lost == 0)
		return;
	text_printf(&s->after, ngettext("Without its price, which is in another currency than the ledger (%2$s) or "
		"not whole by the unit: %1$d line.", "Without their prices, which are in another currency than the ledger "
		"(%2$s) or not whole by the unit: %1$d lines.", (unsigned long)lost), (int)lost, v->s->currency);
	text_putc(&s->after, '\n');
}

static void left_row(struct columns *c, const struct content *d, const struct document_line *line)
{
	columns_put(c, content_name(d));
	columns_int(c, line_number(d, line));
	columns_put(c, line->item.n > 0 ? first_name(&line->item) : "-");
	columns_put(c, holder_name(d, line));
	columns_put(c, line->quantity.text ? line->quantity.text : "-");
	columns_put(c, line->unit.text ? line->unit.text : "-");
	columns_put(c, state_title(line->state));
}

static void left_section(const struct conversion *v, struct section *s, size_t limit, bool written)
{
	struct columns *c = &s->table;
	size_t n = 0;

	columns_add(c, _("Document"), ALIGN_LEFT);
	columns_add(c, C_("file", "Line"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Holder"), ALIGN_LEFT);
	columns_add(c, _("Quantity"), ALIGN_RIGHT);
	columns_add(c, _("Unit"), ALIGN_LEFT);
	columns_add(c, _("Why"), ALIGN_WHOLE);
	for (int32_t k = 0; k < v->ncontents; k++)
		for (int32_t i = 0; i < v->contents[k].nlines; i++)
			if (is_left(&v->contents[k].lines[i]) && n++ < limit)
				left_row(c, &v->contents[k], &v->contents[k].lines[i]);
	if (n == 0)
		return;
	s->title = _("Listed and not counted");
	if (n > limit) {
		text_printf(&s->after, written ? _("%d more: see converted.csv.") : _("%d more: --full."), (int)(n - limit));
		text_putc(&s->after, '\n');
	}
}

static void page(const struct conversion *v, const struct report *r, struct text *out, int width, bool colour)
{
	struct section documents, left;

	text_printf(out, _("Ledger: %s"), label_text(v->s->title, r->language, v->s->id));
	text_putc(out, '\n');
	section_init(&documents);
	documents_section(v, &documents);
	put_prices(v, &documents);
	section_text(&documents, out, width, colour);
	section_release(&documents);
	section_init(&left);
	left_section(v, &left, r->full ? SIZE_MAX : BRIEF_ROWS, r->directory != NULL);
	if (left.title)
		section_text(&left, out, width, colour);
	section_release(&left);
}

void convert_print(const struct conversion *c, const struct report *r, FILE *out, int width, bool colour)
{
	struct text text;

	text_init(&text);
	page(c, r, &text, width, colour);
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
}

/* ---- files ---- */

static void table_row(struct csv_writer *w, const struct conversion *v, const struct content *d,
	const struct document_line *line)
{
	const struct scenario *s = v->s;

	csv_text(w, d->path);
	csv_int(w, line_number(d, line));
	csv_text(w, line->use == DOCUMENT_STOCK ? "stock" : "least");
	csv_text(w, first_name(&line->item));
	csv_text(w, holder_name(d, line));
	csv_text(w, line->quantity.text);
	csv_text(w, line->unit.text);
	csv_text(w, line->lot.text);
	csv_text(w, line->expires.text);
	csv_text(w, state_word(line->state));
	if (line->same >= 0)
		csv_int(w, line_number(d, &d->lines[line->same]));
	else
		csv_empty(w);
	csv_text(w, line->to_item >= 0 ? s->items[line->to_item].id : NULL);
	csv_text(w, line->to_holder >= 0 ? s->holders[line->to_holder].id : NULL);
	if (line->to_line >= 0 && s->lines[line->to_line].declared >= 0)
		csv_decimal(w, s->lines[line->to_line].declared, s->items[line->to_item].decimals);
	else
		csv_empty(w);
	csv_text(w, line->to_norm >= 0 ? s->norms[line->to_norm].id : NULL);
	csv_end(w);
}

static void table_save(const struct conversion *v, struct folder *folder)
{
	struct csv_writer w;
	struct save save;

	if (!save_open(&save, folder, "converted.csv"))
		return;
	csv_open(&w, save.file,
		"document,line,use,item_said,holder_said,quantity_said,unit_said,lot,expires_said,became,same_as_line,item,"
		"holder,quantity,norm");
	for (int32_t k = 0; k < v->ncontents; k++)
		for (int32_t i = 0; i < v->contents[k].nlines; i++)
			table_row(&w, v, &v->contents[k], &v->contents[k].lines[i]);
	save_close(&save, csv_close(&w));
}

bool convert_write(const struct conversion *c, const struct report *r, const char *directory, char *why,
	size_t why_size)
{
	struct folder folder = {directory, why, why_size, false};
	struct report whole = *r;
	struct save save;
	struct text t;

	if (!folder_make(&folder, NULL))
		return false;
	if (save_open(&save, &folder, "ledger.xml"))
		save_close(&save, scenario_write(c->s, save.file));
	whole.full = true;
	text_init(&t);
	page(c, &whole, &t, 0, false);
	save_text(&folder, "converted.txt", &t);
	text_release(&t);
	table_save(c, &folder);
	return !folder.failed;
}
