#include "cli/verification.h"

#include "cli/verify_causes.h"

#include "base/text.h"
#include "solver/verify/verify.h"

#include <string.h>

/* --- findings with their places --- */

/* How a finding begins that is about one thing; %d is its number. */
enum about { ABOUT_SHIPMENT, ABOUT_HANDOUT, ABOUT_CLAIM, ABOUT_LOT, ABOUT_LEFTOVER, ABOUT_LIMIT,
	ABOUT_LEVEL, ABOUT_PART, ABOUTS };
static const char *const beginnings[ABOUTS] = {
	N_("shipment %d:"), N_("hand-out %d:"), N_("claim %d:"), N_("lot %d:"),
	N_("goods left over, entry %d:"), N_("limit %d:"), N_("level %d:"), N_("part %d:"),
};

/* The number of the thing when the finding begins like that, else -1. */
static int32_t number_of(const char *finding, size_t n, enum about about)
{
	const char *beginning = _(beginnings[about]), *percent = strstr(beginning, "%d");
	size_t before = percent ? (size_t)(percent - beginning) : 0, digits = 0;
	int64_t number;

	if (!percent || n < before || memcmp(finding, beginning, before) != 0)
		return -1;
	while (before + digits < n && finding[before + digits] >= '0' && finding[before + digits] <= '9')
		digits++;
	if (decimal_parse(finding + before, digits, 0, &number) != NUMBER_OK || number < 1
		|| number > INT32_MAX)
		return -1;
	return (int32_t)number - 1;
}

static struct where lot_place(const struct verification *v, int32_t lot)
{
	const struct supply_lot *x = &v->supply->lots[lot];

	return x->line >= 0 ? v->s->lines[x->line].where :
		x->transit >= 0 ? v->s->transits[x->transit].where : WHERE_NONE;
}

static struct where claim_place(const struct verification *v, int32_t cell)
{
	const struct cell *c = &v->cells->cells[cell];

	return c->need >= 0 ? v->s->needs[c->need].where :
		c->rate >= 0 ? v->s->rates[c->rate].where : WHERE_NONE;
}

/* Of the first item of a part. */
static struct where part_place(const struct verification *v, const struct plan *p, int32_t part)
{
	return part >= 0 && part < p->ncomponents && p->components[part].nitems > 0
		? v->s->items[p->components[part].items[0]].where : WHERE_NONE;
}

/* Where the thing number k stands in the plan and what it rests on in the
 * scenario. */
static void places_of(const struct verification *v, enum about about, int32_t k,
	struct where *in_plan, struct where *in_scenario)
{
	const struct plan *p = &v->plan;

	if (about == ABOUT_SHIPMENT && k < p->nshipments) {
		*in_plan = v->places.shipments[k];
		*in_scenario = p->shipments[k].route >= 0 ? v->s->routes[p->shipments[k].route].where :
			lot_place(v, p->shipments[k].lot);
	} else if (about == ABOUT_HANDOUT && k < p->nhandouts) {
		*in_plan = v->places.handouts[k];
		*in_scenario = claim_place(v, p->handouts[k].cell);
	} else if (about == ABOUT_CLAIM && k < v->cells->ncells) {
		*in_plan = v->places.cells[k];
		*in_scenario = claim_place(v, k);
	} else if (about == ABOUT_LOT && k < v->supply->nlots) {
		*in_plan = v->places.lots[k];
		*in_scenario = lot_place(v, k);
	} else if (about == ABOUT_LEFTOVER && k < p->nleftovers) {
		*in_plan = v->places.leftovers[k];
		*in_scenario = lot_place(v, p->leftovers[k].lot);
	} else if (about == ABOUT_LIMIT && k < v->s->nlimits) {
		*in_scenario = v->s->limits[k].where;
	} else if (about == ABOUT_LEVEL && k < p->nlevels) {
		*in_plan = v->places.levels[k];
		*in_scenario = part_place(v, p, p->levels[k].component);
	} else if (about == ABOUT_PART && k < p->ncomponents) {
		*in_plan = v->places.components[k];
		*in_scenario = part_place(v, p, k);
	}
}

static void print_finding(const struct verification *v, const char *finding, size_t n)
{
	struct where in_plan = WHERE_NONE, in_scenario = WHERE_NONE;

	for (int about = 0; about < ABOUTS; about++) {
		int32_t k = number_of(finding, n, (enum about)about);
		if (k >= 0)
			places_of(v, (enum about)about, k, &in_plan, &in_scenario);
	}
	if (in_plan.line > 0)
		printf("%s:%d:%d: ", diags_file_name(&v->diags, in_plan.file), (int)in_plan.line,
			(int)in_plan.column);
	printf("%.*s\n", (int)n, finding);
	if (in_scenario.line > 0)
		printf(_("    see %s, line %d\n"), diags_file_name(v->names, in_scenario.file),
			(int)in_scenario.line);
}

static void print_findings(const struct verification *v, const char *findings, const char *head)
{
	printf("%s\n", head);
	while (*findings) {
		size_t n = strcspn(findings, "\n");
		print_finding(v, findings, n);
		findings += n + (findings[n] == '\n');
	}
}

/* --- what was checked --- */

/* The gap of a level, rounded up: percentage points of a fill rate, money, or
 * what the level counts. */
static void add_gap(struct text *t, const struct scenario *s, enum level_kind kind, struct ratio gap)
{
	char number[48];

	if (kind == LEVEL_FAIR)
		text_printf(t, s->policy.fairness == FAIRNESS_TOTAL ? _("%s%% of the weighted demand")
			: _("%s%% of fill rate"), decimal_format(number, (int64_t)wide_ceil_div((wide)gap.num * 10000, gap.den), 2));
	else if (kind == LEVEL_COST)
		text_printf(t, "%s %s", decimal_format(number, int_ceil_div(gap.num, gap.den), 2), s->currency);
	else
		text_puts(t, decimal_format(number, int_ceil_div(gap.num, gap.den), 0));
}

static void add_verdict(struct text *t, const struct verification *v, int32_t n, const struct proved *proved)
{
	const struct level *level = &v->plan.levels[n];
	struct text gap;

	switch (proved->levels[n]) {
	case VERDICT_BEST:
		text_puts(t, _("nothing better under the data and rules listed"));
		return;
	case VERDICT_UNITS:
	case VERDICT_WITHIN:
		text_init(&gap);
		add_gap(&gap, v->s, level->kind, proved->gaps[n]);
		text_printf(t, proved->levels[n] == VERDICT_WITHIN ? _("within %s of the best possible")
			: _("among plans at least as good on the levels before, none lifts it by a whole unit; "
			    "whole units cost at most %s"), text_str(&gap));
		text_release(&gap);
		return;
	case VERDICT_WRONG: /* with a finding: such a plan was refused */
	case VERDICT_NONE:
		text_puts(t, level->proven ? _("no proof that could be checked here") : _("not proven, as the plan says"));
		return;
	}
}

static void add_level_name(struct text *t, const struct verification *v, const struct plan *p,
	const struct level *level)
{
	static const char *const names[] = {N_("hard rules"), NULL, N_("change from the announced plan"),
		N_("substitution"), N_("waste"), N_("transport cost"), N_("early departure"),
		N_("early arrival"), N_("tie-break")};

	if (level->kind == LEVEL_FAIR && v->s->policy.look_ahead > 0)
		text_printf(t, level->stage == 0 ? _("fair shares, first periods, tier %d")
			: _("fair shares, later periods, tier %d"), level->tier);
	else if (level->kind == LEVEL_FAIR)
		text_printf(t, _("fair shares, tier %d"), level->tier);
	else
		text_puts(t, _(names[level->kind]));
	if (level->item >= 0 && p->components[level->component].nitems > 1)
		text_printf(t, " (%s)", v->s->items[level->item].id);
}

/* One line for every run of levels of a part with the same verdict; which of
 * equally good plans it is, is no matter of proof. */
static void print_part(const struct verification *v, int32_t part, const struct proved *proved)
{
	const struct plan *p = &v->plan;
	struct text names, verdict;

	text_init(&names);
	text_init(&verdict);
	for (int32_t i = 0; i < p->components[part].nitems; i++)
		text_printf(&names, i > 0 ? " %s" : "%s", v->s->items[p->components[part].items[i]].id);
	printf(_("Part %d (%s)\n"), part + 1, text_str(&names));
	text_clear(&names);
	for (int32_t n = 0; n < p->nlevels; n++) {
		const struct level *level = &p->levels[n], *next = n + 1 < p->nlevels ? level + 1 : NULL;
		if (level->component != part || level->kind == LEVEL_CANONICAL)
			continue;
		text_puts(&names, names.length > 0 ? _(", ") : "");
		add_level_name(&names, v, p, level);
		if (next && next->component == part && next->kind != LEVEL_CANONICAL
			&& proved->levels[n] == proved->levels[n + 1] && level->proven == next->proven
			&& proved->levels[n] != VERDICT_WITHIN && proved->levels[n] != VERDICT_UNITS)
			continue;
		text_clear(&verdict);
		add_verdict(&verdict, v, n, proved);
		printf(_("  %s: %s\n"), text_str(&names), text_str(&verdict));
		text_clear(&names);
	}
	text_release(&verdict);
	text_release(&names);
}

/* Versions say nothing about whether the plan holds: other ones are told. */
static void print_makers(const struct verification *v)
{
	const char *libraries = v->plan.request.libraries, *program = v->plan.request.program;
	bool same = strcmp(program, "shecang " SHECANG_VERSION) == 0;

	if (!*v->libraries && !same)
		printf(_("It was made by %s (%s); this is shecang-verify %s.\n"), program, libraries, SHECANG_VERSION);
	else if (*v->libraries && (!same || strcmp(libraries, v->libraries) != 0))
		printf(_("It was made by %s (%s); this is shecang %s (%s).\n"), program, libraries, SHECANG_VERSION, v->libraries);
}

/* The options that shaped it, as they are written. */
static void print_request(const struct plan_request *q)
{
	struct text options;
	char seconds[48];

	text_init(&options);
	if (q->strict)
		text_puts(&options, " --strict");
	if (q->set_aside_lines)
		text_puts(&options, " --set-aside line");
	if (q->time_limit > 0)
		text_printf(&options, " --time-limit %s", decimal_format(seconds, q->time_limit / 1000000, 3));
	if (options.length > 0)
		printf(_("It was made with%s.\n"), text_str(&options));
	text_release(&options);
}

static void print_checked(const struct verification *v)
{
	const struct plan *p = &v->plan;

	if (v->canonical)
		printf(_("Checked: goods, routes, dates, limits, terms and accounts hold; the SHA-256 of the canonical scenario\n"
			 "is that of the plan. %d shipments, %d orders, %d hand-outs, %d claims, %d lots.\n"
			 "Not checked: the files that it was merged from, and lines set aside in them.\n"),
			(int)p->nshipments, (int)p->norders, (int)p->nhandouts, (int)v->cells->ncells,
			(int)v->supply->nlots);
	else
		/* Translators: numbers of input files, shipments, orders, hand-outs, claims, lots. */
		printf(ngettext("Checked: goods, routes, dates, limits, terms and accounts hold; the SHA-256 of the %d input file\n"
			"is that of the plan. %d shipments, %d orders, %d hand-outs, %d claims, %d lots.\n",
			"Checked: goods, routes, dates, limits, terms and accounts hold; the SHA-256 of all %d input files\n"
			"is that of the plan. %d shipments, %d orders, %d hand-outs, %d claims, %d lots.\n",
			(unsigned long)v->s->ninputs),
			(int)v->s->ninputs, (int)p->nshipments, (int)p->norders, (int)p->nhandouts,
			(int)v->cells->ncells, (int)v->supply->nlots);
}

/* A plan that was stopped, or might have been, may come to less than another time. */
bool verification_solvable(const struct verification *v)
{
	return v->solve_again && !v->plan.stopped && v->plan.request.time_limit == 0
		&& v->plan.status != PLAN_CONTRADICTION;
}

static void print_result(const struct verification *v, const struct proved *proved)
{
	const struct plan *p = &v->plan;

	if (p->status != PLAN_CONTRADICTION)
		printf(_("The plan holds under the data and rules of scenario %s.\n"), v->s->id);
	else if (proved->contradiction)
		printf(_("The hard rules of scenario %s contradict each other:\n"
			 "what must be served or left is more than can come, whatever the plan.\n"), v->s->id);
	else
		printf(_("The plan says that the hard rules of scenario %s contradict each other.\n"
			 "No proof of that could be checked here.\n"), v->s->id);
	print_makers(v);
	print_request(&p->request);
	print_checked(v);
	if (p->status == PLAN_CONTRADICTION)
		return;
	for (int32_t n = 0; n < p->ncomponents; n++)
		print_part(v, n, proved);
	if (p->request.baseline && proved->baselines < p->ncomponents && !verification_solvable(v))
		printf("%s", _("Not checked: the baseline of parts with limits or substitutes (--causes solves it again).\n"));
	if (v->previous)
		printf(_("What has happened and the list of changes (%d) are those of the earlier plan and the receipts.\n"),
			(int)p->nchanges);
	if (verification_solvable(v))
		printf("%s", _("The baseline, what decisions would gain and what each cause alone would change are the same\n"
			"when solved again.\n"));
	else
		printf("%s", _("Not checked: what decisions would gain and what each cause alone would change (--causes solves\n"
			"it again).\n"));
}

/* Every level that decides something is best. */
static bool all_best(const struct plan *p, const struct proved *proved)
{
	for (int32_t n = 0; n < p->nlevels; n++)
		if (p->levels[n].kind != LEVEL_CANONICAL && proved->levels[n] != VERDICT_BEST
			&& proved->levels[n] != VERDICT_UNITS)
			return false;
	return true;
}

static bool shortfall_remains(const struct verification *v)
{
	for (int32_t c = 0; c < v->cells->ncells; c++)
		if (v->plan.served[c].quantity < v->cells->cells[c].demand)
			return true;
	return false;
}

/* --- the verdict --- */

static void print_causes(const struct verification *v)
{
	if (!v->plan.why)
		printf("%s", _("The plan does not say why claims are short.\n"));
	else if (!v->solve_again)
		printf("%s", _("Causes of shortfall: they sum to what every claim lacks.\n"));
	else if (v->plan.causes_skipped)
		printf("%s", _("Causes of shortfall: they sum to what every claim lacks; not solved again, because they\n"
			"were not told apart to the end.\n"));
	else
		printf(_("Causes of shortfall: all %d are the same when solved again, cause by cause.\n"),
			(int)v->plan.nbookings);
}

static void accept(const struct verification *v, const struct proved *proved, struct statuses *statuses)
{
	print_result(v, proved);
	print_causes(v);
	if (v->plan.status == PLAN_CONTRADICTION)
		status_add(statuses, STATUS_CONTRADICTION);
	else if (v->plan.status == PLAN_UNPROVEN || !all_best(&v->plan, proved))
		status_add(statuses, STATUS_UNPROVEN);
	if (shortfall_remains(v))
		status_add(statuses, STATUS_SHORTFALL);
}

/* The sums of the causes in any case; what else only solving can tell when it is solved again. */
static bool causes_hold(const struct verification *v, struct text *findings)
{
	if (v->plan.why && !causes_sum(v->s, v->cells, &v->plan, findings))
		return false;
	return !v->solve_again || v->solve_again(v, findings);
}

void verification_judge(struct verification *v, struct statuses *statuses)
{
	struct text findings;
	struct proved proved;

	proved_init(&proved, &v->plan);
	text_init(&findings);
	if (!plan_check(v->s, v->cells, v->supply, &v->plan, &findings)
		|| (v->previous && !plan_check_happened(v->s, v->cells, v->supply, &v->plan, v->previous, &findings))) {
		print_findings(v, text_str(&findings), _("The plan is refused: it does not keep what the scenario says."));
		status_add(statuses, STATUS_REFUSED);
	} else if (!plan_prove(v->s, v->cells, v->supply, &v->plan, v->previous, &proved, &findings)) {
		print_findings(v, text_str(&findings), _("The plan is refused: its proof does not hold."));
		status_add(statuses, STATUS_REFUSED);
	} else if (!causes_hold(v, &findings)) {
		print_findings(v, text_str(&findings), _("The plan is refused: its causes of shortfall, baseline or gains do not hold."));
		status_add(statuses, STATUS_REFUSED);
	} else {
		accept(v, &proved, statuses);
	}
	text_release(&findings);
	proved_release(&proved);
}

void plan_needs_earlier(struct statuses *statuses)
{
	fprintf(stderr, "%s", _("shecang: the plan goes on from an earlier one: name that one's folder with\n"
		"--previous, and the receipts with --done if there were any\n"));
	status_add(statuses, STATUS_USAGE);
}

void verification_init(struct verification *v)
{
	memset(v, 0, sizeof *v);
	v->libraries = "";
	diags_init(&v->diags);
	plan_init(&v->plan);
	plan_places_init(&v->places);
}

void verification_release(struct verification *v)
{
	plan_places_release(&v->places);
	plan_release(&v->plan);
	diags_release(&v->diags);
}
