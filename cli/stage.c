/* Where to hold reserves before the event: quotas over a sweep's futures. */
#include "cli/cli.h"

#include "base/diag_mark.h"
#include "base/text.h"
#include "io/stage.h"
#include "models/stage.h"
#include "solver/stage.h"
#include "models/scenario_check.h"

#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct stage_call {
	struct load_options load;
	const char *path, *sweep, *check, *reserves, *directory;
	int jobs;
	bool full;
};
/* Futures of a staging, made on demand. */
struct source_of_futures {
	const struct stage_call *o;
	const struct scenario *base; /* as read */
	const struct stage *stage;
	struct futures futures;
	int64_t *weight; /* [n] */
	struct asked asked;
	struct stage_futures given;
};
struct stage_run {
	const struct stage_call *o;
	struct loaded loaded;
	struct scenario base;
	struct stage stage;
	struct source_of_futures futures, check;
};

static volatile int interrupted;

static void on_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* ---- futures ---- */

static bool make_future(void *context, int32_t future, const int64_t *quantity, struct scenario *s, int32_t *keeper)
{
	const struct source_of_futures *f = context;
	struct diags d;
	bool good;

	diags_init_unseen(&d);
	scenario_copy(f->base, s);
	good = stage_apply(s, f->stage, quantity, keeper) < 0 &&
		future_make(s, &f->futures, future, &f->o->load, &d);
	diags_release(&d);
	return good;
}

static bool read_futures(struct source_of_futures *f, struct stage_run *w, const char *path, struct diags *d)
{
	f->o = w->o;
	f->base = &w->base;
	f->stage = &w->stage;
	if (!futures_load(&f->futures, &w->base, path, d))
		return false;
	f->weight = mem_calloc((size_t)f->futures.n, sizeof *f->weight);
	for (int32_t k = 0; k < f->futures.n; k++)
		f->weight[k] = futures_weight(&f->futures, k);
	f->given = (struct stage_futures){f->futures.n, f->weight, f, make_future, &f->asked};
	return true;
}

/* What is asked for; only overlays of given futures can ask for more than the scenario does. */
static bool ask(struct source_of_futures *f, const struct loaded *loaded, struct diags *d)
{
	bool good = true;

	asked_init(&f->asked, &loaded->scenario);
	asked_add(&f->asked, &loaded->cells);
	for (int32_t k = 0; good && f->futures.kind == FUTURES_GIVEN && k < f->futures.n; k++) {
		struct diags_mark mark = diags_mark(d);
		struct scenario s;

		scenario_copy(f->base, &s);
		good = future_make(&s, &f->futures, k, &f->o->load, d);
		if (good) {
			diags_rewind(d, &mark); /* warnings are those of the scenario */
			asked_add_scenario(&f->asked, &loaded->scenario, &s);
		}
		scenario_release(&s);
	}
	return good;
}

/* ---- before ---- */

/* A keeper's id may be taken, or too long. */
static bool check_keepers(const struct stage_run *w, struct diags *d)
{
	int64_t *one = mem_calloc((size_t)w->stage.ncandidates, sizeof *one);
	struct scenario copy;
	int32_t holder;

	for (int32_t k = 0; k < w->stage.ncandidates; k++)
		one[k] = w->stage.candidates[k].lot;
	scenario_copy(&w->base, &copy);
	holder = stage_apply(&copy, &w->stage, one, NULL);
	if (holder >= 0) {
		struct diag *item = diag_add(d, DIAG_ERROR, 301, w->base.holders[holder].where,
			_("the id zz-%s of the quotas that %s would keep is taken or too long"), w->base.holders[holder].id,
			w->base.holders[holder].id);

		diag_remedy(d, item, _("give one of the two another id"));
	}
	scenario_release(&copy);
	mem_free(one);
	return holder < 0;
}

static bool prepare(struct stage_run *w, struct statuses *statuses)
{
	const struct stage_call *o = w->o;
	struct diags *d = &w->loaded.diags;
	bool good = load_read(&w->loaded, o->path, &o->load, NULL, statuses);

	if (!good)
		return false;
	scenario_copy(&w->loaded.scenario, &w->base);
	if (!load_check(&w->loaded, &o->load, statuses))
		return false;
	if (d->nerrors > 0) {
		fprintf(stderr, "%s", _("shecang: the scenario has faults: mend them, or leave the sources out by name\n"));
		status_add(statuses, STATUS_INPUT);
		return false;
	}
	good = stage_read(&w->stage, &w->base, o->reserves, d);
	good &= read_futures(&w->futures, w, o->sweep, d);
	good &= !o->check || read_futures(&w->check, w, o->check, d);
	good = good && check_keepers(w, d) && ask(&w->futures, &w->loaded, d) &&
		(!o->check || ask(&w->check, &w->loaded, d));
	cli_diagnose(d);
	if (!good)
		status_add(statuses, STATUS_INPUT);
	return good;
}

/* ---- after ---- */

/* The scenario as read with what was decided, and the norms that ask for it. */
static void make_with(const struct stage_run *w, const struct stage_result *result, struct scenario *with)
{
	const struct stage *st = &w->stage;
	int64_t *quantity = mem_calloc((size_t)st->ncandidates, sizeof *quantity);
	struct check_options check = {w->o->load.strict, w->o->load.set_aside_lines, false};
	struct diags d;

	for (int32_t k = 0; k < st->ncandidates; k++)
		quantity[k] = result->points[result->chosen].lots[k] * st->candidates[k].lot;
	scenario_copy(&w->base, with);
	stage_apply(with, st, quantity, NULL);
	stage_add_norms(with, &w->loaded.scenario, st, quantity);
	diags_init_unseen(&d);
	alterations_end(with);
	scenario_check(with, &check, &d); /* what it says has been said of the scenario without */
	diags_release(&d);
	mem_free(quantity);
}

static void add_statuses(const struct stage_result *r, struct statuses *statuses)
{
	const struct stage_futures_state *state = &r->state;

	if (!r->points[r->chosen].proven || state->limited > 0 || state->unproven > 0 || state->unlike > 0 || state->refused > 0)
		status_add(statuses, STATUS_UNPROVEN);
	if (state->contradicting > 0)
		status_add(statuses, STATUS_CONTRADICTION);
	for (int32_t t = 0; t < r->ntiers; t++)
		if (r->points[r->chosen].tiers[t].value > 0)
			status_add(statuses, STATUS_SHORTFALL);
}

static void show(const struct stage_run *w, const struct stage_result *result, struct statuses *statuses)
{
	struct report report = {.scenario = &w->loaded.scenario, .cells = &w->loaded.cells,
		.supply = &w->loaded.supply, .language = cli_language(), .program = "shecang " SHECANG_VERSION,
		.full = w->o->full, .directory = w->o->directory};
	struct ensemble_summary before, after;
	struct scenario with;
	struct stage_page page = {&report, &w->stage, &w->futures.futures, w->o->check ? &w->check.futures : NULL, result,
		&before, &after, &with};
	char why[512];

	make_with(w, result, &with);
	ensemble_sum(&result->state.before, w->futures.futures.threshold, &before);
	ensemble_sum(&result->state.after, w->futures.futures.threshold, &after);
	if (!stage_write(&page, w->o->directory, why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
	stage_print(&page, stdout, cli_width(), cli_colour());
	printf(_("The quotas and tables are in %s.\n"), w->o->directory);
	ensemble_summary_release(&before);
	ensemble_summary_release(&after);
	scenario_release(&with);
}

static void stage(const struct stage_call *o, struct statuses *statuses)
{
	struct stage_run w = {.o = o};
	struct stop stop = {&interrupted, 0};
	struct stage_options options = {o->jobs, &stop};
	struct stage_result result;

	futures_init(&w.futures.futures);
	futures_init(&w.check.futures);
	stage_init(&w.stage);
	if (prepare(&w, statuses)) {
		signal(SIGINT, on_interrupt);
		stage_solve(&w.stage, &w.loaded.scenario, &w.futures.given, o->check ? &w.check.given : NULL, &options,
			&result);
		add_statuses(&result, statuses);
		show(&w, &result, statuses);
		stage_result_release(&result);
	}
	stage_release(&w.stage);
	futures_release(&w.futures.futures);
	futures_release(&w.check.futures);
	mem_free(w.futures.weight);
	mem_free(w.check.weight);
	asked_release(&w.futures.asked);
	asked_release(&w.check.asked);
	scenario_release(&w.base);
	loaded_release(&w.loaded);
}

/* ---- the call ---- */

static int take_option(void *context, int option, const char *argument)
{
	struct stage_call *o = context;

	switch (option) {
	case 'f':
		o->sweep = argument;
		return 1;
	case 'r':
		o->reserves = argument;
		return 1;
	case 'c':
		o->check = argument;
		return 1;
	case 'o':
		o->directory = argument;
		return 1;
	case 'F':
		o->full = true;
		return 1;
	case 'j':
		return cli_take_jobs(&command_stage, argument, &o->jobs);
	default:
		return 0;
	}
}

/* As cli_options. */
static int read_options(struct stage_call *o, int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, JOBS_OPTION, {"futures", required_argument, NULL, 'f'},
		{"reserves", required_argument, NULL, 'r'}, {"check", required_argument, NULL, 'c'},
		{"output", required_argument, NULL, 'o'}, {"full", no_argument, NULL, 'F'}, {NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_stage, argc, argv, "f:r:o:j:h", options, &o->load, take_option, o);

	if (ended != 0)
		return ended;
	if (!o->sweep || !o->reserves || !o->directory)
		return cli_usage(&command_stage, "%s", _("--futures FILE, --reserves FILE and --output DIR are needed"));
	if (argc - optind != 1)
		return cli_usage(&command_stage, "%s", _("exactly one scenario is needed"));
	o->path = argv[optind];
	return 0;
}

static enum status run(int argc, char **argv)
{
	struct stage_call o = {.jobs = cli_default_jobs()};
	struct statuses statuses = {0};
	int ended = read_options(&o, argc, argv);

	if (ended == 0) {
		stage(&o, &statuses);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_stage = {
	"stage",
	N_("Where to hold reserves before the event: quotas within a budget, over many futures"),
	N_("stage [OPTIONS] --futures FILE --reserves FILE -o DIR SCENARIO"),
	N_("  -f, --futures FILE  which futures: a sweep's file\n"
	   "  -r, --reserves FILE what may be kept where, at what price, and the budget\n"
	   "  -o, --output DIR    write the quotas, as tables, overlay and scenario, there\n"
	   "  --check FILE        look at the quotas in other futures, too: another sweep's file\n"
	   "  -j, --jobs N        threads; the results are the same\n"
	   "  --full              print long tables whole\n"
	   "  --with FILE         an overlay to apply first (may be repeated)\n"
	   "  --strict            refuse instead of setting faulty sources aside\n"
	   "  --set-aside line    set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID      leave a source out (may be repeated)\n"),
	run,
	false,
};
