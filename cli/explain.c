#include "cli/cli.h"

#include "base/text.h"
#include "io/explain.h"
#include "io/plan_load.h"
#include "solver/explain.h"
#include "solver/solve.h"
#include "solver/verify/verify.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

struct explain_options {
	struct load_options load;
	const char *scenario, *plan, *place, *item, *group; /* plan, group: NULL */
	bool full;
};
struct explain_call {
	const struct explain_options *o;
	struct loaded loaded;
	struct diags diags; /* of the plan's file */
	struct plan_head head;
	struct plan plan;
	int32_t place, item, group; /* group -1 = all */
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

	x->place = find(&s->place_ids, "place", x->o->place);
	x->item = find(&s->item_ids, "item", x->o->item);
	x->group = x->o->group ? find(&s->group_ids, "group", x->o->group) : -1;
	return x->place >= 0 && x->item >= 0 && (!x->o->group || x->group >= 0);
}

/* --- the plan --- */

static struct solve_options solving(void)
{
	return (struct solve_options){.jobs = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 2 : 1};
}

static bool make_plan(struct explain_call *x)
{
	const struct loaded *l = &x->loaded;
	struct solve_options options = solving();

	options.why = true;
	plan_solve(&l->scenario, &l->cells, &l->supply, &options, &x->plan);
	return true;
}

static bool read_plan(struct explain_call *x, struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	struct solve_options options = solving();
	struct plan_places places;
	enum plan_loading loading;

	if (x->head.nfacts > 0) {
		status_add(statuses, cli_usage(&command_explain, "%s",
			_("the plan goes on from an earlier one; only a first plan can be explained")));
		return false;
	}
	if (!plan_head_compare(&x->head, &l->scenario, &x->diags)) {
		cli_diagnose(&x->diags);
		status_add(statuses, STATUS_REFUSED);
		return false;
	}
	plan_places_init(&places);
	loading = plan_load(&x->plan, &places, &l->scenario, &l->cells, &l->supply, x->o->plan, &l->diags,
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
static bool plan_holds(const struct explain_call *x, struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	struct text findings;
	bool holds;

	text_init(&findings);
	holds = plan_check(&l->scenario, &l->cells, &l->supply, &x->plan, &findings);
	if (!holds) {
		fprintf(stderr, _("shecang: the plan does not keep what the scenario says; it is not explained:\n%s"),
			text_str(&findings));
		status_add(statuses, x->o->plan ? STATUS_REFUSED : STATUS_INTERNAL);
	}
	text_release(&findings);
	return holds;
}

/* --- the answer --- */

static void explain(struct explain_call *x, struct statuses *statuses)
{
	const struct loaded *l = &x->loaded;
	struct report report = {&l->scenario, &l->cells, &l->supply, &x->plan, cli_language(),
		"shecang " SHECANG_VERSION, x->o->full, NULL, &l->diags};
	struct solve_options options = solving();
	struct explanation e;

	if (!explain_build(&l->scenario, &l->cells, &l->supply, &x->plan, x->place, x->item, x->group, &e)) {
		status_add(statuses, cli_usage(&command_explain, _("nothing of %s is asked for at %s"), x->o->item,
			x->o->place));
	} else {
		if (e.served < e.demand) {
			explain_solve(&l->scenario, &l->cells, &l->supply, &options, &x->plan, &e);
			status_add(statuses, STATUS_SHORTFALL);
		}
		if (x->plan.status == PLAN_UNPROVEN)
			status_add(statuses, STATUS_UNPROVEN);
		explain_print(&report, &e, stdout, cli_width());
	}
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
	const struct instant *as_of = NULL;

	if (x->o->plan) {
		if (!plan_head_read(&x->head, x->o->plan, &x->diags)) {
			cli_diagnose(&x->diags);
			status_add(statuses, STATUS_INPUT);
			return;
		}
		load_as_planned(&x->head, load_options);
		as_of = &x->head.as_of;
	}
	if (load(&x->loaded, x->o->scenario, load_options, as_of, statuses))
		answer(x, statuses);
	loaded_release(&x->loaded);
}

/* 0 = go on, -1 = help, else the status to end with. */
static int parse_options(int argc, char **argv, struct explain_options *o)
{
	static const struct option options[] = {
		COMMON_OPTIONS,
		{"place", required_argument, NULL, 'p'},
		{"item", required_argument, NULL, 'i'},
		{"group", required_argument, NULL, 'g'},
		{"full", no_argument, NULL, 'f'},
		{NULL, 0, NULL, 0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		int common = cli_common_option(option, optarg, &o->load);
		if (common < 0)
			return STATUS_USAGE;
		if (common > 0)
			continue;
		switch (option) {
		case 'h':
			cli_help(&command_explain);
			return -1;
		case 'p':
			o->place = optarg;
			break;
		case 'i':
			o->item = optarg;
			break;
		case 'g':
			o->group = optarg;
			break;
		case 'f':
			o->full = true;
			break;
		default:
			return cli_bad_option(&command_explain, argv);
		}
	}
	if (argc - optind < 1 || argc - optind > 2)
		return cli_usage(&command_explain, "%s", _("a scenario is needed, and perhaps its plan"));
	if (!o->place || !o->item)
		return cli_usage(&command_explain, "%s", _("--place and --item say what is to be explained"));
	o->scenario = argv[optind];
	o->plan = argc - optind == 2 ? argv[optind + 1] : NULL;
	return 0;
}

static enum status run(int argc, char **argv)
{
	struct explain_options o = {0};
	struct explain_call x = {.o = &o};
	struct statuses statuses = {0};
	int ended = parse_options(argc, argv, &o);

	if (ended == 0) {
		diags_init(&x.diags);
		plan_head_init(&x.head);
		plan_init(&x.plan);
		run_call(&x, &o.load, &statuses);
		plan_release(&x.plan);
		plan_head_release(&x.head);
		diags_release(&x.diags);
		status_print(&statuses);
	}
	load_options_release(&o.load);
	return ended < 0 ? STATUS_PROVEN : ended > 0 ? (enum status)ended : status_final(&statuses);
}

const struct command command_explain = {
	"explain",
	N_("Explain what a place gets of an item: who reaches it, why it is short, what would mend it"),
	N_("explain [OPTIONS] SCENARIO [PLAN] --place ID --item ID"),
	N_("  PLAN              plan.xml or the folder that plan -o wrote; without it the plan is made first\n"
	   "  --place ID        the community or site\n"
	   "  --item ID         the item\n"
	   "  --group ID        claims of this group only\n"
	   "  --full            name all holders\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	true,
};
