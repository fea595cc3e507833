#include "cli/cli.h"

#include "base/text.h"
#include "io/printer.h"
#include "io/reader.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

struct call {
	struct load_options load;
	const char *path; /* NULL: stdout */
	bool as_planned;
};

static bool write_scenario(const struct scenario *s, const struct call *call)
{
	const char *path = call->path;
	FILE *out = path ? fopen(path, "wx") : stdout;
	bool ok;

	if (!out) {
		fprintf(stderr, _("shecang: %s: %s\n"), path, strerror(errno));
		return false;
	}
	ok = call->as_planned ? scenario_write_planned(s, out) : scenario_write(s, out);
	ok &= (path ? fclose(out) : fflush(out)) == 0;
	if (!ok)
		fprintf(stderr, _("shecang: %s could not be written\n"), path ? path : _("the output"));
	return ok;
}

static int take_option(void *context, int option, const char *argument)
{
	struct call *call = context;

	if (option == 'o')
		call->path = argument;
	else if (option == 'P')
		call->as_planned = true;
	else
		return 0;
	return 1;
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, {"output", required_argument, NULL, 'o'},
		{"as-planned", no_argument, NULL, 'P'}, {NULL, 0, NULL, 0},
	};
	struct call call = {.load = {.ledger = true}};
	struct statuses statuses = {0};
	struct loaded loaded;
	int ended = cli_load_options(&command_fmt, argc, argv, "o:h", options, &call.load, take_option, &call);

	if (ended == 0 && argc - optind != 1)
		ended = cli_usage(&command_fmt, "%s", _("exactly one scenario is needed"));
	if (ended == 0) {
		if (load(&loaded, argv[optind], &call.load, NULL, &statuses)
			&& !write_scenario(&loaded.scenario, &call))
			status_add(&statuses, STATUS_OUTPUT);
		loaded_release(&loaded);
		status_print(&statuses);
	}
	load_options_release(&call.load);
	return cli_result(ended, &statuses);
}

const struct command command_fmt = {
	"fmt",
	N_("Print a scenario in canonical form, its sources merged in"),
	N_("fmt [OPTIONS] SCENARIO"),
	N_("  -o FILE           write into FILE, which must not exist\n"
	   "  --as-planned      with every estimated route, as scenario.xml stands beside a plan\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	false,
};
