#include "cli/cli.h"

#include "base/diag_mark.h"
#include "base/text.h"
#include "io/compare.h"
#include "io/overlay.h"
#include "models/check.h"
#include "models/previous.h"
#include "models/scenario_check.h"
#include "models/scenario_words.h"
#include "solver/options.h"
#include "solver/solve.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

struct compare_options {
	struct load_options load;
	struct run_options run;
	const char *directory;
	bool full, no_steps;
};

/* One variant as it was asked for: overlays with + between. */
struct files {
	char *text; /* owned; names end in NUL */
	const char **names; /* [n] */
	int32_t n, room;
};

/* A scenario with some changes, ready to be planned. */
struct variation {
	struct scenario scenario;
	struct cells cells;
	struct supply supply;
	struct previous previous; /* settled, when there is one */
	bool ready;
};

struct work {
	const struct compare_options *o;
	struct loaded base; /* as read: what all variations are copies of */
	struct statuses statuses;
	struct comparison comparison;
};

/* ---- Arguments ---- */

/* "a.xml+b.csv": a file of that whole name comes first. */
static void split_files(struct files *f, const char *argument)
{
	char *at;

	f->text = mem_strdup(argument);
	at = f->text;
	for (;;) {
		char *plus = access(at, F_OK) == 0 ? NULL : strchr(at, '+');
		int32_t k = ARRAY_ADD(&f->names, &f->n, &f->room);

		f->names[k] = at;
		if (!plus)
			return;
		*plus = '\0';
		at = plus + 1;
	}
}

static void files_release(struct files *f)
{
	mem_free(f->names);
	mem_free(f->text);
}

/* ---- One variation ---- */

static void variation_release(struct variation *x)
{
	previous_release(&x->previous);
	if (x->ready) {
		supply_release(&x->supply);
		cells_release(&x->cells);
	}
	scenario_release(&x->scenario);
}

enum making { MADE, UNREADABLE, UNFIT }; /* an overlay is refused; what it makes is */
enum saying { SAY_NOTHING, SAY_OVERLAYS, SAY_ALL };

/* Warnings of the checks are said of the base alone: of the others they are the
 * same. What is wrong with an overlay is always said. */
static enum making variation_check(struct work *w, struct variation *x, bool read, enum saying saying)
{
	struct check_options check = {w->o->load.strict, w->o->load.set_aside_lines, false};
	struct diags *d = &w->base.diags;
	bool fits;

	if (saying == SAY_OVERLAYS || !read)
		cli_diagnose(d);
	if (!read)
		return UNREADABLE;
	fits = scenario_check(&x->scenario, &check, d);
	if (saying == SAY_ALL || (!fits && saying == SAY_OVERLAYS))
		cli_diagnose(d);
	return fits ? MADE : UNFIT;
}

/* The earlier plan as the variation has it: its facts stay what they are. */
static enum making take_previous(struct work *w, struct variation *x, enum saying saying)
{
	struct diags *d = &w->base.diags;
	bool good = !w->o->run.previous || read_previous(&w->o->run, &x->scenario, &x->cells, &x->supply,
		&x->previous, d);

	if (saying == SAY_ALL || (!good && saying == SAY_OVERLAYS))
		cli_diagnose(d);
	return good ? MADE : UNFIT;
}

static void variation_build(struct variation *x)
{
	cells_build(&x->scenario, &x->cells);
	supply_build(&x->scenario, &x->cells, &x->supply);
	x->ready = true;
}

/* The first `most` changes of the files on a copy (files NULL: the base). */
static enum making variation_make(struct work *w, struct variation *x, const struct files *files,
	int32_t most, struct effects *e, enum saying saying)
{
	struct diags_mark mark = diags_mark(&w->base.diags);
	enum making made;
	bool read = true;

	memset(x, 0, sizeof *x);
	previous_init(&x->previous);
	scenario_copy(&w->base.scenario, &x->scenario);
	for (int32_t k = 0; read && files && k < files->n; k++) {
		int32_t before = e->nchanges;

		read = overlay_read(&x->scenario, files->names[k], most, e, &w->base.diags);
		most -= e->nchanges - before;
	}
	alterations_end(&x->scenario);
	made = variation_check(w, x, read, saying);
	if (made == MADE) {
		variation_build(x);
		made = take_previous(w, x, saying);
	}
	diags_rewind(&w->base.diags, &mark);
	if (made == UNREADABLE || (made == UNFIT && saying != SAY_NOTHING))
		status_add(&w->statuses, STATUS_INPUT);
	return made;
}

/* ---- Plans ---- */

static void note_status(struct work *w, const struct figures *f)
{
	if (f->status == PLAN_CONTRADICTION)
		status_add(&w->statuses, STATUS_CONTRADICTION);
	if (f->status == PLAN_UNPROVEN)
		status_add(&w->statuses, STATUS_UNPROVEN);
	for (int32_t i = 0; f->status != PLAN_CONTRADICTION && i < f->nsums; i++)
		if (f->sums[i].served < f->sums[i].demand)
			status_add(&w->statuses, STATUS_SHORTFALL);
}

/* Plans the variation; false when the plan does not pass its check. */
static bool make_figures(struct work *w, const struct variation *x, struct figures *out)
{
	const struct previous *previous = w->o->run.previous ? &x->previous : NULL;
	struct solve_options solve = {.jobs = w->o->run.jobs, .previous = previous};
	struct plan plan;
	bool holds;

	plan_init(&plan);
	plan.request.goes_on = previous != NULL;
	plan_solve(&x->scenario, &x->cells, &x->supply, &solve, &plan);
	holds = cli_plan_holds(&x->scenario, &x->cells, &x->supply, previous, &plan);
	figures_build(out, &x->scenario, &x->cells, &x->supply, &plan);
	if (!holds)
		status_add(&w->statuses, STATUS_INTERNAL);
	plan_release(&plan);
	return holds;
}

/* ---- Variants ---- */

/* Titles of the overlays; language "zh" or "en". */
static const char *titles_in(struct work *w, const struct compare_variant *v, const char *language)
{
	const char *kept;
	struct text title;

	text_init(&title);
	for (int32_t k = 0; k < v->effects.nfiles; k++) {
		const char *text = label_text(v->effects.files[k].title, language, "");

		if (*text)
			text_printf(&title, title.length > 0 ? " + %s" : "%s", text);
	}
	kept = arena_strdup(&w->base.scenario.arena, text_str(&title));
	text_release(&title);
	return kept;
}

static void set_title(struct work *w, struct compare_variant *v)
{
	v->title = titles_in(w, v, w->comparison.language);
	v->own_title = titles_in(w, v, strncmp(w->base.scenario.language, "en", 2) == 0 ? "en" : "zh");
}

/* Step k: the first k + 1 changes; the last one is the variant. After some there may
 * be no scenario that can be planned. */
static bool make_steps(struct work *w, struct compare_variant *v, const struct files *files)
{
	int32_t n = v->effects.nchanges, k;
	bool good = true;

	v->steps = mem_calloc((size_t)n, sizeof *v->steps);
	v->joined = mem_calloc((size_t)n, sizeof *v->joined);
	for (k = 0; good && k < n - 1; k++) {
		struct effects effects;
		struct variation x;
		enum making made;

		effects_init(&effects);
		made = variation_make(w, &x, files, k + 1, &effects, SAY_NOTHING);
		good = made != UNREADABLE;
		if (made == MADE) {
			good = make_figures(w, &x, &v->steps[k]);
			figures_keep_sums(&v->steps[k]);
		}
		v->joined[k] = made == UNFIT || v->steps[k].status == PLAN_CONTRADICTION;
		effects_release(&effects);
		variation_release(&x);
	}
	v->nsteps = good ? n : 0;
	return good;
}

/* False when it is refused, or its plan is. */
static bool make_variant(struct work *w, const char *argument, struct compare_variant *v)
{
	struct files files = {0};
	struct variation x;
	bool good;

	split_files(&files, argument);
	v->name = argument;
	v->title = v->own_title = "";
	effects_init(&v->effects);
	good = variation_make(w, &x, &files, INT32_MAX, &v->effects, SAY_OVERLAYS) == MADE;
	set_title(w, v);
	good = good && make_figures(w, &x, &v->figures);
	variation_release(&x);
	if (good)
		note_status(w, &v->figures);
	if (good && !w->o->no_steps && v->figures.status != PLAN_CONTRADICTION &&
		w->comparison.base.status != PLAN_CONTRADICTION)
		good = make_steps(w, v, &files);
	files_release(&files);
	return good;
}

static void variant_release(struct compare_variant *v)
{
	for (int32_t k = 0; v->steps && k < v->effects.nchanges; k++)
		figures_release(&v->steps[k]);
	mem_free(v->steps);
	mem_free(v->joined);
	figures_release(&v->figures);
	effects_release(&v->effects);
}

/* ---- The command ---- */

static void print_comparison(struct work *w)
{
	char why[512];

	compare_print(&w->comparison, stdout, cli_width(), cli_colour());
	if (!w->o->directory)
		return;
	if (compare_write(&w->comparison, w->o->directory, why, sizeof why)) {
		printf(_("The whole comparison and its tables are in %s.\n"), w->o->directory);
	} else {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(&w->statuses, STATUS_OUTPUT);
	}
}

static bool make_base(struct work *w)
{
	struct variation x;
	bool good = variation_make(w, &x, NULL, 0, NULL, SAY_ALL) == MADE;

	if (good)
		load_note_set_aside(&x.scenario, &w->statuses);
	good = good && make_figures(w, &x, &w->comparison.base);
	if (good)
		note_status(w, &w->comparison.base);
	variation_release(&x);
	return good;
}

static void compare(struct work *w, char **arguments, int32_t n)
{
	struct comparison *c = &w->comparison;
	bool good = make_base(w);

	c->variants = mem_calloc((size_t)n, sizeof *c->variants);
	for (; good && c->nvariants < n; c->nvariants++)
		good = make_variant(w, arguments[c->nvariants], &c->variants[c->nvariants]);
	if (good)
		print_comparison(w);
	for (int32_t k = 0; k < c->nvariants; k++)
		variant_release(&c->variants[k]);
	mem_free(c->variants);
	figures_release(&c->base);
}

static int take_option(void *context, int option, const char *argument)
{
	struct compare_options *o = context;

	switch (option) {
	case 'o':
		o->directory = argument;
		return 1;
	case 'f':
		o->full = true;
		return 1;
	case 's':
		o->no_steps = true;
		return 1;
	default:
		return cli_run_option(&command_compare, option, argument, &o->run);
	}
}

/* As cli_options. */
static int parse_options(int argc, char **argv, struct compare_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, JOBS_OPTION, PREVIOUS_OPTIONS, AS_OF_OPTION, {"output", required_argument, NULL, 'o'},
		{"full", no_argument, NULL, 'f'}, {"no-steps", no_argument, NULL, 's'}, {NULL, 0, NULL, 0},
	};
	int ended = cli_load_options(&command_compare, argc, argv, "o:j:h", options, &o->load, take_option, o);

	if (ended == 0 && !cli_run_complete(&command_compare, &o->run, false))
		return STATUS_USAGE;
	if (ended == 0 && argc - optind < 2)
		return cli_usage(&command_compare, "%s", _("a scenario and at least one overlay are needed"));
	return ended;
}

static enum status run(int argc, char **argv)
{
	struct compare_options o = {.run.jobs = cli_default_jobs()};
	struct work w = {.o = &o};
	int ended = parse_options(argc, argv, &o);

	if (ended != 0) {
		load_options_release(&o.load);
		return cli_result(ended, NULL);
	}
	if (load_read(&w.base, argv[optind], &o.load, o.run.has_as_of ? &o.run.as_of : NULL, &w.statuses)) {
		w.comparison = (struct comparison){.scenario = &w.base.scenario, .names = &w.base.diags,
			.language = cli_language(), .program = "shecang " SHECANG_VERSION, .full = o.full,
			.earlier = o.run.previous};
		compare(&w, argv + optind + 1, argc - optind - 1);
	}
	loaded_release(&w.base);
	load_options_release(&o.load);
	status_print(&w.statuses);
	return status_final(&w.statuses);
}

const struct command command_compare = {
	"compare",
	N_("Compare the plan of a scenario with those of its variants, change by change"),
	N_("compare [OPTIONS] SCENARIO OVERLAY[+OVERLAY...]..."),
	N_("  --previous DIR    compare what goes on from an earlier plan's folder; needs --as-of\n"
	   "  --as-of TIME      the present: 2026-12-01T20:00:00+08:00\n"
	   "  --done FILE       receipts.csv as returned\n"
	   "  --done-encoding E its encoding: UTF-8 (default), GB18030 or GBK\n"
	   "  -o DIR            write the whole comparison and its tables as CSV into DIR\n"
	   "  -j, --jobs N      threads (default: all processors)\n"
	   "  --no-steps        leave out which change does what (each takes a plan more)\n"
	   "  --full            print long tables whole\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay before it is compared (may be repeated)\n"),
	run,
	false,
};
