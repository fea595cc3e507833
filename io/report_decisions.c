/* What waits for a decision today, and what each would change: goods that are
 * not counted, and shipments that an event caught. */
#include "io/aside.h"
#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { ASIDES_TOLD = 5 }; /* places of lines set aside that are told */

/* --- one gain --- */

/* "120", or "at most 120" where it was not solved again. */
static void put_gain(const struct page *p, struct columns *c, int32_t item, int64_t gain, bool proven)
{
	char number[48];

	decimal_format(number, gain, p->r->scenario->items[item].decimals);
	if (proven)
		columns_put(c, number);
	else
		columns_printf(c, _("at most %s"), number);
}

void put_losers(const struct page *p, struct columns *c, int32_t item, int32_t losers, int64_t lost)
{
	char number[48];

	if (losers == 0)
		columns_put(c, "-");
	else
		/* Translators: communities that would get less, and how much less together. */
		columns_printf(c, _("%d (%s)"), losers,
			decimal_format(number, lost, p->r->scenario->items[item].decimals));
}

/* Rows about gains: what was solved again first, then in the order of what they
 * gain of the item's demand. */
struct gain_row {
	const struct gain *gain;
	const struct gain_part *part; /* NULL: not solved again */
	int64_t value, weight;
	int32_t number; /* in the order of gains, then parts */
	int32_t more, less; /* further items, tier by tier, of the same subject that are not shown and
	                     * gain or lose */
};

static int compare_rows(const void *a, const void *b)
{
	const struct gain_row *x = a, *y = b;
	wide left = (wide)x->value * y->weight, right = (wide)y->value * x->weight;

	if (!x->part != !y->part)
		return x->part ? -1 : 1;
	if (left != right)
		return left > right ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

static void add_row(const struct page *p, struct gain_row *rows, int32_t *n, const struct gain *gain,
	const struct gain_part *part)
{
	int32_t item = part ? part->item : gain->decision.item;

	rows[*n] = (struct gain_row){gain, part, part ? part->gain : gain->gain,
		item_weight(p->u, p->r, item), *n, 0, 0};
	(*n)++;
}

static bool same_subject(const struct gain_row *x, const struct gain_row *y)
{
	const struct decision *a = &x->gain->decision, *b = &y->gain->decision;

	return a->kind == b->kind && a->source == b->source && a->holder == b->holder &&
		a->limit == b->limit && a->route == b->route && a->segment == b->segment;
}

/* One row for all that is to be decided of one source, holder, limit or road: its
 * first. What would serve nobody more is no row of its own. */
static int32_t keep_firsts(struct gain_row *rows, int32_t n)
{
	int32_t kept = 0;

	for (int32_t i = 0; i < n; i++) {
		int32_t k = 0;

		while (k < kept && !same_subject(&rows[k], &rows[i]))
			k++;
		if (k < kept && rows[i].value > 0)
			rows[k].more++;
		else if (k < kept)
			rows[k].less++;
		else if (rows[i].value > 0)
			rows[kept++] = rows[i];
	}
	return kept;
}

/* All roads together are told where they gain more than every single one. */
static bool told_of_one_road(const struct page *p, const struct gain *g, const struct gain_part *part)
{
	for (int32_t i = 0; i < p->u->ngains && g->decision.kind == DECISION_ROADS; i++) {
		const struct gain *one = &p->u->gains[i];

		for (int32_t k = 0; k < one->nparts && one->decision.kind == DECISION_ROAD; k++)
			if (one->parts[k].item == part->item && one->parts[k].tier == part->tier &&
				one->parts[k].gain >= part->gain)
				return true;
	}
	return false;
}

/* The parts of a decision stay together; one that gains nothing is none. A
 * table that is cut has one row for all of one subject. */
static struct gain_row *list_rows(const struct page *p, int32_t *n)
{
	struct gain_row *rows;
	size_t most = 0;

	for (int32_t i = 0; i < p->u->ngains; i++)
		most += 1 + (size_t)p->u->gains[i].nparts;
	rows = mem_calloc(most, sizeof *rows);
	*n = 0;
	for (int32_t i = 0; i < p->u->ngains; i++) {
		const struct gain *g = &p->u->gains[i];

		for (int32_t k = 0; k < g->nparts; k++)
			if (!told_of_one_road(p, g, &g->parts[k]))
				add_row(p, rows, n, g, &g->parts[k]);
		if (!g->proven && g->gain > 0)
			add_row(p, rows, n, g, NULL);
	}
	if (*n > 0)
		qsort(rows, (size_t)*n, sizeof *rows, compare_rows);
	if (p->limit != SIZE_MAX)
		*n = keep_firsts(rows, *n);
	return rows;
}

static const char *limit_decision(enum limit_kind kind)
{
	switch (kind) {
	case LIMIT_VEHICLES:
		return _("more vehicles");
	case LIMIT_HELPERS:
		return _("more helpers");
	case LIMIT_BUDGET:
		break;
	}
	return _("a larger budget");
}

const char *decision_title(const struct scenario *s, const struct decision *d)
{
	switch (d->kind) {
	case DECISION_SOURCE:
		return d->source < 0 ? _("correct the lines") : _("have the source corrected");
	case DECISION_CONFLICT:
		return _("settle which report holds");
	case DECISION_STALE:
		return _("count again");
	case DECISION_CONSENT:
		return _("requisition or agree");
	case DECISION_RELEASE:
		return _("ask for a release share");
	case DECISION_SHARE:
		return _("raise the release share");
	case DECISION_HOLD_BACK:
		return _("give up the hold-back");
	case DECISION_NOTICE:
		return _("shorten the notice");
	case DECISION_LIMIT:
		return limit_decision(s->limits[d->limit].kind);
	case DECISION_CAPACITY:
		return _("let more pass");
	case DECISION_ROAD:
		return _("open the road");
	case DECISION_ROADS:
		return _("open all closed roads");
	case DECISION_KINDS:
		break;
	}
	return "";
}

static const char *source_title(const struct page *p, int32_t source)
{
	const struct scenario *s = p->r->scenario;

	return source < 0 ? s->id : s->sources[source].id;
}

static void put_road(const struct page *p, struct columns *c, const struct decision *d)
{
	const struct scenario *s = p->r->scenario;

	if (d->segment >= 0)
		columns_put(c, label_text(s->segments[d->segment].name, p->r->language,
			s->segments[d->segment].id));
	else
		/* Translators: from one place to another. */
		columns_printf(c, _("%s > %s"), place_title(p->r, s->routes[d->route].from),
			place_title(p->r, s->routes[d->route].to));
}

static void put_about(const struct page *p, struct columns *c, const struct decision *d)
{
	if (d->holder >= 0)
		columns_put(c, holder_title(p->r, d->holder));
	else if (d->limit >= 0)
		columns_put(c, p->r->scenario->limits[d->limit].place >= 0
			? place_title(p->r, p->r->scenario->limits[d->limit].place) : _("everywhere"));
	else if (d->kind == DECISION_ROADS)
		columns_put(c, _("everywhere"));
	else if (d->route >= 0 || d->segment >= 0)
		put_road(p, c, d);
	else
		columns_put(c, source_title(p, d->source));
}

/* What is freed of goods; how much more of a limit is enough. */
static void put_amount(const struct page *p, struct columns *c, const struct decision *d)
{
	const struct scenario *s = p->r->scenario;
	struct limit_use use = {.limit = d->limit, .route = d->route, .segment = d->segment};
	char number[48];

	if (d->kind < DECISION_LIMIT)
		columns_printf(c, "%s %s", decimal_format(number, d->freed, s->items[d->item].decimals),
			item_unit(p->r, d->item));
	else if (d->more <= 0)
		columns_put(c, "-");
	else if (d->limit >= 0 && s->limits[d->limit].kind == LIMIT_BUDGET)
		columns_printf(c, "%s %s", decimal_format(number, d->more, limit_decimals(s, &use)),
			limit_unit_title(s, &use));
	else
		/* Translators: "1200 kg a period" */
		columns_printf(c, _("%s %s a period"), decimal_format(number, d->more, limit_decimals(s, &use)),
			limit_unit_title(s, &use));
}

/* Items in the order of the table: "+2 -1". */
static void put_others(struct columns *c, const struct gain_row *row)
{
	char cell[48];

	if (row->more > 0 && row->less > 0)
		snprintf(cell, sizeof cell, "+%d -%d", (int)row->more, (int)row->less);
	else if (row->more > 0)
		snprintf(cell, sizeof cell, "+%d", (int)row->more);
	else if (row->less > 0)
		snprintf(cell, sizeof cell, "-%d", (int)row->less);
	else
		snprintf(cell, sizeof cell, "-");
	columns_put(c, cell);
}

static void put_row(const struct page *p, struct columns *c, const struct gain_row *row)
{
	const struct decision *d = &row->gain->decision;
	int32_t item = row->part ? row->part->item : d->item;
	struct text where;

	text_init(&where);
	show_input(p->r, &where, decision_where(p->r->scenario, d));
	columns_put(c, decision_title(p->r->scenario, d));
	put_about(p, c, d);
	put_amount(p, c, d);
	put_item(p, c, item);
	if (row->part) {
		columns_int(c, row->part->tier);
		put_gain(p, c, item, row->part->gain, true);
		columns_int(c, row->part->claims);
		columns_int(c, row->part->people);
		put_losers(p, c, item, row->part->losers, row->part->lost);
	} else {
		columns_put(c, "-");
		put_gain(p, c, item, row->gain->gain, false);
		for (int k = 0; k < 3; k++)
			columns_put(c, "-");
	}
	put_others(c, row);
	columns_put(c, where.length > 0 ? text_str(&where) : "-");
	text_release(&where);
}

/* --- decisions --- */

/* Shipments that an event caught: nobody else can say what is to be done. */
static void put_caught(const struct page *p, struct columns *c)
{
	const struct plan *plan = p->r->plan;

	for (int32_t i = 0; i < plan->nchanges; i++) {
		const struct change *x = &plan->changes[i];

		if (x->kind != CHANGE_DECIDE)
			continue;
		columns_put(c, x->why ? x->why : _("decide what happens to this shipment"));
		/* Translators: from one place to another. */
		columns_printf(c, _("%s > %s"), place_title(p->r, x->from), place_title(p->r, x->to));
		columns_put(c, "-");
		if (x->item >= 0)
			put_item(p, c, x->item);
		else
			columns_put(c, "-");
		columns_put(c, "-");
		/* No more than what is missing of it, or the whole of what is caught. */
		if (x->item >= 0)
			put_gain(p, c, x->item, x->after < x->before ? x->before - x->after : x->before, false);
		else
			columns_put(c, "-");
		for (int k = DECISION_CLAIMS; k < DECISION_WHERE; k++)
			columns_put(c, "-");
		columns_put(c, x->order);
	}
}

static bool any_caught(const struct plan *plan)
{
	for (int32_t i = 0; i < plan->nchanges; i++)
		if (plan->changes[i].kind == CHANGE_DECIDE)
			return true;
	return false;
}

/* What is to be decided on a shipment is a sentence. */
size_t decisions_table(const struct page *p, struct columns *c)
{
	struct gain_row *rows;
	size_t ncaught;
	int32_t n;

	columns_add(c, _("Decision"), any_caught(p->r->plan) ? ALIGN_LEFT : ALIGN_WHOLE);
	columns_add(c, _("About"), ALIGN_LEFT);
	columns_add_optional(c, _("Amount"), ALIGN_WHOLE);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add_optional(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Gain"), ALIGN_RIGHT);
	columns_add_optional(c, _("Claims"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add_optional(c, _("People"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add_optional(c, _("Get less"), ALIGN_RIGHT);
	columns_add_optional(c, _("Other items"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add_optional(c, _("Stands in"), ALIGN_LEFT);
	columns_spare(c);
	put_caught(p, c);
	ncaught = columns_rows(c);
	rows = list_rows(p, &n);
	for (int32_t i = 0; i < n; i++)
		put_row(p, c, &rows[i]);
	mem_free(rows);
	return ncaught;
}

static bool any_road(const struct plan *plan)
{
	for (int32_t i = 0; i < plan->ngains; i++)
		if (plan->gains[i].decision.kind >= DECISION_ROAD)
			return true;
	return false;
}

/* What the table does not say of itself. */
static void explain(const struct page *p, const struct columns *c, struct text *out)
{
	const struct plan *plan = p->r->plan;
	bool bounds = false;

	for (size_t i = 0; i < columns_rows(c); i++)
		bounds = bounds || strcmp(columns_cell(c, i, DECISION_TIER), "-") == 0;
	text_puts(out, _("Gain: served more over the whole horizon if this decision alone is taken; gains do not "
		"add up.\n"));
	text_puts(out, _("Each is taken whole: a release share raised to 100%, no hold-back, no notice, roads open in all "
		"periods.\n"));
	if (bounds)
		text_puts(out, _("\"at most\": not solved again, the less of what it frees and what is short.\n"));
	if (plan->notices_left_out > 0)
		text_puts(out, _("There are more notices than were tried.\n"));
	if (plan->roads_left_out > 0)
		text_puts(out, _("There are more closed roads than were tried.\n"));
	else if (plan->roads_idle > 0 && !any_road(plan))
		text_puts(out, _("All closed roads opened together would change nothing.\n"));
}

/* At the terminal where it stands in the input is left to the files. */
void section_decisions(const struct page *p, struct section *s)
{
	int ncolumns = p->brief ? DECISION_WHERE : DECISION_COLUMNS;
	struct columns all;
	size_t shown;

	columns_init(&all);
	decisions_table(p, &all);
	if (columns_rows(&all) > 0) {
		s->title = _("Decisions needed today");
		columns_head(&s->table, &all, ncolumns);
		shown = section_cut(p, s, columns_rows(&all), "plan.txt");
		for (size_t i = 0; i < shown; i++) {
			for (int j = 0; j < ncolumns; j++)
				columns_put(&s->table, columns_cell(&all, i, j));
		}
		explain(p, &s->table, &s->after);
	}
	columns_release(&all);
}

/* --- goods without consent --- */

struct requisition {
	const struct callable *callable;
	const struct gain *gain;
	int64_t weight;
	int32_t number;
};

static const struct gain *consent_gain(const struct rollup *u, const struct callable *a)
{
	for (int32_t i = 0; i < u->ngains; i++) {
		const struct decision *d = &u->gains[i].decision;

		if (d->kind == DECISION_CONSENT && d->holder == a->holder && d->item == a->item)
			return &u->gains[i];
	}
	return NULL;
}

static int compare_requisitions(const void *a, const void *b)
{
	const struct requisition *x = a, *y = b;
	wide left = (wide)x->gain->gain * y->weight, right = (wide)y->gain->gain * x->weight;

	if (left != right)
		return left > right ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* Largest gain of the item's demand first; the caller frees it. */
static struct requisition *list_requisitions(const struct page *p, int32_t *n)
{
	const struct supply *v = p->r->supply;
	struct requisition *all = mem_calloc((size_t)v->ncallable, sizeof *all);

	*n = 0;
	for (int32_t i = 0; i < v->ncallable; i++) {
		const struct callable *a = &v->callable[i];
		const struct gain *gain = a->no_agreement > 0 ? consent_gain(p->u, a) : NULL;

		if (gain)
			all[(*n)++] = (struct requisition){a, gain,
				item_weight(p->u, p->r, a->item), i};
	}
	if (*n > 0)
		qsort(all, (size_t)*n, sizeof *all, compare_requisitions);
	return all;
}

void section_requisition(const struct page *p, struct section *s)
{
	struct columns *c = &s->table;
	int32_t n;
	struct requisition *all = list_requisitions(p, &n);
	size_t shown;

	if (n > 0) {
		s->title = _("Needs a requisition decision");
		text_puts(&s->before, _("Goods without consent of their holder. None of them is ordered."));
		text_putc(&s->before, '\n');
		text_puts(&s->before, _("All other terms stay. Where none are stated, all but the hold-back "
			"would come at once and serve the own place."));
		text_putc(&s->before, '\n');
		columns_add(c, _("Holder"), ALIGN_LEFT);
		columns_add(c, _("Place"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Without consent"), ALIGN_RIGHT);
		columns_add(c, _("Would be freed"), ALIGN_RIGHT);
		columns_add(c, _("Gain"), ALIGN_RIGHT);
		columns_add_optional(c, _("Get less"), ALIGN_RIGHT);
		shown = section_cut(p, s, (size_t)n, "stock.csv");
		for (size_t i = 0; i < shown; i++) {
			const struct callable *a = all[i].callable;
			const struct gain *g = all[i].gain;

			columns_put(c, holder_title(p->r, a->holder));
			columns_put(c, place_title(p->r, p->r->scenario->holders[a->holder].place));
			put_item(p, c, a->item);
			put_quantity(p, c, a->item, a->no_agreement);
			put_quantity(p, c, a->item, g->decision.freed);
			put_gain(p, c, a->item, g->gain, g->proven);
			put_losers(p, c, a->item, g->losers, g->lost);
		}
	}
	mem_free(all);
}

/* --- at the head of every page --- */

static void add_to_list(const struct page *p, struct text *list, int32_t item, int64_t quantity,
	bool proven)
{
	char number[48], amount[96];

	decimal_format(number, quantity, p->r->scenario->items[item].decimals);
	if (proven)
		snprintf(amount, sizeof amount, "%s", number);
	else
		snprintf(amount, sizeof amount, _("at most %s"), number);
	if (list->length > 0)
		text_puts(list, list_comma());
	/* Translators: amount, unit and item: "240 L Drinking water". */
	text_printf(list, _("%s %s %s"), amount, item_unit(p->r, item), item_title(p->r, item));
}

static bool has_lines(const struct scenario *s, int32_t source, enum line_state state)
{
	for (int32_t i = 0; i < s->nlines; i++) {
		if (s->lines[i].source == source && s->lines[i].state == state)
			return true;
	}
	return false;
}

static bool lines_lost(const struct scenario *s, int32_t source)
{
	return source < 0 ? s->lines_lost : s->sources[source].lines_lost;
}

/* Where the lines stand that were set aside: the first ones, and how many more. */
static void put_asides(const struct page *p, struct text *out, int32_t source)
{
	int32_t n, found = 0;
	struct aside *all = aside_list(p->r->scenario, p->r->names, &n);
	struct text places;

	text_init(&places);
	for (int32_t k = 0; k < n; k++) {
		if (all[k].source != source || (all[k].line >= 0 &&
				p->r->scenario->lines[all[k].line].state != LINE_SET_ASIDE))
			continue;
		if (found++ >= ASIDES_TOLD)
			continue;
		if (places.length > 0)
			text_puts(&places, list_comma());
		show_input(p->r, &places, all[k].where);
	}
	if (places.length > 0 && found > ASIDES_TOLD)
		text_printf(out, _("    They stand in: %s and %d more places"), text_str(&places),
			(int)(found - ASIDES_TOLD));
	else if (places.length > 0)
		text_printf(out, _("    They stand in: %s"), text_str(&places));
	if (places.length > 0)
		text_putc(out, '\n');
	text_release(&places);
	mem_free(all);
}

static void put_lost(const struct page *p, struct text *out, int32_t source, enum line_state state)
{
	const struct scenario *s = p->r->scenario;
	int64_t *lost = mem_calloc((size_t)s->nitems, sizeof *lost);
	struct text list;

	text_init(&list);
	for (int32_t i = 0; i < s->nlines; i++) {
		if (s->lines[i].source == source && s->lines[i].state == state && s->lines[i].item >= 0 &&
				!int_add(lost[s->lines[i].item], line_quantity(s, i), &lost[s->lines[i].item]))
			lost[s->lines[i].item] = INT64_MAX;
	}
	for (int32_t k = 0; k < s->nitems; k++) {
		if (lost[p->u->items[k]] > 0)
			add_to_list(p, &list, p->u->items[k], lost[p->u->items[k]], true);
	}
	if (list.length > 0) {
		text_printf(out, _("    Not counted: %s"), text_str(&list));
		text_putc(out, '\n');
		if (state == LINE_SET_ASIDE && lines_lost(s, source))
			text_printf(out, "%s\n", _("    There is more in it that cannot be read."));
	} else if (has_lines(s, source, state) ||
			(state == LINE_SET_ASIDE && lines_lost(s, source))) {
		text_printf(out, "%s\n", _("    Not counted; how much it is cannot be read."));
	}
	text_release(&list);
	mem_free(lost);
}

static void put_change(const struct page *p, struct text *out, int32_t source, enum decision_kind kind)
{
	struct text more, less;
	bool any = false;

	text_init(&more);
	text_init(&less);
	for (int32_t i = 0; i < p->u->ngains; i++) {
		const struct gain *g = &p->u->gains[i];

		if (g->decision.kind != kind || g->decision.source != source)
			continue;
		any = true;
		if (g->gain > 0)
			add_to_list(p, &more, g->decision.item, g->gain, g->proven);
		if (g->losers > 0)
			add_to_list(p, &less, g->decision.item, g->lost, true);
	}
	if (more.length > 0)
		text_printf(out, _("    With it more would be served: %s"), text_str(&more));
	else if (any)
		text_puts(out, _("    With it no more would be served."));
	if (any)
		text_putc(out, '\n');
	if (less.length > 0) {
		text_printf(out, _("    Some communities would get less: %s"), text_str(&less));
		text_putc(out, '\n');
	}
	text_release(&less);
	text_release(&more);
}

void source_change(const struct page *p, struct text *out, int32_t source)
{
	put_lost(p, out, source, LINE_SET_ASIDE);
	put_change(p, out, source, DECISION_SOURCE);
}

void lines_change(const struct page *p, struct text *out)
{
	const struct scenario *s = p->r->scenario;

	for (int32_t k = -1; k < s->nsources; k++) {
		int32_t source = k < 0 ? -1 : p->u->sources[k];

		if ((source < 0 || s->sources[source].state == SOURCE_USED) &&
				(has_lines(s, source, LINE_SET_ASIDE) || lines_lost(s, source))) {
			text_printf(out, _("  Lines set aside: %s"), source_title(p, source));
			text_putc(out, '\n');
			put_asides(p, out, source);
			source_change(p, out, source);
		}
		if (has_lines(s, source, LINE_CONFLICT)) {
			text_printf(out, _("  Also reported elsewhere, unresolved: %s"), source_title(p, source));
			text_putc(out, '\n');
			put_lost(p, out, source, LINE_CONFLICT);
			put_change(p, out, source, DECISION_CONFLICT);
		}
	}
}
