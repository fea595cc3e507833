#include "io/audit_tables.h"

#include "io/audit_words.h"
#include "io/csv_write.h"
#include "models/order.h"
#include "models/scenario_words.h"
#include "models/supply.h"

static void put_amount(struct csv_writer *w, int64_t quantity, int32_t decimals)
{
	if (quantity < 0)
		csv_empty(w);
	else
		csv_decimal(w, quantity, decimals);
}

static void put_id(struct csv_writer *w, const char *id)
{
	csv_text(w, id);
}

static void put_sentence(struct csv_writer *w, const struct audit_report *r, const struct finding *f,
	void (*sentence)(const struct audit_report *r, struct text *out, const struct finding *f))
{
	struct text t;

	text_init(&t);
	sentence(r, &t, f);
	csv_text(w, text_str(&t));
	text_release(&t);
}

static void put_subject(struct csv_writer *w, const struct audit_report *r, const struct finding *f)
{
	const struct scenario *s = r->report.scenario;

	put_id(w, f->norm < 0 ? NULL : s->norms[f->norm].id);
	put_id(w, f->place < 0 ? NULL : s->places[f->place].id);
	put_id(w, f->holder < 0 ? NULL : s->holders[f->holder].id);
	put_id(w, f->item < 0 ? NULL : s->items[f->item].id);
}

bool audit_table_findings(const struct audit_report *r, FILE *file)
{
	struct csv_writer w;
	struct text t;
	char since[48];

	text_init(&t);
	csv_open(&w, file, "number,finding,kind,severity,status,norm,place,holder,item,required,book,strict,"
		"usable,gap,unit,days,limit_hours,actual_hours,money,criterion,condition,cause,effect,reply,since");
	for (int32_t k = 0; k < r->audit->nfindings; k++) {
		const struct finding *f = &r->audit->findings[k];
		const int64_t amounts[] = {f->required, f->book, f->strict, f->usable, f->gap};

		text_clear(&t);
		show_number(&t, k);
		csv_text(&w, text_str(&t));
		csv_text(&w, f->id);
		csv_text(&w, finding_kind_word(f->kind));
		csv_text(&w, grade_word(f->grade));
		csv_text(&w, finding_status_word(f->status));
		put_subject(&w, r, f);
		for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
			put_amount(&w, amounts[i], f->decimals);
		csv_text(&w, f->unit);
		put_amount(&w, f->days, 1);
		put_amount(&w, f->limit < 0 ? -1 : int_ceil_div(f->limit, 36), 2);
		put_amount(&w, f->actual < 0 || f->actual == INT64_MAX ? -1 : int_ceil_div(f->actual, 36), 2);
		put_amount(&w, f->money, 2);
		put_sentence(&w, r, f, finding_criterion);
		put_sentence(&w, r, f, finding_condition);
		put_sentence(&w, r, f, finding_cause);
		put_sentence(&w, r, f, finding_effect);
		csv_text(&w, f->reply);
		csv_text(&w, f->at == INSTANT_NONE ? NULL : instant_format(since, f->at, r->report.scenario->start.offset));
		csv_end(&w);
	}
	text_release(&t);
	return csv_close(&w);
}

bool audit_table_evidence(const struct audit_report *r, FILE *file)
{
	struct csv_writer w;
	struct text t;

	text_init(&t);
	csv_open(&w, file, "finding,file,line,quantity,unit,what");
	for (int32_t k = 0; k < r->audit->nfindings; k++) {
		const struct finding *f = &r->audit->findings[k];

		for (int32_t i = 0; i < f->nevidence; i++) {
			const struct evidence *e = &r->audit->evidence[f->evidence + i];

			csv_text(&w, f->id);
			csv_text(&w, diags_file_name(r->report.names, e->where.file));
			csv_int(&w, e->where.line);
			put_amount(&w, e->quantity, f->decimals);
			csv_text(&w, e->quantity < 0 ? NULL : f->unit);
			text_clear(&t);
			show_evidence(r, &t, f, e);
			csv_text(&w, text_str(&t));
			csv_end(&w);
		}
	}
	text_release(&t);
	return csv_close(&w);
}

bool audit_table_coverage(const struct audit_report *r, FILE *file)
{
	static const char *const views[] = {"book", "strict", "usable"};
	const struct scenario *s = r->report.scenario;
	struct csv_writer w;

	csv_open(&w, file, "norm,place,item,class,tests,heads,required,book,strict,usable,gap,unit,days_book,"
		"days_strict,days_usable,exception,left_failing,critical,largest_holder");
	for (int32_t k = 0; k < r->audit->ncoverage; k++) {
		const struct coverage *c = &r->audit->coverage[k];
		const struct norm *n = &s->norms[c->norm];
		const int64_t amounts[] = {c->required, c->book, c->strict, c->usable, c->gap};

		csv_text(&w, n->id);
		csv_text(&w, s->places[c->place].id);
		put_id(&w, n->item < 0 ? NULL : s->items[n->item].id);
		csv_text(&w, n->classes);
		csv_text(&w, views[n->tests]);
		put_amount(&w, c->heads, 0);
		for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++)
			put_amount(&w, amounts[i], c->decimals);
		csv_text(&w, c->unit);
		for (int v = 0; v < STOCK_VIEWS; v++)
			put_amount(&w, c->days[v], 1);
		csv_text(&w, c->exception < 0 ? NULL : n->exceptions[c->exception].reason);
		put_amount(&w, c->left, c->decimals);
		put_amount(&w, c->left < 0 ? -1 : c->ncritical, 0);
		put_id(&w, c->largest < 0 ? NULL : s->holders[c->largest].id);
		csv_end(&w);
	}
	return csv_close(&w);
}

/* Findings, and after them what was noted of those that are gone: one may come back. */
bool audit_table_replies(const struct audit_report *r, FILE *file)
{
	struct csv_writer w;
	char figures[17];

	csv_open(&w, file, "finding,status,reply,by,date,figures,what");
	for (int32_t k = 0; k < r->audit->nfindings; k++) {
		const struct finding *f = &r->audit->findings[k];

		csv_text(&w, f->id);
		csv_text(&w, finding_status_word(f->status));
		csv_text(&w, f->reply);
		csv_text(&w, f->by);
		csv_text(&w, f->date);
		csv_text(&w, finding_figures(f, figures));
		put_sentence(&w, r, f, finding_condition);
		csv_end(&w);
	}
	for (int32_t k = 0; r->replies && k < r->replies->nnotes; k++) {
		const struct note *note = &r->replies->notes[k];

		if (note->used)
			continue;
		csv_text(&w, note->finding);
		csv_text(&w, finding_status_word(note->status));
		csv_text(&w, note->reply);
		csv_text(&w, note->by);
		csv_text(&w, note->date);
		csv_text(&w, note->figures);
		csv_empty(&w);
		csv_end(&w);
	}
	return csv_close(&w);
}

static bool countable(const struct scenario *s, const struct stock_line *l)
{
	return (l->state == LINE_USED || l->state == LINE_STALE || l->state == LINE_CONFLICT) &&
		l->mode != MODE_CAPACITY && s->holders[l->holder].kind != HOLDER_HOUSEHOLD;
}

/* Would who counts find the same goods: one lot stated again, or stated by two reports,
 * which may write another pack or no lot at all? */
static bool same_goods(const struct stock_line *a, const struct stock_line *b)
{
	if (a->holder != b->holder || a->item != b->item || text_compare(a->lot, b->lot) != 0)
		return false;
	if (a->state == LINE_CONFLICT && b->state == LINE_CONFLICT)
		return true;
	return a->lot && a->pack == b->pack && text_compare(a->spec, b->spec) == 0;
}

int32_t *lines_to_count(const struct scenario *s, int32_t *nlines)
{
	int32_t n, kept = 0, first = 0; /* of the holder and item */
	int32_t *lines = lines_ordered(s, &n);

	for (int32_t k = 0; k < n; k++) {
		const struct stock_line *l = &s->lines[lines[k]];
		int32_t j;

		if (!countable(s, l))
			continue;
		if (kept > first && (s->lines[lines[first]].holder != l->holder || s->lines[lines[first]].item != l->item))
			first = kept;
		/* a lot stated again follows at once */
		for (j = l->state == LINE_CONFLICT || kept == first ? first : kept - 1;
			j < kept && !same_goods(&s->lines[lines[j]], l); j++)
			;
		if (j == kept)
			lines[kept++] = lines[k];
	}
	*nlines = kept;
	return lines;
}

bool audit_table_counts(const struct audit_report *r, FILE *file)
{
	const struct scenario *s = r->report.scenario;
	int32_t nlines;
	int32_t *lines = lines_to_count(s, &nlines);
	struct csv_writer w;

	csv_open(&w, file, "holder,item,lot,unit,counted,counted-at,note");
	for (int32_t k = 0; k < nlines; k++) {
		const struct stock_line *l = &s->lines[lines[k]];

		csv_text(&w, s->holders[l->holder].id);
		csv_text(&w, s->items[l->item].id);
		csv_text(&w, l->lot);
		csv_text(&w, l->pack < 0 ? s->items[l->item].unit : s->items[l->item].packs[l->pack].id);
		csv_empty(&w);
		csv_empty(&w);
		csv_empty(&w);
		csv_end(&w);
	}
	mem_free(lines);
	return csv_close(&w);
}

bool audit_table_cure(const struct audit_report *r, FILE *file)
{
	const struct scenario *s = r->report.scenario;
	struct csv_writer w;

	csv_open(&w, file, "step,item,from,to,route,quantity,unit,holder_kind,mode,money,lot,expires,seller,holder");
	for (int32_t k = 0; k < r->cure->nsteps; k++) {
		const struct cure_step *step = &r->cure->steps[k];
		const struct stock_line *line = step->line < 0 ? NULL : &s->lines[step->line];
		char date[40];

		csv_text(&w, line ? "rotate" : step->from < 0 ? "buy" : "move");
		csv_text(&w, s->items[step->item].id);
		put_id(&w, step->from < 0 ? NULL : s->places[step->from].id);
		csv_text(&w, s->places[step->to].id);
		put_id(&w, step->route < 0 ? NULL : s->routes[step->route].id);
		csv_decimal(&w, step->quantity, s->items[step->item].decimals);
		csv_text(&w, s->items[step->item].unit);
		csv_text(&w, holder_kind_word(cure_buyer(step)));
		csv_text(&w, reserve_mode_word(step->mode));
		csv_decimal(&w, step->money, 2);
		csv_text(&w, line ? line->lot : NULL);
		csv_text(&w, line && line->expires != DAY_NONE ? day_format(date, line->expires) : NULL);
		put_id(&w, line ? s->holders[step->seller].id : NULL);
		put_id(&w, step->holder < 0 ? NULL : s->holders[step->holder].id);
		csv_end(&w);
	}
	return csv_close(&w);
}
