#include "solver/remedies.h"

#include "solver/dosed.h"
#include "solver/options.h"
#include "solver/remedies_list.h"
#include "solver/tasks.h"
#include "solver/trial.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Parts of no more work (bundle_work) are solved at every amount up to so many. */
#define SMALL_WORK 5000
#define SMALL_AMOUNTS 1000
/* A limit raised by so many steps is never reached. */
#define WITHOUT_LIMIT ((int64_t)1 << 50)

struct run {
	const struct remedies_request *q;
	const struct stop *stop;
	struct remedies *r;
	bool small;
};

/* --- one trial --- */

static int losers_compare(const void *a, const void *b)
{
	const struct loser *x = a, *y = b;
	wide left = (wide)x->lost * y->demand, right = (wide)y->lost * x->demand;

	if (left != right)
		return left > right ? -1 : 1;
	return 0;
}

/* Of the claims of one item and place, first..end: by tier. */
static void lose_place(const struct run *w, const struct cells *cells, int32_t first, int32_t end,
	const int64_t *more, struct losers *losers)
{
	int32_t from = losers->n;

	for (int32_t c = first; c < end; c++) {
		const struct cell *cell = &cells->cells[c];
		int32_t k = from;
		if (explains(w->q->e, c))
			continue;
		while (k < losers->n && losers->losers[k].tier != cell->tier)
			k++;
		if (k == losers->n) {
			k = ARRAY_ADD(&losers->losers, &losers->n, &losers->room);
			losers->losers[k] = (struct loser){cell->place, cell->item, cell->tier, 0, 0};
		}
		losers->losers[k].lost -= more[c];
		losers->losers[k].demand += cell->demand;
	}
	for (int32_t k = from; k < losers->n; k++)
		if (losers->losers[k].lost > 0)
			losers->losers[from++] = losers->losers[k];
	losers->n = from;
}

/* Claims come by item and place id: so do equal losers. */
static void find_losers(const struct run *w, const struct cells *cells, const int64_t *more,
	struct losers *losers)
{
	struct losers sorted = {0};

	for (int32_t c = 0, end; c < cells->ncells; c = end) {
		for (end = c; end < cells->ncells && cells->cells[end].place == cells->cells[c].place
				&& cells->cells[end].item == cells->cells[c].item; end++)
			;
		lose_place(w, cells, c, end, more, &sorted);
	}
	/* By insertion: equal ones stay in their order. */
	losers->n = losers->room = sorted.n;
	losers->losers = sorted.losers;
	for (int32_t k = 1; k < losers->n; k++)
		for (int32_t j = k; j > 0 && losers_compare(&losers->losers[j - 1], &losers->losers[j]) > 0; j--) {
			struct loser moved = losers->losers[j];
			losers->losers[j] = losers->losers[j - 1];
			losers->losers[j - 1] = moved;
		}
}

/* Roads are open to all items. */
static bool all_concerned(const struct run *w, const struct dose *doses, int32_t n, bool losers)
{
	const struct components *c = w->q->components;
	bool road = false;

	for (int32_t k = 0; k < n; k++)
		road |= doses[k].remedy->kind == REMEDY_ROUTE || doses[k].remedy->kind == REMEDY_SEGMENT;
	return road && (losers || c->bounds.nbounds > 0 || c->ground->scenario->nsubstitutes > 0);
}

/* How many steps more of its bounds a remedy needs so that what the trial has keeps
 * them; 0 for other remedies. */
static int64_t steps_needed(const struct trial *t, const struct components *c, const struct remedy *r)
{
	wide steps = 0;

	for (int32_t b = 0; b < c->bounds.nbounds; b++) {
		const struct bound *bound = &c->bounds.bounds[b];
		wide needed;
		if (!remedy_of_bound(r, bound))
			continue;
		needed = wide_ceil_div(trial_excess(t, bound, b), bound_step(c->ground->scenario, &c->bounds, bound));
		steps = needed > steps ? needed : steps;
	}
	return (int64_t)steps;
}

/* What `solve` returns instead of what is served. */
static int64_t not_solved(enum unsolved why)
{
	return -1 - (int64_t)why;
}

static enum unsolved why_unsolved(int64_t served)
{
	assert(served < 0 && -1 - served < UNSOLVED_REASONS);
	return (enum unsolved)(-1 - served);
}

static int64_t not_valid(enum trial_answer answer)
{
	switch (answer) {
	case TRIAL_LARGE:
		return not_solved(UNSOLVED_LARGE);
	case TRIAL_CONTRADICTION:
		return not_solved(UNSOLVED_CONTRADICTION);
	case TRIAL_NOT_WHOLE:
		return not_solved(UNSOLVED_NOT_WHOLE);
	case TRIAL_STOPPED:
	case TRIAL_VALID:
		break;
	}
	return not_solved(UNSOLVED_STOPPED);
}

/* What the claims are served with these doses; below 0 = not solved (why_unsolved). proven
 * becomes false when a plan is valid, but not proven best. losers may be NULL; so may steps
 * [n], what the limits of these doses need. */
static int64_t solve(const struct run *w, const struct dose *doses, int32_t n, bool *proven,
	struct losers *losers, int64_t *steps)
{
	const struct components *c = w->q->components;
	const struct ground *g = c->ground;
	int32_t at = all_concerned(w, doses, n, losers != NULL) ? -1 : w->q->bundle;
	bool *stock = trial_stock(c, at);
	int64_t served;
	struct dosed dosed;
	struct trial trial;

	if (stop_now(w->stop)) {
		mem_free(stock);
		return not_solved(UNSOLVED_STOPPED);
	}
	dosed_init(&dosed, g->scenario, g->cells, doses, n, w->q->e->item, stock);
	trial_init(&trial, c, at, &dosed.scenario, dosed.cells, w->q->options->previous, 0);
	dosed_bounds(&dosed, &trial.bounds);
	*proven &= trial_solve(&trial, w->q->options, w->stop);
	served = not_valid(trial.answer);
	if (trial.answer == TRIAL_VALID) {
		int64_t *more = trial_differences(&trial, w->q->plan);
		served = w->q->e->served;
		for (int32_t k = 0; k < w->q->e->nclaims; k++)
			served += more[w->q->e->claims[k]];
		if (losers)
			find_losers(w, trial.cells, more, losers);
		for (int32_t k = 0; steps && k < n; k++)
			steps[k] = steps_needed(&trial, c, doses[k].remedy);
		mem_free(more);
	}
	trial_release(&trial);
	dosed_release(&dosed);
	mem_free(stock);
	return served;
}

/* --- one remedy, on top of others --- */

struct search {
	const struct run *w;
	struct dose *doses; /* [n + 1]: the others, then the one that is searched */
	int32_t n;
	int64_t lo, served; /* what does not reach the target, and what it gives: 0 and the others alone at first */
};

static int64_t solve_amount(const struct search *x, int64_t amount, bool *proven)
{
	x->doses[x->n].amount = amount;
	return solve(x->w, x->doses, x->n + 1, proven, NULL, NULL);
}

static int64_t solve_when(const struct search *x, struct periods when)
{
	bool proven = true;
	int64_t served;

	x->doses[x->n].when = when;
	served = solve(x->w, x->doses, x->n + 1, &proven, NULL, NULL);
	return proven ? served : -1;
}

/* The first amount of all that reaches the target; 0 = none, -1 = not solved (*served is below 0). */
static int64_t first_of_all(const struct search *x, int64_t most, int64_t *served, bool *proven)
{
	*proven = true;
	for (int64_t k = 1; k <= most; k++) {
		*served = solve_amount(x, k, proven);
		if (*served < 0)
			return -1;
		if (*served >= x->w->r->target)
			return k;
	}
	return 0;
}

/* x->lo does not reach the target, most does and gives *served: the larger one of two
 * neighbours of which the same is true. */
static int64_t first_between(const struct search *x, int64_t most, int64_t *served, bool *proven)
{
	bool proven_lo = true, proven_hi = *proven;
	const int64_t target = x->w->r->target;
	int64_t lo = x->lo, hi = most;
	wide below = target - x->served, above = *served - target;
	int side = 0;

	for (int step = 1; hi - lo > 1; step++) {
		int64_t mid = step % 4 == 0 || below + above == 0 ? lo + (hi - lo) / 2
			: lo + (int64_t)wide_ceil_div(below * (hi - lo), below + above);
		bool proven_now = true;
		int64_t now;
		mid = mid <= lo ? lo + 1 : mid >= hi ? hi - 1 : mid;
		now = solve_amount(x, mid, &proven_now);
		if (now < 0) {
			*served = now;
			return -1;
		}
		if (now >= target) {
			hi = mid;
			proven_hi = proven_now;
			*served = now;
			above = now - target;
			below = side > 0 ? below / 2 : below;
			side = 1;
		} else {
			lo = mid;
			proven_lo = proven_now;
			below = target - now;
			above = side < 0 ? above / 2 : above;
			side = -1;
		}
	}
	*proven = proven_lo && proven_hi;
	return hi;
}

static struct periods first_when(const struct run *w, const struct remedy *r)
{
	int32_t now = w->q->components->ground->first_period;

	return r->kind == REMEDY_GOODS ? (struct periods){now, now} : r->when;
}

/* The latest period in which the goods still reach the target. */
static void latest_arrival(const struct search *x, struct remedy_result *out)
{
	const struct explanation *e = x->w->q->e;
	const struct cells *cells = x->w->q->components->ground->cells;
	int32_t lo = out->when.last, hi = lo + 1;

	for (int32_t k = 0; k < e->nclaims; k++)
		hi = cells->cells[e->claims[k]].when.last + 1 > hi ? cells->cells[e->claims[k]].when.last + 1 : hi;
	x->doses[x->n].amount = out->amount;
	while (hi - lo > 1) {
		int32_t mid = lo + (hi - lo) / 2;
		if (solve_when(x, (struct periods){mid, mid}) >= x->w->r->target)
			lo = mid;
		else
			hi = mid;
	}
	out->when = (struct periods){lo, lo};
}

/* Opened as late and for as short as still reaches the target. */
static void shortest_opening(const struct search *x, struct remedy_result *out)
{
	struct periods when = out->when;
	int32_t no = when.last + 1;

	while (no - when.first > 1) {
		int32_t mid = when.first + (no - when.first) / 2;
		if (solve_when(x, (struct periods){mid, when.last}) >= x->w->r->target)
			when.first = mid;
		else
			no = mid;
	}
	no = when.first - 1;
	while (when.last - no > 1) {
		int32_t mid = no + (when.last - no) / 2;
		if (solve_when(x, (struct periods){when.first, mid}) >= x->w->r->target)
			when.last = mid;
		else
			no = mid;
	}
	out->when = when;
	x->doses[x->n].when = when;
	out->served = solve_amount(x, 1, &out->proven);
}

static bool is_road(const struct remedy *r)
{
	return r->kind == REMEDY_SEGMENT || r->kind == REMEDY_ROUTE;
}

/* out->served is below 0. */
static void set_unsolved(struct remedy_result *out)
{
	out->answer = REMEDY_UNSOLVED;
	out->unsolved = why_unsolved(out->served);
}

static void find_least(const struct search *x, struct remedy_result *out)
{
	int64_t amount = 0, served = out->served;

	if (x->w->small && out->remedy.most <= SMALL_AMOUNTS) {
		amount = out->remedy.most == 1 ? (served >= x->w->r->target) : first_of_all(x, out->remedy.most, &served,
			&out->proven);
		out->least = true;
	} else if (served >= x->w->r->target) {
		amount = first_between(x, out->amount, &served, &out->proven);
		out->least = amount == 1;
	}
	if (amount == 0)
		return;
	out->served = served;
	if (amount > 0) {
		out->answer = REMEDY_REACHES;
		out->amount = amount;
	} else {
		set_unsolved(out);
	}
}

/* Half as much and twice as much. */
static void find_range(const struct search *x, struct remedy_result *out)
{
	bool ignored = true, more = out->remedy.kind == REMEDY_GOODS || out->remedy.kind == REMEDY_LIMIT
		|| out->amount <= out->remedy.most / 2;

	if (out->remedy.most == 1 || out->answer != REMEDY_REACHES)
		return;
	out->served_half = out->amount > 1 ? solve_amount(x, out->amount / 2, &ignored) : -1;
	out->served_double = more ? solve_amount(x, 2 * out->amount, &ignored) : -1;
}

/* From what is missing on, four times as much each time: very much would meet limits
 * that what is needed does not meet. The amount that was solved last. */
static int64_t solve_goods(struct search *x, int64_t most, int64_t *served, bool *proven)
{
	int64_t u = x->w->q->components->ground->scenario->items[x->w->q->e->item].issue_unit;
	int64_t amount = int_ceil_div(x->w->r->target - x->served, u);

	for (;; amount *= 4) {
		amount = amount < most ? amount : most;
		*proven = true;
		*served = solve_amount(x, amount, proven);
		if (*served < 0 || *served >= x->w->r->target || amount == most)
			return amount;
		x->lo = amount;
		x->served = *served;
	}
}

/* With the most there is of it; of goods with what reaches the target. */
static void solve_most(struct search *x, struct remedy_result *out)
{
	const struct remedy *r = x->doses[x->n].remedy;
	int64_t before = x->served;

	if (r->kind == REMEDY_LIMIT) {
		x->doses[x->n].amount = WITHOUT_LIMIT;
		out->served = solve(x->w, &x->doses[x->n], 1, &out->proven, NULL, &out->remedy.most);
	} else if (r->kind != REMEDY_GOODS) {
		out->served = solve_amount(x, r->most, &out->proven);
	}
	out->amount = r->kind == REMEDY_GOODS ? solve_goods(x, r->most, &out->served, &out->proven)
		: out->remedy.most;
	if (out->served < 0)
		set_unsolved(out);
	else
		out->answer = out->amount > 0 && out->served > before ? REMEDY_TOO_LITTLE : REMEDY_NO_GAIN;
}

/* Of goods that come at once. */
static void finish(const struct search *x, struct remedy_result *out)
{
	int64_t served;

	x->doses[x->n].when = out->remedy.kind == REMEDY_GOODS ? first_when(x->w, &out->remedy) : out->when;
	find_range(x, out);
	x->doses[x->n].amount = out->amount;
	if (out->answer != REMEDY_REACHES && out->answer != REMEDY_TOO_LITTLE)
		return;
	served = solve(x->w, x->doses, x->n + 1, &out->proven, &out->losers, NULL);
	if (served < 0) {
		out->served = served;
		set_unsolved(out);
	}
}

static void try_one(void *data, int number)
{
	const struct run *w = data;
	struct remedy_result *out = &w->r->results[number];
	struct dose dose = {.remedy = &out->remedy, .when = first_when(w, &out->remedy)};
	struct search x = {w, &dose, 0, 0, w->q->e->served};

	out->when = dose.when;
	out->proven = true;
	out->served_half = out->served_double = -1;
	solve_most(&x, out);
	if (out->answer == REMEDY_TOO_LITTLE || (out->answer == REMEDY_NO_GAIN && w->small && out->amount > 0))
		find_least(&x, out);
	if (out->answer == REMEDY_REACHES && out->remedy.kind == REMEDY_GOODS)
		latest_arrival(&x, out);
	if (out->answer == REMEDY_REACHES && is_road(&out->remedy))
		shortest_opening(&x, out);
	finish(&x, out);
}

/* --- several together --- */

/* Together more of a limit may be needed than of it alone. */
static struct dose full_dose(const struct remedy_result *r)
{
	return (struct dose){&r->remedy, r->remedy.kind == REMEDY_LIMIT ? WITHOUT_LIMIT : r->remedy.most, r->when};
}

/* Limits no further than it takes. */
static void bound_doses(const struct run *w, struct dose *doses, int32_t n)
{
	int64_t *steps = mem_calloc((size_t)n, sizeof *steps);
	bool ignored = true;

	if (solve(w, doses, n, &ignored, NULL, steps) >= 0)
		for (int32_t k = 0; k < n; k++)
			if (doses[k].remedy->kind == REMEDY_LIMIT)
				doses[k].amount = steps[k];
	mem_free(steps);
}

static void drop(struct dose *doses, int32_t *results, int32_t *n, int32_t k)
{
	memmove(&doses[k], &doses[k + 1], (size_t)(*n - k - 1) * sizeof *doses);
	memmove(&results[k], &results[k + 1], (size_t)(*n - k - 1) * sizeof *results);
	(*n)--;
}

/* One after the other, those that alone give most first; what gives nothing more
 * is left out. */
static void gather(const struct run *w, struct dose *doses, struct remedy_set *set)
{
	set->served = w->q->e->served;
	for (int32_t k = 0; k < w->r->nresults && set->served < w->r->target; k++) {
		const struct remedy_result *result = &w->r->results[k];
		int64_t served;
		bool ignored = true;
		if (result->remedy.kind == REMEDY_GOODS || result->answer == REMEDY_UNSOLVED || result->remedy.most < 1)
			continue;
		doses[set->n] = full_dose(result);
		served = set->n == 0 ? result->served : solve(w, doses, set->n + 1, &ignored, NULL, NULL);
		if (served <= set->served)
			continue;
		set->results[set->n++] = k;
		set->served = served;
	}
	set->reaches = set->served >= w->r->target;
}

/* Leaves out what is not needed after all, and takes of the last one the least. */
static void thin(const struct run *w, struct dose *doses, struct remedy_set *set)
{
	struct remedy_result last;
	struct search x;
	bool before = true;

	for (int32_t k = set->n - 2; k >= 0; k--) {
		struct dose without = doses[k];
		int32_t result = set->results[k], n = set->n;
		int64_t served;
		bool ignored = true;
		drop(doses, set->results, &set->n, k);
		served = solve(w, doses, set->n, &ignored, NULL, NULL);
		if (served >= w->r->target) {
			set->served = served;
			continue;
		}
		memmove(&doses[k + 1], &doses[k], (size_t)(n - k - 1) * sizeof *doses);
		memmove(&set->results[k + 1], &set->results[k], (size_t)(n - k - 1) * sizeof *set->results);
		doses[k] = without;
		set->results[k] = result;
		set->n = n;
	}
	bound_doses(w, doses, set->n);
	last = w->r->results[set->results[set->n - 1]];
	last.remedy.most = doses[set->n - 1].amount;
	last.served = set->served;
	last.amount = last.remedy.most;
	x = (struct search){w, doses, set->n - 1, 0, solve(w, doses, set->n - 1, &before, NULL, NULL)};
	if (x.served < 0)
		return;
	find_least(&x, &last);
	if (last.answer == REMEDY_REACHES) {
		doses[set->n - 1].amount = last.amount;
		set->served = last.served;
	} else {
		doses[set->n - 1].amount = last.remedy.most;
	}
}

static void try_together(const struct run *w)
{
	struct remedy_set *set = &w->r->set;
	struct dose *doses = mem_calloc((size_t)w->r->nresults, sizeof *doses);

	set->results = mem_calloc((size_t)w->r->nresults, sizeof *set->results);
	set->proven = true;
	gather(w, doses, set);
	if (set->reaches && set->n > 1)
		thin(w, doses, set);
	else
		bound_doses(w, doses, set->n);
	set->amounts = mem_calloc((size_t)set->n, sizeof *set->amounts);
	for (int32_t k = 0; k < set->n; k++)
		set->amounts[k] = doses[k].amount;
	if (set->n > 0) {
		int64_t served = solve(w, doses, set->n, &set->proven, &set->losers, NULL);
		set->served = served < 0 ? set->served : served;
		set->proven &= served >= 0;
	}
	w->r->set_solved = !stop_now(w->stop);
	mem_free(doses);
}

/* Does anything but goods from outside reach it alone? */
static bool decided_alone(const struct remedies *r)
{
	for (int32_t k = 0; k < r->nresults; k++)
		if (r->results[k].answer == REMEDY_REACHES && r->results[k].remedy.kind != REMEDY_GOODS)
			return true;
	return false;
}

/* --- all --- */

static void set_target(const struct run *w)
{
	const struct remedies_request *q = w->q;

	w->r->to = q->to;
	w->r->target = int_mul_div_ceil(q->e->demand, q->to.num, q->to.den);
	for (int32_t k = 0; k < q->plan->nbookings; k++) {
		const struct booking *b = &q->plan->bookings[k];
		if (b->cause == CAUSE_NOT_ENOUGH && q->components->ground->cells->cells[b->cell].item == q->e->item)
			w->r->missing += b->quantity;
	}
}

static void name_items(const struct run *w)
{
	const struct bundle *b = &w->q->components->bundles[w->q->bundle];

	w->r->nitems = b->nitems;
	w->r->items = mem_calloc((size_t)b->nitems, sizeof *b->items);
	memcpy(w->r->items, b->items, (size_t)b->nitems * sizeof *b->items);
}

void remedies_find(const struct remedies_request *q, const struct stop *stop, struct remedies *r)
{
	struct run w = {q, stop, r, bundle_work(&q->components->bundles[q->bundle]) <= SMALL_WORK};
	int32_t n;
	struct remedy *all;

	set_target(&w);
	if (q->e->served >= r->target)
		return;
	name_items(&w);
	all = remedies_list(q, &n, r->untried);
	for (int32_t k = 0; k < n; k++) {
		int32_t at = ARRAY_ADD(&r->results, &r->nresults, &r->room);
		r->results[at].remedy = all[k];
	}
	mem_free(all);
	tasks_run(q->options->jobs, r->nresults, try_one, &w);
	remedies_sort(q->components->ground->scenario, q->e->item, r);
	if (!decided_alone(r))
		try_together(&w);
}
