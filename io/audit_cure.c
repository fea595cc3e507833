/* The cheapest cure of an audit: what to buy and move, what each norm costs, what
 * goods cannot mend. */
#include "io/audit_sections.h"

#include "io/audit_words.h"
#include "io/show.h"

static const char *step_title(const struct cure_step *step)
{
	return step->line >= 0 ? C_("cure", "rotate") : step->from < 0 ? _("buy") : _("move");
}

static void put_steps(const struct audit_report *r, struct columns *c, int32_t n)
{
	const struct scenario *s = r->report.scenario;
	struct text t;

	text_init(&t);
	columns_add(c, C_("cure", "Step"), ALIGN_WHOLE);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add_optional(c, _("Lot"), ALIGN_WHOLE);
	columns_add(c, _("From"), ALIGN_LEFT);
	columns_add(c, _("For"), ALIGN_LEFT);
	columns_add(c, _("Quantity"), ALIGN_RIGHT);
	columns_add(c, _("Held by"), ALIGN_LEFT);
	columns_add(c, _("Money"), ALIGN_RIGHT);
	for (int32_t k = 0; k < n; k++) {
		const struct cure_step *step = &r->cure->steps[k];
		char number[48];

		columns_put(c, step_title(step));
		columns_printf(c, _("%s (%s)"), item_title(&r->report, step->item), item_unit(&r->report, step->item));
		columns_put(c, step->line < 0 ? "" : s->lines[step->line].lot);
		columns_put(c, step->line >= 0 ? holder_title(&r->report, step->seller) :
			step->from < 0 ? "-" : place_title(&r->report, step->from));
		columns_put(c, step->holder >= 0 ? holder_title(&r->report, step->holder) :
			place_title(&r->report, step->to));
		columns_put(c, decimal_format(number, step->quantity, s->items[step->item].decimals));
		columns_put(c, holder_kind_title(cure_buyer(step)));
		text_clear(&t);
		show_audit_money(r, &t, step->money);
		columns_put(c, text_str(&t));
	}
	text_release(&t);
}

static void put_rotations(const struct audit_report *r, struct text *out)
{
	for (int32_t k = 0; k < r->cure->nsteps; k++) {
		if (r->cure->steps[k].line < 0)
			continue;
		text_printf(out, "%s\n", _("Rotation: a lot that expires too soon goes to a holder who sells it in time; it gives as "
			"much of its fresh purchases for it. The money is that of the way there and back."));
		return;
	}
}

static void put_proof(const struct audit_report *r, struct text *out)
{
	struct text money, least;

	text_init(&money);
	text_init(&least);
	show_audit_money(r, &money, r->cure->money);
	show_audit_money(r, &least, r->cure->least);
	text_printf(out, _("All steps cost %s."), text_str(&money));
	text_putc(out, '\n');
	if (r->cure->least >= 0)
		text_printf(out, _("Proven: no purchases, moves and rotations that keep all these norms and promises cost less than %s."),
			text_str(&least));
	else
		text_puts(out, _("That none is cheaper is not proven."));
	text_putc(out, '\n');
	text_release(&least);
	text_release(&money);
}

static void put_prices(const struct audit_page *page, struct section *s)
{
	const struct audit_report *r = page->r;
	struct text *out = &s->after, money;

	text_init(&money);
	for (int32_t k = 0; k < r->cure->nprices && k < page->limit; k++) {
		const struct norm_price *p = &r->cure->prices[k];

		text_clear(&money);
		show_audit_money(r, &money, p->money < 0 ? 0 : p->money);
		if (p->norm >= 0)
			text_printf(out, _("Without norm %s it would cost %s less."),
				r->report.scenario->norms[p->norm].id, text_str(&money));
		else
			text_printf(out, _("Without what %s is to have of %s it would cost %s less."),
				holder_title(&r->report, r->audit->kept[p->kept].holder),
				item_title(&r->report, r->audit->kept[p->kept].item), text_str(&money));
		text_putc(out, '\n');
	}
	audit_cut(page, s, r->cure->nprices, "workpaper.txt");
	text_release(&money);
}

/* Promises that no purchase can mend, and what is to be done instead. */
static void put_unkept(const struct audit_page *page, struct section *s)
{
	const struct audit_report *r = page->r;
	struct text *out = &s->after;

	for (int32_t k = 0; k < r->cure->nunkept && k < page->limit; k++) {
		const struct kept *kept = &r->audit->kept[r->cure->unkept[k]];

		text_printf(out, kept->rise < 0 ?
			_("Not to be mended (%s): %s, %s: its terms never let so much be called up; %s.") :
			_("Not to be mended (%s): %s, %s: the item has no value; %s."), finding_title(kept->broken),
			holder_title(&r->report, kept->holder), item_title(&r->report, kept->item),
			cure_otherwise(kept->broken));
		text_putc(out, '\n');
	}
	audit_cut(page, s, r->cure->nunkept, "workpaper.txt");
}

/* Findings about other things than amounts, shares and promises, and norms that no goods can mend. */
static void put_incurable(const struct audit_page *page, struct section *s)
{
	const struct audit_report *r = page->r;
	const struct audit *a = r->audit;
	struct text *out = &s->after;
	int32_t n[FINDING_KINDS] = {0};

	for (int32_t k = 0; k < r->cure->nincurable; k++) {
		const struct coverage *c = &a->coverage[r->cure->incurable[k]];

		text_printf(out, c->most >= 0 && c->book > c->most ?
			_("Not to be mended: norm %s at %s: no goods of the government that keep can be moved out over a way with "
			  "a cost.") :
			_("Not to be mended: norm %s at %s: no item of it with a value can be bought for it."),
			r->report.scenario->norms[c->norm].id, place_title(&r->report, c->place));
		text_putc(out, '\n');
	}
	put_unkept(page, s);
	for (int32_t k = 0; k < a->nfindings; k++)
		n[a->findings[k].kind]++;
	for (int k = FINDING_ARRIVAL; k < FINDING_KINDS; k++) {
		if (n[k] == 0 || k == FINDING_FLOOR || k == FINDING_PROMISED_TWICE)
			continue;
		text_printf(out, _("Not part of the cure (%s, %d): %s."), finding_title((enum finding_kind)k), (int)n[k],
			cure_otherwise((enum finding_kind)k));
		text_putc(out, '\n');
	}
}

void section_cure(const struct audit_page *p, struct section *s)
{
	const struct audit_report *r = p->r;

	if (!r->cure)
		return;
	s->title = _("The cheapest cure");
	if (r->cure->state == CURE_FOUND) {
		put_steps(r, &s->table, audit_cut(p, s, r->cure->nsteps, "cure.csv"));
		put_rotations(r, &s->after);
		put_proof(r, &s->after);
		put_prices(p, s);
	} else if (r->cure->state == CURE_CONTRADICTION) {
		text_printf(&s->before, "%s\n", _("The norms and promises contradict each other: no purchases, moves and rotations keep them all."));
	} else if (r->cure->state == CURE_FAILED) {
		text_printf(&s->before, "%s\n", _("No cure in whole units was found that keeps every norm and promise."));
	} else {
		text_printf(&s->before, "%s\n", _("Nothing is missing that purchases, moves or rotations could mend."));
	}
	put_incurable(p, s);
}
