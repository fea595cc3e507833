/* The shortfall report: by level of the place tree, by group, by period; what
 * was handed out beyond the demand; the support to request from above. */
#define _GNU_SOURCE /* qsort_r */

#include "io/section.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/previous.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

/* One short row of a roll-up table. */
struct short_row {
	int32_t at; /* place, group or period */
	int32_t level; /* enum place_kind, 0 for groups and periods */
	int32_t kind;
	const struct sums *sums;
};

static int compare_rows(const void *a, const void *b, void *context)
{
	const struct short_row *x = a, *y = b;
	const struct rollup *u = context;
	int order;

	if (x->level != y->level)
		return x->level < y->level ? -1 : 1;
	if (u->kinds[x->kind].tier != u->kinds[y->kind].tier)
		return u->kinds[x->kind].tier < u->kinds[y->kind].tier ? -1 : 1;
	order = fill_compare(x->sums, y->sums);
	if (order != 0)
		return order;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int compare_times(const void *a, const void *b)
{
	const struct short_row *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static void put_since(const struct page *p, struct columns *c, const struct sums *a)
{
	put_period(p, c, a->since);
}

/* Rows at 0..n-1 of a [n][nkinds] array that are short. */
static struct short_row *short_rows(const struct rollup *u, const struct sums *sums, int32_t n,
	int32_t *count)
{
	struct short_row *rows = mem_calloc((size_t)n * (size_t)u->nkinds, sizeof *rows);

	*count = 0;
	for (int32_t i = 0; i < n; i++) {
		for (int32_t k = 0; k < u->nkinds; k++) {
			const struct sums *a = &sums[(size_t)i * (size_t)u->nkinds + (size_t)k];

			if (a->nshort > 0)
				rows[(*count)++] = (struct short_row){i, 0, k, a};
		}
	}
	return rows;
}

/* Each level of the tree is cut for itself: a long list of communities must
 * not hide the streets. */
void section_shortfall(const struct page *p, struct section *s)
{
	const struct rollup *u = p->u;
	struct columns *c = &s->table;
	int32_t n;
	struct short_row *rows = short_rows(u, u->by_place, u->nrows, &n);
	size_t shown = 0, hidden = 0;

	if (n == 0) {
		mem_free(rows);
		return;
	}
	s->title = _("Shortfall by place");
	columns_add(c, _("Level"), ALIGN_LEFT);
	columns_add(c, _("Place"), ALIGN_LEFT);
	add_sums_columns(c);
	if (!p->brief)
		columns_add(c, _("Since"), ALIGN_WHOLE);
	for (int32_t i = 0; i < n; i++)
		rows[i].level = (int32_t)p->r->scenario->places[u->rows[rows[i].at]].kind;
	qsort_r(rows, (size_t)n, sizeof *rows, compare_rows, (void *)(uintptr_t)u);
	for (int32_t i = 0; i < n; i++) {
		int32_t place = u->rows[rows[i].at];

		if (i == 0 || rows[i].level != rows[i - 1].level)
			shown = 0;
		if (shown++ >= p->limit) {
			hidden++;
			continue;
		}
		columns_put(c, place_kind_title((enum place_kind)rows[i].level));
		columns_put(c, place_title(p->r, place));
		put_sums(p, c, rows[i].kind, rows[i].sums);
		if (!p->brief)
			put_since(p, c, rows[i].sums);
	}
	if (hidden > 0)
		section_rest(p, s, hidden, "shortfall.csv");
	mem_free(rows);
}

void section_groups(const struct page *p, struct section *s)
{
	const struct rollup *u = p->u;
	struct columns *c = &s->table;
	int32_t n;
	struct short_row *rows = short_rows(u, u->by_group, p->r->scenario->ngroups, &n);
	size_t shown;

	if (n > 0) {
		s->title = _("Shortfall by group");
		columns_add(c, _("Group"), ALIGN_LEFT);
		add_sums_columns(c);
		columns_add(c, _("Since"), ALIGN_WHOLE);
		qsort_r(rows, (size_t)n, sizeof *rows, compare_rows, (void *)(uintptr_t)u);
		shown = section_cut(p, s, (size_t)n, "shortfall.csv");
		for (size_t i = 0; i < shown; i++) {
			columns_put(c, group_title(p->r, u->groups[rows[i].at]));
			put_sums(p, c, rows[i].kind, rows[i].sums);
			put_since(p, c, rows[i].sums);
		}
	}
	mem_free(rows);
}

/* In time: when it begins and ends is what matters here. What is cut are the
 * rows that are better off. */
void section_periods(const struct page *p, struct section *s)
{
	const struct rollup *u = p->u;
	struct columns *c = &s->table;
	int32_t n;
	struct short_row *rows = short_rows(u, u->by_period, p->r->scenario->nperiods, &n);
	size_t shown;

	if (n > 0) {
		s->title = _("Shortfall by period");
		text_puts(&s->before, _("A claim counts in the first period of its window."));
		text_putc(&s->before, '\n');
		columns_add(c, _("Period"), ALIGN_WHOLE);
		add_sums_columns(c);
		shown = section_cut(p, s, (size_t)n, "shortfall.csv");
		if (shown < (size_t)n) {
			qsort_r(rows, (size_t)n, sizeof *rows, compare_rows, (void *)(uintptr_t)u);
			qsort(rows, shown, sizeof *rows, compare_times);
		}
		for (size_t i = 0; i < shown; i++) {
			put_period(p, c, rows[i].at);
			put_sums(p, c, rows[i].kind, rows[i].sums);
		}
	}
	mem_free(rows);
}

void section_over(const struct page *p, struct section *s)
{
	struct columns *c = &s->table;
	bool warn = false;

	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Beyond demand"), ALIGN_RIGHT);
	columns_add(c, _("Of demand"), ALIGN_RIGHT);
	for (int32_t j = 0; j < p->r->scenario->nitems; j++) {
		int32_t i = p->u->items[j];
		int64_t over = 0, weight;
		struct text t;

		for (int32_t k = 0; k < p->u->nkinds; k++) {
			if (p->u->kinds[k].item == i)
				over += p->u->total[k].over;
		}
		if (over == 0)
			continue;
		weight = item_weight(p->u, p->r, i);
		warn |= (wide)over * 10 > weight;
		text_init(&t);
		put_item(p, c, i);
		put_quantity(p, c, i, over);
		show_fill(&t, over, weight);
		columns_put(c, text_str(&t));
		text_release(&t);
	}
	if (columns_rows(c) == 0)
		return;
	s->title = _("Handed out beyond the demand, by whole packs");
	if (warn) {
		text_puts(&s->after,
			/* xgettext:no-c-format */
			_("Warning: more than 10% of an item's demand; think of a smaller issue pack."));
		text_putc(&s->after, '\n');
	}
}

/* --- support --- */

/* The district of a place, else the highest ancestor below the root, else the
 * root: the ones who would pass the request on. */
static int32_t support_place(const struct scenario *s, int32_t place)
{
	int32_t district = place_ancestor(s, place, PLACE_DISTRICT), p = place;

	if (district >= 0)
		return district;
	while (s->places[p].in >= 0 && s->places[s->places[p].in].in >= 0)
		p = s->places[p].in;
	return p;
}

struct supports {
	struct support *all; int32_t n, room;
};

int support_compare(const void *a, const void *b)
{
	const struct support *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return (x->by > y->by) - (x->by < y->by);
}

static int compare_support(const void *a, const void *b, void *context)
{
	const struct support *x = a, *y = b;
	const struct page *p = context;
	const struct kind *kinds = p->u->kinds;

	if (kinds[x->kind].tier != kinds[y->kind].tier)
		return kinds[x->kind].tier < kinds[y->kind].tier ? -1 : 1;
	if (x->by != y->by)
		return x->by < y->by ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return strcmp(p->r->scenario->places[x->place].id, p->r->scenario->places[y->place].id);
}

/* What is short of a kind at a stand, by the last period in which each claim can still be met. */
static void add_support(const struct rollup *u, const struct report *r, int32_t row, int32_t kind,
	int64_t *missing /* [nperiods] zero, left so */, struct supports *out)
{
	int32_t first = r->scenario->nperiods, last = -1;
	int32_t start = u->first_cell[(size_t)row * (size_t)u->nkinds + (size_t)kind];

	for (int32_t c = start; c >= 0 && c < r->cells->ncells; c++) {
		const struct cell *cell = &r->cells->cells[c];
		int64_t short_of = cell->demand - r->plan->served[c].quantity;

		if (cell->place != u->rows[row] || cell->item != u->kinds[kind].item)
			break;
		/* what lapsed before the present nobody can send any more */
		if (u->kind_of[c] != kind || short_of <= 0 || cell->when.last < present_period(r->scenario))
			continue;
		missing[cell->when.last] += short_of;
		first = cell->when.last < first ? cell->when.last : first;
		last = cell->when.last > last ? cell->when.last : last;
	}
	for (int32_t t = first; t <= last; t++) {
		int32_t at;

		if (missing[t] == 0)
			continue;
		at = ARRAY_ADD(&out->all, &out->n, &out->room);
		out->all[at] = (struct support){kind, support_place(r->scenario, u->rows[row]), missing[t], t, 1};
		missing[t] = 0;
	}
}

int64_t support_seconds(const struct scenario *s, const struct support *x)
{
	int64_t start = (int64_t)x->by * s->period, now = present_seconds(s);

	return start > now ? start : now;
}

struct support *support_list(const struct rollup *u, const struct report *r, int32_t *n)
{
	const struct page page = {.r = r, .u = u, .limit = 0};
	struct supports found = {0};
	int64_t *missing = mem_calloc((size_t)r->scenario->nperiods, sizeof *missing);
	struct support *all;
	int32_t nkept = 0;

	/* the stands alone: first_cell is set where cells are, not at their ancestors */
	for (int32_t row = 0; row < u->nrows; row++)
		for (int32_t k = 0; k < u->nkinds; k++)
			add_support(u, r, row, k, missing, &found);
	mem_free(missing);
	all = found.all;
	if (found.n > 0)
		qsort(all, (size_t)found.n, sizeof *all, support_compare);
	for (int32_t i = 0; i < found.n; i++) {
		if (nkept > 0 && support_compare(&all[nkept - 1], &all[i]) == 0) {
			all[nkept - 1].quantity += all[i].quantity;
			all[nkept - 1].nplaces++;
		} else {
			all[nkept++] = all[i];
		}
	}
	if (nkept > 0)
		qsort_r(all, (size_t)nkept, sizeof *all, compare_support, (void *)(uintptr_t)&page);
	*n = nkept;
	return all;
}

void section_support(const struct page *p, struct section *s)
{
	struct columns *c = &s->table;
	int32_t n;
	struct support *all = support_list(p->u, p->r, &n);
	size_t shown;

	if (n > 0) {
		s->title = _("Support to request from above");
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Quantity"), ALIGN_RIGHT);
		columns_add(c, _("By"), ALIGN_WHOLE);
		columns_add(c, _("Where"), ALIGN_LEFT);
		columns_add(c, _("Tier"), ALIGN_RIGHT);
		columns_add(c, _("Communities"), ALIGN_RIGHT);
		shown = section_cut(p, s, (size_t)n, "support.csv");
		for (size_t i = 0; i < shown; i++) {
			put_item(p, c, p->u->kinds[all[i].kind].item);
			put_quantity(p, c, p->u->kinds[all[i].kind].item, all[i].quantity);
			put_period(p, c, all[i].by);
			columns_put(c, place_title(p->r, all[i].place));
			columns_int(c, p->u->kinds[all[i].kind].tier);
			columns_int(c, all[i].nplaces);
		}
	}
	mem_free(all);
}
