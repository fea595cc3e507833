/* The native plan: everything that was decided, in a form that can be checked
 * and planned on without solving again (schema/plan.xsd). Quantities are
 * decimals in base units, `units` are issue units, periods 1..T, times ISO
 * instants, levels exact fractions. No timings: the same plan, the same bytes. */
#define _GNU_SOURCE /* qsort_r */

#include "io/printer.h"

#include "io/aside.h"
#include "io/columns.h"
#include "io/plan_causes.h"
#include "io/plan_proof.h"
#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/contradiction.h"

#include <stdlib.h>
#include <string.h>

#define FLUSH_AT ((size_t)1 << 18)

struct plan_writer {
	const struct report *r;
	FILE *file;
	struct text text; /* not yet written */
	int32_t next_booking; /* of the plan's */
};

static void flush(struct plan_writer *w, size_t at)
{
	if (w->text.length < at)
		return;
	if (w->text.length > 0)
		fwrite(w->text.bytes, 1, w->text.length, w->file);
	text_clear(&w->text);
}

/* --- attributes --- */

static void attr_open(struct plan_writer *w, const char *name)
{
	text_putc(&w->text, ' ');
	text_puts(&w->text, name);
	text_puts(&w->text, "=\"");
}

static void attr(struct plan_writer *w, const char *name, const char *value)
{
	if (!value)
		return;
	attr_open(w, name);
	text_escape(&w->text, value);
	text_putc(&w->text, '"');
}

static void attr_int(struct plan_writer *w, const char *name, int64_t value)
{
	attr_open(w, name);
	text_int(&w->text, value);
	text_putc(&w->text, '"');
}

/* Left out when 0. */
static void attr_some(struct plan_writer *w, const char *name, int64_t value)
{
	if (value != 0)
		attr_int(w, name, value);
}

static void attr_flag(struct plan_writer *w, const char *name, bool value)
{
	if (value)
		attr(w, name, "true");
}

static void attr_quantity(struct plan_writer *w, const char *name, int32_t item, int64_t quantity)
{
	attr_open(w, name);
	show_quantity(w->r, &w->text, item, quantity);
	text_putc(&w->text, '"');
}

static void attr_ratio(struct plan_writer *w, const char *name, struct ratio value)
{
	attr_open(w, name);
	text_int(&w->text, value.num);
	if (value.den != 1) {
		text_putc(&w->text, '/');
		text_int(&w->text, value.den);
	}
	text_putc(&w->text, '"');
}

static void attr_day(struct plan_writer *w, const char *name, day d)
{
	char buffer[48];

	if (d != DAY_NONE)
		attr(w, name, day_format(buffer, d));
}

static void attr_time(struct plan_writer *w, const char *name, int64_t after_start)
{
	const struct scenario *s = w->r->scenario;
	char buffer[48];

	attr(w, name, instant_format(buffer, s->start.seconds + after_start, s->start.offset));
}

static void attr_place(struct plan_writer *w, const char *name, int32_t place)
{
	if (place >= 0)
		attr(w, name, w->r->scenario->places[place].id);
}

static void attr_item(struct plan_writer *w, int32_t item)
{
	if (item >= 0)
		attr(w, "item", w->r->scenario->items[item].id);
}

static void attr_holder(struct plan_writer *w, int32_t holder)
{
	if (holder >= 0)
		attr(w, "holder", w->r->scenario->holders[holder].id);
}

static void element(struct plan_writer *w, const char *indent, const char *name)
{
	text_puts(&w->text, indent);
	text_putc(&w->text, '<');
	text_puts(&w->text, name);
}

static void element_end(struct plan_writer *w)
{
	text_puts(&w->text, "/>\n");
	flush(w, FLUSH_AT);
}

/* --- head --- */

static const char *status_word(enum plan_status status)
{
	static const char *const words[] = {"proven", "unproven", "contradiction"};

	return words[status];
}

static void write_head(struct plan_writer *w, const struct rollup *u)
{
	const struct scenario *s = w->r->scenario;
	const struct plan *p = w->r->plan;
	struct duration period = {0, s->period};
	char buffer[48];

	text_puts(&w->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plan");
	attr(w, "xmlns", "urn:shecang:plan:1");
	attr(w, "version", "1.0");
	attr(w, "program", w->r->program);
	attr(w, "scenario", s->id);
	attr(w, "status", status_word(p->status));
	attr_flag(w, "stopped", p->stopped);
	attr(w, "start", instant_format(buffer, s->start.seconds, s->start.offset));
	attr(w, "period", duration_format(buffer, period));
	attr_int(w, "count", s->nperiods);
	attr(w, "as-of", instant_format(buffer, s->as_of.seconds, s->start.offset));
	attr(w, "currency", s->currency);
	attr(w, "quality", quality_word(u->quality));
	attr_ratio(w, "cost", p->cost);
	attr(w, "cost-complete", p->cost_complete ? "true" : "false");
	text_puts(&w->text, ">\n");
	if (s->title.zh) {
		text_puts(&w->text, "  <title xml:lang=\"zh\">");
		text_escape(&w->text, s->title.zh);
		text_puts(&w->text, "</title>\n");
	}
	if (s->title.en) {
		text_puts(&w->text, "  <title xml:lang=\"en\">");
		text_escape(&w->text, s->title.en);
		text_puts(&w->text, "</title>\n");
	}
}

/* --- contradiction --- */

static void write_rule(struct plan_writer *w, const struct clash_rule *rule)
{
	const struct minimum *m = &w->r->scenario->minima[rule->minimum];

	element(w, "      ", "rule");
	attr_int(w, "minimum", (int64_t)rule->minimum + 1);
	if (w->r->names && m->where.line > 0) {
		attr(w, "file", diags_file_name(w->r->names, m->where.file));
		attr_int(w, "line", m->where.line);
	}
	attr_place(w, "place", m->place);
	attr_item(w, m->item);
	attr_int(w, "by", (int64_t)rule->last + 1);
	attr_quantity(w, "asked", m->item, rule->asked);
	attr_quantity(w, "met", m->item, rule->met);
	element_end(w);
}

/* The limit, route or segment, and its period. */
static void attr_limit(struct plan_writer *w, const struct limit_use *use)
{
	const struct scenario *s = w->r->scenario;

	attr(w, "kind", use->limit >= 0 ? limit_kind_word(s->limits[use->limit].kind) :
		use->segment >= 0 ? "segment" : "route");
	if (use->limit >= 0) {
		attr_int(w, "limit", (int64_t)use->limit + 1);
		attr_place(w, "place", s->limits[use->limit].place);
	}
	if (use->route >= 0)
		attr(w, "route", s->routes[use->route].id);
	if (use->segment >= 0)
		attr(w, "segment", s->segments[use->segment].id);
	if (use->period >= 0)
		attr_int(w, "period", (int64_t)use->period + 1);
}

static void write_clash(struct plan_writer *w, const struct clash *clash)
{
	char number[48];

	element(w, "    ", "clash");
	attr(w, "proven", clash->proven ? "true" : "false");
	text_puts(&w->text, ">\n");
	for (int32_t k = 0; k < clash->nrules; k++)
		write_rule(w, &clash->rules[k]);
	for (int32_t k = 0; k < clash->ngoods; k++) {
		const struct clash_goods *goods = &clash->goods[k];

		element(w, "      ", "goods");
		attr_int(w, "lot", (int64_t)goods->lot + 1);
		attr_int(w, "from", (int64_t)goods->first + 1);
		attr_quantity(w, "quantity", w->r->supply->lots[goods->lot].item, goods->quantity);
		element_end(w);
	}
	for (int32_t k = 0; k < clash->nclaims; k++) {
		const struct cell *cell = &w->r->cells->cells[clash->claims[k].cell];

		element(w, "      ", "claim");
		attr_int(w, "cell", (int64_t)clash->claims[k].cell + 1);
		attr_quantity(w, "most", cell->item, clash->claims[k].most);
		element_end(w);
	}
	for (int32_t k = 0; k < clash->nlimits; k++) {
		const struct clash_limit *limit = &clash->limits[k];
		struct limit_use use = {limit->limit, limit->route, limit->segment, limit->period, 0, limit->most};

		element(w, "      ", "limit");
		attr_limit(w, &use);
		attr(w, "most", decimal_format(number, limit->most, limit_decimals(w->r->scenario, &use)));
		attr(w, "unit", limit_unit(w->r->scenario, &use));
		element_end(w);
	}
	text_puts(&w->text, "    </clash>\n");
}

static void write_contradiction(struct plan_writer *w)
{
	const struct plan *p = w->r->plan;

	if (p->status != PLAN_CONTRADICTION)
		return;
	text_puts(&w->text, "  <contradiction>\n");
	for (int32_t k = 0; k < p->nclashes; k++)
		write_clash(w, &p->clashes[k]);
	text_puts(&w->text, "  </contradiction>\n");
}

static int compare_weights(const void *a, const void *b, void *context)
{
	const struct scenario *s = context;
	const struct weight *x = &s->policy.weights[*(const int32_t *)a];
	const struct weight *y = &s->policy.weights[*(const int32_t *)b];
	int items = strcmp(x->item < 0 ? "" : s->items[x->item].id, y->item < 0 ? "" : s->items[y->item].id);

	return items != 0 ? items : strcmp(x->group < 0 ? "" : s->groups[x->group].id,
		y->group < 0 ? "" : s->groups[y->group].id);
}

/* The weights of `total`, by item and group; ends the element. */
static void write_weights(struct plan_writer *w)
{
	const struct scenario *s = w->r->scenario;
	const struct policy *p = &s->policy;
	int32_t *order = mem_calloc((size_t)p->nweights, sizeof *order);

	for (int32_t k = 0; k < p->nweights; k++)
		order[k] = k;
	if (p->nweights > 0)
		qsort_r(order, (size_t)p->nweights, sizeof *order, compare_weights, (void *)(uintptr_t)s);
	text_puts(&w->text, p->nweights > 0 ? ">\n" : "");
	for (int32_t k = 0; k < p->nweights; k++) {
		const struct weight *weight = &p->weights[order[k]];

		element(w, "    ", "weight");
		attr_item(w, weight->item);
		if (weight->group >= 0)
			attr(w, "group", s->groups[weight->group].id);
		attr_int(w, "value", weight->value);
		element_end(w);
	}
	text_puts(&w->text, p->nweights > 0 ? "  </policy>\n" : "/>\n");
	mem_free(order);
}

static void write_policy(struct plan_writer *w)
{
	static const char *const fairness[] = {"leximin", "total", "proportional"};
	const struct policy *p = &w->r->scenario->policy;
	char buffer[48];

	element(w, "  ", "policy");
	attr(w, "fairness", fairness[p->fairness]);
	attr_ratio(w, "autonomy", p->autonomy);
	if (p->has_spread)
		attr_ratio(w, "spread", p->spread);
	attr_some(w, "look-ahead", p->look_ahead);
	if (p->has_stale_after)
		attr(w, "stale-after", duration_format(buffer, p->stale_after));
	attr_ratio(w, "step", p->step);
	attr(w, "change", p->change_last ? "last" : "first");
	write_weights(w);
}

/* What was asked of the program. */
static void write_options(struct plan_writer *w)
{
	const struct plan_request *q = &w->r->plan->request;
	char seconds[48];

	element(w, "  ", "options");
	if (q->time_limit > 0)
		attr(w, "time-limit", decimal_format(seconds, q->time_limit / 1000000, 3));
	attr(w, "baseline", q->baseline ? "true" : "false");
	attr(w, "set-aside", q->set_aside_lines ? "line" : "source");
	attr_flag(w, "strict", q->strict);
	attr_flag(w, "previous", q->goes_on);
	attr(w, "libraries", q->libraries ? q->libraries : "");
	element_end(w);
}

/* Single lines that do not count. */
static void write_asides(struct plan_writer *w)
{
	const struct scenario *s = w->r->scenario;
	int32_t n;
	struct aside *all = aside_list(s, w->r->names, &n);

	for (int32_t i = 0; i < n; i++) {
		const struct stock_line *line = all[i].line >= 0 ? &s->lines[all[i].line] : NULL;
		char code[16];

		element(w, "    ", "aside");
		if (w->r->names)
			attr(w, "file", diags_file_name(w->r->names, all[i].where.file));
		attr_int(w, "line", all[i].where.line);
		if (all[i].code > 0) {
			snprintf(code, sizeof code, "E%d", (int)all[i].code);
			attr(w, "code", code);
		}
		if (line) {
			attr(w, "state", line->state == LINE_CONFLICT ? "conflict" : "set-aside");
			attr_holder(w, line->holder);
			attr_item(w, line->item);
			if (line->item >= 0 && line_quantity(s, all[i].line) > 0)
				attr_quantity(w, "quantity", line->item, line_quantity(s, all[i].line));
		}
		element_end(w);
	}
	mem_free(all);
}

/* The scenario.xml beside it; false when there is no memory for it. */
static bool write_canonical(struct plan_writer *w)
{
	char sha256[65];
	int64_t bytes;

	if (!scenario_fingerprint(w->r->scenario, &bytes, sha256))
		return false;
	element(w, "    ", "canonical");
	attr_int(w, "bytes", bytes);
	attr(w, "sha256", sha256);
	element_end(w);
	return true;
}

static bool write_inputs(struct plan_writer *w, const struct rollup *u)
{
	static const char *const states[] = {"used", "set-aside", "left-out", "missing"};
	const struct scenario *s = w->r->scenario;
	char buffer[48];
	bool written;

	text_puts(&w->text, "  <inputs>\n");
	written = write_canonical(w);
	for (int32_t i = 0; i < s->ninputs; i++) {
		element(w, "    ", "input");
		attr(w, "name", s->inputs[i].name);
		attr_int(w, "bytes", s->inputs[i].bytes);
		attr(w, "sha256", s->inputs[i].sha256);
		if (s->inputs[i].overlay)
			attr(w, "overlay", "true");
		element_end(w);
	}
	for (int32_t i = 0; i < s->nsources; i++) {
		const struct source *source = &s->sources[u->sources[i]];

		element(w, "    ", "source");
		attr(w, "id", source->id);
		attr(w, "state", states[source->state]);
		if (source->has_as_of)
			attr(w, "as-of",
				instant_format(buffer, source->as_of.seconds, source->as_of.offset));
		attr_int(w, "lines", source->lines);
		attr(w, "why", source->why);
		element_end(w);
	}
	write_asides(w);
	text_puts(&w->text, "  </inputs>\n  <items>\n");
	for (int32_t k = 0; k < s->nitems; k++) {
		const struct item *item = &s->items[u->items[k]];

		element(w, "    ", "item");
		attr(w, "id", item->id);
		attr(w, "unit", item->unit);
		attr_int(w, "decimals", item->decimals);
		attr_quantity(w, "issue-unit", u->items[k], item->issue_unit);
		element_end(w);
	}
	text_puts(&w->text, "  </items>\n");
	return written;
}

/* --- supply, orders, shipments --- */

static void write_lots(struct plan_writer *w)
{
	const struct supply *v = w->r->supply;

	text_puts(&w->text, "  <lots>\n");
	for (int32_t i = 0; i < v->nlots; i++) {
		const struct supply_lot *lot = &v->lots[i];

		element(w, "    ", "lot");
		attr_int(w, "n", (int64_t)i + 1);
		attr_item(w, lot->item);
		attr_holder(w, lot->holder);
		if (lot->transit >= 0)
			attr(w, "transit", w->r->scenario->transits[lot->transit].id);
		attr(w, "lot", lot_name(w->r, i));
		attr_day(w, "expires", lot_expires(w->r, i));
		attr_day(w, "last-day", lot->last_day);
		attr_place(w, "place", lot->place);
		attr_place(w, "reach", lot->region);
		attr_flag(w, "own", lot->own);
		attr_flag(w, "capacity", lot->line >= 0 &&
			w->r->scenario->lines[lot->line].mode == MODE_CAPACITY);
		attr_time(w, "release", lot->release);
		attr(w, "form", form_word(lot->form));
		attr_int(w, "units", lot->units);
		attr_some(w, "drawn", w->r->plan->drawn[i].units);
		element_end(w);
	}
	text_puts(&w->text, "  </lots>\n");
}

static void write_orders(struct plan_writer *w)
{
	const struct plan *p = w->r->plan;

	text_puts(&w->text, "  <orders>\n");
	for (int32_t i = 0; i < p->norders; i++) {
		const struct order *order = &p->orders[i];

		element(w, "    ", "order");
		attr(w, "number", order->number);
		attr_int(w, "version", order->version);
		attr_holder(w, order->holder);
		attr_place(w, "place", order->place);
		if (order->holder >= 0)
			attr(w, "form", form_word(order->form));
		if (order->agreement >= 0)
			attr(w, "agreement",
				w->r->scenario->holders[order->holder].agreements[order->agreement].id);
		attr_int(w, "lines", order->nlines);
		element_end(w);
	}
	text_puts(&w->text, "  </orders>\n");
}

static void write_shipments(struct plan_writer *w)
{
	const struct plan *p = w->r->plan;
	char rest[48];

	text_puts(&w->text, "  <shipments>\n");
	for (int32_t i = 0; i < p->nshipments; i++) {
		const struct shipment *x = &p->shipments[i];

		element(w, "    ", "shipment");
		attr_int(w, "n", (int64_t)i + 1);
		attr_item(w, x->item);
		attr_place(w, "from", x->from);
		attr_place(w, "to", x->to);
		if (x->route >= 0)
			attr(w, "route", w->r->scenario->routes[x->route].id);
		attr_holder(w, x->holder);
		attr_int(w, "lot", (int64_t)x->lot + 1);
		attr_int(w, "depart", (int64_t)x->depart + 1);
		attr_int(w, "arrive", (int64_t)x->arrive + 1);
		attr_time(w, "departs", x->depart_seconds);
		attr_time(w, "arrives", x->arrive_seconds);
		if (x->rest > 0)
			attr(w, "rest", duration_format(rest, (struct duration){0, x->rest}));
		attr_int(w, "units", x->units);
		attr_quantity(w, "quantity", x->item, x->quantity);
		if (x->ordered > 0)
			attr_quantity(w, "ordered", x->item, x->ordered);
		attr_flag(w, "first-leg", x->first_leg);
		attr(w, "state", shipment_state_word(x->state));
		attr_flag(w, "fact", x->fact);
		attr(w, "order", p->orders[x->order].number);
		attr_int(w, "order-version", p->orders[x->order].version);
		attr_int(w, "line", x->line);
		element_end(w);
	}
	text_puts(&w->text, "  </shipments>\n");
}

/* --- cells with what they were handed --- */

/* Handouts by cell: of_cell[c] .. of_cell[c + 1] in `list`, in plan order. */
static int32_t *handouts_by_cell(const struct report *r, int32_t **list)
{
	const struct plan *p = r->plan;
	int32_t *of_cell = mem_calloc((size_t)r->cells->ncells + 2, sizeof *of_cell);

	*list = mem_calloc((size_t)p->nhandouts, sizeof **list);
	for (int32_t i = 0; i < p->nhandouts; i++)
		of_cell[p->handouts[i].cell + 2]++;
	for (int32_t c = 2; c <= r->cells->ncells + 1; c++)
		of_cell[c] += of_cell[c - 1];
	for (int32_t i = 0; i < p->nhandouts; i++)
		(*list)[of_cell[p->handouts[i].cell + 1]++] = i;
	return of_cell;
}

static void write_handout(struct plan_writer *w, const struct handout *h)
{
	int32_t item = w->r->supply->lots[h->lot].item;

	element(w, "        ", "handout");
	attr_int(w, "period", (int64_t)h->period + 1);
	attr_int(w, "lot", (int64_t)h->lot + 1);
	attr_int(w, "units", h->units);
	attr_quantity(w, "quantity", item, h->quantity);
	if (h->shipment >= 0)
		attr_int(w, "shipment", (int64_t)h->shipment + 1);
	if (h->substitute >= 0)
		attr_int(w, "substitute", (int64_t)h->substitute + 1);
	attr_flag(w, "fact", h->fact);
	element_end(w);
}

static void write_cell(struct plan_writer *w, int32_t c)
{
	const struct cell *cell = &w->r->cells->cells[c];
	const struct served *served = &w->r->plan->served[c];

	element(w, "      ", "cell");
	attr_int(w, "from", (int64_t)cell->when.first + 1);
	attr_int(w, "to", (int64_t)cell->when.last + 1);
	if (cell->wanted_last != cell->when.last)
		attr_int(w, "wanted-to", (int64_t)cell->wanted_last + 1);
	attr_int(w, "tier", cell->tier);
	attr_some(w, "stage", cell->stage);
	attr_some(w, "rank", cell->rank);
	attr_quantity(w, "demand", cell->item, cell->demand);
	attr_quantity(w, "served", cell->item, served->quantity);
	attr_int(w, "demand-units", cell->units);
	attr_int(w, "served-units", served->units);
	if (cell->household > 0) {
		attr_quantity(w, "household", cell->item, cell->household);
		attr_int(w, "household-units", cell->fact);
	}
	if (served->over > 0)
		attr_quantity(w, "over", cell->item, served->over);
	if (served->baseline > 0)
		attr_quantity(w, "baseline", cell->item, served->baseline);
	if (w->r->plan->proof.strata)
		attr_some(w, "stratum", w->r->plan->proof.strata[c]);
	w->next_booking = why_write(&w->text, w->r->scenario, cell, w->r->plan, c, w->next_booking);
}

static void write_demand(struct plan_writer *w)
{
	const struct scenario *s = w->r->scenario;
	const struct cell *cells = w->r->cells->cells;
	int32_t *list, *of_cell = handouts_by_cell(w->r, &list);

	text_puts(&w->text, "  <demand>\n");
	for (int32_t c = 0; c < w->r->cells->ncells; c++) {
		const struct cell *cell = &cells[c];
		bool first = c == 0 || cells[c - 1].item != cell->item || cells[c - 1].place != cell->place ||
			cells[c - 1].group != cell->group;

		if (first) {
			text_puts(&w->text, c == 0 ? "" : "    </claims>\n");
			element(w, "    ", "claims");
			attr_item(w, cell->item);
			attr_place(w, "place", cell->place);
			if (cell->group >= 0)
				attr(w, "group", s->groups[cell->group].id);
			text_puts(&w->text, ">\n");
		}
		write_cell(w, c);
		if (of_cell[c] == of_cell[c + 1]) {
			element_end(w);
			continue;
		}
		text_puts(&w->text, ">\n");
		for (int32_t k = of_cell[c]; k < of_cell[c + 1]; k++)
			write_handout(w, &w->r->plan->handouts[list[k]]);
		text_puts(&w->text, "      </cell>\n");
	}
	text_puts(&w->text, w->r->cells->ncells > 0 ? "    </claims>\n  </demand>\n" : "  </demand>\n");
	mem_free(list);
	mem_free(of_cell);
}

/* --- what is left, changes, limits, levels --- */

static void write_leftovers(struct plan_writer *w)
{
	const struct plan *p = w->r->plan;

	text_puts(&w->text, "  <leftovers>\n");
	for (int32_t i = 0; i < p->nleftovers; i++) {
		element(w, "    ", "leftover");
		attr_int(w, "lot", (int64_t)p->leftovers[i].lot + 1);
		attr_place(w, "place", p->leftovers[i].place);
		attr_int(w, "period", (int64_t)p->leftovers[i].period + 1);
		attr_int(w, "units", p->leftovers[i].units);
		attr_flag(w, "expired", p->leftovers[i].expired);
		element_end(w);
	}
	text_puts(&w->text, "  </leftovers>\n");
}

static void write_changes(struct plan_writer *w)
{
	const struct plan *p = w->r->plan;
	char number[48];

	if (p->nchanges == 0)
		return;
	text_puts(&w->text, "  <changes>\n");
	for (int32_t i = 0; i < p->nchanges; i++) {
		const struct change *x = &p->changes[i];
		int decimals = x->item < 0 ? 0 : w->r->scenario->items[x->item].decimals;

		element(w, "    ", "change");
		attr(w, "kind", change_word(x->kind));
		attr(w, "order", x->order);
		attr_some(w, "version-before", x->version_before);
		attr_some(w, "version", x->version);
		attr_int(w, "period", (int64_t)x->period + 1);
		attr_item(w, x->item);
		attr_place(w, "from", x->from);
		attr_place(w, "to", x->to);
		attr_holder(w, x->holder);
		attr(w, "before", decimal_format(number, x->before, decimals));
		attr(w, "after", decimal_format(number, x->after, decimals));
		attr(w, "why", x->why);
		element_end(w);
	}
	text_puts(&w->text, "  </changes>\n");
}

static void write_limits(struct plan_writer *w)
{
	const struct scenario *s = w->r->scenario;
	const struct plan *p = w->r->plan;
	char number[48];

	text_puts(&w->text, "  <limits>\n");
	for (int32_t i = 0; i < p->nuses; i++) {
		const struct limit_use *use = &p->uses[i];
		int decimals = limit_decimals(s, use);

		element(w, "    ", "use");
		attr_limit(w, use);
		attr(w, "used", decimal_format(number, use->used, decimals));
		attr(w, "most", decimal_format(number, use->most, decimals));
		attr(w, "unit", limit_unit(s, use));
		element_end(w);
	}
	text_puts(&w->text, "  </limits>\n");
}

static void write_levels(struct plan_writer *w)
{
	const struct plan *p = w->r->plan;

	text_puts(&w->text, "  <levels>\n");
	for (int32_t i = 0; i < p->nlevels; i++) {
		const struct level *level = &p->levels[i];

		element(w, "    ", "level");
		attr(w, "kind", level_word(level->kind));
		if (level->kind == LEVEL_FAIR) {
			attr_int(w, "tier", level->tier);
			attr_some(w, "stage", level->stage);
		}
		attr_item(w, level->item);
		attr_int(w, "component", (int64_t)level->component + 1);
		if (level->kind != LEVEL_CANONICAL)
			attr(w, "proven", level->proven ? "true" : "false");
		attr_ratio(w, "value", level->value);
		if (level->kind != LEVEL_CANONICAL)
			attr_ratio(w, "bound", level->bound);
		if (level->gap.num != 0)
			attr_ratio(w, "gap", level->gap);
		if (level->step.num != 0)
			attr_ratio(w, "step", level->step);
		if (level->scale > 1)
			attr_int(w, "scale", level->scale);
		if (level->nstrata == 0) {
			element_end(w);
			continue;
		}
		text_puts(&w->text, ">\n");
		for (int32_t k = 0; k < level->nstrata; k++) {
			element(w, "      ", "stratum");
			attr_ratio(w, "rate", level->rates[k]);
			element_end(w);
		}
		text_puts(&w->text, "    </level>\n");
	}
	text_puts(&w->text, "  </levels>\n  <components>\n");
	for (int32_t i = 0; i < p->ncomponents; i++) {
		const struct component *c = &p->components[i];

		element(w, "    ", "component");
		attr_int(w, "n", (int64_t)i + 1);
		attr_open(w, "items");
		for (int32_t k = 0; k < c->nitems; k++) {
			if (k > 0)
				text_putc(&w->text, ' ');
			text_escape(&w->text, w->r->scenario->items[c->items[k]].id);
		}
		text_putc(&w->text, '"');
		attr(w, "pure", c->pure ? "true" : "false");
		attr_int(w, "nodes", c->nodes);
		attr_int(w, "arcs", c->arcs);
		attr_int(w, "cells", c->cells);
		attr_int(w, "rows", c->rows);
		element_end(w);
	}
	text_puts(&w->text, "  </components>\n");
}

/* What open decisions would change. */
/* The limit or road of a decision; how much more of it is enough. */
static void write_about(struct plan_writer *w, const struct decision *d)
{
	struct limit_use use = {.limit = d->limit, .route = d->route, .segment = d->segment, .period = -1};
	char number[48];

	element(w, "      ", "about");
	attr_limit(w, &use);
	if (d->more > 0) {
		attr(w, "more", decimal_format(number, d->more, limit_decimals(w->r->scenario, &use)));
		attr(w, "unit", limit_unit(w->r->scenario, &use));
	}
	element_end(w);
}

static void write_gains(struct plan_writer *w)
{
	const struct scenario *s = w->r->scenario;
	const struct plan *p = w->r->plan;

	if (p->ngains == 0)
		return;
	text_puts(&w->text, "  <gains>\n");
	for (int32_t i = 0; i < p->ngains; i++) {
		const struct gain *g = &p->gains[i];
		const struct decision *d = &g->decision;
		bool about;

		element(w, "    ", "gain");
		attr(w, "kind", decision_kind_word(d->kind));
		if (d->source >= 0)
			attr(w, "source", s->sources[d->source].id);
		attr_holder(w, d->holder);
		attr_item(w, d->item);
		if (d->kind < DECISION_LIMIT) {
			attr_quantity(w, "stock", d->item, d->stock);
			attr_quantity(w, "freed", d->item, d->freed);
		}
		attr(w, "proven", g->proven ? "true" : "false");
		attr_quantity(w, "gain", d->item, g->gain);
		attr_some(w, "losers", g->losers);
		if (g->lost > 0)
			attr_quantity(w, "lost", d->item, g->lost);
		about = d->kind >= DECISION_LIMIT && d->kind != DECISION_ROADS;
		if (g->nparts == 0 && !about) {
			element_end(w);
			continue;
		}
		text_puts(&w->text, ">\n");
		if (about)
			write_about(w, d);
		for (int32_t k = 0; k < g->nparts; k++) {
			const struct gain_part *part = &g->parts[k];

			element(w, "      ", "part");
			attr_item(w, part->item);
			attr_int(w, "tier", part->tier);
			attr_quantity(w, "gain", part->item, part->gain);
			attr_some(w, "claims", part->claims);
			attr_some(w, "people", part->people);
			attr_some(w, "losers", part->losers);
			if (part->lost > 0)
				attr_quantity(w, "lost", part->item, part->lost);
			element_end(w);
		}
		text_puts(&w->text, "    </gain>\n");
	}
	text_puts(&w->text, "  </gains>\n");
}

bool plan_write(const struct report *r, FILE *out)
{
	struct plan_writer w = {.r = r, .file = out};
	struct rollup rollup;
	bool written;

	text_init(&w.text);
	rollup_build(&rollup, r);
	write_head(&w, &rollup);
	write_contradiction(&w);
	write_policy(&w);
	write_options(&w);
	written = write_inputs(&w, &rollup);
	write_lots(&w);
	write_orders(&w);
	write_shipments(&w);
	write_demand(&w);
	write_leftovers(&w);
	write_changes(&w);
	write_limits(&w);
	write_levels(&w);
	proof_write(&w.text, r->scenario, r->plan);
	causes_write(&w.text, r->scenario, r->plan);
	write_gains(&w);
	text_puts(&w.text, "</plan>\n");
	flush(&w, 0);
	text_release(&w.text);
	rollup_release(&rollup);
	return written && fflush(out) == 0 && !ferror(out);
}
