/* The 17:00 page. */
#include "io/papers.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

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
static const struct daily_size sizes[] = {{true, 10}, {true, 8}, {true, 6}, {true, 5}, {true, 4}, {false, 5}, {false, 3}};

/* What a page is made of, and how. */
struct daily {
	const struct report *r; /* beside the files that it names */
	const struct rollup *u;
	const struct daily_size *size;
	struct text *out;
};

/* Where a kind's demand stands at the as-of, smallest units. Delivered is what
 * was received, or should be there by the announced time and nobody said
 * otherwise. Today are the periods that begin by the end of the as-of's day. */
enum standing { DELIVERED, UNDER_WAY, TODAY, LATER, STANDINGS };

static enum standing standing_of(const struct report *r, const struct handout *h)
{
	const struct scenario *s = r->scenario;
	const struct shipment *x = h->shipment >= 0 ? &r->plan->shipments[h->shipment] : NULL;
	int64_t now = s->as_of.seconds - s->start.seconds;
	int64_t begins = s->start.seconds + h->period * s->period;

	if (h->fact || (x && x->state == SHIPMENT_RECEIVED))
		return DELIVERED;
	if (x && x->from != x->to && x->fact && x->arrive_seconds <= now)
		return DELIVERED;
	if (x && x->from != x->to && x->fact && (x->state == SHIPMENT_DEPARTED || x->depart_seconds <= now))
		return UNDER_WAY;
	return day_of(begins, s->start.offset) <= day_of(s->as_of.seconds, s->start.offset) ? TODAY : LATER;
}

/* [nkinds][STANDINGS] of what counts against the demand; what whole packs bring
 * beyond it is left out, the latest first. The caller frees. */
static int64_t *standings(const struct report *r, const struct rollup *u)
{
	const struct plan *p = r->plan;
	int64_t *all = mem_calloc((size_t)u->nkinds * STANDINGS, sizeof *all);
	int64_t *left = mem_calloc((size_t)r->cells->ncells, sizeof *left);

	for (int32_t c = 0; c < r->cells->ncells; c++)
		left[c] = p->served[c].quantity - r->cells->cells[c].household;
	for (enum standing at = DELIVERED; at < STANDINGS; at++)
		for (int32_t i = 0; i < p->nhandouts; i++) {
			const struct handout *h = &p->handouts[i];
			int64_t quantity = h->units * r->scenario->items[r->cells->cells[h->cell].item].issue_unit;

			if (standing_of(r, h) != at)
				continue;
			quantity = quantity < left[h->cell] ? quantity : left[h->cell];
			left[h->cell] -= quantity;
			all[(size_t)u->kind_of[h->cell] * STANDINGS + at] += quantity;
		}
	mem_free(left);
	return all;
}

static void add_line(struct text *out, const char *line)
{
	text_cut(out, line, DAILY_COLUMNS);
	text_putc(out, '\n');
}

/* A sentence that must not be cut, over as many lines as it takes; the
 * further ones are indented. */
static void add_wrapped(struct text *out, const char *line, int indent)
{
	int own = (int)strspn(line, " ");

	text_wrap(out, line, DAILY_COLUMNS, indent > own ? indent - own : 0);
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
	add_wrapped(out, text_str(&line), 0);
	text_clear(&line);
	basis_text(u, &line);
	if (line.length > 0)
		add_wrapped(out, text_str(&line), 0);
	text_release(&line);
}

/* The parts of a kind's demand, one behind the other. Where much is asked for they
 * are told in whole base units that add up: what is served up to each part is
 * rounded down, and what is short is never rounded away. */
static void put_parts(const struct page *p, struct columns *c, int32_t k, const int64_t at[STANDINGS])
{
	const struct sums *a = &p->u->total[k];
	int64_t parts[] = {a->household, at[DELIVERED], at[UNDER_WAY], at[TODAY], at[LATER]};
	int decimals = p->r->scenario->items[p->u->kinds[k].item].decimals;
	int64_t unit = 1, sum = 0, before = 0, demand;
	char number[48];

	for (int i = 0; i < decimals; i++)
		unit *= 10;
	if (a->demand < WHOLE_FROM * unit)
		unit = 1;
	else
		decimals = 0;
	demand = a->served < a->demand ? int_ceil_div(a->demand, unit) : int_floor_div(a->demand, unit);
	columns_put(c, decimal_format(number, demand, decimals));
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		int64_t now = int_floor_div(sum + parts[i], unit);

		sum += parts[i];
		columns_put(c, decimal_format(number, now - before, decimals));
		before = now;
	}
	columns_put(c, decimal_format(number, demand - before, decimals));
}

static void put_kind(const struct page *p, struct columns *c, int32_t k, const int64_t at[STANDINGS])
{
	const struct sums *a = &p->u->total[k];
	int32_t item = p->u->kinds[k].item;
	struct text t;

	text_init(&t);
	columns_int(c, p->u->kinds[k].tier);
	put_item(p, c, item);
	put_parts(p, c, k, at);
	show_fill(&t, a->served, a->demand);
	columns_put(c, text_str(&t));
	put_quantity(p, c, item, a->over);
	text_release(&t);
}

static void explain_kinds(const struct daily *d, bool delivered, bool over)
{
	const struct scenario *s = d->r->scenario;
	struct text today, line;

	text_init(&today);
	text_init(&line);
	show_day(&today, day_of(s->as_of.seconds, s->start.offset));
	text_printf(&line, _("All for the whole horizon; today: planned for periods that begin by the end of %s. "
		"Demand is the sum of the columns to Short."), text_str(&today));
	if (over)
		add_sentence(&line, _("Beyond: what whole packs bring on top."));
	if (delivered)
		add_sentence(&line, _("Delivered: by receipt, or by the announced time where there is none yet."));
	add_wrapped(d->out, text_str(&line), 0);
	text_release(&line);
	text_release(&today);
}

/* The largest shortfall first would hide the tiers: kinds stay in their order,
 * and when there are too many those that are fully served give way. */
static void daily_kinds(const struct daily *d)
{
	const struct rollup *u = d->u;
	const struct page page = {.r = d->r, .u = u, .limit = DAILY_KINDS, .brief = true};
	int64_t *at = standings(d->r, u);
	int32_t nshort = 0, full_room, shown = 0;
	bool delivered = false, over = false;
	struct columns c;

	for (int32_t k = 0; k < u->nkinds; k++) {
		nshort += u->total[k].nshort > 0;
		delivered = delivered || at[(size_t)k * STANDINGS + DELIVERED] > 0;
		over = over || u->total[k].over > 0;
	}
	full_room = nshort >= DAILY_KINDS ? 0 : DAILY_KINDS - nshort;
	columns_init(&c);
	columns_add(&c, _("Tier"), ALIGN_RIGHT);
	columns_add(&c, _("Item"), ALIGN_LEFT);
	columns_add(&c, _("Demand"), ALIGN_RIGHT);
	columns_add_optional(&c, C_("column", "Own"), ALIGN_RIGHT);
	columns_add_optional(&c, _("Delivered"), ALIGN_RIGHT);
	columns_add_optional(&c, C_("now", "Under way"), ALIGN_RIGHT);
	columns_add(&c, _("Today"), ALIGN_RIGHT);
	columns_add_optional(&c, _("Later"), ALIGN_RIGHT);
	columns_add(&c, _("Short"), ALIGN_RIGHT);
	columns_add(&c, _("Fill"), ALIGN_RIGHT);
	columns_add_optional(&c, _("Beyond"), ALIGN_RIGHT);
	for (int32_t k = 0; k < u->nkinds && shown < DAILY_KINDS; k++) {
		if (u->total[k].nshort == 0 && full_room-- <= 0)
			continue;
		shown++;
		put_kind(&page, &c, k, &at[(size_t)k * STANDINGS]);
	}
	add_table(d, &c);
	explain_kinds(d, delivered, over);
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
	struct page page = {.r = d->r, .u = d->u, .limit = rows, .brief = true};
	struct section section;

	section_init(&section);
	build(&page, &section);
	add_section(d, &section, none);
	section_release(&section);
}

static bool says(const struct columns *c, size_t row, int column)
{
	const char *cell = columns_cell(c, row, column);

	return *cell && strcmp(cell, "-") != 0 && strcmp(cell, "0") != 0;
}

/* Appends one more part of a line: `sentence` has one %s. */
static void add_cell(struct text *line, const struct columns *c, size_t row, int column, const char *sentence)
{
	if (!says(c, row, column))
		return;
	if (line->length > 0)
		text_puts(line, _("; "));
	text_printf(line, sentence, columns_cell(c, row, column));
}

/* "2. count again: Depot; 120 L (stock.csv:12)", and below it what it gains; of a
 * shipment the other way round: "1. Depot > Community B: turn it back?". */
static void add_decision(const struct daily *d, const struct columns *c, size_t row, bool shipment)
{
	const char *title = columns_cell(c, row, DECISION_TITLE), *about = columns_cell(c, row, DECISION_ABOUT);
	struct text line;

	text_init(&line);
	text_printf(&line, "%2d. ", (int)row + 1);
	/* Translators: a decision, and what it is about, or the other way round. */
	text_printf(&line, _("%s: %s"), shipment ? about : title, shipment ? title : about);
	add_cell(&line, c, row, DECISION_AMOUNT, "%s");
	if (says(c, row, DECISION_WHERE))
		/* Translators: file and line of the input. */
		text_printf(&line, _(" (%s)"), columns_cell(c, row, DECISION_WHERE));
	add_wrapped(d->out, text_str(&line), 4);
	text_clear(&line);
	text_printf(&line, "    %s", columns_cell(c, row, DECISION_ITEM));
	add_cell(&line, c, row, DECISION_TIER, _("tier %s"));
	add_cell(&line, c, row, DECISION_GAIN, _("gain %s"));
	add_cell(&line, c, row, DECISION_CLAIMS, _("claims: %s"));
	add_cell(&line, c, row, DECISION_PEOPLE, _("people: %s"));
	add_cell(&line, c, row, DECISION_LOSERS, _("get less: %s"));
	add_cell(&line, c, row, DECISION_OTHERS, _("other items: %s"));
	add_wrapped(d->out, text_str(&line), 4);
	text_release(&line);
}

static void daily_decisions(const struct daily *d)
{
	struct page page = {.r = d->r, .u = d->u, .limit = d->size->rows, .brief = true};
	const struct plan *plan = d->r->plan;
	struct section section;
	struct columns c;
	size_t shown, ncaught;

	section_init(&section);
	columns_init(&c);
	ncaught = decisions_table(&page, &c);
	shown = section_cut(&page, &section, columns_rows(&c), "plan.txt");
	text_putc(d->out, '\n');
	if (shown > 0)
		add_line(d->out, _("Decisions needed today; each gains this over the whole horizon if taken alone:"));
	else if (d->u->short_of_demand && plan->ngains > 0)
		add_line(d->out, _("No decision of those looked at would serve more."));
	else
		add_line(d->out, _("No decision is needed today."));
	for (size_t i = 0; i < shown; i++)
		add_decision(d, &c, i, i < ncaught);
	text_add(d->out, text_str(&section.after), section.after.length);
	if (!plan->why && plan->status != PLAN_CONTRADICTION && d->u->short_of_demand)
		add_line(d->out, _("Why claims are short was not computed this time; the decisions were."));
	columns_release(&c);
	section_release(&section);
}

/* What is short of a kind in one row; places and times are in support.csv. */
static void put_support(const struct page *p, struct columns *c, const struct support *all, int32_t first,
	int32_t end)
{
	int32_t largest = first, by = all[first].by, item = p->u->kinds[all[first].kind].item, nplaces = 0;
	int64_t quantity = 0, here = 0, most = 0;

	for (int32_t k = first; k < end; k++) {
		bool next = k == first || all[k].place != all[k - 1].place;

		nplaces += next;
		here = next ? all[k].quantity : here + all[k].quantity;
		quantity += all[k].quantity;
		if (here > most) {
			most = here;
			largest = k;
		}
		by = all[k].by < by ? all[k].by : by;
	}
	columns_int(c, p->u->kinds[all[first].kind].tier);
	put_item(p, c, item);
	put_quantity(p, c, item, quantity);
	put_period(p, c, by);
	if (nplaces == 1)
		columns_put(c, place_title(p->r, all[largest].place));
	else
		columns_printf(c, _("%s and other places: %d"), place_title(p->r, all[largest].place),
			(int)(nplaces - 1));
}

/* By kind, in the order of the tiers. */
static void daily_support(const struct daily *d)
{
	struct page page = {.r = d->r, .u = d->u, .limit = d->size->rows, .brief = true};
	int32_t n, nkinds = 0, end;
	struct support *all = support_list(d->u, d->r, &n);
	struct section section;
	size_t shown;

	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, support_compare);
	for (int32_t k = 0; k < n; k++)
		nkinds += k == 0 || all[k].kind != all[k - 1].kind;
	section_init(&section);
	if (n > 0) {
		section.title = _("Support to request from above");
		columns_add(&section.table, _("Tier"), ALIGN_RIGHT);
		columns_add(&section.table, _("Item"), ALIGN_LEFT);
		columns_add(&section.table, _("Quantity"), ALIGN_RIGHT);
		columns_add(&section.table, _("First by"), ALIGN_WHOLE);
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
	struct page page = {.r = r, .u = NULL, .limit = 0, .brief = true};
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
	add_wrapped(out, line.bytes, 0);
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
		daily_decisions(&d);
		daily_support(&d);
		daily_changes(&here, &text);
		if (count_lines(text_str(&text)) <= DAILY_LINES)
			break;
	}
	trim_page(&text);
	text_add(out, text_str(&text), text.length);
	text_release(&text);
}
