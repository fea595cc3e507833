/* What every program here begins, ends and says alike: languages, statuses, options, help. */
#ifndef SHECANG_CLI_PROGRAM_H
#define SHECANG_CLI_PROGRAM_H

#include <stdbool.h>

#define SHECANG_VERSION "0.1.0"

/* Exit statuses, DESIGN "The program". A run may have several; the process
 * ends with the first of the order INTERNAL, OUTPUT, USAGE, INPUT, REFUSED,
 * CONTRADICTION, UNPROVEN, SET_ASIDE, SHORTFALL, 0; all are printed. */
enum status {
	STATUS_PROVEN = 0, /* proven, all met */
	STATUS_SHORTFALL = 1, /* proven, a shortfall or finding remains */
	STATUS_USAGE = 2,
	STATUS_INPUT = 3, /* input refused */
	STATUS_SET_ASIDE = 4, /* made with sources or lines set aside */
	STATUS_CONTRADICTION = 5, /* hard rules contradict */
	STATUS_UNPROVEN = 6, /* valid, not proven */
	STATUS_OUTPUT = 7, /* output not written */
	STATUS_REFUSED = 8, /* a plan refused by verify */
	STATUS_INTERNAL = 70
};
/* A set of statuses: bit i = statuses[i] of the order above. */
struct statuses {
	unsigned bits;
	bool findings; /* of an audit: that is what remains */
};
void status_add(struct statuses *s, enum status status);
enum status status_final(const struct statuses *s);
/* Prints one line a status that applies (only when there are several or the
 * caller wants it), on stderr. */
void status_print(const struct statuses *s);

struct command {
	const char *name; /* "": it is a program of its own, shecang-verify */
	const char *summary; /* N_() one line */
	const char *usage; /* N_() synopsis without the program's name */
	const char *options; /* N_() option lines of the help, or NULL */
	enum status (*run)(int argc, char **argv); /* argv[0] = the command */
	bool everyday; /* listed first */
};
/* Begins a program: the person's language, messages, options. */
void cli_start(void);
/* Ends it: a full disk must not look like success. */
enum status cli_finish(enum status status);
void cli_set_language(const char *language);
/* The options of a call. Every command takes --lang and --help. */
#define LANGUAGE_OPTIONS {"lang", required_argument, NULL, 'L'}, {"help", no_argument, NULL, 'h'}
/* An option of the command alone: 1 = taken, 0 = not known, -1 = bad argument (said on
 * stderr). */
typedef int cli_take(void *context, int option, const char *argument);
/* Goes through the options: those above, the others by take (NULL: there are none). letters:
 * short ones, for getopt_long. 0 = go on with the arguments from optind on, -1 = the help was
 * shown, else the status to end with. */
struct option;
int cli_options(const struct command *command, int argc, char **argv, const char *letters,
	const struct option *options, cli_take *take, void *context);
/* The value of --lang, as a cli_take. */
int cli_take_language(const char *argument);
/* How the call ends: as cli_options said, else (0) by statuses. */
enum status cli_result(int ended, const struct statuses *statuses);
/* Prints the command's help on stdout. */
void cli_help(const struct command *command);
/* Says what is wrong with the call on stderr; returns STATUS_USAGE. */
enum status cli_usage(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for what getopt_long has just refused. */
enum status cli_bad_option(const struct command *command, char **argv);

#endif
