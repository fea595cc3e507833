/* Any bytes as what an exercise is made of (the first byte says: the script, a decision or
 * the observations): what is refused has a diagnostic; a script that is taken is in order;
 * a decision that is taken is carried out in steps, by which nothing gets lost. */
#include "io/drill.h"
#include "io/drill_review.h"
#include "io/reader.h"
#include "models/alteration.h"
#include "models/check.h"
#include "models/scenario_check.h"
#include "solver/drill.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* With ids of the exercises that are ready. */
static const char base[] =
	"<scenario xmlns=\"urn:shecang:scenario:1\" version=\"1.0\" id=\"t\" as-of=\"2026-12-01T00:00:00+08:00\">"
	"<horizon start=\"2026-12-01T00:00:00+08:00\" period=\"PT12H\" count=\"6\"/>"
	"<items><item id=\"water\" unit=\"LTR\" mass-kg=\"1\" issue-by=\"ctn\"><name>饮用水</name><pack id=\"ctn\" contains=\"12\"/>"
	"</item><item id=\"rice\" unit=\"KGM\" decimals=\"1\" mass-kg=\"1\"/><item id=\"medicine\" unit=\"C62\" mass-kg=\"0.2\"/></items>"
	"<groups><group id=\"general\"/></groups>"
	"<places><place id=\"fx\" kind=\"district\"/><place id=\"s1\" in=\"fx\" kind=\"street\"/>"
	"<place id=\"s1c1\" in=\"s1\" kind=\"community\"/><place id=\"s3c3\" in=\"fx\" kind=\"community\"/>"
	"<place id=\"s5c1\" in=\"fx\" kind=\"community\"/><place id=\"depot\" in=\"fx\" kind=\"depot\"/>"
	"<place id=\"west\" in=\"fx\" kind=\"depot\"/><place id=\"mart\" in=\"s1\" kind=\"site\"/></places>"
	"<holders><holder id=\"gov\" kind=\"government\" place=\"depot\"><terms notice=\"PT1H\" reach=\"anywhere\" hold-back=\"10%\"/>"
	"</holder><holder id=\"west\" kind=\"government\" place=\"west\"><terms notice=\"PT14H\" reach=\"anywhere\"/></holder>"
	"<holder id=\"mart\" kind=\"supermarket\" place=\"mart\"><agreement id=\"A1\" number=\"1\"/>"
	"<terms notice=\"PT1H\" reach=\"street\" release=\"50%\"/></holder></holders>"
	"<stock holder=\"gov\" as-of=\"2026-11-30T20:00:00+08:00\"><line item=\"water\" lot=\"L1\" quantity=\"905\"/>"
	"<line item=\"rice\" quantity=\"310.5\" expires=\"2026-12-02\"/><line item=\"medicine\" quantity=\"40\"/></stock>"
	"<stock holder=\"west\" as-of=\"2026-11-30T20:00:00+08:00\"><line item=\"rice\" quantity=\"200\"/></stock>"
	"<stock holder=\"mart\" as-of=\"2026-11-30T20:00:00+08:00\"><line item=\"water\" quantity=\"240\" agreement=\"A1\"/></stock>"
	"<routes><segment id=\"bridge\" closed=\"4\"/><route from=\"depot\" to=\"s1c1\" via=\"bridge\" lead=\"PT2H\"/>"
	"<route from=\"west\" to=\"s3c3\" lead=\"PT13H\" capacity-kg=\"150\"/><route from=\"depot\" to=\"s5c1\" lead=\"PT1H\"/>"
	"<route from=\"mart\" to=\"s1c1\" lead=\"PT1H\"/><route from=\"s1c1\" to=\"s3c3\" lead=\"PT3H\"/></routes>"
	"<limits><vehicles place=\"depot\" kg=\"400\"/></limits>"
	"<demand><need place=\"s1c1\" item=\"water\" group=\"general\" quantity=\"120\" each=\"true\"/>"
	"<need place=\"s3c3\" item=\"rice\" group=\"general\" quantity=\"60.5\" each=\"true\"/>"
	"<need place=\"s5c1\" item=\"medicine\" group=\"general\" quantity=\"30\"/></demand>"
	"<policy autonomy=\"20%\" stale-after=\"P7D\"/></scenario>";

static const char script[] =
	"<drill xmlns=\"urn:shecang:drill:1\" version=\"1.0\" id=\"d\" scenario=\"s.xml\"><step at=\"T+0\"/><step at=\"T+12\"/>"
	"<step at=\"T+36\"/><team id=\"a\"/><team id=\"b\"><name>乙队</name></team></drill>";

struct world {
	struct scenario raw, checked; /* the base, as read and as it stands */
	struct drill drill; /* of three steps, without injects */
	struct diags d;
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void world_init(struct world *w)
{
	struct check_options options = {false, false, false};

	diags_init(&w->d);
	scenario_init(&w->raw);
	scenario_init(&w->checked);
	drill_init(&w->drill);
	must(scenario_read_xml_text(&w->raw, base, sizeof base - 1, "base.xml", &w->d));
	scenario_copy(&w->raw, &w->checked);
	must(scenario_check(&w->checked, &options, &w->d));
	must(drill_read_text(&w->drill, script, sizeof script - 1, "drill.xml", &w->d));
	must(drill_fit(&w->drill, &w->checked, &w->d));
}

static void world_release(struct world *w)
{
	drill_release(&w->drill);
	scenario_release(&w->checked);
	scenario_release(&w->raw);
	diags_release(&w->d);
}

static bool make(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	struct check_options options = {false, false, false};
	struct world *w = context;

	(void)overlay;
	scenario_copy(&w->raw, out);
	out->as_of = out->start;
	out->as_of.seconds += w->drill.steps[step].at;
	return scenario_check(out, &options, &w->d);
}

/* ---- scripts ---- */

static void check_inject(const struct drill *d, const struct drill_inject *inject)
{
	must(inject->truth < d->noverlays);
	for (int32_t k = 0; k < inject->ntells; k++) {
		const struct drill_tell *tell = &inject->tells[k];

		must(tell->at >= inject->at && tell->team < d->nteams && tell->overlay < d->noverlays);
		must(k == 0 || tell[-1].at <= tell->at);
	}
}

static void check_script(const struct drill *d)
{
	must(d->scenario && d->decisions && d->nsteps > 0 && d->nteams > 0);
	for (int32_t k = 1; k < d->nsteps; k++)
		must(d->steps[k - 1].at < d->steps[k].at);
	for (int32_t i = 0; i < d->ninjects; i++) {
		check_inject(d, &d->injects[i]);
		must(i == 0 || d->injects[i - 1].at <= d->injects[i].at);
	}
	for (int m = 0; m < DRILL_MEASURES; m++)
		must(d->thresholds[m].most[0] <= d->thresholds[m].most[1] &&
			d->thresholds[m].most[1] <= d->thresholds[m].most[2]);
}

static void fuzz_script(struct world *w, const char *text, size_t n)
{
	struct drill d;
	bool good;

	drill_init(&d);
	good = drill_read_text(&d, text, n, "x/drill.xml", &w->d);
	must(good == (w->d.nerrors == 0));
	if (good) {
		check_script(&d);
		good = drill_fit(&d, &w->checked, &w->d);
		must(good == (w->d.nerrors == 0));
	}
	drill_release(&d);
}

/* ---- decisions ---- */

static void check_row_sums(const struct drill_state *state)
{
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];
		int64_t sum = row->sent;

		must(row->sent >= 0 && row->line.quantity > 0);
		for (int c = 0; c < DRILL_CUTS; c++) {
			must(row->cut[c] >= 0);
			sum += row->cut[c];
		}
		must(sum == row->line.quantity);
		for (int b = 0; b < DRILL_BREACHES; b++)
			must(row->breach[b] >= 0 && row->breach[b] <= row->sent);
	}
}

/* No more leaves the holders than they have. */
static void check_goods(const struct scenario *s, const struct drill_state *state)
{
	int64_t left[8] = {0};

	must(s->nitems <= 8);
	for (int32_t k = 0; k < s->nlines; k++)
		left[s->lines[k].item] += line_quantity(s, k);
	for (int32_t k = 0; k < state->nsent; k++) {
		const struct drill_sent *x = &state->sent[k];

		must(x->quantity > 0 && x->arrive >= x->depart);
		if (x->first_leg)
			left[map_get(&s->item_ids, state->lots[x->lot].item)] -= x->quantity;
	}
	for (int32_t i = 0; i < s->nitems; i++)
		must(left[i] >= 0);
}

/* The same decision at every step. */
static void carry_out(struct world *w, const struct drill_decision *decision)
{
	struct drill_game game = {&w->drill, make, w, 1};
	struct drill_state state, next;

	drill_state_init(&state);
	for (int32_t step = 0; step < w->drill.nsteps; step++) {
		drill_state_init(&next);
		must(drill_execute(&game, &state, decision, NULL, step, &next));
		drill_state_release(&state);
		state = next;
		check_row_sums(&state);
		check_goods(&w->checked, &state);
		drill_late_rows(&w->drill, &state, step, &w->d);
	}
	drill_state_release(&state);
}

static void fuzz_decision(struct world *w, const char *text, size_t n)
{
	enum { CARRIED_OUT = 30 }; /* rows: more take too long */
	struct drill_decision decision;
	bool good;

	drill_decision_init(&decision);
	good = drill_decision_read_text(&decision, &w->checked, text, n, "allocation.csv", &w->d);
	must(good == (w->d.nerrors == 0));
	for (int32_t k = 0; k < decision.nlines; k++)
		must(decision.lines[k].quantity > 0 && decision.lines[k].period >= 0 &&
			decision.lines[k].period < w->checked.nperiods);
	if (good && decision.nlines <= CARRIED_OUT)
		carry_out(w, &decision);
	drill_decision_release(&decision);
}

/* ---- observations ---- */

static void fuzz_observations(struct world *w, const char *text, size_t n)
{
	struct drill_observations o = {0};
	bool good = drill_observations_read_text(&o, &w->drill, &w->checked, text, n, "observations.csv", &w->d);

	must(good == (w->d.nerrors == 0));
	for (int32_t k = 0; k < o.nitems; k++) {
		must(o.items[k].text && o.items[k].team < w->drill.nteams && o.items[k].measure < DRILL_MEASURES);
		must(o.items[k].step >= 0 && o.items[k].step < w->drill.nsteps);
		must(k == 0 || o.items[k - 1].at <= o.items[k].at);
	}
	drill_observations_release(&o);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w;
	char *text;

	if (size == 0)
		return 0;
	text = malloc(size); /* of just its length, so that reading on is found */
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	world_init(&w);
	if (data[0] % 3 == 0)
		fuzz_script(&w, text, size - 1);
	else if (data[0] % 3 == 1)
		fuzz_decision(&w, text, size - 1);
	else
		fuzz_observations(&w, text, size - 1);
	world_release(&w);
	free(text);
	return 0;
}
