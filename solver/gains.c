#include "solver/gains.h"

#include "solver/options.h"
#include "solver/tasks.h"
#include "models/decisions.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct gains {
	struct plan *plan;
	const struct components *components;
	const struct solve_options *options;
	const struct stop *stop;
	bool *hopes; /* [plan->ngains] somebody may get more by it */
	int32_t *looked; /* bundles whose notices are solved all at once */
	bool *idle; /* [components->nbundles] these change nothing */
	int32_t *chosen; /* [nchosen] of plan->gains */
	int32_t nchosen;
	struct trial_parts *parts; /* [nchosen] */
};

/* --- which decisions --- */

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

/* Bounds for all. Those that free nothing, or nothing that anybody is short of, gain nothing at
 * best: more goods may be worse ones, by a release share, a local share or whole packs. What
 * nobody asks for changes nothing. */
static void set_bounds(struct gains *w)
{
	const struct components *c = w->components;
	int64_t *missing = shortfalls(w->plan, c->ground);

	w->hopes = mem_calloc((size_t)w->plan->ngains, sizeof *w->hopes);
	for (int32_t k = 0; k < w->plan->ngains; k++) {
		struct gain *gain = &w->plan->gains[k];
		const struct decision *d = &gain->decision;
		int32_t at = bundle_with(c, d->item);

		w->hopes[k] = at >= 0 && d->freed > 0 && bundle_short(&c->bundles[at], missing);
		gain->gain = !w->hopes[k] ? 0 : d->freed < missing[d->item] ? d->freed : missing[d->item];
		gain->proven = at < 0;
	}
	mem_free(missing);
}

/* How many more may be solved, and how much work. */
struct share {
	int32_t most;
	int64_t room;
};

static bool take_share(struct share *share, const struct bundle *bundle)
{
	if (share->most == 0 || bundle->solution.answer != ANSWER_OPTIMAL || bundle_work(bundle) > share->room)
		return false;
	share->most--;
	share->room -= bundle_work(bundle);
	return true;
}

/* The first ones are chosen to be solved, notices or others; those by which nobody gets more last. */
static void choose(struct gains *w, bool notices, struct share *share)
{
	const struct components *c = w->components;

	for (int hopeless = 0; hopeless < 2; hopeless++)
		for (int32_t k = 0; k < w->plan->ngains; k++) {
			const struct gain *gain = &w->plan->gains[k];

			if (!gain->proven && w->hopes[k] != hopeless
				&& (gain->decision.kind == DECISION_NOTICE) == notices
				&& take_share(share, &c->bundles[bundle_with(c, gain->decision.item)]))
				w->chosen[w->nchosen++] = k;
		}
}

/* --- all notices of a part at once --- */

/* Would every lot only come sooner without notice: no other goods, and no more of them?
 * Of these items; NULL = of all. */
static bool only_sooner(const struct supply *supply, const bool *items)
{
	for (int32_t k = 0; k < supply->ncallable; k++) {
		const struct callable *a = &supply->callable[k];
		if ((!items || items[a->item]) && a->notice > 0 && (a->too_late > 0 || a->no_agreement > 0))
			return false;
	}
	return true;
}

/* What all of them together do not change, none of them does. */
static void solve_notices(void *data, int number)
{
	struct gains *w = data;
	const struct components *c = w->components;
	int32_t at = w->looked[number];
	struct scenario s = *c->ground->scenario;
	struct what_if what_if = {.no_notice = true};
	bool *items = trial_stock(c, at);
	struct trial trial;

	if (!stop_now(w->stop) && only_sooner(c->ground->supply, items)) {
		what_if.items = items;
		scenario_suppose(&s, &what_if);
		trial_init(&trial, c, at, &s, c->ground->cells, w->options->previous, 0);
		w->idle[at] = trial_solve(&trial, w->options, w->stop) && trial_changes_nothing(&trial, w->plan);
		trial_release(&trial);
	}
	mem_free(items);
}

/* Notices of parts in which none changes anything need not be solved one by one. */
static void look_at_notices(struct gains *w, struct share *share)
{
	const struct components *c = w->components;
	int32_t *open = mem_calloc((size_t)c->nbundles, sizeof *open), nlooked = 0;

	w->looked = mem_calloc((size_t)c->nbundles, sizeof *w->looked);
	w->idle = mem_calloc((size_t)c->nbundles, sizeof *w->idle);
	for (int32_t k = 0; k < w->plan->ngains; k++)
		if (w->plan->gains[k].decision.kind == DECISION_NOTICE && !w->plan->gains[k].proven)
			open[bundle_with(c, w->plan->gains[k].decision.item)]++;
	for (int32_t b = 0; b < c->nbundles; b++)
		if (open[b] > 1 && trial_tells_of_steps(c, b) && take_share(share, &c->bundles[b]))
			w->looked[nlooked++] = b;
	tasks_run(w->options->jobs, nlooked, solve_notices, w);
	for (int32_t k = 0; k < w->plan->ngains; k++) {
		struct gain *gain = &w->plan->gains[k];
		if (gain->decision.kind == DECISION_NOTICE && !gain->proven
			&& w->idle[bundle_with(c, gain->decision.item)]) {
			gain->gain = 0;
			gain->proven = true;
		}
	}
	mem_free(w->idle);
	mem_free(w->looked);
	mem_free(open);
}

/* --- one decision, solved again --- */

/* With households what they use of it is known only now. */
static int64_t households_freed(const struct gains *w, const struct trial *t, const struct decision *d)
{
	const struct supply *before = w->components->ground->supply, *now = &t->variant.supply;
	int64_t u = t->scenario->items[d->item].issue_unit, freed = 0;

	for (int32_t k = 0; k < now->ncallable; k++)
		if (now->callable[k].item == d->item)
			freed += now->callable[k].units * u + now->callable[k].household;
	for (int32_t k = 0; k < before->ncallable; k++)
		if (before->callable[k].item == d->item)
			freed -= before->callable[k].units * u + before->callable[k].household;
	return freed > 0 ? freed : 0;
}

static void book(struct gains *w, struct gain *gain, const struct trial *t, struct trial_parts *parts)
{
	struct gain_part all = {0};

	trial_book(t, w->plan, parts);
	trial_item(t, w->plan, gain->decision.item, &all);
	gain->gain = all.gain;
	gain->losers = all.losers;
	gain->lost = all.lost;
	gain->proven = true;
	if (gain->decision.households)
		gain->decision.freed = households_freed(w, t, &gain->decision);
}

/* items: whose stock it is about. The same goods and more, no later: where nobody is short, or what is more is nothing, all
 * claims get the same. */
static bool changes_nothing(const struct gains *w, int number, const struct trial *t, const bool *items)
{
	const struct gain *gain = &w->plan->gains[w->chosen[number]];
	const struct supply *before = w->components->ground->supply, *now = &t->variant.supply;

	if (w->hopes[w->chosen[number]] || gain->decision.households || w->options->previous)
		return false;
	return supply_covers(now, before, items) && (gain->decision.freed > 0 || supply_covers(before, now, items));
}

/* By this scenario, a copy of the struct alone. */
static void solve_decided(struct gains *w, int number, int32_t at, struct scenario *s, const bool *items)
{
	struct gain *gain = &w->plan->gains[w->chosen[number]];
	const struct cells *cells = w->components->ground->cells;
	struct cells own;
	struct trial trial;

	if (gain->decision.households) {
		cells_build(s, &own);
		cells = &own;
	}
	trial_init(&trial, w->components, at, s, cells, w->options->previous, 0);
	if (changes_nothing(w, number, &trial, items))
		gain->proven = true;
	else if (trial_solve(&trial, w->options, w->stop))
		book(w, gain, &trial, &w->parts[number]);
	trial_release(&trial);
	if (cells == &own)
		cells_release(&own);
}

static void solve_numbered(void *data, int number)
{
	struct gains *w = data;
	const struct components *c = w->components;
	const struct decision *d = &w->plan->gains[w->chosen[number]].decision;
	int32_t at = bundle_with(c, d->item);
	struct scenario s = *c->ground->scenario;
	struct what_if what_if = {.decisions = d, .ndecisions = 1};
	bool *items;

	if (stop_now(w->stop))
		return;
	items = trial_stock(c, at);
	what_if.items = items;
	scenario_suppose(&s, &what_if);
	solve_decided(w, number, at, &s, items);
	mem_free(items);
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

void gain_keep_parts(struct plan *plan, const struct ground *g, struct gain *gain,
	struct trial_parts *parts)
{
	struct sorted_part *sorted = mem_calloc((size_t)parts->n, sizeof *sorted);

	for (int32_t k = 0; k < parts->n; k++)
		sorted[k] = (struct sorted_part){parts->parts[k].item != gain->decision.item,
			g->item_rank[parts->parts[k].item], parts->parts[k]};
	if (parts->n > 0)
		qsort(sorted, (size_t)parts->n, sizeof *sorted, sorted_part_compare);
	gain->parts = arena_calloc(&plan->arena, (size_t)parts->n, sizeof *gain->parts);
	for (int32_t k = 0; k < parts->n; k++) {
		const struct gain_part *part = &sorted[k].part;
		if (part->gain != 0 || part->losers > 0)
			gain->parts[gain->nparts++] = *part;
	}
	mem_free(sorted);
	mem_free(parts->parts);
}

/* Goods that come late are counted: their notices are told only where somebody
 * would get more or less without. */
static void leave_out_notices(struct plan *plan)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < plan->ngains; k++) {
		const struct gain *gain = &plan->gains[k];
		if (gain->decision.kind == DECISION_NOTICE && gain->nparts == 0)
			plan->notices_left_out += !gain->proven;
		else
			plan->gains[kept++] = *gain;
	}
	plan->ngains = kept;
}

void gains_fill(struct plan *plan, const struct components *c, const struct solve_options *options,
	const struct stop *stop)
{
	struct gains w = {.plan = plan, .components = c, .options = options, .stop = stop};
	const struct ground *g = c->ground;
	struct share goods = {GAINS_MOST, components_work(c)}, notices = {NOTICES_MOST, components_work(c) / 2};
	int32_t n;
	struct decision *all = decisions_list(g->scenario, g->cells, g->supply, &n);

	assert(plan->ngains == 0);
	plan->gains = mem_calloc((size_t)n, sizeof *plan->gains);
	plan->ngains = plan->gains_room = n;
	for (int32_t k = 0; k < n; k++)
		plan->gains[k].decision = all[k];
	mem_free(all);
	w.chosen = mem_calloc(GAINS_MOST + NOTICES_MOST, sizeof *w.chosen);
	set_bounds(&w);
	choose(&w, false, &goods);
	look_at_notices(&w, &notices);
	choose(&w, true, &notices);
	w.parts = mem_calloc((size_t)w.nchosen, sizeof *w.parts);
	tasks_run(options->jobs, w.nchosen, solve_numbered, &w);
	for (int32_t k = 0; k < w.nchosen; k++)
		gain_keep_parts(plan, g, &plan->gains[w.chosen[k]], &w.parts[k]);
	leave_out_notices(plan);
	mem_free(w.parts);
	mem_free(w.chosen);
	mem_free(w.hopes);
}
