#include "solver/gains.h"

#include "models/previous.h"
#include "solver/tasks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* An arc that meets limits or ratios costs about so many times another. */
#define COUPLED_WORK 50

struct gains {
	struct plan *plan;
	const struct components *components;
	const struct solve_options *options;
	const struct stop *stop;
	int32_t *chosen; /* [nchosen] of plan->gains */
	int32_t nchosen;
	struct parts { /* [nchosen] */
		struct gain_part *parts;
		int32_t n, room;
	} *parts;
};

/* --- which decisions --- */

static int32_t bundle_with(const struct components *c, int32_t item)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		for (int32_t i = 0; i < c->bundles[k].nitems; i++)
			if (c->bundles[k].items[i] == item)
				return k;
	return -1;
}

static int64_t bundle_work(const struct bundle *bundle)
{
	const struct problem *p = &bundle->formulation.problem;

	return (int64_t)(p->narcs + p->ncells) * (problem_is_pure(p) ? 1 : COUPLED_WORK);
}

/* What is short of every item: [nitems], mem_free by the caller. */
static int64_t *shortfalls(const struct plan *plan, const struct ground *g)
{
	int64_t *missing = mem_calloc((size_t)g->scenario->nitems, sizeof *missing);

	for (int32_t c = 0; c < g->cells->ncells; c++)
		missing[g->cells->cells[c].item] += g->cells->cells[c].demand - plan->served[c].quantity;
	return missing;
}

static bool bundle_short(const struct bundle *bundle, const int64_t *missing)
{
	for (int32_t i = 0; i < bundle->nitems; i++)
		if (missing[bundle->items[i]] > 0)
			return true;
	return false;
}

/* Bounds for all; those that free nothing, or nothing that anybody is short
 * of, gain nothing; of the others the first ones are chosen to be solved. */
static void choose(struct gains *w)
{
	const struct components *c = w->components;
	int64_t *missing = shortfalls(w->plan, c->ground);
	int64_t room = 0;

	/* Fairness alone is half of the work. */
	for (int32_t k = 0; k < c->nbundles; k++)
		room += 2 * bundle_work(&c->bundles[k]);
	w->chosen = mem_calloc(GAINS_MOST, sizeof *w->chosen);
	for (int32_t k = 0; k < w->plan->ngains; k++) {
		struct gain *gain = &w->plan->gains[k];
		const struct decision *d = &gain->decision;
		int32_t at = bundle_with(c, d->item);

		gain->gain = d->freed < missing[d->item] ? d->freed : missing[d->item];
		gain->proven = at < 0 || d->freed == 0 || !bundle_short(&c->bundles[at], missing);
		if (gain->proven || w->nchosen == GAINS_MOST
			|| c->bundles[at].solution.answer != ANSWER_OPTIMAL
			|| bundle_work(&c->bundles[at]) > room)
			continue;
		room -= bundle_work(&c->bundles[at]);
		w->chosen[w->nchosen++] = k;
	}
	mem_free(missing);
}

/* --- one decision, solved again --- */

struct trial {
	struct scenario scenario; /* a copy of the struct alone */
	struct what_if what_if;
	bool *items; /* [nitems] */
	struct cells own_cells; /* only where households are concerned */
	const struct cells *cells;
	struct supply supply;
	struct previous previous;
	struct ground ground;
	struct facts facts;
	struct components components; /* borrows all but the bundle at work */
	struct bundle *bundle; /* in components */
};

static int32_t *copied(const int32_t *from, int32_t n)
{
	int32_t *to = mem_calloc((size_t)n, sizeof *to);

	if (n > 0)
		memcpy(to, from, (size_t)n * sizeof *to);
	return to;
}

static void trial_join(struct trial *t, const struct components *c, int32_t at)
{
	t->components = *c;
	t->components.ground = &t->ground;
	t->components.facts = &t->facts;
	t->components.bundles = mem_calloc((size_t)c->nbundles, sizeof *c->bundles);
	memcpy(t->components.bundles, c->bundles, (size_t)c->nbundles * sizeof *c->bundles);
	t->bundle = &t->components.bundles[at];
	*t->bundle = (struct bundle){.nitems = c->bundles[at].nitems, .nactive = c->bundles[at].nactive,
		.items = copied(c->bundles[at].items, c->bundles[at].nitems),
		.active = copied(c->bundles[at].active, c->bundles[at].nactive),
		.substitutes = c->bundles[at].substitutes};
}

static void trial_init(struct trial *t, const struct gains *w, const struct decision *d, int32_t at)
{
	const struct components *c = w->components;
	const struct previous *previous = w->options->previous;
	const struct bundle *bundle = &c->bundles[at];

	memset(t, 0, sizeof *t);
	t->scenario = *c->ground->scenario;
	t->items = mem_calloc((size_t)t->scenario.nitems, sizeof *t->items);
	for (int32_t i = 0; i < bundle->nitems; i++)
		t->items[bundle->items[i]] = true;
	t->what_if = (struct what_if){d, t->items, false};
	t->scenario.what_if = &t->what_if;
	t->cells = c->ground->cells;
	if (d->households) {
		cells_build(&t->scenario, &t->own_cells);
		t->cells = &t->own_cells;
	}
	supply_build(&t->scenario, t->cells, &t->supply);
	if (previous) {
		previous_copy(previous, &t->previous);
		previous_settle(&t->previous, &t->scenario, &t->supply);
	}
	ground_vary(&t->ground, c->ground, &t->scenario, t->cells, &t->supply);
	facts_build(&t->facts, &t->ground, previous ? &t->previous : NULL);
	trial_join(t, c, at);
}

static void trial_release(struct trial *t, bool has_previous)
{
	bundle_release(t->bundle);
	mem_free(t->components.bundles);
	facts_release(&t->facts);
	ground_release_variant(&t->ground);
	if (has_previous)
		previous_release(&t->previous);
	supply_release(&t->supply);
	if (t->cells == &t->own_cells)
		cells_release(&t->own_cells);
	mem_free(t->items);
}

/* A flow that only serves may break limits that the whole plan would keep. */
static bool trial_solve(struct trial *t, const struct solve_options *options, const struct stop *stop)
{
	struct solve_options again = *options;

	bundle_serve(t->bundle, &t->components, stop);
	if (t->bundle->solution.answer != ANSWER_OPTIMAL)
		return false;
	if (t->components.bounds.nbounds == 0 || components_keep_bounds(&t->components))
		return true;
	bundle_clear(t->bundle);
	again.baseline = false;
	bundle_solve(t->bundle, &t->components, &again, stop);
	return t->bundle->solution.answer == ANSWER_OPTIMAL && components_keep_bounds(&t->components);
}

/* --- what it changed --- */

/* Smallest units that each cell of the bundle gets more: [ncells] of the
 * scenario, mem_free by the caller. */
static int64_t *differences(const struct trial *t, const struct plan *plan)
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
			+ (t->facts.done[c] + got[j]) * t->scenario.items[cell->item].issue_unit;
		more[c] = (served < cell->demand ? served : cell->demand) - plan->served[c].quantity;
	}
	mem_free(got);
	return more;
}

static struct gain_part *part_of(struct parts *parts, int32_t item, int32_t tier)
{
	int32_t k;

	for (k = parts->n - 1; k >= 0; k--)
		if (parts->parts[k].item == item && parts->parts[k].tier == tier)
			return &parts->parts[k];
	k = ARRAY_ADD(&parts->parts, &parts->n, &parts->room);
	parts->parts[k] = (struct gain_part){item, tier, 0, 0, 0};
	return &parts->parts[k];
}

/* One community's cells of one item: first..end. */
static void book_place(struct parts *parts, struct gain *gain, const struct cells *cells, int32_t first,
	int32_t end, const int64_t *more)
{
	int32_t item = cells->cells[first].item;
	int64_t all = 0;

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
		all += sum;
		if (sum != 0) {
			struct gain_part *part = part_of(parts, item, cells->cells[c].tier);
			part->gain += sum;
			part->losers += sum < 0;
			part->lost += sum < 0 ? -sum : 0;
		}
	}
	if (item != gain->decision.item)
		return;
	gain->gain += all;
	gain->losers += all < 0;
	gain->lost += all < 0 ? -all : 0;
}

static void book(struct parts *parts, struct gain *gain, const struct trial *t, const int64_t *more)
{
	const struct ground *g = &t->ground;

	gain->gain = 0;
	for (int32_t i = 0; i < t->bundle->nitems; i++) {
		int32_t rank = g->item_rank[t->bundle->items[i]], end;
		for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c = end) {
			end = c + 1;
			while (end < g->cell_start[rank + 1]
				&& g->cells->cells[end].place == g->cells->cells[c].place)
				end++;
			book_place(parts, gain, g->cells, c, end, more);
		}
	}
}

/* With households what they use of it is known only now. */
static int64_t households_freed(const struct gains *w, const struct trial *t, const struct decision *d)
{
	const struct supply *before = w->components->ground->supply;
	int64_t u = t->scenario.items[d->item].issue_unit, freed = 0;

	for (int32_t k = 0; k < t->supply.ncallable; k++)
		if (t->supply.callable[k].item == d->item)
			freed += t->supply.callable[k].units * u + t->supply.callable[k].household;
	for (int32_t k = 0; k < before->ncallable; k++)
		if (before->callable[k].item == d->item)
			freed -= before->callable[k].units * u + before->callable[k].household;
	return freed > 0 ? freed : 0;
}

static void solve_numbered(void *data, int number)
{
	struct gains *w = data;
	struct gain *gain = &w->plan->gains[w->chosen[number]];
	struct trial trial;

	if (stop_now(w->stop))
		return;
	trial_init(&trial, w, &gain->decision, bundle_with(w->components, gain->decision.item));
	if (trial_solve(&trial, w->options, w->stop)) {
		int64_t *more = differences(&trial, w->plan);
		book(&w->parts[number], gain, &trial, more);
		gain->proven = true;
		if (gain->decision.households)
			gain->decision.freed = households_freed(w, &trial, &gain->decision);
		mem_free(more);
	}
	trial_release(&trial, w->options->previous != NULL);
}

/* --- all --- */

struct sorted_part {
	bool other; /* not the decision's item */
	int32_t rank;
	struct gain_part part;
};

static int sorted_part_compare(const void *a, const void *b)
{
	const struct sorted_part *x = a, *y = b;

	if (x->other != y->other)
		return x->other ? 1 : -1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->part.tier > y->part.tier) - (x->part.tier < y->part.tier);
}

/* Parts into the plan's arena, in their order. */
static void keep_parts(struct gains *w, int32_t number)
{
	struct gain *gain = &w->plan->gains[w->chosen[number]];
	struct parts *parts = &w->parts[number];
	struct sorted_part *sorted = mem_calloc((size_t)parts->n, sizeof *sorted);

	for (int32_t k = 0; k < parts->n; k++)
		sorted[k] = (struct sorted_part){parts->parts[k].item != gain->decision.item,
			w->components->ground->item_rank[parts->parts[k].item], parts->parts[k]};
	if (parts->n > 0)
		qsort(sorted, (size_t)parts->n, sizeof *sorted, sorted_part_compare);
	gain->parts = arena_calloc(&w->plan->arena, (size_t)parts->n, sizeof *gain->parts);
	for (int32_t k = 0; k < parts->n; k++) {
		const struct gain_part *part = &sorted[k].part;
		if (part->gain != 0 || part->losers > 0)
			gain->parts[gain->nparts++] = *part;
	}
	mem_free(sorted);
	mem_free(parts->parts);
}

void gains_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop)
{
	struct gains w = {.plan = plan, .components = c, .options = options, .stop = stop};
	const struct ground *g = c->ground;
	int32_t n;
	struct decision *all = decisions_list(g->scenario, g->cells, g->supply, &n);

	assert(plan->ngains == 0);
	plan->gains = mem_calloc((size_t)n, sizeof *plan->gains);
	plan->ngains = plan->gains_room = n;
	for (int32_t k = 0; k < n; k++)
		plan->gains[k].decision = all[k];
	mem_free(all);
	choose(&w);
	w.parts = mem_calloc((size_t)w.nchosen, sizeof *w.parts);
	tasks_run(options->jobs, w.nchosen, solve_numbered, &w);
	for (int32_t k = 0; k < w.nchosen; k++)
		keep_parts(&w, k);
	mem_free(w.parts);
	mem_free(w.chosen);
}
