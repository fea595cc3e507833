/* The figures of the after-action report. */
#include "io/drill_review_parts.h"

#include "io/show.h"
#include "models/scenario_words.h"

enum { SHOWN_ROWS = 20 };

static const struct drill_team_score *score_of(const struct review_page *p)
{
	return &p->r->score->teams[p->team];
}

/* ---- Of all teams ---- */

static void put_thresholds(const struct review_page *p, struct section *s)
{
	for (int m = 0; m < DRILL_MEASURES; m++) {
		const struct drill_threshold *t = &p->r->drill->thresholds[m];
		struct text most[3];

		if (!t->stated)
			continue;
		for (int k = 0; k < 3; k++) {
			text_init(&most[k]);
			show_measure(&most[k], (enum drill_measure)m, t->most[k]);
		}
		text_printf(&s->after, _("%s (%s): P up to %s, S up to %s, M up to %s, U above."),
			measure_title((enum drill_measure)m), measure_unit(p, (enum drill_measure)m),
			text_str(&most[0]), text_str(&most[1]), text_str(&most[2]));
		text_putc(&s->after, '\n');
		for (int k = 0; k < 3; k++)
			text_release(&most[k]);
	}
}

/* "2.25 M" */
static void put_grade(const struct review_page *p, struct columns *c, int32_t team, enum drill_measure m)
{
	const struct drill_team_score *t = &p->r->score->teams[team];
	struct text cell;

	text_init(&cell);
	show_measure(&cell, m, t->decision.of[m]);
	if (p->r->drill->thresholds[m].stated)
		text_printf(&cell, " %s", drill_grade_letter(t->grades[m]));
	columns_put(c, text_str(&cell));
	text_release(&cell);
}

void review_grades(const struct review_page *p, struct section *s)
{
	const struct drill *d = p->r->drill;
	struct columns *c = &s->table;

	s->title = _("How the teams did");
	text_printf(&s->before, "%s\n",
		_("Graded is a team's own part: what its decisions lost beside the best decisions on what it was told, "
		  "all steps together. Below 0: better than those, by luck."));
	columns_add(c, _("Team"), ALIGN_LEFT);
	add_measures(c);
	for (int32_t j = 0; j < d->nteams; j++) {
		columns_put(c, team_title(p, j));
		for (int m = 0; m < DRILL_MEASURES; m++)
			put_grade(p, c, j, (enum drill_measure)m);
	}
	for (int g = GRADE_PERFORMED; g <= GRADE_UNABLE; g++) {
		text_printf(&s->after, _("%s: %s"), drill_grade_letter((enum drill_grade)g), drill_grade_title((enum drill_grade)g));
		text_puts(&s->after, g == GRADE_UNABLE ? C_("sentence", ".\n") : C_("list", "; "));
	}
	put_thresholds(p, s);
}

/* What the figures mean. */
void review_measures(const struct review_page *p, struct section *s)
{
	static const char *const meanings[DRILL_MEASURES] = {
		[MEASURE_UNMET] = N_("what is missing of each claim, in parts of what it asks for, all claims together"),
		[MEASURE_UNFAIR] = N_("how far each claim's fill rate is from that of all claims of its item and tier together"),
		[MEASURE_LATE] = N_("parts of claims handed out after their first period, times the periods"),
		[MEASURE_WASTED] = N_("goods that expire unused, in parts of what is asked for of the item"),
		[MEASURE_COST] = N_("transport"),
		[MEASURE_BREACHES] = N_("rules broken by rows of decisions"),
	};

	s->title = _("What is measured");
	for (int m = 0; m < DRILL_MEASURES; m++) {
		text_printf(&s->before, _("%s (%s): %s"), measure_title((enum drill_measure)m),
			measure_unit(p, (enum drill_measure)m), _(meanings[m]));
		text_puts(&s->before, C_("sentence", ".\n"));
	}
	text_printf(&s->before, _("A claim is what a community asks for of an item, for a group, in its periods; "
		"here are %d of them."), (int)p->r->score->ground.nclaims);
	text_putc(&s->before, '\n');
}

static void put_part(struct columns *c, const char *first, const char *part, const struct drill_measures *m)
{
	columns_put(c, first);
	columns_put(c, part);
	put_measures(c, m);
}

void review_distance(const struct review_page *p, struct section *s)
{
	struct columns *c = &s->table;

	s->title = _("Distance to hindsight");
	text_printf(&s->before, "%s\n",
		_("Hindsight is the best plan of somebody who knows all injects beforehand. What came of the decisions is "
		  "worse by what information cost and by what the team's own decisions cost; the rows add up exactly "
		  "(scores.csv has all digits)."));
	columns_add(c, _("Team"), ALIGN_LEFT);
	columns_add(c, "", ALIGN_WHOLE);
	add_measures(c);
	for (int32_t j = 0; j < p->r->drill->nteams; j++) {
		const struct drill_team_score *t = &p->r->score->teams[j];

		put_part(c, team_title(p, j), _("hindsight"), &t->hindsight);
		put_part(c, "", _("by information"), &t->information);
		put_part(c, "", _("by own decisions"), &t->decision);
		put_part(c, "", _("what came of it"), &t->outcome);
	}
}

static void put_tier_row(struct columns *c, const char *team, enum drill_measure m, int32_t tier,
	const struct drill_team_score *t, int32_t at)
{
	const struct drill_measures *const parts[] = {&t->hindsight, &t->information, &t->decision, &t->outcome};

	columns_put(c, team);
	columns_put(c, measure_title(m));
	columns_int(c, tier);
	for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
		put_measure(c, m, m == MEASURE_UNMET ? parts[k]->unmet[at] : parts[k]->unfair[at]);
}

void review_tiers(const struct review_page *p, struct section *s)
{
	const struct drill_ground *g = &p->r->score->ground;
	struct columns *c = &s->table;

	if (g->ntiers < 2)
		return;
	s->title = _("Unmet and unfair by tier (claims)");
	columns_add(c, _("Team"), ALIGN_LEFT);
	columns_add(c, _("Measure"), ALIGN_LEFT);
	columns_add(c, _("Tier"), ALIGN_RIGHT);
	columns_add(c, _("hindsight"), ALIGN_RIGHT);
	columns_add(c, _("by information"), ALIGN_RIGHT);
	columns_add(c, _("by own decisions"), ALIGN_RIGHT);
	columns_add(c, _("what came of it"), ALIGN_RIGHT);
	for (int32_t j = 0; j < p->r->drill->nteams; j++) {
		const struct drill_team_score *t = &p->r->score->teams[j];

		for (int32_t k = 0; k < g->ntiers; k++)
			put_tier_row(c, k == 0 ? team_title(p, j) : "", MEASURE_UNMET, g->tiers[k], t, k);
		for (int32_t k = 0; k < g->ntiers; k++)
			put_tier_row(c, "", MEASURE_UNFAIR, g->tiers[k], t, k);
	}
}

/* ---- Of one team ---- */

void review_steps(const struct review_page *p, struct section *s)
{
	const struct drill_team_score *t = score_of(p);
	struct columns *c = &s->table;

	s->title = _("Step by step: what was lost");
	columns_add(c, C_("drill", "Step"), ALIGN_WHOLE);
	columns_add(c, "", ALIGN_WHOLE);
	add_measures(c);
	for (int32_t k = 0; k < t->nsteps; k++) {
		struct drill_measures information = drill_step_information(&t->steps[k]);
		struct drill_measures decision = drill_step_decision(&t->steps[k]);
		char time[32];

		put_part(c, drill_time_format(time, p->r->drill->steps[k].at), _("by information"), &information);
		put_part(c, "", _("by own decisions"), &decision);
	}
	put_part(c, _("All"), _("by information"), &t->information);
	put_part(c, "", _("by own decisions"), &t->decision);
}

static bool is_nothing(const struct drill_measures *m)
{
	for (int k = 0; k < DRILL_MEASURES; k++)
		if (m->of[k] != 0)
			return false;
	return true;
}

void review_information(const struct review_page *p, struct section *s)
{
	const struct drill_team_score *t = score_of(p);
	const struct drill *d = p->r->drill;
	struct columns *c = &s->table;

	s->title = _("What information cost, inject by inject");
	columns_add(c, C_("drill", "Step"), ALIGN_WHOLE);
	columns_add(c, _("Not as believed"), ALIGN_LEFT);
	add_measures(c);
	for (int32_t k = 0; k < t->nsteps; k++) {
		for (int32_t b = 0; b < t->steps[k].nbookings; b++) {
			const struct drill_booking *booking = &t->steps[k].bookings[b];
			const struct drill_inject *inject = booking->inject >= 0 ? &d->injects[booking->inject] : NULL;

			if (is_nothing(&booking->lost))
				continue;
			put_time(c, d->steps[k].at);
			columns_put(c, inject ? label_text(inject->title, p->r->language, inject->id) :
				_("nobody could have known yet"));
			put_measures(c, &booking->lost);
		}
	}
	text_printf(columns_rows(c) > 0 ? &s->after : &s->before, "%s\n", columns_rows(c) > 0 ?
		_("Put right one after the other, in the order of time, with what the best decision then gains.") :
		_("Nothing: it was told the truth at once, and nothing came up that would have changed its decisions."));
}

void review_worst(const struct review_page *p, struct section *s)
{
	const struct drill_team_score *t = score_of(p);
	int32_t deviations = 0, tried = 0;
	struct columns *c = &s->table;

	s->title = _("The decision that lost most");
	columns_add(c, _("Measure"), ALIGN_LEFT);
	columns_add(c, _("Decision"), ALIGN_LEFT);
	columns_add(c, _("Gained by putting it right"), ALIGN_RIGHT);
	for (int32_t k = 0; k < t->nsteps; k++) {
		deviations += t->steps[k].ndeviations;
		tried += t->steps[k].ntried;
	}
	for (int m = 0; m < DRILL_MEASURES; m++) {
		struct text what;

		if (t->worst[m].step < 0)
			continue;
		text_init(&what);
		show_deviation(p, &what, &t->worst[m]);
		columns_put(c, measure_title((enum drill_measure)m));
		columns_put(c, text_str(&what));
		put_measure(c, (enum drill_measure)m, t->worst[m].gain);
		text_release(&what);
	}
	if (deviations == 0) {
		text_printf(&s->before, "%s\n", _("None: it decided as the best decision on what it was told."));
		return;
	}
	text_printf(&s->after, _("Rows sent otherwise than the best decision on what was told: %d; each of %d of them was "
		"put right alone and planned again."), (int)deviations, (int)tried);
	text_putc(&s->after, '\n');
}

/* "no open road: 40 kg; ..." */
static void show_reasons(const struct review_page *p, struct text *out, const struct drill_row *row)
{
	for (int k = 0; k < DRILL_CUTS + DRILL_BREACHES; k++) {
		int64_t quantity = k < DRILL_CUTS ? row->cut[k] : row->breach[k - DRILL_CUTS];

		if (quantity <= 0)
			continue;
		text_printf(out, out->length > 0 ? "; %s: " : "%s: ", k < DRILL_CUTS ? drill_cut_title((enum drill_cut)k) :
			drill_breach_title((enum drill_breach_kind)(k - DRILL_CUTS)));
		show_drill_amount(p, out, row->line.item, quantity);
	}
}

void review_rows(const struct review_page *p, struct section *s)
{
	const struct drill_state *state = &p->r->states[p->team];
	struct columns *c = &s->table;
	int32_t n = 0;

	s->title = _("Cut, or against the rules");
	columns_add(c, C_("drill", "Step"), ALIGN_WHOLE);
	columns_add(c, _("Row"), ALIGN_RIGHT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("From"), ALIGN_LEFT);
	columns_add(c, _("To"), ALIGN_LEFT);
	columns_add(c, _("Decided"), ALIGN_RIGHT);
	columns_add(c, _("Sent"), ALIGN_RIGHT);
	columns_add(c, _("Why"), ALIGN_LEFT);
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];
		struct text t;

		text_init(&t);
		show_reasons(p, &t, row);
		if (t.length > 0 && ++n <= SHOWN_ROWS) {
			struct text amount;

			text_init(&amount);
			put_time(c, p->r->drill->steps[row->step].at);
			columns_int(c, row->number);
			columns_put(c, item_named(p, row->line.item));
			columns_put(c, place_named(p, row->line.from));
			columns_put(c, place_named(p, row->line.to));
			show_drill_amount(p, &amount, row->line.item, row->line.quantity);
			columns_put(c, text_str(&amount));
			text_clear(&amount);
			show_drill_amount(p, &amount, row->line.item, row->sent);
			columns_put(c, text_str(&amount));
			columns_put(c, text_str(&t));
			text_release(&amount);
		}
		text_release(&t);
	}
	if (n == 0)
		text_printf(&s->before, "%s\n", _("Nothing: every row went as decided, and by the rules."));
	if (n > SHOWN_ROWS) {
		text_printf(&s->after, ngettext("%d row more.", "%d rows more.", (unsigned long)(n - SHOWN_ROWS)),
			(int)(n - SHOWN_ROWS));
		text_putc(&s->after, '\n');
	}
}
