#include "solver/prices.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

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
	int32_t n = 0;

	memset(s, 0, sizeof *s);
	s->p = p;
	s->solution = solution;
	s->n = (size_t)solution->nprices;
	s->cost = mem_calloc(s->n, sizeof *s->cost);
	for (int32_t k = 0; k < solution->nlevels && n < solution->nprices; k++) {
		const struct level_result *level = &solution->levels[k];

		/* Fair levels without prices have strata. */
		if (level->objective >= 0)
			s->cost[n++] = p->objectives[level->objective].cost;
		else if (!level->strata.label)
			s->cost[n++] = NULL;
	}
	assert(n == solution->nprices);
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

	assert(problem_is_pure(p));
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
