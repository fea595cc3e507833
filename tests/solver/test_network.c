/* The checker's network against the solver's: the same points, ways and
 * capacities, built twice from the same words; and the plan as a flow in it. */
#include "solver/formulate.h"
#include "solver/verify/network.h"
#include "tests/solver/support_events.h"
#include "tests/solver/support_stories.h"
#include "models/previous.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* --- both as sorted lines of words --- */

struct lines {
	char **all;
	int32_t n, room;
};

static void add_line(struct lines *l, struct text *t)
{
	int32_t k = ARRAY_ADD(&l->all, &l->n, &l->room);

	l->all[k] = mem_strdup(text_str(t));
	text_clear(t);
}

static int line_order(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void lines_release(struct lines *l)
{
	for (int32_t k = 0; k < l->n; k++)
		mem_free(l->all[k]);
	mem_free(l->all);
}

static void name_solver_node(struct text *t, const struct formulation *f, int32_t v)
{
	static const char *const kinds[] = {"outside", "source", "stock", "counter", "claim"};
	const struct node_meaning *n = &f->nodes[v];
	bool goods = n->kind == NODE_SOURCE || n->kind == NODE_STOCK;

	text_printf(t, "%s i%d p%d t%d d%d l%d r%lld a%d ", kinds[n->kind], v ? n->item : -1, n->place, n->period,
		goods ? n->last_day : DAY_NONE, goods ? n->layer : 0, (long long)n->release, n->arrives);
}

static void name_point(struct text *t, const struct network *net, int32_t v)
{
	static const char *const kinds[] = {"outside", "source", "stock", "stock", "counter", "claim"};
	const struct point *p = &net->points[v];

	text_printf(t, "%s i%d p%d t%d d%d l%d r%lld a%d ", kinds[p->kind], p->item, p->place, p->period,
		p->last_day, p->layer, (long long)p->release, p->arrives);
}

static void list_solver(struct lines *l, const struct formulation *f)
{
	static const char *const kinds[] = {"draw", "stay", "leg", "carry", "serve", "hand", "meeting"};
	const struct problem *p = &f->problem;
	struct text t;

	text_init(&t);
	for (int32_t a = 0; a < p->narcs; a++) {
		const struct arc_meaning *m = &f->arcs[a];
		name_solver_node(&t, f, p->tail[a]);
		text_puts(&t, "> ");
		name_solver_node(&t, f, p->head[a]);
		text_printf(&t, "%s %lld route %d %d-%d %d", kinds[m->kind], (long long)p->capacity[a], m->route,
			m->depart, m->arrive, m->announced);
		add_line(l, &t);
	}
	for (int32_t c = 0; c < p->ncells; c++) {
		name_solver_node(&t, f, p->cell_node[c]);
		text_printf(&t, "cell %d: %lld %lld %lld %d", f->cell_of[c], (long long)p->cell_demand[c],
			(long long)p->cell_fact[c], (long long)p->cell_least[c], p->cell_tier[c]);
		add_line(l, &t);
	}
	text_release(&t);
	if (l->n > 0)
		qsort(l->all, (size_t)l->n, sizeof *l->all, line_order);
}

static void list_network(struct lines *l, const struct network *net)
{
	static const char *const kinds[] = {"draw", "leg", "stay", "meeting", "serve", "carry", "hand"};
	struct text t;

	text_init(&t);
	for (int32_t a = 0; a < net->nways; a++) {
		const struct way *w = &net->ways[a];
		name_point(&t, net, w->tail);
		text_puts(&t, "> ");
		name_point(&t, net, w->head);
		text_printf(&t, "%s %lld route %d %d-%d %d", kinds[w->kind], (long long)w->most, w->route,
			w->depart, w->arrive, w->announced);
		add_line(l, &t);
	}
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		name_point(&t, net, c->point);
		text_printf(&t, "cell %d: %lld %lld %lld %d", c->cell, (long long)c->demand, (long long)c->fact,
			(long long)c->least, c->stage * STAGE_TIERS + c->tier);
		add_line(l, &t);
	}
	text_release(&t);
	if (l->n > 0)
		qsort(l->all, (size_t)l->n, sizeof *l->all, line_order);
}

static void compare(const struct formulation *f, const struct network *net, uint64_t seed)
{
	struct lines a = {0}, b = {0};
	int32_t k = 0;

	list_solver(&a, f);
	list_network(&b, net);
	while (k < a.n && k < b.n && strcmp(a.all[k], b.all[k]) == 0)
		k++;
	if (k < a.n || k < b.n)
		fprintf(stderr, "seed %llu:\nsolver:  %s\nchecker: %s\n", (unsigned long long)seed,
			k < a.n ? a.all[k] : "-", k < b.n ? b.all[k] : "-");
	assert_true(k == a.n && k == b.n);
	lines_release(&a);
	lines_release(&b);
}

/* --- the flow --- */

/* Nothing is lost on the way, and claims get what the plan says. Without
 * substitutes. */
static void check_flow(const struct story *y, const struct network *net)
{
	int64_t *here = mem_calloc((size_t)net->npoints, sizeof *here);

	for (int32_t a = 0; a < net->nways; a++) {
		assert_true(net->ways[a].flow >= 0 && net->ways[a].flow <= net->ways[a].most);
		here[net->ways[a].tail] -= net->ways[a].flow;
		here[net->ways[a].head] += net->ways[a].flow;
	}
	for (int32_t n = 0; n < net->nclaims; n++) {
		const struct claim *c = &net->claims[n];
		int64_t got = here[c->point];
		if (got < c->least || got > c->demand - c->fact)
			fprintf(stderr, "claim %d gets %lld of %lld..%lld\n", c->cell, (long long)got,
				(long long)c->least, (long long)(c->demand - c->fact));
		assert_true(got >= c->least && got <= c->demand - c->fact);
		if (c->cell >= 0)
			assert_int_equal(c->fact + got, y->plan.served[c->cell].units);
		here[c->point] = 0;
	}
	for (int32_t v = 1; v < net->npoints; v++)
		assert_int_equal(here[v], 0);
	mem_free(here);
}

static void check_item(const struct story *y, int32_t item, const struct previous *previous,
	uint64_t seed)
{
	struct text findings;
	struct checker k = {&y->s, &y->cells, &y->supply, &y->plan, &findings, 0};
	struct ground ground;
	struct facts facts;
	struct bounds bounds;
	struct formulation f;
	struct past past;
	struct map_of_roads roads;
	struct network net;

	text_init(&findings);
	ground_init(&ground, &y->s, &y->cells, &y->supply);
	facts_build(&facts, &ground, previous);
	bounds_init(&bounds, &ground);
	formulate(&f, &ground, &facts, &bounds, &item, 1, NULL, 0, false);
	past_build(&past, &k, previous);
	roads_build(&roads, &y->s);
	network_build(&net, &k, &past, &roads, &item, 1, false);
	compare(&f, &net, seed);
	if (y->plan.status != PLAN_CONTRADICTION) {
		if (k.nfindings)
			fprintf(stderr, "seed %llu: %s", (unsigned long long)seed, text_str(&findings));
		assert_int_equal(k.nfindings, 0);
		check_flow(y, &net);
	}
	network_release(&net);
	roads_release(&roads);
	past_release(&past);
	formulation_release(&f);
	bounds_release(&bounds);
	facts_release(&facts);
	ground_release(&ground);
	text_release(&findings);
}

/* Limits and rules make no other network. */
static const struct story_shape shapes[] = {
	{.items_most = 1, .periods_most = 3, .claims_most = 4, .quantity_most = 9, .plain = true, .losses = true},
	{.items_most = 2, .periods_most = 5, .claims_most = 8, .quantity_most = 30, .odd_notice = true,
		.tiers = true, .packs = true, .transits = true, .minima = true, .autonomy = true,
		.households = true, .losses = true},
	{.items_most = 2, .periods_most = 4, .claims_most = 8, .quantity_most = 12, .odd_notice = true,
		.capacities = true, .limits = true, .transits = true, .minima = true, .rules = true, .losses = true},
};

static void test_networks_are_the_same(void **state)
{
	uint64_t n = stories(150);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++) {
			struct support_random r = {seed * 16 + j};
			struct story y;

			story_random(&y, &r, &shapes[j]);
			story_solve(&y, 1);
			for (int32_t i = 0; i < y.s.nitems; i++)
				check_item(&y, i, NULL, seed * 16 + j);
			story_release(&y);
		}
	}
}

/* Made again at some hour, when part of it had left. */
static void test_networks_of_plans_made_again(void **state)
{
	uint64_t n = stories(150);

	(void)state;
	for (uint64_t seed = 1; seed <= n; seed++) {
		for (size_t j = 0; j < sizeof shapes / sizeof *shapes; j++) {
			struct support_random r = {seed * 16 + j};
			struct previous previous;
			struct story y;

			story_random(&y, &r, &shapes[j]);
			story_solve(&y, 1);
			if (y.plan.status != PLAN_CONTRADICTION) {
				events_announce(&previous, &y);
				events_replan(&y, &previous, HOURS(support_between(&r, 0, 24 * y.s.nperiods - 1)));
				for (int32_t i = 0; i < y.s.nitems; i++)
					check_item(&y, i, &previous, seed * 16 + j);
				previous_release(&previous);
			}
			story_release(&y);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_networks_are_the_same),
		cmocka_unit_test(test_networks_of_plans_made_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
