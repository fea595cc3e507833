#include "solver/rebuilt.h"

#include "base/memory.h"
#include "solver/engines.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Where goods are handed out: a place to serve from, or a batch that is made. */
struct spot {
	int32_t item, place, period; /* item: a batch's substitute */
	int32_t last_day, layer; /* 0 for batches */
	int32_t index; /* arc, or batch */
};

struct rebuilt {
	const struct formulation *f;
	const struct ground *g;
	const struct facts *facts;
	struct spot *serves; /* [nserves] sorted */
	struct spot *batches; /* [nbatches] sorted */
	int32_t nserves;
	int32_t *cell_of_node; /* [nnodes] cell of the problem, where it is one's node */
	int32_t *hand_start, *hand_arc; /* [ncells + 1] ARC_HAND into each cell */
	int32_t *cell_at; /* [cells.ncells] cell of the problem, -1 = not in it */
	int64_t *made; /* [nbatches] units of what is asked for */
	int64_t *got; /* [ncells] units handed out */
	/* The problem in which all of this is fixed: the arcs and nodes of f, then
	 * an arc for what batches give and a cell for what they take. */
	struct problem q;
};

/* --- looking up --- */

static int spot_compare(const void *a, const void *b)
{
	const struct spot *x = a, *y = b;
	const int32_t p[] = {x->item, x->place, x->period, x->last_day, x->layer};
	const int32_t q[] = {y->item, y->place, y->period, y->last_day, y->layer};

	for (size_t k = 0; k < sizeof p / sizeof *p; k++)
		if (p[k] != q[k])
			return p[k] < q[k] ? -1 : 1;
	return 0;
}

static int32_t find_spot(const struct spot *all, int32_t n, struct spot key)
{
	const struct spot *found = n > 0 ? bsearch(&key, all, (size_t)n, sizeof *all, spot_compare) : NULL;

	return found ? found->index : -1;
}

static void list_serves(struct rebuilt *w)
{
	const struct problem *p = &w->f->problem;

	w->serves = mem_calloc((size_t)p->narcs, sizeof *w->serves);
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct node_meaning *n = &w->f->nodes[p->tail[a]];
		if (w->f->arcs[a].kind == ARC_SERVE)
			w->serves[w->nserves++] = (struct spot){n->item, n->place, n->period, n->last_day, n->layer, a};
	}
	if (w->nserves > 0)
		qsort(w->serves, (size_t)w->nserves, sizeof *w->serves, spot_compare);
}

static void list_batches(struct rebuilt *w)
{
	const struct formulation *f = w->f;
	int32_t n = f->problem.nbatches;

	w->batches = mem_calloc((size_t)n, sizeof *w->batches);
	w->made = mem_calloc((size_t)n, sizeof *w->made);
	for (int32_t b = 0; b < n; b++)
		w->batches[b] = (struct spot){f->batch_substitute[b], f->batch_place[b], f->batch_period[b], 0, 0, b};
	if (n > 0)
		qsort(w->batches, (size_t)n, sizeof *w->batches, spot_compare);
}

static void number_cells(struct rebuilt *w)
{
	const struct problem *p = &w->f->problem;

	w->cell_of_node = mem_calloc((size_t)p->nnodes, sizeof *w->cell_of_node);
	w->cell_at = mem_calloc((size_t)w->g->cells->ncells, sizeof *w->cell_at);
	w->got = mem_calloc((size_t)p->ncells, sizeof *w->got);
	for (int32_t c = 0; c < w->g->cells->ncells; c++)
		w->cell_at[c] = -1;
	for (int32_t c = 0; c < p->ncells; c++) {
		w->cell_of_node[p->cell_node[c]] = c;
		if (w->f->cell_of[c] >= 0)
			w->cell_at[w->f->cell_of[c]] = c;
	}
}

static void list_hands(struct rebuilt *w)
{
	const struct problem *p = &w->f->problem;
	int32_t *next = mem_calloc((size_t)p->ncells + 1, sizeof *next);

	w->hand_start = mem_calloc((size_t)p->ncells + 1, sizeof *w->hand_start);
	w->hand_arc = mem_calloc((size_t)p->narcs, sizeof *w->hand_arc);
	for (int32_t a = 0; a < p->narcs; a++)
		if (w->f->arcs[a].kind == ARC_HAND)
			w->hand_start[w->cell_of_node[p->head[a]] + 1]++;
	for (int32_t c = 0; c < p->ncells; c++)
		next[c + 1] = w->hand_start[c + 1] += w->hand_start[c];
	for (int32_t a = 0; a < p->narcs; a++)
		if (w->f->arcs[a].kind == ARC_HAND)
			w->hand_arc[next[w->cell_of_node[p->head[a]]]++] = a;
	mem_free(next);
}

static int32_t hand_arc(const struct rebuilt *w, int32_t c, int32_t period)
{
	for (int32_t k = w->hand_start[c]; k < w->hand_start[c + 1]; k++)
		if (w->f->arcs[w->hand_arc[k]].depart == period)
			return w->hand_arc[k];
	return -1;
}

/* --- what was announced, as capacities --- */

static bool keeps_stock(const struct rebuilt *w, int32_t item)
{
	const struct scenario *s = w->g->scenario;

	for (int32_t k = 0; k < s->nminima; k++)
		if (s->minima[k].end_stock && s->minima[k].item == item)
			return true;
	return false;
}

/* What was called up of the goods behind a draw; what is not in a holder's
 * stock, and what may have to stay to the end, is open. */
static int64_t called_up(const struct rebuilt *w, int32_t a)
{
	const struct draw *d = &w->f->draws[w->f->arcs[a].draw];
	bool open = keeps_stock(w, w->f->arcs[a].item);
	int64_t sum = 0;

	for (int32_t k = d->first; k < d->first + d->count; k++) {
		const struct draw_lot *l = &w->f->draw_lots[k];
		bool stock = l->arrival < 0 && w->g->supply->lots[l->lot].line >= 0;
		sum += open || !stock || w->facts->called[l->lot] > l->units ? l->units : w->facts->called[l->lot];
	}
	return sum;
}

static int64_t announced_capacity(const struct rebuilt *w, int32_t a)
{
	const struct arc_meaning *m = &w->f->arcs[a];
	int64_t capacity = w->f->problem.capacity[a];

	switch ((enum arc_kind)m->kind) {
	case ARC_DRAW:
		return called_up(w, a);
	case ARC_SHIP:
	case ARC_LEG:
		return m->announced ? capacity : 0;
	case ARC_HAND:
		return w->f->cell_of[w->cell_of_node[w->f->problem.head[a]]] < 0 ? capacity : 0; /* end stock */
	case ARC_SERVE:
	case ARC_LEFT: /* the rest of the batch */
		return 0;
	case ARC_STAY:
	case ARC_CARRY:
	case ARC_MADE:
		break;
	}
	return capacity;
}

/* One row of what was to be handed out; false when it cannot be here any more. */
static bool fix_handout(struct rebuilt *w, const struct announced_handout *h)
{
	const struct cell *cell = &w->g->cells->cells[h->cell];
	const struct supply_lot *lot = &w->g->supply->lots[h->lot];
	int32_t c = w->cell_at[h->cell], arc;

	arc = find_spot(w->serves, w->nserves, (struct spot){lot->item, cell->place, h->period, lot->last_day,
		lot_layer(lot, cell->place), 0});
	if (arc < 0)
		return false;
	w->q.capacity[arc] += h->goods;
	if (h->units == 0)
		return true;
	arc = hand_arc(w, c, h->period);
	if (arc < 0)
		return false;
	w->q.capacity[arc] += h->units;
	w->got[c] += h->units;
	if (h->substitute >= 0) {
		int32_t batch = find_spot(w->batches, w->f->problem.nbatches,
			(struct spot){h->substitute, cell->place, h->period, 0, 0, 0});
		if (batch < 0)
			return false;
		w->made[batch] += h->units;
	}
	return true;
}

static bool fix_handouts(struct rebuilt *w)
{
	for (int32_t k = 0; k < w->facts->nhanded; k++)
		if (w->cell_at[w->facts->handed[k].cell] >= 0 && !fix_handout(w, &w->facts->handed[k]))
			return false;
	return true;
}

/* --- the problem in which all is fixed --- */

static void *longer(const void *items, int32_t n, int32_t more, size_t size)
{
	void *copy = mem_calloc((size_t)n + (size_t)more, size);

	if (n > 0)
		memcpy(copy, items, (size_t)n * size);
	return copy;
}

static void start_problem(struct rebuilt *w)
{
	const struct problem *p = &w->f->problem;
	struct problem *q = &w->q;
	int32_t terms = p->nbatches > 0 ? p->batch_start[p->nbatches] : 0;

	*q = *p;
	q->nrows = q->nbatches = q->nvisits = q->nlinks = q->nobjectives = 0;
	q->tail = longer(p->tail, p->narcs, terms, sizeof *q->tail);
	q->head = longer(p->head, p->narcs, terms, sizeof *q->head);
	q->capacity = longer(p->capacity, p->narcs, terms, sizeof *q->capacity);
	q->cell_node = longer(p->cell_node, p->ncells, terms, sizeof *q->cell_node);
	q->cell_demand = longer(p->cell_demand, p->ncells, terms, sizeof *q->cell_demand);
	q->cell_fact = longer(p->cell_fact, p->ncells, terms, sizeof *q->cell_fact);
	q->cell_least = longer(p->cell_least, p->ncells, terms, sizeof *q->cell_least);
	q->cell_tier = longer(p->cell_tier, p->ncells, terms, sizeof *q->cell_tier);
	q->cell_order = longer(p->cell_order, p->ncells, terms, sizeof *q->cell_order);
	for (int32_t a = 0; a < p->narcs; a++)
		q->capacity[a] = announced_capacity(w, a);
}

static void add_arc(struct problem *q, int32_t tail, int32_t head, int64_t capacity)
{
	q->tail[q->narcs] = tail;
	q->head[q->narcs] = head;
	q->capacity[q->narcs++] = capacity;
}

/* What a batch takes at a node goes to a cell made for it. */
static void take_there(struct problem *q, int32_t node, int64_t units)
{
	int32_t c = q->ncells++;

	q->cell_node[c] = q->nnodes++;
	q->cell_demand[c] = q->cell_least[c] = units;
	q->cell_fact[c] = 0;
	q->cell_tier[c] = TIER_HARD;
	q->cell_order[c] = c;
	add_arc(q, node, q->cell_node[c], units);
}

/* False when what was made is no whole number of batches, and none may be left of the last. */
static bool fix_batches(struct rebuilt *w, int64_t *times)
{
	const struct problem *p = &w->f->problem;

	for (int32_t b = 0; b < p->nbatches; b++) {
		int32_t first = p->batch_start[b];
		if (w->made[b] % p->batch_amount[first] != 0 && (!p->batch_left || p->batch_left[b] < 0))
			return false;
		times[b] = int_ceil_div(w->made[b], p->batch_amount[first]);
		if (times[b] == 0)
			continue;
		add_arc(&w->q, 0, p->batch_node[first], w->made[b]);
		for (int32_t k = first + 1; k < p->batch_start[b + 1]; k++)
			take_there(&w->q, p->batch_node[k], -p->batch_amount[k] * times[b]);
	}
	return true;
}

/* Every claim gets just what was announced. */
static bool fix_claims(struct rebuilt *w)
{
	const struct problem *p = &w->f->problem;

	for (int32_t c = 0; c < p->ncells; c++) {
		if (w->f->cell_of[c] < 0)
			continue;
		if (w->got[c] < p->cell_least[c] || w->got[c] > cell_need(p, c))
			return false;
		w->q.cell_least[c] = w->got[c];
		w->q.cell_tier[c] = TIER_HARD;
	}
	return true;
}

/* Where several flows do the same, the best of them, level by level. */
static void settle_flow(struct rebuilt *w, const int64_t *served, int64_t *flow, const struct stop *stop)
{
	const struct problem *p = &w->f->problem;
	struct simplex *simplex = simplex_open(&w->q, served, flow);
	int64_t *cost = mem_calloc((size_t)w->q.narcs, sizeof *cost);
	wide value;

	for (int32_t k = 0; k < p->nobjectives && !simplex_unique(simplex); k++) {
		memcpy(cost, p->objectives[k].cost, (size_t)p->narcs * sizeof *cost);
		if (simplex_level(simplex, cost, NULL, &value, NULL, stop) != ANSWER_OPTIMAL)
			break;
	}
	simplex_flow(simplex, flow, NULL);
	simplex_close(simplex);
	mem_free(cost);
}

static int64_t *find_flow(struct rebuilt *w, const struct stop *stop)
{
	const struct problem *p = &w->f->problem;
	int64_t *x = mem_calloc((size_t)problem_columns(p), sizeof *x);
	int64_t *served = NULL, *flow = NULL;
	char *cut = NULL;
	bool found = fix_claims(w) && fix_batches(w, x + p->narcs);

	if (found) {
		served = mem_calloc((size_t)w->q.ncells, sizeof *served);
		flow = mem_calloc((size_t)w->q.narcs, sizeof *flow);
		cut = mem_calloc((size_t)w->q.nnodes, 1);
		found = hard_pure(&w->q, served, flow, cut) == ANSWER_OPTIMAL;
	}
	if (found) {
		settle_flow(w, served, flow, stop);
		memcpy(x, flow, (size_t)p->narcs * sizeof *x);
		for (int32_t b = 0; b < p->nbatches; b++)
			if (p->batch_left && p->batch_left[b] >= 0)
				x[p->batch_left[b]] = p->batch_amount[p->batch_start[b]] * x[p->narcs + b]
					- x[p->batch_left[b] - 1];
		fill_visits(p, x);
		found = problem_feasible(p, x, NULL);
	}
	mem_free(served);
	mem_free(flow);
	mem_free(cut);
	if (!found) {
		mem_free(x);
		x = NULL;
	}
	return x;
}

static void rebuilt_release(struct rebuilt *w)
{
	mem_free(w->serves);
	mem_free(w->batches);
	mem_free(w->cell_of_node);
	mem_free(w->hand_start);
	mem_free(w->hand_arc);
	mem_free(w->cell_at);
	mem_free(w->made);
	mem_free(w->got);
	mem_free(w->q.tail);
	mem_free(w->q.head);
	mem_free(w->q.capacity);
	mem_free(w->q.cell_node);
	mem_free(w->q.cell_demand);
	mem_free(w->q.cell_fact);
	mem_free(w->q.cell_least);
	mem_free(w->q.cell_tier);
	mem_free(w->q.cell_order);
}

void fill_visits(const struct problem *p, int64_t *x)
{
	for (int32_t k = 0; k < p->nlinks; k++) {
		int64_t *visits = &x[p->narcs + p->nbatches + p->link_visit[k]];
		int64_t need = visits_needed(x[p->link_arc[k]], p->link_demand[k],
			p->visit_households[p->link_visit[k]]);
		*visits = *visits > need ? *visits : need;
	}
}

int64_t *rebuild_announced(const struct formulation *f, const struct ground *g,
	const struct facts *facts, const struct stop *stop)
{
	struct rebuilt w = {.f = f, .g = g, .facts = facts};
	int64_t *x;

	if (!facts->known)
		return NULL;
	list_serves(&w);
	list_batches(&w);
	number_cells(&w);
	list_hands(&w);
	start_problem(&w);
	x = fix_handouts(&w) ? find_flow(&w, stop) : NULL;
	rebuilt_release(&w);
	return x;
}
