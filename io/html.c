/* The report as one web page: no scripts, nothing loaded from elsewhere, light
 * enough to send, set for printing on A4. */
#include "io/papers.h"
#include "io/show.h"
#include "io/web.h"

#include "base/memory.h"
#include "models/scenario_words.h"

#include <string.h>

enum { HTML_ROWS = 60, BAR_WIDTH = 160, BAR_HEIGHT = 12 };

static int bar(int64_t part, int64_t whole)
{
	return whole > 0 ? (int)((wide)part * BAR_WIDTH / whole) : 0;
}

/* Own stock, called up, and a line where the baseline ends; the figures stand
 * in the row. */
static void bar_cell(void *context, size_t row, struct text *out)
{
	const struct rollup *u = context;
	const struct sums *a = &u->total[row];
	int own = bar(a->household, a->demand), all = bar(a->served, a->demand);

	text_printf(out, "<svg width=\"%d\" height=\"%d\" aria-hidden=\"true\">", BAR_WIDTH, BAR_HEIGHT);
	text_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#3f8f3f\"/>", own, BAR_HEIGHT);
	text_printf(out, "<rect x=\"%d\" width=\"%d\" height=\"%d\" fill=\"#2f6f9f\"/>", own, all - own,
		BAR_HEIGHT);
	if (a->baseline > 0)
		text_printf(out, "<rect x=\"%d\" width=\"2\" height=\"%d\" fill=\"#000\"/>",
			bar(a->baseline, a->demand), BAR_HEIGHT);
	text_puts(out, "</svg>");
}

/* A section with its place in the table of contents. */
static void html_section(const struct page *p, section_builder *build, struct text *out,
	struct text *contents, int number)
{
	struct html_column bars = {_("Share served"), bar_cell, (void *)(uintptr_t)p->u};
	struct section section;
	char name[16];

	section_init(&section);
	build(p, &section);
	if (section.title) {
		snprintf(name, sizeof name, "s%d", number);
		text_printf(contents, "<li><a href=\"#%s\">", name);
		text_escape(contents, section.title);
		text_puts(contents, "</a></li>\n");
		web_section(out, &section, name, build == section_headline ? &bars : NULL,
			build == section_headline && p->u->nkinds > 0 ?
				_("Green: the households' own stock. Blue: called up. Black line: baseline.") : NULL);
	}
	section_release(&section);
}

static void html_head(const struct page *p, struct text *out)
{
	const struct report *r = p->r;
	const char *title = label_text(r->scenario->title, r->language, r->scenario->id);
	struct text lines;

	web_open(out, r->language, title);
	text_puts(out, "<header>\n");
	web_line(out, "p", "kind", _("Supply plan and shortfall report"));
	web_line(out, "h1", NULL, title);
	text_init(&lines);
	page_facts(p, &lines);
	web_paragraphs(out, &lines, NULL);
	text_clear(&lines);
	basis_text(p->u, &lines);
	web_paragraphs(out, &lines, "mark");
	text_release(&lines);
	text_puts(out, "</header>\n");
}

/* The lines to sign: a space after each label. */
static void html_signatures(struct text *out)
{
	const char *const labels[] = {_("Drafted:"), _("Checked:"), _("Issued:"), _("Date and seal:")};

	text_puts(out, "<div class=\"sign\">\n");
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		text_puts(out, "<div>");
		text_escape(out, labels[i]);
		text_puts(out, " <span>&nbsp;</span></div>\n");
	}
	text_puts(out, "</div>\n");
}

void html_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct report here = *r;
	struct page page = {.r = &here, .u = u, .limit = HTML_ROWS};
	struct text contents, body;

	here.directory = ""; /* the page lies beside the files it names */
	text_init(&contents);
	text_init(&body);
	for (int i = 0; i < report_nsections; i++)
		if (section_fits(r, report_sections[i]))
			html_section(&page, report_sections[i], &body, &contents, i + 1);
	html_head(&page, out);
	text_printf(out, "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">%s</h2>\n<ol>\n",
		_("Contents"));
	text_add(out, text_str(&contents), contents.length);
	text_puts(out, "</ol>\n</nav>\n<main>\n");
	text_add(out, text_str(&body), body.length);
	html_signatures(out);
	text_puts(out, "</main>\n");
	web_close(out, r->program);
	text_release(&body);
	text_release(&contents);
}
