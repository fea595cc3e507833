/* The page of an audit: sections built once, for the terminal and the working
 * paper. */
#include "io/audit_sections.h"

#include "io/audit_words.h"
#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

#include <stdlib.h>
#include <string.h>

enum { BRIEF_ROWS = 20, BRIEF_TOLD = 10 };

/* ---- head ---- */

static void put_scope(const struct audit_report *r, struct text *out)
{
	const struct scenario *s = r->report.scenario;
	int32_t used = 0;
	char at[40];

	text_printf(out, "%s\n", label_text(s->title, r->report.language, s->id));
	if (s->office.zh || s->office.en) {
		text_printf(out, _("Office: %s"), label_text(s->office, r->report.language, ""));
		text_putc(out, '\n');
	}
	text_printf(out, _("Audit of reserves as of %s."), minute_format(at, s->as_of.seconds, s->start.offset));
	text_putc(out, '\n');
	text_printf(out, _("Examined: %lld stock lines of %lld holders, against %d norms."),
		(long long)r->audit->lines, (long long)r->audit->holders, (int)s->nnorms);
	text_putc(out, '\n');
	for (int32_t k = 0; k < s->nsources; k++)
		used += s->sources[k].state == SOURCE_USED;
	if (s->nsources > 0) {
		text_printf(out, _("Sources: %d of %d in."), (int)used, (int)s->nsources);
		text_putc(out, '\n');
	}
}

/* Made-up data are said to be so. */
static void put_quality(const struct audit_report *r, struct text *out)
{
	const struct scenario *s = r->report.scenario;
	enum quality worst = s->quality;

	for (int32_t k = 0; k < s->nlines; k++)
		worst = s->lines[k].quality > worst ? s->lines[k].quality : worst;
	if (worst == QUALITY_SYNTHETIC)
		text_printf(out, "%s\n", _("Rests on synthetic data."));
	else if (worst == QUALITY_ESTIMATED)
		text_printf(out, "%s\n", _("Rests on estimates."));
}

static void put_counts(const struct audit_report *r, struct text *out)
{
	int32_t grades[GRADE_HIGH + 1] = {0}, statuses[FINDING_EXPLAINED + 1] = {0};

	for (int32_t k = 0; k < r->audit->nfindings; k++) {
		grades[r->audit->findings[k].grade]++;
		statuses[r->audit->findings[k].status]++;
	}
	text_printf(out, _("Findings: %d (%d high, %d medium, %d low)."), (int)r->audit->nfindings,
		(int)grades[GRADE_HIGH], (int)grades[GRADE_MEDIUM], (int)grades[GRADE_LOW]);
	if (r->audit->nfindings > 0) {
		text_putc(out, '\n');
		text_printf(out, _("Status: %d doubts, %d being verified, %d problems, %d explained."),
			(int)statuses[FINDING_DOUBT], (int)statuses[FINDING_VERIFYING],
			(int)statuses[FINDING_PROBLEM], (int)statuses[FINDING_EXPLAINED]);
	}
	text_putc(out, '\n');
}

void audit_head(const struct audit_report *r, struct text *out)
{
	put_scope(r, out);
	put_quality(r, out);
	put_counts(r, out);
}

/* ---- tables ---- */

int32_t audit_cut(const struct audit_page *p, struct section *s, int32_t n, const char *file)
{
	int32_t most = p->limit < n ? p->limit : n;

	if (most == n)
		return n;
	if (p->r->report.directory)
		text_printf(&s->after, _("More rows: %zu; all of them are in %s/%s"), (size_t)(n - most),
			p->r->report.directory, file);
	else
		text_printf(&s->after, _("More rows: %zu; all of them with --full, or in %s with -o DIR"),
			(size_t)(n - most), file);
	text_putc(&s->after, '\n');
	return most;
}

static void put_amount(struct columns *c, int64_t quantity, int32_t decimals)
{
	char number[48];

	columns_put(c, quantity < 0 ? "-" : decimal_format(number, quantity, decimals));
}

/* What there is, as the finding counts. */
static int64_t found_amount(const struct audit_report *r, const struct finding *f)
{
	const struct norm *n = f->norm < 0 ? NULL : &r->report.scenario->norms[f->norm];

	if (f->kind == FINDING_COVER || (f->kind == FINDING_PLAN_NORM && f->broken == FINDING_COVER))
		return n->tests == VIEW_BOOK ? f->book : n->tests == VIEW_STRICT ? f->strict : f->usable;
	if (f->kind == FINDING_FLOOR || f->kind == FINDING_PROMISED_TWICE || f->kind == FINDING_PLAN_FLOOR)
		return f->usable;
	return f->kind == FINDING_SURPLUS || f->kind == FINDING_DIFFERENCE ? f->book : -1;
}

void section_findings(const struct audit_page *p, struct section *s)
{
	const struct audit_report *r = p->r;
	int32_t n = audit_cut(p, s, r->audit->nfindings, "findings.csv");
	struct columns *c = &s->table;
	struct text t;

	if (r->audit->nfindings == 0)
		return;
	s->title = _("Findings");
	columns_add(c, _("No."), ALIGN_WHOLE);
	columns_add(c, _("Severity"), ALIGN_WHOLE);
	columns_add(c, _("Status"), ALIGN_WHOLE);
	columns_add(c, _("What"), ALIGN_WHOLE);
	columns_add(c, _("Holder or place"), ALIGN_LEFT);
	columns_add(c, _("Item"), ALIGN_LEFT);
	columns_add(c, _("Required"), ALIGN_RIGHT);
	columns_add(c, _("Found"), ALIGN_RIGHT);
	columns_add(c, _("Gap"), ALIGN_RIGHT);
	columns_add(c, _("Norm"), ALIGN_WHOLE);
	text_init(&t);
	for (int32_t k = 0; k < n; k++) {
		const struct finding *f = &r->audit->findings[k];

		text_clear(&t);
		show_number(&t, k);
		columns_put(c, text_str(&t));
		columns_put(c, grade_title(f->grade));
		columns_put(c, status_title(f->status));
		columns_put(c, finding_title(f->kind));
		text_clear(&t);
		show_subject(r, &t, f);
		columns_put(c, text_str(&t));
		text_clear(&t);
		show_goods(r, &t, f);
		columns_printf(c, f->unit ? _("%s (%s)") : "%s", text_str(&t), f->unit ? unit_title(f->unit) : "");
		put_amount(c, f->required, f->decimals);
		put_amount(c, found_amount(r, f), f->decimals);
		put_amount(c, f->gap, f->decimals);
		columns_put(c, f->norm < 0 ? "-" : r->report.scenario->norms[f->norm].id);
	}
	text_release(&t);
}

/* Rows that fall short first, by the part that is missing. */
static int compare_rows(const void *left, const void *right)
{
	const struct coverage *a = *(const struct coverage *const *)left;
	const struct coverage *b = *(const struct coverage *const *)right;
	wide x = a->required > 0 ? (wide)a->gap * b->required : 0;
	wide y = b->required > 0 ? (wide)b->gap * a->required : 0;

	if ((a->gap > 0) != (b->gap > 0))
		return a->gap > 0 ? -1 : 1;
	if (a->gap > 0 && x != y)
		return x > y ? -1 : 1;
	return (a > b) - (a < b); /* by norm and place, as they lie in the audit */
}

static void put_coverage(const struct audit_report *r, struct columns *c, const struct coverage *row)
{
	const struct norm *n = &r->report.scenario->norms[row->norm];
	struct text t;

	text_init(&t);
	columns_put(c, n->id);
	columns_put(c, place_title(&r->report, row->place));
	if (n->item >= 0)
		text_puts(&t, item_title(&r->report, n->item));
	else
		show_classes(r, &t, n);
	columns_printf(c, row->unit ? _("%s (%s)") : "%s", text_str(&t), row->unit ? unit_title(row->unit) : "");
	text_clear(&t);
	put_amount(c, row->required, row->decimals);
	put_amount(c, row->book, row->decimals);
	put_amount(c, row->strict, row->decimals);
	put_amount(c, row->usable, row->decimals);
	columns_put(c, view_title(n->tests));
	put_amount(c, row->gap, row->decimals);
	show_days(&t, row->days[n->tests]);
	columns_put(c, text_str(&t));
	columns_put(c, row->exception < 0 ? "" : n->exceptions[row->exception].reason);
	text_release(&t);
}

void section_coverage(const struct audit_page *p, struct section *s)
{
	const struct audit *a = p->r->audit;
	const struct coverage **rows = mem_calloc((size_t)a->ncoverage, sizeof *rows);
	struct columns *c = &s->table;
	int32_t n;

	for (int32_t k = 0; k < a->ncoverage; k++)
		rows[k] = &a->coverage[k];
	if (a->ncoverage > 0) {
		qsort(rows, (size_t)a->ncoverage, sizeof *rows, compare_rows);
		n = audit_cut(p, s, a->ncoverage, "coverage.csv");
		s->title = _("Reserves against the norms");
		columns_add(c, _("Norm"), ALIGN_WHOLE);
		columns_add(c, _("Place"), ALIGN_LEFT);
		columns_add(c, _("Item"), ALIGN_LEFT);
		columns_add(c, _("Required"), ALIGN_RIGHT);
		columns_add(c, _("Book"), ALIGN_RIGHT);
		columns_add(c, _("Strict"), ALIGN_RIGHT);
		columns_add(c, _("Usable"), ALIGN_RIGHT);
		columns_add(c, _("Tested"), ALIGN_WHOLE);
		columns_add(c, _("Gap"), ALIGN_RIGHT);
		columns_add_optional(c, _("Days"), ALIGN_RIGHT);
		columns_add_optional(c, _("Exception"), ALIGN_LEFT);
		for (int32_t k = 0; k < n; k++)
			put_coverage(p->r, c, rows[k]);
		text_printf(&s->after, "%s\n", _("Book: as the books say. Strict: good, confirmed, in date to the end of "
			"the cover. Usable: eaten before it expires, first-expired first-out."));
	}
	mem_free(rows);
}

/* ---- roll-ups ---- */

struct tally {
	const char *key;
	int32_t order; /* level, place, kind or norm */
	const char *id; /* of a place or norm, "" for none; NULL: by order */
	int32_t n, open;
	int64_t money; /* of those priced */
	bool priced;
};

static int compare_tallies(const void *left, const void *right)
{
	const struct tally *a = left, *b = right;

	if (a->id && b->id)
		return strcmp(a->id, b->id);
	return (a->order > b->order) - (a->order < b->order);
}

static void tally_add(struct tally **all, int32_t *n, int32_t *room, int32_t order, const char *id,
	const char *key, const struct finding *f)
{
	int32_t k;

	for (k = 0; k < *n && (*all)[k].order != order; k++)
		;
	if (k == *n) {
		k = ARRAY_ADD(all, n, room);
		(*all)[k].order = order;
		(*all)[k].key = key;
		(*all)[k].id = id;
	}
	(*all)[k].n++;
	(*all)[k].open += finding_open(f);
	if (f->money >= 0) {
		(*all)[k].money += f->money;
		(*all)[k].priced = true;
	}
}

/* For every place above the finding's, or itself, down to the streets. */
static void tally_places(const struct audit_report *r, struct tally **all, int32_t *n, int32_t *room,
	const struct finding *f)
{
	const struct scenario *s = r->report.scenario;

	for (int32_t place = f->place; place >= 0; place = s->places[place].in)
		if (s->places[place].kind <= PLACE_STREET)
			tally_add(all, n, room, place, s->places[place].id, place_title(&r->report, place), f);
}

/* Those of one level of places, or all when it is -1. */
static void put_tallies(const struct audit_report *r, struct columns *c, const char *by, int level,
	struct tally *all, int32_t n)
{
	struct text t;

	text_init(&t);
	if (n > 0)
		qsort(all, (size_t)n, sizeof *all, compare_tallies);
	for (int32_t k = 0; k < n; k++) {
		if (level >= 0 && (int)r->report.scenario->places[all[k].order].kind != level)
			continue;
		columns_put(c, by);
		columns_put(c, all[k].key);
		columns_int(c, all[k].n);
		columns_int(c, all[k].open);
		text_clear(&t);
		show_audit_money(r, &t, all[k].priced ? all[k].money : -1);
		columns_put(c, text_str(&t));
	}
	text_release(&t);
}

void section_sums(const struct audit_page *p, struct section *s)
{
	const struct audit_report *r = p->r;
	const struct scenario *sc = r->report.scenario;
	struct tally *levels = NULL, *places = NULL, *kinds = NULL, *clauses = NULL;
	int32_t nlevels = 0, nplaces = 0, nkinds = 0, nclauses = 0, rooms[4] = {0, 0, 0, 0};

	if (r->audit->nfindings == 0)
		return;
	s->title = _("Findings by level, kind and clause");
	columns_add(&s->table, C_("roll-up", "By"), ALIGN_WHOLE);
	columns_add(&s->table, _("Which"), ALIGN_LEFT);
	columns_add(&s->table, _("Findings"), ALIGN_RIGHT);
	columns_add(&s->table, _("Open"), ALIGN_RIGHT);
	columns_add(&s->table, _("Money in question"), ALIGN_RIGHT);
	for (int32_t k = 0; k < r->audit->nfindings; k++) {
		const struct finding *f = &r->audit->findings[k];
		enum place_kind level = sc->places[f->place].kind;
		const struct norm *n = f->norm < 0 ? NULL : &sc->norms[f->norm];

		tally_add(&levels, &nlevels, &rooms[0], (int32_t)level, NULL, place_kind_title(level), f);
		tally_places(r, &places, &nplaces, &rooms[3], f);
		tally_add(&kinds, &nkinds, &rooms[1], (int32_t)f->kind, NULL, finding_title(f->kind), f);
		tally_add(&clauses, &nclauses, &rooms[2], f->norm, n ? n->id : "",
			!n ? _("rule of the program") : n->clause ? n->clause : n->id, f);
	}
	put_tallies(r, &s->table, _("level"), -1, levels, nlevels);
	for (int level = PLACE_PROVINCE; level <= PLACE_STREET; level++)
		put_tallies(r, &s->table, place_kind_title((enum place_kind)level), level, places, nplaces);
	put_tallies(r, &s->table, C_("column", "kind"), -1, kinds, nkinds);
	put_tallies(r, &s->table, _("clause"), -1, clauses, nclauses);
	text_printf(&s->after, "%s\n", _("Findings of different kinds may be about the same goods: sums of money "
		"over kinds may count them twice."));
	mem_free(levels);
	mem_free(places);
	mem_free(kinds);
	mem_free(clauses);
}

/* ---- one by one ---- */

static void tell_line(struct text *out, const char *title,
	void (*sentence)(const struct audit_report *r, struct text *out, const struct finding *f),
	const struct audit_report *r, const struct finding *f)
{
	text_printf(out, "  %s", title);
	sentence(r, out, f);
	text_putc(out, '\n');
}

void tell_finding(const struct audit_report *r, struct text *out, int32_t number)
{
	const struct finding *f = &r->audit->findings[number];

	show_number(out, number);
	text_printf(out, "  %s  ", finding_title(f->kind));
	show_subject(r, out, f);
	text_puts(out, list_comma());
	show_goods(r, out, f);
	text_putc(out, '\n');
	tell_line(out, _("Criterion: "), finding_criterion, r, f);
	tell_line(out, _("Condition: "), finding_condition, r, f);
	tell_line(out, _("Cause: "), finding_cause, r, f);
	tell_line(out, _("Effect: "), finding_effect, r, f);
	for (int32_t k = 0; k < f->nevidence; k++) {
		text_printf(out, "  %s", _("Evidence: "));
		show_evidence(r, out, f, &r->audit->evidence[f->evidence + k]);
		text_putc(out, '\n');
	}
	if (f->more > 0) {
		text_printf(out, _("  Evidence: %lld further lines"), (long long)f->more);
		text_putc(out, '\n');
	}
	if (f->reply) {
		text_printf(out, _("  Reply (%s): %s"), status_title(f->status), f->reply);
		text_putc(out, '\n');
	}
	if (f->changed) {
		text_printf(out, "  %s\n", _("The figures are not those that the note was made to: a doubt again."));
	}
}

void section_details(const struct audit_page *p, struct section *s)
{
	const struct audit_report *r = p->r;
	int32_t n = p->told < r->audit->nfindings ? p->told : r->audit->nfindings;

	if (r->audit->nfindings == 0)
		return;
	s->title = _("Finding by finding");
	for (int32_t k = 0; k < n; k++)
		tell_finding(r, &s->before, k);
	if (n < r->audit->nfindings) {
		text_printf(&s->before, _("Further findings: %d; all of them with --full, or in workpaper.txt with -o DIR."),
			(int)(r->audit->nfindings - n));
		text_putc(&s->before, '\n');
	}
}

/* ---- failing holders ---- */

static int compare_failing(const void *left, const void *right)
{
	const struct coverage *a = *(const struct coverage *const *)left;
	const struct coverage *b = *(const struct coverage *const *)right;
	wide x = (wide)a->left * b->required, y = (wide)b->left * a->required;

	if (x != y)
		return x < y ? -1 : 1;
	return (a > b) - (a < b);
}

static void put_failing(const struct audit_report *r, struct columns *c, const struct coverage *row)
{
	int64_t left = row->left < row->required ? row->left : row->required;
	struct text t;

	text_init(&t);
	columns_put(c, r->report.scenario->norms[row->norm].id);
	columns_put(c, place_title(&r->report, row->place));
	put_amount(c, row->required, row->decimals);
	put_amount(c, row->strict, row->decimals);
	put_amount(c, row->left, row->decimals);
	show_fill(&t, left, row->required);
	columns_put(c, text_str(&t));
	columns_int(c, row->ncritical);
	columns_put(c, row->largest < 0 ? "-" : holder_title(&r->report, row->largest));
	text_release(&t);
}

static void put_what_fails(const struct audit *a, struct text *out)
{
	char share[48];

	if (a->fail > 0)
		text_printf(out, _("Guaranteed whichever %d holders fail, of the strictly counted stock."), (int)a->fail);
	else
		text_printf(out, _("Guaranteed whichever %s%% of what the books show is not there, of the strictly counted stock."),
			percent_format(share, a->fail_share.num, a->fail_share.den, 1));
}

void section_fail(const struct audit_page *p, struct section *s)
{
	const struct audit *a = p->r->audit;
	const struct coverage **rows = mem_calloc((size_t)a->ncoverage, sizeof *rows);
	int32_t n = 0, shown;

	for (int32_t k = 0; k < a->ncoverage; k++)
		if (a->coverage[k].left >= 0)
			rows[n++] = &a->coverage[k];
	if (n > 0) {
		qsort(rows, (size_t)n, sizeof *rows, compare_failing);
		shown = audit_cut(p, s, n, "coverage.csv");
		s->title = _("When holders fail");
		put_what_fails(a, &s->before);
		text_putc(&s->before, '\n');
		columns_add(&s->table, _("Norm"), ALIGN_WHOLE);
		columns_add(&s->table, _("Place"), ALIGN_LEFT);
		columns_add(&s->table, _("Required"), ALIGN_RIGHT);
		columns_add(&s->table, _("Strict"), ALIGN_RIGHT);
		columns_add(&s->table, C_("fail", "Left"), ALIGN_RIGHT);
		columns_add(&s->table, _("Guaranteed"), ALIGN_RIGHT);
		columns_add(&s->table, _("Critical"), ALIGN_RIGHT);
		columns_add(&s->table, _("Largest holder"), ALIGN_LEFT);
		for (int32_t k = 0; k < shown; k++)
			put_failing(p->r, &s->table, rows[k]);
		text_printf(&s->after, "%s\n", _("Critical: holders without whose stock alone the requirement is not met, "
			"though it is with all."));
	}
	mem_free(rows);
}

/* ---- the rest ---- */

void section_untested(const struct audit_page *p, struct section *s)
{
	const struct audit *a = p->r->audit;

	if (a->nuntested == 0)
		return;
	s->title = _("Not tested");
	for (int32_t k = 0; k < a->nuntested; k++) {
		const struct untested *u = &a->untested[k];
		const char *id = p->r->report.scenario->norms[u->norm].id;

		if (u->places > 0)
			text_printf(&s->before, _("Norm %s at %d places: %s."), id, (int)u->places, untested_title(u->why));
		else
			text_printf(&s->before, _("Norm %s: %s."), id, untested_title(u->why));
		text_putc(&s->before, '\n');
	}
}

void section_settled(const struct audit_page *p, struct section *s)
{
	const struct replies *replies = p->r->replies;

	for (int32_t k = 0; replies && k < replies->nnotes; k++) {
		const struct note *note = &replies->notes[k];

		if (note->used)
			continue;
		if (!s->title) {
			s->title = _("Noted before, and not found any more");
			columns_add(&s->table, _("Finding"), ALIGN_LEFT);
			columns_add(&s->table, _("Status"), ALIGN_WHOLE);
			columns_add(&s->table, _("Reply"), ALIGN_LEFT);
		}
		columns_put(&s->table, note->finding);
		columns_put(&s->table, status_title(note->status));
		columns_put(&s->table, note->reply);
	}
}

audit_section_builder *const audit_sections[] = {section_plan, section_findings, section_coverage, section_sums,
	section_details, section_fail, section_cure, section_sample, section_untested, section_settled};
const int audit_nsections = sizeof audit_sections / sizeof *audit_sections;

void audit_page_text(const struct audit_page *p, struct text *out, int width, bool colour)
{
	struct text head;

	text_init(&head);
	audit_head(p->r, &head);
	text_wrap(out, text_str(&head), width, 0);
	text_release(&head);
	for (int k = 0; k < audit_nsections; k++) {
		struct section section;

		section_init(&section);
		audit_sections[k](p, &section);
		if (section.title)
			section_text(&section, out, width, colour);
		section_release(&section);
	}
	text_putc(out, '\n');
	text_wrap(out, _("These are findings, no opinion: what they mean is for the auditor to say."), width, 0);
}

void audit_print(const struct audit_report *r, FILE *out, int width, bool colour)
{
	struct audit_page page = {r, r->report.full ? INT32_MAX : BRIEF_ROWS,
		r->report.full ? INT32_MAX : BRIEF_TOLD};
	struct text text;

	text_init(&text);
	audit_page_text(&page, &text, width, colour);
	fwrite(text_str(&text), 1, text.length, out);
	text_release(&text);
}
