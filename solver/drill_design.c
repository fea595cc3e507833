#include "solver/drill_design.h"

#include "base/memory.h"
#include "solver/drill_sets.h"
#include "solver/tasks.h"

#include <stdlib.h>

/* A set still to be looked at. */
struct waiting {
	uint64_t injects;
	int64_t effort, promise;
};

/* ---- which sets ---- */

struct listing {
	const struct design_sets *q;
	struct waiting *sets; int32_t n, room;
	int64_t most; /* effort */
	const char *reached; /* [ncandidates + 1][most + 1] can candidates k.. cost just so much? NULL: up to it */
	int32_t max; /* more of them: given up */
};

/* All sets of candidates from k on, beside those chosen; false when there are too many. */
static bool list_sets(struct listing *l, int32_t k, struct waiting chosen)
{
	int32_t n = l->q->design->ncandidates;

	if (chosen.effort > l->most ||
		(l->reached && !l->reached[(size_t)k * (size_t)(l->most + 1) + (size_t)(l->most - chosen.effort)]))
		return true;
	if (k == n) {
		int32_t at;

		if (l->n >= l->max)
			return false;
		at = ARRAY_ADD(&l->sets, &l->n, &l->room);
		l->sets[at] = chosen;
		return true;
	}
	if (!list_sets(l, k + 1, chosen))
		return false;
	chosen.injects |= UINT64_C(1) << k;
	chosen.effort += l->q->effort[k];
	return list_sets(l, k + 1, chosen);
}

/* Sets of just that effort. */
static bool list_sets_of(struct listing *l)
{
	int32_t n = l->q->design->ncandidates;
	size_t row = (size_t)(l->most + 1);
	char *reached = mem_calloc((size_t)(n + 1) * row, 1);
	bool good;

	reached[(size_t)n * row] = 1;
	for (int32_t k = n - 1; k >= 0; k--)
		for (int64_t e = 0; e <= l->most; e++)
			reached[(size_t)k * row + (size_t)e] = reached[(size_t)(k + 1) * row + (size_t)e] ||
				(e >= l->q->effort[k] && reached[(size_t)(k + 1) * row + (size_t)(e - l->q->effort[k])]);
	l->reached = reached;
	good = list_sets(l, 0, (struct waiting){0});
	l->reached = NULL;
	mem_free(reached);
	return good;
}

static int compare_waiting(const void *left, const void *right)
{
	const struct waiting *a = left, *b = right;

	if (a->promise != b->promise)
		return a->promise > b->promise ? -1 : 1;
	if (a->effort != b->effort)
		return a->effort < b->effort ? -1 : 1;
	return a->injects < b->injects ? -1 : a->injects > b->injects;
}

/* What promises much comes first: the sum of what its injects add alone. */
static void sort_sets(struct listing *l)
{
	for (int32_t i = 0; i < l->n; i++)
		for (int32_t k = 0; k < l->q->design->ncandidates; k++)
			if (l->sets[i].injects >> k & 1)
				l->sets[i].promise += l->q->gain[k];
	if (l->n > 0)
		qsort(l->sets, (size_t)l->n, sizeof *l->sets, compare_waiting);
}

/* ---- the best so far ---- */

static bool harder(const struct design_set *a, const struct design_set *b)
{
	return a->least != b->least ? a->least > b->least : a->effort < b->effort;
}

static void consider(struct design *design, int32_t at)
{
	if (design->sets[at].how == DESIGN_PLANNED &&
		(design->found < 0 || harder(&design->sets[at], &design->sets[design->found])))
		design->found = at;
}

static bool looked_at(const struct design *design, int32_t n, uint64_t injects)
{
	for (int32_t k = 0; k < n; k++)
		if (design->sets[k].injects == injects)
			return true;
	return false;
}

/* Injects alone, planned side by side. */
struct single {
	int32_t candidate, set;
	struct design_world world;
	struct plan plan;
	bool holds;
};
struct singles {
	const struct design_sets *q;
	struct single *all; /* [n] whose worlds are made */
	int32_t n;
};

static void plan_single(void *context, int k)
{
	struct singles *x = context;

	x->all[k].holds = sets_plan(x->q, &x->all[k].world, 1, &x->all[k].plan);
}

static void take_single(struct design_sets *q, struct single *x)
{
	struct design *design = q->design;
	int64_t gain;

	sets_take(q, x->set, &x->world, &x->plan, x->holds);
	gain = design->sets[x->set].unmet - design->sets[0].unmet;
	if (design->sets[x->set].how == DESIGN_PLANNED && gain > 0)
		q->gain[x->candidate] = gain;
	consider(design, x->set);
}

/* Plans every inject alone, up to that effort, as many at a time as there are threads. */
static void plan_singles(struct design_sets *q, int64_t most)
{
	struct design *design = q->design;
	struct singles x = {.q = q, .all = mem_calloc((size_t)q->game->jobs, sizeof *x.all)};
	int32_t k = 0;

	while (k < design->ncandidates && !sets_stopped(q)) {
		for (x.n = 0; k < design->ncandidates && x.n < q->game->jobs; k++) {
			struct single *single = &x.all[x.n];

			if (q->effort[k] > most)
				continue;
			single->candidate = k;
			single->set = sets_add(design, UINT64_C(1) << k, q->effort[k]);
			x.n += sets_world(q, UINT64_C(1) << k, &single->world);
		}
		tasks_run(q->game->jobs, x.n, plan_single, &x);
		for (int32_t n = 0; n < x.n; n++)
			take_single(q, &x.all[n]);
	}
	mem_free(x.all);
}

/* ---- the hardest within an effort ---- */

/* A set of less effort may match the hardest, one of as much or more may not. */
static int64_t bound_for(const struct design *design, int64_t effort)
{
	const struct design_set *best = &design->sets[design->found];

	return effort < best->effort ? best->least - 1 : best->least;
}

static void judge_hardest(struct design *design)
{
	int64_t most = design->sets[design->found].least;

	for (int32_t k = 0; k < design->nsets; k++)
		if (design->sets[k].how != DESIGN_IMPOSSIBLE && design->sets[k].unmet > most)
			most = design->sets[k].unmet;
	design->beyond = most - design->sets[design->found].least;
	design->proven = design->result == DESIGN_DONE && design->beyond == 0;
}

static void search_hardest(struct design_sets *q, struct listing *l)
{
	struct design *design = q->design;
	int32_t first;

	plan_singles(q, q->request->effort);
	first = design->nsets;
	sort_sets(l);
	for (int32_t k = 0; k < l->n && !sets_stopped(q); k++)
		if (!looked_at(design, first, l->sets[k].injects))
			consider(design, sets_look_at(q, l->sets[k].injects, l->sets[k].effort, bound_for(design, l->sets[k].effort)));
	design->result = sets_stopped(q) ? DESIGN_STOPPED : DESIGN_DONE;
	judge_hardest(design);
}

/* ---- the least effort of a difficulty ---- */

static bool reaches(const struct design *design, int32_t at)
{
	return at >= 0 && design->sets[at].how == DESIGN_PLANNED && design->sets[at].least >= design->wanted;
}

/* The inject that adds most for its effort, of those not chosen; -1 = none is left. */
static int32_t most_for_its_effort(const struct design_sets *q, uint64_t chosen)
{
	int32_t best = -1;

	for (int32_t k = 0; k < q->design->ncandidates; k++)
		if (!(chosen >> k & 1) &&
			(best < 0 || (wide)q->gain[k] * q->effort[best] > (wide)q->gain[best] * q->effort[k]))
			best = k;
	return best;
}

/* A set that reaches the difficulty, by adding one inject after the other: no more effort
 * than its is needed. */
static void search_upwards(struct design_sets *q)
{
	struct design *design = q->design;
	struct waiting chosen = {0};
	int32_t k, first = design->nsets;

	while (!reaches(design, design->found) && !sets_stopped(q) && (k = most_for_its_effort(q, chosen.injects)) >= 0) {
		chosen.injects |= UINT64_C(1) << k;
		chosen.effort += q->effort[k];
		if (!looked_at(design, first, chosen.injects))
			consider(design, sets_look_at(q, chosen.injects, chosen.effort, -1));
	}
}

/* Of sets that reach it the one of least effort; else the hardest. */
static void consider_least(struct design *design, int32_t at)
{
	if (reaches(design, at) && reaches(design, design->found)) {
		if (design->sets[at].effort < design->sets[design->found].effort)
			design->found = at;
	} else {
		consider(design, at);
	}
}

/* Looks at the sets of one effort; those before `first` have been. True when the search
 * has ended. */
static bool search_effort(struct design_sets *q, int64_t effort, int32_t first)
{
	struct design *design = q->design;
	struct listing l = {.q = q, .most = effort, .max = DESIGN_SETS_MAX - design->nsets};
	bool ended = !list_sets_of(&l);

	if (ended)
		design->result = DESIGN_TOO_MANY;
	else
		sort_sets(&l);
	for (int32_t k = 0; k < l.n && !ended; k++) {
		int32_t at;

		if (looked_at(design, first, l.sets[k].injects))
			continue;
		if (sets_stopped(q)) {
			design->result = DESIGN_STOPPED;
			ended = true;
			continue;
		}
		at = sets_look_at(q, l.sets[k].injects, effort, design->wanted - 1);
		consider_least(design, at);
		ended = reaches(design, at);
	}
	mem_free(l.sets);
	return ended;
}

/* A set whose plan leaves that much unmet, but is not proven the best, is not cleared. */
static void judge_least(struct design *design)
{
	bool reached = reaches(design, design->found);

	for (int32_t k = 0; k < design->nsets; k++)
		if (design->sets[k].how != DESIGN_IMPOSSIBLE && design->sets[k].unmet >= design->wanted &&
			design->sets[k].effort <= design->cleared)
			design->cleared = design->sets[k].effort - 1;
	if (design->result == DESIGN_DONE && !reached)
		design->result = DESIGN_NOT_REACHED;
	design->proven = design->cleared >= (reached ? design->sets[design->found].effort - 1 : INT64_MAX);
}

static void search_least(struct design_sets *q)
{
	struct design *design = q->design;
	int64_t all = 0;
	bool ended = false;
	int32_t first;

	for (int32_t k = 0; k < design->ncandidates; k++)
		all += q->effort[k];
	plan_singles(q, INT64_MAX);
	for (int32_t k = 0; k < design->nsets; k++)
		consider_least(design, k);
	search_upwards(q);
	first = design->nsets;
	design->result = DESIGN_DONE;
	design->cleared = reaches(design, 0) ? -1 : 0;
	for (int64_t effort = 1; effort <= all && !ended; effort++) {
		if (reaches(design, design->found) && design->sets[design->found].effort <= effort)
			break;
		ended = search_effort(q, effort, first);
		if (!ended)
			design->cleared = effort;
	}
	if (!ended && !reaches(design, design->found))
		design->cleared = INT64_MAX;
	judge_least(design);
}

/* ---- the whole ---- */

/* Smallest units by item. */
static void sum_claims(const struct design_world *world, const struct plan *plan, int64_t *demand, int64_t *missing)
{
	for (int32_t c = 0; c < world->cells.ncells; c++) {
		const struct cell *cell = &world->cells.cells[c];

		if (cell->tier != 1)
			continue;
		demand[cell->item] += cell->demand;
		missing[cell->item] += cell->demand - plan->served[c].quantity;
	}
}

static void list_items(struct design_sets *q, const struct in_hand *before, const struct in_hand *after)
{
	struct design *design = q->design;
	int64_t *sums[4];

	for (int k = 0; k < 4; k++)
		sums[k] = mem_calloc((size_t)q->nitems, sizeof *sums[k]);
	sum_claims(&before->world, &before->plan, sums[0], sums[1]);
	sum_claims(&after->world, &after->plan, sums[2], sums[3]);
	design->items = mem_calloc((size_t)q->nitems, sizeof *design->items);
	for (int32_t i = 0; i < q->nitems; i++)
		if (sums[0][i] > 0 || sums[2][i] > 0)
			design->items[design->nitems++] = (struct design_item){
				i, q->weights[i], sums[0][i], sums[1][i], sums[2][i], sums[3][i]};
	for (int k = 0; k < 4; k++)
		mem_free(sums[k]);
}

/* What the found set leaves short, item by item. */
static void describe(struct design_sets *q)
{
	const struct in_hand *after = q->design->found < 0 || q->failed ? NULL : sets_hand(q, q->design->found);

	if (after)
		list_items(q, sets_hand(q, 0), after);
}

/* The plan without candidates; false when there is none, or nothing to make worse. */
static bool plan_base(struct design_sets *q)
{
	struct design *design = q->design;

	design->result = DESIGN_NO_BASE;
	if (!sets_weigh(q))
		return false;
	if (design->whole == 0) {
		design->result = DESIGN_NO_CLAIMS;
		return false;
	}
	design->found = sets_look_at(q, 0, 0, -1);
	if (design->sets[design->found].how != DESIGN_PLANNED) {
		design->found = -1;
		return false;
	}
	design->wanted = q->request->hardest ? 0 :
		int_mul_div_ceil(design->whole, q->request->difficulty.num, q->request->difficulty.den);
	return true;
}

bool design_search(const struct design_game *game, const struct design_request *request, struct design *design)
{
	struct design_sets q;
	struct listing l = {.q = &q, .most = request->effort, .max = DESIGN_SETS_MAX};

	sets_open(&q, game, request, design);
	design->result = DESIGN_TOO_MANY;
	if ((!request->hardest || list_sets(&l, 0, (struct waiting){0})) && plan_base(&q)) {
		design->nwithin = l.n;
		if (request->hardest)
			search_hardest(&q, &l);
		else
			search_least(&q);
		if (sets_stopped(&q) && !design->proven)
			design->result = DESIGN_STOPPED;
		describe(&q);
	}
	mem_free(l.sets);
	sets_close(&q);
	return !q.failed;
}
