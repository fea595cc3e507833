#include "models/drill_score.h"

#include "models/order.h"

#include <stdlib.h>

void drill_score_init(struct drill_score *score)
{
	*score = (struct drill_score){0};
	arena_init(&score->arena);
}

void drill_score_release(struct drill_score *score)
{
	for (int32_t j = 0; j < score->nteams; j++) {
		struct drill_team_score *team = &score->teams[j];

		for (int32_t k = 0; k < team->nsteps; k++)
			mem_free(team->steps[k].bookings);
		mem_free(team->steps);
	}
	mem_free(score->teams);
	drill_ground_release(&score->ground);
	arena_release(&score->arena);
}

/* ---- The parts ---- */

static struct drill_measures difference(const struct drill_measures *a, const struct drill_measures *b)
{
	struct drill_measures out = *a;

	drill_measures_subtract(&out, b);
	return out;
}

struct drill_measures drill_step_lost(const struct drill_step_score *step)
{
	return difference(&step->after, &step->before);
}

struct drill_measures drill_step_information(const struct drill_step_score *step)
{
	return difference(&step->rolling, &step->before);
}

struct drill_measures drill_step_decision(const struct drill_step_score *step)
{
	return difference(&step->after, &step->rolling);
}

/* ---- All steps together ---- */

enum drill_grade drill_grade_of(const struct drill_threshold *t, int64_t lost)
{
	int grade = GRADE_PERFORMED;

	while (grade < GRADE_UNABLE && lost > t->most[grade])
		grade++;
	return (enum drill_grade)grade;
}

void drill_team_score_sum(struct drill_team_score *team, const struct drill *d)
{
	team->information = team->decision = (struct drill_measures){0};
	for (int m = 0; m < DRILL_MEASURES; m++)
		team->worst[m] = (struct drill_worst){.step = -1};
	for (int32_t k = 0; k < team->nsteps; k++) {
		struct drill_measures information = drill_step_information(&team->steps[k]);
		struct drill_measures decision = drill_step_decision(&team->steps[k]);

		drill_measures_add(&team->information, &information);
		drill_measures_add(&team->decision, &decision);
		for (int m = 0; m < DRILL_MEASURES; m++)
			if (team->steps[k].worst[m].step >= 0 && team->steps[k].worst[m].gain > team->worst[m].gain)
				team->worst[m] = team->steps[k].worst[m];
	}
	for (int m = 0; m < DRILL_MEASURES; m++)
		team->grades[m] = drill_grade_of(&d->thresholds[m], team->decision.of[m]);
}

/* ---- Breaches ---- */

void drill_count_breaches(const struct drill_state *state, const struct drill_ground *g,
	const struct scenario *s, struct drill_measures *m)
{
	m->of[MEASURE_BREACHES] = m->breached = 0;
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];
		int32_t item = map_get(&s->item_ids, row->line.item);

		for (int b = 0; b < DRILL_BREACHES; b++) {
			if (row->breach[b] <= 0)
				continue;
			m->of[MEASURE_BREACHES]++;
			m->breached += item >= 0 ? drill_part_of_demand(g, item, row->breach[b]) : 0;
		}
	}
}

/* ---- Observations ---- */

static int compare_observations(const void *left, const void *right)
{
	const struct drill_observation *a = left, *b = right;

	return a->at != b->at ? int_compare(a->at, b->at) : int_compare(a->where.line, b->where.line);
}

void drill_observations_sort(struct drill_observations *o)
{
	if (o->nitems > 0)
		qsort(o->items, (size_t)o->nitems, sizeof *o->items, compare_observations);
}

void drill_observations_release(struct drill_observations *o)
{
	mem_free(o->items);
	*o = (struct drill_observations){0};
}
