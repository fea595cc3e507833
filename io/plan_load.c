#include "io/plan_load.h"

#include "io/aside.h"
#include "io/plan_element.h"
#include "io/plan_causes.h"
#include "io/plan_proof.h"

#include "base/map.h"
#include "base/text.h"
#include "models/basis.h"

#include <string.h>

void plan_places_init(struct plan_places *w)
{
	memset(w, 0, sizeof *w);
	text_init(&w->said);
}

void plan_places_release(struct plan_places *w)
{
	mem_free(w->lots);
	mem_free(w->cells);
	mem_free(w->orders);
	mem_free(w->shipments);
	mem_free(w->handouts);
	mem_free(w->leftovers);
	mem_free(w->levels);
	mem_free(w->components);
	text_release(&w->said);
	plan_places_init(w);
}

/* --- reading the whole --- */

struct loader {
	struct plan_element in;
	struct plan *p;
	struct plan_places *w;
	const struct cells *cells;
	const struct supply *supply;
	const struct diags *names;
	struct map orders; /* "number version" -> index */
	const struct element_kind *path[XML_DEPTH_MAX + 1]; /* open elements */
	int depth;
	uint64_t seen; /* kinds met, by bit */
	int32_t nlots, nshipments, ncells, nweights, naside; /* met so far */
	const struct plan_expected *expected;
	char *items, *sources; /* [nitems], [nsources]: met */
	int32_t claims; /* first cell of the current claims, -1 */
	int32_t cell; /* the current one, -1 after a fault */
	int32_t part; /* of the proof, the current one, -1 after a fault */
	bool goes_on, another; /* nothing more is read: it needs an earlier plan, or is of something else */
};

/* Something that is readable and is not as the scenario has it. */
static struct diag *content_fault(struct loader *r, int code, const struct xml_attribute *a,
	const char *message, struct where place)
{
	struct diag *item = plan_differs(&r->in, code, a, message);

	if (place.line > 0)
		diag_remedy(r->in.d, item, _("see %s, line %d"), diags_file_name(r->names, place.file),
			(int)place.line);
	return item;
}

/* The attribute has this value; NULL: it is absent. place: of the thing in the
 * scenario. */
static void expect(struct loader *r, const char *name, const char *value, struct where place)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);
	struct text message;

	if (!a && !value)
		return;
	if (a && value && plan_word_is(a, value))
		return;
	text_init(&message);
	if (!value)
		text_printf(&message, _("%s is \"%.*s\" in the plan; by the scenario there is none"), name,
			(int)a->length, a->value);
	else if (!a)
		text_printf(&message, _("%s is not said in the plan; by the scenario it is \"%s\""), name, value);
	else
		text_printf(&message, _("%s is \"%.*s\" in the plan; by the scenario it is \"%s\""), name,
			(int)a->length, a->value, value);
	content_fault(r, 822, a, text_str(&message), place);
	text_release(&message);
}

static void expect_int(struct loader *r, const char *name, int64_t value, struct where place)
{
	char number[48];

	expect(r, name, decimal_format(number, value, 0), place);
}

/* Absent when 0. */
static void expect_some(struct loader *r, const char *name, int64_t value, struct where place)
{
	char number[48];

	expect(r, name, value != 0 ? decimal_format(number, value, 0) : NULL, place);
}

static void expect_flag(struct loader *r, const char *name, bool value, struct where place)
{
	expect(r, name, value ? "true" : NULL, place);
}

static void expect_quantity(struct loader *r, const char *name, int32_t item, int64_t value,
	struct where place)
{
	char number[48];

	expect(r, name, decimal_format(number, value, r->in.s->items[item].decimals), place);
}

static void expect_ratio(struct loader *r, const char *name, struct ratio value, struct where place)
{
	char number[48], below[48];
	struct text text;

	text_init(&text);
	text_puts(&text, decimal_format(number, value.num, 0));
	if (value.den != 1)
		text_printf(&text, "/%s", decimal_format(below, value.den, 0));
	expect(r, name, text_str(&text), place);
	text_release(&text);
}

static void expect_day(struct loader *r, const char *name, day value, struct where place)
{
	char buffer[48];

	expect(r, name, value != DAY_NONE ? day_format(buffer, value) : NULL, place);
}

static void expect_time(struct loader *r, const char *name, int64_t seconds, struct where place)
{
	char buffer[48];

	expect(r, name, instant_format(buffer, seconds, r->in.s->start.offset), place);
}

static void expect_place(struct loader *r, const char *name, int32_t place, struct where where)
{
	expect(r, name, place >= 0 ? r->in.s->places[place].id : NULL, where);
}

/* The index of the id that an attribute names; -1 when it is absent, and after
 * a fault, which also makes the plan differ. */
static int32_t named(struct loader *r, const char *name, const struct map *ids)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);
	struct text text;
	int32_t index;

	if (!a)
		return -1;
	text_init(&text);
	text_add(&text, a->value, a->length);
	index = map_get(ids, text_str(&text));
	if (index < 0) {
		text_clear(&text);
		text_printf(&text, _("the plan names %s \"%.*s\", which the scenario does not have"), name,
			(int)a->length, a->value);
		content_fault(r, 821, a, text_str(&text), WHERE_NONE);
	}
	text_release(&text);
	return index;
}

static bool flag(struct loader *r, const char *name)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	if (a && !plan_word_is(a, "true"))
		plan_bad_value(&r->in, a);
	return a != NULL;
}

/* A printed number 1..n as an index; false after a fault. */
static bool number_within(struct loader *r, const char *name, int32_t n, int32_t *out)
{
	int32_t value;

	if (!plan_number(&r->in, name, &value))
		return false;
	if (value < 1 || value > n) {
		struct text message;

		text_init(&message);
		text_printf(&message, _("%s: the plan has no number %d"), name, (int)value);
		content_fault(r, 821, plan_attribute(&r->in, name), text_str(&message), WHERE_NONE);
		text_release(&message);
		return false;
	}
	*out = value - 1;
	return true;
}

/* --- elements --- */

/* "shecang 0.1.0", whichever version. */
static void load_maker(struct loader *r)
{
	const struct xml_attribute *a = plan_need(&r->in, "program");
	const char *program = a ? arena_text(&r->p->arena, a->value, a->length) : "";
	const char *version = strncmp(program, "shecang ", 8) == 0 ? program + 8 : "";
	size_t digits = strspn(version, "0123456789.");

	r->p->request.program = program;
	if (a && (digits == 0 || version[digits] != '\0'))
		content_fault(r, 822, a, _("this is no version of shecang that makes plans"), WHERE_NONE);
}

static void load_head(struct loader *r)
{
	enum quality basis[BASIS_PARTS];
	const struct scenario *s = r->in.s;
	const struct xml_attribute *a = plan_need(&r->in, "status");
	struct duration period = {0, s->period};
	char buffer[48];

	expect(r, "version", "1.0", WHERE_NONE);
	expect(r, "scenario", s->id, WHERE_NONE);
	expect_time(r, "start", s->start.seconds, WHERE_NONE);
	expect(r, "period", duration_format(buffer, period), WHERE_NONE);
	expect_int(r, "count", s->nperiods, WHERE_NONE);
	expect_time(r, "as-of", s->as_of.seconds, WHERE_NONE);
	expect(r, "currency", s->currency, WHERE_NONE);
	/* It is not called better founded than its data are. */
	expect(r, "quality", quality_word(data_quality(s, basis)), WHERE_NONE);
	load_maker(r);
	if (a && plan_word_is(a, "proven"))
		r->p->status = PLAN_PROVEN;
	else if (a && plan_word_is(a, "unproven"))
		r->p->status = PLAN_UNPROVEN;
	else if (a && plan_word_is(a, "contradiction"))
		r->p->status = PLAN_CONTRADICTION;
	else if (a)
		plan_bad_value(&r->in, a);
	r->p->stopped = flag(r, "stopped");
	plan_ratio(&r->in, "cost", &r->p->cost);
	a = plan_need(&r->in, "cost-complete");
	r->p->cost_complete = a && plan_word_is(a, "true");
	if (a && !r->p->cost_complete && !plan_word_is(a, "false"))
		plan_bad_value(&r->in, a);
}

static void load_policy(struct loader *r)
{
	static const char *const fairness[] = {"leximin", "total", "proportional"};
	const struct policy *p = &r->in.s->policy;
	char buffer[48];

	expect(r, "fairness", fairness[p->fairness], p->where);
	expect_ratio(r, "autonomy", p->autonomy, p->where);
	if (p->has_spread)
		expect_ratio(r, "spread", p->spread, p->where);
	else
		expect(r, "spread", NULL, p->where);
	expect_some(r, "look-ahead", p->look_ahead, p->where);
	expect(r, "stale-after", p->has_stale_after ? duration_format(buffer, p->stale_after) : NULL,
		p->where);
	expect_ratio(r, "step", p->step, p->where);
	expect(r, "change", p->change_last ? "last" : "first", p->where);
}

/* The weights of `total`, whatever their order. */
static void load_weight(struct loader *r)
{
	const struct policy *p = &r->in.s->policy;
	int32_t item = named(r, "item", &r->in.s->item_ids), group = named(r, "group", &r->in.s->group_ids), k = 0;

	r->nweights++;
	while (k < p->nweights && (p->weights[k].item != item || p->weights[k].group != group))
		k++;
	if (k < p->nweights)
		expect_int(r, "value", p->weights[k].value, p->weights[k].where);
	else
		content_fault(r, 822, NULL, _("the scenario has no weight for this item and group"), p->where);
}

/* "NAME VERSION; NAME VERSION" or nothing: a word of letters and digits, a blank, digits
 * and points. */
static bool are_libraries(const struct xml_attribute *a)
{
	size_t at = 0;

	while (at < a->length) {
		const char *text = a->value + at;
		size_t left = a->length - at, name = 0, version = 0;

		while (name < left && ((text[name] >= '0' && text[name] <= '9') || (text[name] >= 'A' && text[name] <= 'Z')
			|| (text[name] >= 'a' && text[name] <= 'z')))
			name++;
		if (name == 0 || name == left || text[name] != ' ')
			return false;
		text += name + 1;
		left -= name + 1;
		while (version < left && ((text[version] >= '0' && text[version] <= '9') || text[version] == '.'))
			version++;
		if (version == 0 || text[0] == '.')
			return false;
		at += name + 1 + version;
		if (at == a->length)
			return true;
		if (left - version < 3 || text[version] != ';' || text[version + 1] != ' ')
			return false;
		at += 2;
	}
	return a->length == 0;
}

/* A time limit makes no plan better or worse founded: it is only kept. */
static void load_options(struct loader *r)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "time-limit");
	struct plan_request *q = &r->p->request;

	if (a && (decimal_parse(a->value, a->length, 3, &q->time_limit) != NUMBER_OK || q->time_limit < 1
			|| q->time_limit > INT64_MAX / 1000000))
		plan_bad_value(&r->in, a);
	q->time_limit *= 1000000;
	a = plan_need(&r->in, "baseline");
	q->baseline = a && plan_word_is(a, "true");
	if (a && !q->baseline && !plan_word_is(a, "false"))
		plan_bad_value(&r->in, a);
	a = plan_need(&r->in, "set-aside");
	q->set_aside_lines = a && plan_word_is(a, "line");
	if (a && !q->set_aside_lines && !plan_word_is(a, "source"))
		plan_bad_value(&r->in, a);
	q->strict = flag(r, "strict");
	q->goes_on = flag(r, "previous");
	r->goes_on = r->expected->canonical && q->goes_on && !r->expected->earlier;
	if (r->expected->earlier && !q->goes_on) {
		content_fault(r, 822, NULL, _("the plan does not say that it goes on from an earlier one"), WHERE_NONE);
		r->another = true;
	}
	a = plan_need(&r->in, "libraries");
	if (a && !are_libraries(a))
		content_fault(r, 822, a, _("these are not names and versions, such as \"GLPK 5.0; libxml2 2.9.14\""), WHERE_NONE);
	q->libraries = a ? arena_text(&r->p->arena, a->value, a->length) : "";
}

/* Whichever files the scenario was read from, it is written the same. */
static void load_canonical(struct loader *r)
{
	const struct plan_expected *expected = r->expected;
	const struct xml_attribute *a = plan_attribute(&r->in, "sha256");
	struct text message;

	if (!expected->canonical || (a && plan_word_is(a, expected->sha256))) {
		expect_int(r, "bytes", expected->bytes, WHERE_NONE);
		expect(r, "sha256", expected->sha256, WHERE_NONE);
		return;
	}
	text_init(&message);
	text_printf(&message, _("%s is not the canonical scenario of the plan (SHA-256 %s, by the plan %.*s)"),
		expected->canonical, expected->sha256, a ? (int)a->length : 1, a ? a->value : "-");
	diag_remedy(r->in.d, content_fault(r, 825, a, text_str(&message), WHERE_NONE),
		_("take the scenario.xml that plan -o wrote beside the plan; shecang verify checks with the files that it was "
		"made from"));
	text_release(&message);
	r->another = true;
}

/* What has happened is that of an earlier plan. */
static bool load_fact(struct loader *r)
{
	bool fact = flag(r, "fact");

	r->goes_on |= r->expected->canonical && fact && !r->expected->earlier;
	return fact;
}

/* In the order of aside_list. */
static void load_aside(struct loader *r)
{
	const struct scenario *s = r->in.s;
	const struct plan_expected *expected = r->expected;
	const struct aside *aside = expected->lines_aside && r->naside < expected->nasides ?
		&expected->asides[r->naside] : NULL;
	const struct stock_line *line = aside && aside->line >= 0 ? &s->lines[aside->line] : NULL;
	char code[16];

	r->naside++;
	if (!aside)
		return;
	snprintf(code, sizeof code, "E%d", (int)aside->code);
	expect_int(r, "line", aside->where.line, aside->where);
	expect(r, "code", aside->code > 0 ? code : NULL, aside->where);
	expect(r, "state", !line ? NULL : line->state == LINE_CONFLICT ? "conflict" : "set-aside", aside->where);
	expect(r, "holder", line && line->holder >= 0 ? s->holders[line->holder].id : NULL, aside->where);
	expect(r, "item", line && line->item >= 0 ? s->items[line->item].id : NULL, aside->where);
	if (line && line->item >= 0 && line_quantity(s, aside->line) > 0)
		expect_quantity(r, "quantity", line->item, line_quantity(s, aside->line), aside->where);
	else
		expect(r, "quantity", NULL, aside->where);
}

/* Each has one element. */
static void meet(struct loader *r, char *met)
{
	if (*met)
		content_fault(r, 823, plan_attribute(&r->in, "id"), _("this stands twice in the plan"), WHERE_NONE);
	*met = 1;
}

static void load_source(struct loader *r)
{
	static const char *const states[] = {"used", "set-aside", "left-out", "missing"};
	int32_t k = plan_need(&r->in, "id") ? named(r, "id", &r->in.s->source_ids) : -1;
	const struct source *source = k >= 0 ? &r->in.s->sources[k] : NULL;

	if (!source)
		return;
	meet(r, &r->sources[k]);
	expect(r, "state", states[source->state], WHERE_NONE);
	expect_int(r, "lines", source->lines, WHERE_NONE);
}

static void load_item(struct loader *r)
{
	int32_t k = plan_need(&r->in, "id") ? named(r, "id", &r->in.s->item_ids) : -1;
	const struct item *item = k >= 0 ? &r->in.s->items[k] : NULL;

	if (!item)
		return;
	meet(r, &r->items[k]);
	expect(r, "unit", item->unit, item->where);
	expect_int(r, "decimals", item->decimals, item->where);
	expect_quantity(r, "issue-unit", k, item->issue_unit, item->where);
}

/* False, and said, when there are more of them than the scenario has. */
static bool in_turn(struct loader *r, int32_t at, int32_t n)
{
	if (at < n)
		return true;
	content_fault(r, 823, NULL, _("the scenario does not have so many of them"), WHERE_NONE);
	return false;
}

static struct where lot_where(const struct scenario *s, const struct supply_lot *lot)
{
	return lot->line >= 0 ? s->lines[lot->line].where :
		lot->transit >= 0 ? s->transits[lot->transit].where : WHERE_NONE;
}

static void load_lot(struct loader *r)
{
	const struct scenario *s = r->in.s;
	const struct supply_lot *lot;
	int32_t i = r->nlots++;
	int64_t drawn = 0;
	struct where at;

	if (!in_turn(r, i, r->supply->nlots))
		return;
	lot = &r->supply->lots[i];
	at = lot_where(s, lot);
	r->w->lots[i] = r->in.e->tag.where;
	expect_int(r, "n", (int64_t)i + 1, at);
	expect(r, "item", s->items[lot->item].id, at);
	expect(r, "holder", lot->holder >= 0 ? s->holders[lot->holder].id : NULL, at);
	expect(r, "transit", lot->transit >= 0 ? s->transits[lot->transit].id : NULL, at);
	expect(r, "lot", lot->lot, at);
	expect_day(r, "expires", lot->expires, at);
	expect_day(r, "last-day", lot->last_day, at);
	expect_place(r, "place", lot->place, at);
	expect_place(r, "reach", lot->region, at);
	expect_flag(r, "own", lot->own, at);
	expect_flag(r, "capacity", lot->line >= 0 && s->lines[lot->line].mode == MODE_CAPACITY, at);
	expect_time(r, "release", s->start.seconds + lot->release, at);
	expect(r, "form", form_word(lot->form), at);
	expect_int(r, "units", lot->units, at);
	if (plan_attribute(&r->in, "drawn") && plan_integer(&r->in, "drawn", 1, &drawn))
		r->p->drawn[i].units = drawn;
}

static void order_key(struct text *out, const struct xml_attribute *number, int32_t version)
{
	text_add(out, number->value, number->length);
	text_printf(out, "\n%d", (int)version);
}

static bool load_form(struct loader *r, enum legal_form *out)
{
	const struct xml_attribute *a = plan_need(&r->in, "form");

	for (int form = LEGAL_TRANSFER; a && form <= LEGAL_REQUISITION; form++)
		if (plan_word_is(a, form_word((enum legal_form)form))) {
			*out = (enum legal_form)form;
			return true;
		}
	if (a)
		plan_bad_value(&r->in, a);
	return false;
}

static int32_t load_agreement(struct loader *r, int32_t holder)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "agreement");
	const struct holder *h = &r->in.s->holders[holder];

	for (int32_t k = 0; a && k < h->nagreements; k++)
		if (plan_word_is(a, h->agreements[k].id))
			return k;
	if (a)
		content_fault(r, 821, a, _("the holder has no such agreement"), h->where);
	return -1;
}

/* A holder with the legal form, or the place that goods go on from. */
static bool load_addressee(struct loader *r, struct order *order)
{
	if (plan_attribute(&r->in, "place")) {
		expect(r, "holder", NULL, WHERE_NONE);
		expect(r, "form", NULL, WHERE_NONE);
		expect(r, "agreement", NULL, WHERE_NONE);
		order->place = named(r, "place", &r->in.s->place_ids);
		return order->place >= 0;
	}
	if (!plan_need(&r->in, "holder") || !load_form(r, &order->form))
		return false;
	order->holder = named(r, "holder", &r->in.s->holder_ids);
	if (order->holder < 0)
		return false;
	order->agreement = load_agreement(r, order->holder);
	return true;
}

static void load_order(struct loader *r)
{
	const struct xml_attribute *number = plan_need(&r->in, "number");
	struct order order = {.holder = -1, .place = -1, .agreement = -1};
	struct text key;
	int32_t k;

	if (!number || !plan_number(&r->in, "version", &order.version)
		|| !plan_number(&r->in, "lines", &order.nlines) || !load_addressee(r, &order))
		return;
	order.number = arena_text(&r->p->arena, number->value, number->length);
	text_init(&key);
	order_key(&key, number, order.version);
	k = ARRAY_ADD(&r->p->orders, &r->p->norders, &r->p->orders_room);
	r->p->orders[k] = order;
	if (map_add(&r->orders, arena_strdup(&r->p->arena, text_str(&key)), k) >= 0)
		content_fault(r, 823, number, _("this order stands twice in the plan"), WHERE_NONE);
	text_release(&key);
	k = ARRAY_ADD(&r->w->orders, &r->w->norders, &r->w->orders_room);
	r->w->orders[k] = r->in.e->tag.where;
}

static bool load_times(struct loader *r, struct shipment *x)
{
	struct instant departs, arrives;

	if (!plan_number(&r->in, "depart", &x->depart) || !plan_number(&r->in, "arrive", &x->arrive)
		|| !plan_time(&r->in, "departs", &departs) || !plan_time(&r->in, "arrives", &arrives))
		return false;
	x->depart--;
	x->arrive--;
	x->depart_seconds = departs.seconds - r->in.s->start.seconds;
	x->arrive_seconds = arrives.seconds - r->in.s->start.seconds;
	return true;
}

static bool load_order_line(struct loader *r, struct shipment *x)
{
	const struct xml_attribute *a = plan_need(&r->in, "order");
	struct text key;
	int32_t version;

	if (!a || !plan_number(&r->in, "order-version", &version) || !plan_number(&r->in, "line", &x->line))
		return false;
	text_init(&key);
	order_key(&key, a, version);
	x->order = map_get(&r->orders, text_str(&key));
	text_release(&key);
	if (x->order < 0)
		content_fault(r, 821, a, _("the plan has no such order and version"), WHERE_NONE);
	return x->order >= 0;
}

static bool load_ids(struct loader *r, struct shipment *x)
{
	const struct scenario *s = r->in.s;

	if (!plan_need(&r->in, "item") || !plan_need(&r->in, "from") || !plan_need(&r->in, "to"))
		return false;
	x->item = named(r, "item", &s->item_ids);
	x->from = named(r, "from", &s->place_ids);
	x->to = named(r, "to", &s->place_ids);
	x->route = named(r, "route", &s->route_ids);
	x->holder = named(r, "holder", &s->holder_ids);
	return x->item >= 0 && x->from >= 0 && x->to >= 0
		&& (x->route >= 0 || !plan_attribute(&r->in, "route"))
		&& (x->holder >= 0 || !plan_attribute(&r->in, "holder"));
}

static void load_shipment(struct loader *r)
{
	struct shipment x = {0};
	int32_t n, k;

	if (!plan_number(&r->in, "n", &n))
		return;
	if (n != ++r->nshipments) {
		content_fault(r, 823, plan_attribute(&r->in, "n"),
			_("a shipment is missing here, or stands twice: they are numbered 1, 2, 3 ..."), WHERE_NONE);
		return;
	}
	if (!load_ids(r, &x) || !number_within(r, "lot", r->supply->nlots, &x.lot) || !load_times(r, &x)
		|| !plan_integer(&r->in, "units", 0, &x.units)
		|| !plan_amount(&r->in, "quantity", x.item, &x.quantity) || !plan_state(&r->in, &x.state)
		|| !load_order_line(r, &x))
		return;
	if (plan_attribute(&r->in, "ordered") && !plan_amount(&r->in, "ordered", x.item, &x.ordered))
		return;
	x.first_leg = flag(r, "first-leg");
	x.fact = load_fact(r);
	if (plan_attribute(&r->in, "rest") && !plan_duration(&r->in, "rest", &x.rest))
		return;
	if (x.rest > 0 && !x.fact) {
		plan_bad_value(&r->in, plan_attribute(&r->in, "rest"));
		return;
	}
	k = ARRAY_ADD(&r->p->shipments, &r->p->nshipments, &r->p->shipments_room);
	r->p->shipments[k] = x;
	k = ARRAY_ADD(&r->w->shipments, &r->w->nshipments, &r->w->shipments_room);
	r->w->shipments[k] = r->in.e->tag.where;
}

static bool load_change_kind(struct loader *r, enum change_kind *out)
{
	const struct xml_attribute *a = plan_need(&r->in, "kind");
	struct text word;
	int kind;

	if (!a)
		return false;
	text_init(&word);
	text_add(&word, a->value, a->length);
	kind = change_parse(text_str(&word));
	text_release(&word);
	if (kind < 0)
		plan_bad_value(&r->in, a);
	else
		*out = (enum change_kind)kind;
	return kind >= 0;
}

/* What changed; why is in somebody's language and follows from it. */
static void load_change(struct loader *r)
{
	const struct xml_attribute *order = plan_need(&r->in, "order");
	struct shipment what = {.route = -1};
	struct change x = {0};
	int32_t k;

	if (!order || !load_ids(r, &what) || !load_change_kind(r, &x.kind) || !plan_number(&r->in, "period", &x.period)
		|| !plan_amount(&r->in, "before", what.item, &x.before)
		|| !plan_amount(&r->in, "after", what.item, &x.after)
		|| (plan_attribute(&r->in, "version-before") && !plan_number(&r->in, "version-before", &x.version_before))
		|| (plan_attribute(&r->in, "version") && !plan_number(&r->in, "version", &x.version)))
		return;
	x.order = arena_text(&r->p->arena, order->value, order->length);
	x.period--;
	x.item = what.item;
	x.from = what.from;
	x.to = what.to;
	x.holder = what.holder;
	k = ARRAY_ADD(&r->p->changes, &r->p->nchanges, &r->p->changes_room);
	r->p->changes[k] = x;
}

static struct where cell_where(const struct scenario *s, const struct cell *c)
{
	return c->need >= 0 ? s->needs[c->need].where :
		c->rate >= 0 ? s->rates[c->rate].where : WHERE_NONE;
}

static void load_claims(struct loader *r)
{
	const struct scenario *s = r->in.s;
	const struct cell *c;

	r->claims = -1;
	if (!in_turn(r, r->ncells, r->cells->ncells))
		return;
	r->claims = r->ncells;
	c = &r->cells->cells[r->ncells];
	expect(r, "item", s->items[c->item].id, cell_where(s, c));
	expect_place(r, "place", c->place, cell_where(s, c));
	expect(r, "group", c->group >= 0 ? s->groups[c->group].id : NULL, cell_where(s, c));
}

static void load_served(struct loader *r, const struct cell *c, struct served *v)
{
	plan_amount(&r->in, "served", c->item, &v->quantity);
	plan_integer(&r->in, "served-units", 0, &v->units);
	if (plan_attribute(&r->in, "over"))
		plan_amount(&r->in, "over", c->item, &v->over);
	if (plan_attribute(&r->in, "baseline"))
		plan_amount(&r->in, "baseline", c->item, &v->baseline);
}

static void load_cell(struct loader *r)
{
	const struct cell *all = r->cells->cells, *c;
	int32_t k = r->ncells++;
	struct where at;

	r->cell = -1;
	if (r->claims < 0 || !in_turn(r, k, r->cells->ncells))
		return;
	c = &all[k];
	at = cell_where(r->in.s, c);
	if (all[r->claims].item != c->item || all[r->claims].place != c->place
		|| all[r->claims].group != c->group) {
		content_fault(r, 823, NULL, _("the scenario does not have so many claims here"), at);
		return;
	}
	r->cell = k;
	r->w->cells[k] = r->in.e->tag.where;
	expect_int(r, "from", (int64_t)c->when.first + 1, at);
	expect_int(r, "to", (int64_t)c->when.last + 1, at);
	expect_some(r, "wanted-to", c->wanted_last != c->when.last ? (int64_t)c->wanted_last + 1 : 0, at);
	expect_int(r, "tier", c->tier, at);
	expect_some(r, "stage", c->stage, at);
	expect_some(r, "rank", c->rank, at);
	expect_quantity(r, "demand", c->item, c->demand, at);
	expect_int(r, "demand-units", c->units, at);
	if (c->household > 0)
		expect_quantity(r, "household", c->item, c->household, at);
	else
		expect(r, "household", NULL, at);
	if (c->household > 0)
		expect_int(r, "household-units", c->fact, at);
	else
		expect(r, "household-units", NULL, at);
	load_served(r, c, &r->p->served[k]);
	load_stratum_of(&r->in, &r->p->proof, k);
	load_why(&r->in, r->p, k, c->item);
}

static void load_handout(struct loader *r)
{
	struct handout x = {.cell = r->cell, .shipment = -1, .substitute = -1};
	int32_t k;

	if (r->cell < 0 || !plan_number(&r->in, "period", &x.period)
		|| !number_within(r, "lot", r->supply->nlots, &x.lot)
		|| !plan_integer(&r->in, "units", 0, &x.units)
		|| !plan_amount(&r->in, "quantity", r->supply->lots[x.lot].item, &x.quantity))
		return;
	x.period--;
	if (plan_attribute(&r->in, "shipment")
		&& !number_within(r, "shipment", r->p->nshipments, &x.shipment))
		return;
	if (plan_attribute(&r->in, "substitute")
		&& !number_within(r, "substitute", r->in.s->nsubstitutes, &x.substitute))
		return;
	x.fact = load_fact(r);
	k = ARRAY_ADD(&r->p->handouts, &r->p->nhandouts, &r->p->handouts_room);
	r->p->handouts[k] = x;
	k = ARRAY_ADD(&r->w->handouts, &r->w->nhandouts, &r->w->handouts_room);
	r->w->handouts[k] = r->in.e->tag.where;
}

static void load_leftover(struct loader *r)
{
	struct leftover x = {0};
	int32_t k;

	if (!plan_need(&r->in, "place") || !number_within(r, "lot", r->supply->nlots, &x.lot)
		|| !plan_number(&r->in, "period", &x.period) || !plan_integer(&r->in, "units", 0, &x.units))
		return;
	x.place = named(r, "place", &r->in.s->place_ids);
	if (x.place < 0)
		return;
	x.period--;
	x.expired = flag(r, "expired");
	k = ARRAY_ADD(&r->p->leftovers, &r->p->nleftovers, &r->p->leftovers_room);
	r->p->leftovers[k] = x;
	k = ARRAY_ADD(&r->w->leftovers, &r->w->nleftovers, &r->w->leftovers_room);
	r->w->leftovers[k] = r->in.e->tag.where;
}

static bool load_decimal(struct loader *r, const char *name, int decimals, int64_t *out)
{
	const struct xml_attribute *a = plan_need(&r->in, name);

	if (!a)
		return false;
	if (decimal_parse(a->value, a->length, decimals, out) == NUMBER_OK)
		return true;
	plan_bad_value(&r->in, a);
	return false;
}

/* Which limit it is, as a whole: what follows from that is compared. */
static void load_use(struct loader *r)
{
	const struct scenario *s = r->in.s;
	struct limit_use x = {-1, -1, -1, -1, 0, 0};
	int32_t k;

	if (plan_attribute(&r->in, "limit") && !number_within(r, "limit", s->nlimits, &x.limit))
		return;
	if (plan_attribute(&r->in, "route") && (x.route = named(r, "route", &s->route_ids)) < 0)
		return;
	if (plan_attribute(&r->in, "segment") && (x.segment = named(r, "segment", &s->segment_ids)) < 0)
		return;
	if (plan_attribute(&r->in, "period") && !number_within(r, "period", s->nperiods, &x.period))
		return;
	if (!load_decimal(r, "used", limit_decimals(s, &x), &x.used)
		|| !load_decimal(r, "most", limit_decimals(s, &x), &x.most))
		return;
	expect(r, "kind", x.limit >= 0 ? limit_kind_word(s->limits[x.limit].kind)
		: x.segment >= 0 ? "segment" : "route", WHERE_NONE);
	expect_place(r, "place", x.limit >= 0 ? s->limits[x.limit].place : -1, WHERE_NONE);
	expect(r, "unit", limit_unit(s, &x), WHERE_NONE);
	k = ARRAY_ADD(&r->p->uses, &r->p->nuses, &r->p->uses_room);
	r->p->uses[k] = x;
}

/* --- levels, components and their proof --- */

static void load_level_start(struct loader *r)
{
	int32_t k = ARRAY_ADD(&r->w->levels, &r->w->nlevels, &r->w->levels_room);

	r->w->levels[k] = r->in.e->tag.where;
	load_level(&r->in, r->p);
}

static void load_stratum_start(struct loader *r)
{
	load_stratum(&r->in, r->p);
}

static void load_component_start(struct loader *r)
{
	int32_t k = ARRAY_ADD(&r->w->components, &r->w->ncomponents, &r->w->components_room);

	r->w->components[k] = r->in.e->tag.where;
	load_component(&r->in, r->p);
}

static void load_proof_start(struct loader *r)
{
	load_proof(&r->in, r->p, r->cells->ncells, &r->part);
}

static void load_causes_start(struct loader *r)
{
	load_causes(&r->in, r->p);
}

static void keep_said(struct loader *r)
{
	if (r->expected->said)
		r->expected->said(&r->w->said, r->in.e);
}

/* --- which element may stand where --- */

struct element_kind {
	const char *name, *parent; /* parent "" of the root */
	int times; /* 1 = exactly once, 0 = at most once, -1 = any number */
	void (*load)(struct loader *r); /* NULL: neither read nor compared */
	const char *attributes; /* " a b ": no others; NULL: any */
};
static const struct element_kind kinds[] = {
	{"plan", "", 1, load_head, " version program scenario status stopped start period count as-of "
		"currency quality cost cost-complete "},
	{"title", "plan", -1, NULL, NULL},
	{"policy", "plan", 1, load_policy,
		" fairness autonomy spread look-ahead stale-after step change "},
	{"inputs", "plan", 1, NULL, " "},
	{"canonical", "inputs", 1, load_canonical, " bytes sha256 "},
	{"input", "inputs", -1, NULL, " name bytes sha256 overlay "},
	{"source", "inputs", -1, load_source, " id state as-of lines why "},
	{"items", "plan", 1, NULL, " "},
	{"aside", "inputs", -1, load_aside, " file line code state holder item quantity "},
	{"item", "items", -1, load_item, " id unit decimals issue-unit "},
	{"lots", "plan", 1, NULL, " "},
	{"lot", "lots", -1, load_lot, " n item holder transit lot expires last-day place reach own "
		"capacity release form units drawn "},
	{"orders", "plan", 1, NULL, " "},
	{"order", "orders", -1, load_order, " number version holder place form agreement lines "},
	{"shipments", "plan", 1, NULL, " "},
	{"shipment", "shipments", -1, load_shipment, " n item from to route holder lot depart arrive "
		"departs arrives rest units quantity ordered first-leg state fact order order-version line "},
	{"demand", "plan", 1, NULL, " "},
	{"claims", "demand", -1, load_claims, " item place group "},
	{"cell", "claims", -1, load_cell, " from to wanted-to tier stage rank demand served demand-units "
		"served-units household household-units over baseline "
		"stratum why "},
	{"handout", "cell", -1, load_handout, " period lot units quantity shipment substitute fact "},
	{"leftovers", "plan", 1, NULL, " "},
	{"leftover", "leftovers", -1, load_leftover, " lot place period units expired "},
	{"contradiction", "plan", 0, NULL, " "},
	{"options", "plan", 1, load_options, " time-limit baseline set-aside strict previous libraries "},
	{"weight", "policy", -1, load_weight, " item group value "},
	{"clash", "contradiction", -1, NULL, NULL},
	{"rule", "clash", -1, NULL, NULL},
	{"goods", "clash", -1, NULL, NULL},
	{"claim", "clash", -1, NULL, NULL},
	{"limit", "clash", -1, NULL, NULL},
	{"changes", "plan", 0, NULL, " "},
	{"change", "changes", -1, load_change, " kind order version-before version period item from to holder "
		"before after why "},
	{"limits", "plan", 1, NULL, " "},
	{"use", "limits", -1, load_use, " kind limit place route segment period used most unit "},
	{"levels", "plan", 1, NULL, " "},
	{"level", "levels", -1, load_level_start,
		" kind tier stage item component proven value bound gap step scale "},
	{"stratum", "level", -1, load_stratum_start, " rate "},
	{"components", "plan", 1, NULL, " "},
	{"component", "components", -1, load_component_start, " n items pure nodes arcs cells rows "},
	{"proof", "plan", 0, load_proof_start, " "},
	{"part", "proof", -1, load_proof_start, " component substitutes relaxed shared-minima prices "},
	{"bound", "part", -1, load_proof_start, " limit route segment "},
	{"least", "part", -1, load_proof_start, " claim units "},
	{"price", "part", -1, load_proof_start,
		" kind item place period last-day reach release arrives route depart claim minimum y "},
	{"round", "part", -1, load_proof_start, " level stratum shift derived mu "},
	{"balance", "part", -1, load_proof_start,
		" kind item place period last-day reach release arrives route depart claim minimum y "},
	{"row", "part", -1, load_proof_start, " bound period pi "},
	{"visit", "part", -1, load_proof_start, " claim period rho "},
	{"weight", "part", -1, load_proof_start, " claim w "},
	{"side", "part", -1, load_proof_start,
		" kind item place period last-day reach release arrives route depart claim minimum inside "},
	{"causes", "plan", 0, load_causes_start, " skipped unproven "},
	{"alone", "causes", -1, keep_said, NULL},
	{"gains", "plan", 0, NULL, " "},
	{"gain", "gains", -1, keep_said, NULL},
	{"about", "gain", -1, keep_said, NULL},
	{"part", "gain", -1, keep_said, NULL},
};
enum { NKINDS = sizeof kinds / sizeof *kinds };
_Static_assert((int)NKINDS <= 64, "loader.seen has a bit for each");

static const struct element_kind *find_kind(const struct loader *r)
{
	const struct element_kind *open = r->depth > 0 ? r->path[r->depth - 1] : NULL;
	const char *parent = r->depth == 0 ? "" : open ? open->name : NULL;

	for (int k = 0; parent && k < NKINDS; k++)
		if (strcmp(kinds[k].name, r->in.e->name) == 0 && strcmp(kinds[k].parent, parent) == 0
			&& r->in.e->uri && strcmp(r->in.e->uri, PLAN_URI) == 0)
			return &kinds[k];
	return NULL;
}

static void check_attributes(struct loader *r, const struct element_kind *kind)
{
	struct text name;

	text_init(&name);
	for (int32_t i = 0; kind->attributes && i < r->in.e->nattributes; i++) {
		const struct xml_attribute *a = &r->in.e->attributes[i];

		text_clear(&name);
		text_printf(&name, " %s ", a->name);
		if (a->uri || !strstr(kind->attributes, text_str(&name)))
			content_fault(r, 824, a, _("a plan has no such attribute here"), WHERE_NONE);
	}
	text_release(&name);
}

static void load_start(void *user, struct xml_parser *parser, const struct xml_element *e)
{
	struct loader *r = user;
	const struct element_kind *kind;

	r->in.e = e;
	kind = find_kind(r);
	r->path[r->depth++] = kind;
	if (!kind && r->depth == 1) {
		plan_not_one(&r->in, parser);
		return;
	}
	if (!kind) {
		content_fault(r, 824, NULL, _("a plan has no such element here"), WHERE_NONE);
		return;
	}
	if (kind->times >= 0 && r->seen >> (kind - kinds) & 1) {
		content_fault(r, 823, NULL, _("this part stands twice in the plan"), WHERE_NONE);
		return;
	}
	r->seen |= (uint64_t)1 << (kind - kinds);
	check_attributes(r, kind);
	if (kind->load)
		kind->load(r);
	if (r->goes_on || r->another)
		xml_stop(parser);
}

static void load_end(void *user, struct xml_parser *parser)
{
	struct loader *r = user;

	(void)parser;
	r->depth--;
}

static int32_t count(const char *met, int32_t n)
{
	int32_t found = 0;

	for (int32_t k = 0; k < n; k++)
		found += met[k];
	return found;
}

/* What the file should have had, found at its end. */
static void check_missing(struct loader *r, int32_t file)
{
	const struct {
		const char *name;
		int32_t found, right;
	} counts[] = {
		{"source", count(r->sources, r->in.s->nsources), r->in.s->nsources},
		{"item", count(r->items, r->in.s->nitems), r->in.s->nitems},
		{"lot", r->nlots, r->supply->nlots},
		{"cell", r->ncells, r->cells->ncells},
		{"weight", r->nweights, r->in.s->policy.nweights},
		{"aside", r->naside, r->expected->lines_aside ? r->expected->nasides : r->naside},
	};
	struct where where = {file, 0, 0};

	for (int k = 0; k < NKINDS; k++)
		if (kinds[k].times == 1 && !(r->seen >> k & 1)) {
			diag_add(r->in.d, DIAG_ERROR, 823, where, _("the plan has no part %s"), kinds[k].name);
			r->in.differs = true;
		}
	for (size_t k = 0; k < sizeof counts / sizeof *counts; k++)
		if (counts[k].found != counts[k].right) {
			diag_add(r->in.d, DIAG_ERROR, 823, where,
				_("the plan has %d elements %s, by the scenario there are %d"), (int)counts[k].found,
				counts[k].name, (int)counts[k].right);
			r->in.differs = true;
		}
}

enum plan_loading plan_load(struct plan *p, struct plan_places *w, const struct scenario *s,
	const struct cells *cells, const struct supply *supply, const char *path,
	const struct diags *names, const struct plan_expected *expected, xml_parse *parse, struct diags *d)
{
	static const struct xml_events events = {load_start, load_end, NULL};
	struct loader r = {.in = {.s = s, .d = d, .ok = true}, .p = p, .w = w, .cells = cells,
		.supply = supply, .names = names, .expected = expected, .claims = -1, .cell = -1, .part = -1};
	struct text name;
	char sha256[65];
	int64_t bytes;
	int32_t file;
	bool whole;

	p->served = mem_calloc((size_t)cells->ncells, sizeof *p->served);
	p->drawn = mem_calloc((size_t)supply->nlots, sizeof *p->drawn);
	p->proof.strata = mem_calloc((size_t)cells->ncells, sizeof *p->proof.strata);
	w->cells = mem_calloc((size_t)cells->ncells, sizeof *w->cells);
	w->lots = mem_calloc((size_t)supply->nlots, sizeof *w->lots);
	r.items = mem_calloc((size_t)s->nitems, 1);
	r.sources = mem_calloc((size_t)s->nsources, 1);
	map_init(&r.orders);
	text_init(&name);
	plan_file(&name, path);
	file = diags_file(d, text_str(&name));
	whole = parse(text_str(&name), PLAN_BYTES_MAX, &events, &r, d, file, sha256, &bytes);
	text_release(&name);
	map_release(&r.orders);
	if (whole)
		check_missing(&r, file);
	mem_free(r.items);
	mem_free(r.sources);
	if (r.goes_on || r.another)
		return r.goes_on ? PLAN_GOES_ON : PLAN_DIFFERS;
	if (!whole)
		return PLAN_UNREADABLE;
	return !r.in.ok ? PLAN_UNREADABLE : r.in.differs ? PLAN_DIFFERS : PLAN_LOADED;
}
