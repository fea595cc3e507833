#include "cli/cli.h"

#include "cli/verification.h"
#include "cli/verify_causes.h"

#include "base/text.h"
#include "io/plan_files.h"
#include "io/printer.h"
#include "io/xml_parser.h"
#include "models/previous.h"

#include <getopt.h>
#include <string.h>

struct verify_options {
	struct load_options load;
	struct run_options run;
	const char *scenario, *plan;
	bool causes; /* solve the causes of shortfall again */
};

/* All that it takes. */
struct verifying {
	struct verification v;
	struct plan_head head;
	const struct verify_options *o;
	struct loaded loaded;
	struct previous previous;
};

/* Every cause, and what else only solving can tell. */
static bool solve_again(const struct verification *v, struct text *findings)
{
	struct report report = {v->s, v->cells, v->supply, &v->plan, cli_language(), v->plan.request.program, false, NULL, v->names};

	if (v->plan.why && !causes_solved_again(v->s, v->cells, v->supply, &v->plan, v->previous, findings))
		return false;
	return !verification_solvable(v) || rest_solved_again(&report, v->previous, &v->places.said, findings);
}

static void check(struct verifying *x, const char *libraries, struct statuses *statuses)
{
	struct verification *v = &x->v;
	const struct loaded *l = &x->loaded;
	enum plan_loading loading;

	v->s = &l->scenario;
	v->cells = &l->cells;
	v->supply = &l->supply;
	v->names = &l->diags;
	v->previous = x->o->run.previous ? &x->previous : NULL;
	v->canonical = plan_head_canonical(&x->head, v->s);
	v->libraries = libraries;
	v->solve_again = x->o->causes ? solve_again : NULL;
	loading = plan_load_by_files(&v->plan, &v->places, v->s, v->cells, v->supply, x->o->plan, v->names, v->canonical,
		&v->diags);
	if (loading == PLAN_LOADED)
		verification_judge(v, statuses);
	else
		status_add(statuses, loading == PLAN_DIFFERS ? STATUS_REFUSED : STATUS_INPUT);
	if (v->diags.nerrors > 0)
		cli_diagnose(&v->diags);
}

static void verify(struct verifying *x, struct load_options *load_options, struct statuses *statuses)
{
	struct verification *v = &x->v;
	char solver[32], libraries[80];

	if (!plan_head_read(&x->head, x->o->plan, xml_parse_file, &v->diags)) {
		cli_diagnose(&v->diags);
		status_add(statuses, STATUS_INPUT);
		return;
	}
	load_as_planned(&x->head, load_options);
	if (load(&x->loaded, x->o->scenario, load_options, &x->head.as_of, statuses)) {
		if (!plan_head_compare(&x->head, &x->loaded.scenario, &v->diags)) {
			cli_diagnose(&v->diags);
			status_add(statuses, STATUS_REFUSED);
		} else if (load_previous(&x->o->run, &x->head, &x->loaded, &x->previous, &v->diags, statuses)) {
			snprintf(libraries, sizeof libraries, "%s; %s", solver_library(solver), xml_library());
			check(x, libraries, statuses);
		}
	}
	loaded_release(&x->loaded);
}

static int take_option(void *context, int option, const char *argument)
{
	struct verify_options *o = context;

	if (option != 'c')
		return cli_run_option(&command_verify, option, argument, &o->run);
	o->causes = true;
	return 1;
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

	ended = cli_load_options(&command_verify, argc, argv, "h", options, &o->load, take_option, o);
	if (ended != 0)
		return ended;
	if (argc - optind != 2)
		return cli_usage(&command_verify, "%s", _("a scenario and a plan are needed"));
	if (!cli_run_complete(&command_verify, &o->run, true))
		return STATUS_USAGE;
	o->scenario = argv[optind];
	o->plan = argv[optind + 1];
	return 0;
}

static enum status run(int argc, char **argv)
{
	struct verify_options o = {0};
	struct verifying x = {.o = &o};
	struct statuses statuses = {0};
	int ended = parse_options(argc, argv, &o);

	if (ended == 0) {
		verification_init(&x.v);
		plan_head_init(&x.head);
		previous_init(&x.previous);
		verify(&x, &o.load, &statuses);
		previous_release(&x.previous);
		plan_head_release(&x.head);
		verification_release(&x.v);
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
