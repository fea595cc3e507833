#include "solver/simplex_tree.h"

#include "base/memory.h"

#include <assert.h>
#include <string.h>

/* Pivots between two questions whether to stop. */
#define PIVOTS_BETWEEN_STOPS 1024

/* Arcs looked at before the best of them enters the tree: half the square root
 * of their number (measured: a quarter to one is alike, two is 30% slower). */
#define BLOCK_LEAST 20

void tree_init(struct tree *tree, int32_t nnodes, int32_t narcs)
{
	size_t n = (size_t)nnodes, m = (size_t)narcs;

	memset(tree, 0, sizeof *tree);
	tree->nodes_room = nnodes;
	tree->arcs_room = narcs;
	tree->tail = mem_calloc(m, sizeof *tree->tail);
	tree->head = mem_calloc(m, sizeof *tree->head);
	tree->cost = mem_calloc(m, sizeof *tree->cost);
	tree->flow = mem_calloc(m, sizeof *tree->flow);
	tree->capacity = mem_calloc(m, sizeof *tree->capacity);
	tree->state = mem_calloc(m, sizeof *tree->state);
	tree->price = mem_calloc(n, sizeof *tree->price);
	tree->parent = mem_calloc(n, sizeof *tree->parent);
	tree->above = mem_calloc(n, sizeof *tree->above);
	tree->upward = mem_calloc(n, sizeof *tree->upward);
	tree->size = mem_calloc(n, sizeof *tree->size);
	tree->last = mem_calloc(n, sizeof *tree->last);
	tree->thread = mem_calloc(n, sizeof *tree->thread);
	tree->back = mem_calloc(n, sizeof *tree->back);
	tree->work = mem_calloc(2 * n + 2 * m + 1, sizeof *tree->work);
}

void tree_release(struct tree *tree)
{
	mem_free(tree->tail);
	mem_free(tree->head);
	mem_free(tree->cost);
	mem_free(tree->flow);
	mem_free(tree->capacity);
	mem_free(tree->state);
	mem_free(tree->price);
	mem_free(tree->parent);
	mem_free(tree->above);
	mem_free(tree->upward);
	mem_free(tree->size);
	mem_free(tree->last);
	mem_free(tree->thread);
	mem_free(tree->back);
	mem_free(tree->work);
	memset(tree, 0, sizeof *tree);
}

/* --- The first tree --- */

/* Marks of arcs while the first tree is built, kept in state[]. */
enum { MARK_BOUND = 1, MARK_FOREST = 2, MARK_CYCLE = 3 };

/* Parent of a node that the first tree has not reached yet. */
#define NOT_REACHED (-2)

static int32_t set_find(int32_t *set, int32_t v)
{
	while (set[v] != v) {
		set[v] = set[set[v]];
		v = set[v];
	}
	return v;
}

/* Arcs strictly between their bounds must be in the tree: those that close no
 * cycle are marked forest, the others cycle. */
static void mark_arcs(struct tree *t)
{
	int32_t *set = t->work; /* [nnodes] */

	for (int32_t v = 0; v < t->nnodes; v++)
		set[v] = v;
	for (int32_t a = 0; a < t->narcs; a++) {
		t->state[a] = MARK_BOUND;
		if (t->flow[a] == 0 || t->flow[a] == t->capacity[a])
			continue;
		int32_t u = set_find(set, t->tail[a]), v = set_find(set, t->head[a]);
		t->state[a] = u == v ? MARK_CYCLE : MARK_FOREST;
		set[u] = v;
	}
}

/* For every node its arcs: arcs[start[v]..start[v+1]-1]. */
static void list_arcs(const struct tree *t, int32_t *start, int32_t *arcs)
{
	memset(start, 0, ((size_t)t->nnodes + 1) * sizeof *start);
	for (int32_t a = 0; a < t->narcs; a++) {
		start[t->tail[a]]++;
		start[t->head[a]]++;
	}
	for (int32_t v = 0; v < t->nnodes; v++)
		start[v + 1] += start[v];
	for (int32_t a = t->narcs - 1; a >= 0; a--) {
		arcs[--start[t->tail[a]]] = a;
		arcs[--start[t->head[a]]] = a;
	}
}

/* True when u can be hung below v by arc a: a can carry more from u to v. */
static bool can_hang(const struct tree *t, int32_t a, int32_t u)
{
	return t->tail[a] == u ? t->flow[a] < t->capacity[a] : t->flow[a] > 0;
}

static void hang(struct tree *t, int32_t u, int32_t v, int32_t a)
{
	t->parent[u] = v;
	t->above[u] = a;
	t->upward[u] = t->tail[a] == u;
}

/* The nodes reached so far while the first tree grows. */
struct frontier {
	const int32_t *start, *arcs; /* arcs of every node, see list_arcs */
	int32_t *queue; /* [nnodes] reached nodes, each after its parent */
	int32_t reached; /* how many */
	int32_t followed; /* of these, how many had their forest arcs followed */
};

/* Hangs everything that forest arcs join to the nodes reached so far. */
static void follow_forest(struct tree *t, struct frontier *f)
{
	for (; f->followed < f->reached; f->followed++) {
		int32_t v = f->queue[f->followed];

		for (int32_t k = f->start[v]; k < f->start[v + 1]; k++) {
			int32_t a = f->arcs[k], u = t->tail[a] ^ t->head[a] ^ v;

			if (t->state[a] != MARK_FOREST || t->parent[u] != NOT_REACHED)
				continue;
			hang(t, u, v, a);
			f->queue[f->reached++] = u;
		}
	}
}

/* Chooses parents from the root outwards. Whenever a node is reached, its
 * whole part of the forest follows at once, so that every forest arc is used;
 * other arcs only reach nodes that can send flow back along them. */
static void grow_tree(struct tree *t)
{
	int32_t *start = t->work; /* [nnodes + 1] */
	int32_t *arcs = start + t->nnodes + 1; /* [2 * narcs] */
	struct frontier f = { start, arcs, t->thread, 1, 0 };

	list_arcs(t, start, arcs);
	for (int32_t v = 0; v < t->nnodes; v++)
		t->parent[v] = NOT_REACHED;
	t->parent[0] = t->above[0] = -1;
	t->upward[0] = 0;
	f.queue[0] = 0;
	follow_forest(t, &f);
	for (int32_t i = 0; i < f.reached; i++) {
		int32_t v = f.queue[i];

		for (int32_t k = start[v]; k < start[v + 1]; k++) {
			int32_t a = arcs[k], u = t->tail[a] ^ t->head[a] ^ v;

			if (t->parent[u] != NOT_REACHED || !can_hang(t, a, u))
				continue;
			hang(t, u, v, a);
			f.queue[f.reached++] = u;
			follow_forest(t, &f);
		}
	}
	assert(f.reached == t->nnodes); /* strongly connected */
}

/* Sizes, thread and last nodes from the parents; the queue of grow_tree (each
 * node after its parent) is still in thread[]. */
static void thread_tree(struct tree *t)
{
	int32_t *order = t->work; /* [nnodes] */
	int32_t *place = order + t->nnodes; /* [nnodes] preorder number; next free below it */

	memcpy(order, t->thread, (size_t)t->nnodes * sizeof *order);
	for (int32_t v = 0; v < t->nnodes; v++)
		t->size[v] = 1;
	for (int32_t i = t->nnodes - 1; i > 0; i--)
		t->size[t->parent[order[i]]] += t->size[order[i]];

	/* A node's number is the next free one of its parent; back[] counts them. */
	place[0] = 0;
	t->back[0] = 1;
	for (int32_t i = 1; i < t->nnodes; i++) {
		int32_t v = order[i], u = t->parent[v];

		place[v] = t->back[u];
		t->back[u] += t->size[v];
		t->back[v] = place[v] + 1;
	}
	for (int32_t v = 0; v < t->nnodes; v++)
		order[place[v]] = v;
	for (int32_t k = 0; k < t->nnodes; k++) {
		int32_t v = order[k], next = order[k + 1 < t->nnodes ? k + 1 : 0];

		t->thread[v] = next;
		t->back[next] = v;
		t->last[v] = order[k + t->size[v] - 1];
	}
}

static void price_tree(struct tree *t)
{
	t->price[0] = 0;
	for (int32_t v = t->thread[0]; v != 0; v = t->thread[v]) {
		wide cost = t->cost[t->above[v]];

		t->price[v] = t->price[t->parent[v]] + (t->upward[v] ? -cost : cost);
	}
}

/* --- Pivots --- */

static wide reduced_cost(const struct tree *t, int32_t a)
{
	return t->cost[a] - t->price[t->head[a]] + t->price[t->tail[a]];
}

/* The nearest common ancestor of u and v. */
static int32_t tree_join(const struct tree *t, int32_t u, int32_t v)
{
	while (u != v) {
		if (t->size[u] < t->size[v])
			u = t->parent[u];
		else
			v = t->parent[v];
	}
	return u;
}

/* Takes the subtree of top out of the thread of the rest, up to the root. Its
 * own part of the thread stays in order, open at both ends. */
static void tree_detach(struct tree *t, int32_t top, int32_t join)
{
	int32_t last = t->last[top], before = t->back[top], after = t->thread[last];

	t->thread[before] = after;
	t->back[after] = before;
	for (int32_t v = t->parent[top]; v != join; v = t->parent[v])
		t->size[v] -= t->size[top];
	for (int32_t v = t->parent[top]; v >= 0 && t->last[v] == last; v = t->parent[v])
		t->last[v] = before;
}

/* Makes q the root of the detached subtree of top. Walking up from q, what
 * hangs below each node, less what hangs below the one before, is appended. */
static void tree_reroot(struct tree *t, int32_t q, int32_t top)
{
	int32_t total = t->size[top], end = t->last[q];
	int32_t child = q, child_size = t->size[q], child_last = t->last[q];
	int32_t child_before = t->back[q], child_after = t->thread[child_last];
	int32_t child_above = t->above[q], parent = t->parent[q];
	char child_upward = t->upward[q];

	t->size[q] = total;
	while (child != top) {
		int32_t v = parent, v_size = t->size[v], v_last = t->last[v];
		int32_t v_before = t->back[v], v_above = t->above[v];
		int32_t v_after = v_last == child_last ? child_after : t->thread[v_last];
		char v_upward = t->upward[v];

		parent = t->parent[v];
		t->thread[end] = v;
		t->back[v] = end;
		end = child_before;
		if (child_last != v_last) {
			t->thread[end] = child_after;
			t->back[child_after] = end;
			end = v_last;
		}
		t->parent[v] = child;
		t->above[v] = child_above;
		t->upward[v] = !child_upward;
		t->size[v] = total - child_size;
		child = v;
		child_size = v_size;
		child_last = v_last;
		child_before = v_before;
		child_after = v_after;
		child_above = v_above;
		child_upward = v_upward;
	}
	/* Every node of the way up now ends where the whole part ends. */
	for (int32_t v = top; v != q; v = t->parent[v])
		t->last[v] = end;
	t->last[q] = end;
}

/* Hangs the detached tree of root q below p by arc a. */
static void tree_attach(struct tree *t, int32_t q, int32_t p, int32_t a, int32_t join)
{
	int32_t after = t->thread[p], end = t->last[q];

	hang(t, q, p, a);
	t->thread[p] = q;
	t->back[q] = p;
	t->thread[end] = after;
	t->back[after] = end;
	for (int32_t v = p; v != join; v = t->parent[v])
		t->size[v] += t->size[q];
	for (int32_t v = p; v >= 0 && t->last[v] == p; v = t->parent[v])
		t->last[v] = end;
}

/* Brings arc a's reduced cost to 0 by shifting the smaller side of the cut;
 * q's subtree is one side and holds one end of a. */
static void shift_prices(struct tree *t, int32_t q, int32_t a)
{
	wide shift = reduced_cost(t, a);

	if (t->tail[a] == q)
		shift = -shift;
	if (t->size[q] <= t->nnodes / 2) {
		int32_t end = t->thread[t->last[q]];

		for (int32_t v = q; v != end; v = t->thread[v])
			t->price[v] += shift;
	} else {
		for (int32_t v = t->thread[t->last[q]]; v != q; v = t->thread[v])
			t->price[v] -= shift;
	}
}

/* Pushes as much as possible through arc a, forward (+1) or backward (-1), and
 * round through the tree. a enters the tree for the last blocking arc met from
 * the join along the push, or becomes nonbasic at its other bound. */
static void pivot(struct tree *t, int32_t a, int direction)
{
	int32_t first = direction > 0 ? t->tail[a] : t->head[a];
	int32_t second = direction > 0 ? t->head[a] : t->tail[a];
	int32_t join = tree_join(t, first, second);
	int64_t delta = direction > 0 ? t->capacity[a] - t->flow[a] : t->flow[a];
	int32_t top = -1; /* lower end of the leaving arc */
	bool on_first = false;

	/* The push runs join .. first -> second .. join. */
	for (int32_t v = first; v != join; v = t->parent[v]) {
		int32_t b = t->above[v];
		int64_t most = t->upward[v] ? t->flow[b] : t->capacity[b] - t->flow[b];

		if (most < delta) {
			delta = most;
			top = v;
			on_first = true;
		}
	}
	for (int32_t v = second; v != join; v = t->parent[v]) {
		int32_t b = t->above[v];
		int64_t most = t->upward[v] ? t->capacity[b] - t->flow[b] : t->flow[b];

		if (most <= delta) {
			delta = most;
			top = v;
			on_first = false;
		}
	}
	if (delta > 0) {
		t->flow[a] += direction > 0 ? delta : -delta;
		for (int32_t v = first; v != join; v = t->parent[v])
			t->flow[t->above[v]] += t->upward[v] ? -delta : delta;
		for (int32_t v = second; v != join; v = t->parent[v])
			t->flow[t->above[v]] += t->upward[v] ? delta : -delta;
	}
	t->pivots++;
	if (top < 0) {
		t->state[a] = t->flow[a] == 0 ? 1 : -1;
		return;
	}
	int32_t leaving = t->above[top];
	int32_t q = on_first ? first : second, p = on_first ? second : first;

	t->state[leaving] = t->flow[leaving] == 0 ? 1 : -1;
	t->state[a] = 0;
	tree_detach(t, top, join);
	tree_reroot(t, q, top);
	tree_attach(t, q, p, a, join);
	shift_prices(t, q, a);
}

/* Arcs between their bounds outside the tree are pushed round their cycle, in
 * the direction that does not raise the cost, until something is at a bound. */
static bool cancel_cycles(struct tree *t, const struct stop *stop)
{
	int32_t count = 0;

	for (int32_t a = 0; a < t->narcs; a++) {
		if (t->state[a] != MARK_CYCLE)
			continue;
		if (++count % PIVOTS_BETWEEN_STOPS == 0 && stop_now(stop))
			return false;
		pivot(t, a, reduced_cost(t, a) > 0 ? -1 : 1);
	}
	return true;
}

/* The arc that violates its optimality most in the next block that has one,
 * -1 when there is none: the flow is optimal. */
static int32_t entering_arc(struct tree *t, int32_t block)
{
	int32_t best = -1, left = block, a = t->next;
	wide most = 0;

	for (int32_t k = 0; k < t->narcs; k++) {
		int state = t->state[a];

		if (state != 0) {
			wide d = reduced_cost(t, a);

			if (state > 0)
				d = -d;
			if (d > most) {
				most = d;
				best = a;
			}
		}
		if (++a == t->narcs)
			a = 0;
		if (--left == 0) {
			if (best >= 0)
				break;
			left = block;
		}
	}
	t->next = a;
	return best;
}

static int32_t block_size(int32_t narcs)
{
	int32_t root = 1;

	while ((int64_t)(root + 1) * (root + 1) <= narcs)
		root++;
	return root / 2 < BLOCK_LEAST ? BLOCK_LEAST : root / 2;
}

bool tree_solve(struct tree *tree, const struct stop *stop)
{
	int32_t block = block_size(tree->narcs), entering;

	assert(tree->nnodes >= 2 && tree->nnodes <= tree->nodes_room);
	assert(tree->narcs <= tree->arcs_room);
	mark_arcs(tree);
	grow_tree(tree);
	thread_tree(tree);
	price_tree(tree);
	for (int32_t a = 0; a < tree->narcs; a++)
		if (tree->state[a] == MARK_BOUND)
			tree->state[a] = tree->flow[a] == 0 ? 1 : -1;
	for (int32_t v = 1; v < tree->nnodes; v++)
		tree->state[tree->above[v]] = 0;
	if (!cancel_cycles(tree, stop))
		return false;
	tree->next = 0;
	for (int64_t n = 1; (entering = entering_arc(tree, block)) >= 0; n++) {
		if (n % PIVOTS_BETWEEN_STOPS == 0 && stop_now(stop))
			return false;
		pivot(tree, entering, tree->state[entering]);
	}
	return true;
}
