/* Ids are those of the plan, indices those of the scenario that is planned now; what has no
 * counterpart there is a located fault or, for a route or holder that is gone, a warning and
 * -1. */
#include "io/plan_read.h"

#include "io/plan_element.h"

#include "base/map.h"
#include "base/memory.h"
#include "base/text.h"
#include "models/previous.h"

#include <string.h>

struct plan_reader {
	struct previous *p;
	struct plan_element in; /* current start tag */
	int depth;
	bool started;
	struct instant start; /* of the previous horizon */
	int64_t period; /* its period, seconds */
	int64_t *issue; /* [nitems] issue unit then, smallest units */
	int32_t place, item, group; /* of the current claims */
	bool claims_ok;
	int32_t first, last; /* of the current cell, periods of this scenario */
};

static const char *keep_text(struct plan_reader *r, const char *name)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	return a ? arena_text(&r->p->arena, a->value, a->length) : NULL;
}

/* The index of an id that an attribute names; -1 when the attribute is absent
 * or unknown, which is said. */
static int32_t find_id(struct plan_reader *r, const char *name, const struct map *ids,
	enum severity severity)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);
	char id[ID_MAX * 3 + 2];
	int32_t index = -1;

	if (!a)
		return -1;
	if (a->length < sizeof id) {
		memcpy(id, a->value, a->length);
		id[a->length] = '\0';
		index = map_get(ids, id);
	}
	if (index < 0) {
		struct text message;
		struct diag *item;

		text_init(&message);
		text_printf(&message, _("the previous plan names %s \"%.*s\", which the scenario does not have"),
			name, (int)a->length, a->value);
		item = plan_fault(&r->in, severity, severity == DIAG_ERROR ? 802 : 804, a, text_str(&message));
		diag_remedy(r->in.d, item, severity == DIAG_ERROR ?
			_("keep the ids of an event under way; close or empty what is gone") :
			_("goods already sent that way count; nothing new is planned with it"));
		text_release(&message);
	}
	return index;
}

/* --- time: from the previous horizon to this one --- */

static int64_t after_start(const struct plan_reader *r, int64_t seconds)
{
	return seconds - r->in.s->start.seconds;
}

static int32_t period_at(const struct plan_reader *r, int64_t seconds)
{
	return (int32_t)int_floor_div(after_start(r, seconds), r->in.s->period);
}

/* The period of this horizon in which a period of the previous one begins. */
static int32_t map_period(const struct plan_reader *r, int32_t printed)
{
	return period_at(r, r->start.seconds + ((int64_t)printed - 1) * r->period);
}

static int32_t map_period_end(const struct plan_reader *r, int32_t printed)
{
	return period_at(r, r->start.seconds + (int64_t)printed * r->period - 1);
}

/* --- elements --- */

static void start_plan(struct plan_reader *r, struct xml_parser *parser)
{
	const struct xml_attribute *a;

	r->started = true;
	if (strcmp(r->in.e->name, "plan") != 0 || !r->in.e->uri || strcmp(r->in.e->uri, PLAN_URI) != 0) {
		struct diag *item = plan_fault(&r->in, DIAG_ERROR, 801, NULL, _("this is not a plan of shecang"));

		diag_remedy(r->in.d, item, _("name the folder that an earlier plan -o wrote"));
		xml_stop(parser);
		return;
	}
	a = plan_attribute(&r->in, "status");
	if (a && plan_word_is(a, "contradiction")) {
		diag_remedy(r->in.d, plan_fault(&r->in, DIAG_ERROR, 806, a,
			_("there is no plan in this folder: its hard rules contradict each other")),
			_("name the folder of the plan that was announced last"));
		xml_stop(parser);
		return;
	}
	if (!plan_duration(&r->in, "period", &r->period) || !plan_time(&r->in, "start", &r->start)) {
		xml_stop(parser);
		return;
	}
	if (r->period != r->in.s->period ||
			int_floor_div(after_start(r, r->start.seconds), r->period) * r->period !=
				after_start(r, r->start.seconds)) {
		struct diag *item = plan_fault(&r->in, DIAG_WARNING, 805, plan_attribute(&r->in, "period"),
			_("the periods of the previous plan are not those of the scenario"));

		diag_remedy(r->in.d, item, _("its shipments are placed by their real times"));
	}
}

static void start_item(struct plan_reader *r)
{
	int32_t item = find_id(r, "id", &r->in.s->item_ids, DIAG_ERROR);
	int64_t issue;

	if (item >= 0 && plan_amount(&r->in, "issue-unit", item, &issue) && issue > 0)
		r->issue[item] = issue;
}

static enum legal_form read_form(struct plan_reader *r)
{
	const struct xml_attribute *a = plan_need(&r->in, "form");

	if (a && plan_word_is(a, "transfer"))
		return LEGAL_TRANSFER;
	if (a && plan_word_is(a, "agreement"))
		return LEGAL_AGREEMENT;
	if (a && plan_word_is(a, "requisition"))
		return LEGAL_REQUISITION;
	if (a)
		plan_bad_value(&r->in, a);
	return LEGAL_TRANSFER;
}

static void start_lot(struct plan_reader *r)
{
	const struct xml_attribute *a = plan_attribute(&r->in, "expires"), *own = plan_attribute(&r->in, "own");
	const struct xml_attribute *capacity = plan_attribute(&r->in, "capacity");
	struct announced_lot lot = {.expires = DAY_NONE};
	struct instant release;
	int32_t i;

	lot.item = find_id(r, "item", &r->in.s->item_ids, DIAG_ERROR);
	lot.holder = find_id(r, "holder", &r->in.s->holder_ids, DIAG_WARNING);
	lot.place = find_id(r, "place", &r->in.s->place_ids, DIAG_WARNING);
	lot.region = find_id(r, "reach", &r->in.s->place_ids, DIAG_WARNING);
	lot.lot = keep_text(r, "lot");
	lot.transit = keep_text(r, "transit");
	lot.own = own && plan_word_is(own, "true");
	lot.capacity = capacity && plan_word_is(capacity, "true");
	if (a && !day_parse(a->value, a->length, &lot.expires))
		plan_bad_value(&r->in, a);
	if (plan_time(&r->in, "release", &release))
		lot.release = after_start(r, release.seconds);
	lot.form = read_form(r);
	i = ARRAY_ADD(&r->p->lots, &r->p->nlots, &r->p->lots_room);
	r->p->lots[i] = lot;
}

/* The lot that an element is of; false after a fault. */
static bool read_lot(struct plan_reader *r, int32_t *out)
{
	int32_t lot;

	if (!plan_number(&r->in, "lot", &lot))
		return false;
	if (lot < 1 || lot > r->p->nlots || r->p->lots[lot - 1].item < 0) {
		plan_bad_value(&r->in, plan_attribute(&r->in, "lot"));
		return false;
	}
	*out = lot - 1;
	return true;
}

/* Times are as real as they were announced; the period is the one they fall
 * into now, unless the grid is the same and the plan says it. */
static bool read_times(struct plan_reader *r, struct announced *line)
{
	struct instant departs, arrives;
	int32_t depart, arrive;

	if (!plan_time(&r->in, "departs", &departs) || !plan_time(&r->in, "arrives", &arrives) ||
			!plan_number(&r->in, "depart", &depart) || !plan_number(&r->in, "arrive", &arrive))
		return false;
	line->depart = map_period(r, depart);
	line->arrive = map_period(r, arrive);
	line->depart_seconds = after_start(r, departs.seconds);
	line->arrive_seconds = after_start(r, arrives.seconds);
	return true;
}

static void start_shipment(struct plan_reader *r)
{
	const struct xml_attribute *order = plan_need(&r->in, "order");
	const struct xml_attribute *first_leg = plan_attribute(&r->in, "first-leg");
	struct announced line = {.route = -1, .holder = -1};
	int32_t i;

	line.item = find_id(r, "item", &r->in.s->item_ids, DIAG_ERROR);
	line.from = find_id(r, "from", &r->in.s->place_ids, DIAG_ERROR);
	line.to = find_id(r, "to", &r->in.s->place_ids, DIAG_ERROR);
	line.route = find_id(r, "route", &r->in.s->route_ids, DIAG_WARNING);
	line.holder = find_id(r, "holder", &r->in.s->holder_ids, DIAG_WARNING);
	if (!order || line.item < 0 || !plan_need(&r->in, "from") || !plan_need(&r->in, "to") || !read_times(r, &line) ||
			!plan_amount(&r->in, "quantity", line.item, &line.quantity) || !plan_state(&r->in, &line.state) ||
			!plan_number(&r->in, "order-version", &line.version) ||
			!plan_number(&r->in, "line", &line.line) || !read_lot(r, &line.of))
		return;
	if (plan_attribute(&r->in, "ordered") && !plan_amount(&r->in, "ordered", line.item, &line.ordered))
		return;
	if (plan_attribute(&r->in, "rest") && !plan_duration(&r->in, "rest", &line.rest))
		return;
	line.lot = r->p->lots[line.of].lot;
	line.expires = r->p->lots[line.of].expires;
	line.first_leg = first_leg && plan_word_is(first_leg, "true");
	line.order = arena_text(&r->p->arena, order->value, order->length);
	i = ARRAY_ADD(&r->p->lines, &r->p->nlines, &r->p->lines_room);
	r->p->lines[i] = line;
}

static void start_order(struct plan_reader *r)
{
	struct announced_order order = {0};
	int32_t i;

	order.number = keep_text(r, "number");
	order.holder = find_id(r, "holder", &r->in.s->holder_ids, DIAG_WARNING);
	order.place = find_id(r, "place", &r->in.s->place_ids, DIAG_WARNING);
	if (plan_attribute(&r->in, "form"))
		order.form = read_form(r);
	if (!plan_need(&r->in, "number") || !plan_number(&r->in, "version", &order.version) ||
			!plan_number(&r->in, "lines", &order.nlines))
		return;
	i = ARRAY_ADD(&r->p->orders, &r->p->norders, &r->p->orders_room);
	r->p->orders[i] = order;
}

static void start_claims(struct plan_reader *r)
{
	r->item = find_id(r, "item", &r->in.s->item_ids, DIAG_ERROR);
	r->place = find_id(r, "place", &r->in.s->place_ids, DIAG_ERROR);
	r->group = find_id(r, "group", &r->in.s->group_ids, DIAG_WARNING);
	r->claims_ok = r->item >= 0 && r->place >= 0 && (r->group >= 0 || !plan_attribute(&r->in, "group"));
}

static void start_cell(struct plan_reader *r)
{
	int32_t from, to;

	if (!plan_number(&r->in, "from", &from) || !plan_number(&r->in, "to", &to)) {
		r->claims_ok = false;
		return;
	}
	r->first = map_period(r, from);
	r->last = map_period_end(r, to);
}

/* What a cell got counts in its own item: issue units, so that a substitute or
 * a kit is counted once, for what it stood in for; the goods themselves in the
 * item of their lot. */
static void start_handout(struct plan_reader *r)
{
	struct handed handed;
	int64_t units;
	int32_t period, i;

	if (!r->claims_ok || !plan_number(&r->in, "period", &period) ||
			!plan_integer(&r->in, "units", 0, &units) || !read_lot(r, &handed.of) ||
			!plan_amount(&r->in, "quantity", r->p->lots[handed.of].item, &handed.goods))
		return;
	handed.period = map_period(r, period);
	handed.place = r->place;
	handed.item = r->item;
	handed.group = r->group;
	handed.first = r->first;
	handed.last = r->last;
	handed.substitute = plan_attribute(&r->in, "substitute") != NULL;
	if (!int_mul(units, r->issue[r->item], &handed.quantity) || handed.quantity >= QUANTITY_MAX) {
		plan_bad_value(&r->in, plan_attribute(&r->in, "units"));
		return;
	}
	i = ARRAY_ADD(&r->p->handed, &r->p->nhanded, &r->p->handed_room);
	r->p->handed[i] = handed;
}

static void on_start(void *user, struct xml_parser *parser, const struct xml_element *element)
{
	struct plan_reader *r = user;
	const char *name = element->name;

	r->in.e = element;
	r->depth++;
	if (r->depth == 1)
		start_plan(r, parser);
	else if (!element->uri || strcmp(element->uri, PLAN_URI) != 0)
		return;
	else if (strcmp(name, "handout") == 0)
		start_handout(r);
	else if (strcmp(name, "cell") == 0)
		start_cell(r);
	else if (strcmp(name, "shipment") == 0)
		start_shipment(r);
	else if (strcmp(name, "order") == 0)
		start_order(r);
	else if (strcmp(name, "claims") == 0)
		start_claims(r);
	else if (strcmp(name, "lot") == 0)
		start_lot(r);
	else if (strcmp(name, "item") == 0)
		start_item(r);
}

static void on_end(void *user, struct xml_parser *parser)
{
	struct plan_reader *r = user;

	(void)parser;
	r->depth--;
}

bool previous_read(struct previous *p, const struct scenario *s, const char *directory,
	xml_parse *parse, struct diags *d)
{
	static const struct xml_events events = {on_start, on_end, NULL};
	struct plan_reader r = {.p = p, .in = {.s = s, .d = d, .ok = true}};
	struct text path;
	char sha256[65];
	int64_t bytes;

	text_init(&path);
	text_printf(&path, "%s/plan.xml", directory);
	r.issue = mem_calloc((size_t)s->nitems, sizeof *r.issue);
	for (int32_t i = 0; i < s->nitems; i++)
		r.issue[i] = s->items[i].issue_unit;
	if (!parse(text_str(&path), PLAN_BYTES_MAX, &events, &r, d,
			diags_file(d, text_str(&path)), sha256, &bytes))
		r.in.ok = false;
	mem_free(r.issue);
	text_release(&path);
	return r.in.ok;
}
