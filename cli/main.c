#include "cli/cli.h"

#include "base/text.h"

#include <string.h>

static const struct command *const commands[] = {
	&command_init,
	&command_check,
	&command_plan,
	&command_explain,
	&command_verify,
	&command_audit,
	&command_price,
	&command_compare,
	&command_sweep,
	&command_stage,
	&command_drill,
	&command_convert,
	&command_export,
	&command_schema,
	&command_fmt,
};
#define NCOMMANDS (sizeof commands / sizeof *commands)

static void print_overview(void)
{
	printf("%s", _("shecang: plans emergency supplies held by a community's depots, enterprises,\n"
		       "supermarkets and households, and says who is left short and why.\n\n"
		       "Usage: shecang COMMAND [OPTIONS] PATH\n"
		       "PATH is a scenario XML file or a folder of CSV sheets.\n\nEvery day:\n"));
	for (int everyday = 1; everyday >= 0; everyday--) {
		if (!everyday)
			printf("%s", _("\nAlso:\n"));
		for (size_t k = 0; k < NCOMMANDS; k++)
			if (commands[k]->everyday == everyday)
				printf("  %-8s  %s\n", commands[k]->name, _(commands[k]->summary));
	}
	printf("%s", _("\nExit status: 0 proven, all met; 1 a shortfall remains; 2 wrong call; 3 input\n"
		       "refused; 4 made with sources set aside; 5 hard rules contradict; 6 valid, not\n"
		       "proven; 7 output not written; 8 plan refused; 70 internal fault.\n"
		       "More on a command: shecang COMMAND --help\n"));
}

int main(int argc, char **argv)
{
	cli_start();
	/* --lang before the command, too. */
	while (argc > 2 && strcmp(argv[1], "--lang") == 0) {
		if (cli_take_language(argv[2]) < 0)
			return STATUS_USAGE;
		if (argc > 3 && argv[3][0] != '-') { /* the command sees it as its own */
			char *command = argv[3];

			argv[3] = argv[2];
			argv[2] = argv[1];
			argv[1] = command;
			break;
		}
		argv[2] = argv[0];
		argv += 2;
		argc -= 2;
	}
	if (argc < 2) {
		print_overview();
		return STATUS_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_overview();
		return cli_finish(STATUS_PROVEN);
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("shecang %s\n", SHECANG_VERSION);
		return cli_finish(STATUS_PROVEN);
	}
	for (size_t k = 0; k < NCOMMANDS; k++) {
		if (strcmp(argv[1], commands[k]->name) == 0)
			return cli_finish(commands[k]->run(argc - 1, argv + 1));
	}
	fprintf(stderr, _("shecang: there is no command \"%s\"; shecang --help lists them\n"), argv[1]);
	return STATUS_USAGE;
}
