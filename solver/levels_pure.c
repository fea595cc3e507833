#include "solver/levels_pure.h"

#include "base/memory.h"
#include "solver/priced_flow.h"
#include "solver/prices.h"

#include <assert.h>
#include <string.h>

struct pure {
	const struct problem *p;
	struct pure_options options;
	const struct stop *stop;
	int64_t *served; /* [ncells] x_c as decided, -1 = not yet */
	int64_t *inflow; /* [ncells] scratch */
	int64_t *x; /* [narcs] delivers what is decided; solution->x */
	struct simplex *simplex; /* opened with the first linear level */
	wide *price; /* [nnodes] of the level at hand; NULL: prices are not kept */
	struct solution *solution;
	int32_t levels_room;
	int32_t nitems; /* of the options; 1 when they have none */
	int32_t tier; /* decided last, TIER_HARD at first */
	bool stopped;
};

static void run_init(struct pure *run, const struct problem *p,
	const struct pure_options *options, const struct stop *stop, struct solution *solution)
{
	assert(problem_is_pure(p));
	memset(run, 0, sizeof *run);
	memset(solution, 0, sizeof *solution);
	run->p = p;
	if (options)
		run->options = *options;
	run->nitems = run->options.item ? run->options.nitems : 1;
	run->stop = stop;
	run->served = mem_calloc((size_t)p->ncells, sizeof *run->served);
	run->inflow = mem_calloc((size_t)p->ncells, sizeof *run->inflow);
	run->x = mem_calloc((size_t)p->narcs, sizeof *run->x);
	run->solution = solution;
	solution->x = run->x;
	if (run->options.prices)
		solution_list_heads(solution, p);
	if (run->options.found)
		*run->options.found = (struct level_prices){0, NULL, NULL};
	if (run->options.prices || run->options.found)
		run->price = mem_calloc((size_t)p->nnodes, sizeof *run->price);
}

static void run_release(struct pure *run)
{
	simplex_close(run->simplex);
	mem_free(run->served);
	mem_free(run->inflow);
	mem_free(run->price);
}

/* A new level of the solution; valid until the next one. */
static struct level_result *add_level(struct pure *run, int32_t tier, int32_t objective)
{
	struct solution *s = run->solution;
	int32_t k = ARRAY_ADD(&s->levels, &s->nlevels, &run->levels_room);
	struct level_result *level = &s->levels[k];

	level->tier = tier;
	level->objective = objective;
	level->step.den = 1;
	return level;
}

static bool hard_cells(struct pure *run)
{
	char *cut = mem_calloc((size_t)run->p->nnodes, 1);

	if (hard_pure(run->p, run->served, run->x, cut) == ANSWER_OPTIMAL) {
		mem_free(cut);
		return true;
	}
	memset(run->x, 0, (size_t)run->p->narcs * sizeof *run->x);
	run->solution->cut = cut;
	return false;
}

/* --- Cells that can be reached --- */

/* Marks the nodes to which one unit more can be brought from the outside while
 * every cell keeps what it has: reached [nnodes]. */
static void mark_reached(const struct problem *p, const int64_t *x, char *reached)
{
	int32_t *start = mem_calloc((size_t)p->nnodes + 1, sizeof *start);
	int32_t *arcs = mem_calloc(2 * (size_t)p->narcs, sizeof *arcs);
	int32_t *queue = mem_calloc((size_t)p->nnodes, sizeof *queue);
	int32_t n = 1;

	for (int32_t a = 0; a < p->narcs; a++) {
		start[p->tail[a]]++;
		start[p->head[a]]++;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		start[v + 1] += start[v];
	for (int32_t a = 0; a < p->narcs; a++) {
		arcs[--start[p->tail[a]]] = a;
		arcs[--start[p->head[a]]] = a;
	}
	memset(reached, 0, (size_t)p->nnodes);
	reached[0] = 1;
	queue[0] = 0;
	for (int32_t i = 0; i < n; i++) {
		int32_t v = queue[i];

		for (int32_t k = start[v]; k < start[v + 1]; k++) {
			int32_t a = arcs[k], u = p->tail[a] ^ p->head[a] ^ v;
			bool room = p->tail[a] == v ? x[a] < p->capacity[a] : x[a] > 0;

			if (!room || reached[u])
				continue;
			reached[u] = 1;
			queue[n++] = u;
		}
	}
	mem_free(start);
	mem_free(arcs);
	mem_free(queue);
}

static struct ratio smallest_rate(const struct strata *strata)
{
	return strata->count > 0 ? strata->rate[0] : (struct ratio){ 1, 1 };
}

/* The smallest fill rate of the tier's cells under served, 1 when it has none. */
static struct ratio smallest_fill(const struct problem *p, int32_t tier, const int64_t *served)
{
	struct ratio least = { 1, 1 };

	for (int32_t c = 0; c < p->ncells; c++) {
		struct ratio fill = ratio_make(p->cell_fact[c] + (served[c] > 0 ? served[c] : 0),
			p->cell_demand[c]);

		if (p->cell_tier[c] == tier && ratio_compare(fill, least) < 0)
			least = fill;
	}
	return least;
}

static int32_t item_of(const struct pure *run, int32_t c)
{
	return run->options.item ? run->options.item[c] : 0;
}

/* The smallest rate of the tier's cells of each item by strata (NULL: fill rate under
 * served), 1 where it has none: rate [nitems]. part: the tier as it was decided. */
static void smallest_of_items(const struct pure *run, const struct problem *part, int32_t tier,
	const int64_t *served, const struct strata *strata, struct ratio *rate)
{
	for (int32_t i = 0; i < run->nitems; i++)
		rate[i] = (struct ratio){ 1, 1 };
	for (int32_t c = 0; c < part->ncells; c++) {
		struct ratio *of_item = &rate[item_of(run, c)], own = { 1, 1 };

		if (part->cell_tier[c] != tier)
			continue;
		if (!strata)
			own = ratio_make(part->cell_fact[c] + served[c], part->cell_demand[c]);
		else if (strata->label[part->cell_node[c]] <= strata->count)
			own = strata->rate[strata->label[part->cell_node[c]] - 1];
		if (ratio_compare(own, *of_item) < 0)
			*of_item = own;
	}
}

/* Leximin of the tier's cells that can be reached, the others kept at their
 * least values. served and x as for fairness_pure; run->x is a flow for the
 * earlier tiers. rate returns the common rate that all reached cells can have;
 * when stopped, one that they have. of_item [nitems], may be NULL: the same for
 * the cells of each item. */
static enum answer reached_leximin(const struct pure *run, int32_t tier, int64_t *served,
	int64_t *x, struct strata *strata, struct ratio *rate, struct ratio *of_item)
{
	struct problem part = *run->p; /* but with tiers of its own */
	size_t ncells = (size_t)part.ncells;
	char *reached = mem_calloc((size_t)part.nnodes, 1);
	enum answer answer;

	part.cell_tier = mem_calloc(ncells, sizeof *part.cell_tier);
	memcpy(part.cell_tier, run->p->cell_tier, ncells * sizeof *part.cell_tier);
	mark_reached(run->p, run->x, reached);
	for (int32_t c = 0; c < part.ncells; c++) {
		if (part.cell_tier[c] != tier || reached[part.cell_node[c]])
			continue;
		part.cell_tier[c] = INT32_MAX;
		served[c] = part.cell_least[c];
	}
	answer = fairness_pure(&part, tier, served, x, strata, run->stop);
	assert(answer != ANSWER_INFEASIBLE);
	*rate = answer == ANSWER_LIMIT ? smallest_fill(&part, tier, served) : smallest_rate(strata);
	if (of_item)
		smallest_of_items(run, &part, tier, served, answer == ANSWER_LIMIT ? NULL : strata, of_item);
	mem_free(part.cell_tier);
	mem_free(reached);
	return answer;
}

/* --- Leximin --- */

/* ceil((a + b) * demand), a and b >= 0, but at most demand. */
static int64_t ceil_share(struct ratio a, struct ratio b, int64_t demand)
{
	wide first = (wide)a.num * demand, second = (wide)b.num * demand;
	wide whole = first / a.den + second / b.den;
	wide rest = first % a.den * b.den + second % b.den * a.den; /* < 2 a.den b.den */

	if (rest > (wide)a.den * b.den)
		whole += 2;
	else if (rest > 0)
		whole++;
	return whole < demand ? (int64_t)whole : demand;
}

/* What cell c may draw at most under the spread. */
static int64_t capped_need(const struct pure *run, struct ratio lambda, int32_t c)
{
	const struct problem *p = run->p;
	int64_t most = ceil_share(lambda, run->options.spread, p->cell_demand[c]) -
		p->cell_fact[c];

	return most < p->cell_least[c] ? p->cell_least[c] : most;
}

/* The problem with every capped cell of the tier behind a node of its own and
 * one arc of that capacity; nodes and arcs of run->p keep their numbers. lambda
 * [nitems]. */
static void capped_init(const struct pure *run, int32_t tier, const struct ratio *lambda,
	struct problem *capped)
{
	const struct problem *p = run->p;
	size_t room = (size_t)p->narcs + (size_t)p->ncells;
	int32_t *front = mem_calloc((size_t)p->nnodes, sizeof *front); /* 0 = none */

	*capped = *p;
	capped->tail = mem_calloc(room, sizeof *capped->tail);
	capped->head = mem_calloc(room, sizeof *capped->head);
	capped->capacity = mem_calloc(room, sizeof *capped->capacity);
	for (int32_t c = 0; c < p->ncells; c++) {
		int64_t most = capped_need(run, lambda[item_of(run, c)], c);

		if (p->cell_tier[c] != tier || most >= cell_need(p, c))
			continue;
		capped->tail[capped->narcs] = front[p->cell_node[c]] = capped->nnodes++;
		capped->head[capped->narcs] = p->cell_node[c];
		capped->capacity[capped->narcs++] = most;
	}
	for (int32_t a = 0; a < p->narcs; a++) {
		capped->tail[a] = p->tail[a];
		capped->head[a] = front[p->head[a]] ? front[p->head[a]] : p->head[a];
		capped->capacity[a] = p->capacity[a];
	}
	mem_free(front);
}

static void capped_release(struct problem *capped)
{
	mem_free(capped->tail);
	mem_free(capped->head);
	mem_free(capped->capacity);
}

/* Leximin under the spread. Stopped, the cap is that of a rate which all have,
 * so it is no looser than the rule. */
static enum answer spread_leximin(struct pure *run, int32_t tier, struct strata *strata)
{
	const struct problem *p = run->p;
	size_t ncells = (size_t)p->ncells;
	int64_t *served = mem_calloc(ncells, sizeof *served);
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);
	struct strata reached = { 0 };
	struct problem capped;
	struct ratio rate, *lambda = mem_calloc((size_t)run->nitems, sizeof *lambda);
	enum answer answer;

	memcpy(served, run->served, ncells * sizeof *served);
	answer = reached_leximin(run, tier, served, x, &reached, &rate, lambda);
	capped_init(run, tier, lambda, &capped);
	x = mem_resize(x, (size_t)capped.narcs, sizeof *x);
	if (fairness_pure(&capped, tier, run->served, x, strata, run->stop) == ANSWER_LIMIT)
		answer = ANSWER_LIMIT;
	if (answer == ANSWER_LIMIT)
		strata_release(strata);
	capped_release(&capped);
	memcpy(run->x, x, (size_t)p->narcs * sizeof *x);
	strata_release(&reached);
	mem_free(lambda);
	mem_free(served);
	mem_free(x);
	return answer;
}

static void tier_leximin(struct pure *run, int32_t tier)
{
	struct level_result *level = add_level(run, tier, -1);
	enum answer answer;

	if (run->options.spread.den != 0)
		answer = spread_leximin(run, tier, &level->strata);
	else
		answer = fairness_pure(run->p, tier, run->served, run->x, &level->strata,
			run->stop);
	assert(answer != ANSWER_INFEASIBLE);
	if (answer == ANSWER_LIMIT)
		run->stopped = true;
	level->proven = !run->stopped;
}

/* --- Proportional --- */

/* Keeps the first cut only, labels 1 and 2. */
static void strata_keep_first(struct strata *strata, int32_t nnodes)
{
	if (strata->count <= 1)
		return;
	strata->count = 1;
	for (int32_t v = 0; v < nnodes; v++)
		if (strata->label[v] > 2)
			strata->label[v] = 2;
}

static void tier_proportional(struct pure *run, int32_t tier)
{
	const struct problem *p = run->p;
	struct level_result *level = add_level(run, tier, -1);
	size_t ncells = (size_t)p->ncells;
	int64_t *fixed = mem_calloc(ncells, sizeof *fixed);
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);
	struct ratio rate;
	int64_t total;

	memcpy(fixed, run->served, ncells * sizeof *fixed);
	if (reached_leximin(run, tier, fixed, x, &level->strata, &rate, NULL) == ANSWER_LIMIT)
		run->stopped = true;
	strata_keep_first(&level->strata, p->nnodes);
	level->proven = !run->stopped;
	for (int32_t c = 0; c < p->ncells; c++) {
		if (p->cell_tier[c] == tier && !run->stopped) {
			int64_t share = int_mul_div_floor(rate.num, p->cell_demand[c], rate.den) -
				p->cell_fact[c];

			/* No more than leximin gives: out of reach stays out of reach. */
			if (share < fixed[c])
				fixed[c] = share > p->cell_least[c] ? share : p->cell_least[c];
		}
		if (p->cell_tier[c] == tier)
			run->served[c] = fixed[c];
		if (fixed[c] < 0)
			fixed[c] = p->cell_least[c];
	}
	total = flow_largest(p, fixed, fixed, run->x);
	assert(total == 0); /* nothing is free, and all fixed amounts are met */
	mem_free(fixed);
	mem_free(x);
}

/* --- Total --- */

static int64_t cell_weight(const struct pure *run, int32_t c)
{
	return run->options.weight ? run->options.weight[c] : 1;
}

static void open_simplex(struct pure *run)
{
	if (!run->simplex)
		run->simplex = simplex_open(run->p, run->served, run->x);
}

/* Solves one level unless it is time to stop; false when stopped. */
static bool linear_level(struct pure *run, const int64_t *cost, const int64_t *cell_cost, bool priced)
{
	wide value;

	run->stopped = run->stopped || simplex_level(run->simplex, cost, cell_cost, &value,
		priced ? run->price : NULL, run->stop) == ANSWER_LIMIT;
	if (!run->stopped && priced && run->options.prices)
		solution_keep_prices(run->solution, run->price);
	return !run->stopped;
}

/* The tier's cells stay free: the later levels choose among equal totals. */
static void largest_total(struct pure *run, int32_t tier)
{
	const struct problem *p = run->p;
	int64_t *cost = mem_calloc((size_t)p->narcs, sizeof *cost);
	int64_t *cell_cost = mem_calloc((size_t)p->ncells, sizeof *cell_cost);

	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] == tier)
			cell_cost[c] = -cell_weight(run, c);
	open_simplex(run);
	linear_level(run, cost, cell_cost, true);
	mem_free(cost);
	mem_free(cell_cost);
}

/* No time for the largest total: the tier gets something fair; earlier tiers
 * keep what they have. */
static void total_in_haste(struct pure *run, int32_t tier)
{
	const struct problem *p = run->p;
	struct strata none;

	if (run->simplex) {
		simplex_flow(run->simplex, run->x, run->served);
		simplex_close(run->simplex);
		run->simplex = NULL;
		for (int32_t c = 0; c < p->ncells; c++)
			if (p->cell_tier[c] >= tier)
				run->served[c] = -1;
	}
	fairness_pure(p, tier, run->served, run->x, &none, run->stop);
	strata_release(&none);
}

static void tier_total(struct pure *run, int32_t tier)
{
	const struct problem *p = run->p;
	struct level_result *level = add_level(run, tier, -1);
	wide value = 0, most = 0;

	run->stopped = run->stopped || stop_now(run->stop);
	if (!run->stopped)
		largest_total(run, tier);
	if (run->stopped)
		total_in_haste(run, tier);
	else
		simplex_flow(run->simplex, run->x, NULL);
	problem_cell_inflow(p, run->x, run->inflow);
	for (int32_t c = 0; c < p->ncells; c++) {
		if (p->cell_tier[c] != tier)
			continue;
		value += (wide)cell_weight(run, c) * (p->cell_fact[c] + run->inflow[c]);
		most += (wide)cell_weight(run, c) * p->cell_demand[c];
	}
	level->value = value;
	level->bound = run->stopped ? most : value;
	level->proven = !run->stopped;
}

/* --- Linear objectives --- */

/* What no plan can go below: every arc as its cost likes it best. */
static wide objective_bound(const struct problem *p, const struct objective *objective)
{
	wide bound = objective->constant;

	for (int32_t a = 0; a < p->narcs; a++) {
		int64_t most = p->capacity[a] < QUANTITY_MAX ? p->capacity[a] : QUANTITY_MAX;

		if (objective->cost[a] < 0 &&
			__builtin_add_overflow(bound, (wide)objective->cost[a] * most, &bound))
			return -(((wide)1 << 126) - 1) * 2 - 2; /* the smallest there is */
	}
	return bound;
}

void level_prices_release(struct level_prices *l)
{
	mem_free(l->price);
	mem_free(l->known);
	*l = (struct level_prices){0, NULL, NULL};
}

/* Prices of level k, which was solved, are among those asked for. */
static void keep_found(struct pure *run, int32_t k)
{
	struct level_prices *found = run->options.found;
	size_t n = (size_t)run->p->nnodes, at = (size_t)k * n;

	if (!found || k != found->nlevels || k >= LEVEL_PRICES_MOST)
		return;
	found->price = mem_resize(found->price, at + n, sizeof *found->price);
	memcpy(found->price + at, run->price, n * sizeof *found->price);
	found->nlevels++;
}

static void linear_objective(struct pure *run, int32_t k)
{
	const struct objective *objective = &run->p->objectives[k];
	struct level_result *level;

	if (objective->kind == OBJECTIVE_CANONICAL && run->simplex && simplex_unique(run->simplex))
		return;
	level = add_level(run, -1, k);
	if (linear_level(run, objective->cost, NULL, objective->kind != OBJECTIVE_CANONICAL)
			&& objective->kind != OBJECTIVE_CANONICAL)
		keep_found(run, k);
	level->proven = !run->stopped;
}

/* Values of the linear levels at the plan as it is now. */
static void fill_values(struct pure *run)
{
	for (int32_t k = 0; k < run->solution->nlevels; k++) {
		struct level_result *level = &run->solution->levels[k];

		if (level->objective < 0)
			continue;
		const struct objective *objective = &run->p->objectives[level->objective];

		level->value = objective_value(run->p, objective, run->x);
		level->bound = level->proven ? level->value :
			objective_bound(run->p, objective);
	}
}

/* Stopped before the first of them, there is no simplex: the flow of the tiers
 * stays as it is. */
static void linear_objectives(struct pure *run)
{
	run->stopped = run->stopped || stop_now(run->stop);
	if (!run->stopped && !run->simplex && run->options.guess)
		flow_by_prices(run->p, run->served, run->options.guess, run->x);
	if (!run->stopped)
		open_simplex(run);
	for (int32_t k = 0; k < run->p->nobjectives; k++)
		linear_objective(run, k);
	if (run->simplex)
		simplex_flow(run->simplex, run->x, run->served);
	fill_values(run);
}

/* --- A run, step by step --- */

struct pure *pure_open(const struct problem *p, const struct pure_options *options,
	const struct stop *stop, struct solution *solution)
{
	struct pure *run = mem_calloc(1, sizeof *run);

	run_init(run, p, options, stop, solution);
	solution->answer = hard_cells(run) ? ANSWER_LIMIT : ANSWER_INFEASIBLE;
	return run;
}

int32_t pure_next_tier(const struct pure *run)
{
	return run->solution->answer == ANSWER_INFEASIBLE ? -1 : problem_next_tier(run->p, run->tier);
}

void pure_decide_tier(struct pure *run)
{
	run->tier = pure_next_tier(run);
	assert(run->tier >= 0);
	switch (run->options.rule) {
	case FAIR_LEXIMIN:
		tier_leximin(run, run->tier);
		break;
	case FAIR_TOTAL:
		tier_total(run, run->tier);
		break;
	case FAIR_PROPORTIONAL:
		tier_proportional(run, run->tier);
		break;
	}
}

enum answer pure_close(struct pure *run)
{
	struct solution *solution = run->solution;

	if (solution->answer != ANSWER_INFEASIBLE) {
		assert(pure_next_tier(run) < 0);
		linear_objectives(run);
		assert(problem_feasible(run->p, run->x, NULL));
		solution->answer = run->stopped ? ANSWER_LIMIT : ANSWER_OPTIMAL;
	}
	run_release(run);
	mem_free(run);
	return solution->answer;
}

enum answer solve_pure(const struct problem *p, const struct pure_options *options,
	const struct stop *stop, struct solution *solution)
{
	struct pure *run = pure_open(p, options, stop, solution);

	while (pure_next_tier(run) >= 0)
		pure_decide_tier(run);
	return pure_close(run);
}
