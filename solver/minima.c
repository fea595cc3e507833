#include "solver/minima.h"

#include "models/order.h"
#include "solver/coupled.h"
#include "solver/engines.h"
#include "solver/levels_pure.h"

#include <stdlib.h>
#include <string.h>

int32_t minimum_claims(const struct ground *g, const struct minimum *m)
{
	int32_t rank = g->item_rank[m->item], n = 0;

	for (int32_t c = g->cell_start[rank]; c < g->cell_start[rank + 1]; c++)
		n += minimum_counts(g->scenario, m, &g->cells->cells[c]);
	return n;
}

/* A minimum and its claims in the formulation. */
struct share {
	const struct minimum *minimum;
	int32_t *cells; /* [ncells] of the problem, not over */
	int32_t ncells;
	int64_t quantity; /* smallest units that are asked of them, at most what all claim */
	int32_t parent; /* the smallest one with all of its claims, -1 */
};
struct sharing {
	struct formulation *f;
	const struct ground *g;
	const struct facts *facts;
	const struct stop *stop;
	struct share *shares; /* few claims first */
	int32_t nshares;
	int64_t *given; /* [problem.ncells] x_c that the shares come to */
};

static const struct cell *claim(const struct sharing *s, int32_t c)
{
	return &s->g->cells->cells[s->f->cell_of[c]];
}

static int64_t unit(const struct sharing *s, int32_t c)
{
	return s->g->scenario->items[claim(s, c)->item].issue_unit;
}

/* Smallest units that a claim has got with x units on top of what was there. */
static int64_t quantity(const struct sharing *s, int32_t c, int64_t x)
{
	const struct cell *cell = claim(s, c);
	int64_t done = s->facts ? s->facts->done[s->f->cell_of[c]] : 0;
	wide got = cell->household + (wide)(done + x) * unit(s, c);

	return got < cell->demand ? (int64_t)got : cell->demand;
}

static int64_t share_quantity(const struct sharing *s, const struct share *share, const int64_t *x)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < share->ncells; k++)
		sum += quantity(s, share->cells[k], x[share->cells[k]]);
	return sum;
}

static int share_compare(const void *a, const void *b)
{
	const struct share *x = a, *y = b;

	if (x->ncells != y->ncells)
		return x->ncells < y->ncells ? -1 : 1;
	for (int32_t k = 0; k < x->ncells; k++)
		if (x->cells[k] != y->cells[k])
			return x->cells[k] < y->cells[k] ? -1 : 1;
	return (x->quantity > y->quantity) - (x->quantity < y->quantity);
}

/* Claims that are over keep what they got, and ask for no more. */
static void add_share(struct sharing *s, const struct minimum *m)
{
	const struct problem *p = &s->f->problem;
	struct share *share = &s->shares[s->nshares];
	int64_t asked = 0, over = 0;
	int32_t n = 0;

	share->cells = mem_calloc((size_t)p->ncells, sizeof *share->cells);
	share->minimum = m;
	for (int32_t c = 0; c < p->ncells; c++) {
		if (s->f->cell_of[c] < 0 || !minimum_counts(s->g->scenario, m, claim(s, c)))
			continue;
		n++;
		if (claim(s, c)->when.last < s->g->first_period) {
			over += quantity(s, c, 0);
			continue;
		}
		share->cells[share->ncells++] = c;
		asked += claim(s, c)->demand;
	}
	share->quantity = m->quantity - over < asked ? m->quantity - over : asked;
	if (n > 1 && share->ncells > 0)
		s->nshares++;
	else
		mem_free(share->cells);
	s->shares[s->nshares].ncells = 0;
}

static int cell_compare(const void *a, const void *b)
{
	return int_compare(*(const int32_t *)a, *(const int32_t *)b);
}

static bool is_about(const struct share *share, int32_t c)
{
	return bsearch(&c, share->cells, (size_t)share->ncells, sizeof c, cell_compare) != NULL;
}

static bool contains(const struct share *large, const struct share *small)
{
	int32_t k = 0;

	for (int32_t j = 0; j < large->ncells && k < small->ncells; j++)
		k += large->cells[j] == small->cells[k];
	return k == small->ncells;
}

static void sharing_init(struct sharing *s, struct formulation *f, const struct ground *g,
	const struct facts *facts, const struct stop *stop)
{
	const struct scenario *scenario = g->scenario;

	*s = (struct sharing){f, g, facts, stop, NULL, 0, NULL};
	s->shares = mem_calloc((size_t)scenario->nminima + 1, sizeof *s->shares);
	for (int32_t k = 0; k < scenario->nminima; k++)
		if (!scenario->minima[k].end_stock)
			add_share(s, &scenario->minima[k]);
	qsort(s->shares, (size_t)s->nshares, sizeof *s->shares, share_compare);
	for (int32_t k = 0; k < s->nshares; k++) {
		s->shares[k].parent = -1;
		for (int32_t j = k + 1; j < s->nshares && s->shares[k].parent < 0; j++)
			if (contains(&s->shares[j], &s->shares[k]))
				s->shares[k].parent = j;
	}
	s->given = mem_calloc((size_t)f->problem.ncells, sizeof *s->given);
	for (int32_t c = 0; c < f->problem.ncells; c++)
		s->given[c] = f->problem.cell_least[c];
}

static void sharing_release(struct sharing *s)
{
	for (int32_t k = 0; k < s->nshares; k++)
		mem_free(s->shares[k].cells);
	mem_free(s->shares);
	mem_free(s->given);
}

bool minima_kept(const struct formulation *f, const struct ground *g, const struct facts *facts,
	const int64_t *x)
{
	struct formulation same = *f; /* only looked at */
	struct sharing s;
	int64_t *got = mem_calloc((size_t)f->problem.ncells, sizeof *got);
	bool kept = true;

	sharing_init(&s, &same, g, facts, NULL);
	problem_cell_inflow(&f->problem, x, got);
	for (int32_t k = 0; k < s.nshares; k++)
		kept = kept && share_quantity(&s, &s.shares[k], got) >= s.shares[k].quantity;
	sharing_release(&s);
	mem_free(got);
	return kept;
}

/* Solves a problem without objectives: what its cells get, [ncells]; false when
 * its hard rules contradict. */
static bool cells_get(const struct sharing *s, struct problem *p, int64_t *got)
{
	struct solution solution;
	enum answer answer;

	memset(&solution, 0, sizeof solution);
	p->nobjectives = 0;
	if (problem_is_pure(p)) {
		answer = solve_pure(p, NULL, s->stop, &solution);
	} else {
		struct coupled_options options = {.step = s->g->scenario->policy.step, .exact_cells = 200};
		answer = solve_coupled(p, &options, NULL, s->stop, &solution);
	}
	if (answer != ANSWER_INFEASIBLE)
		problem_cell_inflow(p, solution.x, got);
	solution_release(&solution);
	return answer != ANSWER_INFEASIBLE;
}

/* The most that the claims of all shares can get together, fairly; everyone
 * else gets no more than their least value. */
static bool most_of_all(const struct sharing *s, int64_t *most)
{
	struct problem part = s->f->problem;
	char *shared = mem_calloc((size_t)part.ncells, 1);
	bool possible;

	part.cell_fact = mem_calloc((size_t)part.ncells, sizeof *part.cell_fact);
	part.cell_tier = mem_calloc((size_t)part.ncells, sizeof *part.cell_tier);
	for (int32_t k = 0; k < s->nshares; k++)
		for (int32_t j = 0; j < s->shares[k].ncells; j++)
			shared[s->shares[k].cells[j]] = 1;
	for (int32_t c = 0; c < part.ncells; c++) {
		part.cell_tier[c] = s->f->problem.cell_tier[c] == TIER_HARD ? TIER_HARD : 1;
		part.cell_fact[c] = shared[c] || part.cell_tier[c] == TIER_HARD
			? s->f->problem.cell_fact[c] : part.cell_demand[c] - part.cell_least[c];
	}
	possible = cells_get(s, &part, most);
	mem_free(part.cell_fact);
	mem_free(part.cell_tier);
	mem_free(shared);
	return possible;
}

/* --- evenly by fill rate --- */

/* What a claim has at the rate n / 2^60, but not less than given and not more
 * than most. */
static int64_t at_rate(const struct sharing *s, int32_t c, int64_t n, int64_t most)
{
	const struct problem *p = &s->f->problem;
	int64_t x = (int64_t)((wide)p->cell_demand[c] * n >> 60) - p->cell_fact[c];

	if (x > most)
		x = most;
	return x > s->given[c] ? x : s->given[c];
}

static int64_t quantity_at_rate(const struct sharing *s, const struct share *share, int64_t n,
	const int64_t *most)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < share->ncells; k++)
		sum += quantity(s, share->cells[k], at_rate(s, share->cells[k], n, most[share->cells[k]]));
	return sum;
}

/* The next unit goes to the smallest fill rate; -1: nobody can take more. */
static int32_t next_cell(const struct sharing *s, const struct share *share, const int64_t *most)
{
	const struct problem *p = &s->f->problem;
	int32_t best = -1;

	for (int32_t k = 0; k < share->ncells; k++) {
		int32_t c = share->cells[k];
		wide left, right;
		if (s->given[c] >= most[c])
			continue;
		if (best < 0) {
			best = c;
			continue;
		}
		left = (wide)(p->cell_fact[c] + s->given[c]) * p->cell_demand[best];
		right = (wide)(p->cell_fact[best] + s->given[best]) * p->cell_demand[c];
		if (left < right || (left == right && p->cell_order[c] < p->cell_order[best]))
			best = c;
	}
	return best;
}

/* Raises given until the share is reached; false when most does not allow it. */
static bool raise_evenly(struct sharing *s, const struct share *share, const int64_t *most)
{
	int64_t low = 0, high = (int64_t)1 << 60;
	int32_t c = 0;

	if (share_quantity(s, share, s->given) >= share->quantity)
		return true;
	while (low + 1 < high) {
		int64_t middle = low + (high - low) / 2;
		if (quantity_at_rate(s, share, middle, most) < share->quantity)
			low = middle;
		else
			high = middle;
	}
	for (int32_t k = 0; k < share->ncells; k++)
		s->given[share->cells[k]] = at_rate(s, share->cells[k], low, most[share->cells[k]]);
	while (c >= 0 && share_quantity(s, share, s->given) < share->quantity) {
		c = next_cell(s, share, most);
		if (c >= 0)
			s->given[c]++;
	}
	return c >= 0;
}

/* --- or any way that is possible at all --- */

/* Units that the share needs on top of the least values, at least. */
static int64_t units_missing(const struct sharing *s, const struct share *share)
{
	const struct problem *p = &s->f->problem;
	int64_t missing = share->quantity - share_quantity(s, share, p->cell_least);

	return missing > 0 ? int_ceil_div(missing, unit(s, share->cells[0])) : 0;
}

/* Units that a claim can still take; unless partial, without a last one that is
 * partly more than its demand. */
static int64_t units_taken(const struct sharing *s, int32_t c, bool partial)
{
	const struct problem *p = &s->f->problem;
	int64_t room = cell_need(p, c) - p->cell_least[c];
	int64_t before = quantity(s, c, p->cell_least[c]);

	if (!partial && before + room * unit(s, c) > claim(s, c)->demand)
		room = (claim(s, c)->demand - before) / unit(s, c);
	return room;
}

static void add_aux_arc(struct problem *aux, int32_t tail, int32_t head, int64_t capacity)
{
	aux->tail[aux->narcs] = tail;
	aux->head[aux->narcs] = head;
	aux->capacity[aux->narcs++] = capacity;
}

/* Every share is a hard cell of its own that its claims pass their units on to;
 * a share inside another one counts for it too. */
static void add_hard_cells(const struct sharing *s, struct problem *aux, const int64_t *needs)
{
	int32_t first = s->f->problem.nnodes + s->f->problem.ncells; /* where claims pass on */

	for (int32_t k = 0; k < s->nshares; k++) {
		const struct share *share = &s->shares[k];
		int32_t node;
		if (needs[k] <= 0)
			continue;
		node = aux->nnodes++;
		for (int32_t j = 0; j < share->ncells; j++)
			add_aux_arc(aux, first + share->cells[j], node, ARC_UNLIMITED);
		aux->cell_node[aux->ncells] = node;
		aux->cell_demand[aux->ncells] = aux->cell_least[aux->ncells] = needs[k];
		aux->cell_fact[aux->ncells] = 0;
		aux->cell_tier[aux->ncells] = TIER_HARD;
		aux->cell_order[aux->ncells] = aux->ncells;
		aux->ncells++;
	}
}

/* The problem behind any_way: what comes to a claim c splits into what its own
 * least value draws, arc narcs + 2 c, and what it passes on to shares, arc
 * narcs + 2 c + 1. */
static void aux_init(const struct sharing *s, struct problem *aux, const char *partial)
{
	const struct problem *p = &s->f->problem;
	size_t cells = (size_t)p->ncells, shares = (size_t)s->nshares;
	size_t narcs = (size_t)p->narcs + 2 * cells + shares * cells, ncells = cells + shares;
	int32_t *front = mem_calloc((size_t)p->nnodes, sizeof *front); /* 0 = no claim's node */

	problem_init(aux);
	aux->tail = mem_calloc(narcs, sizeof *aux->tail);
	aux->head = mem_calloc(narcs, sizeof *aux->head);
	aux->capacity = mem_calloc(narcs, sizeof *aux->capacity);
	aux->cell_node = mem_calloc(ncells, sizeof *aux->cell_node);
	aux->cell_demand = mem_calloc(ncells, sizeof *aux->cell_demand);
	aux->cell_fact = mem_calloc(ncells, sizeof *aux->cell_fact);
	aux->cell_least = mem_calloc(ncells, sizeof *aux->cell_least);
	aux->cell_tier = mem_calloc(ncells, sizeof *aux->cell_tier);
	aux->cell_order = mem_calloc(ncells, sizeof *aux->cell_order);
	aux->nnodes = p->nnodes + 2 * p->ncells;
	aux->ncells = p->ncells;
	for (int32_t c = 0; c < p->ncells; c++) {
		aux->cell_node[c] = p->cell_node[c];
		aux->cell_demand[c] = p->cell_demand[c];
		aux->cell_fact[c] = p->cell_demand[c] - p->cell_least[c];
		aux->cell_least[c] = p->cell_least[c];
		aux->cell_tier[c] = TIER_HARD;
		aux->cell_order[c] = c;
		front[p->cell_node[c]] = p->nnodes + c;
	}
	for (int32_t a = 0; a < p->narcs; a++) {
		aux->tail[a] = p->tail[a];
		aux->head[a] = front[p->head[a]] ? front[p->head[a]] : p->head[a];
		aux->capacity[a] = p->capacity[a];
	}
	aux->narcs = p->narcs;
	for (int32_t c = 0; c < p->ncells; c++) {
		add_aux_arc(aux, p->nnodes + c, p->cell_node[c], p->cell_least[c]);
		add_aux_arc(aux, p->nnodes + c, p->nnodes + p->ncells + c,
			s->f->cell_of[c] < 0 ? 0 : units_taken(s, c, partial[c]));
	}
	mem_free(front);
}

/* needs [nshares]: units each share must get that no share inside it counts;
 * extra [nshares] on top of what its quantity comes to. */
static int64_t *share_needs(const struct sharing *s, const int64_t *extra)
{
	int64_t *needs = mem_calloc((size_t)s->nshares, sizeof *needs);
	int64_t *whole = mem_calloc((size_t)s->nshares, sizeof *whole);

	for (int32_t k = 0; k < s->nshares; k++) {
		int64_t inside = 0; /* of the shares inside: they stand before */
		for (int32_t j = 0; j < k; j++)
			inside += s->shares[j].parent == k ? whole[j] : 0;
		whole[k] = units_missing(s, &s->shares[k]) + extra[k];
		whole[k] = whole[k] > inside ? whole[k] : inside;
		needs[k] = whole[k] - inside;
	}
	mem_free(whole);
	return needs;
}

/* A way to give every share its units, into given; false: there is none.
 * partial [problem.ncells]: claims that may take a last unit partly. */
static bool give_units(struct sharing *s, const int64_t *extra, const char *partial)
{
	const struct problem *p = &s->f->problem;
	struct problem aux;
	int64_t *needs = share_needs(s, extra), *served, *x;
	char *cut;
	bool possible;

	aux_init(s, &aux, partial);
	add_hard_cells(s, &aux, needs);
	served = mem_calloc((size_t)aux.ncells, sizeof *served);
	x = mem_calloc((size_t)aux.narcs, sizeof *x);
	cut = mem_calloc((size_t)aux.nnodes, 1);
	possible = hard_pure(&aux, served, x, cut) == ANSWER_OPTIMAL;
	for (int32_t c = 0; possible && c < p->ncells; c++)
		s->given[c] = p->cell_least[c] + x[p->narcs + 2 * c + 1];
	mem_free(served);
	mem_free(x);
	mem_free(cut);
	mem_free(needs);
	problem_release(&aux);
	return possible;
}

void minima_problem(const struct formulation *f, const struct ground *g, const struct facts *facts,
	struct problem *aux, int32_t **rule)
{
	struct formulation same = *f; /* only looked at */
	struct sharing s;
	int64_t *extra, *needs;
	char *partial;

	sharing_init(&s, &same, g, facts, NULL);
	extra = mem_calloc((size_t)s.nshares, sizeof *extra);
	partial = mem_calloc((size_t)f->problem.ncells, 1);
	memset(partial, 1, (size_t)f->problem.ncells);
	needs = share_needs(&s, extra);
	aux_init(&s, aux, partial);
	add_hard_cells(&s, aux, needs);
	*rule = mem_calloc((size_t)f->problem.ncells + (size_t)s.nshares, sizeof **rule);
	for (int32_t c = 0; c < f->problem.ncells; c++)
		(*rule)[c] = -1;
	for (int32_t k = 0, n = f->problem.ncells; k < s.nshares; k++)
		if (needs[k] > 0)
			(*rule)[n++] = (int32_t)(s.shares[k].minimum - g->scenario->minima);
	mem_free(extra);
	mem_free(partial);
	mem_free(needs);
	sharing_release(&s);
}

int32_t minimum_behind(const struct formulation *f, const struct ground *g, int32_t c)
{
	const struct scenario *s = g->scenario;
	int32_t best = -1;

	if (f->cell_of[c] < 0)
		return -1 - f->cell_of[c];
	for (int32_t k = 0; k < s->nminima; k++)
		if (minimum_counts(g->scenario, &s->minima[k], &g->cells->cells[f->cell_of[c]])
			&& minimum_claims(g, &s->minima[k]) == 1
			&& (best < 0 || s->minima[k].quantity > s->minima[best].quantity))
			best = k;
	return best;
}

/* Units that are partly over a claim's demand do not count in full: more of
 * them may be needed, one by one. */
static bool keep_all(struct sharing *s, const char *partial)
{
	int64_t *extra = mem_calloc((size_t)s->nshares, sizeof *extra);
	bool kept = false;

	for (int32_t turn = 0; !kept && turn <= s->f->problem.ncells; turn++) {
		if (!give_units(s, extra, partial))
			break;
		kept = true;
		for (int32_t k = 0; k < s->nshares; k++) {
			if (share_quantity(s, &s->shares[k], s->given) >= s->shares[k].quantity)
				continue;
			extra[k]++;
			kept = false;
		}
	}
	mem_free(extra);
	return kept;
}

/* A way to keep all shares, into given; false: none was found. Where no claim
 * ends in part of an issue unit there is none then. Pure problems only. */
static bool any_way(struct sharing *s)
{
	int32_t n = s->f->problem.ncells;
	char *partial = mem_calloc((size_t)n, 1);
	bool kept = keep_all(s, partial);

	/* All claims may end in part of a unit, then only one, then all but one. */
	memset(partial, 1, (size_t)n);
	kept = kept || keep_all(s, partial);
	for (int turn = 0; turn < 2; turn++) {
		for (int32_t c = 0; !kept && c < n; c++) {
			if (s->f->cell_of[c] < 0 || units_taken(s, c, true) == units_taken(s, c, false))
				continue;
			memset(partial, turn, (size_t)n);
			partial[c] = !turn;
			kept = keep_all(s, partial);
		}
	}
	mem_free(partial);
	return kept;
}

/* --- with limits, too --- */

static bool is_shared(const struct sharing *s, int32_t c)
{
	for (int32_t k = 0; k < s->nshares; k++)
		if (is_about(&s->shares[k], c))
			return true;
	return false;
}

/* The minima as rows over what claims get. */
static struct minima_rows *rows_of(const struct sharing *s)
{
	const struct problem *p = &s->f->problem;
	struct minima_rows *rows = mem_calloc(1, sizeof *rows);
	size_t ncells = (size_t)p->ncells;
	int32_t n = 0;

	rows->n = s->nshares;
	rows->start = mem_calloc((size_t)s->nshares + 1, sizeof *rows->start);
	rows->quantity = mem_calloc((size_t)s->nshares, sizeof *rows->quantity);
	rows->before = mem_calloc(ncells, sizeof *rows->before);
	rows->unit = mem_calloc(ncells, sizeof *rows->unit);
	rows->most = mem_calloc(ncells, sizeof *rows->most);
	rows->least = mem_calloc(ncells, sizeof *rows->least);
	rows->share = mem_calloc(ncells, sizeof *rows->share);
	for (int32_t k = 0; k < s->nshares; k++)
		rows->start[k + 1] = rows->start[k] + s->shares[k].ncells;
	rows->cell = mem_calloc((size_t)rows->start[s->nshares], sizeof *rows->cell);
	for (int32_t k = 0; k < s->nshares; k++) {
		rows->quantity[k] = s->shares[k].quantity;
		for (int32_t j = 0; j < s->shares[k].ncells; j++)
			rows->cell[n++] = s->shares[k].cells[j];
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		rows->least[c] = p->cell_least[c];
		if (!is_shared(s, c))
			continue;
		rows->before[c] = quantity(s, c, 0);
		rows->unit[c] = unit(s, c);
		rows->most[c] = claim(s, c)->demand;
	}
	return rows;
}

/* Into given: a way in whole units to keep all shares and limits; false: none was found. */
static bool any_way_within_limits(struct sharing *s, const struct minima_rows *rows)
{
	const struct problem *p = &s->f->problem;
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	bool found = minima_find_way(p, rows, NULL, s->stop, x);

	if (found)
		problem_cell_inflow(p, x, s->given);
	mem_free(x);
	for (int32_t c = 0; c < p->ncells; c++)
		if (!found || rows->unit[c] == 0)
			s->given[c] = p->cell_least[c];
	return found;
}

/* --- all --- */

static bool share_evenly(struct sharing *s, const int64_t *most)
{
	bool reached = true;

	for (int32_t k = 0; k < s->nshares; k++)
		reached = raise_evenly(s, &s->shares[k], most) && reached;
	return reached;
}

struct minima_rows *minima_share(struct formulation *f, const struct ground *g, const struct facts *facts,
	bool together, const struct stop *stop)
{
	struct problem *p = &f->problem;
	struct sharing s;
	struct minima_rows *rows;
	int64_t *most = mem_calloc((size_t)p->ncells, sizeof *most);
	bool reached;

	sharing_init(&s, f, g, facts, stop);
	rows = rows_of(&s);
	reached = most_of_all(&s, most) && share_evenly(&s, most);
	if (!reached && s.nshares > 0)
		reached = problem_is_pure(p) ? any_way(&s) : any_way_within_limits(&s, rows);
	if (!reached) {
		/* What cannot be is asked for all the same, and refused with its proof. */
		for (int32_t c = 0; c < p->ncells; c++)
			most[c] = cell_need(p, c);
		share_evenly(&s, most);
	}
	minima_take_back(rows, p->ncells, p->cell_least, s.given);
	together = together && reached && s.nshares > 0 && !problem_is_pure(p);
	for (int32_t c = 0; c < p->ncells; c++) {
		rows->share[c] = s.given[c] > p->cell_least[c] ? s.given[c] : p->cell_least[c];
		if (!together)
			p->cell_least[c] = rows->share[c];
	}
	if (!together) {
		minima_rows_release(rows);
		rows = NULL;
	}
	sharing_release(&s);
	mem_free(most);
	return rows;
}
