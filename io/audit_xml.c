/* The audit in XML: the same as the tables, for other programs. */
#include "io/audit_tables.h"

#include "io/audit_words.h"
#include "io/columns.h"

#include "base/memory.h"
#include "models/scenario_words.h"

static void attr(struct text *out, const char *name, const char *value)
{
	if (!value)
		return;
	text_printf(out, " %s=\"", name);
	text_escape(out, value);
	text_putc(out, '"');
}

static void attr_amount(struct text *out, const char *name, int64_t quantity, int32_t decimals)
{
	char number[48];

	if (quantity >= 0)
		attr(out, name, decimal_format(number, quantity, decimals));
}

static void element(struct text *out, const char *name, const struct audit_report *r,
	const struct finding *f,
	void (*sentence)(const struct audit_report *r, struct text *out, const struct finding *f))
{
	struct text t;

	text_init(&t);
	sentence(r, &t, f);
	text_printf(out, "      <%s>", name);
	text_escape(out, text_str(&t));
	text_printf(out, "</%s>\n", name);
	text_release(&t);
}

static void put_evidence(struct text *out, const struct audit_report *r, const struct finding *f,
	const struct evidence *e)
{
	char line[24];
	struct text t;

	text_init(&t);
	snprintf(line, sizeof line, "%d", (int)e->where.line);
	text_puts(out, "      <evidence");
	attr(out, "file", diags_file_name(r->report.names, e->where.file));
	attr(out, "line", line);
	attr_amount(out, "quantity", e->quantity, f->decimals);
	text_puts(out, ">");
	show_evidence(r, &t, f, e);
	text_escape(out, text_str(&t));
	text_puts(out, "</evidence>\n");
	text_release(&t);
}

static void put_finding(struct text *out, const struct audit_report *r, const struct finding *f)
{
	const struct scenario *s = r->report.scenario;
	char figures[17], since[48];

	text_puts(out, "    <finding");
	attr(out, "id", f->id);
	attr(out, "kind", finding_kind_word(f->kind));
	attr(out, "severity", grade_word(f->grade));
	attr(out, "status", finding_status_word(f->status));
	attr(out, "norm", f->norm < 0 ? NULL : s->norms[f->norm].id);
	attr(out, "place", f->place < 0 ? NULL : s->places[f->place].id);
	attr(out, "holder", f->holder < 0 ? NULL : s->holders[f->holder].id);
	attr(out, "item", f->item < 0 ? NULL : s->items[f->item].id);
	attr(out, "unit", f->unit);
	attr_amount(out, "required", f->required, f->decimals);
	attr_amount(out, "book", f->book, f->decimals);
	attr_amount(out, "strict", f->strict, f->decimals);
	attr_amount(out, "usable", f->usable, f->decimals);
	attr_amount(out, "gap", f->gap, f->decimals);
	attr_amount(out, "days", f->days, 1);
	attr_amount(out, "money", f->money, 2);
	attr(out, "since", f->at == INSTANT_NONE ? NULL : instant_format(since, f->at, s->start.offset));
	attr(out, "figures", finding_figures(f, figures));
	text_puts(out, ">\n");
	element(out, "criterion", r, f, finding_criterion);
	element(out, "condition", r, f, finding_condition);
	element(out, "cause", r, f, finding_cause);
	element(out, "effect", r, f, finding_effect);
	for (int32_t k = 0; k < f->nevidence; k++)
		put_evidence(out, r, f, &r->audit->evidence[f->evidence + k]);
	if (f->reply) {
		text_puts(out, "      <reply");
		attr(out, "by", f->by);
		attr(out, "date", f->date);
		text_putc(out, '>');
		text_escape(out, f->reply);
		text_puts(out, "</reply>\n");
	}
	text_puts(out, "    </finding>\n");
}

static void put_coverage(struct text *out, const struct scenario *s, const struct coverage *c)
{
	static const char *const views[] = {"book", "strict", "usable"};
	const struct norm *n = &s->norms[c->norm];

	text_puts(out, "    <cover");
	attr(out, "norm", n->id);
	attr(out, "place", s->places[c->place].id);
	attr(out, "tests", views[n->tests]);
	attr(out, "unit", c->unit);
	attr_amount(out, "heads", c->heads, 0);
	attr_amount(out, "required", c->required, c->decimals);
	attr_amount(out, "book", c->book, c->decimals);
	attr_amount(out, "strict", c->strict, c->decimals);
	attr_amount(out, "usable", c->usable, c->decimals);
	attr_amount(out, "gap", c->gap, c->decimals);
	attr_amount(out, "days", c->days[n->tests], 1);
	attr(out, "exception", c->exception < 0 ? NULL : n->exceptions[c->exception].reason);
	attr_amount(out, "left-failing", c->left, c->decimals);
	attr_amount(out, "critical", c->left < 0 ? -1 : c->ncritical, 0);
	attr(out, "largest-holder", c->left < 0 || c->largest < 0 ? NULL : s->holders[c->largest].id);
	text_puts(out, "/>\n");
}

/* What was examined, and against what. */
static void put_scope(struct text *out, const struct audit_report *r)
{
	const struct scenario *s = r->report.scenario;

	text_puts(out, "  <scope");
	attr_amount(out, "lines", r->audit->lines, 0);
	attr_amount(out, "holders", r->audit->holders, 0);
	text_puts(out, ">\n");
	for (int32_t k = 0; k < s->nnorms; k++) {
		const struct norm *n = &s->norms[k];

		text_puts(out, "    <norm");
		attr(out, "id", n->id);
		attr(out, "clause", n->clause);
		attr(out, "source", n->source);
		text_puts(out, ">");
		text_escape(out, label_text(n->text, r->report.language, ""));
		text_puts(out, "</norm>\n");
	}
	text_puts(out, "  </scope>\n");
}

/* What is to be counted, without the figures that are declared. */
static void put_counts(struct text *out, const struct scenario *s)
{
	int32_t nlines;
	int32_t *lines = lines_to_count(s, &nlines);

	text_puts(out, "  <counts>\n");
	for (int32_t k = 0; k < nlines; k++) {
		const struct stock_line *l = &s->lines[lines[k]];

		text_puts(out, "    <count");
		attr(out, "holder", s->holders[l->holder].id);
		attr(out, "place", s->places[s->holders[l->holder].place].id);
		attr(out, "item", s->items[l->item].id);
		attr(out, "lot", l->lot);
		attr(out, "unit", l->pack < 0 ? s->items[l->item].unit : s->items[l->item].packs[l->pack].id);
		text_puts(out, "/>\n");
	}
	text_puts(out, "  </counts>\n");
	mem_free(lines);
}

static void put_sample(struct text *out, const struct scenario *s, const struct sample *sample)
{
	char seed[24];

	text_puts(out, "  <sample");
	attr_amount(out, "pairs", sample->npairs, 0);
	if (sample->misreport.num > 0) {
		attr_amount(out, "least", sample->least, 0);
	} else {
		snprintf(seed, sizeof seed, "%llu", (unsigned long long)sample->seed);
		attr(out, "seed", seed);
	}
	text_puts(out, ">\n");
	for (int32_t k = 0; k < sample->ninspections; k++) {
		const struct inspection *x = &sample->inspections[k];

		text_puts(out, "    <inspect");
		attr(out, "holder", s->holders[x->holder].id);
		attr(out, "item", s->items[x->item].id);
		attr(out, "by", sample->misreport.num > 0 ? "bound" : x->random ? "drawn" : "risk");
		text_puts(out, "/>\n");
	}
	text_puts(out, "  </sample>\n");
}

static void put_cure(struct text *out, const struct scenario *s, const struct audit *a, const struct cure *cure)
{
	static const char *const states[] = {"nothing", "found", "contradiction", "failed"};
	char date[40];

	text_puts(out, "  <cure");
	attr(out, "state", states[cure->state]);
	if (cure->state == CURE_FOUND) {
		attr_amount(out, "money", cure->money, 2);
		attr_amount(out, "least", cure->least, 2);
	}
	text_puts(out, ">\n");
	for (int32_t k = 0; k < cure->nsteps; k++) {
		const struct cure_step *step = &cure->steps[k];
		const struct stock_line *line = step->line < 0 ? NULL : &s->lines[step->line];

		text_puts(out, "    <step");
		attr(out, "kind", line ? "rotate" : step->from < 0 ? "buy" : "move");
		attr(out, "item", s->items[step->item].id);
		attr(out, "from", step->from < 0 ? NULL : s->places[step->from].id);
		attr(out, "to", s->places[step->to].id);
		attr(out, "route", step->route < 0 ? NULL : s->routes[step->route].id);
		attr_amount(out, "quantity", step->quantity, s->items[step->item].decimals);
		attr(out, "unit", s->items[step->item].unit);
		attr(out, "holder-kind", holder_kind_word(cure_buyer(step)));
		attr_amount(out, "money", step->money, 2);
		attr(out, "lot", line ? line->lot : NULL);
		attr(out, "expires", line && line->expires != DAY_NONE ? day_format(date, line->expires) : NULL);
		attr(out, "seller", line ? s->holders[step->seller].id : NULL);
		attr(out, "holder", step->holder < 0 ? NULL : s->holders[step->holder].id);
		text_puts(out, "/>\n");
	}
	for (int32_t k = 0; k < cure->nprices; k++) {
		const struct norm_price *p = &cure->prices[k];

		text_puts(out, "    <price");
		attr(out, "norm", p->norm < 0 ? NULL : s->norms[p->norm].id);
		attr(out, "holder", p->kept < 0 ? NULL : s->holders[a->kept[p->kept].holder].id);
		attr(out, "item", p->kept < 0 ? NULL : s->items[a->kept[p->kept].item].id);
		attr_amount(out, "money", p->money < 0 ? 0 : p->money, 2);
		text_puts(out, "/>\n");
	}
	text_puts(out, "  </cure>\n");
}

bool audit_xml(const struct audit_report *r, FILE *file)
{
	const struct scenario *s = r->report.scenario;
	struct text t;
	char at[40];

	text_init(&t);
	text_puts(&t, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<audit xmlns=\"urn:shecang:audit:1\" version=\"1.0\"");
	attr(&t, "scenario", s->id);
	attr(&t, "as-of", instant_format(at, s->as_of.seconds, s->start.offset));
	attr(&t, "currency", s->currency);
	attr(&t, "program", r->report.program);
	text_puts(&t, ">\n  <inputs>\n");
	for (int32_t k = 0; k < s->ninputs; k++) {
		text_puts(&t, "    <file");
		attr(&t, "name", s->inputs[k].name);
		attr_amount(&t, "bytes", s->inputs[k].bytes, 0);
		attr(&t, "sha256", s->inputs[k].sha256);
		text_puts(&t, "/>\n");
	}
	text_puts(&t, "  </inputs>\n");
	put_scope(&t, r);
	text_puts(&t, "  <findings>\n");
	for (int32_t k = 0; k < r->audit->nfindings; k++)
		put_finding(&t, r, &r->audit->findings[k]);
	text_puts(&t, "  </findings>\n  <coverage>\n");
	for (int32_t k = 0; k < r->audit->ncoverage; k++)
		put_coverage(&t, s, &r->audit->coverage[k]);
	text_puts(&t, "  </coverage>\n");
	if (r->cure)
		put_cure(&t, s, r->audit, r->cure);
	if (r->sample)
		put_sample(&t, s, r->sample);
	put_counts(&t, s);
	text_puts(&t, "</audit>\n");
	fwrite(text_str(&t), 1, t.length, file);
	text_release(&t);
	return !ferror(file);
}
