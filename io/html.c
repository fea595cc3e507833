/* The report as one web page: no scripts, nothing loaded from elsewhere, light
 * enough to send, set for printing on A4. */
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"

#include <string.h>

enum { HTML_ROWS = 60, BAR_WIDTH = 300, BAR_HEIGHT = 12, CARDS = 12 };

static const char style[] =
	"body{font:14px/1.45 sans-serif;color:#222;max-width:62em;margin:1em auto;padding:0 1em}\n"
	"h1{font-size:1.5em;margin:.2em 0}h2{font-size:1.1em;margin:1.4em 0 .3em;"
	"border-bottom:1px solid #999}\n"
	"p{margin:.2em 0}.mark{background:#fff3c4;padding:.2em .4em}\n"
	"table{border-collapse:collapse;font-size:.9em}\n"
	"th,td{padding:.15em .6em;border-bottom:1px solid #ddd;text-align:left;vertical-align:top}\n"
	"th{border-bottom:1px solid #666}.n{text-align:right;font-variant-numeric:tabular-nums}\n"
	"tr{break-inside:avoid}thead{display:table-header-group}\n"
	".cards{display:flex;flex-wrap:wrap;gap:.6em;margin:.8em 0}\n"
	".card{border:1px solid #999;border-radius:4px;padding:.4em .8em;min-width:9em}\n"
	".card b{display:block;font-size:1.5em}.short b{color:#a40000}\n"
	".wide{overflow-x:auto}\n"
	"@page{size:A4;margin:14mm}\n"
	"@media print{body{font-size:10px;max-width:none;margin:0;padding:0}.wide{overflow:visible}}\n";

static void paragraphs(struct text *out, const struct text *lines, const char *class)
{
	const char *s = text_str(lines);

	while (*s) {
		size_t n = strcspn(s, "\n");
		char *line = mem_calloc(n + 1, 1);

		memcpy(line, s, n);
		if (n > 0) {
			text_puts(out, class ? "<p class=\"" : "<p>");
			if (class)
				text_printf(out, "%s\">", class);
			text_escape(out, line);
			text_puts(out, "</p>\n");
		}
		mem_free(line);
		s += n + (s[n] == '\n');
	}
}

/* One card a kind: fill rate large, served of demand below. */
static void cards(const struct page *p, struct text *out)
{
	text_puts(out, "<div class=\"cards\">\n");
	for (int32_t k = 0; k < p->u->nkinds && k < CARDS; k++) {
		const struct sums *a = &p->u->total[k];
		int32_t item = p->u->kinds[k].item;

		text_puts(out, a->nshort > 0 ? "<div class=\"card short\">" : "<div class=\"card\">");
		text_escape(out, item_title(p->r, item));
		text_puts(out, "<b>");
		show_fill(out, a->served, a->demand);
		text_puts(out, "</b>");
		show_quantity(p->r, out, item, a->served);
		text_puts(out, " / ");
		show_quantity(p->r, out, item, a->demand);
		text_putc(out, ' ');
		text_escape(out, item_unit(p->r, item));
		text_puts(out, "<br>");
		text_printf(out, _("tier %d"), p->u->kinds[k].tier);
		text_puts(out, "</div>\n");
	}
	text_puts(out, "</div>\n");
}

static int bar(int64_t part, int64_t whole)
{
	return whole > 0 ? (int)((wide)part * BAR_WIDTH / whole) : 0;
}

/* A bar a kind: own stock, called up, and a line where the baseline ends. */
static void bars(const struct page *p, struct text *out)
{
	if (p->u->nkinds == 0)
		return;
	text_puts(out, "<table>\n");
	for (int32_t k = 0; k < p->u->nkinds; k++) {
		const struct sums *a = &p->u->total[k];
		int own = bar(a->household, a->demand), all = bar(a->served, a->demand);

		text_puts(out, "<tr><td>");
		text_escape(out, item_title(p->r, p->u->kinds[k].item));
		text_printf(out, "</td><td>%d</td><td><svg width=\"%d\" height=\"%d\" role=\"img\">",
			p->u->kinds[k].tier, BAR_WIDTH, BAR_HEIGHT);
		text_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#eee\"/>", BAR_WIDTH, BAR_HEIGHT);
		text_printf(out, "<rect width=\"%d\" height=\"%d\" fill=\"#8fb58f\"/>", own, BAR_HEIGHT);
		text_printf(out, "<rect x=\"%d\" width=\"%d\" height=\"%d\" fill=\"#2f6f9f\"/>", own, all - own,
			BAR_HEIGHT);
		if (a->baseline > 0)
			text_printf(out, "<rect x=\"%d\" width=\"2\" height=\"%d\" fill=\"#222\"/>",
				bar(a->baseline, a->demand), BAR_HEIGHT);
		text_puts(out, "</svg></td></tr>\n");
	}
	text_puts(out, "</table>\n<p>");
	text_escape(out, _("Green: the households' own stock. Blue: called up. Black line: baseline."));
	text_puts(out, "</p>\n");
}

static void html_section(const struct page *p, section_builder *build, struct text *out)
{
	struct section section;

	section_init(&section);
	build(p, &section);
	if (section.title) {
		text_puts(out, "<h2>");
		text_escape(out, section.title);
		text_puts(out, "</h2>\n");
		paragraphs(out, &section.before, NULL);
		if (columns_rows(&section.table) > 0) {
			text_puts(out, "<div class=\"wide\">\n");
			columns_html(&section.table, out);
			text_puts(out, "</div>\n");
		}
		paragraphs(out, &section.after, NULL);
	}
	section_release(&section);
}

void html_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {r, u, HTML_ROWS, false};
	const char *title = label_text(r->scenario->title, r->language, r->scenario->id);
	struct text head, basis;

	text_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
		strcmp(r->language, "zh") == 0 ? "zh-CN" : "en");
	text_escape(out, title);
	text_printf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>", style);
	text_escape(out, title);
	text_puts(out, "</h1>\n");
	text_init(&basis);
	basis_text(u, &basis);
	paragraphs(out, &basis, "mark");
	text_release(&basis);
	text_init(&head);
	page_head(&page, &head);
	paragraphs(out, &head, NULL);
	text_release(&head);
	if (r->plan->status != PLAN_CONTRADICTION) {
		cards(&page, out);
		bars(&page, out);
	}
	for (int i = 0; i < report_nsections; i++)
		if (section_fits(r, report_sections[i]))
			html_section(&page, report_sections[i], out);
	text_puts(out, "<p>");
	text_escape(out, r->program);
	text_puts(out, "</p>\n</body>\n</html>\n");
}
