/* <along>: one change of an overlay with its value left open. */
#include "io/futures_parts.h"

#include "io/overlay.h"
#include "io/overlay_row.h"
#include "io/scenario_write.h"

#include "base/text.h"

#include <string.h>

enum { ALONG_DECIMALS = 6 };

/* "1200", "35%", "PT6H". */
static bool read_value(const char *value, enum along_kind *kind, int64_t *out)
{
	size_t n = strlen(value);
	struct duration length;

	if (value[0] == 'P') {
		*kind = ALONG_DURATION;
		if (!duration_parse(value, n, &length) || length.months > 0)
			return false;
		*out = length.seconds;
		return true;
	}
	*kind = n > 1 && value[n - 1] == '%' ? ALONG_PERCENT : ALONG_NUMBER;
	return decimal_parse(value, n - (*kind == ALONG_PERCENT), ALONG_DECIMALS, out) == NUMBER_OK;
}

/* from, to, step: of one kind, the step going up evenly. */
static bool read_range(struct futures_reading *r, int32_t element)
{
	static const char *const names[] = {"from", "to", "step"};
	struct along *a = &r->f->along;
	int64_t values[3] = {0}, points;
	enum along_kind kinds[3];
	struct diag *item;

	for (int k = 0; k < 3; k++) {
		const char *value = script_need(&r->c.in, element, names[k]);

		if (!value)
			return false;
		if (read_value(value, &kinds[k], &values[k]) && kinds[k] == kinds[0])
			continue;
		item = FUTURE_FAULT(r, element, 202, _("%s=\"%.40s\" is no number, share or duration like the others"), names[k],
			value);
		diag_remedy(r->c.in.d, item, _("write all three as 1200, as 35%% or as PT6H"));
		return false;
	}
	if (values[2] <= 0 || values[1] <= values[0] || (values[1] - values[0]) % values[2] != 0) {
		item = FUTURE_FAULT(r, element, 219, _("from \"from\" to \"to\" is not a whole number of steps"));
		diag_remedy(r->c.in.d, item, _("state a larger \"to\", and a step that divides the difference"));
		return false;
	}
	points = (values[1] - values[0]) / values[2] + 1;
	if (points > FUTURES_MAX) {
		item = FUTURE_FAULT(r, element, 206, _("these are more than %d points"), (int)FUTURES_MAX);
		diag_remedy(r->c.in.d, item, _("take a larger step"));
		return false;
	}
	a->kind = kinds[0];
	a->decimals = ALONG_DECIMALS;
	a->from = values[0];
	a->step = values[2];
	r->f->n = (int32_t)points;
	return true;
}

/* The overlay around the value, its lines numbered as those of the sweep. */
static void write_overlay(struct futures_reading *r, int32_t element, bool scale)
{
	const struct document_element *e = &r->c.in.doc.elements[element];
	struct text t;

	text_init(&t);
	for (int32_t line = 1; line < e->where.line; line++)
		text_putc(&t, '\n');
	text_printf(&t, "<overlay xmlns=\"%s\" version=\"1.0\" id=\"along\"><%s", OVERLAY_NAMESPACE, e->name);
	for (int32_t k = 0; k < e->nattributes; k++) {
		const struct document_attribute *attribute = &r->c.in.doc.attributes[e->attributes + k];

		text_printf(&t, " %s=\"", attribute->name);
		xml_escape(&t, attribute->value, strlen(attribute->value), true);
		text_putc(&t, '"');
	}
	text_puts(&t, scale ? " by=\"" : " value=\"");
	r->f->along.head = arena_text(&r->f->arena, text_str(&t), t.length);
	r->f->along.tail = "\"/></overlay>";
	text_release(&t);
}

/* What it selects, as it is written. */
static const char *describe(struct futures_reading *r, int32_t element)
{
	static const char *const names[] = {"id", "holder", "item", "group", "place", "destination", "segment", "kind"};
	const char *about;
	struct text t;

	text_init(&t);
	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		const char *value = document_attribute(&r->c.in.doc, element, names[k]);

		if (value)
			text_printf(&t, "%s%s", t.length > 0 ? " / " : "", value);
	}
	about = arena_text(&r->f->arena, text_str(&t), t.length);
	text_release(&t);
	return about;
}

static const char *unit_of(struct futures_reading *r, int32_t element, int32_t item)
{
	const char *unit = document_attribute(&r->c.in.doc, element, "unit");
	const struct field *field = r->f->along.field;

	if (unit)
		return arena_strdup(&r->f->arena, unit);
	if (r->f->along.kind != ALONG_NUMBER || r->f->along.scale || !field)
		return "";
	if (field->kind == FIELD_KG)
		return "KGM";
	if (field->kind == FIELD_MONEY)
		return r->s->currency;
	return (field->kind == FIELD_QUANTITY || field->kind == FIELD_HOLD_BACK) && item >= 0 ? r->s->items[item].unit : "";
}

/* Are only goods or terms of one holder and item set? */
static bool one_holders(const struct along *a)
{
	return !a->scale && a->field && ((a->what == ALTERED_STOCK && a->field->kind == FIELD_QUANTITY) ||
		(a->what == ALTERED_TERMS && (a->field->kind == FIELD_SHARE || a->field->kind == FIELD_HOLD_BACK)));
}

static void read_change(struct futures_reading *r, int32_t element)
{
	struct along *a = &r->f->along;
	const char *what = script_need(&r->c.in, element, "what"), *field = document_attribute(&r->c.in.doc, element, "field");
	const char *holder = document_attribute(&r->c.in.doc, element, "holder");
	const char *item = document_attribute(&r->c.in.doc, element, "item");
	int32_t of_item = item ? checked_find(&r->c, element, THING_ITEM, item) : -1;
	int sort = what ? overlay_sort(what, strlen(what)) : -1, n;

	a->scale = strcmp(r->c.in.doc.elements[element].name, "scale") == 0;
	a->where = r->c.in.doc.elements[element].where;
	a->holder = a->item = -1;
	a->file = arena_strdup(&r->f->arena, r->path);
	if (document_attribute(&r->c.in.doc, element, a->scale ? "by" : "value"))
		FUTURE_FAULT(r, element, 124, _("the value of what changes is left open: it goes from \"from\" to \"to\""));
	write_overlay(r, element, a->scale);
	a->about = describe(r, element);
	if (sort < 0)
		return; /* said when the change is made */
	a->what = (enum altered)sort;
	a->field = field ? altered_field(a->what, field, strlen(field)) : altered_fields(a->what, &n);
	a->unit = unit_of(r, element, of_item);
	if (one_holders(a) && holder && item) {
		a->item = of_item;
		a->holder = checked_find(&r->c, element, THING_HOLDER, holder);
	}
}

void futures_read_along(struct futures_reading *r, int32_t element)
{
	int changes = 0;

	script_attributes(&r->c.in, element, "from|to|step");
	r->f->kind = FUTURES_ALONG;
	r->f->along.unit = "";
	for (int32_t k = r->c.in.doc.elements[element].first; k >= 0; k = r->c.in.doc.elements[k].next) {
		const char *name = r->c.in.doc.elements[k].name;

		if (strcmp(name, "set") != 0 && strcmp(name, "scale") != 0)
			script_unknown(&r->c.in, k, "set, scale");
		else if (++changes == 1 && read_range(r, element))
			read_change(r, k);
	}
	if (changes != 1)
		FUTURE_FAULT(r, element, 129, _("<along> has one <set> or <scale>, and only one"));
}
