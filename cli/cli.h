/* The program: one file a command, each with its descriptor. */
#ifndef SHECANG_CLI_CLI_H
#define SHECANG_CLI_CLI_H

#include "models/alteration.h"
#include "models/plan.h"

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
	const char *name;
	const char *summary; /* N_() one line */
	const char *usage; /* N_() synopsis without the program's name */
	const char *options; /* N_() option lines of the help, or NULL */
	enum status (*run)(int argc, char **argv); /* argv[0] = the command */
	bool everyday; /* listed first */
};
/* One a line: each its own file. */
extern const struct command
	command_audit,
	command_check,
	command_compare, command_convert,
	command_drill,
	command_explain,
	command_export,
	command_fmt,
	command_init,
	command_plan,
	command_price,
	command_schema,
	command_stage,
	command_sweep,
	command_verify;
extern const struct command command_checker; /* verify as a program of its own, shecang-verify */

struct plan_head; /* io/plan_load.h */

/* Options that every command reading a scenario takes. */
struct load_options {
	bool strict, set_aside_lines;
	const char **leave_out; /* [nleave_out] */
	int32_t nleave_out, leave_out_room;
	const char **with; /* [nwith] overlays, in the order in which they are applied */
	int32_t nwith, with_room;
	const char **norms; /* [nnorms] files of norms besides the scenario's own */
	int32_t nnorms, norms_room;
	bool ledger; /* ledgers without horizon will do */
};
void load_options_release(struct load_options *o);
/* A scenario as loaded; the semantic pass is done, terms and claims are made. */
struct loaded {
	struct diags diags;
	struct scenario scenario;
	struct cells cells;
	struct supply supply;
	struct effects effects; /* of the overlays */
	int32_t own_norms, own_inputs; /* those of the scenario itself; norms from other files follow */
	bool ready; /* cells and supply are made */
};
/* Reads and checks; prints diagnostics on stderr. as_of NULL: the scenario's
 * own. Returns false when the input is refused (statuses then has INPUT). */
bool load(struct loaded *l, const char *path, const struct load_options *options,
	const struct instant *as_of, struct statuses *statuses);
/* The same without the semantic pass, for copies of it to be checked: nothing is
 * said unless it is refused. */
bool load_read(struct loaded *l, const char *path, const struct load_options *options,
	const struct instant *as_of, struct statuses *statuses);
/* The rest of load, after load_read. */
bool load_check(struct loaded *l, const struct load_options *options, struct statuses *statuses);
/* STATUS_SET_ASIDE when sources or lines of the checked scenario are set aside. */
void load_note_set_aside(const struct scenario *s, struct statuses *statuses);
void loaded_release(struct loaded *l);
/* As the scenario was read for a plan: without the sources left out, and with
 * faulty lines or whole sources set aside. The head's texts are borrowed. */
void load_as_planned(const struct plan_head *head, struct load_options *options);

/* Options of commands that make a plan, or look at one under way. */
struct run_options {
	const char *previous, *receipts; /* --previous DIR, --done FILE; NULL */
	const char *receipts_encoding; /* --done-encoding NAME; NULL */
	bool has_as_of;
	struct instant as_of; /* --as-of TIME */
	int jobs; /* --jobs N */
};
#define PREVIOUS_OPTIONS {"previous", required_argument, NULL, 'p'}, {"done", required_argument, NULL, 'd'}, \
	{"done-encoding", required_argument, NULL, 'E'}
#define AS_OF_OPTION {"as-of", required_argument, NULL, 't'}
#define JOBS_OPTION {"jobs", required_argument, NULL, 'j'}
/* 1 = taken, 0 = none of these, -1 = bad argument (said on stderr). */
int cli_run_option(const struct command *command, int option, const char *argument, struct run_options *o);
/* Do they go together? False when not, and said. as_of_known: another plan tells the as-of. */
bool cli_run_complete(const struct command *command, const struct run_options *o, bool as_of_known);
/* Reads the earlier plan that is named into p (fresh from previous_init) and takes what happened
 * out of the supply; false with diagnostics. */
bool read_previous(const struct run_options *o, const struct scenario *s, struct supply *supply, struct previous *p,
	struct diags *diags);
/* Reads the earlier plan, if one is named, into p (fresh from previous_init) and takes
 * what it says off the loaded supply. head: of a plan that perhaps goes on from it;
 * NULL. False and said when it is faulty, or needed and not named. */
bool load_previous(const struct run_options *o, const struct plan_head *head, struct loaded *l,
	struct previous *p, struct diags *diags, struct statuses *statuses);

/* The independent check of our own plan before anyone sees it, and of its proof where
 * limits count: the plan says of its levels what is shown there. previous, settled, is
 * what it goes on from, NULL. False when it does not hold, which is said (STATUS_INTERNAL).
 * Of a contradiction there is nothing to check. */
bool cli_plan_holds(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct previous *previous, struct plan *plan);

/* Makes a future of s, a copy of a scenario as read, but for alterations_end. host: as
 * futures_apply. False, with diagnostics, when its overlays are faulty. */
struct futures;
bool future_change(const struct futures *f, int32_t future, struct scenario *s, const int32_t *host,
	struct diags *d);
/* The same to its end, and checks it.
 * False, with diagnostics, when it is refused. Several threads may do so. */
bool future_make(struct scenario *s, const struct futures *f, int32_t future, const struct load_options *options,
	const int32_t *host, struct diags *d);
/* Reads a sweep's file against a scenario as read. False, with diagnostics, when it is faulty,
 * or about nothing in the scenario. */
bool futures_load(struct futures *f, struct scenario *base, const char *path, struct diags *d);

/* Prints all diagnostics on stderr, with the lines of their files. */
void cli_diagnose(struct diags *diags);

/* Begins a program: the person's language, messages, options. */
void cli_start(void);
/* Ends it: a full disk must not look like success. */
enum status cli_finish(enum status status);
/* Language in force: "zh" or "en". */
const char *cli_language(void);
void cli_set_language(const char *language);
/* The options of a call. Every command takes --lang and --help; those that read a
 * scenario take all of COMMON_OPTIONS, and WITH_OPTION when overlays fit. */
#define LANGUAGE_OPTIONS {"lang", required_argument, NULL, 'L'}, {"help", no_argument, NULL, 'h'}
#define COMMON_OPTIONS \
	LANGUAGE_OPTIONS, {"strict", no_argument, NULL, 'S'}, \
	{"set-aside", required_argument, NULL, 'A'}, {"leave-out", required_argument, NULL, 'X'}
#define WITH_OPTION {"with", required_argument, NULL, 'W'}
/* An option of the command alone: 1 = taken, 0 = not known, -1 = bad argument (said on
 * stderr). */
typedef int cli_take(void *context, int option, const char *argument);
/* Goes through the options: those above into load (NULL: it reads no scenario), the others
 * by take (NULL: there are none). letters: short ones, for getopt_long. 0 = go on with the
 * arguments from optind on, -1 = the help was shown, else the status to end with. */
struct option;
int cli_options(const struct command *command, int argc, char **argv, const char *letters,
	const struct option *options, struct load_options *load, cli_take *take, void *context);
/* Is the output a terminal that takes colours (NO_COLOR unset)? */
bool cli_colour(void);
/* Columns of the terminal; 120 when the output is none. */
int cli_width(void);
/* Columns of the terminal on stderr; 0 when that is none. */
int cli_error_columns(void);
/* How the call ends: as cli_options said, else (0) by statuses. */
enum status cli_result(int ended, const struct statuses *statuses);
/* Values of options, for cli_take: --lang, --as-of, and --jobs, 1 to 256. */
int cli_take_language(const char *argument);
int cli_take_as_of(const struct command *command, const char *argument, bool *given, struct instant *as_of);
int cli_take_jobs(const struct command *command, const char *argument, int *jobs);
int cli_default_jobs(void); /* all processors */
/* Prints the command's help on stdout. */
void cli_help(const struct command *command);
/* Says what is wrong with the call on stderr; returns STATUS_USAGE. */
enum status cli_usage(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for what getopt_long has just refused. */
enum status cli_bad_option(const struct command *command, char **argv);

#endif
