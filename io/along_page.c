/* Along a quantity: where the result turns, on the page and as tables. */
#include "io/sweep.h"

#include "io/csv_write.h"
#include "io/sections.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { BRIEF_ROWS = 25, NAMES_MOST = 2 };

static size_t rows_most(const struct along_page *p)
{
	return p->report->full ? SIZE_MAX : BRIEF_ROWS;
}

static const char *unit_text(const struct along_page *p)
{
	const char *unit = p->futures->along.unit;

	return unit[0] ? unit_title(unit) : "";
}

/* ---- values and rates ---- */

static void put_value(const struct along_page *p, struct columns *c, int32_t point)
{
	struct text t;

	text_init(&t);
	along_value(&p->futures->along, point, &t);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* "Value (L)". */
static void add_value_column(const struct along_page *p, struct columns *c, const char *title)
{
	struct text t;

	text_init(&t);
	if (unit_text(p)[0])
		text_printf(&t, _("%s (%s)"), title, unit_text(p));
	else
		text_puts(&t, title);
	columns_add(c, text_str(&t), ALIGN_RIGHT);
	text_release(&t);
}

static void put_rate(struct columns *c, struct ratio rate)
{
	struct text t;

	text_init(&t);
	show_fill(&t, rate.num, rate.den);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* What slopes are told of: a round amount not larger than half the way. */
static int64_t slope_amount(const struct along_page *p)
{
	const struct along *a = &p->futures->along;
	int64_t half = a->step * (p->futures->n - 1) / 2, amount = 1;

	if (a->kind == ALONG_DURATION)
		return 3600;
	while (amount <= half / 10)
		amount *= 10;
	return amount;
}

static void slope_title(const struct along_page *p, struct text *out)
{
	struct along one = p->futures->along;
	struct text value;

	text_init(&value);
	one.from = slope_amount(p);
	along_value(&one, 0, &value);
	if (unit_text(p)[0])
		text_printf(&value, " %s", unit_text(p));
	text_printf(out, _("Each further %s"), text_str(&value));
	text_release(&value);
}

/* In percent, towards 0: "+0.0532%". */
static void put_slope(const struct along_page *p, struct columns *c, const struct run *run)
{
	enum { DECIMALS = 4, PERCENT = 1000000 };
	const wide fine = (wide)PERCENT * 1000000000; /* what is left out of a rate is less than its part */
	wide way = (wide)p->futures->along.step * (run->last - run->first);
	wide rise = run->to.num * fine / run->to.den - run->from.num * fine / run->from.den;
	wide by = (rise < 0 ? -rise : rise) * slope_amount(p);
	char number[48];

	if (by == 0 || way == 0)
		columns_put(c, "-");
	else
		columns_printf(c, "%s%s%%", rise < 0 ? "-" : "+",
			decimal_format(number, (int64_t)(by / way / (fine / PERCENT)), DECIMALS));
}

/* ---- what holds it down ---- */

static void put_names(const struct along_page *p, struct text *out, const struct bottleneck *b, bool routes)
{
	int32_t n = routes ? b->nroutes : b->nholders;

	for (int32_t k = 0; k < n; k++)
		text_printf(out, "%s%s", k > 0 ? list_comma() : "", routes ? p->report->scenario->routes[b->routes[k]].id :
			holder_title(p->report, b->holders[k]));
}

static void bottleneck_text(const struct along_page *p, const struct run *run, struct text *out)
{
	const struct bottleneck *b = &run->bottleneck;
	struct text names;

	text_init(&names);
	if (!run->planned) {
		text_puts(out, _("no plan"));
	} else if (!b->known) {
		text_puts(out, run->from.num == run->from.den ? _("all met") : run->level.exact ? "-" :
			_("limits shared with others"));
	} else if (b->nholders == 0 && b->nroutes == 0) {
		text_puts(out, _("nothing can reach them"));
	} else {
		if (b->nholders > NAMES_MOST)
			text_printf(out, _("stock of %d holders"), (int)b->nholders);
		put_names(p, &names, b, false);
		if (b->nholders > 0 && b->nholders <= NAMES_MOST)
			text_printf(out, _("stock of %s"), text_str(&names));
		text_clear(&names);
		put_names(p, &names, b, true);
		text_puts(out, b->nholders > 0 && b->nroutes > 0 ? list_comma() : "");
		if (b->nroutes > NAMES_MOST)
			text_printf(out, _("%d routes"), (int)b->nroutes);
		else if (b->nroutes > 0)
			text_printf(out, _("route %s"), text_str(&names));
	}
	text_release(&names);
}

static void put_lowest(const struct along_page *p, struct columns *c, const struct run *run)
{
	if (run->nlowest == 1)
		columns_put(c, place_title(p->report, run->lowest[0]));
	else
		columns_printf(c, "%d", (int)run->nlowest);
}

/* ---- sections ---- */

static void head(const void *page, struct text *out)
{
	const struct along_page *p = page;
	const struct scenario *s = p->report->scenario;
	const struct futures *f = p->futures;
	struct text from, to, step, thing;
	int32_t planned = 0;

	for (int32_t k = 0; k < f->n; k++)
		planned += p->ensemble->futures[k].state != FUTURE_MISSING;
	text_init(&from);
	text_init(&to);
	text_init(&step);
	text_init(&thing);
	along_value(&f->along, 0, &from);
	along_value(&f->along, f->n - 1, &to);
	along_value(&(struct along){.kind = f->along.kind, .from = f->along.step, .decimals = f->along.decimals}, 0, &step);
	if (unit_text(p)[0])
		text_printf(&to, " %s", unit_text(p));
	text_printf(out, "%s\n", label_text(f->title, p->report->language, f->id));
	text_printf(out, _("Scenario: %s"), label_text(s->title, p->report->language, s->id));
	text_putc(out, '\n');
	text_printf(&thing, "%s%s%s", altered_title(f->along.what), f->along.about[0] ? " " : "", f->along.about);
	text_printf(out, _("%s (%s): from %s to %s in steps of %s, %d values."), text_str(&thing),
		f->along.scale ? _("times") : field_title(f->along.field), text_str(&from), text_str(&to), text_str(&step),
		(int)f->n);
	text_putc(out, '\n');
	text_printf(out, p->followed ? _("Planned %d of them; at the others the rates are proven to lie on the line between.") :
		_("Planned %d of them, all; nothing is said of what lies between two."), (int)planned);
	text_putc(out, '\n');
	if (s->quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("Rests on synthetic data."));
	text_release(&from);
	text_release(&to);
	text_release(&step);
	text_release(&thing);
}

static void runs_section(const struct along_page *p, struct section *s)
{
	struct columns *c = &s->table;
	struct text t;
	size_t rows = 0, shown = 0;

	text_init(&t);
	s->title = _("Where the result turns");
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	add_value_column(p, c, C_("value", "From"));
	add_value_column(p, c, C_("value", "To"));
	columns_add(c, _("Lowest fill"), ALIGN_RIGHT);
	columns_add(c, _("at the end"), ALIGN_RIGHT);
	slope_title(p, &t);
	columns_add(c, text_str(&t), ALIGN_RIGHT);
	columns_add(c, _("Held down by"), ALIGN_LEFT);
	columns_add(c, _("There"), ALIGN_RIGHT);
	columns_add(c, _("Bottlenecks"), ALIGN_RIGHT);
	columns_spare(c);
	text_printf(&s->after, "%s\n", _("There: communities with the lowest fill, or the only one. Bottlenecks: groups of claims with a fill of their own."));
	for (int32_t k = 0; k < p->nruns; k++) {
		const struct run *run = &p->runs[k];

		if (!level_turns(p->runs, p->nruns, &run->level) || ++rows > rows_most(p))
			continue;
		shown++;
		columns_int(c, run->level.tier);
		columns_put(c, item_title(p->report, run->level.item));
		put_value(p, c, run->first);
		put_value(p, c, run->last);
		put_rate(c, run->from);
		put_rate(c, run->to);
		put_slope(p, c, run);
		text_clear(&t);
		bottleneck_text(p, run, &t);
		columns_put(c, text_str(&t));
		put_lowest(p, c, run);
		columns_int(c, run->nclasses);
	}
	if (rows > shown) {
		text_printf(&s->after, _("%d more: see %s."), (int)(rows - shown), "along.csv");
		text_putc(&s->after, '\n');
	}
	if (rows == 0)
		text_printf(&s->after, "%s\n", _("Nothing changes anywhere."));
	text_release(&t);
}

static bool item_turns(const struct along_page *p, int32_t item)
{
	for (int32_t k = 0; k < p->nruns; k++)
		if (p->runs[k].level.item == item && level_turns(p->runs, p->nruns, &p->runs[k].level))
			return true;
	return false;
}

static void unchanged_section(const struct along_page *p, struct section *s)
{
	const struct ensemble *e = p->ensemble;
	struct text names;

	text_init(&names);
	for (int32_t i = 0; i < p->report->scenario->nitems; i++) {
		bool wanted = false;

		for (int32_t r = 0; r < e->nrows && !wanted; r++)
			wanted = e->rows[r].item == i;
		if (wanted && !item_turns(p, i))
			text_printf(&names, "%s%s", names.length > 0 ? list_comma() : "", item_title(p->report, i));
	}
	if (names.length > 0) {
		s->title = _("The same all over");
		text_printf(&s->before, "%s\n", text_str(&names));
	}
	text_release(&names);
}

/* ---- who changes ---- */

struct changed {
	int32_t row;
	int64_t before, after; /* fill, millionths */
};

static int64_t fill_of(const struct row_outcome *r)
{
	return r->demand == 0 ? MILLION : (int64_t)((wide)r->served * MILLION / r->demand);
}

static int64_t change_size(const struct changed *c)
{
	return c->after > c->before ? c->after - c->before : c->before - c->after;
}

static int change_compare(const void *a, const void *b)
{
	const struct changed *x = a, *y = b;

	if (change_size(x) != change_size(y))
		return change_size(x) > change_size(y) ? -1 : 1;
	return x->row - y->row;
}

/* Rows that differ between two planned points: [*n], the caller frees it. */
static struct changed *list_changes(const struct along_page *p, int32_t from, int32_t to, int32_t *n)
{
	const struct ensemble *e = p->ensemble;
	const struct row_outcome *a = e->futures[from].rows, *b = e->futures[to].rows;
	struct changed *all = mem_calloc((size_t)e->nrows, sizeof *all);

	*n = 0;
	for (int32_t r = 0; a && b && r < e->nrows; r++)
		if (a[r].served != b[r].served || a[r].demand != b[r].demand)
			all[(*n)++] = (struct changed){r, fill_of(&a[r]), fill_of(&b[r])};
	return all;
}

static void put_fill(struct columns *c, int64_t millionths)
{
	put_rate(c, ratio_make(millionths, MILLION));
}

static void changes_section(const struct along_page *p, struct section *s)
{
	int32_t n;
	struct changed *all = list_changes(p, 0, p->futures->n - 1, &n);
	struct columns *c = &s->table;

	if (n > 0) {
		qsort(all, (size_t)n, sizeof *all, change_compare);
		s->title = _("Who changes most, from the first value to the last");
		columns_add(c, _("Community"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Fill at first"), ALIGN_RIGHT);
		columns_add(c, _("Fill at last"), ALIGN_RIGHT);
	}
	for (int32_t k = 0; k < n && (size_t)k < rows_most(p); k++) {
		const struct ensemble_row *row = &p->ensemble->rows[all[k].row];

		columns_put(c, place_title(p->report, row->place));
		columns_put(c, item_title(p->report, row->item));
		put_fill(c, all[k].before);
		put_fill(c, all[k].after);
	}
	if ((size_t)n > rows_most(p)) {
		text_printf(&s->after, _("%d more: see %s."), (int)((size_t)n - rows_most(p)), "along-places.csv");
		text_putc(&s->after, '\n');
	}
	mem_free(all);
}

typedef void builder(const struct along_page *p, struct section *s);
static builder *const builders[] = {runs_section, unchanged_section, changes_section};

static void build(const void *page, int k, struct section *s)
{
	builders[k](page, s);
}

static struct sections sections_of(const struct along_page *p)
{
	return (struct sections){p, head, sizeof builders / sizeof *builders, build};
}

void along_print(const struct along_page *p, FILE *out, int width, bool colour)
{
	struct sections x = sections_of(p);

	sections_print(&x, out, width, colour);
}

/* ---- tables ---- */

static void csv_value(struct csv_writer *w, const struct along_page *p, int32_t point)
{
	struct text t;

	text_init(&t);
	along_value(&p->futures->along, point, &t);
	csv_text(w, text_str(&t));
	text_release(&t);
}

static void csv_rate(struct csv_writer *w, struct ratio rate)
{
	char num[48], den[48];
	struct text t;

	text_init(&t);
	csv_percent(w, rate.num, rate.den);
	text_printf(&t, "%s/%s", decimal_format(num, rate.num, 0), decimal_format(den, rate.den, 0));
	csv_text(w, text_str(&t));
	text_release(&t);
}

static void csv_ids(struct csv_writer *w, const struct along_page *p, const struct bottleneck *b, bool routes)
{
	const struct scenario *s = p->report->scenario;
	struct text t;

	text_init(&t);
	for (int32_t k = 0; k < (routes ? b->nroutes : b->nholders); k++)
		text_printf(&t, "%s%s", k > 0 ? " " : "", routes ? s->routes[b->routes[k]].id : s->holders[b->holders[k]].id);
	csv_text(w, text_str(&t));
	text_release(&t);
}

static bool table_runs(const struct along_page *p, FILE *file)
{
	struct csv_writer w;

	csv_open(&w, file, "item,tier,stage,from,to,values,planned,lowest_from,lowest_from_exact,lowest_to,"
		"lowest_to_exact,bottlenecks,communities_lowest,holders,routes");
	for (int32_t k = 0; k < p->nruns; k++) {
		const struct run *run = &p->runs[k];

		csv_text(&w, p->report->scenario->items[run->level.item].id);
		csv_int(&w, run->level.tier);
		csv_int(&w, run->level.stage);
		csv_value(&w, p, run->first);
		csv_value(&w, p, run->last);
		csv_int(&w, run->last - run->first + 1);
		csv_int(&w, run->nsolved);
		csv_rate(&w, run->from);
		csv_rate(&w, run->to);
		csv_int(&w, run->nclasses);
		csv_int(&w, run->nlowest);
		csv_ids(&w, p, &run->bottleneck, false);
		csv_ids(&w, p, &run->bottleneck, true);
		csv_end(&w);
	}
	return csv_close(&w);
}

static bool table_places(const struct along_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	int32_t before = 0;
	struct csv_writer w;

	csv_open(&w, file, "from,to,place,item,fill_from,fill_to");
	for (int32_t k = 1; k < p->futures->n; k++) {
		struct changed *all;
		int32_t n;

		if (p->ensemble->futures[k].state == FUTURE_MISSING)
			continue;
		all = list_changes(p, before, k, &n);
		for (int32_t i = 0; i < n; i++) {
			const struct ensemble_row *row = &p->ensemble->rows[all[i].row];

			csv_value(&w, p, before);
			csv_value(&w, p, k);
			csv_text(&w, s->places[row->place].id);
			csv_text(&w, s->items[row->item].id);
			csv_decimal(&w, all[i].before, 6);
			csv_decimal(&w, all[i].after, 6);
			csv_end(&w);
		}
		mem_free(all);
		before = k;
	}
	return csv_close(&w);
}

static bool table_points(const struct along_page *p, FILE *file)
{
	const struct scenario *s = p->report->scenario;
	const struct ensemble *e = p->ensemble;
	struct csv_writer w;

	csv_open(&w, file, "value,plan,item,demand,served,unit");
	for (int32_t k = 0; k < p->futures->n; k++) {
		const struct future_outcome *o = &e->futures[k];

		for (int32_t i = 0; o->state != FUTURE_MISSING && i < s->nitems; i++) {
			struct row_outcome sum = {0, 0};

			for (int32_t r = 0; o->rows && r < e->nrows; r++) {
				if (e->rows[r].item != i)
					continue;
				sum.demand += o->rows[r].demand;
				sum.served += o->rows[r].served;
			}
			csv_value(&w, p, k);
			csv_text(&w, future_state_word(o->state));
			csv_text(&w, s->items[i].id);
			csv_decimal(&w, sum.demand, s->items[i].decimals);
			csv_decimal(&w, sum.served, s->items[i].decimals);
			csv_text(&w, s->items[i].unit);
			csv_end(&w);
		}
	}
	return csv_close(&w);
}

static bool write_table(const void *page, int k, FILE *file)
{
	static bool (*const tables[])(const struct along_page *p, FILE *file) = {table_runs, table_places, table_points};

	return tables[k](page, file);
}

bool along_write(const struct along_page *p, const char *directory, char *why, size_t why_size)
{
	static const char *const names[] = {"along.csv", "along-places.csv", "points.csv"};
	struct folder folder = {directory, why, why_size, false};
	struct report whole = *p->report;
	struct along_page full = *p;
	struct sections x = sections_of(&full);

	whole.full = true;
	full.report = &whole;
	return sections_save(&x, &folder, "along.txt") && tables_save(p, names, sizeof names / sizeof *names, write_table, &folder);
}
