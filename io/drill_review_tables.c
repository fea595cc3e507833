/* The after-action report as tables, with all digits. */
#include "io/drill.h"
#include "io/drill_review_parts.h"

#include "io/csv_write.h"

static const int decimals[DRILL_MEASURES] = {6, 6, 6, 6, 2, 0};

#define MEASURE_HEADS "unmet,unfair,late,wasted,cost,breaches,breached"

static void put_row(struct csv_writer *w, const struct drill_measures *m)
{
	for (int k = 0; k < DRILL_MEASURES; k++)
		csv_decimal(w, m->of[k], decimals[k]);
	csv_decimal(w, m->breached, 6);
	csv_end(w);
}

static void put_key(struct csv_writer *w, const struct drill_review *r, int32_t team, int32_t step, const char *part)
{
	char time[32];

	csv_text(w, r->drill->teams[team].id);
	csv_text(w, step >= 0 ? drill_time_format(time, r->drill->steps[step].at) : "");
	csv_text(w, part);
}

bool review_table_scores(const struct drill_review *r, FILE *file)
{
	struct csv_writer w;

	csv_open_exercise(&w, file, "team,step,part," MEASURE_HEADS, DRILL_MARK);
	for (int32_t j = 0; j < r->score->nteams; j++) {
		const struct drill_team_score *t = &r->score->teams[j];

		put_key(&w, r, j, -1, "hindsight");
		put_row(&w, &t->hindsight);
		for (int32_t k = 0; k < t->nsteps; k++) {
			struct drill_measures information = drill_step_information(&t->steps[k]);
			struct drill_measures decision = drill_step_decision(&t->steps[k]);

			put_key(&w, r, j, k, "information");
			put_row(&w, &information);
			put_key(&w, r, j, k, "decision");
			put_row(&w, &decision);
		}
		put_key(&w, r, j, -1, "outcome");
		put_row(&w, &t->outcome);
	}
	return csv_close(&w);
}

bool review_table_bookings(const struct drill_review *r, FILE *file)
{
	struct csv_writer w;

	csv_open_exercise(&w, file, "team,step,inject," MEASURE_HEADS, DRILL_MARK);
	for (int32_t j = 0; j < r->score->nteams; j++) {
		const struct drill_team_score *t = &r->score->teams[j];

		for (int32_t k = 0; k < t->nsteps; k++) {
			for (int32_t b = 0; b < t->steps[k].nbookings; b++) {
				const struct drill_booking *booking = &t->steps[k].bookings[b];

				put_key(&w, r, j, k, booking->inject >= 0 ? r->drill->injects[booking->inject].id : "");
				put_row(&w, &booking->lost);
			}
		}
	}
	return csv_close(&w);
}

static void put_amount(struct csv_writer *w, const struct drill_review *r, const char *item, int64_t quantity)
{
	int32_t i = map_get(&r->scenario->item_ids, item);

	csv_decimal(w, quantity, i >= 0 ? r->scenario->items[i].decimals : 0);
}

bool review_table_worst(const struct drill_review *r, FILE *file)
{
	struct csv_writer w;

	csv_open_exercise(&w, file, "team,step,measure,period,item,from,to,holder,decided,best,sent,breach,gain,deviations,tried", DRILL_MARK);
	for (int32_t j = 0; j < r->score->nteams; j++) {
		const struct drill_team_score *t = &r->score->teams[j];

		for (int32_t k = 0; k < t->nsteps; k++) {
			for (int m = 0; m < DRILL_MEASURES; m++) {
				const struct drill_deviation *v = &t->steps[k].worst[m].deviation;

				if (t->steps[k].worst[m].step < 0)
					continue;
				put_key(&w, r, j, k, drill_measure_word((enum drill_measure)m));
				csv_int(&w, v->period + 1);
				csv_text(&w, v->item);
				csv_text(&w, v->from);
				csv_text(&w, v->to);
				csv_text(&w, v->holder);
				put_amount(&w, r, v->item, v->decided);
				put_amount(&w, r, v->item, v->best);
				put_amount(&w, r, v->item, v->sent);
				csv_text(&w, v->breach ? "true" : "false");
				csv_decimal(&w, t->steps[k].worst[m].gain, decimals[m]);
				csv_int(&w, t->steps[k].ndeviations);
				csv_int(&w, t->steps[k].ntried);
				csv_end(&w);
			}
		}
	}
	return csv_close(&w);
}
