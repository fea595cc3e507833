/* shecang-verify: the check of a plan as a program of its own, small enough to be read. Nothing
 * in it has solved anything, and nothing in it reads what people write: it takes the canonical
 * scenario alone (io/canonical.h), by a reader and rules that the program which plans does not
 * use. shecang verify says the same of the same files, and of all others. */
#include "cli/verification.h"

#include "base/visible.h"
#include "io/canonical.h"
#include "io/plan_read.h"
#include "io/receipts_plain.h"
#include "io/xml_plain.h"
#include "models/basis.h"
#include "models/previous.h"
#include "models/sound.h"

#include <getopt.h>
#include <string.h>

struct call {
	const char *scenario, *plan;
	const char *previous, *receipts; /* NULL */
};

static void say(const struct diags *d)
{
	struct text text;

	text_init(&text);
	for (int32_t i = 0; i < d->nitems; i++) {
		const struct diag *item = &d->items[i];

		visible_add_all(&text, diags_file_name(d, item->where.file));
		if (item->where.line > 0)
			text_printf(&text, ":%d", (int)item->where.line);
		if (item->where.column > 0)
			text_printf(&text, ":%d", (int)item->where.column);
		text_printf(&text, ": %s %c%03d: %s\n", item->severity == DIAG_ERROR ? _("error") : _("warning"),
			item->severity == DIAG_ERROR ? 'E' : 'W', (int)item->code, item->message);
		if (item->remedy)
			text_printf(&text, _("  remedy: %s\n"), item->remedy);
	}
	fputs(text_str(&text), stderr);
	text_release(&text);
}

/* --- the call --- */

static enum status run(int argc, char **argv);

static const struct command checker = {
	"", N_("Check a plan and its proof against its canonical scenario"), N_("[OPTIONS] SCENARIO PLAN"),
	N_("  SCENARIO          scenario.xml as plan -o DIR writes it beside the plan, and fmt --as-planned;\n"
	   "                    for sheets, sources and all else use shecang verify\n"
	   "  PLAN              plan.xml or the folder that plan -o wrote\n"
	   "  --previous DIR    the earlier plan's folder that the plan goes on from\n"
	   "  --done FILE       the receipts.csv that it took in, filled in with the words of the file format\n"), run, false,
};

static int take_option(void *context, int option, const char *argument)
{
	struct call *call = context;

	switch (option) {
	case 'p':
		call->previous = argument;
		return 1;
	case 'd':
		call->receipts = argument;
		return 1;
	case 'c':
		cli_usage(&checker, "%s", _("--causes solves: shecang verify does it, not this program"));
		return -1;
	default:
		return 0;
	}
}

/* As cli_options. */
static int parse_call(int argc, char **argv, struct call *call)
{
	static const struct option options[] = {
		LANGUAGE_OPTIONS,
		{"previous", required_argument, NULL, 'p'},
		{"done", required_argument, NULL, 'd'},
		{"causes", no_argument, NULL, 'c'},
		{NULL, 0, NULL, 0},
	};
	int ended = cli_options(&checker, argc, argv, "h", options, take_option, call);

	if (ended != 0)
		return ended;
	if (argc - optind != 2)
		return cli_usage(&checker, "%s", _("a scenario and a plan are needed"));
	if (call->receipts && !call->previous)
		return cli_usage(&checker, "%s", _("--done goes with --previous"));
	call->scenario = argv[optind];
	call->plan = argv[optind + 1];
	return 0;
}

/* --- steps --- */

/* What the plan is held against. */
struct ground {
	struct diags diags; /* of the scenario's file */
	struct scenario scenario;
	struct cells cells;
	struct supply supply;
	struct previous previous;
};

/* The earlier plan, if one is named, and the supply that it leaves. */
static bool read_previous(const struct call *call, struct verification *v, struct ground *g)
{
	if (!call->previous)
		return true;
	if (!previous_read(&g->previous, &g->scenario, call->previous, xml_parse_plain, &v->diags)
		|| (call->receipts && !receipts_plain_read(&g->previous, &g->scenario, call->receipts, &v->diags)))
		return false;
	previous_supply(&g->previous, &g->scenario, &g->cells, &g->supply);
	v->previous = &g->previous;
	return true;
}

static void check(const struct call *call, struct verification *v, struct ground *g, struct statuses *statuses)
{
	const struct input_file *file = &g->scenario.inputs[0];
	struct plan_expected expected = {.bytes = file->bytes, .canonical = file->name, .earlier = call->previous};

	memcpy(expected.sha256, file->sha256, sizeof expected.sha256);
	v->s = &g->scenario;
	v->cells = &g->cells;
	v->supply = &g->supply;
	v->names = &g->diags;
	v->canonical = true;
	if (!read_previous(call, v, g)) {
		status_add(statuses, STATUS_INPUT);
		return;
	}
	switch (plan_load(&v->plan, &v->places, v->s, v->cells, v->supply, call->plan, v->names, &expected, xml_parse_plain,
		&v->diags)) {
	case PLAN_LOADED:
		if (data_set_aside(v->s))
			status_add(statuses, STATUS_SET_ASIDE);
		verification_judge(v, statuses);
		return;
	case PLAN_GOES_ON:
		plan_needs_earlier(statuses);
		return;
	case PLAN_DIFFERS:
		status_add(statuses, STATUS_REFUSED);
		return;
	case PLAN_UNREADABLE:
		status_add(statuses, STATUS_INPUT);
	}
}

static void verify(const struct call *call, struct verification *v, struct ground *g, struct statuses *statuses)
{
	if (canonical_read(&g->scenario, call->scenario, &g->diags)
		&& scenario_sound(&g->scenario, &g->cells, &g->supply, &g->diags)) {
		check(call, v, g, statuses);
		supply_release(&g->supply);
		cells_release(&g->cells);
	} else {
		status_add(statuses, STATUS_INPUT);
	}
	say(&g->diags);
	say(&v->diags);
}

static enum status run(int argc, char **argv)
{
	struct call call = {0};
	struct statuses statuses = {0};
	struct verification v;
	struct ground g;
	int ended = parse_call(argc, argv, &call);

	if (ended == 0) {
		verification_init(&v);
		diags_init(&g.diags);
		scenario_init(&g.scenario);
		previous_init(&g.previous);
		verify(&call, &v, &g, &statuses);
		previous_release(&g.previous);
		scenario_release(&g.scenario);
		diags_release(&g.diags);
		verification_release(&v);
		status_print(&statuses);
	}
	return cli_result(ended, &statuses);
}

int main(int argc, char **argv)
{
	cli_start();
	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("shecang-verify %s\n", SHECANG_VERSION);
		return cli_finish(STATUS_PROVEN);
	}
	return cli_finish(run(argc, argv));
}
