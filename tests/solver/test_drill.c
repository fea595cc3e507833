/* Drills played on random stories: whatever is decided, the world stays one that the
 * checker accepts as facts, nothing is sent that is not there, every unit of a row is
 * sent or cut for a reason; who follows the plan and is told the truth loses nothing; what
 * nobody has told a team, and has not shown itself, changes nothing that lies before it. */
#include "solver/drill.h"

#include "base/text.h"
#include "models/alteration.h"
#include "models/previous.h"
#include "models/travel.h"
#include "solver/verify/verify.h"
#include "tests/solver/support_stories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A drill over a story: every period a step; one inject, whose overlay takes half of
 * all stock away (or changes each line otherwise, `uneven`) and closes the first route from
 * its period on. */
struct play {
	struct story y;
	struct drill drill;
	struct drill_game game;
	uint64_t seed;
	uint64_t uneven; /* seed of what each line holds, 0 = half */
};

#define NAME_ALL(things, ids) do { \
	for (int32_t i_ = 0; i_ < s->n##things; i_++) \
		map_add(&s->ids, s->things[i_].id, i_); \
} while (0)

static void name_things(struct scenario *s)
{
	NAME_ALL(items, item_ids);
	NAME_ALL(groups, group_ids);
	NAME_ALL(places, place_ids);
	NAME_ALL(holders, holder_ids);
	NAME_ALL(routes, route_ids);
	NAME_ALL(segments, segment_ids);
}

static bool make(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	struct play *p = context;

	scenario_copy(&p->y.s, out);
	name_things(out);
	out->as_of = out->start;
	out->as_of.seconds += p->drill.steps[step].at;
	if (p->drill.ninjects > 0 && overlay[0] >= 0) {
		struct support_random random = {p->uneven};

		for (int32_t k = 0; k < out->nlines; k++)
			out->lines[k].declared = out->lines[k].declared * (p->uneven ? support_between(&random, 0, 4) : 1) / 2;
		if (out->nroutes > 0) {
			struct route *r = &out->routes[0];
			int32_t k = ARRAY_ADD(&r->closed, &r->nclosed, &r->closed_room);

			r->closed[k] = (struct periods){(int32_t)(p->drill.injects[0].at / out->period), INT32_MAX};
		}
	}
	return true;
}

static void play_init(struct play *p, uint64_t seed, const struct story_shape *shape, int64_t inject_at)
{
	struct support_random r = {seed};

	memset(p, 0, sizeof *p);
	p->seed = seed;
	story_random(&p->y, &r, shape);
	drill_init(&p->drill);
	for (int32_t t = 0; t < p->y.s.nperiods; t++) {
		int32_t k = ARRAY_ADD(&p->drill.steps, &p->drill.nsteps, &p->drill.steps_room);

		p->drill.steps[k] = (struct drill_step){.at = t * p->y.s.period, .period = t};
	}
	if (inject_at >= 0) {
		int32_t k = ARRAY_ADD(&p->drill.injects, &p->drill.ninjects, &p->drill.injects_room);

		p->drill.injects[k] = (struct drill_inject){.id = "i", .at = inject_at, .truth = 0};
	}
	p->game = (struct drill_game){&p->drill, make, p, 1};
}

static void play_release(struct play *p)
{
	drill_release(&p->drill);
	story_release(&p->y);
}

static void complain(const struct play *p, const char *what)
{
	fprintf(stderr, "seed %llu: %s\n", (unsigned long long)p->seed, what);
	fail();
}
#define HOLDS(condition) do { if (!(condition)) complain(p, #condition); } while (0)

/* ---- what must hold of every state ---- */

static void check_rows(const struct play *p, const struct drill_state *state)
{
	int64_t *sent = mem_calloc((size_t)state->nrows, sizeof *sent);

	for (int32_t k = 0; k < state->nsent; k++) {
		HOLDS(state->sent[k].quantity > 0);
		sent[state->sent[k].row] += state->sent[k].quantity;
	}
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];
		int64_t all = row->sent, broken = 0;

		for (int c = 0; c < DRILL_CUTS; c++) {
			HOLDS(row->cut[c] >= 0);
			all += row->cut[c];
		}
		for (int b = 0; b < BREACH_FORM; b++) {
			HOLDS(row->breach[b] >= 0);
			broken += row->breach[b];
		}
		HOLDS(all == row->line.quantity);
		HOLDS(broken <= row->sent);
		HOLDS(row->breach[BREACH_FORM] <= row->sent && row->breach[BREACH_BUDGET] <= row->sent);
		HOLDS(sent[k] == row->sent);
	}
	mem_free(sent);
}

/* No holder sends more of an item than it ever has: stock, and what it makes. */
static void check_stock(const struct play *p, const struct scenario *s, const struct drill_state *state)
{
	for (int32_t h = 0; h < s->nholders; h++) {
		for (int32_t i = 0; i < s->nitems; i++) {
			int64_t has = 0, sent = 0;

			for (int32_t k = 0; k < s->nlines; k++)
				if (s->lines[k].holder == h && s->lines[k].item == i)
					has += line_quantity(s, k) * (s->lines[k].mode == MODE_CAPACITY ? s->nperiods : 1);
			for (int32_t k = 0; k < state->nsent; k++) {
				const struct drill_lot *lot = &state->lots[state->sent[k].lot];

				if (state->sent[k].first_leg && lot->holder && strcmp(lot->holder, s->holders[h].id) == 0 &&
					strcmp(lot->item, s->items[i].id) == 0)
					sent += state->sent[k].quantity;
			}
			HOLDS(sent <= has);
		}
	}
}

/* Roads were open (what leaves is not asked when it arrives), vehicles not overloaded. */
static void check_roads(const struct play *p, const struct scenario *s, const struct drill_state *state)
{
	int64_t *kg = mem_calloc((size_t)(s->nroutes + 1) * (size_t)s->nperiods, sizeof *kg);

	for (int32_t k = 0; k < state->nsent; k++) {
		const struct drill_sent *x = &state->sent[k];
		int32_t r = x->route ? map_get(&s->route_ids, x->route) : -1;

		HOLDS((r < 0) == (strcmp(x->from, x->to) == 0));
		if (r < 0)
			continue;
		HOLDS(route_open(s, r, x->depart, x->depart));
		kg[(size_t)r * (size_t)s->nperiods + (size_t)x->depart] += x->quantity;
		HOLDS(s->routes[r].capacity < 0 ||
			kg[(size_t)r * (size_t)s->nperiods + (size_t)x->depart] * 1000 <= s->routes[r].capacity);
	}
	mem_free(kg);
}

/* The checker takes the state as facts of the truth, and the best plan from there. */
static void check_world(const struct play *p, const struct drill_state *state, int32_t step)
{
	int32_t truth[1];
	struct drill_world w = {0};
	struct text findings;

	drill_truth(&p->drill, INT64_MAX, truth);
	HOLDS(drill_hindsight(&p->game, truth, state, step, &w));
	text_init(&findings);
	if (!plan_check(&w.scenario, &w.cells, &w.supply, &w.plan, &findings) ||
		!plan_check_happened(&w.scenario, &w.cells, &w.supply, &w.plan, &w.previous, &findings) ||
		(p->y.s.nlimits + p->y.s.nsubstitutes == 0 && !plan_judge(&w.scenario, &w.cells, &w.supply, &w.plan, &w.previous, &findings)))
		complain(p, text_str(&findings));
	text_release(&findings);
	if (step >= p->drill.nsteps)
		for (int32_t k = 0; k < w.plan.nshipments; k++)
			HOLDS(w.plan.shipments[k].fact);
	check_stock(p, &p->y.s, state); /* as it was before the inject */
	drill_world_release(&w);
}

/* ---- random decisions ---- */

static const char *any_place(const struct scenario *s, struct support_random *r)
{
	return s->places[support_between(r, 0, s->nplaces - 1)].id;
}

/* Rows that mostly make some sense: from a holder's place or anywhere, along a route or
 * to anywhere, more or less than there is. */
static void random_decision(const struct play *p, struct support_random *r, int32_t period,
	struct drill_decision *d)
{
	const struct scenario *s = &p->y.s;

	for (int64_t n = support_between(r, 0, 6); n > 0; n--) {
		int32_t k = ARRAY_ADD(&d->lines, &d->nlines, &d->lines_room);
		struct drill_line *line = &d->lines[k];

		*line = (struct drill_line){.period = period + (int32_t)support_between(r, 0, 1),
			.item = s->items[support_between(r, 0, s->nitems - 1)].id, .from = any_place(s, r), .to = any_place(s, r),
			.expires = DAY_NONE, .quantity = support_between(r, 1, 40)};
		if (s->nholders > 0 && support_between(r, 0, 3) > 0) {
			const struct holder *h = &s->holders[support_between(r, 0, s->nholders - 1)];

			line->holder = h->id;
			if (support_between(r, 0, 3) > 0)
				line->from = s->places[h->place].id;
			if (support_between(r, 0, 3) == 0)
				line->to = line->from;
		}
		if (s->nroutes > 0 && support_between(r, 0, 1)) {
			const struct route *road = &s->routes[support_between(r, 0, s->nroutes - 1)];

			line->from = s->places[road->from].id;
			line->to = s->places[road->to].id;
			line->route = support_between(r, 0, 1) ? road->id : NULL;
		}
	}
}

static void play_random(uint64_t seed, const struct story_shape *shape)
{
	struct support_random r = {seed ^ 0x5bd1e995};
	struct play play, *p = &play;
	struct drill_state state;

	play_init(p, seed, shape, (int64_t)support_between(&r, 0, 3) * 43200);
	drill_state_init(&state);
	for (int32_t step = 0; step < p->drill.nsteps; step++) {
		struct drill_decision decision;
		struct drill_state next;
		struct scenario s;
		int32_t truth[1], belief[1] = {support_between(&r, 0, 1) ? -1 : 0}; /* a false alarm, too */

		drill_decision_init(&decision);
		random_decision(p, &r, p->drill.steps[step].period, &decision);
		drill_state_init(&next);
		HOLDS(drill_execute(&p->game, &state, &decision, belief, step, &next));
		drill_decision_release(&decision);
		drill_state_release(&state);
		state = next;
		check_rows(p, &state);
		drill_truth(&p->drill, drill_step_end(&p->drill, step), truth);
		make(p, truth, step, &s);
		if (step == 0) /* later ones cannot be told by today's closures alone */
			check_roads(p, &s, &state);
		scenario_release(&s);
		check_world(p, &state, step + 1);
	}
	drill_state_release(&state);
	play_release(p);
}

static void test_random_decisions(void **state)
{
	static const struct story_shape shapes[] = {
		{.items_most = 2, .periods_most = 4, .claims_most = 6, .quantity_most = 12, .transits = true, .tiers = true, .losses = true},
		{.items_most = 2, .periods_most = 4, .claims_most = 5, .quantity_most = 10, .odd_notice = true,
			.capacities = true, .limits = true, .packs = true, .autonomy = true, .households = true, .losses = true},
		{.items_most = 2, .periods_most = 3, .claims_most = 5, .quantity_most = 9, .substitutes = true,
			.transits = true, .packs = true, .autonomy = true, .rules = true, .losses = true},
	};

	(void)state;
	for (uint64_t k = 0; k < stories(60); k++)
		play_random(1000 + k, &shapes[k % (sizeof shapes / sizeof *shapes)]);
}

/* ---- who follows the plan ---- */

/* What all claims for the item get together: of claims that are alike nobody knows
 * which of them has got what, so issue units (the last pack of a claim may be more than it asks for). */
static int64_t served(const struct drill_world *w, int32_t item)
{
	int64_t sum = 0;

	for (int32_t c = 0; c < w->cells.ncells; c++)
		if (w->cells.cells[c].item == item)
			sum += w->plan.served[c].units;
	return sum;
}

/* Breaks no rule, and comes to what was best. */
static void follow(uint64_t seed, const struct story_shape *shape)
{
	struct play play, *p = &play;
	struct drill_state state;
	struct drill_world best = {0}, outcome = {0};

	play_init(p, seed, shape, -1);
	/* stock only, but where what is made and called up in time is asked about */
	for (int32_t k = 0; k < p->y.s.nlines; k++) {
		char lot[16];

		if (!shape->capacities)
			p->y.s.lines[k].mode = MODE_PHYSICAL;
		snprintf(lot, sizeof lot, "L%d", (int)k);
		if (!shape->plain) /* which goods of a holder were called up is told by their lots */
			p->y.s.lines[k].lot = arena_strdup(&p->y.s.arena, lot);
	}
	drill_state_init(&state);
	HOLDS(drill_hindsight(&p->game, NULL, &state, 0, &best));
	for (int32_t step = 0; step < p->drill.nsteps; step++) {
		struct drill_decision decision;
		struct drill_state next;

		drill_decision_init(&decision);
		HOLDS(drill_propose(&p->game, NULL, &state, step, &decision));
		drill_state_init(&next);
		HOLDS(drill_execute(&p->game, &state, &decision, NULL, step, &next));
		drill_decision_release(&decision);
		drill_state_release(&state);
		state = next;
	}
	for (int32_t k = 0; k < state.nrows; k++) {
		HOLDS(state.rows[k].sent == state.rows[k].line.quantity);
		for (int b = 0; b < DRILL_BREACHES; b++)
			HOLDS(state.rows[k].breach[b] == 0);
	}
	HOLDS(drill_hindsight(&p->game, NULL, &state, p->drill.nsteps, &outcome));
	for (int32_t i = 0; i < p->y.s.nitems; i++)
		HOLDS(served(&best, i) == served(&outcome, i));
	drill_world_release(&best);
	drill_world_release(&outcome);
	drill_state_release(&state);
	play_release(p);
}

static void test_follow(void **state)
{
	static const struct story_shape shapes[] = {
		{.items_most = 2, .periods_most = 4, .claims_most = 6, .quantity_most = 12, .plain = true},
		{.items_most = 2, .periods_most = 4, .claims_most = 6, .quantity_most = 12, .plain = true, .packs = true,
			.autonomy = true},
		/* goods expire, also before a notice of a later step would end */
		{.items_most = 1, .periods_most = 4, .claims_most = 6, .quantity_most = 12, .odd_notice = true},
		/* what is made in periods that are over, and was called up in time */
		{.items_most = 1, .periods_most = 4, .claims_most = 6, .quantity_most = 12, .capacities = true, .odd_notice = true},
	};

	(void)state;
	for (uint64_t k = 0; k < stories(80); k++)
		for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
			follow(story_first(5000) + k, &shapes[i]);
	/* what was handed over before and lies there goes on, before goods are called up too early */
	follow(17263, &shapes[1]);
	/* what is called up for a place beyond is not of what stays */
	follow(5122, &shapes[1]);
	/* goods that nothing else tells apart are told by who brought them: some may go on, others not */
	follow(6277, &shapes[2]);
}

/* ---- what is not told does not show ---- */

/* All that lies before a team of the story alone: what became of its rows, what left, was handed
 * out and lies where, and the best plan. */
static void put_view(const struct play *p, const struct drill_state *state, struct text *out)
{
	static const int32_t told[1] = {-1};
	struct drill_world w = {0};
	struct drill_decision lines;

	HOLDS(make(p->game.context, told, state->step, &w.scenario));
	drill_world_open(&w, state, EYES_TEAM);
	drill_world_plan(&w, 0, 1, false);
	for (int32_t k = 0; k < w.plan.nshipments; k++) {
		const struct shipment *x = &w.plan.shipments[k];

		text_printf(out, "%d %lld>%lld %d>%d by %d, %lld of lot %d, order %s line %d\n", x->fact,
			(long long)x->depart_seconds, (long long)x->arrive_seconds, x->from, x->to, x->route, (long long)x->quantity,
			x->lot, w.plan.orders[x->order].number, x->line);
	}
	for (int32_t k = 0; k < w.plan.nhandouts; k++)
		text_printf(out, "claim %d in %d: %lld of lot %d\n", w.plan.handouts[k].cell, w.plan.handouts[k].period,
			(long long)w.plan.handouts[k].quantity, w.plan.handouts[k].lot);
	for (int32_t k = 0; k < w.plan.nleftovers; k++)
		text_printf(out, "%lld of lot %d left at %d\n", (long long)w.plan.leftovers[k].units, w.plan.leftovers[k].lot,
			w.plan.leftovers[k].place);
	for (int32_t k = 0; k < w.supply.nlots; k++)
		text_printf(out, "lot %d: %lld of %d from %lld on\n", k, (long long)w.supply.lots[k].units,
			w.supply.lots[k].item, (long long)w.supply.lots[k].release);
	drill_decision_init(&lines);
	drill_plan_lines(&w, 0, w.scenario.nperiods - 1, &lines);
	text_printf(out, "%d lines\n", lines.nlines);
	drill_decision_release(&lines);
	drill_world_release(&w);
}

/* What drivers and depots see: how much of a row left, and why not all; of which goods, when;
 * and when it came, if it has. */
static void put_shown(const struct play *p, const struct drill_state *state, int64_t now, struct text *out)
{
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];

		text_printf(out, "row %d %d: %lld by %s, cut", row->step, row->number, (long long)row->sent,
			row->route ? row->route : "-");
		for (int c = 0; c < DRILL_CUTS; c++)
			text_printf(out, " %lld", (long long)row->cut[c]);
		text_putc(out, '\n');
	}
	for (int32_t k = 0, end; k < state->nsent; k = end) { /* parts of one kind of goods together */
		const struct drill_sent *x = &state->sent[k];
		const struct drill_lot *lot = &state->lots[x->lot];
		int64_t quantity = 0;

		for (end = k; end < state->nsent && state->sent[end].row == x->row &&
			state->sent[end].depart_seconds == x->depart_seconds &&
			drill_same_goods(lot, &state->lots[state->sent[end].lot]); end++)
			quantity += state->sent[end].quantity;
		text_printf(out, "%lld of %s %s %d at %lld", (long long)quantity, lot->holder ? lot->holder : "-",
			lot->lot ? lot->lot : "-", (int)lot->expires, (long long)x->depart_seconds);
		if (x->arrive_seconds < now && x->arrive < p->y.s.nperiods) /* else caught on a closed road */
			text_printf(out, " came %lld", (long long)x->arrive_seconds);
		text_putc(out, '\n');
	}
}

static void add_proposal(const struct play *p, const struct drill_state *state, struct drill_decision *d)
{
	static const int32_t told[1] = {-1};

	HOLDS(drill_propose(&p->game, told, state, state->step, d));
}

/* Two teams that are told the same and decide the same, one in a world that is as they are told,
 * one in another: until that shows, what lies before them is the same. */
static void untold(uint64_t seed, const struct story_shape *shape, int64_t *compared)
{
	static const int32_t told[1] = {-1};
	struct support_random r = {seed ^ 0x9e3779b9};
	struct play plays[2], *p = &plays[0];
	struct drill_state states[2];
	int64_t at = support_between(&r, 0, 3) * 43200;
	bool shown = false;

	for (int j = 0; j < 2; j++) {
		play_init(&plays[j], seed, shape, j == 0 ? -1 : at);
		plays[j].uneven = seed;
		drill_state_init(&states[j]);
	}
	for (int32_t step = 0; step < p->drill.nsteps && !shown; step++) {
		struct text views[2], facts[2];
		struct drill_decision decision;

		drill_decision_init(&decision);
		if (support_between(&r, 0, 3) > 0)
			add_proposal(p, &states[0], &decision);
		if (support_between(&r, 0, 1))
			random_decision(p, &r, p->drill.steps[step].period, &decision);
		for (int j = 0; j < 2; j++) {
			struct drill_state next;

			drill_state_init(&next);
			HOLDS(drill_execute(&plays[j].game, &states[j], &decision, told, step, &next));
			drill_state_release(&states[j]);
			states[j] = next;
			text_init(&facts[j]);
			text_init(&views[j]);
			put_shown(&plays[j], &states[j], drill_step_end(&p->drill, step), &facts[j]);
		}
		drill_decision_release(&decision);
		shown = strcmp(text_str(&facts[0]), text_str(&facts[1])) != 0;
		for (int j = 0; j < 2 && !shown && step + 1 < p->drill.nsteps; j++)
			put_view(&plays[j], &states[j], &views[j]);
		if (!shown && strcmp(text_str(&views[0]), text_str(&views[1])) != 0) {
			fprintf(stderr, "as told:\n%s\nelse:\n%s\n", text_str(&views[0]), text_str(&views[1]));
			complain(p, "a team sees what it was not told");
		}
		*compared += !shown && step + 1 < p->drill.nsteps;
		for (int j = 0; j < 2; j++) {
			text_release(&facts[j]);
			text_release(&views[j]);
		}
	}
	for (int j = 0; j < 2; j++) {
		drill_state_release(&states[j]);
		play_release(&plays[j]);
	}
}

static void test_untold(void **state)
{
	static const struct story_shape shapes[] = {
		{.items_most = 2, .periods_most = 5, .claims_most = 6, .quantity_most = 12, .plain = true, .packs = true},
		{.items_most = 2, .periods_most = 4, .claims_most = 6, .quantity_most = 12, .transits = true, .tiers = true,
			.odd_notice = true},
		{.items_most = 2, .periods_most = 4, .claims_most = 5, .quantity_most = 10, .odd_notice = true,
			.capacities = true, .limits = true, .packs = true, .autonomy = true},
		{.items_most = 2, .periods_most = 3, .claims_most = 5, .quantity_most = 9, .substitutes = true,
			.transits = true, .packs = true, .autonomy = true, .rules = true},
	};
	int64_t compared = 0;

	(void)state;
	for (uint64_t k = 0; k < stories(60); k++)
		untold(9000 + k, &shapes[k % (sizeof shapes / sizeof *shapes)], &compared);
	assert_true(compared >= (int64_t)stories(60) / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_random_decisions), cmocka_unit_test(test_follow),
		cmocka_unit_test(test_untold)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
