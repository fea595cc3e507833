#include "cli/program.h"

#include "base/text.h"

#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef SHECANG_LOCALEDIR
#define SHECANG_LOCALEDIR "/usr/local/share/locale"
#endif

/* --- language --- */

void cli_set_language(const char *language)
{
	setenv("LANGUAGE", strncmp(language, "zh", 2) == 0 ? "zh_CN" : "en", 1);
	/* Makes gettext forget what it looked up under the language before. */
	textdomain("shecang");
}

/* Messages lie beside the program in a build tree, else where installed. */
static void find_messages(void)
{
	static char beside[4096];
	ssize_t n = readlink("/proc/self/exe", beside, sizeof beside - 16);
	char *slash;

	if (n > 0) {
		beside[n] = '\0';
		slash = strrchr(beside, '/');
		if (slash) {
			memcpy(slash, "/locale", sizeof "/locale");
			if (access(beside, R_OK) == 0) {
				bindtextdomain("shecang", beside);
				return;
			}
		}
	}
	bindtextdomain("shecang", SHECANG_LOCALEDIR);
}

/* The language of the person: LANGUAGE, LC_ALL, LC_MESSAGES, LANG in gettext's
 * order. Numbers and sorting never follow the locale. */
void cli_start(void)
{
	static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
	const char *language = "en";

	for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
		const char *value = getenv(names[k]);
		if (value && *value) {
			language = value;
			break;
		}
	}
	setlocale(LC_ALL, "C.UTF-8");
	setlocale(LC_NUMERIC, "C");
	find_messages();
	bind_textdomain_codeset("shecang", "UTF-8");
	cli_set_language(language);
	opterr = 0; /* commands say themselves what is wrong */
}

/* --- statuses --- */

static const struct {
	enum status status;
	const char *meaning;
} status_order[] = {
	{STATUS_INTERNAL, N_("internal fault")},
	{STATUS_OUTPUT, N_("output was not written")},
	{STATUS_USAGE, N_("wrong call")},
	{STATUS_INPUT, N_("input refused")},
	{STATUS_REFUSED, N_("the plan was refused by the check")},
	{STATUS_CONTRADICTION, N_("hard rules contradict each other")},
	{STATUS_UNPROVEN, N_("the plan is valid but not proven best")},
	{STATUS_SET_ASIDE, N_("made with sources or lines set aside")},
	{STATUS_SHORTFALL, N_("a shortfall remains")},
};
#define NSTATUSES (sizeof status_order / sizeof *status_order)

void status_add(struct statuses *s, enum status status)
{
	for (unsigned k = 0; k < NSTATUSES; k++)
		if (status_order[k].status == status)
			s->bits |= 1u << k;
}

enum status status_final(const struct statuses *s)
{
	for (unsigned k = 0; k < NSTATUSES; k++)
		if (s->bits & 1u << k)
			return status_order[k].status;
	return STATUS_PROVEN;
}

void status_print(const struct statuses *s)
{
	fflush(stdout); /* what was found stands before how it ended */
	for (unsigned k = 0; k < NSTATUSES; k++)
		if (s->bits & 1u << k)
			fprintf(stderr, _("shecang: status %d: %s\n"), status_order[k].status,
				s->findings && status_order[k].status == STATUS_SHORTFALL ? _("findings remain") :
				_(status_order[k].meaning));
}

/* --- help and common options --- */

int cli_take_language(const char *argument)
{
	if (strcmp(argument, "zh") != 0 && strcmp(argument, "en") != 0) {
		fprintf(stderr, _("shecang: --lang takes zh or en, not \"%s\"\n"), argument);
		return -1;
	}
	cli_set_language(argument);
	return 1;
}

static const char *program_name(const struct command *command)
{
	return *command->name ? "shecang" : "shecang-verify";
}

void cli_help(const struct command *command)
{
	printf(_("Usage: %s %s\n\n%s.\n"), program_name(command), _(command->usage), _(command->summary));
	printf(_("\nOptions:\n%s"), command->options ? _(command->options) : "");
	printf("%s", _("  --lang zh|en      language of the output\n"
		       "  -h, --help        this help\n"));
}

enum status cli_usage(const struct command *command, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("shecang: ", stderr);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, _("\nUsage: %s %s\nMore: %s%s%s --help\n"), program_name(command), _(command->usage),
		program_name(command), *command->name ? " " : "", command->name);
	return STATUS_USAGE;
}

enum status cli_bad_option(const struct command *command, char **argv)
{
	const char *given = argv[optind - 1];
	const char letter[3] = {'-', (char)optopt, '\0'};

	/* Of several letters in one word getopt has not moved on. */
	if (optopt > 0 && strncmp(given, "--", 2) != 0)
		given = letter;
	return cli_usage(command, "%s: %s", given, _("unknown option or missing argument"));
}

int cli_options(const struct command *command, int argc, char **argv, const char *letters,
	const struct option *options, cli_take *take, void *context)
{
	int option;

	while ((option = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		int taken = option == 'L' ? cli_take_language(optarg) : 0;

		if (option == 'h') {
			cli_help(command);
			return -1;
		}
		if (taken == 0 && take)
			taken = take(context, option, optarg);
		if (taken < 0)
			return STATUS_USAGE;
		if (taken == 0)
			return cli_bad_option(command, argv);
	}
	return 0;
}

enum status cli_result(int ended, const struct statuses *statuses)
{
	if (ended != 0)
		return ended < 0 ? STATUS_PROVEN : (enum status)ended;
	return status_final(statuses);
}

enum status cli_finish(enum status status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (status != STATUS_OUTPUT)
		fprintf(stderr, "%s", _("shecang: the output could not be written\n"));
	return STATUS_OUTPUT;
}
