/* Who gives what to whom: the allocation by holder, the largest shipments,
 * and what changes against the announced plan. */
#define _GNU_SOURCE /* qsort_r */

#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Goods of a holder that the plan uses. */
struct given {
	int32_t holder, item;
	enum legal_form form;
	int64_t quantity;
	int64_t on_the_spot; /* of it handed out at the holder's own place */
	int32_t nshipments;
};

struct given_context {
	const struct page *p;
	int64_t *weights; /* [nitems] */
};

static int compare_owners(const void *a, const void *b)
{
	const struct given *x = a, *y = b;

	if (x->holder != y->holder)
		return x->holder < y->holder ? -1 : 1;
	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	return x->form < y->form ? -1 : x->form > y->form;
}

/* Largest part of its item's demand first, then by the holder's and item's id. */
static int compare_given(const void *a, const void *b, void *context)
{
	const struct given *x = a, *y = b;
	const struct given_context *gc = context;
	const struct scenario *s = gc->p->r->scenario;
	wide left = (wide)x->quantity * gc->weights[y->item];
	wide right = (wide)y->quantity * gc->weights[x->item];
	int order;

	if (left != right)
		return left > right ? -1 : 1;
	order = strcmp(x->holder < 0 ? "" : s->holders[x->holder].id,
		y->holder < 0 ? "" : s->holders[y->holder].id);
	if (order == 0)
		order = strcmp(s->items[x->item].id, s->items[y->item].id);
	return order ? order : (int)x->form - (int)y->form;
}

static int64_t *item_weights(const struct page *p)
{
	int64_t *weights = mem_calloc((size_t)p->r->scenario->nitems, sizeof *weights);

	for (int32_t i = 0; i < p->r->scenario->nitems; i++)
		weights[i] = item_weight(p->u, p->r, i);
	return weights;
}

/* Everything given, one entry a holder, item and form: what was handed out of
 * a lot, was left where it was moved to, or is still on the road. */
static struct given *given_list(const struct report *r, const struct rollup *u, int32_t *n)
{
	const struct plan *p = r->plan;
	const struct supply_lot *lots = r->supply->lots;
	struct given *all = mem_calloc((size_t)u->nlines * 2 + (size_t)p->nhandouts +
		(size_t)p->nleftovers + (size_t)r->supply->nlots, sizeof *all);
	int32_t nall = 0, nkept = 0;

	for (int32_t i = 0; i < p->nhandouts; i++) {
		const struct handout *x = &p->handouts[i];
		const struct supply_lot *lot = &lots[x->lot];

		all[nall++] = (struct given){lot->holder, lot->item, lot->form, x->quantity,
			x->shipment < 0 ? x->quantity : 0, 0};
	}
	for (int32_t i = 0; i < r->supply->nlots; i++)
		if (u->lot_kept[i] > 0)
			all[nall++] = (struct given){lots[i].holder, lots[i].item, lots[i].form,
				-u->lot_kept[i] * r->scenario->items[lots[i].item].issue_unit, 0, 0};
	for (int32_t i = 0; i < p->nleftovers; i++) {
		const struct supply_lot *lot = &lots[p->leftovers[i].lot];

		all[nall++] = (struct given){lot->holder, lot->item, lot->form,
			p->leftovers[i].units * r->scenario->items[lot->item].issue_unit, 0, 0};
	}
	for (int32_t i = 0; i < u->nlines; i++) {
		const struct shipment *x = &u->lines[i];
		const struct supply_lot *lot = &lots[x->lot];

		if (x->state == SHIPMENT_CANCELLED)
			continue;
		if (x->arrive >= r->scenario->nperiods)
			all[nall++] = (struct given){lot->holder, lot->item, lot->form,
				x->units * r->scenario->items[x->item].issue_unit, 0, 0};
		if (x->first_leg)
			all[nall++] = (struct given){lot->holder, lot->item, lot->form, 0,
				x->from == x->to ? x->quantity : 0, x->from != x->to};
	}
	if (nall > 0)
		qsort(all, (size_t)nall, sizeof *all, compare_owners);
	for (int32_t i = 0; i < nall; i++) {
		if (nkept > 0 && compare_owners(&all[nkept - 1], &all[i]) == 0) {
			all[nkept - 1].quantity += all[i].quantity;
			all[nkept - 1].on_the_spot += all[i].on_the_spot;
			all[nkept - 1].nshipments += all[i].nshipments;
		} else {
			all[nkept++] = all[i];
		}
	}
	*n = 0;
	for (int32_t i = 0; i < nkept; i++) /* who only kept some gave nothing */
		if (all[i].quantity != 0 || all[i].nshipments > 0)
			all[(*n)++] = all[i];
	return all;
}

void section_holders(const struct page *p, struct section *s)
{
	struct given_context context = {p, NULL};
	struct columns *c = &s->table;
	int32_t n;
	struct given *all = given_list(p->r, p->u, &n);
	size_t shown;

	if (n == 0) {
		mem_free(all);
		return;
	}
	s->title = _("Allocation by holder");
	columns_add(c, _("Holder"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Form"), ALIGN_LEFT);
	columns_add(c, _("Gives"), ALIGN_RIGHT);
	columns_add_optional(c, _("On the spot"), ALIGN_RIGHT);
	columns_add(c, _("Of demand"), ALIGN_RIGHT);
	columns_add(c, _("Shipments"), ALIGN_RIGHT);
	columns_spare(c);
	context.weights = item_weights(p);
	qsort_r(all, (size_t)n, sizeof *all, compare_given, &context);
	shown = section_cut(p, s, (size_t)n, "allocation.csv");
	for (size_t i = 0; i < shown; i++) {
		struct text t;

		text_init(&t);
		columns_put(c, holder_title(p->r, all[i].holder));
		put_item(p, c, all[i].item);
		columns_put(c, all[i].holder < 0 ? "-" : form_title(all[i].form));
		put_quantity(p, c, all[i].item, all[i].quantity);
		put_quantity(p, c, all[i].item, all[i].on_the_spot);
		show_fill(&t, all[i].quantity, context.weights[all[i].item]);
		columns_put(c, text_str(&t));
		columns_int(c, all[i].nshipments);
		text_release(&t);
	}
	mem_free(context.weights);
	mem_free(all);
}

struct shipment_context {
	const struct shipment *lines;
	const int64_t *weights;
};

static int compare_shipments(const void *a, const void *b, void *context)
{
	const struct shipment_context *sc = context;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct shipment *x = &sc->lines[i], *y = &sc->lines[j];
	wide left = (wide)x->quantity * sc->weights[y->item];
	wide right = (wide)y->quantity * sc->weights[x->item];

	if (left != right)
		return left > right ? -1 : 1;
	return i < j ? -1 : i > j;
}

void section_shipments(const struct page *p, struct section *s)
{
	const struct plan *plan = p->r->plan;
	struct columns *c = &s->table;
	struct shipment_context context = {p->u->lines, NULL};
	int64_t *weights;
	int32_t *order;
	size_t shown;

	if (p->u->nlines == 0)
		return;
	s->title = (size_t)p->u->nlines > p->limit ? _("Largest shipments") :
		C_("heading", "Shipments");
	columns_add(c, _("Leaves"), ALIGN_WHOLE);
	columns_add(c, _("From"), ALIGN_LEFT);
	columns_add(c, _("To"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Packs"), ALIGN_WHOLE);
	columns_add(c, _("Arrives"), ALIGN_WHOLE);
	columns_spare(c);
	columns_add_optional(c, _("Order"), ALIGN_WHOLE);
	columns_spare(c);
	weights = item_weights(p);
	context.weights = weights;
	order = mem_calloc((size_t)p->u->nlines, sizeof *order);
	for (int32_t i = 0; i < p->u->nlines; i++)
		order[i] = i;
	shown = section_cut(p, s, (size_t)p->u->nlines, "allocation.csv");
	if (shown < (size_t)p->u->nlines)
		qsort_r(order, (size_t)p->u->nlines, sizeof *order, compare_shipments, &context);
	for (size_t i = 0; i < shown; i++) {
		const struct shipment *x = &p->u->lines[order[i]];
		struct text t;

		text_init(&t);
		show_time(p->r, &t, x->depart_seconds);
		columns_put(c, text_str(&t));
		columns_put(c, place_title(p->r, x->from));
		columns_put(c, place_title(p->r, x->to));
		columns_put(c, item_title(p->r, x->item));
		text_clear(&t);
		show_packs(p->r, &t, x->item, x->lot, x->quantity);
		columns_put(c, text_str(&t));
		text_clear(&t);
		show_time(p->r, &t, x->arrive_seconds);
		columns_put(c, text_str(&t));
		columns_put(c, plan->orders[x->order].number);
		text_release(&t);
	}
	mem_free(order);
	mem_free(weights);
}

const char *change_title(enum change_kind kind)
{
	switch (kind) {
	case CHANGE_KEEP:
		return _("keep");
	case CHANGE_CANCEL:
		return _("cancel");
	case CHANGE_ALTER:
		return _("alter");
	case CHANGE_NEW:
		return _("new");
	case CHANGE_DECIDE:
		return _("needs a decision");
	}
	return "";
}

/* Decisions first, then what is cancelled, altered and new; what is kept last. */
static const enum change_kind change_order[] = {CHANGE_DECIDE, CHANGE_CANCEL, CHANGE_ALTER,
	CHANGE_NEW, CHANGE_KEEP};

int32_t *changes_sorted(const struct plan *plan)
{
	int32_t *order = mem_calloc((size_t)plan->nchanges, sizeof *order), n = 0;

	for (size_t k = 0; k < sizeof change_order / sizeof *change_order; k++) {
		for (int32_t i = 0; i < plan->nchanges; i++) {
			if (plan->changes[i].kind == change_order[k])
				order[n++] = i;
		}
	}
	return order;
}

void changes_table(const struct page *p, struct columns *c, const int32_t *order, size_t n)
{
	columns_add(c, _("Change"), ALIGN_LEFT);
	columns_add(c, _("Order"), ALIGN_WHOLE);
	columns_add(c, _("Version"), ALIGN_WHOLE);
	columns_add(c, _("Leaves"), ALIGN_WHOLE);
	columns_add(c, _("From"), ALIGN_LEFT);
	columns_add(c, _("To"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Before"), ALIGN_RIGHT);
	columns_add(c, _("Now"), ALIGN_RIGHT);
	columns_add_optional(c, _("Why"), ALIGN_LEFT);
	for (size_t i = 0; i < n; i++) {
		const struct change *x = &p->r->plan->changes[order[i]];

		columns_put(c, change_title(x->kind));
		columns_put(c, x->order);
		if (x->version_before > 0 && x->version > 0 && x->version != x->version_before)
			/* Translators: from one version of an order to another. */
			columns_printf(c, _("%d > %d"), x->version_before, x->version);
		else
			columns_int(c, x->version > 0 ? x->version : x->version_before);
		put_period(p, c, x->period);
		columns_put(c, place_title(p->r, x->from));
		columns_put(c, place_title(p->r, x->to));
		if (x->item >= 0) {
			put_item(p, c, x->item);
			put_quantity(p, c, x->item, x->before);
			put_quantity(p, c, x->item, x->after);
		} else {
			columns_put(c, "-");
			columns_int(c, x->before);
			columns_int(c, x->after);
		}
		columns_put(c, x->why);
	}
}

void section_changes(const struct page *p, struct section *s)
{
	int32_t count[CHANGE_DECIDE + 1] = {0};
	int32_t *order, nchanged;

	if (p->r->plan->nchanges == 0)
		return;
	for (int32_t i = 0; i < p->r->plan->nchanges; i++)
		count[p->r->plan->changes[i].kind]++;
	nchanged = p->r->plan->nchanges - count[CHANGE_KEEP];
	s->title = _("Changes against the announced plan");
	text_printf(&s->before, _("Kept %d, cancelled %d, altered %d, new %d, to be decided %d."),
		count[CHANGE_KEEP], count[CHANGE_CANCEL], count[CHANGE_ALTER], count[CHANGE_NEW],
		count[CHANGE_DECIDE]);
	text_putc(&s->before, '\n');
	if (count[CHANGE_DECIDE] > 0)
		text_puts(&s->before, _("Before: as announced. Now: of a truck caught on a closed road what it still "
			"brings within the\nhorizon once its road is open again, 0 = nothing; of goods that came "
			"short what came.\n"));
	order = changes_sorted(p->r->plan);
	if (nchanged > 0)
		changes_table(p, &s->table, order, section_cut(p, s, (size_t)nchanged, "changes.txt"));
	mem_free(order);
}
