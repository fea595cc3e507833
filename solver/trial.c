#include "solver/trial.h"

#include "solver/lift.h"

#include <stdlib.h>
#include <string.h>

/* An arc that meets limits or ratios costs about so many times another. */
#define COUPLED_WORK 50
/* Arcs that may always be solved again. */
#define WORK_FREE 200000

int32_t bundle_with(const struct components *c, int32_t item)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		for (int32_t i = 0; i < c->bundles[k].nitems; i++)
			if (c->bundles[k].items[i] == item)
				return k;
	return -1;
}

int64_t bundle_work(const struct bundle *bundle)
{
	const struct problem *p = &bundle->formulation.problem;

	return (int64_t)(p->narcs + p->ncells) * (problem_is_pure(p) ? 1 : COUPLED_WORK);
}

/* Fairness alone is half of the work. */
int64_t components_work(const struct components *c)
{
	int64_t work = 0;

	for (int32_t k = 0; k < c->nbundles; k++)
		work += 2 * bundle_work(&c->bundles[k]);
	return work > WORK_FREE ? work : WORK_FREE;
}

/* --- solved again --- */

static int32_t *copied(const int32_t *from, int32_t n)
{
	int32_t *to = mem_calloc((size_t)n, sizeof *to);

	if (n > 0)
		memcpy(to, from, (size_t)n * sizeof *to);
	return to;
}

static void borrow_bounds(struct trial *t, const struct components *c, uint32_t causes)
{
	t->bounds = c->bounds;
	t->bounds.bounds = mem_calloc((size_t)c->bounds.nbounds, sizeof *c->bounds.bounds);
	if (c->bounds.nbounds > 0)
		memcpy(t->bounds.bounds, c->bounds.bounds, (size_t)c->bounds.nbounds * sizeof *c->bounds.bounds);
	lift_bounds(c->ground->scenario, &t->bounds, causes);
}

static void join(struct trial *t, const struct components *c, int32_t at, uint32_t causes)
{
	const struct bundle *from = &c->bundles[at];

	t->components = *c;
	t->components.ground = &t->variant.ground;
	t->components.facts = &t->variant.facts;
	t->components.bounds = t->bounds;
	t->components.bundles = mem_calloc((size_t)c->nbundles, sizeof *c->bundles);
	memcpy(t->components.bundles, c->bundles, (size_t)c->nbundles * sizeof *c->bundles);
	t->bundle = &t->components.bundles[at];
	*t->bundle = (struct bundle){.nitems = from->nitems, .items = copied(from->items, from->nitems),
		.active = copied(from->active, from->nactive), .substitutes = from->substitutes};
	for (int32_t k = 0; k < from->nactive; k++)
		if (!(causes & cause_bit(bound_cause(c->ground->scenario, &c->bounds.bounds[from->active[k]]))))
			t->bundle->active[t->bundle->nactive++] = from->active[k];
}

void trial_init(struct trial *t, const struct components *c, int32_t at, const struct scenario *s,
	const struct cells *cells, const struct previous *previous, uint32_t causes)
{
	memset(t, 0, sizeof *t);
	t->scenario = s;
	t->cells = cells;
	variant_init(&t->variant, c->ground, s, cells, previous);
	borrow_bounds(t, c, causes);
	join(t, c, at, causes);
}

void trial_set_bound(struct trial *t, int32_t bound, wide most)
{
	int32_t kept = 0;

	t->bounds.bounds[bound].most = most;
	if (most < LIFTED_BOUND)
		return;
	for (int32_t k = 0; k < t->bundle->nactive; k++)
		if (t->bundle->active[k] != bound)
			t->bundle->active[kept++] = t->bundle->active[k];
	t->bundle->nactive = kept;
}

void trial_release(struct trial *t)
{
	bundle_release(t->bundle);
	mem_free(t->components.bundles);
	mem_free(t->bounds.bounds);
	variant_release(&t->variant);
}

static int index_compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

static bool is_active(const struct bundle *bundle, int32_t bound)
{
	for (int32_t k = 0; k < bundle->nactive; k++)
		if (bundle->active[k] == bound)
			return true;
	return false;
}

/* Bounds that it breaks and no other part comes near are met by it from now on. */
static bool meet_own_bounds(struct trial *t)
{
	size_t width = (size_t)t->scenario->nperiods + 1, nbounds = (size_t)t->bounds.nbounds;
	wide *all = mem_calloc(nbounds * width, sizeof *all), *others = mem_calloc(nbounds * width, sizeof *others);
	struct components rest = t->components;
	bool any = false;

	rest.bundles = mem_calloc((size_t)rest.nbundles, sizeof *rest.bundles);
	rest.nbundles = 0;
	for (int32_t k = 0; k < t->components.nbundles; k++)
		if (&t->components.bundles[k] != t->bundle)
			rest.bundles[rest.nbundles++] = t->components.bundles[k];
	components_use(&t->components, all);
	components_use(&rest, others);
	for (int32_t b = 0; b < t->bounds.nbounds; b++) {
		bool broken = false, shared = is_active(t->bundle, b);
		for (size_t k = (size_t)b * width; k < ((size_t)b + 1) * width; k++) {
			broken |= all[k] > bound_left(&t->bounds.bounds[b], (int32_t)(k - (size_t)b * width));
			shared |= others[k] > 0;
		}
		if (!broken || shared)
			continue;
		t->bundle->active = mem_resize(t->bundle->active, (size_t)t->bundle->nactive + 1,
			sizeof *t->bundle->active);
		t->bundle->active[t->bundle->nactive++] = b;
		any = true;
	}
	if (any)
		qsort(t->bundle->active, (size_t)t->bundle->nactive, sizeof *t->bundle->active, index_compare);
	mem_free(rest.bundles);
	mem_free(all);
	mem_free(others);
	return any;
}

/* Who gets how much is proven; how it is made need not be. */
static bool fairness_proven(const struct solution *solution)
{
	bool proven = solution->answer == ANSWER_OPTIMAL || solution->answer == ANSWER_GAP;

	for (int32_t k = 0; k < solution->nlevels; k++)
		proven = proven && (solution->levels[k].tier < 0 || solution->levels[k].proven);
	return proven;
}

/* A flow that only serves may break limits that the whole plan would keep. */
bool trial_solve(struct trial *t, const struct solve_options *options, const struct stop *stop)
{
	struct solve_options again = *options;

	for (;;) {
		bundle_serve(t->bundle, &t->components, stop);
		if (t->bundle->solution.answer != ANSWER_OPTIMAL)
			return false;
		if (t->components.bounds.nbounds == 0 || components_keep_bounds(&t->components))
			return true;
		if (!meet_own_bounds(t))
			break;
		bundle_clear(t->bundle);
	}
	bundle_clear(t->bundle);
	again.baseline = false;
	bundle_solve(t->bundle, &t->components, &again, stop);
	return fairness_proven(&t->bundle->solution) && components_keep_bounds(&t->components);
}

/* --- what it changed --- */

int64_t *trial_differences(const struct trial *t, const struct plan *plan)
{
	const struct formulation *f = &t->bundle->formulation;
	const struct problem *p = &f->problem;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);
	int64_t *more = mem_calloc((size_t)t->cells->ncells, sizeof *more);

	problem_cell_inflow(p, t->bundle->solution.x, got);
	for (int32_t j = 0; j < p->ncells; j++) {
		int32_t c = f->cell_of[j];
		const struct cell *cell;
		int64_t served;
		if (c < 0)
			continue;
		cell = &t->cells->cells[c];
		served = cell->household
			+ (t->variant.facts.done[c] + got[j]) * t->scenario->items[cell->item].issue_unit;
		more[c] = (served < cell->demand ? served : cell->demand) - plan->served[c].quantity;
	}
	mem_free(got);
	return more;
}

static struct gain_part *part_of(struct trial_parts *parts, int32_t item, int32_t tier)
{
	int32_t k;

	for (k = parts->n - 1; k >= 0; k--)
		if (parts->parts[k].item == item && parts->parts[k].tier == tier)
			return &parts->parts[k];
	k = ARRAY_ADD(&parts->parts, &parts->n, &parts->room);
	parts->parts[k] = (struct gain_part){.item = item, .tier = tier};
	return &parts->parts[k];
}

static void add_change(struct gain_part *part, int64_t sum)
{
	part->gain += sum;
	part->losers += sum < 0;
	part->lost += sum < 0 ? -sum : 0;
}

/* Claims of this tier from `first` on that get more, and the people they are for. */
static void count_served(struct gain_part *part, const struct ground *g, int32_t first, int32_t end,
	const int64_t *more)
{
	const struct cells *cells = g->cells;

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &cells->cells[c];
		bool seen = false;
		if (cell->tier != cells->cells[first].tier || more[c] <= 0)
			continue;
		part->claims++;
		for (int32_t b = first; b < c && !seen; b++)
			seen = cells->cells[b].tier == cell->tier && cells->cells[b].group == cell->group
				&& more[b] > 0;
		if (!seen)
			part->people += ground_people(g, cell->place, cell->group, cell->when.first);
	}
}

/* One community's cells of one item: first..end. */
static void book_place(struct trial_parts *parts, const struct ground *g, int32_t first, int32_t end,
	const int64_t *more)
{
	const struct cells *cells = g->cells;

	for (int32_t c = first; c < end; c++) {
		bool seen = false;
		int64_t sum = 0;
		for (int32_t b = first; b < c && !seen; b++)
			seen = cells->cells[b].tier == cells->cells[c].tier;
		if (seen)
			continue;
		for (int32_t b = c; b < end; b++)
			if (cells->cells[b].tier == cells->cells[c].tier)
				sum += more[b];
		if (sum != 0) {
			struct gain_part *part = part_of(parts, cells->cells[first].item, cells->cells[c].tier);
			add_change(part, sum);
			count_served(part, g, c, end, more);
		}
	}
}

/* The end of the cells of the same item and place. */
static int32_t place_end(const struct ground *g, int32_t rank, int32_t first)
{
	int32_t end = first + 1;

	while (end < g->cell_start[rank + 1] && g->cells->cells[end].place == g->cells->cells[first].place)
		end++;
	return end;
}

void trial_book(const struct trial *t, const struct plan *plan, struct trial_parts *parts)
{
	const struct ground *g = &t->variant.ground;
	int64_t *more = trial_differences(t, plan);

	for (int32_t i = 0; i < t->bundle->nitems; i++) {
		int32_t rank = g->item_rank[t->bundle->items[i]], end;
		for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c = end) {
			end = place_end(g, rank, c);
			book_place(parts, g, c, end, more);
		}
	}
	mem_free(more);
}

void trial_item(const struct trial *t, const struct plan *plan, int32_t item, struct gain_part *all)
{
	const struct ground *g = &t->variant.ground;
	int32_t rank = g->item_rank[item], end;
	int64_t *more = trial_differences(t, plan);

	for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c = end) {
		int64_t sum = 0;
		end = place_end(g, rank, c);
		for (int32_t b = c; b < end; b++)
			sum += more[b];
		add_change(all, sum);
	}
	mem_free(more);
}

wide trial_excess(const struct trial *t, const struct bound *of, int32_t bound)
{
	size_t width = (size_t)t->scenario->nperiods + 1;
	wide *used = mem_calloc((size_t)t->bounds.nbounds * width, sizeof *used);
	wide most = 0;

	components_use(&t->components, used);
	for (size_t k = 0; k < width; k++) {
		wide over = used[(size_t)bound * width + k] - bound_left(of, (int32_t)k);
		if (over > most)
			most = over;
	}
	mem_free(used);
	return most;
}
