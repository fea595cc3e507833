#include "cli/drill_design.h"

#include "base/diag_mark.h"
#include "base/text.h"
#include "io/drill.h"
#include "io/drill_design.h"
#include "models/check.h"
#include "solver/drill_design.h"
#include "solver/options.h"
#include "solver/solve.h"

#include <getopt.h>
#include <signal.h>
#include <string.h>

enum { DESIGN_EFFORT_MAX = 60000 };

static volatile int interrupted;

static void on_interrupt(int number)
{
	(void)number;
	interrupted = 1;
	/* A second one ends the program at once. */
	signal(SIGINT, SIG_DFL);
}

struct designing {
	const struct drill_game *game;
	const struct loaded *base;
	struct diags *diags; /* of base */
	bool unreadable; /* a file that had been read before could not be read again: said in diags */
};

/* ---- worlds ---- */

/* A world of the game, with the items of the base: they have the weights. */
static bool make_world(struct designing *w, const int32_t *overlay, struct scenario *out)
{
	const struct scenario *base = &w->base->scenario;
	bool good = w->game->make(w->game->context, overlay, 0, out), same;

	if (!good)
		return false;
	same = out->nitems == base->nitems;
	for (int32_t i = 0; same && i < base->nitems; i++)
		same = strcmp(out->items[i].id, base->items[i].id) == 0;
	if (!same)
		diag_remedy(w->diags, diag_add(w->diags, DIAG_ERROR, 845, w->game->drill->where,
			_("an inject adds items, or takes them away")), _("the items of a drill that is designed are those of its scenario"));
	return same;
}

/* Is there a fault of files or of their form (9xx, 1xx) since then? */
static bool files_at_fault(const struct diags *d, const struct diags_mark *mark)
{
	for (int32_t k = mark->nitems; k < d->nitems; k++)
		if (d->items[k].severity == DIAG_ERROR && (d->items[k].code >= 900 || d->items[k].code < 200))
			return true;
	return false;
}

/* Of a set whose changes cannot be made together nothing is said: it is counted. That is
 * no reason to call it impossible that a file could not be read: the search is stopped. */
static bool make_quietly(void *context, const int32_t *overlay, int32_t step, struct scenario *out)
{
	struct designing *w = context;
	struct diags_mark mark = diags_mark(w->diags);
	bool good = make_world(w, overlay, out);

	(void)step;
	if (!good && files_at_fault(w->diags, &mark)) {
		w->unreadable = true;
		interrupted = 1;
	} else {
		diags_rewind(w->diags, &mark);
	}
	return good;
}

static bool plan_world(void *context, int jobs, const struct scenario *s, const struct cells *cells,
	const struct supply *supply, struct plan *plan)
{
	struct solve_options solve = {.jobs = jobs, .figures = true, .interrupted = &interrupted};

	(void)context;
	plan_solve(s, cells, supply, &solve, plan);
	return cli_plan_holds(s, cells, supply, NULL, plan);
}

/* Can the scenario be made with the candidate, alone (all = false) or beside all others? */
static bool can_happen(struct designing *w, int32_t candidate, bool all)
{
	const struct drill *d = w->game->drill;
	int32_t *overlay = mem_calloc((size_t)d->ninjects, sizeof *overlay);
	struct scenario s;
	bool good;

	for (int32_t i = 0; i < d->ninjects; i++)
		overlay[i] = d->injects[i].effort == 0 || i == candidate || all ? d->injects[i].truth : -1;
	good = make_world(w, overlay, &s);
	scenario_release(&s);
	mem_free(overlay);
	return good;
}

/* Every candidate must be possible, alone or beside all others: a slip of the pen must not
 * leave it out without a word. */
static bool candidates_hold(struct designing *w)
{
	const struct drill *d = w->game->drill;
	int32_t n = 0;
	bool whole, good = can_happen(w, -1, false);
	struct diags_mark mark = diags_mark(w->diags);

	whole = good && can_happen(w, -1, true);
	diags_rewind(w->diags, &mark);
	for (int32_t i = 0; i < d->ninjects; i++) {
		if (d->injects[i].effort == 0 || d->injects[i].truth < 0)
			continue;
		good = good && (whole || can_happen(w, i, false));
		if (++n == DESIGN_CANDIDATES_MAX + 1) {
			diag_remedy(w->diags, diag_add(w->diags, DIAG_ERROR, 846, d->injects[i].where,
				_("more than %d injects have an effort and a truth"), (int)DESIGN_CANDIDATES_MAX),
				_("leave the effort off those that shall happen anyway, or design with fewer"));
			good = false;
		}
	}
	if (good && n == 0) {
		diag_remedy(w->diags, diag_add(w->diags, DIAG_ERROR, 846, d->where,
			_("no inject has an effort and a truth: there is nothing to choose from")),
			_("write for example <inject id=\"bridge\" at=\"T+12\" effort=\"3\">"));
		good = false;
	}
	return good;
}

/* ---- after ---- */

static void refuse(struct designing *w, struct statuses *statuses)
{
	cli_diagnose(w->diags);
	status_add(statuses, STATUS_INPUT);
}

/* What a search without a set says. */
static void tell_nothing(struct designing *w, const struct design *design, struct statuses *statuses)
{
	const struct drill *d = w->game->drill;

	switch (design->result) {
	case DESIGN_TOO_MANY:
		diag_remedy(w->diags, diag_add(w->diags, DIAG_ERROR, 847, d->where,
			_("more than %d sets of injects lie within the effort"), (int)DESIGN_SETS_MAX),
			_("ask for less effort, or leave the effort off injects that shall happen anyway"));
		refuse(w, statuses);
		break;
	case DESIGN_NO_CLAIMS:
		diag_remedy(w->diags, diag_add(w->diags, DIAG_ERROR, 848, d->where,
			_("the scenario has no claims of these tiers")), _("count more tiers: --tiers"));
		refuse(w, statuses);
		break;
	case DESIGN_NO_BASE:
		fprintf(stderr, "%s", _("shecang: without the injects that have an effort the hard rules contradict\n"));
		status_add(statuses, STATUS_CONTRADICTION);
		break;
	default:
		fprintf(stderr, "%s", _("shecang: stopped before the first plan was made\n"));
		status_add(statuses, STATUS_UNPROVEN);
	}
}

static void tell(const struct design_page *page, const char *directory, struct statuses *statuses)
{
	char why[512] = "";

	if (!page->design->proven)
		status_add(statuses, STATUS_UNPROVEN);
	else if (page->design->result == DESIGN_NOT_REACHED)
		status_add(statuses, STATUS_SHORTFALL);
	design_print(page, stdout, cli_width(), cli_colour());
	if (!directory)
		return;
	if (design_write(page, directory, why, sizeof why)) {
		printf(_("The exercise is %s/drill.xml, the tables lie beside it.\n"), directory);
	} else {
		fprintf(stderr, "shecang: %s\n", why);
		status_add(statuses, STATUS_OUTPUT);
	}
}

void design_run(const struct design_call *o, const char *directory, const struct drill_game *game,
	struct loaded *base, struct statuses *statuses)
{
	struct designing w = {game, base, &base->diags, false};
	struct design_game search = {game->drill, make_quietly, plan_world, &w, game->jobs};
	struct design_request request = {o->has_effort, o->effort, o->difficulty, o->has_tiers ? o->tiers : INT32_MAX,
		&interrupted};
	struct report report = {.scenario = &base->scenario, .cells = &base->cells, .supply = &base->supply,
		.language = cli_language(), .program = "shecang " SHECANG_VERSION, .directory = directory};
	struct design design;
	struct design_page page = {&report, game->drill, &request, &design};

	if (!candidates_hold(&w)) {
		refuse(&w, statuses);
		return;
	}
	design_init(&design);
	signal(SIGINT, on_interrupt);
	if (!design_search(&search, &request, &design))
		status_add(statuses, STATUS_INTERNAL);
	else if (w.unreadable)
		refuse(&w, statuses);
	else if (design.found < 0)
		tell_nothing(&w, &design, statuses);
	else
		tell(&page, directory, statuses);
	design_release(&design);
}

/* ---- the call ---- */

static bool take_whole(const struct command *command, const char *name, const char *argument, int64_t least,
	int64_t most, int64_t *out)
{
	if (decimal_parse(argument, strlen(argument), 0, out) == NUMBER_OK && *out >= least && *out <= most)
		return true;
	cli_usage(command, _("--%s takes %d to %d, not \"%s\""), name, (int)least, (int)most, argument);
	return false;
}

int design_take_option(const struct command *command, int option, const char *argument, struct design_call *o)
{
	int64_t tiers;

	switch (option) {
	case 'D':
		o->asked = true;
		return 1;
	case 'e':
		o->has_effort = true;
		return take_whole(command, "effort", argument, 0, DESIGN_EFFORT_MAX, &o->effort) ? 1 : -1;
	case 'f':
		o->has_difficulty = true;
		if (percent_parse(argument, strlen(argument), &o->difficulty) == NUMBER_OK)
			return 1;
		cli_usage(command, _("--difficulty takes a percentage of 0%% to 100%%, not \"%s\""), argument);
		return -1;
	case 'K':
		o->has_tiers = true;
		if (!take_whole(command, "tiers", argument, 1, TIER_MAX, &tiers))
			return -1;
		o->tiers = (int32_t)tiers;
		return 1;
	default:
		return 0;
	}
}

bool design_complete(const struct command *command, const struct design_call *o, bool prompt)
{
	if (!o->asked && (o->has_effort || o->has_difficulty || o->has_tiers))
		cli_usage(command, "%s", _("--effort, --difficulty and --tiers go with --design"));
	else if (o->asked && o->has_effort == o->has_difficulty)
		cli_usage(command, "%s", _("--design wants one of --effort and --difficulty"));
	else if (o->asked && prompt)
		cli_usage(command, "%s", _("--design does not go with --prompt"));
	else
		return true;
	return false;
}
