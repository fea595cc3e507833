#include "tests/solver/support_random.h"

#include "base/map.h"
#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

uint64_t support_word(struct support_random *r)
{
	r->state += 0x9e3779b97f4a7c15u;
	return splitmix64(r->state);
}

int64_t support_between(struct support_random *r, int64_t low, int64_t high)
{
	return low + (int64_t)(support_word(r) % (uint64_t)(high - low + 1));
}

/* --- Problems --- */

void support_sizes(struct problem *p, int32_t nhubs, int32_t ncells, int32_t narcs)
{
	size_t n = (size_t)ncells, m = (size_t)narcs;
	int32_t c;

	problem_init(p);
	p->nnodes = 1 + nhubs + ncells;
	p->ncells = ncells;
	p->narcs = narcs;
	p->tail = mem_calloc(m, sizeof *p->tail);
	p->head = mem_calloc(m, sizeof *p->head);
	p->capacity = mem_calloc(m, sizeof *p->capacity);
	p->cell_node = mem_calloc(n, sizeof *p->cell_node);
	p->cell_demand = mem_calloc(n, sizeof *p->cell_demand);
	p->cell_fact = mem_calloc(n, sizeof *p->cell_fact);
	p->cell_least = mem_calloc(n, sizeof *p->cell_least);
	p->cell_tier = mem_calloc(n, sizeof *p->cell_tier);
	p->cell_order = mem_calloc(n, sizeof *p->cell_order);
	for (c = 0; c < ncells; c++) {
		p->cell_node[c] = support_cell(p, c);
		p->cell_tier[c] = 1;
		p->cell_demand[c] = 1;
		p->cell_order[c] = c;
	}
}

void support_arc(struct problem *p, int32_t a, int32_t tail, int32_t head, int64_t capacity)
{
	p->tail[a] = tail;
	p->head[a] = head;
	p->capacity[a] = capacity;
}

static int64_t random_capacity(struct support_random *r, const struct support_shape *shape)
{
	if (shape->unlimited && support_between(r, 0, 2) == 0)
		return ARC_UNLIMITED;
	return support_between(r, 0, shape->capacity_most);
}

static void random_cells(struct problem *p, struct support_random *r,
	const struct support_shape *shape)
{
	int32_t c;

	for (c = 0; c < p->ncells; c++) {
		int32_t other = (int32_t)support_between(r, 0, c);

		p->cell_order[c] = p->cell_order[other];
		p->cell_order[other] = c;
		p->cell_tier[c] = (int32_t)support_between(r, 1, shape->tiers);
		p->cell_demand[c] = support_between(r, 1, shape->demand_most);
		if (shape->facts && support_between(r, 0, 2) == 0)
			p->cell_fact[c] = support_between(r, 0, p->cell_demand[c]);
		if (shape->hard && support_between(r, 0, 4) == 0) {
			p->cell_tier[c] = TIER_HARD;
			p->cell_demand[c] = support_between(r, 1, 2);
			p->cell_fact[c] = 0;
			p->cell_least[c] = p->cell_demand[c];
		} else if (shape->leasts && support_between(r, 0, 3) == 0) {
			p->cell_least[c] = support_between(r, 0, cell_need(p, c));
			if (p->cell_least[c] > 2)
				p->cell_least[c] = 2;
		}
	}
}

/* Some arc among the hubs: places in time (node 1 + place * periods + period)
 * carry to their next period and ship to other places now or later. */
static void random_hub_arc(struct problem *p, struct support_random *r,
	const struct support_shape *shape, int32_t nhubs, int32_t a)
{
	int32_t tail = (int32_t)support_between(r, 1, nhubs);
	int32_t head = (int32_t)support_between(r, 1, nhubs);
	int64_t capacity = random_capacity(r, shape);

	if (shape->periods > 1) {
		int32_t period = (tail - 1) % shape->periods;

		if (period < shape->periods - 1 && support_between(r, 0, 1))
			head = tail + 1;
		else if ((head - 1) % shape->periods < period)
			tail = 0;
	}
	if (tail == head)
		tail = 0;
	support_arc(p, a, tail, head, capacity);
}

void support_problem(struct problem *p, struct support_random *r,
	const struct support_shape *shape)
{
	int32_t nplaces = (int32_t)support_between(r, 1, shape->hubs_most);
	int32_t nhubs = nplaces * (shape->periods > 1 ? shape->periods : 1);
	int32_t ncells = (int32_t)support_between(r, 1, shape->cells_most);
	int32_t nsupply = (int32_t)support_between(r, 1, 2 * nhubs + 1);
	int32_t nbetween = (int32_t)support_between(r, 0, 2 * nhubs);
	int32_t nserve = ncells + (int32_t)support_between(r, 0, 2 * ncells), a;

	support_sizes(p, nhubs, ncells, nsupply + nbetween + nserve);
	random_cells(p, r, shape);
	for (a = 0; a < nsupply; a++)
		support_arc(p, a, 0, (int32_t)support_between(r, 1, nhubs),
			support_between(r, 0, shape->capacity_most));
	for (; a < nsupply + nbetween; a++)
		random_hub_arc(p, r, shape, nhubs, a);
	for (; a < p->narcs; a++) {
		int32_t c = a - nsupply - nbetween;

		if (c >= ncells)
			c = (int32_t)support_between(r, 0, ncells - 1);
		/* now and then straight from outside, now and then with a limit */
		support_arc(p, a,
			(int32_t)support_between(r, support_between(r, 0, 9) == 0 ? 0 : 1, nhubs),
			support_cell(p, c),
			support_between(r, 0, 2) ? ARC_UNLIMITED : random_capacity(r, shape));
		if (p->tail[a] == 0)
			p->capacity[a] = support_between(r, 0, shape->capacity_most);
	}
}

/* --- Rank --- */

/* One augmenting path from node 0, depth first, to a cell with room. */
static int64_t push(const struct problem *p, int64_t *x, int64_t *room, char *seen, int32_t v,
	int64_t units)
{
	int32_t a, c;

	seen[v] = 1;
	for (c = 0; c < p->ncells; c++) {
		if (p->cell_node[c] == v && room[c] > 0) {
			if (units > room[c])
				units = room[c];
			room[c] -= units;
			return units;
		}
	}
	for (a = 0; a < p->narcs; a++) {
		int64_t more, got;

		if (p->tail[a] == v && !seen[p->head[a]] && x[a] < p->capacity[a]) {
			more = p->capacity[a] - x[a];
			got = push(p, x, room, seen, p->head[a], units < more ? units : more);
			x[a] += got;
		} else if (p->head[a] == v && p->tail[a] != 0 && !seen[p->tail[a]] && x[a] > 0) {
			got = push(p, x, room, seen, p->tail[a], units < x[a] ? units : x[a]);
			x[a] -= got;
		} else {
			continue;
		}
		if (got > 0)
			return got;
	}
	return 0;
}

int64_t support_max_flow(const struct problem *p, const int64_t *most)
{
	int64_t *x = mem_calloc((size_t)p->narcs, sizeof *x);
	int64_t *room = mem_calloc((size_t)p->ncells, sizeof *room);
	char *seen = mem_calloc((size_t)p->nnodes, 1);
	int64_t total = 0, got;

	memcpy(room, most, (size_t)p->ncells * sizeof *room);
	do {
		memset(seen, 0, (size_t)p->nnodes);
		got = push(p, x, room, seen, 0, ARC_UNLIMITED);
		total += got;
	} while (got > 0);
	mem_free(x);
	mem_free(room);
	mem_free(seen);
	return total;
}

/* --- Fairness by definition --- */

struct reference {
	const struct support_tier *t;
	bool frozen[SUPPORT_CELLS_MAX];
	struct ratio rate[SUPPORT_CELLS_MAX]; /* s_c / D_c */
};

/* Ranks above the amounts that are fixed; cell [n] is which cell each one is. False
 * when those cannot be met. */
static bool find_ranks(const struct problem *p, int32_t tier, const int64_t *served, struct support_tier *f,
	int32_t *cell)
{
	int64_t most[SUPPORT_CELLS_MAX], fixed = 0;
	int32_t c, i, set;

	assert(p->ncells <= SUPPORT_CELLS_MAX);
	f->n = 0;
	for (c = 0; c < p->ncells; c++) {
		most[c] = served[c] >= 0 ? served[c] : p->cell_least[c];
		fixed += most[c];
		if (p->cell_tier[c] == tier) {
			cell[f->n] = c;
			f->order[f->n] = p->cell_order[c];
			f->base[f->n] = p->cell_fact[c] + p->cell_least[c];
			f->demand[f->n++] = p->cell_demand[c];
		}
	}
	if (support_max_flow(p, most) < fixed)
		return false;
	for (set = 0; set < 1 << f->n; set++) {
		int64_t raised[SUPPORT_CELLS_MAX];

		memcpy(raised, most, sizeof raised);
		for (i = 0; i < f->n; i++) {
			if (set >> i & 1)
				raised[cell[i]] = cell_need(p, cell[i]);
		}
		f->rank[set] = support_max_flow(p, raised) - fixed;
	}
	return true;
}

/* x_c at a rate. */
static struct ratio drawn_at(const struct reference *f, int32_t i, struct ratio rate)
{
	int64_t num = rate.num * f->t->demand[i] - f->t->base[i] * rate.den;

	return num > 0 ? ratio_make(num, rate.den) : (struct ratio){ 0, 1 };
}

static struct ratio sum_at(const struct reference *f, int32_t set, struct ratio rate)
{
	struct ratio sum = { 0, 1 };
	int32_t i;

	for (i = 0; i < f->t->n; i++) {
		bool fits = true;

		if (set >> i & 1)
			fits = ratio_add(sum, drawn_at(f, i, f->frozen[i] ? f->rate[i] : rate),
				&sum);
		assert(fits);
	}
	return sum;
}

static struct ratio least_ratio(struct ratio a, struct ratio b)
{
	return ratio_compare(a, b) <= 0 ? a : b;
}

/* The rate at which a set asks for its rank if just the cells that have begun
 * to draw at the rate `from` do; below 0 when there is none. */
static struct ratio linear_rate(const struct reference *f, int32_t set, struct ratio from)
{
	struct ratio sum = { f->t->rank[set], 1 }, drawn;
	int64_t demand = 0;
	int32_t i;

	for (i = 0; i < f->t->n; i++) {
		bool fits = true;

		if (!(set >> i & 1))
			continue;
		if (f->frozen[i]) {
			drawn = drawn_at(f, i, f->rate[i]);
			drawn.num = -drawn.num;
			fits = ratio_add(sum, drawn, &sum);
		} else if (ratio_compare(ratio_make(f->t->base[i], f->t->demand[i]), from) <= 0) {
			fits = ratio_add(sum, (struct ratio){ f->t->base[i], 1 }, &sum);
			demand += f->t->demand[i];
		}
		assert(fits);
	}
	return ratio_make(sum.num, sum.den * demand);
}

/* Largest rate up to 1 at which a set asks for no more than its rank. What it
 * asks is continuous, and linear between the rates at which its cells begin. */
static struct ratio set_rate(const struct reference *f, int32_t set)
{
	struct ratio best = { 0, 1 }, rank = { f->t->rank[set], 1 };
	int32_t i, k;

	if (ratio_compare(sum_at(f, set, (struct ratio){ 1, 1 }), rank) <= 0)
		return (struct ratio){ 1, 1 };
	for (i = 0; i < f->t->n; i++) {
		struct ratio from = ratio_make(f->t->base[i], f->t->demand[i]), tried[2];

		if (!(set >> i & 1) || f->frozen[i])
			continue;
		tried[0] = from;
		tried[1] = linear_rate(f, set, from);
		for (k = 0; k < 2; k++) {
			if (tried[k].num >= 0 && ratio_compare(tried[k], best) > 0 &&
				ratio_compare(sum_at(f, set, tried[k]), rank) == 0)
				best = tried[k];
		}
	}
	return best;
}

/* The rates: all rise together until a set is tight, then its cells stop. */
static void find_rates(struct reference *f)
{
	int32_t left = f->t->n, i, set;

	while (left > 0) {
		struct ratio rate = { 1, 1 };
		int32_t stopped = 0;

		for (set = 1; set < 1 << f->t->n; set++)
			rate = least_ratio(rate, set_rate(f, set));
		for (set = 1; set < 1 << f->t->n; set++) {
			struct ratio rank = { f->t->rank[set], 1 };

			if (ratio_compare(rate, (struct ratio){ 1, 1 }) == 0 ||
				ratio_compare(sum_at(f, set, rate), rank) == 0)
				stopped |= set;
		}
		for (i = 0; i < f->t->n; i++) {
			struct ratio own = ratio_make(f->t->base[i], f->t->demand[i]);

			if (!(stopped >> i & 1) || f->frozen[i])
				continue;
			f->frozen[i] = true;
			f->rate[i] = ratio_compare(own, rate) > 0 ? own : rate;
			left--;
		}
		assert(stopped != 0);
	}
}

static int was_announced(const struct reference *f, int32_t i, struct ratio x)
{
	return f->t->announced[i] > f->t->base[i] + x.num / x.den;
}

/* Position of every cell in the order of DESIGN: whom the unit was announced to, fractional part of x*_c
 * descending, then cell_order. */
static void find_positions(const struct reference *f, const struct ratio *x, int32_t *position)
{
	int32_t i, k;

	for (i = 0; i < f->t->n; i++) {
		struct ratio own = { x[i].num % x[i].den, x[i].den };

		position[i] = 0;
		for (k = 0; k < f->t->n; k++) {
			struct ratio other = { x[k].num % x[k].den, x[k].den };
			int order = was_announced(f, k, x[k]) - was_announced(f, i, x[i]);

			if (order == 0)
				order = ratio_compare(other, own);

			if (order > 0 || (order == 0 && f->t->order[k] < f->t->order[i]))
				position[i]++;
		}
	}
}

/* Best y by trying all: within every rank, and with the sum over the cells up
 * to each rate the same as that of x*. */
static void find_whole(const struct reference *f, int64_t *whole)
{
	struct ratio x[SUPPORT_CELLS_MAX];
	int32_t position[SUPPORT_CELLS_MAX], i, k, y, set;
	int64_t best = -1;

	for (i = 0; i < f->t->n; i++)
		x[i] = drawn_at(f, i, f->rate[i]);
	find_positions(f, x, position);
	for (y = 0; y < 1 << f->t->n; y++) {
		int64_t units[SUPPORT_CELLS_MAX], worth = 0;
		bool good = true;

		for (i = 0; i < f->t->n; i++) {
			units[i] = x[i].num / x[i].den + (y >> i & 1);
			good = good && !((y >> i & 1) && x[i].den == 1);
			worth += (y >> i & 1) ? f->t->n - position[i] : 0;
		}
		for (set = 1; set < 1 << f->t->n && good; set++) {
			int64_t sum = 0;

			for (i = 0; i < f->t->n; i++)
				sum += set >> i & 1 ? units[i] : 0;
			good = sum <= f->t->rank[set];
		}
		for (i = 0; i < f->t->n && good; i++) {
			struct ratio real = { 0, 1 }, sum = { 0, 1 };

			for (k = 0; k < f->t->n; k++) {
				if (ratio_compare(f->rate[k], f->rate[i]) > 0)
					continue;
				good = ratio_add(real, x[k], &real) && good;
				sum.num += units[k];
			}
			good = good && ratio_compare(real, sum) == 0;
		}
		if (!good || worth <= best)
			continue;
		best = worth;
		for (i = 0; i < f->t->n; i++)
			whole[i] = units[i];
	}
	assert(best >= 0);
}

void support_share(const struct support_tier *t, struct ratio *rate, int64_t *whole)
{
	struct reference f = {.t = t};

	find_rates(&f);
	find_whole(&f, whole);
	memcpy(rate, f.rate, (size_t)t->n * sizeof *rate);
}

struct ratio support_common_rate(const struct support_tier *t, int32_t among)
{
	struct reference f = {.t = t};
	struct ratio rate = { 1, 1 };

	for (int32_t set = 1; set < 1 << t->n; set++)
		if ((set & among) == set)
			rate = least_ratio(rate, set_rate(&f, set));
	return rate;
}

bool support_fairness(const struct problem *p, int32_t tier, const int64_t *served,
	struct ratio *rate, int64_t *whole)
{
	struct support_tier *t = mem_calloc(1, sizeof *t);
	int32_t cell[SUPPORT_CELLS_MAX];
	struct ratio rates[SUPPORT_CELLS_MAX];
	int64_t units[SUPPORT_CELLS_MAX];
	bool good = find_ranks(p, tier, served, t, cell);

	if (good) {
		support_share(t, rates, units);
		for (int32_t i = 0; i < t->n; i++) {
			rate[cell[i]] = rates[i];
			whole[cell[i]] = units[i] + p->cell_least[cell[i]];
		}
	}
	mem_free(t);
	return good;
}

void support_order_arcs(struct problem *p)
{
	for (int32_t a = 0; a < p->narcs; a++)
		if (p->tail[a] > p->head[a])
			support_arc(p, a, p->head[a], p->tail[a], p->capacity[a]);
	for (int32_t a = 1; a < p->narcs; a++)
		for (int32_t b = a; b > 0 && p->tail[b - 1] > p->tail[b]; b--) {
			int32_t tail = p->tail[b], head = p->head[b];
			int64_t capacity = p->capacity[b];

			support_arc(p, b, p->tail[b - 1], p->head[b - 1], p->capacity[b - 1]);
			support_arc(p, b - 1, tail, head, capacity);
		}
}
