#include "io/audit_plan_read.h"

#include "base/map.h"
#include "base/text.h"
#include "io/plan_element.h"
#include "io/plan_head.h"
#include "io/xml_parser.h"
#include "io/show.h"

#include <string.h>

struct plan_reader {
	struct plan_element in;
	struct planned *p;
	struct map orders; /* "number version" -> index */
	struct map unknown; /* "what id" */
	int32_t nhandouts;
	int32_t place, item, group; /* of the open claims; -1 = not in the ledgers */
	int32_t claim; /* the open one, -1 */
	int depth;
};

static const char *copied(struct plan_reader *r, const struct xml_attribute *a)
{
	return a ? arena_text(&r->p->arena, a->value, a->length) : NULL;
}

/* The index of what the attribute names; -1 when it is absent, and when the
 * ledgers do not have it, which is noted. */
static int32_t find(struct plan_reader *r, const char *name, const char *what, const struct map *ids)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);
	const char *id = copied(r, a);
	int32_t index = a ? map_get(ids, id) : -1, k;
	struct text key;

	if (!a || index >= 0)
		return index;
	text_init(&key);
	text_printf(&key, "%s %s", what, id);
	if (map_add(&r->unknown, arena_strdup(&r->p->arena, text_str(&key)), 0) < 0) {
		k = ARRAY_ADD(&r->p->unknown, &r->p->nunknown, &r->p->unknown_room);
		r->p->unknown[k] = (struct planned_unknown){what, id, r->in.e->tag.where};
	}
	text_release(&key);
	return -1;
}

static bool flag(const struct plan_reader *r, const char *name)
{
	const struct xml_attribute *a = plan_attribute(&r->in, name);

	return a && plan_word_is(a, "true");
}

static void read_root(struct plan_reader *r, struct xml_parser *parser)
{
	const struct xml_element *e = r->in.e;
	const struct xml_attribute *a;
	struct instant start, as_of;
	struct duration period;

	if (strcmp(e->name, "plan") != 0 || !e->uri || strcmp(e->uri, PLAN_URI) != 0) {
		diag_remedy(r->in.d, plan_fault(&r->in, DIAG_ERROR, 801, NULL, _("this is not a plan of shecang")),
			_("name the folder that plan -o wrote, or its plan.xml"));
		xml_stop(parser);
		return;
	}
	r->p->where = e->tag.where;
	a = plan_need(&r->in, "period");
	if (a && (!duration_parse(a->value, a->length, &period) || period.months || period.seconds < 1))
		plan_bad_value(&r->in, a);
	if (!plan_time(&r->in, "start", &start) || !plan_time(&r->in, "as-of", &as_of) ||
		!plan_number(&r->in, "count", &r->p->nperiods) || !r->in.ok) {
		xml_stop(parser);
		return;
	}
	r->p->start = start.seconds;
	r->p->as_of = as_of.seconds;
	r->p->period = period.seconds;
}

static void read_lot(struct plan_reader *r)
{
	const struct scenario *s = r->in.s;
	const struct xml_attribute *date = plan_attribute(&r->in, "expires");
	struct planned_lot x = {.expires = DAY_NONE, .where = r->in.e->tag.where};
	struct instant release = {0, 0};
	int32_t k;

	x.item = find(r, "item", "item", &s->item_ids);
	x.holder = find(r, "holder", "holder", &s->holder_ids);
	x.place = find(r, "place", "place", &s->place_ids);
	x.name = copied(r, plan_attribute(&r->in, "lot"));
	x.transit = copied(r, plan_attribute(&r->in, "transit"));
	x.capacity = flag(r, "capacity");
	x.own = flag(r, "own");
	x.known = x.item >= 0 && x.place >= 0 && (x.holder >= 0 || !plan_attribute(&r->in, "holder"));
	if (date && !day_parse(date->value, date->length, &x.expires))
		plan_bad_value(&r->in, date);
	plan_time(&r->in, "release", &release);
	x.release = release.seconds;
	k = ARRAY_ADD(&r->p->lots, &r->p->nlots, &r->p->lots_room);
	r->p->lots[k] = x;
}

static const char *order_key(struct plan_reader *r, const char *number, const char *version)
{
	struct text key;
	const char *copy;

	text_init(&key);
	text_printf(&key, "%s %s", number ? number : "", version ? version : "");
	copy = arena_strdup(&r->p->arena, text_str(&key));
	text_release(&key);
	return copy;
}

static void read_order(struct plan_reader *r)
{
	const struct xml_attribute *form = plan_attribute(&r->in, "form");
	const char *number = copied(r, plan_need(&r->in, "number"));
	int32_t k = ARRAY_ADD(&r->p->orders, &r->p->norders, &r->p->orders_room);

	r->p->orders[k] = (struct planned_order){number ? number : "",
		form && plan_word_is(form, form_word(LEGAL_REQUISITION)), r->in.e->tag.where};
	map_add(&r->orders, order_key(r, number, copied(r, plan_attribute(&r->in, "version"))), k);
}

/* The lot that the element names, 1..; -1 after a fault. */
static int32_t lot_of(struct plan_reader *r)
{
	int32_t n;

	if (!plan_number(&r->in, "lot", &n))
		return -1;
	if (n >= 1 && n <= r->p->nlots)
		return n - 1;
	plan_bad_value(&r->in, plan_attribute(&r->in, "lot"));
	return -1;
}

/* In the unit of the lot's item; of an unknown one nothing is reckoned. */
static bool quantity_of(struct plan_reader *r, int32_t lot, int64_t *out)
{
	*out = 0;
	return r->p->lots[lot].item < 0 || plan_amount(&r->in, "quantity", r->p->lots[lot].item, out);
}

static void add_line(struct plan_reader *r, struct planned_line x)
{
	int32_t k = ARRAY_ADD(&r->p->lines, &r->p->nlines, &r->p->lines_room);

	x.where = r->in.e->tag.where;
	r->p->lines[k] = x;
}

static void read_shipment(struct plan_reader *r)
{
	const struct scenario *s = r->in.s;
	struct planned_line x = {.claim = -1, .order = -1};
	struct instant departs;

	x.lot = lot_of(r);
	if (x.lot < 0 || !plan_number(&r->in, "n", &x.number) || !plan_time(&r->in, "departs", &departs) ||
		!plan_number(&r->in, "depart", &x.period) || !quantity_of(r, x.lot, &x.quantity))
		return;
	x.at = departs.seconds;
	x.period--;
	x.from = find(r, "from", "place", &s->place_ids);
	x.to = find(r, "to", "place", &s->place_ids);
	x.order = map_get(&r->orders, order_key(r, copied(r, plan_attribute(&r->in, "order")),
		copied(r, plan_attribute(&r->in, "order-version"))));
	x.takes = flag(r, "first-leg");
	x.past = flag(r, "fact") && x.at < r->p->as_of;
	add_line(r, x);
}

static void read_claims(struct plan_reader *r)
{
	const struct scenario *s = r->in.s;

	r->item = find(r, "item", "item", &s->item_ids);
	r->place = find(r, "place", "place", &s->place_ids);
	r->group = find(r, "group", "group", &s->group_ids);
}

static void read_cell(struct plan_reader *r)
{
	struct planned_claim x = {.where = r->in.e->tag.where};
	struct cell *c = &x.cell;

	r->claim = -1;
	if (r->item < 0 || r->place < 0)
		return;
	*c = (struct cell){.place = r->place, .item = r->item, .group = r->group, .rate = -1, .need = -1};
	if (!plan_number(&r->in, "from", &c->when.first) || !plan_number(&r->in, "to", &c->when.last) ||
		!plan_number(&r->in, "tier", &c->tier) || !plan_amount(&r->in, "demand", r->item, &c->demand) ||
		!plan_amount(&r->in, "served", r->item, &x.served))
		return;
	c->when.first--;
	c->when.last--;
	c->wanted_last = c->when.last;
	if (plan_attribute(&r->in, "stage"))
		plan_number(&r->in, "stage", &c->stage);
	if (plan_attribute(&r->in, "household"))
		plan_amount(&r->in, "household", r->item, &c->household);
	r->claim = ARRAY_ADD(&r->p->claims, &r->p->nclaims, &r->p->claims_room);
	r->p->claims[r->claim] = x;
}

static void read_handout(struct plan_reader *r)
{
	struct planned_line x = {.handout = true, .number = ++r->nhandouts, .from = -1, .order = -1};

	x.claim = r->claim;
	x.to = r->place;
	x.lot = lot_of(r);
	if (x.lot < 0 || !plan_number(&r->in, "period", &x.period) || !quantity_of(r, x.lot, &x.quantity))
		return;
	x.past = flag(r, "fact");
	if (x.period > r->p->nperiods || (x.period < 1 && !x.past)) {
		plan_bad_value(&r->in, plan_attribute(&r->in, "period"));
		return;
	}
	x.period--;
	x.at = r->p->start + x.period * r->p->period;
	x.takes = !plan_attribute(&r->in, "shipment");
	add_line(r, x);
}

static void on_start(void *user, struct xml_parser *parser, const struct xml_element *e)
{
	static const struct {
		const char *name;
		int depth;
		void (*read)(struct plan_reader *r);
	} kinds[] = {{"lot", 2, read_lot}, {"order", 2, read_order}, {"shipment", 2, read_shipment},
		{"claims", 2, read_claims}, {"cell", 3, read_cell}, {"handout", 4, read_handout}};
	struct plan_reader *r = user;
	int depth = r->depth++;

	r->in.e = e;
	if (depth == 0)
		read_root(r, parser);
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (depth == kinds[k].depth && strcmp(e->name, kinds[k].name) == 0)
			kinds[k].read(r);
}

static void on_end(void *user, struct xml_parser *parser)
{
	struct plan_reader *r = user;

	(void)parser;
	r->depth--;
}

bool planned_read(struct planned *out, const struct scenario *s, const char *path, struct diags *diags)
{
	static const struct xml_events events = {on_start, on_end, NULL};
	struct plan_reader r = {.in = {.s = s, .d = diags, .ok = true}, .p = out, .claim = -1};
	struct text file;
	bool whole;

	map_init(&r.orders);
	map_init(&r.unknown);
	text_init(&file);
	plan_file(&file, path);
	out->file = arena_strdup(&out->arena, text_str(&file));
	whole = xml_parse_file(text_str(&file), PLAN_BYTES_MAX, &events, &r, diags,
		diags_file(diags, text_str(&file)), out->sha256, &out->bytes);
	text_release(&file);
	map_release(&r.unknown);
	map_release(&r.orders);
	return whole && r.in.ok;
}
