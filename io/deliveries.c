#define _GNU_SOURCE /* qsort_r */

#include "io/deliveries.h"
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/order.h"

#include <stdlib.h>
#include <string.h>

/* The last minute at which the load can leave and still arrive in the period
 * that the plan counts on. */
static int64_t latest_departure(const struct scenario *s, const struct shipment *x)
{
	int64_t lead = x->arrive_seconds - x->depart_seconds;
	int64_t end = ((int64_t)x->depart + 1) * s->period;
	int64_t arrival = ((int64_t)x->arrive + 1) * s->period - lead;
	int64_t latest = (arrival < end ? arrival : end) - 60;

	return latest > x->depart_seconds ? latest : x->depart_seconds;
}

/* --- which lines go together --- */

struct look {
	const struct report *r;
	const struct rollup *u;
};

/* 0: one delivery. */
static int compare_loads(const struct scenario *s, const struct shipment *x, const struct shipment *y)
{
	int order = int_compare(x->depart_seconds, y->depart_seconds);

	if (order == 0)
		order = strcmp(s->places[x->to].id, s->places[y->to].id);
	if (order == 0)
		order = text_compare(x->route < 0 ? NULL : s->routes[x->route].id,
			y->route < 0 ? NULL : s->routes[y->route].id);
	return order ? order : int_compare(x->arrive_seconds, y->arrive_seconds);
}

static int compare_lines(const void *a, const void *b, void *context)
{
	const struct look *look = context;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct shipment *x = &look->u->lines[i], *y = &look->u->lines[j];
	int order = compare_loads(look->r->scenario, x, y);

	if (order == 0)
		order = int_compare(x->line, y->line);
	return order ? order : int_compare(i, j);
}

/* The warehouse's order: by time, item, lot. */
static int compare_ready(const void *a, const void *b, void *context)
{
	const struct look *look = context;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct shipment *x = &look->u->lines[i], *y = &look->u->lines[j];
	const struct item *items = look->r->scenario->items;
	int order = int_compare(x->depart_seconds, y->depart_seconds);

	if (order == 0)
		order = strcmp(items[x->item].id, items[y->item].id);
	if (order == 0)
		order = int_compare(x->lot, y->lot);
	return order ? order : int_compare(i, j);
}

void deliveries_build(struct deliveries *d, const struct report *r, const struct rollup *u, int32_t order)
{
	int32_t start = u->lines_of[order], n = u->lines_of[order + 1] - start;
	struct look look = {r, u};

	d->order = &r->plan->orders[order];
	d->lines = mem_calloc((size_t)n, sizeof *d->lines);
	d->all = mem_calloc((size_t)n, sizeof *d->all);
	d->nlines = d->n = 0;
	for (int32_t k = start; k < start + n; k++)
		if (u->lines[u->by_order[k]].state == SHIPMENT_PLANNED)
			d->lines[d->nlines++] = u->by_order[k];
	if (d->nlines > 0)
		qsort_r(d->lines, (size_t)d->nlines, sizeof *d->lines, compare_lines, &look);
	for (int32_t k = 0; k < d->nlines; k++) {
		const struct shipment *x = &u->lines[d->lines[k]];

		if (k == 0 || compare_loads(r->scenario, &u->lines[d->lines[k - 1]], x) != 0)
			d->all[d->n++] = (struct delivery){k, k, x->to, x->route, x->depart_seconds,
				latest_departure(r->scenario, x)};
		d->all[d->n - 1].end = k + 1;
	}
}

void deliveries_release(struct deliveries *d)
{
	mem_free(d->lines);
	mem_free(d->all);
}

/* --- cells that tables share --- */

static void put_window(const struct report *r, struct columns *c, const struct delivery *load)
{
	struct text t;

	text_init(&t);
	show_moment(r, &t, load->leave);
	if (load->latest > load->leave) {
		text_puts(&t, " - ");
		show_moment(r, &t, load->latest);
	}
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_kg(struct columns *c, wide grams)
{
	struct text t;

	text_init(&t);
	if (grams < 0)
		text_putc(&t, '-');
	else
		show_kg(&t, grams);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void add_goods_columns(const struct report *r, struct columns *c)
{
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add_optional(c, _("Specification"), ALIGN_LEFT);
	columns_add_optional(c, _("Lot"), lot_align(r));
	columns_add_optional(c, _("Expires"), ALIGN_WHOLE);
	columns_add(c, _("Packs"), ALIGN_WHOLE);
	columns_add(c, _("Quantity"), ALIGN_RIGHT);
	columns_add(c, _("Unit"), ALIGN_WHOLE);
	columns_add_optional(c, _("kg"), ALIGN_RIGHT);
}

static void put_goods(const struct report *r, struct columns *c, int32_t item, int32_t lot, int64_t quantity)
{
	char number[48];
	struct text t;

	text_init(&t);
	columns_put(c, item_title(r, item));
	columns_put(c, item_spec(r, item, lot));
	columns_put(c, lot_name(r, lot));
	show_day(&t, lot_expires(r, lot));
	columns_put(c, text_str(&t));
	text_clear(&t);
	show_packs(r, &t, item, lot, quantity);
	columns_put(c, text_str(&t));
	columns_put(c, decimal_format(number, quantity, r->scenario->items[item].decimals));
	columns_put(c, item_unit(r, item));
	put_kg(c, item_grams(r, item, quantity));
	text_release(&t);
}

/* Mass of the lines [first, end); *unknown: lines whose mass is not known. */
static wide load_grams(const struct deliveries *d, const struct report *r, const struct rollup *u,
	int32_t first, int32_t end, int32_t *unknown)
{
	wide sum = 0;

	*unknown = 0;
	for (int32_t k = first; k < end; k++) {
		const struct shipment *x = &u->lines[d->lines[k]];
		wide grams = item_grams(r, x->item, x->quantity);

		if (grams < 0)
			(*unknown)++;
		else
			sum += grams;
	}
	return sum;
}

/* "lines 12, weight 386.2 kg" */
static void show_load(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct text *out, int32_t first, int32_t end)
{
	int32_t unknown;
	wide grams = load_grams(d, r, u, first, end, &unknown);
	struct text kg;

	text_init(&kg);
	show_kg(&kg, grams);
	if (unknown == end - first)
		text_printf(out, _("lines %d, weight not known"), (int)(end - first));
	else if (unknown > 0)
		text_printf(out, _("lines %d, weight %s kg and that of %d lines, which is not known"), (int)(end - first),
			text_str(&kg), (int)unknown);
	else
		text_printf(out, _("lines %d, weight %s kg"), (int)(end - first), text_str(&kg));
	text_release(&kg);
}

/* --- the order as a whole --- */

/* Is more than one delivery loaded at the same time? Else each of them says
 * itself what must be ready. */
static bool loads_share_a_time(const struct deliveries *d)
{
	for (int32_t i = 1; i < d->n; i++)
		if (d->all[i].leave == d->all[i - 1].leave)
			return true;
	return false;
}

/* What must be ready at one time: lines [first, end), in the warehouse's order. */
static void ready_table(const struct report *r, const struct rollup *u, const int32_t *lines, int32_t first,
	int32_t end, struct paper *out)
{
	struct columns c;
	int32_t next;

	columns_init(&c);
	add_goods_columns(r, &c);
	for (int32_t k = first; k < end; k = next) {
		const struct shipment *x = &u->lines[lines[k]];
		int64_t quantity = 0;

		for (next = k; next < end && u->lines[lines[next]].lot == x->lot; next++)
			quantity += u->lines[lines[next]].quantity;
		put_goods(r, &c, x->item, x->lot, quantity);
	}
	paper_table(out, &c);
	columns_release(&c);
}

void deliveries_ready(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out)
{
	int32_t *lines = mem_calloc((size_t)d->nlines, sizeof *lines), first, end;
	struct look look = {r, u};
	struct text t;

	text_init(&t);
	memcpy(lines, d->lines, (size_t)d->nlines * sizeof *lines);
	qsort_r(lines, (size_t)d->nlines, sizeof *lines, compare_ready, &look);
	for (first = 0; loads_share_a_time(d) && first < d->nlines; first = end) {
		int64_t leave = u->lines[lines[first]].depart_seconds;

		for (end = first; end < d->nlines && u->lines[lines[end]].depart_seconds == leave;)
			end++;
		text_clear(&t);
		show_moment(r, &t, leave);
		text_putc(&out->part, '\n');
		text_printf(&out->part, _("To be made ready by %s"), text_str(&t));
		text_putc(&out->part, '\n');
		ready_table(r, u, lines, first, end, out);
	}
	text_putc(&out->part, '\n');
	text_clear(&t);
	show_load(d, r, u, &t, 0, d->nlines);
	text_printf(&out->part, _("The whole order: %s. Weights are rounded up."), text_str(&t));
	text_putc(&out->part, '\n');
	paper_part(out);
	text_release(&t);
	mem_free(lines);
}

void deliveries_list(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out)
{
	struct columns c;

	columns_init(&c);
	columns_add(&c, _("Delivery"), ALIGN_RIGHT);
	columns_add(&c, _("Load and leave"), ALIGN_WHOLE);
	columns_add(&c, _("Deliver to"), ALIGN_LEFT);
	columns_add(&c, _("Lines"), ALIGN_RIGHT);
	columns_add_optional(&c, _("kg"), ALIGN_RIGHT);
	for (int32_t i = 0; i < d->n; i++) {
		const struct delivery *load = &d->all[i];
		int32_t unknown;
		wide grams = load_grams(d, r, u, load->first, load->end, &unknown);

		columns_int(&c, (int64_t)i + 1);
		put_window(r, &c, load);
		columns_printf(&c, load->route < 0 ? _("%s (on the spot)") : "%s", place_title(r, load->to));
		columns_int(&c, load->end - load->first);
		put_kg(&c, unknown > 0 ? -1 : grams);
	}
	text_printf(&out->part, "\n%s\n", _("Deliveries"));
	paper_table(out, &c);
	columns_release(&c);
}

/* --- one delivery --- */

static void show_way(const struct report *r, struct text *out, const struct delivery *load)
{
	const struct route *way = load->route < 0 ? NULL : &r->scenario->routes[load->route];
	struct text t;
	char hours[48];

	if (!way) {
		text_printf(out, "%s\n", _("Way: handed over where the goods are stored"));
		return;
	}
	text_init(&t);
	show_segments(r, &t, load->route);
	decimal_format(hours, int_ceil_div(way->lead, 360), 1);
	if (way->nvia == 0)
		text_printf(out, _("Way: %s, direct; takes %s h"), way->id, hours);
	else
		text_printf(out, _("Way: %s, by way of %s; takes %s h"), way->id, text_str(&t), hours);
	if (way->estimated)
		text_puts(out, _(" (estimated)"));
	text_putc(out, '\n');
	text_release(&t);
}

static void show_delivery_head(const struct report *r, struct text *out, const struct delivery *load)
{
	const struct scenario *s = r->scenario;
	struct text t;

	text_init(&t);
	show_receiver(r, &t, load->to);
	if (s->places[load->to].in >= 0)
		text_printf(out, _("Deliver to: %s (%s)"), place_title(r, load->to),
			place_title(r, s->places[load->to].in));
	else
		text_printf(out, _("Deliver to: %s"), place_title(r, load->to));
	text_putc(out, '\n');
	text_printf(out, _("Receiver: %s"), text_str(&t));
	text_putc(out, '\n');
	text_clear(&t);
	show_moment(r, &t, load->leave);
	if (load->latest > load->leave) {
		text_puts(&t, " - ");
		show_moment(r, &t, load->latest);
	}
	text_printf(out, load->route < 0 ? _("Hand over: %s") : _("Load and leave: %s"), text_str(&t));
	text_putc(out, '\n');
	show_way(r, out, load);
	text_release(&t);
}

static void show_goods(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out, const struct delivery *load)
{
	struct columns c;
	struct text t;

	columns_init(&c);
	columns_add(&c, _("Line"), ALIGN_RIGHT);
	add_goods_columns(r, &c);
	for (int32_t k = load->first; k < load->end; k++) {
		const struct shipment *x = &u->lines[d->lines[k]];

		columns_int(&c, x->line);
		put_goods(r, &c, x->item, x->lot, x->quantity);
	}
	columns_fold(&c, &out->part, PAPER_COLUMNS);
	columns_release(&c);
	text_init(&t);
	show_load(d, r, u, &t, load->first, load->end);
	text_printf(&out->part, _("In all: %s."), text_str(&t));
	text_putc(&out->part, '\n');
	text_release(&t);
	if (load->route >= 0)
		text_puts(&out->part, _("Vehicle: ______________  Driver: ______________  Left at: ______________\n"));
}

static void show_return_slip(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct text *out, const struct delivery *load)
{
	struct columns c;

	for (int k = 0; k < PAPER_COLUMNS / 2; k++)
		text_puts(out, "- ");
	out->bytes[out->length - 1] = '\n';
	text_printf(out, _("Return slip: %s, version %d, delivery %d of %d, to %s"), d->order->number,
		d->order->version, (int)(load - d->all) + 1, (int)d->n, place_title(r, load->to));
	text_putc(out, '\n');
	columns_init(&c);
	columns_add(&c, _("Line"), ALIGN_RIGHT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add_optional(&c, _("Lot"), lot_align(r));
	columns_add(&c, _("Ordered"), ALIGN_RIGHT);
	columns_add(&c, _("Unit"), ALIGN_WHOLE);
	columns_add(&c, C_("column", "Received"), ALIGN_WHOLE);
	columns_add(&c, _("Reason for the difference"), ALIGN_WHOLE);
	for (int32_t k = load->first; k < load->end; k++) {
		const struct shipment *x = &u->lines[d->lines[k]];
		char number[48];

		columns_int(&c, x->line);
		columns_put(&c, item_title(r, x->item));
		columns_put(&c, lot_name(r, x->lot));
		columns_put(&c, decimal_format(number, x->quantity, r->scenario->items[x->item].decimals));
		columns_put(&c, item_unit(r, x->item));
		columns_put(&c, "__________");
		columns_put(&c, "____________________");
	}
	columns_fold(&c, out, PAPER_COLUMNS);
	columns_release(&c);
	text_puts(out, _("Received by (signature): ______________  Driver: ______________  Time: ______________\n"));
}

void deliveries_sheets(const struct deliveries *d, const struct report *r, const struct rollup *u,
	struct paper *out)
{
	struct text slip;

	text_init(&slip);
	for (int32_t i = 0; i < d->n; i++) {
		const struct delivery *load = &d->all[i];

		/* A truck takes its sheet with it; what is handed over on the spot needs none. */
		if (load->route >= 0 && d->n > 1)
			paper_break(out);
		text_putc(&out->part, '\n');
		text_printf(&out->part, _("Delivery %d of %d"), (int)i + 1, (int)d->n);
		text_putc(&out->part, '\n');
		show_delivery_head(r, &out->part, load);
		show_goods(d, r, u, out, load);
		text_putc(&out->part, '\n');
		text_clear(&slip);
		show_return_slip(d, r, u, &slip, load);
		if (!paper_fits(out, &slip))
			paper_part(out);
		text_add(&out->part, text_str(&slip), slip.length);
		paper_part(out);
	}
	text_release(&slip);
}
