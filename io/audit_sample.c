/* What to inspect: ranked by risk, and drawn. */
#include "io/audit_sections.h"

#include "io/audit_tables.h"
#include "io/audit_words.h"
#include "io/csv_write.h"
#include "io/show.h"

static void put_why(struct text *out, const struct inspection *x, bool by_bound)
{
	if (by_bound)
		text_puts(out, _("to bound the rest"));
	else if (x->random)
		text_puts(out, _("drawn"));
	else
		text_puts(out, _("by risk"));
	if (x->found)
		text_printf(out, "%s%s", list_comma(), _("finding open"));
	if (x->uncounted)
		text_printf(out, "%s%s", list_comma(), _("not counted in time"));
}

static void put_smallest(struct text *out, const struct sample *sample)
{
	char wrong[48], moves[48];

	percent_format(wrong, sample->misreport.num, sample->misreport.den, 1);
	percent_format(moves, sample->within.num, sample->within.den, 1);
	if (sample->nbounds == 0) {
		text_printf(out, _("None: with %s%% misreported everywhere, what is counted for a requirement moves by no more "
				   "than %s%% of it anywhere."), wrong, moves);
		text_putc(out, '\n');
		return;
	}
	text_printf(out, _("%d of %d pairs of holder and item: when they are right, and up to %s%% of all others is misreported, "
			   "what is counted for a requirement moves by no more than %s%% of it at any place."),
		(int)sample->ninspections, (int)sample->npairs, wrong, moves);
	text_putc(out, '\n');
	if (sample->least >= sample->ninspections)
		text_puts(out, _("Proven: no fewer pairs will do."));
	else
		text_printf(out, _("At least %d pairs are needed; that none of the sets between is enough is not proven."),
			(int)sample->least);
	text_putc(out, '\n');
}

void section_sample(const struct audit_page *p, struct section *s)
{
	const struct audit_report *r = p->r;
	struct columns *c = &s->table;
	struct text t;
	int32_t n;

	if (!r->sample)
		return;
	s->title = _("What to inspect");
	if (r->sample->misreport.num > 0) {
		put_smallest(&s->before, r->sample);
	} else {
		text_printf(&s->before, _("%d of %d pairs of holder and item, seed %llu."), (int)r->sample->ninspections,
			(int)r->sample->npairs, (unsigned long long)r->sample->seed);
		text_putc(&s->before, '\n');
	}
	if (r->sample->ninspections == 0)
		return;
	n = audit_cut(p, s, r->sample->ninspections, "sample.csv");
	columns_add(c, _("Holder"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Place"), ALIGN_LEFT);
	columns_add(c, C_("inspection", "Value"), ALIGN_RIGHT);
	columns_add(c, _("Why"), ALIGN_LEFT);
	text_init(&t);
	for (int32_t k = 0; k < n; k++) {
		const struct inspection *x = &r->sample->inspections[k];

		columns_put(c, holder_title(&r->report, x->holder));
		columns_put(c, item_title(&r->report, x->item));
		columns_put(c, place_title(&r->report, r->report.scenario->holders[x->holder].place));
		text_clear(&t);
		show_audit_money(r, &t, x->money);
		columns_put(c, text_str(&t));
		text_clear(&t);
		put_why(&t, x, r->sample->misreport.num > 0);
		columns_put(c, text_str(&t));
	}
	text_release(&t);
}

/* Without amounts: it goes along with the count sheets. */
bool audit_table_sample(const struct audit_report *r, FILE *file)
{
	const struct scenario *s = r->report.scenario;
	struct csv_writer w;

	csv_open(&w, file, "holder,item,place,by,finding_open,uncounted");
	for (int32_t k = 0; k < r->sample->ninspections; k++) {
		const struct inspection *x = &r->sample->inspections[k];

		csv_text(&w, s->holders[x->holder].id);
		csv_text(&w, s->items[x->item].id);
		csv_text(&w, s->places[s->holders[x->holder].place].id);
		csv_text(&w, r->sample->misreport.num > 0 ? "bound" : x->random ? "drawn" : "risk");
		csv_text(&w, x->found ? "true" : "false");
		csv_text(&w, x->uncounted ? "true" : "false");
		csv_end(&w);
	}
	return csv_close(&w);
}
