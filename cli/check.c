#include "cli/cli.h"

#include "base/text.h"
#include "io/overlay.h"
#include "io/printer.h"

#include <getopt.h>

static void print_page(const struct loaded *l, bool full)
{
	struct plan nothing;
	struct report report = {&l->scenario, &l->cells, &l->supply, &nothing, cli_language(),
		"shecang " SHECANG_VERSION, full, NULL, &l->diags};

	plan_init(&nothing);
	nothing.served = mem_calloc((size_t)l->cells.ncells, sizeof *nothing.served);
	nothing.drawn = mem_calloc((size_t)l->supply.nlots, sizeof *nothing.drawn);
	alterations_print(&l->effects, &l->diags, cli_language(), stdout, cli_width(), full);
	check_print(&report, stdout, cli_width());
	plan_release(&nothing);
}

static int take_option(void *full, int option, const char *argument)
{
	(void)argument;
	if (option != 'f')
		return 0;
	*(bool *)full = true;
	return 1;
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, {"full", no_argument, NULL, 'f'}, {NULL, 0, NULL, 0},
	};
	struct load_options load_options = {0};
	struct statuses statuses = {0};
	struct loaded loaded;
	bool full = false;
	int ended;

	load_options.ledger = true;
	ended = cli_load_options(&command_check, argc, argv, "h", options, &load_options, take_option, &full);
	if (ended == 0 && argc - optind != 1)
		ended = cli_usage(&command_check, "%s", _("exactly one scenario is needed"));
	if (ended == 0) {
		if (load(&loaded, argv[optind], &load_options, NULL, &statuses))
			print_page(&loaded, full);
		loaded_release(&loaded);
		status_print(&statuses);
	}
	load_options_release(&load_options);
	return cli_result(ended, &statuses);
}

const struct command command_check = {
	"check",
	N_("Check a scenario: every fault with its place and remedy, and what may be called up"),
	N_("check [OPTIONS] SCENARIO"),
	N_("  --full            print long tables whole\n"
	   "  --strict          refuse instead of setting faulty sources aside\n"
	   "  --set-aside line  set aside single faulty lines instead of whole sources\n"
	   "  --leave-out ID    leave a source out (may be repeated)\n"
	   "  --with FILE       change the scenario by an overlay (may be repeated, in order)\n"),
	run,
	true,
};
