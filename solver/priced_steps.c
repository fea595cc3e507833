#include "solver/priced_steps.h"

#include "base/memory.h"
#include "solver/coupled.h"
#include "solver/priced.h"
#include "solver/priced_levels.h"
#include "solver/rebuilt.h"
#include "solver/rounds.h"

#include <string.h>

/* Flows for a step's level: where the first claims stop, and after that. */
enum { FLOWS_FIRST = 24, FLOWS_AFTER = 20 };
enum { STRIDE_ARCS = 8000 }; /* a stride is at most a step, and one more for so many arcs */
static const double WITHIN = 1e-4; /* how near bound and plan of a step must be, relative */

struct steps {
	const struct problem *p;
	struct ratio step;
	const struct stop *stop;
	struct solution *solution;
	int32_t nlevels; /* tiers and levels after them */
	/* p, and behind its arcs one for each cell over which comes what it lacks */
	struct problem q;
	int64_t *x; /* [ncolumns of p] the plan so far */
	int64_t *inflow; /* [ncells] of it */
	char *open; /* [ncells] of the tier, not settled */
	int64_t *served, *low, *high, *cost, *flow; /* [ncells], [q.narcs] of the step at hand */
	/* [nrows] prices of the step solved before, and of the least step known to be too much */
	struct limit_prices {
		bool known;
		int64_t *price;
		int shift;
	} last, lacking;
};

/* --- setting up --- */

static void copy_arcs(struct problem *to, const struct problem *p)
{
	size_t own = (size_t)p->narcs, all = own + (size_t)p->ncells;

	to->tail = mem_calloc(all, sizeof *to->tail);
	to->head = mem_calloc(all, sizeof *to->head);
	to->capacity = mem_calloc(all, sizeof *to->capacity);
	memcpy(to->tail, p->tail, own * sizeof *to->tail);
	memcpy(to->head, p->head, own * sizeof *to->head);
	memcpy(to->capacity, p->capacity, own * sizeof *to->capacity);
	for (int32_t c = 0; c < p->ncells; c++) {
		to->head[to->narcs] = p->cell_node[c];
		to->capacity[to->narcs++] = cell_need(p, c);
	}
}

static void steps_init(struct steps *s)
{
	const struct problem *p = s->p;
	size_t narcs;

	s->q = *p;
	s->q.nbatches = s->q.nvisits = s->q.nlinks = s->q.nobjectives = 0;
	problem_rows_of_arcs(p, 0, &s->q); /* whether door visits keep limits is looked at in the end */
	copy_arcs(&s->q, p);
	narcs = (size_t)s->q.narcs;
	s->x = mem_calloc((size_t)problem_columns(p), sizeof *s->x);
	s->inflow = mem_calloc((size_t)p->ncells, sizeof *s->inflow);
	s->open = mem_calloc((size_t)p->ncells, 1);
	s->served = mem_calloc((size_t)p->ncells, sizeof *s->served);
	s->low = mem_calloc(narcs, sizeof *s->low);
	s->high = mem_calloc(narcs, sizeof *s->high);
	s->cost = mem_calloc(narcs, sizeof *s->cost);
	s->flow = mem_calloc(narcs, sizeof *s->flow);
	s->last.price = mem_calloc((size_t)p->nrows, sizeof *s->last.price);
	s->lacking.price = mem_calloc((size_t)p->nrows, sizeof *s->lacking.price);
	memcpy(s->high, p->capacity, (size_t)p->narcs * sizeof *s->high);
}

static void steps_release(struct steps *s)
{
	mem_free(s->q.row_start);
	mem_free(s->q.row_column);
	mem_free(s->q.row_value);
	mem_free(s->q.tail);
	mem_free(s->q.head);
	mem_free(s->q.capacity);
	mem_free(s->x);
	mem_free(s->inflow);
	mem_free(s->open);
	mem_free(s->served);
	mem_free(s->low);
	mem_free(s->high);
	mem_free(s->cost);
	mem_free(s->flow);
	mem_free(s->last.price);
	mem_free(s->lacking.price);
}

/* Grows s->x so that goals are met as far as they can be, no cell getting more than most;
 * false when least values are not met. x [ncolumns of p]. */
static bool grow(const struct steps *s, const double *goal, const int64_t *most, int64_t *x)
{
	return whole_plan_until(s->p, NULL, s->x, goal, most, true, s->stop, x);
}

static void take_plan(struct steps *s, const int64_t *x)
{
	memcpy(s->x, x, (size_t)problem_columns(s->p) * sizeof *x);
	problem_cell_inflow(s->p, s->x, s->inflow);
}

/* The flow becomes the plan where the door visits that go with it can be made. x [ncolumns
 * of p] is room. */
static void take_flow(struct steps *s, const int64_t *flow, int64_t *x)
{
	memcpy(x, flow, (size_t)s->p->narcs * sizeof *x);
	fill_visits(s->p, x);
	if (problem_feasible(s->p, x, NULL))
		take_plan(s, x);
}

/* Just the least values. */
static bool begin(struct steps *s)
{
	const struct problem *p = s->p;
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	bool begun;

	for (int32_t c = 0; c < p->ncells; c++)
		goal[c] = (double)p->cell_least[c];
	begun = grow(s, goal, p->cell_least, x);
	if (begun)
		take_plan(s, x);
	mem_free(goal);
	mem_free(x);
	return begun;
}

/* --- one step --- */

/* Open cells should have T_k, all others what they have; x [ncolumns of p] is the plan, grown
 * evenly towards that if asked to. True when it gets there. */
static bool aim_at(struct steps *s, int64_t k, bool growing, int64_t *x)
{
	const struct problem *p = s->p;
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *inflow = mem_calloc((size_t)p->ncells, sizeof *inflow), lack = 0;

	for (int32_t c = 0; c < p->ncells; c++) {
		int64_t target = s->open[c] ? step_target(p, c, k, s->step) : 0;

		s->served[c] = target > s->inflow[c] ? target : s->inflow[c];
		goal[c] = (double)s->served[c];
		s->cost[p->narcs + c] = s->open[c] ? step_weight(p->cell_demand[c]) : 0;
	}
	if (!growing || !grow(s, goal, s->served, x))
		memcpy(x, s->x, (size_t)problem_columns(p) * sizeof *x);
	memcpy(s->flow, x, (size_t)p->narcs * sizeof *x);
	problem_cell_inflow(p, x, inflow);
	for (int32_t c = 0; c < p->ncells; c++) {
		s->high[p->narcs + c] = s->served[c] - s->inflow[c];
		s->flow[p->narcs + c] = s->served[c] - inflow[c];
		lack += s->flow[p->narcs + c];
	}
	mem_free(goal);
	mem_free(inflow);
	return lack == 0;
}

/* The step known to be too much starts from the prices that show it: they still do. */
static bool solve_step(struct steps *s, bool first, bool only_bound, struct priced *priced)
{
	const struct limit_prices *start = first && !only_bound && s->lacking.known ? &s->lacking : &s->last;
	const struct priced_task task = {.p = &s->q, .served = s->served, .low = s->low, .high = s->high,
		.flow = s->flow, .row_left = s->p->row_bound, .cost = s->cost,
		.start = start->known ? start->price : NULL, .start_shift = start->shift, .positive = only_bound, .within = WITHIN,
		.flows_most = first ? FLOWS_FIRST : FLOWS_AFTER};

	return priced_solve(&task, s->stop, priced);
}

static void keep_prices(const struct steps *s, const struct priced *priced, struct limit_prices *to)
{
	to->known = true;
	to->shift = priced->shift;
	memcpy(to->price, priced->price, (size_t)s->p->nrows * sizeof *priced->price);
}

/* The lowest rate that an open cell has of x [ncolumns of p], fact included. */
static double lowest_open(const struct steps *s, const int64_t *x)
{
	const struct problem *p = s->p;
	int64_t *got = mem_calloc((size_t)p->ncells, sizeof *got);
	double lowest = 1;

	problem_cell_inflow(p, x, got);
	for (int32_t c = 0; c < p->ncells; c++) {
		double rate = (double)(p->cell_fact[c] + got[c]) / (double)p->cell_demand[c];

		if (s->open[c] && rate < lowest)
			lowest = rate;
	}
	mem_free(got);
	return lowest;
}

/* Where something must be lacking at step k, the level leaves it to few cells as gladly as to
 * many: the plan that grows evenly from the step before is taken where it is fairer. x [ncolumns
 * of p] is room. */
static void take_fairer(struct steps *s, int64_t k, const int64_t *flow, int64_t *x)
{
	size_t ncolumns = (size_t)problem_columns(s->p);
	int64_t *grown = mem_calloc(ncolumns, sizeof *grown);

	aim_at(s, k, true, grown);
	take_flow(s, flow, x);
	if (lowest_open(s, grown) > lowest_open(s, s->x))
		take_plan(s, grown);
	mem_free(grown);
}

/* --- rounds --- */

/* Stops the open cells that have a price, in a round with these prices; returns how
 * many are left open. */
static int32_t stop_cells(struct steps *s, int32_t round, struct priced *priced)
{
	const struct problem *p = s->p;
	struct solution *to = s->solution;
	struct exact_round *e;
	int32_t nopen = 0;

	to->priced = mem_resize(to->priced, (size_t)to->npriced + 1, sizeof *to->priced);
	e = &to->priced[to->npriced++];
	*e = (struct exact_round){.level = to->nlevels - 1, .stratum = round, .shift = priced->shift};
	e->y = priced->y;
	priced->y = NULL;
	e->mu = mem_calloc((size_t)s->nlevels, sizeof *e->mu);
	e->row = mem_calloc((size_t)p->nrows, sizeof *e->row);
	e->link = mem_calloc((size_t)p->nlinks, sizeof *e->link);
	e->weight = mem_calloc((size_t)p->ncells, sizeof *e->weight);
	for (int32_t r = 0; r < p->nrows; r++)
		e->row[r] = priced->price[r];
	for (int32_t c = 0; c < p->ncells; c++) {
		wide most = (wide)step_weight(p->cell_demand[c]) << e->shift, y = e->y[p->cell_node[c]];

		e->weight[c] = s->open[c] && y > 0 ? y < most ? y : most : 0;
		if (e->weight[c] > 0) {
			s->open[c] = 0;
			to->round_of[c] = round;
		}
		nopen += s->open[c];
	}
	return nopen;
}

/* --- one tier --- */

static int32_t open_tier(struct steps *s, int32_t tier)
{
	int32_t nopen = 0;

	for (int32_t c = 0; c < s->p->ncells; c++) {
		s->open[c] = s->p->cell_tier[c] == tier && s->inflow[c] < cell_need(s->p, c);
		nopen += s->open[c];
	}
	return nopen;
}

static struct level_result *add_level(struct steps *s, int32_t tier)
{
	struct solution *to = s->solution;
	struct level_result *level = &to->levels[to->nlevels++];

	*level = (struct level_result){.tier = tier, .objective = -1, .step = {0, 1}};
	return level;
}

/* The next step to try: half way to the least one known to be too much, `most`; from the
 * first round on twice as far each time. */
static int64_t next_step(int64_t done, int64_t most, int64_t stride, bool first)
{
	if (first)
		return most - done > 1 ? done + (most - done) / 2 : most;
	return done + stride < most ? done + stride : most;
}

/* Twice as far, where a step does not take so little time that shorter ones can be had. */
static int64_t longer(const struct steps *s, int64_t stride)
{
	int64_t most = 1 + s->p->narcs / STRIDE_ARCS;

	return 2 * stride < most ? 2 * stride : most;
}

/* False when stopped. x [ncolumns of p] is room for plans. */
static bool decide_tier(struct steps *s, int32_t tier, int64_t *x)
{
	struct level_result *level = add_level(s, tier);
	int64_t last = (s->step.den + s->step.num - 1) / s->step.num, done = 0, most = last + 1, stride = 1;
	int32_t nopen = open_tier(s, tier), round = 0;

	s->last.known = s->lacking.known = false;
	while (done < last && nopen > 0) {
		bool first = round == 0, must_lack;
		int64_t k = next_step(done, first ? most : last, stride, first);
		struct priced priced;

		if (aim_at(s, k, !first, x)) {
			take_plan(s, x);
			done = k;
			stride = longer(s, stride);
			continue;
		}
		if (!solve_step(s, first, first && k > done + 1, &priced))
			return false;
		must_lack = priced.bound > 0;
		if (must_lack && first && k > done + 1) {
			most = k;
			keep_prices(s, &priced, &s->lacking);
			priced_release(&priced);
			continue;
		}
		if (first && must_lack)
			take_fairer(s, k, priced.flow, x);
		else if (!must_lack)
			take_flow(s, priced.flow, x);
		else
			take_plan(s, x);
		if (must_lack) {
			coupled_note_rate(level, ratio_make(s->step.num * done, s->step.den));
			if (first)
				coupled_bound_rate(level, ratio_make(s->step.num * k, s->step.den));
			nopen = stop_cells(s, ++round, &priced);
		} else if (k == most) { /* prices rounded otherwise: not known any more */
			most = last + 1;
			s->lacking.known = false;
		}
		keep_prices(s, &priced, &s->last);
		priced_release(&priced);
		done = k;
		stride = first ? 1 : longer(s, stride);
	}
	return true;
}

/* --- all of it --- */

/* What is left open after the tiers may have more where something is left. */
static void fill_up(struct steps *s, int64_t *x)
{
	const struct problem *p = s->p;
	double *goal = mem_calloc((size_t)p->ncells, sizeof *goal);
	int64_t *most = mem_calloc((size_t)p->ncells, sizeof *most);

	for (int32_t c = 0; c < p->ncells; c++)
		goal[c] = (double)(most[c] = cell_need(p, c));
	if (grow(s, goal, most, x))
		take_plan(s, x);
	mem_free(goal);
	mem_free(most);
}

/* Does every claim of the level have all that its round allows but for less than a unit,
 * or all it needs? */
static bool is_met(const struct steps *s, int32_t level)
{
	const struct problem *p = s->p;
	const struct solution *to = s->solution;
	bool met = true;

	for (int32_t k = 0; k <= to->npriced && met; k++) {
		bool open = k == to->npriced; /* those that no round stops */
		long double rate = 1;

		if (!open && to->priced[k].level != level)
			continue;
		if (!open)
			rate = exact_round_bound(&to->priced[k], p, to);
		for (int32_t c = 0; c < p->ncells && met; c++) {
			if (p->cell_tier[c] != to->levels[level].tier || to->round_of[c] != (open ? 0 : to->priced[k].stratum))
				continue;
			met = s->inflow[c] >= cell_need(p, c)
				|| (!open && rate * (long double)p->cell_demand[c] - (long double)(p->cell_fact[c] + s->inflow[c]) < 1);
		}
	}
	return met;
}

static int32_t count_tiers(const struct problem *p)
{
	int32_t n = 0;

	for (int32_t tier = problem_next_tier(p, TIER_HARD); tier > 0; tier = problem_next_tier(p, tier))
		n++;
	return n;
}

/* From the least values on. */
static void decide(struct steps *s)
{
	const struct problem *p = s->p;
	struct solution *to = s->solution;
	int32_t ntiers = count_tiers(p);
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	bool stopped = false;

	s->nlevels = ntiers + p->nobjectives;
	memset(to, 0, sizeof *to);
	to->levels = mem_calloc((size_t)s->nlevels, sizeof *to->levels);
	to->round_of = mem_calloc((size_t)p->ncells, sizeof *to->round_of);
	for (int32_t tier = problem_next_tier(p, TIER_HARD); tier > 0; tier = problem_next_tier(p, tier))
		stopped = stopped ? (add_level(s, tier), true) : !decide_tier(s, tier, x);
	fill_up(s, x);
	mem_free(x);
	to->x = s->x;
	s->x = NULL;
	priced_begin(p, to);
	for (int32_t k = 0; k < to->npriced; k++)
		exact_round_derive(&to->priced[k], p, to);
	for (int32_t level = 0; level < ntiers && !stopped; level++)
		to->levels[level].proven = is_met(s, level);
	priced_levels(p, s->stop, false, to);
	to->answer = stopped ? ANSWER_LIMIT : solution_is_proven(p, to) ? ANSWER_OPTIMAL : ANSWER_GAP;
}

bool solve_priced_steps(const struct problem *p, const struct coupled_options *options, const struct stop *stop,
	struct solution *solution)
{
	struct steps s = {.p = p, .step = options->step, .stop = stop, .solution = solution};
	bool begun = false;

	if (p->nbatches > 0 || options->spread.den > 0 || stop_now(stop))
		return false;
	steps_init(&s);
	begun = begin(&s);
	if (begun)
		decide(&s);
	steps_release(&s);
	return begun;
}
