/* What remains and what expires, which limits are used up, what would need a
 * requisition, what is to be decided, how each holder's callable quantity came
 * about, and the balance of every item. */
#define _GNU_SOURCE /* qsort_r */

#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void section_remaining(const struct page *p, struct section *s)
{
	struct columns *c = &s->table;

	s->title = _("What remains at the end");
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Callable, with holders"), ALIGN_RIGHT);
	columns_add_optional(c, _("Of it end stock"), ALIGN_RIGHT);
	columns_add(c, _("Expires unused"), ALIGN_RIGHT);
	columns_add_optional(c, _("Lost with its place"), ALIGN_RIGHT);
	columns_add_optional(c, _("Left where moved"), ALIGN_RIGHT);
	columns_add_optional(c, _("Expired there"), ALIGN_RIGHT);
	columns_add_optional(c, _("Under way"), ALIGN_RIGHT);
	for (int32_t j = 0; j < p->r->scenario->nitems; j++) {
		int32_t i = p->u->items[j];
		const struct balance *b = &p->u->balances[i];

		if (b->held == 0 && b->held_expired == 0 && b->lost == 0 && b->left == 0 && b->left_expired == 0 &&
				b->under_way == 0)
			continue;
		put_item(p, c, i);
		put_quantity(p, c, i, b->held);
		put_quantity(p, c, i, b->kept);
		put_quantity(p, c, i, b->held_expired);
		put_quantity(p, c, i, b->lost);
		put_quantity(p, c, i, b->left);
		put_quantity(p, c, i, b->left_expired);
		put_quantity(p, c, i, b->under_way);
	}
	if (columns_rows(c) == 0) {
		text_puts(&s->before, _("Nothing callable remains."));
		text_putc(&s->before, '\n');
	}
}

struct lot_context {
	const struct page *p;
	const int64_t *quantities; /* [supply.nlots] */
	const int64_t *weights; /* [nitems] */
};

static int compare_lots(const void *a, const void *b, void *context)
{
	const struct lot_context *lc = context;
	int32_t i = *(const int32_t *)a, j = *(const int32_t *)b;
	const struct supply_lot *lots = lc->p->r->supply->lots;
	wide left, right;

	if (lots[i].last_day != lots[j].last_day)
		return lots[i].last_day < lots[j].last_day ? -1 : 1;
	left = (wide)lc->quantities[i] * lc->weights[lots[j].item];
	right = (wide)lc->quantities[j] * lc->weights[lots[i].item];
	if (left != right)
		return left > right ? -1 : 1;
	return i < j ? -1 : i > j;
}

static void put_lot(const struct page *p, struct columns *c, int32_t lot, int64_t quantity)
{
	const struct supply_lot *l = &p->r->supply->lots[lot];
	const char *name = lot_name(p->r, lot);
	struct text t;

	text_init(&t);
	show_day(&t, l->last_day);
	columns_put(c, text_str(&t));
	columns_put(c, holder_title(p->r, l->holder));
	put_item(p, c, l->item);
	columns_put(c, name ? name : "-");
	put_quantity(p, c, l->item, quantity);
	text_clear(&t);
	show_packs(p->r, &t, l->item, lot, quantity);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* Lots that expire in the horizon and are not used up, earliest first. */
void section_expiring(const struct page *p, struct section *s)
{
	const struct supply *v = p->r->supply;
	struct columns *c = &s->table;
	int64_t *quantities = mem_calloc((size_t)v->nlots, sizeof *quantities);
	int64_t *weights = mem_calloc((size_t)p->r->scenario->nitems, sizeof *weights);
	int32_t *order = mem_calloc((size_t)v->nlots, sizeof *order), n = 0;
	struct lot_context context = {p, quantities, weights};

	for (int32_t i = 0; i < p->r->scenario->nitems; i++)
		weights[i] = item_weight(p->u, p->r, i);
	for (int32_t i = 0; i < v->nlots; i++) {
		if (v->lots[i].last_day != DAY_NONE && !lot_lost(p->r, i, v->lots[i].place))
			quantities[i] = p->u->lot_left[i] * p->r->scenario->items[v->lots[i].item].issue_unit;
	}
	for (int32_t i = 0; i < p->r->plan->nleftovers; i++) {
		const struct leftover *left = &p->r->plan->leftovers[i];

		if (left->expired && !lot_lost(p->r, left->lot, left->place))
			quantities[left->lot] +=
				left->units * p->r->scenario->items[v->lots[left->lot].item].issue_unit;
	}
	for (int32_t i = 0; i < v->nlots; i++) {
		if (quantities[i] > 0)
			order[n++] = i;
	}
	if (n > 0) {
		size_t shown;

		s->title = _("Expires unused");
		columns_add(c, _("Last day"), ALIGN_WHOLE);
		columns_add(c, _("Holder"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Lot"), ALIGN_LEFT);
		columns_add(c, _("Quantity"), ALIGN_RIGHT);
		columns_add(c, _("Packs"), ALIGN_WHOLE);
		qsort_r(order, (size_t)n, sizeof *order, compare_lots, &context);
		shown = section_cut(p, s, (size_t)n, "stock.csv");
		for (size_t i = 0; i < shown; i++)
			put_lot(p, c, order[i], quantities[order[i]]);
	}
	mem_free(order);
	mem_free(weights);
	mem_free(quantities);
}

/* --- limits --- */

void limit_name(const struct report *r, struct text *out, const struct limit_use *use)
{
	const struct scenario *s = r->scenario;

	if (use->limit >= 0) {
		const struct limit *limit = &s->limits[use->limit];
		const char *where = limit->place >= 0 ? place_title(r, limit->place) : _("everywhere");

		switch (limit->kind) {
		case LIMIT_VEHICLES:
			text_printf(out, _("vehicles of %s"), where);
			return;
		case LIMIT_HELPERS:
			text_printf(out, _("helpers of %s"), where);
			return;
		case LIMIT_BUDGET:
			text_printf(out, _("budget of %s"), where);
			return;
		}
	}
	if (use->segment >= 0)
		text_printf(out, _("segment %s"),
			label_text(s->segments[use->segment].name, r->language, s->segments[use->segment].id));
	else if (use->route >= 0)
		text_printf(out, _("route %s"), s->routes[use->route].id);
	else
		text_putc(out, '-');
}

static void put_limit_name(const struct page *p, struct columns *c, const struct limit_use *use)
{
	struct text name;

	text_init(&name);
	limit_name(p->r, &name, use);
	columns_put(c, text_str(&name));
	text_release(&name);
}

/* The same for reading. */
const char *limit_unit_title(const struct scenario *s, const struct limit_use *use)
{
	if (use->limit < 0 || s->limits[use->limit].kind == LIMIT_VEHICLES)
		return unit_title("KGM");
	return s->limits[use->limit].kind == LIMIT_BUDGET ? limit_unit(s, use) : unit_title("MIN");
}

/* Uses [first, first + n) of the plan: periods that follow each other in which the
 * same limit is used alike. */
struct use_run {
	int32_t first, n;
};

static bool is_used_up(const struct limit_use *use)
{
	return use->used > 0 && (wide)use->used * 20 >= (wide)use->most * 19;
}

static bool goes_on(const struct limit_use *x, const struct limit_use *y)
{
	return x->limit == y->limit && x->route == y->route && x->segment == y->segment &&
		x->period >= 0 && y->period == x->period + 1 && x->used == y->used && x->most == y->most;
}

/* Fullest first. */
static int compare_runs(const void *a, const void *b, void *context)
{
	const struct use_run *x = a, *y = b;
	const struct limit_use *uses = context, *u = &uses[x->first], *v = &uses[y->first];
	wide left = (wide)u->used * v->most, right = (wide)v->used * u->most;

	if (left != right)
		return left > right ? -1 : 1;
	return int_compare(x->first, y->first);
}

/* Limits of which 95% or more is used; the plan has a limit's periods one after the other. */
static int32_t list_used_up(const struct plan *plan, struct use_run *runs)
{
	int32_t n = 0;

	for (int32_t i = 0; i < plan->nuses; i++) {
		if (!is_used_up(&plan->uses[i]))
			continue;
		if (i > 0 && goes_on(&plan->uses[i - 1], &plan->uses[i]))
			runs[n - 1].n++;
		else
			runs[n++] = (struct use_run){i, 1};
	}
	if (n > 1)
		qsort_r(runs, (size_t)n, sizeof *runs, compare_runs, plan->uses);
	return n;
}

/* n periods from use->period on. */
static void put_used_up(const struct page *p, struct columns *c, const struct limit_use *use, int32_t n)
{
	int decimals = limit_decimals(p->r->scenario, use);
	char number[48];
	struct text t;

	text_init(&t);
	put_limit_name(p, c, use);
	if (use->period < 0)
		columns_put(c, _("whole horizon"));
	else if (n > 1)
		columns_printf(c, "%d..%d", (int)use->period + 1, (int)use->period + (int)n);
	else
		put_period(p, c, use->period);
	columns_put(c, decimal_format(number, use->used, decimals));
	columns_put(c, decimal_format(number, use->most, decimals));
	columns_put(c, limit_unit_title(p->r->scenario, use));
	show_fill(&t, use->used, use->most);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* Fullest first; periods of the same use are one row. */
void section_limits(const struct page *p, struct section *s)
{
	const struct plan *plan = p->r->plan;
	struct columns *c = &s->table;
	struct use_run *runs = mem_calloc((size_t)plan->nuses, sizeof *runs);
	int32_t nruns = list_used_up(plan, runs);

	if (nruns > 0) {
		size_t shown;

		/* xgettext:no-c-format */
		s->title = _("Limits used up (95% or more)");
		columns_add(c, _("Limit"), ALIGN_LEFT);
		columns_add(c, _("Period"), ALIGN_WHOLE);
		columns_add(c, _("Used"), ALIGN_RIGHT);
		columns_add(c, _("Most"), ALIGN_RIGHT);
		columns_add(c, _("Unit"), ALIGN_LEFT);
		columns_add(c, _("Share"), ALIGN_RIGHT);
		shown = section_cut(p, s, (size_t)nruns, "limits.csv");
		for (size_t i = 0; i < shown; i++)
			put_used_up(p, c, &plan->uses[runs[i].first], runs[i].n);
	}
	mem_free(runs);
}

/* --- the arithmetic of terms --- */

void section_arithmetic(const struct page *p, struct section *s)
{
	const struct supply *v = p->r->supply;
	struct columns *c = &s->table;
	size_t shown, n = 0;

	if (p->brief)
		return;
	columns_add(c, _("Holder"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("In stock"), ALIGN_RIGHT);
	columns_add(c, _("Good"), ALIGN_RIGHT);
	columns_add(c, _("Consented"), ALIGN_RIGHT);
	columns_add(c, _("Hold-back"), ALIGN_RIGHT);
	columns_add(c, _("Release"), ALIGN_RIGHT);
	columns_add(c, _("Callable"), ALIGN_RIGHT);
	columns_add_optional(c, _("Own first"), ALIGN_RIGHT);
	columns_add(c, _("Notice h"), ALIGN_RIGHT);
	columns_add(c, _("Reach"), ALIGN_LEFT);
	for (int32_t i = 0; i < v->ncallable; i++)
		n += p->r->scenario->holders[v->callable[i].holder].kind != HOLDER_HOUSEHOLD;
	if (n == 0)
		return;
	s->title = _("Callable stock, holder by holder");
	s->whole = true;
	text_puts(&s->before, _("Callable = the least of good less hold-back, release x good, and "
		"consented, in whole issue units; without a stated release only government stock."));
	text_putc(&s->before, '\n');
	shown = section_cut(p, s, n, "stock.csv");
	for (int32_t i = 0; i < v->ncallable && columns_rows(c) < shown; i++) {
		const struct callable *a = &v->callable[i];
		int64_t issue = p->r->scenario->items[a->item].issue_unit;
		char number[48];

		if (p->r->scenario->holders[a->holder].kind == HOLDER_HOUSEHOLD)
			continue;
		columns_put(c, holder_title(p->r, a->holder));
		put_item(p, c, a->item);
		put_quantity(p, c, a->item, a->in_stock);
		put_quantity(p, c, a->item, a->good);
		put_quantity(p, c, a->item, a->consented);
		put_quantity(p, c, a->item, a->hold_back);
		if (a->has_release)
			columns_printf(c, "%s%%",
				percent_format(number, a->release.num, a->release.den, 1));
		else
			columns_put(c, _("not stated"));
		put_quantity(p, c, a->item, a->units * issue);
		put_quantity(p, c, a->item, a->own_units * issue);
		if (a->notice < 0)
			columns_put(c, "-");
		else
			columns_put(c, decimal_format(number, int_ceil_div(a->notice, 360), 1));
		if (a->units == 0)
			columns_put(c, "-");
		else
			columns_put(c, place_title(p->r, a->region));
	}
}

/* --- balance --- */

void section_balance(const struct page *p, struct section *s)
{
	struct columns *c = &s->table;
	bool wrong = false;

	s->title = _("Balance: what came in and where it is");
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Stock"), ALIGN_RIGHT);
	columns_add_optional(c, _("Arriving"), ALIGN_RIGHT);
	columns_add(c, _("Handed out"), ALIGN_RIGHT);
	columns_add_optional(c, _("Own use"), ALIGN_RIGHT);
	columns_add_optional(c, _("Left"), ALIGN_RIGHT);
	columns_add_optional(c, _("On the road"), ALIGN_RIGHT);
	columns_add_optional(c, _("Held"), ALIGN_RIGHT);
	columns_add_optional(c, _("Lost"), ALIGN_RIGHT);
	columns_add_optional(c, _("Expires"), ALIGN_RIGHT);
	columns_add_optional(c, _("Not callable"), ALIGN_RIGHT);
	columns_add_optional(c, _("Not in time"), ALIGN_RIGHT);
	columns_add_optional(c, _("Not counted"), ALIGN_RIGHT);
	columns_add(c, _("Rest"), ALIGN_RIGHT);
	for (int32_t j = 0; j < p->r->scenario->nitems; j++) {
		int32_t i = p->u->items[j];
		const struct balance *b = &p->u->balances[i];

		if (balance_in(b) == 0 && balance_out(b) == 0)
			continue;
		put_item(p, c, i);
		put_quantity(p, c, i, b->stock);
		put_quantity(p, c, i, b->arriving);
		put_quantity(p, c, i, b->handed);
		put_quantity(p, c, i, b->household);
		put_quantity(p, c, i, b->left);
		put_quantity(p, c, i, b->under_way);
		put_quantity(p, c, i, b->held);
		put_quantity(p, c, i, b->lost);
		put_quantity(p, c, i, b->held_expired + b->left_expired);
		put_quantity(p, c, i, b->retained);
		put_quantity(p, c, i, b->too_late);
		put_quantity(p, c, i, b->not_good + b->expired + b->set_aside);
		put_quantity(p, c, i, balance_in(b) - balance_out(b));
		wrong |= balance_in(b) != balance_out(b);
	}
	if (columns_rows(c) == 0)
		s->title = NULL;
	else if (wrong)
		text_printf(&s->after, "%s\n",
			_("The balance does not add up to zero: quantities received differ from those sent."));
	else
		text_printf(&s->after, "%s\n", _("Rest is in less all that it became: zero for every item."));
}
