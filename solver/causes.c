#include "solver/causes.h"

#include "solver/components.h"
#include "solver/levels_pure.h"
#include "solver/lift.h"
#include "solver/pooled.h"
#include "solver/variant.h"
#include "solver/tasks.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Limits that goods share are solved again for up to so many arcs. */
#define COUPLED_ARCS 5000

struct bookings {
	struct booking *bookings;
	int32_t n, room;
};

/* One cause at work: the scenario without it and all before it. */
struct stage {
	struct lift lift;
	struct variant variant;
	int64_t *kept; /* [ncells] */
};

struct causes {
	struct plan *plan;
	const struct ground *g;
	const struct previous *previous;
	int jobs;
	const struct stop *stop;
	int64_t *amount; /* [ncells] what every claim has so far, smallest units */
	struct stand_in *stand_ins;
	int32_t nstand_ins;
	bool *is_short; /* [nitems] some claim of it that is not past lacks something */
	struct bookings *of_item; /* [nitems] */
	/* The stage at hand, for the tasks. */
	enum cause cause;
	struct stage *stage;
	int32_t *items; /* [nitems_now] items it is solved for */
	int32_t nitems_now;
	enum answer *answers; /* [nitems_now] */
};

/* --- amounts and bookings --- */

static bool is_past(const struct ground *g, int32_t c)
{
	return g->cells->cells[c].when.last < g->first_period;
}

static void book(struct causes *w, int32_t c, enum cause cause, int64_t quantity)
{
	struct bookings *b = &w->of_item[w->g->cells->cells[c].item];

	if (quantity > 0) {
		int32_t k = ARRAY_ADD(&b->bookings, &b->n, &b->room);
		b->bookings[k] = (struct booking){c, cause, quantity};
	}
}

/* Smallest units that a claim has with x issue units by this variant. */
static int64_t quantity_with(const struct stage *stage, int32_t c, int64_t x)
{
	const struct cell *cell = &stage->variant.ground.cells->cells[c];
	int64_t got = cell->household
		+ (stage->variant.facts.done[c] + x) * stage->lift.scenario.items[cell->item].issue_unit;

	return got < cell->demand ? got : cell->demand;
}

/* What a claim gets now: what it gets more is booked. */
static void grow(struct causes *w, int32_t c, int64_t x)
{
	int64_t now = quantity_with(w->stage, c, x);

	if (now > w->amount[c]) {
		book(w, c, w->cause, now - w->amount[c]);
		w->amount[c] = now;
	}
}

static void find_short(struct causes *w)
{
	const struct cells *cells = w->g->cells;

	memset(w->is_short, 0, (size_t)w->g->scenario->nitems * sizeof *w->is_short);
	for (int32_t c = 0; c < cells->ncells; c++)
		if (w->amount[c] < cells->cells[c].demand && !is_past(w->g, c))
			w->is_short[cells->cells[c].item] = true;
}

static bool any_short(const struct causes *w)
{
	for (int32_t i = 0; i < w->g->scenario->nitems; i++)
		if (w->is_short[i])
			return true;
	return false;
}

/* --- substitutes, as the plan has them --- */

static int stand_in_compare(const void *a, const void *b)
{
	const struct stand_in *x = a, *y = b;

	if (x->item != y->item)
		return x->item < y->item ? -1 : 1;
	if (x->stand != y->stand)
		return x->stand < y->stand ? -1 : 1;
	return (x->period > y->period) - (x->period < y->period);
}

static void list_stand_ins(struct causes *w)
{
	const struct plan *plan = w->plan;
	const struct ground *g = w->g;
	int32_t n = 0, kept = 0;
	struct stand_in *all = mem_calloc(2 * (size_t)plan->nhandouts, sizeof *all);

	for (int32_t k = 0; k < plan->nhandouts; k++) {
		const struct handout *h = &plan->handouts[k];
		const struct cell *cell = &g->cells->cells[h->cell];
		if (h->substitute < 0 || h->fact)
			continue;
		all[n++] = (struct stand_in){cell->item, cell->place, h->period, 0,
			h->units * g->scenario->items[cell->item].issue_unit};
		all[n++] = (struct stand_in){g->supply->lots[h->lot].item, cell->place, h->period, h->quantity, 0};
	}
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, stand_in_compare);
	for (int32_t k = 0; k < n; k++) {
		if (kept > 0 && stand_in_compare(&all[kept - 1], &all[k]) == 0) {
			all[kept - 1].taken += all[k].taken;
			all[kept - 1].given += all[k].given;
		} else {
			all[kept++] = all[k];
		}
	}
	w->stand_ins = all;
	w->nstand_ins = kept;
}

/* --- a stage --- */

/* All causes up to and with this one. */
static uint32_t causes_to(enum cause cause)
{
	return (cause_bit(cause) << 1) - 1;
}

static void stage_init(struct stage *stage, struct causes *w, enum cause cause)
{
	const struct ground *g = w->g;

	lift_init(&stage->lift, g->scenario, g->cells, causes_to(cause), NULL);
	variant_init(&stage->variant, g, &stage->lift.scenario, stage->lift.cells, w->previous);
	stage->kept = mem_calloc((size_t)g->cells->ncells, sizeof *stage->kept);
	for (int32_t c = 0; c < g->cells->ncells; c++) {
		const struct cell *cell = &stage->lift.cells->cells[c];
		int64_t u = stage->lift.scenario.items[cell->item].issue_unit;
		int64_t units = int_ceil_div(w->amount[c] - cell->household, u) - stage->variant.facts.done[c];
		stage->kept[c] = units > 0 && !is_past(g, c) ? units : 0;
	}
	stage->variant.facts.kept = stage->kept;
	stage->variant.facts.stand_ins = w->stand_ins;
	stage->variant.facts.nstand_ins = w->nstand_ins;
	w->cause = cause;
	w->stage = stage;
}

static void stage_release(struct stage *stage)
{
	mem_free(stage->kept);
	variant_release(&stage->variant);
	lift_release(&stage->lift);
}

static void note_answer(struct causes *w, enum answer answer)
{
	if (answer == ANSWER_LIMIT)
		w->plan->causes_skipped |= cause_bit(w->cause);
	else if (answer == ANSWER_GAP)
		w->plan->causes_unproven |= cause_bit(w->cause);
}

/* --- causes up to the capacity of roads: the plan's own network --- */

static bool shares_bounds(const struct scenario *s, const struct bounds *bounds, uint32_t causes)
{
	for (int32_t b = 0; b < bounds->nbounds; b++)
		if (!(causes & cause_bit(bound_cause(s, &bounds->bounds[b]))))
			return true;
	return false;
}

static void take_bundle(struct causes *w, const struct bundle *bundle)
{
	const struct problem *p = &bundle->formulation.problem;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);

	problem_cell_inflow(p, bundle->solution.x, got);
	for (int32_t j = 0; j < p->ncells; j++)
		if (bundle->formulation.cell_of[j] >= 0 && !is_past(w->g, bundle->formulation.cell_of[j]))
			grow(w, bundle->formulation.cell_of[j], got[j]);
	mem_free(got);
}

/* Without bounds that are left items are solved alone, and only those of which
 * something is short; whole packs matter to those that have them. */
static void choose_items(const struct causes *w, bool *items)
{
	const struct scenario *s = w->g->scenario;

	for (int32_t i = 0; i < s->nitems; i++)
		items[i] = w->is_short[i] && (w->cause != CAUSE_PACKS || s->items[i].issue_unit > 1);
}

/* Did no bound count in any of them? Then lifting bounds changes nothing: the amounts
 * are the fairest of these networks without any. */
static bool is_unbounded(const struct components *c)
{
	for (int32_t k = 0; k < c->nbundles; k++)
		if (c->bundles[k].nactive > 0 || c->bundles[k].solution.answer != ANSWER_OPTIMAL)
			return false;
	return true;
}

/* True when no bound was in the way of what was solved. */
static bool lift_limit(struct causes *w, enum cause cause)
{
	struct stage stage;
	struct components c;
	enum serving serving;
	bool shared, unbounded;

	stage_init(&stage, w, cause);
	components_init(&c, &stage.variant.ground, &stage.variant.facts);
	lift_bounds(w->g->scenario, &c.bounds, causes_to(cause));
	shared = shares_bounds(w->g->scenario, &c.bounds, causes_to(cause));
	if (!shared) {
		bool *items = mem_calloc((size_t)w->g->scenario->nitems, sizeof *items);
		choose_items(w, items);
		components_only(&c, items);
		mem_free(items);
	}
	serving = components_serve(&c, w->jobs, COUPLED_ARCS, w->stop);
	if (serving == SERVED_TOO_LARGE)
		w->plan->causes_skipped |= cause_bit(cause);
	for (int32_t k = 0; k < c.nbundles && serving != SERVED_TOO_LARGE; k++) {
		note_answer(w, c.bundles[k].solution.answer);
		if (serving == SERVED || (!shared && c.bundles[k].solution.answer != ANSWER_INFEASIBLE))
			take_bundle(w, &c.bundles[k]);
	}
	unbounded = serving == SERVED && is_unbounded(&c);
	components_release(&c);
	stage_release(&stage);
	return unbounded;
}

/* --- the others: one item at a time --- */

static bool same_goods(const struct stage *a, const struct stage *b, int32_t item)
{
	const struct ground *g = &a->variant.ground, *h = &b->variant.ground;
	int32_t rank = g->item_rank[item], n = g->lot_start[rank + 1] - g->lot_start[rank];

	if (n != h->lot_start[rank + 1] - h->lot_start[rank])
		return false;
	for (int32_t k = 0; k < n; k++) {
		int32_t i = g->lot_start[rank] + k, j = h->lot_start[rank] + k;
		const struct supply_lot *x = &g->supply->lots[i], *y = &h->supply->lots[j];
		if (x->place != y->place || x->units != y->units || x->last_day != y->last_day
			|| x->release != y->release || x->region != y->region || x->own != y->own
			|| a->variant.facts.drawn[i] != b->variant.facts.drawn[j])
			return false;
	}
	return true;
}

/* What people have themselves may change when their lines count. */
static bool same_claims(const struct stage *a, const struct stage *b, int32_t item)
{
	const struct ground *g = &a->variant.ground;
	int32_t rank = g->item_rank[item];

	for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c++)
		if (a->lift.cells->cells[c].household != b->lift.cells->cells[c].household)
			return false;
	return true;
}

static void serve_item(void *data, int number)
{
	struct causes *w = data;
	struct solution solution;
	struct pooled n;
	int64_t *got;

	w->answers[number] = ANSWER_LIMIT;
	if (stop_now(w->stop))
		return;
	pooled_init(&n, &w->stage->variant.ground, &w->stage->variant.facts, w->items[number],
		w->cause < CAUSE_ROADS);
	solve_pure(&n.problem, NULL, w->stop, &solution);
	w->answers[number] = solution.answer;
	if (solution.answer != ANSWER_INFEASIBLE) {
		got = mem_calloc((size_t)n.problem.ncells, sizeof *got);
		problem_cell_inflow(&n.problem, solution.x, got);
		for (int32_t j = 0; j < n.problem.ncells; j++)
			if (n.cell_of[j] >= 0 && !is_past(w->g, n.cell_of[j]))
				grow(w, n.cell_of[j], got[j]);
		mem_free(got);
	}
	solution_release(&solution);
	pooled_release(&n);
}

/* Lifts one cause for all items that find_short() has found.
 * before: the stage before this one, NULL when its network was another kind. An
 * item of which neither goods nor claims are other than there gains nothing: what
 * it has so far is already the fairest plan of this very network. */
static void lift_goods(struct causes *w, enum cause cause, struct stage *stage, const struct stage *before)
{
	const struct ground *g = w->g;

	stage_init(stage, w, cause);
	w->nitems_now = 0;
	for (int32_t k = 0; k < g->scenario->nitems; k++) {
		int32_t item = g->item_at[k];
		if (w->is_short[item]
			&& (!before || !same_goods(stage, before, item) || !same_claims(stage, before, item)))
			w->items[w->nitems_now++] = item;
	}
	tasks_run(w->jobs, w->nitems_now, serve_item, w);
	for (int32_t k = 0; k < w->nitems_now; k++)
		note_answer(w, w->answers[k]);
}

/* --- kept for later periods, given to a higher tier --- */

/* One item's network with everything else lifted, and who draws what of it. */
struct groups {
	struct causes *w;
	struct pooled n;
	int64_t *has; /* [ncells of the problem] what the claim draws so far */
	int64_t *later; /* [ncells] what it draws when nothing is kept for later */
	int32_t *part; /* [ncells] the group at hand */
	int64_t *draws; /* [ncells] what the others draw, as the group is looked at */
	enum answer answer;
};

static int32_t starts(const struct groups *q, int32_t j)
{
	return q->n.cell_of[j] < 0 ? -1 : q->n.when[j].first;
}

/* What is to be left at the end is kept for later, too; what substitution takes
 * is not. */
static bool is_end_stock(const struct groups *q, int32_t j)
{
	return q->n.cell_of[j] < 0 && q->n.cell_of[j] != STAND_IN_CELL;
}

/* Solves the group [npart] with the draws of the others; gets [npart] is what
 * its claims draw, unchanged when nothing is known. */
static void solve_group(struct groups *q, int32_t npart, const int64_t *least, int64_t *gets)
{
	struct problem p;
	struct solution solution;
	int64_t *got;

	pooled_part(&q->n, q->part, npart, q->draws, &p);
	for (int32_t k = 0; k < npart; k++)
		p.cell_least[k] = least[q->part[k]];
	solve_pure(&p, NULL, q->w->stop, &solution);
	if (solution.answer == ANSWER_LIMIT)
		q->answer = ANSWER_LIMIT;
	if (solution.answer != ANSWER_INFEASIBLE) {
		got = mem_calloc((size_t)p.ncells, sizeof *got);
		problem_cell_inflow(&p, solution.x, got);
		memcpy(gets, got, (size_t)npart * sizeof *gets);
		mem_free(got);
	}
	solution_release(&solution);
	problem_release(&p);
}

/* Claims that begin in t (of one tier, or all: 0), and what the others draw;
 * dropped: what begins later, and tiers before `tier`. False when nobody of
 * the group is short, or nothing that others draw is dropped. */
static bool choose_group(struct groups *q, int32_t t, int32_t tier, const int64_t *least, int32_t *npart)
{
	const struct problem *p = &q->n.problem;
	bool short_of = false, dropped = false;

	*npart = 0;
	for (int32_t j = 0; j < p->ncells; j++) {
		bool higher = tier > 0 && q->n.cell_of[j] >= 0 && p->cell_tier[j] < tier;
		q->draws[j] = q->has[j];
		if (starts(q, j) == t && (tier == 0 || p->cell_tier[j] == tier)) {
			q->part[(*npart)++] = j;
			short_of |= least[j] < cell_need(p, j);
		} else if (starts(q, j) > t || is_end_stock(q, j) || higher) {
			q->draws[j] = 0;
			dropped |= q->has[j] > 0 && (tier == 0 || higher);
		}
	}
	return short_of && dropped;
}

static void look_at(struct groups *q, int32_t t, int32_t tier, const int64_t *least, int64_t *into)
{
	int32_t npart;
	int64_t *gets;

	if (!choose_group(q, t, tier, least, &npart) || stop_now(q->w->stop))
		return;
	gets = mem_calloc((size_t)npart, sizeof *gets);
	for (int32_t k = 0; k < npart; k++)
		gets[k] = least[q->part[k]];
	solve_group(q, npart, least, gets);
	for (int32_t k = 0; k < npart; k++)
		into[q->part[k]] = gets[k];
	mem_free(gets);
}

static void book_groups(const struct groups *q, const int64_t *tiers)
{
	struct causes *w = q->w;
	const struct problem *p = &q->n.problem;

	for (int32_t j = 0; j < p->ncells; j++) {
		int32_t c = q->n.cell_of[j];
		if (c < 0 || is_past(w->g, c))
			continue;
		w->cause = CAUSE_LATER;
		grow(w, c, q->later[j]);
		w->cause = CAUSE_TIER;
		grow(w, c, tiers[j]);
	}
}

/* Lifts the last two causes of one item. */
static void serve_groups(struct groups *q)
{
	const struct problem *p = &q->n.problem;
	size_t ncells = (size_t)p->ncells;
	int64_t *tiers = mem_calloc(ncells, sizeof *tiers);

	q->later = mem_calloc(ncells, sizeof *q->later);
	q->part = mem_calloc(ncells, sizeof *q->part);
	q->draws = mem_calloc(ncells, sizeof *q->draws);
	q->has = p->cell_least;
	if (ncells > 0)
		memcpy(q->later, q->has, ncells * sizeof *q->later);
	for (int32_t t = q->w->g->first_period; t < q->w->g->scenario->nperiods; t++)
		look_at(q, t, 0, q->has, q->later);
	if (ncells > 0)
		memcpy(tiers, q->later, ncells * sizeof *tiers);
	for (int32_t tier = problem_next_tier(p, problem_next_tier(p, TIER_HARD)); tier > 0; tier = problem_next_tier(p, tier))
		for (int32_t t = q->w->g->first_period; t < q->w->g->scenario->nperiods; t++)
			look_at(q, t, tier, q->later, tiers);
	book_groups(q, tiers);
	mem_free(q->later);
	mem_free(q->part);
	mem_free(q->draws);
	mem_free(tiers);
}

static void serve_groups_of_item(void *data, int number)
{
	struct causes w = *(struct causes *)data; /* with a cause of its own */
	struct groups q = {.w = &w, .answer = ANSWER_OPTIMAL};

	pooled_init(&q.n, &w.stage->variant.ground, &w.stage->variant.facts, w.items[number], false);
	serve_groups(&q);
	w.answers[number] = stop_now(w.stop) ? ANSWER_LIMIT : q.answer;
	pooled_release(&q.n);
}

static void lift_claims(struct causes *w)
{
	struct stage stage;

	w->nitems_now = 0;
	for (int32_t k = 0; k < w->g->scenario->nitems; k++)
		if (w->is_short[w->g->item_at[k]])
			w->items[w->nitems_now++] = w->g->item_at[k];
	stage_init(&stage, w, CAUSE_EXPIRED);
	tasks_run(w->jobs, w->nitems_now, serve_groups_of_item, w);
	for (int32_t k = 0; k < w->nitems_now; k++) {
		w->cause = CAUSE_LATER;
		note_answer(w, w->answers[k]);
		w->cause = CAUSE_TIER;
		note_answer(w, w->answers[k]);
	}
	stage_release(&stage);
}

/* --- the whole --- */

static void book_past(struct causes *w)
{
	const struct cells *cells = w->g->cells;

	for (int32_t c = 0; c < cells->ncells; c++)
		if (is_past(w->g, c))
			book(w, c, CAUSE_PAST, cells->cells[c].demand - w->amount[c]);
}

static void book_rest(struct causes *w)
{
	const struct cells *cells = w->g->cells;

	for (int32_t c = 0; c < cells->ncells; c++)
		if (!is_past(w->g, c))
			book(w, c, CAUSE_NOT_ENOUGH, cells->cells[c].demand - w->amount[c]);
}

static bool go_on(struct causes *w, enum cause cause)
{
	find_short(w);
	if (!any_short(w))
		return false;
	if (!stop_now(w->stop))
		return true;
	w->plan->causes_skipped |= cause_bit(cause);
	return false;
}

static void lift_all(struct causes *w)
{
	uint32_t present = lift_present(w->g->scenario);
	struct stage stages[2];
	int32_t nstages = 0;
	bool unbounded = false;

	for (enum cause k = CAUSE_SHARING; k <= CAUSE_CAPACITY; k++)
		if ((present & cause_bit(k)) && !(unbounded && k >= CAUSE_BUDGET) && go_on(w, k))
			unbounded = lift_limit(w, k);
	for (enum cause k = CAUSE_LATE; k <= CAUSE_EXPIRED; k++) {
		struct stage *stage = &stages[nstages % 2], *before = &stages[(nstages + 1) % 2];
		if (!go_on(w, k))
			continue;
		if (nstages > 1)
			stage_release(stage);
		lift_goods(w, k, stage, nstages > 1 && k > CAUSE_ROADS ? before : NULL);
		nstages++;
	}
	for (int32_t k = 0; k < nstages && k < 2; k++)
		stage_release(&stages[k]);
	if (go_on(w, CAUSE_LATER))
		lift_claims(w);
	else
		w->plan->causes_skipped |= w->plan->causes_skipped & cause_bit(CAUSE_LATER) ? cause_bit(CAUSE_TIER) : 0;
}

static int booking_compare(const void *a, const void *b)
{
	const struct booking *x = a, *y = b;

	if (x->cell != y->cell)
		return x->cell < y->cell ? -1 : 1;
	return (x->cause > y->cause) - (x->cause < y->cause);
}

static void hand_over(struct causes *w)
{
	struct plan *plan = w->plan;
	int32_t n = 0;

	for (int32_t i = 0; i < w->g->scenario->nitems; i++)
		n += w->of_item[i].n;
	plan->bookings = mem_calloc((size_t)n, sizeof *plan->bookings);
	plan->bookings_room = n;
	for (int32_t i = 0; i < w->g->scenario->nitems; i++) {
		if (w->of_item[i].n > 0)
			memcpy(plan->bookings + plan->nbookings, w->of_item[i].bookings,
				(size_t)w->of_item[i].n * sizeof *plan->bookings);
		plan->nbookings += w->of_item[i].n;
		mem_free(w->of_item[i].bookings);
	}
	if (n > 0)
		qsort(plan->bookings, (size_t)n, sizeof *plan->bookings, booking_compare);
}

void causes_fill(struct plan *plan, const struct ground *g, const struct previous *previous, int jobs,
	const struct stop *stop)
{
	struct causes w = {.plan = plan, .g = g, .previous = previous, .jobs = jobs, .stop = stop};
	size_t nitems = (size_t)g->scenario->nitems;

	assert(plan->nbookings == 0 && plan->served);
	w.amount = mem_calloc((size_t)g->cells->ncells, sizeof *w.amount);
	w.is_short = mem_calloc(nitems, sizeof *w.is_short);
	w.of_item = mem_calloc(nitems, sizeof *w.of_item);
	w.items = mem_calloc(nitems, sizeof *w.items);
	w.answers = mem_calloc(nitems, sizeof *w.answers);
	for (int32_t c = 0; c < g->cells->ncells; c++)
		w.amount[c] = plan->served[c].quantity;
	list_stand_ins(&w);
	book_past(&w);
	lift_all(&w);
	book_rest(&w);
	hand_over(&w);
	plan->why = true;
	mem_free(w.amount);
	mem_free(w.is_short);
	mem_free(w.of_item);
	mem_free(w.items);
	mem_free(w.answers);
	mem_free(w.stand_ins);
}
