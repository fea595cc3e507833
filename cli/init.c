#include "cli/cli.h"

#include "base/text.h"
#include "io/init.h"

#include <getopt.h>
#include <string.h>

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		COMMON_OPTIONS, {"template", required_argument, NULL, 't'}, {NULL, 0, NULL, 0},
	};
	struct load_options none = {0};
	const char *kind = "sealed", *language = "zh";
	char why[512];
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		int common = cli_common_option(option, optarg, &none);
		if (common < 0)
			return STATUS_USAGE;
		if (option == 'h') {
			cli_help(&command_init);
			return STATUS_PROVEN;
		}
		if (option == 'L')
			language = optarg;
		else if (option == 't')
			kind = optarg;
		else if (common == 0)
			return cli_bad_option(&command_init, argv);
	}
	if (strcmp(kind, "sealed") != 0 && strcmp(kind, "flood") != 0 && strcmp(kind, "audit") != 0)
		return cli_usage(&command_init, _("--template takes sealed, flood or audit, not \"%s\""), kind);
	if (argc - optind != 1)
		return cli_usage(&command_init, "%s", _("exactly one folder is needed"));
	if (!init_write(kind, language, argv[optind], why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		return STATUS_OUTPUT;
	}
	if (strcmp(kind, "audit") == 0)
		printf(_("The sheets are in %s. Fill them in, then: shecang audit %s\n"), argv[optind], argv[optind]);
	else
		printf(_("The sheets are in %s. Fill them in, then: shecang check %s\n"), argv[optind], argv[optind]);
	return STATUS_PROVEN;
}

const struct command command_init = {
	"init",
	N_("Write a folder of CSV sheets to fill in (sealed 封控, flood 洪涝, audit 审计)"),
	N_("init [--template sealed|flood|audit] DIR"),
	N_("  --template KIND   sealed (default), flood or audit\n"
	   "  --lang en         English headings (Chinese without it)\n"),
	run,
	true,
};
