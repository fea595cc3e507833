/* The comparison for people: fill rates side by side, cost, then variant by
 * variant who gains and who loses, what is sent otherwise, and which change does
 * what. */
#include "io/compare_tables.h"

#include "io/overlay_row.h"
#include "io/sections.h"
#include "io/show.h"

#include "models/order.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_PLACES = 10, SHOWN_MOVES = 15 };

struct compare_page {
	const struct comparison *c;
	struct report r; /* names in the base */
	bool full;
	struct arena *texts; /* titles of sections */
};

/* ---- Names and numbers ---- */

static void put_item_name(const struct compare_page *p, struct columns *t, const struct compare_variant *v,
	const char *id)
{
	int32_t item = map_get(&p->c->scenario->item_ids, id);
	const struct figures_item *figures = compare_item(p->c, v, id);

	columns_printf(t, _("%s (%s)"), item >= 0 ? item_title(&p->r, item) : id, unit_title(figures->unit));
}

static void put_place_name(const struct compare_page *p, struct columns *t, const char *id)
{
	int32_t place = id ? map_get(&p->c->scenario->place_ids, id) : -1;

	columns_put(t, place >= 0 ? place_title(&p->r, place) : id ? id : "");
}

static void put_holder_name(const struct compare_page *p, struct columns *t, const char *id)
{
	int32_t holder = map_get(&p->c->scenario->holder_ids, id);

	columns_put(t, holder >= 0 || !*id ? holder_title(&p->r, holder) : id);
}

static void put_number(struct columns *t, int64_t value, int decimals)
{
	char buf[48];

	columns_put(t, decimal_format(buf, value, decimals));
}

/* With its sign. */
static void put_change(struct columns *t, int64_t value, int decimals)
{
	char buf[48];

	columns_printf(t, value > 0 ? "+%s" : "%s", decimal_format(buf, value, decimals));
}

/* A dash where one of the two has no plan. */
static void put_change_of(struct columns *t, bool planned, int64_t value, int decimals)
{
	if (planned)
		put_change(t, value, decimals);
	else
		columns_put(t, "-");
}

static void put_fill(struct columns *t, const struct figure *f)
{
	struct text fill;

	text_init(&fill);
	show_fill(&fill, figure_served(f), figure_demand(f));
	columns_put(t, text_str(&fill));
	text_release(&fill);
}

static void add_numbered(struct columns *t, const char *title, int32_t variant)
{
	char text[160];

	snprintf(text, sizeof text, "%d: %s", (int)variant + 1, title);
	columns_add(t, text, ALIGN_RIGHT);
}

static int64_t shortfall(const struct figure *f)
{
	return figure_demand(f) - figure_served(f);
}

static int64_t change_of_short(const struct figure_pair *p)
{
	return shortfall(p->after) - shortfall(p->before);
}

/* ---- Head ---- */

static const char *status_text(const struct figures *f)
{
	return f->status == PLAN_CONTRADICTION ? _("the hard rules contradict each other: there is no plan") :
		f->status == PLAN_UNPROVEN ? _("valid, not proven best") : _("verified: no better plan");
}

static void put_head(const void *page, struct text *out)
{
	const struct compare_page *p = page;
	const struct comparison *c = p->c;
	const struct scenario *s = c->scenario;

	text_printf(out, _("Compared with %s (%s)"), label_text(s->title, c->language, s->id),
		status_text(&c->base));
	text_putc(out, '\n');
	if (c->earlier) {
		char as_of[48];

		minute_format(as_of, s->as_of.seconds, s->start.offset);
		text_printf(out, _("All go on from the plan in %s, as of %s: what happened before stays as it is."), c->earlier,
			as_of);
		text_putc(out, '\n');
	}
	for (int32_t k = 0; k < c->nvariants; k++) {
		const struct compare_variant *v = &c->variants[k];

		/* Translators: stands between a title and its file. */
		text_printf(out, "  %d: %s%s%s", (int)k + 1, v->title, *v->title ? C_("title", ", ") : "", v->name);
		text_printf(out, ngettext("; %d change", "; %d changes", (unsigned long)v->effects.nchanges),
			(int)v->effects.nchanges);
		text_printf(out, _(" (%s)"), status_text(&v->figures));
		text_putc(out, '\n');
	}
}

/* ---- Side by side ---- */

/* The keys that the base or any variant has. */
static struct figure *all_sums(const struct comparison *c, int32_t *n)
{
	struct figure *all = mem_calloc((size_t)c->base.nsums, sizeof *all);

	*n = c->base.nsums;
	if (c->base.nsums > 0)
		memcpy(all, c->base.sums, (size_t)c->base.nsums * sizeof *all);
	for (int32_t k = 0; k < c->nvariants; k++) {
		int32_t npairs;
		struct figure_pair *pairs = figures_pair(all, *n, c->variants[k].figures.sums,
			c->variants[k].figures.nsums, &npairs);
		struct figure *more = mem_calloc((size_t)npairs, sizeof *more);

		for (int32_t i = 0; i < npairs; i++)
			more[i] = *figure_of(&pairs[i]);
		mem_free(pairs);
		mem_free(all);
		all = more;
		*n = npairs;
	}
	return all;
}

static int compare_tiers(const void *left, const void *right)
{
	const struct figure *a = left, *b = right;
	int order = int_compare(a->tier, b->tier);

	return order ? order : strcmp(a->key[0], b->key[0]);
}

static const struct figure *find_sum(const struct figures *f, const struct figure *key)
{
	for (int32_t i = 0; i < f->nsums; i++) {
		if (f->sums[i].tier == key->tier && strcmp(f->sums[i].key[0], key->key[0]) == 0)
			return &f->sums[i];
	}
	return NULL;
}

/* Where a plan is missing, why. */
static void put_why_missing(const struct comparison *c, struct text *out)
{
	bool missing = !compare_planned(&c->base);

	for (int32_t k = 0; k < c->nvariants; k++)
		missing |= !compare_planned(&c->variants[k].figures);
	if (missing)
		text_printf(out, "%s\n",
			_("A dash: there is no plan, for the hard rules contradict each other; shecang plan shows which ones."));
}

static void put_fill_of(struct columns *t, const struct figures *figures, const struct figure *f)
{
	if (compare_planned(figures))
		put_fill(t, f);
	else
		columns_put(t, "-");
}

static void section_sums(const struct compare_page *p, struct section *s)
{
	const struct comparison *c = p->c;
	struct columns *t = &s->table;
	bool served = p->full || c->nvariants <= 2; /* else the page is too narrow for it */
	int32_t n;
	struct figure *all = all_sums(c, &n);

	s->title = _("Served and short, by tier and item");
	columns_add(t, _("Tier"), ALIGN_RIGHT);
	columns_add(t, _("Item"), ALIGN_LEFT);
	columns_add(t, _("Fill"), ALIGN_RIGHT);
	for (int32_t k = 0; k < c->nvariants; k++) {
		add_numbered(t, _("Fill"), k);
		if (served)
			add_numbered(t, _("served ±"), k);
		add_numbered(t, _("short ±"), k);
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, compare_tiers);
	for (int32_t i = 0; i < n; i++) {
		const struct figure *base = find_sum(&c->base, &all[i]);

		columns_int(t, all[i].tier);
		put_item_name(p, t, &c->variants[0], all[i].key[0]);
		put_fill_of(t, &c->base, base);
		for (int32_t k = 0; k < c->nvariants; k++) {
			const struct compare_variant *v = &c->variants[k];
			struct figure_pair pair = {base, find_sum(&v->figures, &all[i])};
			int decimals = compare_item(c, v, all[i].key[0])->decimals;

			bool planned = compare_both_planned(c, v);

			put_fill_of(t, &v->figures, pair.after);
			if (served)
				put_change_of(t, planned, figure_served(pair.after) - figure_served(pair.before), decimals);
			put_change_of(t, planned, change_of_short(&pair), decimals);
		}
	}
	put_why_missing(c, &s->after);
	mem_free(all);
}

static void put_money(struct columns *t, const struct figures *f)
{
	if (f->cost < 0)
		columns_put(t, "-");
	else
		put_number(t, f->cost, 2);
}

static void section_cost(const struct compare_page *p, struct section *s)
{
	const struct comparison *c = p->c;
	struct columns *t = &s->table;
	bool incomplete = compare_planned(&c->base) && !c->base.cost_complete;

	s->title = _("Transport cost");
	columns_add(t, _("Plan"), ALIGN_LEFT);
	columns_add(t, c->scenario->currency, ALIGN_RIGHT);
	columns_add(t, C_("figure", "Change"), ALIGN_RIGHT);
	columns_put(t, _("as it stands"));
	put_money(t, &c->base);
	columns_put(t, "-");
	for (int32_t k = 0; k < c->nvariants; k++) {
		const struct figures *f = &c->variants[k].figures;

		columns_printf(t, "%d: %s", (int)k + 1, c->variants[k].name);
		put_money(t, f);
		put_change_of(t, compare_costed(&c->base, f), f->cost - c->base.cost, 2);
		incomplete |= compare_planned(f) && !f->cost_complete;
	}
	if (incomplete)
		text_printf(&s->after, "%s\n", _("Without the routes that are not costed."));
}

/* ---- Against the earlier plan ---- */

static void put_changes(struct columns *t, const struct figures *f)
{
	for (int k = 0; k <= CHANGE_DECIDE; k++) {
		if (compare_planned(f))
			columns_int(t, f->changes[k]);
		else
			columns_put(t, "-");
	}
}

static void section_changed(const struct compare_page *p, struct section *s)
{
	const struct comparison *c = p->c;
	struct columns *t = &s->table;
	const char *const titles[] = {_("Kept"), _("Cancelled"), _("Altered"), _("New"), _("To be decided")};

	if (!c->earlier)
		return;
	s->title = _("Changes against the announced plan");
	columns_add(t, _("Plan"), ALIGN_LEFT);
	for (int k = 0; k <= CHANGE_DECIDE; k++)
		columns_add(t, titles[k], ALIGN_RIGHT);
	columns_put(t, _("as it stands"));
	put_changes(t, &c->base);
	for (int32_t k = 0; k < c->nvariants; k++) {
		columns_printf(t, "%d: %s", (int)k + 1, c->variants[k].name);
		put_changes(t, &c->variants[k].figures);
	}
	text_printf(&s->after, "%s\n", _("Lines of orders, counted as in the change notice that plan makes of each."));
}

/* ---- Who gains and who loses ---- */

struct ranked {
	struct figure_pair pair;
	int64_t change; /* what it is ranked by, smallest units */
	int64_t demand; /* of the item, >= 1 */
	int32_t position;
};

/* Largest share of the item's demand first: shortfall that grows, then that shrinks. */
static int compare_losers(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	wide x = (wide)a->change * b->demand, y = (wide)b->change * a->demand;

	return x != y ? (x > y ? -1 : 1) : int_compare(a->position, b->position);
}

static int compare_sizes(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	wide x = (wide)llabs(a->change) * b->demand, y = (wide)llabs(b->change) * a->demand;

	return x != y ? (x > y ? -1 : 1) : int_compare(a->position, b->position);
}

static int64_t item_demand(const struct comparison *c, const struct compare_variant *v, const char *id)
{
	int64_t demand = compare_item(c, v, id)->demand;

	return demand > 0 ? demand : 1;
}

static void put_claim(const struct compare_page *p, struct columns *t, const struct compare_variant *v,
	const struct figure_pair *pair)
{
	const struct figure *f = figure_of(pair);
	int decimals = compare_item(p->c, v, f->key[0])->decimals;

	put_place_name(p, t, f->key[1]);
	columns_int(t, f->tier);
	put_item_name(p, t, v, f->key[0]);
	put_fill(t, pair->before);
	put_fill(t, pair->after);
	put_change(t, figure_demand(pair->after) - figure_demand(pair->before), decimals);
	put_change(t, figure_served(pair->after) - figure_served(pair->before), decimals);
	put_change(t, change_of_short(pair), decimals);
}

/* How many are short of more: the first of them. */
static int32_t count_worse(const struct ranked *all, int32_t n, struct section *s)
{
	int32_t worse = 0;

	while (worse < n && all[worse].change > 0)
		worse++;
	text_printf(&s->before, _("Short of more: %d; short of less: %d (communities and items, by tier)."),
		(int)worse, (int)(n - worse));
	text_putc(&s->before, '\n');
	return worse;
}

static struct ranked *changed_claims(const struct comparison *c, const struct compare_variant *v, int32_t *n)
{
	int32_t npairs;
	struct figure_pair *pairs = figures_pair(c->base.claims, c->base.nclaims, v->figures.claims,
		v->figures.nclaims, &npairs);
	struct ranked *all = mem_calloc((size_t)npairs, sizeof *all);

	*n = 0;
	for (int32_t i = 0; i < npairs; i++) {
		int64_t change = change_of_short(&pairs[i]);

		if (change != 0)
			all[(*n)++] = (struct ranked){pairs[i], change,
				item_demand(c, v, figure_of(&pairs[i])->key[0]), i};
	}
	mem_free(pairs);
	if (*n > 0)
		qsort(all, (size_t)*n, sizeof *all, compare_losers);
	return all;
}

static void add_pair_columns(struct columns *t)
{
	columns_add(t, _("Tier"), ALIGN_RIGHT);
	columns_add(t, _("Item"), ALIGN_LEFT);
	columns_add(t, C_("overlay", "Before"), ALIGN_RIGHT);
	columns_add(t, C_("overlay", "After"), ALIGN_RIGHT);
	columns_add_optional(t, _("Demand ±"), ALIGN_RIGHT);
	columns_add_optional(t, _("Served ±"), ALIGN_RIGHT);
	columns_add(t, _("Short ±"), ALIGN_RIGHT);
}

static void put_not_shown(struct text *out, int32_t n, const char *table)
{
	if (n > 0)
		text_printf(out, ngettext("Not shown: %d with less of a change (%s).\n",
			"Not shown: %d with less of a change (%s).\n", (unsigned long)n), (int)n, table);
}

static void section_places(const struct compare_page *p, const struct compare_variant *v, struct section *s)
{
	struct columns *t = &s->table;
	int32_t n, shown = 0;
	struct ranked *all = changed_claims(p->c, v, &n);
	int32_t worse = count_worse(all, n, s);

	if (n > 0) {
		columns_add(t, _("Community"), ALIGN_LEFT);
		add_pair_columns(t);
	}
	for (int32_t i = 0; i < n; i++) {
		bool most = i < worse ? i < SHOWN_PLACES : n - i <= SHOWN_PLACES;

		if (!most && !p->full)
			continue;
		put_claim(p, t, v, &all[i].pair);
		shown++;
	}
	put_not_shown(&s->after, n - shown, "places.csv");
	mem_free(all);
}

/* ---- The same by district, street and whatever else the places lie in ---- */

/* From the top down; what changes most first. */
static int compare_levels(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int order = int_compare(figure_of(&a->pair)->level, figure_of(&b->pair)->level);

	return order ? order : compare_sizes(left, right);
}

static struct ranked *changed_regions(const struct comparison *c, const struct compare_variant *v, int32_t *n)
{
	int32_t npairs;
	struct figure_pair *pairs = figures_pair(c->base.regions, c->base.nregions, v->figures.regions,
		v->figures.nregions, &npairs);
	struct ranked *all = mem_calloc((size_t)npairs, sizeof *all);

	*n = 0;
	for (int32_t i = 0; i < npairs; i++)
		if (!figures_same(&pairs[i]))
			all[(*n)++] = (struct ranked){pairs[i], change_of_short(&pairs[i]),
				item_demand(c, v, figure_of(&pairs[i])->key[0]), i};
	mem_free(pairs);
	if (*n > 0)
		qsort(all, (size_t)*n, sizeof *all, compare_levels);
	return all;
}

static void section_regions(const struct compare_page *p, const struct compare_variant *v, struct section *s)
{
	struct columns *t = &s->table;
	int32_t n, shown = 0, of_level = 0;
	struct ranked *all = changed_regions(p->c, v, &n);

	if (n > 0) {
		columns_add(t, _("Level"), ALIGN_LEFT);
		columns_add(t, _("Place"), ALIGN_LEFT);
		add_pair_columns(t);
	}
	for (int32_t i = 0; i < n; i++) {
		const struct figure *f = figure_of(&all[i].pair);

		of_level = i > 0 && figure_of(&all[i - 1].pair)->level == f->level ? of_level + 1 : 0;
		if (of_level >= SHOWN_PLACES && !p->full)
			continue;
		columns_put(t, place_kind_title((enum place_kind)f->level));
		put_claim(p, t, v, &all[i].pair);
		shown++;
	}
	put_not_shown(&s->after, n - shown, "levels.csv");
	mem_free(all);
}

/* ---- What is sent otherwise ---- */

/* Moves of a holder and item as one. */
static struct figure *by_holder(const struct figures *f, int32_t *n)
{
	struct figure *out = mem_calloc((size_t)f->nmoves, sizeof *out);

	*n = 0;
	for (int32_t i = 0; i < f->nmoves; i++) {
		struct figure *last = *n > 0 ? &out[*n - 1] : NULL;

		if (last && strcmp(last->key[0], f->moves[i].key[0]) == 0 &&
			strcmp(last->key[1], f->moves[i].key[1]) == 0) {
			last->demand += f->moves[i].demand;
			last->served += f->moves[i].served;
			continue;
		}
		out[*n] = f->moves[i];
		out[*n].key[2] = out[*n].key[3] = NULL;
		++*n;
	}
	return out;
}

static void put_move(const struct compare_page *p, struct columns *t, const struct compare_variant *v,
	const struct figure_pair *pair)
{
	const struct figure *f = figure_of(pair);
	int decimals = compare_item(p->c, v, f->key[0])->decimals;

	put_holder_name(p, t, f->key[1]);
	put_item_name(p, t, v, f->key[0]);
	columns_int(t, figure_demand(pair->before));
	columns_int(t, figure_demand(pair->after));
	put_number(t, figure_served(pair->before), decimals);
	put_number(t, figure_served(pair->after), decimals);
	put_change(t, figure_served(pair->after) - figure_served(pair->before), decimals);
}

/* Ways that are new, gone or carry another amount. */
static int32_t changed_ways(const struct comparison *c, const struct compare_variant *v)
{
	int32_t n, changed = 0;
	struct figure_pair *pairs = figures_pair(c->base.moves, c->base.nmoves, v->figures.moves,
		v->figures.nmoves, &n);

	for (int32_t i = 0; i < n; i++)
		changed += figure_served(pairs[i].before) != figure_served(pairs[i].after);
	mem_free(pairs);
	return changed;
}

static void section_moves(const struct compare_page *p, const struct compare_variant *v, struct section *s)
{
	const struct comparison *c = p->c;
	struct columns *t = &s->table;
	int32_t nbefore, nafter, npairs, n = 0;
	struct figure *before = by_holder(&c->base, &nbefore), *after = by_holder(&v->figures, &nafter);
	struct figure_pair *pairs = figures_pair(before, nbefore, after, nafter, &npairs);
	struct ranked *all = mem_calloc((size_t)npairs, sizeof *all);

	for (int32_t i = 0; i < npairs; i++) {
		int64_t change = figure_served(pairs[i].after) - figure_served(pairs[i].before);

		if (change != 0)
			all[n++] = (struct ranked){pairs[i], change, item_demand(c, v, figure_of(&pairs[i])->key[0]), i};
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, compare_sizes);
	text_printf(&s->before, _("Ways with another amount, of a holder and item from place to place: %d."),
		(int)changed_ways(c, v));
	text_putc(&s->before, '\n');
	if (n > 0) {
		columns_add(t, _("Holder"), ALIGN_LEFT);
		columns_add(t, _("Item"), ALIGN_LEFT);
		columns_add(t, _("Lines before"), ALIGN_RIGHT);
		columns_add(t, _("Lines"), ALIGN_RIGHT);
		columns_add(t, C_("overlay", "Before"), ALIGN_RIGHT);
		columns_add(t, C_("overlay", "After"), ALIGN_RIGHT);
		columns_add(t, C_("figure", "Change"), ALIGN_RIGHT);
	}
	for (int32_t i = 0; i < n && (p->full || i < SHOWN_MOVES); i++)
		put_move(p, t, v, &all[i].pair);
	if (n > SHOWN_MOVES && !p->full)
		text_printf(&s->after, ngettext("And %d more (dispatch.csv).\n", "And %d more (dispatch.csv).\n",
			(unsigned long)(n - SHOWN_MOVES)), (int)(n - SHOWN_MOVES));
	mem_free(all);
	mem_free(pairs);
	mem_free(before);
	mem_free(after);
}

/* ---- Which change does what ---- */

static void put_step_name(const struct compare_page *p, struct columns *t, const struct change_note *note)
{
	put_place_written(t, p->c->names, note->where);
	columns_printf(t, "%s %s%s%s", verb_title(note->verb),
		note->what == ALTERED_SORTS ? "" : altered_title(note->what),
		/* Translators: stands between a sort of thing and which one. */
		note->what == ALTERED_SORTS || !*note->about ? "" : C_("sort", ": "), note->about);
}

static void put_blank_step(struct columns *t)
{
	columns_put(t, "");
	columns_put(t, "");
}

static int compare_pair_tiers(const void *left, const void *right)
{
	return compare_tiers(figure_of(left), figure_of(right));
}

/* The rows of one step, or of all of them together: what differs by tier and
 * item, then the cost. */
static void put_difference(const struct compare_page *p, struct columns *t, const struct compare_variant *v,
	const struct figures *before, const struct figures *after, const struct change_note *note)
{
	int32_t n, rows = 0;
	struct figure_pair *pairs = figures_pair(before->sums, before->nsums, after->sums, after->nsums, &n);
	int64_t cost = compare_costed(before, after) ? after->cost - before->cost : 0;

	if (n > 0)
		qsort(pairs, (size_t)n, sizeof *pairs, compare_pair_tiers);

	for (int32_t i = 0; i <= n; i++) {
		const struct figure *f = i < n ? figure_of(&pairs[i]) : NULL;
		int64_t served = f ? figure_served(pairs[i].after) - figure_served(pairs[i].before) : 0;
		int64_t demand = f ? figure_demand(pairs[i].after) - figure_demand(pairs[i].before) : 0;
		int decimals = f ? compare_item(p->c, v, f->key[0])->decimals : 0;

		if (f ? served == 0 && demand == 0 : cost == 0 && rows > 0)
			continue;
		if (rows++ > 0) {
			put_blank_step(t);
		} else if (note) {
			put_step_name(p, t, note);
		} else {
			columns_put(t, "");
			columns_put(t, _("all changes together"));
		}
		if (f) {
			columns_int(t, f->tier);
			put_item_name(p, t, v, f->key[0]);
		} else {
			columns_put(t, "");
			columns_put(t, cost == 0 ? _("nothing") : _("transport cost"));
		}
		put_change_of(t, f, demand, decimals);
		put_change_of(t, f, served, decimals);
		put_change(t, f ? demand - served : cost, f ? decimals : 2);
	}
	mem_free(pairs);
}

/* A change after which there is nothing to plan. */
static void put_joined(const struct compare_page *p, struct columns *t, const struct change_note *note)
{
	put_step_name(p, t, note);
	columns_put(t, "");
	columns_put(t, _("only with the next one"));
	for (int i = 0; i < 3; i++)
		columns_put(t, "-");
}

static void section_steps(const struct compare_page *p, const struct compare_variant *v, struct section *s)
{
	const struct comparison *c = p->c;
	struct columns *t = &s->table;

	if (v->nsteps == 0)
		return;
	text_printf(&s->before, "%s\n",
		_("Each change is made on top of those before it; the differences sum to that of all together."));
	columns_add(t, _("Written in"), ALIGN_WHOLE);
	columns_add(t, _("Change"), ALIGN_LEFT);
	columns_add(t, _("Tier"), ALIGN_RIGHT);
	columns_add(t, _("Item"), ALIGN_LEFT);
	columns_add_optional(t, _("Demand ±"), ALIGN_RIGHT);
	columns_add(t, _("Served ±"), ALIGN_RIGHT);
	columns_add(t, _("Short ±, or cost ±"), ALIGN_RIGHT);
	for (int32_t k = 0; k < v->nsteps; k++) {
		if (v->joined[k])
			put_joined(p, t, &v->effects.changes[k]);
		else
			put_difference(p, t, v, compare_before(c, v, k), compare_after(c, v, k), &v->effects.changes[k]);
	}
	if (v->nsteps > 1)
		put_difference(p, t, v, &c->base, &v->figures, NULL);
}

/* ---- The page ---- */

enum { PARTS_OF_VARIANT = 4 };

/* The k-th part of a variant; nothing where one of the two has no plan. */
static void build_part(const struct compare_page *p, int32_t variant, int k, struct section *s)
{
	static const struct {
		const char *title;
		void (*build)(const struct compare_page *p, const struct compare_variant *v, struct section *s);
	} parts[PARTS_OF_VARIANT] = {
		{N_("which change does what"), section_steps},
		{N_("what changes by district, street and the like"), section_regions},
		{N_("who is short of more, who of less"), section_places},
		{N_("what is sent otherwise"), section_moves},
	};
	const struct compare_variant *v = &p->c->variants[variant];
	struct text title;

	if (!compare_both_planned(p->c, v))
		return;
	parts[k].build(p, v, s);
	if (s->before.length == 0 && columns_rows(&s->table) == 0)
		return;
	text_init(&title);
	text_printf(&title, "%d: %s", (int)variant + 1, _(parts[k].title));
	s->title = arena_strdup(p->texts, text_str(&title));
	text_release(&title);
}

static void build(const void *page, int k, struct section *s)
{
	static void (*const side_by_side[])(const struct compare_page *p, struct section *s) = {
		section_sums, section_cost, section_changed};
	int n = sizeof side_by_side / sizeof *side_by_side;

	if (k < n)
		side_by_side[k](page, s);
	else
		build_part(page, (k - n) / PARTS_OF_VARIANT, (k - n) % PARTS_OF_VARIANT, s);
}

static struct compare_page page_of(const struct comparison *c, bool full, struct arena *texts)
{
	return (struct compare_page){c, {.scenario = c->scenario, .language = c->language, .program = c->program}, full, texts};
}

static struct sections sections_of(const struct compare_page *p)
{
	return (struct sections){p, put_head, 3 + PARTS_OF_VARIANT * p->c->nvariants, build};
}

void compare_print(const struct comparison *c, FILE *out, int width, bool colour)
{
	struct arena texts;
	struct compare_page p = page_of(c, c->full, &texts);
	struct sections x = sections_of(&p);

	arena_init(&texts);
	sections_print(&x, out, width, colour);
	arena_release(&texts);
}

static bool write_table(const void *page, int k, FILE *file)
{
	static bool (*const tables[])(const struct comparison *c, FILE *file) = {compare_table_variants, compare_table_sums,
		compare_table_levels, compare_table_places, compare_table_dispatch, compare_table_steps};

	return tables[k](page, file);
}

bool compare_write(const struct comparison *c, const char *directory, char *why, size_t why_size)
{
	static const char *const names[] = {"variants.csv", "sums.csv", "levels.csv", "places.csv", "dispatch.csv", "steps.csv"};
	struct folder folder = {directory, why, why_size, false};
	struct sections_web web = {c->language, _("Comparison"), label_text(c->scenario->title, c->language, c->scenario->id),
		c->program};
	struct arena texts;
	struct compare_page p = page_of(c, true, &texts);
	struct sections x = sections_of(&p);
	bool good;

	arena_init(&texts);
	good = folder_make(&folder, NULL) && sections_save(&x, &folder, "compare.txt") &&
		sections_save_web(&x, &web, &folder, "report.html") &&
		tables_save(c, names, sizeof names / sizeof *names, write_table, &folder);
	arena_release(&texts);
	return good;
}
