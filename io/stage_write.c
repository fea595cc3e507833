/* What a staging leaves: tables, and the quotas as an overlay and as a scenario. */
#include "io/stage_parts.h"

#include "io/csv_write.h"
#include "io/overlay.h"

static void csv_claims(struct csv_writer *w, wide measure, wide scale, enum rounding rounding)
{
	struct text t;

	text_init(&t);
	stage_claims(&t, measure, scale, rounding);
	csv_text(w, text_str(&t));
	text_release(&t);
}

static bool table_quotas(const struct stage_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	struct csv_writer w;

	csv_open(&w, file, "holder,item,quantity,unit,pack,packs,money,share");
	for (int32_t k = 0; k < p->stage->ncandidates; k++) {
		const struct candidate *c = &p->stage->candidates[k];
		const struct item *item = &s->items[c->item];
		int64_t lots = stage_chosen(p)->lots[k], money = stage_quota_money(p, k);

		if (lots == 0)
			continue;
		csv_text(&w, s->holders[c->holder].id);
		csv_text(&w, item->id);
		csv_decimal(&w, lots * c->lot, item->decimals);
		csv_text(&w, item->unit);
		csv_text(&w, c->pack >= 0 ? item->packs[c->pack].id : NULL);
		csv_int(&w, lots);
		csv_decimal(&w, money, 2);
		csv_percent(&w, money, p->stage->budget);
		csv_end(&w);
	}
	return csv_close(&w);
}

static void csv_tier(struct csv_writer *w, int32_t tier)
{
	csv_int(w, tier % STAGE_LATER);
	csv_int(w, tier / STAGE_LATER + 1);
}

static bool table_curve(const struct stage_page *p, FILE *file)
{
	const struct stage_result *r = p->result;
	wide scale = stage_scale(r->weight, p->stage->share);
	struct csv_writer w;

	csv_open(&w, file, "budget,spent,never_cheaper,tier,stage,without,unmet,never_below");
	for (int32_t k = 0; k < r->npoints; k++)
		for (int32_t t = 0; r->points[k].possible && t < r->ntiers; t++) {
			const struct stage_point *point = &r->points[k];

			csv_decimal(&w, point->budget, 2);
			csv_decimal(&w, point->spent, 2);
			csv_decimal(&w, point->least, 2);
			csv_tier(&w, r->tiers[t]);
			csv_claims(&w, r->none[t], scale, ROUND_NEAR);
			csv_claims(&w, point->tiers[t].value, scale, ROUND_NEAR);
			csv_claims(&w, point->tiers[t].bound, scale, ROUND_DOWN);
			csv_end(&w);
		}
	return csv_close(&w);
}

static bool table_claims(const struct stage_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	const struct ensemble *e = &p->result->state.after;
	struct csv_writer w;

	csv_open(&w, file, "place,item,fill_without,fill,shortfall_without,shortfall,tail_without,tail,unit");
	for (int32_t r = 0; r < e->nrows; r++) {
		const struct item *item = &s->items[e->rows[r].item];

		csv_text(&w, s->places[e->rows[r].place].id);
		csv_text(&w, item->id);
		csv_decimal(&w, p->before->rows[r].mean, 6);
		csv_decimal(&w, p->after->rows[r].mean, 6);
		csv_decimal(&w, p->before->rows[r].shortfall, item->decimals);
		csv_decimal(&w, p->after->rows[r].shortfall, item->decimals);
		csv_decimal(&w, p->before->rows[r].tail, item->decimals);
		csv_decimal(&w, p->after->rows[r].tail, item->decimals);
		csv_text(&w, item->unit);
		csv_end(&w);
	}
	return csv_close(&w);
}

static void put_futures(const struct stage_page *p, struct csv_writer *w, const char *set, const struct futures *f,
	const struct stage_futures_state *state)
{
	const struct stage_result *r = p->result;
	struct text name;

	text_init(&name);
	for (int32_t k = 0; k < f->n; k++)
		for (int32_t t = 0; state->weight[k] > 0 && t < r->ntiers; t++) {
			size_t at = (size_t)k * (size_t)r->ntiers + (size_t)t;

			text_clear(&name);
			futures_key(f, p->report->scenario, k, &name);
			csv_text(w, set);
			csv_int(w, k + 1);
			csv_text(w, text_str(&name));
			csv_int(w, state->weight[k]);
			csv_tier(w, r->tiers[t]);
			csv_claims(w, state->loss_before[at], 1, ROUND_NEAR);
			csv_claims(w, state->loss_after[at], 1, ROUND_NEAR);
			csv_end(w);
		}
	text_release(&name);
}

static bool table_futures(const struct stage_page *p, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "set,future,name,weight,tier,stage,without,unmet");
	put_futures(p, &w, "futures", p->futures, &p->result->state);
	if (p->check)
		put_futures(p, &w, "check", p->check, &p->result->check);
	return csv_close(&w);
}

static bool write_overlay(const struct stage_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	struct added_from from = {s->nholders, s->nlines, s->nnorms};

	return overlay_write(p->with, &from, p->stage->id, p->stage->title, file);
}

static bool write_scenario(const struct stage_page *p, FILE *file)
{
	return scenario_write(p->with, file);
}

static bool write_file(const void *page, int k, FILE *file)
{
	static bool (*const files[])(const struct stage_page *p, FILE *file) = {table_quotas, table_curve, table_claims,
		table_futures, write_overlay, write_scenario};

	return files[k](page, file);
}

bool stage_write(const struct stage_page *p, const char *directory, char *why, size_t why_size)
{
	static const char *const names[] = {"quotas.csv", "curve.csv", "claims.csv", "futures.csv", "quotas.xml", "scenario.xml"};
	struct folder folder = {directory, why, why_size, false};
	struct report whole = *p->report;
	struct stage_page full = *p;
	struct sections x = stage_sections(&full);

	whole.full = true;
	full.report = &whole;
	return folder_make(&folder, NULL) && sections_save(&x, &folder, "stage.txt") &&
		tables_save(p, names, sizeof names / sizeof *names, write_file, &folder);
}
