/* Many futures, each planned as one scenario is: by several processes, which leave a
 * file for each future, so that a run that was killed goes on where it was. */
#include "cli/sweep.h"

#include "base/diag_mark.h"
#include "base/text.h"
#include "io/reader.h"
#include "io/save.h"
#include "models/check.h"
#include "solver/options.h"
#include "solver/solve.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- one future ---- */

bool sweep_scenario(const struct sweeping *w, int32_t future, struct scenario *s, struct diags *d)
{
	scenario_copy(&w->base, s);
	return future_make(s, &w->futures, future, &w->o->load, d);
}

/* False when the plan does not pass its own check. */
static bool plan_future(struct sweeping *w, const struct scenario *s, struct future_outcome *out)
{
	struct solve_options solve = {.jobs = 1, .figures = true, .reuse = &w->reuse};
	struct cells cells;
	struct supply supply;
	struct plan plan;
	bool holds;

	cells_build(s, &cells);
	supply_build(s, &cells, &supply);
	plan_init(&plan);
	plan_solve(s, &cells, &supply, &solve, &plan);
	holds = cli_plan_holds(s, &cells, &supply, NULL, &plan);
	ensemble_take(&w->ensemble, &w->loaded.scenario, s, &cells, &plan, out);
	if (w->futures.kind == FUTURES_ALONG)
		rates_take(s, &cells, &plan, &out->rates);
	plan_release(&plan);
	supply_release(&supply);
	cells_release(&cells);
	return holds;
}

static enum status run_future(struct sweeping *w, int32_t future)
{
	struct future_outcome out = {.state = FUTURE_REFUSED};
	enum status status = STATUS_PROVEN;
	struct scenario s;
	struct diags d;
	char why[512];

	diags_init_unseen(&d);
	if (sweep_scenario(w, future, &s, &d) && !plan_future(w, &s, &out))
		status = STATUS_INTERNAL;
	if (status == STATUS_PROVEN &&
		!outcome_save(w->o->directory, w->key, future, &w->ensemble, &out, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status = STATUS_OUTPUT;
	}
	outcome_release(&out);
	scenario_release(&s);
	diags_release(&d);
	return status;
}

/* ---- processes ---- */

/* Every so-many-th of the futures still to be planned, from the worker-th on. */
static enum status work(struct sweeping *w, const int32_t *pending, int32_t n, int worker, int workers)
{
	for (int32_t k = worker; k < n; k += workers) {
		enum status status = run_future(w, pending[k]);

		if (status != STATUS_PROVEN)
			return status;
	}
	return STATUS_PROVEN;
}

static void wait_for(pid_t child, struct statuses *statuses)
{
	int ended;

	while (waitpid(child, &ended, 0) < 0)
		if (errno != EINTR)
			return;
	if (WIFSIGNALED(ended)) {
		fprintf(stderr, _("shecang: a process of the sweep was ended by signal %d; what it had planned is kept\n"),
			WTERMSIG(ended));
		status_add(statuses, STATUS_UNPROVEN);
	} else if (WEXITSTATUS(ended) != 0) {
		status_add(statuses, (enum status)WEXITSTATUS(ended));
	}
}

/* A sweep that is killed leaves no process behind that still writes into its folder
 * while the sweep is started again. */
static void stay_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(STATUS_INTERNAL);
}

static void work_side_by_side(struct sweeping *w, const int32_t *pending, int32_t n, struct statuses *statuses)
{
	int jobs = w->o->jobs < n ? w->o->jobs : n;
	pid_t *children = mem_calloc((size_t)jobs, sizeof *children), parent = getpid();

	fflush(stdout);
	fflush(stderr);
	for (int k = 0; k < jobs; k++) {
		children[k] = fork();
		if (children[k] == 0) {
			stay_with(parent);
			_exit((int)work(w, pending, n, k, jobs));
		}
		if (children[k] < 0) {
			enum status status = work(w, pending, n, k, jobs); /* no process to be had: here, then */

			if (status != STATUS_PROVEN)
				status_add(statuses, status);
		}
	}
	for (int k = 0; k < jobs; k++)
		if (children[k] > 0)
			wait_for(children[k], statuses);
	mem_free(children);
}

void sweep_plan(struct sweeping *w, const int32_t *list, int32_t n, struct statuses *statuses)
{
	int32_t *pending = mem_calloc((size_t)n, sizeof *pending), npending = 0, there = 0;

	for (int32_t k = 0; k < n; k++) {
		if (k % w->ranks.size != w->ranks.rank)
			continue;
		if (outcome_load(w->o->directory, w->key, list[k], &w->ensemble))
			there++;
		else
			pending[npending++] = list[k];
	}
	if (there > 0)
		fprintf(stderr, _("shecang: futures planned before and kept: %d; still to be planned: %d\n"), (int)there,
			(int)npending);
	if (npending > 0 && w->ranks.size > 1) {
		enum status status = work(w, pending, npending, 0, 1); /* the ranks are the processes */

		if (status != STATUS_PROVEN)
			status_add(statuses, status);
	} else if (npending > 0) {
		work_side_by_side(w, pending, npending, statuses);
	}
	mem_free(pending);
}

static void plan_all(struct sweeping *w, struct statuses *statuses)
{
	int32_t *list = mem_calloc((size_t)w->futures.n, sizeof *list), n = 0;
	int64_t parts = w->o->parts > 0 ? w->o->parts : 1, part = w->o->parts > 0 ? w->o->part - 1 : 0;

	for (int32_t k = 0; k < w->futures.n; k++)
		if (k % parts == part)
			list[n++] = k;
	sweep_plan(w, list, n, statuses);
	mem_free(list);
}

/* ---- before ---- */

/* Can it ask for something else than the scenario does? */
static bool may_ask_otherwise(const struct futures *f, int32_t future)
{
	return f->kind == FUTURES_GIVEN || (f->kind == FUTURES_ALONG && (future == 0 || future == f->n - 1));
}

/* Who asks for what in some future; places and items that only futures have are made known. Faulty
 * overlays are said before anything is planned. files gets what the futures were read from. */
static bool know_futures(struct sweeping *w, struct diags *d, struct text *files)
{
	bool good = true;

	for (int32_t k = 0; good && k < w->futures.n; k++) {
		struct diags_mark mark = diags_mark(d);
		struct scenario s;

		if (!may_ask_otherwise(&w->futures, k))
			continue;
		good = sweep_scenario(w, k, &s, d);
		if (good) {
			diags_rewind(d, &mark); /* warnings are those of the scenario */
			ensemble_know(&w->loaded.scenario, &s);
			asked_add_scenario(&w->asked, &w->loaded.scenario, &s);
		}
		for (int32_t i = w->base.ninputs; i < s.ninputs; i++)
			text_printf(files, "%d %s\n", (int)k, s.inputs[i].sha256);
		scenario_release(&s);
	}
	return good;
}

/* What the kept outcomes depend on, and what is asked for. */
static bool make_key(struct sweeping *w, struct diags *d)
{
	struct text all;
	int64_t bytes;
	char sha256[65];
	bool good;

	if (!scenario_fingerprint(&w->loaded.scenario, &bytes, sha256))
		mem_exhausted();
	text_init(&all);
	text_printf(&all, "shecang %s\n%s\n%s\n", SHECANG_VERSION, sha256, w->futures.sha256);
	asked_init(&w->asked, &w->loaded.scenario);
	asked_add(&w->asked, &w->loaded.cells);
	good = know_futures(w, d, &all);
	bytes_sha256(text_str(&all), all.length, w->key);
	text_release(&all);
	return good;
}

static bool prepare(struct sweeping *w, struct statuses *statuses)
{
	const struct sweep_options *o = w->o;
	struct diags *d = &w->loaded.diags;
	bool good = load_read(&w->loaded, o->path, &o->load, NULL, statuses);

	if (!good)
		return false;
	scenario_copy(&w->loaded.scenario, &w->base);
	if (!load_check(&w->loaded, &o->load, statuses))
		return false;
	if (d->nerrors > 0) { /* of sources set aside: futures could not tell what they hold */
		fprintf(stderr, "%s", _("shecang: the scenario has faults: mend them, or leave the sources out by name\n"));
		status_add(statuses, STATUS_INPUT);
		return false;
	}
	good = futures_load(&w->futures, &w->base, o->file, d);
	if (good && o->parts > 0 && w->futures.kind == FUTURES_ALONG) {
		status_add(statuses, cli_usage(&command_sweep, "%s",
			_("--part does not go with <along>: which points are planned comes out on the way")));
		return false;
	}
	good = good && make_key(w, d);
	if (good) {
		ensemble_init(&w->ensemble, &w->loaded.scenario, &w->asked, w->futures.n);
		for (int32_t k = 0; k < w->futures.n; k++)
			w->ensemble.weights[k] = futures_weight(&w->futures, k);
	}
	cli_diagnose(d);
	if (!good)
		status_add(statuses, STATUS_INPUT);
	return good;
}

/* ---- after ---- */

/* Figures of the futures that happened to be kept do not take the place of whole tables. */
static bool all_kept(const struct statuses *statuses)
{
	enum status status = status_final(statuses);

	if (status != STATUS_OUTPUT && status != STATUS_INTERNAL)
		return true;
	fprintf(stderr, "%s", _("shecang: no tables are made, for futures are missing; the same command goes on where this one ended\n"));
	return false;
}

static void add_up(struct sweeping *w, struct statuses *statuses)
{
	struct report report = {.scenario = &w->loaded.scenario, .cells = &w->loaded.cells,
		.supply = &w->loaded.supply, .language = cli_language(), .program = "shecang " SHECANG_VERSION,
		.full = w->o->full, .directory = w->o->directory};
	struct ensemble_summary sum;
	struct sweep_page page = {&report, &w->futures, &w->ensemble, &sum};
	char why[512];

	for (int32_t k = 0; k < w->futures.n; k++)
		if (w->ensemble.futures[k].state == FUTURE_MISSING)
			outcome_load(w->o->directory, w->key, k, &w->ensemble);
	ensemble_sum(&w->ensemble, w->futures.threshold, &sum);
	if (!sweep_write(&page, w->o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
	sweep_print(&page, stdout, cli_width(), cli_colour());
	printf(_("The tables are in %s.\n"), w->o->directory);
	for (int32_t k = 0; k < w->futures.n; k++) {
		if (w->ensemble.futures[k].state == FUTURE_UNPROVEN)
			status_add(statuses, STATUS_UNPROVEN);
		if (w->ensemble.futures[k].state == FUTURE_CONTRADICTION)
			status_add(statuses, STATUS_CONTRADICTION);
		if (w->ensemble.futures[k].rows && sum.futures[k].unmet > 0)
			status_add(statuses, STATUS_SHORTFALL);
	}
	if (sum.missing > 0)
		status_add(statuses, STATUS_UNPROVEN);
	ensemble_summary_release(&sum);
}

static void sweep(const struct sweep_options *o, struct ranks ranks, struct statuses *statuses)
{
	struct sweeping w = {.o = o, .ranks = ranks};
	char why[512];
	struct folder folder = {o->directory, why, sizeof why, false};

	futures_init(&w.futures);
	bool ready = prepare(&w, statuses);
	/* where everything is drawn anew, no network is met again */
	reuse_init(&w.reuse, w.futures.kind != FUTURES_SAMPLED);

	if (ready && !(folder_make(&folder, NULL) && folder_make(&folder, "futures"))) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
		ready = false;
	}
	ready = ranks_join(ready ? 0 : 1) == 0 && ready; /* all, or none */
	if (ready && w.futures.kind == FUTURES_ALONG) {
		sweep_along(&w, statuses);
	} else {
		if (ready)
			plan_all(&w, statuses);
		statuses->bits = ranks_join(statuses->bits);
		if (ready && ranks.rank == 0 && all_kept(statuses))
			add_up(&w, statuses);
	}
	reuse_release(&w.reuse);
	ensemble_release(&w.ensemble);
	asked_release(&w.asked);
	futures_release(&w.futures);
	scenario_release(&w.base);
	loaded_release(&w.loaded);
}

/* ---- the call ---- */

static bool parse_whole(const char *text, size_t n, int64_t least, int64_t most, int64_t *out)
{
	return decimal_parse(text, n, 0, out) == NUMBER_OK && *out >= least && *out <= most;
}

/* "3/10": the third of ten parts. */
static bool parse_part(const char *text, struct sweep_options *o)
{
	enum { PARTS_MAX = 100000 };
	const char *slash = strchr(text, '/');

	return slash && parse_whole(slash + 1, strlen(slash + 1), 1, PARTS_MAX, &o->parts) &&
		parse_whole(text, (size_t)(slash - text), 1, o->parts, &o->part);
}

static int take_option(void *context, int option, const char *argument)
{
	struct sweep_options *o = context;

	switch (option) {
	case 'f':
		o->file = argument;
		return 1;
	case 'o':
		o->directory = argument;
		return 1;
	case 'F':
		o->full = true;
		return 1;
	case 'j':
		return cli_take_jobs(&command_sweep, argument, &o->jobs);
	case 'p':
		if (parse_part(argument, o))
			return 1;
		cli_usage(&command_sweep, _("--part takes for example 3/10, not \"%s\""), argument);
		return -1;
	default:
		return 0;
	}
}

/* As cli_options. */
static int read_options(struct sweep_options *o, int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, JOBS_OPTION, {"futures", required_argument, NULL, 'f'},
		{"output", required_argument, NULL, 'o'}, {"part", required_argument, NULL, 'p'},
		{"full", no_argument, NULL, 'F'}, {NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_sweep, argc, argv, "f:o:j:h", options, &o->load, take_option, o);

	if (ended != 0)
		return ended;
	if (!o->file || !o->directory)
		return cli_usage(&command_sweep, "%s", _("--futures FILE and --output DIR are needed"));
	if (argc - optind != 1)
		return cli_usage(&command_sweep, "%s", _("exactly one scenario is needed"));
	o->path = argv[optind];
	return 0;
}

static enum status run(int argc, char **argv)
{
	struct sweep_options o = {.jobs = cli_default_jobs()};
	struct statuses statuses = {0};
	int ended = read_options(&o, argc, argv);

	if (ended == 0) {
		struct ranks ranks = ranks_begin();

		sweep(&o, ranks, &statuses);
		if (ranks.rank == 0)
			status_print(&statuses);
		ranks_end();
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_sweep = {
	"sweep",
	N_("Plan many futures of a scenario: how sure, who is at risk, what hurts most"),
	N_("sweep [OPTIONS] --futures FILE -o DIR SCENARIO"),
	N_("  -f, --futures FILE  which futures: sampled, any k lost, given ones, or along a quantity\n"
	   "  -o, --output DIR    keep each future there, and the tables; a further run goes on\n"
	   "  -j, --jobs N        processes; the results are the same\n"
	   "  --part K/N          plan only every N-th future, from the K-th on (several machines)\n"
	   "  --full              print long tables whole\n"
	   "  --with FILE         an overlay to apply first (may be repeated)\n"
	   "  --strict            refuse instead of setting faulty sources aside\n"
	   "  --set-aside line    set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID      leave a source out (may be repeated)\n"),
	run,
	false,
};
