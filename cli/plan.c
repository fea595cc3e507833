#include "cli/cli.h"

#include "base/text.h"
#include "io/printer.h"
#include "io/receipts.h"
#include "io/xml_parser.h"
#include "models/previous.h"
#include "solver/lp.h"
#include "solver/options.h"
#include "solver/solve.h"

#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct plan_options {
	struct load_options load;
	struct run_options run;
	const char *path, *directory;
	bool full, no_baseline, no_causes, timings;
	int64_t time_limit; /* ns */
};

static volatile int interrupted;

/* --timings: wall seconds of each step on stderr; never in any file. */
static double seconds_since(struct timespec *mark)
{
	struct timespec now;
	double seconds;

	clock_gettime(CLOCK_MONOTONIC, &now);
	seconds = (double)(now.tv_sec - mark->tv_sec) + (double)(now.tv_nsec - mark->tv_nsec) * 1e-9;
	*mark = now;
	return seconds;
}

/* sentence: "read %.3f s" and the like, translated. */
static void say_time(const struct plan_options *o, const char *sentence, struct timespec *mark)
{
	double seconds = seconds_since(mark);

	if (o->timings)
		fprintf(stderr, sentence, seconds);
}

/* Building is part of solving: the sum over all parts, whatever the threads. */
static void say_parts(const struct plan_options *o, const struct loaded *l, const struct plan *plan)
{
	int64_t built = 0;

	if (!o->timings)
		return;
	for (int32_t k = 0; k < plan->ncomponents; k++) {
		const struct component *c = &plan->components[k];
		struct text items;

		text_init(&items);
		for (int32_t i = 0; i < c->nitems; i++)
			text_printf(&items, i ? "+%s" : "%s", l->scenario.items[c->items[i]].id);
		fprintf(stderr, c->pure ? _("time part %s %.3f s (pure, %d nodes, %d arcs, %d cells, %d rows)\n")
			: _("time part %s %.3f s (coupled, %d nodes, %d arcs, %d cells, %d rows)\n"),
			text_str(&items), (double)c->solve_ns * 1e-9, c->nodes, c->arcs, c->cells, c->rows);
		text_release(&items);
		built += c->build_ns;
	}
	fprintf(stderr, _("time build %.3f s\n"), (double)built * 1e-9);
	fprintf(stderr, _("time claims %d\n"), l->cells.ncells);
	fprintf(stderr, _("time gains %.3f s (of solve)\n"), (double)plan->gains_ns * 1e-9);
	fprintf(stderr, _("time causes %.3f s, each alone %.3f s (of solve)\n"), (double)plan->causes_ns * 1e-9,
		(double)plan->alones_ns * 1e-9);
}

/* While the scenario is read there is no plan to get: said, and ended at once.
 * The words are made beforehand; nothing has been written that could be half. */
static char broken_off[256]; /* UTF-8 */

static void on_interrupt_reading(int signal_number)
{
	ssize_t ignored = write(STDERR_FILENO, broken_off, strlen(broken_off));

	(void)signal_number;
	(void)ignored;
	_exit(STATUS_OUTPUT);
}

static void watch_reading(void)
{
	snprintf(broken_off, sizeof broken_off, "\n%s",
		_("shecang: interrupted before there was a plan; nothing was written\n"));
	signal(SIGINT, on_interrupt_reading);
}

static void on_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
	/* A second one ends the program at once. */
	signal(SIGINT, SIG_DFL);
}

static bool shortfall_remains(const struct loaded *l, const struct plan *plan)
{
	for (int32_t c = 0; c < l->cells.ncells; c++)
		if (plan->served[c].quantity < l->cells.cells[c].demand)
			return true;
	return false;
}

static void print_plan(const struct loaded *l, const struct plan *plan, const struct plan_options *o,
	struct statuses *statuses)
{
	struct report report = {&l->scenario, &l->cells, &l->supply, plan, cli_language(),
		"shecang " SHECANG_VERSION, o->full, o->directory, &l->diags};
	struct timespec mark;
	char why[512];

	clock_gettime(CLOCK_MONOTONIC, &mark);
	if (o->directory && !report_write(&report, o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
		report.directory = NULL; /* nobody shall look for it there */
	}
	report_print(&report, stdout, cli_width(), cli_colour());
	say_time(o, _("time write %.3f s\n"), &mark);
}

static void make_plan(const struct loaded *l, const struct previous *previous,
	const struct plan_options *o, struct statuses *statuses)
{
	struct solve_options solve = {.jobs = o->run.jobs, .time_limit = o->time_limit, .interrupted = &interrupted,
		.previous = previous, .baseline = !o->no_baseline, .gains = true, .why = !o->no_causes};
	struct timespec mark;
	struct plan plan;
	char libraries[96], solver[32];
	bool holds;

	plan_init(&plan);
	snprintf(libraries, sizeof libraries, "%s; %s", lp_library(solver), xml_library());
	plan.request = (struct plan_request){o->time_limit, !o->no_baseline, o->load.strict,
		o->load.set_aside_lines, previous != NULL, NULL, libraries};
	clock_gettime(CLOCK_MONOTONIC, &mark);
	plan_solve(&l->scenario, &l->cells, &l->supply, &solve, &plan);
	say_time(o, _("time solve %.3f s\n"), &mark);
	say_parts(o, l, &plan);
	holds = cli_plan_holds(&l->scenario, &l->cells, &l->supply, previous, &plan);
	say_time(o, _("time check %.3f s\n"), &mark);
	if (!holds) {
		status_add(statuses, STATUS_INTERNAL);
	} else {
		if (plan.status == PLAN_CONTRADICTION)
			status_add(statuses, STATUS_CONTRADICTION);
		else if (shortfall_remains(l, &plan))
			status_add(statuses, STATUS_SHORTFALL);
		if (plan.status == PLAN_UNPROVEN)
			status_add(statuses, STATUS_UNPROVEN);
		/* Half a folder of orders is worse than a moment's patience. */
		print_plan(l, &plan, o, statuses);
	}
	plan_release(&plan);
}

static bool parse_seconds(const char *text, int64_t *ns)
{
	int64_t thousandths;

	if (decimal_parse(text, strlen(text), 3, &thousandths) != NUMBER_OK || thousandths <= 0
		|| thousandths > (int64_t)1000 * 86400 * 30)
		return false;
	*ns = thousandths * 1000000;
	return true;
}

static int take_option(void *context, int option, const char *argument)
{
	struct plan_options *o = context;

	switch (option) {
	case 'o':
		o->directory = argument;
		return 1;
	case 'l':
		if (parse_seconds(argument, &o->time_limit))
			return 1;
		cli_usage(&command_plan, _("--time-limit takes seconds, not \"%s\""), argument);
		return -1;
	case 'f':
		o->full = true;
		return 1;
	case 'b':
		o->no_baseline = true;
		return 1;
	case 'c':
		o->no_causes = true;
		return 1;
	case 'T':
		o->timings = true;
		return 1;
	default:
		return cli_run_option(&command_plan, option, argument, &o->run);
	}
}

/* As cli_options. */
static int parse_options(int argc, char **argv, struct plan_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION,
		{"output", required_argument, NULL, 'o'},
		PREVIOUS_OPTIONS,
		AS_OF_OPTION,
		JOBS_OPTION,
		{"time-limit", required_argument, NULL, 'l'},
		{"full", no_argument, NULL, 'f'},
		{"no-baseline", no_argument, NULL, 'b'},
		{"no-causes", no_argument, NULL, 'c'},
		{"timings", no_argument, NULL, 'T'},
		{NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_plan, argc, argv, "o:j:h", options, &o->load, take_option, o);

	if (ended != 0)
		return ended;
	if (argc - optind != 1)
		return cli_usage(&command_plan, "%s", _("exactly one scenario is needed"));
	if (!cli_run_complete(&command_plan, &o->run, false))
		return STATUS_USAGE;
	o->path = argv[optind];
	return 0;
}

/* What has come back stands in no other place: a folder with filled-in receipts stays as it is. */
static bool may_write(const struct plan_options *o, struct statuses *statuses)
{
	struct diags diags;
	struct text path;
	bool may;

	if (!o->directory)
		return true;
	diags_init(&diags);
	text_init(&path);
	text_printf(&path, "%s/receipts.csv", o->directory);
	may = receipts_blank(text_str(&path), &diags);
	cli_diagnose(&diags);
	text_release(&path);
	diags_release(&diags);
	if (!may)
		status_add(statuses, STATUS_OUTPUT);
	return may;
}

static enum status run(int argc, char **argv)
{
	struct plan_options o = {.run.jobs = cli_default_jobs()};
	struct statuses statuses = {0};
	struct loaded loaded;
	struct previous previous;
	int ended = parse_options(argc, argv, &o);
	struct timespec mark;

	if (ended != 0) {
		load_options_release(&o.load);
		return cli_result(ended, NULL);
	}
	if (!may_write(&o, &statuses)) {
		load_options_release(&o.load);
		status_print(&statuses);
		return status_final(&statuses);
	}
	watch_reading();
	previous_init(&previous);
	clock_gettime(CLOCK_MONOTONIC, &mark);
	if (load(&loaded, o.path, &o.load, o.run.has_as_of ? &o.run.as_of : NULL, &statuses)) {
		signal(SIGINT, on_interrupt);
		say_time(&o, _("time read %.3f s\n"), &mark);
		if (load_previous(&o.run, NULL, &loaded, &previous, &loaded.diags, &statuses))
			make_plan(&loaded, o.run.previous ? &previous : NULL, &o, &statuses);
	}
	previous_release(&previous);
	signal(SIGINT, SIG_DFL);
	loaded_release(&loaded);
	load_options_release(&o.load);
	status_print(&statuses);
	return status_final(&statuses);
}

const struct command command_plan = {
	"plan",
	N_("Make a plan: who gives what to whom, when, by which route; who is left short"),
	N_("plan [OPTIONS] SCENARIO"),
	N_("  -o DIR            write plan.xml, orders, receiving lists, CSV and pages into DIR\n"
	   "  --previous DIR    plan again from an earlier plan's folder; needs --as-of\n"
	   "  --as-of TIME      the present: 2026-12-01T20:00:00+08:00\n"
	   "  --done FILE       receipts.csv as returned\n"
	   "  --done-encoding E its encoding: UTF-8 (default), GB18030 or GBK\n"
	   "  -j, --jobs N      threads (default: all processors)\n"
	   "  --time-limit S    stop after S seconds with a valid plan, not proven\n"
	   "  --full            print long tables whole\n"
	   "  --no-baseline     leave out the proportional baseline\n"
	   "  --no-causes       leave out why claims are short, cause by cause\n"
	   "  --timings         say on stderr how long each step took\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	true,
};
