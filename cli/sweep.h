/* Inside of cli/sweep*.c: a sweep while it runs. */
#ifndef SHECANG_CLI_SWEEP_H
#define SHECANG_CLI_SWEEP_H

#include "cli/cli.h"
#include "cli/ranks.h"
#include "io/sweep.h"
#include "solver/reuse.h"

struct sweep_options {
	struct load_options load;
	const char *path, *file, *directory;
	int jobs;
	int64_t part, parts; /* only every parts-th future, from the part-th on; parts 0 = all */
	bool full;
};

struct sweeping {
	const struct sweep_options *o;
	struct ranks ranks;
	struct loaded loaded; /* the scenario as it stands */
	struct scenario base; /* as read: futures are copies of it */
	struct futures futures;
	struct asked asked; /* in the scenario, and in the futures that could ask for something else */
	struct ensemble ensemble;
	struct reuse reuse; /* of each process: from one of its futures to the next */
	char key[65]; /* of scenario, futures and program: what is kept belongs to it */
};

/* The scenario of a future, checked; false when it is refused. scenario_release either way. */
bool sweep_scenario(const struct sweeping *w, int32_t future, struct scenario *s, struct diags *d);
/* Plans those futures of the list that are not kept, by all processes and ranks;
 * what is kept is loaded. */
void sweep_plan(struct sweeping *w, const int32_t *list, int32_t n, struct statuses *statuses);

/* Along a quantity: plans the points that it takes, and prints. All ranks call it. */
void sweep_along(struct sweeping *w, struct statuses *statuses);

#endif
