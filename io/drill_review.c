/* The after-action report: sections of all teams, then of each; on paper, as a web
 * page, in brief on the terminal. */
#include "io/drill.h"
#include "io/drill_review_parts.h"

#include "io/paper.h"
#include "io/show.h"
#include "io/web.h"
#include "models/scenario_words.h"

#include <string.h>

static review_builder *const common[] = {review_grades, review_measures, review_distance, review_tiers};
static review_builder *const of_team[] = {review_strengths, review_improve, review_steps, review_information,
	review_worst, review_rows, review_observed};
#define COUNT(array) (int)(sizeof(array) / sizeof *(array))

static struct review_page page_of(const struct drill_review *r)
{
	return (struct review_page){r, {.scenario = r->scenario, .language = r->language, .program = r->program}, -1};
}

/* ---- Head ---- */

static void put_head(const struct review_page *p, struct text *out)
{
	const struct drill_review *r = p->r;
	const struct scenario *s = r->scenario;
	bool proven = true;
	char time[32];

	text_printf(out, _("Base scenario: %s"), label_text(s->title, r->language, s->id));
	text_putc(out, '\n');
	text_puts(out, _("Teams: "));
	for (int32_t j = 0; j < r->drill->nteams; j++) {
		text_printf(out, "%s%s", j > 0 ? list_comma() : "", team_title(p, j));
		proven &= r->score->teams[j].proven;
	}
	text_putc(out, '\n');
	text_puts(out, _("Decided at: "));
	for (int32_t k = 0; k < r->drill->nsteps; k++)
		text_printf(out, "%s%s", k > 0 ? list_comma() : "", drill_time_format(time, r->drill->steps[k].at));
	text_putc(out, '\n');
	text_printf(out, ngettext("Injects: %d.", "Injects: %d.", (unsigned long)r->drill->ninjects),
		(int)r->drill->ninjects);
	text_putc(out, '\n');
	text_printf(out, "%s\n", proven ? _("Compared are best plans, solved anew and proven.") :
		_("Compared are plans that are not all proven best: differences may be off by what they lack."));
	if (s->quality == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("Rests on synthetic data."));
}

static const char *drill_title(const struct drill_review *r)
{
	return label_text(r->drill->title, r->language, r->drill->id);
}

/* ---- On paper ---- */

static void paper_section(struct paper *paper, const struct review_page *p, review_builder *build)
{
	struct section s;

	section_init(&s);
	build(p, &s);
	if (s.title) {
		text_printf(&paper->part, "\n%s\n", s.title);
		text_wrap(&paper->part, text_str(&s.before), PAPER_COLUMNS, 0);
		if (columns_rows(&s.table) > 0)
			paper_table(paper, &s.table);
		text_wrap(&paper->part, text_str(&s.after), PAPER_COLUMNS, 0);
		if (paper->part.length > 0)
			paper_part(paper);
	}
	section_release(&s);
}

static void review_text(const struct drill_review *r, struct text *out)
{
	struct review_page p = page_of(r);
	struct text head, name;
	struct paper paper;

	paper_init(&paper);
	text_init(&head);
	text_init(&name);
	text_printf(&head, "%s\n%s\n%s\n", DRILL_MARK, _("After-action report"), drill_title(r));
	put_head(&p, &head);
	text_wrap(&paper.part, text_str(&head), PAPER_COLUMNS, 0);
	paper_part(&paper);
	for (int k = 0; k < COUNT(common); k++)
		paper_section(&paper, &p, common[k]);
	for (p.team = 0; p.team < r->drill->nteams; p.team++) {
		paper_break(&paper);
		text_printf(&paper.part, "%s\n", team_title(&p, p.team));
		for (int k = 0; k < COUNT(of_team); k++)
			paper_section(&paper, &p, of_team[k]);
	}
	text_printf(&paper.part, "\n%s\n", r->program);
	paper_part(&paper);
	text_printf(&name, "%s  %s  %s", DRILL_MARK, _("After-action report"), drill_title(r));
	paper_print(&paper, out, text_str(&name));
	text_release(&name);
	text_release(&head);
	paper_release(&paper);
}

/* ---- As a web page ---- */

static void html_section(struct text *out, const struct review_page *p, review_builder *build, int number)
{
	struct section s;
	char name[32];

	section_init(&s);
	build(p, &s);
	snprintf(name, sizeof name, "t%d-s%d", (int)p->team + 1, number); /* team 0: all of them */
	if (s.title)
		web_section(out, &s, name, NULL, NULL);
	section_release(&s);
}

static void review_html(const struct drill_review *r, struct text *out)
{
	struct review_page p = page_of(r);
	struct text head;

	text_init(&head);
	web_open(out, r->language, drill_title(r));
	text_puts(out, "<header>\n");
	web_line(out, "p", "exercise", DRILL_MARK);
	web_line(out, "p", "kind", _("After-action report"));
	web_line(out, "h1", NULL, drill_title(r));
	put_head(&p, &head);
	web_paragraphs(out, &head, NULL);
	text_puts(out, "</header>\n<main>\n");
	for (int k = 0; k < COUNT(common); k++)
		html_section(out, &p, common[k], k + 1);
	for (p.team = 0; p.team < r->drill->nteams; p.team++) {
		web_line(out, "h1", "part", team_title(&p, p.team));
		for (int k = 0; k < COUNT(of_team); k++)
			html_section(out, &p, of_team[k], k + 1);
	}
	text_puts(out, "</main>\n");
	web_close(out, r->program);
	text_release(&head);
}

/* ---- What callers see ---- */

void drill_review_print(const struct drill_review *r, FILE *out, int width, bool colour)
{
	static review_builder *const brief[] = {review_grades, review_distance};
	struct review_page p = page_of(r);
	struct text head, text;

	text_init(&head);
	text_init(&text);
	text_printf(&head, "%s  %s\n", DRILL_MARK, drill_title(r));
	put_head(&p, &head);
	text_wrap(&text, text_str(&head), width, 0);
	for (int k = 0; k < COUNT(brief); k++) {
		struct section s;

		section_init(&s);
		brief[k](&p, &s);
		section_text(&s, &text, width, colour);
		section_release(&s);
	}
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
	text_release(&head);
}

bool drill_review_save(const struct drill_review *r, struct folder *f)
{
	static const struct {
		const char *name;
		bool (*write)(const struct drill_review *r, FILE *file);
	} tables[] = {{"scores.csv", review_table_scores}, {"bookings.csv", review_table_bookings},
		{"worst.csv", review_table_worst}};
	static const struct {
		const char *name;
		void (*write)(const struct drill_review *r, struct text *out);
	} pages[] = {{"review.txt", review_text}, {"review.html", review_html}};

	for (int k = 0; k < COUNT(pages); k++) {
		struct text t;

		text_init(&t);
		pages[k].write(r, &t);
		save_text(f, pages[k].name, &t);
		text_release(&t);
	}
	for (int k = 0; k < COUNT(tables); k++) {
		struct save save;

		if (save_open(&save, f, tables[k].name))
			save_close(&save, tables[k].write(r, save.file));
	}
	return !f->failed;
}
