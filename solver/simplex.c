/* The linear levels of a pure problem, one after the other, in exact integers.
 *
 * A level works only on what can still change. In the residual network of the
 * present flow (free arcs that can take more, reversed those that can give
 * some back) an arc can change its flow only if it lies on a directed cycle.
 * So each level
 *   1. finds the strongly connected components (Tarjan); arcs between two of
 *      them are settled;
 *   2. takes off nodes with a single arc left inside, again and again (most
 *      cells: their one arc carries what they get);
 *   3. solves each remaining piece by the network simplex (simplex_tree.h);
 *   4. sets the prices of the pieces against each other, so that every settled
 *      arc has a reduced cost strictly on its right side;
 *   5. freezes every arc with nonzero reduced cost: by complementary slackness
 *      the free rest is exactly the optimal face.
 * The pieces shrink from level to level; no artificial arcs or large numbers. */
#include "solver/engines.h"

#include "base/memory.h"
#include "solver/simplex_tree.h"

#include <assert.h>
#include <string.h>

/* Columns: the arcs, then for every cell the flow out of its node back to the
 * outside (node 0); fixed cells are frozen from the start. Thus every flow is
 * a circulation and no level needs to know a demand. */
struct simplex {
	const struct problem *problem; /* not owned */
	int32_t ncolumns; /* narcs + ncells */
	int64_t *flow; /* [ncolumns] */
	int32_t *active; /* [nactive] columns not frozen, ascending */
	int32_t nactive;
	bool unique; /* the active columns close no cycle */
	int64_t pivots;
};

static int32_t column_tail(const struct problem *p, int32_t j)
{
	return j < p->narcs ? p->tail[j] : p->cell_node[j - p->narcs];
}

static int32_t column_head(const struct problem *p, int32_t j)
{
	return j < p->narcs ? p->head[j] : 0;
}

static int64_t column_lower(const struct problem *p, int32_t j)
{
	return j < p->narcs ? 0 : p->cell_least[j - p->narcs];
}

static int64_t column_upper(const struct problem *p, int32_t j)
{
	return j < p->narcs ? p->capacity[j] : cell_need(p, j - p->narcs);
}

static int64_t column_cost(const struct problem *p, const int64_t *cost, const int64_t *cell_cost,
	int32_t j)
{
	if (j < p->narcs)
		return cost[j];
	return cell_cost ? cell_cost[j - p->narcs] : 0;
}

static int32_t set_find(int32_t *set, int32_t v)
{
	while (set[v] != v) {
		set[v] = set[set[v]];
		v = set[v];
	}
	return v;
}

/* True when the active columns form a forest: nothing can change any more. */
static bool active_forest(const struct simplex *s)
{
	const struct problem *p = s->problem;
	int32_t *set = mem_calloc((size_t)p->nnodes, sizeof *set);
	bool forest = true;

	for (int32_t v = 0; v < p->nnodes; v++)
		set[v] = v;
	for (int32_t k = 0; k < s->nactive && forest; k++) {
		int32_t u = set_find(set, column_tail(p, s->active[k]));
		int32_t v = set_find(set, column_head(p, s->active[k]));

		forest = u != v;
		set[u] = v;
	}
	mem_free(set);
	return forest;
}

struct simplex *simplex_open(const struct problem *p, const int64_t *served, const int64_t *x)
{
	struct simplex *s = mem_calloc(1, sizeof *s);
	int64_t *balance = mem_calloc((size_t)p->nnodes, sizeof *balance);

	assert(problem_is_pure(p));
	s->problem = p;
	s->ncolumns = p->narcs + p->ncells;
	s->flow = mem_calloc((size_t)s->ncolumns, sizeof *s->flow);
	s->active = mem_calloc((size_t)s->ncolumns, sizeof *s->active);
	for (int32_t a = 0; a < p->narcs; a++) {
		assert(x[a] >= 0 && x[a] <= p->capacity[a]);
		s->flow[a] = x[a];
		balance[p->head[a]] += x[a];
		balance[p->tail[a]] -= x[a];
		if (p->capacity[a] > 0)
			s->active[s->nactive++] = a;
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		int32_t j = p->narcs + c;

		s->flow[j] = balance[p->cell_node[c]];
		balance[0] += s->flow[j];
		balance[p->cell_node[c]] = 0;
		if (served[c] >= 0) {
			assert(s->flow[j] == served[c]);
			continue;
		}
		assert(s->flow[j] >= column_lower(p, j) && s->flow[j] <= column_upper(p, j));
		if (column_lower(p, j) < column_upper(p, j))
			s->active[s->nactive++] = j;
	}
	for (int32_t v = 0; v < p->nnodes; v++)
		assert(balance[v] == 0);
	mem_free(balance);
	s->unique = active_forest(s);
	return s;
}

void simplex_narrow(struct simplex *s, const int64_t *low, const int64_t *high)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < s->nactive; k++) {
		int32_t j = s->active[k];

		if (j >= s->problem->narcs || low[j] < high[j])
			s->active[kept++] = j;
		else
			assert(s->flow[j] == low[j]);
	}
	s->nactive = kept;
	s->unique = active_forest(s);
}

void simplex_close(struct simplex *s)
{
	if (!s)
		return;
	mem_free(s->flow);
	mem_free(s->active);
	mem_free(s);
}

void simplex_flow(const struct simplex *s, int64_t *x, int64_t *served)
{
	const struct problem *p = s->problem;

	if (x)
		memcpy(x, s->flow, (size_t)p->narcs * sizeof *x);
	if (served)
		memcpy(served, s->flow + p->narcs, (size_t)p->ncells * sizeof *served);
}

bool simplex_unique(const struct simplex *s)
{
	return s->unique;
}

int64_t simplex_pivots(const struct simplex *s)
{
	return s->pivots;
}

/* --- One level --- */

/* What a level works on. Arcs are the active columns, numbered 0..narcs-1. */
struct level {
	int32_t nnodes, narcs;
	int32_t *tail, *head; /* [narcs] */
	int64_t *cost; /* [narcs] */
	int64_t *flow, *capacity; /* [narcs] less the lower bound */

	/* Residual arcs out of each node: to[start[v]..start[v+1]-1]; via is
	 * 2 * arc for the arc itself and 2 * arc + 1 for the arc reversed. */
	int32_t *start; /* [nnodes + 1] */
	int32_t *to, *via; /* [start[nnodes]] */

	/* Components, numbered so that residual arcs between two lead from the
	 * higher number to the lower; members by component, ascending inside. */
	int32_t ncomponents;
	int32_t *component; /* [nnodes] */
	int32_t *member_start; /* [ncomponents + 1] */
	int32_t *member; /* [nnodes] */

	/* Nodes taken off, in order, with their last arc (-1: a single node was
	 * left, whose price is 0 within its component). */
	int32_t npeeled;
	int32_t *peeled, *peeled_arc; /* [npeeled] */
	char *off; /* [nnodes] 1: taken off */
	int32_t *degree; /* [nnodes] arcs left inside the component */

	wide *price; /* [nnodes] */
};

static void level_release(struct level *l)
{
	mem_free(l->tail);
	mem_free(l->head);
	mem_free(l->cost);
	mem_free(l->flow);
	mem_free(l->capacity);
	mem_free(l->start);
	mem_free(l->to);
	mem_free(l->via);
	mem_free(l->component);
	mem_free(l->member_start);
	mem_free(l->member);
	mem_free(l->peeled);
	mem_free(l->peeled_arc);
	mem_free(l->off);
	mem_free(l->degree);
	mem_free(l->price);
}

static void level_init(struct level *l, const struct simplex *s, const int64_t *cost,
	const int64_t *cell_cost)
{
	const struct problem *p = s->problem;
	size_t n = (size_t)p->nnodes, m = (size_t)s->nactive;

	memset(l, 0, sizeof *l);
	l->nnodes = p->nnodes;
	l->narcs = s->nactive;
	l->tail = mem_calloc(m, sizeof *l->tail);
	l->head = mem_calloc(m, sizeof *l->head);
	l->cost = mem_calloc(m, sizeof *l->cost);
	l->flow = mem_calloc(m, sizeof *l->flow);
	l->capacity = mem_calloc(m, sizeof *l->capacity);
	for (int32_t k = 0; k < l->narcs; k++) {
		int32_t j = s->active[k];
		int64_t lower = column_lower(p, j);

		l->tail[k] = column_tail(p, j);
		l->head[k] = column_head(p, j);
		l->cost[k] = column_cost(p, cost, cell_cost, j);
		l->flow[k] = s->flow[j] - lower;
		l->capacity[k] = column_upper(p, j) - lower;
	}
	l->start = mem_calloc(n + 1, sizeof *l->start);
	l->to = mem_calloc(2 * m, sizeof *l->to);
	l->via = mem_calloc(2 * m, sizeof *l->via);
	l->component = mem_calloc(n, sizeof *l->component);
	l->member_start = mem_calloc(n + 1, sizeof *l->member_start);
	l->member = mem_calloc(n, sizeof *l->member);
	l->peeled = mem_calloc(n, sizeof *l->peeled);
	l->peeled_arc = mem_calloc(n, sizeof *l->peeled_arc);
	l->off = mem_calloc(n, sizeof *l->off);
	l->degree = mem_calloc(n, sizeof *l->degree);
	l->price = mem_calloc(n, sizeof *l->price);
}

static void level_residual(struct level *l)
{
	for (int32_t k = 0; k < l->narcs; k++) {
		l->start[l->tail[k]] += l->flow[k] < l->capacity[k];
		l->start[l->head[k]] += l->flow[k] > 0;
	}
	for (int32_t v = 0; v < l->nnodes; v++)
		l->start[v + 1] += l->start[v];
	for (int32_t k = l->narcs - 1; k >= 0; k--) {
		if (l->flow[k] < l->capacity[k]) {
			int32_t i = --l->start[l->tail[k]];

			l->to[i] = l->head[k];
			l->via[i] = 2 * k;
		}
		if (l->flow[k] > 0) {
			int32_t i = --l->start[l->head[k]];

			l->to[i] = l->tail[k];
			l->via[i] = 2 * k + 1;
		}
	}
}

/* Tarjan's search, with a stack of its own. */
struct search {
	int32_t *number; /* [nnodes] order of discovery, 0 = not yet */
	int32_t *low; /* [nnodes] smallest number known to be reachable */
	int32_t *next; /* [nnodes] next residual arc to look at */
	int32_t *path; /* [nnodes] nodes being searched */
	int32_t *open; /* [nnodes] nodes without a component yet */
	int32_t npath, nopen, discovered;
};

static void search_enter(struct search *t, const struct level *l, int32_t v)
{
	t->number[v] = t->low[v] = ++t->discovered;
	t->next[v] = l->start[v];
	t->path[t->npath++] = v;
	t->open[t->nopen++] = v;
}

static void search_leave(struct search *t, struct level *l)
{
	int32_t v = t->path[--t->npath], u;

	if (t->npath > 0) {
		int32_t parent = t->path[t->npath - 1];

		if (t->low[v] < t->low[parent])
			t->low[parent] = t->low[v];
	}
	if (t->low[v] < t->number[v])
		return;
	do {
		u = t->open[--t->nopen];
		l->component[u] = l->ncomponents;
	} while (u != v);
	l->ncomponents++;
}

static void search_from(struct search *t, struct level *l, int32_t root)
{
	search_enter(t, l, root);
	while (t->npath > 0) {
		int32_t v = t->path[t->npath - 1];

		if (t->next[v] == l->start[v + 1]) {
			search_leave(t, l);
			continue;
		}
		int32_t u = l->to[t->next[v]++];
		if (t->number[u] == 0)
			search_enter(t, l, u);
		else if (l->component[u] < 0 && t->number[u] < t->low[v])
			t->low[v] = t->number[u];
	}
}

static void level_components(struct level *l)
{
	size_t n = (size_t)l->nnodes;
	struct search t = { 0 };

	t.number = mem_calloc(n, sizeof *t.number);
	t.low = mem_calloc(n, sizeof *t.low);
	t.next = mem_calloc(n, sizeof *t.next);
	t.path = mem_calloc(n, sizeof *t.path);
	t.open = mem_calloc(n, sizeof *t.open);
	for (int32_t v = 0; v < l->nnodes; v++)
		l->component[v] = -1;
	for (int32_t v = 0; v < l->nnodes; v++)
		if (t.number[v] == 0)
			search_from(&t, l, v);
	mem_free(t.number);
	mem_free(t.low);
	mem_free(t.next);
	mem_free(t.path);
	mem_free(t.open);

	for (int32_t v = 0; v < l->nnodes; v++)
		l->member_start[l->component[v]]++;
	for (int32_t i = 0; i < l->ncomponents; i++)
		l->member_start[i + 1] += l->member_start[i];
	for (int32_t v = l->nnodes - 1; v >= 0; v--)
		l->member[--l->member_start[l->component[v]]] = v;
}

static bool inside(const struct level *l, int32_t k)
{
	return l->component[l->tail[k]] == l->component[l->head[k]];
}

/* Takes off nodes with at most one arc left inside their component: such an
 * arc lies on no cycle but there and back, so it is in every basis. */
static void level_peel(struct level *l)
{
	int32_t *mixed = mem_calloc((size_t)l->nnodes, sizeof *mixed); /* xor of a node's arcs */

	for (int32_t k = 0; k < l->narcs; k++) {
		if (!inside(l, k))
			continue;
		l->degree[l->tail[k]]++;
		l->degree[l->head[k]]++;
		mixed[l->tail[k]] ^= k;
		mixed[l->head[k]] ^= k;
	}
	for (int32_t root = 0; root < l->nnodes; root++) {
		int32_t v = root;

		while (!l->off[v] && l->degree[v] <= 1) {
			int32_t k = l->degree[v] == 1 ? mixed[v] : -1;

			l->off[v] = 1;
			l->peeled[l->npeeled] = v;
			l->peeled_arc[l->npeeled++] = k;
			if (k < 0)
				break;
			v ^= l->tail[k] ^ l->head[k];
			l->degree[v]--;
			mixed[v] ^= k;
		}
	}
	mem_free(mixed);
}

/* The arcs left, by component: list[start[i]..start[i+1]-1]. */
static void list_inside(const struct level *l, int32_t *start, int32_t *list)
{
	for (int32_t pass = 0; pass < 2; pass++) {
		for (int32_t k = l->narcs - 1; k >= 0; k--) {
			if (!inside(l, k) || l->off[l->tail[k]] || l->off[l->head[k]])
				continue;
			int32_t *at = &start[l->component[l->tail[k]]];

			if (pass == 0)
				++*at;
			else
				list[--*at] = k;
		}
		for (int32_t i = 0; i < l->ncomponents && pass == 0; i++)
			start[i + 1] += start[i];
	}
}

/* Copies what is left of component i into the piece, solves it and copies
 * flow and prices back. local [nnodes] is scratch. */
static bool solve_component(struct level *l, int32_t i, const int32_t *arcs, int32_t narcs,
	int32_t *local, struct tree *tree, const struct stop *stop)
{
	bool finished;

	tree->nnodes = 0;
	for (int32_t k = l->member_start[i]; k < l->member_start[i + 1]; k++)
		if (!l->off[l->member[k]])
			local[l->member[k]] = tree->nnodes++;
	tree->narcs = narcs;
	for (int32_t k = 0; k < narcs; k++) {
		int32_t a = arcs[k];

		tree->tail[k] = local[l->tail[a]];
		tree->head[k] = local[l->head[a]];
		tree->cost[k] = l->cost[a];
		tree->flow[k] = l->flow[a];
		tree->capacity[k] = l->capacity[a];
	}
	finished = tree_solve(tree, stop);
	for (int32_t k = 0; k < narcs; k++)
		l->flow[arcs[k]] = tree->flow[k];
	for (int32_t k = l->member_start[i]; k < l->member_start[i + 1]; k++)
		if (!l->off[l->member[k]])
			l->price[l->member[k]] = tree->price[local[l->member[k]]];
	return finished;
}

/* Solves every component that still has cycles. False when stopped. */
static bool level_solve(struct level *l, int64_t *pivots, const struct stop *stop)
{
	int32_t *start = mem_calloc((size_t)l->ncomponents + 1, sizeof *start);
	int32_t *list = mem_calloc((size_t)l->narcs, sizeof *list);
	int32_t *local = mem_calloc((size_t)l->nnodes, sizeof *local);
	int32_t most_nodes = 0, most_arcs = 0;
	struct tree tree;
	bool finished = true;

	list_inside(l, start, list);
	for (int32_t i = 0; i < l->ncomponents; i++) {
		int32_t narcs = start[i + 1] - start[i];
		int32_t nnodes = l->member_start[i + 1] - l->member_start[i];

		if (narcs > most_arcs)
			most_arcs = narcs;
		if (narcs > 0 && nnodes > most_nodes)
			most_nodes = nnodes;
	}
	tree_init(&tree, most_nodes, most_arcs);
	for (int32_t i = 0; i < l->ncomponents && finished; i++)
		if (start[i] < start[i + 1])
			finished = solve_component(l, i, list + start[i], start[i + 1] - start[i],
				local, &tree, stop);
	*pivots += tree.pivots;
	tree_release(&tree);
	mem_free(start);
	mem_free(list);
	mem_free(local);
	return finished;
}

/* Prices of the nodes taken off, from the last one back: the arc that held a
 * node gets reduced cost 0. */
static void price_peeled(struct level *l)
{
	for (int32_t i = l->npeeled - 1; i >= 0; i--) {
		int32_t v = l->peeled[i], k = l->peeled_arc[i];

		if (k < 0)
			l->price[v] = 0;
		else if (l->tail[k] == v)
			l->price[v] = l->price[l->head[k]] - l->cost[k];
		else
			l->price[v] = l->price[l->tail[k]] + l->cost[k];
	}
}

/* Sets the components' prices against each other, from the sources down: the
 * residual arc u -> v of cost c between two of them needs
 * price[v] < price[u] + c. Then node 0 gets price 0. */
static void price_components(struct level *l)
{
	wide *shift = mem_calloc((size_t)l->ncomponents, sizeof *shift);
	char *bounded = mem_calloc((size_t)l->ncomponents, sizeof *bounded);
	wide base;

	for (int32_t i = l->ncomponents - 1; i >= 0; i--) {
		for (int32_t m = l->member_start[i]; m < l->member_start[i + 1]; m++) {
			int32_t u = l->member[m];

			l->price[u] += shift[i];
			for (int32_t k = l->start[u]; k < l->start[u + 1]; k++) {
				int32_t v = l->to[k], j = l->component[v];
				wide cost = l->cost[l->via[k] / 2];

				if (j == i)
					continue;
				wide most = l->price[u] + (l->via[k] % 2 ? -cost : cost) - l->price[v] - 1;
				if (!bounded[j] || most < shift[j])
					shift[j] = most;
				bounded[j] = 1;
			}
		}
	}
	base = l->price[0];
	for (int32_t v = 0; v < l->nnodes; v++)
		l->price[v] -= base;
	mem_free(shift);
	mem_free(bounded);
}

/* Carries the flow back; when solved, the columns with nonzero reduced cost
 * are frozen: they leave the active ones. That each of them is at its right
 * bound proves the level. */
static void level_finish(const struct level *l, struct simplex *s, bool solved)
{
	int32_t kept = 0;

	for (int32_t k = 0; k < l->narcs; k++) {
		int32_t j = s->active[k];
		wide d = l->cost[k] - l->price[l->head[k]] + l->price[l->tail[k]];

		assert(!solved || d <= 0 || l->flow[k] == 0);
		assert(!solved || d >= 0 || l->flow[k] == l->capacity[k]);
		s->flow[j] = l->flow[k] + column_lower(s->problem, j);
		if (!solved || d == 0)
			s->active[kept++] = j;
	}
	s->nactive = kept;
	if (solved)
		s->unique = active_forest(s);
}

static wide level_value(const struct simplex *s, const int64_t *cost, const int64_t *cell_cost)
{
	wide value = 0;

	for (int32_t j = 0; j < s->ncolumns; j++) {
		wide part = (wide)column_cost(s->problem, cost, cell_cost, j) * s->flow[j];
		bool overflow = __builtin_add_overflow(value, part, &value);

		assert(!overflow);
	}
	return value;
}

static bool level_free(const struct simplex *s, const int64_t *cost, const int64_t *cell_cost)
{
	for (int32_t k = 0; k < s->nactive; k++)
		if (column_cost(s->problem, cost, cell_cost, s->active[k]) != 0)
			return false;
	return true;
}

enum answer simplex_level(struct simplex *s, const int64_t *cost, const int64_t *cell_cost,
	wide *value, wide *price, const struct stop *stop)
{
	struct level level;
	bool solved;

	if (level_free(s, cost, cell_cost)) {
		*value = level_value(s, cost, cell_cost);
		if (price)
			memset(price, 0, (size_t)s->problem->nnodes * sizeof *price);
		return ANSWER_OPTIMAL;
	}
	if (stop_now(stop)) {
		*value = level_value(s, cost, cell_cost);
		return ANSWER_LIMIT;
	}
	level_init(&level, s, cost, cell_cost);
	level_residual(&level);
	level_components(&level);
	level_peel(&level);
	solved = level_solve(&level, &s->pivots, stop);
	if (solved) {
		price_peeled(&level);
		price_components(&level);
	}
	level_finish(&level, s, solved);
	*value = level_value(s, cost, cell_cost);
	if (solved && price)
		memcpy(price, level.price, (size_t)level.nnodes * sizeof *price);
	level_release(&level);
	return solved ? ANSWER_OPTIMAL : ANSWER_LIMIT;
}
