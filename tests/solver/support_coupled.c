#include "tests/solver/support_coupled.h"

#include "base/memory.h"

static void add_visits(struct problem *p, struct support_random *r, int32_t most)
{
	p->nvisits = (int32_t)support_between(r, 0, most);
	p->visit_households = mem_calloc((size_t)p->nvisits, sizeof *p->visit_households);
	p->link_arc = mem_calloc((size_t)p->narcs, sizeof *p->link_arc);
	p->link_visit = mem_calloc((size_t)p->narcs, sizeof *p->link_visit);
	p->link_demand = mem_calloc((size_t)p->narcs, sizeof *p->link_demand);
	for (int32_t k = 0; k < p->nvisits; k++)
		p->visit_households[k] = support_between(r, 1, 5);
	for (int32_t a = 0; a < p->narcs && p->nvisits; a++)
		for (int32_t c = 0; c < p->ncells; c++) {
			if (p->head[a] != p->cell_node[c] || support_between(r, 0, 1))
				continue;
			p->link_arc[p->nlinks] = a;
			p->link_visit[p->nlinks] = (int32_t)support_between(r, 0, p->nvisits - 1);
			p->link_demand[p->nlinks++] = p->cell_demand[c];
		}
}

static bool linked(const struct problem *p, int32_t node)
{
	for (int32_t l = 0; l < p->nlinks; l++)
		if (p->head[p->link_arc[l]] == node)
			return true;
	return false;
}

/* Takes 1 to 3 units at a hub, gives 1 to 3 to a cell. */
static void add_batches(struct problem *p, struct support_random *r, int32_t most)
{
	int32_t wanted = (int32_t)support_between(r, 0, most), nhubs = p->nnodes - p->ncells - 1;

	p->batch_start = mem_calloc((size_t)most + 1, sizeof *p->batch_start);
	p->batch_node = mem_calloc((size_t)most * 2, sizeof *p->batch_node);
	p->batch_amount = mem_calloc((size_t)most * 2, sizeof *p->batch_amount);
	p->batch_most = mem_calloc((size_t)most, sizeof *p->batch_most);
	while (wanted-- > 0) {
		int32_t cell = support_cell(p, (int32_t)support_between(r, 0, p->ncells - 1));
		int32_t b = p->nbatches, at = p->batch_start[b];

		if (linked(p, cell))
			continue;
		p->batch_node[at] = (int32_t)support_between(r, 1, nhubs);
		p->batch_amount[at] = -support_between(r, 1, 3);
		p->batch_node[at + 1] = cell;
		p->batch_amount[at + 1] = support_between(r, 1, 3);
		p->batch_most[b] = support_between(r, 0, 6);
		p->batch_start[b + 1] = at + 2;
		p->nbatches++;
	}
}

static void add_rows(struct problem *p, struct support_random *r, int32_t most)
{
	int32_t n = 0, ncolumns = problem_columns(p);

	p->nrows = (int32_t)support_between(r, 1, most);
	p->row_bound = mem_calloc((size_t)p->nrows, sizeof *p->row_bound);
	p->row_start = mem_calloc((size_t)p->nrows + 1, sizeof *p->row_start);
	p->row_column = mem_calloc((size_t)p->nrows * (size_t)ncolumns, sizeof *p->row_column);
	p->row_value = mem_calloc((size_t)p->nrows * (size_t)ncolumns, sizeof *p->row_value);
	for (int32_t row = 0; row < p->nrows; row++) {
		p->row_bound[row] = support_between(r, 0, 30);
		for (int32_t j = 0; j < ncolumns; j++)
			if (support_between(r, 0, 2) == 0) {
				p->row_column[n] = j;
				p->row_value[n++] = support_between(r, 1, 4);
			}
		p->row_start[row + 1] = n;
	}
}

static void add_objectives(struct problem *p, struct support_random *r, int32_t n)
{
	p->nobjectives = n;
	p->objectives = mem_calloc((size_t)n, sizeof *p->objectives);
	for (int32_t k = 0; k < n; k++) {
		struct objective *o = &p->objectives[k];

		o->kind = k + 1 == n ? OBJECTIVE_CANONICAL : OBJECTIVE_COST;
		o->item = -1;
		o->scale = 1;
		o->constant = support_between(r, -5, 5);
		o->cost = mem_calloc((size_t)problem_columns(p), sizeof *o->cost);
		for (int32_t j = 0; j < problem_columns(p); j++)
			o->cost[j] = k + 1 == n ? (int64_t)(support_word(r) >> 2) :
				support_between(r, -1, 9);
	}
}

void support_couple(struct problem *p, struct support_random *r,
	const struct support_coupling *coupling)
{
	add_visits(p, r, coupling->visits_most);
	add_batches(p, r, coupling->batches_most);
	add_rows(p, r, coupling->rows_most);
	add_objectives(p, r, coupling->nobjectives);
}
