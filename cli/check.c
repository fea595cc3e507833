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

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, WITH_OPTION, {"full", no_argument, NULL, 'f'}, {NULL, 0, NULL, 0},
	};
	struct load_options load_options = {0};
	struct statuses statuses = {0};
	struct loaded loaded;
	bool full = false;
	int option;

	load_options.ledger = true;
	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		int common = cli_common_option(option, optarg, &load_options);
		if (common < 0)
			return STATUS_USAGE;
		if (option == 'h') {
			cli_help(&command_check);
			return STATUS_PROVEN;
		}
		if (option == 'f')
			full = true;
		else if (common == 0)
			return cli_bad_option(&command_check, argv);
	}
	if (argc - optind != 1)
		return cli_usage(&command_check, "%s", _("exactly one scenario is needed"));
	if (load(&loaded, argv[optind], &load_options, NULL, &statuses))
		print_page(&loaded, full);
	loaded_release(&loaded);
	load_options_release(&load_options);
	status_print(&statuses);
	return status_final(&statuses);
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
