#include "solver/trial.h"

#include "solver/lift.h"
#include "solver/options.h"

#include <stdlib.h>
#include <string.h>

/* An arc that meets limits or ratios costs about so many times another. */
#define COUPLED_WORK 50
/* What limits join anew is solved up to so many arcs. */
#define JOINED_ARCS 5000
/* And what they had joined in the plan up to one part in so many more: what is tried adds
 * goods and ways. */
#define JOINED_MORE 4
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

bool *trial_stock(const struct components *c, int32_t at)
{
	const struct scenario *s = c->ground->scenario;
	bool *items;

	if (at < 0 || c->bounds.nbounds > 0 || s->nsubstitutes > 0)
		return NULL;
	items = mem_calloc((size_t)s->nitems, sizeof *items);
	for (int32_t i = 0; i < c->bundles[at].nitems; i++)
		items[c->bundles[at].items[i]] = true;
	return items;
}

static void borrow_bounds(struct trial *t, const struct components *c, uint32_t causes)
{
	t->bounds = c->bounds;
	t->bounds.bounds = mem_calloc((size_t)c->bounds.nbounds, sizeof *c->bounds.bounds);
	if (c->bounds.nbounds > 0)
		memcpy(t->bounds.bounds, c->bounds.bounds, (size_t)c->bounds.nbounds * sizeof *c->bounds.bounds);
	lift_bounds(c->ground->scenario, &t->bounds, causes);
}

void trial_init(struct trial *t, const struct components *c, int32_t at, const struct scenario *s,
	const struct cells *cells, const struct previous *previous, uint32_t causes)
{
	memset(t, 0, sizeof *t);
	t->scenario = s;
	t->cells = cells;
	variant_init(&t->variant, c->ground, s, cells, previous);
	borrow_bounds(t, c, causes);
	components_retry(&t->components, c, at, &t->variant.ground, &t->variant.facts, &t->bounds);
	for (int32_t k = 0; k < c->nbundles; k++)
		if ((at < 0 || k == at) && c->bundles[k].nactive > 0)
			t->most_arcs += c->bundles[k].formulation.problem.narcs;
	t->most_arcs += t->most_arcs / JOINED_MORE;
	if (t->most_arcs < JOINED_ARCS)
		t->most_arcs = JOINED_ARCS;
}

void trial_set_bound(struct trial *t, int32_t bound, wide most)
{
	t->bounds.bounds[bound].most = most; /* the components' own, too */
}

void trial_release(struct trial *t)
{
	for (int32_t k = 0; k < t->components.nbundles; k++)
		bundle_release(&t->components.bundles[k]);
	mem_free(t->components.bundles);
	mem_free(t->bounds.bounds);
	variant_release(&t->variant);
}

/* Who gets how much is proven; how it is made need not be. */
static bool fairness_proven(const struct solution *solution)
{
	bool proven = solution->answer == ANSWER_OPTIMAL || solution->answer == ANSWER_GAP;

	for (int32_t k = 0; k < solution->nlevels; k++)
		proven = proven && (solution->levels[k].tier < 0 || solution->levels[k].proven);
	return proven;
}

static enum trial_answer answer_of(const struct components *c, enum serving serving)
{
	enum trial_answer answer = TRIAL_NOT_WHOLE;

	if (serving == SERVED)
		return TRIAL_VALID;
	if (serving == SERVED_TOO_LARGE)
		return TRIAL_LARGE;
	for (int32_t k = 0; k < c->nbundles; k++) {
		const struct solution *solution = &c->bundles[k].solution;
		if (solution->answer == ANSWER_INFEASIBLE && (solution->cut || solution->nlevels == 0
				|| solution->levels[0].proven))
			answer = TRIAL_CONTRADICTION;
	}
	return answer;
}

bool trial_solve(struct trial *t, const struct solve_options *options, const struct stop *stop)
{
	const struct components *c = &t->components;
	struct solve_options alone = *options;
	bool proven = true;

	alone.jobs = 1; /* trials run side by side */
	t->answer = answer_of(c, components_serve_again(&t->components, &alone, t->most_arcs, stop));
	if (t->answer == TRIAL_LARGE && stop_now(stop))
		t->answer = TRIAL_STOPPED; /* what was given up for want of time might not have been too large */
	for (int32_t k = 0; k < c->nbundles && t->answer == TRIAL_VALID; k++) {
		if (c->bundles[k].borrowed)
			continue;
		if (c->bundles[k].solution.answer == ANSWER_LIMIT)
			t->answer = TRIAL_STOPPED;
		proven &= fairness_proven(&c->bundles[k].solution);
	}
	return t->answer == TRIAL_VALID && proven;
}

/* --- what it changed --- */

static void put_differences(const struct trial *t, const struct bundle *bundle, const struct plan *plan,
	int64_t *more)
{
	const struct formulation *f = &bundle->formulation;
	const struct problem *p = &f->problem;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);

	problem_cell_inflow(p, bundle->solution.x, got);
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
}

int64_t *trial_differences(const struct trial *t, const struct plan *plan)
{
	int64_t *more = mem_calloc((size_t)t->cells->ncells, sizeof *more);

	for (int32_t k = 0; k < t->components.nbundles; k++)
		if (!t->components.bundles[k].borrowed)
			put_differences(t, &t->components.bundles[k], plan, more);
	return more;
}

bool trial_changes_nothing(const struct trial *t, const struct plan *plan)
{
	int64_t *more = trial_differences(t, plan);
	bool same = true;

	for (int32_t c = 0; c < t->cells->ncells; c++)
		same = same && more[c] == 0;
	mem_free(more);
	return same;
}

bool trial_tells_of_steps(const struct components *c, int32_t at)
{
	const struct policy *policy = &c->ground->scenario->policy;

	return policy->fairness != FAIRNESS_PROPORTIONAL && !policy->has_spread && !c->bundles[at].minima;
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

	for (int32_t rank = 0, end; rank < g->scenario->nitems; rank++)
		for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c = end) {
			end = place_end(g, rank, c);
			book_place(parts, g, c, end, more);
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
