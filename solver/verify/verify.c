#include "solver/verify/verify.h"

#include "base/text.h"
#include "models/travel.h"
#include "solver/verify/checker.h"

#include <stdarg.h>
#include <string.h>

#define FINDINGS_MAX 100

void finding(struct checker *k, const char *format, ...)
{
	va_list args;

	if (k->nfindings++ >= FINDINGS_MAX)
		return;
	va_start(args, format);
	text_vprintf(k->findings, format, args);
	va_end(args);
	text_putc(k->findings, '\n');
}

int64_t checker_unit(const struct checker *k, int32_t item)
{
	return k->s->items[item].issue_unit;
}

int32_t checker_last_period(const struct checker *k, day last_day)
{
	int64_t length;

	if (last_day == DAY_NONE)
		return k->s->nperiods - 1;
	/* the last t with start + (t + 1) P <= end of the day */
	length = day_end(last_day, k->s->start.offset) - k->s->start.seconds;
	if (length < k->s->period)
		return -1;
	if (length / k->s->period >= k->s->nperiods)
		return k->s->nperiods - 1;
	return (int32_t)(length / k->s->period) - 1;
}

int64_t checker_now(const struct checker *k)
{
	int64_t passed = k->s->as_of.seconds - k->s->start.seconds;

	return k->s->as_of.seconds != INSTANT_NONE && passed > 0 ? passed : 0;
}

int32_t checker_present(const struct checker *k)
{
	return period_of(k->s, checker_now(k));
}

/* --- ranges --- */

static bool within(int64_t value, int64_t least, int64_t end)
{
	return least <= value && value < end;
}

/* An earlier plan's facts may lie before the horizon. */
static bool shipment_in_range(const struct checker *k, const struct shipment *h)
{
	const struct scenario *s = k->s;
	int32_t first = h->fact ? INT32_MIN : 0;

	return within(h->lot, 0, k->supply->nlots) && within(h->item, 0, s->nitems)
		&& within(h->from, 0, s->nplaces) && within(h->to, 0, s->nplaces)
		&& within(h->route, -1, s->nroutes) && within(h->holder, -1, s->nholders)
		&& within(h->order, 0, k->plan->norders) && within(h->depart, first, s->nperiods)
		&& within(h->arrive, h->depart, s->nperiods + (h->fact ? 1 : 0)) && within(h->units, h->fact ? 0 : 1, QUANTITY_MAX)
		&& within(h->quantity, h->fact ? 0 : 1, QUANTITY_MAX)
		&& within((int)h->state, 0, SHIPMENT_CANCELLED + 1)
		&& (h->fact || h->depart_seconds >= 0);
}

static bool handout_in_range(const struct checker *k, const struct handout *h)
{
	return within(h->cell, 0, k->cells->ncells) && within(h->lot, 0, k->supply->nlots)
		&& within(h->shipment, -1, k->plan->nshipments)
		&& within(h->substitute, -1, k->s->nsubstitutes)
		&& within(h->period, h->fact ? INT32_MIN : 0, k->s->nperiods)
		&& within(h->units, 0, QUANTITY_MAX) && within(h->quantity, 0, QUANTITY_MAX)
		&& (h->units > 0 || h->quantity > 0 || h->fact);
}

static bool order_in_range(const struct checker *k, const struct order *order)
{
	if (!order->number)
		return false;
	if (order->holder < 0)
		return order->holder == -1 && within(order->place, 0, k->s->nplaces) && order->agreement == -1;
	return order->place == -1 && within(order->holder, 0, k->s->nholders)
		&& within((int)order->form, 0, LEGAL_REQUISITION + 1)
		&& within(order->agreement, -1, k->s->holders[order->holder].nagreements);
}

void check_ranges(struct checker *k)
{
	const struct plan *p = k->plan;

	for (int32_t n = 0; n < p->nshipments; n++)
		if (!shipment_in_range(k, &p->shipments[n]))
			finding(k, _("shipment %d: an index, period or amount is out of range"), n + 1);
	for (int32_t n = 0; n < p->nhandouts; n++)
		if (!handout_in_range(k, &p->handouts[n]))
			finding(k, _("hand-out %d: an index, period or amount is out of range"), n + 1);
	for (int32_t n = 0; n < p->nleftovers; n++)
		if (!within(p->leftovers[n].lot, 0, k->supply->nlots)
			|| !within(p->leftovers[n].place, 0, k->s->nplaces)
			|| !within(p->leftovers[n].period, 0, k->s->nperiods)
			|| !within(p->leftovers[n].units, 1, QUANTITY_MAX))
			finding(k, _("goods left over, entry %d: an index, period or amount is out of range"), n + 1);
	for (int32_t n = 0; n < p->norders; n++)
		if (!order_in_range(k, &p->orders[n]))
			finding(k, _("order %d: an index is out of range"), n + 1);
	for (int32_t i = 0; i < k->supply->nlots; i++)
		if (!within(p->drawn[i].units, 0, QUANTITY_MAX))
			finding(k, _("lot %d: the amount drawn is out of range"), i + 1);
}

/* --- orders --- */

static int32_t agreement_of(const struct checker *k, int32_t lot)
{
	const struct supply_lot *l = &k->supply->lots[lot];

	return l->form == LEGAL_AGREEMENT && l->line >= 0 ? line_agreement(k->s, l->line) : -1;
}

static void check_order_line(struct checker *k, int32_t n, const struct shipment *h, int32_t *lines)
{
	const struct order *order = &k->plan->orders[h->order];

	if (n == 0 || !plan_same_line(k->plan, k->supply, n))
		lines[h->order]++;
	else if (h->line != h[-1].line || h->order != h[-1].order)
		finding(k, _("shipment %d: parts of one lot that leave together stand on two lines"), n + 1);
	if (!h->first_leg || h->holder < 0) {
		if (order->place != h->from)
			finding(k, _("shipment %d: order %s is not of the place that it goes on from"), n + 1,
				order->number);
	} else if (order->holder != h->holder || order->form != k->supply->lots[h->lot].form
		|| (!h->fact && order->agreement != agreement_of(k, h->lot)))
		finding(k, _("shipment %d: order %s is of another holder, legal form or agreement"), n + 1,
			order->number);
	if (h->line < 1)
		finding(k, _("shipment %d: it has no line number in order %s"), n + 1, order->number);
}

/* As orders are numbered: holder-D, holder-X-agreement, holder-X, place-Z. */
static bool number_fits(const struct checker *k, const struct order *o)
{
	const struct holder *h = o->holder >= 0 ? &k->s->holders[o->holder] : NULL;
	const char *id = h ? h->id : k->s->places[o->place].id, *rest = o->number + strlen(id);

	if (strncmp(o->number, id, strlen(id)) != 0)
		return false;
	if (!h || o->form == LEGAL_TRANSFER)
		return strcmp(rest, h ? "-D" : "-Z") == 0;
	if (o->agreement < 0)
		return strcmp(rest, "-X") == 0;
	return strncmp(rest, "-X-", 3) == 0 && strcmp(rest + 3, h->agreements[o->agreement].id) == 0;
}

/* Numbers of orders under which something is still to be sent, and versions where
 * there was no plan before. */
static void check_numbers(struct checker *k, const int32_t *planned)
{
	for (int32_t n = 0; n < k->plan->norders; n++) {
		const struct order *o = &k->plan->orders[n];
		if (planned[n] > 0 && !number_fits(k, o))
			finding(k, _("order %s: this is not the number of its holder, form and agreement, or of its place"),
				o->number);
		if (!k->plan->request.goes_on && (o->version != 1 || o->nlines == 0))
			finding(k, _("order %s: a first plan has orders of version 1, each with lines"), o->number);
	}
	if (!k->plan->request.goes_on && k->plan->nchanges > 0)
		finding(k, _("a first plan changes nothing, but it has a list of changes"));
}

/* Every leg is one line of a fitting order, of its holder or of the place that
 * it goes on from, and every order is made of such lines; goods without consent are never ordered. */
void check_orders(struct checker *k)
{
	int32_t *lines = mem_calloc((size_t)k->plan->norders, sizeof *lines);
	int32_t *planned = mem_calloc((size_t)k->plan->norders, sizeof *planned);
	char *facts = mem_calloc((size_t)k->plan->norders, 1);
	char *seen;
	int32_t *start = mem_calloc((size_t)k->plan->norders + 1, sizeof *start);

	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		check_order_line(k, n, &k->plan->shipments[n], lines);
		if (k->plan->shipments[n].fact)
			facts[k->plan->shipments[n].order] = 1;
		else
			planned[k->plan->shipments[n].order] = 1;
	}
	check_numbers(k, planned);
	for (int32_t n = 0; n < k->plan->norders; n++) {
		const struct order *order = &k->plan->orders[n];
		if (lines[n] != order->nlines)
			finding(k, _("order %s: it says %d lines, %d shipments name it"), order->number,
				order->nlines, lines[n]);
		if (order->form == LEGAL_REQUISITION)
			finding(k, _("order %s: goods without consent are ordered"), order->number);
		start[n + 1] = start[n] + lines[n];
	}
	seen = mem_calloc((size_t)start[k->plan->norders], 1);
	for (int32_t n = 0; n < k->plan->nshipments; n++) {
		const struct shipment *h = &k->plan->shipments[n];
		if (h->fact || h->line < 1 || (n > 0 && plan_same_line(k->plan, k->supply, n)))
			continue;
		if (h->line > lines[h->order]) { /* a rest keeps its numbers beside facts */
			if (!facts[h->order])
				finding(k, _("shipment %d: it is line %d of order %s, which has %d"), n + 1, h->line,
					k->plan->orders[h->order].number, lines[h->order]);
			continue;
		}
		if (seen[start[h->order] + h->line - 1]++)
			finding(k, _("shipment %d: line %d of order %s stands twice"), n + 1, h->line,
				k->plan->orders[h->order].number);
	}
	mem_free(seen);
	mem_free(planned);
	mem_free(start);
	mem_free(facts);
	mem_free(lines);
}

/* --- the whole --- */

static bool level_is_pure(const struct plan *p, int32_t n)
{
	int32_t part = p->levels[n].component;

	return within(part, 0, p->ncomponents) && p->components[part].pure;
}

/* What a level says it may be from the best is value less bound; of a fair one a
 * fill rate, which its proof shows. */
static bool gap_holds(const struct level *level, bool pure)
{
	struct ratio sum;

	if (level->kind == LEVEL_FAIR && !(pure && level->proven))
		return level->gap.num >= 0 && ratio_compare(level->gap, (struct ratio){1, 1}) <= 0;
	if (level->proven || level->kind == LEVEL_CANONICAL || level->kind == LEVEL_HARD)
		return level->gap.num == 0;
	return !ratio_add(level->bound, level->gap, &sum) || ratio_compare(sum, level->value) == 0;
}

static void check_levels(struct checker *k)
{
	for (int32_t n = 0; n < k->plan->nlevels; n++)
		if (!gap_holds(&k->plan->levels[n], level_is_pure(k->plan, n)))
			finding(k, _("level %d: how far it may be from the best is not what its value and bound say"),
				n + 1);
	for (int32_t n = 0; n < k->plan->nlevels; n++)
		if (k->plan->levels[n].kind == LEVEL_CANONICAL && k->plan->levels[n].proven)
			finding(k, _("level %d: which of equal plans it is, is no matter of proof, but the plan says so"), n + 1);
	if (k->plan->status != PLAN_PROVEN)
		return;
	for (int32_t n = 0; n < k->plan->nlevels; n++)
		if (!k->plan->levels[n].proven && k->plan->levels[n].kind != LEVEL_CANONICAL)
			finding(k, _("level %d is not proven, but the plan is called proven"), n + 1);
}

bool plan_check(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct plan *plan, struct text *findings)
{
	struct checker k = {s, cells, supply, plan, findings, 0};

	check_ranges(&k);
	if (k.nfindings == 0) {
		check_goods(&k);
		check_claims(&k);
		check_limits(&k);
		check_orders(&k);
		check_levels(&k);
	}
	if (k.nfindings > FINDINGS_MAX)
		text_printf(findings, _("and %d more findings\n"), k.nfindings - FINDINGS_MAX);
	return k.nfindings == 0;
}
