#include "io/audit_plan.h"

#include "io/audit_words.h"
#include "io/show.h"

#include <assert.h>

bool finding_of_plan(const struct finding *f)
{
	return f->kind >= FINDING_PLAN_UNKNOWN;
}

const char *plan_finding_title(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_PLAN_UNKNOWN:
		return _("plan: not in the ledgers");
	case FINDING_PLAN_CONSENT:
		return _("plan: no consent");
	case FINDING_PLAN_EXPIRED:
		return _("plan: used when expired");
	case FINDING_PLAN_HOLD_BACK:
		return _("plan: hold-back touched");
	case FINDING_PLAN_DRAWN:
		return _("plan: more than callable");
	case FINDING_PLAN_FLOOR:
		return _("plan: minimum not kept");
	case FINDING_PLAN_TIER:
		return _("plan: lower tier first");
	case FINDING_PLAN_NORM:
		return _("plan: norm broken by it");
	case FINDING_PLAN_REFUSED:
		return _("plan: refused by the checker");
	default:
		break;
	}
	assert(!"a kind of finding about a plan");
	return "";
}

const char *plan_finding_rule(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_PLAN_UNKNOWN:
		return _("A plan takes only goods that the ledgers show.");
	case FINDING_PLAN_CONSENT:
		return _("Goods that the government does not own are ordered only under an agreement in force; else a "
			 "requisition decision comes first.");
	case FINDING_PLAN_EXPIRED:
		return _("Goods are used by their last day.");
	case FINDING_PLAN_HOLD_BACK:
		return _("What a holder keeps back stays with it at every moment.");
	case FINDING_PLAN_DRAWN:
		return _("No more of a holder's goods is taken than may be called up by its terms.");
	case FINDING_PLAN_FLOOR:
		return _("Minima are kept, whatever else is decided.");
	case FINDING_PLAN_TIER:
		return _("Nobody of a lower tier is served while a claim of a higher one that the same goods could have "
			 "reached stays short.");
	case FINDING_PLAN_REFUSED:
		return _("A plan keeps what the scenario says that it was made from.");
	default:
		return "";
	}
}

const char *plan_finding_remedy(enum finding_kind kind)
{
	switch (kind) {
	case FINDING_PLAN_CONSENT:
		return _("renew the agreement or have a requisition decided, or plan again");
	case FINDING_PLAN_NORM:
		return _("replace what the plan takes, or leave a minimum in the scenario and plan again");
	default:
		return _("plan again from these ledgers");
	}
}

/* ---- sentences ---- */

static void norm_condition(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct finding as_norm = *f;
	char date[48];

	as_norm.kind = (enum finding_kind)f->broken;
	text_printf(out, _("Kept today, broken from %s on by what the plan takes; when all of it is gone: "),
		day_format(date, day_of(f->at, r->report.scenario->start.offset)));
	finding_condition(r, out, &as_norm);
}

static void amounts_condition(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct text gap, required, book, usable;
	char at[48];

	text_init(&gap);
	text_init(&required);
	text_init(&book);
	text_init(&usable);
	show_amount(&gap, f->gap, f->decimals, f->unit);
	show_amount(&required, f->required, f->decimals, f->unit);
	show_amount(&book, f->book, f->decimals, f->unit);
	show_amount(&usable, f->usable, f->decimals, f->unit);
	if (f->at != INSTANT_NONE)
		minute_format(at, f->at, r->report.scenario->start.offset);
	if (f->kind == FINDING_PLAN_UNKNOWN)
		text_printf(out, _("The plan takes %s more of it than the ledgers show."), text_str(&gap));
	else if (f->kind == FINDING_PLAN_CONSENT)
		text_printf(out, _("The plan takes %s for which no agreement is in force at the call-up."), text_str(&gap));
	else if (f->kind == FINDING_PLAN_EXPIRED)
		text_printf(out, _("%s are handed out after their last day, the first on %s."), text_str(&gap), at);
	else if (f->kind == FINDING_PLAN_HOLD_BACK)
		text_printf(out, _("Of %s good in stock %s are kept back. From %s on the plan takes of it, %s in all."),
			text_str(&book), text_str(&required), at, text_str(&gap));
	else if (f->kind == FINDING_PLAN_DRAWN)
		text_printf(out, _("By the terms %s may be called up; the plan takes %s too much, from lots that may not "
				   "be called up or more of a lot than may be."), text_str(&required), text_str(&gap));
	else if (f->kind == FINDING_PLAN_FLOOR)
		text_printf(out, _("%s must be served or left there; by the plan it is %s. %s short."), text_str(&required),
			text_str(&usable), text_str(&gap));
	else
		text_printf(out, _("Claims of tier %d lack %s there; %s of goods that could have come in time went to lower "
				   "tiers. What vehicles and roads can carry was not reckoned."), (int)f->tier,
			text_str(&required), text_str(&gap));
	text_release(&usable);
	text_release(&book);
	text_release(&required);
	text_release(&gap);
}

void plan_condition(const struct audit_report *r, struct text *out, const struct finding *f)
{
	if (f->kind == FINDING_PLAN_NORM)
		norm_condition(r, out, f);
	else if (f->kind == FINDING_PLAN_REFUSED)
		text_puts(out, _("The checker refuses the plan against the very files that it was made from."));
	else if (f->item >= 0)
		amounts_condition(r, out, f);
	else if (f->kind == FINDING_PLAN_CONSENT)
		text_puts(out, _("The plan orders goods that need a requisition decision first."));
	else
		text_puts(out, _("The plan names what the ledgers do not have."));
}

void plan_cause(const struct audit_report *r, struct text *out, const struct finding *f)
{
	const struct planned *plan = r->audit->plan;

	if (f->kind == FINDING_PLAN_NORM)
		text_puts(out, _("The plan takes the goods: its lines are the evidence."));
	else if (f->kind != FINDING_PLAN_REFUSED && plan->files == PLANNED_OTHER)
		text_puts(out, _("The plan was made from other files than these ledgers."));
	else
		text_puts(out, _("The plan is not what the program makes from these files: it was changed, or made otherwise."));
}

void plan_effect(const struct audit_report *r, struct text *out, const struct finding *f)
{
	struct finding as_norm = *f;
	struct text worth;

	text_init(&worth);
	show_worth(r, &worth, f);
	if (f->kind == FINDING_PLAN_NORM) {
		as_norm.kind = (enum finding_kind)f->broken;
		finding_effect(r, out, &as_norm);
	} else if (f->item < 0) {
		text_puts(out, _("What the plan promises by it cannot be relied on."));
	} else if (f->kind == FINDING_PLAN_TIER || f->kind == FINDING_PLAN_FLOOR) {
		text_printf(out, _("Those who come first go without %s."), text_str(&worth));
	} else {
		text_printf(out, _("Whoever was to get these %s may go without."), text_str(&worth));
	}
	text_release(&worth);
}

/* ---- evidence ---- */

static void show_plan_line(const struct audit_report *r, struct text *out, const struct planned_line *x,
	int64_t quantity)
{
	const struct planned_lot *lot = &r->audit->plan->lots[x->lot];
	const struct item *item = &r->report.scenario->items[lot->item];
	struct text amount;
	char at[48];

	text_init(&amount);
	show_amount(&amount, quantity, item->decimals, item->unit);
	minute_format(at, x->at, r->report.scenario->start.offset);
	if (x->handout)
		text_printf(out, _(" hand-out %d of the plan: %s %s at %s, %s"), (int)x->number, item_title(&r->report, lot->item),
			text_str(&amount), place_title(&r->report, x->to), at);
	else
		text_printf(out, _(" shipment %d of the plan: %s %s from %s to %s, leaves %s"), (int)x->number,
			item_title(&r->report, lot->item), text_str(&amount), place_title(&r->report, x->from),
			place_title(&r->report, x->to), at);
	if (lot->holder >= 0)
		text_printf(out, _(", of %s"), holder_title(&r->report, lot->holder));
	if (lot->name)
		text_printf(out, _(", lot %s"), lot->name);
	text_release(&amount);
}

bool plan_evidence(const struct audit_report *r, struct text *out, const struct evidence *e, const struct finding *f)
{
	const struct planned_claim *c;
	struct text amount;

	if (e->said) {
		text_printf(out, " %s", e->said);
		return true;
	}
	if (e->plan_line > 0) {
		show_plan_line(r, out, &r->audit->plan->lines[e->plan_line - 1], e->quantity);
		return true;
	}
	if (e->plan_claim > 0) {
		c = &r->audit->plan->claims[e->plan_claim - 1];
		text_init(&amount);
		show_amount(&amount, e->quantity, f->decimals, f->unit);
		text_printf(out, _(" claims of the plan: %s, %s, tier %d, from period %d on; %s short"),
			place_title(&r->report, c->cell.place), item_title(&r->report, c->cell.item), (int)c->cell.tier,
			(int)c->cell.when.first + 1, text_str(&amount));
		text_release(&amount);
		return true;
	}
	return false;
}

/* ---- the section ---- */

static const char *verdict_sentence(const struct planned *plan)
{
	switch (plan->verdict) {
	case PLANNED_HOLDS:
		return _("The checker: it keeps what the scenario says, and every tier is proven to come before the next.");
	case PLANNED_UNPROVEN:
		return _("The checker: it keeps what the scenario says; that every tier comes before the next is not proven.");
	case PLANNED_REFUSED:
		return _("The checker refuses it: see the findings.");
	case PLANNED_UNCHECKED:
		break;
	}
	return _("It was not given to the checker, which needs the files and the time that it was made from, and none before it.");
}

void section_plan(const struct audit_page *p, struct section *s)
{
	const struct planned *plan = p->r->audit->plan;
	const struct scenario *sc = p->r->report.scenario;
	int32_t takes = 0;
	char at[48];

	if (!plan)
		return;
	s->title = _("The plan");
	for (int32_t k = 0; k < plan->nlines; k++)
		takes += plan->lines[k].takes && !plan->lines[k].past;
	text_printf(&s->before, _("%s, made as of %s: %d shipments and hand-outs, %d of which take goods from their holders; "
				  "%d claims."), plan->file, minute_format(at, plan->as_of, sc->start.offset), (int)plan->nlines,
		(int)takes, (int)plan->nclaims);
	text_putc(&s->before, '\n');
	if (plan->files == PLANNED_SAME)
		text_puts(&s->before, _("It was made from these very files (SHA-256)."));
	else if (plan->files == PLANNED_CANONICAL)
		text_puts(&s->before, _("The ledgers are the canonical scenario that was written beside it (SHA-256)."));
	else
		text_printf(&s->before, _("It was made from other files, and is held against these: %s."), plan->differs);
	text_printf(&s->before, "\n%s\n", verdict_sentence(plan));
	if (plan->verdict == PLANNED_HOLDS)
		return;
	if (!planned_tiers_strict(sc))
		text_printf(&s->before, "%s\n", _("Tiers were not tested: the policy leaves goods to lower ones on purpose."));
	if (!planned_same_horizon(plan, sc))
		text_printf(&s->before, "%s\n", _("Minima and tiers were not tested: the ledgers have other periods than the plan."));
}
