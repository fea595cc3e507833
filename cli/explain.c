#include "cli/cli.h"

#include "base/text.h"
#include "io/explain.h"
#include "io/plan_files.h"
#include "io/xml_parser.h"
#include "models/previous.h"
#include "solver/explain.h"
#include "solver/options.h"
#include "solver/solve.h"
#include "solver/verify/verify.h"

#include <getopt.h>
#include <signal.h>
#include <string.h>

static volatile int interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
	/* A second one ends the program at once. */
	signal(SIGINT, SIG_DFL);
}

struct explain_options {
	struct load_options load;
	struct run_options run;
	const char *scenario, *plan, *place, *item, *group, *directory; /* plan, group, directory: NULL */
	int32_t tier; /* 0 = all */
	struct periods when;
	struct ratio to; /* den = 0: no remedies */
	bool full;
};
struct explain_call {
	const struct explain_options *o;
	struct loaded loaded;
	struct diags diags; /* of the plan's file */
	struct plan_head head;
	struct plan plan;
	struct previous previous;
	struct explained_about about;
};

/* --- what is asked about --- */

/* The index of an id; -1 and said when there is none. */
static int32_t find(const struct map *ids, const char *option, const char *id)
{
	int32_t at = map_get(ids, id);

	if (at < 0)
		cli_usage(&command_explain, _("--%s: the scenario has no \"%s\""), option, id);
	return at;
}

static bool find_all(struct explain_call *x)
{
	const struct scenario *s = &x->loaded.scenario;

	x->about = (struct explained_about){find(&s->place_ids, "place", x->o->place),
		find(&s->item_ids, "item", x->o->item), x->o->group ? find(&s->group_ids, "group", x->o->group) : -1,
		x->o->tier, x->o->when};
	if (x->about.when.last >= s->nperiods)
		x->about.when.last = s->nperiods - 1;
	return x->about.place >= 0 && x->about.item >= 0 && (!x->o->group || x->about.group >= 0);
}

/* --- the plan --- */

static const struct previous *earlier(const struct explain_call *x)
{
	return x->o->run.previous ? &x->previous : NULL;
}

static struct solve_options solving(const struct explain_call *x)
{
	return (struct solve_options){.jobs = x->o->run.jobs, .previous = earlier(x)};
}

static bool make_plan(struct explain_call *x)
{
	const struct loaded *l = &x->loaded;
	struct solve_options options = solving(x);

	x->plan.request = (struct plan_request){.strict = x->o->load.strict,
		.set_aside_lines = x->o->load.set_aside_lines, .goes_on = earlier(x) != NULL};
	plan_solve(&l->scenario, &l->cells, &l->supply, &options, &x->plan);
	if (x->plan.status != PLAN_CONTRADICTION)
		plan_causes(&l->scenario, &l->cells, &l->supply, &options, &x->plan);
	return true;
}

static bool read_plan(struct explain_call *x, struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	struct solve_options options = solving(x);
	struct plan_places places;
	enum plan_loading loading;

	if (!plan_head_compare(&x->head, &l->scenario, &x->diags)) {
		cli_diagnose(&x->diags);
		status_add(statuses, STATUS_REFUSED);
		return false;
	}
	plan_places_init(&places);
	loading = plan_load_by_files(&x->plan, &places, &l->scenario, &l->cells, &l->supply, x->o->plan, &l->diags,
		plan_head_canonical(&x->head, &l->scenario), &x->diags);
	plan_places_release(&places);
	if (loading != PLAN_LOADED) {
		cli_diagnose(&x->diags);
		status_add(statuses, loading == PLAN_DIFFERS ? STATUS_REFUSED : STATUS_INPUT);
		return false;
	}
	if (!x->plan.why && x->plan.status != PLAN_CONTRADICTION)
		plan_causes(&l->scenario, &l->cells, &l->supply, &options, &x->plan);
	return true;
}

/* Nothing is explained of a plan that does not keep what the scenario says. */
static bool plan_holds(struct explain_call *x, struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	struct text findings;
	bool holds;

	text_init(&findings);
	holds = plan_check(&l->scenario, &l->cells, &l->supply, &x->plan, &findings)
		&& (!earlier(x) || plan_check_happened(&l->scenario, &l->cells, &l->supply, &x->plan, earlier(x), &findings))
		&& (x->o->plan || plan_judge(&l->scenario, &l->cells, &l->supply, &x->plan, earlier(x), &findings));
	if (!holds) {
		fprintf(stderr, _("shecang: the plan does not keep what the scenario says; it is not explained:\n%s"),
			text_str(&findings));
		status_add(statuses, x->o->plan ? STATUS_REFUSED : STATUS_INTERNAL);
	}
	text_release(&findings);
	return holds;
}

/* --- the answer --- */

static void print(const struct explain_call *x, const struct explanation *e, const struct remedies *remedies,
	struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	struct report report = {&l->scenario, &l->cells, &l->supply, &x->plan, cli_language(),
		"shecang " SHECANG_VERSION, x->o->full, NULL, &l->diags};
	struct text t;
	char why[512];

	text_init(&t);
	explain_text(&report, e, remedies, &t, cli_width());
	fwrite(text_str(&t), 1, t.length, stdout);
	text_release(&t);
	if (!x->o->directory)
		return;
	if (explain_write(&report, e, remedies, x->o->directory, why, sizeof why)) {
		printf(_("The explanation and its tables are in %s.\n"), x->o->directory);
	} else {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
}

/* With --full many of a kind are tried. What had not been solved when interrupted is said. */
static void explain(struct explain_call *x, struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	const struct explain_wish wish = {x->o->to, x->o->full ? 1000 : 2};
	struct solve_options options = solving(x);
	struct explanation e;
	struct remedies remedies;

	remedies_init(&remedies);
	if (!explain_build(&l->scenario, &l->cells, &l->supply, &x->plan, &x->about, &e)) {
		status_add(statuses, cli_usage(&command_explain, _("nothing of %s is asked for at %s"), x->o->item,
			x->o->place));
	} else {
		if (e.served < e.demand) {
			options.interrupted = &interrupted;
			signal(SIGINT, on_interrupt);
			explain_solve(&l->scenario, &l->cells, &l->supply, &options, &x->plan, &wish, &e, &remedies);
			signal(SIGINT, SIG_DFL);
			if (interrupted)
				status_add(statuses, STATUS_UNPROVEN);
			status_add(statuses, STATUS_SHORTFALL);
		}
		if (x->plan.status == PLAN_UNPROVEN)
			status_add(statuses, STATUS_UNPROVEN);
		print(x, &e, x->o->to.den > 0 && e.served < e.demand ? &remedies : NULL, statuses);
	}
	remedies_release(&remedies);
	explain_release(&e);
}

static void answer(struct explain_call *x, struct statuses *statuses)
{
	if (!find_all(x)) {
		status_add(statuses, STATUS_USAGE);
	} else if (x->o->plan ? read_plan(x, statuses) : make_plan(x)) {
		if (x->plan.status == PLAN_CONTRADICTION) {
			fprintf(stderr, "%s", _("shecang: the hard rules contradict, so there is no plan to explain; "
				"shecang plan shows them\n"));
			status_add(statuses, STATUS_CONTRADICTION);
		} else if (plan_holds(x, statuses)) {
			explain(x, statuses);
		}
	}
}

static void run_call(struct explain_call *x, struct load_options *load_options, struct statuses *statuses)
{
	const struct instant *as_of = x->o->run.has_as_of ? &x->o->run.as_of : NULL;

	if (x->o->plan) {
		if (!plan_head_read(&x->head, x->o->plan, xml_parse_file, &x->diags)) {
			cli_diagnose(&x->diags);
			status_add(statuses, STATUS_INPUT);
			return;
		}
		load_as_planned(&x->head, load_options);
		as_of = &x->head.as_of;
	}
	if (load(&x->loaded, x->o->scenario, load_options, as_of, statuses)
			&& load_previous(&x->o->run, x->o->plan ? &x->head : NULL, &x->loaded, &x->previous, &x->diags, statuses))
		answer(x, statuses);
	loaded_release(&x->loaded);
}

/* --- options --- */

static bool parse_number(const char *text, size_t n, int64_t most, int32_t *out)
{
	int64_t number;

	if (decimal_parse(text, n, 0, &number) != NUMBER_OK || number < 1 || number > most)
		return false;
	*out = (int32_t)number;
	return true;
}

/* "3" or "3..5", from 1. */
static bool parse_periods(const char *text, struct periods *out)
{
	const char *dots = strstr(text, "..");
	int32_t first, last;

	if (!parse_number(text, dots ? (size_t)(dots - text) : strlen(text), PERIODS_MAX, &first))
		return false;
	last = first;
	if (dots && !parse_number(dots + 2, strlen(dots + 2), PERIODS_MAX, &last))
		return false;
	*out = (struct periods){first - 1, last - 1};
	return first <= last;
}

static bool parse_rate(const char *text, struct ratio *out)
{
	return percent_parse(text, strlen(text), out) == NUMBER_OK && out->num > 0 && out->num <= out->den;
}

/* 1 = taken, 0 = not one of these, -1 = bad argument. */
static int take_option(void *context, int option, const char *argument)
{
	struct explain_options *o = context;

	switch (option) {
	case 'P':
		o->place = argument;
		return 1;
	case 'i':
		o->item = argument;
		return 1;
	case 'g':
		o->group = argument;
		return 1;
	case 'o':
		o->directory = argument;
		return 1;
	case 'f':
		o->full = true;
		return 1;
	case 'T':
		if (parse_number(argument, strlen(argument), INT32_MAX, &o->tier))
			return 1;
		cli_usage(&command_explain, _("--tier takes a number from 1, not \"%s\""), argument);
		return -1;
	case 'w':
		if (parse_periods(argument, &o->when))
			return 1;
		cli_usage(&command_explain, _("--periods takes 3 or 3..5, not \"%s\""), argument);
		return -1;
	case '%':
		if (parse_rate(argument, &o->to))
			return 1;
		cli_usage(&command_explain, _("--to takes a part of the demand such as 80%%, not \"%s\""), argument);
		return -1;
	default:
		return cli_run_option(&command_explain, option, argument, &o->run);
	}
}

/* As cli_options. */
static int parse_options(int argc, char **argv, struct explain_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION,
		PREVIOUS_OPTIONS,
		AS_OF_OPTION,
		JOBS_OPTION,
		{"place", required_argument, NULL, 'P'},
		{"item", required_argument, NULL, 'i'},
		{"group", required_argument, NULL, 'g'},
		{"tier", required_argument, NULL, 'T'},
		{"periods", required_argument, NULL, 'w'},
		{"to", required_argument, NULL, '%'},
		{"output", required_argument, NULL, 'o'},
		{"full", no_argument, NULL, 'f'},
		{NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_explain, argc, argv, "o:j:h", options, &o->load, take_option, o);

	if (ended != 0)
		return ended;
	if (argc - optind < 1 || argc - optind > 2)
		return cli_usage(&command_explain, "%s", _("a scenario is needed, and perhaps its plan"));
	if (!o->place || !o->item)
		return cli_usage(&command_explain, "%s", _("--place and --item say what is to be explained"));
	o->scenario = argv[optind];
	o->plan = argc - optind == 2 ? argv[optind + 1] : NULL;
	return cli_run_complete(&command_explain, &o->run, o->plan != NULL) ? 0 : STATUS_USAGE;
}

static enum status run(int argc, char **argv)
{
	struct explain_options o = {.run.jobs = cli_default_jobs(), .when = {0, PERIODS_MAX}};
	struct explain_call x = {.o = &o};
	struct statuses statuses = {0};
	int ended = parse_options(argc, argv, &o);

	if (ended == 0) {
		diags_init(&x.diags);
		plan_head_init(&x.head);
		plan_init(&x.plan);
		previous_init(&x.previous);
		run_call(&x, &o.load, &statuses);
		previous_release(&x.previous);
		plan_release(&x.plan);
		plan_head_release(&x.head);
		diags_release(&x.diags);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_explain = {
	"explain",
	N_("Explain what a place gets of an item: who reaches it, why it is short, what would mend it"),
	N_("explain [OPTIONS] SCENARIO [PLAN] --place ID --item ID"),
	N_("  PLAN              plan.xml or the folder that plan -o wrote; without it the plan is made first\n"
	   "  --place ID        the community or site\n"
	   "  --item ID         the item\n"
	   "  --group ID        claims of this group only\n"
	   "  --tier N          claims of this tier only\n"
	   "  --periods A..B    only claims that begin in these periods\n"
	   "  --to RATE         also find what lifts them to this part of their demand: 80%\n"
	   "  -o DIR            write the explanation and its tables as CSV into DIR\n"
	   "  --previous DIR    the earlier plan's folder that the plan goes on from\n"
	   "  --as-of TIME      the present, without PLAN: 2026-12-01T20:00:00+08:00\n"
	   "  --done FILE       receipts.csv as returned\n"
	   "  --done-encoding E its encoding: UTF-8 (default), GB18030 or GBK\n"
	   "  -j, --jobs N      threads (default: all processors)\n"
	   "  --full            name all holders, try all remedies\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	true,
};
