#include "solver/drill.h"

#include "models/previous.h"
#include "solver/options.h"
#include "solver/solve.h"

#include <assert.h>
#include <string.h>

/* ---- worlds ---- */

void drill_world_release(struct drill_world *w)
{
	if (w->planned)
		plan_release(&w->plan);
	if (w->open) {
		mem_free(w->line_of);
		previous_release(&w->previous);
		supply_release(&w->supply);
		cells_release(&w->cells);
	}
	scenario_release(&w->scenario);
	memset(w, 0, sizeof *w);
	scenario_init(&w->scenario);
}

void drill_world_open(struct drill_world *w, const struct drill_state *state, enum drill_eyes eyes)
{
	drill_call(state, eyes, &w->scenario);
	cells_build(&w->scenario, &w->cells);
	supply_build(&w->scenario, &w->cells, &w->supply);
	previous_init(&w->previous);
	w->line_of = mem_calloc((size_t)state->nsent, sizeof *w->line_of);
	drill_settle(state, &w->scenario, eyes, &w->supply, &w->previous, w->line_of);
	w->open = true;
}

/* When goods in stock can leave if nothing does before `free`: what was not called up by now is
 * called up then. */
static int64_t held(const struct scenario *s, const struct supply_lot *lot, int64_t free)
{
	int64_t notice = lot->line < 0 || s->lines[lot->line].mode == MODE_CAPACITY ? 0 :
		supply_notice(s, lot->holder, lot->item);
	bool called = lot->release < present_seconds(s) + notice;

	free += called ? 0 : notice;
	return lot->release > free ? lot->release : free;
}

/* Nothing leaves before the period: roads are closed for new departures (what is under
 * way has its arrival already), and goods in stock are not free. */
static void hold_departures(struct drill_world *w, int32_t from)
{
	struct scenario *s = &w->scenario;
	int64_t free = (int64_t)from * s->period;

	for (int32_t r = 0; r < s->nroutes; r++) {
		struct route *route = &s->routes[r];
		int32_t k = ARRAY_ADD(&route->closed, &route->nclosed, &route->closed_room);

		route->closed[k] = (struct periods){0, from - 1};
	}
	for (int32_t k = 0; k < w->supply.nlots; k++) {
		struct supply_lot *lot = &w->supply.lots[k];

		if (lot->transit < 0)
			lot->release = held(s, lot, free);
	}
}

void drill_world_plan(struct drill_world *w, int32_t from, int jobs, bool baseline)
{
	struct solve_options solve = {.jobs = jobs, .previous = &w->previous, .baseline = baseline};

	assert(w->open && !w->planned);
	if (from > present_period(&w->scenario))
		hold_departures(w, from);
	plan_init(&w->plan);
	w->plan.request.goes_on = true;
	plan_solve(&w->scenario, &w->cells, &w->supply, &solve, &w->plan);
	w->planned = true;
}

/* ---- the program's own decision ---- */

void drill_plan_lines(const struct drill_world *w, int32_t first, int32_t last, struct drill_decision *out)
{
	const struct scenario *s = &w->scenario;
	int32_t n;
	struct shipment *lines = plan_lines(&w->plan, &w->supply, &n);

	for (int32_t k = 0; k < n; k++) {
		const struct shipment *x = &lines[k];
		const struct supply_lot *lot = &w->supply.lots[x->lot];
		struct drill_line line = {.period = x->depart, .expires = lot->expires, .quantity = x->quantity};
		int32_t i;

		if (x->fact || x->depart < first || x->depart > last || x->units == 0)
			continue;
		line.item = drill_text(&out->arena, s->items[x->item].id);
		line.from = drill_text(&out->arena, s->places[x->from].id);
		line.to = drill_text(&out->arena, s->places[x->to].id);
		line.route = x->route < 0 ? NULL : drill_text(&out->arena, s->routes[x->route].id);
		line.holder = x->holder < 0 ? NULL : drill_text(&out->arena, s->holders[x->holder].id);
		line.lot = drill_text(&out->arena, lot->lot);
		line.order = drill_text(&out->arena, w->plan.orders[x->order].number);
		i = ARRAY_ADD(&out->lines, &out->nlines, &out->lines_room);
		out->lines[i] = line;
	}
	mem_free(lines);
}

bool drill_propose(const struct drill_game *game, const int32_t *overlay, const struct drill_state *state,
	int32_t step, struct drill_decision *out)
{
	struct drill_world w = {0};
	bool good = game->make(game->context, overlay, step, &w.scenario);

	if (good) {
		drill_world_open(&w, state, EYES_TEAM);
		drill_world_plan(&w, 0, game->jobs, false);
		drill_plan_lines(&w, 0, w.scenario.nperiods - 1, out);
	}
	drill_world_release(&w);
	return good;
}

/* ---- hindsight ---- */

bool drill_hindsight(const struct drill_game *game, const int32_t *overlay, const struct drill_state *state,
	int32_t step, struct drill_world *w)
{
	bool over = step >= game->drill->nsteps;

	if (!game->make(game->context, overlay, over ? game->drill->nsteps - 1 : step, &w->scenario))
		return false;
	drill_world_open(w, state, EYES_TRUTH);
	drill_world_plan(w, over ? w->scenario.nperiods : 0, game->jobs, false);
	return true;
}
