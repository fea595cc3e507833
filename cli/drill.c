/* Exercises: a script is played whole, every team in a world of its own, and scored; or
 * designed (cli/drill_design.c). */
#include "cli/cli.h"
#include "cli/drill_design.h"
#include "cli/drill_prompt.h"

#include "io/drill.h"
#include "io/drill_review.h"
#include "io/overlay.h"
#include "models/check.h"
#include "models/scenario_check.h"
#include "solver/drill_score.h"
#include "base/diag_mark.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

struct drill_options {
	struct load_options load;
	const char *path, *directory;
	int jobs;
	bool prompt; /* decisions are read from stdin even when that is no terminal */
	struct design_call design;
};
struct drilling {
	const struct drill_options *o;
	struct drill drill;
	int32_t said; /* notices of the scenario: the exercise's come after them */
	struct loaded loaded; /* the base as it stands */
	struct scenario base; /* as read: worlds are copies of it */
	struct drill_game game;
	struct drill_state **states; /* [nteams][nsteps + 1] */
	struct drill_notices **notices; /* [nteams][nsteps] of each decision */
	struct drill_score score;
	struct drill_observations observations;
	struct statuses *statuses;
};

/* ---- worlds ---- */

/* Warnings are those of the base; they are not said again. */
static bool make_world(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	struct drilling *w = context;
	struct check_options check = {w->o->load.strict, w->o->load.set_aside_lines, false};
	struct diags_mark mark = diags_mark(&w->loaded.diags);
	struct effects effects;
	bool good = true;

	scenario_copy(&w->base, out);
	effects_init(&effects);
	for (int32_t i = 0; i < w->drill.ninjects; i++) {
		const struct drill_overlay *x = overlay[i] < 0 ? NULL : &w->drill.overlays[overlay[i]];

		for (int32_t k = 0; x && k < x->nwith; k++)
			good &= overlay_read(out, x->with[k], INT32_MAX, &effects, &w->loaded.diags);
	}
	effects_release(&effects);
	alterations_end(out);
	out->as_of = out->start;
	out->as_of.seconds += w->drill.steps[step].at;
	good = good && scenario_check(out, &check, &w->loaded.diags) &&
		drill_fits_world(&w->drill, &w->loaded.scenario, out, &w->loaded.diags);
	if (good)
		diags_rewind(&w->loaded.diags, &mark);
	return good;
}

/* ---- before ---- */

static bool refused(struct drilling *w)
{
	cli_diagnose(&w->loaded.diags);
	status_add(w->statuses, STATUS_INPUT);
	return false;
}

static bool prepare(struct drilling *w)
{
	const struct drill_options *o = w->o;

	if (!drill_read(&w->drill, o->path, &w->loaded.diags))
		return refused(w);
	diags_release(&w->loaded.diags);
	if (!load_read(&w->loaded, w->drill.scenario, &o->load, NULL, w->statuses))
		return false;
	scenario_copy(&w->loaded.scenario, &w->base);
	if (!load_check(&w->loaded, &o->load, w->statuses))
		return false;
	w->said = w->loaded.diags.nitems;
	/* once more: all places are of one list of files, that of the scenario it names */
	drill_release(&w->drill);
	drill_init(&w->drill);
	if (!drill_read(&w->drill, o->path, &w->loaded.diags))
		return refused(w);
	if (!drill_fit(&w->drill, &w->loaded.scenario, &w->loaded.diags))
		return refused(w);
	w->game = (struct drill_game){&w->drill, make_world, w, o->jobs};
	return true;
}

/* ---- playing ---- */

/* Asks until the rows are good; where nobody can be asked again they are refused. */
static bool ask_decision(struct drilling *w, int32_t team, int32_t step, const int32_t *belief,
	struct drill_decision *out)
{
	struct text rows;
	enum drill_answer answer;
	bool good = true, again;

	text_init(&rows);
	do {
		struct diags_mark mark = diags_mark(&w->loaded.diags);
		struct scenario believed;

		again = false;
		answer = drill_ask(&w->drill, team, step, cli_language(), stdin, &rows);
		if (answer == ANSWER_ACCEPT)
			good = drill_propose(&w->game, belief, &w->states[team][step], step, out);
		if (answer != ANSWER_ROWS)
			break;
		good = make_world(w, belief, step, &believed) &&
			drill_decision_read_text(out, &believed, text_str(&rows), rows.length, "stdin", &w->loaded.diags);
		scenario_release(&believed);
		if (!good && isatty(STDIN_FILENO)) {
			cli_diagnose(&w->loaded.diags);
			diags_rewind(&w->loaded.diags, &mark);
			drill_decision_release(out);
			again = true;
		}
	} while (again);
	text_release(&rows);
	return good;
}

/* The decision that lies in the team's file; without a file of the usual name it is asked
 * for at a terminal, else nothing new is sent. */
static bool read_decision(struct drilling *w, int32_t team, int32_t step, const int32_t *belief,
	struct drill_decision *out)
{
	const char *stated = w->drill.teams[team].decisions[step];
	struct scenario believed;
	struct text path;
	char name[32];
	bool good = true, asks = w->o->prompt || isatty(STDIN_FILENO);

	text_init(&path);
	if (stated)
		text_puts(&path, stated);
	else
		text_printf(&path, "%s/%s/%s/allocation.csv", w->drill.decisions, w->drill.teams[team].id,
			drill_step_name(&w->drill, step, name));
	if (stated || access(text_str(&path), F_OK) == 0) {
		good = make_world(w, belief, step, &believed) &&
			drill_decision_read(out, &believed, text_str(&path), &w->loaded.diags);
		scenario_release(&believed);
	} else if (asks) {
		good = ask_decision(w, team, step, belief, out);
	}
	text_release(&path);
	return good;
}

static bool play_step(struct drilling *w, int32_t team, int32_t step)
{
	struct drill_state *states = w->states[team];
	struct drill_notices *notices = &w->notices[team][step];
	int32_t *belief = mem_calloc((size_t)w->drill.ninjects, sizeof *belief);
	struct drill_decision decision;
	bool good;

	drill_decision_init(&decision);
	notices->first = w->loaded.diags.nitems;
	drill_belief(&w->drill, team, w->drill.steps[step].at, belief, NULL);
	good = w->drill.teams[team].follows ?
		drill_propose(&w->game, belief, &states[step], step, &decision) :
		read_decision(w, team, step, belief, &decision);
	good = good && drill_execute(&w->game, &states[step], &decision, belief, step, &states[step + 1]);
	if (good) {
		drill_late_rows(&w->drill, &states[step + 1], step, &w->loaded.diags);
		notices->n = w->loaded.diags.nitems - notices->first;
		cli_diagnose(&w->loaded.diags);
	}
	drill_decision_release(&decision);
	mem_free(belief);
	return good;
}

static bool play(struct drilling *w)
{
	bool good = !w->drill.observations || drill_observations_read(&w->observations, &w->drill, &w->loaded.scenario,
		w->drill.observations, &w->loaded.diags);

	good = good && drill_score_start(&w->score, &w->game);
	drill_unread_decisions(&w->drill, &w->loaded.diags);
	w->states = mem_calloc((size_t)w->drill.nteams, sizeof *w->states);
	w->notices = mem_calloc((size_t)w->drill.nteams, sizeof *w->notices);
	for (int32_t j = 0; good && j < w->drill.nteams; j++) {
		w->notices[j] = mem_calloc((size_t)w->drill.nsteps, sizeof **w->notices);
		w->states[j] = mem_calloc((size_t)w->drill.nsteps + 1, sizeof **w->states);
		for (int32_t k = 0; k <= w->drill.nsteps; k++)
			drill_state_init(&w->states[j][k]);
		for (int32_t k = 0; good && k < w->drill.nsteps; k++)
			good = play_step(w, j, k);
		good = good && drill_score_team(&w->score, &w->game, j, w->states[j]);
	}
	return good || refused(w);
}

/* ---- after ---- */

/* DIR/name1/name2..., made as far as needed; path gets it. */
static bool make_folders(struct drilling *w, struct folder *out, struct text *path, const char *const *names, int n)
{
	text_clear(path);
	text_puts(path, w->o->directory);
	for (int k = -1; k < n; k++) {
		if (k >= 0)
			text_printf(path, "/%s", names[k]);
		out->directory = text_str(path);
		if (!folder_make(out, NULL))
			return false;
	}
	return true;
}

static bool write_controller(struct drilling *w, const struct drill_review *review, struct folder *f,
	struct text *path)
{
	static const char *const names[] = {"controller"};
	struct report report = {.scenario = &w->loaded.scenario, .language = cli_language(), .program = review->program};
	int32_t *overlay = mem_calloc((size_t)w->drill.ninjects, sizeof *overlay);
	struct drill_notices all = {w->said, w->loaded.diags.nitems - w->said};
	struct scenario truth;
	bool good = make_folders(w, f, path, names, 1) && drill_notices_save(&w->loaded.diags, &all, 1, f);

	drill_truth(&w->drill, INT64_MAX, overlay);
	good = make_world(w, overlay, w->drill.nsteps - 1, &truth) && good;
	good = good && drill_review_save(review, f) &&
		drill_controller_save(&report, &w->drill, &truth, review->states, f);
	scenario_release(&truth);
	mem_free(overlay);
	return good;
}

/* What the team sees at the step, and what the program proposes. */
static bool write_trainee(struct drilling *w, int32_t team, int32_t step, struct folder *f, struct text *path)
{
	char name[32];
	const char *const names[] = {"trainee", w->drill.teams[team].id, drill_step_name(&w->drill, step, name)};
	int32_t *belief = mem_calloc((size_t)w->drill.ninjects, sizeof *belief);
	struct drill_world world = {0};
	bool good;

	drill_belief(&w->drill, team, w->drill.steps[step].at, belief, NULL);
	good = make_folders(w, f, path, names, 3) && make_world(w, belief, step, &world.scenario);
	mem_free(belief);
	if (good) {
		struct report report = {.scenario = &world.scenario, .cells = &world.cells, .supply = &world.supply,
			.plan = &world.plan, .language = cli_language(), .program = "shecang " SHECANG_VERSION, .full = true};
		struct drill_sight sight = {&w->drill, team, step, &w->states[team][step], &report};

		world.scenario.ninputs = w->base.ninputs; /* names of overlays tell too much */
		drill_world_open(&world, &w->states[team][step], EYES_TEAM);
		drill_world_plan(&world, 0, w->o->jobs, false);
		good = drill_trainee_save(&sight, f) && drill_notices_save(&w->loaded.diags, w->notices[team], step, f);
	}
	drill_world_release(&world);
	return good;
}

static void write_trees(struct drilling *w, const struct drill_review *review)
{
	char why[512] = "";
	struct folder f = {NULL, why, sizeof why, false};
	struct text path;
	bool good;

	text_init(&path);
	good = write_controller(w, review, &f, &path);
	for (int32_t j = 0; j < w->drill.nteams; j++)
		for (int32_t k = 0; good && k < w->drill.nsteps; k++)
			good = write_trainee(w, j, k, &f, &path);
	if (good) {
		printf(_("The after-action report is in %s/controller, what each team saw in %s/trainee.\n"),
			w->o->directory, w->o->directory);
	} else {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(w->statuses, STATUS_OUTPUT);
	}
	text_release(&path);
}

static void tell(struct drilling *w)
{
	struct drill_state *last = mem_calloc((size_t)w->drill.nteams, sizeof *last);
	struct drill_review review = {&w->drill, &w->loaded.scenario, &w->score, last, &w->observations,
		cli_language(), "shecang " SHECANG_VERSION, w->o->directory};

	for (int32_t j = 0; j < w->drill.nteams; j++) {
		last[j] = w->states[j][w->drill.nsteps]; /* borrowed */
		if (!w->score.teams[j].proven)
			status_add(w->statuses, STATUS_UNPROVEN);
	}
	drill_review_print(&review, stdout, cli_width(), cli_colour());
	if (w->o->directory)
		write_trees(w, &review);
	mem_free(last);
}

static void drilling_release(struct drilling *w)
{
	for (int32_t j = 0; w->states && j < w->drill.nteams; j++) {
		mem_free(w->notices[j]);
		for (int32_t k = 0; w->states[j] && k <= w->drill.nsteps; k++)
			drill_state_release(&w->states[j][k]);
		mem_free(w->states[j]);
	}
	mem_free(w->states);
	mem_free(w->notices);
	drill_observations_release(&w->observations);
	drill_score_release(&w->score);
	scenario_release(&w->base);
	loaded_release(&w->loaded);
	drill_release(&w->drill);
}

static void drill(const struct drill_options *o, struct statuses *statuses)
{
	struct drilling w = {.o = o, .statuses = statuses};

	drill_init(&w.drill);
	diags_init(&w.loaded.diags);
	effects_init(&w.loaded.effects);
	scenario_init(&w.loaded.scenario);
	scenario_init(&w.base);
	drill_score_init(&w.score);
	if (prepare(&w)) {
		if (o->design.asked)
			design_run(&o->design, o->directory, &w.game, &w.loaded, statuses);
		else if (play(&w))
			tell(&w);
	}
	drilling_release(&w);
}

static int take_option(void *context, int option, const char *argument)
{
	struct drill_options *o = context;

	switch (option) {
	case 'o':
		o->directory = argument;
		return 1;
	case 'j':
		return cli_take_jobs(&command_drill, argument, &o->jobs);
	case 'P':
		o->prompt = true;
		return 1;
	default:
		return design_take_option(&command_drill, option, argument, &o->design);
	}
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, JOBS_OPTION, {"output", required_argument, NULL, 'o'},
		{"prompt", no_argument, NULL, 'P'}, DESIGN_OPTIONS, {NULL, 0, NULL, 0},
	};
	struct drill_options o = {.jobs = cli_default_jobs()};
	struct statuses statuses = {0};
	int ended = cli_load_options(&command_drill, argc, argv, "o:j:h", options, &o.load, take_option, &o);

	if (ended == 0 && !design_complete(&command_drill, &o.design, o.prompt))
		ended = STATUS_USAGE;
	if (ended == 0 && argc - optind != 1)
		ended = cli_usage(&command_drill, "%s", _("exactly one script is needed"));
	if (ended == 0) {
		o.path = argv[optind];
		drill(&o, &statuses);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return cli_result(ended, &statuses);
}

const struct command command_drill = {
	"drill",
	N_("Play an exercise by its script, and score every team's decisions; or design one"),
	N_("drill [OPTIONS] SCRIPT"),
	N_("  -o, --output DIR    write DIR/controller (after-action report, cards) and DIR/trainee;\n"
	   "                      with --design the exercise, DIR/drill.xml, and tables\n"
	   "  --prompt            read decisions that no file holds from stdin, terminal or not\n"
	   "  --design            choose injects that have an effort, with proof; with one of the next two\n"
	   "  --effort N          the hardest set of injects within this effort\n"
	   "  --difficulty SHARE  the set of least effort by which so much remains unmet\n"
	   "  --tiers K           only claims of tiers 1 to K count (default: all)\n"
	   "  -j, --jobs N        threads (default: all processors)\n"
	   "  --strict            refuse instead of setting faulty sources aside\n"
	   "  --set-aside line    set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID      leave a source out (may be repeated)\n"),
	run,
	false,
};
