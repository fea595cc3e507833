#include "io/explain_parts.h"

#include "io/show.h"

#include "base/memory.h"
#include "models/scenario_words.h"

/* --- one remedy in words --- */

static void put_named_holder(const struct explaining *x, const char *sentence, int32_t holder, struct text *out)
{
	text_printf(out, sentence, holder_title(x->r, holder), x->r->scenario->holders[holder].id);
}

static struct limit_use use_of(const struct remedy *r)
{
	return (struct limit_use){.limit = r->limit, .route = r->route, .segment = r->segment, .period = -1};
}

static void put_limit(const struct explaining *x, const struct remedy *r, struct text *out)
{
	struct limit_use use = use_of(r);
	struct text name;

	text_init(&name);
	limit_name(x->r, &name, &use);
	text_printf(out, _("raise the limit: %s"), text_str(&name));
	text_release(&name);
}

static void put_decision(const struct explaining *x, const struct decision *d, struct text *out)
{
	const struct scenario *s = x->r->scenario;

	if (d->kind == DECISION_CONSENT && s->holders[d->holder].nagreements > 0) {
		put_named_holder(x, _("renew the agreement, or requisition: %s (%s)"), d->holder, out);
		return;
	}
	text_puts(out, decision_title(s, d));
	if (d->holder >= 0)
		put_named_holder(x, _(": %s (%s)"), d->holder, out);
	else
		text_printf(out, _(": %s"), d->source >= 0 ? s->sources[d->source].id : s->id);
}

void put_remedy_name(const struct explaining *x, const struct remedy *r, struct text *out)
{
	const struct scenario *s = x->r->scenario;

	switch (r->kind) {
	case REMEDY_DECISION:
		put_decision(x, &r->decision, out);
		return;
	case REMEDY_NOTICE:
		put_named_holder(x, _("shorter notice: %s (%s)"), r->holder, out);
		return;
	case REMEDY_REACH:
		text_printf(out, _("wider reach, %s: %s (%s)"),
			place_title(x->r, place_ancestor(s, s->holders[r->holder].place, r->reach_place)),
			holder_title(x->r, r->holder), s->holders[r->holder].id);
		return;
	case REMEDY_HOLD_BACK:
		put_named_holder(x, _("hold back less: %s (%s)"), r->holder, out);
		return;
	case REMEDY_RELEASE:
		put_named_holder(x, _("release more: %s (%s)"), r->holder, out);
		return;
	case REMEDY_SEGMENT:
		text_printf(out, _("open segment %s"), label_text(s->segments[r->segment].name, x->r->language,
			s->segments[r->segment].id));
		return;
	case REMEDY_ROUTE:
		text_printf(out, _("open route %s"), s->routes[r->route].id);
		return;
	case REMEDY_LIMIT:
		put_limit(x, r, out);
		return;
	case REMEDY_GOODS:
		if (r->holder < 0)
			text_printf(out, _("goods to %s"), place_title(x->r, r->place));
		else
			put_named_holder(x, _("goods to the store of %s (%s)"), r->holder, out);
		return;
	case REMEDY_KINDS:
		return;
	}
}

static void put_thousandths(struct text *out, int64_t thousandths)
{
	char number[48];

	text_printf(out, "%s%%", decimal_format(number, thousandths, 1));
}

static void put_hours(struct text *out, int64_t seconds)
{
	char number[48];

	text_printf(out, _("%s h"), decimal_format(number, int_ceil_div(seconds, 360), 1));
}

/* What it is then, and what it is now. */
static void put_instead(struct text *out, const struct text *then, const struct text *now)
{
	text_printf(out, _("%s, now %s"), text_str(then), text_str(now));
}

static void put_terms_amount(const struct explaining *x, const struct dose *d, struct text *out)
{
	struct text then, now;

	text_init(&then);
	text_init(&now);
	if (d->remedy->kind == REMEDY_HOLD_BACK) {
		put_amount(x, &then, x->e->item, dose_hold_back(d));
		put_amount(x, &now, x->e->item, d->remedy->before);
	} else if (d->remedy->kind == REMEDY_RELEASE) {
		put_thousandths(&then, dose_release(d));
		put_thousandths(&now, d->remedy->before);
	} else {
		put_hours(&then, dose_notice(d));
		put_hours(&now, d->remedy->before);
	}
	put_instead(out, &then, &now);
	text_release(&then);
	text_release(&now);
}

static void put_limit_amount(const struct explaining *x, const struct remedy *r, int64_t amount, struct text *out)
{
	struct limit_use use = use_of(r);
	struct text then, now;
	char number[48];

	text_init(&then);
	text_init(&now);
	if (limit_decimals(x->r->scenario, &use) == 2) {
		show_money(x->r, &then, (struct ratio){r->before + amount, 1});
		show_money(x->r, &now, (struct ratio){r->before, 1});
	} else {
		text_printf(&then, "%s %s", decimal_format(number, r->before + amount, 0),
			limit_unit_title(x->r->scenario, &use));
		text_puts(&now, decimal_format(number, r->before, 0));
	}
	put_instead(out, &then, &now);
	text_release(&then);
	text_release(&now);
}

void put_remedy_amount(const struct explaining *x, const struct remedy *r, int64_t amount, struct text *out)
{
	const struct dose dose = {r, amount, {0, 0}};

	switch (r->kind) {
	case REMEDY_GOODS:
		put_amount(x, out, x->e->item, amount * x->r->scenario->items[x->e->item].issue_unit);
		return;
	case REMEDY_HOLD_BACK:
	case REMEDY_RELEASE:
	case REMEDY_NOTICE:
		put_terms_amount(x, &dose, out);
		return;
	case REMEDY_LIMIT:
		put_limit_amount(x, r, amount, out);
		return;
	case REMEDY_DECISION:
		put_amount(x, out, x->e->item, r->decision.freed);
		return;
	default:
		text_putc(out, '-');
	}
}

void put_remedy_when(const struct explaining *x, const struct remedy *r, struct periods when, struct text *out)
{
	struct text period;

	switch (r->kind) {
	case REMEDY_GOODS:
		text_init(&period);
		show_period(x->r, &period, when.last);
		text_printf(out, _("by %s"), text_str(&period));
		text_release(&period);
		return;
	case REMEDY_LIMIT:
		if (r->limit < 0)
			break;
		/* fall through */
	case REMEDY_SEGMENT:
	case REMEDY_ROUTE:
		show_period(x->r, out, when.first);
		if (when.last > when.first) {
			text_puts(out, " - ");
			show_period(x->r, out, when.last);
		}
		return;
	default:
		break;
	}
	text_putc(out, '-');
}

/* --- who would lose --- */

static bool tier_explained(const struct explaining *x, int32_t tier)
{
	for (int32_t k = 0; k < x->e->nclaims; k++)
		if (x->r->cells->cells[x->e->claims[k]].tier == tier)
			return true;
	return false;
}

static void put_loser(const struct explaining *x, const struct loser *l, struct text *out)
{
	text_printf(out, "%s ", place_title(x->r, l->place));
	put_amount(x, out, l->item, l->lost);
	if (l->item != x->e->item)
		text_printf(out, " (%s)", item_title(x->r, l->item));
	else if (l->place == x->e->place)
		text_printf(out, " (%s)", _("other claims"));
	if (!tier_explained(x, l->tier))
		text_printf(out, _(" (tier %d)"), (int)l->tier);
}

static void put_losers_of(const struct explaining *x, const struct losers *losers, struct text *out)
{
	int32_t shown = losers->n < EXPLAINED_MOST ? losers->n : EXPLAINED_MOST;

	for (int32_t k = 0; k < shown; k++) {
		text_puts(out, k > 0 ? list_comma() : "");
		put_loser(x, &losers->losers[k], out);
	}
	if (losers->n > shown)
		text_printf(out, _(" and %d more"), (int)(losers->n - shown));
	if (losers->n == 0)
		text_puts(out, _("nobody"));
}

/* --- tables --- */

static void put_cost(const struct explaining *x, const struct remedy_result *result, struct text *out)
{
	int64_t cost = remedy_cost(x->r->scenario, x->e->item, result);

	if (cost > 0)
		show_money(x->r, out, (struct ratio){cost, 1});
	else
		text_puts(out, cost < 0 ? _("not costed") : "-");
}

/* What is not proven has a mark. */
static void put_fill(const struct explaining *x, struct columns *c, int64_t served, bool proven)
{
	struct text t;

	text_init(&t);
	if (served >= 0)
		show_fill(&t, served, x->e->demand);
	else
		text_putc(&t, '-');
	text_puts(&t, proven ? "" : "*");
	put_text(c, &t);
	text_release(&t);
}

static void add_columns(struct columns *c)
{
	columns_add(c, _("Remedy"), ALIGN_WHOLE);
	columns_add(c, _("Least amount"), ALIGN_WHOLE);
	columns_add_optional(c, _("When"), ALIGN_WHOLE);
	columns_add(c, _("Fill"), ALIGN_RIGHT);
	columns_add_optional(c, _("Half of it"), ALIGN_RIGHT);
	columns_add_optional(c, _("Twice it"), ALIGN_RIGHT);
	columns_add_optional(c, _("Cost"), ALIGN_RIGHT);
	columns_spare(c);
	columns_add(c, _("Would lose"), ALIGN_LEFT);
}

static void put_reaching(const struct explaining *x, struct columns *c, const struct remedy_result *result)
{
	struct text t;

	text_init(&t);
	put_remedy_name(x, &result->remedy, &t);
	put_text(c, &t);
	put_remedy_amount(x, &result->remedy, result->amount, &t);
	put_text(c, &t);
	put_remedy_when(x, &result->remedy, result->when, &t);
	put_text(c, &t);
	put_fill(x, c, result->served, result->proven);
	put_fill(x, c, result->served_half, true);
	put_fill(x, c, result->served_double, true);
	put_cost(x, result, &t);
	put_text(c, &t);
	put_losers_of(x, &result->losers, &t);
	put_text(c, &t);
	text_release(&t);
}

static bool marked(const struct explaining *x, enum remedy_answer answer)
{
	for (int32_t k = 0; k < x->remedies->nresults; k++)
		if (x->remedies->results[k].answer == answer && !x->remedies->results[k].proven)
			return true;
	return false;
}

static void say_unproven(struct section *s, bool unproven)
{
	if (unproven)
		text_puts(&s->after, _("*: by valid plans that are not all proven best, for limits that several goods share.\n"));
}

/* What was solved again, and what that proves. */
static void say_solved(const struct explaining *x, struct text *out)
{
	const struct remedies *r = x->remedies;
	bool road = false;
	struct text items;

	text_init(&items);
	for (int32_t k = 0; k < r->nitems; k++) {
		text_puts(&items, k > 0 ? list_comma() : "");
		text_puts(&items, item_title(x->r, r->items[k]));
	}
	text_printf(out, _("Solved again with it in place, by all rules, for all claims for %s: with this amount it is "
		"reached, with one unit less it is not. Half of it, Twice it: the fill with half and twice the amount.\n"),
		text_str(&items));
	for (int32_t k = 0; k < r->nresults; k++)
		road |= r->results[k].answer == REMEDY_REACHES
			&& (r->results[k].remedy.kind == REMEDY_SEGMENT || r->results[k].remedy.kind == REMEDY_ROUTE);
	if (road)
		text_puts(out, _("With a road opened all items were solved again.\n"));
	text_release(&items);
}

static void print_reaching(const struct explaining *x)
{
	struct section s;

	section_init(&s);
	s.title = _("What reaches it alone, the least of each");
	add_columns(&s.table);
	for (int32_t k = 0; k < x->remedies->nresults; k++)
		if (x->remedies->results[k].answer == REMEDY_REACHES)
			put_reaching(x, &s.table, &x->remedies->results[k]);
	say_solved(x, &s.after);
	say_unproven(&s, marked(x, REMEDY_REACHES));
	finish(x, &s);
}

static void print_too_little(const struct explaining *x)
{
	struct section s;
	struct text t;
	bool any = false;

	section_init(&s);
	text_init(&t);
	s.title = _("What does not reach it alone, the most of each");
	columns_add(&s.table, _("Remedy"), ALIGN_WHOLE);
	columns_add(&s.table, _("At most"), ALIGN_WHOLE);
	columns_add_optional(&s.table, _("When"), ALIGN_WHOLE);
	columns_add(&s.table, _("Fill"), ALIGN_RIGHT);
	columns_add(&s.table, _("Would lose"), ALIGN_LEFT);
	for (int32_t k = 0; k < x->remedies->nresults; k++) {
		const struct remedy_result *result = &x->remedies->results[k];
		if (result->answer != REMEDY_TOO_LITTLE)
			continue;
		any = true;
		put_remedy_name(x, &result->remedy, &t);
		put_text(&s.table, &t);
		put_remedy_amount(x, &result->remedy, result->amount, &t);
		put_text(&s.table, &t);
		put_remedy_when(x, &result->remedy, result->when, &t);
		put_text(&s.table, &t);
		put_fill(x, &s.table, result->served, result->proven);
		put_losers_of(x, &result->losers, &t);
		put_text(&s.table, &t);
	}
	say_unproven(&s, marked(x, REMEDY_TOO_LITTLE));
	if (any)
		finish(x, &s);
	else
		section_release(&s);
	text_release(&t);
}

/* --- several together --- */

static void print_set(const struct explaining *x)
{
	const struct remedy_set *set = &x->remedies->set;
	struct section s;
	struct text t;

	section_init(&s);
	text_init(&t);
	s.title = set->reaches ? _("No decision alone reaches it without goods from outside; these together do")
		: _("No decisions known here reach it without goods from outside; all that help, together");
	columns_add(&s.table, _("Remedy"), ALIGN_WHOLE);
	columns_add(&s.table, _("Amount"), ALIGN_WHOLE);
	columns_add_optional(&s.table, _("When"), ALIGN_WHOLE);
	for (int32_t k = 0; k < set->n; k++) {
		const struct remedy_result *result = &x->remedies->results[set->results[k]];
		put_remedy_name(x, &result->remedy, &t);
		put_text(&s.table, &t);
		put_remedy_amount(x, &result->remedy, set->amounts[k], &t);
		put_text(&s.table, &t);
		put_remedy_when(x, &result->remedy, result->when, &t);
		put_text(&s.table, &t);
	}
	show_fill(&t, set->served, x->e->demand);
	text_printf(&s.after, _("Fill with them: %s. "), text_str(&t));
	text_clear(&t);
	put_losers_of(x, &set->losers, &t);
	text_printf(&s.after, _("Would lose: %s.\n"), text_str(&t));
	if (set->reaches)
		text_puts(&s.after, _("Solved again with all of them. They were taken one after the other, the one that gives most\n"
			"first, and what proved not to be needed left out: not proven to be the fewest.\n"));
	if (!set->proven)
		text_puts(&s.after, _("The plan with them is valid, but not proven best.\n"));
	finish(x, &s);
	text_release(&t);
}

static void print_together(const struct explaining *x)
{
	const struct remedies *r = x->remedies;

	if (!r->set_solved)
		return;
	if (r->set.n > 0)
		print_set(x);
	else
		text_puts(x->said, _("\nNo decision known here gives more without goods from outside.\n"));
	if (!r->set.reaches && r->missing > 0)
		say_amount(x, _("In the whole area %s of it are missing, whatever is lifted.\n"), r->missing);
}

/* --- the whole --- */

static void print_target(const struct explaining *x)
{
	struct text target, demand, to;
	char number[48];

	text_init(&target);
	text_init(&demand);
	text_init(&to);
	put_amount(x, &target, x->e->item, x->remedies->target);
	put_amount(x, &demand, x->e->item, x->e->demand);
	text_printf(&to, "%s%%", percent_format(number, x->remedies->to.num, x->remedies->to.den, 1));
	text_printf(x->said, _("\nWhat would lift it to %s: %s of %s\n"), text_str(&to), text_str(&target), text_str(&demand));
	if (x->e->served >= x->remedies->target)
		text_puts(x->said, _("It is reached already.\n"));
	text_release(&target);
	text_release(&demand);
	text_release(&to);
}

/* The names of those with this answer (and reason, where they were not solved), a list. */
static void list_names(const struct explaining *x, enum remedy_answer answer, enum unsolved why, const char *sentence)
{
	struct text names;

	text_init(&names);
	for (int32_t k = 0; k < x->remedies->nresults; k++) {
		const struct remedy_result *result = &x->remedies->results[k];
		if (result->answer != answer || (answer == REMEDY_UNSOLVED && result->unsolved != why))
			continue;
		text_puts(&names, names.length > 0 ? _("; ") : "");
		put_remedy_name(x, &result->remedy, &names);
	}
	if (names.length > 0)
		text_printf(x->said, sentence, text_str(&names));
	text_release(&names);
}

static const char *unsolved_sentence(enum unsolved why)
{
	switch (why) {
	case UNSOLVED_LARGE:
		return _("Not solved, since limits would join large parts of the plan: %s.\n");
	case UNSOLVED_CONTRADICTION:
		return _("Not solved, since the hard rules contradict each other with it: %s.\n");
	case UNSOLVED_NOT_WHOLE:
		return _("Not solved, since no plan in whole units that keeps the hard rules was found with it: %s.\n");
	case UNSOLVED_STOPPED:
		return _("Not solved, since it was interrupted: %s.\n");
	case UNSOLVED_REASONS:
		break;
	}
	return "";
}

/* What was left out of the tables, and why. */
static void print_left_out(const struct explaining *x)
{
	int32_t untried = 0;

	for (int kind = 0; kind < REMEDY_KINDS; kind++)
		untried += x->remedies->untried[kind];
	list_names(x, REMEDY_NO_GAIN, UNSOLVED_REASONS, _("Of no use here: %s.\n"));
	for (enum unsolved why = 0; why < UNSOLVED_REASONS; why++)
		list_names(x, REMEDY_UNSOLVED, why, unsolved_sentence(why));
	if (untried > 0)
		text_printf(x->said, _("Not tried, since they could bring less than others of their kind: %d more; --full tries all.\n"),
			(int)untried);
}

void print_remedies(const struct explaining *x)
{
	bool reaching = false;

	if (!x->e->solved_again) {
		text_puts(x->said, _("\nWhat would lift it is not told, for the same reason.\n"));
		return;
	}
	print_target(x);
	if (x->e->served >= x->remedies->target)
		return;
	for (int32_t k = 0; k < x->remedies->nresults; k++)
		reaching |= x->remedies->results[k].answer == REMEDY_REACHES;
	if (reaching)
		print_reaching(x);
	print_too_little(x);
	print_together(x);
	print_left_out(x);
}
