#include "cli/cli.h"

#include "base/text.h"
#include "io/init.h"

#include <getopt.h>
#include <string.h>

struct init_options {
	const char *kind, *language, *format;
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
	case 'f':
		o->format = argument;
		return 1;
	default:
		return 0;
	}
}

static bool write_files(const struct init_options *o, const char *folder)
{
	bool xml = strcmp(o->format, "xml") == 0, audit = strcmp(o->kind, "audit") == 0, written;
	char why[512];

	written = (xml ? init_write_xml : init_write)(o->kind, o->language, folder, why, sizeof why);
	if (!written)
		fprintf(stderr, "shecang: %s\n", why);
	else if (xml)
		printf(_("The file is %s/scenario.xml. Change it, then: shecang %s %s/scenario.xml\n"), folder,
			audit ? "audit" : "check", folder);
	else if (audit)
		printf(_("The sheets are in %s. Fill them in, then: shecang audit %s\n"), folder, folder);
	else
		printf(_("The sheets are in %s. Fill them in, then: shecang check %s\n"), folder, folder);
	return written;
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		{"lang", required_argument, NULL, 'l'}, {"help", no_argument, NULL, 'h'},
		{"template", required_argument, NULL, 't'}, {"format", required_argument, NULL, 'f'},
		{NULL, 0, NULL, 0},
	};
	struct init_options o = {"sealed", "zh", "sheets"};
	int ended = cli_options(&command_init, argc, argv, "h", options, take_option, &o);

	if (ended != 0)
		return cli_result(ended, NULL);
	if (strcmp(o.kind, "sealed") != 0 && strcmp(o.kind, "flood") != 0 && strcmp(o.kind, "audit") != 0)
		return cli_usage(&command_init, _("--template takes sealed, flood or audit, not \"%s\""), o.kind);
	if (strcmp(o.format, "sheets") != 0 && strcmp(o.format, "xml") != 0)
		return cli_usage(&command_init, _("--format takes sheets or xml, not \"%s\""), o.format);
	if (argc - optind != 1)
		return cli_usage(&command_init, "%s", _("exactly one folder is needed"));
	return write_files(&o, argv[optind]) ? STATUS_PROVEN : STATUS_OUTPUT;
}

const struct command command_init = {
	"init",
	N_("Write CSV sheets to fill in, or XML (sealed 封控, flood 洪涝, audit 审计)"),
	N_("init [--template sealed|flood|audit] [--format sheets|xml] DIR"),
	N_("  --template KIND   sealed (default), flood or audit\n"
	   "  --format FORMAT   sheets (default), or xml: one file, scenario.xml\n"
	   "  --lang en         English headings (Chinese without it)\n"),
	run,
	true,
};
