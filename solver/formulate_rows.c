#include "solver/formulate_parts.h"

#include "models/travel.h"

#include <stdlib.h>
#include <string.h>

struct row_term {
	int32_t bound, period; /* which row; period -1 = whole horizon */
	int32_t column;
	int64_t value;
};
struct rows {
	struct row_term *terms;
	int32_t nterms, room;
};

static int row_term_compare(const void *a, const void *b)
{
	const struct row_term *x = a, *y = b;

	if (x->bound != y->bound)
		return x->bound < y->bound ? -1 : 1;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

static void add_row_term(struct rows *rows, int32_t bound, int32_t period, int32_t column, int64_t value)
{
	int32_t k;

	if (value <= 0)
		return;
	k = ARRAY_ADD(&rows->terms, &rows->nterms, &rows->room);
	rows->terms[k] = (struct row_term){bound, period, column, value};
}

static void add_leg_terms(struct formulation *f, const struct ground *g, const struct bounds *bounds,
	struct rows *rows)
{
	char *active = mem_calloc((size_t)bounds->nbounds, 1);
	int32_t *counting = mem_calloc((size_t)bounds->leg_most, sizeof *counting);

	for (int32_t k = 0; k < f->nactive; k++)
		active[f->active[k]] = 1;
	for (int32_t a = 0; f->nactive > 0 && a < f->problem.narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		int32_t n = m->kind == ARC_SHIP
			? bounds_of_leg(bounds, g, m->item, m->route, m->depart, counting) : 0;
		for (int32_t k = 0; k < n; k++) {
			const struct bound *b = &bounds->bounds[counting[k]];
			if (active[counting[k]])
				add_row_term(rows, counting[k], b->whole ? -1 : m->depart, a,
					bound_share(g, bounds, b, m->item, m->route));
		}
	}
	mem_free(active);
	mem_free(counting);
}

/* A visit column for every (bound, place, group, period) that an active helpers
 * bound counts, linked to the hand arcs of the group's cells there: bounds that
 * count other items count other visits. */
struct visit_key {
	int32_t bound, place_rank, group_rank, period;
	int32_t place, group, arc, cell;
};

static int visit_key_compare(const void *a, const void *b)
{
	const struct visit_key *x = a, *y = b;

	if (x->bound != y->bound)
		return x->bound < y->bound ? -1 : 1;
	if (x->place_rank != y->place_rank)
		return x->place_rank < y->place_rank ? -1 : 1;
	if (x->group_rank != y->group_rank)
		return x->group_rank < y->group_rank ? -1 : 1;
	if (x->period != y->period)
		return x->period < y->period ? -1 : 1;
	return (x->arc > y->arc) - (x->arc < y->arc);
}

static struct visit_key *list_visits(const struct formulation *f, const struct ground *g,
	const struct bounds *bounds, int32_t *nkeys)
{
	const struct problem *p = &f->problem;
	int32_t *cell_at = mem_calloc((size_t)p->nnodes, sizeof *cell_at);
	struct visit_key *keys = NULL;
	int32_t n = 0, room = 0;

	for (int32_t c = 0; c < p->ncells; c++)
		cell_at[p->cell_node[c]] = c;
	for (int32_t a = 0; f->nactive > 0 && a < p->narcs; a++) {
		int32_t c = cell_at[p->head[a]];
		const struct cell *cell;
		if (f->arcs[a].kind != ARC_HAND || f->cell_of[c] < 0)
			continue;
		cell = &g->cells->cells[f->cell_of[c]];
		if (!needs_visit(g, cell->group))
			continue;
		for (int32_t k = 0; k < f->nactive; k++) {
			int32_t at;
			if (!bound_counts_visit(g, &bounds->bounds[f->active[k]], cell->item, cell->place,
				    f->arcs[a].depart))
				continue;
			at = ARRAY_ADD(&keys, &n, &room);
			keys[at] = (struct visit_key){f->active[k], g->place_rank[cell->place],
				g->group_rank[cell->group], f->arcs[a].depart, cell->place, cell->group, a, c};
		}
	}
	if (n > 0)
		qsort(keys, (size_t)n, sizeof *keys, visit_key_compare);
	mem_free(cell_at);
	*nkeys = n;
	return keys;
}

static bool same_visit(const struct visit_key *x, const struct visit_key *y)
{
	return x->bound == y->bound && x->place == y->place && x->group == y->group
		&& x->period == y->period;
}

static void add_visits(struct formulation *f, const struct ground *g, const struct bounds *bounds,
	struct rows *rows)
{
	struct problem *p = &f->problem;
	int32_t n;
	struct visit_key *keys = list_visits(f, g, bounds, &n);

	p->visit_households = mem_calloc((size_t)n, sizeof(int64_t));
	p->link_arc = mem_calloc((size_t)n, sizeof(int32_t));
	p->link_visit = mem_calloc((size_t)n, sizeof(int32_t));
	p->link_demand = mem_calloc((size_t)n, sizeof(int64_t));
	f->visit_place = mem_calloc((size_t)n, sizeof(int32_t));
	f->visit_group = mem_calloc((size_t)n, sizeof(int32_t));
	f->visit_period = mem_calloc((size_t)n, sizeof(int32_t));
	for (int32_t k = 0; k < n; k++) {
		const struct visit_key *key = &keys[k];
		if (k == 0 || !same_visit(key, &keys[k - 1])) {
			int32_t v = p->nvisits++;
			f->visit_place[v] = key->place;
			f->visit_group[v] = key->group;
			f->visit_period[v] = key->period;
			p->visit_households[v] = ground_households(g, key->place, key->group, key->period);
			add_row_term(rows, key->bound, key->period, p->narcs + p->nbatches + v,
				g->scenario->groups[key->group].visit_minutes);
		}
		p->link_arc[p->nlinks] = key->arc;
		p->link_visit[p->nlinks] = p->nvisits - 1;
		p->link_demand[p->nlinks++] = p->cell_demand[key->cell];
	}
	mem_free(keys);
}

/* Values of a row and its bound, divided by what the values have in common;
 * halved, to the safe side, while the bound is too large for an engine. */
static int64_t reduce_row(struct row_term *terms, int32_t n, wide most)
{
	int64_t common = 0;

	for (int32_t k = 0; k < n; k++)
		common = int_gcd(common, terms[k].value);
	for (int32_t k = 0; k < n; k++)
		terms[k].value /= common;
	most = wide_floor_div(most, common);
	while (most > INT64_MAX / 4) {
		for (int32_t k = 0; k < n; k++)
			terms[k].value = (terms[k].value + 1) / 2;
		most /= 2;
	}
	return (int64_t)most;
}

/* A row over a single arc is the arc's own capacity: the problem stays pure. */
static void make_rows(struct formulation *f, const struct bounds *bounds, int32_t nperiods,
	struct rows *rows)
{
	struct problem *p = &f->problem;
	int32_t first = 0, filled = 0;

	if (rows->nterms > 0)
		qsort(rows->terms, (size_t)rows->nterms, sizeof *rows->terms, row_term_compare);
	p->row_start = mem_calloc((size_t)rows->nterms + 1, sizeof(int32_t));
	p->row_bound = mem_calloc((size_t)rows->nterms, sizeof(int64_t));
	p->row_column = mem_calloc((size_t)rows->nterms, sizeof(int32_t));
	p->row_value = mem_calloc((size_t)rows->nterms, sizeof(int64_t));
	f->row_of = mem_calloc((size_t)rows->nterms, sizeof(int32_t));
	f->row_period = mem_calloc((size_t)rows->nterms, sizeof(int32_t));
	for (int32_t k = 1; k <= rows->nterms; k++) {
		struct row_term *head = &rows->terms[first];
		int64_t most;
		if (k < rows->nterms && rows->terms[k].bound == head->bound
			&& rows->terms[k].period == head->period)
			continue;
		most = reduce_row(head, k - first, bound_left(&bounds->bounds[head->bound],
			head->period < 0 ? nperiods : head->period));
		if (k - first == 1 && head->column < p->narcs) {
			if (most < p->capacity[head->column])
				p->capacity[head->column] = most;
		} else {
			for (int32_t j = first; j < k; j++) {
				p->row_column[filled] = rows->terms[j].column;
				p->row_value[filled++] = rows->terms[j].value;
			}
			p->row_bound[p->nrows] = most;
			f->row_of[p->nrows] = head->bound;
			f->row_period[p->nrows] = head->period;
			p->row_start[++p->nrows] = filled;
		}
		first = k;
	}
	mem_free(rows->terms);
}

void formulate_rows(struct formulation *f, const struct ground *g, const struct bounds *bounds)
{
	struct rows rows = {0};

	add_leg_terms(f, g, bounds, &rows);
	add_visits(f, g, bounds, &rows);
	make_rows(f, bounds, g->scenario->nperiods, &rows);
}

void formulation_use(const struct formulation *f, const struct ground *g,
	const struct bounds *bounds, const int64_t *x, wide *used, char *taken)
{
	size_t width = (size_t)g->scenario->nperiods + 1;
	int32_t *counting = mem_calloc((size_t)bounds->leg_most, sizeof *counting);

	for (int32_t a = 0; a < f->problem.narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		int32_t n = m->kind == ARC_SHIP && x[a] > 0
			? bounds_of_leg(bounds, g, m->item, m->route, m->depart, counting) : 0;
		for (int32_t k = 0; k < n; k++) {
			const struct bound *b = &bounds->bounds[counting[k]];
			int64_t share = bound_share(g, bounds, b, m->item, m->route);
			size_t period = (size_t)(b->whole ? g->scenario->nperiods : m->depart);
			used[(size_t)counting[k] * width + period] += (wide)x[a] * share;
			if (taken && share > 0)
				taken[counting[k]] = 1;
		}
	}
	mem_free(counting);
}
