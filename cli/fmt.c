#include "cli/cli.h"

#include "base/text.h"
#include "io/printer.h"
#include "io/reader.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

static bool write_scenario(const struct scenario *s, const char *path)
{
	FILE *out = path ? fopen(path, "wx") : stdout;
	bool ok;

	if (!out) {
		fprintf(stderr, _("shecang: %s: %s\n"), path, strerror(errno));
		return false;
	}
	ok = scenario_write(s, out);
	ok &= (path ? fclose(out) : fflush(out)) == 0;
	if (!ok)
		fprintf(stderr, _("shecang: %s could not be written\n"), path ? path : _("the output"));
	return ok;
}

static int take_option(void *path, int option, const char *argument)
{
	if (option != 'o')
		return 0;
	*(const char **)path = argument;
	return 1;
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, {"output", required_argument, NULL, 'o'}, {NULL, 0, NULL, 0},
	};
	struct load_options load_options = {0};
	struct statuses statuses = {0};
	const char *path = NULL;
	struct loaded loaded;
	int ended;

	load_options.ledger = true;
	ended = cli_options(&command_fmt, argc, argv, "o:h", options, &load_options, take_option, &path);
	if (ended == 0 && argc - optind != 1)
		ended = cli_usage(&command_fmt, "%s", _("exactly one scenario is needed"));
	if (ended == 0) {
		if (load(&loaded, argv[optind], &load_options, NULL, &statuses)
			&& !write_scenario(&loaded.scenario, path))
			status_add(&statuses, STATUS_OUTPUT);
		loaded_release(&loaded);
		status_print(&statuses);
	}
	load_options_release(&load_options);
	return cli_result(ended, &statuses);
}

const struct command command_fmt = {
	"fmt",
	N_("Print a scenario in canonical form, its sources merged in"),
	N_("fmt [OPTIONS] SCENARIO"),
	N_("  -o FILE           write into FILE, which must not exist\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	false,
};
