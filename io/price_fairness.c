/* The price of fairness: the scenario under its three rules, side by side. */
#include "io/price_parts.h"

#include "io/csv_write.h"
#include "io/show.h"

#include "base/memory.h"

void price_fairness_add(struct price_fairness *p, const struct report *report)
{
	struct text proof;
	int k = p->nrules++;

	text_init(&proof);
	proof_text(report, &proof);
	p->proofs[k] = mem_strdup(text_str(&proof));
	text_release(&proof);
	price_rule_init(&p->rules[k], p->frame, report->supply, report->plan, report->scenario->policy.fairness);
}

void price_fairness_release(struct price_fairness *p)
{
	for (int k = 0; k < p->nrules; k++) {
		price_rule_release(&p->rules[k]);
		mem_free(p->proofs[k]);
	}
}

/* --- words --- */

static const char *rule_title(enum fairness rule)
{
	switch (rule) {
	case FAIRNESS_LEXIMIN:
		return _("lowest first");
	case FAIRNESS_TOTAL:
		return _("largest total");
	case FAIRNESS_PROPORTIONAL:
		break;
	}
	return _("in proportion");
}

static const char *rule_word(enum fairness rule)
{
	static const char *const words[] = {"leximin", "total", "proportional"};

	return words[rule];
}

/* A mean period with two decimals, rounded down; "-" for nothing. */
static void put_mean(struct columns *c, wide sum, int64_t quantity)
{
	long long hundredths = quantity > 0 ? (long long)wide_floor_div(sum * 100, quantity) : 0;

	if (quantity == 0)
		columns_put(c, "-");
	else
		columns_printf(c, "%lld.%02lld", hundredths / 100, hundredths % 100);
}

/* --- the rules side by side --- */

static void print_rules(const struct report *r, const struct price_fairness *p, struct text *out, int width)
{
	struct section s;
	struct text cost;

	section_init(&s);
	text_init(&cost);
	s.title = _("The price of fairness: the same scenario under three rules");
	columns_add(&s.table, _("Rule"), ALIGN_WHOLE);
	columns_add(&s.table, _("Transport cost"), ALIGN_RIGHT);
	columns_add(&s.table, _("Proof"), ALIGN_LEFT);
	for (int k = 0; k < p->nrules; k++) {
		const struct price_rule *rule = &p->rules[k];
		columns_printf(&s.table, rule->fairness == r->scenario->policy.fairness ? _("%s (as stated)") : "%s",
			rule_title(rule->fairness));
		text_clear(&cost);
		if (rule->cost_complete)
			show_money(r, &cost, rule->cost);
		else
			text_puts(&cost, _("not costed"));
		columns_put(&s.table, text_str(&cost));
		columns_put(&s.table, rule->status == PLAN_PROVEN ? _("verified") : _("not proven, see below"));
	}
	for (int k = 0; k < p->nrules; k++)
		if (p->rules[k].status != PLAN_PROVEN)
			text_printf(&s.after, _("%s: %s\n"), rule_title(p->rules[k].fairness), p->proofs[k]);
	text_release(&cost);
	price_section(&s, out, width);
}

static bool all_full(const struct price_fairness *p, int32_t kind)
{
	for (int k = 0; k < p->nrules; k++)
		if (p->rules[k].sums[kind].served < p->rules[k].sums[kind].demand)
			return false;
	return true;
}

static void put_sum(const struct page *page, struct columns *c, const struct price_fairness *p, int32_t kind,
	int rule)
{
	const struct price_sum *sum = &p->rules[rule].sums[kind];
	int32_t item = p->frame->kinds[kind].item;

	if (rule == 0) {
		columns_int(c, p->frame->kinds[kind].tier);
		put_item(page, c, item);
	} else {
		columns_put(c, "");
		columns_put(c, "");
	}
	columns_put(c, rule_title(p->rules[rule].fairness));
	put_quantity(page, c, item, sum->served);
	price_percent(c, ratio_make(sum->served, sum->demand));
	price_percent(c, sum->worst_row);
	columns_put(c, sum->nbelow[PRICE_BELOWS - 1] > 0 ? place_title(page->r, sum->worst_place) : "-");
	price_percent(c, sum->worst);
	price_percent(c, sum->average);
	columns_int(c, sum->nnothing);
	for (int b = 0; b < PRICE_BELOWS; b++)
		columns_int(c, sum->nbelow[b]);
	columns_int(c, sum->nclaims);
}

static void print_kinds(const struct page *page, const struct price_fairness *p, struct text *out, int width)
{
	struct section s;
	struct columns *c = &s.table;
	int32_t nfull = 0;

	section_init(&s);
	s.title = _("Who gets how much, by tier and item");
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Rule"), ALIGN_WHOLE);
	columns_add(c, _("Served"), ALIGN_RIGHT);
	columns_add(c, _("Fill"), ALIGN_RIGHT);
	columns_add(c, _("Lowest"), ALIGN_RIGHT);
	columns_add(c, _("Community"), ALIGN_LEFT);
	columns_spare(c);
	columns_add(c, _("Claim"), ALIGN_RIGHT);
	columns_add(c, _("Mean"), ALIGN_RIGHT);
	columns_add(c, _("Nothing"), ALIGN_RIGHT);
	for (int b = 0; b < PRICE_BELOWS; b++) {
		struct text title;
		text_init(&title);
		text_printf(&title, "<%d%%", price_below[b]);
		columns_add(c, text_str(&title), ALIGN_RIGHT);
		text_release(&title);
	}
	columns_add(c, _("Claims"), ALIGN_RIGHT);
	for (int32_t kind = 0; kind < p->frame->nkinds; kind++) {
		if (all_full(p, kind)) {
			nfull++;
			continue;
		}
		for (int k = 0; k < p->nrules; k++)
			put_sum(page, c, p, kind, k);
	}
	text_puts(&s.after, _("Lowest first: the lowest fill rate as high as possible, then the next (leximin); largest total: the most\n"
		"in all, weighed as stated; in proportion: one rate for all that can be reached.\n"
		"Lowest: fill rate of the community served worst, all its claims of the item together; Claim: of\n"
		"the single claim served worst; Mean: of all claims' fill rates, each counting the same; Nothing, <50%,\n"
		"<80%, <100%: claims that get nothing, or less than that, of so many claims.\n"));
	if (nfull > 0)
		text_printf(&s.after, _("Met in full by every rule and not listed: %d.\n"), (int)nfull);
	price_section(&s, out, width);
}

/* --- timing and waste --- */

static bool differ(const struct price_fairness *p, int32_t item)
{
	for (int k = 1; k < p->nrules; k++) {
		const struct price_times *a = &p->rules[0].times[item], *b = &p->rules[k].times[item];
		if (a->moved != b->moved || a->transported != b->transported || a->departs != b->departs || a->arrives != b->arrives || a->handed != b->handed
			|| a->handed_in != b->handed_in || a->waste != b->waste)
			return true;
	}
	return false;
}

static void put_times(const struct page *page, struct columns *c, const struct price_fairness *p, int32_t item,
	int rule)
{
	const struct price_times *t = &p->rules[rule].times[item];

	if (rule == 0)
		put_item(page, c, item);
	else
		columns_put(c, "");
	columns_put(c, rule_title(p->rules[rule].fairness));
	put_mean(c, t->departs, t->moved);
	put_mean(c, t->arrives, t->moved);
	put_mean(c, t->handed_in, t->handed);
	put_quantity(page, c, item, t->transported);
	put_quantity(page, c, item, t->waste);
}

static void print_times(const struct page *page, const struct price_fairness *p, struct text *out, int width)
{
	struct section s;
	struct columns *c = &s.table;
	int32_t nsame = 0;

	section_init(&s);
	s.title = _("Timing and waste, by item");
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Rule"), ALIGN_WHOLE);
	columns_add(c, C_("mean period", "Departs"), ALIGN_RIGHT);
	columns_add(c, C_("mean period", "Arrives"), ALIGN_RIGHT);
	columns_add(c, C_("mean period", "Handed out"), ALIGN_RIGHT);
	columns_add(c, _("Transported"), ALIGN_RIGHT);
	columns_add(c, _("Expires unused"), ALIGN_RIGHT);
	for (int32_t i = 0; i < page->r->scenario->nitems; i++) {
		int32_t item = page->u->items[i];
		if (!differ(p, item)) {
			nsame++;
			continue;
		}
		for (int k = 0; k < p->nrules; k++)
			put_times(page, c, p, item, k);
	}
	text_puts(&s.after, _("Departs, Arrives, Handed out: mean periods, weighed by quantity and rounded down, of every leg (what is\n"
		"handed over on the spot included) and of what is handed out. Transported: all legs together. Expires\n"
		"unused: callable or under way, its last day inside the horizon, and handed out to nobody.\n"));
	if (nsame > 0)
		text_printf(&s.after, _("Items that are the same under every rule and not listed: %d.\n"), (int)nsame);
	price_section(&s, out, width);
}

/* --- what is equal by theory --- */

static void print_same(const struct report *r, const struct price_fairness *p, const struct rollup *u,
	struct text *out, int width)
{
	const struct price_rule *fair = &p->rules[FAIRNESS_LEXIMIN], *total = &p->rules[FAIRNESS_TOTAL];
	struct text items, said;
	int32_t n = 0, nall = 0;

	text_init(&items);
	text_init(&said);
	for (int32_t i = 0; i < r->scenario->nitems; i++) {
		int32_t item = u->items[i], kind = 0;
		while (kind < p->frame->nkinds && p->frame->kinds[kind].item != item)
			kind++;
		if (kind == p->frame->nkinds)
			continue;
		nall++;
		if (fair->times[item].coupled || total->times[item].coupled || !price_same_total(p->frame, fair, total, item))
			continue;
		text_puts(&items, n++ > 0 ? list_comma() : "");
		text_puts(&items, item_title(r, item));
	}
	if (n > 0)
		text_printf(&said, _("\nNo limit and no substitute couples these items with others: %s.\n"
			"There \"lowest first\" hands out as many issue units in every tier as \"largest total\": it costs no "
			"goods, and only decides who gets them. (Served may differ by what whole packs bring beyond a claim.)\n"),
			n == nall ? _("all of them") : text_str(&items));
	text_wrap(out, text_str(&said), width, 0);
	text_release(&said);
	text_release(&items);
}

void price_fairness_text(const struct page *page, const struct price_fairness *p, struct text *out, int width)
{
	print_rules(page->r, p, out, width);
	print_kinds(page, p, out, width);
	print_times(page, p, out, width);
	print_same(page->r, p, page->u, out, width);
}

/* --- CSV --- */

static void csv_mean(struct csv_writer *w, wide sum, int64_t quantity)
{
	if (quantity == 0)
		csv_empty(w);
	else
		csv_decimal(w, (int64_t)wide_floor_div(sum * 100, quantity), 2);
}

bool price_table_kinds(const struct report *r, const struct rollup *u, const struct price_fairness *p,
	FILE *file)
{
	const struct scenario *s = r->scenario;
	struct csv_writer w;

	csv_open(&w, file, "tier,item,rule,demand,served,fill,lowest,place,lowest_claim,mean,nothing,below50,"
		"below80,below100,claims,unit,data");
	for (int32_t kind = 0; kind < p->frame->nkinds; kind++)
		for (int k = 0; k < p->nrules; k++) {
			const struct price_sum *sum = &p->rules[k].sums[kind];
			const struct item *item = &s->items[p->frame->kinds[kind].item];
			csv_int(&w, p->frame->kinds[kind].tier);
			csv_text(&w, item->id);
			csv_text(&w, rule_word(p->rules[k].fairness));
			csv_decimal(&w, sum->demand, item->decimals);
			csv_decimal(&w, sum->served, item->decimals);
			csv_percent(&w, sum->served, sum->demand);
			csv_percent(&w, sum->worst_row.num, sum->worst_row.den);
			csv_text(&w, s->places[sum->worst_place].id);
			csv_percent(&w, sum->worst.num, sum->worst.den);
			csv_percent(&w, sum->average.num, sum->average.den);
			csv_int(&w, sum->nnothing);
			for (int b = 0; b < PRICE_BELOWS; b++)
				csv_int(&w, sum->nbelow[b]);
			csv_int(&w, sum->nclaims);
			csv_text(&w, item->unit);
			csv_text(&w, quality_word(u->quality));
			csv_end(&w);
		}
	return csv_close(&w);
}

bool price_table_items(const struct report *r, const struct rollup *u, const struct price_fairness *p,
	FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "item,rule,departs,arrives,handed_out,transported,expires_unused,coupled,unit,data");
	for (int32_t i = 0; i < r->scenario->nitems; i++)
		for (int k = 0; k < p->nrules; k++) {
			const struct price_times *t = &p->rules[k].times[u->items[i]];
			const struct item *item = &r->scenario->items[u->items[i]];
			csv_text(&w, item->id);
			csv_text(&w, rule_word(p->rules[k].fairness));
			csv_mean(&w, t->departs, t->moved);
			csv_mean(&w, t->arrives, t->moved);
			csv_mean(&w, t->handed_in, t->handed);
			csv_decimal(&w, t->transported, item->decimals);
			csv_decimal(&w, t->waste, item->decimals);
			csv_text(&w, t->coupled ? "yes" : "no");
			csv_text(&w, item->unit);
			csv_text(&w, quality_word(u->quality));
			csv_end(&w);
		}
	return csv_close(&w);
}

bool price_table_rules(const struct report *r, const struct rollup *u, const struct price_fairness *p,
	FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "rule,stated,status,cost,currency,data");
	for (int k = 0; k < p->nrules; k++) {
		const struct price_rule *rule = &p->rules[k];
		csv_text(&w, rule_word(rule->fairness));
		csv_text(&w, rule->fairness == r->scenario->policy.fairness ? "yes" : "no");
		csv_text(&w, rule->status == PLAN_PROVEN ? "proven" : "unproven");
		if (rule->cost_complete)
			csv_decimal(&w, int_floor_div(rule->cost.num, rule->cost.den), 2);
		else
			csv_empty(&w);
		csv_text(&w, r->scenario->currency);
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	return csv_close(&w);
}
