/* What many futures say: on the page and as tables. */
#include "io/sweep.h"

#include "io/csv_write.h"
#include "io/sections.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { BRIEF_ROWS = 15 };

static int32_t limit_of(const struct sweep_page *p)
{
	return p->report->full ? INT32_MAX : BRIEF_ROWS;
}

static void put_share(struct columns *c, int64_t millionths)
{
	struct text t;

	text_init(&t);
	show_fill(&t, millionths, MILLION);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_chance(const struct sweep_page *p, struct columns *c, int64_t weight)
{
	struct text t;

	text_init(&t);
	show_fill(&t, weight, p->summary->weight);
	columns_put(c, text_str(&t));
	text_release(&t);
}

static void put_amount(const struct sweep_page *p, struct columns *c, int32_t item, int64_t quantity)
{
	struct text t;

	text_init(&t);
	show_quantity(p->report, &t, item, quantity);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* ---- head ---- */

static void put_rest(struct section *s, int32_t n, int32_t limit, const char *file)
{
	if (n <= limit)
		return;
	text_printf(&s->after, _("%d more: see %s."), (int)(n - limit), file);
	text_putc(&s->after, '\n');
}

void sweep_kind(const struct futures *f, int64_t weight, struct text *out)
{
	switch (f->kind) {
	case FUTURES_SAMPLED:
		text_printf(out, _("%d futures, drawn with the seed %llu."), (int)f->n, (unsigned long long)f->seed);
		break;
	case FUTURES_ENUMERATED:
		text_printf(out, _("%d futures: any %d of %d lost."), (int)f->n, (int)f->any, (int)f->nlosses);
		break;
	case FUTURES_GIVEN:
		text_printf(out, _("%d futures as given, with weights of %lld in all."), (int)f->n, (long long)weight);
		break;
	case FUTURES_ALONG:
		break;
	}
	text_putc(out, '\n');
}

static void head(const void *page, struct text *out)
{
	const struct sweep_page *p = page;
	const struct scenario *s = p->report->scenario;
	int32_t unproven = 0, clashing = 0;
	struct text fill;

	text_printf(out, "%s\n", label_text(p->futures->title, p->report->language, p->futures->id));
	text_printf(out, _("Scenario: %s"), label_text(s->title, p->report->language, s->id));
	text_putc(out, '\n');
	sweep_kind(p->futures, p->summary->weight, out);
	for (int32_t k = 0; k < p->ensemble->nfutures; k++) {
		unproven += p->ensemble->futures[k].state == FUTURE_UNPROVEN;
		clashing += p->ensemble->futures[k].state == FUTURE_CONTRADICTION;
	}
	text_printf(out, _("Planned %d of them; %d proven, %d not proven, %d in which hard rules contradict, %d refused."),
		(int)p->summary->counted, (int)(p->summary->counted - unproven - clashing), (int)unproven, (int)clashing,
		(int)p->summary->refused);
	text_putc(out, '\n');
	if (p->summary->missing > 0) {
		text_printf(out, _("Still to be planned: %d. The figures are of those that are."), (int)p->summary->missing);
		text_putc(out, '\n');
	}
	text_init(&fill);
	show_fill(&fill, p->futures->threshold, MILLION);
	text_printf(out, _("In need: a community that gets less than %s of what it needs of an item."), text_str(&fill));
	text_putc(out, '\n');
	text_release(&fill);
	if (s->quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("Rests on synthetic data."));
}

/* ---- by item ---- */

static void items_section(const struct sweep_page *p, struct section *s)
{
	const struct scenario *sc = p->report->scenario;
	const struct ensemble *e = p->ensemble;
	struct columns *c = &s->table;

	s->title = _("By item, over all communities");
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Mean fill"), ALIGN_RIGHT);
	columns_add(c, _("Lowest mean"), ALIGN_RIGHT);
	columns_add(c, _("At risk"), ALIGN_RIGHT);
	columns_add(c, _("Expected short"), ALIGN_RIGHT);
	columns_add(c, _("Sum of tails"), ALIGN_RIGHT);
	for (int32_t i = 0; i < sc->nitems; i++) {
		wide mean = 0, shortfall = 0, tail = 0;
		int64_t lowest = MILLION;
		int32_t n = 0, risk = 0;

		for (int32_t r = 0; r < e->nrows; r++) {
			const struct row_summary *row = &p->summary->rows[r];

			if (e->rows[r].item != i)
				continue;
			mean += row->mean;
			shortfall += row->shortfall;
			tail += row->tail;
			lowest = row->mean < lowest ? row->mean : lowest;
			risk += row->below > 0;
			n++;
		}
		if (n == 0)
			continue;
		columns_printf(c, _("%s (%s)"), item_title(p->report, i), item_unit(p->report, i));
		put_share(c, (int64_t)(mean / n));
		put_share(c, lowest);
		columns_int(c, risk);
		put_amount(p, c, i, (int64_t)shortfall);
		put_amount(p, c, i, (int64_t)tail);
	}
	text_printf(&s->after, "%s\n", _("At risk: communities in need in some future. Sum of tails: of each community's mean "
		"shortfall in its worst twentieth of futures."));
}

/* ---- those at risk ---- */

struct risk {
	const struct row_summary *sum;
	int32_t row;
};

static int risk_compare(const void *a, const void *b)
{
	const struct risk *x = a, *y = b;

	if (x->sum->below != y->sum->below)
		return x->sum->below > y->sum->below ? -1 : 1;
	if (x->sum->low != y->sum->low)
		return x->sum->low < y->sum->low ? -1 : 1;
	return x->row - y->row;
}

static void risk_section(const struct sweep_page *p, struct section *s)
{
	const struct ensemble *e = p->ensemble;
	struct risk *rows = mem_calloc((size_t)e->nrows, sizeof *rows);
	int32_t n = 0, limit = limit_of(p);
	struct columns *c = &s->table;

	for (int32_t r = 0; r < e->nrows; r++)
		if (p->summary->rows[r].below > 0)
			rows[n++] = (struct risk){&p->summary->rows[r], r};
	if (n > 0) {
		qsort(rows, (size_t)n, sizeof *rows, risk_compare);
		s->title = _("Communities at risk");
		columns_add(c, _("Community"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Chance of need"), ALIGN_RIGHT);
		columns_add(c, _("Mean"), ALIGN_RIGHT);
		columns_add(c, "5%", ALIGN_RIGHT);
		columns_add(c, "50%", ALIGN_RIGHT);
		columns_add(c, "95%", ALIGN_RIGHT);
		columns_add(c, _("Expected short"), ALIGN_RIGHT);
		columns_add(c, _("Tail"), ALIGN_RIGHT);
	}
	for (int32_t k = 0; k < n && k < limit; k++) {
		const struct ensemble_row *row = &e->rows[rows[k].row];

		columns_put(c, place_title(p->report, row->place));
		columns_printf(c, _("%s (%s)"), item_title(p->report, row->item), item_unit(p->report, row->item));
		put_chance(p, c, rows[k].sum->below);
		put_share(c, rows[k].sum->mean);
		put_share(c, rows[k].sum->low);
		put_share(c, rows[k].sum->middle);
		put_share(c, rows[k].sum->high);
		put_amount(p, c, row->item, rows[k].sum->shortfall);
		put_amount(p, c, row->item, rows[k].sum->tail);
	}
	put_rest(s, n, limit, "cells.csv");
	mem_free(rows);
}

/* ---- the worst futures ---- */

struct worst_future {
	const struct future_summary *sum;
	int32_t future;
};

static int worst_compare(const void *a, const void *b)
{
	const struct worst_future *x = a, *y = b;

	if (x->sum->unmet != y->sum->unmet)
		return x->sum->unmet > y->sum->unmet ? -1 : 1;
	return x->future - y->future;
}

static const char *state_title(enum future_state state)
{
	switch (state) {
	case FUTURE_PROVEN:
		return _("proven");
	case FUTURE_UNPROVEN:
		return _("not proven");
	case FUTURE_CONTRADICTION:
		return _("hard rules contradict");
	case FUTURE_REFUSED:
		return _("refused");
	case FUTURE_MISSING:
		break;
	}
	return _("to be planned");
}

static void worst_section(const struct sweep_page *p, struct section *s)
{
	const struct ensemble *e = p->ensemble;
	struct worst_future *futures = mem_calloc((size_t)e->nfutures, sizeof *futures);
	int32_t n = 0, limit = limit_of(p);
	struct columns *c = &s->table;
	struct text t;

	for (int32_t k = 0; k < e->nfutures; k++)
		if (e->futures[k].rows)
			futures[n++] = (struct worst_future){&p->summary->futures[k], k};
	if (n > 0) {
		qsort(futures, (size_t)n, sizeof *futures, worst_compare);
		s->title = p->futures->kind == FUTURES_ENUMERATED ? _("Most damaging losses") : _("Worst futures");
		columns_add(c, _("Future"), ALIGN_LEFT);
		columns_add(c, _("Weight"), ALIGN_RIGHT);
		columns_add(c, _("Unmet claims"), ALIGN_RIGHT);
		columns_add(c, _("In need"), ALIGN_RIGHT);
		columns_add(c, _("Transport cost"), ALIGN_RIGHT);
		columns_add(c, _("Plan"), ALIGN_WHOLE);
		text_printf(&s->after, "%s\n", _("Unmet claims: shortfall / need, summed over communities and items (1 = all that one "
			"community needs of one item). In need: community and item below the threshold."));
	}
	text_init(&t);
	for (int32_t k = 0; k < n && k < limit; k++) {
		const struct future_outcome *o = &e->futures[futures[k].future];
		char number[48];

		text_clear(&t);
		futures_name(p->futures, p->report->scenario, futures[k].future, &t);
		columns_put(c, text_str(&t));
		columns_int(c, e->weights[futures[k].future]);
		columns_put(c, decimal_format(number, futures[k].sum->unmet / 1000, 3));
		columns_int(c, futures[k].sum->below);
		columns_put(c, o->cost < 0 ? _("not costed") : decimal_format(number, o->cost, 2));
		columns_put(c, state_title(o->state));
	}
	text_release(&t);
	put_rest(s, n, limit, "futures.csv");
	mem_free(futures);
}

/* ---- had it settled? ---- */

static void settled_section(const struct sweep_page *p, struct section *s)
{
	struct columns *c = &s->table;

	if (p->futures->kind != FUTURES_SAMPLED || p->summary->nmarks == 0)
		return;
	s->title = _("How far the figures have settled");
	columns_add(c, _("Futures"), ALIGN_RIGHT);
	columns_add(c, _("Mean fill"), ALIGN_RIGHT);
	columns_add(c, _("Standard error"), ALIGN_RIGHT);
	columns_add(c, _("Largest difference"), ALIGN_RIGHT);
	for (int32_t k = 0; k < p->summary->nmarks; k++) {
		const struct mark *m = &p->summary->marks[k];
		char number[48];

		columns_int(c, m->n);
		put_share(c, m->mean);
		columns_printf(c, "%s%%", decimal_format(number, m->error, 4));
		columns_printf(c, "%s%%", decimal_format(number, m->largest, 4));
	}
	text_printf(&s->after, "%s\n", _("Largest difference: of a community's and item's mean fill to that over all futures."));
}

typedef void builder(const struct sweep_page *p, struct section *s);
static builder *const builders[] = {items_section, risk_section, worst_section, settled_section};

static void build(const void *page, int k, struct section *s)
{
	builders[k](page, s);
}

static struct sections sections_of(const struct sweep_page *p)
{
	return (struct sections){p, head, sizeof builders / sizeof *builders, build};
}

void sweep_print(const struct sweep_page *p, FILE *out, int width, bool colour)
{
	struct sections x = sections_of(p);

	sections_print(&x, out, width, colour);
}

/* ---- tables ---- */

static bool table_cells(const struct sweep_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	struct csv_writer w;

	csv_open(&w, file,
		"place,item,fill_mean,fill_p05,fill_p50,fill_p95,below,shortfall_mean,shortfall_tail,unit");
	for (int32_t r = 0; r < p->ensemble->nrows; r++) {
		const struct ensemble_row *row = &p->ensemble->rows[r];
		const struct row_summary *sum = &p->summary->rows[r];
		int decimals = s->items[row->item].decimals;

		csv_text(&w, s->places[row->place].id);
		csv_text(&w, s->items[row->item].id);
		csv_decimal(&w, sum->mean, 6);
		csv_decimal(&w, sum->low, 6);
		csv_decimal(&w, sum->middle, 6);
		csv_decimal(&w, sum->high, 6);
		csv_percent(&w, sum->below, p->summary->weight);
		csv_decimal(&w, sum->shortfall, decimals);
		csv_decimal(&w, sum->tail, decimals);
		csv_text(&w, s->items[row->item].unit);
		csv_end(&w);
	}
	return csv_close(&w);
}

const char *future_state_word(enum future_state state)
{
	static const char *const words[] = {"missing", "proven", "unproven", "contradiction", "refused"};

	return words[state];
}

static bool table_futures(const struct sweep_page *p, FILE *file)
{
	struct csv_writer w;
	struct text name;

	csv_open(&w, file, "future,name,weight,plan,unmet,below,cost");
	text_init(&name);
	for (int32_t k = 0; k < p->ensemble->nfutures; k++) {
		const struct future_outcome *o = &p->ensemble->futures[k];

		text_clear(&name);
		futures_key(p->futures, p->report->scenario, k, &name);
		csv_int(&w, k + 1);
		csv_text(&w, text_str(&name));
		csv_int(&w, p->ensemble->weights[k]);
		csv_text(&w, future_state_word(o->state));
		if (o->rows) {
			csv_decimal(&w, p->summary->futures[k].unmet, 6);
			csv_int(&w, p->summary->futures[k].below);
		} else {
			csv_empty(&w);
			csv_empty(&w);
		}
		if (o->rows && o->cost >= 0)
			csv_decimal(&w, o->cost, 2);
		else
			csv_empty(&w);
		csv_end(&w);
	}
	text_release(&name);
	return csv_close(&w);
}

static bool table_convergence(const struct sweep_page *p, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "futures,fill_mean,standard_error,largest_difference");
	for (int32_t k = 0; k < p->summary->nmarks; k++) {
		csv_int(&w, p->summary->marks[k].n);
		csv_decimal(&w, p->summary->marks[k].mean, 6);
		csv_decimal(&w, p->summary->marks[k].error, 6);
		csv_decimal(&w, p->summary->marks[k].largest, 6);
		csv_end(&w);
	}
	return csv_close(&w);
}

static bool write_table(const void *page, int k, FILE *file)
{
	static bool (*const tables[])(const struct sweep_page *p, FILE *file) = {table_cells, table_futures, table_convergence};

	return tables[k](page, file);
}

bool sweep_write(const struct sweep_page *p, const char *directory, char *why, size_t why_size)
{
	static const char *const names[] = {"cells.csv", "futures.csv", "convergence.csv"};
	struct folder folder = {directory, why, why_size, false};
	struct report whole = *p->report;
	struct sweep_page full = *p;
	struct sections x = sections_of(&full);

	whole.full = true;
	full.report = &whole;
	return sections_save(&x, &folder, "sweep.txt") && tables_save(p, names, sizeof names / sizeof *names, write_table, &folder);
}
