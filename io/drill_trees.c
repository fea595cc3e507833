/* The two trees of an exercise. controller/ knows all of it; trainee/TEAM/Tnn/ holds what
 * the team may know at that step and nothing else: what it was told, the scenario that
 * this makes, what the program proposes on it, what became of its own decisions. Nothing
 * there has the name of an inject or overlay, a digest, or a number that counts injects. */
#define _GNU_SOURCE /* open_memstream */

#include "io/drill.h"

#include "io/csv_write.h"
#include "io/paper.h"
#include "io/rollup.h"
#include "io/save.h"
#include "io/show.h"
#include "io/tables.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

/* ---- shared ---- */

static const char *team_named(const struct drill *d, const char *language, int32_t team)
{
	return team < 0 ? _("all teams") : label_text(d->teams[team].name, language, d->teams[team].id);
}

/* "T+24 (2026-12-02 Wed 00:00)" */
static void put_time(const struct report *names, struct text *out, int64_t at)
{
	char time[32];
	struct text moment;

	text_init(&moment);
	show_date(names, &moment, at);
	text_printf(out, _("%s (%s)"), drill_time_format(time, at), text_str(&moment));
	text_release(&moment);
}

static bool save_paper(struct folder *f, const char *name, const struct paper *paper)
{
	struct text t;
	bool good;

	text_init(&t);
	paper_print(paper, &t, DRILL_MARK);
	good = save_text(f, name, &t);
	text_release(&t);
	return good;
}

static void add_lines(struct paper *paper, const struct text *lines)
{
	text_wrap(&paper->part, text_str(lines), PAPER_COLUMNS, 2);
	paper_part(paper);
}

/* ---- rows of decisions ---- */

static void put_quantity(struct csv_writer *w, const struct scenario *s, const char *item, int64_t quantity)
{
	int32_t i = map_get(&s->item_ids, item);

	csv_decimal(w, quantity, i >= 0 ? s->items[i].decimals : 0);
}

static void put_cuts(struct csv_writer *w, const struct drill_row *row)
{
	struct text words;

	text_init(&words);
	for (int k = 0; k < DRILL_CUTS; k++)
		if (row->cut[k] > 0)
			text_printf(&words, words.length > 0 ? " %s" : "%s", drill_cut_word((enum drill_cut)k));
	csv_text(w, text_str(&words));
	text_release(&words);
}

static void put_breaches(struct csv_writer *w, const struct drill_row *row)
{
	struct text words;

	text_init(&words);
	for (int k = 0; k < DRILL_BREACHES; k++)
		if (row->breach[k] > 0)
			text_printf(&words, words.length > 0 ? " %s" : "%s", drill_breach_word((enum drill_breach_kind)k));
	csv_text(w, text_str(&words));
	text_release(&words);
}

/* What a team's drivers and depots tell it, and for controllers which rules were broken. */
static void put_rows(struct csv_writer *w, const struct drill *d, const struct scenario *s, int32_t team,
	const struct drill_state *state, bool breaches)
{
	for (int32_t k = 0; k < state->nrows; k++) {
		const struct drill_row *row = &state->rows[k];
		char time[32];

		csv_text(w, d->teams[team].id);
		csv_text(w, drill_time_format(time, d->steps[row->step].at));
		csv_int(w, row->number);
		csv_int(w, row->line.period + 1);
		csv_text(w, row->line.item);
		csv_text(w, row->line.from);
		csv_text(w, row->line.to);
		csv_text(w, row->line.holder);
		csv_text(w, row->route);
		put_quantity(w, s, row->line.item, row->line.quantity);
		put_quantity(w, s, row->line.item, row->sent);
		put_cuts(w, row);
		if (breaches)
			put_breaches(w, row);
		csv_end(w);
	}
}

#define ROWS_HEADING "team,step,row,period,item,from,to,holder,route,decided,sent,cut"

/* ---- the trainees ---- */

/* What it was told by the step, in order of time. */
static void put_told(const struct drill_sight *x, struct paper *paper)
{
	const struct drill *d = x->drill;
	int64_t now = d->steps[x->step].at, last = -1;
	struct text line;

	text_init(&line);
	for (;;) {
		int64_t next = INT64_MAX;

		for (int32_t i = 0; i < d->ninjects; i++)
			for (int32_t k = 0; k < d->injects[i].ntells; k++)
				if (d->injects[i].tells[k].at > last && d->injects[i].tells[k].at < next)
					next = d->injects[i].tells[k].at;
		if (next > now)
			break;
		for (int32_t i = 0; i < d->ninjects; i++) {
			for (int32_t k = 0; k < d->injects[i].ntells; k++) {
				const struct drill_tell *tell = &d->injects[i].tells[k];

				if (tell->at != next || (tell->team >= 0 && tell->team != x->team))
					continue;
				text_clear(&line);
				text_putc(&line, '\n');
				put_time(x->report, &line, tell->at);
				text_printf(&line, "\n%s\n", label_text(tell->text, x->report->language, ""));
				add_lines(paper, &line);
			}
		}
		last = next;
	}
	text_release(&line);
}

static bool save_told(const struct drill_sight *x, struct folder *f)
{
	const char *language = x->report->language;
	struct paper paper;
	struct text head;
	bool good;

	paper_init(&paper);
	text_init(&head);
	text_printf(&head, "%s\n%s  ", DRILL_MARK, team_named(x->drill, language, x->team));
	put_time(x->report, &head, x->drill->steps[x->step].at);
	text_printf(&head, "\n%s\n", _("What you have been told so far"));
	add_lines(&paper, &head);
	put_told(x, &paper);
	good = save_paper(f, "told.txt", &paper);
	text_release(&head);
	paper_release(&paper);
	return good;
}

/* Lines up to the next blank one, and it. */
static size_t part_length(const char *s)
{
	const char *end = strstr(s, "\n\n");

	return end ? (size_t)(end - s) + 1 : strlen(s);
}

void drill_pages_open(struct drill_pages *pages)
{
	*pages = (struct drill_pages){0};
	pages->file = open_memstream(&pages->bytes, &pages->size);
	if (!pages->file)
		mem_exhausted();
}

bool drill_pages_save(struct drill_pages *pages, struct folder *f, const char *name)
{
	struct paper paper;
	bool good;

	if (fclose(pages->file) != 0)
		mem_exhausted();
	paper_init(&paper);
	text_printf(&paper.part, "%s\n", DRILL_MARK);
	for (const char *s = pages->bytes; *s; s += part_length(s)) {
		text_add(&paper.part, s, part_length(s));
		paper_part(&paper);
	}
	good = save_paper(f, name, &paper);
	paper_release(&paper);
	free(pages->bytes);
	return good;
}

static bool save_proposal(const struct drill_sight *x, struct folder *f)
{
	struct report report = *x->report;
	struct plan plan = *x->report->plan;
	struct rollup rollup;
	struct save save;
	struct drill_pages pages;
	bool good;

	plan.nchanges = 0; /* nothing was announced: what was sent is a fact, and all else is proposed */
	report.plan = &plan;
	drill_pages_open(&pages);
	report_print(&report, pages.file, PAPER_COLUMNS, false);
	good = drill_pages_save(&pages, f, "plan.txt");
	rollup_build(&rollup, x->report);
	if (good && save_open(&save, f, "allocation.csv"))
		good = save_close(&save, table_allocation_exercise(x->report, &rollup, save.file, DRILL_MARK));
	rollup_release(&rollup);
	return good;
}

/* With the mark behind it. */
static void save_scenario(const struct scenario *s, struct folder *f, const char *name)
{
	struct save save;

	if (save_open(&save, f, name))
		save_close(&save, scenario_write(s, save.file) && fputs("<!-- " DRILL_MARK " -->\n", save.file) >= 0);
}

bool drill_trainee_save(const struct drill_sight *x, struct folder *f)
{
	struct csv_writer w;
	struct save save;

	save_told(x, f);
	save_scenario(x->report->scenario, f, "scenario.xml");
	if (save_open(&save, f, "record.csv")) {
		csv_open_exercise(&w, save.file, ROWS_HEADING, DRILL_MARK);
		put_rows(&w, x->drill, x->report->scenario, x->team, x->state, false);
		save_close(&save, csv_close(&w));
	}
	if (x->drill->proposals)
		save_proposal(x, f);
	return !f->failed;
}

/* ---- the controllers ---- */

/* sentence: with a %s for the files. */
static void put_overlay(const struct drill *d, struct text *out, const char *sentence, int32_t overlay)
{
	const struct drill_overlay *x = overlay < 0 ? NULL : &d->overlays[overlay];
	struct text files;

	text_init(&files);
	for (int32_t k = 0; x && k < x->nwith; k++) {
		const char *slash = strrchr(x->with[k], '/');

		text_printf(&files, "%s%s", k > 0 ? list_comma() : "", slash ? slash + 1 : x->with[k]);
	}
	text_printf(out, sentence, x ? text_str(&files) : _("nothing"));
	text_putc(out, '\n');
	text_release(&files);
}

static void put_tells(const struct report *names, const struct drill *d, struct text *out,
	const struct drill_inject *inject)
{
	for (int32_t k = 0; k < inject->ntells; k++) {
		const struct drill_tell *tell = &inject->tells[k];

		text_puts(out, "\n  ");
		put_time(names, out, tell->at);
		text_printf(out, "  %s\n  %s\n  ", team_named(d, names->language, tell->team),
			label_text(tell->text, names->language, ""));
		put_overlay(d, out, _("To be taken for true: %s"), tell->overlay);
	}
}

static void put_inject(const struct report *names, const struct drill *d, struct text *out,
	const struct drill_inject *inject)
{
	text_printf(out, "\n%s  %s  ", inject->id, label_text(inject->title, names->language, ""));
	put_time(names, out, inject->at);
	text_puts(out, "\n  ");
	put_overlay(d, out, _("In truth: %s"), inject->truth);
	put_tells(names, d, out, inject);
}

/* The script as a list. */
static bool save_script(const struct report *names, const struct drill *d, struct folder *f)
{
	struct paper paper;
	struct text t;
	bool good;

	paper_init(&paper);
	text_init(&t);
	text_printf(&t, "%s\n%s\n%s\n", DRILL_MARK, _("Scenario events, as a list"), label_text(d->title, names->language, d->id));
	add_lines(&paper, &t);
	for (int32_t i = 0; i < d->ninjects; i++) {
		text_clear(&t);
		put_inject(names, d, &t, &d->injects[i]);
		add_lines(&paper, &t);
	}
	good = save_paper(f, "script.txt", &paper);
	text_release(&t);
	paper_release(&paper);
	return good;
}

/* A card for each inject, on a page of its own, to be handed to who delivers it. */
static bool save_cards(const struct report *names, const struct drill *d, struct folder *f)
{
	struct paper paper;
	struct text t;
	bool good;

	paper_init(&paper);
	text_init(&t);
	for (int32_t i = 0; i < d->ninjects; i++) {
		paper_break(&paper);
		text_clear(&t);
		if (i == 0)
			text_printf(&t, "%s\n\n", DRILL_MARK);
		text_printf(&t, "%s\n", label_text(d->title, names->language, d->id));
		text_printf(&t, _("Inject card %d of %d"), (int)i + 1, (int)d->ninjects);
		text_putc(&t, '\n');
		put_inject(names, d, &t, &d->injects[i]);
		text_printf(&t, "\n%s\n\n%s\n\n%s\n", _("Delivered at: ____________  by: ____________  to: ____________"),
			_("What was expected of them:"), _("What they did:"));
		add_lines(&paper, &t);
	}
	good = save_paper(f, "cards.txt", &paper);
	text_release(&t);
	paper_release(&paper);
	return good;
}

bool drill_controller_save(const struct report *names, const struct drill *d, const struct scenario *truth,
	const struct drill_state *states, struct folder *f)
{
	struct csv_writer w;
	struct save save;

	save_script(names, d, f);
	save_cards(names, d, f);
	save_scenario(truth, f, "truth.xml");
	if (save_open(&save, f, "rows.csv")) {
		csv_open_exercise(&w, save.file, ROWS_HEADING ",breaches", DRILL_MARK);
		for (int32_t j = 0; j < d->nteams; j++)
			put_rows(&w, d, truth, j, &states[j], true);
		save_close(&save, csv_close(&w));
	}
	return !f->failed;
}
