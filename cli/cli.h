/* The program: one file a command, each with its descriptor. */
#ifndef SHECANG_CLI_CLI_H
#define SHECANG_CLI_CLI_H

#include "cli/program.h"
#include "models/alteration.h"
#include "models/plan.h"

#include <stdbool.h>

struct previous;
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

struct plan_head; /* io/plan_head.h */

/* Language in force: "zh" or "en". */
const char *cli_language(void);
/* Is the output a terminal that takes colours (NO_COLOR unset)? */
bool cli_colour(void);
/* Columns of the terminal; 120 when the output is none. */
int cli_width(void);
/* Columns of the terminal on stderr; 0 when that is none. */
int cli_error_columns(void);
/* Values of options, for cli_take: --as-of, and --jobs, 1 to 256. */
int cli_take_as_of(const struct command *command, const char *argument, bool *given, struct instant *as_of);
int cli_take_jobs(const struct command *command, const char *argument, int *jobs);
int cli_default_jobs(void); /* all processors */

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
/* Commands that read a scenario take all of COMMON_OPTIONS, and WITH_OPTION when overlays fit. */
#define COMMON_OPTIONS \
	LANGUAGE_OPTIONS, {"strict", no_argument, NULL, 'S'}, \
	{"set-aside", required_argument, NULL, 'A'}, {"leave-out", required_argument, NULL, 'X'}
#define WITH_OPTION {"with", required_argument, NULL, 'W'}
/* As cli_options: those options into load, the others by take. */
int cli_load_options(const struct command *command, int argc, char **argv, const char *letters,
	const struct option *options, struct load_options *load, cli_take *take, void *context);
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
/* Reads the earlier plan that is named into p (fresh from previous_init), builds the supply again
 * with what it has called up, and takes what happened out of it; false with diagnostics. */
bool read_previous(const struct run_options *o, struct scenario *s, const struct cells *cells, struct supply *supply,
	struct previous *p, struct diags *diags);
/* Reads the earlier plan, if one is named, as read_previous does, for what is loaded. head:
 * of a plan that perhaps goes on from it; NULL. False and said when it is faulty, or needed and not named. */
bool load_previous(const struct run_options *o, const struct plan_head *head, struct loaded *l,
	struct previous *p, struct diags *diags, struct statuses *statuses);

/* The independent check of our own plan before anyone sees it, and of its proof where
 * limits count: the plan says of its levels what is shown there. previous, settled, is
 * what it goes on from, NULL. False when it does not hold, which is said (STATUS_INTERNAL).
 * Of a contradiction there is nothing to check. */
bool cli_plan_holds(const struct scenario *s, const struct cells *cells, const struct supply *supply,
	const struct previous *previous, struct plan *plan);

/* Makes a future of s, a copy of a scenario as read, but for alterations_end. False, with
 * diagnostics, when its overlays are faulty. */
struct futures;
bool future_change(const struct futures *f, int32_t future, struct scenario *s, struct diags *d);
/* The same to its end, and checks it.
 * False, with diagnostics, when it is refused. Several threads may do so. */
bool future_make(struct scenario *s, const struct futures *f, int32_t future, const struct load_options *options,
	struct diags *d);
/* Reads a sweep's file against a scenario as read. False, with diagnostics, when it is faulty,
 * or about nothing in the scenario. */
bool futures_load(struct futures *f, struct scenario *base, const char *path, struct diags *d);

/* Prints all diagnostics on stderr, with the lines of their files. */
void cli_diagnose(struct diags *diags);

#endif
