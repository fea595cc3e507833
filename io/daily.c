/* The 17:00 page. */
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum {
	DAILY_KINDS = 13, /* rows of the first table */
	DAILY_WORST = 10,
	WHOLE_FROM = 1000 /* base units: what is asked for more is told in whole ones */
};

/* How much of the tables is shown; the first that fits the page is taken. */
struct daily_size {
	bool fold; /* long cells go on below, else they are cut */
	size_t rows; /* of decisions and of support */
};
static const struct daily_size sizes[] = {{true, 8}, {true, 6}, {true, 5}, {true, 4}, {false, 5}, {false, 3}};

/* What a page is made of, and how. */
struct daily {
	const struct report *r; /* beside the files that it names */
	const struct rollup *u;
	const struct daily_size *size;
	struct text *out;
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

static void add_table(const struct daily *d, const struct columns *c)
{
	if (d->size->fold)
		columns_fold(c, d->out, DAILY_COLUMNS);
	else
		columns_print(c, d->out, 0, DAILY_COLUMNS);
}

static void daily_head(const struct daily *d)
{
	const struct report *r = d->r;
	const struct rollup *u = d->u;
	const struct scenario *s = r->scenario;
	struct text *out = d->out;
	struct text line, as_of;

	text_init(&line);
	text_printf(&line, _("Daily page: %s"), label_text(s->title, r->language, s->id));
	add_line(out, text_str(&line));
	text_clear(&line);
	text_init(&as_of);
	show_date(r, &as_of, s->as_of.seconds - s->start.seconds);
	if (u->nsources > 0)
		text_printf(&line, _("%s  As of %s  Sources: %d of %d in"),
			label_text(s->office, r->language, s->id), text_str(&as_of), u->nsources_used, u->nsources);
	else
		text_printf(&line, _("%s  As of %s"), label_text(s->office, r->language, s->id),
			text_str(&as_of));
	text_release(&as_of);
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

/* A quantity of a kind; of a large one in whole base units, what is short
 * rounded up, all else down. */
static void put_amount(const struct page *p, struct columns *c, const struct sums *a, int32_t item,
	int64_t quantity, bool up)
{
	int64_t unit = 1;
	char number[48];

	for (int k = 0; k < p->r->scenario->items[item].decimals; k++)
		unit *= 10;
	if (a->demand < WHOLE_FROM * unit)
		put_quantity(p, c, item, quantity);
	else
		columns_put(c, decimal_format(number, up ? int_ceil_div(quantity, unit)
			: int_floor_div(quantity, unit), 0));
}

static void put_kind(const struct page *p, struct columns *c, int32_t k, const struct standing *at)
{
	const struct sums *a = &p->u->total[k];
	int64_t planned = a->served + a->over - a->household - at->delivered - at->in_transit;
	int32_t item = p->u->kinds[k].item;
	struct text t;

	text_init(&t);
	columns_int(c, p->u->kinds[k].tier);
	put_item(p, c, item);
	put_amount(p, c, a, item, a->demand, false);
	put_amount(p, c, a, item, a->household, false);
	put_amount(p, c, a, item, at->delivered, false);
	put_amount(p, c, a, item, at->in_transit, false);
	put_amount(p, c, a, item, planned > 0 ? planned : 0, false);
	put_amount(p, c, a, item, a->demand - a->served, true);
	show_fill(&t, a->served, a->demand);
	columns_put(c, text_str(&t));
	text_release(&t);
}

/* The largest shortfall first would hide the tiers: kinds stay in their order,
 * and when there are too many those that are fully served give way. */
static void daily_kinds(const struct daily *d)
{
	const struct rollup *u = d->u;
	const struct page page = {d->r, u, DAILY_KINDS, true};
	struct standing *at = standings(d->r, u);
	int32_t nshort = 0, full_room, shown = 0;
	bool delivered = false;
	struct columns c;

	for (int32_t k = 0; k < u->nkinds; k++) {
		nshort += u->total[k].nshort > 0;
		delivered = delivered || at[k].delivered > 0;
	}
	full_room = nshort >= DAILY_KINDS ? 0 : DAILY_KINDS - nshort;
	columns_init(&c);
	columns_add(&c, _("Tier"), ALIGN_RIGHT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add(&c, _("Demand"), ALIGN_RIGHT);
	columns_add_optional(&c, C_("column", "Own"), ALIGN_RIGHT);
	columns_add_optional(&c, _("Delivered"), ALIGN_RIGHT);
	columns_add_optional(&c, _("Under way"), ALIGN_RIGHT);
	columns_add(&c, _("Planned"), ALIGN_RIGHT);
	columns_add(&c, _("Short"), ALIGN_RIGHT);
	columns_add(&c, _("Fill"), ALIGN_RIGHT);
	for (int32_t k = 0; k < u->nkinds && shown < DAILY_KINDS; k++) {
		if (u->total[k].nshort == 0 && full_room-- <= 0)
			continue;
		shown++;
		put_kind(&page, &c, k, &at[k]);
	}
	add_table(d, &c);
	if (delivered)
		add_line(d->out, _("Delivered: by receipt, or by the announced time where there is none yet."));
	if (shown < u->nkinds) {
		text_printf(d->out, _("More rows: %d; all of them are in plan.txt"), u->nkinds - shown);
		text_putc(d->out, '\n');
	}
	columns_release(&c);
	mem_free(at);
}

static void add_section(const struct daily *d, struct section *section, const char *none)
{
	text_putc(d->out, '\n');
	if (!section->title) {
		add_line(d->out, none);
		return;
	}
	add_line(d->out, section->title);
	add_table(d, &section->table);
	if (section->after.length > 0) {
		section->after.bytes[strcspn(section->after.bytes, "\n")] = '\0';
		add_line(d->out, section->after.bytes);
	}
}

/* A section of the report, cut short; where the rest is, is one line. */
static void daily_section(const struct daily *d, section_builder *build, size_t rows, const char *none)
{
	struct page page = {d->r, d->u, rows, true};
	struct section section;

	section_init(&section);
	build(&page, &section);
	add_section(d, &section, none);
	section_release(&section);
}

/* What is short of a kind in one row; the places are in support.csv. */
static void put_support(const struct page *p, struct columns *c, const struct support *all, int32_t first,
	int32_t end)
{
	int32_t largest = first, by = all[first].by, item = p->u->kinds[all[first].kind].item;
	int64_t quantity = 0;

	for (int32_t k = first; k < end; k++) {
		quantity += all[k].quantity;
		if (all[k].quantity > all[largest].quantity)
			largest = k;
		if (all[k].by < by)
			by = all[k].by;
	}
	columns_int(c, p->u->kinds[all[first].kind].tier);
	put_item(p, c, item);
	put_quantity(p, c, item, quantity);
	put_period(p, c, by);
	if (end - first == 1)
		columns_put(c, place_title(p->r, all[largest].place));
	else
		columns_printf(c, _("%s and other places: %d"), place_title(p->r, all[largest].place),
			(int)(end - first - 1));
}

static int compare_kinds(const void *a, const void *b)
{
	const struct support *x = a, *y = b;

	return (x->kind > y->kind) - (x->kind < y->kind);
}

/* By kind, in the order of the tiers. */
static void daily_support(const struct daily *d)
{
	struct page page = {d->r, d->u, d->size->rows, true};
	int32_t n, nkinds = 0, end;
	struct support *all = support_list(d->u, d->r, &n);
	struct section section;
	size_t shown;

	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, compare_kinds);
	for (int32_t k = 0; k < n; k++)
		nkinds += k == 0 || all[k].kind != all[k - 1].kind;
	section_init(&section);
	if (n > 0) {
		section.title = _("Support to request from above");
		columns_add(&section.table, _("Tier"), ALIGN_RIGHT);
		columns_add(&section.table, _("Item"), ALIGN_LEFT);
		columns_add(&section.table, _("Quantity"), ALIGN_RIGHT);
		columns_add(&section.table, _("By"), ALIGN_WHOLE);
		columns_add(&section.table, _("Where"), ALIGN_LEFT);
		shown = section_cut(&page, &section, (size_t)nkinds, "support.csv");
		for (int32_t k = 0; k < n && columns_rows(&section.table) < shown; k = end) {
			for (end = k + 1; end < n && all[end].kind == all[k].kind;)
				end++;
			put_support(&page, &section.table, all, k, end);
		}
	}
	add_section(d, &section, _("No support to request from above."));
	section_release(&section);
	mem_free(all);
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

static int count_lines(const char *s)
{
	int n = 0;

	for (; (s = strchr(s, '\n')) != NULL; s++)
		n++;
	return n;
}

void daily_text(const struct report *r, const struct rollup *u, struct text *out)
{
	struct report here = *r;
	struct text text;

	here.directory = "";
	text_init(&text);
	for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		struct daily d = {&here, u, &sizes[k], &text};

		text_clear(&text);
		daily_head(&d);
		daily_kinds(&d);
		daily_section(&d, section_worst, DAILY_WORST, _("Nobody is short."));
		daily_section(&d, section_decisions, sizes[k].rows, _("No decision is needed today."));
		daily_support(&d);
		daily_changes(&here, &text);
		if (count_lines(text_str(&text)) <= DAILY_LINES)
			break;
	}
	trim_page(&text);
	text_add(out, text_str(&text), text.length);
	text_release(&text);
}
