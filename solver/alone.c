#include "solver/alone.h"

#include "solver/lift.h"
#include "solver/options.h"
#include "solver/tasks.h"
#include "solver/trial.h"

#include <stdlib.h>

/* One cause and part of the plan. */
struct candidate {
	enum cause cause;
	int32_t bundle;
	int64_t booked, demand; /* of the item with the largest share */
	bool solved;
	struct trial_parts parts;
};
struct alone_run {
	struct plan *plan;
	const struct components *components;
	const struct solve_options *options;
	const struct stop *stop;
	int64_t *booked; /* [nitems][CAUSES] */
	int64_t *demand; /* [nitems] */
	struct candidate *candidates;
	int32_t ncandidates, room;
};

/* --- which --- */

static void sum_bookings(struct alone_run *w)
{
	const struct cells *cells = w->components->ground->cells;

	for (int32_t k = 0; k < w->plan->nbookings; k++) {
		const struct booking *b = &w->plan->bookings[k];
		w->booked[(size_t)cells->cells[b->cell].item * CAUSES + b->cause] += b->quantity;
	}
	for (int32_t c = 0; c < cells->ncells; c++)
		w->demand[cells->cells[c].item] += cells->cells[c].demand;
}

static int candidate_compare(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	wide left = (wide)x->booked * y->demand, right = (wide)y->booked * x->demand;

	if (left != right)
		return left > right ? -1 : 1;
	if (x->cause != y->cause)
		return x->cause < y->cause ? -1 : 1;
	return (x->bundle > y->bundle) - (x->bundle < y->bundle);
}

static void add_candidate(struct alone_run *w, enum cause cause, int32_t bundle)
{
	const struct bundle *b = &w->components->bundles[bundle];
	struct candidate best = {.cause = cause, .bundle = bundle, .demand = 1};

	for (int32_t i = 0; i < b->nitems; i++) {
		int64_t booked = w->booked[(size_t)b->items[i] * CAUSES + cause], demand = w->demand[b->items[i]];
		if ((wide)booked * best.demand > (wide)best.booked * demand) {
			best.booked = booked;
			best.demand = demand;
		}
	}
	if (best.booked > 0) {
		int32_t k = ARRAY_ADD(&w->candidates, &w->ncandidates, &w->room);
		w->candidates[k] = best;
	}
}

/* Those that something is booked for, as far as the work allows. Limits count
 * issue units of all parts, so packs are not taken apart where there are any. */
static void choose(struct alone_run *w)
{
	const struct components *c = w->components;
	int64_t room = components_work(c);
	int32_t kept = 0;

	for (enum cause cause = CAUSE_SHARING; cause <= CAUSE_EXPIRED; cause++)
		for (int32_t k = 0; k < c->nbundles; k++)
			if (cause != CAUSE_PACKS || c->bounds.nbounds == 0)
				add_candidate(w, cause, k);
	if (w->ncandidates > 0)
		qsort(w->candidates, (size_t)w->ncandidates, sizeof *w->candidates, candidate_compare);
	for (int32_t k = 0; k < w->ncandidates; k++) {
		const struct bundle *b = &c->bundles[w->candidates[k].bundle];
		if (b->solution.answer != ANSWER_OPTIMAL || bundle_work(b) > room)
			continue;
		room -= bundle_work(b);
		w->candidates[kept++] = w->candidates[k];
	}
	w->ncandidates = kept;
}

/* --- one --- */

static void solve_numbered(void *data, int number)
{
	struct alone_run *w = data;
	struct candidate *candidate = &w->candidates[number];
	const struct ground *g = w->components->ground;
	bool *items;
	struct lift lift;
	struct trial trial;

	if (stop_now(w->stop))
		return;
	items = trial_stock(w->components, candidate->bundle);
	lift_init(&lift, g->scenario, g->cells, cause_bit(candidate->cause), items);
	trial_init(&trial, w->components, candidate->bundle, &lift.scenario, lift.cells, w->options->previous,
		lift.causes);
	candidate->solved = trial_solve(&trial, w->options, w->stop);
	if (candidate->solved)
		trial_book(&trial, w->plan, &candidate->parts);
	trial_release(&trial);
	lift_release(&lift);
	mem_free(items);
}

/* --- all --- */

static struct alone *alone_of(struct plan *plan, enum cause cause, int32_t item, int32_t tier)
{
	int32_t k;

	for (k = 0; k < plan->nalones; k++)
		if (plan->alones[k].cause == cause && plan->alones[k].item == item && plan->alones[k].tier == tier)
			return &plan->alones[k];
	k = ARRAY_ADD(&plan->alones, &plan->nalones, &plan->alones_room);
	plan->alones[k] = (struct alone){cause, item, tier, 0, 0, 0};
	return &plan->alones[k];
}

/* Also where nothing changes, so that what was solved can be told from what was
 * not: every item and tier that something is booked for. */
static void keep_booked(struct alone_run *w)
{
	const struct cells *cells = w->components->ground->cells;
	int32_t *bundle = mem_calloc((size_t)w->components->ground->scenario->nitems, sizeof *bundle);
	bool *solved = mem_calloc((size_t)w->components->nbundles * CAUSES, sizeof *solved);

	for (int32_t k = 0; k < w->components->nbundles; k++)
		for (int32_t i = 0; i < w->components->bundles[k].nitems; i++)
			bundle[w->components->bundles[k].items[i]] = k;
	for (int32_t k = 0; k < w->ncandidates; k++)
		if (w->candidates[k].solved)
			solved[(size_t)w->candidates[k].bundle * CAUSES + w->candidates[k].cause] = true;
	for (int32_t k = 0; k < w->plan->nbookings; k++) {
		const struct booking *b = &w->plan->bookings[k];
		const struct cell *cell = &cells->cells[b->cell];
		if (solved[(size_t)bundle[cell->item] * CAUSES + b->cause])
			alone_of(w->plan, b->cause, cell->item, cell->tier);
	}
	mem_free(bundle);
	mem_free(solved);
}

struct ranked {
	int32_t rank;
	struct alone alone;
};

static int ranked_compare(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->alone.tier != y->alone.tier)
		return x->alone.tier < y->alone.tier ? -1 : 1;
	return (x->alone.cause > y->alone.cause) - (x->alone.cause < y->alone.cause);
}

static void sort_alones(struct plan *plan, const struct ground *g)
{
	struct ranked *all = mem_calloc((size_t)plan->nalones, sizeof *all);

	for (int32_t k = 0; k < plan->nalones; k++)
		all[k] = (struct ranked){g->item_rank[plan->alones[k].item], plan->alones[k]};
	if (plan->nalones > 0)
		qsort(all, (size_t)plan->nalones, sizeof *all, ranked_compare);
	for (int32_t k = 0; k < plan->nalones; k++)
		plan->alones[k] = all[k].alone;
	mem_free(all);
}

void alone_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop)
{
	struct alone_run w = {.plan = plan, .components = c, .options = options, .stop = stop};
	size_t nitems = (size_t)c->ground->scenario->nitems;

	w.booked = mem_calloc(nitems * CAUSES, sizeof *w.booked);
	w.demand = mem_calloc(nitems, sizeof *w.demand);
	sum_bookings(&w);
	choose(&w);
	tasks_run(options->jobs, w.ncandidates, solve_numbered, &w);
	for (int32_t k = 0; k < w.ncandidates; k++) {
		const struct trial_parts *parts = &w.candidates[k].parts;
		for (int32_t i = 0; i < parts->n; i++) {
			struct alone *a = alone_of(plan, w.candidates[k].cause, parts->parts[i].item, parts->parts[i].tier);
			a->gain = parts->parts[i].gain;
			a->losers = parts->parts[i].losers;
			a->lost = parts->parts[i].lost;
		}
		mem_free(parts->parts);
	}
	keep_booked(&w);
	sort_alones(plan, c->ground);
	mem_free(w.candidates);
	mem_free(w.booked);
	mem_free(w.demand);
}
