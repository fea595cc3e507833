/* What stands at the top of a report: the headline, the worst-off, what is in
 * and what is not counted, and how far the plan is proven. */
#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

#include <assert.h>

void section_init(struct section *s)
{
	s->title = NULL;
	s->whole = false;
	text_init(&s->before);
	columns_init(&s->table);
	text_init(&s->after);
}

void section_release(struct section *s)
{
	text_release(&s->before);
	columns_release(&s->table);
	text_release(&s->after);
	s->title = NULL;
}

void section_rest(const struct page *p, struct section *s, size_t n, const char *file)
{
	const char *directory = p->r->directory;

	if (directory)
		text_printf(&s->after, _("More rows: %zu; all of them are in %s%s%s"), n, directory,
			*directory ? "/" : "", file);
	else if (p->unsaved)
		text_printf(&s->after, _("More rows: %zu; all of them with --full"), n);
	else
		text_printf(&s->after, _("More rows: %zu; all of them with --full, or in %s with -o DIR"), n, file);
	text_putc(&s->after, '\n');
}

size_t section_cut(const struct page *p, struct section *s, size_t n, const char *file)
{
	if (n <= p->limit)
		return n;
	section_rest(p, s, n - p->limit, file);
	return p->limit;
}

void put_item(const struct page *p, struct columns *c, int32_t item)
{
	/* Translators: a thing and its unit, a place and the one it is in. */
	columns_printf(c, _("%s (%s)"), item_title(p->r, item), item_unit(p->r, item));
}

void put_quantity(const struct page *p, struct columns *c, int32_t item, int64_t quantity)
{
	char number[48];

	columns_put(c, decimal_format(number, quantity, p->r->scenario->items[item].decimals));
}

void put_period(const struct page *p, struct columns *c, int32_t period)
{
	struct text t;

	text_init(&t);
	if (period < 0)
		text_puts(&t, "-");
	else
		show_period(p->r, &t, period);
	columns_put(c, text_str(&t));
	text_release(&t);
}

void add_sums_columns(struct columns *c)
{
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Demand"), ALIGN_RIGHT);
	columns_add(c, _("Served"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add(c, _("Fill"), ALIGN_RIGHT);
	columns_add_optional(c, _("W/o own"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add_optional(c, _("Baseline"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add(c, _("Short"), ALIGN_RIGHT);
}

static void put_fill(struct columns *c, int64_t served, int64_t demand)
{
	struct text t;

	text_init(&t);
	show_fill(&t, served, demand);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* The baseline is computed on request: nothing anywhere means that it was not. */
static bool has_baseline(const struct rollup *u)
{
	for (int32_t k = 0; k < u->nkinds; k++) {
		if (u->total[k].baseline > 0)
			return true;
	}
	return false;
}

void put_sums(const struct page *p, struct columns *c, int32_t kind, const struct sums *a)
{
	int32_t item = p->u->kinds[kind].item;

	columns_int(c, p->u->kinds[kind].tier);
	put_item(p, c, item);
	put_quantity(p, c, item, a->demand);
	put_quantity(p, c, item, a->served);
	put_fill(c, a->served, a->demand);
	if (a->household > 0)
		put_fill(c, a->served - a->household, a->demand);
	else
		columns_put(c, "-");
	if (has_baseline(p->u))
		put_fill(c, a->baseline, a->demand);
	else
		columns_put(c, "-");
	put_quantity(p, c, item, a->demand - a->served);
}

int64_t item_weight(const struct rollup *u, const struct report *r, int32_t item)
{
	int64_t demand = 0;

	(void)r;
	for (int32_t k = 0; k < u->nkinds; k++) {
		if (u->kinds[k].item == item)
			demand += u->total[k].demand;
	}
	if (demand == 0)
		demand = u->balances[item].handed;
	return demand > 0 ? demand : 1;
}

/* --- the head of every page --- */

static void fair_text(const struct report *r, const struct level *level, struct text *out)
{
	bool later = level->stage > 0;

	switch (r->scenario->policy.fairness) {
	case FAIRNESS_LEXIMIN:
		text_printf(out, later ? _("lowest fill rate first, tier %d, later periods") :
			_("lowest fill rate first, tier %d"), level->tier);
		break;
	case FAIRNESS_TOTAL:
		text_printf(out, later ? _("least total shortfall, tier %d, later periods") :
			_("least total shortfall, tier %d"), level->tier);
		break;
	case FAIRNESS_PROPORTIONAL:
		text_printf(out, later ? _("in proportion to demand, tier %d, later periods") :
			_("in proportion to demand, tier %d"), level->tier);
		break;
	}
}

static const char *level_title(enum level_kind kind)
{
	switch (kind) {
	case LEVEL_HARD:
		return _("hard rules");
	case LEVEL_FAIR:
		break;
	case LEVEL_CHANGE:
		return _("least change from the announced plan");
	case LEVEL_SUBSTITUTION:
		return _("least substitution");
	case LEVEL_WASTE:
		return _("least expiring unused");
	case LEVEL_COST:
		return _("least cost");
	case LEVEL_DEPARTURE:
		return _("earliest departure");
	case LEVEL_ARRIVAL:
		return _("earliest arrival");
	case LEVEL_CANONICAL:
		return _("one plan among equals");
	}
	return "";
}

void level_text(const struct report *r, const struct level *level, struct text *out)
{
	struct text what;

	text_init(&what);
	if (level->kind == LEVEL_FAIR)
		fair_text(r, level, &what);
	else
		text_puts(&what, level_title(level->kind));
	if (level->item >= 0)
		text_printf(out, _("%s: %s"), text_str(&what), item_title(r, level->item));
	else
		text_puts(out, text_str(&what));
	text_release(&what);
}

/* The place of a level in the order of what counts: hard rules, tiers of all
 * items, then what comes after fairness. */
static int64_t level_rank(const struct level *level)
{
	if (level->kind == LEVEL_FAIR)
		return ((int64_t)level->stage << 32) + level->tier;
	return level->kind == LEVEL_HARD ? -1 : ((int64_t)level->kind << 40);
}

/* The next level by rank that is not proven, or is but for what whole units cost,
 * after the one at `last` (-1: the first); -1 = none. Which of equal plans is taken
 * is no matter of proof. */
static int32_t next_with_gap(const struct plan *p, bool proven, int32_t last)
{
	int32_t next = -1;

	for (int32_t i = 0; i < p->nlevels; i++) {
		int64_t rank = level_rank(&p->levels[i]);

		if (p->levels[i].proven != proven || (proven && p->levels[i].gap.num == 0)
			|| p->levels[i].kind == LEVEL_CANONICAL)
			continue;
		if (last >= 0 && (rank < level_rank(&p->levels[last]) || (rank == level_rank(&p->levels[last]) && i <= last)))
			continue;
		if (next < 0 || rank < level_rank(&p->levels[next]))
			next = i;
	}
	return next;
}

/* The first levels that are not proven, each with how far it may be from the best;
 * or those that are, with what whole units cost at most. */
static void gaps_text(const struct report *r, bool proven, struct text *out)
{
	enum { LEVELS_NAMED = 4 };
	const struct plan *p = r->plan;
	struct text levels, level, gap;
	int32_t n = 0;

	text_init(&levels);
	text_init(&level);
	text_init(&gap);
	for (int32_t i = next_with_gap(p, proven, -1); i >= 0; i = next_with_gap(p, proven, i)) {
		if (n++ >= LEVELS_NAMED)
			continue;
		text_clear(&level);
		text_clear(&gap);
		level_text(r, &p->levels[i], &level);
		if (p->levels[i].gap.num > 0)
			gap_text(r, &p->levels[i], &gap);
		/* Translators: between levels that are not proven. */
		text_puts(&levels, n > 1 ? _("; ") : "");
		text_printf(&levels, gap.length == 0 ? "%s" : proven ? _("%s: %s")
			: _("%s (within %s of the best possible)"), text_str(&level), text_str(&gap));
	}
	if (n > LEVELS_NAMED)
		text_printf(&levels, _("; and %d more"), n - LEVELS_NAMED);
	if (n > 0)
		text_printf(out, proven ? _("Whole units cost at most: %s.") : _("Not proven: %s."), text_str(&levels));
	text_release(&levels);
	text_release(&level);
	text_release(&gap);
}

void proof_text(const struct report *r, struct text *out)
{
	const struct plan *p = r->plan;
	struct text sentences, gaps;

	if (p->status == PLAN_CONTRADICTION) {
		text_puts(out, _("There is no plan: the hard rules contradict each other."));
		return;
	}
	text_init(&sentences);
	add_sentence(&sentences, p->status == PLAN_PROVEN
		? _("Verified: under the data and rules listed there is no better plan.")
		: _("The plan is valid, but that none is better is not proven."));
	if (p->stopped)
		add_sentence(&sentences, _("It was stopped by the time limit or a signal."));
	for (int proven = 0; proven <= 1; proven++) {
		text_init(&gaps);
		gaps_text(r, proven, &gaps);
		if (gaps.length > 0)
			add_sentence(&sentences, text_str(&gaps));
		text_release(&gaps);
	}
	text_puts(out, text_str(&sentences));
	text_release(&sentences);
}

/* Items of fair levels of a rank that are proven or not: how many, and the names
 * of those that are not. */
static int32_t count_items(const struct page *p, int64_t rank, bool proven, struct text *names)
{
	const struct plan *plan = p->r->plan;
	int32_t n = 0;

	for (int32_t i = 0; i < plan->nlevels; i++) {
		const struct level *level = &plan->levels[i];
		const struct component *c = &plan->components[level->component];

		if (level->kind != LEVEL_FAIR || level_rank(level) != rank || level->proven != proven)
			continue;
		for (int32_t k = 0; k < c->nitems; k++) {
			if (level->item >= 0 && c->items[k] != level->item)
				continue;
			n++;
			if (!names)
				continue;
			if (names->length > 0)
				text_puts(names, list_comma());
			text_puts(names, item_title(p->r, c->items[k]));
		}
	}
	return n;
}

static void tier_line(const struct page *p, const struct level *level, struct text *out)
{
	int64_t rank = level_rank(level);
	struct text tier, names;

	text_init(&tier);
	text_init(&names);
	text_printf(&tier, level->stage > 0 ? _("Tier %d, later periods") : _("Tier %d"), level->tier);
	if (count_items(p, rank, false, &names) == 0)
		text_printf(out, _("  %s: proven."), text_str(&tier));
	else if (count_items(p, rank, true, NULL) == 0)
		text_printf(out, _("  %s: not proven."), text_str(&tier));
	else
		text_printf(out, _("  %s: proven, but not for %s."), text_str(&tier), text_str(&names));
	text_putc(out, '\n');
	text_release(&tier);
	text_release(&names);
}

/* Of a plan that is not proven: which tiers are, and how much of the rest. */
static void head_proven(const struct page *p, struct text *out)
{
	const struct plan *plan = p->r->plan;
	int64_t last = -1;
	int32_t levels = 0, proven = 0;

	if (plan->status != PLAN_UNPROVEN)
		return;
	for (;;) {
		const struct level *next = NULL;

		for (int32_t i = 0; i < plan->nlevels; i++) {
			const struct level *level = &plan->levels[i];

			if (level->kind == LEVEL_FAIR && level_rank(level) > last &&
					(!next || level_rank(level) < level_rank(next)))
				next = level;
		}
		if (!next)
			break;
		last = level_rank(next);
		tier_line(p, next, out);
	}
	for (int32_t i = 0; i < plan->nlevels; i++) {
		bool counts = plan->levels[i].kind > LEVEL_FAIR && plan->levels[i].kind != LEVEL_CANONICAL;

		levels += counts;
		proven += counts && plan->levels[i].proven;
	}
	if (levels > 0) {
		text_printf(out, _("  Levels after fairness: %d of %d proven."), proven, levels);
		text_putc(out, '\n');
	}
}

/* Safe defaults that decided: they head the report. */
static void head_defaults(const struct page *p, struct text *out)
{
	const struct supply *v = p->r->supply;
	int32_t holders = 0, last = -1;

	for (int32_t i = 0; i < v->ncallable; i++) {
		const struct callable *a = &v->callable[i];

		if (!a->default_used || a->holder == last)
			continue;
		last = a->holder;
		holders++;
	}
	if (holders == 0)
		return;
	text_printf(out, ngettext("%d holder states no release share: its stock is not called up.",
		"%d holders state no release share: their stock is not called up.",
		(unsigned long)holders), holders);
	text_putc(out, '\n');
}

/* The scenario is not as its own files say. */
static void head_overlays(const struct page *p, struct text *out)
{
	const struct scenario *s = p->r->scenario;
	struct text names;

	text_init(&names);
	for (int32_t i = 0; i < s->ninputs; i++)
		if (s->inputs[i].overlay)
			text_printf(&names, "%s%s", names.length > 0 ? list_comma() : "", s->inputs[i].name);
	if (names.length > 0) {
		text_printf(out, _("Changed by overlays: %s."), text_str(&names));
		text_putc(out, '\n');
	}
	text_release(&names);
}

static void head_sources(const struct page *p, struct text *out)
{
	const struct scenario *s = p->r->scenario;

	if (p->u->nsources == 0)
		return;
	text_printf(out, _("Sources: %d of %d in."), p->u->nsources_used, p->u->nsources);
	text_putc(out, '\n');
	for (int32_t i = 0; i < s->nsources; i++) {
		const struct source *source = &s->sources[p->u->sources[i]];
		const char *state = source->state == SOURCE_SET_ASIDE ? _("set aside") :
			source->state == SOURCE_LEFT_OUT ? _("left out") : _("missing");

		if (source->state == SOURCE_USED)
			continue;
		if (source->why)
			text_printf(out, _("  Not in: %s (%s): %s"), source->id, state, source->why);
		else
			text_printf(out, _("  Not in: %s (%s)"), source->id, state);
		text_putc(out, '\n');
		source_change(p, out, p->u->sources[i]);
	}
}

/* Items of which whole packs hand out more than a tenth beyond the demand. */
static void head_over(const struct page *p, struct text *out)
{
	for (int32_t k = 0; k < p->r->scenario->nitems; k++) {
		int32_t item = p->u->items[k];
		int64_t demand = 0, over = 0;
		char number[48], share[48];

		for (int32_t i = 0; i < p->u->nkinds; i++) {
			if (p->u->kinds[i].item != item)
				continue;
			demand += p->u->total[i].demand;
			over += p->u->total[i].over;
		}
		if (over <= demand / 10)
			continue;
		text_printf(out, _("Warning: whole packs hand out %s %s of %s beyond the demand, %s%% of it."),
			decimal_format(number, over, p->r->scenario->items[item].decimals),
			item_unit(p->r, item), item_title(p->r, item), percent_format(share, over, demand, 1));
		text_putc(out, '\n');
	}
}

void page_facts(const struct page *p, struct text *out)
{
	const struct scenario *s = p->r->scenario;
	char as_of[48], start[48];

	if (s->office.zh || s->office.en) {
		text_printf(out, _("Office: %s"), label_text(s->office, p->r->language, ""));
		text_putc(out, '\n');
	}
	minute_format(as_of, s->as_of.seconds, s->start.offset);
	minute_format(start, s->start.seconds, s->start.offset);
	if (s->period % 3600 == 0)
		text_printf(out, _("As of %s; horizon %d x %lld h from %s."), as_of, s->nperiods,
			(long long)(s->period / 3600), start);
	else
		text_printf(out, _("As of %s; horizon %d x %lld min from %s."), as_of, s->nperiods,
			(long long)(s->period / 60), start);
	text_putc(out, '\n');
	head_overlays(p, out);
	head_sources(p, out);
	lines_change(p, out);
	head_defaults(p, out);
	head_over(p, out);
	proof_text(p->r, out);
	text_putc(out, '\n');
	head_proven(p, out);
	contradiction_text(p->r, out);
}

void page_head(const struct page *p, struct text *out)
{
	const struct scenario *s = p->r->scenario;
	struct text basis;

	text_printf(out, "%s\n", label_text(s->title, p->r->language, s->id));
	page_facts(p, out);
	text_init(&basis);
	basis_text(p->u, &basis);
	if (basis.length > 0)
		text_printf(out, "%s\n", text_str(&basis));
	text_release(&basis);
}

/* --- sections --- */

void section_headline(const struct page *p, struct section *s)
{
	s->title = _("Served and short, by tier and item");
	add_sums_columns(&s->table);
	for (int32_t k = 0; k < p->u->nkinds; k++)
		put_sums(p, &s->table, k, &p->u->total[k]);
	if (!p->u->short_of_demand && p->r->plan->status != PLAN_CONTRADICTION) {
		text_puts(&s->after, _("Every demand is met."));
		text_putc(&s->after, '\n');
	}
	for (int32_t k = 0; k < p->u->nkinds; k++) {
		if (p->u->total[k].household > 0) {
			text_puts(&s->after,
				_("W/o own: without the households' own stock, subtracted, not solved again."));
			text_putc(&s->after, '\n');
			break;
		}
	}
	if (has_baseline(p->u)) {
		text_puts(&s->after, _("Baseline: the same stock shared in proportion."));
		text_putc(&s->after, '\n');
	}
	if (p->r->plan->nshipments > 0) {
		struct text money;

		text_init(&money);
		show_money(p->r, &money, p->r->plan->cost);
		if (p->r->plan->cost_complete)
			text_printf(&s->after, _("Transport cost: %s."), text_str(&money));
		else if (p->r->plan->cost.num == 0)
			text_puts(&s->after, _("Transport cost: not costed."));
		else
			text_printf(&s->after, _("Transport cost: %s, without the routes that are not costed."),
				text_str(&money));
		text_putc(&s->after, '\n');
		text_release(&money);
	}
}

void section_worst(const struct page *p, struct section *s)
{
	const struct rollup *u = p->u;
	struct columns *c = &s->table;
	size_t n;

	if (u->nworst == 0)
		return;
	s->title = _("Worst-off communities");
	columns_add(c, C_("column", "Community"), ALIGN_LEFT);
	columns_add(c, _("In"), ALIGN_LEFT);
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Fill"), ALIGN_RIGHT);
	columns_add(c, _("Short"), ALIGN_RIGHT);
	columns_add(c, _("People"), ALIGN_RIGHT);
	columns_add(c, _("Since"), ALIGN_WHOLE);
	columns_add_optional(c, C_("column", "Others"), ALIGN_RIGHT);
	columns_spare(c);
	n = section_cut(p, s, (size_t)u->nworst, "shortfall.csv");
	for (size_t i = 0; i < n; i++) {
		const struct worst *w = &u->worst[i];
		size_t at = (size_t)u->row_of[w->place] * (size_t)u->nkinds + (size_t)w->kind;
		const struct sums *a = &u->by_place[at];
		int32_t item = u->kinds[w->kind].item;
		int64_t people = worst_people(u, p->r, w);

		columns_put(c, place_title(p->r, w->place));
		columns_put(c, place_title(p->r, p->r->scenario->places[w->place].in));
		columns_int(c, u->kinds[w->kind].tier);
		put_item(p, c, item);
		put_fill(c, a->served, a->demand);
		put_quantity(p, c, item, a->demand - a->served);
		if (people > 0)
			columns_int(c, people);
		else
			columns_put(c, "-"); /* nobody has said how many they are */
		put_period(p, c, a->since);
		columns_int(c, w->others);
	}
}

void section_uncounted(const struct page *p, struct section *s)
{
	const struct scenario *scenario = p->r->scenario;
	struct columns *c = &s->table;

	columns_add(c, _("Not counted because"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Quantity"), ALIGN_RIGHT);
	columns_add(c, _("Of demand"), ALIGN_RIGHT);
	for (int reason = 0; reason < UNCOUNTED_REASONS; reason++) {
		for (int32_t k = 0; k < scenario->nitems; k++) {
			int32_t i = p->u->items[k];
			int64_t quantity = p->u->uncounted[(size_t)reason * (size_t)scenario->nitems + (size_t)i];

			if (quantity == 0)
				continue;
			columns_put(c, uncounted_title((enum uncounted)reason));
			put_item(p, c, i);
			put_quantity(p, c, i, quantity);
			put_fill(c, quantity, item_weight(p->u, p->r, i));
		}
	}
	if (columns_rows(c) > 0)
		s->title = _("Stock that is not counted");
}

void section_sources(const struct page *p, struct section *s)
{
	const struct scenario *scenario = p->r->scenario;
	struct columns *c = &s->table;
	size_t n;

	if (p->brief || scenario->nsources == 0)
		return;
	s->title = _("Sources");
	columns_add(c, _("Source"), ALIGN_LEFT);
	columns_add(c, _("State"), ALIGN_WHOLE);
	columns_add(c, _("As of"), ALIGN_WHOLE);
	columns_add(c, _("Lines"), ALIGN_RIGHT);
	columns_add(c, _("Quality"), ALIGN_LEFT);
	columns_add(c, "SHA-256", ALIGN_LEFT);
	n = section_cut(p, s, (size_t)scenario->nsources, "plan.xml");
	for (size_t i = 0; i < n; i++) {
		const struct source *source = &scenario->sources[p->u->sources[i]];
		char buffer[48];

		columns_put(c, source->id);
		columns_put(c, source->state == SOURCE_USED ? _("in") :
			source->state == SOURCE_SET_ASIDE ? _("set aside") :
			source->state == SOURCE_LEFT_OUT ? _("left out") : _("missing"));
		columns_put(c, source->has_as_of ?
			minute_format(buffer, source->as_of.seconds, source->as_of.offset) : "-");
		columns_int(c, source->lines);
		columns_put(c, quality_title(source->quality));
		columns_printf(c, "%.16s", source->sha256);
	}
}

/* The matrix of tiers that the rules make, items down, groups across. Demands
 * with a tier of their own are not in it. */
void section_tiers(const struct page *p, struct section *s)
{
	const struct scenario *scenario = p->r->scenario;
	struct columns *c = &s->table;

	if (p->brief || scenario->ngroups == 0 || scenario->ngroups > COLUMNS_MAX - 1)
		return;
	s->title = _("Tiers by item and group");
	columns_add(c, _("Item"), ALIGN_LEFT);
	for (int32_t g = 0; g < scenario->ngroups; g++)
		columns_add(c, group_title(p->r, p->u->groups[g]), ALIGN_RIGHT);
	for (int32_t k = 0; k < scenario->nitems; k++) {
		int32_t i = p->u->items[k];

		columns_put(c, item_title(p->r, i));
		for (int32_t g = 0; g < scenario->ngroups; g++)
			columns_int(c, tier_of(scenario, i, p->u->groups[g]));
	}
}

static void put_ratio(struct columns *c, struct ratio value)
{
	if (value.den == 1)
		columns_int(c, value.num);
	else
		columns_printf(c, "%lld/%lld", (long long)value.num, (long long)value.den);
}

void section_levels(const struct page *p, struct section *s)
{
	const struct plan *plan = p->r->plan;
	struct columns *c = &s->table;
	size_t n;

	if (p->brief || plan->nlevels == 0)
		return;
	s->title = _("Decided in this order");
	columns_add(c, _("Part"), ALIGN_RIGHT);
	columns_add(c, _("Level"), ALIGN_LEFT);
	columns_add(c, _("Value"), ALIGN_RIGHT);
	columns_add(c, _("Bound"), ALIGN_RIGHT);
	columns_add_optional(c, _("Step"), ALIGN_RIGHT);
	columns_add(c, _("Proven"), ALIGN_LEFT);
	columns_add_optional(c, _("At most this far from the best"), ALIGN_LEFT);
	n = section_cut(p, s, (size_t)plan->nlevels, "plan.xml");
	for (size_t i = 0; i < n; i++) {
		const struct level *level = &plan->levels[i];
		struct text t;

		text_init(&t);
		level_text(p->r, level, &t);
		columns_int(c, level->component + 1);
		columns_put(c, text_str(&t));
		put_ratio(c, level->value);
		put_ratio(c, level->bound);
		put_ratio(c, level->step);
		columns_put(c, level->kind == LEVEL_CANONICAL ? "-" : level->proven ? _("yes") : _("no"));
		text_clear(&t);
		if (!level->proven && level->kind != LEVEL_CANONICAL)
			gap_text(p->r, level, &t);
		columns_put(c, text_str(&t));
		text_release(&t);
	}
}
