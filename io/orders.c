/* Orders. Dispatch orders: one file a holder, one order a legal form and
 * agreement. Forwarding orders: one file a place that sends goods on. They are
 * valid when signed; goods without consent are never in one. */
#include "io/deliveries.h"
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

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
		text_puts(out, "______________"); /* to be filled in */
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
	struct text as_of;
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
	text_init(&as_of);
	show_date(r, &as_of, s->as_of.seconds - s->start.seconds);
	text_printf(out, _("Plan as of: %s"), text_str(&as_of));
	text_release(&as_of);
	text_putc(out, '\n');
	if (quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("The data of this holder are synthetic."));
	else if (quality == QUALITY_ESTIMATED)
		text_printf(out, "%s\n", _("The data of this holder are estimates."));
	show_basis(u, out);
	text_printf(out, "%s\n", _("Valid only when signed; a later version replaces it."));
}

/* Lines of this version that were issued, have left or were cancelled: they are
 * on the paper that sent them. */
static void show_done(const struct report *r, const struct rollup *u, struct paper *out, int32_t order)
{
	struct columns c;
	struct text t;

	columns_init(&c);
	text_init(&t);
	columns_add(&c, _("Line"), ALIGN_RIGHT);
	columns_add(&c, _("Leaves"), ALIGN_WHOLE);
	columns_add(&c, _("Deliver to"), ALIGN_LEFT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add_optional(&c, _("Lot"), lot_align(r));
	columns_add(&c, _("Packs"), ALIGN_WHOLE);
	columns_add(&c, _("State"), ALIGN_WHOLE);
	for (int32_t k = u->lines_of[order]; k < u->lines_of[order + 1]; k++) {
		const struct shipment *x = &u->lines[u->by_order[k]];

		if (x->state == SHIPMENT_PLANNED)
			continue;
		columns_int(&c, x->line);
		text_clear(&t);
		show_time(r, &t, x->depart_seconds);
		columns_put(&c, text_str(&t));
		columns_put(&c, x->from == x->to ? _("on the spot") : place_title(r, x->to));
		columns_put(&c, item_title(r, x->item));
		columns_put(&c, lot_name(r, x->lot));
		text_clear(&t);
		show_packs(r, &t, x->item, x->lot, x->quantity);
		columns_put(&c, text_str(&t));
		columns_put(&c, shipment_state_title(x->state));
	}
	if (columns_rows(&c) > 0) {
		text_printf(&out->part, "\n%s\n", _("Of this version, on an earlier paper"));
		paper_table(out, &c);
	}
	text_release(&t);
	columns_release(&c);
}

static void show_order(const struct report *r, const struct rollup *u, struct text *out, int32_t order)
{
	const struct order *o = &r->plan->orders[order];
	struct deliveries d;
	struct paper paper;
	struct text name;

	paper_init(&paper);
	deliveries_build(&d, r, u, order);
	show_order_head(r, u, &paper.part, o);
	if (o->nlines == 0)
		text_printf(&paper.part, "\n%s\n", _("Nothing of this order is to be sent any more. What earlier "
			"versions ordered and has not left is cancelled."));
	else if (d.n == 0)
		text_printf(&paper.part, "\n%s\n", _("Nothing of this version is still to be sent: no signature is "
			"needed."));
	else
		deliveries_ready(&d, r, u, &paper);
	if (d.n > 1)
		deliveries_list(&d, r, u, &paper);
	show_done(r, u, &paper, order);
	if (d.n > 0 || o->nlines == 0) {
		text_putc(&paper.part, '\n');
		show_signatures(&paper.part);
	}
	paper_part(&paper);
	deliveries_sheets(&d, r, u, &paper);
	text_init(&name);
	text_printf(&name, _("%s %s, version %d"), order_title(o), o->number, o->version);
	basis_mark(u, &name);
	paper_print(&paper, out, text_str(&name));
	text_release(&name);
	deliveries_release(&d);
	paper_release(&paper);
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
				text_putc(&t, '\f');
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
