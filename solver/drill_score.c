#include "solver/drill_score.h"

#include "solver/drill_deviations.h"

#include <assert.h>
#include <string.h>

/* One team, one step. */
struct scoring {
	struct drill_score *score;
	const struct drill_game *game;
	const struct drill *drill;
	struct drill_team_score *team;
	int32_t *truth; /* [ninjects] */
	int32_t *belief; /* [ninjects] */
};

/* ---- Plans from a state ---- */

/* m of the best plan from the state on the truth. */
static bool hindsight(struct scoring *w, const struct drill_state *state, struct drill_measures *m)
{
	struct drill_world world = {0};
	bool good = drill_hindsight(w->game, w->truth, state, state->step, &world);

	if (good) {
		drill_measures_take(m, &w->score->ground, &world.scenario, &world.cells, &world.supply, &world.plan);
		drill_count_breaches(state, &w->score->ground, &world.scenario, m);
		if (w->team)
			w->team->proven &= world.plan.status == PLAN_PROVEN;
	}
	drill_world_release(&world);
	return good;
}

/* m of what follows when the decision is carried out from the state by a team that was
 * told w->belief. */
static bool carried_out(struct scoring *w, const struct drill_state *state, const struct drill_decision *decision,
	struct drill_measures *m)
{
	struct drill_state after;
	bool good;

	drill_state_init(&after);
	good = drill_execute(w->game, state, decision, w->belief, state->step, &after) && hindsight(w, &after, m);
	drill_state_release(&after);
	return good;
}

/* The best rolling decision on w->belief, and m of what follows from it. */
static bool rolling(struct scoring *w, const struct drill_state *state, struct drill_decision *best,
	struct drill_measures *m)
{
	return drill_propose(w->game, w->belief, state, state->step, best) && carried_out(w, state, best, m);
}

/* ---- What information cost ---- */

static void book(struct drill_step_score *step, int32_t inject, const struct drill_measures *before,
	const struct drill_measures *after)
{
	int32_t k = ARRAY_ADD(&step->bookings, &step->nbookings, &step->bookings_room);

	step->bookings[k] = (struct drill_booking){inject, *before};
	drill_measures_subtract(&step->bookings[k].lost, after);
}

/* Puts one inject that has happened right after the other. */
static bool book_injects(struct scoring *w, const struct drill_state *state, struct drill_step_score *step)
{
	int64_t now = w->drill->steps[state->step].at;
	struct drill_measures last = step->rolling;

	for (int32_t i = 0; i < w->drill->ninjects && w->drill->injects[i].at <= now; i++) {
		struct drill_decision best;
		struct drill_measures next;
		bool good;

		if (w->belief[i] == w->truth[i])
			continue;
		w->belief[i] = w->truth[i];
		drill_decision_init(&best);
		good = rolling(w, state, &best, &next);
		drill_decision_release(&best);
		if (!good)
			return false;
		book(step, i, &last, &next);
		last = next;
	}
	book(step, -1, &last, &step->before);
	return true;
}

/* ---- What the team's decision cost ---- */

static void keep_texts(struct arena *arena, struct drill_deviation *v)
{
	v->item = drill_text(arena, v->item);
	v->from = drill_text(arena, v->from);
	v->to = drill_text(arena, v->to);
	v->holder = drill_text(arena, v->holder);
}

static void note_gain(struct scoring *w, int32_t k, const struct drill_deviation *v,
	const struct drill_measures *right)
{
	struct drill_step_score *step = &w->team->steps[k];

	for (int m = 0; m < DRILL_MEASURES; m++) {
		struct drill_worst *worst = &step->worst[m];
		int64_t gain = step->after.of[m] - right->of[m];

		if (gain <= 0 || gain <= worst->gain)
			continue;
		*worst = (struct drill_worst){k, *v, gain};
		keep_texts(&w->score->arena, &worst->deviation);
	}
}

/* How many deviations are tried. */
static int32_t tries_of(const struct drill_ground *g)
{
	int64_t most = g->nclaims <= DEVIATIONS_CLAIMS ? DEVIATIONS_MOST :
		(int64_t)DEVIATIONS_MOST * DEVIATIONS_CLAIMS / g->nclaims;

	return most < DEVIATIONS_LEAST ? DEVIATIONS_LEAST : (int32_t)most;
}

/* states: before the step and after it. */
static bool find_worst(struct scoring *w, const struct drill_state *states, const struct drill_decision *best,
	const struct scenario *s)
{
	int32_t k = states[0].step;
	struct drill_step_score *step = &w->team->steps[k];
	struct deviations all;
	bool good = true;

	deviations_find(&all, w->drill, &states[1], k, best, &w->score->ground, s);
	step->ndeviations = all.nitems;
	for (int32_t i = 0; good && i < all.nitems && i < tries_of(&w->score->ground); i++) {
		struct drill_decision right;
		struct drill_measures m;

		decision_put_right(&right, &states[1], k, best, &all.items[i]);
		good = carried_out(w, &states[0], &right, &m);
		drill_decision_release(&right);
		if (!good)
			break;
		note_gain(w, k, &all.items[i], &m);
		step->ntried++;
	}
	deviations_release(&all);
	return good;
}

/* ---- Steps ---- */

static bool score_step(struct scoring *w, int32_t team, const struct drill_state *states, const struct scenario *s)
{
	int32_t k = states[0].step;
	struct drill_step_score *step = &w->team->steps[k];
	struct drill_decision best;
	bool good;

	for (int m = 0; m < DRILL_MEASURES; m++)
		step->worst[m].step = -1;
	drill_decision_init(&best);
	drill_belief(w->drill, team, w->drill->steps[k].at, w->belief, NULL);
	good = hindsight(w, &states[1], &step->after) && rolling(w, &states[0], &best, &step->rolling) &&
		find_worst(w, states, &best, s) && book_injects(w, &states[0], step);
	drill_decision_release(&best);
	return good;
}

static void scoring_init(struct scoring *w, struct drill_score *score, const struct drill_game *game)
{
	const struct drill *d = game->drill;

	*w = (struct scoring){.score = score, .game = game, .drill = d,
		.truth = mem_calloc((size_t)d->ninjects, sizeof *w->truth),
		.belief = mem_calloc((size_t)d->ninjects, sizeof *w->belief)};
	drill_truth(d, INT64_MAX, w->truth);
}

static void scoring_release(struct scoring *w)
{
	mem_free(w->truth);
	mem_free(w->belief);
}

bool drill_score_start(struct drill_score *score, const struct drill_game *game)
{
	struct drill_state nothing;
	struct drill_world world = {0};
	struct scoring w;
	bool good;

	scoring_init(&w, score, game);
	drill_state_init(&nothing);
	good = drill_hindsight(game, w.truth, &nothing, 0, &world);
	if (good)
		drill_ground_init(&score->ground, &world.scenario, &world.cells, &world.supply);
	drill_world_release(&world);
	drill_state_release(&nothing);
	scoring_release(&w);
	score->teams = mem_calloc((size_t)game->drill->nteams, sizeof *score->teams);
	return good;
}

bool drill_score_team(struct drill_score *score, const struct drill_game *game, int32_t team,
	const struct drill_state *states)
{
	const struct drill *d = game->drill;
	struct drill_team_score *t = &score->teams[score->nteams++];
	struct scenario truth;
	struct scoring w;
	bool good;

	assert(score->nteams <= d->nteams);
	scoring_init(&w, score, game);
	w.team = t;
	*t = (struct drill_team_score){.steps = mem_calloc((size_t)d->nsteps, sizeof *t->steps), .nsteps = d->nsteps,
		.proven = true};
	good = game->make(game->context, w.truth, 0, &truth) && hindsight(&w, &states[0], &t->hindsight);
	for (int32_t k = 0; good && k < d->nsteps; k++) {
		t->steps[k].before = k == 0 ? t->hindsight : t->steps[k - 1].after;
		good = score_step(&w, team, &states[k], &truth);
	}
	if (good) {
		t->outcome = t->steps[d->nsteps - 1].after;
		drill_team_score_sum(t, d);
	}
	scenario_release(&truth);
	scoring_release(&w);
	return good;
}
