#include "io/drill_design.h"

#include "io/csv_write.h"
#include "io/drill.h"
#include "io/sections.h"
#include "io/show.h"
#include "models/scenario_words.h"

#include <string.h>

/* ---- figures ---- */

static const struct design_set *found_set(const struct design_page *p)
{
	return &p->design->sets[p->design->found];
}

/* As a part of all that claims ask for, "34.2%". */
enum to { TO_DOWN, TO_UP };
static void put_share(const struct design_page *p, struct text *out, int64_t weighed, enum to to)
{
	const int64_t parts = 1000, whole = p->design->whole;
	char number[48];
	int64_t share = to == TO_UP ? int_mul_div_ceil(weighed, parts, whole) : int_mul_div_floor(weighed, parts, whole);

	text_printf(out, "%s%%", percent_format(number, share, parts, 1));
}

static void share_cell(const struct design_page *p, struct columns *c, int64_t weighed)
{
	struct text t;

	text_init(&t);
	put_share(p, &t, weighed, TO_DOWN);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static bool is_chosen(const struct design_page *p, int32_t candidate)
{
	return found_set(p)->injects >> candidate & 1;
}

/* Candidate of the inject, -1 = none. */
static int32_t candidate_of(const struct design_page *p, int32_t inject)
{
	for (int32_t k = 0; k < p->design->ncandidates; k++)
		if (p->design->candidates[k] == inject)
			return k;
	return -1;
}

static bool reached(const struct design_page *p)
{
	return p->request->hardest || found_set(p)->least >= p->design->wanted;
}

/* ---- head ---- */

static void put_wanted(const struct design_page *p, struct text *out)
{
	const struct design_request *q = p->request;
	char percent[48];

	if (q->hardest)
		text_printf(out, _("Wanted: the hardest set of injects within an effort of %lld."), (long long)q->effort);
	else
		text_printf(out, _("Wanted: the set of least effort with a difficulty of %s%% or more."),
			percent_format(percent, q->difficulty.num, q->difficulty.den, 1));
	text_putc(out, '\n');
	if (q->tiers == INT32_MAX)
		text_puts(out, _("Difficulty: what remains unmet under the best plan that knows all injects from the start, "
			"each item weighing the same; all claims count."));
	else
		text_printf(out, _("Difficulty: what remains unmet under the best plan that knows all injects from the start, "
			"each item weighing the same; claims of tiers 1 to %d count."), (int)q->tiers);
	text_putc(out, '\n');
}

static void put_found(const struct design_page *p, struct text *out)
{
	const struct design_set *set = found_set(p);
	struct text share, least, before;

	text_init(&share);
	text_init(&least);
	text_init(&before);
	put_share(p, &share, set->unmet, TO_DOWN);
	put_share(p, &least, set->least, TO_DOWN);
	put_share(p, &before, p->design->sets[0].unmet, TO_DOWN);
	if (!reached(p))
		text_printf(out, "%s\n", p->design->result == DESIGN_NOT_REACHED ?
			_("Not found. Shown is the hardest set that was planned.") :
			_("Not found so far. Shown is the hardest set that was planned."));
	text_printf(out, _("Chosen: %d of %d injects, effort %lld. Difficulty: %s; without them %s."),
		__builtin_popcountll(set->injects), (int)p->design->ncandidates, (long long)set->effort, text_str(&share),
		text_str(&before));
	text_putc(out, '\n');
	if (set->least < set->unmet) {
		text_printf(out, _("That is by its plan; proven is at least %s."), text_str(&least));
		text_putc(out, '\n');
	}
	text_release(&share);
	text_release(&least);
	text_release(&before);
}

static void put_proof_hardest(const struct design_page *p, struct text *out)
{
	const struct design *d = p->design;
	struct text beyond;

	text_init(&beyond);
	put_share(p, &beyond, d->beyond, TO_UP);
	if (d->proven)
		text_puts(out, _("Proven: no set within the effort is harder, and none of less effort as hard."));
	else if (d->result == DESIGN_STOPPED)
		text_printf(out, _("Not proven: stopped when %d of %d sets had been looked at."), (int)d->nsets, (int)d->nwithin);
	else
		text_printf(out, _("Not proven: another set within the effort may be harder, by at most %s."), text_str(&beyond));
	text_putc(out, '\n');
	text_release(&beyond);
}

static void put_proof_least(const struct design_page *p, struct text *out)
{
	const struct design *d = p->design;

	if (d->proven) {
		text_printf(out, "%s\n", reached(p) ? _("Proven: no set of less effort is so difficult.") :
			_("Proven: no set of these injects is so difficult."));
		return;
	}
	if (d->result == DESIGN_STOPPED)
		text_printf(out, "%s\n", _("Not proven: stopped before all sets had been looked at."));
	else if (d->result == DESIGN_TOO_MANY)
		text_printf(out, _("Not proven: ended after %d sets, which are not all of them."), (int)d->nsets);
	else
		text_puts(out, _("Not proven: the plans of some sets are not proven to be the best."));
	if (d->result != DESIGN_STOPPED)
		text_putc(out, '\n');
	if (d->cleared > 0 && d->cleared < INT64_MAX) {
		text_printf(out, _("Proven is that no set with an effort up to %lld is so difficult."), (long long)d->cleared);
		text_putc(out, '\n');
	}
}

static void head(const void *page, struct text *out)
{
	const struct design_page *p = page;
	const struct report *r = p->report;
	const struct scenario *s = r->scenario;

	text_printf(out, "%s  %s\n", DRILL_MARK, label_text(p->drill->title, r->language, p->drill->id));
	text_printf(out, _("Base scenario: %s"), label_text(s->title, r->language, s->id));
	text_putc(out, '\n');
	put_wanted(p, out);
	put_found(p, out);
	if (p->request->hardest)
		put_proof_hardest(p, out);
	else
		put_proof_least(p, out);
	if (s->quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("Rests on synthetic data."));
}

/* ---- injects ---- */

/* The difficulty of the inject alone, if it was planned. */
static void put_alone(const struct design_page *p, struct columns *c, int32_t candidate)
{
	for (int32_t k = 0; k < p->design->nsets; k++) {
		const struct design_set *set = &p->design->sets[k];

		if (set->injects != UINT64_C(1) << candidate || set->how == DESIGN_BOUNDED)
			continue;
		if (set->how == DESIGN_PLANNED)
			share_cell(p, c, set->unmet);
		else
			columns_put(c, _("impossible"));
		return;
	}
	columns_put(c, "-");
}

/* What is not to be chosen from. */
static void put_others(const struct design_page *p, struct text *out)
{
	const struct drill *d = p->drill;
	int always = 0, alarms = 0;

	for (int32_t i = 0; i < d->ninjects; i++) {
		always += d->injects[i].effort == 0;
		alarms += d->injects[i].effort > 0 && d->injects[i].truth < 0;
	}
	if (always > 0) {
		text_printf(out, _("Injects without an effort, which always happen: %d."), always);
		text_putc(out, '\n');
	}
	if (alarms > 0) {
		text_printf(out, _("False alarms with an effort, which make nothing harder and are left out: %d."), alarms);
		text_putc(out, '\n');
	}
}

static void injects_section(const struct design_page *p, struct section *s)
{
	struct columns *c = &s->table;
	char time[32];

	s->title = _("Injects to choose from");
	columns_add(c, _("Chosen"), ALIGN_WHOLE);
	columns_add(c, _("Time"), ALIGN_WHOLE);
	columns_add(c, _("Inject"), ALIGN_LEFT);
	columns_add(c, _("Effort"), ALIGN_RIGHT);
	columns_add(c, _("Difficulty alone"), ALIGN_RIGHT);
	for (int32_t k = 0; k < p->design->ncandidates; k++) {
		const struct drill_inject *inject = &p->drill->injects[p->design->candidates[k]];

		columns_put(c, is_chosen(p, k) ? _("yes") : "-");
		columns_put(c, drill_time_format(time, inject->at));
		columns_put(c, label_text(inject->title, p->report->language, inject->id));
		columns_int(c, inject->effort);
		put_alone(p, c, k);
	}
	put_others(p, &s->after);
}

/* ---- items ---- */

static void put_amount(const struct design_page *p, struct columns *c, int32_t item, int64_t quantity)
{
	struct text t;

	text_init(&t);
	show_quantity(p->report, &t, item, quantity);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void items_section(const struct design_page *p, struct section *s)
{
	struct columns *c = &s->table;

	if (p->design->nitems == 0) /* stopped */
		return;
	s->title = _("What remains unmet, by item");
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Demand before"), ALIGN_RIGHT);
	columns_add(c, _("Unmet before"), ALIGN_RIGHT);
	columns_add(c, _("Demand"), ALIGN_RIGHT);
	columns_add(c, _("Unmet"), ALIGN_RIGHT);
	for (int32_t k = 0; k < p->design->nitems; k++) {
		const struct design_item *item = &p->design->items[k];

		columns_printf(c, _("%s (%s)"), item_title(p->report, item->item), item_unit(p->report, item->item));
		put_amount(p, c, item->item, item->demand_before);
		put_amount(p, c, item->item, item->short_before);
		put_amount(p, c, item->item, item->demand);
		put_amount(p, c, item->item, item->shortfall);
	}
	text_printf(&s->after, "%s\n", _("Before: without the chosen injects. A best plan for all items together: the split between them may be another one."));
}

/* ---- proof ---- */

static int32_t count_sets(const struct design_page *p, enum design_how how)
{
	int32_t n = 0;

	for (int32_t k = 0; k < p->design->nsets; k++)
		n += p->design->sets[k].how == how;
	return n;
}

static const char *how_title(enum design_how how)
{
	switch (how) {
	case DESIGN_PLANNED:
		return _("planned and checked");
	case DESIGN_BOUNDED:
		return _("bounded by the plan of another set");
	default:
		return _("impossible: its changes cannot all be made");
	}
}

static void proof_section(const struct design_page *p, struct section *s)
{
	const struct design *d = p->design;
	struct columns *c = &s->table;

	s->title = _("What this rests on");
	columns_add(c, _("Sets of injects"), ALIGN_LEFT);
	columns_add(c, _("How many"), ALIGN_RIGHT);
	for (int how = 0; how < DESIGN_WAYS; how++) {
		if (how == DESIGN_IMPOSSIBLE && count_sets(p, DESIGN_IMPOSSIBLE) == 0)
			continue;
		columns_put(c, how_title((enum design_how)how));
		columns_int(c, count_sets(p, (enum design_how)how));
	}
	if (d->nwithin > d->nsets) {
		columns_put(c, _("not looked at"));
		columns_int(c, d->nwithin - d->nsets);
	}
	text_printf(&s->after, "%s\n", _("Planned: solved for the largest weighed total, and checked by the checker. Bounded: of another set's "
		"plan so much can still be done under this set that no more can remain unmet. Every set: sets.csv (with --output)."));
}

/* ---- the page ---- */

typedef void design_section(const struct design_page *p, struct section *s);

static void build(const void *page, int k, struct section *s)
{
	static design_section *const builders[] = {injects_section, items_section, proof_section};

	builders[k](page, s);
}

static struct sections sections_of(const struct design_page *p)
{
	return (struct sections){p, head, 3, build};
}

void design_print(const struct design_page *p, FILE *out, int width, bool colour)
{
	struct sections x = sections_of(p);

	sections_print(&x, out, width, colour);
}

/* ---- files ---- */

static void csv_injects(const struct design_page *p, struct csv_writer *w, uint64_t injects)
{
	struct text ids;

	text_init(&ids);
	for (int32_t k = 0; k < p->design->ncandidates; k++)
		if (injects >> k & 1)
			text_printf(&ids, ids.length > 0 ? " %s" : "%s", p->drill->injects[p->design->candidates[k]].id);
	csv_text(w, text_str(&ids));
	text_release(&ids);
}

/* unmet, least and of are weighed: unmet / of is the difficulty. */
static bool table_sets(const struct design_page *p, FILE *file)
{
	const struct design *d = p->design;
	struct csv_writer w;

	csv_open_exercise(&w, file, "set,injects,effort,how,unmet,least,of,difficulty,by_plan_of,chosen", DRILL_MARK);
	for (int32_t k = 0; k < d->nsets; k++) {
		const struct design_set *set = &d->sets[k];
		bool possible = set->how != DESIGN_IMPOSSIBLE;

		csv_int(&w, k + 1);
		csv_injects(p, &w, set->injects);
		csv_int(&w, set->effort);
		csv_text(&w, design_how_word(set->how));
		if (possible)
			csv_int(&w, set->unmet);
		else
			csv_empty(&w);
		if (set->how == DESIGN_PLANNED)
			csv_int(&w, set->least);
		else
			csv_empty(&w);
		csv_int(&w, d->whole);
		csv_percent(&w, possible ? set->unmet : 0, possible ? d->whole : 0);
		if (set->witness >= 0)
			csv_int(&w, set->witness + 1);
		else
			csv_empty(&w);
		csv_text(&w, k == d->found ? "yes" : "");
		csv_end(&w);
	}
	return csv_close(&w);
}

static bool table_items(const struct design_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	struct csv_writer w;

	csv_open_exercise(&w, file, "item,weight,demand_before,unmet_before,demand,unmet,unit", DRILL_MARK);
	for (int32_t k = 0; k < p->design->nitems; k++) {
		const struct design_item *x = &p->design->items[k];
		const struct item *item = &s->items[x->item];

		csv_text(&w, item->id);
		csv_int(&w, x->weight);
		csv_decimal(&w, x->demand_before, item->decimals);
		csv_decimal(&w, x->short_before, item->decimals);
		csv_decimal(&w, x->demand, item->decimals);
		csv_decimal(&w, x->shortfall, item->decimals);
		csv_text(&w, item->unit);
		csv_end(&w);
	}
	return csv_close(&w);
}

/* The injects that were chosen, and those that always happen. */
static bool write_script(const struct design_page *p, struct folder *f)
{
	struct drill script = *p->drill;
	bool good;

	script.injects = mem_calloc((size_t)p->drill->ninjects, sizeof *script.injects);
	script.ninjects = 0;
	for (int32_t i = 0; i < p->drill->ninjects; i++) {
		int32_t candidate = candidate_of(p, i);

		if (p->drill->injects[i].effort == 0 || (candidate >= 0 && is_chosen(p, candidate)))
			script.injects[script.ninjects++] = p->drill->injects[i];
	}
	good = drill_write(&script, f, "drill.xml");
	mem_free(script.injects);
	return good;
}

static bool write_table(const void *page, int k, FILE *file)
{
	static bool (*const tables[])(const struct design_page *p, FILE *file) = {table_sets, table_items};

	return tables[k](page, file);
}

bool design_write(const struct design_page *p, const char *directory, char *why, size_t why_size)
{
	static const char *const names[] = {"sets.csv", "items.csv"};
	struct folder folder = {directory, why, why_size, false};
	struct sections x = sections_of(p);

	return folder_make(&folder, NULL) && write_script(p, &folder) && sections_save(&x, &folder, "design.txt") &&
		tables_save(p, names, 2, write_table, &folder);
}
