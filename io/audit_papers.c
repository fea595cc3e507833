/* The papers of an audit: the working paper 审计工作底稿, an evidence sheet 审计取证单
 * for each finding, blind count sheets 盘点表. What people write stays blank. */
#include "io/audit_sections.h"

#include "io/audit_tables.h"
#include "io/audit_words.h"
#include "io/save.h"
#include "io/show.h"
#include "models/order.h"
#include "models/scenario_words.h"

#include <string.h>

#define BLANK "______________"
enum { PAPER_COLUMNS = 160 };

static void put_line(struct text *out, const char *line)
{
	text_puts(out, line);
	text_putc(out, '\n');
}

static void put_title(const struct audit_report *r, struct text *out, const char *title)
{
	const struct scenario *s = r->report.scenario;
	char at[40];

	put_line(out, title);
	put_line(out, "");
	text_printf(out, _("Audited: %s"), label_text(s->title, r->report.language, s->id));
	text_putc(out, '\n');
	text_printf(out, _("As of: %s"), minute_format(at, s->as_of.seconds, s->start.offset));
	text_putc(out, '\n');
}

/* ---- the working paper ---- */

static void put_inputs(const struct audit_report *r, struct text *out)
{
	const struct scenario *s = r->report.scenario;

	put_line(out, "");
	put_line(out, _("Files examined (SHA-256)"));
	for (int32_t k = 0; k < s->ninputs; k++)
		text_printf(out, "  %s  %s\n", s->inputs[k].sha256, s->inputs[k].name);
}

static void put_method(struct text *out)
{
	put_line(out, "");
	put_line(out, _("Method"));
	put_line(out, _("  Every stock line, count, movement and agreement in the files was held against the norms below, "
			"by exact arithmetic (docs/method.md, Audit). Nothing was sampled."));
	put_line(out, _("  Lines set aside as faulty, superseded or in conflict are counted nowhere."));
}

static void put_norms(const struct audit_report *r, struct text *out)
{
	const struct scenario *s = r->report.scenario;
	int32_t *order = id_order(s->norms, s->nnorms, sizeof *s->norms);

	put_line(out, "");
	put_line(out, _("Norms"));
	for (int32_t k = 0; k < s->nnorms; k++) {
		const struct norm *n = &s->norms[order[k]];

		text_printf(out, "  %s", n->id);
		if (n->clause)
			text_printf(out, " %s", n->clause);
		if (n->text.zh || n->text.en)
			text_printf(out, _(": %s"), label_text(n->text, r->report.language, ""));
		if (n->source)
			text_printf(out, _(" (%s)"), n->source);
		text_putc(out, '\n');
	}
	mem_free(order);
}

static void workpaper(const struct audit_report *r, struct text *out)
{
	struct audit_page page = {r, INT32_MAX, INT32_MAX};

	put_title(r, out, _("AUDIT WORKING PAPER"));
	put_inputs(r, out);
	put_method(out);
	put_norms(r, out);
	put_line(out, "");
	audit_page_text(&page, out, PAPER_COLUMNS, false);
	put_line(out, "");
	put_line(out, _("Opinion: (left to the auditor)"));
	put_line(out, "");
	put_line(out, _("Prepared by: ______________  Date: ______________"));
	put_line(out, _("Reviewed by: ______________  Date: ______________"));
	text_printf(out, "\n%s\n", r->report.program);
}

/* ---- evidence sheets ---- */

static void evidence_sheet(const struct audit_report *r, struct text *out, int32_t number)
{
	const struct finding *f = &r->audit->findings[number];

	put_title(r, out, _("AUDIT EVIDENCE SHEET"));
	text_printf(out, _("Finding: %s"), f->id);
	text_putc(out, '\n');
	text_printf(out, _("Severity: %s  Status: %s"), grade_title(f->grade), status_title(f->status));
	put_line(out, "");
	put_line(out, "");
	tell_finding(r, out, number);
	put_line(out, "");
	put_line(out, _("Reply of the auditee (true / not true because):"));
	put_line(out, "");
	put_line(out, BLANK BLANK BLANK BLANK);
	put_line(out, "");
	put_line(out, _("For the auditee: ______________  Seal: ______________  Date: ______________"));
	put_line(out, _("Auditor: ______________  Date: ______________"));
}

static void evidence_save(const struct audit_report *r, struct folder *f)
{
	struct file_names names;
	struct text t, name;

	if (!folder_make(f, "evidence"))
		return;
	file_names_init(&names);
	text_init(&t);
	text_init(&name);
	for (int32_t k = 0; k < r->audit->nfindings; k++) {
		text_clear(&t);
		text_clear(&name);
		evidence_sheet(r, &t, k);
		text_printf(&name, "evidence/%s", file_name_add(&names, r->audit->findings[k].id, ".txt"));
		save_text(f, text_str(&name), &t);
	}
	folder_tidy(f, "evidence", &names);
	text_release(&name);
	text_release(&t);
	file_names_release(&names);
}

/* ---- count sheets ---- */

static void count_head(const struct audit_report *r, struct text *out, int32_t holder)
{
	const struct holder *h = &r->report.scenario->holders[holder];

	put_line(out, _("COUNT SHEET"));
	put_line(out, "");
	text_printf(out, _("Holder: %s"), holder_title(&r->report, holder));
	text_putc(out, '\n');
	text_printf(out, _("Place: %s"), h->address ? h->address : place_title(&r->report, h->place));
	text_putc(out, '\n');
	put_line(out, _("Count what is there, lot by lot; what is not listed is written below. The sheet shows no "
			"declared figures on purpose."));
	put_line(out, "");
}

static void count_foot(struct text *out)
{
	put_line(out, "");
	put_line(out, _("Not listed: ______________________________________________"));
	put_line(out, "");
	put_line(out, _("Counted by: ______________  Witness: ______________  Time: ______________"));
}

/* n lines of one holder, in the order of lines_to_count. */
static void count_sheet(const struct audit_report *r, struct text *out, const int32_t *lines, int32_t n)
{
	const struct scenario *s = r->report.scenario;
	struct columns c;

	columns_init(&c);
	columns_add(&c, _("Item"), ALIGN_WHOLE);
	columns_add_optional(&c, _("Specification"), ALIGN_WHOLE);
	columns_add_optional(&c, _("Lot"), ALIGN_WHOLE);
	columns_add(&c, _("Counted in"), ALIGN_WHOLE);
	columns_add(&c, _("Counted"), ALIGN_WHOLE);
	columns_add(&c, _("Last day on the pack"), ALIGN_WHOLE);
	columns_add(&c, _("State"), ALIGN_WHOLE);
	for (int32_t k = 0; k < n; k++) {
		const struct stock_line *l = &s->lines[lines[k]];
		const struct item *item = &s->items[l->item];

		columns_put(&c, item_title(&r->report, l->item));
		columns_put(&c, l->spec ? l->spec : label_text(item->spec, r->report.language, ""));
		columns_put(&c, l->lot);
		columns_put(&c, l->pack < 0 ? unit_title(item->unit) :
			label_text(item->packs[l->pack].name, r->report.language, item->packs[l->pack].id));
		columns_put(&c, BLANK);
		columns_put(&c, BLANK);
		columns_put(&c, BLANK);
	}
	count_head(r, out, s->lines[lines[0]].holder);
	columns_print(&c, out, 0, 0);
	count_foot(out);
	columns_release(&c);
}

static void counts_save(const struct audit_report *r, struct folder *f)
{
	const struct scenario *s = r->report.scenario;
	struct file_names names;
	struct text t, name;
	int32_t nlines, from, to;
	int32_t *lines = lines_to_count(s, &nlines);

	file_names_init(&names);
	text_init(&t);
	text_init(&name);
	for (from = 0; folder_make(f, "counts") && from < nlines; from = to) {
		int32_t holder = s->lines[lines[from]].holder;

		for (to = from + 1; to < nlines && s->lines[lines[to]].holder == holder; to++)
			;
		text_clear(&t);
		count_sheet(r, &t, lines + from, to - from);
		text_clear(&name);
		text_printf(&name, "counts/%s", file_name_add(&names, s->holders[holder].id, ".txt"));
		save_text(f, text_str(&name), &t);
	}
	folder_tidy(f, "counts", &names);
	text_release(&name);
	text_release(&t);
	file_names_release(&names);
	mem_free(lines);
}

/* ---- the folder ---- */

static void tables_save(const struct audit_report *r, struct folder *f)
{
	static const struct {
		const char *name;
		bool (*make)(const struct audit_report *, FILE *);
	} files[] = {
		{"findings.csv", audit_table_findings},
		{"evidence.csv", audit_table_evidence},
		{"coverage.csv", audit_table_coverage},
		{"replies.csv", audit_table_replies},
		{"counts.csv", audit_table_counts},
		{"cure.csv", audit_table_cure},
		{"sample.csv", audit_table_sample},
		{"audit.xml", audit_xml},
	};

	for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
		struct save s;

		if ((files[k].make == audit_table_cure && !r->cure) ||
			(files[k].make == audit_table_sample && !r->sample))
			continue;
		if (!save_open(&s, f, files[k].name) || !save_close(&s, files[k].make(r, s.file)))
			return;
	}
}

bool audit_write(const struct audit_report *r, const char *directory, char *why, size_t why_size)
{
	struct folder folder = {directory, why, why_size, false};
	struct text t;

	if (!folder_make(&folder, NULL))
		return false;
	text_init(&t);
	workpaper(r, &t);
	save_text(&folder, "workpaper.txt", &t);
	text_release(&t);
	evidence_save(r, &folder);
	counts_save(r, &folder);
	tables_save(r, &folder);
	return !folder.failed;
}
