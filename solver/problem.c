#include "solver/problem.h"

#include "base/memory.h"
#include "base/text.h"
#include "solver/rounds.h"

#include <assert.h>
#include <string.h>
#include <time.h>

void problem_init(struct problem *p)
{
	memset(p, 0, sizeof *p);
}

wide objective_value(const struct problem *p, const struct objective *o, const int64_t *x)
{
	wide value = o->constant;

	for (int32_t j = 0; j < problem_columns(p); j++)
		value += (wide)o->cost[j] * x[j];
	return value;
}

int64_t objective_common(const struct problem *p, const struct objective *o)
{
	int64_t common = 0;

	for (int32_t j = 0; j < problem_columns(p) && common != 1; j++)
		common = int_gcd(common, o->cost[j]);
	return common;
}

static bool objective_same(const struct objective *o, const struct objective *u, int32_t ncolumns)
{
	return o->kind == u->kind && o->item == u->item && o->scale == u->scale && o->constant == u->constant &&
		memcmp(o->cost, u->cost, (size_t)ncolumns * sizeof *o->cost) == 0;
}

bool problem_same(const struct problem *p, const struct problem *q)
{
	size_t narcs = (size_t)p->narcs, ncells = (size_t)p->ncells;
	bool same = problem_is_pure(p) && problem_is_pure(q) && !p->cell_announced && !q->cell_announced &&
		p->nnodes == q->nnodes && p->narcs == q->narcs && p->ncells == q->ncells &&
		p->nobjectives == q->nobjectives;

#define SAME(array, n) (memcmp(p->array, q->array, (n) * sizeof *p->array) == 0)
	if (same && ncells > 0)
		same = SAME(cell_demand, ncells) && SAME(cell_fact, ncells) && SAME(cell_least, ncells) &&
			SAME(cell_node, ncells) && SAME(cell_tier, ncells) && SAME(cell_order, ncells);
	if (same && narcs > 0)
		same = SAME(capacity, narcs) && SAME(tail, narcs) && SAME(head, narcs);
#undef SAME
	for (int32_t k = 0; k < p->nobjectives && same && narcs > 0; k++)
		same = objective_same(&p->objectives[k], &q->objectives[k], p->narcs);
	return same;
}

void problem_drop_objectives(struct problem *p)
{
	for (int32_t k = 0; k < p->nobjectives; k++)
		mem_free(p->objectives[k].cost);
	mem_free(p->objectives);
	p->objectives = NULL;
	p->nobjectives = 0;
}

void problem_release(struct problem *p)
{
	mem_free(p->tail);
	mem_free(p->head);
	mem_free(p->capacity);
	mem_free(p->cell_node);
	mem_free(p->cell_demand);
	mem_free(p->cell_fact);
	mem_free(p->cell_least);
	mem_free(p->cell_tier);
	mem_free(p->cell_order);
	mem_free(p->cell_announced);
	mem_free(p->row_bound);
	mem_free(p->row_start);
	mem_free(p->row_column);
	mem_free(p->row_value);
	mem_free(p->batch_start);
	mem_free(p->batch_node);
	mem_free(p->batch_amount);
	mem_free(p->batch_most);
	mem_free(p->batch_left);
	mem_free(p->visit_households);
	mem_free(p->link_arc);
	mem_free(p->link_visit);
	mem_free(p->link_demand);
	problem_drop_objectives(p);
	problem_init(p);
}

/* --- What the header promises --- */

static void assert_arcs(const struct problem *p)
{
	int32_t a;

	assert(p->nnodes >= 1 && p->narcs >= 0);
	for (a = 0; a < p->narcs; a++) {
		assert(p->tail[a] >= 0 && p->tail[a] < p->nnodes);
		assert(p->head[a] > 0 && p->head[a] < p->nnodes); /* nothing flows outside */
		assert(p->tail[a] != p->head[a]);
		assert(p->capacity[a] >= 0 && p->capacity[a] <= ARC_UNLIMITED);
	}
}

static void assert_cells(const struct problem *p)
{
	char *is_cell = mem_calloc((size_t)p->nnodes, 1);
	char *is_taken = mem_calloc((size_t)p->ncells, 1);
	int32_t a, c;

	assert(p->ncells >= 0);
	for (c = 0; c < p->ncells; c++) {
		int32_t v = p->cell_node[c], order = p->cell_order[c];

		assert(v > 0 && v < p->nnodes && !is_cell[v]);
		is_cell[v] = 1;
		assert(p->cell_demand[c] >= 1 && p->cell_demand[c] <= QUANTITY_MAX);
		assert(p->cell_fact[c] >= 0 && p->cell_fact[c] <= p->cell_demand[c]);
		assert(p->cell_least[c] >= 0 && p->cell_least[c] <= cell_need(p, c));
		assert(p->cell_tier[c] >= TIER_HARD);
		assert(p->cell_tier[c] != TIER_HARD || p->cell_least[c] == cell_need(p, c));
		assert(order >= 0 && order < p->ncells && !is_taken[order]);
		is_taken[order] = 1;
	}
	for (a = 0; a < p->narcs; a++)
		assert(!is_cell[p->tail[a]]);
	mem_free(is_cell);
	mem_free(is_taken);
}

static void assert_limits(const struct problem *p)
{
	int32_t ncolumns = problem_columns(p), r, k;

	assert(p->nrows >= 0);
	if (p->nrows == 0)
		return;
	assert(p->row_start[0] == 0);
	for (r = 0; r < p->nrows; r++) {
		assert(p->row_bound[r] >= 0);
		assert(p->row_start[r] <= p->row_start[r + 1]);
		for (k = p->row_start[r]; k < p->row_start[r + 1]; k++) {
			assert(p->row_column[k] >= 0 && p->row_column[k] < ncolumns);
			assert(p->row_value[k] > 0);
		}
	}
}

static void assert_batches(const struct problem *p)
{
	int32_t b, k;

	assert(p->nbatches >= 0);
	if (p->nbatches == 0)
		return;
	assert(p->batch_start[0] == 0);
	for (b = 0; b < p->nbatches; b++) {
		int32_t left = p->batch_left ? p->batch_left[b] : -1;
		assert(left < 0 || (left > 0 && left < p->narcs && p->head[left] == 0
			&& p->tail[left] == p->batch_node[p->batch_start[b]] && p->tail[left - 1] == p->tail[left]));
		assert(p->batch_most[b] >= 0);
		assert(p->batch_start[b] <= p->batch_start[b + 1]);
		for (k = p->batch_start[b]; k < p->batch_start[b + 1]; k++) {
			assert(p->batch_node[k] > 0 && p->batch_node[k] < p->nnodes);
			assert(p->batch_amount[k] != 0);
		}
	}
}

static void assert_visits(const struct problem *p)
{
	int32_t v, k;

	assert(p->nvisits >= 0 && p->nlinks >= 0);
	for (v = 0; v < p->nvisits; v++)
		assert(p->visit_households[v] >= 1);
	for (k = 0; k < p->nlinks; k++) {
		assert(p->link_arc[k] >= 0 && p->link_arc[k] < p->narcs);
		assert(p->link_visit[k] >= 0 && p->link_visit[k] < p->nvisits);
		assert(p->link_demand[k] >= 1);
	}
}

void problem_assert(const struct problem *p)
{
	int32_t k;

	assert_arcs(p);
	assert_cells(p);
	assert_limits(p);
	assert_batches(p);
	assert_visits(p);
	assert(p->nobjectives >= 0);
	for (k = 0; k < p->nobjectives; k++) {
		assert(p->objectives[k].cost || problem_columns(p) == 0);
		assert(p->objectives[k].scale >= 1);
	}
}

/* --- Balances --- */

/* left [nnodes] = what flows into each node less what flows out of it,
 * batches counted. Caller frees it. Node 0 is of no meaning. */
static wide *node_remainders(const struct problem *p, const int64_t *x)
{
	wide *left = mem_calloc((size_t)p->nnodes, sizeof *left);
	int32_t a, b, k;

	for (a = 0; a < p->narcs; a++) {
		left[p->head[a]] += x[a];
		left[p->tail[a]] -= x[a];
	}
	for (b = 0; b < p->nbatches; b++) {
		for (k = p->batch_start[b]; k < p->batch_start[b + 1]; k++)
			left[p->batch_node[k]] += (wide)p->batch_amount[k] * x[p->narcs + b];
	}
	return left;
}

int32_t problem_batch_counter(const struct problem *p, int32_t b)
{
	int32_t left = p->batch_left ? p->batch_left[b] : -1;

	return left >= 0 ? p->head[left - 1] : p->batch_node[p->batch_start[b]];
}

int32_t problem_next_tier(const struct problem *p, int32_t tier)
{
	int32_t next = -1;

	for (int32_t c = 0; c < p->ncells; c++)
		if (p->cell_tier[c] > tier && (next < 0 || p->cell_tier[c] < next))
			next = p->cell_tier[c];
	return next;
}

void problem_rows_of_arcs(const struct problem *p, int32_t more, struct problem *to)
{
	size_t n = p->nrows > 0 ? (size_t)p->row_start[p->nrows] : 0;

	to->row_start = mem_calloc((size_t)p->nrows + (size_t)more + 1, sizeof *to->row_start);
	to->row_column = mem_calloc(n, sizeof *to->row_column);
	to->row_value = mem_calloc(n, sizeof *to->row_value);
	for (int32_t r = 0; r < p->nrows; r++) {
		int32_t first = to->row_start[r];
		bool visits = false;

		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			visits = visits || p->row_column[k] >= p->narcs;
		for (int32_t k = p->row_start[r]; k < p->row_start[r + 1] && !visits; k++) {
			to->row_column[first] = p->row_column[k];
			to->row_value[first++] = p->row_value[k];
		}
		to->row_start[r + 1] = first;
	}
}

void problem_cell_inflow(const struct problem *p, const int64_t *x, int64_t *out)
{
	wide *left = node_remainders(p, x);
	int32_t c;

	for (c = 0; c < p->ncells; c++) {
		wide inflow = left[p->cell_node[c]];

		assert(inflow >= INT64_MIN && inflow <= INT64_MAX);
		out[c] = (int64_t)inflow;
	}
	mem_free(left);
}

static bool column_bounds_hold(const struct problem *p, const int64_t *x, struct text *why)
{
	int32_t j, ncolumns = problem_columns(p);

	for (j = 0; j < ncolumns; j++) {
		int64_t most;

		if (j < p->narcs)
			most = p->capacity[j];
		else if (j < p->narcs + p->nbatches)
			most = p->batch_most[j - p->narcs];
		else
			most = p->visit_households[j - p->narcs - p->nbatches];
		if (x[j] >= 0 && x[j] <= most)
			continue;
		if (why)
			text_printf(why, _("column %d is %lld, outside 0..%lld"), (int)j,
				(long long)x[j], (long long)most);
		return false;
	}
	return true;
}

static bool balances_hold(const struct problem *p, const int64_t *x, struct text *why)
{
	wide *left = node_remainders(p, x);
	bool good = true;
	int32_t c, v;

	for (c = 0; c < p->ncells && good; c++) {
		v = p->cell_node[c];
		good = left[v] >= p->cell_least[c] && left[v] <= cell_need(p, c);
		if (!good && why)
			text_printf(why, _("cell %d gets %lld, outside %lld..%lld"), (int)c,
				(long long)left[v], (long long)p->cell_least[c],
				(long long)cell_need(p, c));
		left[v] = 0;
	}
	for (v = 1; v < p->nnodes && good; v++) {
		good = left[v] == 0;
		if (!good && why)
			text_printf(why, _("node %d does not balance: %lld more in than out"),
				(int)v, (long long)left[v]);
	}
	mem_free(left);
	return good;
}

static bool limits_hold(const struct problem *p, const int64_t *x, struct text *why)
{
	int32_t r, k;

	for (r = 0; r < p->nrows; r++) {
		wide sum = 0;

		for (k = p->row_start[r]; k < p->row_start[r + 1]; k++)
			sum += (wide)p->row_value[k] * x[p->row_column[k]];
		if (sum <= p->row_bound[r])
			continue;
		if (why)
			text_printf(why, _("limit %d is exceeded by %lld"), (int)r,
				(long long)(sum - p->row_bound[r]));
		return false;
	}
	return true;
}

static bool links_hold(const struct problem *p, const int64_t *x, struct text *why)
{
	int32_t k;

	for (k = 0; k < p->nlinks; k++) {
		int32_t visit = p->link_visit[k];
		int64_t visited = x[p->narcs + p->nbatches + visit];
		wide most = wide_ceil_div((wide)p->link_demand[k] * visited,
			p->visit_households[visit]);

		if (x[p->link_arc[k]] <= most)
			continue;
		if (why)
			text_printf(why,
				_("arc %d carries %lld, but %lld visited households take %lld"),
				(int)p->link_arc[k], (long long)x[p->link_arc[k]],
				(long long)visited, (long long)most);
		return false;
	}
	return true;
}

bool problem_feasible(const struct problem *p, const int64_t *x, struct text *why)
{
	return column_bounds_hold(p, x, why) && balances_hold(p, x, why) &&
		limits_hold(p, x, why) && links_hold(p, x, why);
}

/* --- Answers --- */

void strata_release(struct strata *s)
{
	mem_free(s->rate);
	mem_free(s->label);
	mem_free(s->inflow_cap);
	memset(s, 0, sizeof *s);
}

static void binding_free(struct binding *b)
{
	if (!b)
		return;
	mem_free(b->rows);
	mem_free(b->cells);
	mem_free(b->arcs);
	mem_free(b->met);
	mem_free(b);
}

bool solution_is_proven(const struct problem *p, const struct solution *s)
{
	for (int32_t k = 0; k < s->nlevels; k++) {
		const struct level_result *level = &s->levels[k];

		if (!level->proven && (level->objective < 0
			|| p->objectives[level->objective].kind != OBJECTIVE_CANONICAL))
			return false;
	}
	return true;
}

void solution_release(struct solution *s)
{
	int32_t k;

	for (k = 0; k < s->nlevels; k++)
		strata_release(&s->levels[k].strata);
	mem_free(s->levels);
	mem_free(s->x);
	for (k = 0; k < s->nrounds; k++) {
		mem_free(s->rounds[k].y);
		mem_free(s->rounds[k].mu);
	}
	mem_free(s->rounds);
	for (k = 0; k < s->npriced; k++)
		exact_round_release(&s->priced[k]);
	mem_free(s->priced);
	mem_free(s->round_of);
	mem_free(s->rate_of);
	mem_free(s->total);
	mem_free(s->heads);
	mem_free(s->price);
	mem_free(s->cut);
	binding_free(s->binding);
	memset(s, 0, sizeof *s);
}

int64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

bool stop_now(const struct stop *stop)
{
	if (!stop)
		return false;
	if (stop->flag && *stop->flag)
		return true;
	if (stop->deadline == 0)
		return false;
	return clock_ns() >= stop->deadline;
}
