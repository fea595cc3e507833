#include "cli/cli.h"

#include "cli/verify_causes.h"

#include "base/text.h"
#include "io/plan_files.h"
#include "io/printer.h"
#include "io/rollup.h"
#include "io/xml_parser.h"
#include "models/previous.h"
#include "solver/verify/verify.h"

#include <getopt.h>
#include <string.h>

struct verify_options {
	struct load_options load;
	struct run_options run;
	const char *scenario, *plan;
	const struct command *command; /* as it was called */
	bool causes; /* solve the causes of shortfall again */
};

/* A plan on its way through the checks. */
struct verification {
	const struct verify_options *o;
	struct diags diags; /* of the plan's file */
	struct plan_head head;
	struct plan plan;
	struct plan_places places;
	struct loaded loaded;
	struct previous previous;
};

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

static struct where lot_place(const struct loaded *l, int32_t lot)
{
	const struct supply_lot *x = &l->supply.lots[lot];

	return x->line >= 0 ? l->scenario.lines[x->line].where :
		x->transit >= 0 ? l->scenario.transits[x->transit].where : WHERE_NONE;
}

static struct where claim_place(const struct loaded *l, int32_t cell)
{
	const struct cell *c = &l->cells.cells[cell];

	return c->need >= 0 ? l->scenario.needs[c->need].where :
		c->rate >= 0 ? l->scenario.rates[c->rate].where : WHERE_NONE;
}

/* Of the first item of a part. */
static struct where part_place(const struct loaded *l, const struct plan *p, int32_t part)
{
	return part >= 0 && part < p->ncomponents && p->components[part].nitems > 0
		? l->scenario.items[p->components[part].items[0]].where : WHERE_NONE;
}

/* Where the thing number k stands in the plan and what it rests on in the
 * scenario. */
static void places_of(const struct verification *v, enum about about, int32_t k,
	struct where *in_plan, struct where *in_scenario)
{
	const struct loaded *l = &v->loaded;
	const struct plan *p = &v->plan;

	if (about == ABOUT_SHIPMENT && k < p->nshipments) {
		*in_plan = v->places.shipments[k];
		*in_scenario = p->shipments[k].route >= 0 ? l->scenario.routes[p->shipments[k].route].where :
			lot_place(l, p->shipments[k].lot);
	} else if (about == ABOUT_HANDOUT && k < p->nhandouts) {
		*in_plan = v->places.handouts[k];
		*in_scenario = claim_place(l, p->handouts[k].cell);
	} else if (about == ABOUT_CLAIM && k < l->cells.ncells) {
		*in_plan = v->places.cells[k];
		*in_scenario = claim_place(l, k);
	} else if (about == ABOUT_LOT && k < l->supply.nlots) {
		*in_plan = v->places.lots[k];
		*in_scenario = lot_place(l, k);
	} else if (about == ABOUT_LEFTOVER && k < p->nleftovers) {
		*in_plan = v->places.leftovers[k];
		*in_scenario = lot_place(l, p->leftovers[k].lot);
	} else if (about == ABOUT_LIMIT && k < l->scenario.nlimits) {
		*in_scenario = l->scenario.limits[k].where;
	} else if (about == ABOUT_LEVEL && k < p->nlevels) {
		*in_plan = v->places.levels[k];
		*in_scenario = part_place(l, p, p->levels[k].component);
	} else if (about == ABOUT_PART && k < p->ncomponents) {
		*in_plan = v->places.components[k];
		*in_scenario = part_place(l, p, k);
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
		printf(_("    see %s, line %d\n"), diags_file_name(&v->loaded.diags, in_scenario.file),
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
		add_gap(&gap, &v->loaded.scenario, level->kind, proved->gaps[n]);
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

static void add_level_name(struct text *t, const struct loaded *l, const struct plan *p,
	const struct level *level)
{
	static const char *const names[] = {N_("hard rules"), NULL, N_("change from the announced plan"),
		N_("substitution"), N_("waste"), N_("transport cost"), N_("early departure"),
		N_("early arrival"), N_("tie-break")};

	if (level->kind == LEVEL_FAIR && l->scenario.policy.look_ahead > 0)
		text_printf(t, level->stage == 0 ? _("fair shares, first periods, tier %d")
			: _("fair shares, later periods, tier %d"), level->tier);
	else if (level->kind == LEVEL_FAIR)
		text_printf(t, _("fair shares, tier %d"), level->tier);
	else
		text_puts(t, _(names[level->kind]));
	if (level->item >= 0 && p->components[level->component].nitems > 1)
		text_printf(t, " (%s)", l->scenario.items[level->item].id);
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
		text_printf(&names, i > 0 ? " %s" : "%s", v->loaded.scenario.items[p->components[part].items[i]].id);
	printf(_("Part %d (%s)\n"), part + 1, text_str(&names));
	text_clear(&names);
	for (int32_t n = 0; n < p->nlevels; n++) {
		const struct level *level = &p->levels[n], *next = n + 1 < p->nlevels ? level + 1 : NULL;
		if (level->component != part || level->kind == LEVEL_CANONICAL)
			continue;
		text_puts(&names, names.length > 0 ? _(", ") : "");
		add_level_name(&names, &v->loaded, p, level);
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
	const char *libraries = v->plan.request.libraries, *program = v->head.program;
	char solver[32];
	struct text ours;

	text_init(&ours);
	text_puts(&ours, solver_library(solver));
	text_printf(&ours, ours.length > 0 ? "; %s" : "%s", xml_library());
	/* Without a solver there is only the end of it to compare. */
	if (strcmp(program, "shecang " SHECANG_VERSION) != 0 || strlen(libraries) < ours.length
		|| strcmp(libraries + strlen(libraries) - ours.length, text_str(&ours)) != 0
		|| (solver[0] && strlen(libraries) != ours.length))
		printf(_("It was made by %s (%s); this is shecang %s (%s).\n"), program, libraries, SHECANG_VERSION,
			text_str(&ours));
	text_release(&ours);
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

	if (plan_head_canonical(&v->head, &v->loaded.scenario))
		printf(_("Checked: goods, routes, dates, limits, terms and accounts hold; the SHA-256 of the canonical scenario\n"
			 "is that of the plan. %d shipments, %d orders, %d hand-outs, %d claims, %d lots.\n"
			 "Not checked: the files that it was merged from, and lines set aside in them.\n"),
			(int)p->nshipments, (int)p->norders, (int)p->nhandouts, (int)v->loaded.cells.ncells,
			(int)v->loaded.supply.nlots);
	else
		/* Translators: numbers of input files, shipments, orders, hand-outs, claims, lots. */
		printf(ngettext("Checked: goods, routes, dates, limits, terms and accounts hold; the SHA-256 of the %d input file\n"
			"is that of the plan. %d shipments, %d orders, %d hand-outs, %d claims, %d lots.\n",
			"Checked: goods, routes, dates, limits, terms and accounts hold; the SHA-256 of all %d input files\n"
			"is that of the plan. %d shipments, %d orders, %d hand-outs, %d claims, %d lots.\n",
			(unsigned long)v->loaded.scenario.ninputs),
			(int)v->loaded.scenario.ninputs, (int)p->nshipments, (int)p->norders, (int)p->nhandouts,
			(int)v->loaded.cells.ncells, (int)v->loaded.supply.nlots);
}

/* A plan that was stopped, or might have been, may come to less than another time. */
static bool may_solve_again(const struct verification *v)
{
	return v->o->causes && !v->plan.stopped && v->plan.request.time_limit == 0
		&& v->plan.status != PLAN_CONTRADICTION;
}

static void print_result(const struct verification *v, const struct proved *proved)
{
	const struct plan *p = &v->plan;

	if (p->status != PLAN_CONTRADICTION)
		printf(_("The plan holds under the data and rules of scenario %s.\n"), v->loaded.scenario.id);
	else if (proved->contradiction)
		printf(_("The hard rules of scenario %s contradict each other:\n"
			 "what must be served or left is more than can come, whatever the plan.\n"), v->loaded.scenario.id);
	else
		printf(_("The plan says that the hard rules of scenario %s contradict each other.\n"
			 "No proof of that could be checked here.\n"), v->loaded.scenario.id);
	print_makers(v);
	print_request(&p->request);
	print_checked(v);
	if (p->status == PLAN_CONTRADICTION)
		return;
	for (int32_t n = 0; n < p->ncomponents; n++)
		print_part(v, n, proved);
	if (p->request.baseline && proved->baselines < p->ncomponents && !may_solve_again(v))
		printf("%s", _("Not checked: the baseline of parts with limits or substitutes (--causes solves it again).\n"));
	if (v->o->run.previous)
		printf(_("What has happened and the list of changes (%d) are those of the earlier plan and the receipts.\n"),
			(int)p->nchanges);
	if (may_solve_again(v))
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
	for (int32_t c = 0; c < v->loaded.cells.ncells; c++)
		if (v->plan.served[c].quantity < v->loaded.cells.cells[c].demand)
			return true;
	return false;
}

/* --- steps --- */

/* The plan is not called better founded than its data are. */
static bool quality_holds(struct verification *v)
{
	const struct loaded *l = &v->loaded;
	struct report report = {&l->scenario, &l->cells, &l->supply, &v->plan, cli_language(),
		v->head.program, false, NULL, &l->diags};
	struct rollup rollup;
	const char *right;
	bool same;

	rollup_build(&rollup, &report);
	right = quality_word(rollup.quality);
	same = strcmp(right, v->head.quality) == 0;
	if (!same)
		diag_add(&v->diags, DIAG_ERROR, 822, v->head.where,
			_("%s is \"%.*s\" in the plan; by the scenario it is \"%s\""), "quality",
			(int)strlen(v->head.quality), v->head.quality, right);
	rollup_release(&rollup);
	return same;
}

/* "shecang 0.1.0", whichever version. */
static bool maker_holds(struct verification *v)
{
	bool named = strncmp(v->head.program, "shecang ", strlen("shecang ")) == 0;
	const char *version = named ? v->head.program + strlen("shecang ") : "";
	size_t digits = strspn(version, "0123456789.");

	if (digits > 0 && version[digits] == '\0')
		return true;
	diag_add(&v->diags, DIAG_ERROR, 822, v->head.where, _("\"%s\" is no version of shecang that makes plans"),
		v->head.program);
	return false;
}

/* The sums of the causes in any case; with --causes every one of them, and what else only
 * solving can tell, solved again. */
static bool causes_hold(const struct verification *v, struct text *findings)
{
	const struct loaded *l = &v->loaded;
	const struct previous *previous = v->o->run.previous ? &v->previous : NULL;
	struct report report = {&l->scenario, &l->cells, &l->supply, &v->plan, cli_language(),
		v->head.program, false, NULL, &l->diags};

	if (v->plan.why && !causes_sum(&l->scenario, &l->cells, &v->plan, findings))
		return false;
	if (v->plan.why && v->o->causes
		&& !causes_solved_again(&l->scenario, &l->cells, &l->supply, &v->plan, previous, findings))
		return false;
	return !may_solve_again(v) || rest_solved_again(&report, previous, &v->places.said, findings);
}

static void print_causes(const struct verification *v)
{
	if (!v->plan.why)
		printf("%s", _("The plan does not say why claims are short.\n"));
	else if (!v->o->causes)
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

static void check(struct verification *v, struct statuses *statuses)
{
	const struct loaded *l = &v->loaded;
	enum plan_loading loading = plan_load_by_files(&v->plan, &v->places, &l->scenario, &l->cells, &l->supply,
		v->o->plan, &l->diags, plan_head_canonical(&v->head, &l->scenario), &v->diags);
	struct text findings;
	struct proved proved;

	if (loading != PLAN_LOADED) {
		cli_diagnose(&v->diags);
		status_add(statuses, loading == PLAN_DIFFERS ? STATUS_REFUSED : STATUS_INPUT);
		return;
	}
	proved_init(&proved, &v->plan);
	text_init(&findings);
	if (!plan_check(&l->scenario, &l->cells, &l->supply, &v->plan, &findings)
		|| (v->o->run.previous && !plan_check_happened(&l->scenario, &l->cells, &l->supply, &v->plan, &v->previous,
			&findings))) {
		print_findings(v, text_str(&findings), _("The plan is refused: it does not keep what the scenario says."));
		status_add(statuses, STATUS_REFUSED);
	} else if (!plan_prove(&l->scenario, &l->cells, &l->supply, &v->plan,
			v->o->run.previous ? &v->previous : NULL, &proved, &findings)) {
		print_findings(v, text_str(&findings), _("The plan is refused: its proof does not hold."));
		status_add(statuses, STATUS_REFUSED);
	} else if (!causes_hold(v, &findings)) {
		print_findings(v, text_str(&findings), _("The plan is refused: its causes of shortfall, baseline or gains do not hold."));
		status_add(statuses, STATUS_REFUSED);
	} else if (!quality_holds(v) || !maker_holds(v)) {
		cli_diagnose(&v->diags);
		status_add(statuses, STATUS_REFUSED);
	} else {
		accept(v, &proved, statuses);
	}
	text_release(&findings);
	proved_release(&proved);
}

static void verify(struct verification *v, struct load_options *load_options, struct statuses *statuses)
{
	if (!plan_head_read(&v->head, v->o->plan, &v->diags)) {
		cli_diagnose(&v->diags);
		status_add(statuses, STATUS_INPUT);
		return;
	}
	load_as_planned(&v->head, load_options);
	if (load(&v->loaded, v->o->scenario, load_options, &v->head.as_of, statuses)) {
		if (!plan_head_compare(&v->head, &v->loaded.scenario, &v->diags)) {
			cli_diagnose(&v->diags);
			status_add(statuses, STATUS_REFUSED);
		} else if (load_previous(&v->o->run, &v->head, &v->loaded, &v->previous, &v->diags, statuses)) {
			check(v, statuses);
		}
	}
	loaded_release(&v->loaded);
}

/* The same check is a command and a program of its own. */
static const struct command *called_as(char **argv)
{
	return strcmp(argv[0], command_verify.name) == 0 ? &command_verify : &command_checker;
}

static int take_option(void *context, int option, const char *argument)
{
	struct verify_options *o = context;

	if (option != 'c')
		return cli_run_option(o->command, option, argument, &o->run);
	o->causes = causes_solvable;
	if (causes_solvable)
		return 1;
	cli_usage(o->command, "%s", _("--causes solves: shecang verify does it, not this program"));
	return -1;
}

/* As cli_options. */
static int parse_options(int argc, char **argv, struct verify_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION,
		PREVIOUS_OPTIONS,
		{"causes", no_argument, NULL, 'c'},
		{NULL, 0, NULL, 0},
	};
	int ended;

	o->command = called_as(argv);
	ended = cli_options(o->command, argc, argv, "h", options, &o->load, take_option, o);
	if (ended != 0)
		return ended;
	if (argc - optind != 2)
		return cli_usage(o->command, "%s", _("a scenario and a plan are needed"));
	if (!cli_run_complete(o->command, &o->run, true))
		return STATUS_USAGE;
	o->scenario = argv[optind];
	o->plan = argv[optind + 1];
	return 0;
}

static enum status run(int argc, char **argv)
{
	struct verify_options o = {0};
	struct verification v = {.o = &o};
	struct statuses statuses = {0};
	int ended = parse_options(argc, argv, &o);

	if (ended == 0) {
		diags_init(&v.diags);
		plan_head_init(&v.head);
		plan_init(&v.plan);
		plan_places_init(&v.places);
		previous_init(&v.previous);
		verify(&v, &o.load, &statuses);
		previous_release(&v.previous);
		plan_places_release(&v.places);
		plan_release(&v.plan);
		plan_head_release(&v.head);
		diags_release(&v.diags);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

static const char summary[] = N_("Check a plan and its proof against its scenario, file by file and level by level");
static const char help[] =
	N_("  PLAN              plan.xml or the folder that plan -o wrote\n"
	   "  --previous DIR    the earlier plan's folder that the plan goes on from\n"
	   "  --done FILE       the receipts.csv that it took in\n"
	   "  --done-encoding E its encoding: UTF-8 (default), GB18030 or GBK\n"
	   "  --causes          solve causes of shortfall, baseline and gains again and compare them\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines, as the plan did\n"
	   "  --leave-out ID    leave a source out; those of the plan are left out anyway\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n");

const struct command command_verify = {
	"verify", summary, N_("verify [OPTIONS] SCENARIO PLAN"), help, run, true,
};

const struct command command_checker = {
	"", summary, N_("[OPTIONS] SCENARIO PLAN"), help, run, false,
};
