/* The report as one web page: no scripts, nothing loaded from elsewhere, light
 * enough to send, set for printing on A4. */
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"

#include <string.h>

enum { HTML_ROWS = 60, BAR_WIDTH = 160, BAR_HEIGHT = 12 };

static const char style[] =
	"body{font:15px/1.5 \"Noto Sans CJK SC\",\"Source Han Sans SC\",\"Microsoft YaHei\",sans-serif;"
	"color:#1a1a1a;background:#fff;max-width:64em;margin:1em auto;padding:0 1em}\n"
	"header,nav,section{margin:0 0 1.6em}\n"
	"h1{font-size:1.6em;line-height:1.25;margin:.2em 0}\n"
	"h2{font-size:1.15em;margin:0 0 .4em;border-bottom:2px solid #333;scroll-margin-top:.5em}\n"
	"p{margin:.2em 0}.kind{font-size:1.1em;color:#444}\n"
	".mark{background:#fff3c4;border-left:4px solid #b07d00;padding:.3em .6em;margin:.5em 0}\n"
	"nav ol{columns:2 20em;column-gap:3em;margin:0;padding-left:2em;font-size:.93em}a{color:#0b4a7f}\n"
	"table{border-collapse:collapse;font-size:.87em;margin:.3em 0}\n"
	"th,td{padding:.15em .55em;border-bottom:1px solid #ccc;text-align:left;vertical-align:top}\n"
	"th{border-bottom:1px solid #333;position:sticky;top:0;background:#f1f3f5}\n"
	"tbody tr:nth-child(even){background:#fafafa}\n"
	".n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}.w{white-space:nowrap}\n"
	"svg{vertical-align:middle;border:1px solid #777}\n"
	".sign{display:flex;flex-wrap:wrap;gap:1.2em 3em;margin:2em 0}.sign span{display:inline-block;"
	"min-width:9em;border-bottom:1px solid #333}\n"
	"footer{color:#444;font-size:.87em;border-top:1px solid #999;padding-top:.4em}\n"
	"@media screen and (max-width:60em){.wide{overflow-x:auto}th{position:static}}\n"
	"@page{size:A4;margin:14mm 12mm 16mm;@bottom-center{content:counter(page) \" / \" counter(pages)}}\n"
	"@media print{body{font-size:9.5pt;max-width:none;margin:0;padding:0}nav a{color:inherit;"
	"text-decoration:none}\n"
	"table{font-size:8pt}th,td{padding:.1em .4em}th{position:static;border-top:1px solid #333}"
	"h2{break-after:avoid}tr,.sign{break-inside:avoid}thead{display:table-header-group}}\n";

/* One element with a text; class NULL = none. */
static void line_of(struct text *out, const char *tag, const char *class, const char *s)
{
	text_printf(out, "<%s", tag);
	if (class)
		text_printf(out, " class=\"%s\"", class);
	text_putc(out, '>');
	text_escape(out, s);
	text_printf(out, "</%s>\n", tag);
}

static void paragraphs(struct text *out, const struct text *lines, const char *class)
{
	const char *s = text_str(lines);

	while (*s) {
		size_t n = strcspn(s, "\n");
		char *line = mem_calloc(n + 1, 1);

		memcpy(line, s, n);
		if (n > 0)
			line_of(out, "p", class, line);
		mem_free(line);
		s += n + (s[n] == '\n');
	}
}

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
		text_printf(out, "<section>\n<h2 id=\"%s\">", name);
		text_escape(out, section.title);
		text_puts(out, "</h2>\n");
		paragraphs(out, &section.before, NULL);
		if (columns_rows(&section.table) > 0) {
			text_puts(out, "<div class=\"wide\">\n");
			columns_html(&section.table, out, name, build == section_headline ? &bars : NULL);
			text_puts(out, "</div>\n");
		}
		if (build == section_headline && p->u->nkinds > 0)
			line_of(out, "p", NULL,
				_("Green: the households' own stock. Blue: called up. Black line: baseline."));
		paragraphs(out, &section.after, NULL);
		text_puts(out, "</section>\n");
	}
	section_release(&section);
}

static void html_head(const struct page *p, struct text *out)
{
	const struct report *r = p->r;
	const char *title = label_text(r->scenario->title, r->language, r->scenario->id);
	struct text lines;

	text_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n",
		strcmp(r->language, "zh") == 0 ? "zh-CN" : "en");
	line_of(out, "title", NULL, title);
	text_printf(out, "<style>\n%s</style>\n</head>\n<body>\n<header>\n", style);
	line_of(out, "p", "kind", _("Supply plan and shortfall report"));
	line_of(out, "h1", NULL, title);
	text_init(&lines);
	page_facts(p, &lines);
	paragraphs(out, &lines, NULL);
	text_clear(&lines);
	basis_text(p->u, &lines);
	paragraphs(out, &lines, "mark");
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
	struct page page = {&here, u, HTML_ROWS, false};
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
	text_puts(out, "</main>\n<footer>\n");
	line_of(out, "p", NULL, r->program);
	text_puts(out, "</footer>\n</body>\n</html>\n");
	text_release(&body);
	text_release(&contents);
}
