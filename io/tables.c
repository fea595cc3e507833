#include "io/tables.h"

#include "io/columns.h"
#include "io/csv_write.h"
#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

static const char *place_id(const struct report *r, int32_t place)
{
	return place < 0 ? NULL : r->scenario->places[place].id;
}

static const char *holder_id(const struct report *r, int32_t holder)
{
	return holder < 0 ? NULL : r->scenario->holders[holder].id;
}

static void csv_quantity(struct csv_writer *w, const struct report *r, int32_t item,
	int64_t quantity)
{
	csv_decimal(w, quantity, r->scenario->items[item].decimals);
}

static void csv_date(struct csv_writer *w, day d)
{
	char buffer[48];

	if (d == DAY_NONE)
		csv_empty(w);
	else
		csv_text(w, day_format(buffer, d));
}

bool table_allocation_exercise(const struct report *r, const struct rollup *u, FILE *file, const char *mark)
{
	const struct scenario *s = r->scenario;
	struct csv_writer w;
	struct text packs;

	text_init(&packs);
	csv_open_exercise(&w, file, "period,item,from,to,route,holder,lot,expires,packs,quantity,unit,order,version,data",
		mark);
	for (int32_t i = 0; i < u->nlines; i++) {
		const struct shipment *x = &u->lines[i];

		if (x->state == SHIPMENT_CANCELLED)
			continue;
		csv_int(&w, (int64_t)x->depart + 1);
		csv_text(&w, s->items[x->item].id);
		csv_text(&w, place_id(r, x->from));
		csv_text(&w, place_id(r, x->to));
		csv_text(&w, x->route < 0 ? NULL : s->routes[x->route].id);
		csv_text(&w, holder_id(r, x->holder));
		csv_text(&w, lot_name(r, x->lot));
		csv_date(&w, lot_expires(r, x->lot));
		text_clear(&packs);
		show_packs(r, &packs, x->item, x->lot, x->quantity);
		csv_text(&w, text_str(&packs));
		csv_quantity(&w, r, x->item, x->quantity);
		csv_text(&w, s->items[x->item].unit);
		csv_text(&w, r->plan->orders[x->order].number);
		csv_int(&w, r->plan->orders[x->order].version);
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	text_release(&packs);
	return csv_close(&w);
}

bool table_allocation(const struct report *r, const struct rollup *u, FILE *file)
{
	return table_allocation_exercise(r, u, file, NULL);
}

bool table_served(const struct report *r, const struct rollup *u, FILE *file)
{
	const struct scenario *s = r->scenario;
	struct csv_writer w;

	csv_open(&w, file,
		"place,item,group,from,to,tier,demand,served,served_without_household,fill,unit,data");
	for (int32_t c = 0; c < r->cells->ncells; c++) {
		const struct cell *cell = &r->cells->cells[c];
		int64_t served = r->plan->served[c].quantity;

		csv_text(&w, place_id(r, cell->place));
		csv_text(&w, s->items[cell->item].id);
		csv_text(&w, cell->group < 0 ? NULL : s->groups[cell->group].id);
		csv_int(&w, (int64_t)cell->when.first + 1);
		csv_int(&w, (int64_t)cell->when.last + 1);
		csv_int(&w, cell->tier);
		csv_quantity(&w, r, cell->item, cell->demand);
		csv_quantity(&w, r, cell->item, served);
		csv_quantity(&w, r, cell->item, served - cell->household);
		csv_percent(&w, served, cell->demand);
		csv_text(&w, s->items[cell->item].unit);
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	return csv_close(&w);
}

/* One row of a roll-up: what it is summed over, then the sums. */
static void shortfall_row(struct csv_writer *w, const struct report *r, const struct rollup *u,
	const char *by, const char *key, int32_t kind, const struct sums *a)
{
	int32_t item = u->kinds[kind].item;

	if (a->ncells == 0)
		return;
	csv_text(w, by);
	csv_text(w, key);
	csv_text(w, r->scenario->items[item].id);
	csv_int(w, u->kinds[kind].tier);
	csv_quantity(w, r, item, a->demand);
	csv_quantity(w, r, item, a->served);
	csv_quantity(w, r, item, a->served - a->household);
	csv_quantity(w, r, item, a->baseline);
	csv_quantity(w, r, item, a->demand - a->served);
	csv_percent(w, a->served, a->demand);
	csv_text(w, r->scenario->items[item].unit);
	if (a->since < 0)
		csv_empty(w);
	else
		csv_int(w, (int64_t)a->since + 1);
	csv_text(w, quality_word(u->quality));
	csv_end(w);
}

bool table_shortfall(const struct report *r, const struct rollup *u, FILE *file)
{
	const struct scenario *s = r->scenario;
	size_t nkinds = (size_t)u->nkinds;
	struct csv_writer w;
	struct text period;

	text_init(&period);
	csv_open(&w, file, "by,key,item,tier,demand,served,served_without_household,baseline,short,"
		"fill,unit,since,data");
	for (int32_t k = 0; k < u->nkinds; k++)
		shortfall_row(&w, r, u, "all", NULL, k, &u->total[k]);
	for (int32_t row = 0; row < u->nrows; row++) {
		for (int32_t k = 0; k < u->nkinds; k++)
			shortfall_row(&w, r, u, place_kind_word(s->places[u->rows[row]].kind),
				place_id(r, u->rows[row]), k, &u->by_place[(size_t)row * nkinds + (size_t)k]);
	}
	for (int32_t g = 0; g < s->ngroups; g++) {
		for (int32_t k = 0; k < u->nkinds; k++)
			shortfall_row(&w, r, u, "group", s->groups[u->groups[g]].id, k,
				&u->by_group[(size_t)g * nkinds + (size_t)k]);
	}
	for (int32_t t = 0; t < s->nperiods; t++) {
		text_clear(&period);
		text_int(&period, (int64_t)t + 1);
		for (int32_t k = 0; k < u->nkinds; k++)
			shortfall_row(&w, r, u, "period", text_str(&period), k,
				&u->by_period[(size_t)t * nkinds + (size_t)k]);
	}
	text_release(&period);
	return csv_close(&w);
}

/* What lifting a cause alone was found to change; NULL = not solved. */
static const struct alone *alone_of(const struct report *r, const struct rollup *u, int cause, int32_t kind)
{
	for (int32_t k = 0; k < r->plan->nalones; k++) {
		const struct alone *a = &r->plan->alones[k];

		if ((int)a->cause == cause && a->item == u->kinds[kind].item && a->tier == u->kinds[kind].tier)
			return a;
	}
	return NULL;
}

/* sums: all that is asked for and short there; alone may be NULL. */
static void cause_rows(struct csv_writer *w, const struct report *r, const struct rollup *u, const char *by,
	const char *key, const int64_t *why, const struct sums *sums, bool whole)
{
	for (int32_t k = 0; k < u->nkinds; k++) {
		int32_t item = u->kinds[k].item;

		for (int cause = 0; cause < CAUSES; cause++) {
			int64_t quantity = why[(size_t)cause * (size_t)u->nkinds + (size_t)k];
			const struct alone *a = whole ? alone_of(r, u, cause, k) : NULL;

			if (quantity == 0 && !a)
				continue;
			csv_text(w, by);
			csv_text(w, key);
			csv_text(w, r->scenario->items[item].id);
			csv_int(w, u->kinds[k].tier);
			csv_text(w, cause_word((enum cause)cause));
			csv_quantity(w, r, item, quantity);
			csv_percent(w, quantity, sums[k].demand - sums[k].served);
			csv_text(w, r->scenario->items[item].unit);
			if (a) {
				csv_percent(w, sums[k].served + a->gain, sums[k].demand);
				csv_int(w, a->losers);
				csv_quantity(w, r, item, a->lost);
			} else {
				for (int empty = 0; empty < 3; empty++)
					csv_empty(w);
			}
			csv_text(w, quality_word(u->quality));
			csv_end(w);
		}
	}
}

bool table_causes(const struct report *r, const struct rollup *u, FILE *file)
{
	const struct scenario *s = r->scenario;
	size_t nkinds = (size_t)u->nkinds;
	struct csv_writer w;

	csv_open(&w, file, "by,key,item,tier,cause,short,share,unit,fill_if_lifted,losers,lost,data");
	cause_rows(&w, r, u, "all", NULL, u->why, u->total, true);
	for (int32_t row = 0; row < u->nrows; row++)
		cause_rows(&w, r, u, place_kind_word(s->places[u->rows[row]].kind), place_id(r, u->rows[row]),
			u->why_by_place + (size_t)row * CAUSES * nkinds, &u->by_place[(size_t)row * nkinds], false);
	return csv_close(&w);
}

bool table_stock(const struct report *r, const struct rollup *u, FILE *file)
{
	const struct supply *v = r->supply;
	struct csv_writer w;
	int64_t *left, *expiring, *lost;
	size_t nitems = (size_t)r->scenario->nitems;
	int32_t *at = mem_calloc((size_t)r->scenario->nholders * nitems, sizeof *at);

	left = mem_calloc((size_t)v->ncallable + 1, sizeof *left);
	expiring = mem_calloc((size_t)v->ncallable + 1, sizeof *expiring);
	lost = mem_calloc((size_t)v->ncallable + 1, sizeof *lost);
	for (int32_t i = 0; i < v->ncallable; i++)
		at[(size_t)v->callable[i].holder * nitems + (size_t)v->callable[i].item] = i + 1;
	for (int32_t i = 0; i < v->nlots; i++) {
		const struct supply_lot *lot = &v->lots[i];
		int64_t quantity = u->lot_left[i] * r->scenario->items[lot->item].issue_unit;

		if (lot->holder < 0 || lot->line < 0)
			continue;
		if (lot_lost(r, i, lot->place))
			lost[at[(size_t)lot->holder * nitems + (size_t)lot->item]] += quantity;
		else if (lot->last_day == DAY_NONE)
			left[at[(size_t)lot->holder * nitems + (size_t)lot->item]] += quantity;
		else
			expiring[at[(size_t)lot->holder * nitems + (size_t)lot->item]] += quantity;
	}
	csv_open(&w, file, "holder,item,in_stock,not_good,expired,too_late,set_aside,good,government,consented,"
		"no_agreement,hold_back,release,callable,notice_hours,remaining,expiring,lost,unit,data");
	for (int32_t i = 0; i < v->ncallable; i++) {
		const struct callable *a = &v->callable[i];
		const struct item *item = &r->scenario->items[a->item];
		const int64_t quantities[] = {a->in_stock, a->not_good, a->expired, a->too_late, a->set_aside,
			a->good, a->government, a->consented, a->no_agreement, a->hold_back};

		csv_text(&w, holder_id(r, a->holder));
		csv_text(&w, item->id);
		for (size_t k = 0; k < sizeof quantities / sizeof *quantities; k++)
			csv_quantity(&w, r, a->item, quantities[k]);
		if (a->has_release)
			csv_percent(&w, a->release.num, a->release.den);
		else
			csv_empty(&w);
		csv_quantity(&w, r, a->item, a->units * item->issue_unit);
		if (a->notice < 0)
			csv_empty(&w);
		else
			csv_decimal(&w, int_ceil_div(a->notice, 36), 2);
		csv_quantity(&w, r, a->item, left[i + 1]);
		csv_quantity(&w, r, a->item, expiring[i + 1]);
		csv_quantity(&w, r, a->item, lost[i + 1]);
		csv_text(&w, item->unit);
		csv_text(&w, quality_word(u->basis[BASIS_STOCK]));
		csv_end(&w);
	}
	mem_free(at);
	mem_free(left);
	mem_free(expiring);
	mem_free(lost);
	return csv_close(&w);
}

bool table_limits(const struct report *r, const struct rollup *u, FILE *file)
{
	const struct scenario *s = r->scenario;
	struct csv_writer w;

	csv_open(&w, file, "kind,place,route,segment,period,used,most,unit,data");
	for (int32_t i = 0; i < r->plan->nuses; i++) {
		const struct limit_use *use = &r->plan->uses[i];
		int decimals = limit_decimals(s, use);

		csv_text(&w, use->limit >= 0 ? limit_kind_word(s->limits[use->limit].kind) :
			use->segment >= 0 ? "segment" : "route");
		csv_text(&w, use->limit >= 0 ? place_id(r, s->limits[use->limit].place) : NULL);
		csv_text(&w, use->route < 0 ? NULL : s->routes[use->route].id);
		csv_text(&w, use->segment < 0 ? NULL : s->segments[use->segment].id);
		if (use->period < 0)
			csv_empty(&w);
		else
			csv_int(&w, (int64_t)use->period + 1);
		csv_decimal(&w, use->used, decimals);
		csv_decimal(&w, use->most, decimals);
		csv_text(&w, limit_unit(s, use));
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	return csv_close(&w);
}

bool table_support(const struct report *r, const struct rollup *u, FILE *file)
{
	struct csv_writer w;
	int32_t n;
	struct support *all = support_list(u, r, &n);

	csv_open(&w, file, "item,quantity,unit,by,place,tier,communities,item_name,unit_name,place_name,data");
	for (int32_t i = 0; i < n; i++) {
		int32_t item = u->kinds[all[i].kind].item;
		char buffer[48];

		csv_text(&w, r->scenario->items[item].id);
		csv_quantity(&w, r, item, all[i].quantity);
		csv_text(&w, r->scenario->items[item].unit);
		csv_text(&w, instant_format(buffer,
			r->scenario->start.seconds + support_seconds(r->scenario, &all[i]), r->scenario->start.offset));
		csv_text(&w, place_id(r, all[i].place));
		csv_int(&w, u->kinds[all[i].kind].tier);
		csv_int(&w, all[i].nplaces);
		csv_text(&w, item_title(r, item));
		csv_text(&w, item_unit(r, item));
		csv_text(&w, place_title(r, all[i].place));
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	mem_free(all);
	return csv_close(&w);
}

bool table_changes(const struct report *r, const struct rollup *u, FILE *file)
{
	const struct scenario *s = r->scenario;
	int32_t *order = changes_sorted(r->plan);
	struct csv_writer w;

	csv_open(&w, file, "change,order,version_before,version,period,item,from,to,holder,before,after,"
		"unit,why,data");
	for (int32_t i = 0; i < r->plan->nchanges; i++) {
		const struct change *x = &r->plan->changes[order[i]];

		csv_text(&w, change_word(x->kind));
		csv_text(&w, x->order);
		if (x->version_before > 0)
			csv_int(&w, x->version_before);
		else
			csv_empty(&w);
		if (x->version > 0)
			csv_int(&w, x->version);
		else
			csv_empty(&w);
		csv_int(&w, (int64_t)x->period + 1);
		csv_text(&w, x->item < 0 ? NULL : s->items[x->item].id);
		csv_text(&w, place_id(r, x->from));
		csv_text(&w, place_id(r, x->to));
		csv_text(&w, holder_id(r, x->holder));
		csv_decimal(&w, x->before, x->item < 0 ? 0 : s->items[x->item].decimals);
		csv_decimal(&w, x->after, x->item < 0 ? 0 : s->items[x->item].decimals);
		csv_text(&w, x->item < 0 ? NULL : s->items[x->item].unit);
		csv_text(&w, x->why);
		csv_text(&w, quality_word(u->quality));
		csv_end(&w);
	}
	mem_free(order);
	return csv_close(&w);
}

bool table_receipts(const struct report *r, const struct rollup *u, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "order,version,line,status,quantity,unit,time");
	for (int32_t o = 0; o < r->plan->norders; o++) {
		for (int32_t k = u->lines_of[o]; k < u->lines_of[o + 1]; k++) {
			const struct shipment *x = &u->lines[u->by_order[k]];

			if (x->state == SHIPMENT_CANCELLED)
				continue;
			csv_text(&w, r->plan->orders[o].number);
			csv_int(&w, r->plan->orders[o].version);
			csv_int(&w, x->line);
			csv_empty(&w);
			csv_empty(&w);
			csv_text(&w, r->scenario->items[x->item].unit);
			csv_empty(&w);
			csv_end(&w);
		}
	}
	return csv_close(&w);
}
