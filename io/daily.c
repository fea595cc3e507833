/* The 17:00 page, and the two lists that go with it: what changes against the
 * announced plan, and what would need a requisition decision. */
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"

#include <string.h>

enum {
	DAILY_KINDS = 13, /* rows of the first table */
	DAILY_WORST = 10,
	DAILY_ROWS = 5 /* decisions, support */
};

/* Where a kind's demand stands at the as-of, smallest units. Delivered is what
 * was received, or should be there by the announced time and nobody said
 * otherwise. */
struct standing {
	int64_t delivered, in_transit;
};

static struct standing *standings(const struct report *r, const struct rollup *u)
{
	const struct plan *p = r->plan;
	struct standing *all = mem_calloc((size_t)u->nkinds, sizeof *all);
	int64_t now = r->scenario->as_of.seconds - r->scenario->start.seconds;

	for (int32_t i = 0; i < p->nhandouts; i++) {
		const struct handout *h = &p->handouts[i];
		struct standing *s = &all[u->kind_of[h->cell]];
		int64_t quantity = h->units *
			r->scenario->items[r->cells->cells[h->cell].item].issue_unit;
		const struct shipment *x = h->shipment >= 0 ? &p->shipments[h->shipment] : NULL;

		if (h->fact || (x && x->state == SHIPMENT_RECEIVED))
			s->delivered += quantity;
		else if (x && x->from != x->to && x->fact && x->arrive_seconds <= now)
			s->delivered += quantity;
		else if (x && x->from != x->to && x->fact && (x->state == SHIPMENT_DEPARTED ||
				x->depart_seconds <= now))
			s->in_transit += quantity;
	}
	return all;
}

static void add_line(struct text *out, const char *line)
{
	text_cut(out, line, DAILY_COLUMNS);
	text_putc(out, '\n');
}

/* A sentence that must not be cut, over as many lines as it takes: broken at
 * blanks, else, as Chinese is, between any two characters. */
static void add_wrapped(struct text *out, const char *line)
{
	struct text part;

	text_init(&part);
	while (text_width(line) > DAILY_COLUMNS) {
		size_t n = 0, blank = 0;

		text_clear(&part);
		for (;;) {
			size_t next = n + 1;

			while (((unsigned char)line[next] & 0xc0) == 0x80)
				next++;
			text_add(&part, line + n, next - n);
			if (text_width(text_str(&part)) > DAILY_COLUMNS)
				break;
			if (line[n] == ' ')
				blank = n;
			n = next;
		}
		if (line[n] == ' ' || blank == 0)
			blank = n;
		text_add(out, line, blank);
		text_putc(out, '\n');
		line += blank + strspn(line + blank, " ");
	}
	text_printf(out, "%s\n", line);
	text_release(&part);
}

static void daily_head(const struct report *r, const struct rollup *u, struct text *out)
{
	const struct scenario *s = r->scenario;
	char as_of[48];
	struct text line;

	text_init(&line);
	text_printf(&line, _("Daily page: %s"), label_text(s->title, r->language, s->id));
	add_line(out, text_str(&line));
	text_clear(&line);
	minute_format(as_of, s->as_of.seconds, s->start.offset);
	if (u->nsources > 0)
		text_printf(&line, _("%s  As of %s  Sources: %d of %d in"),
			label_text(s->office, r->language, s->id), as_of, u->nsources_used, u->nsources);
	else
		text_printf(&line, _("%s  As of %s"), label_text(s->office, r->language, s->id), as_of);
	add_line(out, text_str(&line));
	text_clear(&line);
	proof_text(r, &line);
	add_wrapped(out, text_str(&line));
	text_clear(&line);
	basis_text(u, &line);
	if (line.length > 0)
		add_wrapped(out, text_str(&line));
	text_release(&line);
}

/* The largest shortfall first would hide the tiers: kinds stay in their order,
 * and when there are too many those that are fully served give way. */
static void daily_kinds(const struct page *p, struct text *out)
{
	const struct rollup *u = p->u;
	struct standing *at = standings(p->r, u);
	int32_t nshort = 0, full_room, shown = 0;
	struct columns c;
	struct text t;

	text_init(&t);
	for (int32_t k = 0; k < u->nkinds; k++)
		nshort += u->total[k].nshort > 0;
	full_room = nshort >= DAILY_KINDS ? 0 : DAILY_KINDS - nshort;
	columns_init(&c);
	columns_add(&c, _("Tier"), ALIGN_RIGHT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add(&c, _("Demand"), ALIGN_RIGHT);
	columns_add_optional(&c, _("Own stock"), ALIGN_RIGHT);
	columns_add(&c, _("Delivered"), ALIGN_RIGHT);
	columns_add(&c, _("In transit"), ALIGN_RIGHT);
	columns_add(&c, _("Planned"), ALIGN_RIGHT);
	columns_add(&c, _("Short"), ALIGN_RIGHT);
	columns_add(&c, _("Fill"), ALIGN_RIGHT);
	for (int32_t k = 0; k < u->nkinds && shown < DAILY_KINDS; k++) {
		const struct sums *a = &u->total[k];
		int64_t planned = a->served + a->over - a->household - at[k].delivered - at[k].in_transit;
		int32_t item = u->kinds[k].item;

		if (a->nshort == 0 && full_room-- <= 0)
			continue;
		shown++;
		columns_int(&c, u->kinds[k].tier);
		put_item(p, &c, item);
		put_quantity(p, &c, item, a->demand);
		put_quantity(p, &c, item, a->household);
		put_quantity(p, &c, item, at[k].delivered);
		put_quantity(p, &c, item, at[k].in_transit);
		put_quantity(p, &c, item, planned > 0 ? planned : 0);
		put_quantity(p, &c, item, a->demand - a->served);
		text_clear(&t);
		show_fill(&t, a->served, a->demand);
		columns_put(&c, text_str(&t));
	}
	columns_print(&c, out, 0, DAILY_COLUMNS);
	if (p->r->scenario->as_of.seconds > p->r->scenario->start.seconds)
		add_line(out, _("Delivered: by receipt, or by the announced time where there is none yet."));
	if (shown < u->nkinds) {
		text_printf(out, _("More rows: %d; all of them are in plan.txt"), u->nkinds - shown);
		text_putc(out, '\n');
	}
	columns_release(&c);
	text_release(&t);
	mem_free(at);
}

/* A section of the report, cut short; where the rest is, is one line. */
static void daily_section(const struct report *r, const struct rollup *u, section_builder *build,
	size_t rows, const char *none, struct text *out)
{
	struct page page = {r, u, rows, true};
	struct section section;

	section_init(&section);
	build(&page, &section);
	if (!section.title) {
		text_putc(out, '\n');
		add_line(out, none);
	} else {
		text_putc(out, '\n');
		add_line(out, section.title);
		columns_print(&section.table, out, 0, DAILY_COLUMNS);
		if (section.after.length > 0) {
			section.after.bytes[strcspn(section.after.bytes, "\n")] = '\0';
			add_line(out, section.after.bytes);
		}
	}
	section_release(&section);
}

static void daily_changes(const struct report *r, struct text *out)
{
	struct section section;
	struct page page = {r, NULL, 0, true};
	struct text line;

	text_putc(out, '\n');
	if (r->plan->nchanges == 0) {
		add_line(out, _("No change against an earlier plan."));
		return;
	}
	section_init(&section);
	text_init(&line);
	section_changes(&page, &section);
	/* Translators: a heading, and what it is about. */
	text_printf(&line, _("%s: %s"), section.title, text_str(&section.before));
	line.bytes[strcspn(line.bytes, "\n")] = '\0';
	add_wrapped(out, line.bytes);
	text_release(&line);
	section_release(&section);
}

/* Every line within the columns of the page, and no line after the last. */
static void trim_page(struct text *out)
{
	struct text trimmed;
	const char *s = text_str(out);
	int lines = 0;

	text_init(&trimmed);
	while (*s && lines < DAILY_LINES) {
		size_t n = strcspn(s, "\n");
		char *line = mem_calloc(n + 1, 1);

		memcpy(line, s, n);
		if (++lines == DAILY_LINES && s[n] && s[n + 1])
			add_line(&trimmed, _("The rest is in plan.txt."));
		else
			add_line(&trimmed, line);
		mem_free(line);
		s += n + (s[n] == '\n');
	}
	text_release(out);
	*out = trimmed;
}

void daily_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {r, u, DAILY_ROWS, true};
	struct text text;

	text_init(&text);
	daily_head(r, u, &text);
	daily_kinds(&page, &text);
	daily_section(r, u, section_worst, DAILY_WORST, _("Nobody is short."), &text);
	daily_section(r, u, section_decisions, DAILY_ROWS, _("No decision is needed today."), &text);
	daily_section(r, u, section_support, DAILY_ROWS, _("No support to request from above."), &text);
	daily_changes(r, &text);
	trim_page(&text);
	text_add(out, text_str(&text), text.length);
	text_release(&text);
}

void changes_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {r, u, SIZE_MAX, false};
	int32_t *order = changes_sorted(r->plan);
	struct section section;
	struct columns c;

	section_init(&section);
	text_printf(out, "%s\n", _("Change notice"));
	page_head(&page, out);
	text_putc(out, '\n');
	section_changes(&page, &section);
	if (!section.title) {
		text_printf(out, "%s\n", _("No change against an earlier plan."));
	} else {
		text_add(out, text_str(&section.before), section.before.length);
		columns_init(&c);
		changes_table(&page, &c, order, (size_t)r->plan->nchanges);
		columns_print(&c, out, 0, 0);
		columns_release(&c);
		text_putc(out, '\n');
		show_signatures(out);
	}
	section_release(&section);
	mem_free(order);
}

void requisition_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct page page = {r, u, SIZE_MAX, false};
	struct section section;

	section_init(&section);
	section_requisition(&page, &section);
	text_printf(out, "%s\n", _("Needs a requisition decision"));
	page_head(&page, out);
	text_putc(out, '\n');
	if (!section.title) {
		text_printf(out, "%s\n", _("No goods are without the consent of their holder."));
	} else {
		text_add(out, text_str(&section.before), section.before.length);
		columns_print(&section.table, out, 0, 0);
		text_putc(out, '\n');
		show_signatures(out);
	}
	section_release(&section);
}
