/* What `check` says of a scenario that can be planned: how much was read, from
 * where, what is asked for and what may be called up by which arithmetic. */
#include "io/section.h"
#include "io/show.h"
#include "models/scenario_words.h"

static void put_counts(const struct report *r, struct text *out)
{
	const struct scenario *s = r->scenario;
	int32_t communities = 0, estimated = 0;
	char start[40];

	for (int32_t p = 0; p < s->nplaces; p++)
		communities += place_kind_is_community(s->places[p].kind);
	for (int32_t k = 0; k < s->nroutes; k++)
		estimated += s->routes[k].estimated;
	text_printf(out, "%s\n", label_text(s->title, r->language, s->id));
	minute_format(start, s->start.seconds, s->start.offset);
	if (s->ledger)
		text_printf(out, _("Ledgers without a horizon, as of %s: to be audited, not planned\n"), start);
	else
		text_printf(out, _("Horizon: %d periods from %s\n"), s->nperiods, start);
	text_printf(out, _("Read: %d items, %d groups, %d places (%d communities), %d holders, "
		"%d stock lines, %d routes (%d estimated), %d claims\n"), s->nitems, s->ngroups, s->nplaces,
		communities, s->nholders, s->nlines, s->nroutes, estimated, r->cells->ncells);
}

/* Demand beside what may be called up, item by item. */
static void section_items(const struct page *p, struct section *s)
{
	const struct report *r = p->r;

	s->title = _("Demand and callable stock by item");
	columns_add(&s->table, _("Item"), ALIGN_LEFT);
	columns_add(&s->table, _("Demand"), ALIGN_RIGHT);
	columns_add(&s->table, _("In stock"), ALIGN_RIGHT);
	columns_add(&s->table, _("Callable"), ALIGN_RIGHT);
	columns_add(&s->table, _("Household use"), ALIGN_RIGHT);
	for (int32_t k = 0; k < r->scenario->nitems; k++) {
		int32_t item = p->u->items[k];
		int64_t demand = 0, household = 0, stock = 0, callable = 0;
		for (int32_t c = 0; c < r->cells->ncells; c++) {
			if (r->cells->cells[c].item != item)
				continue;
			demand += r->cells->cells[c].demand;
			household += r->cells->cells[c].household;
		}
		for (int32_t c = 0; c < r->supply->ncallable; c++) {
			if (r->supply->callable[c].item != item)
				continue;
			stock += r->supply->callable[c].in_stock;
			callable += r->supply->callable[c].units * r->scenario->items[item].issue_unit;
		}
		put_item(p, &s->table, item);
		put_quantity(p, &s->table, item, demand);
		put_quantity(p, &s->table, item, stock);
		put_quantity(p, &s->table, item, callable);
		put_quantity(p, &s->table, item, household);
	}
}

void check_print(const struct report *r, FILE *out, int width)
{
	static section_builder *const builders[] = {section_items, section_uncounted, section_requisition,
		section_arithmetic, section_tiers, section_sources};
	struct rollup rollup;
	struct page page = {.r = r, .u = &rollup, .limit = r->full ? SIZE_MAX : 20, .unsaved = true};
	struct text text, head;

	rollup_build(&rollup, r);
	text_init(&text);
	text_init(&head);
	put_counts(r, &head);
	basis_text(&rollup, &head);
	text_wrap(&text, text_str(&head), width, 0);
	text_release(&head);
	for (size_t k = 0; k < sizeof builders / sizeof *builders; k++) {
		struct section section;
		section_init(&section);
		builders[k](&page, &section);
		if (section.title)
			section_text(&section, &text, width, false);
		section_release(&section);
	}
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
	rollup_release(&rollup);
}
