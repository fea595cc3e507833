#include "solver/prices.h"

#include "base/memory.h"
#include "solver/engines.h"

#include <assert.h>
#include <string.h>

/* --- prices kept --- */

void solution_list_heads(struct solution *s, const struct problem *p)
{
	char *is_head = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t a = 0; a < p->narcs; a++)
		if (p->capacity[a] < ARC_UNLIMITED)
			is_head[p->head[a]] = 1;
	s->nheads = s->nprices = 0;
	for (int32_t v = 0; v < p->nnodes; v++)
		s->nheads += is_head[v];
	mem_free(s->heads);
	s->heads = mem_calloc((size_t)s->nheads, sizeof *s->heads);
	for (int32_t v = 0, n = 0; v < p->nnodes; v++)
		if (is_head[v])
			s->heads[n++] = v;
	mem_free(is_head);
}

void solution_keep_prices(struct solution *s, const wide *price)
{
	size_t first = (size_t)s->nprices * (size_t)s->nheads;

	if (s->nprices == 0)
		s->first_price = s->nlevels - 1;
	s->nprices++;
	s->price = mem_resize(s->price, first + (size_t)s->nheads, sizeof *s->price);
	for (int32_t i = 0; i < s->nheads; i++)
		s->price[first + (size_t)i] = price[s->heads[i]];
}

/* The first linear level, nlevels when there is none. */
static int32_t first_linear(const struct solution *s)
{
	int32_t k = 0;

	while (k < s->nlevels && s->levels[k].objective < 0)
		k++;
	return k;
}

void solution_relaxed_prices(struct solution *s, const struct problem *p)
{
	struct problem bare = *p;
	int64_t *served = mem_calloc((size_t)p->ncells, sizeof *served);
	wide *price = mem_calloc((size_t)p->nnodes, sizeof *price);
	int32_t first = first_linear(s);
	struct simplex *simplex;

	assert(p->nbatches == 0);
	bare.nrows = bare.nvisits = bare.nlinks = 0;
	problem_cell_inflow(p, s->x, served);
	solution_list_heads(s, p);
	simplex = simplex_open(&bare, served, s->x);
	for (int32_t k = first; k < s->nlevels; k++) {
		const struct objective *o = &p->objectives[s->levels[k].objective];
		wide value;

		if (o->kind == OBJECTIVE_CANONICAL
			|| simplex_level(simplex, o->cost, NULL, &value, price, NULL) != ANSWER_OPTIMAL
			|| value + o->constant != s->levels[k].value)
			break;
		solution_keep_prices(s, price);
		s->first_price = first;
	}
	simplex_close(simplex);
	mem_free(served);
	mem_free(price);
}

/* --- prices made small --- */

struct pass {
	const struct problem *p;
	const struct solution *solution;
	size_t n; /* levels */
	const int64_t **cost; /* [n], NULL = 0 throughout: totals of tiers */
	wide *y; /* [nnodes][n]; before it is settled the least so far */
	char *entered; /* [nnodes] by an arc that is not full */
	char *full; /* [nnodes] entered by a full one */
	char *settled; /* [nnodes] */
	char *reached; /* [nnodes] */
	int32_t *head; /* [nnodes] index into solution->heads, -1 */
};

static void pass_init(struct pass *s, const struct problem *p, const struct solution *solution)
{
	size_t nodes = (size_t)p->nnodes;

	memset(s, 0, sizeof *s);
	s->p = p;
	s->solution = solution;
	s->n = (size_t)solution->nprices;
	s->cost = mem_calloc(s->n, sizeof *s->cost);
	for (size_t k = 0; k < s->n; k++) {
		int32_t objective = solution->levels[(size_t)solution->first_price + k].objective;

		s->cost[k] = objective >= 0 ? p->objectives[objective].cost : NULL;
	}
	s->y = mem_calloc(nodes * s->n, sizeof *s->y);
	s->entered = mem_calloc(nodes, 1);
	s->full = mem_calloc(nodes, 1);
	s->settled = mem_calloc(nodes, 1);
	s->reached = mem_calloc(nodes, 1);
	s->head = mem_calloc(nodes, sizeof *s->head);
	for (int32_t v = 0; v < p->nnodes; v++)
		s->head[v] = -1;
	for (int32_t i = 0; i < solution->nheads; i++)
		s->head[solution->heads[i]] = i;
}

static void pass_release(struct pass *s)
{
	mem_free(s->cost);
	mem_free(s->y);
	mem_free(s->entered);
	mem_free(s->full);
	mem_free(s->settled);
	mem_free(s->reached);
	mem_free(s->head);
}

/* By the rule: what the arcs left there, 0 where all are full. A node that a
 * full arc enters has its own price, which is written when it is another. */
static void settle(struct pass *s, int32_t v, char *written)
{
	const struct solution *solution = s->solution;
	wide *y = s->y + (size_t)v * s->n;

	if (s->settled[v])
		return;
	s->settled[v] = 1;
	s->reached[v] = v == 0 || s->entered[v] || s->full[v];
	for (size_t k = 0; k < s->n && s->full[v]; k++) {
		wide own = solution->price[k * (size_t)solution->nheads + (size_t)s->head[v]];

		written[s->head[v]] |= own != y[k];
		y[k] = own;
	}
}

/* The arc's y(tail) + cost, when it is the least so far. */
static void enter(struct pass *s, int32_t a)
{
	const wide *from = s->y + (size_t)s->p->tail[a] * s->n;
	int32_t v = s->p->head[a];
	wide *to = s->y + (size_t)v * s->n;
	int order = s->entered[v] ? 0 : -1;

	s->entered[v] = 1;
	for (size_t k = 0; k < s->n; k++) {
		wide value = from[k] + (s->cost[k] ? s->cost[k][a] : 0);

		if (order == 0)
			order = (value > to[k]) - (value < to[k]);
		if (order > 0)
			return;
		if (order < 0)
			to[k] = value;
	}
}

void prices_reduce(const struct problem *p, const struct solution *solution, char *written)
{
	struct pass s;

	assert(p->nbatches == 0);
	memset(written, 0, (size_t)solution->nheads);
	if (solution->nprices == 0)
		return;
	pass_init(&s, p, solution);
	for (int32_t a = 0; a < p->narcs; a++) {
		settle(&s, p->tail[a], written);
		assert(!s.settled[p->head[a]]);
		if (p->capacity[a] == 0 || !s.reached[p->tail[a]])
			continue;
		if (solution->x[a] == p->capacity[a])
			s.full[p->head[a]] = 1;
		else
			enter(&s, a);
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		settle(&s, v, written);
	pass_release(&s);
}
