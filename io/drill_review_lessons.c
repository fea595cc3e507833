/* What is to be kept and what to be improved, drawn from the figures and from what
 * evaluators saw. Who does it until when stays blank: people decide that. */
#include "io/drill_review_parts.h"

#include "io/show.h"
#include "models/scenario_words.h"

#define BLANK "__________"

static const struct drill_team_score *score_of(const struct review_page *p)
{
	return &p->r->score->teams[p->team];
}

static bool observed(const struct review_page *p, int32_t k, bool strength)
{
	const struct drill_observation *o = &p->r->observations->items[k];

	return o->strength == strength && (o->team < 0 || o->team == p->team);
}

/* ---- Observations, beside the figures of their step ---- */

void review_observed(const struct review_page *p, struct section *s)
{
	const struct drill_team_score *t = score_of(p);
	struct columns *c = &s->table;

	columns_add(c, _("Time"), ALIGN_WHOLE);
	columns_add(c, C_("drill", "Kind"), ALIGN_LEFT);
	columns_add(c, _("Observation"), ALIGN_LEFT);
	columns_add(c, _("Evaluator"), ALIGN_LEFT);
	columns_add(c, C_("drill", "Step"), ALIGN_WHOLE);
	columns_add(c, _("Measure"), ALIGN_LEFT);
	columns_add(c, _("Lost by own decisions there"), ALIGN_RIGHT);
	for (int32_t k = 0; k < p->r->observations->nitems; k++) {
		const struct drill_observation *o = &p->r->observations->items[k];
		enum drill_measure m = o->measure < 0 ? MEASURE_UNMET : (enum drill_measure)o->measure;
		struct drill_measures lost = drill_step_decision(&t->steps[o->step]);

		if (!observed(p, k, o->strength))
			continue;
		put_time(c, o->at);
		columns_put(c, o->strength ? _("strength") : _("to improve"));
		columns_put(c, o->text);
		columns_put(c, o->by ? o->by : "");
		put_time(c, p->r->drill->steps[o->step].at);
		columns_put(c, measure_title(m));
		put_measure(c, m, lost.of[m]);
	}
	if (columns_rows(c) > 0)
		s->title = _("What evaluators observed, beside the step");
}

/* ---- Strengths ---- */

/* Performed without challenges, though not for nothing. */
static bool well_done(const struct review_page *p, int m)
{
	const struct drill_team_score *t = score_of(p);

	return t->decision.of[m] <= 0 || (p->r->drill->thresholds[m].stated && t->grades[m] == GRADE_PERFORMED);
}

static void put_strength(const struct review_page *p, struct section *s, enum drill_measure m)
{
	const struct drill_team_score *t = score_of(p);
	struct text value;

	text_init(&value);
	show_measure(&value, m, t->decision.of[m]);
	text_printf(&s->before, t->decision.of[m] < 0 ?
			_("%s: its own decisions came out better than the best on what it was told (%s), by luck or at the cost of "
				  "another measure") :
			_("%s: performed without challenges; its own decisions lost %s"),
		measure_title(m), text_str(&value));
	text_puts(&s->before, C_("sentence", ".\n"));
	text_release(&value);
}

static void put_nothing_lost(const struct review_page *p, struct section *s)
{
	struct text list;

	text_init(&list);
	for (int m = 0; m < DRILL_MEASURES; m++)
		if (score_of(p)->decision.of[m] == 0)
			text_printf(&list, "%s%s", list.length > 0 ? list_comma() : "", measure_title((enum drill_measure)m));
	if (list.length > 0) {
		text_printf(&s->before, _("Its own decisions lost nothing by these measures: %s"), text_str(&list));
		text_puts(&s->before, C_("sentence", ".\n"));
	}
	text_release(&list);
}

void review_strengths(const struct review_page *p, struct section *s)
{
	put_nothing_lost(p, s);
	for (int m = 0; m < DRILL_MEASURES; m++)
		if (score_of(p)->decision.of[m] != 0 && well_done(p, m))
			put_strength(p, s, (enum drill_measure)m);
	for (int32_t k = 0; k < p->r->observations->nitems; k++) {
		char time[32];

		if (observed(p, k, true))
			text_printf(&s->before, _("Observed at %s: %s\n"),
				drill_time_format(time, p->r->observations->items[k].at), p->r->observations->items[k].text);
	}
	if (s->before.length > 0)
		s->title = _("Strengths");
}

/* ---- Areas to improve ---- */

static const char *action_for(enum drill_measure m)
{
	switch (m) {
	case MEASURE_UNMET:
		return _("Before signing, look at the claims worst off, and whether goods that can reach them are still there");
	case MEASURE_UNFAIR:
		return _("Compare fill rates over all communities of a tier before anybody gets more");
	case MEASURE_LATE:
		return _("Reckon with notice and lead time: call up a step earlier what is needed next");
	case MEASURE_WASTED:
		return _("Send first what expires first");
	case MEASURE_COST:
		return _("Take the cheaper open road where the goods are in time all the same");
	case MEASURE_BREACHES:
	case DRILL_MEASURES:
		break;
	}
	return _("Check consent, hold-back, reach and notice before signing; ask for the decision that is needed in time");
}

static void put_improvement(struct columns *c, const char *area, const char *cause, const char *action)
{
	columns_put(c, area);
	columns_put(c, cause);
	columns_put(c, action);
	columns_put(c, BLANK);
	columns_put(c, BLANK);
}

/* At which step most was lost, and by what. */
static void show_cause(const struct review_page *p, struct text *out, enum drill_measure m)
{
	const struct drill_team_score *t = score_of(p);
	const struct drill_state *state = &p->r->states[p->team];
	int64_t most = 0;
	int32_t at = -1;
	struct text lost;
	char time[32];
	bool decided = false;

	for (int32_t k = 0; k < t->nsteps; k++) {
		struct drill_measures decision = drill_step_decision(&t->steps[k]);

		if (decision.of[m] > most) {
			most = decision.of[m];
			at = k;
		}
	}
	for (int32_t k = 0; k < state->nrows; k++)
		decided |= state->rows[k].step == at;
	text_init(&lost);
	show_measure(&lost, m, most);
	text_printf(out, decided ? _("Most at %s (%s)") : _("Nothing was decided at %s (%s)"),
		drill_time_format(time, p->r->drill->steps[at].at), text_str(&lost));
	text_release(&lost);
	if (t->worst[m].step >= 0) {
		text_puts(out, C_("list", "; "));
		show_deviation(p, out, &t->worst[m]);
	}
}

static void put_measure_area(const struct review_page *p, struct columns *c, enum drill_measure m)
{
	const struct drill_team_score *t = score_of(p);
	struct text area, cause, lost;

	text_init(&area);
	text_init(&cause);
	text_init(&lost);
	show_measure(&lost, m, t->decision.of[m]);
	text_printf(&area, p->r->drill->thresholds[m].stated ? _("%s: %s (%s)") : _("%s: %s"), measure_title(m),
		text_str(&lost), drill_grade_letter(t->grades[m]));
	show_cause(p, &cause, m);
	put_improvement(c, text_str(&area), text_str(&cause), action_for(m));
	text_release(&area);
	text_release(&cause);
	text_release(&lost);
}

/* What the inject cost the team in all its steps. */
static int64_t booked(const struct drill_team_score *t, int32_t inject, enum drill_measure m)
{
	int64_t sum = 0;

	for (int32_t k = 0; k < t->nsteps; k++)
		for (int32_t b = 0; b < t->steps[k].nbookings; b++)
			if (t->steps[k].bookings[b].inject == inject)
				sum += t->steps[k].bookings[b].lost.of[m];
	return sum;
}

static void put_inject_area(const struct review_page *p, struct columns *c, int32_t i)
{
	const struct drill_inject *inject = &p->r->drill->injects[i];
	struct text area, cost;
	int64_t lost = 0;
	int m = 0;

	while (m < DRILL_MEASURES && (lost = booked(score_of(p), i, (enum drill_measure)m)) <= 0)
		m++;
	if (m == DRILL_MEASURES)
		return;
	text_init(&area);
	text_init(&cost);
	show_measure(&cost, (enum drill_measure)m, lost);
	text_printf(&area, _("Information on \"%s\" (%s: %s)"),
		label_text(inject->title, p->r->language, inject->id), measure_title((enum drill_measure)m),
		text_str(&cost));
	text_release(&cost);
	put_improvement(c, text_str(&area), inject->truth < 0 ? _("A false alarm was believed") :
		_("It was told late or otherwise than it was"),
		_("Have such a report confirmed by somebody on the spot before acting on it; fix when reports are due"));
	text_release(&area);
}

void review_improve(const struct review_page *p, struct section *s)
{
	struct columns *c = &s->table;

	columns_add(c, _("Area to improve"), ALIGN_LEFT);
	columns_add(c, _("Root cause"), ALIGN_LEFT);
	columns_add(c, _("Corrective action"), ALIGN_LEFT);
	columns_add(c, _("Owner"), ALIGN_WHOLE);
	columns_add(c, _("Date"), ALIGN_WHOLE);
	for (int m = 0; m < DRILL_MEASURES; m++)
		if (!well_done(p, m))
			put_measure_area(p, c, (enum drill_measure)m);
	for (int32_t i = 0; i < p->r->drill->ninjects; i++)
		put_inject_area(p, c, i);
	for (int32_t k = 0; k < p->r->observations->nitems; k++)
		if (observed(p, k, false))
			put_improvement(c, p->r->observations->items[k].text, BLANK, BLANK);
	if (columns_rows(c) == 0)
		return;
	s->title = _("Areas to improve");
	text_printf(&s->after, "%s\n", _("Causes and actions are drawn from the figures, for the evaluators to confirm or "
		"correct; owner and date are theirs to fill in."));
}
