/* Whole units of a coupled plan. Every limit is "at most", with positive
 * values, so less flow never breaks one: the plan is built up from nothing (or
 * from the networks whose rational flow is whole already) by paths from the
 * outside to a cell, first inside floor(flow), then inside ceil(flow), then
 * inside the true capacities, every limit being kept exactly after each path.
 * A path may turn back flow of others but never takes anything from a cell.
 *
 * Tier by tier: each cell to the floor of its goal, then one more unit in the
 * order (fractional part descending, cell_order), then whatever still fits, by
 * steps of fill rate. Visits are always the fewest whole ones that the flow
 * needs: v = floor((x - 1) households / demand) + 1. */
#include "solver/coupled.h"

#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DETOURS = 16, FILL_STEPS = 50, HURRY_STEPS = 10 };
enum { DEAD_FORWARD = 1, DEAD_AT_ALL = 2 };
/* Nodes that searches turning back may visit for one tier before only forward
 * paths are tried: some seconds, and never reached by small problems. */
static const int64_t TURNING_BACK_MOST = 60000000;
static const double WHOLE = 1e-6; /* a flow this near to a whole number is one */

struct adjacency {
	int32_t *start; /* [n + 1] */
	int32_t *item; /* [start[n]] */
	int64_t *value; /* same extent; NULL when there is none */
};

struct undo {
	int32_t arc;
	int64_t amount;
};

struct whole {
	const struct problem *p;
	int64_t *x; /* [ncolumns] */
	int64_t *room; /* [narcs] capacity of the present phase */
	int64_t *inflow; /* [ncells] */
	const int64_t *most; /* [ncells] */
	int32_t *cell_of; /* [nnodes] cell with this node, or -1 */
	int64_t *slack; /* [nrows] */
	int32_t nbroken; /* rows with negative slack */
	struct adjacency into, out; /* nodes -> arcs */
	struct adjacency limits; /* columns -> rows */
	struct adjacency arc_links, visit_links;

	/* search */
	int32_t *via; /* [nnodes] arc that leads on towards the target; ~arc when turned back */
	int32_t *seen; /* [nnodes] search that reached the node last */
	int32_t *banned; /* [narcs] search that must not use the arc */
	/* [nnodes] nothing can come here any more in this phase: DEAD_FORWARD by
	 * arcs with room, DEAD_AT_ALL nor by turning back flow of others */
	char *dead;
	int32_t *queue; /* [nnodes] */
	int32_t search, ban; /* stamps */
	int32_t nseen; /* nodes in queue */
	int64_t turning_back_left; /* nodes that may still be visited turning back */
	const struct stop *stop; /* once it is time: forward paths only, depth first, which is quick */
	bool hurry;
	int32_t *next; /* [nnodes] hurrying: arcs into the node before this one lead nowhere */
	bool circles; /* arcs go round in a circle: no quick search */
	int32_t searches; /* the clock is asked at every 64th */

	struct undo *undo; /* [nundo] */
	int32_t nundo, undo_room;
};

/* --- setting up --- */

/* Counts in start[key + 1] become lists; fill with adjacency_put. */
static void adjacency_prepare(struct adjacency *list, int32_t n)
{
	for (int32_t i = 0; i < n; i++)
		list->start[i + 1] += list->start[i];
	list->item = mem_calloc((size_t)list->start[n], sizeof *list->item);
}

static void adjacency_free(struct adjacency *list)
{
	mem_free(list->start);
	mem_free(list->item);
	mem_free(list->value);
}

static void adjacency_make(struct adjacency *list, int32_t n, const int32_t *key, int32_t nitems)
{
	int32_t *next = mem_calloc((size_t)n + 1, sizeof *next);

	list->start = mem_calloc((size_t)n + 1, sizeof *list->start);
	for (int32_t k = 0; k < nitems; k++)
		list->start[key[k] + 1]++;
	adjacency_prepare(list, n);
	memcpy(next, list->start, (size_t)n * sizeof *next);
	for (int32_t k = 0; k < nitems; k++)
		list->item[next[key[k]]++] = k;
	mem_free(next);
}

/* Rows of every column, from the columns of every row. */
static void adjacency_transpose(struct whole *w)
{
	const struct problem *p = w->p;
	struct adjacency *list = &w->limits;
	int32_t n = p->nrows ? p->row_start[p->nrows] : 0;

	adjacency_make(list, problem_columns(p), p->row_column, n);
	list->value = mem_calloc((size_t)n, sizeof *list->value);
	for (int32_t j = 0; j < problem_columns(p); j++)
		for (int32_t k = list->start[j], r = 0; k < list->start[j + 1]; k++) {
			int32_t place = list->item[k];

			/* places ascend, so rows do */
			while (p->row_start[r + 1] <= place)
				r++;
			list->value[k] = p->row_value[place];
			list->item[k] = r;
		}
}

static void whole_init(struct whole *w, const struct problem *p, const int64_t *most, int64_t *x)
{
	size_t nnodes = (size_t)p->nnodes, narcs = (size_t)p->narcs;

	memset(w, 0, sizeof *w);
	w->p = p;
	w->x = x;
	w->most = most;
	w->room = mem_calloc(narcs, sizeof *w->room);
	w->inflow = mem_calloc((size_t)p->ncells, sizeof *w->inflow);
	w->cell_of = mem_calloc(nnodes, sizeof *w->cell_of);
	w->slack = mem_calloc((size_t)p->nrows, sizeof *w->slack);
	w->via = mem_calloc(nnodes, sizeof *w->via);
	w->seen = mem_calloc(nnodes, sizeof *w->seen);
	w->banned = mem_calloc(narcs, sizeof *w->banned);
	w->dead = mem_calloc(nnodes, 1);
	w->next = mem_calloc(nnodes, sizeof *w->next);
	w->queue = mem_calloc(nnodes, sizeof *w->queue);
	adjacency_make(&w->into, p->nnodes, p->head, p->narcs);
	adjacency_make(&w->out, p->nnodes, p->tail, p->narcs);
	adjacency_make(&w->arc_links, p->narcs, p->link_arc, p->nlinks);
	adjacency_make(&w->visit_links, p->nvisits, p->link_visit, p->nlinks);
	adjacency_transpose(w);
	for (int32_t v = 0; v < p->nnodes; v++)
		w->cell_of[v] = -1;
	for (int32_t c = 0; c < p->ncells; c++)
		w->cell_of[p->cell_node[c]] = c;
}

static void whole_release(struct whole *w)
{
	mem_free(w->room);
	mem_free(w->inflow);
	mem_free(w->cell_of);
	mem_free(w->slack);
	mem_free(w->via);
	mem_free(w->seen);
	mem_free(w->banned);
	mem_free(w->dead);
	mem_free(w->next);
	mem_free(w->queue);
	mem_free(w->undo);
	adjacency_free(&w->into);
	adjacency_free(&w->out);
	adjacency_free(&w->arc_links);
	adjacency_free(&w->visit_links);
	adjacency_free(&w->limits);
}

/* --- changing columns; limits and visits follow --- */

static void change_column(struct whole *w, int32_t j, int64_t amount)
{
	const struct adjacency *list = &w->limits;

	w->x[j] += amount;
	for (int32_t k = list->start[j]; k < list->start[j + 1]; k++) {
		int64_t *slack = &w->slack[list->item[k]];

		w->nbroken -= *slack < 0;
		*slack -= list->value[k] * amount;
		w->nbroken += *slack < 0;
	}
}

static int32_t visit_column(const struct problem *p, int32_t visit)
{
	return p->narcs + p->nbatches + visit;
}

int64_t visits_for(const struct problem *p, int32_t link, int64_t x)
{
	int64_t households = p->visit_households[p->link_visit[link]];

	return x > 0 ? int_mul_div_floor(x - 1, households, p->link_demand[link]) + 1 : 0;
}

static int64_t visits_needed(const struct whole *w, int32_t visit)
{
	const struct adjacency *list = &w->visit_links;
	int64_t needed = 0;

	for (int32_t k = list->start[visit]; k < list->start[visit + 1]; k++) {
		int32_t link = list->item[k];
		int64_t n = visits_for(w->p, link, w->x[w->p->link_arc[link]]);

		if (n > needed)
			needed = n;
	}
	return needed;
}

static void change_arc(struct whole *w, int32_t a, int64_t amount)
{
	const struct adjacency *list = &w->arc_links;

	change_column(w, a, amount);
	for (int32_t k = list->start[a]; k < list->start[a + 1]; k++) {
		int32_t visit = w->p->link_visit[list->item[k]];
		int32_t column = visit_column(w->p, visit);
		int64_t change = visits_needed(w, visit) - w->x[column];

		if (change)
			change_column(w, column, change);
	}
}

static bool column_fits(const struct whole *w, int32_t j, int64_t amount)
{
	const struct adjacency *list = &w->limits;

	for (int32_t k = list->start[j]; k < list->start[j + 1]; k++)
		if (w->slack[list->item[k]] / list->value[k] < amount)
			return false;
	return true;
}

/* One unit more on the arc, looked at alone, breaks no limit. */
static bool arc_fits(const struct whole *w, int32_t a)
{
	const struct adjacency *list = &w->arc_links;

	if (!column_fits(w, a, 1))
		return false;
	for (int32_t k = list->start[a]; k < list->start[a + 1]; k++) {
		int32_t link = list->item[k], visit = w->p->link_visit[link];
		int32_t column = visit_column(w->p, visit);
		int64_t more = visits_for(w->p, link, w->x[a] + 1) - w->x[column];

		if (w->x[a] >= w->p->link_demand[link])
			return false;
		if (more > 0 && !column_fits(w, column, more))
			return false;
	}
	return true;
}

/* --- paths from the outside --- */

static bool visit_node(struct whole *w, int32_t v, int32_t via, char dead)
{
	if (w->seen[v] == w->search || (w->dead[v] & dead))
		return false;
	w->seen[v] = w->search;
	w->via[v] = via;
	w->queue[w->nseen++] = v;
	return v == 0;
}

/* Breadth first against the flow from target to the outside, past nodes that
 * are not dead; turning back: flow of others may be sent another way. */
static bool find_path(struct whole *w, int32_t target, bool turning_back)
{
	const struct problem *p = w->p;
	char dead = turning_back ? DEAD_AT_ALL : DEAD_AT_ALL | DEAD_FORWARD;

	w->search++;
	w->nseen = 0;
	visit_node(w, target, -1, dead);
	for (int32_t k = 0; k < w->nseen; k++) {
		int32_t v = w->queue[k];

		for (int32_t i = w->into.start[v]; i < w->into.start[v + 1]; i++) {
			int32_t a = w->into.item[i];

			if (w->x[a] < w->room[a] && w->banned[a] != w->ban && arc_fits(w, a) &&
				visit_node(w, p->tail[a], a, dead))
				return true;
		}
		for (int32_t i = w->out.start[v]; turning_back && i < w->out.start[v + 1]; i++) {
			int32_t a = w->out.item[i];

			if (w->x[a] > 0 && visit_node(w, p->head[a], ~a, dead))
				return true;
		}
	}
	return false;
}

/* The same forward and depth first: what leads nowhere is left for good, so that
 * all searches together take hardly more than the paths they find. */
static bool find_quickly(struct whole *w, int32_t target)
{
	const struct problem *p = w->p;
	int32_t depth = 0;

	w->search++;
	w->nseen = 0;
	if (w->dead[target])
		return false;
	w->seen[target] = w->search;
	w->via[target] = -1;
	w->queue[0] = target;
	while (depth >= 0) {
		int32_t v = w->queue[depth], a, u;

		if (w->next[v] == w->into.start[v + 1]) {
			w->dead[v] |= DEAD_FORWARD;
			depth--;
			continue;
		}
		a = w->into.item[w->next[v]];
		u = p->tail[a];
		if (w->x[a] >= w->room[a] || w->dead[u] || !arc_fits(w, a)) {
			w->next[v]++;
			continue;
		}
		if (w->seen[u] == w->search) {
			w->circles = true;
			return find_path(w, target, false);
		}
		w->seen[u] = w->search;
		w->via[u] = a;
		if (u == 0)
			return true;
		w->queue[++depth] = u;
	}
	return false;
}

/* Limits or rooms got looser: anything may come anywhere again. */
static void revive(struct whole *w)
{
	memset(w->dead, 0, (size_t)w->p->nnodes);
	memcpy(w->next, w->into.start, (size_t)w->p->nnodes * sizeof *w->next);
}

/* The most that the arcs of the path found can carry. */
static int64_t path_room(const struct whole *w, int64_t amount)
{
	const struct problem *p = w->p;

	for (int32_t v = 0; w->via[v] != -1;) {
		int32_t a = w->via[v] >= 0 ? w->via[v] : ~w->via[v];
		int64_t room = w->via[v] >= 0 ? w->room[a] - w->x[a] : w->x[a];

		if (room < amount)
			amount = room;
		v = w->via[v] >= 0 ? p->head[a] : p->tail[a];
	}
	return amount;
}

static void path_apply(struct whole *w, int64_t amount)
{
	const struct problem *p = w->p;

	for (int32_t v = 0; w->via[v] != -1;) {
		int32_t a = w->via[v] >= 0 ? w->via[v] : ~w->via[v];

		change_arc(w, a, w->via[v] >= 0 ? amount : -amount);
		v = w->via[v] >= 0 ? p->head[a] : p->tail[a];
	}
}

static bool in_broken_row(const struct whole *w, int32_t j)
{
	for (int32_t k = w->limits.start[j]; k < w->limits.start[j + 1]; k++)
		if (w->slack[w->limits.item[k]] < 0)
			return true;
	return false;
}

/* With the path applied: bans its arcs that load a broken row. */
static void ban_breaking(struct whole *w)
{
	const struct problem *p = w->p;

	for (int32_t v = 0; w->via[v] != -1;) {
		int32_t a = w->via[v] >= 0 ? w->via[v] : ~w->via[v];
		bool breaks = in_broken_row(w, a);

		for (int32_t k = w->arc_links.start[a]; k < w->arc_links.start[a + 1]; k++)
			breaks = breaks || in_broken_row(w,
				visit_column(p, p->link_visit[w->arc_links.item[k]]));
		if (breaks && w->via[v] >= 0)
			w->banned[a] = w->ban;
		v = w->via[v] >= 0 ? p->head[a] : p->tail[a];
	}
}

static void path_remember(struct whole *w, int64_t amount)
{
	const struct problem *p = w->p;

	for (int32_t v = 0; w->via[v] != -1;) {
		int32_t a = w->via[v] >= 0 ? w->via[v] : ~w->via[v];
		int32_t k = ARRAY_ADD(&w->undo, &w->nundo, &w->undo_room);

		w->undo[k] = (struct undo){a, w->via[v] >= 0 ? amount : -amount};
		v = w->via[v] >= 0 ? p->head[a] : p->tail[a];
	}
}

static bool time_is_up(struct whole *w)
{
	if (!w->hurry && w->searches++ % 64 == 0)
		w->hurry = stop_now(w->stop);
	return w->hurry;
}

/* Brings up to amount units from the outside to node target; returns how many
 * (of one path), 0 when none can come. The caller accounts for what arrives. */
static int64_t bring(struct whole *w, int32_t target, int64_t amount)
{
	bool turning_back = false;

	time_is_up(w);
	w->ban++;
	for (int detour = 0; detour < MOST_DETOURS;) {
		int64_t n;

		bool found = w->hurry && detour == 0 && !turning_back && !w->circles
			? find_quickly(w, target) : find_path(w, target, turning_back);

		if (turning_back)
			w->turning_back_left -= w->nseen;
		if (!found) {
			/* without bans the failure holds until limits get looser again */
			for (int32_t k = 0; detour == 0 && k < w->nseen; k++)
				w->dead[w->queue[k]] |= turning_back ? DEAD_AT_ALL : DEAD_FORWARD;
			if (turning_back || w->turning_back_left <= 0 || w->hurry)
				return 0;
			turning_back = true;
			continue;
		}
		for (n = path_room(w, amount); n > 0; n /= 2) {
			path_apply(w, n);
			if (w->nbroken == 0) {
				path_remember(w, n);
				return n;
			}
			if (n == 1)
				ban_breaking(w);
			path_apply(w, -n);
		}
		detour++;
	}
	return 0;
}

static void raise_cell(struct whole *w, int32_t c, int64_t goal)
{
	if (goal > w->most[c])
		goal = w->most[c];
	while (w->inflow[c] < goal) {
		int64_t n = bring(w, w->p->cell_node[c], goal - w->inflow[c]);

		if (n == 0)
			break;
		w->inflow[c] += n;
	}
	w->nundo = 0;
}

/* --- batches --- */

/* Takes amount units that appeared at node v on to cells, or to the outside, along free arcs. */
static bool pass_on(struct whole *w, int32_t v, int64_t *amount, int32_t depth)
{
	const struct problem *p = w->p;
	int32_t c = w->cell_of[v];

	if (v == 0) {
		*amount = 0; /* nobody needs it */
		return true;
	}
	if (c >= 0) {
		int64_t n = w->most[c] - w->inflow[c];

		n = n < *amount ? n : *amount;
		if (n > 0) {
			int32_t k = ARRAY_ADD(&w->undo, &w->nundo, &w->undo_room);

			w->undo[k] = (struct undo){~c, n};
			w->inflow[c] += n;
			*amount -= n;
		}
		return *amount == 0;
	}
	for (int32_t i = w->out.start[v]; i < w->out.start[v + 1] && depth < 64; i++) {
		int32_t a = w->out.item[i];

		/* unit by unit: the limits along the way are kept one at a time */
		while (*amount > 0 && w->x[a] < w->room[a] && arc_fits(w, a)) {
			int64_t one = 1;
			int32_t k = ARRAY_ADD(&w->undo, &w->nundo, &w->undo_room);

			w->undo[k] = (struct undo){a, 1};
			change_arc(w, a, 1);
			if (!pass_on(w, p->head[a], &one, depth + 1)) {
				change_arc(w, a, -1);
				w->nundo--;
				break;
			}
			(*amount)--;
		}
	}
	return *amount == 0;
}

static void take_back(struct whole *w)
{
	while (w->nundo > 0) {
		const struct undo *u = &w->undo[--w->nundo];

		if (u->arc >= 0)
			change_arc(w, u->arc, -u->amount);
		else
			w->inflow[~u->arc] -= u->amount;
	}
}

/* Adds n batches as a whole or not at all. */
static bool add_batches(struct whole *w, int32_t b, int64_t n)
{
	const struct problem *p = w->p;
	int32_t column = p->narcs + b;
	bool fits = n <= p->batch_most[b] - w->x[column] && column_fits(w, column, n);

	w->nundo = 0;
	if (!fits)
		return false;
	change_column(w, column, n);
	for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1] && fits; k++) {
		int64_t amount = p->batch_amount[k] * n;

		while (amount < 0 && fits) {
			int64_t came = bring(w, p->batch_node[k], -amount);

			amount += came;
			fits = came > 0;
		}
	}
	for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1] && fits; k++) {
		int64_t amount = p->batch_amount[k] * n;

		if (amount > 0)
			fits = pass_on(w, p->batch_node[k], &amount, 0);
	}
	if (!fits || w->nbroken) {
		take_back(w);
		change_column(w, column, -n);
		fits = false;
	}
	revive(w); /* what was left of the batch may serve others */
	w->nundo = 0;
	return fits;
}

/* Whole batches up to what the flow has, as many at a time as fit. */
static void follow_batches(struct whole *w, const double *flow)
{
	const struct problem *p = w->p;

	for (int32_t b = 0; b < p->nbatches; b++) {
		int64_t wanted = (int64_t)floor(flow[p->narcs + b] + WHOLE) - w->x[p->narcs + b];

		for (int64_t n = wanted; n > 0;) {
			if (add_batches(w, b, n))
				wanted -= n;
			else
				n /= 2;
			n = n < wanted ? n : wanted;
		}
	}
}

/* Does batch b give at the cell's node or one arc before it? */
static bool batch_serves(const struct whole *w, int32_t b, int32_t c)
{
	const struct problem *p = w->p;
	int32_t v = p->cell_node[c];

	for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1]; k++) {
		int32_t to = k == p->batch_start[b] ? problem_batch_counter(p, b) : p->batch_node[k];

		if (p->batch_amount[k] < 0)
			continue;
		if (to == v)
			return true;
		for (int32_t i = w->into.start[v]; i < w->into.start[v + 1]; i++)
			if (p->tail[w->into.item[i]] == to)
				return true;
	}
	return false;
}

static void raise_by_batches(struct whole *w, int32_t c, int64_t goal)
{
	for (int32_t b = 0; b < w->p->nbatches && w->inflow[c] < goal; b++)
		if (batch_serves(w, b, c))
			while (w->inflow[c] < goal && add_batches(w, b, 1))
				continue;
}

/* --- phases --- */

enum phase { PHASE_FLOOR, PHASE_CEIL, PHASE_FREE };

static void set_phase(struct whole *w, enum phase phase, const double *flow)
{
	const struct problem *p = w->p;

	revive(w);
	for (int32_t a = 0; a < p->narcs; a++) {
		int64_t room = p->capacity[a];

		if (phase != PHASE_FREE) {
			double near = phase == PHASE_FLOOR ? floor(flow[a] + WHOLE) :
				ceil(flow[a] - WHOLE);

			if (near < (double)room)
				room = near > 0.0 ? (int64_t)near : 0;
		}
		/* what is there already may stay */
		w->room[a] = room > w->x[a] ? room : w->x[a];
	}
}

struct place {
	int32_t cell, tier, order;
	bool announced; /* the unit beyond the floor */
	int64_t whole; /* floor of the goal */
	int64_t part; /* fractional part in millionths */
};

static int by_place(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->announced != b->announced)
		return a->announced ? -1 : 1;
	if (a->part != b->part)
		return a->part > b->part ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static struct place *order_cells(const struct problem *p, const double *goal)
{
	struct place *place = mem_calloc((size_t)p->ncells, sizeof *place);

	for (int32_t c = 0; c < p->ncells; c++) {
		double whole = floor(goal[c] + WHOLE);
		double part = (goal[c] - whole) * 1e6;

		place[c] = (struct place){c, p->cell_tier[c], p->cell_order[c],
			p->cell_announced && (double)(p->cell_announced[c] - p->cell_fact[c]) > whole,
			(int64_t)whole, part > 1.0 ? (int64_t)part : 0};
	}
	if (p->ncells)
		qsort(place, (size_t)p->ncells, sizeof *place, by_place);
	return place;
}

/* Cells place[0 .. n) of one tier, to a part of their goals (extra: one unit
 * more where the goal is no whole number). */
static void raise_part(struct whole *w, const struct place *place, int32_t n, int step, int nsteps,
	bool extra)
{
	for (int32_t i = 0; i < n; i++) {
		int32_t c = place[i].cell;
		int64_t goal = int_mul_div_ceil(place[i].whole, step, nsteps) +
			(extra && place[i].part);

		if (goal < w->p->cell_least[c])
			goal = w->p->cell_least[c];
		raise_cell(w, c, goal);
	}
}

static void raise_by_all_batches(struct whole *w, const struct place *place, int32_t n, bool extra)
{
	for (int32_t i = 0; i < n && w->p->nbatches; i++) {
		int32_t c = place[i].cell;
		int64_t goal = place[i].whole + (extra && place[i].part);

		if (goal < w->p->cell_least[c])
			goal = w->p->cell_least[c];
		if (w->inflow[c] < goal)
			raise_by_batches(w, c, goal);
	}
}

/* evenly: all cells to 2% of their goals, then to 4%, ..., for goals that are
 * perhaps too much; else each straight to its own. */
static void raise_to_goals(struct whole *w, const struct place *place, int32_t n,
	const double *flow, bool evenly)
{
	int nsteps = evenly ? FILL_STEPS : 1;

	for (int extra = 0; extra <= 1; extra++)
		for (enum phase phase = flow ? PHASE_FLOOR : PHASE_FREE; phase <= PHASE_FREE;
			phase++) {
			set_phase(w, phase, flow);
			for (int step = extra ? nsteps : 1; step <= nsteps; step++)
				raise_part(w, place, n, step, nsteps, extra);
			if (phase == PHASE_FREE)
				raise_by_all_batches(w, place, n, extra);
		}
}

/* Whatever still fits, evenly: all cells to 2%, then to 4%, ...; in a hurry to
 * 10%, then to 20%, ... */
static void fill_up(struct whole *w, const struct place *place, int32_t n)
{
	const struct problem *p = w->p;
	int nsteps = time_is_up(w) ? HURRY_STEPS : FILL_STEPS;

	set_phase(w, PHASE_FREE, NULL);
	for (int step = 1; step <= nsteps; step++)
		for (int32_t i = 0; i < n; i++) {
			int32_t c = place[i].cell;
			int64_t goal = int_mul_div_ceil(p->cell_demand[c], step, nsteps) -
				p->cell_fact[c];

			raise_cell(w, c, goal);
		}
}

/* --- starting from the networks that are whole already --- */

static bool near_whole(double value)
{
	return fabs(value - rint(value)) <= WHOLE;
}

/* parent [nnodes]: union-find of the nodes joined by arcs and batches. */
static int32_t *join_nodes(const struct problem *p)
{
	int32_t *parent = mem_calloc((size_t)p->nnodes, sizeof *parent);

	for (int32_t v = 0; v < p->nnodes; v++)
		parent[v] = v;
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] && p->head[a])
			node_join(parent, p->tail[a], p->head[a]);
	for (int32_t b = 0; b < p->nbatches; b++)
		for (int32_t k = p->batch_start[b] + 1; k < p->batch_start[b + 1]; k++)
			node_join(parent, p->batch_node[k - 1], p->batch_node[k]);
	return parent;
}

static int32_t inner_node(const struct problem *p, int32_t a)
{
	return p->head[a] ? p->head[a] : p->tail[a];
}

/* Copies the flow of networks in which all of it is whole. */
static void copy_whole_networks(struct whole *w, const double *flow)
{
	const struct problem *p = w->p;
	int32_t *parent = join_nodes(p);
	char *broken = mem_calloc((size_t)p->nnodes, 1);

	for (int32_t a = 0; a < p->narcs; a++)
		if (!near_whole(flow[a]))
			broken[node_root(parent, inner_node(p, a))] = 1;
	for (int32_t b = 0; b < p->nbatches; b++)
		if (!near_whole(flow[p->narcs + b]))
			broken[node_root(parent, p->batch_node[p->batch_start[b]])] = 1;
	for (int32_t a = 0; a < p->narcs; a++)
		if (!broken[node_root(parent, inner_node(p, a))] && rint(flow[a]) > 0.0)
			change_arc(w, a, (int64_t)rint(flow[a]));
	for (int32_t b = 0; b < p->nbatches; b++) {
		int32_t j = p->narcs + b;

		if (!broken[node_root(parent, p->batch_node[p->batch_start[b]])] &&
			rint(flow[j]) > 0.0)
			change_column(w, j, (int64_t)rint(flow[j]));
	}
	mem_free(parent);
	mem_free(broken);
}

static void copy_plan(struct whole *w, const int64_t *first)
{
	const struct problem *p = w->p;

	for (int32_t a = 0; a < p->narcs; a++)
		change_arc(w, a, first[a]);
	for (int32_t b = 0; b < p->nbatches; b++)
		change_column(w, p->narcs + b, first[p->narcs + b]);
}

static void start_from_nothing(struct whole *w)
{
	const struct problem *p = w->p;

	memset(w->x, 0, (size_t)problem_columns(p) * sizeof *w->x);
	memset(w->inflow, 0, (size_t)p->ncells * sizeof *w->inflow);
	for (int32_t r = 0; r < p->nrows; r++)
		w->slack[r] = p->row_bound[r];
	w->nbroken = 0;
}

/* Every balance, bound and limit but the least values. */
static bool keeps_all(struct whole *w)
{
	const struct problem *p = w->p;
	wide *balance = mem_calloc((size_t)p->nnodes, sizeof *balance);
	bool good = w->nbroken == 0;

	for (int32_t a = 0; a < p->narcs; a++) {
		good = good && w->x[a] >= 0 && w->x[a] <= p->capacity[a];
		balance[p->head[a]] += w->x[a];
		balance[p->tail[a]] -= w->x[a];
		for (int32_t k = w->arc_links.start[a]; k < w->arc_links.start[a + 1]; k++)
			good = good && w->x[a] <= p->link_demand[w->arc_links.item[k]];
	}
	for (int32_t b = 0; b < p->nbatches; b++) {
		good = good && w->x[p->narcs + b] <= p->batch_most[b];
		for (int32_t k = p->batch_start[b]; k < p->batch_start[b + 1]; k++)
			balance[p->batch_node[k]] +=
				(wide)p->batch_amount[k] * w->x[p->narcs + b];
	}
	for (int32_t v = 1; v < p->nnodes; v++) {
		int32_t c = w->cell_of[v];
		wide most = c >= 0 ? w->most[c] : 0;

		good = good && balance[v] >= 0 && balance[v] <= most;
		if (c >= 0)
			w->inflow[c] = good ? (int64_t)balance[v] : 0;
	}
	mem_free(balance);
	return good;
}

/* --- the whole job --- */

bool whole_plan(const struct problem *p, const double *flow, const int64_t *first,
	const double *goal, const int64_t *most, bool evenly, int64_t *x)
{
	return whole_plan_until(p, flow, first, goal, most, evenly, NULL, x);
}

bool whole_plan_until(const struct problem *p, const double *flow, const int64_t *first,
	const double *goal, const int64_t *most, bool evenly, const struct stop *stop, int64_t *x)
{
	struct whole w;
	struct place *place = order_cells(p, goal);
	bool least_met = true;

	whole_init(&w, p, most, x);
	w.stop = stop;
	start_from_nothing(&w);
	w.turning_back_left = TURNING_BACK_MOST;
	if (first) {
		copy_plan(&w, first);
		if (!keeps_all(&w))
			start_from_nothing(&w);
	} else if (flow) {
		copy_whole_networks(&w, flow);
		if (!keeps_all(&w))
			start_from_nothing(&w);
		set_phase(&w, PHASE_FLOOR, flow);
		follow_batches(&w, flow);
	}
	for (int32_t i = 0, n; i < p->ncells; i += n) {
		for (n = 1; i + n < p->ncells && place[i + n].tier == place[i].tier; n++)
			continue;
		w.turning_back_left = TURNING_BACK_MOST;
		raise_to_goals(&w, place + i, n, flow, evenly);
		fill_up(&w, place + i, n);
	}
	for (int32_t c = 0; c < p->ncells; c++)
		least_met = least_met && w.inflow[c] >= p->cell_least[c];
	whole_release(&w);
	mem_free(place);
	return least_met;
}
