#include "io/audit_words.h"

#include "io/audit_plan.h"
#include "io/columns.h"
#include "io/show.h"
#include "models/scenario_words.h"
#include "models/supply.h"

#include <assert.h>
#include <string.h>

/* ---- titles ---- */

const char *finding_title(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_COVER:
		return _("too little in reserve");
	case FINDING_SURPLUS:
		return _("more in reserve than allowed");
	case FINDING_SHARE:
		return _("share out of bounds");
	case FINDING_ARRIVAL:
		return _("arrives too late");
	case FINDING_EXPIRED:
		return _("expired");
	case FINDING_SHELF_LIFE:
		return _("too little life left");
	case FINDING_ROTATION:
		return _("does not turn over");
	case FINDING_STALE:
		return _("not counted in time");
	case FINDING_AGREEMENT:
		return _("no agreement in force");
	case FINDING_FLOOR:
		return _("under the agreed floor");
	case FINDING_PROMISED_TWICE:
		return _("promised twice");
	case FINDING_REPORTED_TWICE:
		return _("reported twice");
	case FINDING_DIFFERENCE:
		return _("declared and counted differ");
	default:
		return plan_finding_title(kind);
	}
}

const char *status_title(enum finding_status status)
{
	switch (status) {
	case FINDING_DOUBT:
		return _("doubt");
	case FINDING_VERIFYING:
		return _("being verified");
	case FINDING_PROBLEM:
		return _("problem");
	case FINDING_EXPLAINED:
		return _("explained");
	}
	assert(!"a status");
	return "";
}

const char *grade_title(enum grade grade)
{
	switch (grade) {
	case GRADE_HIGH:
		return C_("grade", "high");
	case GRADE_MEDIUM:
		return C_("grade", "medium");
	case GRADE_LOW:
		return C_("grade", "low");
	case GRADE_NONE:
		break;
	}
	return "";
}

const char *view_title(enum stock_view view)
{
	switch (view) {
	case VIEW_BOOK:
		return _("book");
	case VIEW_STRICT:
		return _("strict");
	case VIEW_USABLE:
		return _("usable");
	case STOCK_VIEWS:
		break;
	}
	assert(!"a view");
	return "";
}

const char *holder_kind_title(enum holder_kind kind)
{
	switch (kind) {
	case HOLDER_GOVERNMENT:
		return C_("holder", "government");
	case HOLDER_ENTERPRISE:
		return C_("holder", "enterprises");
	case HOLDER_INSTITUTION:
		return C_("holder", "institutions");
	case HOLDER_SUPERMARKET:
		return C_("holder", "supermarkets");
	case HOLDER_HOUSEHOLD:
		return C_("holder", "households");
	case HOLDER_CHARITY:
		return C_("holder", "charities");
	case HOLDER_KINDS:
		break;
	}
	assert(!"a kind of holder");
	return "";
}

const char *cure_otherwise(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_EXPIRED:
		return _("take it off the books and replace it");
	case FINDING_SHELF_LIFE:
		return _("use it up in time and replace it");
	case FINDING_ROTATION:
		return _("sell or use the oldest lots sooner, or keep less");
	case FINDING_STALE:
		return _("count it");
	case FINDING_AGREEMENT:
		return _("renew the agreement");
	case FINDING_FLOOR:
		return _("have the holder fill up, or correct the promise");
	case FINDING_PROMISED_TWICE:
		return _("end one of the agreements, or have more goods kept");
	case FINDING_REPORTED_TWICE:
		return _("settle which report holds");
	case FINDING_DIFFERENCE:
		return _("find the movements, or correct the books");
	case FINDING_ARRIVAL:
		return _("keep goods nearer, or shorten notice or way");
	default:
		return kind >= FINDING_PLAN_UNKNOWN ? plan_finding_remedy(kind) : "";
	}
}

const char *untested_title(enum untested_why why)
{
	switch (why) {
	case UNTESTED_NOTHING:
		return _("it demands nothing that can be reckoned");
	case UNTESTED_NO_PLACE:
		return _("there is no place of its level");
	case UNTESTED_NO_GROUP:
		return _("the ledgers have no such group of people");
	case UNTESTED_NO_HEADS:
		return _("the number of households is not known");
	case UNTESTED_NO_RATE:
		return _("there is no demand that its cover could be reckoned by");
	case UNTESTED_NO_REGION:
		return _("its places lie in no region of the kind that it names");
	}
	assert(!"a reason");
	return "";
}

/* ---- values ---- */

void show_number(struct text *out, int32_t finding)
{
	text_printf(out, "F-%03d", (int)finding + 1);
}

void show_amount(struct text *out, int64_t quantity, int32_t decimals, const char *unit)
{
	char number[48];

	if (quantity < 0) {
		text_putc(out, '-');
		return;
	}
	text_puts(out, decimal_format(number, quantity, decimals));
	if (unit)
		text_printf(out, " %s", unit_title(unit));
}

void show_days(struct text *out, int64_t tenths)
{
	char number[48];

	text_puts(out, tenths < 0 ? "-" : decimal_format(number, tenths, 1));
}

void show_hours(struct text *out, int64_t seconds)
{
	int64_t minutes = int_ceil_div(seconds == INT64_MAX ? 0 : seconds, 60);

	if (seconds == INT64_MAX)
		text_puts(out, _("never"));
	else if (minutes % 60 == 0)
		text_printf(out, _("%lld h"), (long long)(minutes / 60));
	else
		text_printf(out, _("%lld h %lld min"), (long long)(minutes / 60), (long long)(minutes % 60));
}

void show_audit_money(const struct audit_report *r, struct text *out, int64_t money)
{
	if (money < 0)
		text_putc(out, '-');
	else
		show_money(&r->report, out, (struct ratio){money, 1});
}

void show_worth(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct text money;

	show_amount(out, f->gap, f->decimals, f->unit);
	if (f->money < 0)
		return;
	text_init(&money);
	show_audit_money(r, &money, f->money);
	text_printf(out, _(" (%s)"), text_str(&money));
	text_release(&money);
}

void show_subject(const struct audit_report *r, struct text *out, const struct finding *f)
{
	text_puts(out, f->holder >= 0 && f->kind != FINDING_ARRIVAL ? holder_title(&r->report, f->holder) :
		place_title(&r->report, f->place));
}

void show_classes(const struct audit_report *r, struct text *out, const struct norm *n)
{
	const struct scenario *s = r->report.scenario;
	const char *shown = NULL;

	for (int32_t i = 0; i < s->nitems; i++) {
		const char *id = s->items[i].class_id;

		/* classes of one norm are rarely more than one; the same is not said twice in a row */
		if (!norm_names_class(n, id) || (shown && strcmp(shown, id) == 0))
			continue;
		if (shown)
			text_puts(out, list_comma());
		text_puts(out, id);
		shown = id;
	}
	if (!shown)
		text_add(out, n->classes, strcspn(n->classes, "|"));
}

void show_goods(const struct audit_report *r, struct text *out, const struct finding *f)
{
	const struct norm *n = f->norm < 0 ? NULL : &r->report.scenario->norms[f->norm];

	if (f->item >= 0)
		text_puts(out, item_title(&r->report, f->item));
	else if (n && n->classes)
		show_classes(r, out, n);
	else
		text_puts(out, _("all items"));
}

void show_where(const struct audit_report *r, struct text *out, struct where where)
{
	if (where.file < 0)
		text_puts(out, "-");
	else
		text_printf(out, "%s:%d", diags_file_name(r->report.names, where.file), (int)where.line);
}

/* ---- criterion ---- */

static const char *rule_text(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_EXPIRED:
		return _("Goods past their last day are no reserve.");
	case FINDING_ROTATION:
		return _("Stock that is kept up by sales turns over before it expires.");
	case FINDING_STALE:
		return _("Stock that was not confirmed within the time of the policy (stale-after) is not counted.");
	case FINDING_AGREEMENT:
		return _("Stock held by agreement is a reserve only under an agreement in force.");
	case FINDING_FLOOR:
		return _("What an agreement promises, or a holder always keeps, is there and can be called up.");
	case FINDING_PROMISED_TWICE:
		return _("The same goods are promised once.");
	case FINDING_REPORTED_TWICE:
		return _("The same goods are reported once.");
	case FINDING_DIFFERENCE:
		return _("What was declared, with receipts and issues since, is what is counted.");
	default:
		return plan_finding_rule(kind);
	}
}

void finding_criterion(const struct audit_report *r, struct text *out, const struct finding *f)
{
	const struct norm *n = f->norm < 0 ? NULL : &r->report.scenario->norms[f->norm];

	if (!n) {
		text_printf(out, _("Rule of the program: %s"), rule_text(f->kind));
		return;
	}
	text_puts(out, n->id);
	if (n->clause)
		text_printf(out, " %s", n->clause);
	if (n->text.zh || n->text.en)
		text_printf(out, _(": %s"), label_text(n->text, r->report.language, ""));
	if (n->source)
		text_printf(out, _(" (%s)"), n->source);
}

/* ---- condition ---- */

struct amounts { /* of a finding, as text */
	struct text required, book, strict, usable, gap;
};

static void amounts_init(struct amounts *a, const struct finding *f)
{
	struct text *texts[] = {&a->required, &a->book, &a->strict, &a->usable, &a->gap};
	const int64_t values[] = {f->required, f->book, f->strict, f->usable, f->gap};

	for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
		text_init(texts[k]);
		show_amount(texts[k], values[k], f->decimals, f->unit);
	}
}

static void amounts_release(struct amounts *a)
{
	text_release(&a->required);
	text_release(&a->book);
	text_release(&a->strict);
	text_release(&a->usable);
	text_release(&a->gap);
}

static void share_condition(const struct audit_report *r, struct text *out, const struct finding *f,
	const struct amounts *a)
{
	const struct norm *n = &r->report.scenario->norms[f->norm];
	bool above = n->share_max.num >= 0 && ratio_compare(f->share, n->share_max) > 0;
	struct ratio bound = above ? n->share_max : n->share_min;
	char is[48], allowed[48];

	percent_format(is, f->share.num, f->share.den, 1);
	percent_format(allowed, bound.num, bound.den, 1);
	if (above)
		text_printf(out, _("%s%% of the stock is held so; at most %s%% (%s) may be. %s too much."), is,
			allowed, text_str(&a->required), text_str(&a->gap));
	else
		text_printf(out, _("%s%% of the stock is held so; at least %s%% (%s) must be. %s too little."), is,
			allowed, text_str(&a->required), text_str(&a->gap));
}

static void time_condition(struct text *out, const struct finding *f, const struct amounts *a)
{
	struct text actual, limit;

	text_init(&actual);
	text_init(&limit);
	show_hours(&actual, f->actual);
	show_hours(&limit, f->limit);
	if (f->kind == FINDING_EXPIRED)
		text_printf(out, _("%s are past their last day, the oldest for %lld days, and still on the books."),
			text_str(&a->gap), (long long)(f->actual / 86400 + 1));
	else if (f->kind == FINDING_SHELF_LIFE)
		text_printf(out, _("%s have as little as %lld days of life left; %lld are demanded."),
			text_str(&a->gap), (long long)(f->actual / 86400), (long long)(f->limit / 86400));
	else if (f->kind == FINDING_STALE && f->actual == INT64_MAX)
		text_printf(out, _("%s have never been counted; a count at most %lld days old is demanded."),
			text_str(&a->gap), (long long)(f->limit / 86400));
	else if (f->kind == FINDING_STALE)
		text_printf(out, _("%s were counted as long as %lld days ago; at most %lld days are allowed."),
			text_str(&a->gap), (long long)(f->actual / 86400), (long long)(f->limit / 86400));
	else if (f->actual == INT64_MAX)
		text_printf(out, _("No goods that may be called up can reach it; %s are demanded."), text_str(&limit));
	else
		text_printf(out, _("The first goods arrive %s after the call-up; %s are demanded."),
			text_str(&actual), text_str(&limit));
	text_release(&limit);
	text_release(&actual);
}

/* Do two sources say it, or one twice? */
static bool in_conflict(const struct audit_report *r, const struct finding *f)
{
	for (int32_t k = 0; k < f->nevidence; k++) {
		const struct evidence *e = &r->audit->evidence[f->evidence + k];

		if (e->line >= 0 && r->report.scenario->lines[e->line].state == LINE_CONFLICT)
			return true;
	}
	return false;
}

void finding_condition(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct amounts a;

	amounts_init(&a, f);
	switch (f->kind) {
	case FINDING_COVER:
		text_printf(out, _("%s are required; on the books are %s, strictly %s, usable %s. %s short."),
			text_str(&a.required), text_str(&a.book), text_str(&a.strict), text_str(&a.usable),
			text_str(&a.gap));
		break;
	case FINDING_SURPLUS:
		text_printf(out, _("On the books are %s, at most %s are allowed. %s too much."), text_str(&a.book),
			text_str(&a.required), text_str(&a.gap));
		break;
	case FINDING_SHARE:
		share_condition(r, out, f, &a);
		break;
	case FINDING_AGREEMENT:
		text_printf(out, _("%s are counted as held by agreement, but no agreement for them is in force."),
			text_str(&a.gap));
		break;
	case FINDING_FLOOR:
		text_printf(out, _("%s are promised; in stock are %s, of which %s can be called up. %s short."),
			text_str(&a.required), text_str(&a.book), text_str(&a.usable), text_str(&a.gap));
		break;
	case FINDING_PROMISED_TWICE:
		text_printf(out,
			_("All agreements together promise %s; in stock are %s. At most %s can be honoured at once, "
			  "%s cannot."),
			text_str(&a.required), text_str(&a.book), text_str(&a.usable), text_str(&a.gap));
		break;
	case FINDING_ROTATION:
		text_printf(out, _("In stock are %s. At the normal sales %s are not sold before they expire, the first in %lld "
				   "days; without them %s are left."), text_str(&a.book), text_str(&a.gap),
			(long long)(f->actual / 86400), text_str(&a.usable));
		break;
	case FINDING_REPORTED_TWICE:
		text_printf(out, in_conflict(r, f) ?
			_("The same goods stand in more than one report: %s are in question; none are counted until it is settled "
			  "which report holds.") :
			_("The same lot stands in one report more than once: %s are in question, and counted until it is settled."),
			text_str(&a.gap));
		break;
	case FINDING_DIFFERENCE:
		text_printf(out, _("By the declaration and the movements since there should be %s; counted were %s. "
				   "Differences of %s."),
			text_str(&a.required), text_str(&a.book), text_str(&a.gap));
		break;
	default:
		if (finding_of_plan(f))
			plan_condition(r, out, f);
		else
			time_condition(out, f, &a);
		break;
	}
	amounts_release(&a);
}

/* ---- cause and effect ---- */

void finding_cause(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct text lost;

	text_init(&lost);
	if (finding_of_plan(f)) {
		plan_cause(r, out, f);
	} else if (f->kind == FINDING_COVER && f->book > f->usable) {
		show_amount(&lost, f->book - f->usable, f->decimals, f->unit);
		text_printf(out, _("%s on the books do not count: expired, damaged, not confirmed, or not eaten "
				   "before they expire."), text_str(&lost));
	} else if (f->kind == FINDING_COVER && f->book == 0) {
		text_puts(out, _("Nothing of it is on the books."));
	} else if (f->kind == FINDING_FLOOR && f->book > f->usable) {
		text_puts(out, _("What the holder keeps back, or the share that it releases, leaves less than was "
				 "promised."));
	} else if (f->kind == FINDING_DIFFERENCE && f->no_movements) {
		text_puts(out, _("No movement is recorded between declaration and count: some may not have been "
				 "written down. This stays a doubt until the movements are."));
	} else if (f->kind == FINDING_ARRIVAL && f->actual != INT64_MAX) {
		text_printf(out, _("The soonest goods are those of %s."), holder_title(&r->report, f->holder));
	} else {
		text_puts(out, _("The ledgers do not show it; to be asked."));
	}
	text_release(&lost);
}

void finding_effect(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct text amount, days;

	text_init(&amount);
	text_init(&days);
	show_worth(r, &amount, f);
	show_days(&days, f->days);
	if (finding_of_plan(f))
		plan_effect(r, out, f);
	else if (f->kind == FINDING_COVER && f->days >= 0)
		text_printf(out, _("The reserve lasts %s days; %s are missing."), text_str(&days), text_str(&amount));
	else if (f->kind == FINDING_COVER || f->kind == FINDING_FLOOR || f->kind == FINDING_PROMISED_TWICE)
		text_printf(out, _("When called up, %s will be missing."), text_str(&amount));
	else if (f->kind == FINDING_ARRIVAL)
		text_puts(out, _("People there are without supplies for that long."));
	else if (f->kind == FINDING_SHARE || f->kind == FINDING_SURPLUS)
		text_printf(out, _("%s are not where the norm wants them."), text_str(&amount));
	else
		text_printf(out, _("%s cannot be relied on."), text_str(&amount));
	text_release(&days);
	text_release(&amount);
}

/* ---- evidence ---- */

static void show_dated(const struct audit_report *r, struct text *out, const char *format,
	int64_t quantity, struct instant at, const struct item *item)
{
	struct text amount;
	char time[40];

	if (quantity < 0)
		return;
	text_init(&amount);
	show_amount(&amount, quantity, item->decimals, item->unit);
	text_printf(out, format, text_str(&amount),
		at.seconds == INSTANT_NONE ? "-" :
		minute_format(time, at.seconds, r->report.scenario->start.offset));
	text_release(&amount);
}

/* What a difference was reckoned with: movements from the declaration to the count. */
static void show_movements(const struct audit_report *r, struct text *out, const struct finding *f, int32_t line)
{
	const struct scenario *s = r->report.scenario;
	const struct stock_line *l = &s->lines[line];

	if (f->kind != FINDING_DIFFERENCE)
		return;
	for (int32_t k = line_first_movement(s, line); k < s->nmovements && s->movements[k].line == line; k++) {
		const struct movement *m = &s->movements[k];

		if (m->at.seconds > l->counted_at.seconds ||
			(l->declared_at.seconds != INSTANT_NONE && m->at.seconds <= l->declared_at.seconds))
			continue;
		show_dated(r, out, m->quantity < 0 ? _(", issued %s (%s)") : _(", received %s (%s)"),
			m->quantity < 0 ? -m->quantity : m->quantity, m->at, &s->items[l->item]);
	}
}

static void show_line(const struct audit_report *r, struct text *out, const struct finding *f,
	const struct evidence *e)
{
	const struct scenario *s = r->report.scenario;
	const struct stock_line *l = &s->lines[e->line];
	const struct item *item = &s->items[l->item];
	char date[40];

	if (f->holder != l->holder || f->kind == FINDING_ARRIVAL)
		text_printf(out, _(" %s, %s"), holder_title(&r->report, l->holder), item_title(&r->report, l->item));
	else
		text_printf(out, " %s", item_title(&r->report, l->item));
	if (l->lot)
		text_printf(out, _(", lot %s"), l->lot);
	show_dated(r, out, _(", declared %s (%s)"), l->declared, l->declared_at, item);
	show_movements(r, out, f, e->line);
	show_dated(r, out, _(", counted %s (%s)"), l->counted, l->counted_at, item);
	if (l->expires != DAY_NONE)
		text_printf(out, _(", last day %s"), day_format(date, l->expires));
	if (l->source >= 0 && f->kind == FINDING_REPORTED_TWICE)
		text_printf(out, _(", source %s"), s->sources[l->source].id);
}

void show_evidence(const struct audit_report *r, struct text *out, const struct finding *f,
	const struct evidence *e)
{
	const struct scenario *s = r->report.scenario;
	char from[40], to[40];
	struct text amount;

	show_where(r, out, e->where);
	if (plan_evidence(r, out, e, f)) {
		return;
	} else if (e->line >= 0) {
		show_line(r, out, f, e);
	} else if (e->route >= 0) {
		struct text lead;

		text_init(&lead);
		show_hours(&lead, s->routes[e->route].lead);
		text_printf(out, _(" route %s, %s"), s->routes[e->route].id, text_str(&lead));
		text_release(&lead);
	} else if (e->agreement >= 0) {
		const struct agreement *g = &s->holders[f->holder].agreements[e->agreement];

		text_printf(out, _(" agreement %s (%s to %s)"), g->number && *g->number ? g->number : g->id,
			g->from == DAY_NONE ? "-" : day_format(from, g->from),
			g->to == DAY_NONE ? "-" : day_format(to, g->to));
		if (e->quantity < 0)
			return;
		text_init(&amount);
		show_amount(&amount, e->quantity, f->decimals, f->unit);
		text_printf(out, _(", promised %s"), text_str(&amount));
		text_release(&amount);
	} else if (f->kind == FINDING_PLAN_FLOOR) {
		text_puts(out, _(" the minimum, as stated"));
	} else {
		text_puts(out, _(" terms of the holder"));
	}
}
