/* What commands ask of the terminal and the machine, and values of options. */
#include "cli/cli.h"

#include "base/number.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *cli_language(void)
{
	const char *language = getenv("LANGUAGE");

	return language && strncmp(language, "zh", 2) == 0 ? "zh" : "en";
}

bool cli_colour(void)
{
	const char *no_colour = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
}

int cli_width(void)
{
	struct winsize size;

	if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 60)
		return size.ws_col;
	return 120;
}

int cli_error_columns(void)
{
	struct winsize size;

	if (isatty(STDERR_FILENO) && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0)
		return size.ws_col;
	return 0;
}

int cli_take_as_of(const struct command *command, const char *argument, bool *given, struct instant *as_of)
{
	*given = instant_parse(argument, strlen(argument), as_of);
	if (*given)
		return 1;
	cli_usage(command, _("--as-of takes a time such as 2026-12-01T20:00:00+08:00, not \"%s\""), argument);
	return -1;
}

int cli_take_jobs(const struct command *command, const char *argument, int *jobs)
{
	int64_t n;

	if (decimal_parse(argument, strlen(argument), 0, &n) != NUMBER_OK || n < 1 || n > 256) {
		cli_usage(command, _("--jobs takes 1 to 256, not \"%s\""), argument);
		return -1;
	}
	*jobs = (int)n;
	return 1;
}

int cli_default_jobs(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}
