#include "cli/cli.h"

#include "base/text.h"
#include "io/init.h"

#include <getopt.h>
#include <string.h>

struct init_options {
	const char *kind, *language;
};

/* The sheets are Chinese unless --lang says otherwise, whatever the person's language. */
static int take_option(void *context, int option, const char *argument)
{
	struct init_options *o = context;

	switch (option) {
	case 'l':
		o->language = argument;
		return cli_take_language(argument);
	case 't':
		o->kind = argument;
		return 1;
	default:
		return 0;
	}
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		{"lang", required_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'},
		{"template", required_argument, NULL, 't'}, {NULL, 0, NULL, 0},
	};
	struct init_options o = {"sealed", "zh"};
	char why[512];
	int ended = cli_options(&command_init, argc, argv, "h", options, NULL, take_option, &o);

	if (ended != 0)
		return cli_result(ended, NULL);
	if (strcmp(o.kind, "sealed") != 0 && strcmp(o.kind, "flood") != 0 && strcmp(o.kind, "audit") != 0)
		return cli_usage(&command_init, _("--template takes sealed, flood or audit, not \"%s\""), o.kind);
	if (argc - optind != 1)
		return cli_usage(&command_init, "%s", _("exactly one folder is needed"));
	if (!init_write(o.kind, o.language, argv[optind], why, sizeof why)) {
		fprintf(stderr, "shecang: %s\n", why);
		return STATUS_OUTPUT;
	}
	if (strcmp(o.kind, "audit") == 0)
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
