/* Why there is no plan: rules that clash, what they ask together, what can reach
 * them, which limits stand in the way, and what would do. */
#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/contradiction.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_MOST = 12 }; /* of one kind; the plan.xml has all */

static void more_lines(struct text *out, int32_t n)
{
	if (n <= LINES_MOST)
		return;
	text_printf(out, _("    and %d more, listed in plan.xml"), n - LINES_MOST);
	text_putc(out, '\n');
}

static int32_t fewer(int32_t n)
{
	return n < LINES_MOST ? n : LINES_MOST;
}

/* "60 L Drinking water" */
static void put_amount(const struct report *r, struct text *out, int32_t item, int64_t quantity)
{
	char number[48];

	decimal_format(number, quantity, r->scenario->items[item].decimals);
	text_printf(out, _("%s %s %s"), number, item_unit(r, item), item_title(r, item));
}

/* Sums of the rules by item: "60 L Drinking water, 20 kg Rice". */
enum rule_sum { SUM_ASKED, SUM_MET, SUM_LACKING };

/* Returns how many items there are. */
static int32_t put_sums_of(const struct report *r, struct text *out, const struct clash *clash,
	enum rule_sum what)
{
	const struct scenario *s = r->scenario;
	int64_t *sum = mem_calloc((size_t)s->nitems, sizeof *sum);
	int32_t n = 0;

	for (int32_t k = 0; k < clash->nrules; k++) {
		const struct clash_rule *rule = &clash->rules[k];

		sum[s->minima[rule->minimum].item] += what == SUM_ASKED ? rule->asked :
			what == SUM_MET ? rule->met : rule->asked - rule->met;
	}
	for (int32_t k = 0; k < clash->nrules; k++) {
		int32_t item = s->minima[clash->rules[k].minimum].item;

		if (sum[item] < 0)
			continue;
		if (sum[item] > 0 || what != SUM_LACKING) {
			if (out->length > 0)
				text_puts(out, list_comma());
			put_amount(r, out, item, sum[item]);
		}
		sum[item] = -1;
		n++;
	}
	mem_free(sum);
	return n;
}

/* "period 2 (12-02)", "periods 1 (12-01) to 3 (12-03)" */
static void put_window(const struct report *r, struct text *out, int32_t first, int32_t last)
{
	struct text from, to;

	text_init(&from);
	text_init(&to);
	show_period(r, &from, first);
	show_period(r, &to, last);
	if (first == last)
		text_printf(out, _("period %s"), text_str(&from));
	else
		text_printf(out, _("periods %s to %s"), text_str(&from), text_str(&to));
	text_release(&from);
	text_release(&to);
}

/* "FILE:LINE: at least 60 L Drinking water left in Community A at the end" */
static void rule_line(const struct report *r, struct text *out, const struct clash_rule *rule)
{
	const struct minimum *m = &r->scenario->minima[rule->minimum];
	struct text amount, window;

	text_init(&amount);
	text_init(&window);
	put_amount(r, &amount, m->item, m->quantity);
	put_window(r, &window, m->when.first, rule->last);
	text_puts(out, "    ");
	if (r->names && m->where.line > 0)
		text_printf(out, "%s:%d: ", diags_file_name(r->names, m->where.file), (int)m->where.line);
	if (m->end_stock)
		text_printf(out, _("at least %s left in %s at the end"), text_str(&amount),
			place_title(r, m->place));
	else if (m->group >= 0)
		text_printf(out, _("at least %s for %s in %s, %s"), text_str(&amount),
			group_title(r, m->group), place_title(r, m->place), text_str(&window));
	else
		text_printf(out, _("at least %s for %s, %s"), text_str(&amount), place_title(r, m->place),
			text_str(&window));
	if (rule->asked < m->quantity) {
		char number[48];

		text_printf(out, _(" (beyond what is there or asked by another rule: %s)"),
			decimal_format(number, rule->asked, r->scenario->items[m->item].decimals));
	}
	text_putc(out, '\n');
	text_release(&amount);
	text_release(&window);
}

static int compare_goods(const void *a, const void *b)
{
	const struct clash_goods *x = a, *y = b;

	if (x->quantity != y->quantity)
		return x->quantity > y->quantity ? -1 : 1;
	if (x->lot != y->lot)
		return x->lot < y->lot ? -1 : 1;
	return (x->first > y->first) - (x->first < y->first);
}

/* Largest first. */
static void goods_lines(const struct report *r, struct text *out, const struct clash *clash)
{
	struct clash_goods *goods = mem_calloc((size_t)clash->ngoods, sizeof *goods);

	if (clash->ngoods > 0) {
		memcpy(goods, clash->goods, (size_t)clash->ngoods * sizeof *goods);
		qsort(goods, (size_t)clash->ngoods, sizeof *goods, compare_goods);
	}
	for (int32_t k = 0; k < fewer(clash->ngoods); k++) {
		const struct supply_lot *lot = &r->supply->lots[goods[k].lot];
		struct text amount, period;

		text_init(&amount);
		text_init(&period);
		put_amount(r, &amount, lot->item, goods[k].quantity);
		show_period(r, &period, goods[k].first);
		text_printf(out, _("    %s of %s in %s, from period %s on"), text_str(&amount),
			holder_title(r, lot->holder), place_title(r, lot->place), text_str(&period));
		text_putc(out, '\n');
		text_release(&amount);
		text_release(&period);
	}
	more_lines(out, clash->ngoods);
	mem_free(goods);
}

static void claim_lines(const struct report *r, struct text *out, const struct clash *clash)
{
	for (int32_t k = 0; k < fewer(clash->nclaims); k++) {
		const struct cell *cell = &r->cells->cells[clash->claims[k].cell];
		struct text amount, window;

		text_init(&amount);
		text_init(&window);
		put_amount(r, &amount, cell->item, clash->claims[k].most);
		put_window(r, &window, cell->when.first, cell->when.last);
		text_printf(out, _("    %s that the claim of %s in %s takes at most, %s"), text_str(&amount),
			group_title(r, cell->group), place_title(r, cell->place), text_str(&window));
		text_putc(out, '\n');
		text_release(&amount);
		text_release(&window);
	}
	more_lines(out, clash->nclaims);
}

static void limit_lines(const struct report *r, struct text *out, const struct clash *clash)
{
	for (int32_t k = 0; k < fewer(clash->nlimits); k++) {
		const struct clash_limit *limit = &clash->limits[k];
		struct limit_use use = {limit->limit, limit->route, limit->segment, limit->period, limit->most,
			limit->most};
		struct text name, period;
		char number[48];

		text_init(&name);
		text_init(&period);
		limit_name(r, &name, &use);
		if (limit->period < 0)
			text_puts(&period, _("whole horizon"));
		else
			show_period(r, &period, limit->period);
		text_printf(out, _("    %s, period %s: %s %s"), text_str(&name), text_str(&period),
			decimal_format(number, limit->most, limit_decimals(r->scenario, &use)),
			limit_unit_title(r->scenario, &use));
		text_putc(out, '\n');
		text_release(&name);
		text_release(&period);
	}
	more_lines(out, clash->nlimits);
}

static int32_t last_period(const struct clash *clash)
{
	int32_t last = 0;

	for (int32_t k = 0; k < clash->nrules; k++)
		last = clash->rules[k].last > last ? clash->rules[k].last : last;
	return last;
}

/* What there is, and what would do. */
static void reach_lines(const struct report *r, struct text *out, const struct clash *clash)
{
	struct text asked, met, lacking, by;
	int32_t nitems;

	text_init(&asked);
	text_init(&met);
	text_init(&lacking);
	text_init(&by);
	nitems = put_sums_of(r, &asked, clash, SUM_ASKED);
	put_sums_of(r, &met, clash, SUM_MET);
	put_sums_of(r, &lacking, clash, SUM_LACKING);
	show_period(r, &by, last_period(clash));
	text_printf(out, nitems > 1 ?
		_("  Together they need %s by period %s. One way to meet as much as can be of all: %s.") :
		_("  Together they need %s by period %s. No more than %s can be met of all."),
		text_str(&asked), text_str(&by), text_str(&met));
	text_putc(out, '\n');
	if (clash->ngoods + clash->nclaims > 0) {
		text_puts(out, clash->nlimits > 0 ? _("  Of what can reach them in time all is needed:")
			: _("  All that can reach them in time:"));
		text_putc(out, '\n');
		goods_lines(r, out, clash);
		claim_lines(r, out, clash);
	} else if (clash->nlimits == 0) {
		text_puts(out, _("  Nothing can reach them in time."));
		text_putc(out, '\n');
	}
	if (clash->nlimits > 0) {
		text_puts(out, _("  Limits that stand in the way:"));
		text_putc(out, '\n');
		limit_lines(r, out, clash);
	}
	text_printf(out, clash->nlimits > 0 ?
		_("  It takes %s less asked of all, or limits that are as much wider.") :
		_("  It takes %s less asked of all, or as much more that reaches them in time."),
		text_str(&lacking));
	text_putc(out, '\n');
	text_release(&asked);
	text_release(&met);
	text_release(&lacking);
	text_release(&by);
}

void contradiction_text(const struct report *r, struct text *out)
{
	const struct plan *plan = r->plan;

	for (int32_t k = 0; plan->status == PLAN_CONTRADICTION && k < plan->nclashes; k++) {
		const struct clash *clash = &plan->clashes[k];

		text_puts(out, clash->proven ? _("  These rules cannot all be kept:") :
			_("  No plan was found that keeps all of these rules, in whole units and within the limits:"));
		text_putc(out, '\n');
		for (int32_t i = 0; i < fewer(clash->nrules); i++)
			rule_line(r, out, &clash->rules[i]);
		more_lines(out, clash->nrules);
		if (clash->proven)
			reach_lines(r, out, clash);
	}
}
