/* The terminal report and plan.txt: the head, then section after section. */
#include "io/section.h"

#include <assert.h>

enum { BRIEF_ROWS = 10 };

section_builder *const report_sections[] = {section_headline, section_worst, section_uncounted,
	section_decisions, section_changes, section_holders, section_shipments, section_shortfall,
	section_why, section_why_places,
	section_groups, section_periods, section_over, section_remaining, section_expiring,
	section_limits, section_requisition, section_support, section_balance, section_arithmetic,
	section_tiers, section_levels, section_sources};
const int report_nsections = (int)(sizeof report_sections / sizeof *report_sections);

bool section_fits(const struct report *r, section_builder *build)
{
	return r->plan->status != PLAN_CONTRADICTION || build == section_uncounted ||
		build == section_arithmetic || build == section_tiers || build == section_sources;
}

void section_text(const struct section *s, struct text *out, int width, bool colour)
{
	text_putc(out, '\n');
	text_puts(out, colour ? "\033[1m" : "");
	text_wrap(out, s->title, width, 0);
	text_puts(out, colour ? "\033[0m" : "");
	text_wrap(out, text_str(&s->before), width, 0);
	if (s->table.ncolumns > 0 && columns_rows(&s->table) > 0) {
		struct text spared;

		text_init(&spared);
		if (s->whole)
			columns_fold(&s->table, out, width);
		else
			columns_print(&s->table, out, 0, width);
		columns_spared(&s->table, width, &spared);
		if (spared.length > 0) {
			struct text line;

			text_init(&line);
			text_printf(&line, _("Left out where the page is this narrow: %s."), text_str(&spared));
			text_wrap(out, text_str(&line), width, 0);
			text_release(&line);
		}
		text_release(&spared);
	}
	text_wrap(out, text_str(&s->after), width, 0);
}

void page_text(const struct page *p, struct text *out, int width, bool colour)
{
	struct text head;

	text_init(&head);
	page_head(p, &head);
	text_wrap(out, text_str(&head), width, 0);
	text_release(&head);
	for (int i = 0; i < report_nsections; i++) {
		struct section section;

		if (!section_fits(p->r, report_sections[i]))
			continue;
		section_init(&section);
		report_sections[i](p, &section);
		if (section.title)
			section_text(&section, out, width, colour);
		section_release(&section);
	}
}

void report_print(const struct report *r, FILE *out, int width, bool colour)
{
	struct rollup rollup;
	struct text text;
	struct page page = {.r = r, .u = &rollup, .limit = r->full ? SIZE_MAX : BRIEF_ROWS, .brief = !r->full};

	rollup_build(&rollup, r);
	text_init(&text);
	page_text(&page, &text, width, colour);
	if (!r->full && (r->directory || r->plan->status != PLAN_CONTRADICTION)) {
		struct text last;

		text_init(&last);
		text_putc(&text, '\n');
		if (r->plan->status == PLAN_CONTRADICTION)
			text_printf(&last, _("The whole report is in %s."), r->directory);
		else if (r->directory)
			text_printf(&last, _("The whole report, its tables and the orders to sign are in %s."),
				r->directory);
		else
			text_puts(&last, _("With -o DIR the whole report, its tables and the orders to sign are "
				"written there; --full prints every row."));
		text_wrap(&text, text_str(&last), width, 0);
		text_release(&last);
	}
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
	rollup_release(&rollup);
}
