/* Causes of shortfall, against their definition carried out step by step: the
 * data of a twin story are changed cause by cause, its network has a node for
 * every lot, place and period, and fairness is found by trying everything
 * (support_random.h). */
#include "models/previous.h"
#include "models/travel.h"
#include "solver/causes_check.h"
#include "solver/formulate.h"
#include "solver/options.h"
#include "solver/solve.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void solve_causes(struct story *y, int jobs)
{
	struct solve_options options = {.jobs = jobs, .why = true};

	story_build(y);
	plan_init(&y->plan);
	plan_solve(&y->s, &y->cells, &y->supply, &options, &y->plan);
	y->solved = true;
}

static int64_t booked(const struct story *y, int32_t cell, enum cause cause)
{
	for (int32_t k = 0; k < y->plan.nbookings; k++)
		if (y->plan.bookings[k].cell == cell && y->plan.bookings[k].cause == cause)
			return y->plan.bookings[k].quantity;
	return 0;
}

static int64_t booked_in_all(const struct story *y, enum cause cause)
{
	int64_t sum = 0;

	for (int32_t c = 0; c < y->cells.ncells; c++)
		sum += booked(y, c, cause);
	return sum;
}

static void check_second_look(const struct story *y, bool expected)
{
	struct text findings;
	bool holds;

	text_init(&findings);
	holds = causes_check(&y->s, &y->cells, &y->plan, &y->supply, &findings);
	assert_true(holds == (findings.length == 0));
	if (holds != expected)
		print_error("%s", text_str(&findings));
	assert_true(holds == expected);
	text_release(&findings);
}

/* Positive, in order, and each claim's shortfall together. */
static void check_sums(const struct story *y)
{
	const struct plan *plan = &y->plan;

	for (int32_t k = 0; k < plan->nbookings; k++) {
		const struct booking *b = &plan->bookings[k];
		assert_true(b->quantity > 0);
		assert_true(k == 0 || b[-1].cell < b->cell || (b[-1].cell == b->cell && b[-1].cause < b->cause));
	}
	for (int32_t c = 0; c < y->cells.ncells; c++) {
		int64_t sum = 0;
		for (int k = 0; k < CAUSES; k++)
			sum += booked(y, c, (enum cause)k);
		assert_int_equal(sum, y->cells.cells[c].demand - plan->served[c].quantity);
	}
}

/* --- the network of one item, lot by lot --- */

enum kind { KIND_PLAN, KIND_ROADS, KIND_POOL };

struct literal {
	const struct story *z;
	int32_t item;
	enum kind kind;
	struct arc {
		int32_t tail, head; /* heads below 0: cell -1 - head */
		int64_t capacity;
	} arcs[40000];
	int32_t narcs, nhubs;
	int32_t cells[SUPPORT_CELLS_MAX]; /* index into cells; below 0: what is left at the end */
	int32_t ncells;
	struct problem p;
};

static void add_arc(struct literal *l, int32_t tail, int32_t head, int64_t capacity)
{
	assert_true(l->narcs < 40000);
	l->arcs[l->narcs++] = (struct arc){tail, head, capacity};
}

static int32_t node(const struct literal *l, int32_t lot, int32_t place, int32_t t)
{
	const struct scenario *s = &l->z->s;

	return 1 + lot * (1 + s->nplaces * s->nperiods) + 1 + place * s->nperiods + t;
}

static bool in_layer(const struct scenario *s, const struct supply_lot *lot, int32_t from, int32_t to)
{
	return !lot->own && from != to && place_within(s, from, lot->region) && place_within(s, to, lot->region);
}

static int32_t last_usable(const struct scenario *s, const struct supply_lot *lot)
{
	int32_t last = -1;

	for (int32_t t = 0; t < s->nperiods; t++)
		if (usable_in(s, lot->last_day, t))
			last = t;
	return last;
}

static void add_leg(struct literal *l, int32_t lot, int32_t tail, int32_t route, int64_t leave)
{
	const struct scenario *s = &l->z->s;
	const struct supply_lot *of = &l->z->supply.lots[lot];
	int32_t to = place_stand(s, s->routes[route].to), arrive = route_arrival(s, route, leave);

	if (arrive >= 0 && arrive <= last_usable(s, of)
		&& in_layer(s, of, place_stand(s, s->routes[route].from), to))
		add_arc(l, tail, node(l, lot, to, arrive), QUANTITY_MAX);
}

static void add_moves(struct literal *l, int32_t lot, int32_t p, int32_t t)
{
	const struct scenario *s = &l->z->s;
	const struct supply_lot *of = &l->z->supply.lots[lot];

	for (int32_t r = 0; r < s->nroutes && l->kind != KIND_POOL; r++) {
		if (place_stand(s, s->routes[r].from) != p)
			continue;
		if (l->kind == KIND_PLAN)
			add_leg(l, lot, node(l, lot, p, t), r, (int64_t)(t + 1) * s->period);
		else if (route_open(s, r, t, t) && in_layer(s, of, p, place_stand(s, s->routes[r].to)))
			add_arc(l, node(l, lot, p, t), node(l, lot, place_stand(s, s->routes[r].to), t), QUANTITY_MAX);
	}
	for (int32_t q = 0; q < s->nplaces && l->kind == KIND_POOL; q++)
		if (place_stand(s, q) == q && in_layer(s, of, p, q))
			add_arc(l, node(l, lot, p, t), node(l, lot, q, t), QUANTITY_MAX);
	for (int32_t k = 0; k < l->ncells; k++) {
		const struct cell *c = l->cells[k] < 0 ? NULL : &l->z->cells.cells[l->cells[k]];
		if (c ? c->place == p && c->when.first <= t && t <= c->when.last
			: place_stand(s, s->minima[-1 - l->cells[k]].place) == p && t == s->nperiods - 1)
			add_arc(l, node(l, lot, p, t), -1 - k, QUANTITY_MAX);
	}
}

static void add_lot(struct literal *l, int32_t lot)
{
	const struct scenario *s = &l->z->s;
	const struct supply_lot *of = &l->z->supply.lots[lot];
	int32_t first = period_of(s, of->release), last = last_usable(s, of);
	int32_t source = node(l, lot, 0, 0) - 1;

	if (of->item != l->item || first > last || (l->kind == KIND_PLAN && first >= s->places[of->place].lost))
		return;
	add_arc(l, 0, source, of->units);
	add_arc(l, source, node(l, lot, of->place, first), QUANTITY_MAX);
	for (int32_t r = 0; r < s->nroutes && l->kind == KIND_PLAN && !of->arrives; r++)
		if (place_stand(s, s->routes[r].from) == of->place)
			add_leg(l, lot, source, r, of->release);
	for (int32_t p = 0; p < s->nplaces; p++)
		for (int32_t t = first; t <= last; t++) {
			add_moves(l, lot, p, t);
			if (t < last && (l->kind != KIND_PLAN || t + 1 < s->places[p].lost))
				add_arc(l, node(l, lot, p, t), node(l, lot, p, t + 1), QUANTITY_MAX);
		}
}

/* Before whom does a claim of equal fraction come? By DESIGN's order. */
static bool comes_before(const struct literal *l, int32_t a, int32_t b)
{
	const struct story *z = l->z;
	int64_t key[2][6];

	for (int k = 0; k < 2; k++) {
		int32_t j = k ? b : a, ncommunities = 0, rank = 0;
		const struct cell *c = l->cells[j] < 0 ? NULL : &z->cells.cells[l->cells[j]];
		memset(key[k], 0, sizeof key[k]);
		key[k][5] = j;
		if (!c)
			continue;
		for (int32_t p = 0; p < z->s.nplaces; p++) {
			bool wanted = false;
			for (int32_t i = 0; i < z->cells.ncells; i++)
				wanted |= z->cells.cells[i].place == p;
			rank += wanted && strcmp(z->s.places[p].id, z->s.places[c->place].id) < 0;
			ncommunities += wanted;
		}
		key[k][0] = c->rank > 0 ? c->rank : INT32_MAX;
		key[k][1] = (((int64_t)rank - c->item - c->when.first) % ncommunities + ncommunities) % ncommunities;
		key[k][2] = c->group;
		key[k][3] = c->when.first;
		key[k][4] = c->when.last;
	}
	for (int k = 0; k < 6; k++)
		if (key[0][k] != key[1][k])
			return key[0][k] < key[1][k];
	return false;
}

static void list_claims(struct literal *l)
{
	const struct story *z = l->z;

	for (int32_t c = 0; c < z->cells.ncells; c++)
		if (z->cells.cells[c].item == l->item)
			l->cells[l->ncells++] = c;
	for (int32_t k = 0; k < z->s.nminima; k++)
		if (z->s.minima[k].end_stock && z->s.minima[k].item == l->item)
			l->cells[l->ncells++] = -1 - k;
	assert_true(l->ncells <= SUPPORT_CELLS_MAX);
}

static struct literal *literal_new(const struct story *z, int32_t item, enum kind kind, const int64_t *amount)
{
	struct literal *l = mem_calloc(1, sizeof *l);

	l->z = z;
	l->item = item;
	l->kind = kind;
	l->nhubs = z->supply.nlots * (1 + z->s.nplaces * z->s.nperiods);
	list_claims(l);
	for (int32_t k = 0; k < z->supply.nlots; k++)
		add_lot(l, k);
	support_sizes(&l->p, l->nhubs, l->ncells, l->narcs);
	for (int32_t a = 0; a < l->narcs; a++)
		support_arc(&l->p, a, l->arcs[a].tail,
			l->arcs[a].head < 0 ? support_cell(&l->p, -1 - l->arcs[a].head) : l->arcs[a].head,
			l->arcs[a].capacity);
	for (int32_t j = 0; j < l->ncells; j++) {
		int64_t u = z->s.items[item].issue_unit;
		l->p.cell_order[j] = 0;
		for (int32_t i = 0; i < l->ncells; i++)
			l->p.cell_order[j] += comes_before(l, i, j);
		if (l->cells[j] < 0) {
			l->p.cell_demand[j] = l->p.cell_least[j]
				= int_ceil_div(z->s.minima[-1 - l->cells[j]].quantity, u);
			l->p.cell_tier[j] = TIER_HARD;
		} else {
			const struct cell *c = &z->cells.cells[l->cells[j]];
			int64_t least = int_ceil_div(amount[l->cells[j]] - c->household, u);
			l->p.cell_demand[j] = c->units;
			l->p.cell_fact[j] = c->fact;
			l->p.cell_least[j] = least > 0 ? least : 0;
			l->p.cell_tier[j] = c->stage * STAGE_TIERS + c->tier;
		}
	}
	return l;
}

static void literal_free(struct literal *l)
{
	problem_release(&l->p);
	mem_free(l);
}

/* All tiers in order from served as it is; false when that is not possible. */
static bool all_tiers(const struct literal *l, const int32_t *tier_of, int64_t *served)
{
	struct problem p = l->p;
	struct ratio rate[SUPPORT_CELLS_MAX];
	int32_t tier = 0;

	p.cell_tier = mem_calloc((size_t)p.ncells, sizeof *p.cell_tier);
	/* What is fixed is of no tier. */
	for (int32_t j = 0; j < p.ncells; j++)
		p.cell_tier[j] = served[j] < 0 ? tier_of[j] : TIER_HARD;
	for (;;) {
		int32_t next = INT32_MAX;
		for (int32_t j = 0; j < p.ncells; j++)
			if (tier_of[j] > tier && served[j] < 0 && tier_of[j] < next)
				next = tier_of[j];
		if (next == INT32_MAX)
			break;
		tier = next;
		if (!support_fairness(&p, tier, served, rate, served)) {
			mem_free(p.cell_tier);
			return false;
		}
	}
	mem_free(p.cell_tier);
	return true;
}

/* --- lifting by changing the data --- */

static void lift_limits(struct scenario *s, enum cause cause)
{
	static const enum cause of[] = {[LIMIT_VEHICLES] = CAUSE_VEHICLES, [LIMIT_HELPERS] = CAUSE_HELPERS,
		[LIMIT_BUDGET] = CAUSE_BUDGET};
	int32_t kept = 0;

	for (int32_t k = 0; k < s->nlimits; k++)
		if (of[s->limits[k].kind] != cause)
			s->limits[kept++] = s->limits[k];
	s->nlimits = kept;
	for (int32_t r = 0; r < s->nroutes && cause == CAUSE_CAPACITY; r++)
		s->routes[r].capacity = -1;
	for (int32_t v = 0; v < s->nsegments && cause == CAUSE_CAPACITY; v++)
		s->segments[v].capacity = -1;
}

static bool limits_left(const struct scenario *s)
{
	bool any = s->nlimits > 0;

	for (int32_t r = 0; r < s->nroutes; r++)
		any |= s->routes[r].capacity >= 0;
	return any;
}

static void lift(struct story *z, enum cause cause)
{
	struct scenario *s = &z->s;

	lift_limits(s, cause);
	for (int32_t i = 0; i < s->nitems; i++) {
		if (cause == CAUSE_PACKS)
			s->items[i].issue_unit = 1;
		if (cause == CAUSE_EXPIRED)
			s->items[i].shelf_life = (struct duration){0};
	}
	for (int32_t r = 0; r < s->nroutes && cause == CAUSE_LATE; r++)
		s->routes[r].lead = 0;
	for (int32_t h = 0; h < s->nholders; h++)
		for (int32_t k = 0; k < s->holders[h].nterms; k++) {
			struct terms *terms = &s->holders[h].terms[k];
			if (cause == CAUSE_LATE)
				terms->notice = 0;
			if (cause == CAUSE_REACH)
				terms->reach = REACH_ANYWHERE;
			if (cause == CAUSE_TERMS) {
				terms->has_hold_back = false;
				terms->has_release = true;
				terms->release = (struct ratio){1, 1};
			}
		}
	if (cause == CAUSE_AUTONOMY)
		s->policy.autonomy = (struct ratio){0, 1};
	for (int32_t k = 0; k < s->nlines; k++) {
		if (cause == CAUSE_CONSENT)
			s->lines[k].government_owned = true;
		if (cause == CAUSE_SOURCES)
			s->lines[k].state = LINE_USED;
		if (cause == CAUSE_EXPIRED)
			s->lines[k].expires = DAY_NONE;
	}
	for (int32_t k = 0; k < s->ntransits; k++) {
		if (cause == CAUSE_LATE)
			s->transits[k].arrives = s->start;
		if (cause == CAUSE_REACH)
			s->transits[k].reach = REACH_ANYWHERE;
		if (cause == CAUSE_EXPIRED)
			s->transits[k].expires = DAY_NONE;
	}
}

/* What every claim of the item has after the cause; amount grows. */
static void expect_stage(const struct story *y, const struct story *z, int32_t item, enum cause cause,
	int64_t *amount)
{
	enum kind kind = cause < CAUSE_LATE ? KIND_PLAN : cause < CAUSE_ROADS ? KIND_ROADS : KIND_POOL;
	struct literal *l = literal_new(z, item, kind, amount);
	int64_t served[SUPPORT_CELLS_MAX];
	bool possible;

	for (int32_t j = 0; j < l->ncells; j++)
		served[j] = l->cells[j] < 0 ? l->p.cell_least[j] : -1;
	/* Where that is no plan of this network nothing is booked. */
	possible = all_tiers(l, l->p.cell_tier, served);
	for (int32_t j = 0; j < l->ncells; j++) {
		int32_t c = l->cells[j];
		int64_t now;
		if (c >= 0 && !possible)
			assert_int_equal(booked(y, c, cause), 0);
		if (c < 0 || !possible)
			continue;
		now = z->cells.cells[c].household + served[j] * z->s.items[item].issue_unit;
		now = now < z->cells.cells[c].demand ? now : z->cells.cells[c].demand;
		assert_true(now >= amount[c]);
		assert_int_equal(booked(y, c, cause), now - amount[c]);
		amount[c] = now;
	}
	literal_free(l);
}

/* Claims that begin in t, of one tier (0: all), the rest as the definition says. */
static void expect_group(const struct literal *l, int32_t t, int32_t tier, const int64_t *has, int64_t *into)
{
	int64_t served[SUPPORT_CELLS_MAX], *least = l->p.cell_least;
	int64_t before[SUPPORT_CELLS_MAX];
	bool possible;

	memcpy(before, least, (size_t)l->ncells * sizeof *least);
	for (int32_t j = 0; j < l->ncells; j++) {
		int32_t first = l->cells[j] < 0 ? INT32_MAX : l->z->cells.cells[l->cells[j]].when.first;
		bool mine = first == t && (tier == 0 || l->p.cell_tier[j] == tier);
		bool dropped = !mine && (first > t || (tier > 0 && l->p.cell_tier[j] < tier));
		served[j] = mine ? -1 : dropped ? 0 : has[j];
		least[j] = mine ? into[j] : 0;
	}
	possible = all_tiers(l, l->p.cell_tier, served);
	for (int32_t j = 0; j < l->ncells && possible; j++) {
		int32_t c = l->cells[j];
		if (c >= 0 && l->z->cells.cells[c].when.first == t && (tier == 0 || l->p.cell_tier[j] == tier))
			into[j] = served[j];
	}
	memcpy(least, before, (size_t)l->ncells * sizeof *least);
}

static void expect_groups(const struct story *y, const struct story *z, int32_t item, const int64_t *amount)
{
	struct literal *l = literal_new(z, item, KIND_POOL, amount);
	int64_t has[SUPPORT_CELLS_MAX], later[SUPPORT_CELLS_MAX], tiers[SUPPORT_CELLS_MAX];

	memcpy(has, l->p.cell_least, (size_t)l->ncells * sizeof *has);
	memcpy(later, has, sizeof later);
	for (int32_t t = 0; t < z->s.nperiods; t++)
		expect_group(l, t, 0, has, later);
	memcpy(tiers, later, sizeof tiers);
	for (int32_t j = 0; j < l->ncells; j++) {
		bool seen = l->cells[j] < 0;
		for (int32_t i = 0; i < j && !seen; i++)
			seen = l->p.cell_tier[i] == l->p.cell_tier[j];
		for (int32_t t = 0; t < z->s.nperiods && !seen; t++)
			expect_group(l, t, l->p.cell_tier[j], has, tiers);
	}
	for (int32_t j = 0; j < l->ncells; j++) {
		int32_t c = l->cells[j];
		if (c < 0)
			continue;
		assert_int_equal(booked(y, c, CAUSE_LATER), later[j] - has[j]);
		assert_int_equal(booked(y, c, CAUSE_TIER), tiers[j] - later[j]);
	}
	literal_free(l);
}

/* What people use of their own stock stays when dates are lifted. */
static void rebuild(struct story *z, enum cause cause)
{
	if (cause != CAUSE_EXPIRED) {
		cells_release(&z->cells);
		cells_build(&z->s, &z->cells);
	}
	supply_release(&z->supply);
	supply_build(&z->s, &z->cells, &z->supply);
}

static void check_against_definition(const struct story *y, struct story *z)
{
	int64_t *amount = mem_calloc((size_t)y->cells.ncells, sizeof *amount);

	for (int32_t c = 0; c < y->cells.ncells; c++)
		amount[c] = y->plan.served[c].quantity;
	for (enum cause k = CAUSE_PACKS; k <= CAUSE_EXPIRED; k++) {
		lift(z, k);
		rebuild(z, k);
		/* As long as the limit holds nothing has been lifted: there is only one kind. */
		for (int32_t c = 0; c < y->cells.ncells && limits_left(&z->s); c++)
			assert_int_equal(booked(y, c, k), 0);
		for (int32_t i = 0; i < z->s.nitems && !limits_left(&z->s); i++)
			expect_stage(y, z, i, k, amount);
	}
	for (int32_t i = 0; i < z->s.nitems; i++)
		expect_groups(y, z, i, amount);
	mem_free(amount);
}

/* Terms, faulty and late goods; decided by the seed alone. */
static void spoil(struct story *y, struct support_random *r)
{
	for (int32_t h = 0; h < y->s.nholders; h++) {
		struct terms *terms = &y->s.holders[h].terms[0];
		if (support_between(r, 0, 1)) {
			terms->has_hold_back = terms->hold_back_is_share = true;
			terms->hold_back_share = ratio_make(support_between(r, 0, 3), 4);
		}
		if (support_between(r, 0, 1)) {
			terms->has_release = true;
			terms->release = ratio_make(support_between(r, 1, 4), 4);
		}
	}
	for (int32_t k = 0; k < y->s.nlines; k++) {
		struct stock_line *line = &y->s.lines[k];
		int64_t fate = support_between(r, 0, 9);
		line->state = fate == 0 ? LINE_SET_ASIDE : fate == 1 ? LINE_STALE : LINE_USED;
		if (fate == 2)
			line->expires = story_day(y, 0) - 1;
		line->government_owned = fate < 7;
	}
}

static void random_pair(struct story *y, struct story *z, uint64_t seed, const struct story_shape *shape)
{
	struct support_random r = {seed}, q = {seed};

	story_random(y, &r, shape);
	spoil(y, &r);
	story_random(z, &q, shape);
	spoil(z, &q);
}

static void test_definition(void **state)
{
	static const struct story_shape shape = {.items_most = 2, .periods_most = 3, .claims_most = 6,
		.quantity_most = 9, .odd_notice = true, .minima = true, .tiers = true, .packs = true,
		.transits = true, .households = true, .autonomy = true, .losses = true};
	int64_t seen[CAUSES] = {0};

	(void)state;
	for (uint64_t n = 0; n < stories(120); n++) {
		struct story y, z;

		random_pair(&y, &z, n, &shape);
		solve_causes(&y, 1 + (int)(n % 3));
		if (y.plan.status != PLAN_CONTRADICTION) {
			assert_int_equal(y.plan.status, PLAN_PROVEN);
			assert_int_equal(y.plan.causes_skipped | y.plan.causes_unproven, 0);
			check_sums(&y);
			story_build(&z);
			check_against_definition(&y, &z);
			check_second_look(&y, true);
			for (int32_t k = 0; k < y.plan.nbookings; k++)
				seen[y.plan.bookings[k].cause]++;
		}
		story_release(&y);
		story_release(&z);
	}
	for (enum cause k = CAUSE_LATE; k < CAUSES; k++)
		if (stories(120) >= 120)
			assert_true(seen[k] > 0);
}

/* One kind of limit, which the items share. */
static void add_limit(struct story *y, struct support_random *r, int kind)
{
	int64_t amount = support_between(r, 1, 9);

	for (int32_t p = 0; p < y->s.nplaces && kind == 2; p++)
		for (int32_t g = 0; g < y->s.ngroups; g++)
			story_people(y, p, g, support_between(r, 1, 9), support_between(r, 1, 4));
	if (kind == 0)
		story_limit(y, LIMIT_BUDGET, -1, amount % 3);
	else if (kind == 1)
		story_limit(y, LIMIT_VEHICLES, STORY_DISTRICT, (1 + amount % 3) * 1000);
	else if (kind == 2)
		story_limit(y, LIMIT_HELPERS, STORY_DISTRICT, 5 * (1 + amount % 3));
	for (int32_t k = 0; k < y->s.nroutes && kind == 3; k++)
		y->s.routes[k].capacity = support_between(r, 0, 4) * 1000;
}

/* Budget, vehicles, helpers, capacity of roads: the same definition, from the plan that
 * the limit has made. */
static void test_definition_of_limits(void **state)
{
	static const struct story_shape shape = {.items_most = 2, .periods_most = 3, .claims_most = 6,
		.quantity_most = 9, .odd_notice = true, .tiers = true, .transits = true, .autonomy = true};
	static const enum cause causes[] = {CAUSE_BUDGET, CAUSE_VEHICLES, CAUSE_HELPERS, CAUSE_CAPACITY};
	int64_t seen[CAUSES] = {0};

	(void)state;
	for (uint64_t n = 0; n < stories(240); n++) {
		struct support_random r = {7000 + n}, q = {7000 + n};
		struct story y, z;

		random_pair(&y, &z, 7000 + n, &shape);
		add_limit(&y, &r, (int)(n % 4));
		add_limit(&z, &q, (int)(n % 4));
		solve_causes(&y, 1);
		if (y.plan.status != PLAN_CONTRADICTION && (y.plan.causes_skipped | y.plan.causes_unproven) == 0) {
			check_sums(&y);
			story_build(&z);
			check_against_definition(&y, &z);
			for (int32_t k = 0; k < y.plan.nbookings; k++)
				seen[y.plan.bookings[k].cause]++;
		}
		story_release(&y);
		story_release(&z);
	}
	for (int k = 0; k < 4 && stories(240) >= 240; k++)
		assert_true(seen[causes[k]] > 0);
}

/* Sums hold whatever the plan rests on, and jobs do not matter. */
static void test_everything(void **state)
{
	static const struct story_shape shape = {.items_most = 3, .periods_most = 4, .claims_most = 10,
		.quantity_most = 20, .odd_notice = true, .capacities = true, .limits = true, .substitutes = true,
		.minima = true, .tiers = true, .packs = true, .transits = true, .households = true,
		.autonomy = true, .rules = true};
	int64_t seen[CAUSES] = {0};

	(void)state;
	for (uint64_t n = 0; n < stories(120); n++) {
		struct story y, z;

		random_pair(&y, &z, 1000 + n, &shape);
		solve_causes(&y, 1);
		if (y.plan.status != PLAN_CONTRADICTION) {
			check_sums(&y);
			check_second_look(&y, true);
			solve_causes(&z, 3);
			assert_int_equal(y.plan.nbookings, z.plan.nbookings);
			assert_memory_equal(y.plan.bookings, z.plan.bookings,
				(size_t)y.plan.nbookings * sizeof *y.plan.bookings);
			for (int32_t k = 0; k < y.plan.nbookings; k++)
				seen[y.plan.bookings[k].cause]++;
		}
		story_release(&y);
		story_release(&z);
	}
	for (enum cause k = CAUSE_SHARING; k < CAUSES; k++)
		if (stories(120) >= 120 && k != CAUSE_BUDGET)
			assert_true(seen[k] > 0);
}

/* --- by hand --- */

/* Seventeen litres for two claims of twelve; the road to a carries two. a gets
 * 2 and b 12; three stay. Lifted alone, the road gives a 6 or 7 more and takes 3
 * or 4 from b: a sum of such drops explains nothing. Booked one after the other,
 * b keeps its 12: the road 3 (what lies there), the hold-back 5, and 2 there
 * are not. */
static void test_one_after_the_other(void **state)
{
	struct story y;
	int32_t depot, a, b, water, gov, ent;
	struct terms *terms;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	a = story_community(&y, "a");
	b = story_community(&y, "b");
	water = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	ent = story_holder(&y, "ent", depot);
	terms = story_terms(&y, ent);
	terms->item = water;
	terms->has_hold_back = true;
	terms->hold_back = 5;
	story_stock(&y, gov, water, 12, -1);
	story_stock(&y, ent, water, 10, -1);
	story_route(&y, depot, a, 0, 2000);
	story_route(&y, depot, b, 0, -1);
	story_need(&y, a, water, 12, 0, 0);
	story_need(&y, b, water, 12, 0, 0);
	solve_causes(&y, 1);
	check_sums(&y);
	assert_int_equal(story_served(&y, a, water, 0, 0), 2);
	assert_int_equal(story_served(&y, b, water, 0, 0), 12);
	assert_int_equal(booked_in_all(&y, CAUSE_CAPACITY), 3);
	assert_int_equal(booked_in_all(&y, CAUSE_TERMS), 5);
	assert_int_equal(booked_in_all(&y, CAUSE_NOT_ENOUGH), 2);
	check_second_look(&y, true);
	/* One litre from the hold-back to what there is not: that sums up as well. */
	for (int32_t k = 0; k < y.plan.nbookings; k++) {
		y.plan.bookings[k].quantity -= y.plan.bookings[k].cause == CAUSE_TERMS;
		y.plan.bookings[k].quantity += y.plan.bookings[k].cause == CAUSE_NOT_ENOUGH;
	}
	check_sums(&y);
	check_second_look(&y, false);
	story_release(&y);
}

/* Ten kits of five made of masks stay what they are: masks of their own are not
 * missed twice, and what people lack is not called a lack of substitutes. */
static void test_substitutes_stay(void **state)
{
	struct story y;
	int32_t depot, c, mask, n95, gov;

	(void)state;
	story_init(&y, 1);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	mask = story_item(&y, "mask");
	n95 = story_item(&y, "n95");
	gov = story_holder(&y, "gov", depot);
	story_stock(&y, gov, mask, 10, -1);
	story_stock(&y, gov, n95, 20, -1);
	story_substitute(&y, mask, 1, n95, 1)->penalty = 1;
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, mask, 60, 0, 0);
	solve_causes(&y, 1);
	check_sums(&y);
	assert_int_equal(story_served(&y, c, mask, 0, 0), 30);
	assert_int_equal(booked_in_all(&y, CAUSE_NOT_ENOUGH), 30);
	story_release(&y);
}

/* Packs of three kits, for each of which three cups stand in. There are six cups, two packs,
 * good for the first day, and no way to d. */
static void tell_of_cups(struct story *y)
{
	int32_t depot, c, d, kit, cup;

	story_init(y, 2);
	depot = story_place(y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(y, "c");
	d = story_community(y, "d");
	kit = story_item(y, "kit");
	cup = story_item(y, "cup");
	y->s.items[kit].issue_unit = 3;
	story_stock(y, story_holder(y, "gov", depot), cup, 6, 0);
	story_substitute(y, kit, 3, cup, 3)->penalty = 1;
	story_route(y, depot, c, 0, -1);
	story_need(y, c, kit, 5, 0, 0);
	story_need(y, c, kit, 5, 1, 1);
	story_need(y, d, kit, 5, 0, 0);
}

/* c asks for five and gets six: the sixth cup is neither for d nor for the second day.
 * Where somebody at c asks for one more it is theirs, once packs do not matter. */
static void test_rest_of_a_pack(void **state)
{
	struct story y;

	(void)state;
	tell_of_cups(&y);
	solve_causes(&y, 1);
	check_sums(&y);
	assert_int_equal(y.plan.served[0].quantity, 5);
	assert_int_equal(booked_in_all(&y, CAUSE_NOT_ENOUGH), 10);
	check_second_look(&y, true);
	story_release(&y);
	tell_of_cups(&y);
	story_need(&y, y.s.needs[0].place, y.s.needs[0].item, 1, 0, 1);
	solve_causes(&y, 1);
	check_sums(&y);
	assert_int_equal(y.plan.served[0].quantity, 5);
	assert_int_equal(booked_in_all(&y, CAUSE_PACKS), 1);
	assert_int_equal(booked_in_all(&y, CAUSE_NOT_ENOUGH), 10);
	check_second_look(&y, true);
	story_release(&y);
}

/* On the second day fifty of a hundred litres have been handed out. They are not
 * found again when dates, notice or reach do not count: what is missing of the
 * first day is past, what is missing of the second there is not. */
static void test_what_left_is_gone(void **state)
{
	struct story y;
	struct previous p;
	struct solve_options options = {.jobs = 1, .previous = &p, .why = true};
	int32_t depot, c, water, gov;

	(void)state;
	story_init(&y, 2);
	depot = story_place(&y, "depot", STORY_DISTRICT, PLACE_DEPOT);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	gov = story_holder(&y, "gov", depot);
	story_stock(&y, gov, water, 60, 1);
	story_stock(&y, gov, water, 40, 1)->mode = MODE_CAPACITY;
	y.s.lines[1].when = (struct periods){0, 0};
	story_route(&y, depot, c, 0, -1);
	story_need(&y, c, water, 100, 0, 0);
	story_need(&y, c, water, 100, 1, 1);
	story_solve(&y, 1);
	assert_int_equal(story_served(&y, c, water, 0, 0), 50);
	events_announce(&p, &y);
	events_replan(&y, &p, HOURS(24));
	plan_causes(&y.s, &y.cells, &y.supply, &options, &y.plan);
	check_sums(&y);
	assert_int_equal(booked_in_all(&y, CAUSE_PAST), 50);
	assert_int_equal(booked_in_all(&y, CAUSE_NOT_ENOUGH), 50);
	previous_release(&p);
	story_release(&y);
}

/* Stopped before it begins: nothing is told apart, and said so. */
static void test_stopped(void **state)
{
	volatile int stop = 1;
	struct solve_options options = {.jobs = 1, .why = true, .interrupted = &stop};
	struct story y;
	int32_t c, water;

	(void)state;
	story_init(&y, 1);
	c = story_community(&y, "c");
	water = story_item(&y, "water");
	story_need(&y, c, water, 10, 0, 0);
	story_build(&y);
	plan_init(&y.plan);
	plan_solve(&y.s, &y.cells, &y.supply, &options, &y.plan);
	y.solved = true;
	check_sums(&y);
	assert_true(y.plan.causes_skipped != 0);
	story_release(&y);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_after_the_other),
		cmocka_unit_test(test_substitutes_stay),
		cmocka_unit_test(test_rest_of_a_pack),
		cmocka_unit_test(test_what_left_is_gone),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_definition),
		cmocka_unit_test(test_definition_of_limits),
		cmocka_unit_test(test_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
