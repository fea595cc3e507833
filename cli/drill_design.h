/* drill --design: an exercise made of the injects of a script that have an effort. */
#ifndef SHECANG_CLI_DRILL_DESIGN_H
#define SHECANG_CLI_DRILL_DESIGN_H

#include "cli/cli.h"
#include "models/drill_design.h"
#include "solver/drill.h"

struct design_call {
	bool asked; /* --design */
	bool has_effort, has_difficulty, has_tiers;
	int64_t effort; /* 0..DESIGN_EFFORT_MAX */
	struct ratio difficulty; /* 0..1 */
	int32_t tiers; /* 1.. */
};
#define DESIGN_OPTIONS {"design", no_argument, NULL, 'D'}, {"effort", required_argument, NULL, 'e'}, \
	{"difficulty", required_argument, NULL, 'f'}, {"tiers", required_argument, NULL, 'K'}
/* As cli_take. */
int design_take_option(const struct command *command, int option, const char *argument, struct design_call *o);
/* Do they go together? False when not, and said. */
bool design_complete(const struct command *command, const struct design_call *o, bool prompt);

/* Searches, prints what was found and writes it into the directory (NULL: nowhere). game's
 * context collects what is wrong with worlds in the diagnostics of base, the scenario without injects. */
void design_run(const struct design_call *o, const char *directory, const struct drill_game *game,
	struct loaded *base, struct statuses *statuses);

#endif
