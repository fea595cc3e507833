#include "io/compare_tables.h"

#include "io/csv_write.h"
#include "io/overlay_row.h"
#include "models/scenario_words.h"

#include <string.h>

const struct figures *compare_before(const struct comparison *c, const struct compare_variant *v, int32_t step)
{
	while (step > 0 && v->joined[step - 1])
		step--;
	return step > 0 ? compare_after(c, v, step - 1) : &c->base;
}

const struct figures *compare_after(const struct comparison *c, const struct compare_variant *v, int32_t step)
{
	if (v->joined[step])
		return compare_before(c, v, step);
	return step < v->nsteps - 1 ? &v->steps[step] : &v->figures;
}

const struct figures_item *compare_item(const struct comparison *c, const struct compare_variant *v,
	const char *id)
{
	const struct figures_item *item = figures_item(&v->figures, id);

	return item ? item : figures_item(&c->base, id);
}

bool compare_planned(const struct figures *f)
{
	return f->status != PLAN_CONTRADICTION;
}

bool compare_both_planned(const struct comparison *c, const struct compare_variant *v)
{
	return compare_planned(&c->base) && compare_planned(&v->figures);
}

bool compare_costed(const struct figures *a, const struct figures *b)
{
	return a->cost >= 0 && b->cost >= 0;
}

static const char *status_word(const struct figures *f)
{
	static const char *const words[] = {"proven", "unproven", "contradiction"};

	return words[f->status];
}

/* The number of a variant, 0 = the base. */
static void put_variant(struct csv_writer *w, const struct comparison *c, const struct compare_variant *v)
{
	csv_int(w, v ? v - c->variants + 1 : 0);
}

static void put_cost(struct csv_writer *w, int64_t cost)
{
	if (cost < 0)
		csv_empty(w);
	else
		csv_decimal(w, cost, 2);
}

bool compare_table_variants(const struct comparison *c, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "variant,overlays,title,status,cost,cost_complete,changes,"
		"lines_kept,lines_cancelled,lines_altered,lines_new,lines_to_decide");
	for (int32_t k = -1; k < c->nvariants; k++) {
		const struct compare_variant *v = k < 0 ? NULL : &c->variants[k];
		const struct figures *f = v ? &v->figures : &c->base;

		put_variant(&w, c, v);
		csv_text(&w, v ? v->name : "");
		csv_text(&w, v ? v->own_title : "");
		csv_text(&w, status_word(f));
		put_cost(&w, f->cost);
		csv_text(&w, f->cost_complete ? "true" : "false");
		csv_int(&w, v ? v->effects.nchanges : 0);
		for (int i = 0; i <= CHANGE_DECIDE; i++) {
			if (c->earlier && compare_planned(f))
				csv_int(&w, f->changes[i]);
			else
				csv_empty(&w);
		}
		csv_end(&w);
	}
	return csv_close(&w);
}

static void put_amount(struct csv_writer *w, bool known, int64_t amount, const struct figures_item *item)
{
	if (known)
		csv_decimal(w, amount, item->decimals);
	else
		csv_empty(w);
}

/* Demand, served, change, short and fill of both; empty where there is no plan. */
static void put_pair(struct csv_writer *w, const struct comparison *c, const struct compare_variant *v,
	const struct figure_pair *p)
{
	const struct figures_item *item = compare_item(c, v, figure_of(p)->key[0]);
	bool planned[2] = {compare_planned(&c->base), compare_planned(&v->figures)};
	bool both = compare_both_planned(c, v);
	int64_t demand[2] = {figure_demand(p->before), figure_demand(p->after)};
	int64_t served[2] = {figure_served(p->before), figure_served(p->after)};

	for (int k = 0; k < 2; k++)
		csv_decimal(w, demand[k], item->decimals);
	for (int k = 0; k < 2; k++)
		put_amount(w, planned[k], served[k], item);
	put_amount(w, both, served[1] - served[0], item);
	for (int k = 0; k < 2; k++)
		put_amount(w, planned[k], demand[k] - served[k], item);
	put_amount(w, both, demand[1] - served[1] - (demand[0] - served[0]), item);
	for (int k = 0; k < 2; k++) {
		if (planned[k])
			csv_percent(w, served[k], demand[k]);
		else
			csv_empty(w);
	}
	csv_text(w, item->unit);
}

#define PAIR_HEADING \
	"demand_before,demand,served_before,served,served_change,short_before,short,short_change,fill_before,fill,unit"

bool compare_table_sums(const struct comparison *c, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "variant,tier,item," PAIR_HEADING);
	for (int32_t k = 0; k < c->nvariants; k++) {
		const struct compare_variant *v = &c->variants[k];
		int32_t n;
		struct figure_pair *pairs = figures_pair(c->base.sums, c->base.nsums, v->figures.sums,
			v->figures.nsums, &n);

		for (int32_t i = 0; i < n; i++) {
			const struct figure *f = figure_of(&pairs[i]);

			put_variant(&w, c, v);
			csv_int(&w, f->tier);
			csv_text(&w, f->key[0]);
			put_pair(&w, c, v, &pairs[i]);
			csv_end(&w);
		}
		mem_free(pairs);
	}
	return csv_close(&w);
}

/* Figures of a place: claims, or what the communities that lie in it have together. */
static void put_places(struct csv_writer *w, const struct comparison *c, const struct compare_variant *v,
	const struct figure_pair *pairs, int32_t n, bool levels)
{
	for (int32_t i = 0; i < n; i++) {
		const struct figure *f = figure_of(&pairs[i]);

		if (figures_same(&pairs[i]))
			continue;
		put_variant(w, c, v);
		if (levels)
			csv_text(w, place_kind_word((enum place_kind)f->level));
		csv_text(w, f->key[1]);
		csv_text(w, f->key[0]);
		csv_int(w, f->tier);
		put_pair(w, c, v, &pairs[i]);
		csv_end(w);
	}
}

static bool table_of_places(const struct comparison *c, FILE *file, const char *heading, bool levels)
{
	const struct figures *base = &c->base;
	struct csv_writer w;

	csv_open(&w, file, heading);
	for (int32_t k = 0; k < c->nvariants; k++) {
		const struct compare_variant *v = &c->variants[k];
		const struct figures *f = &v->figures;
		int32_t n;
		struct figure_pair *pairs = levels ?
			figures_pair(base->regions, base->nregions, f->regions, f->nregions, &n) :
			figures_pair(base->claims, base->nclaims, f->claims, f->nclaims, &n);

		put_places(&w, c, v, pairs, compare_both_planned(c, v) ? n : 0, levels);
		mem_free(pairs);
	}
	return csv_close(&w);
}

/* Only what differs. */
bool compare_table_places(const struct comparison *c, FILE *file)
{
	return table_of_places(c, file, "variant,place,item,tier," PAIR_HEADING, false);
}

/* Only what differs. */
bool compare_table_levels(const struct comparison *c, FILE *file)
{
	return table_of_places(c, file, "variant,level,place,item,tier," PAIR_HEADING, true);
}

bool compare_table_dispatch(const struct comparison *c, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "variant,holder,item,from,to,lines_before,lines,quantity_before,quantity,change,unit");
	for (int32_t k = 0; k < c->nvariants; k++) {
		const struct compare_variant *v = &c->variants[k];
		int32_t n;
		struct figure_pair *pairs = figures_pair(c->base.moves, c->base.nmoves, v->figures.moves,
			v->figures.nmoves, &n);

		for (int32_t i = 0; i < n && compare_both_planned(c, v); i++) {
			const struct figure *f = figure_of(&pairs[i]);
			const struct figures_item *item = compare_item(c, v, f->key[0]);

			if (figures_same(&pairs[i]))
				continue;
			put_variant(&w, c, v);
			csv_text(&w, f->key[1]);
			csv_text(&w, f->key[0]);
			csv_text(&w, f->key[2]);
			csv_text(&w, f->key[3]);
			csv_int(&w, figure_demand(pairs[i].before));
			csv_int(&w, figure_demand(pairs[i].after));
			csv_decimal(&w, figure_served(pairs[i].before), item->decimals);
			csv_decimal(&w, figure_served(pairs[i].after), item->decimals);
			csv_decimal(&w, figure_served(pairs[i].after) - figure_served(pairs[i].before), item->decimals);
			csv_text(&w, item->unit);
			csv_end(&w);
		}
		mem_free(pairs);
	}
	return csv_close(&w);
}

static void put_step(struct csv_writer *w, const struct comparison *c, const struct compare_variant *v,
	int32_t step)
{
	const struct change_note *note = &v->effects.changes[step];

	put_variant(w, c, v);
	csv_int(w, step + 1);
	csv_text(w, diags_file_name(c->names, note->where.file));
	csv_int(w, note->where.line);
	csv_text(w, note->verb == ALTER_VERBS ? "add" : alteration_verb_word(note->verb));
	csv_text(w, note->what == ALTERED_SORTS ? "" : altered_word(note->what));
	csv_text(w, note->about);
}

/* Every step by tier and item, then its cost; the changes of a tier and item sum
 * to those of sums.csv. */
bool compare_table_steps(const struct comparison *c, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "variant,step,file,line,change,what,about,tier,item,demand_change,served_change,"
		"short_change,unit,cost_change");
	for (int32_t k = 0; k < c->nvariants; k++) {
		const struct compare_variant *v = &c->variants[k];

		for (int32_t step = 0; step < v->nsteps; step++) {
			const struct figures *before = compare_before(c, v, step), *after = compare_after(c, v, step);
			int32_t n;
			struct figure_pair *pairs = figures_pair(before->sums, before->nsums, after->sums,
				after->nsums, &n);

			for (int32_t i = 0; i < n; i++) {
				const struct figure *f = figure_of(&pairs[i]);
				const struct figures_item *item = compare_item(c, v, f->key[0]);
				int64_t demand = figure_demand(pairs[i].after) - figure_demand(pairs[i].before);
				int64_t served = figure_served(pairs[i].after) - figure_served(pairs[i].before);

				if (figures_same(&pairs[i]))
					continue;
				put_step(&w, c, v, step);
				csv_int(&w, f->tier);
				csv_text(&w, f->key[0]);
				csv_decimal(&w, demand, item->decimals);
				csv_decimal(&w, served, item->decimals);
				csv_decimal(&w, demand - served, item->decimals);
				csv_text(&w, item->unit);
				csv_empty(&w);
				csv_end(&w);
			}
			mem_free(pairs);
			put_step(&w, c, v, step);
			for (int i = 0; i < 6; i++)
				csv_empty(&w);
			if (compare_costed(before, after) && !v->joined[step])
				csv_decimal(&w, after->cost - before->cost, 2);
			else
				csv_empty(&w);
			csv_end(&w);
		}
	}
	return csv_close(&w);
}
