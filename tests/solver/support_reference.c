#include "tests/solver/support_reference.h"

#include "models/travel.h"
#include "tests/solver/support_random.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Costs per unit of an arc, in the order of the levels; money x 6, which is
 * whole for the stories' costs. */
enum { WASTE, MONEY, DEPARTURE, ARRIVAL, COSTS };
#define MONEY_SCALE 6

struct kind { /* class and layer */
	day last_day;
	bool own;
	int32_t region; /* own: the place */
};
struct edge {
	int32_t tail, head;
	int64_t capacity;
	int64_t cost[COSTS];
};
struct claim {
	int32_t cell; /* -1 = end stock */
	int32_t place, tier, rank, position, group, first, last;
	int64_t demand, fact, least;
};
struct network {
	const struct story *y;
	int32_t item;
	struct kind kinds[64];
	int32_t nkinds;
	int32_t nhubs; /* claims' nodes come behind */
	struct edge *edges;
	int32_t nedges, edges_room;
	struct claim claims[SUPPORT_CELLS_MAX];
	int32_t nclaims;
	int32_t *leg; /* [nroutes][nkinds][nperiods] hub of departures at a period's start, 0 = none */
};

static int32_t stock_hub(const struct network *n, int32_t kind, int32_t place, int32_t t)
{
	return 1 + (kind * n->y->s.nplaces + place) * n->y->s.nperiods + t;
}

static struct edge *add_edge(struct network *n, int32_t tail, int32_t head, int64_t capacity)
{
	int32_t k = ARRAY_ADD(&n->edges, &n->nedges, &n->edges_room);

	n->edges[k].tail = tail;
	n->edges[k].head = head;
	n->edges[k].capacity = capacity;
	return &n->edges[k];
}

static int32_t kind_of(struct network *n, const struct supply_lot *lot)
{
	struct kind kind = {lot->last_day, lot->own, lot->own ? lot->place : lot->region};

	for (int32_t k = 0; k < n->nkinds; k++)
		if (n->kinds[k].last_day == kind.last_day && n->kinds[k].own == kind.own
			&& n->kinds[k].region == kind.region)
			return k;
	assert(n->nkinds < 64);
	n->kinds[n->nkinds] = kind;
	return n->nkinds++;
}

static int64_t capacity_of(const struct scenario *s, const struct route *route)
{
	int64_t grams = route->capacity;

	for (int32_t v = 0; v < route->nvia; v++)
		if (s->segments[route->via[v]].capacity >= 0 && (grams < 0 || s->segments[route->via[v]].capacity < grams))
			grams = s->segments[route->via[v]].capacity;
	return grams;
}

/* Departures over route r at `leave` from the hub `tail`. */
static void add_departure(struct network *n, int32_t tail, int32_t kind, int32_t r, int64_t leave)
{
	const struct scenario *s = &n->y->s;
	const struct route *route = &s->routes[r];
	const struct kind *k = &n->kinds[kind];
	int64_t arrives = (leave + route->lead) / s->period, grams = capacity_of(s, route);
	int64_t mass = issue_mass(s, n->item);
	int32_t depart = (int32_t)(leave / s->period), *hub;
	struct edge *e;
	struct ratio cost = route_unit_cost(s, r, n->item);
	bool open = arrives < s->nperiods && depart < s->places[route->from].lost && arrives < s->places[route->to].lost;

	for (int32_t t = depart; open && t <= arrives; t++) {
		for (int32_t c = 0; c < route->nclosed; c++)
			open = open && (t < route->closed[c].first || t > route->closed[c].last);
		for (int32_t v = 0; v < route->nvia; v++)
			for (int32_t c = 0; c < s->segments[route->via[v]].nclosed; c++)
				open = open && (t < s->segments[route->via[v]].closed[c].first
					|| t > s->segments[route->via[v]].closed[c].last);
	}
	if (!open || k->own || !place_within(s, route->from, k->region) || !place_within(s, route->to, k->region)
		|| !usable_in(s, k->last_day, (int32_t)arrives))
		return;
	hub = &n->leg[(r * 64 + kind) * s->nperiods + depart];
	if (leave % s->period == 0 && *hub != 0) {
		add_edge(n, tail, *hub, QUANTITY_MAX);
		return;
	}
	if (leave % s->period == 0) {
		*hub = n->nhubs++;
		add_edge(n, tail, *hub, QUANTITY_MAX);
		tail = *hub;
	}
	e = add_edge(n, tail, stock_hub(n, kind, route->to, (int32_t)arrives),
		grams < 0 || leave % s->period != 0 ? QUANTITY_MAX : grams / mass);
	e->cost[MONEY] = cost.num * MONEY_SCALE / cost.den;
	e->cost[DEPARTURE] = depart;
	e->cost[ARRIVAL] = arrives;
}

static void add_departures(struct network *n, int32_t tail, int32_t kind, int32_t place, int64_t leave)
{
	for (int32_t r = 0; r < n->y->s.nroutes; r++)
		if (n->y->s.routes[r].from == place && leave >= 0)
			add_departure(n, tail, kind, r, leave);
}

static void add_lot(struct network *n, const struct supply_lot *lot)
{
	const struct scenario *s = &n->y->s;
	int32_t kind = kind_of(n, lot), source = n->nhubs;
	int64_t period = lot->release / s->period;

	if (period >= s->nperiods || period >= s->places[lot->place].lost || !usable_in(s, lot->last_day, (int32_t)period))
		return;
	n->nhubs++;
	add_edge(n, 0, source, lot->units);
	add_edge(n, source, stock_hub(n, kind, lot->place, (int32_t)period), QUANTITY_MAX);
	if (!lot->arrives)
		add_departures(n, source, kind, lot->place, lot->release);
}

static void add_claims(struct network *n)
{
	const struct scenario *s = &n->y->s;
	int32_t stands = 0;
	char *asks = calloc((size_t)s->nplaces, 1);

	for (int32_t c = 0; c < n->y->cells.ncells; c++)
		asks[n->y->cells.cells[c].place] = 1;
	for (int32_t p = 0; p < s->nplaces; p++)
		stands += asks[p];
	for (int32_t c = 0; c < n->y->cells.ncells; c++) {
		const struct cell *cell = &n->y->cells.cells[c];
		struct claim *claim = &n->claims[n->nclaims];
		int32_t place_rank = 0, item_rank = 0, group_rank = 0;

		if (cell->item != n->item)
			continue;
		assert(n->nclaims++ < SUPPORT_CELLS_MAX);
		for (int32_t p = 0; p < s->nplaces; p++)
			place_rank += asks[p] && strcmp(s->places[p].id, s->places[cell->place].id) < 0;
		for (int32_t i = 0; i < s->nitems; i++)
			item_rank += strcmp(s->items[i].id, s->items[cell->item].id) < 0;
		for (int32_t g = 0; g < s->ngroups; g++)
			group_rank += strcmp(s->groups[g].id, s->groups[cell->group].id) < 0;
		*claim = (struct claim){c, cell->place, cell->stage * 100000 + cell->tier,
			cell->rank > 0 ? cell->rank : INT32_MAX,
			((place_rank - item_rank - cell->when.first) % stands + stands) % stands, group_rank,
			cell->when.first, cell->when.last, cell->units, cell->fact, 0};
		for (int32_t m = 0; m < s->nminima; m++) {
			const struct minimum *least = &s->minima[m];
			int64_t u = s->items[n->item].issue_unit;
			int64_t missing = (least->quantity < cell->demand ? least->quantity : cell->demand)
				- cell->household;
			int64_t units = missing > 0 ? (missing + u - 1) / u : 0;

			if (least->end_stock || least->item != cell->item || least->place != cell->place
				|| (least->group >= 0 && least->group != cell->group)
				|| cell->when.first < least->when.first || cell->when.last > least->when.last)
				continue;
			claim->least = units > claim->least ? units : claim->least;
		}
	}
	for (int32_t m = 0; m < s->nminima; m++) {
		int64_t u = s->items[n->item].issue_unit;

		if (!s->minima[m].end_stock || s->minima[m].item != n->item)
			continue;
		assert(n->nclaims < SUPPORT_CELLS_MAX);
		n->claims[n->nclaims++] = (struct claim){.cell = -1, .place = s->minima[m].place, .tier = 0,
			.first = s->nperiods - 1, .last = s->nperiods - 1,
			.demand = (s->minima[m].quantity + u - 1) / u};
	}
	free(asks);
}

/* Into a claim's hands; goods that may only serve their own place count as
 * leaving and arriving then. */
static void add_hand_out(struct network *n, int32_t kind, int32_t c, int32_t t)
{
	const struct scenario *s = &n->y->s;
	const struct claim *claim = &n->claims[c];
	struct edge *e;

	if (!usable_in(s, n->kinds[kind].last_day, t))
		return;
	e = add_edge(n, stock_hub(n, kind, claim->place, t), n->nhubs + c, QUANTITY_MAX);
	if (claim->cell < 0)
		return;
	e->cost[WASTE] = n->kinds[kind].last_day != DAY_NONE ? -1 : 0;
	e->cost[DEPARTURE] = e->cost[ARRIVAL] = n->kinds[kind].own ? t : 0;
}

static void build(struct network *n)
{
	const struct scenario *s = &n->y->s;

	for (int32_t k = 0; k < n->y->supply.nlots; k++)
		if (n->y->supply.lots[k].item == n->item)
			kind_of(n, &n->y->supply.lots[k]);
	n->nhubs = 1 + n->nkinds * s->nplaces * s->nperiods;
	n->leg = calloc((size_t)(s->nroutes * 64 * s->nperiods + 1), sizeof *n->leg);
	for (int32_t k = 0; k < n->y->supply.nlots; k++)
		if (n->y->supply.lots[k].item == n->item)
			add_lot(n, &n->y->supply.lots[k]);
	for (int32_t k = 0; k < n->nkinds; k++) {
		for (int32_t p = 0; p < s->nplaces; p++) {
			for (int32_t t = 0; t + 1 < s->nperiods; t++) {
				if (!usable_in(s, n->kinds[k].last_day, t + 1))
					continue;
				if (t + 1 < s->places[p].lost)
					add_edge(n, stock_hub(n, k, p, t), stock_hub(n, k, p, t + 1), QUANTITY_MAX);
				add_departures(n, stock_hub(n, k, p, t), k, p, (t + 1) * s->period);
			}
		}
	}
	add_claims(n);
	for (int32_t c = 0; c < n->nclaims; c++)
		for (int32_t k = 0; k < n->nkinds; k++)
			for (int32_t t = n->claims[c].first; t <= n->claims[c].last; t++)
				add_hand_out(n, k, c, t);
}

static bool claim_before(const struct claim *a, const struct claim *b)
{
	const int32_t x[] = {a->rank, a->position, a->group, a->first, a->last};
	const int32_t y[] = {b->rank, b->position, b->group, b->first, b->last};

	for (int k = 0; k < 5; k++)
		if (x[k] != y[k])
			return x[k] < y[k];
	return a->cell < b->cell;
}

static void to_problem(const struct network *n, struct problem *p)
{
	support_sizes(p, n->nhubs - 1, n->nclaims, n->nedges);
	assert(support_cell(p, 0) == n->nhubs);
	for (int32_t k = 0; k < n->nedges; k++)
		support_arc(p, k, n->edges[k].tail, n->edges[k].head, n->edges[k].capacity);
	for (int32_t c = 0; c < n->nclaims; c++) {
		p->cell_demand[c] = n->claims[c].demand;
		p->cell_fact[c] = n->claims[c].fact;
		p->cell_least[c] = n->claims[c].tier == 0 ? n->claims[c].demand : n->claims[c].least;
		p->cell_tier[c] = n->claims[c].tier;
		p->cell_order[c] = 0;
		for (int32_t j = 0; j < n->nclaims; j++)
			p->cell_order[c] += claim_before(&n->claims[j], &n->claims[c]);
	}
}

/* --- linear levels: cheapest flow for fixed amounts, costs compared in turn --- */

static int compare_costs(const int64_t *a, const int64_t *b)
{
	for (int k = 0; k < COSTS; k++)
		if (a[k] != b[k])
			return a[k] < b[k] ? -1 : 1;
	return 0;
}

/* Costs of all paths of one unit to `to` that the flow x leaves open; false: none. */
static bool cheapest_path(const struct network *n, const int64_t *x, int32_t nnodes, int32_t to,
	int32_t *by)
{
	int64_t (*far)[COSTS] = calloc((size_t)nnodes, sizeof *far);
	char *seen = calloc((size_t)nnodes, 1);
	bool moved = true, found;

	seen[0] = 1;
	while (moved) {
		moved = false;
		for (int32_t k = 0; k < 2 * n->nedges; k++) {
			const struct edge *e = &n->edges[k / 2];
			int32_t from = k % 2 ? e->head : e->tail, v = k % 2 ? e->tail : e->head;
			int64_t there[COSTS];

			if (!seen[from] || v == 0 || (k % 2 ? x[k / 2] == 0 : x[k / 2] == e->capacity))
				continue;
			for (int c = 0; c < COSTS; c++)
				there[c] = far[from][c] + (k % 2 ? -e->cost[c] : e->cost[c]);
			if (seen[v] && compare_costs(there, far[v]) >= 0)
				continue;
			memcpy(far[v], there, sizeof there);
			seen[v] = 1;
			by[v] = k;
			moved = true;
		}
	}
	found = seen[to];
	free(far);
	free(seen);
	return found;
}

static bool cheapest_flow(const struct network *n, const int64_t *amount, int64_t *x)
{
	int32_t nnodes = n->nhubs + n->nclaims;
	int32_t *by = calloc((size_t)nnodes, sizeof *by);
	bool all = true;

	/* One sink: every claim's missing units are alike only through it, so add
	 * the claims' arcs as a super sink would: cheapest next unit of any claim. */
	struct network sunk = *n;
	int32_t sink = nnodes;
	struct edge *edges = calloc((size_t)(n->nedges + n->nclaims), sizeof *edges);
	int64_t *flow = calloc((size_t)(n->nedges + n->nclaims), sizeof *flow), total = 0;

	if (n->nedges > 0)
		memcpy(edges, n->edges, (size_t)n->nedges * sizeof *edges);
	sunk.edges = edges;
	sunk.nedges = n->nedges + n->nclaims;
	for (int32_t c = 0; c < n->nclaims; c++) {
		edges[n->nedges + c] = (struct edge){n->nhubs + c, sink, amount[c], {0}};
		total += amount[c];
	}
	by = realloc(by, (size_t)(nnodes + 1) * sizeof *by);
	for (int64_t unit = 0; unit < total && all; unit++) {
		all = cheapest_path(&sunk, flow, nnodes + 1, sink, by);
		for (int32_t v = sink; all && v != 0;) {
			int32_t k = by[v];

			flow[k / 2] += k % 2 ? -1 : 1;
			v = k % 2 ? edges[k / 2].head : edges[k / 2].tail;
		}
	}
	if (n->nedges > 0)
		memcpy(x, flow, (size_t)n->nedges * sizeof *x);
	free(by);
	free(edges);
	free(flow);
	return all;
}

static void linear_levels(const struct network *n, const int64_t *amount, struct reference *out)
{
	int64_t *x = calloc((size_t)n->nedges + 1, sizeof *x), money = 0;
	bool all = cheapest_flow(n, amount, x);

	assert(all);
	out->waste = out->departure = out->arrival = 0;
	for (int32_t k = 0; k < n->y->supply.nlots; k++)
		if (n->y->supply.lots[k].item == n->item && n->y->supply.lots[k].last_day != DAY_NONE)
			out->waste += n->y->supply.lots[k].units;
	for (int32_t k = 0; k < n->nedges; k++) {
		out->waste += x[k] * n->edges[k].cost[WASTE];
		money += x[k] * n->edges[k].cost[MONEY];
		out->departure += x[k] * n->edges[k].cost[DEPARTURE];
		out->arrival += x[k] * n->edges[k].cost[ARRIVAL];
	}
	out->cost = ratio_make(money, MONEY_SCALE);
	free(x);
}

/* --- all --- */

static bool decide(const struct network *n, const struct problem *p, int64_t *amount)
{
	struct ratio rate[SUPPORT_CELLS_MAX];
	int64_t whole[SUPPORT_CELLS_MAX], most[SUPPORT_CELLS_MAX], hard = 0;
	int32_t tier = 0;

	/* Can the least values be met together? */
	for (int32_t c = 0; c < n->nclaims; c++) {
		most[c] = p->cell_least[c];
		hard += most[c];
		amount[c] = p->cell_tier[c] == 0 ? most[c] : -1;
	}
	if (support_max_flow(p, most) < hard)
		return false;
	for (;;) {
		int32_t next = INT32_MAX;

		for (int32_t c = 0; c < n->nclaims; c++)
			if (p->cell_tier[c] > tier && p->cell_tier[c] < next)
				next = p->cell_tier[c];
		if (next == INT32_MAX)
			return true;
		tier = next;
		if (!support_fairness(p, tier, amount, rate, whole))
			return false;
		for (int32_t c = 0; c < n->nclaims; c++)
			if (p->cell_tier[c] == tier)
				amount[c] = whole[c];
	}
}

void reference_solve(const struct story *y, int32_t item, struct reference *out)
{
	struct network n = {.y = y, .item = item};
	struct problem p;
	int64_t amount[SUPPORT_CELLS_MAX];

	memset(out, 0, sizeof *out);
	out->units = calloc((size_t)y->cells.ncells + 1, sizeof *out->units);
	for (int32_t c = 0; c < y->cells.ncells; c++)
		out->units[c] = -1;
	build(&n);
	to_problem(&n, &p);
	out->possible = decide(&n, &p, amount);
	if (out->possible) {
		for (int32_t c = 0; c < n.nclaims; c++)
			if (n.claims[c].cell >= 0)
				out->units[n.claims[c].cell] = n.claims[c].fact + amount[c];
		linear_levels(&n, amount, out);
	}
	problem_release(&p);
	mem_free(n.edges);
	free(n.leg);
}

void reference_release(struct reference *r)
{
	free(r->units);
}

/* --- trying everything --- */

static bool minimum_is_about(const struct minimum *m, const struct cell *c)
{
	return !m->end_stock && m->item == c->item && m->place == c->place
		&& (m->group < 0 || m->group == c->group) && c->when.first >= m->when.first
		&& c->when.last <= m->when.last;
}

static bool minima_kept_by(const struct network *n, const int64_t *amount)
{
	const struct scenario *s = &n->y->s;

	for (int32_t m = 0; m < s->nminima; m++) {
		int64_t got = 0, asked = 0;

		for (int32_t c = 0; c < n->nclaims; c++) {
			const struct cell *cell = n->claims[c].cell < 0 ? NULL :
				&n->y->cells.cells[n->claims[c].cell];
			int64_t has;

			if (!cell || !minimum_is_about(&s->minima[m], cell))
				continue;
			has = cell->household + amount[c] * s->items[n->item].issue_unit;
			got += has < cell->demand ? has : cell->demand;
			asked += cell->demand;
		}
		if (got < asked && got < s->minima[m].quantity)
			return false;
	}
	return true;
}

static bool try_all(const struct network *n, const struct problem *p, int64_t *amount, int32_t c)
{
	int64_t sum = 0;

	if (c < n->nclaims) {
		int64_t most = p->cell_demand[c] - p->cell_fact[c];

		for (amount[c] = n->claims[c].cell < 0 ? most : 0; amount[c] <= most; amount[c]++)
			if (try_all(n, p, amount, c + 1))
				return true;
		return false;
	}
	for (int32_t k = 0; k < n->nclaims; k++)
		sum += amount[k];
	return minima_kept_by(n, amount) && support_max_flow(p, amount) == sum;
}

bool reference_possible(const struct story *y, int32_t item)
{
	struct network n = {.y = y, .item = item};
	struct problem p;
	int64_t amount[SUPPORT_CELLS_MAX] = {0};
	bool possible;

	build(&n);
	to_problem(&n, &p);
	possible = try_all(&n, &p, amount, 0);
	problem_release(&p);
	mem_free(n.edges);
	free(n.leg);
	return possible;
}
