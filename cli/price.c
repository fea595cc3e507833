#include "cli/cli.h"

#include "base/text.h"
#include "io/price.h"
#include "solver/options.h"
#include "solver/price_autonomy.h"
#include "solver/solve.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

struct price_options {
	struct load_options load;
	const char *scenario, *directory; /* directory: NULL */
	bool no_fairness, no_autonomy, full;
	struct ratio drop;
	int jobs;
};

/* --- the price of fairness --- */

/* A plan by the scenario's rule; false and said when there is none to show. */
static bool make_plan(const struct loaded *l, const struct scenario *s, const struct price_options *o,
	struct plan *plan, struct statuses *statuses)
{
	struct solve_options options = {.jobs = o->jobs};

	plan_solve(s, &l->cells, &l->supply, &options, plan);
	if (plan->status == PLAN_CONTRADICTION) {
		fprintf(stderr, "%s", _("shecang: the hard rules contradict, so there is no plan to compare; "
			"shecang plan shows them\n"));
		status_add(statuses, STATUS_CONTRADICTION);
		return false;
	}
	if (!cli_plan_holds(s, &l->cells, &l->supply, NULL, plan)) {
		status_add(statuses, STATUS_INTERNAL);
		return false;
	}
	if (plan->status == PLAN_UNPROVEN)
		status_add(statuses, STATUS_UNPROVEN);
	return true;
}

/* Every rule but the stated one is planned here; that plan is `stated`. */
static bool compare_rules(const struct loaded *l, const struct price_options *o, const struct report *stated,
	struct price_fairness *fairness, struct statuses *statuses)
{
	bool made = true;

	for (int rule = 0; rule < PRICE_RULES && made; rule++) {
		struct scenario other = l->scenario;
		struct report report = *stated;
		struct plan plan;

		if (rule == (int)l->scenario.policy.fairness) {
			price_fairness_add(fairness, stated);
			continue;
		}
		other.policy.fairness = (enum fairness)rule;
		report.scenario = &other;
		report.plan = &plan;
		plan_init(&plan);
		made = make_plan(l, &other, o, &plan, statuses);
		if (made)
			price_fairness_add(fairness, &report);
		plan_release(&plan);
	}
	return made;
}

/* --- the whole --- */

static bool is_short(const struct loaded *l, const struct plan *plan)
{
	for (int32_t c = 0; c < l->cells.ncells; c++)
		if (plan->served[c].quantity < l->cells.cells[c].demand)
			return true;
	return false;
}

static void print_all(const struct report *report, const struct prices *p, const struct price_options *o,
	struct statuses *statuses)
{
	char why[512];

	if (o->directory && !price_write(report, p, o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
	price_print(report, p, stdout, cli_width());
}

static void price_stated(const struct loaded *l, const struct price_options *o, const struct price_frame *frame,
	const struct report *report, struct statuses *statuses)
{
	struct solve_options options = {.jobs = o->jobs};
	struct price_fairness fairness = {.frame = frame};
	struct price_autonomy autonomy;
	struct prices p = {frame, o->no_fairness ? NULL : &fairness, o->no_autonomy ? NULL : &autonomy};

	price_autonomy_init(&autonomy);
	if (o->no_fairness || compare_rules(l, o, report, &fairness, statuses)) {
		if (is_short(l, report->plan))
			status_add(statuses, STATUS_SHORTFALL);
		if (!o->no_autonomy) {
			price_autonomy_solve(frame, &l->supply, &options, report->plan, o->drop, &autonomy);
			if (!autonomy.proven || !autonomy.alone_proven)
				status_add(statuses, STATUS_UNPROVEN);
		}
		print_all(report, &p, o, statuses);
	}
	price_autonomy_release(&autonomy);
	price_fairness_release(&fairness);
}

static void price(const struct loaded *l, const struct price_options *o, struct statuses *statuses)
{
	struct price_frame frame;
	struct plan plan;
	struct report report = {&l->scenario, &l->cells, &l->supply, &plan, cli_language(),
		"shecang " SHECANG_VERSION, o->full, o->directory, &l->diags};

	plan_init(&plan);
	price_frame_init(&frame, &l->scenario, &l->cells);
	if (make_plan(l, &l->scenario, o, &plan, statuses))
		price_stated(l, o, &frame, &report, statuses);
	price_frame_release(&frame);
	plan_release(&plan);
}

/* --only leaves the other one out. */
static bool parse_only(const char *word, struct price_options *o)
{
	o->no_fairness = strcmp(word, "autonomy") == 0;
	o->no_autonomy = strcmp(word, "fairness") == 0;
	return o->no_fairness || o->no_autonomy;
}

static int take_option(void *context, int option, const char *argument)
{
	struct price_options *o = context;

	switch (option) {
	case 'o':
		o->directory = argument;
		return 1;
	case 'j':
		return cli_take_jobs(&command_price, argument, &o->jobs);
	case 'O':
		if (parse_only(argument, o))
			return 1;
		cli_usage(&command_price, _("--only takes fairness or autonomy, not \"%s\""), argument);
		return -1;
	case 'd':
		if (percent_parse(argument, strlen(argument), &o->drop) == NUMBER_OK)
			return 1;
		cli_usage(&command_price, _("--drop takes a percentage such as 5%%, not \"%s\""), argument);
		return -1;
	case 'f':
		o->full = true;
		return 1;
	default:
		return 0;
	}
}

/* As cli_options. */
static int parse_options(int argc, char **argv, struct price_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, JOBS_OPTION,
		{"output", required_argument, NULL, 'o'},
		{"only", required_argument, NULL, 'O'},
		{"drop", required_argument, NULL, 'd'},
		{"full", no_argument, NULL, 'f'},
		{NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_price, argc, argv, "o:j:h", options, &o->load, take_option, o);

	if (ended == 0 && argc - optind != 1)
		return cli_usage(&command_price, "%s", _("exactly one scenario is needed"));
	o->scenario = argv[optind];
	return ended;
}

static enum status run(int argc, char **argv)
{
	struct price_options o = {.jobs = cli_default_jobs(), .drop = {1, 20}};
	struct statuses statuses = {0};
	struct loaded loaded;
	int ended = parse_options(argc, argv, &o);

	if (ended == 0) {
		if (load(&loaded, o.scenario, &o.load, NULL, &statuses))
			price(&loaded, &o, &statuses);
		loaded_release(&loaded);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_price = {
	"price",
	N_("What fairness and local shares cost: other rules, other shares, standing alone"),
	N_("price [OPTIONS] SCENARIO"),
	N_("  -o DIR            write the tables as CSV into DIR\n"
	   "  --only WHAT       fairness or autonomy; without it both\n"
	   "  --drop P          the loss that a local share may bring, against a share of 0% (default 5%)\n"
	   "  --full            print long tables whole\n"
	   "  -j, --jobs N      threads (default: all processors)\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	false,
};
