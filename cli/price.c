#include "cli/cli.h"

#include "base/text.h"
#include "io/price.h"
#include "solver/solve.h"
#include "solver/verify/verify.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

struct price_options {
	struct load_options load;
	const char *scenario, *directory; /* directory: NULL */
	int jobs;
};

/* --- the price of fairness --- */

/* A plan by the scenario's rule; false and said when there is none to show. */
static bool make_plan(const struct loaded *l, const struct scenario *s, const struct price_options *o,
	struct plan *plan, struct statuses *statuses)
{
	struct solve_options options = {.jobs = o->jobs};
	struct text findings;
	bool holds;

	plan_solve(s, &l->cells, &l->supply, &options, plan);
	if (plan->status == PLAN_CONTRADICTION) {
		fprintf(stderr, "%s", _("shecang: the hard rules contradict, so there is no plan to compare; "
			"shecang plan shows them\n"));
		status_add(statuses, STATUS_CONTRADICTION);
		return false;
	}
	if (plan->status == PLAN_UNPROVEN)
		status_add(statuses, STATUS_UNPROVEN);
	text_init(&findings);
	holds = plan_check(s, &l->cells, &l->supply, plan, &findings);
	if (!holds) {
		fprintf(stderr, _("shecang: a plan does not pass its own check; nothing is compared:\n%s"),
			text_str(&findings));
		status_add(statuses, STATUS_INTERNAL);
	}
	text_release(&findings);
	return holds;
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

static void print_all(const struct report *report, const struct price_fairness *fairness,
	const struct price_options *o, struct statuses *statuses)
{
	char why[512];

	if (o->directory && !price_write(report, fairness, o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
	price_print(report, fairness, stdout, cli_width());
}

static void price(const struct loaded *l, const struct price_options *o, struct statuses *statuses)
{
	struct price_fairness fairness = {.nrules = 0};
	struct plan plan;
	struct report report = {&l->scenario, &l->cells, &l->supply, &plan, cli_language(),
		"shecang " SHECANG_VERSION, false, o->directory, &l->diags};

	plan_init(&plan);
	price_frame_init(&fairness.frame, &l->scenario, &l->cells);
	if (make_plan(l, &l->scenario, o, &plan, statuses) && compare_rules(l, o, &report, &fairness, statuses)) {
		if (is_short(l, &plan))
			status_add(statuses, STATUS_SHORTFALL);
		print_all(&report, &fairness, o, statuses);
	}
	price_fairness_release(&fairness);
	price_frame_release(&fairness.frame);
	plan_release(&plan);
}

static bool parse_jobs(const char *text, int *jobs)
{
	int64_t n;

	if (decimal_parse(text, strlen(text), 0, &n) != NUMBER_OK || n < 1 || n > 256)
		return false;
	*jobs = (int)n;
	return true;
}

/* 0 = go on, -1 = help, else the status to end with. */
static int parse_options(int argc, char **argv, struct price_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS,
		{"output", required_argument, NULL, 'o'},
		{"jobs", required_argument, NULL, 'j'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "o:j:h", options, NULL)) != -1) {
		int common = cli_common_option(option, optarg, &o->load);
		if (common < 0)
			return STATUS_USAGE;
		if (common > 0)
			continue;
		switch (option) {
		case 'h':
			cli_help(&command_price);
			return -1;
		case 'o':
			o->directory = optarg;
			break;
		case 'j':
			if (!parse_jobs(optarg, &o->jobs))
				return cli_usage(&command_price, _("--jobs takes 1 to 256, not \"%s\""), optarg);
			break;
		default:
			return cli_bad_option(&command_price, argv);
		}
	}
	if (argc - optind != 1)
		return cli_usage(&command_price, "%s", _("exactly one scenario is needed"));
	o->scenario = argv[optind];
	return 0;
}

static int default_jobs(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static enum status run(int argc, char **argv)
{
	struct price_options o = {.jobs = default_jobs()};
	struct statuses statuses = {0};
	struct loaded loaded;
	int ended = parse_options(argc, argv, &o);

	if (ended == 0) {
		if (load(&loaded, o.scenario, &o.load, NULL, &statuses))
			price(&loaded, &o, &statuses);
		loaded_release(&loaded);
		status_print(&statuses);
	}
	mem_free(o.load.leave_out);
	return ended < 0 ? STATUS_PROVEN : ended > 0 ? (enum status)ended : status_final(&statuses);
}

const struct command command_price = {
	"price",
	N_("What the rule of fairness costs: who gets how much, when and at what cost under each rule"),
	N_("price [OPTIONS] SCENARIO"),
	N_("  -o DIR            write the tables as CSV into DIR\n"
	   "  -j, --jobs N      threads (default: all processors)\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"),
	run,
	false,
};
