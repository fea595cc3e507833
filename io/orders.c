/* Orders. Dispatch orders: one file a holder, one order a legal form and
 * agreement. Forwarding orders: one file a place that sends goods on. They are
 * valid when signed; goods without consent are never in one. */
#define _GNU_SOURCE /* qsort_r */

#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* What is known of a name, a contact, a phone and an address, in a row. */
static void show_parts(struct text *out, const char *name, const char *contact, const char *phone,
	const char *address)
{
	const char *const parts[] = {name, contact, phone, address};
	bool any = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!parts[i] || !*parts[i])
			continue;
		/* Translators: stands between a name, a phone number and an address. */
		text_puts(out, any ? C_("address", ", ") : "");
		text_puts(out, parts[i]);
		any = true;
	}
}

void show_receiver(const struct report *r, struct text *out, int32_t place)
{
	const struct place *p = &r->scenario->places[place];
	const char *contact = label_text(p->contact, r->language, "");
	const size_t before = out->length;

	show_parts(out, NULL, contact, p->phone, p->address);
	if (out->length == before)
		text_puts(out, "-");
}

void show_signatures(struct text *out)
{
	text_puts(out, _("Drafted: ______________  Checked: ______________  Issued: ______________\n"));
	text_puts(out, _("Date and seal: ______________\n"));
}

void show_basis(const struct rollup *u, struct text *out)
{
	size_t before = out->length;

	basis_text(u, out);
	if (out->length > before)
		text_putc(out, '\n');
}

/* The last moment at which the load can leave and still arrive in the period
 * that the plan counts on. */
static int64_t latest_departure(const struct scenario *s, const struct shipment *x)
{
	int64_t lead = x->arrive_seconds - x->depart_seconds;
	int64_t end = ((int64_t)x->depart + 1) * s->period;
	int64_t arrival = ((int64_t)x->arrive + 1) * s->period - lead;

	return arrival < end ? arrival : end;
}

static void put_window(const struct report *r, struct columns *c, const struct shipment *x)
{
	int64_t latest = latest_departure(r->scenario, x);
	struct text t;

	text_init(&t);
	show_time(r, &t, x->depart_seconds);
	if (latest > x->depart_seconds) {
		text_puts(&t, " - ");
		show_time(r, &t, latest);
	}
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void show_order_basis(const struct report *r, struct text *out, const struct order *order)
{
	const struct agreement *a = order->agreement < 0 ? NULL
		: &r->scenario->holders[order->holder].agreements[order->agreement];
	char from[48], until[48];

	if (order->holder < 0) {
		text_puts(out, _("Basis: goods on their way, sent to this place to be passed on"));
	} else if (order->form == LEGAL_TRANSFER) {
		text_puts(out, _("Basis: stock owned by the government"));
	} else if (a) {
		const char *number = a->number && *a->number ? a->number : a->id;

		if (a->from == DAY_NONE && a->to == DAY_NONE)
			text_printf(out, _("Basis: agreement %s"), number);
		else
			text_printf(out, _("Basis: agreement %s (in force %s to %s)"), number,
				a->from == DAY_NONE ? "-" : day_format(from, a->from),
				a->to == DAY_NONE ? "-" : day_format(until, a->to));
	} else {
		text_puts(out, _("Basis: the holder's agreement"));
	}
	text_putc(out, '\n');
}

/* Who is to send the goods: the holder, or the place that they go on from. */
static void show_addressee(const struct report *r, struct text *out, const struct order *order)
{
	struct text to;

	text_init(&to);
	if (order->holder < 0) {
		const struct place *p = &r->scenario->places[order->place];

		show_parts(&to, place_title(r, order->place), label_text(p->contact, r->language, ""), p->phone,
			p->address);
	} else {
		const struct holder *h = &r->scenario->holders[order->holder];

		show_parts(&to, label_text(h->name, r->language, h->id), h->contact, h->phone, h->address);
	}
	text_printf(out, _("To: %s"), text_str(&to));
	text_putc(out, '\n');
	text_release(&to);
}

static const char *order_title(const struct order *order)
{
	if (order->holder < 0)
		return _("Forwarding order");
	return order->form == LEGAL_TRANSFER ? _("Transfer order") : _("Notice of call-up under agreement");
}

static void show_order_head(const struct report *r, const struct rollup *u, struct text *out,
	const struct order *order)
{
	const struct scenario *s = r->scenario;
	enum quality quality = order->holder < 0 ? QUALITY_RECORDED : s->holders[order->holder].quality;

	text_printf(out, "%s\n", order_title(order));
	text_printf(out, _("Number: %s  Version: %d"), order->number, order->version);
	text_putc(out, '\n');
	text_printf(out, _("Issued by: %s"), label_text(s->office, r->language, "______________"));
	text_putc(out, '\n');
	show_order_basis(r, out, order);
	show_addressee(r, out, order);
	text_printf(out, _("Event: %s"), label_text(s->title, r->language, s->id));
	text_putc(out, '\n');
	if (quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("The data of this holder are synthetic."));
	else if (quality == QUALITY_ESTIMATED)
		text_printf(out, "%s\n", _("The data of this holder are estimates."));
	show_basis(u, out);
}

static void show_order_lines(const struct report *r, const struct rollup *u, struct text *out,
	int32_t order)
{
	struct columns c;
	struct text t;

	text_init(&t);
	columns_init(&c);
	columns_add(&c, _("Line"), ALIGN_RIGHT);
	columns_add(&c, _("Load and leave"), ALIGN_WHOLE);
	columns_add(&c, _("Deliver to"), ALIGN_LEFT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add_optional(&c, _("Specification"), ALIGN_LEFT);
	columns_add_optional(&c, _("Lot"), ALIGN_LEFT);
	columns_add_optional(&c, _("Expires"), ALIGN_WHOLE);
	columns_add(&c, _("Packs"), ALIGN_WHOLE);
	columns_add(&c, _("Quantity"), ALIGN_RIGHT);
	columns_add(&c, _("Unit"), ALIGN_LEFT);
	columns_add_optional(&c, _("State"), ALIGN_WHOLE);
	for (int32_t k = u->lines_of[order]; k < u->lines_of[order + 1]; k++) {
		const struct shipment *x = &u->lines[u->by_order[k]];
		char number[48];

		columns_int(&c, x->line);
		put_window(r, &c, x);
		columns_put(&c, x->from == x->to ? _("on the spot") : place_title(r, x->to));
		columns_put(&c, item_title(r, x->item));
		columns_put(&c, item_spec(r, x->item, x->lot));
		columns_put(&c, lot_name(r, x->lot));
		text_clear(&t);
		show_day(&t, lot_expires(r, x->lot));
		columns_put(&c, text_str(&t));
		text_clear(&t);
		show_packs(r, &t, x->item, x->lot, x->quantity);
		columns_put(&c, text_str(&t));
		columns_put(&c, decimal_format(number, x->quantity,
			r->scenario->items[x->item].decimals));
		columns_put(&c, item_unit(r, x->item));
		columns_put(&c, x->state == SHIPMENT_PLANNED ? "" : shipment_state_title(x->state));
	}
	columns_print(&c, out, 0, 0);
	columns_release(&c);
	text_release(&t);
}

struct trip { /* a destination and the way there */
	int32_t to, route;
};

static int compare_trips(const void *a, const void *b, void *context)
{
	const struct trip *x = a, *y = b;
	const struct scenario *s = context;
	int order = strcmp(s->places[x->to].id, s->places[y->to].id);

	if (order != 0)
		return order;
	return strcmp(x->route < 0 ? "" : s->routes[x->route].id,
		y->route < 0 ? "" : s->routes[y->route].id);
}

/* Every destination once: the way there and who receives. */
static void show_destinations(const struct report *r, const struct rollup *u, struct text *out,
	int32_t order)
{
	int32_t start = u->lines_of[order], n = u->lines_of[order + 1] - start;
	struct trip *trips = mem_calloc((size_t)n, sizeof *trips);
	struct columns c;
	struct text t;

	text_init(&t);
	columns_init(&c);
	columns_add(&c, _("Deliver to"), ALIGN_LEFT);
	columns_add(&c, _("Route"), ALIGN_LEFT);
	columns_add(&c, _("By way of"), ALIGN_LEFT);
	columns_add(&c, _("Hours"), ALIGN_RIGHT);
	columns_add(&c, _("Receiver"), ALIGN_LEFT);
	for (int32_t k = 0; k < n; k++) {
		const struct shipment *x = &u->lines[u->by_order[start + k]];

		trips[k] = (struct trip){x->to, x->route};
	}
	if (n > 0)
		qsort_r(trips, (size_t)n, sizeof *trips, compare_trips, (void *)(uintptr_t)r->scenario);
	for (int32_t k = 0; k < n; k++) {
		const struct route *way = trips[k].route < 0 ? NULL : &r->scenario->routes[trips[k].route];
		char number[48];

		if (k > 0 && trips[k].to == trips[k - 1].to && trips[k].route == trips[k - 1].route)
			continue;
		columns_put(&c, place_title(r, trips[k].to));
		columns_printf(&c, way && way->estimated ? _("%s (estimated)") : "%s",
			way ? way->id : _("on the spot"));
		text_clear(&t);
		if (way)
			show_segments(r, &t, trips[k].route);
		columns_put(&c, way ? text_str(&t) : "-");
		columns_put(&c, way ? decimal_format(number, int_ceil_div(way->lead, 360), 1) : "-");
		text_clear(&t);
		show_receiver(r, &t, trips[k].to);
		columns_put(&c, text_str(&t));
	}
	columns_print(&c, out, 0, 0);
	columns_release(&c);
	text_release(&t);
	mem_free(trips);
}

static void show_return_slip(const struct report *r, const struct rollup *u, struct text *out,
	int32_t order)
{
	const struct order *o = &r->plan->orders[order];
	struct columns c;

	text_printf(out, "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -\n");
	text_printf(out, _("Return slip for %s, version %d"), o->number, o->version);
	text_putc(out, '\n');
	columns_init(&c);
	columns_add(&c, _("Line"), ALIGN_RIGHT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add(&c, _("Ordered"), ALIGN_RIGHT);
	columns_add(&c, C_("column", "Received"), ALIGN_LEFT);
	columns_add(&c, _("Reason for the difference"), ALIGN_LEFT);
	for (int32_t k = u->lines_of[order]; k < u->lines_of[order + 1]; k++) {
		const struct shipment *x = &u->lines[u->by_order[k]];
		char number[48];

		if (x->state == SHIPMENT_CANCELLED)
			continue;
		columns_int(&c, x->line);
		columns_printf(&c, _("%s (%s)"), item_title(r, x->item), item_unit(r, x->item));
		columns_put(&c, decimal_format(number, x->quantity,
			r->scenario->items[x->item].decimals));
		columns_put(&c, "__________");
		columns_put(&c, "________________________");
	}
	columns_print(&c, out, 0, 0);
	columns_release(&c);
	text_puts(out,
		_("Received by: ______________  Driver: ______________  Time: ______________\n"));
}

static void show_order(const struct report *r, const struct rollup *u, struct text *out,
	int32_t order)
{
	show_order_head(r, u, out, &r->plan->orders[order]);
	text_printf(out, "%s\n", _("Valid only when signed; a later version replaces it."));
	text_putc(out, '\n');
	if (r->plan->orders[order].nlines == 0) {
		text_printf(out, "%s\n\n", _("Nothing of this order is to be sent any more. What earlier versions "
			"ordered and has not left is cancelled."));
		show_signatures(out);
		return;
	}
	show_order_lines(r, u, out, order);
	text_putc(out, '\n');
	show_destinations(r, u, out, order);
	text_putc(out, '\n');
	show_signatures(out);
	text_putc(out, '\n');
	show_return_slip(r, u, out, order);
}

static bool same_addressee(const struct order *a, const struct order *b)
{
	return a->holder == b->holder && a->place == b->place;
}

static const char *addressee_id(const struct report *r, const struct order *order)
{
	return order->holder < 0 ? r->scenario->places[order->place].id : r->scenario->holders[order->holder].id;
}

bool orders_save(const struct report *r, const struct rollup *u, struct folder *f)
{
	const struct plan *p = r->plan;
	struct file_names names;
	struct text t, name;

	if (!folder_make(f, "orders"))
		return false;
	file_names_init(&names);
	text_init(&t);
	text_init(&name);
	for (int32_t o = 0; o < p->norders; o++) {
		const struct order *order = &p->orders[o];
		bool first = o == 0 || !same_addressee(order - 1, order);
		bool last = o + 1 == p->norders || !same_addressee(order, order + 1);

		if (first)
			text_clear(&t);
		/* no order without consent, whatever a plan says */
		if (order->form != LEGAL_REQUISITION) {
			if (t.length > 0)
				text_puts(&t, "\n\f\n");
			show_order(r, u, &t, o);
		}
		if (last && t.length > 0) {
			text_clear(&name);
			text_printf(&name, "orders/%s", file_name_add(&names, addressee_id(r, order), ".txt"));
			save_text(f, text_str(&name), &t);
		}
	}
	folder_tidy(f, "orders", &names);
	text_release(&name);
	text_release(&t);
	file_names_release(&names);
	return !f->failed;
}
