#include "models/figures.h"

#include "models/order.h"

#include <stdlib.h>
#include <string.h>

/* The ids of the scenario's things, copied once. */
struct names {
	const char **items, **places, **holders;
};

static const char **copied_ids(struct figures *f, const void *things, int32_t n, size_t size)
{
	const char **ids = mem_calloc((size_t)n, sizeof *ids);

	for (int32_t i = 0; i < n; i++) /* an id is the first member of each */
		ids[i] = arena_strdup(&f->arena, *(const char *const *)((const char *)things + (size_t)i * size));
	return ids;
}

static int compare_figures(const void *left, const void *right)
{
	const struct figure *a = left, *b = right;

	for (int k = 0; k < FIGURE_KEYS; k++) {
		int order = text_compare(a->key[k], b->key[k]);

		if (order != 0)
			return order;
	}
	return int_compare(a->tier, b->tier);
}

/* Sorts, and adds up what has the same keys; the new number. */
static int32_t add_up(struct figure *figures, int32_t n)
{
	int32_t kept = 0;

	if (n > 0)
		qsort(figures, (size_t)n, sizeof *figures, compare_figures);
	for (int32_t i = 0; i < n; i++) {
		if (kept > 0 && compare_figures(&figures[kept - 1], &figures[i]) == 0) {
			figures[kept - 1].demand += figures[i].demand;
			figures[kept - 1].served += figures[i].served;
		} else {
			figures[kept++] = figures[i];
		}
	}
	return kept;
}

static void build_claims(struct figures *f, const struct names *names, const struct cells *cells,
	const struct plan *plan)
{
	f->claims = mem_calloc((size_t)cells->ncells, sizeof *f->claims);
	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];

		f->claims[c] = (struct figure){{names->items[cell->item], names->places[cell->place], NULL, NULL},
			cell->tier, 0, cell->demand, plan->status == PLAN_CONTRADICTION ? 0 : plan->served[c].quantity};
	}
	f->nclaims = add_up(f->claims, cells->ncells);
	f->sums = mem_calloc((size_t)f->nclaims, sizeof *f->sums);
	for (int32_t i = 0; i < f->nclaims; i++) {
		f->sums[i] = f->claims[i];
		f->sums[i].key[1] = NULL;
	}
	f->nsums = add_up(f->sums, f->nclaims);
}

/* Of every claim, at every place that its own lies in. */
static void build_regions(struct figures *f, const struct names *names, const struct scenario *s,
	const struct cells *cells, const struct plan *plan)
{
	int32_t n = 0;

	for (int32_t c = 0; c < cells->ncells; c++)
		for (int32_t p = s->places[cells->cells[c].place].in; p >= 0; p = s->places[p].in)
			n++;
	f->regions = mem_calloc((size_t)n, sizeof *f->regions);
	n = 0;
	for (int32_t c = 0; c < cells->ncells; c++) {
		const struct cell *cell = &cells->cells[c];

		for (int32_t p = s->places[cell->place].in; p >= 0; p = s->places[p].in)
			f->regions[n++] = (struct figure){{names->items[cell->item], names->places[p], NULL, NULL},
				cell->tier, (int32_t)s->places[p].kind, cell->demand, plan->served[c].quantity};
	}
	f->nregions = add_up(f->regions, n);
}

/* Lines of orders, and what is handed out where it was. */
static void build_moves(struct figures *f, const struct names *names, const struct supply *supply,
	const struct plan *plan)
{
	int32_t nlines, n = 0;
	struct shipment *lines = plan_lines(plan, supply, &nlines);

	f->moves = mem_calloc((size_t)nlines + (size_t)plan->nhandouts, sizeof *f->moves);
	for (int32_t k = 0; k < nlines; k++) {
		const struct shipment *x = &lines[k];

		if (x->state != SHIPMENT_CANCELLED)
			f->moves[n++] = (struct figure){{names->items[x->item],
				x->holder < 0 ? "" : names->holders[x->holder], names->places[x->from],
				names->places[x->to]}, 0, 0, 1, x->quantity};
	}
	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *x = &plan->handouts[k];
		const struct supply_lot *lot = &supply->lots[x->lot];

		if (x->shipment < 0)
			f->moves[n++] = (struct figure){{names->items[lot->item],
				lot->holder < 0 ? "" : names->holders[lot->holder], names->places[lot->place], NULL},
				0, 0, 0, x->quantity};
	}
	f->nmoves = add_up(f->moves, n);
	mem_free(lines);
}

static void build_items(struct figures *f, const struct names *names, const struct scenario *s)
{
	int32_t *order = id_order(s->items, s->nitems, sizeof *s->items);

	f->nitems = s->nitems;
	f->items = mem_calloc((size_t)s->nitems, sizeof *f->items);
	for (int32_t k = 0; k < s->nitems; k++) {
		const struct item *item = &s->items[order[k]];

		f->items[k] = (struct figures_item){names->items[order[k]], arena_strdup(&f->arena, item->unit),
			item->decimals, 0};
		for (int32_t i = 0; i < f->nsums; i++)
			if (strcmp(f->sums[i].key[0], item->id) == 0)
				f->items[k].demand += f->sums[i].demand;
	}
	mem_free(order);
}

void figures_build(struct figures *f, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, const struct plan *plan)
{
	bool planned = plan->status != PLAN_CONTRADICTION;
	struct names names;

	memset(f, 0, sizeof *f);
	arena_init(&f->arena);
	names.items = copied_ids(f, s->items, s->nitems, sizeof *s->items);
	names.places = copied_ids(f, s->places, s->nplaces, sizeof *s->places);
	names.holders = copied_ids(f, s->holders, s->nholders, sizeof *s->holders);
	f->status = plan->status;
	build_claims(f, &names, cells, plan);
	if (planned) {
		build_regions(f, &names, s, cells, plan);
		build_moves(f, &names, supply, plan);
	}
	build_items(f, &names, s);
	f->cost = planned ? int_floor_div(plan->cost.num, plan->cost.den) : -1;
	f->cost_complete = planned && plan->cost_complete;
	for (int32_t k = 0; k < plan->nchanges; k++)
		f->changes[plan->changes[k].kind]++;
	mem_free(names.holders);
	mem_free(names.places);
	mem_free(names.items);
}

void figures_keep_sums(struct figures *f)
{
	mem_free(f->claims);
	mem_free(f->moves);
	mem_free(f->regions);
	f->claims = f->moves = f->regions = NULL;
	f->nclaims = f->nmoves = f->nregions = 0;
}

void figures_release(struct figures *f)
{
	figures_keep_sums(f);
	mem_free(f->sums);
	mem_free(f->items);
	arena_release(&f->arena);
	memset(f, 0, sizeof *f);
}

const struct figures_item *figures_item(const struct figures *f, const char *id)
{
	for (int32_t k = 0; k < f->nitems; k++) {
		if (strcmp(f->items[k].id, id) == 0)
			return &f->items[k];
	}
	return NULL;
}

struct figure_pair *figures_pair(const struct figure *before, int32_t nbefore, const struct figure *after,
	int32_t nafter, int32_t *n)
{
	struct figure_pair *pairs = mem_calloc((size_t)nbefore + (size_t)nafter, sizeof *pairs);
	int32_t a = 0, b = 0;

	for (*n = 0; a < nbefore || b < nafter; ++*n) {
		int order = a >= nbefore ? 1 : b >= nafter ? -1 : compare_figures(&before[a], &after[b]);

		pairs[*n].before = order <= 0 ? &before[a++] : NULL;
		pairs[*n].after = order >= 0 ? &after[b++] : NULL;
	}
	return pairs;
}

const struct figure *figure_of(const struct figure_pair *p)
{
	return p->before ? p->before : p->after;
}

int64_t figure_served(const struct figure *f)
{
	return f ? f->served : 0;
}

int64_t figure_demand(const struct figure *f)
{
	return f ? f->demand : 0;
}

bool figures_same(const struct figure_pair *p)
{
	return figure_served(p->before) == figure_served(p->after) &&
		figure_demand(p->before) == figure_demand(p->after);
}
